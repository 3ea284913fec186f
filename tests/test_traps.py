"""Traps of native pages, one smallest page each: read right, or an error that says why."""

from dataclasses import replace

import pikepdf
import pytest

from helpers.records.reading.pages import Box
from helpers.records.reading.vocabulary import SENTENCES
from helpers.records.stand_ins import sharing_reports as stand_ins
from helpers.records.stand_ins import typesetting
from helpers.records.stand_ins.typesetting import String
from tests.test_sharing_reports import NAMES, TOWN, adding, agencies, refused, sheets_of

MANY = [f"Town {n:02d} Police Department" for n in range(60)]


def cells_of(sheet) -> list[Box]:
    """Rectangles of a grid's columns, row by row."""
    return sorted((b for b in sheet.rectangles if b.x1 - b.x0 < 450), key=lambda b: (b.top, b.x0))


def cell_of(sheet, name: str) -> Box:
    (string,) = [s for s in sheet.strings if s.text == name]
    (cell,) = [b for b in cells_of(sheet) if b.x0 - 3 < string.x < b.x1 - 3 and b.top < string.top < b.bottom]
    return cell


def without(sheet, *texts: str, rectangles=()):
    """The sheet without these strings and rectangles."""
    strings = [s for s in sheet.strings if s.text not in texts]
    assert len(strings) <= len(sheet.strings) - len(texts)
    return replace(sheet, strings=strings, rectangles=[b for b in sheet.rectangles if b not in rectangles])


def behind(name: String, *strings: String):
    """Change a sheet: print more strings, drawn right after a name, as what belongs to it is drawn."""
    return lambda sheet: replace(
        sheet, strings=[one for s in sheet.strings for one in ([s, *strings] if s is name else [s])]
    )


def lowered(sheet, points: float):
    """The sheet with its body lower on the page."""
    body = sheet.rectangles[0]
    strings = [replace(s, top=s.top + points) if body.top <= s.top <= body.bottom else s for s in sheet.strings]
    rectangles = [b._replace(top=b.top + points, bottom=b.bottom + points) for b in sheet.rectangles]
    return replace(sheet, strings=strings, rectangles=rectangles, rules=[])


# --- read right -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("columns", "letters"), [(1, "LLLL"), (2, "LRLR"), (3, "LMRL")], ids=["one column", "two columns", "three columns"]
)
def test_a_grid_of_one_to_three_columns_is_read_left_to_right_then_down(typeset, read, columns, letters):
    report = read(typeset({"detections_shared": NAMES}, columns=columns))
    assert agencies(report) == NAMES and [e.column for e in report.entries] == list(letters)


def test_one_column_that_goes_on_over_the_page_and_ends_with_a_single_row_is_whole(typeset, read):
    report = read(typeset({"detections_shared": MANY[:25]}, columns=1))
    assert agencies(report) == MANY[:25] and [e.page for e in report.entries].count(2) == 1


@pytest.mark.parametrize("size", [9.0, 10.0, 12.0, 13.0])
@pytest.mark.parametrize("lines", [1, 2, 3])
def test_a_name_of_up_to_three_lines_in_letters_of_any_size_is_one_row(typeset, read, size, lines):
    name = "Union City Police / Department of the State / of California"
    name = " / ".join(name.split(" / ")[:lines])
    report = read(typeset({"detections_shared": [NAMES[0], name, NAMES[1]]}, measures={"size": size}))
    assert agencies(report) == [NAMES[0], name.replace(" / ", " "), NAMES[1]]


@pytest.mark.parametrize(
    ("edge", "inset"), [(250.0, -2.0), (400.0, -2.0), (275.27, 92.0)], ids=["left", "right", "a wide inset"]
)
def test_a_column_may_start_anywhere(typeset, read, edge, inset):
    names = ["Irvine Police", "Inactive Elm", "Alton Police", "Irvine"]  # an I is the letter that a wrong edge loses
    report = read(typeset({"detections_received": names}, measures={"column_edge": edge, "inset_right": inset}))
    assert agencies(report, "detections_received") == names


def test_column_edges_may_differ_from_page_to_page(tmp_path, read):
    said, layout = stand_ins.flow(TOWN, {"detections_shared": MANY})
    layout.loc[(layout["page"] == 2) & (layout["measure"] == "column_edge"), "value"] = 260.0
    stand_ins.typeset(stand_ins.sheets(said, layout), tmp_path / "edges.pdf")
    assert agencies(read(tmp_path / "edges.pdf")) == MANY


