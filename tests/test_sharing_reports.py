"""Facts about the reader, one smallest page for each trap. Right or an error, never a silently short table."""

import re
from dataclasses import replace

import pytest
from reportlab.pdfgen.canvas import Canvas

from helpers.errors import NoSharingReport, ReadingError
from helpers.records import sharing_reports, stand_ins, typesetting
from helpers.records.pages import Box
from helpers.records.typesetting import String

NAMES = [
    "Alton Police Department",
    "Altona Police Department",
    "Union City Police Department (CA)",
    "Union City Police Department",
]
LONG = "Winnebago County Sheriff (Machesney Park Division) and its Regional Auto Theft Task Force"


def agencies(report, section="detections_shared"):
    return [entry.agency for entry in report.section(section)]


def without_cell_of(name):
    """Leave out the rectangle round a name."""

    def change(sheet):
        (string,) = [s for s in sheet.strings if s.text == name]
        cells = [
            b for b in sheet.rectangles if b.x0 <= string.x + 3 <= b.x1 and b.top <= string.top <= b.bottom and b.x1 - b.x0 < 400
        ]
        return replace(sheet, rectangles=[b for b in sheet.rectangles if b not in cells])

    return change


def test_names_are_read_left_right_then_down(typeset, read):
    report = read(typeset({"detections_shared": NAMES}))
    assert agencies(report) == NAMES
    assert [entry.column for entry in report.entries] == ["L", "R", "L", "R"]
    assert [entry.row_on_page for entry in report.entries] == [1, 2, 3, 4]


def test_the_report_says_who_made_it_and_when(typeset, read):
    report = read(typeset({"detections_shared": NAMES}, created="02-06-20", product="VehicleManager"))
    assert (report.agency, report.as_of.isoformat(), report.product) == (
        "Elmville Police Department",
        "2020-02-06",
        "VehicleManager",
    )


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
    report = read(
        typeset(
            {
                "detections_shared": many,
                "detections_received": many[:40],
                "hot_lists_shared": [],
                "hot_lists_received": [],
            }
        )
    )
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
    rows = [
        ("Anaheim Police Department", "Anaheim", "CA"),
        ("San Rafael Police Department", "san rafael", "CA"),
        ("A Test Account", "N/A", "N/A"),
    ]
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
    def respell(sheet):
        return replace(sheet, strings=[replace(s, text=heading) if s.text == "Hot List Received" else s for s in sheet.strings])

    report = read(typeset({"hot_lists_received": [("Irvine Police Department", "Persons")]}, change=respell))
    assert [e.section for e in report.entries] == ["hot_lists_received"]


def test_inactive_is_kept_in_the_name_and_told_as_a_flag(typeset, read):
    table = sharing_reports.table(
        read(typeset({"detections_shared": ["Inactive Atwater Police Department", "Atwater Police Department"]})), "x"
    )
    assert list(table["agency_printed"]) == ["Inactive Atwater Police Department", "Atwater Police Department"]
    assert list(table["inactive"]) == [True, False]


def test_a_row_id_says_document_page_and_place(typeset, read):
    table = sharing_reports.table(read(typeset({"detections_shared": NAMES})), "elmville-2020")
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
    with pytest.raises(ReadingError, match=rf"page 1: words that belong to no cell.*{name}"):
        sharing_reports.read(path)


def test_two_names_one_above_the_other_in_one_box_are_an_error(typeset):
    def merge(sheet):
        cells = sorted(b for b in sheet.rectangles if b.x1 - b.x0 < 400)
        merged = [upper._replace(bottom=lower.bottom) for upper, lower in (cells[:2], cells[2:])]
        return replace(sheet, rectangles=[b for b in sheet.rectangles if b not in cells] + merged)

    with pytest.raises(ReadingError, match="two texts one above the other in one cell"):
        sharing_reports.read(typeset({"detections_shared": NAMES}, change=merge))


