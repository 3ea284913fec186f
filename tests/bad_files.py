"""Bad files: what a stranger may hand over as a PDF, each made on demand from a small report that is sound.

Every maker takes the path to write to, and returns it. `NAMES` are the entries of the sound report, two pages.
"""

import io
import tempfile
import zipfile
import zlib
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import Image
from reportlab.pdfbase import pdfmetrics

from helpers.records.stand_ins import sharing_reports as stand_ins
from helpers.records.stand_ins import typesetting

NAMES = [f"Town {n:02d} Police Department" for n in range(60)]

GIGABYTE = 1_000_000_000

AS_IT_IS = {"compress_streams": False, "recompress_flate": False, "stream_decode_level": pikepdf.StreamDecodeLevel.none}
"""How to save a file whose streams are to stay packed as they were made."""


def report(target: Path, names: list[str] = NAMES) -> Path:
    """A sound native report whose one section lists `names`."""
    said, layout = stand_ins.flow("Elmville Police Department", {"detections_shared": names})
    typesetting.typeset(stand_ins.sheets(said, layout), target)
    return target


@cache
def _report() -> bytes:
    """The sound report, made once: drawing a font takes longer than any change of it."""
    with tempfile.TemporaryDirectory() as folder:
        return report(Path(folder) / "report.pdf").read_bytes()


def changed(target: Path, change: Callable[[pikepdf.Pdf], None], **how) -> Path:
    """The sound report with its objects changed, saved as `how` says."""
    with pikepdf.open(io.BytesIO(_report())) as document:
        change(document)
        document.save(target, **how)
    return target


def _written(target: Path, content: bytes) -> Path:
    target.write_bytes(content)
    return target


# --- no PDF -----------------------------------------------------------------------------------------------------------


def web_page(target: Path) -> Path:
    return _written(target, b"<!DOCTYPE html><html><head><title>404</title></head><body>Not found</body></html>")


def photograph(target: Path) -> Path:
    Image.new("RGB", (300, 200), "gray").save(target, "JPEG")
    return target


def archive(target: Path) -> Path:
    """A ZIP that holds the report."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("report.pdf", _report())
    return target


def empty(target: Path) -> Path:
    return _written(target, b"")


def only_its_beginning(target: Path) -> Path:
    return _written(target, b"%PDF-1.7\n")


def folder(target: Path) -> Path:
    target.mkdir()
    return target


# --- a broken structure -----------------------------------------------------------------------------------------------


def cut(target: Path, share: float) -> Path:
    """The report's first bytes, as when a download broke off; `share` from 0 to 1."""
    whole = _report()
    return _written(target, whole[: int(share * len(whole))])


def wrong_startxref(target: Path) -> Path:
    start = _report().rpartition(b"startxref")[0]
    return _written(target, start + b"startxref\n7\n%%EOF\n")


def garbled_xref(target: Path) -> Path:
    """The table of places holds other places: each object is said to stand 3 bytes further on."""
    start, table, rest = _report().partition(b"\nxref\n")
    entries, trailer, end = rest.partition(b"trailer")
    lines = [
        b"%010d" % (int(line[:10]) + 3) + line[10:] if len(line) > 17 and line[17:18] == b"n" else line
        for line in entries.split(b"\n")
    ]
    return _written(target, start + table + b"\n".join(lines) + trailer + end)


def without_pages(target: Path) -> Path:
    return changed(target, lambda document: document.pages.__delitem__(slice(None)))


def loop_of_pages(target: Path) -> Path:
    """The tree of pages holds itself."""

    def tie(document: pikepdf.Pdf) -> None:
        document.Root.Pages.Kids.append(document.Root.Pages)

    return changed(target, tie)


def endless_reference(target: Path) -> Path:
    """A page whose content is an object that is a reference to itself. Nothing else moves."""
    whole = _report()
    number = whole.partition(b"/Contents ")[2].split(b" ")[0]
    start = whole.index(b"\n" + number + b" 0 obj") + len(b"\n" + number + b" 0 obj")
    end = whole.index(b"endobj", start)
    return _written(target, whole[:start] + (b"\n" + number + b" 0 R\n").ljust(end - start) + whole[end:])


