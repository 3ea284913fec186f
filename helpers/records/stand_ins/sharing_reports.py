"""Stand-ins: replicas of sharing reports, typeset from a transcription page for page, so that all runs without records.

A stand-in has the original's rectangles, column edges, wraps and widths, so that code that reads one reads the other.
It says on every page, in its name and in every picture cut from it that it is not the record. Tests typeset pages here.
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from helpers import schemas
from helpers.errors import TableError
from helpers.records import documents
from helpers.records.reading.pages import Box
from helpers.records.reading.vocabulary import (
    COLUMNS_OF_GRID,
    HEADINGS,
    HOT_LIST_HEADERS,
    SENTENCES,
    TABLE_HEADERS,
    section_of,
)
from helpers.records.stand_ins.layouts import LAYOUT_OF_2020, WRAP_LEADING
from helpers.records.stand_ins.typesetting import String, TypesetPage, centered, outline, stand_in_of, typeset, width

SIZES = {"name": 11.0, "headers": 12.0, "sentence": 9.5, "heading": 16.0, "title": 20.0, "footer": 10.0, "none": 20.0}
"""Points, measured on the native reports. Scans are set at the height of their own characters."""

TABLE_CELLS = {header.lower(): header for header in TABLE_HEADERS}

EDGES = ("column_edge", "second_edge")
"""Measures of a frame: where its second and third column begin, if it has them."""

Frame = dict[str, Any]
"""A frame's measures by name, and its `section`."""


@dataclass(frozen=True)
class Transcription:
    """What is printed in one report: the reporting agency as its sentences name it, `rows` and `sheets` (pages) as in
    data/transcriptions, wraps and misreadings by (page, row_on_page, field)."""

    agency: str
    rows: pd.DataFrame
    sheets: pd.DataFrame
    wraps: dict[tuple[int, int, str], str] = field(default_factory=dict)
    misread: dict[tuple[int, int, str], str] = field(default_factory=dict)


def sheets(said: Transcription, layout: pd.DataFrame) -> Iterator[TypesetPage]:
    """Every page of a report, set as `layout` (the table of that name, one document) measured it."""
    scanned = "skew" in set(layout["measure"])
    for page, printed in said.sheets.set_index("page").iterrows():
        frames = [
            {"section": part["section"].iloc[0], **dict(zip(part["measure"], part["value"], strict=True))}
            for _, part in layout[layout["page"] == page].groupby("frame")
        ]
        headings = {section_of(heading): heading for heading in printed["headings_printed"].split("; ") if heading}
        setter = _PageSetter(said, printed, said.rows[said.rows["page"] == page], headings)
        yield setter.scanned(frames) if scanned else setter.native(frames)


