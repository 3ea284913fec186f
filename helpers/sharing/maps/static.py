"""Static maps: each map as a picture, for print and for readers who cannot run a page. The lower 48 states, with Alaska
and Hawaii inset.

A panel for each choice of the map's switches; the same dots, lines and symbols as on the page."""

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

PROJECTIONS = {"": "ESRI:102003", "AK": "EPSG:3338", "HI": "ESRI:102007"}
"""Equal-area projections of the contiguous states, of Alaska and of Hawaii (Albers, each with its own parallels)."""

INSETS = {"AK": (0.0, 0.0, 0.2, 0.24), "HI": (0.2, 0.0, 0.13, 0.14)}
"""State to place in its panel (left, lower edge, width, height, in shares)."""

ELSEWHERE = {"PR", "GU", "VI", "AS", "MP"}
"""Territories have no room in a static map; what lies there is counted below it."""

SIMPLER, HEAD = 8_000, 70_000
"""Meters: by how much an outline may be off, less than a pixel; and how long an arrowhead is."""


def picture(shown: Map, columns: int = 2) -> "Figure":
    """A map as a matplotlib figure, up to `columns` panels in a row; style.png and style.svg make files of it."""
    panels = choices(shown)
    columns = min(columns, len(panels))
    rows = -(-len(panels) // columns)
    source, notes = f"As of {shown.as_of}. {shown.source_line}", (shown.line_means or style.SENTENCE, _counts(shown))
    height = 1.6 + (5.2 / columns + 0.35) * rows
    figure, (left, low, wide, tall) = style.figure(shown.title, source, notes, height)
    labels = [textwrap.wrap(label, round(wide / columns * figure.get_size_inches()[0] * 14)) for label, _ in panels]
    deepest = max(map(len, labels))  # every panel leaves room for it: all have one scale, and are aligned
    for n, (label, (_, chosen)) in enumerate(zip(labels, panels, strict=True)):
        across, down = n % columns, n // columns
        box = (left + wide * across / columns, low + tall * (rows - 1 - down) / rows, wide / columns, tall / rows)
        _panel(figure, box, shown, label + [""] * (deepest - len(label)), chosen)
    return figure


def _counts(shown: Map) -> str:
    """How many entries are on a map, how many are not and why, and how many lie beyond the picture."""
    if shown.sized:
        return f"{shown.placed['state'].nunique()} {shown.noun} on the map in all."
    absent = "; ".join(f"{reason}: {len(part)}" for reason, part in shown.not_placed.items())
    beyond = int(shown.placed["state"].isin(ELSEWHERE).sum())
    return (
        f"{len(shown.entries)} {shown.noun}, {len(shown.placed)} on the map."
        + (f" Not on it: {absent}." if absent else "")
        + (f" {beyond} lie in territories, beyond this picture." if beyond else "")
    )


def choices(shown: Map) -> list[tuple[str, dict[str, str]]]:
    """Every choice of the switches that any entry answers, with its words."""
    result = []
    for choice in itertools.product(*(options.items() for _, options in shown.switches.values())):
        chosen = {column: value for column, (value, _) in zip(shown.switches, choice, strict=True)}
        if len(_chosen(shown.entries, chosen)):
            result.append((": ".join(text for _, text in choice), chosen))
    return result


def _chosen(table: pd.DataFrame, chosen: dict[str, str]) -> pd.DataFrame:
    for column, value in chosen.items():
        table = table[(table[column] == value) | (table[column] == "")]
    return table


def _panel(figure: "Figure", box: style.Box, shown: Map, label: list[str], chosen: dict[str, str]) -> None:
    """One choice of the switches: its label above, its part of the map, its legend below."""
    left, low, wide, tall = box
    inches_wide, inches_tall = figure.get_size_inches()
    counts = _chosen(shown.dots, chosen)["group"].value_counts()
    legends = {group: f"{text}: {counts[group]} on the map" for group, text in shown.groups.items() if group in counts}
    if "reporter" in counts and not shown.selects:
        legends = {"reporter": shown.anchors["name"].iloc[0], **legends}
    most = len({*shown.dots["group"]} & {*shown.groups, "reporter"})
    head, legend = 0.16 / inches_tall * len(label), (0.17 * most + 0.07) / inches_tall  # the same in each panel
    above = low + tall - 0.02 / inches_tall
    figure.text(left + 0.015, above, "\n".join(label), fontsize=8, weight="bold", color=palette.INK, va="top")
    axes = figure.add_axes((left + 0.008, low + legend, wide - 0.016, tall - head - legend))
    for region in PROJECTIONS:
        _draw(axes.inset_axes(INSETS[region]) if region else axes, region, shown, chosen)
    for n, (group, text) in enumerate(legends.items()):
        symbol = style.SYMBOLS[group]
        y = low + legend - (n + 0.6) * 0.17 / inches_tall
        inset = figure.add_axes((left + 0.015, y - 0.05 / inches_tall, 0.12 / inches_wide, 0.12 / inches_tall))
        inset.set_axis_off()
        inset.plot([0], [0], **_in_legend(symbol), clip_on=False)
        figure.text(left + 0.015 + 0.2 / inches_wide, y, text, fontsize=6.6, va="center")


def _draw(axes: "Axes", region: str, shown: Map, chosen: dict[str, str]) -> None:
    """One projection's part: its states, the lines that touch it, its dots. An inset has its own dots only."""
    outlines, dots, lines = places.outlines(), _chosen(shown.dots, chosen), _chosen(shown.lines, chosen)
    beyond = {*INSETS, *ELSEWHERE}
    base = outlines[outlines["state"] == region] if region else outlines[~outlines["state"].isin(beyond)]
    base = base.to_crs(PROJECTIONS[region])
    land = base.geometry.simplify(SIMPLER)
    land.plot(ax=axes, facecolor=palette.LAND, edgecolor=palette.BORDER, linewidth=0.5, aspect="equal", zorder=1)
    x0, y0, x1, y1 = base.total_bounds
    inside = dots[dots["state"] == region] if region else dots[~dots["state"].isin(beyond)]
    if shown.selects:  # as on the page before a dot is chosen
        lines = lines[lines["start"].isin(shown.anchors["entry_id"])]
    near = lines[lines["entry_id"].isin(inside["entry_id"])] if region else lines
    for group, part in near.groupby("group", sort=False):
        _arcs(axes, base.crs, part, shown, style.SYMBOLS[group])
    for group, part in inside.groupby("group", sort=False):
        points = geopandas.GeoSeries.from_xy(part["lon"].astype(float), part["lat"].astype(float), crs=4326)
        points, symbol, reporter = points.to_crs(base.crs), style.SYMBOLS[group], group == "reporter"
        sizes = symbol.radius * (10 if reporter else 2.2)
        if shown.sized and not reporter:
            sizes = (part["permissions"].astype(float) ** 0.5 * 6).clip(upper=70)
        axes.scatter(points.x, points.y, s=sizes, **_on_map(symbol), zorder=4 if reporter else 3)
    pad = 0.02 * (x1 - x0)
    axes.set(xlim=(x0 - pad, x1 + pad), ylim=(y0 - pad, y1 + pad), xticks=[], yticks=[], xlabel="", ylabel="")
    for side in axes.spines.values():
        side.set(visible=bool(region), color=palette.BORDER, linewidth=0.6)
    axes.patch.set_alpha(0)


def _arcs(axes: "Axes", projection: Any, lines: pd.DataFrame, shown: Map, symbol: style.Symbol) -> None:
    """Lines with an arrowhead at three fifths of their way; one too short for it has none."""
    ends = [(shown.points[line.start], shown.points[line.end]) for line in lines.itertuples()]
    arcs = geopandas.GeoSeries([LineString(layers.arc(*pair, 8)) for pair in ends], crs=4326).to_crs(projection)
    widths = (lines["permissions"].astype(float) ** 0.5).clip(upper=16) / 3 if shown.sized else [0.6] * len(lines)
    color, dash = symbol.line or symbol.color, (0, symbol.dash) if symbol.dash else "-"
    paths = [list(arc.coords) for arc in arcs]
    axes.add_collection(
        LineCollection(paths, colors=color, linewidths=list(widths), alpha=0.55, linestyles=dash, zorder=2)
    )
    heads = [_head(arc) for arc in arcs if arc.length > 6 * HEAD]
    axes.add_collection(PolyCollection(heads, facecolors=color, linewidths=0, alpha=0.85, zorder=2))


def _head(arc: LineString) -> list[tuple[float, float]]:
    """The corners of an arrowhead."""
    tail, tip = arc.interpolate(0.6, normalized=True), arc.interpolate(0.6 * arc.length + HEAD)
    x, y = tip.x - tail.x, tip.y - tail.y
    return [(tip.x, tip.y), (tail.x - 0.35 * y, tail.y + 0.35 * x), (tail.x + 0.35 * y, tail.y - 0.35 * x)]


def _in_legend(symbol: style.Symbol) -> dict[str, Any]:
    """A group's symbol in the legend, as keywords of Axes.plot."""
    ring = symbol.shape == "ring"
    face = {
        "markerfacecolor": palette.GROUND if ring else symbol.color,
        "markersize": 7.5 if symbol.shape == "star" else 4.5,
    }
    edge = {"markeredgecolor": symbol.edge, "markeredgewidth": 1.0 if ring else 0.4}
    return {"marker": style.MARKERS[symbol.shape], "linestyle": "none", **face, **edge}


def _on_map(symbol: style.Symbol) -> dict[str, Any]:
    """A group's symbol on the map, as keywords of Axes.scatter."""
    face = palette.GROUND if symbol.shape == "ring" else symbol.color
    edge = {"edgecolor": symbol.edge, "linewidth": 0.35 if symbol.edge == palette.INK else 0.9}
    return {"marker": style.MARKERS[symbol.shape], "facecolor": face, **edge}
