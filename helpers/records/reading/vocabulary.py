"""Lines: what stands on a page of a sharing report, line by line, and the words by which each kind of line is known.

The vendor's program prints the same few words round every list: headings, sentences, column headers and a footer. They
stand here once; how lines are found on a page is the business of `grids` (native pages) and `scans`.
"""

import datetime
import re
import statistics
from dataclasses import dataclass, field

from helpers.errors import ReadingError
from helpers.records.reading import pages
from helpers.records.reading.pages import Page, Word

SECTIONS = ("detections_shared", "detections_received", "hot_lists_shared", "hot_lists_received")
"""In the order in which a report prints them."""

HEADINGS = {
    "detections_shared": re.compile(r"detections?shar(ed|ing)"),
    "detections_received": re.compile(r"detections?received"),
    "hot_lists_shared": re.compile(r"hotlists?shar(ed|ing)"),
    "hot_lists_received": re.compile(r"hotlists?received"),
}
"""Letters of a heading alone: the same section is headed 'Hot-List Received' in 2020 and 'Hot List Received' in
2025."""

SENTENCE = re.compile(
    r"The (?P<agency>.+?) Agency is (?P<verb>sharing|receiving) (?P<what>.+) the following Agencies:?", re.IGNORECASE
)
COLUMN_HEADERS = {"agency", "city", "state", "hotlists"}
HEADERS_OF = {"detections": ["agency", "city", "state"], "hot_lists": ["agency", "hotlists"]}
"""Letters of a section's column headers, all of them, from left to right; a grid has none."""

COLUMNS_OF_GRID = {1: ("L",), 2: ("L", "R"), 3: ("L", "M", "R")}
"""What the columns of a grid are called, by their number."""

FOOTER = re.compile(
    r"Date Created:? ?(?P<created>\d\d-\d\d-\d\d) (?P<product>\S+(?: \S+){0,2}) ?Agency ?Data ?Sharing ?Report "
    r"?Page ?(?P<page>\S+?) ?of ?(?P<pages>\S+)"
)
"""On scans `17` may read `l7` and a blank may be lost: both are forgiven, here and in `_whole_number`. The product's
name has up to three words, which stand beside `Agency`."""

TITLE = re.compile(r"Data ?Sharing ?Report")

WIDE_GAP = 12.0
"""Points between two words of one line that no name has: blanks are 3 points wide. Beyond it another cell begins."""

ASIDE = 4.0
"""How far the middle of a centered text may lie from the middle of its column or frame; measured: under 1 point."""


@dataclass(frozen=True)
class Line:
    """A piece of a page's body: a line outside the cells, or the cells of one row. `kind` is heading, sentence,
    headers, none, row or margin."""

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
    """What a page's footer says. `page` and `pages` are None where they are no number: a scan's `14` may read `1<`."""

    created: datetime.date
    product: str
    page: int | None
    pages: int | None


def classed(words: list[Word], cells: list[list[Word]] | None = None) -> Line:
    """What a line is, by its own words. In a cell, None is an agency's name: the vendor prints the word outside the
    grid."""
    text = pages.text(words)
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
    for line in pages.lines(page.words(below=0.9 * page.pose.upright_height)):
        if (found := FOOTER.search(pages.text(line))) and _in_one_phrase(found["product"], line):
            try:
                created = datetime.datetime.strptime(found["created"], "%m-%d-%y").date()
            except ValueError:
                raise ReadingError("the footer's date is none", page=page.number, found=found["created"]) from None
            return Footer(created, found["product"], _whole_number(found["page"]), _whole_number(found["pages"]))
    return None


def _in_one_phrase(product: str, line: list[Word]) -> bool:
    """Whether the product's words stand together with `Agency`: a stamp between the date and them is no part of its
    name."""
    return any(re.search(rf"{re.escape(product)} ?Agency", pages.text(part)) for part in pages.phrases(line, WIDE_GAP))


def _whole_number(text: str) -> int | None:
    digits = text.replace("l", "1").replace("O", "0")
    return int(digits) if digits.isdecimal() else None


def section_of(text: str) -> str:
    """The section that a line heads, by the heading's letters; empty when it is no heading."""
    heading = letters(text)
    return next((section for section, pattern in HEADINGS.items() if pattern.fullmatch(heading)), "")


def letters(text: str) -> str:
    return re.sub(r"[^a-z]", "", text.lower())


def middle(words: list[Word]) -> float:
    return (words[0].x0 + words[-1].x1) / 2


def middle_height(words: list[Word]) -> float:
    return statistics.fmean((w.top + w.bottom) / 2 for w in words)


def top(words: list[Word]) -> float:
    return min(w.top for w in words)


def bottom(words: list[Word]) -> float:
    return max(w.bottom for w in words)
