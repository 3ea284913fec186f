"""Agency index: the table of every agency that a report prints, and of every unresolved name, with links to each
line."""

from typing import Any

import pandas as pd

from helpers import html
from helpers.collection import lookups
from helpers.html import Markup, beside, format_html
from helpers.sharing import agencies, places
from helpers.sharing.maps import map_entries, style
from helpers.sharing.tables import SharingTables

SHORT = {
    "detections_shared": "may see its detections",
    "detections_received": "lets it see detections",
    "hot_lists_shared": "may see its hot list",
    "hot_lists_received": "lets it see a hot list",
}
"""What an entry of each section says of the agency it prints, in a column whose header names the reporter ("it")."""


def row_page(row_id: str) -> str:
    """The address of a row's line on its page, from a page one folder down."""
    return f"../cards/{row_id.rsplit('-r', 1)[0]}.html#{row_id}"


def where(line: pd.Series | dict[str, Any]) -> str:
    """Place, county and state of a line of the table `agencies`."""
    county = f"{line['county']} County" if map_entries.text(line["county"]) else ""
    parts = [map_entries.text(line["place"]), county, places.STATES.get(map_entries.text(line["state"]), "")]
    return ", ".join(filter(None, parts)) or "no single place"


def page(tables: SharingTables, says: str, with_page: list[str]) -> str:
    """The page of the table: `says` is what the tables were read from, `with_page` are the ids of agencies that have a
    page of their own."""
    return html.fill(
        "collection/site/agency_index.md.j2",
        note=f"{style.SENTENCE} Read from {says}. {lookups.NOT_PRINTED}",
        table=_table(tables, with_page),
        states=_values(tables.agencies["state"]),
        levels=_values(tables.agencies["level"]),
        bases={basis.replace("_", " "): words for basis, words in agencies.BASES_IN_WORDS.items()},
        with_page=with_page,
    )


def _values(column: pd.Series) -> list[str]:
    return sorted(set(column.dropna()) - {""})


def _table(tables: SharingTables, with_page: list[str]) -> Markup:
    reports = tables.reports.sort_values("as_of")
    cells = _cells(tables.matched_rows)
    printed = tables.spellings.groupby("agency_id")["agency_printed"].unique()
    columns = {report.doc_id: f"{report.agency_printed}, {style.day(report.as_of)}" for report in reports.itertuples()}
    lines, attributes = [], []
    for one in tables.agencies.sort_values("name", key=lambda names: names.str.casefold()).itertuples():
        name = beside(one.name, f"{one.agency_id}.html") if one.agency_id in with_page else one.name
        others = " | ".join(other for other in printed.get(one.agency_id, []) if other != one.name)
        basis = one.basis.replace("_", " ") if one.sure else Markup("<strong>unsure</strong>")
        line: dict[str, object] = {
            "name": format_html("{}<small>printed: {}</small>" if others else "{}", name, others),
            "what and where": format_html("{}<small>{}; {}</small>", one.kind, where(one._asdict()), one.level),
            "known by": basis,
        }
        lines.append(line | {head: cells.get((one.agency_id, doc_id), "") for doc_id, head in columns.items()})
        state = map_entries.text(one.state) or "none"
        attributes.append({"id": one.agency_id, "data-state": state, "data-level": one.level})
    unsure = int((~tables.agencies["sure"]).sum())
    spelled = tables.spellings.loc[tables.spellings["basis"] == "unsure", "agency_printed"].nunique()
    caption = f"{len(lines)} names: {len(lines) - unsure} agencies, and {unsure} unresolved names"
    caption += f" ({spelled} as printed: an Inactive account has a name of its own)" if spelled != unsure else ""
    return html.table(lines, caption=caption, attributes=attributes, name="agencies")


def _cells(rows: pd.DataFrame) -> dict[tuple[str, str], Markup]:
    """What a report says of an agency, by agency and report: each section with its entries' pages, which lead to the
    lines."""
    sections: dict[tuple[str, str], dict[str, list[Markup]]] = {}
    for one in rows[["agency_id", "doc_id", "section", "page", "row_id", "inactive"]].itertuples():
        line = format_html("{} (Inactive)" if one.inactive else "{}", beside(f"p. {one.page}", row_page(one.row_id)))
        sections.setdefault((one.agency_id, one.doc_id), {}).setdefault(one.section, []).append(line)
    spans = "<span>{}: {}</span>"
    return {
        key: html.joined("", (format_html(spans, SHORT[name], html.joined(", ", part)) for name, part in parts.items()))
        for key, parts in sections.items()
    }
