"""Samples: made-up memos with marks, and with shapes that look like marks, to measure how many the register finds.

No document of the collection has a mark, so these pages are the only test: it covers the kinds we thought of, no more.
Each kind is one function that draws on a line of a memo and records what it drew. Same seed, same bytes.
"""

import itertools
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from helpers import files
from helpers.records.reading.pages import Box
from helpers.records.redactions.register import overlap

WIDTH, HEIGHT, MARGIN = 612, 792, 54
"""Points of a letter page."""

WORDS = "the office of Elmville asked that plates be kept for sixty days and shared with no other town".split()
WORDS += "by the clerk of Alton".split()

CODES = "(b)(6)|(b)(7)(E)|(b)(5)|(b)(6) (b)(7)(C)|(b)(3)|(b)(7)(A)|(b)(4)|(k)(2)|(j)(2)|(b)(7)(F)".split("|")

PRINTED = [("", ""), (" ", ", "), (")(", ") ("), (" ", "; ")]
"""How a code may be printed: which characters of its standard form are replaced by which."""

Paint = float | tuple[float, float, float]
"""A gray or a color."""


class Sample(NamedTuple):
    """A mark or a decoy as it was drawn on a page."""

    page: int
    box: Box
    name: str
    codes: str = ""
    text_under: str = "no"


@dataclass
class SamplePage:
    """A page being drawn, from the top down. `hidden` is the word that is set under marks."""

    canvas: Canvas
    dice: random.Random
    hidden: str
    page: int = 0
    top: float = MARGIN
    pitch: float = 26
    size: float = 12
    end: float = MARGIN
    marks: list[Sample] = field(default_factory=list)
    decoys: list[Sample] = field(default_factory=list)

    def words(self, count: int) -> str:
        return " ".join(self.dice.choice(WORDS) for _ in range(count))

    def perhaps(self, text: str) -> str:
        return text if self.dice.random() < 0.5 else ""

    def wide(self, text: str) -> float:
        return float(stringWidth(text, "Helvetica", self.size))

    def say(self, text: str, x: float, *, white: bool = False) -> float:
        """Set a text on the current line; returns where it ends."""
        self.canvas.setFillGray(1 if white else 0)
        self.canvas.setFont("Helvetica", self.size)
        self.canvas.drawString(x, HEIGHT - self.top - self.size, text)
        self.end = max(self.end, x + self.wide(text))
        return x + self.wide(text)

    def box(self, x: float, wide: float, fill: Paint | None = None, *, stroke: int = 0, radius: float = 0) -> Box:
        """A box round the current line; `radius` is that of its corners."""
        if fill is not None:
            self.canvas.setFillColorRGB(*(fill if isinstance(fill, tuple) else (fill,) * 3))
        self.canvas.setStrokeGray(0)
        box = Box(x, self.top - 1, x + wide, self.top + self.pitch - 1.5)
        draw, corners = (self.canvas.roundRect, (radius,)) if radius else (self.canvas.rect, ())
        draw(x, HEIGHT - box.bottom, wide, box.bottom - box.top, *corners, stroke=stroke, fill=fill is not None)
        self.end = max(self.end, box.x1)
        return box

    def mark(self, box: Box, name: str, codes: str = "", text_under: str = "no") -> None:
        self.end = max(self.end, box.x1)
        self.marks.append(Sample(self.page, box, name, codes, text_under))

    def decoy(self, box: Box, name: str) -> None:
        self.end = max(self.end, box.x1)
        self.decoys.append(Sample(self.page, box, name))

    def code(self) -> tuple[str, str]:
        """A code in its standard form, and as it is printed here."""
        code = self.dice.choice(CODES)
        return code, code.replace(*self.dice.choice(PRINTED))


# --- marks ------------------------------------------------------------------------------------------------------------


def _covered(
    page: SamplePage, x: float, name: str, fill: Paint, *, text: str = "under", place: str = "", **edge: Any
) -> None:
    """A box with hidden words, its `text`, "under" it, "on" it in its color, or taken out (""); and with a code at the
    `place` "inside", "beside", or without one."""
    code, printed = page.code() if place else ("", "")
    secret = f"{page.hidden} {page.words(page.dice.randint(0, 2))}".strip()
    wide = max(page.wide(secret), page.wide(printed)) + 6
    if text == "under":
        page.say(secret, x + 3)
    box = page.box(x, wide, fill, **edge)
    if text == "on":
        page.say(secret, x + 3)
    if place == "inside":
        page.say(printed, x + 3, white=not isinstance(fill, tuple) and fill < 0.5)
    if place == "beside":
        page.say(printed, box.x1 + page.dice.randint(2, 10))
    page.mark(box, name, code, "yes" if text else "no")


def _white_text(page: SamplePage, x: float) -> None:
    secret = f"{page.hidden} {page.words(1)}"
    end = page.say(secret, x, white=True)
    page.mark(Box(x, page.top, end, page.top + page.size), "white on white", "", "yes")


