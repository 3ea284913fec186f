"""Facts about anchors: a few words that stand on a page, or do not."""

import pypdfium2
import pytest
from reportlab.pdfgen.canvas import Canvas

from helpers.errors import ReadingError
from helpers.records import documents
from helpers.records.evidence import quotes
from helpers.records.reading import pages
from tests.conftest import original_or_skip


@pytest.fixture
def page_of(tmp_path):
    """Typeset lines of text, each at a place of its own, and return the file."""

    def build(*lines: tuple[float, float, str]):
        path = tmp_path / "page.pdf"
        canvas = Canvas(str(path), invariant=1)
        for x, y, text in lines:
            canvas.drawString(x, y, text)
        canvas.showPage()
        canvas.drawString(72, 700, "Another page")
        canvas.showPage()
        canvas.save()
        return path

    return build


def test_words_on_two_lines_are_found_and_words_of_another_page_are_not(page_of):
    path = page_of((72, 700, "The vendor compiles records from"), (72, 686, "at least 25 states"))
    assert quotes.found(path, 1, "records from at  least 25 states")
    assert not quotes.found(path, 2, "records from at least 25 states")
    assert not quotes.found(path, 1, "Another page")


@pytest.mark.parametrize("anchor", ["state-wide list", "statewide list", "state-\nwide list"])
def test_a_word_parted_at_a_lines_end_is_found_with_its_hyphen_and_without(page_of, anchor):
    assert quotes.found(page_of((72, 700, "it is a state-"), (72, 686, "wide list")), 1, anchor)


def test_a_hyphen_within_a_line_is_no_line_break(page_of):
    assert not quotes.found(page_of((72, 700, "it is a state-wide list")), 1, "statewide list")


@pytest.mark.parametrize("anchor", ["an “alert list” – ICE’s", 'an "alert list" - ICE\'s'])
def test_quotes_and_dashes_of_any_form_are_equal(page_of, anchor):
    assert quotes.found(page_of((72, 700, 'an "alert list" - ICE\'s')), 1, anchor)
    assert quotes.found(page_of((72, 700, "an “alert list” – ICE’s")), 1, anchor)


@pytest.mark.parametrize(
    "anchor", ["500 plates", "2,50", "12,500 plates", "plate", "lates", "2,500 Plates", "2 500 plates"]
)
def test_a_part_of_a_number_or_word_or_another_case_is_not_found(page_of, anchor):
    assert quotes.found(page_of((72, 700, "up to 2,500 plates")), 1, "2,500 plates")
    assert not quotes.found(page_of((72, 700, "up to 2,500 plates")), 1, anchor)


def test_where_the_words_stand_is_a_box_a_line_and_holds_no_other_word(page_of):
    path = page_of((72, 700, "The vendor compiles records from"), (72, 686, "at least 25 states and more"))
    places = [(1, "records from at least 25 states"), (2, "records from"), (2, "Another page")]
    found = quotes.boxes(path, places)
    first, second = found[places[0]]
    assert first.bottom <= second.top + 2 and first.x0 > 150 and second.x0 == pytest.approx(72, abs=1)
    (read,) = pages.read(path, [1])
    words = {word.text: word for word in read.words()}
    assert first.x0 == pytest.approx(words["records"].x0) and second.x1 == pytest.approx(words["states"].x1)
    assert list(map(len, map(found.get, places))) == [2, 0, 1]


def test_words_parted_by_other_words_are_not_found(page_of):
    assert not quotes.found(page_of((72, 700, "HSI has not used the alert list")), 1, "HSI has used")


def test_a_footnotes_number_may_cling_to_the_last_word(page_of):
    assert quotes.found(page_of((72, 700, "metropolitan areas4 within")), 1, "metropolitan areas")


def test_a_wrapped_cell_is_found_though_a_line_runs_through_its_neighbor(page_of):
    left, right = (
        [(72, 700, "Union City Police"), (72, 686, "Department")],
        [(300, 700, "Uplands Police"), (300, 686, "Office")],
    )
    path = page_of(*left, *right)
    assert quotes.found(path, 1, "Union City Police Department") and quotes.found(path, 1, "Uplands Police Office")
    assert quotes.found(path, 1, "Union City Police Uplands Police")


def test_an_anchor_without_words_and_a_page_that_is_not_there_are_errors(page_of):
    path = page_of((72, 700, "a - b"))
    for nothing in ("", " ", " - ", "…"):
        with pytest.raises(ReadingError, match="an anchor needs words"):
            quotes.found(path, 1, nothing)
    with pytest.raises(ReadingError, match="the document has no such page"):
        quotes.found(path, 3, "a")


def test_marks_of_a_stand_in_are_no_words_of_it():
    path, mark = documents.stand_in("ocsd-2020-02-06-sharing"), "typeset from our transcription"
    assert mark in pypdfium2.PdfDocument(path)[0].get_textpage().get_text_bounded()
    assert not quotes.found(path, 1, mark) and quotes.found(path, 1, "Agency Data Sharing Report")


def test_a_rotated_scan_is_searched_line_by_line():
    path = original_or_skip("irvine-2020-03-02-sharing")
    assert quotes.found(path, 2, "Police Department") and not quotes.found(path, 2, "Police Department of Elmville")
