"""Facts about redactions: what is a mark, what only looks like one, and that no text under a mark gets out."""

import pandas as pd
import pdfplumber
import pikepdf
import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from helpers import cli, files, schemas
from helpers.records import documents
from helpers.records.reading import caches
from helpers.records.reading.pages import Box
from helpers.records.redactions import codes, samples
from helpers.records.redactions import register as redactions
from tests.conftest import original_or_skip

PDFS = schemas.read("manifest").query("file.str.endswith('.pdf')")["doc_id"]

SENTINEL = "Quillfeather"
"""Set under marks; it must be in no output."""


@pytest.fixture(scope="module")
def tried(tmp_path_factory):
    """Three sets of sample pages, the marks found on them, and the two compared."""
    folder, sets, registers = tmp_path_factory.mktemp("sets"), [], []
    for seed in (1, 2, 3):
        sets.append(samples.typeset(folder / f"{seed}.pdf", seed=seed, pages=5, hidden=SENTINEL))
        registers.append(redactions.register(folder / f"{seed}.pdf"))
    compared = [samples.compared(one.marks, s.marks) for one, s in zip(registers, sets, strict=True)]
    return folder, sets, registers, pd.concat(compared)


def drawn(tmp_path, draw) -> redactions.Register:
    """The register of one page that `draw` drew."""
    canvas = Canvas(str(tmp_path / "page.pdf"), pagesize=(612, 792))
    draw(canvas)
    canvas.save()
    return redactions.register(tmp_path / "page.pdf")


def place(mark) -> Box:
    return Box(mark.x0, mark.top, mark.x1, mark.bottom)


def box(canvas, x, y, wide, tall, gray=0.0):
    canvas.setFillGray(gray)
    canvas.rect(x, y, wide, tall, stroke=0, fill=1)
    canvas.setFillGray(0)


# --- how many are found -----------------------------------------------------------------------------------------------


def test_of_sample_marks_at_least_99_percent_are_found_and_of_those_found_at_least_99_percent_are_marks(tried):
    _, sets, _, compared = tried
    assert sum(len(s.marks) for s in sets) >= 100 and sum(len(s.decoys) for s in sets) >= 100
    assert samples.precision(compared) >= 0.99 and samples.recall(compared) >= 0.99
    by_name = compared[compared["name"] != "none"].groupby("name")
    assert (by_name["right"].mean() >= 0.99).all()


def test_every_kind_that_the_register_tells_is_drawn_and_explained_in_words(tried):
    _, sets, registers, _ = tried
    assert {sample.kind for s in sets for sample in s.marks} == set(redactions.KINDS)
    lines = redactions.in_words(registers[0])
    for kind, count in registers[0].marks["kind"].value_counts().items():
        assert f"{kind}, {count} {'mark' if count == 1 else 'marks'}: {redactions.MEANINGS[kind]}" in lines


def test_every_kind_of_mark_is_found_and_no_kind_of_decoy_but_a_charts_bar_is_taken_for_one(tried):
    _, sets, registers, compared = tried
    kinds = {sample.name for s in sets for sample in s.marks}
    assert len(kinds) == len(samples.MARKS) - 1  # a frame with a code, and a white box with one, look alike
    assert set(compared.loc[compared["right"], "name"]) == kinds
    mistaken = set()
    for one, s in zip(registers, sets, strict=True):
        for mark in one.marks.itertuples():
            mistaken |= {d.name for d in s.decoys if d.page == mark.page and samples.overlap(d.box, place(mark)) > 0.5}
    assert mistaken <= {"bar of a chart"}


def test_a_mark_in_another_place_or_with_another_code_counts_as_wrong(tried):
    _, sets, registers, _ = tried
    for change in ({"x0": 0.0, "x1": 5.0}, {"codes": "(b)(9)"}, {"text_under": "unknown"}, {"kind": "none"}):
        compared = samples.compared(registers[0].marks.assign(**change), sets[0].marks)
        assert samples.precision(compared) == samples.recall(compared) == 0


def test_no_stand_in_has_a_mark():
    for path in sorted((files.ROOT / "data/documents/stand_ins").glob("*.pdf")):
        assert redactions.register(path).marks.empty, path.name


BESIDE = ("ocsd-2019-2025-detections", "ocsd-2019-2025-hits", "ocsd-2021-hits", "ocsd-2022-hits")
HIDDEN = {"dhs-ice-pia-039b": {"picture"}, **{doc_id: {"text outside the page"} for doc_id in BESIDE}}
"""What the register tells of documents of the collection: a title under a picture, page numbers beside the page."""


@pytest.mark.parametrize("doc_id", PDFS)
def test_no_document_of_the_collection_has_a_mark_but_for_a_title_and_page_numbers(doc_id):
    marks = redactions.register(original_or_skip(doc_id)).marks
    assert set(marks["kind"]) == HIDDEN.get(doc_id, set()) and set(marks["codes"]) <= {""}


