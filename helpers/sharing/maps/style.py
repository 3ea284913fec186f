"""Style: how groups are drawn on pages, static maps and charts, how dates read, and the caveat under every picture.

Groups differ in lightness and in shape, so that they can be told apart in gray and by color-blind readers. Pictures are
the same bytes each time: the font comes with matplotlib, and nothing in the file says when it was made."""

import datetime
import functools
import html
import io
import re
import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd
from PIL import Image

from helpers import palette
from helpers.palette import ACCENT, AMBER, BLUE, DARK_AMBER, GRAY, GREEN, GROUND, INK, LAND, PLUM, QUIET, SKY

if TYPE_CHECKING:
    from matplotlib.figure import Figure

UNSHOWN = "that a plate was sent, looked at or used, or that any law or policy was broken"
"""What no list of permissions shows. Maps, charts, reports, letters and README take these words from here."""

NOT_SHOWN = f"A permission does not show {UNSHOWN}."
SENTENCE = f"A line means a permission printed in a report on that date. {NOT_SHOWN}"

WIDTH = 8.6
"""Width of every picture, in inches."""

Box = tuple[float, float, float, float]
"""Left, lower edge, width and height, in shares of the figure."""


@dataclass(frozen=True)
class Symbol:
    """How one group is drawn: its color, the shape of its dots (a ring is hollow), the dashes of its lines and the
    radius of its dots in points, and the color of its lines where that of its dots is too light for a line."""

    color: str
    shape: str = "circle"
    dash: tuple[float, ...] = ()
    radius: float = 4.5
    line: str = ""

    @property
    def edge(self) -> str:
        """The color around a dot; a star's is light, so that it is clear of the dots below it in gray, too."""
        return {"ring": self.color, "star": GROUND}.get(self.shape, INK)


SYMBOLS = {
    "reporter": Symbol(ACCENT, "star", radius=9.0),
    "same": Symbol(BLUE),
    "other": Symbol(AMBER, "square", line=DARK_AMBER),
    "federal": Symbol(PLUM, "triangle", radius=5.5),
    "kept": Symbol(BLUE),
    "renamed": Symbol(SKY, "triangle", radius=5.5),
    "inactive": Symbol(GRAY, "ring", (1, 3)),
    "dropped": Symbol(AMBER, "diamond", (5, 4), radius=5.5, line=DARK_AMBER),
    "added": Symbol(GREEN, "square"),
    "answered": Symbol(BLUE, radius=6.5),
    "other record": Symbol(AMBER, "diamond", radius=8.0),
    "none found": Symbol(INK, "ring", radius=6.5),
    "out": Symbol(BLUE),
    "in": Symbol(AMBER, "square", (5, 4), line=DARK_AMBER),
    "within": Symbol(BLUE),
    "between": Symbol(AMBER, "square", line=DARK_AMBER),
    "agency": Symbol(SKY, radius=4.0),
}
"""Group to symbol, for page, static map and chart."""

MARKERS = {"circle": "o", "ring": "o", "square": "s", "triangle": "^", "diamond": "D", "star": "*"}
"""Shape to matplotlib's marker."""


def on_page(symbol: Symbol) -> dict[str, Any]:
    """A symbol for a page: its colors by the names of their properties, since a page has two of each."""
    return vars(symbol) | {"color": palette.name(symbol.color), "line": palette.name(symbol.line or symbol.color)}


def day(date: str | datetime.date) -> str:
    """A date as sentences have it: 6 February 2020."""
    return f"{pd.Timestamp(date).day} {pd.Timestamp(date):%B %Y}"


def figure(title: str, source_line: str, notes: tuple[str, ...], height: float) -> tuple["Figure", Box]:
    """A matplotlib figure of `height` inches, title above, notes and source below; and the box left for axes."""
    import matplotlib
    from matplotlib.figure import Figure

    matplotlib.rc("font", family="DejaVu Sans")
    matplotlib.rc("svg", fonttype="none", hashsalt="following the plates")
    matplotlib.rc("axes", edgecolor=QUIET)
    drawn, tall = Figure(figsize=(WIDTH, height), dpi=100), height * 100
    below = [line for note in (*notes, source_line) for line in textwrap.wrap(note, round(WIDTH * 17.5))]
    above = textwrap.wrap(title, round(WIDTH * 10))
    foot, head = (len(below) * 12 + 10) / tall, (len(above) * 17 + 10) / tall
    drawn.text(0.015, 1 - 8 / tall, "\n".join(above), fontsize=11, weight="bold", color=INK, va="top")
    drawn.text(0.015, foot - 3 / tall, "\n".join(below), fontsize=6.6, color=INK, va="top", linespacing=1.3)
    return drawn, (0.0, foot, 1.0, 1 - foot - head)


def png(drawn: "Figure") -> bytes:
    """The figure as PNG in our own colors and their shades: a picture in a notebook stays under 80 KB, and a rare color
    is not lost among those of the background."""
    full, few = io.BytesIO(), io.BytesIO()
    drawn.savefig(full, format="png", metadata={"Software": None})
    picture = Image.open(full).convert("RGB").quantize(palette=_palette(), dither=Image.Dither.NONE)
    picture.save(few, "PNG", optimize=True)
    return few.getvalue()


@functools.cache
def _palette() -> Image.Image:
    """White, the grounds, the shades of a field, and every symbol's color, pure and mixed with each ground."""
    colors = sorted(
        {symbol.color for symbol in SYMBOLS.values()} | {INK, palette.BORDER, QUIET, palette.SEA, DARK_AMBER}
    )
    mixed = [_mixed(color, ground, share) for color in colors for ground in (LAND, GROUND) for share in (1, 0.55)]
    pure = [tuple(bytes.fromhex(color[1:])) for color in (GROUND, LAND, palette.UNKNOWN, *palette.FIELD)]
    chart = Image.new("P", (1, 1))
    chart.putpalette([part for color in dict.fromkeys([*pure, *mixed]) for part in color])
    return chart


def _mixed(color: str, ground: str, share: float) -> tuple[int, ...]:
    pairs = zip(bytes.fromhex(color[1:]), bytes.fromhex(ground[1:]), strict=True)
    return tuple(round(share * a + (1 - share) * b) for a, b in pairs)


def svg(drawn: "Figure", *, says: str) -> str:
    """The figure as SVG, without a date, with its alternative text as the picture's title, to a tenth of a point."""
    out = io.StringIO()
    drawn.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    text = re.sub(r' d="[^"]*"', _rounded, out.getvalue())
    text = re.sub(r"\s*\n\s*([A-Z] )", r" \1", text)  # a path's steps on one line
    text = "\n".join(line.rstrip() for line in text.splitlines()) + "\n"
    head = text.index(">", text.index("<svg ")) + 1
    return f"{text[:head]}\n <title>{html.escape(says)}</title>{text[head:]}"


def _rounded(path: re.Match[str]) -> str:
    return re.sub(r"-?\d+\.\d+", lambda number: f"{float(number[0]):.1f}", path[0])
