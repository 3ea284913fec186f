"""Sharing reports: an agency's own list of who may see its detections and hot lists, and whose it may see.

The vendor's report has four sections, each with a heading, a sentence and entries in one of three forms: a grid of
names (read left, right, then down), a table of agency, city and state without rules, and a table of agency and hot
list. Which form it is follows from the page's own rectangles and headings, never from a page number, a year or a
document. Every word of a page must find its place, or reading stops with an error: a report is read whole or not at
all."""

import datetime
import itertools
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Unpack

import pandas as pd

from helpers import schemas
from helpers.errors import ErrorDetails, NoSharingReport, ReadingError
from helpers.records.reading import grids, integrity, pages, scans
from helpers.records.reading.pages import Box, Page, Pose, Word
from helpers.records.reading.vocabulary import (
    ASIDE,
    COLUMNS_OF_GRID,
    HEADERS_OF,
    SECTIONS,
    SENTENCE,
    WIDE_GAP,
    Footer,
    Line,
    footer_of,
    letters,
    middle,
    section_of,
)

TIGHT, LOOSE = 1.2, 2.0
"""From one line's top to the next in one cell, in letters' heights, at least and at most; measured: 1.5."""


@dataclass(frozen=True)
class Entry:
    """One printed entry. `box` lies round its words, in points, on the page as displayed. `score` is how sure an OCR
    was of its words on average, and None for a text layer."""

    page: int
    printed_page: str
    section: str
    row_on_page: int
    column: str
    box: Box
    agency: str
    city: str = ""
    state: str = ""
    hot_list: str = ""
    score: float | None = None


@dataclass
class Report:
    """One sharing report, whole. `odd` says what is unusual about the record itself, with its page; `on_pages` on which
    pages of the PDF each printed section stands."""

    agency: str
    as_of: datetime.date
    product: str
    pages: int
    first_page: int
    scanned: bool
    entries: list[Entry] = field(default_factory=list)
    odd: list[str] = field(default_factory=list)
    on_pages: dict[str, list[int]] = field(default_factory=dict)

    def section(self, name: str) -> list[Entry]:
        return [entry for entry in self.entries if entry.section == name]


@dataclass(frozen=True)
class Sheet:
    """One page as the report's reader needs it: small, so that pages can be read by several workers and kept in a
    cache. `footer` is None, and `lines` empty, on a page that belongs to no sharing report; `reach`, how far a native
    page is filled."""

    number: int
    scanned: bool
    pose: Pose
    footer: Footer | None
    lines: list[Line]
    reach: grids.Reach | None = None


# --- a file -----------------------------------------------------------------------------------------------------------


def read(path: str | Path) -> list[Report]:
    """The sharing reports in a PDF, in order.

    Raises NoSharingReport when no page belongs to one, ReadingError when a page of one cannot be read whole.
    """
    name = Path(path).name
    for number, what in integrity.inspect(path).damaged_pages.items():
        raise ReadingError(what, document=name, page=number, do="Get the file again from where it came.")
    found = list(reports(map(partial(sheet, document=name), pages.read(path)), name))
    if not found:
        raise NoSharingReport(
            "this file holds no data sharing report",
            document=name,
            expected="pages whose footer says 'Agency Data Sharing Report Page 1 of N'",
            do="If it is a picture without a text layer, it must be read by OCR first.",
        )
    return found


def sheet(page: Page, document: str = "") -> Sheet:
    """What one page adds to a report, read without knowing the pages before it.

    A page without a report's footer belongs to no report, unless a section's sentence stands on it. Raises ReadingError
    then: a report of one page whose footer was misread would be missing, and nobody would be told.
    """
    try:
        footer = footer_of(page)
        if footer:
            reach = None if page.scanned else grids.reach(page)
            return Sheet(page.number, page.scanned, page.pose, footer, lines_of(page), reach)
    except ReadingError as doubt:
        raise doubt.again(document=document, page=page.number) from None
    for line in pages.lines(page.words()):
        if SENTENCE.search(pages.text(line)):
            raise ReadingError(
                "a page of a sharing report without its footer",
                document=document,
                page=page.number,
                expected="Date Created: … Agency Data Sharing Report Page … of …",
                found=pages.text(line),
                do="If the page is cut off or lies askew, scan it again, whole and straight; else get the file again.",
            )
    return Sheet(page.number, page.scanned, page.pose, None, [])


def reports(sheets: Iterable[Sheet], document: str = "") -> Iterator[Report]:
    """Sheets to reports, one in memory at a time. Those that belong to no report are passed over."""
    reader: _Reader | None = None
    for page in sheets:
        footer = page.footer
        if footer is None:
            continue
        if reader and footer.page == 1:
            yield reader.finish()
            reader = None
        reader = reader or _Reader(document, page, footer)
        reader.take(page, footer)
    if reader:
        yield reader.finish()


