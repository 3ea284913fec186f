"""Network: permissions as directed edges, from the agency whose data it is to the agency that may see it.

Direct permissions only. No record here shows that a recipient may pass another agency's data on, so two arrows are
never joined into a path: a chain of permissions would be our invention.

A report is one side's word on one day. What an agency that made no report lists is not known, so agencies are compared
by how many they list only where their own report is held."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from helpers import schemas
from helpers.errors import TableError
from helpers.sharing import agencies, graphs, places

if TYPE_CHECKING:
    import networkx as nx

DIRECTIONS = {
    "detections_shared": ("out", "detections"),
    "detections_received": ("in", "detections"),
    "hot_lists_shared": ("out", "hot_list"),
    "hot_lists_received": ("in", "hot_list"),
}
"""Section to the arrow's direction, as the reporting agency sees it, and to what may be seen."""


SAYS = {
    "detections_shared": "may see the detections of {reporter}",
    "detections_received": "lets {reporter} see its detections",
    "hot_lists_shared": "may see a hot list of {reporter}",
    "hot_lists_received": "lets {reporter} see a hot list",
}
"""What an entry of each section says of the agency it prints."""


def edges(rows: pd.DataFrame, reports: pd.DataFrame, spellings: pd.DataFrame) -> pd.DataFrame:
    """One edge an entry (table `edges`): from the agency whose data it is to the agency that may see it.

    Raises TableError when an entry finds no agency, or more than one.
    """
    named = with_spelling(["agency_id"], rows, spellings)
    if lost := sorted(named.loc[named["agency_id"].isna(), "row_id"]):
        raise TableError(
            "entries without an agency", found=f"{len(lost)}, the first {lost[0]}", do="Run notebook 03 again."
        )
    named = named.merge(reports[["doc_id", "as_of"]], on="doc_id", validate="many_to_one")
    named["reporter"] = named["doc_id"].map(agencies.reporter_ids(reports))
    outward = named["section"].map(lambda section: DIRECTIONS[section][0] == "out")
    named["edge_id"] = "edge-" + named["row_id"]
    named["sender_id"] = named["reporter"].where(outward, named["agency_id"])
    named["recipient_id"] = named["agency_id"].where(outward, named["reporter"])
    named["kind"] = named["section"].map(lambda section: DIRECTIONS[section][1])
    return named[schemas.columns("edges")]


ENDS = ("sender", "recipient")
"""The two columns that an edge list from elsewhere must have; each may have NAME_city and NAME_state beside it."""


def brought(links: pd.DataFrame, known: agencies.Evidence, doc_id: str = "") -> tuple[pd.DataFrame, pd.DataFrame]:
    """An edge list from elsewhere, say another vendor's export: its links with sender_id and recipient_id, and the
    agencies.

    `links` has the columns sender and recipient, and may have sender_city, sender_state, recipient_city and
    recipient_state. `doc_id` is the list's own, where decisions name it. The second table has agencies.LIST's columns,
    one line an agency. Raises TableError without the two, without lines, or for an empty name."""
    if missing := [end for end in ENDS if end not in links.columns]:
        raise TableError(
            "the edge list lacks a column",
            expected=" and ".join(ENDS),
            found=f"no {' and no '.join(missing)} among {', '.join(map(str, links.columns))}",
            do="Name the columns sender (whose data it is) and recipient (who may see it).",
        )
    if links.empty:
        raise TableError("the edge list has no lines", expected="a sender and a recipient in each", found="heads alone")
    links = links.reset_index(drop=True)
    for end in ENDS:
        if empty := (links[end].astype(str).str.strip() == "").to_numpy().nonzero()[0].tolist():
            raise TableError(
                f"a line of the edge list has no {end}", expected="a name", found=f"nothing in line {empty[0] + 2}"
            )
        if f"{end}_state" in links:
            links[f"{end}_state"] = links[f"{end}_state"].map(places.code)
    ends = pd.concat(
        links.reindex(columns=[end, f"{end}_city", f"{end}_state"]).set_axis(agencies.SPELLING[1:], axis="columns")
        for end in ENDS
    )
    named = agencies.named(ends.assign(doc_id=doc_id), known)
    ids = named["agency_id"].to_numpy()
    links = links.assign(sender_id=ids[: len(links)], recipient_id=ids[len(links) :])
    best = named.assign(order=named["basis"].map(agencies.BASES.index)).sort_values(["agency_id", "order"])
    return links, best.drop_duplicates("agency_id")[agencies.LIST].reset_index(drop=True)


