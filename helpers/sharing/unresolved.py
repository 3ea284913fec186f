"""Unresolved names: the review queue of names that nothing matches, and whether every decision on one still holds.

Names that look alike are proposed to a person, with the places that a name could stand for. Nothing here decides
anything: what the person decides goes into data/hand/names.csv, a line each, with its reason and its source."""

import re
from collections.abc import Iterable

import pandas as pd
from rapidfuzz import fuzz, process

from helpers.sharing import agencies, ids, places
from helpers.sharing.names import active, parse
from helpers.sharing.tables import SharingTables

COLUMNS = ["printed", "documents", "rows", "row_id", "could_be_in", "near_names", "decided"]

ALIKE = 84
"""Of 100, by rapidfuzz's ratio of two places: Reeve and Reeves County have 96, Monroe and Mono County 92, Alton and
Altona 91."""

MOST_NEAR = 3


def queue(tables: SharingTables, decisions: pd.DataFrame) -> pd.DataFrame:
    """The unsure names of the table `spellings`, commonest first: the documents and number of entries that print each,
    one of its rows, the states in which a place or county is called so, matched names that look alike, and what was
    decided (hand table `names`)."""
    names = tables.spellings
    is_unsure = names["basis"] == agencies.UNSURE
    matched = sorted({active(name) for name in names.loc[~is_unsure, "agency_printed"]})
    first = tables.rows.drop_duplicates("agency_printed").set_index("agency_printed")["row_id"]
    left_open = decisions[decisions["agency_id"] == agencies.UNSURE].set_index("printed")["reason"].to_dict()
    lines = [
        {
            "printed": name,
            "documents": " ".join(sorted(set(part["doc_id"]))),
            "rows": int(part["rows"].sum()),
            "row_id": first[name],
            "could_be_in": " ".join(states(name)),
            "near_names": " | ".join(near(name, matched)),
            "decided": left_open.get(active(name), ""),
        }
        for name, part in names[is_unsure].groupby("agency_printed")
    ]
    in_queue = pd.DataFrame(lines, columns=COLUMNS)
    return in_queue.sort_values(["rows", "printed"], ascending=[False, True], ignore_index=True)


def states(printed: str) -> list[str]:
    """States in which a place, or a county where the name says one, is called as the name says; each once, also where
    two places of one state are called so."""
    parsed = parse(printed)
    everywhere = places.county(parsed.place) if parsed.of_county else places.place(parsed.place)
    return sorted({one.state for one in everywhere}) if parsed.place else []


def near(printed: str, others: list[str]) -> list[str]:
    """Names of the same kind of agency whose place looks like that of a printed one, the nearest first, at most three;
    never the name itself. For a name without a place, all its words are compared."""
    wanted, kind = _compared(printed), parse(printed).kind
    same_kind = {name: _compared(name) for name in others if name != active(printed) and parse(name).kind == kind}
    alike = process.extract(wanted, same_kind, scorer=fuzz.ratio, limit=MOST_NEAR, score_cutoff=ALIKE)
    return [name for _, _, name in alike]


def _compared(printed: str) -> str:
    parsed = parse(printed)
    return places.key(parsed.place or parsed.words)


def called(name: str) -> tuple[str, str]:
    """What a name calls its agency, states aside: place (or all its words) and kind. Two names that are called the same
    could be one agency, and are two wherever their states differ. A sheriff serves a county, whether the name says so
    or not."""
    compared, kind = _compared(name), parse(name).kind
    return (re.sub(r" (county|parish)$", "", compared) if kind == "sheriff" else compared), kind


def problems(tables: SharingTables, decisions: pd.DataFrame, others: Iterable[str] = ()) -> list[str]:
    """What is wrong with the decisions, a sentence each: one that is made twice, whose name no document prints any
    more, that changes nothing, that a printed state contradicts, or whose id is neither what the name would have in
    that state nor that of an agency that is matched here or among `others`."""
    twice = decisions[decisions.duplicated(["printed", "document"], keep="first")]
    lines = [f"decided twice: {line.printed} ({line.document})" for line in twice.itertuples()]
    decisions = decisions.drop_duplicates(["printed", "document"])
    spellings = agencies.identify(tables, agencies.evidence(tables, decisions))
    by_decision = spellings["basis"] == "decided"
    used = set(spellings.loc[by_decision, "agency_printed"].map(active))
    agency_ids = {*others, *spellings.loc[~by_decision, "agency_id"]}
    evidence = agencies.evidence(tables)
    printed = tables.rows[["doc_id"]].assign(name=tables.rows["agency_printed"].map(active))
    for line in decisions.itertuples():
        rows = printed[printed["name"] == line.printed]
        if line.document != agencies.ANY:
            rows = rows[rows["doc_id"] == line.document]
        state, beside = ids.state_of(line.agency_id), evidence.elsewhere.get(line.printed, "")
        by_itself = agencies.match(line.printed, evidence).basis
        if rows.empty:
            lines.append(f"stale: no document prints {line.printed} ({line.document})")
        elif line.agency_id == agencies.UNSURE:
            if by_itself in ("printed", "in_name"):
                lines.append(f"unused: the name itself identifies {line.printed}")
        elif line.agency_id not in agency_ids and line.agency_id != (own := ids.agency_id(parse(line.printed), state)):
            would = f"{line.printed} would have {own or 'one with a state'}"
            lines.append(f"unknown: no agency has the id {line.agency_id}; {would}")
        elif line.printed not in used:
            lines.append(f"unused: {line.printed} is matched wherever it is printed")
        elif beside and state and beside != state:
            decided = f"{line.printed} is decided to be in {state}"
            lines.append(f"contradicted: {decided}, and a report prints {beside} beside it")
        elif by_itself in ("in_name", "only_place"):
            lines.append(f"unused: {line.printed} is matched without the decision")
    return lines
