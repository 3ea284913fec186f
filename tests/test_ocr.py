"""Facts about reading pictures: bad scans, sheets that lay turned, cells that touch, and what is kept."""

import subprocess
import sys
from dataclasses import replace

import pytest

from helpers import files
from helpers.errors import ReadingError
from helpers.records.reading import ocr, pages, rendering, sharing_reports
from helpers.records.reading.caches import Cache
from helpers.records.stand_ins import sharing_reports as stand_ins
from helpers.records.stand_ins import typesetting
from tests import scanner
from tests.test_evidence import words_in

NAMES = """
Alameda County Sheriffs Office (CA)
Alton Police Department
CBP - NTC
DHS - HSI (Newark NJ)
Illinois State Police (IL)
Jefferson CO TX SO
Union City Police Department (CA)
Union City Police Department
""".strip().splitlines()


@pytest.fixture
def scanned(tmp_path):
    """A report of one page, printed and scanned."""

    def scan(names=NAMES, measures=None, **how):
        report = stand_ins.flow("Elmville Police Department", {"detections_shared": names}, measures=measures)
        typesetting.typeset(stand_ins.sheets(*report), tmp_path / "printed.pdf")
        return scanner.scan(tmp_path / "printed.pdf", tmp_path / "scanned.pdf", **how)

    return scan


def names_on(path, engine="rapidocr", cache=None) -> list[str]:
    page = ocr.read(path, 1, ocr.engine(engine), cache=cache)
    (report,) = sharing_reports.reports([sharing_reports.report_page(page, path.name)], path.name)
    return [entry.agency for entry in report.entries]


def test_a_bad_scan_is_read_name_by_name(scanned):
    assert names_on(scanned()) == NAMES


@pytest.mark.parametrize("turned", [90, 180])
def test_a_sheet_that_lay_turned_on_the_glass_is_read(scanned, turned):
    assert names_on(scanned(turned=turned, dpi=150, noise=5, skew=0.3)) == NAMES


def test_a_line_over_two_cells_is_parted_at_the_columns_edge(scanned):
    names = ["Sacramento County District Attorneys Office (CA)", "Sacramento County Sheriffs Office (CA)", *NAMES[:2]]
    end = 67.5 + typesetting.width(names[0], stand_ins.SIZES["name"])
    assert names_on(scanned(names, measures={"column_edge": end + 4.0}, skew=0.5)) == names


def test_a_wrapped_name_is_one_entry(scanned):
    long = "Southern California Multi Agency Regional Vehicle Theft and Recovery Task Force"
    assert names_on(scanned([long, *NAMES])) == [long, *NAMES]


def test_the_box_of_an_entry_holds_its_words_on_the_page_as_displayed(scanned):
    path = scanned(skew=-1.0)
    page = ocr.read(path, 1, ocr.engine())
    (report,) = sharing_reports.reports([sharing_reports.report_page(page, path.name)], path.name)
    for entry in report.entries:
        assert pages.text(words_in(page, entry.box)) == entry.agency


def test_what_was_read_once_is_not_read_again(scanned, tmp_path):
    path, cache = scanned(dpi=100, noise=0, skew=0.0), Cache(tmp_path / "cache")
    first = ocr.read(path, 1, ocr.engine(), cache=cache)
    assert ocr.read(path, 1, _unused(), cache=cache) == first


@pytest.mark.parametrize("change", [{"version": "0"}, {"settings": {"other": 1}}, {"name": "another"}])
def test_another_engine_version_or_setting_reads_anew(scanned, tmp_path, change):
    path, cache = scanned(dpi=100, noise=0, skew=0.0), Cache(tmp_path / "cache")
    ocr.read(path, 1, ocr.engine(), cache=cache)
    with pytest.raises(AssertionError, match="read anew"):
        ocr.read(path, 1, replace(_unused(), **change), cache=cache)


def _unused() -> ocr.Engine:
    """The engine, but one that must not be asked to look."""

    def read(picture):
        raise AssertionError("read anew")

    return replace(ocr.engine(), read=read)


def test_reading_makes_no_noise_and_asks_no_network(scanned):
    code = (
        "import socket; socket.socket.connect = None\n"
        "from helpers.records.reading import ocr\n"
        f"ocr.read({str(scanned(dpi=100))!r}, 1, ocr.engine())"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=files.ROOT, capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("", "")


def test_a_page_of_enormous_size_is_rendered_within_bounds(tmp_path):
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(tmp_path / "poster.pdf"), pagesize=(14_400, 14_400))
    canvas.drawString(100, 100, "poster")
    canvas.save()
    picture, size = ocr.rendered(tmp_path / "poster.pdf", 1)
    assert size == (14_400, 14_400) and picture.size <= rendering.MOST_PIXELS * 1.01


def test_a_page_that_is_not_there_is_an_error(scanned):
    with pytest.raises(ReadingError, match=r"scanned\.pdf, page 2: the page cannot be rendered"):
        ocr.read(scanned(), 2, ocr.engine())


def test_an_unknown_engine_is_an_error():
    with pytest.raises(ReadingError, match="expected rapidocr or tesseract; found crystal ball"):
        ocr.engine("crystal ball")


def test_tesseract_reads_too_where_it_is_installed(scanned):
    try:
        ocr.engine("tesseract")
    except ReadingError as missing:
        pytest.skip(str(missing))
    assert names_on(scanned(noise=2, quality=90), "tesseract") == NAMES
