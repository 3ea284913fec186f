"""CSV lines: the rows of a CSV file as text, each with the number of the line on which it begins, as an editor counts:
blank lines and the lines inside a cell are counted, too. What no spreadsheet would write is refused, with its line."""

import csv
import itertools
import re
from collections.abc import Iterator
from io import TextIOWrapper
from typing import BinaryIO, TextIO

import pandas as pd

from helpers.errors import TableError

LINE = "line"
"""The name of the index of `pieces`: the line of the file on which a row begins."""

PIECE = 50_000
"""Rows of a table that are held as lists of Python before they become a frame."""

SAVE_AGAIN = "Save it from the spreadsheet again, as “CSV UTF-8”."

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\ufffe\uffff]")
"""Characters that print nothing and that no name has."""

CALLED = {
    "\x00": "a NUL, as in a file that is no text",
    "\x1a": "Ctrl-Z, which old programs write at the end of a file",
    "\ufeff": "a byte order mark, as where two files were joined",
}


def pieces(file: BinaryIO, name: str, *, plain: bool = False) -> Iterator[pd.DataFrame]:
    """The table of a file in pieces of PIECE rows, at least one, every cell as text, the index LINE.

    Its cells are separated by commas or, as spreadsheets write them where the comma is the decimal sign, by semicolons;
    a row with fewer cells than the header row ends in empty ones. `plain`: refuse control characters, too. Raises
    TableError, with the document `name`, for a file that is empty or not UTF-8, a header row that gives one name to two
    columns, a row with more cells than the header row, and a quotation mark that is never closed.
    """
    try:
        rows = _rows(TextIOWrapper(file, encoding="utf-8-sig", newline=""), name, plain)
        _, header = next(rows, (0, None))
        if header is None:
            do = "Save it from the spreadsheet again, with its header row."
            raise unreadable(name, "an empty file", do)
        columns = _columns(header, name)
        rows = _shared(rows)
        yield _frame(list(itertools.islice(rows, PIECE)), columns)
        while more := list(itertools.islice(rows, PIECE)):
            yield _frame(more, columns)
    except UnicodeDecodeError:
        raise unreadable(name, f"text that is not UTF-8 in line {_first_line_not_utf8(file)}") from None


def _rows(text: TextIO, name: str, plain: bool) -> Iterator[tuple[int, list[str]]]:
    """Each row that is not blank, the header row first, and the line on which it begins."""
    separator, width = _separator(text), 0
    for begins, cells in rows(text, name, separator, plain=plain):
        width = width or len(cells)
        if len(cells) > width:
            what = f"line {begins} has more cells than the header row"
            do = f"Put quotation marks round a cell that holds “{separator}”."
            raise TableError(what, document=name, expected=f"{width} cells", found=len(cells), do=do)
        yield begins, cells + [""] * (width - len(cells))


def rows(text: TextIO, name: str, separator: str, *, plain: bool = False) -> Iterator[tuple[int, list[str]]]:
    """Each row that is not blank, as many cells as it has, and the line on which it begins. `plain` as in `pieces`.
    Raises TableError for a quotation mark that is never closed, and for a control character."""
    lines, begins = _Lines(text, name, plain), 1
    reader = csv.reader(lines, delimiter=separator)
    while True:
        try:
            cells = next(reader, None)
        except csv.Error:  # more characters than csv takes for a cell: nothing closes its quotation mark
            raise _never_closed(name, begins) from None
        if cells is None:
            return
        if lines.ended:
            raise _never_closed(name, begins)
        if cells and not (len(cells) == 1 and cells[0].isspace()):
            yield begins, cells
        begins = reader.line_num + 1


def _shared(rows: Iterator[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    """The rows, with one string for all equal cells that are near each other: a list repeats its names."""
    same: dict[str, str] = {}
    for line, cells in rows:
        if len(same) > 2 * PIECE:
            same = {}
        yield line, [same.setdefault(cell, cell) for cell in cells]


def _separator(text: TextIO) -> str:
    """What separates the cells of the header row, and so of all rows."""
    header_row = next((line for line in text if line.strip()), "")
    text.seek(0)
    return ";" if ";" in header_row and "," not in header_row else ","


class _Lines:
    """The lines of a file as csv takes them; `plain` as in `pieces`. `ended`: csv asked for more than there are, which
    it does within a row for want of a quotation mark."""

    def __init__(self, text: TextIO, name: str, plain: bool):
        self.text, self.name, self.plain, self.ended = text, name, plain, False

    def __iter__(self) -> Iterator[str]:
        for number, line in enumerate(self.text, start=1):
            if self.plain and (sign := CONTROL.search(line)):
                code = f"U+{ord(sign[0]):04X}"
                actual = f"{code} ({CALLED[sign[0]]})" if sign[0] in CALLED else code
                what, do = f"line {number} has a control character", f"Delete it in an editor. {SAVE_AGAIN}"
                raise TableError(what, document=self.name, expected="text", found=actual, do=do)
            yield line
        self.ended = True


def _columns(header: list[str], name: str) -> list[str]:
    """The names of the columns, a made one for a column without. Raises TableError for one name, or the same but for
    case and blanks, over two columns."""
    before: dict[str, str] = {}
    for number, printed in enumerate(header, start=1):
        key = " ".join(printed.split()).casefold()
        here = f"“{printed}” over column {number}"
        if key and key in before:
            expected, do = "each name over one column", "Rename one of the two, or delete its column."
            actual = f"{before[key]} and {here}"
            raise TableError("two columns have one name", document=name, expected=expected, found=actual, do=do)
        before[key] = here
    return [printed or f"Unnamed: {number}" for number, printed in enumerate(header)]


def _frame(rows: list[tuple[int, list[str]]], columns: list[str]) -> pd.DataFrame:
    lines = pd.Index([line for line, _ in rows], name=LINE, dtype="int64")
    return pd.DataFrame([cells for _, cells in rows], columns=columns, index=lines, dtype=str)


def _first_line_not_utf8(file: BinaryIO) -> int:
    file.seek(0)
    for number, line in enumerate(file, start=1):
        try:
            line.decode()
        except UnicodeDecodeError:
            return number
    return 1


def _never_closed(name: str, line: int) -> TableError:
    do = "Look for the cell that begins with a quotation mark, and close it or delete the mark."
    return unreadable(name, f"a quotation mark in or after line {line} that is never closed", do)


def unreadable(name: str, problem: str, do: str = SAVE_AGAIN) -> TableError:
    """The error for a file that is no table, with what is wrong with it."""
    expected = "a UTF-8 CSV with a header row"
    return TableError("the table cannot be read", document=name, expected=expected, found=problem, do=do)
