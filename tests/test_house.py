"""Facts about the house: set-up files that cannot drift, imports that go one way, nothing in the tree that should not be."""

import re
import subprocess
import sys
import tomllib

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from helpers import files, schemas
from helpers.claims import ledger
from helpers.collection import lessons
from helpers.records import cards

PROJECT = tomllib.loads((files.ROOT / "pyproject.toml").read_text())["project"]
LOCK = (files.ROOT / "requirements.lock").read_text()
ENVIRONMENT = yaml.safe_load((files.ROOT / "environment.yml").read_text())
REQUIREMENTS = [
    Requirement(line) for lines in (PROJECT["dependencies"], *PROJECT["optional-dependencies"].values()) for line in lines
]


def tracked() -> list[str]:
    listed = subprocess.run(["git", "ls-files"], cwd=files.ROOT, capture_output=True, text=True, check=True)
    return [path for path in listed.stdout.splitlines() if (files.ROOT / path).is_file()]


@pytest.mark.parametrize("requirement", REQUIREMENTS, ids=lambda r: r.name)
def test_every_dependency_is_locked_once_with_hashes(requirement):
    name = requirement.name.lower().replace("_", "-")
    (pinned,) = re.findall(rf"^{re.escape(name)}==(\S+)(?: ;.*)? \\\n    --hash=sha256:", LOCK, re.MULTILINE)
    assert requirement.specifier.contains(pinned)


def test_nothing_is_locked_twice_and_everything_has_a_hash():
    pins = re.findall(r"^([a-z0-9.-]+)==\S+.*$", LOCK, re.MULTILINE)
    assert len(pins) == len(set(pins)) > 100
    assert len(re.findall(r"==.*\\\n    --hash=sha256:", LOCK)) == len(pins)


def test_the_lock_holds_no_address():
    assert "://" not in LOCK and "--index-url" not in LOCK and "--find-links" not in LOCK


def test_environment_yml_is_valid_and_leaves_every_version_but_pythons_to_the_lock():
    assert set(ENVIRONMENT) == {"name", "channels", "dependencies"}
    assert ENVIRONMENT["name"] == "plates" and ENVIRONMENT["channels"] == ["conda-forge"]
    python, pip, through_pip = ENVIRONMENT["dependencies"]
    assert pip == "pip" and through_pip == {"pip": ["-r requirements.lock"]}
    assert SpecifierSet(PROJECT["requires-python"]).contains(python.removeprefix("python="))


def test_post_build_installs_the_project_without_asking_a_registry():
    script = files.ROOT / "postBuild"
    assert script.stat().st_mode & 0o100 and "--no-deps --no-build-isolation -e ." in script.read_text()
    assert "pip install --no-deps --no-build-isolation -e ." in (files.ROOT / "README.md").read_text()


def test_every_dependency_earns_its_place_in_a_sentence():
    lines = re.findall(r'^    "[a-z0-9-]+[><=~][^"]*",(.*)$', (files.ROOT / "pyproject.toml").read_text(), re.MULTILINE)
    assert len(lines) == len(REQUIREMENTS) and all(len(comment.split("#")[-1].split()) >= 4 for comment in lines)


def test_ci_runs_the_readmes_test_command():
    assert (files.ROOT / ".ci" / "run").read_text().splitlines()[-1] == "make test"
    assert "make run " in (files.ROOT / "README.md").read_text() and "make test " in (files.ROOT / "README.md").read_text()


