"""Lesson 6, what changed between two releases: one page of the earlier list, by printed names and by agencies."""

import itertools

import pandas as pd

from helpers import schemas
from helpers.collection import notebooks
from helpers.lessons import wording
from helpers.lessons.checks import About, Exercise, where
from helpers.sharing.maps import atlas, style

GONE_FROM_LATER = ("dropped",)
"""The one status of table `changes` that says an account of the earlier list has no line in the later one."""


def about(seed: int) -> About:
    """By seed: `page` and `section` of the earlier of two releases (`before`, `after`), a page on which comparing
    printed names and comparing agencies give different answers."""
    derived = notebooks.source().derived
    rows, changes, reports = (schemas.read(table, derived) for table in ("rows", "changes", "reports"))
    before, after = changes[["before", "after"]].iloc[0]
    by_row = changes.assign(row_id=changes["rows_before"].fillna("").str.split()).explode("row_id")
    listed = where(rows, doc_id=before).merge(
        by_row[["row_id", "status", "name_after", "rows_after", "could_be"]], on="row_id"
    )
    later = where(rows, doc_id=after)
    printed = {section: set(part["agency_printed"]) for section, part in later.groupby("section")}
    listed["same_name"] = [
        name in printed[section] for name, section in zip(listed["agency_printed"], listed["section"], strict=True)
    ]
    differ = listed[
        ~listed["same_name"] & ~listed["status"].isin(GONE_FROM_LATER) & listed["section"].isin(atlas.DETECTIONS)
    ]
    places = [
        [(section, page) for page in sorted(set(where(differ, section=section)["page"]))]
        for section in atlas.DETECTIONS
    ]
    turns = [place for places_in_turn in itertools.zip_longest(*places) for place in places_in_turn if place]
    section, page = turns[
        seed % len(turns)
    ]  # by turns, so that neighbors have another answer for the whole section, too
    found = About(changes=changes, later=later, before=before, after=after, section=section, page=int(page))
    found.listed, found.whole = where(listed, section=section, page=page), where(listed, section=section)
    found.means, example = atlas.SECTIONS[section], _still(found.listed).iloc[0]
    found.row_before, found.row_after = example["row_id"], example["rows_after"].split()[0]
    days = reports.set_index("doc_id")["as_of"].map(style.day)
    found.sentences = wording.lettered(_sentences(found, days[before], days[after]), f"06 {seed}")
    return found


def _sentences(about: About, day: str, other_day: str) -> list[str]:
    nowhere = ~about.listed["agency_printed"].isin(about.later["agency_printed"])
    gone, still = where(about.listed[nowhere], status="dropped").iloc[0], _still(about.listed).iloc[0]
    whose = "the Orange County sheriff"
    return [
        f"A report of {whose} listed “{gone['agency_printed']}” on {day}; that of {other_day} does not print the name.",
        f"The report of {whose} of {day} prints “{still['agency_printed']}”, that of {other_day} “{still['name_after']}”.",
        f"Between {day} and {other_day} {whose} removed “{gone['agency_printed']}”, as two reports show.",
        f"The account “{gone['agency_printed']}” left the system before {other_day}, as a report of {whose} shows.",
        f"All agencies of page {about.page} of the report of {day} that the report of {other_day} does not print are gone.",
    ]


def _rules(about: About) -> wording.Rules:
    return {
        "it says who acted, and two lists show only that they differ": lambda text: " removed " in text,
        "it says that an account is gone, and it may stand there under another name": lambda text: (
            " left the system" in text
        ),
        "it counts printed names, and calls them agencies": lambda text: "agencies of page" in text,
    }


def _still(listed: pd.DataFrame) -> pd.DataFrame:
    """The entries whose name the later section lacks, though it has their agency."""
    return listed[~listed["same_name"] & ~listed["status"].isin(GONE_FROM_LATER)]


def _names_gone(listed: pd.DataFrame) -> int:
    return int(listed.loc[~listed["same_name"], "agency_printed"].nunique())


