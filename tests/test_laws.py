"""Facts about laws and policies: what was in force on a day, and whose act is whose."""

import datetime
import itertools

import pandas as pd
import pytest

from helpers import schemas
from helpers.claims import laws
from helpers.collection import measurements
from helpers.errors import TableError
from helpers.sharing.places import STATES
from tests.conftest import original_or_skip

TABLE, POLICIES, LISTED = schemas.read("laws"), schemas.read("policies"), schemas.read("ice_list")
AGENCIES = list(zip(LISTED["agency"], LISTED["state"], strict=True))
ASSESSED, MEASURED = schemas.read("assessments"), schemas.read("anchors")
THE_DAY = datetime.date(2019, 3, 13)
ASSESSMENTS = ("dhs-ice-pia-039a", "dhs-ice-pia-039b")
CODES = {name: code for code, name in laws.JURISDICTIONS.items()}


def law(**cells) -> pd.DataFrame:
    """One line of a table of laws, of California, in force since 2010 unless said otherwise."""
    line = dict.fromkeys(schemas.columns("laws"), "") | {"jurisdiction": "California", "instrument": "A law"}
    line |= {"instrument_type": "statute", "effective_from": "2010-01-01", "status": "in force"}
    return pd.DataFrame([line | cells])


def answer(date="2019-03-13", **cells) -> str:
    return laws.in_force("CA", date, law(**cells))["in_force"].item()


# --- every row of the table -------------------------------------------------------------------------------------------

each_law = pytest.mark.parametrize("line", TABLE.to_dict("records"), ids=lambda line: line["instrument"][:40])


@each_law
def test_the_answer_of_13_march_2019_is_the_tables_own(line):
    assert laws.status_on(line, THE_DAY)[0] == line["in_force_on_2019_03_13"]
    asked = laws.in_force(CODES[line["jurisdiction"]], THE_DAY).set_index("instrument")["in_force"]
    if line["instrument_type"] in ("statute", "rule", "directive"):
        assert asked[line["instrument"]] == line["in_force_on_2019_03_13"]
    else:
        assert line["instrument"] not in asked.index


@each_law
def test_the_days_round_its_first_and_last_agree_with_its_dates(line):
    if line["instrument_type"] not in laws.LAW:
        return
    one, last = datetime.timedelta(days=1), line["effective_to"]

    def on(day: datetime.date) -> str:
        answers = laws.in_force(CODES[line["jurisdiction"]], day).set_index("instrument")
        return answers.loc[line["instrument"], "in_force"]

    there = "unclear" if line["status"] == "unclear" else "yes"
    if line["effective_from"] == "unknown":
        assert {on(datetime.date(year, 7, 1)) for year in (1900, 2019, 2026)} == {"unclear"}
    elif len(line["effective_from"]) == 4:
        year = int(line["effective_from"])
        new_year, old_year = datetime.date(year, 1, 1), datetime.date(year, 12, 31)
        days = [new_year - one, new_year, old_year, old_year + one]
        assert [on(day) for day in days] == ["no", "unclear", "unclear", there]
    else:
        first = datetime.date.fromisoformat(line["effective_from"])
        assert [on(first - one), on(first)] == ["no", there]
    if last:
        assert [on(datetime.date.fromisoformat(last)), on(datetime.date.fromisoformat(last) + one)] == ["yes", "no"]


def test_every_line_is_asked_for_by_one_code_and_is_either_law_or_apart():
    assert set(TABLE["jurisdiction"]) <= set(CODES) and CODES["United States"] == "US"
    for name, lines in TABLE.groupby("jurisdiction"):
        asked, beside = laws.in_force(CODES[name], THE_DAY), laws.apart(CODES[name], THE_DAY)
        assert sorted([*asked["instrument"], *beside["instrument"]]) == sorted(lines["instrument"])
    assert set(TABLE["instrument_type"]) <= {*laws.LAW, *laws.NOT_LAW}


def test_what_is_no_law_is_never_said_to_be_in_force():
    for code in ("CA", "CT", "IN", "VA"):
        beside = laws.apart(code, "2026-06-01")
        assert len(beside) and not {"in_force", "status", "in_force_on_2019_03_13"} & set(beside.columns)
        assert not set(beside["instrument"]) & set(laws.in_force(code, "2026-06-01")["instrument"])


def test_nothing_of_california_on_sharing_out_of_state_is_a_ruling():
    assert (laws.apart("CA", THE_DAY)["instrument_type"] == "ruling").sum() == 1
    about = TABLE[(TABLE["jurisdiction"] == "California") & TABLE["topic"].str.contains("sharing out of state")]
    assert set(about["instrument_type"]) == {"statute", "bill not passed", "settlement", "advice"}


