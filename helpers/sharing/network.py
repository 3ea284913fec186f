"""Network: permissions as directed edges, from the agency whose data it is to the agency that may see it.

Direct permissions only. No record here shows that a recipient may pass another agency's data on, so two edges are never
joined into a path: a chain of permissions would be our invention.

A report shows one side on one day. What an agency without a report lists is not known, so agencies are compared by how
many they list only where we hold their own report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from helpers import files, schemas
from helpers.errors import TableError
from helpers.sharing import agencies, graphs, places
from helpers.sharing.agencies import NameEvidence
from helpers.sharing.names import parse
from helpers.sharing.tables import SPELLING, SharingTables

if TYPE_CHECKING:
    import networkx as nx

DIRECTIONS = {
    "detections_shared": ("out", "detections"),
    "detections_received": ("in", "detections"),
    "hot_lists_shared": ("out", "hot_list"),
    "hot_lists_received": ("in", "hot_list"),
}
"""Section to the direction of its edges, as the reporting agency sees them, and to what may be seen."""

SAYS = {
    "detections_shared": "may see the detections of {reporter}",
    "detections_received": "lets {reporter} see its detections",
    "hot_lists_shared": "may see a hot list of {reporter}",
    "hot_lists_received": "lets {reporter} see a hot list",
}
"""What an entry of each section says of the agency it prints."""


def edges(tables: SharingTables) -> pd.DataFrame:
    """One edge for each entry of the table `rows` that is a permission (table `edges`), from the agency whose data it
    is to the agency that may see it. Raises TableError when an entry has no agency, or more than one."""
    entries = tables.matched_rows
    if "permission" in entries:
        entries = entries[entries["permission"]]
    if lost := sorted(entries.loc[entries["agency_id"].isna(), "row_id"]):
        count = f"{len(lost)}, the first {lost[0]}"
        raise TableError("entries without an agency", found=count, do="Run notebook 03 again.")
    entries = entries.merge(tables.reports[["doc_id", "as_of"]], on="doc_id", validate="many_to_one")
    reporter = entries["doc_id"].map(tables.reporter_ids)
    outward = entries["section"].map(lambda section: DIRECTIONS[section][0] == "out")
    return entries.assign(
        edge_id="edge-" + entries["row_id"],
        sender_id=reporter.where(outward, entries["agency_id"]),
        recipient_id=entries["agency_id"].where(outward, reporter),
        kind=entries["section"].map(lambda section: DIRECTIONS[section][1]),
    )[schemas.columns("edges")]


ENDS = ("sender", "recipient")
"""The two columns that an edge list from elsewhere must have; each may have NAME_city and NAME_state beside it."""


def brought(links: pd.DataFrame, evidence: NameEvidence, doc_id: str = "") -> tuple[pd.DataFrame, pd.DataFrame]:
    """An edge list from elsewhere, such as another vendor's export: its links with sender_id and recipient_id, and its
    agencies, one line each with the columns agencies.LIST.

    `links` has the columns sender and recipient, and may have sender_city, sender_state, recipient_city and
    recipient_state. `doc_id` is the list's own id, which decisions can name. A list
    read with its lines (files.read_list) keeps them as index. Raises TableError for a missing column, a
    list without lines, and an empty name."""
    if missing := [end for end in ENDS if end not in links.columns]:
        raise TableError(
            "the edge list lacks a column",
            expected=" and ".join(ENDS),
            found=f"no {' and no '.join(missing)} among {', '.join(map(str, links.columns))}",
            do="Name the columns sender (whose data it is) and recipient (who may see it).",
        )
    if links.empty:
        expected = "a sender and a recipient in each"
        raise TableError("the edge list has no lines", expected=expected, found="a header row alone")
    lines, links = files.lines_of(links), links.copy() if files.has_lines(links) else links.reset_index(drop=True)
    for end in ENDS:
        if empty := (links[end].astype(str).str.strip() == "").to_numpy().nonzero()[0].tolist():
            nothing = f"nothing in line {lines[empty[0]]}"
            raise TableError(f"a line of the edge list has no {end}", expected="a name", found=nothing)
        if f"{end}_state" in links:
            links[f"{end}_state"] = links[f"{end}_state"].map(places.code)
    printed = [links.reindex(columns=[end, f"{end}_city", f"{end}_state"]) for end in ENDS]
    ends = pd.concat(part.set_axis(SPELLING[1:], axis="columns") for part in printed)
    named, which = agencies.named_once(ends.assign(doc_id=doc_id), evidence)
    ids = named["agency_id"].to_numpy()[which]
    links = links.assign(sender_id=ids[: len(links)], recipient_id=ids[len(links) :])
    best = named.assign(order=named["basis"].map(agencies.BASES.index)).sort_values(["agency_id", "order"])
    return links, best.drop_duplicates("agency_id")[agencies.LIST].reset_index(drop=True)


def listed_in(tables: SharingTables, section: str, doc_id: str) -> pd.DataFrame:
    """One section of one report, a line for each entry: the edge, the page, and the columns of the agency it prints;
    `kind` is the agency's kind.

    `basis` is the entry's own, not the agency's best: Livermore's city is printed in 2025, and on the 2020 page only
    its name."""
    rows = tables.matched_rows
    chosen = rows[(rows["doc_id"] == doc_id) & (rows["section"] == section)]
    chosen = chosen[["row_id", "agency_printed", "page", "printed_page", "basis"]]
    chosen = chosen.merge(tables.edges.drop(columns="kind"), on="row_id", validate="one_to_one")
    far = "recipient_id" if DIRECTIONS[section][0] == "out" else "sender_id"
    described = tables.agencies.drop(columns="basis")
    chosen = chosen.merge(described, left_on=far, right_on="agency_id", validate="many_to_one")
    return chosen.sort_values("row_id", ignore_index=True)


# --- as a graph -------------------------------------------------------------------------------------------------------


def graph(tables: SharingTables) -> nx.MultiDiGraph:
    """The permissions as a graph that other programs open: a node for each agency that `edges` names, with its columns
    of `agencies` that are not empty; an edge for each entry, its key the edge_id, with kind, doc_id, as_of (text),
    inactive and row_id.

    Path functions of networkx (shortest_path, descendants, betweenness_centrality, transitive_closure and the like)
    must not be used on it: they join two edges, and no record shows that a recipient may pass another agency's data on.
    Raises TableError for an agency that the table `agencies` lacks."""
    import networkx as nx  # a second to import: only where a graph is made

    edges = tables.edges
    ends = sorted(set(edges["sender_id"]) | set(edges["recipient_id"]))
    described = {line["agency_id"]: line for line in tables.agencies.to_dict("records")}
    if lost := sorted(set(ends) - set(described)):
        count = f"{len(lost)}, the first {lost[0]}"
        raise TableError("edges have agencies without a line", found=count, do="Run notebook 03 again.")
    made = nx.MultiDiGraph()
    for one in ends:
        made.add_node(one, **{name: cell for name, cell in described[one].items() if not pd.isna(cell) and cell != ""})
    for e in edges.itertuples():
        facts = {"kind": e.kind, "doc_id": e.doc_id, "as_of": str(e.as_of), "inactive": bool(e.inactive)}
        made.add_edge(e.sender_id, e.recipient_id, key=e.edge_id, **facts, row_id=e.row_id)
    return made


def permissions(tables: SharingTables, doc_id: str, kind: str) -> graphs.Graph:
    """The permissions of one kind (detections or hot_list) in one report, as a matrix over all of `agencies`.

    Reports of several days are never pooled: the pooled permissions were true on none of these days."""
    chosen = tables.edges[(tables.edges["doc_id"] == doc_id) & (tables.edges["kind"] == kind)]
    return graphs.build(chosen["sender_id"], chosen["recipient_id"], tables.agencies["agency_id"])


# --- both ways --------------------------------------------------------------------------------------------------------

WAYS = ("both ways", "only out", "only in")
"""As the reporting agency sees it: out, its data may be seen by the other; in, it may see the other's."""

