"""Facts about what a page shows: hidden words are in no output and their place is counted, in whatever way they are
hidden; and no visible name is lost by shapes that hide nothing."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from helpers import schemas
from helpers.records import documents
from helpers.records.evidence import row_pages
from helpers.records.reading import productions, rendering, visibility
from helpers.records.reading.caches import Cache
from helpers.records.reading.forms import vigilant_report, wording
from helpers.records.reading.forms.registry import Chosen
from helpers.records.redactions import register
from helpers.sharing import agencies
from helpers.sharing.tables import SharingTables

CHOSEN = Chosen(vigilant_report, "it is one")
HIDDEN, SHOWN = (
    "Quillfeather Police Department",
    ["Alton Police Department", "Elm County Sheriff", "Oak Marshals Office"],
)
TEXT = b"(Quillfeather Police Department) Tj"
X0, LOW, X1, HIGH = BOX = 325.75, 685.5, 484.0, 696.5
"""Where HIDDEN is printed, in points from the lower left corner of its page."""


class Sheet:
    """One page of a report in a file that is being changed."""

    def __init__(self, document: pikepdf.Pdf):
        self.document, self.page = document, document.pages[0]
        self.page.contents_coalesce()
        self.content = self.page.Contents.read_bytes()
        assert self.content.count(TEXT) == 1

    def add(self, kind: str, thing) -> str:
        """Put a thing into the page's resources; returns its name."""
        if "/" + kind not in self.page.Resources:
            self.page.Resources["/" + kind] = Dictionary()
        things = self.page.Resources["/" + kind]
        things[f"/Added{len(things)}"] = self.document.make_indirect(thing)
        return f"/Added{len(things) - 1}"

    def stream(self, content: bytes, **entries) -> pikepdf.Stream:
        return pikepdf.Stream(self.document, content, **entries)

    def around(self, before: str, after: str = "") -> None:
        """Set operators before and after the text block of HIDDEN."""
        block = self.block
        self.content = self.content.replace(block, f"{before} ".encode() + block + f" {after}".encode())

    def within(self, operators: str) -> None:
        """Set operators inside the text block, before the text is shown."""
        self.content = self.content.replace(TEXT, operators.encode() + b" " + TEXT)

    def over(self, operators: str) -> None:
        """Draw something at the end of the page."""
        self.content += f"\nq {operators} Q\n".encode()

    def under(self, operators: str) -> None:
        """Draw something under all text, over the cells."""
        place = self.content.index(b"BT", self.content.index(b"re f*"))
        self.content = self.content[:place] + f" {operators} 0 g ".encode() + self.content[place:]

    def form(self, content: bytes, box=(0, 0, 700, 900), **entries) -> str:
        box = Array([*map(float, box)])
        form = self.stream(content, Type=Name.XObject, Subtype=Name.Form, BBox=box, **entries)
        form.Resources = self.page.Resources
        return self.add("XObject", form)

    def image(self, gray: int, **entries) -> str:
        picture = {"Type": Name.XObject, "Subtype": Name.Image, "Width": 1, "Height": 1, "BitsPerComponent": 8}
        return self.add("XObject", self.stream(bytes([gray]), **picture, ColorSpace=Name.DeviceGray, **entries))

    def layer(self, on: bool) -> str:
        layer = self.document.make_indirect(Dictionary(Type=Name.OCG, Name="Layer"))
        switched = Dictionary(Order=Array([layer]), ON=Array([layer] if on else []), OFF=Array([] if on else [layer]))
        self.document.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=switched)
        return self.add("Properties", layer)

    def note(self, kind: str, **entries) -> None:
        note = Dictionary(Type=Name.Annot, Subtype=Name("/" + kind), Rect=Array([*BOX]), F=4, **entries)
        self.page.Annots = Array([self.document.make_indirect(note)])

    @property
    def block(self) -> bytes:
        """What draws HIDDEN: from BT to ET."""
        start = self.content.rindex(b"BT", 0, self.content.index(TEXT))
        return self.content[start : self.content.index(b"ET", self.content.index(TEXT)) + 2]

    def content_with(self, old: bytes, new: bytes) -> None:
        """Change an operand in the text block."""
        assert self.block.count(old) == 1
        self.content = self.content.replace(self.block, self.block.replace(old, new))

    def moved(self) -> bytes:
        """The same, taken out of the page."""
        block = self.block
        self.content = self.content.replace(block, b"")
        return block


def rectangle(grow: float = 1.0) -> str:
    return f"{X0 - grow} {LOW - grow} {X1 - X0 + 2 * grow} {HIGH - LOW + 2 * grow} re"


