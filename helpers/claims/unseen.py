"""Unseen: the list that nobody here has seen, for a reader who has it.

They put the ACLU's extract or the whole release (IDS) where originals are looked for; then the list is read as any
other sharing report and compared with the agencies that named sources put on it. This was tried on made-up pages only,
never on the real one: the sources describe it as a report of the type that is read here, and nothing is known of its
pages beyond that."""

import os
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import pypdfium2

from helpers.errors import PlatesError
from helpers.records import documents
from helpers.records.reading import productions
from helpers.records.reading.caches import Cache
from helpers.sharing import agencies, unresolved

IDS = ("ice-2019-03-13-list", "ice-2019-03-13-release")
"""The extract, and the release that it comes from, as the manifest calls them."""

PAGES = {IDS[0]: "", IDS[1]: "1800-1850"}
"""Where the list is looked for first; empty for the whole file. The extract's name has 1822 and KTVU points to 1832 and
1833; the two do not agree, so the pages around both are read, pictures too. OCR of a whole release would take hours."""

RECEIVED = "detections_received"
"""The section in which the sources' description would put the list: ICE receives."""

NEVER_TRIED = "The reader was never tried on this file: look at each page before you rely on a line."

KNOWN, NEW, UNSETTLED = (
    "known: a named source lists it",
    "new: no source that we read names it",
    "not settled: no state is known",
)
"""What a name on the list is, beside those that sources name."""


@dataclass(frozen=True)
class Unseen:
    """What a reader's copy holds: `says`, line by line; `reports`, one line a sharing report (doc_id, agency, as_of,
    pages, first_page, received); `rows`, the entries of the list (table `rows`). Both tables are empty where it is not
    here."""

    says: list[str]
    reports: pd.DataFrame = field(default_factory=pd.DataFrame)
    rows: pd.DataFrame = field(default_factory=pd.DataFrame)


def read(day: str, *, pages: str = "", workers: int = 0, cache: Cache | None = None) -> Unseen:
    """The list from the first of IDS that is here. `day` (ISO) is when it was created, as sources say; `pages`, as in
    1820-1840, replaces PAGES. Nothing is raised for a file that is not here or cannot be read: `says` tells it."""
    here = []
    try:
        here = [doc_id for doc_id in IDS if documents.has_original(doc_id)]
    except PlatesError as reason:
        return Unseen([f"The list cannot be looked for: {reason}"])
    if not here:
        return Unseen(
            [
                f"The list is not here, and nobody here has seen it: put {IDS[0]}.pdf or {IDS[1]}.pdf into data/documents/originals, "
                "or name a folder that holds one in PLATES_DOCUMENTS, and run this notebook again."
            ]
        )
    says: list[str] = []
    for doc_id in here:
        try:
            path = documents.original(doc_id, says.append)
            found = _extract(path, doc_id, pages or PAGES[doc_id], workers or os.cpu_count() or 1, cache, says)
        except PlatesError as reason:
            says.append(f"{doc_id} cannot be read: {reason}")
            continue
        if found.reports:
            return _list(found, doc_id, day, says)
        says.append(str(productions.no_report(found, path.name)))
    return Unseen(says)


def _extract(
    path: Path, doc_id: str, span: str, workers: int, cache: Cache | None, says: list[str]
) -> productions.Production:
    """The sharing reports on some pages; where there is none, and not all were meant, those in the text of the whole
    file."""
    total = _count(path)
    chosen = [number for number in productions.page_numbers(span) if number <= total] if span else None
    if chosen != []:
        found = productions.extract(path, doc_id, numbers=chosen, workers=workers, cache=cache)
        if found.reports or chosen is None:
            return found
    says.append(
        f"{path.name}: no sharing report on pages {span} of {total:,}; the text of all pages was looked through instead."
    )
    return productions.extract(path, doc_id, when="never", workers=workers, cache=cache)


