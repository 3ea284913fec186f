"""Facts about where outputs are written: nothing old is lost at any step, nothing elsewhere is touched, and a folder
has one run at a time."""

import errno
import json
import os
import shutil
import signal
import socket
from pathlib import Path

import pytest

from helpers import files, folders, locks
from helpers.errors import FolderError, TableError
from tests import another_run

PARTS = ("tables/", "maps/", "only_old/", "report.html")


def tree(folder: Path) -> dict[str, str]:
    """Every path below a folder with what it is or holds."""
    return {
        path.relative_to(folder).as_posix(): f"link to {path.readlink()}"
        if path.is_symlink()
        else path.read_text()
        if path.is_file()
        else files.kind(path)
        for path in folder.rglob("*")
    }


@pytest.fixture
def home(tmp_path):
    """A folder with an output of an earlier run, and a reader's own file in it; beside it a folder of somebody else."""
    out = tmp_path / "own" / "out"
    for place in ("tables/rows.csv", "maps/deep/er/map.html", "only_old/a.txt", "report.html", "mine.txt"):
        files.write_text(out / place, f"old {place}")
    files.write_text(tmp_path / "else" / "maps" / "keep.txt", "keep")
    return tmp_path / "own"


OLD = {
    "tables": "a folder",
    "tables/rows.csv": "old tables/rows.csv",
    "maps": "a folder",
    "maps/deep": "a folder",
    "maps/deep/er": "a folder",
    "maps/deep/er/map.html": "old maps/deep/er/map.html",
    "only_old": "a folder",
    "only_old/a.txt": "old only_old/a.txt",
    "report.html": "old report.html",
    "mine.txt": "old mine.txt",
}
NEW = {
    "tables": "a folder",
    "tables/rows.csv": "new",
    "maps": "a folder",
    "maps/map.html": "new",
    "report.html": "new",
    "mine.txt": "old mine.txt",
}


def write(home: Path) -> None:
    """A run that makes everything but the part `only_old`."""
    with folders.replacing(home / "out", PARTS) as output:
        for place in ("tables/rows.csv", "maps/map.html", "report.html"):
            files.write_text(output.draft / place, "new")
        files.write_text(output.work / "scratch.txt", "on the way only")
        output.put_in_place()


# --- whole, at every step ---------------------------------------------------------------------------------------------


def test_parts_are_replaced_whole_one_that_was_not_made_goes_and_what_is_no_part_stays(home):
    write(home)
    assert tree(home / "out") == NEW and [path.name for path in home.iterdir()] == ["out"]


def test_a_run_that_fails_leaves_what_was_there_and_no_draft(home):
    with pytest.raises(RuntimeError), folders.replacing(home / "out", PARTS) as output:
        files.write_text(output.draft / "report.html", "half")
        raise RuntimeError
    assert tree(home / "out") == OLD and [path.name for path in home.iterdir()] == ["out"]


STEPS = ("mkdir", "rename", "replace", "unlink", "rmdir")
"""How Python changes a folder: a run is killed before each such call in turn."""


def stopped(home: Path, step: int, stop, *, late: bool = False) -> int:
    """Run `write` in a child that does `stop` before its step with that number, or after it. Returns how the child
    ended."""
    child = os.fork()
    if not child:
        left = [step]

        def before(change):
            def changed(*arguments, **named):
                left[0] -= 1
                if left[0] < 0 and not late:
                    stop()
                result = change(*arguments, **named)
                if left[0] < 0 and late:
                    stop()
                return result

            return changed

        for name in STEPS:
            setattr(os, name, before(getattr(os, name)))
        try:
            write(home)
            os._exit(0)
        except (OSError, TableError, KeyboardInterrupt):
            os._exit(3)
        finally:
            os._exit(4)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def below(part: str, contents: dict[str, str]) -> dict[str, str]:
    """What of a tree is a part, or below it; its own paths for the part itself."""
    inside = {
        name.removeprefix(f"{part}/"): content for name, content in contents.items() if name.startswith(f"{part}/")
    }
    return inside or ({part: contents[part]} if part in contents else {})


def copies(home: Path, step: int) -> Path:
    return Path(shutil.copytree(home, home.with_name(f"own{step}")))


def test_killed_before_any_step_a_run_loses_nothing_and_the_next_one_repairs(home):
    ends, step = [], 0
    while 0 not in ends:
        folder = copies(home, step)
        ends.append(stopped(folder, step, lambda: os.kill(os.getpid(), signal.SIGKILL)))
        kept = tree(folder)
        for part in (name.strip("/") for name in PARTS):
            old, new, here = (below(part, one) for one in (OLD, NEW, below("out", kept)))
            aside = [below(f"{name}/old/out", kept) for name in kept if name.startswith(".plates-draft-")]
            assert here in (old, new) if here else any(below(part, one) == old for one in aside) or not new, (
                step,
                part,
            )
        with folders.replacing(folder / "out", PARTS):
            assert tree(folder / "out") in (OLD, NEW), step  # one run's parts or the other's, never some of each
        assert [path.name for path in folder.iterdir()] == ["out"], step
        write(folder)
        assert tree(folder / "out") == NEW and [path.name for path in folder.iterdir()] == ["out"], step
        step += 1
    assert set(ends) == {-signal.SIGKILL, 0} and step > 30


