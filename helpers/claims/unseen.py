"""Unseen: the list that nobody here has seen, for a reader who has it.

A reader puts the ACLU's extract or the whole release (IDS) into the folder of originals. The list is then read as any
other sharing report and compared with the agencies that named sources put on it. This was tested on invented pages
only, never on the real one: sources describe it as a report of a type that we read, and no more is known of it."""

import os
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from helpers.errors import PlatesError
from helpers.records import documents
from helpers.records.reading import pages as pages_of
from helpers.records.reading import productions
from helpers.records.reading.caches import Cache
from helpers.records.reading.reports import Production
from helpers.sharing import agencies, unresolved

IDS = ("ice-2019-03-13-list", "ice-2019-03-13-release")
"""The extract, and the release that it comes from, by their ids in the manifest."""

PAGES = {IDS[0]: "", IDS[1]: "1800-1850"}
"""The pages on which the list is looked for first; empty for the whole file. The extract's name has 1822, and KTVU
points to 1832 and 1833. The two differ, so pages around both are read, images too. OCR of all would take hours."""

RECEIVED = "detections_received"
"""The section of the list by the sources' description: ICE receives."""

NEVER_TRIED = "This reader was never tested on this file: look at each page before you rely on a line."

KNOWN, NEW = "known: a named source lists it", "new: no source that we read names it"
UNRESOLVED = "unresolved: no state is known"
"""What a name on the list is, compared with those that sources name."""


@dataclass(frozen=True)
class Unseen:
    """What a reader's copy holds: `messages` about the reading; `reports`, one line per sharing report (doc_id, agency,
    as_of, pages, first_page, received); `rows`, the list's entries (table `rows`). Without the list both are empty."""

    messages: list[str]
    reports: pd.DataFrame = field(default_factory=pd.DataFrame)
    rows: pd.DataFrame = field(default_factory=pd.DataFrame)


def read(day: str, *, pages: str = "", workers: int = 0, cache: Cache | None = None) -> Unseen:
    """The list, from the first of IDS that is here. `day` (ISO) is when it was created, as sources say; `pages`, as in
    1820-1840, replaces PAGES. A file that is not here or cannot be read raises nothing: a message says so."""
    try:
        here = [doc_id for doc_id in IDS if documents.has_original(doc_id)]
    except PlatesError as reason:
        return Unseen([f"The list cannot be looked for: {reason}"])
    if not here:
        put = f"put {IDS[0]}.pdf or {IDS[1]}.pdf into data/documents/originals, or name a folder that holds one"
        again = "in PLATES_DOCUMENTS, and run this notebook again."
        return Unseen([f"The list is not here, and nobody here has seen it: {put} {again}"])
    messages: list[str] = []
    for doc_id in here:
        try:
            path = documents.original(doc_id, messages.append)
            production = _extract(path, doc_id, pages or PAGES[doc_id], workers or os.cpu_count() or 1, cache, messages)
        except PlatesError as reason:
            messages.append(f"{doc_id} cannot be read: {reason}")
            continue
        messages += production.cache_notes
        if production.reports:
            return _list(production, doc_id, day, messages)
        messages.append(str(productions.no_report(production, path.name)))
    return Unseen(messages)


def _extract(path: Path, doc_id: str, span: str, workers: int, cache: Cache | None, messages: list[str]) -> Production:
    """The sharing reports on the pages `span` (empty for all). If there are none, those in the text of the file."""
    total = pages_of.count(path)
    chosen = [number for number in productions.page_numbers(span) if number <= total] if span else None
    if chosen != []:
        production = productions.extract(path, doc_id, numbers=chosen, workers=workers, cache=cache)
        if production.reports or chosen is None:
            return production
    searched = f"no sharing report on pages {span} of {total:,}; the text of all pages was searched instead."
    messages.append(f"{path.name}: {searched}")
    return productions.extract(path, doc_id, when="never", workers=workers, cache=cache)


