"""Facts about forms that are tables: workbooks and text files as lists of who shares with whom."""

import datetime
import random
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from reportlab.lib.pagesizes import landscape, letter
from reportlab.pdfgen.canvas import Canvas

from helpers import cli
from helpers.errors import NoSharingReport, PlatesError, ReadingError
from helpers.records.reading import comma_lists, days, workbooks
from helpers.records.reading.forms import edge_list, registry
from helpers.records.reading.forms.base import Options, SourceFile

VEHICLEMANAGER = [
    ["VehicleManager"],
    ["Elmville Police Department (CA)"],
    [],
    ["Created 08/17/2026 10:40:20"],
    [],
    ["Data sharing report - Filter = Data type : Detection"],
    [],
    ["Agency", "State", "Hot list sharing", "Detection sharing", "Detection receiving", "Agency type"],
    ["(F) Elm Police Department", "Ohio", "No sharing relationship", "Sharing", "Declined", "Police"],
    ["Inactive Oak County Sheriffs Office", "Ohio", "Sharing", "Approval Required", "Receiving", "Sheriff"],
    ["IRS Criminal Investigations", "California", "No sharing relationship", "Sharing", "Paused", "Federal"],
]
NETWORKS = [
    ["Organization Name", "Networks Shared With Me", "Networks I'm Sharing"],
    ["Napa CA PD", "Napa CA PD", "Elmville CA PD"],
    ["Danville CA PD", "Danville, CA PD Ravens,Danville CA PD", ""],
    ["University of Elm, Oakton", "University of Elm, Oakton", "Elmville CA PD,Elmville CA PD - Raven"],
    ["Quincy FL PD (deactivated)", "", "Elmville CA PD"],
]


def plates(*arguments) -> int:
    return cli.main(list(map(str, arguments)))


def workbook(path: Path, rows: list[list[str]], name: str = "Sheet", **change) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = name
    for row in rows:
        sheet.append(row)
    change.get("then", lambda book, sheet: None)(book, sheet)
    book.save(path)
    return path


def text(path: Path, rows: list[list[str]], separator: str = ",", encoding: str = "utf-8") -> Path:
    frame = pd.DataFrame(rows).fillna("")
    path.write_bytes(frame.to_csv(index=False, header=False, sep=separator, lineterminator="\r\n").encode(encoding))
    return path


def read(path: Path, **how) -> tuple:
    """The form's name, the report, and all notes."""
    chosen, production = registry.read(path, "x", Options(**how))
    (report,) = production.reports
    return chosen.card.name, report, [*report.odd, *production.notes]


def entries(report, section: str) -> list[tuple[str, bool]]:
    return [(entry.agency, entry.permission) for entry in report.section(section)]


# --- VehicleManager ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("write", [workbook, text], ids=["xlsx", "csv"])
def test_of_a_vehiclemanager_export_only_sharing_and_receiving_are_permissions_and_every_status_stays(write, tmp_path):
    name, report, notes = read(write(tmp_path / "export.any", VEHICLEMANAGER))
    assert (name, report.agency, report.as_of) == (
        "vehiclemanager-export",
        "Elmville Police Department (CA)",
        datetime.date(2026, 8, 17),
    )
    elm, oak, irs = (row[0] for row in VEHICLEMANAGER[8:])
    assert entries(report, "detections_shared") == [(elm, True), (oak, False), (irs, True)]
    assert entries(report, "detections_received") == [(elm, False), (oak, True), (irs, False)]
    assert entries(report, "hot_lists_shared") == [(elm, False), (oak, True), (irs, False)]
    assert report.section("detections_shared")[1].status == "Approval Required"
    assert report.states["hot_lists_received"] == "not shown"
    assert ("Agency type", "Federal") in report.section("detections_shared")[2].also
    assert "the status “Paused” is not known, and counts as no permission" in notes
    place = report.section("detections_shared")[0]
    assert (place.row_on_page, place.column) == (9, "column D")


def test_a_filtered_export_is_not_the_whole_list(tmp_path):
    _, report, _ = read(workbook(tmp_path / "export.xlsx", VEHICLEMANAGER))
    assert report.partial == "the export is filtered (Data type : Detection)"
    assert report.says["filter"].startswith("Data sharing report - Filter")
    rows = [["VehicleManager"], ["Elmville PD (CA)"], ["Filter = none"], *VEHICLEMANAGER[7:]]
    assert read(workbook(tmp_path / "whole.xlsx", rows))[1].partial == ""


def test_what_stands_above_a_table_and_is_not_known_is_told_by_its_row_and_not_by_its_words(tmp_path):
    rows = [["VehicleManager"], ["Elmville PD (CA)"], ["Report made by Pat Doe"], *VEHICLEMANAGER[7:]]
    _, report, notes = read(workbook(tmp_path / "export.xlsx", rows))
    assert report.agency == "Elmville PD (CA)" and "row 3, above the table, is left out" in " ".join(notes)
    assert "Doe" not in " ".join([*notes, *report.says.values()])


