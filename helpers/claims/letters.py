"""Letters: drafts of a reporter's question to an agency, and of a records request. Nothing is ever sent.

Their words are in letter.txt.j2 and request.txt.j2 beside this module. What a request asks for, the acts and
the exemptions are tables of data/hand, in our words, with their sources. Nothing here is legal advice."""

import re
import textwrap
from pathlib import Path
from typing import Any, NamedTuple

import jinja2
import pandas as pd

from helpers import schemas
from helpers.claims import replies
from helpers.claims.laws import JURISDICTIONS
from helpers.claims.replies import ReplyTables
from helpers.errors import TableError
from helpers.sharing import agencies, ids, network, places
from helpers.sharing.maps import style

WIDE = 88
"""Characters in a line of a records request."""


class Addressee(NamedTuple):
    """An agency to which a letter is drafted: its id, its name, its state (two-letter code or empty)."""

    agency_id: str
    name: str
    state: str


# --- a reporter's question --------------------------------------------------------------------------------------------


def letter(agency: str, derived: Path | None = None) -> str:
    """A draft of a reporter's question to an agency: the entries that print its name, what sources and the agency
    itself said, and what no published answer addresses. It is neutral and leaves blanks for the writer's name.

    `agency` is a name, a part of one, or an id. Raises TableError if it means no matched agency, or several."""
    tables = replies.tables(derived)
    return draft(tables, agency, replies.listed(tables))


def draft(tables: ReplyTables, agency: str, named: pd.DataFrame) -> str:
    """The letter; `named` is the table `ice_listed` (`replies.listed`)."""
    who, names = _addressee(tables, agency, named)
    entries = replies.entries(tables, {who.agency_id: names})
    on_list = named[named["agency_id"] == who.agency_id]
    said = _answers_of(tables, who)
    given = replies.given(said)
    return _filled(
        "letter.txt.j2",
        who=who,
        state=f", {places.STATES[who.state]}" if who.state and f"({who.state})" not in who.name else "",
        matched=_lines(entries[entries["settled"]]),
        unmatched=_lines(entries[~entries["settled"]]),
        listed_as=network.SAYS,
        not_shown=style.NOT_SHOWN,
        on_list=_lines(on_list),
        given=_lines(given),
        other_records=_lines(said.drop(given.index)),
        open_points=replies.open_points(said),
    )


def _lines(table: pd.DataFrame) -> list[dict[str, Any]]:
    """The lines of a table, each by its columns; a missing value is an empty text."""
    lines: list[dict[str, Any]] = table.astype(object).where(table.notna(), "").to_dict("records")
    return lines


def _filled(template: str, **values: Any) -> str:
    """A template with its blanks filled; parts are separated by one empty line."""
    text = TEMPLATES.get_template(template).render(values)
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def _answers_of(tables: ReplyTables, who: Addressee) -> pd.DataFrame:
    """The lines of the table `replies` that are this agency's, by its id, in order of date."""
    bodies = tables.replies[["agency", "state"]].drop_duplicates()
    named = bodies.set_axis(["agency_printed", "state_printed"], axis="columns").reset_index(drop=True)
    matched = agencies.named(named, agencies.evidence(tables.sharing, tables.decisions))
    same = bodies[(matched["agency_id"] == who.agency_id).to_numpy()]
    lines = [replies.of(one.agency, one.state, tables.replies) for one in same.itertuples()]
    return pd.concat([tables.replies.iloc[:0], *lines])


def _addressee(tables: ReplyTables, agency: str, named: pd.DataFrame) -> tuple[Addressee, list[str]]:
    """The one agency that is meant, and every name that it has in the tables."""
    sure = tables.sharing.agencies[tables.sharing.agencies["sure"]]
    spelled = tables.sharing.spellings[tables.sharing.spellings["basis"] != agencies.UNSURE]
    names: dict[str, list[str]] = {}
    for part, column in ((named, "agency"), (sure, "name"), (spelled, "agency_printed")):
        for agency_id, name in zip(part["agency_id"], part[column], strict=True):
            names.setdefault(agency_id, []).append(name)
    wanted = places.key(agency)
    whole = [one for one, its_names in names.items() if agency == one or wanted in map(places.key, its_names)]
    in_part = [one for one, its_names in names.items() if wanted and any(wanted in places.key(n) for n in its_names)]
    if not (meant := whole or in_part):
        do = "plates find NAME shows what is printed, matched or not."
        raise TableError("no matched agency has this name", found=agency, do=do)
    if len(meant) > 1:
        shown = [f"{names[one][0]} ({ids.state_of(one) or 'no state'}, {one})" for one in sorted(meant)[:6]]
        what, do = "a letter goes to one agency, and this name means several", "Give the name as printed, or the id."
        raise TableError(what, found=f"{agency}: {len(meant)} agencies, {', '.join(shown)}", do=do)
    (agency_id,) = meant
    return Addressee(agency_id, names[agency_id][0], ids.state_of(agency_id)), names[agency_id]


# --- a records request ------------------------------------------------------------------------------------------------


def act_of(state: str) -> pd.Series:
    """The line of the table `records_acts` for a state, by its two-letter code or its name; US is the federal act.

    Raises TableError for a state without a line, naming those that have one."""
    acts = schemas.read("records_acts")
    wanted = JURISDICTIONS.get(state.strip().upper(), state.strip()).casefold()
    line = acts[acts["jurisdiction"].str.casefold() == wanted]
    if line.empty:
        there = [f"{code} ({name})" for code, name in JURISDICTIONS.items() if name in set(acts["jurisdiction"])]
        do = "Add a line with its source to data/hand/records_acts.csv."
        raise TableError("no public records act for that state", expected=", ".join(there), found=state, do=do)
    return line.iloc[0]


def request(state: str, agency: str = "") -> str:
    """A draft of a request under a state's act: what is asked for, the day by which an answer is due with its citation,
    blanks in [brackets] for the writer, and below a line what the writer should know. A citation that was read in a
    summary says so.

    Raises TableError for a state without a line in the table `records_acts`."""
    act, asks, exemptions = act_of(state), schemas.read("asks"), schemas.read("exemptions")
    exemptions = exemptions[exemptions["jurisdiction"] == act["jurisdiction"]]
    citations = [act.to_dict(), *_lines(exemptions)]
    text = _filled(
        "request.txt.j2",
        act=act.to_dict(),
        agency=" ".join(agency.split()),
        asks=_lines(asks),
        reports=_reports(asks),
        width=WIDE,
        exemptions=_lines(exemptions),
        uncertain=[one for one in citations if one["confidence"] != "high"],
    )
    return "\n".join(map(_wrapped, text.split("\n")))


def _reports(asks: pd.DataFrame) -> list[dict[str, Any]]:
    """The vendor's own reports that answer some asks, and how they are made (path)."""
    groups = []
    for path, part in asks.groupby("path", sort=False):
        titles = " and ".join(dict.fromkeys("; ".join(part["report"]).split("; ")))
        groups.append({"first": part["ask"].iloc[0], "last": part["ask"].iloc[-1], "titles": titles, "path": path})
    return groups


def _wrapped(line: str) -> str:
    """A line as an e-mail shows it whole; an item's other lines are indented, and an address is never broken."""
    item = re.match(r"- |[AB]\d\. ", line)
    indent = " " * (item.end() if item else 0)
    return textwrap.fill(line, WIDE, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


TEMPLATES = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).parent),
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
TEMPLATES.filters["day"] = style.day
