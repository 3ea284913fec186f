"""Checks: an answer against what the tables say, and in words what a wrong one shows, never the number itself."""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pandas as pd

from helpers.errors import NotYet

About = SimpleNamespace
"""What a lesson is about with one seed: its tables, and the page, name or agency."""


@dataclass(frozen=True)
class Exercise:
    """One question: a number, a word, or a set of names.

    `right` computes the answer. `wrong` tells what somebody did who got another: the words, and the answer to which it
    leads. `otherwise` says where to look when it is none of these, `means` what the right answer shows. For a set,
    `why` tells of one thing in it why it does not belong. `within` is how far a number may be off, for shares that are
    rounded; `reads` makes of a word as it was written the word that is compared, or nothing."""

    right: Callable[[About], object]
    wrong: Mapping[str, Callable[[About], object]]
    otherwise: str
    means: str
    why: Callable[[About, str], str] | None = None
    within: float = field(default=0, kw_only=True)
    reads: Callable[[str], str] | None = field(default=None, kw_only=True)


def where(table: pd.DataFrame, **cells: object) -> pd.DataFrame:
    """The lines of a table in which each of these columns has this cell."""
    for column, cell in cells.items():
        table = table[table[column] == cell]
    return table


def checked(exercise: Exercise, about: About, answer: Any) -> str:
    """What the right answer means. Raises NotYet with what a wrong one shows."""
    right = plain(exercise.right(about))
    written, answer = as_written(answer), plain(answer)
    _refuse_other_kinds(answer, right)
    if exercise.reads:
        answer = exercise.reads(answer) or answer
    if same(answer, right, exercise.within):
        return exercise.means
    if ways := [says for says, way in exercise.wrong.items() if _leads_to(way(about), answer, exercise.within)]:
        raise NotYet("; or ".join(ways))  # two mistakes can lead to one number, and nobody knows which was made
    if isinstance(right, set):
        raise NotYet(_set_apart(answer, right, exercise, about, written))
    raise NotYet(exercise.otherwise)


def plain(answer: Any) -> Any:
    """An answer as a number, a word in small letters, or a set of words; a table's column becomes the set of its
    cells."""
    if isinstance(answer, pd.DataFrame) and answer.shape[1] == 1:
        answer = answer.iloc[:, 0]
    if hasattr(answer, "item") and getattr(answer, "size", 0) == 1 and not isinstance(answer, (pd.Series, pd.Index)):
        answer = answer.item()
    if isinstance(answer, str):
        return " ".join(answer.split()).casefold()
    if isinstance(answer, Iterable) and not isinstance(answer, (pd.DataFrame, Mapping)):
        return {plain(one) if isinstance(one, str) or not isinstance(one, Iterable) else str(one) for one in answer}
    return answer


def as_written(answer: Any) -> dict[str, str]:
    """What stands in a set or a column, as it was written, by what `plain` makes of it; of anything else nothing."""
    if isinstance(answer, pd.DataFrame) and answer.shape[1] == 1:
        answer = answer.iloc[:, 0]
    if isinstance(answer, (str, pd.DataFrame, Mapping)) or not isinstance(answer, Iterable):
        return {}
    return {plain(one): " ".join(one.split()) for one in answer if isinstance(one, str)}


def same(one: object, other: object, within: float = 0) -> bool:
    if isinstance(one, (int, float)) and isinstance(other, (int, float)):
        return math.isclose(one, other, rel_tol=1e-9, abs_tol=within)
    return type(one) is type(other) and one == other


def _leads_to(wrong: Any, answer: Any, within: float) -> bool:
    """Whether a wrong way leads to this answer: to the answer itself or, where one thing is asked for, to a set that
    holds it."""
    wrong = plain(wrong)
    return answer in wrong if isinstance(wrong, set) and not isinstance(answer, set) else same(answer, wrong, within)


def _refuse_other_kinds(answer: object, right: object) -> None:
    """Raise NotYet for an answer that is not there, or of another kind than is asked for."""
    if answer is None or answer is ... or answer == set() or answer == "":
        raise NotYet("nothing is there; put your answer in place of the three dots, and run that cell, then this one")
    if isinstance(right, set) and not isinstance(answer, set):
        raise NotYet('several things are asked for, in curly brackets, as in {"a", "b"} or {1, 2}')
    if isinstance(right, str) and not isinstance(answer, str):
        raise NotYet('one word is asked for, in quotation marks, as in "a"')
    if isinstance(right, (int, float)) and (isinstance(answer, bool) or not isinstance(answer, (int, float))):
        raise NotYet("a number is asked for, without quotation marks; of a table, its length: len(table)")


def _set_apart(answer: set[Any], right: set[Any], exercise: Exercise, about: About, written: dict[str, str]) -> str:
    """What is wrong with a set: one thing that the answer has and should not, else that something is missing."""
    if strange := sorted(map(str, answer - right)):
        reason = exercise.why(about, strange[0]) if exercise.why else exercise.otherwise
        return f"“{written.get(strange[0], strange[0])}” does not belong there; {reason}"
    return f"what is there belongs there, and something is missing; {exercise.otherwise}"
