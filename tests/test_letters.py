"""Facts about the drafts: a reporter's letter, a records request, and what earlier requests asked for and got."""

import re

import pytest

from helpers import schemas
from helpers.claims import letters, records_requests, replies
from helpers.claims.laws import JURISDICTIONS
from helpers.errors import TableError
from helpers.records.redactions import codes
from tests.test_cli import plates

TABLES = replies.tables()
NAMED = replies.listed(TABLES)
ASKS, REQUESTS, MANIFEST = (schemas.read(table) for table in ("asks", "requests", "manifest"))
ACTS, EXEMPTIONS = schemas.read("records_acts"), schemas.read("exemptions")
CODES = {name: code for code, name in JURISDICTIONS.items()}
ROW_ID = r"\[([a-z0-9-]+-p\d\d-r\d{3})\]"


# --- the letter -------------------------------------------------------------------------------------------------------


def draft(agency: str) -> str:
    return letters.draft(TABLES, agency, NAMED)


def part(letter: str, title: str) -> str:
    """The part of a letter under a title; empty where there is none."""
    return next((p for p in letter.split("\n\n") if p.startswith(title)), "")


def asked(letter: str) -> list[str]:
    """The points on which a letter asks a question."""
    return re.findall(r"^- (\w+): ", part(letter, "What we would like to ask"), re.MULTILINE)


@pytest.mark.parametrize("agency_id", NAMED["agency_id"])
def test_a_letter_has_every_row_of_the_agency_and_asks_only_what_no_answer_addresses(agency_id):
    letter, one = draft(agency_id), NAMED.set_index("agency_id").loc[agency_id]
    rows = {row_id for column in replies.ROWS_OF for row_id in one[column].split()}
    assert set(re.findall(ROW_ID, part(letter, "Entries that print your agency's name"))) == rows
    unmatched = part(letter, "Entries that we could not match")
    assert set(re.findall(ROW_ID, unmatched)) == set(one["unsettled_rows"].split())
    assert asked(letter) == one["not_addressed"].split()
    assert one["source"] in part(letter, "What sources say of a list that we have not seen")
    assert len(re.findall(r"^- ", part(letter, "Published answers"), re.MULTILINE)) == one["answers"]


def test_a_letter_quotes_the_answers_of_an_agency_that_is_not_on_the_list_too():
    letter = draft("us-dhs-ice")
    assert part(letter, "Published answers that we found").count("\n- ") == 5 and "does not seek to build" in letter
    assert asked(letter) == ["listing", "sending"]
    of_the_sheriff = draft("Orange County Sheriffs Department")
    assert "and not for yours" in of_the_sheriff and "no published answer" not in of_the_sheriff


def test_a_letter_keeps_a_record_that_is_not_an_answer_apart_from_answers():
    letter = draft("Austin Police Department")
    assert "581 documents" in part(letter, "Other records that we found, which are not answers")
    none = "None found. That is neither a denial nor an admission; we may have missed one."
    assert part(letter, "Published answers") == f"Published answers that we found\n{none}"


def test_a_letter_to_an_agency_that_no_report_prints_asks_nothing_about_entries():
    letter = draft("Lombard Police Department")
    assert "None: the reports that we hold do not print it" in letter and "Do the entries above agree" not in letter


def test_a_letter_to_an_agency_that_no_source_puts_on_the_list_does_not_speak_of_ice():
    letter = draft("ca-livermore-police")
    assert "Immigration" not in letter and "list that we have not seen" not in letter and "None found" not in letter
    assert "- listing: Do the entries above agree" in letter and "[ocsd-2025-03-11-sharing-p" in letter


def test_a_letter_asks_again_about_a_listing_that_an_answer_left_open():
    assert "Was US Immigration and Customs Enforcement" in draft("Merced Police Department")


def test_a_letter_is_a_draft_with_places_for_its_writer_and_accuses_nobody():
    letter = draft("Tulare Police Department")
    assert letter.startswith("DRAFT. Nothing has been sent.") and letter.count("[writer's name") == 2
    assert not re.search(r"\b(admit|violat|spied|illegal|refus|claim)", letter)


def test_a_name_that_several_agencies_have_gets_no_letter():
    with pytest.raises(TableError, match="to one agency, and this name means several; found Orange County: "):
        draft("Orange County")


@pytest.mark.parametrize("name", ["Timbuktu", "", "unsure-union-city-police-department"])
def test_a_name_of_no_matched_agency_gets_no_letter(name):
    with pytest.raises(TableError, match="no matched agency has this name"):
        draft(name)


