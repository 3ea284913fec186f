"""Changes: what left, what stayed and what came between two releases of one agency's report, section by section.

Printed names alone overstate change: "Irvine Police Department" and "Irvine Police Department (CA)" are two texts and
one agency. So agencies are compared, and an account printed "Inactive ..." is told apart from one that is gone. A new
name is taken for an old account only where data/hand/renames.csv says so, with a reason; what could be one account
under two names, and is not decided, makes the difference between the low and the high number. A list does not say why
an account left it."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise, product
from typing import Any

import pandas as pd
from scipy import sparse
from scipy.sparse.csgraph import maximum_bipartite_matching

from helpers import schemas
from helpers.errors import TableError
from helpers.sharing import agencies, network, unresolved
from helpers.sharing.names import active

STATUSES = ("kept", "renamed", "inactive", "dropped", "added")
"""An account that is still listed and printed as inactive in the later release is `inactive`, whatever its name was
before."""

RENAMED, NOT_SETTLED = "renamed", "not settled"
"""What data/hand/renames.csv can decide."""

BETWEEN_NAMES, BETWEEN_IDS = " | ", " "


@dataclass(frozen=True)
class Account:
    """The entries of one agency in one section of one release, one or several: printed names and row ids in the order
    of the page. `inactive` is true where each of them is printed so: an agency with one active account can still see
    the data."""

    agency_id: str
    sure: bool
    state: str
    names: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    inactive: bool = False

    @property
    def active_names(self) -> list[str]:
        return list(dict.fromkeys(map(active, self.names)))


NONE = Account("", True, "")
"""Stands on the empty side of a line that is dropped or added."""

Accounts = dict[str, Account]

Line = dict[str, Any]
"""A line of the table `changes`, by its columns."""

Use = tuple[str, str, Accounts, Accounts]
"""Where a decision is used: its earlier and its later account, and the accounts of the two lists."""


# --- the table --------------------------------------------------------------------------------------------------------


def change(
    releases: list[str],
    rows: pd.DataFrame,
    edges: pd.DataFrame,
    known: pd.DataFrame,
    spellings: pd.DataFrame,
    reports: pd.DataFrame,
    renames: pd.DataFrame,
) -> pd.DataFrame:
    """Every agency of each section in each two releases that follow each other (table `changes`), a line each.

    `releases` are doc_ids of one agency in the order of their dates, two or more; `renames` is the hand table. Several
    entries of an agency in a section are one line. An unsure name is the same account only where the same name is
    printed, Inactive aside. The reporter's own other account has a line like any other. Raises TableError for releases
    of two agencies, fewer than two or out of order, and for a decision that the lists contradict."""
    _refuse_no_sequence(releases, reports)
    tables = (edges, rows, known, spellings)
    lines = []
    for one, other in pairwise(releases):
        for section in network.DIRECTIONS:
            before, after = (_accounts(section, doc_id, *tables) for doc_id in (one, other))
            where = {"before": one, "after": other, "section": section}
            lines += [
                {**where, **line} for line in _compared(before, after, _decisions(section, before, after, renames))
            ]
    return pd.DataFrame(lines, columns=schemas.columns("changes"))


def releases_of(agency_id: str, reports: pd.DataFrame) -> list[str]:
    """The doc_ids of an agency's reports in the order of their dates."""
    own = reports[reports["doc_id"].map(agencies.reporter_ids(reports)) == agency_id]
    in_order: list[str] = own.sort_values("as_of")["doc_id"].tolist()
    return in_order


def _refuse_no_sequence(releases: list[str], reports: pd.DataFrame) -> None:
    made_by = sorted({network.reporter(doc_id, reports) for doc_id in releases})
    if len(made_by) > 1:
        raise TableError("releases of different agencies are not compared as a change", found=", ".join(made_by))
    if len(releases) < 2:
        raise TableError("a change is between releases", expected="two or more", found=len(releases))
    dates = reports.set_index("doc_id")["as_of"].map(pd.Timestamp)
    for one, other in pairwise(releases):
        if dates[one] >= dates[other]:
            found = f"{one} ({dates[one].date()}) before {other} ({dates[other].date()})"
            raise TableError(
                "releases are not in the order of their dates", found=found, do="Give the earlier one first."
            )


def _accounts(section: str, doc_id: str, *tables: pd.DataFrame) -> Accounts:
    """The accounts of one section of one release: by agency, an unsure one by its printed name."""
    listed = network.listed_in(section, doc_id, *tables)
    listed["account"] = listed["agency_id"].where(listed["sure"], "unsure " + listed["agency_printed"].map(active))
    return {
        account: Account(
            agency_id=part["agency_id"].iloc[0],
            sure=bool(part["sure"].iloc[0]),
            state=part["state"].iloc[0],
            names=tuple(dict.fromkeys(part["agency_printed"])),
            rows=tuple(part["row_id"]),
            inactive=bool(part["inactive"].all()),
        )
        for account, part in listed.groupby("account")
    }


