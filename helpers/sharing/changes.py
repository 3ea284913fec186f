"""Changes: what left, what stayed and what came between two releases of one agency's report, section by section.

Printed names alone overstate change: "Irvine Police Department" and "Irvine Police Department (CA)" are two texts and
one agency. So agencies are compared, and an account printed "Inactive ..." is not one that is gone. A new
name is matched to an old account only where data/hand/renames.csv says so, with a reason; pairs that could be one
account under two names, and are not decided, make the difference between the low and the high number. A list does not
say why an account left it."""

from collections.abc import Iterable, Iterator
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
from helpers.sharing.tables import SharingTables

STATUSES = ("kept", "renamed", "inactive", "dropped", "added")
"""An account that is still listed and printed as inactive in the later release is `inactive`, whatever its name was
before."""

RENAMED, LEFT_OPEN = "renamed", "not settled"
"""What data/hand/renames.csv can decide."""

BETWEEN_NAMES, BETWEEN_IDS = " | ", " "


@dataclass(frozen=True)
class Account:
    """The entries of one agency in one section of one release: printed names and row ids in the order of the page.
    `inactive` is true where each of them is printed so: an agency with one active account can still see the data."""

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
"""The empty side of a line that is dropped or added."""

Accounts = dict[str, Account]
"""The accounts of one section of one release: by agency, an unsure one by its printed name."""

Line = dict[str, Any]
"""A line of the table `changes`, by its columns."""


@dataclass(frozen=True)
class Use:
    """A decision on two names (a line of the hand table `renames`) in two lists that print them: the accounts `old` and
    `new`, by their keys in the lists `before` and `after`."""

    decision: Any
    old: str
    new: str
    before: Accounts
    after: Accounts

    @property
    def contradiction(self) -> str:
        """Why the two names cannot be one account, by what is printed; empty where nothing speaks against it."""
        old, new, same = self.before[self.old], self.after[self.new], self.old == self.new
        if _states_differ(old, new):
            return f"{old.state} and {new.state}"
        if active(self.decision.before) in new.active_names if same else self.old in self.after:
            return "the later list has the earlier name as well"
        if active(self.decision.after) in old.active_names if same else self.new in self.before:
            return "the earlier list has the later name as well"
        return ""


# --- the table --------------------------------------------------------------------------------------------------------


def change(tables: SharingTables, releases: list[str], renames: pd.DataFrame) -> pd.DataFrame:
    """Every agency of each section in each two consecutive releases (table `changes`), a line each.

    `releases` are doc_ids of one agency in the order of their dates, two or more; `renames` is the hand table. Several
    entries of an agency in a section are one line. An unsure name is the same account only where the same name is
    printed, Inactive aside. The reporter's own other account has a line like any other. A section that one of two
    releases does not show whole has no line: `not_comparable` names it. Raises TableError for releases
    of two agencies, fewer than two or out of order, and for a decision that the lists contradict."""
    _refuse_no_sequence(tables, releases)
    lines = []
    for earlier, later in pairwise(releases):
        for section in network.DIRECTIONS:
            if _why_not(tables, section, earlier, later):
                continue
            before, after = (_accounts(tables, section, doc_id) for doc_id in (earlier, later))
            where = {"before": earlier, "after": later, "section": section}
            compared = _compared(before, after, _decisions(_uses(renames, section, before, after)))
            lines += [{**where, **line} for line in compared]
    return pd.DataFrame(lines, columns=schemas.columns("changes"))


def not_comparable(tables: SharingTables, releases: list[str]) -> pd.DataFrame:
    """The sections of each two consecutive releases that cannot be compared, with the reason: columns before, after,
    section, why. A name that is missing from a record that does not show the section was not dropped. A section that
    neither of the two shows has no line."""
    lines = []
    for earlier, later in pairwise(releases):
        for section in network.DIRECTIONS:
            why = _why_not(tables, section, earlier, later)
            if why and any(len(network.listed_in(tables, section, doc_id)) for doc_id in (earlier, later)):
                lines.append([earlier, later, section, why])
    return pd.DataFrame(lines, columns=["before", "after", "section", "why"])


def _why_not(tables: SharingTables, section: str, earlier: str, later: str) -> str:
    """Why a section of two releases cannot be compared; empty where it can."""
    reasons = {doc_id: tables.why_not_shown(doc_id, section) for doc_id in (earlier, later)}
    return "; ".join(f"{doc_id}: {why}" for doc_id, why in reasons.items() if why)


