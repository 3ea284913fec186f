"""Comma lists: names in one cell or line, parted by commas, where a name may hold a comma itself.

A comma without a blank behind it parts. One with a blank may belong to a name, as in `University of California,
Berkeley`, or part two names, the second of which begins with a blank. Other names of the same record settle that; what
they do not settle is kept whole, and marked. No table of names is used."""

import re
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
