"""Facts about edges: one for each entry, from the agency whose data it is to the one that may see it."""

import io

import networkx as nx
import pandas as pd
import pytest

from helpers import schemas
from helpers.errors import TableError
from helpers.sharing import agencies, graphs, network

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
        "decided": 46,
        "in_name": 73,
        "only_place": 78,
        "same_name": 54,
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
    lost = SPELLINGS["agency_printed"].str.contains("Alameda Police")
    first = min(ROWS.loc[ROWS["agency_printed"].str.contains("Alameda Police"), "row_id"])
    says = f"^entries without an agency; found 6, the first {first}. Run notebook 03 again.$"
    with pytest.raises(TableError, match=says):
        network.edges(ROWS, REPORTS, SPELLINGS[~lost])


def test_a_name_that_is_taken_for_two_agencies_is_an_error_that_names_it():
    twice = pd.concat([SPELLINGS, SPELLINGS[SPELLINGS["agency_printed"] == "ICE"].assign(agency_id="us-dhs")])
    says = "^a printed name is taken for more than one agency; found ICE. Run notebook 03 again.$"
    with pytest.raises(TableError, match=says):
        network.edges(ROWS, REPORTS, twice)


@pytest.mark.parametrize(
    ("doc_id", "counts"),
    [
        ("ocsd-2020-02-06-sharing", [295, 311, 0, 29]),
        ("ocsd-2025-03-11-sharing", [149, 138, 0, 19]),
        ("irvine-2020-03-02-sharing", [342, 310, 60, 28]),
    ],
)
def test_a_section_lists_as_many_as_its_report_prints(doc_id, counts):
    assert [
        len(network.listed_in(section, doc_id, EDGES, ROWS, AGENCIES, SPELLINGS)) for section in network.DIRECTIONS
    ] == counts


def test_entries_are_listed_in_the_order_of_the_page_whatever_the_order_of_the_tables():
    shared = network.listed_in(
        "detections_shared", "ocsd-2020-02-06-sharing", EDGES[::-1], ROWS[::-1], AGENCIES, SPELLINGS
    )
    assert shared["row_id"].tolist() == sorted(shared["row_id"]) and shared.index.tolist() == list(range(295))


def test_a_missing_city_is_an_empty_one_and_an_entry_without_a_spelling_has_an_empty_cell():
    rows = pd.DataFrame([("d", "Elm PD", None, None), ("d", "Oak PD", "", None)], columns=agencies.SPELLING)
    for missing in (None, ""):
        spellings = pd.DataFrame(
            [("d", "Elm PD", missing, missing, "oh-elm-police")], columns=[*agencies.SPELLING, "agency_id"]
        )
        found = network.with_spelling(["agency_id"], rows, spellings)
        assert found["agency_id"].isna().tolist() == [False, True] and found["city_printed"].tolist() == ["", ""]


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
        ["ca-union-city-police", "us-dhs-ice"],
        ["ca-napa-police", "ca-union-city-police"],
    ]
    assert known.set_index("agency_id")["basis"].to_dict() == {
        "ca-napa-police": "only_place",
        "ca-union-city-police": "printed",
        "us-dhs-ice": "in_name",
    }


@pytest.mark.parametrize("column", network.ENDS)
def test_an_edge_list_without_one_of_its_ends_is_refused(column):
    links = pd.DataFrame({"sender": ["Napa"], "recipient": ["ICE"], "day": [""], "note": [""]}).drop(columns=column)
    with pytest.raises(TableError) as refused:
        network.brought(links, agencies.Evidence())
    assert str(refused.value) == (
        f"the edge list lacks a column; expected sender and recipient; found no {column} among {', '.join(links.columns)}. "
        "Name the columns sender (whose data it is) and recipient (who may see it)."
    )


