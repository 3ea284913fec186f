"""Flock's transparency portal: a page on which an agency publishes its settings and whom it shares with."""

import dataclasses
import datetime
import re
from bisect import bisect_right
from collections.abc import Iterator

import pandas as pd

from helpers import files
from helpers.errors import GET_AGAIN, NoSharingReport, ReadingError
from helpers.records.reading import days, integrity, opening, pages, portal_cards, portal_html, portal_pdf, workbooks
from helpers.records.reading.boxes import Box
from helpers.records.reading.forms.base import Card, Options, Recognition, SourceFile
from helpers.records.reading.portal_cards import LOST_BYTES, RECEIVED, SHARED, UNCLEAR, PortalCard, PortalPage
from helpers.records.reading.reports import EMPTY, FACTS, LIST, NOT_SHOWN, SAYS_NONE, Entry, Production, Report, tables
from helpers.records.reading.sorted_lists import ListedName, collapsed

CARD = Card(
    name="flock-portal",
    vendor="Flock Safety",
    years="2026",
    kinds=("TXT", "HTML", "PDF"),
    sections=(SHARED, RECEIVED),
    one_row="an organization on the list of those with access to the agency's data, or of those whose data it may see",
    cannot_show="networks, dates of sharing, hot lists shared, searches by others, or what the agency does not show; a "
    "portal without a list says nothing about sharing",
)

EXPECTED = "a page headed Transparency Portal, with Policies and Usage, and the labels of Flock's portals"
PRODUCT = "Flock Safety transparency portal"
MOST_BYTES = 24_000_000
"""A portal has 20,000 bytes as text, and at most a few million as a web page with its log of searches."""
MOST_SECONDS = 30
MOST_PAGES = 200
SAVE_AGAIN = (
    "Open the portal in a browser, wait until its list appears, and print it to a PDF; or select all, copy, and paste "
    "it into a text file."
)


def recognize(file: SourceFile) -> Recognition:
    """By its title, its headings and the labels of its cards."""
    if file.kind not in ("text", "html", "pdf"):
        return Recognition(0.0, "", EXPECTED, file.kind, SAVE_AGAIN)
    text = "\n".join(file.first_pages) if file.kind == "pdf" else _shown_text(file)
    lines = {collapsed(line).casefold().replace("’", "'") for line in re.split(r"[\n\r]|\s{4,}", text)}
    signs = {
        "the title Transparency Portal": portal_cards.TITLE in lines,
        "headings Policies and Usage": {"policies", "usage"} <= lines or {"overview", "usage"} <= lines,
        "a line that says when it was last updated": any(portal_cards.UPDATED.match(line) for line in lines),
        "labels of a portal's cards": sum(map(portal_cards.is_label, lines)) >= 2,
    }
    there = [sign for sign, is_there in signs.items() if is_there]
    what = ", ".join(there) or "none of these"
    if len(there) >= 3:
        return Recognition(1.0, f"it has {what}")
    return Recognition(len(there) / 4 * 0.9, f"it has {what}", EXPECTED, what, SAVE_AGAIN)


def _shown_text(file: SourceFile) -> str:
    """What a text or a web page shows, to recognize it; of one that is too large to be a portal, nothing."""
    try:
        source, _ = _source(file)
        if file.kind == "text":
            return source
        with opening.within(MOST_SECONDS):
            return "\n".join(block.text for block in portal_html.blocks(source) if not block.hidden)
    except (ReadingError, TimeoutError):
        return ""


