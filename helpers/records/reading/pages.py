"""Pages: the characters and rectangles of a PDF page, with their places as displayed, and words put together from them.

Coordinates are points from the top left of the page as a reader sees it (a page stored sideways is turned first).
A page is closed as soon as the caller asks for the next one: pdfplumber keeps all it has read, 9 MB a page here.
"""

import gc
import itertools
import logging
import math
import re
import signal
import statistics
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple, Protocol, TypeVar

import numpy as np
import pdfplumber
import pypdfium2
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.page import Page as PlumberPage
from pdfplumber.pdf import PDF
from pdfplumber.utils.exceptions import PdfminerException
from pdfplumber.utils.text import dedupe_chars, extract_words

from helpers import files
from helpers.errors import ReadingError

logging.getLogger("pdfminer").setLevel(logging.ERROR)  # its warnings name no page; what matters is checked below

T = TypeVar("T")

Character = dict[str, Any]
"""A letter with its place and color, as pdfplumber gives it."""

MARK_COLOR = (0.10, 0.30, 0.80)
"""The blue of every mark that says stand-in. Only stand-ins use it, so that the reader can drop their marks again."""

MARK_MARGIN = 15.0
"""Marks that say stand-in stand within this many points of an edge of the page, or askew across it."""

MOST_SECONDS = 120
"""A page of a sharing report takes a twentieth of a second. One of 50,000 words takes half a minute."""

AGAIN = "Get the file again from where it came."

MOST_SECONDS_TO_OPEN = 30
"""A file of 10,000 pages opens in one second."""

SPACER = 6.0
"""A rectangle lower than this holds no text: the reports draw spacers of 2 to 4 points."""

OVERHANG = 2.0
"""Text in a right-hand cell starts this far left of its own rectangle (measured on both native reports)."""


class Edged(Protocol):
    """What has a place on a page: a Box or a Word."""

    @property
    def x0(self) -> float: ...
    @property
    def top(self) -> float: ...
    @property
    def x1(self) -> float: ...
    @property
    def bottom(self) -> float: ...


class Box(NamedTuple):
    """Left, upper, right and lower edge in points."""

    x0: float
    top: float
    x1: float
    bottom: float

    @classmethod
    def around(cls, things: Iterable[Edged]) -> "Box":
        """The smallest box around all of them."""
        edges = [(t.x0, t.top, t.x1, t.bottom) for t in things]
        lefts, tops, rights, bottoms = zip(*edges, strict=True)
        return cls(min(lefts), min(tops), max(rights), max(bottoms))


