"""Sharing reports: an agency's own list of who may see its detections and hot lists, and whose it may see.

The vendor's report has four sections, each with a heading, a sentence and entries in one of three forms: a grid of names
(read left, right, then down), a table of agency, city and state without rules, and a table of agency and hot list. Which
form it is follows from the page's own rectangles and headings, never from a page number, a year or a document.
Every word of a page must find its place, or reading stops with an error: a report is read whole or not at all.
"""

import datetime
import itertools
import re
import statistics
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from helpers import schemas
from helpers.errors import NoSharingReport, ReadingError
from helpers.records import pages
from helpers.records.pages import Box, Page, Word

SECTIONS = ("detections_shared", "detections_received", "hot_lists_shared", "hot_lists_received")
"""In the order in which a report prints them."""

HEADINGS = {
    "detections_shared": re.compile(r"detections?shar(ed|ing)"),
    "detections_received": re.compile(r"detections?received"),
    "hot_lists_shared": re.compile(r"hotlists?shar(ed|ing)"),
    "hot_lists_received": re.compile(r"hotlists?received"),
}
"""Letters of a heading alone: the same section is headed 'Hot-List Received' in 2020 and 'Hot List Received' in 2025."""

SENTENCE = re.compile(
    r"The (?P<agency>.+?) Agency is (?P<verb>sharing|receiving) (?P<what>.+) the following Agencies:?", re.IGNORECASE
)
COLUMN_HEADERS = {"agency", "city", "state", "hotlists"}
HEADERS_OF = {"detections": ["agency", "city", "state"], "hot_lists": ["agency", "hotlists"]}
"""Letters of a section's column headers, all of them, from left to right; a grid has none."""

FOOTER = re.compile(
    r"Date Created:? ?(?P<created>\d\d-\d\d-\d\d) (?P<product>\S+) ?Agency ?Data ?Sharing ?Report "
    r"?Page ?(?P<page>[\dl]+) ?of ?(?P<pages>[\dl]+)"
)
"""On scans `17` may read `l7` and a blank may be lost: both are forgiven, here and in `_whole_number`."""

TITLE = re.compile(r"Data ?Sharing ?Report")

WIDE_GAP = 12.0
"""Points between two words of one line that no name has: blanks are 3 points wide. Beyond it another cell begins."""

SLACK = 0.5
"""Points by which boxes may overlap and letters stand out: places in the reports are exact to a hundredth of a point."""

ASIDE = 4.0
"""How far the middle of a table's cell may lie from the middle of its column; measured: under 1 point."""

WRAP, ROW = 1.7, 2.15
"""On a scan, from one line's top to the next in letters' heights: a wrapped name's at most, another row's at least.
Measured on Irvine's: wraps up to 1.49, rows from 2.34. Between the two nobody can tell, and reading stops."""

MOST_LINES = 4
"""Lines of one name on a scan. More are rows that stand so close that they would pass for one wrapped name."""

COLUMN_SPREAD = 8.0
"""How far from its column's middle start a line of a scan may begin; measured: under 3 points, skew included."""

ENTRY_COLUMNS = ("L", "R")


@dataclass(frozen=True)
class Entry:
    """One printed entry. `box` lies round its words, in points."""

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
class Line:
    """A piece of a page's body: a line outside the cells, or the cells of one row. `kind` is heading, sentence, headers,
    none, row or margin."""

    kind: str
    words: list[Word]
    cells: list[list[Word]] = field(default_factory=list)

    @property
    def text(self) -> str:
        return pages.text(self.words)

    @property
    def top(self) -> float:
        return min(w.top for w in self.words)


@dataclass(frozen=True)
class _Footer:
    created: datetime.date
    product: str
    page: int
    pages: int


# --- a file -----------------------------------------------------------------------------------------------------------


def read(path: str | Path) -> list[Report]:
    """The sharing reports in a PDF, in order.

    Raises NoSharingReport when no page belongs to one, ReadingError when a page of one cannot be read whole.
    """
    name = Path(path).name
    found = list(reports(pages.read(path), name))
    if not found:
        raise NoSharingReport(
            "this file holds no data sharing report", document=name,
            expected="pages whose footer says 'Agency Data Sharing Report Page 1 of N'",
            do="If it is a picture without a text layer, it must be read by OCR first.",
        )  # fmt: skip
    return found


