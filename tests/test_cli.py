"""Facts about the commands: what they print, what they write, and their exit codes."""

import ctypes
import importlib
import os
import random
import shutil
import signal
import subprocess
import sys
import time
import weakref

import pandas as pd
import pytest
from reportlab.pdfgen.canvas import Canvas

from helpers import cli, csv_lines, files, interrupts, schemas
from helpers.collection import notebooks
from helpers.collection.own_records import forms, outputs
from helpers.commands import base, choosing
from helpers.records import documents
from helpers.sharing import agencies
from helpers.sharing.maps import style
from tests import browser


def plates(*arguments) -> int:
    return cli.main(list(map(str, arguments)))


def test_extract_prints_a_line_a_section_and_writes_the_rows(tmp_path, capsys):
    assert plates("extract", documents.stand_in("ocsd-2025-03-11-sharing"), "-o", tmp_path / "rows.csv") == 0
    printed = capsys.readouterr().out
    assert "detections shared: pages 1-4, 149 rows" in printed
    assert "hot lists shared: page 8, the record says that there are none" in printed
    rows = files.read_csv(tmp_path / "rows.csv")
    assert len(rows) == 306 and rows["row_id"].iloc[0] == "stand-in-ocsd-2025-03-11-sharing-p01-r001"


def test_extract_works_on_a_report_of_another_town(typeset, tmp_path, capsys):
    path = typeset({"detections_shared": ["Alton Police Department", "=HYPERLINK(1)"], "hot_lists_received": []})
    assert plates("extract", path, "-o", tmp_path / "rows.csv") == 0
    because = "report.pdf: vigilant-report, because its first pages say Agency Data Sharing Report\nElmville"
    assert because in capsys.readouterr().out
    names = files.read_csv(tmp_path / "rows.csv")["agency_printed"]
    assert list(names) == ["Alton Police Department", "'=HYPERLINK(1)"]
    plates("extract", path, "-o", tmp_path / "verbatim.csv", "--verbatim")
    assert "=HYPERLINK(1)" in list(files.read_csv(tmp_path / "verbatim.csv")["agency_printed"])


def test_extract_exits_3_with_a_sentence_when_there_is_no_report_and_writes_nothing(tmp_path, capsys):
    canvas = Canvas(str(tmp_path / "memo.pdf"))
    canvas.drawString(72, 700, "Memorandum")
    canvas.save()
    assert plates("extract", tmp_path / "memo.pdf", "-o", tmp_path / "rows.csv") == 3
    error = capsys.readouterr().err
    assert error.startswith("memo.pdf: this file holds no data sharing report") and "Traceback" not in error
    assert not (tmp_path / "rows.csv").exists()


@pytest.mark.parametrize("content", [b"Dear requester", b"\xff\xd8\xff" + bytes(99), b"<html><p>404"])
def test_extract_says_of_a_file_with_the_name_of_a_pdf_that_it_is_none(content, tmp_path, capsys):
    (tmp_path / "letter.pdf").write_bytes(content)
    assert plates("extract", tmp_path / "letter.pdf", "-o", tmp_path / "rows.csv") == 1
    assert "this is not a PDF, despite its name" in capsys.readouterr().err and not (tmp_path / "rows.csv").exists()


def test_find_prints_every_row_with_direction_date_and_page_and_what_it_does_not_show(capsys):
    assert plates("find", "union city police department (ca)") == 0
    printed = capsys.readouterr().out
    assert "6 rows" in printed and style.NOT_SHOWN in printed
    assert "may see the detections of Orange County Sheriffs Department, as of 2020-02-06, page 6 of 14" in printed
    assert "lets Irvine Police Department see its detections, as of 2020-03-02, page 12 of 17" in printed


def test_documents_lists_originals_stand_ins_and_what_nobody_has_seen(capsys):
    assert plates("documents") == 0
    lines = {line.split()[0]: line for line in capsys.readouterr().out.splitlines()}
    assert "not seen" in lines["ice-2019-03-13-list"] and "stand-in" in lines["irvine-2020-03-02-sharing"]
    assert len(lines) == 17


