"""Samples: made-up memos with marks, and with shapes that look like marks, to measure how many the register finds.

No document of the collection has a mark that withholds something, so these pages are the only test: it covers the
kinds we thought of, no more. Each kind is one line of a table: a function that draws on a line of a memo and records
what it drew. Same seed, same bytes.
"""

import itertools
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
from PIL import Image
from reportlab.lib.colors import Color
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from helpers import files
from helpers.records.reading.pages import Box
from helpers.records.redactions.odd_pages import Note, finish, scan, watermark
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
    """A mark or a decoy as it was drawn on a page; `kind` is the register's word for a mark."""

    page: int
    box: Box
    name: str
    kind: str = ""
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
    notes: list[Note] = field(default_factory=list)

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

    def mark(self, box: Box, name: str, kind: str, codes: str = "", text_under: str = "yes") -> None:
        self.end = max(self.end, box.x1)
        self.marks.append(Sample(self.page, box, name, kind, codes, text_under))

    def decoy(self, box: Box, name: str) -> None:
        self.end = max(self.end, box.x1)
        self.decoys.append(Sample(self.page, box, name))

    def code(self) -> tuple[str, str]:
        """A code in its standard form, and as it is printed here."""
        code = self.dice.choice(CODES)
        return code, code.replace(*self.dice.choice(PRINTED))


# --- marks ------------------------------------------------------------------------------------------------------------