def with_spelling(columns: list[str], rows: pd.DataFrame, spellings: pd.DataFrame) -> pd.DataFrame:
    """The entries with columns of their spelling; empty where an entry has none. Raises TableError for two of one
    name."""
    rows, spellings = rows.fillna({"city_printed": "", "state_printed": ""}), spellings.fillna("")
    twice = spellings.loc[spellings.duplicated(agencies.SPELLING), "agency_printed"].tolist()
    if twice:
        raise TableError(
            "a printed name is taken for more than one agency", found=twice[0], do="Run notebook 03 again."
        )
    return rows.merge(spellings[[*agencies.SPELLING, *columns]], on=agencies.SPELLING, how="left")


def listed_in(
    section: str, doc_id: str, edges: pd.DataFrame, rows: pd.DataFrame, known: pd.DataFrame, spellings: pd.DataFrame
) -> pd.DataFrame:
    """One section of one report, a line an entry: the edge, the page, and the columns of the agency it prints
    (`known`).

    `basis` is the entry's own, not the agency's best: Livermore's city is printed in 2025, and on the 2020 page only
    its name."""
    chosen = rows[(rows["doc_id"] == doc_id) & (rows["section"] == section)]
    printed = with_spelling(["basis"], chosen, spellings)[["row_id", "agency_printed", "page", "printed_page", "basis"]]
    chosen = printed.merge(edges, on="row_id", validate="one_to_one")
    far = "recipient_id" if DIRECTIONS[section][0] == "out" else "sender_id"
    return chosen.merge(
        known.drop(columns="basis"), left_on=far, right_on="agency_id", validate="many_to_one"
    ).sort_values("row_id", ignore_index=True)


def reporter(doc_id: str, reports: pd.DataFrame) -> str:
    """The id of the agency whose report it is. Raises TableError for a report that is not in the table."""
    ids = agencies.reporter_ids(reports)
    if doc_id not in ids:
        raise TableError("there is no such sharing report", document=doc_id, expected=" or ".join(sorted(ids)))
    return ids[doc_id]


# --- as a graph -------------------------------------------------------------------------------------------------------


def graph(edges: pd.DataFrame, known: pd.DataFrame) -> nx.MultiDiGraph:
    """The permissions as a graph that other programs open: a node an agency of `edges`, with the columns of `known`
    that are not empty; an arrow an entry, its key the edge_id, with kind, doc_id, as_of (text), inactive and row_id.

    Path functions of networkx (shortest_path, descendants, betweenness_centrality, transitive_closure and the like)
    must not be used on it: they join two arrows, and no record shows that a recipient may pass another agency's data
    on. Raises TableError for an agency that `known` lacks."""
    import networkx as nx  # a second to import: only where a graph is made

    ends = sorted(set(edges["sender_id"]) | set(edges["recipient_id"]))
    described = {line["agency_id"]: line for line in known.to_dict("records")}
    if lost := sorted(set(ends) - set(described)):
        raise TableError(
            "edges have agencies without a line", found=f"{len(lost)}, the first {lost[0]}", do="Run notebook 03 again."
        )
    made = nx.MultiDiGraph()
    for one in ends:
        made.add_node(one, **{name: cell for name, cell in described[one].items() if not pd.isna(cell) and cell != ""})
    for e in edges.itertuples():
        said = {
            "kind": e.kind,
            "doc_id": e.doc_id,
            "as_of": str(e.as_of),
            "inactive": bool(e.inactive),
            "row_id": e.row_id,
        }
        made.add_edge(e.sender_id, e.recipient_id, key=e.edge_id, **said)
    return made


