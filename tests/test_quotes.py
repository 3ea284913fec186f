"""Facts about quotes: words that are printed on a page, or not."""

import pytest
from reportlab.pdfgen.canvas import Canvas

from helpers.errors import ReadingError
from helpers.records import documents
from helpers.records.evidence import quotes
from helpers.records.reading import opening, pages
from tests.conftest import original_or_skip


@pytest.fixture
def page_of(tmp_path):
    """Typeset lines of text, one below the other or each at its place, on the first of two pages; return the file."""

    def build(*lines: str | tuple[float, float, str]):
        canvas = Canvas(str(tmp_path / "page.pdf"), invariant=1)
        for n, line in enumerate(lines):
            canvas.drawString(*((72, 700 - 14 * n, line) if isinstance(line, str) else line))
        canvas.showPage()
        canvas.drawString(72, 700, "Another page")
        canvas.save()
        return tmp_path / "page.pdf"

    return build


def printed(path, page: int, text: str) -> bool:
    return bool(quotes.boxes(path, [(page, text)])[page, text])


def test_words_on_two_lines_are_found_and_words_of_another_page_are_not(page_of):
    path, quote = page_of("The vendor compiles records from", "at least 25 states"), "records from at  least 25 states"
    assert printed(path, 1, quote) and not printed(path, 2, quote)
    assert printed(path, 2, "Another page") and not printed(path, 1, "Another page")


@pytest.mark.parametrize("quote", ["state-wide list", "statewide list", "state-\nwide list"])
def test_a_word_broken_at_a_lines_end_is_found_with_its_hyphen_and_without(page_of, quote):
    assert printed(page_of("it is a state-", "wide list"), 1, quote)


def test_a_hyphen_within_a_line_is_no_line_break(page_of):
    assert not printed(page_of("it is a state-wide list"), 1, "statewide list")


@pytest.mark.parametrize("quote", ["an “alert list” – ICE’s", 'an "alert list" - ICE\'s'])
def test_quotation_marks_and_dashes_of_any_form_are_equal(page_of, quote):
    assert printed(page_of('an "alert list" - ICE\'s'), 1, quote)
    assert printed(page_of("an “alert list” – ICE’s"), 1, quote)


@pytest.mark.parametrize("quote", "500 plates|2,50|12,500 plates|plate|lates|2,500 Plates|2 500 plates".split("|"))
def test_a_part_of_a_number_or_word_or_another_case_is_not_found(page_of, quote):
    assert printed(page_of("up to 2,500 plates"), 1, "2,500 plates")
    assert not printed(page_of("up to 2,500 plates"), 1, quote)


def test_the_words_have_a_box_for_each_line_that_holds_no_other_word(page_of):
    path = page_of("The vendor compiles records from", "at least 25 states and more")
    places = [(1, "records from at least 25 states"), (2, "records from"), (2, "Another page")]
    boxes = quotes.boxes(path, places)
    first, second = boxes[places[0]]
    assert first.bottom <= second.top + 2 and first.x0 > 150 and second.x0 == pytest.approx(72, abs=1)
    (read,) = pages.read(path, [1])
    words = {word.text: word for word in read.words()}
    assert first.x0 == pytest.approx(words["records"].x0) and second.x1 == pytest.approx(words["states"].x1)
    assert list(map(len, map(boxes.get, places))) == [2, 0, 1]


def test_words_separated_by_other_words_are_not_found(page_of):
    assert not printed(page_of("HSI has not used the alert list"), 1, "HSI has used")


def test_a_footnotes_number_may_follow_the_last_word(page_of):
    assert printed(page_of("metropolitan areas4 within"), 1, "metropolitan areas")


def test_a_wrapped_cell_is_found_though_a_line_runs_through_its_neighbor(page_of):
    path = page_of("Union City Police", "Department", (300, 700, "Uplands Police"), (300, 686, "Office"))
    assert printed(path, 1, "Union City Police Department") and printed(path, 1, "Uplands Police Office")
    assert printed(path, 1, "Union City Police Uplands Police")


def test_a_quote_without_words_and_a_page_that_is_not_there_are_errors(page_of):
    path = page_of("a - b")
    for nothing in ("", " ", " - ", "…"):
        with pytest.raises(ReadingError, match="a quote needs words"):
            printed(path, 1, nothing)
    with pytest.raises(ReadingError, match="the document has no such page"):
        printed(path, 3, "a")


def test_marks_of_a_stand_in_are_no_words_of_it():
    path, mark = documents.stand_in("ocsd-2020-02-06-sharing"), "typeset from our transcription"
    with opening.pdfium(path) as document:
        assert mark in document[0].get_textpage().get_text_bounded()
    assert not printed(path, 1, mark) and printed(path, 1, "Agency Data Sharing Report")


def test_a_rotated_scan_is_searched_line_by_line():
    path = original_or_skip("irvine-2020-03-02-sharing")
    assert printed(path, 2, "Police Department") and not printed(path, 2, "Police Department of Elmville")
