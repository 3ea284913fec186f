"""Own reports: the one page about a reader's own records: what they list, where each line stands, and what they do not
show."""

import base64

import pandas as pd

from helpers import files, html
from helpers.collection.own_records.processing import Records
from helpers.html import Markup, beside, text
from helpers.records.reading import readings
from helpers.sharing import agencies, changes, network
from helpers.sharing.maps import map_entries, style
from helpers.sharing.maps.layers import Map

MOST_LINES = 2_000
"""Entries shown on the page; all are in tables/rows.csv."""

NOT_SHOWN = (
    f"We read a name on such a list as a permission that stood on that day. {style.NOT_SHOWN} Listed is not sent. "
    "Direct permissions only: no arrow is joined to another."
)
ANOTHER_DAY = (
    "These agencies are also listed in documents of the collection. That is another permission, of another agency, on another "
    "day: it neither confirms nor contradicts yours."
)
TO_DECIDE = {
    "readings": "Look at the picture of each line, then write what stands there into readings.csv (row_id; field: agency, city, "
    "state or hot_list; chosen; reason; by), a line each, and run plates own again.",
    "names": "Nothing printed settles these names. What you find out goes into names.csv (printed; document: any; agency_id, as "
    "in ca-napa-police; reason; source; by), a line each; then run plates own again. No name is matched because it looks alike.",
}


def page(records: Records, maps: list[Map], stills: list[bytes]) -> str:
    """The page as HTML; it lies beside the folders maps, cards, names, readings and tables. `stills` are PNGs of the
    maps."""
    parts = {
        "files": ("The files", _files(records)),
        "found": ("What they list", _found(records)),
        "maps": ("Maps", _maps(maps, stills)),
        "changed": ("What changed between the releases", _changed(records)),
        "look": ("What needs your eyes", _look(records)),
        "notes": ("What was odd", html.items(f"{file}: {note}" for file, note in records.notes) or _said("Nothing.")),
        "elsewhere": ("The same agencies in the collection", _elsewhere(records)),
        "entries": ("Every entry, with its line", _entries(records)),
    }
    if len(records.form.files) < 2:
        del parts["changed"]
    lead = (
        f"<p>{text(f'{records.form.city}, {records.form.state}.')} Made by plates own from a reader's own files, which the "
        f"collection did not check.</p><p>{NOT_SHOWN}</p>"
    )
    return html.page(f"{records.form.agency}: its own records", lead, parts)


def _said(sentence: str) -> Markup:
    return Markup(f"<p>{text(sentence)}</p>")


def _files(records: Records) -> str:
    heads, read = records.reports.set_index("doc_id"), records.rows.groupby("doc_id")["reading"].first()
    says = {"text": "its text layer", "ocr": "a picture, by OCR"}
    lines = [
        {
            "file": one.path.name,
            "day": style.day(one.as_of),
            "source": html.link(one.source, one.source),
            "read as": "a list of lines" if one.is_list else says[read[one.doc_id]],
            "pages": "" if one.is_list else heads.loc[one.doc_id, "pages"],
            "sha256": files.sha256(one.path),
        }
        for one in records.form.files
    ]
    unread = records.pages[records.pages["use"] != "used"] if len(records.pages) else records.pages
    told = f"<p>Pages that were not used: {len(unread)}; tables/pages.csv says why.</p>" if len(unread) else ""
    return html.table(pd.DataFrame(lines)) + told


def counts(records: Records) -> pd.DataFrame:
    """How many entries each section of each file has, and with how many agencies detections run both ways."""
    lines = []
    for one in records.form.files:
        ways = network.reciprocity(one.doc_id, records.edges, records.agencies, records.reports)
        both = ((ways["kind"] == "detections") & (ways["ways"] == network.WAYS[0])).sum()
        head = records.reports.set_index("doc_id").loc[one.doc_id]
        sections = {section.replace("_", " "): int(head[section]) for section in network.DIRECTIONS}
        lines.append(
            {"file": one.path.name, "day": style.day(one.as_of), **sections, "detections both ways": int(both)}
        )
    return pd.DataFrame(lines)


def _found(records: Records) -> str:
    best = agencies.best_basis(records.spellings)
    latest = records.form.files[-1]
    tables = (records.edges.drop(columns="kind"), records.rows, records.agencies, records.spellings)
    listed = network.listed_in("detections_shared", latest.doc_id, *tables)
    settled = agencies.in_words(best, records.decided)
    told = html.table(counts(records)) + _said(f"{settled}. A name that is not settled stays as it is printed.")
    if not len(listed):
        return told
    levels = network.counted(listed, records.agencies, "level")
    unsettled = levels["level"] == network.UNSETTLED  # no level of government: told in the sentence
    says = (
        f"Who may see its detections, {style.day(latest.as_of)}, by level of government: low counts settled names, high adds "
        f"every unsure one that could be. Names not settled: {levels.loc[unsettled, 'low'].sum()} of {len(listed)} entries."
    )
    return told + _said(says) + html.table(levels[~unsettled])