def test_an_edge_list_of_heads_alone_is_refused():
    with pytest.raises(TableError) as refused:
        network.brought(pd.DataFrame(columns=network.ENDS), agencies.Evidence())
    assert str(refused.value) == (
        "the edge list has no lines; expected a sender and a recipient in each; found heads alone."
    )


def test_an_edge_list_without_both_ends_lacks_both():
    with pytest.raises(TableError, match="found no sender and no recipient"):
        network.brought(pd.DataFrame({"from": ["Napa Police Department"]}), agencies.Evidence())


@pytest.mark.parametrize("end", network.ENDS)
def test_a_line_of_an_edge_list_without_a_name_is_refused_with_its_line_in_the_file(end):
    links = pd.DataFrame({"sender": ["Napa Police Department"] * 2, "recipient": ["ICE"] * 2})
    links.loc[1, end] = " "
    says = f"^a line of the edge list has no {end}; expected a name; found nothing in line 3.$"
    with pytest.raises(TableError, match=says):
        network.brought(links, agencies.Evidence())


def test_an_edge_lists_cities_and_states_count_on_both_sides_and_its_other_columns_stay():
    links = pd.DataFrame(
        {
            "sender": ["Police Department", "Police Department", "Napa Police Department"],
            "sender_city": ["Napa", "Oakland", ""],
            "sender_state": ["california", "CA", None],
            "recipient": ["Union City Police Department", "Police Department", "Union City Police Department"],
            "recipient_city": ["", "Fremont", "Union City"],
            "recipient_state": ["", "CA", "California"],
            "since": [2019, 2020, 2021],
        },
        index=[7, 3, 5],
    )
    linked, known = network.brought(links, agencies.Evidence())
    assert linked.index.tolist() == [0, 1, 2] and list(linked.columns) == [*links.columns, "sender_id", "recipient_id"]
    assert linked[["sender_id", "recipient_id", "since"]].to_numpy().tolist() == [
        ["ca-police-department-napa", "ca-union-city-police", 2019],
        ["ca-police-department-oakland", "ca-police-department-fremont", 2020],
        ["ca-napa-police", "ca-union-city-police", 2021],
    ]
    assert list(known.columns) == agencies.LIST and known.index.tolist() == [0, 1, 2, 3, 4]
    assert known.set_index("agency_id")["basis"].to_dict() == {
        "ca-napa-police": "only_place",
        "ca-police-department-fremont": "printed",
        "ca-police-department-napa": "printed",
        "ca-police-department-oakland": "printed",
        "ca-union-city-police": "printed",  # the best of its two lines, and not the first
    }


def test_a_decision_for_an_edge_list_holds_in_it_and_in_no_other():
    links = pd.DataFrame({"sender": ["Orange Police Department"], "recipient": ["ICE"]})
    known = agencies.Evidence(decisions={("Orange Police Department", "mine"): "tx-orange-police"})
    assert network.brought(links, known, "mine")[0]["sender_id"].tolist() == ["tx-orange-police"]
    assert network.brought(links, known)[0]["sender_id"].tolist() == ["unsure-orange-police-department"]


# --- both ways, counts, and other sides -------------------------------------------------------------------------------

OCSD_2020, OCSD_2025, IRVINE = "ocsd-2020-02-06-sharing", "ocsd-2025-03-11-sharing", "irvine-2020-03-02-sharing"
TRANSCRIPTION = schemas.read("transcription")

TWO_REPORTS = pd.DataFrame(
    [
        ("elm-2020", "Elm Police Department", "Elm (OH) Police Department", "2020-01-01"),
        ("oak-2020", "Oak Police Department", "Oak (OH) Police Department", "2020-01-31"),
    ],
    columns=["doc_id", "agency_printed", "agency", "as_of"],
)


