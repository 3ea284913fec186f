"""Files: written to a draft and then renamed, so that no reader ever sees half of one. One CSV form for all tables."""

import errno
import hashlib
import os
import re
import secrets
import stat
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path

import pandas as pd

from helpers import csv_lines
from helpers.errors import TableError

_REFUSALS = """ENOSPC EDQUOT EFBIG EACCES EPERM EROFS ENOTDIR EISDIR EEXIST ENAMETOOLONG EIO ELOOP EBUSY ENOTEMPTY EXDEV
ENOLCK EOPNOTSUPP"""
CANNOT_WRITE = {getattr(errno, name) for name in _REFUSALS.split()}
"""No room, no permission, or something else in the way."""

ROOT = Path(__file__).resolve().parent.parent
"""The checkout that holds this package: every committed table and stand-in lies below it."""


NO_LINK = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
"""Flags with which a path that is a link is not opened, and a pipe is not waited for. Windows has neither."""

KINDS = {
    stat.S_IFLNK: "a link to another place",
    stat.S_IFDIR: "a folder",
    stat.S_IFREG: "a file",
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}
"""What a path can be, in words."""


def kind(path: str | Path) -> str:
    """What is at a path itself, one of the words in KINDS; empty if nothing is there. A link is not followed."""
    try:
        status = Path(path).lstat()
    except (FileNotFoundError, NotADirectoryError):
        return ""
    if getattr(
        status, "st_reparse_tag", 0
    ):  # a junction of Windows is no link for stat, and leads elsewhere all the same
        return KINDS[stat.S_IFLNK]
    return KINDS.get(stat.S_IFMT(status.st_mode), "neither a file nor a folder")


OURS = tuple(ROOT / name for name in ("build", "data", "notebooks"))
"""What the collection's own commands write: no folder on the way there may be a link, so that nothing is written
elsewhere. Above a reader's own file or folder links are the reader's."""


def refuse_odd_target(path: str | Path) -> None:
    """Raise TableError unless a file can be written at `path`: nothing or a plain file is there, and no folder in OURS
    on the way is a link."""
    refuse_odd_way(path)
    _refuse_odd(Path(path).absolute(), KINDS[stat.S_IFREG])


def refuse_odd_way(path: str | Path) -> None:
    """Raise TableError for anything but a folder on the way to `path` within OURS."""
    for folder in reversed(Path(path).absolute().parents):  # not resolved: a link must be seen
        if any(folder.is_relative_to(ours) for ours in OURS):
            _refuse_odd(folder, KINDS[stat.S_IFDIR])


def _refuse_odd(path: Path, expected: str) -> None:
    with translated(path):
        is_there = kind(path)
    if is_there not in (expected, ""):
        name = path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name
        what, do = f"this is {is_there}, and stays as it is", "Move it away, or name another place."
        raise TableError(what, document=name, expected=f"{expected}, or a name that is not taken", do=do)


_DRAFT_OF: dict[Path, Path] = {}
"""Drafts that are being written, each with the path that it is for: an error names that path."""


@contextmanager
def beside(path: str | Path) -> Iterator[Path]:
    """Yield a draft in the folder of `path`; it replaces `path` only when the block ends without an error.

    A file that was there keeps its permissions; a new one has those that the umask allows. Raises TableError for a
    link, a folder, a device or a pipe in its place, and when the system refuses to write there.
    """
    path, draft = Path(path), None
    with translated(path):
        try:
            refuse_odd_target(path)
            path.parent.mkdir(parents=True, exist_ok=True)
            mode = stat.S_IMODE(path.lstat().st_mode) & 0o777 if kind(path) else None
            name = f".{path.stem[:40]}.{secrets.token_hex(8)}{path.suffix}"
            os.close(os.open(path.with_name(name), os.O_CREAT | os.O_EXCL | os.O_WRONLY | NO_LINK, 0o666))
            draft = path.with_name(name)
            _DRAFT_OF[draft] = _DRAFT_OF.get(path, path)
            yield draft
            if mode is not None:
                draft.chmod(mode)
            refuse_odd_target(path)
            draft.replace(path)
        finally:
            if draft:
                del _DRAFT_OF[draft]
                draft.unlink(missing_ok=True)


