"""Own files: one file of a reader's own to the entries it holds, and the reader's decisions; whatever does not fit is
refused.

A PDF is read by the helper that reads the collection's productions: nothing in it is run or followed. A list's lines
are entries too where they touch the agency; a line's number, as an editor counts, is its place."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from helpers import files, schemas
from helpers.collection.own_records import forms
from helpers.collection.own_records.forms import Brought, Form
from helpers.errors import ReadingError, TableError
from helpers.records.reading import productions, sharing_reports
from helpers.records.reading.caches import Cache
from helpers.records.reading.sharing_reports import Report
from helpers.sharing import agencies, network

PAGES = ["file", "page", "use", "why", "reading"]
"""What became of each page of each PDF."""

Head = dict[str, Any]
"""A file's line of the table `reports`, by its columns."""


@dataclass
class Held:
    """What the files of a form hold: `rows` and `reports` (tables of those names), the lists as they are, by doc_id,
    what became of each page, and what a reader must be told, by file."""

    rows: pd.DataFrame
    reports: pd.DataFrame
    lists: dict[str, pd.DataFrame]
    pages: pd.DataFrame
    notes: list[tuple[str, str]]


def read(form: Form, workers: int, say: Callable[[str], None]) -> Held:
    """All files of a form, in the order of their days, a line of progress each."""
    rows, heads, pages, lists = [pd.DataFrame(columns=schemas.columns("rows"))], [], [pd.DataFrame(columns=PAGES)], {}
    notes = [(name, "lies in records/ and is not in the form: it was not read") for name in forms.not_named(form)]
    for count, one in enumerate(form.files, start=1):
        say(f"[{count}/{len(form.files)}] reading {files.shown(one.path.name)}")
        if one.is_list:
            lists[one.doc_id] = files.read_csv(one.path)
            heads.append(_head(form, one))
        else:
            found, head, became = _report(form, one, workers, notes)
            rows.append(found)
            heads.append(head)
            pages.append(became)
    whole = [pd.concat([part for part in parts if len(part)] or parts, ignore_index=True) for parts in (rows, pages)]
    return Held(whole[0], pd.DataFrame(heads), lists, whole[1], notes)


def _report(
    form: Form, one: Brought, workers: int, notes: list[tuple[str, str]]
) -> tuple[pd.DataFrame, Head, pd.DataFrame]:
    """The rows of the report in a PDF that the form speaks of, its line of the table `reports`, and what became of each
    page."""
    name = one.path.name
    cache = Cache(form.folder / forms.OUT / "cache")
    try:
        made = productions.extract(one.path, one.doc_id, workers=workers, cache=cache, progress=True)
    except ReadingError as reason:
        raise (
            reason.again(do="Put a copy without a password into records/.") if "password" in reason.what else reason
        ) from None
    if not made.reports:
        raise productions.no_report(made, name).again(
            do="Look at the file: the reader knows the vendor's Agency Data Sharing Report and its scans. Of another vendor's "
            "record make a CSV list with the columns sender and recipient."
        )
    held = [f"{report.agency}, {report.as_of}" for report in made.reports]
    same = [n for n, report in enumerate(made.reports) if _alike(report.agency, form.agency)]
    if not same:
        raise TableError(
            "the form names another agency than the file",
            document=name,
            expected=f"a report of {form.agency}",
            found="; ".join(held),
            do="Write the agency into form.yml as its report names it, or take the file out.",
        )
    chosen = [n for n in same if made.reports[n].as_of == one.as_of]
    if len(chosen) != 1:
        raise TableError(
            "the form's day is not the report's" if not chosen else "the file holds that report twice",
            document=name,
            expected=f"one report of {one.as_of}",
            found="; ".join(held),
            do="Correct as_of in form.yml, or split the file.",
        )
    own = made.reports[chosen[0]]
    notes += [
        (name, f"also holds a report that was not used: {other}") for n, other in enumerate(held) if n != chosen[0]
    ]
    notes += [(name, _in_words(note)) for note in [*own.odd, *made.notes]]
    rows = sharing_reports.table(own, one.doc_id)
    second = made.rows.set_index(["page", "row_on_page"])["second_reading"]
    places_of = pd.MultiIndex.from_frame(rows[["page", "row_on_page"]])
    rows["second_reading"] = second.reindex(places_of).fillna("").to_numpy()
    became = made.pages.assign(file=name)[PAGES]
    return rows, _head(form, one, own), became


def _in_words(note: str) -> str:
    """A note of the reader of pages, with a section as a person would write it."""
    for section in network.DIRECTIONS:
        note = note.replace(section, section.replace("_", " "))
    return note


def _alike(one: str, other: str) -> bool:
    """Whether two names are the same but for letters' case and blanks."""
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()