def shaded(sheet: Sheet, kind: str) -> str:
    function = Dictionary(FunctionType=2, Domain=Array([0, 1]), C0=Array([0]), C1=Array([0.2]), N=1)
    shading = Dictionary(ShadingType=2, ColorSpace=Name.DeviceGray, Coords=Array([0, 0, 1, 0]), Function=function)
    shading.Extend = Array([True, True])
    if kind == "Shading":
        return f"{rectangle()} W n {sheet.add('Shading', shading)} sh"
    pattern = sheet.add("Pattern", Dictionary(Type=Name.Pattern, PatternType=2, Shading=shading))
    return f"/Pattern cs {pattern} scn {rectangle()} f"


def in_a_form(sheet: Sheet, box=(0, 0, 700, 900), **entries) -> None:
    block = sheet.moved()
    sheet.over(f"{sheet.form(block, box, **entries)} Do")


def by_state(sheet: Sheet, **entries) -> str:
    return sheet.add("ExtGState", Dictionary(Type=Name.ExtGState, **entries))


def with_appearance(sheet: Sheet, content: str) -> Dictionary:
    box = Array([0.0, 0.0, X1 - X0, HIGH - LOW])
    form = sheet.stream(content.encode(), Type=Name.XObject, Subtype=Name.Form, BBox=box)
    return Dictionary(N=sheet.document.make_indirect(form))


def boxed(sheet: Sheet, **entries) -> None:
    for name, value in entries.items():
        sheet.page[f"/{name}"] = Array(value) if isinstance(value, list) else value


def on_a_switched_off_form(sheet: Sheet) -> None:
    sheet.layer(False)
    in_a_form(sheet, OC=sheet.document.Root.OCProperties.OCGs[0])


MASKED = {"Type": Name.XObject, "Subtype": Name.Image, "Width": 1, "Height": 1, "BitsPerComponent": 8}
MASKED["ColorSpace"] = Name.DeviceGray
FILL = f"0 0 {X1 - X0} {HIGH - LOW} re f"
WAYS = {
    "a black box": ("covered", lambda s: s.over(f"0 g {rectangle()} f")),
    "a white box": ("covered", lambda s: s.over(f"1 g {rectangle()} f")),
    "a box as large as its cell": ("covered", lambda s: s.over("0 g 327.75 676.12 252.75 32.57 re f")),
    "a polygon": ("covered", lambda s: s.over(f"0 g {X0} {LOW} m {X1} {LOW} l {X1} {HIGH} l {X0} {HIGH} l f")),
    "a thick line": ("covered", lambda s: s.over(f"14 w {X0} 691 m {X1} 691 l S")),
    "a shading": ("covered", lambda s: s.over(shaded(s, "Shading"))),
    "a pattern": ("covered", lambda s: s.over(shaded(s, "Pattern"))),
    "a box in a form": ("covered", lambda s: s.over(f"{s.form(f'0 g {rectangle()} f'.encode())} Do")),
    "black text on a black box": ("covered", lambda s: s.around(f"0 g {rectangle()} f")),
    "a black picture": ("covered by a picture", lambda s: s.over(f"164 0 0 14 323 684 cm {s.image(0)} Do")),
    "a white picture": ("covered by a picture", lambda s: s.over(f"164 0 0 14 323 684 cm {s.image(255)} Do")),
    "an inline picture": (
        "covered by a picture",
        lambda s: s.over("164 0 0 14 323 684 cm BI /W 1 /H 1 /BPC 8 /CS /G /F /AHx ID 40> EI"),
    ),
    "a clip path": ("clipped away", lambda s: s.around("q 0 0 10 10 re W n", "Q")),
    "a form's box": ("clipped away", lambda s: in_a_form(s, (0, 0, 10, 10))),
    "no ink": ("invisible text", lambda s: s.within("3 Tr")),
    "a clipping mode": ("invisible text", lambda s: s.within("7 Tr")),
    "white ink": ("in the color of its background", lambda s: s.within("1 g")),
    "nearly white ink": ("in the color of its background", lambda s: s.within(".996 g")),
    "ink without opacity": ("invisible text", lambda s: s.around(f"q {by_state(s, ca=0)} gs", "Q")),
    "a tint of its color": ("covered", lambda s: (s.under(f".8 g {rectangle()} f"), s.within(".8 g"))),
    "a layer that is off": ("layer that is off", lambda s: s.around(f"/OC {s.layer(False)} BDC", "EMC")),
    "a mark within such a layer": (
        "layer that is off",
        lambda s: s.around(f"/OC {s.layer(False)} BDC /Span BMC", "EMC EMC"),
    ),
    "a form on such a layer": ("layer that is off", on_a_switched_off_form),
    "letters under a point": ("tiny text", lambda s: s.content_with(b"1 0 0 1 325.75", b".05 0 0 .05 335")),
    "a redaction that was not applied": ("redaction not applied", lambda s: s.note("Redact")),
    "a filled square": ("covered by an annotation", lambda s: s.note("Square", IC=Array([0, 0, 0]), C=Array([0]))),
    "a filled polygon": (
        "covered by an annotation",
        lambda s: s.note("Polygon", IC=Array([0]), Vertices=Array([X0, LOW, X1, LOW, X1, HIGH, X0, HIGH])),
    ),
    "a stamp": ("covered by an annotation", lambda s: s.note("Stamp", AP=with_appearance(s, f"0 g {FILL}"))),
    "a form field": ("covered by an annotation", lambda s: s.note("Widget", AP=with_appearance(s, f"1 g {FILL}"))),
}
"""A way to hide HIDDEN: why the page does not show it (one of visibility.KINDS), and what it does to the page."""

