"""Facts about the reader, one smallest page for each trap. Right or an error, never a silently short table."""

import datetime
import itertools
import random
import re
from dataclasses import replace

import pytest
from reportlab.pdfgen.canvas import Canvas

from helpers import schemas
from helpers.errors import GET_AGAIN, NoSharingReport, ReadingError
from helpers.records.reading import reports, sharing_reports
from helpers.records.reading.grids import PageFill
from helpers.records.reading.pages import Box, Geometry, Word
from helpers.records.reading.vocabulary import SENTENCES, Footer, Line
from helpers.records.stand_ins import sharing_reports as stand_ins
from helpers.records.stand_ins import typesetting
from helpers.records.stand_ins.typesetting import String
from tests import bad_files

TOWN = "Elmville Police Department"
NAMES = [f"{place} Police Department" for place in ("Alton", "Altona", "Union City")]
NAMES.insert(2, "Union City Police Department (CA)")
PERSONS = [("Irvine Police Department", "Persons")]
LONG = "Winnebago County Sheriff (Machesney Park Division) and its Regional Auto Theft Task Force"


def agencies(report, section="detections_shared"):
    return [entry.agency for entry in report.section(section)]


def sheets_of(sections, town=TOWN, **how):
    return list(stand_ins.sheets(*stand_ins.flow(town, sections, **how)))


def refused(path, what):
    """The file is an error that says `what`."""
    with pytest.raises(ReadingError, match=what):
        sharing_reports.read(path)


def respelled(old: str, new: str):
    """Change a sheet: `old` becomes `new` in every string."""
    return lambda sheet: replace(sheet, strings=[replace(s, text=s.text.replace(old, new)) for s in sheet.strings])


def adding(*strings):
    """Change a sheet: print more strings on it."""
    return lambda sheet: replace(sheet, strings=[*sheet.strings, *strings])


def losing(lost: str):
    """Change a sheet: leave out the strings that begin with `lost`."""
    return lambda sheet: replace(sheet, strings=[s for s in sheet.strings if not s.text.startswith(lost)])


def without_cell_of(name):
    """Leave out the rectangle round a name."""

    def change(sheet):
        (string,) = [s for s in sheet.strings if s.text == name]
        narrow = [b for b in sheet.rectangles if b.x1 - b.x0 < 400]
        cells = [b for b in narrow if b.x0 <= string.x + 3 <= b.x1 and b.top <= string.top <= b.bottom]
        return replace(sheet, rectangles=[b for b in sheet.rectangles if b not in cells])

    return change


def test_names_are_read_left_right_then_down(typeset, read):
    report = read(typeset({"detections_shared": NAMES}))
    assert agencies(report) == NAMES
    assert [entry.column for entry in report.entries] == ["L", "R", "L", "R"]
    assert [entry.row_on_page for entry in report.entries] == [1, 2, 3, 4]


def test_the_report_says_who_made_it_and_when(typeset, read):
    report = read(typeset({"detections_shared": NAMES}, created="02-06-20", product="VehicleManager"))
    assert (report.agency, report.as_of.isoformat(), report.product) == (TOWN, "2020-02-06", "VehicleManager")


def test_a_wrapped_name_stays_one_row(typeset, read):
    assert agencies(read(typeset({"detections_shared": [NAMES[0], LONG, NAMES[1]]}))) == [NAMES[0], LONG, NAMES[1]]


def test_a_lone_last_name_is_read_and_its_empty_neighbor_is_not(typeset, read):
    assert agencies(read(typeset({"detections_shared": NAMES[:3]}))) == NAMES[:3]


def test_a_single_name_is_a_list(typeset, read):
    assert agencies(read(typeset({"detections_shared": NAMES[:1]}))) == NAMES[:1]


def test_cells_that_touch_are_two_names(typeset, read):
    def touch(sheet):
        left, right = (next(s for s in sheet.strings if s.text == name) for name in NAMES[2:])
        width = right.x - typesetting.width(left.text, left.size)
        return replace(sheet, strings=[replace(s, x=width) if s is left else s for s in sheet.strings])

    assert agencies(read(typeset({"detections_shared": NAMES}, change=touch))) == NAMES


def test_a_section_may_start_in_mid_page_and_go_on_without_heading(typeset, read):
    many = [f"Town {n:03d} Police Department" for n in range(70)]
    sections = {"detections_shared": many, "detections_received": many[:40]}
    report = read(typeset({**sections, "hot_lists_shared": [], "hot_lists_received": []}))
    assert agencies(report) == many and agencies(report, "detections_received") == many[:40]
    assert report.on_pages["detections_shared"] == [1, 2] and report.on_pages["detections_received"] == [2, 3]


def test_none_means_an_empty_section(typeset, read):
    report = read(typeset({"detections_shared": NAMES, "hot_lists_shared": []}))
    assert report.section("hot_lists_shared") == [] and "hot_lists_shared" in report.on_pages


def test_an_empty_frame_adds_nothing(typeset, read):
    def change(sheet):
        return replace(sheet, rectangles=[*sheet.rectangles, *2 * [Box(12.5, 700, 580.5, 712)]])

    assert agencies(read(typeset({"detections_shared": NAMES}, change=change))) == NAMES


def test_spacers_hold_no_text(typeset, read):
    def change(sheet):
        over_letters = [Box(s.x + 10, s.top + 3, s.x + 50, s.top + 7) for s in sheet.strings if s.text in NAMES]
        return replace(sheet, rectangles=[*over_letters, *sheet.rectangles])

    assert agencies(read(typeset({"detections_shared": NAMES}, change=change))) == NAMES


def test_the_table_without_rules_has_agency_city_and_state(typeset, read):
    rows = [("Anaheim Police Department", "Anaheim", "CA"), ("San Rafael Police Department", "san rafael", "CA")]
    rows.append(("A Test Account", "N/A", "N/A"))
    report = read(typeset({"detections_received": rows}))
    assert [(e.agency, e.city, e.state) for e in report.entries] == rows


def test_a_table_that_goes_on_without_headers_keeps_its_columns(typeset, read):
    rows = [(f"Town {n} Police Department", f"Town {n}", "TX") for n in range(50)]
    report = read(typeset({"detections_received": rows}))
    assert [(e.agency, e.city, e.state) for e in report.entries] == rows and report.pages == 2


