"""Lesson 5, directions and reciprocity: which way an entry points, what runs both ways, and what no list shows."""

import random

import pandas as pd

from helpers import schemas
from helpers.collection import notebooks
from helpers.lessons import wording
from helpers.lessons.checks import About, Exercise, where
from helpers.sharing import network
from helpers.sharing.maps import style

SHARED, RECEIVED = "under Detections Shared", "under Detections Received"
OF_EACH = {"both ways": 7, "only out": 3, "only in": 3}
"""How many agencies of each kind the table takes, at most; a little more or fewer by seed."""


def about(seed: int) -> About:
    """By seed: a report (`doc_id`, `whose`), an entry of it that runs one way (`name`, `section`), and `table`, a dozen
    of its agencies with the page on which each stands in either section."""
    source = notebooks.source()
    tables = {name: schemas.read(name, source.derived) for name in ("rows", "reports", "edges", "agencies")}
    reports = tables["reports"].sort_values("as_of", ignore_index=True)
    report = reports.iloc[seed % len(reports)]
    ways = network.reciprocity(report["doc_id"], tables["edges"], tables["agencies"], reports)
    ways = ways[(ways["kind"] == "detections") & ways["sure"] & ~ways["inactive"]]
    found = About(
        source=source, doc_id=report["doc_id"], whose=report["agency_printed"], day=style.day(report["as_of"]), **tables
    )
    found.table = _table(ways, tables["rows"], random.Random(f"ways {seed}"))
    ways_here = [way for way in ("only in", "only out") if lines(found, way)]
    way = ways_here[seed % len(ways_here)]
    found.section = "detections_received" if way == "only in" else "detections_shared"
    found.name = found.table.loc[sorted(lines(found, way))[0], "agency"]
    found.sentences = wording.lettered(_sentences(found), f"05 {seed}")
    return found


def _table(ways: pd.DataFrame, rows: pd.DataFrame, chance: random.Random) -> pd.DataFrame:
    """Some agencies of each kind by their printed names, numbered from 1: agency, and its pages under either
    heading."""
    chosen = []
    for kind, count in OF_EACH.items():
        of_kind = where(ways, ways=kind).sort_values("agency_id").to_dict("records")
        # an agency of two entries under one heading has two printed names: which of them is meant a line could not say
        of_kind = [one for one in of_kind if max(len(one[rows_of].split()) for rows_of in ("rows_out", "rows_in")) == 1]
        chosen += chance.sample(of_kind, min(len(of_kind), count + chance.randrange(-1, 2)))
    printed = rows.set_index("row_id")

    def line(one: dict[str, str]) -> dict[str, str]:
        first, *_ = (one["rows_out"] or one["rows_in"]).split()
        pages = {SHARED: one["rows_out"], RECEIVED: one["rows_in"]}
        said = {
            heading: ", ".join(f"p. {printed.loc[i, 'page']}" for i in ids.split()) for heading, ids in pages.items()
        }
        return {"agency": printed.loc[first, "agency_printed"], **said}

    table = pd.DataFrame(map(line, chosen)).sort_values("agency", ignore_index=True)
    return table.rename(index=lambda number: number + 1)


def lines(about: About, way: str) -> set[int]:
    """The table's lines that run this way (network.WAYS), as the reporting agency sees it."""
    out, back = about.table[SHARED] != "", about.table[RECEIVED] != ""
    chosen = {"both ways": out & back, "only out": out & ~back, "only in": back & ~out}[way]
    return set(about.table.index[chosen])


def _percent(part: int, whole: int) -> int:
    return round(100 * part / whole)


def _count(about: About, *ways: str) -> int:
    return sum(len(lines(about, way)) for way in ways)


def _looks(about: About) -> str:
    return str(about.whose if about.section == "detections_received" else about.name)