@pytest.mark.parametrize(
    ("section", "printed", "heading"),
    [
        ("detections_shared", "Detections Shared", "Detection Sharing"),
        ("detections_received", "Detections Received", "DETECTIONS RECEIVED"),
        ("hot_lists_shared", "Hot List Sharing", "Hot-List Sharing"),
        ("hot_lists_shared", "Hot List Sharing", "Hot Lists Shared"),
    ],
)
def test_a_heading_may_be_respelled(typeset, read, section, printed, heading):
    def respell(sheet):
        return replace(sheet, strings=[replace(s, text=heading) if s.text == printed else s for s in sheet.strings])

    entries = [("Irvine Police Department", "Persons")] if section.startswith("hot") else NAMES
    assert {e.section for e in read(typeset({section: entries}, change=respell)).entries} == {section}


@pytest.mark.parametrize(
    "product", ["LEARN", "VehicleManager", "Vehicle Manager", "Vehicle Manager Plus", "Agency Manager"]
)
def test_the_footer_may_name_another_product_of_up_to_three_words(typeset, read, product):
    report = read(typeset({"detections_shared": NAMES}, product=product))
    assert report.product == product and agencies(report) == NAMES


@pytest.mark.parametrize(
    "footer",
    [
        "Date Created: 01-02-20 Vehicle Manager Agency Data Sharing Report Page 1 of 1",
        "Date Created 01-02-20 Vehicle Manager AgencyDataSharingReport Page 1of1",
    ],
    ids=["in one piece", "without blanks and colon"],
)
def test_the_footer_may_be_spaced_otherwise(typeset, read, footer):
    def respace(sheet):
        strings = [s for s in sheet.strings if s.top < 815]
        return replace(sheet, strings=[*strings, String(footer, 60.0, 822.0, 10.0)])

    report = read(typeset({"detections_shared": NAMES}, change=respace))
    assert (
        report.product == "Vehicle Manager" and report.as_of.isoformat() == "2020-01-02" and agencies(report) == NAMES
    )
    assert not any("margin" in told for told in report.odd)


def test_an_entry_like_a_footer_is_an_entry(typeset, read):
    names = ["Agency Data Sharing Report", "Date Created 01-02-20 Elm Agency", "Page 1 of 1"]
    assert agencies(read(typeset({"detections_shared": names}))) == names


def test_a_missing_top_rule_loses_no_row(typeset, read):
    assert agencies(read(typeset({"detections_shared": NAMES}, change=lambda sheet: replace(sheet, rules=[])))) == NAMES


def test_a_frame_drawn_twice_is_one_frame(typeset, read):
    def again(sheet):
        return replace(sheet, rectangles=[sheet.rectangles[0], *sheet.rectangles])

    assert agencies(read(typeset({"detections_shared": NAMES}, change=again))) == NAMES


@pytest.mark.parametrize("points", [-14.0, 602.0], ids=["under the title", "over the footer"])
def test_a_first_row_at_the_pages_edge_is_read(tmp_path, read, points):
    first, second = sheets_of({"detections_shared": MANY[:50]})
    stand_ins.typeset([first, lowered(second, points)], tmp_path / "edge.pdf")
    assert agencies(read(tmp_path / "edge.pdf")) == MANY[:50]


def test_four_sections_on_one_page_are_four(typeset, read):
    hot = [("Irvine Police Department", "Persons")]
    table = [("Anaheim Police Department", "Anaheim", "CA")]
    sections = {
        "detections_shared": NAMES[:3],
        "detections_received": table,
        "hot_lists_shared": hot,
        "hot_lists_received": hot,
    }
    report = read(typeset(sections))
    assert report.pages == 1 and agencies(report) == NAMES[:3]
    assert [(e.agency, e.city, e.state) for e in report.section("detections_received")] == table
    for section in ("hot_lists_shared", "hot_lists_received"):
        assert [(e.agency, e.hot_list) for e in report.section(section)] == hot


def test_a_grid_under_one_of_odd_length_is_whole(typeset, read):
    report = read(typeset({"detections_shared": NAMES[:3], "detections_received": NAMES}))
    assert agencies(report) == NAMES[:3] and agencies(report, "detections_received") == NAMES and report.pages == 1


