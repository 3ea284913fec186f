"""Flock's list of devices: networks of cameras that an agency can search, each with how many cameras it has.

A record is a column of labels, each above its value: Name, Relationship, Search, Hotlist Tool. It may begin on one page
and end on the next. The one example known is a scan whose own text layer misreads numbers, so a scan's picture is read,
and the layer is the second reading."""

import difflib
import re
import statistics
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pandas as pd
from tqdm import tqdm

from helpers.errors import NoSharingReport
from helpers.records.reading import integrity, ocr, pages, productions, readings, reports
from helpers.records.reading.boxes import Word
from helpers.records.reading.caches import Cache
from helpers.records.reading.forms.base import Card, Options, Recognition, SourceFile
from helpers.records.reading.pages import Geometry, Page
from helpers.records.reading.productions import InputFile
from helpers.records.reading.reports import EMPTY, LIST, Entry, Production, Report
from helpers.records.reading.workers import Workers
from helpers.schemas import MASK

CARD = Card(
    name="flock-devices",
    vendor="Flock Safety",
    years="2023",
    kinds=("PDF", "scanned PDF"),
    sections=("detections_received",),
    one_row="a network of cameras that the agency can search, with the number of its cameras",
    cannot_show="who can see the agency's own data, when access was given, or whether anybody searched",
)

RECEIVED = CARD.sections[0]
NAME, RELATIONSHIP, SEARCH, HOT_LIST = LABELS = ("Name", "Relationship", "Search", "Hotlist Tool")
EXPECTED = "records of Name, Relationship, Search and Hotlist Tool, whose names end as in (12 cameras)"
DO = "If its pages are a list of devices all the same, read it with --form flock-devices."

TITLE = re.compile(r"Devices\s*[-–—]\s*(\S.*)", re.IGNORECASE)
CAMERAS = re.compile(r"\s*[(\[{]\s*(\w{1,6})\s*cam\w{2,6}\s*[)\]}]$", re.IGNORECASE)
"""The end of a name: how many cameras the network has."""

DIGITS = str.maketrans("OoQlI|SB", "00011158")
"""Letters that stand for digits where only a number can be."""

ALIKE = 0.75
"""How much of a label or a usual value must be read right."""

VALUES = ("Access", "Enabled", "Disabled")
APART = 18.0
"""Points, at most, from a record's left edge to the beginning of its lines; a scan may lie askew."""

WIDE = 30.0
"""Points between two words that are not of one line of a record."""


@dataclass(frozen=True)
class _PageWords:
    """What goes from a worker: a page's words, upright and straight, where they lie, and how many places it hides."""

    number: int
    scanned: bool
    geometry: Geometry
    words: list[Word]
    hidden: int

    @classmethod
    def of(cls, page: Page) -> "_PageWords":
        return cls(page.number, page.scanned, page.geometry, page.words(), len(page.hidden))

    @property
    def reading(self) -> str:
        return "ocr" if any(word.score is not None for word in self.words) else "text"


@dataclass
class _Record:
    """A record: where its name is printed, its lines by label, and the words of its name."""

    page: _PageWords
    lines: dict[str, list[str]] = field(default_factory=dict)
    words: list[Word] = field(default_factory=list)

    def value(self, label: str) -> str:
        return " ".join(self.lines.get(label, []))


def recognize(file: SourceFile) -> Recognition:
    """Whether the first pages have the labels of records and a number of cameras."""
    if file.kind != "pdf":
        return Recognition(0.0, "", EXPECTED, f"no PDF, but {file.kind}", DO)
    squeezed = re.sub(r"\s", "", " ".join(file.first_pages)).casefold()
    signs = {
        RELATIONSHIP: "relationship" in squeezed,
        HOT_LIST: re.search(r"h[o0]t.?[l1!i]?.?stt[o0]{2}[l1!i]", squeezed) is not None,
        "a number of cameras": re.search(r"\(\w{1,6}cameras?\)", squeezed) is not None,
    }
    if all(signs.values()):
        return Recognition(1.0, "its first pages have records with Relationship, Hotlist Tool and a number of cameras")
    seen = " and ".join(sign for sign, is_there in signs.items() if is_there)
    return Recognition(0.3 * sum(signs.values()), "", EXPECTED, seen or "a PDF without them", DO)


