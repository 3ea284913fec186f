"""Towns: made-up ones, to try the path for own records on. No such town, agency or report exists, and every page says
so.

Each is laid out in another way: a native grid, a scan whose text layer errs, two releases of one agency, a list of
lines."""

from dataclasses import replace
from pathlib import Path

import pandas as pd

from helpers import files, schemas
from helpers.collection.own_records import forms
from helpers.errors import TableError
from helpers.records.stand_ins import sharing_reports as stand_ins
from helpers.records.stand_ins import typesetting
from helpers.sharing import network

SOURCE = "made up for practice by Following the Plates"

SCANNED = {
    "left": 97.4,
    "right": 327.4,
    "letters": 10.1,
    "row": 25.2,
    "leading": 15.1,
    "heading_drop": 0.0,
    "sentence_drop": 31.0,
    "first_drop": 59.5,
    "skew": -0.25,
}
"""Measures of a scanned page, after Irvine's first (data/measured/layout.csv); drops are counted from a heading's
top."""


def names() -> list[str]:
    """The towns, in the order of the alphabet."""
    return sorted(set(schemas.read("made_up_reports")["town"]))


def documents() -> list[str]:
    """Their reports, each by its file's name without the suffix."""
    return [Path(file).stem for file in schemas.read("made_up_reports")["file"]]


def settle(town: str, folder: Path) -> Path:
    """Typeset a town's reports into a new folder for own records and fill its form; returns the folder.

    Raises TableError for a town that is not in data/made_up.
    """
    reports = schemas.read("made_up_reports").query("town == @town")
    if reports.empty:
        raise TableError("there is no such made-up town", expected=", ".join(names()), found=town)
    forms.make(folder)
    for report in reports.itertuples():
        build(report.file, folder / forms.RECORDS / report.file)
    first, entries = reports.iloc[0], [(report.file, report.as_of, SOURCE) for report in reports.itertuples()]
    files.write_text(folder / forms.FORM, forms.filled(first["agency"], town, first["state"], entries))
    return folder


def build(file: str, target: Path) -> None:
    """Typeset one report of a made-up town, or write its list."""
    report = schemas.read("made_up_reports").set_index("file").loc[file]
    rows = printed(file)
    if report["layout"] == "list":
        files.write_csv(_lines(report["agency"], rows), target)
        return
    set_as, mark = _native, typesetting.MADE_UP
    if report["layout"] == "scan":  # a word across the picture would be read as part of it; the note lies over it
        set_as, mark = _scan, replace(mark, word="")
    typesetting.typeset(stand_ins.sheets(*set_as(report, rows)), target, mark=mark)


def printed(file: str) -> pd.DataFrame:
    """What a made-up report prints (table `made_up_rows`), in the order of its sections."""
    rows = schemas.read("made_up_rows").query("file == @file").fillna("")
    return rows.sort_values(["section", "position"], key=_in_order, ignore_index=True)


def _in_order(column: pd.Series) -> pd.Series:
    return column.map(list(network.DIRECTIONS).index) if column.name == "section" else column


def _native(report: pd.Series, rows: pd.DataFrame) -> tuple[stand_ins.Transcription, pd.DataFrame]:
    """A grid of names; a table of agency, city and state; hot lists in pairs; None for an empty section."""
    cells = {"grid": ["agency_printed"], "table": ["agency_printed", "city_printed", "state_printed"]}[report["layout"]]
    sections = {}
    for section in network.DIRECTIONS:
        part = rows[rows["section"] == section]
        shown = part[["agency_printed", "hot_list_printed"] if section.startswith("hot_lists") else cells]
        sections[section] = [line if len(line) > 1 else line[0] for line in shown.itertuples(index=False, name=None)]
    return stand_ins.flow(report["agency"], sections, created=_created(report))


def _scan(report: pd.Series, rows: pd.DataFrame) -> tuple[stand_ins.Transcription, pd.DataFrame]:
    """One page of a grid in two columns, with what its text layer says where it errs."""
    layout, top = [], 83.8
    for frame, (section, part) in enumerate(rows.groupby("section", sort=False), start=1):
        drops = {"heading_top": "heading_drop", "sentence_top": "sentence_drop", "first_top": "first_drop"}
        measures = {**SCANNED, **{name: top + SCANNED[drop] for name, drop in drops.items()}}
        layout += [
            {"page": 1, "frame": frame, "section": section, "measure": m, "value": v} for m, v in measures.items()
        ]
        top += SCANNED["first_drop"] + SCANNED["row"] * -(-len(part) // 2) + 12
    place = {"page": 1, "row_on_page": range(1, len(rows) + 1), "column": ["LR"[(n - 1) % 2] for n in rows["position"]]}
    rows = rows.assign(**place)
    headings = "; ".join(stand_ins.HEADINGS[section] for section in dict.fromkeys(rows["section"]))
    footer = f"Date Created: {_created(report)} LEARN Agency Data Sharing Report Page 1 of 1"
    sheet = pd.DataFrame([{"page": 1, "headings_printed": headings, "footer_printed": footer}])
    misread = {(1, row.row_on_page, "agency"): row.layer for row in rows.itertuples() if row.layer}
    return stand_ins.Transcription(report["agency"], rows, sheet, misread=misread), pd.DataFrame(layout)


def _lines(agency: str, rows: pd.DataFrame) -> pd.DataFrame:
    """An edge list: from the agency whose data it is to the one that may see it."""
    outward = rows["section"].map(lambda section: network.DIRECTIONS[section][0] == "out")
    sender, recipient = rows["agency_printed"].where(~outward, agency), rows["agency_printed"].where(outward, agency)
    lines = pd.DataFrame({"sender": sender, "recipient": recipient})
    for end, own in (("sender", outward), ("recipient", ~outward)):
        lines[f"{end}_city"], lines[f"{end}_state"] = (
            rows["city_printed"].mask(own, ""),
            rows["state_printed"].mask(own, ""),
        )
    return lines


def _created(report: pd.Series) -> str:
    return f"{pd.Timestamp(report['as_of']):%m-%d-%y}"
