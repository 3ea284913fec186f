"""Productions: one file, however big, to the rows of the sharing reports in it.

A first pass with pdfium over every page finds the pages that matter, at hundreds of pages a second; only those are read
by their characters and rectangles, or by OCR where a page is a picture. Pages go to workers in small batches, what was
read is kept in a cache, and a run that was stopped resumes from there. Every page of the file is accounted for at the
end."""

import datetime
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import pypdfium2
import pypdfium2.raw as pdfium
from tqdm import tqdm

from helpers import files
from helpers.errors import GET_AGAIN, NoSharingReport, PlatesError, ReadingError
from helpers.records.reading import caches, integrity, ocr, opening, pages, readings, repeats, reports, sharing_reports
from helpers.records.reading.boxes import Box, Word
from helpers.records.reading.caches import Cache
from helpers.records.reading.grids import PageFill
from helpers.records.reading.pages import Geometry
from helpers.records.reading.reports import Production
from helpers.records.reading.sharing_reports import ReportPage
from helpers.records.reading.text_layers import HiddenText
from helpers.records.reading.vocabulary import Footer, Line
from helpers.records.reading.workers import Workers

# When pictures are read: auto reads pages that have no usable text, and reads a scanner's text layer a second time;
# never reads text layers only; always takes OCR's reading of every page, with a report's text layer as the second, and
# reads pages with other text too, since a scanner's text layer may be so wrong that it hides a report.
WHEN = ("auto", "never", "always")

# Pages a batch: so that a batch takes about a second, and a stopped run loses no more. A file is opened again for each,
# which in small batches made a page of a file of 10,000 cost a third more than one of 100.
SURVEY, TEXT, PICTURE = 500, 16, 1
FEW_LETTERS = 20  # A page with fewer letters has no usable text: it is blank, or a picture
HALF = 0.5  # A text layer of which less than this share are letters, digits and common signs was not meant to be read

# A note on the entries of a scan without a text layer: that none differ does not show that all are right.
READ_ONCE = "came from OCR only, with no second reading to check against. Compare each with its page"


@dataclass(frozen=True)
class InputFile:
    """The file, and all that its pages' readings depend on. Small, so that it can go to workers."""

    path: str
    sha256: str
    password: str = ""
    cache: str = ""

    @property
    def name(self) -> str:
        return Path(self.path).name


