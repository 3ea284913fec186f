"""Facts about the notebooks (layer 3): stored executed, strict, in an order that their own metadata gives."""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest

from helpers import files
from helpers.collection import findings, notebooks
from helpers.errors import FolderError, NotebookError
from helpers.records import documents
from tests import another_run
from tests.conftest import in_prose

BOOKS = sorted(notebooks.listing(), key=lambda book: book.number)


@pytest.fixture(params=BOOKS, ids=[book.path.stem for book in BOOKS])
def book(request) -> notebooks.Notebook:
    return request.param


def copy_of_the_tree(folder: Path) -> Path:
    """The tracked files as they are in the working tree: notebooks write tables, and must not write into this one."""
    command = ["git", "ls-files", "-z"]
    listed = subprocess.run(command, cwd=files.ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, listed.split("\0")):
        if (files.ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(files.ROOT / name, folder / name)
    return folder


def nbval(tree: Path, *paths: str) -> subprocess.CompletedProcess:
    """nbval, strict, on notebooks of a tree, in this environment."""
    environment = {**os.environ, "PYTHONPATH": str(tree), "PYTHONHASHSEED": "0", "PLATES_SOURCE": "stand-ins"}
    options = "-m pytest --nbval --nbval-current-env -p no:cacheprovider -p no:xdist -q".split()
    command = [sys.executable, *options, *paths]
    return subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True, check=False)


def faults(book: nbformat.NotebookNode) -> list[str]:
    """What is wrong with a notebook's stored state."""
    wrong = []
    counts = [cell.execution_count for _, cell in notebooks.code_cells(book)]
    if counts != list(range(1, len(counts) + 1)):
        wrong.append(f"executed as {counts}")
    for place, cell in notebooks.code_cells(book):
        for output in cell.outputs:
            if output.output_type == "error" or output.get("name") == "stderr":
                wrong.append(f"cell {place} stores an error or a warning")
        if len(cell.source.splitlines()) > 12:
            wrong.append(f"cell {place} is longer than 12 lines")
    if not any(cell.outputs for _, cell in notebooks.code_cells(book)):
        wrong.append("no outputs are stored")
    return wrong


def test_it_is_stored_executed_from_top_to_bottom_without_errors(book):
    assert faults(book.load()) == []


def test_no_output_holds_a_path_of_a_machine_an_address_of_memory_or_a_time(book):
    stored = "".join(str(cell.outputs) for _, cell in notebooks.code_cells(book.load()))
    assert not re.search(r"0x[0-9a-f]{8,}|/home/|/Users/|" + re.escape(str(files.ROOT)), stored)
    assert "execution" not in str([cell.metadata for cell in book.load().cells])


def test_it_opens_in_the_collections_form(book):
    cells = book.load().cells
    assert cells[0].source.splitlines()[0] == f"# {book.facts['question']}"
    assert f"Version {book.facts['version']}" in cells[0].source and notebooks.READ_FROM_STAND_INS in cells[0].source
    assert cells[1].source.startswith("**The answer.**")
    for table in [*book.facts["reads"], *(t for t in book.facts["writes"] if not t.startswith("findings"))]:
        assert f"`{table}`" in cells[2].source
    for fact in ("minutes", "level"):
        assert f"| {fact} | {book.facts[fact]} |" in cells[2].source
    assert "can show" in cells[2].source and "cannot show" in cells[2].source
    assert cells[-1].source == "found.write()"


def test_it_ends_on_a_figure(book):
    """A picture or a table, which a person has to see answers the title; never a number by itself, a draft or a log."""
    last = book.load().cells[-2]
    shown = [output.get("data", {}) for output in last.get("outputs", [])]
    assert "|---|" in last.source or any("image/png" in data or "<table" in data.get("text/html", "") for data in shown)


def test_it_is_small_and_its_line_pictures_smaller(book):
    assert book.path.stat().st_size < 600_000
    outputs = [output for _, cell in notebooks.code_cells(book.load()) for output in cell.outputs]
    pictures = [output.data["image/png"] for output in outputs if "image/png" in output.get("data", {})]
    assert all(len(picture) * 3 / 4 < 80_000 for picture in pictures)


