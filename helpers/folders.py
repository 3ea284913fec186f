"""Folders: a run's output goes into a draft beside its folder and is put in place part by part when all of it is made.

What was there before is moved aside and deleted last, so that a run that fails or is killed at any moment loses
nothing: the next one puts in place what was whole, and removes what was not. Nothing that is a link, a mount or a
device is followed, moved or deleted, at any depth."""

import json
import os
import re
import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from helpers import files, locks
from helpers.errors import FolderError

MARK = "plates-draft.json"
"""The file that makes a folder beside an output ours: for which output it is and, once all is made, its parts."""

DRAFT, OLD = "draft", "old"
"""What is in the name of a run's own folder: until its parts are in place, and from then on."""

MOST_MARK = 1_000_000
"""Bytes of a mark that is read."""


@dataclass(frozen=True)
class OutputFolder:
    """A folder that this run alone writes. `parts` are what it may replace, each with a slash at its end if it is a
    folder; an empty one is the whole of `target`."""

    target: Path
    parts: tuple[str, ...]
    home: Path

    @property
    def draft(self) -> Path:
        """Where parts are made, under the names that they will have in `target`."""
        return self.home / "new" / self.target.name

    @property
    def work(self) -> Path:
        """For what is needed on the way only."""
        return self.home / "work"

    def put_in_place(self) -> None:
        """Replace the parts by those of the draft; one that was not made anew is removed. If a step fails, what was
        there before is back. Raises FolderError for a link and its kind, TableError if the system refuses."""
        base, places = self.target.parent, [f"{self.target.name}/{part}" for part in self.parts]
        with files.translated(self.target):
            refuse_odd(base, places)
            refuse_odd(self.home, [f"new/{place}" for place in places])
            made = [place for place in places if files.kind(self.home / "new" / place)]
            _mark(self.home, self.target, places, made)
            moved: list[tuple[Path, Path]] = []
            try:
                _move(self.home, base, places, made, moved)
            except BaseException:
                for origin, place in reversed(moved):
                    if files.kind(place) and not files.kind(origin):
                        place.rename(origin)
                _mark(self.home, self.target)
                raise
            self.home.rename(_named(self.target, OLD))


@contextmanager
def replacing(target: Path, parts: Iterable[str] = ("",)) -> Iterator[OutputFolder]:
    """Lock a folder, look through all that this run may replace in it, repair what a killed run left, and yield the
    output, whose draft is removed at the end.

    Raises FolderError if another run has the folder, and for a link, a mount, a device, or a file and a folder in each
    other's place, before anything is changed; TableError if the system refuses."""
    target = target if target.name and target.name != ".." else target.resolve()
    if not target.name:
        raise FolderError("this is a whole disk", document=str(target), expected="a folder on it")
    parts = tuple(parts)
    with locks.locked(target):
        with files.translated(target):
            refuse_odd(target.parent, [f"{target.name}/{part}" for part in parts])
            _repair(target)
        output = OutputFolder(target, parts, _named(target, DRAFT))
        try:
            with files.translated(target):
                output.home.mkdir()
                _mark(output.home, target)
            yield output
        finally:
            _clean(target)


def refuse_odd(base: Path, places: Iterable[str]) -> None:
    """Raise FolderError unless each place below `base` is missing or, with all below it and on the way to it, made of
    plain files and folders of one disk. A place that ends with a slash is a folder, any other a file."""
    device, mounts = base.stat().st_dev, _mounts_below(base)
    for place in places:
        steps = PurePosixPath(place).parts
        for depth in range(1, len(steps) + 1):
            path = base.joinpath(*steps[:depth])
            expected = "a folder" if depth < len(steps) or place.endswith("/") else "a file"
            if (is_there := _kind(path, device, mounts)) not in (expected, ""):
                raise _odd(is_there, base, path, expected)
            if not is_there:
                break
        else:
            _refuse_odd_below(base, path, device, mounts)


def _refuse_odd_below(base: Path, folder: Path, device: int, mounts: set[str]) -> None:
    waiting = [folder] if files.kind(folder) == "a folder" else []
    while waiting:
        for path in waiting.pop().iterdir():
            if (is_there := _kind(path, device, mounts)) not in ("a file", "a folder", ""):
                raise _odd(is_there, base, path, "a plain file or folder")
            if is_there == "a folder":
                waiting.append(path)


def refuse_links(base: Path, path: Path) -> None:
    """Raise FolderError for anything but a folder on the way from `base`, which may be a link, to a path below it."""
    for folder in reversed(path.parents):
        if folder.is_relative_to(base) and folder != base and files.kind(folder) not in ("a folder", ""):
            raise _odd(files.kind(folder), base, folder, "a folder")


def _kind(path: Path, device: int, mounts: set[str]) -> str:
    """As files.kind, and a mount point is one."""
    is_there = files.kind(path)
    if is_there in ("a file", "a folder"):
        mounted = path.lstat().st_dev != device or (is_there == "a folder" and os.path.ismount(path))
        if mounted or (mounts and os.path.realpath(path) in mounts):
            return "a mount of another place"
    return is_there


