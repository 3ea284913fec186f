"""The map of the ICE list: the agencies that named sources put on it, and what each answered. Nobody here has seen it.

Listed is not sent, and an answer is quoted for what it answers: each entry names its sources."""

from typing import Any
from urllib.parse import urlsplit

import pandas as pd

from helpers.claims import replies
from helpers.sharing import agencies
from helpers.sharing.maps import layers, map_entries

REPLIES = {
    "answered": "named as listed; a published answer was found",
    "other record": "named as listed; no answer found, but another record",
    "none found": "named as listed; none found: no published answer in the sources read",
}
"""The legend's text for each of replies.GROUPS."""


def drawn(name: str, listed: pd.DataFrame, answers: pd.DataFrame, evidence: agencies.NameEvidence) -> layers.Map:
    """A map of the agencies of the table `ice_list`, with their lines of the table `replies`; names are matched by
    `evidence`."""
    names = listed[["agency", "state"]].set_axis(["agency_printed", "state_printed"], axis="columns")
    where = agencies.named(names, evidence)
    entries = [
        _entry(one, agency, replies.of(one.agency, one.state, answers))
        for one, (_, agency) in zip(listed.itertuples(), where.iterrows(), strict=True)
    ]
    return layers.Map(
        name=name,
        title="Which agencies named sources put on ICE's list, and what they answered",
        as_of="13 March 2019 and later, as each entry says",
        source_line=(
            "Sources: news reports and ACLU affiliates, named at each entry; nobody here has seen the list. They name "
            f"{len(listed)} agencies, {(listed['agency_type'] == 'federal').sum()} of them federal; more than 80 local "
            "ones were reported. Tables: ice_list_named_in_press.csv, replies.csv."
        ),
        line_means=(
            "A dot means that a named source says the agency was listed as sharing with ICE. Listed is not sent: no "
            "record here shows what was sent. An answer stands for what it answers, on its day."
        ),
        how_to_read=(
            "Filled dots answered in public; each entry sums up the answers in our words, with sources. Rings are "
            "agencies of which no published answer was found, which is neither a denial nor an admission. A record "
            "that is no answer has a symbol of its own."
        ),
        alt=(
            f"Map of the United States: {len(listed)} agencies that news reports and ACLU affiliates name as listed "
            "with ICE, most in California and Connecticut; filled dots for those with a published answer, rings for "
            "those without."
        ),
        groups=REPLIES,
        entries=pd.DataFrame(entries, columns=layers.COLUMNS),
        lines=pd.DataFrame(columns=layers.LINES),
    )


def _entry(one: Any, agency: pd.Series, answers: pd.DataFrame) -> map_entries.Entry:
    """The entry of one agency of the list, with every reply of it."""
    group = replies.group(answers)
    says = [f"named as listed with ICE, {one.source_date}, by {_site(one.named_as_listed_by)}"]
    says += [_reply(reply) for reply in answers.itertuples()]
    if group != "answered":
        says.append("none found: no published answer in the sources read. We contacted no agency.")
    sources = " ; ".join([one.named_as_listed_by, *answers.sort_index()["source"]]).split(" ; ")
    addresses = " ".join(dict.fromkeys(part for part in sources if part.startswith(("https://", "http://"))))
    own = {"group": group, "name": one.agency, "absent": map_entries.absent(agency), "sources": addresses}
    return map_entries.of_agency(f"listed-{agency['agency_id']}", agency, says, **own)


def _reply(reply: Any) -> str:
    """What an agency answered, about what, when and by which office; or what another record of it is."""
    about = "" if reply.answer == replies.NOT_AN_ANSWER else f"about {reply.about}, "
    dated = map_entries.text(reply.date) or "not dated"
    return f"{reply.answer} ({about}{dated}, {reply.by}): {reply.said} Source: {_site(reply.source)}."


def _site(source: str) -> str:
    """A source by its site's name, since its address is in the entry; one without an address stays as it is."""
    parts = source.split(" ; ")
    return "; ".join((urlsplit(one).hostname or one).removeprefix("www.") if "://" in one else one for one in parts)
