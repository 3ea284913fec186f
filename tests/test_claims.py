"""Facts about the ledger: its entries, its rules, what it refuses; each statement is shown, each quote on its page."""

import copy
import dataclasses
import datetime
import functools
import re

import pandas as pd
import pytest
import yaml

from helpers import cli, files, schemas
from helpers.claims import ledger, sensitivity
from helpers.collection import measurements, notebooks
from helpers.errors import DocumentError, TableError
from helpers.records import documents
from helpers.records.reading import pages
from helpers.sharing.tables import SharingTables
from tests.conftest import original_or_skip


def printed_by(cell) -> str:
    outputs = (one.get("text", one.get("data", {}).get("text/plain", "")) for one in cell.outputs)
    return " ".join("".join(map(str, outputs)).split())


CLAIMS = ledger.read()
BY_ID = {claim.id: claim for claim in CLAIMS}
BOOK = next(book for book in notebooks.listing() if book.number == "10")
CELLS = {cell.source: printed_by(cell) for _, cell in notebooks.code_cells(BOOK.load())}
"""What each code cell of notebook 10 prints."""

FINDINGS, RECORDED = schemas.read("findings"), schemas.read("anchors")
NOWHERE = {"original": lambda doc_id: None}
"""As on a machine without the originals."""
OURS = pd.DataFrame({"finding_id": ["ours"], "value": [1234567.5]})
MADE = ledger.Claim(
    id="C01", says="Two million plates are read.", speaker="reporter", hedge="may",
    published=ledger.Publication("The Daily", "2019-03-13", "https://example.org/a"),
    value=2000000.0, unit="plates", rule="at_least", finding_id="ours",
    evidence=(
        ledger.ClaimEvidence(doc_id="x", page=2, anchor="plates"),
        ledger.ClaimEvidence(doc_id="x", page=1, anchor="are read"),
        ledger.ClaimEvidence(finding_id="ours"),
        *(ledger.ClaimEvidence(source=source) for source in "bcd"),
    ),
    grade=ledger.COMPUTED,
    counter_evidence=(ledger.ClaimEvidence(doc_id="y", page=1, anchor="no plates"),),
    status="differs", why="Fewer were counted.", safe="Fewer plates are read.", as_of="2026-11-24",
)  # fmt: skip
PLACES = [("x", 2, "plates", True), ("x", 1, "are read", True), ("y", 1, "no plates", True)]
FOUND = pd.DataFrame(PLACES, columns=["doc_id", "page", "anchor", "found"])


@functools.cache
def entries_by_hand() -> list[dict]:
    return yaml.safe_load(ledger.HOME.read_text())


def written(tmp_path, change, of=slice(None)):
    """The ledger, or some of its entries, changed, as a file. A whole one takes a second to write and read."""
    entries = copy.deepcopy(entries_by_hand()[of])
    change(entries)
    path = tmp_path / "claims.yml"
    path.write_text(yaml.safe_dump(entries))
    return path


def with_(claim_id: str, **changes) -> list[ledger.Claim]:
    """The ledger with one entry changed."""
    return [dataclasses.replace(claim, **changes) if claim.id == claim_id else claim for claim in CLAIMS]


def problems(claims=CLAIMS, findings=FINDINGS, cells=CELLS, recorded=RECORDED, **how) -> list[str]:
    return ledger.problems(claims, findings, cells, recorded, **{**NOWHERE, **how})


# --- the ledger as it is ----------------------------------------------------------------------------------------------


def test_every_statement_has_one_entry_and_nothing_is_wrong_with_any():
    assert [claim.id for claim in CLAIMS] == [f"C{number:02d}" for number in range(1, 58)]
    assert problems() == []


def quoted_documents_here():
    """Skips a test where an original that the ledger quotes is not here."""
    for doc_id in sorted(set(ledger.quoted(CLAIMS)["doc_id"])):
        original_or_skip(doc_id)


def test_every_quote_is_on_its_page_of_the_document_itself():
    quoted_documents_here()
    looked = ledger.looked(CLAIMS, RECORDED.head(0))
    assert len(looked) >= 45 and set(looked["by"]) == {"the document"} and looked["found"].all()


