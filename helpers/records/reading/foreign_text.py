"""Foreign text: stamps, watermarks and second printings, told apart from the entries that they lie over or beside.

The vendor's program draws one cell after the other. Text that somebody printed on the page later is drawn before or
after all of them, or in another size, color or direction: by that it is known, even where its letters stand between
those of a name. It is left out of the entries and given back as lines of its own, each with the text it was printed on.
"""

import math
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from helpers.errors import ReadingError
from helpers.records.reading import pages
from helpers.records.reading.boxes import Box, Word
from helpers.records.reading.cells import SLACK, CellGrid
from helpers.records.reading.pages import Character, Page
from helpers.records.reading.vocabulary import WIDE_GAP, Line
from helpers.schemas import MASK

SAME_LINE, NEXT_LINE, LAST_LINE = 0.5, 0.8, 2.0
"""In heights of characters: those of one line are closer; the next line of a wrapped name is lower, up to the last."""

BLANK = 0.6
"""In heights of characters: a word begins at most so far behind the one before it."""

SAME_PLACE = 1.0
"""Points by which a character may begin left of the one before it."""

OVERLAP = 0.6
"""In heights of characters: a text printed again over itself begins closer to where it began."""

OFTEN = 20
"""Characters of one size and color on a page from which they are no stamp's."""

STRAY = 0.1
"""The share of a page's cells that may be drawn out of turn, at most."""

ORDERED = 0.5
"""The share of a page's entries that must be alone in their places, at least, to show in which order it is drawn."""


@dataclass
class _Piece:
    """Characters drawn one after the other in one place (a cell, or the height of a line outside the cells), in one
    size and color. `order` counts the pieces of a page as it draws them."""

    place: Box | float
    order: int
    style: tuple[Any, ...]
    characters: list[Character]
    runs_on: bool = False

    @property
    def words(self) -> list[Word]:
        return pages.words(self.characters)

    @property
    def start(self) -> tuple[float, float]:
        """Where a reader meets it: down the page, then from left to right."""
        first = self.characters[0]
        return (round(self.place.top, 1), self.place.x0) if isinstance(self.place, Box) else (self.place, first["x0"])

    def continues(self, character: Character, cell: Box | None) -> bool:
        """Whether a character goes on with the piece: on its line, or in a cell on the next one."""
        if cell != (self.place if isinstance(self.place, Box) else None):
            return False
        last = self.characters[-1]
        height, lower = last["bottom"] - last["top"], character["top"] - last["top"]
        if abs(lower) < SAME_LINE * height:
            return bool(character["x0"] >= last["x0"] - SAME_PLACE) or not self._covers(character)
        return cell is not None and bool(lower > NEXT_LINE * height)

    def is_apart(self, character: Character, cell: Box | None) -> bool:
        """Whether a character outside the cells is in another column: each may have a color of its own."""
        if cell is not None:
            return False
        left, right = min(c["x0"] for c in self.characters), max(c["x1"] for c in self.characters)
        return bool(character["x0"] - right > WIDE_GAP or left - character["x1"] > WIDE_GAP)

    def _covers(self, character: Character) -> bool:
        """Whether a character is printed over one of the piece's."""
        x, y = (character["x0"] + character["x1"]) / 2, (character["top"] + character["bottom"]) / 2
        return any(c["x0"] <= x <= c["x1"] and c["top"] <= y <= c["bottom"] for c in self.characters)

    def overflows(self, character: Character) -> bool:
        """Whether a character in another place begins where the piece ends, or on the next line under its beginning."""
        first, last = self.characters[0], self.characters[-1]
        height, lower = last["bottom"] - last["top"], character["top"] - last["top"]
        if abs(lower) < SAME_LINE * height:
            return bool(-SAME_PLACE < character["x0"] - last["x1"] < BLANK * height)
        under = abs(character["x0"] - first["x0"]) < SAME_PLACE
        return under and bool(NEXT_LINE * height < lower < LAST_LINE * height)


