"""Sheets: one page on each agency that made a report we hold, or that a named source puts on ICE's list.

An agency that merely stands in a list gets a line of the register and no page. Listed is not sent, an answer stands for
what it answers, and a label stays with whoever uses it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from helpers import files, schemas
from helpers.claims import laws, ledger, replies
from helpers.collection.notebooks import Source
from helpers.collection.site import agency_index, markup
from helpers.errors import TableError
from helpers.records import documents
from helpers.sharing import agencies, network, places
from helpers.sharing.maps import atlas, map_entries, style

OTHER_PERMISSION = "These entries stand in the reports of other agencies: each is another permission than ICE's, and shows nothing about ICE."

NOT_SEEN = (
    "Nobody here has seen the list. That it names this agency rests on the source above; what it prints, since when, and what "
    "ICE could see of this agency's data is not known."
)

KIND_WORDS = re.compile(r" (?:Police Department|Sheriff.*|\(.*\))$")
"""What is left out of an agency's name when the ledger's words are searched for its place."""


@dataclass(frozen=True)
class Agency:
    """One agency with a page: its id, its name with its state, the names that it goes by, its line of the table
    `ice_listed` (or None) and the ids of the reports that it made."""

    agency_id: str
    name: str
    names: list[str]
    listed: Any | None
    doc_ids: list[str]

    @property
    def place(self) -> str:
        return KIND_WORDS.sub("", self.names[0])


@dataclass(frozen=True)
class Matter:
    """The tables that pages are made from (by name), the ledger's entries, and what was read."""

    tables: dict[str, pd.DataFrame]
    claims: list[ledger.Claim]
    says: str


TABLES = (*replies.TABLES, "ice_listed", "findings", "verdicts", "maps", "policies")


def gather(source: Source) -> Matter:
    return Matter({name: schemas.read(name, source.derived) for name in TABLES}, ledger.read(), source.says)


def chosen(matter: Matter) -> list[Agency]:
    """The agencies that get a page: the reporters, then those that sources put on the list, by state and name.

    Raises TableError for an id that is no safe name of a file.
    """
    held, found = matter.tables, {}
    reporters = agencies.reporter_ids(held["reports"])
    for report in held["reports"].itertuples():
        agency_id = reporters[report.doc_id]
        made = [doc_id for doc_id, maker in reporters.items() if maker == agency_id]
        found[agency_id] = Agency(agency_id, report.agency, [report.agency_printed, report.agency], None, made)
    for one in held["ice_listed"].sort_values(["state", "agency"]).itertuples():
        name = one.agency if f"({places.STATES[one.state]})" in one.agency else f"{one.agency} ({one.state})"
        before = found.get(one.agency_id)
        found[one.agency_id] = Agency(one.agency_id, name, [one.agency], one, before.doc_ids if before else [])
    if unsafe := [agency_id for agency_id in found if agency_id != files.slug(agency_id)]:
        raise TableError("an agency's id is no safe name of a page", found=unsafe[0])
    return list(found.values())


def pages(matter: Matter) -> Iterator[tuple[str, str]]:
    """Name and Markdown of each agency's page, then of the table of all agencies."""
    with_page = chosen(matter)
    found = replies.entries({agency.agency_id: agency.names for agency in with_page}, matter.tables)
    for agency in with_page:
        yield agency.agency_id, page(agency, matter, found[found["agency_id"] == agency.agency_id])
    yield "index", agency_index.page(matter.tables, matter.says, [agency.agency_id for agency in with_page])


# --- one agency -------------------------------------------------------------------------------------------------------


def page(agency: Agency, matter: Matter, found: pd.DataFrame) -> str:
    """One agency's page; `found` are the entries that print it, or that could (`replies.entries`)."""
    parts = {
        "What it is": _what(agency, matter),
        "Its own reports": _reports(agency, matter),
        "Where the reports that we hold list it": _entries(agency, found),
        "What sources say of ICE's list": _listing(agency),
        "What it answered": _answers(agency, matter),
        "Local acts, and who calls them what": _acts(agency),
        "Statements that have its place's name, or rest on its records": _statements(agency, matter),
        "What is not known": _unknown(agency, matter),
    }
    body = "".join(f"\n## {title}\n{markup.raw(block)}" for title, block in parts.items() if block)
    note = f'<p class="plates-note">{markup.text(style.SENTENCE)} Entries read from {markup.text(matter.says)}.</p>'
    return f"# {markup.title(agency.name)}\n{markup.raw(note)}{body}"


