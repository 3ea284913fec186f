"""Bench: what reading and counting cost and how exact they are. `make bench`, on a machine that does nothing else.

Ratios compare runs of one session. The sheriff's two native reports are read from the originals where they are at hand,
else from their stand-ins (exactness on a stand-in proves nothing, and each line names the file it was read from)."""

import os
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import pdfplumber
import pikepdf
import psutil
from distributed import LocalCluster
from reportlab.pdfgen.canvas import Canvas
from scipy import sparse

from helpers import files, schemas
from helpers.collection import measurements
from helpers.errors import DocumentError
from helpers.records import documents
from helpers.records.reading import integrity, ocr, productions, sharing_reports
from helpers.records.reading.caches import Cache
from helpers.records.reading.workers import Workers
from helpers.sharing import graphs
from helpers.sharing.maps import map_page
from tests import browser, own_lists, scanner


@dataclass(frozen=True)
class Load:
    """What the sections go through: two native reports, a scan and its pages, and sizes."""

    reports: list[Path]
    printed: list[pd.DataFrame]
    """The entries of each report, as transcribed."""
    scan: Path
    scanned_pages: int = 8
    copies: tuple[int, int] = (14, 29)
    """How many times the first report is repeated: for two processes against one, and for a cluster."""
    productions: tuple[int, ...] = (100, 1000, 1800, 10_000)
    """Pages of productions that hold the first report."""
    maps: tuple[tuple[int, int, float, float], ...] = ((1_000, 5_000, 2.5, 2.0), (5_000, 40_000, 12.0, 6.0))
    """Agencies, edges, and what is wanted: megabytes, and seconds until a map is painted and can be used."""
    agencies: int = 5000
    arrows: int = 4_000_000
    times: int = 5


def full() -> Load:
    doc_ids = ("ocsd-2020-02-06-sharing", "ocsd-2025-03-11-sharing")
    printed = [measurements.transcription([doc_id]) for doc_id in doc_ids]
    return Load([_report(doc_id) for doc_id in doc_ids], printed, _report(SCAN))


SCAN = "irvine-2020-03-02-sharing"


def _report(doc_id: str) -> Path:
    try:
        return documents.original(doc_id)
    except DocumentError:
        return documents.stand_in(doc_id)


def line(what: str, figure: str, wanted: str, held: bool) -> None:
    print(f"{'ok  ' if held else 'MISS'}  {what}: {figure} (wanted: {wanted})", flush=True)


def best(*runs: Callable[[], object], times: int) -> list[float]:
    """The shortest processor time of each in seconds, run in turn so that a slow moment hits all alike."""
    seconds = [[_processor_seconds(run) for run in runs] for _ in range(times)]
    return [min(of_one_run) for of_one_run in zip(*seconds, strict=True)]


def _processor_seconds(run: Callable[[], object]) -> float:
    start = time.process_time()
    run()
    return time.process_time() - start


@contextmanager
def empty_cache() -> Iterator[Cache]:
    with tempfile.TemporaryDirectory() as folder:
        yield Cache(Path(folder))


# --- exactness --------------------------------------------------------------------------------------------------------


def scans(load: Load) -> None:
    measured = schemas.read("accuracy").set_index(["doc_id", "reader"]).loc[SCAN]
    for reader, wanted in (("rapidocr", 0.998), ("decided", 1.0)):
        exact = measured.loc[reader]
        share = exact["strings_exact"] / exact["strings_printed"]
        line(
            f"Irvine's original by {reader}, as measured", _in_words(exact), f"{wanted:.1%}, all rows", share >= wanted
        )
    unflagged = int((~schemas.read("misreadings")["flagged"]).sum())
    line("its errors that neither reading flags", str(unflagged), "at most 1", unflagged <= 1)
    for report, printed in zip(load.reports, load.printed, strict=True):
        with tempfile.TemporaryDirectory() as folder, empty_cache() as cache:
            path = scanner.scan(report, Path(folder) / "bad.pdf")
            read = productions.extract(path, printed["doc_id"].iloc[0], workers=2, cache=cache)
        exact = measurements.accuracy(read.rows, printed, "rapidocr").iloc[0]
        nearly = exact["strings_exact"] >= 0.96 * exact["strings_printed"]
        held = nearly and exact["rows_in_place"] == exact["rows_printed"]
        line(f"{report.name} printed and scanned badly", _in_words(exact), "96 %, all rows", held)


