"""Sheets: the pages of a report as they lie on a sheet of paper, each brought back to the size that the vendor prints.

A report may be printed "to fit" at 92 %, enlarged, moved, or with two or four pages on one sheet. Each page is known by
its footer, whose letters and frames have a size of their own. Measures that tell cells and rows belong to that size, so
the page's characters and rectangles are brought to it first; its geometry leads back to the sheet as displayed."""

import itertools
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from helpers.records.reading import pages
from helpers.records.reading.boxes import Box, Geometry
from helpers.records.reading.pages import Character, Page
from helpers.records.reading.text_layers import FULL_WIDTH, HiddenText

FOOTER_HEIGHT = 10.0
"""Points: the height of the footer's letters in the reports of 2020, 2022 and 2025."""

FULL_SIZE, AGREE = 0.01, 0.03
"""The share by which a scale may differ from 1 and be full size; and from another measure's to agree with it."""

LEAST_SCALE, MOST_SCALE = 0.3, 4.0

BEGINS = re.compile(r"DateCreated:?\d\d-\d\d-\d\d")
FOOTER = re.compile(rf"{BEGINS.pattern}.{{0,80}}?DataSharingReport")
"""A footer without its blanks."""

BESIDE, UNDER = 5.0, 10.0
"""Points at full size: how far a page begins left of its footer or frames (it prints nothing further left), and the
room under its footer."""

AT_FOOT = 0.9
"""The share of a sheet's height from which a footer lies at its foot."""

ONE_COLUMN = 0.5
"""The share of a page's width by which footers of pages one above the other may be apart."""

PAGE_WIDTH, PAGE_HEIGHT = 595.0, 842.0


class Region(NamedTuple):
    """The part of an upright sheet that is one page of a report: its edges, its footer's lower edge, and its scale."""

    box: Box
    foot: float
    scale: float


def report_pages(page: Page) -> list[Page]:
    """The pages of a report on a sheet, at full size, in the order in which they are read; the sheet itself, as it is,
    where it is one page at full size, or shows no footer."""
    if page.scanned:
        return [page]
    footers = _footers(page)
    if not footers:
        return [page]
    if len(footers) == 1:
        (foot,) = footers
        scale = _scale(foot, page.rectangles)
        if scale == 1.0 and foot.top > AT_FOOT * page.geometry.upright_height:
            return [page]
        return [_part(page, Region(page.box, foot.bottom, scale), None)]
    regions = list(_regions(footers, page))
    return [_part(page, region, regions) for region in regions]


def _footers(page: Page) -> list[Box]:
    """Boxes around the footers on a sheet: their letters' height, and where they begin. They are looked for in the
    order in which the page draws its characters and, where they are not drawn in one piece, in the order of reading."""
    inked = [c for c in page.characters if not c["text"].isspace()]
    return list(_in_order(inked)) or list(_in_order([c for _, word in page.spelled for c in word]))


def _in_order(characters: list[Character]) -> Iterator[Box]:
    texts = [character["text"] for character in characters]
    starts = list(itertools.accumulate((len(text) for text in texts), initial=0))
    for match in FOOTER.finditer("".join(texts)):
        first, last = (bisect_right(starts, place) - 1 for place in (match.start(), match.end() - 1))
        yield Box.around([_box(character) for character in characters[first : last + 1]])


def _box(character: Character) -> Box:
    return Box(character["x0"], character["top"], character["x1"], character["bottom"])


def _scale(foot: Box, rectangles: Iterable[Box]) -> float:
    """The scale of a page by its footer's letters, if the width of its frames agrees; of two that do not agree, the one
    nearer to full size: a report may have letters, or frames, of another size than those seen so far. A page without
    rectangles has the scale of its letters."""
    by_letters = (foot.bottom - foot.top) / FOOTER_HEIGHT
    widest = max((r.x1 - r.x0 for r in rectangles), default=0.0)
    by_frames = widest / FULL_WIDTH if widest else by_letters
    scale = by_letters
    if abs(by_letters / by_frames - 1) > AGREE:
        scale = min(by_letters, by_frames, key=lambda one: abs(one - 1))
    return 1.0 if abs(scale - 1) < FULL_SIZE or not LEAST_SCALE <= scale <= MOST_SCALE else scale


