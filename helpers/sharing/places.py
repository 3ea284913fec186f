"""Places: populated places and counties of the United States by name and state, and the states' outlines. No network.

The tables are data/reference (origin and licenses in its README). A look-up returns every match; with several, the
caller cannot know which is meant."""

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass

import geopandas

from helpers import files, schemas

STATES = {
    "AL": "Alabama", "AK": "Alaska", "AZ": "Arizona", "AR": "Arkansas", "CA": "California", "CO": "Colorado",
    "CT": "Connecticut", "DE": "Delaware", "DC": "District of Columbia", "FL": "Florida", "GA": "Georgia",
    "HI": "Hawaii", "ID": "Idaho", "IL": "Illinois", "IN": "Indiana", "IA": "Iowa", "KS": "Kansas", "KY": "Kentucky",
    "LA": "Louisiana", "ME": "Maine", "MD": "Maryland", "MA": "Massachusetts", "MI": "Michigan", "MN": "Minnesota",
    "MS": "Mississippi", "MO": "Missouri", "MT": "Montana", "NE": "Nebraska", "NV": "Nevada", "NH": "New Hampshire",
    "NJ": "New Jersey", "NM": "New Mexico", "NY": "New York", "NC": "North Carolina", "ND": "North Dakota",
    "OH": "Ohio", "OK": "Oklahoma", "OR": "Oregon", "PA": "Pennsylvania", "RI": "Rhode Island",
    "SC": "South Carolina", "SD": "South Dakota", "TN": "Tennessee", "TX": "Texas", "UT": "Utah", "VT": "Vermont",
    "VA": "Virginia", "WA": "Washington", "WV": "West Virginia", "WI": "Wisconsin", "WY": "Wyoming",
    "PR": "Puerto Rico", "GU": "Guam", "VI": "US Virgin Islands", "AS": "American Samoa",
    "MP": "Northern Mariana Islands",
}  # fmt: skip
"""Postal code to name: the states, the District of Columbia and the territories."""


def code(state: str) -> str:
    """A state's postal code, from its code or name in any case; what is no state stays as it is."""
    codes = {text.casefold(): one for one, name in STATES.items() for text in (one, name)}
    return codes.get(str(state).strip().casefold(), state)


OUTLINES = files.ROOT / "data" / "reference" / "states.geojson"

SHORT_FORMS = {"saint": "st", "ft": "fort", "mt": "mount"}
"""Words that are printed in full or short; nothing else counts as the same."""


@dataclass(frozen=True)
class Place:
    """A populated place or a county with a point in it (degrees). `precision` is place or county."""

    name: str
    state: str
    county: str
    lat: float
    lon: float
    precision: str


def place(name: str, state: str = "") -> list[Place]:
    """Populated places of that name in the state, or in the country, however many there are."""
    return _places().get((key(name), state), [])


def county(name: str, state: str = "") -> list[Place]:
    """Counties of that name in the state, or in the country; the name may end in County, Parish or Borough."""
    bare = re.sub(r" (county|parish|borough)$", "", name.strip(), flags=re.IGNORECASE)
    return _counties().get((key(bare), state), [])


def corrected(name: str, state: str) -> str:
    """Place words that a record misspells as the tables write them (data/hand/places.csv); other words unchanged."""
    return _corrections().get((name, state), name)


@functools.cache
def _corrections() -> dict[tuple[str, str], str]:
    return {(row.printed, row.state): row.place for row in schemas.read("corrected_places").itertuples()}


@functools.cache
def outlines() -> geopandas.GeoDataFrame:
    """States and territories: columns state, name, fips, geometry (degrees)."""
    with files.open_regular(OUTLINES) as file:  # its path may be one that the locale cannot spell
        return geopandas.read_file(file)


EQUAL_AREA = "ESRI:102003"
"""Albers over the lower 48 states; good enough to find a state's largest part."""


def middle(state: str) -> tuple[float, float]:
    """A point inside a state's largest part, as latitude and longitude in degrees."""
    return _middles()[state]


@functools.cache
def _middles() -> dict[str, tuple[float, float]]:
    parts = outlines().explode(ignore_index=True)
    parts = parts.assign(area=parts.to_crs(EQUAL_AREA).area).sort_values("area").drop_duplicates("state", keep="last")
    points = parts.set_index("state").geometry.representative_point()
    return {state: (round(point.y, 2), round(point.x, 2)) for state, point in points.items()}


def key(name: str) -> str:
    """A name for comparison: lower case, no punctuation, and one form each of Saint, Fort and Mount."""
    words = re.sub(r"[^a-z0-9 ]", "", name.casefold().replace("-", " ")).split()
    return " ".join(SHORT_FORMS.get(word, word) for word in words)


def written_out(name: str) -> str:
    """A name with Saint, Fort and Mount in the one form that `key` compares, for an id."""
    return " ".join(SHORT_FORMS.get(word.casefold().strip("."), word) for word in name.split())


@functools.cache
def _counties() -> dict[tuple[str, str], list[Place]]:
    rows = schemas.read("counties").itertuples()
    return _by_name(Place(r.name, r.state, r.name, r.lat, r.lon, "county") for r in rows)


@functools.cache
def _places() -> dict[tuple[str, str], list[Place]]:
    names = schemas.read("counties").set_index("county_fips")["name"].to_dict()
    rows = schemas.read("places").fillna({"county_fips": ""}).itertuples()
    return _by_name(Place(r.name, r.state, names.get(r.county_fips, ""), r.lat, r.lon, "place") for r in rows)


def _by_name(places: Iterable[Place]) -> dict[tuple[str, str], list[Place]]:
    """Places by name and state, and by name alone, under an empty state."""
    result: dict[tuple[str, str], list[Place]] = {}
    for one in places:
        for state in (one.state, ""):
            result.setdefault((key(one.name), state), []).append(one)
    return result
