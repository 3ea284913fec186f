"""Facts about changes between releases: agencies are compared and not spellings, and nothing is taken for renamed by
likeness."""

import networkx as nx
import pandas as pd
import pytest

from helpers import schemas
from helpers.errors import TableError
from helpers.sharing import changes, network
from helpers.sharing.tables import SharingTables
from tests.test_network import OCSD_2020, OCSD_2025, printed_in, tables_of

TABLES, RENAMES = SharingTables.read(), schemas.read("renames")
REAL = changes.change(TABLES, [OCSD_2020, OCSD_2025], RENAMES)

RELEASES = [(f"{town}-{year}", town.title(), f"{year}-01-01") for town in ("elm", "oak") for year in (2020, 2021, 2022)]
RELEASES = pd.DataFrame(
    [(doc_id, f"{town} Police Department", f"{town} (OH) Police Department", day) for doc_id, town, day in RELEASES],
    columns=["doc_id", "agency_printed", "agency", "as_of"],
)
NO_RENAMES = RENAMES.head(0)


def decided(*lines):
    """Hand-made decisions: section, before, after, decision."""
    made = pd.DataFrame(lines, columns=["section", "before", "after", "decision"])
    return made.assign(reason="because it is so", source="a page", by="in a test")


def tables_of_lists(lists):
    """The tables of lists of detections shared, by year; a name that is printed beside a state is a pair."""
    entries = [
        (f"elm-{year}", "detections_shared", *([name] if isinstance(name, str) else name))
        for year, names in lists.items()
        for name in names
    ]
    return tables_of(*entries, reports=RELEASES)


def change(lists, renames=NO_RENAMES):
    return changes.change(tables_of_lists(lists), [f"elm-{year}" for year in lists], renames)


def statuses(table):
    names = table["name_before"].where(table["name_before"] != "", table["name_after"])
    return dict(zip(names, table["status"], strict=True))


# --- one trap each ----------------------------------------------------------------------------------------------------


def test_a_name_written_in_another_way_is_kept_and_exact_strings_say_dropped_and_added():
    table = change({2020: ["Fir Police Department (OH)"], 2021: ["Fir PD (OH)"]})
    assert table[["status", "how", "name_before", "name_after"]].to_numpy().tolist() == [
        ["kept", "same agency", "Fir Police Department (OH)", "Fir PD (OH)"]
    ]
    counts = changes.change_counts(table).iloc[0]
    assert counts[["kept", "dropped_high", "added_high"]].tolist() == [1, 0, 0]
    assert counts[["kept_by_string", "dropped_by_string", "added_by_string"]].tolist() == [0, 1, 1]


def test_an_agency_listed_twice_is_one_line_with_both_names_and_rows():
    table = change({2020: ["Fir Police Department (OH)", "Fir PD (OH)"], 2021: ["Fir PD (OH)"]})
    assert table[["name_before", "rows_before", "rows_after", "status"]].to_numpy().tolist() == [
        ["Fir Police Department (OH) | Fir PD (OH)", "elm-2020-p01-r001 elm-2020-p01-r002", "elm-2021-p01-r003", "kept"]
    ]


def test_an_unsure_name_is_kept_only_where_the_same_name_is_printed():
    both = ["Jefferson Police Department", "Franklin Police Department"]
    table = change({2020: both, 2021: both[:1]})
    assert table[["name_before", "status", "how"]].to_numpy().tolist() == [
        ["Jefferson Police Department", "kept", "same printed name"],
        ["Franklin Police Department", "dropped", ""],
    ]
    assert changes.change_counts(table)["by_name_only"].tolist() == [1]


def test_two_unsure_names_that_share_an_id_are_two_accounts():
    table = change({2020: ["Jefferson Police Department"], 2021: ["Jefferson, Police Department"]})
    assert table["agency_id"].nunique() == 1 and sorted(table["status"]) == ["added", "dropped"]
    counts = changes.change_counts(table).iloc[0]
    assert counts[["dropped_low", "dropped_high", "added_low", "added_high"]].tolist() == [0, 1, 0, 1]