def test_the_record_of_quotes_holds_every_one_of_a_hand_table_and_was_made_by_the_present_code():
    assert measurements.holds("anchors") == ""
    pd.testing.assert_frame_equal(measurements.sought(), RECORDED[["doc_id", "page", "anchor"]], check_dtype=False)
    assert RECORDED["found"].all()


def test_neither_assessment_speaks_of_red_lights_of_speed_or_of_a_warrant():
    for doc_id in ("dhs-ice-pia-039a", "dhs-ice-pia-039b"):
        text = " ".join(pages.text(page.words()) for page in pages.read(original_or_skip(doc_id))).lower()
        assert "toll road cameras" in text
        assert [word for word in ("red light", "red-light", "speed", "warrant") if word in text] == []


def test_a_cell_of_notebook_10_shows_every_statement():
    shown = {}
    for source, printed in CELLS.items():
        for claim_id in ledger.CLAIM_ID.findall(source):
            shown[claim_id] = shown.get(claim_id, "") + printed
    for claim in CLAIMS:
        assert f"{claim.id} {claim.status.upper()}" in shown[claim.id], claim.id
        assert " ".join(claim.safe.split()[:6]) in shown[claim.id], claim.id


def test_the_reasons_of_what_is_contested_or_cannot_be_checked_are_printed_in_full():
    printed = " ".join(CELLS.values())
    reasons = [claim.why for claim in CLAIMS if claim.status in ("contested", "cannot_check")]
    assert len(reasons) == 7 and all(f"why: {reason}" in printed for reason in reasons)


def test_the_tables_of_verdicts_and_of_evidence_are_the_ledger_and_the_findings_again():
    pd.testing.assert_frame_equal(schemas.read("verdicts"), ledger.verdicts(CLAIMS, FINDINGS, RECORDED))
    pd.testing.assert_frame_equal(ledger.evidence(CLAIMS), schemas.read("evidence"), check_dtype=False)


def test_every_entry_is_of_the_article_that_the_versions_name():
    article = schemas.read("versions").query("note == 'The article.'")
    named = set(zip(article["outlet"], article["address"], strict=True))
    assert {(one.published.outlet, one.published.address) for one in CLAIMS} == named


def test_no_opinion_is_tested_and_no_release_that_nobody_saw_is_in_hand():
    for claim in CLAIMS:
        assert (claim.status == "attributed") == (claim.grade == ledger.ATTRIBUTION)
        assert not any(one.doc_id.startswith("ice-2019") for one in claim.all_evidence)


def test_the_rules_words_and_dates_of_the_ledger_are_those_of_the_contract():
    fields = {field["name"]: field for field in schemas.contract("verdicts")["schema"]["fields"]}
    for name, words in {"grade": ledger.GRADES, "status": ledger.STATUSES, "rule": ledger.RULES}.items():
        assert tuple(fields[name]["constraints"]["enum"]) == words
    for claim in CLAIMS:
        assert datetime.date.fromisoformat(claim.published.date) == datetime.date(2019, 3, 13)
        sources = [one for one in claim.all_evidence if one.kind == "source"]
        assert all(one.address.startswith("http") and one.date[:2] == "20" for one in sources)


def test_who_disputes_a_listing_or_a_sending_is_named_beside_the_statement():
    replies = schemas.read("replies")
    cities = replies[(replies["agency"] == "Union City Police Department") & (replies["answer"] == "disputes")]
    assert set(cities["about"]) >= {"listing", "sending"}
    for claim_id in ("C21", "C22"):
        assert BY_ID[claim_id].status == "contested"
        assert {one.address for one in BY_ID[claim_id].counter_evidence} & set(cities["source"])


# --- the rules --------------------------------------------------------------------------------------------------------

AT_THE_EDGE = {
    "exact": ([80], [81, 79]),
    "at_least": ([80], [79]),
    "at_most": ([80], [81]),
    "about": ([88, 72], [88.1, 71.9]),
}


@pytest.mark.parametrize("rule", ledger.RULES)
def test_a_rule_holds_to_its_edge_and_no_farther(rule):
    within, beyond = AT_THE_EDGE[rule]
    assert [ledger.holds(rule, 80, ours) for ours in within + beyond] == [True] * len(within) + [False] * len(beyond)