def reports(found: Iterable[Page], document: str = "") -> Iterator[Report]:
    """Pages to reports, one page in memory at a time. Pages that belong to no report are passed over."""
    reader: _Reader | None = None
    for page in found:
        footer = _footer(page)
        if footer is None:
            _check_passed_over(page, document)
            continue
        if reader and footer.page == 1:
            yield reader.finish()
            reader = None
        reader = reader or _Reader(document, page, footer)
        reader.take(page, footer)
    if reader:
        yield reader.finish()


def _check_passed_over(page: Page, document: str) -> None:
    """A page without a report's footer belongs to no report, unless a section's sentence stands on it. Raises ReadingError
    then: a report of one page whose footer was misread would be missing, and nobody would be told."""
    for line in pages.lines(pages.words(page.characters, scanned=page.scanned)):
        if SENTENCE.search(pages.text(line)):
            raise ReadingError(
                "a page of a sharing report without its footer", document=document, page=page.number,
                expected="Date Created: … Agency Data Sharing Report Page … of …", found=pages.text(line),
            )  # fmt: skip


def table(report: Report, doc_id: str) -> pd.DataFrame:
    """The report's entries in the form of the table `rows`, as read: nothing decided yet."""
    records = [
        {
            "row_id": row_id(doc_id, e.page, e.row_on_page), "doc_id": doc_id, "page": e.page, "printed_page": e.printed_page,
            "section": e.section, "row_on_page": e.row_on_page, "column": e.column,
            **{edge: round(value, 1) for edge, value in e.box._asdict().items()},
            "agency_read": e.agency, "agency_printed": e.agency, "city_printed": e.city, "state_printed": e.state,
            "hot_list_read": e.hot_list, "hot_list_printed": e.hot_list, "inactive": is_inactive(e.agency),
            "reading": "text", "confidence": None, "second_reading": "",
        }
        for e in report.entries
    ]  # fmt: skip
    return pd.DataFrame(records, columns=schemas.columns("rows"))


def row_id(doc_id: str, page: int, row_on_page: int) -> str:
    return f"{doc_id}-p{page:02d}-r{row_on_page:03d}"


def is_inactive(agency: str) -> bool:
    """The 2025 report prints the word before the name: 'Inactive Atwater Police Department' (p. 2)."""
    return agency.startswith("Inactive ")


# --- one report, page by page -----------------------------------------------------------------------------------------