def test_an_inactive_account_is_neither_kept_nor_dropped():
    names = ["Fir PD (OH)", "Jefferson Police Department"]
    table = change({2020: names, 2021: [f"Inactive {name}" for name in names]})
    assert table[["status", "how", "inactive_before", "inactive_after"]].to_numpy().tolist() == [
        ["inactive", "same agency", False, True],
        ["inactive", "same printed name", False, True],
    ]
    counts = changes.change_counts(table).iloc[0]
    assert counts[["kept", "inactive", "dropped_high", "dropped_by_string"]].tolist() == [0, 2, 0, 2]


def test_an_account_that_comes_as_inactive_is_added_and_an_agency_with_one_active_account_is_kept():
    later = ["Fir PD (OH)", "Inactive Fir Police Department (OH)", "Inactive Ash PD (OH)"]
    table = change({2020: later[:1], 2021: later})
    assert statuses(table) == {"Fir PD (OH)": "kept", "Inactive Ash PD (OH)": "added"}
    assert table.set_index("status")["inactive_after"].to_dict() == {"kept": False, "added": True}


def test_an_account_that_is_inactive_no_more_is_kept():
    table = change({2020: ["Inactive Fir PD (OH)"], 2021: ["Fir PD (OH)"]})
    assert table[["status", "inactive_before", "inactive_after"]].to_numpy().tolist() == [["kept", True, False]]


FIR_TO_PINE = {2020: ["Fir Police Department (OH)", "Ash PD (OH)"], 2021: ["Pine Safety Network (OH)", "Ash PD (OH)"]}


def renamed(before, after):
    return ("any", before, after, "renamed")


RENAME = renamed("Fir Police Department (OH)", "Pine Safety Network (OH)")


def test_a_rename_by_decision_joins_two_agencies_and_without_it_one_is_dropped_and_one_added():
    assert sorted(change(FIR_TO_PINE)["status"]) == ["added", "dropped", "kept"]
    renamed = change(FIR_TO_PINE, decided(RENAME)).set_index("status").loc["renamed"]
    ids = ["oh-fir-police", "oh-pine-safety-network"]
    assert renamed["how"] == "decided" and renamed[["agency_id_before", "agency_id"]].tolist() == ids
    assert renamed[["rows_before", "rows_after"]].tolist() == ["elm-2020-p01-r001", "elm-2021-p01-r003"]


def test_a_decision_for_another_section_decides_nothing():
    assert "renamed" not in set(change(FIR_TO_PINE, decided(("hot_lists_shared", *RENAME[1:])))["status"])


def test_a_renamed_account_that_is_inactive_now_is_inactive_and_decided():
    lists = {2020: FIR_TO_PINE[2020], 2021: ["Inactive Pine Safety Network (OH)"]}
    line = change(lists, decided(RENAME)).set_index("status").loc["inactive"]
    assert line[["how", "agency_id_before"]].tolist() == ["decided", "oh-fir-police"]


def test_a_decision_can_say_that_one_agencys_account_has_a_new_name():
    lists = {2020: ["Fir Police Department (OH)"], 2021: ["Fir PD (OH)"]}
    table = change(lists, decided(renamed("Fir Police Department (OH)", "Fir PD (OH)")))
    assert table[["status", "how", "agency_id_before", "agency_id"]].to_numpy().tolist() == [
        ["renamed", "decided", "oh-fir-police", "oh-fir-police"]
    ]


def test_a_chain_of_three_releases_is_compared_pair_by_pair():
    lists = {
        2020: ["Fir PD (OH)", "Ash PD (OH)"],
        2021: ["Inactive Fir PD (OH)", "Oak PD (OH)"],
        2022: ["Ash PD (OH)", "Oak PD (OH)"],
    }
    table = change(lists)
    assert statuses(table[table["after"] == "elm-2021"]) == {
        "Fir PD (OH)": "inactive",
        "Ash PD (OH)": "dropped",
        "Oak PD (OH)": "added",
    }
    later = table[table["before"] == "elm-2021"]
    assert statuses(later) == {"Inactive Fir PD (OH)": "dropped", "Oak PD (OH)": "kept", "Ash PD (OH)": "added"}
    assert len(table) == 6 and changes.change_counts(table)[["before", "after"]].to_numpy().tolist() == [
        ["elm-2020", "elm-2021"],
        ["elm-2021", "elm-2022"],
    ]


NEAR = {2020: ["Mono County Sheriffs Office"], 2021: ["Monroe County Sheriffs Office"]}


