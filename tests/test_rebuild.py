"""Layer 6: a fresh clone, cleaned and run, is the commit again; and one digit or word changed anywhere is seen.

The run is made once. What it wrote is what the cells say now: each changed copy is compared with that, tables as git
compares them, outputs by nbval's own comparison, the ledger and linked prose by the checks of the collection. What
people wrote, prose too, and what is stored (the outputs of lessons, too) is compared with its checksum, which a change
of any single place breaks: that is all a checksum shows, and whether an author wrote a right number is for the tests
that compare numbers in prose with their owners."""

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
"""Changed copies of each kind."""


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


KINDS = {
    "data": r"data/.*\.(csv|yml|json|geojson|md)",
    "changelog": r"CHANGELOG\.md",
    "prose": r"(?!CHANGELOG)[A-Z]+(\.md|\.cff)?|\.github/.*|(findings|notebooks/lessons)/README\.md",
    "notebooks, outputs included": r"notebooks/\d\d_.*\.ipynb",
    "lessons, outputs included": r"notebooks/lessons/(source|students|instructors|cards)/.*",
}
"""Each kind of file that people write or that is stored, as a pattern of its paths."""


@pytest.fixture(scope="module")
def sealed(tmp_path_factory) -> Path:
    """A copy of every file that has a checksum, and of the checksums."""
    folder = tmp_path_factory.mktemp("sealed")
    for name in [releases.CHECKSUMS, *recorded(files.ROOT)]:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(files.ROOT / name, folder / name)
    return folder


def recorded(root: Path) -> list[str]:
    """The files that have a checksum."""
    return [line.split("  ", 1)[1] for line in (root / releases.CHECKSUMS).read_text().splitlines()]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("place", [r"\d", r"\b[a-z]{4,}\b"], ids=["a digit", "a word"])
def test_a_digit_or_word_changed_in_what_people_wrote_or_is_stored_does_not_fit_its_checksum(
    sealed, chance, kind, place
):
    names = [name for name in recorded(sealed) if re.fullmatch(KINDS[kind], name)]
    names = [name for name in names if re.search(place, (sealed / name).read_text())]
    assert releases.checksum_problems(sealed) == []
    for name in chance.choices(names, k=EACH):
        right = (sealed / name).read_text()
        files.write_text(sealed / name, changed(right, chance, place))
        assert releases.checksum_problems(sealed) == [f"{name} differs from its checksum"]
        files.write_text(sealed / name, right)


def test_a_changed_checksum_does_not_fit_its_file(sealed, chance):
    right = (sealed / releases.CHECKSUMS).read_text()
    for place in (r"\d", r"(?<=[a-z])[a-z]"):
        files.write_text(sealed / releases.CHECKSUMS, changed(right, chance, place))
        assert releases.checksum_problems(sealed) != []
    files.write_text(sealed / releases.CHECKSUMS, right)


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


def changed(text: str, chance: random.Random, place: str = r"\d") -> str:
    """The text with one digit made another one or, where `place` is another pattern, one word made another word."""
    one = chance.choice(list(re.finditer(place, text)))
    other = chance.choice([other for other in ("0123456789" if one[0].isdigit() else "xyz") if other != one[0]])
    return text[: one.start()] + other + text[one.end() :]


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
