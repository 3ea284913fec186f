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
def house(tmp_path, monkeypatch):
    """A manifest and folders of our own, away from the collection's; `say` collects what is told."""

    class House:
        folder = tmp_path / "documents"
        told: list[str] = []  # noqa: RUF012

        def lists(self, doc_id="a-report", **entry):
            line = {
                "doc_id": doc_id,
                "file": f"{doc_id}.pdf",
                "title": "A report",
                "agency": "Elmville Police Department",
                "kind": "sharing report",
                "origin": "somewhere",
                "obtained_through": "request 1",
                "text_layer": "text",
                "bytes": len(CONTENT),
                "sha256": HASH,
                "member": "",
                "warning": "",
            }
            table = pd.DataFrame([line | entry])
            monkeypatch.setattr(documents, "manifest", lambda: table)

        def fetch(self, *ids):
            self.told = []
            documents.fetch(ids, say=self.told.append)

        def path(self, name="a-report.pdf"):
            return self.folder / "originals" / name

    monkeypatch.setattr(documents, "FOLDER", House.folder)
    monkeypatch.delenv("PLATES_DOCUMENTS", raising=False)
    House.folder.mkdir()
    return House()


def test_a_right_file_is_fetched_and_found(house, server):
    house.lists(origin=f"{server}/right.pdf")
    house.fetch("a-report")
    assert documents.original("a-report").read_bytes() == CONTENT
    assert [p.name for p in house.path().parent.iterdir()] == ["a-report.pdf"]


def test_a_wrong_file_is_set_aside_and_named_with_both_hashes(house, server):
    house.lists(origin=f"{server}/wrong.pdf")
    with pytest.raises(DocumentError, match="documents are still missing; found a-report"):
        house.fetch("a-report")
    assert HASH in house.told[0] and hashlib.sha256(b"another file").hexdigest() in house.told[0]
    assert house.path("a-report.pdf.wrong").read_bytes() == b"another file" and not house.path().exists()


def test_a_second_wrong_file_leaves_the_first_where_it_is(house, server):
    house.lists(origin=f"{server}/wrong.pdf")
    for _ in range(2):
        with pytest.raises(DocumentError):
            house.fetch("a-report")
    assert house.path("a-report.pdf.wrong").exists() and house.path("a-report.pdf.wrong.2").exists()


def test_a_broken_transfer_goes_on_where_it_stopped(house, server):
    house.lists(origin=f"{server}/right.pdf")
    Server.cut.add("/right.pdf")
    with pytest.raises(DocumentError):
        house.fetch("a-report")
    assert "run the same command again" in house.told[0] and 0 < house.path("a-report.pdf.part").stat().st_size < len(
        CONTENT
    )
    house.fetch("a-report")
    assert Server.ranges and documents.original("a-report").read_bytes() == CONTENT


@pytest.mark.parametrize("marks", [True, False], ids=["with an ETag", "without"])
def test_two_files_are_never_joined_where_no_hash_would_tell(house, server, marks):
    first, second = b"%PDF-1" + CONTENT, b"%PDF-2" + CONTENT[::-1]
    Server.files["/a.pdf"], Server.marks = first, marks
    house.lists(origin=f"{server}/a.pdf", sha256="", bytes=pd.NA)
    Server.cut.add("/a.pdf")
    with pytest.raises(DocumentError):
        house.fetch("a-report")
    Server.files["/a.pdf"] = second
    house.fetch("a-report")
    assert house.path().read_bytes() == second
    assert sorted(path.name for path in house.path().parent.iterdir()) == ["a-report.pdf"]


def test_an_unchanged_file_without_a_hash_goes_on_where_it_stopped(house, server):
    Server.files["/a.pdf"], Server.marks = b"%PDF-1" + CONTENT, True
    house.lists(origin=f"{server}/a.pdf", sha256="", bytes=pd.NA)
    Server.cut.add("/a.pdf")
    with pytest.raises(DocumentError):
        house.fetch("a-report")
    house.fetch("a-report")
    assert Server.ranges and house.path().read_bytes() == Server.files["/a.pdf"]


