"""Integrity: what is broken in a PDF file, found before any page is read.

A flipped bit in a compressed page can change words and still unpack: of such files nearly half gave other names than
the whole one. So the file's structure is checked, and every compressed stream is unpacked to its own checksum, a piece
at a time, within bounds. Nothing in a file is ever run or followed: no script, no link, no attachment."""

import base64
import mmap
import re
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
from pdfminer.lzw import LZWDecoder

from helpers import files
from helpers.errors import ReadingError

MOST_UNPACKED = 64_000_000
"""Bytes to which a page's content may unpack: a page of a sharing report has 30 thousand. More is a bomb, or no page to
read."""

MOST_PICTURE = 400_000_000
"""Bytes of an unpacked picture: a poster at 300 dots an inch, in colors."""

MOST_LZW = 2_000_000
"""Bytes packed by LZW, which is unpacked a thousand times slower than the others: a page has 30 thousand before
packing."""

PIECE = 1_000_000
"""Bytes unpacked at a time."""


@dataclass(frozen=True)
class Inspection:
    """What was found: how many pages; damage of the file as a whole that does not keep its pages from being read; and
    what is broken on single pages (by number, from 1), which are not to be read."""

    pages: int
    damage: tuple[str, ...] = ()
    damaged_pages: dict[int, str] = field(default_factory=dict)


def inspect(path: str | Path, password: str = "") -> Inspection:
    """Open a PDF and check its structure and streams.

    Raises ReadingError for what cannot be opened: no file, an empty one, no PDF, a lock without its password, no pages.
    """
    path = Path(path)
    _check_beginning(path)
    _check_objects(path)
    try:
        document = pikepdf.open(path, password=password, suppress_warnings=True)
    except pikepdf.PasswordError:
        raise ReadingError(
            "the file is locked with a password",
            document=path.name,
            found="another password" if password else "",
            do="Give the password with --password.",
        ) from None
    except (pikepdf.PdfError, OSError, RuntimeError) as reason:
        found = _first_line(reason).replace(str(path), path.name)
        do = "Get the file again from where it came."
        raise ReadingError("this is not a PDF that can be opened", document=path.name, found=found, do=do) from None
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
        on_pages |= _lost_fonts({n: page for n, page in enumerate(pages, start=1) if n not in on_pages})
        warnings = [_first_line(warning).replace(str(path), path.name) for warning in document.get_warnings()]
        damage = [f"its structure is broken and was mended: {warning}" for warning in warnings[:1]]
        if broken:
            with_damage = {number: used for number, used in _drawn_with(pages, broken) if used}
            on_pages |= {
                n: f"what the page is drawn with is damaged: {broken[min(used)]}" for n, used in with_damage.items()
            }
            damage += [what for name, what in broken.items() if not any(name in used for used in with_damage.values())]
        return Inspection(len(pages), tuple(damage), dict(sorted(on_pages.items())))


OTHERS = {
    b"PK\x03\x04": "a Word or Excel file, or another ZIP archive",
    b"\xd0\xcf\x11\xe0": "a Word or Excel file of the old form",
    b"{\\rtf": "a text document (RTF)",
    b"<": "a web page",
    b"\xff\xd8\xff": "a photograph (JPEG)",
    b"\x89PNG": "a picture (PNG)",
    b"II*\x00": "a picture (TIFF)",
    b"MM\x00*": "a picture (TIFF)",
}
"""What else is handed over under the name of a PDF, by its first bytes."""


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
        found = next((what for sign, what in OTHERS.items() if beginning.lstrip().startswith(sign)), "other bytes")
        raise ReadingError(
            "this is not a PDF, whatever its name says",
            document=path.name,
            expected="%PDF- at its beginning",
            found=found,
            do="Save it as a PDF from the program that opens it, or get the file again from where it came.",
        )


OBJECTS = re.compile(rb"/Type\s*/(?:ObjStm|XRef)\b")


