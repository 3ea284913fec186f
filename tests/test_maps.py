"""Facts about the map: it opens from disk with the network denied, draws what has a place, and lists what has not (layer 5)."""

import re
import subprocess
import sys
from dataclasses import replace

import pandas as pd
import pytest

from helpers import files, schemas
from helpers.sharing import maps, network
from tests import browser

DOC_ID = "ocsd-2020-02-06-sharing"
HOSTILE = [
    "<script>window.broken = 1</script>", "<img src=x onerror='window.broken = 1'>", '"quoted" & </script><b>bold</b>',
    "{{ 7 * 7 }}", "{% raw %}", "{# gone #}", "../../etc/passwd", "\u202eecilop ytiC noinU", "'; alert(1); '",
]  # fmt: skip


def sheriff(listed=None) -> maps.Permissions:
    known = schemas.read("agencies")
    if listed is None:
        listed = network.listed_in("detections_shared", DOC_ID, *map(schemas.read, ("edges", "rows", "agencies", "spellings")))
    reporter = known.set_index("agency_id", drop=False).loc["ca-orange-county-sheriff"]
    return maps.Permissions("Who may see them?", "2020-02-06", "Source: a report.", listed, reporter)


def hostile() -> maps.Permissions:
    """The same map with other people's names in it."""
    listed = sheriff().placed.head(len(HOSTILE)).copy()
    listed["agency_printed"] = listed["place"] = HOSTILE
    unsure = listed.head(2).assign(sure=False, lat=None, lon=None)
    return sheriff(pd.concat([listed, unsure], ignore_index=True))


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    def write(shown):
        path = tmp_path_factory.mktemp("maps") / "map.html"
        maps.write(maps.page(shown), path)
        return path

    return write


def test_every_entry_is_on_the_map_or_in_the_list_of_what_is_not():
    shown = sheriff()
    assert len(shown.placed) + sum(map(len, shown.not_placed.values())) == len(shown.listed) == 295


@pytest.mark.parametrize("width", [1280, 390])
def test_drawn_marks_equal_rows_with_a_place_and_nothing_is_asked_of_the_network(written, width):
    shown = sheriff()
    with browser.opened(written(shown), width=width) as (page, errors, asked):
        assert page.evaluate("[window.plates.points, window.plates.lines]") == [len(shown.placed) + 1, len(shown.placed)]
        assert page.locator("#agencies button").count() == len(shown.placed)
        assert (errors, asked) == ([], [])
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_page_says_inside_itself_what_a_line_means_and_of_which_day(written):
    with browser.opened(written(sheriff())) as (page, _, _):
        header = page.locator("header").inner_text()
        assert maps.SENTENCE in header and "2020-02-06" in header and "Source: a report." in header
        assert page.title() == "Who may see them?" and page.get_attribute("html", "lang") == "en"


def test_keyboard_focus_opens_the_label_of_a_mark(written):
    with browser.opened(written(sheriff())) as (page, _, _):
        page.locator("#agencies button").filter(has_text="Union City Police Department (CA)").focus()
        label = page.locator(".leaflet-tooltip").inner_text()
        assert "Union City, CA" in label and "basis: in name" in label and "page 6 of 14" in label


def test_a_pointer_on_a_mark_opens_its_label(written):
    with browser.opened(written(sheriff())) as (page, _, _):
        x, y = page.evaluate("window.plates.place('reporter')")
        page.mouse.move(x, y)
        assert "whose report this is" in page.locator(".leaflet-tooltip").inner_text()


def test_names_of_others_are_text_and_never_markup(written):
    path = written(hostile())
    with browser.opened(path) as (page, errors, asked):
        buttons = page.locator("#agencies button")
        for n in range(buttons.count()):
            buttons.nth(n).focus()
        said = page.locator("#agencies").inner_text()
        assert page.evaluate("window.broken") is None and (errors, asked) == ([], [])
        assert page.locator("#agencies b, #agencies img, aside script").count() == 0
        assert all(name in said for name in HOSTILE if "\u202e" not in name) and "[U+202E]" in said


