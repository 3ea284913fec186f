"""Maps: one agency's permissions as a page that opens from disk without a network, and as a still picture.

One visual language, from one place. Names come from other people's files: here they are data, never markup, so every value
is escaped before it reaches the page. Same rows, same bytes.
"""

import base64
import functools
import html
import io
import itertools
import json
import re
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import folium
import geopandas
import pandas as pd
from branca.element import Element, MacroElement
from folium.template import Template
from pyproj import Geod

from helpers import files
from helpers.sharing import places

SENTENCE = "A line means a permission printed in a report on that date. It does not show that a plate was looked up or used."

HOW_TO_READ = (
    "A line runs from the agency whose data it is to the one that may see it. A dot stands for a place or a county, "
    "never for an address."
)

COLORS = {"same": "#0b3c5d", "other": "#f0a202", "reporter": "#b3001b", "land": "#f4f1ea", "border": "#b9b3a6", "ink": "#1d1d1b"}
"""Dark for the reporter's own state and light for others, so that they differ in gray; told apart by color-blind readers too."""

FONT = "system-ui, 'Helvetica Neue', Arial, sans-serif"
ARC_POINTS = 24
LOWER_48 = "EPSG:5070"
OUTSIDE_THE_STILL = {"AK", "HI", "PR", "GU", "VI", "AS", "MP"}


@dataclass(frozen=True)
class Permissions:
    """What one section of one report says, for a map.

    `listed` has a line an entry with the agency's columns (network.listed_in), `reporter` is the reporting agency's line of
    the table `agencies`. `direction` is out (who may see its data) or in (whose data it may see).
    """

    title: str
    as_of: str
    source_line: str
    listed: pd.DataFrame
    reporter: pd.Series
    direction: str = "out"

    @property
    def placed(self) -> pd.DataFrame:
        """Entries with a point, the reporter's own other name aside: a line to itself cannot be drawn."""
        return self.listed[self.listed["lat"].notna() & ~self._own]

    @property
    def not_placed(self) -> dict[str, pd.DataFrame]:
        """What is not on the map, by reason; together with `placed` it is every entry."""
        sure, no_point = self.listed["sure"] & ~self._own, self.listed["lat"].isna() & ~self._own
        return {
            "name not settled (unsure)": self.listed[~self.listed["sure"]],
            "settled, but no single place or county": self.listed[sure & no_point],
            "the reporting agency itself, under another account name": self.listed[self._own],
        }

    @property
    def _own(self) -> pd.Series:
        return self.listed["agency_id"] == self.reporter["agency_id"]

    def group(self, state: str) -> str:
        return "same" if state == self.reporter["state"] else "other"


# --- the page ---------------------------------------------------------------------------------------------------------


def page(shown: Permissions) -> "OfflineMap":
    """The map as a folium map; `write` makes the file. Drawn marks are counted on the page, from the layer itself."""
    with _steady_ids():
        drawn = OfflineMap(location=[38.5, -97], zoom_start=4, tiles=None, prefer_canvas=True, attribution_control=False)
        land = {"fillColor": COLORS["land"], "color": COLORS["border"], "weight": 1, "fillOpacity": 1}
        outline = places.outlines()[["state", "geometry"]]
        folium.GeoJson(outline.__geo_interface__, style_function=lambda _: land, smooth_factor=0.5, interactive=False).add_to(
            drawn
        )
        lines = folium.GeoJson(_collection(map(_arc, *_ends(shown))), style_function=_line_style, interactive=False)
        points = folium.GeoJson(_collection(_points(shown)), marker=folium.CircleMarker(), style_function=_point_style)
        lines.add_to(drawn)
        points.add_to(drawn)
        drawn.get_root().html.add_child(_Words(shown), name="words")
        drawn.add_child(_Behavior(lines, points), name="behavior")
        drawn.get_root().title = _escape(shown.title)
        drawn.text = _as_english(drawn.get_root().render())
    return drawn