def _check_objects(path: Path) -> None:
    """Streams that hold the file's objects are unpacked whole as it is opened, so their size is measured before."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        for place in [found.start() for found in OBJECTS.finditer(content)]:
            start = content.rfind(b" obj", max(0, place - PIECE), place)
            end = content.find(b"stream", place, place + PIECE)
            if end < 0:
                continue
            line_end = re.compile(rb"\r?\n?").match(content, end + len(b"stream"))
            assert line_end is not None  # it may be empty
            start_of_data = line_end.end()
            pieces: Iterator[bytes] = (content[at : at + PIECE] for at in range(start_of_data, len(content), PIECE))
            for _ in re.findall(rb"/(?:FlateDecode|Fl)\b", content[start:end]):
                pieces = _bounded(_inflated(pieces), MOST_UNPACKED)
            try:
                for _ in pieces:
                    pass
            except OverflowError:
                raise ReadingError(
                    f"the list of what is in the file unpacks to more than {MOST_UNPACKED // 1_000_000} million bytes",
                    document=path.name,
                    do="No report needs that much: the file is made to fill a machine's memory.",
                ) from None
            except zlib.error:  # broken or locked: what opens the file will tell
                continue


def _contents(pages: list[pikepdf.Page]) -> dict[tuple[int, int], int]:
    """Object numbers of the pages' content streams, and the page of each."""
    return {
        stream.objgen: number
        for number, page in enumerate(pages, start=1)
        for stream in _parts(page)
        if stream is not None
    }


def _parts(page: pikepdf.Page) -> Iterator[pikepdf.Object | None]:
    """The streams of a page's content; None for one that the file names and has not."""
    content = page.obj.get("/Contents")
    for part in content if isinstance(content, pikepdf.Array) else [content] if content is not None else []:
        yield part if isinstance(part, pikepdf.Stream) else None


def _lost_contents(pages: list[pikepdf.Page]) -> dict[int, str]:
    return {n: "a part of the page's content is lost" for n, page in enumerate(pages, start=1) if None in _parts(page)}


FONT = re.compile(rb"/([!-~]+)\s+[-+.\d]+\s+Tf\b")


def _lost_fonts(pages: dict[int, pikepdf.Page]) -> dict[int, str]:
    """Pages that are set in a font which is not in the file: a reader goes on in the font before it, in other letters;
    and those whose content cannot be unpacked to tell."""
    lost = {}
    for number, page in pages.items():
        fonts: Any = _resources(page).get("/Font", {})
        try:
            # a page of which a part is lost is none of `pages`
            content = b"\n".join(part.read_bytes() for part in _parts(page) if part is not None)
        except pikepdf.PdfError as reason:  # its filter, or what the filter is told, is broken
            lost[number] = f"the page's content cannot be unpacked: {_first_line(reason).rpartition(': ')[2]}"
            continue
        for name in sorted(set(FONT.findall(content))):
            key = "/" + re.sub(r"#([0-9A-Fa-f]{2})", lambda code: chr(int(code[1], 16)), name.decode())
            if not isinstance(fonts.get(key), pikepdf.Dictionary):
                lost[number] = f"the font {key} of the page is not in the file"
    return lost


def _resources(page: pikepdf.Page) -> pikepdf.Object:
    """A page's own, or those of the tree above it."""
    thing: pikepdf.Object = page.obj
    for _ in range(100):  # a tree of pages is never that high
        if "/Resources" in thing or "/Parent" not in thing:
            break
        thing = thing["/Parent"]
    found = thing.get("/Resources")
    return found if isinstance(found, pikepdf.Dictionary) else pikepdf.Dictionary()


def _broken_streams(
    document: pikepdf.Pdf, contents: dict[tuple[int, int], int]
) -> tuple[dict[tuple[int, int], str], dict[int, str]]:
    """Streams that do not unpack to their checksum: those of no page's content by object number, and what is wrong by
    page."""
    broken, on_pages = {}, {}
    for thing in document.objects:
        if not isinstance(thing, pikepdf.Stream):
            continue
        number = contents.get(thing.objgen)
        if problem := _problem(thing):
            if number:
                on_pages[number] = f"the page's content {problem}"
            else:
                broken[thing.objgen] = f"object {thing.objgen[0]} {problem}"
    return broken, on_pages


SHORT_NAMES = {
    "/Fl": "/FlateDecode",
    "/LZW": "/LZWDecode",
    "/RL": "/RunLengthDecode",
    "/A85": "/ASCII85Decode",
    "/AHx": "/ASCIIHexDecode",
}
"""Readers take them for the long ones."""


