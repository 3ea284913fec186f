"""Facts about the project: set-up files that agree, imports that go one way, names that mean one thing, clean files."""

import ast
import re
import subprocess
import sys
import tomllib

import pytest
import yaml

from helpers import files, palette, schemas
from helpers.claims import ledger
from helpers.collection import findings
from helpers.lessons import build as lessons
from helpers.sharing.maps import style

PROJECT = tomllib.loads((files.ROOT / "pyproject.toml").read_text())["project"]
LOCK = (files.ROOT / "requirements.lock").read_text()
ENVIRONMENT = yaml.safe_load((files.ROOT / "environment.yml").read_text())
REQUIREMENTS = [
    *PROJECT["dependencies"],
    *(one for lines in PROJECT["optional-dependencies"].values() for one in lines),
]
SOURCES = sorted((files.ROOT / "helpers").rglob("*.py"))
TREES = {path.relative_to(files.ROOT).as_posix(): ast.parse(path.read_text()) for path in SOURCES}
HERE = "tests/test_project.py"
NODES = [(path, node) for path, tree in TREES.items() for node in ast.walk(tree)]
FUNCTIONS = [(path, node) for path, node in NODES if isinstance(node, ast.FunctionDef)]


def tracked() -> list[str]:
    listed = subprocess.run(["git", "ls-files"], cwd=files.ROOT, capture_output=True, text=True, check=True)
    return [path for path in listed.stdout.splitlines() if (files.ROOT / path).is_file()]


def release(text: str) -> list[int]:
    return [int(number) for number in text.split(".") if number.isdigit()]


@pytest.mark.parametrize("requirement", REQUIREMENTS)
def test_every_dependency_is_locked_once_with_hashes(requirement):
    name, least, below = re.fullmatch(r"([\w-]+)>=([\d.]+)(?:,<([\d.]+))?", requirement).groups()
    pattern = rf"^{name.lower().replace('_', '-')}==(\S+)(?: ;.*)? \\\n    --hash=sha256:"
    (pinned,) = re.findall(pattern, LOCK, re.MULTILINE)
    assert release(least) <= release(pinned) and (not below or release(pinned) < release(below))


def test_direct_dependencies_are_few_and_those_of_authors_stay_out_of_the_way():
    assert len(REQUIREMENTS) <= 44
    assert {"jupytext", "nbconvert"} == {one.split(">")[0] for one in PROJECT["optional-dependencies"]["authors"]}


def test_nothing_is_locked_twice_and_everything_has_a_hash():
    pins = re.findall(r"^([a-z0-9.-]+)==\S+.*$", LOCK, re.MULTILINE)
    assert len(pins) == len(set(pins)) > 100
    assert len(re.findall(r"==.*\\\n    --hash=sha256:", LOCK)) == len(pins)


def test_the_lock_holds_no_address():
    assert "://" not in LOCK and "--index-url" not in LOCK and "--find-links" not in LOCK


def test_environment_yml_is_valid_and_leaves_every_version_but_pythons_to_the_lock():
    assert set(ENVIRONMENT) == {"name", "channels", "variables", "dependencies"} and ENVIRONMENT["variables"] == {
        "PYTHONUTF8": "1"
    }
    assert ENVIRONMENT["name"] == "plates" and ENVIRONMENT["channels"] == ["conda-forge"]
    python, pip, through_pip = ENVIRONMENT["dependencies"]
    assert pip == "pip" and through_pip == {"pip": ["-r requirements.lock"]}
    assert release(python.removeprefix("python=")) >= release(PROJECT["requires-python"].removeprefix(">="))


def test_post_build_installs_the_project_without_asking_a_registry():
    script = files.ROOT / "postBuild"
    assert script.stat().st_mode & 0o100 and "--no-deps --no-build-isolation -e ." in script.read_text()
    assert "pip install --no-deps --no-build-isolation -e ." in (files.ROOT / "README.md").read_text()


