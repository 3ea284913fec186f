"""Typesetting: sheets of strings and rectangles drawn into a PDF, marked as a stand-in, plain or as a scan.

Knows nothing of what the strings say. Same sheets, same bytes.
"""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image
from reportlab import rl_config
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from helpers import files
from helpers.records.reading.pages import MARK_COLOR, Box

FACE = "Stand-in Serif"
"""DejaVu Serif, free to embed: nobody takes it for the Arial of the records."""

MEASURE_OF_RECORD = "Helvetica"
"""Widths of the face of the records (Arial has Helvetica's): every string is set to the width it has there, so that
cells which touch in the record touch here."""


@dataclass(frozen=True)
class String:
    """A text with its left edge and top, in points from the page's top left; `layer` is what a scan's layer says."""

    text: str
    x: float
    top: float
    size: float
    bold: bool = False
    layer: str = ""


@dataclass(frozen=True)
class Sheet:
    """One page to draw. A scan has no rectangles, and a `skew` in degrees, positive against the clock."""

    width: float
    height: float
    rectangles: list[Box]
    rules: list[Box]
    strings: list[String]
    scanned: bool = False
    skew: float = 0.0


def width(text: str, size: float) -> float:
    """Points that a text is wide in the records' face, and so here."""
    points: float = stringWidth(text, MEASURE_OF_RECORD, size)
    return points


def outline(box: Box) -> list[Box]:
    """A frame's four rules, half a point outside it."""
    x0, top, x1, bottom = box.x0 - 0.3, box.top - 0.3, box.x1 + 0.3, box.bottom + 0.3
    return [Box(x0, top, x1, top), Box(x0, bottom, x1, bottom), Box(x0, top, x0, bottom), Box(x1, top, x1, bottom)]


@dataclass(frozen=True)
class Mark:
    """What keeps a page from being taken for a record: a word across it, and a note at both edges."""

    word: str
    note: str


MADE_UP = Mark(
    "MADE UP", "MADE UP: this town, its agency and this report do not exist; typeset to practice on; not a record"
)


def _of_stand_in(record_sha256: str) -> Mark:
    note = (
        f"typeset from our transcription; not the record; the record's sha256 is {record_sha256}; this file is not it"
    )
    return Mark("STAND-IN", f"STAND-IN: {note}")


def typeset(to_draw: Iterable[Sheet], target: str | Path, *, record_sha256: str = "", mark: Mark | None = None) -> None:
    """Draw sheets into a PDF, written beside and renamed. With `record_sha256` every page carries the marks of a
    stand-in, with `mark` others; the tests' own pages, which stand for no record, go without."""
    mark = _of_stand_in(record_sha256) if record_sha256 else mark
    with files.beside(target) as draft:
        canvas = _canvas(draft)
        for sheet in to_draw:
            draw = _draw_scanned if sheet.scanned else _draw_native
            draw(canvas, sheet, mark)
            canvas.showPage()
        canvas.save()


def _canvas(target: Path) -> Canvas:
    if FACE not in pdfmetrics.getRegisteredFontNames():
        import matplotlib  # ships the face; costs a second, and only typesetting needs it

        pdfmetrics.registerFont(TTFont(FACE, Path(matplotlib.get_data_path()) / "fonts/ttf/DejaVuSerif.ttf"))
    rl_config.useA85 = 0
    return Canvas(str(target), pageCompression=1, invariant=1)


def _draw_native(canvas: Canvas, sheet: Sheet, mark: Mark | None) -> None:
    canvas.setPageSize((sheet.width, sheet.height))
    canvas.setFillGray(1)
    for box in sheet.rectangles:  # filled white: a rectangle that is not painted is not in the file
        canvas.rect(box.x0, sheet.height - box.bottom, box.x1 - box.x0, box.bottom - box.top, stroke=0, fill=1)
    _draw_rules(canvas, sheet)
    canvas.setFillGray(0)
    for string in sheet.strings:
        _draw_string(canvas, sheet, string, string.text)
    if mark:
        _draw_diagonal(canvas, sheet, mark.word)
        if not sheet.scanned:
            _draw_note(canvas, sheet, mark.note)


def _draw_rules(canvas: Canvas, sheet: Sheet) -> None:
    canvas.setStrokeGray(0.35)
    canvas.setLineWidth(0.5)
    for rule in sheet.rules:
        canvas.line(rule.x0, sheet.height - rule.top, rule.x1, sheet.height - rule.bottom)


