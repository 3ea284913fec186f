"""Answers: which record of an agency is an answer, and how an agency stands of which none was found. One rule for map,
table and letter: a record that is not an answer is never counted as one, and "none found" means that we found no
published answer."""

import pandas as pd

NOT_AN_ANSWER = "other record, not an answer"
"""What the column `answer` of the table `replies` says of a record that answers nothing."""

GROUPS = ("answered", "other record", "none found")
"""How an agency stands: a published answer was found; none was, but another record; nothing was."""


def of(agency: str, state: str, replies: pd.DataFrame) -> pd.DataFrame:
    """The lines of the table `replies` on one agency, in order of date: a month or a year stands at its end, what is
    not dated last."""
    said = replies[(replies["agency"] == agency) & (replies["state"] == state)]
    return said.sort_values(
        "date", key=lambda dates: dates.fillna("").replace("", "9999").str.ljust(10, "~"), kind="stable"
    )


def given(said: pd.DataFrame) -> pd.DataFrame:
    """Those of some lines of `replies` that are answers."""
    return said[said["answer"] != NOT_AN_ANSWER]


def group(said: pd.DataFrame) -> str:
    """How an agency stands (GROUPS) on which `said` is all that `replies` has."""
    return GROUPS[0] if len(given(said)) else GROUPS[1] if len(said) else GROUPS[2]