# --- workbooks --------------------------------------------------------------------------------------------------------


def hide(book, sheet) -> None:
    sheet.row_dimensions[3].hidden = True
    for letter_ in "EFG":
        sheet.column_dimensions[letter_].hidden = True
    sheet["E2"], sheet["F2"], sheet["G2"] = "a", "b", "c"
    other = book.create_sheet("Old")
    other.append(NETWORKS[0])
    other.sheet_state = "hidden"
    sheet["A2"] = CellRichText("Napa ", TextBlock(InlineFont(strike=True), "CA PD"))


def test_what_a_workbook_hides_or_strikes_out_is_told_with_its_place_and_not_read(tmp_path):
    _, report, notes = read(workbook(tmp_path / "list.xlsx", NETWORKS, then=hide))
    said = "; ".join(notes)
    assert "1 hidden row is not read" in said and "3 hidden columns are not read: E-G" in said
    assert "hidden sheets are not read: Old" in said and "A2 (struck out)" in said
    assert "Danville CA PD" not in {entry.agency for entry in report.entries}
    assert "hidden rows" in report.partial


def test_rows_are_numbered_as_the_program_shows_them_and_a_wrong_dimension_is_not_believed(tmp_path):
    rows = [[], NETWORKS[0], [], *NETWORKS[1:]]
    path = workbook(tmp_path / "list.xlsx", rows)
    changed = tmp_path / "lies.xlsx"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(changed, "w") as target:
        for part in source.infolist():
            content = source.read(part)
            if part.filename.endswith("sheet1.xml"):
                start, end = content.index(b"<dimension"), content.index(b"/>", content.index(b"<dimension")) + 2
                content = content[:start] + b'<dimension ref="A1:B3"/>' + content[end:]
            target.writestr(part, content)
    for one in (path, changed):
        numbers = {entry.row_on_page for entry in read(one)[1].entries}
        assert numbers == {4, 5, 6, 7}


def test_of_two_sheets_with_a_list_one_must_be_named_and_then_is_read(tmp_path):
    path = workbook(tmp_path / "list.xlsx", NETWORKS, then=lambda book, sheet: book.copy_worksheet(sheet))
    with pytest.raises(ReadingError, match=r"several sheets hold such a list; .* Name one of them with --sheet"):
        read(path)
    assert len(read(path, sheet="Sheet Copy")[1].entries) == 6
    assert plates("extract", path, "--sheet", "Sheet Copy", "-o", tmp_path / "rows.csv") == 0
    with pytest.raises(ReadingError, match="there is no sheet of that name; expected Sheet, Sheet Copy; found Other"):
        read(path, sheet="Other")


def test_a_workbook_that_would_unpack_to_too_much_is_refused_and_the_advice_works(tmp_path, monkeypatch):
    monkeypatch.setattr(workbooks, "MOST_UNPACKED", 1_000)
    with pytest.raises(ReadingError, match=r"the workbook is too large; .* Save the sheet with the list as CSV"):
        read(workbook(tmp_path / "list.xlsx", NETWORKS))
    assert len(read(text(tmp_path / "list.csv", NETWORKS))[1].entries) == 6


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_table_of_any_letters_and_separators_is_read(separator, encoding, tmp_path):
    rows = [["A list that somebody made"], NETWORKS[0], ["Cañon City CO PD", "Cañon City CO PD", "x"]]
    _, report, notes = read(text(tmp_path / "list.csv", rows, separator, encoding))
    assert {entry.agency for entry in report.entries} == {"Cañon City CO PD"}
    assert any("Windows-1252" in note for note in notes) == (encoding == "cp1252")


# --- Shared Networks --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1), (1, 2, 0)])
def test_shared_networks_are_read_in_any_order_of_columns(order, tmp_path):
    rows = [[row[place] for place in order] for row in NETWORKS]
    name, report, _ = read(text(tmp_path / "list.csv", rows))
    assert name == "flock-shared-networks" and report.agency == ""
    shared = {entry.agency: entry.networks for entry in report.section("detections_shared")}
    received = {entry.agency: entry.networks for entry in report.section("detections_received")}
    assert shared == {
        "Napa CA PD": ("Elmville CA PD",),
        "University of Elm, Oakton": ("Elmville CA PD", "Elmville CA PD - Raven"),
        "Quincy FL PD (deactivated)": ("Elmville CA PD",),
    }
    assert received["Danville CA PD"] == ("Danville, CA PD Ravens", "Danville CA PD")
    assert received["University of Elm, Oakton"] == ("University of Elm, Oakton",)
    tables = registry.read(tmp_path / "list.csv", "x", Options())[1].rows
    assert tables.loc[tables["inactive"], "agency_printed"].unique().tolist() == ["Quincy FL PD (deactivated)"]


