"""Facts about the maps: they open from disk with the network denied, draw what has a place, and list what has not."""

import html
import itertools
import json
import re
import subprocess
import sys
from dataclasses import replace

import pandas as pd
import pytest

from helpers import files, palette, schemas
from helpers.claims import ice_list
from helpers.claims.replies import NOT_AN_ANSWER
from helpers.collection import notebooks
from helpers.records import documents
from helpers.sharing import agencies, places
from helpers.sharing.maps import atlas, layers, map_entries, map_page, style
from helpers.sharing.tables import SharingTables
from tests import browser
from tests.own_lists import generated, own

SHERIFF = ["ocsd-2020-02-06-sharing", "ocsd-2025-03-11-sharing"]
IRVINE = "irvine-2020-03-02-sharing"
TABLES = SharingTables.read()
EVIDENCE = agencies.evidence(TABLES, schemas.read("names"))
SAYS = notebooks.Source("stand-ins").says
BUILDERS = {
    "sheriff": lambda: atlas.permissions(TABLES, "sheriff", SHERIFF, SAYS),
    "irvine": lambda: atlas.permissions(TABLES, "irvine", [IRVINE], SAYS),
    "change": lambda: atlas.change(TABLES, "change", schemas.read("changes"), SAYS),
    "ice-list": lambda: ice_list.drawn("ice-list", schemas.read("ice_list"), schemas.read("replies"), EVIDENCE),
    "flows": lambda: atlas.flows(TABLES, "flows", [*SHERIFF, IRVINE], SAYS),
}
HOSTILE = [
    "<script>window.broken = 1</script>", "<img src=x onerror='window.broken = 1'>", '"quoted" & </script><b>bold</b>',
    "{{ 7 * 7 }}", "{% raw %}", "{# gone #}", "../../etc/passwd", "\u202eecilop ytiC noinU", "'; alert(1); '",
]  # fmt: skip


@pytest.fixture(scope="module")
def drawn():
    return {name: build() for name, build in BUILDERS.items()}


@pytest.fixture(scope="module")
def pages(drawn, tmp_path_factory):
    folder = tmp_path_factory.mktemp("build") / "maps"
    for name, shown in drawn.items():
        map_page.write(map_page.page(shown), folder / f"{name}.html")
    return folder


@pytest.fixture
def sheriff(pages):
    with browser.opened(pages / "sheriff.html") as (page, _, _):
        yield page


@pytest.fixture
def written(tmp_path):
    def write(shown):
        map_page.write(map_page.page(shown), tmp_path / "map.html")
        return tmp_path / "map.html"

    return write


def drawn_on(page):
    """How many dots and lines are on a page's map."""
    return page.evaluate("[plates.points, plates.lines]")


def chosen(shown, page):
    """Entries that the switches of a page leave at first."""
    entries = shown.entries
    for column in shown.switches:
        value = page.locator(f"input[data-switch={column}]:checked").get_attribute("value")
        entries = entries[entries[column].isin(["", value])]
    return entries


