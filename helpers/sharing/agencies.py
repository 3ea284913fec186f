"""Agencies: from a printed name to one agency, or to an honest "unsure".

A name is matched to an agency only when something shows its state: the name itself ("(CA)"), the city and state columns
of a report, the same name with a city and state elsewhere, the one place or county in the country with that name, or a
decision with its reason (data/hand/names.csv). No name is matched because it looks like another, and an unresolved name
keeps an id of its own, so that no entry is lost."""

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from helpers import files, schemas
from helpers.errors import TableError
from helpers.sharing import ids, places
from helpers.sharing.ids import agency_id, state_of
from helpers.sharing.names import Parsed, active, parse
from helpers.sharing.places import STATES, Place
from helpers.sharing.tables import SPELLING, SharingTables

BASES_IN_WORDS = {
    "printed": "a report prints its city and state",
    "in_name": "the printed name says it: a state, or whose office it is",
    "same_name": "the same printed name has a city in another report",
    "only_place": "one place of that name in the country",
    "decided": "decided by hand, with a reason, in the collection's data/hand/names.csv",
    "unsure": "unsure: nothing that we read shows whose name this is",
}
"""Why a name is matched to an agency, and how each reason is worded; the strongest first."""

BASES = tuple(BASES_IN_WORDS)

DECIDED_BY_READER = "decided by you, in your own names.csv"
"""The wording of a decision that is a reader's own, not the collection's."""

UNSURE = "unsure"
"""The basis of an unresolved name."""

ANY = "any"
"""In a table of decisions: one that holds for every document, or every section."""

CALLED_BY_PLACE = {"police", "sheriff", "district attorney", "constable", "fire", "marshal"}
CALLED_BY_PLACE |= {"public safety", "city", "task force"}
"""Kinds of agency whose name begins with the place that they serve. A port, a campus or a park can lie elsewhere."""

FROM_NAME = ("kind", "level", "parent", "state", "place", "county", "lat", "lon", "precision", "basis", "sure")

LIST = ["agency_printed", "agency_id", "name", *FROM_NAME]
"""The columns of a reader's own list of names (`named`)."""


@dataclass(frozen=True)
class NameEvidence:
    """What can match a name beside the name itself: `elsewhere`, the one state printed beside a name in some report, by
    name; `decisions`, an agency's id or unsure, by printed name and document ("" for any)."""

    elsewhere: Mapping[str, str] = field(default_factory=dict)
    decisions: dict[tuple[str, str], str] = field(default_factory=dict)

    def decided(self, printed: str, doc_id: str) -> str:
        """What was decided for a name or its inactive account; empty where nothing was."""
        return self.decisions.get((active(printed), doc_id)) or self.decisions.get((active(printed), ""), "")


@dataclass(frozen=True)
class Match:
    """A printed name with its agency, the agency's state ("" where unknown) and the basis of the match."""

    parsed: Parsed
    agency_id: str
    state: str
    basis: str


def evidence(tables: SharingTables, decisions: pd.DataFrame | None = None) -> NameEvidence:
    """What matches the names of the tables `rows` and `reports`; `decisions` is the hand table `names`. Raises
    TableError if it decides a name twice."""
    decided: dict[tuple[str, str], str] = {}
    for line in decisions.itertuples() if decisions is not None else ():
        key = (active(line.printed), "" if line.document == ANY else line.document)
        if key in decided:
            raise TableError("a name is decided twice", found=line.printed, do="Leave one line in data/hand/names.csv.")
        decided[key] = line.agency_id
    printed = zip(tables.rows["agency_printed"], tables.rows["state_printed"], strict=True)
    reporters = [(report.agency_printed, parse(report.agency).state) for report in tables.reports.itertuples()]
    return NameEvidence(_one_state_each([*printed, *dict(reporters).items()]), decided)


