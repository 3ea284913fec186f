"""Facts about attachments: a file inside a PDF is named and can be read; what a message advises works."""

import shlex
from pathlib import Path

import openpyxl
import pikepdf
import pytest

from helpers import cli, files
from helpers.errors import ReadingError
from helpers.records.reading import attachments
from helpers.records.reading.forms import registry
from helpers.records.reading.forms.base import Options

CSV = b"sender,recipient\nElm Police Department,Oak Police Department\n"
FLOCK = [["Organization Name", "Networks Shared With Me", "Networks I'm Sharing"], ["Elm CA PD", "Elm", ""]]


def attach(target: Path, contents: dict[str, bytes], *, source: Path | None = None, portfolio=False, **saving) -> Path:
    """A PDF, or an empty page, with files attached."""
    with pikepdf.open(source) if source else pikepdf.new() as document:
        if not source:
            document.add_blank_page(page_size=(612, 792))
        for name, content in contents.items():
            document.attachments[name] = pikepdf.AttachedFileSpec(document, content, filename=name)
        if portfolio:
            document.Root.Collection = pikepdf.Dictionary(Type=pikepdf.Name.Collection)
        document.save(target, **saving)
    return target


def advised(message: str) -> list[str]:
    """The command that a message gives, without the program's name."""
    return shlex.split(message.split("Read one with: plates ")[1])


@pytest.fixture
def report(typeset):
    return typeset({"detections_shared": ["Elm Police Department", "Oak Police Department"]})


def rows(path: Path) -> list[str]:
    return list(files.read_csv(path)["agency_printed"])


def run(arguments: list[str], output: Path) -> list[str]:
    assert cli.main([*arguments, "-o", str(output), "--workers", "1"]) == 0
    return rows(output)


def test_the_command_advised_for_a_portfolio_reads_the_report_inside(tmp_path, report, capsys):
    whole = attach(tmp_path / "release of 2026.pdf", {"Data Sharing.pdf": report.read_bytes()}, portfolio=True)
    assert cli.main(["extract", str(whole), "-o", str(tmp_path / "no.csv"), "--workers", "1"]) == 3
    message = capsys.readouterr().err
    assert "Data Sharing.pdf" in message
    assert run(advised(message), tmp_path / "rows.csv") == ["Elm Police Department", "Oak Police Department"]


def test_a_report_with_an_attachment_is_read_and_names_it(tmp_path, report, capsys):
    whole = attach(tmp_path / "report and list.pdf", {"list.csv": CSV}, source=report)
    assert len(run(["extract", str(whole)], tmp_path / "rows.csv")) == 2
    told = capsys.readouterr().out
    assert "list.csv" in told
    assert run(advised(told.split("\n2 rows")[0].splitlines()[-1]), tmp_path / "two.csv") == ["Oak Police Department"]


def workbook(path: Path) -> bytes:
    book = openpyxl.Workbook()
    for line in FLOCK:
        book.active.append(line)
    book.save(path)
    return path.read_bytes()


def test_a_workbook_or_text_inside_is_read(tmp_path):
    contents = {"SharedNetworks.xlsx": workbook(tmp_path / "book.xlsx"), "list.csv": CSV}
    whole = attach(tmp_path / "both.pdf", contents, portfolio=True)
    assert attachments.names(whole) == list(contents)
    for name, agency in zip(contents, ("Elm CA PD", "Oak Police Department"), strict=True):
        with attachments.opened(whole, name) as copy:
            assert list(registry.read(copy, "x", Options())[1].rows["agency_printed"]) == [agency]
        assert not copy.exists()


