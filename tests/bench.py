"""Bench: what reading and counting cost and how exact they are. `make bench`, on a machine that does nothing else.

Ratios are of one run. The sheriff's two native reports are read from the originals where they are at hand, else from
their stand-ins (exactness on a stand-in proves nothing, and the line says which was read)."""

import os
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import pdfplumber
import pikepdf
import psutil
from reportlab.pdfgen.canvas import Canvas
from scipy import sparse

from helpers import files, schemas
from helpers.collection import measurements
from helpers.errors import DocumentError
from helpers.records import documents
from helpers.records.reading import ocr, productions, sharing_reports
from helpers.records.reading.caches import Cache
from helpers.records.reading.workers import Workers
from helpers.sharing import graphs
from helpers.sharing.maps import map_page
from tests import browser, own_lists, scanner

REPORTS = ("ocsd-2020-02-06-sharing", "ocsd-2025-03-11-sharing")
BEST_OF = 5


def report(doc_id: str) -> Path:
    try:
        return documents.original(doc_id)
    except DocumentError:
        return documents.stand_in(doc_id)


def line(what: str, figure: str, wanted: str, held: bool) -> None:
    print(f"{'ok  ' if held else 'MISS'}  {what}: {figure} (wanted: {wanted})", flush=True)


def best(*runs: Callable[[], object], times: int = BEST_OF) -> list[float]:
    """The shortest time of each in seconds of the processor, run in turn so that a slow moment hits all alike."""
    taken: list[list[float]] = [[] for _ in runs]
    for _ in range(times):
        for run, seconds in zip(runs, taken, strict=True):
            start = time.process_time()
            run()
            seconds.append(time.process_time() - start)
    return [min(seconds) for seconds in taken]


@contextmanager
def elsewhere() -> Iterator[Cache]:
    with tempfile.TemporaryDirectory() as folder:
        yield Cache(Path(folder))


# --- exactness --------------------------------------------------------------------------------------------------------


def scans() -> None:
    scan = schemas.read("accuracy").set_index(["doc_id", "reader"]).loc["irvine-2020-03-02-sharing"]
    for reader, wanted in (("rapidocr", 0.998), ("decided", 1.0)):
        read = scan.loc[reader]
        share = read["strings_exact"] / read["strings_printed"]
        said = _in_words(read)
        line(f"Irvine's original by {reader}, as measured", said, f"{wanted:.1%}, all rows", share >= wanted)
    unseen = int((~schemas.read("misreadings")["flagged"]).sum())
    line("its errors that neither reading flags", str(unseen), "at most 1", unseen <= 1)
    for doc_id in REPORTS:
        with tempfile.TemporaryDirectory() as folder, elsewhere() as cache:
            path = scanner.scan(report(doc_id), Path(folder) / "bad.pdf")
            found = productions.extract(path, doc_id, workers=2, cache=cache)
        exact = measurements.accuracy(found.rows, measurements.transcription([doc_id]), "rapidocr").iloc[0]
        said = _in_words(exact)
        held = (
            exact["strings_exact"] >= 0.96 * exact["strings_printed"]
            and exact["rows_in_place"] == exact["rows_printed"]
        )
        line(f"{report(doc_id).name} printed and scanned badly", said, "96 %, all rows", held)


def _in_words(read) -> str:
    strings = f"{read['strings_exact']} of {read['strings_printed']} strings"
    return f"{strings}, {read['rows_in_place']} of {read['rows_printed']} rows"


def repeated(path: Path, times: int, target: Path) -> Path:
    """A file that holds the pages of another, `times` over."""
    with pikepdf.open(path) as one, pikepdf.new() as many:
        for _ in range(times):
            many.pages.extend(one.pages)
        many.save(target)
    return target


# --- native pages -----------------------------------------------------------------------------------------------------


def bare(path: Path) -> None:
    with pdfplumber.open(path) as document:
        for page in document.pages:
            page.extract_words()
            _ = page.rects
            page.close()