PageRead = tuple[ReportPage, caches.Notes]
"""A page, and what there is to say of the cache so far."""


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

    `when` pictures are read: see WHEN. `second` names an OCR engine that reads a second time the pages which only OCR
    could read. The rows of the first report have `doc_id` as their document, those of the second `doc_id`-2 and so on.
    Raises ReadingError when a page of one cannot be read whole. A file without any gives a production without reports.
    """
    if when not in WHEN:
        raise ReadingError("unknown choice of when to read pictures", expected=", ".join(WHEN), found=when)
    inspected = integrity.inspect(path, password)
    chosen = _chosen(numbers, inspected.pages, path)
    file = InputFile(str(path), _sha256(path), password, str((cache or Cache()).folder))
    sound = [number for number in chosen if number not in inspected.damaged_pages]
    cache_notes: caches.Notes = {}
    with Workers(workers, scheduler) as crew:
        bar = partial(tqdm, unit="page", disable=None if progress else True, smoothing=0.05)
        read_all = partial(_read_all, crew, file, bar, cache_notes)
        batches = _batches(sound, SURVEY)
        kinds = dict(bar(crew.run(partial(survey, file), batches), total=len(sound), desc="looking"))
        asked = chosen if len(chosen) < inspected.pages else ()  # for a part of the file
        kinds |= dict(_lead(file, chosen, kinds) if asked else ())
        first = {number: how for number in sorted(kinds) if (how := _first_reading(kinds[number], when))}
        used: dict[int, bool] = {}  # pages of reports, and whether a scanner made their text layer
        report_pages = _noting(read_all(first, "reading"), used)
        production = _production(report_pages, file.name, doc_id, inspected.damaged_pages, part=asked)
        again_on = {n: one.says for one in production.repeated for n in range(one.first_page, one.last_page + 1)}
        production.pages = _coverage(chosen, kinds | inspected.damaged_pages, first, used, again_on)
        production.notes += [f"the file is damaged: {what}" for what in inspected.damage]
        once = {number: first[number] for number in used if number not in again_on}
        with_text = {number for number in once if kinds[number] == REPORT}
        again = {n: _second_reading(how, used[n], when, second, n in with_text) or how for n, how in once.items()}
        by_ocr_only = [number for number, how in again.items() if how == once[number] != "text"]
        production.notes += _read_once(production.rows["page"].isin(by_ocr_only).sum())
        if again != once:
            _compare(production, read_all(again, "reading again"), file.name, doc_id, part=asked)
    _refuse_changed(path, file)
    production.cache_notes = list(cache_notes.values())
    return production


def _chosen(numbers: Iterable[int] | None, total: int, path: str | Path) -> list[int]:
    """The pages to look at, in order. Raises ReadingError for one that the file has not."""
    chosen = sorted(set(numbers)) if numbers is not None else list(range(1, total + 1))
    if outside := [number for number in chosen if not 1 <= number <= total]:
        raise pages.no_such_page(Path(path).name, outside[0], total)
    return chosen


MOST_LEAD = 300
"""Pages before those asked for in which the heading of their section is looked for."""


def _lead(file: InputFile, chosen: list[int], kinds: dict[int, str]) -> Iterator[tuple[int, str]]:
    """The pages before the first that was asked for, with their kinds, as far back as they are of its report: they are
    read to know the section that it continues, and give no entries."""
    number, kind = chosen[0], kinds.get(chosen[0])
    while kind == REPORT and number > max(chosen[0] - MOST_LEAD, 1):
        number -= 1
        ((_, kind),) = survey(file, [number])
        if kind == REPORT:
            yield number, kind


def _read_once(entries: int) -> list[str]:
    return [f"{entries} {'entry' if entries == 1 else 'entries'} {READ_ONCE}"] if entries else []


def _refuse_changed(path: str | Path, file: InputFile) -> None:
    if _sha256(path) != file.sha256:
        raise ReadingError("the file changed while it was read", document=file.name, do="Run the same command again.")


def _read_all(
    crew: Workers,
    file: InputFile,
    bar: Callable[..., Iterable[PageRead]],
    cache_notes: caches.Notes,
    how: dict[int, str],
    title: str,
) -> Iterator[ReportPage]:
    """The pages of `how`, each read as it says, under a progress bar with a title. Notes on the cache are collected,
    one of each sort however many pages have it."""
    for page, notes in bar(crew.run(partial(read, file), _by_reading(how)), total=len(how), desc=title):
        for sort, note in notes.items():
            cache_notes.setdefault(sort, note)
        yield page


def _sha256(path: str | Path) -> str:
    try:
        return files.sha256(path)
    except OSError as reason:
        what = "the file was removed while it was read"
        raise ReadingError(what, document=Path(path).name, found=reason.strerror) from None


# What a page can be in the first pass; any other text says why it cannot be opened.
REPORT, OTHER_TEXT, A_PICTURE, BLANK = KINDS = ("report", "text of something else", "picture", "blank")


def survey(file: InputFile, numbers: list[int]) -> list[tuple[int, str]]:
    """What kind of page each is, one of KINDS, by its text as pdfium reads it."""
    with opening.pdfium(file.path, file.password) as document:
        return [(number, _kind(document, number)) for number in numbers]


# Letters of the words that are on every page of a sharing report, and of its sentences.
REPORT_WORDS = re.compile(r"datasharingreport|agencyis(sharing|receiving)|thefollowingagencies")


def _kind(document: pypdfium2.PdfDocument, number: int) -> str:
    try:
        page = document[number - 1]
        try:
            opened = page.get_textpage()
            text = opened.get_text_range()
            opened.close()
            if REPORT_WORDS.search(re.sub(r"[^a-z]", "", text.lower())):
                return REPORT
            if _is_usable(text):
                return OTHER_TEXT
            return A_PICTURE if pdfium.FPDFPage_CountObjects(page) else BLANK
        finally:
            page.close()
    except pypdfium2.PdfiumError as reason:
        return f"cannot be opened: {reason}"


def _is_usable(text: str) -> bool:
    signs = [c for c in text if not c.isspace()]
    usable = [c for c in signs if c.isalnum() or c in ".,:;-()'\"/&@#$%*+=!?"]
    return sum(c.isalpha() for c in usable) >= FEW_LETTERS and len(usable) >= HALF * len(signs)


def _first_reading(kind: str, when: str) -> str:
    """How a page is read first: by its text layer, by an OCR engine, or not at all."""
    if kind == REPORT:
        return "rapidocr" if when == "always" else "text"
    by_ocr = {"never": (), "auto": (A_PICTURE,), "always": (A_PICTURE, OTHER_TEXT)}
    return "rapidocr" if kind in by_ocr[when] else ""


def read(file: InputFile, batch: list[tuple[int, str]]) -> list[PageRead]:
    """Report pages, each read by its text layer or by an OCR engine, or taken from the cache."""
    cache = Cache(Path(file.cache))
    keys = {number: {"file": file.sha256, "page": number, "how": how} for number, how in batch}
    cached = {number: cache.get("pages", key, _unpacked) for number, key in keys.items()}
    todo = [number for number, how in batch if how == "text" and cached[number] is None]
    by_text = pages.read(file.path, todo, file.password) if todo else iter(())
    report_pages = []
    for number, how in batch:
        if (kept := cached[number]) is not None:
            report_pages.append(kept)
            continue
        if how == "text":
            page = next(by_text)
        else:
            page = ocr.read(file.path, number, ocr.engine(how), password=file.password, cache=cache)
        report_pages.append(sharing_reports.report_page(page, file.name))
        del page  # or two would be in memory while the next is read
        cache.put("pages", keys[number], asdict(report_pages[-1]))
    return [(page, cache.notes) for page in report_pages]


def _unpacked(cached: dict[str, Any]) -> ReportPage:
    """A report page as the cache keeps it, with its own types again. Raises TypeError, ValueError, LookupError or
    AttributeError for values of another shape."""

    def words(values: list[Any]) -> list[Word]:
        return [ocr.unpacked_word(word) for word in values]

    lines = [
        Line(caches.text(line["kind"]), words(line["words"]), list(map(words, line["cells"])))
        for line in cached["lines"]
    ]
    footer = cached["footer"]
    if footer is not None:
        footer = Footer(**{**footer, "created": datetime.date.fromisoformat(footer["created"])})
        caches.text(footer.product)
        for count in (footer.page, footer.pages):
            caches.number(count or 0)
    fill = None if cached["fill"] is None else PageFill(*map(caches.number, cached["fill"]))
    geometry = Geometry(**cached["geometry"])
    for value in asdict(geometry).values():
        caches.number(value)
    if not isinstance(cached["scanned"], bool):
        raise TypeError("no answer to whether a page was scanned")
    number, rest = int(caches.number(cached["number"])), caches.text(cached["rest_of_footer"])
    hidden = tuple(HiddenText(Box(*map(caches.number, box)), caches.text(kind)) for box, kind in cached["hidden"])
    more = tuple(map(_unpacked, cached["more"]))
    lies = caches.text(cached["lies"])
    return ReportPage(number, cached["scanned"], geometry, footer, lines, fill, hidden, rest, lies, more)


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


def _second_reading(how: str, scanned: bool, when: str, second: str, with_text: bool) -> str:
    """How a page of a report is read a second time: a text layer that came from a scanner, by OCR; a page that only OCR
    was read, by another engine, if one is named, or by the text layer if it has one; otherwise not at all."""
    if how != "text":
        return second or ("text" if with_text else "")
    return "rapidocr" if scanned and when == "auto" else ""


def _compare(
    production: Production, report_pages: Iterable[ReportPage], name: str, doc_id: str, *, part: Collection[int]
) -> None:
    """Mark the rows whose second reading differs. A second reading that is not a whole report becomes a note."""
    try:
        second = _production(report_pages, name, doc_id, again=True, part=part)
        if not second.reports:
            do = "Look at the pages themselves before you trust their text."
            raise NoSharingReport("a second reading finds no page of a report", document=name, do=do)
    except (ReadingError, NoSharingReport) as error:
        production.notes.append(f"there is no second reading to compare with: {error}")
        return
    production.rows, only_second = readings.compare(production.rows, second.rows)
    for row in only_second.itertuples():
        production.notes.append(f"p. {row.page}: the second reading has one more entry, {row.agency_read}")


def _production(
    report_pages: Iterable[ReportPage],
    name: str,
    doc_id: str,
    damaged: dict[int, str] | None = None,
    *,
    again: bool = False,
    part: Collection[int] = (),
) -> Production:
    """The reports of pages and their rows; of a `part` of the file's pages, what those hold. A report that is there
    twice counts once, except when pages are read `again`: those of repeats are then left out, and a misreading may make
    two reports alike."""
    try:
        every = list(sharing_reports.reports(report_pages, name, part=part))
    except ReadingError as error:
        if not damaged:
            raise
        first = "; ".join(f"page {number}: {what}" for number, what in list(damaged.items())[:3])
        raise error.again(do=f"{error.do} {len(damaged)} damaged pages were left out ({first}).".strip()) from None
    once, repeated = (every, []) if again else repeats.once(every)
    return Production(once, reports.tables(once, doc_id), pd.DataFrame(), repeated=repeated)


def _noting(report_pages: Iterable[ReportPage], used: dict[int, bool]) -> Iterator[ReportPage]:
    for page in report_pages:
        if page.footer or page.lines or any(one.footer for one in page.more):
            used[page.number] = page.scanned
        yield page


def _coverage(
    chosen: list[int], kinds: dict[int, str], first: dict[int, str], used: dict[int, bool], repeated: dict[int, str]
) -> pd.DataFrame:
    """What became of each page: page, use (used, not relevant, not read, unreadable), why, reading. `repeated` says of
    pages whose report is there again which one it is."""
    lines = []
    for number in chosen:
        kind, how = kinds[number], first.get(number, "")
        if kind not in KINDS:
            use, why = "unreadable", kind
        elif number in used and number in repeated:
            use, why = "not relevant", repeated[number]
        elif number in used:
            use, why = "used", "a page of a sharing report"
        elif kind == A_PICTURE and not how:
            use, why = "not read", "a picture without usable text; see --ocr"
        elif kind == A_PICTURE:
            use, why = "not relevant", "a picture; OCR finds no sharing report on it"
        else:
            use, why = "not relevant", BLANK if kind == BLANK else OTHER_TEXT
        lines.append({"page": number, "use": use, "why": why, "reading": how})
    return pd.DataFrame(lines)


def page_uses(covered: pd.DataFrame) -> str:
    """What became of the pages (Production.pages) in one line: how many for each use and reason."""
    counts = covered.groupby(["use", "why"]).size()
    named = ((f"{count:,} {'page' if count == 1 else 'pages'}", use, why) for (use, why), count in counts.items())
    return "; ".join(f"{pages_} {use} ({why})" for pages_, use, why in named)


def no_report(production: Production, document: str) -> PlatesError:
    """The error for a file in which no sharing report was found."""
    uses, actual = set(production.pages["use"]), page_uses(production.pages)
    if "unreadable" in uses:
        what = "the pages that can be read hold no data sharing report"
        return ReadingError(what, document=document, found=actual, do=GET_AGAIN)
    do = "Pictures are read only with --ocr auto or always." if "not read" in uses else ""
    return sharing_reports.no_report(document, actual, do)


def page_numbers(text: str) -> list[int]:
    """`1-20,35` to page numbers. Raises ReadingError for anything else."""
    numbers: list[int] = []
    for part in text.split(","):
        span = re.fullmatch(r"\s*(\d+)(?:\s*-\s*(\d+))?\s*", part)
        first, last = (int(span[1]), int(span[2] or span[1])) if span else (1, 0)
        if first > last:
            raise ReadingError("these are not page numbers", expected="numbers and ranges, as in 1-20,35", found=text)
        numbers += range(first, last + 1)
    return numbers
