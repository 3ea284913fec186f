"""Agencies: from a printed name to one agency, or to an honest "unsure".

A name is taken for an agency only when something settles its state: the name itself ("(CA)"), the city and state
columns of a report, the same name with a city and state elsewhere, the one place or county in the country that is
called so, or a decision with its reason (data/hand/names.csv). Nothing is matched because it looks alike, and a name
that is not settled keeps an id of its own, so that no entry is lost."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from helpers import files, schemas
from helpers.errors import TableError
from helpers.sharing import places
from helpers.sharing.names import KINDS, PLACE_WORDS, STATES_IN_NAME, Parsed, active, parse
from helpers.sharing.places import STATES, Place

__all__ = [
    "BASES",
    "KINDS",
    "PLACE_WORDS",
    "STATES_IN_NAME",
    "Evidence",
    "Settled",
    "identify",
    "named",
    "parse",
    "table",
]

BASES_IN_WORDS = {
    "printed": "city and state stand in a report",
    "in_name": "the printed name says it: a state, or whose office it is",
    "same_name": "the same printed name has a city in another report",
    "only_place": "one place of that name in the country",
    "decided": "decided by hand, with a reason, in the collection's data/hand/names.csv",
    "unsure": "unsure: nothing that we read settles whose name this is",
}
"""Why a name is taken for an agency, and how each reason is told; the strongest first."""

BASES = tuple(BASES_IN_WORDS)

DECIDED_BY_READER = "decided by you, in your own names.csv"
"""How a decision is told that is a reader's own, not the collection's."""

UNSURE, ANY = "unsure", "any"

CALLED_BY_PLACE = (
    "police",
    "sheriff",
    "district attorney",
    "constable",
    "fire",
    "marshal",
    "public safety",
    "city",
    "task force",
)
"""Kinds whose name begins with the place that they serve. A port, a campus or a park can lie elsewhere."""

SPELLING = ["doc_id", "agency_printed", "city_printed", "state_printed"]
"""What a printed name is told apart by: the key of the table `spellings`."""

LIST = [
    "agency_printed",
    "agency_id",
    "name",
    "kind",
    "level",
    "parent",
    "state",
    "place",
    "county",
    "lat",
    "lon",
    "precision",
    "basis",
    "sure",
]
"""What a reader's own list of names gets."""


@dataclass(frozen=True)
class Evidence:
    """What settles a name beside the name itself: `elsewhere`, the one state that stands beside a name in some report,
    and `decisions`, by printed name and document (empty for any), an agency's id or unsure."""

    elsewhere: dict[str, str] = field(default_factory=dict)
    decisions: dict[tuple[str, str], str] = field(default_factory=dict)

    def decided(self, printed: str, doc_id: str) -> str:
        """What was decided for a name, which holds for its inactive account as well; empty where nothing was."""
        return self.decisions.get((active(printed), doc_id)) or self.decisions.get((active(printed), ""), "")


@dataclass(frozen=True)
class Settled:
    """A printed name with the agency that it is taken for, its state ("" where none is known) and the reason."""

    parsed: Parsed
    agency_id: str
    state: str
    basis: str


def evidence(names: pd.DataFrame, reports: pd.DataFrame, decisions: pd.DataFrame | None = None) -> Evidence:
    """What settles the names of the tables `rows` or `spellings` and `reports`. `decisions` is the table `names`."""
    decided = {}
    for line in decisions.itertuples() if decisions is not None else ():
        key = (active(line.printed), "" if line.document == ANY else line.document)
        if key in decided:
            raise TableError("a name is decided twice", found=line.printed, do="Leave one line in data/hand/names.csv.")
        decided[key] = line.agency_id
    return Evidence(_states_elsewhere(names, reports), decided)


def settle(printed: str, known: Evidence, *, state_printed: str = "", doc_id: str = "") -> Settled:
    """The agency of one printed name."""
    parsed = parse(printed)
    state, basis = _printed_state(parsed, state_printed)
    if not basis and (decided := known.decided(printed, doc_id)):
        if decided != UNSURE:
            return Settled(parsed, decided, state_of(decided), "decided")
        basis = UNSURE
    if not basis:
        state, basis = _state_elsewhere(parsed, known)
    return Settled(parsed, agency_id(parsed, state, unsure=basis == UNSURE), state, basis)


