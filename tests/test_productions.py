"""Facts about one big file: what is found in it, that every page is accounted for, and that a stopped run goes on."""

import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pikepdf
import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from helpers import files
from helpers.errors import NoSharingReport, ReadingError
from helpers.records.reading import ocr, productions, readings
from helpers.records.reading.caches import Cache
from helpers.records.reading.forms import vigilant_report, wording
from helpers.records.reading.forms.registry import Chosen
from helpers.records.stand_ins import sharing_reports as stand_ins
from helpers.records.stand_ins import typesetting
from tests import scanner

NAMES = [f"Town {n:03d} Police Department" for n in range(60)]
LETTER = "Dear requester, enclosed please find the records that you asked for."


@pytest.fixture(scope="module")
def parts(tmp_path_factory):
    """A native report of two pages, another one without its last name, the first one scanned (two pictures), a letter
    of 30 pages, a blank page, a photograph."""
    folder = tmp_path_factory.mktemp("parts")
    sheets = stand_ins.sheets(*stand_ins.flow("Elmville Police Department", {"detections_shared": NAMES}))
    typesetting.typeset(sheets, folder / "native.pdf")
    fewer = stand_ins.sheets(*stand_ins.flow("Elmville Police Department", {"detections_shared": NAMES[:-1]}))
    typesetting.typeset(fewer, folder / "other.pdf")
    scanner.scan(folder / "native.pdf", folder / "scan.pdf", dpi=200, noise=8, skew=0.4, quality=80)
    letter = Canvas(str(folder / "letter.pdf"))
    for number in range(30):
        letter.drawString(72, 700, f"{LETTER} {number}")
        letter.showPage()
    letter.save()
    blank = Canvas(str(folder / "blank.pdf"))
    blank.showPage()
    blank.save()
    photograph = Canvas(str(folder / "photograph.pdf"))
    photograph.rect(100, 100, 200, 200, fill=1)
    photograph.save()
    return folder


@pytest.fixture
def production(parts, tmp_path):
    """One file made of parts, in order."""

    def bound(*names: str) -> Path:
        whole = pikepdf.new()
        for name in names:
            with pikepdf.open(parts / f"{name}.pdf") as part:
                whole.pages.extend(part.pages)
        whole.save(tmp_path / "production.pdf")
        return tmp_path / "production.pdf"

    return bound


@pytest.fixture
def cache(tmp_path):
    return Cache(tmp_path / "cache")


def test_a_report_is_found_among_other_pages_and_each_page_is_accounted_for(production, cache):
    path = production("letter", "blank", "native", "photograph", "letter")
    result = productions.extract(path, "x", when="never", cache=cache)
    assert result.rows["agency_printed"].tolist() == NAMES
    assert set(result.rows["page"]) == {32, 33} and set(result.rows["printed_page"]) == {"1 of 2", "2 of 2"}
    assert result.pages["page"].tolist() == list(range(1, 65))
    assert result.pages.groupby("use").size().to_dict() == {"not read": 1, "not relevant": 61, "used": 2}
    why = result.pages.set_index("page").loc[[31, 34], "why"].tolist()
    assert why == ["blank", "a picture without usable text; see --ocr"]


def test_pictures_are_read_and_a_report_among_them_is_found(production, cache):
    result = productions.extract(production("letter", "scan", "photograph"), "x", cache=cache, workers=2)
    assert result.rows["agency_printed"].tolist() == NAMES
    assert set(result.rows["reading"]) == {"ocr"} and result.rows["confidence"].between(0.5, 1).all()
    why = result.pages.set_index("page").loc[33, "why"]
    assert why == "a picture; OCR finds no sharing report on it"
    assert result.notes == [f"{len(NAMES)} entries {productions.READ_ONCE}"]


def test_two_reports_in_one_file_keep_their_rows_apart(production, cache):
    result = productions.extract(production("native", "letter", "other"), "x", when="never", cache=cache)
    assert result.rows.groupby("doc_id").size().to_dict() == {"x": 60, "x-2": 59}
    says = (
        "pages 1-2 and pages 33-34 say that they are one report (Elmville Police Department, 2020-01-02), but 1 entry"
    )
    assert f"{says} is in one of them only: counted as two" in result.reports[1].odd and not result.repeated