def releases_of(tables: SharingTables, agency_id: str) -> list[str]:
    """The doc_ids of an agency's reports in the order of their dates."""
    own = [doc_id for doc_id, reporter in tables.reporter_ids.items() if reporter == agency_id]
    return sorted(own, key=lambda doc_id: tables.dates[doc_id])


def _refuse_no_sequence(tables: SharingTables, releases: list[str]) -> None:
    made_by = sorted({tables.reporter(doc_id) for doc_id in releases})
    if len(made_by) > 1:
        raise TableError("releases of different agencies are not compared as a change", found=", ".join(made_by))
    if len(releases) < 2:
        raise TableError("a change is between releases", expected="two or more", found=len(releases))
    for one, other in pairwise(releases):
        if tables.dates[one] >= tables.dates[other]:
            dates = f"{one} ({tables.dates[one].date()}) before {other} ({tables.dates[other].date()})"
            what, do = "releases are not in the order of their dates", "Give the earlier one first."
            raise TableError(what, found=dates, do=do)


def _accounts(tables: SharingTables, section: str, doc_id: str) -> Accounts:
    listed = network.listed_in(tables, section, doc_id)
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


def _uses(renames: pd.DataFrame, section: str, before: Accounts, after: Accounts) -> Iterator[Use]:
    """The decisions whose earlier name is in the earlier list and whose later name is in the later, by accounts."""
    earlier, later = _by_name(before), _by_name(after)
    for line in renames[renames["section"].isin([section, agencies.ANY])].itertuples():
        for old, new in product(earlier.get(active(line.before), []), later.get(active(line.after), [])):
            yield Use(line, old, new, before, after)


def _by_name(accounts: Accounts) -> dict[str, list[str]]:
    """The accounts that print each name: two, where one name is printed beside two cities."""
    named: dict[str, list[str]] = {}
    for key, one in accounts.items():
        for name in one.active_names:
            named.setdefault(name, []).append(key)
    return named


def _decisions(uses: Iterable[Use]) -> Decisions:
    decided = Decisions({}, set())
    for use in uses:
        names = f"{use.decision.before} to {use.decision.after}"
        if use.decision.decision == LEFT_OPEN:
            decided.open.add((use.old, use.new))
        elif why := use.contradiction:
            raise TableError(f"a decision on a new name is contradicted: {names}", found=why)
        elif use.old in decided.renamed or use.new in decided.renamed.values():
            raise TableError("an account is renamed twice", found=names, do="Leave one line.")
        else:
            decided.renamed[use.old] = use.new
    return decided


def _states_differ(one: Account, other: Account) -> bool:
    return bool(one.state and other.state and one.state != other.state)