def write(drawn: "OfflineMap", path: Path) -> None:
    files.write_text(path, drawn.text)


class OfflineMap(folium.Map):
    """A folium map that carries Leaflet and jQuery inside itself: offline, folium's own is blank."""

    default_js: list[tuple[str, str]] = []  # noqa: RUF012  filled by `_libraries` when the first map is made
    default_css: list[tuple[str, str]] = []  # noqa: RUF012
    text: str = ""

    def __init__(self, *args, **kwargs):
        type(self).default_js, type(self).default_css = _libraries()
        super().__init__(*args, **kwargs)

    def __repr__(self) -> str:
        return "<a map; open the file it was written to>"


@functools.cache
def _libraries() -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Scripts and style sheet as data: addresses, from packages; the style sheet's own pictures are put into it first."""
    from xstatic.pkg import jquery, leaflet

    home = Path(leaflet.BASE_DIR)
    style = re.sub(
        r"url\(([^)]+)\)", lambda m: f"url({_data_uri(home / m[1].strip(chr(34)))})", (home / "leaflet.css").read_text()
    )
    scripts = [("leaflet", home / "leaflet.js"), ("jquery", Path(jquery.BASE_DIR) / "jquery.min.js")]
    return [(name, _data_uri(path)) for name, path in scripts], [("leaflet_css", _encoded(style.encode(), "text/css"))]


def _data_uri(path: Path) -> str:
    if not path.exists():  # the style sheet names a behavior file of Internet Explorer
        return "data:,"
    kinds = {".js": "text/javascript", ".png": "image/png", ".svg": "image/svg+xml"}
    return _encoded(path.read_bytes(), kinds.get(path.suffix, "application/octet-stream"))


def _encoded(content: bytes, kind: str) -> str:
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


@contextmanager
def _steady_ids() -> Iterator[None]:
    """Branca draws an element's id at random; here they are counted, so that one map built twice is the same bytes."""
    numbers = itertools.count(1)
    original = Element.__dict__["_generate_id"]
    Element._generate_id = classmethod(lambda cls: f"{next(numbers):06d}")
    try:
        yield
    finally:
        Element._generate_id = original


def _as_english(text: str) -> str:
    """The page says its language, and may be enlarged by a reader who needs it."""
    text = text.replace("<html>", '<html lang="en">', 1)
    return re.sub(r"initial-scale=1\.0,\s*maximum-scale=1\.0,\s*user-scalable=no", "initial-scale=1.0", text)


# --- what is drawn ----------------------------------------------------------------------------------------------------


def _ends(shown: Permissions) -> tuple[list, list, list]:
    """Start, end and group of each line, from the agency whose data it is to the one that may see it."""
    near = (float(shown.reporter["lon"]), float(shown.reporter["lat"]))
    far = [(float(a.lon), float(a.lat)) for a in shown.placed.itertuples()]
    groups = [shown.group(a.state) for a in shown.placed.itertuples()]
    return ([near] * len(far), far, groups) if shown.direction == "out" else (far, [near] * len(far), groups)


def _arc(start: tuple[float, float], end: tuple[float, float], group: str) -> dict:
    """A great circle on the ellipsoid (pyproj), rounded to about a kilometer."""
    between = Geod(ellps="GRS80").npts(*start, *end, ARC_POINTS)
    line = [[round(x, 2), round(y, 2)] for x, y in (start, *between, end)]
    return {"type": "Feature", "properties": {"group": group}, "geometry": {"type": "LineString", "coordinates": line}}


def _points(shown: Permissions) -> Iterator[dict]:
    for agency in shown.placed.itertuples():
        yield _point(agency, _label(agency), shown.group(agency.state), agency.row_id)
    reporter = shown.reporter
    yield _point(reporter, f"<b>{_escape(reporter['name'])}</b><br>whose report this is", "reporter", "reporter")


