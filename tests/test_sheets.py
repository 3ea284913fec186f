"""Facts about sheets: a report printed at another scale, moved, turned, or with several pages on one sheet, is the same
report, and its boxes lie on the sheet as displayed."""

import itertools
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Dictionary, Name

from helpers.records.reading import opening, productions, sharing_reports

NAMES = [f"Town {n:03d} Police Department" for n in range(120)]
TABLE = [(f"Elm {n} Police Department", f"Elm {n}", "CA") for n in range(30)]
HOT = [("Irvine Police Department", "Persons"), ("Oak Police Department", "Stolen / Vehicles")]
SECTIONS = {"detections_shared": NAMES, "detections_received": TABLE, "hot_lists_shared": [], "hot_lists_received": HOT}

A4, LETTER = (595.0, 842.0), (612.0, 792.0)


def placed(source: Path, target: Path, size, matrices, *, origin=(0.0, 0.0), rotate=0, crop=None) -> Path:
    """The pages of a PDF on sheets of this size, as many on one as there are matrices (a, b, c, d, e, f)."""
    x, y = origin
    with pikepdf.open(source) as pages, pikepdf.new() as sheets:
        every = [sheets.copy_foreign(page.as_form_xobject()) for page in pages.pages]
        for start in range(0, len(every), len(matrices)):
            sheets.add_blank_page(page_size=size)
            sheet, forms = sheets.pages[-1], every[start : start + len(matrices)]
            sheet.Resources = Dictionary(XObject=Dictionary({f"/F{n}": form for n, form in enumerate(forms)}))
            drawn = [
                f"q {a:.5f} {b:.5f} {c:.5f} {d:.5f} {e + x:.5f} {f + y:.5f} cm /F{n} Do Q"
                for n, (a, b, c, d, e, f) in enumerate(matrices[: len(forms)])
            ]
            sheet.Contents = sheets.make_stream("\n".join(drawn).encode())
            sheet.MediaBox = [x, y, x + size[0], y + size[1]]
            if crop:
                sheet.CropBox = [edge + move for edge, move in zip(crop, (x, y, x, y), strict=True)]
            if rotate:
                sheet[Name.Rotate] = rotate
        sheets.save(target)
    return target


def scaled(scale: float, x: float = 0.0, y: float = 0.0):
    return (scale, 0, 0, scale, x, y)


def entries(report):
    return [(e.section, e.column, e.agency, e.city, e.state, e.hot_list) for e in report.entries]


def words_in(path: Path, page: int, box) -> str:
    """What pdfium finds in a box of the page as displayed, without blanks. The page must not be turned."""
    with opening.pdfium(path, "") as document:
        sheet = document[page - 1]
        x, _, _, top = sheet.get_mediabox() if not sheet.get_cropbox() else sheet.get_cropbox()
        text = sheet.get_textpage()
        inside = text.get_text_bounded(box.x0 + x - 0.5, top - box.bottom - 0.5, box.x1 + x + 0.5, top - box.top + 0.5)
        return "".join(inside.split())


def same(read, typeset, tmp_path, *how, **more):
    """The report as typeset, and as placed on sheets; their entries are the same."""
    source = typeset(SECTIONS)
    whole, report = read(source), read(placed(source, tmp_path / "sheets.pdf", *how, **more))
    assert entries(report) == entries(whole)
    return report