class _Reader:
    """Carries the section, and the columns of a table, from one page to the next."""

    def __init__(self, document: str, page: Page, footer: _Footer):
        self.document = document
        self.report = Report("", footer.created, footer.product, footer.pages, page.number, page.scanned)
        self.agencies: Counter[str] = Counter()
        self.section = ""
        self.sentence_due = False  # a heading was met, and not yet the sentence under it
        self.printed: list[str] = []  # sections whose heading was met
        self.none: set[str] = set()
        self.column_middles: list[float] = []  # of the borderless table
        self.next_page = 1

    def error(self, what: str, page: Page | None = None, **more) -> ReadingError:
        return ReadingError(what, document=self.document, page=page and page.number, **more)

    def take(self, page: Page, footer: _Footer) -> None:
        if (footer.page, footer.pages) != (self.next_page, self.report.pages):
            raise self.error(
                "pages of the report are missing or out of order", page,
                expected=f"page {self.next_page} of {self.report.pages}", found=f"page {footer.page} of {footer.pages}",
                do="Give the file with all pages of the report, in order.",
            )  # fmt: skip
        if footer.created != self.report.as_of:
            raise self.error("two dates in one report", page, expected=self.report.as_of, found=footer.created)
        self.next_page += 1
        printed_page = f"{footer.page} of {footer.pages}"
        order = 0
        for line in self._lines(page):
            for entry_cells, column in self._entries(line, page):
                order += 1
                everything = [w for cell in entry_cells.values() for w in cell]
                values = {name: self._cell_text(cell, page) for name, cell in entry_cells.items()}
                self.report.entries.append(
                    Entry(page.number, printed_page, self.section, order, column, Box.around(everything), **values)
                )

    def _lines(self, page: Page) -> list[Line]:
        """A page's lines, or an error that names the document too."""
        try:
            return lines_of(page)
        except ReadingError as doubt:
            raise self.error(doubt.what, page, expected=doubt.expected, found=doubt.found, do=doubt.do) from None

    def _entries(self, line: Line, page: Page) -> Iterator[tuple[dict[str, list[Word]], str]]:
        """What a line adds: nothing but a change of state for headings and the like, or the cells of one or two entries."""
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
                f"the heading of {self.section} is not followed by its sentence", page,
                expected="The … Agency is … the following Agencies:", found=line.text,
                do="A misread sentence would pass for entries.",
            )  # fmt: skip
        if line.kind == "sentence":
            self._sentence(SENTENCE.search(line.text), page)
        elif line.kind == "headers":
            parts = pages.phrases(line.words, WIDE_GAP)
            expected = HEADERS_OF[self.section.rsplit("_", 1)[0]]
            whole = [_letters(pages.text(part)) for part in parts] == expected
            if self.column_middles or self.report.section(self.section) or not whole:
                # else a grid that begins with "City" and "State" would lose two agencies
                raise self.error("column headers among the entries, or an agency named like one", page, found=line.text)
            self.column_middles = [_middle(part) for part in parts]
        elif line.kind == "none":
            self.none.add(self.section)
        elif self.section.startswith("hot_lists"):
            if len(line.cells) != 2 or not all(line.cells):
                raise self.error("an agency without a hot list, or a hot list without an agency", page, found=line.text)
            yield dict(zip(("agency", "hot_list"), line.cells, strict=True)), "table"
        elif line.cells:
            if self.column_middles:
                raise self.error(
                    "a table of agency, city and state inside cells, or on a scan", page, found=line.text,
                    do="It is known on native pages without rules only: elsewhere a city would pass for an agency.",
                )  # fmt: skip
            if len(line.cells) > len(ENTRY_COLUMNS):
                raise self.error("a grid with more columns than this reader knows", page, expected=2, found=len(line.cells))
            for cell, column in zip(line.cells, ENTRY_COLUMNS, strict=False):
                if cell:
                    yield {"agency": cell}, column
        else:
            yield self._table_row(line, page), "table"

    def _sentence(self, sentence: re.Match, page: Page) -> None:
        """A sentence names the reporting agency, and says which section it stands in: a lost heading shows here."""
        kind = "hot_lists" if "hot list" in sentence["what"].lower() else "detections"
        said = f"{kind}_shared" if sentence["verb"].lower() == "sharing" else f"{kind}_received"
        if said != self.section:
            raise self.error(
                "a sentence that belongs to another section", page, expected=f"the sentence of {self.section}",
                found=sentence[0], do="The heading above it may be missing or misread.",
            )  # fmt: skip
        self.agencies[sentence["agency"]] += 1
        self.sentence_due = False

    def _open(self, section: str, page: Page) -> None:
        if self.printed and SECTIONS.index(section) <= SECTIONS.index(self.printed[-1]):
            raise self.error("sections out of order", page, expected=f"a section after {self.printed[-1]}", found=section)
        self.section = section
        self.printed.append(section)
        self.column_middles = []
        self.sentence_due = True

    def _table_row(self, line: Line, page: Page) -> dict[str, list[Word]]:
        """A row of the table without rules: agency, city and state, each set in the middle of its column."""
        parts = pages.phrases(line.words, WIDE_GAP)
        middles = self.column_middles
        if len(middles) != 3 or len(parts) != 3 or any(
            abs(_middle(part) - middle) > ASIDE for part, middle in zip(parts, middles, strict=True)
        ):  # fmt: skip
            raise self.error(
                "words that belong to no cell", page, expected="an entry inside a rectangle, or under Agency, City and State",
                found=line.text, do="The page may lack a rule, or be laid out in a way that this reader does not know.",
            )  # fmt: skip
        return dict(zip(("agency", "city", "state"), parts, strict=True))

    def _cell_text(self, cell: list[Word], page: Page) -> str:
        """A cell's words as one text, a wrapped name joined by one blank. Two names in one cell are an error, not a name."""
        lines = pages.lines(cell)
        if any(len(pages.phrases(line, WIDE_GAP)) > 1 for line in lines):
            raise self.error("two texts side by side in one cell", page, found=pages.text(cell))
        if page.scanned:
            return pages.text(cell)
        height = pages.letter_height(cell)
        tops = [min(w.top for w in line) for line in lines]
        if any(lower - upper > 2 * height for upper, lower in itertools.pairwise(tops)):
            raise self.error("two texts one above the other in one cell", page, found=pages.text(cell))
        return " ".join(pages.text(line) for line in lines)

    def finish(self) -> Report:
        report = self.report
        if self.next_page <= report.pages:
            raise self.error(
                "the report's last pages are missing", expected=f"{report.pages} pages", found=self.next_page - 1,
                do="Give the file with all pages of the report.",
            )  # fmt: skip
        if not self.agencies:
            raise self.error("no section names the reporting agency", expected="The … Agency is sharing …")
        report.agency = self.agencies.most_common(1)[0][0]
        if len(self.agencies) > 1:
            report.odd.append(f"the sections name the reporting agency in different words: {', '.join(self.agencies)}")
        for section in self.printed:
            if bool(report.section(section)) == (section in self.none):
                raise self.error(
                    f"section {section}", expected="entries, or the word None",
                    found="both" if section in self.none else "neither",
                )  # fmt: skip
        report.odd += [f"no section {section}" for section in SECTIONS if section not in self.printed]
        self._look_for_doubles()
        self._look_at_order()
        return report

    def _look_for_doubles(self) -> None:
        seen: dict[tuple, Entry] = {}
        for entry in self.report.entries:
            earlier = seen.setdefault((entry.section, entry.agency, entry.hot_list), entry)
            if earlier is entry:
                continue
            where = f"p. {earlier.page} row {earlier.row_on_page} and p. {entry.page} row {entry.row_on_page}"
            self.report.odd.append(f"{entry.agency} stands twice in {entry.section}: {where}")

    def _look_at_order(self) -> None:
        """Detections Shared is alphabetical but for one name in 2020 and one in Irvine; the other sections need not be."""
        names = [(e.agency.lower(), e) for e in self.report.section("detections_shared")]
        for (before, _), (after, entry) in itertools.pairwise(names):
            if after < before:
                self.report.odd.append(f"p. {entry.page}: {entry.agency} does not follow the alphabet")


