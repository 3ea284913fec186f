"""Notebooks: their order, whether they read stand-ins or originals, and how they are run.

The notebooks are the pipeline. Only this module reads `PLATES_SOURCE`. It says which documents a notebook reads and
where its tables go, so that a run on the originals never changes what is committed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from helpers import files, folders, locks
from helpers.errors import NotebookError
from helpers.records import documents

if TYPE_CHECKING:  # nbformat takes a second to import, in every kernel: only import it where a notebook is opened
    import nbformat

FOLDER = files.ROOT / "notebooks"
FACTS = ("version", "reads", "writes", "minutes", "level", "question")
"""What each notebook says of itself in its metadata, under `plates`."""

WRITTEN = ("maps/", "cards/", "redactions/", "ice_list/", "practice/", "network.graphml", "report.html")
"""What notebooks and `plates run` write in `Source.build`. Anything else there may be as its owner wants it."""

READ_FROM_STAND_INS = """\
**Read from stand-ins.** This notebook was run on stand-ins: pages that we typeset from our own transcription of the \
records.
A stand-in is not the record, and every picture cut from one says so.
To read the records themselves, run `plates fetch` and then `make originals`, which also checks that every row is the \
same."""
"""In every notebook's first cell. A run on the originals replaces it with READ_FROM_ORIGINALS."""

READ_FROM_ORIGINALS = (
    "**Read from the records themselves.** This copy was run on the originals; a picture with a plain edge is the "
    "record's."
)

MADE_BY_CODE = re.compile(r"<!-- (\w+) -->.*?<!-- /\1 -->", re.DOTALL)
"""The parts of a Markdown file that code writes (write_between)."""


@dataclass(frozen=True)
class Source:
    """Which documents are read, and where tables, maps and notebooks are written."""

    name: str

    @property
    def stand_in(self) -> bool:
        return self.name == "stand-ins"

    @property
    def build(self) -> Path:
        return files.ROOT / "build" if self.stand_in else files.ROOT / "build" / "originals"

    @property
    def derived(self) -> Path:
        return files.ROOT / "data" / "derived" if self.stand_in else self.build / "derived"

    @property
    def notebooks(self) -> Path:
        return FOLDER if self.stand_in else self.build / "notebooks"

    def document(self, doc_id: str) -> Path:
        """The file to read for a document. Raises DocumentError if it is not here."""
        return documents.stand_in(doc_id) if self.stand_in else documents.original(doc_id)

    @property
    def says(self) -> str:
        if self.stand_in:
            return "stand-ins typeset from our transcription, not the records themselves"
        return "the records themselves"


def source() -> Source:
    """Stand-ins, unless PLATES_SOURCE is `originals`. Raises NotebookError for any other value."""
    name = os.environ.get("PLATES_SOURCE", "stand-ins")
    if name not in ("stand-ins", "originals"):
        raise NotebookError("PLATES_SOURCE has another value", expected="stand-ins or originals", found=name)
    return Source(name)


@dataclass(frozen=True)
class Notebook:
    """One notebook as stored. Its number is the first two digits of its name."""

    path: Path

    @property
    def number(self) -> str:
        return self.path.name[:2]

    def load(self) -> nbformat.NotebookNode:
        import nbformat

        read: Callable[..., nbformat.NotebookNode] = nbformat.read  # it does not say so itself
        return read(self.path, as_version=4)

    @property
    def facts(self) -> dict[str, Any]:
        """Its metadata under `plates`. Raises NotebookError if one of FACTS is missing."""
        facts: dict[str, Any] = self.load().metadata.get("plates", {})
        if missing := ", ".join(name for name in FACTS if name not in facts):
            raise NotebookError("the notebook's metadata is incomplete", document=self.path.name, found=f"no {missing}")
        return facts


def listing(folder: Path = FOLDER) -> list[Notebook]:
    """All notebooks in running order: one that reads a table comes after the one that writes it; otherwise by number.

    Raises NotebookError if two notebooks write one table, or if they wait for each other.
    """
    waits = _waits_for(folder)
    ordered: list[Notebook] = []
    while waiting := [n for n in waits if n not in ordered]:
        ready = [n for n in waiting if waits[n] <= set(ordered)]
        if not ready:
            raise NotebookError("notebooks wait for each other's tables", found=", ".join(n.path.name for n in waiting))
        ordered.append(ready[0])
    return ordered


def _waits_for(folder: Path = FOLDER) -> dict[Notebook, set[Notebook]]:
    """Each notebook, by number, with those that write a table it reads. Raises NotebookError if two write one table."""
    facts = {notebook: notebook.facts for notebook in map(Notebook, sorted(folder.glob("[0-9][0-9]_*.ipynb")))}
    writers: dict[str, Notebook] = {}
    for notebook in facts:
        for table in facts[notebook]["writes"]:
            if table in writers:
                names = f"{writers[table].path.name}, {notebook.path.name}"
                raise NotebookError(f"two notebooks write {table}", found=names)
            writers[table] = notebook
    return {one: {writers[table] for table in facts[one]["reads"] if table in writers} - {one} for one in facts}


def _behind(notebook: Notebook, waits: dict[Notebook, set[Notebook]]) -> set[Notebook]:
    """The notebooks that one waits for, and those that these wait for."""
    return waits[notebook].union(*(_behind(one, waits) for one in waits[notebook]))


Say = Callable[[str], None]
"""Where lines of progress go."""


