"""Stand-ins: reports typeset from a transcription, page for page and row for row, so that everything runs without the
records.

A stand-in has the original's rectangles, column edges, wraps and widths, and a reader that finds its way in one finds
its way in the other. It is not the record, and says so on every page, in its name and in every picture cut from it. The
tests' own pages are made here too."""

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
from helpers.records.stand_ins.layouts import WRAP_LEADING
from helpers.records.stand_ins.typesetting import Sheet, String, outline, typeset, width

SIZES = {"name": 11.0, "headers": 12.0, "sentence": 9.5, "heading": 16.0, "title": 20.0, "footer": 10.0, "none": 20.0}
"""Points; measured on the native reports. Scans are set at the height of their own letters."""

EDGES = ("column_edge", "second_edge")
"""Measures of a frame: where its second and third column begin, if it has them."""

Frame = dict[str, Any]
"""A frame's measures by name, and the `section` that stands in it."""

Entries = list[Any]
"""Names, or tuples of cells: see `flow`."""


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
        headed = [section_of(h) for h in printed["headings_printed"].split("; ") if h]
        setter = _SheetSetter(
            said, printed, rows, dict(zip(headed, printed["headings_printed"].split("; "), strict=False))
        )
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

    def native(self, frames: list[Frame], across: float = 595.0, down: float = 842.0) -> Sheet:
        self._centered("Agency", across / 2, 11.0, SIZES["title"])
        self._centered("Data Sharing Report", across / 2, 33.1, SIZES["heading"])
        self._footer(6.0, across - 4.5, 822.0, SIZES["footer"], across / 2)
        rules = []
        for frame in frames:
            box = Box(frame["left"], frame["top"], frame["right"], frame["bottom"])
            self.rectangles.append(box)
            rules += outline(box)
            if frame["section"]:
                self._section(frame, box)
        return Sheet(across, down, self.rectangles, rules, self.strings)

    def _section(self, frame: Frame, box: Box) -> None:
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
        size = frame.get("size", SIZES["name"])
        edges = [box.x0, *(frame[name] for name in EDGES if name in frame), box.x1]
        if headed and section.startswith("hot_lists"):
            for x0, x1, x, text in (
                (box.x0, edges[1], 47.5, HOT_LIST_HEADERS[0]),
                (edges[1], box.x1, edges[1], HOT_LIST_HEADERS[1]),
            ):
                self._rectangle(x0, y, x1, frame["headers"])
                self.strings.append(String(text, x, y + 12.7, SIZES["headers"], bold=True))
            y += frame["headers"]
        if rows.empty:
            self._rectangle(box.x0, y, box.x1, frame["none"])
            self._centered("None", middle, y + 9.2, SIZES["none"])
            return
        for number, row in enumerate(_in_rows(rows)):
            tall = _row_height(frame, max(len(self._lines(r, name)) for r, name in row.values()))
            extra = frame["first_row"] - frame["row"] if headed and number == 0 else 0.0
            for column, (x0, x1) in zip(COLUMNS_OF_GRID[len(edges) - 1], itertools.pairwise(edges), strict=True):
                self._rectangle(x0, y, x1, tall + extra)
                if column in row:
                    inset = frame["inset_left"] if column == "L" else frame["inset_right"]
                    for n, text in enumerate(self._lines(*row[column])):
                        top = y + extra + frame["drop"] + n * WRAP_LEADING
                        self.strings.append(String(text, x0 + inset, top, size))
            y += tall + extra

    def _table(self, frame: Frame, rows: pd.DataFrame, headed: bool) -> None:
        size = frame.get("size", SIZES["name"])
        middles = [frame["agency_middle"], frame["city_middle"], frame["state_middle"]]
        if headed:
            for middle, text in zip(middles, TABLE_HEADERS, strict=True):
                self._centered(text, middle, frame["headers_top"], SIZES["headers"], bold=True)
        for number, (_, row) in enumerate(rows.iterrows()):
            for middle, name in zip(middles, ("agency", "city", "state"), strict=True):
                self._centered(row[f"{name}_printed"], middle, frame["first_top"] + number * frame["row"], size)

    def scanned(self, frames: list[Frame], across: float = 612.0, down: float = 792.0) -> Sheet:
        size, side = frames[0]["letters"], {"L": "left", "R": "right"}
        self._centered("Agency", across / 2, 19.0, 18.0)
        self._centered("Data Sharing Report", across / 2, 40.0, 15.0)
        self._footer(38.0, across - 41.0, 763.0, 0.9 * size, across / 2)
        for frame in frames:
            section = frame["section"]
            rows = self.rows[self.rows["section"] == section]
            if section in self.headings:
                self._centered(self.headings[section], across / 2, frame["heading_top"], 1.5 * size, bold=True)
                self._centered(
                    SENTENCES[section].format(self.said.agency), across / 2, frame["sentence_top"], 0.88 * size
                )
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
                        self.strings.append(
                            String(text, frame[side[column]], y + n * frame["leading"], size, layer=layer)
                        )
                y += frame["row"] + (most - 1) * frame["leading"]
        rules = outline(Box(46.0, 72.0, 566.0, 757.0))
        return Sheet(across, down, [], rules, self.strings, True, frames[0]["skew"])

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
        self.strings.append(String(text, middle - width(text, size) / 2, top, size, bold))

    def _footer(self, left: float, right: float, top: float, size: float, middle: float) -> None:
        first, rest = self.printed["footer_printed"].split(" Agency Data Sharing Report ")
        *created, product = first.split(" ", maxsplit=3)
        self.strings.append(String(" ".join(created), left, top, size))
        self._centered(f"{product} Agency Data Sharing Report", middle + 20, top, size)
        self.strings.append(String(rest, right - width(rest, size), top, size))


