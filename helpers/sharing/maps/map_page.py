"""Maps: a page that opens from disk without a network, with its switches, its search and its list for the keyboard.

Names come from other people's files: here they are data, never markup. They reach the page as JSON and are put into it
as text. Same tables, same bytes."""

import base64
import functools
import hashlib
import html
import itertools
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import folium
from branca.element import Element, Figure

from helpers import files, palette
from helpers.sharing import places
from helpers.sharing.maps import layers, style
from helpers.sharing.maps.layers import Map

CARDS = "../cards/"
"""Where a row's page lies, as seen from a map's file."""

ASK = "Choose an agency in the list, or a dot on the map."

LEVELS = ("local", "state", "federal", "tribal", "campus", "multi", "private", "unknown", "")

PARTS = Path(__file__).parent
"""The page's style sheet and its script."""


def page(shown: Map) -> "OfflineMap":
    """The map as a folium map; `write` makes the file. Drawn marks are counted on the page, from the layers
    themselves."""
    with _steady_ids():
        drawn = OfflineMap(
            location=[38.5, -97], zoom_start=4, tiles=None, prefer_canvas=True, attribution_control=False
        )
        land = {"fillColor": palette.LAND, "color": palette.BORDER, "weight": 1, "fillOpacity": 1}
        outline = places.outlines()[["state", "geometry"]]
        base = folium.GeoJson(
            outline.__geo_interface__, style_function=lambda _: land, smooth_factor=0.5, interactive=False
        )
        base.add_to(drawn)
        figure = _root(drawn)
        figure.title = _escape(shown.title)
        figure.html.add_child(_Raw(_styled() + _heading(shown) + _panel(shown) + _data(shown)), name="words")
        drawn.add_child(_Behavior(_script(drawn.get_name(), base.get_name())), name="behavior")
        drawn.text = _guarded(_as_english(figure.render()))
    return drawn


def _root(part: Element) -> Figure:
    """The whole page that a part stands in: branca says no more of it than that it is an element."""
    return cast(Figure, part.get_root())


def write(drawn: "OfflineMap", path: Path) -> None:
    files.write_text(path, drawn.text)


class OfflineMap(folium.Map):
    """A folium map that carries Leaflet inside itself: offline, folium's own is blank. Without popups it needs no
    jQuery."""

    default_js: list[tuple[str, str]] = []  # noqa: RUF012  filled by `_libraries` when the first map is made
    default_css: list[tuple[str, str]] = []  # noqa: RUF012
    text: str = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        type(self).default_js, type(self).default_css = _libraries()
        super().__init__(*args, **kwargs)

    def __repr__(self) -> str:
        return "<a map; open the file it was written to>"


class _Raw(Element):
    """A part of the page that is ready: folium would compile it as a template, and run a name in braces."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def render(self, **kwargs: Any) -> str:
        return self.text


class _Behavior(_Raw):
    """The map's script, which comes after folium's own."""

    def render(self, **kwargs: Any) -> str:
        _root(self).script.add_child(_Raw(self.text), name="behavior")
        return ""


@functools.cache
def _libraries() -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Script and style sheet as data: addresses, from a package; the style sheet's own pictures are put into it
    first."""
    from xstatic.pkg import leaflet

    home = Path(leaflet.BASE_DIR)
    sheet = re.sub(
        r"url\(([^)]+)\)", lambda m: f"url({_data_uri(home / m[1].strip(chr(34)))})", (home / "leaflet.css").read_text()
    )
    return [("leaflet", _data_uri(home / "leaflet.js"))], [("leaflet_css", _encoded(sheet.encode(), "text/css"))]


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
    steady = classmethod(lambda cls: f"{next(numbers):06d}")
    Element._generate_id = steady  # type: ignore[method-assign, assignment]  # meant: no other way to an id
    try:
        yield
    finally:
        Element._generate_id = original  # type: ignore[method-assign]  # meant: as branca has it


def _as_english(text: str) -> str:
    """The page says its language, and may be enlarged by a reader who needs it."""
    text = text.replace("<html>", '<html lang="en">', 1)
    return re.sub(r"initial-scale=1\.0,\s*maximum-scale=1\.0,\s*user-scalable=no", "initial-scale=1.0", text)


def _guarded(text: str) -> str:
    """The page says what it may load: itself, and pictures of the street map when a reader asks for them. Of scripts
    only those that this module put into it run, each known by its hash, so that not even a mistake of ours makes a name
    one."""
    scripts = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    hashes = " ".join(f"'sha256-{base64.b64encode(hashlib.sha256(one.encode()).digest()).decode()}'" for one in scripts)
    policy = (
        f"default-src 'none'; script-src data: {hashes}; style-src data: 'unsafe-inline'; "
        "img-src data: https://tile.openstreetmap.org; base-uri 'none'; form-action 'none'"
    )
    return text.replace("<head>", f'<head>\n    <meta http-equiv="Content-Security-Policy" content="{policy}">', 1)


# --- data -------------------------------------------------------------------------------------------------------------


