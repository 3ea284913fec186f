"""Reviews: where two readings of a page differ, the picture of the line and both readings side by side, for a person to decide.

What the person decides goes into data/hand/readings.csv, a line each, with its reason. Nothing here decides anything.
"""

import base64
import html
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

from helpers import files
from helpers.records import evidence, readings

COLUMNS = ["row_id", "page", "section", "one_reading", "other_reading", "decided"]

NOTHING = {"decided": "not decided"}
"""What a page says where a cell of a column is empty."""

STYLE = (
    "body{font:16px/1.4 sans-serif;margin:1rem;max-width:60rem}table{border-collapse:collapse;width:100%}"
    "td,th{border:1px solid #999;padding:.4rem;text-align:left;vertical-align:top}img{max-width:100%;height:auto}"
    "@media(max-width:40rem){h1{font-size:1.3rem;overflow-wrap:anywhere}thead{display:none}td{display:block;border:0}"
    "tr{display:block;border:1px solid #999;margin:.5rem 0}td[data-head]::before{content:attr(data-head) ': ';color:#555}}"
)


def queue(rows: pd.DataFrame, decisions: pd.DataFrame) -> pd.DataFrame:
    """The rows (table `rows`) whose two readings differ: row_id, page, section, both readings, and what was decided."""
    differing = rows[rows["second_reading"].fillna("") != ""]
    chosen = decisions.groupby("row_id")["chosen"].agg(" | ".join) if len(decisions) else {}
    lines = [
        {
            "row_id": row.row_id, "page": row.page, "section": row.section, "one_reading": readings.in_words(row),
            "other_reading": row.second_reading, "decided": chosen.get(row.row_id, ""),
        }
        for row in differing.itertuples()
    ]  # fmt: skip
    return pd.DataFrame(lines, columns=COLUMNS)


def write(found: pd.DataFrame, rows: pd.DataFrame, document: Path, folder: Path, *, stand_in: bool) -> Path:
    """Write queue.csv, a picture of each line (ROW_ID.png) and index.html, which shows all, into `folder`; returns the page."""
    undecided = int((found["decided"] == "").sum())
    says = (
        f"{len(found)} entries are read in two ways; {undecided} are not decided. A decision is a line in "
        "data/hand/readings.csv: row_id, field, chosen, reason, by. Look at the picture, not at the spelling you expect."
    )
    shown = {"one_reading": "one reading", "other_reading": "the other", "decided": "decided"}
    return page(found, rows, lambda _: document, folder, f"Two readings of {document.name}", says, shown, stand_in=stand_in)


def page(
    found: pd.DataFrame, rows: pd.DataFrame, document: Callable[[str], Path], folder: Path, title: str, says: str,
    shown: dict[str, str], *, stand_in: bool,
) -> Path:  # fmt: skip
    """Write a queue into `folder`: queue.csv, the picture of each line (ROW_ID.png) and index.html; returns the page.

    `found` has a column row_id and those of `shown`, each under its head; `document` gives the file of a doc_id.
    """
    by_id = rows.set_index("row_id", drop=False)
    cards = []
    for line in found.to_dict("records"):
        row = by_id.loc[line["row_id"]]
        picture = evidence.line(document(row["doc_id"]), int(row["page"]), evidence.box_of(row), stand_in=stand_in, scale=2)
        files.write_bytes(folder / f"{line['row_id']}.png", picture)
        cards.append(_card(line, shown, picture))
    files.write_csv(found, folder / "queue.csv")
    files.write_text(folder / "index.html", _page(title, says, shown, cards))
    return folder / "index.html"


def _card(line: dict[str, Any], shown: dict[str, str], picture: bytes) -> str:
    row_id = html.escape(line["row_id"])
    drawn = f'<img alt="the line of {row_id}" src="data:image/png;base64,{base64.b64encode(picture).decode()}">'
    cells = "".join(
        f'<td data-head="{head}">{html.escape(str(line[column]) or NOTHING.get(column, ""))}</td>'
        for column, head in shown.items()
    )
    return f"<tr><td>{row_id}<br>{drawn}</td>{cells}</tr>"


def _page(title: str, says: str, shown: dict[str, str], cards: list[str]) -> str:
    heads = "".join(f"<th>{head}</th>" for head in ("the line", *shown.values()))
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{html.escape(title)}</title><style>{STYLE}</style><h1>{html.escape(title)}</h1><p>{html.escape(says)}</p>"
        f"<table><thead><tr>{heads}</tr></thead><tbody>{''.join(cards)}</tbody></table></html>\n"
    )
