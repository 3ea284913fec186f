"""Footerless reports: a scan whose footers are cut off, so that no page says its number, the day or how many there are.

The pages are taken in the order of the file. Where the first of them has no heading, its section is the one before the
first heading, since every report prints its four sections in one order. What this leaves open is told."""

import statistics
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from helpers.errors import ReadingError
from helpers.records.reading import pages, vocabulary
from helpers.records.reading.boxes import Word
from helpers.records.reading.pages import Geometry
from helpers.records.reading.reports import LIST, NOT_SHOWN, SAYS_NONE, Entry, Report
from helpers.records.reading.vocabulary import SECTIONS, SENTENCE, WIDE_GAP, Line, middle

NOT_PRINTED = "page numbers are not printed: pages are in the order of the file, and one that is missing does not show"

FAR = 1.6
"""From one row to the next, in distances of rows, from which a row may have been lost between them."""


@dataclass(frozen=True)
class LoosePage:
    """A page without a footer: its number in the PDF, how it lies, and its lines."""

    number: int
    geometry: Geometry
    lines: list[Line]


@dataclass
class _State:
    """What is carried from page to page: the section, whether a heading still lacks its sentence, and the places of
    rows that the edge cut."""

    section: str
    due: bool = False
    lost: list[str] = field(default_factory=list)
    agencies: Counter[str] = field(default_factory=Counter)
    printed: list[str] = field(default_factory=list)
    none: set[str] = field(default_factory=set)


def report(loose: Sequence[LoosePage], document: str) -> Report:
    """The report that the pages make up. Raises ReadingError where the section of its rows cannot be told, where
    sections are out of order, and where words belong to no cell; each with its page."""
    first = loose[0].number
    made = Report("", None, "unclear", len(loose), first, True, last_page=loose[-1].number, odd=[NOT_PRINTED])
    state = _State(first_section(loose, made, document))
    for page in loose:
        for number, (line, cells, column) in enumerate(_entries(page, state, made, document), start=1):
            texts = {name: pages.text(cell) for name, cell in cells.items()}
            words = [w for cell in cells.values() for w in cell]
            made.entries.append(
                Entry(
                    page=page.number,
                    printed_page="",
                    section=state.section,
                    row_on_page=number,
                    column=column,
                    box=page.geometry.around(words),
                    agency=texts["agency"],
                    city=texts.get("city", ""),
                    state=texts.get("state", ""),
                    hot_list=texts.get("hot_list", ""),
                    score=pages.score(words),
                    cut=line.kind == "cut",
                )
            )
        made.odd += _gaps(page)
    if state.agencies:
        made.agency = state.agencies.most_common(1)[0][0]
    else:
        made.odd.append("no section on these pages names the reporting agency")
    if state.lost:
        made.says["rows that the edge cuts, and that are not read"] = f"{len(state.lost)}"
        made.odd += state.lost
    for section in SECTIONS:
        shown = SAYS_NONE if section in state.none else LIST if made.section(section) else NOT_SHOWN
        made.states[section] = shown
    missing = " and ".join(one.replace("_", " ") for one in SECTIONS if made.states[one] == NOT_SHOWN)
    made.partial = "the pages have no numbers" + (f", and no {missing}" if missing else "")
    made.partial += f"; rows that are cut off: {len(state.lost)}" if state.lost else ""
    return made


def first_section(loose: Sequence[LoosePage], made: Report, document: str) -> str:
    """The section that the first page is in: that of its heading, or the one before the first heading."""
    for page in loose:
        for line in page.lines:
            if line.kind == "heading":
                place = SECTIONS.index(vocabulary.section_of(line.text))
                if page is loose[0] and line is next(one for one in page.lines if one.kind != "margin"):
                    return ""
                if place:
                    section = SECTIONS[place - 1]
                    made.odd.append(
                        f"p. {loose[0].number}: no heading stands over the first rows; the first heading, "
                        f"{line.text} on p. {page.number}, shows that they are of {section}"
                    )
                    return section
                break
    what, do = "no heading shows which section the rows are of", "Give the pages up to the next section's heading, too."
    raise ReadingError(what, document=document, page=loose[0].number, expected="a section's heading", do=do)


