"""Lesson 7, a map that does not mislead: one list of one map, with what has a dot and what has none."""

from dataclasses import dataclass

import pandas as pd

from helpers import schemas
from helpers.collection import notebooks
from helpers.lessons.checks import About, Exercise, ask, where
from helpers.sharing.maps import atlas, style

MAPS = ("sheriff", "irvine")
"""The maps of one agency's own reports."""

UNSURE, OTHER = "unsure", "other"
"""Groups of an entry: its name is unresolved; it lies in another state than the reporting agency."""


@dataclass(frozen=True)
class MapList(About):
    """A list of detections (`map`, `release`, `shown_as`) that has an unresolved name: what it `means`, its `entries`,
    `whose` report it is and of which `day`; and the whole `table` of its map."""

    map: str
    table: pd.DataFrame
    release: str
    shown_as: str
    whose: str
    day: str
    means: str
    entries: pd.DataFrame

    def facts(self) -> dict[str, object]:
        counts = {"dots": len(where(self.entries, absent="")), "entries": len(self.entries)}
        return {"day": self.day, "whose": self.whose, "unshown": style.UNSHOWN, **counts}

    def asked(self) -> dict[str, Exercise]:
        entries, table = self.entries, self.table
        dots, unsure = where(entries, absent=""), len(where(entries, group=UNSURE))
        drawn, listed, spots = _states(dots), _states(entries), _spots(dots)
        low, drawn_outside = (len(where(part, group=OTHER)) for part in (entries, dots))

        def why_not_empty(state: str) -> str:
            return "dot" if state.upper() in drawn else "all_dots" if state.upper() in listed else "none"

        return {
            "absent": ask(
                len(entries) - len(dots),
                dots=len(dots),
                unmatched=unsure,
                all=len(entries),
                map=len(table) - len(where(table, absent="")),
            ),
            "spots": ask(
                spots,
                dots=len(dots),
                missing=_spots(entries),
                places=dots["place"].nunique(),
                map=_spots(where(table, absent="")),
            ),
            "empty": ask(
                listed - drawn,
                undrawn=_states(entries[entries["absent"] != ""]),
                drawn=drawn,
                all=listed,
                why=why_not_empty,
            ),
            "outside": ask(
                {low, low + unsure},
                low={low},
                high={low + unsure},
                dots={drawn_outside, drawn_outside + unsure},
                map={len(where(table, group=OTHER)), len(table[table["group"].isin([OTHER, UNSURE])])},
            ),
        }


def about(seed: int) -> MapList:
    derived = notebooks.source().derived
    reports = schemas.read("reports", derived).set_index("doc_id")
    tables = {name: schemas.read(f"map_{name}", derived).fillna({"absent": "", "state": ""}) for name in MAPS}
    lists = [
        (name, release, shown_as)
        for shown_as in atlas.DETECTIONS
        for name, table in tables.items()
        for release in sorted(set(table["release"]))
        if UNSURE in set(where(table, release=release, shown_as=shown_as)["group"])
    ]
    name, release, shown_as = lists[seed % len(lists)]
    whose, day = reports.loc[release, "agency"], style.day(reports.loc[release, "as_of"])
    entries = where(tables[name], release=release, shown_as=shown_as)
    return MapList(name, tables[name], release, shown_as, whose, day, atlas.SECTIONS[shown_as], entries)


def _spots(table: pd.DataFrame) -> int:
    """How many different points these entries have."""
    return len(table[["lat", "lon"]].drop_duplicates())


def _states(table: pd.DataFrame) -> set[str]:
    """The states outside the reporting agency's that have one of these entries."""
    return set(where(table, group=OTHER)["state"])
