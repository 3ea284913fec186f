"""Facts about own records: sample towns from an empty folder to a report, and what is refused, in words."""

import datetime
import functools
import html
import io
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pandas as pd
import pikepdf
import pytest
import yaml
from reportlab.pdfgen.canvas import Canvas

from helpers import cli, files, schemas
from helpers.collection.own_records import forms, outputs, processing, sample_records
from helpers.errors import NoSharingReport, PlatesError, TableError
from helpers.records.reading import caches, opening, sharing_reports
from helpers.records.stand_ins import sharing_reports as stand_ins
from helpers.records.stand_ins import typesetting
from helpers.sharing import agencies, network
from helpers.sharing.maps import style
from tests import browser, readme, scanner

REPORTS = schemas.read("made_up_reports")
AGENCY = "Alder Falls Police Department (made up)"
SOURCE = "released by the city, 3 January 2026"
FILE, CALL = {"file": "report.pdf", "as_of": "2026-01-15", "source": "x"}, "python/object/apply:os.system"
HOSTILE = ["<img src=x onerror='window.broken = 1'> Police", "../../etc/passwd", "=cmd() Police Department"]
HOSTILE += ["{{ 7 * 7 }} Sheriff", "</script><script>window.broken=1"]


def plates(*arguments) -> int:
    return cli.main(list(map(str, arguments)))


def from_clean_start(town: str, folder: Path) -> Path:
    """An empty folder, the town's files dropped in, the form filled by hand, and `plates own`."""
    assert plates("new", folder) == 0
    own = REPORTS[REPORTS["town"] == town]
    for file in own["file"]:
        sample_records.write(file, folder / forms.RECORDS / file)
    assert (folder / forms.FORM).read_text() == forms.BLANK
    entries = [(file, day, SOURCE) for file, day in zip(own["file"], own["as_of"], strict=True)]
    files.write_text(folder / forms.FORM, forms.filled(own["agency"].iloc[0], town, own["state"].iloc[0], entries))
    assert plates("own", folder, "--workers", 1) == 0
    return folder


@pytest.fixture(scope="module", autouse=True)
def cache(tmp_path_factory):
    """A cache of this module's own: it changes how pages are read, and no other run is to believe that."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("cache")
        patch.setattr(caches, "FOLDER", folder)
        patch.setenv("PLATES_CACHE", str(folder))
        yield folder


def data_files() -> dict:
    return {path: path.stat().st_mtime_ns for path in (files.ROOT / "data").rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def processed(tmp_path_factory):
    """Every town, processed once; and what was in the collection's data before."""
    before, home = data_files(), tmp_path_factory.mktemp("own")
    return {town: from_clean_start(town, home / files.slug(town)) for town in sample_records.towns()}, before


@functools.cache
def report_of(names: tuple[str, ...]) -> bytes:
    """A report of a sample agency that shares its detections with these names, typeset once."""
    sections = {section: [] for section in network.DIRECTIONS} | {"detections_shared": list(names)}
    said, layout = stand_ins.flow(AGENCY, sections, created="01-15-26")
    with tempfile.TemporaryDirectory() as home:
        typesetting.typeset(stand_ins.sheets(said, layout), Path(home) / "report.pdf", mark=typesetting.MADE_UP)
        return (Path(home) / "report.pdf").read_bytes()


@pytest.fixture
def folder(tmp_path):
    """A folder with the report of an agency whose names are given, its form filled."""

    def build(names=("Napa Police Department (CA)",), agency=AGENCY, **how) -> Path:
        home = tmp_path / "own"
        forms.make(home)
        (home / forms.RECORDS / "report.pdf").write_bytes(report_of(tuple(names)))
        form = {"agency": agency, "city": "Napa", "state": "CA", "files": [FILE | {"source": SOURCE}]} | how
        files.write_text(home / forms.FORM, yaml.safe_dump(form))
        return home

    return build


def entry(**answers: object) -> dict:
    """The form's entry of the report, with other answers."""
    return {"files": [FILE | answers]}


def own(folder: Path) -> processing.Records:
    return processing.read(folder, workers=1, say=lambda line: None)


COLUMBUS = "Columbus Police Department,any,ga-columbus-police,So the letter that came with it says.,the letter,read"


def decide(folder: Path, line: str, table: str = "names") -> None:
    """A line more in a table of decisions."""
    with (folder / f"{table}.csv").open("a") as file:
        print(line, file=file)


def written(folder: Path) -> dict[Path, bytes]:
    """What a run wrote."""
    return {path: path.read_bytes() for path in (folder / "out").rglob("*") if path.is_file()}


def test_three_towns_and_more_are_laid_out_in_different_ways_and_one_is_a_scan():
    assert len(sample_records.towns()) >= 3 and set(REPORTS["layout"]) == {"grid", "table", "scan", "list"}
    assert REPORTS["agency"].str.endswith("(made up)").all()