@pytest.mark.parametrize("shift", [0.1, 0.3, 0.6])
@pytest.mark.parametrize("downwards", [False, True], ids=["sideways", "downwards"])
def test_letters_printed_twice_are_read_once(typeset, read, shift, downwards):
    def again(sheet):
        moved = [replace(s, top=s.top + shift) if downwards else replace(s, x=s.x + shift) for s in sheet.strings]
        return replace(sheet, strings=[*sheet.strings, *moved])

    assert agencies(read(typeset({"detections_shared": ["Ill Butte Police", *NAMES]}, change=again))) == [
        "Ill Butte Police",
        *NAMES,
    ]


def test_ligatures_are_read_as_their_letters_and_other_signs_as_they_stand(typeset, read):
    names = ["Garﬁeld Sheriﬀs Oﬃce", "Buﬀalo ﬂats", "Raﬄes ½ ² Eaﬆ"]
    plain = ["Garfield Sheriffs Office", "Buffalo flats", "Raffles ½ ² East"]
    assert agencies(read(typeset({"detections_shared": names}))) == plain


def test_a_native_page_stored_on_its_side_is_read_as_displayed(typeset, read, tmp_path):
    with pikepdf.open(typeset({"detections_shared": NAMES})) as document:
        page = document.pages[0]
        page.contents_add(b"q 0 -1 1 0 0 595 cm", prepend=True)
        page.contents_add(b"Q")
        page.MediaBox, page.Rotate = [0, 0, 842, 595], 270
        document.save(tmp_path / "turned.pdf")
    report = read(tmp_path / "turned.pdf")
    assert agencies(report) == NAMES and report.entries[0].box.x0 == pytest.approx(67.5, abs=0.1)


def test_an_agency_named_none_among_others_is_an_entry(typeset, read):
    for columns in (1, 2, 3):
        assert agencies(read(typeset({"detections_shared": [*NAMES, "None"]}, columns=columns))) == [*NAMES, "None"]


def test_a_list_of_an_agency_named_none_is_an_entry(typeset, read):
    (entry,) = read(typeset({"hot_lists_received": [("None", "None")]})).entries
    assert (entry.agency, entry.hot_list) == ("None", "None")


@pytest.mark.parametrize("over", [0.1, 0.4])
def test_a_name_less_than_half_a_point_over_its_filled_neighbor_stays_its_own(typeset, read, over):
    def push(sheet):
        left, right = (next(s for s in sheet.strings if s.text == name) for name in NAMES[2:])
        x = right.x + over - typesetting.width(left.text, left.size)
        return replace(sheet, strings=[replace(s, x=x) if s is left else s for s in sheet.strings])

    assert agencies(read(typeset({"detections_shared": NAMES}, change=push))) == NAMES


# --- or an error: text out of its place -------------------------------------------------------------------------------


@pytest.mark.parametrize("over", [-0.45, -0.2, 0.0, 0.2, 0.45])
@pytest.mark.parametrize("neighbor", ["Elm Police", ""], ids=["filled", "empty"])
@pytest.mark.parametrize("rest", ["W", " Wards", "i"])
def test_the_end_of_a_name_printed_into_its_neighbor_is_an_error(typeset, over, neighbor, rest):
    names = [NAMES[0], NAMES[1], "Alton Police", neighbor or "Gone"]

    def push(sheet):
        edge = cell_of(sheet, "Alton Police").x1 - 2.0
        x = edge + (over if over else 0.15) - typesetting.width("Alton Police", 11.0)
        pushed = [replace(s, text="Alton Police" + rest, x=x) if s.text == "Alton Police" else s for s in sheet.strings]
        return replace(sheet, strings=[s for s in pushed if s.text != "Gone"])

    path = typeset({"detections_shared": names}, change=push)
    refused(path, r"runs over the edge of its cell|characters are printed over each other")


def test_a_line_of_a_name_in_the_row_below_is_an_error(typeset):
    def lower(sheet):
        (name,) = [s for s in sheet.strings if s.text == NAMES[0]]
        rest = String("and County", 67.5, cell_of(sheet, NAMES[2]).top + 0.5, 11.0)
        return behind(name, rest)(sheet)

    path = typeset({"detections_shared": NAMES}, change=lower)
    refused(path, r"two texts are one above the other in one cell|the words of a row are not placed")


