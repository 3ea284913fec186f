"""The tables' contracts, read from data/datapackage.json: columns, types, keys and order. No table is written that
breaks one."""

import functools
import json
from pathlib import Path
from typing import Any

import pandas as pd

from helpers import files
from helpers.errors import TableError

DESCRIPTOR = files.ROOT / "data" / "datapackage.json"


@functools.cache
def _resources() -> dict[str, dict[str, Any]]:
    return {resource["name"]: resource for resource in json.loads(DESCRIPTOR.read_text())["resources"]}


def contract(table: str) -> dict[str, Any]:
    """The table's entry in data/datapackage.json. Raises TableError for a name that is not there."""
    if table not in _resources():
        raise TableError(f"there is no table named {table}", expected=", ".join(sorted(_resources())))
    return _resources()[table]


def names() -> list[str]:
    return list(_resources())


def columns(table: str) -> list[str]:
    return [field["name"] for field in contract(table)["schema"]["fields"]]


def path(table: str, derived: Path | None = None) -> Path:
    """Where a table lies: as the descriptor says, or, for a derived one, in the folder `derived`."""
    home: Path = files.ROOT / "data" / contract(table)["path"]
    standard = files.ROOT / "data" / "derived"
    return derived / home.relative_to(standard) if derived and home.is_relative_to(standard) else home


def typed(frame: pd.DataFrame, table: str) -> pd.DataFrame:
    """The contract's columns in its order, text cells turned into the types it names. Empty numbers become missing
    values."""
    kinds = {
        "integer": lambda text: pd.to_numeric(text.mask(text == "")).astype("Int64"),
        "number": lambda text: pd.to_numeric(text.mask(text == "")).astype("Float64"),
        "boolean": _truth,
    }
    frame = frame[columns(table)].copy()
    for field in contract(table)["schema"]["fields"]:
        if field["type"] in kinds and frame[field["name"]].dtype in ("str", "object"):
            frame[field["name"]] = kinds[field["type"]](frame[field["name"]])
    return frame


def _truth(text: pd.Series) -> pd.Series:
    """`true` and `false`, the one way in which our tables write them: `True` taken for false would turn a finding
    round."""
    other = sorted(set(text) - {"true", "false"})
    if other:
        raise TableError(f"column {text.name} says neither true nor false", found=", ".join(map(str, other)))
    return text == "true"


def read(table: str, derived: Path | None = None) -> pd.DataFrame:
    """A table of data/ with its types. Raises TableError when it is not there or has other columns."""
    place = path(table, derived)
    if not place.exists():
        raise TableError(
            f"{files.printable(place)} is not there",
            do="Run the notebooks that write it: plates run; on the records, plates originals.",
        )
    frame = files.read_csv(place)
    if list(frame.columns) != columns(table):
        raise TableError(
            f"{files.printable(place)} has other columns", expected=columns(table), found=list(frame.columns)
        )
    return typed(frame, table)


def write(frame: pd.DataFrame, table: str, derived: Path | None = None) -> pd.DataFrame:
    """Sort by the table's key, check against its contract, write; returns the table as written.

    Raises TableError naming the first cell that breaks the contract; the old file then stays as it was.
    """
    key = contract(table)["schema"]["primaryKey"]
    try:
        frame = frame[columns(table)].sort_values(key, ignore_index=True)
        for field in contract(table)["schema"]["fields"]:
            if field["type"] == "boolean":
                frame[field["name"]] = frame[field["name"]].astype(bool)
    except KeyError as missing:
        raise TableError(f"table {table} lacks a column", found=str(missing)) from None
    place = path(table, derived)
    with files.beside(place) as draft:
        files.write_csv(frame, draft)
        check(draft, table)
    return read(table, derived)


def check(place: Path, table: str) -> None:
    """Raise TableError unless the CSV file at `place` keeps the contract of `table` (frictionless: types, constraints,
    keys)."""
    import frictionless  # half a second to import: only when a table is written

    entry = contract(table)
    resource = frictionless.Resource(
        path=place.name,
        basepath=str(place.parent),
        schema=frictionless.Schema.from_descriptor(entry["schema"]),
        encoding="utf-8",
        format="csv",
    )
    report = resource.validate(limit_errors=3)
    if not report.valid:
        rows = report.flatten(["rowNumber", "fieldName", "message"])
        raise TableError(
            f"table {table} breaks its contract in data/datapackage.json",
            found=" | ".join(f"line {row}, {field or 'table'}: {message}" for row, field, message in rows),
        )


INACTIVE = "Inactive "
"""The 2025 report prints the word before the name of such an account: 'Inactive Atwater Police Department' (p. 2)."""


def is_inactive(printed: str) -> bool:
    """Whether a printed name says that its account is inactive."""
    return printed.startswith(INACTIVE)
