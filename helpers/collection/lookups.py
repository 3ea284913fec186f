"""Look-ups: everything the collection has about one name, and what that does not show; the tables in one workbook."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

import pandas as pd
from rapidfuzz import fuzz, process

from helpers import schemas
from helpers.collection.notebooks import Source
from helpers.errors import TableError
from helpers.sharing import agencies, network, unresolved
from helpers.sharing.maps import style
from helpers.sharing.names import active
from helpers.sharing.tables import SharingTables

NOT_PRINTED = (
    "If a name is not here, that does not show that no such agency shares: these are the reports of two agencies, and "
    "nobody here has seen ICE's list."
)
TWO_BASES = (
    "Each agency shows the strongest evidence we have for any of its spellings. A map shows the evidence for the "
    "spelling that its entry prints."
)

NEAR = 70
"""Least likeness of a spelling that is offered for a misspelled name: rapidfuzz's partial ratio, at most 100."""

EXPORTED = ("rows", "agencies", "edges", "changes", "findings")
"""The tables in the workbook."""


@dataclass(frozen=True)
class Lookup:
    """What the collection has about one name.

    `agencies` is the part of the table `agencies` that it may stand for, with every spelling and, for unresolved names,
    the states they could be in; `rows` print one of them; `press` and `replies` are about them; `near` are similar
    spellings, if no row prints the name; `counties` are the matched agencies in each county of that name."""

    name: str
    agencies: pd.DataFrame
    rows: pd.DataFrame
    press: pd.DataFrame
    replies: pd.DataFrame
    near: list[str]
    counties: dict[str, list[str]]


def find(name: str, source: Source) -> Lookup:
    """Look a name up, whole or in part, by any spelling of an agency or of a hot list. Case and accents do not matter.

    Raises TableError for a name without a letter or digit.
    """
    if not any(character.isalnum() for character in name):
        raise TableError("no name to look up", expected="a name, or a part of one", found=name)
    name = " ".join(name.split())
    tables = SharingTables.read(source.derived, "rows", "reports", "spellings", "agencies")
    spellings, everyone = tables.spellings, tables.agencies
    ids = set(spellings.loc[_has(spellings["agency_printed"], name), "agency_id"])
    ids |= set(everyone.loc[_has(everyone["name"], name), "agency_id"])
    named = everyone[everyone["agency_id"].isin(ids)].copy()
    by_agency = spellings.groupby("agency_id")
    named["spellings"] = named["agency_id"].map(by_agency["agency_printed"].unique().map(" | ".join)).fillna("")
    named["bases"] = named["agency_id"].map(by_agency["basis"].nunique()).fillna(0).astype(int)
    named["could_be_in"] = ["" if a.sure else " ".join(unresolved.states(a.name)) for a in named.itertuples()]
    press, answers = (_about(schemas.read(table), name, named) for table in ("ice_list", "replies"))
    listed = _rows(tables, ids, name)
    counties = _counties(name, everyone)
    near = [] if len(listed) or len(named) or counties else _near(name, spellings["agency_printed"])
    return Lookup(name, named, listed, press, answers, near, counties)


def _has(texts: pd.Series, name: str) -> pd.Series:
    """Whether a text has the name, from the beginning of a word on: ICE is no part of Police."""
    pattern = re.escape(_plain(name))
    return texts.fillna("").map(_plain).str.contains(rf"(?<!\w){pattern}" if name[0].isalnum() else pattern)


def _plain(text: str) -> str:
    """A text without case and accents: records print San Jose."""
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))


def _counties(name: str, everyone: pd.DataFrame) -> dict[str, list[str]]:
    """Matched agencies in the counties of that name, by county and state."""
    county = _plain(name).removesuffix("county").strip()
    within = everyone[everyone["county"].fillna("").map(_plain) == county].groupby(["county", "state"])
    return {f"{called} County, {state}": sorted(part["name"]) for (called, state), part in within}


def _rows(tables: SharingTables, ids: set[str], name: str) -> pd.DataFrame:
    """Every row that prints one of the agencies, or a hot list of the name: what it says, kind, date, page, row id."""
    rows = tables.matched_rows
    hits = rows[rows["agency_id"].isin(ids) | _has(rows["hot_list_printed"], name)]
    hits = hits.merge(tables.reports[["doc_id", "agency_printed", "as_of"]], on="doc_id", suffixes=("", "_reporter"))
    printed = zip(hits["section"], hits["agency_printed_reporter"], strict=True)
    says = [network.SAYS[section].format(reporter=reporter) for section, reporter in printed]
    hits = hits.assign(says=says, kind=[network.DIRECTIONS[section][1] for section in hits["section"]])
    columns = "agency_id agency_printed says kind hot_list_printed inactive as_of printed_page row_id".split()
    return hits.sort_values(["as_of", "row_id"])[columns].reset_index(drop=True)