@pytest.mark.parametrize("town", sample_records.towns())
def test_a_town_comes_from_an_empty_folder_to_its_rows_agencies_arrows_and_report(processed, town):
    folder = processed[0][town]
    tables = {name: files.read_csv(folder / "out" / "tables" / f"{name}.csv") for name in ("rows", "agencies", "edges")}
    want = pd.concat([sample_records.printed(file) for file in REPORTS.loc[REPORTS["town"] == town, "file"]])
    read = want["layer"].where(want["layer"] != "", want["agency_printed"])
    columns = ["section", "agency_read", "hot_list_printed"]
    assert tables["rows"][columns].to_numpy().tolist() == want.assign(agency_read=read)[columns].to_numpy().tolist()
    assert len(tables["edges"]) == len(want) and set(tables["edges"]["row_id"]) == set(tables["rows"]["row_id"])
    assert {*tables["edges"]["sender_id"], *tables["edges"]["recipient_id"]} == {*tables["agencies"]["agency_id"]}
    report = (folder / "out" / "report.html").read_text()
    assert f"{len(want)} entries; all are in tables/rows.csv" in report and SOURCE in report
    for file in REPORTS.loc[REPORTS["town"] == town, "file"]:
        assert files.sha256(folder / forms.RECORDS / file) in report


@pytest.mark.parametrize("town", sample_records.towns())
def test_its_maps_open_without_a_network_and_draw_every_entry_with_a_place(processed, town):
    records = own(processed[0][town])
    for shown in outputs.draw(records):
        with browser.opened(processed[0][town] / "out" / "maps" / f"{shown.name}.html") as (page, errors, asked):
            entries = shown.placed
            for column in shown.switches:
                chosen = page.locator(f"input[data-switch={column}]:checked").get_attribute("value")
                entries = entries[entries[column].isin(["", chosen])]
            assert page.evaluate("plates.points") == len(entries) + len(shown.anchors) > 1
            assert (errors, asked) == ([], [])


@pytest.mark.parametrize("town", sample_records.towns())
def test_every_link_of_its_report_leads_to_the_entrys_line(processed, town):
    folder = processed[0][town] / "out"
    links = re.findall(r'href="(cards/[^"#]+)#([^"]+)"', (folder / "report.html").read_text())
    assert len(links) == len(files.read_csv(folder / "tables" / "rows.csv"))
    assert all(f'id="{row_id}"' in (folder / card).read_text() for card, row_id in links)


def test_the_map_of_several_releases_opens_on_the_newest(processed):
    with browser.opened(processed[0]["Cedar Notch"] / "out" / "maps" / "reports.html") as (page, errors, asked):
        shown = page.locator("input[data-switch=release]:checked")
        assert (shown.get_attribute("value"), errors, asked) == ("own-cedar-notch-2025", [], [])
    records = own(processed[0]["Cedar Notch"])
    assert list(outputs.draw(records)[0].switches["release"][1]) == records.printed[::-1]


def test_the_report_fits_a_screen_and_a_phone(processed):
    for width in (1280, 390):
        with browser.opened_plain(processed[0]["Cedar Notch"] / "out" / "report.html", width=width) as page:
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            assert page.locator("img").first.evaluate("image => image.naturalWidth") > 300


def test_nothing_of_it_is_written_into_the_collections_data(processed):
    assert data_files() == processed[1]


def test_of_two_releases_the_report_tells_what_changed_and_inactive_is_not_gone(processed):
    changed = files.read_csv(processed[0]["Cedar Notch"] / "out" / "tables" / "changes.csv")
    shared = changed.query("section == 'detections_shared'")
    by_status = shared.groupby("status")["agency_id"].agg(sorted).to_dict()
    assert by_status["added"] == ["ca-yreka-police"] and by_status["inactive"] == ["id-boise-police"]
    assert "nv-reno-police" in by_status["dropped"] and len(by_status["dropped"]) == 3 and len(by_status["kept"]) == 5
    assert "What changed between the releases" in (processed[0]["Cedar Notch"] / "out" / "report.html").read_text()


def test_of_a_scan_the_lines_read_in_two_ways_wait_with_their_pictures_and_a_decision_settles_them(processed, tmp_path):
    folder = shutil.copytree(processed[0]["Birchmoor Bay"], tmp_path / "own")
    queue = files.read_csv(folder / "out" / "readings" / "queue.csv")
    assert queue["one_reading"].tolist() == ["Caidwell Police Department (ID)", "Taconia Police Department"]
    assert all((folder / "out" / "readings" / f"{row_id}.png").exists() for row_id in queue["row_id"])
    want = sample_records.printed("birchmoor-bay-2025.pdf")
    chosen = want.loc[want["layer"] != "", "agency_printed"].to_numpy()
    why = {"reason": "The picture shows it.", "by": "seen on the page"}
    files.write_csv(queue[["row_id"]].assign(field="agency", chosen=chosen, **why), folder / "readings.csv")
    assert own(folder).tables.rows["agency_printed"].tolist() == want["agency_printed"].tolist()


def test_of_a_scan_without_a_text_layer_the_report_says_that_nothing_was_there_to_compare_with(folder, tmp_path):
    home = folder(["Napa Police Department (CA)"])
    path = home / forms.RECORDS / "report.pdf"
    scanner.scan(path, tmp_path / "scan.pdf", dpi=200, noise=4.0, skew=0.3)
    (tmp_path / "scan.pdf").replace(path)
    outputs.make(home, workers=1, say=lambda line: None)
    assert "report.pdf: 1 entry came from OCR only" in (home / "out" / "report.html").read_text()


