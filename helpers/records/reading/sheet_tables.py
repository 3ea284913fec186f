"""Sheet tables: the table on a sheet, by the headers that a form knows it by, whatever stands above or below it."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from helpers.errors import ReadingError
from helpers.records.reading.workbooks import MOST_TOLD, Sheet, SheetRow, column_letters

Columns = Mapping[str, tuple[str, ...]]
"""The columns that a form has: each one's own name to the headers by which it is known, as `heading` gives them."""


@dataclass(frozen=True)
class TableLine:
    """A row of a table: its number, its cells by the columns' own names, and the letters of each column."""

    number: int
    cells: dict[str, str]
    letters: dict[str, str]


@dataclass
class Table:
    """A table on a sheet: the rows above its header row, that row's number and its headers as printed by the columns'
    own names, the rows below, and the numbers of the rows that are no lines: those that repeat a header row, sum up, or
    have more cells than the header row."""

    sheet: Sheet
    above: list[SheetRow]
    header: int
    printed: dict[str, str]
    lines: list[TableLine] = field(default_factory=list)
    repeated: list[int] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)
    wider: list[int] = field(default_factory=list)


def heading(cell: str) -> str:
    """A column's header as it is compared: small letters, one kind of apostrophe, no sign at its ends."""
    return re.sub(r"[‘’`´\x19]", "'", " ".join(cell.replace("_", " ").split())).strip(" :*.").casefold()


def places(row: SheetRow, columns: Columns) -> dict[str, int]:
    """The columns whose headers stand in a row, each with its index; of two that say the same the first."""
    headings = [heading(cell) for cell in row.cells]
    return {
        name: next(index for index, one in enumerate(headings) if one in known_as)
        for name, known_as in columns.items()
        if any(one in known_as for one in headings)
    }


def table(sheet: Sheet, columns: Columns, is_header: Callable[[Collection[str]], bool]) -> Table | None:
    """The table on a sheet whose header row has columns enough for `is_header`; None where there is none.

    A header row that comes again is no line; one with the columns in another order holds for what is below it."""
    made, where, width = None, dict[str, int](), 0
    for number, row in enumerate(sheet.rows):
        here = places(row, columns)
        if is_header(here):
            where, width = here, len(row.cells)
            if made is None:
                printed = {name: row.cell(index) for name, index in here.items()}
                made = Table(sheet, sheet.rows[:number], row.number, printed)
            else:
                made.repeated.append(row.number)
        elif made is not None and _is_total(row):
            made.totals.append(row.number)
        elif made is not None:
            if len(row.cells) > width:
                made.wider.append(row.number)
            cells = {name: row.cell(index) for name, index in where.items()}
            letters = {name: column_letters(index) for name, index in where.items()}
            made.lines.append(TableLine(row.number, cells, letters))
    return made


TOTAL = re.compile(r"(grand )?(total|sum|count)\b[^,;]{0,40}[:=]?\W*[\d.,]*", re.IGNORECASE)


def _is_total(row: SheetRow) -> bool:
    """Whether a row sums up the others: its first text says total, and the rest are numbers."""
    first, *rest = [cell for cell in row.cells if cell] or [""]
    return bool(TOTAL.fullmatch(first)) and not any(map(str.isalpha, "".join(rest)))


def nearest(shown: Iterable[Sheet], columns: Columns) -> tuple[float, str]:
    """How near any row of the sheets comes to a header row of these columns, as a share of them, and what stands in
    that row: for the error on a file of no form."""
    rows = [(len(places(row, columns)), sheet, row) for sheet in shown for row in sheet.rows[:MOST_ABOVE]]
    if not rows:
        return 0.0, "no row with text"
    count, sheet, row = max(rows, key=lambda one: one[0])
    row = row if count else rows[0][2]
    headers = ", ".join(cell for cell in row.cells[:12] if cell)[:200]
    return count / len(columns), f"{headers} in row {row.number} of {sheet.called}"


MOST_ABOVE = 60
"""Rows of a sheet among which a header row is looked for by `nearest`."""


