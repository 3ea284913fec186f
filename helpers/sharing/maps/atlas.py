"""Atlas: the collection's five maps, made from its tables.

Listed is not sent, and an answer is quoted for what it answers: each entry says which report or source it stands in.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pandas as pd

from helpers import files, schemas
from helpers.sharing import agencies, answers, network, places
from helpers.sharing.maps import layers, map_entries, map_page, static, style
from helpers.sharing.maps.layers import COLUMNS, Map

SECTIONS = {
    "detections_shared": "may see its detections",
    "detections_received": "lets it see their detections",
    "hot_lists_shared": "may see a hot list of its own",
    "hot_lists_received": "lets it see a hot list of theirs",
}
"""What an agency in each section of a report does, as said of the reporting agency."""

DETECTIONS = ("detections_shared", "detections_received")


STATUSES = {
    "kept": "in both reports",
    "renamed": "in both, under another name (by decision)",
    "inactive": "in both, marked Inactive in the later one",
    "dropped": "only in the earlier report",
    "added": "only in the later report",
}

REPLIES = {
    "answered": "named as listed; a published answer was found",
    "other record": "named as listed; no answer found, but another record",
    "none found": "named as listed; none found: no published answer in the sources read",
}
"""How each of answers.GROUPS is called on the map."""


# --- one agency's reports ---------------------------------------------------------------------------------------------


def permissions(name: str, doc_ids: list[str], tables: dict[str, pd.DataFrame], source_says: str) -> Map:
    """Who may see an agency's data, and whose data it may see: a map of its own reports, with a switch of release and
    section.

    `tables` has rows, reports, spellings, agencies and edges; `doc_ids` are reports of one agency in order of date.
    """
    reporter = _reporter(doc_ids[0], tables)
    entries = pd.concat([_listed(doc_id, section, reporter, tables) for doc_id in doc_ids for section in SECTIONS])
    dates = {doc_id: style.day(tables["reports"].set_index("doc_id").loc[doc_id, "as_of"]) for doc_id in doc_ids}
    sections = {section: text for section, text in SECTIONS.items() if (entries["shown_as"] == section).any()}
    releases = {doc_id: f"report of {dates[doc_id]}" for doc_id in doc_ids} if len(doc_ids) > 1 else {}
    state = places.STATES[reporter["state"]]
    who = reporter["name"]
    return Map(
        name=name,
        title=f"{who}: who may see its data, and whose it may see",
        as_of=" and ".join(dates.values()),
        source_line=_source(doc_ids, source_says),
        how_to_read=map_entries.HOW_TO_READ,
        alt=(
            f"Maps of the United States with {state} in one color and other states in another: lines between {who} and the "
            f"agencies that its own reports list, {len(entries)} entries in all. The table beside the picture says the same."
        ),
        groups={"same": f"agencies in {state}", "other": "agencies in other states", "federal": "federal offices"},
        entries=entries.reset_index(drop=True),
        lines=_spokes(entries),
        anchors=_anchor(reporter),
        switches={
            **({"release": ("Report", releases)} if releases else {}),
            "shown_as": (f"An agency on the map … ({who} is “it”)", sections),
        },
    )


def change(name: str, changes: pd.DataFrame, tables: dict[str, pd.DataFrame], source_says: str) -> Map:
    """What changed between the reports of one agency: the table `changes`, section by section."""
    doc_ids = [*dict.fromkeys([*changes["before"], *changes["after"]])]
    reporter = _reporter(doc_ids[0], tables)
    known = tables["agencies"].set_index("agency_id", drop=False)
    dates = tables["reports"].set_index("doc_id")["as_of"].map(style.day)
    lines = []
    for one in changes.itertuples():
        agency = known.loc[one.agency_id]
        printed = " → ".join(
            dict.fromkeys(filter(None, (map_entries.text(one.name_before), map_entries.text(one.name_after))))
        )
        rows = " ".join(filter(None, (map_entries.text(one.rows_before), map_entries.text(one.rows_after))))
        inactive = "; the account is marked Inactive" if one.inactive_after and one.status != "inactive" else ""
        where = f"{STATUSES[one.status]}: {dates[one.before]} and {dates[one.after]}{inactive}"
        says = [map_entries.where(agency), where, map_entries.why(agency, agency.basis)]
        if map_entries.text(one.could_be):
            others = ", ".join(known.loc[other, "name"] for other in one.could_be.split())
            says.append(f"not settled, only spelled alike: whether it is the account of {others}")
        here = {"release": f"{one.before} {one.after}", "shown_as": one.section, "group": one.status, "name": printed}
        entry_id = f"{one.section}-{one.agency_id}-{one.after}"
        lines.append(
            map_entries.of_agency(entry_id, agency, says, rows, absent=map_entries.absent(agency, reporter), **here)
        )
    entries = pd.DataFrame(lines, columns=COLUMNS)
    pairs = {
        f"{a} {b}": f"{dates[a]} to {dates[b]}" for a, b in changes[["before", "after"]].drop_duplicates().to_numpy()
    }
    sections = {section: says for section, says in SECTIONS.items() if (entries["shown_as"] == section).any()}
    return Map(
        name=name,
        title=f"{reporter['name']}: what changed from one report to the next",
        as_of=" and ".join(dates[doc_id] for doc_id in doc_ids),
        source_line=_source(doc_ids, source_says),
        how_to_read=f"{map_entries.HOW_TO_READ} An agency that is only in the earlier report may have been shut out, may have left the "
        "system, or may stand in the later one under a name that nothing here ties to it: what is gone and new is counted high.",
        alt=(
            f"Maps of the United States: agencies that two reports of {reporter['name']} both list, that only the earlier one "
            "lists, and that only the later one lists. The table beside the picture gives the numbers."
        ),
        groups={status: says for status, says in STATUSES.items() if (entries["group"] == status).any()},
        entries=entries,
        lines=_spokes(entries),
        anchors=_anchor(reporter),
        switches={
            **({"release": ("From one report to the next", pairs)} if len(pairs) > 1 else {}),
            "shown_as": (f"An agency on the map … ({reporter['name']} is “it”)", sections),
        },
    )


def _reporter(doc_id: str, tables: dict[str, pd.DataFrame]) -> pd.Series:
    """The reporting agency's line, under the name that says its state."""
    agency_id = agencies.reporter_ids(tables["reports"])[doc_id]
    called = tables["reports"].set_index("doc_id").loc[doc_id, "agency"]
    return pd.concat(
        [tables["agencies"].set_index("agency_id", drop=False).loc[agency_id].drop("name"), pd.Series({"name": called})]
    )