def _printed_state(parsed: Parsed, beside: str) -> tuple[str, str]:
    """The state that is printed, beside the name or in it, and the basis; both empty where none is. A name that prints
    one state and stands beside another is unsure."""
    if beside in STATES:
        return ("", UNSURE) if parsed.state not in ("", beside) else (beside, "printed")
    return (parsed.state, "in_name") if parsed.state or parsed.stem else ("", "")


def _state_elsewhere(parsed: Parsed, known: Evidence) -> tuple[str, str]:
    """The state of the same name elsewhere, or of the only place or county of that name, and the basis."""
    if parsed.words in known.elsewhere:
        return known.elsewhere[parsed.words], "same_name"
    if parsed.kind in CALLED_BY_PLACE and parsed.place:
        everywhere = places.county(parsed.place) if parsed.of_county else places.place(parsed.place)
        if len(everywhere) == 1:
            return everywhere[0].state, "only_place"
    return "", UNSURE


def agency_id(parsed: Parsed, state: str, *, unsure: bool = False) -> str:
    """A stable, readable id: `ca-union-city-police`, `us-dhs-ice-hsi-newark-nj`; of a name not settled `unsure-` and
    the name."""
    if unsure:
        return f"{UNSURE}-{_slug(parsed.words)}"
    if parsed.stem:
        return "-".join(filter(None, (parsed.stem, files.slug(parsed.place) if parsed.place else "", state.lower())))
    return f"{state.lower()}-{_slug(_called(parsed, state))}"


def _slug(words: str) -> str:
    """A name for an id; one in other letters than Latin ones gets a few digits of its hash, or all such names would be
    one."""
    plain = files.slug(words)
    return plain if words.isascii() else f"{plain}-{files.sha256_of(words.encode())[:8]}"


def _called(parsed: Parsed, state: str) -> str:
    """What an agency is called in its id: a local one by its place, in one form, and its kind; any other by its
    words."""
    if not parsed.place or parsed.level != "local":
        return parsed.words
    place = places.written_out(places.corrected(parsed.place, state))
    if parsed.kind == "sheriff" and not place.endswith((" County", " Parish", " City")):  # Bossier Sheriffs Office
        place += " Parish" if state == "LA" else " County"
    return f"{place} {parsed.kind}"


def state_of(found: str) -> str:
    """The state that an id begins with; a federal one ends with it, if it has any."""
    parts = found.split("-")
    code = (parts[-1] if parts[0] == "us" else parts[0]).upper()
    return code if code in STATES else ""


# --- the tables -------------------------------------------------------------------------------------------------------


def identify(
    rows: pd.DataFrame, reports: pd.DataFrame, decisions: pd.DataFrame | None = None, *, known: Evidence | None = None
) -> pd.DataFrame:
    """Every printed name and the agency it is taken for (table `spellings`).

    `rows`, `reports` and `decisions` are the tables rows, reports and names; `known` takes the place of what these
    settle, where other documents help. A reporting agency prints no city; its state is the one that the manifest names
    it with. Raises TableError if two agencies would get one id, or a name is decided twice."""
    found = rows[SPELLING].fillna("").groupby(SPELLING, sort=False).size().rename("rows").reset_index()
    known = known or evidence(found, reports, decisions)
    settled = [
        settle(n.agency_printed, known, state_printed=n.state_printed, doc_id=n.doc_id) for n in found.itertuples()
    ]
    found["agency_id"] = [one.agency_id for one in settled]
    found["basis"] = [one.basis for one in settled]
    _refuse_collisions(settled)
    return found


def table(spellings: pd.DataFrame, reports: pd.DataFrame) -> pd.DataFrame:
    """One line an agency (table `agencies`): its commonest name, what the name says, where it is, and why we think
    so."""
    named_here = pd.concat([spellings, _as_spellings(reports, set(spellings["agency_id"]))])
    own_names = dict(zip(reporter_ids(reports).values(), reports["agency_printed"], strict=True))
    lines = [_agency(found, part, own_names.get(found)) for found, part in named_here.groupby("agency_id")]
    return pd.DataFrame(lines, columns=schemas.columns("agencies"))