def _list(production: Production, doc_id: str, day: str, messages: list[str]) -> Unseen:
    """Which of the reports is the list: those of the day that sources name, with entries received; else all with such.
    Ids are numbered as productions.extract numbers its rows."""
    lines = []
    for count, report in enumerate(production.reports, start=1):
        where = {"as_of": str(report.as_of), "pages": report.pages, "first_page": report.first_page}
        numbered = doc_id if count == 1 else f"{doc_id}-{count}"
        lines.append({"doc_id": numbered, "agency": report.agency, **where, "received": len(report.section(RECEIVED))})
    reports = pd.DataFrame(lines)
    lists = reports[reports["received"] > 0]
    of_day = lists[lists["as_of"] == day]
    if lists.empty:
        messages.append(
            f"{len(reports)} sharing reports were read, and none of them lists anyone under “Detections Received”."
        )
    elif of_day.empty:
        messages.append(
            f"No report here was created on {day}, the day that sources give: whether one is the list is open."
        )
    chosen = lists if of_day.empty else of_day
    rows = production.rows
    if len(rows):
        rows = rows[rows["doc_id"].isin(chosen["doc_id"]) & (rows["section"] == RECEIVED)].reset_index(drop=True)
    messages.append(f"{len(rows)} entries read from {len(chosen)} of {len(reports)} sharing reports. {NEVER_TRIED}")
    messages += [f"note: {note}" for note in production.notes]
    return Unseen(messages, reports, rows)


# --- compared with the agencies that sources name ---------------------------------------------------------------------

COMPARED = ["agency_printed", "page", "agency_id", "basis", "verdict", "could_be", "row_id"]


def compare(rows: pd.DataFrame, named: pd.DataFrame, evidence: agencies.NameEvidence) -> pd.DataFrame:
    """Each entry of the list compared with the agencies that sources name: columns COMPARED, `verdict` one of KNOWN,
    NEW, UNRESOLVED.

    `rows` are the list's; `named` is the table `ice_listed`; `evidence` matches names as everywhere here
    (agencies.evidence). A name is known by the agency's id alone. For an unresolved name, `could_be` has the ids of
    named agencies of the same place and kind, separated by spaces: it is neither known nor new."""
    if rows.empty:
        return pd.DataFrame(columns=COMPARED)
    ours = agencies.named(rows[["agency_printed", "city_printed", "state_printed"]], evidence)
    called = {one.agency_id: unresolved.called(one.agency) for one in named.itertuples()}
    lines = []
    for row, one in zip(rows.itertuples(), ours.itertuples(), strict=True):
        could = [] if one.sure else [i for i, name in called.items() if name == unresolved.called(one.agency_printed)]
        verdict = UNRESOLVED if not one.sure else KNOWN if one.agency_id in called else NEW
        lines.append((row.agency_printed, row.page, one.agency_id, one.basis, verdict, " ".join(could), row.row_id))
    return pd.DataFrame(lines, columns=COMPARED)


LISTED, PERHAPS, MISSING = "on the list", "perhaps: an unresolved name could be it", "not found on the list"


def missing(compared: pd.DataFrame, named: pd.DataFrame) -> pd.DataFrame:
    """Each agency that sources name, and whether it is among the entries compared: agency, state, agency_id, stands
    (LISTED, PERHAPS or MISSING), rows (row ids, separated by spaces)."""
    lines = []
    for one in named.itertuples():
        sure = compared[compared["agency_id"] == one.agency_id]
        could = compared[compared["could_be"].map(lambda ids, i=one.agency_id: i in ids.split())]
        stands = LISTED if len(sure) else PERHAPS if len(could) else MISSING
        lines.append((one.agency, one.state, one.agency_id, stands, " ".join([*sure["row_id"], *could["row_id"]])))
    return pd.DataFrame(lines, columns=["agency", "state", "agency_id", "stands", "rows"])