def read(file: SourceFile, doc_id: str, options: Options) -> Production:
    """The portal's lists and facts. Raises NoSharingReport for a file that holds no card of a portal, and ReadingError
    for one that cannot be read whole."""
    production = Production([], pd.DataFrame(), pd.DataFrame())
    partial = ""
    if file.kind == "pdf":
        portal, partial = _from_pdf(file, options, production)
        total = len(production.pages)
    elif file.kind in ("text", "html"):
        portal, total = _from_source(file, options, production), 1
    else:
        raise ReadingError(
            "a portal is not read from this kind of file", document=file.name, found=file.kind, do=SAVE_AGAIN
        )
    portal.name, portal.updated = portal.name.translate(LOST_BYTES), portal.updated.translate(LOST_BYTES)
    if not portal.cards:
        raise NoSharingReport(
            "this page holds no card of a portal", document=file.name, expected=EXPECTED, do=SAVE_AGAIN
        )
    report = _report(portal, file, total, options)
    report.partial = "; ".join(filter(None, [partial, report.partial]))
    production.reports = [report]
    production.rows = tables([report], doc_id)
    production.facts = _facts(portal, report, doc_id, file)
    return production


def _source(file: SourceFile) -> tuple[str, str]:
    """The file's text, and a note on its letters. Raises ReadingError if it is too large, or no encoding fits."""
    with opening.regular(file.path) as opened:
        content = opened.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        what = "the file is larger than any portal"
        expected = f"at most {MOST_BYTES // 1_000_000} million bytes"
        raise ReadingError(what, document=file.name, expected=expected, do=SAVE_AGAIN)
    text, note = workbooks.decoded(content, file.name)
    return text.replace("\r\n", "\n").replace("\r", "\n"), note


def _from_source(file: SourceFile, options: Options, production: Production) -> PortalPage:
    if options.numbers is not None:
        raise ReadingError(f"a {file.kind} file has no pages", document=file.name, do="Leave out --pages.")
    source, note = _source(file)
    production.notes += [note] if note else []
    try:
        with opening.within(MOST_SECONDS):
            portal = portal_html.from_html(source) if file.kind == "html" else portal_cards.from_text(source)
    except TimeoutError:
        what = f"the page takes more than {MOST_SECONDS} seconds"
        raise ReadingError(what, document=file.name, do=SAVE_AGAIN) from None
    if not portal.whole:
        portal.odd.append("the portal's last line, 'Provided by Flock Safety', is not there: the file may be cut off")
    line = {"page": 1, "use": "used", "why": "a transparency portal", "reading": "text"}
    production.pages = pd.DataFrame([line])
    return portal


def _from_pdf(file: SourceFile, options: Options, production: Production) -> tuple[PortalPage, str]:
    inspected = integrity.inspect(file.path, file.password)
    chosen = sorted(set(options.numbers)) if options.numbers is not None else list(range(1, inspected.pages + 1))
    if outside := [number for number in chosen if not 1 <= number <= inspected.pages]:
        raise pages.no_such_page(file.name, outside[0], inspected.pages)
    if len(chosen) > MOST_PAGES:
        expected, do = f"at most {MOST_PAGES} pages", "Name the portal's pages with --pages."
        raise ReadingError("the file is longer than any portal", document=file.name, expected=expected, do=do)
    if damaged := [number for number in chosen if number in inspected.damaged_pages]:
        why = inspected.damaged_pages[damaged[0]]
        raise ReadingError("a page is damaged", document=file.name, page=damaged[0], found=why, do=GET_AGAIN)
    read_pages = list(pages.read(file.path, chosen, file.password))
    if pictures := [page.number for page in read_pages if page.scanned or not page.characters]:
        what = "the page is a picture, or has no text"
        raise ReadingError(what, document=file.name, page=pictures[0], do=SAVE_AGAIN)
    portal = portal_pdf.from_pages(read_pages)
    for page in read_pages:
        if page.hidden:
            places = f"{len(page.hidden)} places hold text that the page does not show: it is not read"
            portal.odd.append(f"p. {page.number}: {places}")
    production.notes += [f"the file is damaged: {what}" for what in inspected.damage]
    line = {"use": "used", "why": "a transparency portal", "reading": "text"}
    production.pages = pd.DataFrame([{"page": number, **line} for number in chosen])
    if len(chosen) < inspected.pages:
        return portal, f"only {len(chosen)} of {inspected.pages} pages were read"
    if not portal.whole:
        portal.odd.append("the portal's last line, 'Provided by Flock Safety', is not there: the file may be cut off")
    return portal, ""