def _in_words(exact: pd.Series) -> str:
    strings = f"{exact['strings_exact']} of {exact['strings_printed']} strings"
    return f"{strings}, {exact['rows_in_place']} of {exact['rows_printed']} rows"


# --- native pages -----------------------------------------------------------------------------------------------------


def native(load: Load) -> None:
    for path in load.reports:
        words = partial(_each_page, path, lambda page: (page.extract_words(), page.rects))
        tables = partial(_each_page, path, lambda page: page.extract_tables())
        ours, bare, extracted = best(partial(sharing_reports.read, path), words, tables, times=load.times)
        said = f"{ours / bare:.2f} times"
        line(f"reading {path.name} against bare words and rectangles", said, "at most 1.2", ours <= 1.2 * bare)
        said = f"{ours / extracted:.2f} times"
        line(f"reading {path.name} against extract_tables()", said, "faster", ours < extracted)
    with tempfile.TemporaryDirectory() as folder:
        path, number = _repeated(load.reports[0], load.copies[0], Path(folder) / "repeated.pdf")
        seconds: dict[int, list[float]] = {1: [], 2: []}
        for count in (1, 2, 1, 2):
            seconds[count].append(_seconds_reading(path, number - 2, "text", Workers(count)))
        ratio = min(seconds[1]) / min(seconds[2])
        line(f"two processes against one on {number - 2} pages", f"{ratio:.2f} times as fast", "1.7", ratio >= 1.7)


def _each_page(path: Path, look: Callable[[pdfplumber.page.Page], object]) -> None:
    with pdfplumber.open(path) as document:
        for page in document.pages:
            look(page)
            page.close()


def _repeated(path: Path, times: int, target: Path) -> tuple[Path, int]:
    """A file that holds the pages of another, `times` over, and the number of its pages."""
    with pikepdf.open(path) as one, pikepdf.new() as many:
        for _ in range(times):
            many.pages.extend(one.pages)
        many.save(target)
        return target, len(many.pages)


def _seconds_reading(path: Path, number: int, how: str, workers: Workers) -> float:
    """Seconds that workers take to read pages, once they stand ready."""
    with workers as crew, empty_cache() as cache:
        read = partial(productions.read, productions.InputFile(str(path), files.sha256(path), cache=str(cache.folder)))
        list(crew.run(read, [[(1, how)], [(2, how)]]))  # start-up and imports do not count
        batches = productions._by_reading(dict.fromkeys(range(3, number + 3), how))
        start = time.perf_counter()
        list(crew.run(read, batches))
        return time.perf_counter() - start


# --- big files --------------------------------------------------------------------------------------------------------


def big(load: Load) -> None:
    rows = sum(len(report.entries) for report in sharing_reports.read(load.reports[0]))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number in load.productions:
            path = _production(load.reports[0], folder / f"{number}.pdf", number)
            seconds, peak = _extracting(path, folder / "rows.csv")
            read = len(files.read_csv(folder / "rows.csv"))
            said = f"{seconds:.1f} s, {peak:.0f} MB, {read} rows"
            held = read == rows and peak < 400 and (number != 1800 or seconds <= 30)
            wanted = f"30 s at 1,800 pages; under 400 MB; {rows} rows"
            line(f"the report in {number:,} pages", said, wanted, held)
        number = load.productions[-1]
        source = productions.InputFile(str(folder / f"{number}.pdf"), "")
        start = time.perf_counter()
        productions.survey(source, list(range(1, number + 1)))
        rate = number / (time.perf_counter() - start)
        line("first pass, one process", f"{rate:.0f} pages a second", "150", rate >= 150)
        each = {n: 1000 * _seconds_looking(folder / f"{n}.pdf", n, load.times) / n for n in load.productions}
        ratio = max(each.values()) / min(each.values())
        said = ", ".join(f"{n:,}: {milliseconds:.2f} ms a page" for n, milliseconds in each.items())
        said = f"{said}; {ratio:.2f} between them"
        line("cost against pages (inspection and first pass)", said, "within 1.2", ratio <= 1.2)


