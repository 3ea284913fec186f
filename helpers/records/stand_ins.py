"""Stand-ins: reports typeset from a transcription, page for page and row for row, so that everything runs without the records.

A stand-in has the original's rectangles, column edges, wraps and widths, and a reader that finds its way in one finds its
way in the other. It is not the record, and says so on every page, in its name and in every picture cut from it. The tests'
own pages are made here too. Where things stand was measured once on the originals (`measure`, data/measured/layout.csv).
Same input, same bytes.
"""

import io
import statistics
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
from PIL import Image
from reportlab import rl_config
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from helpers import files, schemas
from helpers.errors import TableError
from helpers.records import documents, pages, sharing_reports
from helpers.records.pages import MARK_COLOR, Box, Page, Word
from helpers.records.sharing_reports import Line

FACE = "Stand-in Serif"
"""DejaVu Serif, free to embed: nobody takes it for the Arial of the records."""

MEASURE_OF_RECORD = "Helvetica"
"""Widths of the face of the records (Arial has Helvetica's): every string is set to the width it has there, so that
cells which touch in the record touch here."""

SIZES = {"name": 11.0, "headers": 12.0, "sentence": 9.5, "heading": 16.0, "title": 20.0, "footer": 10.0, "none": 20.0}
"""Points; measured on the native reports. Scans are set at the height of their own letters."""

WRAP_LEADING = 16.5
"""Points from the first to the second line of a wrapped name in the native reports."""

HEADINGS = {
    "detections_shared": "Detections Shared",
    "detections_received": "Detections Received",
    "hot_lists_shared": "Hot List Sharing",
    "hot_lists_received": "Hot List Received",
}
SENTENCES = {
    "detections_shared": "The {} Agency is Sharing its Detection data with the following Agencies:",
    "detections_received": "The {} Agency is receiving Detection data from the following Agencies:",
    "hot_lists_shared": "The {} Agency is sharing Hot List records with the following Agencies:",
    "hot_lists_received": "The {} Agency is receiving Shared Hot List records from the following Agencies:",
}
HOT_LIST_HEADERS = ("Agency:", "Hot List(s):")
TABLE_HEADERS = ("Agency", "City", "State")


# --- what a report says, and where it stands --------------------------------------------------------------------------


@dataclass(frozen=True)
class Transcription:
    """What is printed in one report: `rows` and `sheets` (pages) as data/transcriptions has them, wraps and misreadings
    by (page, row_on_page, field), the reporting agency as its sentences name it."""

    agency: str
    rows: pd.DataFrame
    sheets: pd.DataFrame
    wraps: dict[tuple[int, int, str], str] = field(default_factory=dict)
    misread: dict[tuple[int, int, str], str] = field(default_factory=dict)


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


def sheets(said: Transcription, layout: pd.DataFrame) -> Iterator[Sheet]:
    """Every page of a report, set as `layout` (the table of that name, one document) measured it."""
    scanned = "skew" in set(layout["measure"])
    for page, printed in said.sheets.set_index("page").iterrows():
        on_page = layout[layout["page"] == page]
        frames = [
            {"section": part["section"].iloc[0], **dict(zip(part["measure"], part["value"], strict=True))}
            for _, part in on_page.groupby("frame")
        ]
        rows = said.rows[said.rows["page"] == page]
        headed = [sharing_reports.section_of(h) for h in printed["headings_printed"].split("; ") if h]
        setter = _SheetSetter(said, printed, rows, dict(zip(headed, printed["headings_printed"].split("; "), strict=False)))
        yield setter.scanned(frames) if scanned else setter.native(frames)


