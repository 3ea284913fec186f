"""Processing: from the filled form of a reader's own reports and lists to rows, agencies, edges and what changed.

They are read by the helpers that read the collection's documents, and the collection's names help to match theirs. But
nothing of theirs goes into a table of the collection. Each error names the file, the page and what to do."""

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path

import pandas as pd

from helpers import schemas
from helpers.collection.own_records import forms, sources
from helpers.collection.own_records.forms import Form
from helpers.errors import PlatesError, TableError
from helpers.records.reading import readings
from helpers.sharing import agencies, changes, network, places, unresolved
from helpers.sharing.agencies import NameEvidence
from helpers.sharing.names import active
from helpers.sharing.tables import SPELLING, SharingTables

SAYS = "a reader's own files, which this collection did not check"
"""What the maps give as their source."""

Say = Callable[[str], None]


@dataclass
class Records:
    """What a folder contains, as the tables of the collection.

    Each line of a list that names the agency is a row, too, with the line's number as its place. `links` are the lists
    as they are, by doc_id, and `linked` their agencies; `names` is the queue of unresolved names; `elsewhere` the same
    agencies in the collection's documents; `pages` what became of each page; `facts` what the records state beside
    their lists; `not_comparable` the sections of two releases that cannot be compared; `notes` what a reader needs to
    know, by file; `refused` the files that could not be read, each with the reason."""

    form: Form
    tables: SharingTables
    changes: pd.DataFrame
    names: pd.DataFrame
    elsewhere: pd.DataFrame
    decisions: dict[str, pd.DataFrame]
    pages: pd.DataFrame
    facts: pd.DataFrame
    not_comparable: pd.DataFrame
    refused: list[tuple[str, PlatesError]]
    links: dict[str, pd.DataFrame] = field(default_factory=dict)
    linked: dict[str, pd.DataFrame] = field(default_factory=dict)
    notes: list[tuple[str, str]] = field(default_factory=list)

    @property
    def reporter(self) -> str:
        return next(iter(self.tables.reporter_ids.values()))

    @property
    def decided(self) -> set[str]:
        """Printed names that the reader decided, not the collection."""
        own = set(self.decisions["names"]["printed"].map(active))
        spellings = self.tables.spellings
        decided = spellings.loc[spellings["basis"] == "decided", "agency_printed"]
        return {name for name in decided if active(name) in own}

    def file(self, doc_id: str) -> Path:
        return next(one.path for one in self.form.files if one.doc_id == doc_id)

    @property
    def printed(self) -> list[str]:
        """doc_ids of the agency's own records, by date; a list of many agencies is none."""
        return [one.doc_id for one in self.form.files if one.doc_id not in self.links]


def read(
    folder: str | Path, derived: Path | None = None, *, workers: int = os.cpu_count() or 1, say: Say = print
) -> Records:
    """Read a folder that `plates new` made and a reader filled. `derived` is the folder of the collection's tables.

    What was read of a PDF is kept in this user's own cache, so that a stopped run can resume, and never in the folder:
    a cache that came with a folder is not believed. Raises TableError for a form, a list or a decision that does not
    fit, ReadingError for a page that cannot be read whole, NoSharingReport for a file without a report."""
    form = forms.read(Path(folder))
    decided = {table: sources.decisions(form.folder, table) for table in forms.DECISIONS}
    collection = SharingTables.read(derived, "rows", "reports", "edges")
    contents = sources.read(form, workers, say)
    form = contents.form
    notes, links, linked = contents.notes, {}, {}
    say("naming agencies")
    with sources.naming("readings.csv", do="Correct or remove that line."):
        rows = readings.decide(contents.rows, decided["readings"])
    tables = SharingTables(rows, contents.reports)
    evidence = _evidence(tables, collection, decided["names"])
    tables = tables.with_table("spellings", agencies.identify(tables, evidence))
    for one in (file for file in form.files if file.is_list):
        lines = contents.lists[one.doc_id]
        with sources.naming(one.name):
            links[one.doc_id], linked[one.doc_id] = network.brought(lines, evidence, one.doc_id)
        rows, spellings = sources.entries(tables, form, one, links[one.doc_id], linked[one.doc_id])
        if aside := len(lines) - len(rows):
            text = f"lines that do not name {form.agency}: {aside}; they are on the list's map only"
            notes.append((one.name, text))
        tables = tables.with_table("spellings", _joined(tables.spellings, spellings))
        tables = tables.with_table("rows", _joined(tables.rows, rows))
    _refuse_unused(tables, collection, decided["names"])
    tables = tables.with_table("reports", _counted(tables, links))
    table = agencies.table(_with_home(tables, form))
    table = pd.concat([table, *(part[table.columns] for part in linked.values())], ignore_index=True)
    table = _placed(table.drop_duplicates("agency_id", ignore_index=True), tables.reporter_ids, form, notes)
    tables = tables.with_table("agencies", table)
    tables = tables.with_table("edges", network.edges(tables))
    queue, elsewhere = unresolved.queue(tables, decided["names"]), _elsewhere(tables, collection)
    linked = {doc_id: _with_places_of(table, part) for doc_id, part in linked.items()}
    changed, apart = _changes(tables, form)
    found_out = (changed, queue, elsewhere, decided, contents.pages, contents.facts, apart, contents.refused)
    return Records(form, tables, *found_out, links, linked, notes)


