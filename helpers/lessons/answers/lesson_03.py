"""Lesson 3, when a parser lies: a scan's text layer, a search that finds too little, and damage that a count sees or
does not."""

import random
from dataclasses import dataclass

import pandas as pd

from helpers import schemas
from helpers.collection import notebooks
from helpers.lessons import wording
from helpers.lessons.checks import About, Exercise, ask, opposite, where
from helpers.records.reading.vocabulary import SECTIONS

SCAN = "irvine-2020-03-02-sharing"
FIRST = "CBP"
"""The word of seed 0, for which the layer says CEP."""

DAMAGES = ("one entry is lost", "one entry stands twice", "one letter is another", "two names have changed places")


@dataclass(frozen=True)
class ScanLayer(About):
    """A `word` that the scan's names print and its layer misreads somewhere; the `section` in which readings are
    compared; and the rows damaged in four ways, by letter (`copies`), with the `damage` that was done to each and the
    section that is `short` of an entry in one."""

    source: notebooks.Source
    rows: pd.DataFrame
    report: pd.Series
    word: str
    section: str
    copies: dict[str, pd.DataFrame]
    damage: dict[str, str]
    short: str

    def facts(self) -> dict[str, object]:
        first = self.rows[self.rows["agency_printed"].str.contains(self.word, regex=False)].iloc[0]
        entry = {"page": first["page"], "name": first["agency_printed"]}
        return {**wording.of_report(self.report), **entry, "word": self.word, "layer": self.finds("agency_read")}

    def caught(self) -> set[str]:
        """The copies whose sections do not add up to the report's own totals."""
        counts = {letter: copy["section"].value_counts() for letter, copy in self.copies.items()}
        return {
            letter
            for letter, count in counts.items()
            if any(count.get(section, 0) != int(self.report[section]) for section in SECTIONS)
        }

    def finds(self, column: str) -> int:
        return _finds(self.rows, self.word, column)

    def asked(self) -> dict[str, Exercise]:
        layer, page, second = (self.finds(f) for f in ("agency_read", "agency_printed", "second_reading"))
        part = where(self.rows, section=self.section)
        agencies, lists = (part[f"{field}_read"] != part[f"{field}_printed"] for field in ("agency", "hot_list"))
        differ, misread = _differ(part), int((agencies | lists).sum())
        caught, every = self.caught(), set(self.copies)
        return {
            "layer": ask(layer, page=page, second=second, all=len(self.rows)),
            "page": ask(page, layer=layer, difference=page - layer, all=len(self.rows)),
            "differ": ask(differ, whole=_differ(self.rows), agree=len(part) - differ, layer=misread),
            "caught": ask(
                caught,
                not_caught=every - caught,
                every=every,
                why=lambda letter: "adds_up" if letter.upper() in every else "no_copy",
            ),
            "short": ask(self.short, direction=opposite(self.short), not_short=set(SECTIONS)),
        }


def about(seed: int) -> ScanLayer:
    source = notebooks.source()
    rows = where(schemas.read("rows", source.derived), doc_id=SCAN).reset_index(drop=True)
    words = {word for name in rows["agency_printed"] for word in name.split() if word.isalpha()} - {FIRST}
    misread = [w for w in sorted(words) if _finds(rows, w, "agency_read") < _finds(rows, w, "agency_printed")]
    words_of_seeds = [FIRST, *misread]
    sections = [section for section in SECTIONS if _differ(where(rows, section=section))]
    report = where(schemas.read("reports", source.derived), doc_id=SCAN).iloc[0]
    word, section = words_of_seeds[seed % len(words_of_seeds)], sections[seed % len(sections)]
    return ScanLayer(source, rows, report, word, section, *_copies(rows, seed))


def _copies(rows: pd.DataFrame, seed: int) -> tuple[dict[str, pd.DataFrame], dict[str, str], str]:
    """Four damaged copies by letter, what was done to each, and the section in which an entry of one is lost."""
    chance = random.Random(f"damage {seed}")
    lost, twice, changed, one, other = chance.sample(range(len(rows)), 5)
    name = rows.loc[changed, "agency_printed"]
    place = chance.randrange(len(name) // 2)
    misspelled, swapped = rows.copy(), rows.copy()
    misspelled.loc[changed, "agency_printed"] = name[:place] + "#" + name[place + 1 :]
    swapped.loc[[one, other], "agency_printed"] = rows.loc[[other, one], "agency_printed"].to_numpy()
    doubled = pd.concat([rows, rows.loc[[twice]]]).sort_index(kind="stable")
    letters = chance.sample("ABCD", 4)
    copies = dict(zip(letters, (rows.drop(index=lost), doubled, misspelled, swapped), strict=True))
    in_order = {letter: copies[letter].reset_index(drop=True) for letter in sorted(copies)}
    return in_order, dict(zip(letters, DAMAGES, strict=True)), rows.loc[lost, "section"]


def _finds(rows: pd.DataFrame, word: str, column: str) -> int:
    return int(rows[column].str.contains(word, regex=False).sum())


def _differ(rows: pd.DataFrame) -> int:
    return int((rows["second_reading"] != "").sum())
