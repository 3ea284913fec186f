"""Rendering: a page, or a part of one, as a picture of a bounded number of pixels, whatever its box says: a page can
claim to be 2,000,000 points wide."""

import math
from pathlib import Path
from typing import Any, NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

from helpers.errors import ReadingError
from helpers.records.reading import opening, visibility

MOST_PIXELS = 16_000_000
"""A larger picture is made smaller: a letter page has 4 million at 200 dots an inch; 40 million took 2.9 GB to read."""

MOST_SIDE = 30_000
"""Pixels of the longer side: programs that turn or show a picture take up to 32,767."""

FARTHEST = 2**24
"""Pixels from a page's edge: beyond, pdfium's numbers have no room for single pixels."""

BLACK = (0, 0, 0, 255)

Edges = tuple[float, float, float, float]
"""Left, top, right and bottom, in points from the top left of a page as displayed."""


class Rendered(NamedTuple):
    """pdfium's picture of a page or a part of it: `scale` is pixels a point, and `left` and `top` are where the picture
    begins, in pixels from the top left of the whole page. `size` is the page's, in points."""

    bitmap: pypdfium2.PdfBitmap
    scale: float
    left: int
    top: int
    size: tuple[float, float]


def fitting(width: float, height: float, scale: float) -> float:
    """`scale`, or as much of it as keeps a picture of so many points within MOST_PIXELS and MOST_SIDE."""
    return min(scale, math.sqrt(MOST_PIXELS / (width * height)), MOST_SIDE / max(width, height))


def page(
    path: str | Path, number: int, scale: float, part: Edges | None = None, *, password: str = "", gray: bool = False
) -> Rendered:
    """Page `number` (from 1) of a PDF as displayed, `scale` pixels a point or fewer. Of a page that is too large for
    that, `part` alone is drawn, if it is given and lies on the page. What a redaction marks is drawn black, though it
    was not applied: a picture shows no more than a reading.

    Raises ReadingError when the page cannot be rendered, also for one without a size.
    """
    with opening.pdfium(path, password, number) as document:
        one = document[number - 1]
        width, height = size = one.get_size()
        if not all(math.isfinite(side) and side > 0 for side in size):
            what, actual = "the page has no size that can be drawn", f"{width:g} by {height:g} points"
            name = Path(path).name
            raise ReadingError(what, document=name, page=number, expected="a box around what it shows", found=actual)
        x0, top, x1, bottom = _drawn(size, scale, part)
        scale = min(fitting(x1 - x0, bottom - top, scale), FARTHEST / max(size))
        options: dict[str, Any] = {"scale": scale, "grayscale": gray}
        bitmap = one.render(crop=(x0, height - bottom, width - x1, top), **options)
        for edges in visibility.withheld(document, number):
            left, high, right, low = (round(edge * scale) for edge in edges)
            place = (left - math.ceil(x0 * scale), high - math.ceil(top * scale), right - left, low - high)
            bitmap.fill_rect(BLACK, *place)
        return Rendered(bitmap, scale, math.ceil(x0 * scale), math.ceil(top * scale), size)


def dots(path: str | Path, number: int, password: str = "") -> float:
    """Dots an inch of the picture that covers most of a page; 0 for a page without one. Raises ReadingError where the
    page cannot be opened."""
    with opening.pdfium(path, password, number) as document:
        best = (0.0, 0.0)  # the area in points, and the dots
        for picture in document[number - 1].get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE]):
            left, low, right, high = picture.get_bounds()
            across = picture.get_px_size()[0]
            if right - left > 1:
                best = max(best, ((right - left) * (high - low), 72 * across / (right - left)))
        return best[1]


def _drawn(size: tuple[float, float], scale: float, part: Edges | None) -> Edges:
    """What is drawn of a page: all of it where it fits, else the part that is wanted."""
    width, height = size
    if part and fitting(width, height, scale) < scale:
        x0, top, x1, bottom = max(0.0, part[0]), max(0.0, part[1]), min(width, part[2]), min(height, part[3])
        if min(x1 - x0, bottom - top) * min(scale, FARTHEST / max(size)) >= 2:  # else nothing would be left of it
            return x0, top, x1, bottom
    return 0.0, 0.0, width, height
