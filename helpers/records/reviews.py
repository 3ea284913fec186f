"""Reviews: where two readings of a page differ, the picture of the line and both readings side by side, for a person to decide.

What the person decides goes into data/hand/readings.csv, a line each, with its reason. Nothing here decides anything.
"""

import base64
import html
from pathlib import Path

import pandas as pd

from helpers import files
from helpers.records import evidence, readings

COLUMNS = ["row_id", "page", "section", "one_reading", "other_reading", "decided"]

HEADS = ("one reading", "the other", "decided")

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
    by_id = rows.set_index("row_id", drop=False)
    cards = []
    for line in found.itertuples():
        row = by_id.loc[line.row_id]
        picture = evidence.line(document, int(row["page"]), evidence.box_of(row), stand_in=stand_in, scale=2)
        files.write_bytes(folder / f"{line.row_id}.png", picture)
        cards.append(_card(line, picture))
    files.write_csv(found, folder / "queue.csv")
    files.write_text(folder / "index.html", _page(document.name, found, cards))
    return folder / "index.html"


def _card(line, picture: bytes) -> str:
    cells = (line.one_reading, line.other_reading, line.decided or "not decided")
    shown = f'<img alt="the line of {html.escape(line.row_id)}" src="data:image/png;base64,{base64.b64encode(picture).decode()}">'
    told = "".join(f'<td data-head="{head}">{html.escape(cell)}</td>' for head, cell in zip(HEADS, cells, strict=True))
    return f"<tr><td>{html.escape(line.row_id)}<br>{shown}</td>{told}</tr>"


def _page(name: str, found: pd.DataFrame, cards: list[str]) -> str:
    undecided = int((found["decided"] == "").sum())
    heads = "".join(f"<th>{head}</th>" for head in ("the line", *HEADS))
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>Two readings of {html.escape(name)}</title><style>{STYLE}</style>"
        f"<h1>Two readings of {html.escape(name)}</h1>"
        f"<p>{len(found)} entries are read in two ways; {undecided} are not decided. A decision is a line in "
        "data/hand/readings.csv: row_id, field, chosen, reason, by. Look at the picture, not at the spelling you expect.</p>"
        f"<table><thead><tr>{heads}</tr></thead><tbody>{''.join(cards)}</tbody></table></html>\n"
    )
