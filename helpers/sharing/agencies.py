"""Agencies: from a printed name to one agency, or to an honest "unsure".

A name is taken for an agency only when something that is printed settles its state: the name itself ("(CA)"), the city and
state columns of a report, or the same name with a city and state elsewhere. Nothing is matched because it looks alike, and
a name that is not settled keeps an id of its own, so that no entry is lost.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from helpers import files, schemas
from helpers.errors import TableError
from helpers.sharing import places
from helpers.sharing.places import STATES, Place

BASES = ("printed", "in_name", "same_name", "only_place", "decided", "unsure")
"""Why a name is taken for an agency, the strongest reason first."""


@dataclass(frozen=True)
class Rule:
    """How a name is read: what the words mean that `pattern` finds, and the printed name that taught it."""

    pattern: str
    kind: str
    level: str
    taught_by: str
    parent: str = ""
    stem: str = ""


RULES = (
    Rule(r"\b(DHS - )?HSI\b", "federal", "federal", "DHS - HSI (Newark NJ)", "DHS ICE", "us-dhs-ice-hsi"),
    Rule(r"^ICE$", "federal", "federal", "ICE", "DHS", "us-dhs-ice"),
    Rule(r"\bCBP\b", "federal", "federal", "CBP - NTC", "DHS", "us-dhs-cbp"),
    Rule(
        r"\bBorder Patrol\b", "federal", "federal", "San Diego Sector Border Patrol (CA)", "DHS CBP", "us-dhs-cbp-border-patrol"
    ),
    Rule(r"\bDrug Enforcement A\w+\b", "federal", "federal", "Drug Enforcement Agency (NATL)", "DOJ", "us-doj-dea"),
    Rule(r"^Federal Bureau of Investigation\b", "federal", "federal", "Federal Bureau of Investigation", "DOJ", "us-doj-fbi"),
    Rule(r"^ATF\b", "federal", "federal", "ATF National Account", "DOJ", "us-doj-atf"),
    Rule(r"^IRS Criminal Inv\w+\b", "federal", "federal", "IRS Criminal Investigations", "Treasury IRS", "us-treasury-irs-ci"),
    Rule(
        r"^United States Forest Service\b",
        "federal",
        "federal",
        "United States Forest Service CA",
        "USDA",
        "us-usda-forest-service",
    ),
    Rule(r"^HIDTA\b|\bTask Force\b|\bTheft Team\b", "task force", "multi", "Alameda County Narcotics Task Force"),
    Rule(r"(?<=County )District Attorneys?( Office)?$", "district attorney", "local", "Orange County District Attorney (CA)"),
    Rule(r"(?<=County )Prosecutors Office$", "district attorney", "local", "Somerset County Prosecutors Office"),
    Rule(r"\bDistrict Attorneys? Office$", "district attorney", "local", "32nd Judicial District Attorney Office"),
    Rule(r"^(CSU|UC|University)\b", "campus", "campus", "CSU Fullerton Police Department"),
    Rule(r"\bAirports? Police\b", "airport", "local", "Wayne County Airport Police (MI)"),
    Rule(r"\bTransit Police\b", "transit", "local", "Bay Area Rapid Transit Police (CA)"),
    Rule(r"\b(Highway|State) Patrol$", "state police", "state", "California Highway Patrol (CA)"),
    Rule(r"^California (Department|Franchise)\b", "state department", "state", "California Franchise Tax Board (CA)"),
    Rule(r"\bConstables?$", "constable", "local", "Guadalupe County Constables"),
    Rule(r"\bFire Dept$", "fire", "local", "San Bernardino County Fire Dept"),
    Rule(r"\bSheriff'?s?( (Office|Department|Dept))?\b", "sheriff", "local", "Yolo County Sheriffs Department"),
    Rule(r"\bPolice Dep(artmen)?t\.?$|\bPD$", "police", "local", "Redwood City PD"),
    Rule(r"\b(Department of )?Public Safety( Services)?$", "public safety", "local", "Sunnyvale Public Safety Services (CA)"),
)
"""Read from the top; the first that fits counts. Whatever fits none has kind and level unknown."""

STATE_IN_NAME = (
    re.compile(r"(?P<drop>\((?P<state>[A-Za-z]{2})\))"),  # Upland Police Department (CA); also (Fl)
    re.compile(r"(Department|Dept|Office|Police|Service|Sheriff)(?P<drop>[ -](?P<state>[A-Z]{2}))$"),  # Jasper County Sheriff MO
)
"""Where a name prints its state. "LA County" is not Louisiana, and "(LAX)" is no state: neither fits."""


@dataclass(frozen=True)
class Parsed:
    """What a printed name itself says. `words` is the name without Inactive and state, `place` what is left without the kind."""

    words: str
    place: str
    kind: str
    level: str
    parent: str
    state: str
    inactive: bool
    stem: str = ""


def parse(printed: str) -> Parsed:
    """Read a printed name by RULES and STATE_IN_NAME; nothing is looked up."""
    words, inactive = re.subn(r"^Inactive ", "", printed)
    state = ""
    for pattern in STATE_IN_NAME:
        found = pattern.search(words)
        if found and found["state"].upper() in STATES:
            state = found["state"].upper()
            words = " ".join((words[: found.start("drop")] + words[found.end("drop") :]).split())
            break
    for rule in RULES:
        if found := re.search(rule.pattern, words):
            rest = " ".join((words[: found.start()] + " " + words[found.end() :]).split())
            return Parsed(words, rest, rule.kind, rule.level, rule.parent, state, bool(inactive), rule.stem)
    return Parsed(words, "", "unknown", "unknown", "", state, bool(inactive))


# --- which agency -----------------------------------------------------------------------------------------------------


def identify(rows: pd.DataFrame, reports: pd.DataFrame) -> pd.DataFrame:
    """Every printed name and the agency it is taken for (table `spellings`).

    `rows` and `reports` are the tables of those names. A reporting agency prints no city; its state is the one that the
    manifest names it with. Raises TableError if two agencies would get one id.
    """
    keys = ["doc_id", "agency_printed", "city_printed", "state_printed"]
    names = rows[keys].fillna("").groupby(keys, sort=False).size().rename("rows").reset_index()
    elsewhere = _states_elsewhere(names, reports)
    settled = [_settle(parse(n.agency_printed), n.state_printed, elsewhere) for n in names.itertuples()]
    names["agency_id"] = [agency_id(parsed, state) for parsed, state, _ in settled]
    names["basis"] = [basis for _, _, basis in settled]
    _refuse_collisions(names["agency_id"], settled)
    return names


def reporter_ids(reports: pd.DataFrame) -> dict[str, str]:
    """doc_id to the id of the agency whose report it is."""
    states = _reporter_states(reports)
    return {r.doc_id: agency_id(parse(r.agency_printed), states[r.agency_printed]) for r in reports.itertuples()}


def _reporter_states(reports: pd.DataFrame) -> dict[str, str]:
    """A reporting agency's printed name to its state: Orange County (CA) Sheriff's Department."""
    return {r.agency_printed: parse(r.agency).state for r in reports.itertuples()}


def _states_elsewhere(names: pd.DataFrame, reports: pd.DataFrame) -> dict[str, str]:
    """A printed name (Inactive aside) to the one state that stands beside it somewhere; names with two are left out."""
    found: dict[str, set[str]] = {}
    beside = zip(names["agency_printed"], names["state_printed"], strict=True)
    for printed, state in [*beside, *_reporter_states(reports).items()]:
        if state in STATES:
            found.setdefault(re.sub(r"^Inactive ", "", printed), set()).add(state)
    return {name: states.pop() for name, states in found.items() if len(states) == 1}


def _settle(parsed: Parsed, state_printed: str, elsewhere: dict[str, str]) -> tuple[Parsed, str, str]:
    """The name's state and the basis for it. A name that prints one state and stands beside another is unsure."""
    if state_printed in STATES:
        return (parsed, "", "unsure") if parsed.state not in ("", state_printed) else (parsed, state_printed, "printed")
    if parsed.state or parsed.level == "federal":
        return parsed, parsed.state, "in_name"
    if parsed.words in elsewhere:
        return parsed, elsewhere[parsed.words], "same_name"
    return parsed, "", "unsure"


