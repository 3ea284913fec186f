"""Integrity: what is broken in a PDF file, checked before any page is read.

A flipped bit in a compressed page can change words and still unpack: nearly half of such files gave other names than
the undamaged one. So the file's structure is checked, and every compressed stream is unpacked to its own checksum, a
piece at a time, within limits. Nothing in a file is ever run or followed: no script, no link, no attachment."""

import base64
import functools
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

from helpers.errors import GET_AGAIN, ReadingError
from helpers.records.reading import opening

# Bytes to which a page's content may unpack: a page of a sharing report has 30 thousand. More is an attack, or no page
# to read.
MOST_UNPACKED = 64_000_000
MOST_PICTURE = 400_000_000  # bytes of an unpacked picture: a poster at 300 dots an inch, in colors

# Bytes packed by LZW, which unpacks a thousand times slower than the others: a page has 30 thousand before packing.
MOST_LZW = 2_000_000
PIECE = 1_000_000  # bytes unpacked at a time

ObjectId = tuple[int, int]
"""An object's number and generation in its file."""


@dataclass(frozen=True)
class Inspection:
    """What an inspection shows: the number of pages; damage of the file as a whole that does not keep its pages from
    being read; and what is broken on single pages (by number, from 1), which are not to be read."""

    pages: int
    damage: tuple[str, ...] = ()
    damaged_pages: dict[int, str] = field(default_factory=dict)


def refuse_damaged(path: str | Path) -> None:
    """Raises ReadingError, as `inspect` does, also for the first damaged page."""
    for number, what in inspect(path).damaged_pages.items():
        raise ReadingError(what, document=Path(path).name, page=number, do=GET_AGAIN)


def inspect(path: str | Path, password: str = "") -> Inspection:
    """Open a PDF and check its structure and streams.

    Raises ReadingError for what cannot be opened: no file, an empty one, no PDF, a lock without its password, no pages.
    """
    path = Path(path)
    opening.check_beginning(path)
    now = path.stat()
    return _inspected(path, password, (now.st_ino, now.st_size, now.st_mtime_ns, now.st_ctime_ns))


@functools.lru_cache(maxsize=4)
def _inspected(path: Path, password: str, stamp: tuple[int, ...]) -> Inspection:
    """What `inspect` gives, once for a file as it is now: its form is recognized before it is read."""
    check_objects(path)
    with opening.pikepdf_document(path, password) as document:
        try:
            pages = list(document.pages)
        except (pikepdf.PdfError, RuntimeError, ValueError) as reason:
            what = "the file's list of pages is broken"
            raise ReadingError(what, document=path.name, found=opening.first_line(reason), do=GET_AGAIN) from None
        if not pages:
            raise ReadingError("the file has no pages", document=path.name)
        contents = _contents(pages)
        broken, on_pages = _broken_streams(document, contents)
        on_pages |= _lost_contents(pages)
        on_pages |= _lost_fonts({n: page for n, page in enumerate(pages, start=1) if n not in on_pages})
        warnings = [opening.said_of(path, warning) for warning in document.get_warnings()]
        damage = [f"its structure was broken and has been repaired: {warning}" for warning in warnings[:1]]
        used = {n: ids for n, page in enumerate(pages, start=1) if (ids := _below(_resources(page)) & set(broken))}
        on_pages |= {n: f"a part that the page is drawn with is damaged: {broken[min(ids)]}" for n, ids in used.items()}
        damage += [what for object_id, what in broken.items() if not any(object_id in ids for ids in used.values())]
        return Inspection(len(pages), tuple(damage), dict(sorted(on_pages.items())))


OBJECTS = re.compile(rb"/Type\s*/(?:ObjStm|XRef)\b")


def check_objects(path: Path) -> None:
    """Streams of objects are unpacked whole when a file is opened. Raises ReadingError where one is too large."""
    with opening.regular(path) as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        for place in [match.start() for match in OBJECTS.finditer(content)]:
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
                what = f"the file's list of objects unpacks to more than {MOST_UNPACKED // 1_000_000} million bytes"
                do = "No report needs that much: the file was made to fill a computer's memory."
                raise ReadingError(what, document=path.name, do=do) from None
            except zlib.error:  # broken or locked: opening the file will show it
                continue


def _contents(pages: list[pikepdf.Page]) -> dict[ObjectId, int]:
    """The pages' content streams, and the page of each."""
    numbered = enumerate(pages, start=1)
    return {stream.objgen: number for number, page in numbered for stream in _parts(page) if stream is not None}


def _parts(page: pikepdf.Page) -> Iterator[pikepdf.Object | None]:
    """The streams of a page's content; None for one that the file names but does not contain."""
    content = page.obj.get("/Contents")
    for part in content if isinstance(content, pikepdf.Array) else [content] if content is not None else []:
        yield part if isinstance(part, pikepdf.Stream) else None


def _lost_contents(pages: list[pikepdf.Page]) -> dict[int, str]:
    numbered = enumerate(pages, start=1)
    return {n: "a part of the page's content is missing" for n, page in numbered if None in _parts(page)}


FONT = re.compile(rb"/([!-~]+)\s+[-+.\d]+\s+Tf\b")


