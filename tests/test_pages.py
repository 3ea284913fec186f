"""Facts about pages: characters, words and lines, and what is dropped."""

import pytest
from reportlab.pdfgen.canvas import Canvas

from helpers.errors import ReadingError
from helpers.records.reading import pages
from helpers.records.reading.pages import Word


def words_of(path, **how):
    return [pages.text(line) for page in pages.read(path) for line in pages.lines(pages.words(page.characters, **how))]


def test_a_file_that_is_no_pdf_is_named_in_the_error(tmp_path):
    path = tmp_path / "letter.pdf"
    path.write_text("Dear Sir or Madam")
    with pytest.raises(ReadingError, match=r"letter\.pdf: the file cannot be opened as a PDF"):
        list(pages.read(path))


def test_a_missing_file_is_named_in_the_error(tmp_path):
    with pytest.raises(ReadingError, match="there is no such file"):
        list(pages.read(tmp_path / "nowhere.pdf"))


def test_a_page_that_is_not_there_is_an_error(typeset):
    with pytest.raises(ReadingError, match="page 9: the document has no such page; found 1 pages"):
        list(pages.read(typeset({"detections_shared": ["Elm Police Department"]}), [9]))


def test_letters_printed_twice_for_bold_are_read_once(tmp_path):
    canvas = Canvas(str(tmp_path / "bold.pdf"))
    for shift in (0, 0.3):
        canvas.drawString(72 + shift, 700, "Union City Police Department")
    canvas.save()
    assert words_of(tmp_path / "bold.pdf") == ["Union City Police Department"]


def test_a_page_stored_on_its_side_is_read_as_displayed(tmp_path):
    canvas = Canvas(str(tmp_path / "turned.pdf"), pagesize=(612, 792))
    canvas.setPageRotation(270)
    canvas.translate(0, 612)
    canvas.rotate(-90)
    canvas.drawString(100, 700, "Alton Police Department")
    canvas.save()
    (page,) = pages.read(tmp_path / "turned.pdf")
    assert (page.geometry.width, page.geometry.height) == (612, 792)
    assert words_of(tmp_path / "turned.pdf") == ["Alton Police Department"]


@pytest.mark.parametrize("note", ["at the edge", "askew"])
def test_marks_of_a_stand_in_are_dropped_by_color_and_place(tmp_path, note):
    canvas = Canvas(str(tmp_path / "marked.pdf"), pagesize=(595, 842))
    canvas.setFillColorRGB(*pages.MARK_COLOR)
    canvas.drawString(72, 400, "a record may print blue words")
    if note == "askew":
        canvas.rotate(30)
        canvas.drawString(300, 300, "STAND-IN")
    else:
        canvas.setFont("Helvetica", 5)
        canvas.drawString(72, 5, "STAND-IN")
    canvas.save()
    assert words_of(tmp_path / "marked.pdf") == ["a record may print blue words"]


def test_black_words_at_the_edge_stay(tmp_path):
    canvas = Canvas(str(tmp_path / "plain.pdf"), pagesize=(595, 842))
    canvas.setFont("Helvetica", 5)
    canvas.drawString(72, 5, "a footer of a record")
    canvas.save()
    assert words_of(tmp_path / "plain.pdf") == ["a footer of a record"]


def test_a_dash_that_a_scan_sets_low_parts_no_line():
    line = [Word("CBP", 72, 100, 90, 110), Word("-", 94, 104, 97, 110), Word("NTC", 101, 100.5, 120, 110.5)]
    assert [pages.text(found) for found in pages.lines(line)] == ["CBP - NTC"]


def test_the_column_edge_is_where_most_words_behind_a_gap_start():
    rows = [
        [Word("Alpha", 72, y, 100, y + 10), Word("Beta", 300 + skew, y, 330, y + 10)]
        for y, skew in ((0, 0), (25, 1), (50, 3))
    ]
    odd = [Word("Alpha", 72, 75, 100, 85), Word("far", 200, 75, 220, 85)]
    assert 290 < pages.column_edge([*rows, odd]) < 300


def test_pages_without_a_gap_have_one_column():
    assert pages.column_edge([[Word("Alpha", 72, 0, 100, 10), Word("Beta", 103, 0, 130, 10)]]) is None


def test_on_a_scan_words_two_and_a_half_points_apart_are_two(tmp_path):
    canvas = Canvas(str(tmp_path / "scan.pdf"))
    canvas.setFont("Helvetica", 10)
    canvas.drawString(72, 700, "TX")
    canvas.drawString(72 + canvas.stringWidth("TX", "Helvetica", 10) + 2.5, 700, "SO")
    canvas.save()
    assert words_of(tmp_path / "scan.pdf", scanned=True) == ["TX SO"] and words_of(tmp_path / "scan.pdf") == ["TXSO"]