def _about(statements: pd.DataFrame, name: str, named: pd.DataFrame) -> pd.DataFrame:
    """The lines that name one of the agencies: by the text looked for, or by the same place, kind and state."""
    matched = named[named["state"].map(lambda state: isinstance(state, str))]
    ours = {(*unresolved.called(agency.name), agency.state) for agency in matched.itertuples()}
    theirs = zip(statements["agency"], statements["state"].fillna(""), strict=True)
    same = [(*unresolved.called(agency), state) in ours for agency, state in theirs]
    return statements[_has(statements["agency"], name) | pd.Series(same, statements.index, dtype=bool)]


def _near(name: str, printed: pd.Series) -> list[str]:
    names = sorted({active(one) for one in printed})
    near = process.extract(name, names, scorer=fuzz.partial_ratio, processor=str.casefold, limit=5, score_cutoff=NEAR)
    return [spelling for spelling, _, _ in near]


def in_words(lookup: Lookup, source: Source) -> list[str]:
    """A look-up, in lines for a reader."""
    lines = []
    for agency in lookup.agencies.itertuples():
        rows = lookup.rows[lookup.rows["agency_id"] == agency.agency_id]
        printed = agency.spellings or "nothing: it made a report"
        lines += [
            f"{agency.name}: {_identity(agency)}; printed as {printed}",
            *(f"  {_line(r)}" for r in rows.itertuples()),
        ]
    other = lookup.rows[~lookup.rows["agency_id"].isin(lookup.agencies["agency_id"])]
    if len(other):
        lines.append(f"Hot lists named “{lookup.name}”:")
        lines += [f"  {row.agency_printed} {_line(row)}" for row in other.itertuples()]
    if lookup.rows.empty:
        lines += [f"No row of the sharing reports in this collection prints “{lookup.name}”.", NOT_PRINTED]
        lines += [f"Similar spellings that are printed: {' | '.join(lookup.near)}"] if lookup.near else []
    lines += [f"Agencies in {county}: {' | '.join(names)}" for county, names in lookup.counties.items()]
    for one in lookup.press.itertuples():
        lines.append(
            f"Named as listed with ICE: {one.agency}, {one.state}, by {one.named_as_listed_by} ({one.source_date})"
        )
    for one in lookup.replies.itertuples():
        lines.append(f"{one.answer.capitalize()} (about {one.about}, {one.date}, {one.by}): {one.said} {one.source}")
    if len(lookup.agencies) and lookup.replies.empty:
        lines.append("None found: we found no published answer in the sources that we read. We contacted no agency.")
    if (lookup.agencies["bases"] > 1).any():
        lines.append(TWO_BASES)
    if len(lookup.rows):
        lines.append(f"{len(lookup.rows)} rows, read from {source.says}. {style.SENTENCE}")
        lines.append("To see a line: plates evidence ROW_ID")
    return lines


def _identity(agency: Any) -> str:
    if not agency.sure:
        where = f"; a place of that name is in {agency.could_be_in}" if agency.could_be_in else ""
        return f"unresolved, {agency.kind}{where}"
    parts = (agency.place, agency.county and f"{agency.county} County", agency.state)
    where = ", ".join(part for part in parts if part) or "no place"
    return f"{agency.agency_id}, {agency.kind}, {where} (basis: {agencies.basis_in_words(agency.basis)})"


def _line(row: Any) -> str:
    hot_list = f" [{row.hot_list_printed}]" if isinstance(row.hot_list_printed, str) and row.hot_list_printed else ""
    account = "inactive account; " if row.inactive else ""
    return f"{account}{row.says}{hot_list}, as of {row.as_of}, page {row.printed_page} ({row.row_id})"


def workbook(source: Source) -> dict[str, pd.DataFrame]:
    """Sheet to table: first how to read them, then the EXPORTED tables as they are in data/derived."""
    tables = {table: schemas.read(table, source.derived) for table in EXPORTED}
    meanings = [("all", "", f"Read from {source.says}."), ("all", "", style.SENTENCE)]
    for name, table in tables.items():
        contract = schemas.contract(name)
        meanings.append((name, "", f"{contract['description']} {len(table)} lines."))
        meanings += [(name, field["name"], field["description"]) for field in contract["schema"]["fields"]]
    return {"how to read": pd.DataFrame(meanings, columns=["sheet", "column", "meaning"]), **tables}