def test_one_report_twice_in_one_file_counts_once_and_both_places_are_told(production, cache):
    result = productions.extract(production("native", "letter", "native", "other", "native"), "x", cache=cache)
    assert result.rows.groupby("doc_id").size().to_dict() == {"x": 60, "x-2": 59}
    assert set(result.rows["page"]) == {1, 2, 35, 36}
    both = "pages 1-2 and {} are the same report (Elmville Police Department, 2020-01-02): counted once"
    said = "\n".join(wording.of_production("x.pdf", Chosen(vigilant_report, "it is one"), result))
    assert both.format("pages 33-34") in said and both.format("pages 37-38") in said
    became = result.pages.set_index("page").loc[[1, 33, 34, 35]]
    assert became["use"].tolist() == ["used", "not relevant", "not relevant", "used"]
    assert became["why"].tolist()[1] == "the same report as pages 1-2: counted once"


def test_of_a_report_that_counts_once_one_place_alone_is_read_again(production, cache):
    result = productions.extract(production("native", "native", "other"), "x", when="always", cache=cache, workers=2)
    assert set(result.rows["second_reading"]) == {""} and not result.notes
    assert result.rows.groupby("doc_id").size().to_dict() == {"x": 60, "x-2": 59}


def test_always_reads_a_native_page_twice_and_both_agree(production, cache):
    result = productions.extract(production("native"), "x", when="always", cache=cache, workers=2)
    assert set(result.rows["reading"]) == {"ocr"} and set(result.rows["second_reading"]) == {""} and not result.notes


def with_layer(parts: Path, names: list[str], change=lambda text: text, pictures: str = "scan.pdf") -> Path:
    """The scan (or other pictures), over a text layer that says `names`, each string as `change` makes it."""
    sheets = stand_ins.sheets(*stand_ins.flow("Elmville Police Department", {"detections_shared": names}))
    worded = [(sheet, [replace(s, text=change(s.text)) for s in sheet.strings]) for sheet in sheets]
    plain = [replace(sheet, rectangles=[], rules=[], strings=strings) for sheet, strings in worded]
    typesetting.typeset(plain, parts / "layer.pdf")
    with pikepdf.open(parts / pictures) as scan, pikepdf.open(parts / "layer.pdf") as layer:
        for page, text in zip(scan.pages, layer.pages, strict=True):
            page.add_underlay(text)
        scan.save(parts / "layered.pdf")
    return parts / "layered.pdf"


def test_where_the_second_reading_differs_the_row_is_marked(parts, cache):
    path = with_layer(parts, [name.replace("Town 007", "Town 001") for name in NAMES])
    result = productions.extract(path, "x", cache=cache, workers=2)
    marked = result.rows[result.rows["second_reading"] != ""]
    assert marked["agency_read"].tolist() == ["Town 001 Police Department"]
    assert marked["second_reading"].tolist() == ["Town 007 Police Department"]


def test_two_reports_that_a_second_reading_takes_for_one_stay_two(parts, production, cache):
    other = [name.replace("Town 007", "Town 001") for name in NAMES]
    for name, names in (("one", NAMES), ("two", other)):
        with_layer(parts, names).replace(parts / f"{name}.pdf")
    result = productions.extract(production("one", "two"), "x", cache=cache, workers=2)
    assert result.rows.groupby("doc_id").size().to_dict() == {"x": 60, "x-2": 60}
    marked = result.rows[result.rows["second_reading"] != ""]
    assert marked["doc_id"].tolist() == ["x-2"] and marked["second_reading"].tolist() == ["Town 007 Police Department"]


def test_a_text_layer_that_its_picture_does_not_show_is_not_read(parts, cache):
    scanner.scan(parts / "letter.pdf", parts / "letters.pdf", numbers=(1, 2), dpi=72)
    result = productions.extract(with_layer(parts, NAMES, pictures="letters.pdf"), "x", cache=cache)
    assert result.rows.empty and not result.reports


def test_a_second_reading_that_finds_no_report_is_told_and_settles_nothing(parts, cache):
    stripes = Image.fromarray(np.tile(np.array([0, 0, 255, 255], np.uint8), (842, 149))[:, :595])
    stripes.save(parts / "stripes.pdf", save_all=True, append_images=[stripes], resolution=72)
    result = productions.extract(with_layer(parts, NAMES, pictures="stripes.pdf"), "x", cache=cache)
    assert result.rows["agency_printed"].tolist() == NAMES and set(result.rows["second_reading"]) == {""}
    assert result.notes == [
        "there is no second reading to compare with: layered.pdf: a second reading finds no page of a report. "
        "Look at the pages themselves before you trust their text."
    ]


def test_always_finds_a_report_whose_text_layer_hides_it(parts, cache):
    path = with_layer(parts, NAMES, change=lambda text: text.replace("e", "c").replace("a", "o"))
    assert productions.extract(path, "x", cache=cache).reports == []
    assert productions.extract(path, "x", when="always", cache=cache).rows["agency_printed"].tolist() == NAMES


