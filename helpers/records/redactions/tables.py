"""Marks in tables and texts: masked values, exemption codes, and what a workbook or a web page hides, with their place.

A masked value is one that somebody put signs in place of: asterisks, X's, blocks, the word REDACTED, the number of a
law. What is hidden is counted and never shown. A value that was deleted leaves no mark, so none is counted for it."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pandas as pd

from helpers.errors import ReadingError
from helpers.records.reading import opening, workbooks
from helpers.records.reading.workbooks import Sheet
from helpers.records.redactions.codes import codes_in
from helpers.records.redactions.register import Register

COLUMNS = ["page", "printed_page", "row", "last_row", "column", "kind", "codes", "marks", "text_under"]
"""Of marks of one kind below each other: number and name of the sheet; first and last row (of a text, its line); the
column; one of KINDS; codes as in `(b)(6)`; how many; and whether the file holds text there all the same: yes or no."""

MEANINGS = {
    "masked value": "a cell or a line of signs alone in place of a value",
    "masked part": "signs in place of a part of a value",
    "code": "an exemption or a law is cited in place of a value, or beside it",
    "hidden rows": "rows with text that the program does not show: whoever opens the file can",
    "hidden columns": "columns that the program does not show: whoever opens the file can",
    "hidden sheet": "a sheet that the program does not show: whoever opens the file can",
    "hidden text": "text that a browser does not show: whoever looks at the page's source can read it",
}
"""The kinds of marks, and what each may mean."""

MASKED, PART, CODE, ROWS, SPANS, SHEET, TEXT = KINDS = tuple(MEANINGS)

SIGNS = re.compile(r"[█▇▆■▬]+|\*{3,}|\*(?: \*){2,}|#{3,}|_{6,}|(?<![A-Za-z])(?:X{3,}|x{4,})(?![A-Za-z])")
EMPHASIS = re.compile(r"(\*{3,})(?=\w)([^*]+)(?<=\w)\1")
"""Words between asterisks, which are shown."""

WORD = re.compile(
    r"[\[(<{]\s*(?:redacted|withheld|masked)\b[^\[\](){}<>]{0,40}[\])>}]|\b(?-i:REDACTED|WITHHELD)\b"
    r"|^\s*(?:redacted|withheld|masked)\W*$",
    re.IGNORECASE,
)
"""Signs and words in place of a value. Three small x are a usual placeholder, which hides nothing."""

FEDERAL = re.compile(r"(?:\(\s*[bjk]\s*\)|\bb)\s*\(\s*[1-9]\s*\)(?:\s*\(\s*[A-F]\s*\))?", re.IGNORECASE)
LAW = re.compile(
    r"\b(?:(?:Cal(?:ifornia|\.)?\s+)?(?:Gov(?:ernment|\.|t\.?)?|Evid(?:ence|\.)?|Pen(?:al|\.)?|Veh(?:icle|\.)?|Civ(?:il|\.)?)"
    r"\s*Code|CPRA|GC|F\.?S\.?|RCW|U\.?S\.?C\.?)\s*(?:§+|sec(?:tion|\.)?)?\s*\d{2,5}(?:\.\d+)*(?:\s*\([A-Za-z0-9]{1,3}\))*"
)
"""Codes of the Freedom of Information Act, and a state's law by the name of its code."""

MOST_SHOWN = 12
"""Places that the summary names; all are in the table."""


def register(path: Path) -> Register:
    """The marks of a workbook, a table in a text file, a text or a web page; and its sheets, with how many each has.

    Raises ReadingError for other kinds of file, and for one that cannot be read."""
    kind = opening.kind_of(path)
    if kind == "xlsx" or kind == "text":
        sheets = _sheets(path, kind)
        lines = [line for sheet in sheets for line in _of_sheet(sheet)]
        looked = [(sheet.number, "whole" if sheet.state == "visible" else "hidden: not looked at") for sheet in sheets]
    elif kind == "html":
        lines, looked = list(_of_html(path)), [(1, "whole")]
    else:
        expected, do = "PDF, XLSX, CSV, TXT or HTML", "Save it as a PDF from the program that opens it."
        raise ReadingError(
            "marks cannot be counted in this kind of file", document=path.name, expected=expected, found=kind, do=do
        )
    marks = pd.DataFrame(lines, columns=COLUMNS)
    count = marks.groupby("page")["marks"].sum()
    pages = [(number, how, int(count.get(number, 0))) for number, how in looked]
    return Register(marks, pd.DataFrame(pages, columns=["page", "looked_at", "marks"]))


def in_words(redactions: Register) -> list[str]:
    """What a reader has to know: counts by kind, places, and what cannot be seen."""
    marks = redactions.marks
    lines = [f"{int(marks['marks'].sum())} marks in {len(redactions.pages)} {_sheets_or_one(redactions)}"]
    for kind in KINDS:
        of_kind = marks[marks["kind"] == kind]
        if len(of_kind):
            places = [_place(line) for line in of_kind.head(MOST_SHOWN).itertuples()]
            more = f" and {len(of_kind) - MOST_SHOWN} more places" if len(of_kind) > MOST_SHOWN else ""
            count = int(of_kind["marks"].sum())
            lines += [f"{kind}, {count}: {MEANINGS[kind]}", f"  {'; '.join(places)}{more}"]
    if (marks["text_under"] == "yes").any():
        lines.append(
            "This file holds text that it hides. It is not shown or stored; whoever released it may want to know."
        )
    return [*lines, "What was deleted without a sign is not seen: no mark counted does not mean none made."]


def _sheets_or_one(redactions: Register) -> str:
    return "sheet, table or text" if len(redactions.pages) == 1 else "sheets"