@contextmanager
def translated(path: str | Path) -> Iterator[None]:
    """Turn the system's refusal to write at `path` into a TableError that says what it is."""
    try:
        yield
    except OSError as reason:
        if reason.errno not in CANNOT_WRITE:
            raise
        what = "cannot be written; what was there before stays, and no half of it is left"
        do = "Make room, or name another place, and run the same command again."
        name = printable(_DRAFT_OF.get(Path(path), path))
        raise TableError(what, document=name, found=reason.strerror, do=do) from None


def write_bytes(path: str | Path, content: bytes) -> None:
    with beside(path) as draft:
        draft.write_bytes(content)


def write_text(path: str | Path, text: str) -> None:
    """UTF-8 with LF line ends on every system."""
    write_bytes(path, text.encode())


def write_csv(frame: pd.DataFrame, path: str | Path) -> None:
    """Our one CSV form: UTF-8, LF, comma, no index, lowercase true/false, an empty cell for a missing value."""
    _write_csv([frame], path)


def _write_csv(pieces: Iterable[pd.DataFrame], path: str | Path) -> None:
    with beside(path) as draft, draft.open("w", encoding="utf-8", newline="") as file:
        for number, piece in enumerate(pieces):
            frame = piece.copy()
            for name in frame.columns:
                if pd.api.types.is_bool_dtype(frame[name]):
                    frame[name] = frame[name].map({True: "true", False: "false"})
            frame.to_csv(file, index=False, header=number == 0, lineterminator="\n")


FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Characters that no XLSX file can hold."""


def write_table(frame: pd.DataFrame, path: str | Path, *, verbatim: bool = False) -> list[str]:
    """Write a table for people, as CSV or XLSX by the path's suffix; returns notes on what was changed in it.

    In CSV an apostrophe stands before each cell that a spreadsheet would run as a formula, unless `verbatim`; in XLSX
    every text is stored as text, which no spreadsheet runs. Raises TableError for another suffix.
    """
    return write_pieces([frame], path, verbatim=verbatim)


def write_pieces(pieces: Iterable[pd.DataFrame], path: str | Path, *, verbatim: bool = False) -> list[str]:
    """Write a table that comes in pieces, at least one, as `write_table` does: no more than a piece is in memory.

    Raises TableError, too, for more rows than a sheet of XLSX has."""
    if table_form(path) == ".xlsx":
        count = _write_book({"Sheet": pieces}, path)
        return [f"{count} cells hold characters that XLSX forbids; U+FFFD stands in their place"] if count else []
    risky = 0

    def safe(piece: pd.DataFrame) -> pd.DataFrame:
        nonlocal risky
        table, count = guarded(piece)
        risky += count
        return table

    _write_csv(pieces if verbatim else map(safe, pieces), path)
    note = "an apostrophe stands before each (--verbatim leaves it out)"
    return [f"{risky} cells begin with a sign that a spreadsheet would run; {note}"] if risky else []


def table_form(path: str | Path) -> str:
    """`.csv` or `.xlsx`; worth asking before hours of reading. Raises TableError for another suffix, and for a link, a
    folder, a device or a pipe in its place."""
    refuse_odd_target(path)
    suffix = Path(path).suffix.lower()
    if suffix in (".csv", ".xlsx"):
        return suffix
    what, name = "a table is written as CSV or XLSX", Path(path).name
    raise TableError(what, document=name, expected=".csv or .xlsx", found=suffix or "none")


def write_book(tables: dict[str, pd.DataFrame], path: str | Path) -> int:
    """Write tables as the sheets of one XLSX file, header rows frozen, every text as text.

    Returns in how many cells a character that XLSX forbids was replaced.
    """
    return _write_book({name: [frame] for name, frame in tables.items()}, path)


MOST_ROWS = 1_048_576
"""Rows of a sheet, its header row included: XLSX has no more."""


def _write_book(tables: Mapping[str, Iterable[pd.DataFrame]], path: str | Path) -> int:
    """Write the sheets of an XLSX file, each of a table in pieces; returns in how many cells a character was
    replaced. Raises TableError for a table with more than MOST_ROWS."""
    import openpyxl  # half a second to import: only when such a table is written
    from openpyxl.cell import WriteOnlyCell

    book, changed = openpyxl.Workbook(write_only=True), 0  # each row goes to a file at once

    def cell(value: object) -> object:
        nonlocal changed
        if isinstance(value, str):
            clean, number = FORBIDDEN.subn("\ufffd", value)
            changed += bool(number)
            text = WriteOnlyCell(sheet, clean)
            text.data_type = "s"
            return text
        return None if pd.isna(value) else value.item() if hasattr(value, "item") else value

    with beside(path) as draft:
        for name, pieces in tables.items():
            sheet, count = book.create_sheet(name), 0
            sheet.freeze_panes = "A2"
            for piece in pieces:
                count += len(piece)
                if count >= MOST_ROWS:
                    what, do = "the table has more rows than an XLSX sheet", "Write it as CSV."
                    raise TableError(what, document=Path(path).name, expected=f"at most {MOST_ROWS - 1:,}", do=do)
                if count == len(piece):
                    sheet.append([cell(name) for name in piece.columns])
                for row in piece.itertuples(index=False):
                    sheet.append([cell(value) for value in row])
        book.save(draft)
    return changed


def open_regular(path: str | Path) -> BufferedReader:
    """Open a regular file for reading, and nothing else: a pipe would wait for ever, and a device acts on being opened.

    Raises OSError, its `strerror` in words: what the path is instead of a file, or why it cannot be opened.
    """
    if why := not_regular(path):
        raise why

    def opener(name: str, flags: int) -> int:
        return os.open(name, flags | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0))

    file = open(os.fspath(path), "rb", opener=opener)  # noqa: SIM115  # Path.open takes no opener; the caller closes it
    if why := _other_kind(os.fstat(file.fileno()).st_mode):  # something else was put in its place meanwhile
        file.close()
        raise why
    return file


OTHER_KINDS = {
    stat.S_IFDIR: "a folder, not a file",
    stat.S_IFIFO: "a pipe, not a file",
    stat.S_IFSOCK: "a socket, not a file",
    stat.S_IFCHR: "a device, not a file",
    stat.S_IFBLK: "a device, not a file",
}
"""What a path may name instead of a regular file."""


NO_FILE = (errno.EINVAL, errno.ELOOP)
"""The errors that say what a path is instead of a file."""


def not_regular(path: str | Path) -> OSError | None:
    """Why a path cannot be opened as a regular file, as the error to raise; None for one that can. A link counts as
    what it leads to."""
    try:
        mode = os.stat(path).st_mode  # noqa: PTH116  # the error of Path.stat is the same, but not for a loop of links
    except OSError as reason:
        words = {errno.ELOOP: "a link that leads back to itself", errno.ENOENT: "no such file"}
        code = reason.errno or errno.EINVAL
        return OSError(code, words.get(code, reason.strerror or type(reason).__name__))
    except ValueError:  # a name that this system cannot write
        return OSError(errno.ENOENT, "no such file")
    return _other_kind(mode)


def _other_kind(mode: int) -> OSError | None:
    return None if stat.S_ISREG(mode) else OSError(errno.EINVAL, OTHER_KINDS.get(stat.S_IFMT(mode), "no file"))


def read_csv(path: str | Path) -> pd.DataFrame:
    """A table with every cell as text, an empty one as "", its cells separated by commas or semicolons.

    Raises TableError for a path that names no regular file, and for what csv_lines.pieces refuses."""
    return _read(path, plain=False).reset_index(drop=True)


def read_list(path: str | Path) -> pd.DataFrame:
    """A table that people wrote, as read_csv reads it, with the index csv_lines.LINE: the line of the file on which
    each row begins. Raises TableError for a control character, too, and names its line."""
    return _read(path, plain=True)


def read_list_in_pieces(path: str | Path) -> Iterator[pd.DataFrame]:
    """What read_list reads, in pieces of csv_lines.PIECE rows, at least one."""
    return _pieces(path, plain=True)


def _read(path: str | Path, *, plain: bool) -> pd.DataFrame:
    return pd.concat(_pieces(path, plain=plain))


def _pieces(path: str | Path, *, plain: bool) -> Iterator[pd.DataFrame]:
    name = printable(path)
    try:
        with open_regular(path) as file:
            yield from csv_lines.pieces(file, name, plain=plain)
    except OSError as reason:
        raise csv_lines.unreadable(name, reason.strerror or "nothing", "Look at the name and the folder.") from None


def lines_of(frame: pd.DataFrame) -> list[int]:
    """The line of its file on which each row of a table begins: as read_list read it or, for any other table, as
    write_csv would write it, with the header row in line 1."""
    counted: list[int] = frame.index.tolist()
    return counted if has_lines(frame) else list(range(2, len(frame) + 2))


def has_lines(frame: pd.DataFrame) -> bool:
    """Whether the index of a table is the lines of its file."""
    return bool(frame.index.name == csv_lines.LINE)


def read_text(path: str | Path) -> str:
    """The text of a regular UTF-8 file on any system. Raises OSError, and UnicodeDecodeError."""
    with open_regular(path) as file:
        return file.read().decode().replace("\r\n", "\n").replace("\r", "\n")


def sha256(path: str | Path) -> str:
    """The checksum of a regular file. Raises OSError."""
    with open_regular(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sha256_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def same_place(one: Path, other: Path) -> bool:
    """Whether two paths lead to one place, where there is nothing yet, too."""
    return os.path.realpath(one) == os.path.realpath(other)


def printable(path: str | Path) -> str:
    """A path as an output may show it: relative to the checkout if it lies below it, else its name alone."""
    place = Path(os.path.realpath(path))  # Path.resolve raises for links that lead in a circle
    return place.relative_to(ROOT).as_posix() if place.is_relative_to(ROOT) else name_of(path) or place.name


def name_of(path: str | Path) -> str:
    """The name of a file as text. A name is bytes, which Python decodes as the locale says: where that is not UTF-8, a
    letter would become two others or none. Bytes that are no UTF-8 are spelled out."""
    return os.fsencode(Path(path).name).decode(errors="backslashreplace")


def spelled(name: str) -> str:
    """A name, which people wrote as text, as the locale spells a file of that name: the other way of name_of."""
    return os.fsdecode(name.encode())


def shown(text: str) -> str:
    """A text as a terminal may show it: control characters and those that turn the direction of reading are spelled
    out, so that a name in a record cannot rewrite the text around it. Names of files in it are decoded as name_of
    does."""
    text = text.encode(errors="surrogateescape").decode(errors="backslashreplace")
    return "".join(c if c.isprintable() else f"<U+{ord(c):04X}>" for c in text)


def slug(text: str) -> str:
    """A name as small letters, digits and single hyphens: safe in an id and as a file's name, never a path."""
    text = text.encode(errors="surrogateescape").decode(
        errors="replace"
    )  # a file's name where UTF-8 is not the locale's
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "unnamed"


RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""Beginnings of a text that one spreadsheet or another takes for a formula."""


def guarded(frame: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """The table with an apostrophe before every text cell that a spreadsheet would run as a formula, and their number.

    Numbers are left alone: a longitude is negative, not a formula.
    """
    frame, count = frame.copy(), 0
    for name in frame.columns:
        if pd.api.types.is_numeric_dtype(frame[name]) or pd.api.types.is_bool_dtype(frame[name]):
            continue
        risky = frame[name].map(lambda cell: isinstance(cell, str) and cell.startswith(RISKY))
        count += int(risky.sum())
        frame.loc[risky, name] = "'" + frame.loc[risky, name]
    return frame, count
