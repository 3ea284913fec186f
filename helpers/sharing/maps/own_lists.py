"""Own lists: the map of a reader's own list of who shares with whom.

More lines than a reader can tell apart are not drawn at once: lines between states stand for them until an agency is
chosen."""

import pandas as pd

from helpers.sharing.maps import layers, map_entries
from helpers.sharing.maps.layers import COLUMNS, Map

MOST_LINES = 5_000
"""More lines than that over a country are a blur: then those of one agency are shown at a time, and flows between
states."""

TOO_MANY = (
    " The list has {:,} permissions, too many to show at once: lines between states stand for them until an agency is chosen; "
    "then its own are shown, and no other."
)


def drawn(name: str, called: str, links: pd.DataFrame, known: pd.DataFrame) -> Map:
    """A map of an edge list from elsewhere, as network.brought returns it: links with sender_id and recipient_id, and
    agencies. `called` is what its reader calls it, say the file's name."""
    ends = pd.concat([links["sender_id"], links["recipient_id"]])
    given, links = (
        len(links),
        links[links["sender_id"] != links["recipient_id"]].drop_duplicates(["sender_id", "recipient_id"]),
    )
    sends, receives = links["sender_id"].value_counts(), links["recipient_id"].value_counts()
    lines = []
    for _, agency in known[known["agency_id"].isin(ends)].iterrows():
        out, into = int(sends.get(agency["agency_id"], 0)), int(receives.get(agency["agency_id"], 0))
        says = [
            map_entries.where(agency),
            f"lets {out} see its data; may see the data of {into}",
            map_entries.why(agency, agency["basis"]),
        ]
        entry = map_entries.of_agency(
            agency["agency_id"],
            agency,
            says,
            "",
            absent=map_entries.absent(agency),
            group="agency",
            name=agency["agency_printed"],
        )
        lines.append(entry | {"permissions": out + into})
    entries = pd.DataFrame(lines, columns=COLUMNS)
    state = entries.set_index("entry_id").query("absent == ''")["state"]
    shown = links[links["sender_id"].isin(state.index) & links["recipient_id"].isin(state.index)]
    same = shown["sender_id"].map(state).to_numpy() == shown["recipient_id"].map(state).to_numpy()
    table = pd.DataFrame(
        {
            "entry_id": [f"link-{n + 1}" for n in range(len(shown))],
            "shown_as": "",
            "release": "",
            "group": pd.Series(same).map({True: "within", False: "between"}),
            "start": shown["sender_id"].to_numpy(),
            "end": shown["recipient_id"].to_numpy(),
            "permissions": 1,
        }
    )
    many = len(table) > MOST_LINES
    between, anchors = _flows_of(table, state) if many else ([], [])
    return Map(
        name=name,
        title=f"Who shares with whom, by {called}",
        as_of="the day of the list",
        source_line=f"Source: {called}, as it was given; this collection did not check it.",
        how_to_read=f"{map_entries.HOW_TO_READ} Of {given} lines of the list {given - len(links)} repeat one or lead from an agency to "
        f"itself, and {len(links) - len(shown)} have an end that is not on the map."
        + (TOO_MANY.format(len(table)) if many else ""),
        alt=f"Map of the agencies of a list, {len(entries)} of them, and of {len(table)} permissions between them.",
        line_means="A line means that the list names one agency as sender and the other as recipient.",
        groups={"agency": "agencies"},
        entries=entries,
        lines=pd.concat([table, *between], ignore_index=True),
        anchors=pd.DataFrame(anchors, columns=COLUMNS),
        selects=many,
        line_groups={"within": "within one state", "between": "between two states"},
    )


def _flows_of(links: pd.DataFrame, state: pd.Series) -> tuple[list[pd.DataFrame], list[map_entries.Entry]]:
    """Links summed by the states of their ends: a line for each pair of states, and a dot for each state."""
    pairs = pd.DataFrame({"start": links["start"].map(state).to_numpy(), "end": links["end"].map(state).to_numpy()})
    sums = pairs.groupby(["start", "end"]).size().rename("permissions").reset_index()
    sent, seen = (sums[sums["start"] != sums["end"]].groupby(end)["permissions"].sum() for end in ("start", "end"))
    says = {
        one: [
            f"its agencies let {sent.get(one, 0)} of other states see their data, and may see that of {seen.get(one, 0)}"
        ]
        for one in sorted({*sums["start"], *sums["end"]})
    }
    dots = [map_entries.of_state(f"state-{one}", one, words, "reporter", 1) for one, words in says.items()]
    sums = sums[sums["start"] != sums["end"]]
    table = sums.assign(
        entry_id="flow-" + sums["start"] + "-" + sums["end"],
        group="between",
        shown_as="",
        release="",
        start="state-" + sums["start"],
        end="state-" + sums["end"],
    )
    return [table[layers.LINES]], dots
