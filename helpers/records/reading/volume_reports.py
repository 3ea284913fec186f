"""Volume reports: how many plates an agency's cameras logged in a time, and how many of them were on a hot list.

The vendor's program prints two. The Detection Report lists detections by agency or by system (a camera, a car); the Hit
Ratio Report splits the same records into "Detections" and "Hits". Beware of the word: in the Hit Ratio Report
"Detections" leaves the hits out, in the Detection Report it includes them (2018: 1,024,053 + 862 = 1,024,915 in both).

Each page prints who ran the report. That name is dropped as it is read and reaches no output, errors included.
"""

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from helpers import schemas
from helpers.errors import ReadingError, TableError
from helpers.records.reading import integrity, pages
from helpers.records.reading.pages import Page
from helpers.records.reading.text_layers import HiddenText
from helpers.records.reading.vocabulary import date_of
from helpers.schemas import MASK

KINDS = {"Dashboard Hit Ratio Report": "hits", "Dashboard Detection Report": "detections"}
# What the lines of a report are, by its first title.
COUNTED = {"Hit Ratio": "record type", "Agency": "agency", "System": "system"}

FOOTER = re.compile(
    r"Date Created: (?P<created>[\d-]+) (?P<product>\S+) Administrator List Report "
    rf"(?:Page (?P<page>\d+) of (?P<pages>\d+)|{MASK})"
)
"""Four of these reports print the page's number to the right of the visible page: then it is masked."""

COUNT = re.compile(r"(?P<counted>Hit Ratio|Agency|System) Count: (?P<number>\d+)")
FRAME = re.compile(r"Time Frame: (?P<frame>.+) Total (?:Detections|Records): (?P<total>[\d,]+)")
FROM_TO = re.compile(r"From (?P<start>\d{1,2}-\d\d-\d\d)(?: 12 AM)? To (?P<end>\d{1,2}-\d\d-\d\d)(?: 12 AM)?")
RUN_BY = "Report By:"
GAP = 12.0  # points between two texts of one line: blanks are 3 wide


@dataclass(frozen=True)
class Figure:
    """One printed line: its number, what is counted, how many."""

    page: int
    number: int
    contributor: str
    records: int


@dataclass
class VolumeReport:
    """One report. `start` and `end` are the first and last day of its time frame, `basis` says whether they are printed
    or follow from the day of creation ("Last Year"). `odd` says what is unusual about the record itself; `hidden` are
    pages, and places of text that they do not show."""

    kind: str
    counted: str
    time_frame: str = ""
    start: datetime.date | None = None
    end: datetime.date | None = None
    basis: str = ""
    created: datetime.date | None = None
    product: str = ""
    total: int = 0
    number: int = 0
    pages: int = 0
    figures: list[Figure] = field(default_factory=list)
    odd: list[str] = field(default_factory=list)
    hidden: list[tuple[int, HiddenText]] = field(default_factory=list, compare=False)


def read(path: str | Path) -> VolumeReport:
    """The volume report in a PDF.

    Raises ReadingError when a page belongs to none, when words find no place, and when its figures do not add up.
    """
    integrity.refuse_damaged(path)
    reader = _VolumeReportReader(Path(path).name)
    for page in pages.read(path):
        reader.take(page)
    return reader.finish()


def figures(report: VolumeReport, doc_id: str) -> pd.DataFrame:
    """The printed lines in the form of the table `volumes`. A label that may include a person's name is shown as
    data/hand/left_out.csv has it. Raises TableError for a decision there that matches no line."""
    lines = [{"doc_id": doc_id, **vars(figure)} for figure in report.figures]
    table = pd.DataFrame(lines, columns=schemas.columns("volumes"))
    decided = schemas.read("left_out")
    for decision in decided[decided["doc_id"] == doc_id].itertuples():
        line = (table["page"] == decision.page) & (table["number"] == decision.number)
        if line.sum() != 1:
            what = "a decision to leave out words matches no line"
            raise TableError(what, document="data/hand/left_out.csv", found=doc_id)
        table.loc[line, "contributor"] = decision.shown
    return table


def totals(reports: dict[str, VolumeReport]) -> pd.DataFrame:
    """One line a report in the form of the table `volume_totals`."""
    columns = ("kind", "counted", "time_frame", "start", "end", "basis", "created", "product", "total")
    return pd.DataFrame([{"doc_id": doc_id, **{c: getattr(r, c) for c in columns}} for doc_id, r in reports.items()])