def test_a_name_of_two_words_needs_no_quotation_marks(capsys):
    assert plates("find", "Union City") == plates("find", "Union", "City") == 0
    whole, separate = capsys.readouterr().out.split("To see a line: plates evidence ROW_ID\n")[:2]
    assert whole == separate and "ca-union-city-police" in whole
    assert plates("letter", "Tulare", "Police", "Department") == 0
    assert "To: Tulare Police Department" in capsys.readouterr().out


def test_plates_alone_lists_the_commands(capsys):
    assert plates() == 0
    assert "Look an agency up by any spelling" in capsys.readouterr().out


def test_the_help_lists_every_command_once_and_each_says_what_it_does():
    assert sorted(choosing.ORDER) == sorted(base.COMMANDS)
    assert all(len(one.body.__doc__) > 30 and "\n" not in one.body.__doc__ for one in base.COMMANDS.values())


def test_a_stopped_command_says_whether_it_resumes_or_starts_over(capsys, monkeypatch, tmp_path):
    def stopped(*_, **__):
        raise KeyboardInterrupt

    for module, function in ((notebooks, "run"), (documents, "fetch"), (outputs, "make")):
        monkeypatch.setattr(module, function, stopped)
    for words, says in ((["run"], "starts over"), (["fetch"], "fetched is kept"), (["own", tmp_path], "to resume")):
        assert plates(*words) == 130
        assert says in capsys.readouterr().err


def started(words: list, **how) -> subprocess.Popen:
    """A command in a group of its own, as a terminal starts it."""
    run = [sys.executable, "-m", "helpers.cli", *map(str, words)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, "encoding": "utf-8"}
    settings = {**os.environ, "PYTHONPATH": str(files.ROOT), **how.pop("env", {})}
    return subprocess.Popen(run, env=settings, start_new_session=True, **pipes, **how)


READS = """
import os, signal, sys
from helpers import cli
sys.argv, at, names = ["plates", *sys.argv[2:]], sys.argv[1], []
class Finder:
    def find_spec(name, path=None, target=None):
        names.append(name)
        if name == at:
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Finder)
code = cli.main()
print(f"{code} {at in names} {len(names)}", file=sys.__stdout__)
sys.exit(code)
"""
"""Runs a command that gets Ctrl-C when it begins to import a module; then its code and what it went on to import."""


@pytest.mark.parametrize(
    "module", ["helpers.commands", "argparse", "numpy", "pandas._libs", "pikepdf", "helpers.files"]
)
def test_ctrl_c_within_an_import_ends_a_command_with_one_line(tmp_path, module):
    run = [sys.executable, "-c", READS, module, "extract", str(documents.stand_in("irvine-2020-03-02-sharing"))]
    done = subprocess.run(run, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(files.ROOT)}, **PIPED)
    assert done.stdout.startswith("130 True") and list(tmp_path.iterdir()) == []
    assert done.stderr.startswith("Stopped. ") and done.stderr.count("\n") == 1


PIPED = {"capture_output": True, "encoding": "utf-8", "check": False, "timeout": 120}


def test_ctrl_c_at_any_moment_is_one_line_and_leaves_nothing_half_written(typeset, tmp_path):
    path = typeset({"detections_shared": [f"Town {n:03d} Police Department" for n in range(60)]})
    dice = random.Random(18)
    for number in range(6):
        out = tmp_path / str(number)
        out.mkdir()
        how = {"cwd": out, "env": {"PLATES_CACHE": str(out / "cache")}}
        process = started(["extract", path, "-o", "rows.csv", "--workers", 2], **how)
        time.sleep(dice.uniform(0.3, 1.8))
        os.killpg(process.pid, signal.SIGINT)
        _, error = process.communicate(timeout=60)
        assert (process.returncode, error) == (0, "") or (process.returncode == 130 and error.count("\n") == 1)
        assert error == "" or error.startswith("Stopped. ")
        left = {one.name for one in out.iterdir()} - {"cache"}
        assert left in (set(), {"rows.pages.csv"}, {"rows.csv", "rows.pages.csv"})