def _what(agency: Agency, matter: Matter) -> str:
    known = matter.tables["agencies"].set_index("agency_id")
    why = []
    if agency.doc_ids:
        why.append("It made sharing reports that this collection holds.")
    if agency.listed is not None:
        why.append("A named source says that it is listed as sharing with ICE.")
    facts = {"why it has a page": markup.text(" ".join(why)), "id": f"<code>{markup.text(agency.agency_id)}</code>"}
    if agency.agency_id in known.index:
        line = known.loc[agency.agency_id]
        facts |= {
            "kind": markup.text(line["kind"]),
            "level": markup.text(line["level"]),
            "where": markup.text(agency_index.where(line)),
        }
        facts["known by"] = markup.text(agencies.told(line["basis"]))
    elif agency.listed is not None:
        facts |= {
            "kind": markup.text(agency.listed.agency_type),
            "state": markup.text(places.STATES[agency.listed.state]),
        }
        facts["in our reports"] = "no entry is settled as this agency"
    return markup.facts(facts)


def _reports(agency: Agency, matter: Matter) -> str:
    """The reports that it made, how many entries each section has, and the maps that draw them."""
    if not agency.doc_ids:
        return ""
    lines = []
    for report in matter.tables["reports"].query("doc_id in @agency.doc_ids").sort_values("as_of").itertuples():
        record = documents.entry(report.doc_id)
        first = markup.link("its pages", f"../cards/{report.doc_id}-p01.html")
        counts = [markup.text(getattr(report, section)) for section in network.DIRECTIONS]
        lines.append([markup.cited(style.day(report.as_of), record["origin"]), *counts, first])
    heads = [
        "report",
        *(f"{section.replace('_', ' ')}: an agency there {atlas.SECTIONS[section]}" for section in network.DIRECTIONS),
    ]
    shown = markup.table(
        [*heads, "pages"], lines, caption="Entries of each section of its reports; “it” is this agency"
    )
    drawn = [
        markup.link(one.title, f"../maps/{one.name}.html")
        for one in matter.tables["maps"].itertuples()
        if set(agency.doc_ids)
        & set(" ".join(schemas.read(f"map_{one.name.replace('-', '_')}")["release"].dropna()).split())
    ]
    held = [
        f"{markup.text(one.title)} <small>({markup.text(one.doc_id)})</small>: {markup.sources(one.origin)}"
        for one in _records(agency)
    ]
    return f"{shown}<p>Maps that draw them:</p>{markup.listed(drawn)}<p>Records of it in this collection:</p>{markup.listed(held)}"


def _records(agency: Agency) -> list[Any]:
    """Lines of the manifest on what a reporting agency made."""
    makers = {documents.entry(doc_id)["agency"] for doc_id in agency.doc_ids}
    return [one for one in documents.manifest().itertuples() if one.agency in makers]


def _entries(agency: Agency, found: pd.DataFrame) -> str:
    sure, could = found[found["settled"]], found[~found["settled"]]
    parts = []
    if len(sure):
        parts.append(_entry_table(sure, "Entries that print it"))
        if agency.listed is not None:
            parts.append(f"<p>{markup.text(OTHER_PERMISSION)}</p>")
    else:
        parts.append(
            "<p>No entry of the reports that we hold is settled as this agency. They are the reports of two agencies.</p>"
        )
    if len(could):
        parts.append(
            "<p>Names like its own, printed without a state: nothing settles whether this agency is meant.</p>"
        )
        parts.append(_entry_table(could, "Entries that are not settled"))
    return "".join(parts)


def _entry_table(found: pd.DataFrame, caption: str) -> str:
    lines = [
        [
            markup.text(f"{one.reporter}, {style.day(one.as_of)}"),
            markup.text(f"listed as one that {network.SAYS[one.section].format(reporter=one.reporter)}"),
            markup.text(one.agency_printed + (f" [list {one.hot_list_printed}]" if one.hot_list_printed else ""))
            + ("<small>marked Inactive</small>" if one.inactive else ""),
            markup.link(f"page {one.printed_page}", agency_index.card(one.row_id))
            + f" <small>{markup.text(one.row_id)}</small>",
        ]
        for one in found.itertuples()
    ]
    return markup.table(["report", "says", "as printed", "its line"], lines, caption=caption)


def _listing(agency: Agency) -> str:
    if agency.listed is None:
        return "<p>No source that we read names this agency as standing on ICE's list, and nobody here has seen the list.</p>"
    (note,) = (
        schemas.read("ice_list")
        .query("agency == @agency.listed.agency and state == @agency.listed.state")["note"]
        .fillna("")
    )
    source = markup.sources(agency.listed.source)
    told = f"Named as listed with ICE by {source}, {markup.text(agency.listed.source_date)}. {markup.text(note)}"
    return f"<p>{told}</p><p>{markup.text(NOT_SEEN)}</p>"


