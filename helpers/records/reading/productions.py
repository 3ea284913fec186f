"""Productions: one file, however big, to the rows of the sharing reports in it.

A first pass with pdfium over every page finds the pages that matter, at hundreds of pages a second; only those are read
by their characters and rectangles, or by OCR where a page is a picture. Pages go to workers in small batches, what was
read is kept in a cache, and a run that was stopped goes on from there. Every page of the file is accounted for at the
end."""

import datetime
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import pypdfium2
import pypdfium2.raw as pdfium
from tqdm import tqdm

from helpers import files, schemas
from helpers.errors import NoSharingReport, PlatesError, ReadingError
from helpers.records.reading import integrity, ocr, pages, readings, sharing_reports
from helpers.records.reading.caches import Cache, code_version
from helpers.records.reading.grids import Reach
from helpers.records.reading.pages import Pose, Word
from helpers.records.reading.sharing_reports import Report, Sheet
from helpers.records.reading.vocabulary import Footer, Line
from helpers.records.reading.workers import Workers

WHEN = ("auto", "never", "always")
"""When pictures are read: auto reads pages that have no usable text, and reads a scanner's text layer a second time;
never reads text layers only; always reads every page by OCR: those of a report a second time, and those with other text
too, since a scanner's text layer may be so wrong that it hides a report."""

SURVEY, TEXT, PICTURE = 500, 16, 1
"""Pages a batch: so that a batch takes about a second, and a stopped run loses no more. A file is opened anew for each,
which in small batches made a page of a file of 10,000 cost a third more than one of 100."""

FEW_LETTERS = 20
"""A page with fewer letters has no usable text: it is blank, or a picture."""

HALF = 0.5
"""A text layer of which less than this share are letters, digits and common signs was not meant to be read."""


READ_ONCE = (
    "were read by OCR alone: no second reading shows where it erred, not even by a blank; hold each against its page"
)
"""Of the entries of a scan without a text layer: that none differ is no sign that all are right."""


@dataclass(frozen=True)
class Source:
    """The file, and all that its pages' readings depend on. Small, so that it can go to workers."""

    path: str
    sha256: str
    password: str = ""
    cache: str = ""

    @property
    def name(self) -> str:
        return Path(self.path).name


@dataclass
class Production:
    """What a file holds: its reports, their rows (table `rows`), what became of each page (page, use, why, reading),
    and what a reader must be told."""

    reports: list[Report]
    rows: pd.DataFrame
    pages: pd.DataFrame
    notes: list[str] = field(default_factory=list)


def extract(
    path: str | Path,
    doc_id: str,
    *,
    numbers: Iterable[int] | None = None,
    when: str = "auto",
    second: str = "",
    workers: int = 1,
    scheduler: str = "",
    password: str = "",
    cache: Cache | None = None,
    progress: bool = False,
) -> Production:
    """Every sharing report among the pages `numbers` (from 1; default all) of a PDF.

    `when` pictures are read: see WHEN. `second` names an engine that reads the pages a second time which only OCR could
    read. The rows of the first report have `doc_id` as their document, those of the second `doc_id`-2 and so on.
    Raises ReadingError when a page of one cannot be read whole. A file without any gives a production without reports.
    """
    if when not in WHEN:
        raise ReadingError("when are pictures to be read?", expected=", ".join(WHEN), found=when)
    inspected = integrity.inspect(path, password)
    total = inspected.pages
    chosen = sorted(set(numbers)) if numbers is not None else list(range(1, total + 1))
    if outside := [number for number in chosen if not 1 <= number <= total]:
        raise ReadingError("there is no such page", document=Path(path).name, page=outside[0], found=f"{total} pages")
    source = Source(str(path), _sha256(path), password, str((cache or Cache()).folder))
    with Workers(workers, scheduler) as crew:
        show = partial(tqdm, unit="page", disable=None if progress else True, smoothing=0.05)
        sound = [number for number in chosen if number not in inspected.damaged_pages]
        survey = dict(show(crew.run(partial(look, source), _batches(sound, SURVEY)), total=len(sound), desc="looking"))
        first = {number: how for number in sound if (how := _first_reading(survey[number], when))}
        used: dict[int, bool] = {}  # pages of reports, and whether a scanner made their text layer
        sheets = show(crew.run(partial(read, source), _by_reading(first)), total=len(first), desc="reading")
        production = _production(_noting(sheets, used), source.name, doc_id, inspected.damaged_pages)
        production.pages = _coverage(chosen, survey | inspected.damaged_pages, first, used)
        production.notes += [f"the file is damaged: {what}" for what in inspected.damage]
        once = {number: first[number] for number in used}
        again = {number: _second_reading(how, used[number], when, second) or how for number, how in once.items()}
        by_ocr_alone = [number for number, how in again.items() if how == once[number] != "text"]
        if entries := int(production.rows["page"].isin(by_ocr_alone).sum()):
            production.notes.append(f"{entries} entries {READ_ONCE}")
        if again != once:
            sheets = show(crew.run(partial(read, source), _by_reading(again)), total=len(again), desc="reading again")
            _compare(production, sheets, source.name, doc_id)
    if _sha256(path) != source.sha256:
        raise ReadingError("the file changed while it was read", document=source.name, do="Run the same command again.")
    return production


