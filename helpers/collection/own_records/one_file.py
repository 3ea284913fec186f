"""One file: a reader's own file of any form, as an edge list for a map, or as a list of names to match."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from helpers import files
from helpers.errors import NoSharingReport, TableError
from helpers.sharing import network
from helpers.sharing.names import parse
from helpers.sharing.network import ENDS

if TYPE_CHECKING:
    from helpers.records.reading.forms.base import Options
    from helpers.records.reading.reports import Entry, Report

NAME, BESIDE = "agency_printed", ("city", "state")

LINKS = [column for end in ENDS for column in (end, *(f"{end}_{name}" for name in BESIDE))]
"""The columns of an edge list."""

EDGE_LIST = "edge-list"
"""The name of the form of a list of many agencies."""


def links(path: Path, options: "Options") -> tuple[pd.DataFrame, list[str]]:
    """The permissions in a file as an edge list (columns LINKS), with notes for the reader. Of several releases in the
    file the newest counts; only permissions to see detections do.

    `options.agency` is the reporting agency with its state. Raises TableError if the file does not name it and the
    options do not, and for a file without such a permission; otherwise as the file's form does."""
    from helpers.records.reading.forms import edge_list, registry
    from helpers.records.reading.forms.base import SourceFile

    file = SourceFile(path, options.password)
    chosen = registry.choose(file)
    if chosen.card.name == EDGE_LIST:
        production, lines = edge_list.lines(file)
        return lines, production.notes
    production = chosen.form.read(file, files.slug(path.stem), options)
    report = max(production.reports, key=lambda one: (str(one.as_of or ""), one.first_page))
    agency = _agency(report, options.agency, file.name)
    sections = [one for one in chosen.card.sections if network.DIRECTIONS[one][1] == "detections"]
    entries = [entry for one in sections for entry in report.section(one) if entry.permission]
    if not entries:
        what, expected = "the file lists nobody who may see detections", "at least one entry under such a section"
        raise TableError(what, document=file.name, expected=expected, found=f"{len(report.entries)} other entries")
    notes = [f"{file.name}: {chosen.card.name}, because {chosen.why}", *production.notes, *report.odd]
    if len(production.reports) > 1:
        notes.append(f"the file has {len(production.reports)} releases; the map shows the newest, {report.as_of}")
    if aside := len(report.entries) - len(entries):
        notes.append(f"not on the map: {aside} entries that are about hot lists or give no permission")
    if report.partial:
        notes.append(f"names may be missing: {report.partial}")
    return pd.DataFrame([_link(entry, agency) for entry in entries], columns=LINKS).fillna(""), notes


def _agency(report: "Report", named: str, document: str) -> str:
    """The reporting agency, by the record or by the reader."""
    if report.agency and (parse(report.agency).state or not named):
        return report.agency
    if named:
        return named
    what, expected = "the record does not say whose it is", "the name of the reporting agency, with its state"
    do = 'Add --agency with that name, as in --agency "Fairview Police Department CA".'
    raise TableError(what, document=document, expected=expected, found="none in the file", do=do)


def _link(entry: "Entry", agency: str) -> dict[str, str]:
    """An entry as a line of an edge list: data goes from the sender to the recipient."""
    far, near = ENDS[::-1] if network.DIRECTIONS[entry.section][0] == "out" else ENDS
    beside = {f"{far}_{name}": getattr(entry, name) for name in BESIDE}
    return {far: entry.agency, near: agency, **beside}


def names(path: Path, password: str = "") -> Iterable[pd.DataFrame]:
    """The names in a file, in pieces of a table with the column agency_printed, whose lines are those of the file: a
    list with that column as it is, however long; a record of any form as its table `rows`; the agencies of an edge
    list once each. Raises TableError for a table of another kind, otherwise as the file's form does."""
    try:
        columns, wrong = list(next(iter(files.read_list_in_pieces(path))).columns), None
    except TableError as error:
        columns, wrong = [], error
    if NAME in columns:
        yield from files.read_list_in_pieces(path)
        return
    # the readers of all forms take 100 MB: only for what is no plain list
    from helpers.records.reading.forms import edge_list, registry
    from helpers.records.reading.forms.base import Options, SourceFile

    file = SourceFile(path, password)
    try:
        chosen = registry.choose(file)
    except NoSharingReport as error:
        if wrong and file.kind not in ("pdf", "xlsx", "html"):
            raise wrong from None
        if columns:  # a list whose column of names has another header: the matcher says what to write over it
            yield from files.read_list_in_pieces(path)
            return
        expected = f"a list with the column {NAME}, or a record of a form that plates forms lists"
        raise error.again(expected=expected) from None
    if chosen.card.name != EDGE_LIST:
        yield chosen.form.read(file, files.slug(path.stem), Options(password=password)).rows
        return
    _, lines = edge_list.lines(file)
    spelling = [NAME, *(f"{name}_printed" for name in BESIDE)]
    ends = [lines.reindex(columns=[end, *(f"{end}_{name}" for name in BESIDE)], fill_value="") for end in ENDS]
    yield pd.concat([end.set_axis(spelling, axis=1) for end in ends]).drop_duplicates(ignore_index=True)
