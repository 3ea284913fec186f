"""Lesson 7, a map that does not mislead: one list of one map, with what has a dot and what has none."""

import pandas as pd

from helpers import schemas
from helpers.collection import notebooks
from helpers.lessons import wording
from helpers.lessons.checks import About, Exercise, where
from helpers.sharing.maps import atlas, style

MAPS = ("sheriff", "irvine")
"""The maps of one agency's own reports."""

UNSURE, OTHER = "unsure", "other"
"""Groups of an entry: nothing settles whose it is; it lies in another state than the reporting agency."""


def about(seed: int) -> About:
    """By seed: a list of detections (`map`, `release`, `shown_as`) that has a name nobody settled, and its
    `entries`."""
    derived = notebooks.source().derived
    reports = schemas.read("reports", derived).set_index("doc_id")
    tables = {name: schemas.read(f"map_{name}", derived) for name in MAPS}
    lists = [
        (name, release, shown_as)
        for shown_as in atlas.DETECTIONS
        for name, table in tables.items()
        for release in sorted(set(table["release"]))
        if UNSURE in set(where(table, release=release, shown_as=shown_as)["group"])
    ]
    name, release, shown_as = lists[seed % len(lists)]
    table = tables[name].assign(absent=tables[name]["absent"].fillna(""), state=tables[name]["state"].fillna(""))
    found = About(map=name, table=table, release=release, shown_as=shown_as, means=atlas.SECTIONS[shown_as])
    found.entries = where(table, release=release, shown_as=shown_as)
    found.whose, found.day = reports.loc[release, "agency"], style.day(reports.loc[release, "as_of"])
    found.sentences = wording.lettered(_sentences(found), f"07 {seed}")
    return found


def _sentences(about: About) -> list[str]:
    return [
        f"{len(_dots(about))} of the {len(about.entries)} entries on this list in the report of {about.day} have a dot; "
        "the others stand beside the map by name.",
        f"A line means that a report of {about.day} lists a permission; it does not show {style.UNSHOWN}.",
        f"The lines show how plates traveled between {about.whose} and others, as its report of {about.day} records.",
        f"A state without a dot has no agency on this list in the report of {about.day}.",
        f"Every agency on the list of {about.day} has a dot, as the report gives it.",
    ]


def _rules(about: About) -> wording.Rules:
    return {
        "it makes a line into something that moved, and a line is a permission": lambda text: "traveled" in text,
        "it takes an empty state for an answer, and what has no dot may lie there": lambda text: (
            "without a dot" in text
        ),
        "it says that all are there, and some have no dot": lambda text: text.startswith("Every"),
    }


def _dots(about: About) -> pd.DataFrame:
    return where(about.entries, absent="")


def _spots(table: pd.DataFrame) -> int:
    """How many different points these entries take."""
    return len(table[["lat", "lon"]].drop_duplicates())


def _states(table: pd.DataFrame) -> set[str]:
    """The states that lie outside the reporting agency's and have one of these entries."""
    return set(where(table, group=OTHER)["state"])


def _outside(table: pd.DataFrame) -> set[int]:
    """How many of these entries lie in other states: at least, and at most."""
    low = len(where(table, group=OTHER))
    return {low, low + len(where(table, group=UNSURE))}


def _why_not_empty(about: About, state: str) -> str:
    dots, listed = ({one.casefold() for one in _states(table)} for table in (_dots(about), about.entries))
    if state in dots:
        return "an entry there has a dot"
    return (
        "every entry that the list has there has a dot"
        if state in listed
        else "no settled entry of the list lies there"
    )


EXERCISES = {
    "absent": Exercise(
        right=lambda a: len(a.entries) - len(_dots(a)),
        wrong={
            "you counted the entries that have a dot": lambda a: len(_dots(a)),
            "you counted one reason alone, the names that are not settled": lambda a: len(
                where(a.entries, group=UNSURE)
            ),
            "you counted the whole list": lambda a: len(a.entries),
            "you counted all lists of the map, and one list is asked for": lambda a: int(
                (a.table["absent"] != "").sum()
            ),
        },
        otherwise="count the entries whose column absent is not empty, whatever it says",
        means="So many entries are on the list and not on the picture. Whoever sees the picture alone does not know of them.",
    ),
    "spots": Exercise(
        right=lambda a: _spots(_dots(a)),
        wrong={
            "you counted dots, and some lie on top of others": lambda a: len(_dots(a)),
            "you counted the missing point of the entries without a dot as a spot": lambda a: _spots(a.entries),
            "you counted names of places, and two states can have a place of one name": lambda a: _dots(a)[
                "place"
            ].nunique(),
            "you counted the spots of all lists of the map": lambda a: _spots(where(a.table, absent="")),
        },
        otherwise="take lat and lon together, of the entries that have a dot, each pair once",
        means="A reader sees so many marks at most. Agencies of one place, or a sheriff and the county, hide each other.",
    ),
    "empty": Exercise(
        right=lambda a: _states(a.entries) - _states(_dots(a)),
        wrong={
            "these are all states in which an entry has no dot, and some of them have other dots": lambda a: _states(
                a.entries[a.entries["absent"] != ""]
            ),
            "these are the states that have dots": lambda a: _states(_dots(a)),
            "these are all other states on the list": lambda a: _states(a.entries),
        },
        otherwise="take the states of all entries of the group other, and take away those of its dots",
        means="These states look as if nobody there were listed. The list says otherwise.",
        why=_why_not_empty,
    ),
    "outside": Exercise(
        right=lambda a: _outside(a.entries),
        wrong={
            "that is the low number alone; a name that is not settled may lie outside, too": lambda a: {
                min(_outside(a.entries))
            },
            "that is the high number alone; nothing shows that every unsure name lies outside": lambda a: {
                max(_outside(a.entries))
            },
            "you counted dots, and an entry without a dot can lie outside, too": lambda a: {
                len(where(_dots(a), group=OTHER)),
                len(where(_dots(a), group=OTHER)) + len(where(a.entries, group=UNSURE)),
            },
            "you took all lists of the map together": lambda a: _outside(a.table),
        },
        otherwise="low: the entries of the group other, with a dot or without; high: those of the group unsure as well",
        means="A map can show the low number alone. The high one has to be said.",
        why=lambda a, number: "count the groups other and unsure of your list again",
    ),
    "sentences": wording.exercise(_rules),
}
