"""Scans: the lines of a page that is a picture, whose columns and rows show only in where words are."""

import difflib
import re
import statistics
from collections.abc import Iterator
from dataclasses import replace

from helpers.errors import ReadingError
from helpers.records.reading import pages, vocabulary
from helpers.records.reading.pages import Page, Word
from helpers.records.reading.vocabulary import TITLE, WIDE_GAP, Line, classed, footer_in, is_bare, middle_height, top
from helpers.schemas import MASK

# From one line's top to the next in heights of characters: at most that of a wrapped name, at least that of another
# row. Measured on Irvine's: wraps up to 1.49, rows from 2.34. Between the two nobody can tell, and reading stops.
WRAP, ROW = 1.7, 2.15

# Lines of one name on a scan. More are rows so close together that they would pass for one wrapped name.
MOST_LINES = 4

# Words of the banner beside the title, in both products' reports; OCR may spell them 'YIEILANT'.
LOGO = ("LEARN", "VIGILANT", "SOLUTIONS", "MOTOROLA", "VEHICLEMANAGER", "AGENCY")

# A line in the banner with this many letters and digits beside title and logo is reported as text in the margin.
SCRAP = 6
CLEAR = 6.0  # points by which a word must extend on both sides of a column's edge to be cut there

# How far from its column's middle start a line of a scan may begin; measured: under 3 points, skew included.
COLUMN_SPREAD = 8.0

SCAN_AGAIN = (
    "Scan the sheet again: the whole page, straight, not scaled, at 300 dpi; or use the file as the system made it, "
    "with its text layer. The program never guesses which lines belong together."
)
"""What to do with a page that is not laid out as these scans are."""


def lines_of(page: Page) -> list[Line]:
    """The lines of a scan: columns are found by where words start, rows by the space above them."""
    lines = pages.lines(page.words())
    texts, footers = [pages.text(line) for line in lines], list(map(footer_in, lines))
    banner = next((n for n, text in enumerate(texts[:8]) if TITLE.search(text) and not footers[n]), None)
    top = max(w.bottom for w in lines[banner]) if banner is not None else 0.0
    footer = max((n for n, match in enumerate(footers) if match), default=None)
    if footer is None:
        what, do = "the footer cannot be told from the lines above it", "Something may be printed over it."
        raise ReadingError(what, page=page.number, found=texts[-1] if texts else "nothing", do=f"{do} {SCAN_AGAIN}")
    body, margin = [], []
    for n, (line, text) in enumerate(zip(lines, texts, strict=True)):
        if n < footer and (banner is None or middle_height(line) > top):
            body.append(line)
        elif not (is_bare(footers[n], line) if n == footer else n < footer and _is_banner(text)):
            margin.append(Line("margin", line))
    result: list[Line] = []
    stretch: list[list[Word]] = []
    for line in body:
        kind = classed(line)
        if kind.kind == "row":
            stretch.append(line)
        else:
            result += _scanned_rows(stretch, page)
            stretch = []
            result.append(kind)
    return [*result, *_scanned_rows(stretch, page), *margin]


DESCENDING = re.compile(r"[gjpqyQ(),;_]")
"""Letters that reach below the line; an edge that cuts them leaves a line flat."""

SPECK = re.compile(r"[.,:;'`´~^°·•_]+")
"""A word that a scanner's speck may be, and no word of a list."""

BEFORE = "·•°^~`´¨"
"""Signs that a speck before a word is taken for, and that begin no word of a list."""

LEGIBLE = 0.9
"""The height that must be left of a cut line, and the OCR engine's confidence in it, for it to be read."""


def lines_without_footer(page: Page) -> list[Line]:
    """The lines of a scan whose footer is cut off: all below the title; of a line that the lower edge cuts, `cut` where
    it is legible and `lost` where not. Raises ReadingError as `lines_of` does."""
    words = [word._replace(text=word.text.lstrip(BEFORE)) for word in page.words() if not SPECK.fullmatch(word.text)]
    cut = page.cut
    lines = pages.lines(words)
    texts = [pages.text(line) for line in lines]
    banner = next((n for n, text in enumerate(texts[:8]) if TITLE.search(text)), None)
    under = max(w.bottom for w in lines[banner]) if banner is not None else 0.0
    result: list[Line] = []
    stretch: list[list[Word]] = []
    feet = [line for line in lines if cut and vocabulary.bottom(line) > cut.top + (cut.bottom - cut.top) / 4]
    words = [w for line in feet for w in line]
    whole = cut is not None and cut.shown >= LEGIBLE and not DESCENDING.search(pages.text(words))
    for line in lines:
        if middle_height(line) <= under or (line in feet and not whole):
            continue
        if (kind := classed(line)).kind == "row":
            stretch.append(line)
        else:
            result += [*_scanned_rows(stretch, page), kind]
            stretch = []
    result += _scanned_rows(stretch, page)
    if cut and not whole:
        last = result[-1] if result and result[-1].kind == "row" else None
        if last and cut.top - _lowest_top(last) < WRAP * pages.letter_height(page.words()):
            result.pop()  # what is cut is the rest of this row's name
            cut = replace(cut, top=last.top)
        legible = cut.shown >= LEGIBLE and len(feet) == 1 and min(w.score or 0.0 for w in words) >= LEGIBLE
        place = [Word(MASK, page.box.x0, cut.top, page.box.x1, cut.bottom)]
        result += _cut_rows(feet, page) if legible else [Line("lost", place)]
    return result


