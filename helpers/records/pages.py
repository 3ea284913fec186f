"""Pages: the characters and rectangles of a PDF page, with their places as displayed, and words put together from them.

Coordinates are points from the top left of the page as a reader sees it (a page stored sideways is turned first).
A page is closed as soon as the caller asks for the next one: pdfplumber keeps all it has read, 9 MB a page here.
"""

import itertools
import logging
import re
import statistics
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.utils import dedupe_chars, extract_words
from pdfplumber.utils.exceptions import PdfminerException

from helpers import files
from helpers.errors import ReadingError

logging.getLogger("pdfminer").setLevel(logging.ERROR)  # its warnings name no page; what matters is checked below

MARK_COLOR = (0.10, 0.30, 0.80)
"""The blue of every mark that says stand-in. Only stand-ins use it, so that the reader can drop their marks again."""

MARK_MARGIN = 15.0
"""Marks that say stand-in stand within this many points of an edge of the page, or askew across it."""

SPACER = 6.0
"""A rectangle lower than this holds no text: the reports draw spacers of 2 to 4 points."""

OVERHANG = 2.0
"""Text in a right-hand cell starts this far left of its own rectangle (measured on both native reports)."""


class Box(NamedTuple):
    """Left, upper, right and lower edge in points."""

    x0: float
    top: float
    x1: float
    bottom: float

    @classmethod
    def around(cls, things: Iterable) -> "Box":
        """The smallest box around all of them; each has x0, top, x1, bottom."""
        edges = [(t.x0, t.top, t.x1, t.bottom) for t in things]
        lefts, tops, rights, bottoms = zip(*edges, strict=True)
        return cls(min(lefts), min(tops), max(rights), max(bottoms))