FULL = OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize(("reason", "late"), [(FULL, False), (KeyboardInterrupt(), False), (KeyboardInterrupt(), True)])
def test_a_step_that_the_system_refuses_or_ctrl_c_puts_back_what_was_moved(home, reason, late):
    def refuse():
        for name in STEPS:  # this one step only: the disk is there again for what follows
            setattr(os, name, getattr(os, name).__closure__[0].cell_contents)
        raise reason

    ends = []
    for step in range(60):
        folder = copies(home, step)
        ends.append(stopped(folder, step, refuse, late=late))
        assert tree(folder / "out") in (OLD, NEW), step
        write(folder)
        assert tree(folder / "out") == NEW and [path.name for path in folder.iterdir()] == ["out"], step
    assert set(ends) == {0, 3} and ends.count(3) > 20 and ends[-1] == 0  # the last is after the end


# --- nothing elsewhere ------------------------------------------------------------------------------------------------

PLACES = [
    "out",
    "out/tables",
    "out/tables/rows.csv",
    "out/tables/new.csv",
    "out/maps",
    "out/maps/deep",
    "out/maps/deep/er/link",
    "out/only_old/a.txt",
    "out/report.html",
    ".plates-lock-out",
    ".plates-draft-out-0123456789abcdef/new",
    ".plates-old-out-0123456789abcdef/old/out",
]


def put(path: Path, what: str) -> None:
    """Put a link or another odd thing in a place."""
    if path.is_dir():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    elsewhere = next(folder / "else" for folder in path.parents if (folder / "else").is_dir())
    leads = {"a folder's link": elsewhere, "a file's link": elsewhere / "maps" / "keep.txt", "a dead link": "nowhere"}
    if what == "a pipe":
        os.mkfifo(path)
    elif what == "a socket":
        with socket.socket(socket.AF_UNIX) as one:
            here = Path.cwd()
            os.chdir(path.parent)  # a socket's path has at most 107 characters
            one.bind(path.name)
            os.chdir(here)
    else:
        path.symlink_to(leads.get(what, path.name))
    for parent in path.parents:
        if parent.name.startswith(".plates-"):
            (parent / folders.MARK).write_text(json.dumps({"target": "out", "places": [], "made": []}))


@pytest.mark.parametrize("what", ["a folder's link", "a file's link", "a dead link", "a loop", "a pipe", "a socket"])
@pytest.mark.parametrize("place", PLACES)
def test_nothing_that_leads_elsewhere_is_followed_moved_or_deleted(home, place, what):
    put(home / place, what)
    before, elsewhere = tree(home), tree(home.parent / "else")
    with pytest.raises(FolderError, match="this is a ") as refused:
        write(home)
    assert str(refused.value).startswith(f"own/{place}: this is a ") and "nothing was changed" in str(refused.value)
    assert tree(home) == before and tree(home.parent / "else") == elsewhere


@pytest.mark.parametrize("place", ["out", "out/tables", "out/maps", "out/report.html"])
def test_a_file_where_a_folder_belongs_is_refused_and_so_is_the_reverse(home, place):
    if (home / place).is_dir():
        shutil.rmtree(home / place)
        (home / place).write_text("a file")
    else:
        (home / place).unlink()
        (home / place).mkdir()
    before = tree(home)
    with pytest.raises(FolderError, match=rf"own/{place}: this is a (file; expected a folder|folder; expected a file)"):
        write(home)
    assert tree(home) == before


@pytest.mark.skipif(not Path("/proc/self/mountinfo").exists(), reason="mounts are listed on Linux only")
def test_a_mount_is_refused():
    with pytest.raises(FolderError, match="/proc: this is a mount of another place"):
        folders.refuse_odd(Path("/"), ["proc/"])


def test_links_above_the_folder_are_the_readers_own(home):
    (home.parent / "way").symlink_to(home)
    write(home.parent / "way")
    assert tree(home / "out") == NEW


def test_a_link_that_comes_while_a_run_works_is_refused_before_anything_is_moved(home):
    said = pytest.raises(FolderError, match="own/out/tables: this is a link")
    with said, folders.replacing(home / "out", PARTS) as output:
        files.write_text(output.draft / "report.html", "new")
        put(home / "out" / "tables", "a folder's link")
        output.put_in_place()
    assert (home / "out" / "report.html").read_text() == "old report.html"
    assert (home.parent / "else" / "maps" / "keep.txt").read_text() == "keep"


MARK = {"target": "out", "places": ["out/tables/"], "made": []}


