"""Entries: a line of a map's table, for an agency or for a state: its words, its point, and why it has none.

The words are data: whoever shows them escapes them."""

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
    "A line runs from the agency whose data it is to the one that may see it; the arrowhead says which way. A dot "
    "stands for a place or a county, never for an address. Direct permissions only: no record here shows that a "
    "recipient may pass data on."
)


def of_agency(entry_id: str, agency: Any, says: list[str], **columns: Any) -> Entry:
    """An entry for an agency, from its line of a table. Its text is where it lies, then `says`. `columns` has the
    entry's group and name, and what else is not empty of absent, shown_as, release, row_id, sources and permissions."""
    copied = ("agency_id", "kind", "level", "lat", "lon", "precision", "basis")
    own = {column: getattr(agency, column) for column in copied}
    own |= {column: text(getattr(agency, column)) for column in ("state", "place", "county")}
    return _entry(entry_id, [where(agency), *says], own | columns)


def of_state(entry_id: str, state: str, says: list[str], **columns: Any) -> Entry:
    """An entry that stands for a state, at a point inside it; for no state, without a point. `columns` as above."""
    lat, lon = places.middle(state) if state else (None, None)
    point = {"lat": lat, "lon": lon, "precision": "state" if state else "none"}
    return _entry(entry_id, says, {"name": places.STATES.get(state, ""), "state": state, **point, **columns})


def _entry(entry_id: str, says: list[str], columns: dict[str, Any]) -> Entry:
    lines = " | ".join(one.replace(" | ", " / ") for one in says)
    return dict.fromkeys(COLUMNS, "") | {"entry_id": entry_id, "says": lines, "permissions": 1} | columns


def absent(agency: Any, reporter: pd.Series | None = None) -> str:
    """Why an agency is not on the map; empty if it is."""
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


def why(agency: Any) -> str:
    """How exact an agency's point is, and what places it there."""
    return f"point: {agency.precision}; basis: {agency.basis.replace('_', ' ')}"


def text(value: object) -> str:
    """A cell's text; a missing one is empty."""
    return value if isinstance(value, str) else ""
