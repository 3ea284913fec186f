"""Attachments: files inside a PDF, as in a portfolio. They are named, and read only when asked for by name."""

import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

import pikepdf

from helpers import files
from helpers.errors import GET_AGAIN, ReadingError
from helpers.records.reading import opening

MOST_FILES, MOST_BYTES = 200, 400_000_000
"""Attachments that are named, and bytes of one when it is unpacked: a scan of 300 pages has 100 million."""


def names(path: Path, password: str = "") -> list[str]:
    """The names of the files attached to a PDF, to the file as a whole or to one of its pages, in their order. Raises
    ReadingError for a file that cannot be opened as a PDF."""
    with opening.pikepdf_document(path, password) as document:
        return list(dict.fromkeys(called[0] for called, _ in _attached(document)))


@contextmanager
def opened(path: Path, name: str, password: str = "") -> Iterator[Path]:
    """The attachment of that name as a file of its own, which goes away after the block. Its name is the attachment's
    without anything that could lead to another folder.

    Raises ReadingError where there is none of that name, where there are two that differ, and where it is damaged or
    too large."""
    with opening.pikepdf_document(path, password) as document:
        here = list(_attached(document))
        contents = {_content(stream, path, name) for called, stream in here if name in called}
    if len(contents) != 1:
        what = "two attachments have that name, and they differ" if contents else "there is no attachment of that name"
        expected = ", ".join(dict.fromkeys(called[0] for called, _ in here)) or "a file with attachments"
        do = "Save the one that you mean out of the file." if contents else "Write the name as it is printed here."
        raise ReadingError(what, document=files.name_of(path), expected=expected, found=name, do=do)
    with tempfile.TemporaryDirectory() as folder:
        inner = Path(folder) / f"{files.slug(Path(name).stem)}{_suffix(name)}"
        inner.write_bytes(contents.pop())
        yield inner


def _suffix(name: str) -> str:
    """The end of a name, if it is a plain one such as .pdf."""
    suffix = Path(name).suffix.lower()
    return suffix if suffix[1:].isalnum() and suffix.isascii() else ""


def _attached(document: pikepdf.Pdf) -> Iterator[tuple[tuple[str, ...], pikepdf.Object]]:
    """The names and the stream of each attachment: under what it is listed, and what the file was called."""
    whole = [(key, spec.obj) for key, spec in document.attachments.items()]
    on_pages = (
        ("", note.get("/FS"))
        for page in document.pages
        for note in _list(page.obj.get("/Annots"))
        if isinstance(note, pikepdf.Dictionary) and note.get("/Subtype") == "/FileAttachment"
    )
    for key, spec in islice((*whole, *on_pages), MOST_FILES):
        inside = spec.get("/EF") if isinstance(spec, pikepdf.Dictionary) else None
        stream = (inside.get("/UF") or inside.get("/F")) if isinstance(inside, pikepdf.Dictionary) else None
        if isinstance(spec, pikepdf.Dictionary) and isinstance(stream, pikepdf.Stream):
            called = (_plain(one) for one in (key, spec.get("/UF"), spec.get("/F")) if one)
            yield tuple(dict.fromkeys(filter(None, called))) or ("unnamed",), stream


def _plain(name: object) -> str:
    """A name without folders, blanks collapsed."""
    return " ".join(str(name).replace("\\", "/").rsplit("/", 1)[-1].split())


def _list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, pikepdf.Array) else []


def _content(stream: pikepdf.Object, path: Path, name: str) -> bytes:
    """The bytes of an attachment, unpacked within a limit."""
    try:
        if stream.get("/Filter") in (None, "/FlateDecode") and "/DecodeParms" not in stream:
            raw = stream.read_raw_bytes()
            content = raw if "/Filter" not in stream else zlib.decompressobj().decompress(raw, MOST_BYTES + 1)
        else:
            content = stream.read_bytes()
    except (pikepdf.PdfError, zlib.error) as reason:
        what, actual = f"the attachment {name} is damaged", opening.said_of(path, reason)
        raise ReadingError(what, document=files.name_of(path), found=actual, do=GET_AGAIN) from None
    if len(content) > MOST_BYTES:
        what, expected = f"the attachment {name} is too large", f"at most {MOST_BYTES:,} bytes"
        do = "Save it out of the file, and give that one."
        raise ReadingError(what, document=files.name_of(path), expected=expected, found="more", do=do)
    return bytes(content)