def _draw_string(canvas: Canvas, sheet: Sheet, string: String, text: str, mode: int | None = None) -> None:
    """One string, squeezed to the width it has in the face of the records, its top where pdfplumber will measure it."""
    own = stringWidth(text, FACE, string.size)
    if not own:
        return
    line = canvas.beginText()
    line.setFont(FACE, string.size)
    line.setHorizScale(100 * width(string.text, string.size) / own)
    line.setTextRenderMode(mode if mode is not None else 2 if string.bold else 0)
    descent = pdfmetrics.getFont(FACE).face.descent / 1000 * string.size
    line.setTextOrigin(string.x, sheet.height - string.top - string.size - descent)
    line.textOut(text)
    canvas.saveState()  # a render mode would last beyond its text
    canvas.drawText(line)
    canvas.restoreState()


def _draw_diagonal(canvas: Canvas, sheet: Sheet, word: str) -> None:
    """Across the page, pale, in the one blue that `pages` drops again."""
    canvas.saveState()
    canvas.setFillColorRGB(*MARK_COLOR)
    canvas.setFillAlpha(0.13)
    canvas.translate(sheet.width / 2, sheet.height / 2)
    canvas.rotate(52)
    size = 54 if sheet.scanned else 120  # in a picture each edge of the letters costs bytes
    canvas.setFont(FACE, size)
    canvas.drawCentredString(0, -size / 3, word)
    canvas.restoreState()


def _draw_note(canvas: Canvas, sheet: Sheet, note: str) -> None:
    """The frame, and at both edges what this file is and is not."""
    canvas.saveState()
    canvas.setFillColorRGB(*MARK_COLOR)
    canvas.setStrokeColorRGB(*MARK_COLOR)
    canvas.setLineWidth(2.5)
    for rule in outline(Box(1.5, 1.5, sheet.width - 1.5, sheet.height - 1.5)):
        canvas.line(rule.x0, rule.top, rule.x1, rule.bottom)
    canvas.setFont(FACE, 4.9)
    canvas.drawCentredString(sheet.width / 2, sheet.height - 8.5, note)
    canvas.drawCentredString(sheet.width / 2, 4.8, note)
    canvas.restoreState()


SCAN_DPI = 150

GRAYS = {180: 0, 210: 128, 236: 216, 256: 255}
"""Up to this brightness, that gray. Four grays are enough to read by, and keep seventeen pages under 1 MB."""


def _draw_scanned(canvas: Canvas, sheet: Sheet, mark: Mark | None) -> None:
    """A picture of the page, askew and speckled, over a text layer with the misreadings of the record's own layer. The
    page is stored on its side and shown turned by 270 degrees, as the record is."""
    picture = io.BytesIO()
    flat = Canvas(picture, pageCompression=0, invariant=1)
    flat.setPageSize((sheet.width, sheet.height))
    _draw_native(flat, sheet, mark)
    flat.showPage()
    flat.save()
    scan = _speckled(_render(picture.getvalue()))
    canvas.setPageSize((sheet.width, sheet.height))  # reportlab swaps the sides of a turned page itself
    canvas.setPageRotation(270)
    canvas.saveState()
    canvas.translate(0, sheet.width)  # from here on the page stands upright
    canvas.rotate(-90)
    canvas.translate(sheet.width / 2, sheet.height / 2)
    canvas.rotate(sheet.skew)
    canvas.translate(-sheet.width / 2, -sheet.height / 2)
    canvas.drawImage(ImageReader(scan), 0, 0, sheet.width, sheet.height)
    canvas.setFillGray(0)
    for string in sheet.strings:
        _draw_string(canvas, sheet, string, string.layer or string.text, mode=3)
    canvas.restoreState()
    canvas.saveState()
    canvas.translate(0, sheet.width)
    canvas.rotate(-90)
    if mark:
        _draw_note(canvas, sheet, mark.note)  # over the picture, which is gray, and has the diagonal in it
    canvas.restoreState()


def _render(pdf: bytes) -> Image.Image:
    import pypdfium2  # comes with pdfplumber

    document = pypdfium2.PdfDocument(pdf)
    try:
        picture: Image.Image = document[0].render(scale=SCAN_DPI / 72).to_pil().convert("L")
        return picture
    finally:
        document.close()


def _speckled(picture: Image.Image) -> Image.Image:
    """Specks added from a fixed seed, cut to four grays."""
    grain = np.random.default_rng(20200302)
    array = np.asarray(picture).copy()
    down, across = grain.integers(0, array.shape[0], 60), grain.integers(0, array.shape[1], 60)
    array[down, across] = grain.integers(0, 200, 60)
    grays = np.array(list(GRAYS.values()), dtype=np.uint8)
    return Image.fromarray(grays[np.digitize(array, list(GRAYS)[:-1])])
