"""Pages with known marks: made-up memos typeset with marks and with what looks like marks, and how many of them were
found.

No document in hand has a mark, so the register is tried on these. That says how it does on what we thought of, and no
more. Same seed, same bytes."""

import itertools
import random
from pathlib import Path
from typing import NamedTuple

import pandas as pd
from reportlab.pdfgen.canvas import Canvas

from helpers import files
from helpers.records.reading.pages import Box
from helpers.records.redactions.register import overlap
from helpers.records.redactions.samples import DECOYS, HEIGHT, MARGIN, MARKS, WIDTH, Known, Sheet

PITCHES = [(13, 10), (15, 11), (18, 9), (26, 12)]
"""Points from line to line, and of the letters: tight, where a mark touches the lines above and below, and wide."""

SAME_PLACE = 0.5
"""Two boxes that have half of what they cover in common are one mark."""


class Set(NamedTuple):
    """What was typeset: marks and decoys, one Known each."""

    marks: list[Known]
    decoys: list[Known]


def typeset(target: str | Path, *, seed: int = 1, pages: int = 8, hidden: str = "secret") -> Set:
    """Draw a set into a PDF: on each line some words, a mark or a decoy, words, another one, words; each kind in turn,
    at a place and with words and codes that the seed draws."""
    with files.beside(target) as draft:
        sheet = Sheet(Canvas(str(draft), pagesize=(WIDTH, HEIGHT), invariant=1), random.Random(seed), hidden)
        kinds = itertools.cycle([kind for pair in zip(MARKS, DECOYS, strict=True) for kind in pair])
        for sheet.page in range(1, pages + 1):
            sheet.pitch, sheet.size = PITCHES[sheet.page % len(PITCHES)]
            sheet.top = MARGIN
            sheet.say("MADE UP, to try the register of redactions: no record", MARGIN)
            while sheet.top < HEIGHT - 3 * MARGIN:
                sheet.top, sheet.end = sheet.top + sheet.pitch, MARGIN
                sheet.say(sheet.words(sheet.dice.randint(1, 3)), MARGIN)
                while sheet.end < WIDTH - 5 * MARGIN:
                    next(kinds)(sheet, sheet.end + sheet.dice.randint(4, 30))
                    if sheet.end < WIDTH - 2 * MARGIN:
                        sheet.say(sheet.words(1), sheet.end + sheet.dice.randint(4, 12))
            sheet.canvas.showPage()
        sheet.canvas.save()
    return Set(sheet.marks, sheet.decoys)


# --- how many were found ----------------------------------------------------------------------------------------------


def compared(found: pd.DataFrame, known: list[Known]) -> pd.DataFrame:
    """Each mark found or known, once: `page, name, right`; a known one that was not found has `right` false and `found`
    false, a found one that was not drawn has the name "none". Right means: same place (SAME_PLACE), same codes, same
    `text_under`."""
    left, lines = list(known), []
    for mark in found.itertuples():
        box = Box(mark.x0, mark.top, mark.x1, mark.bottom)
        near = [k for k in left if k.page == mark.page and overlap(k.box, box) >= SAME_PLACE]
        match = max(near, key=lambda k: overlap(k.box, box), default=None)
        if match:
            left.remove(match)
        right = match is not None and (match.codes, match.text_under) == (mark.codes, mark.text_under)
        lines.append({"page": mark.page, "name": match.name if match else "none", "found": True, "right": right})
    lines += [{"page": k.page, "name": k.name, "found": False, "right": False} for k in left]
    return pd.DataFrame(lines, columns=["page", "name", "found", "right"])


def precision(lines: pd.DataFrame) -> float:
    """The share of marks found that are right."""
    return float(lines["right"].sum() / lines["found"].sum())


def recall(lines: pd.DataFrame) -> float:
    """The share of marks drawn that are found right."""
    return float(lines["right"].sum() / (lines["name"] != "none").sum())
