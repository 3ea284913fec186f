"""Lesson 3, when a parser lies: a scan's text layer, a search that finds too little, and damage that a count sees or
does not."""

import random

import pandas as pd

from helpers import schemas
from helpers.collection import notebooks
from helpers.lessons import wording
from helpers.lessons.checks import About, Exercise, where
from helpers.records.reading.vocabulary import SECTIONS
from helpers.sharing.maps import style

SCAN = "irvine-2020-03-02-sharing"
FIRST = "CBP"
"""The word of seed 0, for which the layer says CEP."""

DAMAGES = ("one entry is lost", "one entry stands twice", "one letter is another", "two names have changed places")


def about(seed: int) -> About:
    """By seed: `word`, printed in the scan's names and read otherwise somewhere; `section`, in which readings are
    compared; and `copies`, the same rows damaged in four ways under four letters."""
    source = notebooks.source()
    rows = where(schemas.read("rows", source.derived), doc_id=SCAN).reset_index(drop=True)
    report = where(schemas.read("reports", source.derived), doc_id=SCAN).iloc[0]
    words = sorted(
        {word for name in rows["agency_printed"] for word in name.split() if word.isalpha() and word != FIRST}
    )
    words = [
        FIRST,
        *(word for word in words if _finds(rows, word, "agency_read") < _finds(rows, word, "agency_printed")),
    ]
    sections = [section for section in SECTIONS if (where(rows, section=section)["second_reading"] != "").any()]
    found = About(source=source, rows=rows, report=report, word=words[seed % len(words)])
    found.section = sections[seed % len(sections)]
    found.copies, found.damage, found.short = _copies(rows, seed)
    found.sentences = wording.lettered(_sentences(found), f"03 {seed}")
    return found


def _copies(rows: pd.DataFrame, seed: int) -> tuple[dict[str, pd.DataFrame], dict[str, str], str]:
    """Four damaged copies by letter, what was done to each, and the section in which an entry of one is lost."""
    chance = random.Random(f"damage {seed}")
    lost, twice, changed, one, other = chance.sample(range(len(rows)), 5)
    name = rows.loc[changed, "agency_printed"]
    place = chance.randrange(len(name) // 2)
    swapped = rows.copy()
    swapped.loc[[one, other], "agency_printed"] = rows.loc[[other, one], "agency_printed"].to_numpy()
    made = (
        rows.drop(index=lost),
        pd.concat([rows, rows.loc[[twice]]]).sort_index(kind="stable"),
        rows.assign(
            agency_printed=rows["agency_printed"].mask(rows.index == changed, name[:place] + "#" + name[place + 1 :])
        ),
        swapped,
    )
    letters = chance.sample("ABCD", 4)
    copies = {letter: copy.reset_index(drop=True) for letter, copy in zip(letters, made, strict=True)}
    return dict(sorted(copies.items())), dict(zip(letters, DAMAGES, strict=True)), rows.loc[lost, "section"]


def caught(about: About) -> set[str]:
    """The copies whose sections do not add up to the report's own totals."""
    totals = {section: int(about.report[section]) for section in SECTIONS}
    return {
        letter
        for letter, copy in about.copies.items()
        if copy["section"].value_counts().reindex(SECTIONS, fill_value=0).to_dict() != totals
    }


def _finds(rows: pd.DataFrame, word: str, column: str) -> int:
    return int(rows[column].str.contains(word, regex=False).sum())


def _layer(about: About) -> int:
    return _finds(about.rows, about.word, "agency_read")


def _page(about: About) -> int:
    return _finds(about.rows, about.word, "agency_printed")


def _differ(about: About, section: str | None = None) -> int:
    chosen = where(about.rows, section=section) if section else about.rows
    return int((chosen["second_reading"] != "").sum())


def _decided(about: About) -> int:
    """Entries of the section in which the layer says another thing than the page."""
    chosen = where(about.rows, section=about.section)
    agencies, lists = (chosen[f"{field}_read"] != chosen[f"{field}_printed"] for field in ("agency", "hot_list"))
    return int((agencies | lists).sum())


def _sentences(about: About) -> list[str]:
    day, whose = style.day(about.report["as_of"]), about.report["agency_printed"]
    first = about.rows[about.rows["agency_printed"].str.contains(about.word, regex=False)].iloc[0]
    return [
        f"Page {first['page']} of the report of the {whose} of {day} prints “{first['agency_printed']}”.",
        f"A search of the text layer of the report of {day} for “{about.word}” finds fewer entries than its pages print.",
        f"The report of the {whose} of {day} prints “{about.word}” in {_layer(about)} of its names.",
        f"On {day} the {whose} sent its detections to “{first['agency_printed']}”, as its report shows.",
        f"The section totals of our reading of the report of {day} agree, so every name in it is right.",
    ]


def _rules(about: About) -> wording.Rules:
    return {
        "its number is what a search of the layer finds, not what the pages print": lambda text: (
            f"in {_layer(about)} of its" in text
        ),
        "it takes equal totals for right names, and a changed letter changes no total": lambda text: "so every" in text,
    }


EXERCISES = {
    "layer": Exercise(
        right=_layer,
        wrong={
            "that is what the pages print; what does a search of the layer find?": _page,
            "you searched the second reading, which is empty where it says the same": lambda a: int(
                a.rows["second_reading"].str.contains(a.word, regex=False).sum()
            ),
            "you counted all entries of the report": lambda a: len(a.rows),
        },
        otherwise="count the entries whose `agency_read` contains the word",
        means="This is what a reader finds who presses Ctrl and F and trusts the file.",
    ),
    "page": Exercise(
        right=_page,
        wrong={
            "that is what the layer says; what do the pages print?": _layer,
            "that is the difference; asked for is what the pages print": lambda a: _page(a) - _layer(a),
            "you counted all entries of the report": lambda a: len(a.rows),
        },
        otherwise="count the entries whose `agency_printed` contains the word",
        means="The search lost at least one, and nothing in the file said so.",
    ),
    "differ": Exercise(
        right=lambda a: _differ(a, a.section),
        wrong={
            "you counted the whole report, and one section is asked for": _differ,
            "you counted the entries in which both readings agree": lambda a: (
                len(where(a.rows, section=a.section)) - _differ(a, a.section)
            ),
            "you counted where the layer is wrong; asked for is where the two readings differ": _decided,
        },
        otherwise="count the entries of the section whose `second_reading` is not empty",
        means="The comparison does not say who is right. It says where somebody has to look at the page.",
    ),
    "caught": Exercise(
        right=caught,
        wrong={
            "these are the copies that the totals do not catch": lambda a: set(a.copies) - caught(a),
            "a control total does not see everything: hold the sections' counts of each copy against the report's": lambda a: (
                set(a.copies)
            ),
        },
        otherwise="count each copy by section, and compare every section with `totals`",
        means="A count sees what is lost and what is doubled. It is blind to a letter, and to names that changed places.",
        why=lambda a, letter: (
            "its sections add up" if letter.upper() in a.copies else "there is no copy of that letter"
        ),
    ),
    "short": Exercise(
        right=lambda a: a.short,
        wrong={
            "that is the other direction": lambda a: a.short.replace("received", "SHARED").replace(
                "shared", "received"
            ),
            "no copy has lost an entry there; look for a count that is lower than its total": lambda a: set(SECTIONS),
        },
        otherwise="write the name of a section as the table has it, in quotation marks",
        means="A total for each section tells where to look; one for the whole report only tells that something is wrong.",
    ),
    "sentences": wording.exercise(_rules),
}
