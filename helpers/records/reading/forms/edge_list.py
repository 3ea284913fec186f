"""An edge list: a table with a sender (whose data it is) and a recipient (who may see it) in each row.

It is the form of many records put together by somebody, so it has no reporting agency of its own."""

from collections import Counter
from collections.abc import Collection
from dataclasses import replace

import pandas as pd

from helpers import csv_lines
from helpers.errors import TableError
from helpers.records.reading import reports, sheet_tables
from helpers.records.reading.forms.base import Card, Options, Recognition, SourceFile
from helpers.records.reading.reports import LIST, NOT_SHOWN, Entry, Production, Report
from helpers.records.reading.workbooks import Sheet

CARD = Card(
    name="edge-list",
    vendor="anybody, such as a newsroom's own table",
    years="",
    kinds=("CSV", "XLSX"),
    sections=("detections_shared", "detections_received"),
    one_row="one agency, the sender, lets another, the recipient, see its data",
    cannot_show="the day and the record that a row comes from, unless a column says them",
)

ENDS = {
    "sender": ("sender", "source", "src", "src agency", "source agency", "sending agency", "shared by", "data owner"),
    "recipient": ("recipient", "target", "external agency", "recipient agency", "receiving agency", "shared with"),
}
BESIDE = {f"{end}_{what}": (f"{end} {what}",) for end in ENDS for what in ("city", "state")}
COLUMNS = ENDS | BESIDE

EXPECTED = "a header row with sender and recipient, on a sheet or in a CSV file"
DO = (
    "If each row has two agencies, write sender over the one whose data it is, and recipient over the one that may see "
    "it. If all rows are one agency's list, add a column with that agency's name, and write both headers."
)


def recognize(file: SourceFile) -> Recognition:
    """Whether a visible sheet has a header row with both ends."""
    shown = [sheet for sheet in file.sheets if sheet.state == "visible"]
    made = next(filter(None, (sheet_tables.table(sheet, COLUMNS, _is_header) for sheet in shown)), None)
    if made:
        names = " and ".join(f"“{made.printed[end]}”" for end in ENDS)
        return Recognition(1.0, f"its header row names {names}: whose data it is, and who may see it")
    _, seen = sheet_tables.nearest(shown, ENDS) if shown else (0.0, f"no table, but {file.kind}")
    return Recognition(0.3 if shown else 0.0, "", EXPECTED, seen, DO)


def _is_header(here: Collection[str]) -> bool:
    return all(end in here for end in ENDS)


def lines(file: SourceFile, sheet: str = "") -> tuple[Production, pd.DataFrame]:
    """The list as it is, with what became of each sheet and notes: columns sender and recipient, sender_city and the
    like where the list has them, and its other columns under their own names; the index is the row's or line's number.

    A total is no edge, and a header row that comes again neither; both are told. Raises ReadingError where no sheet, or
    more than one, has such a table."""
    made = sheet_tables.only_table(file.sheets, COLUMNS, _is_header, sheet, file.name)
    says = sheet_tables.notes(made, file.sheets)
    index = pd.Index([line.number for line in made.lines], name=csv_lines.LINE, dtype="int64")
    frame = pd.DataFrame([line.cells for line in made.lines], columns=list(made.printed), index=index, dtype=str)
    production = Production([], reports.tables([], ""), sheet_tables.pages(file.sheets, made.sheet), says)
    return production, frame


def read(file: SourceFile, doc_id: str, options: Options) -> Production:
    """The lines that name one agency, as its entries: `options.agency`, as the list writes it, or the only sender, or
    the only recipient, of all lines. Raises TableError for a list of several agencies where none is named, and for a
    name that no line has."""
    production, frame = lines(file, options.sheet)
    if frame.empty:
        raise TableError("the edge list has no lines", document=file.name, expected="a sender and a recipient in each")
    agency = options.agency or _only_agency(frame, file.name)
    page = production.pages.loc[production.pages["use"] == "used", "page"].iloc[0]
    sheet = next(one for one in file.sheets if one.number == page)
    report = Report(agency, None, CARD.name, 1, int(page), False, last_page=int(page))
    letters = {name: f"column {letter}" for name, letter in _letters(sheet).items()}
    for near, far, section in (("sender", "recipient", CARD.sections[0]), ("recipient", "sender", CARD.sections[1])):
        own = frame[frame[near].str.casefold() == agency.casefold()]
        report.states[section] = LIST if len(own) else NOT_SHOWN
        report.entries += [
            Entry(
                page=report.first_page,
                printed_page=sheet.name,
                section=section,
                row_on_page=number,
                column=letters[far],
                box=None,
                agency=_named(line, far, number, file.name),
                city=line.get(f"{far}_city", ""),
                state=line.get(f"{far}_state", ""),
            )
            for number, line in zip(own.index.tolist(), own.to_dict("records"), strict=True)
        ]
    if not report.entries:
        names = ", ".join(pd.concat([frame["sender"], frame["recipient"]]).drop_duplicates().head(5))
        do = "Name the agency with --agency as the list writes it."
        raise TableError(
            "no line of the list names the agency", document=file.name, expected=agency, found=names, do=do
        )
    if aside := len(frame) - len({entry.row_on_page for entry in report.entries}):
        production.notes.append(f"lines that do not name {agency}: {aside}")
    rows = reports.tables([report], doc_id)
    return replace(production, reports=[report], rows=rows)


def _named(line: dict[str, str], end: str, number: int, document: str) -> str:
    """The name at an end of a line. Raises TableError where there is none."""
    if not line[end]:
        what, actual = f"a line of the edge list has no {end}", f"nothing in line {number}"
        raise TableError(what, document=document, expected="a name", found=actual)
    return line[end]


def _only_agency(frame: pd.DataFrame, document: str) -> str:
    """The agency that is an end of every line."""
    for end in ENDS:
        if frame[end].nunique() == 1:
            return str(frame[end].iloc[0])
    what, expected = "the list names many agencies at both ends", "the name of the one whose record it is"
    do = "Add --agency with its name as the list writes it; plates map draws the list of all."
    common = ", ".join(name for name, _ in Counter(frame["sender"]).most_common(3))
    raise TableError(what, document=document, expected=expected, found=f"senders such as {common}", do=do)


def _letters(sheet: Sheet) -> dict[str, str]:
    made = sheet_tables.table(sheet, COLUMNS, _is_header)
    return made.lines[0].letters if made and made.lines else {}