# --- what is drawn ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", BUILDERS)
@pytest.mark.parametrize("width", [1280, 390])
def test_dots_equal_rows_with_a_place_under_every_switch_and_no_network_is_asked(drawn, pages, name, width):
    shown = drawn[name]
    with browser.opened(pages / f"{name}.html", width=width) as (page, errors, asked):
        switches = [page.locator(f"input[data-switch={column}]").all() for column in shown.switches]
        for buttons in itertools.product(*switches):
            for button in buttons:
                button.check()
            entries = chosen(shown, page)
            placed, absent = entries[entries["absent"] == ""], entries[entries["absent"] != ""]
            lines = shown.lines[shown.lines["entry_id"].isin(placed["entry_id"])]
            assert drawn_on(page) == [len(placed) + len(shown.anchors), len(lines)]
            assert page.locator("#found").inner_text().startswith(f"{len(placed)} ")
            without = f"{absent['permissions'].sum()} entries" if shown.sized else f"{len(absent)}"
            assert page.locator("#not-on-map").inner_text() == f"{without} not on the map"
        assert (errors, asked) == ([], [])
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(("name", "colors"), [("sheriff", "light"), ("ice-list", "light"), ("sheriff", "dark")])
def test_a_dot_is_on_the_canvas_in_its_groups_color_by_day_and_by_night(drawn, pages, name, colors):
    with browser.opened(pages / f"{name}.html", colors=colors) as (page, _, _):
        entries = chosen(drawn[name], page).query("absent == '' and group in ('same', 'answered')")
        first = entries.sort_values("lat").iloc[0]
        page.evaluate("id => plates.choose(id, true)", first["entry_id"])
        x, y = page.evaluate("id => plates.place(id)", first["entry_id"])
        color_at = """async ([x, y]) => { // the canvas is drawn anew with the next frame
            await new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)));
            const canvas = [...document.querySelectorAll('canvas')].at(-1);
            const box = canvas.getBoundingClientRect(), scale = canvas.width / box.width;
            const at = [(x - box.x) * scale, (y - box.y) * scale];
            return [...canvas.getContext('2d').getImageData(...at, 1, 1).data].slice(0, 3); }"""
        color = page.evaluate(color_at, [x, y])
        properties = {"light": palette.DAY, "dark": palette.NIGHT}[colors]
        wanted = bytes.fromhex(properties[palette.name(style.SYMBOLS[first["group"]].color)][1:])
        assert max(abs(a - b) for a, b in zip(color, wanted, strict=True)) < 30


@pytest.mark.parametrize("name", BUILDERS)
def test_the_legend_has_each_group_in_the_color_in_which_its_dots_are_drawn_and_in_its_own_words(drawn, pages, name):
    page = (pages / f"{name}.html").read_text()
    symbols = json.loads(re.search(r'id="plates-data">(.*?)</script>', page)[1])["symbols"]
    box = r'"group"[^>]* value="([^"]*)"[^>]*><svg[^>]*fill: (\S+?); stroke: (\S+?);.*?</svg><span>(.*?): <span'
    legend = {}
    for group, fill, edge, words in re.findall(box, page):
        legend[group] = (words, edge if symbols[group]["shape"] == "ring" else fill)
    groups = drawn[name].groups.items()
    assert legend == {group: (html.escape(words), f"var(--{symbols[group]['color']})") for group, words in groups}


def test_a_map_on_a_dark_screen_is_printed_in_the_colors_of_the_day_and_dark_again_afterwards(pages):
    colors_after = """event => { window.dispatchEvent(new Event(event));
        const canvas = [...document.querySelectorAll('canvas')].at(-1), found = new Set();
        const at = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
        const hex = n => at[n].toString(16).padStart(2, '0');
        for (let n = 0; n < at.length; n += 4) found.add('#' + hex(n) + hex(n + 1) + hex(n + 2));
        return [...found]; }"""
    with browser.opened(pages / "sheriff.html", colors="dark") as (page, _, _):
        printed, shown = (set(page.evaluate(colors_after, event)) for event in ("beforeprint", "afterprint"))
    assert palette.DAY["land"] in printed - shown and palette.NIGHT["land"] in shown - printed


def test_every_entry_of_the_reports_is_on_the_map_or_in_the_list_of_what_is_not(drawn):
    rows = TABLES.rows
    for shown in drawn.values():
        assert len(shown.placed) + sum(map(len, shown.not_placed.values())) == len(shown.entries)
    assert set(drawn["sheriff"].entries["row_id"]) == set(rows[rows["doc_id"].isin(SHERIFF)]["row_id"])
    assert set(drawn["irvine"].entries["row_id"]) == set(rows[rows["doc_id"] == IRVINE]["row_id"])