def test_the_command_prints_the_letter_or_writes_it(tmp_path, capsys):
    assert plates("letter", "union city") == 0
    assert capsys.readouterr().out == letters.letter("Union City Police Department")
    assert plates("letter", "union city", "-o", tmp_path / "letter.txt") == 0
    assert (tmp_path / "letter.txt").read_text() == letters.letter("ca-union-city-police")
    assert plates("letter", "Timbuktu") == 1 and "plates find NAME" in capsys.readouterr().err


# --- what was asked, and what came ------------------------------------------------------------------------------------


def test_every_document_that_answers_an_ask_came_by_that_request_and_is_of_the_kind_that_its_part_asks_for():
    by_id = MANIFEST.set_index("doc_id")
    for one in REQUESTS.itertuples():
        for document in by_id.loc[one.answers.split()].itertuples():
            assert document.agency == one.agency and f"request {one.request}" in document.obtained_through
            assert document.kind == ("sharing report" if one.ask.startswith("A") else "volume report")


def test_every_released_report_answers_an_ask():
    reports = MANIFEST.query("kind == 'sharing report' or kind == 'volume report'")["doc_id"]
    assert set(reports) == {doc_id for answers in REQUESTS["answers"] for doc_id in answers.split()}


def test_what_is_missing_is_part_b_of_irvine_and_part_a_of_2022():
    missing = records_requests.unanswered(REQUESTS)
    irvine, sheriff = ("2020", "Irvine (CA) Police Department"), ("2022", "Orange County (CA) Sheriff's Department")
    assert missing["asks"].to_dict() == {irvine: "B1 B2 B3 B4", sheriff: "A1 A2 A3 A4"}
    assert (records_requests.came(REQUESTS) == "none here").sum().sum() == missing["count"].sum()


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


# --- the request ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["AZ", "CA", "FL", "GA", "IL", "NY", "TX", "WA", "US"])
def test_a_request_has_every_ask_the_act_the_time_and_its_citation(state):
    text = " ".join(letters.request(state).split())
    act = ACTS.set_index("jurisdiction").loc[JURISDICTIONS[state]]
    for column in ("act", "citation", "response", "response_citation", "source_url"):
        assert act[column] in text
    for one in ASKS.itertuples():
        assert f"{one.ask}. {one.asked[0].upper()}{one.asked[1:]}" in text
    assert text.startswith("DRAFT. Nothing has been sent. This is not legal advice")


def test_a_request_names_the_exemptions_of_its_own_jurisdiction_and_of_no_other():
    for name in ACTS["jurisdiction"]:
        notes = letters.request(CODES[name]).split("For the writer, not part of the letter.")[1]
        for one in EXEMPTIONS.itertuples():
            assert (f"- {one.code}: " in notes) is (one.jurisdiction == name), (name, one.code)


def test_a_citation_that_was_read_in_a_summary_is_named_to_the_writer():
    assert ["Read these citations again" in letters.request(state) for state in ("CA", "WA")] == [True, False]


def test_what_is_left_to_the_writer_is_in_brackets():
    blanks = set(re.findall(r"\[[^\]]*\]", letters.request("TX")))
    assert {"[AGENCY]", "[YEAR 1]", "[YEAR 2]", "[AMOUNT]", "[day]"} <= blanks
    named = letters.request("tx", agency="Elmville\nPolice  Department")
    assert "[AGENCY]" not in named and "To: Elmville Police Department, [" in named


def test_a_state_goes_by_its_letters_or_its_name():
    assert letters.request("ca") == letters.request("California") == letters.request(" CA ")


def test_a_state_without_an_act_is_refused_and_the_states_there_are_are_named(capsys):
    with pytest.raises(TableError, match=r"CA \(California\).*found Atlantis"):
        letters.request("Atlantis")
    assert plates("request", "OH") == 1 and "US (United States)" in capsys.readouterr().err


def test_the_request_is_written_or_shown(tmp_path, capsys):
    georgia = ("request", "GA", "--agency", "Alton \x1b[31mPolice")
    assert plates(*georgia, "-o", tmp_path / "request.txt") == 0
    assert "nothing has been sent" in capsys.readouterr().out
    assert "Georgia Open Records Act" in (tmp_path / "request.txt").read_text()
    assert plates(*georgia) == 0 and "\x1b" not in capsys.readouterr().out