@dataclass
class _SheetSetter:
    """Sets one page: adds strings and rectangles frame by frame."""

    said: Transcription
    printed: pd.Series
    rows: pd.DataFrame
    headings: dict[str, str]
    strings: list[String] = field(default_factory=list)
    rectangles: list[Box] = field(default_factory=list)

    def native(self, frames: list[dict], width: float = 595.0, height: float = 842.0) -> Sheet:
        self._centered("Agency", width / 2, 11.0, SIZES["title"])
        self._centered("Data Sharing Report", width / 2, 33.1, SIZES["heading"])
        self._footer(6.0, width - 4.5, 822.0, SIZES["footer"], width / 2)
        rules = []
        for frame in frames:
            box = Box(frame["left"], frame["top"], frame["right"], frame["bottom"])
            self.rectangles.append(box)
            rules += _outline(box)
            if frame["section"]:
                self._section(frame, box)
        return Sheet(width, height, self.rectangles, rules, self.strings)

    def _section(self, frame: dict, box: Box) -> None:
        section, y, middle = frame["section"], box.top, (box.x0 + box.x1) / 2
        rows = self.rows[self.rows["section"] == section]
        headed = section in self.headings
        if headed:
            self._centered(self.headings[section], middle, y + frame["heading_drop"], SIZES["heading"], bold=True)
            y += frame["heading"]
            self._rectangle(box.x0, y, box.x1, frame["sentence"])
            self._centered(SENTENCES[section].format(self.said.agency), middle, y + 9.0, SIZES["sentence"])
            y += frame["sentence"]
        if "agency_middle" in frame:
            self._table(frame, rows, headed)
            return
        edge = frame.get("column_edge", middle)
        if headed and section.startswith("hot_lists"):
            for x0, x1, x, text in ((box.x0, edge, 47.5, HOT_LIST_HEADERS[0]), (edge, box.x1, edge, HOT_LIST_HEADERS[1])):
                self._rectangle(x0, y, x1, frame["headers"])
                self.strings.append(String(text, x, y + 12.7, SIZES["headers"], bold=True))
            y += frame["headers"]
        if rows.empty:
            self._rectangle(box.x0, y, box.x1, frame["none"])
            self._centered("None", middle, y + 9.2, SIZES["none"])
            return
        for number, row in enumerate(_in_rows(rows)):
            wrapped = any(len(self._lines(r, name)) > 1 for r, name in row.values())
            tall = frame["wrapped_row"] if wrapped else frame["row"]
            extra = frame["first_row"] - frame["row"] if headed and number == 0 else 0.0
            for column, (x0, x1) in {"left": (box.x0, edge), "right": (edge, box.x1)}.items():
                self._rectangle(x0, y, x1, tall + extra)
                if column in row:
                    lines = self._lines(*row[column])
                    for n, text in enumerate(lines):
                        top = y + extra + frame["drop"] + n * WRAP_LEADING
                        self.strings.append(String(text, x0 + frame[f"inset_{column}"], top, SIZES["name"]))
            y += tall + extra

    def _table(self, frame: dict, rows: pd.DataFrame, headed: bool) -> None:
        middles = [frame["agency_middle"], frame["city_middle"], frame["state_middle"]]
        if headed:
            for middle, text in zip(middles, TABLE_HEADERS, strict=True):
                self._centered(text, middle, frame["headers_top"], SIZES["headers"], bold=True)
        for number, (_, row) in enumerate(rows.iterrows()):
            for middle, name in zip(middles, ("agency", "city", "state"), strict=True):
                self._centered(row[f"{name}_printed"], middle, frame["first_top"] + number * frame["row"], SIZES["name"])

    def scanned(self, frames: list[dict], width: float = 612.0, height: float = 792.0) -> Sheet:
        size = frames[0]["letters"]
        self._centered("Agency", width / 2, 19.0, 18.0)
        self._centered("Data Sharing Report", width / 2, 40.0, 15.0)
        self._footer(38.0, width - 41.0, 763.0, 0.9 * size, width / 2)
        for frame in frames:
            section = frame["section"]
            rows = self.rows[self.rows["section"] == section]
            if section in self.headings:
                self._centered(self.headings[section], width / 2, frame["heading_top"], 1.5 * size, bold=True)
                self._centered(SENTENCES[section].format(self.said.agency), width / 2, frame["sentence_top"], 0.88 * size)
                if section.startswith("hot_lists"):
                    for x, text in zip((frame["left"] - 19, frame["right"] - 23), HOT_LIST_HEADERS, strict=True):
                        self.strings.append(String(text, x, frame["headers_top"], 1.1 * size, bold=True))
            y = frame["first_top"]
            for row in _in_rows(rows):
                most = 1
                for column, (r, name) in row.items():
                    lines = self._lines(r, name)
                    most = max(most, len(lines))
                    for n, (text, layer) in enumerate(zip(lines, self._layer(r, name, lines), strict=True)):
                        self.strings.append(String(text, frame[column], y + n * frame["leading"], size, layer=layer))
                y += frame["row"] + (most - 1) * frame["leading"]
        rules = _outline(Box(46.0, 72.0, 566.0, 757.0))
        return Sheet(width, height, [], rules, self.strings, True, frames[0]["skew"])

    def _layer(self, row: pd.Series, name: str, lines: list[str]) -> list[str]:
        """What the scan's text layer says for each line: the print, or its misreading, broken at the same word."""
        misread = self.said.misread.get((row["page"], row["row_on_page"], name))
        if misread is None:
            return lines
        words, result = misread.split(" "), []
        for line in lines[:-1]:
            result.append(" ".join(words[: len(line.split(" "))]))
            words = words[len(line.split(" ")) :]
        return [*result, " ".join(words)]

    def _lines(self, row: pd.Series, name: str) -> list[str]:
        """The cell's lines as they break on the page."""
        broken = self.said.wraps.get((row["page"], row["row_on_page"], name))
        return broken.split(" / ") if broken else [row[f"{name}_printed"]]

    def _rectangle(self, x0: float, top: float, x1: float, tall: float) -> None:
        self.rectangles.append(Box(x0, top, x1, top + tall))

    def _centered(self, text: str, middle: float, top: float, size: float, bold: bool = False) -> None:
        width = stringWidth(text, MEASURE_OF_RECORD, size)
        self.strings.append(String(text, middle - width / 2, top, size, bold))

    def _footer(self, left: float, right: float, top: float, size: float, middle: float) -> None:
        first, rest = self.printed["footer_printed"].split(" Agency Data Sharing Report ")
        *created, product = first.split(" ")
        self.strings.append(String(" ".join(created), left, top, size))
        self._centered(f"{product} Agency Data Sharing Report", middle + 20, top, size)
        self.strings.append(String(rest, right - stringWidth(rest, MEASURE_OF_RECORD, size), top, size))


