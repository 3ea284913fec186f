"""Report: the one page about a reader's own records: what they list, a link to each line, and what they do not show."""

import base64
import re

import pandas as pd

from helpers import files, headings, html
from helpers.collection.own_records.processing import Records
from helpers.html import Markup, beside
from helpers.records.reading import readings
from helpers.sharing import agencies, changes, network
from helpers.sharing.maps import map_entries, static, style
from helpers.sharing.maps.layers import Map

MOST_LINES = 2_000
"""Entries shown on the page; all are in tables/rows.csv."""

MOST_PICTURES = 12
"""Maps shown on the page as pictures, each of which takes a second to draw; to the others it has links."""

TO_DECIDE = {
    "readings": "Look at the picture of each line, then write what is printed there into readings.csv (row_id; field: "
    "agency, city, state or hot_list; chosen; reason; by), a line each, and run plates own again.",
    "names": "Nothing printed shows which agencies these are. What you find out goes into names.csv (printed; "
    "document: any; agency_id, as in ca-napa-police; reason; source; by), a line each; then run plates own again. No "
    "name is matched because it looks alike.",
}


def page(records: Records, maps: list[Map], pictures: list[bytes]) -> str:
    """The page as HTML; the folders maps, cards, names, readings and tables are beside it. `pictures` are PNGs, empty
    for a map without one."""
    elsewhere = {"printed": "printed in yours", "how": "how", "documents": "listed in"}
    return html.fill(
        "collection/own_records/report.html.j2",
        form=records.form,
        not_shown=style.NOT_SHOWN,
        to_decide=TO_DECIDE,
        files=_files(records),
        unused=int((records.pages["use"] != "used").sum()) if len(records.pages) else 0,
        counts=html.table(counts(records)),
        bases=agencies.in_words(agencies.best_basis(records.tables.spellings), records.decided),
        levels=_levels(records),
        maps=[_map(shown, png) for shown, png in zip(maps, pictures, strict=True)],
        changes=_changes(records) if len(records.form.files) > 1 else {},
        two_readings=_two_readings(records),
        unresolved=_unresolved(records),
        notes=html.items(f"{file}: {note}" for file, note in records.notes),
        refused=html.items(str(error) for _, error in records.refused) if records.refused else "",
        facts=_renamed(records.facts, FACTS) if len(records.facts) else "",
        elsewhere=_renamed(records.elsewhere, elsewhere) if len(records.elsewhere) else "",
        entries=_entries(records),
    )


def pictures(maps: list[Map]) -> list[bytes]:
    """A PNG of each map; none (empty) for those between the first and the last of more than MOST_PICTURES, and for a
    map with more panels than that: one for each of a hundred changes took 400 MB."""
    shown = {0, *range(len(maps) - MOST_PICTURES + 1, len(maps))}
    small = [number in shown and len(static.choices(one)) <= MOST_PICTURES for number, one in enumerate(maps)]
    return [style.png(static.picture(one)) if fits else b"" for one, fits in zip(maps, small, strict=True)]


def _renamed(frame: pd.DataFrame, headers: dict[str, str]) -> Markup:
    """The table of these columns, under these headers."""
    return html.table(frame[list(headers)].rename(columns=headers))


def _files(records: Records) -> Markup:
    by_id, read = records.tables.reports_by_id, records.tables.rows.groupby("doc_id")["reading"].first()
    says = {"text": "its text", "ocr": "a picture, by OCR"}
    lines = [
        {
            "file": one.name,
            "day": style.day(one.as_of),
            "source": html.link(one.source, one.source),
            "form": one.form,
            "read as": "its text" if one.doc_id not in read else says[read[one.doc_id]],
            "pages": by_id.loc[one.doc_id, "pages"],
            "sha256": files.sha256(one.path),
        }
        for one in records.form.files
    ]
    return html.table(lines)


def counts(records: Records) -> pd.DataFrame:
    """How many entries each section of each file has, and with how many agencies detections run both ways."""
    lines = []
    for one in records.form.files:
        ways = network.reciprocity(records.tables, one.doc_id)
        both = ((ways["kind"] == "detections") & (ways["ways"] == network.WAYS[0])).sum()
        head = records.tables.reports_by_id.loc[one.doc_id]
        sections = {section.replace("_", " "): _count(head, section) for section in network.DIRECTIONS}
        line = {"file": one.name, "day": style.day(one.as_of)}
        lines.append(line | sections | {"detections both ways": int(both)})
    return pd.DataFrame(lines)


def _count(head: pd.Series, section: str) -> int | str:
    """How many permissions a section has, or why that cannot be said."""
    return int(head[section]) if pd.notna(head[section]) else SHOWS.get(head[f"{section}_state"], "not shown")


