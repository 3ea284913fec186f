"""Locks: one run at a time in a folder. A lock is the system's, on a file beside the folder, so that a run that is
killed gives it up."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from helpers import files
from helpers.errors import FolderError

_OWN: set[tuple[int, int]] = set()
"""The locks that this process has, by device and number of the file: what a command locked, its parts lock again."""


def file_of(target: Path) -> Path:
    """The file whose lock is that of the folder `target`. It is there while a run writes, and after one was killed."""
    return target.with_name(f".plates-lock-{target.name}")


@contextmanager
def locked(target: Path) -> Iterator[None]:
    """Keep the folder `target` for this process until the block ends. The folder that it lies in is made.

    Raises FolderError if another process has it, or if something else has the lock's name; TableError if the system
    refuses.
    """
    place = file_of(target)
    files.refuse_odd_way(target)
    with files.translated(place):
        target.parent.mkdir(parents=True, exist_ok=True)
        handle = _opened(place, target)
    status = os.fstat(handle)
    mine = (status.st_dev, status.st_ino)
    if again := mine in _OWN:
        os.close(handle)
    _OWN.add(mine)
    try:
        yield
    finally:
        if not again:
            _OWN.discard(mine)
            _removed(place, handle)


def _opened(place: Path, target: Path) -> int:
    """The lock's file, locked. Raises FolderError."""
    while True:
        if files.kind(place) not in ("", "a file"):
            raise FolderError(
                f"this is {files.kind(place)}, where the lock of {target.name} belongs",
                document=shown(place),
                do="Move it away and run the same command again; nothing was changed.",
            )
        handle = os.open(place, os.O_CREAT | os.O_RDWR | files.NO_LINK, 0o666)
        try:
            here = os.fstat(handle)
            if (here.st_dev, here.st_ino) in _OWN:
                return handle
            _lock(handle)
            if files.kind(place) == "a file" and os.path.samestat(here, place.lstat()):
                return handle
            os.close(handle)  # the run that had it removed the file in this moment
        except BlockingIOError:
            os.close(handle)
            raise busy(target) from None
        except FileNotFoundError:
            os.close(handle)
        except BaseException:
            os.close(handle)
            raise


def shown(path: Path) -> str:
    """A path as an error names it: with the folder that it lies in, and nothing above."""
    return f"{path.absolute().parent.name}/{path.name}"


def busy(target: Path) -> FolderError:
    """The error for a folder in which another run writes."""
    return FolderError(
        "another run is writing into this folder, and this one has changed nothing",
        document=shown(target),
        do="Wait until the other one has ended, then run the same command again.",
    )


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        """Raises BlockingIOError if another process has the lock."""
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except PermissionError:
            raise BlockingIOError from None

    def _removed(place: Path, handle: int) -> None:
        """Windows removes no file that another process has opened: an empty one may stay."""
        os.close(handle)
        try:
            place.unlink(missing_ok=True)
        except OSError:
            return

else:
    import fcntl

    def _lock(handle: int) -> None:
        """Raises BlockingIOError if another process has the lock."""
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _removed(place: Path, handle: int) -> None:
        """The file goes while its lock is still ours; whoever opened it before looks whether it is still there."""
        try:
            place.unlink(missing_ok=True)
        except OSError:
            return  # it stays, and is no one's
        finally:
            os.close(handle)
