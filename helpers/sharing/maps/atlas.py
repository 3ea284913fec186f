"""Atlas: the maps of reports. Listed is not sent: each entry says which report prints it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from helpers import files, schemas
from helpers.sharing import network, places
from helpers.sharing.maps import layers, map_entries, map_page, static, style
from helpers.sharing.maps.layers import COLUMNS, Map
from helpers.sharing.tables import SharingTables

SECTIONS = {
    "detections_shared": "may see its detections",
    "detections_received": "lets it see their detections",
    "hot_lists_shared": "may see a hot list of its own",
    "hot_lists_received": "lets it see a hot list of theirs",
}
"""What an agency in each section of a report does; "it" is the reporting agency."""

DETECTIONS = tuple(section for section, (_, kind) in network.DIRECTIONS.items() if kind == "detections")

STATUSES = {
    "kept": "in both reports",
    "renamed": "in both, under another name (by decision)",
    "inactive": "in both, marked Inactive in the later one",
    "dropped": "only in the earlier report",
    "added": "only in the later report",
}


# --- one agency's reports ---------------------------------------------------------------------------------------------


def permissions(tables: SharingTables, name: str, doc_ids: list[str], source_says: str) -> Map:
    """Who may see an agency's data, and whose it may see: a map of its own reports, switched by release and section.

    `doc_ids` are reports of one agency in order of date."""
    reporter = _reporter(tables, doc_ids[0])
    entries = pd.concat([_listed(tables, doc_id, section, reporter) for doc_id in doc_ids for section in SECTIONS])
    dates = {doc_id: style.day(tables.dates[doc_id]) for doc_id in doc_ids}
    releases = {doc_id: f"report of {date}" for doc_id, date in dates.items()}
    state, who = places.STATES[reporter["state"]], reporter["name"]
    return Map(
        name=name,
        title=f"{who}: who may see its data, and whose it may see",
        as_of=" and ".join(dates.values()),
        source_line=_source(doc_ids, source_says),
        how_to_read=map_entries.HOW_TO_READ,
        alt=(
            f"Maps of the United States with {state} in one color and other states in another: lines between {who} "
            f"and the agencies that its own reports list, {len(entries)} entries in all. The table beside the picture "
            "says the same."
        ),
        groups={"same": f"agencies in {state}", "other": "agencies in other states", "federal": "federal offices"},
        entries=entries.reset_index(drop=True),
        lines=_spokes(entries),
        anchors=_anchor(reporter),
        switches=_switches("Report", releases, who, entries),
    )


def change(tables: SharingTables, name: str, changes: pd.DataFrame, source_says: str) -> Map:
    """What changed between the reports of one agency: the table `changes`, section by section."""
    doc_ids = [*dict.fromkeys([*changes["before"], *changes["after"]])]
    reporter, by_id = _reporter(tables, doc_ids[0]), tables.agencies_by_id
    dates = {doc_id: style.day(date) for doc_id, date in tables.dates.items()}
    lines = []
    for one in changes.itertuples():
        agency = by_id.loc[one.agency_id]
        printed = " → ".join(dict.fromkeys(_texts(one.name_before, one.name_after)))
        inactive = "; the account is marked Inactive" if one.inactive_after and one.status != "inactive" else ""
        status = f"{STATUSES[one.status]}: {dates[one.before]} and {dates[one.after]}{inactive}"
        says = [status, map_entries.why(agency)]
        if map_entries.text(one.could_be):
            others = ", ".join(by_id.loc[other, "name"] for other in one.could_be.split())
            says.append(f"not settled, only spelled alike: whether it is the account of {others}")
        here = {"release": f"{one.before} {one.after}", "shown_as": one.section, "group": one.status, "name": printed}
        row_ids = " ".join(_texts(one.rows_before, one.rows_after))
        here |= {"row_id": row_ids, "absent": map_entries.absent(agency, reporter)}
        lines.append(map_entries.of_agency(f"{one.section}-{one.agency_id}-{one.after}", agency, says, **here))
    entries = pd.DataFrame(lines, columns=COLUMNS)
    compared = changes[["before", "after"]].drop_duplicates().to_numpy()
    pairs = {f"{before} {after}": f"{dates[before]} to {dates[after]}" for before, after in compared}
    return Map(
        name=name,
        title=f"{reporter['name']}: what changed from one report to the next",
        as_of=" and ".join(dates[doc_id] for doc_id in doc_ids),
        source_line=_source(doc_ids, source_says),
        how_to_read=(
            f"{map_entries.HOW_TO_READ} An agency that is only in the earlier report may have been shut out, may have "
            "left the system, or may be in the later one under a name that we could not match: the numbers of those "
            "gone and new are upper bounds."
        ),
        alt=(
            f"Maps of the United States: agencies that two reports of {reporter['name']} both list, that only the "
            "earlier one lists, and that only the later one lists. The table beside the picture gives the numbers."
        ),
        groups={status: says for status, says in STATUSES.items() if (entries["group"] == status).any()},
        entries=entries,
        lines=_spokes(entries),
        anchors=_anchor(reporter),
        switches=_switches("From one report to the next", pairs, reporter["name"], entries),
    )


def _reporter(tables: SharingTables, doc_id: str) -> pd.Series:
    """The reporting agency's line, under the name that says its state."""
    line = tables.agencies_by_id.loc[tables.reporter(doc_id)]
    return pd.concat([line.drop("name"), pd.Series({"name": tables.reports_by_id.loc[doc_id, "agency"]})])


