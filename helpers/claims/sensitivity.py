"""Sensitivity: what a headline count would be if what is unresolved, or a matter of choice, were read in another way.

Each count is made again from the tables with one switch changed, and then with every combination of all switches. A
switch is a choice that a fair reader could make otherwise; it is not an error margin and has no probability."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product

import pandas as pd

from helpers import schemas
from helpers.sharing import agencies, changes, network
from helpers.sharing.tables import SharingTables

UNSURE, INACTIVE, FEDERAL = "unsure names", "inactive accounts", "federal agencies"
RENAMES, DECISIONS = "near names", "decisions by hand"
TOGETHER = "all of these together"

SIDES = {
    UNSURE: ("unsure names counted", "unsure names left out"),
    INACTIVE: ("inactive accounts counted as listed", "inactive accounts counted as gone"),
    FEDERAL: ("federal agencies counted", "federal agencies left out"),
    RENAMES: ("near names taken as one account", "near names taken as two accounts"),
    DECISIONS: ("decisions by hand used", "decisions by hand not used"),
}
"""What a reading does with each switch on (True) and off."""

OCSD_2020, OCSD_2025 = "ocsd-2020-02-06-sharing", "ocsd-2025-03-11-sharing"


@dataclass(frozen=True)
class Count:
    """One headline: its finding's id, how it is counted with each switch on (True) or off, and the finding's own."""

    finding_id: str
    counted: Callable[[dict[str, bool]], int]
    stated: dict[str, bool]


def table(tables: SharingTables, changed: pd.DataFrame) -> pd.DataFrame:
    """Low, base and high of each headline under each switch (table `sensitivity`), and under all of them together.

    `changed` is the table `changes`. `base` is the count as the
    finding states it. `low_when` and `high_when` name the switches of a reading that gives the number: the stated one
    if it does."""
    lines = []
    for count in headlines(tables, changed):
        base = count.counted(count.stated)
        turned = {switch: [{**count.stated, switch: side} for side in (True, False)] for switch in count.stated}
        every = product((True, False), repeat=len(count.stated))
        turned[TOGETHER] = [dict(zip(count.stated, sides, strict=True)) for sides in every]
        for switch, readings in turned.items():
            counted = sorted((count.counted(one), one != count.stated, in_words(one)) for one in readings)
            low, high = counted[0], next(one for one in counted if one[0] == counted[-1][0])
            lines.append((count.finding_id, switch, low[0], base, high[0], low[2], high[2]))
    return pd.DataFrame(lines, columns=schemas.columns("sensitivity"))


def in_words(reading: dict[str, bool]) -> str:
    """A reading as a sentence can hold it."""
    return ", ".join(SIDES[switch][0 if side else 1] for switch, side in reading.items())


def headlines(tables: SharingTables, changed: pd.DataFrame) -> list[Count]:
    """The counts whose switches are changed."""
    early, late = (network.listed_in(tables, "detections_shared", one) for one in (OCSD_2020, OCSD_2025))
    own = tables.reporter(OCSD_2020)
    between = changed[(changed["section"] == "detections_shared") & (changed["agency_id"] != own)]
    described = tables.agencies[["agency_id", "sure", "level", "kind"]]
    between = between.merge(described, on="agency_id", validate="many_to_one")
    says_little = ~between["sure"] & between["kind"].isin(network.SAYS_LITTLE)
    federal = between[(between["level"] == "federal") | says_little]
    listed = {UNSURE: True, INACTIVE: True, FEDERAL: True}
    outside, federal_2020 = {**listed, UNSURE: False, FEDERAL: False}, {UNSURE: False, INACTIVE: True}
    outside_2025, paired = {**outside, INACTIVE: False}, {**listed, RENAMES: True}
    return [
        Count("ocsd-2020-shared", lambda reading: _recipients(early, reading), listed),
        Count("ocsd-2025-shared", lambda reading: _recipients(late, reading), listed),
        Count("ocsd-2020-shared-out-of-state", lambda reading: _outside(early, reading), outside),
        Count("ocsd-2025-shared-out-of-state", lambda reading: _outside(late, reading), outside_2025),
        Count("ocsd-2020-federal-recipients", lambda reading: _federal(early, reading), federal_2020),
        Count("shared-still-listed", lambda reading: _stayed(between, reading), listed),
        Count("shared-dropped", lambda reading: _dropped(between, reading), paired),
        Count("shared-added", lambda reading: _added(between, reading), paired),
        Count("federal-dropped", lambda reading: _dropped(federal, reading), {INACTIVE: True, UNSURE: False}),
        Count("names-unsure", lambda reading: _unsure(tables.spellings, reading), {DECISIONS: True, INACTIVE: True}),
    ]


def _recipients(listed: pd.DataFrame, reading: dict[str, bool]) -> int:
    """Entries that may see the sheriff's detections."""
    kept = listed["sure"] | reading[UNSURE]
    kept &= ~listed["inactive"] | reading[INACTIVE]
    return int((kept & ((listed["level"] != "federal") | reading[FEDERAL])).sum())


