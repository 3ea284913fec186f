"""Measurements: what was measured on the originals (data/measured), and whether the record still holds.

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
from helpers.records.reading import ocr, pages, productions, readings, sharing_reports, volume_reports
from helpers.records.reading.caches import Cache, code_version
from helpers.records.stand_ins import layouts

CELLS = ["agency", "city", "state", "hot_list"]
PLACE = ["doc_id", "page", "row_on_page", "section"]
TOLD = ["column", "inactive", "city_printed", "state_printed"]
TOLD += ["agency_read", "agency_printed", "hot_list_read", "hot_list_printed"]
"""What a row says besides where it stands."""


def measure(say: Callable[[str], None] = print) -> None:
    """Read every document from its original and write what is measured: accuracy, misreadings, readings by OCR, layout,
    what became of every page, figures from EFF and MuckRock's table, and whether the words that statements rest on
    stand on their pages.

    Raises DocumentError when an original is not here: a record of some of them would pass for one of all.
    """
    doc_ids = list(schemas.read("transcribed_reports")["doc_id"])
    scans = [doc_id for doc_id in doc_ids if documents.entry(doc_id)["text_layer"].startswith("scan")]
    schemas.write(pd.concat([ocr_readings(doc_id, say=say) for doc_id in scans]), "ocr_readings")
    frames, tables = measured(doc_ids, say), measured_agencies()
    for name, frame in {**frames, **tables}.items():
        schemas.write(frame, name)
    say("looking for anchors on their pages")
    looked_for = schemas.write(anchored(), "anchors")
    covered_ids, anchored_ids = (sorted(set(frame["doc_id"])) for frame in (frames["coverage"], looked_for))
    others = {"ocr_readings": scans, "coverage": covered_ids, "anchors": anchored_ids}
    others |= {name: [eff_table.DOC_ID] for name in tables}
    _sign({**dict.fromkeys(frames, doc_ids), **others})


def measured(doc_ids: list[str], say: Callable[[str], None] = print) -> dict[str, pd.DataFrame]:
    """The tables that `measure` writes on sharing reports and pages, computed anew, all but the readings by OCR, which
    are taken from their record."""
    frames: dict[str, list[pd.DataFrame]] = {name: [] for name in ("accuracy", "layout", "misreadings", "coverage")}
    decisions, recorded = schemas.read("readings"), schemas.read("ocr_readings")
    for doc_id in doc_ids:
        say(f"measuring {doc_id}")
        path, keyed = documents.original(doc_id), transcription([doc_id])
        (report,) = sharing_reports.read(path)
        rows, second = sharing_reports.table(report, doc_id), as_rows(recorded[recorded["doc_id"] == doc_id])
        if len(second):
            rows, _ = readings.compare(rows, second)
        decided = readings.decide(rows, readings.of_documents(decisions, [doc_id]))
        by_reader = {"text": rows, "rapidocr": second, "decided": decided, "second keying": second_keying(keyed)}
        for reader, read in by_reader.items():
            if len(read):
                frames["accuracy"].append(accuracy(read, keyed, reader))
        frames["misreadings"] += [misread(rows, keyed, "text", second), misread(second, keyed, "rapidocr", rows)]
        frames["layout"].append(layouts.measure(path).assign(doc_id=doc_id))
    frames["coverage"] = [covered(doc_id) for doc_id in documents.manifest()["doc_id"] if _is_pdf_at_hand(doc_id)]
    return {name: pd.concat(parts) for name, parts in frames.items()}


OURS = {"sheriff": ("Orange County Sheriff's Office", "CA"), "irvine": ("Irvine Police Department", "CA")}
"""Whose own lines of EFF's table are kept: the two agencies of which we hold reports, as the table names them."""


