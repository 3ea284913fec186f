"""Caches: what was read once, kept under everything that could change it, so that a stopped run can resume and a second
run is instant.

A cache is a folder of small files. It can be deleted at any time; nothing else is kept there. Each file is signed with
a key that only this user's own configuration has: what somebody changed, or what came from elsewhere, is not believed,
and its page is read again. A cache that cannot be used costs time and never fails a run."""

import contextlib
import datetime
import functools
import hashlib
import hmac
import json
import math
import os
import secrets
import stat
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeVar

from helpers import files, folders
from helpers.errors import PlatesError

# The folder named in PLATES_CACHE, or build/cache, which `make clean` removes.
FOLDER = Path(os.environ.get("PLATES_CACHE") or files.ROOT / "build" / "cache")
READING = Path(__file__).parent  # the folder whose code decides what a page is read as

LIBRARIES = tuple(
    "numpy onnxruntime opencv-python-headless openpyxl pdfminer.six pdfplumber pikepdf pypdfium2 rapidocr scipy".split()
)
"""The libraries that decide it too. pandas, tqdm and distributed carry or show what was read and do not change it;
Tesseract's version is part of the key of what it reads."""

MOST_BYTES = 64_000_000
"""Of a cached page: one of 20,000 words has 3 million."""

SECRET_BYTES = 32

Key = dict[str, Any]
"""All that a value depends on, by name, besides the code that read it; JSON."""

Value = TypeVar("Value")

Notes = dict[str, str]
"""What a reader needs to know of a cache, a sentence each by what it is about."""

NOT_BELIEVED = (
    "what the cache has of some pages does not hold (it was changed, damaged, or made by another user or on another "
    "machine): it was not used, and these pages were read again"
)


class Cache:
    """JSON values by kind and key. A key is everything that the value depends on. `notes` are what a reader needs to
    know; no method raises for a cache that cannot be used."""

    def __init__(self, folder: Path | None = None):
        self.folder = Path(folder or FOLDER)
        self.notes: Notes = {}

    def get(self, kind: str, key: Key, unpack: Callable[[Any], Value]) -> Value | None:
        """The value under a key as `unpack` makes it, or None, so that its page is read again: if there is none, it
        cannot be read, its signature does not hold, or `unpack` cannot use it."""
        secret = self._secret()
        if secret is None:
            return None
        try:
            content = _content(self._place(kind, key))
        except FileNotFoundError:
            return None
        except OSError as reason:
            self._unusable(reason.strerror)
            return None
        signature, _, body = content.partition(b"\n")
        if hmac.compare_digest(signature, _signature(secret, kind, key, body)):
            try:
                return unpack(json.loads(body))
            except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
                pass
        self.notes["signature"] = NOT_BELIEVED
        return None

    def put(self, kind: str, key: Key, value: Any) -> None:
        """Keep a value, if the cache can be written."""
        secret = self._secret()
        if secret is None or "folder" in self.notes:
            return
        try:
            body = json.dumps(value, ensure_ascii=False, allow_nan=False, default=_day).encode()
        except ValueError:  # half a character, or no number: `get` would not believe it
            return
        if len(body) > MOST_BYTES - 1000:
            return
        place = self._place(kind, key)
        try:
            folders.refuse_links(self.folder, place)
            files.write_bytes(place, _signature(secret, kind, key, body) + b"\n" + body)
        except PlatesError as error:
            self._unusable(error.found or error.what)
        except OSError as reason:
            self._unusable(reason.strerror)

    def _place(self, kind: str, key: Key) -> Path:
        name = hashlib.sha256(_named(kind, key)).hexdigest()
        return self.folder / kind / name[:2] / f"{name}.json"

    def _unusable(self, reason: str | None) -> None:
        kept = "what is read is not kept for the next run. Name a folder that can be written in PLATES_CACHE"
        where = files.printable(self.folder)
        self.notes.setdefault("folder", f"the cache in {where} cannot be used ({reason}): {kept}")

    def _secret(self) -> bytes | None:
        try:
            return _secret(secret_file())
        except (OSError, RuntimeError) as reason:  # RuntimeError: no home folder
            kept = f"nothing is kept in {files.printable(self.folder)}, or wherever PLATES_CACHE says"
            do = "name a folder that can be written in HOME or XDG_CONFIG_HOME"
            why = getattr(reason, "strerror", None) or reason
            self.notes.setdefault("key", f"the key of the cache cannot be kept ({why}): {kept}; {do}")
            return None