def _point(agency, label: str, group: str, row_id: str) -> dict:
    where = {"type": "Point", "coordinates": [float(agency.lon), float(agency.lat)]}
    return {"type": "Feature", "properties": {"group": group, "label": label, "row_id": row_id}, "geometry": where}


def _label(agency) -> str:
    """What hover and keyboard focus show: the printed name, where it was put and why, and its entry."""
    why = f"point: {agency.precision}; basis: {agency.basis.replace('_', ' ')}"
    lines = (_where(agency), why, f"page {agency.printed_page}, {agency.row_id}")
    return "<br>".join([f"<b>{_escape(agency.agency_printed)}</b>", *map(_escape, lines)])


def _where(agency) -> str:
    """Place and state, or county and state; a parish is a county's equivalent."""
    return f"{agency.place}, {agency.state}" if agency.place else f"{agency.county} (county), {agency.state}"


def layer(shown: Permissions) -> str:
    """The lines and points as GeoJSON, the table behind the map, a feature a line of text."""
    drawn = [*map(_arc, *_ends(shown)), *_points(shown)]
    lines = ",\n".join(json.dumps(feature, ensure_ascii=False, separators=(",", ":")) for feature in drawn)
    return '{"type":"FeatureCollection","features":[\n' + lines + "\n]}\n"


def _collection(features) -> dict:
    return {"type": "FeatureCollection", "features": list(features)}


def _line_style(feature: dict) -> dict:
    return {"color": COLORS[feature["properties"]["group"]], "weight": 1.2, "opacity": 0.55, "fill": False}


def _point_style(feature: dict) -> dict:
    group = feature["properties"]["group"]
    size = 8 if group == "reporter" else 5
    return {"radius": size, "color": COLORS["ink"], "weight": 1, "fillColor": COLORS[group], "fillOpacity": 0.95, "fill": True}


def _escape(value) -> str:
    """As text in HTML, with no brace left: folium compiles what it draws as a template, and would run a name in braces.

    Direction marks, which can turn a line round, are shown as what they are.
    """
    shown = re.sub("[\u200e\u200f\u202a-\u202e\u2066-\u2069]", lambda m: f"[U+{ord(m[0]):04X}]", str(value))
    return html.escape(shown, quote=True).replace("{", "&#123;").replace("}", "&#125;")


class _Words(MacroElement):
    """Title, source, sentence, legend with counts, what is not on the map, and a list that the keyboard reaches."""

    _template = Template("{% macro html(this, kwargs) %}{{ this.text }}{% endmacro %}")

    def __init__(self, shown: Permissions):
        super().__init__()
        self._name = "Words"
        self.text = _STYLE + _heading(shown) + _panel(shown)

    def render(self, **kwargs) -> str:
        return self.text


_STYLE = f"""<style>
body {{ display: grid; grid-template: "head head" auto "map side" 1fr / 1fr 24rem; height: 100vh; font-family: {FONT};
  color: {COLORS["ink"]}; background: #fff; }}
header {{ grid-area: head; padding: .7rem 1rem .6rem; border-bottom: 3px solid {COLORS["reporter"]}; }}
header h1 {{ font-size: 1.25rem; margin: 0 0 .25rem; }}
header p {{ margin: .15rem 0; font-size: .88rem; max-width: 70rem; }}
.folium-map {{ grid-area: map; min-height: 20rem; background: #dfe9ee; }}
aside {{ grid-area: side; overflow: auto; padding: .7rem 1rem; font-size: .88rem; border-left: 1px solid {COLORS["border"]}; }}
aside h2 {{ font-size: 1rem; margin: .8rem 0 .3rem; }}  aside h2:first-child {{ margin-top: 0; }}
aside ul {{ list-style: none; margin: 0; padding: 0; }}  aside summary {{ cursor: pointer; padding: .15rem 0; }}
.dot {{ display: inline-block; width: .8em; height: .8em; border-radius: 50%; border: 1px solid {COLORS["ink"]};
  margin-right: .5em; }}
#agencies button {{ all: unset; display: block; width: 100%; box-sizing: border-box; padding: .2rem .3rem; cursor: pointer;
  overflow-wrap: anywhere; }}
#agencies button:hover, #agencies button:focus-visible {{ background: #eef3f7; outline: 2px solid {COLORS["same"]}; }}
#agencies small {{ color: #555; display: block; }}
.leaflet-tooltip {{ font: .82rem/1.4 {FONT}; white-space: normal; width: max-content; max-width: 18rem; }}
@media (max-width: 760px) {{
  body {{ grid-template: "head" auto "map" 60vh "side" auto / 1fr; height: auto; }}
  html, body {{ height: auto !important; }}  aside {{ border-left: 0; }} }}
</style>"""