def agency_id(parsed: Parsed, state: str) -> str:
    """A stable, readable id: `ca-union-city-police`, `us-dhs-ice-hsi-newark-nj`; without a state `unsure-` and the name."""
    if parsed.stem:
        return "-".join(filter(None, (parsed.stem, files.slug(parsed.place) if parsed.place else "", state.lower())))
    if not state:
        return f"unsure-{files.slug(parsed.words)}"
    named = f"{parsed.place} {parsed.kind}" if parsed.place and parsed.level == "local" else parsed.words
    return f"{state.lower()}-{files.slug(named)}"


def _refuse_collisions(ids: Iterable[str], settled: list[tuple[Parsed, str, str]]) -> None:
    meant: dict[str, tuple] = {}
    for found, (parsed, state, _) in zip(ids, settled, strict=True):
        what = (places.key(parsed.place if parsed.level == "local" else parsed.words), parsed.kind, state)
        if meant.setdefault(found, what) != what:
            raise TableError("two agencies would share one id", found=f"{found}: {meant[found]} and {what}")


# --- the table of agencies --------------------------------------------------------------------------------------------


def table(spellings: pd.DataFrame, reports: pd.DataFrame) -> pd.DataFrame:
    """One line an agency (table `agencies`): its commonest name, what the name says, where it is, and why we think so."""
    named = pd.concat([spellings, _as_spellings(reports, set(spellings["agency_id"]))])
    own_names = dict(zip(reporter_ids(reports).values(), reports["agency_printed"], strict=True))
    lines = [{**_agency(found, part), **_named(own_names.get(found))} for found, part in named.groupby("agency_id")]
    return pd.DataFrame(lines, columns=schemas.columns("agencies"))


