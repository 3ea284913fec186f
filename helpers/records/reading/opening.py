"""Opening: a PDF is opened with pdfplumber, pikepdf or pdfium. An error says why one cannot be opened: it is missing,
locked with a password, broken, too slow, or not a PDF."""

import re
import signal
import threading
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from io import BufferedReader
from pathlib import Path

import pdfplumber
import pikepdf
import pypdfium2
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.pdf import PDF
from pdfplumber.utils.exceptions import PdfminerException

from helpers import files
from helpers.errors import GET_AGAIN, ReadingError

MOST_SECONDS_TO_OPEN = 30  # A file of 10,000 pages opens in one second
LOCKED, NOT_OPENED = "the file is locked with a password", "the file cannot be opened as a PDF"

OTHERS = {
    b"PK\x03\x04": "a Word or Excel file, or another ZIP archive",
    b"\xd0\xcf\x11\xe0": "an old Word or Excel file, or one that is locked",
    b"{\\rtf": "a text document (RTF)",
    b"<": "a web page",
    b"\xff\xd8\xff": "a photograph (JPEG)",
    b"\x89PNG": "a picture (PNG)",
    b"II*\x00": "a picture (TIFF)",
    b"MM\x00*": "a picture (TIFF)",
}
"""Files that people take for a PDF, by their first bytes."""


def check_beginning(path: Path) -> None:
    """Raise ReadingError for a path that names no regular file, and for a file that is empty or no PDF."""
    with regular(path) as file:
        beginning = file.read(1024)
    if not beginning:
        raise ReadingError("the file is empty", document=path.name, do=GET_AGAIN)
    if b"%PDF-" not in beginning:
        actual = next((what for sign, what in OTHERS.items() if beginning.lstrip().startswith(sign)), "other bytes")
        what, expected = "this is not a PDF, despite its name", "%PDF- at its beginning"
        do = f"Save it as a PDF from the program that opens it. {GET_AGAIN}"
        raise ReadingError(what, document=path.name, expected=expected, found=actual, do=do)


def kind_of(path: Path) -> str:
    """What a file is by its first bytes, whatever its name says: pdf, xlsx, html or text; for others what they are, in
    words. Raises ReadingError for a path that names no regular file, and for a file that is empty."""
    with regular(path) as file:
        beginning = file.read(1024)
        file.seek(0)
        if not beginning:
            raise ReadingError("the file is empty", document=path.name, do=GET_AGAIN)
        if b"%PDF-" in beginning:
            return "pdf"
        if beginning.startswith(b"PK\x03\x04"):
            return "xlsx" if _is_workbook(file) else "a ZIP archive, or a document of another program"
    start = beginning.lstrip(b"\xef\xbb\xbf\r\n\t ")
    if start[:1] == b"<" and re.match(rb"<(!doctype html|html|head|body|!--|meta|\?xml)", start, re.IGNORECASE):
        return "html"
    other = next((what for sign, what in OTHERS.items() if sign != b"<" and start.startswith(sign)), "")
    utf16 = beginning.startswith((b"\xff\xfe", b"\xfe\xff"))
    return other or ("text" if utf16 or b"\x00" not in beginning else "a file that is no text")


def _is_workbook(file: BufferedReader) -> bool:
    try:
        with zipfile.ZipFile(file) as archive:
            return "xl/workbook.xml" in archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError):
        return False


def first_texts(path: Path, numbers: Iterable[int], password: str = "") -> list[str]:
    """The text of some pages (from 1) of a PDF as pdfium reads it, cheap; lines separated by LF. Raises ReadingError.
    It may hold what a page does not show: it serves to recognize a form, and nothing of it may be told."""
    texts = []
    with pdfium(path, password) as document:
        for number in numbers:
            try:
                opened = document[number - 1].get_textpage()
            except pypdfium2.PdfiumError:
                texts.append("")
                continue
            texts.append(opened.get_text_range().replace("\r\n", "\n").replace("\r", "\n"))
    return texts