def test_a_hot_list_row_is_an_agency_and_a_list_even_when_both_wrap(typeset, read):
    rows = [("Irvine Police Department", "IPD Regional Hotlist"), (LONG, f"LEARN_{LONG}")]
    report = read(typeset({"hot_lists_received": rows}))
    assert [(e.agency, e.hot_list) for e in report.entries] == rows


@pytest.mark.parametrize("heading", ["Hot-List Received", "Hot List Received", "Hotlist Received"])
def test_a_heading_may_be_spelled_in_three_ways(typeset, read, heading):
    report = read(typeset({"hot_lists_received": PERSONS}, change=respelled("Hot List Received", heading)))
    assert [e.section for e in report.entries] == ["hot_lists_received"]


def test_inactive_is_kept_in_the_name_and_told_as_a_flag(typeset, read):
    names = ["Inactive Atwater Police Department", "Atwater Police Department"]
    table = reports.table(read(typeset({"detections_shared": names})), "x")
    assert list(table["agency_printed"]) == names
    assert list(table["inactive"]) == [True, False]


def test_a_row_id_says_document_page_and_place(typeset, read):
    table = reports.table(read(typeset({"detections_shared": NAMES})), "elmville-2020")
    assert list(table["row_id"])[2] == "elmville-2020-p01-r003"


def test_the_box_of_a_row_holds_its_words_and_no_others(typeset, read):
    path = typeset({"detections_shared": NAMES})
    for entry in read(path).entries:
        (page,) = sharing_reports.pages.read(path, [entry.page])
        inside = [c for c in page.characters if entry.box.x0 - 0.1 <= c["x0"] and c["x1"] <= entry.box.x1 + 0.1]
        inside = [c for c in inside if entry.box.top - 0.1 <= c["top"] and c["bottom"] <= entry.box.bottom + 0.1]
        assert sharing_reports.pages.text(sharing_reports.pages.words(inside)) == entry.agency


# --- right, or an error -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES[:2], ids=["left", "right"])
def test_a_missing_rule_is_an_error_that_names_page_and_text(typeset, name):
    path = typeset({"detections_shared": NAMES}, change=without_cell_of(name))
    refused(path, rf"page 1: words belong to no cell.*{name}")


ONE_ABOVE = "two texts are (one above the other in one cell|printed in one place)"


def test_two_names_one_above_the_other_in_one_box_are_an_error(typeset):
    def merge(sheet):
        cells = sorted(b for b in sheet.rectangles if b.x1 - b.x0 < 400)
        merged = [upper._replace(bottom=lower.bottom) for upper, lower in (cells[:2], cells[2:])]
        return replace(sheet, rectangles=[b for b in sheet.rectangles if b not in cells] + merged)

    refused(
        typeset({"detections_shared": NAMES}, change=merge),
        r"two texts are (one above the other in one cell|printed in one place)",
    )


def test_two_names_side_by_side_in_one_box_are_an_error(typeset):
    def merge(sheet):
        cells = [b for b in sheet.rectangles if b.x1 - b.x0 < 450]
        first = [b for b in cells if b.top == min(c.top for c in cells)]
        merged = Box(first[0].x0, first[0].top, first[0].x1 + 60, first[0].bottom)
        return replace(sheet, rectangles=[b for b in sheet.rectangles if b not in first] + [merged])

    measures = {"column_edge": 150.0, "inset_left": 10.0}
    path = typeset({"detections_shared": ["Elm Police", "Oak Police"]}, change=merge, measures=measures)
    refused(path, "two texts are side by side in one cell")


@pytest.mark.parametrize(
    ("text", "size", "loses"),
    [("see attached", 9.0, False), ("RELEASED", 11.0, False), ("OCSD-000123", 11.0, False), ("Elm PD", 11.0, True)],
)
def test_text_under_the_frames_is_left_out_with_a_note_unless_it_may_be_a_name(typeset, read, text, size, loses):
    """A name is set in the size and color of the other names; and no name says what a stamp says."""

    def scribble(sheet):
        return adding(String(text, 300.0, sheet.rectangles[0].bottom + 40, size))(sheet)

    path = typeset({"detections_shared": NAMES}, change=scribble)
    if loses:
        refused(path, f"words belong to no cell.*{text}")
    else:
        report = read(path)
        assert agencies(report) == NAMES and f"p. 1: text from outside the list is left out: {text}" in report.odd


@pytest.mark.parametrize(
    ("left", "what"),
    [
        ([0, 2], "missing or out of order; expected page 2 of 3; found page 3 of 3"),
        ([0, 1], "last pages are missing; expected 3 pages; found 2"),
    ],
    ids=["in the middle", "the last"],
)
def test_a_missing_page_is_an_error(tmp_path, left, what):
    sheets = sheets_of({"detections_shared": [f"Town {n:03d} Police Department" for n in range(150)]})
    stand_ins.typeset([sheets[n] for n in left], tmp_path / "short.pdf")
    refused(tmp_path / "short.pdf", what)


def test_sections_out_of_order_are_an_error(typeset):
    refused(typeset({"detections_received": NAMES, "detections_shared": NAMES}), "sections are out of order")


def test_an_agency_without_its_hot_list_is_an_error(typeset):
    refused(typeset({"hot_lists_received": PERSONS}, change=losing("Persons")), "an agency has no hot list")


def test_a_section_with_neither_entries_nor_none_is_an_error(typeset):
    def forget(sheet):
        (none,) = [s for s in sheet.strings if s.text == "None"]
        bands = [b for b in sheet.rectangles if b.top <= none.top <= b.bottom and b.x1 - b.x0 > 400]
        low = min(bands, key=lambda b: b.bottom - b.top)
        strings = [s for s in sheet.strings if s is not none]
        return replace(sheet, strings=strings, rectangles=[b for b in sheet.rectangles if b != low])

    path = typeset({"detections_shared": NAMES, "hot_lists_shared": []}, change=forget)
    refused(path, "expected entries, or the word None; found neither")


def test_a_name_that_stands_twice_is_told(typeset, read):
    report = read(typeset({"detections_shared": [NAMES[0], NAMES[0]]}))
    assert "Alton Police Department is listed twice in detections_shared: p. 1 row 1 and p. 1 row 2" in report.odd


def test_a_name_out_of_the_alphabet_is_told_not_refused(typeset, read):
    report = read(typeset({"detections_shared": NAMES}))
    assert "p. 1: Union City Police Department does not follow the alphabet" in report.odd