def run(target: Source, only: Sequence[str] = (), say: Say = print, folder: Path = FOLDER, at_once: int = 0) -> None:
    """Execute the notebooks of a folder and store them in `target.notebooks`, with a line of progress each.

    `at_once` run at the same time (default: one per processor), none before those whose tables it reads, and first
    those that most others wait for. Raises NotebookError at the first failing cell, naming notebook, cell and error;
    what was stored before stays, and no other notebook is started. Raises FolderError as `alone` does."""
    with alone(target):
        _run_all(target, only, say, folder, at_once or os.cpu_count() or 1)


@contextmanager
def alone(target: Source) -> Iterator[None]:
    """Keep what a source's notebooks write for this process until the block ends.

    Raises FolderError if another run writes there, TableError or FolderError if something there leads elsewhere."""
    with locks.locked(target.build):
        for folder, parts in ((target.build, WRITTEN), (target.derived.parent, [f"{target.derived.name}/"])):
            files.refuse_odd_way(folder / "any")
            with files.translated(folder):
                folder.mkdir(parents=True, exist_ok=True)
                folders.refuse_odd(folder, parts)
        yield


def _run_all(target: Source, only: Sequence[str], say: Say, folder: Path, at_once: int) -> None:
    chosen = [n for n in listing(folder) if not only or n.number in only]
    waits = {n: needed & set(chosen) for n, needed in _waits_for(folder).items()}
    started = 0
    done: set[Notebook] = set()
    running: dict[Future[None], Notebook] = {}
    with ThreadPoolExecutor(at_once) as pool:
        while len(done) < len(chosen):
            ready = [n for n in chosen if n not in done and n not in running.values() and waits[n] <= done]
            ready.sort(key=lambda one: -sum(one in _behind(other, waits) for other in chosen))
            for notebook in ready[: at_once - len(running)]:
                started += 1
                say(f"[{started}/{len(chosen)}] {notebook.path.name}: {notebook.facts['question']}")
                running[pool.submit(_run_one, notebook, target)] = notebook
            try:
                ended = wait(running, return_when=FIRST_COMPLETED).done
            except KeyboardInterrupt:
                say("Stopping when these have ended: " + ", ".join(sorted(one.path.name for one in running.values())))
                raise
            for one in ended:
                done.add(running.pop(one))
                one.result()


def _run_one(notebook: Notebook, target: Source) -> None:
    book = notebook.load()
    if not target.stand_in:
        book.cells[0].source = book.cells[0].source.replace(READ_FROM_STAND_INS, READ_FROM_ORIGINALS)
    executed = execute(book, target, notebook.path.name)
    files.write_text(target.notebooks / notebook.path.name, stored(executed))


def execute(book: nbformat.NotebookNode, target: Source, name: str) -> nbformat.NotebookNode:
    """Run a notebook in a kernel of its own, in the folder of the notebooks, and return it in its stored form."""
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError

    environment = {**os.environ, "PLATES_SOURCE": target.name, "PYTHONPATH": str(files.ROOT), "PYTHONHASHSEED": "0"}
    settings: dict[str, Any] = {"timeout": 600, "coalesce_streams": True, "record_timing": False}
    settings |= {"extra_arguments": ["--IPKernelApp.log_level=ERROR"], "resources": {"metadata": {"path": str(FOLDER)}}}
    try:
        NotebookClient(book, **settings).execute(env=environment)
    except CellExecutionError as failure:
        cell = next(n for n, c in code_cells(book) if any(output.output_type == "error" for output in c.outputs))
        what, do = (
            f"{failure.ename}: {failure.evalue}".rstrip("."),
            "Open the notebook (make lab) and run it to that cell.",
        )
        raise NotebookError(f"cell {cell} failed", document=name, found=what, do=do) from None
    return tidy(book)


def tidy(book: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Remove what differs between machines, so that the same cells give the same bytes."""
    book.metadata.get("language_info", {}).pop("version", None)
    for cell in book.cells:
        cell.metadata.pop("execution", None)
    return book


def stored(book: nbformat.NotebookNode) -> str:
    import nbformat

    writes: Callable[..., str] = nbformat.writes  # it does not say so itself
    return writes(book, version=4).rstrip("\n") + "\n"


def code_cells(book: nbformat.NotebookNode) -> Iterator[tuple[int, nbformat.NotebookNode]]:
    """Code cells with their place among all cells, from 1."""
    return ((place, cell) for place, cell in enumerate(book.cells, start=1) if cell.cell_type == "code")


def code(number: str) -> list[str]:
    """The code cells of a notebook, as text."""
    return [cell.source for book in listing() if book.number == number for _, cell in code_cells(book.load())]


def questions() -> str:
    """README's table of notebooks, with the question that each answers, in Markdown."""
    lines = ["| question | notebook | minutes | level |", "|---|---|---|---|"]
    for notebook in sorted(listing(), key=lambda n: n.number):
        facts = notebook.facts
        link = f"[{notebook.path.stem}](notebooks/{notebook.path.name})"
        lines.append(f"| {facts['question']} | {link} | {facts['minutes']} | {facts['level']} |")
    return "\n".join(lines)


def write_between(path: Path, name: str, text: str) -> None:
    """Replace the text between the comments `<!-- name -->` and `<!-- /name -->` of a Markdown file."""
    pattern = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
    new, count = pattern.subn(lambda match: match[1] + text + "\n" + match[2], path.read_text("utf-8"))
    if not count:
        raise NotebookError(f"no place for {name}", document=path.name, expected=f"<!-- {name} --> … <!-- /{name} -->")
    files.write_text(path, new)
