"""Facts about scans without footers: their order, their sections, and rows that the scan's edge cuts."""

from pathlib import Path

import pandas as pd
import pytest

from helpers.errors import ReadingError
from helpers.records.reading import ocr, productions, scan_edges
from helpers.records.reading.caches import Cache
from helpers.records.stand_ins import sharing_reports as stand_ins
from helpers.records.stand_ins import typesetting
from tests import scanner

TABLE = [(f"Elm {n:02d} Police Department (CA)", f"Elmville {n:02d}", "CA") for n in range(60)]
HOT_LISTS = [(f"Oak {n:02d} Police Department", f"Regional List {n}") for n in range(8)]
PRINTED = ["page", "section", "agency_printed", "city_printed", "state_printed", "hot_list_printed"]


@pytest.fixture(scope="module")
def native(tmp_path_factory) -> Path:
    """A native report of which a table fills pages, and hot lists follow."""
    path = tmp_path_factory.mktemp("native") / "report.pdf"
    sections = {"detections_shared": [], "detections_received": TABLE, "hot_lists_shared": HOT_LISTS}
    said = stand_ins.flow("Elmville Police Department", sections | {"hot_lists_received": HOT_LISTS[:2]})
    typesetting.typeset(stand_ins.sheets(*said), path)
    return path


@pytest.fixture(scope="module")
def typed(native, tmp_path_factory) -> pd.DataFrame:
    return productions.extract(native, "x", cache=Cache(tmp_path_factory.mktemp("typed"))).rows


def scanned(native: Path, target: Path, ends, numbers=None) -> productions.Production:
    scanner.scan(native, target / "scan.pdf", numbers=numbers, noise=8, skew=0.3, quality=85, ends=ends)
    return productions.extract(target / "scan.pdf", "x", cache=Cache(target / "cache"))


def lowest(typed: pd.DataFrame) -> dict[int, pd.Series]:
    """The last row of each page."""
    return {page: rows.loc[rows["bottom"].idxmax()] for page, rows in typed.groupby("page")}


def plain(rows: pd.DataFrame) -> list[list[str]]:
    return rows[PRINTED[1:]].to_numpy().tolist()


@pytest.fixture(scope="module")
def whole(native, typed, tmp_path_factory) -> productions.Production:
    """The report scanned without its footers, and no row cut."""
    ends = {page: row["bottom"] + 5 for page, row in lowest(typed).items()}
    return scanned(native, tmp_path_factory.mktemp("whole"), ends)


def test_a_scan_without_footers_is_read_in_the_order_of_the_file_and_says_what_it_does_not_know(whole, typed):
    (report,) = whole.reports
    assert plain(whole.rows) == plain(typed) and whole.rows["page"].tolist() == typed["page"].tolist()
    assert report.as_of is None and set(whole.rows["printed_page"]) == {""}
    assert any("page numbers are not printed" in note for note in report.odd)
    assert report.partial.startswith("the pages have no numbers") and not whole.rows["cut"].any()
    assert report.states["detections_shared"] == "says none" and not any("edge" in note for note in report.odd)


def test_the_first_pages_section_is_the_one_before_the_first_heading_and_that_is_told(native, typed, tmp_path):
    last = int(typed["page"].max())
    ends = {page: row["bottom"] + 5 for page, row in lowest(typed).items()}
    (report,) = scanned(native, tmp_path, ends, range(2, last + 1)).reports
    here = typed[typed["page"] > 1]
    assert [(e.section, e.agency) for e in report.entries] == list(
        zip(here["section"], here["agency_printed"], strict=True)
    )
    assert any(
        "no heading stands over the first rows; the first heading, Hot List Sharing" in note for note in report.odd
    )
    assert report.states["detections_shared"] == "not shown"


def test_pages_without_a_heading_are_refused_and_the_pages_up_to_the_next_one_help(native, typed, tmp_path):
    ends = {page: row["bottom"] + 5 for page, row in lowest(typed).items()}
    with pytest.raises(ReadingError, match=r"no heading shows which section .* Give the pages up to the next section"):
        scanned(native, tmp_path, ends, [2] if typed["page"].max() > 2 else [1])


@pytest.mark.parametrize("shown", [0.4, 0.7])
def test_a_row_that_the_edge_cuts_is_counted_with_its_place_and_not_read(shown, native, typed, tmp_path):
    row = lowest(typed)[1]
    edge = {page: one["bottom"] + 5 for page, one in lowest(typed).items()}
    edge[1] = row["top"] + (row["bottom"] - row["top"]) * (0.18 + 0.62 * shown)
    production = scanned(native, tmp_path, edge)
    (report,) = production.reports
    assert plain(production.rows) == plain(typed.drop(row.name))
    assert [note[:5] for note in report.odd if "the lower edge cuts through a row" in note] == ["p. 1:"]
    assert "rows that are cut off: 1" in report.partial


def test_a_report_with_footers_that_lost_one_is_still_refused(native, typed, tmp_path):
    row = lowest(typed)[1]
    with pytest.raises(ReadingError, match="a page of a sharing report has no footer"):
        scanned(native, tmp_path, {1: row["bottom"] + 5})


def test_no_whole_line_is_called_cut(native, tmp_path):
    """Not even where nothing on it reaches below the line: what is whole is a capital's height."""
    import numpy as np
    from PIL import Image, ImageDraw, ImageFont

    font = ImageFont.load_default(28)
    for last in ("Elm Hotel Union", "Elm (CA) gypsy", "LEARN_Elm"):
        paper = Image.new("L", (1000, 800), 255)
        pen = ImageDraw.Draw(paper)
        for number, words in enumerate(["Elm Police Department (CA)", "Oak Sheriff", "Ash Troop", "Fir Bay", last]):
            pen.text((60, 60 + 90 * number), words, font=font, fill=0)
        edge = scan_edges.cut_line(np.asarray(paper))
        assert edge is None or edge.shown > 0.9
        bottom = int(np.flatnonzero((np.asarray(paper) < 128).any(axis=1)).max())
        cut = np.asarray(paper).copy()
        cut[bottom - 16 :] = 255
        assert scan_edges.cut_line(cut).shown < 0.9


def test_with_ocr_always_the_engine_is_the_reading_and_the_layer_the_second(native, tmp_path):
    result = productions.extract(native, "x", when="always", cache=Cache(tmp_path / "cache"))
    assert set(result.rows["reading"]) == {"ocr"} and not (result.rows["second_reading"] != "").any()
    assert ocr.engine("rapidocr").name == "rapidocr"


def test_a_part_of_a_report_has_its_rows_under_the_right_section_and_is_a_part(native, typed, tmp_path):
    last = int(typed["page"].max())
    for page in range(1, last + 1):
        result = productions.extract(native, "x", numbers=[page], cache=Cache(tmp_path / "cache"))
        (report,) = result.reports
        here = typed[typed["page"] == page]
        assert plain(result.rows) == plain(here) and result.rows["row_id"].tolist() == here["row_id"].tolist()
        assert report.partial == f"only 1 of the report's {last} pages were asked for"
        assert set(here["section"]) <= {one for one, state in report.states.items() if state == "list"}
        assert not set(report.states) - set(report.on_pages)