def in_a_destructor(act):
    class Deleted:
        def __del__(self):
            act()

    one = Deleted()
    del one


def in_a_callback_from_c(act):
    ctypes.CFUNCTYPE(None)(act)()


def in_a_callback_of_a_weak_reference(act):
    class Watched:
        pass

    one = Watched()
    watch = weakref.ref(one, lambda _: act())
    del one
    assert watch() is None


def in_an_import_of_what_is_optional(act):
    class Finder:
        @staticmethod
        def find_spec(name, path=None, target=None):
            if name == "optional_part":
                act()

    sys.meta_path.insert(0, Finder)
    try:
        importlib.import_module("optional_part")
    except BaseException:  # as libraries do, which then go on without it
        sys.meta_path.remove(Finder)


PLACES = [in_a_destructor, in_a_callback_from_c, in_a_callback_of_a_weak_reference, in_an_import_of_what_is_optional]


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.__name__)
def test_ctrl_c_where_python_would_lose_it_ends_the_command_all_the_same(place, monkeypatch, capsys):
    monkeypatch.setattr(sys, "unraisablehook", sys.unraisablehook)
    before, done = signal.getsignal(signal.SIGINT), []

    def press():
        os.kill(os.getpid(), signal.SIGINT)
        sum(range(1000))  # Python looks for signals between two steps

    def body(guard):
        guard.says = "said"
        place(press)
        for _ in range(300):
            time.sleep(0.01)
        done.append("all")
        return 0

    try:
        assert interrupts.guard(body, lambda says: (130, says), listens=True) == (130, "said")
        assert done == [] and capsys.readouterr().err == ""
    finally:
        signal.signal(signal.SIGINT, before)


ASCII = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
"""A locale that knows no letter beyond those of English, and a Python that is kept from doing better."""


def test_a_locale_without_utf_8_changes_nothing_but_how_an_output_is_spelled(typeset, tmp_path):
    home, names = tmp_path / "Cañón “ü” ☃", ["Napa Police Department", "Cañon City Police Department (CO)"]
    home.mkdir()
    typeset({"detections_shared": names}).replace(home / "repört.pdf")
    (home / "líst.csv").write_text("agency_printed\n" + "\n".join(names) + "\n", "utf-8")
    (home / "máp.csv").write_text(f"sender,recipient\n{','.join(names)}\n", "utf-8")
    commands = [["extract", home / "repört.pdf", "-o", home / "röws.csv"], ["redactions", home / "repört.pdf"]]
    commands += [
        ["names", "match", home / "líst.csv"],
        ["map", home / "máp.csv"],
        ["find", "Cañon"],
        ["new", home / "öwn"],
    ]
    written = {}
    for how in ({"PYTHONUTF8": "1"}, ASCII):
        for words in commands:
            process = started(words, cwd=home, env=how | {"PLATES_CACHE": str(tmp_path / "cachë")})
            out, error = process.communicate(timeout=120)
            assert (process.returncode, error) == (0, ""), (words, error)
            assert how is ASCII or "find" in words or "\\" not in out
        parts = [path for path in sorted(home.rglob("*")) if path.is_file()]
        written[how is ASCII] = {path.name: path.read_bytes() for path in parts}
        shutil.rmtree(home / "öwn")
    assert written[True] == written[False] and "Cañon City" in written[True]["röws.csv"].decode()
    assert "by máp.csv" in written[True]["máp.map.html"].decode()
    process = started(["extract", home / "nö.pdf"], env=ASCII)
    assert process.communicate()[1] == "n\\xf6.pdf: there is no such file.\n"