def tables(path: Path) -> None:
    with pdfplumber.open(path) as document:
        for page in document.pages:
            page.extract_tables()
            page.close()


def native() -> None:
    for doc_id in REPORTS:
        path = report(doc_id)
        ours, words, found = best(partial(sharing_reports.read, path), partial(bare, path), partial(tables, path))
        line(
            f"reading {path.name} against bare words and rectangles",
            f"{ours / words:.2f} times",
            "at most 1.2",
            ours <= 1.2 * words,
        )
        line(f"reading {path.name} against extract_tables()", f"{ours / found:.2f} times", "faster", ours < found)
    with tempfile.TemporaryDirectory() as folder:
        path = repeated(report(REPORTS[0]), 14, Path(folder) / "196.pdf")
        seconds = {1: [], 2: []}
        for count in (1, 2, 1, 2):
            with elsewhere() as cache:
                seconds[count].append(_seconds_reading(path, 194, "text", Workers(count), cache))
        ratio = min(seconds[1]) / min(seconds[2])
        line("two processes against one on 194 pages", f"{ratio:.2f} times as fast", "1.7", ratio >= 1.7)


def _seconds_reading(path: Path, number: int, how: str, workers: Workers, cache: Cache) -> float:
    """Seconds that workers take to read pages, once they stand ready."""
    source = productions.InputFile(str(path), files.sha256(path), cache=str(cache.folder))
    with workers as crew:
        list(crew.run(partial(productions.read, source), [[(1, how)], [(2, how)]]))  # start-up and imports do not count
        batches = productions._by_reading(dict.fromkeys(range(3, number + 3), how))
        start = time.perf_counter()
        list(crew.run(partial(productions.read, source), batches))
        return time.perf_counter() - start


# --- big files --------------------------------------------------------------------------------------------------------


