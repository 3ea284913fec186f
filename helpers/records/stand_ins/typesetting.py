"""Typesetting: draws pages of strings and rectangles into a PDF, as print or as a scan. Same pages, same bytes."""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image
from reportlab import rl_config
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from helpers import files
from helpers.records.reading.opening import pdfium
from helpers.records.reading.pages import MARK_COLOR, Box

FACE = "Stand-in Serif"
"""DejaVu Serif: free to embed, and nobody takes it for the Arial of the records."""

MEASURE_OF_RECORD = "Helvetica"
"""Arial, the face of the records, has these widths. Strings get them too, so that cells that touch there touch here."""


@dataclass(frozen=True)
class String:
    """A text with its left edge and top, in points from the page's top left; `layer` is its text in a scan's layer."""

    text: str
    x: float
    top: float
    size: float
    bold: bool = False
    layer: str = ""


@dataclass(frozen=True)
class TypesetPage:
    """One page to draw, in points. A scan has no rectangles, and a `skew` in degrees, positive counterclockwise."""

    width: float
    height: float
    rectangles: list[Box]
    rules: list[Box]
    strings: list[String]
    scanned: bool = False
    skew: float = 0.0


def width(text: str, size: float) -> float:
    """Points that a text is wide in the records' face, and so here."""
    return float(pdfmetrics.stringWidth(text, MEASURE_OF_RECORD, size))


def centered(text: str, middle: float, top: float, size: float, bold: bool = False) -> String:
    return String(text, middle - width(text, size) / 2, top, size, bold)


def outline(box: Box) -> list[Box]:
    """A frame's four rules, half a point outside it."""
    x0, top, x1, bottom = box.x0 - 0.3, box.top - 0.3, box.x1 + 0.3, box.bottom + 0.3
    return [Box(x0, top, x1, top), Box(x0, bottom, x1, bottom), Box(x0, top, x0, bottom), Box(x1, top, x1, bottom)]


@dataclass(frozen=True)
class StandInMark:
    """What keeps a page from being taken for a record: a word across it, and a note at both edges."""

    word: str
    note: str


NO_SUCH_TOWN = "this town, its agency and this report do not exist; typeset to practice on; not a record"
MADE_UP = StandInMark("MADE UP", f"MADE UP: {NO_SUCH_TOWN}")


def stand_in_of(record_sha256: str) -> StandInMark:
    note = "STAND-IN: typeset from our transcription; not the record"
    return StandInMark("STAND-IN", f"{note}; the record's sha256 is {record_sha256}; this file is not it")


def typeset(pages: Iterable[TypesetPage], target: str | Path, mark: StandInMark | None = None) -> None:
    """Draw pages into a PDF, each with the mark; pages that tests typeset have none."""
    with files.beside(target) as draft:
        canvas = _canvas(draft)
        for page in pages:
            draw = _draw_scanned if page.scanned else _draw_native
            draw(canvas, page, mark)
            canvas.showPage()
        canvas.save()


def _canvas(target: Path) -> Canvas:
    if FACE not in pdfmetrics.getRegisteredFontNames():
        import matplotlib  # ships the face; costs a second, and only typesetting needs it

        pdfmetrics.registerFont(TTFont(FACE, Path(matplotlib.get_data_path()) / "fonts/ttf/DejaVuSerif.ttf"))
    rl_config.useA85 = 0
    return Canvas(str(target), pageCompression=1, invariant=1)


def _draw_native(canvas: Canvas, page: TypesetPage, mark: StandInMark | None) -> None:
    canvas.setPageSize((page.width, page.height))
    canvas.setFillGray(1)
    for box in page.rectangles:  # filled white: a rectangle that is not painted is not in the file
        canvas.rect(box.x0, page.height - box.bottom, box.x1 - box.x0, box.bottom - box.top, stroke=0, fill=1)
    canvas.setStrokeGray(0.35)
    canvas.setLineWidth(0.5)
    for rule in page.rules:
        canvas.line(rule.x0, page.height - rule.top, rule.x1, page.height - rule.bottom)
    canvas.setFillGray(0)
    for string in page.strings:
        _draw_string(canvas, page, string, string.text)
    if mark:
        _draw_diagonal(canvas, page, mark.word)
        if not page.scanned:
            _draw_note(canvas, page, mark.note)


