"""Facts about what was asked and what came, the glossary of exemptions, and the draft of a request."""

import re

import pytest

from helpers import cli, schemas
from helpers.claims import asks
from helpers.claims.laws import JURISDICTIONS
from helpers.errors import TableError
from helpers.records.redactions import codes

ASKS, REQUESTS, MANIFEST = (schemas.read(table) for table in ("asks", "requests", "manifest"))
ACTS, EXEMPTIONS = schemas.read("records_acts"), schemas.read("exemptions")
CODES = {name: code for code, name in JURISDICTIONS.items()}


# --- what was asked, and what came ------------------------------------------------------------------------------------


def test_every_document_that_answers_an_ask_came_from_that_agency_by_that_request():
    by_id = MANIFEST.set_index("doc_id")
    for one in REQUESTS.itertuples():
        for doc_id in one.answers.split():
            assert by_id.loc[doc_id, "agency"] == one.agency
            assert f"request {one.request}" in by_id.loc[doc_id, "obtained_through"]


def test_every_released_report_answers_an_ask():
    reports = MANIFEST.query("kind == 'sharing report' or kind == 'volume report'")["doc_id"]
    assert set(reports) == {doc_id for answers in REQUESTS["answers"] for doc_id in answers.split()}


def test_a_sharing_report_answers_part_a_and_a_volume_report_part_b():
    kind = MANIFEST.set_index("doc_id")["kind"]
    for one in REQUESTS.itertuples():
        wanted = "sharing report" if one.ask.startswith("A") else "volume report"
        assert {kind[doc_id] for doc_id in one.answers.split()} <= {wanted}


def test_what_is_missing_is_part_b_of_irvine_and_part_a_of_2022():
    missing = asks.unanswered(REQUESTS)
    assert missing["asks"].to_dict() == {
        ("2020", "Irvine (CA) Police Department"): "B1 B2 B3 B4",
        ("2022", "Orange County (CA) Sheriff's Department"): "A1 A2 A3 A4",
    }
    grid = asks.came(REQUESTS)
    assert (grid == "none here").sum().sum() == missing["count"].sum()


def test_the_reports_named_in_the_asks_are_titles_that_records_print():
    printed = set(schemas.read("transcribed_volume_heads")["subtitle_printed"])
    named = {report for ask in ASKS.query("part == 'B'")["report"] for report in ask.split("; ")}
    assert named == printed


def test_an_ask_that_was_not_read_is_not_worded():
    unread = REQUESTS[REQUESTS["read"] == "not read"]
    assert len(unread) and unread["note"].str.contains("wording", case=False).all() and (unread["answers"] != "").all()


def test_a_row_from_memory_or_a_summary_is_never_of_high_confidence():
    for table in (ACTS, EXEMPTIONS):
        doubtful = table["note"].str.contains("from memory|summary|synopsis|was not read", regex=True)
        assert not (doubtful & (table["confidence"] == "high")).any()
        assert (table.loc[table["confidence"] != "high", "note"] != "").all()


def test_every_code_of_the_federal_glossary_is_one_that_the_register_reads_and_the_other_way_round():
    federal = list(EXEMPTIONS.query("jurisdiction == 'United States'")["code"])
    assert [list(codes.codes_in(code)) for code in federal] == [[code] for code in federal]
    wanted = {f"(b)({n})" for n in "12345689"} | {f"(b)(7)({letter})" for letter in "ABCDEF"} | {"(j)(2)", "(k)(2)"}
    assert set(federal) == wanted


# --- the draft --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["AZ", "CA", "FL", "GA", "IL", "NY", "TX", "WA", "US"])
def test_a_draft_has_every_ask_the_act_the_time_and_its_citation(state):
    draft = " ".join(asks.request(state).split())
    act = ACTS.set_index("jurisdiction").loc[JURISDICTIONS[state]]
    for text in (act["act"], act["citation"], act["response"], act["response_citation"], act["source_url"]):
        assert text in draft
    for one in ASKS.itertuples():
        assert f"{one.ask}. {one.asked[0].upper()}{one.asked[1:]}" in draft
    assert draft.startswith("DRAFT. Nothing has been sent. This is no legal advice")


def test_a_draft_names_the_exemptions_of_its_own_jurisdiction_and_of_no_other():
    for name in ACTS["jurisdiction"]:
        notes = asks.request(CODES[name]).split("For the writer, not part of the letter.")[1]
        for one in EXEMPTIONS.itertuples():
            assert (f"- {one.code}: " in notes) is (one.jurisdiction == name), (name, one.code)


def test_a_citation_that_was_read_in_a_summary_is_told_to_the_writer():
    assert "Read these citations again" in asks.request("CA") and "Read these citations again" not in asks.request("WA")


def test_what_is_left_to_the_writer_stands_in_brackets():
    blanks = set(re.findall(r"\[[^\]]*\]", asks.request("TX")))
    assert {"[AGENCY]", "[YEAR 1]", "[YEAR 2]", "[AMOUNT]", "[day]"} <= blanks
    named = asks.request("tx", agency="Elmville\nPolice  Department")
    assert "[AGENCY]" not in named and "To: Elmville Police Department, [" in named


def test_a_state_goes_by_its_letters_or_its_name():
    assert asks.request("ca") == asks.request("California") == asks.request(" CA ")


def test_a_state_without_an_act_is_refused_and_the_states_there_are_are_named(capsys):
    with pytest.raises(TableError, match=r"CA \(California\).*found Atlantis"):
        asks.request("Atlantis")
    assert cli.main(["request", "OH"]) == 1
    assert "US (United States)" in capsys.readouterr().err


def test_the_draft_is_written_or_shown(tmp_path, capsys):
    assert cli.main(["request", "GA", "--agency", "Alton \x1b[31mPolice", "-o", str(tmp_path / "request.txt")]) == 0
    assert "nothing has been sent" in capsys.readouterr().out
    assert cli.main(["request", "GA", "--agency", "Alton \x1b[31mPolice"]) == 0
    shown = capsys.readouterr().out
    assert "\x1b" not in shown and "Georgia Open Records Act" in (tmp_path / "request.txt").read_text()