def test_a_name_in_braces_is_not_run_as_a_template(written):
    listed = sheriff().placed.head(1).assign(agency_printed="{{ 7 * 7 }}")
    with browser.opened(written(sheriff(listed))) as (page, errors, _):
        page.locator("#agencies button").focus()
        assert "{{ 7 * 7 }}" in page.locator(".leaflet-tooltip").inner_text() and errors == []


def test_title_date_source_and_reporter_are_text_too(written):
    name = "</title><script>window.broken = 1</script>{{ 7 * 7 }}"
    shown = sheriff(sheriff().placed.head(1))
    reporter = pd.concat([shown.reporter.drop("name"), pd.Series({"name": name})])
    with browser.opened(written(maps.Permissions(name, name, name, shown.listed, reporter))) as (page, errors, _):
        assert page.evaluate("window.broken") is None and errors == [] and page.title() == name
        assert page.locator("header").inner_text().count(name) == 3 and name in page.locator("aside").inner_text()


def test_a_line_runs_to_the_reporter_when_the_data_are_of_others():
    out, inward = sheriff(), replace(sheriff(), direction="in")
    near = [round(float(out.reporter[axis]), 2) for axis in ("lon", "lat")]
    ends = [[line["geometry"]["coordinates"] for line in map(maps._arc, *maps._ends(shown))] for shown in (out, inward)]
    assert all(line[0] == near for line in ends[0]) and all(line[-1] == near for line in ends[1])


def test_no_address_of_the_web_is_loaded_by_the_page():
    text = maps.page(sheriff()).text
    assert re.findall(r'(?:src|href)="(?!data:)[^"]*"', text) == [] and len(text) < 1_500_000


def test_the_same_rows_give_the_same_bytes_twice_and_in_another_process(tmp_path):
    text = maps.page(sheriff()).text
    code = "import sys, pathlib; from tests.test_maps import *; maps.write(maps.page(sheriff()), pathlib.Path(sys.argv[1]))"
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "map.html")], cwd=files.ROOT, check=True)
    assert maps.page(sheriff()).text == text == (tmp_path / "map.html").read_text()


def test_a_map_in_a_notebook_shows_no_address_of_memory():
    assert "0x" not in repr(maps.page(sheriff()))


def test_the_still_is_small_and_the_same_bytes_twice():
    assert maps.still(sheriff()) == maps.still(sheriff()) and len(maps.still(sheriff())) < 80_000


def test_the_committed_layer_and_still_are_what_the_tables_give():
    folder = files.ROOT / "data" / "derived" / "maps"
    layer = (folder / "ocsd-2020-detections-shared.geojson").read_text()
    assert layer == maps.layer(sheriff()) and layer.count('"LineString"') == len(sheriff().placed)


def test_a_map_without_a_single_place_is_still_a_page(written):
    shown = sheriff(sheriff().not_placed["name not settled (unsure)"])
    with browser.opened(written(shown)) as (page, errors, _):
        assert page.evaluate("[window.plates.points, window.plates.lines]") == [1, 0] and errors == []


def test_marks_that_are_taken_off_the_map_are_not_counted(written):
    with browser.opened(written(sheriff())) as (page, _, _):
        page.evaluate("Object.values(window).filter(v => v instanceof L.GeoJSON).forEach(layer => layer.remove())")
        assert page.evaluate("[window.plates.points, window.plates.lines]") == [0, 0]


def test_own_state_other_states_and_reporter_differ_in_gray():
    def gray(color):
        red, green, blue = (int(color[n : n + 2], 16) / 255 for n in (1, 3, 5))
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    grays = sorted(gray(maps.COLORS[group]) for group in ("same", "reporter", "other"))
    assert grays[2] - grays[0] > 0.4 and abs(gray(maps.COLORS["same"]) - gray(maps.COLORS["other"])) > 0.4
