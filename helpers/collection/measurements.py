"""Measurements: what was measured on the originals (data/measured), and whether the record is current.

Accuracy on a stand-in proves nothing, since it was typeset from the answer. So it is measured where the originals are
at hand, and recorded with the hashes of what was read and the version of the code that read it."""

import datetime
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

import pandas as pd
from rapidfuzz.distance import Levenshtein
from scipy.stats import binomtest

from helpers import files, schemas
from helpers.claims import ledger
from helpers.collection.notebooks import Source
from helpers.errors import TableError
from helpers.records import documents, eff_table
from helpers.records.evidence import pictures, quotes
from helpers.records.reading import ocr, pages, productions, readings, reports, sharing_reports, volume_reports
from helpers.records.reading.caches import Cache, code_version
from helpers.records.stand_ins import layouts

CELLS = ["agency", "city", "state", "hot_list"]
PRINTED = [f"{cell}_printed" for cell in CELLS]
PLACE = ["doc_id", "page", "row_on_page", "section"]
COMPARED = ["column", "inactive", "agency_read", "hot_list_read", *PRINTED]
"""What a row has besides its place."""


def measure(say: Callable[[str], None] = print) -> None:
    """Read every document from its original and write what is measured: accuracy, misreadings, readings by OCR, layout,
    what became of every page, figures from EFF and MuckRock's table, and whether the words that statements quote are
    printed on their pages.

    Raises DocumentError when an original is not here: a record of some of them would pass for one of all.
    """
    doc_ids = list(schemas.read("transcribed_reports")["doc_id"])
    scans = [doc_id for doc_id in doc_ids if documents.entry(doc_id)["text_layer"].startswith("scan")]
    schemas.write(pd.concat([ocr_readings(doc_id, say=say) for doc_id in scans]), "ocr_readings")
    frames, tables = measured(doc_ids, say), measured_agencies()
    for name, frame in {**frames, **tables}.items():
        schemas.write(frame, name)
    say("looking for quoted words on their pages")
    quoted = schemas.write(anchored(), "anchors")
    covered_ids, quoted_ids = (sorted(set(frame["doc_id"])) for frame in (frames["coverage"], quoted))
    others = {"ocr_readings": scans, "coverage": covered_ids, "anchors": quoted_ids}
    others |= {name: [eff_table.DOC_ID] for name in tables}
    _sign({**dict.fromkeys(frames, doc_ids), **others})


def measured(doc_ids: list[str], say: Callable[[str], None] = print) -> dict[str, pd.DataFrame]:
    """The tables that `measure` writes on sharing reports and pages, computed anew, except the readings by OCR, which
    are taken from their record."""
    frames: dict[str, list[pd.DataFrame]] = {name: [] for name in ("accuracy", "layout", "misreadings", "coverage")}
    decisions, recorded = schemas.read("readings"), schemas.read("ocr_readings")
    for doc_id in doc_ids:
        say(f"measuring {doc_id}")
        path, transcribed = documents.original(doc_id), transcription([doc_id])
        (report,) = sharing_reports.read(path)
        rows, second = reports.table(report, doc_id), as_rows(recorded[recorded["doc_id"] == doc_id])
        if len(second):
            rows, _ = readings.compare(rows, second)
        decided = readings.decide(rows, readings.of_documents(decisions, [doc_id]))
        by_reader = {"text": rows, "rapidocr": second, "decided": decided, "second keying": double_entry(transcribed)}
        by_reader = {reader: read for reader, read in by_reader.items() if len(read)}
        frames["accuracy"] += [accuracy(read, transcribed, reader) for reader, read in by_reader.items()]
        compared = {name: beside_each_other(read, transcribed) for name, read in by_reader.items()}
        for reader, other in (("text", "rapidocr"), ("rapidocr", "text")):
            if reader in compared:
                frames["misreadings"].append(misread(reader, compared[reader], compared.get(other)))
        frames["layout"].append(layouts.measure(path).assign(doc_id=doc_id))
    frames["coverage"] = [covered(doc_id) for doc_id in documents.manifest()["doc_id"] if _is_pdf_at_hand(doc_id)]
    return {name: pd.concat(parts) for name, parts in frames.items()}


