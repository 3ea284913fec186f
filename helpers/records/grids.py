"""Grids: the lines of a native page, whose rectangles say which words are one cell."""

import re
from bisect import bisect_right
from collections.abc import Iterator

from helpers.errors import ReadingError
from helpers.records import pages
from helpers.records.lines import FOOTER, TITLE, Line, bottom, classed, top
from helpers.records.pages import Box, Page, Word

SLACK = 0.5
"""Points by which boxes may overlap and letters stand out: places in the reports are exact to a hundredth of a point."""


def lines_of(page: Page) -> list[Line]:
    """Characters go into the narrowest cell round their middle; what lies in no cell stays as lines of its own."""
    cells = _Cells(page.rectangles)
    in_cell: dict[Box, list[dict]] = {}
    loose: list[dict] = []
    for character in page.characters:
        cell = cells.at((character["x0"] + character["x1"]) / 2, (character["top"] + character["bottom"]) / 2)
        (in_cell.setdefault(cell, []) if cell else loose).append(character)
    rows: dict[float, dict[float, list[Word]]] = {}
    for cell, characters in in_cell.items():
        if found := pages.words(characters):
            _check_cell(page, cells, cell, found)
            rows.setdefault(round(cell.top, 1), {})[cell.x0] = found
    result = []
    for height, by_edge in rows.items():
        row = [by_edge.get(edge, []) for edge in cells.edges(height)]
        result.append(classed([w for cell in row for w in cell], row))
    result += _loose_lines(page, pages.lines(pages.words(loose)), cells.body)
    return sorted(result, key=lambda line: line.top)


def _check_cell(page: Page, cells: "_Cells", cell: Box, found: list[Word]) -> None:
    """A name belongs to one cell alone. Raises ReadingError for a cell over or in another (a mark of a highlighter cuts the
    name), one that stands higher than its neighbor (their order is in doubt), and letters that run out of their cell (the
    rest of a long name would be another agency)."""
    for other in cells.beside(cell):
        if min(cell.x1, other.x1) - max(cell.x0, other.x0) > SLACK:
            raise ReadingError("one cell lies over another", page=page.number, found=pages.text(found))
        if round(cell.top, 1) != round(other.top, 1):
            raise ReadingError("cells of one row start at two heights", page=page.number, found=pages.text(found))
    text = Box.around(found)
    if text.x0 < cell.x0 - pages.OVERHANG - SLACK or text.x1 > cell.x1 - pages.OVERHANG + SLACK:
        raise ReadingError("a text that runs over the edge of its cell", page=page.number, found=pages.text(found))


def _loose_lines(page: Page, lines: list[list[Word]], body: Box) -> Iterator[Line]:
    """Lines outside the cells. Title and footer are known; what stands beyond them is in the margin (a stamp, a number).
    Between them every line counts, inside a frame or not, so that a row without its rule is never passed over."""
    texts = [pages.text(line) for line in lines]
    title = max((bottom(line) for line, text in zip(lines, texts, strict=True) if TITLE.fullmatch(text)), default=0.0)
    footer = min((top(line) for line, text in zip(lines, texts, strict=True) if FOOTER.search(text)), default=page.pose.height)
    for line, text in zip(lines, texts, strict=True):
        if FOOTER.fullmatch(text) or (bottom(line) <= title and re.fullmatch(r"Agency|Data ?Sharing ?Report", text)):
            continue
        if FOOTER.search(text) or top(line) >= footer or bottom(line) <= title:
            yield Line("margin", line)
        elif bottom(line) < body.top or top(line) > body.bottom:
            yield Line("row", line)
        else:
            yield classed(line)


class _Cells:
    """The page's rectangles as a grid to look points up in. A cell is narrower than its frame and holds no other cell."""

    def __init__(self, rectangles: list[Box]):
        widest = max((r.x1 - r.x0 for r in rectangles), default=0.0)
        tall = {r for r in rectangles if r.bottom - r.top >= pages.SPACER}
        narrow = sorted((r for r in tall if r.x1 - r.x0 < 0.8 * widest), key=lambda r: r.top)
        self.body = Box.around(rectangles) if rectangles else Box(0, 0, 0, 0)
        columns: dict[tuple[float, float], tuple[list[float], list[Box]]] = {}
        for cell in narrow:
            tops, boxes = columns.setdefault((cell.x0, cell.x1), ([], []))
            tops.append(cell.top)
            boxes.append(cell)
        # the narrowest first, so that of two cells round a point the inner one counts
        self._columns = dict(sorted(columns.items(), key=lambda column: column[0][1] - column[0][0]))

    def at(self, x: float, y: float) -> Box | None:
        """The cell round a point, its edges moved left by the overhang of the text."""
        for (x0, x1), (tops, boxes) in self._columns.items():
            if x0 - pages.OVERHANG <= x < x1 - pages.OVERHANG:
                place = bisect_right(tops, y) - 1
                if place >= 0 and y < boxes[place].bottom:
                    return boxes[place]
        return None

    def beside(self, cell: Box) -> list[Box]:
        """The other cells that share a height with this one."""
        shared = []
        for tops, boxes in self._columns.values():
            for box in boxes[: bisect_right(tops, cell.bottom - SLACK)]:
                if box != cell and box.bottom > cell.top + SLACK:
                    shared.append(box)
        return shared

    def edges(self, top: float) -> list[float]:
        """Left edges of the cells in the row that starts at `top`."""
        return sorted({box.x0 for _, boxes in self._columns.values() for box in boxes if round(box.top, 1) == top})
