"""Places: populated places and counties of the United States by name and state, and the states' outlines. No network.

The tables are data/reference (origin and licenses in its README). A look-up returns every match: whether one of several
is meant is for the caller to leave open.
"""

import functools
import re
from dataclasses import dataclass

import geopandas
import pandas as pd

from helpers import files, schemas

STATES = {
    "AL": "Alabama", "AK": "Alaska", "AZ": "Arizona", "AR": "Arkansas", "CA": "California", "CO": "Colorado",
    "CT": "Connecticut", "DE": "Delaware", "DC": "District of Columbia", "FL": "Florida", "GA": "Georgia", "HI": "Hawaii",
    "ID": "Idaho", "IL": "Illinois", "IN": "Indiana", "IA": "Iowa", "KS": "Kansas", "KY": "Kentucky", "LA": "Louisiana",
    "ME": "Maine", "MD": "Maryland", "MA": "Massachusetts", "MI": "Michigan", "MN": "Minnesota", "MS": "Mississippi",
    "MO": "Missouri", "MT": "Montana", "NE": "Nebraska", "NV": "Nevada", "NH": "New Hampshire", "NJ": "New Jersey",
    "NM": "New Mexico", "NY": "New York", "NC": "North Carolina", "ND": "North Dakota", "OH": "Ohio", "OK": "Oklahoma",
    "OR": "Oregon", "PA": "Pennsylvania", "RI": "Rhode Island", "SC": "South Carolina", "SD": "South Dakota",
    "TN": "Tennessee", "TX": "Texas", "UT": "Utah", "VT": "Vermont", "VA": "Virginia", "WA": "Washington",
    "WV": "West Virginia", "WI": "Wisconsin", "WY": "Wyoming", "PR": "Puerto Rico", "GU": "Guam",
    "VI": "US Virgin Islands", "AS": "American Samoa", "MP": "Northern Mariana Islands",
}  # fmt: skip
"""Postal code to name: the states, the District of Columbia and the territories."""

OUTLINES = files.ROOT / "data" / "reference" / "states.geojson"

SHORT_FORMS = {"saint": "st", "fort": "ft", "mount": "mt"}
"""Words that are printed in full or short; nothing else is taken for the same."""


@dataclass(frozen=True)
class Place:
    """A populated place or a county with a point in it (degrees). `precision` is place or county."""

    name: str
    state: str
    county: str
    lat: float
    lon: float
    precision: str


def place(name: str, state: str) -> list[Place]:
    """Populated places of that name in the state, however many there are."""
    return _places().get((key(name), state), [])


def county(name: str, state: str) -> list[Place]:
    """Counties of that name in the state; the word County, Parish or Borough may stand behind the name."""
    return _counties().get((key(re.sub(r" (county|parish|borough)$", "", name.strip(), flags=re.IGNORECASE)), state), [])


@functools.cache
def outlines() -> geopandas.GeoDataFrame:
    """States and territories: columns state, name, fips, geometry (degrees)."""
    return geopandas.read_file(OUTLINES)


def key(name: str) -> str:
    """A name for comparison: small letters, no marks, Saint, Fort and Mount in their short forms."""
    words = re.sub(r"[^a-z0-9 ]", "", name.casefold().replace("-", " ")).split()
    return " ".join(SHORT_FORMS.get(word, word) for word in words)


@functools.cache
def _counties() -> dict[tuple[str, str], list[Place]]:
    found: dict[tuple[str, str], list[Place]] = {}
    for row in schemas.read("counties").itertuples():
        found.setdefault((key(row.name), row.state), []).append(Place(row.name, row.state, row.name, row.lat, row.lon, "county"))
    return found


@functools.cache
def _places() -> dict[tuple[str, str], list[Place]]:
    names = schemas.read("counties").set_index("county_fips")["name"].to_dict()
    found: dict[tuple[str, str], list[Place]] = {}
    for row in schemas.read("places").itertuples():
        county_name = names.get(row.county_fips, "") if pd.notna(row.county_fips) else ""
        found.setdefault((key(row.name), row.state), []).append(
            Place(row.name, row.state, county_name, row.lat, row.lon, "place")
        )
    return found