def test_a_rule_that_is_none_is_an_error():
    rules = "exact / at_least / about / at_most"
    with pytest.raises(TableError, match=rf"^there is no such rule; expected {rules}; found roughly"):
        ledger.holds("roughly", 80, 80)


# --- what is refused --------------------------------------------------------------------------------------------------

A_PAGE = {"anchor": "y", "doc_id": "x", "page": 1}
TWO_FORMS = {"anchor": "y", "doc_id": "x", "finding_id": "ours", "page": 1}
PUBLISHED = "expected outlet, date, address"
NUMBER = {"value": 1, "unit": "x", "rule": "exact"}
NAMES = ", ".join(field.name for field in dataclasses.fields(ledger.Claim))
PIECE = "a page (doc_id, page, anchor), a finding (finding_id) or a source (source, date, address, says)"
PAGE = "expected a page number, 1 or more"
TOGETHER = ": value, unit and rule belong together; expected all three, or none"


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"sure": "yes", "late": "no"}, f" has an unknown field; expected {NAMES}; found late, sure."),
        ({"why": ""}, ", why is not valid; expected text; found ''."),
        ({"safe": " "}, ", safe is not valid; expected text; found ' '."),
        ({"says": 5}, ", says is not valid; expected text; found 5."),
        ({"hedge": 5}, ", hedge is not valid; expected text, or nothing; found 5."),
        ({"evidence": []}, ", evidence is not valid; expected at least one piece of evidence; found []."),
        ({"grade": "seen"}, f", grade is not valid; expected {' / '.join(ledger.GRADES)}; found 'seen'."),
        ({"status": "true"}, f", status is not valid; expected {' / '.join(ledger.STATUSES)}; found 'true'."),
        ({**NUMBER, "rule": "nearly"}, f", rule is not valid; expected {' / '.join(ledger.RULES)}; found 'nearly'."),
        ({**NUMBER, "unit": "", "rule": ""}, f"{TOGETHER}; found 1, '', ''."),
        ({"value": None, "unit": "x", "rule": ""}, f"{TOGETHER}; found None, 'x', ''."),
        ({**NUMBER, "rule": ""}, f"{TOGETHER}; found 1, 'x', ''."),
        ({**NUMBER, "value": "many"}, ", value is not valid; expected a number, or nothing; found 'many'."),
        ({**NUMBER, "value": True}, ", value is not valid; expected a number, or nothing; found True."),
        ({"published": "2019"}, ", published is not valid; expected outlet, date and address; found '2019'."),
        ({"published": {"outlet": "x", "date": "y"}}, f", published lacks a field; {PUBLISHED}; found no address."),
        ({"evidence": ["p. 1"]}, f", evidence 1 is not valid; expected {PIECE}; found 'p. 1'."),
        ({"evidence": [A_PAGE, {"page": 1}]}, f", evidence 2 is not valid; expected {PIECE}; found {{'page': 1}}."),
        ({"evidence": [TWO_FORMS]}, f", evidence 1 is not valid; expected {PIECE}; found {TWO_FORMS}."),
        ({"counter_evidence": [A_PAGE | {"page": 0}]}, f", counter_evidence 1, page is not valid; {PAGE}; found 0."),
        ({"evidence": [A_PAGE | {"page": -1}]}, f", evidence 1, page is not valid; {PAGE}; found -1."),
        ({"evidence": [A_PAGE | {"page": "3"}]}, f", evidence 1, page is not valid; {PAGE}; found '3'."),
    ],
)
def test_an_entry_that_is_not_whole_is_refused_by_its_id_and_field(tmp_path, changes, says):
    path = written(tmp_path, lambda entries: entries[0].update(changes), of=slice(4, 5))
    with pytest.raises(TableError) as error:
        ledger.read(path)
    assert str(error.value) == f"{files.printable(path)}: C05{says} {ledger.MEND}"


def test_an_entry_that_lacks_a_field_or_all_of_them_is_refused(tmp_path):
    without = f"lacks a field; expected {NAMES}; found no"
    with pytest.raises(TableError, match=rf"claims\.yml: C05 {without} safe\."):
        ledger.read(written(tmp_path, lambda entries: entries[0].pop("safe"), of=slice(4, 5)))
    every = NAMES.replace(", ", ", no ")
    with pytest.raises(TableError, match=rf"claims\.yml: entry 2 \(no id\) {without} {every}\."):
        ledger.read(written(tmp_path, lambda entries: entries[1].clear(), of=slice(3, 5)))


