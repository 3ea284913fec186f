"""Anchors: whether a few words stand on a page of a document, so that a statement about it can be checked by anybody.

An anchor is copied from the page, letter by letter: what it means is said elsewhere, in our own words.
"""

import bisect
import itertools
import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from pdfplumber.utils.text import extract_words

from helpers.errors import ReadingError
from helpers.records.reading import pages
from helpers.records.reading.pages import Box, Page, Word

QUOTES = str.maketrans(
    {"‘": "'", "’": "'", "‚": "'", "“": '"', "”": '"', "„": '"', "\u00ad": "-"} | dict.fromkeys("‐‑‒–—−", "-")
)
"""Curly quotes and the many dashes, as a keyboard has them; a soft hyphen is one at a line's end."""


def found(path: str | Path, page: int, text: str) -> bool:
    """Whether the words of `text` stand together on a page (counted from 1) of the PDF at `path`.

    Line breaks count as blanks; a word parted by a hyphen at a line's end is found with the hyphen and without; quotes
    and dashes of any form are equal. Letters keep their case, words and numbers are whole: "500 plates" is not found in
    "2,500 plates". A footnote's number may cling to the last word. The text layer is read twice, line by line and in
    the file's own order, since a line of a grid runs through two cells; marks of a stand-in are left out.

    Raises ReadingError when the file or the page cannot be read, and for an anchor without a letter or a digit.
    """
    return bool(boxes(path, [(page, text)])[page, text])


def boxes(path: str | Path, sought: Iterable[tuple[int, str]]) -> dict[tuple[int, str], list[Box]]:
    """Where the words of each (page, text) stand: a box for each line of them, in points from the top left of the page
    as displayed; an empty list where they do not stand there. Each page is read once. Raises as `found` does."""
    patterns = {(page, text): pattern(text, document=Path(path).name, page=page) for page, text in sought}
    standing = {}
    for read in pages.read(path, sorted({page for page, _ in patterns})):
        orders = read.words(), in_file_order(read)
        for place in (place for place in patterns if place[0] == read.number):
            words = next(filter(None, (_standing(order, patterns[place]) for order in orders)), [])
            standing[place] = [read.geometry.around(line) for line in pages.lines(words)]
    return standing


def in_file_order(page: Page) -> list[Word]:
    """The page's words in the order in which the file holds them: the lines of one cell or paragraph stand together."""
    edges = ("text", "x0", "top", "x1", "bottom")
    return [Word(*(word[edge] for edge in edges)) for word in extract_words(page.characters, use_text_flow=True)]


def _standing(order: list[Word], sought: re.Pattern[str]) -> list[Word]:
    """The words, one after the other, in which the pattern is found first."""
    texts = [plain(word.text) for word in order]
    match = sought.search("\n".join(texts))
    if not match:
        return []
    ends = list(itertools.accumulate(len(text) + 1 for text in texts))
    return order[bisect.bisect_right(ends, match.start()) : bisect.bisect_left(ends, match.end()) + 1]


def plain(text: str) -> str:
    """Ligatures and wide letters as single ones, quotes and dashes as on a keyboard."""
    return unicodedata.normalize("NFKC", text.translate(QUOTES)).translate(QUOTES)


def pattern(text: str, *, document: str = "", page: int | None = None) -> re.Pattern[str]:
    """What is searched for: the words with any blanks between them, and a hyphen with a line break wherever one may
    be."""
    words = plain(text).split()
    if not any(letter.isalnum() for letter in text):
        raise ReadingError(
            "an anchor needs words", document=document, page=page, expected="words of the page", found=repr(text)
        )
    said = r"\s+".join(
        r"(?:-\s+)?".join(r"-\s*" if letter == "-" else re.escape(letter) for letter in word) for word in words
    )
    return re.compile(_edge(words[0][0], before=True) + said + _edge(words[-1][-1], before=False))


def _edge(letter: str, *, before: bool) -> str:
    """No word or number goes on beyond the anchor; a comma or point between digits belongs to the number."""
    if letter.isdigit():
        return r"(?<!\d)(?<!\d[.,])" if before else r"(?!\d)(?![.,]\d)"
    if letter.isalpha():
        return r"(?<![^\W\d_])" if before else r"(?![^\W\d_])"
    return ""