def test_pages_that_belong_to_no_report_are_passed_over(tmp_path, read):
    sheets = sheets_of({"detections_shared": NAMES})
    letter = replace(sheets[0], rectangles=[], rules=[], strings=[String("Dear requester", 72.0, 100.0, 11.0)])
    stand_ins.typeset([letter, *sheets, letter], tmp_path / "production.pdf")
    report = read(tmp_path / "production.pdf")
    assert agencies(report) == NAMES and report.entries[0].page == 2 and report.entries[0].printed_page == "1 of 1"


def test_two_reports_in_one_file_are_two(tmp_path):
    sheets = sheets_of({"detections_shared": NAMES})
    stand_ins.typeset([*sheets, *sheets], tmp_path / "two.pdf")
    assert [report.first_page for report in sharing_reports.read(tmp_path / "two.pdf")] == [1, 2]


def test_a_row_outside_every_frame_is_an_error(typeset):
    stray = adding(String("Stray Police Department", 67.5, 300.0, 11.0))
    refused(typeset({"detections_shared": NAMES}, change=stray), r"words belong to no cell.*Stray Police Department")


def test_a_stamp_in_the_margin_is_told_and_is_no_row(typeset, read):
    stamp = adding(String("2018-ICLI-00035 1822", 450.0, 834.0, 6.0))
    report = read(typeset({"detections_shared": NAMES}, change=stamp))
    assert agencies(report) == NAMES and "p. 1: the margin says 2018-ICLI-00035 1822" in report.odd


STAMPS = ("OCSD-000123", "ACLU_0001", "2018-ICLI-00035 1822", "000123", "Bates No. OCSD 000123")
THREE_PAGES = [f"Town {n:03d} Police Department" for n in range(120)]


def stamped(number: int, text: str, x: float, top: float, size: float = 9.0):
    """A change that prints a number on one page of a report."""
    count = itertools.count(1)
    return lambda sheet: adding(String(text, x, top, size))(sheet) if next(count) == number else sheet


@pytest.mark.parametrize("page", [1, 2, 3])
@pytest.mark.parametrize(
    ("stamp", "place"),
    list(zip(STAMPS, [(130.0, 822.0), (430.0, 823.0), (270.0, 833.0), (560.0, 834.0), (420.0, 821.0)], strict=True)),
)
def test_a_number_stamped_in_or_beside_a_footer_is_told_and_loses_no_page(typeset, read, page, stamp, place):
    size = 6.0 if place[0] > 500 else 9.0
    report = read(typeset({"detections_shared": THREE_PAGES}, change=stamped(page, stamp, *place, size)))
    assert agencies(report) == THREE_PAGES and report.pages == 3 and report.product == "LEARN"
    (note,) = (told for told in report.odd if "margin" in told)
    assert note.startswith(f"p. {page}: the margin says ") and stamp in note


@pytest.mark.parametrize(("page", "stamp"), list(zip([1, 2, 3, 2, 3], STAMPS, strict=True)))
def test_a_number_stamped_anywhere_above_or_below_the_frames_adds_no_row_and_an_error_names_its_page(
    typeset, page, stamp
):
    chance = random.Random(f"{page} {stamp}")
    for _ in range(8):
        x, top = chance.uniform(0, 560), chance.choice([chance.uniform(805, 836), chance.uniform(815, 830), 30.0, 5.0])
        path = typeset({"detections_shared": THREE_PAGES}, change=stamped(page, stamp, x, top, chance.uniform(6, 9)))
        try:
            (report,) = sharing_reports.read(path)
        except ReadingError as error:
            assert error.page == page, (x, top, str(error))
        else:
            assert agencies(report) == THREE_PAGES
            notes = [f"p. {page}: {note}" for note in ("the margin says", "text from outside", "covered or not")]
            assert any(told.startswith(tuple(notes)) for told in report.odd), (x, top)


def test_a_number_between_the_footers_words_at_another_height_is_told_and_loses_no_page(typeset, read):
    words = [String(text, x, 825.5, 5.0) for text, x in (("Bates", 62.0), ("000777", 232.0 - 25.0), ("end", 440.0))]
    report = read(typeset({"detections_shared": NAMES}, change=adding(*words)))
    assert agencies(report) == NAMES and len([told for told in report.odd if "the margin says" in told]) == 1


@pytest.mark.parametrize("everywhere", [False, True])
def test_a_number_over_the_products_name_is_told_and_the_name_is_taken_from_another_page(typeset, read, everywhere):
    over = String("000123", 240.0, 822.0, 8.0)
    change = adding(over) if everywhere else stamped(1, over.text, over.x, over.top, over.size)
    report = read(typeset({"detections_shared": THREE_PAGES}, change=change))
    assert agencies(report) == THREE_PAGES and report.product == ("unclear" if everywhere else "LEARN")
    assert len([told for told in report.odd if "the margin says Date Created" in told]) == (3 if everywhere else 1)


@pytest.mark.parametrize("page", [2, 3])
def test_a_page_whose_footer_is_lost_is_the_one_that_the_error_names(typeset, page):
    change = stamped(page, "OCSD-000123", 480.0, 822.0, 10.0)
    refused(
        typeset({"detections_shared": THREE_PAGES}, change=change), f"page {page}: a page of a sharing report has no"
    )


def test_a_first_page_that_was_passed_over_is_the_one_that_the_error_names():
    lost = replace(sheet(heading(), sentence(), row("A"), of=2), footer=None, rest_of_footer="Data Sharing Report")
    with pytest.raises(ReadingError, match="page 1: a page of a sharing report has no footer"):
        list(sharing_reports.reports([lost, sheet(row("B"), number=2, of=2)]))


@pytest.mark.parametrize("lost", ["Detections Received", "Hot List Sharing"])
def test_a_section_that_lost_its_heading_is_an_error_and_no_part_of_the_one_before(typeset, lost):
    sections = {"detections_shared": NAMES, "detections_received": NAMES, "hot_lists_shared": PERSONS}
    refused(typeset(sections, change=losing(lost)), "a sentence belongs to another section")


def test_a_misread_sentence_is_an_error_and_no_entry(typeset):
    path = typeset({"detections_shared": NAMES}, change=respelled("following", "foIlowing"))
    refused(path, "the heading of detections_shared is not followed by its sentence")


def test_an_agency_named_like_a_column_header_is_an_error_and_never_lost(typeset):
    what = "column headers are among the entries, or an agency is named like one; found City"
    refused(typeset({"detections_shared": [*NAMES, "City"]}), what)


