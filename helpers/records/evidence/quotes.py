"""Quotes: whether quoted words are printed on a page of a document, so that anybody can check a statement about it.

A quote is copied from the page character by character; what it means is said elsewhere, in our own words.
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
from helpers.records.reading.pages import Box, Word

QUOTES = str.maketrans("‘’‚“”„\u00ad‐‑‒–—−", "'''\"\"\"-------")
"""Curly quotation marks and dashes as a keyboard has them; a soft hyphen is one at a line's end."""


def boxes(path: str | Path, sought: Iterable[tuple[int, str]]) -> dict[tuple[int, str], list[Box]]:
    """Where the words of each (page, text) are printed together: a box for each line of them, in points from the top
    left of the page as displayed; an empty list where they are not. Pages are counted from 1; each is read once.

    Line breaks count as blanks; a word hyphenated at a line's end is found with the hyphen and without; quotation marks
    and dashes of any form are equal. Case counts, and words and numbers are whole: "500 plates" is not found in "2,500
    plates". A footnote's number may follow the last word. The text layer is read twice, line by line and in the file's
    order, since a line of a grid runs through two cells; the marks of a stand-in are left out.

    Raises ReadingError when the file or the page cannot be read, and for a quote without a letter or a digit.
    """
    patterns = {(page, text): pattern(text, document=Path(path).name, page=page) for page, text in sought}
    printed = {}
    for read in pages.read(path, sorted({page for page, _ in patterns})):
        flow = extract_words(read.characters, use_text_flow=True)
        orders = read.words(), [Word(*(word[edge] for edge in ("text", *Box._fields))) for word in flow]
        for place in (place for place in patterns if place[0] == read.number):
            words = next(filter(None, (_matching(order, patterns[place]) for order in orders)), [])
            printed[place] = [read.geometry.around(line) for line in pages.lines(words)]
    return printed


def _matching(order: list[Word], sought: re.Pattern[str]) -> list[Word]:
    """The first words, one after the other, that the pattern matches."""
    texts = [plain(word.text) for word in order]
    match = sought.search("\n".join(texts))
    if not match:
        return []
    ends = list(itertools.accumulate(len(text) + 1 for text in texts))
    return order[bisect.bisect_right(ends, match.start()) : bisect.bisect_left(ends, match.end()) + 1]


def plain(text: str) -> str:
    """Ligatures and fullwidth characters as plain ones, quotation marks and dashes as on a keyboard."""
    return unicodedata.normalize("NFKC", text.translate(QUOTES)).translate(QUOTES)


def pattern(text: str, *, document: str = "", page: int | None = None) -> re.Pattern[str]:
    """The words with any blanks between them, and a hyphen with a line break wherever one may be."""
    if not any(character.isalnum() for character in text):
        expected = "words of the page"
        raise ReadingError("a quote needs words", document=document, page=page, expected=expected, found=repr(text))
    words = plain(text).split()
    hyphenated = (r"(?:-\s+)?".join(r"-\s*" if c == "-" else re.escape(c) for c in word) for word in words)
    return re.compile(_edge(words[0][0], before=True) + r"\s+".join(hyphenated) + _edge(words[-1][-1], before=False))


def _edge(character: str, *, before: bool) -> str:
    """No word or number goes on beyond the quote; a comma or point between digits belongs to the number."""
    if character.isdigit():
        return r"(?<!\d)(?<!\d[.,])" if before else r"(?!\d)(?![.,]\d)"
    if character.isalpha():
        return r"(?<![^\W\d_])" if before else r"(?![^\W\d_])"
    return ""
