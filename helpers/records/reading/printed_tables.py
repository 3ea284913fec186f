"""Printed tables: a table that a program printed to PDF, often without rules, back to its rows.

Columns are told by where their lines start. A cell that was wrapped is one cell: rows are told by the line on which
their first column stands, at the foot of the row or at its head, as the program printed it. What the page does not show
is not read (pages.read)."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from tqdm import tqdm

from helpers.errors import ReadingError
from helpers.records.reading import pages
from helpers.records.reading.boxes import Box
from helpers.records.reading.pages import Character, Page
from helpers.records.reading.sheet_tables import Columns, heading

GAP = 4.0
"""Points between two cells of a line: words of one cell are nearer."""

NEAR = 3.0
"""Points by which the start of a cell may miss the start of its column."""

PADDED = 1.5
"""Points between a cell that ends where the next column starts, and the cell of that column."""

CLEARLY = 1.5
"""Points by which a line must be nearer to one neighbor than to the other to be of its row."""

ASK = "Ask for the list as XLSX or CSV, which the same system exports."


@dataclass
class CellLine:
    """One line of a cell: its text, with a blank at its end if one is printed, its box and its characters."""

    text: str
    box: Box
    characters: list[Character] = field(default_factory=list)


@dataclass
class PrintedLine:
    """A line of the table: its page, its height (top and bottom), and a line of each of its cells by column."""

    page: int
    top: float
    bottom: float
    cells: dict[str, CellLine] = field(default_factory=dict)


@dataclass
class PrintedRow:
    """A row: its page, its place among the page's rows from 1, and each cell's text and box by column."""

    page: int
    number: int
    cells: dict[str, str]
    boxes: dict[str, Box]


@dataclass
class PrintedTable:
    """A table's rows, the letter of each column from the left, notes with their page, and the pages that it is on."""

    rows: list[PrintedRow]
    letters: dict[str, str]
    notes: list[str]
    pages: list[int]


def read(
    path: Path, columns: Columns, numbers: Iterable[int] | None = None, password: str = "", *, progress: bool = False
) -> PrintedTable:
    """The table of a PDF whose first page has the headers of `columns`; the first of them stands in every row.

    Raises ReadingError where the headers are not found, where a page is a picture, and where the lines leave open to
    which row they belong; each with its page."""
    starts, every, foreign, read_pages = dict[str, float](), list[list[PrintedLine]](), Counter[str](), list[int]()
    through = tqdm(pages.read(path, numbers, password), unit="page", desc="reading", disable=None if progress else True)
    for page in through:
        if page.scanned or (not page.characters and page.scanned_words):
            what = "the page is a picture of a table, which is not read"
            raise ReadingError(what, document=path.name, page=page.number, expected="a text layer", do=ASK)
        page_lines = list(lines(page))
        if not starts:
            starts, page_lines = _columns(page_lines, columns, path.name, page.number)
        else:
            page_lines = _without_header(page_lines, columns)
        every.append([_placed(line, starts, page.number, foreign) for line in page_lines])
        read_pages.append(page.number)
    table_lines = [[line for line in one if line.cells] for one in every]
    first = next(iter(columns))
    rows = list(_rows(table_lines, first, starts, path.name))
    letters = {name: chr(ord("A") + place) for place, name in enumerate(sorted(starts, key=starts.__getitem__))}
    notes = [f"text beside the table is left out, {count} times" for count in [foreign.total()] if count]
    return PrintedTable(rows, letters, notes, read_pages)


# --- lines ------------------------------------------------------------------------------------------------------------

Line = list[CellLine]


def lines(page: Page) -> Iterator[Line]:
    """The lines of a page, from the top, each as its cells from the left."""
    characters = sorted(page.characters, key=lambda one: (one["top"] + one["bottom"]) / 2)
    line = list[Character]()
    for one in characters:
        if line and (one["top"] + one["bottom"]) / 2 - (line[0]["top"] + line[0]["bottom"]) / 2 > _height(line) / 2:
            yield _cells(line)
            line = []
        line.append(one)
    if line:
        yield _cells(line)


def _height(line: list[Character]) -> float:
    return float(max(one["bottom"] - one["top"] for one in line))


def _cells(line: list[Character]) -> Line:
    """A line cut where a gap is wider than one between words."""
    cells, run = list[CellLine](), list[Character]()
    for one in sorted(line, key=lambda one: one["x0"]):
        if run and not one["text"].isspace() and one["x0"] - _inked_end(run) > max(GAP, 0.6 * _height(run)):
            cells += _cell(run)
            run = []
        run.append(one)
    return cells + _cell(run)


def _inked_end(run: list[Character]) -> float:
    return float(max((one["x1"] for one in run if not one["text"].isspace()), default=run[0]["x0"]))