def _named(own_name: str | None) -> dict[str, str]:
    """A reporting agency goes by the name that its own report uses."""
    return {"name": own_name} if own_name else {}


def _as_spellings(reports: pd.DataFrame, known: set[str]) -> pd.DataFrame:
    """A reporting agency that no report lists has a line too."""
    ids, states = reporter_ids(reports), _reporter_states(reports)
    printed = {"city_printed": "", "basis": "printed", "rows": 0}
    lines = [
        {**printed, "agency_id": ids[r.doc_id], "agency_printed": r.agency_printed, "state_printed": states[r.agency_printed]}
        for r in reports.itertuples()
        if ids[r.doc_id] not in known
    ]
    return pd.DataFrame(lines).drop_duplicates("agency_id") if lines else pd.DataFrame()


def _agency(found: str, part: pd.DataFrame) -> dict:
    commonest = part.sort_values(["rows", "agency_printed"], ascending=[False, True])["agency_printed"].iloc[0]
    parsed = parse(commonest)
    basis = min(part["basis"], key=BASES.index)
    state = "" if basis == "unsure" else _state_of(found, part)
    where = _place(parsed, state, sorted(set(part["city_printed"]) - {""})) if basis != "unsure" else None
    return {
        "agency_id": found, "name": re.sub(r"^Inactive ", "", commonest), "kind": parsed.kind, "level": parsed.level,
        "parent": parsed.parent, "state": state,
        "place": where.name if where and where.precision == "place" else "", "county": where.county if where else "",
        "lat": where.lat if where else None, "lon": where.lon if where else None,
        "precision": where.precision if where else "state" if state else "none", "basis": basis, "sure": basis != "unsure",
    }  # fmt: skip


def _state_of(found: str, part: pd.DataFrame) -> str:
    """An id begins with its state; a federal one has it in its name, if anywhere."""
    if not found.startswith("us-"):
        return found[:2].upper()
    return next((parsed.state for parsed in map(parse, part["agency_printed"]) if parsed.state), "")


def _place(parsed: Parsed, state: str, cities: list[str]) -> Place | None:
    """The county of a county agency, else the place in the name, else the printed city; None unless exactly one fits."""
    if parsed.level == "federal" or not state:
        return None
    if re.search(r" (County|Parish)$", parsed.place):
        tries = [places.county(parsed.place, state)]
    else:
        named = [places.place(parsed.place, state)] if parsed.place and parsed.kind != "campus" else []
        tries = [*named, *(places.place(city, state) for city in cities)]
    return next((matches[0] for matches in tries if len(matches) == 1), None)