def test_a_bill_was_there_on_no_day_and_advice_and_settlement_from_theirs():
    days = ("2019-03-13", "2022-05-25", "2025-03-11")
    on = {day: laws.apart("CA", day).set_index("instrument")["there_by_then"] for day in days}
    advice, settled = "Attorney General Information Bulletin 2023-DLE-06", "Lagleva v. Doyle settlement"
    assert [told[advice] for told in on.values()] == ["no", "no", "yes"]
    assert [told[settled] for told in on.values()] == ["no", "yes", "yes"]
    assert {told["SB 274 (2025), bill"] for told in on.values()} == {"no"}


# --- one trap each ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [*laws.LAW, *laws.NOT_LAW])
def test_a_statute_a_rule_and_a_directive_are_law_and_nothing_else_is(kind):
    lawful, beside = (asked("CA", THE_DAY, law(instrument_type=kind)) for asked in (laws.in_force, laws.apart))
    if kind in ("statute", "rule", "directive"):
        assert lawful["in_force"].tolist() == ["yes"] and beside.empty
    else:
        assert lawful.empty and beside["what_it_is"].notna().tolist() == [True]


def test_the_first_and_the_last_day_are_in_force_and_those_beside_them_are_not():
    cells = {"effective_from": "2019-03-13", "effective_to": "2019-03-15", "status": "superseded"}
    days = [f"2019-03-{day}" for day in range(12, 17)]
    assert [answer(day, **cells) for day in days] == ["no", "yes", "yes", "yes", "no"]


@pytest.mark.parametrize(
    ("cut", "inside", "before", "after"),
    [
        ("2019", ("2019-01-01", "2019-03-13", "2019-12-31"), "2018-12-31", "2020-01-01"),
        ("2019-02", ("2019-02-01", "2019-02-28"), "2019-01-31", "2019-03-01"),
        ("2020-02", ("2020-02-29",), "2020-01-31", "2020-03-01"),
    ],
)
def test_within_the_year_or_month_that_a_first_day_was_cut_to_it_is_unclear(cut, inside, before, after):
    assert {answer(day, effective_from=cut) for day in inside} == {"unclear"}
    assert (answer(before, effective_from=cut), answer(after, effective_from=cut)) == ("no", "yes")


def test_within_the_year_that_a_last_day_was_cut_to_it_is_unclear():
    days = ("2018-12-31", "2019-01-01", "2019-12-31", "2020-01-01")
    answers = [answer(day, effective_to="2019", status="superseded") for day in days]
    assert answers == ["yes", "unclear", "unclear", "no"]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"status": "in force"}, "yes"),
        ({"status": "not passed"}, "no"),
        ({"status": "unclear"}, "unclear"),
        ({"status": "expired"}, "unclear"),
        ({"status": "superseded"}, "unclear"),
        ({"effective_from": "never", "status": "unclear"}, "no"),
        ({"effective_from": "unknown"}, "unclear"),
        ({"effective_from": "unknown", "effective_to": "2019-03-12", "status": "expired"}, "no"),
        *(({"effective_from": "2019-03-15", "status": one}, "no") for one in ("in force", "unclear", "superseded")),
    ],
)
def test_a_first_day_decides_then_a_last_day_and_without_one_the_status(cells, expected):
    assert answer(**cells) == expected


@pytest.mark.parametrize("state", ["California", "ca", "XX", "", "United States", None, 5])
@pytest.mark.parametrize("asked", [laws.in_force, laws.apart])
def test_a_state_that_does_not_exist_is_an_error(state, asked):
    with pytest.raises(TableError, match="no such state"):
        asked(state, "2019-03-13")


@pytest.mark.parametrize(
    "date", ["2019", "2019-03", "2019-13-01", "2019-02-30", "20190313", "13 March 2019", "", None, 2019, pd.NaT]
)
def test_a_date_that_is_no_day_is_an_error(date):
    with pytest.raises(TableError, match="date cannot be read; expected one day"):
        laws.in_force("CA", date)


def test_a_day_may_come_as_a_date_or_a_time():
    days = ("2019-03-13", THE_DAY, datetime.datetime(2019, 3, 13, 23), pd.Timestamp(THE_DAY))
    asked = [laws.in_force("CA", day) for day in days]
    assert all(one.equals(other) for one, other in itertools.pairwise(asked))


@pytest.mark.parametrize("date", ["spring 2019", "2019-02-30", "2019-3-1", "soon"])
@pytest.mark.parametrize("column", ["effective_from", "effective_to"])
def test_a_line_whose_dates_cannot_be_read_is_an_error_that_names_it(column, date):
    with pytest.raises(TableError, match="A law: a date cannot be read"):
        answer(**{column: date})


def test_a_law_that_ends_before_it_begins_is_an_error():
    with pytest.raises(TableError, match="ends before it begins"):
        answer(effective_from="2020-01-01", effective_to="2019-01-01")


