"""The interface of a form: what a form's module gives, and the file that it is asked about.

Each module of this package has `CARD` (a Card), `recognize(file) -> Recognition`, which is cheap and says why, and
`read(file, doc_id, options) -> Production`. `registry` lists the modules and asks them in turn."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Protocol

from helpers import files
from helpers.records.reading import integrity, opening, workbooks
from helpers.records.reading.caches import Cache
from helpers.records.reading.reports import Production
from helpers.records.reading.workbooks import Sheet

FIRST_PAGES = 3
"""Pages of a PDF that are looked at to recognize its form."""

BEGINNING = 64_000
"""Bytes of a text that are looked at to recognize its form."""


@dataclass(frozen=True)
class Card:
    """What a reader needs to know of a form: `name` as --form takes it, the vendor, the years of the files seen, the
    kinds of file, the sections that it can hold, what one row means, and what it cannot show."""

    name: str
    vendor: str
    years: str
    kinds: tuple[str, ...]
    sections: tuple[str, ...]
    one_row: str
    cannot_show: str


@dataclass(frozen=True)
class Recognition:
    """How far a file is of a form: `share` is 1 where it is, else the part of what was `expected` that was `seen`, so
    that the nearest form can be named; `why` is in a reader's words, and `do` what makes the file one of this form."""

    share: float
    why: str = ""
    expected: str = ""
    seen: str = ""
    do: str = ""

    @property
    def certain(self) -> bool:
        return self.share >= 1


@dataclass(frozen=True)
class Options:
    """How a file is read; a form takes what concerns it. The first seven are those of productions.extract; `sheet`
    names the sheet of a workbook, where it is not the only one with a list; `agency` is the reporting agency, for a
    form that does not name it."""

    numbers: Iterable[int] | None = None
    when: str = "auto"
    second: str = ""
    workers: int = 1
    scheduler: str = ""
    password: str = ""
    cache: Cache | None = None
    progress: bool = False
    sheet: str = ""
    agency: str = ""


class FormModule(Protocol):
    """A module of this package that reads one form."""

    CARD: Card

    def recognize(self, file: "SourceFile") -> Recognition: ...

    def read(self, file: "SourceFile", doc_id: str, options: Options) -> Production: ...


@dataclass(frozen=True)
class SourceFile:
    """A file whose form is asked for. What is looked at is read once, and only when a form asks."""

    path: Path
    password: str = ""

    @property
    def name(self) -> str:
        return files.name_of(self.path)

    @cached_property
    def kind(self) -> str:
        """pdf, xlsx, html or text, by the file's first bytes and not by its name; else what the file is, in words."""
        return opening.kind_of(self.path)

    @cached_property
    def sheets(self) -> list[Sheet]:
        """The sheets of a workbook or of a text's table, as workbooks.sheets gives them; for other files none."""
        return workbooks.sheets(self.path, self.kind)

    @cached_property
    def first_pages(self) -> list[str]:
        """The text of the first pages of a PDF, as pdfium reads it, lines separated by LF; for other files none. Raises
        ReadingError as integrity.inspect does, whose limits hold before a page is unpacked."""
        if self.kind != "pdf":
            return []
        inspected = integrity.inspect(self.path, self.password)
        first = range(1, min(FIRST_PAGES, inspected.pages) + 1)
        whole = [number for number in first if number not in inspected.damaged_pages]
        return opening.first_texts(self.path, whole, self.password)
