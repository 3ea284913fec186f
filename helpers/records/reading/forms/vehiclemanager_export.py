"""Motorola VehicleManager's data sharing report as a table: an agency a row, and a status for each way of sharing.

Above the header row stand the reporting agency, the time of the export and the filter under which it was made. Only
two of the statuses let anybody see anything (OPENS); the others are kept as what the record says."""

import datetime
import re
from collections.abc import Collection, Iterator

from helpers.records.reading import reports, sheet_tables
from helpers.records.reading.forms.base import Card, Options, Recognition, SourceFile
from helpers.records.reading.reports import EMPTY, LIST, NOT_SHOWN, Entry, Production, Report
from helpers.records.reading.sheet_tables import Table, TableLine
from helpers.records.reading.vocabulary import SECTIONS
from helpers.records.reading.workbooks import SheetRow

CARD = Card(
    name="vehiclemanager-export",
    vendor="Motorola Solutions (VehicleManager)",
    years="2026",
    kinds=("XLSX", "CSV"),
    sections=SECTIONS,
    one_row="an agency, with the status of each way of sharing; Sharing and Receiving alone are permissions",
    cannot_show="agencies that a filter left out, the names of hot lists, when a permission was given or used",
)

STATUS = {
    "detection sharing": "detections_shared",
    "detection receiving": "detections_received",
    "hot list sharing": "hot_lists_shared",
    "hot list received": "hot_lists_received",
}
"""The columns of statuses, and the section that each is."""

COLUMNS = {
    "agency": ("agency", "agency name"),
    "state": ("state",),
    "detection sharing": ("detection sharing", "detections sharing", "detections shared"),
    "detection receiving": ("detection receiving", "detection received", "detections receiving", "detections received"),
    "hot list sharing": ("hot list sharing", "hotlist sharing", "hot lists shared"),
    "hot list received": ("hot list received", "hotlist received", "hot list receiving", "hotlist receiving"),
    "last update": ("date of last update", "last update", "last updated"),
    "has system": ("has system",),
    "retention": ("retention",),
    "agency type": ("agency type", "type"),
}
ALSO = ("agency type", "last update", "has system", "retention")

OPENS = ("sharing", "receiving")
CLOSED = ("no sharing relationship", "no receiving relationship", "approval required", "declined")
"""Statuses that let somebody see something, and those that are known not to."""

NO_FILTER = ("", "none", "all", "off", "no filter")
NOT_ITS_NAME = re.compile(
    r"vehicle ?manager|motorola|vigilant|\blearn\b|\breport\b|\bcreated\b|filter|^\W*\d", re.IGNORECASE
)
"""What stands above the header row and is not the reporting agency's name."""

EXPECTED = "a header row with Agency and a column such as Detection sharing, on a sheet or in a CSV file"


def recognize(file: SourceFile) -> Recognition:
    """Whether a visible sheet has the header row."""
    shown = [sheet for sheet in file.sheets if sheet.state == "visible"]
    if any(sheet_tables.table(sheet, COLUMNS, _is_header) for sheet in shown):
        return Recognition(1.0, "its header row names Agency and the statuses of sharing")
    share, seen = sheet_tables.nearest(shown, COLUMNS) if shown else (0.0, f"no table, but {file.kind}")
    do = (
        "Export the report again with the columns Agency and Detection sharing, and without a change to its header row."
    )
    return Recognition(min(share, 0.9), "", EXPECTED, seen, do)


def _is_header(here: Collection[str]) -> bool:
    return "agency" in here and any(name in here for name in STATUS)


def read(file: SourceFile, doc_id: str, options: Options) -> Production:
    """The export's report: an entry for each agency and each status that the row prints. Raises ReadingError where no
    sheet, or more than one, has such a table."""
    made = sheet_tables.only_table(file.sheets, COLUMNS, _is_header, options.sheet, file.name)
    agency, as_of, says, partial, odd = _above(made)
    report = Report(agency, as_of, "VehicleManager", 1, made.sheet.number, False, says=says, partial=partial, odd=odd)
    report.last_page = made.sheet.number
    for line in made.lines:
        entries = list(_entries(line, made))
        report.entries += entries
        if not entries:
            odd.append(f"row {line.number} names no agency with a status: it is no entry")
    unknown = sorted({entry.status for entry in report.entries if entry.status.casefold() not in (*OPENS, *CLOSED)})
    odd += [f"the status “{status}” is not known, and counts as no permission" for status in unknown]
    if made.sheet.hidden_rows and not partial:
        report.partial = f"{made.sheet.called} has hidden rows, which are not read"
    for column, section in STATUS.items():
        state = LIST if report.section(section) else EMPTY
        report.states[section] = state if column in made.printed else NOT_SHOWN
    covered = sheet_tables.pages(file.sheets, made.sheet)
    rows = reports.tables([report], doc_id)
    return Production([report], rows, covered, sheet_tables.notes(made, file.sheets))


def _entries(line: TableLine, made: Table) -> Iterator[Entry]:
    """The entries of a row: one for each status that it prints, if it names an agency."""
    agency = line.cells["agency"]
    also = tuple((made.printed[name], line.cells[name]) for name in ALSO if line.cells.get(name))
    for column, section in STATUS.items():
        status = line.cells.get(column, "")
        if agency and status:
            yield Entry(
                page=made.sheet.number,
                printed_page=made.sheet.name,
                section=section,
                row_on_page=line.number,
                column=f"column {line.letters[column]}",
                box=None,
                agency=agency,
                state=line.cells.get("state", ""),
                status=status,
                permission=status.casefold() in OPENS,
                also=also,
            )


def _above(made: Table) -> tuple[str, datetime.date | None, dict[str, str], str, list[str]]:
    """What stands above the header row: the agency, the day, what the file says of itself, why it is a part, and notes.
    A line that is none of these may hold a person's name: its row is told, and not its words."""
    names, says, partial, odd, as_of = list[str](), dict[str, str](), "", list[str](), None
    for row in made.above:
        text = " ".join(dict.fromkeys(filter(None, row.cells)))  # a merged banner repeats itself in each cell
        if "filter" in text.casefold():
            says["filter"] = text
            value = re.split("filter", text, maxsplit=1, flags=re.IGNORECASE)[1].strip(" =:")
            partial = "" if value.casefold() in NO_FILTER else f"the export is filtered ({value})"
        elif "created" in text.casefold() and (day := _day(text)):
            as_of, says["created"] = day, f"{day}"
        elif re.fullmatch(r"vehicle ?manager", text, re.IGNORECASE):
            says["title"] = text
        elif not NOT_ITS_NAME.search(text) and _one_cell(row):
            names.append(re.sub(r"^agency\s*:\s*", "", text, flags=re.IGNORECASE))
        else:
            odd.append(f"row {row.number}, above the table, is left out: it says nothing that is looked for")
    if len(names) > 1:
        odd.append("several lines above the table could name the reporting agency: none is taken")
    return names[0] if len(names) == 1 else "", as_of, says, partial, odd


def _one_cell(row: SheetRow) -> bool:
    return len(set(filter(None, row.cells))) == 1


def _day(text: str) -> datetime.date | None:
    """The day of a text such as `Created 08/17/2026 10:40:20` or one with the year first."""
    american = re.search(r"\b(\d{1,2})/(\d{1,2})/(\d{4})\b", text)
    iso = re.search(r"\b(\d{4})-(\d{2})-(\d{2})\b", text)
    parts = (american[3], american[1], american[2]) if american else iso.groups() if iso else ()
    try:
        return datetime.date(*map(int, parts)) if parts else None
    except ValueError:
        return None