def test_the_decisions_of_a_table_separated_by_semicolons_hold(folder):
    home = folder(["Columbus Police Department"])
    line = "Columbus Police Department;any;ga-columbus-police;So the letter, that came with it, says.;the letter;read"
    (home / "names.csv").write_text(f"\ufeffprinted;document;agency_id;reason;source;by\r\n{line}\r\n")
    assert "ga-columbus-police" in set(own(home).tables.edges["recipient_id"])


def test_a_name_decided_by_the_reader_is_matched_and_leaves_the_queue(processed, tmp_path):
    folder = shutil.copytree(processed[0]["Dogwood Bend"], tmp_path / "own")
    assert own(folder).names["printed"].tolist() == ["Columbus Police Department"]
    decide(folder, COLUMBUS)
    records = own(folder)
    assert records.names.empty and "ga-columbus-police" in set(records.tables.edges["recipient_id"])


def test_what_the_reader_decided_is_counted_apart_from_what_the_collection_decided(folder, capsys):
    home = folder(["Columbus Police Department", "Hiram Police Department", "Napa Police Department (CA)"])
    theirs = schemas.read("names").set_index("printed")["agency_id"]
    assert theirs["Hiram Police Department"] == "ga-hiram-police" and "Columbus Police Department" not in theirs.index
    decide(home, COLUMBUS)
    assert plates("own", home, "--workers", 1) == 0
    yours, ours = agencies.basis_in_words("decided", by_reader=True), agencies.basis_in_words("decided")
    counted = f"1 ({ours}), 1 ({yours})"
    report = html.unescape((home / "out" / "report.html").read_text())
    assert counted in report and counted in capsys.readouterr().out
    known_by = {re.sub(r"<.*", "", line): line for line in report.split('<td data-head="printed">')[1:]}
    assert yours in known_by["Columbus Police Department"] and ours in known_by["Hiram Police Department"]


def test_the_report_says_in_words_why_a_name_is_matched_and_what_is_unresolved_beside_the_levels(processed):
    report = html.unescape((processed[0]["Birchmoor Bay"] / "out" / "report.html").read_text())
    assert "Unresolved names: 3 of 11 entries." in report and f">{network.UNRESOLVED}<" not in report
    assert agencies.basis_in_words("in_name") in report and "no section hot lists shared" in report
    codes = [*agencies.BASES, *network.DIRECTIONS]
    assert not [code for code in codes if "_" in code and re.search(rf"\b{code}\b", report)]
    assert not re.search(r"<td[^>]*>(printed|in name|same name|only place|decided)</td>", report)


def test_every_row_page_cites_the_file_its_day_and_the_agency(processed):
    for town in sample_records.towns():
        for one in own(processed[0][town]).form.files:
            for path in (processed[0][town] / "out" / "cards").glob(f"{one.doc_id}-p*.html"):
                said = html.unescape(path.read_text())
                assert f"{one.path.name}, {style.day(one.as_of)}, {own(processed[0][town]).form.agency}" in said


def test_agencies_that_the_collection_lists_too_are_named_with_its_documents_and_as_another_permission(processed):
    out = processed[0]["Alder Falls"] / "out"
    elsewhere = files.read_csv(out / "tables" / "in_the_collection.csv").set_index("printed")
    assert elsewhere.loc["Union City Police Department", "how"] == "the same printed name, unresolved"
    assert elsewhere.loc["Fresno Police Department (CA)", "how"] == "the same agency"
    union_city = schemas.read("rows").query("agency_printed == 'Union City Police Department'")
    assert elsewhere.loc["Union City Police Department", "rows"].split() == sorted(union_city["row_id"])
    assert "another permission, of another agency, on another day" in (out / "report.html").read_text()


@pytest.mark.parametrize("town", sample_records.towns())
def test_no_page_of_it_but_a_map_runs_a_script_and_each_shows_its_pictures(processed, town, tmp_path):
    out = processed[0][town] / "out"
    first_cards = sorted(out.glob("cards/*-p01.html"))
    papers = [out / "report.html", *out.glob("*/index.html"), *first_cards]
    assert len(papers) >= 2
    wrong = [(path.name, browser.unguarded(path, tmp_path / "changed.html")) for path in papers]
    assert [one for one in wrong if one[1]] == []


def test_a_sample_page_says_so_and_the_reader_drops_those_words(processed):
    import pdfplumber

    for town in ("Alder Falls", "Cedar Notch", "Birchmoor Bay"):
        for path in (processed[0][town] / forms.RECORDS).glob("*.pdf"):
            with pdfplumber.open(path) as document:
                assert all("MADE UP: this town" in page.extract_text() for page in document.pages)


def test_a_strangers_path_from_an_own_pdf_to_an_own_map_is_the_commands_of_readme(tmp_path):
    script = readme.commands("From your own record to your own map")
    own_town = REPORTS[REPORTS["file"] == "alder-falls-2026.pdf"].iloc[0]
    sample_records.write(own_town["file"], tmp_path / "report.pdf")
    (tmp_path / ".venv").symlink_to(files.ROOT / ".venv")
    answers = own_town["agency"], own_town["town"], own_town["state"], [("report.pdf", own_town["as_of"], SOURCE)]
    form = forms.filled(*answers)
    (tmp_path / "editor").write_text(f"#!{sys.executable}\nopen('my-records/form.yml', 'w').write({form!r})\n")
    (tmp_path / "editor").chmod(0o755)
    how = {"env": {**os.environ, "PYTHONPATH": str(files.ROOT), "EDITOR": "./editor"}, "capture_output": True}
    done = subprocess.run(["sh", "-eu", "-c", script], cwd=tmp_path, text=True, check=False, **how)
    assert done.returncode == 0, done.stderr
    report, drawn = (tmp_path / page for page in readme.named(script))
    assert "Fresno Police Department (CA)" in report.read_text() and "report.pdf" in drawn.read_text()


