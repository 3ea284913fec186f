"""Stand-ins of volume reports, typeset from data/transcriptions/volumes.csv and volume_heads.csv.

The name of the person who ran a report was not transcribed; "(name left out)" is printed in its place.
"""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from helpers import schemas
from helpers.errors import TableError
from helpers.records import documents
from helpers.records.reading.pages import Box
from helpers.records.stand_ins.typesetting import String, TypesetPage, centered, outline, stand_in_of, typeset

ACROSS, DOWN, MIDDLES = 595.0, 842.0, (120.0, 318.0, 498.0)
"""Of the page and its three columns, in points; in the records the columns differ a little from report to report."""

TITLE, SUBTITLE, DETAILS, FIRST_DETAIL, DETAIL, FOOTER = 13.0, 39.0, 81.4, 113.0, 24.0, 816.9
HEADERS, FIRST_ROW, ROW = 564.9, 594.2, 22.0
HEADERS_AGAIN = 84.0
"""Tops in points, as in the records except that the titles are lower, clear of the stand-in's mark; later pages begin
with the column headers."""

TOTAL_OF = {"Dashboard Hit Ratio Report": "Total Records", "Dashboard Detection Report": "Total Detections"}
COLUMNS = {
    "Hit Ratio": ("Record Type", "Records"),
    "Agency": ("Agency", "Detections"),
    "System": ("System", "Detections"),
}


def build(doc_id: str, target: Path) -> None:
    """Typeset the stand-in of a transcribed volume report. Raises TableError when it was not transcribed."""
    tables = map(schemas.read, ("transcribed_volume_heads", "transcribed_volumes"))
    heads, lines = (table[table["doc_id"] == doc_id] for table in tables)
    if heads.empty:
        do = "See data/transcriptions/volume_heads.csv."
        raise TableError("this report was not transcribed", document=doc_id, do=do)
    typeset(sheets(heads.iloc[0], lines), target, stand_in_of(documents.entry(doc_id)["sha256"]))


def sheets(head: pd.Series, lines: pd.DataFrame) -> Iterator[TypesetPage]:
    """The pages of one report: `head` a line of transcribed_volume_heads, `lines` its lines of transcribed_volumes."""
    for page in range(1, int(head["pages"]) + 1):
        first, top, on_page = page == 1, HEADERS if page == 1 else HEADERS_AGAIN, lines[lines["page"] == page]
        strings = [
            centered(head["title_printed"], ACROSS / 2, TITLE, 20.0),
            centered(head["subtitle_printed"], ACROSS / 2, SUBTITLE, 13.0),
            *(_details(head) if first else []),
            *_in_columns(("Contributor", *COLUMNS[head["title_printed"]]), top, 13.0),
        ]
        for place, line in enumerate(on_page.itertuples()):
            cells = (str(line.number), line.contributor, line.records_printed)
            strings += _in_columns(cells, top + (FIRST_ROW - HEADERS) + place * ROW, 11.0)
        strings += [
            String(f"Date Created: {head['created_printed']}", 40.0, FOOTER, 10.0),
            centered(f"{head['product_printed']} Administrator List Report", 330.0, FOOTER, 10.0),
            String(f"Page {page} of {head['pages']}", 505.0, FOOTER, 10.0),
        ]
        end = top + (FIRST_ROW - HEADERS) + len(on_page) * ROW
        rules = outline(Box(27.0, top - 10.0, 577.0, end)) + (outline(Box(28.0, 73.0, 578.0, 160.0)) if first else [])
        yield TypesetPage(ACROSS, DOWN, [], rules, strings)


def _details(head: pd.Series) -> list[String]:
    total = f"{TOTAL_OF[head['subtitle_printed']]}: {head['total_printed']}"
    return [
        centered("Report Details", ACROSS / 2, DETAILS, 15.0),
        String("Report By: (name left out)", 90.0, FIRST_DETAIL, 11.0),
        centered(head["count_printed"], 480.0, FIRST_DETAIL, 11.0),
        String(f"Time Frame: {head['time_frame_printed']}", 90.0, FIRST_DETAIL + DETAIL, 11.0),
        centered(total, 480.0, FIRST_DETAIL + DETAIL, 11.0),
    ]


def _in_columns(cells: tuple[str, ...], top: float, size: float) -> list[String]:
    return [centered(text, x, top, size) for text, x in zip(cells, MIDDLES, strict=True)]