@pytest.mark.parametrize(
    "measure", [{"drop": -2.0}, {"drop": 18.6}, {"inset_left": -3.5}], ids=["above", "below", "left"]
)
def test_letters_that_stand_out_of_their_cell_are_an_error(typeset, measure):
    refused(typeset({"detections_shared": NAMES}, measures=measure), "runs over the edge of its cell")


def test_a_sentence_outside_every_frame_is_an_error(typeset):
    sentence = SENTENCES["detections_shared"].format(TOWN)

    again = adding(String(sentence, 100.0, 600.0, 9.5))
    refused(typeset({"detections_shared": NAMES}, change=again), "words belong to no cell")


@pytest.mark.parametrize("size", [7.0, 14.0])
def test_a_stamp_in_a_cell_is_left_out_with_a_note(typeset, read, size):
    def stamp(sheet):
        return adding(String("COPY", 220.0, cell_of(sheet, NAMES[0]).top + 10.0, size))(sheet)

    report = read(typeset({"detections_shared": NAMES}, change=stamp))
    assert agencies(report) == NAMES
    assert f"p. 1: text from outside the list is left out: COPY (printed on {NAMES[0]})" in report.odd


@pytest.mark.parametrize("gap", [3.0, 14.0])
def test_a_second_text_in_a_cell_that_is_drawn_later_is_left_out_with_a_note(typeset, read, gap):
    """In the same font, size and color: the order of drawing tells."""

    def add(sheet):
        (name,) = [s for s in sheet.strings if s.text == NAMES[0]]
        end = name.x + typesetting.width(name.text, name.size)
        return adding(replace(name, text="Annex", x=end + gap))(sheet)

    report = read(typeset({"detections_shared": NAMES}, change=add))
    assert agencies(report) == NAMES and any("left out: Annex (printed on" in note for note in report.odd)


def test_a_second_text_in_a_cell_that_is_drawn_with_the_name_is_an_error(typeset):
    def add(sheet):
        (name,) = [s for s in sheet.strings if s.text == NAMES[0]]
        end = name.x + typesetting.width(name.text, name.size)
        return behind(name, replace(name, text="Annex", x=end + 14.0))(sheet)

    refused(typeset({"detections_shared": NAMES}, change=add), "two texts are side by side in one cell")


@pytest.mark.parametrize("lower", [-3.0, 3.0, 5.0])
def test_a_second_copy_of_all_text_over_the_first_is_read_once(typeset, read, lower):
    def again(sheet):
        return adding(*(replace(s, top=s.top + lower) for s in sheet.strings if s.text in MANY))(sheet)

    assert agencies(read(typeset({"detections_shared": MANY[:20]}, change=again))) == MANY[:20]


def test_a_copy_of_other_text_over_the_first_is_an_error(typeset):
    def again(sheet):
        others = (replace(s, text=s.text.replace("Town", "Oak"), top=s.top + 3.0) for s in sheet.strings)
        return adding(*(s for s in others if s.text.startswith("Oak")))(sheet)

    refused(typeset({"detections_shared": MANY[:20]}, change=again), "two texts are printed in one place")


@pytest.mark.parametrize("name", ["Yolo County Sheriffs Department", "Williamson County", "Mississippi Attorney"])
def test_double_letters_stay_however_narrow_a_name_is_set(typeset, read, tmp_path, name):
    path = typeset({"detections_shared": [*NAMES, name]})
    with pikepdf.open(path) as document:
        page = document.pages[0]
        page.contents_coalesce()
        text = f"({name}) Tj".encode()
        content = page.Contents.read_bytes()
        assert content.count(text) == 1
        page.Contents = document.make_stream(content.replace(text, b"12 Tz " + text))
        document.save(tmp_path / "narrow.pdf")
    assert agencies(read(tmp_path / "narrow.pdf")) == [*NAMES, name]


def test_letters_that_the_font_does_not_name_are_an_error(typeset):
    hebrew = "\u05d0\u05d1\u05d2"  # the face of the test pages has no such letters
    path = typeset({"detections_shared": [hebrew, *NAMES]})
    refused(path, "page 1: the file does not say which characters are printed")


def test_words_in_the_footer_that_are_no_product_are_an_error(typeset):
    scribble = adding(String("Elm", 150.0, 822.0, 10.0))
    refused(typeset({"detections_shared": NAMES}, change=scribble), "a page of a sharing report has no footer")


