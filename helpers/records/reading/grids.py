"""Grids: the lines of a native page, whose rectangles say which words are one cell.

What a page cannot show: a name that breaks off exactly where its neighbor's text starts (to a fiftieth of a point)
looks like two cells that touch; and a name whose second line is on the next page, in a cell of normal height, looks
like two names if its neighbor is split too or its row is the section's last. If a section's very last name is lost from
the page, the list looks like any list of odd length. The reports have none of these; wherever a page does show a
problem, reading stops."""

import itertools
import math
import re
import statistics
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple

from helpers.errors import ReadingError
from helpers.records.reading import foreign_text, inked, pages
from helpers.records.reading.cells import SLACK, CellGrid
from helpers.records.reading.pages import Box, Page, Word
from helpers.records.reading.vocabulary import (
    ASIDE,
    COLUMN_HEADERS,
    TITLE,
    WIDE_GAP,
    Line,
    bottom,
    classed,
    footer_in,
    is_bare,
    letters,
    middle,
    top,
)
from helpers.schemas import MASK

EXACT = 0.02  # points within which a text at its cell's left edge starts, measured at the overhang
BLANK = 0.35  # the width of a blank in heights of characters, with some room: texts closer than that may be one

# The height of a row in heights of characters, at least; measured: 2.4. A lower one is the rest of a row split over two
# pages.
LOWEST_ROW = 2.0
ACROSS = 3  # parts of a row of the table without rules: agency, city and state
LARGER = 1.4  # times the height of a page's entries: no entry has letters so large
LOST_LINE = 0.5  # heights of characters by which a row's words lie lower or higher, at least, if a line of it is lost
OVERPRINTED = 0.5  # characters that cover more than this share of each other are two texts, or a third printing of bold

# What the PDF library returns for a glyph that its font does not map to a character.
UNNAMED = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ue000-\uf8ff\ufffd]|\(cid:\d+\)")

# Points above the footer that may stay free under a frame that continues on the next page; measured: 6.5 to 10.4 on
# full pages.
UNDER_FRAMES = 12.0

INSET = 1.5  # points within the edges of a cell that its rules may take

OVER_EDGE = "a text runs over the edge of its cell"


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
    def above(self) -> float:
        """Points from the upper edge down to the first line."""
        return min(top(cell) for cell in self.words if cell) - self.boxes[0].top

    @property
    def below(self) -> float:
        """Points from the last line down to the lower edge."""
        return min(box.bottom - bottom(cell) for box, cell in zip(self.boxes, self.words, strict=True) if cell)


class PageFill(NamedTuple):
    """In points: the end of a page's last frame, the lowest place for one, and the height of its first row."""

    end: float
    limit: float
    first_row: float


def lines_of(page: Page) -> list[Line]:
    """The lines of a page. Characters go into the narrowest cell around their middle; what lies in no cell stays as
    lines of its own.

    Raises ReadingError where it is unclear to which cell, row or section words belong, and where words seem lost."""
    grid = CellGrid(page.rectangles)
    own, foreign = foreign_text.separate(page, grid)
    page = replace(page, characters=own) if len(own) < len(page.characters) else page
    words, loose = grid.assign(page.spelled)
    _mask_cells(page, grid, words)
    every_row = [_Row(boxes, [words.get(cell, []) for cell in boxes], boxes[0] in grid.bands) for boxes in grid.rows]
    rows = [row for row in every_row if any(row.words)]
    apart, rows = _without_stamps(page, grid, rows, loose, words)
    _check_apart(page, grid, words)
    for cell, inside in words.items():
        _check_cell(page, cell, inside)
    _check_characters(page, grid.body)
    for row in rows:
        _check_row(page, row)
    lines = [row.line for row in rows] + list(_loose_lines(page, rows, pages.lines(loose), grid.body))
    lines.sort(key=lambda line: line.top)
    _check_frames(page, grid, every_row, lines)
    stamps = [word for line in foreign + apart for word in line.words if line.kind == "foreign"]
    return lines + foreign + apart + list(_without_words(page, every_row, stamps))