def _bounds(lines: pd.DataFrame) -> set[int]:
    """How many of these lines of `changes` are dropped: all, and without those that could be an account that is
    added."""
    dropped = where(lines, status="dropped")
    return {len(dropped), int((dropped["could_be"].fillna("") == "").sum())}


def _why_not_still(about: About, name: str) -> str:
    entry = about.listed[about.listed["agency_printed"].str.casefold() == name]
    if entry.empty:
        return "your page does not print it in this section"
    return "the later list prints that very name" if entry["same_name"].all() else "its line in `changes` says dropped"


def _of_section(about: About) -> pd.DataFrame:
    return where(about.changes, section=about.section)


EXERCISES = {
    "gone": Exercise(
        right=lambda a: _names_gone(a.listed),
        wrong={
            "you counted the names that the later list still prints": lambda a: a.listed["same_name"].sum(),
            "you counted the whole section, and one page is asked for": lambda a: _names_gone(a.whole),
            "you compared with the whole later report, and the same section is asked for": lambda a: len(
                set(a.listed["agency_printed"]) - set(a.later["agency_printed"])
            ),
            "you counted all names of the page, and those missing in the later list are asked for": lambda a: a.listed[
                "agency_printed"
            ].nunique(),
            "you counted the other way round: names of the later list that your page does not print": lambda a: len(
                set(where(a.later, section=a.section)["agency_printed"]) - set(a.listed["agency_printed"])
            ),
        },
        otherwise="take the names of your page and section, and take away those of the same section of the later report",
        means="So many printed names are missing in the later list. Nothing is said yet about agencies.",
    ),
    "still": Exercise(
        right=lambda a: set(_still(a.listed)["agency_printed"]),
        wrong={
            "these are all names that the later list lacks, and some of them have a line in `changes` that is not dropped": lambda a: (
                set(a.listed.loc[~a.listed["same_name"], "agency_printed"])
            ),
            "you left out the accounts that are marked Inactive: what is marked on the later list is on the later list": lambda a: (
                set(where(_still(a.listed), status="kept")["agency_printed"])
            ),
            "these are the names as the later list prints them, and those of your page are asked for": lambda a: set(
                _still(a.listed)["name_after"]
            ),
        },
        otherwise="take every line of your page whose status is not dropped, and whose two names differ",
        means="The same agencies, printed otherwise: a state in parentheses, another spelling, or the word Inactive.",
        why=_why_not_still,
    ),
    "dropped": Exercise(
        right=lambda a: len(where(a.listed, status="dropped")),
        wrong={
            "you counted printed names again, and an agency can stay under another name": lambda a: _names_gone(
                a.listed
            ),
            "you counted the whole section, and one page is asked for": lambda a: max(_bounds(_of_section(a))),
            "you counted the agencies that are still listed": lambda a: (
                ~a.listed["status"].isin(GONE_FROM_LATER)
            ).sum(),
            "you counted accounts that are marked Inactive as gone": lambda a: (
                a.listed["status"].isin(["dropped", "inactive"])
            ).sum(),
        },
        otherwise="count the lines of your page in `changes` whose status is dropped",
        means="So many agencies of your page have no line in the later list, as far as names are settled.",
    ),
    "bounds": Exercise(
        right=lambda a: _bounds(_of_section(a)),
        wrong={
            "that is the high number alone; for some dropped lines `could_be` names an account that was added": lambda a: {
                max(_bounds(_of_section(a)))
            },
            "these are bounds for your page, and the whole section is asked for": lambda a: _bounds(a.listed),
            "you took both sections of detections together": lambda a: _bounds(
                a.changes[a.changes["section"].isin(atlas.DETECTIONS)]
            ),
        },
        otherwise="high: every dropped line of the section; low: without the dropped lines for which `could_be` names somebody",
        means="Print both numbers, or the word about: what nobody settled is the distance between them.",
        why=lambda a, number: "count the section's dropped lines again, and those of them whose `could_be` is empty",
    ),
    "sentences": wording.exercise(_rules),
}
