"""Facts about agencies: settled by what is printed, or unsure."""

import pandas as pd
import pytest

from helpers import schemas
from helpers.errors import TableError
from helpers.sharing import agencies

REPORTS = pd.DataFrame(
    [{"doc_id": "d", "agency_printed": "Elm County Sheriffs Department", "agency": "Elm County (CA) Sheriff's Department"}]
)


def rows(*printed):
    """Entries of one document: a name, or a triple of name, city and state."""
    lines = [(p, "", "") if isinstance(p, str) else p for p in printed]
    return pd.DataFrame([{"doc_id": "d", "agency_printed": a, "city_printed": c, "state_printed": s} for a, c, s in lines])


def taken_for(*printed) -> dict[str, tuple[str, str]]:
    spellings = agencies.identify(rows(*printed), REPORTS)
    return {s.agency_printed: (s.agency_id, s.basis) for s in spellings.itertuples()}


@pytest.mark.parametrize("rule", agencies.RULES, ids=lambda rule: rule.taught_by)
def test_every_rule_reads_the_name_that_taught_it(rule):
    parsed = agencies.parse(rule.taught_by)
    assert (parsed.kind, parsed.level, parsed.parent) == (rule.kind, rule.level, rule.parent)


@pytest.mark.parametrize(
    ("printed", "state"),
    [
        ("Upland Police Department (CA)", "CA"),
        ("Hollywood Police Department (Fl)", "FL"),
        ("San Pablo Police Department CA", "CA"),
        ("Jasper County Sheriff MO", "MO"),
        ("Orange County (CA) Sheriff's Department", "CA"),
        ("Oxnard Police Department-CA", "CA"),
        ("L.A. County Sheriffs Dept", ""),
        ("Los Angeles World Airport Police (LAX)", ""),
        ("LA Port Police", ""),
        ("CAL FIRE", ""),
        ("Drug Enforcement Agency (NATL)", ""),
        ("Winnebago County Sheriff (Machesney Park Division)", ""),
    ],
)
def test_a_state_is_read_only_where_the_name_prints_it(printed, state):
    assert agencies.parse(printed).state == state


def test_inactive_is_a_flag_and_no_part_of_the_name():
    parsed = agencies.parse("Inactive Atwater Police Department")
    assert parsed.inactive and parsed.words == "Atwater Police Department" and parsed.place == "Atwater"


def test_two_union_cities_in_one_list_are_two_agencies_and_one_is_unsure():
    found = taken_for("Union City Police Department (CA)", "Union City Police Department")
    assert found["Union City Police Department (CA)"] == ("ca-union-city-police", "in_name")
    assert found["Union City Police Department"] == ("unsure-union-city-police-department", "unsure")


def test_a_printed_city_and_state_settle_a_name_and_the_same_name_elsewhere():
    found = agencies.identify(rows("Anaheim Police Department", ("Anaheim Police Department", "Anaheim", "CA")), REPORTS)
    assert set(found["agency_id"]) == {"ca-anaheim-police"} and set(found["basis"]) == {"printed", "same_name"}


def test_a_name_beside_two_states_settles_nothing_elsewhere():
    found = agencies.identify(
        rows(
            "Clinton Police Department",
            ("Clinton Police Department", "Clinton", "IA"),
            ("Clinton Police Department", "Clinton", "MS"),
        ),
        REPORTS,
    )
    assert found.set_index("basis").loc["unsure", "agency_id"] == "unsure-clinton-police-department"


def test_a_name_that_prints_one_state_and_stands_beside_another_is_unsure():
    assert taken_for(("Ontario Police Department (CA)", "Ontario", "OR"))["Ontario Police Department (CA)"][1] == "unsure"


