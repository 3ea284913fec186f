"""Lesson 9, does this add up: a hit ratio report, a made-up copy of a detection report, and a whole without one of its
parts."""

import random

import pandas as pd

from helpers import schemas
from helpers.collection import notebooks
from helpers.lessons import wording
from helpers.lessons.checks import About, Exercise, where
from helpers.sharing.maps import style

WHOLE, BY_SYSTEM = "ocsd-2019-2025-hits", "ocsd-2019-2025-detections"
"""The hit ratio report that spans years of which others are held, and the detection report for the same time."""

WHOSE = "the Orange County sheriff"

LEAST = 10_000
"""A made-up count below this would be suspected at sight."""


def about(seed: int) -> About:
    """By seed: a hit ratio report (`doc_id`, its `detections`, `hits` and time), `copy`, a made-up copy of a detection
    report in which two digits of one line changed places, and `part`, a year that lies in the time of the report for
    2019 to 2025."""
    derived = notebooks.source().derived
    volumes, totals = schemas.read("volumes", derived), schemas.read("volume_totals", derived)
    of_hits = where(totals, kind="hits").set_index("doc_id")
    doc_ids, whole = sorted(of_hits.index), of_hits.loc[WHOLE]
    inside = [one for one in doc_ids if one != WHOLE and of_hits.loc[one, "start"] >= whole["start"]]
    doc_id, part = doc_ids[seed % len(doc_ids)], inside[seed % len(inside)]
    found = About(volumes=volumes, doc_id=doc_id, part=part, copy=_swapped(where(volumes, doc_id=BY_SYSTEM), seed))
    found.detections, found.hits = _lines(volumes, doc_id)
    found.printed_total = int(totals.set_index("doc_id").loc[BY_SYSTEM, "total"])
    found.time, found.part_time = (
        f"{style.day(of_hits.loc[one, 'start'])} to {style.day(of_hits.loc[one, 'end'])}" for one in (doc_id, part)
    )
    found.sentences = wording.lettered(_sentences(found), f"09 {seed}")
    return found


def _lines(volumes: pd.DataFrame, doc_id: str) -> tuple[int, int]:
    """The two lines of a hit ratio report: Detections, which leaves the hits out, and Hits."""
    counts = where(volumes, doc_id=doc_id).set_index("contributor")["records"]
    return int(counts["Detections"]), int(counts["Hits"])


def swaps(count: int) -> set[int]:
    """What a count becomes when two neighboring digits that differ change places."""
    digits = str(count)
    return {int(digits[:n] + digits[n + 1] + digits[n] + digits[n + 2 :]) for n in range(len(digits) - 1)} - {count}


def _swapped(lines: pd.DataFrame, seed: int) -> pd.DataFrame:
    """The lines with one count made up: two of its digits have changed places, and other lines could be suspected,
    too."""
    lines = lines[["number", "contributor", "records"]].reset_index(drop=True)
    counts = lines["records"].tolist()
    gaps = [(place, one - count) for place, count in enumerate(counts) for one in sorted(swaps(count)) if one >= LEAST]
    shared = [(place, gap) for place, gap in gaps if any(other - gap in swaps(other) for other in counts[:place])]
    place, gap = random.Random("digits").sample(shared, len(shared))[seed % len(shared)]
    lines.loc[place, "records"] += gap
    return lines


def _per_thousand(detections: int, hits: int) -> float:
    return round(1000 * hits / (detections + hits), 2)


def _rest(about: About) -> float:
    whole, part = _lines(about.volumes, WHOLE), _lines(about.volumes, about.part)
    return _per_thousand(*(one - other for one, other in zip(whole, part, strict=True)))


def _sentences(about: About) -> list[str]:
    whole, part = _per_thousand(*_lines(about.volumes, WHOLE)), _per_thousand(*_lines(about.volumes, about.part))
    scans = about.detections + about.hits
    return [
        f"From {about.time} a report of {WHOSE} counts {scans:,} scans, and calls {about.hits:,} of them hits.",
        f"The report of {WHOSE} for 2019 to March 2025 has {whole} hits in a thousand scans, "
        f"that from {about.part_time} {part}; why they differ, they do not say.",
        f"From {about.time} a report of {WHOSE} shows {about.hits:,} wanted cars that were found.",
        f"The rate of hits rose to {whole / part:.0f} times what it had been in {about.part_time[-4:]}, two reports show.",
        f"Of all drivers recorded from {about.time} {about.hits / scans:.2%} were suspects, a report shows.",
    ]


