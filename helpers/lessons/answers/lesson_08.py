"""Lesson 8, checking a published statement: one statement of the article with its number, its evidence, and its
wording."""

import random
import re
from dataclasses import dataclass

import pandas as pd

from helpers import schemas
from helpers.claims import ledger
from helpers.collection import notebooks
from helpers.errors import NotebookError
from helpers.lessons import wording
from helpers.lessons.checks import About, Exercise, ask, where
from helpers.records import documents
from helpers.sharing.maps import style

STATEMENTS = ("C18", "C16", "C39", "C17", "C36")
"""Statements with a number, with evidence that supports them and evidence that limits them; one a seed."""

ARGUMENTS = ("C10", "C25", "C47", "C53", "C54")
"""Arguments, wishes and worries: of those that the ledger grades as attributions, the ones whose words show it."""

SUPPORTED = "supported"
"""The status of a statement that a page in hand or independent reports support: such a one can be checked."""

SAYING = ("says", "said", "signed", "argued", "wrote", "stressed")


@dataclass(frozen=True)
class Statement(About):
    """A statement (`claim`) with its published number (`value`) and the `other_numbers` that other outlets print; by
    letter its `evidence` in words, which of it is `against`, `numbers` of which some would let it hold, and six other
    statements (`six_claims`, `six` in words), two of which are arguments."""

    claim: ledger.Claim
    day: str
    value: float
    other_numbers: list[float]
    evidence: dict[str, str]
    against: dict[str, bool]
    numbers: dict[str, str]
    six_claims: dict[str, ledger.Claim]
    six: dict[str, str]

    def facts(self) -> dict[str, object]:
        return {"safe": self.claim.safe, "says": self.claim.says, "day": self.day}

    def standing(self, rule: str) -> set[str]:
        """The letters of the numbers with which the statement would hold under a rule."""
        numbers = {letter: float(number.replace(",", "")) for letter, number in self.numbers.items()}
        return {letter for letter, number in numbers.items() if ledger.holds(rule, self.value, number)}

    def asked(self) -> dict[str, Exercise]:
        says, value = self.claim.says, self.value
        argued = {letter for letter, one in self.six_claims.items() if one.grade == ledger.ATTRIBUTION}
        limiting = {letter for letter, counters in self.against.items() if counters}
        return {
            "number": ask(
                int(value) if value.is_integer() else value,
                one=value / 2 if re.search(r"dozens|thousands", says, re.IGNORECASE) else None,
                zeros=value / 1_000_000 if "million" in says else None,
                outlet=max(self.other_numbers, default=None),
            ),
            "rule": ask(
                self.claim.rule.replace("_", " "), exact="exact", about="about", at_least="at least", at_most="at most"
            ),
            "stands": ask(
                self.standing(self.claim.rule),
                exact=self.standing("exact"),
                about=self.standing("about"),
                at_least=self.standing("at_least"),
                at_most=self.standing("at_most"),
            ),
            "against": ask(limiting, bears_out=set(self.evidence) - limiting, all=set(self.evidence)),
            "arguments": ask(
                argued,
                checkable=set(self.six) - argued,
                named={letter for letter, one in self.six_claims.items() if names_who_says(one)},
            ),
        }


def about(seed: int) -> Statement:
    claims = {claim.id: claim for claim in ledger.read()}
    claim = claims[STATEMENTS[seed % len(STATEMENTS)]]
    if claim.value is None:
        raise NotebookError("the lesson's statement has no number", document="claims.yml", found=claim.id)
    findings = schemas.read("findings", notebooks.source().derived).set_index("finding_id")
    pieces = wording.lettered(list(claim.all_evidence), f"evidence {seed}")
    evidence = {letter: _in_words(one, findings) for letter, one in pieces.items()}
    against = {letter: one in claim.counter_evidence for letter, one in pieces.items()}
    other_numbers = [float(number) for number in where(schemas.read("versions"), claim_id=claim.id)["number"]]
    numbers = wording.lettered(_near(claim.value, claim.rule), f"numbers {seed}")
    claims_of_six = wording.lettered(_six(claims, claim, seed), f"six {seed}")
    six = {letter: f"{one.speaker}: {one.says}" for letter, one in claims_of_six.items()}
    day = style.day(claim.published.date)
    return Statement(claim, day, claim.value, other_numbers, evidence, against, numbers, claims_of_six, six)


def _in_words(one: ledger.ClaimEvidence, findings: pd.DataFrame) -> str:
    """A piece of evidence in words: where it is from, and what it says."""
    if one.kind == "page":
        title = documents.manifest().set_index("doc_id").loc[one.doc_id, "title"]
        return f"{title}, page {one.page}: “… {one.anchor} …”"
    if one.kind == "finding":
        finding = findings.loc[one.finding_id]
        return f"A number of this collection, {finding['value']:,g}: {finding['says']}"
    return f"{one.source}, {one.date}: {one.says}"


def _near(value: float, rule: str) -> list[str]:
    """Five numbers at and around the published one; for a number that is meant exactly, those next to it."""
    if rule == "exact":
        return [f"{value + step:.0f}" for step in (-2, -1, 0, 1, 2)]
    return [f"{value * by:,.0f}" for by in (0.5, 0.95, 1, 1.05, 2)]


def _six(claims: dict[str, ledger.Claim], claim: ledger.Claim, seed: int) -> list[ledger.Claim]:
    """Two arguments, one statement that somebody says and a record could confirm, and three others of that kind."""
    draw = random.Random(f"statements {seed}")
    supported = [one for one in claims.values() if one.status == SUPPORTED and one.id != claim.id]
    chosen = draw.choice([one for one in supported if names_who_says(one)])
    plain = [one for one in supported if not names_who_says(one)]
    return [claims[one] for one in draw.sample(ARGUMENTS, 2)] + [chosen] + draw.sample(plain, 3)


def names_who_says(claim: ledger.Claim) -> bool:
    """Whether a statement names, in its words, who says it: that does not make it an argument."""
    return claim.speaker != "reporter" or any(word in claim.says.split() for word in SAYING)
