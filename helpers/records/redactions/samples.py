"""Samples: one function for each kind of mark, and for each thing that looks like one, drawn on a line of a made-up
memo.

Each tells the sheet what it drew, so that the answer is known. Towns and words are made up.
"""

import io
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from helpers.records.reading.pages import Box

WIDTH, HEIGHT, MARGIN = 612, 792, 54
"""Points of a letter page."""

WORDS = "the office of Elmville asked that plates be kept for sixty days and shared with no other town by the clerk of Alton".split()

CODES = [
    "(b)(6)",
    "(b)(7)(E)",
    "(b)(5)",
    "(b)(6) (b)(7)(C)",
    "(b)(3)",
    "(b)(7)(A)",
    "(b)(4)",
    "(k)(2)",
    "(j)(2)",
    "(b)(7)(F)",
]

PRINTED: list[Callable[[str], str]] = [
    lambda c: c,
    lambda c: c.replace(" ", ", "),
    lambda c: c.replace(")(", ") ("),
    lambda c: c.replace(" ", "; "),
]
"""How a code may be printed."""

Paint = float | tuple[float, float, float]
"""A gray or a color."""


class Known(NamedTuple):
    """A mark or a decoy on a page, as it was drawn."""

    page: int
    box: Box
    name: str
    codes: str = ""
    text_under: str = "no"


@dataclass
class Sheet:
    """A page being drawn, from the top down. `hidden` is the word that is set under marks."""

    canvas: Canvas
    dice: random.Random
    hidden: str
    page: int = 0
    top: float = MARGIN
    pitch: float = 26
    size: float = 12
    end: float = MARGIN
    marks: list[Known] = field(default_factory=list)
    decoys: list[Known] = field(default_factory=list)

    def words(self, count: int) -> str:
        return " ".join(self.dice.choice(WORDS) for _ in range(count))

    def wide(self, text: str) -> float:
        points: float = stringWidth(text, "Helvetica", self.size)
        return points

    def say(self, text: str, x: float, *, white: bool = False) -> float:
        """Set a text on the present line; returns where it ends."""
        self.canvas.setFillGray(1 if white else 0)
        self.canvas.setFont("Helvetica", self.size)
        self.canvas.drawString(x, HEIGHT - self.top - self.size, text)
        self.end = max(self.end, x + self.wide(text))
        return x + self.wide(text)

    def box(
        self, x: float, wide: float, *, fill: Paint | None = None, stroke: int = 0, radius: float | None = None
    ) -> Box:
        """A box round the present line; `radius` is that of its corners."""
        if fill is not None:
            self.canvas.setFillColorRGB(*(fill if isinstance(fill, tuple) else (fill,) * 3))
        self.canvas.setStrokeGray(0)
        box = Box(x, self.top - 1, x + wide, self.top + self.pitch - 1.5)
        place = (x, HEIGHT - box.bottom, wide, box.bottom - box.top)
        if radius:
            self.canvas.roundRect(*place, radius, stroke=stroke, fill=fill is not None)
        else:
            self.canvas.rect(*place, stroke=stroke, fill=fill is not None)
        self.end = max(self.end, box.x1)
        return box

    def mark(self, box: Box, name: str, codes: str = "", text_under: str = "no") -> None:
        self.end = max(self.end, box.x1)
        self.marks.append(Known(self.page, box, name, codes, text_under))

    def decoy(self, box: Box, name: str) -> None:
        self.end = max(self.end, box.x1)
        self.decoys.append(Known(self.page, box, name))

    def code(self) -> tuple[str, str]:
        """A code in its one form, and as it is printed here."""
        code = self.dice.choice(CODES)
        return code, self.dice.choice(PRINTED)(code)


# --- marks ------------------------------------------------------------------------------------------------------------