def test_a_refusal_is_told_with_its_number_and_not_blamed_on_the_network(house, server):
    Server.refused["/right.pdf"] = 403
    house.lists(origin=f"{server}/right.pdf")
    with pytest.raises(DocumentError):
        house.fetch("a-report")
    assert "answered 403" in house.told[0] and "network" not in house.told[0] and "request 1" in house.told[0]


def test_a_web_page_in_place_of_a_document_is_never_locked(house, server):
    Server.files["/a.pdf"] = b"<html>Access denied</html>"
    house.lists(origin=f"{server}/a.pdf", text_layer="not seen", file="", sha256="", bytes=pd.NA)
    with pytest.raises(DocumentError):
        house.fetch("a-report")
    assert "not a PDF" in house.told[-1] and "Access denied" in house.told[-1]
    assert not (house.folder / "lock.csv").exists() and not documents.has_original("a-report")
    assert house.path("a-report.pdf.wrong").read_bytes() == Server.files["/a.pdf"]


def test_no_network_is_one_line_with_the_address(house):
    house.lists(origin="http://127.0.0.1:9/right.pdf")
    with pytest.raises(DocumentError):
        house.fetch("a-report")
    assert len(house.told) == 1 and "http://127.0.0.1:9/right.pdf could not be reached" in house.told[0]


@pytest.mark.parametrize("member", ["folder/table.csv", ""], ids=["by name", "by hash"])
def test_a_member_is_taken_out_of_an_archive(house, server, tmp_path, member):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("folder/other.csv", bytes(len(CONTENT)))
        archive.writestr("folder/table.csv", CONTENT)
    Server.files["/a.zip"] = (tmp_path / "a.zip").read_bytes()
    house.lists(origin=f"{server}/a.zip", file="table.csv", member=member)
    house.fetch("a-report")
    assert house.path("table.csv").read_bytes() == CONTENT