def told(*entries, reports=TWO_REPORTS):
    """The tables of hand-made reports, by the code that makes ours; an entry is doc_id, section, a printed name and, if
    one stands beside it, a state."""
    rows = pd.DataFrame(
        [(*entry, "")[:4] for entry in entries], columns=["doc_id", "section", "agency_printed", "state_printed"]
    )
    rows = rows.assign(city_printed="", page=1, printed_page="1 of 1", hot_list_printed="")
    rows["row_id"] = [f"{doc_id}-p01-r{number:03}" for number, doc_id in enumerate(rows["doc_id"], 1)]
    rows["inactive"] = rows["agency_printed"].str.startswith("Inactive ")
    spellings = agencies.identify(rows, reports)
    return {"rows": rows, "edges": network.edges(rows, reports, spellings), "known": agencies.table(spellings, reports)}


def compared(*entries):
    tables = told(*entries)
    found = network.agreement("elm-2020", "oak-2020", tables["edges"], tables["rows"], TWO_REPORTS, tables["known"])
    return found.set_index(["kind", "sender_id"])


def printed_in(doc_id, section):
    keyed = TRANSCRIPTION[(TRANSCRIPTION["doc_id"] == doc_id) & (TRANSCRIPTION["section"] == section)]
    return keyed["agency_printed"].tolist()


def test_the_graph_has_a_node_an_agency_with_what_is_known_and_an_arrow_an_entry():
    made = network.graph(EDGES, AGENCIES)
    assert (
        isinstance(made, nx.MultiDiGraph)
        and set(made) == set(AGENCIES["agency_id"])
        and made.number_of_edges() == len(ROWS)
    )
    assert made.nodes["us-dhs-ice"]["parent"] == "DHS" and "county" not in made.nodes["us-dhs-ice"]
    (arrow,) = made.get_edge_data("us-dhs-ice", "ca-orange-county-sheriff").items()
    assert arrow == (
        "edge-ocsd-2020-02-06-sharing-p11-r034",
        {
            "kind": "detections",
            "doc_id": OCSD_2020,
            "as_of": "2020-02-06",
            "inactive": False,
            "row_id": f"{OCSD_2020}-p11-r034",
        },
    )


def test_another_program_can_open_the_graph():
    file = io.BytesIO()
    nx.write_graphml(network.graph(EDGES, AGENCIES), file)
    file.seek(0)
    again = nx.read_graphml(file, force_multigraph=True)
    assert again.number_of_edges() == 1681 and again.nodes["ca-union-city-police"]["sure"] is True


def test_a_graph_of_agencies_that_nobody_described_is_an_error():
    with pytest.raises(TableError, match=r"^edges have .* found 1, the first us-dhs-ice. Run notebook 03 again.$"):
        network.graph(EDGES, AGENCIES[AGENCIES["agency_id"] != "us-dhs-ice"])


def test_every_arrow_of_the_graph_is_an_entry_and_no_two_are_joined():
    arrows = {
        (a, b, data["row_id"], data["inactive"]) for a, b, data in network.graph(EDGES, AGENCIES).edges(data=True)
    }
    assert arrows == set(EDGES[["sender_id", "recipient_id", "row_id", "inactive"]].itertuples(index=False, name=None))


@pytest.mark.parametrize("doc_id", [OCSD_2020, OCSD_2025])
def test_both_ways_are_the_printed_names_that_stand_in_both_sections(doc_id):
    shared, received = (set(printed_in(doc_id, section)) for section in ("detections_shared", "detections_received"))
    own = {"Orange County Sheriff", "Inactive Orange County Sheriff"}
    ways = network.reciprocity(doc_id, EDGES, AGENCIES, REPORTS)
    counts = ways[ways["kind"] == "detections"].groupby("ways").size()
    both, only_out, only_in = (shared & received) - own, shared - received - own, received - shared - own
    assert counts.to_dict() == dict(zip(network.WAYS, (len(both), len(only_out), len(only_in)), strict=True))


