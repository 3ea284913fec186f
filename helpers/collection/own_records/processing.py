"""Own records: a reader's own reports and lists, from the filled form to rows, agencies, arrows and what changed.

The same helpers read them that read the collection's documents, and the collection's own names help to settle theirs;
but nothing of theirs goes into a table of the collection. Everything is refused in words: which file, which page, what
to do."""

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
"""What the maps say that they were read from."""

Say = Callable[[str], None]

Tables = dict[str, pd.DataFrame]
"""Tables by their names, or by the doc_id of their file."""


@dataclass
class Records:
    """What a folder holds: the form, the tables of the house for its reports and lists (each line of a list touching
    the agency is an entry, its line's number its place), the lists as they are (`links`, by doc_id, and `linked`, their
    agencies), the queues of names, what changed, and the same agencies in the collection's own documents. `pages` says
    what became of each page, `notes` what a reader must be told, by file."""

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
        """What a map is drawn from."""
        return {name: getattr(self, name) for name in ("rows", "reports", "spellings", "agencies", "edges")}

    @property
    def decided(self) -> set[str]:
        """Printed names that the reader decided; of these the collection's decisions are left out."""
        own = set(self.decisions["names"]["printed"].map(active))
        settled = self.spellings.loc[self.spellings["basis"] == "decided", "agency_printed"]
        return {name for name in settled if active(name) in own}

    def file(self, doc_id: str) -> Path:
        return next(one.path for one in self.form.files if one.doc_id == doc_id)

    @property
    def printed(self) -> list[str]:
        """doc_ids of the files with pages, in the order of their days; a list has none."""
        return [one.doc_id for one in self.form.files if one.doc_id not in self.links]


def read(
    folder: str | Path, derived: Path | None = None, *, workers: int = os.cpu_count() or 1, say: Say = print
) -> Records:
    """Go through a folder that `plates new` made and a reader filled. `derived` is where the collection's tables lie.

    What was read of a PDF is kept in its out/cache, so that a stopped run goes on. Raises TableError for a form, a list
    or a decision that does not fit, ReadingError for a page that cannot be read whole, NoSharingReport for a file
    without a report."""
    form = forms.read(Path(folder))
    decided = {table: sources.decisions(form.folder, table) for table in forms.DECISIONS}
    ours = {table: schemas.read(table, derived) for table in ("rows", "reports", "edges", "names")}
    held = sources.read(form, workers, say)
    say("naming agencies")
    rows, reports = _decided(held.rows, decided["readings"]), held.reports
    known = _evidence(rows, reports, decided["names"], ours)
    spellings = agencies.identify(rows, reports, known=known)
    links, linked = {}, {}
    for one in form.files:
        if one.is_list:
            links[one.doc_id], linked[one.doc_id] = _links(one.path.name, held.lists[one.doc_id], known, one.doc_id)
            lines, spelled = sources.entries(one, links[one.doc_id], linked[one.doc_id], reports, form)
            if aside := len(held.lists[one.doc_id]) - len(lines):
                held.notes.append(
                    (one.path.name, f"lines that do not touch {form.agency}: {aside}; they are on the list's map alone")
                )
            rows, spellings = (_joined(table, more) for table, more in ((rows, lines), (spellings, spelled)))
    _refuse_unused(decided["names"], rows, reports, ours)
    counts = (
        rows.groupby(["doc_id", "section"])
        .size()
        .unstack(fill_value=0)
        .reindex(columns=network.DIRECTIONS, fill_value=0)
    )
    reports[list(network.DIRECTIONS)] = counts.reindex(reports["doc_id"], fill_value=0).to_numpy()
    table = _agencies(spellings, reports, linked, form, held.notes)
    edges = network.edges(rows, reports, spellings)
    return Records(
        form=form,
        rows=rows,
        reports=reports,
        spellings=spellings,
        agencies=table,
        edges=edges,
        changes=_changes(form, rows, edges, table, spellings, reports),
        names=unresolved.queue(spellings, rows, decided["names"]),
        elsewhere=_elsewhere(table, spellings, ours),
        decisions=decided,
        pages=held.pages,
        notes=held.notes,
        links=links,
        linked={doc_id: _at_home(part, table) for doc_id, part in linked.items()},
    )


def _decided(rows: pd.DataFrame, decisions: pd.DataFrame) -> pd.DataFrame:
    try:
        return readings.decide(rows, decisions)
    except TableError as reason:
        raise reason.again(document="readings.csv", do="Correct or remove that line.") from None


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
    except TableError as reason:
        raise reason.again(document=name) from None


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
    """The table `agencies`, with every agency of the lists; the reporting agency stands where the form says."""
    own = next(iter(agencies.reporter_ids(reports).values()))
    beside = {
        "agency_printed": reports["agency_printed"].iloc[0],
        "city_printed": form.city,
        "state_printed": form.state,
    }
    home = pd.DataFrame(
        [{"doc_id": reports["doc_id"].iloc[0], **beside, "agency_id": own, "basis": "printed", "rows": 0}]
    )
    table = agencies.table(pd.concat([spellings, home], ignore_index=True), reports)
    others = [part[table.columns] for part in linked.values()]
    table = pd.concat([table, *others], ignore_index=True).drop_duplicates("agency_id", ignore_index=True)
    here = table["agency_id"] == own
    if table.loc[here, "lat"].isna().all():
        table.loc[here, ["lat", "lon"]] = places.middle(form.state)
        table.loc[here, "precision"] = "state"
        notes.append(
            (
                forms.FORM,
                f"no place or county of {form.state} is called {form.city}: on the maps the agency stands in "
                "the middle of its state",
            )
        )
    return table


def _at_home(linked: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """The agencies of a list at the points of the table `agencies`, where the reporting agency stands as the form
    says."""
    where = ["lat", "lon", "precision", "place", "county"]
    return linked.drop(columns=where).merge(table[["agency_id", *where]], on="agency_id", validate="one_to_one")[
        linked.columns
    ]


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
    """Agencies of these records that stand in the collection's documents too: settled as the same, or printed alike."""
    printed = ours["rows"].assign(name=ours["rows"]["agency_printed"].map(active))
    theirs = ours["edges"].merge(printed[["row_id", "section"]], on="row_id", validate="one_to_one")
    outward = theirs["section"].map(lambda section: network.DIRECTIONS[section][0] == "out")
    ids = theirs.assign(agency_id=theirs["recipient_id"].where(outward, theirs["sender_id"]))
    sure = dict(zip(table["agency_id"], table["sure"], strict=True))
    lines = []
    for agency_id, part in spellings.groupby("agency_id", sort=False):
        named = sorted(set(part["agency_printed"].map(active)))
        same = ids[ids["agency_id"] == agency_id] if sure[agency_id] else printed[printed["name"].isin(named)]
        if len(same):
            how = "the same agency" if sure[agency_id] else "the same printed name, not settled"
            held = {"documents": " ".join(sorted(set(same["doc_id"]))), "rows": " ".join(sorted(same["row_id"]))}
            lines.append({"agency_id": agency_id, "printed": " | ".join(named), "how": how, **held})
    return pd.DataFrame(lines, columns=["agency_id", "printed", "how", "documents", "rows"])