def _in_rows(rows: pd.DataFrame) -> list[dict[str, tuple[pd.Series, str]]]:
    """Entries to printed rows: each maps left and right to (entry, field). In a grid a left entry opens a row, and a
    right entry joins it; a hot list row is one entry with two cells."""
    result: list[dict] = []
    for _, row in rows.iterrows():
        if row["column"] == "table":
            result.append({"left": (row, "agency"), "right": (row, "hot_list")})
        elif row["column"] == "L" or not result or "right" in result[-1]:
            result.append({"left" if row["column"] == "L" else "right": (row, "agency")})
        else:
            result[-1]["right"] = (row, "agency")
    return result


def _outline(box: Box) -> list[Box]:
    """A frame's four rules, half a point outside it."""
    x0, top, x1, bottom = box.x0 - 0.3, box.top - 0.3, box.x1 + 0.3, box.bottom + 0.3
    return [Box(x0, top, x1, top), Box(x0, bottom, x1, bottom), Box(x0, top, x0, bottom), Box(x1, top, x1, bottom)]


def transcription(doc_id: str) -> Transcription:
    """What data/transcriptions says of one report, with the misreadings of its text layer from data/measured.

    Raises TableError when the report was not transcribed.
    """
    tables = {
        name: frame[frame["doc_id"] == doc_id]
        for name in ("transcription", "sheets", "wraps", "transcribed_reports", "text_layer")
        for frame in [schemas.read(name)]
    }
    if tables["transcribed_reports"].empty:
        raise TableError("this report was not transcribed", document=doc_id, do="See data/transcriptions/reports.csv.")
    place = ["page", "row_on_page", "field"]
    return Transcription(
        tables["transcribed_reports"]["agency_printed"].iloc[0],
        tables["transcription"].fillna(""), tables["sheets"].fillna(""),
        tables["wraps"].set_index(place)["lines"].to_dict(),
        tables["text_layer"].set_index(place)["text_layer_says"].to_dict(),
    )  # fmt: skip


