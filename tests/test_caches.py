"""Facts about the cache: what was changed in it, or came from elsewhere, is not believed, and a cache that cannot be
used fails no run."""

import hashlib
import json
import os
import random
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from helpers import files
from helpers.records.reading import caches, productions
from helpers.records.reading.caches import Cache
from helpers.records.reading.reports import Production

NAMES = ["Town 07 Police Department", "Town 70 Police Department", "Napa Police Department (CA)"]
KEY = {"file": "x", "page": 1, "how": "text"}


def as_it_is(value):
    return value


@pytest.fixture
def report(typeset):
    return typeset({"detections_shared": NAMES})


def extract(path: Path, folder: Path, **how) -> Production:
    return productions.extract(path, "x", when="never", cache=Cache(folder), **how)


def read_right(path: Path, folder: Path, **how) -> list[str]:
    """The notes on the cache of a reading that has every row."""
    production = extract(path, folder, **how)
    assert production.rows["agency_printed"].tolist() == NAMES and production.notes == []
    return production.cache_notes


def one_place(folder: Path) -> Path:
    (place,) = folder.glob("pages/*/*.json")
    return place


# --- what is believed -------------------------------------------------------------------------------------------------


def test_what_was_kept_is_there_again_and_says_nothing(tmp_path):
    cache = Cache(tmp_path)
    assert cache.get("pages", KEY, as_it_is) is None
    cache.put("pages", KEY, {"a": ["ü", 1.5, None, True]})
    assert cache.get("pages", KEY, as_it_is) == {"a": ["ü", 1.5, None, True]} and cache.notes == {}


def signed_by_a_stranger(content: bytes) -> bytes:
    """Another body with what a stranger can compute for it: the same signature with another key."""
    body = content.partition(b"\n")[2].replace(b"07", b"70")
    return caches._signature(b"x" * caches.SECRET_BYTES, "pages", KEY, body) + b"\n" + body


ALTERED = {
    "a digit": lambda content: content.replace(b'"07"', b'"70"'),
    "a bit": lambda content: content[:-40] + bytes([content[-40] ^ 1]) + content[-39:],
    "a list": lambda content: b"[]",
    "an object": lambda content: b"{}",
    "null": lambda content: b"null",
    "no number": lambda content: b"NaN",
    "its signature and a list": lambda content: content[:65] + b"[]",
    "its signature and nothing": lambda content: content[:65],
    "no signature": lambda content: content[65:],
    "a plain checksum": lambda content: hashlib.sha256(content[65:]).hexdigest().encode() + b"\n" + content[65:],
    "another key's signature": signed_by_a_stranger,
    "nothing": lambda content: b"",
    "half": lambda content: content[: len(content) // 2],
    "more": lambda content: content + b" ",
    "bytes": lambda content: b"\xff\xfe\x00",
    "deep": lambda content: b"[" * 100_000,
    "huge": lambda content: b"9" * (caches.MOST_BYTES + 1),
}


@pytest.mark.parametrize("change", ALTERED)
def test_an_altered_cache_is_not_believed_and_one_note_says_so(report, tmp_path, change):
    read_right(report, tmp_path / "cache")
    place = one_place(tmp_path / "cache")
    content = place.read_bytes()
    assert ALTERED[change](content) != content
    place.write_bytes(ALTERED[change](content))
    assert read_right(report, tmp_path / "cache") == [caches.NOT_BELIEVED]
    assert read_right(report, tmp_path / "cache") == []  # it was kept anew


def test_no_byte_can_be_changed(report, tmp_path):
    read_right(report, tmp_path / "cache")
    place, chance = one_place(tmp_path / "cache"), random.Random(18)
    content = place.read_bytes()
    for _ in range(10):
        changed = bytearray(content)
        changed[chance.randrange(len(content))] ^= chance.randrange(1, 256)
        place.write_bytes(changed)
        assert read_right(report, tmp_path / "cache") == [caches.NOT_BELIEVED]


def test_a_value_under_another_pages_key_is_not_believed(tmp_path):
    cache = Cache(tmp_path)
    cache.put("pages", KEY, ["page 1"])
    cache.put("pages", KEY | {"page": 2}, ["page 2"])
    one, two = (cache._place("pages", KEY | {"page": page}) for page in (1, 2))
    two.write_bytes(one.read_bytes())
    assert cache.get("pages", KEY | {"page": 2}, as_it_is) is None and "signature" in cache.notes


def test_a_cache_of_another_user_is_not_believed(report, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "theirs"))
    read_right(report, tmp_path / "cache")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "mine"))
    assert read_right(report, tmp_path / "cache") == [caches.NOT_BELIEVED]
    keys = [(tmp_path / whose / "following-the-plates" / "cache.key").read_bytes() for whose in ("theirs", "mine")]
    assert keys[0] != keys[1] and {len(key) for key in keys} == {caches.SECRET_BYTES}


