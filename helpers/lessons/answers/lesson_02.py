"""Lesson 2, from page to table: a reader of twelve lines, one setting, and what the page's rows make of its texts."""

import math
from collections import Counter

from helpers import schemas
from helpers.collection import notebooks
from helpers.lessons import wording
from helpers.lessons.checks import About, Exercise, where
from helpers.records.reading import pages
from helpers.sharing.maps import style

GRID = (
    ("ocsd-2025-03-11-sharing", 3),
    ("ocsd-2025-03-11-sharing", 2),
    ("ocsd-2025-03-11-sharing", 1),
    ("ocsd-2020-02-06-sharing", 1),
    ("ocsd-2020-02-06-sharing", 5),
    ("ocsd-2020-02-06-sharing", 4),
    ("ocsd-2020-02-06-sharing", 3),
    ("ocsd-2020-02-06-sharing", 2),
)
"""Pages of one grid of names in two columns, whose text begins to the left of its own cell: all that the two native
reports have. The numbers of the full pages of 2020 are the same."""


def about(seed: int) -> About:
    """By seed: a page (`doc_id`, `number`) as characters and rectangles (`page`), its `entries` as the collection reads
    it, and `guess`, the column edge that another report's pages have."""
    source = notebooks.source()
    doc_id, number = GRID[seed % len(GRID)]
    (page,) = pages.read(source.document(doc_id), [number])
    entries = where(schemas.read("rows", source.derived), doc_id=doc_id, page=number)
    found = About(source=source, doc_id=doc_id, number=number, page=page, edge=_edge(page), entries=entries)
    found.right = [box for box in page.rectangles if box.x0 == found.edge]
    other = next((*place,) for place in GRID if place[0] != doc_id)
    found.guess = round(_edge(next(pages.read(source.document(other[0]), [other[1]]))), 1)
    found.report = where(schemas.read("reports", source.derived), doc_id=doc_id).iloc[0]
    found.sentences = wording.lettered(_sentences(found), f"02 {seed}")
    return found


def _edge(page: pages.Page) -> float:
    """Where the right-hand cells begin: the commonest left edge but that of the left-hand cells, which is the
    frame's."""
    left = min(box.x0 for box in page.rectangles)
    return Counter(box.x0 for box in page.rectangles if box.x0 > left + pages.SPACER).most_common(1)[0][0]


def _words_begin(about: About) -> float:
    """Where the words of the right-hand column begin: a little to the left of their cells."""
    return round(min(float(word.x0) for word in about.page.words() if about.edge - 3 < word.x0 <= about.edge), 1)


def texts(about: About, edge: float) -> list[str]:
    """What a reader makes of the page that cuts each line of words at `edge`, points from the left."""
    top, bottom = min(box.top for box in about.right), max(box.bottom for box in about.right)
    words = [word for word in about.page.words() if top < word.top < bottom]
    sides = [
        side
        for line in pages.lines(words)
        for side in ([w for w in line if w.x0 < edge], [w for w in line if w.x0 >= edge])
    ]
    return [pages.text(side) for side in sides if side]


def wrong(about: About, edge: float) -> int:
    """How many of these texts are no name that the page prints."""
    printed = set(about.entries["agency_printed"])
    return sum(text not in printed for text in texts(about, edge))


def _on_two_lines(about: About) -> int:
    """Names on two lines: their box is higher than two letters."""
    heights = about.entries["bottom"].astype(float) - about.entries["top"].astype(float)
    return int((heights > 1.5 * heights.min()).sum())


def _sentences(about: About) -> list[str]:
    day, whose = style.day(about.report["as_of"]), about.report["agency_printed"]
    count, heading = len(about.entries), about.entries["section"].iloc[0].replace("_", " ").title()
    return [
        f"Page {about.number} of a report of the {whose} of {day} prints {count} names under “{heading}”.",
        f"On {day} a report of the {whose} listed “{about.entries['agency_printed'].iloc[-1]}”, on page {about.number}.",
        f"Page {about.number} of a report of the {whose} of {day} prints {_not_the_count(about)} names.",
        f"On page {about.number} of its report of {day} the {whose} shares plates with {count} agencies.",
        f"Our program read the report of the {whose} of {day} without an error.",
    ]


def _not_the_count(about: About) -> int:
    return len(about.entries) + max(_on_two_lines(about), 1)


def _rules(about: About) -> wording.Rules:
    return {
        "its number is not that of the names; a name can stand on two lines": lambda text: (
            f"{_not_the_count(about)} names" in text
        ),
        "it claims that nothing is wrong, and one page that was checked is no proof of the others": lambda text: (
            "error" in text
        ),
    }


EXERCISES = {
    "guess": Exercise(
        right=lambda a: wrong(a, a.guess),
        wrong={
            "you counted all texts; those are asked for that are no name of this page": lambda a: len(
                texts(a, a.guess)
            ),
            "you counted the texts that are names, and the others are asked for": lambda a: (
                len(texts(a, a.guess)) - wrong(a, a.guess)
            ),
            "you counted the names that the page prints": lambda a: len(a.entries),
        },
        otherwise="count the texts of the reading at this edge that are not in `printed`",
        means="An edge measured elsewhere is a guess about this page: here it holds or it does not, and only counting tells.",
    ),
    "edge": Exercise(
        right=lambda a: round(a.edge, 1),
        wrong={
            "there the left-hand cells begin, and the right-hand ones are asked for": lambda a: {
                round(box.x0, 1) for box in a.page.rectangles if box.x0 < a.edge - 100
            },
            "there the right-hand cells end; where do they begin?": lambda a: {round(box.x1, 1) for box in a.right},
            "that was measured on a page of another report": lambda a: a.guess,
            "a whole number is not close enough: give one decimal": lambda a: {math.floor(a.edge), math.ceil(a.edge)},
            "there its words begin, and not the cells: go by the rectangles": _words_begin,
        },
        otherwise="look at the left edges (x0) of the page's rectangles, and how often each occurs",
        means="Measured on the page, not typed: the next page can have another edge.",
        within=0.06,
    ),
    "drawn": Exercise(
        right=lambda a: wrong(a, a.edge),
        wrong={
            "you counted all texts; those are asked for that are no name of this page": lambda a: len(texts(a, a.edge)),
            "you counted the texts that are right, and the others are asked for": lambda a: (
                len(texts(a, a.edge)) - wrong(a, a.edge)
            ),
            "that is what the reading at the other report's edge gets wrong; read again": lambda a: wrong(a, a.guess),
        },
        otherwise="read at the edge exactly as drawn, and count the texts that are not in `printed`",
        means="The page's own number, and still wrong: the text begins a little to the left of its own cell.",
    ),
    "left": Exercise(
        right=lambda a: wrong(a, a.edge - 3),
        wrong={
            "you counted names on two lines; each of them makes two texts": _on_two_lines,
            "that is the count at the edge as drawn; move it": lambda a: wrong(a, a.edge),
            "the edge was moved the wrong way: the text begins to the left of its cell": lambda a: wrong(a, a.edge + 3),
        },
        otherwise="move the edge three points to the left, read again, and count the texts that are not in `printed`",
        means="What is left, if anything, are names on two lines. A setting cures one fault; the other needs a rule.",
    ),
    "sentences": wording.exercise(_rules),
}
