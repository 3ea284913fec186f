"""Look-ups: everything that the collection holds on one name, and what it does not show."""

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

NOT_PRINTED = (
    "That a name is not here does not show that no such agency shares: these are the reports of two agencies, and nobody here "
    "has seen ICE's list."
)

TWO_BASES = (
    "The basis of an agency is the strongest among those of its printed names: one report may print its city, another its name "
    "alone. A map tells the basis of the name that its entry prints."
)

NEAR = 70
"""Of 100, by rapidfuzz's partial ratio: near enough to be shown to somebody who may have misspelled a name."""


@dataclass(frozen=True)
class Lookup:
    """What is known of one name: the agencies it may stand for (table `agencies`, with every spelling and what could be
    meant where it is unsure), the rows that print them, what the press says of them, what was answered, near spellings
    where no row prints the name, and, where it is a county's, the names of the settled agencies in each county called
    so."""

    name: str
    agencies: pd.DataFrame
    rows: pd.DataFrame
    press: pd.DataFrame
    replies: pd.DataFrame
    near: list[str]
    counties: dict[str, list[str]]


def find(name: str, source: Source) -> Lookup:
    """Look a name up, whole or in part, letters' case and accents aside, by any spelling of an agency or of a hot list.

    Raises TableError for a name without a letter.
    """
    if not any(sign.isalnum() for sign in name):
        raise TableError("no name to look up", expected="a name, or a part of one", found=name)
    name = " ".join(name.split())
    rows, reports = schemas.read("rows", source.derived), schemas.read("reports", source.derived)
    spellings, known = schemas.read("spellings", source.derived), schemas.read("agencies", source.derived)
    ids = set(spellings.loc[_says(spellings["agency_printed"], name), "agency_id"]) | set(
        known.loc[_says(known["name"], name), "agency_id"]
    )
    found = known[known["agency_id"].isin(ids)].copy()
    printed = spellings.groupby("agency_id")["agency_printed"].unique().map(" | ".join)
    found["spellings"] = found["agency_id"].map(printed).fillna("")
    found["bases"] = found["agency_id"].map(spellings.groupby("agency_id")["basis"].nunique()).fillna(0).astype(int)
    found["could_be_in"] = [
        "" if agency.sure else " ".join(unresolved.states(agency.name)) for agency in found.itertuples(index=False)
    ]
    press, answers = (
        schemas.read(table).pipe(lambda told: told[_concerns(told["agency"], told["state"].fillna(""), name, found)])
        for table in ("ice_list", "replies")
    )
    listed = _rows(rows, reports, spellings, ids, name)
    counties = _counties(name, known)
    near = [] if len(listed) or len(found) or counties else _near(name, spellings["agency_printed"])
    return Lookup(name, found, listed, press, answers, near, counties)


def _says(texts: pd.Series, name: str) -> pd.Series:
    """Whether a text has the name, from the beginning of a word on: ICE is no part of Police."""
    pattern = re.escape(_plain(name))
    return texts.fillna("").map(_plain).str.contains(rf"(?<!\w){pattern}" if name[0].isalnum() else pattern)


def _plain(text: str) -> str:
    """Letters without case and accents: records print San Jose."""
    return "".join(sign for sign in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(sign))


def _counties(name: str, known: pd.DataFrame) -> dict[str, list[str]]:
    """Settled agencies in the counties of that name, by county and state."""
    county = _plain(name).removesuffix("county").strip()
    within = known[known["county"].fillna("").map(_plain) == county]
    return {
        f"{called} County, {state}": sorted(part["name"])
        for (called, state), part in within.groupby(["county", "state"])
    }


