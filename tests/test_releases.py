"""Facts about releases: what changed between two versions is listed, and a change without a changelog line fails."""

import subprocess

import pandas as pd
import pytest

from helpers import cli, files, schemas
from helpers.collection import releases
from helpers.errors import TableError

FINDINGS = "finding_id,value,low,high,unit,notebook,cell\na-count,{a},,,names,04,17\nb-count,7,,,names,05,3\n"
AGENCIES = "agency_id,kind,level,state,place,basis,sure\nca-napa-police,police,local,CA,Napa,{basis},true\n"
LOG = "# Changelog\n\n## 1\n\n- **04** who shares with whom.\n{more}"


def commit(root, a=1, basis="only_place", more="", tag="", log=LOG):
    for path, text in (
        ("data/derived/findings.csv", FINDINGS.format(a=a)),
        ("data/derived/agencies.csv", AGENCIES.format(basis=basis)),
        ("CHANGELOG.md", log.format(more=more)),
    ):
        files.write_text(root / path, text)
    who = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
    for command in (["init", "-q"], ["add", "-A"], [*who, "commit", "-q", "-m", "x"], *([["tag", tag]] if tag else [])):
        subprocess.run(["git", *command], cwd=root, check=True)


def test_a_finding_that_changed_is_listed_with_its_difference_and_its_line(tmp_path):
    commit(tmp_path, tag="v1")
    commit(tmp_path, a=3, basis="printed", more="- **04** two more names.\n")
    moves = releases.diff("v1", "HEAD", tmp_path)
    assert moves[["table", "id", "column", "before", "after", "by", "explained"]].to_numpy().tolist() == [
        ["findings", "a-count", "value", "1", "3", "+2", "two more names."],
        ["agencies", "ca-napa-police", "basis", "only_place", "printed", "", ""],
    ]
    assert releases.unexplained(moves) == [] and releases.in_words(moves)[-1] == "1 findings, 1 agencies changed"


TWO_NAMES = "- **04** two more names.\n"


@pytest.mark.parametrize(
    ("old", "more", "explained"),
    [
        ("", "", False),
        ("", "- **05** another notebook.\n", False),
        ("", "- `a-count` is three, since two names were read again.\n", True),
        ("", "- `a-count-of-others` moved.\n", False),
        ("", TWO_NAMES, True),
        (TWO_NAMES, TWO_NAMES, False),
    ],
)
def test_a_change_is_explained_by_a_new_line_of_its_notebook_or_its_id_alone(tmp_path, old, more, explained):
    commit(tmp_path, more=old, tag="v1")
    commit(tmp_path, a=3, more=more)
    problems = releases.unexplained(releases.diff("v1", "HEAD", tmp_path))
    assert problems == ([] if explained else ["a-count: value 1 to 3"])


def test_new_ids_and_those_that_are_gone_are_changes(tmp_path):
    commit(tmp_path, tag="v1")
    files.write_text(tmp_path / "data/derived/findings.csv", FINDINGS.format(a=1).replace("b-count", "c-count"))
    moves = releases.diff("v1", releases.WORKING_TREE, tmp_path)
    assert moves[["id", "column"]].to_numpy().tolist() == [["b-count", "(gone)"], ["c-count", "(new)"]]


def test_between_two_equal_versions_nothing_changed(tmp_path):
    commit(tmp_path, tag="v1")
    moves = releases.diff("v1", "HEAD", tmp_path)
    assert moves.empty and releases.in_words(moves) == ["nothing changed"]


@pytest.mark.parametrize("ref", ["no-such-tag", "--help", "v1; rm -rf x"])
def test_a_version_that_git_does_not_know_is_refused(tmp_path, ref):
    commit(tmp_path, tag="v1")
    with pytest.raises(TableError, match="git knows no such version"):
        releases.diff(ref, "HEAD", tmp_path)


def test_diff_prints_what_changed_and_fails_for_what_nobody_explains(capsys):
    assert cli.main(["diff", "HEAD", "HEAD"]) == 0 and "nothing changed" in capsys.readouterr().out
    assert cli.main(["diff", "no-such-tag"]) == 1 and "git knows no such version" in capsys.readouterr().err


def test_nothing_changed_since_the_latest_version_without_a_line():
    assert (version := releases.latest())
    assert releases.unexplained(releases.diff(version)) == []


UNDER_WAY = f"# Changelog\n\n{releases.UNRELEASED}\n\n{{more}}\n## 1\n\n- **04** who shares with whom.\n"
NAMED = "- `replies.csv`: the city has answered.\n"


def hand(root, reply="disputes", prose="It disputes it.", more="", tag=""):
    """A version with a hand table and prose."""
    files.write_text(root / "data/hand/replies.csv", f"agency,answer\nUnion City,{reply}\n")
    files.write_text(root / "README.md", prose)
    commit(root, more=more, tag=tag, log=UNDER_WAY)


@pytest.mark.parametrize("more", [NAMED, "- **07** the answers in `data/hand` are new.\n"])
def test_a_hand_table_that_changed_needs_a_new_line_that_names_its_file_or_folder_and_prose_needs_none(tmp_path, more):
    hand(tmp_path, tag="v1")
    hand(tmp_path, reply="confirms", prose="It confirms it.")
    (problem,) = releases.undocumented("v1", tmp_path)
    assert problem.startswith("data/hand/replies.csv changed, ")
    hand(tmp_path, reply="confirms", prose="It confirms it.", more=more)
    assert releases.undocumented("v1", tmp_path) == []