def _maps(maps: list[Map], stills: list[bytes]) -> str:
    drawn = ""
    for shown, png in zip(maps, stills, strict=True):
        picture = f'<img alt="{text(shown.alt)}" src="data:image/png;base64,{base64.b64encode(png).decode()}">'
        absent = "; ".join(f"{reason}: {len(part)}" for reason, part in shown.not_placed.items())
        says = f"{len(shown.entries)} entries, {len(shown.placed)} on the map" + (
            f". Not on it: {absent}." if absent else "."
        )
        link = beside(f"{shown.title}: the map, which opens without a network", f"maps/{shown.name}.html")
        drawn += f"<figure>{picture}<figcaption>{link}. {text(says)}</figcaption></figure>"
    return drawn


def _changed(records: Records) -> str:
    days = {one.doc_id: style.day(one.as_of) for one in records.form.files}

    def in_words(table: pd.DataFrame) -> pd.DataFrame:
        told = table.assign(section=table["section"].str.replace("_", " "), before=table["before"].map(days))
        told = told.assign(after=told["after"].map(days)).rename(columns={"before": "from", "after": "to"})
        return told.rename(columns=lambda name: name.replace("_", " "))

    shown = ["before", "after", "section", "kept", "inactive", "dropped_low", "dropped_high", "added_low", "added_high"]
    moved = records.changes[records.changes["status"] != "kept"]
    lines = moved[["before", "after", "section", "status", "name_before", "name_after", "could_be"]]
    says = "A list does not say why an account left it. Low numbers leave out pairs that could be one account under two names."
    counted = changes.change_counts(records.changes)[shown]
    return html.table(in_words(counted)) + _said(says) + html.table(in_words(lines))


def _look(records: Records) -> str:
    """Both queues, each with how to decide; its lines stand as pictures in a folder of its own."""
    pictures = {name: f"<p>{beside('The lines, as pictures', f'{name}/index.html')}</p>" for name in TO_DECIDE}
    differing = records.rows[records.rows["second_reading"].fillna("") != ""]
    decided = differing["row_id"].isin(records.decisions["readings"]["row_id"])
    told: str = _said(f"{len(differing)} entries are read in two ways, {(~decided).sum()} of them not decided.")
    if len(differing):
        pairs = [html.compared(readings.in_words(row), row.second_reading) for row in differing.itertuples()]
        shown = {
            "entry": differing["row_id"],
            "one reading": [one for one, _ in pairs],
            "the other": [other for _, other in pairs],
            "decided": differing["agency_printed"].where(decided, ""),
        }
        told += _said(TO_DECIDE["readings"]) + pictures["readings"] + html.table(pd.DataFrame(shown))
    told += _said(f"{len(records.names)} names are not settled.")
    if len(records.names):
        heads = {"printed": "printed", "rows": "entries", "could_be_in": "could be in", "near_names": "looks like"}
        table = html.table(records.names[list(heads)].rename(columns=heads))
        told += _said(TO_DECIDE["names"]) + (pictures["names"] if records.printed else "") + table
    return told


def _elsewhere(records: Records) -> str:
    if records.elsewhere.empty:
        return _said("None of them is listed in the collection's documents by the same name.")
    heads = {"printed": "printed in yours", "how": "how", "documents": "listed in"}
    return _said(ANOTHER_DAY) + html.table(records.elsewhere[list(heads)].rename(columns=heads))


def _entries(records: Records) -> str:
    known = records.agencies.set_index("agency_id")
    named = network.with_spelling(["agency_id", "basis"], records.rows, records.spellings).head(MOST_LINES)
    lines = [
        {
            "section": row.section.replace("_", " "),
            "printed": row.agency_printed,
            "agency": row.agency_id,
            "where": map_entries.where(known.loc[row.agency_id]),
            "known by": agencies.told(row.basis, by_reader=row.agency_printed in records.decided),
            "line": beside(row.row_id, f"cards/{row.row_id.rsplit('-r', 1)[0]}.html#{row.row_id}"),
        }
        for row in named.itertuples()
    ]
    told = f"{len(records.rows)} entries" + (
        f", the first {MOST_LINES} of them here" if len(records.rows) > MOST_LINES else ""
    )
    return _said(f"{told}; all are in tables/rows.csv.") + html.table(pd.DataFrame(lines))
