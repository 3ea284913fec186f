"""Readings: what a text layer says, and what was decided where it and the page differ.

A decision names one cell of one entry (data/hand/readings.csv). It changes what the table says is printed, never what
it says was read, so that both stay to be seen.
"""

import pandas as pd

from helpers.errors import TableError

FIELDS = {"agency": "agency_read", "hot_list": "hot_list_read", "city": "city_printed", "state": "state_printed"}
"""Cells that can be decided, and the column that holds what was read."""


def decide(rows: pd.DataFrame, decisions: pd.DataFrame) -> pd.DataFrame:
    """Rows (table `rows`) with every decision for their documents applied to the `_printed` columns.

    Raises TableError for a decision whose entry is not there, and for one that changes nothing: either is stale.
    """
    decided = rows.set_index("row_id", drop=False).copy()
    for decision in decisions.itertuples():
        place = f"{decision.row_id}, {decision.field}"
        if decision.row_id not in decided.index:
            raise TableError("a decision names an entry that is not there", document="data/hand/readings.csv", found=place)
        if decided.at[decision.row_id, FIELDS[decision.field]] == decision.chosen:
            raise TableError(
                "a decision changes nothing: the reading already says so", document="data/hand/readings.csv", found=place,
                do="Delete the line.",
            )  # fmt: skip
        decided.at[decision.row_id, f"{decision.field}_printed"] = decision.chosen
    return decided.reset_index(drop=True)


def of_documents(decisions: pd.DataFrame, doc_ids: list[str]) -> pd.DataFrame:
    """The decisions that concern entries of these documents."""
    return decisions[decisions["row_id"].str.rsplit("-p", n=1).str[0].isin(doc_ids)]
