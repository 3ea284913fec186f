"""Layouts: where the sharing reports set their frames, columns, rows and text, measured on the originals once.

The stand-ins are set from what is measured here (data/measured/layout.csv).
"""

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


def measure(original: str | Path) -> pd.DataFrame:
    """Where a sharing report sets its frames, cells and text: page, frame, section, measure, value (points; skew in
    degrees).

    Raises what `sharing_reports.read` raises: only a report that can be read whole is measured.
    """
    sharing_reports.read(original)
    records = []
    section = ""
    for page in pages.read(original):
        lines = sharing_reports.lines_of(page)
        measured = _measure_scan(page, lines) if page.scanned else _measure_native(page, lines)
        for number, (heading, has_text, values) in enumerate(measured, start=1):
            section = heading or section
            place = {"page": page.number, "frame": number, "section": section if has_text else ""}
            records += [{**place, "measure": name, "value": round(value, 2)} for name, value in values.items()]
    return pd.DataFrame(records)


def _measure_native(page: Page, lines: list[Line]) -> Iterator[tuple[str, bool, dict[str, float]]]:
    """For each frame: the section that a heading in it opens, whether it holds text, its measures."""
    boxes = list(dict.fromkeys(page.rectangles))
    widest = max(b.x1 - b.x0 for b in boxes)
    # an empty frame is drawn twice: one of a height and place is enough
    wide = list({(round(b.top, 1), round(b.bottom, 1)): b for b in boxes if b.x1 - b.x0 > 0.95 * widest}.values())
    frames = [b for b in wide if not any(_holds(other, b) for other in wide if other != b)]
    for frame in sorted(frames, key=lambda b: b.top):
        within = [line for line in lines if frame.top <= line.top <= frame.bottom]
        kinds = {line.kind: line for line in within}
        rows = [line for line in within if line.kind == "row"]
        bands = [b for b in wide if _holds(frame, b) and b != frame and b.bottom - b.top > pages.SPACER]
        cells = sorted(
            (b for b in boxes if _holds(frame, b) and b.x1 - b.x0 < 0.8 * widest), key=lambda b: (b.top, b.x0)
        )
        values = {"left": frame.x0, "top": frame.top, "right": frame.x1, "bottom": frame.bottom}
        if "heading" in kinds:
            values["heading_drop"] = kinds["heading"].top - frame.top
            values["heading"] = bands[0].top - frame.top
            values["sentence"] = bands[0].bottom - bands[0].top
        if "none" in kinds:
            values["none"] = bands[-1].bottom - bands[-1].top
        if cells:
            values["column_edge"] = cells[-1].x0
            values |= _measure_cells(cells, rows, headers="headers" in kinds, headed="heading" in kinds)
        elif rows:
            values |= _measure_table(kinds.get("headers"), rows)
        yield section_of(kinds["heading"].text) if "heading" in kinds else "", bool(within), values


def _measure_cells(cells: list[Box], rows: list[Line], *, headers: bool, headed: bool) -> dict[str, float]:
    tall = {round(cell.top, 1): cell.bottom - cell.top for cell in cells}
    heights = [tall[top] for top in sorted(tall)]
    values = {"headers": heights.pop(0)} if headers else {}
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
    """The table without rules: middles of its columns, top and pitch of its rows."""
    parts = [pages.phrases(line.words, WIDE_GAP) for line in rows]
    middles = [statistics.median((p[0].x0 + p[-1].x1) / 2 for p in column) for column in zip(*parts, strict=True)]
    values = dict(zip(("agency_middle", "city_middle", "state_middle"), middles, strict=True))
    tops = [line.top for line in rows]
    values |= {"first_top": tops[0], "row": (tops[-1] - tops[0]) / (len(tops) - 1) if len(tops) > 1 else 20.6}
    return values | ({"headers_top": headers.top} if headers else {})


def _measure_scan(page: Page, lines: list[Line]) -> Iterator[tuple[str, bool, dict[str, float]]]:
    """For each stretch of rows under one heading: where its columns and rows start once the page is turned upright."""
    stretches: list[list[Line]] = []
    for line in lines:
        if line.kind == "heading" or not stretches:
            stretches.append([])
        stretches[-1].append(line)
    for stretch in stretches:
        kinds = {line.kind: line for line in stretch}
        within = [line for line in stretch if line.kind == "row"]
        values = {
            "skew": page.geometry.skew,
            "letters": pages.letter_height([w for line in within for w in line.words]),
        }
        for side, name in ((0, "left"), (1, "right")):
            values[name] = statistics.median(
                line.cells[side][0].x0 for line in within if len(line.cells) > 1 and line.cells[side]
            )
        tops = [line.words[0].top for line in within]
        values["first_top"] = tops[0]
        values["row"] = statistics.median(b - a for a, b in itertools.pairwise(tops)) if len(tops) > 1 else 25.2
        wrapped = [
            parted[1][0].top - parted[0][0].top
            for line in within
            for cell in line.cells
            if cell and len(parted := pages.lines(cell)) > 1
        ]
        values["leading"] = statistics.median(wrapped) if wrapped else WRAP_LEADING * values["row"] / 27.6
        values |= {
            f"{kind}_top": kinds[kind].words[0].top for kind in ("heading", "sentence", "headers") if kind in kinds
        }
        yield section_of(kinds["heading"].text) if "heading" in kinds else "", True, values


def _holds(outer: Box, inner: Box) -> bool:
    return outer.top <= inner.top + 0.1 and inner.bottom <= outer.bottom + 0.1