def _lowest_top(line: Line) -> float:
    """The top of the lowest line of a row's words."""
    return max(top(part) for part in pages.lines(line.words))


def _cut_rows(feet: list[list[Word]], page: Page) -> Iterator[Line]:
    """The legible rows that the edge cuts below their letters."""
    for line in _scanned_rows(feet, page):
        yield Line("cut", line.words, line.cells)


def _is_banner(text: str) -> bool:
    """A line of the title, or a scrap of the logo beside it (the layer says LEA4 or i r). A stamp is longer."""
    words = re.findall(r"\w+", TITLE.sub("", text))
    return sum(len(word) for word in words if not difflib.get_close_matches(word.upper(), LOGO, cutoff=0.7)) < SCRAP


def _scanned_rows(lines: list[list[Word]], page: Page) -> Iterator[Line]:
    """Lines between two headings to rows of two cells: each column's lines to entries, then left beside right. Lines of
    a table of agency, city and state stay as they are: its columns are known by their headers."""
    if not lines:
        return
    if sum(_ends_with_state(line) for line in lines) > len(lines) / 2:
        yield from (Line("row", line) for line in lines)
        return
    edge = pages.column_edge(lines)
    words = [part for line in lines for w in line for part in _cut(w, edge)]
    sides = [[w for w in words if edge is None or w.x0 < edge], [w for w in words if edge is not None and w.x0 >= edge]]
    height = pages.letter_height(page.words())  # of the whole page: OCR may draw a few lines alone too high
    left, right = (_scanned_entries(side, page, height) for side in sides)
    while left or right:
        first = min(top(column[0]) for column in (left, right) if column)
        cells = [column.pop(0) if column and top(column[0]) - first < height else [] for column in (left, right)]
        yield Line("row", [w for cell in cells for w in cell], cells)


def _cut(word: Word, edge: float | None) -> list[Word]:
    """A word that OCR drew over two cells, cut where the character next to the right column's edge begins: in the 2025
    report, p. 3, where the cells touch, it may read '(CA)Riverside'."""
    if edge is None or not word.letters or not word.x0 + CLEAR < edge < word.x1 - CLEAR:
        return [word]
    starts = [word.x0 + place for place in word.letters]
    cut = min(range(1, len(starts)), key=lambda n: abs(starts[n] - (edge + pages.SPREAD / 2)), default=0)
    if not cut:
        return [word]
    left = word._replace(text=word.text[:cut], x1=starts[cut], letters=word.letters[:cut])
    letters = tuple(n - word.letters[cut] for n in word.letters[cut:])
    return [left, word._replace(text=word.text[cut:], x0=starts[cut], letters=letters)]


def _ends_with_state(line: list[Word]) -> bool:
    parts = pages.phrases(line, WIDE_GAP)
    return len(parts) == 3 and re.fullmatch(r"[A-Z]{2}", pages.text(parts[2])) is not None


def _scanned_entries(words: list[Word], page: Page, height: float) -> list[list[Word]]:
    """One column's words to entries. Rows are 24 to 25 points apart and the lines of a wrapped name 15 to 17, for
    characters 10 points high: a line close below the one before belongs to it.

    Raises ReadingError where that, or the column, is unclear: a banner read as 'Data Sharing Repon' would be an
    agency."""
    entries: list[list[list[Word]]] = []
    previous = 0.0
    lines = pages.lines(words)
    start = statistics.median(line[0].x0 for line in lines) if lines else 0.0
    for line in lines:
        top = statistics.median(w.top for w in line)
        apart = (top - previous) / height
        what = why = ""
        if abs(line[0].x0 - start) > COLUMN_SPREAD:
            what = "a line starts in no column"
            why = f"Names are in at most two columns; a line begins within {COLUMN_SPREAD:.0f} points of its column."
        elif entries and WRAP < apart < ROW:
            what = "a line may be a row of its own or the rest of the name above"
            why = f"A wrapped line is at most {WRAP} times the characters' height lower, another row at least {ROW} "
            why += f"times; here it is {apart:.1f}."
        elif entries and apart <= WRAP:
            entries[-1].append(line)
            if len(entries[-1]) > MOST_LINES:
                what = "rows are too close to tell from wrapped names"
                why = f"A name takes at most {MOST_LINES} lines; another row is at least {ROW} times the characters' "
                why += "height lower."
        else:
            entries.append([line])
        if what:
            raise ReadingError(what, page=page.number, found=pages.text(line), do=f"{why} {SCAN_AGAIN}")
        previous = top
    return [[w for line in entry for w in line] for entry in entries]
