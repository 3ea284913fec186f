"""Facts about the list that nobody here has seen, on invented pages: no agency on them exists.

A production of 1,850 pages holds a list at page 1832. Every page says that it is made up, in the blue of stand-ins,
which the reader drops; nothing of it lies outside the test's own folder."""

import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pikepdf
import pypdfium2
import pytest
from reportlab.pdfgen.canvas import Canvas

from helpers import files
from helpers.claims import unseen
from helpers.records import documents
from helpers.records.reading.caches import Cache
from helpers.records.reading.pages import MARK_COLOR
from helpers.records.stand_ins import sharing_reports as stand_ins
from helpers.records.stand_ins import typesetting
from helpers.sharing import agencies
from tests.test_notebooks import copy_of_the_tree

DERIVED = files.ROOT / "data" / "derived"
DAY = "2018-11-07"
PAGE, PAGES = 1832, 1850
KNOWN = [f"Madeupville {n:02d} Police Department (CA)" for n in range(1, 30)]
NEW = [f"Nosuchtown {n:02d} Police Department (TX)" for n in range(1, 51)]
UNRESOLVED = ["Madeupville 30 Police Department", "Nosuchplace Police Department"]
NAMES = sorted([*KNOWN, *NEW, *UNRESOLVED])
MADE_UP = "MADE UP FOR A TEST. This page is no record, and none of these agencies exists."


def named() -> pd.DataFrame:
    """Invented agencies that sources name: those of KNOWN, one that the list prints without a state, and one that it
    lacks."""
    numbers = (*range(1, 31), 99)
    lines = [(f"Madeupville {n:02d} Police Department", "CA", f"ca-madeupville-{n:02d}-police") for n in numbers]
    return pd.DataFrame(lines, columns=["agency", "state", "agency_id"])


def marked(path: Path) -> Path:
    """Every page with MADE_UP at both edges and across it."""
    canvas = Canvas(str(path.with_suffix(".mark.pdf")), pagesize=(595, 842))
    canvas.setFillColorRGB(*MARK_COLOR)
    for y in (4, 834):
        canvas.setFont("Helvetica", 6)
        canvas.drawCentredString(297, y, MADE_UP)
    canvas.translate(297, 421)
    canvas.rotate(52)
    canvas.setFillAlpha(0.13)
    canvas.setFont("Helvetica", 100)
    canvas.drawCentredString(0, 0, "MADE UP")
    canvas.save()
    with pikepdf.open(path, allow_overwriting_input=True) as pages, pikepdf.open(path.with_suffix(".mark.pdf")) as mark:
        for page in pages.pages:
            page.add_overlay(mark.pages[0])
        pages.save(path)
    return path


def sharing_report(path: Path, *, created: str = "11-07-18", section: str = "detections_received") -> Path:
    sheets = stand_ins.sheets(*stand_ins.flow("Made-Up Federal Office", {section: NAMES}, created=created))
    typesetting.typeset([replace(sheet) for sheet in sheets], path)
    return marked(path)


def production(target: Path, inside: Path, *, at: int = PAGE) -> Path:
    """PAGES pages of prose, the report at page `at`."""
    canvas = Canvas(str(target.with_suffix(".prose.pdf")), pagesize=(595, 842))
    with pikepdf.open(inside) as report:
        for page in range(PAGES - len(report.pages)):
            canvas.drawString(72, 700, f"{MADE_UP} Page {page} of a letter about nothing.")
            canvas.showPage()
        canvas.save()
        with pikepdf.open(target.with_suffix(".prose.pdf")) as prose:
            for place, page in enumerate(report.pages):
                prose.pages.insert(at - 1 + place, page)
            prose.save(target)
    return target


