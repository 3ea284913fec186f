"""Flock's transparency portal: a page on which an agency publishes its settings and whom it shares with."""

import datetime
import re
from collections.abc import Iterator

import pandas as pd

from helpers import files
from helpers.errors import GET_AGAIN, NoSharingReport, ReadingError
from helpers.records.reading import integrity, opening, pages
from helpers.records.reading.boxes import Box
from helpers.records.reading.forms import comma_lists, portal_cards, portal_html, portal_pdf
from helpers.records.reading.forms.base import Card, Options, Recognition, SourceFile
from helpers.records.reading.forms.comma_lists import collapsed
from helpers.records.reading.forms.portal_cards import LOST_BYTES, RECEIVED, SHARED, UNCLEAR, PortalCard, PortalPage
from helpers.records.reading.reports import EMPTY, FACTS, LIST, NOT_SHOWN, SAYS_NONE, Entry, Production, Report, tables

CARD = Card(
    name="flock-portal",
    vendor="Flock Safety",
    years="2024 to 2026",
    kinds=("TXT", "HTML", "PDF"),
    sections=(SHARED, RECEIVED),
    one_row="an organization on the portal's list of those with access to the agency's data, or of those whose data it "
    "gets",
    cannot_show="since when, for what networks or cameras, whether anybody searched, and which organizations the vendor "
    "leaves out; a portal without a list says nothing about sharing",
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
        return Recognition(0.0, expected=EXPECTED, found=file.kind)
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
    return Recognition(len(there) / 4 * 0.9, f"it has {what}", EXPECTED, what)


def _shown_text(file: SourceFile) -> str:
    """What a text or a web page shows, to recognize it; of one that is too large to be a portal, nothing."""
    try:
        source = _source(file)
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
        raise ReadingError("a portal is not read from this kind of file", document=file.name, found=file.kind, do=DO)
    portal.name, portal.updated = portal.name.translate(LOST_BYTES), portal.updated.translate(LOST_BYTES)
    if not portal.cards:
        raise NoSharingReport("this page holds no card of a portal", document=file.name, expected=EXPECTED, do=DO)
    report = _report(portal, file, total, options)
    report.partial = "; ".join(filter(None, [partial, report.partial]))
    production.reports = [report]
    production.rows = tables([report], doc_id)
    production.facts = _facts(portal, report, doc_id, file)
    return production


DO = SAVE_AGAIN


def _source(file: SourceFile) -> str:
    """The file's text, by its first bytes or as UTF-8 or Windows letters. Raises ReadingError if it is too large."""
    with opening.regular(file.path) as opened:
        content = opened.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        what = "the file is larger than any portal"
        expected = f"at most {MOST_BYTES // 1_000_000} million bytes"
        raise ReadingError(what, document=file.name, expected=expected, do=SAVE_AGAIN)
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = content.decode("utf-16", errors="replace")
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("cp1252", errors="replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _from_source(file: SourceFile, options: Options, production: Production) -> PortalPage:
    if options.numbers is not None:
        raise ReadingError(f"a {file.kind} file has no pages", document=file.name, do="Leave out --pages.")
    source = _source(file)
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
    as_of, from_name = portal_cards.date_of(portal.updated), portal_cards.date_of(file.name)
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
        settled += comma_lists.split(portal_cards.list_text(card)).joined if portal_cards.is_names(card.value) else []
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
    elif not portal_cards.is_names(card.value):
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
    names = comma_lists.split(portal_cards.list_text(card), settled)
    report.odd += [f"p. 1, {_short(card.label)}: {odd}" for odd in names.odd]
    report.odd += [
        f"p. 1, {_short(card.label)}: a line ends with a hyphen, and whether a blank follows is not printed: read as "
        f"'{joint}'"
        for joint in portal_pdf.hyphens(card)
    ]
    for name in names.names:
        if portal_cards.MORE.fullmatch(name.text):
            report.partial = f"the list under '{_short(card.label)}' ends with '{name.text}'"
            report.odd.append(f"p. 1: {report.partial}: the page does not show the rest")
            continue
        cut = bool(portal_cards.CUT_OFF.search(name.text))
        if cut:
            report.partial = f"a name under '{_short(card.label)}' is cut off: '{name.text}'"
            report.odd.append(f"p. 1: {report.partial}")
        words = [one for one in card.words if name.start <= one.start and one.end - 1 <= name.end]
        page = words[0].page if words else None
        number = page.number if page else 1
        counts[number] = counts.get(number, 0) + 1
        box: Box | None = page.geometry.around(one.word for one in words if one.page is page) if page else None
        printed = name.text.translate(LOST_BYTES)
        yield Entry(number, "", section, counts[number], "list", box, printed, cut=cut)


def _mark_end(portal: PortalPage, report: Report) -> None:
    """Where the file ends within a list, its last name may be cut off."""
    last = portal.cards[-1]
    section = portal_cards.direction(last.label)
    if portal.whole or report.partial or not last.value or section not in (SHARED, RECEIVED) or not report.entries:
        return
    report.partial = "the file ends within a list"
    report.odd.append(f"p. 1: the file ends within a list: its last name may be cut off, '{report.entries[-1].agency}'")
    report.entries[-1] = _as_cut(report.entries[-1])


def _as_cut(entry: Entry) -> Entry:
    return Entry(**{**{name: getattr(entry, name) for name in Entry.__dataclass_fields__}, "cut": True})


def _note_unlabeled(portal: PortalPage, report: Report) -> None:
    for card in portal.cards:
        if portal_cards.direction(card.label) or card.heading == "Additional Info":
            continue
        for text in (card.label, card.value):
            if portal_cards.is_unlabeled_list(text):
                count = text.count(",") + 1
                what = f"about {count} names of agencies are under no label that says who shares with whom"
                report.odd.append(f"p. 1: {what} ('{_short(text)}'): they are not read as a list")


def _facts(portal: PortalPage, report: Report, doc_id: str, file: SourceFile) -> pd.DataFrame:
    """The settings that the portal publishes. Lists are in the table of rows; free text (Overview, Additional Info) and
    logs of searches, which may hold people's names, are left out."""
    captured = portal_cards.date_of(file.name)
    updated = portal_cards.date_of(portal.updated)
    lists = {id(card) for section, card in portal_cards.lists(portal) if _is_row_list(card)}
    records = []
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


def _is_row_list(card: PortalCard) -> bool:
    return bool(card.value) and not portal_cards.says_none(card) and portal_cards.is_names(card.value)


def _iso(day: datetime.date | None) -> str:
    return day.isoformat() if day else ""


def _short(text: str) -> str:
    clean = collapsed(files.shown(text.translate(LOST_BYTES)))
    return clean if len(clean) <= 80 else f"{clean[:77]}…"