def match(printed: str, evidence: NameEvidence, *, state_printed: str = "", doc_id: str = "") -> Match:
    """The agency of one printed name."""
    parsed = parse(printed)
    if schemas.MASK in printed:  # a part of the name is covered: what is left may be another agency's name
        return Match(parsed, agency_id(parsed, "", unsure=True), "", UNSURE)
    state, basis = _printed_state(parsed, state_printed)
    if not basis and (decided := evidence.decided(printed, doc_id)):
        if decided != UNSURE:
            return Match(parsed, decided, state_of(decided), "decided")
        basis = UNSURE
    if not basis:
        state, basis = _state_elsewhere(parsed, evidence)
    return Match(parsed, agency_id(parsed, state, unsure=basis == UNSURE), state, basis)


def _printed_state(parsed: Parsed, beside: str) -> tuple[str, str]:
    """The state that is printed beside or in the name, and the basis; both empty where none is. A name that prints one
    state and has another beside it is unsure."""
    if beside in STATES:
        return ("", UNSURE) if parsed.state not in ("", beside) else (beside, "printed")
    return (parsed.state, "in_name") if parsed.state or parsed.stem else ("", "")


def _state_elsewhere(parsed: Parsed, evidence: NameEvidence) -> tuple[str, str]:
    """The state of the same name elsewhere, or of the only place or county of that name, and the basis."""
    if parsed.words in evidence.elsewhere:
        return evidence.elsewhere[parsed.words], "same_name"
    if parsed.kind in CALLED_BY_PLACE and parsed.place:
        everywhere = places.county(parsed.place) if parsed.of_county else places.place(parsed.place)
        if len(everywhere) == 1:
            return everywhere[0].state, "only_place"
    return "", UNSURE


# --- the tables -------------------------------------------------------------------------------------------------------


def identify(tables: SharingTables, evidence: NameEvidence) -> pd.DataFrame:
    """Every printed name of the table `rows` with its agency (table `spellings`). Raises TableError if two agencies
    would share an id."""
    spellings = tables.rows[SPELLING].fillna("").groupby(SPELLING, sort=False).size().rename("rows").reset_index()
    lines = spellings.itertuples()
    matches = [match(n.agency_printed, evidence, state_printed=n.state_printed, doc_id=n.doc_id) for n in lines]
    _refuse_collisions(matches)
    return spellings.assign(agency_id=[one.agency_id for one in matches], basis=[one.basis for one in matches])


def _refuse_collisions(matches: list[Match]) -> None:
    meant: dict[str, tuple[str, str, str]] = {}
    for one in matches:
        if one.basis != "decided":
            what = (places.key(ids.called(one.parsed, one.state)), one.parsed.kind, one.state)
            if meant.setdefault(one.agency_id, what) != what:
                two = f"{one.agency_id}: {meant[one.agency_id]} and {what}"
                raise TableError("two agencies would share one id", found=two)


def table(tables: SharingTables) -> pd.DataFrame:
    """One line per agency (table `agencies`), from the tables spellings and reports: its commonest name, what the name
    says, where it is, and on what basis. A reporting agency goes by the name that its own report uses, and has a line
    even if no report lists it."""
    names, reporters = tables.spellings, tables.reporter_ids
    own_names = {reporters[report.doc_id]: report.agency_printed for report in tables.reports.itertuples()}
    listed = set(names["agency_id"])
    not_listed = [(agency_id, name, "", "printed") for agency_id, name in own_names.items() if agency_id not in listed]
    columns = ["agency_id", "agency_printed", "city_printed", "basis"]
    names = pd.concat([names, pd.DataFrame(not_listed, columns=columns)]) if not_listed else names
    lines = [_agency(one, part, own_names.get(one)) for one, part in names.groupby("agency_id")]
    return pd.DataFrame(lines, columns=schemas.columns("agencies"))


def _agency(agency_id: str, names: pd.DataFrame, own_name: str | None) -> dict[str, Any]:
    """A line of the table `agencies`, from the agency's lines of the table `spellings`."""
    commonest = names.sort_values(["rows", "agency_printed"], ascending=[False, True])["agency_printed"].iloc[0]
    one = Match(parse(commonest), agency_id, state_of(agency_id), min(names["basis"], key=BASES.index))
    described = _described(one, sorted(set(names["city_printed"])))
    return {"agency_id": agency_id, "name": own_name or active(commonest), **described}


