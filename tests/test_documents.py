"""Facts about documents: found, fetched, verified, and never overwritten. The server is real, on this machine."""

import datetime
import hashlib
import http.server
import ipaddress
import os
import ssl
import threading
import zipfile
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pandas as pd
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from helpers.errors import DocumentError
from helpers.records import documents, downloads

CONTENT = bytes(range(256)) * 4000  # a megabyte
HASH = hashlib.sha256(CONTENT).hexdigest()


class Server(http.server.BaseHTTPRequestHandler):
    """Serves what `files` holds, honors Range and If-Range, and cuts the first answer for a path in `cut` half-way.

    `refused` has paths that are answered with a status, `leads` those that lead to another address, `announced` another
    length than the true one ("" for none); `marks` says whether answers have an ETag, `extra` what comes after a file.
    """

    files: dict[str, bytes] = {}  # noqa: RUF012
    cut: set[str] = set()  # noqa: RUF012
    ranges: list[str] = []  # noqa: RUF012
    refused: dict[str, int] = {}  # noqa: RUF012
    leads: dict[str, str] = {}  # noqa: RUF012
    announced: dict[str, str] = {}  # noqa: RUF012
    extra: dict[str, bytes] = {}  # noqa: RUF012
    marks = False
    sent = shift = 0  # bytes so far; by how many the rest of a file is not the one that was asked for

    def do_GET(self):
        if self.path in self.leads:
            self.send_response(302)
            self.send_header("Location", self.leads[self.path])
            self.end_headers()
            return
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
        if start:
            self.send_header("Content-Range", f"bytes {start + self.shift}-{len(content) - 1}/{len(content)}")
        if announced := self.announced.get(self.path, str(len(content) - start)):
            self.send_header("Content-Length", announced)
        if self.marks:
            self.send_header("ETag", mark)
        self.end_headers()
        if self.path in self.cut:
            self.cut.discard(self.path)
            self.wfile.write(content[start : len(content) // 2])
            self.connection.close()
            return
        try:
            for piece in (content[start:], self.extra.get(self.path, b"")):
                for at in range(0, len(piece), 1 << 16):
                    Server.sent += self.wfile.write(piece[at : at + (1 << 16)])
        except OSError:
            self.close_connection = True  # the other side has enough

    def log_message(self, *args):
        pass


@pytest.fixture
def server():
    Server.files, Server.cut, Server.ranges = {"/right.pdf": CONTENT, "/wrong.pdf": b"another file"}, set(), []
    Server.refused, Server.leads, Server.announced, Server.extra, Server.marks = {}, {}, {}, {}, False
    Server.sent = Server.shift = 0
    with serving() as running:
        yield f"http://127.0.0.1:{running.server_port}"


@contextmanager
def serving(certificate: Path | None = None):
    running = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        running.socket = context.wrap_socket(running.socket, server_side=True)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield running
    running.shutdown()
    running.server_close()


@pytest.fixture
def secure(server, tmp_path, monkeypatch):
    """The port of the same files behind a certificate of our own for 127.0.0.1 and localhost: two hosts."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "a test")])
    hosts = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    day, now = datetime.timedelta(days=1), datetime.datetime.now(datetime.UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now - day, now + day)
    made = made.add_extension(x509.SubjectAlternativeName(hosts), critical=False).sign(key, hashes.SHA256())
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path = tmp_path / "certificate.pem"
    path.write_bytes(made.public_bytes(pem) + private)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(path))
    with serving(path) as running:
        yield running.server_port


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

        def fetch(self, *ids, **how):
            self.messages = []
            documents.fetch(ids, say=self.messages.append, **how)

        def fails(self, **how):
            with pytest.raises(DocumentError):
                self.fetch("a-report", **how)

        def left(self):
            """The names of what lies in the folder of originals."""
            return sorted(path.name for path in self.path().parent.iterdir()) if self.path().parent.exists() else []

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
    shelf.fails(accept_new=True)
    Server.files["/a.pdf"] = second
    shelf.fetch("a-report", accept_new=True)
    assert shelf.path().read_bytes() == second
    assert sorted(path.name for path in shelf.path().parent.iterdir()) == ["a-report.pdf"]


def test_an_unchanged_file_without_a_hash_goes_on_where_it_stopped(shelf, server):
    Server.files["/a.pdf"], Server.marks = b"%PDF-1" + CONTENT, True
    shelf.lists(origin=f"{server}/a.pdf", sha256="", bytes=pd.NA)
    Server.cut.add("/a.pdf")
    shelf.fails(accept_new=True)
    shelf.fetch("a-report", accept_new=True)
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
    shelf.fails(accept_new=True)
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


def test_an_entry_without_a_hash_is_taken_only_when_asked_for_and_shown_before_it_is_in_place(shelf, server):
    Server.files["/a.pdf"] = b"%PDF-" + CONTENT
    sha256 = hashlib.sha256(Server.files["/a.pdf"]).hexdigest()
    shelf.lists(origin=f"{server}/a.pdf", sha256="", bytes=pd.NA)
    shelf.fails()
    assert "plates fetch a-report --accept-new" in shelf.messages[0] and Server.sent == 0 and shelf.left() == []
    here = []
    documents.fetch(["a-report"], say=lambda line: here.append((line, shelf.path().exists())), accept_new=True)
    shows = f"a-report: {server}/a.pdf sent 1,024,005 bytes, sha256 {sha256}"
    assert here[0] == (shows, False) and shelf.left() == ["a-report.pdf"]
    record = [line for line, _ in here if "data/documents/manifest.csv" in line]
    assert record and "1024005" in " ".join(line for line, _ in here) and sha256 in here[-2][0]
    assert sha256 in (shelf.folder / "lock.csv").read_text()
    shelf.path().write_bytes(b"%PDF- changed later")
    with pytest.raises(DocumentError, match="not the one"):
        documents.original("a-report")


def test_what_was_taken_once_is_fetched_again_only_as_the_same_bytes(shelf, server):
    Server.files["/a.pdf"] = b"%PDF-" + CONTENT
    shelf.lists(origin=f"{server}/a.pdf", sha256="", bytes=pd.NA)
    shelf.fetch("a-report", accept_new=True)
    shelf.path().unlink()
    shelf.fetch("a-report")
    assert shelf.path().read_bytes() == Server.files["/a.pdf"]
    shelf.path().unlink()
    Server.files["/a.pdf"] += b"more"
    shelf.fails()
    assert "is not the original" in shelf.messages[0] and not shelf.path().exists()


@pytest.mark.parametrize("announced", [True, False], ids=["announced", "not announced"])
@pytest.mark.parametrize("resumed", [False, True], ids=["whole", "resumed"])
def test_a_transfer_stops_at_the_size_of_the_manifest_and_nothing_of_it_is_kept(shelf, server, announced, resumed):
    shelf.lists(origin=f"{server}/right.pdf")
    if resumed:
        Server.cut.add("/right.pdf")
        shelf.fails()
        assert shelf.left() == ["a-report.pdf.part", "a-report.pdf.part.etag"]
    Server.files["/right.pdf"] = CONTENT + bytes(30_000_000)
    Server.announced |= {} if announced else {"/right.pdf": ""}
    Server.sent = 0
    shelf.fails()
    actual = "31,024,000 bytes announced" if announced else "more than 1,024,000 bytes"
    assert f"expected at most 1,024,000 bytes; found {actual}. Open it in a browser" in shelf.messages[0]
    assert Server.sent < 15_000_000 and shelf.left() == []


def test_of_a_file_that_goes_on_after_its_announced_end_nothing_more_is_taken(shelf, server):
    shelf.lists(origin=f"{server}/right.pdf")
    Server.extra["/right.pdf"] = bytes(30_000_000)
    shelf.fetch("a-report")
    assert shelf.path().read_bytes() == CONTENT and Server.sent < 15_000_000


def test_a_part_that_is_larger_than_the_document_is_not_resumed(shelf, server):
    shelf.lists(origin=f"{server}/right.pdf")
    shelf.path().parent.mkdir(parents=True)
    shelf.path("a-report.pdf.part").write_bytes(CONTENT + b"x")
    shelf.fetch("a-report")
    assert Server.ranges == [] and shelf.left() == ["a-report.pdf"]


@pytest.mark.parametrize("whole", [True, False], ids=["an archive", "a document of unknown size"])
def test_a_size_that_nobody_knows_is_bounded_too(shelf, server, monkeypatch, whole):
    monkeypatch.setattr(downloads, "MOST_BYTES", 2_000_000)
    Server.files |= dict.fromkeys(("/a.zip", "/a.pdf"), b"%PDF-" + bytes(2_000_000))
    shelf.lists(origin=f"{server}/a.zip") if whole else shelf.lists(origin=f"{server}/a.pdf", sha256="", bytes=pd.NA)
    shelf.fails(accept_new=True)
    assert "expected at most 2,000,000 bytes; found 2,000,005 bytes announced" in shelf.messages[0]
    assert [name for name in shelf.left() if name != "archives"] == []


def test_a_rest_that_is_not_the_one_asked_for_is_dropped(shelf, server):
    shelf.lists(origin=f"{server}/right.pdf")
    Server.cut.add("/right.pdf")
    shelf.fails()
    Server.shift = 1
    shelf.fails()
    assert "sent another part than was asked for; expected bytes" in shelf.messages[0] and shelf.left() == []


def test_a_redirect_to_https_on_the_same_host_is_followed_and_shown(shelf, server, secure):
    first, second = f"{server}/old.pdf", f"https://127.0.0.1:{secure}/new.pdf"
    Server.leads = {"/old.pdf": second, "/new.pdf": "/right.pdf"}
    shelf.lists(origin=first)
    shelf.fetch("a-report")
    assert shelf.path().read_bytes() == CONTENT
    third = f"https://127.0.0.1:{secure}/right.pdf"
    assert shelf.messages[:2] == [f"a-report: {first} leads to {second}", f"a-report: {second} leads to {third}"]


def test_a_redirect_to_a_host_of_the_same_publisher_is_followed(shelf, secure, monkeypatch):
    shelf.lists(origin=f"https://127.0.0.1:{secure}/old.pdf")
    Server.leads = {"/old.pdf": f"https://localhost:{secure}/right.pdf"}
    shelf.fails()
    assert "expected https and 127.0.0.1; found https://localhost" in shelf.messages[1] and Server.sent == 0
    monkeypatch.setattr(downloads, "PUBLISHERS", (frozenset({"127.0.0.1", "localhost"}),))
    shelf.fetch("a-report")
    assert shelf.path().read_bytes() == CONTENT


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.1:{plain}/right.pdf",
        "http://localhost:{plain}/right.pdf",
        "https://localhost:{secure}/right.pdf",
        "//localhost:{secure}/right.pdf",
        "https://127.0.0.1@localhost:{secure}/right.pdf",
        "https://127.0.0.1.localhost:{secure}/right.pdf",
        "https://localhost:{secure}\\@127.0.0.1/right.pdf",
        "ftp://127.0.0.1/right.pdf",
        "file:///etc/hostname",
        "https://[127.0.0.1/right.pdf",
    ],
)
def test_a_redirect_elsewhere_or_out_of_https_is_shown_and_not_followed(shelf, server, secure, target):
    target = target.format(plain=urlsplit(server).port, secure=secure)
    Server.leads["/old.pdf"] = target
    shelf.lists(origin=f"https://127.0.0.1:{secure}/old.pdf")
    shelf.fails()
    assert "/old.pdf leads to" in shelf.messages[0] and "leads elsewhere, and was not followed" in shelf.messages[1]
    assert "request 1" in shelf.messages[1] and Server.sent == 0 and not shelf.path().exists()


def test_addresses_that_lead_to_each_other_end_in_a_sentence(shelf, secure):
    Server.leads = {"/old.pdf": "/new.pdf", "/new.pdf": "/old.pdf"}
    shelf.lists(origin=f"https://127.0.0.1:{secure}/old.pdf")
    shelf.fails()
    assert "leads from one address to the next; expected at most 5" in shelf.messages[-1] and len(shelf.messages) == 7


def test_every_address_of_the_manifest_is_https_and_its_publishers_hosts_are_listed():
    origins = [origin for origin in documents.manifest()["origin"] if "://" in origin]
    assert len(origins) >= 8
    for origin in origins:
        assert urlsplit(origin).scheme == "https"
        assert any(urlsplit(origin).hostname in hosts for hosts in downloads.PUBLISHERS), origin


@pytest.mark.parametrize("name", ["a-report.pdf", "a-report.pdf.part"])
@pytest.mark.parametrize("odd", ["pipe", "folder", "link"])
def test_what_is_no_file_is_neither_read_nor_written_to(shelf, server, tmp_path, name, odd):
    shelf.lists(origin=f"{server}/right.pdf")
    shelf.path().parent.mkdir(parents=True)
    (tmp_path / "mine").write_bytes(b"mine")
    if odd == "link" and name == "a-report.pdf":
        shelf.path(name).symlink_to(shelf.path(name))
    elif odd == "link":
        shelf.path(name).symlink_to(tmp_path / "mine")
    else:
        os.mkfifo(shelf.path(name)) if odd == "pipe" else shelf.path(name).mkdir()
    shelf.fails()
    assert name in shelf.messages[0] and "ove it away" in shelf.messages[0]
    assert (tmp_path / "mine").read_bytes() == b"mine"


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