def regular(path: str | Path) -> BufferedReader:
    """The file, opened as files.open_regular does. The libraries get it, and no path: between a look at a path and its
    opening something else may be put there, and not every library takes a path that the locale cannot spell. Raises
    ReadingError."""
    try:
        return files.open_regular(path)
    except FileNotFoundError:
        raise ReadingError("there is no such file", document=files.printable(path)) from None
    except OSError as reason:
        what, actual = "the file cannot be read", str(reason.strerror)
        if reason.errno in files.NO_FILE:
            what, actual = f"this is {actual}", ""
        raise ReadingError(what, document=files.printable(path), expected="a PDF", found=actual) from None


def pdfplumber_document(path: str | Path, password: str, numbers: list[int] | None = None) -> PDF:
    """The file with the pages of `numbers` alone, or all: of a file of 10,000, all would take 60 MB more than one."""
    name, file = Path(path).name, regular(path)
    try:
        with within(MOST_SECONDS_TO_OPEN):
            document = pdfplumber.open(file, pages=numbers or None, password=password or None)
            len(document.pages)  # walks through the tree of pages
        document.stream_is_external = False  # it is closed with the document
        return document
    except Exception as reason:  # on a broken file pdfminer raises whatever it comes upon
        file.close()
        cause = reason.args[0] if isinstance(reason, PdfminerException) and reason.args else reason
        if isinstance(cause, TimeoutError):  # pdfplumber wraps it
            what = f"the file takes more than {MOST_SECONDS_TO_OPEN} seconds to open"
            raise ReadingError(what, document=name, do=GET_AGAIN) from None
        if isinstance(cause, PDFPasswordIncorrect):
            raise locked(name, password) from None
        actual = str(cause)[:200] or "no PDF"
        raise ReadingError(NOT_OPENED, document=name, found=actual) from None


@contextmanager
def pikepdf_document(path: Path, password: str = "") -> Iterator[pikepdf.Pdf]:
    """The file with its structure as pikepdf reads it, closed after the block. Raises ReadingError."""
    with regular(path) as file:
        try:
            document = pikepdf.open(file, password=password, access_mode=pikepdf.AccessMode.mmap)
        except pikepdf.PasswordError:
            raise locked(path.name, password) from None
        except (pikepdf.PdfError, OSError, RuntimeError) as reason:
            raise ReadingError(NOT_OPENED, document=path.name, found=said_of(path, reason), do=GET_AGAIN) from None
        with document:
            yield document


def locked(document: str, password: str) -> ReadingError:
    """The error for a file that needs a password, or another than the one given."""
    wrong, do = "another password" if password else "", "Give the right password with --password."
    return ReadingError(LOCKED, document=document, found=wrong, do=do)


def said_of(path: Path, reason: object) -> str:
    """What pikepdf says of a file, in one line, with the file's name where it puts the open file."""
    return first_line(reason).replace(f"stream <_io.BufferedReader name={str(path)!r}>", path.name)


@contextmanager
def pdfium(pdf: str | Path | bytes, password: str = "", page: int | None = None) -> Iterator[pypdfium2.PdfDocument]:
    """A PDF opened with pdfium and always closed again: `with pdfium(path) as document`.

    Raises ReadingError, also in place of what pdfium raises in the block: then `page` says which page it is about.
    """
    content = pdf if isinstance(pdf, bytes) else regular(pdf)
    try:
        with closing(pypdfium2.PdfDocument(content, password=password or None)) as document:
            yield document
    except (pypdfium2.PdfiumError, IndexError) as reason:
        if getattr(reason, "err_code", None) == pypdfium2.raw.FPDF_ERR_PASSWORD:
            raise locked("" if isinstance(pdf, bytes) else Path(pdf).name, password) from None
        what = "the file cannot be opened" if page is None else "the page cannot be rendered"
        name = "" if isinstance(pdf, bytes) else Path(pdf).name
        raise ReadingError(what, document=name, page=page, found=reason) from None
    finally:
        if not isinstance(content, bytes):
            content.close()


@contextmanager
def within(seconds: int) -> Iterator[None]:
    """Raise TimeoutError when the block takes longer. Needs the main thread of a process and a system with alarms (not
    Windows): elsewhere there is no limit."""
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        yield
        return

    def ring(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def first_line(reason: object) -> str:
    return str(reason).strip().splitlines()[0] if str(reason).strip() else type(reason).__name__