def named(names: pd.DataFrame, evidence: NameEvidence) -> pd.DataFrame:
    """A reader's own list of names with the agency of each: the columns LIST, a line for each of `names`, which has the
    column agency_printed and may have city_printed, state_printed and doc_id.

    A city and state on one line match the same name on another line, as they do in a report; a name whose state
    contradicts `evidence` stays unsure. Raises TableError for a list without names and for an empty name."""
    lines, which = named_once(names, evidence)
    return lines.take(which).reset_index(drop=True)


def named_once(names: pd.DataFrame, evidence: NameEvidence) -> tuple[pd.DataFrame, np.ndarray]:
    """As `named`, with a line for each spelling (SPELLING) alone, and for each of `names` the position of its line."""
    cells = spelled(names)
    evidence = with_own_states(evidence, _one_state_each(cells.loc[:, ["agency_printed", "state_printed"]].to_numpy()))
    lines, cities, which = described_once(cells, evidence)
    return split_by_city(lines, cities, in_several_cities(lines, cities)), which


def spelled(names: pd.DataFrame) -> pd.DataFrame:
    """The columns SPELLING of a list of names, as text without blanks around it. Raises TableError as `named` does."""
    if "agency_printed" not in names.columns:
        do = "Write agency_printed over the column that holds the agencies' names."
        columns = ", ".join(map(str, names.columns))
        raise TableError("the list has no names", expected="a column agency_printed", found=columns, do=do)
    cells = names.reindex(columns=SPELLING).astype(object).fillna("").astype(str)
    cells = cells.apply(lambda column: column.str.strip())
    if empty := (cells["agency_printed"] == "").to_numpy().nonzero()[0].tolist():
        line = files.lines_of(names)[empty[0]]
        raise TableError("a line of the list has no name", expected="agency_printed", found=f"line {line}")
    return cells


def described_once(cells: pd.DataFrame, evidence: NameEvidence) -> tuple[pd.DataFrame, pd.Series, np.ndarray]:
    """Each spelling among `cells` (as `spelled` returns them) once: the columns LIST; the city printed beside it; and
    for each of `cells` the position of its line."""
    which = cells.groupby(SPELLING, sort=False).ngroup().to_numpy()
    once, lines = cells.drop_duplicates(), []
    for doc_id, printed, city, state in once.itertuples(index=False):
        one = match(printed, evidence, state_printed=state, doc_id=doc_id)
        line = {"agency_printed": printed, "agency_id": one.agency_id, "name": active(printed)}
        lines.append(line | _described(one, [city]))
    return pd.DataFrame(lines, columns=LIST), once["city_printed"].reset_index(drop=True), which


def with_own_states(evidence: NameEvidence, own: Mapping[str, str]) -> NameEvidence:
    """The evidence and a list's own states, without the names and decisions for which the two disagree."""
    kept = {key: to for key, to in evidence.decisions.items() if own.get(key[0], state_of(to)) == state_of(to)}
    return NameEvidence(_Agreed(evidence.elsewhere, own), kept)