def test_every_picture_has_words_for_those_who_do_not_see_it(book):
    for _, cell in notebooks.code_cells(book.load()):
        for output in cell.outputs:
            if "image/png" in output.get("data", {}):
                assert output.metadata.get("image/png", {}).get("alt") or "alt=" in cell.source


def test_the_order_puts_who_writes_a_table_before_who_reads_it():
    order = ["01", "02", "03", "04", "00", "05", "06", "07", "08", "09", "10", "11"]
    assert [book.number for book in notebooks.listing()] == order


def test_two_notebooks_that_write_one_table_are_refused(tmp_path):
    for name in ("01_a.ipynb", "02_b.ipynb"):
        shutil.copy(BOOKS[2].path, tmp_path / name)
    with pytest.raises(NotebookError, match="two notebooks write rows"):
        notebooks.listing(tmp_path)


def small(path: Path, code: str, reads: tuple = (), writes: tuple = ()) -> None:
    """A notebook of one cell, stored."""
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# x"), nbformat.v4.new_code_cell(code)])
    book.metadata["plates"] = dict.fromkeys(notebooks.FACTS, "") | {"reads": list(reads), "writes": list(writes)}
    path.write_text(notebooks.stored(book))


@dataclass(frozen=True)
class Into(notebooks.Source):
    """Stand-ins, the notebooks stored in a folder of the test."""

    folder: Path = Path()

    @property
    def notebooks(self) -> Path:
        return self.folder


def test_a_failing_cell_stops_the_run_and_is_named_and_the_stored_notebook_stays(tmp_path):
    small(tmp_path / "01_fails.ipynb", "1 / 0", writes=("a",))
    small(tmp_path / "02_waits.ipynb", "1", reads=("a",))
    before, said = (tmp_path / "01_fails.ipynb").read_bytes(), []
    says = r"01_fails\.ipynb: cell 2 failed; found ZeroDivisionError: division by zero"
    with pytest.raises(NotebookError, match=says):
        notebooks.run(Into("stand-ins", tmp_path), say=said.append, folder=tmp_path)
    assert (tmp_path / "01_fails.ipynb").read_bytes() == before
    assert [line[:20] for line in said] == ["[1/2] 01_fails.ipynb"]


def test_a_notebook_waits_for_the_one_whose_table_it_reads_and_another_runs_beside_it(tmp_path):
    kept = repr(str(tmp_path / "a.txt"))
    small(tmp_path / "02_writes.ipynb", f"open({kept}, 'w').write('x')", writes=("a",))
    small(tmp_path / "01_reads.ipynb", f"open({kept}).read()", reads=("a",))
    small(tmp_path / "03_by_itself.ipynb", "1")
    said = []
    notebooks.run(Into("stand-ins", tmp_path), say=said.append, folder=tmp_path, at_once=2)
    assert [line.split()[1][:2] for line in said] == ["02", "03", "01"]
    assert nbformat.read(tmp_path / "01_reads.ipynb", 4).cells[1].outputs[0].data["text/plain"] == "'x'"


def test_a_run_that_is_stopped_says_what_it_waits_for_and_stores_it_whole(tmp_path):
    small(tmp_path / "01_stops.ipynb", "import os, signal\nos.kill(os.getppid(), signal.SIGINT)", writes=("a",))
    small(tmp_path / "02_waits.ipynb", "1", reads=("a",))
    said = []
    with pytest.raises(KeyboardInterrupt):
        notebooks.run(Into("stand-ins", tmp_path), say=said.append, folder=tmp_path)
    assert said[1:] == ["Stopping when these have ended: 01_stops.ipynb"]
    assert [nbformat.read(path, 4).cells[1].execution_count for path in sorted(tmp_path.glob("*.ipynb"))] == [1, None]


class Elsewhere(notebooks.Source):
    """Stand-ins, everything written into a folder of the test."""

    folder = Path()
    build, derived = property(lambda self: self.folder / "build"), property(lambda self: self.folder / "data/derived")
    notebooks = property(lambda self: self.folder)


