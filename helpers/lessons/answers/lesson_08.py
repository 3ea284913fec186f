"""Lesson 8, checking a published statement: one statement of the article with its number, its evidence, and its
wording."""

import random
import re
from typing import TypeVar

import pandas as pd

from helpers import schemas
from helpers.claims import ledger
from helpers.collection import notebooks
from helpers.errors import NotebookError
from helpers.lessons import wording
from helpers.lessons.checks import About, Exercise
from helpers.records import documents
from helpers.sharing.maps import style

STATEMENTS = ("C18", "C16", "C39", "C17", "C36")
"""Statements with a number, and with evidence that bears them out and evidence that limits them; one a seed."""

ARGUMENTS = ("C10", "C25", "C47", "C53", "C54")
"""Arguments, wishes and worries: of those that the ledger grades as attributions, the ones whose words show it."""

SETTLED = "supported"
"""The status of a statement for which a page in hand or independent reports speak: such a one can be checked."""

SAYING = ("says", "said", "signed", "argued", "wrote", "stressed")


def about(seed: int) -> About:
    """By seed: `claim`, a statement; its `evidence` by letters; `numbers` by letters, of which some would let it stand;
    and `six` statements by letters, two of which are arguments."""
    claims = {claim.id: claim for claim in ledger.read()}
    claim = claims[STATEMENTS[seed % len(STATEMENTS)]]
    findings = schemas.read("findings", notebooks.source().derived).set_index("finding_id")
    versions = schemas.read("versions")
    found = About(claim=claim, findings=findings, versions=versions[versions["claim_id"] == claim.id])
    found.day = style.day(claim.published.date)
    found.pieces = _lettered([(one, one in claim.counter_evidence) for one in claim.all_evidence], f"evidence {seed}")
    found.evidence = {letter: _told(one, findings) for letter, (one, _) in found.pieces.items()}
    found.numbers = _lettered(_near(claim), f"numbers {seed}")
    found.six_claims = _lettered(_six(claims, claim, seed), f"six {seed}")
    found.six = {letter: f"{one.speaker}: {one.says}" for letter, one in found.six_claims.items()}
    found.sentences = wording.lettered(_sentences(claim, found.day), f"08 {seed}")
    return found


Thing = TypeVar("Thing")


def _lettered(things: list[Thing], kind: str) -> dict[str, Thing]:
    return dict(zip("abcdefghijkl", random.Random(kind).sample(things, len(things)), strict=False))


def _told(one: ledger.ClaimEvidence, findings: pd.DataFrame) -> str:
    """A piece of evidence in words: where it stands, and what it says."""
    if one.kind == "page":
        return (
            f"{documents.manifest().set_index('doc_id').loc[one.doc_id, 'title']}, page {one.page}: “… {one.anchor} …”"
        )
    if one.kind == "finding":
        return f"A number of this collection, {findings.loc[one.finding_id, 'value']:,g}: {findings.loc[one.finding_id, 'says']}"
    return f"{one.source}, {one.date}: {one.says}"


def _near(claim: ledger.Claim) -> list[str]:
    """Five numbers at and around the published one; for a number that is meant exactly, those next to it.

    Raises NotebookError for a statement without a number."""
    exact = claim.rule == "exact"
    value = claim.value
    if value is None:
        raise NotebookError("the lesson's statement has no number", document="claims.yml", found=claim.id)
    five = [value + step for step in (-2, -1, 0, 1, 2)] if exact else [value * by for by in (0.5, 0.95, 1, 1.05, 2)]
    return [f"{number:.0f}" if exact else f"{number:,.0f}" for number in five]


def _six(claims: dict[str, ledger.Claim], claim: ledger.Claim, seed: int) -> list[ledger.Claim]:
    """Two arguments, one statement that somebody says and a record could settle, and three others of that kind."""
    draw = random.Random(f"statements {seed}")
    settled = [one for one in claims.values() if one.status == SETTLED and one.id != claim.id]
    said = [one for one in settled if names_who_says(one)]
    chosen = draw.choice(said)
    plain = [one for one in settled if not names_who_says(one)]
    return [claims[one] for one in draw.sample(ARGUMENTS, 2)] + [chosen] + draw.sample(plain, 3)


def names_who_says(claim: ledger.Claim) -> bool:
    """Whether a statement is somebody's, by its words: that makes it no argument."""
    return claim.speaker != "reporter" or any(word in claim.says.split() for word in SAYING)