def read(file: SourceFile, doc_id: str, options: Options) -> Production:
    """The list as one release. A page that is damaged is left out, and the release is then partial.

    Raises ReadingError for a file that cannot be opened, for a page that it does not have, and where no page has a
    record."""
    inspected = integrity.inspect(file.path, options.password)
    chosen = sorted(set(options.numbers)) if options.numbers is not None else list(range(1, inspected.pages + 1))
    if outside := [number for number in chosen if not 1 <= number <= inspected.pages]:
        raise pages.no_such_page(file.name, outside[0], inspected.pages)
    sound = [number for number in chosen if number not in inspected.damaged_pages]
    source = InputFile(str(file.path), "", options.password, str((options.cache or Cache()).folder))
    with Workers(options.workers, options.scheduler) as crew:
        each = crew.run(partial(_read_pages, source, options.when), [[number] for number in sound])
        bar = tqdm(each, total=len(sound), desc="reading", unit="page", disable=None if options.progress else True)
        read_pages = list(bar)
    report = _report([page for page, _ in read_pages], file.name, len(chosen), options.when)
    if len(chosen) < inspected.pages:
        report.partial = "only some of the file's pages were read"
    elif inspected.damaged_pages:
        report.partial = "damaged pages are left out"
    covered = _coverage(chosen, read_pages, report, inspected.damaged_pages)
    production = Production([report], reports.table(report, doc_id), covered)
    if any(layer for _, layer in read_pages):
        _compare(production, [layer or page for page, layer in read_pages], file.name)
    once = {page.number for page, layer in read_pages if page.scanned and layer is None and options.when != "never"}
    if count := int(production.rows["page"].isin(once).sum()):
        production.notes.append(f"{count} {'entry' if count == 1 else 'entries'} {productions.READ_ONCE}")
    return production


PageReading = tuple[_PageWords, _PageWords | None]
"""A page as it is read, and its text layer, if that is the second reading."""


def _read_pages(source: InputFile, when: str, numbers: list[int]) -> list[PageReading]:
    """Pages by their text, or by OCR where a scanner made the text, where there is none, and where `when` is always."""
    result: list[PageReading] = []
    for layer in pages.read(source.path, numbers, source.password):
        has_words = bool(layer.words())
        if when == "never" or (when == "auto" and has_words and not layer.scanned):
            result.append((_PageWords.of(layer), None))
            continue
        cache = Cache(Path(source.cache))
        page = ocr.read(source.path, layer.number, ocr.engine(), password=source.password, cache=cache)
        result.append((_PageWords.of(page), _PageWords.of(layer) if has_words else None))
    return result


def _report(read_pages: Iterable[_PageWords], name: str, total: int, when: str = "") -> Report:
    """The release that the pages make up. Raises NoSharingReport where they have no record."""
    records = _Records()
    for page in read_pages:
        records.add(page)
    if not records.complete:
        do = "Leave --form out: the form is then recognized by what the pages say."
        do = "Read pictures, too: leave --ocr out." if when == "never" else do
        what, actual = "the pages hold no record of a list of devices", f"none on {total} pages"
        raise NoSharingReport(what, document=name, expected=EXPECTED, found=actual, do=do)
    report = Report(records.agency, None, "Flock devices", total, records.complete[0].page.number, records.is_scan)
    report.odd, counts = records.odd, Counter[int]()
    for record in records.complete:
        number = record.page.number
        if not record.words:
            report.odd.append(f"p. {number}: a record whose name is covered or cannot be read is no row")
            report.partial = "a name is covered or cannot be read"
            continue
        counts[number] += 1
        report.entries.append(_entry(record, counts[number], report.odd))
    report.states[RECEIVED] = LIST if report.entries else EMPTY
    report.on_pages[RECEIVED] = sorted(counts)
    report.last_page = max(counts, default=0)
    return report


def _entry(record: _Record, row: int, odd: list[str]) -> Entry:
    page, printed = record.page, record.value(NAME)
    where, count = f"p. {page.number}, row {row}", CAMERAS.search(printed)
    number = count[1].translate(DIGITS) if count else ""
    if not number.isdigit():
        odd.append(f"{where}: no number of cameras can be read")
        number = ""
    elif count and number != count[1]:
        odd.append(f"{where}: the number of cameras was read as {count[1]} and taken as {number}")
    values = {label: _usual(record.value(label)) for label in LABELS[1:]}
    missing = [label for label in (RELATIONSHIP, SEARCH) if not values[label]]
    if missing:
        odd.append(f"{where}: {' and '.join(missing)} cannot be read; it is no permission")
    elif values[RELATIONSHIP] != "Access":
        odd.append(f"{where}: the relationship is not Access, but {values[RELATIONSHIP]}; it is no permission")
    also = [("cameras", number), *((label.lower(), values[label]) for label in LABELS[1:])]
    return Entry(
        page=page.number,
        printed_page="",
        section=RECEIVED,
        row_on_page=row,
        column="",
        box=page.geometry.around(record.words),
        agency=printed[: count.start()] if count else printed,
        score=pages.score(record.words),
        status=", ".join(filter(None, (values[RELATIONSHIP], f"search {values[SEARCH].lower()}".strip()))),
        permission=values[RELATIONSHIP] == "Access" and values[SEARCH] == "Enabled",
        also=tuple((label, value) for label, value in also if value),
    )


def _letters(text: str) -> str:
    """Letters and digits alone, in small letters, with rn as the m that it looks like."""
    return re.sub(r"[\W_]", "", text).casefold().replace("rn", "m")


def _likeness(text: str, other: str) -> float:
    return difflib.SequenceMatcher(None, _letters(text), _letters(other)).ratio()