def test_both_ways_give_the_rows_of_each_direction_and_what_is_known_of_the_other():
    ways = network.reciprocity(OCSD_2020, EDGES, AGENCIES, REPORTS).set_index(["agency_id", "kind"])
    union_city = ways.loc[("ca-union-city-police", "detections")]
    assert union_city[["ways", "level", "agency_kind", "state", "sure", "rows_out", "rows_in"]].tolist() == [
        "both ways",
        "local",
        "police",
        "CA",
        True,
        f"{OCSD_2020}-p06-r007",
        f"{OCSD_2020}-p11-r049",
    ]
    assert ways.loc[("us-dhs-ice", "detections"), ["ways", "rows_out", "rows_in"]].tolist() == [
        "only in",
        "",
        f"{OCSD_2020}-p11-r034",
    ]


def test_every_entry_about_another_agency_stands_in_one_line_of_reciprocity_and_the_reporters_own_account_in_none():
    ways = network.reciprocity(OCSD_2020, EDGES, AGENCIES, REPORTS)
    rows = [row for column in ("rows_out", "rows_in") for cell in ways[column] for row in cell.split()]
    itself = EDGES[(EDGES["doc_id"] == OCSD_2020) & (EDGES["sender_id"] == EDGES["recipient_id"])]
    assert len(rows) == len(set(rows)) and set(rows) | set(itself["row_id"]) == set(
        ROWS.loc[ROWS["doc_id"] == OCSD_2020, "row_id"]
    )
    assert not set(rows) & set(itself["row_id"]) and "ca-orange-county-sheriff" not in set(ways["agency_id"])


def test_an_agency_listed_twice_in_one_direction_is_one_line_with_both_rows():
    tables = told(
        ("elm-2020", "detections_shared", "Oak Police Department (OH)"),
        ("elm-2020", "detections_shared", "Inactive Oak PD (OH)"),
        ("elm-2020", "hot_lists_received", "Oak Police Department (OH)"),
    )
    ways = network.reciprocity("elm-2020", tables["edges"], tables["known"], TWO_REPORTS)
    assert ways[["agency_id", "kind", "ways", "inactive", "rows_out", "rows_in"]].to_numpy().tolist() == [
        ["oh-oak-police", "detections", "only out", True, "elm-2020-p01-r001 elm-2020-p01-r002", ""],
        ["oh-oak-police", "hot_list", "only in", False, "", "elm-2020-p01-r003"],
    ]


def test_reciprocity_in_the_matrix_is_that_of_the_report():
    held = EDGES[EDGES["doc_id"] == OCSD_2025]
    lines = network.reciprocity(OCSD_2025, EDGES, AGENCIES, REPORTS).query("kind == 'detections'")
    counted = graphs.reciprocity(network.permissions("detections", held, AGENCIES)).loc["ca-orange-county-sheriff"]
    assert counted.tolist() == [int((lines["ways"] == way).sum()) for way in network.WAYS]


def test_a_report_that_is_not_there_is_an_error_that_names_those_that_are():
    says = "^nosuch: there is no such sharing report; expected irvine-2020-03-02-sharing or ocsd-2020-02-06-sharing or ocsd-2025"
    with pytest.raises(TableError, match=says):
        network.reciprocity("nosuch", EDGES, AGENCIES, REPORTS)


def test_no_entry_is_counted_twice_because_a_line_stands_twice_in_another_table():
    agencies_twice, rows_twice, edges_twice = (pd.concat([table, table]) for table in (AGENCIES, ROWS, EDGES))
    with pytest.raises(pd.errors.MergeError):
        network.reciprocity(OCSD_2020, EDGES, agencies_twice, REPORTS)
    with pytest.raises(pd.errors.MergeError):
        network.listed_in("detections_shared", OCSD_2020, EDGES, ROWS, agencies_twice, SPELLINGS)
    with pytest.raises(pd.errors.MergeError):
        network.listed_in("detections_shared", OCSD_2020, edges_twice, ROWS, AGENCIES, SPELLINGS)
    with pytest.raises(pd.errors.MergeError):
        network.agreement(OCSD_2020, IRVINE, EDGES, rows_twice, REPORTS, AGENCIES)
    with pytest.raises(pd.errors.MergeError):
        network.edges(ROWS, pd.concat([REPORTS, REPORTS]), SPELLINGS)