ONE_WAY = {"only out": "out, and in is not shown", "only in": "in, and out is not shown"}
"""What can be said of these ways where the record does not show the other section."""

RECIPROCITY = [
    *("agency_id", "name", "kind", "ways", "level", "agency_kind", "state", "parent", "sure", "inactive"),
    *("rows_out", "rows_in"),
]


def reciprocity(tables: SharingTables, doc_id: str) -> pd.DataFrame:
    """What runs both ways in one report: a line for each other agency and kind of permission (detections, hot_list),
    with `ways` (WAYS, ONE_WAY), what is known of the agency, and the row ids of each direction, separated by blanks.

    The reporter's own other account, listed in its own report, is left out: it is no other agency. `inactive` is true
    where an entry of the line is printed so. An unsure name is one line where both sections print the same name. What
    the other agency's own account shows is not in this report: `agreement` compares two."""
    own = tables.reporter(doc_id)
    listed = _of_others(tables.edges, doc_id).sort_values("row_id")
    out = listed["sender_id"] == own
    listed = listed.assign(
        agency_id=listed["recipient_id"].where(out, listed["sender_id"]),
        rows_out=listed["row_id"].where(out),
        rows_in=listed["row_id"].mask(out),
    )
    lines = listed.groupby(["agency_id", "kind"], as_index=False)
    lines = lines.agg({"inactive": "any", "rows_out": _joined, "rows_in": _joined})
    shown = {direction: tables.shows(doc_id, section) for section, direction in DIRECTIONS.items()}
    lines["ways"] = [
        _ways(o, i, shown["out", kind], shown["in", kind])
        for kind, o, i in lines[["kind", "rows_out", "rows_in"]].itertuples(index=False)
    ]
    described = tables.agencies.rename(columns={"kind": "agency_kind"})
    return lines.merge(described, on="agency_id", validate="many_to_one")[RECIPROCITY]