def production(target: Path, number: int) -> Path:
    """`number` native pages of prose, with the report of 2020 after the first third."""
    canvas = Canvas(str(target.with_suffix(".prose.pdf")))
    for page in range(number - 14):
        for row in range(45):
            canvas.drawString(
                72,
                770 - 15 * row,
                f"Page {page}, line {row}: the officer asked for the records of one vehicle on one day.",
            )
        canvas.showPage()
    canvas.save()
    with pikepdf.open(target.with_suffix(".prose.pdf")) as prose, pikepdf.open(report(REPORTS[0])) as inside:
        for place, page in enumerate(inside.pages):
            prose.pages.insert(number // 3 + place, page)
        prose.save(target)
    return target


def extracting(path: Path, output: Path) -> tuple[float, float]:
    """Seconds and peak megabytes of `plates extract`, all its processes together, in a process of its own."""
    command = [sys.executable, "-m", "helpers.cli", "extract", str(path), "-o", str(output), "--workers", "2"]
    start, peak = time.perf_counter(), 0.0
    running = subprocess.Popen(
        command,
        cwd=files.ROOT,
        stdout=subprocess.DEVNULL,
        env={**os.environ, "PLATES_CACHE": str(output.parent / "cache")},
    )
    while running.poll() is None:
        try:
            family = [psutil.Process(running.pid), *psutil.Process(running.pid).children(recursive=True)]
            peak = max(peak, sum(_own_memory(one) for one in family) / 1e6)
        except psutil.Error:
            pass
        time.sleep(0.05)
    assert running.returncode == 0
    return time.perf_counter() - start, peak


def _own_memory(process: psutil.Process) -> int:
    """Bytes that a process has for itself; what forked processes share is counted once, where that can be told."""
    whole = process.memory_full_info()
    return getattr(whole, "pss", whole.rss)


def big() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        seconds = {}
        for number in (100, 1000, 1800, 10_000):
            path = production(folder / f"{number}.pdf", number)
            seconds[number], peak = extracting(path, folder / "rows.csv")
            rows = len(files.read_csv(folder / "rows.csv"))
            said = f"{seconds[number]:.1f} s, {peak:.0f} MB, {rows} rows"
            held = rows == 635 and peak < 400 and (number != 1800 or seconds[number] <= 30)
            line(f"the report of 2020 in {number:,} pages", said, "30 s at 1,800 pages; under 400 MB; 635 rows", held)
        source = productions.InputFile(str(folder / "1800.pdf"), "")
        start = time.perf_counter()
        productions.survey(source, list(range(1, 1801)))
        rate = 1800 / (time.perf_counter() - start)
        line("first pass, one process", f"{rate:.0f} pages a second", "150", rate >= 150)
        spent = {number: _looking(folder / f"{number}.pdf", number) for number in (100, 1000, 10_000)}
        each = {number: 1000 * taken / number for number, taken in spent.items()}
        ratio = max(each.values()) / min(each.values())
        said = ", ".join(f"{number:,}: {ms:.2f} ms a page" for number, ms in each.items())
        line(
            "cost against pages (inspection and first pass)",
            f"{said}; {ratio:.2f} between them",
            "within 1.2",
            ratio <= 1.2,
        )


def _looking(path: Path, number: int) -> float:
    source = productions.InputFile(str(path), "")
    times = 3 if number > 1000 else 9

    def run() -> None:
        productions.integrity.inspect(path)
        for batch in productions._batches(list(range(1, number + 1)), productions.SURVEY):
            productions.survey(source, batch)

    return best(run, times=times)[0]


# --- workers ----------------------------------------------------------------------------------------------------------


def workers() -> None:
    path, number = report("irvine-2020-03-02-sharing"), 8
    seconds = {}
    for count in (1, 2):
        with elsewhere() as cache:
            seconds[count] = _seconds_reading(path, number, "rapidocr", Workers(count), cache)
    ratio = seconds[1] / seconds[2]
    line("OCR of 8 pages, two workers of one thread against one", f"{ratio:.2f} times as fast", "1.5", ratio >= 1.5)
    ocr._rapid.cache_clear()
    ocr.RAPIDOCR |= {f"EngineConfig.onnxruntime.{kind}_op_num_threads": -1 for kind in ("intra", "inter")}
    with elsewhere() as cache:
        threaded = _seconds_reading(path, number, "rapidocr", Workers(1), cache)
    line(
        "the same, two workers against one of default threads",
        f"{threaded / seconds[2]:.2f} times as fast",
        "1",
        threaded >= seconds[2],
    )
    with tempfile.TemporaryDirectory() as folder:
        many = repeated(report(REPORTS[0]), 29, Path(folder) / "406.pdf")
        here, there = [], []
        from distributed import LocalCluster

        with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
            for _ in range(2):
                with elsewhere() as cache:
                    here.append(_seconds_reading(many, 404, "text", Workers(2), cache))
                with elsewhere() as cache:
                    there.append(
                        _seconds_reading(many, 404, "text", Workers(scheduler=cluster.scheduler_address), cache)
                    )
        ratio = min(there) / min(here)
        line(
            "dask's LocalCluster(2) against two processes on 404 pages",
            f"{ratio:.2f} times the time",
            "1.15",
            ratio <= 1.15,
        )


# --- maps -------------------------------------------------------------------------------------------------------------

SIZES = ((1_000, 5_000, 2.5, 2.0), (5_000, 40_000, 12.0, 6.0))
"""Agencies, edges, and what is wanted: megabytes, and seconds until they are painted and can be used."""


def pages() -> None:
    for count, links, megabytes, seconds in SIZES:
        shown = own_lists.own(own_lists.generated(count, links))
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "map.html"
            map_page.write(map_page.page(shown), path)
            size, taken = path.stat().st_size / 1e6, []
            for _ in range(3):
                with browser.opened(path) as (page, errors, asked):
                    painted = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now()))))"
                    taken.append(page.evaluate(painted) / 1000)
                    start = time.perf_counter()
                    page.evaluate("id => plates.choose(id, true)", shown.placed["entry_id"].iloc[0])
                    page.evaluate(painted)
                    chosen = time.perf_counter() - start
            said = (
                f"{size:.2f} MB, {min(taken):.1f} s to paint, {chosen:.2f} s to choose an agency, {len(errors)} errors"
            )
            held = size <= megabytes and min(taken) <= seconds and not errors and not asked
            line(
                f"a map of {count:,} agencies and {links:,} edges",
                said,
                f"{megabytes} MB, {seconds:.0f} s, 0 errors",
                held,
            )


