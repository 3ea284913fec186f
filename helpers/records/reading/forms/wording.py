"""Wording: a form's card, and what a file of any form gives, in lines for a reader."""

from collections.abc import Iterator

from helpers.records.reading import productions, readings
from helpers.records.reading.forms.base import Card
from helpers.records.reading.forms.registry import Chosen
from helpers.records.reading.reports import EMPTY, LIST, NOT_SHOWN, SAYS_NONE, Production, Report

NO_AGENCY, NO_DAY = "the record does not name its agency", "the record prints no date"

STATES = {
    SAYS_NONE: "the record says that there are none",
    EMPTY: "the label is there with nothing under it, which says neither none nor some",
    NOT_SHOWN: "not shown, which is not the same as none",
}
"""What a section without a list says."""


def of_card(card: Card) -> Iterator[str]:
    """A form's card: name, vendor, years, kinds of file, sections, what one row means and what the form cannot show."""
    yield card.name
    yield f"  made by: {card.vendor}" + (f"; files seen: {card.years}" if card.years else "")
    yield f"  kinds of file: {', '.join(card.kinds)}"
    yield f"  sections: {', '.join(one.replace('_', ' ') for one in card.sections)}"
    yield f"  one row: {card.one_row}"
    yield f"  cannot show: {card.cannot_show}"


def of_production(name: str, chosen: Chosen, production: Production) -> Iterator[str]:
    """What was read of the file `name`: the form and why, each report with its sections, pages and notes."""
    yield f"{name}: {chosen.card.name}, because {chosen.why}"
    for report in production.reports:
        yield from _of_report(report, chosen.card)
    if len(production.facts):
        yield f"facts beside the lists: {len(production.facts)}"
    yield productions.page_uses(production.pages)
    differing = production.rows[production.rows["second_reading"] != ""]
    for row in differing.itertuples():
        yield f"  two readings differ: {row.row_id} says {readings.in_words(row)}; the other {row.second_reading}"
    yield from (f"note: {note}" for note in [*production.notes, *production.cache_notes])


def _of_report(report: Report, card: Card) -> Iterator[str]:
    kind = "a scan" if report.scanned else ""
    pages = f"{report.pages} pages" if report.on_pages and report.pages > 1 else ""
    yield ", ".join(filter(None, (report.agency or NO_AGENCY, str(report.as_of or NO_DAY), pages, kind)))
    if report.partial:
        yield f"  names may be missing: {report.partial}"
    yield from (f"  {label}: {value}" for label, value in report.says.items())
    for section in card.sections:
        yield f"  {section.replace('_', ' ')}: {_of_section(report, section)}"
    yield from (f"  note: {oddity}" for oddity in report.odd)


def _of_section(report: Report, section: str) -> str:
    """A section in words: on which pages, how many rows, how many of them are permissions; or why it has no rows."""
    entries, state = report.section(section), report.states.get(section, NOT_SHOWN)
    on = report.on_pages.get(section, [])
    pages = f"page {on[0]}, " if len(set(on)) == 1 else f"pages {on[0]}-{on[-1]}, " if on else ""
    if state != LIST and not entries:
        return pages + STATES.get(state, state)
    allowed = sum(entry.permission for entry in entries)
    without = f", {len(entries) - allowed} of them without a permission" if allowed < len(entries) else ""
    return f"{pages}{len(entries)} {'row' if len(entries) == 1 else 'rows'}{without}"