def _listed(doc_id: str, section: str, reporter: pd.Series, tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Entries of one section of one report."""
    listed = _section(doc_id, section, tables)
    hot_lists = tables["rows"].set_index("row_id")["hot_list_printed"].fillna("")
    date = style.day(tables["reports"].set_index("doc_id").loc[doc_id, "as_of"])
    lines = []
    for a in listed.itertuples():
        hot_list = f", list “{hot_lists[a.row_id]}”" if hot_lists[a.row_id] else ""
        account = "; the account is marked Inactive" if a.inactive else ""
        says = [
            map_entries.where(a),
            f"{SECTIONS[section]}{hot_list}{account}",
            map_entries.why(a, a.basis),
            f"report of {date}, page {a.printed_page}",
        ]
        here = {"release": doc_id, "shown_as": section, "group": _group(a, reporter["state"]), "name": a.agency_printed}
        lines.append(map_entries.of_agency(a.row_id, a, says, a.row_id, absent=map_entries.absent(a, reporter), **here))
    return pd.DataFrame(lines, columns=COLUMNS)


def _group(agency: Any, home: str) -> str:
    """How an entry is drawn; one whose state nothing settles is in no state, on the page or in the table."""
    if not agency.sure:
        return "unsure"
    if agency.level == "federal":
        return "federal"
    return "no state" if not map_entries.text(agency.state) else "same" if agency.state == home else "other"


def _section(doc_id: str, section: str, tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """network.listed_in, with `kind` an agency's kind."""
    edges = tables["edges"].drop(columns="kind")
    return network.listed_in(section, doc_id, edges, *(tables[name] for name in ("rows", "agencies", "spellings")))


def _spokes(entries: pd.DataFrame) -> pd.DataFrame:
    """A line between the reporting agency and each entry with a place, from the one whose data it is."""
    placed = entries[entries["absent"] == ""]
    outward = placed["shown_as"].map(lambda section: network.DIRECTIONS[section][0] == "out")
    lines = placed[["entry_id", "shown_as", "release", "group", "permissions"]].assign(
        start=placed["entry_id"].where(~outward, "reporter"), end=placed["entry_id"].where(outward, "reporter")
    )
    return lines[layers.LINES].reset_index(drop=True)


def _anchor(reporter: pd.Series) -> pd.DataFrame:
    says = [map_entries.where(reporter), "whose report this is"]
    line = map_entries.of_agency("reporter", reporter, says, "", group="reporter", name=reporter["name"])
    return pd.DataFrame([line], columns=COLUMNS)


# --- the list that nobody here has seen -------------------------------------------------------------------------------


def ice_list(name: str, listed: pd.DataFrame, replies: pd.DataFrame, known: agencies.Evidence) -> Map:
    """The agencies that a named source puts on ICE's list, and what each answered: tables `ice_list` and `replies`."""
    names = listed[["agency", "state"]].set_axis(["agency_printed", "state_printed"], axis="columns")
    where = agencies.named(names, known)
    lines = []
    for one, (_, agency) in zip(listed.itertuples(), where.iterrows(), strict=True):
        said = answers.of(one.agency, one.state, replies)
        group = answers.group(said)
        says = [
            map_entries.where(agency),
            f"named as listed with ICE, {one.source_date}, by {_site(one.named_as_listed_by)}",
        ]
        says += [_reply(reply) for reply in said.itertuples()]
        if group != "answered":
            says.append("none found: no published answer in the sources read. We contacted no agency.")
        entry_id, sources = (
            f"listed-{agency['agency_id']}",
            _addresses(one.named_as_listed_by, *said.sort_index()["source"]),
        )
        entry = map_entries.of_agency(
            entry_id, agency, says, "", absent=map_entries.absent(agency), group=group, name=one.agency
        )
        lines.append(entry | {"sources": sources})
    return Map(
        name=name,
        title="Which agencies named sources put on ICE's list, and what they answered",
        as_of="13 March 2019 and later, as each entry says",
        source_line=(
            "Sources: news reports and ACLU affiliates, named at each entry; nobody here has seen the list. They name "
            f"{len(listed)} agencies, {(listed['agency_type'] == 'federal').sum()} of them federal; more than 80 local ones were "
            "reported. Tables: ice_list_named_in_press.csv, replies.csv."
        ),
        line_means=(
            "A dot means that a named source says the agency was listed as sharing with ICE. Listed is not sent: no record here "
            "shows what was sent. An answer stands for what it answers, on its day."
        ),
        how_to_read=(
            "Filled dots answered in public, each answer retold at the entry in our words, with its source; rings are agencies "
            "of which no published "
            "answer was found, which is neither a denial nor an admission. A record that is no answer is drawn as its own thing."
        ),
        alt=(
            f"Map of the United States: {len(listed)} agencies that news reports and ACLU affiliates name as listed with ICE, "
            "most in California and Connecticut; filled dots for those with a published answer, rings for those without."
        ),
        groups=REPLIES,
        entries=pd.DataFrame(lines, columns=COLUMNS),
        lines=pd.DataFrame(columns=layers.LINES),
    )


def _reply(reply: Any) -> str:
    dated = map_entries.text(reply.date) or "not dated"
    kind = (
        f"{reply.answer} ({dated}, {reply.by})"
        if reply.answer == answers.NOT_AN_ANSWER
        else (f"{reply.answer} (about {reply.about}, {dated}, {reply.by})")
    )
    return f"{kind}: {reply.said} Source: {_site(reply.source)}."


def _addresses(*sources: str) -> str:
    """The addresses in source cells, each once, parted by blanks; a source may be none."""
    found = [one for source in sources for one in source.split(" ; ") if one.startswith(("https://", "http://"))]
    return " ".join(dict.fromkeys(found))


def _site(source: str) -> str:
    """A source by its site's name, since the address stands with the entry; what is no address stays as it is."""
    return "; ".join(
        (urlsplit(one).hostname or one).removeprefix("www.") if "://" in one else one for one in source.split(" ; ")
    )


# --- flows between states ---------------------------------------------------------------------------------------------


def flows(name: str, doc_ids: list[str], tables: dict[str, pd.DataFrame], source_says: str) -> Map:
    """How many entries of each report lie in each state: permissions between states, as these reports list them."""
    known = tables["agencies"].set_index("agency_id", drop=False)
    dates = tables["reports"].set_index("doc_id")["as_of"].map(style.day)
    listed = [
        one for doc_id in doc_ids for section in DETECTIONS for one in _by_state(doc_id, section, dates[doc_id], tables)
    ]
    homes = sorted({known.loc[agency_id, "state"] for agency_id in agencies.reporter_ids(tables["reports"]).values()})
    anchors = [
        map_entries.of_state(f"state-{state}", state, ["where the reporting agencies are"], "reporter", 1)
        for state in homes
    ]
    sections = {section: SECTIONS[section] for section in DETECTIONS}
    return Map(
        name=name,
        title="Between which states permissions to see detections run, by the reports in hand",
        as_of=", ".join(dates[doc_id] for doc_id in doc_ids),
        source_line=_source(doc_ids, source_says),
        how_to_read=(
            "A dot is a state and stands at its middle; it is larger and its line broader for more entries. These are the lists "
            "of two agencies of California, and say nothing on permissions between other states. Entries are counted, so an "
            "agency with two accounts counts twice."
        ),
        alt=(
            "Map of the United States: lines between California and the states in which the agencies lie that the reports of "
            "the Orange County sheriff and of Irvine's police list, broader for more entries."
        ),
        groups={"out": "states whose agencies may see its data", "in": "states whose agencies let it see theirs"},
        entries=pd.DataFrame([entry for entry, _ in listed], columns=COLUMNS),
        lines=pd.DataFrame([line for _, line in listed if line], columns=layers.LINES),
        anchors=pd.DataFrame(anchors, columns=COLUMNS),
        switches={
            "release": (
                "Report",
                {doc_id: f"{_reporter(doc_id, tables)['name']}, {dates[doc_id]}" for doc_id in doc_ids},
            ),
            "shown_as": ("An agency of that state …", sections),
        },
        sized=True,
        line_means=f"A line stands for permissions printed in a report on that date, a broader one for more. {style.NOT_SHOWN}",
        noun="states",
    )


def _by_state(
    doc_id: str, section: str, date: str, tables: dict[str, pd.DataFrame]
) -> Iterator[tuple[dict[str, Any], dict[str, Any] | None]]:
    """For each state in which entries of a section lie, an entry of the map, and a line if it is another than the
    reporter's."""
    reporter, direction = _reporter(doc_id, tables), network.DIRECTIONS[section][0]
    listed = _section(doc_id, section, tables)
    listed = listed[listed["agency_id"] != reporter["agency_id"]]
    for state, part in listed.groupby(listed["state"].fillna("")):
        count = "1 entry that" if len(part) == 1 else f"{len(part)} entries that"
        does = SECTIONS[section] if len(part) == 1 else SECTIONS[section].replace("lets", "let")
        says = [f"{count} {does}", f"report of {date} ({doc_id})"]
        entry = map_entries.of_state(
            f"{doc_id}-{section}-{state or 'none'}", state, says, direction, permissions=len(part)
        )
        entry |= {"release": doc_id, "shown_as": section, "absent": "" if state else map_entries.NO_STATE}
        entry["name"] = places.STATES.get(state, "Entries whose state is not known, or that have none")
        line = None
        if state and state != reporter["state"]:
            start, end = (f"state-{reporter['state']}", entry["entry_id"])[:: 1 if direction == "out" else -1]
            line = {column: entry[column] for column in ("entry_id", "shown_as", "release", "group", "permissions")}
            line |= {"start": start, "end": end}
        yield entry, line


# --- files
# --------------------------------------------------------------------------------------------------------------


def publish(shown: Map, derived: Path, build: Path) -> dict[str, Any]:
    """Write the map's page into `build`/maps, and its table (map_NAME), GeoJSON and still (PNG, SVG) into
    `derived`/maps.

    Returns a line of the table `maps`, its words and its counts, with the still's bytes as `png`.
    """
    page, folder = build / "maps" / f"{shown.name}.html", derived / "maps"
    map_page.write(map_page.page(shown), page)
    schemas.write(shown.entries, f"map_{shown.name.replace('-', '_')}", derived)
    files.write_text(folder / f"{shown.name}.geojson", layers.geojson(shown))
    still = static.picture(shown)
    png = style.png(still)
    files.write_bytes(folder / f"{shown.name}.png", png)
    files.write_text(folder / f"{shown.name}.svg", style.svg(still, says=shown.alt))
    counts = {"entries": len(shown.entries), "on_the_map": len(shown.placed), "lines": len(shown.lines)}
    return {"name": shown.name, "title": shown.title, "as_of": shown.as_of, "alt": shown.alt, **counts, "png": png}


def _source(doc_ids: list[str], source_says: str) -> str:
    return f"Source: Agency Data Sharing Reports ({', '.join(doc_ids)}); rows read from {source_says}."
