"""Processing: from the filled form of a reader's own reports and lists to rows, agencies, edges and what changed.

They are read by the helpers that read the collection's documents, and the collection's names help to match theirs. But
nothing of theirs goes into a table of the collection. Each error names the file, the page and what to do."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from helpers import schemas
from helpers.collection.own_records import forms, sources
from helpers.collection.own_records.forms import Form
from helpers.errors import TableError
from helpers.records.reading import readings
from helpers.sharing import agencies, changes, network, places, unresolved
from helpers.sharing.names import active

SAYS = "a reader's own files, which this collection did not check"
"""What the maps give as their source."""

Say = Callable[[str], None]

Tables = dict[str, pd.DataFrame]
"""Tables by their names, or by the doc_id of their file."""


@dataclass
class Records:
    """What a folder contains, as the tables of the collection.

    Each line of a list that names the agency is a row, too, with the line's number as its place. `links` are the lists
    as they are, by doc_id, and `linked` their agencies; `names` is the queue of unresolved names; `elsewhere` the same
    agencies in the collection's documents; `pages` what became of each page; `notes` what a reader needs to know, by
    file."""

    form: Form
    rows: pd.DataFrame
    reports: pd.DataFrame
    spellings: pd.DataFrame
    agencies: pd.DataFrame
    edges: pd.DataFrame
    changes: pd.DataFrame
    names: pd.DataFrame
    elsewhere: pd.DataFrame
    decisions: dict[str, pd.DataFrame]
    pages: pd.DataFrame
    links: dict[str, pd.DataFrame] = field(default_factory=dict)
    linked: dict[str, pd.DataFrame] = field(default_factory=dict)
    notes: list[tuple[str, str]] = field(default_factory=list)

    @property
    def reporter(self) -> str:
        return next(iter(agencies.reporter_ids(self.reports).values()))

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables that a map is drawn from."""
        return {name: getattr(self, name) for name in ("rows", "reports", "spellings", "agencies", "edges")}

    @property
    def decided(self) -> set[str]:
        """Printed names that the reader decided, not the collection."""
        own = set(self.decisions["names"]["printed"].map(active))
        decided = self.spellings.loc[self.spellings["basis"] == "decided", "agency_printed"]
        return {name for name in decided if active(name) in own}

    def file(self, doc_id: str) -> Path:
        return next(one.path for one in self.form.files if one.doc_id == doc_id)

    @property
    def printed(self) -> list[str]:
        """doc_ids of the files with pages, by date; a list has none."""
        return [one.doc_id for one in self.form.files if one.doc_id not in self.links]


def read(
    folder: str | Path, derived: Path | None = None, *, workers: int = os.cpu_count() or 1, say: Say = print
) -> Records:
    """Read a folder that `plates new` made and a reader filled. `derived` is the folder of the collection's tables.

    What was read of a PDF is kept in its out/cache, so that a stopped run can resume. Raises TableError for a form, a
    list or a decision that does not fit, ReadingError for a page that cannot be read whole, NoSharingReport for a file
    without a report."""
    form = forms.read(Path(folder))
    decided = {table: sources.decisions(form.folder, table) for table in forms.DECISIONS}
    ours = {table: schemas.read(table, derived) for table in ("rows", "reports", "edges", "names")}
    contents = sources.read(form, workers, say)
    reports, notes, links, linked = contents.reports, contents.notes, {}, {}
    say("naming agencies")
    rows = _decided(contents.rows, decided["readings"])
    known = _evidence(rows, reports, decided["names"], ours)
    spellings = agencies.identify(rows, reports, known=known)
    for one in (file for file in form.files if file.is_list):
        links[one.doc_id], linked[one.doc_id] = _links(one.path.name, contents.lists[one.doc_id], known, one.doc_id)
        lines, spelled = sources.entries(one, links[one.doc_id], linked[one.doc_id], reports, form)
        if aside := len(contents.lists[one.doc_id]) - len(lines):
            text = f"lines that do not name {form.agency}: {aside}; they are on the list's map only"
            notes.append((one.path.name, text))
        rows, spellings = (_joined(table, more) for table, more in ((rows, lines), (spellings, spelled)))
    _refuse_unused(decided["names"], rows, reports, ours)
    counts = rows.groupby(["doc_id", "section"]).size().unstack(fill_value=0)
    counts = counts.reindex(index=reports["doc_id"], columns=network.DIRECTIONS, fill_value=0)
    reports[list(network.DIRECTIONS)] = counts.to_numpy()
    table = _agencies(spellings, reports, linked, form, notes)
    edges = network.edges(rows, reports, spellings)
    changed = _changes(form, rows, edges, table, spellings, reports)
    queue, elsewhere = unresolved.queue(spellings, rows, decided["names"]), _elsewhere(table, spellings, ours)
    linked = {doc_id: _with_places_of(table, part) for doc_id, part in linked.items()}
    tables = (rows, reports, spellings, table, edges, changed, queue, elsewhere)
    return Records(form, *tables, decided, contents.pages, links, linked, notes)


