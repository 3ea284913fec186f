"""Scans: the lines of a page that is a picture, whose columns and rows show only in where words stand."""

import difflib
import re
import statistics
from collections.abc import Iterator

from helpers.errors import ReadingError
from helpers.records.reading import pages
from helpers.records.reading.pages import Page, Word
from helpers.records.reading.vocabulary import FOOTER, TITLE, WIDE_GAP, Line, classed, middle_height, top

WRAP, ROW = 1.7, 2.15
"""On a scan, from one line's top to the next in letters' heights: a wrapped name's at most, another row's at least.
Measured on Irvine's: wraps up to 1.49, rows from 2.34. Between the two nobody can tell, and reading stops."""

MOST_LINES = 4
"""Lines of one name on a scan. More are rows that stand so close that they would pass for one wrapped name."""

LOGO = ("LEARN", "VIGILANT", "SOLUTIONS", "MOTOROLA", "VEHICLEMANAGER", "AGENCY")
"""Words of the banner beside the title, in both products' reports; a reader of pictures may spell them 'YIEILANT'."""

SCRAP = 6
"""Letters and digits of a line in the banner, beside title and logo, from which on it is told as something in the
margin."""

CLEAR = 6.0
"""Points by which a word must stand on both sides of a column's edge to be cut there."""

COLUMN_SPREAD = 8.0
"""How far from its column's middle start a line of a scan may begin; measured: under 3 points, skew included."""

SCAN_ANEW = (
    "Scan the sheet anew: the whole page, straight, not scaled, at 300 dpi; or bring the file as the system made it, with its "
    "text layer. What cannot be told apart is never guessed."
)
"""What to do with a page that is not set as these scans are."""


def lines_of(page: Page) -> list[Line]:
    """A scan has no rectangles: columns are found by where words start, rows by the space above them."""
    lines = pages.lines(page.words())
    texts = [pages.text(line) for line in lines]
    banner = next((n for n, text in enumerate(texts[:8]) if TITLE.search(text) and not FOOTER.search(text)), None)
    top = max(w.bottom for w in lines[banner]) if banner is not None else 0.0
    footer = (
        max(n for n, text in enumerate(texts) if FOOTER.search(text)) if any(map(FOOTER.search, texts)) else len(lines)
    )
    body = [line for n, line in enumerate(lines) if n < footer and (middle_height(line) > top or banner is None)]
    margin = [
        Line("margin", line)
        for n, (line, text) in enumerate(zip(lines, texts, strict=True))
        if line not in body and not (n == footer and FOOTER.fullmatch(text)) and not (n < footer and _is_banner(text))
    ]
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


def _is_banner(text: str) -> bool:
    """A line of the title, or a scrap of the logo beside it, which a text layer reads as 'LEA4' or 'i r'. A stamp is
    longer."""
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
    words = [part for line in lines for w in line for part in _parted(w, edge)]
    sides = [[w for w in words if edge is None or w.x0 < edge], [w for w in words if edge is not None and w.x0 >= edge]]
    height = pages.letter_height(page.words())  # of the whole page: a few lines alone could be drawn high by an OCR
    left, right = (_scanned_entries(side, page, height) for side in sides)
    while left or right:
        first = min(top(column[0]) for column in (left, right) if column)
        cells = [column.pop(0) if column and top(column[0]) - first < height else [] for column in (left, right)]
        yield Line("row", [w for cell in cells for w in cell], cells)


def _parted(word: Word, edge: float | None) -> list[Word]:
    """A word that an OCR drew over two cells, cut where the letter next to the right column's edge begins: of the 2025
    report, p. 3, where the cells touch, it may read '(CA)Riverside'."""
    if edge is None or not word.letters or not word.x0 + CLEAR < edge < word.x1 - CLEAR:
        return [word]
    starts = [word.x0 + place for place in word.letters]
    cut = min(range(1, len(starts)), key=lambda n: abs(starts[n] - (edge + pages.SPREAD / 2)), default=0)
    if not cut:
        return [word]
    left = word._replace(text=word.text[:cut], x1=starts[cut], letters=word.letters[:cut])
    right = word._replace(
        text=word.text[cut:], x0=starts[cut], letters=tuple(n - word.letters[cut] for n in word.letters[cut:])
    )
    return [left, right]


def _ends_with_state(line: list[Word]) -> bool:
    parts = pages.phrases(line, WIDE_GAP)
    return len(parts) == 3 and re.fullmatch(r"[A-Z]{2}", pages.text(parts[2])) is not None


def _scanned_entries(words: list[Word], page: Page, height: float) -> list[list[Word]]:
    """One column's words to entries. Rows stand 24 to 25 points apart and the lines of a wrapped name 15 to 17, for
    letters 10 points high: a line close below the one before belongs to it.

    Raises ReadingError where that, or the column, is in doubt: a banner read as 'Data Sharing Repon' would be an
    agency."""
    entries: list[list[list[Word]]] = []
    previous = 0.0
    lines = pages.lines(words)
    start = statistics.median(line[0].x0 for line in lines) if lines else 0.0
    for line in lines:
        top = statistics.median(w.top for w in line)
        apart = (top - previous) / height
        if abs(line[0].x0 - start) > COLUMN_SPREAD:
            raise ReadingError(
                "a line that starts in no column",
                page=page.number,
                found=pages.text(line),
                do=f"Names stand in two columns at most, and each line begins within {COLUMN_SPREAD:.0f} points of where its "
                f"column does. {SCAN_ANEW}",
            )
        if entries and WRAP < apart < ROW:
            raise ReadingError(
                "a line that may be a row of its own or the rest of the name above",
                page=page.number,
                found=pages.text(line),
                do=f"From one line to the next, a wrapped name takes up to {WRAP} times the letters' height and another row at "
                f"least {ROW} times; here it is {apart:.1f}. {SCAN_ANEW}",
            )
        if entries and apart <= WRAP:
            entries[-1].append(line)
        else:
            entries.append([line])
        if len(entries[-1]) > MOST_LINES:
            raise ReadingError(
                "rows too close to tell from wrapped names",
                page=page.number,
                found=pages.text(line),
                do=f"A name takes {MOST_LINES} lines at most, and another row begins at least {ROW} times the letters' height "
                f"lower. {SCAN_ANEW}",
            )
        previous = top
    return [[w for line in entry for w in line] for entry in entries]
