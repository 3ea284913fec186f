"""Facts about which agencies sources put on the ICE list, what was answered, and where else they are listed."""

from dataclasses import replace

import pandas as pd
import pytest

from helpers import schemas
from helpers.claims import ice_list, replies
from helpers.errors import TableError
from helpers.sharing import unresolved

TABLES = replies.tables()
NAMED = replies.listed(TABLES)
COUNTS = schemas.read("list_counts")


def by_id(agency_id: str) -> pd.Series:
    return NAMED.set_index("agency_id").loc[agency_id]


def with_reply(**cells) -> replies.ReplyTables:
    """The tables with one reply more, like Austin's first but for `cells`."""
    like = TABLES.replies[TABLES.replies["agency"] == "Austin Police Department"].head(1)
    return replace(TABLES, replies=pd.concat([TABLES.replies, like.assign(**cells)], ignore_index=True))


# --- listed and answered ----------------------------------------------------------------------------------------------


def test_the_stored_table_is_what_the_hand_tables_and_the_rows_give():
    stored = schemas.read("ice_listed").fillna("")
    computed = NAMED.sort_values(["agency", "state"], ignore_index=True).fillna("")
    pd.testing.assert_frame_equal(stored, computed, check_dtype=False)


def test_29_local_agencies_and_one_federal_are_named_and_none_of_them_is_unsure():
    assert len(NAMED) == 30 and len(replies.local(NAMED)) == 29
    assert set(NAMED["agency"]) - set(replies.local(NAMED)["agency"]) == {"United States Forest Service (California)"}
    assert NAMED["agency_id"].is_unique and not (NAMED["basis"] == "unsure").any()


def test_the_table_groups_every_agency_as_the_map_does():
    drawn = schemas.read("map_ice_list").set_index("agency_id")["group"]
    assert NAMED.set_index("agency_id")["answered"].to_dict() == drawn.to_dict()
    assert set(replies.GROUPS) == set(ice_list.REPLIES)


def test_a_record_that_is_not_an_answer_is_never_counted_as_one():
    austin = by_id("tx-austin-police")
    assert (austin["answered"], austin["answers"], austin["other_records"]) == ("other record", 0, 2)
    assert austin["addressed"] == "" and austin["not_addressed"] == "listing sending agreement purpose"
    given = TABLES.replies[TABLES.replies["answer"] != replies.NOT_AN_ANSWER]
    assert NAMED["answers"].sum() == given["agency"].isin(NAMED["agency"]).sum()


def test_a_new_answer_makes_an_agency_answered_on_that_point_alone():
    tables = with_reply(about="listing", answer="disputes", date="2019-04-01")
    austin = replies.listed(tables).set_index("agency_id").loc["tx-austin-police"]
    assert (austin["answered"], austin["answers"], austin["other_records"]) == ("answered", 1, 2)
    assert austin["addressed"] == "listing" and austin["not_addressed"] == "sending agreement purpose"


def test_a_reply_of_a_listed_name_in_another_state_is_refused():
    with pytest.raises(TableError, match="a listed agency in another state; found Austin Police Department"):
        replies.listed(with_reply(state="MN"))


def test_an_agency_under_two_names_is_refused():
    twice = TABLES.ice_list.iloc[[0]].assign(agency="Union City Police Dept")
    with pytest.raises(TableError, match="are one agency; found ca-union-city-police"):
        replies.listed(replace(TABLES, ice_list=pd.concat([TABLES.ice_list, twice], ignore_index=True)))


def test_an_answer_dated_by_its_year_alone_counts_only_upward():
    assert replies.answered_in("2019-03", NAMED, TABLES.replies) == (13, 14)
    assert by_id("il-downers-grove-police")["first_answer"] == "2019"
    its_line = NAMED[NAMED["agency_id"] == "il-downers-grove-police"]
    assert replies.answered_in("2019-03", its_line, TABLES.replies) == (0, 1)
    assert replies.answered_in("2020-03", NAMED, TABLES.replies) == (0, 1)  # Manteca's answer without a date


def test_a_date_without_a_day_is_not_taken_for_the_first_where_a_better_one_is_known():
    assert by_id("ca-union-city-police")["first_answer"] == "2019-03-13"


# --- how many are not named -------------------------------------------------------------------------------------------


def test_those_not_named_are_a_span_between_the_sources_own_counts():
    assert replies.unnamed(NAMED, COUNTS) == (80 - 29, 90 - 29)
    assert replies.unnamed(NAMED, COUNTS[COUNTS["high"] != 90]) == (51, 53)


