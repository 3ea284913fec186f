"""Lesson 1, reading a production: a page on which one section ends and another begins, and a pile of pages with
gaps."""

import random
from dataclasses import dataclass

import pandas as pd

from helpers import schemas
from helpers.collection import notebooks
from helpers.lessons import wording
from helpers.lessons.checks import About, Exercise, ask, opposite, where
from helpers.records.reading import pages, sharing_reports
from helpers.records.reading.vocabulary import SECTIONS, section_of

FIRST = ("ocsd-2020-02-06-sharing", 6)
"""The page of seed 0: notebook 02 shows it as well."""


@dataclass(frozen=True)
class PageAndPile(About):
    """A page (`doc_id`, `page`) with two sections, `above` and `below`, and the printed `heading` between them; an
    entry that is listed below only (`name`); and a `pile` of footers of the same report, `last` the number of its
    pages, with some `missing` and one in it `twice`."""

    source: notebooks.Source
    report: pd.Series
    doc_id: str
    page: int
    on_page: pd.DataFrame
    above: str
    below: str
    heading: str
    name: str
    pile: list[int]
    last: int
    missing: set[int]
    twice: int

    def facts(self) -> dict[str, object]:
        names = {"name": self.name, "heading": self.heading, "page": self.page, "last": self.last}
        return {**wording.of_report(self.report), **names}

    def asked(self) -> dict[str, Exercise]:
        here, above = (len(where(self.on_page, section=section)) for section in (self.below, self.above))
        boxes = 2 * here if self.below.startswith("hot") else -1
        kind = {section for section in SECTIONS if section.split("_")[0] != self.below.split("_")[0]} - {self.above}
        return {
            "section": ask(self.below, direction=opposite(self.below), kind=kind, above=self.above, reads=section_of),
            "below": ask(
                here, page=len(self.on_page), above=above, lines=(here + 1) // 2, boxes=boxes, to_the_end=here + 2
            ),
            "missing": ask(
                self.missing,
                in_pile=set(self.pile),
                twice={self.twice},
                why=lambda number: "in_pile" if number in map(str, self.pile) else "beyond",
            ),
        }


def about(seed: int) -> PageAndPile:
    source = notebooks.source()
    rows, reports = schemas.read("rows", source.derived), schemas.read("reports", source.derived)
    sections = rows.groupby(["doc_id", "page"])["section"].nunique()
    turns = sorted(sections.index[sections > 1], key=lambda place: (place != FIRST, place))
    doc_id, page = turns[seed % len(turns)]
    on_page = where(rows, doc_id=doc_id, page=page).sort_values("row_on_page")
    above, below = on_page["section"].drop_duplicates()
    listed = where(on_page, section=below)["agency_printed"]
    listed = listed[~listed.isin(where(on_page, section=above)["agency_printed"])]
    report = reports.set_index("doc_id").loc[doc_id]
    chance, last = random.Random(f"pile {seed}"), int(report["pages"])
    missing = set(chance.sample(range(2, last), 3 if last > 12 else 2))
    pile = [number for number in range(1, last + 1) if number not in missing]
    twice = chance.choice([number for number in pile if number > 1])
    (read,) = pages.read(source.document(doc_id), [int(page)])
    heading = next(pages.text(line.words) for line in sharing_reports.lines_of(read) if line.kind == "heading")
    name = listed.iloc[min(2 + seed, len(listed) - 1)]
    pile = chance.sample([*pile, twice], len(pile) + 1)
    return PageAndPile(
        source=source,
        report=report,
        doc_id=doc_id,
        page=int(page),
        on_page=on_page,
        above=above,
        below=below,
        heading=heading,
        name=name,
        pile=pile,
        last=last,
        missing=missing,
        twice=twice,
    )