def test_a_near_name_that_is_not_settled_counts_in_high_and_not_in_low():
    table = change(NEAR).set_index("status")
    assert table["could_be"].to_dict() == {
        "dropped": "unsure-monroe-county-sheriffs-office",
        "added": "ca-mono-county-sheriff",
    }
    counts = changes.change_counts(change(NEAR)).iloc[0]
    assert counts[["dropped_low", "dropped_high", "added_low", "added_high"]].tolist() == [0, 1, 0, 1]


def test_a_decision_settles_a_near_name_and_low_and_high_are_one_number():
    table = change(NEAR, decided(("any", NEAR[2020][0], NEAR[2021][0], "renamed")))
    counts = changes.change_counts(table).iloc[0]
    assert counts[["renamed", "dropped_low", "dropped_high", "added_low", "added_high"]].tolist() == [1, 0, 0, 0, 0]


def test_names_of_two_states_or_of_two_kinds_could_not_be_one():
    lists = {
        2020: ["Alton Police Department (IL)", "Fir Police Department (OH)"],
        2021: ["Altona Police Department (NY)", "Fir Fire Department (OH)"],
    }
    assert set(change(lists)["could_be"]) == {""}


def test_a_name_that_one_release_settles_and_the_other_does_not_could_be_one():
    lists = {2020: ["Jefferson Police Department"], 2021: ["Jefferson Police Department (OH)"]}
    table = change(lists).set_index("status")
    assert table.loc["dropped", "could_be"] == "oh-jefferson-police" and "kept" not in table.index


def test_what_a_person_left_open_could_be_one_though_it_looks_like_nothing_of_the_kind():
    table = change(FIR_TO_PINE, decided((*RENAME[:3], "not settled"))).set_index("status")
    could_be = {"dropped": "oh-pine-safety-network", "added": "oh-fir-police", "kept": ""}
    assert table["could_be"].to_dict() == could_be


MISSPELLED = [f"{place} County Sheriffs Office" for place in ("Monro", "Monrooe", "Monrole", "Monrove")]


@pytest.mark.parametrize(("one", "four"), [(2020, 2021), (2021, 2020)])
def test_none_of_four_near_names_is_passed_over(one, four):
    table = change({year: ["Monroe County Sheriffs Office"] if year == one else MISSPELLED for year in (2020, 2021)})
    lines = table.set_index("name_before" if one == 2020 else "name_after").loc["Monroe County Sheriffs Office"]
    assert len(lines["could_be"].split()) == 4 and (table["could_be"] != "").all()


TWO_FIRS = [("Fir Police Department", "OH"), ("Fir Police Department", "TX")]


def test_one_name_beside_two_states_is_two_accounts_and_only_one_of_them_could_be_the_new_one():
    table = change({2020: TWO_FIRS, 2021: ["Fir Police Department"]})
    assert table.groupby("status")["agency_id"].agg(list).to_dict() == {
        "added": ["unsure-fir-police-department"],
        "dropped": ["oh-fir-police", "tx-fir-police"],
    }
    assert table.set_index("status").loc["added", "could_be"] == "oh-fir-police tx-fir-police"
    assert changes.change_counts(table)[["dropped_low", "dropped_high", "added_low"]].to_numpy().tolist() == [[1, 2, 0]]


# --- what is refused --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("releases", "says"),
    [
        (["elm-2020", "oak-2021"], "releases of different agencies .* found oh-elm-police, oh-oak-police"),
        (["elm-2020"], "expected two or more; found 1"),
        (["elm-2021", "elm-2020"], r"found elm-2021 \(2021-01-01\) before elm-2020"),
        (["elm-2020", "elm-2020"], "not in the order of their dates"),
        (["elm-2020", "elm-2023"], "elm-2023: there is no such sharing report"),
    ],
)
def test_releases_that_are_no_sequence_of_one_agency_are_refused(releases, says):
    with pytest.raises(TableError, match=says):
        changes.change(tables_of_lists({2020: ["Fir PD (OH)"]}), releases, NO_RENAMES)


BOTH_THERE = {2020: ["Fir Police Department (OH)"], 2021: ["Pine Safety Network (OH)", "Fir Police Department (OH)"]}
BOTH_BEFORE = {2020: ["Fir Police Department (OH)", "Pine Safety Network (OH)"], 2021: ["Pine Safety Network (OH)"]}