@pytest.mark.parametrize(
    "sections",
    [
        {"detections_shared": ["City", "State", *NAMES]},
        {"detections_shared": ["Agency", "City", *NAMES]},
        {"hot_lists_received": [("Agency", "Hot Lists"), *PERSONS]},
        {"detections_received": [("Agency", "City", "State"), ("Anaheim Police Department", "Anaheim", "CA")]},
    ],
    ids=["a grid", "a grid with Agency", "hot lists", "a table"],
)
def test_a_first_row_of_header_words_is_an_error_and_never_lost(typeset, sections):
    refused(typeset(sections), "column headers are among the entries, or an agency is named like one")


def test_a_white_box_in_a_cell_is_none_and_cuts_no_name(typeset, read):
    def highlight(sheet):
        first = min((b for b in sheet.rectangles if b.x1 - b.x0 < 400 and b.x0 < 100), key=lambda b: b.top)
        return replace(sheet, rectangles=[*sheet.rectangles, first._replace(x1=first.x0 + 100)])

    assert agencies(read(typeset({"detections_shared": NAMES}, change=highlight))) == NAMES


@pytest.mark.parametrize(("points", "fails"), [(0.2, False), (0.4, False), (3.0, True)])
def test_cells_of_one_row_at_two_heights_are_an_error_unless_a_printer_rounds_so(typeset, read, points, fails):
    def lift(sheet):
        lifted = [b._replace(top=b.top + points) if b.x0 > 100 else b for b in sheet.rectangles]
        return replace(sheet, rectangles=lifted)

    path = typeset({"detections_shared": NAMES}, change=lift)
    if fails:
        refused(path, "the cells of one row start at two heights")
    else:
        assert agencies(read(path)) == NAMES


@pytest.mark.parametrize("times", [5, 6, 7])
def test_a_name_that_runs_over_its_cell_is_an_error_and_never_two_names(typeset, times):
    rows = [("Alton_Police" + "_Regional" * times, "Persons")]
    refused(typeset({"hot_lists_received": rows}), "runs over the edge of its cell")


def test_a_report_of_one_page_that_lost_its_footer_is_an_error_beside_a_whole_one(tmp_path):
    (whole,), (lost,) = (sheets_of({"detections_shared": NAMES}, town) for town in (TOWN, "Oakville Police Department"))
    stand_ins.typeset([whole, respelled("Created", "Creatcd")(lost)], tmp_path / "two.pdf")
    refused(tmp_path / "two.pdf", r"two\.pdf, page 2: a page of a sharing report has no footer")


def test_a_date_that_is_none_is_an_error(typeset):
    path = typeset({"detections_shared": NAMES}, created="13-42-20")
    refused(path, "a date is not valid; expected month-day-year; found 13-42-20")


def test_words_on_the_footers_line_are_told(typeset, read):
    def shift(sheet):
        strings = [replace(s, x=90.0) if s.text.startswith("Date") else s for s in sheet.strings]
        return replace(sheet, strings=[*strings, String("Elm PD", 20.0, 822.0, 10.0)])

    report = read(typeset({"detections_shared": NAMES}, change=shift))
    assert any(told.startswith("p. 1: the margin says Elm PD Date Created") for told in report.odd)


def test_words_inside_the_footer_are_an_error(typeset):
    scribble = adding(String("Elm PD", 130.0, 822.0, 10.0))
    refused(typeset({"detections_shared": NAMES}, change=scribble), "a page of a sharing report has no footer")


# --- scans: forgiving about characters, never about places ------------------------------------------------------------


def scan(rows, *, columns=(68.0, 330.0), pitch=24.4, headers=(), more=()) -> typesetting.TypesetPage:
    """One scanned page of Detections Shared: `rows` of cells, each set at the left edge of its column."""
    sentence = SENTENCES["detections_shared"].format(TOWN)
    strings = [
        String("Agency", 280.0, 19.0, 18.0),
        String("Data Sharing Report", 230.0, 40.0, 15.0),
        String("Detections Shared", 240.0, 80.0, 15.0),
        String(sentence, 120.0, 104.0, 8.8),
        String("Date Created: 03-02-20", 38.0, 763.0, 9.0),
        String("LEARN Agency Data Sharing Report", 230.0, 763.0, 9.0),
        String("Page 1 of 1", 520.0, 763.0, 9.0),
        *more,
    ]
    for number, row in enumerate([headers, *rows] if headers else rows):
        strings += [String(text, x, 130.0 + number * pitch, 10.0) for x, text in zip(columns, row, strict=False)]
    return typesetting.TypesetPage(612.0, 792.0, [], [], strings, scanned=True)


TOWNS = [(f"Alton {n} Police Department", f"Elm {n} Police Department") for n in range(6)]
CITIES = [("Elm PD", "Elm", "CA"), ("Oak PD", "Oak", "CA")]


def test_a_stamp_under_the_footer_or_over_the_banner_of_a_scan_is_told_and_is_no_row(tmp_path, read):
    stamps = [String("2018-ICLI-00035 1822", 450.0, 778.0, 7.0), String("Exhibit B", 500.0, 5.0, 7.0)]
    typesetting.typeset([scan(TOWNS, more=stamps)], tmp_path / "scan.pdf")
    report = read(tmp_path / "scan.pdf")
    assert agencies(report) == [name for row in TOWNS for name in row]
    assert {f"p. 1: the margin says {stamp.text}" for stamp in stamps} <= set(report.odd)


def test_a_table_of_agency_city_and_state_on_a_scan_is_read_by_its_headers(tmp_path, read):
    middles = (194.0, 428.0, 535.0)
    rows = [("Agency", "City", "State"), *[(f"Alton {n} Police Department", f"Elm {n}", "CA") for n in range(8)]]
    cells = [
        String(text, middle - typesetting.width(text, 10.0) / 2, 130.0 + number * 24.4, 10.0)
        for number, row in enumerate(rows)
        for text, middle in zip(row, middles, strict=True)
    ]
    typesetting.typeset([scan([], more=cells)], tmp_path / "scan.pdf")
    report = read(tmp_path / "scan.pdf")
    assert [(e.agency, e.city, e.state) for e in report.entries] == rows[1:]


