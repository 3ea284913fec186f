"""Measurements: what was measured on the originals (data/measured), and whether the record still holds.

Accuracy on a stand-in proves nothing, since it was typeset from the answer. So it is measured where the originals are at
hand, and recorded with the hashes of what was read and the version of the code that read it.
"""

import datetime
import hashlib
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import pandas as pd

from helpers import files, schemas
from helpers.collection.notebooks import Source
from helpers.errors import TableError
from helpers.records import documents, evidence, layouts, readings, sharing_reports

RECORDS = ("accuracy", "layout", "text_layer")
"""Tables of data/measured that `measure` writes."""

LIBRARIES = ("pdfplumber", "pdfminer.six", "pypdfium2")
"""What helpers/records reads with."""

CELLS = ["agency", "city", "state", "hot_list"]
PLACE = ["doc_id", "page", "row_on_page", "section"]
TOLD = ["column", "inactive", "city_printed", "state_printed"]
TOLD += ["agency_read", "agency_printed", "hot_list_read", "hot_list_printed"]
"""What a row says besides where it stands."""


def code_version() -> str:
    """sha256 over helpers/records and the versions of the libraries it reads with."""
    digest = hashlib.sha256()
    for path in sorted((files.ROOT / "helpers" / "records").glob("*.py")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    for library in LIBRARIES:
        digest.update(f"{library}=={version(library)}\n".encode())
    return digest.hexdigest()


def measure(say: Callable[[str], None] = print) -> None:
    """Read every transcribed report from its original, and write accuracy, layout and misread text layers.

    Raises DocumentError when an original is not here: a record of some of them would pass for one of all.
    """
    doc_ids = list(schemas.read("transcribed_reports")["doc_id"])
    for name, frame in measured(doc_ids, say).items():
        schemas.write(frame, name)
    _sign(doc_ids)


def measured(doc_ids: list[str], say: Callable[[str], None] = print) -> dict[str, pd.DataFrame]:
    """The tables that `measure` writes, computed anew."""
    frames: dict[str, list[pd.DataFrame]] = {name: [] for name in RECORDS}
    decisions = schemas.read("readings")
    for doc_id in doc_ids:
        say(f"measuring {doc_id}")
        path = documents.original(doc_id)
        (report,) = sharing_reports.read(path)
        rows = sharing_reports.table(report, doc_id)
        keyed = transcription([doc_id])
        frames["accuracy"].append(accuracy(rows, readings.decide(rows, readings.of_documents(decisions, [doc_id])), keyed))
        frames["layout"].append(layouts.measure(path).assign(doc_id=doc_id))
        if report.scanned:
            frames["text_layer"].append(misread(rows, keyed))
    return {name: pd.concat(parts) for name, parts in frames.items()}


def _sign(doc_ids: list[str]) -> None:
    """Write when, by which code and on which originals; a record that says the same keeps its date."""
    old = schemas.read("measurements") if schemas.path("measurements").exists() else None
    today, code = datetime.date.today().isoformat(), code_version()
    lines = []
    for record in RECORDS:
        for doc_id in doc_ids:
            line = {
                "record": record,
                "doc_id": doc_id,
                "sha256": documents.entry(doc_id)["sha256"],
                "date": today,
                "code": code,
            }
            if old is not None:
                same = old[
                    (old["record"] == record)
                    & (old["doc_id"] == doc_id)
                    & (old["code"] == code)
                    & (old["sha256"] == line["sha256"])
                ]
                line["date"] = same["date"].iloc[0] if len(same) else today
            lines.append(line)
    schemas.write(pd.DataFrame(lines), "measurements")


def transcription(doc_ids: list[str]) -> pd.DataFrame:
    """What was keyed from the page images, with empty cells as empty text."""
    keyed = schemas.read("transcription")
    return keyed[keyed["doc_id"].isin(doc_ids)].fillna("")


def beside_each_other(rows: pd.DataFrame, keyed: pd.DataFrame) -> pd.DataFrame:
    """Rows as read and entries as keyed, joined by document, page, order and section; `_merge` says where one is missing."""
    told = [*PLACE, "column", *(f"{cell}_printed" for cell in CELLS)]
    numbers = {"page": int, "row_on_page": int}
    read, typed = rows[told].fillna("").astype(numbers), keyed[told].astype(numbers)
    return typed.merge(read, on=PLACE, how="outer", suffixes=("_keyed", ""), indicator=True)


def accuracy(read: pd.DataFrame, decided: pd.DataFrame, keyed: pd.DataFrame) -> pd.DataFrame:
    """One document: entries keyed, read, in place, exact by the reading alone and after decisions."""
    both = beside_each_other(read, keyed)
    placed = both[both["_merge"] == "both"]
    after = beside_each_other(decided, keyed)
    exact = (placed[[f"{c}_printed" for c in CELLS]].to_numpy() == placed[[f"{c}_printed_keyed" for c in CELLS]].to_numpy()).all(
        axis=1
    )
    exact_after = (
        after[[f"{c}_printed" for c in CELLS]].to_numpy() == after[[f"{c}_printed_keyed" for c in CELLS]].to_numpy()
    ).all(axis=1)
    return pd.DataFrame([{
        "doc_id": keyed["doc_id"].iloc[0], "rows_printed": len(keyed), "rows_read": len(read),
        "rows_in_place": int((placed["column"] == placed["column_keyed"]).sum()), "rows_exact_read": int(exact.sum()),
        "agencies_exact_read": int((placed["agency_printed"] == placed["agency_printed_keyed"]).sum()),
        "rows_exact_decided": int(exact_after.sum()),
    }])  # fmt: skip


def misread(read: pd.DataFrame, keyed: pd.DataFrame) -> pd.DataFrame:
    """Strings in which a scan's own text layer differs from what was keyed (table `text_layer`)."""
    both = beside_each_other(read, keyed)
    parts = []
    for cell in CELLS:
        wrong = both[both[f"{cell}_printed"] != both[f"{cell}_printed_keyed"]]
        parts.append(
            wrong[["doc_id", "page", "row_on_page"]].assign(
                field=cell, printed=wrong[f"{cell}_printed_keyed"], text_layer_says=wrong[f"{cell}_printed"]
            )
        )
    return pd.concat(parts)


def holds(record: str) -> str:
    """Empty when a record of data/measured was made by the present code on the manifest's originals; else what is stale."""
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
        theirs[["row_id", *PLACE, *TOLD]], on=["row_id", *PLACE], how="outer", suffixes=("", "_original"), indicator=True
    )
    same = (both[TOLD].to_numpy() == both[[f"{name}_original" for name in TOLD]].to_numpy()).all(axis=1)
    different = both[(both["_merge"] != "both") | ~same]
    for row in different.to_dict("records"):
        pictures = " and ".join(
            _picture(source, frame, row["row_id"]) for source, frame in ((stand_in, ours), (original, theirs))
        )
        say(f"{row['row_id']}: stand-in {row['agency_printed']!r}, original {row['agency_printed_original']!r}; see {pictures}")
    if len(different):
        raise TableError("rows differ between stand-ins and originals", expected=0, found=len(different))
    say(f"{len(both)} of {len(both)} rows are equal in stand-ins and originals, as read and as decided")


def _picture(source: Source, rows: pd.DataFrame, row_id: str) -> str:
    row = rows[rows["row_id"] == row_id]
    if row.empty:
        return "(no such entry)"
    row = row.iloc[0]
    path = Path(source.build) / "differences" / f"{row_id}_{source.name}.png"
    box = evidence.Box(*(float(row[edge]) for edge in ("x0", "top", "x1", "bottom")))
    files.write_bytes(path, evidence.line(source.document(row["doc_id"]), int(row["page"]), box, stand_in=source.stand_in))
    return files.printable(path)