def lines_of(page: Page) -> list[Line]:
    """A page's body, top to bottom: headings, sentences, column headers, None, and rows with their cells."""
    return _scanned_lines(page) if page.scanned else _native_lines(page)


# --- lines of a native page -------------------------------------------------------------------------------------------


def _native_lines(page: Page) -> list[Line]:
    """Characters go into the narrowest cell round their middle; what lies in no cell stays as lines of its own."""
    cells = _Cells(page.rectangles)
    in_cell: dict[Box, list[dict]] = {}
    loose: list[dict] = []
    for character in page.characters:
        cell = cells.at((character["x0"] + character["x1"]) / 2, (character["top"] + character["bottom"]) / 2)
        (in_cell.setdefault(cell, []) if cell else loose).append(character)
    rows: dict[float, dict[float, list[Word]]] = {}
    for cell, characters in in_cell.items():
        if found := pages.words(characters):
            _check_cell(page, cells, cell, found)
            rows.setdefault(round(cell.top, 1), {})[cell.x0] = found
    result = []
    for top, by_edge in rows.items():
        row = [by_edge.get(edge, []) for edge in cells.edges(top)]
        result.append(_classed(page, [w for cell in row for w in cell], row))
    result += _loose_lines(page, pages.lines(pages.words(loose)), cells.body)
    return sorted(result, key=lambda line: line.top)


def _check_cell(page: Page, cells: "_Cells", cell: Box, found: list[Word]) -> None:
    """A name belongs to one cell alone. Raises ReadingError for a cell over or in another (a mark of a highlighter cuts the
    name), one that stands higher than its neighbor (their order is in doubt), and letters that run out of their cell (the
    rest of a long name would be another agency)."""
    for other in cells.beside(cell):
        if min(cell.x1, other.x1) - max(cell.x0, other.x0) > SLACK:
            raise ReadingError("one cell lies over another", page=page.number, found=pages.text(found))
        if round(cell.top, 1) != round(other.top, 1):
            raise ReadingError("cells of one row start at two heights", page=page.number, found=pages.text(found))
    text = Box.around(found)
    if text.x0 < cell.x0 - pages.OVERHANG - SLACK or text.x1 > cell.x1 - pages.OVERHANG + SLACK:
        raise ReadingError("a text that runs over the edge of its cell", page=page.number, found=pages.text(found))