def _pen(page: SamplePage, x: float) -> None:
    """A line drawn with a pen as thick as the text is high."""
    end, middle = page.say(page.hidden, x + 2) + 2, page.top + page.size / 2 + 1
    page.canvas.setLineWidth(page.size)
    page.canvas.setStrokeGray(0)
    page.canvas.line(x, HEIGHT - middle, end, HEIGHT - middle)
    page.canvas.setLineWidth(1)
    page.mark(Box(x, middle - page.size / 2, end, middle + page.size / 2), "thick pen", "", "yes")


def _block(page: SamplePage, x: float) -> None:
    """One box over words on three lines."""
    code, printed = page.code()
    first, wide = page.top, 150
    for _ in range(3):
        page.say(page.hidden, x + 4)
        page.top += page.pitch
    last, page.top = page.top, first + page.pitch
    page.canvas.setFillGray(0)
    page.canvas.rect(x, HEIGHT - last + 2, wide, last - first, stroke=0, fill=1)
    page.say(printed, x + 20, white=True)
    page.mark(Box(x, first - 2, x + wide, last - 2), "block over three lines", code, "yes")
    page.top, page.end = last - page.pitch, WIDTH


def _code_box(page: SamplePage, x: float, fill: Paint | None) -> None:
    code, printed = page.code()
    box = page.box(x, page.wide(printed) + page.dice.randint(6, 90), fill=fill, stroke=1)
    page.say(printed, x + 3)
    page.mark(box, "code in a frame", code)


Drawer = Callable[[SamplePage, float], None]

MARKS: list[Drawer] = [
    lambda s, x: _covered(s, x, "black over text", 0),
    lambda s, x: _covered(s, x, "black, text taken out", 0, text=""),
    lambda s, x: _covered(s, x, "black, code beside", 0, place="beside", text=s.perhaps("under")),
    lambda s, x: _covered(s, x, "black, white code on it", 0, place="inside", text=s.perhaps("under")),
    lambda s, x: _covered(s, x, "white over text", 1),
    lambda s, x: _covered(s, x, "white over text, code on it", 1, place="inside", stroke=1),
    lambda s, x: _covered(s, x, "gray over text, code on it", 0.75, place="inside"),
    lambda s, x: _covered(s, x, "colored, code on it", (0.75, 0.85, 1), place="inside", text=s.perhaps("under")),
    lambda s, x: _covered(s, x, "red over text", (0.8, 0, 0)),
    lambda s, x: _covered(s, x, "black text on black", 0, text="on"),
    lambda s, x: _covered(s, x, "round corners", 0, radius=3),
    lambda s, x: _code_box(s, x, None),
    lambda s, x: _code_box(s, x, 1),
    _white_text,
    _pen,
    _block,
]

# --- what looks like marks --------------------------------------------------------------------------------------------


def _ruled(page: SamplePage, x: float, name: str, height: float, thick: float) -> None:
    """Words with a line under or through them."""
    end = page.say(page.words(3), x)
    page.canvas.setFillGray(0)
    page.canvas.rect(x, HEIGHT - page.top - height, end - x, thick, stroke=0, fill=1)
    page.decoy(Box(x, page.top + height - thick, end, page.top + height), name)


def _ground(page: SamplePage, x: float, name: str, fill: Paint | None, *, stroke: int = 0, white: bool = False) -> None:
    """Words on a background that was drawn before them, or in a frame."""
    text = page.words(3)
    box = page.box(x, page.wide(text) + 8, fill=fill, stroke=stroke)
    page.say(text, x + 4, white=white)
    page.decoy(box, name)


def _highlighted(page: SamplePage, x: float) -> None:
    end = page.say(page.words(3), x + 2)
    page.canvas.setFillAlpha(0.4)
    box = page.box(x, end - x + 2, fill=page.dice.choice([(1, 1, 0), (0.4, 1, 0.4), (1, 0.6, 0.8)]))
    page.canvas.setFillAlpha(1)
    page.decoy(box, "highlighter")


def _index(page: SamplePage, x: float) -> None:
    """A row of a table of codes: the code's cell is no mark."""
    left, right = page.box(x, 70, stroke=1), page.box(x + 70, 110, stroke=1)
    page.say(page.code()[0][:6], x + 4)
    page.say(page.words(2), x + 74)
    page.decoy(left, "cell of a table of codes")
    page.decoy(right, "cell")


def _bars(page: SamplePage, x: float) -> None:
    """A small chart: bars of different heights on one line."""
    for n in range(4):
        tall, bottom = (3 + 4 * ((n * 3 + page.dice.randint(0, 3)) % 4)) * page.size / 12, page.top + page.size
        page.canvas.setFillGray(0)
        page.canvas.rect(x + 20 * n, HEIGHT - bottom, 14, tall, stroke=0, fill=1)
        page.decoy(Box(x + 20 * n, bottom - tall, x + 20 * n + 14, bottom), "bar of a chart")


def _picture(page: SamplePage, x: float) -> None:
    logo = ImageReader(Image.new("L", (40, 18), 30))
    page.canvas.drawImage(logo, x, HEIGHT - page.top - page.size, 40, page.size)
    page.decoy(Box(x, page.top, x + 40, page.top + page.size), "picture")