def _draw_string(canvas: Canvas, page: TypesetPage, string: String, text: str, mode: int | None = None) -> None:
    """One string, squeezed to its width in the face of the records, its top where pdfplumber will measure it."""
    own = pdfmetrics.stringWidth(text, FACE, string.size)
    if not own:
        return
    line = canvas.beginText()
    line.setFont(FACE, string.size)
    line.setHorizScale(100 * width(string.text, string.size) / own)
    line.setTextRenderMode(mode if mode is not None else 2 if string.bold else 0)
    descent = pdfmetrics.getFont(FACE).face.descent / 1000 * string.size
    line.setTextOrigin(string.x, page.height - string.top - string.size - descent)
    line.textOut(text)
    canvas.saveState()  # a render mode would last beyond its text
    canvas.drawText(line)
    canvas.restoreState()


def _draw_diagonal(canvas: Canvas, page: TypesetPage, word: str) -> None:
    """Across the page, pale, in the one blue that `reading.pages` leaves out."""
    canvas.saveState()
    canvas.setFillColorRGB(*MARK_COLOR)
    canvas.setFillAlpha(0.13)
    canvas.translate(page.width / 2, page.height / 2)
    canvas.rotate(52)
    size = 54 if page.scanned else 120  # in a picture every edge of a character costs bytes
    canvas.setFont(FACE, size)
    canvas.drawCentredString(0, -size / 3, word)
    canvas.restoreState()


def _draw_note(canvas: Canvas, page: TypesetPage, note: str) -> None:
    """A frame, and at the top and the bottom what this file is and is not."""
    canvas.saveState()
    canvas.setFillColorRGB(*MARK_COLOR)
    canvas.setStrokeColorRGB(*MARK_COLOR)
    canvas.setLineWidth(2.5)
    for rule in outline(Box(1.5, 1.5, page.width - 1.5, page.height - 1.5)):
        canvas.line(rule.x0, rule.top, rule.x1, rule.bottom)
    canvas.setFont(FACE, 4.9)
    canvas.drawCentredString(page.width / 2, page.height - 8.5, note)
    canvas.drawCentredString(page.width / 2, 4.8, note)
    canvas.restoreState()


SCAN_DPI = 150

GRAYS = {180: 0, 210: 128, 236: 216, 256: 255}
"""Up to this brightness, that gray. Four grays are enough to read, and keep seventeen pages under 1 MB."""


def _draw_scanned(canvas: Canvas, page: TypesetPage, mark: StandInMark | None) -> None:
    """A picture of the page, askew and speckled, over a text layer with the misreadings of the record's layer. As in
    the record, the page is stored on its side and displayed turned by 270 degrees."""
    picture = io.BytesIO()
    flat = Canvas(picture, pageCompression=0, invariant=1)
    _draw_native(flat, page, mark)
    flat.showPage()
    flat.save()
    with pdfium(picture.getvalue()) as document:
        scan = _speckled(document[0].render(scale=SCAN_DPI / 72).to_pil().convert("L"))
    canvas.setPageSize((page.width, page.height))  # reportlab swaps the sides of a turned page itself
    canvas.setPageRotation(270)
    canvas.saveState()
    canvas.translate(0, page.width)  # from here on the page is upright
    canvas.rotate(-90)
    canvas.translate(page.width / 2, page.height / 2)
    canvas.rotate(page.skew)
    canvas.translate(-page.width / 2, -page.height / 2)
    canvas.drawImage(ImageReader(scan), 0, 0, page.width, page.height)
    canvas.setFillGray(0)
    for string in page.strings:
        _draw_string(canvas, page, string, string.layer or string.text, mode=3)
    canvas.restoreState()
    canvas.saveState()
    canvas.translate(0, page.width)
    canvas.rotate(-90)
    if mark:
        _draw_note(canvas, page, mark.note)  # over the picture, which is gray, and has the diagonal in it
    canvas.restoreState()


def _speckled(picture: Image.Image) -> Image.Image:
    """With specks from a fixed seed, and in four grays."""
    grain = np.random.default_rng(20200302)
    array = np.asarray(picture).copy()
    down, across = grain.integers(0, array.shape[0], 60), grain.integers(0, array.shape[1], 60)
    array[down, across] = grain.integers(0, 200, 60)
    grays = np.array(list(GRAYS.values()), dtype=np.uint8)
    return Image.fromarray(grays[np.digitize(array, list(GRAYS)[:-1])])
