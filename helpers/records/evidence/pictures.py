"""Evidence: the picture of a line or a page, and the citation that leads back to it.

A picture from an original has a plain gray edge. One from a stand-in has a blue hatched edge and says inside the
picture that it is not the record, so that nobody can take it for one once it has been copied elsewhere."""

import base64
import html
import io
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

import numpy as np
import pandas as pd
import pypdfium2
from PIL import Image, ImageChops, ImageDraw, ImageFont

from helpers import schemas
from helpers.errors import TableError
from helpers.records import documents
from helpers.records.reading import pages, readings, sharing_reports
from helpers.records.reading.pages import MARK_COLOR, Box

BLUE = tuple(round(255 * part) for part in MARK_COLOR)
GRAY = (120, 120, 120)
MARKER = (255, 236, 120)
SENTENCE = "stand-in, not the record"
EDGE = 9
"""Pixels round the picture."""

COLORS = {
    "heading": (213, 94, 0),
    "sentence": (204, 121, 167),
    "headers": (0, 114, 178),
    "none": (0, 114, 178),
    "row": (0, 158, 115),
    "margin": (86, 180, 233),
}
"""What the reader took each line for (colors told apart by most color-blind people, Okabe and Ito 2008)."""


class Source(Protocol):
    """Where the tables and documents of an edition are (collection.notebooks has it)."""

    @property
    def stand_in(self) -> bool: ...
    @property
    def derived(self) -> Path: ...
    def document(self, doc_id: str) -> Path: ...


def line(path: str | Path, page: int, box: Box, *, stand_in: bool, scale: float = 1.5) -> bytes:
    """PNG of one entry: its box with a little of the page around it. `scale` 1 gives 72 pixels an inch."""
    picture = _render(path, page, scale)
    around = Box(box.x0 - 6, box.top - 4, box.x1 + 6, box.bottom + 4)
    return _png(_edged(_cut(picture, around, scale), stand_in), 4, stand_in)


def passage(path: str | Path, page: int, boxes: list[Box], *, stand_in: bool, scale: float = 1.4) -> bytes:
    """PNG of the lines of a page on which words stand (their `boxes`, as records.anchors gives them), the words
    underlaid in yellow, with the rest of the lines and the lines above and below."""
    picture = _render(path, page, scale)
    paper = Image.new("RGB", picture.size, "white")
    for box in boxes:
        ImageDraw.Draw(paper).rectangle([edge * scale for edge in box], fill=MARKER)
    tall = 1.7 * max(box.bottom - box.top for box in boxes)
    top, bottom = min(box.top for box in boxes) - tall, max(box.bottom for box in boxes) + tall
    cut = ImageChops.multiply(picture, paper).crop((0, round(top * scale), picture.width, round(bottom * scale)))
    return _png(_edged(cut.crop(_inked(cut)), stand_in), 8, stand_in)


def page(path: str | Path, number: int, *, stand_in: bool, scale: float = 1.0) -> bytes:
    """PNG of a page, with its edge."""
    return _png(_edged(_render(path, number, scale), stand_in), 32, stand_in)


def page_as_read(path: str | Path, page: int, *, stand_in: bool, scale: float = 1.0, part: Box | None = None) -> bytes:
    """PNG of a page, or the `part` of it, with a rectangle round each line the reader saw, colored by what it took it
    for."""
    picture = _render(path, page, scale)
    pen = ImageDraw.Draw(picture)
    (read,) = pages.read(path, [page])
    for seen in sharing_reports.lines_of(read):
        for words in seen.cells or [seen.words]:
            if words:
                box = read.geometry.around(words)
                pen.rectangle(
                    [(edge + grow) * scale for edge, grow in zip(box, (-2, -2, 2, 2), strict=True)],
                    outline=COLORS[seen.kind],
                )
    if part:
        picture = _cut(picture, part, scale)
    return _png(_edged(picture, stand_in), 32, stand_in)


def page_with(path: str | Path, page: int, boxes: Iterable[Box], *, part: Box, scale: float = 1.0) -> bytes:
    """PNG of a part of a made-up page in its own colors, with a frame round each of some boxes, and the edge of a
    stand-in."""
    picture = _render(path, page, scale)
    pen = ImageDraw.Draw(picture)
    for box in boxes:
        frame = [(edge + grow) * scale for edge, grow in zip(box, (-1.5, -1.5, 1.5, 1.5), strict=True)]
        pen.rectangle(frame, outline=COLORS["heading"], width=2)
    return _png(_edged(_cut(picture, part, scale), True), 64, False)


def box_of(row: pd.Series) -> Box:
    """The box of a row of the table `rows`."""
    return Box(*(float(row[edge]) for edge in Box._fields))