def _sentences(claim: ledger.Claim, day: str) -> list[str]:
    return [
        claim.safe,
        f"As an article of {day} has it: {claim.says} The record on which that rests was not seen here.",
        f"We checked it, and it is so: {claim.says}",
        f"Nobody disputes it: {claim.says}",
        f"The article of {day} is wrong: other sources put it otherwise.",
    ]


RULES: wording.Rules = {
    "it says that we checked, and the record itself was not seen": lambda text: text.startswith("We checked"),
    "it says that nobody disputes it, and a piece of the evidence limits it": lambda text: text.startswith("Nobody"),
    "it makes a difference between sources into an error of one of them": lambda text: " is wrong" in text,
}


def _rule(about: About) -> str:
    return str(about.claim.rule.replace("_", " "))


def _standing(about: About, rule: str) -> set[str]:
    """The letters of the numbers with which the statement would stand under a rule."""
    return {
        letter
        for letter, number in about.numbers.items()
        if ledger.holds(rule, about.claim.value, float(number.replace(",", "")))
    }


def _against(about: About, against: bool = True) -> set[str]:
    return {letter for letter, (_, counters) in about.pieces.items() if counters == against}


def _arguments(about: About, argued: bool = True) -> set[str]:
    return {letter for letter, one in about.six_claims.items() if (one.grade == ledger.ATTRIBUTION) == argued}


EXERCISES = {
    "number": Exercise(
        right=lambda a: int(a.claim.value) if a.claim.value.is_integer() else a.claim.value,
        wrong={
            "a plural such as dozens or thousands is two of them at the least, and you took one": lambda a: (
                a.claim.value / 2 if re.search(r"dozens|thousands", a.claim.says, re.IGNORECASE) else None
            ),
            "you left out the zeros of million": lambda a: (
                a.claim.value / 1_000_000 if "million" in a.claim.says else None
            ),
            "that is another outlet's number, and the statement's own is asked for": lambda a: max(
                map(float, a.versions["number"]), default=None
            ),
        },
        otherwise="give the number of the statement itself, in digits, without commas",
        means="This is the number as published. Whether it is true, is the next question.",
    ),
    "rule": Exercise(
        right=_rule,
        wrong={
            "you leave no room beside the number, and the statement does": lambda a: "exact",
            "you leave room on both sides, and the statement leaves it on one side or on none": lambda a: "about",
            "you set a floor, and the statement sets none": lambda a: "at least",
            "you set a ceiling, and the statement sets none": lambda a: "at most",
        },
        otherwise="choose one of the four words above, letter for letter",
        means="The words around a number are part of it.",
    ),
    "stands": Exercise(
        right=lambda a: _standing(a, a.claim.rule),
        wrong={
            "you let the very number stand and no other": lambda a: _standing(a, "exact"),
            "you let every number stand that is not far off, on either side": lambda a: _standing(a, "about"),
            "you set a floor: every larger number stands with you": lambda a: _standing(a, "at_least"),
            "you set a ceiling: every smaller number stands with you": lambda a: _standing(a, "at_most"),
        },
        otherwise="put the rule of your statement to each number in turn",
        means="With these the statement would stand; with the others it would not, or not in these words.",
        why=lambda a, letter: "under the rule of your statement that number would not do",
    ),
    "against": Exercise(
        right=_against,
        wrong={
            "these bear the statement out, or stand beside it; the others are asked for": lambda a: _against(a, False),
            "not all of them: some bear it out": lambda a: set(a.evidence),
        },
        otherwise="look for a piece after which the statement would have to be put more carefully",
        means="None of these shows that the statement is false. Each belongs into the story.",
        why=lambda a, letter: "it bears the statement out, or stands beside it",
    ),
    "arguments": Exercise(
        right=_arguments,
        wrong={
            "these are statements that a record could settle; the others are asked for": lambda a: _arguments(a, False),
            "that somebody is named as saying it makes no argument: a record could still settle one of these": lambda a: {
                letter for letter, one in a.six_claims.items() if names_who_says(one)
            },
        },
        otherwise="ask of each which page could show that it is so; an argument, a wish or a worry has none",
        means="Print these with the name of who holds them, and do not test them.",
        why=lambda a, letter: "a record could show that it is so, or that it is not",
    ),
    "sentences": wording.exercise(
        lambda about: RULES,
        rubric={},
        otherwise="read each of the others again: the evidence carries every word of it, or it says who said it, or it falls",
        means="A sentence that could be printed says who says so, and what was not seen.",
    ),
}