def _lost_fonts(pages: dict[int, pikepdf.Page]) -> dict[int, str]:
    """Pages with a font that is not in the file, which programs replace by the font before it and so by other
    characters; and pages whose content cannot be unpacked to check that."""
    lost = {}
    for number, page in pages.items():
        fonts: Any = _resources(page).get("/Font", {})
        try:
            # a page with a missing part is not among `pages`
            content = b"\n".join(part.read_bytes() for part in _parts(page) if part is not None)
        except pikepdf.PdfError as reason:  # its filter, or the filter's settings, are broken
            lost[number] = f"the page's content cannot be unpacked: {opening.first_line(reason).rpartition(': ')[2]}"
            continue
        for name in sorted(set(FONT.findall(content))):
            key = "/" + re.sub(r"#([0-9A-Fa-f]{2})", lambda code: chr(int(code[1], 16)), name.decode())
            if not isinstance(fonts.get(key), pikepdf.Dictionary):
                lost[number] = f"the page's font {key} is not in the file"
    return lost


def _resources(page: pikepdf.Page) -> pikepdf.Object:
    """A page's own, or those of the tree above it."""
    thing: pikepdf.Object = page.obj
    for _ in range(100):  # a tree of pages is never that high
        if "/Resources" in thing or "/Parent" not in thing:
            break
        thing = thing["/Parent"]
    resources = thing.get("/Resources")
    return resources if isinstance(resources, pikepdf.Dictionary) else pikepdf.Dictionary()


def _broken_streams(document: pikepdf.Pdf, contents: dict[ObjectId, int]) -> tuple[dict[ObjectId, str], dict[int, str]]:
    """What is wrong with streams that do not unpack to their checksum: by page for content, by object for others."""
    broken, on_pages = {}, {}
    for thing in document.objects:
        if isinstance(thing, pikepdf.Stream) and (problem := _problem(thing)):
            if number := contents.get(thing.objgen):
                on_pages[number] = f"the page's content {problem}"
            else:
                broken[thing.objgen] = f"object {thing.objgen[0]} {problem}"
    return broken, on_pages


def _problem(stream: pikepdf.Stream) -> str:
    """What is wrong with a stream; empty when it unpacks (to its checksum, if its packing has one)."""
    picture = stream.get("/Subtype") == "/Image"  # unpacked only when looked at; all else is unpacked for the words
    most = MOST_PICTURE if picture else MOST_UNPACKED
    names: Any = stream.get("/Filter", [])
    try:
        filters = [str(name) for name in (names if isinstance(names, pikepdf.Array) else [names])]
        raw = stream.read_raw_bytes()
        pieces = _bounded([raw], most)
        if not raw:
            return ""  # an empty stream is written without a checksum
        for name in filters:
            if name not in UNPACKERS or (picture and UNPACKERS[name] is _unpacked_lzw):
                break
            pieces = _bounded(UNPACKERS[name](pieces), most)
        for _ in pieces:
            pass
    except OverflowError:
        return f"unpacks to more than {most // 1_000_000} million bytes"
    except (zlib.error, ValueError, IndexError, pikepdf.PdfError) as reason:
        return f"is damaged: {opening.first_line(reason)}"
    return ""


def unpacked(stream: pikepdf.Stream, most: int) -> Iterator[bytes]:
    """The bytes of a stream, unpacked piece by piece. Raises OverflowError for more than `most`, and zlib.error,
    ValueError, IndexError or pikepdf.PdfError for a damaged stream or one that is packed in another way."""
    names: Any = stream.get("/Filter", [])
    if stream.get("/DecodeParms") is not None and names != []:
        raise ValueError("it is packed in a way that is not known here")
    pieces = _bounded([stream.read_raw_bytes()], most)
    for name in map(str, names if isinstance(names, pikepdf.Array) else [names]):
        if name not in UNPACKERS:
            raise ValueError("it is packed in a way that is not known here")
        pieces = _bounded(UNPACKERS[name](pieces), most)
    yield from pieces


def _bounded(pieces: Iterable[bytes], most: int) -> Iterator[bytes]:
    """The pieces. Raises OverflowError when they add up to more than `most` bytes, before they fill the memory."""
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > most:
            raise OverflowError
        yield piece


def _inflated(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """A Flate stream piece by piece. Raises zlib.error unless it ends with its checksum."""
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
    """A length byte under 128: that many bytes and one more follow; over 128: the next byte, 257 - length times."""
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


UNPACKERS: dict[str, Callable[[Iterable[bytes]], Iterator[bytes]]] = {  # by both names of a filter
    **dict.fromkeys(("/FlateDecode", "/Fl"), _inflated),
    **dict.fromkeys(("/LZWDecode", "/LZW"), _unpacked_lzw),
    **dict.fromkeys(("/RunLengthDecode", "/RL"), _unpacked_runs),
    **dict.fromkeys(("/ASCII85Decode", "/A85"), _from_ascii85),
    **dict.fromkeys(("/ASCIIHexDecode", "/AHx"), _from_digits),
}


def _below(thing: Any) -> set[ObjectId]:
    """Ids of all objects below one, each visited once."""
    visited, waiting = set(), [thing]
    while waiting:
        thing = waiting.pop()
        if not isinstance(thing, (pikepdf.Dictionary, pikepdf.Array, pikepdf.Stream)):
            continue
        if thing.is_indirect:
            if thing.objgen in visited:
                continue
            visited.add(thing.objgen)
        array = isinstance(thing, pikepdf.Array)
        waiting.extend(thing if array else [value for key, value in thing.items() if key != "/Parent"])
    return visited