@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "latin-1"])
def test_an_output_spells_out_what_its_encoding_lacks_and_prints_a_files_name_as_its_bytes(encoding):
    code = "import sys; from helpers import cli; cli._prepare_output(); print(sys.argv[1], '\\u201c\\xf1')"
    how = {"env": {**os.environ, "PYTHONIOENCODING": f"{encoding}:strict", "PYTHONPATH": str(files.ROOT), **ASCII}}
    out = subprocess.run([sys.executable, "-c", code, "Cañon".encode()], capture_output=True, check=True, **how).stdout
    spelled = {"utf-8": "“ñ".encode(), "ascii": rb"\u201c\xf1", "latin-1": b"\\u201c\xf1"}[encoding]
    assert out == "Cañon ".encode() + spelled + b"\n"


def test_in_a_pipe_progress_comes_before_the_error_that_follows_it(tmp_path):
    assert plates("new", tmp_path / "own") == 0
    (tmp_path / "own" / "records" / "report.pdf").write_bytes(b"%PDF-1.4")
    form = forms.filled("Elm", "Elm", "CA", [("report.pdf", "2024-03-04", "mail")])
    (tmp_path / "own" / "form.yml").write_text(form)
    run = [sys.executable, "-m", "helpers.cli", "own", str(tmp_path / "own")]
    settings = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    piped = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    said = subprocess.run(run, cwd=files.ROOT, env=settings, check=False, **piped).stdout
    assert [line.split(":")[0] for line in said.splitlines()] == ["[1/1] reading report.pdf", "report.pdf"]


def test_an_unknown_command_is_refused():
    with pytest.raises(SystemExit) as stop:
        plates("guess")
    assert stop.value.code == 2


def test_evidence_writes_the_picture_of_a_row_and_says_where_it_is_printed(tmp_path, capsys):
    assert plates("evidence", "ocsd-2020-02-06-sharing-p11-r034", "-o", tmp_path / "line.png") == 0
    printed = capsys.readouterr().out
    assert printed.startswith("ICE\n") and "page 11 of 14" in printed and "stand-in, not the record" in printed
    assert (tmp_path / "line.png").read_bytes().startswith(b"\x89PNG")


def test_evidence_works_on_a_readers_own_file(typeset, tmp_path, capsys):
    path = typeset({"detections_shared": ["Alton Police Department", "Elm Police Department"]})
    plates("extract", path, "-o", tmp_path / "rows.csv")
    row_id = files.read_csv(tmp_path / "rows.csv")["row_id"].iloc[1]
    picture = tmp_path / "line.png"
    assert plates("evidence", row_id, "--rows", tmp_path / "rows.csv", "--file", path, "-o", picture) == 0
    printed = capsys.readouterr().out
    assert "Elm Police Department" in printed and files.sha256(path) in printed and picture.exists()
    assert "stand-in" not in printed.split("\n")[-2]


def test_evidence_for_a_row_that_is_not_there_is_a_sentence(capsys):
    assert plates("evidence", "nobody-p01-r001") == 1
    says = "there is no row of this id; expected one such as ocsd-2020-02-06-sharing-p03-r017; found nobody-p01-r001"
    assert says in capsys.readouterr().err


def test_readings_counts_what_is_read_in_two_ways_and_undecided(capsys):
    assert plates("readings", "irvine-2020-03-02-sharing") == 0
    assert "740 entries, 25 read in two ways, 0 of them undecided" in capsys.readouterr().out


def test_extract_accounts_for_every_page(typeset, tmp_path):
    path = typeset({"detections_shared": [f"Town {n:03d} Police Department" for n in range(120)]})
    plates("extract", path, "-o", tmp_path / "rows.csv")
    pages = files.read_csv(tmp_path / "rows.pages.csv")
    assert pages["page"].tolist() == ["1", "2", "3"] and set(pages["use"]) == {"used"}


HOSTILE = ["=HYPERLINK(1) Police Department", "<script>alert(1)</script>", "../../etc/passwd", "a\u202eb Police"]
HOSTILE.append("x" * 5000)


