"""Review queues: entries for a person to decide, above all those on which two readings of a page differ, each with the
picture of its line. A decision is a line in data/hand, with its reason. Nothing here decides anything."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd

from helpers import files, headings, html
from helpers.records.evidence import pictures
from helpers.records.reading import readings

READINGS = headings.READINGS[:2]
COLUMNS = ["row_id", "page", "section", *headings.READINGS]

SHEET = """
td figure { margin: .2rem 0; } td img { display: block; max-width: 100%; }
@media (min-width: 641px) { td[data-head='the line'] { width: 26rem; } }
"""
"""CSS of these pages: a line's picture is as wide as its text, and no wider than a phone's screen."""


def queue(rows: pd.DataFrame, decisions: pd.DataFrame) -> pd.DataFrame:
    """The rows (table `rows`) whose two readings differ: row_id, page, section, both readings, and what was decided."""
    differing = rows[rows["second_reading"].fillna("") != ""]
    chosen = decisions.groupby("row_id")["chosen"].agg(" | ".join) if len(decisions) else {}
    lines = [
        (row.row_id, row.page, row.section, readings.in_words(row), row.second_reading, chosen.get(row.row_id, ""))
        for row in differing.itertuples()
    ]
    return pd.DataFrame(lines, columns=COLUMNS)


def write(queue: pd.DataFrame, rows: pd.DataFrame, document: Path, folder: Path, *, stand_in: bool) -> Path:
    """Write the queue of a document's differing readings as `page` does; returns the page."""
    undecided = int((queue["decided"] == "").sum())
    says = (
        f"{len(queue)} entries are read in two ways; {undecided} are not decided. A decision is a line in data/hand/"
        "readings.csv: row_id, field, chosen, reason, by. Look at the picture, not at the spelling you expect."
    )
    title, shown = f"Two readings of {document.name}", headings.of(*headings.READINGS)
    return page(queue, rows, lambda _: document, folder, title, says, shown, stand_in=stand_in)


def page(
    queue: pd.DataFrame,
    rows: pd.DataFrame,
    document: Callable[[str], Path],
    folder: Path,
    title: str,
    says: str,
    shown: dict[str, str],
    *,
    stand_in: bool,
) -> Path:
    """Write a queue into `folder`: queue.csv, index.html and the picture of each line that has one (ROW_ID.png);
    returns the page.

    `queue` has a column row_id and those of `shown`, each with its heading; `document` gives the file of a doc_id.
    Characters in which two readings differ are marked."""
    by_id, lines = rows.set_index("row_id", drop=False), []
    for entry in queue.to_dict("records"):
        row = by_id.loc[entry["row_id"]]
        cells = {column: str(entry[column]) for column in shown}
        if cells.get("decided") == "":
            cells["decided"] = "not decided"
        if set(READINGS) <= set(shown):
            cells |= zip(READINGS, html.compared(*(cells[column] for column in READINGS)), strict=True)
        lines.append([_drawn(row, document(row["doc_id"]), folder, stand_in), *cells.values()])
    files.write_csv(queue, folder / "queue.csv")
    table = html.table(pd.DataFrame(lines, columns=["the line", *shown.values()]))
    files.write_text(folder / "index.html", html.page(title, f"<p>{html.text(says)}</p>{table}", sheet=SHEET))
    return folder / "index.html"


def _drawn(row: pd.Series, document: Path, folder: Path, stand_in: bool) -> html.Markup:
    """The line of a row: its picture, which is also written to `folder`; or its place and words, where the record has
    no pages."""
    row_id = row["row_id"]
    if not pictures.has_box(row):
        place = f"{pictures.page_in_words(row)}, {pictures.entry_in_words(row)}: {pictures.in_words(row)}"
        return html.Markup(f"{html.text(row_id)}<br>{html.text(place)}")
    picture = pictures.line(row, document, stand_in=stand_in, scale=2)
    files.write_bytes(folder / f"{row_id}.png", picture)
    return html.Markup(f"{html.text(row_id)}{html.picture(picture, f'the line of {row_id}')}")