def _loose_lines(page: Page, lines: list[list[Word]], body: Box) -> Iterator[Line]:
    """Lines outside the cells. Title and footer are known; what stands beyond them is in the margin (a stamp, a number).
    Between them every line counts, inside a frame or not, so that a row without its rule is never passed over."""
    texts = [pages.text(line) for line in lines]
    title = max((_bottom(line) for line, text in zip(lines, texts, strict=True) if TITLE.fullmatch(text)), default=0.0)
    footer = min((_top(line) for line, text in zip(lines, texts, strict=True) if FOOTER.search(text)), default=page.height)
    for line, text in zip(lines, texts, strict=True):
        if FOOTER.fullmatch(text) or (_bottom(line) <= title and re.fullmatch(r"Agency|Data ?Sharing ?Report", text)):
            continue
        if FOOTER.search(text) or _top(line) >= footer or _bottom(line) <= title:
            yield Line("margin", line)
        elif _bottom(line) < body.top or _top(line) > body.bottom:
            yield Line("row", line)
        else:
            yield _classed(page, line)


class _Cells:
    """The page's rectangles as a grid to look points up in. A cell is narrower than its frame and holds no other cell."""

    def __init__(self, rectangles: list[Box]):
        widest = max((r.x1 - r.x0 for r in rectangles), default=0.0)
        tall = {r for r in rectangles if r.bottom - r.top >= pages.SPACER}
        narrow = sorted((r for r in tall if r.x1 - r.x0 < 0.8 * widest), key=lambda r: r.top)
        self.body = Box.around(rectangles) if rectangles else Box(0, 0, 0, 0)
        columns: dict[tuple[float, float], tuple[list[float], list[Box]]] = {}
        for cell in narrow:
            tops, boxes = columns.setdefault((cell.x0, cell.x1), ([], []))
            tops.append(cell.top)
            boxes.append(cell)
        # the narrowest first, so that of two cells round a point the inner one counts
        self._columns = dict(sorted(columns.items(), key=lambda column: column[0][1] - column[0][0]))

    def at(self, x: float, y: float) -> Box | None:
        """The cell round a point, its edges moved left by the overhang of the text."""
        for (x0, x1), (tops, boxes) in self._columns.items():
            if x0 - pages.OVERHANG <= x < x1 - pages.OVERHANG:
                place = bisect_right(tops, y) - 1
                if place >= 0 and y < boxes[place].bottom:
                    return boxes[place]
        return None

    def beside(self, cell: Box) -> list[Box]:
        """The other cells that share a height with this one."""
        shared = []
        for tops, boxes in self._columns.values():
            for box in boxes[: bisect_right(tops, cell.bottom - SLACK)]:
                if box != cell and box.bottom > cell.top + SLACK:
                    shared.append(box)
        return shared

    def edges(self, top: float) -> list[float]:
        """Left edges of the cells in the row that starts at `top`."""
        return sorted({box.x0 for _, boxes in self._columns.values() for box in boxes if round(box.top, 1) == top})


def _classed(page: Page, words: list[Word], cells: list[list[Word]] | None = None) -> Line:
    """What a line is, by its own words."""
    text = pages.text(words)
    if section_of(text) and not (cells and sum(map(bool, cells)) > 1):
        return Line("heading", words)
    if SENTENCE.fullmatch(text):
        return Line("sentence", words)
    if text == "None":
        return Line("none", words)
    parts = cells if cells else pages.phrases(words, WIDE_GAP)
    if all(_letters(pages.text(part)) in COLUMN_HEADERS for part in parts if part):
        return Line("headers", words)
    return Line("row", words, cells or [])


# --- lines of a scanned page ------------------------------------------------------------------------------------------


