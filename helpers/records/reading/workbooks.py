"""Workbooks: the sheets of a workbook (XLSX), or the one table of a text file (CSV), as rows of cells with the row
numbers that a person sees, and what a spreadsheet program would hide or mark.

Nothing that a file says of its own size is believed. What is hidden is told by its place and stays out of the rows."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any, BinaryIO
from xml.etree import ElementTree

import openpyxl
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.utils import get_column_letter

from helpers import csv_lines
from helpers.errors import GET_AGAIN, ReadingError, TableError
from helpers.records.reading import opening

MOST_UNPACKED = 150_000_000
"""Bytes of a workbook when it is unpacked: a list of 5,000 organizations has 2 million."""

MOST_TEXT = 60_000_000
"""Bytes of a text file that is read as a table."""

MOST_CELLS = 3_000_000
"""Cells with text in all sheets together: a list of 5,000 organizations has 15,000."""

MOST_TOLD = 5
"""Places that one note names; of more it says how many there are."""

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
WHITE = ("FFFFFFFF", "00FFFFFF")


@dataclass(frozen=True)
class SheetRow:
    """A row that is not blank: its number as the program shows it (of a text file, the line on which it begins), and
    its cells as text, blanks of every kind collapsed to one, without empty cells at its end."""

    number: int
    cells: tuple[str, ...]

    def cell(self, index: int) -> str:
        """The cell at an index from 0; empty beyond the row's end."""
        return self.cells[index] if index < len(self.cells) else ""


@dataclass
class Sheet:
    """A sheet: its number in the workbook from 1, its name (of a text file, none), its state (visible, hidden or
    veryHidden), its rows, notes on what is hidden or marked in it, how many hidden rows hold text and their numbers,
    and the indexes from 0 of hidden columns."""

    number: int
    name: str
    state: str = "visible"
    rows: list[SheetRow] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    hidden_rows: int = 0
    rows_hidden: list[int] = field(default_factory=list)
    columns_hidden: list[int] = field(default_factory=list)

    @property
    def called(self) -> str:
        """The sheet as an error or a note names it."""
        return f"sheet {self.name}" if self.name else "the table"


def sheets(path: Path, kind: str) -> list[Sheet]:
    """The sheets of a file whose `kind` (opening.kind_of) is xlsx or text; of another none.

    Raises ReadingError for a workbook that is damaged or too large, for a text whose letters cannot be told, and for a
    quotation mark that is never closed."""
    if kind == "xlsx":
        return _of_workbook(path)
    return [_of_text(path)] if kind == "text" else []