def test_a_second_run_in_one_tree_is_refused_and_starts_no_notebook(tmp_path):
    Elsewhere.folder, said = tmp_path, []
    small(tmp_path / "01_counts.ipynb", "1")
    with another_run.in_folder(tmp_path / "build"), pytest.raises(FolderError, match="/build: another run is writing"):
        notebooks.run(Elsewhere("stand-ins"), say=said.append, folder=tmp_path)
    assert said == [] and not (tmp_path / "data").exists()


@pytest.mark.parametrize("place", [*(f"build/{part}" for part in notebooks.WRITTEN), "data/derived", "data/derived/x"])
def test_a_link_in_what_notebooks_write_is_refused_before_one_is_started(tmp_path, place):
    Elsewhere.folder, said = tmp_path, []
    small(tmp_path / "01_counts.ipynb", "1")
    (tmp_path / "else").mkdir()
    (tmp_path / place).parent.mkdir(parents=True)
    (tmp_path / place).symlink_to(tmp_path / "else")
    with pytest.raises(FolderError, match=f"{Path(place).as_posix()}: this is a link to another place"):
        notebooks.run(Elsewhere("stand-ins"), say=said.append, folder=tmp_path)
    assert said == [] and list((tmp_path / "else").iterdir()) == []


def test_whatever_a_notebook_writes_beside_the_tables_is_looked_through_before_a_run():
    cells = [cell.source for book in BOOKS for _, cell in notebooks.code_cells(book.load())]
    written = {place for cell in cells for place in re.findall(r'source\.build / "([^"]+)"', cell)}
    assert len(written) >= 5 and written <= {part.strip("/") for part in notebooks.WRITTEN}


def test_only_two_words_say_what_is_read(monkeypatch):
    monkeypatch.setenv("PLATES_SOURCE", "the originals please")
    with pytest.raises(NotebookError, match="expected stand-ins or originals; found the originals please"):
        notebooks.source()


def test_originals_are_read_from_where_they_are_and_written_where_nothing_is_committed():
    source = notebooks.Source("originals")
    for place in (source.build, source.derived, source.notebooks):
        assert place.is_relative_to(files.ROOT / "build")
    stand_in = documents.stand_in("ocsd-2020-02-06-sharing")
    assert notebooks.Source("stand-ins").document("ocsd-2020-02-06-sharing") == stand_in


def test_run_anew_every_output_is_the_stored_one(tmp_path):
    done = nbval(copy_of_the_tree(tmp_path), *(f"notebooks/{book.path.name}" for book in BOOKS))
    cells = sum(len(list(notebooks.code_cells(book.load()))) for book in BOOKS)
    assert done.returncode == 0 and f"{cells} passed" in done.stdout, done.stdout[-3000:]


def test_canary_one_changed_digit_in_a_stored_output_fails(tmp_path):
    tree = copy_of_the_tree(tmp_path)
    path = tree / "notebooks" / BOOKS[1].path.name
    book = nbformat.read(path, as_version=4)
    changed = next(o for _, c in notebooks.code_cells(book) for o in c.outputs if "documents-known = 17" in str(o))
    changed.data["text/plain"] = changed.data["text/plain"].replace("17", "18")
    path.write_text(notebooks.stored(book))
    done = nbval(tree, f"notebooks/{path.name}")
    assert done.returncode == 1 and "1 failed" in done.stdout, done.stdout[-3000:]


def test_canary_cleared_outputs_are_a_fault():
    book = BOOKS[1].load()
    for _, cell in notebooks.code_cells(book):
        cell.outputs, cell.execution_count = [], None
    assert len(faults(book)) == 2


def test_canary_a_stored_warning_is_a_fault():
    book = BOOKS[1].load()
    next(notebooks.code_cells(book))[1].outputs = [nbformat.v4.new_output("stream", name="stderr", text="careful")]
    assert faults(book) == ["cell 4 stores an error or a warning"]


def test_every_number_in_prose_is_its_findings_value(book):
    values = in_prose()
    assert [(n, i) for cell in prose(book) for n, i in findings.links(cell) if values.get(i) != n] == []


def prose(book: notebooks.Notebook) -> list[str]:
    return [cell.source for cell in book.load().cells if cell.cell_type == "markdown"]


