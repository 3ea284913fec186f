"""Flock's transparency portal: the organizations that an agency says it gives access to, and, on some, those whose
data it may see; beside them the agency's own settings and counts, as facts.

Four things that look alike are kept apart: a list, a label with nothing under it, a label or value that says none, and
a page that shows no such label."""

import datetime
import re
from bisect import bisect_right
from collections import Counter

import pandas as pd

from helpers.records.reading import comma_lists, days, portal_cards, reports
from helpers.records.reading.boxes import Box
from helpers.records.reading.forms.base import BEGINNING, Card, Options, Recognition, SourceFile
from helpers.records.reading.portal_cards import PortalCard, PortalPage
from helpers.records.reading.reports import EMPTY, FACTS, LIST, NOT_SHOWN, SAYS_NONE, Entry, Production, Report

CARD = Card(
    name="flock-portal",
    vendor="Flock Safety",
    years="2026",
    kinds=("TXT", "HTML", "PDF"),
    sections=("detections_shared", "detections_received"),
    one_row="an organization on the portal's list of those with access, or of those whose data the agency may see",
    cannot_show="networks, dates of sharing, hot lists shared, searches by others, or what the agency does not show",
)

SHARED, RECEIVED = CARD.sections
EXPECTED = f"a page with {portal_cards.TITLE} and {portal_cards.UPDATED}"
DO = "Open the portal in a browser, and save the whole page as text, as a web page or as a PDF."

NONE = re.compile(
    r"none\b.*|no (outside |external |other )?(agenc|organi[sz]ation|entit|one).*|not shared.*"
    r"|.*\bdoes not share\b.*|.*\bdo not share\b.*",
    re.IGNORECASE,
)
NONE_IN_LABEL = re.compile(r"[-–—:\x14]\s*none\W*$|^none\b|\bdoes not share\b|\bdo not share\b", re.IGNORECASE)
"""What a value, or a label, says where the agency shares with nobody."""

CUT = re.compile(r"(…|\.\.\.)\s*$|\band \d+ (more|others)\b|\b(show|view|see) (more|all)\b", re.IGNORECASE)
"""What a list says at its end where the page does not show all of it."""


def recognize(file: SourceFile) -> Recognition:
    """Whether the beginning has the portal's title and its line on the last update."""
    if file.kind == "pdf":
        beginning = " ".join(" ".join(file.first_pages).split())
    elif file.kind in ("text", "html"):
        with file.path.open("rb") as opened:
            content = opened.read(BEGINNING if file.kind == "text" else portal_cards.MOST_BYTES)
        beginning = re.sub(r"\s+", " ", content.decode("utf-8", "replace"))
    else:
        return Recognition(0.0, "", EXPECTED, f"no text, but {file.kind}", DO)
    if portal_cards.is_portal(beginning):
        return Recognition(1.0, f"it says {portal_cards.TITLE}, and when it was updated")
    half = portal_cards.TITLE.casefold() in beginning.casefold()
    return Recognition(0.5 if half else 0.1, "", EXPECTED, "the title alone" if half else "other text", DO)


def read(file: SourceFile, doc_id: str, options: Options) -> Production:
    """The portal on one day, with its facts. Raises ReadingError for a page that is no portal's."""
    if file.kind == "pdf":
        page = portal_cards.of_pdf(file.path, options.password, progress=options.progress)
    else:
        page = (portal_cards.of_html if file.kind == "html" else portal_cards.of_text)(file.path)
    captured = days.day_in(file.path.stem)
    report = Report(page.agency, _updated(page.updated), "Flock transparency portal", page.pages, 1, False)
    report.last_page, report.odd = page.pages, page.notes
    report.says = {"last updated": page.updated} | ({"captured": f"{captured}, by the file's name"} if captured else {})
    by_section = {SHARED: list[str](), RECEIVED: list[str]()}
    placed, counts = list[PortalCard](), Counter[int]()
    for card in page.cards:
        section = RECEIVED if portal_cards.INBOUND.search(card.label) else SHARED
        if portal_cards.is_list_label(card.label):
            by_section[section].append(_add(report, card, section, counts))
            placed.append(card)
    for section, states in by_section.items():
        report.states[section] = next((one for one in (LIST, SAYS_NONE, EMPTY) if one in states), NOT_SHOWN)
        if LIST in states and SAYS_NONE in states:
            report.odd.append(f"{section}: one card says none, and another has a list")
    facts = _facts(page, [card for card in page.cards if card not in placed], doc_id, captured)
    covered = [[number, "used", "a page of the portal", "text"] for number in range(1, page.pages + 1)]
    pages = pd.DataFrame(covered, columns=["page", "use", "why", "reading"])
    return Production([report], reports.tables([report], doc_id), pages, facts=facts)


def _updated(text: str) -> datetime.date | None:
    """The day of `Thu Apr 23 2026`."""
    return days.day_in(text)


def _add(report: Report, card: PortalCard, section: str, counts: Counter[int]) -> str:
    """Add the entries of a card with a list; returns the state that it speaks for."""
    report.says[f"label of {section.replace('_', ' ')}"] = card.label
    if NONE_IN_LABEL.search(card.label) or NONE.fullmatch(card.value):
        return SAYS_NONE if not card.value or NONE.fullmatch(card.value) or "," not in card.value else LIST
    if not card.value:
        return EMPTY
    if _is_sentence(card.value):
        report.odd.append(f"{section}: under the label stands a sentence, which is no list")
        return NOT_SHOWN
    if CUT.search(card.value):
        report.partial = f"the list of {section.replace('_', ' ')} does not end on the page"
    names, notes = comma_lists.in_order(card.value)
    report.odd += notes
    for name in names:
        page, box = _place(card, name)
        counts[page] += 1
        place = {"page": page, "printed_page": "", "row_on_page": counts[page], "column": "list"}
        report.entries.append(Entry(**place, section=section, box=box, agency=name.text))  # type: ignore[arg-type]
    return LIST


def _is_sentence(value: str) -> bool:
    """Whether a value is prose: several sentences, or one that is no list of names."""
    parts = [part.split() for part in value.split(",")]
    small = sum(word.islower() for part in parts for word in part)
    words = sum(map(len, parts))
    return value.rstrip().endswith(".") and small > words / 3


def _place(card: PortalCard, name: comma_lists.Name) -> tuple[int, Box | None]:
    """The page on which a name begins, and the box around what of it is on that page's first line."""
    if not card.marks:
        return 1, None
    starts = [mark.start for mark in card.marks]
    mark = card.marks[bisect_right(starts, name.start) - 1]
    boxes = mark.boxes[name.start - mark.start : name.stop - mark.start]
    return mark.page, Box.around(boxes or mark.boxes)


def _facts(page: PortalPage, cards: list[PortalCard], doc_id: str, captured: datetime.date | None) -> pd.DataFrame:
    """What the agency publishes of itself, a line for each label and value, in the order of the page."""
    head = [doc_id, page.agency, page.updated, f"{captured or ''}"]
    lines = [[*head, one.heading, number, one.label, one.value] for number, one in enumerate(cards, start=1)]
    return pd.DataFrame(lines, columns=FACTS)
