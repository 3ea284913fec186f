"""Checks: compare an answer with what the tables give, and say what a wrong answer shows, never the number itself."""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from helpers.errors import NotYet


@dataclass(frozen=True)
class Exercise:
    """One question of a lesson with one seed: a number, a word, or a set of names.

    `right` is the answer. `wrong` maps what somebody did wrong, in words, to the answer to which it leads. `otherwise`
    says where to look when the answer is none of these, and `means` what the right answer shows. For a set, `why` says
    why one thing does not belong in it. `within` is how far a number may be off, for shares that are rounded; `reads`
    turns a word as it was written into the word that is compared, or into an empty one."""

    right: object
    wrong: Mapping[str, object]
    otherwise: str = ""
    means: str = ""
    why: Callable[[str], str] | None = None
    within: float = field(default=0, kw_only=True)
    reads: Callable[[str], str] | None = field(default=None, kw_only=True)


@dataclass(frozen=True)
class About:
    """What a lesson is about with one seed; each lesson has a subclass with its tables, and its page, name or agency.

    `sentences` holds five sentences by letter, of which some could be printed."""

    sentences: Mapping[str, str] = field(default_factory=dict, kw_only=True)

    def facts(self) -> dict[str, object]:
        """The values for the names in curly brackets in the lesson's texts (`helpers.lessons.texts`)."""
        return {}

    def asked(self) -> dict[str, Exercise]:
        """The exercises by name, but for the one on the sentences, made by `ask`."""
        return {}


def ask(
    right: object,
    /,
    *,
    why: Callable[[str], str] | None = None,
    within: float = 0,
    reads: Callable[[str], str] | None = None,
    **wrong: object,
) -> Exercise:
    """An exercise with names in place of texts: a name in `wrong`, or one that `why` returns, is a key of the lesson's
    texts, and `Texts.joined` puts the text in its place."""
    return Exercise(right, wrong, why=why, within=within, reads=reads)


def opposite(section: str) -> str:
    """The same kind of section in the other direction."""
    kind, _, direction = section.rpartition("_")
    return f"{kind}_{'received' if direction == 'shared' else 'shared'}"


def where(table: pd.DataFrame, **cells: object) -> pd.DataFrame:
    """The rows of a table in which each of these columns has this value."""
    for column, cell in cells.items():
        table = table[table[column] == cell]
    return table


def checked(exercise: Exercise, answer: Any) -> str:
    """What the right answer means. Raises NotYet with what a wrong one shows."""
    right = plain(exercise.right)
    written, answer = as_written(answer), plain(answer)
    _refuse_other_kinds(answer, right)
    if exercise.reads:
        answer = exercise.reads(answer) or answer
    if same(answer, right, exercise.within):
        return exercise.means
    if ways := [text for text, way in exercise.wrong.items() if _leads_to(way, answer, exercise.within)]:
        raise NotYet("; or ".join(ways))  # two mistakes can lead to one number, and nobody knows which was made
    if isinstance(right, set):
        raise NotYet(_set_apart(answer, right, exercise, written))
    raise NotYet(exercise.otherwise)


def plain(answer: Any) -> Any:
    """An answer as a number, a word in lower case, or a set of words. A column becomes the set of its values."""
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
    """The words of a set or a column as they were written, by what `plain` makes of them; empty for anything else."""
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
    """Whether a wrong way leads to this answer or, where the question asks for one thing, to a set that has it."""
    wrong = plain(wrong)
    return answer in wrong if isinstance(wrong, set) and not isinstance(answer, set) else same(answer, wrong, within)


def _refuse_other_kinds(answer: object, right: object) -> None:
    """Raise NotYet for an answer that is missing, or of another kind than the question asks for."""
    if answer is None or answer is ... or answer == set() or answer == "":
        raise NotYet("nothing is there; put your answer in place of the three dots, and run that cell, then this one")
    if isinstance(right, set) and not isinstance(answer, set):
        raise NotYet('several things are asked for, in curly brackets, as in {"a", "b"} or {1, 2}')
    if isinstance(right, str) and not isinstance(answer, str):
        raise NotYet('one word is asked for, in quotation marks, as in "a"')
    if isinstance(right, (int, float)) and (isinstance(answer, bool) or not isinstance(answer, (int, float))):
        raise NotYet("a number is asked for, without quotation marks; of a table, its length: len(table)")


def _set_apart(answer: set[Any], right: set[Any], exercise: Exercise, written: dict[str, str]) -> str:
    """What is wrong with a set: one thing that does not belong in it, or else that something is missing."""
    if strange := sorted(map(str, answer - right)):
        reason = exercise.why(strange[0]) if exercise.why else exercise.otherwise
        return f"“{written.get(strange[0], strange[0])}” does not belong there; {reason}"
    return f"what is there belongs there, and something is missing; {exercise.otherwise}"