def test_only_the_pages_asked_for_are_looked_at(production, cache):
    result = productions.extract(production("letter", "native"), "x", numbers=range(30, 33), when="never", cache=cache)
    assert result.pages["page"].tolist() == [30, 31, 32] and len(result.rows) == 60


def test_a_page_that_is_not_there_is_an_error(production, cache):
    with pytest.raises(ReadingError, match="page 99: the document has no such page; found 2 pages"):
        productions.extract(production("native"), "x", numbers=[1, 99], cache=cache)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("3", [3]), ("1-3,7", [1, 2, 3, 7]), (" 1 - 2 , 5", [1, 2, 5]), ("1800-1850", range(1800, 1851))],
)
def test_spans_of_pages_are_numbers(text, numbers):
    assert productions.page_numbers(text) == list(numbers)


@pytest.mark.parametrize("text", ["", "a", "3-1", "1,,2", "-3", "1-"])
def test_other_words_are_no_pages(text):
    with pytest.raises(ReadingError, match="these are not page numbers"):
        productions.page_numbers(text)


def test_a_file_without_a_report_says_what_its_pages_are(production, cache):
    result = productions.extract(production("letter", "photograph"), "x", when="never", cache=cache)
    error = productions.no_report(result, "production.pdf")
    assert isinstance(error, NoSharingReport) and error.exit_code == 3
    assert "1 page not read (a picture without usable text; see --ocr)" in str(error) and "--ocr auto" in str(error)


def test_what_was_read_is_not_read_again(production, cache, monkeypatch):
    path = production("scan")
    first = productions.extract(path, "x", cache=cache)
    monkeypatch.setattr(ocr, "read", None)  # reading a picture again would fail
    pd.testing.assert_frame_equal(productions.extract(path, "x", cache=cache).rows, first.rows)


def test_processes_give_the_same_rows_as_one(production, tmp_path):
    path = production("letter", *["native"] * 20)
    caches = {n: Cache(tmp_path / f"cache{n}") for n in (1, 2)}
    one, two = (productions.extract(path, "x", when="never", workers=n, cache=caches[n]).rows for n in (1, 2))
    pd.testing.assert_frame_equal(one, two)


def test_a_cluster_gives_the_same_rows_as_one_process(production, tmp_path):
    distributed = pytest.importorskip("distributed")
    path = production("letter", *["native"] * 5)
    one = productions.extract(path, "x", when="never", cache=Cache(tmp_path / "one")).rows
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as running:
        address = running.scheduler_address
        many = productions.extract(path, "x", when="never", scheduler=address, cache=Cache(tmp_path / "many")).rows
    pd.testing.assert_frame_equal(one, many)


def test_a_run_that_is_stopped_says_so_writes_nothing_and_goes_on_where_it_was(production, tmp_path):
    path = production(*["scan"] * 4)
    words = ["-m", "helpers.cli", "extract", path, "-o", tmp_path / "rows.csv", "--workers", 2]
    command = [sys.executable, *map(str, words)]
    environment = {**os.environ, "PLATES_CACHE": str(tmp_path / "cache")}
    piped = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    run = subprocess.Popen(command, cwd=files.ROOT, env=environment, start_new_session=True, **piped)
    while len(list((tmp_path / "cache").glob("pages/*/*.json"))) < 2:
        with pytest.raises(subprocess.TimeoutExpired):  # it goes on
            run.wait(timeout=0.1)
    os.killpg(run.pid, signal.SIGINT)
    _, said = run.communicate(timeout=60)
    assert run.returncode == 130 and "run the same command again to resume" in said and "Traceback" not in said
    assert not (tmp_path / "rows.csv").exists()
    kept = {place: place.stat().st_mtime_ns for place in (tmp_path / "cache").glob("pages/*/*.json")}
    assert 2 <= len(kept) < 8
    again = subprocess.run(command, cwd=files.ROOT, env=environment, capture_output=True, text=True, check=True)
    assert "60 rows" in again.stdout and again.stdout.count("are the same report") == 3
    assert all(place.stat().st_mtime_ns == then for place, then in kept.items())


def test_entries_are_paired_by_place_and_what_has_no_partner_is_told():
    columns = "doc_id page section x0 top bottom agency_read city_printed state_printed hot_list_read".split()

    def rows(*entries):
        lines = [("x", 1, "detections_shared", 70.0, top, top + 10, name, "", "", "") for top, name in entries]
        return pd.DataFrame(lines, columns=columns)

    marked, extra = readings.compare(rows((100, "A"), (124, "B"), (148, "C")), rows((101, "A"), (150, "K"), (180, "Z")))
    assert marked["second_reading"].tolist() == ["", readings.NOTHING, "K"]
    assert extra["agency_read"].tolist() == ["Z"]