def _entries(
    page: LoosePage, state: _State, made: Report, document: str
) -> Iterator[tuple[Line, dict[str, list[Word]], str]]:
    """The entries of a page: the line, its cells by column, and the name of the column. Keeps `state`."""
    middles = column_middles(page)
    for line in page.lines:
        if line.kind == "heading":
            _open(vocabulary.section_of(line.text), state, page, document)
        elif line.kind == "sentence":
            _sentence(line, state, page, document)
        elif line.kind == "none":
            state.none.add(state.section)
            state.due = False
        elif line.kind == "lost":
            top, bottom = line.words[0].top, line.words[0].bottom
            edges = f"{top:.0f} to {bottom:.0f} points from the top"
            state.lost.append(f"p. {page.number}: the lower edge cuts through a row, which is not read ({edges})")
        elif line.kind in ("row", "cut"):
            if state.due:
                made.odd.append(
                    f"p. {page.number}: the sentence under the heading of {state.section} is not on the pages"
                )
                state.due = False
            on_pages = made.on_pages.setdefault(state.section, [])
            on_pages += [page.number] if page.number not in on_pages else []
            yield from _cells(line, middles, state.section, page, document)


def _open(section: str, state: _State, page: LoosePage, document: str) -> None:
    if state.section and SECTIONS.index(section) <= SECTIONS.index(state.section):
        what, expected = "sections are out of order", f"a section after {state.section}"
        do = "Put the pages in order; give two reports in two files."
        raise ReadingError(what, document=document, page=page.number, expected=expected, found=section, do=do)
    state.section, state.due = section, True
    state.printed.append(section)


def _sentence(line: Line, state: _State, page: LoosePage, document: str) -> None:
    """A sentence names the reporting agency and its own section, so that a lost heading is noticed."""
    sentence = SENTENCE.search(line.text)
    assert sentence is not None  # that is what makes a line a sentence
    kind = "hot_lists" if "hot list" in sentence["what"].lower() else "detections"
    section = f"{kind}_shared" if sentence["verb"].lower() == "sharing" else f"{kind}_received"
    if section != state.section:
        what, expected = "a sentence belongs to another section", f"the sentence of {state.section}"
        do = "The heading above it may be missing or misread: scan the page again."
        raise ReadingError(what, document=document, page=page.number, expected=expected, found=sentence[0], do=do)
    state.agencies[sentence["agency"]] += 1
    state.due = False


def column_middles(page: LoosePage) -> list[float]:
    """The middles of the three columns of a table without rules, from the page's own rows."""
    rows = [
        pages.phrases(line.words, WIDE_GAP) for line in page.lines if line.kind in ("row", "cut") and not line.cells
    ]
    whole = [row for row in rows if len(row) == 3]
    return [statistics.median(middle(row[n]) for row in whole) for n in range(3)] if whole else []


def _cells(
    line: Line, middles: list[float], section: str, page: LoosePage, document: str
) -> Iterator[tuple[Line, dict[str, list[Word]], str]]:
    """The cells of a row: two of a hot list, two names of a grid, or agency, city and state of a table."""
    if section.startswith("hot_lists") and len(line.cells) == 2 and all(line.cells):
        yield line, dict(zip(("agency", "hot_list"), line.cells, strict=True)), "table"
    elif line.cells and not section.startswith("hot_lists"):
        for cell, column in zip(line.cells, vocabulary.COLUMNS_OF_GRID[len(line.cells)], strict=True):
            if cell:
                yield line, {"agency": cell}, column
    elif middles and not line.cells:
        cells: dict[str, list[Word]] = {}
        for part in pages.phrases(line.words, WIDE_GAP):
            nearest = min(range(3), key=lambda n: abs(middle(part) - middles[n]))
            cells.setdefault(("agency", "city", "state")[nearest], []).extend(part)
        if "agency" not in cells:
            raise _no_cell(line, page, document)
        yield line, cells, "table"
    else:
        raise _no_cell(line, page, document)


def _no_cell(line: Line, page: LoosePage, document: str) -> ReadingError:
    what, expected = "words belong to no cell", "an agency with its city and state, or with its hot list"
    do = "Scan the page again, whole and straight, at 300 dpi."
    return ReadingError(what, document=document, page=page.number, expected=expected, found=line.text, do=do)


def _gaps(page: LoosePage) -> Iterator[str]:
    """Where the rows of a table are further apart than the others: an engine may have read one as nothing."""
    tops = [line.top for line in page.lines if line.kind in ("row", "cut") and not line.cells]
    steps = [(after - before, before, after) for before, after in pairwise(tops)]
    usual = statistics.median(step for step, _, _ in steps) if steps else 0.0
    for step, before, after in steps:
        if step > FAR * usual and not any(before < line.top < after for line in page.lines if line.kind != "row"):
            yield f"p. {page.number}: a row may be missing between {before:.0f} and {after:.0f} points from the top"