def _production(report: Path, target: Path, number: int) -> Path:
    """`number` native pages of prose, with a report after the first third."""
    with pikepdf.open(report) as inside:
        canvas = Canvas(str(target.with_suffix(".prose.pdf")))
        for page in range(number - len(inside.pages)):
            for row in range(45):
                words = f"Page {page}, line {row}: the officer asked for the records of one vehicle on one day."
                canvas.drawString(72, 770 - 15 * row, words)
            canvas.showPage()
        canvas.save()
        with pikepdf.open(target.with_suffix(".prose.pdf")) as prose:
            for place, page in enumerate(inside.pages):
                prose.pages.insert(number // 3 + place, page)
            prose.save(target)
    return target


def _extracting(path: Path, output: Path) -> tuple[float, float]:
    """Seconds and peak megabytes of `plates extract`, all its processes together, in a process of its own."""
    command = [sys.executable, "-m", "helpers.cli", "extract", str(path), "-o", str(output), "--workers", "2"]
    start, peak = time.perf_counter(), 0.0
    environment = {**os.environ, "PLATES_CACHE": str(output.parent / "cache")}
    running = subprocess.Popen(command, cwd=files.ROOT, stdout=subprocess.DEVNULL, env=environment)
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


def _seconds_looking(path: Path, number: int, times: int) -> float:
    source = productions.InputFile(str(path), "")

    def run() -> None:
        integrity.inspect(path)
        for batch in productions._batches(list(range(1, number + 1)), productions.SURVEY):
            productions.survey(source, batch)

    return best(run, times=times)[0]


# --- workers ----------------------------------------------------------------------------------------------------------


def workers(load: Load) -> None:
    number = load.scanned_pages
    seconds = {count: _seconds_reading(load.scan, number, "rapidocr", Workers(count)) for count in (1, 2)}
    ratio = seconds[1] / seconds[2]
    what = f"OCR of {number} pages, two workers of one thread against one"
    line(what, f"{ratio:.2f} times as fast", "1.5", ratio >= 1.5)
    ocr._rapid.cache_clear()
    threads = {f"EngineConfig.onnxruntime.{kind}_op_num_threads": -1 for kind in ("intra", "inter")}
    one_thread = dict(ocr.RAPIDOCR)
    ocr.RAPIDOCR |= threads
    ratio = _seconds_reading(load.scan, number, "rapidocr", Workers(1)) / seconds[2]
    ocr.RAPIDOCR |= {name: one_thread[name] for name in threads}
    line("the same, two workers against one of default threads", f"{ratio:.2f} times as fast", "1", ratio >= 1)
    with tempfile.TemporaryDirectory() as folder:
        many, number = _repeated(load.reports[0], load.copies[1], Path(folder) / "repeated.pdf")
        here, there = [], []
        with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
            for _ in range(2):
                here.append(_seconds_reading(many, number - 2, "text", Workers(2)))
                there.append(_seconds_reading(many, number - 2, "text", Workers(scheduler=cluster.scheduler_address)))
        ratio = min(there) / min(here)
        what = f"dask's LocalCluster(2) against two processes on {number - 2} pages"
        line(what, f"{ratio:.2f} times the time", "1.15", ratio <= 1.15)


# --- maps -------------------------------------------------------------------------------------------------------------

PAINTED = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now()))))"


