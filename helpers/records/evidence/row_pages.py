"""Row pages: the pages of the reports with a place for every row, so that a map can link to the line behind it.

One HTML page for each page of a document or sheet of a workbook, named DOC_ID-pNN.html; `#ROW_ID` at the end of its
address outlines that row and shows its citation. A form without pages has no picture: its rows are a table."""

import base64
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from helpers import files, headings, html, palette
from helpers.records import documents
from helpers.records.evidence import pictures
from helpers.records.evidence.pictures import page_in_words, text_of

TEMPLATE, TABLE = "records/evidence/row_page", "records/evidence/row_table"

SCALE = 1.4
"""Pixels a point: text can be read, and a page stays under 150 KB."""

AROUND = 6
"""Rows before and after a row that an excerpt shows."""


def write(
    rows: pd.DataFrame,
    document: Callable[[str], Path],
    folder: Path,
    *,
    stand_in: bool,
    entry: Callable[[str], documents.Entry] = documents.entry,
) -> list[Path]:
    """Write the pages on which the rows (table `rows`) are printed into `folder`; returns their paths.

    `document` gives the file of a doc_id, and `entry` its line of the manifest, for the citation. A row's link is
    `DOC_ID-pNN.html#ROW_ID`, and a row_id begins with the page's name."""
    written = []
    for (doc_id, page), part in rows.groupby(["doc_id", "page"]):
        record, printed_page = entry(doc_id), part["printed_page"].iloc[0]
        lines = _in_order(part)
        place = folder / f"{doc_id}-p{page:02d}.html"
        written.append(place)
        if not all(map(pictures.has_box, lines)):
            files.write_text(place, _table(lines, record, stand_in))
            continue
        boxes, path = [pictures.box_of(row) for row in lines], document(doc_id)
        view = pictures.page_view(path, int(page), boxes, stand_in=stand_in, scale=SCALE)
        picture = base64.b64encode(view.png).decode()
        places = [_place(row, view, record, stand_in) for row in lines]
        body = html.fill(f"{TEMPLATE}.html.j2", rows=places, printed_page=printed_page, picture=picture)
        sheet = html.fill(f"{TEMPLATE}.css.j2", outline=palette.ACCENT)
        files.write_text(place, html.page(f"{record['title']}, {page_in_words(lines[0])}", body, sheet=sheet))
    return written


def excerpt(row: pd.Series, rows: pd.DataFrame, record: documents.Entry, *, stand_in: bool) -> str:
    """An HTML page with a row that has no box, its citation, and the rows (table `rows`) around it on its sheet, list
    or page. It stands where the picture of a line stands."""
    same = rows[(rows["doc_id"] == row["doc_id"]) & (rows["page"] == row["page"])]
    lines = _in_order(same)
    place = [line["row_id"] for line in lines].index(row["row_id"])
    return _table(lines[max(place - AROUND, 0) : place + AROUND + 1], record, stand_in, chosen=row["row_id"])


def _in_order(rows: pd.DataFrame) -> list[pd.Series]:
    numbered = rows.assign(number=rows["row_on_page"].astype(int)).sort_values(["number", "column"])
    return [row for _, row in numbered.iterrows()]


def _table(lines: list[pd.Series], record: documents.Entry, stand_in: bool, chosen: str = "") -> str:
    """The page of a sheet or list: its rows as a table, each with what the record prints beside the name. The row_id
    `chosen` is lit, with its citation, from the start."""
    used = {
        name: heading
        for name, heading in headings.of(*headings.CELLS).items()
        if any(text_of(line[name]) for line in lines)
    }
    rows = [
        {
            "row_id": line["row_id"],
            "cells": [str(line[name]).replace("_", " ") if name == "section" else text_of(line[name]) for name in used],
            "citation": pictures.citation(line, record, stand_in=stand_in),
        }
        for line in lines
    ]
    kind, title = ("sheet" if lines[0]["column"] != "list" else "list"), f"{record['title']}, {page_in_words(lines[0])}"
    parts = {"rows": rows, "kind": kind, "caption": title, "columns": list(used.values()), "chosen": chosen}
    return html.page(title, html.fill(f"{TABLE}.html.j2", **parts), sheet=html.fill(f"{TABLE}.css.j2"))


def _place(row: pd.Series, view: pictures.PageView, record: documents.Entry, stand_in: bool) -> dict[str, str]:
    """What the page shows of a row, and where on the picture."""
    x0, top, x1, bottom = view.place(pictures.box_of(row))
    place = f"left:{x0:.0f}px;top:{top:.0f}px;width:{x1 - x0:.0f}px;height:{bottom - top:.0f}px"
    cited = pictures.citation(row, record, stand_in=stand_in)
    return {"row_id": row["row_id"], "place": place, "printed": pictures.in_words(row), "citation": cited}