def build(doc_id: str, target: Path) -> None:
    """Typeset the stand-in of a transcribed report from the tables, with its record's hash on every page."""
    layout = schemas.read("layout")
    said = transcription(doc_id)
    typeset(sheets(said, layout[layout["doc_id"] == doc_id].fillna("")), target, record_sha256=documents.entry(doc_id)["sha256"])


# --- drawing ----------------------------------------------------------------------------------------------------------


def typeset(to_draw: Iterable[Sheet], target: str | Path, *, record_sha256: str = "") -> None:
    """Draw sheets into a PDF, written beside and renamed. With `record_sha256` every page carries the marks of a stand-in;
    the tests' own pages, which stand for no record, go without."""
    with files.beside(target) as draft:
        canvas = _canvas(draft)
        for sheet in to_draw:
            draw = _draw_scanned if sheet.scanned else _draw_native
            draw(canvas, sheet, record_sha256)
            canvas.showPage()
        canvas.save()


def _canvas(target) -> Canvas:
    if FACE not in pdfmetrics.getRegisteredFontNames():
        import matplotlib  # ships the face; costs a second, and only typesetting needs it

        pdfmetrics.registerFont(TTFont(FACE, Path(matplotlib.get_data_path()) / "fonts/ttf/DejaVuSerif.ttf"))
    rl_config.useA85 = 0
    return Canvas(str(target), pageCompression=1, invariant=1)


def _draw_native(canvas: Canvas, sheet: Sheet, record_sha256: str) -> None:
    canvas.setPageSize((sheet.width, sheet.height))
    canvas.setFillGray(1)
    for box in sheet.rectangles:  # filled white: a rectangle that is not painted is not in the file
        canvas.rect(box.x0, sheet.height - box.bottom, box.x1 - box.x0, box.bottom - box.top, stroke=0, fill=1)
    _draw_rules(canvas, sheet)
    canvas.setFillGray(0)
    for string in sheet.strings:
        _draw_string(canvas, sheet, string, string.text)
    if record_sha256:
        _draw_diagonal(canvas, sheet)
        if not sheet.scanned:
            _draw_note(canvas, sheet, record_sha256)


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
    line.setHorizScale(100 * stringWidth(string.text, MEASURE_OF_RECORD, string.size) / own)
    line.setTextRenderMode(mode if mode is not None else 2 if string.bold else 0)
    descent = pdfmetrics.getFont(FACE).face.descent / 1000 * string.size
    line.setTextOrigin(string.x, sheet.height - string.top - string.size - descent)
    line.textOut(text)
    canvas.saveState()  # a render mode would last beyond its text
    canvas.drawText(line)
    canvas.restoreState()


def _draw_diagonal(canvas: Canvas, sheet: Sheet) -> None:
    """Across the page, pale, in the one blue that `pages` drops again."""
    canvas.saveState()
    canvas.setFillColorRGB(*MARK_COLOR)
    canvas.setFillAlpha(0.13)
    canvas.translate(sheet.width / 2, sheet.height / 2)
    canvas.rotate(52)
    size = 54 if sheet.scanned else 120  # in a picture each edge of the letters costs bytes
    canvas.setFont(FACE, size)
    canvas.drawCentredString(0, -size / 3, "STAND-IN")
    canvas.restoreState()


def _draw_note(canvas: Canvas, sheet: Sheet, record_sha256: str) -> None:
    """The frame, and at both edges what this file is and is not."""
    canvas.saveState()
    canvas.setFillColorRGB(*MARK_COLOR)
    canvas.setStrokeColorRGB(*MARK_COLOR)
    canvas.setLineWidth(2.5)
    for rule in _outline(Box(1.5, 1.5, sheet.width - 1.5, sheet.height - 1.5)):
        canvas.line(rule.x0, rule.top, rule.x1, rule.bottom)
    note = (
        "STAND-IN: typeset from our transcription; not the record; "
        f"the record's sha256 is {record_sha256}; this file is not it"
    )
    canvas.setFont(FACE, 4.9)
    canvas.drawCentredString(sheet.width / 2, sheet.height - 8.5, note)
    canvas.drawCentredString(sheet.width / 2, 4.8, note)
    canvas.restoreState()


SCAN_DPI = 150

