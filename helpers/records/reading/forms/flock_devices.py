"""Flock's list of devices: the networks that an agency can see, each with its number of cameras and what is allowed.

A record is four labels with a value under each, and may run over a page's end. Of a scan the picture is read by an OCR
engine, since the text layer that a scanner makes errs in the numbers; the layer is then the second reading."""

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pandas as pd
from tqdm import tqdm

from helpers.errors import ReadingError
from helpers.records.reading import ocr, pages, reports
from helpers.records.reading.boxes import Box
from helpers.records.reading.caches import Cache
from helpers.records.reading.forms.base import Card, Options, Recognition, SourceFile
from helpers.records.reading.pages import Page, Word
from helpers.records.reading.reports import LIST, Entry, Production, Report
from helpers.records.reading.vocabulary import letters

CARD = Card(
    name="flock-devices",
    vendor="Flock Safety",
    years="2023",
    kinds=("PDF", "scanned PDF"),
    sections=("detections_received",),
    one_row="a network whose cameras the agency can search, if the record says that search is enabled",
    cannot_show="the day of the list, who may see the agency's own cameras, or whether anybody searched",
)

NAME, RELATION, SEARCH, TOOL = LABELS = ("Name", "Relationship", "Search", "Hotlist Tool")
SHAPES = {letters(label): label for label in LABELS}
TITLE = re.compile(r"Devices\s*[-–—]\s*(.+)")
COUNTED = re.compile(r"(.+?)\s*[(\[{]\s*(?=\S*\d)([\dOoIl,]+)\s*cam\w*\s*[)\]}]")
MISREAD = str.maketrans("OoIl", "0011")
"""Letters that an OCR engine may read for the digits of a number."""

ALIKE = 0.8
"""How like a label a line must be that an OCR engine read: Hot!ist Tool is one."""

EXPECTED = "the title Devices - AGENCY, and the labels Name, Relationship, Search and Hotlist Tool"
DO = "Give the whole list, with its first page, or add --form flock-devices for a scan without a text layer."


@dataclass
class _Record:
    """One record: its values by label, the page on which its name is, the words of that name, and the geometry."""

    page: Page
    values: dict[str, list[list[Word]]] = field(default_factory=dict)

    def text(self, label: str) -> str:
        return " ".join(pages.text(line) for line in self.values.get(label, []))

    @property
    def name(self) -> str:
        """The network's name with the number of its cameras, as it is printed."""
        return self.text(NAME)


def recognize(file: SourceFile) -> Recognition:
    """Whether the first page has the title and each label."""
    if file.kind != "pdf":
        return Recognition(0.0, "", EXPECTED, f"no PDF, but {file.kind}", DO)
    first = file.first_pages[0] if file.first_pages else ""
    lines = [line.strip() for line in first.splitlines()]
    here = [label for label in LABELS if any(_label(line) == label for line in lines)]
    titled = any(TITLE.fullmatch(line) for line in lines)
    if len(here) == len(LABELS) and titled:
        return Recognition(1.0, "its first page is titled Devices and has Flock's four labels")
    seen = f"the labels {', '.join(here)}" if here else "a PDF that begins otherwise"
    return Recognition(0.6 * len(here) / len(LABELS), "", EXPECTED, seen, DO)


def read(file: SourceFile, doc_id: str, options: Options) -> Production:
    """The list: an entry for each record. Raises ReadingError for a page that cannot be read, a file without a record,
    and a record without its name."""
    by_text = list(pages.read(file.path, options.numbers, options.password))
    scanned = [page for page in by_text if page.scanned or not page.characters]
    read_again = {page.number: page for page in _by_ocr(file, scanned, options)} if options.when != "never" else {}
    first = list(_records([read_again.get(page.number, page) for page in by_text], file.name))
    report = _report(first, [read_again.get(page.number, page) for page in by_text], bool(read_again), file.name)
    if options.numbers is not None:
        report.partial = "only some of the file's pages were read"
    rows = reports.tables([report], doc_id)
    notes = list[str]()
    if read_again:
        second = [record.name for record in _records(by_text, file.name)]
        rows["second_reading"] = _second(first, second)
        notes += [] if second else ["the scan has no text layer: an OCR engine alone read it"]
    reading = {page.number: "rapidocr" if page.number in read_again else "text" for page in by_text}
    lines = [[number, "used", "a page of the list", how] for number, how in reading.items()]
    covered = pd.DataFrame(lines, columns=["page", "use", "why", "reading"])
    return Production([report], rows, covered, notes)