def _sha256(path: str | Path) -> str:
    try:
        return files.sha256(path)
    except OSError as reason:
        raise ReadingError(
            "the file went away while it was read", document=Path(path).name, found=reason.strerror
        ) from None


# --- the first pass ---------------------------------------------------------------------------------------------------


KINDS = ("report", "text of something else", "picture", "blank")
"""What a page can be, by a first look; else what keeps it from being looked at."""


def look(source: Source, numbers: list[int]) -> list[tuple[int, str]]:
    """What each page is, by its text as pdfium sees it: report, text of something else, picture, or blank."""
    with pages.pdfium(source.path, source.password) as document:
        return [(number, _kind(document, number)) for number in numbers]


REPORT = re.compile(r"datasharingreport|agencyis(sharing|receiving)|thefollowingagencies")
"""Letters of the words that stand on every page of a sharing report, and of its sentences."""


def _kind(document: pypdfium2.PdfDocument, number: int) -> str:
    try:
        page = document[number - 1]
    except pypdfium2.PdfiumError as reason:
        return f"cannot be opened: {reason}"
    try:
        opened = page.get_textpage()
        text = opened.get_text_range()
        opened.close()
        if REPORT.search(re.sub(r"[^a-z]", "", text.lower())):
            return "report"
        if _is_usable(text):
            return "text of something else"
        return "picture" if pdfium.FPDFPage_CountObjects(page) else "blank"
    except pypdfium2.PdfiumError as reason:
        return f"cannot be opened: {reason}"
    finally:
        page.close()


def _is_usable(text: str) -> bool:
    signs = [c for c in text if not c.isspace()]
    usable = [c for c in signs if c.isalnum() or c in ".,:;-()'\"/&@#$%*+=!?"]
    return sum(c.isalpha() for c in usable) >= FEW_LETTERS and len(usable) >= HALF * len(signs)


def _first_reading(kind: str, when: str) -> str:
    """How a page is read first: by its text layer, by an engine, or not at all."""
    if kind == "report":
        return "text"
    seen = {"never": (), "auto": ("picture",), "always": ("picture", "text of something else")}
    return "rapidocr" if kind in seen[when] else ""


# --- reading ----------------------------------------------------------------------------------------------------------


def read(source: Source, batch: list[tuple[int, str]]) -> list[Sheet]:
    """The sheets of pages, each read by its text layer or by an engine, or taken from the cache where it was read
    before."""
    cache = Cache(Path(source.cache))
    kept, sheets = {}, []
    for number, how in batch:
        key = {"file": source.sha256, "page": number, "how": how, "code": code_version()}
        kept[number, how] = key, cache.get("sheets", key)
    todo = [number for number, how in batch if how == "text" and kept[number, how][1] is None]
    by_text = pages.read(source.path, todo, source.password) if todo else iter(())
    for number, how in batch:
        key, known = kept[number, how]
        if known is not None:
            sheets.append(_unpacked(known))
            continue
        page = (
            next(by_text)
            if how == "text"
            else ocr.read(source.path, number, ocr.engine(how), password=source.password, cache=cache)
        )
        sheet = sharing_reports.sheet(page, source.name)
        del page  # or two would be in memory while the next is read
        cache.put("sheets", key, asdict(sheet))
        sheets.append(sheet)
    return sheets


def _unpacked(kept: dict[str, Any]) -> Sheet:
    """A sheet as the cache holds it, with its own types again."""

    def words(found: list[Any]) -> list[Word]:
        return [Word._make((*word[:6], tuple(word[6]))) for word in found]

    lines = [
        Line(line["kind"], words(line["words"]), [words(cell) for cell in line["cells"]]) for line in kept["lines"]
    ]
    footer = kept["footer"] and Footer(
        **{**kept["footer"], "created": datetime.date.fromisoformat(kept["footer"]["created"])}
    )
    reach = kept["reach"] and Reach(*kept["reach"])
    return Sheet(kept["number"], kept["scanned"], Pose(**kept["pose"]), footer, lines, reach)


def _by_reading(how: dict[int, str]) -> Iterator[list[tuple[int, str]]]:
    """Pages in order, in batches of one way of reading each: pictures take a hundred times as long."""
    batch: list[tuple[int, str]] = []
    for item in how.items():
        if batch and (batch[-1][1] != item[1] or len(batch) >= (TEXT if item[1] == "text" else PICTURE)):
            yield batch
            batch = []
        batch.append(item)
    if batch:
        yield batch


def _batches(numbers: list[int], size: int) -> Iterator[list[int]]:
    return (numbers[start : start + size] for start in range(0, len(numbers), size))


# --- two readings -----------------------------------------------------------------------------------------------------


def _second_reading(how: str, scanned: bool, when: str, second: str) -> str:
    """How a page of a report is read a second time: a text layer that came from a scanner, by OCR; a page that only OCR
    could read, by another engine, if one is named; with `always`, every page; else not at all."""
    if how != "text":
        return second
    return "rapidocr" if (scanned and when == "auto") or when == "always" else ""