GRAYS = {180: 0, 210: 128, 236: 216, 256: 255}
"""Up to this brightness, that gray. Four grays are enough to read by, and keep seventeen pages under 1 MB."""


def _draw_scanned(canvas: Canvas, sheet: Sheet, record_sha256: str) -> None:
    """A picture of the page, askew and speckled, over a text layer with the misreadings of the record's own layer. The
    page is stored on its side and shown turned by 270 degrees, as the record is."""
    picture = io.BytesIO()
    flat = Canvas(picture, pageCompression=0, invariant=1)
    flat.setPageSize((sheet.width, sheet.height))
    _draw_native(flat, sheet, record_sha256)
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
    if record_sha256:
        _draw_note(canvas, sheet, record_sha256)  # over the picture, which is gray, and has the diagonal in it
    canvas.restoreState()


def _render(pdf: bytes) -> Image.Image:
    import pypdfium2  # comes with pdfplumber

    document = pypdfium2.PdfDocument(pdf)
    try:
        return document[0].render(scale=SCAN_DPI / 72).to_pil().convert("L")
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


# --- measuring the originals ------------------------------------------------------------------------------------------


def measure(original: str | Path) -> pd.DataFrame:
    """Where a sharing report sets its frames, cells and text: page, frame, section, measure, value (points; skew in degrees).

    Raises what `sharing_reports.read` raises: only a report that can be read whole is measured.
    """
    sharing_reports.read(original)
    records = []
    section = ""
    for page in pages.read(original):
        lines = sharing_reports.lines_of(page)
        measured = _measure_scan(page, lines) if page.scanned else _measure_native(page, lines)
        for number, (heading, has_text, values) in enumerate(measured, start=1):
            section = heading or section
            records += [
                {"page": page.number, "frame": number, "section": section if has_text else "", "measure": name, "value": round(value, 2)}
                for name, value in values.items()
            ]  # fmt: skip
    return pd.DataFrame(records)


def _measure_native(page: Page, lines: list[Line]) -> Iterator[tuple[str, bool, dict[str, float]]]:
    """For each frame: the section that a heading in it opens, whether it holds text, its measures."""
    boxes = list(dict.fromkeys(page.rectangles))
    widest = max(b.x1 - b.x0 for b in boxes)
    # an empty frame is drawn twice: one of a height and place is enough
    wide = list({(round(b.top, 1), round(b.bottom, 1)): b for b in boxes if b.x1 - b.x0 > 0.95 * widest}.values())
    frames = [b for b in wide if not any(_holds(other, b) for other in wide if other != b)]
    for frame in sorted(frames, key=lambda b: b.top):
        within = [line for line in lines if frame.top <= line.top <= frame.bottom]
        kinds = {line.kind: line for line in within}
        rows = [line for line in within if line.kind == "row"]
        bands = [b for b in wide if _holds(frame, b) and b != frame and b.bottom - b.top > pages.SPACER]
        cells = sorted((b for b in boxes if _holds(frame, b) and b.x1 - b.x0 < 0.8 * widest), key=lambda b: (b.top, b.x0))
        values = {"left": frame.x0, "top": frame.top, "right": frame.x1, "bottom": frame.bottom}
        if "heading" in kinds:
            values["heading_drop"] = kinds["heading"].top - frame.top
            values["heading"] = bands[0].top - frame.top
            values["sentence"] = bands[0].bottom - bands[0].top
        if "none" in kinds:
            values["none"] = bands[-1].bottom - bands[-1].top
        if cells:
            values["column_edge"] = cells[-1].x0
            values |= _measure_cells(cells, rows, headers="headers" in kinds, headed="heading" in kinds)
        elif rows:
            values |= _measure_table(kinds.get("headers"), rows)
        yield sharing_reports.section_of(kinds["heading"].text) if "heading" in kinds else "", bool(within), values