def check_boxes(report, path: Path):
    for entry in report.entries[:: max(1, len(report.entries) // 20)]:
        printed = "".join(f"{entry.agency}{entry.city}{entry.state}{entry.hot_list}".split())
        assert sorted(words_in(path, entry.page, entry.box)) == sorted(printed)


@pytest.mark.parametrize("scale", [0.5, 0.64, 0.917, 0.97, 1.03, 1.25, 1.41, 2.0])
def test_a_report_printed_at_another_scale_is_the_same_report_and_says_so(read, typeset, tmp_path, scale):
    report = same(read, typeset, tmp_path, (595 * scale + 20, 842 * scale + 30), [scaled(scale, 7.0, 11.0)])
    check_boxes(report, tmp_path / "sheets.pdf")
    (note,) = (note for note in report.odd if "printed at" in note)
    assert note == f"p. 1-{report.pages}: the page is printed at {scale:.0%}"


@pytest.mark.parametrize(
    ("size", "matrix"),
    [(LETTER, scaled(0.92, 30.0, 8.0)), (A4, scaled(0.5, 20.0, 400.0)), ((1224.0, 1584.0), scaled(1.0, 100.0, 300.0))],
    ids=["fit to letter", "half, in the upper half", "full size, on a large sheet"],
)
def test_a_page_may_lie_anywhere_on_its_sheet(read, typeset, tmp_path, size, matrix):
    check_boxes(same(read, typeset, tmp_path, size, [matrix]), tmp_path / "sheets.pdf")


@pytest.mark.parametrize("crop", [None, (40.0, 50.0, 635.0, 892.0)])
@pytest.mark.parametrize("scale", [0.9, 1.0])
def test_a_sheet_may_begin_anywhere_and_be_cropped(read, typeset, tmp_path, scale, crop):
    how = {"origin": (-30.0, 120.0), "crop": crop}
    check_boxes(
        same(read, typeset, tmp_path, (700.0, 1000.0), [scaled(scale, 40.0, 50.0)], **how), tmp_path / "sheets.pdf"
    )


TURNS = {
    90: ((842.0, 595.0), (0, 1, -1, 0, 842.0, 0)),
    180: (A4, (-1, 0, 0, -1, 595.0, 842.0)),
    270: ((842.0, 595.0), (0, -1, 1, 0, 0, 595.0)),
}


@pytest.mark.parametrize("turn", TURNS)
@pytest.mark.parametrize("how", ["drawn so", "displayed so", "drawn so and displayed upright"])
def test_a_page_may_lie_on_its_side_or_upside_down(read, typeset, tmp_path, turn, how):
    size, matrix = (A4, scaled(1.0)) if how == "displayed so" else TURNS[turn]
    rotate = 0 if how == "drawn so" else turn
    report = same(read, typeset, tmp_path, size, [matrix], rotate=rotate)
    turned = any("is turned by" in note for note in report.odd)
    assert turned == (how != "drawn so and displayed upright")
    if how == "drawn so":
        check_boxes(report, tmp_path / "sheets.pdf") if turn == 180 else None
    first = report.entries[0].box
    wide = first.x1 - first.x0 > first.bottom - first.top
    assert wide == (turn == 180 or not turned)


def grid(columns: int, rows: int, size) -> list:
    """Matrices that put pages of A4 on a sheet, from left to right, then down."""
    width, height = size[0] / columns, size[1] / rows
    scale = min(width / 595, height / 842)
    return [
        scaled(scale, column * width + (width - 595 * scale) / 2, size[1] - (row + 1) * height)
        for row, column in itertools.product(range(rows), range(columns))
    ]


@pytest.mark.parametrize(
    ("columns", "rows", "size"),
    [(2, 1, (842.0, 595.0)), (2, 1, (792.0, 612.0)), (2, 1, (1191.0, 842.0)), (1, 2, (595.0, 1684.0)), (2, 2, A4)],
    ids=["two on A4", "two on letter", "two on A3", "one above the other", "four"],
)
def test_several_pages_on_a_sheet_are_read_one_by_one(read, typeset, tmp_path, columns, rows, size):
    report = same(read, typeset, tmp_path, size, grid(columns, rows, size))
    check_boxes(report, tmp_path / "sheets.pdf")
    sheets = -(-report.pages // (columns * rows))
    assert sorted({entry.page for entry in report.entries}) == list(range(1, sheets + 1))
    on_first = [entry.row_on_page for entry in report.entries if entry.page == 1]
    assert on_first == list(range(1, len(on_first) + 1))  # counted over the whole sheet
    assert any("is page 2 of 2 on its sheet" in note or "is page 2 of 4" in note for note in report.odd)


def test_pages_in_another_order_on_their_sheet_are_read_by_their_numbers(read, typeset, tmp_path):
    size = (842.0, 595.0)
    report = same(read, typeset, tmp_path, size, grid(2, 1, size)[::-1])
    assert report.pages == 4


def test_two_pages_on_a_sheet_are_the_same_from_the_cache(typeset, tmp_path):
    size = (842.0, 595.0)
    path = placed(typeset(SECTIONS), tmp_path / "sheets.pdf", size, grid(2, 1, size))
    cache = productions.Cache(tmp_path / "cache")
    first, second = (productions.extract(path, "x", cache=cache) for _ in range(2))
    assert len(first.rows) == len(NAMES) + len(TABLE) + len(HOT)
    assert first.rows.equals(second.rows) and first.reports[0].odd == second.reports[0].odd


def test_a_page_at_full_size_is_read_as_it_is(read, typeset):
    report = read(typeset(SECTIONS))
    assert not any("the page" in note for note in report.odd)


def test_every_name_is_refused_where_pages_of_a_sheet_are_missing(typeset, tmp_path):
    """One page of two lies on another sheet, which is not in the file."""
    size = (842.0, 595.0)
    path = placed(typeset(SECTIONS), tmp_path / "sheets.pdf", size, grid(2, 1, size))
    with pikepdf.open(path) as document:
        del document.pages[0]
        document.save(tmp_path / "rest.pdf")
    with pytest.raises(sharing_reports.ReadingError, match="page 1"):
        sharing_reports.read(tmp_path / "rest.pdf")