def _answers(agency: Agency, matter: Matter) -> str:
    held, listed = matter.tables["replies"], agency.listed
    if listed is None and not held["agency"].isin(agency.names).any():
        return "<p>The table of answers has no line on it. We contacted no agency.</p>"
    said = held[held["agency"].isin(agency.names)] if listed is None else replies.of(listed.agency, listed.state, held)
    given = replies.given(said)
    other = said.drop(given.index)
    parts = []
    if len(given):
        parts.append(_said(given, "Published answers that we found, in our words; each stands for what it answers"))
    else:
        parts.append(
            "<p>None found: no published answer in the sources read. That is neither a denial nor an admission. "
            "We contacted no agency.</p>"
        )
    if open_points := replies.open_points(said):
        parts.append(f"<p>No published answer addresses: {markup.text(', '.join(open_points))}.</p>")
    if len(other):
        parts.append(_said(other, "Other records that we found, which are not answers"))
    return "".join(parts)


def _said(said: pd.DataFrame, caption: str) -> str:
    lines = [
        [
            markup.text(one.date) if map_entries.text(one.date) else "not dated",
            "" if one.answer == replies.NOT_AN_ANSWER else markup.text(one.about),
            markup.text(one.by),
            markup.text(one.said),
            markup.sources(one.source),
        ]
        for one in said.itertuples()
    ]
    return markup.table(["date", "about", "by", "what it says", "source"], lines, caption=caption)


def _acts(agency: Agency) -> str:
    """Acts that concern it or its own place and were there on the day of the release; a label with whoever uses it."""
    if agency.listed is None:
        return ""
    found = laws.bearing_on(agency.listed.agency, agency.listed.state, laws.THE_DAY)
    if found.empty:
        return (
            "<p>The table of acts has no line on it of that day or before. That does not show that there was none.</p>"
        )
    lines = [
        [
            markup.text(one.acting_body),
            markup.text(f"{one.date or 'no date'}: {one.instrument}"),
            markup.text(one.what_it_limits_or_says),
            markup.text(f"{one.label_used}: the word of {one.who_labels_it}")
            if one.label_used not in ("", "none")
            else "",
            markup.sources(one.source_url),
        ]
        for one in found.fillna("").itertuples()
    ]
    caption = (
        f"Acts and statements of {style.day(laws.THE_DAY)} or before; each is that of the body named, and of no other"
    )
    return markup.table(
        ["body", "act", "what it says", "label, and whose word it is", "source"], lines, caption=caption
    )


def _statements(agency: Agency, matter: Matter) -> str:
    """Statements whose entry in the ledger prints the agency's place, or that rest on a report it made or a finding
    from one."""
    about = concerning(agency, matter)
    place = markup.text(agency.place)
    rest = " or rests on a record of it" if agency.doc_ids else ""
    if not about:
        return f"<p>No entry of the ledger has the words “{place}”{rest}.</p>"
    lines = [
        [
            markup.link(claim.id, f"../report.html#{claim.id}"),
            markup.text(claim.says),
            "has the words" if _has_words(agency, claim) else "rests on a record of it, and does not speak of it",
            markup.text(claim.status.replace("_", " ")),
            markup.text(claim.safe),
        ]
        for claim in about
    ]
    told = f"<p>Statements whose entry in the ledger has the words “{place}”{rest}; found by these words alone.</p>"
    return told + markup.table(
        ["statement", "what it says", "why it stands here", "verdict", "may be printed"],
        lines,
        caption="From the ledger",
    )


def concerning(agency: Agency, matter: Matter) -> list[ledger.Claim]:
    """The claims that `_statements` shows."""
    findings = matter.tables["findings"]
    records = {one.doc_id for one in _records(agency)}
    ours = {f.finding_id for f in findings.itertuples() if records & set(f.doc_ids.split())}
    found = []
    for claim in matter.claims:
        rests = any(one.doc_id in records or one.finding_id in ours for one in claim.all_evidence)
        if _has_words(agency, claim) or rests or claim.finding_id in ours:
            found.append(claim)
    return found


def _has_words(agency: Agency, claim: ledger.Claim) -> bool:
    prints = " ".join([claim.says, claim.why, claim.safe, *(one.says for one in claim.all_evidence)])
    return re.search(rf"(?<!\w){re.escape(agency.place)}(?!\w)", prints) is not None


def _unknown(agency: Agency, matter: Matter) -> str:
    lines = ["Whether any plate reading was sent or looked up: the records here show permissions, not use."]
    if agency.doc_ids:
        lines.append("What its account showed on any day but those of its reports.")
        lines.append("Which agencies some printed names stand for: they are unsure, and counted so.")
    else:
        lines.append("What its own account listed: none of its own reports is held here.")
    if agency.listed is not None:
        lines.append("What the ICE list prints of it, and whether it stands on it still.")
    ask = (
        f"<p>A draft of a question to it, with its rows: <code>plates letter {markup.text(agency.agency_id)}</code></p>"
    )
    return markup.listed([markup.text(line) for line in lines]) + ask
