"""Facts about static maps and charts: small, the same bytes twice, no color lost, a panel for every choice."""

import io
import xml.etree.ElementTree as Tree

import pandas as pd
import pytest
from PIL import Image

from helpers import files, palette, schemas
from helpers.sharing.maps import charts, static, style
from tests.test_maps import BUILDERS

FOLDER = files.ROOT / "data" / "derived" / "maps"
NAMES = ["California", "<b>other</b> states", "federal"]
TABLE = pd.DataFrame({"2020": [113, 130, 8], "2025": [140, 2, 1]}, index=NAMES)


@pytest.mark.parametrize("name", BUILDERS)
def test_the_committed_static_map_is_what_the_present_code_draws_and_is_small(name):
    shown = BUILDERS[name]()
    picture = static.picture(shown)
    png = style.png(picture)
    assert png == (FOLDER / f"{name}.png").read_bytes() and len(png) < 80_000
    assert style.svg(picture, says=shown.alt) == (FOLDER / f"{name}.svg").read_text()


@pytest.mark.parametrize("name", BUILDERS)
def test_an_svg_is_whole_and_says_what_it_shows_and_not_when_it_was_made(name):
    text = (FOLDER / f"{name}.svg").read_text()
    title = Tree.fromstring(text).find("{http://www.w3.org/2000/svg}title")
    assert title.text == schemas.read("maps").set_index("name").loc[name, "alt"] and "dc:date" not in text


def test_every_choice_of_the_switches_that_has_entries_is_a_panel():
    shown = BUILDERS["sheriff"]()
    chosen = {tuple(choice.values()) for _, choice in static.choices(shown)}
    assert chosen == set(shown.entries[["release", "shown_as"]].itertuples(index=False, name=None)) and len(chosen) == 6


def test_the_color_of_a_single_dot_survives():
    picture = Image.open(FOLDER / "ice-list.png").convert("RGB")
    colors = {color for _, color in picture.getcolors(1 << 20)}
    assert {tuple(bytes.fromhex(style.SYMBOLS[group].color[1:])) for group in ("answered", "other record")} <= colors


@pytest.mark.parametrize("draw", [charts.bars, charts.slopes, charts.matrix])
def test_a_chart_is_the_same_bytes_twice_and_shows_its_numbers_and_its_source(draw):
    first, again = (draw(TABLE, "A title", "Source: a report.") for _ in range(2))
    assert style.png(first) == style.png(again) and len(style.png(first)) < 80_000
    words = style.svg(first, says="x")
    assert all(str(number) in words for number in (113, 130, 140)) and "Source: a report." in words
    assert "&lt;b&gt;other" in words and "<b>" not in words


def test_what_the_records_cannot_show_is_no_zero_in_a_matrix():
    table = pd.DataFrame([[1.0, None], [0.0, 5.0]], index=["CA", "TX"], columns=["CA", "TX"])
    chart = charts.matrix(table, "A title", "Source: a report.")
    words = style.svg(chart, says="x")
    assert words.count(">0<") == 1 and words.count(">5<") == 1
    colors = Image.open(io.BytesIO(style.png(chart))).convert("RGB").getcolors(1 << 20)
    assert {color: count for count, color in colors}[tuple(bytes.fromhex(palette.UNKNOWN[1:]))] > 1_000


def test_a_scatter_names_each_point_with_both_numbers():
    table = pd.DataFrame({"out": [295, 342], "in": [311, 310]}, index=["Sheriff", "Irvine"])
    words = style.svg(charts.scatter(table, "A title", "Source: reports."), says="x")
    assert "295 out, 311 in" in words and "Irvine" in words