def permissions(kind: str, edges: pd.DataFrame, known: pd.DataFrame) -> graphs.Graph:
    """The permissions of one kind (detections or hot_list) as a matrix over all of `known`, for counts at any size.

    Pass the edges of one report, or of one day: what is pooled from several days was true on none of them.
    """
    chosen = edges[edges["kind"] == kind]
    return graphs.build(chosen["sender_id"], chosen["recipient_id"], known["agency_id"])


# --- both ways --------------------------------------------------------------------------------------------------------

WAYS = ("both ways", "only out", "only in")
"""As the reporting agency sees it: out, its data may be seen by the other; in, it may see the other's."""

RECIPROCITY = [
    "agency_id",
    "name",
    "kind",
    "ways",
    "level",
    "agency_kind",
    "state",
    "parent",
    "sure",
    "inactive",
    "rows_out",
    "rows_in",
]


def reciprocity(doc_id: str, edges: pd.DataFrame, known: pd.DataFrame, reports: pd.DataFrame) -> pd.DataFrame:
    """What runs both ways in one report: a line for each other agency and kind of permission (detections, hot_list),
    with `ways` (WAYS), what is known of the agency, and the row ids of each direction, parted by blanks.

    The reporter's own other account, listed in its own report, is left out: it is no other agency. `inactive` is true
    where an entry of the line is printed so. An unsure name is one line where both sections print the same name. What
    the other agency's own account says is not in this report: `agreement` compares two."""
    own = reporter(doc_id, reports)
    told = edges[(edges["doc_id"] == doc_id) & (edges["sender_id"] != edges["recipient_id"])].sort_values("row_id")
    out = told["sender_id"] == own
    told = told.assign(
        agency_id=told["recipient_id"].where(out, told["sender_id"]),
        rows_out=told["row_id"].where(out),
        rows_in=told["row_id"].mask(out),
    )
    lines = told.groupby(["agency_id", "kind"], as_index=False).agg(
        {"inactive": "any", "rows_out": _joined, "rows_in": _joined},
    )
    lines["ways"] = [
        WAYS[0] if o and i else WAYS[1] if o else WAYS[2]
        for o, i in zip(lines["rows_out"], lines["rows_in"], strict=True)
    ]
    return lines.merge(known.rename(columns={"kind": "agency_kind"}), on="agency_id", validate="many_to_one")[
        RECIPROCITY
    ]


def _joined(cells: pd.Series) -> str:
    return " ".join(cells.dropna())


# --- counted, with what is not settled --------------------------------------------------------------------------------

UNSETTLED, NONE = "(unsure)", "(none)"

SAYS_LITTLE = ("unknown", "task force", "district attorney")
"""Kinds of an unsure name that leave open whose agency it is: notebook 03 takes the same for names that could be
federal."""


class Span(NamedTuple):
    """How many at least, and how many at most."""

    low: int
    high: int


def span(listed: pd.DataFrame, test: pd.Series, could: pd.Series | None = None) -> Span:
    """For how many entries of a section something holds: at least the settled ones for which it does, at most those and
    every unsure name for which it could.

    `listed` has the column sure, a line an entry (`listed_in`); `test` and `could` are truths of the same lines.
    Without `could` it could hold for every unsure name, which is right for a state and too wide for what the name
    itself says. An agency that stands in two entries counts twice: drop doubles of agency_id to count agencies. Raises
    TableError for truths of other lines."""
    for truths in (test, could):
        if truths is not None and not truths.index.equals(listed.index):
            raise TableError(
                "a test is not about these entries", expected=f"{len(listed)} truths, one an entry", found=len(truths)
            )
    sure = listed["sure"].astype(bool)
    low = int((sure & test).sum())
    return Span(low, low + int((~sure if could is None else ~sure & could).sum()))