def _scanned_lines(page: Page) -> list[Line]:
    """A scan has no rectangles: columns are found by where words start, rows by the space above them."""
    lines = pages.lines(pages.words(page.characters, scanned=True))
    texts = [pages.text(line) for line in lines]
    banner = next((n for n, text in enumerate(texts[:8]) if TITLE.search(text) and not FOOTER.search(text)), None)
    top = max(w.bottom for w in lines[banner]) if banner is not None else 0.0
    footer = max(n for n, text in enumerate(texts) if FOOTER.search(text)) if any(map(FOOTER.search, texts)) else len(lines)
    body = [line for n, line in enumerate(lines) if n < footer and (_middle_height(line) > top or banner is None)]
    # beyond the banner stands a logo, read as 'LEA4' or 'i r'; a stamp there is told, and so is one under the footer
    margin = [
        Line("margin", line) for n, (line, text) in enumerate(zip(lines, texts, strict=True))
        if line not in body and text != "Agency" and not TITLE.fullmatch(text) and not (n == footer and FOOTER.fullmatch(text))
    ]  # fmt: skip
    result: list[Line] = []
    stretch: list[list[Word]] = []
    for line in body:
        classed = _classed(page, line)
        if classed.kind == "row":
            stretch.append(line)
        else:
            result += _scanned_rows(stretch, page)
            stretch = []
            result.append(classed)
    return [*result, *_scanned_rows(stretch, page), *margin]


def _scanned_rows(lines: list[list[Word]], page: Page) -> Iterator[Line]:
    """Lines between two headings to rows of two cells: each column's lines to entries, then left beside right."""
    if not lines:
        return
    words = [w for line in lines for w in line]
    edge = pages.column_edge(lines)
    sides = [[w for w in words if edge is None or w.x0 < edge], [w for w in words if edge is not None and w.x0 >= edge]]
    left, right = (_scanned_entries(side, page) for side in sides)
    height = pages.letter_height(words)
    while left or right:
        first = min(_top(column[0]) for column in (left, right) if column)
        cells = [column.pop(0) if column and _top(column[0]) - first < height else [] for column in (left, right)]
        yield Line("row", [w for cell in cells for w in cell], cells)


def _scanned_entries(words: list[Word], page: Page) -> list[list[Word]]:
    """One column's words to entries. Rows stand 24 to 25 points apart and the lines of a wrapped name 15 to 17, for
    letters 10 points high: a line close below the one before belongs to it.

    Raises ReadingError where that, or the column, is in doubt: a banner read as 'Data Sharing Repon' would be an agency.
    """
    entries: list[list[list[Word]]] = []
    previous = 0.0
    lines = pages.lines(words)
    start = statistics.median(line[0].x0 for line in lines) if lines else 0.0
    for line in lines:
        top = statistics.median(w.top for w in line)
        apart = (top - previous) / pages.letter_height(words)
        if abs(line[0].x0 - start) > COLUMN_SPREAD:
            raise ReadingError("a line that starts in no column", page=page.number, found=pages.text(line))
        if entries and WRAP < apart < ROW:
            raise ReadingError(
                "a line that may be a row of its own or the rest of the name above", page=page.number, found=pages.text(line)
            )
        if entries and apart <= WRAP:
            entries[-1].append(line)
        else:
            entries.append([line])
        if len(entries[-1]) > MOST_LINES:
            raise ReadingError("rows too close to tell from wrapped names", page=page.number, found=pages.text(line))
        previous = top
    return [[w for line in entry for w in line] for entry in entries]


# --- small readings ---------------------------------------------------------------------------------------------------


def _footer(page: Page) -> _Footer | None:
    """The footer of a sharing report, or None when the page belongs to none."""
    low = [c for c in page.characters if c["top"] > 0.9 * page.height]
    for line in pages.lines(pages.words(low, scanned=page.scanned)):
        if found := FOOTER.search(pages.text(line)):
            try:
                created = datetime.datetime.strptime(found["created"], "%m-%d-%y").date()
            except ValueError:
                raise ReadingError("the footer's date is none", page=page.number, found=found["created"]) from None
            return _Footer(created, found["product"], _whole_number(found["page"]), _whole_number(found["pages"]))
    return None


def _whole_number(text: str) -> int:
    return int(text.replace("l", "1"))


def section_of(text: str) -> str:
    """The section that a line heads, by the heading's letters; empty when it is no heading."""
    letters = _letters(text)
    return next((section for section, pattern in HEADINGS.items() if pattern.fullmatch(letters)), "")


def _letters(text: str) -> str:
    return re.sub(r"[^a-z]", "", text.lower())


def _middle(words: list[Word]) -> float:
    return (words[0].x0 + words[-1].x1) / 2


def _middle_height(words: list[Word]) -> float:
    return statistics.fmean((w.top + w.bottom) / 2 for w in words)


def _top(words: list[Word]) -> float:
    return min(w.top for w in words)


def _bottom(words: list[Word]) -> float:
    return max(w.bottom for w in words)