def listed(section, doc_id):
    return network.listed_in(section, doc_id, EDGES, ROWS, AGENCIES, SPELLINGS)


def test_a_span_is_from_the_settled_ones_to_those_and_every_unsure_name():
    shared = listed("detections_shared", OCSD_2020)
    outside = ~shared["level"].isin(["federal", "private"]) & (shared["state"] != "CA")
    stated = schemas.read("findings_03").set_index("finding_id").loc["ocsd-2020-shared-out-of-state"]
    assert network.span(shared, outside) == (stated["low"], stated["high"])


def test_an_unsure_name_for_which_a_test_holds_counts_only_in_high():
    three = pd.DataFrame({"sure": [True, True, False, False]})
    test = pd.Series([True, False, True, False])
    assert network.span(three, test) == (1, 3) and network.span(three, test, could=test) == (1, 2)
    with pytest.raises(
        TableError, match=r"^a test is not about these entries; expected 4 truths, one an entry; found 3.$"
    ):
        network.span(three, test.iloc[:3])
    with pytest.raises(TableError, match="found 2"):
        network.span(three, test, could=test.iloc[:2])


@pytest.mark.parametrize("by", ["level", "kind", "state", "parent"])
def test_the_low_counts_add_up_to_the_entries_and_unsure_names_have_their_own_line(by):
    shared = listed("detections_shared", OCSD_2020)
    counts = network.counted(shared, AGENCIES, by)
    assert counts["low"].sum() == len(printed_in(OCSD_2020, "detections_shared"))
    assert counts[by].is_unique and (counts["low"] <= counts["high"]).all()
    assert counts.iloc[-1].tolist() == ["(unsure)", 44, 44]


def test_a_name_that_says_police_could_be_in_any_state_and_is_no_federal_one():
    tables = told(
        ("elm-2020", "detections_shared", "Jefferson Police Department"),
        ("elm-2020", "detections_shared", "24th Judicial District Drug Task Force"),
        ("elm-2020", "detections_shared", "Oak Police Department (OH)"),
        ("elm-2020", "detections_shared", "ICE"),
    )
    shared = tables["edges"].assign(agency_id=tables["edges"]["recipient_id"])
    by_state, by_level, by_parent = (
        network.counted(shared, tables["known"], by).set_index(by)[["low", "high"]].T.to_dict("list")
        for by in ("state", "level", "parent")
    )
    assert by_state == {"OH": [1, 3], "(none)": [1, 2], "(unsure)": [2, 2]}
    assert by_level == {"federal": [1, 2], "local": [1, 3], "(unsure)": [2, 2]}
    assert by_parent == {"DHS": [1, 2], "(none)": [1, 3], "(unsure)": [2, 2]}


def test_counts_have_the_commonest_first_and_equal_ones_by_name():
    printed = ("ICE", "Oak PD (OH)", "Napa Police Department", "Ash PD (OH)", "Jefferson Police Department")
    tables = told(*(("elm-2020", "detections_shared", name) for name in printed))
    shared = tables["edges"].assign(agency_id=tables["edges"]["recipient_id"])
    counts = network.counted(shared, tables["known"], "state")
    assert counts["state"].tolist() == ["OH", "(none)", "CA", "(unsure)"] and counts.index.tolist() == [0, 1, 2, 3]
    unsure = network.counted(shared.tail(1), tables["known"], "state")
    assert unsure.to_dict("records") == [{"state": "(unsure)", "low": 1, "high": 1}]