def _shape(page: SamplePage, x: float, name: str) -> None:
    """A bullet or a check box before words."""
    page.canvas.setFillGray(0)
    if name == "bullet":
        page.canvas.circle(x + 6, HEIGHT - page.top - 7, 5.5, stroke=0, fill=1)
    else:
        page.canvas.rect(x, HEIGHT - page.top - 12, 9, 9, stroke=0, fill=1)
    page.say(page.words(3), x + 16)
    page.decoy(Box(x, page.top, x + 12, page.top + 12), name)


def _cited(page: SamplePage, x: float) -> None:
    text = f"see {page.code()[1]} {page.words(2)}"
    page.decoy(Box(x, page.top, page.say(text, x), page.top + page.size), "code in a sentence")


DECOYS: list[Drawer] = [
    lambda s, x: _ruled(s, x, "underline", s.size + 2, 0.8),
    lambda s, x: _ruled(s, x, "struck through", s.size * 0.7, 1.2),
    lambda s, x: _ruled(s, x, "thick rule", s.size + 2, 3),
    lambda s, x: _ground(s, x, "shaded row", 0.85),
    lambda s, x: _ground(s, x, "heading band", 0.1, white=True),
    lambda s, x: _ground(s, x, "blue heading band", (0.1, 0.2, 0.5), white=True),
    lambda s, x: _ground(s, x, "cell filled white", 1),
    lambda s, x: _ground(s, x, "frame round text", None, stroke=1),
    _highlighted,
    _index,
    _bars,
    _picture,
    lambda s, x: _shape(s, x, "bullet"),
    lambda s, x: _shape(s, x, "check box"),
    _cited,
    lambda s, x: _ground(s, x, "dark text on gray", 0.6),
]

# --- pages of both ----------------------------------------------------------------------------------------------------

PITCHES = [(13, 10), (15, 11), (18, 9), (26, 12)]
"""Points from line to line, and of the text: tight, where a mark touches the lines above and below, and wide."""

SAME_PLACE = 0.5
"""Two boxes with at least this `overlap` are one mark."""


class Samples(NamedTuple):
    """The marks and decoys that were drawn."""

    marks: list[Sample]
    decoys: list[Sample]


def typeset(target: str | Path, *, seed: int = 1, pages: int = 8, hidden: str = "secret") -> Samples:
    """Draw samples into a PDF: on each line words, a mark or a decoy, words, another one, words; each kind in turn, its
    place, words and codes drawn at random from the seed."""
    with files.beside(target) as draft:
        page = SamplePage(Canvas(str(draft), pagesize=(WIDTH, HEIGHT), invariant=1), random.Random(seed), hidden)
        kinds = itertools.cycle([kind for pair in zip(MARKS, DECOYS, strict=True) for kind in pair])
        for page.page in range(1, pages + 1):
            page.pitch, page.size = PITCHES[page.page % len(PITCHES)]
            page.top = MARGIN
            page.say("MADE UP, to try the register of redactions: no record", MARGIN)
            while page.top < HEIGHT - 3 * MARGIN:
                page.top, page.end = page.top + page.pitch, MARGIN
                page.say(page.words(page.dice.randint(1, 3)), MARGIN)
                while page.end < WIDTH - 5 * MARGIN:
                    next(kinds)(page, page.end + page.dice.randint(4, 30))
                    if page.end < WIDTH - 2 * MARGIN:
                        page.say(page.words(1), page.end + page.dice.randint(4, 12))
            page.canvas.showPage()
        page.canvas.save()
    return Samples(page.marks, page.decoys)


# --- how many were found ----------------------------------------------------------------------------------------------


def compared(marks: pd.DataFrame, drawn: list[Sample]) -> pd.DataFrame:
    """Each mark found or drawn, once: `page, name, found, right`. One that was found and not drawn has the name "none".
    Right means: same place (SAME_PLACE), same codes, same `text_under`."""
    left, lines = list(drawn), []
    for mark in marks.itertuples():
        box = Box(mark.x0, mark.top, mark.x1, mark.bottom)
        near = [sample for sample in left if sample.page == mark.page and overlap(sample.box, box) >= SAME_PLACE]
        match = max(near, key=lambda sample: overlap(sample.box, box), default=None)
        if match:
            left.remove(match)
        right = match is not None and (match.codes, match.text_under) == (mark.codes, mark.text_under)
        lines.append((mark.page, match.name if match else "none", True, right))
    lines += [(sample.page, sample.name, False, False) for sample in left]
    return pd.DataFrame(lines, columns=["page", "name", "found", "right"])


def precision(lines: pd.DataFrame) -> float:
    """The share of marks found that are right."""
    return float(lines["right"].sum() / lines["found"].sum())


def recall(lines: pd.DataFrame) -> float:
    """The share of marks drawn that are found right."""
    return float(lines["right"].sum() / (lines["name"] != "none").sum())
