"""Exercises of the lessons: what the right answer is, computed from the tables, and what a wrong one shows.

A lesson's notebook names an exercise and hands over an answer; it has neither the number nor the way to it. Each lesson
has a module in `answers`, with `about(seed)`: the page, name or agency that this seed is about, and its exercises. The
texts are in the file beside the module."""

import importlib
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from helpers.errors import NotebookError
from helpers.lessons import texts, wording
from helpers.lessons.checks import About, Exercise, checked, plain


@dataclass(frozen=True)
class LessonChecks:
    """One lesson with one seed: what it is `about`, and its exercises."""

    about: About
    exercises: Mapping[str, Exercise]

    def check(self, name: str, answer: Any) -> None:
        """Print what a right answer shows. Raises NotYet with what is wrong, NotebookError for an unknown exercise."""
        if name not in self.exercises:
            raise NotebookError("this lesson has no such exercise", expected=" or ".join(self.exercises), found=name)
        print(textwrap.fill(f"Right. {checked(self.exercises[name], answer)}", wording.WIDTH))

    def why(self, name: str, part: str) -> str:
        """Why a part does not belong in the right answer of an exercise; empty when it does. For instructors' notes.

        Raises NotebookError for an exercise that gives no reasons."""
        exercise = self.exercises[name]
        if plain(part) in plain(exercise.right):
            return ""
        if exercise.why is None:
            raise NotebookError("this exercise gives no reason why a part does not belong", found=name)
        return exercise.why(part)

    def show_sentences(self) -> None:
        """Print the sentences, of which some could be printed, with their letters."""
        wording.shown(self.about.sentences)

    def show_answers(self) -> None:
        """Print the right answers, and for each sentence what it says too much. For instructors' notes."""
        for name, exercise in self.exercises.items():
            right = exercise.right
            listed = ", ".join(map(str, sorted(right))) if isinstance(right, set) else str(right).replace("_", " ")
            print(f"{name}: {listed}")
        wording.shown({letter: self.why("sentences", letter) or "could be printed" for letter in self.about.sentences})


def of(number: str, seed: int = 0) -> LessonChecks:
    """The lesson with this number of two digits. The same seed gives the same answers, another seed other answers.

    Raises NotebookError for a seed that is not a whole number."""
    if not isinstance(seed, int) or isinstance(seed, bool):
        raise NotebookError("the seed is not a whole number", expected="seed = 0, 1, 2 …", found=repr(seed))
    about = importlib.import_module(f"helpers.lessons.answers.lesson_{number}").about(seed)
    words = texts.read(number)
    about = replace(about, sentences=words.lettered(about.facts(), f"{number} {seed}"))
    return LessonChecks(about, words.joined(about))