def _mounts_below(base: Path) -> set[str]:
    """Where something is mounted below a folder, as Linux lists it: a folder of the same disk, mounted elsewhere, shows
    in nothing else. Empty on other systems."""
    try:
        lines = Path("/proc/self/mountinfo").read_text(errors="surrogateescape").splitlines()
    except OSError:
        return set()
    named = (re.sub(r"\\([0-7]{3})", lambda code: chr(int(code[1], 8)), line.split(" ")[4]) for line in lines)
    return {mount for mount in named if mount.startswith(f"{os.path.realpath(base)}/")}


def _odd(is_there: str, base: Path, path: Path, expected: str) -> FolderError:
    do = "Move it away and run the same command again; nothing was changed."
    name = f"{base.absolute().name}/{path.relative_to(base).as_posix()}"
    return FolderError(f"this is {is_there}", document=name, expected=expected, do=do)


def _named(target: Path, state: str) -> Path:
    return target.with_name(f".plates-{state}-{target.name}-{secrets.token_hex(8)}")


def _mark(home: Path, target: Path, places: Iterable[str] = (), made: Iterable[str] = ()) -> None:
    """Mark a run's own folder. With `places` all is made: they are replaced, by those that were `made`."""
    text = json.dumps({"target": target.name, "places": list(places), "made": list(made)})
    files.write_text(home / MARK, text)


def _move(home: Path, base: Path, places: list[str], made: list[str], moved: list[tuple[Path, Path]]) -> None:
    """Move each place aside and what was made in. Each step is noted in `moved` before it is done. Done again after a
    stop anywhere, it goes on from there."""
    for place in places:
        new, old, here = home / "new" / place, home / "old" / place, base / place
        if place in made and not files.kind(new):
            continue  # it is in place
        if files.kind(here):
            old.parent.mkdir(parents=True, exist_ok=True)
            old = old if not files.kind(old) else old.with_name(f"{old.name}-{secrets.token_hex(8)}")
            moved.append((here, old))
            here.rename(old)
        if place in made:
            here.parent.mkdir(parents=True, exist_ok=True)
            moved.append((new, here))
            new.rename(here)


def _repair(target: Path) -> None:
    """What runs that were killed left beside a locked folder: parts that were all made are put in place, drafts and
    old parts removed. Only folders that bear our mark are touched."""
    for home, places, made in _left(target):
        refuse_odd(target.parent, [f"{home.name}/", *places])
        if places:
            _move(home, target.parent, places, made, [])
            old = _named(target, OLD)
            home.rename(old)
            home = old
        _remove(home)


def _left(target: Path) -> list[tuple[Path, list[str], list[str]]]:
    """The folders beside a locked one that bear our mark, with the places that are still to be replaced and those of
    them that were made."""
    pattern, left = rf"\.plates-({DRAFT}|{OLD})-{re.escape(target.name)}-[0-9a-f]{{16}}", []
    for home in sorted(target.parent.iterdir()):
        if (state := re.fullmatch(pattern, home.name)) and files.kind(home) == "a folder":
            mark = _marked(home, target)
            if mark is None:
                _remove_unmarked(home)
            else:
                left.append((home, *(mark if state[1] == DRAFT else ([], []))))
    return left


def _marked(home: Path, target: Path) -> tuple[list[str], list[str]] | None:
    """What a mark says, or None for one that is not ours."""
    try:
        handle = os.open(home / MARK, os.O_RDONLY | files.NO_LINK)
        with os.fdopen(handle, "rb") as file:
            if files.kind(home / MARK) != "a file":
                return None
            mark = json.loads(file.read(MOST_MARK))
        places, made = mark["places"], mark["made"]
        ours = mark["target"] == target.name and all(_is_inside(place, target) for place in places)
        return (places, made) if ours and set(made) <= set(places) else None
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None


def _is_inside(place: object, target: Path) -> bool:
    """Whether a place of a mark is the target or below it."""
    if not isinstance(place, str) or "\\" in place or "\0" in place:
        return False
    first, *steps = place.removesuffix("/").split("/")
    return first == target.name and all(step not in ("", ".", "..") for step in steps)


def _clean(target: Path) -> None:
    """Remove this run's own folder, unless old parts are in it because they could not be put back. What cannot be
    removed stays for the next run."""
    with suppress(OSError, FolderError):
        for home, places, _ in _left(target):
            if not places:
                refuse_odd(target.parent, [f"{home.name}/"])
                _remove(home)


def _remove_unmarked(home: Path) -> None:
    """Remove what a run that was killed before it had marked its folder left: at most a mark half written. Anything
    else is none of ours."""
    with suppress(OSError):
        begun = list(home.iterdir())
        if all(re.fullmatch(r"\.plates-draft\.[0-9a-f]{16}\.json", path.name) for path in begun):
            for path in begun:
                path.unlink()
            home.rmdir()


def _remove(home: Path) -> None:
    """Remove a folder of ours. Its mark goes last, so that what a stop leaves is still ours."""
    for path in home.iterdir():
        if path.name != MARK:
            shutil.rmtree(path) if files.kind(path) == "a folder" else path.unlink()
    (home / MARK).unlink()
    home.rmdir()