def test_hostile_names_are_text_in_every_page_and_no_formula_in_any_table(folder, tmp_path):
    home = folder([*HOSTILE, "Napa Police Department (CA)"])
    assert plates("own", home, "--workers", 1) == 0
    tables = [files.read_csv(path) for path in [*home.glob("out/tables/*.csv"), home / "out" / "names" / "queue.csv"]]
    cells = [cell for table in tables for cell in table.to_numpy().ravel()]
    assert "'=cmd() Police Department" in cells and not [cell for cell in cells if cell.startswith(("=", "+", "@"))]
    assert {path.name for path in tmp_path.iterdir()} == {"own"}
    with browser.opened_plain(home / "out" / "report.html") as page:
        for path in [*home.glob("out/*.html"), home / "out" / "names" / "index.html", *home.glob("out/cards/*.html")]:
            page.goto(path.as_uri())
            assert page.evaluate("window.broken") is None and page.locator("script, img[src=x]").count() == 0
    with browser.opened(home / "out" / "maps" / "reports.html") as (page, errors, asked):
        page.locator("#absent summary").first.click()
        assert page.evaluate("window.broken") is None and (errors, asked) == ([], [])
        assert HOSTILE[0] in page.locator("#absent").inner_text()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"agency": ""}, "agency is not filled in"),
        ({"agency": ["a"]}, "agency is no short text"),
        ({"state": "Cascadia"}, "there is no such state; expected a postal code or a state's name; found Cascadia"),
        ({"county": "Napa"}, "the form has other parts; expected agency, city, state, files"),
        ({"files": []}, "the form names no files"),
        ({"files": [FILE, dict(FILE)]}, "two files have one name"),
        (entry(as_of="01/15/2026"), "of report.pdf is not written year first; expected a day such as 2026-01-31"),
        *((entry(as_of=day), "is not written year first") for day in ("2026-02-30", "")),
        *((entry(file=name), "this is no plain name") for name in ("../x.pdf", "/etc/passwd", "..\\x.pdf", "..")),
        (entry(file="other.pdf"), "no such file; expected one of those in records/: link.pdf, notes.txt, report.pdf"),
        (
            entry(file="notes.txt"),
            "this file is no record of sharing that can be read here; expected as the nearest form",
        ),
        (entry(file="link.pdf"), "this is a link to another place"),
    ],
)
def test_a_form_that_is_not_right_is_refused_in_words(folder, change, says):
    home = folder(**change)
    (home / forms.RECORDS / "link.pdf").symlink_to("/etc/passwd")
    (home / forms.RECORDS / "notes.txt").write_text("notes")
    with pytest.raises(PlatesError, match=re.escape(says)) as refused:
        own(home)
    assert (
        str(refused.value).startswith(("form.yml: ", "notes.txt: "))
        and refused.value.do
        and not (home / "out").exists()
    )


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a: &x [1]\nb: [*x, *x]\n", "the form refers to a part of itself"),
        ("agency: a\nagency: b\n", "agency is given twice"),
        ("[" * 5000, "the form has parts inside parts"),
        ("agency: Alder: Falls\n", "each answer between quotation marks; found line 1: mapping values are not allowed"),
        *((text, "the form cannot be read") for text in ("agency: 'x\n", "? [a]\n: b\n", f"!!{CALL} ['touch x']\n")),
        ("#" * 5_000_001, "the form is too large"),
        ("state: " + "9:" * 900_000 + "9\n", "the form has an answer that is too long"),
        ("".join(f"x{n}: 1\n" for n in range(200_000)), "the form has other parts"),
        *((text, "the form has other parts") for text in ("just a sentence\n", "")),
    ],
)
def test_a_hostile_form_is_data_and_nothing_else(folder, text, says):
    home = folder()
    (home / forms.FORM).write_text(text)
    with pytest.raises(TableError, match=says):
        own(home)
    assert not Path("broken").exists()


def test_a_folder_without_a_form_is_sent_to_plates_new(tmp_path):
    says = r"form\.yml: there is no form; expected a file in the folder .*plates new made, or make"
    with pytest.raises(TableError, match=says):
        own(tmp_path)
    (tmp_path / "form.yml").write_text("")
    with pytest.raises(TableError, match=r"form\.yml; found a file of that name\. Name the folder"):
        own(tmp_path / "form.yml")


def test_plates_new_overwrites_nothing(tmp_path, capsys):
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "form.yml").write_text("mine")
    assert plates("new", tmp_path / "own") == 1
    assert "this is already there, and stays as it is" in capsys.readouterr().err
    assert (tmp_path / "own" / "form.yml").read_text() == "mine"


