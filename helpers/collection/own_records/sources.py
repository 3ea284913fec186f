"""Sources: from one of a reader's own files to the entries in it, and the reader's decisions. What does not fit is
refused.

A PDF is read by the helper that reads the collection's PDFs: nothing in it is run or followed. The lines of a list that
name the agency are entries, too; a line's number, as an editor counts, is its place."""

import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from helpers import files, schemas
from helpers.collection.own_records import forms, same_files
from helpers.collection.own_records.forms import Form, RecordFile
from helpers.collection.own_records.same_files import FilesRead
from helpers.errors import ReadingError, TableError
from helpers.records.reading import productions, reports
from helpers.records.reading.reports import Production, Report
from helpers.sharing import network
from helpers.sharing.tables import SPELLING, SharingTables

PAGES = ["file", "page", "use", "why", "reading"]
"""The columns of the table that says what became of each page of each PDF."""


@dataclass
class Contents:
    """What the files of a form contain: `rows` and `reports` (tables of those names), the lists as they are, by doc_id,
    what became of each page, and notes for the reader, by file. `form` names the files that count."""

    form: Form
    rows: pd.DataFrame
    reports: pd.DataFrame
    lists: dict[str, pd.DataFrame]
    pages: pd.DataFrame
    notes: list[tuple[str, str]]


def read(form: Form, workers: int, say: Callable[[str], None]) -> Contents:
    """All files of a form by date, with a line of progress each. A file with the report or the lines of another one is
    told and left out."""
    reader, cache_notes = _Reader(form), dict[str, None]()
    reader.notes += [(name, "is in records/ but not in the form: it was not read") for name in forms.not_named(form)]
    days, wrong_days = {one.as_of for one in form.files}, []
    for count, one in enumerate(form.files, start=1):
        say(f"[{count}/{len(form.files)}] reading {files.shown(one.name)}")
        if one.is_list:
            reader.take_list(one, files.read_list(one.path))
            continue
        production = _production(one, workers)
        cache_notes |= dict.fromkeys(production.cache_notes)
        printed = {report.as_of for report in _of_agency(production, form, one).values()}
        if one.as_of not in printed and days & printed:
            wrong_days.append((one, production))  # perhaps a file that comes later has its report
        else:
            reader.take_production(one, production)
    for one, production in wrong_days:
        reader.take_production(one, production)
    for note in cache_notes:
        say(f"note: {note}")
    return reader.contents()


class _Reader:
    """Gathers what the files of a form contain, each content once."""

    def __init__(self, form: Form) -> None:
        self.form, self.counted = form, FilesRead()
        self.rows, self.pages = [pd.DataFrame(columns=schemas.columns("rows"))], [pd.DataFrame(columns=PAGES)]
        self.reports: list[dict[str, Any]] = []
        self.lists: dict[str, pd.DataFrame] = {}
        self.notes: list[tuple[str, str]] = []

    def take_list(self, one: RecordFile, lines: pd.DataFrame) -> None:
        """Add the lines of a list. Raises TableError if another file with other contents has its day."""
        content = same_files.of_list(lines)
        if self._is_told(one, [content]):
            return
        self.counted.add(one, content)
        self.lists[one.doc_id] = lines
        self.reports.append(_report_line(self.form, one, None))

    def take_production(self, one: RecordFile, production: Production) -> None:
        """Add the report of a PDF. Raises TableError if none or several are what the form says, or another file with
        another report has its day."""
        same = _of_agency(production, self.form, one).values()
        of_day = [report for report in same if report.as_of == one.as_of]
        if self._is_told(one, [same_files.of_report(report) for report in of_day or same]):
            return
        report, other = _chosen(production, self.form, one)
        self.counted.add(one, same_files.of_report(report))
        self.notes += [(one.name, f"also contains a report that was not used: {name}") for name in other]
        self.notes += [(one.name, _in_words(note)) for note in [*report.odd, *production.notes]]
        self.rows.append(_rows(report, production, one))
        self.pages.append(production.pages.assign(file=one.name)[PAGES])
        self.reports.append(_report_line(self.form, one, report))

    def contents(self) -> Contents:
        """All that was added, as tables."""
        rows, pages = (
            pd.concat([part for part in parts if len(part)] or parts, ignore_index=True)
            for parts in (self.rows, self.pages)
        )
        form = replace(self.form, files=tuple(self.counted.files))
        return Contents(form, rows, pd.DataFrame(self.reports), self.lists, pages, self.notes)

    def _is_told(self, one: RecordFile, contents: list[str]) -> bool:
        """Whether a file repeats an earlier one; a note then says so."""
        note = self.counted.repeated(one, contents)
        if note:
            self.notes.append((one.name, note))
        return bool(note)


