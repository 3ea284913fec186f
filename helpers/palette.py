"""Palette: the colors and fonts of everything that a reader sees: maps, charts, HTML reports, page viewer, site.

It lies below records and sharing, so that a page of a record and a map look alike without knowing each other. Each
color has a dark variant: pages follow the reader's color scheme. Pictures and print keep the light colors.
"""

GROUND, INK, QUIET, LAND = "#ffffff", "#1d1d1b", "#5b5b57", "#f4f1ea"
BORDER, SEA, WASH, MARKED = "#b9b3a6", "#dfe9ee", "#eef3f7", "#fff3b0"
"""Backgrounds and text; WASH lies behind what is selected, MARKED behind highlighted characters."""

ACCENT, BLUE, AMBER, SKY = "#b3001b", "#0b3c5d", "#f0a202", "#4f9dc4"
PLUM, GREEN, GRAY = "#8e3b76", "#00695c", "#7d868c"
"""The colors of groups and of series; rules are ACCENT, links BLUE."""

DARK_AMBER = "#a36a00"
"""For lines: the contrast of AMBER against GROUND is below 3 to 1."""

UNKNOWN = "#e4e1d9"
"""What a record cannot show: neither white nor a color."""

FIELD = (GROUND, "#cae2ed", "#94c4dc", SKY, BLUE)
"""Shades of a scale of numbers, from none to many; each differs from the next in grayscale."""

DAY = {
    "ground": GROUND, "ink": INK, "quiet": QUIET, "land": LAND, "border": BORDER, "sea": SEA, "wash": WASH,
    "marked": MARKED, "accent": ACCENT, "blue": BLUE, "amber": AMBER, "dark-amber": DARK_AMBER, "sky": SKY,
    "plum": PLUM, "green": GREEN, "gray": GRAY, "edge": INK,
}  # fmt: skip
"""The light colors of pages, by CSS property name; `edge` goes round a dot."""

NIGHT = {
    "ground": "#15171a", "ink": "#e8e6e1", "quiet": "#aeb0b2", "land": "#2c3033", "border": "#5d6468",
    "sea": "#1a2026", "wash": "#22303b", "marked": "#5c4c0a", "accent": "#ff8f9d", "blue": "#b5dcf2",
    "amber": "#c97f10", "dark-amber": "#c97f10", "sky": "#62a5cc", "plum": "#dd93c8", "green": "#4cc3a9",
    "gray": "#a3abb0", "edge": "#15171a",
}  # fmt: skip
"""Their dark variants: what was darkest is lightest, so that groups stay distinct in grayscale."""

FONT = "system-ui, 'Helvetica Neue', Arial, sans-serif"
MONO = "ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace"
"""In MONO the letters I, l and the digit 1 differ: for text that a person compares character by character."""

_NAMES = {color: name for name, color in reversed(DAY.items())}


def name(color: str) -> str:
    """The CSS property name of a light color; a page in dark mode draws its variant."""
    return _NAMES[color]


def properties() -> str:
    """Colors and fonts as CSS custom properties: the style sheet of every page begins with them."""
    day, night = ("".join(f"--{one}: {color}; " for one, color in colors.items()) for colors in (DAY, NIGHT))
    return (
        f":root {{ {day}--font: {FONT}; --mono: {MONO}; }}\n"
        f"@media screen and (prefers-color-scheme: dark) {{ :root {{ color-scheme: dark; {night}}} }}\n"
    )
