"""Sharing reports: an agency's own list of who may see its detections and hot lists, and whose it may see.

The vendor's report has four sections, each with a heading, a sentence and entries in one of three forms: a grid of
names (read left, right, then down), a table of agency, city and state without rules, and a table of agency and hot
list. The form follows from the page's own rectangles and headings, never from a page number, a year or a document.
Every word of a page must find its place, or reading stops with an error: a report is read whole or not at all."""

import itertools
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from helpers.errors import NoSharingReport, ReadingError
from helpers.records.reading import footerless, grids, integrity, pages, scans, sheets, vocabulary
from helpers.records.reading.footerless import LoosePage
from helpers.records.reading.pages import Box, Geometry, Page, Word
from helpers.records.reading.reports import LIST, SAYS_NONE, Entry, Report
from helpers.records.reading.text_layers import HiddenText
from helpers.records.reading.vocabulary import SECTIONS, SENTENCE, WIDE_GAP, Footer, Line, letters, middle
from helpers.schemas import MASK

# From one line's top to the next in one cell, in heights of characters, at least and at most; measured: 1.5.
TIGHT, LOOSE = 1.2, 2.0


@dataclass(frozen=True)
class ReportPage:
    """One page as the report's reader needs it: small, so that pages can be read by several workers and kept in a
    cache. On a page that belongs to no sharing report `footer` is None and `lines` is empty (of a scan whose footer is
    cut off, `footer` alone); `fill` is None on a scan;
    `hidden` are the places of text that the page does not show. `rest_of_footer` is what shows that a page without a
    footer may belong to a report all the same. `lies` says what is unusual about how the page lies on its sheet, and
    `more` are the other pages on the same sheet."""

    number: int
    scanned: bool
    geometry: Geometry
    footer: Footer | None
    lines: list[Line]
    fill: grids.PageFill | None = None
    hidden: tuple[HiddenText, ...] = ()
    rest_of_footer: str = ""
    lies: str = ""
    more: tuple["ReportPage", ...] = ()


def read(path: str | Path) -> list[Report]:
    """The sharing reports in a PDF, in order; one that is in it twice, twice (`repeats.once` takes them apart).

    Raises NoSharingReport when no page belongs to one, ReadingError when a page of one cannot be read whole.
    """
    name = Path(path).name
    integrity.refuse_damaged(path)
    whole = list(reports((report_page(page, name) for page in pages.read(path)), name))
    if not whole:
        raise no_report(name, do="If it is a picture without a text layer, it must be read by OCR first.")
    return whole


def no_report(document: str, found: str = "", do: str = "") -> NoSharingReport:
    """The error for a file in which no sharing report was found."""
    expected = "pages whose footer says 'Agency Data Sharing Report Page 1 of N'"
    what = "this file holds no data sharing report"
    return NoSharingReport(what, document=document, expected=expected, found=found, do=do)


def report_page(page: Page, document: str = "") -> ReportPage:
    """What one page adds to a report, read without knowing the pages before it.

    A page without a report's footer belongs to no report. Raises ReadingError if a section's sentence is on it all the
    same: a report of one page whose footer was misread would be missing, and nobody would know.
    """
    on_sheet = sheets.report_pages(page)
    every = [_report_page(one, document, sheets.in_words(one, n, len(on_sheet))) for n, one in enumerate(on_sheet, 1)]
    every.sort(key=lambda one: (one.footer and one.footer.page) or 0)
    return replace(every[0], more=tuple(every[1:]))


def _report_page(page: Page, document: str, lies: str) -> ReportPage:
    try:
        if footer := vocabulary.footer_of(page):
            fill = None if page.scanned else grids.page_fill(page)
            body = lines_of(page)
            return ReportPage(page.number, page.scanned, page.geometry, footer, body, fill, page.hidden, lies=lies)
    except ReadingError as error:
        raise error.again(document=document, page=page.number) from None
    lines = pages.lines(page.words())
    rest = vocabulary.rest_of_footer(lines)
    if page.scanned and rest:
        try:
            body = scans.lines_without_footer(page)
        except ReadingError as error:
            raise error.again(document=document, page=page.number) from None
        if any(line.kind in ("row", "heading", "sentence") for line in body):
            return ReportPage(page.number, True, page.geometry, None, body, rest_of_footer=rest)
    for line in lines:
        if SENTENCE.search(pages.text(line)):
            raise _without_footer(document, page.number, pages.text(line))
    return ReportPage(page.number, page.scanned, page.geometry, None, [], rest_of_footer=rest)


