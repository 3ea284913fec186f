"""Attachments: files inside a PDF. A portfolio is a cover page around them; a report may carry some, too.

An attached file is copied out, within limits, into a temporary folder under a name of our own making, and read there as
any other file is. Nothing in it is run."""

import re
import shlex
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeGuard

import pikepdf

from helpers import files
from helpers.errors import NoSharingReport, ReadingError
from helpers.records.reading import integrity, opening

MOST_BYTES = 200_000_000
"""Bytes of an attached file: a report in 1,850 pages has 80 million."""

MOST_FILES = 5_000
"""Attached files that are looked for: a portfolio of a year of letters has hundreds."""

SHOWN = 12
"""Names that a message lists; of more it says how many there are."""

FOLDER = "plates-attached-"
"""How the name of a temporary folder with an attached file begins."""

LONGEST_NAME = 100
"""Letters of a temporary file's name."""

SAVE_OUT = "Open it in a PDF reader, save the attached file out, and give that file."


@dataclass(frozen=True)
class Inside:
    """What is attached to a PDF: the files' names, and whether the file is only their cover: a portfolio, or a few
    pages around them."""

    names: list[str]
    is_cover: bool


@dataclass(frozen=True)
class _Attached:
    """An attached file: the name that a PDF reader lists, the name that the file had, and its bytes."""

    name: str
    own_name: str
    stream: pikepdf.Stream


def names(path: Path, password: str = "") -> list[str]:
    """The names of the files attached to a PDF, in its order. Raises ReadingError."""
    with _document(path, password) as document:
        return [one.name for one in _attached(document)]


def inside(path: Path, password: str = "") -> Inside:
    """What is attached to a PDF, and whether the PDF is only a cover. Raises ReadingError."""
    with _document(path, password) as document:
        named = [one.name for one in _attached(document)]
        portfolio = "/Collection" in document.Root
        return Inside(named, bool(named) and (portfolio or len(document.pages) <= MOST_COVER))


MOST_COVER = 2
"""Pages of a cover letter or list of attachments."""


def note(path: Path, named: list[str]) -> str:
    """The note on a PDF that was read and has files attached."""
    count = "a file is" if len(named) == 1 else f"{len(named)} files are"
    return f"{count} attached to the PDF and not read: {_listed(named)}. {_advice(path, named[0])}"


def only_inside(path: Path, named: list[str]) -> NoSharingReport:
    """The error for a PDF without a record of its own around attached files."""
    what, actual = "the pages of this PDF hold no record, but files are attached to it", _listed(named)
    return NoSharingReport(what, document=path.name, found=actual, do=_advice(path, named[0]))


def _listed(named: list[str]) -> str:
    more = f" and {len(named) - SHOWN} more" if len(named) > SHOWN else ""
    return ", ".join(files.shown(one) for one in named[:SHOWN]) + more


def _advice(path: Path, name: str) -> str:
    """How to read an attached file: the command, or, for one within an attached file, by hand."""
    if path.parent.name.startswith(FOLDER):
        return SAVE_OUT
    return f"Read one with: plates extract {shlex.quote(str(path))} --attachment {shlex.quote(name)}"


@contextmanager
def in_place_of(paths: list[Path], name: str, password: str = "") -> Iterator[list[Path]]:
    """The paths, or, where an attachment is named, the temporary copy of it in place of the one path. Raises as
    `opened` does, and ReadingError for more than one path."""
    if not name:
        yield paths
        return
    if len(paths) != 1:
        do = "Read the attachments one at a time."
        raise ReadingError("--attachment names a file inside one PDF", expected="one", found=len(paths), do=do)
    with opened(paths[0], name, password) as copy:
        yield [copy]


@contextmanager
def opened(path: Path, name: str, password: str = "") -> Iterator[Path]:
    """The path of a temporary copy of an attached file, which is gone after the block. `name` is one of `names`, or the
    name that the file had before it was attached.

    Raises ReadingError where there is no such attachment, where two have that name, and where it is damaged or too
    large."""
    with tempfile.TemporaryDirectory(prefix=FOLDER) as folder:
        with _document(path, password) as document:
            one = _chosen(list(_attached(document)), name, path)
            target = Path(folder) / safe_name(one.own_name or one.name)
            _copy(one, target, path.name)
        yield target