def test_a_dot_lies_inside_its_states_outline(drawn):
    import geopandas

    outlines = places.outlines().set_index("state").geometry.to_crs(places.EQUAL_AREA)
    outlines = outlines.buffer(2_000)  # meters: a town on the shore
    for shown in drawn.values():
        lon, lat = (shown.placed[axis].astype(float) for axis in ("lon", "lat"))
        points = geopandas.GeoSeries.from_xy(lon, lat, crs=4326).to_crs(places.EQUAL_AREA)
        assert all(outlines[state].contains(point) for state, point in zip(shown.placed["state"], points, strict=True))


def test_a_line_runs_from_the_agency_whose_data_it_is(drawn):
    lines = drawn["sheriff"].lines.set_index("entry_id")
    edges = TABLES.edges.set_index("row_id")
    for entry_id, line in lines.iterrows():
        assert (line["start"] == "reporter") == (edges.loc[entry_id, "sender_id"] == "ca-orange-county-sheriff")
        assert {line["start"], line["end"]} == {"reporter", entry_id}


def test_a_line_over_the_pacific_is_one_line_and_follows_the_great_circle():
    line = layers.arc((144.75, 13.45), (-122.3, 37.8))
    assert max(abs(a[0] - b[0]) for a, b in itertools.pairwise(line)) < 40
    assert max(point[1] for point in line) > 37.8 + 1  # a straight line on a flat map would stay below Oakland
    assert len(layers.arc((1.0, 2.0), (1.0, 2.0))) == 2


# --- what a reader does -----------------------------------------------------------------------------------------------


def test_the_page_says_inside_itself_what_a_line_means_and_of_which_day(pages, drawn):
    for name, shown in drawn.items():
        with browser.opened(pages / f"{name}.html") as (page, _, _):
            header = page.locator("header").inner_text()
            assert (shown.line_means or style.SENTENCE) in header and shown.as_of in header and "Source" in header
            assert page.title() == shown.title and page.get_attribute("html", "lang") == "en"


def test_keyboard_focus_opens_the_label_and_the_entrys_words_with_a_link_to_its_line(sheriff):
    sheriff.locator("#search").focus()
    sheriff.keyboard.type("union city")
    sheriff.keyboard.press("Tab")
    said = sheriff.locator("#detail").inner_text()
    assert sheriff.locator(".leaflet-tooltip").inner_text().splitlines() == said.splitlines()[:-1]
    assert "Union City, CA" in said and "point: place; basis: in name" in said and "page 6 of 14" in said
    link = sheriff.locator("#detail a").get_attribute("href")
    assert link == "../cards/ocsd-2020-02-06-sharing-p06.html#ocsd-2020-02-06-sharing-p06-r007"


def test_a_pointer_on_a_dot_opens_its_label_and_a_click_describes_it(pages):
    with browser.opened(pages / "ice-list.html") as (page, _, _):
        x, y = page.evaluate("plates.place('listed-tx-austin-police')")
        page.mouse.move(x, y)
        assert "Austin, TX" in page.locator(".leaflet-tooltip").inner_text()
        page.mouse.click(x, y)
        said = page.locator("#detail").inner_text()
        assert "named as listed with ICE, 2019-03-13, by bangordailynews.com" in said
        assert "none found" in said and "other record, not an answer" in said


def test_search_filter_and_switch_leave_what_they_say(sheriff, drawn):
    entries = chosen(drawn["sheriff"], sheriff)
    placed = entries[entries["absent"] == ""]
    sheriff.locator("#search").fill("SHERIFF")
    wanted = (placed["name"] + " " + placed["says"]).str.lower().str.contains("sheriff")
    assert sheriff.evaluate("plates.points") == wanted.sum() + 1 and 20 < wanted.sum() < len(placed)
    sheriff.locator("#search").fill("ice")  # no part of Police
    wanted = (placed["name"] + " " + placed["says"]).str.contains(r"\b(?i:ice)")
    assert sheriff.evaluate("plates.points") == wanted.sum() + 1 < 20
    sheriff.locator("#search").fill("no such agency")
    assert drawn_on(sheriff) == [1, 0]
    sheriff.locator("#search").fill("")
    sheriff.locator("input[data-filter=group][value=other]").uncheck()
    assert sheriff.evaluate("plates.points") == (placed["group"] != "other").sum() + 1
    sheriff.locator("input[data-filter=group][value=other]").check()
    sheriff.locator("summary", has_text="Filter by level").click()
    sheriff.locator("input[data-filter=level][value=local]").uncheck()
    assert sheriff.evaluate("plates.points") == (placed["level"] != "local").sum() + 1