def test_every_id_that_has_no_entry_or_two_is_named(tmp_path):
    each = "expected C01 to C57, each once; found"
    with pytest.raises(TableError, match=rf"claims\.yml: an id has no entry; {each} C08, C57\."):
        ledger.read(written(tmp_path, lambda entries: (entries.pop(), entries.pop(7))))
    with pytest.raises(TableError, match=rf"claims\.yml: an id has two entries; {each} C01, C02\."):
        ledger.read(written(tmp_path, lambda entries: entries.extend(entries), of=slice(2)))
    with pytest.raises(TableError, match=rf"claims\.yml: an id is not one of the article's; {each} C58\."):
        ledger.read(written(tmp_path, lambda entries: entries[0].update(id="C58"), of=slice(4, 5)))


def test_an_entry_is_read_field_by_field_in_the_order_of_the_ids(tmp_path):
    when = {"date": "2019-03-14", "address": "https://example.org/b"}
    where = when | {"date": datetime.date(2019, 3, 14)}
    texts = {"says": "Eighty share.", "speaker": "reporter", "grade": ledger.PAGE, "status": "partly"}

    def change(entries):
        entries[0] |= {"id": "C01", **texts, "hedge": None, "value": 80, "unit": "agencies", "rule": "at_least"}
        entries[0] |= {"finding_id": "none", "why": "Two\n  lines.", "safe": "Some \n share."}
        entries[0] |= {"published": {"outlet": "The Daily", **where}, "as_of": datetime.date(2026, 11, 24)}
        entries[0]["evidence"] = [A_PAGE, {"finding_id": "ours"}]
        entries[0]["counter_evidence"] = [{"source": "The Daily", **where, "says": "No."}]
        entries[1].update(counter_evidence=None, finding_id="ours", hedge="may")
        entries[2].update(finding_id=None)
        entries.reverse()

    first, second, third, *others = ledger.read(written(tmp_path, change))
    assert first == dataclasses.replace(
        MADE,
        **texts,
        hedge="",
        value=80.0,
        unit="agencies",
        finding_id="",
        published=ledger.Publication("The Daily", *when.values()),
        evidence=(ledger.ClaimEvidence(**A_PAGE), ledger.ClaimEvidence(finding_id="ours")),
        counter_evidence=(ledger.ClaimEvidence(source="The Daily", **when, says="No."),),
        why="Two lines.",
        safe="Some share.",
    )
    assert isinstance(first.value, float)
    assert (second.counter_evidence, second.finding_id, second.hedge) == ((), "ours", "may")
    assert third.finding_id == "" and others == CLAIMS[3:]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", r"the ledger cannot be read; found no such file"),
        (b"- {id: C01", r"the ledger cannot be read; found while parsing a flow mapping"),
        (b"- \xff", r"the ledger cannot be read; found 'utf-8' codec can't decode byte 0xff"),
        (b"2019-03-13: x", r"the ledger cannot be read; found keys must be"),
        (b"claims: 57", r"the ledger is not valid; expected a list of entries that begin with - id:; found {'claims'"),
        (b"- C01\n- C02\n", r"entry 1 \(no id\) is not valid; expected an entry with named fields; found 'C01'"),
    ],
)
def test_a_file_that_is_missing_or_not_a_ledger_is_refused(tmp_path, content, says):
    if content:
        (tmp_path / "claims.yml").write_bytes(content)
    with pytest.raises(TableError, match=rf"claims\.yml: {says}"):
        ledger.read(tmp_path / "claims.yml")


# --- what is a problem ------------------------------------------------------------------------------------------------

NO_SUCH = ledger.ClaimEvidence(finding_id="no-such")
STATED = {"value": 295.0, "unit": "names", "rule": "exact", "finding_id": "ocsd-2020-shared"}
OURS_IS = "ocsd-2020-shared is 295"
OTHER, MORE = {**STATED, "value": 296.0}, {**STATED, "value": 1296.0}