def test_a_linked_out_folder_or_a_linked_table_of_decisions_is_refused(folder, tmp_path):
    home = folder()
    (tmp_path / "elsewhere").mkdir()
    (home / "names.csv").unlink()
    (home / "names.csv").symlink_to(schemas.path("names"))
    with pytest.raises(TableError, match=r"names\.csv: this is a link to another place"):
        own(home)
    (home / "out").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(TableError, match="this is a link to another place"):
        own(home)
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_pdf_without_a_sharing_report_says_what_the_reader_knows_and_what_to_do(folder):
    home = folder()
    canvas = Canvas(str(home / forms.RECORDS / "report.pdf"))
    canvas.drawString(72, 700, "Transparency portal of another vendor: agencies with access")
    canvas.save()
    says = r"this file holds no data sharing report; expected .*`plates forms` lists the forms of record"
    with pytest.raises(NoSharingReport, match=says):
        own(home)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"agency": "Napa Police"}, "the form names another agency than the file; expected a record of Napa Police"),
        (entry(as_of="2026-01-16"), "the form's day is not the record's; expected one report of 2026-01-16; found"),
    ],
)
def test_a_form_that_does_not_fit_its_report_says_what_the_report_prints(folder, change, says):
    home = folder()
    form = yaml.safe_load((home / forms.FORM).read_text())
    files.write_text(home / forms.FORM, yaml.safe_dump(form | change))
    with pytest.raises(TableError, match=re.escape(says)) as refused:
        own(home)
    assert "Alder Falls Police Department (made up), 2026-01-15" in str(refused.value)


def test_the_reader_names_the_page_of_a_report_with_pages_missing(folder):
    home = folder([f"Town {n:03d} Police Department" for n in range(120)])
    path = home / forms.RECORDS / "report.pdf"
    with pikepdf.open(path, allow_overwriting_input=True) as document:
        del document.pages[1]
        document.save(path)
    with pytest.raises(PlatesError, match=r"report\.pdf, page 2: pages of the report are missing or out of order"):
        own(home)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (
            "from,to\na,b\n",
            r"list\.csv: this file is no record .* a header row with sender and recipient.* write sender over",
        ),
        ("sender,recipient\nNapa PD,Oakland PD\n", "no line of the list names the form's agency; expected Alder Falls"),
        ("sender,recipient\n,Napa PD\n", "a line of the edge list has no sender"),
        ("sender,recipient\n", r"list\.csv: the edge list has no lines"),
        ("", "the file is empty"),
    ],
)
def test_a_list_that_does_not_fit_says_what_is_wanted_and_what_was_found(folder, content, says):
    home = folder(**entry(file="list.csv"))
    (home / forms.RECORDS / "list.csv").write_text(content)
    with pytest.raises(PlatesError, match=says):
        own(home)


OTHER_REPORT = ("Napa Police Department (CA)", "Yuma Police Department (AZ)")


def two_files(folder, first: dict, second: dict, contents: bytes) -> Path:
    """A folder with a report and another file, and the form's entry of each."""
    home = folder(files=[FILE | first, FILE | second])
    (home / forms.RECORDS / second["file"]).write_bytes(contents)
    return home


def saved_again(report: bytes) -> bytes:
    """The report with other bytes, as another program saves it."""
    with pikepdf.open(io.BytesIO(report)) as document:
        document.docinfo["/Producer"] = "another program"
        document.save(again := io.BytesIO())
    return again.getvalue()


@pytest.mark.parametrize("day", ["2026-01-15", "2025-03-01", "2026-03-01"])
@pytest.mark.parametrize("change", [bytes, saved_again])
def test_a_report_that_two_files_contain_is_told_and_counts_once_whatever_day_the_form_says(folder, change, day):
    once = own(folder())
    shutil.rmtree(once.form.folder)
    again = change(report_of(("Napa Police Department (CA)",)))
    records = own(two_files(folder, {}, {"file": "again.pdf", "as_of": day}, again))
    assert len(records.tables.rows) == len(once.tables.rows) and records.changes.empty
    (kept,) = records.form.files
    assert kept.as_of == datetime.date(2026, 1, 15) and records.tables.reports["doc_id"].tolist() == [kept.doc_id]
    other = {"again.pdf", "report.pdf"} - {kept.path.name}
    told = f"contains the same report as {kept.path.name}: counted once, for 2026-01-15"
    wrong = "" if day == "2026-01-15" else f"; the form's day, {day}, is not the report's"
    assert [note for note in records.notes if "counted once" in note[1]] == [(other.pop(), told + wrong)]


def test_two_reports_of_one_day_that_differ_are_refused(folder):
    home = two_files(folder, {}, {"file": "other.pdf"}, report_of(OTHER_REPORT))
    says = "two files have one day, and they differ; expected one release a day; found report.pdf and other.pdf"
    with pytest.raises(TableError, match=says):
        own(home)
    form = (home / forms.FORM).read_text().replace("2026-01-15", "2026-01-16", 1)
    files.write_text(home / forms.FORM, form)
    records = own(home)  # the file whose day is right counts, and the other is refused
    (refused,) = records.refused
    assert [one.name for one in records.form.files] == ["other.pdf"] and refused[0] == "report.pdf"
    assert "the form's day is not the record's; expected one report of 2026-01-16" in str(refused[1])


LINES = [f"{AGENCY},Yuma Police Department (AZ)", f"Napa Police Department (CA),{AGENCY}"]


