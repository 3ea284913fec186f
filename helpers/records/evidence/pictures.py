"""Evidence: the picture of a line or a page, and its citation.

A picture from an original has a plain gray edge. One from a stand-in has a blue hatched edge and says inside the
picture that it is not the record, so that nobody takes it for one wherever it is copied."""

import base64
import io
import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np
import pandas as pd
from PIL import Image, ImageChops, ImageColor, ImageDraw, ImageFont

from helpers import html, palette, schemas
from helpers.errors import TableError
from helpers.records import documents
from helpers.records.reading import pages, readings, rendering, sharing_reports, sheets
from helpers.records.reading.pages import MARK_COLOR, Box

BLUE = tuple(round(255 * part) for part in MARK_COLOR)
GRAY = (120, 120, 120)
MARKER = (255, 236, 120)
SENTENCE = "stand-in, not the record"
EDGE = 9
"""Pixels around the picture."""

BESIDE = 72.0
"""Points: how much is shown around what a picture is about, where its page is too large to be drawn whole."""

COLORS = {kind: ImageColor.getrgb(color) for kind, color in palette.LINES.items()}
"""By kind of line."""


class DocumentSource(Protocol):
    """Where tables and documents are: `collection.notebooks.Source`."""

    @property
    def stand_in(self) -> bool: ...
    @property
    def derived(self) -> Path: ...
    def document(self, doc_id: str) -> Path: ...


def line(row: pd.Series, path: str | Path, *, stand_in: bool, scale: float = 1.5) -> bytes:
    """PNG of the entry of a row (table `rows`), with a small margin. `scale` 1 gives 72 pixels an inch."""
    box = box_of(row)
    around = Box(box.x0 - 6, box.top - 4, box.x1 + 6, box.bottom + 4)
    return _png(_edged(_Drawn.of(path, int(row["page"]), scale, around).cut(around), stand_in), 4, stand_in)


def passage(path: str | Path, page: int, boxes: list[Box], *, stand_in: bool, scale: float = 1.4) -> bytes:
    """PNG of the lines with quoted words, highlighted, and of the lines around; `boxes` come from `quotes.boxes`."""
    tall = 1.7 * max(box.bottom - box.top for box in boxes)
    top, bottom = min(box.top for box in boxes) - tall, max(box.bottom for box in boxes) + tall
    beside = (min(box.x0 for box in boxes) - BESIDE, max(box.x1 for box in boxes) + BESIDE)
    drawn = _Drawn.of(path, page, scale, Box(beside[0], top, beside[1], bottom))
    paper = Image.new("RGB", drawn.picture.size, "white")
    for box in boxes:
        ImageDraw.Draw(paper).rectangle(drawn.pixels(box), fill=MARKER)
    _, first, _, last = (round(edge) for edge in drawn.pixels(Box(0, top, 0, bottom)))
    cut = ImageChops.multiply(drawn.picture, paper).crop((0, first, drawn.picture.width, last))
    return _png(_edged(cut.crop(_inked(cut)), stand_in), 8, stand_in)


def page(path: str | Path, number: int, *, stand_in: bool, scale: float = 1.0) -> bytes:
    """PNG of a page, with its edge; smaller than `scale` says if it would have more pixels than rendering allows."""
    return _png(_edged(_Drawn.of(path, number, scale).picture, stand_in), 32, stand_in)


class PageView(NamedTuple):
    """A PNG of a page or, of one that is too large to be drawn whole, of a part of it. Its edge is included; `scale`,
    `left` and `top` say where a point of the page lies on it."""

    png: bytes
    scale: float
    left: float
    top: float

    def place(self, box: Box) -> Box:
        """A box of the page as pixels of the picture."""
        x0, top, x1, bottom = (edge * self.scale for edge in box)
        return Box(x0 + self.left, top + self.top, x1 + self.left, bottom + self.top)


def page_view(path: str | Path, number: int, boxes: Iterable[Box], *, stand_in: bool, scale: float = 1.0) -> PageView:
    """A page with its edge, for outlines round `boxes`. Of a page that is too large, what lies around the boxes is
    shown."""
    edges = list(zip(*boxes, strict=True))
    around = Box(*(min(edge) - BESIDE for edge in edges[:2]), *(max(edge) + BESIDE for edge in edges[2:]))
    drawn = _Drawn.of(path, number, scale, around)
    png = _png(_edged(drawn.picture, stand_in), 32, stand_in)
    return PageView(png, drawn.scale, EDGE - drawn.left, EDGE - drawn.top)


