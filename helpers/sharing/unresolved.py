"""Doubts: the names that nothing settles, what could be meant, and whether every decision about one still holds.

Names that look alike are proposed to a person, with the places that a name could stand for. Nothing here decides
anything: what the person decides goes into data/hand/names.csv, a line each, with its reason and its source."""

import re
from collections.abc import Iterable

import pandas as pd
from rapidfuzz import fuzz, process

from helpers.sharing import agencies, places
from helpers.sharing.names import active, parse

COLUMNS = ["printed", "documents", "rows", "row_id", "could_be_in", "near_names", "decided"]

ALIKE = 84
"""Of 100, by rapidfuzz's ratio of two places: Reeve and Reeves County have 96, Monroe and Mono County 92, Alton and
Altona 91."""

MOST_NEAR = 3


def queue(spellings: pd.DataFrame, rows: pd.DataFrame, decisions: pd.DataFrame) -> pd.DataFrame:
    """The names that are unsure, commonest first: the documents and number of entries that print each, one of them, the
    states in which a place or county is called so, names that are settled and look alike, and what was decided."""
    unsure = spellings[spellings["basis"] == agencies.UNSURE]
    settled = sorted({active(name) for name in spellings.loc[spellings["basis"] != agencies.UNSURE, "agency_printed"]})
    first = rows.drop_duplicates("agency_printed").set_index("agency_printed")["row_id"]
    left_open = decisions[decisions["agency_id"] == agencies.UNSURE].set_index("printed")["reason"].to_dict()
    lines = [
        {
            "printed": name,
            "documents": " ".join(sorted(set(part["doc_id"]))),
            "rows": int(part["rows"].sum()),
            "row_id": first[name],
            "could_be_in": " ".join(states(name)),
            "near_names": " | ".join(near(name, settled)),
            "decided": left_open.get(active(name), ""),
        }
        for name, part in unsure.groupby("agency_printed")
    ]
    found = pd.DataFrame(lines, columns=COLUMNS)
    return found.sort_values(["rows", "printed"], ascending=[False, True], ignore_index=True)


def states(printed: str) -> list[str]:
    """States in which a place, or a county where the name says one, is called as the name says; each once, also where
    two places of one state are called so."""
    parsed = parse(printed)
    everywhere = places.county(parsed.place) if parsed.of_county else places.place(parsed.place)
    return sorted({one.state for one in everywhere}) if parsed.place else []


def near(printed: str, others: list[str]) -> list[str]:
    """Names of the same kind of agency whose place looks like that of a printed one, the likest first, at most three;
    never the name itself. Of a name without a place, all its words are compared."""
    wanted, kind = _compared(printed), parse(printed).kind
    same_kind = {name: _compared(name) for name in others if name != active(printed) and parse(name).kind == kind}
    return [
        name
        for _, _, name in process.extract(wanted, same_kind, scorer=fuzz.ratio, limit=MOST_NEAR, score_cutoff=ALIKE)
    ]


def _compared(printed: str) -> str:
    parsed = parse(printed)
    return places.key(parsed.place or parsed.words)


def called(name: str) -> tuple[str, str]:
    """What a name calls its agency, states aside: place (or all its words) and kind. Two names that are called the same
    could be one agency, and are two wherever their states differ. A sheriff serves a county, whether the name says so
    or not."""
    compared, kind = _compared(name), parse(name).kind
    return (re.sub(r" (county|parish)$", "", compared) if kind == "sheriff" else compared), kind


def problems(
    decisions: pd.DataFrame, rows: pd.DataFrame, reports: pd.DataFrame, others: Iterable[str] = ()
) -> list[str]:
    """What is wrong with the decisions, a sentence each: one that is made twice, whose name no document prints any
    more, that changes nothing, that a printed state contradicts, or whose id is neither what the name would have in
    that state nor that of an agency which is settled here or among `others`."""
    found = []
    twice = decisions[decisions.duplicated(["printed", "document"], keep="first")]
    found += [f"decided twice: {line.printed} ({line.document})" for line in twice.itertuples()]
    decisions = decisions.drop_duplicates(["printed", "document"])
    printed = rows.assign(agency_printed=rows["agency_printed"].map(active))
    known = agencies.evidence(printed, reports)
    with_all = agencies.identify(rows, reports, decisions)
    ids = {*others, *with_all.loc[with_all["basis"] != "decided", "agency_id"]}
    used = {active(line.agency_printed) for line in with_all[with_all["basis"] == "decided"].itertuples()}
    for line in decisions.itertuples():
        where = printed[printed["agency_printed"] == line.printed]
        if line.document != agencies.ANY:
            where = where[where["doc_id"] == line.document]
        state, beside = agencies.state_of(line.agency_id), known.elsewhere.get(line.printed, "")
        if where.empty:
            found.append(f"stale: no document prints {line.printed} ({line.document})")
        elif line.agency_id == agencies.UNSURE:
            if agencies.settle(line.printed, known).basis in ("printed", "in_name"):
                found.append(f"unused: the name itself settles {line.printed}")
        elif line.agency_id not in ids and line.agency_id != (own := agencies.agency_id(parse(line.printed), state)):
            found.append(
                f"unknown: no agency has the id {line.agency_id}; {line.printed} would have {own or 'one with a state'}"
            )
        elif line.printed not in used:
            found.append(f"unused: {line.printed} is settled wherever it is printed")
        elif beside and state and beside != state:
            found.append(
                f"contradicted: {line.printed} is decided to be in {state}, and a report prints {beside} beside it"
            )
        elif agencies.settle(line.printed, known).basis in ("in_name", "only_place"):
            found.append(f"unused: {line.printed} is settled without the decision")
    return found