@pytest.mark.parametrize(
    "change",
    [
        {"number": "1"},
        {"number": True},
        {"scanned": 1},
        {"geometry": {}},
        {"geometry": {"width": "612", "height": 792.0}},
        {"footer": {"created": "2026-02-30", "product": "x", "page": 1, "pages": 1}},
        {"footer": []},
        {"lines": None},
        {"lines": [{"kind": "row"}]},
        {"lines": [{"kind": "row", "words": [["Elm", 0, 0, 9]], "cells": []}]},
        {"lines": [{"kind": "row", "words": [["Elm", 0, 0, 9, "9", None, []]], "cells": []}]},
        {"lines": [{"kind": "row", "words": [[7, 0, 0, 9, 9, None, []]], "cells": []}]},
        {"fill": [1, 2]},
    ],
)
def test_a_value_of_another_shape_is_not_believed_though_its_seal_holds(report, tmp_path, change):
    read_right(report, tmp_path)
    place, key = one_place(tmp_path), {"file": files.sha256(report), "page": 1, "how": "text"}
    assert Cache(tmp_path)._place("pages", key) == place
    value = json.loads(place.read_bytes()[65:])
    Cache(tmp_path).put("pages", key, value)
    assert read_right(report, tmp_path) == []
    Cache(tmp_path).put("pages", key, value | change)
    assert read_right(report, tmp_path) == [caches.NOT_BELIEVED]
    Cache(tmp_path).put("pages", key, [value])
    assert read_right(report, tmp_path) == [caches.NOT_BELIEVED]


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "\ud800"])
def test_what_json_cannot_hold_is_not_kept(tmp_path, value):
    cache = Cache(tmp_path)
    cache.put("pages", KEY, [value])
    assert cache.get("pages", KEY, as_it_is) is None and cache.notes == {}


def test_many_pages_in_two_processes_make_one_note(typeset, tmp_path):
    path = typeset({"detections_shared": [f"Town {n:03d} Police Department" for n in range(1500)]})
    rows = extract(path, tmp_path / "cache").rows
    places = list((tmp_path / "cache").glob("pages/*/*.json"))
    assert len(places) > productions.TEXT
    for place in places:
        place.write_bytes(b"[]")
    again = extract(path, tmp_path / "cache", workers=2)
    assert again.cache_notes == [caches.NOT_BELIEVED] and again.rows.equals(rows)


# --- what cannot be used ----------------------------------------------------------------------------------------------


def in_the_way(folder: Path) -> None:
    folder.write_text("a file")


def loop(folder: Path) -> None:
    folder.symlink_to(folder.name)


def kind_is_a_link(folder: Path) -> None:
    (folder.parent / "else").mkdir()
    folder.mkdir()
    (folder / "pages").symlink_to(folder.parent / "else")


def kind_is_a_file(folder: Path) -> None:
    folder.mkdir()
    (folder / "pages").write_text("a file")