def _production(one: RecordFile, workers: int) -> Production:
    """A PDF of the form, read. Raises ReadingError, or NoSharingReport with advice for a reader."""
    try:
        production = productions.extract(one.path, one.doc_id, workers=workers, progress=True)
    except ReadingError as error:
        do = "Put a copy without a password into records/." if "password" in error.what else error.do
        raise error.again(do=do) from None
    if not production.reports:
        what = "Look at the file: this can read the vendor's Agency Data Sharing Report and its scans."
        do = f"{what} For another vendor's record, make a CSV list with the columns sender and recipient."
        raise productions.no_report(production, one.name).again(do=do)
    return production


def _of_agency(production: Production, form: Form, one: RecordFile) -> dict[int, Report]:
    """The reports of the form's agency in a file, by their place in it. Raises TableError if there is none."""
    same = {n: report for n, report in enumerate(production.reports) if _alike(report.agency, form.agency)}
    if not same:
        do = "Write the agency into form.yml as its report names it, or take the file out."
        what, expected = "the form names another agency than the file", f"a report of {form.agency}"
        actual = "; ".join(_names(production).values())
        raise TableError(what, document=one.name, expected=expected, found=actual, do=do)
    return same


def _names(production: Production) -> dict[int, str]:
    return {number: f"{report.agency}, {report.as_of}" for number, report in enumerate(production.reports)}


def _chosen(production: Production, form: Form, one: RecordFile) -> tuple[Report, list[str]]:
    """The report that the form describes, and the names of the others. Raises TableError if there is not one."""
    reports = _names(production)
    chosen = [n for n, report in _of_agency(production, form, one).items() if report.as_of == one.as_of]
    if len(chosen) != 1:
        what = "the form's day is not the report's"
        expected, do = f"one report of {one.as_of}", "Correct as_of in form.yml, or take the file out."
        if chosen:
            what = "the file contains two reports of that day, and they differ"
            do = "Put the one that holds into a file of its own."
        raise TableError(what, document=one.name, expected=expected, found="; ".join(reports.values()), do=do)
    return production.reports[chosen[0]], [name for number, name in reports.items() if number != chosen[0]]


def _rows(report: Report, production: Production, one: RecordFile) -> pd.DataFrame:
    rows = reports.table(report, one.doc_id)
    second = production.rows.set_index(["page", "row_on_page"])["second_reading"]
    places = pd.MultiIndex.from_frame(rows[["page", "row_on_page"]])
    return rows.assign(second_reading=second.reindex(places).fillna("").to_numpy())


def _in_words(note: str) -> str:
    """A note about a page, with each section as a person would write it."""
    for section in network.DIRECTIONS:
        note = note.replace(section, section.replace("_", " "))
    return note


def _alike(one: str, other: str) -> bool:
    """Whether two names differ in nothing but case and blanks."""
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()


def _report_line(form: Form, one: RecordFile, report: Report | None) -> dict[str, Any]:
    """A file's line of the table `reports`. The entries of a list cannot be counted before its agencies are matched."""
    counts = {section: len(report.section(section)) if report else 0 for section in network.DIRECTIONS}
    printed, product, pages = (report.agency, report.product, report.pages) if report else (form.agency, "edge list", 1)
    line = {"doc_id": one.doc_id, "agency_printed": printed, "agency": form.called, "as_of": str(one.as_of)}
    return {**line, "product": product, "pages": pages, **counts}