def named(names: pd.DataFrame, known: Evidence) -> pd.DataFrame:
    """A reader's own list of names, each with the agency it is taken for: the columns LIST, a line for each of `names`.

    `names` has the column agency_printed, and may have city_printed, state_printed and doc_id. A name with a city and a
    state settles the same name on another line, as it does in a report, and leaves it unsure where that contradicts
    what is known. Raises TableError without the first, or for an empty name."""
    if "agency_printed" not in names.columns:
        raise TableError(
            "the list has no names",
            expected="a column agency_printed",
            found=", ".join(map(str, names.columns)),
            do="Write agency_printed over the column that holds the agencies' names.",
        )
    names = (
        names.reindex(columns=SPELLING).astype(object).fillna("").astype(str).apply(lambda column: column.str.strip())
    )
    if empty := (names["agency_printed"] == "").to_numpy().nonzero()[0].tolist():
        raise TableError("a line of the list has no name", expected="agency_printed", found=f"line {empty[0] + 2}")
    own = _one_state_each(zip(names["agency_printed"], names["state_printed"], strict=True))
    both = {
        name: state for name, state in {**known.elsewhere, **own}.items() if known.elsewhere.get(name, state) == state
    }
    held = {key: found for key, found in known.decisions.items() if own.get(key[0], state_of(found)) == state_of(found)}
    known = Evidence(both, held)
    lines = []
    for doc_id, printed, city, state in zip(*(names[column].tolist() for column in SPELLING), strict=True):
        one = settle(printed, known, state_printed=state, doc_id=doc_id)
        where = {"agency_id": one.agency_id, "name": active(printed), **_described(one, [city])}
        lines.append({"agency_printed": printed, **where})
    return _parted_by_city(pd.DataFrame(lines, columns=LIST), names["city_printed"])


def _parted_by_city(found: pd.DataFrame, cities: pd.Series) -> pd.DataFrame:
    """The police department of Napa and that of Oakland, each printed as "Police Department" beside its city, are two:
    one id that stands beside several cities, and names no place by itself, is parted by them."""
    beside = found.assign(city=cities.to_numpy())[["agency_id", "name", "city"]].query("city != ''")
    beside["city"] = beside["city"].map(places.key)
    several = beside.groupby("agency_id")["city"].nunique()
    beside = beside[beside["agency_id"].isin(several.index[several > 1])]
    beside = beside[pd.Series([not parse(name).place for name in beside["name"]], index=beside.index, dtype=bool)]
    found = found.copy()
    found.loc[beside.index, "agency_id"] = beside["agency_id"] + "-" + beside["city"].map(files.slug)
    return found


def best_basis(spellings: pd.DataFrame) -> pd.Series:
    """The strongest basis of each printed name, by name: one name can have its city in one report and none in
    another."""
    return spellings.groupby("agency_printed")["basis"].agg(lambda bases: min(bases, key=BASES.index))


def told(basis: str, *, by_reader: bool = False) -> str:
    """A basis in words; `by_reader` says that a decision is a reader's own."""
    return DECIDED_BY_READER if basis == "decided" and by_reader else BASES_IN_WORDS[basis]


def in_words(bases: pd.Series, by_reader: Iterable[str] = ()) -> str:
    """How many names are settled, and on what basis; `bases` has a name's basis each, by name. `by_reader` are the
    names that a reader decided: they are told apart from what the collection decided."""
    said = pd.Series(
        [told(basis, by_reader=own) for basis, own in zip(bases, bases.index.isin(list(by_reader)), strict=True)]
    )
    counts = said.value_counts()
    order = [BASES_IN_WORDS[basis] for basis in BASES if basis != UNSURE] + [DECIDED_BY_READER]
    parts = ", ".join(f"{counts[words]} ({words})" for words in order if words in counts)
    unsure = int((bases == UNSURE).sum())
    return f"{len(bases) - unsure} of {len(bases)} names settled: {parts or 'none'}; {unsure} unsure"


def trial(doc_id: str, rows: pd.DataFrame, reports: pd.DataFrame, decisions: pd.DataFrame) -> pd.DataFrame:
    """How right the reading of names is: a report that prints cities and states, read without being shown them.

    A line for each name beside which `doc_id` prints a state: agency_printed, city_printed, state_printed, basis,
    state, place, and `right`, whether state and place (of an agency named after its place) are those that stand there.
    Decisions that rest on this report are left out."""
    here = rows["doc_id"] == doc_id
    shown = rows[here & rows["state_printed"].isin(STATES)].drop_duplicates("agency_printed")
    known = evidence(rows[~here], reports, decisions[~decisions["source"].str.contains(doc_id)])
    lines = []
    for line in shown.itertuples():
        one = settle(line.agency_printed, known, doc_id=doc_id)
        where = _described(one, [])
        same = where["state"] == line.state_printed
        if where["place"] and one.parsed.kind in CALLED_BY_PLACE:
            same &= places.key(where["place"]) == places.key(line.city_printed)
        beside = {"city_printed": line.city_printed, "state_printed": line.state_printed}
        result = {"basis": one.basis, "state": where["state"], "place": where["place"], "right": same}
        lines.append({"agency_printed": line.agency_printed, **beside, **result})
    return pd.DataFrame(lines)


