"""Exercises of the lessons: what the right answer is, computed from the tables, and what a wrong one shows.

A lesson's notebook names an exercise and hands over an answer; neither the number nor the way to it stands there. Each
lesson has a module here, with `about(seed)`, the page, name or agency that this seed is about, and EXERCISES."""

import importlib
import textwrap
from types import SimpleNamespace
from typing import Any

from helpers.errors import NotebookError
from helpers.lessons import wording
from helpers.lessons.checks import Exercise, checked, plain


class Lesson:
    """One lesson with one seed: what it is `about`, and its exercises."""

    def __init__(self, about: SimpleNamespace, exercises: dict[str, Exercise]) -> None:
        self.about, self.exercises = about, exercises

    def check(self, name: str, answer: Any) -> None:
        """Print what a right answer shows. Raises NotYet with what is wrong, NotebookError for an exercise that is not
        there."""
        if name not in self.exercises:
            raise NotebookError("this lesson has no such exercise", expected=" or ".join(self.exercises), found=name)
        print(textwrap.fill(f"Right. {checked(self.exercises[name], self.about, answer)}", wording.WIDTH))

    def why(self, name: str, part: str) -> str:
        """Why a part does not belong to the right answer of an exercise; empty when it does. For instructors' notes.

        Raises NotebookError for an exercise that tells no reasons."""
        exercise = self.exercises[name]
        if plain(part) in plain(exercise.right(self.about)):
            return ""
        if exercise.why is None:
            raise NotebookError("this exercise tells of no part why it does not belong", found=name)
        return exercise.why(self.about, part)

    def show_sentences(self) -> None:
        """Print the sentences of which some could be printed, with their letters."""
        wording.shown(self.about.sentences)

    def show_answers(self) -> None:
        """Print the right answers, and of each sentence what it says too much. For instructors' notes."""
        for name, exercise in self.exercises.items():
            right = exercise.right(self.about)
            print(
                f"{name}:",
                ", ".join(map(str, sorted(right))) if isinstance(right, set) else str(right).replace("_", " "),
            )
        wording.shown({letter: self.why("sentences", letter) or "could be printed" for letter in self.about.sentences})


def of(number: str, seed: int = 0) -> Lesson:
    """The lesson of two digits, its variant by `seed`: the same seed gives the same answers, another one others.

    Raises NotebookError for a seed that is no whole number.
    """
    if not isinstance(seed, int) or isinstance(seed, bool):
        raise NotebookError("the seed is no whole number", expected="seed = 0, 1, 2 …", found=repr(seed))
    module = importlib.import_module(f"helpers.lessons.answers.lesson_{number}")
    return Lesson(module.about(seed), module.EXERCISES)