def _covered(
    page: SamplePage, x: float, name: str, kind: str, fill: Paint, *, text: str = "under", place: str = "", **edge: Any
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
    page.mark(box, name, kind, code, "yes" if text else "no")


def _white_text(page: SamplePage, x: float) -> None:
    secret = f"{page.hidden} {page.words(1)}"
    end = page.say(secret, x, white=True)
    page.mark(Box(x, page.top, end, page.top + page.size), "white on white", "white text")


def _pen(page: SamplePage, x: float) -> None:
    """A line drawn with a pen as thick as the text is high."""
    end, middle = page.say(page.hidden, x + 2) + 2, page.top + page.size / 2 + 1
    page.canvas.setLineWidth(page.size)
    page.canvas.setStrokeGray(0)
    page.canvas.line(x, HEIGHT - middle, end, HEIGHT - middle)
    page.canvas.setLineWidth(1)
    page.mark(Box(x, middle - page.size / 2, end, middle + page.size / 2), "thick pen", "dark box")


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
    page.mark(Box(x, first - 2, x + wide, last - 2), "block over three lines", "dark box", code)
    page.top, page.end = last - page.pitch, WIDTH


def _code_box(page: SamplePage, x: float, fill: Paint | None) -> None:
    code, printed = page.code()
    box = page.box(x, page.wide(printed) + page.dice.randint(6, 90), fill=fill, stroke=1)
    page.say(printed, x + 3)
    page.mark(box, "code in a frame", "box with a code", code, "no")


ENDS = 36.0
"""Points by which an outline is longer than its words, on both sides."""

Trick = Callable[[SamplePage, Box, str], None]
"""Draws a text in a box, such that no reader sees it."""


def _unseen(page: SamplePage, x: float, name: str, kind: str, trick: Trick, room: float = 0) -> None:
    """Hidden words, without a box of the kinds above, and `room` in points on both sides."""
    secret, x = f"{page.hidden} {page.words(1)}", x + room
    box = Box(x, page.top, x + page.wide(secret), page.top + page.size)
    page.canvas.saveState()
    trick(page, box, secret)
    page.canvas.restoreState()
    page.mark(box, name, kind)
    page.end += room


def _under(cover: Callable[[SamplePage, float, float, float, float], None]) -> Trick:
    """Words, and a cover over them: it gets left and lower edge, width and height, from the page's lower left."""

    def draw(page: SamplePage, box: Box, text: str) -> None:
        page.say(text, box.x0)
        low = HEIGHT - box.bottom - page.size * 0.25
        cover(page, box.x0 - 1, low, box.x1 - box.x0 + 2, page.size * 1.2)

    return draw


def _image(page: SamplePage, x: float, y: float, wide: float, tall: float) -> None:
    """A picture in one gray or, like a photograph, in many."""
    gray = page.dice.choice([0, 255, None])
    noise = bytes(page.dice.randrange(256) for _ in range(600))
    picture = Image.frombytes("L", (60, 10), noise) if gray is None else Image.new("L", (60, 10), gray)
    page.canvas.drawImage(ImageReader(picture), x, y, wide, tall)


def _outline(page: SamplePage, x: float, y: float, wide: float, tall: float) -> None:
    """A shape with pointed or bent ends."""
    path, right, middle = page.canvas.beginPath(), x + wide, y + tall / 2
    bend = page.dice.choice([0, tall / 4])
    path.moveTo(x, y)
    path.lineTo(right, y)
    path.curveTo(right + 10, y, right + ENDS, middle - bend, right + ENDS, middle)
    path.curveTo(right + ENDS, middle + bend, right + 10, y + tall, right, y + tall)
    path.lineTo(x, y + tall)
    path.lineTo(x - ENDS, middle)
    page.canvas.setFillGray(page.dice.choice([0, 0.5, 1]))
    page.canvas.drawPath(path, stroke=0, fill=1)


def _shading(page: SamplePage, x: float, y: float, wide: float, tall: float) -> None:
    path = page.canvas.beginPath()
    path.rect(x, y, wide, tall)
    page.canvas.clipPath(path, stroke=0)
    page.canvas.linearGradient(x, y, x + wide, y, (Color(0.2, 0.2, 0.6), Color(0.8, 0.8, 1)))


def _tiles(page: SamplePage, x: float, y: float, wide: float, tall: float) -> None:
    page.canvas.addLiteral(f"/Pattern cs /Tiles scn {x:.2f} {y:.2f} {wide:.2f} {tall:.2f} re f")


def _clipped(page: SamplePage, box: Box, text: str) -> None:
    path = page.canvas.beginPath()
    path.rect(box.x0, HEIGHT - box.top + 30, 5, 5)
    page.canvas.clipPath(path, stroke=0)
    page.say(text, box.x0)


def _cut(page: SamplePage, box: Box, text: str) -> None:
    """In a form whose bounding box leaves the words out."""
    name = f"form{len(page.marks)}"
    page.canvas.beginForm(name, 0, HEIGHT - 5, 5, HEIGHT)
    page.say(text, box.x0)
    page.canvas.endForm()
    page.canvas.doForm(name)


def _mode(mode: int) -> Trick:
    """Words in a text rendering mode: 3 has no ink, 7 only clips."""

    def draw(page: SamplePage, box: Box, text: str) -> None:
        line = page.canvas.beginText(box.x0, HEIGHT - page.top - page.size)
        line.setFont("Helvetica", page.size)
        line.setTextRenderMode(mode)
        line.textOut(text)
        page.canvas.drawText(line)

    return draw


def _between(before: str, after: str = "") -> Trick:
    """Words between two pieces of the page's own language."""

    def draw(page: SamplePage, box: Box, text: str) -> None:
        page.canvas.addLiteral(before)
        page.say(text, box.x0)
        page.canvas.addLiteral(after)

    return draw


def _transparent(page: SamplePage, box: Box, text: str) -> None:
    page.canvas.setFillAlpha(0)
    page.say(text, box.x0)


def _tinted(page: SamplePage, box: Box, text: str) -> None:
    tint = Color(*page.dice.choice([(0.8, 0.9, 1), (0.6, 0.8, 0.6), (1, 1, 0.7)]))
    page.canvas.setFillColor(tint)
    page.canvas.rect(box.x0 - 4, HEIGHT - box.bottom - 3, box.x1 - box.x0 + 8, page.size + 4, stroke=0, fill=1)
    page.canvas.setFont("Helvetica", page.size)
    page.canvas.drawString(box.x0, HEIGHT - box.bottom, text)


def _beyond(page: SamplePage, x: float) -> None:
    """Words beside the visible page, and something on it."""
    left, page.end = page.say(page.words(1), x), WIDTH
    secret = f"{page.hidden} {page.words(1)}"
    page.canvas.drawString(WIDTH + 20, HEIGHT - page.top - page.size, secret)
    box = Box(WIDTH + 20, page.top, WIDTH + 20 + page.wide(secret), page.top + page.size)
    page.mark(box, "outside", "text outside the page")
    page.end = left


def _tiny(page: SamplePage, x: float) -> None:
    secret, size = f"{page.hidden} {page.words(1)}", 0.6
    page.canvas.setFillGray(0)
    page.canvas.setFont("Helvetica", size)
    page.canvas.drawString(x, HEIGHT - page.top - page.size, secret)
    bottom, wide = page.top + page.size, float(stringWidth(secret, "Helvetica", size))
    page.mark(Box(x, bottom - size * 0.75, x + wide, bottom + size * 0.25), "tiny", "tiny text")


def _noted(page: SamplePage, x: float, name: str, *, kind: str = "annotation", hides: bool = True, **more: Any) -> None:
    """Words with an annotation over them; one that `hides` is a mark."""
    text = f"{page.hidden} {page.words(1)}" if hides else page.words(2)
    end, code = page.say(text, x), ""
    box = Box(x - 2, page.top, end + 2, page.top + page.size + 2)
    if more.pop("coded", False):
        code, printed = page.code()
        more["OverlayText"] = printed
    edges = box.x0, HEIGHT - box.bottom, box.x1, HEIGHT - box.top
    page.notes.append(Note(page.page, edges, more))
    if hides:
        page.mark(box, name, kind, code)
    else:
        page.decoy(box, name)


Drawer = Callable[[SamplePage, float], None]

MARKS: list[Drawer] = [
    lambda s, x: _covered(s, x, "black over text", "dark box", 0),
    lambda s, x: _covered(s, x, "black, text taken out", "dark box", 0, text=""),
    lambda s, x: _covered(s, x, "black, code beside", "dark box", 0, place="beside", text=s.perhaps("under")),
    lambda s, x: _covered(s, x, "black, white code on it", "dark box", 0, place="inside", text=s.perhaps("under")),
    lambda s, x: _covered(s, x, "white over text", "white box", 1),
    lambda s, x: _covered(s, x, "white over text, code on it", "white box", 1, place="inside", stroke=1),
    lambda s, x: _covered(s, x, "gray over text, code on it", "colored box", 0.75, place="inside"),
    lambda s, x: _covered(
        s, x, "colored, code on it", "colored box", (0.75, 0.85, 1), place="inside", text=s.perhaps("under")
    ),
    lambda s, x: _covered(s, x, "red over text", "dark box", (0.8, 0, 0)),
    lambda s, x: _covered(s, x, "black text on black", "dark box", 0, text="on"),
    lambda s, x: _covered(s, x, "round corners", "dark box", 0, radius=3),
    lambda s, x: _code_box(s, x, None),
    lambda s, x: _code_box(s, x, 1),
    _white_text,
    _pen,
    _block,
    lambda s, x: _unseen(s, x, "picture over text", "picture", _under(_image)),
    lambda s, x: _unseen(s, x, "outline over text", "other cover", _under(_outline), ENDS),
    lambda s, x: _unseen(s, x, "shading over text", "other cover", _under(_shading)),
    lambda s, x: _unseen(s, x, "pattern over text", "other cover", _under(_tiles)),
    lambda s, x: _unseen(s, x, "clipped away", "clipped text", _clipped),
    lambda s, x: _unseen(s, x, "cut by its form", "clipped text", _cut),
    lambda s, x: _unseen(s, x, "without ink", "invisible text", _mode(3)),
    lambda s, x: _unseen(s, x, "clip only", "invisible text", _mode(7)),
    lambda s, x: _unseen(s, x, "transparent", "invisible text", _transparent),
    lambda s, x: _unseen(s, x, "layer off", "layer that is off", _between("/OC /Off BDC", "EMC")),
    lambda s, x: _unseen(s, x, "text on its tint", "white text", _tinted),
    _beyond,
    _tiny,
    lambda s, x: _noted(s, x, "redaction, not applied", Subtype="/Redact"),
    lambda s, x: _noted(s, x, "redaction with a code, not applied", Subtype="/Redact", coded=True),
    lambda s, x: _noted(s, x, "square", Subtype="/Square", IC=[0, 0, 0], drawn="0 g"),
    lambda s, x: _noted(s, x, "stamp", Subtype="/Stamp", drawn="0.2 0.2 0.7 rg"),
    lambda s, x: _noted(s, x, "form field", Subtype="/Widget", FT="/Tx", drawn="0.9 g"),
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


def _handles(page: SamplePage, x: float) -> None:
    """A frame with a small square at its corners and half way, as an editor shows a chosen text box."""
    text = page.words(3)
    box = page.box(x, page.wide(text) + 12, stroke=1)
    page.say(text, x + 6)
    for across, down in itertools.product((box.x0, (box.x0 + box.x1) / 2, box.x1), (box.top, box.bottom)):
        page.canvas.setFillGray(1)
        page.canvas.rect(across - 1.5, HEIGHT - down - 1.5, 3, 3, stroke=1, fill=1)
    page.decoy(box, "handles of a text box")


def _plain(page: SamplePage, x: float, name: str, before: Trick | None = None, after: Trick | None = None) -> None:
    """Words that readers see, with something under or over them."""
    text = page.words(3)
    box = Box(x, page.top - 1, x + page.wide(text), page.top + page.size * 1.25)
    page.canvas.saveState()
    for trick in (before, lambda s, b, t: s.say(t, b.x0), after):
        if trick:
            trick(page, box, text)
    page.canvas.restoreState()
    page.decoy(box, name)


def _window(page: SamplePage, box: Box, text: str) -> None:
    path = page.canvas.beginPath()
    path.rect(box.x0 - 1, HEIGHT - box.bottom - 1, box.x1 - box.x0 + 2, box.bottom - box.top + 2)
    page.canvas.clipPath(path, stroke=0)


def _literally(literal: str) -> Trick:
    return lambda page, box, text: page.canvas.addLiteral(literal)


def _letterhead(page: SamplePage, box: Box, text: str) -> None:
    pale = bytes(page.dice.randint(200, 255) for _ in range(60))
    picture = ImageReader(Image.frombytes("L", (20, 3), pale))
    page.canvas.drawImage(picture, box.x0 - 3, HEIGHT - box.bottom, box.x1 - box.x0 + 6, box.bottom - box.top)


def _glass(page: SamplePage, box: Box, text: str) -> None:
    """A picture, transparent but for a few points."""
    picture = Image.new("RGBA", (50, 8), (255, 255, 255, 0))
    picture.putpixel((49, 0), (200, 0, 0, 255))
    place = box.x0, HEIGHT - box.bottom, box.x1 - box.x0, box.bottom - box.top
    page.canvas.drawImage(ImageReader(picture), *place, mask="auto")


def _multiplied(page: SamplePage, box: Box, text: str) -> None:
    page.canvas.addLiteral("/Multiply gs")
    page.box(box.x0 - 1, box.x1 - box.x0 + 2, fill=(1, 1, 0.2))


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
    _handles,
    lambda s, x: _plain(s, x, "layer on", _literally("/OC /On BDC"), _literally("EMC")),
    lambda s, x: _plain(s, x, "clip path round words", _window),
    lambda s, x: _plain(s, x, "picture under text", _letterhead),
    lambda s, x: _plain(s, x, "transparent picture", None, _glass),
    lambda s, x: _plain(s, x, "multiplied highlight", None, _multiplied),
    lambda s, x: _ruled(s, x, "underline through descenders", s.size + 1, 0.8),
    lambda s, x: _noted(s, x, "link", hides=False, Subtype="/Link", Border=[0, 0, 0]),
    lambda s, x: _noted(s, x, "hidden annotation", hides=False, Subtype="/Square", IC=[0, 0, 0], drawn="0 g", F=2),
    lambda s, x: _noted(s, x, "hidden form field", hides=False, Subtype="/Widget", FT="/Tx", drawn="0 g", F=2),
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
    place, words and codes drawn at random from the seed. A scan and a page with a watermark follow: decoys."""
    with files.beside(target) as draft:
        page = SamplePage(Canvas(str(draft), pagesize=(WIDTH, HEIGHT), invariant=1), random.Random(seed), hidden)
        kinds = (next(kind) for kind in itertools.cycle([itertools.cycle(MARKS), itertools.cycle(DECOYS)]))
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
        for more, draw in enumerate((scan, watermark), start=pages + 1):
            words = [page.words(4) for _ in range(12)]
            page.decoys += [Sample(more, box, draw.__name__) for box in draw(page.canvas, words, HEIGHT)]
            page.canvas.showPage()
        page.canvas.save()
        finish(draft, page.notes)
    return Samples(page.marks, page.decoys)


# --- how many were found ----------------------------------------------------------------------------------------------


def compared(marks: pd.DataFrame, drawn: list[Sample]) -> pd.DataFrame:
    """Each mark found or drawn, once: `page, name, found, right`. One that was found and not drawn has the name "none".
    Right means: same place (SAME_PLACE), kind, codes and `text_under`."""
    left, lines = list(drawn), []
    for mark in marks.itertuples():
        box = Box(mark.x0, mark.top, mark.x1, mark.bottom)
        near = [sample for sample in left if sample.page == mark.page and overlap(sample.box, box) >= SAME_PLACE]
        match = max(near, key=lambda sample: overlap(sample.box, box), default=None)
        if match:
            left.remove(match)
        right = match is not None and match[3:] == (mark.kind, mark.codes, mark.text_under)
        lines.append((mark.page, match.name if match else "none", True, right))
    lines += [(sample.page, sample.name, False, False) for sample in left]
    return pd.DataFrame(lines, columns=["page", "name", "found", "right"])


def precision(lines: pd.DataFrame) -> float:
    """The share of marks found that are right."""
    return float(lines["right"].sum() / lines["found"].sum())


def recall(lines: pd.DataFrame) -> float:
    """The share of marks drawn that are found right."""
    return float(lines["right"].sum() / (lines["name"] != "none").sum())
