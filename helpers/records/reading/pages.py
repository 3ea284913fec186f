"""Pages: the characters and rectangles of a PDF page, with their places as displayed, and the words they make up.

Coordinates are points from the top left of the page as a reader sees it (a page stored sideways is turned first).
A page is closed as soon as the caller asks for the next one: pdfplumber keeps all it has read, 9 MB a page here.
"""

import gc
import itertools
import logging
import math
import re
import statistics
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, partial
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pypdfium2
from pdfplumber.page import Page as PlumberPage
from pdfplumber.utils.exceptions import PdfminerException
from pdfplumber.utils.text import extract_words

from helpers.errors import GET_AGAIN, ReadingError
from helpers.records.reading import inked, opening, visibility
from helpers.records.reading.boxes import Box as Box
from helpers.records.reading.boxes import Geometry as Geometry
from helpers.records.reading.boxes import Word as Word
from helpers.records.reading.scan_edges import CutLine
from helpers.records.reading.text_layers import Character as Character
from helpers.records.reading.text_layers import HiddenText, TextLayer
from helpers.schemas import MASK

logging.getLogger("pdfminer").setLevel(logging.ERROR)  # its warnings name no page; what matters is checked below

T = TypeVar("T")

# The blue of everything that labels a page as a stand-in. Only stand-ins use it, so that it can be left out again.
MARK_COLOR = (0.10, 0.30, 0.80)

# A stand-in's labels lie within this many points of an edge of the page, or run diagonally across it.
MARK_MARGIN = 15.0
MOST_SECONDS = 120  # A page of a sharing report takes a twentieth of a second. One of 50,000 words takes half a minute.
SPACER = 6.0  # A rectangle lower than this holds no text: the reports draw spacers of 2 to 4 points
OVERHANG = 2.0  # text in a right-hand cell starts this far left of its own rectangle (measured on both native reports)


STRAIGHT, ASKEW = 0.7, 0.5
"""The share of a page's characters that run in exactly one direction where its own text does; and degrees from which
others run in another one."""


@dataclass(frozen=True)
class Page:
    """One page. `number` counts the PDF's pages from 1; `characters` are those that it shows, without a stand-in's
    labels. `scanned_words` are the words of a scan as displayed, from its text layer or from OCR here, which gives no
    characters. `hidden` are the places of text that the page does not show. `ink` tells what a native page shows in a
    box without characters (inked.ink_in). `cut` is the line that a scan's lower edge cuts, or may cut, in points of the
    upright, straight page."""

    number: int
    characters: list[Character]
    rectangles: list[Box]
    scanned: bool
    geometry: Geometry
    scanned_words: tuple[Word, ...] = ()
    hidden: tuple[HiddenText, ...] = ()
    ink: Callable[[Box], str] | None = field(default=None, compare=False, repr=False)
    cut: CutLine | None = None

    @property
    def box(self) -> Box:
        """The upright page, in points of its own."""
        across = self.geometry.height if self.geometry.turned in (90, 270) else self.geometry.width
        return Box(0.0, 0.0, across, self.geometry.upright_height)

    def words(self, below: float = 0.0) -> list[Word]:
        """The words of the page made upright and straight, in reading order, that begin below a height."""
        if not self.scanned:
            return [w for w, _ in self.spelled if w.top > below]
        straight = [Word(w.text, *self.geometry.straight(Box(*w[1:5])), *w[5:]) for w in self.scanned_words]
        return [w for w in straight if w.top > below]

    @cached_property
    def directions(self) -> tuple[list[Character], list[Character]]:
        """The characters that run in the direction of most, and the others (see `along`)."""
        return along(self.characters)

    @cached_property
    def level(self) -> "Page":
        """The page without text that runs across it: a watermark that crosses the footer leaves it to be read."""
        own, across = self.directions
        return replace(self, characters=own) if across else self

    @cached_property
    def spelled(self) -> list[tuple[Word, list[Character]]]:
        """Each word of a native page with its characters, in reading order. Cached, since several callers need it."""
        return [(_word(w), w["chars"]) for w in extract_words(self.characters, return_chars=True)]


def count(path: str | Path, password: str = "") -> int:
    with opening.pdfplumber_document(path, password) as document:
        return len(document.pages)


def read(path: str | Path, numbers: Iterable[int] | None = None, password: str = "") -> Iterator[Page]:
    """Yield the pages of a PDF in order, all or those of `numbers`, each closed when the next is asked for.

    Raises ReadingError when the file is not a PDF that can be opened, or has no such page.
    """
    with ExitStack() as stack:
        # opened with pdfium only when pdfplumber could open it: its error says more
        shown = cache(lambda: stack.enter_context(opening.pdfium(path, password)))
        yield from through(
            path, lambda page: _page(page, shown(), partial(_ink, path, password, shown())), numbers, password
        )