def _place(line: object) -> str:
    """The place of marks, and how many there are."""
    name, first, last, column, codes, count = (
        getattr(line, part) for part in ("printed_page", "row", "last_row", "column", "codes", "marks")
    )
    rows = "" if not first else f"row {first}" if first == last else f"rows {first} to {last}"
    place = " ".join(filter(None, (f"sheet {name}" if name else "", column, rows)))
    return ", ".join(filter(None, (place, codes, f"{count} marks" if count > 1 else "")))


# --- tables -----------------------------------------------------------------------------------------------------------


def _sheets(path: Path, kind: str) -> list[Sheet]:
    """The sheets of a workbook or of a text's table; a text that is no table has a cell a line."""
    try:
        return workbooks.sheets(path, kind)
    except ReadingError:
        if kind == "xlsx":
            raise
    lines = enumerate(_text(path).splitlines(), start=1)
    cells = ((number, workbooks.clean(line)) for number, line in lines)
    return [Sheet(1, "", rows=[workbooks.SheetRow(number, (cell,)) for number, cell in cells if cell])]


def _text(path: Path) -> str:
    with opening.regular(path) as file:
        content = file.read(workbooks.MOST_TEXT + 1)
    if len(content) > workbooks.MOST_TEXT:
        expected, do = f"at most {workbooks.MOST_TEXT:,} bytes", "Part the file, and give its parts one by one."
        raise ReadingError("the file is too large", document=path.name, expected=expected, found="more", do=do)
    return workbooks.decoded(content, path.name)[0]


def _of_sheet(sheet: Sheet) -> Iterator[tuple[object, ...]]:
    """The marks of a sheet as lines of COLUMNS: those of one kind below each other as one."""
    if sheet.state != "visible":
        yield (sheet.number, sheet.name, 0, 0, "", SHEET, "", 1, "yes" if sheet.rows or sheet.hidden_rows else "no")
        return
    for first, last in _runs(sheet.rows_hidden):
        yield (sheet.number, sheet.name, first, last, "", ROWS, "", last - first + 1, "yes")
    for first, last in _runs(sheet.columns_hidden):
        ends = dict.fromkeys(workbooks.column_letters(index) for index in (first, last))
        letters = f"{'column' if len(ends) == 1 else 'columns'} {'-'.join(ends)}"
        yield (sheet.number, sheet.name, 0, 0, letters, SPANS, "", last - first + 1, "yes")
    by_column: dict[tuple[int, str, str], list[int]] = {}
    for row in sheet.rows:
        for index, cell in enumerate(row.cells):
            if cell and (mark := mark_of(cell)):
                by_column.setdefault((index, *mark), []).append(row.number)
    for (index, kind, codes), numbers in sorted(by_column.items()):
        for first, last in _runs(numbers):
            column = f"column {workbooks.column_letters(index)}"
            yield (sheet.number, sheet.name, first, last, column, kind, codes, last - first + 1, "no")


def _runs(numbers: list[int]) -> Iterator[tuple[int, int]]:
    """Sorted numbers as runs without a gap: first and last of each."""
    ordered = sorted(set(numbers))
    breaks = [0, *(n for n, (one, other) in enumerate(pairwise(ordered), start=1) if other != one + 1), len(ordered)]
    for start, stop in pairwise(breaks):
        if stop > start:
            yield ordered[start], ordered[stop - 1]


def mark_of(cell: str) -> tuple[str, str] | None:
    """The kind of mark that a cell or a line has, and its codes; None where it has none."""
    cell = EMPHASIS.sub(r"\2", cell)
    codes = list(codes_in(" ".join(match[0] for match in FEDERAL.finditer(cell))))
    laws = [" ".join(match[0].split()) for match in LAW.finditer(cell)]
    rest = SIGNS.sub(" ", WORD.sub(" ", cell))
    is_masked = rest != cell
    for pattern in (FEDERAL, LAW):
        rest = pattern.sub(" ", rest)
    alone = not re.search(r"\w", rest)
    if is_masked:
        return (MASKED if alone else PART), " ".join([*codes, *laws])
    if codes or (laws and alone):
        return CODE, " ".join([*codes, *laws])
    return None


# --- web pages --------------------------------------------------------------------------------------------------------

UNSEEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0(?:\.0*)?\s*(?:;|$)", re.IGNORECASE)
NO_TEXT = {"script", "style", "head", "template", "noscript"}
NO_END = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class _VisibleText(HTMLParser):
    """The lines of text that a page shows, and the lines where it hides some."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[tuple[int, str]] = []
        self.hidden: list[int] = []
        self._open: list[tuple[str, bool, bool]] = []  # name of an element, whether it hides text, whether it has any

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag in NO_END:
            return
        given = dict(attributes)
        hides = "hidden" in given or UNSEEN.search(given.get("style") or "") is not None
        before = self._open[-1] if self._open else ("", False, False)
        self._open.append((tag, before[1] or hides, before[2] or tag in NO_TEXT))

    def handle_endtag(self, tag: str) -> None:
        if any(name == tag for name, _, _ in self._open):
            while self._open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        _, hides, is_code = self._open[-1] if self._open else ("", False, False)
        line = self.getpos()[0]
        if is_code or not data.strip():
            return
        if hides:
            self.hidden.append(line)
        else:
            self.lines += [(line + n, text) for n, text in enumerate(data.split("\n")) if text.strip()]


def _of_html(path: Path) -> Iterator[tuple[object, ...]]:
    reader = _VisibleText()
    reader.feed(_text(path))
    reader.close()
    for first, last in _runs(reader.hidden):
        yield (1, "", first, last, "", TEXT, "", 1, "yes")
    for line, text in reader.lines:
        if mark := mark_of(workbooks.clean(text)):
            yield (1, "", line, line, "", *mark, 1, "no")