def test_every_dependency_earns_its_place_in_a_sentence():
    lines = re.findall(
        r'^    "[a-z0-9_-]+[><=~][^"]*",(.*)$', (files.ROOT / "pyproject.toml").read_text(), re.MULTILINE
    )
    assert len(lines) == len(REQUIREMENTS) and all(len(comment.split("#")[-1].split()) >= 4 for comment in lines)


def test_ci_runs_the_readmes_test_command():
    assert (files.ROOT / ".ci" / "run").read_text().splitlines()[-1] == "make test"
    assert (
        "make run " in (files.ROOT / "README.md").read_text() and "make test " in (files.ROOT / "README.md").read_text()
    )


def test_contributing_says_of_every_module_what_it_is_changed_for():
    text = (files.ROOT / "CONTRIBUTING.md").read_text()
    named = {one for part in re.findall(r"`([^`]+)`", text) for one in (part, part.rsplit("/", 1)[-1])}
    modules = [
        path for path in tracked() if path.startswith("helpers/") and path.endswith(".py") and "__init__" not in path
    ]
    assert [path for path in modules if not {path.rsplit("/", 1)[-1], path.rsplit("/", 1)[0]} & named] == []


def test_every_option_of_a_command_is_named_where_people_read():
    commands = "".join(path.read_text() for path in SOURCES if path.parent.name == "commands")
    options = set(re.findall(r'"(--[a-z]+)"', commands)) - {"--output"}  # -o, everywhere
    text = "".join((files.ROOT / path).read_text() for path in ("README.md", "CONTRIBUTING.md"))
    assert len(options) >= 13 and {option for option in options if not re.search(rf"{option}\b", text)} == set()