def _covered(
    sheet: Sheet,
    x: float,
    name: str,
    fill: Paint,
    *,
    text: bool = True,
    inside: bool = False,
    beside: bool = False,
    after: bool = False,
    stroke: int = 0,
    radius: float | None = None,
) -> None:
    """A box over hidden words, with or without a code in it or beside it; `after` sets the words on the box, in its
    color."""
    code, printed = sheet.code() if inside or beside else ("", "")
    secret = f"{sheet.hidden} {sheet.words(sheet.dice.randint(0, 2))}".strip()
    wide = max(sheet.wide(secret), sheet.wide(printed)) + 6
    if text and not after:
        sheet.say(secret, x + 3)
    box = sheet.box(x, wide, fill=fill, stroke=stroke, radius=radius)
    if after:
        sheet.say(secret, x + 3)
    if inside:
        sheet.say(printed, x + 3, white=not isinstance(fill, tuple) and fill < 0.5)
    if beside:
        sheet.say(printed, box.x1 + sheet.dice.randint(2, 10))
    sheet.mark(box, name, code, "yes" if text else "no")


def _white_text(sheet: Sheet, x: float) -> None:
    secret = f"{sheet.hidden} {sheet.words(1)}"
    end = sheet.say(secret, x, white=True)
    sheet.mark(Box(x, sheet.top, end, sheet.top + sheet.size), "white on white", "", "yes")


def _pen(sheet: Sheet, x: float) -> None:
    """A line drawn with a pen as thick as the letters are high."""
    end, middle = sheet.say(sheet.hidden, x + 2) + 2, sheet.top + sheet.size / 2 + 1
    sheet.canvas.setLineWidth(sheet.size)
    sheet.canvas.setStrokeGray(0)
    sheet.canvas.line(x, HEIGHT - middle, end, HEIGHT - middle)
    sheet.canvas.setLineWidth(1)
    sheet.mark(Box(x, middle - sheet.size / 2, end, middle + sheet.size / 2), "thick pen", "", "yes")


def _block(sheet: Sheet, x: float) -> None:
    """One box over words of three lines, the last of the page's column."""
    code, printed = sheet.code()
    first, wide = sheet.top, 150
    for _ in range(3):
        sheet.say(sheet.hidden, x + 4)
        sheet.top += sheet.pitch
    last, sheet.top = sheet.top, first
    sheet.canvas.setFillGray(0)
    sheet.canvas.rect(x, HEIGHT - last + 2, wide, last - first, stroke=0, fill=1)
    sheet.top = first + sheet.pitch
    sheet.say(printed, x + 20, white=True)
    sheet.mark(Box(x, first - 2, x + wide, last - 2), "block over three lines", code, "yes")
    sheet.top, sheet.end = last - sheet.pitch, WIDTH


def _code_box(sheet: Sheet, x: float, fill: Paint | None) -> None:
    code, printed = sheet.code()
    box = sheet.box(x, sheet.wide(printed) + sheet.dice.randint(6, 90), fill=fill, stroke=1)
    sheet.say(printed, x + 3)
    sheet.mark(box, "code in a frame", code)


Drawer = Callable[[Sheet, float], None]

MARKS: list[Drawer] = [
    lambda s, x: _covered(s, x, "black over text", 0),
    lambda s, x: _covered(s, x, "black, text taken out", 0, text=False),
    lambda s, x: _covered(s, x, "black, code beside", 0, beside=True, text=s.dice.random() < 0.5),
    lambda s, x: _covered(s, x, "black, white code on it", 0, inside=True, text=s.dice.random() < 0.5),
    lambda s, x: _covered(s, x, "white over text", 1),
    lambda s, x: _covered(s, x, "white over text, code on it", 1, inside=True, stroke=1),
    lambda s, x: _covered(s, x, "gray over text, code on it", 0.75, inside=True),
    lambda s, x: _covered(s, x, "colored, code on it", (0.75, 0.85, 1), inside=True, text=s.dice.random() < 0.5),
    lambda s, x: _covered(s, x, "red over text", (0.8, 0, 0)),
    lambda s, x: _covered(s, x, "black text on black", 0, after=True),
    lambda s, x: _covered(s, x, "round corners", 0, radius=3),
    lambda s, x: _code_box(s, x, None),
    lambda s, x: _code_box(s, x, 1),
    _white_text,
    _pen,
    _block,
]

