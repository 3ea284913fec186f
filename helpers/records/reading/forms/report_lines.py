"""Report lines: a release as a line of the table `reports`, with the state of each section.

A section without entries has three meanings that must not be mixed up: the record says that nobody is on it, the record
does not show it, or its form cannot hold it. Only the first is a count of zero."""

import datetime
from typing import Any

from helpers.records.reading.forms.base import Card
from helpers.records.reading.reports import LIST, NOT_SHOWN, SAYS_NONE, Report
from helpers.records.reading.vocabulary import SECTIONS

CANNOT_HOLD = "cannot hold"
"""The state of a section that the form has no place for."""

COUNTED = (LIST, SAYS_NONE)
"""The states in which the number of entries is a fact about the agency."""


def line(
    report: Report, card: Card, doc_id: str, *, agency: str = "", as_of: datetime.date | None = None
) -> dict[str, Any]:
    """A line of the table `reports`. `agency` is the reporting agency with its state, and `as_of` the day, where the
    record does not print it. The count of a section that is not shown is missing, never 0; entries without a permission
    do not count."""
    states = {one: report.states.get(one, NOT_SHOWN) if one in card.sections else CANNOT_HOLD for one in SECTIONS}
    permissions = {one: sum(entry.permission for entry in report.section(one)) for one in SECTIONS}
    head = {"doc_id": doc_id, "agency_printed": report.agency or agency, "agency": agency or report.agency}
    return {
        **head,
        "as_of": report.as_of or as_of,
        **{"product": report.product, "pages": report.pages, "form": card.name, "partial": report.partial},
        **{one: permissions[one] if states[one] in COUNTED else None for one in SECTIONS},
        **{f"{one}_state": states[one] for one in SECTIONS},
    }