def _by_ocr(file: SourceFile, scanned: list[Page], options: Options) -> Iterator[Page]:
    """The pages as an OCR engine reads their pictures."""
    cache = options.cache or Cache()
    engine = ocr.engine("rapidocr") if scanned else None
    for page in tqdm(scanned, unit="page", desc="reading", disable=None if options.progress else True):
        assert engine is not None
        yield ocr.read(file.path, page.number, engine, password=options.password, cache=cache)


def _records(every: list[Page], document: str) -> Iterator[_Record]:
    """The records of the pages. Raises ReadingError for a value before the first label of a record."""
    record, label = None, ""
    for page in every:
        for line in pages.lines(page.words()):
            text = pages.text(line)
            if TITLE.fullmatch(text):
                continue
            if named := _label(text):
                label = named
                if label == NAME:
                    if record:
                        yield record
                    record = _Record(page)
            elif record is not None:
                record.page = record.page if NAME in record.values else page  # the label may end the page before
                record.values.setdefault(label, []).append(line)
            elif len(letters(text)) > 2:  # a speck may pass for a letter or two
                what, expected = "text comes before the first record", "the label Name"
                do = "Read from the page on which a record begins."
                raise ReadingError(what, document=document, page=page.number, expected=expected, found=text, do=do)
    if record:
        yield record


def _label(text: str) -> str:
    """The label that a line is, though an OCR engine may have misread a letter of it; empty for none."""
    shape = letters(text.replace("!", "l"))
    alike = difflib.get_close_matches(shape, SHAPES, n=1, cutoff=ALIKE) if shape else []
    return SHAPES[alike[0]] if alike and abs(len(shape) - len(alike[0])) <= 1 else ""


def _report(records: list[_Record], every: list[Page], scanned: bool, document: str) -> Report:
    """The list as a report, an entry a record."""
    if not records:
        do = "Look at the file: its labels may be worded otherwise."
        raise ReadingError("the file has no record of a network", document=document, expected=EXPECTED, do=do)
    titles = [TITLE.fullmatch(pages.text(line)) for page in every[:1] for line in pages.lines(page.words())]
    agency = next((title[1] for title in titles if title), "")
    report = Report(agency, None, "Flock devices", len(every), every[0].number, scanned, last_page=every[-1].number)
    report.states = {CARD.sections[0]: LIST}
    numbers: dict[int, int] = {}
    for record in records:
        if not record.name:
            what, do = "a record has no name", "Look at the page; scan it again if the name is not legible."
            raise ReadingError(what, document=document, page=record.page.number, expected="a network's name", do=do)
        report.entries.append(_entry(record, numbers, report.odd))
    report.on_pages = {CARD.sections[0]: sorted(numbers)}
    return report


def _entry(record: _Record, numbers: dict[int, int], odd: list[str]) -> Entry:
    page, words = record.page, [word for line in record.values[NAME] for word in line]
    numbers[page.number] = numbers.get(page.number, 0) + 1
    counted = COUNTED.fullmatch(record.name)
    if counted is None:
        odd.append(f"p. {page.number}: behind {record.name} stands no number of cameras that can be read")
    missing = [label for label in LABELS if not record.text(label)]
    if missing:
        odd.append(f"p. {page.number}: the record of {record.name} lacks {', '.join(missing)}")
    allowed = record.text(RELATION).casefold() == "access" and record.text(SEARCH).casefold() == "enabled"
    number = counted[2].translate(MISREAD) if counted else ""
    also: tuple[tuple[str, str], ...] = (("cameras", number),) if counted else ()
    if counted and number != counted[2]:
        odd.append(f"p. {page.number}: of {record.name} the number of cameras is taken for {number}")
    also += tuple((label, record.text(label)) for label in (SEARCH, TOOL) if record.text(label))
    box: Box = page.geometry.around(words)
    return Entry(
        page=page.number,
        printed_page="",
        section=CARD.sections[0],
        row_on_page=numbers[page.number],
        column="list",
        box=box,
        agency=counted[1] if counted else record.name,
        score=pages.score(words),
        status=record.text(RELATION),
        permission=allowed,
        also=also,
    )


def _second(first: list[_Record], second: list[str]) -> list[str]:
    """What the text layer says of each record, where it differs; records are paired in their order."""
    names = [record.name for record in first]
    said = [""] * len(names)
    for step, a, b, c, d in difflib.SequenceMatcher(None, names, second, autojunk=False).get_opcodes():
        if step == "replace" and b - a == d - c:
            said[a:b] = second[c:d]
        elif step != "equal":
            said[a:b] = ["(no such entry)"] * (b - a)
    return said