# --- locks ------------------------------------------------------------------------------------------------------------


def locked(target: Path, user: str = "sesame", owner: str = "sesame too") -> Path:
    """Encrypted. With an empty `user` word anybody may open it, and only the owner may change it."""
    return changed(target, lambda document: None, encryption=pikepdf.Encryption(user=user, owner=owner))


# --- sizes ------------------------------------------------------------------------------------------------------------


def many_pages(target: Path, number: int = 10_000) -> Path:
    """The report behind `number` tiny pages."""

    def lengthen(document: pikepdf.Pdf) -> None:
        content = document.make_indirect(pikepdf.Stream(document, b"0 0 1 1 re f"))
        # put into the tree by hand: one by one through the pages of pikepdf takes minutes
        tree = document.Root.Pages
        tiny = {
            "/Type": Name.Page,
            "/MediaBox": [0, 0, 10, 10],
            "/Contents": content,
            "/Parent": tree,
            "/Resources": {},
        }
        tree.Kids = Array([*(document.make_indirect(Dictionary(tiny)) for _ in range(number)), *tree.Kids])
        tree.Count = len(tree.Kids)

    return changed(target, lengthen)


def many_words(target: Path, number: int = 20_000) -> Path:
    """The report with `number` words in tiny letters printed across its first page."""

    def crowd(document: pikepdf.Pdf) -> None:
        page = document.pages[0]
        page.Resources.Font["/Tiny"] = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        lines = [f"1 0 0 1 10 {800 - 3 * (n % 250)} Tm ({'word ' * (number // 250)}) Tj" for n in range(250)]
        text = "BT /Tiny 0.4 Tf\n" + "\n".join(lines) + "\nET"
        page.contents_add(pikepdf.Stream(document, text.encode()))

    return changed(target, crowd)


def enormous(target: Path, unit: float | None = None) -> Path:
    """One picture of a page on 14,400 by 14,400 points (the most that PDF allows), times `unit`."""

    def enlarge(document: pikepdf.Pdf) -> None:
        del document.pages[1:]
        page = document.pages[0]
        page.MediaBox = Array([0, 0, 14_400, 14_400])
        page.Contents = pikepdf.Stream(document, b"0 0 14400 14400 re 1000 1000 400 400 re f*")
        if unit:
            page.UserUnit = unit

    return changed(target, enlarge)


def report_on_a_poster(target: Path) -> Path:
    """The report itself, on pages of 14,400 by 14,400 points."""

    def enlarge(document: pikepdf.Pdf) -> None:
        for page in document.pages:
            page.MediaBox = Array([0, 0, 14_400, 14_400])

    return changed(target, enlarge)


# --- bombs ------------------------------------------------------------------------------------------------------------


