"""Fuzz: files damaged at random, each read as a stranger's. `python -m tests.fuzz 2000` (or make fuzz) counts what
comes of it, and keeps the files of bad outcomes in build/fuzz; a second number is the first seed.

A damaged file may give the right rows, one of our errors, or the right rows with a warning. It must never give a
traceback, hang, or give other rows without an error. A text has no checksum: of a damaged one the rows may differ, and
every name must stand in it."""

import html
import multiprocessing
import random
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import openpyxl
from tqdm import tqdm

from helpers import files
from helpers.errors import PlatesError
from helpers.records import documents
from helpers.records.reading import workbooks
from helpers.records.reading.caches import Cache
from helpers.records.reading.forms import registry
from helpers.records.reading.forms.base import Options
from helpers.records.stand_ins import sharing_reports as stand_ins
from helpers.records.stand_ins import typesetting
from helpers.schemas import MASK

RIGHT, WARNED, REFUSED = "right rows", "right rows, with a warning", "one of our errors"
BAD = TRACEBACK, HANG, WRONG = "TRACEBACK", "HANG", "WRONG OR SHORT TABLE"

SECONDS = 20
"""For one file; the small whole ones take a quarter of a second, the scan three."""

PRINTED = ["section", "page", "row_on_page", "agency_printed", "city_printed", "state_printed", "hot_list_printed"]

STAND_INS = ("ocsd-2020-02-06-sharing", "ocsd-2025-03-11-sharing", "irvine-2020-03-02-sharing")

TEXTS = (".csv", ".txt", ".html")

KEPT = files.ROOT / "build" / "fuzz"

START = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
PROCESSES = multiprocessing.get_context(START)
if START == "forkserver":
    PROCESSES.set_forkserver_preload([registry.__name__, stand_ins.__name__])


class Trial(NamedTuple):
    """One broken file: the seed it was made with, the subject it was made of, what came of it, and how it was said."""

    seed: int
    subject: Path
    outcome: str
    said: str


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


NETWORKS = [
    ("Organization Name", "Networks Shared With Me", "Networks I'm Sharing"),
    *((f"Town {n:02d} CA PD", f"Town {n:02d} CA PD,Town {n:02d} CA PD (Flex)", "Elmville CA PD") for n in range(30)),
]
EXPORT = [
    ("VehicleManager",),
    ("Elmville Police Department (CA)",),
    ("Agency", "State", "Hot list sharing", "Detection sharing", "Detection receiving"),
    *((f"Elm {n:02d} Police Department", "Ohio", "Sharing", "Declined", "Receiving") for n in range(30)),
]
PORTAL = """Elmville CA PD
Transparency Portal

Last Updated: Thu Apr 23 2026

Policies

Prohibited Uses

None that are named here.
Usage

Number of LPR cameras

12

Organizations granted access to Elmville CA PD data

{}

Hotlists Alerted On

NCMEC Amber Alert

Provided by Flock Safety"""


def small_tables(folder: Path) -> list[Path]:
    """A workbook of each of two forms, and texts: a list of networks, an edge list, a portal as text and as a page."""
    names = ", ".join(f"Town {n:02d} CA PD" for n in range(40))
    made = [folder / name for name in ("export.xlsx", "networks.xlsx", "networks.csv", "edges.csv", "portal.txt")]
    for path, rows in zip(made[:2], (EXPORT, NETWORKS), strict=True):
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        book.save(path)
    made[2].write_text("\n".join(",".join(f'"{cell}"' for cell in row) for row in NETWORKS))
    made[3].write_text("sender,recipient\n" + "\n".join(f"Elm PD,Oak {n:02d} PD" for n in range(30)))
    made[4].write_text(PORTAL.format(names))
    made.append(folder / "portal.html")
    paragraphs = "".join(f"<p>{line}</p>" for line in PORTAL.format(names).splitlines() if line)
    made[-1].write_text(f"<html><body>{paragraphs}</body></html>")
    return made


# --- mutations --------------------------------------------------------------------------------------------------------


def mutated(content: bytes, seed: int) -> bytes:
    """The file with one thing broken, the same each time for a seed."""
    chance = random.Random(seed)
    ways = [_flipped, _flipped, _cut, _swapped, _doubled]
    ways += [_without_object] * 2 if content.startswith(b"%PDF") else []
    return chance.choice(ways)(content, chance)


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


def expected(path: Path) -> str:
    return _rows(path)[0]


def _rows(path: Path) -> tuple[str, list[str]]:
    with tempfile.TemporaryDirectory() as folder:
        _, result = registry.read(path, "x", Options(when="never", cache=Cache(Path(folder)), agency="Elm PD"))
    return result.rows[PRINTED].astype(str).to_csv(index=False), result.notes