def _regions(footers: list[Box], page: Page) -> Iterator[Region]:
    """A sheet divided into the pages with these footers, so that all of it belongs to one: from left to right, in each
    column down; then in the order of reading, rows of pages first."""
    columns: list[list[Box]] = []
    for foot in sorted(footers):
        size = (foot.bottom - foot.top) / FOOTER_HEIGHT
        if columns and foot.x0 - columns[-1][0].x0 < ONE_COLUMN * PAGE_WIDTH * size:
            columns[-1].append(foot)
        else:
            columns.append([foot])
    edges = [page.box.x0, *(_left_edge(column, page.rectangles) for column in columns[1:]), page.box.x1]
    regions = []
    for column, (left, right) in zip(columns, itertools.pairwise(edges), strict=True):
        top = page.box.top
        for nth, foot in enumerate(sorted(column, key=lambda one: one.top)):
            last = nth == len(column) - 1
            bottom = page.box.bottom if last else foot.bottom + BESIDE * (foot.bottom - foot.top) / FOOTER_HEIGHT
            region = Box(left, top, right, bottom)
            inside = [r for r in page.rectangles if region.holds(r)]
            regions.append(Region(region, foot.bottom, _scale(foot, inside)))
            top = bottom
    middle = (page.box.bottom - page.box.top) / (2 * max(map(len, columns)))
    return iter(sorted(regions, key=lambda one: (round(one.foot / middle), one.box.x0)))


def _left_edge(column: list[Box], rectangles: Iterable[Box]) -> float:
    """Where a column of pages begins: left of its footers, and of the frames that run over their beginnings."""
    size = (column[0].bottom - column[0].top) / FOOTER_HEIGHT
    edge = min(foot.x0 for foot in column) - BESIDE * size
    across = [r.x0 - BESIDE * size for r in rectangles if r.x0 <= edge + BESIDE * size < r.x1]
    return min([edge, *across])


def _part(page: Page, region: Region, regions: list[Region] | None) -> Page:
    """One page of a sheet, at full size. Its geometry leads back to the sheet."""
    above = region.foot - (PAGE_HEIGHT - UNDER) * region.scale
    geometry = replace(page.geometry, scale=region.scale, left=region.box.x0, above=above, tall=PAGE_HEIGHT)

    def is_inside(box: Box) -> bool:
        return regions is None or _holder(regions, box) is region

    characters = pages.without_marks(
        [_enlarged(c, geometry) for c in page.characters if is_inside(_box(c))], PAGE_HEIGHT
    )
    rectangles = [geometry.enlarged(r) for r in page.rectangles if is_inside(r)]
    hidden = tuple(HiddenText(geometry.enlarged(h.box), h.kind) for h in page.hidden if is_inside(h.box))
    return replace(page, characters=characters, rectangles=rectangles, geometry=geometry, hidden=hidden)


def _holder(regions: list[Region], box: Box) -> Region:
    """The region around the middle of a box, or the nearest one."""
    x, y = (box.x0 + box.x1) / 2, (box.top + box.bottom) / 2

    def away(region: Region) -> float:
        across, down = (
            max(region.box.x0 - x, x - region.box.x1, 0.0),
            max(region.box.top - y, y - region.box.bottom, 0.0),
        )
        return across + down

    return min(regions, key=away)


def _enlarged(character: Character, geometry: Geometry) -> Character:
    box = geometry.enlarged(_box(character))
    sides = {name: character[name] / geometry.scale for name in ("width", "height", "size")}
    return {**character, **box._asdict(), "doctop": box.top, **sides}


def in_words(page: Page, number: int, total: int) -> str:
    """What is unusual about how a page lies on its sheet; empty for one that lies as the vendor prints it."""
    geometry = page.geometry
    says = [f"is page {number} of {total} on its sheet"] if total > 1 else []
    says += [f"is turned by {geometry.turned} degrees"] if geometry.turned and not page.scanned else []
    says += [f"is printed at {geometry.scale:.0%}"] if geometry.scale != 1.0 else []
    return " and ".join(says)