def secret_file() -> Path:
    """Where this user's key is: outside every folder that is handed on. Raises RuntimeError for a user without home."""
    home = os.environ.get("LOCALAPPDATA" if os.name == "nt" else "XDG_CONFIG_HOME", "")
    return (Path(home) if Path(home).is_absolute() else Path.home() / ".config") / "following-the-plates" / "cache.key"


@functools.cache
def _secret(place: Path) -> bytes:
    """This user's key, made at first use. Raises OSError if there is none and none can be kept."""
    if not files.kind(place):
        place.parent.mkdir(parents=True, exist_ok=True)
        draft = place.with_name(f".{place.name}.{secrets.token_hex(8)}")
        handle = os.open(
            draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY | files.NO_LINK | getattr(os, "O_BINARY", 0), 0o600
        )
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(secrets.token_bytes(SECRET_BYTES))
            with contextlib.suppress(FileExistsError):  # another process was first: its key is everyone's
                _renamed_if_free(draft, place)
        finally:
            draft.unlink(missing_ok=True)
    content = _content(place)
    if len(content) != SECRET_BYTES:
        raise OSError(0, f"{place.name} is damaged: remove it")
    return content


def _renamed_if_free(draft: Path, place: Path) -> None:
    """Give the draft its name, unless that is taken: on Windows a rename refuses, elsewhere a second name does."""
    if os.name == "nt":
        draft.rename(place)
        return
    try:
        place.hardlink_to(draft)
    except FileExistsError:
        raise
    except OSError:  # a disk on which a file has one name only
        draft.replace(place)


def _content(place: Path) -> bytes:
    """A file's bytes. Raises OSError for a link, anything but a plain file, and one that is too large."""
    handle = os.open(place, os.O_RDONLY | files.NO_LINK | getattr(os, "O_BINARY", 0))
    with os.fdopen(handle, "rb") as file:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode) or files.kind(place) not in ("a file", ""):
            raise OSError(0, f"{place.name} is no plain file")
        return file.read(MOST_BYTES + 1) if status.st_size <= MOST_BYTES else b""


def _named(kind: str, key: Key) -> bytes:
    """Everything that a value depends on, the code included."""
    return json.dumps([kind, key, code_version()], sort_keys=True).encode()


def _signature(secret: bytes, kind: str, key: Key, body: bytes) -> bytes:
    """What only this user can have written before a value: over the value, its key and the code that read it."""
    named = _named(kind, key)
    return hmac.new(secret, b"%d %b%b" % (len(named), named, body), hashlib.sha256).hexdigest().encode()


def _day(value: object) -> str:
    """A day, which JSON has no form for, as text. Raises TypeError for anything else."""
    if isinstance(value, datetime.date):
        return value.isoformat()
    raise TypeError(f"a cache keeps no {type(value).__name__}")


def number(value: object) -> float:
    """A value of a cache that is to be a finite number. Raises TypeError for any other."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise TypeError("no number")
    return value


def text(value: object) -> str:
    """A value of a cache that is to be text. Raises TypeError for any other."""
    if not isinstance(value, str):
        raise TypeError("no text")
    return value


@functools.cache
def code_version(folder: Path = READING) -> str:
    """SHA-256 over the modules below `folder`, at any depth, and the versions of LIBRARIES. Every measurement and every
    cached page carries it: a change of either may change what a page is read as, and nothing else may."""
    digest = hashlib.sha256()
    for module in sorted(folder.rglob("*.py")):
        digest.update(module.relative_to(folder).as_posix().encode() + module.read_bytes())
    for library in LIBRARIES:
        digest.update(f"{library} {version(library)}".encode())
    return digest.hexdigest()