def through(
    path: str | Path, look: Callable[[PlumberPage], T], numbers: Iterable[int] | None = None, password: str = ""
) -> Iterator[T]:
    """Yield what `look` returns for each pdfplumber page, in order, closing each right after. Raises as `read` does."""
    name = Path(path).name
    wanted = list(numbers or ())
    with opening.pdfplumber_document(path, password, wanted) as document:
        opened = {page.page_number: page for page in document.pages}
        if not opened and not count(path, password):
            what = "the file's structure is broken: no page can be found"
            raise ReadingError(what, document=name, do=GET_AGAIN)
        for number in wanted or sorted(opened):
            if number not in opened:
                raise no_such_page(name, number, count(path, password))
            with _without_garbage_collection():
                result = _result(opened[number], look, name)
                yield result
                del result  # or two pages would be in memory while the next is read, which is slower too


def no_such_page(name: str, number: int, total: int) -> ReadingError:
    return ReadingError("the document has no such page", document=name, page=number, found=f"{total} pages")


def _result(page: PlumberPage, look: Callable[[PlumberPage], T], document: str) -> T:
    number = page.page_number
    try:
        with opening.within(MOST_SECONDS):
            return look(page)
    except TimeoutError:
        what = f"the page takes more than {MOST_SECONDS} seconds"
        raise ReadingError(what, document=document, page=number) from None
    except ReadingError as error:
        raise error.again(document=document, page=number) from None
    except Exception as reason:  # on a broken page pdfminer raises whatever it comes upon, from KeyError to MemoryError
        # the reason's own words may quote the page, and so what the page hides
        actual = type(reason.args[0] if isinstance(reason, PdfminerException) and reason.args else reason).__name__
        raise ReadingError("the page cannot be read", document=document, page=number, found=actual) from None
    finally:
        page.close()


@contextmanager
def _without_garbage_collection() -> Iterator[None]:
    """A page makes half a million objects that live until it is done. Python would look through all of them for unused
    cycles again and again, which takes a twenty-fifth of the time."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def _ink(path: str | Path, password: str, document: pypdfium2.PdfDocument, number: int, box: Box) -> str:
    """What a page shows in a box (see inked.ink_in), whether its document is still open or not."""
    if document.raw:
        return inked.ink_in(document, number, box)
    with opening.pdfium(path, password) as again:
        return inked.ink_in(again, number, box)


def _page(page: PlumberPage, document: pypdfium2.PdfDocument, ink: Callable[[int, Box], str]) -> Page:
    layer = TextLayer.of(page, document)
    characters = without_marks(layer.characters, layer.height)  # a stand-in is never turned
    scanned = tuple(words(characters, scanned=True)) if layer.scanned else ()
    geometry = Geometry(layer.width, layer.height, layer.turned, skew_of_words(list(scanned)))
    shown = characters, layer.rectangles, layer.scanned, geometry, scanned
    return Page(page.page_number, *shown, hidden=tuple(layer.hidden), ink=partial(ink, page.page_number))


def without_marks(characters: list[Character], height: float) -> list[Character]:
    """The characters of a page of this height without a stand-in's labels."""
    if any(_is_mark_color(color) for color in {c["non_stroking_color"] for c in characters}):
        return [c for c in characters if not _is_stand_in_mark(c, height)]
    return characters


def _is_mark_color(color: Any) -> bool:
    return bool(color) and len(color) == 3 and all(abs(a - b) <= 0.01 for a, b in zip(color, MARK_COLOR, strict=True))


def _is_stand_in_mark(character: Character, height: float) -> bool:
    """By color and place: blue, and at the page's edge or diagonal. A record's own words stay, whatever their color."""
    if not _is_mark_color(character.get("non_stroking_color")):
        return False
    at_edge: bool = character["bottom"] < MARK_MARGIN or character["top"] > height - MARK_MARGIN
    along, across = character["matrix"][:2]
    return at_edge or bool(abs(across) > 0.2 * abs(along))


def along(characters: list[Character]) -> tuple[list[Character], list[Character]]:
    """The characters that run in the direction of most, in a size for reading; and the others."""
    lies = [(character["angle"], character["size"]) for character in characters]
    angles = Counter(round(angle, 1) for angle, _ in lies)
    usual, count = angles.most_common(1)[0] if angles else (0.0, 0)
    one_angle = count >= STRAIGHT * len(lies)
    direction = {
        (a, size): None
        if not visibility.is_level(a, size) or (one_angle and abs(a - usual) > ASKEW)
        else round(a / 90) % 4
        for a, size in set(lies)
    }
    if len(direction) == 1 or len(set(direction.values())) == 1:
        return characters, []
    directions = [direction[one] for one in lies]
    main = Counter(directions).most_common(1)[0][0] if directions else None
    across = [character for character, own in zip(characters, directions, strict=True) if own != main]
    return [c for c, own in zip(characters, directions, strict=True) if own == main] if across else characters, across