RULES: wording.Rules = {
    "it makes a hit into a car that was found, and a hit is two strings that are equal": lambda text: "found" in text,
    "it says that a rate rose, and another way of counting fits the two reports as well": lambda text: " rose " in text,
    "it counts people, and a report counts scans: one plate can stand in many": lambda text: "drivers" in text,
}


def _gap(about: About) -> int:
    """By how much the made-up copy's lines exceed the printed total; below zero where they fall short."""
    return int(about.copy["records"].sum() - about.printed_total)


def _suspects(about: About) -> set[int]:
    """The lines in which two digits that change places would close the gap."""
    return {
        int(line.number) for line in about.copy.itertuples() if line.records - _gap(about) in swaps(int(line.records))
    }


def _why_no_suspect(about: About, number: str) -> str:
    if number not in set(about.copy["number"].astype(str)):
        return "the copy has no line of that number"
    return "no two neighboring digits of that line close the gap when they change places"


EXERCISES = {
    "total": Exercise(
        right=lambda a: a.detections + a.hits,
        wrong={
            "in this kind of report the line Detections leaves the hits out": lambda a: a.detections,
            "you counted the hits alone": lambda a: a.hits,
            "you took the hits away, and the line Detections does not hold them": lambda a: a.detections - a.hits,
        },
        otherwise="how many scans does the report count, hits and others together: add its two lines",
        means="The two lines are parts of one whole, and neither is the whole.",
    ),
    "one in": Exercise(
        right=lambda a: round((a.detections + a.hits) / a.hits),
        wrong={
            "you divided by scans that are no hits: the hits belong below, too": lambda a: a.detections / a.hits,
            "that is the number of hits in a thousand; one in how many is asked for": lambda a: _per_thousand(
                a.detections, a.hits
            ),
            "you divided the other way round": lambda a: a.hits / (a.detections + a.hits),
        },
        otherwise="divide all scans of your report by its hits, and round to a whole number",
        means="A rate needs to say of what: of all scans, and in which time.",
        within=0.5,
    ),
    "gap": Exercise(
        right=lambda a: abs(_gap(a)),
        wrong={
            "that is the sum of the lines, and its distance to the printed total is asked for": lambda a: a.copy[
                "records"
            ].sum(),
            "give the distance without its sign": lambda a: -abs(_gap(a)),
            "you compared with the line Detections of the hit ratio report, which leaves the hits out": lambda a: abs(
                int(a.copy["records"].sum()) - _lines(a.volumes, WHOLE)[0]
            ),
        },
        otherwise="add the lines of the copy, and take the distance to the printed total",
        means="A control total says that something is wrong. It does not say where.",
    ),
    "suspects": Exercise(
        right=_suspects,
        wrong={
            "these are counts of scans, and the numbers of the lines are asked for": lambda a: set(
                where(a.copy, number=min(_suspects(a)))["records"]
            ),
            "these are all lines; in most of them no swap closes the gap": lambda a: set(a.copy["number"]),
        },
        otherwise="try every line: does one of its swaps, put in its place, make the sum equal to the printed total",
        means="One line of these was changed. Where several fit, only the page can say which.",
        why=_why_no_suspect,
    ),
    "rest": Exercise(
        right=_rest,
        wrong={
            "you took one rate away from another; take scans from scans and hits from hits, and then divide": lambda a: (
                round(_per_thousand(*_lines(a.volumes, WHOLE)) - _per_thousand(*_lines(a.volumes, a.part)), 2)
            ),
            "that is the rate of the whole, with your part still in it": lambda a: _per_thousand(
                *_lines(a.volumes, WHOLE)
            ),
            "that is the rate of the part that you were to take away": lambda a: _per_thousand(
                *_lines(a.volumes, a.part)
            ),
            "that is a share of one; hits in a thousand are asked for": lambda a: round(_rest(a) / 1000, 5),
        },
        otherwise="hits of the whole less hits of the part, in a thousand of all scans of the whole less all of the part",
        means="If both reports count alike, what is left had this rate. That they count alike, nothing here shows.",
        within=0.005,
    ),
    "sentences": wording.exercise(
        lambda about: RULES,
        rubric={},
        otherwise="read each of the others again: if it says more than what a report counts in a time, it cannot be printed",
        means="A sentence that could be printed says what was counted, by whom, in which time, and what a count leaves open.",
    ),
}