def test_two_names_side_by_side_in_one_box_are_an_error(typeset):
    def merge(sheet):
        cells = [b for b in sheet.rectangles if b.x1 - b.x0 < 450]
        first = [b for b in cells if b.top == min(c.top for c in cells)]
        merged = Box(first[0].x0, first[0].top, first[0].x1 + 60, first[0].bottom)
        return replace(sheet, rectangles=[b for b in sheet.rectangles if b not in first] + [merged])

    with pytest.raises(ReadingError, match="two texts side by side in one cell"):
        sharing_reports.read(
            typeset(
                {"detections_shared": ["Elm Police", "Oak Police"]},
                change=merge,
                measures={"column_edge": 150.0, "inset_left": 10.0},
            )
        )


def test_text_between_frames_that_is_no_row_is_an_error(typeset):
    def scribble(sheet):
        return replace(sheet, strings=[*sheet.strings, String("see attached", 300.0, sheet.rectangles[0].bottom - 1.5, 9.0)])

    with pytest.raises(ReadingError, match="see attached"):
        sharing_reports.read(typeset({"detections_shared": NAMES}, change=scribble))


def test_a_missing_page_is_an_error(tmp_path):
    many = [f"Town {n:03d} Police Department" for n in range(150)]
    sheets = list(stand_ins.sheets(*stand_ins.flow("Elmville Police Department", {"detections_shared": many})))
    stand_ins.typeset([sheets[0], *sheets[2:]], tmp_path / "short.pdf")
    with pytest.raises(ReadingError, match="missing or out of order; expected page 2 of 3; found page 3 of 3"):
        sharing_reports.read(tmp_path / "short.pdf")


def test_a_missing_last_page_is_an_error(tmp_path):
    many = [f"Town {n:03d} Police Department" for n in range(150)]
    sheets = list(stand_ins.sheets(*stand_ins.flow("Elmville Police Department", {"detections_shared": many})))
    stand_ins.typeset(sheets[:2], tmp_path / "short.pdf")
    with pytest.raises(ReadingError, match="last pages are missing; expected 3 pages; found 2"):
        sharing_reports.read(tmp_path / "short.pdf")


def test_sections_out_of_order_are_an_error(typeset):
    with pytest.raises(ReadingError, match="sections out of order"):
        sharing_reports.read(typeset({"detections_received": NAMES, "detections_shared": NAMES}))


def test_an_agency_without_its_hot_list_is_an_error(typeset):
    def forget(sheet):
        return replace(sheet, strings=[s for s in sheet.strings if s.text != "Persons"])

    with pytest.raises(ReadingError, match="an agency without a hot list"):
        sharing_reports.read(typeset({"hot_lists_received": [("Irvine Police Department", "Persons")]}, change=forget))


def test_a_section_with_neither_entries_nor_none_is_an_error(typeset):
    def forget(sheet):
        (none,) = [s for s in sheet.strings if s.text == "None"]
        bands = [b for b in sheet.rectangles if b.top <= none.top <= b.bottom and b.x1 - b.x0 > 400]
        low = min(bands, key=lambda b: b.bottom - b.top)
        strings = [s for s in sheet.strings if s is not none]
        return replace(sheet, strings=strings, rectangles=[b for b in sheet.rectangles if b != low])

    with pytest.raises(ReadingError, match="expected entries, or the word None; found neither"):
        sharing_reports.read(typeset({"detections_shared": NAMES, "hot_lists_shared": []}, change=forget))


def test_a_name_that_stands_twice_is_told(typeset, read):
    report = read(typeset({"detections_shared": [NAMES[0], NAMES[0]]}))
    assert "Alton Police Department stands twice in detections_shared: p. 1 row 1 and p. 1 row 2" in report.odd


def test_a_name_out_of_the_alphabet_is_told_not_refused(typeset, read):
    report = read(typeset({"detections_shared": NAMES}))
    assert "p. 1: Union City Police Department does not follow the alphabet" in report.odd


def test_a_pdf_without_a_sharing_report_says_so(tmp_path):
    canvas = Canvas(str(tmp_path / "memo.pdf"))
    canvas.drawString(72, 700, "Memorandum")
    canvas.save()
    with pytest.raises(NoSharingReport, match="holds no data sharing report"):
        sharing_reports.read(tmp_path / "memo.pdf")


