"""Integrity: what is broken in a PDF file, found before any page is read.

A flipped bit in a compressed page can change words and still unpack: of such files nearly half gave other names than the
whole one. So the file's structure is checked, and every compressed stream is unpacked to its own checksum, a piece at a
time, within bounds. Nothing in a file is ever run or followed: no script, no link, no attachment.
"""

import base64
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pikepdf

from helpers import files
from helpers.errors import ReadingError

MOST_UNPACKED = 64_000_000
"""Bytes to which a page's content may unpack: a page of a sharing report has 30 thousand. More is a bomb, or no page to read."""

MOST_PICTURE = 400_000_000
"""Bytes of an unpacked picture: a poster at 300 dots an inch, in colors."""

PIECE = 1_000_000
"""Bytes unpacked at a time."""


@dataclass(frozen=True)
class Inspection:
    """What was found: how many pages; damage of the file as a whole that does not keep its pages from being read; and what
    is broken on single pages (by number, from 1), which are not to be read."""

    pages: int
    damage: tuple[str, ...] = ()
    damaged_pages: dict[int, str] = field(default_factory=dict)


def inspect(path: str | Path, password: str = "") -> Inspection:
    """Open a PDF and check its structure and streams.

    Raises ReadingError for what cannot be opened: no file, an empty one, no PDF, a lock without its password, no pages.
    """
    path = Path(path)
    _check_beginning(path)
    try:
        document = pikepdf.open(path, password=password, suppress_warnings=True)
    except pikepdf.PasswordError:
        raise ReadingError(
            "the file is locked with a password", document=path.name,
            found="another password" if password else "", do="Give the password with --password.",
        ) from None  # fmt: skip
    except (pikepdf.PdfError, OSError, RuntimeError) as reason:
        found = _first_line(reason).replace(str(path), path.name)
        raise ReadingError("this is not a PDF that can be opened", document=path.name, found=found) from None
    with document:
        try:
            pages = list(document.pages)
        except (pikepdf.PdfError, RuntimeError, ValueError) as reason:
            raise ReadingError("the tree of pages is broken", document=path.name, found=_first_line(reason)) from None
        if not pages:
            raise ReadingError("the file has no pages", document=path.name)
        contents = _contents(pages)
        broken, on_pages = _broken_streams(document, contents)
        on_pages |= _lost_contents(pages)
        warnings = [_first_line(warning).replace(str(path), path.name) for warning in document.get_warnings()]
        damage = [f"its structure is broken and was mended: {warning}" for warning in warnings[:1]]
        if broken:
            with_damage = {number: used for number, used in _drawn_with(pages, broken) if used}
            on_pages |= {n: f"what the page is drawn with is damaged: {broken[min(used)]}" for n, used in with_damage.items()}
            damage += [what for name, what in broken.items() if not any(name in used for used in with_damage.values())]
        return Inspection(len(pages), tuple(damage), dict(sorted(on_pages.items())))


def _check_beginning(path: Path) -> None:
    try:
        if path.is_dir():
            raise ReadingError("this is a folder", document=files.printable(path), expected="a PDF")
        with path.open("rb") as file:
            beginning = file.read(1024)
    except FileNotFoundError:
        raise ReadingError("there is no such file", document=files.printable(path)) from None
    except OSError as reason:
        raise ReadingError("the file cannot be read", document=path.name, found=reason.strerror) from None
    if not beginning:
        raise ReadingError("the file is empty", document=path.name, do="Get it again from where it came.")
    if b"%PDF-" not in beginning:
        raise ReadingError("this is not a PDF", document=path.name, expected="%PDF- at its beginning", found=repr(beginning[:40]))


def _contents(pages: list[pikepdf.Page]) -> dict[tuple[int, int], int]:
    """Object numbers of the pages' content streams, and the page of each."""
    return {stream.objgen: number for number, page in enumerate(pages, start=1) for stream in _parts(page) if stream is not None}


