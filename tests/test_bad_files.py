"""Facts about what a stranger may hand over: right rows, or one sentence and an exit code; never a traceback, half a
file, a machine's whole memory, or a call to the outside.

The command line runs in a process of its own, under a hard limit of time.
"""

import errno
import gc
import os
import resource
import shutil
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import NamedTuple

import openpyxl
import pytest

from helpers import cli, files
from helpers.errors import ReadingError
from helpers.records.reading import opening, pages, productions
from helpers.records.reading.caches import Cache
from tests import bad_files, fuzz

SECONDS = 60
MEGABYTES = 700


WEIGHED = (
    "import resource, subprocess, sys; code = subprocess.call(sys.argv[2:]); "
    "open(sys.argv[1], 'w').write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)); sys.exit(code)"
)
"""Runs a command and writes down the most memory it took, in kilobytes. Linux lets a process begin with the peak of the
one that started it, and a worker of the tests may be heavier than all that it starts: this one weighs nothing."""


class Run(NamedTuple):
    """What one run of plates left: exit code, both outputs, the most memory it took in megabytes, and the names of the
    files it wrote."""

    code: int
    out: str
    err: str
    megabytes: float
    wrote: list[str]


@pytest.fixture
def extract(tmp_path):
    """Run `plates extract` on a file; tables go to tmp_path/out, the cache lies apart."""
    out = tmp_path / "out"
    out.mkdir()

    def run(
        path: Path,
        *options,
        output: str | Path = "rows.csv",
        seconds: float = SECONDS,
        command=("-m", "helpers.cli"),
        before=(),
        largest_file: int | None = None,
    ) -> Run:
        def limit() -> None:
            if largest_file is not None:
                resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))

        words = [*before, sys.executable, *command, "extract", path, "-o", out / output, "--workers", "1", *options]
        scales = [sys.executable, "-c", WEIGHED, tmp_path / "weight"]
        outputs = [tmp_path / "stdout", tmp_path / "stderr"]
        environment = {**os.environ, "HOME": str(tmp_path), "PLATES_CACHE": str(tmp_path / "cache")}
        how = {"cwd": files.ROOT, "env": environment, "preexec_fn": limit, "start_new_session": True}
        with outputs[0].open("wb") as stdout, outputs[1].open("wb") as stderr:
            process = subprocess.Popen(list(map(str, [*scales, *words])), stdout=stdout, stderr=stderr, **how)
            alarm = threading.Timer(seconds, os.killpg, (process.pid, signal.SIGKILL))
            alarm.start()
            process.wait()
            alarm.cancel()
        weight = int((tmp_path / "weight").read_text()) / 1024
        texts = [part.read_text() for part in outputs]
        return Run(process.returncode, *texts, weight, sorted(p.name for p in out.rglob("*")))

    return run


def refused(run: Run, *words: str, code: int = 1, name: str = "stranger.pdf") -> None:
    """One sentence that names the file, an exit code, and nothing else."""
    assert run.code == code, (run.code, run.err)
    assert "Traceback" not in run.err and len(run.err.splitlines()) == 1 and run.err.startswith(name)
    for word in words:
        assert word in run.err
    assert run.wrote == [] and run.out == ""


def right(run: Run, tmp_path: Path, names=tuple(bad_files.NAMES)) -> None:
    assert run.code == 0 and run.err == ""
    assert run.wrote == ["rows.csv", "rows.pages.csv"]
    assert files.read_csv(tmp_path / "out" / "rows.csv")["agency_printed"].tolist() == list(names)


# --- no PDF, or a broken one ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (bad_files.web_page, "found a web page. Save it as a PDF"),
        (bad_files.photograph, "found a photograph (JPEG). Save it as a PDF"),
        (bad_files.archive, "found a Word or Excel file, or another ZIP archive. Save it as a PDF"),
        (bad_files.empty, "the file is empty"),
        (bad_files.only_its_beginning, "Download the file again"),
        (bad_files.folder, "this is a folder"),
        (bad_files.without_pages, "the file has no pages"),
        (bad_files.loop_of_pages, "Loop detected"),
        (bad_files.garbled_xref, "structure is broken"),
        (bad_files.locked, "locked with a password"),
        (bad_files.without_content, "the report's last pages are missing"),
        (bad_files.null_content, "page 2: a part of the page's content is missing"),
        (bad_files.without_font, "page 2: the page's font /F2+0 is not in the file"),
        (bad_files.unknown_filter, "page 2: the page's content cannot be unpacked"),
        (bad_files.without_one_font, "the page's font /F2+1 is not in the file"),
    ],
    ids=lambda part: getattr(part, "__name__", ""),
)
def test_a_file_that_cannot_be_read_whole_is_refused_in_a_sentence(make, says, extract, tmp_path):
    refused(extract(make(tmp_path / "stranger.pdf")), says)