@pytest.mark.parametrize(
    ("claim_id", "changes", "says"),
    [
        ("C06", {**OTHER, "status": "reproduced"}, f"reproduced, but published is exact 296, and {OURS_IS}"),
        ("C06", {**MORE, "rule": "at_least"}, f"supported, but published is at_least 1,296, and {OURS_IS}"),
        ("C06", {"status": "reproduced"}, "reproduced without a number of ours beside the published one"),
        ("C06", {"status": "differs"}, "differs, but no number or source of ours does"),
        ("C06", {**STATED, "status": "differs"}, "differs, but no number or source of ours does"),
        ("C06", {"finding_id": "no-such"}, "there is no finding no-such"),
        ("C06", {"why": "Because it stands on the page."}, "its reason has 6 words and needs at least 20"),
        ("C06", {"why": "word " * 19}, "its reason has 19 words and needs at least 20"),
        ("C06", {"grade": ledger.COMPUTED}, "computed, and no finding is named"),
        ("C06", {"grade": ledger.REPORTED_ONLY}, "reported by a named source, and none is named"),
        ("C06", {"grade": ledger.NONE_FOUND}, "supported on no evidence"),
        ("C06", {"status": "attributed"}, "attributed goes with attribution only, and the grade is page in hand"),
        ("C02", {"grade": ledger.PAGE}, "page in hand, and no page is named"),
        ("C21", {"counter_evidence": ()}, "contested, and nobody who contests it is named"),
        ("C06", {"evidence": (NO_SUCH, *BY_ID["C06"].evidence)}, "there is no finding no-such"),
    ],
)
def test_an_entry_that_contradicts_itself_is_a_problem(claim_id, changes, says):
    assert problems(with_(claim_id, **changes)) == [f"{claim_id}: {says}"]


@pytest.mark.parametrize(
    "changes",
    [
        {**STATED, "status": "reproduced", "why": ""},
        {**OTHER, "status": "differs"},
        {"status": "differs", "counter_evidence": BY_ID["C06"].evidence},
        {"why": "word " * 20},
    ],
    ids=["reproduced without a reason", "our number differs", "a source differs", "a reason of twenty words"],
)
def test_an_entry_that_its_numbers_and_sources_bear_out_is_no_problem(changes):
    assert problems(with_("C06", **changes)) == []


def test_a_finding_that_moved_is_a_problem():
    moved = FINDINGS.assign(value=FINDINGS["value"].mask(FINDINGS["finding_id"] == "release-weekday", 4.0))
    assert problems(findings=moved) == ["C03: supported, but published is exact 3, and release-weekday is 4"]


def test_words_that_are_not_on_the_page_are_a_problem_and_they_say_what_was_checked():
    elsewhere = ledger.ClaimEvidence(doc_id="dhs-ice-pia-039a", page=3, anchor="Red light cameras")
    claims = with_("C06", evidence=(*BY_ID["C06"].evidence, elsewhere))
    (never,) = problems(claims)
    assert never == "C06: 'Red light cameras' was not found on dhs-ice-pia-039a, page 3; checked against: nothing"
    record = pd.concat([RECORDED, pd.DataFrame([{**vars(elsewhere), "found": False}])])
    assert problems(claims, recorded=record)[0].endswith("page 3; checked against: the record of data/measured")


def test_a_quote_in_neither_document_nor_record_is_not_found():
    looked = ledger.looked([MADE], FOUND.head(1), lambda doc_id: None)
    assert looked[["doc_id", "page"]].apply(tuple, axis=1).tolist() == [("x", 2), ("x", 1), ("y", 1)]
    assert looked["found"].tolist() == [True, False, False]
    assert looked["by"].tolist() == ["the record of data/measured", "nothing", "nothing"]


@pytest.mark.parametrize("claims", [[], [dataclasses.replace(MADE, evidence=(), counter_evidence=())]])
def test_claims_without_a_page_have_no_quotes(claims):
    assert ledger.quoted(claims).empty
    looked = ledger.looked(claims, RECORDED)
    assert looked.empty and list(looked.columns) == ["claim_id", "doc_id", "page", "anchor", "found", "by"]