class Word(NamedTuple):
    """A word and its box. Of a word read by OCR, `score` says how sure the engine was, from 0 to 1, and `letters` where
    each letter begins, in points from the word's left edge."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    score: float | None = None
    letters: tuple[float, ...] = ()


@dataclass(frozen=True)
class Pose:
    """How a page lies: its size as displayed, by how many degrees (0, 90, 180, 270) it must be turned against the clock
    to stand upright, and `skew`, by how many degrees against the clock it then still lies askew.

    Boxes are carried over by their middle and keep their size, so that those of one line never grow into the next.
    """

    width: float
    height: float
    turned: int = 0
    skew: float = 0.0

    @property
    def upright_height(self) -> float:
        return self.width if self.turned in (90, 270) else self.height

    def straight(self, box: Box) -> Box:
        """A box of the page as displayed, on the page made upright and straight."""
        if not self.turned and not self.skew:
            return box
        x, y, wide, tall = _middle_and_size(box, self.width, self.height)
        for _ in range(self.turned // 90):
            x, y, wide, tall = y, -x, tall, wide
        cos, sin = math.cos(math.radians(self.skew)), math.sin(math.radians(self.skew))
        return self._box(x * cos - y * sin, x * sin + y * cos, wide, tall, upright=True)

    def displayed(self, box: Box) -> Box:
        """The other way: a box of the upright, straight page on the page as displayed."""
        if not self.turned and not self.skew:
            return box
        across, down = self._size(upright=True)
        x, y, wide, tall = _middle_and_size(box, across, down)
        cos, sin = math.cos(math.radians(self.skew)), math.sin(math.radians(self.skew))
        x, y = x * cos + y * sin, y * cos - x * sin
        for _ in range(self.turned // 90):
            x, y, wide, tall = -y, x, tall, wide
        return self._box(x, y, wide, tall, upright=False)

    def around(self, found: Iterable[Word]) -> Box:
        """The box on the page as displayed around words of the upright, straight page."""
        return Box.around([self.displayed(Box(*word[1:5])) for word in found])

    def _size(self, upright: bool) -> tuple[float, float]:
        return (self.height, self.width) if upright and self.turned in (90, 270) else (self.width, self.height)

    def _box(self, x: float, y: float, wide: float, tall: float, upright: bool) -> Box:
        across, down = self._size(upright)
        x, y = x + across / 2, y + down / 2
        return Box(x - wide / 2, y - tall / 2, x + wide / 2, y + tall / 2)


def _middle_and_size(box: Box, across: float, down: float) -> tuple[float, float, float, float]:
    middle = ((box.x0 + box.x1 - across) / 2, (box.top + box.bottom - down) / 2)
    return *middle, box.x1 - box.x0, box.bottom - box.top


@dataclass(frozen=True)
class Page:
    """One page. `characters` are pdfplumber's own dicts, stand-in marks left out; `number` counts the PDF's pages from
    1. A page read by OCR has no characters: its words stand in `read` instead, as displayed."""

    number: int
    characters: list[Character]
    rectangles: list[Box]
    scanned: bool
    pose: Pose
    read: tuple[Word, ...] | None = None

    def words(self, below: float = 0.0) -> list[Word]:
        """The words of the page made upright and straight, in reading order, that begin below a height."""
        if self.read is not None:
            found = list(self.read)
        elif self.scanned:
            found = words(self.characters, scanned=True)
        else:
            return [w for w, _ in self.spelled if w.top > below]
        found = [Word(w.text, *self.pose.straight(Box(*w[1:5])), *w[5:]) for w in found]
        return [w for w in found if w.top > below]

    @cached_property
    def spelled(self) -> list[tuple[Word, list[Character]]]:
        """Each word of a native page with its letters, in reading order: found once, since several rooms ask for
        them."""
        found = extract_words(self.characters, return_chars=True)
        return [(Word(w["text"], w["x0"], w["top"], w["x1"], w["bottom"]), w["chars"]) for w in found]


def count(path: str | Path, password: str = "") -> int:
    with _opened(path, password) as document:
        return len(document.pages)


def read(path: str | Path, numbers: Iterable[int] | None = None, password: str = "") -> Iterator[Page]:
    """Yield the pages of a PDF in order, all or those of `numbers`, each closed when the next is asked for.

    Raises ReadingError when the file is no PDF that can be opened, or has no such page.
    """
    yield from through(path, _page, numbers, password)


def through(
    path: str | Path, look: Callable[[PlumberPage], T], numbers: Iterable[int] | None = None, password: str = ""
) -> Iterator[T]:
    """Yield what `look` makes of each pdfplumber page, in order; a page is closed as soon as it was looked at. Raises
    as `read` does."""
    name = Path(path).name
    wanted = list(numbers or ())
    with _opened(path, password, wanted) as document:
        found = {page.page_number: page for page in document.pages}
        if not found and not count(path, password):
            raise ReadingError("no pages can be found in the file: its structure is broken", document=name, do=AGAIN)
        for number in wanted or sorted(found):
            if number not in found:
                total = f"{count(path, password)} pages"
                raise ReadingError("there is no such page", document=name, page=number, found=total)
            with _uncollected():
                seen = _seen(found[number], look, name)
                yield seen
                del seen  # or two pages would be in memory while the next is read, which is slower too


def _seen(page: PlumberPage, look: Callable[[PlumberPage], T], document: str) -> T:
    """What is made of one page, closed when it is read. Raises ReadingError."""
    number = page.page_number
    try:
        with within(MOST_SECONDS):
            return look(page)
    except TimeoutError:
        raise ReadingError(f"the page takes more than {MOST_SECONDS} seconds", document=document, page=number) from None
    except Exception as reason:  # on a broken page pdfminer raises whatever it comes upon, from KeyError to MemoryError
        found = f"{type(reason).__name__}: {reason}"[:200]
        raise ReadingError("the page cannot be read", document=document, page=number, found=found) from None
    finally:
        page.close()


@contextmanager
def within(seconds: int) -> Iterator[None]:
    """Raise TimeoutError when the block takes longer. It needs the main thread of a process and a system with alarms
    (not Windows): elsewhere the block takes as long as it takes."""
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        yield
        return

    def ring(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Hold back the search for unused cycles: a page makes half a million objects that live until it is done with, and
    Python would look through all of them again and again, which takes a twenty-fifth of the time."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def _opened(path: str | Path, password: str, numbers: list[int] | None = None) -> PDF:
    """The file with the pages of `numbers` alone, or all: of a file of 10,000, all would take 60 MB more than one."""
    name = Path(path).name
    try:
        with within(MOST_SECONDS_TO_OPEN):
            document = pdfplumber.open(path, pages=numbers or None, password=password or None)
            len(document.pages)  # walks through the tree of pages
        return document
    except TimeoutError:
        raise _too_long(name) from None
    except FileNotFoundError:
        raise ReadingError("there is no such file", document=files.printable(path)) from None
    except Exception as reason:  # on a broken file pdfminer raises whatever it comes upon
        cause = reason.args[0] if isinstance(reason, PdfminerException) and reason.args else reason
        if isinstance(cause, TimeoutError):  # pdfplumber wraps it
            raise _too_long(name) from None
        if isinstance(cause, PDFPasswordIncorrect):
            raise ReadingError("the file is locked with a password", document=name) from None
        raise ReadingError(
            "this is not a PDF that can be opened", document=name, found=str(cause)[:200] or "no PDF"
        ) from None


@contextmanager
def pdfium(pdf: str | Path | bytes, password: str = "", page: int | None = None) -> Iterator[pypdfium2.PdfDocument]:
    """A PDF opened with pdfium and always closed again: `with pdfium(path) as document`.

    Raises ReadingError, also in place of what pdfium raises in the block: then `page` says which page it is about.
    """
    try:
        with closing(pypdfium2.PdfDocument(pdf, password=password or None)) as document:
            yield document
    except (pypdfium2.PdfiumError, FileNotFoundError, IndexError) as reason:
        what = "the file cannot be opened" if page is None else "the page cannot be rendered"
        name = "" if isinstance(pdf, bytes) else Path(pdf).name
        raise ReadingError(what, document=name, page=page, found=reason) from None


def _too_long(name: str) -> ReadingError:
    return ReadingError(f"the file takes more than {MOST_SECONDS_TO_OPEN} seconds to open", document=name, do=AGAIN)


def _page(page: PlumberPage) -> Page:
    characters = page.chars
    if any(_is_mark_color(color) for color in {c.get("non_stroking_color") for c in characters}):
        characters = [c for c in characters if not _is_stand_in_mark(c, page)]
    letters = [(c["text"], int(c["x0"]), int(c["top"])) for c in characters if c["text"] != " "]
    if len(set(letters)) < len(letters):
        # bold made by printing a letter twice; sizes may differ by a rounding error, so that place and letter alone
        # count
        characters = dedupe_chars(characters, tolerance=1, extra_attrs=())
    rectangles = [Box(r["x0"], r["top"], r["x1"], r["bottom"]) for r in page.rects]
    covered = any((i["x1"] - i["x0"]) * (i["bottom"] - i["top"]) > 0.9 * page.width * page.height for i in page.images)
    scanned = covered and not rectangles
    skew = skew_of(words(characters, scanned=True)) if scanned else 0.0
    return Page(page.page_number, characters, rectangles, scanned, Pose(page.width, page.height, skew=skew))


def _is_mark_color(color: Any) -> bool:
    return bool(color) and len(color) == 3 and all(abs(a - b) <= 0.01 for a, b in zip(color, MARK_COLOR, strict=True))


def _is_stand_in_mark(character: Character, page: PlumberPage) -> bool:
    """By color and place: ours, and at the page's edge or askew. A record's own words stay, whatever their color."""
    if not _is_mark_color(character.get("non_stroking_color")):
        return False
    at_edge: bool = character["bottom"] < MARK_MARGIN or character["top"] > page.height - MARK_MARGIN
    along, across = character["matrix"][:2]
    return at_edge or bool(abs(across) > 0.2 * abs(along))


def words(characters: list[Character], *, scanned: bool = False) -> list[Word]:
    """Characters to words in reading order.

    On a scan the words of one line differ in height, and a gap of more than 2 points parts two of them: with
    pdfplumber's default of 3 the Irvine layer reads 94.9 % of its strings right, with 2 it reads 97.3 %.
    """
    tolerances: dict[str, Any] = {"x_tolerance": 2, "y_tolerance": 5} if scanned else {}
    found = extract_words(characters, **tolerances)
    return [Word(w["text"], w["x0"], w["top"], w["x1"], w["bottom"]) for w in found]


STEEPEST = 5.0
"""Degrees by which a page may lie askew on a scanner's glass and still be made straight."""