def _report(portal: PortalPage, file: SourceFile, total: int, options: Options) -> Report:
    """The release: its lists as entries, with their states, and what the page says of itself."""
    as_of, from_name = days.day_in(portal.updated), days.day_in(file.path.stem)
    report = Report(portal.name or options.agency, as_of or from_name, PRODUCT, total, 1, False, last_page=total)
    report.states = {SHARED: NOT_SHOWN, RECEIVED: NOT_SHOWN}
    report.odd += portal.odd
    report.says = {"last updated": portal.updated} if portal.updated else {}
    if from_name:
        report.says["date in the file's name"] = from_name.isoformat()
        if not as_of:
            report.says["as of"] = "the date in the file's name: the page prints none that can be read"
    if not portal.name:
        report.odd.append("the page does not print whose portal it is")
    settled: list[str] = []
    cards = list(portal_cards.lists(portal))
    for _, card in cards:
        if len(cards) > 1 and card.has_names:
            settled += portal_cards.names_of(card)[0].joined
    counts: dict[int, int] = {}
    for section, card in cards:
        _take(report, section, card, settled, counts)
    _mark_end(portal, report)
    _note_unlabeled(portal, report)
    return report


def _take(report: Report, section: str, card: PortalCard, settled: list[str], counts: dict[int, int]) -> None:
    """One list into the report: its state, its entries, its notes."""
    label = f"'{_short(card.label)}'"
    if section == UNCLEAR:
        report.odd.append(f"p. 1: the label {label} does not say who shares with whom: its list is not read")
        return
    report.says.setdefault(f"label of {section}", collapsed(card.label.translate(LOST_BYTES)))
    if portal_cards.says_none(card):
        _state(report, section, SAYS_NONE, label)
    elif not collapsed(card.value):
        _state(report, section, NOT_SHOWN if card.hides else EMPTY, label)
        if card.hides:
            report.odd.append(f"p. 1: the page hides what is under {label}: it is not read")
    elif _is_sentences(card):
        report.odd.append(f"p. 1: under {label} are sentences and no list of names: they are kept as a fact")
        report.says.pop(f"label of {section}")
    else:
        _state(report, section, LIST, label)
        if card.hides:
            report.odd.append(f"p. 1: the page hides a part of what is under {label}: that part is not read")
            report.partial = f"the page hides a part of the list under {label}"
        report.entries += _entries(report, section, card, settled, counts)


def _state(report: Report, section: str, state: str, label: str) -> None:
    """Sets a section's state; a list wins over the word None, and this over an empty label."""
    order = (NOT_SHOWN, EMPTY, SAYS_NONE, LIST)
    before = report.states[section]
    if LIST in (before, state) and SAYS_NONE in (before, state):
        report.odd.append(f"p. 1: one label says none and another has a list: see {label}")
    report.states[section] = max(before, state, key=order.index)


def _entries(
    report: Report, section: str, card: PortalCard, settled: list[str], counts: dict[int, int]
) -> Iterator[Entry]:
    """The entries of a list; what is odd about them goes to the report."""
    names, more = portal_cards.names_of(card, settled)
    first = card.words[0].page.number if card.words else 1
    report.odd += [f"p. {first}: {odd}" for odd in names.odd]
    if more:
        report.partial = f"the list under '{_short(card.label)}' ends with '{_short(more)}'"
    breaks = portal_pdf.hyphens(card)
    starts = [one.start for one in card.words]
    for name in names.names:
        printed, also = name.text.translate(LOST_BYTES), list[tuple[str, str]]()
        if INVISIBLE.search(card.value[name.start : name.end]):
            report.odd.append(f"p. {first}: '{_short(printed)}' has a character that prints nothing, read as a blank")
        if ALL.match(printed):
            report.odd.append(f"p. {first}: '{_short(printed)}' is a group, not an organization; it is one entry")
        if cut := bool(portal_cards.CUT_OFF.search(printed)):
            report.partial = f"a name under '{_short(card.label)}' is cut off: '{_short(printed)}'"
        for place, number in breaks:
            if name.start < place < name.end:
                other = collapsed(f"{card.value[name.start : place]} {card.value[place : name.end]}")
                also.append(("may be printed as", other.translate(LOST_BYTES)))
                why = "a line ends with the hyphen, and a blank behind it is not printed"
                report.odd.append(f"p. {number}: '{_short(printed)}' may be '{_short(other)}': {why}")
        page, box = _place(card, name, starts)
        counts[page] = counts.get(page, 0) + 1
        report.on_pages.setdefault(section, []).append(page)
        yield Entry(page, "", section, counts[page], "list", box, printed, cut=cut, also=tuple(also))


