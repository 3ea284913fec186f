"""Name lists: a reader's own list of names, however long, matched in pieces, as `agencies.named` matches a short one.

A line's agency depends on lines far from it: a state printed beside the same name, a second city beside the same words.
So the list is gone through twice, and what must be remembered of it lies in a temporary file."""

import pickle
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing

import pandas as pd

from helpers.errors import TableError
from helpers.sharing import agencies
from helpers.sharing.agencies import NameEvidence
from helpers.sharing.names import active
from helpers.sharing.places import STATES

Pieces = Iterable[pd.DataFrame]
Progress = Callable[[Pieces, str], Pieces]
"""Goes through pieces and shows how far it came, under a title."""

TABLES = """
PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -16000;
CREATE TABLE states (name TEXT, state TEXT, PRIMARY KEY (name, state)) WITHOUT ROWID;
CREATE TABLE cities (agency_id TEXT, city TEXT, PRIMARY KEY (agency_id, city)) WITHOUT ROWID;
CREATE TABLE pieces (content BLOB);
"""


def matched(read: Callable[[], Pieces], evidence: NameEvidence, progress: Progress) -> Iterator[pd.DataFrame]:
    """The list that `read` gives in pieces, anew each time, with the agency of each name: pieces of what
    `agencies.named` returns for the whole, whose arguments and errors are the same.

    Raises TableError, too, when there is no room for the temporary file."""
    try:
        with closing(sqlite3.connect("")) as memory:  # a file without a name, which goes away with the connection
            memory.executescript(TABLES)
            for cells in map(agencies.spelled, progress(read(), "looking")):
                beside = cells[cells["state_printed"].isin(STATES)]
                pairs = set(zip(beside["agency_printed"].map(active), beside["state_printed"], strict=True))
                memory.executemany("INSERT OR IGNORE INTO states VALUES (?, ?)", pairs)
            evidence = agencies.with_own_states(evidence, _OneStateEach(memory))
            for cells in map(agencies.spelled, progress(read(), "matching")):
                lines, cities, which = agencies.described_once(cells, evidence)
                beside = agencies.beside_cities(lines, cities)
                pairs = set(zip(beside["agency_id"], beside["city"], strict=True))
                memory.executemany("INSERT OR IGNORE INTO cities VALUES (?, ?)", pairs)
                content = zlib.compress(pickle.dumps((lines, cities, which)), 1)
                memory.execute("INSERT INTO pieces VALUES (?)", [content])
            several = _Several(memory)
            for (content,) in memory.execute("SELECT content FROM pieces ORDER BY rowid"):
                lines, cities, which = pickle.loads(zlib.decompress(content))  # our own, a moment ago
                yield agencies.split_by_city(lines, cities, several).take(which).reset_index(drop=True)
    except sqlite3.OperationalError as reason:
        do = "Make room for temporary files, or name a folder that has room in TMPDIR, and run the same command again."
        raise TableError("the list cannot be kept in a temporary file", found=reason, do=do) from None


class _OneStateEach(Mapping[str, str]):
    """A printed name to the one state printed beside it; a name with two is no key."""

    def __init__(self, memory: sqlite3.Connection):
        self.memory = memory

    def __getitem__(self, name: str) -> str:
        states: list[tuple[str]] = self.memory.execute("SELECT state FROM states WHERE name = ?", [name]).fetchall()
        if len(states) != 1:
            raise KeyError(name)
        return states[0][0]

    def __iter__(self) -> Iterator[str]:
        return (name for (name,) in self.memory.execute("SELECT name FROM states GROUP BY name HAVING COUNT(*) = 1"))

    def __len__(self) -> int:
        return sum(1 for _ in self)


class _Several:
    """The ids that are printed beside more than one city."""

    def __init__(self, memory: sqlite3.Connection):
        self.memory = memory

    def __contains__(self, agency_id: object) -> bool:
        count: tuple[int] = self.memory.execute(
            "SELECT COUNT(*) FROM cities WHERE agency_id = ?", [agency_id]
        ).fetchone()
        return count[0] > 1
