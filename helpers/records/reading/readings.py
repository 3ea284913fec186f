"""Readings: two readings of one page compared entry by entry, and what people decided where they differ.

A text layer and OCR, or two OCR engines, err in different places: what both read alike is right but for a few strings
in a thousand, and where they differ somebody has to look. A decision names one cell of one entry
(data/hand/readings.csv). It changes what the table says is printed, never what it says was read, so that both stay
visible."""

from collections.abc import Hashable, Iterable
from typing import Any

import numpy as np
import pandas as pd

from helpers.errors import TableError

# Cells that can be decided, and the column that holds what was read.
FIELDS = {"agency": "agency_read", "hot_list": "hot_list_read", "city": "city_printed", "state": "state_printed"}
NOTHING = "(no such entry)"  # `second_reading` where the second reading has no such entry

# Points: half a row. Two readings put the same entry within 4 points of each other, and the next one 24 away.
NEAR = 12.0


def compare(rows: pd.DataFrame, second: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Rows (table `rows`) with `second_reading` filled where the other reading differs, and the entries that only the
    other has.

    Entries are paired by their place on the page, never by their text or number. A document without a second reading is
    left as it is.
    """
    marked, second = rows.reset_index(drop=True), second.reset_index(drop=True)
    marked["second_reading"] = ""
    paired: set[Hashable] = set()
    for (doc_id, page), here in marked[marked["doc_id"].isin(set(second["doc_id"]))].groupby(["doc_id", "page"]):
        there = second[(second["doc_id"] == doc_id) & (second["page"] == page)]
        partner = _pairs(here, there)
        paired |= set(partner.values())
        for index in here.index:
            other = NOTHING if index not in partner else in_words(there.loc[partner[index]])
            if other != in_words(here.loc[index]):
                marked.at[index, "second_reading"] = other
    return marked, second[~second.index.isin(paired)]


def in_words(row: Any, columns: Iterable[str] = FIELDS.values()) -> str:
    """The text of a row of the table `rows` in some columns, as read unless others are named, separated by ` | `."""
    cells = (getattr(row, column) for column in columns)
    return " | ".join(cell for cell in cells if isinstance(cell, str) and cell)


def _pairs(here: pd.DataFrame, there: pd.DataFrame) -> dict[Hashable, Hashable]:
    """Index of an entry to that of its partner, so that all partners together are as near as they can be."""
    if here.empty or there.empty:
        return {}
    from scipy.optimize import linear_sum_assignment  # 35 MB in every process: only when two readings are compared

    places = [frame[["x0", "top", "bottom"]].astype(float).to_numpy() for frame in (here, there)]
    (left, height), (other_left, other_height) = ((p[:, 0], (p[:, 1] + p[:, 2]) / 2) for p in places)
    down, across = np.abs(height[:, None] - other_height), np.abs(left[:, None] - other_left)
    apart = here["section"].to_numpy()[:, None] != there["section"].to_numpy()
    near = (down < NEAR) & ~apart
    distance = np.where(near, down + across, 1e6)
    return {here.index[a]: there.index[b] for a, b in zip(*linear_sum_assignment(distance), strict=True) if near[a, b]}


def decide(rows: pd.DataFrame, decisions: pd.DataFrame) -> pd.DataFrame:
    """Rows (table `rows`) with every decision for their documents applied to the `_printed` columns.

    Raises TableError for a decision whose entry does not exist, and for one that neither changes the reading nor
    resolves a difference between two: either is out of date."""
    decided = rows.set_index("row_id", drop=False).copy()
    for decision in decisions.itertuples():
        file, cell = "data/hand/readings.csv", f"{decision.row_id}, {decision.field}"
        if decision.row_id not in decided.index:
            raise TableError("a decision names an entry that does not exist", document=file, found=cell)
        row = decided.loc[decision.row_id]
        if row[FIELDS[decision.field]] == decision.chosen and not row["second_reading"]:
            what = "a decision changes nothing: the entry was already read that way"
            raise TableError(what, document=file, found=cell, do="Delete the line.")
        decided.at[decision.row_id, f"{decision.field}_printed"] = decision.chosen
    return decided.reset_index(drop=True)


def of_documents(decisions: pd.DataFrame, doc_ids: list[str]) -> pd.DataFrame:
    """The decisions that concern entries of these documents."""
    return decisions[decisions["row_id"].str.rsplit("-p", n=1).str[0].isin(doc_ids)]
