"""Own files: one file of a reader's own to the entries it holds, and the reader's decisions; whatever does not fit is refused.

A PDF is read by the helper that reads the collection's productions: nothing in it is run or followed. A list's lines are
entries too where they touch the agency; a line's number, as an editor counts, is its place.
"""

from pathlib import Path

import pandas as pd

from helpers import files, schemas
from helpers.collection import forms
from helpers.collection.forms import Brought, Form
from helpers.errors import TableError
from helpers.records import productions, sharing_reports
from helpers.records.caches import Cache
from helpers.sharing import agencies, network


def report(form: Form, one: Brought, workers: int, notes: list) -> tuple[pd.DataFrame, dict, pd.DataFrame]:
    """The rows of the report in a PDF that the form speaks of, its line of the table `reports`, and what became of each page."""
    name = one.path.name
    made = productions.extract(
        one.path, one.doc_id, workers=workers, cache=Cache(form.folder / forms.OUT / "cache"), progress=True
    )
    if not made.reports:
        raise productions.no_report(made, name).again(
            do="Look at the file: the reader knows the vendor's Agency Data Sharing Report and its scans. Of another vendor's "
            "record make a CSV list with the columns sender and recipient."
        )
    held = [f"{report.agency}, {report.as_of}" for report in made.reports]
    same = [n for n, report in enumerate(made.reports) if _alike(report.agency, form.agency)]
    if not same:
        raise TableError(
            "the form names another agency than the file", document=name, expected=f"a report of {form.agency}",
            found="; ".join(held), do="Write the agency into form.yml as its report names it, or take the file out.",
        )  # fmt: skip
    chosen = [n for n in same if made.reports[n].as_of == one.as_of]
    if len(chosen) != 1:
        raise TableError(
            "the form's day is not the report's" if not chosen else "the file holds that report twice", document=name,
            expected=f"one report of {one.as_of}", found="; ".join(held), do="Correct as_of in form.yml, or split the file.",
        )  # fmt: skip
    own = made.reports[chosen[0]]
    notes += [(name, f"also holds a report that was not used: {other}") for n, other in enumerate(held) if n != chosen[0]]
    notes += [(name, note) for note in [*own.odd, *made.notes]]
    rows = sharing_reports.table(own, one.doc_id)
    second = made.rows.set_index(["page", "row_on_page"])["second_reading"]
    places_of = pd.MultiIndex.from_frame(rows[["page", "row_on_page"]])
    rows["second_reading"] = second.reindex(places_of).fillna("").to_numpy()
    became = made.pages.assign(file=name)[["file", "page", "use", "why", "reading"]]
    return rows, head(form, one, own.product, own.pages, own), became


def _alike(one: str, other: str) -> bool:
    """Whether two names are the same but for letters' case and blanks."""
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()


def head(form: Form, one: Brought, product: str, pages: int, report=None) -> dict:
    """A file's line of the table `reports`; a list's counts are not known before its agencies are."""
    counts = {section: len(report.section(section)) if report else 0 for section in network.DIRECTIONS}
    printed = report.agency if report else form.agency
    return {"doc_id": one.doc_id, "agency_printed": printed, "agency": form.called, "as_of": str(one.as_of),
            "product": product, "pages": pages, **counts}  # fmt: skip


def entries(brought: Brought, links: pd.DataFrame, linked, reports, form) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The lines of a list that touch the agency, as entries, and how each is spelled. A line's number is its row_on_page."""
    own = network.reporter(brought.doc_id, reports)
    numbered = links.assign(row_on_page=range(2, len(links) + 2))  # as an editor counts: the heads are line 1
    parts = []
    for section, far, near in (("detections_shared", "recipient", "sender"), ("detections_received", "sender", "recipient")):
        part = numbered[numbered[f"{near}_id"] == own]
        parts.append(pd.DataFrame({
            "section": section, "row_on_page": part["row_on_page"], "agency_printed": part[far], "agency_id": part[f"{far}_id"],
            "city_printed": part.get(f"{far}_city", ""), "state_printed": part.get(f"{far}_state", ""),
        }))  # fmt: skip
    entries = pd.concat(parts).sort_values(["row_on_page", "section"], ignore_index=True)
    if entries.empty:
        raise TableError(
            "the form's agency stands on no line of the list", document=brought.path.name, expected=form.agency,
            found=", ".join(pd.concat([links["sender"], links["recipient"]]).drop_duplicates().head(5)),
            do="Write the agency into form.yml as the list names it.",
        )  # fmt: skip
    twice = entries["row_on_page"].duplicated()  # an agency with itself: one line, one entry
    entries = entries[~twice]
    basis = linked.set_index("agency_id")["basis"]
    rows = entries.assign(
        doc_id=brought.doc_id, page=1, printed_page="1 of 1", column="table", agency_read=entries["agency_printed"],
        row_id=[sharing_reports.row_id(brought.doc_id, 1, n) for n in entries["row_on_page"]],
        inactive=entries["agency_printed"].map(sharing_reports.is_inactive), reading="text", second_reading="",
        hot_list_read="", hot_list_printed="",
    )  # fmt: skip
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
        raise TableError("the table of decisions has other columns", document=path.name,
                         expected=", ".join(schemas.columns(table)), found=", ".join(found.columns))  # fmt: skip
    if len(found):
        try:
            schemas.check(path, table)
        except TableError as reason:
            raise reason.again(document=path.name, do="Correct or remove these lines.") from None
    return found