def test_a_file_that_is_not_there_is_refused(extract, tmp_path):
    refused(extract(tmp_path / "stranger.pdf"), "there is no such file")


def test_a_file_without_its_table_of_places_is_read_with_a_warning(extract, tmp_path):
    run = extract(bad_files.wrong_startxref(tmp_path / "stranger.pdf"))
    right(run, tmp_path)
    assert "note: the file is damaged: its structure was broken and has been repaired" in run.out


def test_a_file_cut_anywhere_is_refused_or_read_whole(tmp_path):
    whole = bad_files.report(tmp_path / "whole.pdf")
    expected = fuzz.expected(whole)
    for share in (0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.97, 0.99, 0.995, 0.999):
        path = bad_files.cut(tmp_path / "cut.pdf", share)
        outcome, said = fuzz.watched(path.read_bytes(), expected)
        assert outcome not in fuzz.BAD, (share, outcome, said)
        assert outcome != fuzz.RIGHT or share > 0.99


def test_a_file_that_refers_to_itself_in_a_circle_is_given_up(tmp_path, monkeypatch):
    path = bad_files.endless_reference(tmp_path / "stranger.pdf")
    monkeypatch.setattr(opening, "MOST_SECONDS_TO_OPEN", 1)
    with pytest.raises(ReadingError, match="takes more than 1 seconds to open"):
        productions.extract(path, "x", when="never", cache=Cache(tmp_path / "cache"))


def test_two_fonts_are_read_as_well_as_one(extract, tmp_path):
    run = extract(bad_files.two_fonts(tmp_path / "stranger.pdf"))
    assert run.code == 0 and len(files.read_csv(tmp_path / "out" / "rows.csv")) == 58


# --- locks ------------------------------------------------------------------------------------------------------------


def test_a_locked_file_is_read_with_its_password(extract, tmp_path):
    path = bad_files.locked(tmp_path / "stranger.pdf")
    right(extract(path, "--password", "sesame"), tmp_path)


def test_a_wrong_password_is_told_and_not_repeated(extract, tmp_path):
    run = extract(bad_files.locked(tmp_path / "stranger.pdf"), "--password", "mustard")
    refused(run, "locked with a password; found another password")
    assert "mustard" not in run.err


def test_a_file_that_only_its_owner_may_change_is_read(extract, tmp_path):
    right(extract(bad_files.locked(tmp_path / "stranger.pdf", user="")), tmp_path)


# --- sizes and bombs --------------------------------------------------------------------------------------------------


CONTENT_BOMBS = [bad_files.bomb, bad_files.nested_bomb, bad_files.bomb_by_its_short_name, bad_files.bomb_in_letters]
CONTENT_BOMBS += [bad_files.run_length_bomb, bad_files.lzw_bomb]


@pytest.mark.parametrize(
    ("make", "says"),
    [
        *((make, "page 2: the page's content unpacks to more than 64 million bytes") for make in CONTENT_BOMBS),
        (bad_files.form_bomb, "a part that the page is drawn with is damaged: object"),
        (bad_files.bomb_of_objects, "unpacks to more than 64 million bytes"),
    ],
    ids=lambda part: getattr(part, "__name__", ""),
)
def test_a_bomb_is_refused_and_fills_no_memory(make, says, extract, tmp_path):
    path = make(tmp_path / "stranger.pdf")
    assert path.stat().st_size < 1_100_000
    run = extract(path)
    refused(run, says)
    assert run.megabytes < MEGABYTES