def _ways(rows_out: str, rows_in: str, shows_out: bool, shows_in: bool) -> str:
    """Which way a permission runs, as far as the record shows both."""
    ways = WAYS[0] if rows_out and rows_in else WAYS[1] if rows_out else WAYS[2]
    other_shown = {WAYS[1]: shows_in, WAYS[2]: shows_out}.get(ways, True)
    return ways if other_shown else ONE_WAY[ways]


def _of_others(edges: pd.DataFrame, doc_id: str) -> pd.DataFrame:
    """The edges of one report, without those to another account of the reporter's own."""
    return edges[(edges["doc_id"] == doc_id) & (edges["sender_id"] != edges["recipient_id"])]


def _joined(cells: pd.Series) -> str:
    return " ".join(cells.dropna())


# --- counted, with the unresolved names -------------------------------------------------------------------------------

UNRESOLVED, NONE = "(unsure)", "(none)"

SAYS_LITTLE = ("unknown", "task force", "district attorney")
"""Kinds of an unsure name that leave open whose agency it is: notebook 03 takes the same for names that could be
federal."""


class Bounds(NamedTuple):
    """How many at least, and how many at most."""

    low: int
    high: int


def span(listed: pd.DataFrame, test: pd.Series, could: pd.Series | None = None) -> Bounds:
    """For how many entries of a section a test holds: at least the matched ones for which it does, at most those and
    every unsure name for which it could.

    `listed` has the column sure, a line for each entry (`listed_in`); `test` and `could` are booleans with the same
    index. Without `could` the test could hold for every unsure name, which is right for a state and too wide for what
    the name itself says. An agency with two entries counts twice: drop duplicates of agency_id to count agencies.
    Raises TableError for booleans with another index."""
    for column in (test, could):
        if column is not None and not column.index.equals(listed.index):
            expected = f"{len(listed)} booleans, one for each entry"
            raise TableError("a test is not about these entries", expected=expected, found=len(column))
    sure = listed["sure"].astype(bool)
    low = int((sure & test).sum())
    return Bounds(low, low + int((~sure if could is None else ~sure & could).sum()))