@pytest.mark.parametrize(
    ("page", "error"),
    [
        (scan([(*row, "Oak PD") for row in TOWNS], columns=(68.0, 240.0, 430.0)), "two texts are side by side in one"),
        (scan(CITIES, columns=(68.0, 380.0, 520.0), headers=("Agency", "City", "State")), "words belong to no cell"),
        (scan(TOWNS, pitch=18.0), "a line may be a row of its own"),
        (scan(TOWNS, pitch=15.0), "rows are too close"),
        (scan(TOWNS, more=[String("Stray PD", 180.0, 700.0, 10.0)]), "a line starts in no column"),
    ],
    ids=["three columns", "cells beside their headers", "rows 18 apart", "rows 15 apart", "a line between the columns"],
)
def test_a_scan_laid_out_otherwise_is_an_error_and_never_a_shorter_or_mixed_list(tmp_path, page, error):
    typesetting.typeset([page], tmp_path / "scan.pdf")
    refused(tmp_path / "scan.pdf", rf"scan\.pdf, page 1: {error}")


@pytest.mark.parametrize(
    ("page", "says"),
    [
        (scan(TOWNS, pitch=18.0), r"1\.7 times the characters' height lower, .* at least 2\.15 times; here it is 1\.8"),
        (scan(TOWNS, pitch=15.0), r"A name takes at most 4 lines; another row is at least 2\.15 times"),
        (scan(TOWNS, more=[String("Stray PD", 180.0, 700.0, 10.0)]), r"within 8 points of its column\."),
    ],
    ids=["rows 18 apart", "rows 15 apart", "a line between the columns"],
)
def test_a_scan_that_is_refused_says_what_is_expected_and_how_to_scan_it(tmp_path, page, says):
    typesetting.typeset([page], tmp_path / "scan.pdf")
    with pytest.raises(ReadingError) as error:
        sharing_reports.read(tmp_path / "scan.pdf")
    assert re.search(says, error.value.do) and "the whole page, straight, not scaled, at 300 dpi" in error.value.do


def two_scanned_pages(path, first: str, second: str):
    """A scanned report of two pages with these page numbers in their footers."""
    pages = []
    for number, numbers in enumerate((first, second)):
        page = scan(TOWNS if number == 0 else [(f"Zeta {n} PD", f"Zulu {n} PD") for n in range(6)])
        headed = [s for s in page.strings if number == 0 or not s.text.startswith(("Detections", "The "))]
        pages.append(replace(page, strings=[replace(s, text=s.text.replace("Page 1 of 1", numbers)) for s in headed]))
    typesetting.typeset(pages, path)
    return path


@pytest.mark.parametrize("second", ["Page 2 of 1<", "Page Z of 2"])
def test_a_scans_page_number_that_is_not_clear_is_told_and_the_page_is_read_by_its_place(tmp_path, read, second):
    report = read(two_scanned_pages(tmp_path / "scan.pdf", "Page 1 of 2", second))
    assert len(report.entries) == 24 and report.entries[-1].printed_page == "2 of 2"
    assert "p. 2: the footer's page number is not clear; by its place it is page 2" in report.odd


@pytest.mark.parametrize(
    ("first", "second", "error"),
    [
        ("Page 1 of 2", "Page 2 of 9", "expected page 2 of 2; found page 2 of 9"),
        ("Page 1 of 2", "Page Z of Z", "expected page 2 of 2; found page ? of ?"),
        ("Page 1 of 1", "Page Z of 1", "expected page 2 of 1; found page ? of 1"),
        ("Page 1 of Z", "Page 2 of 2", "the report's first page does not say clearly how many pages there are"),
    ],
)
def test_scanned_pages_whose_numbers_contradict_each_other_are_an_error(tmp_path, first, second, error):
    refused(two_scanned_pages(tmp_path / "scan.pdf", first, second), re.escape(error))


# --- page by page: what a report's reader says about lines, in whole sentences ----------------------------------------

MIDDLES = (150.0, 350.0, 500.0)


def word(text: str, x: float = 70.0, top: float = 100.0, height: float = 10.0, score=None) -> Word:
    return Word(text, x, top, x + 5.0 * len(text), top + height, score)


def heading(text: str = "Detections Shared") -> Line:
    return Line("heading", [word(text)])


def sentence(section: str = "detections_shared", agency: str = "Elmville PD") -> Line:
    return Line("sentence", [word(SENTENCES[section].format(agency))])


def row(*names: str) -> Line:
    """A row of a grid, or of a table of hot lists: a cell for each name, without words where it is empty."""
    cells = [[word(name, 70.0 + 200.0 * number)] if name else [] for number, name in enumerate(names)]
    return Line("row", [w for cell in cells for w in cell], cells)


def centered(*texts: str, kind: str = "row", aside: float = 0.0) -> Line:
    """A row of the table without rules, its last text `aside` points from the middle of its column."""
    middles = (*MIDDLES[: len(texts) - 1], MIDDLES[len(texts) - 1] + aside)
    return Line(kind, [word(text, at - 2.5 * len(text)) for text, at in zip(texts, middles, strict=True)])


HEADERS = centered("Agency", "City", "State", kind="headers")
BEGUN = (heading(), sentence())
RECEIVED = (heading("Detections Received"), sentence("detections_received"))
HOT = (heading("Hot List Sharing"), sentence("hot_lists_shared"))
NONE = Line("none", [word("None")])


def sheet(*lines: Line, number=1, of=1, at=None, day=6, scanned=False, fill=None) -> sharing_reports.ReportPage:
    """One page: the footer says `number` of `of`; `at` is its place in the PDF."""
    footer = Footer(datetime.date(2020, 2, day), "LEARN", number, of)
    return sharing_reports.ReportPage(at or number or 1, scanned, Geometry(595.0, 842.0), footer, list(lines), fill)


def reported(*sheets) -> reports.Report:
    (report,) = sharing_reports.reports(sheets, "x.pdf")
    return report


FULL, ROOM = PageFill(700.0, 720.0, 20.0), PageFill(699.9, 720.0, 20.0)
FIRST = sheet(*BEGUN, row("A", "B"), of=2)
NEXT_SCAN = sheet(number=2, of=2, scanned=True)
NEXT_FULL = sheet(row("C", "D"), number=2, of=2, fill=FULL)
NEXT_TABLE = sheet(centered("C", "D", "E"), number=2, of=2, fill=FULL)


def in_one_cell(*words_of_it: Word) -> Line:
    return Line("row", list(words_of_it), [list(words_of_it)])


