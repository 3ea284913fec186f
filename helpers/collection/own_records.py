"""Own records: a reader's own reports and lists, from the filled form to rows, agencies, arrows and what changed.

The same helpers read them that read the collection's documents, and the collection's own names help to settle theirs; but
nothing of theirs goes into a table of the collection. Everything is refused in words: which file, which page, what to do.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from helpers import files, schemas
from helpers.collection import forms, own_files
from helpers.collection.forms import Form
from helpers.errors import TableError
from helpers.records import readings
from helpers.sharing import agencies, changes, doubts, network, places
from helpers.sharing.names import active

SAYS = "a reader's own files, which this collection did not check"
"""What the maps say that they were read from."""

Say = Callable[[str], None]


@dataclass
class Records:
    """What a folder holds: the form, the tables of the house for its reports and lists (each line of a list touching the agency
    is an entry, its line's number its place), the lists as they are (`links`, by doc_id, and `linked`, their agencies), the
    queues of names, what changed, and the same agencies in the collection's own documents.
    `pages` says what became of each page, `notes` what a reader must be told, by file."""

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

    def file(self, doc_id: str) -> Path:
        return next(one.path for one in self.form.files if one.doc_id == doc_id)

    @property
    def printed(self) -> list[str]:
        """doc_ids of the files with pages, in the order of their days; a list has none."""
        return [one.doc_id for one in self.form.files if one.doc_id not in self.links]


def read(folder: str | Path, derived: Path | None = None, *, workers: int = os.cpu_count() or 1, say: Say = print) -> Records:
    """Go through a folder that `plates new` made and a reader filled. `derived` is where the collection's tables lie.

    What was read of a PDF is kept in its out/cache, so that a stopped run goes on. Raises TableError for a form, a list or a
    decision that does not fit, ReadingError for a page that cannot be read whole, NoSharingReport for a file without a report.
    """
    form = forms.read(Path(folder))
    decided = {table: own_files.decisions(form.folder, table) for table in forms.DECISIONS}
    ours = {table: schemas.read(table, derived) for table in ("rows", "reports", "edges", "agencies", "names")}
    found: list[pd.DataFrame] = []
    heads, pages, lists, notes = [], [], {}, [(name, "lies in records/ and is not in the form: it was not read")
                                             for name in forms.not_named(form)]  # fmt: skip
    for count, one in enumerate(form.files, start=1):
        say(f"[{count}/{len(form.files)}] reading {files.shown(one.path.name)}")
        if one.path.suffix.lower() == ".csv":
            lists[one.doc_id] = files.read_csv(one.path)
            heads.append(own_files.head(form, one, "edge list", 1))
        else:
            rows, head, became = own_files.report(form, one, workers, notes)
            found.append(rows)
            heads.append(head)
            pages.append(became)
    reports = pd.DataFrame(heads)
    rows = pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=schemas.columns("rows"))
    rows = _decided(rows, decided["readings"])
    say("naming agencies")
    return _named(form, rows, reports, lists, decided, ours, pd.concat(pages) if pages else pd.DataFrame(), notes)


# --- decisions --------------------------------------------------------------------------------------------------------


def _decided(rows: pd.DataFrame, decisions: pd.DataFrame) -> pd.DataFrame:
    try:
        return readings.decide(rows, decisions)
    except TableError as reason:
        raise reason.again(document="readings.csv", do="Correct or remove that line.") from None


# --- names, arrows, change --------------------------------------------------------------------------------------------


def _named(form, rows, reports, lists, decided, ours, pages, notes) -> Records:
    """Names settled by what is printed here and in the collection's own documents; then arrows, queues and what changed."""
    own = decided["names"]
    kept = ours["names"][~ours["names"]["printed"].isin(own["printed"])]
    everywhere = pd.concat([ours["rows"][agencies.SPELLING], rows[agencies.SPELLING]])
    known = agencies.evidence(everywhere, pd.concat([ours["reports"], reports])[list(reports.columns)], pd.concat([kept, own]))
    spellings = agencies.identify(rows, reports, known=known)
    links, linked, entries, parts = {}, {}, [rows], [spellings]
    for doc_id, list_ in lists.items():
        brought = next(one for one in form.files if one.doc_id == doc_id)
        try:
            links[doc_id], linked[doc_id] = network.brought(list_, known, doc_id)
        except TableError as reason:
            raise reason.again(
                document=brought.path.name, do="Its heads are sender, whose data it is, and recipient, who may see it."
            ) from None
        lines, spelled = own_files.entries(brought, links[doc_id], linked[doc_id], reports, form)
        entries.append(lines)
        parts.append(spelled)
    every = pd.concat(entries, ignore_index=True)
    spellings = pd.concat(parts, ignore_index=True)
    _refuse_unused(own, every, reports)
    for section in network.DIRECTIONS:
        reports[section] = [int(((every["doc_id"] == d) & (every["section"] == section)).sum()) for d in reports["doc_id"]]
    table = _agencies(spellings, reports, linked, form, notes)
    edges = network.edges(every, reports, spellings)
    releases = [one.doc_id for one in form.files]
    renames = pd.DataFrame(columns=schemas.columns("renames"))
    changed = (
        changes.change(releases, every, edges, table, spellings, reports, renames)
        if len(releases) > 1 else pd.DataFrame(columns=schemas.columns("changes"))
    )  # fmt: skip
    return Records(
        form=form, rows=every, reports=reports, spellings=spellings, agencies=table, edges=edges, changes=changed,
        names=doubts.queue(spellings, every, own), elsewhere=_elsewhere(every, edges, table, spellings, ours),
        decisions=decided, pages=pages, links=links, linked=linked, notes=notes,
    )  # fmt: skip


def _agencies(spellings: pd.DataFrame, reports: pd.DataFrame, linked, form: Form, notes: list) -> pd.DataFrame:
    """The table `agencies`, with every agency of the lists; the reporting agency stands where the form says."""
    own = next(iter(agencies.reporter_ids(reports).values()))
    beside = {"agency_printed": reports["agency_printed"].iloc[0], "city_printed": form.city, "state_printed": form.state}
    home = pd.DataFrame([{"doc_id": reports["doc_id"].iloc[0], **beside, "agency_id": own, "basis": "printed", "rows": 0}])
    table = agencies.table(pd.concat([spellings, home], ignore_index=True), reports)
    others = [part.assign(name=part["name"])[table.columns] for part in linked.values()]
    table = pd.concat([table, *others], ignore_index=True).drop_duplicates("agency_id", ignore_index=True)
    here = table["agency_id"] == own
    if table.loc[here, "lat"].isna().all():
        table.loc[here, ["lat", "lon"]] = places.middle(form.state)
        table.loc[here, "precision"] = "state"
        notes.append((forms.FORM, f"no place or county of {form.state} is called {form.city}: on the maps the agency stands in "
                                  "the middle of its state"))  # fmt: skip
    return table


def _refuse_unused(own: pd.DataFrame, rows: pd.DataFrame, reports: pd.DataFrame) -> None:
    if problems := doubts.problems(own, rows, reports):
        raise TableError(
            "a decision does not hold", document="names.csv", found="; ".join(problems), do="Mend or remove these lines."
        )


def _elsewhere(rows, edges, table, spellings, ours) -> pd.DataFrame:
    """Agencies of these records that stand in the collection's documents too: settled as the same, or printed alike."""
    printed = ours["rows"].assign(name=ours["rows"]["agency_printed"].map(active))
    ends = ours["edges"].melt(["row_id"], ["sender_id", "recipient_id"], value_name="agency_id")
    ids = ends.drop_duplicates(["row_id", "agency_id"]).merge(printed[["row_id", "doc_id"]], on="row_id")
    reporters = ours["edges"]["doc_id"].map(agencies.reporter_ids(ours["reports"]))
    ids = ids[ids["agency_id"] != ids["row_id"].map(dict(zip(ours["edges"]["row_id"], reporters, strict=True)))]
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