@dataclass
class _PageSetter:
    """Sets one page: adds strings and rectangles frame by frame."""

    said: Transcription
    printed: pd.Series
    rows: pd.DataFrame
    headings: dict[str, str]
    strings: list[String] = field(default_factory=list)
    rectangles: list[Box] = field(default_factory=list)

    def native(self, frames: list[Frame], across: float = 595.0, down: float = 842.0) -> TypesetPage:
        self._centered("Agency", across / 2, 11.0, SIZES["title"])
        self._centered("Data Sharing Report", across / 2, 33.1, SIZES["heading"])
        self._footer(6.0, across - 4.5, 822.0, SIZES["footer"], across / 2)
        rules = []
        for frame in frames:
            box = Box(frame["left"], frame["top"], frame["right"], frame["bottom"])
            self.rectangles.append(box)
            rules += outline(box)
            if frame["section"]:
                self._section(frame, box, self.rows[self.rows["section"] == frame["section"]])
        return TypesetPage(across, down, self.rectangles, rules, self.strings)

    def _section(self, frame: Frame, box: Box, rows: pd.DataFrame) -> None:
        section, y, middle = frame["section"], box.top, (box.x0 + box.x1) / 2
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
        size = frame.get("size", SIZES["name"])
        edges = [box.x0, *(frame[name] for name in EDGES if name in frame), box.x1]
        if headed and section.startswith("hot_lists"):
            starts = (47.5, edges[1])
            for (x0, x1), x, header in zip(itertools.pairwise(edges), starts, HOT_LIST_HEADERS, strict=True):
                self._rectangle(x0, y, x1, frame["headers"])
                self.strings.append(String(header, x, y + 12.7, SIZES["headers"], bold=True))
            y += frame["headers"]
        if rows.empty:
            self._rectangle(box.x0, y, box.x1, frame["none"])
            self._centered("None", middle, y + 9.2, SIZES["none"])
            return
        for number, cells in enumerate(self._in_rows(rows)):
            extra = frame["first_row"] - frame["row"] if headed and number == 0 else 0.0
            tall = _row_height(frame, max(map(len, cells.values()))) + extra
            for column, (x0, x1) in zip(COLUMNS_OF_GRID[len(edges) - 1], itertools.pairwise(edges), strict=True):
                self._rectangle(x0, y, x1, tall)
                x = x0 + (frame["inset_left"] if column == "L" else frame["inset_right"])
                for n, (text, _) in enumerate(cells.get(column, [])):
                    top = y + extra + frame["drop"] + n * WRAP_LEADING
                    self.strings.append(String(text, x, top, size))
            y += tall

    def _table(self, frame: Frame, rows: pd.DataFrame, headed: bool) -> None:
        size = frame.get("size", SIZES["name"])
        middles = {name: frame[f"{name}_middle"] for name in TABLE_CELLS}
        if headed:
            for name, header in TABLE_CELLS.items():
                self._centered(header, middles[name], frame["headers_top"], SIZES["headers"], bold=True)
        for number, (_, row) in enumerate(rows.iterrows()):
            for name, middle in middles.items():
                self._centered(row[f"{name}_printed"], middle, frame["first_top"] + number * frame["row"], size)

    def scanned(self, frames: list[Frame], across: float = 612.0, down: float = 792.0) -> TypesetPage:
        size, side = frames[0]["letters"], {"L": "left", "R": "right"}
        self._centered("Agency", across / 2, 19.0, 18.0)
        self._centered("Data Sharing Report", across / 2, 40.0, 15.0)
        self._footer(38.0, across - 41.0, 763.0, 0.9 * size, across / 2)
        for frame in frames:
            section = frame["section"]
            if section in self.headings:
                sentence = SENTENCES[section].format(self.said.agency)
                self._centered(self.headings[section], across / 2, frame["heading_top"], 1.5 * size, bold=True)
                self._centered(sentence, across / 2, frame["sentence_top"], 0.88 * size)
                if section.startswith("hot_lists"):
                    for x, text in zip((frame["left"] - 19, frame["right"] - 23), HOT_LIST_HEADERS, strict=True):
                        self.strings.append(String(text, x, frame["headers_top"], 1.1 * size, bold=True))
            y = frame["first_top"]
            for cells in self._in_rows(self.rows[self.rows["section"] == section]):
                for column, lines in cells.items():
                    for n, (text, layer) in enumerate(lines):
                        top = y + n * frame["leading"]
                        self.strings.append(String(text, frame[side[column]], top, size, layer=layer))
                y += frame["row"] + (max(map(len, cells.values())) - 1) * frame["leading"]
        rules = outline(Box(46.0, 72.0, 566.0, 757.0))
        return TypesetPage(across, down, [], rules, self.strings, True, frames[0]["skew"])

    def _in_rows(self, rows: pd.DataFrame) -> list[dict[str, list[tuple[str, str]]]]:
        """Entries to printed rows: each maps L, M and R to its lines. A hot list row is one entry with two cells."""
        result: list[dict[str, list[tuple[str, str]]]] = []
        for _, row in rows.iterrows():
            column, agency = row["column"], self._lines(row, "agency")
            if column == "table":
                result.append({"L": agency, "R": self._lines(row, "hot_list")})
                continue
            if not result or column <= max(result[-1]):  # L, M, R are in alphabetical order: a new row begins
                result.append({})
            result[-1][column] = agency
        return result

    def _lines(self, row: pd.Series, name: str) -> list[tuple[str, str]]:
        """A cell's lines as they break on the page, each with its text in a scan's layer, which may misread it."""
        place, printed = (row["page"], row["row_on_page"], name), row[f"{name}_printed"]
        lines = self.said.wraps[place].split(" / ") if self.said.wraps.get(place) else [printed]
        words = self.said.misread.get(place, " ".join(lines)).split(" ")
        breaks = [0, *itertools.accumulate(len(line.split(" ")) for line in lines[:-1]), None]
        return [(line, " ".join(words[a:b])) for line, (a, b) in zip(lines, itertools.pairwise(breaks), strict=True)]

    def _rectangle(self, x0: float, top: float, x1: float, tall: float) -> None:
        self.rectangles.append(Box(x0, top, x1, top + tall))

    def _centered(self, text: str, middle: float, top: float, size: float, bold: bool = False) -> None:
        self.strings.append(centered(text, middle, top, size, bold))

    def _footer(self, left: float, right: float, top: float, size: float, middle: float) -> None:
        first, rest = self.printed["footer_printed"].split(" Agency Data Sharing Report ")
        *created, product = first.split(" ", maxsplit=3)
        self.strings.append(String(" ".join(created), left, top, size))
        self._centered(f"{product} Agency Data Sharing Report", middle + 20, top, size)
        self.strings.append(String(rest, right - width(rest, size), top, size))