@pytest.mark.parametrize("make", [in_the_way, loop, kind_is_a_link, kind_is_a_file])
@pytest.mark.parametrize("workers", [1, 2])
def test_a_cache_that_cannot_be_used_is_one_note_that_names_the_setting(typeset, tmp_path, make, workers):
    names = [f"Town {n:03d} Police Department" for n in range(1500)]
    path = typeset({"detections_shared": names})
    make(tmp_path / "cache")
    production = extract(path, tmp_path / "cache", workers=workers)
    assert production.rows["agency_printed"].tolist() == names
    (note,) = production.cache_notes
    assert "cannot be used (" in note and note.endswith("Name a folder that can be written in PLATES_CACHE")
    assert list((tmp_path / "else").rglob("*") if (tmp_path / "else").exists() else []) == []


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="a folder that the system itself keeps, on Linux")
def test_a_cache_in_a_folder_of_the_systems_own_is_one_note(report):
    (note,) = read_right(report, Path("/proc/cache"))
    assert note.startswith("the cache in cache cannot be used (No such file or directory)") and "PLATES_CACHE" in note


def test_a_link_in_the_place_of_a_page_is_neither_read_nor_written_through(report, tmp_path):
    read_right(report, tmp_path / "cache")
    place = one_place(tmp_path / "cache")
    place.rename(tmp_path / "page")
    place.symlink_to(tmp_path / "page")
    before = (tmp_path / "page").read_bytes()
    (note,) = read_right(report, tmp_path / "cache")
    assert "cannot be used" in note and (tmp_path / "page").read_bytes() == before and place.is_symlink()


def test_a_user_without_a_place_for_the_key_reads_all_the_same_with_one_note(report, tmp_path, monkeypatch):
    (tmp_path / "config").write_text("a file")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    (note,) = read_right(report, tmp_path / "cache")
    assert note.startswith("the key of the cache cannot be kept") and "PLATES_CACHE" in note
    assert not (tmp_path / "cache").exists()


@pytest.mark.parametrize("content", [b"", b"short", b"x" * 33])
def test_a_damaged_key_is_said_and_not_used(report, tmp_path, monkeypatch, content):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    files.write_bytes(caches.secret_file(), content)
    (note,) = read_right(report, tmp_path / "cache")
    assert "cache.key is damaged: remove it" in note


def test_the_key_is_for_its_user_alone(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    before = os.umask(0)
    try:
        Cache(tmp_path / "cache").put("pages", KEY, [])
    finally:
        os.umask(before)
    assert caches.secret_file().stat().st_mode & 0o777 == 0o600
    assert [path.name for path in caches.secret_file().parent.iterdir()] == ["cache.key"]


READ = """
import sys
from helpers import cli
sys.exit(cli.main(sys.argv[1:]))
"""


@pytest.mark.parametrize("command", ["extract", "readings"])
def test_every_command_that_reads_says_it_once_and_goes_on(report, tmp_path, command):
    (tmp_path / "cache").write_text("a file")
    words = {"extract": [report, "-o", tmp_path / "rows.csv"], "readings": [report]}[command]
    environment = {**os.environ, "PLATES_CACHE": str(tmp_path / "cache")}
    run = [sys.executable, "-c", READ, command, *map(str, words), "--workers", "1"]
    done = subprocess.run(run, env=environment, cwd=files.ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("PLATES_CACHE") == 1 and "note: the cache in cache cannot be used" in done.stdout


def test_on_a_full_disk_the_cache_is_a_note_and_no_half_page_is_left(report, tmp_path):
    code = "from tests import test_caches; from pathlib import Path; import sys\n"
    code += "print(test_caches.extract(Path(sys.argv[1]), Path(sys.argv[2])).cache_notes)"

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (500, 500))

    run = [sys.executable, "-c", code, str(report), str(tmp_path / "cache")]
    done = subprocess.run(run, cwd=files.ROOT, capture_output=True, text=True, check=False, preexec_fn=limit)
    assert done.returncode == 0 and "File too large" in done.stdout and "PLATES_CACHE" in done.stdout, done.stderr
    assert [path for path in (tmp_path / "cache").rglob("*") if path.is_file()] == []
