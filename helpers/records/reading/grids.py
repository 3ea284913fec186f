"""Grids: the lines of a native page, whose rectangles say which words are one cell.

What a page cannot tell: a name that breaks off exactly where its neighbor's text starts (to a fiftieth of a point)
looks like two cells that touch; and a name whose second line stands on the next page, in a cell as tall as any, looks
like two names if its neighbor is split too or its row is the section's last. A section's very last name leaves, when
lost from the page, a list that ends as lists of odd length do. The reports hold none of these; wherever a page does
tell, reading stops."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from helpers.errors import ReadingError
from helpers.records.reading import pages
from helpers.records.reading.cells import SLACK, Cells
from helpers.records.reading.pages import Box, Page, Word
from helpers.records.reading.vocabulary import ASIDE, FOOTER, TITLE, Line, bottom, classed, middle, top

EXACT = 0.02
"""Points within which a text at its cell's left edge starts, measured at the overhang."""

BLANK = 0.35
"""The width of a blank in letters' heights, with some room: texts closer than that may be one."""

LOWEST_ROW = 2.0
"""The height of a row in letters' heights, at least; measured: 2.4. What is lower is the rest of a row split over two
pages."""

OVERPRINTED = 0.5
"""Letters that cover more than this part of each other are two texts, or a third printing of bold."""

UNNAMED = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ue000-\uf8ff\ufffd]|\(cid:\d+\)")
"""What the PDF library returns for a glyph that its font does not tie to a letter."""

UNDER_FRAMES = 12.0
"""Points over the footer that may stay free under a frame which goes on over the page; measured: 6.5 to 10.4 on full
pages."""


@dataclass(frozen=True)
class _Row:
    """The cells of one row, from left to right, and the words in each."""

    boxes: list[Box]
    words: list[list[Word]]
    band: bool

    @cached_property
    def line(self) -> Line:
        words = [w for cell in self.words for w in cell]
        if self.band and abs(middle(words) - (self.boxes[0].x0 + self.boxes[0].x1) / 2) < ASIDE:
            line = classed(words)  # the word None is centered; an agency of that name starts where its column does
            return line if line.kind != "row" else classed(words, self.words)
        return classed(words, self.words)

    @property
    def drop(self) -> float:
        """From the upper edge down to the first line."""
        return min(top(cell) for cell in self.words if cell) - self.boxes[0].top

    @property
    def foot(self) -> float:
        """From the last line down to the lower edge."""
        return min(box.bottom - bottom(cell) for box, cell in zip(self.boxes, self.words, strict=True) if cell)


class Reach(NamedTuple):
    """How far a page is filled, in points: the end of its last frame, how far down one may go, its first row's
    height."""

    end: float
    limit: float
    first_row: float


def lines_of(page: Page) -> list[Line]:
    """Letters go into the narrowest cell round their middle; what lies in no cell stays as lines of its own.

    Raises ReadingError where it is in doubt to which cell, row or section words belong, and where words seem to be
    lost."""
    cells = Cells(page.rectangles)
    words, loose = cells.share_out(page.spelled)
    _check_apart(page, cells, words)
    for cell, found in words.items():
        _check_cell(page, cell, found)
    _check_letters(page, cells.body)
    every_row = [_Row(boxes, [words.get(cell, []) for cell in boxes], boxes[0] in cells.bands) for boxes in cells.rows]
    rows = [row for row in every_row if any(row.words)]
    for row in rows:
        _check_row(page, row)
    lines = [row.line for row in rows]
    lines += _loose_lines(page, pages.lines(loose), cells.body)
    lines.sort(key=lambda line: line.top)
    _check_frames(page, cells, every_row, lines)
    return lines


def reach(page: Page) -> Reach:
    cells = Cells(page.rectangles)
    footers = [
        line for line in pages.lines(page.words(below=0.9 * page.pose.height)) if FOOTER.search(pages.text(line))
    ]
    limit = min(map(top, footers), default=page.pose.height) - UNDER_FRAMES
    first_row = min((box.bottom - box.top for row in cells.rows[:1] for box in row), default=0.0)
    return Reach(max((frame.bottom for frame in cells.frames), default=page.pose.height), limit, first_row)


# --- checks: a word belongs to one cell, a row to one frame, a frame to one section -----------------------------------


def _check_letters(page: Page, body: Box) -> None:
    """Raises ReadingError for letters over each other (the end of a long name printed into its filled neighbor), and
    for letters whose font does not say what they are: they would be left out."""
    for text in {letter["text"] for letter in page.characters}:
        if UNNAMED.match(text):
            raise ReadingError(
                "letters that the file does not name",
                page=page.number,
                found=repr(text),
                do="Read the page by OCR instead.",
            )
    for before, after in itertools.pairwise(letter for _, letters in page.spelled for letter in letters):
        covered = before["x1"] - after["x0"]
        if covered <= 0 or abs(before["top"] - after["top"]) > SLACK or not body.top <= after["top"] <= body.bottom:
            continue
        if covered > OVERPRINTED * min(before["x1"] - before["x0"], after["x1"] - after["x0"]):
            raise ReadingError(
                "letters printed over each other",
                page=page.number,
                found=f"{before['text']}{after['text']}",
                do="A name may run into its neighbor, or a mark may lie over it.",
            )