def _cell(run: list[Character]) -> list[CellLine]:
    """A run of characters as one cell line; none for blanks alone."""
    inked = [one for one in run if not one["text"].isspace()]
    if not inked:
        return []
    text = ""
    for before, one in pairwise([run[0], *run]):
        wide = one["x0"] - before["x1"] > 0.2 * (one["bottom"] - one["top"])
        text += " " * (wide and not text.endswith(" ") and not one["text"].isspace()) + one["text"]
    box = Box.around([Box(one["x0"], one["top"], one["x1"], one["bottom"]) for one in inked])
    return [CellLine(" ".join(text.split()) + " " * text[-1:].isspace(), box, run)]


# --- columns ----------------------------------------------------------------------------------------------------------


def _columns(lines: list[Line], columns: Columns, document: str, page: int) -> tuple[dict[str, float], list[Line]]:
    """Where each column starts, and the lines below the header row. Raises ReadingError where a header is missing."""
    for number in range(len(lines)):
        for high in (1, 2, 3):
            headers = _headers(lines[number : number + high], columns)
            if len(headers) == len(columns):
                below = lines[number + high :]
                return {name: _start(name, headers, below) for name in headers}, below
    expected = ", ".join(known_as[0] for known_as in columns.values())
    what = "the headers of the table are not on its first page"
    raise ReadingError(what, document=document, page=page, expected=expected, found="other text", do=ASK)


def _headers(lines: list[Line], columns: Columns) -> dict[str, Box]:
    """The headers that stand in one line, or wrapped over several, each with its box."""
    piles = [[cell] for cell in lines[0]] if lines else []
    for line in lines[1:]:
        for cell in line:
            pile = next((one for one in piles if _beside(one[0].box, cell.box)), None)
            if pile is None:
                piles.append(pile := [])
            pile.append(cell)
    headers = dict[str, Box]()
    for pile in piles:
        text = heading(" ".join(cell.text for cell in pile))
        for name, known_as in columns.items():
            if text in known_as:
                headers[name] = Box.around([cell.box for cell in pile])
    return headers


def _beside(one: Box, other: Box) -> bool:
    """Whether two boxes lie over each other for the most part of the narrower one."""
    shared = min(one.x1, other.x1) - max(one.x0, other.x0)
    return shared > 0.5 * min(one.x1 - one.x0, other.x1 - other.x0)


def _start(name: str, headers: dict[str, Box], below: list[Line]) -> float:
    """Where a column's cells start: most often near its header, which may be centered."""
    here = headers[name]
    left = max((other.x1 for other in headers.values() if other.x0 < here.x0), default=0.0)
    starts = Counter(round(cell.box.x0) for line in below for cell in line if left - NEAR < cell.box.x0 < here.x1)
    if not starts:
        return here.x0
    common, count = max(starts.items(), key=lambda one: (one[1], -one[0]))
    near_header = sum(times for start, times in starts.items() if abs(start - here.x0) <= NEAR)
    return here.x0 if near_header >= count / 2 else float(common)


def _without_header(lines: list[Line], columns: Columns) -> list[Line]:
    """The lines of a later page, without a header row that is printed again."""
    for number in range(min(len(lines), 4)):
        for high in (1, 2, 3):
            if len(_headers(lines[number : number + high], columns)) == len(columns):
                return lines[number + high :]
    return lines


def _placed(line: Line, starts: dict[str, float], page: int, foreign: Counter[str]) -> PrintedLine:
    """A line with its cells in their columns. One that starts in no column is no part of the table, and is counted."""
    box = Box.around([cell.box for cell in line])
    placed = PrintedLine(page, box.top, box.bottom)
    text = " ".join(cell.text.strip() for cell in line)
    if PAGE_NUMBER.fullmatch(text):
        foreign[text] += 1
        return placed
    for cell in line:
        name = next((name for name, start in starts.items() if abs(cell.box.x0 - start) <= NEAR), "")
        if not name or name in placed.cells:
            foreign[text] += 1
        else:
            placed.cells[name] = cell
    return placed


PAGE_NUMBER = re.compile(r"(page )?\d+( ?(of|/) ?\d+)?|https?://\S+( \d+/\d+)?|about:blank.*", re.IGNORECASE)
"""A line at a page's edge that a printer adds."""


# --- rows -------------------------------------------------------------------------------------------------------------

FOOT, HEAD = "foot", "head"