def test_a_product_of_four_words_is_an_error(typeset):
    path = typeset({"detections_shared": NAMES}, product="A New Vehicle Manager")
    refused(path, "a page of a sharing report has no footer")


# --- or an error: words or rules lost ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_an_empty_cell_is_noted_unless_it_may_be_the_lists_end(typeset, read, name):
    report = read(typeset({"detections_shared": NAMES}, change=lambda sheet: without(sheet, name)))
    assert agencies(report) == [one for one in NAMES if one != name]
    notes = [note for note in report.odd if "a cell without words before the section's last entry" in note]
    if name == NAMES[-1]:
        assert notes == []  # an empty last cell is how a list of odd length ends
    else:
        (note,) = notes
        assert note.startswith("p. 1: ") and " (at " in note and "A name may have been taken out" in note


@pytest.mark.parametrize("row", [NAMES[:2], NAMES[2:]], ids=["first", "last"])
@pytest.mark.parametrize("columns", [1, 2])
def test_an_empty_row_is_noted_with_its_place(typeset, read, row, columns):
    report = read(typeset({"detections_shared": NAMES}, columns=columns, change=lambda sheet: without(sheet, *row)))
    assert agencies(report) == [name for name in NAMES if name not in row]
    assert len([note for note in report.odd if note.startswith("p. 1: a row without words (at ")]) == (
        2 if columns == 1 else 1
    )


def test_an_empty_foot_under_a_table_is_noted_and_the_table_read(typeset, read):
    """As in the 2022 report, p. 19: twelve points high, as wide as the frame, and in it."""

    def foot(sheet):
        frame, *others = sheet.rectangles
        low = Box(frame.x0, frame.bottom, frame.x1, frame.bottom + 12.0)
        return replace(sheet, rectangles=[frame._replace(bottom=low.bottom), *others, low])

    rows = [("Anaheim Police Department", "Anaheim", "CA"), ("Oak Police Department", "Oak", "CA")]
    report = read(typeset({"detections_received": rows}, change=foot))
    assert [(e.agency, e.city, e.state) for e in report.entries] == rows
    assert [note.partition(" (at ")[0] for note in report.odd if "words" in note] == ["p. 1: a row without words"]


def test_a_name_drawn_as_a_picture_is_an_error_that_names_its_place(typeset, tmp_path):
    path = typeset({"detections_shared": NAMES}, change=lambda sheet: without(sheet, NAMES[1]))
    with pikepdf.open(path) as document:
        page = document.pages[0]
        letters = b" ".join(b"%d 684 2 8 re f" % x for x in range(340, 400, 5))  # strokes where the name would be
        page.contents_add(b"q 0 g " + letters + b" Q")
        document.save(tmp_path / "drawn.pdf")
    refused(tmp_path / "drawn.pdf", r"page 1: a cell shows something, and the text layer has no words.*--ocr always")


def test_a_bar_in_an_empty_cell_is_noted(typeset, read, tmp_path):
    path = typeset({"detections_shared": NAMES}, change=lambda sheet: without(sheet, NAMES[1]))
    with pikepdf.open(path) as document:
        page = document.pages[0]
        page.contents_add(b"q 0 g 326 677 254 30 re f Q")
        document.save(tmp_path / "bar.pdf")
    report = read(tmp_path / "bar.pdf")
    assert agencies(report) == [name for name in NAMES if name != NAMES[1]]
    assert any(note.startswith("p. 1: a cell without words, which shows one dark color (at ") for note in report.odd)


def test_a_last_row_that_the_pages_end_cuts_lower_is_read(tmp_path, read):
    """As in the 2022 report, p. 19: its cell is 1.8 points lower than the others, at the end of a full page."""
    first, second = sheets_of({"detections_shared": MANY[:50]})
    frame, *cells = first.rectangles
    last = max(cell.bottom for cell in cells if cell.x1 - cell.x0 < 450)
    cells = [b._replace(bottom=b.bottom - 1.8) if b.bottom == last else b for b in cells]
    down = 816.5 - (last - 1.8)  # to the page's end
    first = lowered(replace(first, rectangles=[frame._replace(bottom=last - 1.8), *cells]), down)
    stand_ins.typeset([first, second], tmp_path / "low.pdf")
    assert agencies(read(tmp_path / "low.pdf")) == MANY[:50]


