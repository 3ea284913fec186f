"""Caches: what was read once, kept under everything that could change it, so that a stopped run can resume and a second
run is instant.

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

# The folder named in PLATES_CACHE, or build/cache, which `make clean` removes.
FOLDER = Path(os.environ.get("PLATES_CACHE") or files.ROOT / "build" / "cache")
READING = Path(__file__).parent  # the folder whose code decides what a page is read as

LIBRARIES = tuple(
    "numpy onnxruntime opencv-python-headless pdfminer.six pdfplumber pikepdf pypdfium2 rapidocr scipy".split()
)
"""The libraries that decide it too. pandas, tqdm and distributed carry or show what was read and do not change it;
Tesseract's version is part of the key of what it reads."""

Key = dict[str, Any]
"""All that a value depends on, by name; JSON."""


class Cache:
    """JSON values by kind and key. A key is everything that the value depends on."""

    def __init__(self, folder: Path = FOLDER):
        self.folder = Path(folder)

    def get(self, kind: str, key: Key) -> Any:
        """The value under a key, or None; None also for a file that cannot be read, so that its page is read again."""
        try:
            return json.loads(self._place(kind, key).read_text("utf-8"))
        except (OSError, ValueError):
            return None

    def put(self, kind: str, key: Key, value: Any) -> None:
        files.write_text(self._place(kind, key), json.dumps(value, ensure_ascii=False, default=str))

    def _place(self, kind: str, key: Key) -> Path:
        name = hashlib.sha256(json.dumps(key, sort_keys=True).encode()).hexdigest()
        return self.folder / kind / name[:2] / f"{name}.json"


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