def test_an_archive_without_the_file_says_what_it_holds(house, server, tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("folder/other.csv", b"no")
    Server.files["/a.zip"] = (tmp_path / "a.zip").read_bytes()
    house.lists(origin=f"{server}/a.zip", file="table.csv")
    with pytest.raises(DocumentError):
        house.fetch("a-report")
    assert "folder/other.csv" in house.told[0] and not house.path("table.csv").exists()


@pytest.mark.parametrize("broken", ["a web page", "a flipped bit"])
def test_a_broken_archive_is_set_aside_and_the_next_fetch_gets_it_anew(house, server, tmp_path, broken):
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("folder/table.csv", CONTENT)
    whole = (tmp_path / "a.zip").read_bytes()
    middle = len(whole) // 2
    flipped = whole[:middle] + bytes([whole[middle] ^ 255]) + whole[middle + 1 :]
    house.lists(origin=f"{server}/a.zip", file="table.csv")
    Server.files["/a.zip"] = b"<html>Access denied</html>" if broken == "a web page" else flipped
    with pytest.raises(DocumentError):
        house.fetch("a-report")
    assert "a.zip" in house.told[0] and "a.zip.wrong" in house.told[0] and not house.path("table.csv").exists()
    assert house.path("archives/a.zip.wrong").read_bytes() == Server.files["/a.zip"]
    Server.files["/a.zip"] = whole
    house.fetch("a-report")
    assert house.path("table.csv").read_bytes() == CONTENT


def test_one_failure_does_not_keep_the_others_from_being_tried(house, server, monkeypatch):
    house.lists(origin=f"{server}/wrong.zip", file="table.csv")
    first = documents.manifest()
    Server.files["/wrong.zip"] = b"no archive"
    house.lists("b-report", origin=f"{server}/right.pdf")
    both = pd.concat([first, documents.manifest()])
    monkeypatch.setattr(documents, "manifest", lambda: both)
    with pytest.raises(DocumentError, match="found a-report"):
        house.fetch()
    assert documents.original("b-report").read_bytes() == CONTENT


def test_an_entry_without_an_address_says_whom_to_ask(house):
    house.lists(origin="MuckRock request 1", obtained_through="MuckRock request 1")
    with pytest.raises(DocumentError):
        house.fetch("a-report")
    assert (
        "no direct address" in house.told[0] and "MuckRock request 1" in house.told[0] and "Elmville" in house.told[0]
    )


def test_a_folder_of_the_readers_own_is_looked_in_first(house, tmp_path, monkeypatch):
    drive = tmp_path / "drive"
    drive.mkdir()
    (drive / "a-report.pdf").write_bytes(CONTENT)
    monkeypatch.setenv("PLATES_DOCUMENTS", str(drive))
    house.lists(origin="http://127.0.0.1:9/right.pdf")
    house.fetch("a-report")
    assert documents.original("a-report") == drive / "a-report.pdf" and not house.path().exists()
    house.path().parent.mkdir(parents=True)
    house.path().write_bytes(CONTENT)
    assert documents.original("a-report") == drive / "a-report.pdf"


def test_a_folder_that_is_not_there_is_an_error_and_not_an_empty_one(house, tmp_path, monkeypatch):
    monkeypatch.setenv("PLATES_DOCUMENTS", str(tmp_path / "mistyped"))
    house.lists()
    with pytest.raises(DocumentError, match=r"PLATES_DOCUMENTS names no folder; found .*mistyped"):
        documents.original("a-report")


def test_a_wrong_file_in_our_folder_is_set_aside_and_fetched_anew(house, server):
    house.lists(origin=f"{server}/right.pdf")
    house.path().parent.mkdir(parents=True)
    house.path().write_bytes(b"not it")
    with pytest.raises(DocumentError):
        house.fetch("a-report")
    assert HASH in house.told[0] and "a-report.pdf.wrong" in house.told[0]
    house.fetch("a-report")
    assert house.path().read_bytes() == CONTENT and house.path("a-report.pdf.wrong").read_bytes() == b"not it"


def test_a_wrong_file_in_a_folder_of_the_readers_own_is_left_where_it_is(house, server, tmp_path, monkeypatch):
    monkeypatch.setenv("PLATES_DOCUMENTS", str(tmp_path / "drive"))
    (tmp_path / "drive").mkdir()
    (tmp_path / "drive" / "a-report.pdf").write_bytes(b"not it")
    house.lists(origin=f"{server}/right.pdf")
    with pytest.raises(DocumentError):
        house.fetch("a-report")
    assert [path.name for path in (tmp_path / "drive").iterdir()] == ["a-report.pdf"] and not house.path().exists()


def test_a_changed_file_is_never_read(house):
    house.lists()
    house.path().parent.mkdir(parents=True)
    house.path().write_bytes(CONTENT[:-1])
    with pytest.raises(DocumentError, match=f"expected sha256 {HASH}; found sha256"):
        documents.original("a-report")


def test_an_entry_without_a_hash_is_locked_on_first_use(house, server):
    Server.files["/a.pdf"] = b"%PDF-" + CONTENT
    sha256 = hashlib.sha256(Server.files["/a.pdf"]).hexdigest()
    house.lists(origin=f"{server}/a.pdf", sha256="", bytes=pd.NA)
    house.fetch("a-report")
    assert sha256 in house.told[0] and sha256 in (house.folder / "lock.csv").read_text()
    house.path().write_bytes(b"%PDF- changed later")
    with pytest.raises(DocumentError, match="not the one"):
        documents.original("a-report")


def test_verify_names_every_wrong_file_and_raises(house):
    house.lists()
    house.path().parent.mkdir(parents=True)
    house.path().write_bytes(b"not it")
    told = []
    with pytest.raises(DocumentError, match=r"found 1 of 1: a-report\.pdf"):
        documents.verify(say=told.append)
    assert "a-report.pdf" in told[0]


def test_a_document_that_nobody_has_seen_says_so_and_is_accepted_when_brought(house):
    house.lists(text_layer="not seen", file="", sha256="", bytes=pd.NA)
    with pytest.raises(DocumentError, match=r"Nobody here has seen it.*was never tried"):
        documents.original("a-report")
    house.path().parent.mkdir(parents=True)
    house.path().write_bytes(b"%PDF-" + CONTENT)
    told = []
    assert documents.original("a-report", say=told.append) == house.path()
    assert "was never tried" in told[-1]


def test_an_unknown_id_is_answered_with_the_ids_there_are(house):
    house.lists()
    with pytest.raises(DocumentError, match="no such document; expected a-report"):
        documents.entry("another")
