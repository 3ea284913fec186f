"""Own lists: the map of a reader's own list of who shares with whom.

More lines than a reader can tell apart are not drawn at once: lines between states stand for them until an agency is
chosen."""

import pandas as pd

from helpers.sharing.maps import layers, map_entries
from helpers.sharing.maps.layers import COLUMNS, Map

MOST_LINES = 5_000
"""More lines than that over a country are a blur."""

TOO_MANY = (
    " The list has {:,} permissions, too many to show at once: lines between states stand for them until an agency is "
    "chosen; then its own are shown, and no other."
)


def drawn(name: str, called: str, links: pd.DataFrame, agencies: pd.DataFrame) -> Map:
    """A map of an edge list from elsewhere, as network.brought returns it: links with sender_id and recipient_id, and
    agencies. `called` is what its reader calls it, say the file's name."""
    given, ends = len(links), {*links["sender_id"], *links["recipient_id"]}
    links = links[links["sender_id"] != links["recipient_id"]].drop_duplicates(["sender_id", "recipient_id"])
    entries = _entries(links, agencies[agencies["agency_id"].isin(ends)])
    state = entries.set_index("entry_id").query("absent == ''")["state"]
    shown = links[links["sender_id"].isin(state.index) & links["recipient_id"].isin(state.index)]
    lines = shown[["sender_id", "recipient_id"]].set_axis(["start", "end"], axis="columns").reset_index(drop=True)
    same = lines["start"].map(state) == lines["end"].map(state)
    lines["entry_id"] = [f"link-{n + 1}" for n in range(len(lines))]
    lines["group"] = same.map({True: "within", False: "between"})
    lines = lines.assign(shown_as="", release="", permissions=1)[layers.LINES]
    how_to_read = (
        f"{map_entries.HOW_TO_READ} Of {given} lines of the list {given - len(links)} repeat one or lead from an "
        f"agency to itself, and {len(links) - len(shown)} have an end that is not on the map."
    )
    many, anchors, count = len(lines) > MOST_LINES, pd.DataFrame(columns=COLUMNS), len(lines)
    if many:
        flows, anchors = _flows(lines, state)
        lines, how_to_read = pd.concat([lines, flows], ignore_index=True), how_to_read + TOO_MANY.format(count)
    return Map(
        name=name,
        title=f"Who shares with whom, by {called}",
        as_of="the day of the list",
        source_line=f"Source: {called}, as it was given; this collection did not check it.",
        how_to_read=how_to_read,
        alt=f"Map of the agencies of a list, {len(entries)} of them, and of {count} permissions between them.",
        line_means="A line means that the list names one agency as sender and the other as recipient.",
        groups={"agency": "agencies"},
        entries=entries,
        lines=lines,
        anchors=anchors,
        selects=many,
        line_groups={"within": "within one state", "between": "between two states"},
    )


def _entries(links: pd.DataFrame, agencies: pd.DataFrame) -> pd.DataFrame:
    """An entry for each agency, with how many permissions it gives and has."""
    sends, receives = links["sender_id"].value_counts(), links["recipient_id"].value_counts()
    entries = []
    for agency in agencies.itertuples():
        out, into = int(sends.get(agency.agency_id, 0)), int(receives.get(agency.agency_id, 0))
        says = [f"lets {out} see its data; may see the data of {into}", map_entries.why(agency)]
        own = {"group": "agency", "name": agency.agency_printed, "permissions": out + into}
        own |= {"absent": map_entries.absent(agency)}
        entries.append(map_entries.of_agency(agency.agency_id, agency, says, **own))
    return pd.DataFrame(entries, columns=COLUMNS)


def _flows(links: pd.DataFrame, state: pd.Series) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Links summed by the states of their ends: a line for each pair of states, and a dot for each state."""
    pairs = pd.DataFrame({"start": links["start"].map(state), "end": links["end"].map(state)})
    sums = pairs.groupby(["start", "end"]).size().rename("permissions").reset_index()
    states = sorted({*sums["start"], *sums["end"]})
    sums = sums[sums["start"] != sums["end"]]
    sent, seen = (sums.groupby(end)["permissions"].sum() for end in ("start", "end"))
    dots = []
    for one in states:
        does = f"its agencies let {sent.get(one, 0)} of other states see their data, and may see that of "
        dots.append(map_entries.of_state(f"state-{one}", one, [does + str(seen.get(one, 0))], group="reporter"))
    flows = sums.assign(entry_id="flow-" + sums["start"] + "-" + sums["end"], group="between", shown_as="", release="")
    flows[["start", "end"]] = "state-" + flows[["start", "end"]]
    return flows[layers.LINES], pd.DataFrame(dots, columns=COLUMNS)
