"""Layouts: where the sharing reports set their frames, columns, rows and text, measured on the originals once
(data/measured/layout.csv); stand-ins are typeset from these measures."""

import itertools
import statistics
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from helpers.records.reading import pages, sharing_reports
from helpers.records.reading.pages import Box, Page
from helpers.records.reading.vocabulary import WIDE_GAP, Line, section_of

WRAP_LEADING = 16.5
"""Points from the first to the second line of a wrapped name in the native reports."""

LAYOUT_OF_2020 = {
    "left": 12.5, "right": 580.5, "column_edge": 327.75, "inset_left": 55.0, "inset_right": -2.0, "drop": 7.41,
    "row": 27.57, "wrapped_row": 44.07, "heading": 36.0, "heading_drop": 10.98, "sentence": 26.31, "headers": 28.08,
    "none": 41.13, "agency_middle": 194.34, "city_middle": 428.75, "state_middle": 534.9,
}  # fmt: skip
"""Measures of the 2020 report, and of the 2025 report's table (data/measured/layout.csv)."""


def measure(original: str | Path) -> pd.DataFrame:
    """A sharing report's layout: columns page, frame, section, measure, value (points; skew in degrees).

    Raises what `sharing_reports.read` raises: only a report that can be read whole is measured.
    """
    sharing_reports.read(original)
    records = []
    section = ""
    for page in pages.read(original):
        lines = sharing_reports.lines_of(page)
        measured = _measure_scan(page, lines) if page.scanned else _measure_native(page, lines)
        for number, (kinds, values) in enumerate(measured, start=1):
            section = section_of(kinds["heading"].text) if "heading" in kinds else section
            place = (page.number, number, section if kinds else "")
            records += [(*place, name, round(value, 2)) for name, value in values.items()]
    return pd.DataFrame(records, columns=["page", "frame", "section", "measure", "value"])


def _measure_native(page: Page, lines: list[Line]) -> Iterator[tuple[dict[str, Line], dict[str, float]]]:
    """For each frame of a page with rectangles: its lines by kind, and its measures by name."""
    boxes = list(dict.fromkeys(page.rectangles))
    widest = max(b.x1 - b.x0 for b in boxes)
    # an empty frame is drawn twice: keep one
    wide = list({(round(b.top, 1), round(b.bottom, 1)): b for b in boxes if b.x1 - b.x0 > 0.95 * widest}.values())
    frames = [b for b in wide if not any(_holds(other, b) for other in wide if other != b)]
    for frame in sorted(frames, key=lambda b: b.top):
        within = [line for line in lines if frame.top <= line.top <= frame.bottom]
        kinds = {line.kind: line for line in within}
        rows = [line for line in within if line.kind == "row"]
        bands = [b for b in wide if _holds(frame, b) and b != frame and b.bottom - b.top > pages.SPACER]
        cells = [b for b in boxes if _holds(frame, b) and b.x1 - b.x0 < 0.8 * widest]
        values = {"left": frame.x0, "top": frame.top, "right": frame.x1, "bottom": frame.bottom}
        if "heading" in kinds:
            values["heading_drop"] = kinds["heading"].top - frame.top
            values["heading"] = bands[0].top - frame.top
            values["sentence"] = bands[0].bottom - bands[0].top
        if "none" in kinds:
            values["none"] = bands[-1].bottom - bands[-1].top
        if cells:
            values |= _measure_cells(sorted(cells, key=lambda b: (b.top, b.x0)), rows, kinds)
        elif rows:
            values |= _measure_table(kinds.get("headers"), rows)
        yield kinds, values


def _measure_cells(cells: list[Box], rows: list[Line], kinds: dict[str, Line]) -> dict[str, float]:
    """Of the cells of a grid, from top to bottom. `kinds` has the frame's lines by their kind."""
    headed = "heading" in kinds
    tall = {round(cell.top, 1): cell.bottom - cell.top for cell in cells}
    heights = [tall[top] for top in sorted(tall)]
    values = {"column_edge": cells[-1].x0} | ({"headers": heights.pop(0)} if "headers" in kinds else {})
    if not rows:
        return values
    later = heights[1:] if headed and len(heights) > 1 else heights
    values |= {"first_row": heights[0], "row": min(later)}
    values["wrapped_row"] = max(later) if max(later) > 1.4 * min(later) else min(later) + WRAP_LEADING
    first = max(c.top for c in cells if c.top <= rows[0].top)
    values["drop"] = rows[0].top - first - (values["first_row"] - values["row"] if headed else 0.0)
    for side, edge, name in ((0, cells[0].x0, "inset_left"), (-1, cells[-1].x0, "inset_right")):
        starts = [line.cells[side][0].x0 - edge for line in rows if len(line.cells) == 2 and line.cells[side]]
        values[name] = statistics.median(starts) if starts else -pages.OVERHANG
    return values


def _measure_table(headers: Line | None, rows: list[Line]) -> dict[str, float]:
    """Of a table without rules: middles of its columns, top and pitch of its rows."""
    parts = [pages.phrases(line.words, WIDE_GAP) for line in rows]
    middles = [statistics.median((p[0].x0 + p[-1].x1) / 2 for p in column) for column in zip(*parts, strict=True)]
    values = dict(zip(("agency_middle", "city_middle", "state_middle"), middles, strict=True))
    tops = [line.top for line in rows]
    values |= {"first_top": tops[0], "row": (tops[-1] - tops[0]) / (len(tops) - 1) if len(tops) > 1 else 20.6}
    return values | ({"headers_top": headers.top} if headers else {})


def _measure_scan(page: Page, lines: list[Line]) -> Iterator[tuple[dict[str, Line], dict[str, float]]]:
    """The same for each stretch of rows under one heading, on the page turned upright."""
    stretches: list[list[Line]] = []
    for line in lines:
        if line.kind == "heading" or not stretches:
            stretches.append([])
        stretches[-1].append(line)
    for stretch in stretches:
        kinds = {line.kind: line for line in stretch}
        within = [line for line in stretch if line.kind == "row"]
        height = pages.letter_height([word for line in within for word in line.words])
        values = {"skew": page.geometry.skew, "letters": height}
        paired = [line.cells for line in within if len(line.cells) > 1]
        for side, name in ((0, "left"), (1, "right")):
            values[name] = statistics.median(cells[side][0].x0 for cells in paired if cells[side])
        tops = [line.words[0].top for line in within]
        values["first_top"] = tops[0]
        values["row"] = statistics.median(b - a for a, b in itertools.pairwise(tops)) if len(tops) > 1 else 25.2
        cells = [pages.lines(cell) for line in within for cell in line.cells if cell]
        wrapped = [cell[1][0].top - cell[0][0].top for cell in cells if len(cell) > 1]
        values["leading"] = statistics.median(wrapped) if wrapped else WRAP_LEADING * values["row"] / 27.6
        above = [kind for kind in ("heading", "sentence", "headers") if kind in kinds]
        yield kinds, values | {f"{kind}_top": kinds[kind].words[0].top for kind in above}


def _holds(outer: Box, inner: Box) -> bool:
    return outer.top <= inner.top + 0.1 and inner.bottom <= outer.bottom + 0.1
