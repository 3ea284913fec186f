"""Files: written beside and then renamed, so that no reader ever sees half of one. Tables in one CSV form."""

import csv
import errno
import hashlib
import os
import re
import tempfile
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd

from helpers.errors import TableError

CANNOT_WRITE = {
    errno.ENOSPC,
    errno.EDQUOT,
    errno.EFBIG,
    errno.EACCES,
    errno.EPERM,
    errno.EROFS,
    errno.ENOTDIR,
    errno.EISDIR,
    errno.EEXIST,
    errno.ENAMETOOLONG,
    errno.EIO,
}
"""No room, no permission, or something else in the way."""

ROOT = Path(__file__).resolve().parent.parent
"""The checkout that holds this package: every committed table and stand-in lies below it."""


@contextmanager
def beside(path: str | Path) -> Iterator[Path]:
    """Yield a path beside `path` to write to; it takes the place of `path` only when the block ends without an
    error."""
    path, draft = Path(path), None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=path.suffix)
        os.close(handle)
        draft = Path(name)
        draft.chmod(0o644)  # mkstemp makes it private; a table is for everyone
        yield draft
        draft.replace(path)
    except OSError as reason:
        if reason.errno not in CANNOT_WRITE:
            raise
        raise TableError(
            "cannot be written; what was there before stays, and no half of it is left",
            document=printable(path),
            found=reason.strerror,
            do="Make room, or name another place, and run the same command again.",
        ) from None
    finally:
        if draft:
            draft.unlink(missing_ok=True)


def write_bytes(path: str | Path, content: bytes) -> None:
    with beside(path) as draft:
        draft.write_bytes(content)


def write_text(path: str | Path, text: str) -> None:
    """UTF-8 with LF line ends on every system."""
    write_bytes(path, text.encode())


def write_csv(frame: pd.DataFrame, path: str | Path) -> None:
    """Our one CSV form: UTF-8, LF, comma, no index, true/false in small letters, an empty cell for what is not
    there."""
    frame = frame.copy()
    for name in frame.columns:
        if pd.api.types.is_bool_dtype(frame[name]):
            frame[name] = frame[name].map({True: "true", False: "false"})
    with beside(path) as draft:
        frame.to_csv(draft, index=False, lineterminator="\n")


FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Characters that no XLSX file can hold."""


def write_table(frame: pd.DataFrame, path: str | Path, *, verbatim: bool = False) -> list[str]:
    """A table for people, as CSV or XLSX by the path's suffix; returns what a reader must be told of it.

    In CSV an apostrophe stands before each cell that a spreadsheet would run as a formula, unless `verbatim`; in XLSX
    every text is stored as text, which no spreadsheet runs. Raises TableError for another suffix."""
    path = Path(path)
    if table_form(path) == ".csv":
        table, count = (frame, 0) if verbatim else guarded(frame)
        write_csv(table, path)
        told = "cells begin with a sign that a spreadsheet would run; an apostrophe stands before each (--verbatim leaves it out)"
        return [f"{count} {told}"] if count else []
    count = write_book({"Sheet": frame}, path)
    return [f"{count} cells hold characters that XLSX forbids; U+FFFD stands in their place"] if count else []


def table_form(path: str | Path) -> str:
    """`.csv` or `.xlsx`; worth asking before hours of reading. Raises TableError for another suffix."""
    suffix = Path(path).suffix.lower()
    if suffix not in (".csv", ".xlsx"):
        raise TableError(
            "a table is written as CSV or XLSX",
            document=Path(path).name,
            expected=".csv or .xlsx",
            found=suffix or "none",
        )
    return suffix


def write_book(tables: dict[str, pd.DataFrame], path: str | Path) -> int:
    """Write tables as the sheets of one XLSX, heads frozen, every text as text; returns in how many cells a character
    had to be replaced, since XLSX forbids it."""
    import openpyxl  # half a second to import: only when such a table is written

    book, changed = openpyxl.Workbook(), 0
    book.remove(book.active)
    for name, frame in tables.items():
        sheet = book.create_sheet(name)
        sheet.freeze_panes = "A2"
        for y, row in enumerate([frame.columns, *frame.itertuples(index=False)], start=1):
            for x, value in enumerate(row, start=1):
                cell = sheet.cell(y, x)
                if isinstance(value, str):
                    clean, number = FORBIDDEN.subn("\ufffd", value)
                    changed += bool(number)
                    cell.value, cell.data_type = clean, "s"
                elif not pd.isna(value):
                    cell.value = value.item() if hasattr(value, "item") else value
    with beside(path) as draft:
        book.save(draft)
    return changed


def read_csv(path: str | Path) -> pd.DataFrame:
    """A table with every cell as text, an empty cell as an empty string. `schemas.read` gives columns their types.

    Where a comma is the decimal sign, spreadsheets part the cells by semicolons: such a table is read too. Raises
    TableError for what is no such table: no file, a folder, other letters than UTF-8, nothing in it, ragged lines."""
    try:
        parted_by = _parting(path)
        _refuse_ragged(path, parted_by)
        return pd.read_csv(path, sep=parted_by, dtype=str, keep_default_na=False, encoding="utf-8-sig", index_col=False)
    except OSError as reason:
        found, do = reason.strerror or type(reason).__name__, "Look at the name and the folder."
    except UnicodeDecodeError:
        found, do = (
            f"other letters in line {_other_letters(path)}",
            "Save it from the spreadsheet again, as “CSV UTF-8”.",
        )
    except pd.errors.EmptyDataError:
        found, do = "nothing in it", "Save it from the spreadsheet again, with its heads."
    except (csv.Error, pd.errors.ParserError) as reason:
        found, do = str(reason).strip(), "Save it from the spreadsheet again, as “CSV UTF-8”."
    raise TableError(
        "the table cannot be read",
        document=printable(path),
        expected="CSV in UTF-8 with a line of heads",
        found=found,
        do=do,
    )


def _parting(path: str | Path) -> str:
    """What parts the heads, and so the cells."""
    with Path(path).open(encoding="utf-8-sig", newline="") as file:
        heads = file.readline()
    return ";" if ";" in heads and "," not in heads else ","


def _other_letters(path: str | Path) -> int:
    """The first line of a file that is not UTF-8."""
    content = Path(path).read_bytes()
    try:
        content.decode()
    except UnicodeDecodeError as reason:
        return content.count(b"\n", 0, reason.start) + 1
    return 1


def _refuse_ragged(path: str | Path, parted_by: str) -> None:
    """Raise TableError for a line with more cells than heads: pandas would take the first column for the lines' names,
    and every cell would stand one column to the left."""
    with Path(path).open(encoding="utf-8-sig", newline="") as file:
        lines = csv.reader(file, delimiter=parted_by)
        heads = len(next(lines, []))
        for cells in lines:
            if len(cells) > heads:
                raise TableError(
                    f"line {lines.line_num} has more cells than the table has heads",
                    document=printable(path),
                    expected=f"{heads} cells",
                    found=len(cells),
                    do=f"Put quotation marks round a cell that holds “{parted_by}”.",
                )


def sha256(path: str | Path) -> str:
    with Path(path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sha256_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def printable(path: str | Path) -> str:
    """A path as a reader may see it in an output: below the checkout if it lies there, else its name alone."""
    path = Path(path).resolve()
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name


def shown(text: str) -> str:
    """A text as a terminal may show it: control characters and marks that turn the direction of reading are spelled
    out, so that a name in a record cannot rewrite what stands around it."""
    return "".join(c if c.isprintable() else f"<U+{ord(c):04X}>" for c in text)


def slug(text: str) -> str:
    """A name as small letters, digits and single hyphens: safe in an id and as a file's name, never a path."""
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