@pytest.fixture(scope="module")
def release(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("release")
    return production(folder / f"{unseen.IDS[1]}.pdf", sharing_report(folder / "list.pdf"))


@pytest.fixture
def reader(tmp_path, monkeypatch):
    """A reader's folder, named in PLATES_DOCUMENTS, and a reading of what lies there."""
    folder = tmp_path / "theirs"
    folder.mkdir()
    (tmp_path / "ours").mkdir()
    monkeypatch.setattr(documents, "FOLDER", tmp_path / "ours")  # where the hash of a first use is locked
    monkeypatch.setenv("PLATES_DOCUMENTS", str(folder))

    def read(day: str = DAY, **files_there: Path) -> unseen.Unseen:
        for doc_id, path in zip(unseen.IDS, (files_there.get("extract"), files_there.get("release")), strict=True):
            if path:
                (folder / f"{doc_id}.pdf").symlink_to(path)
        return unseen.read(day, workers=1, cache=Cache(tmp_path / "cache"))

    return read


def test_without_the_list_one_clear_line_says_so_and_nothing_is_compared(reader):
    theirs = reader()
    (message,) = theirs.messages
    assert message.startswith("The list is not here, and nobody here has seen it: put ")
    assert unseen.compare(theirs.rows, named(), agencies.NameEvidence()).empty


def test_in_1850_pages_the_list_is_found_all_its_names_are_read_and_known_and_new_are_told_apart(reader, release):
    start = time.monotonic()
    theirs = reader(release=release)
    compared = unseen.compare(theirs.rows, named(), agencies.NameEvidence())
    assert time.monotonic() - start < 60
    assert theirs.rows["agency_printed"].tolist() == NAMES and theirs.rows["page"].min() == PAGE
    assert theirs.reports[["as_of", "first_page", "received"]].to_numpy().tolist() == [[DAY, PAGE, len(NAMES)]]
    verdicts = compared.groupby("verdict")["agency_printed"].agg(sorted)
    assert verdicts.to_dict() == {unseen.KNOWN: KNOWN, unseen.NEW: NEW, unseen.UNRESOLVED: UNRESOLVED}
    assert f"{len(NAMES)} entries read from 1 of 1 sharing reports. {unseen.NEVER_TRIED}" in theirs.messages


def test_of_the_named_ones_it_says_which_stand_there_which_perhaps_and_which_do_not(reader, release):
    compared = unseen.compare(reader(release=release).rows, named(), agencies.NameEvidence())
    stands = unseen.missing(compared, named()).set_index("agency_id")["stands"]
    assert stands.value_counts().to_dict() == {unseen.LISTED: 29, unseen.PERHAPS: 1, unseen.MISSING: 1}
    assert stands["ca-madeupville-30-police"] == unseen.PERHAPS and stands["ca-madeupville-99-police"] == unseen.MISSING
    could = compared.set_index("agency_printed")["could_be"]
    assert could[UNRESOLVED[0]] == "ca-madeupville-30-police" and could[UNRESOLVED[1]] == ""


def test_the_same_place_in_another_state_is_new_and_not_known():
    names = ["agency_printed", "city_printed", "state_printed", "page", "row_id"]
    rows = pd.DataFrame([("Madeupville 01 Police Department (OR)", "", "", 1, "x")], columns=names)
    assert unseen.compare(rows, named(), agencies.NameEvidence())["verdict"].tolist() == [unseen.NEW]


def test_a_list_outside_the_pages_that_sources_point_to_is_found_in_the_text_of_the_whole_file(reader, tmp_path):
    path = production(tmp_path / "elsewhere.pdf", sharing_report(tmp_path / "list.pdf"), at=400)
    theirs = reader(release=path)
    assert theirs.rows["agency_printed"].tolist() == NAMES and theirs.rows["page"].min() == 400
    assert any("no sharing report on pages 1800-1850 of 1,850" in line for line in theirs.messages)


def test_the_extract_alone_is_read_whole_and_before_the_release(reader, release, tmp_path):
    theirs = reader(extract=sharing_report(tmp_path / "list.pdf"), release=release)
    assert theirs.reports["doc_id"].tolist() == [unseen.IDS[0]] and theirs.rows["agency_printed"].tolist() == NAMES


def test_a_report_of_another_day_is_read_with_a_message(reader, tmp_path):
    theirs = reader(extract=sharing_report(tmp_path / "list.pdf", created="11-08-18"))
    assert len(theirs.rows) == len(NAMES)
    opening = f"No report here was created on {DAY}, the day that sources give: "
    assert any(line.startswith(opening) for line in theirs.messages)


def test_a_report_that_receives_nothing_is_not_the_list(reader, tmp_path):
    theirs = reader(extract=sharing_report(tmp_path / "list.pdf", section="detections_shared"))
    assert theirs.rows.empty and any("none of them lists anyone" in line for line in theirs.messages)


def test_a_web_page_in_its_place_is_named_and_nothing_is_read(reader, tmp_path):
    (tmp_path / "page.pdf").write_text("<html>Access denied</html>")
    theirs = reader(extract=tmp_path / "page.pdf")
    assert theirs.rows.empty and "the file is not a PDF" in theirs.messages[-1]


def test_a_file_without_a_sharing_report_says_what_its_pages_are(reader, tmp_path):
    canvas = Canvas(str(tmp_path / "letter.pdf"))
    canvas.drawString(72, 700, f"{MADE_UP} A letter about nothing.")
    canvas.save()
    theirs = reader(extract=tmp_path / "letter.pdf")
    assert theirs.rows.empty and "this file holds no data sharing report" in theirs.messages[-1]


def test_every_made_up_page_says_so(release):
    with pikepdf.open(release) as pages:
        assert len(pages.pages) == PAGES
    with pypdfium2.PdfDocument(release) as document:
        for number in (1, PAGE, PAGE + 1, PAGES):
            assert MADE_UP in document[number - 1].get_textpage().get_text_range()


def test_the_notebook_reads_it_where_a_reader_put_it_and_the_committed_one_says_that_it_is_not_here(release, tmp_path):
    tree = copy_of_the_tree(tmp_path / "tree")
    theirs = {"PLATES_DOCUMENTS": str(release.parent), "PLATES_SOURCE": "stand-ins"}
    environment = {**os.environ, "PYTHONPATH": str(tree), **theirs}
    command = [sys.executable, "-m", "helpers.cli", "run", "07"]
    done = subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    name = "notebooks/07_who_was_on_the_ice_list.ipynb"
    ran, committed = (tree / name).read_text(), (files.ROOT / name).read_text()
    assert f"{len(NAMES)} entries read from 1 of 1 sharing reports" in ran and "The list is not here" not in ran
    assert "The list is not here, and nobody here has seen it" in committed
    compared = files.read_csv(tree / "build" / "ice_list" / "compared.csv")
    assert compared["agency_printed"].tolist() == NAMES and not (compared["verdict"] == unseen.KNOWN).any()
    standing = files.read_csv(tree / "build" / "ice_list" / "named_by_sources.csv")
    assert len(standing) == 30 and set(standing["stands"]) == {unseen.MISSING}
    for table in ("ice_listed.csv", "findings/07.csv"):
        assert (tree / "data" / "derived" / table).read_bytes() == (DERIVED / table).read_bytes()