def citation(row: pd.Series, record: documents.Entry, *, stand_in: bool) -> str:
    """Where a row of the table `rows` stands: document, agency, date, page, section, entry, address, hash. `record` is
    the document's line of the manifest, or {title, sha256} of a reader's own file."""
    where = ", ".join(part for part in (record["title"], record.get("agency", "")) if part)
    text = (
        f"{where}, page {row['printed_page']} (PDF page {row['page']}), {row['section'].replace('_', ' ')}, "
        f"entry {row['row_on_page']} on the page ({row['row_id']}). {record.get('origin', '')} (sha256 {record['sha256']})."
    )
    return f"{text} Picture: {SENTENCE}." if stand_in else text


def card(row_id: str, source: Source) -> str:
    """HTML for a notebook: the picture of a row's line, with what it prints as its alternative text, and its citation.

    Raises TableError for a row that is not there.
    """
    row = found(row_id, schemas.read("rows", source.derived))
    picture = line(source.document(row["doc_id"]), int(row["page"]), box_of(row), stand_in=source.stand_in)
    says = html.escape(f"The line prints: {in_words(row)}", quote=True)
    below = html.escape(citation(row, documents.entry(row["doc_id"]), stand_in=source.stand_in))
    return (
        f'<figure style="margin:0"><img src="data:image/png;base64,{base64.b64encode(picture).decode()}" alt="{says}">'
        f"<figcaption>{below}</figcaption></figure>"
    )


def found(row_id: str, rows: pd.DataFrame) -> pd.Series:
    """The row of that id. Raises TableError when there is none."""
    same = rows[rows["row_id"] == row_id]
    if same.empty:
        raise TableError(
            "there is no row of this id",
            expected="one such as ocsd-2020-02-06-sharing-p03-r017",
            found=row_id,
            do="plates find NAME prints the ids of the collection's rows. For a row of your own file name two things: --rows, "
            "the table that plates extract or plates own wrote, and --file, the PDF that it was read from.",
        )
    return same.iloc[0]


def in_words(row: pd.Series) -> str:
    """What stands on the page in a row, its cells parted by ` | `."""
    return readings.in_words(row, (f"{name}_printed" for name in readings.FIELDS))


def _render(path: str | Path, page: int, scale: float) -> Image.Image:
    document = pypdfium2.PdfDocument(path)
    try:
        picture: Image.Image = document[page - 1].render(scale=scale).to_pil().convert("RGB")
        return picture
    finally:
        document.close()


def _cut(picture: Image.Image, box: Box, scale: float) -> Image.Image:
    """What of a page's picture lies in a box of the page."""
    x0, top, x1, bottom = (round(edge * scale) for edge in box)
    return picture.crop((x0, top, x1, bottom))


def _inked(picture: Image.Image) -> tuple[int, int, int, int]:
    """The width of a picture that is not blank, with a little beside it, at its full height."""
    left, _, right, _ = ImageChops.invert(picture).getbbox() or (0, 0, picture.width, 0)
    return max(left - 6, 0), 0, min(right + 6, picture.width), picture.height


def _edged(picture: Image.Image, stand_in: bool) -> Image.Image:
    """A plain edge for an original; a hatched one and the sentence, in a strip that belongs to the picture, for a
    stand-in."""
    strip = 16 if stand_in else 0
    framed = Image.new("RGB", (max(picture.width, 170) + 2 * EDGE, picture.height + 2 * EDGE + strip), "white")
    pen = ImageDraw.Draw(framed)
    if stand_in:
        for start in range(-framed.height, framed.width, 6):
            pen.line([(start, framed.height), (start + framed.height, 0)], fill=BLUE)
        pen.rectangle(
            [EDGE - 2, EDGE - 2, framed.width - EDGE + 1, framed.height - EDGE + 1], fill="white", outline=BLUE
        )
        pen.text((EDGE + 2, framed.height - EDGE - strip), SENTENCE, fill=BLUE, font=ImageFont.load_default(12))
    else:
        pen.rectangle([EDGE - 2, EDGE - 2, framed.width - EDGE + 1, framed.height - EDGE + 1], outline=GRAY)
    framed.paste(picture, (EDGE, EDGE))
    return framed


def _png(picture: Image.Image, colors: int, stand_in: bool) -> bytes:
    """Few colors: a line stays under 3 KB, a page under 80 KB. A stand-in's are grays and our own colors, so that its
    blue is never lost among them; those of a record are the record's."""
    if stand_in:
        ours = {4: [BLUE], 8: [BLUE, MARKER]}.get(colors, [BLUE, *COLORS.values()])
        grays = [
            (level, level, level) for level in np.linspace(0, 255, colors - len(ours)).round().astype(int).tolist()
        ]
        chart = Image.new("P", (1, 1))
        chart.putpalette([part for color in [*ours, *grays] for part in color])
        few = picture.quantize(palette=chart, dither=Image.Dither.NONE)
    else:
        few = picture.quantize(colors, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    out = io.BytesIO()
    few.save(out, "PNG")  # the smallest file would be 2 percent smaller, and take five times as long
    return out.getvalue()