def test_the_number_missing_is_empty_without_a_count_and_a_span_with_a_federal_office_that_it_could_include():
    cover = replies.coverage(NAMED, COUNTS).set_index("state")
    assert cover.loc[["GA", "TX"], ["missing_low", "missing_high"]].isna().all(axis=None)
    assert cover.loc[["CT", "IL", "IN"], "missing_high"].tolist() == [0, 0, 0]
    assert cover.loc["CA", ["missing_low", "missing_high"]].tolist() == [1, 2]
    assert cover["local"].drop("all").sum() == cover.loc["all", "local"] == 29


def test_more_names_than_a_source_counts_are_an_error():
    with pytest.raises(TableError, match="more agencies are named than a source counts; found CT"):
        replies.coverage(NAMED, COUNTS.assign(high=COUNTS["high"].mask(COUNTS["counts"] == "CT", 7)))


def test_every_count_reads_a_line_of_the_figures_and_says_no_number_that_the_line_does_not():
    figures = schemas.read("figures").set_index("figure")["value"]
    for count in COUNTS.itertuples():
        value = figures[count.figure].replace("over a dozen", "over 12: at least 13")
        assert str(count.low) in value and (pd.isna(count.high) or str(count.high) in value)


# --- in the reports ---------------------------------------------------------------------------------------------------


def test_union_city_is_in_three_reports_both_ways_and_the_name_without_a_state_is_apart():
    city = by_id("ca-union-city-police")
    assert city["reports"] == 3 and len(city["sender_rows"].split()) == len(city["recipient_rows"].split()) == 3
    assert city["unsettled_rows"].split() == ["ocsd-2020-02-06-sharing-p06-r008", "irvine-2020-03-02-sharing-p06-r051"]


def test_every_row_of_the_table_prints_the_agency_in_the_section_that_its_column_says():
    rows = TABLES.sharing.rows.set_index("row_id")
    for one in NAMED.itertuples():
        for column, section in replies.ROWS_OF.items():
            for row_id in getattr(one, column).split():
                assert rows.loc[row_id, "section"] == section
                assert unresolved.called(rows.loc[row_id, "agency_printed"])[0] == unresolved.called(one.agency)[0]


def test_22_of_the_local_agencies_are_in_a_report_three_perhaps_and_four_in_none():
    local = replies.local(NAMED)
    perhaps = local[(local["reports"] == 0) & (local["unsettled_rows"] != "")]
    assert (local["reports"] > 0).sum() == 22
    assert {name.split()[0] for name in perhaps["agency"]} == {"Stratford", "Westport", "Woodstock"}
    absent = local[(local["reports"] == 0) & (local["unsettled_rows"] == "")]
    assert {name.split()[0] for name in absent["agency"]} == {"Fairfield", "Hammond", "Lombard", "Southern"}


def test_a_name_that_the_list_alone_resolves_is_not_counted_as_found_and_one_with_another_source_is():
    circular = {f"{town} Police Department" for town in ("Stratford", "Westport", "Woodstock")}
    assert replies.by_the_list(TABLES.decisions, TABLES.ice_list) == circular
    elsewhere = TABLES.decisions.assign(source=TABLES.decisions["source"] + " ; https://example.org/another")
    listed = replies.listed(replace(TABLES, decisions=elsewhere)).set_index("agency_id")
    assert listed.loc["ct-stratford-police", "reports"] == 2 and by_id("ct-stratford-police")["reports"] == 0


def test_a_reviewing_answer_and_one_of_another_time_leave_a_point_open():
    merced = by_id("ca-merced-police")
    assert merced["addressed"] == "listing" and merced["not_addressed"] == "listing sending agreement purpose"


def test_a_sheriff_is_called_by_his_county_whether_his_name_says_so_and_a_police_is_not():
    assert unresolved.called("Hamilton County Sheriff's Office") == unresolved.called("Hamilton Sheriffs Office")
    assert unresolved.called("Gwinnett County Police Department") != unresolved.called("Gwinnett Police Department")


def test_answers_of_an_agency_are_those_of_its_own_state():
    other = with_reply(agency="Union City Police Department", state="NJ").replies
    assert len(replies.of("Union City Police Department", "CA", other)) == 4
    assert len(replies.of("Union City Police Department", "NJ", other)) == 1