def _without_footer(document: str, number: int, text: str) -> ReadingError:
    return ReadingError(
        "a page of a sharing report has no footer",
        document=document,
        page=number,
        expected="Date Created: … Agency Data Sharing Report Page … of …",
        found=text,
        do="If something is printed over the footer, get the page without it. If the page is cut off or crooked, scan "
        "it again, whole and straight; or get the file again.",
    )


def lines_of(page: Page) -> list[Line]:
    """A page's body, top to bottom: headings, sentences, column headers, None, and rows with their cells."""
    return scans.lines_of(page) if page.scanned else grids.lines_of(page)


def reports(report_pages: Iterable[ReportPage], document: str = "", *, part: Collection[int] = ()) -> Iterator[Report]:
    """Pages to reports, one in memory at a time. Pages that belong to no report are passed over. With `part`, the
    numbers of the pages asked for, a report may lack its first and last pages, and the others show only its section."""
    if part:
        yield from _parts(report_pages, document, set(part))
        return
    reader: _SharingReportReader | None = None
    passed_over: list[ReportPage] = []  # since the last page of a report: those that may belong to it
    for page in (one for first in report_pages for one in (first, *first.more)):
        footer = page.footer
        if footer is None:
            passed_over += [page] if page.rest_of_footer else []
            continue
        if reader and footer.page == 1:
            yield reader.finish(passed_over)
            yield from _footerless(passed_over, document)
            reader, passed_over = None, []
        before, reader = reader, reader or _SharingReportReader(document, page, footer)
        reader.take(page, footer, passed_over)
        if before is None:
            yield from _footerless(passed_over, document)
        passed_over = []
    if reader:
        yield reader.finish(passed_over)
    yield from _footerless(passed_over, document)


def _parts(report_pages: Iterable[ReportPage], document: str, chosen: set[int]) -> Iterator[Report]:
    """The parts of reports that some pages of a file hold: pages whose numbers follow each other are one part."""
    parts, loose = list[list[ReportPage]](), list[ReportPage]()
    for page in (one for first in report_pages for one in (first, *first.more)):
        if page.footer is None:
            loose += [page] if page.lines else []
        elif parts and _follows(parts[-1][-1], page):
            parts[-1].append(page)
        else:
            parts.append([page])
    for part in parts:
        first = part[0].footer
        assert first is not None  # that is what puts a page into a part
        reader = _SharingReportReader(document, part[0], first, part=True)
        if first.page != 1:
            reader.begin_inside(part)
        for page in part:
            assert page.footer is not None
            reader.take(page, page.footer, [])
        report = _only(reader.finish([]), chosen)
        if report.on_pages:
            yield report
    yield from _footerless(loose, document)


def _only(report: Report, chosen: set[int]) -> Report:
    """The report with what the chosen pages alone hold."""
    on_pages = {one: [page for page in on if page in chosen] for one, on in report.on_pages.items()}
    here = [page for page in range(report.first_page, report.last_page + 1) if page in chosen]
    return replace(
        report,
        entries=[entry for entry in report.entries if entry.page in chosen],
        odd=[note for note in report.odd if not (page := PAGE_OF_NOTE.match(note)) or int(page[1]) in chosen],
        on_pages={one: on for one, on in on_pages.items() if on},
        states={one: state for one, state in report.states.items() if on_pages.get(one)},
        first_page=min(here, default=report.first_page),
        last_page=max(here, default=report.last_page),
        partial=f"only {len(here)} of the report's {report.pages} pages were asked for",
    )


PAGE_OF_NOTE = re.compile(r"p\. (\d+)\b")


def _follows(one: ReportPage, other: ReportPage) -> bool:
    """Whether a page is the next one of the same report."""
    here, there = one.footer, other.footer
    assert here is not None and there is not None
    same = (here.created, here.pages) == (there.created, there.pages)
    return same and (here.page is None or there.page in (None, here.page + 1))


def _footerless(passed_over: list[ReportPage], document: str) -> Iterator[Report]:
    """The report of pages that have lists and no footer, if there are any."""
    loose = [LoosePage(page.number, page.geometry, page.lines) for page in passed_over if page.lines]
    if loose:
        yield footerless.report(loose, document)


def _is_aside(part: list[Word], column_middle: float) -> bool:
    """Whether words are not centered in a column. What is covered may be longer than it."""
    return MASK not in pages.text(part) and abs(middle(part) - column_middle) > vocabulary.ASIDE


