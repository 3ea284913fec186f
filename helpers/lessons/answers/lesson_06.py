"""Lesson 6, what changed between two releases: one page of the earlier list, by printed names and by agencies."""

import itertools
from dataclasses import dataclass

import pandas as pd

from helpers import schemas
from helpers.collection import notebooks
from helpers.lessons.checks import About, Exercise, ask, where
from helpers.sharing.maps import atlas, style


@dataclass(frozen=True)
class TwoReleases(About):
    """A `page` and `section` of the earlier of two releases (`before`, `after`) on which comparing printed names and
    comparing agencies give different answers: its entries (`listed`), those of the `whole` section, and all of the
    `later` release; and one agency that is listed in both (`row_before`, `row_after`). `days` has their days."""

    changes: pd.DataFrame
    whole: pd.DataFrame
    later: pd.DataFrame
    before: str
    after: str
    section: str
    page: int
    days: dict[str, str]
    means: str
    row_before: str
    row_after: str

    def facts(self) -> dict[str, object]:
        gone = self.listed[~self.listed["agency_printed"].isin(self.later["agency_printed"])]
        still = _still(self.listed).iloc[0]
        return {
            "day": self.days[self.before],
            "other_day": self.days[self.after],
            "page": self.page,
            "gone": where(gone, status="dropped")["agency_printed"].iloc[0],
            "still": still["agency_printed"],
            "name_after": still["name_after"],
        }

    @property
    def listed(self) -> pd.DataFrame:
        return where(self.whole, page=self.page)

    def asked(self) -> dict[str, Exercise]:
        listed, still = self.listed, _still(self.listed)
        of_section = where(self.changes, section=self.section)
        names, later = set(listed["agency_printed"]), set(where(self.later, section=self.section)["agency_printed"])
        gone, bounds, dropped = names - later, _bounds(of_section), len(where(listed, status="dropped"))
        return {
            "gone": ask(
                len(gone),
                printed=listed["same_name"].sum(),
                section=len(set(self.whole["agency_printed"]) - later),
                report=len(names - set(self.later["agency_printed"])),
                all=len(names),
                turned=len(later - names),
            ),
            "still": ask(
                set(still["agency_printed"]),
                lacking=gone,
                unmarked=set(where(still, status="kept")["agency_printed"]),
                later=set(still["name_after"]),
                why=self._why_not_still,
            ),
            "dropped": ask(
                dropped,
                names=len(gone),
                section=max(bounds),
                listed=len(listed) - dropped,
                inactive=int(listed["status"].isin(["dropped", "inactive"]).sum()),
            ),
            "bounds": ask(
                bounds,
                high={max(bounds)},
                page=_bounds(listed),
                both=_bounds(self.changes[self.changes["section"].isin(atlas.DETECTIONS)]),
            ),
        }

    def _why_not_still(self, name: str) -> str:
        entry = self.listed[self.listed["agency_printed"].str.casefold() == name]
        return "not_there" if entry.empty else "same" if entry["same_name"].all() else "dropped"


def about(seed: int) -> TwoReleases:
    derived = notebooks.source().derived
    rows, changes, reports = (schemas.read(table, derived) for table in ("rows", "changes", "reports"))
    before, after = changes[["before", "after"]].iloc[0]
    by_row = changes.assign(row_id=changes["rows_before"].fillna("").str.split()).explode("row_id")
    by_row = by_row[["row_id", "status", "name_after", "rows_after", "could_be"]]
    listed, later = where(rows, doc_id=before).merge(by_row, on="row_id"), where(rows, doc_id=after)
    printed = {section: set(part["agency_printed"]) for section, part in later.groupby("section")}
    pairs = zip(listed["agency_printed"], listed["section"], strict=True)
    listed["same_name"] = [name in printed[section] for name, section in pairs]
    differ = _still(listed)
    places = [
        [(section, page) for page in sorted(set(where(differ, section=section)["page"]))]
        for section in atlas.DETECTIONS
    ]
    # by turns, so that neighbors have another answer for the whole section, too
    turns = [place for places_in_turn in itertools.zip_longest(*places) for place in places_in_turn if place]
    section, page = turns[seed % len(turns)]
    whole, days = where(listed, section=section), reports.set_index("doc_id")["as_of"].map(style.day).to_dict()
    still = _still(where(whole, page=page)).iloc[0]
    rows_shown = still["row_id"], still["rows_after"].split()[0]
    means = atlas.SECTIONS[section]
    return TwoReleases(changes, whole, later, before, after, section, int(page), days, means, *rows_shown)


def _still(listed: pd.DataFrame) -> pd.DataFrame:
    """The entries whose name the later section lacks, though it has their agency: `dropped` is the one status of table
    `changes` that says an account of the earlier list has no line in the later one."""
    return listed[~listed["same_name"] & (listed["status"] != "dropped")]


def _bounds(lines: pd.DataFrame) -> set[int]:
    """How many of these lines are dropped: all, and without those that could be an account that is added."""
    dropped = where(lines, status="dropped")
    return {len(dropped), int((dropped["could_be"].fillna("") == "").sum())}