def words(characters: list[Character], *, scanned: bool = False) -> list[Word]:
    """Characters to words in reading order.

    On a scan the words of one line differ in height, and a gap of more than 2 points separates two of them: with
    pdfplumber's default of 3 the Irvine layer reads 94.9 % of its strings right, with 2 it reads 97.3 %.
    """
    tolerances: dict[str, Any] = {"x_tolerance": 2, "y_tolerance": 5} if scanned else {}
    return [_word(w) for w in extract_words(characters, **tolerances)]


def _word(w: dict[str, Any]) -> Word:
    return Word(w["text"], w["x0"], w["top"], w["x1"], w["bottom"])


STEEPEST = 5.0  # degrees by which a page may lie askew on a scanner's glass and still be straightened


def skew_of_words(words: list[Word]) -> float:
    """Degrees by which lines of words rise to the right: the angle at which their middles fall into the fewest rows,
    then refined by the slope within those rows. 0 for fewer than ten words, which have no lines to tell it by."""
    if len(words) < 10:
        return 0.0
    x = np.array([(w.x0 + w.x1) / 2 for w in words])
    y = np.array([(w.top + w.bottom) / 2 for w in words])
    x = x - x.mean()
    rough = sharpest(np.arange(-STEEPEST, STEEPEST + 0.01, 0.1), x, y, _rows_of_two_points)
    level = y + x * math.tan(math.radians(rough))
    order = np.argsort(level)
    row = np.cumsum(np.diff(level[order], prepend=level[order][0]) > letter_height(words) / 3)
    rows = [order[row == n] for n in range(row[-1] + 1)]
    across = np.concatenate([x[r] - x[r].mean() for r in rows])
    down = np.concatenate([y[r] - y[r].mean() for r in rows])
    spread = float((across**2).sum())
    return math.degrees(math.atan(-float((across * down).sum()) / spread)) if spread else 0.0


def sharpest(angles: np.ndarray, x: np.ndarray, y: np.ndarray, rows: Callable[[np.ndarray], np.ndarray]) -> float:
    """The angle, in degrees, along which points gather in the sharpest rows: where the squares of their numbers, which
    `rows` counts from heights, add up to the most."""

    def sharpness(degrees: float) -> float:
        return float((rows(y + x * math.tan(math.radians(degrees))).astype(float) ** 2).sum())

    return float(max(angles, key=sharpness))


def _rows_of_two_points(heights: np.ndarray) -> np.ndarray:
    """How many heights lie in each row of two points, with the rows cut in two ways."""
    return np.concatenate([np.unique(np.floor(heights / 2 + shift), return_counts=True)[1] for shift in (0.0, 0.5)])


def lines(words: list[Word]) -> list[list[Word]]:
    """Words to lines, top to bottom, each from left to right. Words are on one line when their middles lie within half
    a character's height of each other, so a skew of four points, or a dash that a scan sets low, splits no line."""
    if not words:
        return []
    tolerance = letter_height(words) / 2
    result: list[list[Word]] = []
    for word in sorted(words, key=lambda w: w.top + w.bottom):
        if result and abs((word.top + word.bottom) / 2 - _middle(result[-1])) < tolerance:
            result[-1].append(word)
        else:
            result.append([word])
    return [sorted(line, key=lambda w: w.x0) for line in result]


def _middle(line: list[Word]) -> float:
    return sum(w.top + w.bottom for w in line) / (2 * len(line))


def text(words: Iterable[Word]) -> str:
    """Words joined by single blanks; blanks and control characters inside a word count as blanks. Of what is covered it
    says that it is, not how many characters it has."""
    joined = re.sub(r"[\s\x00-\x1f]+", " ", " ".join(w.text for w in words)).strip()
    return re.sub(rf"{MASK}(\s*{MASK})+", MASK, joined)


def score(words: Iterable[Word]) -> float | None:
    """An OCR engine's mean confidence in words, from 0 to 1; None for words of a text layer."""
    scores = [w.score for w in words if w.score is not None]
    return round(statistics.fmean(scores), 3) if scores else None


def phrases(line: list[Word], gap: float) -> list[list[Word]]:
    """A line cut wherever two words are more than `gap` points apart."""
    result = [[line[0]]]
    for before, word in itertools.pairwise(line):
        if word.x0 - before.x1 > gap:
            result.append([word])
        else:
            result[-1].append(word)
    return result


SPREAD = 8.0  # points between the leftmost and the rightmost start of a column's lines on a scan


def column_edge(lines: list[list[Word]], gap: float = 12.0, spread: float = SPREAD) -> float | None:
    """Where the right-hand column starts on a page without rectangles: the most common place where a word starts
    behind a wide gap. None when no line has such a gap, hence one column."""
    starts = sorted(part[0].x0 for line in lines for part in phrases(line, gap)[1:])
    if not starts:
        return None
    near = Counter({start: sum(start <= other <= start + spread for other in starts) for start in starts})
    first = near.most_common(1)[0][0]
    return min(s for s in starts if first <= s <= first + spread) - spread / 2


def letter_height(words: list[Word]) -> float:
    return statistics.median(w.bottom - w.top for w in words)
