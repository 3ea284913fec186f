"""Facts about the site (layer 5): every page opens from disk with the network denied, leads nowhere that is not there,
and can be read on a phone, in the dark, by keyboard and by a screen reader."""

import os
import re
import time
from dataclasses import replace
from functools import partial
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import nbformat
import pandas as pd
import pytest

from helpers import files, html, schemas
from helpers.claims import replies
from helpers.collection import findings, notebooks
from helpers.collection.site import agency_index, agency_pages, build, index_pages, links
from helpers.errors import FolderError, PlatesError, TableError
from helpers.records.evidence import row_pages
from helpers.records.reading import pages as records
from helpers.records.reading import volume_reports
from helpers.sharing.maps import map_page
from tests import another_run, browser, test_maps
from tests.conftest import original_or_skip

pytestmark = pytest.mark.filterwarnings("ignore:.*MystReferenceResolver")

HOSTILE = (
    "<img src=x onerror='window.broken=1'> `x` **b** {raw} [a](javascript:window.broken=1) $x$ \u202eytiC </script>"
)

IN_BOTH = ["agencies/ca-union-city-police.html", "index.html", "notebooks/01_what_was_asked_for_and_what_came.html"]
"""Kinds with colors of their own."""

OTHERS = """agencies/index.html?find=union agencies/ca-orange-county-sheriff.html all-maps.html tables/documents.html
    use.html search.html"""
KINDS = IN_BOTH + OTHERS.split()
"""A page of each kind; of a long kind a short one, since axe takes a minute for a page of a thousand cells."""

AS_THEY_ARE = ["maps/flows.html", "cards/ocsd-2025-03-11-sharing-p09.html"]
"""Pages that the site only carries."""

WALKS = [(1280, "light", KINDS + AS_THEY_ARE), (390, "dark", IN_BOTH + AS_THEY_ARE)]
WALKS += [(390, "light", IN_BOTH[:2]), (1280, "dark", IN_BOTH[:2])]


class Here(notebooks.Source):
    """The stand-ins, built into a folder of the test's own."""

    build = Path()


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The site, with maps drawn by the same functions that notebook 06 calls; and the seconds that it took."""
    Here.build = tmp_path_factory.mktemp("build")
    source = Here("stand-ins")
    for name, draw in test_maps.BUILDERS.items():
        map_page.write(map_page.page(draw()), source.build / "maps" / f"{name}.html")
    row_pages.write(test_maps.TABLES.rows, source.document, source.build / "cards", stand_in=True)
    start = time.monotonic()
    target = build.write(source, say=pytest.fail)  # nothing to say: no notebook is run
    return target, time.monotonic() - start


@pytest.fixture(scope="module")
def pages(built):
    return {path.relative_to(built[0]).as_posix(): path for path in sorted(built[0].rglob("*.html"))}


class Addresses(HTMLParser):
    """A page's ids and the addresses that it names."""

    def __init__(self, path: Path):
        super().__init__()
        self.ids, self.links, self.loaded = set(), [], []
        self.feed(path.read_text())

    def handle_starttag(self, tag, attrs):
        named = {name: value for name, value in attrs if value}
        self.ids |= {named[name] for name in named.keys() & {"id", "name"}}
        self.links += [named[name] for name in named.keys() & {"href", "src", "action"}]
        self.loaded += [named[name] for name in named.keys() & ({"href", "src"} if tag == "link" else {"src"})]


@pytest.fixture(scope="module")
def seen(pages):
    return {name: Addresses(path) for name, path in pages.items()}


def local(address: str) -> bool:
    return not re.match(r"[a-z][a-z0-9+.-]*:", address, re.IGNORECASE)


# --- whole ------------------------------------------------------------------------------------------------------------


def test_no_local_link_is_broken_not_even_to_a_place_on_a_page(built, pages, seen):
    broken, ids_of = [], {pages[name]: page.ids for name, page in seen.items()}
    for name, page in seen.items():
        for address in filter(local, page.links):
            place = urlsplit(address)
            target = Path(os.path.normpath((pages[name].parent / unquote(place.path)) if place.path else pages[name]))
            inside = target.is_relative_to(built[0]) and target.is_file()
            ids = ids_of.get(target)
            if not inside or (place.fragment and ids is not None and unquote(place.fragment) not in ids):
                broken.append(f"{name}: {address}")
    assert broken == []