# --- network ----------------------------------------------------------------------------------------------------------

AGENCIES, ARROWS = 5000, 4_000_000


def network() -> None:
    """Degrees, reciprocity and change between two releases of 4 million arrows each, against bare scipy.sparse on the
    same columns: categories, as a table of that size is read."""
    names = pd.Index([f"agency-{number:04}" for number in range(AGENCIES)])
    releases = [_release(names, seed) for seed in (1, 2)]
    memory = _additional_memory(partial(_with_graphs, names, releases))
    line("memory beside the columns", f"{memory:.0f} MB", "under 1000 MB", 0 < memory < 1000)
    ours, bare = best(partial(_with_graphs, names, releases), partial(_with_scipy, releases), times=3)
    said = f"{ours:.1f} s, {ours / bare:.2f} times bare scipy.sparse ({bare:.1f} s)"
    line(f"{ARROWS:,} arrows among {AGENCIES:,} agencies, twice", said, "10 s, 2 times", ours < 10 and ours <= 2 * bare)
    same = _totals_of(_with_graphs(names, releases)) == _totals_of(_with_scipy(releases))
    line(
        "its degrees, reciprocity and change",
        "the same sums" if same else "other sums",
        "those of bare scipy.sparse",
        same,
    )


def _release(names: pd.Index, seed: int) -> list[pd.Series]:
    """Columns of ARROWS different arrows, none from an agency to itself, in no order."""
    drawn = np.random.default_rng(seed).choice(AGENCIES * (AGENCIES - 1), ARROWS, replace=False)
    start, end = drawn // (AGENCIES - 1), drawn % (AGENCIES - 1)
    end += end >= start
    return [pd.Series(pd.Categorical.from_codes(codes, categories=names)) for codes in (start, end)]


def _with_graphs(names: pd.Index, releases: list) -> list:
    before, after = (graphs.build(*columns, names) for columns in releases)
    change = graphs.change(before, after)
    counts = [graphs.degrees(before), graphs.degrees(after), graphs.reciprocity(before), graphs.reciprocity(after)]
    return [*(frame.to_numpy().T for frame in counts), *change.counts().to_numpy().T]


def _with_scipy(releases: list) -> list:
    shape, parts = (AGENCIES, AGENCIES), []
    matrices = [
        sparse.coo_array(
            (np.ones(len(a), dtype=bool), (a.cat.codes.to_numpy(), b.cat.codes.to_numpy())), shape=shape
        ).tocsr()
        for a, b in releases
    ]
    ways = [(matrix.sum(axis=1), matrix.sum(axis=0)) for matrix in matrices]
    parts += [np.array(way) for way in ways]
    for matrix, (out, within) in zip(matrices, ways, strict=True):
        both = matrix.multiply(matrix.T.tocsr()).sum(axis=1)
        parts.append(np.array([both, out - both, within - both]))
    before, after = matrices
    changed = (before.multiply(after), before > after, after > before)
    return [*parts, *(part.sum(axis=axis) for part in changed for axis in (1, 0))]


def _totals_of(parts: list) -> list[list[int]]:
    return [np.asarray(part).ravel().tolist() for part in parts]


def _additional_memory(run: Callable[[], object]) -> float:
    """Megabytes of arrays and objects that stand at most at one time while something runs, beside what stood before."""
    tracemalloc.start()
    run()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak / 1e6


if __name__ == "__main__":
    sections = {"scans": scans, "native": native, "big": big, "workers": workers, "maps": pages, "network": network}
    for name in sys.argv[1:] or sections:
        sections[name]()