def _without_stamps(
    page: Page, grid: CellGrid, rows: list[_Row], loose: list[Word], grid_words: dict[Box, list[Word]]
) -> tuple[list[Line], list[_Row]]:
    """Text in cells that is no entry, as lines of the kind "foreign", and the rows without it: letters much larger than
    those of the entries, and a stamp's words that the page draws out of turn. Other text drawn out of turn stays an
    entry, with a note."""
    entries = [row for row in rows if row.line.kind == "row"]
    heights = [pages.letter_height(row.line.words) for row in entries]
    large = LARGER * statistics.median(heights) if heights else math.inf
    ends = _footer_words(loose)
    footer = [characters[0]["order"] for word, characters in page.spelled if ends and word == ends[0]]
    drawn: list[tuple[int, Box | None]] = [
        (grid.drawn[cell], cell) for row in rows for cell in row.boxes if cell in grid.drawn
    ]
    stray = foreign_text.out_of_order([*drawn, *((order, None) for order in footer[:1])])
    lines: list[Line] = []
    for row in entries:
        for n, (cell, words) in enumerate(zip(row.boxes, row.words, strict=True)):
            text = pages.text(words)
            if words and (pages.letter_height(words) > large or (cell in stray and foreign_text.is_stamp(text))):
                lines.append(Line("foreign", words))
                row.words[n] = []
                grid_words.pop(cell)
            elif cell in stray:
                lines.append(Line("note", [Word(f"drawn apart from the list, perhaps a stamp: {text}", *cell)]))
    emptied = [row for row in rows if any(row.words)]
    return lines, [_Row(row.boxes, row.words, row.band) for row in emptied] if lines else rows


def _footer_words(loose: list[Word]) -> list[Word]:
    return next((line for line in pages.lines(loose) if footer_in(line)), [])


def _mask_cells(page: Page, grid: CellGrid, words: dict[Box, list[Word]]) -> None:
    """Give a cell whose words the page does not show the word MASK: it is not empty, and its words are not lost."""
    for hidden in page.hidden:
        cell = grid.at((hidden.box.x0 + hidden.box.x1) / 2, (hidden.box.top + hidden.box.bottom) / 2)
        fits = cell and cell.top - SLACK < hidden.box.top and hidden.box.bottom < cell.bottom + SLACK
        if cell and fits and not words.get(cell):
            words[cell] = [Word(MASK, *hidden.box)]


def page_fill(page: Page) -> PageFill:
    grid, height = CellGrid(page.rectangles), page.geometry.upright_height
    footers = [top(line) for line in pages.lines(page.level.words(below=0.9 * height)) if footer_in(line)]
    first_row = min((box.bottom - box.top for row in grid.rows[:1] for box in row), default=0.0)
    end = max((frame.bottom for frame in grid.frames), default=height)
    return PageFill(end, min(footers, default=height) - UNDER_FRAMES, first_row)


def _error(page: Page, what: str, found: str = "", *, expected: str = "", do: str = "") -> ReadingError:
    return ReadingError(what, page=page.number, expected=expected, found=found, do=do)


def _check_characters(page: Page, body: Box) -> None:
    """Raises ReadingError for characters over each other (the end of a long name printed into its filled neighbor), and
    for those of the lists whose font does not say what they are: they would be left out."""
    for text in {character["text"] for character in page.characters}:
        if UNNAMED.match(text):
            for one in (c for c in page.characters if c["text"] == text):
                if body.top == body.bottom or body.top <= (one["top"] + one["bottom"]) / 2 <= body.bottom:
                    what, do = (
                        "the file does not say which characters are printed",
                        "Read the page by OCR: --ocr always.",
                    )
                    place = Box(one["x0"], one["top"], one["x1"], one["bottom"])
                    raise _error(page, what, f"{text!r} at {_place(page, place)}", do=do)
    for before, after in itertools.pairwise(character for _, spelled in page.spelled for character in spelled):
        covered = before["x1"] - after["x0"]
        if MASK in (before["text"], after["text"]):
            continue
        if covered <= 0 or abs(before["top"] - after["top"]) > SLACK or not body.top <= after["top"] <= body.bottom:
            continue
        if covered > OVERPRINTED * min(before["x1"] - before["x0"], after["x1"] - after["x0"]):
            do = "A name may run into its neighbor, or a mark may cover it."
            raise _error(page, "characters are printed over each other", before["text"] + after["text"], do=do)


def _check_cell(page: Page, cell: Box, words: list[Word]) -> None:
    """Raises ReadingError for text that runs out of its cell: the rest of a long name would be another agency."""
    words = [word for word in words if word.text.strip(MASK)]  # what is covered may run over an edge
    if not words:
        return
    text = Box.around(words)
    sideways = text.x0 < cell.x0 - pages.OVERHANG - SLACK or text.x1 > cell.x1 - pages.OVERHANG + SLACK
    if sideways or text.top < cell.top - SLACK or text.bottom > cell.bottom + SLACK:
        raise _error(page, OVER_EDGE, pages.text(words))


