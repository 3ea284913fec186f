"""Sources: from one of a reader's own files to the entries in it, and the reader's decisions. What does not fit is
refused.

A record is read by the helpers that read the collection's: nothing in it is run or followed. The lines of a list that
name the agency are entries, too; a line's number, as an editor counts, is its place."""

import datetime
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from helpers import files, schemas
from helpers.collection.own_records import forms, same_files
from helpers.collection.own_records.forms import Form, RecordFile
from helpers.collection.own_records.same_files import FilesRead
from helpers.errors import NoSharingReport, PlatesError, ReadingError, TableError
from helpers.records.reading import reports
from helpers.records.reading.forms import edge_list, registry, report_lines
from helpers.records.reading.forms.base import Card, Options, SourceFile
from helpers.records.reading.reports import FACTS, Production, Report
from helpers.sharing import ids, network
from helpers.sharing.names import parse
from helpers.sharing.tables import SPELLING, SharingTables

PAGES = ["file", "page", "use", "why", "reading"]
"""The columns of the table that says what became of each page of each PDF."""


@dataclass
class Contents:
    """What the files of a form contain: `rows` and `reports` (tables of those names), the lists as they are, by doc_id,
    what became of each page, facts that the records state beside their lists, notes for the reader, by file, and the
    files that could not be read, each with the reason. `form` names the files that count."""

    form: Form
    rows: pd.DataFrame
    reports: pd.DataFrame
    lists: dict[str, pd.DataFrame]
    pages: pd.DataFrame
    facts: pd.DataFrame
    notes: list[tuple[str, str]]
    refused: list[tuple[str, PlatesError]]


def read(form: Form, workers: int, say: Callable[[str], None]) -> Contents:
    """All files of a form by date, with a line of progress each. A file with the report or the lines of another one is
    noted and left out. One that cannot be read does not cost the others; if none can be, its error is raised."""
    reader, cache_notes = _Reader(form), dict[str, None]()
    reader.notes += [(name, "is in records/ but not in the form: it was not read") for name in forms.not_named(form)]
    days, wrong_days = {one.as_of for one in form.files}, []
    for count, one in enumerate(form.files, start=1):
        say(f"[{count}/{len(form.files)}] reading {files.shown(one.name)}")
        try:
            source = _source(one, form, workers)
        except PlatesError as error:
            reader.refused.append((one.name, error if error.document else error.again(document=one.name)))
            continue
        cache_notes |= dict.fromkeys(source.production.cache_notes)
        if source.lines is None and not source.reports_of(one.as_of) and days & {r.as_of for r in source.own}:
            wrong_days.append(source)  # perhaps a file that comes later has its report
        else:
            reader.take(source)
    for source in wrong_days:
        reader.take(source)
    for note in cache_notes:
        say(f"note: {note}")
    if not reader.counted.files:
        raise reader.refused[0][1]
    return reader.contents()


@dataclass(frozen=True)
class _Source:
    """One file, read: its form's card, what it gives, and, of a list, its lines. `own` are the reports of the form's
    agency, under the name and on the day that the form gives where the record gives none."""

    file: RecordFile
    card: Card
    production: Production
    lines: pd.DataFrame | None = None
    own: tuple[Report, ...] = ()

    def reports_of(self, day: datetime.date) -> list[Report]:
        return [report for report in self.own if report.as_of == day]


class _Reader:
    """Gathers what the files of a form contain, each content once."""

    def __init__(self, form: Form) -> None:
        self.form, self.counted = form, FilesRead()
        self.rows, self.pages = [pd.DataFrame(columns=schemas.columns("rows"))], [pd.DataFrame(columns=PAGES)]
        self.facts = [pd.DataFrame(columns=FACTS)]
        self.reports: list[dict[str, Any]] = []
        self.lists: dict[str, pd.DataFrame] = {}
        self.notes: list[tuple[str, str]] = []
        self.refused: list[tuple[str, PlatesError]] = []

    def take(self, source: _Source) -> None:
        """Add a file. What is wrong with it alone makes it one of the refused. Raises TableError if another file with
        other contents has its day."""
        one = source.file
        try:
            if source.lines is not None:
                report, other, contents = None, list[str](), [same_files.of_list(source.lines)]
            else:
                of_day = source.reports_of(one.as_of)
                contents = [same_files.of_report(report) for report in of_day or source.own]
                if self._is_told(one, contents):
                    return
                report, other = _chosen(source)
                contents = [same_files.of_report(report)]
        except PlatesError as error:
            self.refused.append((one.name, error))
            return
        if self._is_told(one, contents):
            return
        self.counted.add(one, contents[0])
        self.notes += [(one.name, f"also contains a report that was not used: {name}") for name in other]
        odd = report.odd if report else []
        self.notes += [(one.name, _in_words(note)) for note in [*odd, *source.production.notes]]
        self.pages.append(source.production.pages.assign(file=one.name)[PAGES])
        self.facts.append(source.production.facts.assign(doc_id=one.doc_id))
        if report:
            self.rows.append(_rows(report, source.production, one))
        else:
            assert source.lines is not None  # a file is a list or has a report
            self.lists[one.doc_id] = source.lines
        self.reports.append(_report_line(self.form, source, report))

    def contents(self) -> Contents:
        """All that was added, as tables."""
        rows, pages, facts = (
            pd.concat([part for part in parts if len(part)] or parts, ignore_index=True)
            for parts in (self.rows, self.pages, self.facts)
        )
        form = replace(self.form, files=tuple(self.counted.files))
        reports = pd.DataFrame(self.reports)
        return Contents(form, rows, reports, self.lists, pages, facts, self.notes, self.refused)

    def _is_told(self, one: RecordFile, contents: list[str]) -> bool:
        """Whether a file repeats an earlier one; a note then says so."""
        note = self.counted.repeated(one, contents)
        if note:
            self.notes.append((one.name, note))
        return bool(note)