ALL = re.compile(r"(all|any|every|each)\b", re.IGNORECASE)


INVISIBLE = re.compile(r"[\x00-\x08\x0b-\x12\x15-\x17\x1a\x1b\x1e\x1f\x7f\u200b\ufeff]")
"""Control characters inside a name, but those that stand for a quotation mark or a dash: a letter may be lost there."""


def _place(card: PortalCard, name: ListedName, starts: list[int]) -> tuple[int, Box | None]:
    """The page on which a name begins, and the box around its words there; `starts` is where each word begins."""
    if not starts:
        return 1, None
    first = max(0, bisect_right(starts, name.start) - 1)
    words = [one for one in card.words[first : bisect_right(starts, name.end - 1)] if one.end > name.start]
    page = words[0].page
    return page.number, page.geometry.around(one.word for one in words if one.page is page)


def _mark_end(portal: PortalPage, report: Report) -> None:
    """Where the file ends within a list, its last name may be cut off."""
    last = portal.cards[-1]
    section = portal_cards.direction(last.label)
    if portal.whole or report.partial or not last.value or section not in (SHARED, RECEIVED) or not report.entries:
        return
    report.partial = "the file ends within a list"
    report.odd.append(f"p. 1: the file ends within a list: its last name may be cut off, '{report.entries[-1].agency}'")
    report.entries[-1] = dataclasses.replace(report.entries[-1], cut=True)


def _note_unlabeled(portal: PortalPage, report: Report) -> None:
    for card in portal.cards:
        if portal_cards.direction(card.label):
            continue
        for text in (card.label, card.value):
            if portal_cards.is_unlabeled_list(text):
                count = text.count(",") + 1
                what = f"about {count} names of agencies are under no label that says who shares with whom"
                report.odd.append(f"p. 1: {what} ('{_short(text)}'): they are not read as a list")


def _facts(portal: PortalPage, report: Report, doc_id: str, file: SourceFile) -> pd.DataFrame:
    """The settings that the portal publishes. Lists are in the table of rows; free text (Overview, Additional Info) and
    logs of searches, which may hold people's names, are left out."""
    captured = days.day_in(file.path.stem)
    updated = days.day_in(portal.updated)
    lists = {id(card) for _, card in portal_cards.lists(portal) if not _is_sentences(card)}
    records: list[dict[str, object]] = []
    for card in portal.cards:
        if card.heading == "Additional Info" or id(card) in lists:
            continue
        label, value = (collapsed(text.translate(LOST_BYTES)) for text in (card.label, card.value))
        if re.search(r"\baudit\b", label, re.IGNORECASE) and not re.fullmatch(r"[A-Za-z ]{0,40}", value):
            value = ""
        if portal_cards.is_unlabeled_list(label):
            continue
        head = {"doc_id": doc_id, "agency": report.agency, "last_updated": _iso(updated), "captured": _iso(captured)}
        records.append({**head, "heading": card.heading, "number": len(records) + 1, "label": label, "value": value})
    return pd.DataFrame(records, columns=FACTS)


def _is_sentences(card: PortalCard) -> bool:
    """Whether a label over a list is over sentences instead, which are no list."""
    return bool(card.value) and not portal_cards.says_none(card) and not card.has_names


def _iso(day: datetime.date | None) -> str:
    return day.isoformat() if day else ""


def _short(text: str) -> str:
    clean = collapsed(files.shown(text.translate(LOST_BYTES)))
    return clean if len(clean) <= 80 else f"{clean[:77]}…"