def _head(form: Form, one: Brought, report: Report | None = None) -> Head:
    """A file's line of the table `reports`; the counts of a list are not known before its agencies are."""
    counts = {section: len(report.section(section)) if report else 0 for section in network.DIRECTIONS}
    printed, product, pages = (report.agency, report.product, report.pages) if report else (form.agency, "edge list", 1)
    head = {"doc_id": one.doc_id, "agency_printed": printed, "agency": form.called, "as_of": str(one.as_of)}
    return {**head, "product": product, "pages": pages, **counts}


def entries(
    brought: Brought, links: pd.DataFrame, linked: pd.DataFrame, reports: pd.DataFrame, form: Form
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The lines of a list that touch the agency, as entries, and how each is spelled. A line's number is its
    row_on_page."""
    own = network.reporter(brought.doc_id, reports)
    numbered = links.assign(row_on_page=range(2, len(links) + 2))  # as an editor counts: the heads are line 1
    parts = []
    for section, far, near in (
        ("detections_shared", "recipient", "sender"),
        ("detections_received", "sender", "recipient"),
    ):
        part = numbered[numbered[f"{near}_id"] == own]
        parts.append(
            pd.DataFrame(
                {
                    "section": section,
                    "row_on_page": part["row_on_page"],
                    "agency_printed": part[far],
                    "agency_id": part[f"{far}_id"],
                    "city_printed": part.get(f"{far}_city", ""),
                    "state_printed": part.get(f"{far}_state", ""),
                }
            )
        )
    entries = pd.concat(parts).sort_values(["row_on_page", "section"], ignore_index=True)
    if entries.empty:
        raise TableError(
            "the form's agency stands on no line of the list",
            document=brought.path.name,
            expected=form.agency,
            found=", ".join(pd.concat([links["sender"], links["recipient"]]).drop_duplicates().head(5)),
            do="Write the agency into form.yml as the list names it.",
        )
    twice = entries["row_on_page"].duplicated()  # an agency with itself: one line, one entry
    entries = entries[~twice]
    basis = linked.set_index("agency_id")["basis"]
    rows = entries.assign(
        doc_id=brought.doc_id,
        page=1,
        printed_page="1 of 1",
        column="table",
        agency_read=entries["agency_printed"],
        row_id=[sharing_reports.row_id(brought.doc_id, 1, n) for n in entries["row_on_page"]],
        inactive=entries["agency_printed"].map(schemas.is_inactive),
        reading="text",
        second_reading="",
        hot_list_read="",
        hot_list_printed="",
    )
    spelled = rows.groupby([*agencies.SPELLING, "agency_id"], sort=False).size().rename("rows").reset_index()
    spelled["basis"] = spelled["agency_id"].map(basis)
    return rows.reindex(columns=schemas.columns("rows")), spelled


def decisions(folder: Path, table: str) -> pd.DataFrame:
    """A reader's own decisions, in the columns of data/hand; none where the file was deleted."""
    path = folder / f"{table}.csv"
    if path.is_symlink():
        raise TableError("this is a link to another place", document=path.name, expected=f"a file in {folder.name}")
    if not path.exists():
        return pd.DataFrame(columns=schemas.columns(table))
    found = files.read_csv(path)
    if list(found.columns) != schemas.columns(table):
        raise TableError(
            "the table of decisions has other columns",
            document=path.name,
            expected=", ".join(schemas.columns(table)),
            found=", ".join(found.columns),
            do="Write these heads into its first line, in this order, and no others.",
        )
    asked = {field["name"]: field.get("constraints", {}) for field in schemas.contract(table)["schema"]["fields"]}
    for line, said in enumerate(found.to_dict("records"), start=2):
        for column, cell in said.items():
            if wanted := _wanted(cell, asked[column], column):
                raise TableError(
                    f"line {line}: the {column} does not do",
                    document=path.name,
                    expected=wanted,
                    found=cell or "nothing",
                    do="Correct or remove that line.",
                )
    if len(found):
        try:
            schemas.check(path, table)
        except TableError as reason:
            raise reason.again(document=path.name, do="Correct or remove these lines.") from None
    return found


SAYS = {"document": "any, or the id of one document", "agency_id": "an id such as ca-napa-police"}
"""What some columns of a decision want, where the contract has a pattern and no words."""


def _wanted(cell: str, asked: dict[str, Any], column: str) -> str:
    """What the contract asks of a cell that does not do, in words; empty for one that does."""
    least, cell = asked.get("minLength", 0), cell.strip()
    if cell and "enum" in asked and cell not in asked["enum"]:
        return " or ".join(asked["enum"])
    if cell and "pattern" in asked and not re.fullmatch(asked["pattern"], cell):
        return SAYS.get(column, "small letters, digits and hyphens")
    if cell and len(cell) < least:
        return f"at least {least} letters that say what shows it, and where"
    return SAYS.get(column, "an answer") if not cell and (asked.get("required") or least) else ""