def test_imports_go_one_way():
    lint = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    done = subprocess.run([sys.executable, "-c", lint], cwd=files.ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_types_hold_strictly():
    done = subprocess.run([sys.executable, "-m", "mypy"], cwd=files.ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_every_module_says_what_it_is():
    silent = [path for path in tracked() if path.startswith("helpers/") and path.endswith(".py") and not _docstring(path)]
    assert silent == []


def _docstring(path: str) -> str:
    import ast

    return ast.get_docstring(ast.parse((files.ROOT / path).read_text())) or ""


def test_no_tracked_file_names_a_registry_or_a_path_of_a_machine():
    words = [
        "py" + "pi.org",
        "python" + "hosted.org",
        "registry." + "npmjs",
        "deb." + "debian",
        "/" + "work/",
        "/" + "root/",
        "/" + "tmp/",
    ]
    found = re.compile("|".join(map(re.escape, words)).encode())
    assert [path for path in tracked() if found.search((files.ROOT / path).read_bytes())] == []


def test_no_tracked_file_is_larger_than_a_megabyte():
    assert [path for path in tracked() if (files.ROOT / path).stat().st_size > 1_000_000] == []


def test_a_color_is_defined_in_one_place():
    """Records may not import sharing, and the site's dark side has one color of its own."""
    owner = "helpers/sharing/style.py"
    elsewhere = {
        (path, color)
        for path in tracked()
        if path.startswith("helpers/") and not path.startswith("helpers/records/") and path != owner
        for color in re.findall(r"#[0-9a-fA-F]{6}\b", (files.ROOT / path).read_text())
    }
    assert elsewhere == {("helpers/collection/site/edition.py", "#ff9aa8"), ("helpers/sharing/page/behavior.js", "#ffffff")}
    owned = set(re.findall(r"#[0-9a-fA-F]{6}\b", (files.ROOT / owner).read_text()))
    assert set(re.findall(r"#[0-9a-fA-F]{6}\b", cards.STYLE)) - owned == {"#fff7d6"}


def test_the_command_line_answers_without_loading_the_house():
    loaded = "import sys, helpers.cli; print([m for m in ('pandas', 'pdfplumber', 'folium') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", loaded], cwd=files.ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_hooks_before_a_commit_are_commands_of_this_environment():
    hooks = [
        hook for repo in yaml.safe_load((files.ROOT / ".pre-commit-config.yaml").read_text())["repos"] for hook in repo["hooks"]
    ]
    programs = {hook["entry"].split()[0] for hook in hooks}
    assert len(hooks) >= 4 and all((files.ROOT / program).exists() for program in programs), programs
    named = [word for hook in hooks for word in hook["entry"].split() if word.startswith("tests/")]
    assert named and all((files.ROOT / path).exists() for path in named)


def test_a_form_for_a_correction_a_report_and_a_fault_asks_for_no_name_of_staff():
    forms = {path.stem: path.read_text() for path in (files.ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.md")}
    assert set(forms) == {"correction", "report", "fault"} and all(text.startswith("---\nname: ") for text in forms.values())
    assert "row id" in forms["correction"] and "Please name no member of staff" in forms["correction"]


WHAT_MUST_STAND = (
    "does not show that a plate was sent, looked at or used, or that any law was broken", "We contacted no agency",
    "Nobody here has seen the release by ICE or the list inside it",
)  # fmt: skip


def test_readme_and_the_reports_source_say_what_a_name_does_not_show_and_whom_nobody_asked():
    for path in ("README.md", "helpers/claims/report.py"):
        text = " ".join(re.sub(r'"\s*\n\s*"', "", (files.ROOT / path).read_text()).split())
        assert [words for words in WHAT_MUST_STAND if words not in text] == [], path


WRITTEN_OTHERWISE = re.compile(
    r"<!-- (\w+) -->.*?<!-- /\1 -->|```.*?```|`[^`]*`|\]\([^)]*\)"  # made by code; commands; addresses
    r"|(?:13 )?March 2019|notebooks? \d\d|more than 80 local agencies|CC BY 4\.0|UTF-8",
    re.IGNORECASE | re.DOTALL,
)


def test_every_number_that_people_wrote_into_readme_is_the_one_that_its_owner_has():
    class_minutes = str(sum(lessons.MINUTES.values()))
    assert "a card for fifteen minutes" in (files.ROOT / "helpers" / "collection" / "lessons.py").read_text()
    owned = {PROJECT["requires-python"].removeprefix(">="), class_minutes, "15", ledger.IDS[0], ledger.IDS[-1]}
    prose = WRITTEN_OTHERWISE.sub("", (files.ROOT / "README.md").read_text())
    assert set(re.findall(r"C?\d+(?:[.,]\d+)*", prose)) == owned


def test_a_correction_not_yet_released_says_what_its_findings_say_now():
    known = schemas.read("findings").set_index("finding_id")[["value", "low", "high"]]
    entry = r"^\*\*[-\d]{10}, unreleased\.\*\* (.+?): .*?\bsays? (.+?) Why: "
    found = re.findall(entry, (files.ROOT / "CORRECTIONS.md").read_text(), re.MULTILINE)
    for ids, now in found:
        named = known.loc[known.index.intersection(re.findall(r"`([^`]+)`", ids))]
        said = {float(number.replace(",", "")) for number in re.findall(r"\d+(?:[.,]\d+)*", now)}
        assert set(named["value"]) <= said <= set(named.stack()), ids