def test_a_file_pinned_to_a_page_is_an_attachment(tmp_path):
    with pikepdf.new() as document:
        document.add_blank_page(page_size=(612, 792))
        spec = pikepdf.AttachedFileSpec(document, CSV, filename="pinned.csv")
        pin = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.FileAttachment, FS=spec.obj, Rect=[0, 0, 9, 9]
        )
        document.pages[0].obj.Annots = pikepdf.Array([document.make_indirect(pin)])
        document.save(tmp_path / "pinned.pdf")
    with attachments.opened(tmp_path / "pinned.pdf", "pinned.csv") as copy:
        assert copy.read_bytes() == CSV


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Windows\\list.csv", "list.csv"),
        ("..", "attachment"),
        ("a\n\x1b[2J.pdf", "a_2J.pdf"),
        ("n" * 5000 + ".pdf", "n" * 100 + ".pdf"),
    ],
)
def test_a_copy_has_a_name_without_parts_of_a_path(tmp_path, name, safe):
    assert attachments.safe_name(name) == safe
    whole = attach(tmp_path / "whole.pdf", {"x": CSV})
    with pikepdf.open(whole, allow_overwriting_input=True) as document:
        (spec,) = document.attachments.values()
        spec.obj.F = spec.obj.UF = pikepdf.String(name)
        document.save()
    with attachments.opened(whole, "x") as copy:
        assert copy.name == safe


def test_an_attachment_that_unpacks_without_end_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(attachments, "MOST_BYTES", 1_000_000)
    with pikepdf.new() as document:
        document.add_blank_page(page_size=(612, 792))
        document.attachments["zeros.txt"] = pikepdf.AttachedFileSpec(document, bytes(5_000_000), filename="zeros.txt")
        document.save(tmp_path / "whole.pdf", compress_streams=True)
    with (
        pytest.raises(ReadingError, match=r"zeros\.txt is too large"),
        attachments.opened(tmp_path / "whole.pdf", "zeros.txt"),
    ):
        pass


def test_a_wrong_name_lists_the_right_ones_and_the_command_works(tmp_path, capsys):
    whole = attach(tmp_path / "whole.pdf", {"list.csv": CSV})
    assert cli.main(["extract", str(whole), "--attachment", "lists.csv", "-o", str(tmp_path / "no.csv")]) == 1
    assert run(advised(capsys.readouterr().err), tmp_path / "rows.csv") == ["Oak Police Department"]


def test_without_attachments_the_advice_is_the_pdf_itself(tmp_path, report):
    with pytest.raises(ReadingError, match="without --attachment"), attachments.opened(report, "x"):
        pass
    assert len(run(["extract", str(report)], tmp_path / "rows.csv")) == 2


def test_a_portfolio_in_a_portfolio_is_read_once_it_is_saved_out(tmp_path, capsys):
    inner = attach(tmp_path / "inner.pdf", {"list.csv": CSV}, portfolio=True)
    outer = attach(tmp_path / "outer.pdf", {"inner.pdf": inner.read_bytes()}, portfolio=True)
    assert cli.main(["extract", str(outer), "--attachment", "inner.pdf", "-o", str(tmp_path / "no.csv")]) == 3
    assert attachments.SAVE_OUT in capsys.readouterr().err
    assert run(["extract", str(inner), "--attachment", "list.csv"], tmp_path / "rows.csv") == ["Oak Police Department"]


@pytest.mark.parametrize("how", ["report", "portfolio"])
def test_the_advice_for_a_locked_file_reads_it(tmp_path, report, how, capsys):
    lock = {"encryption": pikepdf.Encryption(owner="o", user="secret")}
    inside = {"list.csv": CSV} if how == "portfolio" else {}
    locked = attach(tmp_path / "locked.pdf", inside, source=None if inside else report, **lock)
    more = ["--attachment", "list.csv"] if inside else []
    for given in ([], ["--password", "wrong"]):
        assert cli.main(["extract", str(locked), "-o", str(tmp_path / "no.csv"), *more, *given]) == 1
        message = capsys.readouterr().err
        assert "locked with a password" in message and "Give the right password with --password." in message
    assert run(["extract", str(locked), "--password", "secret", *more], tmp_path / "rows.csv")


def test_a_damaged_attachment_is_refused(tmp_path):
    whole = attach(tmp_path / "whole.pdf", {"list.csv": CSV * 1000})
    content = bytearray(whole.read_bytes())
    place = content.find(b"stream", content.find(b"/EmbeddedFile")) + 60
    content[place] ^= 0xFF
    whole.write_bytes(content)
    with pytest.raises(ReadingError, match="cannot be copied out"), attachments.opened(whole, "list.csv"):
        pass