@pytest.mark.parametrize("table", ["transcriptions/rows.csv", "reference/places.csv", "documents/manifest.csv"])
def test_every_table_that_people_write_needs_a_line(tmp_path, table):
    files.write_text(tmp_path / "data" / table, "a\n1\n")
    hand(tmp_path, tag="v1")
    files.write_text(tmp_path / "data" / table, "a\n2\n")
    assert [line.split(" changed, ")[0] for line in releases.undocumented("v1", tmp_path)] == [f"data/{table}"]


@pytest.mark.parametrize("committed", [True, False])
def test_a_line_that_is_older_than_the_change_does_not_explain_it(tmp_path, committed):
    hand(tmp_path, tag="v1")
    hand(tmp_path, reply="confirms", more=NAMED)
    if committed:
        hand(tmp_path, reply="admits", more=NAMED)
        commit(tmp_path, more=NAMED + "- another thing.\n", log=UNDER_WAY)
    else:
        files.write_text(tmp_path / "data/hand/replies.csv", "agency,answer\nUnion City,admits\n")
    (problem,) = releases.undocumented("v1", tmp_path)
    assert problem.startswith("data/hand/replies.csv changed")


def test_a_number_that_changes_again_needs_a_line_of_its_own(tmp_path):
    commit(tmp_path, tag="v1", log=UNDER_WAY)
    commit(tmp_path, a=3, more="- **04** two more names.\n", log=UNDER_WAY)
    assert releases.undocumented("v1", tmp_path) == []
    files.write_text(tmp_path / "data/derived/findings.csv", FINDINGS.format(a=4))
    assert releases.unexplained(releases.diff("v1", root=tmp_path)) == []  # the old line of the notebook
    assert releases.undocumented("v1", tmp_path) == ["a-count: value 3 to 4"]


def test_what_the_changelog_says_of_a_released_version_stays(tmp_path):
    hand(tmp_path, tag="v1")
    files.write_text(tmp_path / "CHANGELOG.md", UNDER_WAY.format(more="").replace("who shares", "who sends"))
    assert releases.undocumented("v1", tmp_path) == ["CHANGELOG.md was changed where it describes a released version"]


def test_every_change_of_a_hand_table_a_number_or_a_verdict_since_the_latest_version_has_its_line():
    assert releases.undocumented(releases.latest()) == []


def test_the_latest_version_is_a_tag_or_else_the_commit_that_opened_unreleased_changes(tmp_path):
    commit(tmp_path, more="- **04** two more names.\n")
    assert releases.latest(tmp_path) == ""
    commit(tmp_path, more=f"{releases.UNRELEASED}\n\n")
    opened = releases.latest(tmp_path)
    commit(tmp_path, a=3, more=f"{releases.UNRELEASED}\n\n")
    assert releases.latest(tmp_path) == opened != ""
    assert releases.unexplained(releases.diff(opened, "HEAD", tmp_path)) == ["a-count: value 1 to 3"]
    commit(tmp_path, a=4, tag="v1")
    assert releases.latest(tmp_path) == "v1"


def test_every_correction_names_an_id_that_exists():
    ids = {*schemas.read("findings")["finding_id"], *schemas.read("verdicts")["claim_id"]}
    assert releases.corrections((files.ROOT / "CORRECTIONS.md").read_text(), ids) == []
    right = "**2026-12-01, 2026.2.** `a-count` said 1; says 3."
    text = f"{right}\n\n**2026-12-02, 2026.2.** `gone` said 2.\n\n**2026-12-03, x.** Nothing.\n"
    assert releases.corrections(text, {"a-count"}) == [
        "a correction names no id: Nothing.",
        "a correction names gone, which does not exist",
    ]


def test_every_notebook_has_a_line_in_the_changelog():
    from helpers.collection import notebooks

    explained = {number for number, _ in releases.changelog((files.ROOT / "CHANGELOG.md").read_text()).lines}
    assert {book.number for book in notebooks.listing()} <= explained
    assert isinstance(releases.diff("HEAD", "HEAD"), pd.DataFrame)


@pytest.mark.parametrize("command", ["release", "export", "report"])
def test_an_archive_a_workbook_and_a_report_replace_no_link(command, tmp_path, capsys):
    output = tmp_path / {"release": "r.zip", "export": "plates.xlsx", "report": "report.html"}[command]
    (tmp_path / "theirs").write_text("keep")
    output.symlink_to(tmp_path / "theirs")
    assert cli.main([command, "-o", str(output)]) == 1
    assert capsys.readouterr().err.startswith(f"{output.name}: this is a link to another place, and stays as it is")
    assert output.is_symlink() and (tmp_path / "theirs").read_text() == "keep"


def test_the_archive_of_a_version_is_the_same_bytes_twice_and_holds_no_record(tmp_path):
    names = releases.bundle(tmp_path / "one.zip")
    assert releases.bundle(tmp_path / "two.zip") == names and len(names) > 60
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    some = "README.md CHANGELOG.md data/derived/findings.csv data/datapackage.json notebooks/lessons/README.md"
    assert set(some.split()) <= set(names)
    assert not [name for name in names if name.endswith(".pdf") or "originals" in name]