def _rows(every: list[list[PrintedLine]], first: str, starts: dict[str, float], document: str) -> Iterator[PrintedRow]:
    """The rows of all pages, by lines that hold the first column. A row does not run over a page's end unless its head
    is on the page before."""
    side = _side(every, first, document)
    width = min((start for start in starts.values() if start > starts[first]), default=1e6) - starts[first]
    blanks = any(
        cell.text.endswith(" ")
        for lines in every
        for line in lines
        if first not in line.cells
        for cell in line.cells.values()
    )
    groups = list(_by_foot(every, first) if side == FOOT else _by_head(every, first))
    groups = list(_unwrapped(groups, first, width))
    numbers = Counter[int]()
    for group in groups:
        at = next((line.page for line in group if first in line.cells), group[0].page)
        numbers[at] += 1
        cells, boxes = dict[str, str](), dict[str, Box]()
        for name in starts:
            parts = [line.cells[name] for line in group if name in line.cells]
            cells[name] = _joined(parts, blanks)
            here = [line.cells[name].box for line in group if name in line.cells and line.page == at]
            if here:
                boxes[name] = Box.around(here)
        yield PrintedRow(at, numbers[at], cells, boxes)


def _side(every: list[list[PrintedLine]], first: str, document: str) -> str:
    """Whether the first column stands on the last line of its row or on the first one. Raises ReadingError where lines
    speak for both."""
    lines = [line for page in every for line in page]
    if all(first in line.cells for line in lines):
        return HEAD
    opens = [page[0] for page in every[:1] if page and first not in page[0].cells]
    ends = [lines[-1]] if first not in lines[-1].cells else []
    if opens and ends:
        what, actual = "the lines leave open to which row they belong", "rows without their first column at both ends"
        expected = "the first column on the first or the last line of each row"
        raise ReadingError(what, document=document, page=opens[0].page, expected=expected, found=actual, do=ASK)
    if opens or ends:
        return FOOT if opens else HEAD
    feet = sum(first not in page[0].cells for page in every[1:] if page)
    heads = sum(first not in page[-1].cells for page in every[:-1] if page)
    if bool(feet) != bool(heads):
        return FOOT if feet else HEAD
    nearer = Counter(_nearer(lines, number, first) for number, line in enumerate(lines) if first not in line.cells)
    if bool(nearer[FOOT]) != bool(nearer[HEAD]):
        return FOOT if nearer[FOOT] else HEAD
    what, do = "the lines leave open to which row they belong", ASK
    expected = "rows that begin, or end, on the line of their first column"
    raise ReadingError(what, document=document, page=lines[0].page, expected=expected, found="neither", do=do)


def _nearer(lines: list[PrintedLine], number: int, first: str) -> str:
    """Whether a line without the first column is nearer to the line below it (its row's foot) or above it."""
    here = lines[number]
    above = here.top - lines[number - 1].top if number and lines[number - 1].page == here.page else 1e6
    later = lines[number + 1 : number + 2]
    below = later[0].top - here.top if later and later[0].page == here.page else 1e6
    return FOOT if above - below > CLEARLY else HEAD if below - above > CLEARLY else ""


def _by_foot(every: list[list[PrintedLine]], first: str) -> Iterator[list[PrintedLine]]:
    group = list[PrintedLine]()
    for line in (line for page in every for line in page):
        group.append(line)
        if first in line.cells:
            yield group
            group = []
    if group:
        yield group


def _by_head(every: list[list[PrintedLine]], first: str) -> Iterator[list[PrintedLine]]:
    group = list[PrintedLine]()
    for line in (line for page in every for line in page):
        if first in line.cells and group:
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _unwrapped(groups: list[list[PrintedLine]], first: str, width: float) -> Iterator[list[PrintedLine]]:
    """The rows, where a first column that was wrapped is one row's again: its line was full, and the two lines would
    make a row with nothing else in it."""
    before: list[PrintedLine] = []
    for group in groups:
        if before and _is_wrapped(before, group, first, width):
            before = before + group
            continue
        if before:
            yield before
        before = group
    if before:
        yield before


def _is_wrapped(before: list[PrintedLine], group: list[PrintedLine], first: str, width: float) -> bool:
    if first not in before[-1].cells and first not in before[0].cells:
        return False
    last = [line.cells[first] for line in before if first in line.cells][-1:]
    then = [line.cells[first] for line in group if first in line.cells][:1]
    if not last or not then or before[-1].page != group[0].page:
        return False
    word = then[0].text.split()[0]
    letter = (then[0].box.x1 - then[0].box.x0) / max(len(then[0].text.strip()), 1)
    full = last[0].box.x1 - last[0].box.x0 + (len(word) + 1) * letter > width - NEAR
    alone = any(all(set(line.cells) == {first} for line in one) for one in (before, group))
    return full and alone


def _joined(parts: list[CellLine], blanks: bool) -> str:
    """The lines of a wrapped cell as one text. `blanks`: the printer kept the blank at which it wrapped, so that a line
    without one was cut inside a word, or behind a comma that no blank follows."""
    text = ""
    for part in parts:
        keeps = not text or text.endswith(" ") or blanks or text.endswith(",")
        text += part.text if keeps else f" {part.text}"
    return " ".join(text.split())