def test_between_states_only_the_reporters_own_row_and_column_have_numbers():
    tables = told(
        ("elm-2020", "detections_shared", "Oak PD (OH)"),
        ("elm-2020", "detections_shared", "Ash PD (NV)"),
        ("elm-2020", "detections_shared", "Yew PD (CA)"),
        ("elm-2020", "detections_shared", "Napa Police Department"),
        ("elm-2020", "detections_received", "Napa Police Department"),
        ("elm-2020", "detections_received", "Fir PD (AZ)"),
        # none of these counts: not settled, no state, its own other account, a hot list, another report
        ("elm-2020", "detections_shared", "Jefferson Police Department"),
        ("elm-2020", "detections_received", "ICE"),
        ("elm-2020", "detections_shared", "Elm PD (OH)"),
        ("elm-2020", "hot_lists_shared", "Fir PD (TX)"),
        ("oak-2020", "detections_shared", "Pine PD (WA)"),
    )
    known = tables["known"].assign(state=tables["known"]["state"].replace("", None))
    field = network.between_states("elm-2020", tables["edges"], known, TWO_REPORTS)
    assert field.index.tolist() == field.columns.tolist() == ["OH", "AZ", "CA", "NV"]
    assert set(field.dtypes.astype(str)) == {"Float64"}
    assert field.fillna(-1).to_numpy().tolist() == [[1, 0, 2, 1], [1, -1, -1, -1], [1, -1, -1, -1], [0, -1, -1, -1]]


def test_a_matrix_of_one_kind_has_every_known_agency_in_its_order():
    tables = told(("elm-2020", "hot_lists_shared", "Oak PD (OH)"), ("elm-2020", "detections_shared", "Yew PD (OH)"))
    known = tables["known"][::-1]
    made = network.permissions("hot_list", tables["edges"], known)
    assert list(made.agencies) == known["agency_id"].tolist() and made.pairs().to_numpy().tolist() == [
        ["oh-elm-police", "oh-oak-police"]
    ]


def test_entries_are_not_counted_by_what_no_name_says():
    says = "^entries are not counted by this; expected level or kind or state or parent; found county"
    with pytest.raises(TableError, match=says):
        network.counted(listed("detections_shared", OCSD_2020), AGENCIES, "county")


def test_seen_from_outside_counts_reports_and_never_an_agencys_own():
    seen = network.seen_from_outside(EDGES, REPORTS).set_index("agency_id")
    told = ROWS.merge(EDGES[["row_id", "sender_id", "recipient_id"]], on="row_id")
    told["other"] = told["recipient_id"].where(told["section"].str.endswith("shared"), told["sender_id"])
    stand = set(zip(told["doc_id"], told["section"], told["other"], strict=True))
    own = {OCSD_2020: "ca-orange-county-sheriff", OCSD_2025: "ca-orange-county-sheriff", IRVINE: "ca-irvine-police"}
    columns = ["detections_recipient", "detections_sender", "hot_list_recipient", "hot_list_sender"]
    for one in AGENCIES["agency_id"]:
        counts = [
            sum((doc_id, section, one) in stand for doc_id in own if own[doc_id] != one)
            for section in network.DIRECTIONS
        ]
        assert seen.loc[one, columns].tolist() == counts, one
    assert seen.loc["ca-orange-county-sheriff", ["of", "reporters", "own_reports"]].tolist() == [1, 1, 2]
    assert seen.loc["ca-union-city-police", ["of", "reporters", "own_reports"]].tolist() == [3, 2, 0]


def test_seen_from_outside_an_agency_listed_twice_in_a_report_counts_once():
    tables = told(
        ("elm-2020", "detections_shared", "Oak Police Department (OH)"),
        ("elm-2020", "detections_shared", "Inactive Oak PD (OH)"),
        ("oak-2020", "detections_shared", "Oak PD (OH)"),
    )
    seen = network.seen_from_outside(tables["edges"], TWO_REPORTS).set_index("agency_id")
    assert seen.index.tolist() == ["oh-oak-police"]
    assert seen.loc["oh-oak-police", ["detections_recipient", "detections_sender", "of", "own_reports"]].tolist() == [
        1,
        0,
        1,
        1,
    ]


