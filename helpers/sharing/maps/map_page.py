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
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import folium
import jinja2
import pandas as pd
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
    absent = pd.concat([shown.entries.head(0), *shown.not_placed.values()])
    entries, anchors = (_in_order(dots, "entry_id") for dots in (shown.placed, shown.anchors))
    place = {one: n for n, one in enumerate([*entries["entry_id"], *anchors["entry_id"]])}
    between = shown.lines["start"].isin(set(anchors["entry_id"])) & shown.selects
    drawn, flows = (shown.lines.head(0), shown.lines[between]) if shown.selects else (shown.lines, shown.lines.head(0))
    data = {
        "dots": _packed(entries, POINT, WORDS),
        "anchors": _packed(anchors, POINT, WORDS),
        "lines": [_short(line, place) for line in layers.lines(shown, drawn)],
        "flows": [_short(line, place) for line in layers.lines(shown, flows)],
        "pairs": _pairs(shown.lines[~between], place) if shown.selects else [],
        "absent": _packed(_in_order(absent, "row_id"), ("name", "permissions"), [*WORDS, "absent"]),
        "symbols": {group: style.on_page(style.SYMBOLS[group]) for group in shown.symbols},
        "selects": shown.selects,
        "sized": shown.sized,
        "noun": shown.noun,
        "day": palette.DAY,
        "row_pages": ROW_PAGES,
        "ask": ASK,
    }
    return _json(data)


POINT = ("entry_id", "name", "lon", "lat", "permissions")
WORDS = ("group", "shown_as", "release", "level", "says", "row_id", "sources")
"""The columns of an entry that the page has: those that differ from entry to entry, and those that repeat."""


def _in_order(entries: pd.DataFrame, then_by: str) -> pd.DataFrame:
    """Entries by name, whatever its case."""
    folded = entries["name"].astype(str).str.casefold()
    order = sorted(range(len(entries)), key=list(zip(folded, entries[then_by], strict=True)).__getitem__)
    return entries.iloc[order]


def _packed(entries: pd.DataFrame, plain: Iterable[str], coded: Iterable[str]) -> dict[str, Any]:
    """Entries for the script: a row of cells for each, first the columns `plain`, then `coded`, whose texts are given
    once, in `words`, and in a row by their number there; `says` is a list of such numbers, one for each line of it."""
    plain, coded = list(plain), list(coded)
    numbers: dict[str, int] = {}
    columns: list[Iterable[Any]] = [_cells(entries[column]) for column in plain]
    for column in coded:
        texts = entries[column].astype(str)
        one = texts.map(lambda text: numbers.setdefault(text, len(numbers)))
        several = texts.map(lambda text: [numbers.setdefault(line, len(numbers)) for line in text.split(" | ")])
        columns.append(several if column == "says" else one)
    names = layers.NAMES_ON_PAGE
    heads = {
        kind: [names.get(column, column) for column in part] for kind, part in (("plain", plain), ("coded", coded))
    }
    return {**heads, "words": list(numbers), "rows": list(zip(*columns, strict=True))}


def _cells(column: pd.Series) -> list[Any]:
    """Cells as JSON has them."""
    if column.name in ("lon", "lat"):
        return [float(cell) for cell in column]
    return [int(cell) for cell in column] if column.name == "permissions" else list(column)


def _pairs(lines: pd.DataFrame, place: dict[str, int]) -> list[dict[str, Any]]:
    """Lines of which those of one dot at a time are drawn, as their ends alone: there can be 500,000. The script draws
    the great circles. Each kind of line has the places of its ends among the dots, as base64 of four bytes each."""
    kinds, pairs = ["group", "shown_as", "release", "permissions"], []
    for kind, part in lines.groupby(kinds):
        ends = {end: part[end].map(place).to_numpy("<u4").tobytes() for end in ("start", "end")}
        pairs.append(dict(zip(kinds, kind, strict=True)) | {end: base64.b64encode(ends[end]).decode() for end in ends})
    return [pair | {"permissions": int(pair["permissions"])} for pair in pairs]


def _short(line: layers.Feature, place: dict[str, int]) -> layers.Feature:
    """A line with its ends by their place among the dots, and without what is empty."""
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