def test_names_match_matches_a_list_line_by_line_and_says_on_what_basis(tmp_path, capsys):
    own = tmp_path / "own.csv"
    files.write_csv(pd.DataFrame({"agency_printed": ["Napa Police Department", "Reno Police Department", "ICE"]}), own)
    assert plates("names", "match", own, "-o", tmp_path / "out.csv") == 0
    says = "1 (the printed name says it: a state, or whose office it is), 1 (one place of that name in the country)"
    assert f"2 of 3 names matched: {says}; 1 unsure" in capsys.readouterr().out
    named = files.read_csv(tmp_path / "out.csv")
    assert list(named.columns) == agencies.LIST
    assert named["agency_id"].tolist() == ["ca-napa-police", "unsure-reno-police-department", "us-dhs-ice"]
    assert named["sure"].tolist() == ["true", "false", "true"] and named["lat"].tolist()[1:] == ["", ""]


def test_names_from_other_peoples_files_are_data_and_nothing_else(tmp_path, capsys):
    own = tmp_path / "own.csv"
    files.write_csv(pd.DataFrame({"agency_printed": HOSTILE}), own)
    assert plates("names", "match", own, "-o", tmp_path / "out.csv") == 0
    printed, named = capsys.readouterr().out, files.read_csv(tmp_path / "out.csv")
    assert "an apostrophe stands before each" in printed and "\u202e" not in printed
    assert named["agency_id"].str.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*").all() and len(named) == len(HOSTILE)
    assert named["agency_printed"].tolist() == [f"'{HOSTILE[0]}", *HOSTILE[1:]] and set(named["basis"]) == {"unsure"}


NOT_UTF_8 = "found text that is not UTF-8 in line"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "own.csv: there is no such file"),
        (b"", "the file is empty"),
        (b"agency_printed\n\xff\xfe\n", f"expected a UTF-8 CSV with a header row; {NOT_UTF_8} 2. Save it"),
        (b"agency_printed;city_printed\r\nElm;Elm\r\nCa\xf1on City;\r\n", f"{NOT_UTF_8} 3. Save it"),
        (b"agency_printed;city_printed\nElm;Elm;CA\n", "line 2 has more cells"),
        (b"name\nElm\n", "own.csv: the list has no names; expected a column agency_printed; found name. Write agenc"),
        (b"agency_printed,state_printed\n,CA\n", "a line of the list has no name"),
    ],
)
def test_a_file_that_is_no_list_is_refused_and_nothing_is_written(tmp_path, capsys, content, says):
    own = tmp_path / "own.csv"
    if content is not None:
        own.write_bytes(content)
    assert plates("names", "match", own, "-o", tmp_path / "out.csv") == 1
    assert says in capsys.readouterr().err and not (tmp_path / "out.csv").exists()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ('\nagency_printed\n\nElm\n   \n"Napa\nPolice"\n\n""\n', "found line 9"),
        (
            'agency_printed,city_printed\n"Napa\r\nPolice",\r\n\r\nElm,Elm,CA\r\n',
            "line 5 has more cells than the header",
        ),
        ('agency_printed\nElm\n\n"Napa\nOak\n', "a quotation mark in or after line 4 that is never closed"),
        ('agency_printed\n"' + "x" * 200_000, "a quotation mark in or after line 2 that is never closed"),
        ("agency_printed\nElm\n\x1a", "line 3 has a control character; expected text; found U+001A (Ctrl-Z"),
        ("agency_printed\r\nElm\r\n\x1a\r\n", "line 3 has a control character"),
        ("agency_printed\nE\x00lm\n", "line 2 has a control character; expected text; found U+0000 (a NUL"),
        (
            "agency_printed\nElm\n\ufeffNapa\n",
            "line 3 has a control character; expected text; found U+FEFF (a byte order",
        ),
        ("agency_printed\nElm\x85\n", "line 2 has a control character; expected text; found U+0085. Delete it"),
        (
            "agency_printed,city,agency_printed\na,b,c\n",
            "found “agency_printed” over column 1 and “agency_printed” over col",
        ),
        ("agency_printed,city, Agency_Printed \na,b,c\n", "column 1 and “ Agency_Printed ” over column 3. Rename one"),
    ],
)
def test_what_is_odd_in_a_list_is_named_with_its_line_as_an_editor_counts(tmp_path, capsys, content, says):
    (tmp_path / "own.csv").write_bytes(content.encode())
    assert plates("names", "match", tmp_path / "own.csv", "-o", tmp_path / "out.csv") == 1
    assert says in capsys.readouterr().err and not (tmp_path / "out.csv").exists()