def test_no_page_loads_anything_from_elsewhere_and_every_link_out_is_of_the_web(seen):
    loaded = [(name, one) for name, page in seen.items() for one in page.loaded if not one.startswith("data:")]
    assert [(name, one) for name, one in loaded if not local(one)] == []
    schemes = {one.split(":")[0] for page in seen.values() for one in page.links if not local(one)}
    assert schemes <= {"https", "http", "data"}


def test_the_site_is_built_in_minutes_and_its_size_is_stated(built):
    target, seconds = built
    size = sum(path.stat().st_size for path in target.rglob("*") if path.is_file())
    print(f"site: {seconds:.0f} s, {size / 1e6:.1f} MB, {len(list(target.rglob('*.html')))} pages")
    assert seconds < 180 and size < 60e6


def test_nothing_half_built_is_left_beside_it(built):
    assert sorted(path.name for path in built[0].parent.iterdir()) == ["cards", "maps", "site"]


def test_what_sphinx_warns_of_stops_the_build_and_the_site_that_was_there_stays(tmp_path):
    files.write_text(tmp_path / "source" / "index.md", "# A page\n\n[nowhere](missing.md)\n")
    with pytest.raises(PlatesError, match=r"(?s)do not hold together.*missing"):
        build._run_sphinx(tmp_path / "source", tmp_path / "target")


def test_a_second_build_at_once_and_a_link_in_the_site_are_refused_and_the_site_stays(built, tmp_path):
    target = built[0]
    before = {path: path.stat().st_mtime_ns for path in target.rglob("*")}
    with another_run.in_folder(target), pytest.raises(FolderError, match="site: another run is writing"):
        build.write(Here("stand-ins"), say=pytest.fail)
    (target / "maps" / "theirs").symlink_to(tmp_path)
    try:
        with pytest.raises(FolderError, match="site/maps/theirs: this is a link to another place"):
            build.write(Here("stand-ins"), say=pytest.fail)
    finally:
        (target / "maps" / "theirs").unlink()
    after = {path: path.stat().st_mtime_ns for path in target.rglob("*")}
    assert before.keys() == after.keys() and {path for path in after if after[path] != before[path]} == {
        target / "maps"
    }


def test_maps_that_are_missing_or_older_than_their_tables_are_stale(built, tmp_path):
    assert not build.maps_are_stale(Here("stand-ins"))
    page = Here.build / "maps" / "sheriff.html"
    before = page.stat()
    os.utime(page, (0, 0))
    try:
        assert build.maps_are_stale(Here("stand-ins"))
    finally:
        os.utime(page, ns=(before.st_atime_ns, before.st_mtime_ns))


# --- in a browser -----------------------------------------------------------------------------------------------------


def test_every_page_opens_from_disk_without_a_network_or_an_error_and_fits_a_phone(pages):
    with browser.walking(width=390) as (page, errors, asked):
        wide = []
        for name, path in pages.items():
            page.goto(path.as_uri())
            if not name.startswith("cards/") and page.evaluate("document.documentElement.scrollWidth") > 390:
                wide.append(name)
        assert (errors, asked, wide) == ([], [], [])


@pytest.mark.parametrize(("width", "colors", "chosen"), WALKS)
def test_axe_finds_nothing_worse_than_minor(built, width, colors, chosen):
    worse = {}
    with browser.walking(width=width, colors=colors) as (page, _, _):
        for name in chosen:
            page.goto(f"{built[0].as_uri()}/{name}")
            worse[name] = browser.worse_than_minor(page)
    assert not any(worse.values()), worse


def test_what_scrolls_sideways_can_be_reached_by_keyboard_and_nothing_else_is_a_stop(pages):
    with browser.walking(width=390) as (page, _, _):
        page.goto(pages["notebooks/04_who_shares_with_whom.html"].as_uri())
        scrolls, stops = page.evaluate("""[
          [...document.querySelectorAll('article *')].filter(one => one.scrollWidth > one.clientWidth + 1
            && ['auto', 'scroll'].includes(getComputedStyle(one).overflowX)).length,
          document.querySelectorAll('article [tabindex="0"]').length]""")
        assert scrolls == stops > 5


