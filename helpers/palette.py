"""Palette: the colors and the letters of everything that a reader sees: maps, stills, charts, papers, pages of records,
the site.

It lies below both wings, so that a page of a record and a map look alike without knowing each other. Each color has one
for the night: pages turn to it with their reader's screen. Pictures and paper keep those of the day."""

GROUND, INK, QUIET, LAND, BORDER, SEA, WASH, MARKED = (
    "#ffffff",
    "#1d1d1b",
    "#5b5b57",
    "#f4f1ea",
    "#b9b3a6",
    "#dfe9ee",
    "#eef3f7",
    "#fff3b0",
)
"""What things stand on and are written in; WASH lies behind what is chosen, MARKED behind letters to look at."""

ACCENT, BLUE, AMBER, SKY, PLUM, GREEN, GRAY = (
    "#b3001b",
    "#0b3c5d",
    "#f0a202",
    "#4f9dc4",
    "#8e3b76",
    "#00695c",
    "#7d868c",
)
"""The colors of groups and of series; rules are ACCENT, links BLUE."""

DARK_AMBER = "#a36a00"
"""For lines: amber itself stands at less than 3 to 1 against the ground."""

UNKNOWN = "#e4e1d9"
"""What a record cannot show: neither white nor a color."""

FIELD = (GROUND, "#cae2ed", "#94c4dc", SKY, BLUE)
"""Shades of a field of numbers, from none to many; each stays apart from the next in gray."""

DAY = {
    "ground": GROUND,
    "ink": INK,
    "quiet": QUIET,
    "land": LAND,
    "border": BORDER,
    "sea": SEA,
    "wash": WASH,
    "marked": MARKED,
    "accent": ACCENT,
    "blue": BLUE,
    "amber": AMBER,
    "dark-amber": DARK_AMBER,
    "sky": SKY,
    "plum": PLUM,
    "green": GREEN,
    "gray": GRAY,
    "edge": INK,
}
"""The colors of pages, by the names of their properties; `edge` goes round a dot."""

NIGHT = {
    "ground": "#15171a",
    "ink": "#e8e6e1",
    "quiet": "#aeb0b2",
    "land": "#2c3033",
    "border": "#5d6468",
    "sea": "#1a2026",
    "wash": "#22303b",
    "marked": "#5c4c0a",
    "accent": "#ff8f9d",
    "blue": "#b5dcf2",
    "amber": "#c97f10",
    "dark-amber": "#c97f10",
    "sky": "#62a5cc",
    "plum": "#dd93c8",
    "green": "#4cc3a9",
    "gray": "#a3abb0",
    "edge": "#15171a",
}
"""The same at night: what was darkest is lightest, so that groups stay apart in gray."""

FONT = "system-ui, 'Helvetica Neue', Arial, sans-serif"
MONO = "ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace"
"""In MONO the letters I, l and the digit 1 differ: for what a person compares letter by letter."""

_NAMES = {color: name for name, color in reversed(DAY.items())}


def name(color: str) -> str:
    """The property of a color of the day, for a page, which has another at night."""
    return _NAMES[color]


def properties() -> str:
    """Colors and letters as properties of a style sheet: every page of ours begins with them."""
    day, night = ("".join(f"--{one}: {color}; " for one, color in colors.items()) for colors in (DAY, NIGHT))
    return (
        f":root {{ {day}--font: {FONT}; --mono: {MONO}; }}\n"
        f"@media screen and (prefers-color-scheme: dark) {{ :root {{ color-scheme: dark; {night}}} }}\n"
    )