@pytest.mark.parametrize("day", ["2026-01-15", "2026-03-01"])
@pytest.mark.parametrize("lines", [LINES, LINES[::-1]], ids=["as they are", "in another order"])
def test_a_list_that_is_there_twice_is_told_and_counts_once(folder, lines, day):
    again = "\n".join(["sender,recipient", *lines, ""]).encode()
    home = two_files(folder, {"file": "list.csv"}, {"file": "again.csv", "as_of": day}, again)
    (home / forms.RECORDS / "list.csv").write_text("\n".join(["sender,recipient", *LINES, ""]))
    records = own(home)
    assert len(records.tables.rows) == 2 and list(records.links) == ["own-list"] and records.changes.empty
    told = "has the same lines as list.csv: counted once, for 2026-01-15"
    told += "" if day == "2026-01-15" else f"; if it was released on {day}, too, nothing changed between these days"
    assert ("again.csv", told) in records.notes
    (home / forms.RECORDS / "again.csv").write_bytes(again.replace(b"(AZ)", b"(CA)"))
    if day == "2026-01-15":
        with pytest.raises(TableError, match="two files have one day, and they differ"):
            own(home)
    else:
        assert len(own(home).tables.rows) == 4


def test_a_report_and_a_list_of_one_day_are_refused(folder):
    home = two_files(folder, {}, {"file": "list.csv"}, b"sender,recipient\na,b\n")
    with pytest.raises(TableError, match="two files have one day, and they differ; expected one release a day"):
        own(home)


def test_one_file_that_cannot_be_read_does_not_cost_the_others_and_the_run_says_so(folder, capsys):
    home = two_files(folder, {}, {"file": "photo.jpg", "as_of": "2026-02-01"}, b"\xff\xd8\xff" + bytes(99))
    assert plates("own", home, "--workers", 1) == 1
    said = capsys.readouterr()
    assert "some files of the form could not be read; found photo.jpg" in said.err
    assert "not read: photo.jpg: " in said.out and (home / "out" / "tables" / "rows.csv").exists()
    page = html.unescape((home / "out" / outputs.REPORT).read_text())
    assert "These files could not be read" in page and "photo.jpg" in page


NO_HOT_LISTS = f"sender,recipient\n{AGENCY},Napa Police Department (CA)\nYuma Police Department (AZ),{AGENCY}\n"


def test_a_section_that_a_later_file_cannot_show_is_not_comparable_anywhere(folder, capsys):
    """A list of senders and recipients has no place for hot lists: nobody left them."""
    home = two_files(folder, {}, {"file": "list.csv", "as_of": "2026-06-15"}, NO_HOT_LISTS.encode())
    sections = {section: ["Fresno Police Department (CA)"] for section in network.DIRECTIONS}
    said, layout = stand_ins.flow(AGENCY, sections, created="01-15-26")
    typesetting.typeset(stand_ins.sheets(said, layout), home / forms.RECORDS / "report.pdf", mark=typesetting.MADE_UP)
    assert plates("own", home, "--workers", 1) == 0
    said = capsys.readouterr().out
    tables = home / "out" / "tables"
    changes, apart = pd.read_csv(tables / "changes.csv"), pd.read_csv(tables / "not_comparable.csv")
    assert set(changes["section"]) == {"detections_shared", "detections_received"}
    assert apart["section"].tolist() == ["hot_lists_shared", "hot_lists_received"]
    assert "not comparable: hot lists received" in said
    page = html.unescape((home / "out" / outputs.REPORT).read_text())
    assert "not comparable" in page.lower()
    drawn = html.unescape((home / "out" / "maps" / "change.html").read_text())
    assert "Not compared, because a record does not show them whole: hot lists received, hot lists shared" in drawn


@pytest.mark.parametrize("other", [False, True])
def test_a_report_that_one_file_contains_twice_counts_once_and_another_of_that_day_is_refused(folder, other):
    home = folder()
    path, both = home / forms.RECORDS / "report.pdf", report_of(OTHER_REPORT if other else OTHER_REPORT[:1])
    with pikepdf.open(path, allow_overwriting_input=True) as whole, pikepdf.open(io.BytesIO(both)) as again:
        whole.pages.extend(again.pages)
        whole.save(path)
    if other:
        with pytest.raises(TableError, match="the file contains two reports of that day, and they differ"):
            own(home)
    else:
        records = own(home)
        assert len(records.tables.rows) == 1 and any("are the same report" in note for _, note in records.notes)


def test_a_line_of_a_list_is_cited_as_an_editor_counts_it(folder):
    home = folder(**entry(file="list.csv"))
    lines = f'sender,recipient\n\n{AGENCY},Yuma Police Department (AZ)\n"Napa\nPD",Elm PD\n\n\n"Napa PD","{AGENCY}"\n'
    (home / forms.RECORDS / "list.csv").write_text(lines)
    records = outputs.make(home, workers=1, say=lambda line: None)
    rows = records.tables.rows
    assert rows["row_id"].tolist() == ["own-list-p01-r003", "own-list-p01-r008"]
    assert [lines.splitlines()[number - 1].count(AGENCY) for number in rows["row_on_page"]] == [1, 1]
    page = html.unescape((home / "out" / "cards" / "own-list-p01.html").read_text())
    assert f"line 3: {AGENCY} → Yuma Police Department (AZ)" in page and f"line 8: Napa PD → {AGENCY}" in page
    assert ("list.csv", f"lines that do not name {AGENCY}: 1; they are on the list's map only") in records.notes