def table(report: Report, doc_id: str) -> pd.DataFrame:
    """The report's entries in the form of the table `rows`, as read: nothing decided yet."""
    records = [
        {
            "row_id": row_id(doc_id, e.page, e.row_on_page),
            "doc_id": doc_id,
            "page": e.page,
            "printed_page": e.printed_page,
            "section": e.section,
            "row_on_page": e.row_on_page,
            "column": e.column,
            **{edge: round(value, 1) for edge, value in e.box._asdict().items()},
            "agency_read": e.agency,
            "agency_printed": e.agency,
            "city_printed": e.city,
            "state_printed": e.state,
            "hot_list_read": e.hot_list,
            "hot_list_printed": e.hot_list,
            "inactive": is_inactive(e.agency),
            "reading": "text" if e.score is None else "ocr",
            "confidence": e.score,
            "second_reading": "",
        }
        for e in report.entries
    ]
    return pd.DataFrame(records, columns=schemas.columns("rows"))


def row_id(doc_id: str, page: int, row_on_page: int) -> str:
    return f"{doc_id}-p{page:02d}-r{row_on_page:03d}"


def is_inactive(agency: str) -> bool:
    """The 2025 report prints the word before the name: 'Inactive Atwater Police Department' (p. 2)."""
    return agency.startswith("Inactive ")


# --- one report, page by page -----------------------------------------------------------------------------------------