def test_a_list_that_is_only_untidy_is_read(tmp_path):
    content = '\ufeff\r\n\r\nagency_printed,,\r\n\r\n"Napa ""Police"" Dept"\r\n\t\r\nElm,,x\r\n'
    (tmp_path / "own.csv").write_bytes(content.encode())
    table = files.read_list(tmp_path / "own.csv")
    assert table.index.tolist() == files.lines_of(table) == [5, 7]
    assert table.to_numpy().tolist() == [['Napa "Police" Dept', "", ""], ["Elm", "", "x"]]


def test_a_list_longer_than_a_piece_keeps_its_lines(tmp_path, monkeypatch):
    monkeypatch.setattr(csv_lines, "PIECE", 3)
    for count in (0, 1, 3, 4, 6, 7):
        (tmp_path / "own.csv").write_text("a,b\n\n" + "".join(f'"{n}\n",x\n' for n in range(count)))
        table = files.read_list(tmp_path / "own.csv")
        assert files.lines_of(table) == list(range(3, 3 + 2 * count, 2)) and list(table.columns) == ["a", "b"]
        assert table["a"].tolist() == [f"{n}\n" for n in range(count)]


def test_a_list_whose_cells_are_separated_by_semicolons_is_read_the_same(tmp_path, capsys):
    (tmp_path / "comma.csv").write_text('agency_printed,city_printed,state_printed\n"Elm, Police",Cañon City,CO\n')
    semicolons = "\ufeffagency_printed;city_printed;state_printed\r\nElm, Police;Cañon City;CO\r\n"
    (tmp_path / "own.csv").write_text(semicolons)
    assert [plates("names", "match", tmp_path / name) for name in ("comma.csv", "own.csv")] == [0, 0]
    assert (tmp_path / "own.names.csv").read_text() == (tmp_path / "comma.names.csv").read_text()


def test_a_list_is_not_written_over_itself(tmp_path, capsys):
    own = tmp_path / "own.csv"
    own.write_text("agency_printed\nICE\n")
    assert plates("names", "match", own, "-o", own) == 1 and own.read_text() == "agency_printed\nICE\n"


def test_names_queue_shows_each_unresolved_name_with_a_picture_of_its_line(capsys):
    assert plates("names", "queue") == 0
    printed = capsys.readouterr().out
    assert "Union City Police Department (2 rows, irvine-2020-03-02-sharing-p06-r051): The list also prints" in printed
    page = (files.ROOT / "build" / "names" / "index.html").read_text()
    unresolved = schemas.read("spellings").query("basis == 'unsure'")["agency_printed"]
    assert page.count("data:image/png;base64,") == unresolved.nunique()


def test_names_check_says_how_many_decisions_hold(capsys):
    assert plates("names", "check") == 0
    assert f"{len(schemas.read('names'))} decisions, each of them used" in capsys.readouterr().out


def test_names_check_fails_on_a_decision_that_does_not_hold(capsys, monkeypatch):
    stale = pd.concat([schemas.read("names"), schemas.read("names").head(1).assign(printed="Nosuch Police Department")])
    read = schemas.read
    monkeypatch.setattr(schemas, "read", lambda table, *derived: stale if table == "names" else read(table, *derived))
    assert plates("names", "check") == 1
    assert "stale: no document prints Nosuch Police Department" in capsys.readouterr().err