@pytest.mark.parametrize("table", forms.DECISIONS)
def test_a_decision_is_cited_by_its_line_as_an_editor_counts_it(folder, table):
    home = folder()
    good = {"names": f"Elm PD,any,ca-elm-police,{WHY},x,y", "readings": f"{ROW}1,agency,Elm,{WHY},x"}[table]
    with (home / f"{table}.csv").open("a") as file:
        file.write(
            f"\n\n{good.replace(WHY, chr(34) + WHY + chr(10) + 'And more.' + chr(34))}\n\n{good.replace(WHY, 'No.')}\n"
        )
    with pytest.raises(TableError, match=rf"{table}\.csv: line 7: the reason is not valid"):
        own(home)


def test_what_only_the_contract_of_decisions_refuses_is_cited_by_its_line_too(folder):
    home = folder()
    decide(home, f"\n\nElm PD,any,ca-elm-police,{WHY},x,y\n\nElm PD,any,ca-elm-police,{WHY},x,y")
    with pytest.raises(TableError, match=r"names\.csv: .*line 6, "):
        own(home)


@pytest.mark.parametrize("name", ["form.yml", "names.csv", "readings.csv", "records/report.pdf", "records/list.csv"])
@pytest.mark.parametrize("odd", ["pipe", "folder"])
def test_what_is_no_file_in_a_folder_of_records_is_refused_at_once(folder, name, odd):
    home = folder(**(entry(file="list.csv") if name.endswith("list.csv") else {}))
    (home / name).unlink(missing_ok=True)
    os.mkfifo(home / name) if odd == "pipe" else (home / name).mkdir()
    with opening.within(20), pytest.raises(TableError, match=f"a {odd}, not a file") as refused:
        own(home)
    assert refused.value.do and not (home / "out").exists()


@pytest.mark.parametrize("name", ["x" * 300 + ".pdf", "é" * 130 + ".pdf", "\udcc3.pdf"], ids=["long", "bytes", "half"])
def test_a_name_that_no_file_can_have_is_refused(folder, name):
    home = folder()
    text = (home / forms.FORM).read_text().replace("report.pdf", json.dumps(name))
    (home / forms.FORM).write_text(text)
    with pytest.raises(TableError, match=r"this is no plain name of a file|the form cannot be read"):
        own(home)


def test_lines_between_two_others_are_only_on_the_lists_map_and_a_note_says_so(folder):
    home = folder(**entry(file="list.csv"))
    lines = f"sender,recipient\n{AGENCY},Yuma Police Department (AZ)\nNapa PD,Elm PD\n"
    (home / forms.RECORDS / "list.csv").write_text(lines)
    records = own(home)
    assert len(records.tables.rows) == 1 and len(records.links["own-list"]) == 2
    assert ("list.csv", f"lines that do not name {AGENCY}: 1; they are on the list's map only") in records.notes


def test_a_note_names_a_file_that_the_form_does_not_name(folder):
    home = folder()
    (home / forms.RECORDS / "second.pdf").write_bytes(b"x")
    assert ("second.pdf", "is in records/ but not in the form: it was not read") in own(home).notes


def test_the_agency_is_at_its_city_if_the_tables_have_it_and_in_the_middle_of_its_state_if_not(folder):
    records = own(folder(state="California", **entry(as_of=datetime.date(2026, 1, 15))))  # a name, a day without quotes
    here = records.tables.agencies_by_id.loc[records.reporter]
    assert (here["place"], here["precision"]) == ("Napa", "place")
    assert forms.FORM not in dict(records.notes)


ROW, WHY = "own-report-p01-r00", "It says so there and elsewhere."


@pytest.mark.parametrize(
    ("table", "line", "says"),
    [
        ("readings", f"{ROW}9,agency,Elm,{WHY},x", r"readings\.csv: a decision names an entry that does not exist"),
        ("readings", f"{ROW}1,agency,Napa Police Department (CA),{WHY},x", "a decision changes nothing"),
        ("readings", f"{ROW}1,color,Elm,{WHY},x", r"readings\.csv: line 2: the field is not valid; expected agency or"),
        ("readings", f"{ROW}1,color,Elm,{WHY},x", "expected agency or city or state or hot_list; found color"),
        ("names", f"Elm PD,,ca-elm-police,{WHY},x,y", r"names\.csv: line 2: the document is not valid; expected any"),
        ("names", f"Elm PD,,ca-elm-police,{WHY},x,y", "expected any, or the id of one document; found nothing"),
        ("names", f"Elm PD,any,Elm CA,{WHY},x,y", "expected an id such as ca-napa-police; found Elm CA"),
        ("names", "Elm PD,any,ca-elm-police,It says so.,x,y", "expected at least 20 characters that say what shows it"),
        ("names", f"Elm PD,a.pdf,ca-elm-police,{WHY},x,y", "any or own-report as its document"),
        ("names", f"Elm Police Department,any,ca-elm-police,{WHY},x,y", "stale: no document prints Elm"),
        ("names", f"Napa Police Department (CA),any,ca-napa-police,{WHY},x,y", "unused"),
    ],
)
def test_a_decision_that_fits_nothing_is_an_error(folder, table, line, says):
    home = folder()
    decide(home, line, table)
    with pytest.raises(TableError, match=says):
        own(home)