MESSAGES = """
dates: the pages of one report have two dates; expected {}; found {}.
how many: the report's first page does not say clearly how many pages there are; expected Page 1 of …. \
Look at its footer; the scanner may have cut off the page.
order: pages of the report are missing or out of order; expected page {}; found page {}. \
Use the file with all pages of the report, in order, or read the pages up to the gap with --pages.
last: the report's last pages are missing; expected {} pages; found {}. \
Use the file with all pages of the report, or read a part of it with --pages.
full: rows have no heading, though the page before is not full; expected the heading of a section after {}; found {}. \
A heading and its sentence may be lost.
before: text comes before the first section; expected a section's heading; found {}.
heading: the heading of {} is not followed by its sentence; expected The … Agency is … the following Agencies:; \
found {}. A misread sentence would pass for entries.
headers: column headers are among the entries, or an agency is named like one; found {}.
hot list: an agency has no hot list, or a hot list no agency; found {}.
inside: a table of agency, city and state is inside cells; found {}. \
This table is known without rules only: otherwise a city would pass for an agency.
columns: a grid has more columns than this program can read; expected at most {}; found {}.
cells: a row has fewer or more cells than the rows before; expected {} cells; found {}.
no words: a page begins with a row that has a cell without words; found {}. \
A name may have been taken out. Or one may be split over two pages: then get a copy in which it is not.
sentence: a sentence belongs to another section; expected the sentence of {}; found {}. \
The heading above it may be missing or misread.
sections: sections are out of order; expected a section after {}; found {}.
no cell: words belong to no cell; expected an entry inside a rectangle, or under Agency, City and State; found {}. \
The page may lack a rule, or have a layout that this program does not know.
side: two texts are side by side in one cell; found {}.
above: two texts are one above the other in one cell; found {}.
nobody: no section names the reporting agency; expected The … Agency is sharing ….
unclear: section {} is unclear; expected entries, or the word None; found {}.
none: section {} has one entry, and its name is None; expected the word None in the middle of its frame. \
An agency of that name cannot be told from an empty list.
"""
SHARED_ID, RECEIVED_ID = "detections_shared", "detections_received"
LATER = sentence(RECEIVED_ID)


@pytest.mark.parametrize(
    ("sheets", "page", "message", "parts"),
    [
        ([FIRST, sheet(row("C", "D"), number=2, of=2, day=7)], 2, "dates", ("2020-02-06", "2020-02-07")),
        ([sheet(*BEGUN, of=None)], 1, "how many", ()),
        ([FIRST, sheet(number=3, of=3, at=2)], 2, "order", ("2 of 2", "3 of 3")),
        ([FIRST, sheet(number=None, of=2, at=2)], 2, "order", ("2 of 2", "? of 2")),
        ([FIRST, NEXT_SCAN, sheet(number=None, of=2, at=3, scanned=True)], 3, "order", ("3 of 2", "? of 2")),
        ([FIRST], None, "last", (2, 1)),
        ([sheet(*BEGUN, row("A", "B"), of=2, fill=ROOM), NEXT_FULL], 2, "full", (SHARED_ID, "C D")),
        ([sheet(*RECEIVED, HEADERS, of=2, fill=ROOM), NEXT_TABLE], 2, "full", (RECEIVED_ID, "C D E")),
        ([sheet(row("A", "B"))], 1, "before", ("A B",)),
        ([sheet(heading(), row("A", "B"))], 1, "heading", (SHARED_ID, "A B")),
        ([sheet(*RECEIVED, HEADERS, HEADERS)], 1, "headers", ("Agency City State",)),
        ([sheet(*RECEIVED, row("A", "B"), HEADERS)], 1, "headers", ("Agency City State",)),
        ([sheet(*RECEIVED, centered("Agency", "City", kind="headers"))], 1, "headers", ("Agency City",)),
        ([sheet(*HOT, row("A"))], 1, "hot list", ("A",)),
        ([sheet(*HOT, row("A", ""))], 1, "hot list", ("A",)),
        ([sheet(*RECEIVED, HEADERS, row("A", "B"))], 1, "inside", ("A B",)),
        ([sheet(*BEGUN, row("A", "B", "C", "D"))], 1, "columns", (3, 4)),
        ([sheet(*BEGUN, row("A", "B"), row("C"))], 1, "cells", (2, "C")),
        ([FIRST, sheet(row("C", ""), row("E", "F"), number=2, of=2)], 2, "no words", ("C",)),
        ([FIRST, sheet(row("", "D"), number=2, of=2)], 2, "no words", ("D",)),
        ([sheet(heading(), LATER)], 1, "sentence", (SHARED_ID, LATER.text)),
        ([sheet(*RECEIVED, *BEGUN)], 1, "sections", (RECEIVED_ID, SHARED_ID)),
        ([sheet(*BEGUN, *BEGUN)], 1, "sections", (SHARED_ID, SHARED_ID)),
        ([sheet(*RECEIVED, HEADERS, centered("A", "B", "C", aside=4.1))], 1, "no cell", ("A B C",)),
        ([sheet(*RECEIVED, HEADERS, centered("A", "B"))], 1, "no cell", ("A B",)),
        ([sheet(*BEGUN, in_one_cell(word("A"), word("B", 90.0)))], 1, "side", ("A B",)),
        ([sheet(*BEGUN, in_one_cell(word("A"), word("B", top=120.0)))], 1, "above", ("A B",)),
        ([sheet(*BEGUN, in_one_cell(word("A"), word("B", top=112.0)))], 1, "above", ("A B",)),
        ([sheet()], None, "nobody", ()),
        ([sheet(*BEGUN)], None, "unclear", (SHARED_ID, "neither")),
        ([sheet(*BEGUN, row("A", "B"), NONE)], None, "unclear", (SHARED_ID, "both")),
        ([sheet(*BEGUN, row("None"))], None, "none", (SHARED_ID,)),
    ],
)
def test_an_error_names_document_and_page_what_was_expected_and_found_and_what_to_do(sheets, page, message, parts):
    messages = dict(line.split(": ", 1) for line in MESSAGES.strip().splitlines())
    with pytest.raises(ReadingError) as error:
        reported(*sheets)
    place = f"x.pdf, page {page}" if page else "x.pdf"
    assert str(error.value) == f"{place}: {messages[message].format(*parts)}"


