"""Flock's Shared Networks: an organization a row, with its networks that the agency can search, and the agency's own
networks that it can search.

The table does not name the agency whose it is, and has no date; a sheet's or a file's name may have one. An empty cell
means no sharing that way. Several networks in a cell belong to one organization."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import pandas as pd

from helpers.records.reading import comma_lists, days, printed_tables, reports, sheet_tables
from helpers.records.reading.boxes import Box
from helpers.records.reading.forms.base import Card, Options, Recognition, SourceFile
from helpers.records.reading.reports import EMPTY, LIST, NOT_SHOWN, Entry, Production, Report

CARD = Card(
    name="flock-shared-networks",
    vendor="Flock Safety",
    years="2025 to 2026",
    kinds=("XLSX", "CSV", "PDF (printed)"),
    sections=("detections_shared", "detections_received"),
    one_row="an organization, with the networks that are shared in one direction; an empty cell means none that way",
    cannot_show="whose list it is, hot lists, when sharing began, or whether anybody searched",
)

SHARED, RECEIVED = CARD.sections
COLUMNS = {
    "organization": ("organization name", "organization", "organization names"),
    RECEIVED: ("networks shared with me", "network shared with me", "networks shared with us"),
    SHARED: ("networks i'm sharing", "networks im sharing", "networks i am sharing", "networks i share"),
}

EXPECTED = "a header row with Organization Name, Networks Shared With Me and Networks I'm Sharing"
DO = "Export the list again with its header row, and give it as XLSX, CSV or PDF."


@dataclass(frozen=True)
class NetworkCell:
    """A cell of networks, with the organization of its row and its place: page or sheet, row, column, box."""

    organization: str
    section: str
    text: str
    page: int
    printed_page: str
    row: int
    column: str
    box: Box | None = None


def recognize(file: SourceFile) -> Recognition:
    """Whether a visible sheet, or the first page of a PDF, has the header row."""
    if file.kind == "pdf":
        first = sheet_tables.heading(" ".join(file.first_pages[:1]))
        names = [name for name, known_as in COLUMNS.items() if any(one in first for one in known_as)]
        if len(names) == len(COLUMNS):
            return Recognition(1.0, "its first page has the headers of Flock's Shared Networks")
        return Recognition(0.0, "", EXPECTED, "a PDF that begins otherwise", DO)
    shown = [sheet for sheet in file.sheets if sheet.state == "visible"]
    if any(sheet_tables.table(sheet, COLUMNS, _is_header) for sheet in shown):
        return Recognition(1.0, "its header row names Organization Name and networks shared")
    share, seen = sheet_tables.nearest(shown, COLUMNS) if shown else (0.0, f"no table, but {file.kind}")
    return Recognition(min(share, 0.9), "", EXPECTED, seen, DO)


def _is_header(here: Collection[str]) -> bool:
    return "organization" in here and (SHARED in here or RECEIVED in here)


def read(file: SourceFile, doc_id: str, options: Options) -> Production:
    """The list: an entry for each organization and direction that has networks. Raises ReadingError where no sheet, or
    more than one, has such a table, and where a PDF leaves open which organization a line belongs to."""
    if file.kind == "pdf":
        return _of_pdf(file, doc_id, options)
    made = sheet_tables.only_table(file.sheets, COLUMNS, _is_header, options.sheet, file.name)
    cells, odd = list[NetworkCell](), list[str]()
    for line in made.lines:
        organization = line.cells["organization"]
        shared = [(one, line.cells[one]) for one in (RECEIVED, SHARED) if line.cells.get(one)]
        if not organization or not shared:
            lacks = "networks" if organization else "organization"
            odd.append(f"row {line.number} has no {lacks}: it is no entry")
            continue
        place = (made.sheet.number, made.sheet.name, line.number)
        cells += [NetworkCell(organization, one, text, *place, f"column {line.letters[one]}") for one, text in shared]
    report = _report(cells, [one for one in (SHARED, RECEIVED) if one in made.printed], file, made.sheet.name)
    report.first_page = report.last_page = made.sheet.number
    report.odd = odd + report.odd
    if made.sheet.hidden_rows:
        report.partial = f"{made.sheet.called} has hidden rows, which are not read"
    covered = sheet_tables.pages(file.sheets, made.sheet)
    rows = reports.tables([report], doc_id)
    return Production([report], rows, covered, sheet_tables.notes(made, file.sheets))


def _of_pdf(file: SourceFile, doc_id: str, options: Options) -> Production:
    """The list as a program printed it to PDF."""
    made = printed_tables.read(file.path, COLUMNS, options.numbers, options.password, progress=options.progress)
    cells, odd = list[NetworkCell](), list[str]()
    for row in made.rows:
        organization = row.cells["organization"]
        shared = [(one, row.cells[one]) for one in (RECEIVED, SHARED) if row.cells.get(one)]
        if not organization or not shared:
            odd.append(f"p. {row.page}: row {row.number} lacks its organization or its networks: it is no entry")
            continue
        for one, text in shared:
            box = Box.around([row.boxes[name] for name in ("organization", one) if name in row.boxes])
            column = f"column {made.letters[one]}"
            cells.append(NetworkCell(organization, one, text, row.page, "", row.number, column, box))
    report = _report(cells, (SHARED, RECEIVED), file, "")
    report.pages, report.first_page, report.last_page = len(made.pages), made.pages[0], made.pages[-1]
    report.odd = odd + made.notes + report.odd
    if options.numbers is not None:
        report.partial = "only some of the file's pages were read"
    for section in CARD.sections:
        report.on_pages[section] = sorted({cell.page for cell in cells if cell.section == section})
    report.on_pages = {section: on for section, on in report.on_pages.items() if on}
    covered = pd.DataFrame(
        [[page, "used", "a page of the list", "text"] for page in made.pages], columns=["page", "use", "why", "reading"]
    )
    return Production([report], reports.tables([report], doc_id), covered)


def _report(cells: list[NetworkCell], shown: Iterable[str], file: SourceFile, sheet: str) -> Report:
    """The release that the cells make up. `shown` are the sections whose column is there."""
    as_of, says = days.day_in(sheet), {"sheet": sheet} if sheet else {}
    if as_of is None and (as_of := days.day_in(file.path.stem)):
        says["day"] = f"{as_of}, from the file's name"
    elif as_of:
        says["day"] = f"{as_of}, from the sheet's name"
    report = Report("", as_of, "Flock Shared Networks", 1, 1, False, says=says, last_page=1)
    gathered = comma_lists.evidence((cell.text for cell in cells), {cell.organization for cell in cells})
    for cell in cells:
        networks, unsettled = comma_lists.parted(cell.text, cell.organization, gathered)
        where = f"row {cell.row}" if cell.box is None else f"p. {cell.page}"
        report.odd += [f"{where}: “{one}” may be one network or two; it counts as one" for one in unsettled]
        report.entries.append(
            Entry(
                page=cell.page,
                printed_page=cell.printed_page,
                section=cell.section,
                row_on_page=cell.row,
                column=cell.column,
                box=cell.box,
                agency=cell.organization,
                networks=tuple(networks),
            )
        )
    for section in CARD.sections:
        listed = LIST if report.section(section) else EMPTY
        report.states[section] = listed if section in shown else NOT_SHOWN
    return report
