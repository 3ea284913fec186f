"""What every error of this project says: which document, which page, what was expected, what was found, what to do."""

import textwrap
from typing import Any, TypedDict, Unpack


class Told(TypedDict, total=False):
    """What an error may say beside what is wrong and where: `expected` and `found` are turned into text."""

    expected: object
    found: object
    do: str


class Parts(Told, total=False):
    """The same, and where it is wrong."""

    document: object
    page: int | None


GET_AGAIN = "Download the file again, or ask for a new copy."
"""What to do about a damaged file."""


class PlatesError(Exception):
    """Something a reader has to know, in one sentence or two, without a traceback.

    `exit_code` is what the command line returns for it.
    """

    exit_code = 1

    def __init__(
        self,
        what: str,
        *,
        document: object = "",
        page: int | None = None,
        expected: object = "",
        found: object = "",
        do: str = "",
    ) -> None:
        self.what, self.document, self.page = what, str(document), page
        self.expected, self.found, self.do = str(expected), str(found), do
        super().__init__(self.sentence())

    def again(self, **changes: Unpack[Parts]) -> "PlatesError":
        """The same error with some of its parts changed: a room above knows the document, or more of what to do."""
        parts: Parts = {
            "document": self.document,
            "page": self.page,
            "expected": self.expected,
            "found": self.found,
            "do": self.do,
        }
        parts.update(changes)
        return type(self)(self.what, **parts)

    def __reduce__(self) -> tuple[Any, ...]:
        """An error keeps its parts on the way from a worker to the process that asked."""
        return _remade, (type(self), self.what, self.document, self.page, self.expected, self.found, self.do)

    def sentence(self) -> str:
        place = ", ".join(
            part for part in (self.document, f"page {self.page}" if self.page is not None else "") if part
        )
        parts = [f"{place}: {self.what}" if place else self.what]
        if self.expected:
            parts.append(f"expected {self.expected}")
        if self.found:
            parts.append(f"found {self.found}")
        text = "; ".join(parts) + "."
        return f"{text} {self.do}" if self.do else text


def _remade(
    kind: type[PlatesError], what: str, document: str, page: int | None, expected: str, found: str, do: str
) -> PlatesError:
    return kind(what, document=document, page=page, expected=expected, found=found, do=do)


class DocumentError(PlatesError):
    """A document that is missing, cannot be fetched, or is not the one the manifest describes."""


class ReadingError(PlatesError):
    """A page that could not be read whole. Nothing short is ever returned in its place."""


class NoSharingReport(PlatesError):
    """A file that can be read and holds no data sharing report."""

    exit_code = 3


class TableError(PlatesError):
    """A table that does not keep its contract in data/datapackage.json, or a decision that fits no row."""


class NotebookError(PlatesError):
    """A notebook whose cell failed, or whose stored form is not the one the collection needs."""


class NotYet(PlatesError):
    """An answer to an exercise that is not right yet. A notebook shows its sentence alone, without the traceback."""

    def _render_traceback_(self) -> list[str]:
        return textwrap.wrap(f"Not yet: {self.sentence()}", 100)  # JupyterLab would break a longer line within a word