def entries(
    tables: SharingTables, form: Form, brought: RecordFile, links: pd.DataFrame, linked: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The lines of a list that name the form's agency, as entries, and how each is spelled. A line's number is its
    row_on_page. `links` and `linked` are the list and its agencies, as network.brought returns them."""
    reporter = tables.reporter(brought.doc_id)
    numbered, parts = links.assign(row_on_page=files.lines_of(links)), []
    for section, far, near in zip(SECTIONS, ENDS, ENDS[::-1], strict=True):
        part = numbered[numbered[f"{near}_id"] == reporter]
        part = part.reindex(columns=["row_on_page", far, *(f"{far}_{name}" for name in PRINTED)], fill_value="")
        parts.append(
            part.set_axis(["row_on_page", "agency_printed", *PRINTED.values()], axis=1).assign(section=section)
        )
    rows = pd.concat(parts).sort_values(["row_on_page", "section"], ignore_index=True)
    if rows.empty:
        names = ", ".join(pd.concat([links["sender"], links["recipient"]]).drop_duplicates().head(5))
        what, do = "no line of the list names the form's agency", "Write the agency into form.yml as the list names it."
        raise TableError(what, document=brought.name, expected=form.agency, found=names, do=do)
    rows = rows[~rows["row_on_page"].duplicated()]  # an agency with itself: one line, one entry
    ids = [reports.row_id(brought.doc_id, 1, number) for number in rows["row_on_page"]]
    empty = dict.fromkeys(("second_reading", "hot_list_read", "hot_list_printed"), "")
    same = {"doc_id": brought.doc_id, "page": 1, "printed_page": "1 of 1", "column": "table", "reading": "text"}
    inactive = rows["agency_printed"].map(schemas.is_inactive)
    rows = rows.assign(**same, **empty, agency_read=rows["agency_printed"], row_id=ids, inactive=inactive)
    spelled = rows.groupby([*SPELLING, "agency_id"], sort=False).size().rename("rows").reset_index()
    spelled["basis"] = spelled["agency_id"].map(linked.set_index("agency_id")["basis"])
    return rows.reindex(columns=schemas.columns("rows")), spelled


SECTIONS, ENDS = ("detections_shared", "detections_received"), ("recipient", "sender")
"""The section of an entry, and the end of the line that it names."""

PRINTED = {"id": "agency_id", "city": "city_printed", "state": "state_printed"}
"""The columns of an end, without its name, and of an entry."""


@contextmanager
def naming(name: str, do: str = "") -> Iterator[None]:
    """Name the file that is wrong in the errors of what reads its table."""
    try:
        yield
    except TableError as error:
        raise error.again(document=name, do=do or error.do) from None


def decisions(folder: Path, table: str) -> pd.DataFrame:
    """A reader's own decisions, in the columns of data/hand; none if the file was deleted."""
    path = folder / f"{table}.csv"
    if path.is_symlink():
        do = "Put what it leads to there itself, or delete it; nothing was changed."
        expected = f"a file in {folder.name}"
        raise TableError("this is a link to another place", document=path.name, expected=expected, do=do)
    if not path.exists():
        return pd.DataFrame(columns=schemas.columns(table))
    decided, columns = files.read_list(path), schemas.columns(table)
    if list(decided.columns) != columns:
        what, do = (
            "the table of decisions has other columns",
            "Make this its header row, in this order, and nothing else.",
        )
        expected, given = ", ".join(columns), ", ".join(decided.columns)
        raise TableError(what, document=path.name, expected=expected, found=given, do=do)
    rules = {field["name"]: field.get("constraints", {}) for field in schemas.contract(table)["schema"]["fields"]}
    for number, line in zip(files.lines_of(decided), decided.to_dict("records"), strict=True):
        for column, cell in line.items():
            if expected := _expected(cell, rules[column], column):
                what, do = f"line {number}: the {column} is not valid", "Correct or remove that line."
                raise TableError(what, document=path.name, expected=expected, found=cell or "nothing", do=do)
    if len(decided):
        with naming(path.name, do="Correct or remove these lines."), tempfile.TemporaryDirectory() as home:
            files.write_csv(decided, Path(home) / path.name)  # without blank lines, which are no error
            schemas.check(Path(home) / path.name, table, files.lines_of(decided))
    return decided.reset_index(drop=True)


EXPECTED = {"document": "any, or the id of one document", "agency_id": "an id such as ca-napa-police"}
"""What some columns of a decision need, if the contract has a pattern and no words."""


def _expected(cell: str, rules: dict[str, Any], column: str) -> str:
    """What the contract asks of a cell that is not valid, in words; empty for a valid one."""
    least, cell = rules.get("minLength", 0), cell.strip()
    if cell and "enum" in rules and cell not in rules["enum"]:
        return " or ".join(rules["enum"])
    if cell and "pattern" in rules and not re.fullmatch(rules["pattern"], cell):
        return EXPECTED.get(column, "small letters, digits and hyphens")
    if cell and len(cell) < least:
        return f"at least {least} characters that say what shows it, and where"
    return EXPECTED.get(column, "an answer") if not cell and (rules.get("required") or least) else ""