def test_every_oddity_is_told_with_its_page():
    margin = Line("margin", [word("Exhibit B")])
    hidden = "Elm\u200e PD"
    first = [margin, *BEGUN, row("Beta PD", "alpha PD"), row("Beta PD", hidden)]
    second = [
        HOT[0],
        sentence("hot_lists_shared", "Elm PD"),
        *(row("A", word) for word in ("Stolen", "Stolen", "stolen")),
    ]
    report = reported(sheet(*first, of=2, scanned=True, at=4), sheet(*second, number=2, of=None, scanned=True, at=5))
    assert report.odd == [
        "p. 4: the margin says Exhibit B",
        "p. 5: the footer's page number is not clear; by its place it is page 2",
        "the sections name the reporting agency in different words: Elmville PD, Elm PD",
        "no section detections_received",
        "no section hot_lists_received",
        f"p. 4 row 4 has a character that cannot be seen: {hidden}",
        "Beta PD is listed twice in detections_shared: p. 4 row 1 and p. 4 row 3",
        "A is listed twice in hot_lists_shared: p. 5 row 1 and p. 5 row 2",
        "p. 4: alpha PD does not follow the alphabet",
    ]
    assert report.on_pages == {"detections_shared": [4], "hot_lists_shared": [5]}


def test_a_report_of_four_sections_that_name_one_agency_has_nothing_odd():
    last = (heading("Hot List Received"), sentence("hot_lists_received"))
    assert reported(sheet(*BEGUN, row("A", "B"), *RECEIVED, row("C"), *HOT, NONE, *last, NONE)).odd == []


def test_a_character_that_cannot_be_seen_is_told_wherever_it_stands():
    rows = [HEADERS, centered("A", "B\u200e", "C"), centered("D", "E", "F\u200e")]
    report = reported(sheet(*RECEIVED, *rows, *HOT, row("G", "H\u200e")))
    assert [told for told in report.odd if "seen" in told] == [
        f"p. 1 row {number} has a character that cannot be seen: {agency}"
        for number, agency in enumerate("ADG", start=1)
    ]


def test_equal_names_and_those_that_differ_in_capitals_alone_follow_the_alphabet():
    report = reported(sheet(*BEGUN, row("ab_PD", "abcPD"), row("abcPD", "ABCPD"), row("b", "")))
    assert [told for told in report.odd if "alphabet" in told] == []


def test_the_agency_is_the_one_that_most_sections_name():
    sections = ("detections_shared", "detections_received", "hot_lists_shared")
    headings = ("Detections Shared", "Detections Received", "Hot List Sharing")
    towns = ("Elm PD", "Oak PD", "Oak PD")
    lines = [
        line
        for section, text, town in zip(sections, headings, towns, strict=True)
        for line in (heading(text), sentence(section, town), NONE)
    ]
    assert reported(sheet(*lines)).agency == "Oak PD"


def test_a_report_holds_its_entries_with_place_page_and_score():
    cells = [
        [word("Elm", 70.0, 100.0, score=0.9), word("PD", 88.0, 101.0, score=0.8)],
        [word("Oak", 300.0, 99.0, score=0.5)],
    ]
    first = sheet(*BEGUN, Line("row", [w for cell in cells for w in cell], cells), of=2, at=7, scanned=True)
    report = reported(first, sheet(row("Ash", ""), number=2, of=2, at=9, scanned=True))
    assert (report.agency, report.as_of, report.product) == ("Elmville PD", datetime.date(2020, 2, 6), "LEARN")
    assert (report.pages, report.first_page, report.scanned) == (2, 7, True)
    section = "detections_shared"
    assert report.entries == [
        reports.Entry(7, "1 of 2", section, 1, "L", Box(70.0, 100.0, 98.0, 111.0), "Elm PD", score=0.85),
        reports.Entry(7, "1 of 2", section, 2, "R", Box(300.0, 99.0, 315.0, 109.0), "Oak", score=0.5),
        reports.Entry(9, "2 of 2", section, 1, "L", Box(70.0, 100.0, 85.0, 110.0), "Ash"),
    ]
    assert report.on_pages == {section: [7, 9]} and report.section("hot_lists_shared") == []


def test_a_table_of_rows_says_all_that_an_entry_says():
    place = (3, "2 of 5", "hot_lists_received", 17, "table", Box(1.04, 2.06, 3.14, 4.16))
    read_by_ocr = reports.Entry(*place, "Inactive Elm PD", "Elm", "CA", "Stolen", 0.9)
    native = replace(read_by_ocr, score=None, agency="Elm PD", row_on_page=18)
    report = replace(reported(sheet(*BEGUN, NONE)), entries=[read_by_ocr, native])
    first, second = reports.table(report, "elm").to_dict("records")
    assert first == {
        **{"row_id": "elm-p03-r017", "doc_id": "elm", "page": 3, "printed_page": "2 of 5", "row_on_page": 17},
        **{"section": "hot_lists_received", "column": "table", "x0": 1.0, "top": 2.1, "x1": 3.1, "bottom": 4.2},
        **{"agency_read": "Inactive Elm PD", "agency_printed": "Inactive Elm PD", "inactive": True},
        **{"city_printed": "Elm", "state_printed": "CA", "hot_list_read": "Stolen", "hot_list_printed": "Stolen"},
        **{"reading": "ocr", "confidence": 0.9, "second_reading": "", "networks_printed": "", "status_printed": ""},
        **{"permission": True, "cut": False, "also_printed": ""},
    }
    assert (second["row_id"], second["reading"], second["inactive"]) == ("elm-p03-r018", "text", False)
    assert list(reports.table(replace(report, entries=[]), "elm").columns) == schemas.columns("rows")


def test_lines_of_one_name_stand_more_than_1_2_and_less_than_2_letters_apart():
    for lower in (112.1, 119.9):
        report = reported(sheet(*BEGUN, in_one_cell(word("Elm"), word("PD", top=lower))))
        assert agencies(report) == ["Elm PD"]


def test_a_text_up_to_four_points_beside_the_middle_of_its_column_stands_in_it():
    report = reported(sheet(*RECEIVED, HEADERS, centered("A", "B", "C", aside=4.0)))
    assert [(e.agency, e.city, e.state, e.column) for e in report.entries] == [("A", "B", "C", "table")]


@pytest.mark.parametrize("next_line", [row("C", "D"), Line("margin", [word("Exhibit")])], ids=["row", "margin"])
def test_rows_go_on_from_a_page_on_which_the_next_would_not_have_fitted(next_line):
    second = sheet(next_line, row("E", "F"), number=2, of=2, fill=FULL)
    assert len(reported(sheet(*BEGUN, row("A", "B"), of=2, fill=FULL), second).entries) in (4, 6)