def _is_covered(text: str) -> bool:
    """Whether the page shows no letter or digit of a text. Characters such as U+2588 may cover it."""
    return MASK in text and not any(character.isalnum() for character in text)


def _spans(numbers: list[int]) -> str:
    """Page numbers in order, as in 1-3, 5."""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number <= spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in spans)


def _in_points(box: Box) -> str:
    return ", ".join(f"{edge:.1f}" for edge in box)


class _SharingReportReader:
    """Carries the section, and the columns of a table, from one page to the next."""

    def __init__(self, document: str, page: ReportPage, footer: Footer, *, part: bool = False):
        """Raises ReadingError when the footer of the first page does not say how many there are."""
        self.document, self.page, self.part = document, page, part
        if footer.pages is None:
            what = "the report's first page does not say clearly how many pages there are"
            do = "Look at its footer; the scanner may have cut off the page."
            raise self.error(what, expected="Page 1 of …", do=do)
        self.report = Report("", footer.created, footer.product, footer.pages, page.number, page.scanned)
        self.agencies: Counter[str] = Counter()
        self.section = ""
        self.covered: set[str] = set()  # sections with an entry that is left out, since the page does not show its name
        self.sentence_due = False  # a heading was read, and not yet the sentence under it
        self.printed: list[str] = []  # sections whose heading was read
        self.none: set[str] = set()
        self.column_middles: list[float] = []  # of the borderless table
        self.columns = 0  # of the section's grid, once a row of it was read
        self.short: tuple[ReportPage, Line] | None = None  # a row of that grid which is not full, hence its last
        self.before: grids.PageFill | None = None  # of the page before
        self.next_page = (footer.page or 1) if part else 1
        self.lies: dict[str, list[int]] = {}  # how pages lie on their sheets, where that is unusual, and which do
        self.on_sheet, self.order = 0, 0  # the page of the PDF that is being read, and how many entries it has so far

    def begin_inside(self, part: Sequence[ReportPage]) -> None:
        """Begin on a page that is not the report's first. Raises ReadingError where no heading of the part shows which
        section its first rows are of."""
        loose = [LoosePage(page.number, page.geometry, page.lines) for page in part]
        self.section = footerless.first_section(loose, self.report, self.document)
        middles = footerless.column_middles(loose[0])
        self.column_middles = middles if not any(line.cells for line in part[0].lines) else []

    def error(
        self, what: str, found: object = "", *, expected: object = "", do: str = "", whole: bool = False
    ) -> ReadingError:
        """An error on the page that is being read or, with `whole`, of the report as a whole."""
        page = None if whole else self.page.number
        return ReadingError(what, document=self.document, page=page, expected=expected, found=found, do=do)

    def take(self, page: ReportPage, footer: Footer, passed_over: list[ReportPage]) -> None:
        """Read one more page; `passed_over` are those before it that may belong to the report. Raises ReadingError for
        one that does not continue the report or cannot be read whole."""
        self.page, self.report.last_page = page, page.number
        if footer.page is not None:
            self._check_passed_over(passed_over, footer.page - self.next_page)
        self._check_number(footer)
        if footer.created != self.report.as_of:
            what = "the pages of one report have two dates"
            raise self.error(what, footer.created, expected=self.report.as_of)
        self.report.product = self.report.product or footer.product
        if footer.product not in ("", self.report.product) and not page.scanned:
            self.report.odd.append(f"p. {page.number}: the footer names another product, {footer.product}")
        printed_page = f"{self.next_page} of {self.report.pages}"
        self.next_page += 1
        self._check_continues()
        order = self.order if page.number == self.on_sheet else 0
        self.on_sheet = page.number
        if page.lies:
            self.lies.setdefault(page.lies, []).append(page.number)
        for line in page.lines:
            for cells, column in self._entries(line):
                words = [w for cell in cells.values() for w in cell]
                texts = {name: self._cell_text(cell) for name, cell in cells.items()}
                if _is_covered(texts["agency"]):
                    self.covered.add(self.section)
                    continue
                order += 1
                box, score = page.geometry.around(words), pages.score(words)
                cited = (page.number, printed_page, self.section, order, column, box, texts.pop("agency"))
                city, state, hot_list = (texts.get(name, "") for name in ("city", "state", "hot_list"))
                entry = Entry(*cited, city, state, hot_list, score)
                self.report.entries.append(entry)
        self.order = order
        if page.hidden:
            places = "; ".join(
                f"{hidden.kind} at {_in_points(page.geometry.displayed(hidden.box))}" for hidden in page.hidden
            )
            self.report.odd.append(f"p. {page.number}: covered or not visible: {len(page.hidden)} ({places})")

    def _check_passed_over(self, passed_over: list[ReportPage], missing: int) -> None:
        """Raises ReadingError if the missing pages are those that were passed over, since their footer is lost."""
        if passed_over and len(passed_over) == missing:
            raise _without_footer(self.document, passed_over[0].number, passed_over[0].rest_of_footer)

    def _check_number(self, footer: Footer) -> None:
        """Raises ReadingError unless this is the report's next page. On a scan one of the two numbers may be unclear,
        which is noted; two clear numbers that differ belong to another report, and so does a page after the last."""
        actual, (number, total) = (footer.page, footer.pages), (self.next_page, self.report.pages)
        if actual == (number, total):
            return
        if not self.page.scanned or actual not in ((number, None), (None, total)) or number > total:
            raise self.error(
                "pages of the report are missing or out of order",
                "page {} of {}".format(*("?" if number is None else number for number in actual)),
                expected=f"page {number} of {total}",
                do="Use the file with all pages of the report, in order, or read the pages up to the gap with --pages.",
            )
        note = f"the footer's page number is not clear; by its place it is page {number}"
        self.report.odd.append(f"p. {self.page.number}: {note}")

    def _check_continues(self) -> None:
        """Rows without a heading continue the page before, which therefore is full. Raises ReadingError where the first
        of them would have fitted there: another section begins, and its heading and sentence are lost."""
        before, self.before = self.before, self.page.fill
        first = next((line for line in self.page.lines if line.kind not in vocabulary.ASIDES), None)
        if not before or not self.before or not first or first.kind == "heading":
            return
        row = self.before.first_row if first.cells else LOOSE * pages.letter_height(first.words)
        if before.end + row < before.limit:
            what = "rows have no heading, though the page before is not full"
            expected = f"the heading of a section after {self.section}"
            raise self.error(what, first.text, expected=expected, do="A heading and its sentence may be lost.")

    def _entries(self, line: Line) -> Iterator[tuple[dict[str, list[Word]], str]]:
        """The cells, by column of the table, of the entries that a line prints; none for a heading and the like."""
        if line.kind == "heading":
            self._open(vocabulary.section_of(line.text))
            return
        if line.kind == "margin":
            self.report.odd.append(f"p. {self.page.number}: the margin says {line.text}")
            return
        if line.kind == "foreign":
            beside = f" (printed on {pages.text(line.cells[0])})" if line.cells else ""
            self.report.odd.append(
                f"p. {self.page.number}: text from outside the list is left out: {line.text}{beside}"
            )
            return
        if line.kind == "note":
            place = _in_points(self.page.geometry.around(line.words))
            self.report.odd.append(f"p. {self.page.number}: {line.text} (at {place})")
            return
        if line.text == MASK and not line.cells:
            self.covered.add(self.section)
            return
        if not self.section:
            raise self.error("text comes before the first section", line.text, expected="a section's heading")
        on_pages = self.report.on_pages.setdefault(self.section, [])
        on_pages += [self.page.number] if self.page.number not in on_pages else []
        if self.sentence_due and line.kind != "sentence":
            what = f"the heading of {self.section} is not followed by its sentence"
            expected = "The … Agency is … the following Agencies:"
            raise self.error(what, line.text, expected=expected, do="A misread sentence would pass for entries.")
        if line.kind == "sentence":
            self._sentence(line)
        elif line.kind == "headers":
            self._headers(line)
        elif line.kind == "none":
            self.none.add(self.section)
        elif self.section.startswith("hot_lists"):
            if len(line.cells) != 2 or not all(line.cells):
                raise self.error("an agency has no hot list, or a hot list no agency", line.text)
            yield dict(zip(("agency", "hot_list"), line.cells, strict=True)), "table"
        elif line.cells:
            self._check_grid_row(line)
            for cell, column in zip(line.cells, vocabulary.COLUMNS_OF_GRID[len(line.cells)], strict=True):
                if cell:
                    yield {"agency": cell}, column
        else:
            if cells := self._table_row(line):
                yield cells, "table"

    def _headers(self, line: Line) -> None:
        parts = pages.phrases(line.words, WIDE_GAP)
        whole = [letters(pages.text(part)) for part in parts] == vocabulary.HEADERS_OF[self.section.rsplit("_", 1)[0]]
        if self.column_middles or self.report.section(self.section) or not whole:
            # else a grid that begins with "City" and "State" would lose two agencies
            raise self.error("column headers are among the entries, or an agency is named like one", line.text)
        self.column_middles = [middle(part) for part in parts]

    def _check_grid_row(self, line: Line) -> None:
        """A section's grid has one number of columns, and only its last row should have cells without words, its last
        ones. Raises ReadingError where a rule is lost."""
        number = len(line.cells)
        if self.column_middles:
            do = "This table is known without rules only: otherwise a city would pass for an agency."
            raise self.error("a table of agency, city and state is inside cells", line.text, do=do)
        if number not in vocabulary.COLUMNS_OF_GRID:
            what = "a grid has more columns than this program can read"
            raise self.error(what, number, expected=f"at most {max(vocabulary.COLUMNS_OF_GRID)}")
        if self.page.scanned:
            return  # a scan has no cells; its rows are made of two columns
        if self.columns not in (0, number):
            what = "a row has fewer or more cells than the rows before"
            raise self.error(what, line.text, expected=f"{self.columns} cells")
        if self.short:
            self._note_short(*self.short)
        self.columns, self.short = number, None
        filled = [bool(cell) for cell in line.cells]
        if filled != sorted(filled, reverse=True):
            self._note_short(self.page, line)
        elif not all(filled):
            self.short = self.page, line  # it may be the section's last, whose last cells may be empty

    def _note_short(self, page: ReportPage, line: Line) -> None:
        """Note a row that has a cell without words, though it is not the last of its section. Raises ReadingError if it
        is the first of a page that goes on with a section: it may be the rest of a row of the page before."""
        do = "A name may have been taken out."
        if line is next((one for one in page.lines if one.kind not in vocabulary.ASIDES), None):
            do = f"{do} Or one may be split over two pages: then get a copy in which it is not."
            what = "a page begins with a row that has a cell without words"
            raise ReadingError(what, document=self.document, page=page.number, found=line.text, do=do)
        place = _in_points(page.geometry.around(line.words))
        what = "a cell without words before the section's last entry"
        self.report.odd.append(f"p. {page.number}: {what}, beside {line.text} (at {place}). {do}")

    def _sentence(self, line: Line) -> None:
        """A sentence names the reporting agency and its own section, so that a lost heading is noticed."""
        sentence = SENTENCE.search(line.text)
        assert sentence is not None  # that is what makes a line a sentence
        kind = "hot_lists" if "hot list" in sentence["what"].lower() else "detections"
        section = f"{kind}_shared" if sentence["verb"].lower() == "sharing" else f"{kind}_received"
        if section != self.section and MASK not in sentence[0]:
            expected, do = f"the sentence of {self.section}", "The heading above it may be missing or misread."
            raise self.error("a sentence belongs to another section", sentence[0], expected=expected, do=do)
        self.agencies[sentence["agency"]] += 1
        self.sentence_due = False

    def _open(self, section: str) -> None:
        if self.printed and SECTIONS.index(section) <= SECTIONS.index(self.printed[-1]):
            raise self.error("sections are out of order", section, expected=f"a section after {self.printed[-1]}")
        self.section = section
        self.printed.append(section)
        self.column_middles = []
        self.columns, self.short = 0, None
        self.sentence_due = True

    def _table_row(self, line: Line) -> dict[str, list[Word]]:
        """A row of the table without rules: agency, city and state, each centered in its column. Nothing for a row with
        a part that the page does not show."""
        parts, middles = pages.phrases(line.words, WIDE_GAP), self.column_middles
        if len(parts) < len(middles) and any(
            h.box.top < vocabulary.middle_height(line.words) < h.box.bottom for h in self.page.hidden
        ):
            self.covered.add(self.section)
            return {}
        if (
            len(middles) != 3
            or len(parts) != 3
            or any(_is_aside(part, middle_of) for part, middle_of in zip(parts, middles, strict=True))
        ):
            raise self.error(
                "words belong to no cell",
                line.text,
                expected="an entry inside a rectangle, or under Agency, City and State",
                do="The page may lack a rule, or have a layout that this program does not know.",
            )
        return dict(zip(("agency", "city", "state"), parts, strict=True))

    def _cell_text(self, cell: list[Word]) -> str:
        """A cell's words as one text, wrapped lines joined by a blank. Raises ReadingError for two names."""
        lines = pages.lines(cell)
        if any(len(pages.phrases(line, WIDE_GAP)) > 1 for line in lines):
            raise self.error("two texts are side by side in one cell", pages.text(cell))
        if self.page.scanned:
            return pages.text(cell)
        height = pages.letter_height(cell)
        tops = [min(w.top for w in line) for line in lines]
        if any(not TIGHT * height < lower - upper < LOOSE * height for upper, lower in itertools.pairwise(tops)):
            raise self.error("two texts are one above the other in one cell", pages.text(cell))
        return " ".join(pages.text(line) for line in lines)

    def finish(self, passed_over: list[ReportPage]) -> Report:
        """The whole report. Raises ReadingError when it lacks pages, or a section has no clear content."""
        report = self.report
        report.product = report.product or "unclear"
        self._check_passed_over(passed_over, report.pages - self.next_page + 1)
        if self.next_page <= report.pages and not self.part:
            expected, do = (
                f"{report.pages} pages",
                "Use the file with all pages of the report, or read a part of it with --pages.",
            )
            actual = f"{self.next_page - 1}"
            raise self.error("the report's last pages are missing", actual, expected=expected, do=do, whole=True)
        if not self.agencies and not self.part:
            expected = "The … Agency is sharing …"
            raise self.error("no section names the reporting agency", expected=expected, whole=True)
        report.agency = self.agencies.most_common(1)[0][0] if self.agencies else ""
        if len(self.agencies) > 1:
            report.odd.append(f"the sections name the reporting agency in different words: {', '.join(self.agencies)}")
        for section in self.printed:
            names = [entry.agency for entry in report.section(section)]
            if bool(names or section in self.covered) == (section in self.none):
                actual, expected = "both" if names else "neither", "entries, or the word None"
                raise self.error(f"section {section} is unclear", actual, expected=expected, whole=True)
            if names == ["None"] and not section.startswith("hot_lists"):
                what = f"section {section} has one entry, and its name is None"
                expected = "the word None in the middle of its frame"
                do = "An agency of that name cannot be told from an empty list."
                raise self.error(what, expected=expected, do=do, whole=True)
        report.states = {one: SAYS_NONE if one in self.none else LIST for one in self.printed}
        report.odd += [f"p. {_spans(numbers)}: the page {lies}" for lies, numbers in self.lies.items()]
        if self.part:
            report.states |= {entry.section: LIST for entry in report.entries}
        else:
            report.odd += [f"no section {section}" for section in SECTIONS if section not in self.printed]
        report.odd += [*self._partly_covered(), *self._invisible(), *self._duplicates(), *self._out_of_order()]
        return report

    def _partly_covered(self) -> Iterator[str]:
        for entry in self.report.entries:
            if MASK in f"{entry.agency} {entry.city} {entry.state} {entry.hot_list}":
                yield f"p. {entry.page} row {entry.row_on_page} is partly covered: {entry.agency}"

    def _invisible(self) -> Iterator[str]:
        """A name may have a character that no eye sees, or that turns the direction of reading: it stays."""
        for entry in self.report.entries:
            if not f"{entry.agency} {entry.city} {entry.state} {entry.hot_list}".isprintable():
                where = f"p. {entry.page} row {entry.row_on_page}"
                yield f"{where} has a character that cannot be seen: {entry.agency}"

    def _duplicates(self) -> Iterator[str]:
        first: dict[tuple[str, str, str], Entry] = {}
        for entry in self.report.entries:
            earlier = first.setdefault((entry.section, entry.agency, entry.hot_list), entry)
            if earlier is not entry:
                where = f"p. {earlier.page} row {earlier.row_on_page} and p. {entry.page} row {entry.row_on_page}"
                yield f"{entry.agency} is listed twice in {entry.section}: {where}"

    def _out_of_order(self) -> Iterator[str]:
        """Detections Shared is alphabetical but for one name in 2020 and one in Irvine; other sections need not be."""
        shown = (entry for entry in self.report.section("detections_shared") if MASK not in entry.agency)
        names = [(entry.agency.lower(), entry) for entry in shown]
        for (before, _), (after, entry) in itertools.pairwise(names):
            if after < before:
                yield f"p. {entry.page}: {entry.agency} does not follow the alphabet"