class _Agreed(Mapping[str, str]):
    """What two mappings say: of a key that both have, what they agree on, and otherwise nothing."""

    def __init__(self, one: Mapping[str, str], other: Mapping[str, str]):
        self.one, self.other = one, other

    def __getitem__(self, key: str) -> str:
        value = self.other.get(key)
        if value is None:
            return self.one[key]
        if self.one.get(key, value) != value:
            raise KeyError(key)
        return value

    def __iter__(self) -> Iterator[str]:
        return (key for key in {**self.one, **self.other} if key in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def beside_cities(lines: pd.DataFrame, cities: pd.Series) -> pd.DataFrame:
    """The ids of lines (LIST) beside which a city is printed, each with its name and its city's key (places.key)."""
    beside = lines[["agency_id", "name"]].assign(city=cities.to_numpy()).query("city != ''")
    return beside.assign(city=beside["city"].map(places.key))


def in_several_cities(lines: pd.DataFrame, cities: pd.Series) -> set[str]:
    """The ids of lines that are printed beside more than one city."""
    several = beside_cities(lines, cities).groupby("agency_id")["city"].nunique()
    return set(several.index[several > 1])


def split_by_city(lines: pd.DataFrame, cities: pd.Series, several: Container[str]) -> pd.DataFrame:
    """Lines of one id whose name has no place, beside `several` cities, get an id for each city: the departments of
    Napa and Oakland, each printed as "Police Department" beside its city, are two."""
    beside = beside_cities(lines, cities)
    beside = beside[beside["agency_id"].map(lambda agency_id: agency_id in several).astype(bool)]
    beside = beside[beside["name"].map(lambda name: not parse(name).place).astype(bool)]
    lines = lines.copy()
    lines.loc[beside.index, "agency_id"] = beside["agency_id"] + "-" + beside["city"].map(files.slug)
    return lines


def best_basis(spellings: pd.DataFrame) -> pd.Series:
    """The strongest basis of each printed name, by name: one report may print its city, another its name alone."""
    return spellings.groupby("agency_printed")["basis"].agg(lambda bases: min(bases, key=BASES.index))


def basis_in_words(basis: str, *, by_reader: bool = False) -> str:
    """A basis in words; `by_reader` says that a decision is a reader's own."""
    return DECIDED_BY_READER if basis == "decided" and by_reader else BASES_IN_WORDS[basis]


def in_words(bases: pd.Series, by_reader: Iterable[str] = ()) -> str:
    """How many names are matched, and on what basis. `bases` has the basis of each name, by name; `by_reader` are the
    names that a reader decided, which are counted apart from the collection's decisions."""
    own = bases.index.isin(list(by_reader))
    each = [basis_in_words(basis, by_reader=mine) for basis, mine in zip(bases, own, strict=True)]
    counts = pd.Series(each).value_counts()
    order = [BASES_IN_WORDS[basis] for basis in BASES if basis != UNSURE] + [DECIDED_BY_READER]
    parts = ", ".join(f"{counts[words]} ({words})" for words in order if words in counts)
    unsure = int((bases == UNSURE).sum())
    return f"{len(bases) - unsure} of {len(bases)} names matched: {parts or 'none'}; {unsure} unsure"


def hold_out(tables: SharingTables, doc_id: str, decisions: pd.DataFrame) -> pd.DataFrame:
    """A hold-out test of the matching: the names of a report that prints cities and states, matched without them.

    One line for each name beside which `doc_id` prints a state: agency_printed, city_printed, state_printed, basis,
    state, place, and `right`, whether state and place (of an agency named after its place) are the printed ones.
    Decisions that rest on this report are left out."""
    rows = tables.rows
    here = rows["doc_id"] == doc_id
    shown = rows[here & rows["state_printed"].isin(STATES)].drop_duplicates("agency_printed")
    others = decisions[~decisions["source"].str.contains(doc_id)]
    without = evidence(tables.with_table("rows", rows[~here]), others)
    lines = []
    for line in shown.itertuples():
        one = match(line.agency_printed, without, doc_id=doc_id)
        where = _described(one, [])
        right = where["state"] == line.state_printed
        if where["place"] and one.parsed.kind in CALLED_BY_PLACE:
            right &= places.key(where["place"]) == places.key(line.city_printed)
        printed = {column: getattr(line, column) for column in SPELLING[1:]}
        lines.append({**printed, "basis": one.basis, "state": where["state"], "place": where["place"], "right": right})
    return pd.DataFrame(lines)


def _one_state_each(beside: Iterable[tuple[str, str]]) -> dict[str, str]:
    """A printed name (Inactive aside) to the one state printed beside it; names with two are left out."""
    states: dict[str, set[str]] = {}
    for printed, state in beside:
        if state in STATES:
            states.setdefault(active(printed), set()).add(state)
    return {name: several.pop() for name, several in states.items() if len(several) == 1}


def _described(one: Match, cities: list[str]) -> dict[str, Any]:
    """The columns FROM_NAME of an agency: what its name says, and a point for it."""
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
