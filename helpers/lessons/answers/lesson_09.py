"""Lesson 9, does this add up: a hit ratio report, a copy of a detection report with an error made up in it, and a whole
without one of its parts."""

import random
from dataclasses import dataclass

import pandas as pd

from helpers import schemas
from helpers.collection import notebooks
from helpers.lessons.checks import About, Exercise, ask, where
from helpers.sharing.maps import style

WHOLE, BY_SYSTEM = "ocsd-2019-2025-hits", "ocsd-2019-2025-detections"
"""The hit ratio report that spans years of which others exist here, and the detection report for the same time."""

LEAST = 10_000
"""A smaller count that was made up would be suspected at sight."""


@dataclass(frozen=True)
class Counts:
    """The two lines of a hit ratio report: Detections, which leaves the hits out, and Hits."""

    detections: int
    hits: int

    @property
    def scans(self) -> int:
        return self.detections + self.hits

    @property
    def per_thousand(self) -> float:
        return round(1000 * self.hits / self.scans, 2)


@dataclass(frozen=True)
class HitRatio(About):
    """A hit ratio report (`doc_id`, its `counts` and `time`); a detection report whose `copy` has a line in which two
    digits changed places, and its `printed_total`; and the report for 2019 to 2025 (`whole`) with a `part`, a report
    whose `part_time` lies in it (`of_part`)."""

    doc_id: str
    counts: Counts
    time: str
    copy: pd.DataFrame
    printed_total: int
    whole: Counts
    part: str
    of_part: Counts
    part_time: str

    def facts(self) -> dict[str, object]:
        whole, part = self.whole.per_thousand, self.of_part.per_thousand
        return {
            "time": self.time,
            "scans": self.counts.scans,
            "hits": self.counts.hits,
            "share": self.counts.hits / self.counts.scans,
            "whole": whole,
            "part": part,
            "times": whole / part,
            "part_time": self.part_time,
            "year": self.part_time[-4:],
        }

    @property
    def gap(self) -> int:
        """By how much the copy's lines exceed the printed total; below zero where they fall short."""
        return int(self.copy["records"].sum()) - self.printed_total

    def suspects(self) -> set[int]:
        """The lines in which two digits that change places would close the gap."""
        counts = {int(line.number): int(line.records) for line in self.copy.itertuples()}
        return {number for number, count in counts.items() if count - self.gap in swaps(count)}

    def asked(self) -> dict[str, Exercise]:
        own, whole, part, suspects = self.counts, self.whole, self.of_part, self.suspects()
        total, gap, numbers = int(self.copy["records"].sum()), abs(self.gap), set(self.copy["number"])
        rest = Counts(whole.detections - part.detections, whole.hits - part.hits).per_thousand
        return {
            "total": ask(own.scans, detections=own.detections, hits=own.hits, difference=own.detections - own.hits),
            "one in": ask(
                round(own.scans / own.hits),
                others=own.detections / own.hits,
                per_thousand=own.per_thousand,
                turned=own.hits / own.scans,
                within=0.5,
            ),
            "gap": ask(gap, sum=total, sign=-gap, detections=abs(total - whole.detections)),
            "suspects": ask(
                suspects,
                counts=set(where(self.copy, number=min(suspects))["records"]),
                all=numbers,
                why=lambda number: "no_swap" if number in map(str, numbers) else "no_line",
            ),
            "rest": ask(
                rest,
                rates=round(whole.per_thousand - part.per_thousand, 2),
                whole=whole.per_thousand,
                part=part.per_thousand,
                share=round(rest / 1000, 5),
                within=0.005,
            ),
        }


def about(seed: int) -> HitRatio:
    derived = notebooks.source().derived
    volumes, totals = schemas.read("volumes", derived), schemas.read("volume_totals", derived)
    of_hits = where(totals, kind="hits").set_index("doc_id")
    doc_ids = sorted(of_hits.index)
    inside = [one for one in doc_ids if one != WHOLE and of_hits.loc[one, "start"] >= of_hits.loc[WHOLE, "start"]]
    doc_id, part = doc_ids[seed % len(doc_ids)], inside[seed % len(inside)]
    time, part_time = (" to ".join(map(style.day, of_hits.loc[one, ["start", "end"]])) for one in (doc_id, part))
    copy = _swapped(where(volumes, doc_id=BY_SYSTEM), seed)
    printed_total = int(where(totals, doc_id=BY_SYSTEM)["total"].iloc[0])
    own, whole, of_part = (_counts(volumes, one) for one in (doc_id, WHOLE, part))
    return HitRatio(doc_id, own, time, copy, printed_total, whole, part, of_part, part_time)


def _counts(volumes: pd.DataFrame, doc_id: str) -> Counts:
    counts = where(volumes, doc_id=doc_id).set_index("contributor")["records"]
    return Counts(int(counts["Detections"]), int(counts["Hits"]))


def swaps(count: int) -> set[int]:
    """What a count becomes when two neighboring digits that differ change places."""
    digits = str(count)
    return {int(digits[:n] + digits[n + 1] + digits[n] + digits[n + 2 :]) for n in range(len(digits) - 1)} - {count}


def _swapped(lines: pd.DataFrame, seed: int) -> pd.DataFrame:
    """The lines with one count made up: two of its digits changed places, and another line could be suspected, too."""
    lines = lines[["number", "contributor", "records"]].reset_index(drop=True)
    counts = lines["records"].tolist()
    gaps = [(place, one - count) for place, count in enumerate(counts) for one in sorted(swaps(count)) if one >= LEAST]
    shared = [(place, gap) for place, gap in gaps if any(other - gap in swaps(other) for other in counts[:place])]
    place, gap = random.Random("digits").sample(shared, len(shared))[seed % len(shared)]
    lines.loc[place, "records"] += gap
    return lines
