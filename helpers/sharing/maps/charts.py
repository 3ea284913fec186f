"""Charts: bars, a matrix, a scatter and slopes, in the language of the maps. Each takes a table and returns a figure.

A chart shows its table and nothing else; the notebook prints the table below it."""

import itertools
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.colors import ListedColormap

from helpers import palette
from helpers.sharing.maps import style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SHADES = (palette.BLUE, palette.AMBER, palette.SKY, palette.PLUM, palette.GREEN)
"""Series in order: dark, light, middle, and so on, so that neighbors differ in gray."""

STEPS = (1, 5, 15, 50)
"""Numbers at which a square of the matrix grows darker."""


def bars(
    table: pd.DataFrame, title: str, source_line: str, *, notes: tuple[str, ...] = (), unit: str = "entries"
) -> "Figure":
    """Horizontal bars: a group for each line of the table, in it a bar for each column, its number at its end."""
    height = 1.7 + 0.24 * table.size
    figure, box = style.figure(title, source_line, notes, height)
    axes = _axes(figure, box, left=0.24, low=0.5 / height)
    tall = 0.8 / len(table.columns)
    for n, (column, color) in enumerate(zip(table.columns, SHADES, strict=False)):
        at = np.arange(len(table)) - 0.4 + tall * (n + 0.5)
        edge: dict[str, Any] = {"edgecolor": palette.INK, "linewidth": 0.4}
        axes.barh(at, table[column], height=tall * 0.92, color=color, label=column, **edge)
        for y, value in zip(at, table[column], strict=True):
            axes.text(value, y, f" {value:,}", va="center", fontsize=7, color=palette.INK)
    axes.set_yticks(np.arange(len(table)), table.index, fontsize=8)
    axes.invert_yaxis()
    axes.set_xlabel(unit, fontsize=7)
    axes.set_xlim(0, float(table.to_numpy().max()) * 1.08)
    _open(axes, keep=("left",))
    axes.tick_params(axis="x", labelsize=7)
    if len(table.columns) > 1:  # one series is named by the axis, and a legend would lie on the longest bar
        axes.legend(fontsize=7, frameon=False, loc="lower right")
    return figure


def matrix(table: pd.DataFrame, title: str, source_line: str, *, notes: tuple[str, ...] = ()) -> "Figure":
    """A table as squares, darker for more, with their numbers; rows are senders, columns recipients. A missing value
    is gray: what the records cannot show is not a zero."""
    size = max(4.5, 0.24 * len(table) + 2.0)
    figure, box = style.figure(title, source_line, notes, height=size)
    axes = _axes(figure, box, left=0.2, low=0.08, head=0.04)
    values = table.to_numpy(dtype=float)
    axes.set_facecolor(palette.UNKNOWN)
    steps = np.digitize(values, STEPS).astype(float)
    steps[np.isnan(values)] = np.nan
    squares, field = np.ma.masked_invalid(steps), ListedColormap(palette.FIELD)
    axes.pcolormesh(squares, cmap=field, vmin=0, vmax=len(STEPS), edgecolor=palette.GROUND, linewidth=0.6)
    for (y, x), value in np.ndenumerate(values):
        if not np.isnan(value):
            ink = palette.GROUND if value >= STEPS[-1] else palette.INK
            axes.text(x + 0.5, y + 0.5, f"{value:.0f}", ha="center", va="center", fontsize=5.8, color=ink)
    axes.set_xticks(np.arange(len(table.columns)) + 0.5, table.columns, fontsize=6.5)
    axes.set_yticks(np.arange(len(table)) + 0.5, table.index, fontsize=6.5)
    axes.invert_yaxis()
    axes.set_xlabel(f"{table.columns.name or ''}", fontsize=7.5)
    axes.set_ylabel(f"{table.index.name or ''}", fontsize=7.5)
    _open(axes, keep=())
    axes.tick_params(length=0)
    return figure


def scatter(table: pd.DataFrame, title: str, source_line: str, *, notes: tuple[str, ...] = ()) -> "Figure":
    """Points with their names: the table has the columns `out` and `in`, and its index names each point. Both are equal
    on the dotted line."""
    figure, box = style.figure(title, source_line, notes, height=5.2)
    axes = _axes(figure, box, left=0.09, low=0.1)
    most = float(table[["out", "in"]].to_numpy().max()) * 1.15
    axes.plot([0, most], [0, most], color=palette.BORDER, linestyle=(0, (1, 3)), linewidth=1, zorder=1)
    axes.scatter(table["out"], table["in"], s=60, color=SHADES[0], edgecolor=palette.INK, linewidth=0.5, zorder=2)
    for n, (name, point) in enumerate(table.sort_values("out").iterrows()):
        words, at = f"{name}\n{point['out']} out, {point['in']} in", (point["out"], point["in"])
        away, side = ((0, 8), "bottom") if n % 2 == 0 else ((0, -8), "top")  # by turns: neighbors' words do not meet
        axes.annotate(words, at, away, textcoords="offset points", fontsize=7, ha="center", va=side)
    axes.set(xlim=(0, most), ylim=(0, most))
    axes.set_xlabel("out: entries that may see its data", fontsize=8)
    axes.set_ylabel("in: entries whose data it may see", fontsize=8)
    _open(axes, keep=("left", "bottom"))
    axes.tick_params(labelsize=7)
    return figure


def slopes(table: pd.DataFrame, title: str, source_line: str, *, notes: tuple[str, ...] = ()) -> "Figure":
    """A line for each row of the table, named at both ends; its columns are releases in order of time."""
    figure, box = style.figure(title, source_line, notes, height=4.4)
    axes = _axes(figure, box, left=0.05, low=0.08)
    across = np.arange(len(table.columns))
    most = float(table.to_numpy().max())
    ends = {x: _apart([float(value) for value in table.iloc[:, x]], most * 0.055) for x in (0, len(across) - 1)}
    for n, (name, values) in enumerate(table.iterrows()):
        color = SHADES[n % len(SHADES)]
        dots: dict[str, Any] = {"marker": "o", "markersize": 5, "markeredgecolor": palette.INK, "markeredgewidth": 0.4}
        axes.plot(across, values, color=color, linewidth=1.8, **dots)
        words: dict[str, Any] = {"va": "center", "fontsize": 7.5, "color": palette.INK}
        axes.text(-0.04, ends[0][n], f"{name}  {values.iloc[0]:,}", ha="right", **words)
        axes.text(across[-1] + 0.04, ends[across[-1]][n], f"{values.iloc[-1]:,}  {name}", **words)
    axes.set(xlim=(-0.75, across[-1] + 0.75), ylim=(-0.03 * most, 1.08 * most))
    axes.set_xticks(across, table.columns, fontsize=8.5, weight="bold")
    axes.set_yticks([])
    _open(axes, keep=())
    axes.tick_params(length=0)
    return figure


def _apart(values: list[float], least: float) -> list[float]:
    """Heights for labels, in the order of the values, at least `least` from each other."""
    order = np.argsort(values, kind="stable")
    placed = list(values)
    for before, after in itertools.pairwise(order):
        placed[after] = max(placed[after], placed[before] + least)
    return placed


def _axes(figure: "Figure", box: style.Box, *, left: float, low: float, head: float = 0.0) -> "Axes":
    x, y, wide, tall = box
    return figure.add_axes((x + left, y + low, wide - left - 0.03, tall - low - head - 0.01))


def _open(axes: "Axes", keep: tuple[str, ...]) -> None:
    """Axes without their frame, but for the sides named."""
    for side, spine in axes.spines.items():
        spine.set_visible(side in keep)