def test_a_state_without_a_line_has_no_answers_and_one_with_other_states_laws_neither():
    assert laws.in_force("OH", THE_DAY).empty and laws.in_force("NV", THE_DAY, law()).empty
    assert "in_force" in laws.in_force("OH", THE_DAY).columns


def test_each_states_counts_add_up_to_its_law():
    counts = laws.by_state([*STATES, "US"], THE_DAY).set_index("state")
    lawful = TABLE[TABLE["instrument_type"].isin(laws.LAW)].groupby("jurisdiction").size()
    for code, line in counts.iterrows():
        assert line.sum() == lawful.get(laws.JURISDICTIONS[code], 0)


def test_the_written_table_is_the_answer_of_the_day():
    kept = schemas.read("rules")
    assert kept["in_force"].value_counts().to_dict() == {"yes": 32, "no": 12, "unclear": 1}
    for line in kept.itertuples():
        asked = laws.in_force(line.state, line.day).set_index("instrument")
        assert asked.loc[line.instrument, "in_force"] == line.in_force
    assert set(kept["day"].astype(str)) == {"2019-03-13"}


# --- recipients beside the statute ------------------------------------------------------------------------------------


def entries(*cells) -> pd.DataFrame:
    return pd.DataFrame(cells, columns=["level", "state", "kind", "sure"]).assign(inactive=False)


def test_federal_private_and_in_state_recipients_are_not_out_of_state_and_an_unsure_police_is_not_federal():
    listed = entries(
        ("local", "CA", "police", True),
        ("local", "TX", "police", True),
        ("federal", "CA", "federal", True),
        ("federal", "", "federal", True),
        ("private", "", "private", True),
        ("multi", "TN", "task force", True),
        ("local", "", "police", False),
        ("multi", "", "task force", False),
        ("multi", "", "task force", True),
    )
    assert laws.outside(listed, "CA").T.to_dict("list") == {"out of state": [2, 4], "federal": [2, 3], "either": [4, 6]}


def test_an_inactive_account_counts_only_upward():
    listed = entries(("local", "TX", "police", True), ("federal", "", "federal", True)).assign(inactive=[True, False])
    assert laws.outside(listed, "CA").T.to_dict("list") == {"out of state": [0, 1], "federal": [1, 1], "either": [1, 2]}


def test_a_label_of_an_act_that_came_later_is_not_there_on_the_day():
    acts = laws.labels("2019-03-13").set_index(["acting_body", "instrument"])["there_by_then"]
    later = POLICIES.query("after_2019 == 'yes' and label_used not in ('', 'none')")
    assert len(later) and set(acts.loc[list(zip(later["acting_body"], later["instrument"], strict=True))]) == {"no"}
    assert acts["City Council of Union City"].tolist() == ["yes"]


def test_the_sentence_beside_the_statute_says_what_it_names_who_read_it_and_what_we_do_not_say():
    sentence = laws.OF_THE_SHARING_RULE
    for words in ("names no federal and no out-of-state body", "Attorney General", "October 2023", "binds nobody"):
        assert words in sentence
    assert "No court ruling" in sentence
    assert sentence.endswith("We do not say that any agency broke the law.")
    advice = TABLE[TABLE["instrument"].str.contains("2023-DLE-06")].iloc[0]
    assert advice["effective_from"].startswith("2023-10") and "Police associations disputed" in advice["note"]


def test_the_sharing_rule_was_in_force_on_the_day_of_every_report():
    days = schemas.read("edges")["as_of"].unique()
    assert len(days) == 3
    for day in [*days, THE_DAY]:
        assert laws.in_force("CA", str(day)).set_index("instrument").loc[laws.SHARING_RULE, "in_force"] == "yes"


# --- policies ---------------------------------------------------------------------------------------------------------


def test_a_policy_belongs_to_the_body_that_adopted_it_and_to_no_other():
    assert set(laws.of("Upland City Council")["kind"]) == {"adopted_opposition"}
    assert set(laws.of("Upland Police Department")["kind"]) == {"adopted_limit"}
    for other in ("Tulare County", "Tulare County Board of Supervisors", "Upland", "Irvine Police Department", ""):
        with pytest.raises(TableError, match="no act of this body"):
            laws.of(other)


def test_the_sheriffs_agreement_is_not_the_county_polices():
    acts = laws.bearing_on("Gwinnett County Police Department", "GA", THE_DAY)
    assert list(acts["kind"]) == ["none_found"] and list(acts["acting_body"]) == ["Gwinnett County"]
    assert list(laws.of("Gwinnett County Sheriff")["bears_on_listed_agency"]) == [""]