def _measure_cells(cells: list[Box], rows: list[Line], *, headers: bool, headed: bool) -> dict[str, float]:
    tall = {round(cell.top, 1): cell.bottom - cell.top for cell in cells}
    heights = [tall[top] for top in sorted(tall)]
    values = {"headers": heights.pop(0)} if headers else {}
    if not rows:
        return values
    later = heights[1:] if headed and len(heights) > 1 else heights
    values |= {"first_row": heights[0], "row": min(later)}
    values["wrapped_row"] = max(later) if max(later) > 1.4 * min(later) else min(later) + WRAP_LEADING
    first = max((c.top for c in cells if c.top <= rows[0].top))
    values["drop"] = rows[0].top - first - (values["first_row"] - values["row"] if headed else 0.0)
    for side, edge, name in ((0, cells[0].x0, "inset_left"), (-1, cells[-1].x0, "inset_right")):
        starts = [line.cells[side][0].x0 - edge for line in rows if len(line.cells) == 2 and line.cells[side]]
        values[name] = statistics.median(starts) if starts else -pages.OVERHANG
    return values


def _measure_table(headers: Line | None, rows: list[Line]) -> dict[str, float]:
    """The table without rules: middles of its columns, top and pitch of its rows."""
    parts = [pages.phrases(line.words, sharing_reports.WIDE_GAP) for line in rows]
    middles = [statistics.median((p[0].x0 + p[-1].x1) / 2 for p in column) for column in zip(*parts, strict=True)]
    values = dict(zip(("agency_middle", "city_middle", "state_middle"), middles, strict=True))
    tops = [line.top for line in rows]
    values |= {"first_top": tops[0], "row": (tops[-1] - tops[0]) / (len(tops) - 1) if len(tops) > 1 else 20.6}
    return values | ({"headers_top": headers.top} if headers else {})


def _measure_scan(page: Page, lines: list[Line]) -> Iterator[tuple[str, bool, dict[str, float]]]:
    """For each stretch of rows under one heading: where its columns and rows start once the page is turned upright."""
    rows = [line for line in lines if line.kind == "row"]
    starts = np.array([(line.cells[0][0].top, line.cells[0][0].x0) for line in rows if line.cells[0]])
    slope = np.polyfit(starts[:, 0], starts[:, 1], 1)[0] if len(starts) > 3 else 0.0
    level = _Level(page, float(np.degrees(np.arctan(slope))))
    stretches: list[list[Line]] = []
    for line in lines:
        if line.kind == "heading" or not stretches:
            stretches.append([])
        stretches[-1].append(line)
    for stretch in stretches:
        kinds = {line.kind: line for line in stretch}
        within = [line for line in stretch if line.kind == "row"]
        values = {"skew": level.degrees, "letters": pages.letter_height([w for line in within for w in line.words])}
        for side, name in ((0, "left"), (1, "right")):
            values[name] = statistics.median(level.x(line.cells[side][0]) for line in within if len(line.cells) > 1 and line.cells[side])
        tops = [level.top(line.words[0]) for line in within]
        values["first_top"] = tops[0]
        values["row"] = statistics.median(b - a for a, b in zip(tops, tops[1:], strict=False)) if len(tops) > 1 else 25.2
        wrapped = [
            level.top(lines[1][0]) - level.top(lines[0][0])
            for line in within for cell in line.cells if cell and len(lines := pages.lines(cell)) > 1
        ]  # fmt: skip
        values["leading"] = statistics.median(wrapped) if wrapped else WRAP_LEADING * values["row"] / 27.6
        values |= {f"{kind}_top": level.top(kinds[kind].words[0]) for kind in ("heading", "sentence", "headers") if kind in kinds}
        yield sharing_reports.section_of(kinds["heading"].text) if "heading" in kinds else "", True, values


@dataclass(frozen=True)
class _Level:
    """Turns a skewed page's places back about its middle."""

    page: Page
    degrees: float

    def x(self, word: Word) -> float:
        return self._turned(word)[0]

    def top(self, word: Word) -> float:
        return self._turned(word)[1]

    def _turned(self, word: Word) -> tuple[float, float]:
        angle = np.radians(self.degrees)
        across, down = word.x0 - self.page.width / 2, word.top - self.page.height / 2
        return (
            float(across * np.cos(angle) - down * np.sin(angle) + self.page.width / 2),
            float(across * np.sin(angle) + down * np.cos(angle) + self.page.height / 2),
        )


def _holds(outer: Box, inner: Box) -> bool:
    return outer.top <= inner.top + 0.1 and inner.bottom <= outer.bottom + 0.1