def counted(tables: SharingTables, listed: pd.DataFrame, by: str) -> pd.DataFrame:
    """The entries of a section by level, kind, state or parent of the agency: columns `by`, low and high, the commonest
    first.

    `low` counts the matched ones; `high` adds every unsure name that could be one: for a state each of them, else those
    whose name says the same, or little (SAYS_LITTLE). Unsure names have a line of their own, "(unsure)", the last, so
    that the low numbers add up to the entries; an empty value is "(none)". `listed` needs the column agency_id. Raises
    TableError for another `by`."""
    if by not in (allowed := ("level", "kind", "state", "parent")):
        raise TableError("entries are not counted by this", expected=" or ".join(allowed), found=by)
    entries = tables.agencies_by_id.loc[listed["agency_id"]].reset_index(drop=True)
    values = entries[by].replace("", NONE)
    lines = [
        {by: value, **span(entries, values == value, _could_be(entries, by, value))._asdict()}
        for value in sorted(set(values[entries["sure"]]))
    ]
    counts = pd.DataFrame(lines, columns=[by, *Bounds._fields]).sort_values(["low", by], ascending=[False, True])
    unsure = int((~entries["sure"]).sum())
    return pd.concat([counts, pd.DataFrame([{by: UNRESOLVED, "low": unsure, "high": unsure}])], ignore_index=True)


def _could_be(entries: pd.DataFrame, by: str, value: str) -> pd.Series:
    """For which entries a value could hold if they are unsure. No unsure name says its state, and a police has one."""
    says_little = entries["kind"].isin(SAYS_LITTLE)
    if by == "state":
        return says_little | (value != NONE)
    return says_little | (entries[by].replace("", NONE) == value)


def between_states(tables: SharingTables, doc_id: str) -> pd.DataFrame:
    """How many entries of one report let an agency of one state see the detections of another's: senders' states down,
    recipients' across, the reporter's first.

    Only rows and columns of the reporter's own state have numbers: what runs between two others is missing, not zero,
    since such a report cannot show it. Entries whose state is unknown, or that have none, and the reporter's own other
    account are left out."""
    state = tables.agencies_by_id["state"].fillna("")
    home = state[tables.reporter(doc_id)]
    listed = _of_others(tables.edges, doc_id).query("kind == 'detections'")
    ends = pd.DataFrame({"sender": listed["sender_id"].map(state), "recipient": listed["recipient_id"].map(state)})
    ends = ends[(ends["sender"] != "") & (ends["recipient"] != "")]
    order = [home, *sorted({*ends["sender"], *ends["recipient"]} - {home})]
    counts = pd.crosstab(ends["sender"], ends["recipient"]).reindex(index=order, columns=order, fill_value=0)
    shown = pd.DataFrame({one: [home in (one, other) for other in order] for one in order}, index=order)
    return counts.astype("Float64").where(shown)


# --- from outside -----------------------------------------------------------------------------------------------------


def seen_from_outside(tables: SharingTables) -> pd.DataFrame:
    """In how many reports of others each agency is listed: columns agency_id, detections_recipient, detections_sender,
    hot_list_recipient, hot_list_sender (numbers of reports), `of` (how many reports of others are held), reporters (how
    many agencies made those that list it) and own_reports (how many it made itself).

    A report that lists an agency in several entries counts once. These are not degrees: what an agency without a report
    lists is not known, and an agency in few of these reports can be in many that nobody released."""
    own = pd.Series(tables.reporter_ids)
    edges = tables.edges.assign(reporter=tables.edges["doc_id"].map(own))
    ends = [
        edges.assign(agency_id=edges[f"{end}_id"], listed_as=edges["kind"] + f"_{end}")
        for end in ("recipient", "sender")
    ]
    seen = pd.concat(ends)[["agency_id", "listed_as", "doc_id", "reporter"]]
    seen = seen.query("agency_id != reporter").drop_duplicates()
    columns = [f"{kind}_{end}" for kind in ("detections", "hot_list") for end in ("recipient", "sender")]
    counts = seen.groupby(["agency_id", "listed_as"]).size().unstack(fill_value=0)
    counts = counts.reindex(columns=columns, fill_value=0)
    made = counts.index.map(lambda one: int((own == one).sum()))
    reporters = seen.groupby("agency_id")["reporter"].nunique()
    counts = counts.assign(of=len(own) - made, reporters=reporters, own_reports=made)
    return counts.rename_axis(columns=None).reset_index()


# --- two reports ------------------------------------------------------------------------------------------------------