def _parts(page: pikepdf.Page) -> Iterator[pikepdf.Object | None]:
    """The streams of a page's content; None for one that the file names and has not."""
    content = page.obj.get("/Contents")
    for part in content if isinstance(content, pikepdf.Array) else [content] if content is not None else []:
        yield part if isinstance(part, pikepdf.Stream) else None


def _lost_contents(pages: list[pikepdf.Page]) -> dict[int, str]:
    return {n: "a part of the page's content is lost" for n, page in enumerate(pages, start=1) if None in _parts(page)}


def _broken_streams(document: pikepdf.Pdf, contents: dict) -> tuple[dict[tuple[int, int], str], dict[int, str]]:
    """Streams that do not unpack to their checksum: those of no page's content by object number, and what is wrong by page."""
    broken, on_pages = {}, {}
    for thing in document.objects:
        if not isinstance(thing, pikepdf.Stream):
            continue
        number = contents.get(thing.objgen)
        if problem := _problem(thing, MOST_UNPACKED if number else MOST_PICTURE):
            if number:
                on_pages[number] = f"the page's content {problem}"
            else:
                broken[thing.objgen] = f"object {thing.objgen[0]} {problem}"
    return broken, on_pages


def _problem(stream: pikepdf.Stream, most: int) -> str:
    """What is wrong with a stream; empty when it unpacks to its checksum, or is packed in a way that has none (a JPEG)."""
    names = stream.get("/Filter", [])
    filters = [str(name) for name in (names if isinstance(names, pikepdf.Array) else [names])]
    if "/FlateDecode" not in filters:
        return ""
    try:
        pieces: Iterator[bytes] = iter([stream.read_raw_bytes()])
        for name in filters:
            if name == "/FlateDecode":
                pieces = _unpacked(pieces, most)
            elif name == "/ASCII85Decode":
                pieces = iter([base64.a85decode(b"<~" + b"".join(pieces).strip(), adobe=True)])
            elif name == "/ASCIIHexDecode":
                pieces = iter([bytes.fromhex(b"".join(pieces).strip().rstrip(b">").decode("ascii"))])
            else:
                break
        for _ in pieces:
            pass
    except OverflowError:
        return f"unpacks to more than {most // 1_000_000} million bytes"
    except (zlib.error, ValueError, pikepdf.PdfError) as reason:
        return f"is damaged: {_first_line(reason)}"
    return ""


def _unpacked(pieces: Iterator[bytes], most: int) -> Iterator[bytes]:
    """A Flate stream piece by piece, so that a bomb fills no memory. Raises zlib.error unless its checksum stands at its end,
    OverflowError beyond `most` bytes."""
    unpacker, size = zlib.decompressobj(), 0
    for packed in pieces:
        while packed and not unpacker.eof:
            piece = unpacker.decompress(packed, PIECE)
            packed = unpacker.unconsumed_tail
            size += len(piece)
            if size > most:
                raise OverflowError
            yield piece
    while not unpacker.eof and (rest := unpacker.decompress(unpacker.unconsumed_tail, PIECE)):
        size += len(rest)
        if size > most:
            raise OverflowError
        yield rest
    if not unpacker.eof:
        raise zlib.error("it ends before its checksum")


def _drawn_with(pages: list[pikepdf.Page], broken: dict[tuple[int, int], str]) -> Iterator[tuple[int, set]]:
    """For each page, the broken fonts, pictures and forms that it is drawn with."""
    for number, page in enumerate(pages, start=1):
        yield number, _within(page.obj.get("/Resources"), set()) & set(broken)


def _within(thing, seen: set[tuple[int, int]]) -> set[tuple[int, int]]:
    """Numbers of all objects below one, each looked into once."""
    if not isinstance(thing, (pikepdf.Dictionary, pikepdf.Array, pikepdf.Stream)) or (thing.is_indirect and thing.objgen in seen):
        return seen
    if thing.is_indirect:
        seen.add(thing.objgen)
    inner = thing if isinstance(thing, pikepdf.Array) else [value for key, value in thing.items() if key != "/Parent"]
    for part in inner:
        _within(part, seen)
    return seen


def _first_line(reason) -> str:
    return str(reason).strip().splitlines()[0] if str(reason).strip() else type(reason).__name__
