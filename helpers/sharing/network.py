"""Network: permissions as directed edges, from the agency whose data it is to the agency that may see it.

Direct permissions only. No record here shows that a recipient may pass another agency's data on, so two arrows are never
joined into a path: a chain of permissions would be our invention.
"""

import pandas as pd

from helpers import schemas
from helpers.errors import TableError
from helpers.sharing import agencies

DIRECTIONS = {
    "detections_shared": ("out", "detections"),
    "detections_received": ("in", "detections"),
    "hot_lists_shared": ("out", "hot_list"),
    "hot_lists_received": ("in", "hot_list"),
}
"""Section to the arrow's direction, as the reporting agency sees it, and to what may be seen."""


def edges(rows: pd.DataFrame, reports: pd.DataFrame, spellings: pd.DataFrame) -> pd.DataFrame:
    """One edge an entry (table `edges`): from the agency whose data it is to the agency that may see it.

    Raises TableError when an entry finds no agency, or more than one.
    """
    named = with_spelling(["agency_id"], rows, spellings)
    if lost := sorted(named.loc[named["agency_id"].isna(), "row_id"]):
        raise TableError("entries without an agency", found=f"{len(lost)}, the first {lost[0]}", do="Run notebook 03 again.")
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


def brought(links: pd.DataFrame, known: agencies.Evidence) -> tuple[pd.DataFrame, pd.DataFrame]:
    """An edge list from elsewhere, say another vendor's export: its links with sender_id and recipient_id, and the agencies.

    `links` has the columns sender and recipient, and may have sender_city, sender_state, recipient_city and recipient_state.
    The second table has agencies.LIST's columns, one line an agency. Raises TableError without the two, or for an empty name.
    """
    if missing := [end for end in ENDS if end not in links.columns]:
        raise TableError("the edge list lacks a column", expected=" and ".join(ENDS), found=f"no {' and no '.join(missing)}")
    links = links.reset_index(drop=True)
    ends = pd.concat(
        [
            links.reindex(columns=[end, f"{end}_city", f"{end}_state"]).set_axis(agencies.SPELLING[1:], axis="columns")
            for end in ENDS
        ],
        ignore_index=True,
    )
    named = agencies.named(ends, known)
    ids = named["agency_id"].to_numpy()
    links = links.assign(sender_id=ids[: len(links)], recipient_id=ids[len(links) :])
    best = named.assign(order=named["basis"].map(agencies.BASES.index)).sort_values(["agency_id", "order"], kind="stable")
    return links, best.drop_duplicates("agency_id")[agencies.LIST].reset_index(drop=True)


def with_spelling(columns: list[str], rows: pd.DataFrame, spellings: pd.DataFrame) -> pd.DataFrame:
    """The entries with columns of their spelling; empty where an entry has none."""
    rows = rows.fillna({"city_printed": "", "state_printed": ""})
    return rows.merge(
        spellings.fillna("")[[*agencies.SPELLING, *columns]], on=agencies.SPELLING, how="left", validate="many_to_one"
    )


def listed_in(
    section: str, doc_id: str, edges: pd.DataFrame, rows: pd.DataFrame, known: pd.DataFrame, spellings: pd.DataFrame
) -> pd.DataFrame:
    """One section of one report, a line an entry: the edge, the page, and the columns of the agency it prints (`known`).

    `basis` is the entry's own, not the agency's best: Livermore's city is printed in 2025, and on the 2020 page only its name.
    """
    chosen = rows[(rows["doc_id"] == doc_id) & (rows["section"] == section)]
    printed = with_spelling(["basis"], chosen, spellings)[["row_id", "agency_printed", "page", "printed_page", "basis"]]
    chosen = printed.merge(edges, on="row_id", validate="one_to_one")
    far = "recipient_id" if DIRECTIONS[section][0] == "out" else "sender_id"
    return chosen.merge(known.drop(columns="basis"), left_on=far, right_on="agency_id", validate="many_to_one").sort_values(
        "row_id", ignore_index=True
    )