def _check_cell(page: Page, cell: Box, found: list[Word]) -> None:
    """Raises ReadingError for letters that run out of their cell (the rest of a long name would be another agency) and
    for letters of two sizes in one (a stamp or a watermark would be part of the name)."""
    text = Box.around(found)
    sideways = text.x0 < cell.x0 - pages.OVERHANG - SLACK or text.x1 > cell.x1 - pages.OVERHANG + SLACK
    if sideways or text.top < cell.top - SLACK or text.bottom > cell.bottom + SLACK:
        raise ReadingError("a text that runs over the edge of its cell", page=page.number, found=pages.text(found))
    heights = [w.bottom - w.top for w in found]
    if max(heights) - min(heights) > 1:
        raise ReadingError("letters of two sizes in one cell", page=page.number, found=pages.text(found))


def _check_apart(page: Page, cells: Cells, words: dict[Box, list[Word]]) -> None:
    """Raises ReadingError for a cell over or in another (a mark of a highlighter cuts the name), for one that stands
    higher than its neighbor (their order is in doubt), and for frames beside or over each other."""
    for one, other in cells.overlapping():
        if found := words.get(one) or words.get(other):
            over = min(one.x1, other.x1) - max(one.x0, other.x0) > SLACK
            what = "one cell lies over another" if over else "cells of one row start at two heights"
            raise ReadingError(what, page=page.number, found=pages.text(found))
    for upper, lower in itertools.pairwise(cells.frames):
        if lower.top < upper.bottom - SLACK:
            raise ReadingError("two frames side by side or over each other", page=page.number)


def _check_row(page: Page, row: _Row) -> None:
    """Raises ReadingError for a right-hand text that may be the end of its left neighbor: it stands within a blank of
    it, and not where texts at the edge of a cell start. Cells that touch do start there (2025 report, p. 3)."""
    for (_, left), (box, right) in itertools.pairwise(zip(row.boxes, row.words, strict=True)):
        if not left or not right:
            continue
        for line in pages.lines(left):
            beside = [w for w in right if w.x0 < box.x1 and abs(w.top - line[0].top) < SLACK]
            if not beside:
                continue
            start = min(w.x0 for w in beside)
            near = start - line[-1].x1 < BLANK * (line[-1].bottom - line[-1].top)
            if near and abs(start - (box.x0 - pages.OVERHANG)) > EXACT:
                raise ReadingError(
                    "a text that runs over the edge of its cell",
                    page=page.number,
                    found=f"{pages.text(line)} {pages.text(right)}",
                )


def _check_frames(page: Page, cells: Cells, rows: list[_Row], lines: list[Line]) -> None:
    """Raises ReadingError for a frame under another that starts without a heading (its entries would join the section
    before), and for rows that are not set like the others of their frame."""
    filled = False
    for frame in cells.frames:
        within = [line for line in lines if line.kind != "margin" and frame.top - SLACK <= line.top < frame.bottom]
        if not within:
            continue
        headed = within[0].kind in ("heading", "sentence")  # a sentence says itself to what section it belongs
        if filled and not headed:
            raise ReadingError(
                "a frame that starts without a heading",
                page=page.number,
                expected="the heading of a section",
                found=within[0].text,
            )
        filled = True
        _check_rows(page, [row for row in rows if frame.top - SLACK <= row.boxes[0].top < frame.bottom], headed=headed)


def _check_rows(page: Page, rows: list[_Row], *, headed: bool) -> None:
    """Every row of a frame has words, is a row tall, and has them as far from its edges as the others; only the first
    row under a heading is taller, above its words."""
    for row in rows:
        if not any(row.words):
            raise ReadingError(
                "a cell without words",
                page=page.number,
                expected="a name, a sentence or the word None",
                found=f"a rectangle at {row.boxes[0].top:.1f} points from the top",
                do="Text may have been lost or blacked out.",
            )
    entries = [row for row in rows if row.line.kind == "row"]
    for row in entries:
        if row.boxes[0].bottom - row.boxes[0].top < LOWEST_ROW * pages.letter_height(row.line.words):
            raise ReadingError(
                "a row too low for its letters, the rest of one split over two pages",
                page=page.number,
                found=row.line.text,
            )
    for band in (False, True):  # a band among narrower cells is a sentence, set in its own way
        alike = [row for row in entries if row.band == band]
        for name, compared in (("drop", alike[headed:]), ("foot", alike)):
            for row in compared:
                if abs(getattr(row, name) - getattr(compared[0], name)) > SLACK:
                    raise ReadingError(
                        "a row whose words do not stand as in the rows above",
                        page=page.number,
                        found=row.line.text,
                        do="A line of a wrapped name may be lost, or stand in the row below or on the page before.",
                    )


def _loose_lines(page: Page, lines: list[list[Word]], body: Box) -> Iterator[Line]:
    """Lines outside the cells. Title and footer are known; what stands beyond them is in the margin (a stamp, a
    number). Between them every line counts, inside a frame or not, so that a row without its rule is never passed
    over."""
    texts = [pages.text(line) for line in lines]
    title = max((bottom(line) for line, text in zip(lines, texts, strict=True) if TITLE.fullmatch(text)), default=0.0)
    footer = min(
        (top(line) for line, text in zip(lines, texts, strict=True) if FOOTER.search(text)), default=page.pose.height
    )
    for line, text in zip(lines, texts, strict=True):
        if FOOTER.fullmatch(text) or (bottom(line) <= title and re.fullmatch(r"Agency|Data ?Sharing ?Report", text)):
            continue
        if FOOTER.search(text) or top(line) >= footer or bottom(line) <= title:
            yield Line("margin", line)
        elif bottom(line) < body.top or top(line) > body.bottom:
            yield Line("row", line)
        else:
            yield classed(line)