def _outside(listed: pd.DataFrame, reading: dict[str, bool]) -> int:
    """Entries of agencies outside California; an unresolved name could be, a federal one is if no CA is printed."""
    levels = ["private"] if reading[FEDERAL] else ["federal", "private"]
    outside = listed["sure"] & ~listed["level"].isin(levels) & (listed["state"] != "CA")
    outside |= ~listed["sure"] & reading[UNSURE]
    return int((outside & (~listed["inactive"] | reading[INACTIVE])).sum())


def _federal(listed: pd.DataFrame, reading: dict[str, bool]) -> int:
    """Entries of federal agencies; an unresolved name could be one if it says little (network.SAYS_LITTLE)."""
    federal = listed["sure"] & (listed["level"] == "federal")
    federal |= ~listed["sure"] & listed["kind"].isin(network.SAYS_LITTLE) & reading[UNSURE]
    return int((federal & (~listed["inactive"] | reading[INACTIVE])).sum())


def _chosen(between: pd.DataFrame, reading: dict[str, bool]) -> pd.DataFrame:
    kept = between["sure"] | reading.get(UNSURE, True)
    return between[kept & ((between["level"] != "federal") | reading.get(FEDERAL, True))]


def _stayed(between: pd.DataFrame, reading: dict[str, bool]) -> int:
    """Agencies of 2020 that are still listed; one that is printed as inactive counts or not, by the switch."""
    return int(_chosen(between, reading)["status"].isin(["kept", "renamed", *["inactive"] * reading[INACTIVE]]).sum())


def _dropped(between: pd.DataFrame, reading: dict[str, bool]) -> int:
    """Agencies of 2020 that are no longer listed; with the switch off, those printed as inactive count, too."""
    chosen = _chosen(between, reading)
    gone = _pairs(chosen, reading, "dropped")
    return gone if reading[INACTIVE] else gone + int((chosen["status"] == "inactive").sum())


def _added(between: pd.DataFrame, reading: dict[str, bool]) -> int:
    """Agencies of 2025 that are new; one that is new and printed as inactive counts or not, by the switch."""
    chosen = _chosen(between, reading)
    new_and_inactive = (chosen["status"] == "added") & chosen["inactive_after"]
    return _pairs(chosen if reading[INACTIVE] else chosen[~new_and_inactive], reading, "added")


def _pairs(chosen: pd.DataFrame, reading: dict[str, bool], status: str) -> int:
    """Lines of a status; two near names count as one account or as two, by the switch."""
    if chosen.empty:
        return 0
    counts = changes.change_counts(chosen.drop(columns=["sure", "level", "kind"])).iloc[0]
    return int(counts[f"{status}_{'low' if reading.get(RENAMES, True) else 'high'}"])


def _unsure(spellings: pd.DataFrame, reading: dict[str, bool]) -> int:
    """Unresolved printed names; with the switch off, also those that only a decision by hand resolves."""
    best = agencies.best_basis(spellings)
    if not reading[INACTIVE]:
        best = best[~best.index.str.startswith("Inactive ")]
    return int(best.isin([agencies.UNSURE, *["decided"] * (not reading[DECISIONS])]).sum())