def measured_agencies() -> dict[str, pd.DataFrame]:
    """The tables `eff_figures` and `eff_words`, computed anew from EFF and MuckRock's table, which itself is never
    committed."""
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
    found = productions.extract(path, doc_id, when="never").pages.assign(doc_id=doc_id)
    if documents.entry(doc_id)["kind"] == "volume report":
        volume_reports.read(path)  # whole, or an error
        found = found.assign(use="used", why="a page of a volume report", reading="text")
    return found


ANCHORS: tuple[Callable[[], pd.DataFrame], ...] = (ledger.quoted, partial(schemas.read, "assessments"))
"""Who rests on words of a page: each gives a table of doc_id, page and anchor."""


def sought() -> pd.DataFrame:
    """Every doc_id, page and anchor that a hand table rests on, from all of ANCHORS, each once."""
    parts = [source()[["doc_id", "page", "anchor"]].astype({"page": int}) for source in ANCHORS]
    return pd.concat(parts).drop_duplicates().sort_values(["doc_id", "page", "anchor"], ignore_index=True)


def anchored(looked_for: pd.DataFrame | None = None) -> pd.DataFrame:
    """Whether words stand on their pages of the originals (table `anchors`): those of `looked_for` (doc_id, page,
    anchor), else all that are sought.

    Raises DocumentError when an original is not here.
    """
    looked_for = sought() if looked_for is None else looked_for[["doc_id", "page", "anchor"]]
    standing = {}
    for doc_id, part in looked_for.groupby("doc_id"):
        places = zip(part["page"].astype(int), part["anchor"], strict=True)
        standing[doc_id] = quotes.boxes(documents.original(doc_id), places)
    return looked_for.assign(
        found=[bool(standing[one.doc_id][int(one.page), one.anchor]) for one in looked_for.itertuples()]
    )


def ocr_readings(doc_id: str, numbers: Iterable[int] | None = None, say: Callable[[str], None] = print) -> pd.DataFrame:
    """What RapidOCR alone reads on an original (table `ocr_readings`), all of its pages or some. Scores are left out:
    they differ from processor to processor."""
    path, reader = documents.original(doc_id), ocr.engine("rapidocr")
    sheets = []
    for number in numbers or range(1, pages.count(path) + 1):
        say(f"reading page {number} of {doc_id} by OCR")
        sheets.append(sharing_reports.sheet(ocr.read(path, number, reader, cache=Cache()), doc_id))
    (report,) = sharing_reports.reports(sheets, doc_id)
    rows = sharing_reports.table(report, doc_id)
    return rows.assign(
        reader=f"{reader.name} {reader.version}",
        agency=rows["agency_read"],
        hot_list=rows["hot_list_read"],
        city=rows["city_printed"],
        state=rows["state_printed"],
    )[schemas.columns("ocr_readings")]


def as_rows(recorded: pd.DataFrame) -> pd.DataFrame:
    """Recorded readings by OCR in the form of the table `rows`, as far as a comparison needs it."""
    cells = recorded[CELLS].fillna("")
    return recorded.assign(
        agency_read=cells["agency"],
        agency_printed=cells["agency"],
        city_printed=cells["city"],
        state_printed=cells["state"],
        hot_list_read=cells["hot_list"],
        hot_list_printed=cells["hot_list"],
    )


def second_keying(keyed: pd.DataFrame) -> pd.DataFrame:
    """What a second person keyed on pages of the same document. They had single pages before them, so that the section
    of a page without a heading is the transcription's."""
    again = schemas.read("second_keying").fillna("").astype({"page": int, "row_on_page": int})
    place = ["doc_id", "page", "row_on_page"]
    sections = keyed[[*place, "section"]].astype({"page": int, "row_on_page": int})
    again = again.merge(sections, on=place, how="left", suffixes=("", "_keyed"))
    again["section"] = again["section"].where(again["section"] != "", again["section_keyed"])
    return again[again["doc_id"].isin(set(keyed["doc_id"]))]