OLD_SPELLINGS = {"names own.csv --verbatim": "match", "names": "queue", "names --check": "check"}


@pytest.mark.parametrize(("old", "new"), OLD_SPELLINGS.items())
def test_an_old_spelling_of_names_does_the_same_and_a_note_names_the_new_one(tmp_path, monkeypatch, capsys, old, new):
    (tmp_path / "own.csv").write_text("agency_printed\nICE\n")
    monkeypatch.chdir(tmp_path)
    assert plates(*old.split()) == 0
    before = capsys.readouterr()
    assert before.err == f"note: this is now `plates names {new}`; the old spelling goes away in the next version\n"
    assert plates("names", new, *old.replace("--check", "").split()[1:]) == 0
    assert capsys.readouterr() == (before.out, "")


def test_export_writes_one_workbook(tmp_path, capsys):
    assert plates("export", "-o", tmp_path / "plates.xlsx") == 0
    assert "rows, agencies, edges, changes, findings" in capsys.readouterr().out
    assert (tmp_path / "plates.xlsx").stat().st_size > 50_000


LINKS = (
    "sender,recipient,sender_state,recipient_state\nNapa Police Department,Union City Police Department,CA,CA\n"
    "Union City Police Department,ICE,CA,\n<script>window.broken = 1</script>,../../etc/passwd,,\n"
)


def test_map_draws_a_readers_own_list_and_says_what_it_could_not_place(tmp_path, capsys):
    (tmp_path / "own list.csv").write_text(LINKS)
    assert plates("map", tmp_path / "own list.csv") == 0
    printed = capsys.readouterr().out
    assert "3 lines of own list.csv: 5 agencies, 2 of them on the map, with 1 lines between them" in printed
    assert "name not settled (unsure): 2" in printed and "no single place or county: 1, the first ICE" in printed
    with browser.opened(tmp_path / "own list.map.html") as (page, errors, asked):
        assert page.evaluate("[plates.points, plates.lines, window.broken]") == [2, 1, None]
        assert (errors, asked) == ([], []) and "own list.csv" in page.title()
        page.locator("#absent summary", has_text="unsure").click()
        assert "<script>window.broken = 1</script>" in page.locator("#absent").inner_text()


HEADS = "sender,recipient\n"


@pytest.mark.parametrize(
    ("content", "output", "says"),
    [
        ("from,to\na,b\n", "links.html", "nearest form, edge-list, has it: a header row with sender and recipient"),
        ("from,to\na,b\n", "links.html", "found from, to in row 1 of the table. If each row has two agencies, write"),
        (HEADS, "links.html", "links.csv: the edge list has no lines"),
        (f"{HEADS}Napa Police Department,\n", "links.html", "a line of the edge list has no recipient"),
        (LINKS, "links.png", "a map is written as HTML; expected .html; found .png"),
        ("", "links.html", "the file is empty"),
        (f"{HEADS}Danville, CA PD,Oakland PD\n", "links.html", "line 2 has more cells than the header row"),
        (f"{HEADS}Napa PD,Oakland PD\n,Napa PD\n", "links.html", "a line of the edge list has no sender"),
        (
            f'\n{HEADS}\n"Napa\nPD",Oakland PD\n\n,Napa PD\n',
            "links.html",
            "no sender; expected a name; found nothing in line 7",
        ),
        ("sender,recipient,sender\na,b,c\n", "links.html", "“sender” over column A and “sender” over column C"),
    ],
)
def test_a_list_that_cannot_be_mapped_is_refused_and_nothing_is_written(tmp_path, capsys, content, output, says):
    (tmp_path / "links.csv").write_text(content)
    assert plates("map", tmp_path / "links.csv", "-o", tmp_path / output) in (1, 3)
    assert says in capsys.readouterr().err and not (tmp_path / output).exists()