def counted(listed: pd.DataFrame, known: pd.DataFrame, by: str) -> pd.DataFrame:
    """The entries of a section by level, kind, state or parent of the agency: columns `by`, low and high, the commonest
    first.

    `low` counts the settled ones; `high` adds every unsure name that could be one: for a state each of them, else those
    whose name says the same, or little (SAYS_LITTLE). Unsure names have a line of their own, "(unsure)", the last, so
    that the low numbers add up to the entries; an empty value is "(none)". `listed` needs the column agency_id. Raises
    TableError for another `by`."""
    if by not in (allowed := ("level", "kind", "state", "parent")):
        raise TableError("entries are not counted by this", expected=" or ".join(allowed), found=by)
    entries = known.set_index("agency_id").loc[listed["agency_id"]].reset_index()
    values = entries[by].replace("", NONE)
    lines = [
        {by: value, **span(entries, values == value, _could_be(entries, by, value))._asdict()}
        for value in sorted(set(values[entries["sure"]]))
    ]
    found = pd.DataFrame(lines, columns=[by, *Span._fields]).sort_values(["low", by], ascending=[False, True])
    unsure = int((~entries["sure"]).sum())
    return pd.concat([found, pd.DataFrame([{by: UNSETTLED, "low": unsure, "high": unsure}])], ignore_index=True)


def _could_be(entries: pd.DataFrame, by: str, value: str) -> pd.Series:
    """For which entries a value could hold if they are unsure. No unsure name says its state, and a police has one."""
    says_little = entries["kind"].isin(SAYS_LITTLE)
    if by == "state":
        return says_little | (value != NONE)
    return says_little | (entries[by].replace("", NONE) == value)


def between_states(doc_id: str, edges: pd.DataFrame, known: pd.DataFrame, reports: pd.DataFrame) -> pd.DataFrame:
    """How many entries of one report let an agency of one state see the detections of another's: senders' states down,
    recipients' across, the reporter's first.

    Only rows and columns of the reporter's own state have numbers: what runs between two others is missing, not zero,
    since such a report cannot show it. Entries whose state is not settled, or that have none, and the reporter's own
    other account are left out."""
    state = known.set_index("agency_id")["state"].fillna("")
    home = state[reporter(doc_id, reports)]
    told = edges[
        (edges["doc_id"] == doc_id) & (edges["kind"] == "detections") & (edges["sender_id"] != edges["recipient_id"])
    ]
    ends = pd.DataFrame({"sender": told["sender_id"].map(state), "recipient": told["recipient_id"].map(state)})
    ends = ends[(ends["sender"] != "") & (ends["recipient"] != "")]
    order = [home, *sorted({*ends["sender"], *ends["recipient"]} - {home})]
    field = (
        pd.crosstab(ends["sender"], ends["recipient"])
        .reindex(index=order, columns=order, fill_value=0)
        .astype("Float64")
    )
    return field.where(pd.DataFrame({one: [home in (one, other) for other in order] for one in order}, index=order))


# --- from outside -----------------------------------------------------------------------------------------------------


def seen_from_outside(edges: pd.DataFrame, reports: pd.DataFrame) -> pd.DataFrame:
    """In how many reports of others each agency stands: columns agency_id, detections_recipient, detections_sender,
    hot_list_recipient, hot_list_sender (numbers of reports), `of` (how many reports of others are held), reporters (how
    many agencies made those in which it stands) and own_reports (how many it made itself).

    A report that lists an agency in several entries counts once. These are not degrees: what an agency lists that made
    no report is not known, and one that stands in few of these reports can stand in many that nobody released."""
    own = pd.Series(agencies.reporter_ids(reports))
    told = edges.assign(reporter=edges["doc_id"].map(own))
    ends = [
        told.assign(agency_id=told[f"{end}_id"], stands=told["kind"] + f"_{end}")[
            ["agency_id", "stands", "doc_id", "reporter"]
        ]
        for end in ("recipient", "sender")
    ]
    seen = pd.concat(ends).query("agency_id != reporter").drop_duplicates()
    columns = [f"{kind}_{end}" for kind in ("detections", "hot_list") for end in ("recipient", "sender")]
    counts = seen.groupby(["agency_id", "stands"]).size().unstack(fill_value=0).reindex(columns=columns, fill_value=0)
    made = counts.index.map(lambda one: int((own == one).sum()))
    reporters = seen.groupby("agency_id")["reporter"].nunique()
    return (
        counts.assign(of=len(own) - made, reporters=reporters, own_reports=made).rename_axis(columns=None).reset_index()
    )


# --- two reports ------------------------------------------------------------------------------------------------------

