"""Vocabulary: what a sharing report prints around its lists, and the lines of a page by what they say.

The vendor's program prints the same few words around every list: headings, sentences, column headers and a footer. They
are written here once; `grids` (native pages) and `scans` find the lines on a page.
"""

import datetime
import re
import statistics
from collections.abc import Iterator
from dataclasses import dataclass, field

from helpers.errors import ReadingError
from helpers.records.reading import pages
from helpers.records.reading.pages import Page, Word
from helpers.schemas import MASK

HEADINGS = {
    "detections_shared": "Detections Shared",
    "detections_received": "Detections Received",
    "hot_lists_shared": "Hot List Sharing",
    "hot_lists_received": "Hot List Received",
}
"""Sections in the order in which a report prints them, and the heading of each in 2025."""

SECTIONS = tuple(HEADINGS)

HEADING_PATTERNS = {
    "detections_shared": re.compile(r"detections?shar(ed|ing)"),
    "detections_received": re.compile(r"detections?received"),
    "hot_lists_shared": re.compile(r"hotlists?shar(ed|ing)"),
    "hot_lists_received": re.compile(r"hotlists?received"),
}
"""A heading's letters alone: one section is headed 'Hot-List Received' in 2020 and 'Hot List Received' in 2025."""

SENTENCES = {
    "detections_shared": "The {} Agency is Sharing its Detection data with the following Agencies:",
    "detections_received": "The {} Agency is receiving Detection data from the following Agencies:",
    "hot_lists_shared": "The {} Agency is sharing Hot List records with the following Agencies:",
    "hot_lists_received": "The {} Agency is receiving Shared Hot List records from the following Agencies:",
}
SENTENCE = re.compile(
    r"The (?P<agency>.+?) Agency is (?P<verb>sharing|receiving) (?P<what>.+) the following Agencies:?", re.IGNORECASE
)
TABLE_HEADERS = ("Agency", "City", "State")
HOT_LIST_HEADERS = ("Agency:", "Hot List(s):")
# The letters of a section's column headers, from left to right; a grid has none.
HEADERS_OF = {"detections": ["agency", "city", "state"], "hot_lists": ["agency", "hotlists"]}

COLUMN_HEADERS = {name for names in HEADERS_OF.values() for name in names}
COLUMNS_OF_GRID = {1: ("L",), 2: ("L", "R"), 3: ("L", "M", "R")}  # the names of a grid's columns, by how many there are

FOOTER = re.compile(
    r"Date Created:? ?(?P<created>\d\d-\d\d-\d\d) (?P<product>\S+(?: \S+){0,2}) ?Agency ?Data ?Sharing ?Report "
    r"?Page ?(?P<page>\S+?) ?of ?(?P<pages>\S+)"
)
"""On scans `17` may read `l7` and a blank may be lost: both are accepted, here and in `_whole_number`. The product's
name has up to three words, right before `Agency`."""

FOOTER_PARTS = [re.compile(part) for part in (r"Date ?Created", r"Data ?Sharing ?Report", r"Page ?\S+ ?of ?\d")]
"""What is left of a footer over which something is printed; two of them show that it was one."""

STAMPED = re.compile(r"\d{3}")
"""In a word of a stamped number: a Bates number, as in OCSD-000123."""

NO_PRODUCT = re.compile(r"\d.*\d")
"""In no product's name (on a scan one letter may read as a digit): a number is printed into it."""

MOST_STAMPED = 4
"""Words of such a stamp: OCSD 2026 No. 000123."""

SAME_SET = 0.2
"""Points by which the upper and lower edges of words of one footer differ, at most; measured: 0."""

MOST_DIGITS = 4
"""Of the number of a page: more are two numbers that touch."""

TITLE = re.compile(r"Data ?Sharing ?Report")
WIDE_GAP = 12.0  # Points: words of one line further apart are in two cells. A blank is 3 points wide.

# How far the middle of a centered text may lie from the middle of its column or frame; measured: under 1 point.
ASIDE = 4.0


ASIDES = ("margin", "foreign", "note")
"""Kinds of lines that are no part of a report's lists: text in the margin, text from outside the list, and a note."""


@dataclass(frozen=True)
class Line:
    """A line outside the cells, or the cells of one row; `kind`: heading, sentence, headers, none, row, or one of
    ASIDES. The one word of a note says what is unusual, and its box where."""

    kind: str
    words: list[Word]
    cells: list[list[Word]] = field(default_factory=list)

    @property
    def text(self) -> str:
        return pages.text(self.words)

    @property
    def top(self) -> float:
        return min(w.top for w in self.words)


@dataclass(frozen=True)
class Footer:
    """What a page's footer says. `page` or `pages` is None when it is not a number: a scan's `14` may read `1<`;
    `product` is empty if something is printed over it."""

    created: datetime.date
    product: str
    page: int | None
    pages: int | None


