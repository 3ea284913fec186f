"""Cells: the rectangles of a native page as frames, and cells in rows, and the characters in them.

A frame is the outer rectangle of a table, as wide as the widest of the page. A cell lies in one and contains no other:
it is one of two or three beside each other, or as wide as its frame (a sentence, the word None, a name in a grid of one
column).
"""

import itertools
from bisect import bisect_right
from collections.abc import Iterable, Iterator

from helpers.records.reading import pages
from helpers.records.reading.pages import Box, Character, Word

# Points by which boxes may overlap and text may stick out: places in the reports are exact to a hundredth of a point.
SLACK = 0.5
WIDE = 0.8  # A frame is at least this share of the widest rectangle of its page wide; the column of a grid never is


class CellGrid:
    """The page's rectangles as a grid to look points up in: `frames` and `rows` from top to bottom, the cells of a row
    from left to right; `bands` are the cells as wide as their frame; `body` lies around all of them."""

    def __init__(self, rectangles: list[Box]):
        widest = max((r.x1 - r.x0 for r in rectangles), default=0.0)
        tall = [r for r in rectangles if r.bottom - r.top >= pages.SPACER]
        narrow = {r for r in tall if r.x1 - r.x0 < WIDE * widest}
        wide = [r for r in tall if r not in narrow]
        self.body = Box.around(rectangles) if rectangles else Box(0, 0, 0, 0)
        self.frames: list[Box] = []
        within: set[Box] = set()
        for box in sorted(wide, key=lambda r: r.top - r.bottom):  # of two alike, the first is the frame of the other
            if any(_contains(frame, box) for frame in self.frames):
                within.add(box)
            else:
                self.frames.append(box)
        self.frames.sort(key=lambda frame: frame.top)
        # a frame may be drawn twice: the second contains its cells, and is none
        self.bands = {box for box in within if not any(_contains(box, other) for other in tall if other != box)}
        cells = sorted(narrow | self.bands, key=lambda cell: cell.top)
        self.rows: list[list[Box]] = []
        for cell in cells:
            if self.rows and cell.top - self.rows[-1][0].top < SLACK:
                self.rows[-1].append(cell)
            else:
                self.rows.append([cell])
        self.rows = [sorted(row) for row in self.rows]
        columns: dict[tuple[float, float], tuple[list[float], list[Box]]] = {}
        for cell in cells:
            tops, boxes = columns.setdefault((cell.x0, cell.x1), ([], []))
            tops.append(cell.top)
            boxes.append(cell)
        self.drawn: dict[Box, int] = {}  # when the page draws the text of each cell, once words are assigned
        # the narrowest first, so that of two cells around a point the inner one counts
        self._columns = dict(sorted(columns.items(), key=lambda column: column[0][1] - column[0][0]))

    def at(self, x: float, y: float) -> Box | None:
        """The cell around a point, its edges moved left by the overhang of the text."""
        for (x0, x1), (tops, boxes) in self._columns.items():
            if x0 - pages.OVERHANG <= x < x1 - pages.OVERHANG:
                place = bisect_right(tops, y) - 1
                if place >= 0 and y < boxes[place].bottom:
                    return boxes[place]
        return None

    def assign(self, spelled: Iterable[tuple[Word, list[Character]]]) -> tuple[dict[Box, list[Word]], list[Word]]:
        """Words by the cell around their characters' middles, and those in none. A word that lies in two cells is two
        words: `(CA)Riverside` in the 2025 report, p. 3."""
        in_cell: dict[Box, list[Word]] = {}
        self.drawn = {}
        loose: list[Word] = []
        for word, characters in spelled:
            first, last = self.around(characters[0]), self.around(characters[-1])
            if first is last:  # were there another cell between them, `overlapping` would notice
                parts = [(first, [word])]
            else:
                by_cell = itertools.groupby(characters, key=self.around)
                parts = [(cell, pages.words(list(part))) for cell, part in by_cell]
            for cell, words in parts:
                (in_cell.setdefault(cell, []) if cell else loose).extend(words)
                if cell:
                    self.drawn.setdefault(cell, characters[0]["order"])
        return in_cell, loose

    def around(self, character: Character) -> Box | None:
        """The cell around the middle of a character."""
        return self.at((character["x0"] + character["x1"]) / 2, (character["top"] + character["bottom"]) / 2)

    def overlapping(self) -> Iterator[tuple[Box, Box]]:
        """Pairs of cells that share a height but not their upper edge, or that overlap."""
        cells = [(number, cell) for number, row in enumerate(self.rows) for cell in row]
        for place, (number, cell) in enumerate(cells):
            for other_number, other in cells[place + 1 :]:
                if other.top >= cell.bottom - SLACK:
                    if other_number > number:
                        break
                    continue
                if other_number != number or min(cell.x1, other.x1) - max(cell.x0, other.x0) > SLACK:
                    yield cell, other


def _contains(outer: Box, inner: Box) -> bool:
    """Whether one lies in the other: wholly in height, mostly in width (a band is a point wider)."""
    inside = outer.top - SLACK <= inner.top and inner.bottom <= outer.bottom + SLACK
    return inside and min(outer.x1, inner.x1) - max(outer.x0, inner.x0) > (inner.x1 - inner.x0) / 2