def test_a_run_that_fails_leaves_the_last_one_whole(folder):
    home = folder()
    assert plates("own", home, "--workers", 1) == 0
    before = written(home)
    (home / "names.csv").write_text("printed,document\n")
    assert plates("own", home, "--workers", 1) == 1
    assert written(home) == before


def plates_own(home: Path, **how) -> subprocess.Popen:
    """`plates own` in a process of its own."""
    words = [sys.executable, "-m", "helpers.cli", "own", str(home), "--workers", "1"]
    piped = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, "cwd": files.ROOT}
    return subprocess.Popen(words, **piped, **how)


def aged(home: Path) -> dict[Path, bytes]:
    """Run a folder, then add a line to everything it wrote. Returns what the run wrote."""
    outputs.make(home, workers=1, say=lambda line: None)
    whole = written(home)
    for path, content in whole.items():
        path.write_bytes(content + b"\nold")
    return whole


@pytest.mark.parametrize("count", [2, 5])
def test_runs_at_once_in_one_folder_keep_everything_and_all_but_one_say_why_they_did_nothing(folder, count):
    home = folder()
    whole = aged(home)
    runs = [plates_own(home) for _ in range(count)]
    ends = [(run.communicate(timeout=300)[1], run.returncode) for run in runs]
    refused = [said for said, code in ends if code]
    says = (
        "own/out: another run is writing into this folder, and this one has changed nothing. Wait until the other one"
    )
    assert 0 < len(refused) < count and all(said.startswith(says) and said.count("\n") == 1 for said in refused)
    assert written(home) == whole and not list(home.glob(".plates-*"))


def test_killed_at_any_moment_a_run_leaves_every_part_old_or_new_and_the_next_one_repairs(folder):
    home, chance = folder(), random.Random(18)
    whole = aged(home)
    start = time.monotonic()
    assert plates_own(home).wait(timeout=300) == 0
    seconds = time.monotonic() - start
    for _ in range(3):
        aged(home)
        run = plates_own(home, start_new_session=True)
        time.sleep(chance.uniform(0.4, 1) * seconds)
        os.killpg(run.pid, signal.SIGKILL)
        run.communicate()
        left = written(home)
        assert all(
            left.get(path, b"aside") in (b"aside", content, content + b"\nold") for path, content in whole.items()
        )
        assert left.keys() >= whole.keys() or list(home.glob(".plates-draft-out-*/old/out/*"))
        outputs.make(home, workers=1, say=lambda line: None)
        assert written(home) == whole and not list(home.glob(".plates-*"))


@pytest.mark.parametrize("place", ["tables", "tables/rows.csv", "maps", "cards/deep", "cache", ".draft", "report.html"])
def test_a_link_anywhere_in_what_a_run_replaces_is_refused_in_one_sentence(folder, tmp_path, place, capsys):
    home, victim = folder(), tmp_path / "else"
    outputs.make(home, workers=1, say=lambda line: None)
    files.write_text(victim / "maps" / "keep.txt", "keep")
    link = home / "out" / place
    shutil.rmtree(link) if link.is_dir() else link.unlink(missing_ok=True)
    link.symlink_to(victim)
    before = written(home)
    assert plates("own", home, "--workers", 1) == 1
    said = capsys.readouterr().err
    assert said.startswith(f"own/out/{place}: this is a link to another place; expected a") and said.count("\n") == 1
    assert written(home) == before and [path.name for path in victim.rglob("*")] == ["maps", "keep.txt"]


def test_a_cache_that_came_with_a_folder_is_not_believed_and_goes(folder):
    names = ["Town 07 Police Department", "Town 08 Police Department"]
    home = folder(names)
    theirs = caches.Cache(home / "out" / "cache")  # as an earlier version kept one, even with this user's own signature
    key = {"file": files.sha256(home / forms.RECORDS / "report.pdf"), "page": 1, "how": "text"}
    caches.Cache(caches.FOLDER).get("pages", key, lambda value: pytest.fail("it was read before"))
    outputs.make(home, workers=1, say=lambda line: None)
    value = caches.Cache().get("pages", key, lambda value: value)
    theirs.put("pages", key, json.loads(json.dumps(value).replace('"07"', '"70"')))
    assert theirs.get("pages", key, lambda value: value) != value
    outputs.make(home, workers=1, say=lambda line: None)
    assert files.read_csv(home / "out" / "tables" / "rows.csv")["agency_printed"].tolist() == names
    assert not (home / "out" / "cache").exists()


def test_a_cache_that_cannot_be_used_is_one_note_and_fails_nothing(folder, tmp_path, monkeypatch, capsys):
    (tmp_path / "cache").write_text("a file")
    monkeypatch.setattr(caches, "FOLDER", tmp_path / "cache")
    home = folder()
    assert plates("own", home, "--workers", 1) == 0
    said = capsys.readouterr().out
    assert said.count("PLATES_CACHE") == 1 and "note: the cache in cache cannot be used (" in said
    assert "PLATES_CACHE" not in (home / "out" / "report.html").read_text()  # it says nothing about the records


def test_two_runs_write_the_same_bytes_and_the_second_reads_no_page_again(folder, monkeypatch):
    home = folder()
    outputs.make(home, workers=1, say=lambda line: None)
    before = written(home)
    monkeypatch.setattr(sharing_reports, "report_page", lambda *_: pytest.fail("a page was read again"))
    outputs.make(home, workers=1, say=lambda line: None)
    assert written(home) == before