# --- one section ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Decisions:
    """What was decided about the accounts of one section in two releases, by account: `renamed`, earlier to later, and
    pairs left open."""

    renamed: dict[str, str]
    open: set[tuple[str, str]]


def _standing(renames: pd.DataFrame, section: str, before: Accounts, after: Accounts) -> Iterator[tuple[Any, str, str]]:
    """The decisions whose earlier name stands in the earlier list and whose later name in the later, with both
    accounts."""
    earlier, later = _by_name(before), _by_name(after)
    for line in renames[renames["section"].isin([section, agencies.ANY])].itertuples():
        for old, new in product(earlier.get(active(line.before), []), later.get(active(line.after), [])):
            yield line, old, new


def _by_name(accounts: Accounts) -> dict[str, list[str]]:
    """The accounts that print each name: two, where one name stands beside two cities."""
    found: dict[str, list[str]] = {}
    for key, one in accounts.items():
        for name in one.active_names:
            found.setdefault(name, []).append(key)
    return found


def _decisions(section: str, before: Accounts, after: Accounts, renames: pd.DataFrame) -> Decisions:
    renamed: dict[str, str] = {}
    left_open: set[tuple[str, str]] = set()
    for line, old, new in _standing(renames, section, before, after):
        if line.decision == NOT_SETTLED:
            left_open.add((old, new))
        elif why := _contradiction(line, old, new, before, after):
            raise TableError(f"a decision on a new name is contradicted: {line.before} to {line.after}", found=why)
        elif old in renamed or new in renamed.values():
            raise TableError(
                "an account is renamed twice", found=f"{line.before} to {line.after}", do="Leave one line."
            )
        else:
            renamed[old] = new
    return Decisions(renamed, left_open)


def _contradiction(line: Any, old: str, new: str, before: Accounts, after: Accounts) -> str:
    """Why the two names of a decision cannot be one account, by what is printed; empty where nothing speaks against
    it."""
    if _states_differ(before[old], after[new]):
        return f"{before[old].state} and {after[new].state}"
    same = old == new
    if active(line.before) in after[new].active_names if same else old in after:
        return "the later list has the earlier name as well"
    if active(line.after) in before[old].active_names if same else new in before:
        return "the earlier list has the later name as well"
    return ""


def _states_differ(one: Account, other: Account) -> bool:
    return bool(one.state and other.state and one.state != other.state)


def _compared(before: Accounts, after: Accounts, decided: Decisions) -> list[Line]:
    """The lines of one section."""
    same = {key: key for key in before if key in after} | decided.renamed
    dropped = {key: one for key, one in before.items() if key not in same}
    added = {key: one for key, one in after.items() if key not in same.values()}
    could_be = _could_be(dropped, added, decided.open)
    lines = []
    for old, new in same.items():
        renamed = old in decided.renamed
        how = "decided" if renamed else "same agency" if after[new].sure else "same printed name"
        status = "inactive" if after[new].inactive else "renamed" if renamed else "kept"
        lines.append(_line(before[old], after[new], status, how))
    for old, one in dropped.items():
        lines.append(
            _line(one, NONE, "dropped", could_be=[added[new].agency_id for was, new in could_be if was == old])
        )
    for new, one in added.items():
        lines.append(
            _line(NONE, one, "added", could_be=[dropped[old].agency_id for old, now in could_be if now == new])
        )
    return lines


def _line(before: Account, after: Account, status: str, how: str = "", could_be: list[str] | None = None) -> Line:
    return {
        "agency_id": after.agency_id or before.agency_id,
        "agency_id_before": before.agency_id,
        "name_before": BETWEEN_NAMES.join(before.names),
        "name_after": BETWEEN_NAMES.join(after.names),
        "status": status,
        "how": how,
        "inactive_before": before.inactive,
        "inactive_after": after.inactive,
        "rows_before": BETWEEN_IDS.join(before.rows),
        "rows_after": BETWEEN_IDS.join(after.rows),
        "could_be": BETWEEN_IDS.join(sorted(set(could_be or []))),
    }