def _compared(before: Accounts, after: Accounts, decided: Decisions) -> list[Line]:
    """The lines of one section."""
    same = {key: key for key in before if key in after} | decided.renamed
    dropped = {key: one for key, one in before.items() if key not in same}
    added = {key: one for key, one in after.items() if key not in same.values()}
    pairs = _could_be(dropped, added, decided.open)
    lines = []
    for old, new in same.items():
        renamed = old in decided.renamed
        how = "decided" if renamed else "same agency" if after[new].sure else "same printed name"
        status = "inactive" if after[new].inactive else "renamed" if renamed else "kept"
        lines.append(_line(before[old], after[new], status, how))
    for old, one in dropped.items():
        lines.append(_line(one, NONE, "dropped", could_be=[added[new].agency_id for was, new in pairs if was == old]))
    for new, one in added.items():
        lines.append(_line(NONE, one, "added", could_be=[dropped[old].agency_id for old, now in pairs if now == new]))
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
    name, and names of one kind whose places look alike (unresolved.near, three to a name); never two of
    different states."""
    pairs = {(old, new) for old, new in left_open if old in dropped and new in added}
    pairs |= {(old, new) for old, new in _alike(dropped, added)}
    pairs |= {(old, new) for new, old in _alike(added, dropped)}
    return pairs


def _alike(some: Accounts, others: Accounts) -> Iterator[tuple[str, str]]:
    """Each of some accounts with each of the others whose name is the same or near, and whose state is not another."""
    for key, one in some.items():
        possible = _by_name({other: its for other, its in others.items() if not _states_differ(one, its)})
        for name in one.active_names:
            for alike in [name] * (name in possible) + unresolved.near(name, list(possible)):
                yield from ((key, other) for other in possible[alike])


# --- counts -----------------------------------------------------------------------------------------------------------

COUNTS = [
    *("before", "after", "section", "kept", "renamed", "inactive", "by_name_only"),
    *("dropped_low", "dropped_high", "added_low", "added_high"),
    *("kept_by_string", "dropped_by_string", "added_by_string"),
]


def change_counts(changes: pd.DataFrame) -> pd.DataFrame:
    """How many accounts of each section were kept, renamed, inactive, dropped and added between two releases (COUNTS).

    Dropped and added have a low and a high number: high counts every line, low leaves out as many pairs as could be one
    account under two names, each line in one pair at most. `by_name_only` counts the unsure names among the kept,
    renamed and inactive, the same only because the same name is printed. The columns _by_string count exact printed
    strings: there a spelling, a state in parentheses and the word Inactive count as a name dropped and one added. A
    section that is empty in both releases has no line."""
    lines = []
    for where, part in changes.groupby(["before", "after", "section"]):
        counts = part["status"].value_counts().reindex(STATUSES, fill_value=0)
        pairs = _most_pairs(part[part["status"] == "dropped"], part[part["status"] == "added"])
        earlier, later = (set(_split(part[column], BETWEEN_NAMES)) for column in ("name_before", "name_after"))
        by_name_only = int((part["how"] == "same printed name").sum())
        lines.append(
            [
                *(*where, counts["kept"], counts["renamed"], counts["inactive"], by_name_only),
                *(counts["dropped"] - pairs, counts["dropped"], counts["added"] - pairs, counts["added"]),
                *(len(earlier & later), len(earlier - later), len(later - earlier)),
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


def renames_problems(tables: SharingTables, renames: pd.DataFrame) -> list[str]:
    """What is wrong with data/hand/renames.csv, a sentence each: a decision that is made twice, that names what no
    document prints any more, that concerns no two consecutive releases, that changes nothing, or that the lists
    contradict."""
    problems = _made_twice(renames)
    printed = {active(name) for name in tables.rows["agency_printed"]}
    uses = _uses_in_all(tables, renames)
    for line in renames.itertuples():
        decision, used = f"{line.before} to {line.after} ({line.section})", uses[line.Index]
        if lost := sorted({active(line.before), active(line.after)} - printed):
            problems.append(f"stale: no document prints {lost[0]}")
        elif not used:
            problems.append(f"unused: no two releases that follow each other list {decision}")
        elif line.before == line.after or (line.decision == LEFT_OPEN and all(use.old == use.new for use in used)):
            problems.append(f"unused: {decision} is one account without the decision")
        elif against := sorted({why for use in used if (why := use.contradiction)}):
            problems.append(f"contradicted: {decision}: {against[0]}")
    return problems


def _made_twice(renames: pd.DataFrame) -> list[str]:
    """An account that is decided upon twice for one section: the same two names, or one of them with two new or old
    ones."""
    problems = []
    for section in network.DIRECTIONS:
        for_it = renames[renames["section"].isin([section, agencies.ANY])]
        renamed = for_it[for_it["decision"] == RENAMED]
        twice = for_it.duplicated(["before", "after"])
        twice |= renamed.duplicated("before").reindex(twice.index, fill_value=False)
        twice |= renamed.duplicated("after").reindex(twice.index, fill_value=False)
        repeated = for_it[twice].itertuples()
        problems += [f"decided twice: {line.before} to {line.after} ({line.section})" for line in repeated]
    return list(dict.fromkeys(problems))


def _uses_in_all(tables: SharingTables, renames: pd.DataFrame) -> dict[int, list[Use]]:
    """For each decision, by its line: its uses in all sections of all consecutive releases."""
    uses: dict[int, list[Use]] = {index: [] for index in renames.index}
    for agency_id in sorted(set(tables.reporter_ids.values())):
        for earlier, later in pairwise(releases_of(tables, agency_id)):
            for section in network.DIRECTIONS:
                before, after = (_accounts(tables, section, doc_id) for doc_id in (earlier, later))
                for use in _uses(renames, section, before, after):
                    uses[use.decision.Index].append(use)
    return uses
