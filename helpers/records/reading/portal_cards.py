"""Portal cards: what a transparency portal prints, label over value, and which labels are over a list of names.

The labels are the agencies' own words ('Organizations granted access to … data', 'Agencies … Shares With', 'External
agencies who have access'), so a label is known by what it says, not by a table of labels."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from helpers.records.reading import sorted_lists
from helpers.records.reading.pages import Page, Word
from helpers.records.reading.sorted_lists import SortedList, collapsed

SHARED, RECEIVED = "detections_shared", "detections_received"
UNCLEAR = "unclear"

TITLE = "transparency portal"
HEADINGS = ("Overview", "Policies", "Usage", "Additional Info")
FOOT = re.compile(r"provided by flock safety\.?", re.IGNORECASE)
UPDATED = re.compile(r"last updated\b:?\s*(.*)", re.IGNORECASE)

FACT_LABEL = re.compile(
    r"what's (not )?detected|acceptable use( policy)?|prohibited uses?|access policy|hot ?lists? policy|"
    r"hot ?lists? alerted on\b.*|number of .{0,60}|data retention\b.{0,60}|.{0,80} in the last \d+ days?|"
    r"public search audit",
    re.IGNORECASE,
)
"""Labels of other cards: at one of these an empty value before it ends."""

WHO = r"(organi[sz]ations?|agenc(y|ies)|departments|partners|entities|jurisdictions)"
LIST_LABEL = re.compile(rf"\b{WHO}\b|external access|^(currently )?shar(ed|ing) with$")
MOST_LABEL = 200
"""Characters of the first sentence of a label."""

NONE_VALUE = re.compile(
    rf"(none|nobody|no one|no (other |outside |external |additional )*{WHO}( .{{0,80}})?|"
    rf".{{0,60}}\bdo(es)? not share .{{0,60}}\b{WHO}|not shared with (any|other|outside).{{0,60}})\.?",
    re.IGNORECASE,
)
MORE = re.compile(
    r"[,\s]+(\+\s*\d[\d,]*(\s*(more|others?))?|((and|plus)\s+)?\d[\d,]*\s*(more|others?)|"
    r"(show|view|see|load)\s+(all|more))\b[\w .…]*$",
    re.IGNORECASE,
)
"""What a list has at its end where the page does not show all of it."""
CUT_OFF = re.compile(r"(\.\.\.|…)$")

LOST_BYTES = str.maketrans({0x18: "‘", 0x19: "’", 0x1C: "“", 0x1D: "”", 0x13: "–", 0x14: "—"})
"""Signs whose high byte the pages themselves have lost."""


@dataclass(frozen=True)
class PlacedWord:
    """A word of a value in a PDF: its page and where it begins and ends in the value's text."""

    page: Page
    word: Word
    start: int
    end: int


@dataclass
class PortalCard:
    """A label and its value under a heading. `words` are the value's words where the page is a PDF; `hides` says that
    the page holds text for this value that it does not show."""

    heading: str
    label: str
    value: str = ""
    words: list[PlacedWord] = field(default_factory=list)
    hides: bool = False

    @cached_property
    def has_names(self) -> bool:
        """Whether the value looks like names; asked once the value is whole."""
        return is_names(self.value)


@dataclass
class PortalPage:
    """A portal: its name, what it prints as its last update, its cards in order, whether its last line is there, and
    what is unusual about it."""

    name: str = ""
    updated: str = ""
    cards: list[PortalCard] = field(default_factory=list)
    whole: bool = False
    odd: list[str] = field(default_factory=list)


OUTBOUND = re.compile(
    rf"\b(granted|given|have|has|having|with)\s+(\w+\s+)?access\b|\baccess (to|for) (external|outside|other)\b"
    rf"|\b(shares?|sharing|shared) (\w+ ){{0,3}}with( (external|outside|other)\b.*|( {WHO})?( -.*)?$)"
    rf"|\bwith (whom|which) .{{0,60}}\b(shares?|shared|sharing)\b|\b(does|do) not share\b"
    rf"|\b(who|that|which) (can|may) (search|see|view|access)\b",
)
INBOUND = re.compile(
    rf"\b{WHO}\b(?! (we|us|i)\b)( (who|that|which|currently|are|is))* (sharing|shares?) (\w+ ){{0,3}}(with|to) \S"
    rf"|\b(receives?|receiving|received)\b|\b{WHO} (granting|giving|providing)\b"
    rf"|\bwhose (\w+ )?(data|cameras|networks|readers)\b"
    rf"|^(?!.*\b(with|who|that|granted)\b.*access)(.* )?{WHO} \S.{{0,60}} (has|have) (been granted )?access( to)?$"
)
"""What a label says over those who may see the agency's data, and over those whose data it may see."""