def _row_height(measures: dict[str, float], lines: int) -> float:
    return measures["row"] + (lines - 1) * (measures["wrapped_row"] - measures["row"])


def _in_rows(rows: pd.DataFrame) -> list[dict[str, tuple[pd.Series, str]]]:
    """Entries to printed rows: each maps L, M and R to (entry, field). An entry that stands left of the one before
    opens a row; a hot list row is one entry with two cells."""
    result: list[dict[str, tuple[pd.Series, str]]] = []
    for _, row in rows.iterrows():
        if row["column"] == "table":
            result.append({"L": (row, "agency"), "R": (row, "hot_list")})
        elif not result or row["column"] <= max(result[-1]):  # L, M, R are in the order of the alphabet
            result.append({row["column"]: (row, "agency")})
        else:
            result[-1][row["column"]] = (row, "agency")
    return result


def transcription(doc_id: str) -> Transcription:
    """What data/transcriptions says of one report, with the misreadings of its text layer from data/measured.

    Raises TableError when the report was not transcribed.
    """
    tables = {
        name: frame[frame["doc_id"] == doc_id]
        for name in ("transcription", "sheets", "wraps", "transcribed_reports", "misreadings")
        for frame in [schemas.read(name)]
    }
    if tables["transcribed_reports"].empty:
        raise TableError("this report was not transcribed", document=doc_id, do="See data/transcriptions/reports.csv.")
    place = ["page", "row_on_page", "field"]
    return Transcription(
        tables["transcribed_reports"]["agency_printed"].iloc[0],
        tables["transcription"].fillna(""),
        tables["sheets"].fillna(""),
        tables["wraps"].set_index(place)["lines"].to_dict(),
        tables["misreadings"].query("reader == 'text'").set_index(place)["says"].to_dict(),
    )


def build(doc_id: str, target: Path) -> None:
    """Typeset the stand-in of a transcribed report from the tables, with its record's hash on every page."""
    layout = schemas.read("layout")
    said = transcription(doc_id)
    typeset(
        sheets(said, layout[layout["doc_id"] == doc_id].fillna("")),
        target,
        record_sha256=documents.entry(doc_id)["sha256"],
    )


# --- pages for tests: names flow as the vendor's program lets them flow -----------------------------------------------

FLOW = {
    "left": 12.5,
    "right": 580.5,
    "column_edge": 327.75,
    "inset_left": 55.0,
    "inset_right": -2.0,
    "drop": 7.41,
    "row": 27.57,
    "wrapped_row": 44.07,
    "heading": 36.0,
    "heading_drop": 10.98,
    "sentence": 26.31,
    "headers": 28.08,
    "none": 41.13,
    "size": SIZES["name"],
    "agency_middle": 194.34,
    "city_middle": 428.75,
    "state_middle": 534.9,
}
"""Measures of the 2020 report, and of the 2025 report's table (data/measured/layout.csv)."""

FIRST_GRID_ROW, FIRST_HOT_LIST_ROW, TABLE_ROW, SPACE, TOP, BOTTOM = 32.57, 34.57, 20.57, 5.0, 71.0, 816.0


def flow(
    agency: str,
    sections: dict[str, Entries],
    *,
    created: str = "01-02-20",
    product: str = "LEARN",
    columns: int = 2,
    measures: dict[str, float] | None = None,
) -> tuple[Transcription, pd.DataFrame]:
    """Lists of entries to a report that can be typeset: `typeset(sheets(*flow(...)), path)`.

    An entry of a detections section is a name (grid) or a triple agency, city, state (table without rules); one of a
    hot lists section is a pair. An empty list prints None. Long names wrap at a blank, pages break as they fill; ` / `
    in a name is a break made by hand. A grid has one to three `columns`; `measures` are those of FLOW."""
    thirds = {"column_edge": 201.8, "second_edge": 391.2} if columns == 3 else {}
    flowing = _Flow({**FLOW, **thirds, **(measures or {})}, columns)
    for section, entries in sections.items():
        flowing.section(section, entries)
    return flowing.report(agency, f"Date Created: {created} {product} Agency Data Sharing Report")