def _packed(unit: bytes, size: int, before: bytes = b"") -> bytes:
    packer = zlib.compressobj(9)
    piece = unit * (1_000_000 // len(unit))
    pieces = (packer.compress(piece) for _ in range(size // len(piece)))
    return packer.compress(before) + b"".join(pieces) + packer.flush()


@cache
def _bomb(size: int = GIGABYTE, unit: bytes = b" ") -> bytes:
    """A Flate stream of a thousandth of `size`."""
    return _packed(unit, size)


def _with_content(target: Path, raw: bytes, filters: list[str]) -> Path:
    def arm(document: pikepdf.Pdf) -> None:
        stream = pikepdf.Stream(document, b"")
        stream.write(raw, filter=Array([Name(f"/{name}") for name in filters]))
        document.pages[1].contents_add(stream)

    return changed(target, arm, **AS_IT_IS)


def bomb(target: Path) -> Path:
    """A megabyte that unpacks to a gigabyte, behind the content of the second page."""
    return _with_content(target, _bomb(), ["FlateDecode"])


def nested_bomb(target: Path) -> Path:
    """A few kilobytes that unpack to a megabyte that unpacks to a gigabyte."""
    return _with_content(target, zlib.compress(_bomb(), 9), ["FlateDecode", "FlateDecode"])


def bomb_in_letters(target: Path) -> Path:
    """A bomb written in hexadecimal digits, and those packed."""
    packed = zlib.compress(_bomb().hex().encode() + b">", 9)
    return _with_content(target, packed, ["FlateDecode", "ASCIIHexDecode", "FlateDecode"])


def bomb_by_its_short_name(target: Path) -> Path:
    """Readers take /Fl for /FlateDecode."""
    return _with_content(target, zlib.compress(_bomb(), 9), ["Fl", "Fl"])


def run_length_bomb(target: Path) -> Path:
    """Runs of 128 blanks, two bytes each, packed: a gigabyte too, and no checksum at its end."""
    return _with_content(target, _packed(b"\x81 ", 2 * GIGABYTE // 128), ["FlateDecode", "RunLengthDecode"])


def lzw_bomb(target: Path) -> Path:
    """Blanks by LZW, which has no checksum: `_lzw` of 64 million, sixteen times over."""
    return _with_content(target, zlib.compress(_lzw(GIGABYTE), 9), ["FlateDecode", "LZWDecode"])


def _lzw(size: int) -> bytes:
    """At least `size` blanks as the codes of LZW: each code says one blank more than the last, until the table is full
    and is cleared."""
    wide = [(code, 9 + sum(code >= full for full in (511, 1023, 2047))) for code in range(258, 4094)]
    codes = [(32, 9), *wide, (256, 12)]
    said = sum(code - 256 for code, _ in codes[1:-1]) + 1
    bits = f"{256:09b}" + "".join(f"{code:0{wide}b}" for code, wide in codes) * (size // said + 1)
    bits += "0" * (-len(bits) % 8)
    return int(bits, 2).to_bytes(len(bits) // 8, "big")


def form_bomb(target: Path, size: int = 300_000_000) -> Path:
    """Operators by the million in a form that the page draws: what holds for a page's content must hold for it."""

    def arm(document: pikepdf.Pdf) -> None:
        form = pikepdf.Stream(document, b"")
        form.write(_bomb(size, b"q Q "), filter=Name.FlateDecode)
        form.Type, form.Subtype, form.BBox = Name.XObject, Name.Form, Array([0, 0, 10, 10])
        page = document.pages[1]
        page.Resources.XObject = Dictionary(Bomb=form)
        page.contents_add(pikepdf.Stream(document, b"/Bomb Do"))

    return changed(target, arm, **AS_IT_IS)


def bomb_of_objects(target: Path) -> Path:
    """The catalog in a stream of objects that unpacks to a gigabyte: a reader unpacks it before it knows a single
    page."""
    whole = _report()
    root = whole.rpartition(b"/Root ")[2].split()[0]
    catalog = whole.partition(b"\n" + root + b" 0 obj")[2].partition(b"endobj")[0].strip()
    known = root + b" 0 " + catalog
    packed = _packed(b" ", GIGABYTE, before=known)
    number = 5_000
    head = b"%d 0 obj\n<</Type/ObjStm/N 1/First %d/Filter/FlateDecode/Length %d>>\nstream\n"
    body = whole + head % (number, len(root) + 3, len(packed)) + packed + b"\nendstream\nendobj\n"
    entries = b"\x01" + len(whole).to_bytes(4, "big") + b"\x00" + b"\x02" + number.to_bytes(4, "big") + b"\x00"
    entries = entries[6:] + entries[:6]  # in the order of the numbers
    table = len(body)
    before = whole.rpartition(b"startxref")[2].split()[0]
    head = b"%d 0 obj\n<</Type/XRef/Size %d/W[1 4 1]/Index[%s 1 %d 1]/Root %s 0 R/Prev %s/Length %d>>\nstream\n"
    body += head % (number + 1, number + 2, root, number, root, before, len(entries))
    return _written(target, body + entries + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % table)


# --- what a page is made of -------------------------------------------------------------------------------------------


def without_content(target: Path) -> Path:
    """The second page has lost its content."""
    return changed(target, lambda document: document.pages[1].obj.__delitem__("/Contents"))


def null_content(target: Path) -> Path:
    """A part of the second page's content is null."""

    def lose(document: pikepdf.Pdf) -> None:
        page = document.pages[1]
        page.Contents = Array([page.Contents, None])

    return changed(target, lose)


def without_font(target: Path) -> Path:
    """The fonts of the second page are not in the file."""
    return changed(target, lambda document: document.pages[1].Resources.__setitem__("/Font", Dictionary()))


def unknown_filter(target: Path) -> Path:
    """The second page's content is packed in a way that nobody knows: one letter of the filter's name was flipped."""
    flipped = {"/Filter": Name.FlateDecodf}
    return changed(target, lambda document: document.pages[1].Contents.stream_dict.update(flipped))


def two_fonts(target: Path) -> Path:
    """Names in so many letters that reportlab sets them in two fonts."""
    _report()  # registers the face
    known = pdfmetrics.getFont(typesetting.FACE).face.charToGlyph
    letters = [chr(code) for code in range(0x100, 0x500) if code in known and chr(code).isalpha()]
    return report(target, ["".join(letters[5 * n : 5 * n + 5]) for n in range(58)])


def without_one_font(target: Path) -> Path:
    """The second of two fonts is lost: a reader that goes on with the font before it reads other letters."""
    two_fonts(target)
    with pikepdf.open(target, allow_overwriting_input=True) as document:
        fonts = document.pages[0].Resources.Font  # one for all pages
        del fonts[max(fonts.keys())]
        document.save(target)
    return target


# --- what a page would do ---------------------------------------------------------------------------------------------


def with_script(target: Path, address: str) -> Path:
    """Scripts that a viewer runs as the file opens."""

    def script(document: pikepdf.Pdf) -> None:
        action = Dictionary(S=Name.JavaScript, JS=pikepdf.String(f"app.launchURL('{address}', true);"))
        document.Root.OpenAction = document.make_indirect(action)
        document.pages[0].AA = Dictionary(O=action)

    return changed(target, script)


def with_links(target: Path, address: str) -> Path:
    """A link, a form that is sent, and content in a file that lies on the web."""

    def link(document: pikepdf.Pdf) -> None:
        page = document.pages[0]
        uri = Dictionary(S=Name.URI, URI=pikepdf.String(address))
        submit = Dictionary(S=Name.SubmitForm, F=Dictionary(FS=Name.URL, F=pikepdf.String(address)))
        links = (Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 595, 842], A=act) for act in (uri, submit))
        page.Annots = Array([document.make_indirect(link) for link in links])
        elsewhere = pikepdf.Stream(document, b"")
        elsewhere.F = Dictionary(Type=Name.Filespec, FS=Name.URL, F=pikepdf.String(address))
        page.Resources.XObject = Dictionary(Away=elsewhere)

    return changed(target, link)


def with_launch(target: Path, marker: Path) -> Path:
    """A program that a viewer would start, which writes `marker`."""

    def launch(document: pikepdf.Pdf) -> None:
        unix = Dictionary(F=pikepdf.String("/bin/sh"), P=pikepdf.String(f"-c 'touch {marker}'"))
        document.Root.OpenAction = Dictionary(S=Name.Launch, F=pikepdf.String(f"touch {marker}"), Unix=unix)

    return changed(target, launch)


FORMULAS = ['=HYPERLINK("http://x","y")', "+1", "-1", "@SUM(A1)", "＝1+1", "＋1", "－1", "＠SUM"]
"""Names that a spreadsheet would run."""

HIDDEN = ["Alton\u202ePolice", "Elm\u200fton", "Ash\u2066field"]
"""Names with marks that nobody sees, or that turn what stands behind them round."""

SIGNS = "§¶¤¥¦©®±µ¿¼½¾"


def named(target: Path, names: list[str]) -> Path:
    """A report of any names: a character that the face lacks is drawn as a sign, which the file calls that
    character."""
    odd = sorted({c for name in names for c in name if not " " <= c <= "~"})
    signs = dict(zip(odd, SIGNS, strict=False))
    report(target, ["".join(signs.get(c, c) for c in name) for name in names])
    with pikepdf.open(target, allow_overwriting_input=True) as document:
        said = document.pages[0].Resources.Font["/F2+0"].ToUnicode
        content = said.read_bytes()
        for character, sign in signs.items():
            content = content.replace(b"<%04X>" % ord(sign), b"<%04X>" % ord(character))
        said.write(content)
        document.save(target)
    return target
