"""Tables: the five sharing tables that travel together, and the look-ups that several functions need from them."""

from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import Literal

import pandas as pd

from helpers import schemas
from helpers.errors import TableError
from helpers.sharing import ids
from helpers.sharing.names import parse

TableName = Literal["rows", "reports", "spellings", "agencies", "edges"]

SPELLING = ["doc_id", "agency_printed", "city_printed", "state_printed"]
"""The key of the table `spellings`: what tells two printed names apart."""


NOT_SHOWN = {
    "cannot hold": "a record of this form has no such list",
    "not shown": "the record prints nothing about it",
    "empty": "the record prints its label with nothing under it",
}
"""The states of a section (table `reports`) that is not shown, in words."""


class _Table:
    """One table of the bundle. Reading it before it was given raises TableError."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, bundle: object | None, owner: type | None = None) -> pd.DataFrame:
        if bundle is None:
            return None  # the default of the field: no table was given
        table: pd.DataFrame | None = vars(bundle)[self.name]
        if table is None:
            raise TableError(f"this step needs the table {self.name}, which was not given", do="Make or read it first.")
        return table

    def __set__(self, bundle: object, table: pd.DataFrame) -> None:
        vars(bundle)[self.name] = table


@dataclass(frozen=True, eq=False)
class SharingTables:
    """The tables rows, reports, spellings, agencies and edges, as data/datapackage.json describes them.

    A pipeline that is still being built has only the first of them. Nothing may change a table in place: what is
    derived from it is computed once."""

    rows: _Table = _Table()
    reports: _Table = _Table()
    spellings: _Table = _Table()
    agencies: _Table = _Table()
    edges: _Table = _Table()

    @classmethod
    def read(cls, derived: Path | None = None, *names: TableName) -> "SharingTables":
        """The tables `names`, or all five, from data/derived or the folder `derived`. Raises TableError for a missing
        file."""
        return cls(**{name: schemas.read(name, derived) for name in names or [table.name for table in fields(cls)]})

    def with_table(self, name: TableName, table: pd.DataFrame) -> "SharingTables":
        """The same tables, with one added or replaced."""
        return SharingTables(**{one.name: vars(self)[one.name] for one in fields(self)} | {name: table})

    @cached_property
    def reporter_ids(self) -> dict[str, str]:
        """doc_id to the id of the agency that made the report."""
        reports = self.reports.itertuples()
        return {r.doc_id: ids.agency_id(parse(r.agency_printed), parse(r.agency).state) for r in reports}

    def reporter(self, doc_id: str) -> str:
        """The id of the agency that made a report. Raises TableError for a report that is not in the table."""
        if doc_id not in self.reporter_ids:
            expected = " or ".join(sorted(self.reporter_ids))
            raise TableError("there is no such sharing report", document=doc_id, expected=expected)
        return self.reporter_ids[doc_id]

    @cached_property
    def dates(self) -> dict[str, pd.Timestamp]:
        """doc_id to the day of the report."""
        return {r.doc_id: pd.Timestamp(r.as_of) for r in self.reports.itertuples()}

    def shows(self, doc_id: str, section: str) -> bool:
        """Whether a report shows a section, be it that nobody is on it. An agency that is missing from a section that
        is not shown says nothing."""
        return self.why_not_shown(doc_id, section) == ""

    def why_not_shown(self, doc_id: str, section: str) -> str:
        """Why an agency that is missing from a section of a report may be on it all the same, in words; empty for a
        section that is shown whole. A table without states counts as whole."""
        report = self.reports_by_id.loc[doc_id]
        return NOT_SHOWN.get(report.get(f"{section}_state", ""), "") or str(report.get("partial", "") or "")

    @cached_property
    def reports_by_id(self) -> pd.DataFrame:
        """The table `reports`, indexed by doc_id."""
        return self.reports.set_index("doc_id", drop=False).rename_axis(None)

    @cached_property
    def agencies_by_id(self) -> pd.DataFrame:
        """The table `agencies`, indexed by agency_id."""
        return self.agencies.set_index("agency_id", drop=False).rename_axis(None)

    @cached_property
    def matched_rows(self) -> pd.DataFrame:
        """The rows with `agency_id` and `basis` of their spelling; empty cells where a row has no spelling. Raises
        TableError if one spelling is matched to two agencies."""
        rows = self.rows.fillna({"city_printed": "", "state_printed": ""})
        spellings = self.spellings.fillna({"city_printed": "", "state_printed": ""})
        twice = spellings.loc[spellings.duplicated(SPELLING), "agency_printed"].tolist()
        if twice:
            what = "a printed name is taken for more than one agency"
            raise TableError(what, found=twice[0], do="Run notebook 03 again.")
        return rows.merge(spellings[[*SPELLING, "agency_id", "basis"]], on=SPELLING, how="left")
