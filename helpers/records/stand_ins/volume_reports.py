"""Stand-ins of volume reports, typeset from data/transcriptions/volumes.csv and volume_heads.csv.

The name of the person who ran a report was not transcribed; the words "(name left out)" stand in its place.
"""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from helpers import schemas
from helpers.errors import TableError
from helpers.records import documents
from helpers.records.reading.pages import Box
from helpers.records.stand_ins.typesetting import Sheet, String, outline, typeset, width

ACROSS, DOWN = 595.0, 842.0
MIDDLES = (120.0, 318.0, 498.0)
"""Of the three columns; in the records they differ by some points from report to report."""

TITLE, SUBTITLE, DETAILS, FIRST_DETAIL, DETAIL, FOOTER = 13.0, 39.0, 81.4, 113.0, 24.0, 816.9
HEADERS, FIRST_ROW, ROW = 564.9, 594.2, 22.0
HEADERS_AGAIN = 84.0
"""Tops in points, as in the records but for the titles, which stand lower, clear of the stand-in's mark; a second page
begins with the column headers."""

TOTAL_OF = {"Dashboard Hit Ratio Report": "Total Records", "Dashboard Detection Report": "Total Detections"}
COLUMNS = {
    "Hit Ratio": ("Record Type", "Records"),
    "Agency": ("Agency", "Detections"),
    "System": ("System", "Detections"),
}


def build(doc_id: str, target: Path) -> None:
    """Typeset the stand-in of a transcribed volume report. Raises TableError when it was not transcribed."""
    heads, lines = (
        table[table["doc_id"] == doc_id]
        for table in map(schemas.read, ("transcribed_volume_heads", "transcribed_volumes"))
    )
    if heads.empty:
        raise TableError(
            "this report was not transcribed", document=doc_id, do="See data/transcriptions/volume_heads.csv."
        )
    typeset(sheets(heads.iloc[0], lines), target, record_sha256=documents.entry(doc_id)["sha256"])


def sheets(head: pd.Series, lines: pd.DataFrame) -> Iterator[Sheet]:
    """The pages of one report: `head` a line of transcribed_volume_heads, `lines` its lines of transcribed_volumes."""
    for page in range(1, int(head["pages"]) + 1):
        first = page == 1
        top = HEADERS if first else HEADERS_AGAIN
        strings = [
            _centered(head["title_printed"], ACROSS / 2, TITLE, 20.0),
            _centered(head["subtitle_printed"], ACROSS / 2, SUBTITLE, 13.0),
        ]
        if first:
            total = f"{TOTAL_OF[head['subtitle_printed']]}: {head['total_printed']}"
            strings += [
                _centered("Report Details", ACROSS / 2, DETAILS, 15.0),
                String("Report By: (name left out)", 90.0, FIRST_DETAIL, 11.0),
                _centered(head["count_printed"], 480.0, FIRST_DETAIL, 11.0),
                String(f"Time Frame: {head['time_frame_printed']}", 90.0, FIRST_DETAIL + DETAIL, 11.0),
                _centered(total, 480.0, FIRST_DETAIL + DETAIL, 11.0),
            ]
        strings += [
            _centered(text, x, top, 13.0)
            for text, x in zip(("Contributor", *COLUMNS[head["title_printed"]]), MIDDLES, strict=True)
        ]
        on_page = lines[lines["page"] == page]
        for place, line in enumerate(on_page.itertuples()):
            y = top + (FIRST_ROW - HEADERS) + place * ROW
            cells = (str(line.number), line.contributor, line.records_printed)
            strings += [_centered(text, x, y, 11.0) for text, x in zip(cells, MIDDLES, strict=True)]
        strings += [
            String(f"Date Created: {head['created_printed']}", 40.0, FOOTER, 10.0),
            _centered(f"{head['product_printed']} Administrator List Report", 330.0, FOOTER, 10.0),
            String(f"Page {page} of {head['pages']}", 505.0, FOOTER, 10.0),
        ]
        end = top + (FIRST_ROW - HEADERS) + len(on_page) * ROW
        rules = outline(Box(27.0, top - 10.0, 577.0, end)) + (outline(Box(28.0, 73.0, 578.0, 160.0)) if first else [])
        yield Sheet(ACROSS, DOWN, [], rules, strings)


def _centered(text: str, middle: float, top: float, size: float) -> String:
    return String(text, middle - width(text, size) / 2, top, size)