def _listed(tables: SharingTables, doc_id: str, section: str, reporter: pd.Series) -> pd.DataFrame:
    """Entries of one section of one report."""
    listed = network.listed_in(tables, section, doc_id)
    hot_lists = tables.rows.set_index("row_id")["hot_list_printed"].fillna("")
    date = style.day(tables.dates[doc_id])
    lines = []
    for a in listed.itertuples():
        hot_list = f", list “{hot_lists[a.row_id]}”" if hot_lists[a.row_id] else ""
        account = "; the account is marked Inactive" if a.inactive else ""
        does, page = f"{SECTIONS[section]}{hot_list}{account}", f"report of {date}, page {a.printed_page}"
        here = {"release": doc_id, "shown_as": section, "group": _group(a, reporter["state"]), "name": a.agency_printed}
        here |= {"row_id": a.row_id, "absent": map_entries.absent(a, reporter)}
        lines.append(map_entries.of_agency(a.row_id, a, [does, map_entries.why(a), page], **here))
    return pd.DataFrame(lines, columns=COLUMNS)


def _group(agency: Any, home: str) -> str:
    """How an entry is drawn; an agency that is not matched is in no state, on the page or in the table."""
    if not agency.sure:
        return "unsure"
    if agency.level == "federal":
        return "federal"
    return "no state" if not map_entries.text(agency.state) else "same" if agency.state == home else "other"


def _switches(label: str, releases: dict[str, str], reporter: str, entries: pd.DataFrame) -> dict[str, Any]:
    """The switches of a reporter's map: its releases, if there are several, and the sections that have entries."""
    sections = {section: text for section, text in SECTIONS.items() if (entries["shown_as"] == section).any()}
    several = {"release": (label, releases)} if len(releases) > 1 else {}
    return several | {"shown_as": (f"An agency on the map … ({reporter} is “it”)", sections)}


def _texts(*cells: object) -> Iterator[str]:
    """The texts of cells that are not empty."""
    return filter(None, map(map_entries.text, cells))


def _spokes(entries: pd.DataFrame) -> pd.DataFrame:
    """A line between the reporting agency and each entry with a place, from the one whose data it is."""
    placed = entries[entries["absent"] == ""]
    outward = placed["shown_as"].map(lambda section: network.DIRECTIONS[section][0] == "out")
    lines = placed[["entry_id", "shown_as", "release", "group", "permissions"]].assign(
        start=placed["entry_id"].where(~outward, "reporter"), end=placed["entry_id"].where(outward, "reporter")
    )
    return lines[layers.LINES].reset_index(drop=True)


def _anchor(reporter: pd.Series) -> pd.DataFrame:
    says, own = ["whose report this is"], {"group": "reporter", "name": reporter["name"]}
    return pd.DataFrame([map_entries.of_agency("reporter", reporter, says, **own)], columns=COLUMNS)


# --- flows between states ---------------------------------------------------------------------------------------------


