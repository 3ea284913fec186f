"""Facts about the stand-ins: the same bytes on every build, unmistakable, and row for row what was transcribed."""

import subprocess
import sys

import pdfplumber
import pytest

from helpers import files, schemas
from helpers.records import documents
from helpers.records.reading import pages, sharing_reports, vocabulary
from helpers.records.stand_ins import sharing_reports as stand_ins
from tests.conftest import REPORTS, original_or_skip

LIMIT = {"irvine-2020-03-02-sharing": 1_000_000, "ocsd-2020-02-06-sharing": 250_000, "ocsd-2025-03-11-sharing": 250_000}


@pytest.mark.parametrize("doc_id", REPORTS)
def test_typeset_again_in_another_process_it_is_the_committed_file(doc_id, tmp_path):
    build = "import pathlib, sys; from helpers.records.stand_ins.sharing_reports import build; "
    build += "build(sys.argv[1], pathlib.Path(sys.argv[2]))"
    subprocess.run([sys.executable, "-c", build, doc_id, str(tmp_path / "x.pdf")], cwd=files.ROOT, check=True)
    assert (tmp_path / "x.pdf").read_bytes() == documents.stand_in(doc_id).read_bytes()


@pytest.mark.parametrize("doc_id", REPORTS)
def test_it_is_small_and_named_for_what_it_is(doc_id):
    assert documents.stand_in(doc_id).stat().st_size < LIMIT[doc_id]
    assert documents.stand_in(doc_id).name == f"STAND-IN_{doc_id}.pdf"


@pytest.mark.parametrize("doc_id", REPORTS)
def test_every_page_says_that_it_is_not_the_record_and_which_record_it_replaces(doc_id):
    note = f"not the record; the record's sha256 is {documents.entry(doc_id)['sha256']}; this file is not it"
    with pdfplumber.open(documents.stand_in(doc_id)) as document:
        for page in document.pages:
            in_blue = "".join(c["text"] for c in page.chars if c["non_stroking_color"] == pages.MARK_COLOR)
            assert in_blue.count(note) == 2, page.page_number
            page.close()


@pytest.mark.parametrize("doc_id", REPORTS)
def test_no_row_holds_a_mark(doc_id):
    (report,) = sharing_reports.read(documents.stand_in(doc_id))
    said = " ".join(f"{e.agency} {e.city} {e.state} {e.hot_list}" for e in report.entries).lower()
    assert not {word for word in ("stand-in", "sha256", "transcription") if word in said}


@pytest.mark.parametrize("doc_id", REPORTS)
def test_its_font_is_not_the_records(doc_id):
    with pdfplumber.open(documents.stand_in(doc_id)) as document:
        assert {c["fontname"].split("+")[-1] for c in document.pages[0].chars} == {"DejaVuSerif"}


@pytest.mark.parametrize("doc_id", REPORTS)
def test_read_and_decided_it_is_what_was_transcribed_row_for_row(doc_id):
    columns = ["page", "row_on_page", "section", "column", *stand_ins.PRINTED]
    tables = [table[table["doc_id"] == doc_id][columns] for table in map(schemas.read, ("transcription", "rows"))]
    transcribed, rows = (table.sort_values(columns[:2]).to_numpy().tolist() for table in tables)
    assert rows == transcribed


@pytest.mark.parametrize("where", ["the stand-in", "the record"])
@pytest.mark.parametrize("doc_id", REPORTS)
def test_each_section_is_on_the_pages_that_were_transcribed_under_a_heading_or_continued(doc_id, where):
    transcribed = schemas.read("sheets").query("doc_id == @doc_id").fillna("")
    path = documents.stand_in(doc_id) if where == "the stand-in" else original_or_skip(doc_id)
    (report,), on_pages = sharing_reports.read(path), {}
    for line in transcribed.itertuples():
        headed = [vocabulary.section_of(heading) for heading in line.headings_printed.split("; ") if heading]
        for section in filter(None, [*line.sections_continued.split("; "), *headed]):
            on_pages.setdefault(section, []).append(line.page)
    empty = set(filter(None, "; ".join(transcribed["none_printed"]).split("; ")))
    assert report.on_pages == on_pages
    assert {section for section in on_pages if not report.section(section)} == empty


@pytest.mark.parametrize("doc_id", REPORTS[1:])
def test_a_records_banner_is_as_transcribed_and_the_vendors_logo_in_it_is_a_picture(doc_id):
    banners = schemas.read("sheets").query("doc_id == @doc_id").set_index("page")["header_printed"]
    for page in pages.read(original_or_skip(doc_id)):
        said, printed = pages.text(page.words()), banners[page.number].split(" | ")
        assert [part for part in printed if part not in said] == printed[-1:], page.number


def test_the_scan_is_a_picture_over_a_layer_with_the_measured_misreadings():
    doc_id = "irvine-2020-03-02-sharing"
    with pdfplumber.open(documents.stand_in(doc_id)) as document:
        assert document.pages[0].rotation == 270 and len(document.pages[0].images) == 1 and not document.pages[0].rects
    (report,) = sharing_reports.read(documents.stand_in(doc_id))
    read = {(e.page, e.row_on_page): e for e in report.entries}
    wrong = schemas.read("misreadings").query("reader == 'text'")
    assert len(wrong) == 24
    for line in wrong.itertuples():
        assert getattr(read[(line.page, line.row_on_page)], line.field) == line.says


def test_a_report_that_was_not_transcribed_cannot_be_typeset(tmp_path):
    with pytest.raises(stand_ins.TableError, match="was not transcribed"):
        stand_ins.build("dhs-ice-pia-039a", tmp_path / "x.pdf")
    assert list(tmp_path.iterdir()) == []