@dataclass
class _Flow:
    measures: dict[str, float]
    columns: int
    page: int = 1
    y: float = TOP
    frames: list[Frame] = field(default_factory=list)
    rows: list[dict[str, Any]] = field(default_factory=list)
    wraps: dict[tuple[int, int, str], str] = field(default_factory=dict)
    headed: list[tuple[int, str]] = field(default_factory=list)

    def section(self, section: str, entries: Entries) -> None:
        m, hot = self.measures, section.startswith("hot_lists")
        tabular = bool(entries) and isinstance(entries[0], tuple) and not hot
        top_part = m["heading"] + m["sentence"] + (m["headers"] if hot or tabular else 0.0)
        if self.y + top_part + m["wrapped_row"] + SPACE > BOTTOM:
            self._turn()
        self.headed.append((self.page, section))
        self._open(section, tabular, headed=True)
        self.y += top_part
        if not entries:
            self.y += m["none"]
        first = True
        for row in self._printed_rows(entries, hot, tabular):
            tall = TABLE_ROW if tabular else _row_height(m, max(1 + text.count(" / ") for _, _, text in row))
            extra = 0.0 if tabular or not first else (FIRST_HOT_LIST_ROW - 26.57 if hot else FIRST_GRID_ROW - 27.57)
            if self.y + tall + extra > BOTTOM:
                self._close()
                self._turn()
                self._open(section, tabular, headed=False)
                extra = 0.0
            self._place(section, row, tabular, hot)
            self.y += tall + extra
            first = False
        self._close()
        self.y += SPACE

    def _printed_rows(self, entries: Entries, hot: bool, tabular: bool) -> Iterator[list[tuple[str, str, str]]]:
        """Rows of cells (column, field, text with its breaks)."""
        m, size = self.measures, self.measures["size"]
        edges = [m["left"], *(m[name] for name in self._edges(hot)), m["right"]]
        insets = [m["inset_left"], m["inset_right"], m["inset_right"]]
        widths = [x1 - x0 - inset - 4 for (x0, x1), inset in zip(itertools.pairwise(edges), insets, strict=False)]
        if tabular:
            for entry in entries:
                yield [("table", name, text) for name, text in zip(("agency", "city", "state"), entry, strict=True)]
        elif hot:
            for entry in entries:
                yield [
                    ("table", n, _wrap(t, w, size))
                    for n, t, w in zip(("agency", "hot_list"), entry, widths, strict=True)
                ]
        else:
            names = COLUMNS_OF_GRID[self.columns]
            for start in range(0, len(entries), self.columns):
                beside = entries[start : start + self.columns]
                yield [(c, "agency", _wrap(t, w, size)) for c, t, w in zip(names, beside, widths, strict=False)]

    def _edges(self, hot: bool) -> tuple[str, ...]:
        return EDGES[: 1 if hot else self.columns - 1]

    def _place(self, section: str, row: list[tuple[str, str, str]], tabular: bool, hot: bool) -> None:
        entries = [row] if tabular or hot else [[cell] for cell in row]
        for cells in entries:
            order = sum(r["page"] == self.page for r in self.rows) + 1
            entry = dict.fromkeys(("agency_printed", "city_printed", "state_printed", "hot_list_printed"), "")
            for column, name, text in cells:
                entry |= {"column": column, f"{name}_printed": text.replace(" / ", " ")}
                if " / " in text:
                    self.wraps[(self.page, order, name)] = text
            self.rows.append({"page": self.page, "section": section, "row_on_page": order, **entry})

    def _open(self, section: str, tabular: bool, *, headed: bool) -> None:
        hot = section.startswith("hot_lists")
        m = {name: value for name, value in self.measures.items() if name not in EDGES or name in self._edges(hot)}
        if tabular:
            above = m["heading"] + m["sentence"] + m["headers"] if headed else 0.0
            m |= {
                "headers_top": self.y + above - m["headers"] + 5.8,
                "first_top": self.y + above + 5.4,
                "row": TABLE_ROW,
            }
        else:
            del m["agency_middle"]
        first = FIRST_HOT_LIST_ROW - 26.57 if hot else FIRST_GRID_ROW - 27.57
        self.frames.append({"page": self.page, "section": section, "top": self.y, "first_row": m["row"] + first, **m})

    def _close(self) -> None:
        self.frames[-1]["bottom"] = self.y

    def _turn(self) -> None:
        self.page, self.y = self.page + 1, TOP

    def report(self, agency: str, footer: str) -> tuple[Transcription, pd.DataFrame]:
        last = max(frame["page"] for frame in self.frames)
        printed = [
            {
                "page": page,
                "headings_printed": "; ".join(HEADINGS[s] for p, s in self.headed if p == page),
                "footer_printed": f"{footer} Page {page} of {last}",
            }
            for page in range(1, last + 1)
        ]
        layout = [
            {"page": frame["page"], "frame": number, "section": frame["section"], "measure": name, "value": value}
            for number, frame in enumerate(self.frames, start=1)
            for name, value in frame.items()
            if name not in ("page", "section")
        ]
        columns = [
            "page",
            "section",
            "row_on_page",
            "column",
            "agency_printed",
            "city_printed",
            "state_printed",
            "hot_list_printed",
        ]
        said = Transcription(agency, pd.DataFrame(self.rows, columns=columns), pd.DataFrame(printed), self.wraps)
        return said, pd.DataFrame(layout)


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
