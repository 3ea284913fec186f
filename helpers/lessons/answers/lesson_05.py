"""Lesson 5, directions and reciprocity: which way an entry points, what runs both ways, and what no list shows."""

import random
from dataclasses import dataclass

import pandas as pd

from helpers.collection import notebooks
from helpers.lessons.checks import About, Exercise, ask, where
from helpers.sharing import network
from helpers.sharing.maps import style
from helpers.sharing.tables import SharingTables

SHARED, RECEIVED = "under Detections Shared", "under Detections Received"
OF_EACH = {"both ways": 7, "only out": 3, "only in": 3}
"""How many agencies of each kind the table takes, at most; one more or fewer by seed."""


@dataclass(frozen=True)
class Directions(About):
    """A report (`doc_id`, made by `whose` on `day`), an entry of it that runs one way (`name`, `section`), and
    `table`, a dozen of its agencies, numbered from 1, with the page on which each is listed in either section."""

    source: notebooks.Source
    tables: SharingTables
    doc_id: str
    whose: str
    day: str
    table: pd.DataFrame
    section: str
    name: str

    def facts(self) -> dict[str, object]:
        heading = self.section.replace("_", " ").title()
        names = {"day": self.day, "whose": self.whose, "name": self.name, "heading": heading}
        return {**names, "seer": self.looks, "seen": self.is_seen}

    @property
    def looks(self) -> str:
        return self.whose if self.section == "detections_received" else self.name

    @property
    def is_seen(self) -> str:
        return self.name if self.section == "detections_received" else self.whose

    def asked(self) -> dict[str, Exercise]:
        both, out, back = (_lines(self.table, way) for way in ("both ways", "only out", "only in"))
        shared, received, lines = len(both | out), len(both | back), len(self.table)
        percent = _percent(len(both), shared)
        return {
            "arrow": ask(self.looks, turned=self.is_seen, both={"both"}),
            "both": ask(len(both), shared=shared, received=received, one_way=len(out | back), all=lines),
            "only_out": ask(out, only_in=back, both=both, shared=out | both),
            "percent": ask(
                percent,
                all=_percent(len(both), lines),
                received=_percent(len(both), received),
                one_way=100 - percent,
                share=len(both) / shared,
                within=0.5,
            ),
            "chain": ask("unknown", path={"yes", "true"}, silent={"no", "false"}),
        }


def about(seed: int) -> Directions:
    source = notebooks.source()
    tables = SharingTables.read(source.derived)
    reports = tables.reports.sort_values("as_of", ignore_index=True)
    report = reports.iloc[seed % len(reports)]
    ways = network.reciprocity(tables, report["doc_id"])
    ways = ways[(ways["kind"] == "detections") & ways["sure"] & ~ways["inactive"]]
    table = _table(ways, tables.rows, random.Random(f"ways {seed}"))
    one_way = [way for way in ("only in", "only out") if _lines(table, way)]
    way = one_way[seed % len(one_way)]
    return Directions(
        source=source,
        tables=tables,
        doc_id=report["doc_id"],
        whose=report["agency_printed"],
        day=style.day(report["as_of"]),
        table=table,
        section="detections_received" if way == "only in" else "detections_shared",
        name=table.loc[min(_lines(table, way)), "agency"],
    )


def _table(ways: pd.DataFrame, rows: pd.DataFrame, chance: random.Random) -> pd.DataFrame:
    """Some agencies of each kind by their printed names, numbered from 1: agency, and its pages under either
    heading."""
    chosen = []
    for kind, count in OF_EACH.items():
        of_kind = where(ways, ways=kind).sort_values("agency_id").to_dict("records")
        # an agency with two entries under one heading has two printed names, and a line could not say which is meant
        of_kind = [one for one in of_kind if max(len(one[side].split()) for side in ("rows_out", "rows_in")) == 1]
        chosen += chance.sample(of_kind, min(len(of_kind), count + chance.randrange(-1, 2)))
    printed = rows.set_index("row_id")
    lines = []
    for one in chosen:
        first, *_ = (one["rows_out"] or one["rows_in"]).split()
        pages = {
            heading: ", ".join(f"p. {printed.loc[row_id, 'page']}" for row_id in one[side].split())
            for heading, side in ((SHARED, "rows_out"), (RECEIVED, "rows_in"))
        }
        lines.append({"agency": printed.loc[first, "agency_printed"], **pages})
    return pd.DataFrame(lines).sort_values("agency", ignore_index=True).rename(index=lambda number: number + 1)


def _lines(table: pd.DataFrame, way: str) -> set[int]:
    """The table's lines that run this way (network.WAYS), as the reporting agency sees it."""
    out, back = table[SHARED] != "", table[RECEIVED] != ""
    return set(table.index[{"both ways": out & back, "only out": out & ~back, "only in": back & ~out}[way]])


def _percent(part: int, whole: int) -> int:
    return round(100 * part / whole)