def test_the_legend_counts_what_the_switches_leave(sheriff, drawn):
    for n in range(2):
        sheriff.locator("input[data-switch=release]").nth(n).check()
        entries = chosen(drawn["sheriff"], sheriff)
        counts = entries[entries["absent"] == ""]["group"].value_counts()
        without = entries[entries["absent"] != ""]["group"].value_counts()
        for group in ("same", "other", "federal"):
            count = counts.get(group, 0)
            text = f"{count} on the map, {without[group]} not" if group in without else str(count)
            assert sheriff.locator(f"[data-tally='group={group}']").inner_text() == text


def test_what_is_not_on_the_map_is_named_with_its_line(sheriff, drawn):
    entries = chosen(drawn["sheriff"], sheriff)
    unsure = entries[entries["absent"] == map_entries.UNSURE]
    box = sheriff.locator("#absent details", has_text=map_entries.UNSURE)
    assert box.locator("summary").inner_text() == f"{map_entries.UNSURE}: {len(unsure)}"
    box.locator("summary").click()
    assert box.locator("li").count() == len(unsure) and "Union City Police Department" in box.inner_text()
    assert box.locator("a").count() == len(unsure)


def test_a_street_map_is_asked_for_only_when_a_reader_asks(pages):
    with browser.opened(pages / "irvine.html") as (page, _, asked):
        assert asked == []
        page.locator("#streets").check()
        page.wait_for_timeout(500)
        assert asked and all("openstreetmap.org" in address for address in asked)


# --- whose words they are ---------------------------------------------------------------------------------------------


def hostile(drawn) -> layers.Map:
    """The sheriff's map with other people's names in it."""
    shown = drawn["sheriff"]
    entries = shown.placed[shown.placed["shown_as"] == "detections_shared"].head(len(HOSTILE)).copy()
    entries["name"] = entries["says"] = HOSTILE
    absent = entries.head(3).assign(absent=HOSTILE[0], entry_id=["x", "y", "z"])
    lines = shown.lines[shown.lines["entry_id"].isin(entries["entry_id"])]
    words = {"title": HOSTILE[2], "as_of": HOSTILE[0], "source_line": HOSTILE[1], "how_to_read": HOSTILE[3]}
    groups = {**shown.groups, "same": HOSTILE[0]}
    return replace(shown, entries=pd.concat([entries, absent], ignore_index=True), lines=lines, groups=groups, **words)


def test_names_of_others_are_text_and_never_markup(written, drawn):
    with browser.opened(written(hostile(drawn))) as (page, errors, asked):
        buttons = page.locator("#agencies button")
        for n in range(buttons.count()):
            buttons.nth(n).focus()
            assert page.locator(".leaflet-tooltip script, .leaflet-tooltip img").count() == 0
        said = page.locator("aside").inner_text()
        assert page.evaluate("window.broken") is None and (errors, asked) == ([], [])
        assert page.locator("aside b:not(#detail b), aside img, aside script").count() == 0
        assert all(name in said for name in HOSTILE if "\u202e" not in name and name != HOSTILE[2])
        assert "<U+202E>" in said
        assert page.title() == HOSTILE[2] and HOSTILE[0] in page.locator("header").inner_text()


