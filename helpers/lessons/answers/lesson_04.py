"""Lesson 4, names are not identities: a name that is printed with a state behind it, and without one."""

import re
from collections.abc import Iterable

from helpers import files, schemas
from helpers.collection import notebooks
from helpers.lessons import wording
from helpers.lessons.checks import About, Exercise, where
from helpers.sharing import unresolved
from helpers.sharing.maps import style

STATE_BEHIND = re.compile(r" \([A-Z]{2}\)$")

WORDS = "Union City Police Department"
"""The name that the article's list has; it comes first, the others by the alphabet."""


def about(seed: int) -> About:
    """By seed: `words`, a name that the reports print both with a state in parentheses (`with_state`) and without, and
    a section (`doc_id`, `section`) of a report that prints no states."""
    derived = notebooks.source().derived
    rows, spellings, reports = (schemas.read(table, derived) for table in ("rows", "spellings", "reports"))
    bare = rows["agency_printed"].str.replace(STATE_BEHIND, "", regex=True)
    both = sorted(
        set(bare[bare != rows["agency_printed"]]) & set(rows["agency_printed"]), key=lambda name: (name != WORDS, name)
    )
    words = both[seed % len(both)]
    with_state = next(name for name in rows.loc[bare == words, "agency_printed"] if name != words)
    with_states = set(rows.loc[rows["state_printed"] != "", "doc_id"])
    lists = rows[rows["section"].str.startswith("detections") & ~rows["doc_id"].isin(with_states)]
    sections = sorted(set(zip(lists["doc_id"], lists["section"], strict=True)), reverse=True)
    doc_id, section = sections[seed % len(sections)]
    found = About(rows=rows, spellings=spellings, reports=reports, words=words, with_state=with_state)
    found.entries, found.doc_id, found.section = rows[bare == words], doc_id, section
    found.sentences = wording.lettered(_sentences(found), f"04 {seed}")
    return found


def _place(about: About) -> str:
    return str(about.words.removesuffix(" Police Department"))


def _elsewhere(about: About) -> str:
    """A state that has a place of that name, and is not the one behind the other name."""
    return next(state for state in unresolved.states(about.words) if state != about.with_state[-3:-1])


def _sentences(about: About) -> list[str]:
    first = {name: about.rows[about.rows["agency_printed"] == name].iloc[0] for name in (about.words, about.with_state)}
    reports = about.reports.set_index("doc_id")
    (day, other_day) = (style.day(reports.loc[row["doc_id"], "as_of"]) for row in first.values())
    whose, other = (reports.loc[row["doc_id"], "agency_printed"] for row in first.values())
    both = (
        f"One report of the {whose}, of {day}, prints both “{about.words}” and “{about.with_state}”"
        if (whose, day) == (other, other_day)
        else f"A report of the {whose} of {day} prints “{about.words}”, one of the {other} of {other_day} “{about.with_state}”"
    )
    return [
        f"On {day} a report of the {whose} listed an account named “{about.words}”; it does not say in which state that is.",
        f"{both}; one agency or two, nothing there says.",
        f"On {day} the police of {_place(about)} ({_elsewhere(about)}) were listed in a report of the {whose}.",
        f"On {day} a report of the {whose} listed all police departments named {_place(about)}.",
        f"On {day} {_place(about)} police sent plates to the {whose}, as its report shows.",
    ]


def _rules(about: About) -> wording.Rules:
    return {
        "it names a state that this entry does not print": lambda text: f"({_elsewhere(about)})" in text,
        "it speaks of all such departments, and the page prints names of accounts": lambda text: (
            "departments named" in text
        ),
    }


def _ids(about: About, names: Iterable[str]) -> set[str]:
    return set(about.spellings.loc[about.spellings["agency_printed"].isin(names), "agency_id"])


def _unsure(about: About, **cells: object) -> int:
    """How many entries have a name that nothing settles, of those with these cells."""
    unsure = about.spellings.loc[about.spellings["basis"] == "unsure", "agency_printed"]
    return int(where(about.rows, **cells)["agency_printed"].isin(unsure).sum())


EXERCISES = {
    "entries": Exercise(
        right=lambda a: len(a.entries),
        wrong={
            "you counted the entries without a state behind the name, and left out the others": lambda a: len(
                where(a.entries, agency_printed=a.words)
            ),
            "you counted the entries with a state behind the name, and left out the others": lambda a: len(
                where(a.entries, agency_printed=a.with_state)
            ),
            "you counted different names, and each stands in several entries": lambda a: a.entries[
                "agency_printed"
            ].nunique(),
            "you counted reports, not entries": lambda a: a.entries["doc_id"].nunique(),
        },
        otherwise="take all three reports and every section, and both ways in which the name is printed",
        means="An entry is a line of a list. How many agencies that is, is another question.",
    ),
    "ids": Exercise(
        right=lambda a: _ids(a, a.entries["agency_printed"]),
        wrong={
            "these are printed names; asked for are the ids that `spellings` gives them": lambda a: a.entries[
                "agency_printed"
            ],
            "you left out the id that begins with unsure-: an unsure name is kept, not dropped": lambda a: (
                _ids(a, a.entries["agency_printed"]) - {f"unsure-{files.slug(a.words)}"}
            ),
            "you took one of the two names alone": lambda a: _ids(a, [a.words]),
        },
        otherwise="look both printed names up in `spellings`, column agency_id",
        means="Two ids, or one: what decides is what is printed and what a source says, never that two names look alike.",
    ),
    "states": Exercise(
        right=lambda a: set(unresolved.states(a.words)),
        wrong={
            "that is the state of the other name; one without a state can stand for more": lambda a: {
                a.with_state[-3:-1]
            },
        },
        otherwise="`doubts.states(words)` lists the state of each place that is called so",
        means="Each of these states has a place of that name. Not every one has a police department.",
    ),
    "unsure": Exercise(
        right=lambda a: _unsure(a, doc_id=a.doc_id, section=a.section),
        wrong={
            "you counted the whole report, and one section is asked for": lambda a: _unsure(a, doc_id=a.doc_id),
            "you counted this section in all reports, and one report is asked for": lambda a: _unsure(
                a, section=a.section
            ),
            "you counted all sections of all reports, and one section of one is asked for": _unsure,
            "you counted lines of `spellings`, which holds every section; asked for are the entries of one": lambda a: (
                len(where(a.spellings, doc_id=a.doc_id, basis="unsure"))
            ),
            "you counted the entries that are settled, and the others are asked for": lambda a: (
                len(where(a.rows, doc_id=a.doc_id, section=a.section)) - _unsure(a, doc_id=a.doc_id, section=a.section)
            ),
        },
        otherwise="find the section's names in `spellings`, and count the entries of those with the basis unsure",
        means="So many entries belong to no state for sure; a count by state gives a low and a high number, or it misleads.",
    ),
    "sentences": wording.exercise(_rules),
}