LATER_HAS_IT = "the later list has the earlier name as well"
OTHER_SPELLING = {2020: ["Fir PD (OH)"], 2021: ["Fir PD (OH)", "Fir Police Department (OH)"]}
TO_TEXAS = {2020: ["Fir PD (OH)"], 2021: ["Fir PD (TX)"]}
TO_JEFFERSON = {2020: TWO_FIRS, 2021: ["Jefferson Police Department"]}
TO_PINE = {2020: ["Fir PD (OH)", "Ash PD (OH)"], 2021: ["Pine PD (OH)"]}


@pytest.mark.parametrize(
    ("lists", "renames", "says"),
    [
        (BOTH_THERE, [RENAME], LATER_HAS_IT),
        (BOTH_BEFORE, [RENAME], "the earlier list has the later name as well"),
        (OTHER_SPELLING, [renamed("Fir PD (OH)", "Fir Police Department (OH)")], LATER_HAS_IT),
        (TO_TEXAS, [renamed("Fir PD (OH)", "Fir PD (TX)")], "found OH and TX"),
        (FIR_TO_PINE, [RENAME, RENAME], "renamed twice"),
        (TO_JEFFERSON, [renamed("Fir Police Department", "Jefferson Police Department")], "renamed twice"),
        (TO_PINE, [renamed(f"{name} PD (OH)", "Pine PD (OH)") for name in ("Fir", "Ash")], "renamed twice"),
    ],
)
def test_a_decision_that_the_lists_contradict_is_refused(lists, renames, says):
    with pytest.raises(TableError, match=says):
        change(lists, decided(*renames))


# --- the hand table ---------------------------------------------------------------------------------------------------


def test_the_decisions_on_names_hold():
    assert changes.renames_problems(TABLES, RENAMES) == []


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (renamed("Nosuch PD (OH)", "Fir PD (OH)"), "stale: no document prints Nosuch PD"),
        (("any", "Fir PD (OH)", "Nosuch PD (OH)", "not settled"), "stale: no document prints Nosuch PD"),
        (renamed("Pine PD (OH)", "Fir PD (OH)"), "unused: no two releases that follow each other list Pine PD"),
        (("hot_lists_shared", "Fir PD (OH)", "Pine PD (OH)", "renamed"), "unused: no two releases that follow each"),
        (("any", "Ash PD (OH)", "Ash Police Department (OH)", "not settled"), "unused: Ash PD .* is one account w"),
        (renamed("Elm PD (OH)", "Elm PD (OH)"), "unused: Elm PD .* is one account without"),
        (renamed("Elm PD (OH)", "Pine PD (OH)"), f"contradicted: Elm PD .*: {LATER_HAS_IT}"),
        (renamed("Fir PD (OH)", "Gum PD (TX)"), "contradicted: Fir PD .*: OH and TX"),
    ],
)
def test_a_decision_on_names_that_does_not_hold_is_reported(line, says):
    lists = {
        2020: ["Fir PD (OH)", "Ash PD (OH)", "Elm PD (OH)"],
        2021: ["Pine PD (OH)", "Ash Police Department (OH)", "Elm PD (OH)", "Gum PD (TX)"],
    }
    (problem,) = changes.renames_problems(tables_of_lists(lists), decided(line))
    assert pd.Series([problem]).str.match(says).all(), problem


@pytest.mark.parametrize(
    "second",
    [
        RENAME,
        ("detections_shared", *RENAME[1:]),
        (*RENAME[:3], "not settled"),
        renamed(RENAME[1], "Ash PD (OH)"),
        renamed("Ash PD (OH)", RENAME[2]),
    ],
)
def test_a_decision_on_names_that_is_made_twice_is_reported(second):
    problems = changes.renames_problems(tables_of_lists(FIR_TO_PINE), decided(RENAME, second))
    assert any(problem.startswith(f"decided twice: {second[1]} to {second[2]}") for problem in problems)


def test_a_decision_that_holds_is_no_problem():
    assert changes.renames_problems(tables_of_lists(FIR_TO_PINE), decided(RENAME)) == []


def test_every_decision_on_names_gives_a_reason_a_source_and_a_role():
    assert (RENAMES["reason"].str.len() > 20).all() and (RENAMES["source"] != "").all()
    assert set(RENAMES["by"]) <= {"left open", "from other sources", "from the reports"}
    assert ((RENAMES["by"] == "left open") == (RENAMES["decision"] == changes.LEFT_OPEN)).all()