def test_a_comma_that_nothing_settles_is_kept_and_marked(tmp_path):
    rows = [*NETWORKS, ["Oak Mall", "North Gate, South Gate", ""], ["Elm Mall", "Elm Gate, Oak Gate,Oak Gate", ""]]
    rows += [["Gate Co", "Elm Gate", ""]]
    _, report, notes = read(text(tmp_path / "list.csv", rows))
    received = {entry.agency: entry.networks for entry in report.section("detections_received")}
    assert received["Oak Mall"] == ("North Gate, South Gate",)
    assert received["Elm Mall"] == ("Elm Gate", "Oak Gate", "Oak Gate")  # both stand alone elsewhere
    assert [note for note in notes if "may be one network or two" in note] == [
        "row 6: “North Gate, South Gate” may be one network or two; it counts as one"
    ]


def test_the_day_comes_from_the_sheets_name_or_the_files_and_it_is_said_from_which(tmp_path):
    _, report, _ = read(workbook(tmp_path / "a.xlsx", NETWORKS, "SharedNetworks_2025_December_30"))
    assert report.as_of == datetime.date(2025, 12, 30) and report.says["day"].endswith("from the sheet's name")
    _, report, _ = read(text(tmp_path / "list-2026-01-05.csv", NETWORKS))
    assert report.as_of == datetime.date(2026, 1, 5) and report.says["day"].endswith("from the file's name")
    assert read(text(tmp_path / "list.csv", NETWORKS))[1].as_of is None
    assert days.day_in("from 2026-01-05 to 2026-01-06") is None


def printed(path: Path, rows: list[list[str]], *, foot: bool, again: bool) -> Path:
    """The table printed without rules, its cells wrapped at blanks, a row's first column on its last or first line."""
    canvas, top = Canvas(str(path), pagesize=landscape(letter)), 0.0

    def wrapped(cell: str) -> list[str]:
        lines = [""]
        for word in cell.split(" "):
            longer = f"{lines[-1]}{word} "
            if canvas.stringWidth(longer.rstrip(), "Helvetica", 9) > 240 and lines[-1]:
                lines.append(f"{word} ")
            else:
                lines[-1] = longer
        return [line[:-1] if line is lines[-1] else line for line in lines]

    for number, row in enumerate(rows):
        cells = [wrapped(cell) for cell in row]
        high = max(map(len, cells))
        if top < 60 + 14 * high:
            if number:
                canvas.drawString(400, 20, f"{canvas.getPageNumber()}")
                canvas.showPage()
            top = 560.0
            if number and again:
                for column, head in enumerate(rows[0]):
                    canvas.setFont("Helvetica", 9)
                    canvas.drawString(20 + 255 * column, top, head)
                top -= 14
        canvas.setFont("Helvetica", 9)
        for column, lines in enumerate(cells):
            for line, words in enumerate(lines):
                down = line + (high - len(lines) if foot else 0)
                canvas.drawString(20 + 255 * column, top - 14 * down, words)
        top -= 14 * high
    canvas.save()
    return path


MANY = [
    NETWORKS[0],
    ["Brook CA PD", "Brook CA PD (Flex),Brook CA PD (Condor),Brook Parks and Gardens Conservancy CA,Brook CA", "Elm"],
    *([f"Town {n:02d} CA PD", f"Town {n:02d} CA PD,Town {n:02d} CA PD (Condor)", "Elm" * (n % 2)] for n in range(70)),
    *([f"City {n:02d} of the Very Long Plain TX SO", "", f"Elm,Elm - Raven {n}"] for n in range(9)),
    ["Last GA PD", "Last GA PD - Falcon,Last GA PD - RedSpeed and Wing,Last GA PD (LR),Last GA PD Live Video", "Elm"],
]


@pytest.mark.parametrize("foot", [True, False], ids=["name on the last line", "name on the first line"])
@pytest.mark.parametrize("again", [True, False], ids=["headers on each page", "headers once"])
def test_a_printed_table_gives_the_rows_of_the_file_that_was_printed(foot, again, tmp_path):
    _, typed, _ = read(text(tmp_path / "list.csv", MANY))
    name, report, _ = read(printed(tmp_path / "list.pdf", MANY, foot=foot, again=again))

    def said(one) -> list[tuple]:
        return sorted((entry.section, entry.agency, entry.networks) for entry in one.entries)

    assert name == "flock-shared-networks" and said(report) == said(typed)
    assert all(entry.box for entry in report.entries) and report.pages > 1


# --- edge lists -------------------------------------------------------------------------------------------------------

