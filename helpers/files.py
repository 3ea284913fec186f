"""Files: written beside and then renamed, so that no reader ever sees half of one. Tables in one CSV form."""

import hashlib
import os
import re
import tempfile
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd

ROOT = Path(__file__).resolve().parent.parent
"""The checkout that holds this package: every committed table and stand-in lies below it."""


@contextmanager
def beside(path: str | Path) -> Iterator[Path]:
    """Yield a path beside `path` to write to; it takes the place of `path` only when the block ends without an error."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=path.suffix)
    os.close(handle)
    draft = Path(name)
    draft.chmod(0o644)  # mkstemp makes it private; a table is for everyone
    try:
        yield draft
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def write_bytes(path: str | Path, content: bytes) -> None:
    with beside(path) as draft:
        draft.write_bytes(content)


def write_text(path: str | Path, text: str) -> None:
    """UTF-8 with LF line ends on every system."""
    write_bytes(path, text.encode())


def write_csv(frame: pd.DataFrame, path: str | Path) -> None:
    """Our one CSV form: UTF-8, LF, comma, no index, true/false in small letters, an empty cell for what is not there."""
    frame = frame.copy()
    for name in frame.columns:
        if pd.api.types.is_bool_dtype(frame[name]):
            frame[name] = frame[name].map({True: "true", False: "false"})
    with beside(path) as draft:
        frame.to_csv(draft, index=False, lineterminator="\n")


def read_csv(path: str | Path) -> pd.DataFrame:
    """A table with every cell as text, an empty cell as an empty string. `schemas.read` gives columns their types."""
    return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")


def sha256(path: str | Path) -> str:
    with Path(path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sha256_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def printable(path: str | Path) -> str:
    """A path as a reader may see it in an output: below the checkout if it lies there, else its name alone."""
    path = Path(path).resolve()
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name


def slug(text: str) -> str:
    """A name as small letters, digits and single hyphens: safe in an id and as a file's name, never a path."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "unnamed"


def guarded(frame: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """The table with an apostrophe before every text cell that a spreadsheet would run as a formula, and their number.

    Numbers are left alone: a longitude is negative, not a formula.
    """
    frame, count = frame.copy(), 0
    for name in frame.columns:
        if pd.api.types.is_numeric_dtype(frame[name]) or pd.api.types.is_bool_dtype(frame[name]):
            continue
        risky = frame[name].map(lambda cell: isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t", "\r")))
        count += int(risky.sum())
        frame.loc[risky, name] = "'" + frame.loc[risky, name]
    return frame, count