OURS = {"sheriff": ("Orange County Sheriff's Office", "CA"), "irvine": ("Irvine Police Department", "CA")}
"""Whose lines of EFF's table are kept: the two agencies whose reports we have, as the table names them."""


def measured_agencies() -> dict[str, pd.DataFrame]:
    """The tables `eff_figures` and `eff_words`, computed anew from EFF and MuckRock's table, which is not committed."""
    path = documents.original(eff_table.DOC_ID)
    table = eff_table.read(path)
    own = [eff_table.of_one(table, agency, state, prefix) for prefix, (agency, state) in OURS.items()]
    return {"eff_figures": pd.concat([eff_table.figures(table), *own]), "eff_words": eff_table.words(path)}


def _is_pdf_at_hand(doc_id: str) -> bool:
    return documents.entry(doc_id)["file"].endswith(".pdf") and documents.has_original(doc_id)


def covered(doc_id: str) -> pd.DataFrame:
    """What became of every page of an original (table `coverage`): used, not relevant and why, not read, or
    unreadable."""
    path = documents.original(doc_id)
    coverage = productions.extract(path, doc_id, when="never").pages.assign(doc_id=doc_id)
    if documents.entry(doc_id)["kind"] == "volume report":
        volume_reports.read(path)  # whole, or an error
        coverage = coverage.assign(use="used", why="a page of a volume report", reading="text")
    return coverage


QUOTING: tuple[Callable[[], pd.DataFrame], ...] = (ledger.quoted, partial(schemas.read, "assessments"))
"""The tables that quote words of a page, each with doc_id, page and anchor (the words)."""


def sought() -> pd.DataFrame:
    """Every doc_id, page and anchor of the tables in QUOTING, each once."""
    parts = [table()[["doc_id", "page", "anchor"]].astype({"page": int}) for table in QUOTING]
    return pd.concat(parts).drop_duplicates().sort_values(["doc_id", "page", "anchor"], ignore_index=True)


def anchored(quoted: pd.DataFrame | None = None) -> pd.DataFrame:
    """Whether words are printed on their pages of the originals (table `anchors`): those of `quoted` (doc_id, page,
    anchor), else all that are sought.

    Raises DocumentError when an original is not here.
    """
    quoted = sought() if quoted is None else quoted[["doc_id", "page", "anchor"]]
    printed = {}
    for doc_id, part in quoted.groupby("doc_id"):
        places = zip(part["page"].astype(int), part["anchor"], strict=True)
        printed[doc_id] = quotes.boxes(documents.original(doc_id), places)
    return quoted.assign(found=[bool(printed[one.doc_id][int(one.page), one.anchor]) for one in quoted.itertuples()])


def ocr_readings(doc_id: str, numbers: Iterable[int] | None = None, say: Callable[[str], None] = print) -> pd.DataFrame:
    """What RapidOCR alone reads on an original (table `ocr_readings`), on all of its pages or some. Scores are left
    out: they differ from processor to processor."""
    path, reader, cache = documents.original(doc_id), ocr.engine("rapidocr"), Cache()
    sheets = []
    for number in numbers or range(1, pages.count(path) + 1):
        say(f"reading page {number} of {doc_id} by OCR")
        sheets.append(sharing_reports.report_page(ocr.read(path, number, reader, cache=cache), doc_id))
    for note in cache.notes.values():
        say(f"note: {note}")
    (report,) = sharing_reports.reports(sheets, doc_id)
    rows = reports.table(report, doc_id).assign(reader=f"{reader.name} {reader.version}")
    return rows.rename(columns=dict(zip(PRINTED, CELLS, strict=True)))[schemas.columns("ocr_readings")]