EDGES = [["sender", "recipient"], ["Elm PD", "Oak PD"], ["Oak PD", "Elm PD"], ["Elm PD", "Ash PD"], ["Total: 3", ""]]


def test_an_edge_list_is_read_with_its_total_told_and_its_header_again_no_line(tmp_path):
    rows = [["Who shares with whom"], *EDGES[:3], EDGES[0], *EDGES[3:]]
    production, lines = edge_list.lines(SourceFile(text(tmp_path / "list.csv", rows)))
    assert lines[["sender", "recipient"]].to_numpy().tolist() == EDGES[1:4] and lines.index.tolist() == [3, 4, 6]
    said = "; ".join(production.notes)
    assert "the header row comes again in row 5" in said and "row 7 is a total" in said


def test_extracting_an_edge_list_needs_an_agency_and_the_advice_works(tmp_path, capsys):
    path = workbook(tmp_path / "list.xlsx", EDGES)
    assert plates("extract", path, "-o", tmp_path / "rows.csv") == 1
    assert "Add --agency with its name as the list writes it" in capsys.readouterr().err
    assert plates("extract", path, "--agency", "Elm PD", "-o", tmp_path / "rows.csv") == 0
    rows = pd.read_csv(tmp_path / "rows.csv")
    assert rows["section"].tolist() == ["detections_shared", "detections_shared", "detections_received"]
    assert rows["agency_printed"].tolist() == ["Oak PD", "Ash PD", "Oak PD"] and rows["row_on_page"].tolist() == [
        2,
        4,
        3,
    ]


def test_a_table_of_no_form_is_told_what_it_has_and_its_advice_leads_to_the_right_list(tmp_path, capsys):
    rows = [["Agency with access"], ["Oak PD"], ["Ash PD"]]
    with pytest.raises(
        NoSharingReport, match=r"Agency with access in row 1 of the table.* add a column with that agency"
    ):
        read(text(tmp_path / "list.csv", rows))
    followed = [["recipient", "sender"], ["Oak PD", "Elm PD"], ["Ash PD", "Elm PD"]]
    _, report, _ = read(text(tmp_path / "list.csv", followed))
    assert report.agency == "Elm PD" and entries(report, "detections_shared") == [("Oak PD", True), ("Ash PD", True)]


def test_a_line_that_a_comma_in_a_name_shifts_is_refused_and_quotation_marks_help(tmp_path):
    (tmp_path / "list.csv").write_text("sender,recipient\nDanville, CA PD,Oak PD\n")
    with pytest.raises(ReadingError, match=r"line 2 has more cells than the header row.* Put quotation marks"):
        edge_list.lines(SourceFile(tmp_path / "list.csv"))
    (tmp_path / "list.csv").write_text('sender,recipient\n"Danville, CA PD",Oak PD\n')
    assert edge_list.lines(SourceFile(tmp_path / "list.csv"))[1]["sender"].tolist() == ["Danville, CA PD"]


# --- anything ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(60))
def test_a_table_damaged_at_random_gives_no_name_that_it_does_not_hold(seed, tmp_path):
    chance = random.Random(seed)
    rows = [list(row) for row in chance.choice([VEHICLEMANAGER, NETWORKS, EDGES])]
    for _ in range(chance.randint(1, 4)):
        row = chance.choice(rows)
        way = chance.randrange(5)
        if way == 0 and row:
            row.pop(chance.randrange(len(row)))
        elif way == 1:
            row.insert(chance.randint(0, len(row)), chance.choice(["", "x,y", "Sharing", "Total", '"', "12"]))
        elif way == 2:
            rows.remove(row)
        elif way == 3:
            rows.insert(chance.randrange(len(rows)), list(row))
        elif row:
            row[chance.randrange(len(row))] = chance.choice(["", "Agency", "sender", "\u00a0", "=1+1"])
        rows = rows or [["x"]]
    write = chance.choice([workbook, text])
    path = write(tmp_path / "list.any", rows)
    try:
        production = registry.read(path, "x", Options(agency="Elm PD"))[1]
    except PlatesError as error:
        assert str(error).startswith("list.any")
        return
    cells = {" ".join(str(cell).split()) for row in rows for cell in row}
    assert set(production.rows["agency_printed"]) <= cells


def test_parts_of_a_cell_that_are_never_apart_are_one_name():
    cells = ["Elm, Oakton,Ash", "Ash,Elm, Oakton", "Elm, Oakton"]
    gathered = comma_lists.evidence(cells, {"Somebody"})
    assert [comma_lists.parted(cell, "Somebody", gathered) for cell in cells] == [
        (["Elm, Oakton", "Ash"], []),
        (["Ash", "Elm, Oakton"], []),
        (["Elm, Oakton"], []),
    ]