VERDICTS = {status: status for status in ("reproduced", "supported", "contested", "reported", "attributed")}
VERDICTS |= {"partly": "in part", "cannot-check": "cannot be checked", "differ": "differs"}
"""The status in the id of a finding that counts statements, and the verdict that prose gives after the number."""


def other_verdicts(text: str) -> list[str]:
    """The linked numbers of statements that are not followed by the verdict they count, or by another one, too."""
    linked = [match for match in re.findall(r"\(#claims-([a-z-]+)\)([^\[\n]*)", text) if match[0] in VERDICTS]
    return [status for status, words in linked if [v for v in VERDICTS.values() if v in words] != [VERDICTS[status]]]


def test_a_verdict_in_prose_is_the_one_that_its_number_counts(book):
    assert other_verdicts("\n".join([*prose(book), (files.ROOT / "README.md").read_text()])) == []


def test_canary_a_changed_verdict_in_prose_is_seen():
    text = (
        "[13](#claims-supported) are {} by a page, [16](#claims-partly) in part, [4](#claims-contested) are contested."
    )
    assert other_verdicts(text.format("supported")) == []
    assert other_verdicts(text.format("contested")) == other_verdicts(text.format("proved")) == ["supported"]


SAID_OTHERWISE = re.compile(
    r"`[^`]*`|<[^>]*>|\([^)]*\.html\)"  # code, markup, addresses
    r"|\d{1,2} (?:January|February|March|April|May|June|July|August|September|October|November|December)"  # dates
    r"|\b20\d\d(?:\.\d)?\b"
    r"|notebooks? \d\d(?:(?:,| and| to) \d\d)*|^#+ \d\.|SHA-256|lower 48|\| minutes \| \d+ \|"  # names of things
    r"|more than 80 local agencies",  # what the press reported, with its hedge
    re.MULTILINE,
)
"""Numbers that are no findings of ours."""


def test_no_other_number_stands_in_prose(book):
    for cell in prose(book):
        assert not re.search(r"\d", SAID_OTHERWISE.sub("", findings.LINK.sub("", cell))), cell


def test_every_finding_is_registered_in_one_cell_of_its_notebook(book):
    table = findings.schemas.read("findings").query("notebook == @book.number")
    cells = dict(notebooks.code_cells(book.load()))
    assert len(table) > 0
    for finding in table.itertuples():
        assert f'"{finding.finding_id}"' in cells[finding.cell].source
        assert len(finding.says) > 30 and len(finding.does_not_say) > 10


def test_canary_a_changed_number_in_prose_is_seen():
    ((number, finding_id),) = findings.links("On that day [296](#ocsd-2020-shared) names were listed.")
    assert in_prose()[finding_id] == "295" != number


def test_the_counts_are_those_that_the_reports_print():
    values = in_prose()
    assert [values[f"ocsd-2020-{what}"] for what in ("shared", "received", "hot-lists-received")] == [
        "295",
        "311",
        "29",
    ]
    assert [values[f"ocsd-2025-{what}"] for what in ("shared", "received", "hot-lists-received")] == [
        "149",
        "138",
        "19",
    ]
    irvine = [f"irvine-2020-{what}" for what in ("shared", "received", "hot-lists-shared", "hot-lists-received")]
    assert [values[i] for i in irvine] == ["342", "310", "60", "28"]


@pytest.mark.parametrize(
    ("span", "says"),
    [
        ({"low": 1, "high": 2}, "expected a value from 1 to 2; found 3"),
        ({"low": 1}, "expected low and high, or neither; found only low, 1"),
        ({"high": 5}, "expected low and high, or neither; found only high, 5"),
    ],
)
def test_a_finding_outside_its_span_or_with_one_end_of_it_is_refused_where_it_is_registered(span, says):
    recorder = findings.Recorder("04", notebooks.Source("stand-ins"))
    with pytest.raises(findings.TableError, match=says):
        recorder.add("x", 3, **span, unit="x", doc_ids="x", says="x", does_not_say="x")


def test_readme_shows_what_the_findings_and_the_notebooks_say_now():
    text = (files.ROOT / "README.md").read_text()
    assert findings.summary(findings.schemas.read("findings"), findings.IN_README) in text
    assert notebooks.questions() in text
