"""Facts about marks in tables and texts: masked values are counted with their place, hidden text is never shown."""

from pathlib import Path

import openpyxl
import pytest
from PIL import Image

from helpers import cli, files
from helpers.errors import ReadingError
from helpers.records.redactions import register, tables

SECRET = "Quince Harbor"


def places(path: Path) -> list[tuple]:
    marks = tables.register(path).marks
    return list(
        marks[["page", "row", "last_row", "column", "kind", "codes", "marks"]].itertuples(index=False, name=None)
    )


@pytest.mark.parametrize(
    ("cell", "mark"),
    [
        ("****", ("masked value", "")),
        ("* * *", ("masked value", "")),
        ("###", ("masked value", "")),
        ("XXXX", ("masked value", "")),
        ("█████", ("masked value", "")),
        ("[REDACTED]", ("masked value", "")),
        (" REDACTED", ("masked value", "")),
        ("[REDACTED] (b)(6), (b)(7)(C)", ("masked value", "(b)(6) (b)(7)(C)")),
        ("Case 24-*****", ("masked part", "")),
        ("Ofc. ███ on patrol", ("masked part", "")),
        ("(b)(6)", ("code", "(b)(6)")),
        ("Gov. Code § 7923.600", ("code", "Gov. Code § 7923.600")),
        ("[redacted by the city]", ("masked value", "")),
        ("Withheld", ("masked value", "")),
        ("The city redacted names", None),
        ("***draft version*** of the policy", None),
        ("*** or ***", ("masked part", "")),
        ("REDACTED Resident (CA)", ("masked part", "")),
        ("xxx", None),
        ("Elm Police Department", None),
        ("A* search", None),
        ("B7", None),
        ("XXI Corps", None),
        ("Exxon", None),
        ("Room #4 (b)", None),
        ("7923.6", None),
        ("#1 Unit", None),
    ],
)
def test_a_masked_value_is_a_mark_and_a_usual_one_is_none(cell, mark):
    assert tables.mark_of(cell.strip()) == mark


def test_marks_below_each_other_are_one_line_with_their_rows(tmp_path):
    path = tmp_path / "audit.csv"
    path.write_text("id,name,reason\n1,***,theft\n2,***,[REDACTED]\n\n4,***,(b)(6)\n", "utf-8")
    assert places(path) == [
        (1, 2, 3, "column B", "masked value", "", 2),
        (1, 5, 5, "column B", "masked value", "", 1),
        (1, 5, 5, "column C", "code", "(b)(6)", 1),
        (1, 3, 3, "column C", "masked value", "", 1),
    ]


def workbook(path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Audit"
    for n in range(1, 9):
        sheet.append([f"Elm {n}", SECRET, SECRET, "kept", "XXXX" if n == 3 else "x"])
    for letter in "BC":
        sheet.column_dimensions[letter].hidden = True
    for number in (5, 6, 8):
        sheet.row_dimensions[number].hidden = True
    other = book.create_sheet("Names")
    other.append([SECRET])
    other.sheet_state = "veryHidden"
    book.save(path)
    return path


def test_hidden_rows_columns_and_sheets_are_counted_with_their_place_and_never_shown(tmp_path, capsys):
    path = workbook(tmp_path / "audit.xlsx")
    assert places(path) == [
        (1, 5, 6, "", "hidden rows", "", 2),
        (1, 8, 8, "", "hidden rows", "", 1),
        (1, 0, 0, "columns B-C", "hidden columns", "", 2),
        (1, 3, 3, "column E", "masked value", "", 1),
        (2, 0, 0, "", "hidden sheet", "", 1),
    ]
    output = tmp_path / "marks.csv"
    assert cli.main(["redactions", str(path), "-o", str(output)]) == 0
    shown = capsys.readouterr()
    written = "".join(one.read_text("utf-8") for one in tmp_path.glob("*.csv"))
    assert SECRET not in shown.out + shown.err + written
    assert "sheet Audit columns B-C" in shown.out and "sheet Names" in shown.out
    assert len(files.read_csv(output)) == 5


def test_a_web_page_hides_text_in_several_ways(tmp_path):
    path = tmp_path / "portal.html"
    lines = ["<html><head><title>XXXX</title></head><body>", "<p>Elm [REDACTED]</p>", f"<p hidden>{SECRET}</p>"]
    lines += [f"<div style='display: none'><b>{SECRET}</b></div>", "<p>Oak</p>", "<script>var x='****'</script>"]
    path.write_text("\n".join([*lines, "<p>(b)(7)(E)<br>", "</body></html>"]), "utf-8")
    assert places(path) == [
        (1, 3, 4, "", "hidden text", "", 1),
        (1, 2, 2, "", "masked part", "", 1),
        (1, 7, 7, "", "code", "(b)(7)(E)", 1),
    ]
    assert SECRET not in "".join(tables.in_words(tables.register(path)))


def test_a_text_that_is_no_table_is_looked_at_line_by_line(tmp_path):
    path = tmp_path / "letter.txt"
    path.write_text('He said "no.\nName: ████\n', "utf-8")
    assert places(path) == [(1, 2, 2, "column A", "masked part", "", 1)]


def test_a_picture_is_refused_and_saved_as_pdf_it_is_looked_at(tmp_path):
    picture = tmp_path / "page.png"
    Image.new("L", (200, 200), 255).save(picture)
    with pytest.raises(ReadingError, match="Save it as a PDF"):
        tables.register(picture)
    Image.open(picture).save(tmp_path / "page.pdf")
    assert len(register.register(tmp_path / "page.pdf").pages) == 1


def test_a_text_that_is_too_large_is_refused_and_its_parts_are_looked_at(tmp_path, monkeypatch):
    path = tmp_path / "large.html"
    path.write_text("<html><p>****</p>\n<p>####</p></html>", "utf-8")
    whole = path.stat().st_size
    monkeypatch.setattr(tables.workbooks, "MOST_TEXT", whole - 1)
    with pytest.raises(ReadingError, match="Part the file"):
        tables.register(path)
    for n, line in enumerate(path.read_text("utf-8").splitlines()):
        part = tmp_path / f"part-{n}.html"
        part.write_text(line if n == 0 else f"<html>{line}", "utf-8")
        assert len(places(part)) == 1