def test_a_lost_row_rule_is_an_error(typeset):
    def change(sheet):
        return without(sheet, rectangles=[cell_of(sheet, name) for name in NAMES[:2]])

    refused(typeset({"detections_shared": NAMES}, change=change), "words belong to no cell")


def test_a_lost_rule_between_columns_is_an_error(typeset):
    def change(sheet):
        left, right = (cell_of(sheet, name) for name in NAMES[2:])
        cut = without(sheet, rectangles=[left, right])
        places = {s.text: 375.0 - 4 - typesetting.width(s.text, s.size) for s in cut.strings if s.text == NAMES[2]}
        places[NAMES[3]] = 375.0
        close = [replace(s, x=places.get(s.text, s.x)) for s in cut.strings]
        return replace(cut, strings=close, rectangles=[*cut.rectangles, left._replace(x1=right.x1)])

    refused(typeset({"detections_shared": NAMES}, change=change), "a row has fewer or more cells than the rows before")


def test_a_lost_frame_is_an_error(typeset):
    def change(sheet):
        return without(sheet, rectangles=[b for b in sheet.rectangles if b.x1 - b.x0 > 450])

    refused(typeset({"detections_shared": NAMES}, change=change), "page 1")


def test_the_lost_second_line_of_a_wrapped_name_is_an_error(typeset):
    names = [NAMES[0], "Auto Theft / Task Force", *NAMES[1:]]
    path = typeset({"detections_shared": names}, change=lambda sheet: without(sheet, "Task Force"))
    refused(path, "the words of a row are not placed as in the rows above")


def test_four_columns_are_an_error(typeset):
    def halve(sheet):
        halves = []
        for cell in cells_of(sheet):
            middle = (cell.x0 + cell.x1) / 2
            halves += [cell._replace(x1=middle), cell._replace(x0=middle)]
        return replace(sheet, rectangles=[*(b for b in sheet.rectangles if b not in cells_of(sheet)), *halves])

    path = typeset({"detections_shared": ["Elm", "Oak"]}, change=halve)
    refused(path, "a grid has more columns than this program can read; expected at most 3; found 4")


@pytest.mark.parametrize("lower", [0.0, 5.0], ids=["as high", "lower"])
def test_a_white_box_under_the_last_letters_of_a_name_is_no_cell(typeset, read, lower):
    """The rectangles of these pages are drawn before all text: it covers nothing."""

    def mark(sheet):
        cell = cell_of(sheet, NAMES[2])
        over = cell._replace(x0=cell.x0 + 150, x1=cell.x1 - 5, top=cell.top + lower)
        return replace(sheet, rectangles=[*sheet.rectangles, over])

    assert agencies(read(typeset({"detections_shared": NAMES}, change=mark))) == NAMES


def test_two_frames_side_by_side_are_an_error(typeset):
    def beside(sheet):
        half = [b._replace(x1=b.x0 + (b.x1 - b.x0) / 2) for b in sheet.rectangles]
        other = [b._replace(x0=b.x0 + 300, x1=b.x1 + 300) for b in half]
        return replace(sheet, rectangles=[*half, *other])

    path = typeset({"detections_shared": NAMES[:1]}, columns=1, change=beside)
    refused(path, "two frames are side by side or overlap")


@pytest.mark.parametrize(
    ("columns", "inset"),
    [(1, 55.0), (2, 55.0), (3, 55.0), (2, 144.0)],
    ids=["1", "2", "3", "in the middle of its cell"],
)
def test_a_section_whose_only_entry_is_named_none_is_an_error(typeset, columns, inset):
    path = typeset({"detections_shared": ["None"]}, columns=columns, measures={"inset_left": inset})
    refused(path, "section detections_shared has one entry, and its name is None")


# --- or an error: heading and sentence lost ---------------------------------------------------------------------------

RECEIVED = ("Detections Received", SENTENCES["detections_received"].format(TOWN))


def band_of_sentence(sheet, heading: str) -> Box:
    """The rectangle round the sentence under a heading."""
    (top,) = [s.top for s in sheet.strings if s.text == heading]
    return min((b for b in sheet.rectangles if b.x1 - b.x0 > 450 and b.top > top), key=lambda b: b.top)