def test_pages_that_belong_to_no_report_are_passed_over(tmp_path, read):
    sheets = list(stand_ins.sheets(*stand_ins.flow("Elmville Police Department", {"detections_shared": NAMES})))
    letter = replace(sheets[0], rectangles=[], rules=[], strings=[String("Dear requester", 72.0, 100.0, 11.0)])
    stand_ins.typeset([letter, *sheets, letter], tmp_path / "production.pdf")
    report = read(tmp_path / "production.pdf")
    assert agencies(report) == NAMES and report.entries[0].page == 2 and report.entries[0].printed_page == "1 of 1"


def test_two_reports_in_one_file_are_two(tmp_path):
    sheets = list(stand_ins.sheets(*stand_ins.flow("Elmville Police Department", {"detections_shared": NAMES})))
    stand_ins.typeset([*sheets, *sheets], tmp_path / "two.pdf")
    assert [report.first_page for report in sharing_reports.read(tmp_path / "two.pdf")] == [1, 2]


def test_a_row_outside_every_frame_is_an_error(typeset):
    def lower(sheet):
        return replace(sheet, strings=[*sheet.strings, String("Stray Police Department", 67.5, 300.0, 11.0)])

    with pytest.raises(ReadingError, match=r"words that belong to no cell.*Stray Police Department"):
        sharing_reports.read(typeset({"detections_shared": NAMES}, change=lower))


def test_a_stamp_in_the_margin_is_told_and_is_no_row(typeset, read):
    def stamp(sheet):
        return replace(sheet, strings=[*sheet.strings, String("2018-ICLI-00035 1822", 450.0, 834.0, 6.0)])

    report = read(typeset({"detections_shared": NAMES}, change=stamp))
    assert agencies(report) == NAMES and "p. 1: in the margin stands 2018-ICLI-00035 1822" in report.odd


@pytest.mark.parametrize("lost", ["Detections Received", "Hot List Sharing"])
def test_a_section_that_lost_its_heading_is_an_error_and_no_part_of_the_one_before(typeset, lost):
    def forget(sheet):
        return replace(sheet, strings=[s for s in sheet.strings if s.text != lost])

    sections = {
        "detections_shared": NAMES,
        "detections_received": NAMES,
        "hot_lists_shared": [("Irvine Police Department", "Persons")],
    }
    with pytest.raises(ReadingError, match="a sentence that belongs to another section"):
        sharing_reports.read(typeset(sections, change=forget))


def test_a_misread_sentence_is_an_error_and_no_entry(typeset):
    def misread(sheet):
        strings = [replace(s, text=s.text.replace("following", "foIlowing")) for s in sheet.strings]
        return replace(sheet, strings=strings)

    with pytest.raises(ReadingError, match="the heading of detections_shared is not followed by its sentence"):
        sharing_reports.read(typeset({"detections_shared": NAMES}, change=misread))


def test_an_agency_named_like_a_column_header_is_an_error_and_never_lost(typeset):
    with pytest.raises(ReadingError, match="column headers among the entries, or an agency named like one; found City"):
        sharing_reports.read(typeset({"detections_shared": [*NAMES, "City"]}))


@pytest.mark.parametrize(
    "sections",
    [
        {"detections_shared": ["City", "State", *NAMES]},
        {"detections_shared": ["Agency", "City", *NAMES]},
        {"hot_lists_received": [("Agency", "Hot Lists"), ("Irvine Police Department", "Persons")]},
        {"detections_received": [("Agency", "City", "State"), ("Anaheim Police Department", "Anaheim", "CA")]},
    ],
    ids=["a grid", "a grid with Agency", "hot lists", "a table"],
)
def test_a_first_row_of_header_words_is_an_error_and_never_lost(typeset, sections):
    with pytest.raises(ReadingError, match="column headers among the entries, or an agency named like one"):
        sharing_reports.read(typeset(sections))