def test_the_search_finds_union_city_from_disk(pages):
    with browser.walking() as (page, errors, asked):
        page.goto(pages["index.html"].as_uri())
        page.locator(".sidebar-search").fill("Union City")
        page.keyboard.press("Enter")
        page.wait_for_selector("#search-results li")
        results = page.locator("#search-results").inner_text()
        assert "Union City Police Department (CA)" in results and (errors, asked) == ([], [])


def test_the_table_of_agencies_is_searched_by_keyboard_from_the_front_page_on(pages):
    agencies = schemas.read("agencies")
    with browser.walking(width=390) as (page, errors, asked):
        page.goto(pages["index.html"].as_uri())
        page.locator("input[name=find]").focus()
        page.keyboard.type("union city")
        page.keyboard.press("Enter")
        page.wait_for_selector("#found:not(:empty)")
        shown = page.locator("#agencies tbody tr:visible")
        wanted = agencies["name"].str.contains("Union City", regex=False).sum()
        assert shown.count() == wanted > 0
        assert page.locator("#found").inner_text() == f"{wanted} of {len(agencies)} names"
        page.locator("#find").focus()
        page.keyboard.press("Control+A")
        page.keyboard.type("ice")  # no part of Police
        assert 0 < shown.count() < 20
        assert all(re.search(r"\bICE", one, re.IGNORECASE) for one in shown.all_inner_texts())
        page.keyboard.press("Control+A")
        page.keyboard.type("no such town")
        assert shown.count() == 0 and "does not show that no such agency shares" in page.locator("#found").inner_text()
        page.keyboard.press("Control+A")
        page.keyboard.press("Delete")
        page.keyboard.press("Tab")
        page.keyboard.type("TX")
        assert shown.count() == (agencies["state"] == "TX").sum() and (errors, asked) == ([], [])


def test_a_hostile_name_stays_text_in_title_table_link_and_search(tmp_path):
    inputs = agency_pages.gather(notebooks.Source("stand-ins"))
    agency = agency_pages.Agency("ca-made-up", HOSTILE, [HOSTILE], None, [])
    renamed = inputs.tables.sharing.agencies.assign(name=HOSTILE, kind=HOSTILE)
    sharing = inputs.tables.sharing.with_table("agencies", renamed.head(5))
    changed = replace(inputs, tables=replace(inputs.tables, sharing=sharing), says=HOSTILE)
    entries = replies.entries(inputs.tables, {agency.agency_id: ["Bell Police Department"]})
    page_of_index = agency_index.page(sharing, HOSTILE, ["one"])
    pages = {"one": agency_pages.page(agency, changed, entries), "index": page_of_index}
    for name, text in pages.items():
        files.write_text(tmp_path / "source" / f"{name}.md", text)
    (tmp_path / "source" / "as-is").mkdir()
    build._run_sphinx(tmp_path / "source", tmp_path / "target")
    with browser.walking() as (page, errors, asked):
        for name in pages:
            page.goto((tmp_path / "target" / f"{name}.html").as_uri())
            assert page.evaluate("window.broken") is None
            assert files.shown(HOSTILE) in page.locator("article").inner_text()
        assert page.locator("a[href^='javascript']").count() == 0 and (errors, asked) == ([], [])


def test_an_id_that_could_be_a_path_makes_no_page():
    inputs = agency_pages.gather(notebooks.Source("stand-ins"))
    risky = inputs.ice_listed.assign(agency_id="../../etc/passwd")
    with pytest.raises(TableError, match="no safe name of a page"):
        agency_pages.with_page(replace(inputs, ice_listed=risky))


# --- what the pages say -----------------------------------------------------------------------------------------------


def test_the_agencies_with_a_page_are_the_reporters_and_those_that_sources_name(pages):
    inputs = agency_pages.gather(notebooks.Source("stand-ins"))
    expected = {*schemas.read("ice_listed")["agency_id"], "ca-orange-county-sheriff", "ca-irvine-police"}
    assert {agency.agency_id for agency in agency_pages.with_page(inputs)} == expected
    assert {Path(name).stem for name in pages if name.startswith("agencies/")} == {*expected, "index"}


def test_every_row_is_reached_from_the_table_of_agencies(seen):
    linked = {one.partition("#")[2] for one in seen["agencies/index.html"].links if one.startswith("../cards/")}
    assert linked == set(schemas.read("rows")["row_id"])