class _Reader:
    """Carries the section, and the columns of a table, from one page to the next."""

    def __init__(self, document: str, page: Sheet, footer: Footer):
        """Raises ReadingError when the footer of the first page does not say how many there are."""
        self.document = document
        if footer.pages is None:
            raise self.error(
                "the report's first page does not say clearly how many pages there are",
                page,
                expected="Page 1 of …",
                do="Look at its footer; the page may have been cut off by the scanner.",
            )
        self.report = Report("", footer.created, footer.product, footer.pages, page.number, page.scanned)
        self.agencies: Counter[str] = Counter()
        self.section = ""
        self.sentence_due = False  # a heading was met, and not yet the sentence under it
        self.printed: list[str] = []  # sections whose heading was met
        self.none: set[str] = set()
        self.column_middles: list[float] = []  # of the borderless table
        self.columns = 0  # of the section's grid, once a row of it was met
        self.ended = False  # that grid had a row which is not full, hence its last
        self.before: grids.Reach | None = None  # how far the page before was filled
        self.next_page = 1

    def error(self, what: str, page: Sheet | None = None, **more: Unpack[ErrorDetails]) -> ReadingError:
        return ReadingError(what, document=self.document, page=page.number if page else None, **more)

    def take(self, page: Sheet, footer: Footer) -> None:
        self._check_number(page, footer)
        if footer.created != self.report.as_of:
            raise self.error("two dates in one report", page, expected=self.report.as_of, found=footer.created)
        printed_page = f"{self.next_page} of {self.report.pages}"
        self.next_page += 1
        order = 0
        self._check_goes_on(page)
        for line in page.lines:
            for entry_cells, column in self._entries(line, page):
                order += 1
                everything = [w for cell in entry_cells.values() for w in cell]
                values = {name: self._cell_text(cell, page) for name, cell in entry_cells.items()}
                box, score = page.pose.around(everything), pages.score(everything)
                self.report.entries.append(
                    Entry(page.number, printed_page, self.section, order, column, box, **values, score=score)
                )

    def _check_number(self, page: Sheet, footer: Footer) -> None:
        """Raises ReadingError unless this is the report's next page. Of a scan's two numbers one may be unclear, and is
        told; two clear numbers that differ are another report's, and so is a page after the last."""
        found, expected = (footer.page, footer.pages), (self.next_page, self.report.pages)
        if found == expected:
            return
        unclear = (
            page.scanned and found in ((expected[0], None), (None, expected[1])) and self.next_page <= self.report.pages
        )
        if not unclear:
            raise self.error(
                "pages of the report are missing or out of order",
                page,
                expected="page {} of {}".format(*expected),
                found="page {} of {}".format(*("?" if number is None else number for number in found)),
                do="Give the file with all pages of the report, in order.",
            )
        self.report.odd.append(
            f"p. {page.number}: the footer's page number is not clear; by its place it is page {expected[0]}"
        )

    def _check_goes_on(self, page: Sheet) -> None:
        """Rows without a heading go on from the page before, which therefore is full. Raises ReadingError where the
        first of them would have fitted there: another section begins, and its heading and sentence are lost."""
        before, self.before = self.before, page.reach
        first = next((line for line in page.lines if line.kind != "margin"), None)
        if not before or not self.before or not first or first.kind == "heading":
            return
        row = self.before.first_row if first.cells else LOOSE * pages.letter_height(first.words)
        if before.end + row < before.limit:
            raise self.error(
                "rows without a heading, though the page before is not full",
                page,
                expected=f"the heading of a section after {self.section}",
                found=first.text,
                do="A heading and its sentence may be lost.",
            )

    def _entries(self, line: Line, page: Sheet) -> Iterator[tuple[dict[str, list[Word]], str]]:
        """What a line adds: nothing but a change of state for headings and the like, or the cells of one or two
        entries."""
        if line.kind == "heading":
            self._open(section_of(line.text), page)
            return
        if line.kind == "margin":
            self.report.odd.append(f"p. {page.number}: in the margin stands {line.text}")
            return
        if self.section:
            on_pages = self.report.on_pages.setdefault(self.section, [])
            on_pages += [page.number] if page.number not in on_pages else []
        else:
            raise self.error("text before the first section", page, expected="a section's heading", found=line.text)
        if self.sentence_due and line.kind != "sentence":
            raise self.error(
                f"the heading of {self.section} is not followed by its sentence",
                page,
                expected="The … Agency is … the following Agencies:",
                found=line.text,
                do="A misread sentence would pass for entries.",
            )
        if line.kind == "sentence":
            self._sentence(line, page)
        elif line.kind == "headers":
            parts = pages.phrases(line.words, WIDE_GAP)
            expected = HEADERS_OF[self.section.rsplit("_", 1)[0]]
            whole = [letters(pages.text(part)) for part in parts] == expected
            if self.column_middles or self.report.section(self.section) or not whole:
                # else a grid that begins with "City" and "State" would lose two agencies
                raise self.error("column headers among the entries, or an agency named like one", page, found=line.text)
            self.column_middles = [middle(part) for part in parts]
        elif line.kind == "none":
            self.none.add(self.section)
        elif self.section.startswith("hot_lists"):
            if len(line.cells) != 2 or not all(line.cells):
                raise self.error("an agency without a hot list, or a hot list without an agency", page, found=line.text)
            yield dict(zip(("agency", "hot_list"), line.cells, strict=True)), "table"
        elif line.cells:
            if self.column_middles:
                raise self.error(
                    "a table of agency, city and state inside cells",
                    page,
                    found=line.text,
                    do="It is known without rules only: elsewhere a city would pass for an agency.",
                )
            self._check_grid_row(line, page)
            for cell, column in zip(line.cells, COLUMNS_OF_GRID[len(line.cells)], strict=True):
                if cell:
                    yield {"agency": cell}, column
        else:
            yield self._table_row(line, page), "table"

    def _check_grid_row(self, line: Line, page: Sheet) -> None:
        """A section's grid has one number of columns, and only its last row may have cells without words, its last
        ones. Raises ReadingError otherwise: a rule or a name is lost."""
        number = len(line.cells)
        if number not in COLUMNS_OF_GRID:
            raise self.error(
                "a grid with more columns than this reader knows", page, expected=max(COLUMNS_OF_GRID), found=number
            )
        if page.scanned:
            return  # a scan has no cells; its rows are made of two columns
        if self.columns not in (0, number):
            raise self.error(
                "a row with fewer or more cells than those before", page, expected=self.columns, found=line.text
            )
        filled = [bool(cell) for cell in line.cells]
        if self.ended or filled != sorted(filled, reverse=True):
            raise self.error(
                "a cell without words before the section's last entry",
                page,
                found=line.text,
                do="A name may have been lost or blacked out, or split over two pages.",
            )
        self.columns, self.ended = number, not all(filled)

    def _sentence(self, line: Line, page: Sheet) -> None:
        """A sentence names the reporting agency, and says which section it stands in: a lost heading shows here."""
        sentence = SENTENCE.search(line.text)
        assert sentence is not None  # that is what makes a line a sentence
        kind = "hot_lists" if "hot list" in sentence["what"].lower() else "detections"
        said = f"{kind}_shared" if sentence["verb"].lower() == "sharing" else f"{kind}_received"
        if said != self.section:
            raise self.error(
                "a sentence that belongs to another section",
                page,
                expected=f"the sentence of {self.section}",
                found=sentence[0],
                do="The heading above it may be missing or misread.",
            )
        self.agencies[sentence["agency"]] += 1
        self.sentence_due = False

    def _open(self, section: str, page: Sheet) -> None:
        if self.printed and SECTIONS.index(section) <= SECTIONS.index(self.printed[-1]):
            raise self.error(
                "sections out of order", page, expected=f"a section after {self.printed[-1]}", found=section
            )
        self.section = section
        self.printed.append(section)
        self.column_middles = []
        self.columns, self.ended = 0, False
        self.sentence_due = True

    def _table_row(self, line: Line, page: Sheet) -> dict[str, list[Word]]:
        """A row of the table without rules: agency, city and state, each set in the middle of its column."""
        parts = pages.phrases(line.words, WIDE_GAP)
        middles = self.column_middles
        if (
            len(middles) != 3
            or len(parts) != 3
            or any(abs(middle(part) - column) > ASIDE for part, column in zip(parts, middles, strict=True))
        ):
            raise self.error(
                "words that belong to no cell",
                page,
                expected="an entry inside a rectangle, or under Agency, City and State",
                found=line.text,
                do="The page may lack a rule, or be laid out in a way that this reader does not know.",
            )
        return dict(zip(("agency", "city", "state"), parts, strict=True))

    def _cell_text(self, cell: list[Word], page: Sheet) -> str:
        """A cell's words as one text, a wrapped name joined by one blank. Two names in one cell are an error, not a
        name."""
        lines = pages.lines(cell)
        if any(len(pages.phrases(line, WIDE_GAP)) > 1 for line in lines):
            raise self.error("two texts side by side in one cell", page, found=pages.text(cell))
        if page.scanned:
            return pages.text(cell)
        height = pages.letter_height(cell)
        tops = [min(w.top for w in line) for line in lines]
        if any(not TIGHT * height < lower - upper < LOOSE * height for upper, lower in itertools.pairwise(tops)):
            raise self.error("two texts one above the other in one cell", page, found=pages.text(cell))
        return " ".join(pages.text(line) for line in lines)

    def finish(self) -> Report:
        report = self.report
        if self.next_page <= report.pages:
            raise self.error(
                "the report's last pages are missing",
                expected=f"{report.pages} pages",
                found=self.next_page - 1,
                do="Give the file with all pages of the report.",
            )
        if not self.agencies:
            raise self.error("no section names the reporting agency", expected="The … Agency is sharing …")
        report.agency = self.agencies.most_common(1)[0][0]
        if len(self.agencies) > 1:
            report.odd.append(f"the sections name the reporting agency in different words: {', '.join(self.agencies)}")
        for section in self.printed:
            if bool(report.section(section)) == (section in self.none):
                raise self.error(
                    f"section {section}",
                    expected="entries, or the word None",
                    found="both" if section in self.none else "neither",
                )
            if [entry.agency for entry in report.section(section)] == ["None"] and not section.startswith("hot_lists"):
                raise self.error(
                    f"section {section} has one entry, and its name is None",
                    expected="the word None in the middle of its frame",
                    do="Nobody can tell an agency of that name from an empty list.",
                )
        report.odd += [f"no section {section}" for section in SECTIONS if section not in self.printed]
        self._look_for_marks()
        self._look_for_doubles()
        self._look_at_order()
        return report

    def _look_for_marks(self) -> None:
        """A name may hold a mark that no eye sees and that turns the direction of reading: it stays, and is told."""
        for entry in self.report.entries:
            text = f"{entry.agency} {entry.city} {entry.state} {entry.hot_list}"
            if not text.isprintable():
                where = f"p. {entry.page} row {entry.row_on_page}"
                self.report.odd.append(f"{where} holds a character that cannot be seen: {entry.agency}")

    def _look_for_doubles(self) -> None:
        seen: dict[tuple[str, str, str], Entry] = {}
        for entry in self.report.entries:
            earlier = seen.setdefault((entry.section, entry.agency, entry.hot_list), entry)
            if earlier is entry:
                continue
            where = f"p. {earlier.page} row {earlier.row_on_page} and p. {entry.page} row {entry.row_on_page}"
            self.report.odd.append(f"{entry.agency} stands twice in {entry.section}: {where}")

    def _look_at_order(self) -> None:
        """Detections Shared is alphabetical but for one name in 2020 and one in Irvine; the other sections need not
        be."""
        names = [(e.agency.lower(), e) for e in self.report.section("detections_shared")]
        for (before, _), (after, entry) in itertools.pairwise(names):
            if after < before:
                self.report.odd.append(f"p. {entry.page}: {entry.agency} does not follow the alphabet")


def lines_of(page: Page) -> list[Line]:
    """A page's body, top to bottom: headings, sentences, column headers, None, and rows with their cells."""
    return scans.lines_of(page) if page.scanned else grids.lines_of(page)
