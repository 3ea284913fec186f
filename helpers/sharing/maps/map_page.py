"""Map pages: each opens from disk without a network, with switches, a search and a list for the keyboard.

Names come from other people's files: here they are data, never markup. They reach the page as JSON, and its script puts
them into it as text. Same tables, same bytes."""

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
import jinja2
from branca.element import Element, Figure

from helpers import files, palette
from helpers.html import policy
from helpers.sharing import places
from helpers.sharing.maps import layers, style
from helpers.sharing.maps.layers import Map

ROW_PAGES = "../cards/"
"""Where the pages of rows lie, as seen from a map's file."""

ASK = "Choose an agency in the list, or a dot on the map."

LEVELS = ("local", "state", "federal", "tribal", "campus", "multi", "private", "unknown", "")

HERE = Path(__file__).parent
"""Where the page's template, style sheet and script lie."""


def page(shown: Map) -> "OfflineMap":
    """The map as a folium map with its page as `text`; `write` makes the file."""
    OfflineMap.default_js, OfflineMap.default_css = _libraries()
    with _steady_ids():
        bare: dict[str, Any] = {"tiles": None, "prefer_canvas": True, "attribution_control": False}
        drawn = OfflineMap(location=[38.5, -97], zoom_start=4, **bare)
        land = {"fillColor": palette.LAND, "color": palette.BORDER, "weight": 1, "fillOpacity": 1}
        outline = places.outlines()[["state", "geometry"]].__geo_interface__
        base = folium.GeoJson(outline, style_function=lambda _: land, smooth_factor=0.5, interactive=False)
        base.add_to(drawn)
        figure = _root(drawn)
        figure.title = _title(shown.title)
        figure.html.add_child(_Raw(_words(shown)), name="words")
        drawn.add_child(_Behavior(_script(drawn.get_name(), base.get_name())), name="behavior")
        drawn.text = _guarded(_as_english(figure.render()))
    return drawn


def _root(part: Element) -> Figure:
    """The whole page of a part: for branca's types it is only an element."""
    return cast(Figure, part.get_root())


def write(drawn: "OfflineMap", path: Path) -> None:
    files.write_text(path, drawn.text)


class OfflineMap(folium.Map):
    """A folium map that carries Leaflet inside itself: offline, folium's own is blank. Without popups it needs no
    jQuery."""

    text: str = ""

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
    """Leaflet's script and style sheet as data: addresses, each by its name; the style sheet's pictures are put into it
    first."""
    from xstatic.pkg import leaflet

    home = Path(leaflet.BASE_DIR)
    text = (home / "leaflet.css").read_text("utf-8")
    sheet = re.sub(r"url\(([^)]+)\)", lambda address: f"url({_data_uri(home / address[1].strip(chr(34)))})", text)
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
    """The page says what it may load: itself, and pictures of the street map when a reader asks for them. Only scripts
    that this module put into it run, each by its hash, so that not even a mistake of ours makes a script of a name."""
    scripts = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    hashes = " ".join(f"'sha256-{base64.b64encode(hashlib.sha256(one.encode()).digest()).decode()}'" for one in scripts)
    guard = policy(scripts=f"data: {hashes}", styles="data:", pictures="https://tile.openstreetmap.org")
    return text.replace("<head>", f"<head>\n    {guard}", 1)


def _data(shown: Map) -> str:
    """What the script draws and lists, as JSON inside the page."""
    columns = ["group", "shown_as", "release", "level", "name", "says", "row_id", "absent"]
    absent = [layers.properties(a, columns) for part in shown.not_placed.values() for a in part.itertuples()]
    anchors = {*shown.anchors["entry_id"]}
    dots = sorted(layers.dots(shown), key=lambda dot: (dot["properties"]["name"].casefold(), dot["properties"]["id"]))
    entries = [dot for dot in dots if dot["properties"]["id"] not in anchors]
    others = [dot for dot in dots if dot["properties"]["id"] in anchors]
    place = {dot["properties"]["id"]: n for n, dot in enumerate([*entries, *others])}
    lines, between = layers.lines(shown), anchors if shown.selects else set()
    data = {
        "dots": entries,
        "anchors": others,
        "lines": [_short(line, place) for line in lines if line["properties"]["start"] not in between],
        "flows": [_short(line, place) for line in lines if line["properties"]["start"] in between],
        "absent": sorted(absent, key=lambda entry: (entry["name"].casefold(), entry["rows"])),
        "symbols": {group: style.on_page(style.SYMBOLS[group]) for group in shown.symbols},
        "selects": shown.selects,
        "sized": shown.sized,
        "noun": shown.noun,
        "day": palette.DAY,
        "row_pages": ROW_PAGES,
        "ask": ASK,
    }
    return _json(data)


def _short(line: layers.Feature, place: dict[str, int]) -> layers.Feature:
    """A line with its ends by their place among the dots, and without what is empty: there can be 40,000."""
    own = {key: value for key, value in line["properties"].items() if value not in ("", 1)}
    return line | {"properties": own | {end: place[own[end]] for end in ("start", "end")}}


def _json(data: object) -> str:
    """JSON that cannot end its script; characters that turn the direction of reading are spelled out."""
    return json.dumps(_shown(data), ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _shown(data: object) -> object:
    if isinstance(data, str):
        return files.shown(data)
    if isinstance(data, dict):
        return {key: _shown(value) for key, value in data.items()}
    if isinstance(data, (list, tuple)):
        return [_shown(value) for value in data]
    return data


def _script(map_name: str, base_name: str) -> str:
    data = 'const data = JSON.parse(document.getElementById("plates-data").textContent);'
    start = f"data.base = {base_name};\nwindow.plates = plates({map_name}, data);"
    return f"(function () {{\n{(HERE / 'behavior.js').read_text('utf-8')}\n{data}\n{start}\n}})();"


def _title(text: str) -> str:
    """A title as HTML, with no brace left, since it goes through folium's templates."""
    return html.escape(files.shown(text)).replace("{", "&#123;").replace("}", "&#125;")


def _words(shown: Map) -> str:
    """Everything on the page beside the map, from the template."""
    present = {*shown.dots["level"], *shown.entries["level"]}
    return _template().render(
        map=shown,
        style=f"{palette.properties()}\n{(HERE / 'style.css').read_text('utf-8')}",
        sentence=style.SENTENCE,
        symbols={group: style.on_page(symbol) for group, symbol in style.SYMBOLS.items()},
        levels=[level for level in LEVELS if level in present],
        ask=ASK,
        data=_data(shown),
    )


@functools.cache
def _template() -> jinja2.Template:
    """The page's template. Values are escaped, and characters that turn the direction of reading are spelled out."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE),
        autoescape=True,
        finalize=lambda value: value if hasattr(value, "__html__") else files.shown(str(value)),
        undefined=jinja2.StrictUndefined,
    )
    return environment.get_template("map_page.html.j2")