def _row_height(measures: dict[str, float], lines: int) -> float:
    return measures["row"] + (lines - 1) * (measures["wrapped_row"] - measures["row"])


def transcription(doc_id: str) -> Transcription:
    """What data/transcriptions has of one report, with the misreadings of its text layer from data/measured. Raises
    TableError when the report was not transcribed."""
    reports, rows, pages, wraps, misread = (
        table[table["doc_id"] == doc_id]
        for table in map(schemas.read, ("transcribed_reports", "transcription", "sheets", "wraps", "misreadings"))
    )
    if reports.empty:
        raise TableError("this report was not transcribed", document=doc_id, do="See data/transcriptions/reports.csv.")
    place = ["page", "row_on_page", "field"]
    agency, lines = reports["agency_printed"].iloc[0], wraps.set_index(place)["lines"].to_dict()
    says = misread.query("reader == 'text'").set_index(place)["says"].to_dict()
    return Transcription(agency, rows.fillna(""), pages.fillna(""), lines, says)


def build(doc_id: str, target: Path) -> None:
    """Typeset the stand-in of a transcribed report from the tables, with its record's hash on every page."""
    layout = schemas.read("layout").query("doc_id == @doc_id").fillna("")
    typeset(sheets(transcription(doc_id), layout), target, stand_in_of(documents.entry(doc_id)["sha256"]))


# --- pages for tests: names flow as the vendor's program lets them flow -----------------------------------------------

FIRST_ROW = {"grid": 32.57 - 27.57, "hot_lists": 34.57 - 26.57, "table": 0.0}
"""Points by which the first row under a heading is taller than the others."""

Cell = tuple[str, str, str]
"""Column, field, and text with its line breaks."""

PRINTED = ("agency_printed", "city_printed", "state_printed", "hot_list_printed")

TABLE_ROW, SPACE, TOP, BOTTOM = 20.57, 5.0, 71.0, 816.0


def flow(
    agency: str,
    sections: dict[str, list[Any]],
    *,
    created: str = "01-02-20",
    product: str = "LEARN",
    columns: int = 2,
    measures: dict[str, float] | None = None,
) -> tuple[Transcription, pd.DataFrame]:
    """Lists of entries to a report that can be typeset: `typeset(sheets(*flow(...)), path)`.

    An entry of a detections section is a name (grid) or a triple agency, city, state (table without rules); one of a
    hot lists section is a pair. An empty list prints None. Long names wrap at a blank, pages break as they fill; ` / `
    in a name is a break made by hand. A grid has one to three `columns`; `measures` replace those of LAYOUT_OF_2020."""
    thirds = {"column_edge": 201.8, "second_edge": 391.2} if columns == 3 else {}
    flowing = _Flow({**LAYOUT_OF_2020, "size": SIZES["name"], **thirds, **(measures or {})}, columns)
    for section, entries in sections.items():
        flowing.section(section, entries)
    return flowing.report(agency, f"Date Created: {created} {product} Agency Data Sharing Report")


