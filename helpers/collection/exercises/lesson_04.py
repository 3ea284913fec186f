"""Lesson 4, names are not identities: a name that is printed with a state behind it, and without one."""

import re

from helpers import schemas
from helpers.collection import notebooks
from helpers.collection.exercises import wording
from helpers.collection.exercises.checks import About, Exercise
from helpers.sharing import doubts, marks

STATE_BEHIND = re.compile(r" \([A-Z]{2}\)$")


WORDS = "Union City Police Department"
"""The name that the article's list has; it comes first, the others by the alphabet."""


def about(seed: int) -> About:
    """By seed: `words`, a name that the reports print both with a state in parentheses (`with_state`) and without, and a section
    (`doc_id`, `section`) of a report that prints no states."""
    derived = notebooks.source().derived
    rows, spellings, reports = (schemas.read(table, derived) for table in ("rows", "spellings", "reports"))
    bare = rows["agency_printed"].str.replace(STATE_BEHIND, "", regex=True)
    both = sorted(set(bare[bare != rows["agency_printed"]]) & set(rows["agency_printed"]), key=lambda name: (name != WORDS, name))
    words = both[seed % len(both)]
    with_state = next(name for name in rows.loc[bare == words, "agency_printed"] if name != words)
    bare_only = rows[rows["state_printed"].fillna("").eq("") & rows["section"].str.startswith("detections")]
    sections = sorted(set(zip(bare_only["doc_id"], bare_only["section"], strict=True)), reverse=True)
    sections = [s for s in sections if _states_printed(rows, *s) == 0]
    doc_id, section = sections[seed % len(sections)]
    found = About(rows=rows, spellings=spellings, reports=reports, bare=bare, words=words, with_state=with_state)
    found.doc_id, found.section = doc_id, section
    found.sentences = wording.lettered(_sentences(found), seed)
    return found


def _states_printed(rows, doc_id: str, section: str) -> int:
    chosen = rows[(rows["doc_id"] == doc_id) & (rows["section"] == section)]
    return int(chosen["state_printed"].fillna("").ne("").sum())


def _place(about: About) -> str:
    return about.words.removesuffix(" Police Department")


def _elsewhere(about: About) -> str:
    """A state that has a place of that name, and is not the one behind the other name."""
    return next(state for state in doubts.states(about.words) if state != about.with_state[-3:-1])


def _sentences(about: About) -> list[str]:
    first = {name: about.rows[about.rows["agency_printed"] == name].iloc[0] for name in (about.words, about.with_state)}
    reports = about.reports.set_index("doc_id")
    (day, other_day) = (marks.day(reports.loc[row["doc_id"], "as_of"]) for row in first.values())
    whose = reports.loc[first[about.words]["doc_id"], "agency_printed"]
    return [
        f"On {day} a report of the {whose} listed an account named “{about.words}”; it does not say in which state that is.",
        f"A report of {day} prints “{about.words}”, one of {other_day} “{about.with_state}”; one agency or two, they do not say.",
        f"On {day} the police of {_place(about)} ({_elsewhere(about)}) were listed in a report of the {whose}.",
        f"On {day} a report of the {whose} listed all police departments named {_place(about)}.",
        f"On {day} {_place(about)} police sent plates to the {whose}, as its report shows.",
    ]


def _rules(about: About) -> dict:
    return {
        "it names a state that this entry does not print": lambda text: f"({_elsewhere(about)})" in text,
        "it counts departments, and the page prints names of accounts": lambda text: "departments named" in text,
    }


def _entries(about: About, **only):
    chosen = about.rows[about.bare == about.words]
    for column, value in only.items():
        chosen = chosen[chosen[column] == value]
    return chosen


def _ids(about: About) -> set[str]:
    spelled = about.spellings
    return set(spelled.loc[spelled["agency_printed"].str.replace(STATE_BEHIND, "", regex=True) == about.words, "agency_id"])


def _unsure(about: About, by: str = "row_id", **only) -> int:
    unsure = set(about.spellings.loc[about.spellings["basis"] == "unsure", "agency_printed"])
    chosen = about.rows[about.rows["agency_printed"].isin(unsure)]
    for column, value in only.items():
        chosen = chosen[chosen[column] == value]
    return chosen[by].nunique()


EXERCISES = {
    "entries": Exercise(
        right=lambda a: len(_entries(a)),
        wrong={
            "you counted the entries without a state behind the name, and left out the others": lambda a: len(
                _entries(a, agency_printed=a.words)
            ),
            "you counted the entries with a state behind the name, and left out the others": lambda a: len(
                _entries(a)
            ) - len(_entries(a, agency_printed=a.words)),
            "you counted different names, and each stands in several entries": lambda a: _entries(a)["agency_printed"].nunique(),
            "you counted reports, not entries": lambda a: _entries(a)["doc_id"].nunique(),
        },
        otherwise="take all three reports and every section, and both ways in which the name is printed",
        means="An entry is a line of a list. How many agencies that is, is another question.",
    ),
    "ids": Exercise(
        right=_ids,
        wrong={
            "these are printed names; asked for are the ids that `spellings` gives them": lambda a: _entries(a)["agency_printed"],
            "you left out the id that begins with unsure-: an unsure name is kept, not dropped": lambda a: {
                one for one in _ids(a) if not one.startswith("unsure-")
            },
            "you took one of the two names alone": lambda a: set(
                a.spellings.loc[a.spellings["agency_printed"] == a.words, "agency_id"]
            ),
        },
        otherwise="look both printed names up in `spellings`, column agency_id",
        means="Two ids, or one: what decides is what is printed and what a source says, never that two names look alike.",
    ),
    "states": Exercise(
        right=lambda a: set(doubts.states(a.words)),
        wrong={
            "that is the state of the other name; what could the name without a state mean?": lambda a: {a.with_state[-3:-1]},
        },
        otherwise="`doubts.states(words)` lists the state of each place that is called so",
        means="Each of these states has a place of that name. Not every one has a police department.",
    ),
    "unsure": Exercise(
        right=lambda a: _unsure(a, doc_id=a.doc_id, section=a.section),
        wrong={
            "you counted the whole report, and one section is asked for": lambda a: _unsure(a, doc_id=a.doc_id),
            "you counted this section in all reports, and one report is asked for": lambda a: _unsure(a, section=a.section),
            "you counted the entries that are settled, and the others are asked for": lambda a: len(
                a.rows[(a.rows["doc_id"] == a.doc_id) & (a.rows["section"] == a.section)]
            ) - _unsure(a, doc_id=a.doc_id, section=a.section),
            "you counted all reports": _unsure,
        },
        otherwise="join the section's entries to `spellings` of the same report, and count those with the basis unsure",
        means="So many entries belong on no state's account; a count by state gives a low and a high number, or it lies.",
    ),
    "sentences": wording.exercise(_rules),
}  # fmt: skip