SIDE = ("section", "entries", "lists", "rows", "names", "another_account")
AGREEMENT = [
    "kind",
    "sender_id",
    "recipient_id",
    "sender",
    "recipient",
    "one",
    "other",
    "days_apart",
    "verdict",
    "missing_from",
    *(f"one_{said}" for said in SIDE),
    *(f"other_{said}" for said in SIDE),
]

BOTH, NEITHER = "agree: both list it", "agree: neither lists it"


def agreement(
    one: str, other: str, edges: pd.DataFrame, rows: pd.DataFrame, reports: pd.DataFrame, known: pd.DataFrame
) -> pd.DataFrame:
    """What the reports of two agencies say about each other: four lines, for detections and hot lists in each
    direction.

    `one` and `other` are doc_ids. Of each report (columns one_ and other_): the section in which the line would stand,
    how many entries that section has, whether the other agency is listed there, its row ids (parted by blanks) and
    printed names (by " | "), and those of the names that are not the account that made the other report: an entry for
    another account of an agency need not stand in the report of the first. `verdict` is BOTH, NEITHER or "only DOC_ID
    lists it"; then `missing_from` names the document and the section that lack it.

    The reports are `days_apart` days apart (negative where `one` is the later): a permission can be switched on or off
    between them, so a contradiction is an error of neither. Raises TableError for two reports of one agency."""
    ends = {doc_id: reporter(doc_id, reports) for doc_id in (one, other)}
    if ends[one] == ends[other]:
        raise TableError(
            "two reports of one agency are no two sides", found=ends[one], do="Compare them with changes.change."
        )
    days = reports.set_index("doc_id")["as_of"].map(pd.Timestamp)
    names = known.set_index("agency_id")["name"]
    printed = edges.merge(rows[["row_id", "section", "agency_printed"]], on="row_id", validate="one_to_one")
    lines = []
    for kind in ("detections", "hot_list"):
        for sender, recipient in ((one, other), (other, one)):
            said = {
                sender: _said(sender, ("out", kind), recipient, ends, printed, reports),
                recipient: _said(recipient, ("in", kind), sender, ends, printed, reports),
            }
            line = {
                "kind": kind,
                "sender_id": ends[sender],
                "recipient_id": ends[recipient],
                "one": one,
                "other": other,
            }
            line |= {
                "sender": names[ends[sender]],
                "recipient": names[ends[recipient]],
                "days_apart": (days[other] - days[one]).days,
            }
            line |= {
                f"{side}_{what}": cell
                for side, doc_id in (("one", one), ("other", other))
                for what, cell in said[doc_id].items()
            }
            lines.append({**line, **_verdict(said)})
    return pd.DataFrame(lines, columns=AGREEMENT)


def _said(
    doc_id: str,
    direction: tuple[str, str],
    about: str,
    ends: dict[str, str],
    printed: pd.DataFrame,
    reports: pd.DataFrame,
) -> dict[str, Any]:
    """What one report says about the agency of another (SIDE)."""
    section = next(section for section, meant in DIRECTIONS.items() if meant == direction)
    far = "recipient_id" if direction[0] == "out" else "sender_id"
    in_section = printed[(printed["doc_id"] == doc_id) & (printed["section"] == section)]
    found = in_section[in_section[far] == ends[about]].sort_values("row_id")
    names = list(dict.fromkeys(found["agency_printed"]))
    account = agencies.parse(reports.set_index("doc_id").loc[about, "agency_printed"]).words
    another = [name for name in names if agencies.parse(name).words != account]
    said = (
        section,
        len(in_section),
        not found.empty,
        " ".join(found["row_id"]),
        " | ".join(names),
        " | ".join(another),
    )
    return dict(zip(SIDE, said, strict=True))


def _verdict(said: dict[str, dict[str, Any]]) -> dict[str, str]:
    """Whether two reports agree, and where one lacks what the other lists; `said` is by doc_id."""
    lacking = [doc_id for doc_id, side in said.items() if not side["lists"]]
    if len(lacking) != 1:
        return {"verdict": NEITHER if lacking else BOTH, "missing_from": ""}
    (only,) = set(said) - set(lacking)
    return {"verdict": f"only {only} lists it", "missing_from": f"{lacking[0]}, {said[lacking[0]]['section']}"}
