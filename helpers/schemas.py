"""The tables' contracts, read from data/datapackage.json: columns, types, keys, order. Each written table keeps it."""

import functools
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from helpers import files
from helpers.errors import TableError

DESCRIPTOR = files.ROOT / "data" / "datapackage.json"


@functools.cache
def _resources() -> dict[str, dict[str, Any]]:
    return {resource["name"]: resource for resource in json.loads(DESCRIPTOR.read_text("utf-8"))["resources"]}


def contract(table: str) -> dict[str, Any]:
    """The table's entry in data/datapackage.json. Raises TableError for a name that is not there."""
    if table not in _resources():
        raise TableError(f"there is no table named {table}", expected=", ".join(sorted(_resources())))
    return _resources()[table]


def names() -> list[str]:
    return list(_resources())


def columns(table: str) -> list[str]:
    return list(_types(table))


def _types(table: str) -> dict[str, str]:
    return {field["name"]: field["type"] for field in contract(table)["schema"]["fields"]}


def path(table: str, derived: Path | None = None) -> Path:
    """Where a table is stored: as the descriptor says, or, for a derived one, in the folder `derived`."""
    stored: Path = files.ROOT / "data" / contract(table)["path"]
    standard = files.ROOT / "data" / "derived"
    return derived / stored.relative_to(standard) if derived and stored.is_relative_to(standard) else stored


def typed(frame: pd.DataFrame, table: str) -> pd.DataFrame:
    """The contract's columns in its order, text cells turned into the types it names; empty numbers become missing
    values. Raises TableError for a boolean other than `true` and `false`."""
    kinds = {
        "integer": lambda text: pd.to_numeric(text.mask(text == "")).astype("Int64"),
        "number": lambda text: pd.to_numeric(text.mask(text == "")).astype("Float64"),
        "boolean": _truth,
    }
    frame = frame[columns(table)].copy()
    for name, kind in _types(table).items():
        if kind in kinds and frame[name].dtype in ("str", "object"):
            frame[name] = kinds[kind](frame[name])
    return frame


def _truth(text: pd.Series) -> pd.Series:
    """`true` and `false` are the only spellings in our tables: `True` read as false would reverse a finding."""
    other = sorted(set(text) - {"true", "false"})
    if other:
        raise TableError(f"column {text.name} says neither true nor false", found=", ".join(map(str, other)))
    return text == "true"


def read(table: str, derived: Path | None = None) -> pd.DataFrame:
    """A table of data/ with its types. Raises TableError when it is not there or has other columns."""
    place = path(table, derived)
    name = files.printable(place)
    if not place.exists():
        do = "Run the notebooks that write it: plates run; on the records, plates originals."
        raise TableError(f"{name} is not there", do=do)
    frame = files.read_csv(place)
    if list(frame.columns) != columns(table):
        raise TableError(f"{name} has other columns", expected=columns(table), found=list(frame.columns))
    return typed(frame, table)


def write(frame: pd.DataFrame, table: str, derived: Path | None = None) -> pd.DataFrame:
    """Sort by the table's key, check against its contract, write; returns the table as written.

    Raises TableError naming the first cell that breaks the contract; the old file then stays as it was.
    """
    try:
        frame = frame[columns(table)].sort_values(contract(table)["schema"]["primaryKey"], ignore_index=True)
    except KeyError as missing:
        raise TableError(f"table {table} lacks a column", found=str(missing)) from None
    frame = frame.astype({name: bool for name, kind in _types(table).items() if kind == "boolean"})
    place = path(table, derived)
    with files.beside(place) as draft:
        files.write_csv(frame, draft)
        check(draft, table)
    return read(table, derived)


def check(place: Path, table: str, lines: Sequence[int] = ()) -> None:
    """Raise TableError unless the CSV file at `place` keeps the contract of `table`: types, constraints, keys.

    `lines` are those of another file, from which the rows were taken: the error names them."""
    import frictionless  # half a second to import: only when a table is written

    schema = frictionless.Schema.from_descriptor(contract(table)["schema"])
    resource = frictionless.Resource(
        path=place.name, basepath=str(place.parent), schema=schema, encoding="utf-8", format="csv"
    )
    report = resource.validate(limit_errors=3)
    if not report.valid:
        rows = report.flatten(["rowNumber", "fieldName", "message"])
        named = [(lines[row - 2] if lines and row else row, field, message) for row, field, message in rows]
        problems = " | ".join(f"line {line}, {field or 'table'}: {message}" for line, field, message in named)
        raise TableError(f"table {table} breaks its contract in data/datapackage.json", found=problems)


INACTIVE = "Inactive "
"""The 2025 report prints the word before the name of such an account: 'Inactive Atwater Police Department' (p. 2)."""


MASK = "\u25ae"
"""What stands in a printed name for characters that the page does not show: ▮."""


def is_inactive(printed: str) -> bool:
    """Whether a printed name says that its account is inactive: the rule behind the column `inactive` of rows."""
    return printed.startswith(INACTIVE) or bool(MARKED_INACTIVE.search(printed))


MARKED_INACTIVE = re.compile(
    r"[\[(]\s*(deactivated|inactive|retired|disabled)\s*[\])]|\bdeactivated\b|\bdecommissioned\b|\bDNU\b"
    r"|\bdo not use\b|\bplease delete\b|^delete$",
    re.IGNORECASE,
)
"""Marks that Flock's customers write into an organization's name when its account is no longer used. `Demo`, `Old` and
`- original` say less, and are no such mark."""