def test_boxes_laid_over_entries_of_a_report_are_found_and_nothing_else(tmp_path):
    """As other programs do it: a second file with boxes and codes, laid over a page of 80 names as a form."""
    rows = schemas.read("rows").query("doc_id == 'ocsd-2025-03-11-sharing' and page == 2").iloc[[3, 12, 30, 47]]
    with pikepdf.open(documents.stand_in("ocsd-2025-03-11-sharing")) as report:
        wide, tall = (float(edge) for edge in report.pages[1].mediabox[2:])
        canvas = Canvas(str(tmp_path / "boxes.pdf"), pagesize=(wide, tall))
        for n, row in enumerate(rows.itertuples()):
            box(canvas, row.x0 - 1, tall - row.bottom - 1, row.x1 - row.x0 + 2, row.bottom - row.top + 2, gray=n % 2)
            canvas.setFillGray(1 - n % 2)
            canvas.setFont("Helvetica", 7)
            canvas.drawString(row.x0 + 2, tall - row.bottom + 1, "(b)(7)(E)")
        canvas.save()
        with pikepdf.open(tmp_path / "boxes.pdf") as boxes:
            report.pages[1].add_overlay(boxes.pages[0])
            report.save(tmp_path / "marked.pdf")
    marks = redactions.register(tmp_path / "marked.pdf").marks.sort_values(["top", "x0"])
    assert list(marks["page"]) == [2] * 4
    assert set(marks["codes"]) == {"(b)(7)(E)"} and set(marks["text_under"]) == {"yes"}
    assert sorted(marks["kind"]) == ["dark box", "dark box", "white box", "white box"]
    entries = rows.sort_values(["top", "x0"]).itertuples()
    assert all(samples.overlap(place(m), place(e)) > 0.6 for m, e in zip(marks.itertuples(), entries, strict=True))


def test_the_same_seed_gives_the_same_bytes(tmp_path):
    paths = tmp_path / "a", tmp_path / "b"
    assert samples.typeset(paths[0], seed=7, pages=1) == samples.typeset(paths[1], seed=7, pages=1)
    assert paths[0].read_bytes() == paths[1].read_bytes()


# --- nothing under a mark gets out ------------------------------------------------------------------------------------


def test_hidden_text_is_in_no_output(tried, tmp_path, capsys, monkeypatch):
    folder, _, registers, _ = tried
    with pdfplumber.open(folder / "1.pdf") as document:
        assert SENTINEL in document.pages[0].extract_text()  # it could be extracted
    monkeypatch.setattr(caches, "FOLDER", tmp_path / "cache")
    assert cli.main(["redactions", str(folder / "1.pdf"), "-o", str(tmp_path / "marks.csv")]) == 0
    printed = capsys.readouterr()
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {path.name for path in written} == {"marks.csv", "marks.pages.csv"}
    register = repr(registers[0]), repr(vars(registers[0]))
    for text in (*printed, *(path.read_text() for path in written), *register):
        assert SENTINEL.lower() not in text.lower()


def test_a_page_that_cannot_be_read_is_named_and_not_quoted(tmp_path, capsys):
    canvas = Canvas(str(tmp_path / "whole.pdf"))
    for _ in range(3):
        canvas.drawString(72, 700, "Memorandum")
        box(canvas, 72, 500, 80, 12)
        canvas.showPage()
    canvas.save()
    with pikepdf.open(tmp_path / "whole.pdf") as document:
        document.pages[1].Contents = document.make_stream(f"<< /A ({SENTINEL}) /B >> BDC".encode())
        document.save(tmp_path / "broken.pdf")
    assert cli.main(["redactions", str(tmp_path / "broken.pdf"), "-o", str(tmp_path / "marks.csv")]) == 0
    printed = capsys.readouterr()
    assert "looked at not: damaged or not readable: 1 pages (2)" in printed.out and SENTINEL not in "".join(printed)
    assert list(files.read_csv(tmp_path / "marks.pages.csv")["marks"]) == ["1", "0", "1"]


def test_a_file_that_is_no_pdf_is_an_error_in_a_sentence(tmp_path, capsys):
    (tmp_path / "letter.pdf").write_text("Dear requester")
    assert cli.main(["redactions", str(tmp_path / "letter.pdf")]) == 1
    assert "letter.pdf: this is not a PDF" in capsys.readouterr().err


# --- one fact each ----------------------------------------------------------------------------------------------------


def test_text_drawn_before_a_box_is_hidden_and_text_drawn_after_it_is_not(tmp_path):
    def draw(canvas):
        canvas.drawString(102, 702, SENTINEL)
        box(canvas, 100, 698, 90, 14)
        box(canvas, 100, 598, 90, 14)
        canvas.setFillGray(1)
        canvas.drawString(102, 602, "Heading")

    (mark,) = drawn(tmp_path, draw).marks.itertuples()
    assert (mark.top, mark.bottom, mark.kind, mark.text_under) == (80.0, 94.0, "dark box", "yes")