class Word(NamedTuple):
    """A word and its box; `score` is how sure an OCR was of it, from 0 to 1, and None for a word of a text layer."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    score: float | None = None


@dataclass(frozen=True)
class Page:
    """One page. `characters` are pdfplumber's own dicts, stand-in marks left out; `number` counts the PDF's pages from 1.
    A page read by OCR has no characters: its words stand in `read` instead."""

    number: int
    width: float
    height: float
    characters: list[dict]
    rectangles: list[Box]
    scanned: bool
    read: tuple[Word, ...] | None = None

    def words(self, below: float = 0.0) -> list[Word]:
        """The words whose upper edge lies below a height, in points."""
        if self.read is not None:
            return [w for w in self.read if w.top > below]
        if self.scanned:
            return words([c for c in self.characters if c["top"] > below], scanned=True)
        return [w for w, _ in self.spelled if w.top > below]

    @cached_property
    def spelled(self) -> list[tuple[Word, list[dict]]]:
        """Each word of a native page with its letters, in reading order: found once, since several rooms ask for them."""
        found = extract_words(self.characters, return_chars=True)
        return [(Word(w["text"], w["x0"], w["top"], w["x1"], w["bottom"]), w["chars"]) for w in found]


def count(path: str | Path) -> int:
    with _opened(path) as document:
        return len(document.pages)


def read(path: str | Path, numbers: Iterable[int] | None = None) -> Iterator[Page]:
    """Yield the pages of a PDF in order, all or those of `numbers`, each closed when the next is asked for.

    Raises ReadingError when the file is no PDF that can be opened, or has no such page.
    """
    with _opened(path) as document:
        total = len(document.pages)
        for number in numbers or range(1, total + 1):
            if not 1 <= number <= total:
                raise ReadingError("there is no such page", document=Path(path).name, page=number, found=f"{total} pages")
            page = document.pages[number - 1]
            try:
                yield _page(page)
            except PdfminerException as reason:
                raise ReadingError("the page cannot be read", document=Path(path).name, page=number, found=reason) from None
            finally:
                page.close()


def _opened(path: str | Path):
    name = Path(path).name
    try:
        return pdfplumber.open(path)
    except FileNotFoundError:
        raise ReadingError("there is no such file", document=files.printable(path)) from None
    except PdfminerException as reason:
        if reason.args and isinstance(reason.args[0], PDFPasswordIncorrect):
            raise ReadingError("the file is locked with a password", document=name) from None
        raise ReadingError("this is not a PDF that can be opened", document=name, found=str(reason) or "no PDF") from None


def _page(page) -> Page:
    characters = page.chars
    if any(_is_mark_color(color) for color in {c.get("non_stroking_color") for c in characters}):
        characters = [c for c in characters if not _is_stand_in_mark(c, page)]
    letters = [(c["text"], round(c["x0"]), round(c["top"])) for c in characters if c["text"] != " "]
    if len(set(letters)) < len(letters):
        # bold made by printing a letter twice; sizes may differ by a rounding error, so that place and letter alone count
        characters = dedupe_chars(characters, tolerance=1, extra_attrs=())
    rectangles = [Box(r["x0"], r["top"], r["x1"], r["bottom"]) for r in page.rects]
    covered = any((i["x1"] - i["x0"]) * (i["bottom"] - i["top"]) > 0.9 * page.width * page.height for i in page.images)
    return Page(page.page_number, page.width, page.height, characters, rectangles, covered and not rectangles)


def _is_mark_color(color) -> bool:
    return bool(color) and len(color) == 3 and all(abs(a - b) <= 0.01 for a, b in zip(color, MARK_COLOR, strict=True))


def _is_stand_in_mark(character: dict, page) -> bool:
    """By color and place: ours, and at the page's edge or askew. A record's own words stay, whatever their color."""
    if not _is_mark_color(character.get("non_stroking_color")):
        return False
    at_edge = character["bottom"] < MARK_MARGIN or character["top"] > page.height - MARK_MARGIN
    along, across = character["matrix"][:2]
    return at_edge or abs(across) > 0.2 * abs(along)


def words(characters: list[dict], *, scanned: bool = False) -> list[Word]:
    """Characters to words in reading order.

    On a scan the words of one line differ in height, and a gap of more than 2 points parts two of them: with
    pdfplumber's default of 3 the Irvine layer reads 94.9 % of its strings right, with 2 it reads 97.3 %.
    """
    tolerances = {"x_tolerance": 2, "y_tolerance": 5} if scanned else {}
    found = extract_words(characters, **tolerances)
    return [Word(w["text"], w["x0"], w["top"], w["x1"], w["bottom"]) for w in found]


def lines(found: list[Word]) -> list[list[Word]]:
    """Words to lines, top to bottom, each from left to right. Words belong together when their middles lie within half
    a letter's height of each other: a skew of four points over a page, or a dash that a scan sets low, parts no line."""
    if not found:
        return []
    tolerance = letter_height(found) / 2
    result: list[list[Word]] = []
    for word in sorted(found, key=lambda w: w.top + w.bottom):
        middle = (word.top + word.bottom) / 2
        if result and abs(middle - _middle(result[-1])) < tolerance:
            result[-1].append(word)
        else:
            result.append([word])
    return [sorted(line, key=lambda w: w.x0) for line in result]


def _middle(line: list[Word]) -> float:
    return sum(w.top + w.bottom for w in line) / (2 * len(line))


def text(found: Iterable[Word]) -> str:
    """Words joined by single blanks; blanks and control characters inside a word count as blanks."""
    return re.sub(r"[\s\x00-\x1f]+", " ", " ".join(w.text for w in found)).strip()


def phrases(line: list[Word], gap: float) -> list[list[Word]]:
    """A line cut wherever two words stand more than `gap` points apart."""
    result = [[line[0]]]
    for before, word in itertools.pairwise(line):
        if word.x0 - before.x1 > gap:
            result.append([word])
        else:
            result[-1].append(word)
    return result


def column_edge(found: list[list[Word]], gap: float = 12.0, spread: float = 8.0) -> float | None:
    """Where the right-hand column starts on a page without rectangles: the commonest place where a word starts
    behind a wide gap. None when no line has such a gap, hence one column."""
    starts = sorted(part[0].x0 for line in found for part in phrases(line, gap)[1:])
    if not starts:
        return None
    near = Counter({start: sum(start <= other <= start + spread for other in starts) for start in starts})
    first = near.most_common(1)[0][0]
    return min(s for s in starts if first <= s <= first + spread) - spread / 2


def letter_height(found: list[Word]) -> float:
    return statistics.median(w.bottom - w.top for w in found)