def _count(path: Path) -> int:
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as reason:
        raise PlatesError("the file cannot be opened", document=path.name, found=reason) from None
    try:
        return len(document)
    finally:
        document.close()


def _list(found: productions.Production, doc_id: str, day: str, says: list[str]) -> Unseen:
    """Which of the reports is the list: those of the day that sources name, with entries received; else all with such.
    Ids are numbered as productions.extract numbers its rows."""
    lines = []
    for count, report in enumerate(found.reports, start=1):
        where = {"as_of": report.as_of.isoformat(), "pages": report.pages, "first_page": report.first_page}
        numbered = doc_id if count == 1 else f"{doc_id}-{count}"
        lines.append({"doc_id": numbered, "agency": report.agency, **where, "received": len(report.section(RECEIVED))})
    reports = pd.DataFrame(lines)
    lists = reports[reports["received"] > 0]
    of_day = lists[lists["as_of"] == day]
    if lists.empty:
        says.append(
            f"{len(reports)} sharing reports were read, and none of them lists anyone under “Detections Received”."
        )
    elif of_day.empty:
        says.append(
            f"No report here was created on {day}, the day that sources give: whether one of them is the list is open."
        )
    chosen = lists if of_day.empty else of_day
    rows = found.rows
    if len(rows):
        rows = rows[rows["doc_id"].isin(chosen["doc_id"]) & (rows["section"] == RECEIVED)].reset_index(drop=True)
    says.append(f"{len(rows)} entries read from {len(chosen)} of {len(reports)} sharing reports. {NEVER_TRIED}")
    says += [f"note: {note}" for note in found.notes]
    return Unseen(says, reports, rows)


# --- beside the agencies that sources name ----------------------------------------------------------------------------

COMPARED = ["agency_printed", "page", "agency_id", "basis", "verdict", "could_be", "row_id"]


def compare(rows: pd.DataFrame, named: pd.DataFrame, known: agencies.Evidence) -> pd.DataFrame:
    """Each entry of the list beside the agencies that sources name: columns COMPARED, `verdict` one of KNOWN, NEW,
    UNSETTLED.

    `rows` are the list's; `named` is the table `ice_listed`; `known` settles names as everywhere here
    (agencies.evidence). A name is known by the agency's id alone. Of one that is not settled, `could_be` has the ids of
    named agencies of the same place and kind, parted by blanks: it is neither known nor new."""
    if rows.empty:
        return pd.DataFrame(columns=COMPARED)
    ours = agencies.named(rows[["agency_printed", "city_printed", "state_printed"]], known)
    called = {one.agency_id: unresolved.called(one.agency) for one in named.itertuples()}
    lines = []
    for row, one in zip(rows.itertuples(), ours.itertuples(), strict=True):
        could = [] if one.sure else [i for i, says in called.items() if says == unresolved.called(one.agency_printed)]
        verdict = UNSETTLED if not one.sure else KNOWN if one.agency_id in called else NEW
        lines.append((row.agency_printed, row.page, one.agency_id, one.basis, verdict, " ".join(could), row.row_id))
    return pd.DataFrame(lines, columns=COMPARED)


STANDS, PERHAPS, MISSING = "on the list", "perhaps: a name that is not settled could be it", "not found on the list"


def missing(compared: pd.DataFrame, named: pd.DataFrame) -> pd.DataFrame:
    """Each agency that sources name, and whether it stands among the entries compared: agency, state, agency_id, stands
    (STANDS, PERHAPS or MISSING), rows (row ids, parted by blanks)."""
    lines = []
    for one in named.itertuples():
        sure = compared[compared["agency_id"] == one.agency_id]
        could = compared[compared["could_be"].map(lambda ids, i=one.agency_id: i in ids.split())]
        stands = STANDS if len(sure) else PERHAPS if len(could) else MISSING
        lines.append((one.agency, one.state, one.agency_id, stands, " ".join([*sure["row_id"], *could["row_id"]])))
    return pd.DataFrame(lines, columns=["agency", "state", "agency_id", "stands", "rows"])