@pytest.mark.parametrize(
    ("before", "second"),
    [
        (ROOM, sheet(*RECEIVED, row("C"), number=2, of=2, fill=FULL)),
        (ROOM, sheet(Line("margin", [word("Exhibit")]), *RECEIVED, row("C"), number=2, of=2, fill=FULL)),
        (ROOM, sheet(number=2, of=2, fill=FULL)),
        (ROOM, sheet(row("C", "D"), number=2, of=2, scanned=True)),
        (None, sheet(row("C", "D"), number=2, of=2, fill=FULL)),
        (PageFill(695.0, 720.0, 20.0), sheet(row("C", "D"), number=2, of=2, fill=PageFill(700.0, 720.0, 25.0))),
    ],
    ids=["a heading", "a heading under a stamp", "nothing", "a scan", "after a scan", "a row as high as the room"],
)
def test_a_page_with_room_may_be_followed_by(before, second):
    report = reported(sheet(*BEGUN, row("A", "B"), of=2, fill=before), second)
    later = [w.text for line in second.lines for cell in line.cells for w in cell]
    assert [e.agency for e in report.entries] == ["A", "B", *later]


def test_either_of_a_scans_two_numbers_may_be_unclear_on_any_page_of_it():
    numbers = [(1, 3), (2, None), (None, 3)]
    pages = [
        sheet(*BEGUN * (p == 1), row("A", "B"), number=n, of=of, at=p, scanned=True)
        for p, (n, of) in enumerate(numbers, 1)
    ]
    report = reported(*pages)
    assert [told for told in report.odd if "footer" in told] == [
        f"p. {page}: the footer's page number is not clear; by its place it is page {page}" for page in (2, 3)
    ]


def test_a_row_without_cells_needs_two_letters_of_room():
    def pages_of(end):
        first = sheet(*RECEIVED, HEADERS, centered("A", "B", "C"), of=2, fill=PageFill(end, 720.0, 0.0))
        return first, sheet(centered("D", "E", "F"), number=2, of=2, fill=FULL)

    assert len(reported(*pages_of(700.0)).entries) == 2
    with pytest.raises(ReadingError, match="the page before is not full"):
        reported(*pages_of(699.9))


def test_a_new_section_begins_another_grid_and_table():
    lines = [*BEGUN, row("A", "B"), row("C", ""), *RECEIVED, row("D"), *HOT, row("E", "F")]
    assert [e.column for e in reported(sheet(*lines)).entries] == ["L", "R", "L", "L", "table"]
    table_first = [heading(), sentence(), HEADERS, centered("A", "B", "C"), *RECEIVED, row("D", "E")]
    assert [e.column for e in reported(sheet(*table_first)).entries] == ["table", "L", "R"]


def test_headers_of_a_hot_list_are_no_entry():
    lines = [*HOT, centered("Agency", "Hot Lists", kind="headers"), row("A", "B")]
    assert [(e.agency, e.hot_list) for e in reported(sheet(*lines)).entries] == [("A", "B")]


def test_each_first_page_begins_a_report_and_pages_of_none_are_passed_over():
    none = sharing_reports.ReportPage(1, False, Geometry(595.0, 842.0), None, [])
    one = sheet(*BEGUN, row("A", "B"), at=2)
    assert [r.first_page for r in sharing_reports.reports([none, one, none, replace(one, number=5)])] == [2, 5]
    assert list(sharing_reports.reports([none])) == []


def test_a_file_without_a_report_says_what_was_expected_and_what_may_be_done(tmp_path):
    canvas = Canvas(str(tmp_path / "memo.pdf"))
    canvas.drawString(72, 700, "Memorandum")
    canvas.save()
    with pytest.raises(NoSharingReport) as error:
        sharing_reports.read(tmp_path / "memo.pdf")
    assert str(error.value) == (
        "memo.pdf: this file holds no data sharing report; expected pages whose footer says 'Agency Data Sharing "
        "Report Page 1 of N'. If it is a picture without a text layer, it must be read by OCR first."
    )


def test_a_damaged_page_is_an_error_that_says_to_get_the_file_again(tmp_path):
    what = rf"^file\.pdf, page 2: a part of the page's content is missing\. {re.escape(GET_AGAIN)}$"
    refused(bad_files.null_content(tmp_path / "file.pdf"), what)


def test_a_page_without_its_footer_is_told_with_the_sentence_on_it(typeset):
    with pytest.raises(ReadingError) as error:
        sharing_reports.read(typeset({"detections_shared": NAMES}, change=respelled("Created", "Creatcd")))
    assert str(error.value) == (
        "report.pdf, page 1: a page of a sharing report has no footer; expected Date Created: … Agency Data Sharing "
        f"Report Page … of …; found {SENTENCES['detections_shared'].format(TOWN)}. "
        "If something is printed over the footer, get the page without it. If the page is cut off or crooked, scan it "
        "again, whole and straight; or get the file again."
    )


def test_a_page_of_no_report_adds_nothing_but_its_place(typeset):
    def letter(sheet):
        return replace(sheet, rectangles=[], rules=[], strings=[String("Dear requester", 72.0, 100.0, 11.0)])

    (page,) = sharing_reports.pages.read(typeset({"detections_shared": NAMES}, change=letter))
    assert sharing_reports.report_page(page) == sharing_reports.ReportPage(1, False, page.geometry, None, [])


def test_how_far_a_page_is_filled_is_known_of_native_pages_alone(typeset, tmp_path):
    typesetting.typeset([scan(TOWNS)], tmp_path / "scan.pdf")
    native, scanned = (
        sharing_reports.report_page(page)
        for path in (typeset({"detections_shared": NAMES}), tmp_path / "scan.pdf")
        for page in sharing_reports.pages.read(path)
    )
    assert native.fill.first_row > 0 and scanned.fill is None


def test_without_a_documents_name_an_error_begins_with_the_page_or_with_what_is_wrong(typeset):
    (page,) = sharing_reports.pages.read(typeset({"detections_shared": NAMES}, change=losing("Date")))
    with pytest.raises(ReadingError, match=r"^page 1: a page of a sharing report has no footer"):
        sharing_reports.report_page(page)
    with pytest.raises(ReadingError, match=r"^the report's last pages are missing"):
        list(sharing_reports.reports([FIRST]))