def _sign(records: dict[str, list[str]]) -> None:
    """Write when, by which code and on which originals; a record that says the same keeps its date."""
    old = schemas.read("measurements") if schemas.path("measurements").exists() else pd.DataFrame(columns=["record"])
    today, code = datetime.date.today().isoformat(), code_version()
    known = {(line.record, line.doc_id, line.code, line.sha256): line.date for line in old.itertuples()}
    lines = []
    for record, doc_ids in records.items():
        for doc_id in doc_ids:
            sha256 = documents.entry(doc_id)["sha256"]
            line = {"record": record, "doc_id": doc_id, "sha256": sha256, "code": code}
            lines.append({**line, "date": known.get((record, doc_id, code, sha256), today)})
    schemas.write(pd.DataFrame(lines), "measurements")


def transcription(doc_ids: list[str]) -> pd.DataFrame:
    """What was keyed from the page images, with empty cells as empty text."""
    keyed = schemas.read("transcription")
    return keyed[keyed["doc_id"].isin(doc_ids)].fillna("")


def beside_each_other(rows: pd.DataFrame, keyed: pd.DataFrame) -> pd.DataFrame:
    """Rows as read and entries as keyed, joined by document, page, order and section; `_merge` says where one is
    missing."""
    told = [*PLACE, "column", *(f"{cell}_printed" for cell in CELLS)]
    numbers = {"page": int, "row_on_page": int}
    read, typed = rows[told].fillna("").astype(numbers), keyed[told].astype(numbers)
    return typed.merge(read, on=PLACE, how="outer", suffixes=("_keyed", ""), indicator=True)


def accuracy(read: pd.DataFrame, keyed: pd.DataFrame, reader: str) -> pd.DataFrame:
    """One document read by one reader (a line of the table `accuracy`), against what was keyed.

    Precision is the share of entries read that are printed so, in their place, in every cell; recall the share of
    entries printed that were read so; both with Wilson's 95 % interval. A string is a cell with text. Character errors
    are edit distances, an entry that was not read counted whole. A reader of some pages is held against those pages.
    """
    keyed = keyed[keyed["page"].isin(set(read["page"]))]
    both = beside_each_other(read, keyed)
    there, here = (both[[f"{cell}_printed{end}" for cell in CELLS]].fillna("") for end in ("_keyed", ""))
    placed = (both["_merge"] == "both") & (both["column"] == both["column_keyed"])
    exact = placed & (there.to_numpy() == here.to_numpy()).all(axis=1)
    strings = there.to_numpy() != ""
    errors = sum(
        Levenshtein.distance(a, b) for a, b in zip(there.to_numpy().ravel(), here.to_numpy().ravel(), strict=True)
    )
    return pd.DataFrame(
        [
            {
                "doc_id": keyed["doc_id"].iloc[0],
                "reader": reader,
                "rows_printed": len(keyed),
                "rows_read": len(read),
                "rows_in_place": int(placed.sum()),
                "rows_exact": int(exact.sum()),
                **_share("precision", int(exact.sum()), len(read)),
                **_share("recall", int(exact.sum()), len(keyed)),
                "agencies_exact": int((placed & (both["agency_printed"] == both["agency_printed_keyed"])).sum()),
                "strings_printed": int(strings.sum()),
                "strings_exact": int(
                    (strings & (there.to_numpy() == here.to_numpy()) & placed.to_numpy()[:, None]).sum()
                ),
                "characters": int(sum(map(len, there.to_numpy().ravel()))),
                "character_errors": errors,
            }
        ]
    )


def _share(name: str, part: int, whole: int) -> dict[str, float]:
    interval = binomtest(part, whole).proportion_ci(method="wilson")
    values = {name: part / whole, f"{name}_low": interval.low, f"{name}_high": interval.high}
    return {key: round(float(value), 4) for key, value in values.items()}