def test_a_page_on_an_agency_shows_each_of_its_rows_answers_and_statements(pages):
    text = pages["agencies/ca-union-city-police.html"].read_text()
    line = schemas.read("ice_listed").set_index("agency_id").loc["ca-union-city-police"]
    rows = " ".join(line[["sender_rows", "recipient_rows"]].dropna()).split()
    assert len(rows) > 3 and all(f"#{row}" in text for row in rows)
    replies = schemas.read("replies").query("agency == 'Union City Police Department'")
    assert len(replies) and all(html.text(said) in text for said in replies["said"])
    assert all(f"report.html#{claim}" in text for claim in ("C21", "C22", "C23", "C46"))
    assert "another permission than ICE" in text and "We contacted no agency" not in text


WHY = {"ca-union-city-police": "has the words", "ca-irvine-police": "rests on a record of it, and does not speak of it"}


@pytest.mark.parametrize(("agency_id", "why"), WHY.items())
def test_a_statement_on_another_agency_is_not_said_to_speak_of_the_one_whose_record_it_rests_on(pages, agency_id, why):
    text = pages[f"agencies/{agency_id}.html"].read_text()
    (line,) = [row for row in re.findall(r"<tr.*?</tr>", text, re.DOTALL) if "report.html#C22" in row]
    assert f">{why}<" in re.sub(r"</?p>", "", line)


def test_where_no_answer_was_found_the_page_says_so_and_that_we_contacted_no_agency(pages):
    text = pages["agencies/ca-bell-police.html"].read_text()
    assert "None found: no published answer" in text and "We contacted no agency" in text


def test_a_label_is_printed_with_whoever_uses_it(pages):
    of_union_city = "bears_on_listed_agency == 'Union City Police Department' and after_2019 == 'no'"
    labels = schemas.read("policies").query(of_union_city)
    text = pages["agencies/ca-union-city-police.html"].read_text()
    for one in labels[~labels["label_used"].isin(["", "none"])].itertuples():
        assert html.text(f"{one.label_used}: the word of {one.who_labels_it}") in text


def test_a_number_in_prose_leads_to_the_cell_that_registers_it(seen, pages):
    link = '<a href="04_who_shares_with_whom.html#ocsd-2020-shared">295</a>'
    assert link in pages["notebooks/06_maps.html"].read_text()
    assert "ocsd-2020-on-the-map" in seen["notebooks/06_maps.html"].ids
    for finding in schemas.read("findings").itertuples():
        (name,) = (name for name in pages if name.startswith(f"notebooks/{finding.notebook}_"))
        assert finding.finding_id in seen[name].ids and finding.finding_id in seen["findings.html"].ids


def test_the_front_page_leads_to_every_part_and_to_the_cell_of_every_number_on_it(seen):
    links = seen["index.html"].links
    parts = {"agencies/index", "all-maps", "statements", "report", "notebooks/index", "tables/index", "contributing"}
    assert {f"{part}.html" for part in parts | ({"lessons"} if build._lessons() else set())} <= set(links)
    number = schemas.read("findings").set_index("finding_id")["notebook"]
    for finding_id in findings.IN_README:
        assert any(re.fullmatch(rf"notebooks/{number[finding_id]}_.*\.html#{finding_id}", one) for one in links)


def test_every_picture_has_its_words(pages):
    images = [(name, img) for name, path in pages.items() for img in re.findall(r"<img [^>]*>", path.read_text())]
    assert [name for name, img in images if not re.search(r'alt="[^"]', img)] == []
    assert 'alt="Maps of the United States with California' in pages["notebooks/06_maps.html"].read_text()


def test_every_table_is_explained_and_can_be_downloaded(built, pages):
    text = "".join(path.read_text() for name, path in pages.items() if name.startswith("tables/"))
    for table in schemas.names():
        assert (built[0] / "data" / schemas.contract(table)["path"]).read_bytes() == schemas.path(table).read_bytes()
        assert f"../data/{schemas.contract(table)['path']}" in text
    assert all(f"<code>{column}</code>" in text for column in schemas.columns("rows"))