def test_words_on_another_page_are_a_problem_where_the_document_is_at_hand_whatever_the_record_says():
    original_or_skip("dhs-ice-pia-039a")
    moved = ledger.ClaimEvidence(doc_id="dhs-ice-pia-039a", page=4, anchor="Parking lot cameras")
    record = pd.DataFrame([{**vars(moved), "found": True}])
    claims = [dataclasses.replace(BY_ID["C06"], evidence=(moved,), counter_evidence=())]
    (line,) = ledger.looked(claims, record).itertuples()
    assert (line.found, line.by) == (False, "the document")


def test_a_record_that_lost_a_quote_is_a_problem():
    lost = RECORDED[RECORDED["anchor"] != "Toll road cameras"]
    assert {sentence.split(":")[0] for sentence in problems(recorded=lost)} == {"C05", "C06"}


def test_a_statement_that_no_cell_shows_and_a_cell_with_an_id_that_is_none_are_problems():
    assert problems(cells=[cell.replace("C57", "C58") for cell in CELLS]) == [
        "C58: notebook 10 shows it, and the ledger has no such claim",
        "C57: no cell of notebook 10 shows it",
    ]
    assert problems(cells=[claim.id for claim in CLAIMS]) == []


def test_a_document_that_is_not_the_manifests_is_a_problem():
    def other(doc_id):
        raise DocumentError("the file is another", document=doc_id)

    assert problems([BY_ID["C06"]], cells=["C06"], original=other) == ["dhs-ice-pia-039a: the file is another."]


def test_a_document_that_is_not_here_is_looked_for_in_the_record(monkeypatch):
    monkeypatch.setattr(documents, "has_original", lambda doc_id: False)
    assert ledger.at_hand("dhs-ice-pia-039a") is None


def test_a_verdict_on_a_finding_that_is_not_there_is_an_error():
    with pytest.raises(TableError, match=r"^C06 rests on a finding that is not there; found no-such"):
        ledger.verdicts(with_("C06", finding_id="no-such"), FINDINGS, RECORDED)


def test_a_verdict_names_no_page_whose_words_were_not_found():
    whole = ledger.verdicts([BY_ID["C06"]], FINDINGS, RECORDED)["pages"].iloc[0]
    lost = ledger.verdicts([BY_ID["C06"]], FINDINGS, RECORDED[RECORDED["page"] != 10])["pages"].iloc[0]
    assert whole == "dhs-ice-pia-039a p. 3; dhs-ice-pia-039a p. 10; dhs-ice-pia-039b p. 3"
    assert lost == "dhs-ice-pia-039a p. 3; dhs-ice-pia-039b p. 3"


# --- in tables and in words -------------------------------------------------------------------------------------------


SAID = {name: value for name, value in vars(MADE).items() if isinstance(value, str)}
SAID["claim_id"] = SAID.pop("id")


def test_a_claim_is_a_line_of_the_table_with_its_evidence_counted():
    (line,) = ledger.table([MADE]).to_dict("records")
    counted = {"outlet": "The Daily", "published": "2019-03-13", "pages": 2, "findings": 1, "sources": 3, "counter": 1}
    assert line == {**SAID, "value": 2000000.0, **counted}
    columns = "claim_id says speaker hedge value unit rule finding_id grade status why safe as_of"
    assert list(line) == [*columns.split(), *counted]


def test_a_number_that_its_rule_contradicts_is_shown_beside_the_pages_whose_words_were_found():
    (line,) = ledger.verdicts([MADE], OURS, FOUND).to_dict("records")
    compared = {"published": 2000000.0, "ours": 1234567.5, "holds": "no", "pages": "x p. 1; x p. 2"}
    assert line == {**SAID, **vars(MADE.published), **compared}


def test_nothing_is_said_to_hold_where_a_number_is_alone():
    alone = [dataclasses.replace(MADE, finding_id=""), dataclasses.replace(MADE, value=None, unit="", rule="")]
    lines = ledger.verdicts(alone, OURS, FOUND)
    assert lines["holds"].tolist() == ["", ""]
    assert lines["published"].isna().tolist() == [False, True] and lines["ours"].isna().tolist() == [True, False]


def test_no_claims_are_a_table_without_lines():
    assert list(ledger.verdicts([], OURS, FOUND).columns) == schemas.columns("verdicts")
    assert list(ledger.evidence([]).columns) == schemas.columns("evidence")