def classed(words: list[Word], cells: list[list[Word]] | None = None) -> Line:
    """The line that words make. In a cell, None is an agency's name: the vendor prints the word outside the grid."""
    text = pages.text([w for w in words if w.text.strip(MASK)] or words)
    if section_of(text) and not (cells and sum(map(bool, cells)) > 1):
        return Line("heading", words)
    if SENTENCE.fullmatch(text):
        return Line("sentence", words)
    if text == "None" and not cells:
        return Line("none", words)
    parts = cells if cells else pages.phrases(words, WIDE_GAP)
    if all(letters(pages.text(part)) in COLUMN_HEADERS for part in parts if part):
        return Line("headers", words)
    return Line("row", words, cells or [])


def footer_of(page: Page) -> Footer | None:
    """The footer of a sharing report, or None when the page belongs to none."""
    for line in pages.lines(page.level.words(below=0.9 * page.geometry.upright_height)):
        if footer := footer_in(line):
            created = date_of(footer["created"], page.number)
            product = "" if NO_PRODUCT.search(footer["product"]) else footer["product"]
            return Footer(created, product, _whole_number(footer["page"]), _whole_number(footer["pages"]))
    return None


def footer_in(line: list[Word]) -> re.Match[str] | None:
    """The footer in a line. Words before and after it, and a number stamped between its words, are no part of it; a
    number printed over the product's name stays in it."""
    as_printed = FOOTER.search(pages.text(line))
    for rest in (line, *_without_stamp(line)):
        footer = FOOTER.search(pages.text(rest))
        if footer and not NO_PRODUCT.search(footer["product"]) and _in_one_phrase(footer["product"], rest):
            return footer
    return as_printed if as_printed and _in_one_phrase(as_printed["product"], line) else None


def is_bare(footer: re.Match[str] | None, line: list[Word]) -> bool:
    """Whether a line has nothing but its footer."""
    return footer is not None and footer[0] == pages.text(line) and not NO_PRODUCT.search(footer["product"])


def rest_of_footer(lines: list[list[Word]]) -> str:
    """The line that shows that a page without a footer belongs to a sharing report all the same: a footer over which
    something is printed, or else the title; empty without one."""
    texts = [pages.text(line) for line in lines]
    broken = [text for text in texts if sum(bool(part.search(text)) for part in FOOTER_PARTS) > 1]
    return next(iter([*broken[-1:], *filter(TITLE.fullmatch, texts)]), "")


def _without_stamp(line: list[Word]) -> Iterator[list[Word]]:
    """The line without a stamp, in each way that there is: the words of one height and size (a stamp is set in
    another), and the line without a few words beside each other, one of which has three digits."""
    if not any(STAMPED.search(word.text) for word in line):
        return
    for one in {(word.top, word.bottom): word for word in line}.values():
        yield [w for w in line if abs(w.top - one.top) < SAME_SET and abs(w.bottom - one.bottom) < SAME_SET]
    for length in range(1, MOST_STAMPED + 1):
        for start in range(len(line) - length + 1):
            if any(STAMPED.search(word.text) for word in line[start : start + length]):
                yield line[:start] + line[start + length :]


def date_of(text: str, page: int) -> datetime.date:
    """A date as a report prints it, month-day-year. Raises ReadingError for any other text."""
    try:
        return datetime.datetime.strptime(text, "%m-%d-%y").date()
    except ValueError:
        raise ReadingError("a date is not valid", page=page, expected="month-day-year", found=text) from None


def _in_one_phrase(product: str, line: list[Word]) -> bool:
    """Whether no wide gap separates the product's words from `Agency`: a stamp before them is no part of the name."""
    return any(re.search(rf"{re.escape(product)} ?Agency", pages.text(part)) for part in pages.phrases(line, WIDE_GAP))


def _whole_number(text: str) -> int | None:
    digits = text.replace("l", "1").replace("O", "0")
    return int(digits) if digits.isdecimal() and len(digits) <= MOST_DIGITS else None


def section_of(text: str) -> str:
    """The section that a heading begins, by its letters; empty when the text is not a heading."""
    heading = letters(text)
    return next((section for section, pattern in HEADING_PATTERNS.items() if pattern.fullmatch(heading)), "")


def letters(text: str) -> str:
    """The letters of a text, in lower case."""
    return re.sub(r"[^a-z]", "", text.lower())


def middle(words: list[Word]) -> float:
    return (words[0].x0 + words[-1].x1) / 2


def middle_height(words: list[Word]) -> float:
    return statistics.fmean((w.top + w.bottom) / 2 for w in words)


def top(words: list[Word]) -> float:
    return min(w.top for w in words)


def bottom(words: list[Word]) -> float:
    return max(w.bottom for w in words)