def as_rows(recorded: pd.DataFrame) -> pd.DataFrame:
    """Recorded readings by OCR in the form of the table `rows`, as far as a comparison needs it."""
    cells = recorded[CELLS].fillna("")
    printed = cells.set_axis(PRINTED, axis=1)
    return recorded.assign(agency_read=cells["agency"], hot_list_read=cells["hot_list"], **printed)


def double_entry(transcribed: pd.DataFrame) -> pd.DataFrame:
    """What a second person transcribed of the same documents. They worked from single pages, so that the section of a
    page without a heading is taken from the first transcription."""
    again = schemas.read("second_keying").fillna("").astype({"page": int, "row_on_page": int})
    place = ["doc_id", "page", "row_on_page"]
    sections = transcribed[PLACE].astype({"page": int, "row_on_page": int})
    again = again.merge(sections, on=place, how="left", suffixes=("", "_transcribed"))
    again["section"] = again["section"].where(again["section"] != "", again["section_transcribed"])
    return again[again["doc_id"].isin(set(transcribed["doc_id"]))]


def _sign(records: dict[str, list[str]]) -> None:
    """Write when, by which code and on which originals; a record that says the same keeps its date."""
    old = schemas.read("measurements") if schemas.path("measurements").exists() else pd.DataFrame(columns=["record"])
    today, code = datetime.date.today().isoformat(), code_version()
    dates = {(line.record, line.doc_id, line.sha256, line.code): line.date for line in old.itertuples()}
    measured_on = [
        (name, doc_id, documents.entry(doc_id)["sha256"], code) for name in records for doc_id in records[name]
    ]
    lines = [(*key, dates.get(key, today)) for key in measured_on]
    schemas.write(pd.DataFrame(lines, columns=["record", "doc_id", "sha256", "code", "date"]), "measurements")


def transcription(doc_ids: list[str]) -> pd.DataFrame:
    """What was transcribed from the page images, with empty cells as empty text."""
    transcribed = schemas.read("transcription")
    return transcribed[transcribed["doc_id"].isin(doc_ids)].fillna("")


def beside_each_other(rows: pd.DataFrame, transcribed: pd.DataFrame) -> pd.DataFrame:
    """Rows as read and entries as transcribed, joined by document, page, order and section; `_merge` says where one is
    missing."""
    columns, numbers = [*PLACE, "column", *PRINTED], {"page": int, "row_on_page": int}
    read, printed = rows[columns].fillna("").astype(numbers), transcribed[columns].astype(numbers)
    return printed.merge(read, on=PLACE, how="outer", suffixes=("_transcribed", ""), indicator=True)


def accuracy(read: pd.DataFrame, transcribed: pd.DataFrame, reader: str) -> pd.DataFrame:
    """One document read by one reader (a line of the table `accuracy`), against what was transcribed.

    Precision is the share of entries read that are printed so, in their place, in every cell; recall the share of
    entries printed that were read so; both with Wilson's 95 % interval. A string is a cell with text. Character errors
    are edit distances, an entry that was not read counted whole. A reader of some pages is compared on those pages.
    """
    transcribed = transcribed[transcribed["page"].isin(set(read["page"]))]
    both = beside_each_other(read, transcribed)
    printed, as_read = (
        both[[f"{name}{end}" for name in PRINTED]].fillna("").to_numpy() for end in ("_transcribed", "")
    )
    placed = ((both["_merge"] == "both") & (both["column"] == both["column_transcribed"])).to_numpy()
    right = (printed == as_read) & placed[:, None]
    exact = int(right.all(axis=1).sum())
    line = {
        "doc_id": transcribed["doc_id"].iloc[0],
        "reader": reader,
        "rows_printed": len(transcribed),
        "rows_read": len(read),
        "rows_in_place": int(placed.sum()),
        "rows_exact": exact,
        **_share("precision", exact, len(read)),
        **_share("recall", exact, len(transcribed)),
        "agencies_exact": int(right[:, CELLS.index("agency")].sum()),
        "strings_printed": int((printed != "").sum()),
        "strings_exact": int((right & (printed != "")).sum()),
        "characters": sum(map(len, printed.ravel())),
        "character_errors": sum(map(Levenshtein.distance, printed.ravel(), as_read.ravel())),
    }
    return pd.DataFrame([line])