def test_what_is_looked_for_on_the_originals_is_each_place_once_in_order():
    places = ledger.quoted([MADE, MADE]).itertuples(index=False, name=None)
    assert list(places) == [("x", 1, "are read"), ("x", 2, "plates"), ("y", 1, "no plates")]
    pd.testing.assert_frame_equal(ledger.quoted(), ledger.quoted(CLAIMS))


def test_a_page_of_which_the_record_says_not_found_is_not_named():
    lost = FOUND.assign(found=FOUND["page"] != 2)
    assert ledger.verdicts([MADE], OURS, lost)["pages"].tolist() == ["x p. 1"]


def test_verdicts_in_words_are_these_lines():
    verdicts = ledger.verdicts([MADE], OURS, FOUND)
    lines = [
        "C01  DIFFERS - computed from a document in hand",
        "     reporter: Two million plates are read. [hedge: may]",
        "     published: at_least 2,000,000 plates; ours: 1,234,567.5 (ours), rule holds: no",
        "     pages: x p. 1; x p. 2",
        "     why: Fewer were counted.",
        "     may be printed: Fewer plates are read.",
    ]
    assert ledger.in_words(verdicts, reasons=True) == lines
    assert ledger.in_words(verdicts) == lines[:4] + lines[5:]


def test_what_a_verdict_lacks_leaves_no_line():
    plain = dataclasses.replace(MADE, hedge="", finding_id="", evidence=())
    assert ledger.in_words(ledger.verdicts([plain], OURS, FOUND)) == [
        "C01  DIFFERS - computed from a document in hand",
        "     reporter: Two million plates are read.",
        "     published: at_least 2,000,000 plates; ours: none",
        "     may be printed: Fewer plates are read.",
    ]
    wordless = dataclasses.replace(plain, value=None, unit="", rule="")
    assert len(ledger.in_words(ledger.verdicts([wordless], OURS, FOUND))) == 3


def test_words_are_wrapped_at_blanks_alone_to_118_characters():
    many = [" ".join(["plate-reader"] * count) for count in (19, 8, 3)]
    lines = ledger.in_words(ledger.verdicts([dataclasses.replace(MADE, says=many[0], hedge="")], OURS, FOUND))
    assert lines[1:4] == [f"     reporter: {many[1]}", f"       {many[1]}", f"       {many[2]}"]
    for length, count in ((118, 1), (119, 2)):
        words = f"{'a' * 50} {'b' * (length - len('     reporter: ') - 51)}"
        exact = ledger.verdicts([dataclasses.replace(MADE, says=words, hedge="")], OURS, FOUND)
        assert len(ledger.in_words(exact)) == 4 + count


# --- versions ---------------------------------------------------------------------------------------------------------


def test_outlets_that_print_different_numbers_are_all_kept_and_those_that_do_not_fit_are_marked():
    compared = ledger.compared(schemas.read("versions"), CLAIMS)
    by_figure = compared.groupby("figure")["number"].agg(set)
    assert by_figure["local agencies on the list"] == {80, 82, 90} and by_figure["ICE users"] == {9000, 9200}
    assert by_figure["contract value"] == {6, 6.1, 6.373488} and by_figure["pages released"] == {1000, 1800}
    assert compared.loc[compared["fits"] == "no", "as_printed"].tolist() == ["100 million sightings"]


def test_each_version_is_beside_the_articles_number_and_its_rule():
    versions = pd.DataFrame({"claim_id": ["C01", "C01", "", "C02"], "number": [1900000, 2000000, 5, 5]})
    compared = ledger.compared(versions, [MADE, dataclasses.replace(MADE, id="C02", value=None, unit="", rule="")])
    assert compared[["claim_id", "number"]].equals(versions)
    assert compared["article"].fillna(0).tolist() == [2000000.0, 2000000.0, 0, 0]
    assert compared["rule"].tolist() == ["at_least", "at_least", "", ""]
    assert compared["fits"].tolist() == ["no", "yes", "", ""]


def test_a_version_of_a_claim_that_is_not_there_is_an_error():
    with pytest.raises(TableError, match=r"^a version belongs to a claim that is not there; found C99"):
        ledger.compared(schemas.read("versions").assign(claim_id="C99"), CLAIMS)


# --- sensitivity ------------------------------------------------------------------------------------------------------