def test_a_box_has_its_place_on_the_page_as_displayed(tmp_path):
    def draw(canvas):
        canvas.setPageRotation(90)
        box(canvas, 100, 200, 20, 60)

    (mark,) = drawn(tmp_path, draw).marks.itertuples()
    assert (mark.x0, mark.top, mark.x1, mark.bottom) == (200.0, 100.0, 260.0, 120.0)


def test_a_box_a_frame_round_it_and_a_label_on_it_are_one_mark(tmp_path):
    def draw(canvas):
        box(canvas, 100, 600, 200, 80)
        canvas.rect(100, 600, 200, 80)
        box(canvas, 150, 630, 60, 16, gray=1)
        canvas.drawString(152, 634, "(b)(5)")

    (mark,) = drawn(tmp_path, draw).marks.itertuples()
    assert (mark.kind, mark.codes, mark.x1 - mark.x0) == ("dark box", "(b)(5)", 200)


def test_a_code_between_two_marks_belongs_to_the_nearer_one(tmp_path):
    def draw(canvas):
        box(canvas, 100, 700, 60, 12)
        canvas.drawString(163, 702, "(b)(6)")
        box(canvas, 210, 700, 60, 12)

    assert list(drawn(tmp_path, draw).marks["codes"]) == ["(b)(6)", ""]


def test_under_a_box_on_a_scan_text_is_unknown_and_the_page_says_that_its_picture_was_not_read(tmp_path):
    def draw(canvas):
        _scan(canvas)
        box(canvas, 100, 700, 60, 12)

    one = drawn(tmp_path, draw)
    assert list(one.marks["text_under"]) == ["unknown"] and list(one.pages["looked_at"]) == ["all but its pictures"]


def test_a_picture_without_a_text_layer_is_reported_as_not_looked_at(tmp_path):
    one = drawn(tmp_path, _scan)
    assert list(one.pages["looked_at"]) == ["not: a picture without a text layer"]
    *lines, last = redactions.in_words(one)
    assert "looked at not: a picture without a text layer: 1 pages (1)" in lines
    assert "no mark found does not mean none" in last


def _scan(canvas):
    canvas.drawImage(ImageReader(Image.new("L", (60, 80), 200)), 0, 0, 612, 792)


@pytest.mark.parametrize(("kind", "marks"), [("Redact", 1), ("Highlight", 0), ("Square", 0)])
def test_a_redaction_that_was_not_burned_in_is_a_mark_and_a_highlight_is_none(tmp_path, kind, marks):
    canvas = Canvas(str(tmp_path / "plain.pdf"), pagesize=(612, 792))
    canvas.drawString(102, 702, SENTINEL)
    canvas.save()
    with pikepdf.open(tmp_path / "plain.pdf") as document:
        note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name(f"/{kind}"), Rect=[100, 698, 190, 714])
        note.OverlayText = "(b)(6)"
        document.pages[0].Annots = pikepdf.Array([document.make_indirect(note)])
        document.save(tmp_path / "noted.pdf")
    table = redactions.register(tmp_path / "noted.pdf").marks[["kind", "codes", "text_under"]]
    assert table.values.tolist() == [["annotation", "(b)(6)", "yes"]] * marks


def test_a_mark_with_two_codes_counts_under_each(tmp_path):
    def draw(canvas):
        box(canvas, 100, 700, 90, 14)
        canvas.setFillGray(1)
        canvas.drawString(102, 703, "(b)(6), (b)(7)(C)")
        box(canvas, 300, 600, 90, 14)

    counts = redactions.summary(drawn(tmp_path, draw))
    assert counts[["code", "marks"]].values.tolist() == [["(b)(6)", 1], ["(b)(7)(C)", 1], ["no code", 1]]


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("(b)(6)", ["(b)(6)"]),
        ("(b) (7) (E)", ["(b)(7)(E)"]),
        ("b7C", ["(b)(7)(C)"]),
        ("b6 -1; b7E-2", ["(b)(6)", "(b)(7)(E)"]),
        ("(B)(6); (b)(7)(c)", ["(b)(6)", "(b)(7)(C)"]),
        ("(b)(6), (7)(C)", ["(b)(6)", "(b)(7)(C)"]),
        ("(j)(2) and (k)(2)", ["(j)(2)", "(k)(2)"]),
        ("(b)(5)(A)", ["(b)(5)"]),
        ("(b)(10)", []),
        ("(7)(C)", []),
        ("Bus 12", []),
    ],
)
def test_a_code_is_read_in_one_form(printed, read):
    assert list(codes.codes_in(printed)) == read


@pytest.mark.parametrize(("text", "only"), [("(b)(6) per CBP", True), ("(b)(6) the clerk", False), ("per CBP", False)])
def test_a_code_beside_the_records_own_words_is_no_mark(text, only):
    assert codes.only_codes(text) is only
