"""Texts: what a lesson says about its exercises and sentences, from the YAML file beside the lesson's module.

A file has `sentences`, five of which some could be printed; `faults`, the lesson's own rules for them (what is wrong ->
a pattern); and `exercises`: by name what the right answer means, where to look otherwise, what each wrong way did, and
why a part does not belong (one text, or several by name). A name in curly brackets in sentences, patterns and reasons
stands for one of the lesson's facts (`About.facts`). `list_of_accounts: false` leaves out the common rubric."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from string import Formatter

import yaml

from helpers.errors import NotebookError
from helpers.lessons import wording
from helpers.lessons.checks import About, Exercise

FOLDER = Path(__file__).parent / "answers"


@dataclass(frozen=True)
class ExerciseTexts:
    """The texts of one exercise; the names in `wrong` and `why` are those that the lesson's module uses."""

    means: str
    otherwise: str
    wrong: dict[str, str] = field(default_factory=dict)
    why: dict[str, str] | str = ""

    @property
    def reasons(self) -> dict[str, str]:
        return {"": self.why} if isinstance(self.why, str) else self.why


SENTENCES = ExerciseTexts(
    means="A sentence that could be printed says what is listed where, on which day, and stops there.",
    otherwise=(
        "read each of the others again: if it says more than that a record had a name on a day, it cannot be printed"
    ),
)
"""The texts of the exercise that all lessons share, for lessons about a list of accounts."""


@dataclass(frozen=True)
class Texts:
    """The texts of one lesson, in the order of its file."""

    document: str
    sentences: list[str]
    faults: dict[str, str]
    exercises: dict[str, ExerciseTexts]
    list_of_accounts: bool = True

    def lettered(self, facts: Mapping[str, object], seed: str) -> dict[str, str]:
        """The sentences by letter, filled with the facts. Raises NotebookError for a fact that is missing or unused."""
        reasons = [text for exercise in self.exercises.values() for text in exercise.reasons.values()]
        templates = [*self.sentences, *self.faults.values(), *reasons]
        self._compare("facts", facts, {name for one in templates for _, name, _, _ in Formatter().parse(one) if name})
        return wording.lettered([sentence.format_map(facts) for sentence in self.sentences], f"wording {seed}")

    def joined(self, about: About) -> dict[str, Exercise]:
        """The exercises of a lesson with their texts, and the one on the sentences after them.

        Raises NotebookError for an exercise or a wrong way without a text, and for a text without one of these."""
        asked = about.asked()
        self._compare("exercises", {*asked, "sentences"}, {*self.exercises, "sentences"})
        named = {name: self._with_texts(name, exercise, about.facts()) for name, exercise in asked.items()}
        return {**named, "sentences": self._on_sentences(about)}

    def _with_texts(self, name: str, asked: Exercise, facts: Mapping[str, object]) -> Exercise:
        texts = self.exercises[name]
        self._compare(f"wrong ways of {name}", asked.wrong, texts.wrong)

        def why(part: str) -> str:
            return texts.reasons[asked.why(part) if asked.why else ""].format_map(facts)

        wrong = {texts.wrong[way]: answer for way, answer in asked.wrong.items()}
        return replace(asked, wrong=wrong, otherwise=texts.otherwise, means=texts.means, why=why if texts.why else None)

    def _on_sentences(self, about: About) -> Exercise:
        """Which of `about.sentences` could be printed: a set of letters."""
        facts = {name: re.escape(str(fact)) for name, fact in about.facts().items()}
        own = {fault: pattern.format_map(facts) for fault, pattern in self.faults.items()}
        rubric = wording.RUBRIC if self.list_of_accounts else {}
        faults = {letter: wording.fault(sentence, own, rubric) for letter, sentence in about.sentences.items()}
        wrong = {"not all of them: at least one says more than its evidence": set(faults)}
        texts = self.exercises.get("sentences", SENTENCES)

        def why(letter: str) -> str:
            return faults.get(letter, "there is no sentence with that letter")

        right = {letter for letter, fault in faults.items() if not fault}
        return Exercise(right, wrong, texts.otherwise, texts.means, why)

    def _compare(self, what: str, of_lesson: Iterable[str], of_texts: Iterable[str]) -> None:
        if differ := ", ".join(sorted(set(of_lesson) ^ set(of_texts))):
            what = f"the {what} of the lesson and of its texts differ"
            raise NotebookError(what, document=self.document, found=differ)


def read(number: str, folder: Path = FOLDER) -> Texts:
    """The texts of a lesson. Raises NotebookError when they do not keep the form."""
    path = folder / f"lesson_{number}.yml"
    try:
        fields = yaml.safe_load(path.read_text(encoding="utf-8"))
        fields["exercises"] = {name: ExerciseTexts(**texts) for name, texts in fields["exercises"].items()}
        return Texts(path.name, **fields)
    except (yaml.YAMLError, TypeError, KeyError) as reason:
        raise NotebookError("the lesson's texts do not keep the form", document=path.name, found=reason) from None
