"""Cards: the pages of the reports with a place for every row, so that a link can lead from a map to the line it rests
on.

One HTML page for each page of a document, named DOC_ID-pNN.html; `#ROW_ID` at the end of its address marks that row and
shows its citation."""

import base64
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd

from helpers import files, html, palette
from helpers.html import text
from helpers.records import documents
from helpers.records.evidence import pictures

SCALE = 1.4
"""Pixels a point: letters can be read, and a page stays under 150 KB."""

SHEET = (
    "body{margin-bottom:9rem}figure>div{position:relative;width:max-content}figure img{display:block}"
    "figure a{position:absolute;scroll-margin:40vh 4rem}figure p{display:none}"
    f"a:target{{outline:3px solid {palette.ACCENT};outline-offset:2px}}a:target+p{{display:block;position:fixed;bottom:0;left:0;"
    "margin:1rem;padding:.5rem;font-size:.85rem;background:var(--wash);border:2px solid var(--accent)}"
)
"""Of the page: its picture stays as it is, by day and by night, and so does the frame on it."""


def write(
    rows: pd.DataFrame,
    document: Callable[[str], Path],
    folder: Path,
    *,
    stand_in: bool,
    entry: Callable[[str], documents.Entry] = documents.entry,
) -> list[Path]:
    """Write the pages that the rows (table `rows`) stand on into `folder`; returns their paths.

    `document` gives a doc_id's file, and `entry` what evidence.citation says of it. A row's link is
    `DOC_ID-pNN.html#ROW_ID`, and a row_id begins with the page's name."""
    written = []
    for (doc_id, page), part in rows.groupby(["doc_id", "page"]):
        path = folder / f"{doc_id}-p{page:02d}.html"
        record = entry(doc_id)
        picture = pictures.page(document(doc_id), int(page), stand_in=stand_in, scale=SCALE)
        files.write_text(path, _page(part, record, picture, stand_in))
        written.append(path)
    return written


def _page(rows: pd.DataFrame, record: documents.Entry, picture: bytes, stand_in: bool) -> str:
    first = rows.iloc[0]
    says = (
        f"{len(rows)} entries of this page can be chosen, here or by a link that ends in #ROW_ID, as a map's does: the one "
        "chosen is marked, and its citation stands at the foot."
    )
    drawn = f'<img alt="Page {text(first["printed_page"])}" src="data:image/png;base64,{base64.b64encode(picture).decode()}">'
    marked = f'<figure tabindex="0"><div>{drawn}{"".join(_marks(rows, record, stand_in))}</div></figure>'
    return html.page(f"{record['title']}, page {first['printed_page']}", f"<p>{says}</p>{marked}", sheet=SHEET)


def _marks(rows: pd.DataFrame, record: documents.Entry, stand_in: bool) -> Iterator[str]:
    for _, row in rows.sort_values("row_on_page").iterrows():
        box, row_id = pictures.box_of(row), text(row["row_id"])
        left, top = box.x0 * SCALE + pictures.EDGE, box.top * SCALE + pictures.EDGE
        wide, tall = (box.x1 - box.x0) * SCALE, (box.bottom - box.top) * SCALE
        place = f"left:{left:.0f}px;top:{top:.0f}px;width:{wide:.0f}px;height:{tall:.0f}px"
        says, cited = text(pictures.in_words(row)), text(pictures.citation(row, record, stand_in=stand_in))
        mark = f'<a id="{row_id}" href="#{row_id}" style="{place}" title="{says}" aria-label="{says}"></a>'
        yield f"{mark}<p><b>{says}</b><br>{cited}</p>"