@dataclass
class _Flow:
    """A report being filled from the top down: frames, entries and line breaks of the pages so far."""

    measures: dict[str, float]
    columns: int
    page: int = 1
    y: float = TOP
    frames: list[Frame] = field(default_factory=list)
    rows: list[dict[str, Any]] = field(default_factory=list)
    wraps: dict[tuple[int, int, str], str] = field(default_factory=dict)
    headed: list[tuple[int, str]] = field(default_factory=list)

    def section(self, section: str, entries: list[Any]) -> None:
        m, kind = self.measures, "table" if entries and isinstance(entries[0], tuple) else "grid"
        kind = "hot_lists" if section.startswith("hot_lists") else kind
        above = m["heading"] + m["sentence"] + (m["headers"] if kind != "grid" else 0.0)
        if self.y + above + m["wrapped_row"] + SPACE > BOTTOM:
            self.page, self.y = self.page + 1, TOP
        self.headed.append((self.page, section))
        self._open(section, kind, above)
        self.y += above
        if not entries:
            self.y += m["none"]
        extra = FIRST_ROW[kind]
        for row in self._printed_rows(entries, kind):
            lines = max(1 + text.count(" / ") for _, _, text in row)
            tall = TABLE_ROW if kind == "table" else _row_height(m, lines)
            if self.y + tall + extra > BOTTOM:
                self.frames[-1]["bottom"] = self.y
                self.page, self.y = self.page + 1, TOP
                self._open(section, kind, 0.0)
                extra = 0.0
            for cells in [[cell] for cell in row] if kind == "grid" else [row]:
                self._place(section, cells)
            self.y += tall + extra
            extra = 0.0
        self.frames[-1]["bottom"] = self.y
        self.y += SPACE

    def _printed_rows(self, entries: list[Any], kind: str) -> Iterator[list[Cell]]:
        m, size = self.measures, self.measures["size"]
        edges = [m["left"], *(m[name] for name in self._edges(kind)), m["right"]]
        insets = [m["inset_left"], m["inset_right"], m["inset_right"]]
        widths = [x1 - x0 - inset - 4 for (x0, x1), inset in zip(itertools.pairwise(edges), insets, strict=False)]
        if kind == "table":
            for entry in entries:
                yield [("table", name, text) for name, text in zip(TABLE_CELLS, entry, strict=True)]
            return
        hot, count = kind == "hot_lists", self.columns
        columns = ("table", "table") if hot else COLUMNS_OF_GRID[count]
        names = ("agency", "hot_list") if hot else ("agency",) * count
        rows = entries if hot else [entries[start : start + count] for start in range(0, len(entries), count)]
        for row in rows:
            cells = zip(columns, names, row, widths, strict=False)
            yield [(column, name, _wrap(text, room, size)) for column, name, text, room in cells]

    def _edges(self, kind: str) -> tuple[str, ...]:
        return EDGES[: 1 if kind == "hot_lists" else self.columns - 1]

    def _place(self, section: str, cells: list[Cell]) -> None:
        """Add one entry to the page."""
        order = sum(row["page"] == self.page for row in self.rows) + 1
        entry = {"page": self.page, "section": section, "row_on_page": order, **dict.fromkeys(PRINTED, "")}
        for column, name, text in cells:
            entry |= {"column": column, f"{name}_printed": text.replace(" / ", " ")}
            if " / " in text:
                self.wraps[(self.page, order, name)] = text
        self.rows.append(entry)

    def _open(self, section: str, kind: str, above: float) -> None:
        """Begin a frame; its rows begin `above` points below its top."""
        absent = set(EDGES) - set(self._edges(kind))
        m = {name: value for name, value in self.measures.items() if name not in absent}
        if kind == "table":
            m |= {"first_top": self.y + above + 5.4, "row": TABLE_ROW}
            m["headers_top"] = self.y + above - m["headers"] + 5.8
        else:
            del m["agency_middle"]
        first = m["row"] + FIRST_ROW[kind]
        self.frames.append({"page": self.page, "section": section, "top": self.y, "first_row": first, **m})

    def report(self, agency: str, footer: str) -> tuple[Transcription, pd.DataFrame]:
        pages = range(1, self.page + 1)
        headings = ["; ".join(HEADINGS[section] for on, section in self.headed if on == page) for page in pages]
        footers = [f"{footer} Page {page} of {self.page}" for page in pages]
        printed = pd.DataFrame({"page": pages, "headings_printed": headings, "footer_printed": footers})
        rows = pd.DataFrame(self.rows, columns=["page", "section", "row_on_page", "column", *PRINTED])
        frames = pd.DataFrame(self.frames).assign(frame=range(1, len(self.frames) + 1))
        layout = frames.melt(["page", "frame", "section"], var_name="measure").dropna()
        return Transcription(agency, rows, printed, self.wraps), layout


def _wrap(text: str, room: float, size: float) -> str:
    """A text with ` / ` where its lines break: by hand, and at the last blank that fits, as often as needed."""
    lines = []
    for piece in text.split(" / "):
        lines.append("")
        for word in piece.split(" "):
            longer = f"{lines[-1]} {word}".strip()
            if lines[-1] and width(longer, size) > room:
                lines.append(word)
            else:
                lines[-1] = longer
    return " / ".join(lines)