def clean(value: object) -> str:
    """A cell as text: blanks of every kind collapsed to one and trimmed; a whole number without a decimal point."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return " ".join(str(value).split())


def column_letters(index: int) -> str:
    """The letters of a column at an index from 0, as a spreadsheet program shows them."""
    return str(get_column_letter(index + 1))


# --- workbooks --------------------------------------------------------------------------------------------------------


def _of_workbook(path: Path) -> list[Sheet]:
    with opening.regular(path) as file:
        _refuse_large(file, path.name)
        try:
            book = openpyxl.load_workbook(file, read_only=True, data_only=True, rich_text=True)
            shown = [_sheet(file, number, one, path.name) for number, one in enumerate(book.worksheets, start=1)]
            book.close()
        except ReadingError:
            raise
        except Exception as reason:  # openpyxl lets through whatever a broken part of a file makes Python raise
            what, expected = "the workbook cannot be read", "an Excel workbook (XLSX)"
            actual = f"{type(reason).__name__}: {reason}"[:200]
            raise ReadingError(what, document=path.name, expected=expected, found=actual, do=GET_AGAIN) from None
    return shown


def _refuse_large(file: BinaryIO, name: str) -> None:
    """Raise ReadingError for a workbook that would unpack to more than memory should hold. The sizes are the archive's
    own, and no part gives more bytes than it states."""
    try:
        with zipfile.ZipFile(file) as archive:
            size = sum(part.file_size for part in archive.infolist())
    except (zipfile.BadZipFile, ValueError, OSError) as reason:
        what = "the workbook cannot be opened"
        raise ReadingError(what, document=name, expected="an Excel workbook", found=reason, do=GET_AGAIN) from None
    if size > MOST_UNPACKED:
        expected, actual = f"at most {MOST_UNPACKED:,} bytes when unpacked", f"{size:,}"
        do = "Save the sheet with the list as CSV, and give that file."
        raise ReadingError("the workbook is too large", document=name, expected=expected, found=actual, do=do)


def _sheet(file: BinaryIO, number: int, sheet: Any, document: str) -> Sheet:
    """A sheet of a workbook as openpyxl streams it, without what is hidden."""
    read, unseen = Sheet(number, sheet.title, sheet.sheet_state), _unseen(file, sheet._worksheet_path)
    sheet.reset_dimensions()
    gone, marked, cells_seen = 0, list[str](), 0
    for row in sheet.iter_rows():
        cells = [cell for cell in row if cell.value is not None]
        if not cells:
            continue
        cells_seen += len(cells)
        if cells_seen > MOST_CELLS:
            do = "Save the sheet with the list as CSV, and give that file."
            expected = f"at most {MOST_CELLS:,} cells with text"
            raise ReadingError("a sheet is too large", document=document, expected=expected, found="more", do=do)
        if cells[0].row in unseen.rows:
            gone += 1
            read.rows_hidden.append(cells[0].row)
            continue
        texts: dict[int, str] = {}
        for cell in cells:
            if cell.column - 1 not in unseen.columns:
                texts[cell.column - 1] = clean(cell.value)
                marked += [f"{cell.coordinate} ({mark})" for mark in _marks(cell)]
        if any(texts.values()):
            width = max(index for index, text in texts.items() if text) + 1
            read.rows.append(SheetRow(cells[0].row, tuple(texts.get(index, "") for index in range(width))))
    read.columns_hidden = sorted(unseen.columns)
    read.hidden_rows, read.notes = gone, list(_notes(read, gone, unseen, [*marked, *unseen.marked]))
    return read


def _notes(sheet: Sheet, gone: int, unseen: "_Unseen", marked: list[str]) -> Iterator[str]:
    """What a person sees otherwise, or does not see at all."""
    if gone:
        yield f"{sheet.called}: {gone} hidden {'row is' if gone == 1 else 'rows are'} not read"
    if unseen.columns:
        count = len(unseen.columns)
        spans = ", ".join(_spans(sorted(unseen.columns)))
        yield f"{sheet.called}: {count} hidden {'column is' if count == 1 else 'columns are'} not read: {spans}"
    if marked:
        yield f"{sheet.called}: letters are marked in cell {_first(marked)}"
    if unseen.formulas:
        do = "open the file in a spreadsheet program and save it again"
        yield f"{sheet.called}: formulas without a saved value are not read: cell {_first(unseen.formulas)}; {do}"
    if unseen.merged:
        yield f"{sheet.called}: cells of several rows are merged, and count as the first row's: {_first(unseen.merged)}"


def _first(places: list[str]) -> str:
    more = f" and {len(places) - MOST_TOLD} more" if len(places) > MOST_TOLD else ""
    return ", ".join(places[:MOST_TOLD]) + more


def _spans(indexes: list[int]) -> Iterator[str]:
    """Columns side by side as one span: B-D."""
    breaks = [0, *(n for n, (one, other) in enumerate(pairwise(indexes), start=1) if other != one + 1), len(indexes)]
    for start, stop in pairwise(breaks):
        first, last = column_letters(indexes[start]), column_letters(indexes[stop - 1])
        yield first if first == last else f"{first}-{last}"


@dataclass
class _Unseen:
    """What openpyxl does not say of a sheet that it streams: numbers of hidden rows, indexes from 0 of hidden columns,
    cells whose formula has no saved value, cells whose own text is marked in part, and ranges of merged cells that are
    several rows high."""

    rows: set[int] = field(default_factory=set)
    columns: set[int] = field(default_factory=set)
    formulas: list[str] = field(default_factory=list)
    marked: list[str] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)


def _unseen(file: BinaryIO, part: str) -> _Unseen:
    unseen, number = _Unseen(), 0
    with zipfile.ZipFile(file) as archive, archive.open(part.lstrip("/")) as xml:
        for event, element in ElementTree.iterparse(xml, ("start", "end")):
            name = element.tag.removeprefix(MAIN)
            if event == "start" and name == "col" and _is_hidden(element, "width"):
                first, last = int(element.get("min", 0)), int(element.get("max", 0))
                unseen.columns |= set(range(first - 1, min(last, MOST_COLUMNS)))
            elif event == "start" and name == "row":
                number = int(element.get("r", number + 1))
                if _is_hidden(element, "ht"):
                    unseen.rows.add(number)
            elif event == "end" and name == "c":
                unseen.marked += _inline_marks(element)
                if element.find(f"{MAIN}f") is not None and not element.findtext(f"{MAIN}v"):
                    unseen.formulas.append(element.get("r", f"in row {number}"))
            elif event == "end" and name == "mergeCell" and _rows_high(element.get("ref", "")) > 1:
                unseen.merged.append(element.get("ref", ""))
            elif event == "end" and name == "row":
                element.clear()
    return unseen


def _inline_marks(cell: ElementTree.Element) -> Iterator[str]:
    """How a part of a text that a cell itself holds is marked. openpyxl reads such a text as plain where it streams."""
    runs = cell.findall(f"{MAIN}is/{MAIN}r/{MAIN}rPr")
    if any((strike := run.find(f"{MAIN}strike")) is not None and strike.get("val") != "0" for run in runs):
        yield f"{cell.get('r')} (struck out)"
    if any(run.find(f"{MAIN}color") is not None for run in runs):
        yield f"{cell.get('r')} (in more than one color)"


def _rows_high(span: str) -> int:
    """How many rows a range such as A5:B7 has."""
    ends = [int(digits) for digits in re.findall(r"\d+", span)]
    return ends[1] - ends[0] + 1 if len(ends) == 2 else 1


MOST_COLUMNS = 702
"""Columns, up to ZZ, whose hiding is told one by one."""


def _is_hidden(element: ElementTree.Element, size: str) -> bool:
    return element.get("hidden") in ("1", "true") or element.get(size) in ("0", "0.0")


def _marks(cell: Any) -> Iterator[str]:
    """How the letters of a cell, or a part of them, are marked: struck out, colored, white."""
    fonts = (
        [cell.font, *(run.font for run in cell.value if isinstance(run, TextBlock))] if _is_rich(cell) else [cell.font]
    )
    if any(getattr(font, "strike", None) for font in fonts):
        yield "struck out"
    colors = {_color(font) for font in fonts} - {""}
    if colors & set(WHITE):
        yield "white"
    elif len(colors) > 1 or (_is_rich(cell) and colors):
        yield "in more than one color"


def _is_rich(cell: Any) -> bool:
    return isinstance(cell.value, CellRichText)


def _color(font: Any) -> str:
    """A font's own color as eight digits; empty for the program's, which is not looked up."""
    color = getattr(font, "color", None)
    return str(color.rgb) if color is not None and color.type == "rgb" and isinstance(color.rgb, str) else ""


# --- text files -------------------------------------------------------------------------------------------------------

BY_MARK = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
SEPARATORS = (",", ";", "\t", "|")
WINDOWS = "cp1252"

LINES_LOOKED_AT = 200
"""Lines of a text file that say what separates its cells."""


def _of_text(path: Path) -> Sheet:
    """The table of a text file: letters of UTF-8, UTF-16 or Windows; cells separated by any of SEPARATORS."""
    with opening.regular(path) as file:
        content = file.read(MOST_TEXT + 1)
    if len(content) > MOST_TEXT:
        expected, do = f"at most {MOST_TEXT:,} bytes", "Part the file, and give each part its header row."
        raise ReadingError("the table is too large", document=path.name, expected=expected, found="more", do=do)
    text, note = decoded(content, path.name)
    sheet = Sheet(1, "", notes=[note] if note else [])
    try:
        for number, cells in csv_lines.rows(io.StringIO(text, newline=""), path.name, separator(text), plain=True):
            texts = [clean(cell) for cell in cells]
            while texts and not texts[-1]:
                texts.pop()
            if texts:
                sheet.rows.append(SheetRow(number, tuple(texts)))
    except TableError as error:
        raise ReadingError(error.what, **error.parts) from None
    return sheet


def decoded(content: bytes, document: str) -> tuple[str, str]:
    """The text of a file's bytes, and a note if its letters had to be found out. Raises ReadingError where no encoding
    fits."""
    encoding = next((name for mark, name in BY_MARK if content.startswith(mark)), "utf-8")
    try:
        return content.decode(encoding), ""
    except UnicodeDecodeError as reason:
        line = content[: reason.start].count(b"\n") + 1
    try:
        if encoding != "utf-8":
            raise ValueError
        return content.decode(WINDOWS), f"line {line} is not UTF-8: the file's letters are read as Windows-1252"
    except ValueError:
        what, do = "the letters of the file cannot be told", csv_lines.SAVE_AGAIN
        expected, actual = "UTF-8, UTF-16 or Windows-1252", f"other bytes in line {line}"
        raise ReadingError(what, document=document, expected=expected, found=actual, do=do) from None


def separator(text: str) -> str:
    """What separates the cells: the sign by which most lines at the beginning have one number of cells, two or more."""
    lines = [line for line in text[:200_000].splitlines()[:LINES_LOOKED_AT] if line.strip()]

    def agreeing(sign: str) -> tuple[int, int]:
        widths = [len(cells) for cells in csv.reader(lines, delimiter=sign) if len(cells) > 1]
        common = max(set(widths), key=lambda width: (widths.count(width), width), default=0)
        return widths.count(common), common

    try:
        best = max(SEPARATORS, key=agreeing)
    except csv.Error:
        return ","
    return best if agreeing(best)[0] else ","
