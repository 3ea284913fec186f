"""Reviews: where two readings of a page differ, the picture of the line and both readings side by side, for a person to
decide.

What the person decides goes into data/hand/readings.csv, a line each, with its reason. Nothing here decides anything.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

from helpers import files, html
from helpers.records.evidence import pictures
from helpers.records.reading import readings

COLUMNS = ["row_id", "page", "section", "one_reading", "other_reading", "decided"]

NOTHING = {"decided": "not decided"}
"""What a page says where a cell of a column is empty."""

SHEET = (
    "td figure { margin: .2rem 0; } td img { display: block; max-width: 100%; }"
    "@media (min-width: 641px) { td[data-head='the line'] { width: 26rem; } }"
)
"""Of the page: a line's picture is as wide as its letters need, and no wider than a phone."""


def queue(rows: pd.DataFrame, decisions: pd.DataFrame) -> pd.DataFrame:
    """The rows (table `rows`) whose two readings differ: row_id, page, section, both readings, and what was decided."""
    differing = rows[rows["second_reading"].fillna("") != ""]
    chosen = decisions.groupby("row_id")["chosen"].agg(" | ".join) if len(decisions) else {}
    lines = [
        {
            "row_id": row.row_id,
            "page": row.page,
            "section": row.section,
            "one_reading": readings.in_words(row),
            "other_reading": row.second_reading,
            "decided": chosen.get(row.row_id, ""),
        }
        for row in differing.itertuples()
    ]
    return pd.DataFrame(lines, columns=COLUMNS)


def write(found: pd.DataFrame, rows: pd.DataFrame, document: Path, folder: Path, *, stand_in: bool) -> Path:
    """Write queue.csv, a picture of each line (ROW_ID.png) and index.html, which shows all, into `folder`; returns the
    page."""
    undecided = int((found["decided"] == "").sum())
    says = (
        f"{len(found)} entries are read in two ways; {undecided} are not decided. A decision is a line in "
        "data/hand/readings.csv: row_id, field, chosen, reason, by. Look at the picture, not at the spelling you expect."
    )
    shown = {"one_reading": "one reading", "other_reading": "the other", "decided": "decided"}
    return page(
        found, rows, lambda _: document, folder, f"Two readings of {document.name}", says, shown, stand_in=stand_in
    )


def page(
    found: pd.DataFrame,
    rows: pd.DataFrame,
    document: Callable[[str], Path],
    folder: Path,
    title: str,
    says: str,
    shown: dict[str, str],
    *,
    stand_in: bool,
) -> Path:
    """Write a queue into `folder`: queue.csv, the picture of each line (ROW_ID.png) and index.html; returns the page.

    `found` has a column row_id and those of `shown`, each under its head; `document` gives the file of a doc_id.
    """
    by_id = rows.set_index("row_id", drop=False)
    lines = []
    for line in found.to_dict("records"):
        row = by_id.loc[line["row_id"]]
        picture = pictures.line(
            document(row["doc_id"]), int(row["page"]), pictures.box_of(row), stand_in=stand_in, scale=2
        )
        files.write_bytes(folder / f"{line['row_id']}.png", picture)
        lines.append(_line(line, shown, picture))
    files.write_csv(found, folder / "queue.csv")
    table = html.table(pd.DataFrame(lines, columns=["the line", *shown.values()]))
    files.write_text(folder / "index.html", html.page(title, f"<p>{html.text(says)}</p>{table}", sheet=SHEET))
    return folder / "index.html"


def _line(line: dict[str, Any], shown: dict[str, str], picture: bytes) -> dict[str, str]:
    """A line of the page's table; of two readings the letters are marked in which they differ."""
    row_id = html.text(line["row_id"])
    told = {column: str(line[column]) or NOTHING.get(column, "") for column in shown}
    if {"one_reading", "other_reading"} <= told.keys():
        told["one_reading"], told["other_reading"] = html.compared(told["one_reading"], told["other_reading"])
    drawn = html.Markup(f"{row_id}{html.picture(picture, f'the line of {row_id}')}")
    return {"the line": drawn, **{head: told[column] for column, head in shown.items()}}
