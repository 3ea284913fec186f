"""Exports: the tables of the collection in one book for a spreadsheet, with a first sheet that says how to read
them."""

import pandas as pd

from helpers import schemas
from helpers.collection.notebooks import Source
from helpers.sharing.maps import style

TABLES = ("rows", "agencies", "edges", "changes", "findings")


def book(source: Source) -> dict[str, pd.DataFrame]:
    """Sheet to table: how to read, then TABLES as they stand in data/derived."""
    tables = {table: schemas.read(table, source.derived) for table in TABLES}
    told = [("all", "", f"Read from {source.says}."), ("all", "", style.SENTENCE)]
    for table, frame in tables.items():
        told.append((table, "", f"{schemas.contract(table)['description']} {len(frame)} lines."))
        told += [(table, one["name"], one["description"]) for one in schemas.contract(table)["schema"]["fields"]]
    return {"how to read": pd.DataFrame(told, columns=["sheet", "column", "meaning"]), **tables}