def test_what_came_later_is_never_joined_to_2019():
    assert (POLICIES["after_2019"] == "yes").sum() == 5
    for agency, state in AGENCIES:
        acts = laws.bearing_on(agency, state, THE_DAY)
        assert not (acts["after_2019"] == "yes").any() and not (acts["date"] > "2019-03-13").any()
    assert set(laws.bearing_on("Fairfield Police Department", "CT", "2019-12-31")["date"]) > {"2019-07-12"}


def test_an_undated_line_of_later_years_is_unclear_then_and_absent_in_2019():
    then = laws.bearing_on("Manteca Police Department", "CA", "2025-06-01").set_index("acting_body")["there_by_then"]
    assert then["Manteca Police Department"] == "unclear"
    before = laws.bearing_on("Manteca Police Department", "CA", "2019-12-31")
    assert before[["acting_body", "there_by_then"]].to_numpy().tolist() == [["City of Manteca", "none found"]]


def test_an_act_of_the_same_month_is_unclear():
    table, days = POLICIES.head(1).assign(date="2019-03"), ("2019-02-28", "2019-03-13", "2019-04-01")
    asked = [laws.bearing_on("Union City Police Department", "CA", day, table) for day in days]
    assert [list(acts["there_by_then"]) for acts in asked] == [[], ["unclear"], ["yes"]]


def test_guidance_to_all_eight_is_read_with_each_of_the_eight_and_with_nobody_else():
    (words,) = laws.STANDS_FOR
    assert (LISTED["state"] == "CT").sum() == 8
    for agency, state in AGENCIES:
        bodies = set(laws.bearing_on(agency, state, THE_DAY)["acting_body"])
        assert ("Governor of Connecticut and state commissioners" in bodies) == (state == "CT")
    assert words in set(POLICIES["bears_on_listed_agency"])


def test_an_act_of_another_state_is_not_read_with_an_agency_of_the_same_name():
    elsewhere = POLICIES[POLICIES["bears_on_listed_agency"] == "Hammond Police Department"].assign(state="LA")
    assert len(elsewhere) == 2 and laws.bearing_on("Hammond Police Department", "IN", THE_DAY, elsewhere).empty


def test_an_agency_that_no_source_names_is_an_error_and_so_is_another_states():
    sheriff, city = "Orange County Sheriff's Department", "Union City Police Department"
    for agency, state in ((sheriff, "CA"), (city, "GA"), ("", "")):
        with pytest.raises(TableError, match="no source names this agency"):
            laws.bearing_on(agency, state, THE_DAY)


def test_every_agency_that_an_act_bears_on_is_one_of_the_list_and_in_the_acts_state():
    concerned = set(zip(POLICIES["bears_on_listed_agency"], POLICIES["state"], strict=True))
    assert {(agency, state) for agency, state in concerned if agency and agency not in laws.STANDS_FOR} <= set(AGENCIES)


def test_a_label_keeps_who_gave_it_and_is_no_yes_or_no():
    acts = laws.labels(laws.THE_DAY)
    assert len(acts) == 26 and (acts["who_labels_it"] != "").all()
    assert not set(acts["label_used"].str.lower()) & {"yes", "no", "true", "false", "none"}
    with pytest.raises(TableError, match="without who uses it"):
        laws.labels(laws.THE_DAY, POLICIES.head(1).assign(who_labels_it=""))


# --- ICE's own rules --------------------------------------------------------------------------------------------------


def test_every_statement_has_its_quote_measured_and_each_was_found():
    place = ["doc_id", "page", "anchor"]
    measured = set(MEASURED[MEASURED["found"]][place].itertuples(index=False, name=None))
    assert set(ASSESSED[place].itertuples(index=False, name=None)) <= measured
    assert set(ASSESSED["doc_id"]) == set(ASSESSMENTS)


def test_a_quote_is_a_few_words_and_a_statement_is_our_own():
    for line in ASSESSED.itertuples():
        assert 3 <= len(line.anchor.split()) <= 12 and line.anchor not in line.says, line.anchor


def test_looked_up_anew_on_the_assessments_every_quote_is_as_recorded():
    for doc_id in ASSESSMENTS:
        original_or_skip(doc_id)
    assert measurements.anchored(ASSESSED)["found"].all()


def test_on_the_next_page_and_in_the_other_assessment_a_quote_is_not_found():
    for doc_id in ASSESSMENTS:
        original_or_skip(doc_id)
    words = ["at least 25 states and 24 of the top 30", "valid for one year unless the user removes"]
    chosen = ASSESSED[ASSESSED["anchor"].isin(words)]
    assert len(chosen) == 2
    for changed in (chosen.assign(page=chosen["page"] + 1), chosen.assign(doc_id="dhs-ice-pia-039b")):
        assert not measurements.anchored(changed)["found"].any()