def test_a_report_behind_ten_thousand_pages_is_found(extract, tmp_path):
    run = extract(bad_files.many_pages(tmp_path / "stranger.pdf"), "--ocr", "never")
    right(run, tmp_path)
    assert len(files.read_csv(tmp_path / "out" / "rows.pages.csv")) == 10_002
    assert run.megabytes < MEGABYTES


def test_a_page_of_twenty_thousand_words_too_small_to_read_is_read_without_them(extract, tmp_path):
    run = extract(bad_files.many_words(tmp_path / "stranger.pdf"), seconds=pages.MOST_SECONDS + SECONDS)
    right(run, tmp_path)
    assert run.megabytes < MEGABYTES and "covered or not visible" in run.out


def test_a_report_on_a_poster_is_read(extract, tmp_path):
    right(extract(bad_files.report_on_a_poster(tmp_path / "stranger.pdf")), tmp_path)


@pytest.mark.parametrize("unit", [None, 10])
def test_a_picture_as_large_as_a_house_is_left_alone_or_read_small(unit, extract, tmp_path):
    path = bad_files.enormous(tmp_path / "stranger.pdf", unit)
    refused(extract(path, "--ocr", "never"), "no data sharing report", code=3)


# --- the outside ------------------------------------------------------------------------------------------------------