def skew_of(found: list[Word]) -> float:
    """Degrees by which lines of words rise to the right: the angle at which their middles stand in the fewest rows,
    then made exact by the slope within those rows. 0 for a page of fewer than ten words, which has no lines to tell it
    by."""
    if len(found) < 10:
        return 0.0
    x = np.array([(w.x0 + w.x1) / 2 for w in found])
    y = np.array([(w.top + w.bottom) / 2 for w in found])
    x = x - x.mean()
    angles = np.arange(-STEEPEST, STEEPEST + 0.01, 0.1)
    rough = float(max(angles, key=lambda angle: _sharpness(y + x * math.tan(math.radians(angle)))))
    level = y + x * math.tan(math.radians(rough))
    order = np.argsort(level)
    row = np.cumsum(np.diff(level[order], prepend=level[order][0]) > letter_height(found) / 3)
    rows = [order[row == n] for n in range(row[-1] + 1)]
    across = np.concatenate([x[r] - x[r].mean() for r in rows])
    down = np.concatenate([y[r] - y[r].mean() for r in rows])
    spread = float((across**2).sum())
    return math.degrees(math.atan(-float((across * down).sum()) / spread)) if spread else 0.0


def _sharpness(heights: np.ndarray) -> int:
    """How much heights gather in rows of two points, whichever way the rows are cut."""
    cuts = (np.unique(np.floor(heights / 2 + shift), return_counts=True)[1] for shift in (0.0, 0.5))
    return int(sum((counts.astype(int) ** 2).sum() for counts in cuts))


def lines(found: list[Word]) -> list[list[Word]]:
    """Words to lines, top to bottom, each from left to right. Words belong together when their middles lie within half
    a letter's height of each other: a skew of four points over a page, or a dash that a scan sets low, parts no
    line."""
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


def score(found: Iterable[Word]) -> float | None:
    """How sure an OCR was of words, on average, from 0 to 1; None for words of a text layer."""
    scores = [w.score for w in found if w.score is not None]
    return round(statistics.fmean(scores), 3) if scores else None


def phrases(line: list[Word], gap: float) -> list[list[Word]]:
    """A line cut wherever two words stand more than `gap` points apart."""
    result = [[line[0]]]
    for before, word in itertools.pairwise(line):
        if word.x0 - before.x1 > gap:
            result.append([word])
        else:
            result[-1].append(word)
    return result


SPREAD = 8.0
"""Points between the leftmost and the rightmost start of a column's lines on a scan."""


def column_edge(found: list[list[Word]], gap: float = 12.0, spread: float = SPREAD) -> float | None:
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