def _heading(shown: Permissions) -> str:
    return (
        f"<header><h1>{_escape(shown.title)}</h1><p>{_escape(SENTENCE)}</p>"
        f"<p>As of {_escape(shown.as_of)}. {_escape(shown.source_line)}</p></header>"
    )


def _panel(shown: Permissions) -> str:
    placed, count = shown.placed, len(shown.listed)
    same = int((placed["state"] == shown.reporter["state"]).sum())
    legend = [
        ("reporter", f"{shown.reporter['name']} (its own report)"),
        ("same", f"agencies in {places.STATES[shown.reporter['state']]}: {same}"),
        ("other", f"agencies in other states: {len(placed) - same}"),
    ]
    dots = "".join(
        f'<li><span class="dot" style="background:{COLORS[group]}"></span>{_escape(text)}</li>' for group, text in legend
    )
    absent = "".join(
        f"<details><summary>{_escape(reason)}: {len(part)}</summary><ul>{_names(part)}</ul></details>"
        for reason, part in shown.not_placed.items()
    )
    return (
        f"<aside><h2>{count} entries, {len(placed)} on the map</h2><ul>{dots}</ul><p>{_escape(HOW_TO_READ)}</p>"
        f"<h2>{count - len(placed)} not on the map</h2>{absent}"
        f'<h2>On the map</h2><ul id="agencies">{_buttons(placed)}</ul></aside>'
    )


def _names(part: pd.DataFrame) -> str:
    lines = (f"{_escape(a.agency_printed)} <small>p. {_escape(a.printed_page)}</small>" for a in part.itertuples())
    return "".join(f"<li>{line}</li>" for line in lines)


def _buttons(placed: pd.DataFrame) -> str:
    result = []
    for a in placed.sort_values(["agency_printed", "row_id"]).itertuples():
        small = _escape(f"{_where(a)}; {a.basis.replace('_', ' ')}; page {a.printed_page}")
        words = f"{_escape(a.agency_printed)}<small>{small}</small>"
        result.append(f'<li><button type="button" data-row="{_escape(a.row_id)}">{words}</button></li>')
    return "".join(result)


