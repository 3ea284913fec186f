"""Agency pages: one page on each agency that made a report we hold, or that a named source puts on ICE's list.

An agency that merely appears in a list gets a line in the agency index and no page. Listed is not sent, an answer
speaks only to what it answers, and a label stays with whoever uses it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from helpers import files, html, schemas
from helpers.claims import laws, ledger, replies
from helpers.collection.notebooks import Source
from helpers.collection.site import agency_index
from helpers.errors import TableError
from helpers.html import Markup, beside, format_html
from helpers.records import documents
from helpers.sharing import agencies, network, places
from helpers.sharing.maps import atlas, map_entries, style

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

    @property
    def records(self) -> list[Any]:
        """Lines of the manifest on what a reporting agency made."""
        makers = {documents.entry(doc_id)["agency"] for doc_id in self.doc_ids}
        return [record for record in documents.manifest().itertuples() if record.agency in makers]


@dataclass(frozen=True)
class AgencyPageInputs:
    """The tables that pages are made from, the ledger's entries, and what the tables were read from."""

    tables: replies.ReplyTables
    ice_listed: pd.DataFrame
    findings: pd.DataFrame
    maps: pd.DataFrame
    claims: list[ledger.Claim]
    says: str


def gather(source: Source) -> AgencyPageInputs:
    ice_listed, findings, maps = (schemas.read(name, source.derived) for name in ("ice_listed", "findings", "maps"))
    tables = replies.tables(source.derived)
    return AgencyPageInputs(tables, ice_listed, findings, maps, ledger.read(), source.says)


def with_page(inputs: AgencyPageInputs) -> list[Agency]:
    """The agencies that get a page: the reporters, then those that sources put on the list, by state and name.

    Raises TableError for an id that is no safe file name."""
    by_id: dict[str, Agency] = {}
    reporters = inputs.tables.sharing.reporter_ids
    for report in inputs.tables.sharing.reports.itertuples():
        agency_id = reporters[report.doc_id]
        made = [doc_id for doc_id, maker in reporters.items() if maker == agency_id]
        by_id[agency_id] = Agency(agency_id, report.agency, [report.agency_printed, report.agency], None, made)
    for one in inputs.ice_listed.sort_values(["state", "agency"]).itertuples():
        name = one.agency if f"({places.STATES[one.state]})" in one.agency else f"{one.agency} ({one.state})"
        doc_ids = by_id[one.agency_id].doc_ids if one.agency_id in by_id else []
        by_id[one.agency_id] = Agency(one.agency_id, name, [one.agency], one, doc_ids)
    if unsafe := [agency_id for agency_id in by_id if agency_id != files.slug(agency_id)]:
        raise TableError("an agency's id is no safe name of a page", found=unsafe[0])
    return list(by_id.values())


def pages(inputs: AgencyPageInputs) -> Iterator[tuple[str, str]]:
    """Name and Markdown of each agency's page, then of the agency index."""
    chosen = with_page(inputs)
    entries = replies.entries(inputs.tables, {agency.agency_id: agency.names for agency in chosen})
    for agency in chosen:
        yield agency.agency_id, page(agency, inputs, entries[entries["agency_id"] == agency.agency_id])
    yield "index", agency_index.page(inputs.tables.sharing, inputs.says, [agency.agency_id for agency in chosen])


def page(agency: Agency, inputs: AgencyPageInputs, entries: pd.DataFrame) -> str:
    """One agency's page; `entries` are those that print it, or that could (`replies.entries`)."""
    return html.fill(
        "collection/site/agency_page.md.j2",
        agency=agency,
        sentence=style.SENTENCE,
        says=inputs.says,
        profile=_profile(agency, inputs),
        reports=_reports(agency, inputs),
        maps=_maps(agency, inputs),
        records=[
            format_html("{} <small>({})</small>: {}", r.title, r.doc_id, html.sources(r.origin)) for r in agency.records
        ],
        matched=_entries(entries[entries["settled"]], "Entries that print it"),
        possible=_entries(entries[~entries["settled"]], "Entries that are not matched"),
        list_note=_list_note(agency),
        acts=_acts(agency),
        statements=_statements(agency, inputs),
        **_answers(agency, inputs),
    )


def _profile(agency: Agency, inputs: AgencyPageInputs) -> dict[str, str]:
    made = "It made sharing reports that this collection holds." if agency.doc_ids else ""
    listed = "" if agency.listed is None else "A named source says that it is listed as sharing with ICE."
    profile = {"why it has a page": f"{made} {listed}".strip(), "id": format_html("<code>{}</code>", agency.agency_id)}
    by_id = inputs.tables.sharing.agencies_by_id
    if agency.agency_id in by_id.index:
        line = by_id.loc[agency.agency_id]
        profile |= {"kind": line["kind"], "level": line["level"], "where": agency_index.where(line)}
        profile["known by"] = agencies.basis_in_words(line["basis"])
    elif agency.listed is not None:
        profile |= {"kind": agency.listed.agency_type, "state": places.STATES[agency.listed.state]}
        profile["in our reports"] = "no entry is matched to this agency"
    return profile