def only_table(
    shown: list[Sheet], columns: Columns, is_header: Callable[[Collection[str]], bool], named: str, document: str
) -> Table:
    """The one table of a workbook: on the sheet of that name, or on the only visible sheet that has one. Raises
    ReadingError if there is no such sheet, or if several have one."""
    if named and named not in {sheet.name for sheet in shown}:
        what, expected = "there is no sheet of that name", ", ".join(sheet.name for sheet in shown if sheet.name)
        raise ReadingError(what, document=document, expected=expected or "a workbook", found=named)
    chosen = [sheet for sheet in shown if (sheet.name == named if named else sheet.state == "visible")]
    tables = [one for one in (table(sheet, columns, is_header) for sheet in chosen) if one]
    if len(tables) == 1:
        _refuse_two_alike(tables[0], columns, document)
        _refuse_shifted(tables[0], document)
        return tables[0]
    if tables:
        names = ", ".join(one.sheet.name for one in tables)
        do = "Name one of them with --sheet."
        what, expected = "several sheets hold such a list", "one sheet"
        raise ReadingError(what, document=document, expected=expected, found=names, do=do)
    _, seen = nearest(chosen or shown, columns)
    what, expected = "no row has the headers of this form", ", ".join(known_as[0] for known_as in columns.values())
    raise ReadingError(what, document=document, expected=expected, found=seen)


def _refuse_two_alike(made: Table, columns: Columns, document: str) -> None:
    """Raise ReadingError for a header row in which two columns could be the same one: which is meant is not guessed."""
    row = next(row for row in made.sheet.rows if row.number == made.header)
    for known_as in columns.values():
        alike = [(number, cell) for number, cell in enumerate(row.cells) if heading(cell) in known_as]
        if len(alike) > 1:
            seen = " and ".join(f"“{cell}” over column {column_letters(number)}" for number, cell in alike[:2])
            what, do = f"two columns of row {made.header} could be the same one", "Rename one of the two, or delete it."
            raise ReadingError(what, document=document, expected=f"one column {known_as[0]}", found=seen, do=do)


def _refuse_shifted(made: Table, document: str) -> None:
    """Raise ReadingError for a text's row with more cells than the header row: a separator inside a name shifts the
    cells behind it. In a workbook nothing shifts."""
    if made.wider and not made.sheet.name:
        what = f"line {made.wider[0]} has more cells than the header row"
        expected, do = f"the columns of line {made.header}", "Put quotation marks round a cell that holds a separator."
        raise ReadingError(what, document=document, expected=expected, found=f"{len(made.wider)} such lines", do=do)


def pages(shown: list[Sheet], read: Sheet) -> pd.DataFrame:
    """What became of each sheet (page, use, why, reading), as Production.pages has it."""
    lines = []
    for sheet in shown:
        kind = "" if sheet.state == "visible" else ", and it is hidden"
        why = f"{sheet.called}: the list" if sheet is read else f"{sheet.called}: not the list{kind}"
        lines.append([sheet.number, "used" if sheet is read else "not read", why, "text" if sheet is read else ""])
    return pd.DataFrame(lines, columns=["page", "use", "why", "reading"])


def notes(made: Table, shown: list[Sheet]) -> list[str]:
    """What a reader of the table needs to know: which sheet was read, what is hidden or marked, other sheets."""
    says = [f"{made.sheet.called} is read, from its header row {made.header} on"] if made.sheet.name else []
    says += made.sheet.notes
    if made.repeated:
        rows = ", ".join(map(str, made.repeated[:MOST_TOLD]))
        says.append(f"the header row comes again in row {rows}: it is no entry")
    if made.totals:
        says.append(f"row {', '.join(map(str, made.totals[:MOST_TOLD]))} is a total: it is no entry")
    if made.wider:
        says.append(
            f"row {', '.join(map(str, made.wider[:MOST_TOLD]))} has text beyond the last header: it is not read"
        )
    hidden = [sheet.name for sheet in shown if sheet.state != "visible" and sheet is not made.sheet]
    if hidden:
        says.append(f"hidden sheets are not read: {', '.join(hidden)}")
    return says
