"""Stills: the still twin of a map, for print and for who cannot run a page. The lower 48 states with Alaska and Hawaii
inset.

A panel for each choice of the map's switches; the same dots, lines and looks as on the page.
"""

import itertools
import textwrap
from typing import TYPE_CHECKING, Any

import geopandas
import pandas as pd
from matplotlib.collections import LineCollection, PolyCollection
from shapely.geometry import LineString

from helpers import palette
from helpers.sharing import places
from helpers.sharing.maps import layers, style
from helpers.sharing.maps.layers import Map

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LOWER_48, ALASKA, HAWAII = "ESRI:102003", "EPSG:3338", "ESRI:102007"
"""Equal-area projections of the contiguous states, of Alaska and of Hawaii (Albers, each with its own parallels)."""

INSETS = {"AK": (ALASKA, (0.0, 0.0, 0.2, 0.24)), "HI": (HAWAII, (0.2, 0.0, 0.13, 0.14))}
"""State to projection and to place in its panel (left, lower edge, width, height, in shares)."""

ELSEWHERE = {"PR", "GU", "VI", "AS", "MP"}
"""Territories have no room in the still; what lies there is counted below it."""

SIMPLER, HEAD = 8_000, 70_000
"""Meters: by how much an outline may be off, less than a pixel; and how long an arrowhead is."""


