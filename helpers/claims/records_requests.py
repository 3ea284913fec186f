"""Records requests: what was asked of which agency, and which documents of the collection answer it."""

import pandas as pd


def came(requests: pd.DataFrame) -> pd.DataFrame:
    """The table `requests` as a grid, one line per ask and one column per request. A cell holds the documents that
    answer the ask, or "none here"; it is empty if the request, as far as we read it, does not ask that."""
    named = requests.assign(
        asked_of=requests["agency"] + ", " + requests["year"],
        answers=requests["answers"].str.replace(" ", ", ").replace("", "none here"),
    )
    return named.pivot(index="ask", columns="asked_of", values="answers").fillna("")


def unanswered(requests: pd.DataFrame) -> pd.DataFrame:
    """The asks to which the collection holds no document, by request. That does not show that the agency sent none."""
    none = requests[requests["answers"] == ""]
    return none.groupby(["year", "agency"])["ask"].agg(["count", " ".join]).rename(columns={"join": "asks"})
