"""Marks: a line of a map's table, made from an agency's line or for a state: its words, its point, and why it has none.

The words are data: whoever shows them escapes them.
"""

from typing import Any

import pandas as pd

from helpers.sharing import places
from helpers.sharing.maps.layers import COLUMNS

Entry = dict[str, Any]
"""A line of a map's table, by its columns."""

UNSURE, NO_POINT, ITSELF, NO_STATE = (
    "name not settled (unsure)",
    "settled, but no single place or county",
    "the reporting agency itself, under another account name",
    "no state is known",
)
"""Why an entry is not on a map."""

HOW_TO_READ = (
    "A line runs from the agency whose data it is to the one that may see it; the arrowhead says which way. A dot stands for a "
    "place or a county, never for an address. Direct permissions only: no record here shows that a recipient may pass data on."
)


def of_agency(
    entry_id: str,
    agency: Any,
    says: list[str],
    row_id: str,
    *,
    group: str,
    name: str,
    absent: str = "",
    release: str = "",
    shown_as: str = "",
) -> Entry:
    """An entry's line of the table, from an agency's line."""
    return {
        "entry_id": entry_id,
        "shown_as": shown_as,
        "release": release,
        "group": group,
        "name": name,
        "agency_id": agency.agency_id,
        "kind": agency.kind,
        "level": agency.level,
        "state": text(agency.state),
        "place": text(agency.place),
        "county": text(agency.county),
        "lat": agency.lat,
        "lon": agency.lon,
        "precision": agency.precision,
        "basis": agency.basis,
        "absent": absent,
        "says": joined(says),
        "permissions": 1,
        "row_id": row_id,
        "sources": "",
    }


def absent(agency: Any, reporter: pd.Series | None = None) -> str:
    if reporter is not None and agency.agency_id == reporter["agency_id"]:
        return ITSELF
    if not agency.sure:
        return UNSURE
    return NO_POINT if pd.isna(agency.lat) else ""


def where(agency: Any) -> str:
    """Place and state, or county and state; a parish is a county's equivalent."""
    if text(agency.place):
        return f"{agency.place}, {agency.state}"
    if text(agency.county):
        return f"{agency.county} (county), {agency.state}"
    return places.STATES.get(text(agency.state), "no place")


def why(agency: Any, basis: str) -> str:
    return f"point: {agency.precision}; basis: {basis.replace('_', ' ')}"


def joined(says: list[str]) -> str:
    return " | ".join(one.replace(" | ", " / ") for one in says)


def text(value: object) -> str:
    """A cell's text; a missing one is empty."""
    return value if isinstance(value, str) else ""


def of_state(entry_id: str, state: str, says: list[str], group: str, permissions: int) -> Entry:
    """An entry that stands for a state, at a point inside it; for no state, without a point."""
    lat, lon = places.middle(state) if state else (None, None)
    blank = dict.fromkeys(COLUMNS, "")
    return blank | {
        "entry_id": entry_id,
        "group": group,
        "name": places.STATES.get(state, ""),
        "state": state,
        "lat": lat,
        "lon": lon,
        "precision": "state" if state else "none",
        "says": joined(says),
        "permissions": permissions,
        "level": "",
    }