def _sentences(about: About) -> list[str]:
    heading = about.section.replace("_", " ").title()
    seer, seen = (about.whose, about.name) if about.section == "detections_received" else (about.name, about.whose)
    return [
        f"On {about.day} a report of the {about.whose} listed “{about.name}” under “{heading}”.",
        f"By a report of the {about.whose} of {about.day}, “{seer}” was listed as allowed to see detections of “{seen}”.",
        f"By a report of the {about.whose} of {about.day}, “{seen}” was listed as allowed to see detections of “{seer}”.",
        f"A report of {about.day} shows that plates of “{seen}” were passed through “{seer}” to others.",
        f"On {about.day} “{seer}” looked up plates of “{seen}”, as a report shows.",
    ]


def _rules(about: About) -> wording.Rules:
    wrong = (
        f"“{about.name}” was listed as allowed to see"
        if _looks(about) == about.whose
        else f"“{about.whose}” was listed as allowed to see"
    )
    return {
        "it turns the arrow round, and this entry does not say that": lambda text: wrong in text,
        "it joins two permissions to a chain, and no list shows that anything was handed on": lambda text: (
            "through" in text
        ),
    }


EXERCISES = {
    "arrow": Exercise(
        right=_looks,
        wrong={
            "you turned the arrow round: read the heading from the side of the agency that made the report": lambda a: (
                a.name if _looks(a) == a.whose else a.whose
            ),
            "one entry is one direction; the other direction has an entry of its own, or none": lambda a: {"both"},
        },
        otherwise="write the name of one of the two agencies, in quotation marks, as it is printed above",
        means="The arrow runs from the agency whose data it is to the agency that may look.",
    ),
    "both": Exercise(
        right=lambda a: _count(a, "both ways"),
        wrong={
            "you counted every agency that stands under Detections Shared": lambda a: _count(
                a, "both ways", "only out"
            ),
            "you counted every agency that stands under Detections Received": lambda a: _count(
                a, "both ways", "only in"
            ),
            "you counted the lines that have one direction alone": lambda a: _count(a, "only out", "only in"),
            "you counted all lines of the table": lambda a: len(a.table),
        },
        otherwise="count the lines that have a page under both headings",
        means="Both ways means two settings. Either can be switched off without the other.",
    ),
    "only_out": Exercise(
        right=lambda a: lines(a, "only out"),
        wrong={
            "those let the reporting agency look, and may not look; it is the other way round": lambda a: lines(
                a, "only in"
            ),
            "those run both ways": lambda a: lines(a, "both ways"),
            "you took all that stand under Detections Shared; some of them run both ways": lambda a: (
                lines(a, "only out") | lines(a, "both ways")
            ),
        },
        otherwise="look for a page under Detections Shared and nothing under Detections Received; give the numbers of the lines",
        means="These are listed as allowed to look, and not as letting the reporting agency look back.",
        why=lambda a, number: "look again under which of the two headings that line has a page",
    ),
    "percent": Exercise(
        right=lambda a: _percent(_count(a, "both ways"), _count(a, "both ways", "only out")),
        wrong={
            "you divided by all lines; some of them are not under Detections Shared": lambda a: _percent(
                _count(a, "both ways"), len(a.table)
            ),
            "you divided by those under Detections Received, which answers another question": lambda a: _percent(
                _count(a, "both ways"), _count(a, "both ways", "only in")
            ),
            "you counted those that do not let it look back": lambda a: (
                100 - _percent(_count(a, "both ways"), _count(a, "both ways", "only out"))
            ),
            "that is a share of 1; asked for is a percentage": lambda a: (
                _count(a, "both ways") / _count(a, "both ways", "only out")
            ),
        },
        otherwise="divide the lines under both headings by all lines under Detections Shared; times 100, to a whole number",
        means="A share needs its whole. Turned round, the same lines give another share.",
        within=0.5,
    ),
    "chain": Exercise(
        right=lambda a: "unknown",
        wrong={
            "two permissions side by side make no path: nothing here shows that anyone may hand on what they see": lambda a: {
                "yes",
                "true",
            },
            "the lists do not rule it out either; they are silent about it": lambda a: {"no", "false"},
        },
        otherwise="one of three words is asked for, as written above",
        means="The lists hold direct permissions. A path through the middle would be our own invention.",
    ),
    "sentences": wording.exercise(_rules),
}