HARMLESS = {
    "nothing": lambda s: None,
    "a rule under the name": lambda s: s.over(f".5 w {X0} 686 m {X1} 686 l S"),
    "a tint under the text": lambda s: s.under(f".9 g {rectangle()} f"),
    "a highlight under the text": lambda s: s.under(f"1 1 0 rg {rectangle()} f"),
    "a highlight over the text": lambda s: s.over(f"{by_state(s, BM=Name.Multiply)} gs 1 1 0 rg {rectangle()} f"),
    "an outline": lambda s: s.over(f"1 0 0 RG {rectangle(3)} S"),
    "a white box under the text": lambda s: s.under(f"1 g {rectangle()} f"),
    "white text on a black box": lambda s: (s.under(f"0 g {rectangle(2)} f"), s.within("1 g")),
    "a logo": lambda s: s.over(f"40 0 0 20 20 800 cm {s.image(90)} Do"),
    "a letterhead": lambda s: s.under(f"q 560 0 0 800 20 20 cm {s.image(235)} Do Q"),
    "a watermark": lambda s: s.under("q .9 g BT /F1 90 Tf .7 .7 -.7 .7 200 300 Tm (COPY) Tj ET Q"),
    "a watermark over the text": lambda s: s.over(".8 g BT /F1 90 Tf .7 .7 -.7 .7 300 560 Tm (COPY) Tj ET"),
    "a transparent picture over the text": lambda s: s.over(
        f"500 0 0 700 40 60 cm {s.image(0, SMask=s.stream(bytes(1), **MASKED))} Do"
    ),
    "a clip path around the page": lambda s: s.around("q 0 0 600 850 re W n", "Q"),
    "a form": in_a_form,
    "outlined letters": lambda s: s.within("2 Tr .2 w"),
    "gray ink": lambda s: s.within(".45 g"),
    "a layer that is on": lambda s: s.around(f"/OC {s.layer(True)} BDC", "EMC"),
    "a link": lambda s: s.note("Link", Border=Array([0, 0, 1])),
    "a hidden square": lambda s: (s.note("Square", IC=Array([0])), s.page.Annots[0].__setitem__("/F", 2)),
    "a larger sheet that is cropped": lambda s: boxed(s, MediaBox=[-30, -40, 640, 900], CropBox=[0, 0, 595, 842]),
    "another unit": lambda s: boxed(s, UserUnit=2),
    "the same text once more, bold": lambda s: s.over(f"1 0 0 1 .3 0 cm {s.block.decode()}"),
}


@pytest.fixture
def changed(typeset):
    """A report of four entries, the second one HIDDEN, whose page `change` changed."""

    def change_page(change) -> Path:
        path = typeset({"detections_shared": [SHOWN[0], HIDDEN, *SHOWN[1:]]})
        with pikepdf.open(path) as document:
            sheet = Sheet(document)
            change(sheet)
            sheet.page.Contents = document.make_stream(sheet.content)
            document.save(path.with_name("changed.pdf"))
        return path.with_name("changed.pdf")

    return change_page


@pytest.mark.parametrize("way", WAYS)
def test_what_a_page_does_not_show_is_in_no_output_and_its_place_is_counted(changed, tmp_path, way):
    kind, change = WAYS[way]
    path = changed(change)
    cache = tmp_path / "cache"
    production = productions.extract(path, "x", cache=Cache(cache))
    assert production.rows["agency_printed"].tolist() == SHOWN
    (note,) = [note for note in production.reports[0].odd if "not visible" in note]
    assert note.startswith(f"p. 1: covered or not visible: 1 ({kind} at ")
    row_pages.write(production.rows, lambda _: path, tmp_path / "cards", stand_in=False, entry=lambda _: ENTRY)
    marks = register.register(path)
    assert len(marks.marks) == 1 and marks.marks["text_under"].tolist() == ["yes"]
    said = "\n".join(
        [*wording.of_production("x.pdf", CHOSEN, production), production.rows.to_csv(), *register.in_words(marks)]
    )
    written = [
        file.read_bytes() for folder in (cache, tmp_path / "cards") for file in folder.rglob("*.*") if file.is_file()
    ]
    assert len(written) >= 2
    assert "Quillfeather" not in said and not any(b"Quillfeather" in content for content in written)