def _check_apart(page: Page, grid: CellGrid, words: dict[Box, list[Word]]) -> None:
    """Raises ReadingError for a cell over or in another (it would cut the name), for one that is higher than its
    neighbor (their order is unclear), and for frames beside or over each other: where both have words."""
    for one, other in grid.overlapping():
        if words.get(one) and words.get(other):
            over = min(one.x1, other.x1) - max(one.x0, other.x0) > SLACK
            what = "one cell lies over another" if over else "the cells of one row start at two heights"
            text = f"{pages.text(words[one])} and {pages.text(words[other])}"
            raise _error(page, what, text, do="Read the page by OCR instead: --ocr always.")
    every = [word for inside in words.values() for word in inside]
    for upper, lower in itertools.pairwise(grid.frames):
        if lower.top < upper.bottom - SLACK and all(any(map(frame.holds, every)) for frame in (upper, lower)):
            raise _error(
                page, "two frames are side by side or overlap", do="Read the page by OCR instead: --ocr always."
            )


def _check_row(page: Page, row: _Row) -> None:
    """Raises ReadingError for a right-hand text that may be the end of its left neighbor: it is within a blank of it,
    and not where texts at the edge of a cell start. Cells that touch do start there (2025 report, p. 3)."""
    for (_, left), (box, right) in itertools.pairwise(zip(row.boxes, row.words, strict=True)):
        for line in pages.lines(left):
            shown = [w for w in right if w.text.strip(MASK)]
            beside = [w.x0 for w in shown if w.x0 < box.x1 and abs(w.top - line[0].top) < SLACK]
            near = beside and min(beside) - line[-1].x1 < BLANK * (line[-1].bottom - line[-1].top)
            if near and abs(min(beside) - (box.x0 - pages.OVERHANG)) > EXACT:
                raise _error(page, OVER_EDGE, f"{pages.text(line)} {pages.text(right)}")


def _check_frames(page: Page, grid: CellGrid, rows: list[_Row], lines: list[Line]) -> None:
    """Raises ReadingError for a frame under another that starts without a heading (its entries would join the section
    before), and for rows that are not set like the others of their frame."""
    filled = False
    for frame in grid.frames:
        within = [line for line in lines if line.kind != "margin" and frame.top - SLACK <= line.top < frame.bottom]
        if not within:
            continue
        inside = [row for row in rows if frame.top - SLACK <= row.boxes[0].top < frame.bottom]
        if within[0].cells and inside[0].band and not any(inside[0].words):
            what, do = "a frame begins with a rectangle without words", "A heading and its sentence may be lost."
            raise _error(page, what, _at(page, inside[0].boxes[0]), expected="a heading and a sentence", do=do)
        headed = within[0].kind in ("heading", "sentence")  # a sentence says itself to what section it belongs
        if filled and not headed:
            what = "a frame starts without a heading"
            raise _error(page, what, within[0].text, expected="the heading of a section")
        filled = True
        _check_rows(page, inside, headed=headed)


def _check_rows(page: Page, rows: list[_Row], *, headed: bool) -> None:
    """Every row with words is high enough, and has them as far from its edges as the others; only the first row under a
    heading is taller, above its words. Raises ReadingError otherwise."""
    entries = [row for row in rows if any(row.words) and row.line.kind == "row"]
    for row in entries:
        if _is_low(row) and not (len(entries) > 3 and all(map(_is_low, entries[1:-1]))):
            do = "Get a copy in which the row is not split, or read the page by OCR: --ocr always."
            raise _error(page, "a row is too low for its text, as if split over two pages", row.line.text, do=do)
    for band in (False, True):  # a band among narrower cells is a sentence, set in its own way
        alike = [row for row in entries if row.band == band]
        for name, compared in (("above", alike[headed:]), ("below", alike)):
            for row in compared:
                lower = getattr(row, name) - getattr(compared[0], name)
                at_end = (
                    row is entries[0] or row is entries[-1]
                )  # of its frame, where a row may be split over two pages
                most = SLACK if at_end else LOST_LINE * pages.letter_height(row.line.words)
                if abs(lower) > most and not (name == "below" and lower < 0 and _ends_page(page, row)):
                    do = "A line of a wrapped name may be lost, or be in the row below or on the page before."
                    raise _error(page, "the words of a row are not placed as in the rows above", row.line.text, do=do)


def _is_low(row: _Row) -> bool:
    return row.boxes[0].bottom - row.boxes[0].top < LOWEST_ROW * pages.letter_height(row.line.words)


def _ends_page(page: Page, row: _Row) -> bool:
    """Whether a row lies so low that the page's end, and no lost line of it, may be what makes it lower than the others
    (2022 report, p. 19). Were it split there, its rest would be a row too low, or set otherwise, on the next page."""
    return row.boxes[0].bottom > page_fill(page).limit


