"""Reports: what a reader of any form of record gives. Entries, the release that they belong to, and the file's rows.

A release is one agency's list on one day: a vendor's report, a workbook, a snapshot of a portal. What a release does
not show is not an empty list, so each has a state for each section."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field

import pandas as pd

from helpers import schemas
from helpers.records.reading.boxes import Box

LIST, SAYS_NONE, EMPTY, NOT_SHOWN = STATES = ("list", "says none", "empty", "not shown")
"""What a release prints of a section: entries; the word None, or a sentence to that effect; a label with nothing under
it; nothing at all."""

BETWEEN = "; "
"""What separates several networks, or several facts, in one cell of the table `rows`."""


@dataclass(frozen=True)
class Entry:
    """One printed entry. `page` is the PDF's page or the number of a workbook's sheet, from 1; `printed_page` what the
    page prints as its number, or the sheet's name. `row_on_page` counts a page's entries from 1; in a table it is the
    sheet's own row or the file's own line, and `column` then names the column, as in `column B`.

    `box` lies around the entry's words, in points, on the page as displayed; a form without pages has none. `score` is
    the OCR engine's mean confidence in its words, and None for text. `networks` are the parts of the agency's data that
    the entry names. `status` is what the record prints as the state of sharing, and `permission` whether that lets
    anybody see anything. `also` is what else the record prints beside the name, label and value. `cut`: the edge of a
    scan cuts through the entry."""

    page: int
    printed_page: str
    section: str
    row_on_page: int
    column: str
    box: Box | None
    agency: str
    city: str = ""
    state: str = ""
    hot_list: str = ""
    score: float | None = None
    networks: tuple[str, ...] = ()
    status: str = ""
    permission: bool = True
    inactive: bool | None = None
    also: tuple[tuple[str, str], ...] = ()
    cut: bool = False


@dataclass
class Report:
    """One release, whole. `agency` is empty, and `as_of` None, where the record does not print them. `odd` says what is
    unusual about the record itself, with its page; `on_pages` on which pages of the PDF each printed section is; it
    begins on `first_page` of the PDF and ends on `last_page`.

    `states` gives the state (STATES) of each section that the form can hold; `says` is what the file says of itself,
    label and value; `partial` is why names may be missing from it, as under a filter, and empty for a whole list."""

    agency: str
    as_of: datetime.date | None
    product: str
    pages: int
    first_page: int
    scanned: bool
    entries: list[Entry] = field(default_factory=list)
    odd: list[str] = field(default_factory=list)
    on_pages: dict[str, list[int]] = field(default_factory=dict)
    last_page: int = 0
    states: dict[str, str] = field(default_factory=dict)
    says: dict[str, str] = field(default_factory=dict)
    partial: str = ""

    def section(self, name: str) -> list[Entry]:
        return [entry for entry in self.entries if entry.section == name]


@dataclass(frozen=True)
class Repeat:
    """A report that is in a file again: its pages, from the first to the last, and a reader's words for it."""

    first_page: int
    last_page: int
    says: str


FACTS = ["doc_id", "agency", "last_updated", "captured", "heading", "number", "label", "value"]
"""The columns of a table of facts: the portal and its two dates, and each label with its value under its heading;
`number` counts them from 1 as they are printed."""


@dataclass
class Production:
    """What a file gives: its reports, their rows (table `rows`), what became of each page or sheet (page, use, why,
    reading), notes for the reader, the reports that are in the file again and count once, notes on the cache, which say
    nothing about the file, and facts that the record states beside its lists (columns FACTS)."""

    reports: list[Report]
    rows: pd.DataFrame
    pages: pd.DataFrame
    notes: list[str] = field(default_factory=list)
    repeated: list[Repeat] = field(default_factory=list)
    cache_notes: list[str] = field(default_factory=list)
    facts: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=FACTS))


def table(report: Report, doc_id: str) -> pd.DataFrame:
    """The report's entries in the form of the table `rows`, as read: nothing decided yet."""
    records = [
        {
            "row_id": row_id(doc_id, e.page, e.row_on_page, e.column),
            "doc_id": doc_id,
            **{name: getattr(e, name) for name in ("page", "printed_page", "section", "row_on_page", "column")},
            **(dict.fromkeys(Box._fields) if e.box is None else {n: round(v, 1) for n, v in e.box._asdict().items()}),
            **{"agency_read": e.agency, "agency_printed": e.agency, "city_printed": e.city, "state_printed": e.state},
            **{"hot_list_read": e.hot_list, "hot_list_printed": e.hot_list},
            "inactive": schemas.is_inactive(e.agency) if e.inactive is None else e.inactive,
            "reading": "text" if e.score is None else "ocr",
            "confidence": e.score,
            "second_reading": "",
            "networks_printed": BETWEEN.join(e.networks),
            **{"status_printed": e.status, "permission": e.permission, "cut": e.cut},
            "also_printed": BETWEEN.join(f"{label}: {value}" for label, value in e.also),
        }
        for e in report.entries
    ]
    return pd.DataFrame(records, columns=schemas.columns("rows"))


def tables(reports: Iterable[Report], doc_id: str) -> pd.DataFrame:
    """The rows of a file's reports: those of the first have `doc_id` as their document, those of the second `doc_id`-2
    and so on."""
    parts = [table(one, doc_id if n == 1 else f"{doc_id}-{n}") for n, one in enumerate(reports, start=1)]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=schemas.columns("rows"))


def row_id(doc_id: str, page: int, row_on_page: int, column: str = "") -> str:
    """The id of a row: document, page and place on it; in a table the letter of the column, too, since one line may
    hold several entries."""
    letter = column.removeprefix("column ").lower() if column.startswith("column ") else ""
    return f"{doc_id}-p{page:02d}-r{row_on_page:03d}{letter}"