def test_two_reports_agree_where_both_list_it_and_where_neither_does():
    found = compared(
        ("elm-2020", "detections_shared", "Oak Police Department"),
        ("oak-2020", "detections_received", "Elm Police Department"),
    )
    assert found["verdict"].tolist() == [network.BOTH, network.NEITHER, network.NEITHER, network.NEITHER]
    assert found["missing_from"].tolist() == [""] * 4
    shared = found.loc[("detections", "oh-elm-police")]
    assert shared[["one_rows", "other_rows", "days_apart"]].tolist() == ["elm-2020-p01-r001", "oak-2020-p01-r002", 30]
    assert shared[["recipient_id", "sender", "recipient", "one", "other"]].tolist() == [
        "oh-oak-police",
        "Elm Police Department",
        "Oak Police Department",
        "elm-2020",
        "oak-2020",
    ]


def test_a_contradiction_names_the_row_and_the_section_that_lacks_it():
    found = compared(
        ("elm-2020", "hot_lists_shared", "Oak Police Department"),
        ("oak-2020", "detections_shared", "Elm Police Department"),
        ("oak-2020", "hot_lists_received", "Fir Police Department"),
    )
    says = ["verdict", "missing_from", "one_entries", "other_entries", "one_rows", "other_rows"]
    assert found.loc[("hot_list", "oh-elm-police"), says].tolist() == [
        "only elm-2020 lists it",
        "oak-2020, hot_lists_received",
        1,
        1,
        "elm-2020-p01-r001",
        "",
    ]
    assert found.loc[("detections", "oh-oak-police"), says].tolist() == [
        "only oak-2020 lists it",
        "elm-2020, detections_received",
        0,
        1,
        "",
        "oak-2020-p01-r002",
    ]


def test_entries_for_other_accounts_of_the_agency_are_told():
    printed = ("Oak PD (OH)", "Oak Police Department (OH)", "Oak Police Dept (OH)")
    shared = compared(*(("elm-2020", "detections_shared", name) for name in printed)).loc[
        ("detections", "oh-elm-police")
    ]
    assert shared["one_names"] == "Oak PD (OH) | Oak Police Department (OH) | Oak Police Dept (OH)"
    assert shared["one_another_account"] == "Oak PD (OH) | Oak Police Dept (OH)"


def test_the_sheriff_and_irvine_list_each_other_on_the_rows_that_print_them():
    found = network.agreement(OCSD_2020, IRVINE, EDGES, ROWS, REPORTS, AGENCIES)
    assert list(found.columns) == network.AGREEMENT
    found = found.set_index(["kind", "sender_id"])
    hot = found.loc[("hot_list", "ca-irvine-police")]
    assert hot[["verdict", "one_rows", "other_rows", "days_apart"]].tolist() == [
        network.BOTH,
        f"{OCSD_2020}-p13-r010",
        f"{IRVINE}-p15-r005 {IRVINE}-p15-r006",
        25,
    ]
    assert hot["other_another_account"] == "Orange County Sheriff"
    for line in found.reset_index().itertuples():
        for doc_id, section, lists, entries, account in (
            (OCSD_2020, line.one_section, line.one_lists, line.one_entries, "Irvine Police Department"),
            (IRVINE, line.other_section, line.other_lists, line.other_entries, "Orange County Sheriffs Department"),
        ):
            assert lists == (account in printed_in(doc_id, section)) and entries == len(printed_in(doc_id, section))


def test_two_reports_of_one_agency_are_no_two_sides():
    says = "^two reports of one agency are no two sides; found ca-orange-county-sheriff. Compare them with changes.change.$"
    with pytest.raises(TableError, match=says):
        network.agreement(OCSD_2020, OCSD_2025, EDGES, ROWS, REPORTS, AGENCIES)
