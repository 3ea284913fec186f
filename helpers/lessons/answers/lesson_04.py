"""Lesson 4, names are not identities: a name that is printed with a state behind it, and without one."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from helpers import files, schemas
from helpers.collection import notebooks
from helpers.lessons import wording
from helpers.lessons.checks import About, Exercise, ask, where
from helpers.sharing import unresolved

STATE_BEHIND = re.compile(r" \([A-Z]{2}\)$")

WORDS = "Union City Police Department"
"""The name that the article's list has; it comes first, the others in alphabetical order."""


@dataclass(frozen=True)
class NameWithAndWithoutState(About):
    """A name that the reports print without a state (`words`) and `with_state` in parentheses, the `entries` of both;
    and a section (`doc_id`, `section`) of a report that prints no states."""

    rows: pd.DataFrame
    spellings: pd.DataFrame
    reports: pd.DataFrame
    words: str
    with_state: str
    entries: pd.DataFrame
    doc_id: str
    section: str

    def facts(self) -> dict[str, object]:
        one, other = (self._first_report(name) for name in (self.words, self.with_state))
        both = (
            f"One report of the {one['whose']}, of {one['day']}, prints both “{self.words}” and “{self.with_state}”"
            if one == other
            else f"A report of the {one['whose']} of {one['day']} prints “{self.words}”, "
            f"one of the {other['whose']} of {other['day']} “{self.with_state}”"
        )
        elsewhere = next(state for state in unresolved.states(self.words) if state != self.with_state[-3:-1])
        place = self.words.removesuffix(" Police Department")
        return {**one, "words": self.words, "place": place, "elsewhere": elsewhere, "both": both}

    def _first_report(self, name: str) -> dict[str, object]:
        """The report of the first entry of a name."""
        doc_id = where(self.rows, agency_printed=name).iloc[0]["doc_id"]
        return wording.of_report(where(self.reports, doc_id=doc_id).iloc[0])

    def ids(self, names: Iterable[str]) -> set[str]:
        return set(self.spellings.loc[self.spellings["agency_printed"].isin(names), "agency_id"])

    def unsure(self, **cells: object) -> int:
        """How many entries with these values have an unresolved name."""
        unsure = where(self.spellings, basis="unsure")["agency_printed"]
        return int(where(self.rows, **cells)["agency_printed"].isin(unsure).sum())

    def asked(self) -> dict[str, Exercise]:
        names, state = self.entries["agency_printed"], self.with_state[-3:-1]
        ids, in_section = self.ids(names), {"doc_id": self.doc_id, "section": self.section}
        unsure = self.unsure(**in_section)
        return {
            "entries": ask(
                len(names),
                bare=int((names == self.words).sum()),
                with_state=int((names == self.with_state).sum()),
                names=names.nunique(),
                reports=self.entries["doc_id"].nunique(),
            ),
            "ids": ask(ids, names=names, sure=ids - {f"unsure-{files.slug(self.words)}"}, one=self.ids([self.words])),
            "states": ask(set(unresolved.states(self.words)), other_name={state}),
            "unsure": ask(
                unsure,
                report=self.unsure(doc_id=self.doc_id),
                section=self.unsure(section=self.section),
                everywhere=self.unsure(),
                spellings=len(where(self.spellings, doc_id=self.doc_id, basis="unsure")),
                matched=len(where(self.rows, **in_section)) - unsure,
            ),
        }


def about(seed: int) -> NameWithAndWithoutState:
    derived = notebooks.source().derived
    rows, spellings, reports = (schemas.read(table, derived) for table in ("rows", "spellings", "reports"))
    bare = rows["agency_printed"].str.replace(STATE_BEHIND, "", regex=True)
    both = set(bare[bare != rows["agency_printed"]]) & set(rows["agency_printed"])
    words = sorted(both, key=lambda name: (name != WORDS, name))[seed % len(both)]
    with_states = set(rows.loc[rows["state_printed"] != "", "doc_id"])
    lists = rows[rows["section"].str.startswith("detections") & ~rows["doc_id"].isin(with_states)]
    sections = sorted(set(zip(lists["doc_id"], lists["section"], strict=True)), reverse=True)
    doc_id, section = sections[seed % len(sections)]
    entries = rows[bare == words]
    with_state = next(name for name in entries["agency_printed"] if name != words)
    return NameWithAndWithoutState(rows, spellings, reports, words, with_state, entries, doc_id, section)
