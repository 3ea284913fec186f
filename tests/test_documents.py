"""Facts about documents: found, fetched, verified, and never overwritten. The server is real, on this machine."""

import hashlib
import http.server
import threading
import zipfile

import pandas as pd
import pytest

from helpers.errors import DocumentError
from helpers.records import documents

CONTENT = bytes(range(256)) * 4000  # a megabyte
HASH = hashlib.sha256(CONTENT).hexdigest()


class Server(http.server.BaseHTTPRequestHandler):
    """Serves what `files` holds, honors Range and If-Range, and cuts the first answer for a path in `cut` half-way.

    `refused` has paths that are answered with a status; `marks` says whether answers have an ETag.
    """

    files: dict[str, bytes] = {}  # noqa: RUF012
    cut: set[str] = set()  # noqa: RUF012
    ranges: list[str] = []  # noqa: RUF012
    refused: dict[str, int] = {}  # noqa: RUF012
    marks = False

    def do_GET(self):
        content = self.files.get(self.path)
        if content is None:
            self.send_error(404)
            return
        if self.path in self.refused:
            self.send_error(self.refused[self.path])
            return
        start, mark = 0, f'"{hashlib.sha256(content).hexdigest()}"'
        wanted = self.headers.get("Range")
        if wanted and self.headers.get("If-Range", mark) == mark:
            self.ranges.append(wanted)
            start = int(wanted.removeprefix("bytes=").removesuffix("-"))
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(content) - start))
        if self.marks:
            self.send_header("ETag", mark)
        self.end_headers()
        if self.path in self.cut:
            self.cut.discard(self.path)
            self.wfile.write(content[start : len(content) // 2])
            self.connection.close()
            return
        self.wfile.write(content[start:])

    def log_message(self, *args):
        pass


@pytest.fixture
def server():
    Server.files, Server.cut, Server.ranges = {"/right.pdf": CONTENT, "/wrong.pdf": b"another file"}, set(), []
    Server.refused, Server.marks = {}, False
    running = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{running.server_port}"
    running.shutdown()
    running.server_close()


@pytest.fixture
def shelf(tmp_path, monkeypatch):
    """A manifest and folders of our own, away from the collection's; `messages` are what is said."""

    class Shelf:
        folder = tmp_path / "documents"
        messages: list[str] = []  # noqa: RUF012

        def lists(self, doc_id="a-report", **entry):
            line = {
                **{"doc_id": doc_id, "file": f"{doc_id}.pdf", "title": "A report", "kind": "sharing report"},
                **{"agency": "Elmville Police Department", "origin": "somewhere", "obtained_through": "request 1"},
                **{"text_layer": "text", "bytes": len(CONTENT), "sha256": HASH, "member": "", "warning": ""},
            }
            table = pd.DataFrame([line | entry])
            monkeypatch.setattr(documents, "manifest", lambda: table)

        def fetch(self, *ids):
            self.messages = []
            documents.fetch(ids, say=self.messages.append)

        def fails(self):
            with pytest.raises(DocumentError):
                self.fetch("a-report")

        def path(self, name="a-report.pdf"):
            return self.folder / "originals" / name

    monkeypatch.setattr(documents, "FOLDER", Shelf.folder)
    monkeypatch.delenv("PLATES_DOCUMENTS", raising=False)
    Shelf.folder.mkdir()
    return Shelf()


def test_a_right_file_is_fetched_and_found(shelf, server):
    shelf.lists(origin=f"{server}/right.pdf")
    shelf.fetch("a-report")
    assert documents.original("a-report").read_bytes() == CONTENT
    assert [p.name for p in shelf.path().parent.iterdir()] == ["a-report.pdf"]


def test_a_wrong_file_is_set_aside_and_named_with_both_hashes(shelf, server):
    shelf.lists(origin=f"{server}/wrong.pdf")
    with pytest.raises(DocumentError, match="documents are still missing; found a-report"):
        shelf.fetch("a-report")
    assert HASH in shelf.messages[0] and hashlib.sha256(b"another file").hexdigest() in shelf.messages[0]
    assert shelf.path("a-report.pdf.wrong").read_bytes() == b"another file" and not shelf.path().exists()


def test_a_second_wrong_file_leaves_the_first_where_it_is(shelf, server):
    shelf.lists(origin=f"{server}/wrong.pdf")
    for _ in range(2):
        shelf.fails()
    assert shelf.path("a-report.pdf.wrong").exists() and shelf.path("a-report.pdf.wrong.2").exists()


def test_a_broken_transfer_goes_on_where_it_stopped(shelf, server):
    shelf.lists(origin=f"{server}/right.pdf")
    Server.cut.add("/right.pdf")
    shelf.fails()
    assert "run the same command again" in shelf.messages[0]
    assert 0 < shelf.path("a-report.pdf.part").stat().st_size < len(CONTENT)
    shelf.fetch("a-report")
    assert Server.ranges and documents.original("a-report").read_bytes() == CONTENT


@pytest.mark.parametrize("marks", [True, False], ids=["with an ETag", "without"])
def test_two_files_are_never_joined_where_no_hash_would_tell(shelf, server, marks):
    first, second = b"%PDF-1" + CONTENT, b"%PDF-2" + CONTENT[::-1]
    Server.files["/a.pdf"], Server.marks = first, marks
    shelf.lists(origin=f"{server}/a.pdf", sha256="", bytes=pd.NA)
    Server.cut.add("/a.pdf")
    shelf.fails()
    Server.files["/a.pdf"] = second
    shelf.fetch("a-report")
    assert shelf.path().read_bytes() == second
    assert sorted(path.name for path in shelf.path().parent.iterdir()) == ["a-report.pdf"]


def test_an_unchanged_file_without_a_hash_goes_on_where_it_stopped(shelf, server):
    Server.files["/a.pdf"], Server.marks = b"%PDF-1" + CONTENT, True
    shelf.lists(origin=f"{server}/a.pdf", sha256="", bytes=pd.NA)
    Server.cut.add("/a.pdf")
    shelf.fails()
    shelf.fetch("a-report")
    assert Server.ranges and shelf.path().read_bytes() == Server.files["/a.pdf"]


def test_a_refusal_is_reported_with_its_number_and_not_blamed_on_the_network(shelf, server):
    Server.refused["/right.pdf"] = 403
    shelf.lists(origin=f"{server}/right.pdf")
    shelf.fails()
    (message,) = shelf.messages
    assert "answered 403" in message and "network" not in message and "request 1" in message


def test_a_web_page_in_place_of_a_document_is_never_locked(shelf, server):
    Server.files["/a.pdf"] = b"<html>Access denied</html>"
    shelf.lists(origin=f"{server}/a.pdf", text_layer="not seen", file="", sha256="", bytes=pd.NA)
    shelf.fails()
    assert "not a PDF" in shelf.messages[-1] and "Access denied" in shelf.messages[-1]
    assert not (shelf.folder / "lock.csv").exists() and not documents.has_original("a-report")
    assert shelf.path("a-report.pdf.wrong").read_bytes() == Server.files["/a.pdf"]


def test_no_network_is_one_line_with_the_address(shelf):
    shelf.lists(origin="http://127.0.0.1:9/right.pdf")
    shelf.fails()
    assert len(shelf.messages) == 1 and "http://127.0.0.1:9/right.pdf could not be reached" in shelf.messages[0]


@pytest.mark.parametrize("member", ["folder/table.csv", ""], ids=["by name", "by hash"])
def test_a_member_is_taken_out_of_an_archive(shelf, server, tmp_path, member):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("folder/other.csv", bytes(len(CONTENT)))
        archive.writestr("folder/table.csv", CONTENT)
    Server.files["/a.zip"] = (tmp_path / "a.zip").read_bytes()
    shelf.lists(origin=f"{server}/a.zip", file="table.csv", member=member)
    shelf.fetch("a-report")
    assert shelf.path("table.csv").read_bytes() == CONTENT


def test_an_archive_without_the_file_says_what_it_holds(shelf, server, tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("folder/other.csv", b"no")
    Server.files["/a.zip"] = (tmp_path / "a.zip").read_bytes()
    shelf.lists(origin=f"{server}/a.zip", file="table.csv")
    shelf.fails()
    assert "folder/other.csv" in shelf.messages[0] and not shelf.path("table.csv").exists()


@pytest.mark.parametrize("broken", ["a web page", "a flipped bit"])
def test_a_broken_archive_is_set_aside_and_the_next_fetch_gets_it_anew(shelf, server, tmp_path, broken):
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("folder/table.csv", CONTENT)
    whole = (tmp_path / "a.zip").read_bytes()
    middle = len(whole) // 2
    flipped = whole[:middle] + bytes([whole[middle] ^ 255]) + whole[middle + 1 :]
    shelf.lists(origin=f"{server}/a.zip", file="table.csv")
    Server.files["/a.zip"] = b"<html>Access denied</html>" if broken == "a web page" else flipped
    shelf.fails()
    assert "a.zip" in shelf.messages[0] and "a.zip.wrong" in shelf.messages[0] and not shelf.path("table.csv").exists()
    assert shelf.path("archives/a.zip.wrong").read_bytes() == Server.files["/a.zip"]
    Server.files["/a.zip"] = whole
    shelf.fetch("a-report")
    assert shelf.path("table.csv").read_bytes() == CONTENT


def test_one_failure_does_not_keep_the_others_from_being_tried(shelf, server, monkeypatch):
    shelf.lists(origin=f"{server}/wrong.zip", file="table.csv")
    first = documents.manifest()
    Server.files["/wrong.zip"] = b"no archive"
    shelf.lists("b-report", origin=f"{server}/right.pdf")
    both = pd.concat([first, documents.manifest()])
    monkeypatch.setattr(documents, "manifest", lambda: both)
    with pytest.raises(DocumentError, match="found a-report"):
        shelf.fetch()
    assert documents.original("b-report").read_bytes() == CONTENT


def test_an_entry_without_an_address_says_whom_to_ask(shelf):
    shelf.lists(origin="MuckRock request 1", obtained_through="MuckRock request 1")
    shelf.fails()
    assert all(words in shelf.messages[0] for words in ("no direct address", "MuckRock request 1", "Elmville"))


def test_a_folder_of_the_readers_own_is_looked_in_first(shelf, tmp_path, monkeypatch):
    drive = tmp_path / "drive"
    drive.mkdir()
    (drive / "a-report.pdf").write_bytes(CONTENT)
    monkeypatch.setenv("PLATES_DOCUMENTS", str(drive))
    shelf.lists(origin="http://127.0.0.1:9/right.pdf")
    shelf.fetch("a-report")
    assert documents.original("a-report") == drive / "a-report.pdf" and not shelf.path().exists()
    shelf.path().parent.mkdir(parents=True)
    shelf.path().write_bytes(CONTENT)
    assert documents.original("a-report") == drive / "a-report.pdf"


def test_a_folder_that_is_not_there_is_an_error_and_not_an_empty_one(shelf, tmp_path, monkeypatch):
    monkeypatch.setenv("PLATES_DOCUMENTS", str(tmp_path / "mistyped"))
    shelf.lists()
    with pytest.raises(DocumentError, match=r"PLATES_DOCUMENTS names no folder; found .*mistyped"):
        documents.original("a-report")


def test_a_wrong_file_in_our_folder_is_set_aside_and_fetched_anew(shelf, server):
    shelf.lists(origin=f"{server}/right.pdf")
    shelf.path().parent.mkdir(parents=True)
    shelf.path().write_bytes(b"not it")
    shelf.fails()
    assert HASH in shelf.messages[0] and "a-report.pdf.wrong" in shelf.messages[0]
    shelf.fetch("a-report")
    assert shelf.path().read_bytes() == CONTENT and shelf.path("a-report.pdf.wrong").read_bytes() == b"not it"


def test_a_wrong_file_in_a_folder_of_the_readers_own_is_left_where_it_is(shelf, server, tmp_path, monkeypatch):
    monkeypatch.setenv("PLATES_DOCUMENTS", str(tmp_path / "drive"))
    (tmp_path / "drive").mkdir()
    (tmp_path / "drive" / "a-report.pdf").write_bytes(b"not it")
    shelf.lists(origin=f"{server}/right.pdf")
    shelf.fails()
    assert [path.name for path in (tmp_path / "drive").iterdir()] == ["a-report.pdf"] and not shelf.path().exists()


def test_a_changed_file_is_never_read(shelf):
    shelf.lists()
    shelf.path().parent.mkdir(parents=True)
    shelf.path().write_bytes(CONTENT[:-1])
    with pytest.raises(DocumentError, match=f"expected sha256 {HASH}; found sha256"):
        documents.original("a-report")


def test_an_entry_without_a_hash_is_locked_on_first_use(shelf, server):
    Server.files["/a.pdf"] = b"%PDF-" + CONTENT
    sha256 = hashlib.sha256(Server.files["/a.pdf"]).hexdigest()
    shelf.lists(origin=f"{server}/a.pdf", sha256="", bytes=pd.NA)
    shelf.fetch("a-report")
    assert sha256 in shelf.messages[0] and sha256 in (shelf.folder / "lock.csv").read_text()
    shelf.path().write_bytes(b"%PDF- changed later")
    with pytest.raises(DocumentError, match="not the one"):
        documents.original("a-report")


def test_verify_names_every_wrong_file_and_raises(shelf):
    shelf.lists()
    shelf.path().parent.mkdir(parents=True)
    shelf.path().write_bytes(b"not it")
    messages = []
    with pytest.raises(DocumentError, match=r"found 1 of 1: a-report\.pdf"):
        documents.verify(say=messages.append)
    assert "a-report.pdf" in messages[0]


def test_a_document_that_nobody_has_seen_says_so_and_is_accepted_when_brought(shelf):
    shelf.lists(text_layer="not seen", file="", sha256="", bytes=pd.NA)
    with pytest.raises(DocumentError, match=r"Nobody here has seen it.*was never tried"):
        documents.original("a-report")
    shelf.path().parent.mkdir(parents=True)
    shelf.path().write_bytes(b"%PDF-" + CONTENT)
    messages = []
    assert documents.original("a-report", say=messages.append) == shelf.path()
    assert "was never tried" in messages[-1]


def test_an_unknown_id_is_answered_with_the_ids_there_are(shelf):
    shelf.lists()
    with pytest.raises(DocumentError, match="no such document; expected a-report"):
        documents.entry("another")
