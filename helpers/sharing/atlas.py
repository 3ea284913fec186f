"""Atlas: the collection's five maps, and the map of a reader's own list, made from its tables.

Listed is not sent, and an answer is quoted for what it answers: each entry says which report or source it stands in.
"""

from pathlib import Path
from urllib.parse import urlsplit

import pandas as pd

from helpers import files, schemas
from helpers.sharing import agencies, answers, layers, maps, network, places, stills, style
from helpers.sharing.layers import COLUMNS, Map

UNSURE, NO_POINT, ITSELF, NO_STATE = (
    "name not settled (unsure)",
    "settled, but no single place or county",
    "the reporting agency itself, under another account name",
    "no state is known",
)
"""Why an entry is not on a map."""

SECTIONS = {
    "detections_shared": "may see its detections",
    "detections_received": "lets it see their detections",
    "hot_lists_shared": "may see a hot list of its own",
    "hot_lists_received": "lets it see a hot list of theirs",
}
"""What an agency in each section of a report does, as said of the reporting agency."""

DETECTIONS = ("detections_shared", "detections_received")

HOW_TO_READ = (
    "A line runs from the agency whose data it is to the one that may see it; the arrowhead says which way. A dot stands for a "
    "place or a county, never for an address. Direct permissions only: no record here shows that a recipient may pass data on."
)

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

MOST_LINES = 5_000
"""More lines than that over a country are a blur: then those of one agency are shown at a time, and flows between states."""


TOO_MANY = (
    " The list has {:,} permissions, too many to show at once: lines between states stand for them until an agency is chosen; "
    "then its own are shown, and no other."
)


# --- one agency's reports ---------------------------------------------------------------------------------------------