def _compare(production: Production, sheets: Iterable[Sheet], name: str, doc_id: str) -> None:
    """Mark the rows whose second reading differs. A second reading that is no whole report is told; it settles
    nothing."""
    try:
        second = _production(sheets, name, doc_id)
        if not second.reports:
            do = "Look at the pages themselves before you trust their text."
            raise NoSharingReport("read a second time, no page is a report's", document=name, do=do)
    except (ReadingError, NoSharingReport) as doubt:
        production.notes.append(f"there is no second reading to compare with: {doubt}")
        return
    production.rows, only_second = readings.compare(production.rows, second.rows)
    production.notes += [
        f"p. {row.page}: the second reading has one entry more, {row.agency_read}" for row in only_second.itertuples()
    ]


def _production(sheets: Iterable[Sheet], name: str, doc_id: str, damaged: dict[int, str] | None = None) -> Production:
    try:
        reports = list(sharing_reports.reports(sheets, name))
    except ReadingError as doubt:
        if not damaged:
            raise
        first = "; ".join(f"page {number}: {what}" for number, what in list(damaged.items())[:3])
        raise doubt.again(do=f"{doubt.do} {len(damaged)} damaged pages were left out ({first}).".strip()) from None
    tables = [
        sharing_reports.table(report, doc_id if count == 1 else f"{doc_id}-{count}")
        for count, report in enumerate(reports, start=1)
    ]
    none = pd.DataFrame(columns=schemas.columns("rows"))
    return Production(reports, pd.concat(tables, ignore_index=True) if tables else none, pd.DataFrame())


def _noting(sheets: Iterable[Sheet], used: dict[int, bool]) -> Iterator[Sheet]:
    for sheet in sheets:
        if sheet.footer:
            used[sheet.number] = sheet.scanned
        yield sheet


# --- every page accounted for -----------------------------------------------------------------------------------------


def _coverage(chosen: list[int], survey: dict[int, str], first: dict[int, str], used: dict[int, bool]) -> pd.DataFrame:
    """What became of each page: page, use (used, not relevant, not read, unreadable), why, reading."""
    lines = []
    for number in chosen:
        kind, how = survey[number], first.get(number, "")
        if kind not in KINDS:
            use, why = "unreadable", kind
        elif number in used:
            use, why = "used", "a page of a sharing report"
        elif kind == "picture" and not how:
            use, why = "not read", "a picture without usable text; see --ocr"
        elif kind == "picture":
            use, why = "not relevant", "a picture; OCR finds no sharing report on it"
        else:
            use, why = "not relevant", "blank" if kind == "blank" else "text of something else"
        lines.append({"page": number, "use": use, "why": why, "reading": how})
    return pd.DataFrame(lines)


def _counts(covered: pd.DataFrame) -> str:
    counts = covered.groupby(["use", "why"]).size()
    return "; ".join(f"{count:,} pages {use} ({why})" for (use, why), count in counts.items())


def no_report(production: Production, document: str) -> PlatesError:
    """The error for a file in which no sharing report was found."""
    uses = set(production.pages["use"])
    if "unreadable" in uses:
        return ReadingError(
            "no data sharing report stands on the pages that can be read",
            document=document,
            found=_counts(production.pages),
            do="Get the file again from where it came.",
        )
    return NoSharingReport(
        "this file holds no data sharing report",
        document=document,
        expected="pages whose footer says 'Agency Data Sharing Report Page 1 of N'",
        found=_counts(production.pages),
        do="Pictures are read only with --ocr auto or always." if "not read" in uses else "",
    )


def in_words(production: Production) -> Iterator[str]:
    """What was found, in lines for a reader: reports, sections with their pages, pages, notes."""
    for report in production.reports:
        kind = "a scan" if report.scanned else "native"
        yield f"{report.agency}, {report.as_of}, {report.pages} pages, {kind}"
        for section, on_pages in report.on_pages.items():
            rows = len(report.section(section))
            yield f"  {section}: pages {on_pages[0]}-{on_pages[-1]}, {f'{rows} rows' if rows else 'the report prints None'}"
        for oddity in report.odd:
            yield f"  note: {oddity}"
    yield _counts(production.pages)
    differing = production.rows[production.rows["second_reading"] != ""]
    for row in differing.itertuples():
        yield f"  two readings differ: {row.row_id} says {readings.in_words(row)}; the other {row.second_reading}"
    yield from (f"note: {note}" for note in production.notes)


def page_numbers(text: str) -> list[int]:
    """`1-20,35` to page numbers. Raises ReadingError for anything else."""
    numbers: list[int] = []
    for part in text.split(","):
        if not (found := re.fullmatch(r"\s*(\d+)(?:\s*-\s*(\d+))?\s*", part)) or int(found[2] or found[1]) < int(
            found[1]
        ):
            raise ReadingError("these are no pages", expected="numbers and spans, as in 1-20,35", found=text)
        numbers += range(int(found[1]), int(found[2] or found[1]) + 1)
    return numbers