def test_a_link_out_of_the_repository_becomes_its_words_and_code_stays_code():
    pages = {"notebooks/a.ipynb": "notebooks/a.html", "data/derived/rows.csv": "data/derived/rows.csv"}
    addresses = links.SiteAddresses(pages, {"x": "notebooks/b.html"})
    relinked = partial(links.relinked, home="notebooks/a.ipynb", addresses=addresses)
    assert relinked("[one](../data/derived/rows.csv)") == '<a href="../data/derived/rows.csv">one</a>'
    assert relinked("[two](../helpers/cli.py)") == "two" and relinked('<a href="../no">five</a>') == "five"
    assert relinked("`[3](#x)`, [4](#x)") == '`[3](#x)`, <a href="b.html#x">4</a>'
    assert relinked("[web](https://a.example)") == '<a href="https://a.example">web</a>'


def test_what_a_template_prints_is_text_unless_it_is_markup():
    rows = [{"a<b": "x&y", "n": 1.5}, {"a<b": html.beside("<z>", "p"), "n": None}]
    row = '<tr><td data-head="a&lt;b">{}</td><td data-head="n">{}</td></tr>'
    body = row.format("x&amp;y", 1.5) + row.format('<a href="p">&lt;z&gt;</a>', "")
    plain = f"<table><thead><tr><th>a&lt;b</th><th>n</th></tr></thead><tbody>{body}</tbody></table>"
    assert html.table(rows) == html.table(pd.DataFrame(rows)) == plain
    assert '<th scope="row" data-head="a&lt;b">x&amp;y</th>' in html.table(rows, caption="c") and html.table([]) == ""
    assert "<h1>&lt;b&gt;&lt;U+202E&gt;</h1><p>lead</p>" in html.page("<b>\u202e", "<p>lead</p>")


def test_a_binder_link_is_shown_only_where_the_repository_has_an_address(pages):
    binder = partial(index_pages.binder_address, home="notebooks/a.ipynb")
    hub = "https://mybinder.org/v2/gh/made-up/plates/HEAD?urlpath=lab%2Ftree%2Fnotebooks%2Fa.ipynb"
    assert binder("https://github.com/made-up/plates.git") == hub and binder("") == binder("javascript:x") == ""
    if not index_pages.repository_address():
        assert "mybinder" not in pages["notebooks/06_maps.html"].read_text()
        assert "repository-code" in pages["use.html"].read_text()


def test_lessons_are_pages_of_their_own_and_answers_are_not(tmp_path, monkeypatch):
    cell = nbformat.v4.new_markdown_cell("# A made up lesson\n\nSee [the handout](../cards/one.md).")
    book = nbformat.v4.new_notebook(cells=[cell])
    files.write_text(tmp_path / "notebooks/lessons/students/one.ipynb", notebooks.stored(book))
    files.write_text(tmp_path / "notebooks/lessons/instructors/one.ipynb", notebooks.stored(book))
    files.write_text(tmp_path / "notebooks/lessons/cards/one.md", "# A made up handout\n")
    monkeypatch.setattr(build.files, "ROOT", tmp_path)
    lessons = build._lessons()
    homes = {build._home(path, notebooks.Source("stand-ins")): f"{path.stem}.html" for path in lessons}
    addresses = links.SiteAddresses(homes | {"notebooks/lessons/README.md": "lessons.html"}, {})
    assert [path.name for path in lessons] == ["one.ipynb", "one.md"]
    assert "notebooks/lessons/students/one" in index_pages.lessons_page(lessons, addresses)
    assert addresses.resolve("../cards/one.md", "notebooks/lessons/students/one.ipynb")


def test_no_name_of_staff_that_a_record_prints_is_on_a_page(pages):
    (first,) = records.read(original_or_skip("dhs-ice-pia-039a"), [1])
    names = re.findall(r"[A-Z][a-z]+\s[A-Z]\.\s([A-Z][a-z]+)", records.text(first.words()))
    for page in records.read(original_or_skip("ocsd-2019-hits"), [1]):
        lines = (
            records.text(part)
            for line in records.lines(page.words())
            for part in records.phrases(line, volume_reports.GAP)
        )
        run_by = [text for text in lines if text.startswith(volume_reports.RUN_BY)]
        names += [text.removeprefix(volume_reports.RUN_BY).split()[-1] for text in run_by]
    assert len(names) == 4
    carried = {name: path.read_text() for name, path in pages.items() if not name.startswith("maps/")}
    anyone = re.compile(rf"\b({'|'.join(map(re.escape, names))})\b")
    assert [page for page, text in carried.items() if anyone.search(text)] == []
