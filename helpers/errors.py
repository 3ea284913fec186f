"""Errors: each says which document and page, what is wrong, what was expected, what was found, and what to do."""

import functools
import textwrap
from collections.abc import Callable
from typing import TypedDict, Unpack


class ErrorDetails(TypedDict, total=False):
    """What an error may add to what is wrong: `expected` and `found` are turned into text."""

    expected: object
    found: object
    do: str


class ErrorParts(ErrorDetails, total=False):
    """The same, and where it is wrong."""

    document: object
    page: int | None


GET_AGAIN = "Download the file again, or ask for a new copy."
"""What to do about a damaged file."""


class PlatesError(Exception):
    """An error that the reader can act on: one or two sentences, printed without a traceback.

    `exit_code` is what the command line returns for it.
    """

    exit_code = 1

    def __init__(self, what: str, **parts: Unpack[ErrorParts]) -> None:
        self.what, self.page, self.do = what, parts.get("page"), parts.get("do", "")
        self.document, self.expected, self.found = (
            str(parts.get(name, "")) for name in ("document", "expected", "found")
        )
        super().__init__(self.sentence())

    @property
    def parts(self) -> ErrorParts:
        """Everything but `what`, as the arguments that make this error."""
        said: ErrorParts = {"document": self.document, "page": self.page}
        return {**said, "expected": self.expected, "found": self.found, "do": self.do}

    def again(self, **changes: Unpack[ErrorParts]) -> "PlatesError":
        """The same error with some of its parts changed: a caller may know the document, or more of what to do."""
        parts: ErrorParts = {**self.parts, **changes}
        return type(self)(self.what, **parts)

    def __reduce__(self) -> tuple[Callable[[], "PlatesError"], tuple[()]]:
        """An error keeps its parts on the way from a worker process to the one that started it."""
        return functools.partial(type(self), self.what, **self.parts), ()

    def sentence(self) -> str:
        page = f"page {self.page}" if self.page is not None else ""
        place = ", ".join(filter(None, (self.document, page)))
        parts = [f"{place}: {self.what}" if place else self.what]
        parts += [f"{name} {said}" for name, said in (("expected", self.expected), ("found", self.found)) if said]
        sentence = f"{'; '.join(parts)}."
        return f"{sentence} {self.do}" if self.do else sentence


class DocumentError(PlatesError):
    """A document that is missing, cannot be fetched, or is not the one the manifest describes."""


class ReadingError(PlatesError):
    """A page that could not be read whole. Nothing short is ever returned in its place."""


class NoSharingReport(PlatesError):
    """A file that can be read and holds no data sharing report."""

    exit_code = 3


class TableError(PlatesError):
    """A table that breaks its contract in data/datapackage.json, or a decision that fits no row."""


class FolderError(PlatesError):
    """A folder that is not written: another run writes there, or something in it leads elsewhere."""


class NotebookError(PlatesError):
    """A notebook with a failed cell, or one that is not stored in the form the collection needs."""


class NotYet(PlatesError):
    """An answer to an exercise that is not right yet. A notebook shows its sentence alone, without the traceback."""

    def _render_traceback_(self) -> list[str]:
        return textwrap.wrap(f"Not yet: {self.sentence()}", 100)  # JupyterLab would break a longer line within a word