def test_a_script_that_the_project_did_not_write_does_not_run_even_inside_the_page(pages):
    with browser.opened(pages / "ice-list.html") as (page, _, _):
        image = """'<img src="data:," onerror="window.broken = 1">'"""
        page.evaluate(f"document.querySelector('aside').insertAdjacentHTML('beforeend', {image})")
        page.wait_for_timeout(200)
        assert page.evaluate("window.broken") is None


def test_a_reporter_with_a_hostile_name_is_text_in_the_legend(written, drawn):
    shown = replace(drawn["sheriff"], anchors=drawn["sheriff"].anchors.assign(name=HOSTILE[0]))
    with browser.opened(written(shown)) as (page, errors, _):
        assert page.evaluate("window.broken") is None and errors == []
        assert HOSTILE[0] in page.locator("fieldset .anchor").inner_text()


def test_a_record_that_is_no_answer_is_never_drawn_as_one(drawn):
    entries = drawn["ice-list"].entries.set_index("name")
    replies = schemas.read("replies")
    answered = replies[replies["answer"] != NOT_AN_ANSWER]
    listed = schemas.read("ice_list").merge(answered, on=["agency", "state"])["agency"].unique()
    assert set(entries.index[entries["group"] == "answered"]) == set(listed)
    assert entries.loc["Austin Police Department", "group"] == "other record"
    assert not entries.loc[entries["group"] != "answered", "says"].str.contains(" (about ", regex=False).any()


def test_every_reply_of_a_listed_agency_is_in_its_entry_with_office_day_and_source(drawn):
    entries = drawn["ice-list"].entries.set_index("name")
    for reply in schemas.read("replies").itertuples():
        if reply.agency in entries.index:
            says = entries.loc[reply.agency, "says"]
            assert reply.said in says and reply.by in says
            addresses = [one for one in reply.source.split(" ; ") if "://" in one]
            assert set(addresses) <= set(entries.loc[reply.agency, "sources"].split())
            assert (map_entries.text(reply.date) or "not dated") in says


def test_a_source_whose_address_names_no_site_stays_as_it_is():
    sources = "file:///memo.pdf ; https://www.example.org/a ; a letter"
    listed = schemas.read("ice_list").head(1).assign(named_as_listed_by=sources)
    shown = ice_list.drawn("ice-list", listed, schemas.read("replies").head(0), agencies.NameEvidence())
    assert "by file:///memo.pdf; example.org; a letter" in shown.entries["says"].iloc[0]


# --- files ------------------------------------------------------------------------------------------------------------


def test_no_address_of_the_web_is_loaded_by_a_page_and_it_is_small(pages):
    for path in pages.iterdir():
        text = path.read_text()
        assert re.findall(r'(?:src|href)="(?!data:|#)[^"]*"', text) == [] and len(text.encode()) < 1_500_000


def test_the_same_rows_give_the_same_bytes_twice_and_in_another_process(tmp_path, pages):
    code = (
        "import sys, pathlib; from tests.test_maps import *\n"
        "for name, build in BUILDERS.items():\n"
        "    map_page.write(map_page.page(build()), pathlib.Path(sys.argv[1]) / f'{name}.html')"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], cwd=files.ROOT, check=True)
    for name in BUILDERS:
        assert (pages / f"{name}.html").read_text() == (tmp_path / f"{name}.html").read_text()
    assert map_page.page(BUILDERS["sheriff"]()).text == (pages / "sheriff.html").read_text()


def test_the_committed_tables_and_layers_are_what_the_present_code_makes(drawn, tmp_path):
    folder = files.ROOT / "data" / "derived" / "maps"
    for name, shown in drawn.items():
        table = f"map_{name.replace('-', '_')}"
        schemas.write(shown.entries, table, tmp_path)
        assert schemas.path(table, tmp_path).read_bytes() == schemas.path(table).read_bytes()
        assert layers.geojson(shown) == (folder / f"{name}.geojson").read_text()
        kinds = [one["geometry"]["type"] for one in json.loads(layers.geojson(shown))["features"]]
        assert (kinds.count("Point"), kinds.count("LineString")) == (len(shown.dots), len(shown.lines))