NO_LIST = re.compile(r"\bpolic(y|ies)\b|\brestrict|\baudit\b")


def direction(label: str) -> str:
    """The section that a label is over: SHARED, RECEIVED, UNCLEAR if its words say both, or "" for any other label."""
    text = re.sub(r"['’\x19]s\b", "", collapsed(label[:1000]).casefold())
    first = re.split(r"\.\s", text)[0]
    if len(first) > MOST_LABEL or NO_LIST.search(first) or not LIST_LABEL.search(first):
        return ""
    received = bool(INBOUND.search(first))
    shared = bool(OUTBOUND.search(INBOUND.sub(" ", first) if received else first))
    if shared and received:
        return UNCLEAR
    return SHARED if shared else RECEIVED if received else ""


def says_none(card: PortalCard) -> bool:
    """Whether a card's value says that nobody is on the list, or its label does and there is no value."""
    if card.value:
        return bool(NONE_VALUE.fullmatch(collapsed(card.value)))
    label = collapsed(card.label)
    return bool(re.search(r"(^|[-–—:(]\s*)none\b", label, re.IGNORECASE) or NONE_VALUE.fullmatch(label))


SENTENCE_WORDS = frozenset("is are will shall may must not any only we our".split())


def is_names(value: str) -> bool:
    """Whether a value looks like names, not like sentences."""
    parts = [part for part in map(collapsed, value.split(",")) if part]
    sentences = [p for p in parts if len(p) > 100 or (len(p.split()) > 7 and p.endswith("."))]
    if len(parts) == 1:
        return not sentences and (sorted_lists.is_whole(parts[0]) or len(parts[0].split()) <= 6)
    wordy = [part for part in parts if not SENTENCE_WORDS.isdisjoint(part.split())]
    return bool(parts) and not sentences and len(wordy) * 4 <= len(parts)


def is_unlabeled_list(text: str) -> bool:
    """Whether a text looks like a list of agencies: at least three, and most of them whole names."""
    parts = [part for part in map(collapsed, text.split(",")) if part]
    return len(parts) >= 3 and 2 * sum(map(sorted_lists.is_whole, parts)) > len(parts) and is_names(text)


def is_label(text: str) -> bool:
    return "\n" not in text and bool(direction(text) or FACT_LABEL.fullmatch(collapsed(text)))


def from_text(text: str) -> PortalPage:
    """A portal from its text: a label, a blank line, a value, a blank line. An empty value leaves nothing."""
    page = PortalPage()
    lines = [line.strip() for line in text.split("\n")]
    at = next((n for n, line in enumerate(lines) if collapsed(line).casefold() == TITLE), None)
    if at is not None:
        page.name = collapsed(next((line for line in reversed(lines[:at]) if line), ""))
        note_lists(page, lines[:at], "before the title,")
    heading, paragraphs = "", list[str]()
    for number, line in enumerate(lines):
        if at is not None and number <= at:
            continue
        if FOOT.fullmatch(line):
            page.whole = True
            note_lists(page, lines[number + 1 :], "behind 'Provided by Flock Safety',")
            break
        if not page.updated and not heading and (said := UPDATED.match(line)):
            page.updated = collapsed(said[1])
        elif opened := next_heading(line, heading):
            if heading in ("", "Overview"):
                note_lists(page, paragraphs, "before the cards,")
            page.cards += cards_of(heading, paragraphs)
            heading, paragraphs = opened, []
        else:
            _add_line(paragraphs, line)
    if heading in ("", "Overview"):
        note_lists(page, paragraphs, "without a heading,")
    page.cards += cards_of(heading, paragraphs)
    return page