def maps(load: Load) -> None:
    for count, links, megabytes, seconds in load.maps:
        shown = own_lists.own(own_lists.generated(count, links))
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "map.html"
            map_page.write(map_page.page(shown), path)
            size, painted = path.stat().st_size / 1e6, []
            for _ in range(3):
                with browser.opened(path) as (page, errors, requests):
                    painted.append(page.evaluate(PAINTED) / 1000)
                    start = time.perf_counter()
                    page.evaluate("id => plates.choose(id, true)", shown.placed["entry_id"].iloc[0])
                    page.evaluate(PAINTED)
                    chosen = time.perf_counter() - start
        costs = f"{size:.2f} MB, {min(painted):.1f} s to paint, {chosen:.2f} s to choose an agency"
        held = size <= megabytes and min(painted) <= seconds and not errors and not requests
        what, wanted = f"a map of {count:,} agencies and {links:,} edges", f"{megabytes} MB, {seconds:.0f} s, 0 errors"
        line(what, f"{costs}, {len(errors)} errors", wanted, held)


# --- network ----------------------------------------------------------------------------------------------------------


def network(load: Load) -> None:
    """Degrees and reciprocity of two releases, against bare scipy.sparse on the same columns: categories, as a table of
    that size is read."""
    names = pd.Index([f"agency-{number:04}" for number in range(load.agencies)])
    releases = [_release(names, load.arrows, seed) for seed in (1, 2)]
    memory = _additional_memory(partial(_with_graphs, names, releases))
    line("memory beside the columns", f"{memory:.0f} MB", "under 1000 MB", 0 < memory < 1000)
    ours, bare = best(partial(_with_graphs, names, releases), partial(_with_scipy, releases), times=3)
    said = f"{ours:.1f} s, {ours / bare:.2f} times bare scipy.sparse ({bare:.1f} s)"
    what = f"{load.arrows:,} arrows among {load.agencies:,} agencies, twice"
    line(what, said, "10 s, 2 times", ours < 10 and ours <= 2 * bare)
    same = _totals_of(_with_graphs(names, releases)) == _totals_of(_with_scipy(releases))
    said = "the same sums" if same else "other sums"
    line("its degrees and reciprocity", said, "those of bare scipy.sparse", same)


def _release(names: pd.Index, arrows: int, seed: int) -> list[pd.Series]:
    """Columns of different arrows, none from an agency to itself, in no order."""
    count = len(names)
    drawn = np.random.default_rng(seed).choice(count * (count - 1), arrows, replace=False)
    start, end = drawn // (count - 1), drawn % (count - 1)
    end += end >= start
    return [pd.Series(pd.Categorical.from_codes(codes, categories=names)) for codes in (start, end)]


def _with_graphs(names: pd.Index, releases: list) -> list:
    built = [graphs.build(*columns, names) for columns in releases]
    return [counts(graph).to_numpy().T for graph in built for counts in (graphs.degrees, graphs.reciprocity)]


def _with_scipy(releases: list) -> list:
    parts = []
    for starts, ends in releases:
        size, places = len(starts.cat.categories), (starts.cat.codes.to_numpy(), ends.cat.codes.to_numpy())
        matrix = sparse.coo_array((np.ones(len(starts), dtype=bool), places), shape=(size, size)).tocsr()
        out, into = matrix.sum(axis=1), matrix.sum(axis=0)
        both = matrix.multiply(matrix.T.tocsr()).sum(axis=1)
        parts += [np.array([out, into]), np.array([both, out - both, into - both])]
    return parts


def _totals_of(parts: list) -> list[list[int]]:
    return [np.asarray(part).ravel().tolist() for part in parts]


def _additional_memory(run: Callable[[], object]) -> float:
    """Megabytes of arrays and objects that exist at one time at most while something runs, beside those from before."""
    tracemalloc.start()
    run()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak / 1e6


SECTIONS = {section.__name__: section for section in (scans, native, big, workers, maps, network)}

if __name__ == "__main__":
    for name in sys.argv[1:] or SECTIONS:
        SECTIONS[name](full())
