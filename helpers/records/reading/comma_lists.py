"""Comma lists: names in one cell or line, parted by commas, where a name may hold a comma itself.

A comma without a blank behind it parts. One with a blank may belong to a name, as in `University of California,
Berkeley`, or part two names, the second of which begins with a blank. Other names of the same record settle that; what
they do not settle is kept whole, and marked. No table of names is used."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

COMMA = re.compile(r",( *)")


@dataclass
class Evidence:
    """What a record's own cells say about commas: `names`, the names that stand alone somewhere (compared as `key`
    does), and `pairs`, how many cells hold two neighbors that a comma with a blank parts."""

    names: set[str] = field(default_factory=set)
    pairs: Counter[tuple[str, str]] = field(default_factory=Counter)

    def never_apart(self, one: str, other: str) -> bool:
        """Whether several cells hold two parts side by side, and none holds one of them alone."""
        return self.pairs[one, other] > 1 and not self.names & {key(one), key(other)}


def key(name: str) -> str:
    """A name as it is compared: small letters, without commas, blanks collapsed."""
    return " ".join(name.replace(",", " ").split()).casefold()


def evidence(cells: Iterable[str], names: Collection[str]) -> Evidence:
    """The evidence in all cells of a record; `names` are the organizations' own, as they are printed."""
    gathered = Evidence({key(name) for name in names})
    for cell in cells:
        for chunk in _chunks(cell):
            parts = [" ".join(part.split()) for part in chunk]
            if len(parts) == 1:
                gathered.names.add(key(parts[0]))
            for pair in pairwise(parts):
                gathered.pairs[pair] += 1
    return gathered


def _chunks(cell: str) -> Iterator[list[str]]:
    """A cell cut where a comma certainly parts: each piece as its parts between commas with a blank."""
    for piece in re.split(r",(?! )", cell):
        if piece.strip():
            yield re.split(r", +", piece.strip())


def parted(cell: str, organization: str, gathered: Evidence) -> tuple[list[str], list[str]]:
    """The names in a cell, blanks collapsed, and those of them that could also be two.

    `organization` is the one whose row it is. A name of it, or of another organization, is never cut, wherever its
    commas stand."""
    names, unsettled, own = list[str](), list[str](), key(organization)
    for chunk in _chunks(_shielded(cell, organization)):
        parts = [" ".join(part.replace(SHIELD, ",").split()) for part in chunk]
        run = parts[:1]
        for part in parts[1:]:
            before, together = run[-1], f"{run[-1]}, {part}"
            alone = {key(before), key(part)} <= gathered.names
            if key(together) not in gathered.names and alone:
                run.append(part)
                continue
            run[-1] = together
            if not (
                key(together) in gathered.names
                or (own and key(together).startswith(own))
                or gathered.never_apart(before, part)
            ):
                unsettled.append(together)
        names += filter(None, run)
    return names, [one for one in unsettled if one in names]


SHIELD = "\x1f"
"""Stands for a comma inside an organization's own name while its cell is cut."""


def _shielded(cell: str, organization: str) -> str:
    """The cell with the commas of the organization's own name out of the way."""
    own = " ".join(organization.split())
    return cell.replace(own, own.replace(",", SHIELD)) if "," in own else cell


# --- lists in order ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Name:
    """A name of a list: its text, blanks collapsed, and where it begins and ends in the list's text."""

    text: str
    start: int
    stop: int


SUFFIX = re.compile(
    r"(l\.?l\.?c|inc|ltd|l\.?p|llp|corp|co|company|corporation|hoa|jr|sr)\.?( \([a-z]{2}\))?"
    r"|((precinct|district|division|unit|region|zone|troop|station|pct|no|number)\.? ?#?|#)\d.*",
    re.IGNORECASE,
)
"""What stands behind a comma inside a name, and is no name of its own: a legal form, or a number of a part."""

OWN_NAME = re.compile(r"\b(PD|SO|SD|DPS|HOA|Police|Sheriff|Department|Office|College|University|County|City of)\b")
"""Words of which a body's own name has one, as the tail of another's mostly has not."""

UNSORTED = 0.05
"""The share of names out of order from which a list is taken to have none."""


def in_order(text: str) -> tuple[list[Name], list[str]]:
    """The names of a list that is sorted, as vendors print it, and notes on what its order leaves open.

    Such a list parts its names by commas, and a name may hold one. What breaks the order, between two names that keep
    it, is the tail of the name before it; so is a legal form or a part's number. A name that begins with a blank comes
    first in such an order. What breaks it and looks like a name of its own stays one, and is told."""
    parts = [Name(" ".join(m[0].split()), *_inside(m)) for m in re.finditer(r"[^,]+", text) if m[0].strip()]
    keeps = _kept(parts)
    broken = [number for number, keep in enumerate(keeps) if not keep]
    first = next((number for number, keep in enumerate(keeps) if keep), 0)
    notes, sorted_list = list[str](), len(broken) <= max(3, UNSORTED * len(parts))
    if not sorted_list:
        notes.append("the list is not in the order of the alphabet: a comma inside a name cannot be told by it")
    names = list[Name]()
    for number, part in enumerate(parts):
        tail = bool(SUFFIX.fullmatch(part.text))
        out = sorted_list and not keeps[number] and number > first
        if names and (tail or (out and not OWN_NAME.search(part.text))):
            before = names[-1]
            names[-1] = Name(f"{before.text}, {part.text}", before.start, part.stop)
        else:
            names.append(part)
            if out:
                notes.append(f"“{part.text}” does not follow the alphabet; it counts as a name of its own")
    return names, notes


def _inside(match: re.Match[str]) -> tuple[int, int]:
    """Where a part begins and ends, without the blanks around it."""
    whole = match[0]
    return match.start() + len(whole) - len(whole.lstrip()), match.end() - (len(whole) - len(whole.rstrip()))


def _kept(parts: list[Name]) -> list[bool]:
    """Which parts are of the longest run that is in order, ignoring case."""
    keys = [part.text.casefold() for part in parts]
    tops, ends, previous = list[str](), list[int](), list[int]()
    for number, one in enumerate(keys):
        place = bisect_right(tops, one)
        previous.append(ends[place - 1] if place else -1)
        tops[place : place + 1], ends[place : place + 1] = [one], [number]
    keeps, number = [False] * len(keys), ends[-1] if ends else -1
    while number >= 0:
        keeps[number], number = True, previous[number]
    return keeps
