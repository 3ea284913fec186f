"""Facts about look-ups: everything about one name, the states an unresolved one could be in, and what is not shown."""

import pandas as pd
import pytest

from helpers import files, schemas
from helpers.collection import lookups
from helpers.collection.notebooks import Source
from helpers.errors import TableError

SOURCE = Source("stand-ins")


def said(name: str) -> str:
    return "\n".join(lookups.in_words(lookups.find(name, SOURCE), SOURCE))


def test_a_name_brings_its_agencies_their_rows_and_what_was_said():
    lookup = lookups.find("union city", SOURCE)
    assert set(lookup.agencies["agency_id"]) == {"ca-union-city-police", "unsure-union-city-police-department"}
    printed = schemas.read("rows").query("agency_printed.str.contains('Union City')")
    assert len(lookup.rows) == 8 and set(lookup.rows["row_id"]) == set(printed["row_id"])
    assert len(lookup.press) == 1 and len(lookup.replies) == 4


def test_any_spelling_finds_every_row_of_the_agency():
    by_short, by_long = (lookups.find(name, SOURCE) for name in ("L.A. County Sheriffs", "Los Angeles County Sheriff"))
    assert set(by_short.rows["row_id"]) == set(by_long.rows["row_id"]) and len(by_short.rows) > 1


def test_an_unresolved_name_says_where_it_could_be_and_a_matched_one_on_what_basis():
    text = said("Union City")
    assert "unresolved, police; a place of that name is in CA GA IN MI NJ OH OK PA TN" in text
    assert "Union City, Alameda County, CA (basis: a report prints its city and state)" in text
    assert "(ocsd-2020-02-06-sharing-p06-r007)" in text


def test_why_an_agency_has_another_basis_than_an_entry_of_it_on_a_map_is_said_once_where_it_has():
    entry = schemas.read("map_sheriff").set_index("entry_id").loc["ocsd-2020-02-06-sharing-p06-r007"]
    assert entry["agency_id"] == "ca-union-city-police" and entry["basis"] == "in_name"
    assert said("Union City").count(lookups.TWO_BASES) == 1 and lookups.TWO_BASES not in said("Hiram")


def test_what_the_press_says_is_shown_for_the_same_agency_only():
    assert "Munster Police Department, IN" in said("Munster")
    assert lookups.find("Norwalk Police Department", SOURCE).press["state"].tolist() == ["CT"]


def test_a_record_that_is_no_answer_is_shown_as_none():
    assert said("Austin").count("Other record, not an answer") == 2


def test_a_town_that_is_not_printed_gets_that_sentence_and_near_spellings():
    text = said("Unoin City")
    assert "No row of the sharing reports in this collection prints “Unoin City”." in text
    assert "nobody here has seen ICE's list" in text and "Union City Police Department" in text


def test_a_part_of_a_name_begins_with_a_word_and_ice_is_no_part_of_police():
    lookup = lookups.find("ice", SOURCE)
    ids = lookup.agencies["agency_id"]
    assert ids.str.startswith("us-dhs-ice").all() and "us-dhs-ice" in set(ids)
    assert "ca-union-city-police" in set(lookups.find("Union Ci", SOURCE).agencies["agency_id"])


def test_accents_are_no_other_name():
    assert lookups.find("San José", SOURCE).rows.equals(lookups.find("San Jose", SOURCE).rows)
    assert len(lookups.find("San José", SOURCE).rows)


@pytest.mark.parametrize("name", ["Contra Costa County", "contra costa"])
def test_of_a_county_the_agencies_in_it_are_named(name):
    lines = said(name).splitlines()
    line = next(line for line in lines if line.startswith("Agencies in Contra Costa County, CA: "))
    inside = schemas.read("agencies").query("county == 'Contra Costa' and state == 'CA'")["name"]
    assert sorted(line.split(": ", 1)[1].split(" | ")) == sorted(inside)
    assert not any("Similar" in line for line in lines)


def test_a_listed_agency_that_no_report_prints_is_still_shown():
    text = said("Hammond")
    assert "No row" in text and "Named as listed with ICE: Hammond Police Department, IN" in text


def test_a_hot_list_is_found_by_its_name():
    lookup = lookups.find("HSI MASTER", SOURCE)
    assert len(lookup.rows) and "HSI MASTER" in said("HSI MASTER")


@pytest.mark.parametrize("name", ["(ca)", "[a", "a.*", "h\\"])
def test_a_name_is_text_and_never_a_pattern(name):
    assert lookups.find(name, SOURCE).agencies["spellings"].map(lambda printed: name in printed.casefold()).all()


def test_the_book_says_first_how_to_read_it_and_holds_the_tables_whole(tmp_path):
    files.write_book(lookups.workbook(SOURCE), tmp_path / "plates.xlsx")
    sheets = pd.read_excel(tmp_path / "plates.xlsx", sheet_name=None, dtype=str, keep_default_na=False)
    assert list(sheets) == ["how to read", *lookups.EXPORTED]
    for table in lookups.EXPORTED:
        assert len(sheets[table]) == len(schemas.read(table)) and list(sheets[table]) == schemas.columns(table)
        described = sheets["how to read"].query("sheet == @table and column != ''")["column"]
        assert list(described) == schemas.columns(table)
    assert sheets["rows"]["agency_printed"].tolist() == files.read_csv(schemas.path("rows"))["agency_printed"].tolist()


@pytest.mark.parametrize("name", ["", "  ", "()"])
def test_nothing_is_no_name(name):
    with pytest.raises(TableError, match="no name to look up"):
        lookups.find(name, SOURCE)


@pytest.mark.parametrize(
    ("finding", "table", "lines"),
    [
        ("ocsd-2020-shared", "rows", "doc_id == 'ocsd-2020-02-06-sharing' and section == 'detections_shared'"),
        ("shared-dropped", "changes", "section == 'detections_shared' and status == 'dropped'"),
    ],
)
def test_the_lines_behind_a_number_are_found_in_the_book_as_readme_says(finding, table, lines):
    book = lookups.workbook(SOURCE)
    number = book["findings"].set_index("finding_id").loc[finding]
    behind = book[table].query(lines)
    assert len(behind) == number["high" if table == "changes" else "value"]
    if table == "changes":
        assert behind["could_be"].isna().sum() + (behind["could_be"] == "").sum() == number["low"]