def test_imports_go_one_way():
    lint = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    done = subprocess.run([sys.executable, "-c", lint], cwd=files.ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_types_hold_strictly():
    done = subprocess.run([sys.executable, "-m", "mypy"], cwd=files.ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_every_module_says_what_it_is():
    assert [path for path, tree in TREES.items() if not ast.get_docstring(tree)] == []


LONG_FOR_A_CAUSE = {"helpers/records/eff_table.py:figures"}
"""A list of figures, each with its unit and how it is counted: longer than a screen, and nothing else."""


def test_no_function_is_longer_than_a_screen():
    long = {f"{path}:{node.name}" for path, node in FUNCTIONS if node.end_lineno - node.lineno >= 50}
    assert long <= LONG_FOR_A_CAUSE


def test_a_class_name_means_one_thing_in_all_of_helpers():
    names = [node.name for _, node in NODES if isinstance(node, ast.ClassDef)]
    assert len(names) > 50 and sorted(name for name in set(names) if names.count(name) > 1) == []


def test_a_variable_says_what_it_holds():
    vague = {"found", "known", "held", "told", "matter"}
    assigned = [(path, n.id) for path, n in NODES if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]
    passed = [(path, node.arg) for path, node in NODES if isinstance(node, ast.arg) and node.arg != "found"]
    allowed = {("helpers/errors.py", "found")}  # what an error says was found, as its builders pass it
    assert {(path, name) for path, name in assigned + passed if name in vague} - allowed == set()


def test_text_is_read_and_written_as_utf_8_whatever_the_locale():
    calls = [
        (path, node) for path, node in NODES if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    ]
    texts = [(path, node) for path, node in calls if node.func.attr in ("read_text", "write_text")]
    own = [
        (path, node)
        for path, node in texts
        if not (isinstance(node.func.value, ast.Name) and node.func.value.id == "files")
    ]
    least = {"read_text": 1, "write_text": 2}
    bare = [f"{path}:{node.lineno}" for path, node in own if len([*node.args, *node.keywords]) < least[node.func.attr]]
    assert len(own) > 15 and bare == []


def test_only_tables_of_data_are_left_as_people_set_them():
    sources = [(files.ROOT / path).read_text() for path in tracked() if path.endswith(".py") and path != HERE]
    assert (
        sum(text.count("# fmt: skip") for text in sources) <= 20
        and sum(text.count("# fmt: off") for text in sources) == 0
    )


def test_records_has_four_packages_and_at_most_three_modules_of_its_own():
    records = files.ROOT / "helpers" / "records"
    assert len([path for path in records.glob("*.py") if path.name != "__init__.py"]) <= 3
    packages = {path.parent.name for path in records.glob("*/__init__.py")}
    assert packages == {"reading", "stand_ins", "redactions", "evidence"}


def test_helpers_leave_jupyter_to_notebooks():
    imported = {name for _, node in NODES for name in _imported(node)}
    assert "pandas" in imported and not {"IPython", "ipywidgets"} & imported


def _imported(node: ast.AST) -> set[str]:
    if isinstance(node, ast.Import):
        return {alias.name.split(".")[0] for alias in node.names}
    return {node.module.split(".")[0]} if isinstance(node, ast.ImportFrom) and node.module else set()


def test_every_finding_is_a_script_that_can_run():
    scripts = [path for path in tracked() if path.startswith("findings/") and path != "findings/README.md"]
    assert [path for path in scripts if not re.fullmatch(r"findings/[a-z0-9-]+\.sh", path)] == []
    assert [path for path in scripts if not (files.ROOT / path).stat().st_mode & 0o100] == []


def test_no_tracked_file_names_a_registry_or_a_path_of_a_machine():
    hosts = ["py" + "pi.org", "python" + "hosted.org", "registry." + "npmjs", "deb." + "debian"]
    words = [*hosts, *(f"/{folder}/" for folder in ("work", "root", "tmp"))]
    found = re.compile("|".join(map(re.escape, words)).encode())
    assert [path for path in tracked() if found.search((files.ROOT / path).read_bytes())] == []


def test_no_tracked_file_is_larger_than_a_megabyte():
    assert [path for path in tracked() if (files.ROOT / path).stat().st_size > 1_000_000] == []


def test_a_color_of_pages_maps_and_charts_is_defined_in_one_place_and_has_one_for_the_night():
    elsewhere = {
        (path, color)
        for path in tracked()
        if path.startswith("helpers/") and path != "helpers/palette.py"
        for color in re.findall(r"(?<!&)#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{3})\b", (files.ROOT / path).read_text())
    }
    assert elsewhere == {("helpers/collection/site/page/site.css", "#fff")}  # pictures are drawn for white
    assert palette.DAY.keys() == palette.NIGHT.keys()


def test_the_command_line_answers_without_loading_the_house():
    modules = "[m for m in ('pandas', 'pdfplumber', 'folium') if m in sys.modules]"
    loaded = f"import sys, helpers.commands.choosing; print({modules})"
    done = subprocess.run([sys.executable, "-c", loaded], cwd=files.ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_hooks_before_a_commit_are_commands_of_this_environment():
    hooks = [
        hook
        for repo in yaml.safe_load((files.ROOT / ".pre-commit-config.yaml").read_text())["repos"]
        for hook in repo["hooks"]
    ]
    programs = {hook["entry"].split()[0] for hook in hooks}
    assert len(hooks) >= 4 and all((files.ROOT / program).exists() for program in programs), programs
    named = [word for hook in hooks for word in hook["entry"].split() if word.startswith("tests/")]
    assert named and all((files.ROOT / path).exists() for path in named)


def test_a_form_for_a_correction_a_report_and_a_fault_asks_for_no_name_of_staff():
    forms = {path.stem: path.read_text() for path in (files.ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.md")}
    assert set(forms) == {"correction", "report", "fault"} and all(
        text.startswith("---\nname: ") for text in forms.values()
    )
    assert "row id" in forms["correction"] and "Please name no member of staff" in forms["correction"]


WHAT_MUST_BE_SAID = ("We contacted no agency", "Nobody here has seen the release by ICE or the list inside it")


def test_readme_and_the_reports_source_say_what_a_name_does_not_show_and_whom_nobody_asked():
    for path, unshown in (
        ("README.md", f"does not show {style.UNSHOWN}"),
        ("helpers/claims/report.html.j2", "{{ not_shown }}"),
    ):
        text = " ".join((files.ROOT / path).read_text().split())
        assert [words for words in (unshown, *WHAT_MUST_BE_SAID) if words not in text] == [], path


def test_what_a_permission_does_not_show_is_said_in_one_form_with_one_owner():
    said = {
        (path, words)
        for path in tracked()
        if path.endswith((".py", ".ipynb", ".md")) and not path.startswith("tests/")
        for words in re.findall(r"plate was (?:sent, )?looked \w+ or \w+", (files.ROOT / path).read_text())
    }
    assert {words for _, words in said} == {"plate was sent, looked at or used"}
    assert {path for path, _ in said if path.startswith("helpers/")} == {"helpers/sharing/maps/style.py"}


WRITTEN_OTHERWISE = re.compile(
    r"<!-- (\w+) -->.*?<!-- /\1 -->|```.*?```|`[^`]*`|\]\([^)]*\)"  # made by code; commands; addresses
    r"|March (?:13, )?2019|notebooks? \d\d|more than 80 local agencies|CC BY 4\.0|UTF-8",
    re.IGNORECASE | re.DOTALL,
)


def test_every_number_that_people_wrote_into_readme_is_the_one_that_its_owner_has():
    class_minutes = str(sum(lessons.MINUTES.values()))
    assert "a handout for fifteen minutes" in (files.ROOT / "helpers" / "lessons" / "cells.yml").read_text()
    owned = {PROJECT["requires-python"].removeprefix(">="), class_minutes, "15", ledger.IDS[0], ledger.IDS[-1]}
    prose = WRITTEN_OTHERWISE.sub("", (files.ROOT / "README.md").read_text())
    assert set(re.findall(r"C?\d+(?:[.,]\d+)*", prose)) == owned


MEASURED_ONCE = re.compile(r"^`make coverage` reports.*$|\| \d+ \||on Nov\. 30, 2026", re.MULTILINE)
"""What CONTRIBUTING says was measured on a day that it names: no test can measure it again in its time. As every place
of that file it is held by a checksum."""


def test_every_number_that_people_wrote_into_contributing_is_the_one_that_its_owner_has():
    fuzz = re.search(r"tests\.fuzz (\d+)\n\tPLATES_EXAMPLES=(\d+) ", (files.ROOT / "Makefile").read_text()).groups()
    examples = re.search(r'"PLATES_EXAMPLES", "(\d+)"', (files.ROOT / "tests" / "round_trips.py").read_text())[1]
    cell = re.search(r"splitlines\(\)\) > (\d+):", (files.ROOT / "tests" / "test_notebooks.py").read_text())[1]
    words = re.search(r"def many_words\(.*number: int = ([\d_]+)", (files.ROOT / "tests" / "bad_files.py").read_text())[
        1
    ]
    line = str(tomllib.loads((files.ROOT / "pyproject.toml").read_text())["tool"]["ruff"]["line-length"])
    subject = "60"  # characters of a commit's subject: a rule for people, which nothing here counts
    text = (files.ROOT / "CONTRIBUTING.md").read_text()
    values = schemas.read("findings").set_index("finding_id")["value"]
    assert [number for number, one in findings.links(text) if float(number) != values[one]] == []
    prose = re.sub(r"`[^`]*`", "", MEASURED_ONCE.sub("", text))
    numbers = {number.replace(",", "") for number in re.findall(r"\d+(?:[.,]\d+)*", prose)}
    assert numbers == {*fuzz, examples, cell, words.replace("_", ""), line, subject}


def test_a_correction_not_yet_released_says_what_its_findings_say_now():
    known = schemas.read("findings").set_index("finding_id")[["value", "low", "high"]]
    entry = r"^\*\*[-\d]{10}, unreleased\.\*\* (.+?): .*?\bsays? (.+?) Why: "
    found = re.findall(entry, (files.ROOT / "CORRECTIONS.md").read_text(), re.MULTILINE)
    for ids, now in found:
        named = known.loc[known.index.intersection(re.findall(r"`([^`]+)`", ids))]
        said = {float(number.replace(",", "")) for number in re.findall(r"\d+(?:[.,]\d+)*", now)}
        assert set(named["value"]) <= said <= set(named.stack()), ids