def page_as_read(path: str | Path, page: int, *, stand_in: bool, scale: float = 1.0, part: Box | None = None) -> bytes:
    """PNG of a page, or a `part` of it, with a rectangle round each line that was read, in the color of its kind."""
    drawn = _Drawn.of(path, page, scale, part)
    pen = ImageDraw.Draw(drawn.picture)
    (read,) = pages.read(path, [page])
    for lies in sheets.report_pages(read):
        for one in (line for line in sharing_reports.lines_of(lies) if line.kind != "note"):
            for words in filter(None, one.cells or [one.words]):
                color = COLORS.get(one.kind, COLORS["margin"])
                pen.rectangle(drawn.frame(lies.geometry.around(words), 2), outline=color)
    return _png(_edged(drawn.cut(part) if part else drawn.picture, stand_in), 32, stand_in)


def page_with(path: str | Path, page: int, boxes: Iterable[Box], *, part: Box, scale: float = 1.0) -> bytes:
    """PNG of a part of a sample page in its own colors, with a frame round each box, and a stand-in's edge."""
    drawn = _Drawn.of(path, page, scale, part)
    pen = ImageDraw.Draw(drawn.picture)
    for box in boxes:
        pen.rectangle(drawn.frame(box, 1.5), outline=COLORS["heading"], width=2)
    return _png(_edged(drawn.cut(part), True), 64, False)


@dataclass(frozen=True)
class _Drawn:
    """A picture of a page or of a part of it, and where a point of the page lies on it (see rendering.Rendered)."""

    picture: Image.Image
    scale: float
    left: int
    top: int

    @classmethod
    def of(cls, path: str | Path, page: int, scale: float, part: Box | None = None) -> "_Drawn":
        rendered = rendering.page(path, page, scale, part)
        return cls(rendered.bitmap.to_pil().convert("RGB"), rendered.scale, rendered.left, rendered.top)

    def pixels(self, box: Box) -> Box:
        """A box of the page as pixels of the picture."""
        x0, top, x1, bottom = (edge * self.scale for edge in box)
        return Box(x0 - self.left, top - self.top, x1 - self.left, bottom - self.top)

    def frame(self, box: Box, grow: float) -> Box:
        """Pixels of a box made larger by `grow` points on every side."""
        return self.pixels(Box(box.x0 - grow, box.top - grow, box.x1 + grow, box.bottom + grow))

    def cut(self, box: Box) -> Image.Image:
        """The part of the picture that lies in a box of the page."""
        x0, top, x1, bottom = (round(edge) for edge in self.pixels(box))
        return self.picture.crop((x0, top, x1, bottom))


def box_of(row: pd.Series) -> Box:
    """The box of a row of the table `rows`."""
    return Box(*(float(row[edge]) for edge in Box._fields))


def citation(row: pd.Series, record: documents.Entry, *, stand_in: bool) -> str:
    """Where a row of the table `rows` is printed: document, agency, date, page, section, entry, address, hash. `record`
    is the document's line of the manifest, or {title, sha256} of a reader's own file."""
    parts = (record["title"], record.get("agency", ""), page_in_words(row))
    where = ", ".join(filter(None, (*parts, row["section"].replace("_", " "))))
    entry = f"{entry_in_words(row)} ({row['row_id']})"
    text = f"{where}, {entry}. {record.get('origin', '')} (sha256 {record['sha256']})."
    return f"{text} Picture: {SENTENCE}." if stand_in else text


def has_box(row: pd.Series) -> bool:
    """Whether a row (table `rows`) has a place on a page: one of a workbook, a web page or a text has none."""
    return "x0" not in row or (not pd.isna(row["x0"]) and row["x0"] != "")


def page_in_words(row: pd.Series) -> str:
    """The page of a row as a citation names it: the number printed on it and the PDF's own, or a workbook's sheet."""
    printed, number = text_of(row["printed_page"]), row["page"]
    if has_box(row) or not str(row.get("column", "")).startswith("column "):
        return f"page {printed} (PDF page {number})" if printed else f"page {number} of the file"
    return f"sheet {printed}" if printed else "the table"


