"""Layer 6: a fresh clone, cleaned and run, is the commit again; and one digit changed anywhere is seen.

The run is made once. What it wrote is what the cells say now: each changed copy is compared with that, tables as git
compares them, outputs by nbval's own comparison, the ledger and linked prose by the checks of the collection, what
people wrote by its checksum."""

import os
import random
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from nbval.plugin import IPyNbFile

from helpers import files, schemas
from helpers.claims import ledger
from helpers.collection import findings, notebooks, releases
from helpers.errors import PlatesError
from tests import readme
from tests.conftest import in_prose

SEED = 20190313
EACH = 5
"""Changed copies of each of the six kinds."""


@pytest.fixture(scope="module")
def clone(tmp_path_factory) -> Path:
    """A clone of the commit, cleaned and run by the README's command."""
    folder = tmp_path_factory.mktemp("rebuilt") / "clone"
    subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", str(files.ROOT), str(folder)], check=True)
    # this tree's environment with the clone's modules; set-up would point an editable install at the clone
    command = ["make", f"BIN={files.ROOT / '.venv' / 'bin'}", "--old-file=.venv/ready", "clean", "run"]
    environment = {k: v for k, v in os.environ.items() if k != "PLATES_SOURCE"} | {"PYTHONPATH": str(folder)}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def test_make_clean_run_in_a_clone_leaves_nothing_changed(clone):
    command = ["git", "status", "--porcelain"]
    assert subprocess.run(command, cwd=clone, capture_output=True, text=True, check=True).stdout == ""
    first_path = readme.commands("From a clone to the first map")
    assert first_path.startswith("make run ") and readme.named(first_path)
    assert all((clone / page).stat().st_size > 100_000 for page in readme.named(first_path))
    assert not (clone / ".venv").exists()


def test_one_digit_changed_in_a_table_is_seen(clone, chance):
    kinds = (".csv", ".geojson", ".svg")
    derived = sorted(path for path in (clone / "data" / "derived").rglob("*") if path.suffix in kinds)
    assert len(derived) > 40
    for path in chance.sample(derived, EACH):
        assert_git_sees(clone, path, chance)


def test_one_digit_changed_in_a_finding_is_seen(clone, chance):
    for _ in range(EACH):
        assert_git_sees(clone, clone / "data" / "derived" / "findings.csv", chance)


def test_one_digit_changed_in_what_people_wrote_or_measured_does_not_fit_its_checksum(chance, tmp_path):
    shutil.copytree(files.ROOT / "data", tmp_path / "data", ignore=shutil.ignore_patterns("derived", "originals"))
    assert releases.checksum_problems(tmp_path) == []
    for path in chance.sample(sorted((tmp_path / "data").glob("*/*.csv")), EACH):
        right = path.read_text()
        files.write_text(path, changed(right, chance))
        name = path.relative_to(tmp_path).as_posix()
        assert releases.checksum_problems(tmp_path) == [f"{name} differs from its checksum"]
        files.write_text(path, right)


def test_one_digit_changed_in_the_ledger_is_seen(clone, chance, tmp_path):
    for _ in range(EACH):
        text = re.sub(r"^#.*", "", ledger.HOME.read_text(), flags=re.MULTILINE)
        files.write_text(tmp_path / "claims.yml", changed(text, chance))
        assert ledger_change_is_seen(clone, tmp_path / "claims.yml"), tmp_path / "claims.yml"
    assert not ledger_change_is_seen(clone, ledger.HOME)


def test_one_digit_changed_in_a_stored_output_is_seen_by_nbval(clone, chance, tmp_path, request):
    for book in chance.choices(notebooks.listing(), k=EACH):
        (tmp_path / "changed").mkdir(exist_ok=True)
        path, copy = tmp_path / "changed" / book.path.name, book.load()
        chosen = chance.choice([(text, key) for text, key in texts(copy) if re.search(r"\d", text[key])])
        chosen[0][chosen[1]] = changed(chosen[0][chosen[1]], chance)
        path.write_text(notebooks.stored(copy))
        assert not same_outputs(request.session, path, clone / "notebooks" / book.path.name)
        assert same_outputs(request.session, book.path, clone / "notebooks" / book.path.name)


def test_one_digit_changed_in_a_number_of_prose_is_seen(clone, chance):
    values = in_prose(clone / "data" / "derived")
    for book in chance.choices(notebooks.listing(), k=EACH):
        prose = "\n".join(cell.source for cell in book.load().cells if cell.cell_type == "markdown")
        link = chance.choice(list(findings.LINK.finditer(prose)))
        wrong = prose[: link.start("number")] + changed(link["number"], chance) + prose[link.end("number") :]
        assert [values[one] == number for number, one in findings.links(prose)].count(False) == 0
        assert [values[one] == number for number, one in findings.links(wrong)].count(False) == 1


@pytest.fixture
def chance(request) -> random.Random:
    """Chance with a fixed seed, another one for each test."""
    return random.Random(f"{SEED} {request.node.name}")


def changed(text: str, chance: random.Random) -> str:
    """The text with one of its digits made another one."""
    digit = chance.choice(list(re.finditer(r"\d", text)))
    other = chance.choice([one for one in "0123456789" if one != digit[0]])
    return text[: digit.start()] + other + text[digit.end() :]


def assert_git_sees(clone: Path, path: Path, chance: random.Random) -> None:
    """Had the commit held the changed file, the run would have left it changed: git's own comparison, of both files."""
    wrong = clone.parent / path.name
    files.write_text(wrong, changed(path.read_text(), chance))
    command = ["git", "diff", "--no-index", "--quiet", str(path), str(wrong)]
    assert subprocess.run(command, check=False).returncode == 1, path


def ledger_change_is_seen(clone: Path, path: Path) -> bool:
    """Whether the checks of the collection see that this is not the ledger that the run's tables were made from."""
    derived = clone / "data" / "derived"
    numbers, quotes, cells = schemas.read("findings", derived), schemas.read("anchors"), notebooks.code("10")
    try:
        claims = ledger.read(path)
        wrong = ledger.problems(claims, numbers, cells, quotes, original=lambda doc_id: None)
        tables = {"verdicts": ledger.verdicts(claims, numbers, quotes), "evidence": ledger.evidence(claims)}
    except PlatesError:
        return True
    stored = {name: schemas.read(name, derived) for name in tables}
    return bool(wrong) or any(tables[name].to_csv() != stored[name].to_csv() for name in tables)


def texts(book: nbformat.NotebookNode) -> Iterator[tuple[dict, str]]:
    """Every text of the stored outputs, as the mapping that holds it and its key."""
    for _, cell in notebooks.code_cells(book):
        for output in cell.outputs:
            if "text" in output:
                yield output, "text"
            yield from ((output.data, kind) for kind in output.get("data", {}) if kind.startswith("text/"))


def same_outputs(session: pytest.Session, stored: Path, fresh: Path) -> bool:
    """nbval's own comparison of a notebook's stored outputs with those of a run, cell by cell."""
    ran = [cell.outputs for _, cell in notebooks.code_cells(notebooks.Notebook(fresh).load())]
    cells = list(IPyNbFile.from_parent(session, path=stored).collect())
    assert len(cells) == len(ran)
    return all(cell.compare_outputs(outputs, cell.cell.outputs) for cell, outputs in zip(cells, ran, strict=True))