def _source(one: RecordFile, form: Form, workers: int) -> _Source:
    """A file of the form, read as its form of record asks. Raises ReadingError, or NoSharingReport with advice."""
    file = SourceFile(one.path)
    try:
        chosen = registry.choose(file)
        one = replace(one, form=chosen.card.name)
        if one.is_list:
            production, lines = edge_list.lines(file)
            return _Source(one, chosen.card, production, lines)
        options = Options(workers=workers, progress=True, agency=one.called or form.agency)
        production = registry.read_as(chosen, file, one.doc_id, options)
    except NoSharingReport as error:
        do = "Look at the file; `plates forms` lists the forms of record that can be read, and what each looks like."
        raise error.again(do=do if file.kind == "pdf" and "--attachment" not in error.do else error.do) from None
    except ReadingError as error:
        do = "Put a copy without a password into records/." if "password" in error.what else error.do
        raise error.again(do=do) from None
    return _Source(one, chosen.card, production, own=tuple(_of_agency(production, form, one)))


def _of_agency(production: Production, form: Form, one: RecordFile) -> list[Report]:
    """The reports of the form's agency in a file. Raises TableError if there is none."""
    own = ids.agency_id(parse(form.agency), form.state)
    same = [
        replace(
            report,
            agency=report.agency if _same_id(report.agency, own, form) else form.agency,
            as_of=report.as_of or one.as_of,
        )
        for report in production.reports
        if not report.agency or _alike(report.agency, one.called or form.agency) or _same_id(report.agency, own, form)
    ]
    if not same:
        do = (
            "If it is the same agency, add to this file's entry in form.yml a line `agency:` with the name as the file "
        )
        do += "has it. Otherwise take the file out."
        what, expected = "the form names another agency than the file", f"a record of {form.agency}"
        actual = "; ".join(_names(production.reports))
        raise TableError(what, document=one.name, expected=expected, found=actual, do=do)
    return same


def _same_id(name: str, own: str, form: Form) -> bool:
    """Whether a name is the form's agency by what it says: its place, its kind and the form's state."""
    return bool(name) and ids.agency_id(parse(name), parse(name).state or form.state) == own


def _names(reports: Iterable[Report]) -> list[str]:
    return [f"{report.agency}, {report.as_of}" for report in reports]


def _chosen(source: _Source) -> tuple[Report, list[str]]:
    """The report that the form describes, and the names of the others. Raises TableError if there is not one."""
    one, chosen = source.file, source.reports_of(source.file.as_of)
    if len(chosen) != 1:
        what = "the form's day is not the record's"
        expected, do = f"one report of {one.as_of}", "Correct as_of in form.yml, or take the file out."
        if chosen:
            what = "the file contains two reports of that day, and they differ"
            do = "Put the one that holds into a file of its own."
        actual = "; ".join(_names(source.own))
        raise TableError(what, document=one.name, expected=expected, found=actual, do=do)
    others = [report for report in source.production.reports if report.entries != chosen[0].entries]
    return chosen[0], _names(others)


def _rows(report: Report, production: Production, one: RecordFile) -> pd.DataFrame:
    rows = reports.table(report, one.doc_id)
    place = ["page", "row_on_page", "column"]
    second = production.rows.drop_duplicates(place).set_index(place)["second_reading"]
    places = pd.MultiIndex.from_frame(rows[place])
    return rows.assign(second_reading=second.reindex(places).fillna("").to_numpy())


def _in_words(note: str) -> str:
    """A note about a page, with each section as a person would write it."""
    for section in network.DIRECTIONS:
        note = note.replace(section, section.replace("_", " "))
    return note


def _alike(one: str, other: str) -> bool:
    """Whether two names differ in nothing but case and blanks."""
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()


def _report_line(form: Form, source: _Source, report: Report | None) -> dict[str, Any]:
    """A file's line of the table `reports`. A list shows the sections that `entries` finds in it."""
    one = source.file
    report = report or Report(form.agency, one.as_of, "edge list", 1, 1, False)
    return report_lines.line(report, source.card, one.doc_id, agency=form.called)


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
    empty |= dict.fromkeys(("networks_printed", "status_printed", "also_printed"), "")
    same = {"doc_id": brought.doc_id, "page": 1, "printed_page": "1 of 1", "column": "table", "reading": "text"}
    same |= {"permission": True, "cut": False}
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