def test_a_cell_over_another_is_an_error_and_cuts_no_name(typeset):
    def highlight(sheet):
        first = min((b for b in sheet.rectangles if b.x1 - b.x0 < 400 and b.x0 < 100), key=lambda b: b.top)
        return replace(sheet, rectangles=[*sheet.rectangles, first._replace(x1=first.x0 + 100)])

    with pytest.raises(ReadingError, match="one cell lies over another"):
        sharing_reports.read(typeset({"detections_shared": NAMES}, change=highlight))


def test_cells_of_one_row_at_two_heights_are_an_error(typeset):
    def lift(sheet):
        lifted = [b._replace(top=b.top - 0.2) if b.x0 > 100 else b for b in sheet.rectangles]
        return replace(sheet, rectangles=lifted)

    with pytest.raises(ReadingError, match="cells of one row start at two heights"):
        sharing_reports.read(typeset({"detections_shared": NAMES}, change=lift))


@pytest.mark.parametrize("times", [5, 6, 7])
def test_a_name_that_runs_over_its_cell_is_an_error_and_never_two_names(typeset, times):
    with pytest.raises(ReadingError, match="runs over the edge of its cell"):
        sharing_reports.read(typeset({"hot_lists_received": [("Alton_Police" + "_Regional" * times, "Persons")]}))


def test_a_report_of_one_page_that_lost_its_footer_is_an_error_beside_a_whole_one(tmp_path):
    whole, lost = (
        next(stand_ins.sheets(*stand_ins.flow(f"{town} Police Department", {"detections_shared": NAMES})))
        for town in ("Elmville", "Oakville")
    )
    lost = replace(lost, strings=[replace(s, text=s.text.replace("Created", "Creatcd")) for s in lost.strings])
    stand_ins.typeset([whole, lost], tmp_path / "two.pdf")
    with pytest.raises(ReadingError, match=r"two\.pdf, page 2: a page of a sharing report without its footer"):
        sharing_reports.read(tmp_path / "two.pdf")


def test_a_date_that_is_none_is_an_error(typeset):
    with pytest.raises(ReadingError, match="the footer's date is none; found 13-42-20"):
        sharing_reports.read(typeset({"detections_shared": NAMES}, created="13-42-20"))


def test_words_on_the_footers_line_are_told(typeset, read):
    def shift(sheet):
        strings = [replace(s, x=90.0) if s.text.startswith("Date") else s for s in sheet.strings]
        return replace(sheet, strings=[*strings, String("Elm PD", 20.0, 822.0, 10.0)])

    report = read(typeset({"detections_shared": NAMES}, change=shift))
    assert any(told.startswith("p. 1: in the margin stands Elm PD Date Created") for told in report.odd)


def test_words_inside_the_footer_are_an_error(typeset):
    def scribble(sheet):
        return replace(sheet, strings=[*sheet.strings, String("Elm PD", 130.0, 822.0, 10.0)])

    with pytest.raises(ReadingError, match="a page of a sharing report without its footer"):
        sharing_reports.read(typeset({"detections_shared": NAMES}, change=scribble))


# --- scans: forgiving about letters, never about places ----------------------------------------------------------------


def scan(rows, *, columns=(68.0, 330.0), pitch=24.4, headers=(), more=()) -> typesetting.Sheet:
    """One scanned page of Detections Shared: `rows` of cells, each set at the left edge of its column."""
    sentence = stand_ins.SENTENCES["detections_shared"].format("Elmville Police Department")
    strings = [
        String("Agency", 280.0, 19.0, 18.0), String("Data Sharing Report", 230.0, 40.0, 15.0),
        String("Detections Shared", 240.0, 80.0, 15.0), String(sentence, 120.0, 104.0, 8.8),
        String("Date Created: 03-02-20", 38.0, 763.0, 9.0), String("LEARN Agency Data Sharing Report", 230.0, 763.0, 9.0),
        String("Page 1 of 1", 520.0, 763.0, 9.0), *more,
    ]  # fmt: skip
    for number, row in enumerate([headers, *rows] if headers else rows):
        strings += [String(text, x, 130.0 + number * pitch, 10.0) for x, text in zip(columns, row, strict=False)]
    return typesetting.Sheet(612.0, 792.0, [], [], strings, scanned=True)