def separate(page: Page, grid: CellGrid) -> tuple[list[Character], list[Line]]:
    """The characters of a page's own text; and what is foreign to it, in lines of the kind "foreign" whose one cell is
    the text that it was printed on, if there is any.

    Raises ReadingError where two texts are in one place and nothing shows which of them belongs there. Text that runs
    on from the cell before is left where it is: it is the end of a name, and its cell is wrong."""
    characters = _without_covered_stamps(page.characters, grid)
    own, across = page.directions if characters is page.characters else pages.along(characters)
    foreign = [Line("foreign", [_as_drawn(across)])] if across else []
    by_place: dict[Box | float, list[_Piece]] = {}
    units = _words(page, grid) if not across else [[character] for character in own]
    for piece in (piece for piece in _pieces(units, grid) if any(c["text"] != MASK for c in piece.characters)):
        by_place.setdefault(piece.place, []).append(piece)
    shared = [here for here in by_place.values() if len(here) > 1]
    if not shared:
        return own, foreign
    alone = sorted((here[0] for here in by_place.values() if len(here) == 1), key=lambda piece: piece.start)
    styles = Counter(piece.style for here in by_place.values() for piece in here)
    usual = styles.most_common(1)[0][0]
    out: set[int] = set()
    for here in shared:
        if any(piece.runs_on and piece.style == usual for piece in here):
            continue
        if _are_one_text(here):
            for piece in here[:-1]:
                out.update(map(id, piece.characters))
            continue
        host = _host(here, alone, styles) if len(alone) >= ORDERED * len(by_place) else None
        if host is None:
            texts = " and ".join(pages.text(piece.words) for piece in here)
            do = "A stamp or a second printing lies over the page's text. Read the page by OCR, or type these entries."
            raise ReadingError("two texts are printed in one place", page=page.number, found=texts, do=do)
        for piece in (piece for piece in here if piece is not host):
            out.update(map(id, piece.characters))
            foreign.append(Line("foreign", piece.words, [host.words]))
    return _without(own, out), foreign


def _are_one_text(here: list[_Piece]) -> bool:
    """Whether pieces in one place are the same text, printed again over itself: a shadow, or a second copy of all."""
    first, *others = [(pages.text(piece.words), piece.characters[0]) for piece in here]
    over = OVERLAP * (first[1]["bottom"] - first[1]["top"])
    return all(
        text == first[0] and abs(c["x0"] - first[1]["x0"]) < over and abs(c["top"] - first[1]["top"]) < over
        for text, c in others
    )


def styles_of(words: Iterable[Word], page: Page) -> set[tuple[Any, ...]]:
    """The sizes and colors in which words of a page are printed."""
    spelled = dict(page.spelled)
    return {_style(spelled[word][0]) for word in words if word in spelled}


def out_of_order(places: list[tuple[int, Box | None]]) -> list[Box]:
    """The cells that a page draws out of turn. `places` are the cells in the order of reading, each with when its text
    is drawn, and last, without a cell, the footer. None where many are: then the order shows nothing."""
    tails: list[int] = []
    ends: list[int] = []  # for each length, where the run of cells drawn in turn ends that has the earliest end
    before: list[int] = []
    for n, (order, _) in enumerate(places):
        length = bisect_left(tails, order)
        before.append(ends[length - 1] if length else -1)
        tails[length:] = [order, *tails[length + 1 :]]
        ends[length:] = [n, *ends[length + 1 :]]
    in_turn, at = set[int](), ends[-1] if ends else -1
    while at >= 0:
        in_turn.add(at)
        at = before[at]
    late = [cell for n, (_, cell) in enumerate(places) if n not in in_turn and cell]
    return late if len(late) <= STRAY * len(places) else []


STAMPS = re.compile(
    r"(?:for )?(?:official use only|public release|internal use only)|(?:strictly )?confidential|"
    r"released?(?: (?:in (?:part|full)|copy|to .+|by .+|under .+))?|draft|(?:file |certified |true )?copy|duplicate|"
    r"redacted(?: .+)?|exempt(?: .+)?|public records?(?: .+)?|(?:law enforcement )?sensitive|responsive|received|"
    r"approved(?: .+)?|void|sample|privileged(?: .+)?|do not (?:copy|distribute|disclose)|produced(?: .+)?|"
    r"(?:[a-z][a-z.&]*[ _-]*){0,4}\d{4,}(?:[ _-]\d+)?",
    re.IGNORECASE,
)
"""What offices stamp on papers, and Bates numbers."""