SHOWS = {"cannot hold": "no such list in this form", "empty": "nothing under its label"}
"""What the report says in place of a count; otherwise it says `not shown`."""

FACTS = {"agency": "portal", "last_updated": "last updated", "heading": "heading", "label": "label", "value": "value"}
"""The columns of the facts that the report shows, and their headers."""


def _levels(records: Records) -> dict[str, object]:
    """Who may see the agency's detections, by level of government; empty where its latest file lists nobody."""
    latest = records.form.files[-1]
    listed = network.listed_in(records.tables, "detections_shared", latest.doc_id)
    if not len(listed):
        return {}
    levels = network.counted(records.tables, listed, "level")
    unresolved = levels["level"] == network.UNRESOLVED  # no level of government: the sentence above the table says it
    table = html.table(levels[~unresolved])
    count = levels.loc[unresolved, "low"].sum()
    return {"day": style.day(latest.as_of), "unresolved": count, "entries": len(listed), "table": table}


def _map(shown: Map, png: bytes) -> dict[str, object]:
    absent = "; ".join(f"{reason}: {len(part)}" for reason, part in shown.not_placed.items())
    drawn = {"picture": base64.b64encode(png).decode(), "entries": len(shown.entries), "placed": len(shown.placed)}
    return {"name": shown.name, "title": shown.title, "alt": shown.alt, "absent": absent} | drawn


def _changes(records: Records) -> dict[str, Markup]:
    days = {one.doc_id: style.day(one.as_of) for one in records.form.files}

    def in_words(table: pd.DataFrame) -> pd.DataFrame:
        words = table.assign(section=table["section"].str.replace("_", " "), before=table["before"].map(days))
        words = words.assign(after=words["after"].map(days)).rename(columns={"before": "from", "after": "to"})
        return words.rename(columns=lambda name: name.replace("_", " "))

    shown = ["before", "after", "section", "kept", "inactive", "dropped_low", "dropped_high", "added_low", "added_high"]
    moved = records.changes[records.changes["status"] != "kept"]
    lines = moved[["before", "after", "section", "status", "name_before", "name_after", "could_be"]]
    counted = changes.change_counts(records.changes)[shown]
    apart = html.table(in_words(_by_file(records))) if len(records.not_comparable) else Markup()
    return {"counts": html.table(in_words(counted)), "lines": html.table(in_words(lines)), "apart": apart}


def _by_file(records: Records) -> pd.DataFrame:
    """The sections that cannot be compared, with the reason, which names files in place of ids."""
    named = {f"{one.doc_id}:": f"{one.name}:" for one in records.form.files}
    why = records.not_comparable["why"].replace({re.escape(doc_id): name for doc_id, name in named.items()}, regex=True)
    return records.not_comparable.assign(why=why)


def _two_readings(records: Records) -> dict[str, object]:
    """The entries that are read in two ways, and what was decided."""
    differing = records.tables.rows[records.tables.rows["second_reading"].fillna("") != ""]
    decided = differing["row_id"].isin(records.decisions["readings"]["row_id"])
    lines = []
    for row, final in zip(differing.itertuples(), decided, strict=True):
        one, other = html.compared(readings.in_words(row), row.second_reading)
        printed = row.agency_printed if final else ""
        cells = zip(headings.of(*headings.READINGS).values(), (one, other, printed), strict=True)
        lines.append({"entry": row.row_id, **dict(cells)})
    return {"count": len(lines), "undecided": int((~decided).sum()), "table": html.table(lines)}


def _unresolved(records: Records) -> dict[str, object]:
    headers = headings.of("printed", "rows", "could_be_in", "near_names")
    return {
        "count": len(records.names),
        "pictures": bool(records.printed),
        "table": _renamed(records.names, headers) if len(records.names) else "",
    }


def _entries(records: Records) -> dict[str, object]:
    by_id, matched = records.tables.agencies_by_id, records.tables.matched_rows.head(MOST_LINES)
    lines = [
        {
            "section": row.section.replace("_", " "),
            "printed": row.agency_printed,
            "agency": row.agency_id,
            "where": map_entries.where(by_id.loc[row.agency_id]),
            "known by": agencies.basis_in_words(row.basis, by_reader=row.agency_printed in records.decided),
            "line": beside(row.row_id, f"cards/{row.row_id.rsplit('-r', 1)[0]}.html#{row.row_id}"),
        }
        for row in matched.itertuples()
    ]
    return {"count": len(records.tables.rows), "shown": MOST_LINES, "table": html.table(lines)}