def misread(read: pd.DataFrame, keyed: pd.DataFrame, reader: str, other: pd.DataFrame) -> pd.DataFrame:
    """Strings in which a reader differs from what was keyed (table `misreadings`), and whether the `other` reading of
    the same entry says something else, so that comparing the two shows the error."""
    if read.empty:
        return pd.DataFrame(columns=schemas.columns("misreadings"))
    both, beside = beside_each_other(read, keyed), beside_each_other(other, keyed) if len(other) else None
    parts = []
    for cell in CELLS:
        wrong = both[both[f"{cell}_printed"] != both[f"{cell}_printed_keyed"]]
        flagged = False if beside is None else beside.loc[wrong.index, f"{cell}_printed"] != wrong[f"{cell}_printed"]
        parts.append(
            wrong[["doc_id", "page", "row_on_page"]].assign(
                reader=reader,
                field=cell,
                printed=wrong[f"{cell}_printed_keyed"],
                says=wrong[f"{cell}_printed"],
                flagged=flagged,
            )
        )
    return pd.concat(parts)


def holds(record: str) -> str:
    """Empty when a record of data/measured was made by the present code on the manifest's originals; else what is
    stale."""
    lines = schemas.read("measurements")
    lines = lines[lines["record"] == record]
    if lines.empty:
        return f"{record}: never measured"
    if set(lines["code"]) != {code_version()}:
        return f"{record}: measured by another version of helpers/records or its libraries; run plates measure"
    wrong = [line.doc_id for line in lines.itertuples() if documents.entry(line.doc_id)["sha256"] != line.sha256]
    return f"{record}: measured on another file of {', '.join(wrong)}" if wrong else ""


def compare(stand_in: Source, original: Source, say: Callable[[str], None] = print) -> None:
    """Compare the rows of a run on stand-ins with those of a run on originals, as read and as decided.

    Raises TableError when any entry differs; each difference is printed with the file names of both pictures.
    """
    ours, theirs = (schemas.read("rows", source.derived) for source in (stand_in, original))
    both = ours[["row_id", *PLACE, *TOLD]].merge(
        theirs[["row_id", *PLACE, *TOLD]],
        on=["row_id", *PLACE],
        how="outer",
        suffixes=("", "_original"),
        indicator=True,
    )
    same = (both[TOLD].to_numpy() == both[[f"{name}_original" for name in TOLD]].to_numpy()).all(axis=1)
    different = both[(both["_merge"] != "both") | ~same]
    for row in different.to_dict("records"):
        shown = " and ".join(
            _picture(source, frame, row["row_id"]) for source, frame in ((stand_in, ours), (original, theirs))
        )
        say(
            f"{row['row_id']}: stand-in {row['agency_printed']!r}, original {row['agency_printed_original']!r}; see {shown}"
        )
    for table in ("volumes", "volume_totals"):
        _compare_tables(table, stand_in, original)
    if len(different):
        raise TableError("rows differ between stand-ins and originals", expected=0, found=len(different))
    say(f"{len(both)} of {len(both)} rows are equal in stand-ins and originals, as read and as decided")


def _compare_tables(table: str, stand_in: Source, original: Source) -> None:
    """Raises TableError unless a table is the same from stand-ins and from originals."""
    ours, theirs = (schemas.path(table, source.derived) for source in (stand_in, original))
    if files.sha256(ours) != files.sha256(theirs):
        raise TableError(
            f"table {table} differs between stand-ins and originals", found=f"{ours.name}, twice", do="Compare both."
        )


def _picture(source: Source, rows: pd.DataFrame, row_id: str) -> str:
    row = rows[rows["row_id"] == row_id]
    if row.empty:
        return "(no such entry)"
    row = row.iloc[0]
    path = Path(source.build) / "differences" / f"{row_id}_{source.name}.png"
    picture = pictures.line(
        source.document(row["doc_id"]), int(row["page"]), pictures.box_of(row), stand_in=source.stand_in
    )
    files.write_bytes(path, picture)
    return files.printable(path)