def entry_in_words(row: pd.Series) -> str:
    """The place of a row on its page as a citation names it."""
    if str(row.get("column", "")).startswith("column "):
        return f"row {row['row_on_page']}, {row['column']}"
    return f"entry {row['row_on_page']} {'of the list' if row.get('column') == 'list' else 'on the page'}"


def text_of(cell: object) -> str:
    return "" if pd.isna(cell) else str(cell)


def card(row_id: str, source: DocumentSource) -> str:
    """HTML for a notebook: the picture of a row's line, with its words as alternative text, and its citation.

    Raises TableError for a row that is not there.
    """
    row = row_of(row_id, schemas.read("rows", source.derived))
    png = base64.b64encode(line(row, source.document(row["doc_id"]), stand_in=source.stand_in)).decode()
    cited = citation(row, documents.entry(row["doc_id"]), stand_in=source.stand_in)
    image = html.format_html('<img src="data:image/png;base64,{}" alt="{}">', png, f"The line prints: {in_words(row)}")
    return html.format_html('<figure style="margin:0">{}<figcaption>{}</figcaption></figure>', image, cited)


def row_of(row_id: str, rows: pd.DataFrame) -> pd.Series:
    """The row of that id. Raises TableError when there is none."""
    same = rows[rows["row_id"] == row_id]
    if len(same):
        return same.iloc[0]
    expected = "one such as ocsd-2020-02-06-sharing-p03-r017"
    do = (
        "plates find NAME prints the ids of the collection's rows. For a row of your own file give two options: "
        "--rows, the table that plates extract or plates own wrote, and --file, the PDF that it was read from."
    )
    raise TableError("there is no row of this id", expected=expected, found=row_id, do=do)


def in_words(row: pd.Series) -> str:
    """What is printed in a row, its cells separated by ` | `."""
    return readings.in_words(row, (f"{name}_printed" for name in readings.FIELDS))


def _inked(picture: Image.Image) -> tuple[int, int, int, int]:
    """The part of a picture's width that is not blank, with a small margin, at full height."""
    left, _, right, _ = ImageChops.invert(picture).getbbox() or (0, 0, picture.width, 0)
    return max(left - 6, 0), 0, min(right + 6, picture.width), picture.height


def _edged(picture: Image.Image, stand_in: bool) -> Image.Image:
    """A plain edge for an original; for a stand-in a hatched one and, in a strip of the picture, the sentence."""
    strip = 16 if stand_in else 0
    framed = Image.new("RGB", (max(picture.width, 170) + 2 * EDGE, picture.height + 2 * EDGE + strip), "white")
    pen, edge = ImageDraw.Draw(framed), [EDGE - 2, EDGE - 2, framed.width - EDGE + 1, framed.height - EDGE + 1]
    if stand_in:
        for start in range(-framed.height, framed.width, 6):
            pen.line([(start, framed.height), (start + framed.height, 0)], fill=BLUE)
        pen.rectangle(edge, fill="white", outline=BLUE)
        pen.text((EDGE + 2, framed.height - EDGE - strip), SENTENCE, fill=BLUE, font=ImageFont.load_default(12))
    else:
        pen.rectangle(edge, outline=GRAY)
    framed.paste(picture, (EDGE, EDGE))
    return framed


def _png(picture: Image.Image, colors: int, stand_in: bool) -> bytes:
    """Few colors: a line stays under 3 KB, a page under 80 KB. A stand-in's are grays and our own colors, so that its
    blue is never lost; a record's are those of its picture."""
    if stand_in:
        ours = {4: [BLUE], 8: [BLUE, MARKER]}.get(colors, [BLUE, *COLORS.values()])
        grays = np.linspace(0, 255, colors - len(ours)).round().astype(int).repeat(3).tolist()
        chart = Image.new("P", (1, 1))
        chart.putpalette([*itertools.chain(*ours), *grays])
        few = picture.quantize(palette=chart, dither=Image.Dither.NONE)
    else:
        few = picture.quantize(colors, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    out = io.BytesIO()
    few.save(out, "PNG")  # optimize=True would save 2 percent, and take five times as long
    return out.getvalue()