def test_a_map_in_a_notebook_shows_no_address_of_memory(drawn):
    assert "0x" not in repr(map_page.page(drawn["ice-list"]))


def test_a_map_without_a_single_place_is_still_a_page(written, drawn):
    shown = drawn["sheriff"]
    unsure = shown.entries[shown.entries["absent"] == map_entries.UNSURE]
    with browser.opened(written(replace(shown, entries=unsure, lines=shown.lines.head(0)))) as (page, errors, _):
        assert drawn_on(page) == [1, 0] and errors == []


def test_dots_that_are_taken_off_the_map_are_not_counted(pages):
    with browser.opened(pages / "irvine.html") as (page, _, _):
        page.evaluate("Object.values(window).filter(v => v instanceof L.Map).forEach(map => map.remove())")
        assert drawn_on(page) == [0, 0]


def test_every_link_of_a_map_leads_to_a_page_that_marks_the_row(drawn, tmp_path):
    from helpers.records.evidence import row_pages

    rows = TABLES.rows.query("doc_id == @SHERIFF[1] and page < 4")
    for path in row_pages.write(rows, documents.stand_in, tmp_path, stand_in=True):
        marked = set(re.findall(r'<a id="([^"]+)"', path.read_text()))
        assert marked == set(rows[rows["row_id"].str.startswith(path.stem)]["row_id"]) and marked
    path = tmp_path / "ocsd-2025-03-11-sharing-p02.html"
    with browser.opened_plain(path, f"#{path.stem}-r017") as page:
        assert page.locator("a:target + p").is_visible() and page.locator("figure p:visible").count() == 1
        assert "Orange County Sheriff" in page.locator("a:target + p").inner_text()
    with browser.opened_plain(path) as page:
        said = page.locator("main > p").inner_text()
        assert "can be chosen" in said and "are marked" not in said and page.locator("figure > p:visible").count() == 0


# --- a reader's own list ----------------------------------------------------------------------------------------------


def test_a_thousand_agencies_and_five_thousand_arcs_fit_and_paint(written):
    shown = own(generated(1_000, 5_000))
    path = written(shown)
    assert path.stat().st_size < 2_500_000 and not shown.selects
    with browser.opened(path) as (page, errors, asked):
        assert drawn_on(page) == [len(shown.placed), len(shown.lines)] and len(shown.lines) > 4_500
        assert page.evaluate("performance.now()") < 10_000 and (errors, asked) == ([], [])


def test_of_forty_thousand_edges_one_agencys_are_drawn_at_a_time_and_flows_otherwise(written):
    shown = own(generated(5_000, 40_000))
    path = written(shown)
    assert path.stat().st_size < 12_000_000 and shown.selects
    flows = shown.lines["start"].str.startswith("state-")
    with browser.opened(path) as (page, errors, _):
        assert page.evaluate("plates.lines") == flows.sum() < 53 * 53
        one = shown.placed["entry_id"].iloc[0]
        page.evaluate("id => plates.choose(id, true)", one)
        touching = ((shown.lines["start"] == one) | (shown.lines["end"] == one)).sum()
        assert page.evaluate("plates.lines") == touching > 3 and errors == []
        page.locator("#search").focus()
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")  # the list keeps its focus while the lines of one agency after the other are drawn
        second = page.locator("#agencies button").nth(1).get_attribute("data-id")
        assert page.evaluate("document.activeElement.dataset.id") == second


def test_a_large_list_takes_a_few_bytes_for_each_edge_and_draws_each_of_them(written):
    shown, smaller = own(generated(1_000, 60_000)), own(generated(1_000, 20_000))
    sizes = [len(map_page.page(one).text.encode()) for one in (shown, smaller)]
    assert (sizes[0] - sizes[1]) / (len(shown.lines) - len(smaller.lines)) < 15
    with browser.opened(written(shown)) as (page, errors, _):
        for one in shown.placed["entry_id"].iloc[[3, 500]]:
            page.evaluate("id => plates.choose(id, true)", one)
            assert page.evaluate("plates.lines") == ((shown.lines["start"] == one) | (shown.lines["end"] == one)).sum()
            said = shown.entries.set_index("entry_id").loc[one]
            assert page.locator("#detail").inner_text().splitlines() == [said["name"], *said["says"].split(" | ")]
        assert errors == []