# --- what looks like marks --------------------------------------------------------------------------------------------


def _ruled(sheet: Sheet, x: float, name: str, height: float, thick: float) -> None:
    """Words with a line under or through them."""
    end = sheet.say(sheet.words(3), x)
    sheet.canvas.setFillGray(0)
    sheet.canvas.rect(x, HEIGHT - sheet.top - height, end - x, thick, stroke=0, fill=1)
    sheet.decoy(Box(x, sheet.top + height - thick, end, sheet.top + height), name)


def _ground(
    sheet: Sheet, x: float, name: str, fill: Paint | None, *, stroke: int = 0, white: bool = False, count: int = 3
) -> None:
    """Words on a ground that was drawn before them, or in a frame."""
    text = sheet.words(count)
    box = sheet.box(x, sheet.wide(text) + 8, fill=fill, stroke=stroke)
    sheet.say(text, x + 4, white=white)
    sheet.decoy(box, name)


def _highlighted(sheet: Sheet, x: float) -> None:
    end = sheet.say(sheet.words(3), x + 2)
    sheet.canvas.setFillAlpha(0.4)
    box = sheet.box(x, end - x + 2, fill=sheet.dice.choice([(1, 1, 0), (0.4, 1, 0.4), (1, 0.6, 0.8)]))
    sheet.canvas.setFillAlpha(1)
    sheet.decoy(box, "highlighter")


def _index(sheet: Sheet, x: float) -> None:
    """A row of a table of codes: the code's cell is no mark."""
    left, right = sheet.box(x, 70, stroke=1), sheet.box(x + 70, 110, stroke=1)
    sheet.say(sheet.code()[0][:6], x + 4)
    sheet.say(sheet.words(2), x + 74)
    sheet.decoy(left, "cell of a table of codes")
    sheet.decoy(right, "cell")


def _bars(sheet: Sheet, x: float) -> None:
    """A small chart: bars of different heights on one line."""
    for n in range(4):
        tall = (3 + 4 * ((n * 3 + sheet.dice.randint(0, 3)) % 4)) * sheet.size / 12
        sheet.canvas.setFillGray(0)
        sheet.canvas.rect(x + 20 * n, HEIGHT - sheet.top - sheet.size, 14, tall, stroke=0, fill=1)
        sheet.decoy(
            Box(x + 20 * n, sheet.top + sheet.size - tall, x + 20 * n + 14, sheet.top + sheet.size), "bar of a chart"
        )


def _picture(sheet: Sheet, x: float) -> None:
    seal = io.BytesIO()
    Image.new("L", (40, 18), 30).save(seal, "PNG")
    seal.seek(0)
    sheet.canvas.drawImage(ImageReader(seal), x, HEIGHT - sheet.top - sheet.size, 40, sheet.size)
    sheet.decoy(Box(x, sheet.top, x + 40, sheet.top + sheet.size), "picture")


def _shape(sheet: Sheet, x: float, name: str) -> None:
    """A bullet or a check box before words."""
    sheet.canvas.setFillGray(0)
    if name == "bullet":
        sheet.canvas.circle(x + 6, HEIGHT - sheet.top - 7, 5.5, stroke=0, fill=1)
    else:
        sheet.canvas.rect(x, HEIGHT - sheet.top - 12, 9, 9, stroke=0, fill=1)
    sheet.say(sheet.words(3), x + 16)
    sheet.decoy(Box(x, sheet.top, x + 12, sheet.top + 12), name)


def _cited(sheet: Sheet, x: float) -> None:
    text = f"see {sheet.code()[1]} {sheet.words(2)}"
    sheet.decoy(Box(x, sheet.top, sheet.say(text, x), sheet.top + sheet.size), "code in a sentence")


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
