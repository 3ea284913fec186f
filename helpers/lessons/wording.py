"""Wording: which of these sentences could you print? The rubric, as rules that find what a sentence says beyond its
page."""

import random
import re
import textwrap
from collections.abc import Callable, Mapping

from helpers.lessons.checks import About, Exercise

QUOTED = re.compile(r"“[^”]*”")
"""The record's own words: "Detections Shared" is a heading, not a claim."""

UNSHOWN = re.compile(r"do(?:es)? not (?:show|say|print)[^.;]*")
"""A clause that says what the record leaves open may use any word."""

WIDTH = 100
"""Letters in a line: more, and JupyterLab beside its file browser breaks a line within a word."""

Rules = Mapping[str, Callable[[str], bool]]
"""Fault of a sentence -> whether a sentence has it. The first that holds is the one to name."""

RUBRIC: Rules = {
    "it says that something was sent or passed on, and a list shows a permission": lambda text: bool(
        re.search(
            r"\b(sent|sends|sending|gave|gives|giving|handed|hands|passed|passes|feeds|fed|shares|shared)\b", text
        )
    ),
    "it says that somebody looked or used, and a list shows no use": lambda text: bool(
        re.search(r"\b(used|uses|searched|searches|looked up|looks up|tracked|tracks|watched|watches|saw)\b", text)
    ),
    "it judges or explains, and the record does neither": lambda text: bool(
        re.search(
            r"\b(illegal\w*|secret\w*|because|in order to|violat\w+|broke|chose|wanted|refus\w+|stopped|kicked)\b", text
        )
    ),
    "it names no day, and a list is true of one day": lambda text: not re.search(r"\b(19|20)\d\d\b", text),
    "it does not say in whose record this stands": lambda text: (
        not re.search(r"\b(report|reports|record|records|table)\b", text)
    ),
}
"""What a sentence about a list of accounts must not have."""


def fault(sentence: str, more: Rules | None = None, rubric: Rules = RUBRIC) -> str:
    """The first fault of a sentence, by a lesson's own rules and then by the rubric; empty when it could be printed."""
    text = UNSHOWN.sub("", sentence)
    own = next((says for says, has in (more or {}).items() if has(text)), "")
    return own or next((says for says, has in rubric.items() if has(QUOTED.sub("", text))), "")


def lettered(sentences: list[str], seed: str) -> dict[str, str]:
    """The sentences in an order that depends on lesson and seed, each with its letter."""
    order = random.Random(f"wording {seed}").sample(sentences, len(sentences))
    return dict(zip("abcdefgh", order, strict=False))


def shown(lettered: Mapping[str, object]) -> None:
    """Print things with their letters, in lines that a page can hold."""
    for letter, said in lettered.items():
        print(textwrap.fill(f"({letter}) {said}", WIDTH, subsequent_indent="    ", break_on_hyphens=False))


def exercise(
    more: Callable[[About], Rules] = lambda about: {},
    rubric: Rules = RUBRIC,
    otherwise: str = "read each of the others again: more than that a name stood in a record on a day, and it cannot be printed",
    means: str = "A sentence that could be printed says what stands where, and on which day, and stops there.",
) -> Exercise:
    """Which of `about.sentences` (letter to sentence) could be printed: a set of letters. `more` gives the lesson's own
    rules; a lesson that is not about a list of accounts has a rubric, and words, of its own."""
    return Exercise(
        right=lambda about: {
            letter for letter, said in about.sentences.items() if not fault(said, more(about), rubric)
        },
        wrong={
            "not all of them: at least one says more than what it rests on": lambda about: set(about.sentences),
        },
        otherwise=otherwise,
        means=means,
        why=lambda about, letter: (
            fault(about.sentences[letter], more(about), rubric)
            if letter in about.sentences
            else "there is no sentence of that letter"
        ),
    )