def test_not_applicable_is_no_state():
    assert taken_for(("L6A UbiHub Demo", "N/A", "N/A"))["L6A UbiHub Demo"][1] == "unsure"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Alton Police Department (IL)", "Altona Police Department (IL)"),
        ("Orange County Sheriff (CA)", "Orange County Sheriff (FL)"),
        ("Norwalk Police Department (CA)", "Norwalk Police Department (CT)"),
        ("Pasadena Police Department (CA)", "Pasadena Police Department (TX)"),
        ("Lake County Sheriffs Office (IL)", "Lake Mills Police Department (WI)"),
        ("Riverside Police Department (CA)", "Riverside County Sheriff (CA)"),
    ],
)
def test_pairs_that_must_stay_apart(one, other):
    found = taken_for(one, other)
    assert found[one][0] != found[other][0]


def test_a_sheriffs_office_and_department_of_one_county_are_one():
    found = taken_for("Lake County Sheriffs Office (IL)", "Lake County Sheriffs Department (IL)")
    assert {agency_id for agency_id, _ in found.values()} == {"il-lake-county-sheriff"}


def test_names_that_look_alike_are_not_joined():
    found = taken_for("Reeve County Sherriffs Office (TX)", "Reeves County Sheriffs Office (TX)")
    assert len({agency_id for agency_id, _ in found.values()}) == 2


def test_two_agencies_that_would_share_an_id_are_refused():
    with pytest.raises(TableError, match="two agencies would share one id"):
        agencies.identify(rows("St.Charles Unit (IL)", "St Charles Unit (IL)"), REPORTS)


def test_the_tables_are_what_the_present_code_makes(tmp_path):
    found = agencies.identify(schemas.read("rows"), schemas.read("reports"))
    for table, made in (("spellings", found), ("agencies", agencies.table(found, schemas.read("reports")))):
        schemas.write(made, table, tmp_path)
        assert schemas.path(table, tmp_path).read_bytes() == schemas.path(table).read_bytes()


def test_a_place_that_is_there_twice_has_the_state_and_no_point():
    known = agencies.table(agencies.identify(rows("Burbank Police Department (CA)"), REPORTS), REPORTS)
    burbank = known.set_index("agency_id").loc["ca-burbank-police"]
    assert (burbank["state"], burbank["precision"]) == ("CA", "state") and pd.isna(burbank["lat"])


def test_an_inactive_account_settles_the_same_name():
    found = taken_for(("Inactive Elm Police Department", "Elm", "CA"), "Elm Police Department")
    assert found["Elm Police Department"] == ("ca-elm-police", "same_name")


def test_every_federal_name_of_the_reports_has_its_level_and_parent():
    known = schemas.read("agencies").query("level == 'federal'").set_index("name")["parent"].to_dict()
    assert known == {
        "CBP - NTC": "DHS",
        "ICE": "DHS",
        "DHS - HSI - New Orleans": "DHS ICE",
        "DHS - HSI (Newark NJ)": "DHS ICE",
        "San Diego Sector Border Patrol (CA)": "DHS CBP",
        "ATF National Account": "DOJ",
        "Drug Enforcement Agency (NATL)": "DOJ",
        "Federal Bureau of Investigation": "DOJ",
        "IRS Criminal Investigations": "Treasury IRS",
        "United States Forest Service CA": "USDA",
    }


def test_every_agency_that_is_sure_has_a_basis_and_every_unsure_one_no_place():
    known = schemas.read("agencies")
    assert (known["sure"] == (known["basis"] != "unsure")).all()
    unsure = known[~known["sure"]]
    assert unsure["agency_id"].str.startswith("unsure-").all() and unsure["lat"].isna().all() and (unsure["state"] == "").all()


def test_the_printed_city_of_the_2025_report_lies_in_the_state_that_the_agency_got():
    spellings, known = schemas.read("spellings"), schemas.read("agencies").set_index("agency_id")
    printed = spellings[spellings["state_printed"].isin(agencies.STATES)]
    assert len(printed) == 137
    local = printed[known.loc[printed["agency_id"], "level"].to_numpy() != "federal"]
    assert (known.loc[local["agency_id"], "state"].to_numpy() == local["state_printed"].to_numpy()).all()