def next_heading(line: str, heading: str) -> str:
    """The heading that a line is, if it comes after the one that is open; a card may have the words of an earlier."""
    after = HEADINGS[HEADINGS.index(heading) + 1 :] if heading else HEADINGS
    return next((one for one in after if collapsed(line).casefold() == one.casefold()), "")


def _add_line(paragraphs: list[str], line: str) -> None:
    if not line:
        paragraphs.append("")
    elif paragraphs and paragraphs[-1] and not is_label(line) and not _is_under(paragraphs[-1], line):
        paragraphs[-1] += f"\n{line}"
    else:
        paragraphs.append(line)


def _is_under(label: str, line: str) -> bool:
    """Whether a line right under a label is its value, and not a second line of the label."""
    if not is_label(label) or line.casefold().endswith("data"):
        return False
    name = sorted_lists.is_whole(line) and len(line.split()) > 2
    return bool(FACT_LABEL.fullmatch(label) or is_unlabeled_list(line) or NONE_VALUE.fullmatch(line) or name)


def cards_of(heading: str, paragraphs: Iterable[str]) -> list[PortalCard]:
    """Cards from paragraphs, in turn label and value, from the next known label anew where a value is empty."""
    texts = [p for p in paragraphs if p]
    if heading in ("", "Overview"):
        return []
    cards: list[PortalCard] = []
    waiting = False
    for text in texts:
        if waiting and (not is_label(text) or _is_none_under(cards[-1], text)):
            cards[-1].value, waiting = text, False
            continue
        if waiting:
            _mend(cards)
        cards.append(PortalCard(heading, collapsed(text)))
        waiting = True
    if waiting:
        _mend(cards)
    return cards


def _is_none_under(card: PortalCard, text: str) -> bool:
    """Whether a text that could be a label is a list's word that there is none."""
    return bool(direction(card.label) and NONE_VALUE.fullmatch(collapsed(text)))


def _mend(cards: list[PortalCard]) -> None:
    """The last card has no value. It may be a second paragraph of the value before it; or, after an empty list, the
    value of a label that was taken for the list."""
    last = cards[-1]
    if len(cards) < 2 or is_label(last.label):
        return
    before = cards[-2]
    if direction(before.label) and not sorted_lists.is_whole(before.value) and "," not in before.value:
        if says_none(before):
            return
        last.label, last.value, before.value = collapsed(before.value), last.label, ""
    elif not direction(before.label) and (len(last.label) > 60 or last.label.endswith((".", ":", ";"))):
        before.value += f"\n{last.label}"
        cards.pop()


def names_of(card: PortalCard, settled: Iterable[str] = ()) -> tuple[SortedList, str]:
    """The names of a list, and what stands at its end in place of further ones ('and 25 more'), or ""."""
    text, more = card.value, ""
    if end := MORE.search(text, max(0, len(text) - 200)):
        text, more = text[: end.start()], collapsed(end[0].lstrip(", "))
    lines = [line for line in text.split("\n") if line.strip()]
    commas = [line.rstrip().count(",") for line in lines]
    ends = any(line.rstrip().endswith(",") for line in lines)
    by_line = len(lines) > 1 and not ends and max(commas) <= 1 and 3 * sum(commas) <= len(lines)
    names = sorted_lists.of_lines(text) if by_line else sorted_lists.split(text, settled)
    if not by_line and any(not line.rstrip().endswith(",") for line in lines[:-1]):
        names.odd.append(f"the list runs over {len(lines)} lines, which are joined: look where they meet")
    return names, more


def lists(page: PortalPage) -> Iterator[tuple[str, PortalCard]]:
    """The cards that are, by their labels, over a list, and the section of each."""
    for card in page.cards:
        free = card.heading == "Additional Info"
        if (not free or is_unlabeled_list(card.value)) and (section := direction(card.label)):
            yield section, card


def note_lists(page: PortalPage, texts: Iterable[str], where: str) -> None:
    """Notes lists of agencies in texts that are not cards."""
    if count := sum(map(is_unlabeled_list, texts)):
        page.odd.append(f"p. 1: {where} {count} texts look like a list of agencies: they are not read")