def _data(shown: Map) -> str:
    """What the script draws and tells, as JSON inside the page."""
    absent = [
        {
            "group": a.group,
            "shown_as": a.shown_as,
            "release": a.release,
            "level": a.level,
            "name": a.name,
            "says": a.says,
            "rows": a.row_id,
            "absent": a.absent,
            "permissions": int(a.permissions),
        }
        for part in shown.not_placed.values()
        for a in part.itertuples()
    ]
    drawn = layers.dots(shown)
    anchors = {*shown.anchors["entry_id"]}
    ordered = sorted(drawn, key=lambda dot: (dot["properties"]["name"].casefold(), dot["properties"]["id"]))
    lines = layers.lines(shown)
    entries = [dot for dot in ordered if dot["properties"]["id"] not in anchors]
    others = [dot for dot in ordered if dot["properties"]["id"] in anchors]
    place = {dot["properties"]["id"]: n for n, dot in enumerate([*entries, *others])}
    data = {
        "dots": entries,
        "anchors": others,
        "lines": [
            _short(line, place) for line in lines if not shown.selects or line["properties"]["start"] not in anchors
        ],
        "flows": [_short(line, place) for line in lines if shown.selects and line["properties"]["start"] in anchors],
        "absent": sorted(absent, key=lambda entry: (entry["name"].casefold(), entry["rows"])),
        "looks": {group: style.on_page(style.LOOKS[group]) for group in shown.looks},
        "selects": shown.selects,
        "sized": shown.sized,
        "noun": shown.noun,
        "day": palette.DAY,
        "cards": CARDS,
        "ask": ASK,
    }
    return f'<script type="application/json" id="plates-data">{_json(data)}</script>'


def _short(line: layers.Feature, place: dict[str, int]) -> layers.Feature:
    """A line with its ends by their place among the dots, and without what is empty: there can be 40,000."""
    own = {key: value for key, value in line["properties"].items() if value not in ("", 1)}
    return line | {"properties": own | {end: place[own[end]] for end in ("start", "end")}}


def _json(data: object) -> str:
    """JSON that cannot end the script it stands in; marks that turn the direction of reading are spelled out."""
    text = json.dumps(_shown(data), ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c")


def _shown(data: object) -> object:
    if isinstance(data, str):
        return files.shown(data)
    if isinstance(data, dict):
        return {key: _shown(value) for key, value in data.items()}
    if isinstance(data, (list, tuple)):
        return [_shown(value) for value in data]
    return data


def _script(map_name: str, base_name: str) -> str:
    start = (
        'const data = JSON.parse(document.getElementById("plates-data").textContent);\n'
        f"data.base = {base_name};\nwindow.plates = plates({map_name}, data);\n"
    )
    return f"(function () {{\n{(PARTS / 'behavior.js').read_text()}\n{start}}})();"


# --- words ------------------------------------------------------------------------------------------------------------


def _escape(value: object) -> str:
    """As text in HTML, with no brace left, since a title goes through folium's templates."""
    return html.escape(files.shown(str(value)), quote=True).replace("{", "&#123;").replace("}", "&#125;")


def _styled() -> str:
    return f"<style>{palette.properties()}\n{(PARTS / 'style.css').read_text()}</style>"


def _heading(shown: Map) -> str:
    return (
        f"<header><h1>{_escape(shown.title)}</h1><p>{_escape(shown.line_means or style.SENTENCE)}</p>"
        f"<p>As of {_escape(shown.as_of)}. {_escape(shown.source_line)}</p></header>"
    )


def _panel(shown: Map) -> str:
    switches = "".join(_switch(column, *switch) for column, switch in shown.switches.items())
    return (
        f"<aside>{switches}{_legend(shown)}{_levels(shown)}"
        '<h2 id="not-on-map"></h2><div id="absent"></div>'
        '<h2><label for="search">Search</label></h2><input id="search" type="search" autocomplete="off">'
        f'<h2>Chosen</h2><div id="detail" tabindex="-1" aria-live="polite"><p>{ASK}</p></div>'
        '<h2 id="found"></h2><ul id="agencies"></ul>'
        f"<h2>How to read it</h2><p>{_escape(shown.how_to_read)}</p>"
        '<p><label><input type="checkbox" id="streets" autocomplete="off">Street map below (asks openstreetmap.org for '
        "pictures; nothing else on this page asks the network)</label></p>"
        "<noscript><p>This page needs its own script. The table behind a map of the collection lies in data/derived/maps."
        "</p></noscript></aside>"
    )


def _switch(column: str, label: str, options: dict[str, str]) -> str:
    buttons = "".join(
        f'<label><input type="radio" name="{column}" data-switch="{column}" autocomplete="off" value="{_escape(value)}"'
        f"{' checked' if n == 0 else ''}>{_escape(text)}</label>"
        for n, (value, text) in enumerate(options.items())
    )
    return f"<fieldset><legend>{_escape(label)}</legend>{buttons}</fieldset>"


def _legend(shown: Map) -> str:
    anchors = "".join(
        f'<li class="anchor">{style.swatch(style.LOOKS[anchor.group])}<span>{_escape(anchor.name)}</span></li>'
        for anchor in shown.anchors.itertuples()
        if anchor.group == "reporter" and not shown.selects
    )
    boxes = "".join(
        _box("group", group, f"{style.swatch(style.LOOKS[group])}<span>{_escape(text)}")
        for group, text in shown.groups.items()
    )
    lines = "".join(
        f'<li class="anchor">{style.stroke(style.LOOKS[group])}<span>{_escape(text)}</span></li>'
        for group, text in shown.line_groups.items()
    )
    return f"<fieldset><legend>On the map</legend><ul>{anchors}{boxes}{lines}</ul></fieldset>"


def _levels(shown: Map) -> str:
    found = {*shown.dots["level"], *shown.entries["level"]}
    boxes = "".join(_box("level", level, f"<span>{_escape(level or 'no level')}") for level in LEVELS if level in found)
    return f"<details><summary>Filter by level</summary><ul>{boxes}</ul></details>" if len(found) > 1 else ""


def _box(column: str, value: str, label: str) -> str:
    return (
        f'<li><label><input type="checkbox" data-filter="{column}" autocomplete="off" value="{_escape(value)}" checked>{label}'
        f': <span data-tally="{column}={_escape(value)}"></span></span></label></li>'
    )
