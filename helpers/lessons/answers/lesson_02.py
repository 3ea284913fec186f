"""Lesson 2, from page to table: a reader of twelve lines, one setting, and what the page's rows make of its texts."""

import math
from collections import Counter
from dataclasses import dataclass

import pandas as pd

from helpers import schemas
from helpers.collection import notebooks
from helpers.lessons import wording
from helpers.lessons.checks import About, Exercise, ask, where
from helpers.records.reading import pages

GRID = [("ocsd-2025-03-11-sharing", page) for page in (3, 2, 1)]
GRID += [("ocsd-2020-02-06-sharing", page) for page in (1, 5, 4, 3, 2)]
"""Pages of one grid of names in two columns, whose text begins to the left of its own cell: all that the two native
reports have. The numbers of the full pages of 2020 are the same."""


@dataclass(frozen=True)
class GridPage(About):
    """A page (`doc_id`, `number`) as characters and rectangles (`page`), its `entries` as the collection reads them,
    the column edge that it draws (`edge`, in points from the left) and the one that another report's pages draw
    (`guess`)."""

    source: notebooks.Source
    doc_id: str
    number: int
    page: pages.Page
    edge: float
    guess: float
    entries: pd.DataFrame
    report: pd.Series

    def facts(self) -> dict[str, object]:
        return {
            **wording.of_report(self.report),
            "number": self.number,
            "count": len(self.entries),
            "too_many": len(self.entries) + max(self.on_two_lines, 1),
            "heading": self.entries["section"].iloc[0].replace("_", " ").title(),
            "name": self.entries["agency_printed"].iloc[-1],
        }

    @property
    def right(self) -> list[pages.Box]:
        """The cells of the right-hand column."""
        return [box for box in self.page.rectangles if box.x0 == self.edge]

    @property
    def words_begin(self) -> float:
        """Where the words of the right-hand column begin: a little to the left of their cells."""
        return round(min(float(word.x0) for word in self.page.words() if self.edge - 3 < word.x0 <= self.edge), 1)

    @property
    def on_two_lines(self) -> int:
        """How many names are printed on two lines: their box is higher than one and a half lines."""
        heights = self.entries["bottom"].astype(float) - self.entries["top"].astype(float)
        return int((heights > 1.5 * heights.min()).sum())

    def texts(self, edge: float) -> list[str]:
        """The texts of a reader that cuts each line of words at `edge`, in points from the left."""
        top, bottom = min(box.top for box in self.right), max(box.bottom for box in self.right)
        lines = pages.lines([word for word in self.page.words() if top < word.top < bottom])
        sides = [[word for word in line if (word.x0 < edge) == left] for line in lines for left in (True, False)]
        return [pages.text(side) for side in sides if side]

    def wrong(self, edge: float) -> int:
        """How many of these texts are not a name that the page prints."""
        printed = set(self.entries["agency_printed"])
        return sum(text not in printed for text in self.texts(edge))

    def asked(self) -> dict[str, Exercise]:
        edges = (self.guess, self.edge, self.edge - 3, self.edge + 3)
        wrong_at_guess, wrong_as_drawn, wrong_at_left, wrong_at_right = map(self.wrong, edges)
        at_guess, as_drawn = len(self.texts(self.guess)), len(self.texts(self.edge))
        names = len(self.entries)
        return {
            "guess": ask(wrong_at_guess, all=at_guess, names=at_guess - wrong_at_guess, printed=names),
            "edge": ask(
                round(self.edge, 1),
                left={round(box.x0, 1) for box in self.page.rectangles if box.x0 < self.edge - 100},
                end={round(box.x1, 1) for box in self.right},
                guess=self.guess,
                whole={math.floor(self.edge), math.ceil(self.edge)},
                words=self.words_begin,
                within=0.06,
            ),
            "drawn": ask(wrong_as_drawn, all=as_drawn, names=as_drawn - wrong_as_drawn, guess=wrong_at_guess),
            "left": ask(wrong_at_left, two_lines=self.on_two_lines, drawn=wrong_as_drawn, wrong_way=wrong_at_right),
        }


def about(seed: int) -> GridPage:
    source = notebooks.source()
    doc_id, number = GRID[seed % len(GRID)]
    other_doc_id, other_number = next(place for place in GRID if place[0] != doc_id)
    (page,) = pages.read(source.document(doc_id), [number])
    (other_page,) = pages.read(source.document(other_doc_id), [other_number])
    edge, guess = _edge(page), round(_edge(other_page), 1)
    entries = where(schemas.read("rows", source.derived), doc_id=doc_id, page=number)
    report = where(schemas.read("reports", source.derived), doc_id=doc_id).iloc[0]
    return GridPage(source, doc_id, number, page, edge, guess, entries, report)


def _edge(page: pages.Page) -> float:
    """Where the right-hand cells begin: the commonest left edge except that of the left-hand cells, which is the
    frame's."""
    left = min(box.x0 for box in page.rectangles)
    return Counter(box.x0 for box in page.rectangles if box.x0 > left + pages.SPACER).most_common(1)[0][0]
