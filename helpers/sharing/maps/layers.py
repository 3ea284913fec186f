"""Layers: what a map shows, as tables, and its dots and lines as GeoJSON. Page, static map and table come from it.

A map has entries. An entry has a dot where its place is known, and is listed as absent, with the reason, where it is
not. It may have a line, from the agency whose data it is to the one that may see it."""

import itertools
import json
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import geopandas
import pandas as pd

COLUMNS = (
    "entry_id shown_as release group name agency_id kind level state place county lat lon precision basis absent says "
    "permissions row_id sources"
).split()
"""An entry of a map, and of the table behind it. The map's switches choose by `shown_as` and `release` (empty: always
shown). `group` is its symbol, `name` as printed, `absent` why it is not on the map (empty: it is), `says` its lines of
text, separated by ` | `, `permissions` how many it stands for, `row_id` the rows that print it, and `sources` the web
addresses of who says so, separated by blanks."""

LINES = ["entry_id", "shown_as", "release", "group", "start", "end", "permissions"]
"""A line of a map: the ids of the dots that it runs from and to. An entry's own line has its id."""

MOST_POINTS = 16
"""Points between the ends of a line: a great circle over the country is smooth."""

ALL_POINTS = 50_000
"""Points of all lines together. A map of 5,000 lines has 10 each, and stays under 2.5 MB."""

EARTH = geopandas.GeoSeries(crs="EPSG:4269").crs.get_geod()
"""The ellipsoid of NAD 83 (GRS 80), for great circles."""

Point = tuple[float, float]
"""Longitude and latitude, in degrees."""

Feature = dict[str, Any]
"""A dot or a line as GeoJSON has it."""


@dataclass(frozen=True)
class Map:
    """One map: its words, its groups in the legend's order (key to text; style.SYMBOLS has how each is drawn), its
    switches (column to label and to the options in order, value to text), and its entries and lines, tables with
    COLUMNS and LINES.

    `anchors` are dots that are no entry: the reporting agency itself. `selects` is true where there are too many lines
    to show at once: then only those of the chosen dot are drawn, and those between anchors otherwise. `sized` draws
    what stands for more permissions larger. `line_means` replaces the usual sentence where a line is no permission.
    `noun` is what an entry is called. `line_groups` are groups of lines that no dot has, for the legend.
    """

    name: str
    title: str
    as_of: str
    source_line: str
    how_to_read: str
    alt: str
    groups: dict[str, str]
    entries: pd.DataFrame
    lines: pd.DataFrame
    anchors: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=COLUMNS))
    switches: dict[str, tuple[str, dict[str, str]]] = field(default_factory=dict)
    selects: bool = False
    sized: bool = False
    noun: str = "entries"
    line_means: str = ""
    line_groups: dict[str, str] = field(default_factory=dict)

    @property
    def symbols(self) -> list[str]:
        """Every group that is drawn."""
        return [*dict.fromkeys([*self.groups, *self.anchors["group"], *self.lines["group"]])]

    @cached_property
    def placed(self) -> pd.DataFrame:
        return self.entries[self.entries["absent"] == ""]

    @cached_property
    def not_placed(self) -> dict[str, pd.DataFrame]:
        """What is not on the map, by reason; together with `placed` it is every entry."""
        absent = self.entries[self.entries["absent"] != ""]
        return dict(iter(absent.groupby("absent", sort=False)))

    @cached_property
    def dots(self) -> pd.DataFrame:
        """Entries with a place, and the anchors."""
        return pd.concat([self.placed, self.anchors], ignore_index=True) if len(self.anchors) else self.placed

    @cached_property
    def points(self) -> dict[str, Point]:
        """Where each dot lies, by its entry_id."""
        return {dot.entry_id: (float(dot.lon), float(dot.lat)) for dot in self.dots.itertuples()}


def dots(shown: Map) -> list[Feature]:
    """A GeoJSON point for each dot, its words as properties."""
    columns = ["entry_id", "group", "shown_as", "release", "level", "name", "says", "row_id", "sources"]
    each = shown.dots.itertuples(index=False)
    return [_feature(properties(dot, columns), "Point", [float(dot.lon), float(dot.lat)]) for dot in each]


def lines(shown: Map, chosen: pd.DataFrame | None = None) -> list[Feature]:
    """A GeoJSON line for each line of a map, or for those `chosen`, along the great circle from its sender to its
    recipient."""
    chosen = shown.lines if chosen is None else chosen
    columns, points = ["entry_id", "group", "shown_as", "release", "start", "end"], shown.points
    between = max(3, min(MOST_POINTS, ALL_POINTS // max(1, len(chosen))))
    return [
        _feature(properties(line, columns), "LineString", arc(points[line.start], points[line.end], between))
        for line in chosen.itertuples(index=False)
    ]


NAMES_ON_PAGE = {"entry_id": "id", "row_id": "rows"}
"""Columns that have another name in a page and in a GeoJSON file."""


def properties(line: Any, columns: list[str]) -> dict[str, Any]:
    """Columns of a table's line, under the names that a page and a GeoJSON file give them, and its permissions."""
    own = {NAMES_ON_PAGE.get(column, column): getattr(line, column) for column in columns}
    return own | {"permissions": int(line.permissions)}


def _feature(words: dict[str, Any], kind: str, coordinates: list[Any]) -> Feature:
    return {"type": "Feature", "properties": words, "geometry": {"type": kind, "coordinates": coordinates}}


def arc(start: Point, end: Point, points: int = MOST_POINTS) -> list[list[float]]:
    """A great circle on the ellipsoid between two points, as longitudes and latitudes in degrees, rounded to about a
    kilometer. It runs on past 180 degrees, so that a line over the Pacific is one line."""
    between = EARTH.npts(*start, *end, points) if start != end else []
    line = [[round(x, 2), round(y, 2)] for x, y in (start, *between, end)]
    for before, point in itertools.pairwise(line):
        if abs(point[0] - before[0]) > 180:
            point[0] = round(point[0] + (360 if point[0] < before[0] else -360), 2)
    return line


def geojson(shown: Map) -> str:
    """Lines and dots in one file, a feature a line of text: the table behind the map for a map program."""
    drawn = [*lines(shown), *dots(shown)]
    text = ",\n".join(json.dumps(feature, ensure_ascii=False, separators=(",", ":")) for feature in drawn)
    return f'{{"type":"FeatureCollection","features":[\n{text}\n]}}\n'