SENSITIVITY = schemas.read("sensitivity")
TABLES, CHANGES = SharingTables.read(), schemas.read("changes")


def test_every_headline_lies_inside_its_other_readings_and_its_base_is_what_the_finding_states():
    stated = FINDINGS.set_index("finding_id")
    assert SENSITIVITY["finding_id"].nunique() == 10
    for line in SENSITIVITY.itertuples():
        finding = stated.loc[line.finding_id]
        assert line.low <= line.base == finding["value"] <= line.high, line
    for line in SENSITIVITY[SENSITIVITY["reading"] == sensitivity.TOGETHER].itertuples():
        finding = stated.loc[line.finding_id]
        assert pd.isna(finding["low"]) or (line.low <= finding["low"] and finding["high"] <= line.high), line


def test_all_switches_together_go_at_least_as_far_as_each_by_itself():
    for _, part in SENSITIVITY.groupby("finding_id"):
        together = part[part["reading"] == sensitivity.TOGETHER].iloc[0]
        assert together["low"] <= part["low"].min() and together["high"] >= part["high"].max()


def test_the_sensitivity_table_is_what_the_tables_say_now_and_a_lost_entry_changes_it():
    again = sensitivity.table(TABLES, CHANGES).sort_values(["finding_id", "reading"], ignore_index=True)
    pd.testing.assert_frame_equal(again, SENSITIVITY, check_dtype=False)
    fewer = TABLES.rows[TABLES.rows["row_id"] != "ocsd-2020-02-06-sharing-p01-r001"]
    changed = sensitivity.table(TABLES.with_table("rows", fewer), CHANGES).set_index(["finding_id", "reading"])
    assert changed.loc[("ocsd-2020-shared", sensitivity.UNSURE), "base"] == 294


@pytest.mark.parametrize(
    ("finding_id", "reading", "low", "high"),
    [("ocsd-2020-shared-out-of-state", "unsure names", 130, 174), ("shared-dropped", "inactive accounts", 181, 191)],
    ids=["as many as there are unresolved names", "as many as the report prints as inactive"],
)
def test_a_switch_widens_a_count(finding_id, reading, low, high):
    line = SENSITIVITY.set_index(["finding_id", "reading"]).loc[(finding_id, reading)]
    assert (line["low"], line["high"]) == (low, high)


# --- the command ------------------------------------------------------------------------------------------------------


def test_the_command_prints_every_statement_with_its_verdict_and_the_sentence_that_may_be_printed(capsys):
    assert cli.main(["claims"]) == 0
    printed = capsys.readouterr().out
    assert printed.count("may be printed: ") == 57 and "C41  SUPPORTED - page in hand" in printed
    assert "exact 3 day of the week, Monday counted as 1; ours: 3 (release-weekday), rule holds: yes" in printed
    assert printed.splitlines()[-1].startswith("57 statements: ")


def test_the_check_says_against_what_the_quotes_were_checked(capsys):
    quoted_documents_here()
    assert cli.main(["claims", "--check"]) == 0
    message = capsys.readouterr().out
    assert "57 statements, each shown in notebook 10; " in message and "by the document" in message


def test_the_check_fails_where_the_ledger_is_wrong(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(ledger, "HOME", written(tmp_path, lambda entries: entries[2].update(value=4)))
    monkeypatch.setattr(ledger, "at_hand", NOWHERE["original"])
    assert cli.main(["claims", "--check"]) == 1
    message = capsys.readouterr().err
    assert "C03: supported, but published is exact 4, and release-weekday is 3" in message
    assert "claims.yml does not hold" in message


def test_no_staff_name_that_an_assessment_prints_is_in_the_ledger():
    text = ledger.HOME.read_text()
    (first,) = pages.read(original_or_skip("dhs-ice-pia-039a"), [1])
    names = re.findall(r"[A-Z][a-z]+\s[A-Z]\.\s([A-Z][a-z]+)", pages.text(first.words()))
    assert len(names) == 3 and not [name for name in names if name in text]


def test_the_ledger_names_no_document_that_the_manifest_lacks():
    assert set(ledger.quoted(CLAIMS)["doc_id"]) <= set(documents.manifest()["doc_id"])
    assert files.printable(ledger.HOME) == "data/hand/claims.yml"