@pytest.mark.parametrize(
    "mark",
    [
        {"places": ["out/../../else/"]},
        {"places": ["out/tables/../../../else/"]},
        {"places": ["/etc/"]},
        {"places": [".."]},
        {"places": ["out//else"]},
        {"places": [7]},
        {"places": "out"},
        {"target": "else"},
        {"made": ["else/"]},
        {"made": None},
        [],
        None,
    ],
)
def test_a_draft_whose_mark_names_other_places_is_none_of_ours_and_stays(home, mark):
    draft = home / ".plates-draft-out-0123456789abcdef"
    files.write_text(draft / folders.MARK, json.dumps(MARK | mark if isinstance(mark, dict) else mark))
    files.write_text(draft / "keep.txt", "keep")
    elsewhere = tree(home.parent / "else")
    write(home)
    assert (draft / "keep.txt").read_text() == "keep" and tree(home / "out") == NEW
    assert tree(home.parent / "else") == elsewhere


@pytest.mark.parametrize("name", [".plates-draft-other-0123456789abcdef", ".plates-draft-out-x", "plates-draft-out"])
def test_a_folder_of_another_name_is_none_of_ours_and_stays(home, name):
    files.write_text(home / name / folders.MARK, json.dumps(MARK))
    write(home)
    assert (home / name / folders.MARK).exists()


# --- one run at a time ------------------------------------------------------------------------------------------------


def test_a_second_run_is_told_which_folder_and_what_to_do_and_changes_nothing(home):
    with another_run.in_folder(home / "out"):
        before = tree(home)
        says = "own/out: another run is writing into this folder, and this one has changed nothing. Wait until"
        with pytest.raises(FolderError, match=says):
            write(home)
        assert tree(home) == before
    write(home)
    assert tree(home / "out") == NEW


def test_a_run_that_was_killed_gives_its_lock_up(home):
    with another_run.in_folder(home / "out") as other:
        other.kill()
        other.wait()
        assert locks.file_of(home / "out").exists()
        write(home)
    assert [path.name for path in home.iterdir()] == ["out"]


def test_a_lock_is_of_the_folder_whatever_way_leads_to_it(home):
    (home.parent / "way").symlink_to(home)
    with another_run.in_folder(home.parent / "way" / "out"), pytest.raises(FolderError, match="another run is writing"):
        write(home)


def test_a_command_may_lock_again_what_it_has_locked(home):
    with locks.locked(home / "out"):
        write(home)
        assert locks.file_of(home / "out").exists()
    assert not locks.file_of(home / "out").exists()


# --- one file ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("mask", "file", "folder"), [(0o077, 0o600, 0o700), (0o002, 0o664, 0o775), (0, 0o666, 0o777)])
def test_a_new_file_has_what_the_umask_allows_and_an_old_one_keeps_its_permissions(tmp_path, mask, file, folder):
    before = os.umask(mask)
    try:
        files.write_text(tmp_path / "new" / "rows.csv", "x")
        write(tmp_path)
        (tmp_path / "old.csv").touch()
        (tmp_path / "old.csv").chmod(0o640)
        files.write_text(tmp_path / "old.csv", "x")
    finally:
        os.umask(before)

    def mode(name: str) -> int:
        return (tmp_path / name).stat().st_mode & 0o777

    assert (mode("new"), mode("new/rows.csv"), mode("old.csv")) == (folder, file, 0o640)
    assert (mode("out"), mode("out/tables"), mode("out/tables/rows.csv")) == (folder, folder, file)


@pytest.mark.parametrize("what", ["a folder's link", "a file's link", "a dead link", "a loop", "a pipe", "a socket"])
def test_a_file_replaces_no_link_and_nothing_but_a_file(home, what):
    put(home / "rows.csv", what)
    before, elsewhere = tree(home), tree(home.parent / "else")
    for write_file in (lambda: files.write_text(home / "rows.csv", "new"), lambda: files.table_form(home / "rows.csv")):
        with pytest.raises(TableError, match=r"rows\.csv: this is a .*, and stays as it is; expected a file"):
            write_file()
    assert tree(home) == before and tree(home.parent / "else") == elsewhere


def test_what_the_collections_own_commands_write_goes_through_no_link(home, monkeypatch):
    monkeypatch.setattr(files, "OURS", (home / "out",))
    put(home / "out" / "maps", "a folder's link")
    with pytest.raises(TableError, match="maps: this is a link to another place"):
        files.write_text(home / "out" / "maps" / "maps" / "keep.txt", "new")
    put(home / "out", "a folder's link")
    with pytest.raises(TableError, match="out: this is a link to another place"), locks.locked(home / "out" / "site"):
        pytest.fail("locked")
    assert (home.parent / "else" / "maps" / "keep.txt").read_text() == "keep"


def test_an_error_names_the_file_and_not_its_draft(tmp_path):
    said = pytest.raises(TableError, match=r"^rows\.csv: cannot be written.*No space left")
    with said, files.beside(tmp_path / "rows.csv") as draft, files.beside(draft):
        raise OSError(errno.ENOSPC, "No space left on device")
    assert list(tmp_path.iterdir()) == []