class _VolumeReportReader:
    def __init__(self, document: str):
        self.document = document
        self.report = VolumeReport("", "")  # the first page says of what kind
        self.next_page = 1

    def error(
        self, what: str, page: int | None = None, *, expected: object = "", found: object = "", do: str = ""
    ) -> ReadingError:
        return ReadingError(what, document=self.document, page=page, expected=expected, found=found, do=do)

    def take(self, page: Page) -> None:
        lines = [pages.phrases(line, GAP) for line in pages.lines(page.words())]
        texts = [[pages.text(part) for part in parts] for parts in lines]
        titles = [" ".join(text) for text in texts[:2]]
        if len(titles) < 2 or titles[0] not in COUNTED or titles[1] not in KINDS:
            expected = f"one of {', '.join(COUNTED)}, and under it one of {', '.join(KINDS)}"
            raise self.error("this is not a page of a volume report", page.number, expected=expected)
        kind, counted = KINDS[titles[1]], COUNTED[titles[0]]
        if not self.report.kind:
            self.report.kind, self.report.counted = kind, counted
        if (kind, counted) != (self.report.kind, self.report.counted):
            what = "pages of two reports are in one file"
            raise self.error(what, page.number, expected=self.report.kind, found=kind)
        self._footer(" ".join(texts[-1]), page)
        self.report.hidden += [(page.number, hidden) for hidden in page.hidden]
        for parts, words in zip(texts[2:-1], lines[2:-1], strict=True):
            self._line(parts, page.number, round(words[0][0].top))

    def _footer(self, text: str, page: Page) -> None:
        footer = FOOTER.fullmatch(text)
        if not footer:
            expected = "Date Created: … Administrator List Report Page … of …"
            raise self.error("the page has no footer", page.number, expected=expected)
        # where a footer does not show its number, that the figures add up must do
        numbered = footer["page"] is not None
        if numbered and (int(footer["page"]) != self.next_page or self.report.pages not in (0, int(footer["pages"]))):
            what = "pages of the report are missing or out of order"
            actual = f"page {footer['page']} of {footer['pages']}"
            raise self.error(what, page.number, expected=f"page {self.next_page}", found=actual)
        self.next_page += 1
        self.report.pages, self.report.product = int(footer["pages"] or self.next_page - 1), footer["product"]
        self.report.created = self._day(footer["created"], page.number)

    def _line(self, parts: list[str], page: int, top: int) -> None:
        """A line between titles and footer. An error gives its place alone: it could be a person's name."""
        text = " ".join(parts)
        if text == "Report Details" or parts[0] == "Contributor":
            return
        if parts[0].startswith(RUN_BY):
            count = COUNT.fullmatch(parts[-1])
            if not count or COUNTED[count["counted"]] != self.report.counted:
                expected = "Hit Ratio Count: …, Agency Count: … or System Count: …"
                raise self.error("there is no count beside who ran the report", page, expected=expected)
            self.report.number = int(count["number"])
        elif frame := FRAME.fullmatch(text):
            self.report.total, self.report.time_frame = _whole(frame["total"]), frame["frame"]
            self._period(page)
        elif len(parts) == 3 and parts[0].isdecimal() and re.fullmatch(r"[\d,]+", parts[2]):
            self.report.figures.append(Figure(page, int(parts[0]), parts[1], _whole(parts[2])))
        else:
            expected = "a number, what is counted, and how many"
            actual = f"{len(text)} characters, {top} points from the top"
            raise self.error("words belong to no figure", page, expected=expected, found=actual)

    def _period(self, page: int) -> None:
        report, created = self.report, self.report.created
        assert created is not None  # a page's footer is read before its lines
        if printed := FROM_TO.fullmatch(report.time_frame):
            report.start, report.end = self._day(printed["start"], page), self._day(printed["end"], page)
            report.basis = "printed"
            if report.end > created:
                report.odd.append(f"the time frame ends on {report.end}, after the day of creation, {created}")
            return
        year = created.year - (report.time_frame == "Last Year")
        ends = {"Last Year": datetime.date(year, 12, 31), "This Year": created}
        if report.time_frame not in ends:
            expected = "From … To …, Last Year or This Year"
            raise self.error("unknown time frame", page, expected=expected, found=report.time_frame)
        report.start, report.end = datetime.date(year, 1, 1), ends[report.time_frame]
        report.basis = "from the day of creation"

    def _day(self, text: str, page: int) -> datetime.date:
        try:
            return date_of(text, page)
        except ReadingError as error:
            raise error.again(document=self.document) from None

    def finish(self) -> VolumeReport:
        """The whole report. Raises ReadingError when pages or lines are missing, or its figures do not add up."""
        report = self.report
        if self.next_page <= report.pages:
            expected = f"{report.pages} pages"
            raise self.error("the report's last pages are missing", expected=expected, found=self.next_page - 1)
        if not report.time_frame or not report.number:
            raise self.error("the report's details are missing", expected="a count, a time frame and a total")
        numbers = [figure.number for figure in report.figures]
        if numbers != list(range(1, report.number + 1)):
            expected = f"1 to {report.number}, as the count says"
            what = "lines are missing, repeated or out of order"
            raise self.error(what, expected=expected, found=", ".join(map(str, numbers)))
        if report.kind == "hits" and [figure.contributor for figure in report.figures] != ["Detections", "Hits"]:
            what = "the lines are not those of a Hit Ratio Report"
            raise self.error(what, expected="Detections and Hits", found=f"{report.number} lines")
        added = sum(figure.records for figure in report.figures)
        if added != report.total:
            expected, actual = f"{report.total:,}, the printed total", f"{added:,}, their sum"
            raise self.error("the figures do not add up", expected=expected, found=actual)
        return report


def agree(reports: Iterable[tuple[str, VolumeReport]]) -> pd.DataFrame:
    """Pairs of a Detection and a Hit Ratio report of one time frame: both totals, and whether they are equal."""
    by_frame: dict[tuple[datetime.date | None, datetime.date | None], dict[str, int]] = {}
    for _, report in reports:
        by_frame.setdefault((report.start, report.end), {})[report.kind] = report.total
    both = [(*frame, kinds["detections"], kinds["hits"]) for frame, kinds in by_frame.items() if len(kinds) == 2]
    table = pd.DataFrame(both, columns=["start", "end", "detection_report", "hit_ratio_report"])
    return table.assign(equal=table["detection_report"] == table["hit_ratio_report"])


def _whole(text: str) -> int:
    return int(text.replace(",", ""))