def flows(tables: SharingTables, name: str, doc_ids: list[str], source_says: str) -> Map:
    """How many entries of each report lie in each state: permissions between states, as these reports list them."""
    dates = {doc_id: style.day(date) for doc_id, date in tables.dates.items()}
    listed = [one for doc_id in doc_ids for section in DETECTIONS for one in _by_state(tables, doc_id, section)]
    homes = sorted({tables.agencies_by_id.loc[agency_id, "state"] for agency_id in tables.reporter_ids.values()})
    here = ["where the reporting agencies are"]
    anchors = [map_entries.of_state(f"state-{state}", state, here, group="reporter") for state in homes]
    reports = {doc_id: f"{_reporter(tables, doc_id)['name']}, {dates[doc_id]}" for doc_id in doc_ids}
    sections = {section: SECTIONS[section] for section in DETECTIONS}
    return Map(
        name=name,
        title="Between which states permissions to see detections run, by the reports in hand",
        as_of=", ".join(dates[doc_id] for doc_id in doc_ids),
        source_line=_source(doc_ids, source_says),
        how_to_read=(
            "A dot is a state, drawn in its middle; it is larger and its line broader for more entries. These are the "
            "lists of two agencies of California, and say nothing on permissions between other states. Entries are "
            "counted, so an agency with two accounts counts twice."
        ),
        alt=(
            "Map of the United States: lines between California and the states in which the agencies lie that the "
            "reports of the Orange County sheriff and of Irvine's police list, broader for more entries."
        ),
        groups={"out": "states whose agencies may see its data", "in": "states whose agencies let it see theirs"},
        entries=pd.DataFrame([entry for entry, _ in listed], columns=COLUMNS),
        lines=pd.DataFrame([line for _, line in listed if line], columns=layers.LINES),
        anchors=pd.DataFrame(anchors, columns=COLUMNS),
        switches={"release": ("Report", reports), "shown_as": ("An agency of that state …", sections)},
        sized=True,
        line_means=(
            f"A line stands for permissions printed in a report on that date, a broader one for more. {style.NOT_SHOWN}"
        ),
        noun="states",
    )


def _by_state(
    tables: SharingTables, doc_id: str, section: str
) -> Iterator[tuple[dict[str, Any], dict[str, Any] | None]]:
    """An entry of the map for each state in which entries of a section lie; a line too, if it is not the reporter's."""
    reporter, direction = _reporter(tables, doc_id), network.DIRECTIONS[section][0]
    listed, date = network.listed_in(tables, section, doc_id), style.day(tables.dates[doc_id])
    listed = listed[listed["agency_id"] != reporter["agency_id"]]
    for state, part in listed.groupby(listed["state"].fillna("")):
        count = "1 entry that" if len(part) == 1 else f"{len(part)} entries that"
        does = SECTIONS[section] if len(part) == 1 else SECTIONS[section].replace("lets", "let")
        says = [f"{count} {does}", f"report of {date} ({doc_id})"]
        here = {"release": doc_id, "shown_as": section, "group": direction, "permissions": len(part)}
        here |= {"name": places.STATES.get(state, "Entries whose state is not known, or that have none")}
        here |= {"absent": "" if state else map_entries.NO_STATE}
        entry = map_entries.of_state(f"{doc_id}-{section}-{state or 'none'}", state, says, **here)
        line = None
        if state and state != reporter["state"]:
            start, end = (f"state-{reporter['state']}", entry["entry_id"])[:: 1 if direction == "out" else -1]
            line = {column: entry[column] for column in layers.LINES if column in entry} | {"start": start, "end": end}
        yield entry, line


def publish(shown: Map, derived: Path, build: Path) -> dict[str, Any]:
    """Write the map's page into `build`/maps, and its table (map_NAME), GeoJSON and static map (PNG, SVG) into
    `derived`/maps.

    Returns a line of the table `maps`, its words and its counts, with the PNG's bytes as `png`.
    """
    folder = derived / "maps"
    map_page.write(map_page.page(shown), build / "maps" / f"{shown.name}.html")
    schemas.write(shown.entries, f"map_{shown.name.replace('-', '_')}", derived)
    files.write_text(folder / f"{shown.name}.geojson", layers.geojson(shown))
    picture = static.picture(shown)
    png = style.png(picture)
    files.write_bytes(folder / f"{shown.name}.png", png)
    files.write_text(folder / f"{shown.name}.svg", style.svg(picture, says=shown.alt))
    counts = {"entries": len(shown.entries), "on_the_map": len(shown.placed), "lines": len(shown.lines)}
    return {"name": shown.name, "title": shown.title, "as_of": shown.as_of, "alt": shown.alt, **counts, "png": png}


def _source(doc_ids: list[str], source_says: str) -> str:
    return f"Source: Agency Data Sharing Reports ({', '.join(doc_ids)}); rows read from {source_says}."