def permissions(name: str, doc_ids: list[str], tables: dict[str, pd.DataFrame], source_says: str) -> Map:
    """Who may see an agency's data, and whose data it may see: a map of its own reports, with a switch of release and section.

    `tables` has rows, reports, spellings, agencies and edges; `doc_ids` are reports of one agency in order of date.
    """
    reporter = _reporter(doc_ids[0], tables)
    entries = pd.concat([_listed(doc_id, section, reporter, tables) for doc_id in doc_ids for section in SECTIONS])
    dates = {doc_id: day(tables["reports"].set_index("doc_id").loc[doc_id, "as_of"]) for doc_id in doc_ids}
    sections = {section: text for section, text in SECTIONS.items() if (entries["shown_as"] == section).any()}
    releases = {doc_id: f"report of {dates[doc_id]}" for doc_id in doc_ids} if len(doc_ids) > 1 else {}
    state = places.STATES[reporter["state"]]
    who = reporter["name"]
    return Map(
        name=name,
        title=f"{who}: who may see its data, and whose it may see",
        as_of=" and ".join(dates.values()),
        source_line=_source(doc_ids, source_says),
        how_to_read=HOW_TO_READ,
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
    dates = tables["reports"].set_index("doc_id")["as_of"].map(day)
    lines = []
    for one in changes.itertuples():
        agency = known.loc[one.agency_id]
        printed = " → ".join(dict.fromkeys(filter(None, (text(one.name_before), text(one.name_after)))))
        rows = " ".join(filter(None, (text(one.rows_before), text(one.rows_after))))
        inactive = "; the account is marked Inactive" if one.inactive_after and one.status != "inactive" else ""
        where = f"{STATUSES[one.status]}: {dates[one.before]} and {dates[one.after]}{inactive}"
        says = [_where(agency), where, _why(agency, agency.basis)]
        if text(one.could_be):
            others = ", ".join(known.loc[other, "name"] for other in one.could_be.split())
            says.append(f"not settled, only spelled alike: whether it is the account of {others}")
        here = {"release": f"{one.before} {one.after}", "shown_as": one.section, "group": one.status, "name": printed}
        entry_id = f"{one.section}-{one.agency_id}-{one.after}"
        lines.append(_entry(entry_id, agency, says, rows, absent=_absent(agency, reporter), **here))
    entries = pd.DataFrame(lines, columns=COLUMNS)
    pairs = {f"{a} {b}": f"{dates[a]} to {dates[b]}" for a, b in changes[["before", "after"]].drop_duplicates().to_numpy()}
    sections = {section: says for section, says in SECTIONS.items() if (entries["shown_as"] == section).any()}
    return Map(
        name=name,
        title=f"{reporter['name']}: what changed from one report to the next",
        as_of=" and ".join(dates[doc_id] for doc_id in doc_ids),
        source_line=_source(doc_ids, source_says),
        how_to_read=f"{HOW_TO_READ} An agency that is only in the earlier report may have been shut out, may have left the "
        "system, or may stand in the later one under a name that nothing here ties to it.",
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
    date = day(tables["reports"].set_index("doc_id").loc[doc_id, "as_of"])
    lines = []
    for a in listed.itertuples():
        hot_list = f", list “{hot_lists[a.row_id]}”" if hot_lists[a.row_id] else ""
        account = "; the account is marked Inactive" if a.inactive else ""
        says = [
            _where(a),
            f"{SECTIONS[section]}{hot_list}{account}",
            _why(a, a.basis),
            f"report of {date}, page {a.printed_page}",
        ]
        here = {"release": doc_id, "shown_as": section, "group": _group(a, reporter["state"]), "name": a.agency_printed}
        lines.append(_entry(a.row_id, a, says, a.row_id, absent=_absent(a, reporter), **here))
    return pd.DataFrame(lines, columns=COLUMNS)


def _group(agency, home: str) -> str:
    """How an entry is drawn; one whose state nothing settles is in no state, on the page or in the table."""
    if not agency.sure:
        return "unsure"
    if agency.level == "federal":
        return "federal"
    return "no state" if not text(agency.state) else "same" if agency.state == home else "other"


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
    says = [_where(reporter), "whose report this is"]
    line = _entry("reporter", reporter, says, "", group="reporter", name=reporter["name"])
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
        says = [_where(agency), f"named as listed with ICE, {one.source_date}, by {_site(one.named_as_listed_by)}"]
        says += [_reply(reply) for reply in said.itertuples()]
        if group != "answered":
            says.append("none found: no published answer in the sources read. We contacted no agency.")
        entry_id, sources = f"listed-{agency['agency_id']}", _addresses(one.named_as_listed_by, *said.sort_index()["source"])
        entry = _entry(entry_id, agency, says, "", absent=_absent(agency), group=group, name=one.agency)
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


def _reply(reply) -> str:
    dated = text(reply.date) or "not dated"
    kind = f"{reply.answer} ({dated}, {reply.by})" if reply.answer == answers.NOT_AN_ANSWER else (
        f"{reply.answer} (about {reply.about}, {dated}, {reply.by})"
    )  # fmt: skip
    return f"{kind}: {reply.said} Source: {_site(reply.source)}."


def _addresses(*sources: str) -> str:
    """The addresses in source cells, each once, parted by blanks; a source may be none."""
    found = [one for source in sources for one in source.split(" ; ") if one.startswith(("https://", "http://"))]
    return " ".join(dict.fromkeys(found))


def _site(source: str) -> str:
    """A source by its site's name, since the address stands with the entry; what is no address stays as it is."""
    return "; ".join(urlsplit(one).hostname.removeprefix("www.") if "://" in one else one for one in source.split(" ; "))


# --- flows between states ---------------------------------------------------------------------------------------------


def flows(name: str, doc_ids: list[str], tables: dict[str, pd.DataFrame], source_says: str) -> Map:
    """How many entries of each report lie in each state: permissions between states, as these reports list them."""
    lines, spokes = [], []
    known = tables["agencies"].set_index("agency_id", drop=False)
    dates = tables["reports"].set_index("doc_id")["as_of"].map(day)
    for doc_id in doc_ids:
        reporter = _reporter(doc_id, tables)
        for section in DETECTIONS:
            direction = network.DIRECTIONS[section][0]
            listed = _section(doc_id, section, tables)
            listed = listed[listed["agency_id"] != reporter["agency_id"]]
            for state, part in listed.groupby(listed["state"].fillna("")):
                count = "1 entry that" if len(part) == 1 else f"{len(part)} entries that"
                does = SECTIONS[section] if len(part) == 1 else SECTIONS[section].replace("lets", "let")
                says = [f"{count} {does}", f"report of {dates[doc_id]} ({doc_id})"]
                entry = _state_dot(f"{doc_id}-{section}-{state or 'none'}", state, says, direction, permissions=len(part))
                entry |= {"release": doc_id, "shown_as": section, "absent": "" if state else NO_STATE}
                entry["name"] = places.STATES.get(state, "Entries whose state is not known, or that have none")
                lines.append(entry)
                if state and state != reporter["state"]:
                    ends = (f"state-{reporter['state']}", entry["entry_id"])[:: 1 if direction == "out" else -1]
                    spokes.append({**{c: entry[c] for c in ("entry_id", "shown_as", "release", "group", "permissions")},
                                   "start": ends[0], "end": ends[1]})  # fmt: skip
    homes = sorted({known.loc[agency_id, "state"] for agency_id in agencies.reporter_ids(tables["reports"]).values()})
    anchors = [_state_dot(f"state-{state}", state, ["where the reporting agencies are"], "reporter", 1) for state in homes]
    entries = pd.DataFrame(lines, columns=COLUMNS)
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
        entries=entries,
        lines=pd.DataFrame(spokes, columns=layers.LINES),
        anchors=pd.DataFrame(anchors, columns=COLUMNS),
        switches={
            "release": ("Report", {doc_id: f"{_reporter(doc_id, tables)['name']}, {dates[doc_id]}" for doc_id in doc_ids}),
            "shown_as": ("An agency of that state …", sections),
        },
        sized=True,
        noun="states",
    )


def _state_dot(entry_id: str, state: str, says: list[str], group: str, permissions: int) -> dict:
    lat, lon = places.middle(state) if state else (None, None)
    blank = dict.fromkeys(COLUMNS, "")
    return blank | {
        "entry_id": entry_id, "group": group, "name": places.STATES.get(state, ""), "state": state, "lat": lat, "lon": lon,
        "precision": "state" if state else "none", "says": _joined(says), "permissions": permissions, "level": "",
    }  # fmt: skip


# --- a reader's own list ----------------------------------------------------------------------------------------------


def own(name: str, called: str, links: pd.DataFrame, known: pd.DataFrame) -> Map:
    """A map of an edge list from elsewhere, as network.brought returns it: links with sender_id and recipient_id, and agencies.
    `called` is what its reader calls it, say the file's name."""
    ends = pd.concat([links["sender_id"], links["recipient_id"]])
    given, links = len(links), links[links["sender_id"] != links["recipient_id"]].drop_duplicates(["sender_id", "recipient_id"])
    sends, receives = links["sender_id"].value_counts(), links["recipient_id"].value_counts()
    lines = []
    for _, agency in known[known["agency_id"].isin(ends)].iterrows():
        out, into = int(sends.get(agency["agency_id"], 0)), int(receives.get(agency["agency_id"], 0))
        says = [_where(agency), f"lets {out} see its data; may see the data of {into}", _why(agency, agency["basis"])]
        entry = _entry(
            agency["agency_id"], agency, says, "", absent=_absent(agency), group="agency", name=agency["agency_printed"]
        )
        lines.append(entry | {"permissions": out + into})
    entries = pd.DataFrame(lines, columns=COLUMNS)
    state = entries.set_index("entry_id").query("absent == ''")["state"]
    drawn = links[links["sender_id"].isin(state.index) & links["recipient_id"].isin(state.index)]
    same = drawn["sender_id"].map(state).to_numpy() == drawn["recipient_id"].map(state).to_numpy()
    table = pd.DataFrame({
        "entry_id": [f"link-{n + 1}" for n in range(len(drawn))], "shown_as": "", "release": "",
        "group": pd.Series(same).map({True: "within", False: "between"}), "start": drawn["sender_id"].to_numpy(),
        "end": drawn["recipient_id"].to_numpy(), "permissions": 1,
    })  # fmt: skip
    many = len(table) > MOST_LINES
    between, anchors = _flows_of(table, state) if many else ([], [])
    return Map(
        name=name, title=f"Who shares with whom, by {called}", as_of="the day of the list",
        source_line=f"Source: {called}, as it was given; this collection did not check it.",
        how_to_read=f"{HOW_TO_READ} Of {given} lines of the list {given - len(links)} repeat one or lead from an agency to "
        f"itself, and {len(links) - len(drawn)} have an end that is not on the map."
        + (TOO_MANY.format(len(table)) if many else ""),
        alt=f"Map of the agencies of a list, {len(entries)} of them, and of {len(table)} permissions between them.",
        line_means="A line means that the list names one agency as sender and the other as recipient.",
        groups={"agency": "agencies"}, entries=entries, lines=pd.concat([table, *between], ignore_index=True),
        anchors=pd.DataFrame(anchors, columns=COLUMNS), selects=many,
        line_groups={"within": "within one state", "between": "between two states"},
    )  # fmt: skip


def _flows_of(links: pd.DataFrame, state: pd.Series) -> tuple[list[pd.DataFrame], list[dict]]:
    """Links summed by the states of their ends: a line for each pair of states, and a dot for each state."""
    pairs = pd.DataFrame({"start": links["start"].map(state).to_numpy(), "end": links["end"].map(state).to_numpy()})
    sums = pairs.groupby(["start", "end"]).size().rename("permissions").reset_index()
    sent, seen = (sums[sums["start"] != sums["end"]].groupby(end)["permissions"].sum() for end in ("start", "end"))
    says = {
        one: [f"its agencies let {sent.get(one, 0)} of other states see their data, and may see that of {seen.get(one, 0)}"]
        for one in sorted({*sums["start"], *sums["end"]})
    }
    dots = [_state_dot(f"state-{one}", one, words, "reporter", 1) for one, words in says.items()]
    sums = sums[sums["start"] != sums["end"]]
    table = sums.assign(
        entry_id="flow-" + sums["start"] + "-" + sums["end"], group="between", shown_as="", release="",
        start="state-" + sums["start"], end="state-" + sums["end"],
    )  # fmt: skip
    return [table[layers.LINES]], dots


# --- files --------------------------------------------------------------------------------------------------------------


def publish(shown: Map, derived: Path, build: Path) -> dict:
    """Write the map's page into `build`/maps, and its table (map_NAME), GeoJSON and still (PNG, SVG) into `derived`/maps.

    Returns a line of the table `maps`, its words and its counts, with the still's bytes as `png`.
    """
    page, folder = build / "maps" / f"{shown.name}.html", derived / "maps"
    maps.write(maps.page(shown), page)
    schemas.write(shown.entries, f"map_{shown.name.replace('-', '_')}", derived)
    files.write_text(folder / f"{shown.name}.geojson", layers.geojson(shown))
    still = stills.picture(shown)
    png = style.png(still)
    files.write_bytes(folder / f"{shown.name}.png", png)
    files.write_text(folder / f"{shown.name}.svg", style.svg(still, says=shown.alt))
    counts = {"entries": len(shown.entries), "on_the_map": len(shown.placed), "lines": len(shown.lines)}
    return {"name": shown.name, "title": shown.title, "as_of": shown.as_of, "alt": shown.alt, **counts, "png": png}


# --- words ------------------------------------------------------------------------------------------------------------


def _entry(
    entry_id: str, agency, says: list[str], row_id: str, *, group: str, name: str, absent: str = "", release: str = "",
    shown_as: str = "",
) -> dict:  # fmt: skip
    """An entry's line of the table, from an agency's line."""
    return {
        "entry_id": entry_id, "shown_as": shown_as, "release": release, "group": group, "name": name,
        "agency_id": agency.agency_id, "kind": agency.kind, "level": agency.level, "state": text(agency.state),
        "place": text(agency.place), "county": text(agency.county), "lat": agency.lat, "lon": agency.lon,
        "precision": agency.precision, "basis": agency.basis,
        "absent": absent, "says": _joined(says), "permissions": 1, "row_id": row_id, "sources": "",
    }  # fmt: skip


def _absent(agency, reporter: pd.Series | None = None) -> str:
    if reporter is not None and agency.agency_id == reporter["agency_id"]:
        return ITSELF
    if not agency.sure:
        return UNSURE
    return NO_POINT if pd.isna(agency.lat) else ""


def _where(agency) -> str:
    """Place and state, or county and state; a parish is a county's equivalent."""
    if text(agency.place):
        return f"{agency.place}, {agency.state}"
    if text(agency.county):
        return f"{agency.county} (county), {agency.state}"
    return places.STATES.get(text(agency.state), "no place")


def _why(agency, basis: str) -> str:
    return f"point: {agency.precision}; basis: {basis.replace('_', ' ')}"


def _joined(says: list[str]) -> str:
    return " | ".join(one.replace(" | ", " / ") for one in says)


def text(value) -> str:
    """A cell's text; a missing one is empty."""
    return value if isinstance(value, str) else ""


def day(date) -> str:
    """A date as it is written in a sentence: 6 February 2020."""
    return f"{pd.Timestamp(date).day} {pd.Timestamp(date):%B %Y}"


def _source(doc_ids: list[str], source_says: str) -> str:
    return f"Source: Agency Data Sharing Reports ({', '.join(doc_ids)}); rows read from {source_says}."