def is_stamp(text: str) -> bool:
    """Whether a text says what stamps say, and no agency's name does."""
    return STAMPS.fullmatch(text) is not None


def _without(characters: list[Character], out: set[int]) -> list[Character]:
    """The characters but for those whose ids are out, and for the blanks between these: they would cut words."""
    kept, leaving = [], False
    for character in characters:
        if not character["text"].isspace():
            leaving = id(character) in out
        if not leaving:
            kept.append(character)
    return kept


def _without_covered_stamps(characters: list[Character], grid: CellGrid) -> list[Character]:
    """The characters without those covered ones that are in no size and color of the text in cells, or run over the
    edges of theirs: they were printed under the page, and no name is lost with them."""
    if not any(c["text"] == MASK for c in characters):
        return characters
    shown = [c for c in characters if c["text"] != MASK]
    styles = {_style(c) for c in shown if grid.around(c)}
    styles |= {style for style, count in Counter(map(_style, shown)).items() if count >= OFTEN}

    def is_of_list(character: Character) -> bool:
        cell = grid.around(character)
        inside = cell is None or (cell.top - SLACK < character["top"] and character["bottom"] < cell.bottom + SLACK)
        return inside and _style(character) in styles

    return [c for c in characters if c["text"] != MASK or not styles or is_of_list(c)]


def _as_drawn(characters: list[Character]) -> Word:
    """Characters across the page as one word, in the order in which they are drawn: a watermark's go up or down."""
    text = "".join(character["text"] for character in characters)
    return Word(text, *Box.around([Box(c["x0"], c["top"], c["x1"], c["bottom"]) for c in characters]))


def _style(character: Character) -> tuple[Any, ...]:
    return round(character["size"], 1), character["non_stroking_color"]


def _words(page: Page, grid: CellGrid) -> list[list[Character]]:
    """The page's words in drawing order; its characters one by one where a word is not drawn as one, or lies in
    two cells."""
    words = [characters for _, characters in page.spelled]
    for word in words:
        at, style = word[0]["order"], _style(word[0])
        whole = all(c["order"] == at + n and _style(c) == style for n, c in enumerate(word))
        if not whole or grid.around(word[0]) != grid.around(word[-1]):
            return [[character] for character in page.characters]
    return sorted(words, key=lambda word: word[0]["order"])


def _pieces(units: Iterable[list[Character]], grid: CellGrid) -> Iterator[_Piece]:
    """The pieces of the page's body in drawing order, of words or single characters. Title and footer are not looked
    at."""
    piece: _Piece | None = None
    count, lines = 0, list[float]()
    for unit in units:
        first = unit[0]
        middle, cell = (first["top"] + first["bottom"]) / 2, grid.around(first)
        if first["text"].isspace() or (cell is None and not grid.body.top <= middle <= grid.body.bottom):
            continue
        style = _style(first)
        alike = piece and (_style(piece.characters[-1]) == style or piece.is_apart(first, cell))
        if piece and alike and piece.continues(first, cell):
            piece.characters += unit
            continue
        if piece:
            yield piece
        place: Box | float = cell or next((y for y in lines if abs(y - middle) < SAME_LINE * first["height"]), middle)
        if not isinstance(place, Box) and place not in lines:
            lines.append(place)
        count += 1
        runs_on = piece is not None and piece.style == style and piece.overflows(first)
        piece = _Piece(place, count, style, list(unit), runs_on)
    if piece:
        yield piece


def _host(here: list[_Piece], alone: list[_Piece], styles: Counter[tuple[Any, ...]]) -> _Piece | None:
    """The one of several pieces in a place that belongs there: in the style of most, and drawn between its neighbors.
    None when that does not tell."""
    common = max(styles[piece.style] for piece in here)
    candidates = [piece for piece in here if styles[piece.style] == common]
    at = bisect_left([piece.start for piece in alone], candidates[0].start)
    before, after = alone[at - 1].order if at else 0, alone[at].order if at < len(alone) else math.inf
    between = [piece for piece in candidates if before <= piece.order <= after]
    return between[0] if len(between) == 1 else candidates[0] if len(candidates) == 1 else None