def _reports(agency: Agency, inputs: AgencyPageInputs) -> Markup:
    """The reports that it made, and how many entries each section has."""
    rows = []
    for report in inputs.tables.sharing.reports.query("doc_id in @agency.doc_ids").sort_values("as_of").itertuples():
        row: dict[str, object] = {
            "report": html.link(style.day(report.as_of), documents.entry(report.doc_id)["origin"])
        }
        for section in network.DIRECTIONS:
            row[f"{section.replace('_', ' ')}: an agency there {atlas.SECTIONS[section]}"] = getattr(report, section)
        rows.append(row | {"pages": beside("its pages", f"../cards/{report.doc_id}-p01.html")})
    return html.table(rows, caption="Entries of each section of its reports; “it” is this agency")


def _maps(agency: Agency, inputs: AgencyPageInputs) -> list[Markup]:
    """Links to the maps that draw its reports."""
    links = []
    for one in inputs.maps.itertuples() if agency.doc_ids else ():
        releases = schemas.read(f"map_{one.name.replace('-', '_')}")["release"].dropna()
        if set(agency.doc_ids) & set(" ".join(releases).split()):
            links.append(beside(one.title, f"../maps/{one.name}.html"))
    return links


def _entries(entries: pd.DataFrame, caption: str) -> Markup:
    rows = []
    for one in entries.itertuples():
        printed = one.agency_printed + (f" [list {one.hot_list_printed}]" if one.hot_list_printed else "")
        line = beside(f"page {one.printed_page}", agency_index.row_page(one.row_id))
        rows.append(
            {
                "report": f"{one.reporter}, {style.day(one.as_of)}",
                "says": f"listed as one that {network.SAYS[one.section].format(reporter=one.reporter)}",
                "as printed": format_html("{}<small>marked Inactive</small>" if one.inactive else "{}", printed),
                "its line": format_html("{} <small>{}</small>", line, one.row_id),
            }
        )
    return html.table(rows, caption=caption)


def _list_note(agency: Agency) -> str:
    if agency.listed is None:
        return ""
    lines = schemas.read("ice_list").query("agency == @agency.listed.agency and state == @agency.listed.state")
    (note,) = lines["note"].fillna("")
    return str(note)


def _answers(agency: Agency, inputs: AgencyPageInputs) -> dict[str, str]:
    """The published answers, the other records on it, and the points that no answer addresses."""
    lines, listed = inputs.tables.replies, agency.listed
    about = (
        lines[lines["agency"].isin(agency.names)] if listed is None else replies.of(listed.agency, listed.state, lines)
    )
    given = replies.given(about)
    caption = "Published answers that we found, in our words; each speaks only to what it answers"
    return {
        "given": _replies(given, caption),
        "other": _replies(about.drop(given.index), "Other records that we found, which are not answers"),
        "open_points": ", ".join(replies.open_points(about)),
    }


def _replies(lines: pd.DataFrame, caption: str) -> Markup:
    rows = [
        {
            "date": one.date if map_entries.text(one.date) else "not dated",
            "about": "" if one.answer == replies.NOT_AN_ANSWER else one.about,
            "by": one.by,
            "what it says": one.said,
            "source": html.sources(one.source),
        }
        for one in lines.itertuples()
    ]
    return html.table(rows, caption=caption)


def _acts(agency: Agency) -> Markup:
    """Acts that concern it or its own place and existed on the day of the release; a label with whoever uses it."""
    if agency.listed is None:
        return Markup("")
    rows = [
        {
            "body": one.acting_body,
            "act": f"{one.date or 'no date'}: {one.instrument}",
            "what it says": one.what_it_limits_or_says,
            "label, and whose word it is": f"{one.label_used}: the word of {one.who_labels_it}"
            if one.label_used not in ("", "none")
            else "",
            "source": html.sources(one.source_url),
        }
        for one in laws.bearing_on(agency.listed.agency, agency.listed.state, laws.THE_DAY).fillna("").itertuples()
    ]
    day = style.day(laws.THE_DAY)
    return html.table(
        rows, caption=f"Acts and statements of {day} or before; each is that of the body named, and of no other"
    )


def _statements(agency: Agency, inputs: AgencyPageInputs) -> Markup:
    """Statements whose entry in the ledger prints the agency's place, or that rest on a report it made or a finding
    from one."""
    doc_ids = {record.doc_id for record in agency.records}
    finding_ids = {f.finding_id for f in inputs.findings.itertuples() if doc_ids & set(f.doc_ids.split())}
    rows = []
    for claim in inputs.claims:
        has_words = _has_words(agency, claim)
        on_records = any(one.doc_id in doc_ids or one.finding_id in finding_ids for one in claim.all_evidence)
        if has_words or on_records or claim.finding_id in finding_ids:
            rows.append(
                {
                    "statement": beside(claim.id, f"../report.html#{claim.id}"),
                    "what it says": claim.says,
                    "why it is here": "has the words"
                    if has_words
                    else "rests on a record of it, and does not speak of it",
                    "verdict": claim.status.replace("_", " "),
                    "may be printed": claim.safe,
                }
            )
    return html.table(rows, caption="From the ledger")


def _has_words(agency: Agency, claim: ledger.Claim) -> bool:
    prints = " ".join([claim.says, claim.why, claim.safe, *(one.says for one in claim.all_evidence)])
    return re.search(rf"(?<!\w){re.escape(agency.place)}(?!\w)", prints) is not None