def _decided(rows: pd.DataFrame, decisions: pd.DataFrame) -> pd.DataFrame:
    try:
        return readings.decide(rows, decisions)
    except TableError as error:
        raise error.again(document="readings.csv", do="Correct or remove that line.") from None


def _evidence(rows: pd.DataFrame, reports: pd.DataFrame, own: pd.DataFrame, ours: Tables) -> agencies.Evidence:
    """What settles a name: these records, the collection's documents, and decisions, a reader's before the
    collection's."""
    spelled, heads = agencies.SPELLING, ["doc_id", "agency_printed", "agency"]
    kept = ours["names"][~ours["names"]["printed"].map(active).isin(set(own["printed"].map(active)))]
    printed, made = (
        pd.concat([ours["rows"][spelled], rows[spelled]]),
        pd.concat([ours["reports"][heads], reports[heads]]),
    )
    return agencies.evidence(printed, made, pd.concat([kept, own]))


def _links(name: str, lines: pd.DataFrame, known: agencies.Evidence, doc_id: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    try:
        return network.brought(lines, known, doc_id)
    except TableError as error:
        raise error.again(document=name) from None


def _joined(table: pd.DataFrame, more: pd.DataFrame) -> pd.DataFrame:
    return pd.concat([table, more], ignore_index=True) if len(table) else more.reset_index(drop=True)


def _changes(
    form: Form,
    rows: pd.DataFrame,
    edges: pd.DataFrame,
    known: pd.DataFrame,
    spellings: pd.DataFrame,
    reports: pd.DataFrame,
) -> pd.DataFrame:
    """What changed between each two files that follow each other; a reader has no table of renames, so none is
    decided."""
    if len(form.files) < 2:
        return pd.DataFrame(columns=schemas.columns("changes"))
    renames = pd.DataFrame(columns=schemas.columns("renames"))
    return changes.change([one.doc_id for one in form.files], rows, edges, known, spellings, reports, renames)


def _agencies(
    spellings: pd.DataFrame, reports: pd.DataFrame, linked: Tables, form: Form, notes: list[tuple[str, str]]
) -> pd.DataFrame:
    """The table `agencies`, with every agency of the lists, and with the reporting agency where the form says."""
    own, first = next(iter(agencies.reporter_ids(reports).values())), reports.iloc[0]
    home = {"agency_id": own, "city_printed": form.city, "state_printed": form.state, "basis": "printed", "rows": 0}
    home |= {"doc_id": first["doc_id"], "agency_printed": first["agency_printed"]}
    table = agencies.table(pd.concat([spellings, pd.DataFrame([home])], ignore_index=True), reports)
    others = [part[table.columns] for part in linked.values()]
    table = pd.concat([table, *others], ignore_index=True).drop_duplicates("agency_id", ignore_index=True)
    here = table["agency_id"] == own
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


def _refuse_unused(own: pd.DataFrame, rows: pd.DataFrame, reports: pd.DataFrame, ours: Tables) -> None:
    if problems := unresolved.problems(
        own, rows, reports, {*ours["edges"]["sender_id"], *ours["edges"]["recipient_id"]}
    ):
        raise TableError(
            "a decision does not hold",
            document="names.csv",
            found="; ".join(problems),
            do=f"Write the name as out/names shows it, and any or {' or '.join(reports['doc_id'])} as its document; or "
            "remove these lines.",
        )


def _elsewhere(table: pd.DataFrame, spellings: pd.DataFrame, ours: Tables) -> pd.DataFrame:
    """Agencies of these records that the collection's documents list, too: the same agency, or the same printed name if
    it is unresolved."""
    printed = ours["rows"].assign(name=ours["rows"]["agency_printed"].map(active))
    theirs = ours["edges"].merge(printed[["row_id", "section"]], on="row_id", validate="one_to_one")
    outward = theirs["section"].map(lambda section: network.DIRECTIONS[section][0] == "out")
    ids = theirs.assign(agency_id=theirs["recipient_id"].where(outward, theirs["sender_id"]))
    sure = dict(zip(table["agency_id"], table["sure"], strict=True))
    lines = []
    for agency_id, part in spellings.groupby("agency_id", sort=False):
        names = sorted(set(part["agency_printed"].map(active)))
        same = ids[ids["agency_id"] == agency_id] if sure[agency_id] else printed[printed["name"].isin(names)]
        if len(same):
            how = "the same agency" if sure[agency_id] else "the same printed name, unresolved"
            places_of = [" ".join(sorted(set(same[column]))) for column in ("doc_id", "row_id")]
            lines.append([agency_id, " | ".join(names), how, *places_of])
    return pd.DataFrame(lines, columns=["agency_id", "printed", "how", "documents", "rows"])