def _without_words(page: Page, rows: list[_Row], stamps: list[Word]) -> Iterator[Line]:
    """A note on each cell without words: an empty foot under a table, the neighbor of a last name that is painted over,
    a row from which a name was taken. Raises ReadingError where the page shows something that the text layer lacks, and
    no stamp lies there."""
    for row in rows:
        empty = [cell for cell, words in zip(row.boxes, row.words, strict=True) if not words]
        shown = {cell: page.ink(page.geometry.displayed(_inside(cell))) if page.ink else inked.BLANK for cell in empty}
        for cell, what in shown.items():
            if any(_meet(cell, stamp) for stamp in stamps):
                continue
            if what == inked.DRAWN:
                do = "A name may be drawn there as a picture. Read the page by OCR instead: --ocr always."
                raise _error(
                    page, "a cell shows something, and the text layer has no words for it", _at(page, cell), do=do
                )
            if what != inked.BLANK:
                yield Line("note", [Word(f"a cell without words, which shows {what}", *cell)])
        if empty and not any(row.words) and set(shown.values()) == {inked.BLANK}:
            yield Line("note", [Word("a row without words", *Box.around(row.boxes))])
        # whether the last cells of a row may be empty, only the rows after it can say


def _meet(cell: Box, stamp: Word) -> bool:
    across, down = (
        min(cell.x1, stamp.x1) - max(cell.x0, stamp.x0),
        min(cell.bottom, stamp.bottom) - max(cell.top, stamp.top),
    )
    return across > 0 and down > 0


def _inside(cell: Box) -> Box:
    """What lies within a cell's rules, where its text would be; that starts left of its own rectangle."""
    left, right = cell.x0 - pages.OVERHANG + INSET, cell.x1 - pages.OVERHANG - INSET
    return Box(left, cell.top + INSET, max(left, right), max(cell.top + INSET, cell.bottom - INSET))


def _at(page: Page, box: Box) -> str:
    return f"the rectangle at {_place(page, box)}"


def _place(page: Page, box: Box) -> str:
    """A box in points of the page as displayed."""
    return ", ".join(f"{edge:.1f}" for edge in page.geometry.displayed(box))


def _loose_lines(page: Page, rows: list[_Row], lines: list[list[Word]], body: Box) -> Iterator[Line]:
    """Lines outside the cells. Title and footer are known; what lies beyond them is in the margin (a stamp, a number).
    Between them every line counts, inside a frame or not, so that a row without its rule is never passed over; but for
    what says what a stamp says, or is set in another size or color than every entry of the page."""
    parts = [(line, pages.text(line), footer_in(line)) for line in lines]
    over = [(line, text) for line, text, _ in parts if top(line) < body.top]
    title = max((bottom(line) for line, text in over if TITLE.search(text)), default=0.0)
    footer = min((top(line) for line, _, match in parts if match), default=page.geometry.upright_height)
    entries = [w for row in rows if row.line.kind == "row" for w in row.line.words]
    tables = [line for line, _, match in parts if not match and len(pages.phrases(line, WIDE_GAP)) == ACROSS]
    styles = foreign_text.styles_of([w for line in tables for w in line] + entries, page)
    for line, text, match in parts:
        if bottom(line) <= title and re.fullmatch(r"Agency|Data ?Sharing ?Report", text):
            continue
        if is_bare(match, line):
            continue
        if match or top(line) >= footer or top(line) < title:
            yield Line("margin", line)
            continue
        stamps = _stamps_in(page, line, styles)
        yield from (Line("foreign", part) for part in stamps)
        left = [word for word in line if not any(word in part for part in stamps)]
        if left:
            beyond = bottom(left) < body.top or top(left) > body.bottom
            yield Line("row", left) if beyond else classed(left)


def _stamps_in(page: Page, line: list[Word], styles: set[tuple[Any, ...]]) -> list[list[Word]]:
    """The parts of a loose line that are no entry: the line as a whole, or what lies beside the three parts of a row of
    a table, or among its headers."""
    if classed(line).kind != "row":
        return []
    parts = pages.phrases(line, WIDE_GAP)
    if len(parts) == ACROSS and not any(letters(pages.text(part)) in COLUMN_HEADERS for part in parts):
        return []

    def is_stamp(part: list[Word]) -> bool:
        text = pages.text(part)
        if MASK in text or letters(text) in COLUMN_HEADERS:
            return False
        return foreign_text.is_stamp(text) or bool(styles and not foreign_text.styles_of(part, page) & styles)

    return [part for part in parts if is_stamp(part)]
