"""Portal pages in PDF: a browser's print, with policies in a column at the left and usage in one at the right.

A list runs on over the pages in its column. Labels are told from values by their font, which is bold."""

import itertools
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from helpers.records.reading import pages
from helpers.records.reading.pages import Character, Page, Word
from helpers.records.reading.portal_cards import (
    FOOT,
    HEADINGS,
    TITLE,
    UPDATED,
    PlacedWord,
    PortalCard,
    PortalPage,
    cards_of,
    is_label,
    next_heading,
)
from helpers.records.reading.sorted_lists import collapsed

APART = 15.0
"""Points between two words of a line, at least, that are in two columns."""

NEXT_LINE = 1.75
"""The distance of two lines of one label or paragraph, in heights of their letters, at most."""

MARGIN = 3.0

BROWSER_LINE = re.compile(
    r"\d{1,2}/\d{1,2}/\d{2,4}, \d{1,2}:\d{2}\b.*|.*\b(https?://|file:///?)\S+\s+(page\s+)?\d+\s*(/|of)\s*\d+|\d+\s*/\s*\d+"
)
"""What a browser may print at the top and the foot of each page: the time, the address, the number."""


@dataclass
class PortalLine:
    """A line of one column: its words, the font of its first character, its page and its column."""

    words: list[Word]
    font: str
    page: Page
    right: bool = False

    @property
    def text(self) -> str:
        return pages.text(self.words)

    @property
    def top(self) -> float:
        return self.words[0].top


@dataclass
class PrintedPortal:
    """The lines of a print by where they belong: before the columns, the columns, and after them."""

    before: list[PortalLine] = field(default_factory=list)
    columns: list[tuple[str, list[PortalLine]]] = field(default_factory=list)


def from_pages(read: Iterable[Page]) -> PortalPage:
    """A portal from the pages of its print."""
    portal = PortalPage()
    printed = _columns(_lines(read), portal)
    texts = [line.text for line in printed.before]
    at = next((n for n, text in enumerate(texts) if text.casefold() == TITLE), None)
    if at:
        portal.name = texts[at - 1]
    portal.updated = next((said[1] for text in texts if (said := UPDATED.match(text))), "")
    every = [line for _, lines in printed.columns for line in lines]
    label_fonts = Counter(line.font for line in every if is_label(line.text))
    bold = label_fonts.most_common(1)[0][0] if label_fonts else ""
    plain = sum(line.font == bold for line in every) > len(every) / 2
    for heading, lines in printed.columns:
        portal.cards += _plain_cards(heading, lines) if plain or not bold else _cards(heading, lines, bold)
    return portal


def _lines(read: Iterable[Page]) -> list[PortalLine]:
    """The lines of all pages, cut where two columns are side by side, without what the browser adds."""
    every: list[PortalLine] = []
    for page in read:
        fonts: dict[Word, str] = {word: str(chars[0]["fontname"]) for word, chars in _spelled(page)}
        lines = pages.lines(list(fonts))
        for number, line in enumerate(lines):
            if number in (0, len(lines) - 1) and BROWSER_LINE.fullmatch(pages.text(line)):
                continue
            every += [PortalLine(part, fonts[part[0]], page) for part in pages.phrases(line, APART)]
    return every


def _spelled(page: Page) -> list[tuple[Word, list[Character]]]:
    return [] if page.scanned else page.spelled


def _columns(lines: list[PortalLine], portal: PortalPage) -> PrintedPortal:
    printed = PrintedPortal()
    policies = next((n for n, line in enumerate(lines) if line.text.casefold() == "policies"), None)
    usage = next((n for n, line in enumerate(lines) if line.text.casefold() == "usage" and n != policies), None)
    side = policies is not None and usage == policies + 1 and abs(lines[usage].top - lines[policies].top) < MARGIN
    first = policies if side and policies is not None else next((n for n, x in enumerate(lines) if _opens(x, "")), 0)
    edge = lines[usage].words[0].x0 - MARGIN if side and usage is not None else 0.0
    left = lines[first].words[0].x0 if lines else 0.0
    printed.before = lines[:first]
    heading, flow = ("Policies", lines[first + 2 :]) if side else ("", lines[first:])
    columns: dict[str, list[PortalLine]] = {"Policies": [], "Usage": []} if side else {}
    for line in flow:
        if FOOT.fullmatch(line.text):
            portal.whole = True
            break
        at_left = abs(line.words[0].x0 - left) < MARGIN
        opened = next_heading(line.text, "Usage" if side and heading == "Policies" else heading) if at_left else ""
        if opened:
            heading = opened
        elif side and heading == "Policies":
            columns["Usage" if line.words[0].x0 >= edge else "Policies"].append(line)
        elif heading:
            columns.setdefault(heading, []).append(line)
        else:
            printed.before.append(line)
    printed.columns = [(one, columns[one]) for one in HEADINGS if one in columns and one != "Overview"]
    return printed


def _opens(line: PortalLine, heading: str) -> bool:
    return bool(next_heading(line.text, heading))


def _cards(heading: str, lines: list[PortalLine], bold: str) -> list[PortalCard]:
    """Cards where labels have a font of their own."""
    cards: list[PortalCard] = []
    values: list[list[PortalLine]] = []
    before: PortalLine | None = None
    for line in lines:
        labels = before is not None and before.font == bold
        near = before is not None and _next_line(before, line)
        if line.font != bold and cards:
            values[-1].append(line)
        elif labels and (near or (before and before.page is not line.page and not is_label(cards[-1].label))):
            cards[-1].label = collapsed(f"{cards[-1].label} {line.text}")
        else:
            cards.append(PortalCard(heading, line.text))
            values.append([])
        before = line
    for card, value in zip(cards, values, strict=True):
        card.value, card.words = _run(value)
    return cards


def _next_line(before: PortalLine, line: PortalLine) -> bool:
    """Whether a line follows another in one label or paragraph."""
    height = before.words[0].bottom - before.words[0].top
    return before.page is line.page and line.top - before.top < NEXT_LINE * height


def _run(lines: list[PortalLine]) -> tuple[str, list[PlacedWord]]:
    """Lines as one text, and where each word is in it. A line ends at a blank, or after a hyphen within a word."""
    text, placed = "", []
    for line in lines:
        for number, word in enumerate(line.words):
            glued = number == 0 and re.search(r"[^\s\-–—]-$", text)
            text += "" if glued or not text else " "
            start, clean = len(text), pages.text([word])
            text += clean
            placed.append(PlacedWord(line.page, word, start, len(text)))
    return text, placed


def _plain_cards(heading: str, lines: list[PortalLine]) -> list[PortalCard]:
    """Cards where all is in one font: paragraphs, which wider gaps separate, in turn label and value."""
    groups: list[list[PortalLine]] = []
    for line in lines:
        last = groups[-1][-1] if groups else None
        near = last is not None and _next_line(last, line)
        runs_on = last is not None and last.page is not line.page and not is_label(line.text)
        if near or runs_on:
            groups[-1].append(line)
        else:
            groups.append([line])
    runs = [_run(group) for group in groups]
    cards = cards_of(heading, [text for text, _ in runs])
    words = dict(runs)
    for card in cards:
        card.words = words.get(card.value, [])
    return cards


def hyphens(card: PortalCard) -> list[tuple[int, int]]:
    """Where a line of a value ends with a hyphen, whether or not a blank follows that is not printed: the place in the
    value's text behind it, and the page."""
    pairs = itertools.pairwise(card.words)
    return [(after.start, one.page.number) for one, after in pairs if after.start == one.end]
