"""Lesson 1, reading a production: a page on which one section ends and another begins, and a pile of pages with
gaps."""

import random
import re

from helpers import schemas
from helpers.collection import notebooks
from helpers.lessons import wording
from helpers.lessons.checks import About, Exercise, where
from helpers.records.reading import pages, sharing_reports
from helpers.records.reading.vocabulary import SECTIONS, section_of
from helpers.sharing.maps import style

FIRST = ("ocsd-2020-02-06-sharing", 6)
"""The page of seed 0: notebook 02 shows it as well."""


def about(seed: int) -> About:
    """By seed: a page (`doc_id`, `page`) with two sections, `above` and `below`, and the printed `heading` between
    them; an entry that stands below alone (`name`); and a `pile` of footers of the same report, some missing and one
    twice."""
    source = notebooks.source()
    rows, reports = schemas.read("rows", source.derived), schemas.read("reports", source.derived)
    sections = rows.groupby(["doc_id", "page"])["section"].nunique()
    turns = sorted(sections.index[sections > 1], key=lambda place: (place != FIRST, place))
    doc_id, page = turns[seed % len(turns)]
    on_page = where(rows, doc_id=doc_id, page=page).sort_values("row_on_page")
    above, below = on_page["section"].drop_duplicates()
    listed = where(on_page, section=below)["agency_printed"]
    listed = listed[~listed.isin(where(on_page, section=above)["agency_printed"])]
    chance = random.Random(f"pile {seed}")
    last = int(reports.set_index("doc_id").loc[doc_id, "pages"])
    missing = set(chance.sample(range(2, last), 3 if last > 12 else 2))
    pile = [number for number in range(1, last + 1) if number not in missing]
    twice = chance.choice([number for number in pile if number > 1])
    pile = chance.sample([*pile, twice], len(pile) + 1)
    found = About(
        source=source, rows=rows, on_page=on_page, doc_id=doc_id, page=int(page), above=above, below=below, last=last
    )
    found.name, found.pile, found.missing, found.twice = (
        listed.iloc[min(2 + seed, len(listed) - 1)],
        pile,
        missing,
        twice,
    )
    (read,) = pages.read(source.document(doc_id), [found.page])
    found.heading = next(pages.text(line.words) for line in sharing_reports.lines_of(read) if line.kind == "heading")
    found.report = reports.set_index("doc_id").loc[doc_id]
    found.sentences = wording.lettered(_sentences(found), f"01 {seed}")
    return found


def _sentences(about: About) -> list[str]:
    day, whose = style.day(about.report["as_of"]), about.report["agency_printed"]
    return [
        f"On {day} a report of the {whose} listed “{about.name}” under “{about.heading}”, on page {about.page}.",
        f"A report of the {whose} of {day} has a section “{about.heading}”; it does not show that an entry was ever used.",
        f"The pile on this desk is the whole report of the {whose} of {day}.",
        f"“{about.name}” searched the plates of the {whose} on {day}, a report shows.",
        f"The {whose} lists “{about.name}” in a report.",
    ]


MORE = {
    "it says that the pile is whole, and pages are missing": lambda text: (
        re.search(r"\bwhole\b|\ball\b", text) is not None
    )
}


def _other(section: str) -> str:
    """The same kind of section in the other direction."""
    return section.replace("received", "SHARED").replace("shared", "received").replace("SHARED", "shared")


def _other_kind(section: str) -> set[str]:
    return {one for one in SECTIONS if one.split("_")[0] != section.split("_")[0]}


EXERCISES = {
    "section": Exercise(
        right=lambda a: a.below,
        wrong={
            "that heading is for the other direction: look at its last word again": lambda a: _other(a.below),
            "that is another kind of list: plates that were read are detections, plates that are looked for are a hot list": lambda a: (
                _other_kind(a.below) - {a.above}
            ),
            "that is the other section of this page: go up from the name to the nearest heading": lambda a: a.above,
        },
        otherwise="write a heading as the page prints it: two or three words, in quotation marks",
        reads=section_of,
        means="A name means nothing without its heading: the same name stands under two of them with two meanings.",
    ),
    "below": Exercise(
        right=lambda a: len(where(a.on_page, section=a.below)),
        wrong={
            "you counted the whole page, and the names under the lower heading are asked for": lambda a: len(a.on_page),
            "you counted the names above the lower heading": lambda a: len(where(a.on_page, section=a.above)),
            "you counted lines, and a line can hold two names": lambda a: (
                (len(where(a.on_page, section=a.below)) + 1) // 2
            ),
            "you counted the boxes of both columns; in a list of agency and hot list a line is one entry": lambda a: (
                2 * len(where(a.on_page, section=a.below)) if a.below.startswith("hot") else -1
            ),
            "you counted the lines from the heading to the end; heading, sentence and column heads are no entries": lambda a: (
                len(where(a.on_page, section=a.below)) + 2
            ),
        },
        otherwise="count every green box under the lower heading, left and right; in a list with columns a line is one entry",
        means="A count by hand, once for each kind of page, is what every later number is held against.",
    ),
    "missing": Exercise(
        right=lambda a: a.missing,
        wrong={
            "these are pages that are in the pile; the others are asked for": lambda a: set(a.pile),
            "that page is in the pile twice; it is not missing": lambda a: {a.twice},
        },
        otherwise="put the pile in order, from page 1 to the last that the footers speak of",
        means="The footer says how many there are. A reader who never counts pages never knows what was not released.",
        why=lambda a, number: (
            "it is in the pile" if number in map(str, a.pile) else f"the footers end at “of {a.last}”"
        ),
    ),
    "sentences": wording.exercise(lambda a: MORE),
}