def test_a_frame_that_lost_heading_and_sentence_is_an_error_under_another(typeset):
    def lose(sheet):
        return without(sheet, *RECEIVED, rectangles=[band_of_sentence(sheet, RECEIVED[0])])

    path = typeset({"detections_shared": NAMES, "detections_received": NAMES}, change=lose)
    refused(path, "page 1: a frame starts without a heading")


def headed_on_page_two(lose):
    """Two sections of which the second starts a page, and `lose` takes its heading away."""
    first, second = sheets_of({"detections_shared": MANY[:46], "detections_received": NAMES})
    return [first, lose(second)]


def test_a_page_that_lost_heading_and_sentence_is_an_error_by_the_sentences_rectangle(tmp_path):
    stand_ins.typeset(headed_on_page_two(lambda sheet: without(sheet, *RECEIVED)), tmp_path / "lost.pdf")
    refused(
        tmp_path / "lost.pdf",
        "page 2: a frame begins with a rectangle without words; expected a heading and a sentence",
    )


def test_a_page_that_lost_even_the_rectangle_is_an_error_when_the_page_before_had_room(tmp_path):
    def lose(sheet):
        lost = without(sheet, *RECEIVED, rectangles=[band_of_sentence(sheet, RECEIVED[0])])
        taller = cells_of(lost)[:2]  # a first row under a heading is, and would give it away
        return replace(lost, rectangles=[b._replace(top=b.top + 5.0) if b in taller else b for b in lost.rectangles])

    stand_ins.typeset(headed_on_page_two(lose), tmp_path / "lost.pdf")
    refused(tmp_path / "lost.pdf", "page 2: rows have no heading, though the page before is not full")


# --- or an error: a row split over two pages --------------------------------------------------------------------------

WRAPPED = "Winnebago County Sheriff / (Machesney Park Division)"
THREE_LINES = "Winnebago County Sheriff / (Machesney Park / Division)"


@pytest.mark.parametrize(
    ("names", "after", "cut", "lower_by"),
    # cells cut by 27.57 are the rest of a cell; cut by one line (16.5) they look like whole ones, and both together
    # like two rows, or one as the section's last: those no page can tell (see the docstring of grids)
    [
        pytest.param([WRAPPED, WRAPPED], MANY[46:], 27.57, 5.0, id="both"),
        pytest.param([WRAPPED, "Elm PD"], MANY[46:], 27.57, 5.0, id="left"),
        pytest.param(["Elm PD", WRAPPED], MANY[46:], 27.57, 5.0, id="right"),
        pytest.param([WRAPPED, WRAPPED], [], 27.57, 5.0, id="both, alone on its page"),
        pytest.param([THREE_LINES, THREE_LINES], MANY[46:], 20.0, 0.0, id="the last two lines of three"),
        pytest.param([WRAPPED, "Elm PD"], MANY[46:], 16.5, 0.0, id="left, in a whole cell"),
        pytest.param(["Elm PD", WRAPPED], MANY[46:], 16.5, 0.0, id="right, in a whole cell"),
    ],
)
def test_a_row_split_over_two_pages_is_an_error(tmp_path, names, after, cut, lower_by):
    """The first line of the names stands last on page 1, the others first on page 2."""
    first, second = sheets_of({"detections_shared": [*MANY[:46], *names, *after]})
    row = cells_of(second)[:2]
    upper, *lower = sorted({s.top for s in second.strings if row[0].top < s.top < row[0].bottom})
    end = first.rectangles[0].bottom
    moved = [replace(s, top=s.top + end - row[0].top) for s in second.strings if s.top == upper]
    frame, *cells = first.rectangles
    cells += [b._replace(top=end, bottom=end + 27.57) for b in row]
    rectangles = [frame._replace(bottom=end + 27.57), *cells]
    first = replace(first, strings=[*first.strings, *moved], rectangles=rectangles)
    strings = [replace(s, top=s.top + lower_by) if s.top in lower else s for s in second.strings if s.top != upper]
    shorter = [*row, second.rectangles[0]]
    rectangles = [b._replace(top=b.top + cut) if b in shorter else b for b in second.rectangles]
    second = replace(second, strings=strings, rectangles=rectangles, rules=[])
    stand_ins.typeset([first, second], tmp_path / "split.pdf")
    what = r"page 2: (a row is too low|the words of a row are not placed|a page begins with a row that has a cell with)"
    refused(tmp_path / "split.pdf", what)