def safe_name(name: str) -> str:
    """A file's name of letters, digits and a few signs, without parts of a path, of bounded length."""
    last = re.split(r"[/\\]", name)[-1]
    stem, dot, kind = re.sub(r"[^\w .-]+", "_", last, flags=re.ASCII).strip(" .-").rpartition(".")
    if not dot:
        stem, kind = kind, ""
    return (stem[:LONGEST_NAME] or "attachment") + (f".{kind[:10]}" if kind else "")


@contextmanager
def _document(path: Path, password: str) -> Iterator[pikepdf.Pdf]:
    integrity.check_objects(path)
    with opening.pikepdf_document(path, password) as document:
        yield document


def _chosen(attached: list[_Attached], name: str, path: Path) -> _Attached:
    """The attachment with a name: as listed, else as the file was called."""
    if not attached:
        do = "Read the PDF itself, without --attachment."
        raise ReadingError("nothing is attached to this PDF", document=path.name, do=do)
    for own in (False, True):
        alike = [one for one in attached if name == (one.own_name if own else one.name)]
        if len(alike) == 1:
            return alike[0]
    listed, do = _listed([one.name for one in attached]), f"Name one of them. {_advice(path, attached[0].name)}"
    what = "several attached files had this name" if alike else "there is no such attachment"
    raise ReadingError(what, document=path.name, expected=listed, found=files.shown(name), do=do)


def _attached(document: pikepdf.Pdf) -> Iterator[_Attached]:
    """The files in the document's list of attachments, then those that are pinned to its pages. Names are made unlike
    by a number."""
    seen, taken = set[tuple[int, int]](), set[str]()
    for label, spec in _specifications(document):
        stream = _stream(spec)
        if stream is None or stream.objgen in seen or len(seen) >= MOST_FILES:
            continue
        seen.add(stream.objgen)
        own_name = next((text for key in ("/UF", "/F") if (text := _text(spec.get(key)))), "")
        first = name = _text(label) or own_name or "attachment"
        for number in range(2, MOST_FILES + 2):
            if name not in taken:
                break
            name = f"{first} ({number})"
        taken.add(name)
        yield _Attached(name, own_name, stream)


def _specifications(document: pikepdf.Pdf) -> Iterator[tuple[object, pikepdf.Dictionary]]:
    """Each attachment's label and specification, as far as the file's structure is whole."""
    try:
        lists = document.Root.get("/Names")
        tree = lists.get("/EmbeddedFiles") if _is_dictionary(lists) else None
        if tree is not None:
            yield from ((key, spec) for key, spec in pikepdf.NameTree(tree).items() if _is_dictionary(spec))
    except (AttributeError, TypeError, ValueError, RuntimeError, pikepdf.PdfError):
        pass  # a broken list of attachments has none that can be read
    for page in document.pages:
        notes = page.obj.get("/Annots")
        for one in notes if isinstance(notes, pikepdf.Array) else []:
            spec = one.get("/FS") if _is_dictionary(one) and one.get("/Subtype") == "/FileAttachment" else None
            if _is_dictionary(spec):
                yield "", spec


def _is_dictionary(thing: Any) -> TypeGuard[pikepdf.Dictionary]:
    return isinstance(thing, pikepdf.Dictionary)


def _stream(spec: pikepdf.Dictionary) -> pikepdf.Stream | None:
    inner = spec.get("/EF")
    streams = [inner.get(key) for key in ("/UF", "/F")] if isinstance(inner, pikepdf.Dictionary) else []
    return next((one for one in streams if isinstance(one, pikepdf.Stream)), None)


def _text(thing: object) -> str:
    return str(thing).strip() if isinstance(thing, (str, pikepdf.String)) else ""


def _copy(one: _Attached, target: Path, document: str) -> None:
    called = files.shown(one.name)
    try:
        with target.open("wb") as copy:
            for piece in integrity.unpacked(one.stream, MOST_BYTES):
                copy.write(piece)
    except OverflowError:
        what = f"the attached file {called} is too large"
        expected = f"at most {MOST_BYTES // 1_000_000} million bytes"
        raise ReadingError(what, document=document, expected=expected, found="more", do=SAVE_OUT) from None
    except (zlib.error, ValueError, IndexError, pikepdf.PdfError) as reason:
        what = f"the attached file {called} cannot be copied out"
        raise ReadingError(what, document=document, found=opening.first_line(reason), do=SAVE_OUT) from None