def reporter_ids(reports: pd.DataFrame) -> dict[str, str]:
    """doc_id to the id of the agency whose report it is."""
    states = _reporter_states(reports)
    return {r.doc_id: agency_id(parse(r.agency_printed), states[r.agency_printed]) for r in reports.itertuples()}


def _reporter_states(reports: pd.DataFrame) -> dict[str, str]:
    """A reporting agency's printed name to its state: Orange County (CA) Sheriff's Department."""
    return {r.agency_printed: parse(r.agency).state for r in reports.itertuples()}


def _states_elsewhere(names: pd.DataFrame, reports: pd.DataFrame) -> dict[str, str]:
    """A printed name (Inactive aside) to the one state that stands beside it somewhere; names with two are left out."""
    beside = zip(names["agency_printed"], names["state_printed"], strict=True)
    return _one_state_each([*beside, *_reporter_states(reports).items()])


def _one_state_each(beside: Iterable[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, set[str]] = {}
    for printed, state in beside:
        if state in STATES:
            found.setdefault(active(printed), set()).add(state)
    return {name: states.pop() for name, states in found.items() if len(states) == 1}


def _refuse_collisions(settled: list[Settled]) -> None:
    meant: dict[str, tuple[str, str, str]] = {}
    for one in settled:
        if one.basis != "decided":
            what = (places.key(_called(one.parsed, one.state)), one.parsed.kind, one.state)
            if meant.setdefault(one.agency_id, what) != what:
                raise TableError(
                    "two agencies would share one id", found=f"{one.agency_id}: {meant[one.agency_id]} and {what}"
                )


def _as_spellings(reports: pd.DataFrame, known: set[str]) -> pd.DataFrame:
    """A reporting agency that no report lists has a line too."""
    ids = reporter_ids(reports)
    lines = [
        {"agency_id": ids[r.doc_id], "agency_printed": r.agency_printed, "city_printed": "", "basis": "printed"}
        for r in reports.itertuples()
        if ids[r.doc_id] not in known
    ]
    return pd.DataFrame(lines)


def _agency(found: str, part: pd.DataFrame, own_name: str | None) -> dict[str, Any]:
    """A line of the table `agencies`. A reporting agency goes by the name that its own report uses."""
    commonest = part.sort_values(["rows", "agency_printed"], ascending=[False, True])["agency_printed"].iloc[0]
    basis = min(part["basis"], key=BASES.index)
    one = Settled(parse(commonest), found, state_of(found), basis)
    return {
        "agency_id": found,
        "name": own_name or active(commonest),
        **_described(one, sorted(set(part["city_printed"]))),
    }


def _described(one: Settled, cities: list[str]) -> dict[str, Any]:
    """What is known of an agency: what its name says, and the point that stands for it."""
    parsed, where = one.parsed, _place(one.parsed, one.state, cities)
    return {
        "kind": parsed.kind,
        "level": parsed.level,
        "parent": parsed.parent,
        "state": one.state,
        "place": where.name if where and where.precision == "place" else "",
        "county": where.county if where else "",
        "lat": where.lat if where else None,
        "lon": where.lon if where else None,
        "precision": where.precision if where else "state" if one.state else "none",
        "basis": one.basis,
        "sure": one.basis != UNSURE,
    }


def _place(parsed: Parsed, state: str, cities: list[str]) -> Place | None:
    """The county of a county agency, else the place in the name, else the printed city; None unless exactly one
    fits."""
    if parsed.level in ("federal", "state", "private") or not state:
        return None
    if parsed.of_county:
        tries = [places.county(places.corrected(parsed.place, state), state)]
    elif parsed.level == "multi":
        tries = []
    else:
        tries = [places.place(places.corrected(name, state), state) for name in (parsed.place, *cities) if name]
    return next((matches[0] for matches in tries if len(matches) == 1), None)
