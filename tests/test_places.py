"""Facts about places: every match is returned, short forms are one, and nothing else is taken for the same."""

import pytest
from shapely.geometry import Point

from helpers import schemas
from helpers.sharing import places


def test_a_place_is_found_by_name_and_state_with_its_county():
    (place,) = places.place("Union City", "CA")
    assert (place.county, round(place.lat), round(place.lon), place.precision) == ("Alameda", 38, -122, "place")


@pytest.mark.parametrize(
    ("name", "state"), [("Brookhaven", "GA"), ("Dunwoody", "GA"), ("Machesney Park", "IL"), ("san rafael", "CA")]
)
def test_towns_that_departments_serve_are_in_the_table(name, state):
    assert len(places.place(name, state)) == 1


@pytest.mark.parametrize(
    ("one", "other"), [("Saint Charles", "St. Charles"), ("Fort Worth", "Ft Worth"), ("Mount Vernon", "Mt. Vernon")]
)
def test_full_and_short_forms_are_one(one, other):
    assert places.key(one) == places.key(other)


def test_alton_is_not_altona():
    assert places.key("Alton") != places.key("Altona") and places.place("Altona", "IL") != places.place("Alton", "IL")


def test_two_places_of_one_name_in_one_state_are_both_returned():
    assert len(places.place("Burbank", "CA")) == 2


def test_washington_county_is_in_many_states_and_once_in_each():
    counts = [len(places.county("Washington County", state)) for state in places.STATES]
    assert counts.count(1) == sum(counts) == 31  # thirty counties and a parish


def test_a_parish_is_a_county():
    assert places.county("Ouachita Parish", "LA")[0].precision == "county"


def test_every_county_point_lies_in_its_states_outline():
    outlines = places.outlines().to_crs(3857).buffer(5000).to_crs(4326).set_axis(places.outlines()["state"])
    outside = [
        c.name for c in schemas.read("counties").itertuples() if not outlines[c.state].contains(Point(c.lon, c.lat))
    ]
    assert outside == []


def test_every_state_has_an_outline():
    assert set(places.outlines()["state"]) == set(places.STATES)
