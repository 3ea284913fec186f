"""Fuzz: files damaged at random, each read as a stranger's. `python -m tests.fuzz 2000` (or make fuzz) counts what comes of it.

A damaged file may give the right rows, one of our errors, or the right rows with a warning. It must never give a traceback,
hang, or give other rows without an error.
"""

import multiprocessing
import random
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial
from pathlib import Path

from tqdm import tqdm

from helpers.errors import PlatesError
from helpers.records import documents, pages, productions, stand_ins, typesetting
from helpers.records.caches import Cache

RIGHT, WARNED, REFUSED = "right rows", "right rows, with a warning", "one of our errors"
TRACEBACK, HANG, WRONG = "TRACEBACK", "HANG", "WRONG ROWS"
SECONDS = 30
"""For one file; the whole ones take a quarter of a second."""

PRINTED = ["section", "page", "row_on_page", "agency_printed", "city_printed", "state_printed", "hot_list_printed"]


STAND_INS = ("ocsd-2020-02-06-sharing", "ocsd-2025-03-11-sharing", "irvine-2020-03-02-sharing")


# --- subjects ---------------------------------------------------------------------------------------------------------


def small_reports(folder: Path) -> list[Path]:
    """A native report of two pages with a grid and hot lists, and one with a table without rules."""
    names = [f"Town {n:02d} Police Department" for n in range(58)]
    table = [(f"Elm {n:02d} Police Department", f"Elm {n:02d}", "CA") for n in range(30)]
    hot_lists = [(f"Oak {n:02d} Police Department", "Stolen Vehicles") for n in range(9)]
    made = []
    for name, sections in (
        ("grid", {"detections_shared": names, "hot_lists_received": hot_lists}),
        ("table", {"detections_shared": names[:9], "detections_received": table}),
    ):
        made.append(folder / f"{name}.pdf")
        typesetting.typeset(stand_ins.sheets(*stand_ins.flow("Elmville Police Department", sections)), made[-1])
    return made


# --- mutations --------------------------------------------------------------------------------------------------------


def mutated(content: bytes, seed: int) -> bytes:
    """The file with one thing broken, the same each time for a seed."""
    chance = random.Random(seed)
    return chance.choice((_flipped, _flipped, _cut, _without_object, _without_object, _swapped, _doubled))(content, chance)


def _flipped(content: bytes, chance: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 8))):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _cut(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(len(content))]


def _without_object(content: bytes, chance: random.Random) -> bytes:
    things = list(re.finditer(rb"\d+ 0 obj\b.*?endobj\s*", content, re.DOTALL))
    gone = chance.choice(things)
    return content[: gone.start()] + content[gone.end() :]


def _swapped(content: bytes, chance: random.Random) -> bytes:
    size = chance.choice((1, 4, 64))
    one, other = sorted(chance.sample(range(0, len(content) - size, size), 2))
    changed = bytearray(content)
    changed[one : one + size], changed[other : other + size] = content[other : other + size], content[one : one + size]
    return bytes(changed)


def _doubled(content: bytes, chance: random.Random) -> bytes:
    start, size = chance.randrange(len(content)), chance.choice((1, 16, 400))
    return content[: start + size] + content[start : start + size] + content[start + size :]


# --- the judge --------------------------------------------------------------------------------------------------------


@cache
def expected(path: Path) -> str:
    return _rows(path)[0]


def _rows(path: Path) -> tuple[str, list[str]]:
    with tempfile.TemporaryDirectory() as folder:
        found = productions.extract(path, "x", when="never", cache=Cache(Path(folder)))
    if not found.reports:
        raise productions.no_report(found, path.name)
    return found.rows[PRINTED].astype(str).to_csv(index=False), found.notes


def judged(path: Path, seed: int) -> tuple[int, str, str, str]:
    """Seed, subject, what came of the file that the seed makes of the subject, and how it was said."""
    with tempfile.TemporaryDirectory() as folder:
        broken = Path(folder) / "broken.pdf"
        broken.write_bytes(mutated(path.read_bytes(), seed))
        try:
            with pages.within(SECONDS):
                rows, notes = _rows(broken)
        except PlatesError as error:
            return seed, path.name, REFUSED, str(error)
        except TimeoutError:
            return seed, path.name, HANG, f"more than {SECONDS} seconds"
        except BaseException as failure:  # whatever it is, it is what this test looks for
            return seed, path.name, TRACEBACK, f"{type(failure).__name__}: {failure}"
    if rows != expected(path):
        return seed, path.name, WRONG, "; ".join(notes)
    return seed, path.name, WARNED if any("damaged" in note for note in notes) else RIGHT, "; ".join(notes)


def outcomes(subjects: list[Path], number: int, workers: int = 2) -> Iterator[tuple[int, str, str, str]]:
    """`number` broken files, dealt out over the subjects."""
    context = multiprocessing.get_context("forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn")
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        for path, seeds in ((path, range(n, number, len(subjects))) for n, path in enumerate(subjects)):
            yield from pool.map(partial(judged, path), seeds, chunksize=4)


def main(number: int) -> int:
    with tempfile.TemporaryDirectory() as folder:
        subjects = [
            *small_reports(Path(folder)),
            *map(documents.stand_in, ("ocsd-2020-02-06-sharing", "ocsd-2025-03-11-sharing")),
        ]
        subjects.append(documents.stand_in("irvine-2020-03-02-sharing"))
        found = list(tqdm(outcomes(subjects, number), total=number, unit="file", disable=None))
    for outcome, count in Counter(outcome for *_, outcome, _ in found).most_common():
        print(f"{count:6} {outcome}")
    bad = [line for line in found if line[2] in (TRACEBACK, HANG, WRONG)]
    for seed, name, outcome, said in bad:
        print(f"{outcome}: seed {seed} of {name}: {said}")
    print(f"{number} files, {len(bad)} bad outcomes")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000))