def _could_be(dropped: Accounts, added: Accounts, left_open: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Which dropped and added accounts could be one under two names: pairs that a person left open, the same printed
    name, and names of one kind whose places look alike (doubts.near, three to a name); never two of different
    states."""
    pairs = {(old, new) for old, new in left_open if old in dropped and new in added}
    pairs |= {(old, new) for old, new in _alike(dropped, added)}
    pairs |= {(old, new) for new, old in _alike(added, dropped)}
    return pairs


def _alike(some: Accounts, others: Accounts) -> Iterator[tuple[str, str]]:
    """Each of some accounts with each of the others whose name is the same or near, and whose state is not another."""
    for key, one in some.items():
        possible = _by_name({other: its for other, its in others.items() if not _states_differ(one, its)})
        for name in one.active_names:
            for found in [name] * (name in possible) + unresolved.near(name, list(possible)):
                yield from ((key, other) for other in possible[found])


# --- counts -----------------------------------------------------------------------------------------------------------

COUNTS = [
    "before",
    "after",
    "section",
    "kept",
    "renamed",
    "inactive",
    "by_name_only",
    "dropped_low",
    "dropped_high",
    "added_low",
    "added_high",
    "kept_by_string",
    "dropped_by_string",
    "added_by_string",
]


def change_counts(changes: pd.DataFrame) -> pd.DataFrame:
    """How many accounts of each section were kept, renamed, inactive, dropped and added between two releases (COUNTS).

    Dropped and added have a low and a high number: high counts every line, low leaves out as many pairs as could be one
    account under two names, each line in one pair at most. `by_name_only` tells how many of the kept, renamed and
    inactive are unsure names, the same only because the same name is printed. What exact printed strings alone would
    say stands beside it (_by_string): a spelling, a state in parentheses and the word Inactive count there as a name
    dropped and one added. A section that is empty in both releases has no line."""
    lines = []
    for where, part in changes.groupby(["before", "after", "section"]):
        counts = part["status"].value_counts().reindex(STATUSES, fill_value=0)
        pairs = _most_pairs(part[part["status"] == "dropped"], part[part["status"] == "added"])
        earlier, later = (set(_split(part[column], BETWEEN_NAMES)) for column in ("name_before", "name_after"))
        lines.append(
            [
                *where,
                counts["kept"],
                counts["renamed"],
                counts["inactive"],
                int((part["how"] == "same printed name").sum()),
                counts["dropped"] - pairs,
                counts["dropped"],
                counts["added"] - pairs,
                counts["added"],
                len(earlier & later),
                len(earlier - later),
                len(later - earlier),
            ]
        )
    return pd.DataFrame(lines, columns=COUNTS)


def _split(cells: pd.Series, between: str) -> Iterator[str]:
    return (part for cell in cells if cell for part in cell.split(between))


def _most_pairs(dropped: pd.DataFrame, added: pd.DataFrame) -> int:
    """How many dropped and added lines can at most be one account each, no line in two pairs."""
    could = [[new in cell.split(BETWEEN_IDS) for new in added["agency_id"]] for cell in dropped["could_be"]]
    if not could or not len(added):
        return 0
    return int((maximum_bipartite_matching(sparse.csr_array(could)) >= 0).sum())


# --- the hand table ---------------------------------------------------------------------------------------------------


def renames_problems(
    renames: pd.DataFrame,
    rows: pd.DataFrame,
    edges: pd.DataFrame,
    known: pd.DataFrame,
    spellings: pd.DataFrame,
    reports: pd.DataFrame,
) -> list[str]:
    """What is wrong with data/hand/renames.csv, a sentence each: a decision made twice, of which a name is printed
    nowhere any more, that concerns no two releases that follow each other, that changes nothing, or that the lists
    contradict."""
    found = _made_twice(renames)
    printed = {active(name) for name in rows["agency_printed"]}
    uses = _uses(renames, reports, edges, rows, known, spellings)
    for line in renames.itertuples():
        said, used = f"{line.before} to {line.after} ({line.section})", uses[line.Index]
        if lost := sorted({active(line.before), active(line.after)} - printed):
            found.append(f"stale: no document prints {lost[0]}")
        elif not used:
            found.append(f"unused: no two releases that follow each other list {said}")
        elif line.before == line.after or (line.decision == NOT_SETTLED and all(old == new for old, new, *_ in used)):
            found.append(f"unused: {said} is one account without the decision")
        elif against := sorted({why for use in used if (why := _contradiction(line, *use))}):
            found.append(f"contradicted: {said}: {against[0]}")
    return found


def _made_twice(renames: pd.DataFrame) -> list[str]:
    """An account that is decided upon twice for one section: the same two names, or one of them with two new or old
    ones."""
    found = []
    for section in network.DIRECTIONS:
        for_it = renames[renames["section"].isin([section, agencies.ANY])]
        renamed = for_it[for_it["decision"] == RENAMED]
        twice = for_it.duplicated(["before", "after"])
        twice |= renamed.duplicated("before").reindex(twice.index, fill_value=False)
        twice |= renamed.duplicated("after").reindex(twice.index, fill_value=False)
        found += [
            f"decided twice: {line.before} to {line.after} ({line.section})" for line in for_it[twice].itertuples()
        ]
    return list(dict.fromkeys(found))


def _uses(renames: pd.DataFrame, reports: pd.DataFrame, *tables: pd.DataFrame) -> dict[int, list[Use]]:
    """For each decision, by its line: the sections of releases that follow each other in which both of its names
    stand."""
    uses: dict[int, list[Use]] = {index: [] for index in renames.index}
    for agency_id in sorted(set(agencies.reporter_ids(reports).values())):
        for one, other in pairwise(releases_of(agency_id, reports)):
            for section in network.DIRECTIONS:
                before, after = (_accounts(section, doc_id, *tables) for doc_id in (one, other))
                for line, old, new in _standing(renames, section, before, after):
                    uses[line.Index].append((old, new, before, after))
    return uses
