"""Facts about edges: one for each entry, from the agency whose data it is to the one that may see it."""

import pandas as pd
import pytest

from helpers import schemas
from helpers.errors import TableError
from helpers.sharing import agencies, network

ROWS, REPORTS, SPELLINGS = schemas.read("rows"), schemas.read("reports"), schemas.read("spellings")
EDGES, AGENCIES = schemas.read("edges"), schemas.read("agencies")


def edge(row_id):
    return EDGES.set_index("row_id").loc[row_id]


def test_the_table_is_what_the_present_code_makes(tmp_path):
    schemas.write(network.edges(ROWS, REPORTS, SPELLINGS), "edges", tmp_path)
    assert schemas.path("edges", tmp_path).read_bytes() == schemas.path("edges").read_bytes()


def test_what_a_report_receives_is_listed_by_its_sender():
    listed = network.listed_in("detections_received", "ocsd-2020-02-06-sharing", EDGES, ROWS, AGENCIES, SPELLINGS)
    assert (listed["agency_id"] == listed["sender_id"]).all() and listed["agency_id"].nunique() > 300


def test_no_entry_of_a_page_that_prints_no_city_is_said_to_be_settled_by_one():
    listed = network.listed_in("detections_shared", "ocsd-2020-02-06-sharing", EDGES, ROWS, AGENCIES, SPELLINGS)
    assert listed.groupby("basis").size().to_dict() == {
        "decided": 47,
        "in_name": 73,
        "only_place": 78,
        "same_name": 53,
        "unsure": 44,
    }


def test_every_entry_is_one_edge():
    assert sorted(EDGES["row_id"]) == sorted(ROWS["row_id"]) and len(EDGES) == 1681


def test_what_is_shared_runs_from_the_reporter_and_what_is_received_to_it():
    assert edge("ocsd-2020-02-06-sharing-p06-r007")[["sender_id", "recipient_id"]].tolist() == [
        "ca-orange-county-sheriff",
        "ca-union-city-police",
    ]
    assert edge("ocsd-2020-02-06-sharing-p11-r049")[["sender_id", "recipient_id"]].tolist() == [
        "ca-union-city-police",
        "ca-orange-county-sheriff",
    ]


def test_ice_is_printed_once_and_as_a_sender():
    ice = EDGES[(EDGES["sender_id"] == "us-dhs-ice") | (EDGES["recipient_id"] == "us-dhs-ice")]
    assert ice[["sender_id", "recipient_id", "row_id"]].to_numpy().tolist() == [
        ["us-dhs-ice", "ca-orange-county-sheriff", "ocsd-2020-02-06-sharing-p11-r034"]
    ]


def test_hot_lists_and_detections_are_two_kinds():
    assert EDGES.groupby("kind").size().to_dict() == {"detections": 1545, "hot_list": 136}


def test_every_end_of_an_edge_is_an_agency():
    assert set(EDGES["sender_id"]) | set(EDGES["recipient_id"]) == set(AGENCIES["agency_id"])


def test_the_sheriffs_other_name_is_an_edge_to_itself_and_is_kept():
    itself = EDGES[EDGES["sender_id"] == EDGES["recipient_id"]]
    assert set(itself["sender_id"]) == {"ca-orange-county-sheriff"} and len(itself) == 4


def test_an_entry_without_an_agency_is_an_error_that_names_it():
    with pytest.raises(TableError, match="entries without an agency; found 6, the first irvine-2020-03-02-sharing"):
        network.edges(ROWS, REPORTS, SPELLINGS[~SPELLINGS["agency_printed"].str.contains("Alameda Police")])


@pytest.mark.parametrize(
    ("doc_id", "counts"),
    [
        ("ocsd-2020-02-06-sharing", [295, 311, 0, 29]),
        ("ocsd-2025-03-11-sharing", [149, 138, 0, 19]),
        ("irvine-2020-03-02-sharing", [342, 310, 60, 28]),
    ],
)
def test_a_section_lists_as_many_as_its_report_prints(doc_id, counts):
    assert [len(network.listed_in(section, doc_id, EDGES, ROWS, AGENCIES, SPELLINGS)) for section in network.DIRECTIONS] == counts


def test_an_edge_list_from_elsewhere_is_named_in_the_same_way():
    links = pd.DataFrame(
        {
            "sender": ["Union City Police Department", "Napa Police Department"],
            "recipient": ["ICE", "Union City Police Department"],
            "sender_state": ["CA", ""],
        }
    )
    linked, known = network.brought(links, agencies.Evidence())
    assert linked[["sender_id", "recipient_id"]].to_numpy().tolist() == [
        ["ca-union-city-police", "us-dhs-ice"], ["ca-napa-police", "ca-union-city-police"]
    ]  # fmt: skip
    assert known.set_index("agency_id")["basis"].to_dict() == {
        "ca-napa-police": "only_place", "ca-union-city-police": "printed", "us-dhs-ice": "in_name"
    }  # fmt: skip


@pytest.mark.parametrize("column", network.ENDS)
def test_an_edge_list_without_one_of_its_ends_is_refused(column):
    links = pd.DataFrame({"sender": ["Napa Police Department"], "recipient": ["ICE"]}).drop(columns=column)
    with pytest.raises(TableError, match=f"no {column}"):
        network.brought(links, agencies.Evidence())