TOWNS = [(f"Alton {n} Police Department", f"Elm {n} Police Department") for n in range(6)]
CITIES = [("Elm PD", "Elm", "CA"), ("Oak PD", "Oak", "CA")]


def test_a_stamp_under_the_footer_or_over_the_banner_of_a_scan_is_told_and_is_no_row(tmp_path, read):
    stamps = [String("2018-ICLI-00035 1822", 450.0, 778.0, 7.0), String("Exhibit B", 500.0, 5.0, 7.0)]
    typesetting.typeset([scan(TOWNS, more=stamps)], tmp_path / "scan.pdf")
    report = read(tmp_path / "scan.pdf")
    assert agencies(report) == [name for row in TOWNS for name in row]
    assert {f"p. 1: in the margin stands {stamp.text}" for stamp in stamps} <= set(report.odd)


def test_a_table_of_agency_city_and_state_on_a_scan_is_read_by_its_headers(tmp_path, read):
    middles = (194.0, 428.0, 535.0)
    rows = [("Agency", "City", "State"), *[(f"Alton {n} Police Department", f"Elm {n}", "CA") for n in range(8)]]
    cells = [
        String(text, middle - typesetting.width(text, 10.0) / 2, 130.0 + number * 24.4, 10.0)
        for number, row in enumerate(rows) for text, middle in zip(row, middles, strict=True)
    ]  # fmt: skip
    typesetting.typeset([scan([], more=cells)], tmp_path / "scan.pdf")
    report = read(tmp_path / "scan.pdf")
    assert [(e.agency, e.city, e.state) for e in report.entries] == rows[1:]


@pytest.mark.parametrize(
    ("page", "error"),
    [
        (scan([(*row, "Oak PD") for row in TOWNS], columns=(68.0, 240.0, 430.0)), "two texts side by side in one cell"),
        (scan(CITIES, columns=(68.0, 380.0, 520.0), headers=("Agency", "City", "State")), "words that belong to no cell"),
        (scan(TOWNS, pitch=18.0), "a line that may be a row of its own"),
        (scan(TOWNS, pitch=15.0), "rows too close"),
        (scan(TOWNS, more=[String("Stray PD", 180.0, 700.0, 10.0)]), "a line that starts in no column"),
    ],
    ids=["three columns", "cells beside their headers", "rows 18 apart", "rows 15 apart", "a line between the columns"],
)  # fmt: skip
def test_a_scan_laid_out_otherwise_is_an_error_and_never_a_shorter_or_mixed_list(tmp_path, page, error):
    typesetting.typeset([page], tmp_path / "scan.pdf")
    with pytest.raises(ReadingError, match=rf"scan\.pdf, page 1: {error}"):
        sharing_reports.read(tmp_path / "scan.pdf")


@pytest.mark.parametrize(
    ("page", "says"),
    [
        (scan(TOWNS, pitch=18.0), r"up to 1\.7 times the letters' height and another row at least 2\.15 times; here it is 1\.8"),
        (scan(TOWNS, pitch=15.0), r"A name takes 4 lines at most, and another row begins at least 2\.15 times"),
        (scan(TOWNS, more=[String("Stray PD", 180.0, 700.0, 10.0)]), r"within 8 points of where its column does\."),
    ],
    ids=["rows 18 apart", "rows 15 apart", "a line between the columns"],
)
def test_a_scan_that_is_refused_says_what_is_expected_and_how_to_scan_it(tmp_path, page, says):
    typesetting.typeset([page], tmp_path / "scan.pdf")
    with pytest.raises(ReadingError) as refused:
        sharing_reports.read(tmp_path / "scan.pdf")
    assert re.search(says, refused.value.do) and "the whole page, straight, not scaled, at 300 dpi" in refused.value.do


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
    with pytest.raises(ReadingError, match=re.escape(error)):
        sharing_reports.read(two_scanned_pages(tmp_path / "scan.pdf", first, second))
