"""Inked: what a page shows in a box where its text layer has nothing.

A cell without words is empty, or a name was taken out of it, or the name is drawn there as a picture or as outlines,
which no text layer says. The rendered page tells them apart."""

from contextlib import closing

import numpy as np
import pypdfium2

from helpers.records.reading.boxes import Box

BLANK, FILLED, CROSSED, DRAWN = "nothing", "one dark color", "marks that run over its edge", "marks"
"""What a box may show. FILLED: a bar over a name, of which the file has no more; CROSSED: a stamp or a line that begins
or ends outside; DRAWN: something of its own, such as a name drawn as a picture."""

SCALE = 3.0
"""Pixels a point: at 3 the strokes of a character 5 points high are as wide as one pixel."""

MOST_PIXELS = 4_000_000

CONTRAST, DARK, MOST_MARKED = 60, 128, 0.5
"""Of 255: the difference from the box's own color that makes a mark, and the light under which that color is dark; the
share of the box that marks may cover, at most: more of it is a bar."""

LEAST = 0.002
"""The share of a box that marks cover, at least, to count."""


def ink_in(document: pypdfium2.PdfDocument, number: int, box: Box) -> str:
    """What page `number` (from 1) shows in a box (points from the top left of the page as displayed): BLANK, FILLED,
    CROSSED or DRAWN. The document is open."""
    width, height = document.get_page_size(number - 1)
    x0, top, x1, bottom = max(0.0, box.x0), max(0.0, box.top), min(width, box.x1), min(height, box.bottom)
    if x1 - x0 <= 0 or bottom - top <= 0:
        return BLANK
    scale = min(SCALE, (MOST_PIXELS / ((x1 - x0) * (bottom - top))) ** 0.5)
    with closing(document[number - 1]) as page:
        crop = (x0, height - bottom, width - x1, top)
        bitmap = page.render(scale=scale, crop=crop, grayscale=True, may_draw_forms=True)
        pixels: np.ndarray = bitmap.to_numpy().reshape(bitmap.height, -1)[:, : bitmap.width].astype(int)
    return _shown(pixels)


def _shown(pixels: np.ndarray) -> str:
    """What pixels (height x width, 0 to 255) show."""
    ground = int(np.bincount(pixels.ravel(), minlength=256).argmax())
    marks = np.abs(pixels - ground) >= CONTRAST
    if ground < DARK or marks.mean() > MOST_MARKED:
        return FILLED
    if marks.mean() < LEAST:
        return BLANK
    edges = np.concatenate([marks[0], marks[-1], marks[:, 0], marks[:, -1]])
    return CROSSED if edges.any() else DRAWN