def picture(shown: Map, columns: int = 2) -> "Figure":
    """The still as a matplotlib figure; style.png and style.svg make files of it."""
    panels = choices(shown)
    columns = min(columns, len(panels))
    rows = -(-len(panels) // columns)
    beyond = int(shown.placed["state"].isin(ELSEWHERE).sum())
    absent = "; ".join(
        f"{reason}: {part['permissions'].sum() if shown.sized else len(part)}"
        for reason, part in shown.not_placed.items()
    )
    notes = (
        shown.line_means or style.SENTENCE,
        f"{shown.placed['state'].nunique()} {shown.noun} on the map in all."
        if shown.sized
        else f"{len(shown.entries)} {shown.noun}, {len(shown.placed)} on the map."
        + (f" Not on it: {absent}{' entries' if shown.sized else ''}." if absent else "")
        + (f" {beyond} lie in territories, beyond this picture." if beyond else ""),
    )
    drawn, (left, low, wide, tall) = style.figure(
        shown.title,
        f"As of {shown.as_of}. {shown.source_line}",
        notes=notes,
        size=(8.6, 1.6 + (5.2 / columns + 0.35) * rows),
    )
    labels = [textwrap.wrap(label, round(wide / columns * drawn.get_size_inches()[0] * 14)) for label, _ in panels]
    deepest = max(map(len, labels))  # every panel leaves room for it: all maps have one scale, and stand in line
    for n, (label, (_, chosen)) in enumerate(zip(labels, panels, strict=True)):
        across, down = n % columns, n // columns
        box = (left + wide * across / columns, low + tall * (rows - 1 - down) / rows, wide / columns, tall / rows)
        _panel(drawn, box, shown, label + [""] * (deepest - len(label)), chosen)
    return drawn


def choices(shown: Map) -> list[tuple[str, dict[str, str]]]:
    """Every choice of the switches that any entry answers, with its words."""
    options = [
        [(column, value, text) for value, text in values.items()] for column, (_, values) in shown.switches.items()
    ]
    result = []
    for choice in itertools.product(*options):
        chosen = {column: value for column, value, _ in choice}
        if len(_chosen(shown.entries, chosen)):
            result.append((": ".join(text for _, _, text in choice), chosen))
    return result


def _chosen(table: pd.DataFrame, chosen: dict[str, str]) -> pd.DataFrame:
    for column, value in chosen.items():
        table = table[(table[column] == value) | (table[column] == "")]
    return table


def _panel(drawn: "Figure", box: style.Box, shown: Map, label: list[str], chosen: dict[str, str]) -> None:
    left, low, wide, tall = box
    inches_wide, inches_tall = drawn.get_size_inches()
    dots, lines = _chosen(shown.dots, chosen), _chosen(shown.lines, chosen)
    counts = dots["group"].value_counts()
    legends = {group: f"{text}: {counts[group]} on the map" for group, text in shown.groups.items() if group in counts}
    if "reporter" in counts and not shown.selects:
        legends = {"reporter": shown.anchors["name"].iloc[0], **legends}
    most = len({*shown.dots["group"]} & {*shown.groups, "reporter"})
    head, legend = 0.16 / inches_tall * len(label), (0.17 * most + 0.07) / inches_tall  # the same in each panel
    above = low + tall - 0.02 / inches_tall
    drawn.text(left + 0.015, above, "\n".join(label), fontsize=8, weight="bold", color=palette.INK, va="top")
    axes = drawn.add_axes((left + 0.008, low + legend, wide - 0.016, tall - head - legend))
    ends = shown.dots.set_index("entry_id")
    for where, (projection, place) in {"": (LOWER_48, None), **INSETS}.items():
        here = axes.inset_axes(place) if place else axes
        _draw(here, where, projection, dots, lines, ends, shown.sized)
    for n, (group, text) in enumerate(legends.items()):
        look = style.LOOKS[group]
        y = low + legend - (n + 0.6) * 0.17 / inches_tall
        mark = drawn.add_axes((left + 0.015, y - 0.05 / inches_tall, 0.12 / inches_wide, 0.12 / inches_tall))
        mark.set_axis_off()
        mark.plot([0], [0], **_mark(look, 7.5 if look.shape == "star" else 4.5), clip_on=False)
        drawn.text(left + 0.015 + 0.2 / inches_wide, y, text, fontsize=6.6, va="center")


def _draw(
    axes: "Axes", where: str, projection: str, dots: pd.DataFrame, lines: pd.DataFrame, ends: pd.DataFrame, sized: bool
) -> None:
    """One projection's part: its states, the lines that touch it, its dots. An inset has its own dots only."""
    outlines = places.outlines()
    beyond = {*INSETS, *ELSEWHERE}
    base = outlines[outlines["state"] == where] if where else outlines[~outlines["state"].isin(beyond)]
    base = base.to_crs(projection)
    land = base.geometry.simplify(SIMPLER)
    land.plot(ax=axes, facecolor=palette.LAND, edgecolor=palette.BORDER, linewidth=0.5, aspect="equal", zorder=1)
    x0, y0, x1, y1 = base.total_bounds
    inside = dots[dots["state"] == where] if where else dots[~dots["state"].isin(beyond)]
    for group, part in lines.groupby("group", sort=False):
        near = part if not where else part[part["entry_id"].isin(inside["entry_id"])]
        _arcs(axes, projection, near, ends, style.LOOKS[group], sized)
    for group, part in inside.groupby("group", sort=False):
        points = geopandas.GeoSeries.from_xy(part["lon"].astype(float), part["lat"].astype(float), crs=4326).to_crs(
            projection
        )
        look = style.LOOKS[group]
        grown = sized and group != "reporter"
        sizes = (
            (part["permissions"].astype(float) ** 0.5 * 6).clip(upper=70)
            if grown
            else look.radius * (10 if group == "reporter" else 2.2)
        )
        axes.scatter(points.x, points.y, s=sizes, **_scatter(look), zorder=4 if group == "reporter" else 3)
    pad = 0.02 * (x1 - x0)
    axes.set_xlim(x0 - pad, x1 + pad)
    axes.set_ylim(y0 - pad, y1 + pad)
    axes.set(xticks=[], yticks=[], xlabel="", ylabel="")
    for side in axes.spines.values():
        side.set_visible(bool(where))
        side.set_color(palette.BORDER)
        side.set_linewidth(0.6)
    axes.patch.set_alpha(0)


def _arcs(axes: "Axes", projection: str, part: pd.DataFrame, ends: pd.DataFrame, look: style.Look, sized: bool) -> None:
    """Lines with a head at three fifths of their way; one too short for a head has none."""
    if part.empty:
        return
    where = {one: (float(ends.at[one, "lon"]), float(ends.at[one, "lat"])) for one in {*part["start"], *part["end"]}}
    arcs = [LineString(layers.arc(where[line.start], where[line.end], 8)) for line in part.itertuples()]
    drawn = list(geopandas.GeoSeries(arcs, crs=4326).to_crs(projection))
    widths = (part["permissions"].astype(float) ** 0.5).clip(upper=16) / 3 if sized else [0.6] * len(part)
    dash = (0, look.dash) if look.dash else "-"
    paths = [list(arc.coords) for arc in drawn]
    axes.add_collection(
        LineCollection(
            paths, colors=look.line or look.color, linewidths=list(widths), alpha=0.55, linestyles=dash, zorder=2
        )
    )
    heads = [_head(arc) for arc in drawn if arc.length > 6 * HEAD]
    axes.add_collection(PolyCollection(heads, facecolors=look.line or look.color, linewidths=0, alpha=0.85, zorder=2))


def _head(arc: LineString) -> list[tuple[float, float]]:
    tail, tip = arc.interpolate(0.6, normalized=True), arc.interpolate(0.6 * arc.length + HEAD)
    x, y = tip.x - tail.x, tip.y - tail.y
    return [(tip.x, tip.y), (tail.x - 0.35 * y, tail.y + 0.35 * x), (tail.x + 0.35 * y, tail.y - 0.35 * x)]


def _mark(look: style.Look, size: float) -> dict[str, Any]:
    ring = look.shape == "ring"
    return {
        "marker": style.MARKERS[look.shape],
        "markersize": size,
        "markerfacecolor": palette.GROUND if ring else look.color,
        "markeredgecolor": look.edge,
        "markeredgewidth": 1.0 if ring else 0.4,
        "linestyle": "none",
    }


def _scatter(look: style.Look) -> dict[str, Any]:
    ring = look.shape == "ring"
    return {
        "marker": style.MARKERS[look.shape],
        "facecolor": palette.GROUND if ring else look.color,
        "edgecolor": look.edge,
        "linewidth": 0.35 if look.edge == palette.INK else 0.9,
    }