def own_list(columns, *lines):
    """The map of an edge list, written as its columns and its lines of cells."""
    return own(pd.DataFrame([line.split(",") for line in lines], columns=columns.split(",")))


def test_an_own_list_says_what_it_could_not_draw():
    lines = "Napa Police Department,ICE,", "Napa Police Department,Oakland Police Department,CA"
    shown = own_list("sender,recipient,recipient_state", *lines)
    assert len(shown.lines) == 1 and set(shown.not_placed) == {map_entries.NO_POINT}
    assert "Of 2 lines of the list 0 repeat one" in shown.how_to_read
    assert "1 have an end that is not on" in shown.how_to_read


def test_a_line_that_repeats_one_or_leads_to_itself_counts_nowhere():
    napa, line = "Napa Police Department", "Napa Police Department,Oakland Police Department,CA"
    shown = own_list("sender,recipient,recipient_state", line, line, f"{napa},{napa},")
    text = shown.entries.set_index("name").loc[napa, "says"]
    assert len(shown.lines) == 1 and "lets 1 see its data; may see the data of 0" in text


def test_departments_of_two_cities_under_one_bare_name_are_two_agencies():
    columns = "sender,sender_city,sender_state,recipient,recipient_city,recipient_state"
    bare = "Police Department,Napa,California,Police Department,Oakland,ca"
    shown = own_list(columns, bare, "北京警察,,,東京警察,,")
    assert set(shown.placed["place"]) == {"Napa", "Oakland"} and len(shown.entries) == 4 and len(shown.lines) == 1


def test_by_keyboard_an_entry_far_down_the_list_leads_to_its_own_line(sheriff):
    sheriff.locator("#agencies button").nth(4).focus()
    sheriff.keyboard.press("Enter")
    sheriff.keyboard.press("Tab")
    name = sheriff.locator("#agencies button").nth(4).locator("span").inner_text()
    assert sheriff.evaluate("document.activeElement.tagName") == "A" and name in sheriff.locator("#detail").inner_text()
    sheriff.keyboard.press("Escape")
    sheriff.locator(".leaflet-tooltip").wait_for(state="detached")  # it fades
    assert name not in sheriff.locator("#detail").inner_text()


def test_every_level_of_the_entries_can_be_filtered_whether_on_the_map_or_not(sheriff, drawn):
    levels = {box.get_attribute("value") for box in sheriff.locator("input[data-filter=level]").all()}
    assert levels == set(drawn["sheriff"].entries["level"])
    sheriff.evaluate("document.querySelectorAll('input[data-filter=level]').forEach(box => box.click())")
    assert sheriff.locator("#absent li").count() == 0 and sheriff.evaluate("plates.points") == 1


@pytest.mark.parametrize("colors", [palette.DAY, palette.NIGHT])
def test_groups_side_by_side_differ_in_gray_and_in_shape_by_day_and_by_night(colors):
    def gray(color):
        color = colors[palette.name(color)]
        red, green, blue = (int(color[n : n + 2], 16) / 255 for n in (1, 3, 5))
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    reports = [("reporter", "same", "other", "federal"), ("reporter", *atlas.STATUSES)]
    for groups in [*reports, tuple(ice_list.REPLIES), ("out", "in")]:
        for one, other in itertools.combinations((style.SYMBOLS[group] for group in groups), 2):
            assert one.shape != other.shape
            assert abs(gray(one.color) - gray(other.color)) > 0.05 or {"ring", "star"} & {one.shape, other.shape}