def _evidence(tables: SharingTables, collection: SharingTables, decisions: pd.DataFrame) -> NameEvidence:
    """What can match a name: these records, the collection's documents, and decisions, a reader's before the
    collection's."""
    kept = schemas.read("names")
    kept = kept[~kept["printed"].map(active).isin(set(decisions["printed"].map(active)))]
    columns = ["doc_id", "agency_printed", "agency"]
    rows = pd.concat([collection.rows[SPELLING], tables.rows[SPELLING]])
    reports = pd.concat([collection.reports[columns], tables.reports[columns]])
    return agencies.evidence(SharingTables(rows, reports), pd.concat([kept, decisions]))


def _joined(table: pd.DataFrame, more: pd.DataFrame) -> pd.DataFrame:
    return pd.concat([table, more], ignore_index=True) if len(table) else more.reset_index(drop=True)


def _changes(tables: SharingTables, form: Form) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What changed between each two consecutive files, and the sections that cannot be compared; a reader has no table
    of renames, so none is decided."""
    releases = [one.doc_id for one in form.files]
    if len(releases) < 2:
        return pd.DataFrame(columns=schemas.columns("changes")), changes.not_comparable(tables, [])
    renames = pd.DataFrame(columns=schemas.columns("renames"))
    return changes.change(tables, releases, renames), changes.not_comparable(tables, releases)


def _counted(tables: SharingTables, lists: Iterable[str]) -> pd.DataFrame:
    """The table `reports` with the number of permissions of each section in `lists` (doc_ids): a list shows the
    sections of which it has a line, and says nothing about the others."""
    given = tables.rows[tables.rows["permission"].astype(bool)].groupby(["doc_id", "section"]).size()
    counted = tables.reports.set_index("doc_id", drop=False)
    for doc_id, section in product(lists, network.DIRECTIONS):
        if count := given.get((doc_id, section), 0):
            counted.loc[doc_id, [section, f"{section}_state"]] = [count, "list"]
    return counted.reset_index(drop=True)


def _with_home(tables: SharingTables, form: Form) -> SharingTables:
    """The tables with a spelling of the reporting agency that has the city and state of the form."""
    (doc_id, own), *_ = tables.reporter_ids.items()
    home = {"agency_id": own, "city_printed": form.city, "state_printed": form.state, "basis": "printed", "rows": 0}
    home |= {"doc_id": doc_id, "agency_printed": tables.reports_by_id.loc[doc_id, "agency_printed"]}
    return tables.with_table("spellings", pd.concat([tables.spellings, pd.DataFrame([home])], ignore_index=True))


def _placed(
    table: pd.DataFrame, reporter_ids: dict[str, str], form: Form, notes: list[tuple[str, str]]
) -> pd.DataFrame:
    """The table `agencies`, with a reporting agency that has no point in the middle of its state, and a note on it."""
    here = table["agency_id"] == next(iter(reporter_ids.values()))
    if table.loc[here, "lat"].isna().all():
        table.loc[here, ["lat", "lon"]] = places.middle(form.state)
        table.loc[here, "precision"] = "state"
        unknown = f"no place or county of {form.state} is called {form.city}"
        notes.append((forms.FORM, f"{unknown}: on the maps the agency is in the middle of its state"))
    return table


def _with_places_of(table: pd.DataFrame, linked: pd.DataFrame) -> pd.DataFrame:
    """The agencies of a list at the points of the table `agencies`, where the reporting agency is where the form
    says."""
    where = ["lat", "lon", "precision", "place", "county"]
    placed = linked.drop(columns=where).merge(table[["agency_id", *where]], on="agency_id", validate="one_to_one")
    return placed[linked.columns]


def _refuse_unused(tables: SharingTables, collection: SharingTables, decisions: pd.DataFrame) -> None:
    others = {*collection.edges["sender_id"], *collection.edges["recipient_id"]}
    if problems := unresolved.problems(tables, decisions, others):
        documents = " or ".join(tables.reports["doc_id"])
        do = f"Write the name as out/names shows it, and any or {documents} as its document; or remove these lines."
        raise TableError("a decision does not hold", document="names.csv", found="; ".join(problems), do=do)


def _elsewhere(tables: SharingTables, collection: SharingTables) -> pd.DataFrame:
    """Agencies of these records that the collection's documents list, too: the same agency, or the same printed name if
    it is unresolved."""
    printed = collection.rows.assign(name=collection.rows["agency_printed"].map(active))
    theirs = collection.edges.merge(printed[["row_id", "section"]], on="row_id", validate="one_to_one")
    outward = theirs["section"].map(lambda section: network.DIRECTIONS[section][0] == "out")
    ids = theirs.assign(agency_id=theirs["recipient_id"].where(outward, theirs["sender_id"]))
    sure = tables.agencies_by_id["sure"]
    lines = []
    for agency_id, part in tables.spellings.groupby("agency_id", sort=False):
        names = sorted(set(part["agency_printed"].map(active)))
        same = ids[ids["agency_id"] == agency_id] if sure[agency_id] else printed[printed["name"].isin(names)]
        if len(same):
            how = "the same agency" if sure[agency_id] else "the same printed name, unresolved"
            places_of = [" ".join(sorted(set(same[column]))) for column in ("doc_id", "row_id")]
            lines.append([agency_id, " | ".join(names), how, *places_of])
    return pd.DataFrame(lines, columns=["agency_id", "printed", "how", "documents", "rows"])
