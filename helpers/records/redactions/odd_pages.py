"""Odd pages: what the pages of samples need and a plain drawing program does not write: annotations, layers, patterns,
a page larger than what is visible, a scan with its OCR layer, a watermark."""

from pathlib import Path
from typing import Any, NamedTuple

import pikepdf
from PIL import Image, ImageDraw
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from helpers.records.reading.boxes import Box

BESIDE = 300
"""Points by which every second page is wider than its visible part."""

MANY = 4
"""Pixels a point of a scan."""


class Note(NamedTuple):
    """An annotation: page from 1, left, lower, right and upper edge, and its entries; `drawn` sets the color of an
    appearance that fills it."""

    page: int
    edges: tuple[float, float, float, float]
    entries: dict[str, Any]


def finish(path: Path, notes: list[Note]) -> None:
    """Add the annotations to a PDF, and to its pages layers (On, Off), a pattern (Tiles) and a blending (Multiply)."""
    with pikepdf.open(path, allow_overwriting_input=True) as document:
        shared, fields = _resources(document), list[pikepdf.Object]()
        for number, page in enumerate(document.pages):
            for kind, (name, value) in shared:
                if f"/{kind}" not in page.Resources:
                    page.Resources[f"/{kind}"] = pikepdf.Dictionary()
                page.Resources[f"/{kind}"][f"/{name}"] = value
            if number % 2:
                left, low, right, high = page.mediabox
                page.CropBox, page.MediaBox = page.mediabox, pikepdf.Array([left, low, right + BESIDE, high])
            own = [_annotation(document, note) for note in notes if note.page == number + 1]
            page.Annots = pikepdf.Array([document.make_indirect(annotation) for annotation in own])
            fields += [annotation for annotation in page.Annots if annotation.Subtype == pikepdf.Name.Widget]
        document.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array(fields))
        document.save(path, deterministic_id=True)


def _resources(document: pikepdf.Pdf) -> list[tuple[str, tuple[str, Any]]]:
    layers = [
        document.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name=f"layer {name}"))
        for name in ("On", "Off")
    ]
    order = pikepdf.Dictionary(ON=pikepdf.Array(layers[:1]), OFF=pikepdf.Array(layers[1:]))
    document.Root.OCProperties = pikepdf.Dictionary(OCGs=pikepdf.Array(layers), D=order)
    tiles = pikepdf.Stream(document, b"0.3 g 0 0 4 4 re f 0.6 g 0 0 2 2 re f")
    for key, value in {"PatternType": 1, "PaintType": 1, "TilingType": 1, "XStep": 4, "YStep": 4}.items():
        tiles[f"/{key}"] = value
    tiles.BBox, tiles.Resources = [0, 0, 4, 4], pikepdf.Dictionary()
    multiply = pikepdf.Dictionary(BM=pikepdf.Name.Multiply)
    off = [("Properties", pair) for pair in zip(("On", "Off"), layers, strict=True)]
    return [*off, ("Pattern", ("Tiles", document.make_indirect(tiles))), ("ExtGState", ("Multiply", multiply))]


def _annotation(document: pikepdf.Pdf, note: Note) -> pikepdf.Dictionary:
    entries = {key: value for key, value in note.entries.items() if key != "drawn"}
    annotation = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Rect=list(note.edges))
    for key, value in entries.items():
        is_name = isinstance(value, str) and value.startswith("/")
        annotation[f"/{key}"] = pikepdf.Name(value) if is_name else value
    if "drawn" in note.entries:
        left, low, right, high = note.edges
        form = pikepdf.Stream(document, f"{note.entries['drawn']} 0 0 {right - left} {high - low} re f".encode())
        form.Type, form.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
        form.BBox = [0, 0, right - left, high - low]
        annotation.AP = pikepdf.Dictionary(N=document.make_indirect(form))
    return annotation


def scan(canvas: Canvas, lines: list[str], height: float) -> list[Box]:
    """A picture of lines over the whole page, and its OCR layer: the same words without ink. Returns their boxes."""
    picture = Image.new("L", (612 * MANY, 792 * MANY), 250)
    pen, boxes = ImageDraw.Draw(picture), []
    for n, line in enumerate(lines):
        top = 60 + 40 * n
        left, upper, right, lower = pen.textbbox((60 * MANY, top * MANY), line, font_size=14 * MANY)
        pen.text((60 * MANY, top * MANY), line, fill=10, font_size=14 * MANY)
        boxes.append(Box(left / MANY, upper / MANY, right / MANY, lower / MANY))
    canvas.drawImage(ImageReader(picture), 0, height - 792, 612, 792)
    for line, box in zip(lines, boxes, strict=True):
        text = canvas.beginText(box.x0, height - box.bottom)
        text.setTextRenderMode(3)
        text.setFont("Helvetica", 14)
        text.setHorizScale(100 * (box.x1 - box.x0) / float(stringWidth(line, "Helvetica", 14)))
        text.textOut(line)
        canvas.drawText(text)
    return boxes


def watermark(canvas: Canvas, lines: list[str], height: float) -> list[Box]:
    """Lines of text with a pale word across them. Returns their boxes."""
    boxes = []
    canvas.setFont("Helvetica", 11)
    for n, line in enumerate(lines):
        canvas.drawString(60, height - 200 - 20 * n, line)
        wide = float(stringWidth(line, "Helvetica", 11))
        boxes.append(Box(60, 189 + 20 * n, 60 + wide, 203 + 20 * n))
    canvas.saveState()
    canvas.translate(60, height - 440)
    canvas.rotate(45)
    canvas.setFont("Helvetica", 90)
    canvas.setFillGray(0.5)
    canvas.setFillAlpha(0.3)
    canvas.drawString(0, 0, "DRAFT")
    canvas.restoreState()
    return boxes
