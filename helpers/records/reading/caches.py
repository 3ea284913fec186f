"""Caches: what was read once, kept by everything that could change it, so that a stopped run goes on and a second one
is instant.

A cache is a folder of small files. It can be deleted at any time; nothing else is kept there.
"""

import functools
import hashlib
import json
import os
from importlib.metadata import version
from pathlib import Path
from typing import Any

from helpers import files

FOLDER = Path(os.environ.get("PLATES_CACHE") or files.ROOT / "build" / "cache")
"""Where nothing else is named in PLATES_CACHE; `make clean` removes it."""

READING = Path(__file__).parent
"""The folder whose code decides what a page is read as."""

LIBRARIES = (
    "numpy",
    "onnxruntime",
    "opencv-python-headless",
    "pdfminer.six",
    "pdfplumber",
    "pikepdf",
    "pypdfium2",
    "rapidocr",
    "scipy",
)
"""The libraries that decide it too. pandas and tqdm carry and show what was read; they do not change it."""

Key = dict[str, Any]
"""All that a value depends on, by name: anything that JSON can hold."""


class Cache:
    """Values that JSON can hold, by kind and key. A key is everything that the value depends on."""

    def __init__(self, folder: Path = FOLDER):
        self.folder = Path(folder)

    def get(self, kind: str, key: Key) -> Any:
        """The value kept under a key, or None. A file that cannot be read counts as not there: it is read anew."""
        try:
            return json.loads(self._place(kind, key).read_text())
        except (OSError, ValueError):
            return None

    def put(self, kind: str, key: Key, value: Any) -> None:
        files.write_text(self._place(kind, key), json.dumps(value, ensure_ascii=False, default=str))

    def _place(self, kind: str, key: Key) -> Path:
        name = hashlib.sha256(json.dumps(key, sort_keys=True).encode()).hexdigest()
        return self.folder / kind / name[:2] / f"{name}.json"


@functools.cache
def code_version() -> str:
    """SHA-256 over the modules below READING, at any depth, and the versions of LIBRARIES. Every measurement and every
    cached page carries it: a change of either may change what a page is read as, and nothing else may."""
    digest = hashlib.sha256()
    for module in sorted(READING.rglob("*.py")):
        digest.update(module.relative_to(READING).as_posix().encode() + module.read_bytes())
    for library in LIBRARIES:
        digest.update(f"{library} {version(library)}".encode())
    return digest.hexdigest()