def _rows(rows: pd.DataFrame, reports: pd.DataFrame, spellings: pd.DataFrame, ids: set[str], name: str) -> pd.DataFrame:
    """Every row that prints one of the agencies, or a hot list of the name: what it says, kind, date, page, row id."""
    rows = network.with_spelling(["agency_id"], rows, spellings)
    hits = rows[rows["agency_id"].isin(ids) | _says(rows["hot_list_printed"], name)]
    hits = hits.merge(reports[["doc_id", "agency_printed", "as_of"]], on="doc_id", suffixes=("", "_reporter"))
    says = [
        network.SAYS[s].format(reporter=r)
        for s, r in zip(hits["section"], hits["agency_printed_reporter"], strict=True)
    ]
    hits = hits.assign(says=says, kind=[network.DIRECTIONS[s][1] for s in hits["section"]])
    columns = [
        "agency_id",
        "agency_printed",
        "says",
        "kind",
        "hot_list_printed",
        "inactive",
        "as_of",
        "printed_page",
        "row_id",
    ]
    return hits.sort_values(["as_of", "row_id"])[columns].reset_index(drop=True)


def _concerns(named: pd.Series, states: pd.Series, name: str, found: pd.DataFrame) -> pd.Series:
    """Whether a source names one of the agencies: the text looked for, or the same place, kind and state."""
    known = {
        (*unresolved.called(agency.name), agency.state)
        for agency in found.itertuples()
        if isinstance(agency.state, str)
    }
    same = pd.Series(
        [(*unresolved.called(agency), state) in known for agency, state in zip(named, states, strict=True)],
        index=named.index,
    )
    return _says(named, name) | same


def _near(name: str, printed: pd.Series) -> list[str]:
    names = sorted({active(one) for one in printed})
    found = process.extract(name, names, scorer=fuzz.partial_ratio, processor=str.casefold, limit=5, score_cutoff=NEAR)
    return [near for near, _, _ in found]


def in_words(found: Lookup, source: Source) -> list[str]:
    """What was found, in lines for a reader."""
    lines = []
    for agency in found.agencies.itertuples():
        rows = found.rows[found.rows["agency_id"] == agency.agency_id]
        lines.append(
            f"{agency.name}: {_identity(agency)}; printed as {agency.spellings or 'nothing: it is a reporter'}"
        )
        lines += [f"  {_line(row)}" for row in rows.itertuples()]
    other = found.rows[~found.rows["agency_id"].isin(found.agencies["agency_id"])]
    if len(other):
        lines += [
            f"Hot lists of the name “{found.name}”:",
            *(f"  {row.agency_printed} {_line(row)}" for row in other.itertuples()),
        ]
    if found.rows.empty:
        lines += [f"No row of the sharing reports in this collection prints “{found.name}”.", NOT_PRINTED]
        lines += [f"Near spellings that are printed: {' | '.join(found.near)}"] if found.near else []
    lines += [f"Agencies in {county}: {' | '.join(names)}" for county, names in found.counties.items()]
    for told in found.press.itertuples():
        lines.append(
            f"Named as listed with ICE: {told.agency}, {told.state}, by {told.named_as_listed_by} ({told.source_date})"
        )
    for reply in found.replies.itertuples():
        lines.append(
            f"{reply.answer.capitalize()} (about {reply.about}, {reply.date}, {reply.by}): {reply.said} {reply.source}"
        )
    if len(found.agencies) and found.replies.empty:
        lines.append("None found: no published answer was found in the sources read. We contacted no agency.")
    if (found.agencies["bases"] > 1).any():
        lines.append(TWO_BASES)
    if len(found.rows):
        lines.append(f"{len(found.rows)} rows, read from {source.says}. {style.SENTENCE}")
        lines.append("To see a line: plates evidence ROW_ID")
    return lines


def _identity(agency: Any) -> str:
    if not agency.sure:
        where = f"; a place of the name is in {agency.could_be_in}" if agency.could_be_in else ""
        return f"unsure, {agency.kind}{where}"
    where = ", ".join(
        part for part in (agency.place, agency.county and f"{agency.county} County", agency.state) if part
    )
    return f"{agency.agency_id}, {agency.kind}, {where or 'no place'} (basis: {agencies.told(agency.basis)})"


def _line(row: Any) -> str:
    hot_list = f" [{row.hot_list_printed}]" if isinstance(row.hot_list_printed, str) and row.hot_list_printed else ""
    account = "inactive account; " if row.inactive else ""
    return f"{account}{row.says}{hot_list}, as of {row.as_of}, page {row.printed_page} ({row.row_id})"
