"""Facts about unresolved names: near names are proposed and decide nothing; a decision that no longer holds is
reported."""

import pandas as pd
import pytest

from helpers import schemas
from helpers.sharing import agencies, ids, places, unresolved
from helpers.sharing.names import parse
from helpers.sharing.tables import SharingTables

TABLES, DECISIONS = SharingTables.read(), schemas.read("names")
ROWS, SPELLINGS = TABLES.rows, TABLES.spellings
QUEUE = unresolved.queue(TABLES, DECISIONS)


def with_line(printed, agency_id, document="any"):
    line = {"printed": printed, "document": document, "agency_id": agency_id, "reason": "because it is so"}
    return pd.concat([DECISIONS, pd.DataFrame([{**line, "source": "", "by": ""}])], ignore_index=True)


def test_the_queue_holds_every_unsure_name_once_with_a_row_that_prints_it():
    assert sorted(QUEUE["printed"]) == sorted(set(SPELLINGS.loc[SPELLINGS["basis"] == "unsure", "agency_printed"]))
    printed = ROWS.set_index("row_id").loc[QUEUE["row_id"], "agency_printed"]
    assert printed.tolist() == QUEUE["printed"].tolist()


def test_at_most_twelve_of_a_hundred_printed_names_are_unsure():
    assert len(QUEUE) / ROWS["agency_printed"].nunique() <= 0.12


def test_a_name_says_where_it_could_be():
    assert unresolved.states("Putnam County Sheriff") == ["FL", "GA", "IL", "IN", "MO", "NY", "OH", "TN", "WV"]
    assert unresolved.states("ALEA") == []


def test_a_state_with_two_places_of_one_name_is_named_once():
    assert len(places.place("Reno")) == 4 and unresolved.states("Reno Police Department") == ["NV", "OH", "TX"]
    assert all(len(set(states.split())) == len(states.split()) for states in QUEUE["could_be_in"])


@pytest.mark.parametrize(
    ("printed", "near"),
    [
        ("Reeve County Sherriffs Office", "Reeves County Sheriffs Office"),
        ("L.A. County Sheriffs Dept", "Los Angeles County SO"),
        ("Alton Police Department", "Altona Police Department"),
        ("Union City Police Department", "Union City Police Department (CA)"),
        ("Bur1eson Police Department", "Burleson Police Department"),
    ],
)
def test_a_misspelling_a_short_form_or_a_slip_of_ocr_is_proposed(printed, near):
    assert unresolved.near(printed, ["Yuma Police Department", printed, near]) == [near]


def test_what_looks_alike_is_never_joined():
    both = pd.DataFrame({"agency_printed": ["Alton Police Department (IL)", "Altona Police Department (IL)"]})
    assert agencies.named(both, agencies.NameEvidence())["agency_id"].nunique() == 2


def test_the_decisions_hold():
    assert unresolved.problems(TABLES, DECISIONS) == []


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (("Nosuch Police Department", "ca-nosuch-police"), "stale: no document prints Nosuch Police Department"),
        (("Reno Police Department", "nv-reno-police", "ocsd-2025-03-11-sharing"), "stale: no document prints Reno"),
        (("Austin Police Department", "tx-austin-police"), "decided twice: Austin Police Department"),
        (("Atwater Police Department", "ca-atwater-polic"), "unknown: no agency has the id ca-atwater-polic; Atwater"),
        (
            ("Atwater Police Department", "tx-banana"),
            "unknown: no agency has the id tx-banana; Atwater Police Department would",
        ),
        (("Upland Police Department (CA)", "ca-upland-police"), "unused: Upland Police Department (CA)"),
        (("Upland Police Department (CA)", "unsure"), "unused: the name itself identifies Upland"),
        (("Novato Police Department", "ca-novato-police"), "unused: Novato Police Department is matched without"),
        (("Alameda Police Department", "oh-alameda-police"), "contradicted: Alameda Police Department is decided to b"),
    ],
    ids=lambda part: part if isinstance(part, str) else part[0],
)
def test_a_decision_that_does_not_hold_is_reported(line, says):
    assert any(problem.startswith(says) for problem in unresolved.problems(TABLES, with_line(*line)))


def test_every_decision_gives_a_reason_and_a_source_and_names_an_agency_of_its_kind():
    assert (DECISIONS["reason"].str.len() > 20).all() and (DECISIONS["source"] != "").all()
    for line in DECISIONS[DECISIONS["agency_id"] != "unsure"].itertuples():
        assert (state := ids.state_of(line.agency_id)), line.printed
        assert line.agency_id == ids.agency_id(parse(line.printed), state), line.printed


def test_every_decision_that_rests_on_the_press_is_in_the_table_of_the_press_with_that_source():
    listed = {(line.agency, line.state): line.named_as_listed_by for line in schemas.read("ice_list").itertuples()}
    resting = DECISIONS[DECISIONS["reason"].str.contains("as listed with ICE")]
    assert len(resting) >= 5
    for line in resting.itertuples():
        assert listed[line.printed, ids.state_of(line.agency_id)] in line.source, line.printed
