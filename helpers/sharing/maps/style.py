"""Style: the one visual language of maps, stills and charts. Looks of groups, shapes, dates, and what stands under
every picture.

Groups differ in lightness and in shape, so that they can be told apart in gray and by color-blind readers. Pictures are
the same bytes each time: letters come with matplotlib, and nothing in the file says when it was made."""

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
from helpers.palette import (
    ACCENT,
    AMBER,
    BLUE,
    BORDER,
    DARK_AMBER,
    GRAY,
    GREEN,
    GROUND,
    INK,
    LAND,
    PLUM,
    QUIET,
    SEA,
    SKY,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure

UNSHOWN = "that a plate was sent, looked at or used, or that any law or policy was broken"
"""What no list of permissions shows. One owner: maps, charts, papers, letters and README say it in these words."""

NOT_SHOWN = f"A permission does not show {UNSHOWN}."
SENTENCE = f"A line means a permission printed in a report on that date. {NOT_SHOWN}"

Box = tuple[float, float, float, float]
"""Left, lower edge, width and height, in shares of the figure."""


@dataclass(frozen=True)
class Look:
    """How one group is drawn: its color, the shape of its dots (a ring is hollow), the dashes of its lines in points,
    and their color where that of the dots is too light for a line on the ground."""

    color: str
    shape: str = "circle"
    dash: tuple[float, ...] = ()
    radius: float = 4.5
    line: str = ""

    @property
    def edge(self) -> str:
        """Round a dot; a star's is light, so that it stands out from the dots below it in gray, too."""
        return {"ring": self.color, "star": GROUND}.get(self.shape, INK)


LOOKS = {
    "reporter": Look(ACCENT, "star", radius=9.0),
    "same": Look(BLUE),
    "other": Look(AMBER, "square", line=DARK_AMBER),
    "federal": Look(PLUM, "triangle", radius=5.5),
    "kept": Look(BLUE),
    "renamed": Look(SKY, "triangle", radius=5.5),
    "inactive": Look(GRAY, "ring", (1, 3)),
    "dropped": Look(AMBER, "diamond", (5, 4), radius=5.5, line=DARK_AMBER),
    "added": Look(GREEN, "square"),
    "answered": Look(BLUE, radius=6.5),
    "other record": Look(AMBER, "diamond", radius=8.0),
    "none found": Look(INK, "ring", radius=6.5),
    "out": Look(BLUE),
    "in": Look(AMBER, "square", (5, 4), line=DARK_AMBER),
    "within": Look(BLUE),
    "between": Look(AMBER, "square", line=DARK_AMBER),
    "agency": Look(SKY, radius=4.0),
}
"""Group to look. One owner: page, still and chart take it from here."""

MARKERS = {"circle": "o", "ring": "o", "square": "s", "triangle": "^", "diamond": "D", "star": "*"}
"""Shape to matplotlib's marker."""

SWATCHES = {
    "circle": '<circle cx="8" cy="8" r="5.5"/>',
    "ring": '<circle cx="8" cy="8" r="5"/>',
    "square": '<path d="M3 3h10v10H3z"/>',
    "triangle": '<path d="M8 2l6.5 11.5h-13z"/>',
    "diamond": '<path d="M8 1l7 7-7 7-7-7z"/>',
    "star": '<path d="M8 .5l2.2 5 5.4.5-4.1 3.6 1.2 5.4L8 12.2 3.3 15l1.2-5.4L.4 6l5.4-.5z"/>',
}


def swatch(look: Look) -> str:
    """A group's dot as SVG for a legend; it says nothing to a screen reader, since the words beside it do."""
    ring = look.shape == "ring"
    fill, edge = ("ground", palette.name(look.color)) if ring else (palette.name(look.color), "edge")
    return (
        f'<svg class="swatch" width="16" height="16" viewBox="0 0 16 16" aria-hidden="true" style="fill: var(--{fill}); '
        f'stroke: var(--{edge}); stroke-width: {2 if ring else 1}">{SWATCHES[look.shape]}</svg>'
    )


def stroke(look: Look) -> str:
    """A group's line as SVG for a legend."""
    dash = f' stroke-dasharray="{" ".join(map(str, look.dash))}"' if look.dash else ""
    return (
        f'<svg class="swatch" width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">'
        f'<path d="M0 8h16" style="stroke: var(--{palette.name(look.line or look.color)})" stroke-width="3"{dash}/></svg>'
    )


def on_page(look: Look) -> dict[str, Any]:
    """A look for a page's script: its colors by the names of their properties, since a page has two of each."""
    return vars(look) | {"color": palette.name(look.color), "line": palette.name(look.line or look.color)}


def day(date: str | datetime.date) -> str:
    """A date as it is written in a sentence: 6 February 2020."""
    return f"{pd.Timestamp(date).day} {pd.Timestamp(date):%B %Y}"


# --- pictures ---------------------------------------------------------------------------------------------------------


def figure(
    title: str, source_line: str, *, notes: tuple[str, ...] = (), size: tuple[float, float] = (8.6, 5.4)
) -> tuple["Figure", Box]:
    """An empty matplotlib figure with its title above, notes and source below; returns it and the box left for axes."""
    import matplotlib
    from matplotlib.figure import Figure

    matplotlib.rcParams.update(
        {
            "font.family": "DejaVu Sans",
            "svg.hashsalt": "following the plates",
            "svg.fonttype": "none",
            "axes.edgecolor": QUIET,
        }
    )
    drawn = Figure(figsize=size, dpi=100)
    width = round(size[0] * 17.5)
    below = [line for note in (*notes, source_line) for line in textwrap.wrap(note, width)]
    above = textwrap.wrap(title, round(size[0] * 10))
    foot = (len(below) * 12 + 10) / (size[1] * 100)
    head = (len(above) * 17 + 10) / (size[1] * 100)
    drawn.text(0.015, 1 - 8 / (size[1] * 100), "\n".join(above), fontsize=11, weight="bold", color=INK, va="top")
    drawn.text(0.015, foot - 3 / (size[1] * 100), "\n".join(below), fontsize=6.6, color=INK, va="top", linespacing=1.3)
    return drawn, (0.0, foot, 1.0, 1 - foot - head)


def png(drawn: "Figure") -> bytes:
    """The figure as PNG in our own colors and their shades: a picture in a notebook stays under 80 KB, and no rare
    color is lost among the many of the ground."""
    full, few = io.BytesIO(), io.BytesIO()
    drawn.savefig(full, format="png", metadata={"Software": None})
    Image.open(full).convert("RGB").quantize(palette=_palette(), dither=Image.Dither.NONE).save(
        few, "PNG", optimize=True
    )
    return few.getvalue()


@functools.cache
def _palette() -> Image.Image:
    """White, the grounds, the shades of a field, and every look's color, pure and mixed with each ground."""
    colors = {*(look.color for look in LOOKS.values()), INK, BORDER, QUIET, SEA, DARK_AMBER}
    mixed = [
        _mixed(color, ground, share) for color in sorted(colors) for ground in (LAND, GROUND) for share in (1, 0.55)
    ]
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
    text = re.sub(
        r' d="[^"]*"', lambda path: re.sub(r"-?\d+\.\d+", lambda n: f"{float(n[0]):.1f}", path[0]), out.getvalue()
    )
    text = re.sub(r"\s*\n\s*([A-Z] )", r" \1", text)  # a path's steps on one line
    text = "\n".join(line.rstrip() for line in text.splitlines()) + "\n"
    head = text.index(">", text.index("<svg ")) + 1
    return f"{text[:head]}\n <title>{html.escape(says)}</title>{text[head:]}"