def _share(name: str, part: int, whole: int) -> dict[str, float]:
    interval = binomtest(part, whole).proportion_ci(method="wilson")
    values = {name: part / whole, f"{name}_low": interval.low, f"{name}_high": interval.high}
    return {key: round(float(value), 4) for key, value in values.items()}


def misread(reader: str, compared: pd.DataFrame, other: pd.DataFrame | None) -> pd.DataFrame:
    """Strings in which a reader differs from the transcription (table `misreadings`), and whether the `other` reading
    of the entry differs from it, which shows the error. Both as `beside_each_other` has them; `other` may be None."""
    parts = []
    for field, name in zip(CELLS, PRINTED, strict=True):
        wrong = compared[compared[name] != compared[f"{name}_transcribed"]]
        flagged = False if other is None else other.loc[wrong.index, name] != wrong[name]
        strings = {"printed": wrong[f"{name}_transcribed"], "says": wrong[name], "flagged": flagged}
        parts.append(wrong[["doc_id", "page", "row_on_page"]].assign(reader=reader, field=field, **strings))
    return pd.concat(parts)


def holds(record: str) -> str:
    """Empty when a record of data/measured was made by the current code on the manifest's originals; else a note."""
    lines = schemas.read("measurements").query("record == @record")
    if lines.empty:
        return f"{record}: never measured"
    if set(lines["code"]) != {code_version()}:
        return f"{record}: measured by another version of helpers/records/reading or its libraries; run plates measure"
    wrong = [line.doc_id for line in lines.itertuples() if documents.entry(line.doc_id)["sha256"] != line.sha256]
    return f"{record}: measured on another file of {', '.join(wrong)}" if wrong else ""


def compare(stand_in: Source, original: Source, say: Callable[[str], None] = print) -> None:
    """Compare the rows of a run on stand-ins with those of a run on originals, as read and as decided.

    Raises TableError when any entry differs; each difference is printed with the file names of both pictures.
    """
    ours, theirs = (schemas.read("rows", source.derived) for source in (stand_in, original))
    key = ["row_id", *PLACE]
    both = ours[[*key, *COMPARED]].merge(
        theirs[[*key, *COMPARED]], on=key, how="outer", suffixes=("", "_original"), indicator=True
    )
    same = (both[COMPARED].to_numpy() == both[[f"{name}_original" for name in COMPARED]].to_numpy()).all(axis=1)
    different = both[(both["_merge"] != "both") | ~same]
    for row in different.to_dict("records"):
        places = [_picture(run, rows, row["row_id"]) for run, rows in ((stand_in, ours), (original, theirs))]
        names = f"stand-in {row['agency_printed']!r}, original {row['agency_printed_original']!r}"
        say(f"{row['row_id']}: {names}; see {' and '.join(places)}")
    for table in ("volumes", "volume_totals"):
        paths = [schemas.path(table, source.derived) for source in (stand_in, original)]
        if files.sha256(paths[0]) != files.sha256(paths[1]):
            what = f"table {table} differs between stand-ins and originals"
            raise TableError(what, found=f"{paths[0].name}, twice", do="Compare both.")
    if len(different):
        raise TableError("rows differ between stand-ins and originals", expected=0, found=len(different))
    say(f"{len(both)} of {len(both)} rows are equal in stand-ins and originals, as read and as decided")


def _picture(source: Source, rows: pd.DataFrame, row_id: str) -> str:
    if row_id not in set(rows["row_id"]):
        return "(no such entry)"
    row = pictures.row_of(row_id, rows)
    path = Path(source.build) / "differences" / f"{row_id}_{source.name}.png"
    files.write_bytes(path, pictures.line(row, source.document(row["doc_id"]), stand_in=source.stand_in))
    return files.printable(path)