# --- the real lists ---------------------------------------------------------------------------------------------------


def test_the_releases_of_the_sheriff_are_found_in_order():
    turned = TABLES.with_table("reports", TABLES.reports[::-1])
    assert changes.releases_of(turned, "ca-orange-county-sheriff") == [OCSD_2020, OCSD_2025]


def test_the_real_table_keeps_its_contract_and_reads_back(tmp_path):
    written = schemas.write(REAL, "changes", tmp_path)
    assert len(written) == len(REAL) and written["inactive_after"].sum() == REAL["inactive_after"].sum() > 10


@pytest.mark.parametrize("section", ["detections_shared", "detections_received", "hot_lists_received"])
def test_every_entry_of_both_releases_stands_in_one_line(section):
    part = REAL[REAL["section"] == section]
    for doc_id, column in ((OCSD_2020, "rows_before"), (OCSD_2025, "rows_after")):
        rows = [row for cell in part[column] for row in cell.split()]
        printed = TABLES.rows[(TABLES.rows["doc_id"] == doc_id) & (TABLES.rows["section"] == section)]
        assert sorted(rows) == sorted(printed["row_id"])


@pytest.mark.parametrize("section", ["detections_shared", "detections_received", "hot_lists_received"])
def test_what_exact_strings_say_is_what_the_transcription_says_and_overstates_change(section):
    earlier, later = (set(printed_in(doc_id, section)) for doc_id in (OCSD_2020, OCSD_2025))
    counts = changes.change_counts(REAL).set_index("section").loc[section]
    assert counts[["kept_by_string", "dropped_by_string", "added_by_string"]].tolist() == [
        len(earlier & later),
        len(earlier - later),
        len(later - earlier),
    ]
    assert counts["dropped_high"] < counts["dropped_by_string"] and counts["added_high"] < counts["added_by_string"]
    assert counts[["kept", "renamed", "inactive", "dropped_high"]].sum() == len(earlier)
    assert counts[["kept", "renamed", "inactive", "added_high"]].sum() == len(later)


@pytest.mark.parametrize("section", ["detections_shared", "detections_received"])
def test_inactive_accounts_are_the_transcribed_ones_that_stood_in_2020_as_well(section):
    earlier, later = (printed_in(doc_id, section) for doc_id in (OCSD_2020, OCSD_2025))
    marked = {name.removeprefix("Inactive ") for name in later if name.startswith("Inactive ")}
    part = REAL[REAL["section"] == section]
    assert set(part.loc[part["status"] == "inactive", "name_before"]) == marked & set(earlier)
    came = part.loc[(part["status"] == "added") & part["inactive_after"], "name_after"]
    assert {name.removeprefix("Inactive ") for name in came} == marked - set(earlier)


def test_what_was_dropped_is_what_the_ids_of_both_lists_say():
    for section in ("detections_shared", "detections_received", "hot_lists_received"):
        lists = (network.listed_in(TABLES, section, doc_id) for doc_id in (OCSD_2020, OCSD_2025))
        earlier, later = (set(listed["agency_id"]) for listed in lists)
        part = REAL[REAL["section"] == section]
        assert set(part.loc[part["status"] == "dropped", "agency_id"]) == earlier - later
        assert set(part.loc[part["status"] == "added", "agency_id"]) == later - earlier


def test_the_low_numbers_leave_out_as_many_pairs_as_networkx_can_match():
    counts = changes.change_counts(REAL).set_index("section")
    for section, part in REAL.groupby("section"):
        pairs = nx.Graph()
        for line in part[part["status"] == "dropped"].itertuples():
            pairs.add_edges_from((("dropped", line.agency_id), ("added", new)) for new in line.could_be.split())
        most = len(nx.max_weight_matching(pairs, maxcardinality=True))
        for status in ("dropped", "added"):
            assert counts.loc[section, f"{status}_high"] - counts.loc[section, f"{status}_low"] == most


def test_could_be_is_said_on_both_sides():
    for _, part in REAL.groupby("section"):
        pairs = {}
        for status, lines in part.groupby("status"):
            pairs[status] = {(one.agency_id, could) for one in lines.itertuples() for could in one.could_be.split()}
        dropped, added = pairs.pop("dropped", set()), pairs.pop("added", set())
        assert dropped == {(old, new) for new, old in added} and not any(pairs.values())
