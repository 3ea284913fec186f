"""Wording: which of these sentences could you print? The rubric, as patterns that find what a sentence says beyond its
page."""

import random
import re
import textwrap
from collections.abc import Mapping
from typing import TypeVar

import pandas as pd

from helpers.sharing.maps import style

QUOTED = re.compile(r"“[^”]*”")
"""The record's own words: "Detections Shared" is a heading, not a claim."""

UNSHOWN = re.compile(r"do(?:es)? not (?:show|say|print)[^.;]*")
"""A clause that says what the record leaves open may use any word."""

WIDTH = 100
"""Characters in a line: with more, JupyterLab beside its file browser breaks a line within a word."""

Rules = Mapping[str, str]
"""What is wrong with a sentence -> a pattern that occurs in such a sentence. The first one that occurs is named."""

RUBRIC: Rules = {
    "it says that something was sent or passed on, and a list shows a permission": (
        r"\b(sent|sends|sending|gave|gives|giving|handed|hands|passed|passes|feeds|fed|shares|shared)\b"
    ),
    "it says that somebody looked or used, and a list shows no use": (
        r"\b(used|uses|searched|searches|looked up|looks up|tracked|tracks|watched|watches|saw)\b"
    ),
    "it judges or explains, and the record does neither": (
        r"\b(illegal\w*|secret\w*|because|in order to|violat\w+|broke|chose|wanted|refus\w+|stopped|kicked)\b"
    ),
    "it names no day, and a list is true of one day": r"(?s)^(?!.*\b(19|20)\d\d\b)",
    "it does not say whose record this is": r"(?s)^(?!.*\b(report|reports|record|records|table)\b)",
}
"""What a sentence about a list of accounts must not have. The last two patterns occur where a word is missing."""

Thing = TypeVar("Thing")


def fault(sentence: str, own: Rules | None = None, rubric: Rules = RUBRIC) -> str:
    """The first fault of a sentence, by a lesson's own rules and then by the rubric; empty when it could be printed."""
    text = UNSHOWN.sub("", sentence)
    faults = [fault for fault, pattern in (own or {}).items() if re.search(pattern, text)]
    faults += [fault for fault, pattern in rubric.items() if re.search(pattern, QUOTED.sub("", text))]
    return faults[0] if faults else ""


def lettered(things: list[Thing], seed: str) -> dict[str, Thing]:
    """Things in an order that depends on the seed, each with its letter."""
    return dict(zip("abcdefghijkl", random.Random(seed).sample(things, len(things)), strict=False))


def shown(lettered: Mapping[str, object]) -> None:
    """Print things with their letters, in lines that fit a page."""
    for letter, thing in lettered.items():
        print(textwrap.fill(f"({letter}) {thing}", WIDTH, subsequent_indent="    ", break_on_hyphens=False))


def of_report(report: pd.Series) -> dict[str, object]:
    """The day of a report and the agency that made it, as sentences give them (`day`, `whose`)."""
    return {"day": style.day(report["as_of"]), "whose": report["agency_printed"]}
