"""Scan edges: the line of a scan that the lower edge of its picture cuts through, told from the ink, not from what an
OCR engine makes of half letters."""

from dataclasses import dataclass

import numpy as np

DARK = 128
SPECK, TALLEST = 6, 90
"""Of a letter's piece: pixels at least, and its height in pixels at most, at ocr.DPI."""

FEWEST = 4
"""Pieces of letters beside each other that make a line of text; specks lie alone."""

SHORT = 0.9
"""A line lower than this share of a capital has lost the feet of its letters: each line has a capital, whole or cut.
Measured on Orange's 35 pages: cut lines have 0.3 to 0.7 of it."""

CAPITAL = 80
"""The percentile of the heights of letters at which capitals are: small letters are lower, and only brackets higher."""

FLAT, LEVEL = 0.5, 2.5
"""At least this share of the pieces of a cut line end at its edge, within so many pixels."""

NEAR = 5
"""Pixels between the parts of one line at most: underscores lie below their letters."""


ALL_FLAT = 0.95
"""The share from which a line that is as high as others may have lost what lies under its letters."""


@dataclass(frozen=True)
class CutLine:
    """The lowest line of a page, which an edge cuts, or may cut: its top and bottom in pixels of the upright, straight
    picture (in points, once it is a page's), and `shown`, the height that is left as a share of a capital.
    One of 0.9 and more has whole letters, and lacks no more than what some letters have below the line."""

    top: float
    bottom: float
    shown: float


def cut_line(picture: np.ndarray) -> CutLine | None:
    """The cut line of an upright, straight picture in grays; None where the lowest line does not end on an edge."""
    import cv2

    ink = (picture < DARK).astype(np.uint8)
    _, _, pieces, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    pieces = pieces[1:]  # the first is the paper
    height, area = pieces[:, cv2.CC_STAT_HEIGHT], pieces[:, cv2.CC_STAT_AREA]
    pieces = pieces[
        (area >= SPECK) & (height >= 2) & (height <= TALLEST) & (pieces[:, cv2.CC_STAT_WIDTH] <= 3 * TALLEST)
    ]
    bands = _bands(pieces[:, cv2.CC_STAT_TOP], pieces[:, cv2.CC_STAT_HEIGHT], picture.shape[0])
    if len(bands) < FEWEST:
        return None
    *whole, (top, bottom) = bands
    heights = pieces[:, cv2.CC_STAT_HEIGHT]
    shown = (bottom - top) / float(np.percentile(heights[pieces[:, cv2.CC_STAT_TOP] < whole[-1][1]], CAPITAL))
    ends = pieces[:, cv2.CC_STAT_TOP] + pieces[:, cv2.CC_STAT_HEIGHT]
    inside = ends[(pieces[:, cv2.CC_STAT_TOP] >= top - NEAR) & (ends <= bottom + NEAR)]
    flat = float(np.mean(inside >= bottom - LEVEL)) if len(inside) else 0.0
    if len(inside) < FEWEST:
        return None
    no_feet = flat >= ALL_FLAT and inside.max() <= bottom + 1  # not even a bracket reaches below the others
    is_cut = flat >= FLAT if shown < SHORT else no_feet
    return CutLine(float(top), float(bottom), round(shown, 2)) if is_cut else None


def _bands(tops: np.ndarray, heights: np.ndarray, rows: int) -> list[tuple[int, int]]:
    """The lines of text as spans of rows: where at least FEWEST pieces lie side by side."""
    steps = np.zeros(rows + 1, int)
    np.add.at(steps, tops, 1)
    np.add.at(steps, np.minimum(tops + heights, rows), -1)
    crowded = np.cumsum(steps)[:-1] >= FEWEST
    changes = np.flatnonzero(np.diff(np.concatenate([[False], crowded, [False]]).astype(int)))
    bands = list[tuple[int, int]]()
    for start, end in zip(changes[::2].tolist(), changes[1::2].tolist(), strict=True):
        if bands and start - bands[-1][1] <= NEAR:
            bands[-1] = bands[-1][0], end
        else:
            bands.append((start, end))
    return bands
