"""Register: the table of every agency that a report prints, and of every name that nothing settles, with the way to
each line."""

from typing import Any

import pandas as pd

from helpers.collection import lookups
from helpers.collection.site import markup
from helpers.sharing import agencies, network, places
from helpers.sharing.maps import map_entries, style

SHORT = {
    "detections_shared": "may see its detections",
    "detections_received": "lets it see detections",
    "hot_lists_shared": "may see its hot list",
    "hot_lists_received": "lets it see a hot list",
}
"""What an entry of each section says of the agency it prints, in a column whose head names the reporter ("it")."""

ABOUT = (
    "Every agency that one of the sharing reports that we hold prints, and every printed name that nothing settles.\n"
    "The last columns say how each report lists it; “it” there is the agency that made the report, and a page number leads to "
    "the line.\n"
)

WITH_PAGE = "Agencies of two kinds: those that made the reports, and those that a source names as listed with ICE.\n"


def card(row_id: str) -> str:
    """The address of a row's line on its page, from a page one folder down."""
    return f"../cards/{row_id.rsplit('-r', 1)[0]}.html#{row_id}"


def where(line: pd.Series | dict[str, Any]) -> str:
    """Place, county and state of a line of the table `agencies`."""
    county = f"{line['county']} County" if map_entries.text(line["county"]) else ""
    parts = [map_entries.text(line["place"]), county, places.STATES.get(map_entries.text(line["state"]), "")]
    return ", ".join(filter(None, parts)) or "no single place"


def page(held: dict[str, pd.DataFrame], says: str, with_page: list[str]) -> str:
    """The page of the table: `held` has agencies, rows, reports and spellings, `says` tells what they were read from,
    `with_page` are the ids of agencies that have a page of their own."""
    note = f"{style.SENTENCE} Read from {says}. {lookups.NOT_PRINTED}"
    bases = markup.facts(
        {basis.replace("_", " "): markup.text(said) for basis, said in agencies.BASES_IN_WORDS.items()}
    )
    parts = [
        f"---\nhide-toc: true\n---\n# Find an agency\n\n{ABOUT}",
        markup.raw(
            f'<p class="plates-note">{markup.text(note)}</p>{_controls(held["agencies"])}{_table(held, with_page)}'
        ),
        f"## What “known by” says\n{markup.raw(bases)}",
        f"## Agencies with a page of their own\n\n{WITH_PAGE}{markup.contents(with_page, hidden=False)}",
    ]
    return "\n".join(parts)


def _table(held: dict[str, pd.DataFrame], with_page: list[str]) -> str:
    reports = held["reports"].sort_values("as_of")
    cells = _cells(network.with_spelling(["agency_id"], held["rows"], held["spellings"]))
    printed = held["spellings"].groupby("agency_id")["agency_printed"].unique()
    lines, marked = [], []
    for one in held["agencies"].sort_values("name", key=lambda names: names.str.casefold()).itertuples():
        name = markup.link(one.name, f"{one.agency_id}.html") if one.agency_id in with_page else markup.text(one.name)
        others = [other for other in printed.get(one.agency_id, []) if other != one.name]
        also = f"<small>printed: {markup.text(' | '.join(others))}</small>" if others else ""
        what = f"{markup.text(one.kind)}<small>{markup.text(where(one._asdict()))}; {markup.text(one.level)}</small>"
        basis = markup.text(one.basis.replace("_", " ")) if one.sure else "<strong>unsure</strong>"
        lines.append(
            [name + also, what, basis, *(cells.get((one.agency_id, doc_id), "") for doc_id in reports["doc_id"])]
        )
        marked.append(
            {"id": one.agency_id, "data-state": map_entries.text(one.state) or "none", "data-level": one.level}
        )
    heads = ["name", "what and where", "known by"]
    heads += [f"{report.agency_printed}, {style.day(report.as_of)}" for report in reports.itertuples()]
    unsure = int((~held["agencies"]["sure"]).sum())
    spelled = held["spellings"].loc[held["spellings"]["basis"] == "unsure", "agency_printed"].nunique()
    caption = f"{len(lines)} names: {len(lines) - unsure} agencies, and {unsure} names that nothing settles"
    caption += f" ({spelled} as printed: an Inactive account has a name of its own)" if spelled != unsure else ""
    return markup.table(heads, lines, caption=caption, rows_are=marked, name="agencies")


def _cells(rows: pd.DataFrame) -> dict[tuple[str, str], str]:
    """What a report says of an agency, by agency and report: each section with its entries' pages, which lead to the
    lines."""
    found: dict[tuple[str, str], dict[str, list[str]]] = {}
    for one in rows[["agency_id", "doc_id", "section", "page", "row_id", "inactive"]].itertuples():
        line = markup.link(f"p. {one.page}", card(one.row_id)) + (" (Inactive)" if one.inactive else "")
        found.setdefault((one.agency_id, one.doc_id), {}).setdefault(one.section, []).append(line)
    return {
        key: "".join(
            f"<span>{markup.text(SHORT[section])}: {', '.join(lines)}</span>" for section, lines in sections.items()
        )
        for key, sections in found.items()
    }


def _controls(known: pd.DataFrame) -> str:
    """The search and its filters; they stay hidden where no script runs."""

    def options(values: pd.Series) -> str:
        return "".join(f"<option>{markup.text(value)}</option>" for value in sorted(set(values.dropna()) - {""}))

    return (
        '<form class="plates-find" role="search" hidden aria-label="Agencies">'
        '<label>Name, place or printed spelling <input id="find" type="search" autocomplete="off" spellcheck="false"></label>'
        f'<label>State <select data-by="state"><option value="">all</option>{options(known["state"])}<option>none</option>'
        '</select></label><label>Level <select data-by="level"><option value="">all</option>'
        f"{options(known['level'])}</select></label>"
        '<p id="found" role="status" aria-live="polite"></p></form>'
    )
