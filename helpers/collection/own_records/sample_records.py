"""Sample records: four invented towns, to try the path for own records on. No such town, agency or report exists, and
every page says so.

Each has another layout: a native grid, a scan whose text layer errs, two releases of one agency, a list of lines."""

from dataclasses import replace
from pathlib import Path

import pandas as pd

from helpers import files, schemas
from helpers.collection.own_records import forms
from helpers.errors import TableError
from helpers.records.reading import vocabulary
from helpers.records.stand_ins import sharing_reports as stand_ins
from helpers.records.stand_ins import typesetting
from helpers.sharing import network

SOURCE = "made up for practice by Following the Plates"

COLUMNS = {"left": 97.4, "right": 327.4, "letters": 10.1, "row": 25.2, "leading": 15.1, "skew": -0.25}
DROPS = {"heading_top": 0.0, "sentence_top": 31.0, "first_top": 59.5}
"""A scanned page in points and degrees, after Irvine's first (data/measured/layout.csv); drops are counted from the top
of a heading, which is first at TOP."""

TOP = 83.8

Page = tuple[stand_ins.Transcription, pd.DataFrame]
"""What a report prints, and its layout."""


def towns() -> list[str]:
    """The sample towns, in alphabetical order."""
    return sorted(set(schemas.read("made_up_reports")["town"]))


def documents() -> list[str]:
    """Their reports, each by its file's name without the suffix."""
    return [Path(file).stem for file in schemas.read("made_up_reports")["file"]]


def make_folder(town: str, folder: Path) -> Path:
    """Make a folder for own records with a town's reports and its form filled in. Returns the folder.

    Raises TableError for a town that is not in data/made_up.
    """
    reports = schemas.read("made_up_reports").query("town == @town")
    if reports.empty:
        raise TableError("there is no such sample town", expected=", ".join(towns()), found=town)
    forms.make(folder)
    for file in reports["file"]:
        write(file, folder / forms.RECORDS / file)
    first, entries = reports.iloc[0], [(report.file, report.as_of, SOURCE) for report in reports.itertuples()]
    files.write_text(folder / forms.FORM, forms.filled(first["agency"], town, first["state"], entries))
    return folder


def write(file: str, target: Path) -> None:
    """Typeset one sample report, or write a sample list."""
    report, rows = schemas.read("made_up_reports").set_index("file").loc[file], printed(file)
    if report["layout"] == "list":
        files.write_csv(_lines(report["agency"], rows), target)
    elif report["layout"] == "scan":  # a word across the picture would be read as part of it; the note lies over it
        mark = replace(typesetting.MADE_UP, word="")
        typesetting.typeset(stand_ins.sheets(*_scan(report, rows)), target, mark=mark)
    else:
        typesetting.typeset(stand_ins.sheets(*_native(report, rows)), target, mark=typesetting.MADE_UP)


def printed(file: str) -> pd.DataFrame:
    """What a sample report prints (table `made_up_rows`), in the order of its sections."""
    rows = schemas.read("made_up_rows").query("file == @file").fillna("")
    order = rows["section"].map(list(network.DIRECTIONS).index)
    return rows.assign(order=order).sort_values(["order", "position"], ignore_index=True).drop(columns="order")


def _native(report: pd.Series, rows: pd.DataFrame) -> Page:
    """A grid of names; a table of agency, city and state; hot lists in pairs; None for an empty section."""
    cells = {"grid": ["agency_printed"], "table": ["agency_printed", "city_printed", "state_printed"]}[report["layout"]]
    sections = {}
    for section in network.DIRECTIONS:
        columns = ["agency_printed", "hot_list_printed"] if section.startswith("hot_lists") else cells
        lines = rows.loc[rows["section"] == section, columns].itertuples(index=False, name=None)
        sections[section] = [line if len(line) > 1 else line[0] for line in lines]
    return stand_ins.flow(report["agency"], sections, created=_created(report))


def _scan(report: pd.Series, rows: pd.DataFrame) -> Page:
    """One page of a grid in two columns, with what its text layer says where it errs."""
    layout, top = [], TOP
    for frame, (section, part) in enumerate(rows.groupby("section", sort=False), start=1):
        measures = COLUMNS | {name: top + drop for name, drop in DROPS.items()}
        layout += [[1, frame, section, measure, value] for measure, value in measures.items()]
        top += DROPS["first_top"] + COLUMNS["row"] * -(-len(part) // 2) + 12
    sides = ["LR"[(number - 1) % 2] for number in rows["position"]]
    rows = rows.assign(page=1, row_on_page=range(1, len(rows) + 1), column=sides)
    headings = "; ".join(vocabulary.HEADINGS[section] for section in dict.fromkeys(rows["section"]))
    footer = f"Date Created: {_created(report)} LEARN Agency Data Sharing Report Page 1 of 1"
    sheet = pd.DataFrame([{"page": 1, "headings_printed": headings, "footer_printed": footer}])
    misread = {(1, row.row_on_page, "agency"): row.layer for row in rows.itertuples() if row.layer}
    columns = ["page", "frame", "section", "measure", "value"]
    transcription = stand_ins.Transcription(report["agency"], rows, sheet, misread=misread)
    return transcription, pd.DataFrame(layout, columns=columns)


def _lines(agency: str, rows: pd.DataFrame) -> pd.DataFrame:
    """An edge list: from the agency whose data it is to the one that may see it."""
    outward, lines = rows["section"].map(lambda section: network.DIRECTIONS[section][0] == "out"), pd.DataFrame()
    lines["sender"] = rows["agency_printed"].where(~outward, agency)
    lines["recipient"] = rows["agency_printed"].where(outward, agency)
    for end, own in (("sender", outward), ("recipient", ~outward)):
        for part in ("city", "state"):
            lines[f"{end}_{part}"] = rows[f"{part}_printed"].mask(own, "")
    return lines


def _created(report: pd.Series) -> str:
    return f"{pd.Timestamp(report['as_of']):%m-%d-%y}"