def _problem(stream: pikepdf.Stream) -> str:
    """What is wrong with a stream; empty when it unpacks to its checksum, or to any bytes where its packing has
    none."""
    picture = (
        stream.get("/Subtype") == "/Image"
    )  # only one who looks at it unpacks it; all else is unpacked for the words
    most = MOST_PICTURE if picture else MOST_UNPACKED
    names: Any = stream.get("/Filter", [])
    filters = [str(name) for name in (names if isinstance(names, pikepdf.Array) else [names])]
    try:
        raw = stream.read_raw_bytes()
        pieces = _bounded([raw], most)
        if not raw:
            return ""  # an empty stream is written without a checksum
        for name in (SHORT_NAMES.get(name, name) for name in filters):
            if name not in UNPACKERS or (picture and name == "/LZWDecode"):
                break
            pieces = _bounded(UNPACKERS[name](pieces), most)
        for _ in pieces:
            pass
    except OverflowError:
        return f"unpacks to more than {most // 1_000_000} million bytes"
    except (zlib.error, ValueError, IndexError, pikepdf.PdfError) as reason:
        return f"is damaged: {_first_line(reason)}"
    return ""


def _bounded(pieces: Iterable[bytes], most: int) -> Iterator[bytes]:
    """The pieces, as long as they are not more than `most` bytes. Raises OverflowError then: a bomb fills no memory."""
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > most:
            raise OverflowError
        yield piece


def _inflated(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """A Flate stream piece by piece. Raises zlib.error unless its checksum stands at its end."""
    unpacker = zlib.decompressobj()
    for packed in pieces:
        while packed and not unpacker.eof:
            piece = unpacker.decompress(packed, PIECE)
            packed = unpacker.unconsumed_tail
            yield piece
        if unpacker.eof:
            return
    while not unpacker.eof and (rest := unpacker.decompress(unpacker.unconsumed_tail, PIECE)):
        yield rest
    if not unpacker.eof:
        raise zlib.error("it ends before its checksum")


def _unpacked_lzw(pieces: Iterable[bytes]) -> Iterator[bytes]:
    yield from LZWDecoder(BytesIO(b"".join(_bounded(pieces, MOST_LZW)))).run()


def _unpacked_runs(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """A length byte under 128: so many bytes and one more follow; over 128: the next byte, 257 times less the
    length."""
    packed, at = b"".join(pieces), 0
    while at < len(packed) and packed[at] != 128:
        length = packed[at]
        if length < 128:
            yield packed[at + 1 : at + 2 + length]
            at += 2 + length
        else:
            yield packed[at + 1 : at + 2] * (257 - length)
            at += 2


def _from_ascii85(pieces: Iterable[bytes]) -> Iterator[bytes]:
    yield base64.a85decode(b"<~" + b"".join(pieces).strip(), adobe=True)


def _from_digits(pieces: Iterable[bytes]) -> Iterator[bytes]:
    yield bytes.fromhex(b"".join(pieces).strip().rstrip(b">").decode("ascii"))


UNPACKERS: dict[str, Callable[[Iterable[bytes]], Iterator[bytes]]] = {
    "/FlateDecode": _inflated,
    "/LZWDecode": _unpacked_lzw,
    "/RunLengthDecode": _unpacked_runs,
    "/ASCII85Decode": _from_ascii85,
    "/ASCIIHexDecode": _from_digits,
}


def _drawn_with(
    pages: list[pikepdf.Page], broken: dict[tuple[int, int], str]
) -> Iterator[tuple[int, set[tuple[int, int]]]]:
    """For each page, the broken fonts, pictures and forms that it is drawn with."""
    for number, page in enumerate(pages, start=1):
        yield number, _below(_resources(page)) & set(broken)


def _below(thing: Any) -> set[tuple[int, int]]:
    """Numbers of all objects below one, each looked into once."""
    seen, waiting = set(), [thing]
    while waiting:
        thing = waiting.pop()
        if not isinstance(thing, (pikepdf.Dictionary, pikepdf.Array, pikepdf.Stream)):
            continue
        if thing.is_indirect and thing.objgen in seen:
            continue
        if thing.is_indirect:
            seen.add(thing.objgen)
        inner = (
            thing if isinstance(thing, pikepdf.Array) else [value for key, value in thing.items() if key != "/Parent"]
        )
        waiting.extend(inner)
    return seen


def _first_line(reason: object) -> str:
    return str(reason).strip().splitlines()[0] if str(reason).strip() else type(reason).__name__