def _label(text: str) -> str:
    """The label that a line is; empty for another line."""
    best = max(LABELS, key=lambda label: _likeness(text, label))
    return best if _likeness(text, best) >= ALIKE else ""


def _usual(value: str) -> str:
    """A value as it is usually printed, where it is nearly that; else as read."""
    best = max(VALUES, key=lambda usual: _likeness(value, usual))
    return best if _likeness(value, best) >= ALIKE else value


class _Records:
    """The records of a file, page after page; the last one may go on on the next page. `odd` says what is unusual."""

    def __init__(self) -> None:
        self.agency, self.is_scan = "", False
        self.complete: list[_Record] = []
        self.odd: list[str] = []
        self._label, self._edge = "", 0.0
        self._stray: list[Word] = []

    def add(self, page: _PageWords) -> None:
        """Add the lines of a page."""
        self.is_scan = self.is_scan or page.scanned
        lines = [part for line in pages.lines(page.words) for part in pages.phrases(line, WIDE)]
        edges = [part[0].x0 for part in lines if _label(pages.text(part))]
        self._edge = statistics.median(edges) if edges else self._edge
        aside = 0
        for words in lines:
            if edges and abs(words[0].x0 - self._edge) <= APART:
                aside += not self._take(page, words)
            elif (title := TITLE.fullmatch(pages.text(words))) and not self.complete:
                self.agency = title[1]
            else:
                aside += 1
        if aside:
            lies = "a line is" if aside == 1 else f"{aside} lines are"
            self.odd.append(f"p. {page.number}: {lies} no part of a record")
        if page.hidden:
            self.odd.append(f"p. {page.number}: covered or not visible: {page.hidden}")

    def _take(self, page: _PageWords, words: list[Word]) -> bool:
        """Take a line of a record; False for one that belongs to none."""
        text = pages.text(words)
        if label := _label(text):
            if label == NAME:
                self.complete.append(_Record(page))
            self._label, self._stray = label, []
            return True
        record = self.complete[-1] if self.complete else None
        if self._label == NAME and record and MASK not in text:
            self._name(record, page, words)
            return True
        if CAMERAS.search(text) and (record is None or record.lines.get(self._label) or not self._label):
            self.complete.append(_Record(page))  # its label Name cannot be read
            self.odd.append(f"p. {page.number}: the label over a name cannot be read")
            self._name(self.complete[-1], page, [*self._stray, *words])
            self._label, self._stray = NAME, []
            return True
        if record and self._label != NAME and not record.lines.get(self._label):
            record.lines[self._label] = [text]
            return True
        self._stray = [*self._stray, *words]
        return record is None  # the end of a record that begins before the pages that are read

    def _name(self, record: _Record, page: _PageWords, words: list[Word]) -> None:
        """Add words to a record's name. It belongs to the page where the name is, not to that of the label."""
        if not record.words:
            record.page = page
        record.words += words
        record.lines.setdefault(NAME, []).append(pages.text(words))


def _coverage(
    chosen: list[int], read_pages: list[PageReading], report: Report, damaged: dict[int, str]
) -> pd.DataFrame:
    """What became of each page: columns page, use, why, reading."""
    how = {page.number: page.reading for page, _ in read_pages}
    lines = []
    for number in chosen:
        if number in damaged:
            lines.append((number, "unreadable", damaged[number], ""))
        elif number in report.on_pages[RECEIVED]:
            lines.append((number, "used", "a page of the list", how[number]))
        else:
            lines.append((number, "not relevant", "no record begins here", how[number]))
    return pd.DataFrame(lines, columns=["page", "use", "why", "reading"])


NEAR = 12.0
"""Points between the same name in two readings."""


def _compare(production: Production, layers: list[_PageWords], name: str) -> None:
    """Fill `second_reading` where the other reading has other letters or another number; blanks do not count, since a
    scanner's text often has none. What only the other reading has becomes a note."""
    try:
        rest = _report(layers, name, len(layers)).entries
    except NoSharingReport as error:
        production.notes.append(f"there is no second reading to compare with: {error.what}")
        return
    (report,) = production.reports
    others = []
    for entry in report.entries:
        near = [one for one in rest if one.page == entry.page and _apart(one, entry) < NEAR]
        other = min(near, key=lambda one: _apart(one, entry), default=None)
        if other is None:
            others.append(readings.NOTHING)
            continue
        rest.remove(other)
        same = re.sub(r"\s", "", _in_words(other)) == re.sub(r"\s", "", _in_words(entry))
        others.append("" if same else _in_words(other))
    production.rows["second_reading"] = others
    production.notes += [f"p. {one.page}: the second reading has one more entry, {one.agency}" for one in rest]


def _apart(one: Entry, other: Entry) -> float:
    assert one.box and other.box  # every entry of a page has one
    return abs(one.box.top + one.box.bottom - other.box.top - other.box.bottom) / 2


def _in_words(entry: Entry) -> str:
    return " | ".join([entry.agency, *(f"{label}: {value}" for label, value in entry.also)])