def _invented(path: Path) -> list[str]:
    """The names in the rows of a text that do not stand in it, and of which no note tells."""
    _, result = registry.read(path, "x", Options(agency="Elm PD"))
    if any("prints nothing" in note for report in result.reports for note in report.odd):
        return []
    words = " ".join(workbooks.decoded(path.read_bytes(), path.name)[0].replace('"', "").split())
    plain = re.sub(r"\s+", "", re.sub(r"<[^>]*>", " ", html.unescape(words)))
    return [name for name in result.rows["agency_printed"] if re.sub(r"\s+", "", name).replace('"', "") not in plain]


def judged(content: bytes, right: str, suffix: str = ".pdf") -> tuple[str, str]:
    """What comes of a file in this process, and how it was said; `right` are the rows of the whole one."""
    with tempfile.TemporaryDirectory() as folder:
        broken = Path(folder) / f"broken{suffix}"
        broken.write_bytes(content)
        try:
            rows, notes = _rows(broken)
            if suffix in TEXTS:
                return (WRONG, f"{invented[0]}") if (invented := _invented(broken)) else (RIGHT, "; ".join(notes))
        except PlatesError as error:
            return REFUSED, str(error)
        except BaseException as failure:  # whatever it is, it is what this test looks for
            return TRACEBACK, f"{type(failure).__name__}: {failure}"
    if rows != right and not _masked(rows, right):
        return WRONG, "; ".join(notes)
    return WARNED if any("damaged" in note for note in notes) else RIGHT, "; ".join(notes)


def _masked(rows: str, right: str) -> bool:
    """Whether rows differ in nothing but what the damaged page covers: the reader marks that, and tells its place."""
    here, there = rows.splitlines(), right.splitlines()
    return len(here) == len(there) and all(one == other or MASK in one for one, other in zip(here, there, strict=True))


def watched(
    content: bytes, right: str, seconds: float = SECONDS, judge=judged, suffix: str = ".pdf"
) -> tuple[str, str]:
    """The same in a process of its own, which is killed when it takes too long: no alarm wakes a loop inside pdfium,
    and a crash in there takes its process with it."""
    receiver, sender = PROCESSES.Pipe(duplex=False)
    process = PROCESSES.Process(target=_judge_and_tell, args=(sender, judge, content, right, suffix))
    process.start()
    sender.close()
    try:
        return receiver.recv() if receiver.poll(seconds) else (HANG, f"more than {seconds} seconds")
    except EOFError:  # it ended without a word
        process.join()
        return TRACEBACK, f"the process died with exit code {process.exitcode}"
    finally:
        process.kill()
        process.join()
        process.close()
        receiver.close()


def _judge_and_tell(sender, judge, content: bytes, right: str, suffix: str) -> None:
    sender.send(judge(content, right, suffix) if judge is judged else judge(content, right))


def outcomes(subjects: list[Path], number: int, first: int = 0, workers: int = 2) -> Iterator[Trial]:
    """`number` broken files, their seeds counted from `first`, dealt out over the subjects."""
    rights = {path: expected(path) for path in subjects}

    def tried(seed: int) -> Trial:
        path = subjects[seed % len(subjects)]
        outcome, said = watched(mutated(path.read_bytes(), seed), rights[path], suffix=path.suffix)
        return Trial(seed, path, outcome, said)

    with ThreadPoolExecutor(workers) as threads:
        yield from threads.map(tried, range(first, first + number))


def kept(trial: Trial, folder: Path = KEPT) -> Path:
    """The file that a bad outcome came of, kept to look into."""
    target = folder / f"{files.slug(trial.outcome)}-{trial.subject.stem}-{trial.seed}{trial.subject.suffix}"
    files.write_bytes(target, mutated(trial.subject.read_bytes(), trial.seed))
    return target


def main(number: int, first: int = 0) -> int:
    with tempfile.TemporaryDirectory() as folder:
        small = [*small_reports(Path(folder)), *small_tables(Path(folder))]
        subjects = [*small, *map(documents.stand_in, STAND_INS)]
        counts: Counter[str] = Counter()
        for trial in tqdm(outcomes(subjects, number, first), total=number, unit="file", disable=None):
            counts[trial.outcome] += 1
            if trial.outcome in BAD:
                where = files.printable(kept(trial))
                tqdm.write(f"{trial.outcome}: seed {trial.seed} of {trial.subject.name}: {trial.said}; kept as {where}")
    for outcome, count in counts.most_common():
        print(f"{count:6} {outcome}")
    bad = sum(counts[outcome] for outcome in BAD)
    print(f"{number} files, {bad} bad outcomes")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:] or ["2000"])))