@pytest.fixture
def listener():
    """A server that would answer; whoever calls it is seen."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server


@pytest.mark.parametrize("make", [bad_files.with_script, bad_files.with_links], ids=lambda make: make.__name__)
def test_no_script_is_run_and_no_link_followed(make, extract, listener, tmp_path):
    path = make(tmp_path / "stranger.pdf", f"http://127.0.0.1:{listener.getsockname()[1]}/called")
    right(extract(path), tmp_path)
    with pytest.raises(BlockingIOError):  # nobody called
        listener.accept()


def test_no_program_is_started(extract, tmp_path):
    right(extract(bad_files.with_launch(tmp_path / "stranger.pdf", tmp_path / "launched")), tmp_path)
    assert not (tmp_path / "launched").exists()


def test_a_file_is_read_where_there_is_no_network(extract, tmp_path):
    if not shutil.which("unshare") or subprocess.run(["unshare", "-n", "true"], capture_output=True).returncode:
        pytest.skip("a network cannot be taken away here (unshare -n)")
    right(extract(bad_files.report(tmp_path / "stranger.pdf"), before=("unshare", "-n")), tmp_path)


# --- names ------------------------------------------------------------------------------------------------------------


def test_names_that_a_spreadsheet_would_run_have_an_apostrophe_in_csv(extract, tmp_path):
    run = extract(bad_files.named(tmp_path / "stranger.pdf", bad_files.FORMULAS))
    right(run, tmp_path, [f"'{name}" for name in bad_files.FORMULAS])
    assert "16 cells begin with a sign that a spreadsheet would run" in run.out


def test_names_that_a_spreadsheet_would_run_are_text_in_xlsx(extract, tmp_path):
    run = extract(bad_files.named(tmp_path / "stranger.pdf", bad_files.FORMULAS), output="rows.xlsx")
    assert run.code == 0 and run.wrote == ["rows.pages.csv", "rows.xlsx"] and "apostrophe" not in run.out
    sheet = openpyxl.load_workbook(tmp_path / "out" / "rows.xlsx").active
    header, *rows = sheet.iter_rows()
    place = [cell.value for cell in header].index("agency_printed")
    assert [row[place].value for row in rows] == bad_files.FORMULAS
    assert {row[place].data_type for row in rows} == {"s"} and sheet.freeze_panes == "A2"
    assert {cell.data_type for row in rows for cell in row if isinstance(cell.value, int | float)} <= {"n", "b"}


def test_marks_that_turn_a_line_round_stay_in_the_table_and_are_spelled_out_on_the_terminal(extract, tmp_path):
    run = extract(bad_files.named(tmp_path / "stranger.pdf", bad_files.HIDDEN))
    right(run, tmp_path, bad_files.HIDDEN)
    assert "note: p. 1 row 1 has a character that cannot be seen: Alton<U+202E>Police" in run.out
    assert run.out.replace("\n", "").isprintable()


@pytest.mark.parametrize("mark", ["\x7f", "\x07"])
def test_a_control_character_in_a_name_is_refused_or_counts_as_a_blank(mark, extract, tmp_path):
    run = extract(bad_files.named(tmp_path / "stranger.pdf", [f"Oak{mark}dale"]))
    refused(run, "the file does not say which characters are printed")


# --- where it is written ----------------------------------------------------------------------------------------------


def test_on_a_full_disk_nothing_is_left_and_what_was_there_stays(extract, tmp_path):
    path = bad_files.report(tmp_path / "stranger.pdf")
    refused(extract(path, largest_file=2_000), "cannot be written", "File too large", name="")
    whole = extract(path)  # the cache is warm now, so that the table itself is what does not fit
    before = (tmp_path / "out" / "rows.csv").read_bytes()
    run = extract(path, largest_file=2_000)
    assert run.code == 1 and run.err.startswith("rows.csv: cannot be written") and "Traceback" not in run.err
    assert run.wrote == whole.wrote and (tmp_path / "out" / "rows.csv").read_bytes() == before


@pytest.mark.parametrize("output", ["rows.csv", "rows.xlsx"])
def test_a_folder_in_the_way_is_told(output, extract, tmp_path):
    (tmp_path / "out" / output).mkdir()
    run = extract(bad_files.report(tmp_path / "stranger.pdf"), output=output)
    assert run.code == 1 and run.err.startswith(f"{output}: this is a folder, and stays as it is; expected a file")
    assert run.wrote == [output] and not (tmp_path / "cache").exists()


@pytest.mark.parametrize("output", ["rows.csv", "rows.pages.csv"])
@pytest.mark.parametrize("kind", ["link", "dead link", "pipe"])
def test_a_link_or_a_pipe_in_the_place_of_an_output_is_told_before_a_page_is_read(kind, output, extract, tmp_path):
    (tmp_path / "theirs.csv").write_text("keep")
    if kind == "pipe":
        os.mkfifo(tmp_path / "out" / output)
    else:
        (tmp_path / "out" / output).symlink_to(tmp_path / ("theirs.csv" if kind == "link" else "nowhere"))
    run = extract(bad_files.report(tmp_path / "stranger.pdf"), seconds=20)
    assert run.code == 1 and run.err.startswith(f"{output}: this is a {kind.split()[-1]}") and run.err.count("\n") == 1
    assert run.wrote == [output] and (tmp_path / "theirs.csv").read_text() == "keep"
    assert not (tmp_path / "nowhere").exists() and not (tmp_path / "cache").exists()


@pytest.mark.parametrize("output", ["/dev/null", "/dev/stdout"])
def test_a_device_is_no_table(output, extract, tmp_path):
    run = extract(bad_files.report(tmp_path / "stranger.pdf"), output=output)
    assert run.code == 1 and "this is a " in run.err and run.err.count("\n") == 1 and Path("/dev/null").is_char_device()


def test_a_cache_that_cannot_be_written_is_a_note_and_the_rows_are_right(extract, tmp_path):
    (tmp_path / "cache").write_text("a file")
    run = extract(bad_files.report(tmp_path / "stranger.pdf"))
    right(run, tmp_path)
    assert run.out.count("PLATES_CACHE") == 1 and "note: the cache in cache cannot be used (Not a directory)" in run.out


def test_a_file_where_a_folder_should_be_is_told(extract, tmp_path):
    (tmp_path / "out" / "taken").write_text("a regular file")
    run = extract(bad_files.report(tmp_path / "stranger.pdf"), output="taken/rows.csv")
    assert run.code == 1 and "cannot be written" in run.err and "Traceback" not in run.err and run.wrote == ["taken"]


def test_a_folder_without_permission_is_told(extract, tmp_path):
    powerless = ()
    if os.geteuid() == 0:  # permission does not bind root, unless root gives that power up
        powerless = ("setpriv", "--bounding-set=-dac_override", "--inh-caps=-dac_override")
        if not shutil.which("setpriv") or subprocess.run([*powerless, "true"], capture_output=True).returncode:
            pytest.skip("root cannot give up its power over permissions here (setpriv)")
    path = bad_files.report(tmp_path / "stranger.pdf")
    (tmp_path / "out").chmod(0o555)
    refused(extract(path, before=powerless), "cannot be written", "Permission denied", name="rows.")
    (tmp_path / "out").chmod(0o755)


def test_a_form_of_table_that_nobody_knows_is_refused_before_a_page_is_read(extract, tmp_path):
    run = extract(bad_files.report(tmp_path / "stranger.pdf"), output="rows.ods")
    refused(run, "expected .csv or .xlsx; found .ods", name="rows.ods")
    assert not (tmp_path / "cache").exists()


# --- no file at all ---------------------------------------------------------------------------------------------------


def pipe(path: Path) -> None:
    os.mkfifo(path)


def loop_of_links(path: Path) -> None:
    path.symlink_to(path.name)


def endless_device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def listening_socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(os.path.relpath(path))  # a socket's path may be 107 bytes long


ODD = {
    pipe: "a pipe, not a file",
    loop_of_links: "a link that leads back to itself",
    endless_device: "a device, not a file",
    listening_socket: "a socket, not a file",
    Path.mkdir: "a folder, not a file",
}
COMMANDS = {
    "extract": ["extract", "odd.pdf"],
    "redactions": ["redactions", "odd.pdf"],
    "readings": ["readings", "odd.pdf"],
    "evidence of a file": ["evidence", "x-p01-r001", "--rows", "rows.csv", "--file", "odd.pdf"],
    "evidence of rows": ["evidence", "x-p01-r001", "--rows", "odd.pdf", "--file", "x.pdf"],
    "names match": ["names", "match", "odd.pdf"],
    "map": ["map", "odd.pdf"],
}


@pytest.mark.parametrize("words", COMMANDS.values(), ids=COMMANDS.keys())
@pytest.mark.parametrize("make", ODD, ids=lambda make: make.__name__)
def test_what_is_no_regular_file_is_refused_at_once_by_every_command(make, words, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rows.csv").write_text("row_id\nx-p01-r001\n")
    make(Path("odd.pdf"))
    before = sorted(tmp_path.iterdir())
    with opening.within(20):
        assert cli.main(words) == 1
    error = capsys.readouterr().err
    assert error.startswith("odd.pdf: ") and ODD[make] in error and error.count("\n") == 1
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize("make", ODD, ids=lambda make: make.__name__)
def test_a_file_that_turns_into_something_else_before_it_is_opened_is_refused_too(make, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    make(Path("odd"))
    monkeypatch.setattr(files, "not_regular", lambda path: None)  # it was a file when somebody looked
    with opening.within(20), pytest.raises(OSError) as refused:
        files.open_regular("odd")
    assert make is loop_of_links or make is listening_socket or refused.value.errno in (errno.EINVAL, errno.EISDIR)


def test_a_library_that_opens_a_pdf_gets_the_file_and_closes_it(tmp_path):
    path = bad_files.report(tmp_path / "stranger.pdf")
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(3):
        productions.extract(path, "a-report", cache=Cache(tmp_path / "cache"))
        with pytest.raises(ReadingError), opening.pdfium(path) as document:
            document[99]
    gc.collect()
    assert len(list(Path("/proc/self/fd").iterdir())) <= before


# --- while it is read -------------------------------------------------------------------------------------------------

WHILE_READ = """
import sys
from pathlib import Path
from helpers import cli
from helpers.records.reading import integrity, productions

modules = {"inspect": integrity, "survey": productions, "read": productions}
module, name = modules[sys.argv[1]], sys.argv[1]
whole, do, path = getattr(module, name), sys.argv[2], Path(sys.argv[4])

def step(*arguments, **named):
    result = whole(*arguments, **named)
    path.unlink() if do == "vanish" else path.write_bytes(path.read_bytes() + b" ")
    return result

setattr(module, name, step)
sys.exit(cli.main(sys.argv[3:]))
"""
"""The command line, but after one step of reading something happens to the file."""


@pytest.mark.parametrize("step", ["inspect", "survey", "read"])
def test_a_file_that_vanishes_while_it_is_read_is_refused(step, extract, tmp_path):
    path = bad_files.report(tmp_path / "stranger.pdf")
    refused(extract(path, command=("-c", WHILE_READ, step, "vanish")))


def test_a_file_that_changes_while_it_is_read_is_refused(extract, tmp_path):
    path = bad_files.report(tmp_path / "stranger.pdf")
    refused(extract(path, command=("-c", WHILE_READ, "survey", "change")), "the file changed while it was read")
