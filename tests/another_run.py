"""Another run of plates in a folder, as a process of its own, so that a test meets a lock that is really taken."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LOCK = """
import sys
from pathlib import Path
from helpers import locks
with locks.locked(Path(sys.argv[1])):
    print("locked", flush=True)
    sys.stdin.read()
"""


@contextmanager
def in_folder(target: Path) -> Iterator[subprocess.Popen]:
    """While the block runs, another process has the lock of a folder. It ends when its input does."""
    words = [sys.executable, "-c", LOCK, str(target)]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "locked\n"
        try:
            yield process
        finally:
            process.stdin.close()