SIDE = ("section", "entries", "lists", "rows", "names", "another_account")
AGREEMENT = [
    *("kind", "sender_id", "recipient_id", "sender", "recipient", "one", "other", "days_apart", "verdict"),
    *("missing_from", *(f"one_{what}" for what in SIDE), *(f"other_{what}" for what in SIDE)),
]

BOTH, NEITHER = "agree: both list it", "agree: neither lists it"

NOT_COMPARABLE = "not comparable"
"""Of a section that one of two records does not show whole: a name that is missing there says nothing."""


def agreement(tables: SharingTables, one: str, other: str) -> pd.DataFrame:
    """What the reports of two agencies show about each other: four lines, for detections and hot lists in each
    direction.

    `one` and `other` are doc_ids. For each report (columns one_ and other_): the section where the entry would be, how
    many entries that section has, whether it lists the other agency, its row ids (separated by blanks) and printed
    names (by " | "), and those of the names that are not the account that made the other report: an entry for another
    account of an agency need not be in the report of the first. `verdict` is BOTH, NEITHER or "only DOC_ID lists it";
    then `missing_from` names the document and the section that lack it. It is NOT_COMPARABLE where the document that
    lacks it does not show that section whole.

    The reports are `days_apart` days apart (negative where `one` is the later): a permission can be switched on or off
    between them, so a contradiction is no error of either. Raises TableError for two reports of one agency."""
    made_by = {doc_id: tables.reporter(doc_id) for doc_id in (one, other)}
    if made_by[one] == made_by[other]:
        do = "Compare them with changes.change."
        raise TableError("two reports of one agency are no two sides", found=made_by[one], do=do)
    names = tables.agencies_by_id["name"]
    days_apart = (tables.dates[other] - tables.dates[one]).days
    lines = []
    for kind in ("detections", "hot_list"):
        for sender, recipient in ((one, other), (other, one)):
            ends = {"sender_id": made_by[sender], "recipient_id": made_by[recipient]}
            called = {"sender": names[made_by[sender]], "recipient": names[made_by[recipient]]}
            sides = {
                sender: _side(tables, sender, ("out", kind), recipient),
                recipient: _side(tables, recipient, ("in", kind), sender),
            }
            line = {"kind": kind, **ends, **called, "one": one, "other": other, "days_apart": days_apart}
            for side, doc_id in (("one", one), ("other", other)):
                line |= {f"{side}_{what}": cell for what, cell in sides[doc_id].items()}
            lines.append({**line, **_verdict(tables, sides)})
    return pd.DataFrame(lines, columns=AGREEMENT)


def _side(tables: SharingTables, doc_id: str, direction: tuple[str, str], about: str) -> dict[str, Any]:
    """What one report shows about the agency that made the report `about` (SIDE)."""
    section = next(section for section, meant in DIRECTIONS.items() if meant == direction)
    in_section = listed_in(tables, section, doc_id)
    entries = in_section[in_section["agency_id"] == tables.reporter(about)]
    names = list(dict.fromkeys(entries["agency_printed"]))
    account = parse(tables.reports_by_id.loc[about, "agency_printed"]).words
    another = [name for name in names if parse(name).words != account]
    joined = (" ".join(entries["row_id"]), " | ".join(names), " | ".join(another))
    return dict(zip(SIDE, (section, len(in_section), not entries.empty, *joined), strict=True))


def _verdict(tables: SharingTables, sides: dict[str, dict[str, Any]]) -> dict[str, str]:
    """Whether two reports agree, and where one lacks what the other lists; `sides` is by doc_id."""
    lacking = [doc_id for doc_id, side in sides.items() if not side["lists"]]
    if any(not tables.shows(doc_id, sides[doc_id]["section"]) for doc_id in lacking):
        return {"verdict": NOT_COMPARABLE, "missing_from": ""}
    if len(lacking) != 1:
        return {"verdict": NEITHER if lacking else BOTH, "missing_from": ""}
    (only,) = set(sides) - set(lacking)
    return {"verdict": f"only {only} lists it", "missing_from": f"{lacking[0]}, {sides[lacking[0]]['section']}"}