class _Behavior(MacroElement):
    """The list opens a mark's label, by pointer or by keyboard; drawn marks are counted from the layers on the map."""

    _template = Template("""{% macro script(this, kwargs) %}
        (function () {
            const map = {{ this._parent.get_name() }}, points = {{ this.points.get_name() }}, lines = {{ this.lines.get_name() }};
            const marks = {};
            const onMap = l => map.hasLayer(l) && (l._parts ? l._parts.length > 0 : !!l._point);
            const drawn = layer => layer.getLayers().filter(onMap).length;
            points.eachLayer(l => { marks[l.feature.properties.row_id] = l.bindTooltip(l.feature.properties.label); });
            document.querySelectorAll("#agencies button").forEach(button => {
                const show = () => { const mark = marks[button.dataset.row];
                    if (!map.getBounds().contains(mark.getLatLng())) map.panTo(mark.getLatLng(), {animate: false});
                    mark.openTooltip(); };
                button.addEventListener("focus", show);
                button.addEventListener("mouseenter", show);
                button.addEventListener("click", show);
                button.addEventListener("blur", () => marks[button.dataset.row].closeTooltip());
                button.addEventListener("mouseleave", () => marks[button.dataset.row].closeTooltip());
            });
            map.getContainer().setAttribute("role", "region");
            map.getContainer().setAttribute("aria-label", document.title + ". The list beside the map says the same in words.");
            map.invalidateSize({animate: false});
            const all = points.getLayers().length > 1 ? points.getBounds() : [[25, -125], [49, -67]];
            map.fitBounds(all, {animate: false, padding: [20, 20]});
            const placeOf = id => { const at = map.latLngToContainerPoint(marks[id].getLatLng());
                const box = map.getContainer().getBoundingClientRect(); return [box.x + at.x, box.y + at.y]; };
            window.plates = { get points() { return drawn(points); }, get lines() { return drawn(lines); }, place: placeOf };
        })();
    {% endmacro %}""")

    def __init__(self, lines: folium.GeoJson, points: folium.GeoJson):
        super().__init__()
        self._name = "Behavior"
        self.lines, self.points = lines, points


# --- the still --------------------------------------------------------------------------------------------------------


def still(shown: Permissions) -> bytes:
    """PNG of the same lines and dots over the lower 48 states, under 80 KB. What lies elsewhere is counted in a line below."""
    import matplotlib
    from matplotlib.figure import Figure

    matplotlib.rcParams["font.family"] = "DejaVu Sans"  # comes with matplotlib: the same letters on every machine
    figure = Figure(figsize=(8.6, 5.6), dpi=100)
    axes = figure.add_axes((0, 0.1, 1, 0.83))
    outline = places.outlines()
    base = outline[~outline["state"].isin(OUTSIDE_THE_STILL)].to_crs(LOWER_48)
    base.plot(ax=axes, facecolor=COLORS["land"], edgecolor=COLORS["border"], linewidth=0.6)
    inside = replace(shown, listed=shown.listed[~shown.listed["state"].isin(OUTSIDE_THE_STILL)])
    for group in ("other", "same"):
        arcs = [arc for arc in map(_arc, *_ends(inside)) if arc["properties"]["group"] == group]
        if arcs:
            _frame(arcs).plot(ax=axes, color=COLORS[group], linewidth=0.7, alpha=0.6)
    for group, size in (("other", 16), ("same", 16), ("reporter", 60)):
        dots = [point for point in _points(inside) if point["properties"]["group"] == group]
        if dots:
            _frame(dots).plot(ax=axes, color=COLORS[group], markersize=size, edgecolor=COLORS["ink"], linewidth=0.5, zorder=3)
    axes.set_axis_off()
    beyond = len(shown.placed) - len(inside.placed)
    drawn = (
        f"{len(inside.placed)} of {len(shown.listed)} entries are drawn; {len(shown.listed) - len(shown.placed)} have no place"
    )
    drawn += f" or are unsure; {beyond} lie beyond the lower 48 states." if beyond else " or are unsure."
    below = "\n".join([drawn, SENTENCE, *textwrap.wrap(f"As of {shown.as_of}. {shown.source_line}", 150)])
    figure.text(0.02, 0.965, shown.title, fontsize=11, weight="bold", color=COLORS["ink"], va="top")
    figure.text(0.02, 0.095, below, fontsize=6.5, color=COLORS["ink"], va="top")
    out = io.BytesIO()
    figure.savefig(out, format="png", metadata={"Software": None})
    return _few_colors(out.getvalue())


def _frame(features: list[dict]) -> geopandas.GeoDataFrame:
    return geopandas.GeoDataFrame.from_features(features, crs=4326).to_crs(LOWER_48)


def _few_colors(png: bytes) -> bytes:
    from PIL import Image

    out = io.BytesIO()
    Image.open(io.BytesIO(png)).convert("RGB").quantize(200, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()