ENTRY = documents.entry("ocsd-2020-02-06-sharing")


@pytest.mark.parametrize("way", WAYS)
def test_a_picture_of_the_page_shows_no_more_than_a_reading(changed, way):
    def ink(path) -> int:
        drawn = rendering.page(path, 1, 2.0)
        cut = drawn.bitmap.to_pil().convert("L").crop((2 * 330, 2 * (842 - 695), 2 * 450, 2 * (842 - 688)))
        return len(np.unique(np.asarray(cut)))

    shown = ink(changed(HARMLESS["nothing"]))
    assert shown > 20  # the strokes of letters
    assert ink(changed(WAYS[way][1])) < shown / 2


@pytest.mark.parametrize("shape", HARMLESS)
def test_a_shape_that_hides_nothing_loses_no_name(changed, read, shape):
    report = read(changed(HARMLESS[shape]))
    assert [entry.agency for entry in report.entries] == [SHOWN[0], HIDDEN, *SHOWN[1:]]
    assert not any("visible" in note or "covered" in note for note in report.odd)


@pytest.mark.parametrize(
    ("change", "printed"),
    [
        (lambda s: s.over(f"0 g {X0 + 60} {LOW - 1} 100 13 re f"), f"Quillfeather {schemas.MASK}"),
        (lambda s: s.over(f"0 g {X0 - 1} {LOW - 1} 60 13 re f"), f"{schemas.MASK} Police Department"),
    ],
    ids=["the end", "the beginning"],
)
def test_a_partly_covered_name_says_so_and_stays_unresolved(changed, read, change, printed):
    report = read(changed(change))
    assert report.entries[1].agency == printed
    assert any(note == f"p. 1 row 2 is partly covered: {printed}" for note in report.odd)
    tables = SharingTables.read()
    assert agencies.match(f"{printed} (CA)", agencies.evidence(tables)).basis == "unsure"


def test_an_invisible_suffix_leaves_the_name_as_the_page_shows_it(changed, read):
    report = read(changed(lambda s: s.over(f"BT 3 Tr /F1 11 Tf {X1 + 5} 688 Td (Annex) Tj ET")))
    assert report.entries[1].agency == HIDDEN and any("invisible text" in note for note in report.odd)


def test_block_characters_over_a_name_cover_it(typeset, tmp_path):
    def blocks(sheet):
        (name,) = [string for string in sheet.strings if string.text == HIDDEN]
        return replace(sheet, strings=[*sheet.strings, replace(name, text="\u2588" * 26)])

    path = typeset({"detections_shared": [SHOWN[0], HIDDEN, *SHOWN[1:]]}, change=blocks)
    production = productions.extract(path, "x", cache=Cache(tmp_path / "cache"))
    assert production.rows["agency_printed"].tolist() == SHOWN
    assert "Quillfeather" not in " ".join(wording.of_production("x.pdf", CHOSEN, production))


def test_a_white_name_in_the_place_of_a_visible_one_is_not_read(changed, read):
    report = read(changed(lambda s: s.over(f"1 g BT /F1 11 Tf {X0} 688 Td (Larkspur Sheriff) Tj ET")))
    assert "Larkspur" not in " ".join([*(entry.agency for entry in report.entries), *report.odd])


def test_a_name_outside_the_page_leaves_an_empty_cell_and_is_not_quoted(changed, tmp_path):
    """Nothing tells in which cell it would be: the page has a cell without words, which a note says."""
    path = changed(lambda s: s.around("q 1 0 0 1 900 0 cm", "Q"))
    production = productions.extract(path, "x", cache=Cache(tmp_path / "cache"))
    (report,) = production.reports
    assert any("a cell without words before the section's last entry" in note for note in report.odd)
    assert any("outside the visible page" in note for note in report.odd)
    assert "Quillfeather" not in f"{report} {production.rows.to_dict()}"
    assert register.register(path).marks["kind"].tolist() == ["text outside the page"]


def test_every_kind_is_tried():
    assert {kind for kind, _ in WAYS.values()} == {*visibility.KINDS} - {visibility.OUTSIDE}
