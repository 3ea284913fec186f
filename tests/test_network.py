"""Facts about edges: one for each entry, from the agency whose data it is to the one that may see it."""

import io

import networkx as nx
import pandas as pd
import pytest

from helpers import schemas
from helpers.errors import TableError
from helpers.sharing import agencies, graphs, network
from helpers.sharing.agencies import NameEvidence
from helpers.sharing.tables import SPELLING, SharingTables

TABLES = SharingTables.read()
ROWS, SPELLINGS, EDGES, AGENCIES = TABLES.rows, TABLES.spellings, TABLES.edges, TABLES.agencies
OCSD_2020, OCSD_2025, IRVINE = "ocsd-2020-02-06-sharing", "ocsd-2025-03-11-sharing", "irvine-2020-03-02-sharing"


def ends(row_id):
    return EDGES.set_index("row_id").loc[row_id, ["sender_id", "recipient_id"]].tolist()


def test_the_table_is_what_the_present_code_makes(tmp_path):
    schemas.write(network.edges(TABLES), "edges", tmp_path)
    assert schemas.path("edges", tmp_path).read_bytes() == schemas.path("edges").read_bytes()


def test_what_a_report_receives_is_listed_by_its_sender():
    listed = network.listed_in(TABLES, "detections_received", OCSD_2020)
    assert (listed["agency_id"] == listed["sender_id"]).all() and listed["agency_id"].nunique() > 300


def test_no_entry_of_a_page_that_prints_no_city_is_said_to_be_settled_by_one():
    listed = network.listed_in(TABLES, "detections_shared", OCSD_2020)
    counts = {"decided": 46, "in_name": 73, "only_place": 78, "same_name": 54, "unsure": 44}
    assert listed.groupby("basis").size().to_dict() == counts


def test_every_entry_is_one_edge():
    assert sorted(EDGES["row_id"]) == sorted(ROWS["row_id"]) and len(EDGES) == 1681


def test_what_is_shared_runs_from_the_reporter_and_what_is_received_to_it():
    assert ends(f"{OCSD_2020}-p06-r007") == ["ca-orange-county-sheriff", "ca-union-city-police"]
    assert ends(f"{OCSD_2020}-p11-r049") == ["ca-union-city-police", "ca-orange-county-sheriff"]


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
        network.edges(TABLES.with_table("spellings", SPELLINGS[~lost]))


def test_a_name_that_is_taken_for_two_agencies_is_an_error_that_names_it():
    twice = pd.concat([SPELLINGS, SPELLINGS[SPELLINGS["agency_printed"] == "ICE"].assign(agency_id="us-dhs")])
    says = "^a printed name is taken for more than one agency; found ICE. Run notebook 03 again.$"
    with pytest.raises(TableError, match=says):
        network.edges(TABLES.with_table("spellings", twice))


COUNTS = {OCSD_2020: [295, 311, 0, 29], OCSD_2025: [149, 138, 0, 19], IRVINE: [342, 310, 60, 28]}


@pytest.mark.parametrize(("doc_id", "counts"), COUNTS.items())
def test_a_section_lists_as_many_as_its_report_prints(doc_id, counts):
    assert [len(network.listed_in(TABLES, section, doc_id)) for section in network.DIRECTIONS] == counts


def test_entries_are_listed_in_the_order_of_the_page_whatever_the_order_of_the_tables():
    turned = TABLES.with_table("edges", EDGES[::-1]).with_table("rows", ROWS[::-1])
    shared = network.listed_in(turned, "detections_shared", OCSD_2020)
    assert shared["row_id"].tolist() == sorted(shared["row_id"]) and shared.index.tolist() == list(range(295))


def test_a_missing_city_is_an_empty_one_and_an_entry_without_a_spelling_has_an_empty_cell():
    rows = pd.DataFrame([("d", "Elm PD", None, None), ("d", "Oak PD", "", None)], columns=SPELLING)
    for missing in (None, ""):
        spelling = ("d", "Elm PD", missing, missing, "oh-elm-police", "in_name")
        spellings = pd.DataFrame([spelling], columns=[*SPELLING, "agency_id", "basis"])
        matched = SharingTables(rows, spellings=spellings).matched_rows
        assert matched["agency_id"].isna().tolist() == [False, True] and matched["city_printed"].tolist() == ["", ""]


def test_an_edge_list_from_elsewhere_is_named_in_the_same_way():
    links = pd.DataFrame(
        {
            "sender": ["Union City Police Department", "Napa Police Department"],
            "recipient": ["ICE", "Union City Police Department"],
            "sender_state": ["CA", ""],
        }
    )
    linked, described = network.brought(links, NameEvidence())
    assert linked[["sender_id", "recipient_id"]].to_numpy().tolist() == [
        ["ca-union-city-police", "us-dhs-ice"],
        ["ca-napa-police", "ca-union-city-police"],
    ]
    assert described.set_index("agency_id")["basis"].to_dict() == {
        "ca-napa-police": "only_place",
        "ca-union-city-police": "printed",
        "us-dhs-ice": "in_name",
    }


@pytest.mark.parametrize("column", network.ENDS)
def test_an_edge_list_without_one_of_its_ends_is_refused(column):
    links = pd.DataFrame({"sender": ["Napa"], "recipient": ["ICE"], "day": [""], "note": [""]}).drop(columns=column)
    with pytest.raises(TableError) as refused:
        network.brought(links, NameEvidence())
    columns = f"no {column} among {', '.join(links.columns)}"
    assert str(refused.value) == (
        f"the edge list lacks a column; expected sender and recipient; found {columns}. "
        "Name the columns sender (whose data it is) and recipient (who may see it)."
    )


def test_an_edge_list_of_a_header_row_alone_is_refused():
    with pytest.raises(TableError) as refused:
        network.brought(pd.DataFrame(columns=network.ENDS), NameEvidence())
    says = "the edge list has no lines; expected a sender and a recipient in each; found a header row alone."
    assert str(refused.value) == says


def test_an_edge_list_without_both_ends_lacks_both():
    with pytest.raises(TableError, match="found no sender and no recipient"):
        network.brought(pd.DataFrame({"from": ["Napa Police Department"]}), NameEvidence())


@pytest.mark.parametrize("end", network.ENDS)
def test_a_line_of_an_edge_list_without_a_name_is_refused_with_its_line_in_the_file(end):
    links = pd.DataFrame({"sender": ["Napa Police Department"] * 2, "recipient": ["ICE"] * 2})
    links.loc[1, end] = " "
    says = f"^a line of the edge list has no {end}; expected a name; found nothing in line 3.$"
    with pytest.raises(TableError, match=says):
        network.brought(links, NameEvidence())


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
    linked, described = network.brought(links, NameEvidence())
    assert linked.index.tolist() == [0, 1, 2] and list(linked.columns) == [*links.columns, "sender_id", "recipient_id"]
    assert linked[["sender_id", "recipient_id", "since"]].to_numpy().tolist() == [
        ["ca-police-department-napa", "ca-union-city-police", 2019],
        ["ca-police-department-oakland", "ca-police-department-fremont", 2020],
        ["ca-napa-police", "ca-union-city-police", 2021],
    ]
    assert list(described.columns) == agencies.LIST and described.index.tolist() == [0, 1, 2, 3, 4]
    assert described.set_index("agency_id")["basis"].to_dict() == {
        "ca-napa-police": "only_place",
        "ca-police-department-fremont": "printed",
        "ca-police-department-napa": "printed",
        "ca-police-department-oakland": "printed",
        "ca-union-city-police": "printed",  # the best of its two lines, and not the first
    }


def test_a_decision_for_an_edge_list_holds_in_it_and_in_no_other():
    links = pd.DataFrame({"sender": ["Orange Police Department"], "recipient": ["ICE"]})
    evidence = NameEvidence(decisions={("Orange Police Department", "mine"): "tx-orange-police"})
    assert network.brought(links, evidence, "mine")[0]["sender_id"].tolist() == ["tx-orange-police"]
    assert network.brought(links, evidence)[0]["sender_id"].tolist() == ["unsure-orange-police-department"]


# --- both ways, counts, and other sides -------------------------------------------------------------------------------

TRANSCRIPTION = schemas.read("transcription")

TWO_REPORTS = pd.DataFrame(
    [
        ("elm-2020", "Elm Police Department", "Elm (OH) Police Department", "2020-01-01"),
        ("oak-2020", "Oak Police Department", "Oak (OH) Police Department", "2020-01-31"),
    ],
    columns=["doc_id", "agency_printed", "agency", "as_of"],
)


def tables_of(*entries, reports=TWO_REPORTS):
    """The tables of hand-made reports, by the code that makes ours; an entry is doc_id, section, a printed name and, if
    one is printed beside it, a state."""
    columns = ["doc_id", "section", "agency_printed", "state_printed"]
    rows = pd.DataFrame([(*entry, "")[:4] for entry in entries], columns=columns)
    rows = rows.assign(city_printed="", page=1, printed_page="1 of 1", hot_list_printed="")
    rows["row_id"] = [f"{doc_id}-p01-r{number:03}" for number, doc_id in enumerate(rows["doc_id"], 1)]
    rows["inactive"] = rows["agency_printed"].str.startswith("Inactive ")
    tables = SharingTables(rows, reports)
    tables = tables.with_table("spellings", agencies.identify(tables, agencies.evidence(tables)))
    tables = tables.with_table("agencies", agencies.table(tables))
    return tables.with_table("edges", network.edges(tables))


def compared(*entries):
    sides = network.agreement(tables_of(*entries), "elm-2020", "oak-2020")
    return sides.set_index(["kind", "sender_id"])


def printed_in(doc_id, section):
    keyed = TRANSCRIPTION[(TRANSCRIPTION["doc_id"] == doc_id) & (TRANSCRIPTION["section"] == section)]
    return keyed["agency_printed"].tolist()


def test_the_graph_has_a_node_an_agency_with_what_is_known_and_an_arrow_an_entry():
    made = network.graph(TABLES)
    assert isinstance(made, nx.MultiDiGraph) and made.number_of_edges() == len(ROWS)
    assert set(made) == set(AGENCIES["agency_id"])
    assert made.nodes["us-dhs-ice"]["parent"] == "DHS" and "county" not in made.nodes["us-dhs-ice"]
    (arrow,) = made.get_edge_data("us-dhs-ice", "ca-orange-county-sheriff").items()
    facts = {"kind": "detections", "doc_id": OCSD_2020, "as_of": "2020-02-06", "inactive": False}
    assert arrow == (f"edge-{OCSD_2020}-p11-r034", facts | {"row_id": f"{OCSD_2020}-p11-r034"})


def test_another_program_can_open_the_graph():
    file = io.BytesIO()
    nx.write_graphml(network.graph(TABLES), file)
    file.seek(0)
    again = nx.read_graphml(file, force_multigraph=True)
    assert again.number_of_edges() == 1681 and again.nodes["ca-union-city-police"]["sure"] is True


def test_a_graph_of_agencies_that_nobody_described_is_an_error():
    with pytest.raises(TableError, match=r"^edges have .* found 1, the first us-dhs-ice. Run notebook 03 again.$"):
        network.graph(TABLES.with_table("agencies", AGENCIES[AGENCIES["agency_id"] != "us-dhs-ice"]))


def test_every_arrow_of_the_graph_is_an_entry_and_no_two_are_joined():
    arrows = {(a, b, data["row_id"], data["inactive"]) for a, b, data in network.graph(TABLES).edges(data=True)}
    assert arrows == set(EDGES[["sender_id", "recipient_id", "row_id", "inactive"]].itertuples(index=False, name=None))


@pytest.mark.parametrize("doc_id", [OCSD_2020, OCSD_2025])
def test_both_ways_are_the_printed_names_that_stand_in_both_sections(doc_id):
    shared, received = (set(printed_in(doc_id, section)) for section in ("detections_shared", "detections_received"))
    own = {"Orange County Sheriff", "Inactive Orange County Sheriff"}
    ways = network.reciprocity(TABLES, doc_id)
    counts = ways[ways["kind"] == "detections"].groupby("ways").size()
    both, only_out, only_in = (shared & received) - own, shared - received - own, received - shared - own
    assert counts.to_dict() == dict(zip(network.WAYS, (len(both), len(only_out), len(only_in)), strict=True))


def test_both_ways_give_the_rows_of_each_direction_and_what_is_known_of_the_other():
    ways = network.reciprocity(TABLES, OCSD_2020).set_index(["agency_id", "kind"])
    union_city = ways.loc[("ca-union-city-police", "detections")]
    assert union_city[["ways", "level", "agency_kind", "state"]].tolist() == ["both ways", "local", "police", "CA"]
    rows = [f"{OCSD_2020}-p06-r007", f"{OCSD_2020}-p11-r049"]
    assert union_city["sure"] and union_city[["rows_out", "rows_in"]].tolist() == rows
    ice = ways.loc[("us-dhs-ice", "detections"), ["ways", "rows_out", "rows_in"]]
    assert ice.tolist() == ["only in", "", f"{OCSD_2020}-p11-r034"]


def test_every_entry_about_another_agency_stands_in_one_line_of_reciprocity_and_the_reporters_own_account_in_none():
    ways = network.reciprocity(TABLES, OCSD_2020)
    rows = [row for column in ("rows_out", "rows_in") for cell in ways[column] for row in cell.split()]
    itself = EDGES[(EDGES["doc_id"] == OCSD_2020) & (EDGES["sender_id"] == EDGES["recipient_id"])]
    printed = ROWS.loc[ROWS["doc_id"] == OCSD_2020, "row_id"]
    assert sorted([*rows, *itself["row_id"]]) == sorted(printed)
    assert not set(rows) & set(itself["row_id"]) and "ca-orange-county-sheriff" not in set(ways["agency_id"])


def test_an_agency_listed_twice_in_one_direction_is_one_line_with_both_rows():
    tables = tables_of(
        ("elm-2020", "detections_shared", "Oak Police Department (OH)"),
        ("elm-2020", "detections_shared", "Inactive Oak PD (OH)"),
        ("elm-2020", "hot_lists_received", "Oak Police Department (OH)"),
    )
    ways = network.reciprocity(tables, "elm-2020")
    assert ways[["agency_id", "kind", "ways", "inactive", "rows_out", "rows_in"]].to_numpy().tolist() == [
        ["oh-oak-police", "detections", "only out", True, "elm-2020-p01-r001 elm-2020-p01-r002", ""],
        ["oh-oak-police", "hot_list", "only in", False, "", "elm-2020-p01-r003"],
    ]


def test_reciprocity_in_the_matrix_is_that_of_the_report():
    lines = network.reciprocity(TABLES, OCSD_2025).query("kind == 'detections'")
    counted = graphs.reciprocity(network.permissions(TABLES, OCSD_2025, "detections")).loc["ca-orange-county-sheriff"]
    assert counted.tolist() == [int((lines["ways"] == way).sum()) for way in network.WAYS]


def test_a_report_that_is_not_there_is_an_error_that_names_those_that_are():
    says = f"^nosuch: there is no such sharing report; expected {IRVINE} or {OCSD_2020} or {OCSD_2025}"
    with pytest.raises(TableError, match=says):
        network.reciprocity(TABLES, "nosuch")


def test_no_entry_is_counted_twice_because_a_line_stands_twice_in_another_table():
    def twice(name):
        return TABLES.with_table(name, pd.concat([getattr(TABLES, name)] * 2))

    with pytest.raises(pd.errors.MergeError):
        network.reciprocity(twice("agencies"), OCSD_2020)
    for name in ("agencies", "edges"):
        with pytest.raises(pd.errors.MergeError):
            network.listed_in(twice(name), "detections_shared", OCSD_2020)
    with pytest.raises(pd.errors.MergeError):
        network.agreement(twice("rows"), OCSD_2020, IRVINE)
    with pytest.raises(pd.errors.MergeError):
        network.edges(twice("reports"))


def listed(section, doc_id):
    return network.listed_in(TABLES, section, doc_id)


def test_a_span_is_from_the_settled_ones_to_those_and_every_unsure_name():
    shared = listed("detections_shared", OCSD_2020)
    outside = ~shared["level"].isin(["federal", "private"]) & (shared["state"] != "CA")
    stated = schemas.read("findings_03").set_index("finding_id").loc["ocsd-2020-shared-out-of-state"]
    assert network.span(shared, outside) == (stated["low"], stated["high"])


def test_an_unsure_name_for_which_a_test_holds_counts_only_in_high():
    three = pd.DataFrame({"sure": [True, True, False, False]})
    test = pd.Series([True, False, True, False])
    assert network.span(three, test) == (1, 3) and network.span(three, test, could=test) == (1, 2)
    says = "^a test is not about these entries; expected 4 booleans, one for each entry; found 3.$"
    with pytest.raises(TableError, match=says):
        network.span(three, test.iloc[:3])
    with pytest.raises(TableError, match="found 2"):
        network.span(three, test, could=test.iloc[:2])


@pytest.mark.parametrize("by", ["level", "kind", "state", "parent"])
def test_the_low_counts_add_up_to_the_entries_and_unsure_names_have_their_own_line(by):
    shared = listed("detections_shared", OCSD_2020)
    counts = network.counted(TABLES, shared, by)
    assert counts["low"].sum() == len(printed_in(OCSD_2020, "detections_shared"))
    assert counts[by].is_unique and (counts["low"] <= counts["high"]).all()
    assert counts.iloc[-1].tolist() == ["(unsure)", 44, 44]


def test_a_name_that_says_police_could_be_in_any_state_and_is_no_federal_one():
    tables = tables_of(
        ("elm-2020", "detections_shared", "Jefferson Police Department"),
        ("elm-2020", "detections_shared", "24th Judicial District Drug Task Force"),
        ("elm-2020", "detections_shared", "Oak Police Department (OH)"),
        ("elm-2020", "detections_shared", "ICE"),
    )
    shared = tables.edges.assign(agency_id=tables.edges["recipient_id"])
    for by, counts in {
        "state": {"OH": [1, 3], "(none)": [1, 2], "(unsure)": [2, 2]},
        "level": {"federal": [1, 2], "local": [1, 3], "(unsure)": [2, 2]},
        "parent": {"DHS": [1, 2], "(none)": [1, 3], "(unsure)": [2, 2]},
    }.items():
        assert network.counted(tables, shared, by).set_index(by)[["low", "high"]].T.to_dict("list") == counts


def test_counts_have_the_commonest_first_and_equal_ones_by_name():
    printed = ("ICE", "Oak PD (OH)", "Napa Police Department", "Ash PD (OH)", "Jefferson Police Department")
    tables = tables_of(*(("elm-2020", "detections_shared", name) for name in printed))
    shared = tables.edges.assign(agency_id=tables.edges["recipient_id"])
    counts = network.counted(tables, shared, "state")
    assert counts["state"].tolist() == ["OH", "(none)", "CA", "(unsure)"] and counts.index.tolist() == [0, 1, 2, 3]
    unsure = network.counted(tables, shared.tail(1), "state")
    assert unsure.to_dict("records") == [{"state": "(unsure)", "low": 1, "high": 1}]


def test_between_states_only_the_reporters_own_row_and_column_have_numbers():
    tables = tables_of(
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
    stateless = tables.agencies.assign(state=tables.agencies["state"].replace("", None))
    field = network.between_states(tables.with_table("agencies", stateless), "elm-2020")
    assert field.index.tolist() == field.columns.tolist() == ["OH", "AZ", "CA", "NV"]
    assert set(field.dtypes.astype(str)) == {"Float64"}
    assert field.fillna(-1).to_numpy().tolist() == [[1, 0, 2, 1], [1, -1, -1, -1], [1, -1, -1, -1], [0, -1, -1, -1]]


def test_a_matrix_of_one_kind_has_every_known_agency_in_its_order():
    tables = tables_of(
        ("elm-2020", "hot_lists_shared", "Oak PD (OH)"), ("elm-2020", "detections_shared", "Yew PD (OH)")
    )
    turned = tables.with_table("agencies", tables.agencies[::-1])
    made = network.permissions(turned, "elm-2020", "hot_list")
    assert list(made.agencies) == turned.agencies["agency_id"].tolist()
    assert made.pairs().to_numpy().tolist() == [["oh-elm-police", "oh-oak-police"]]


def test_entries_are_not_counted_by_what_no_name_says():
    says = "^entries are not counted by this; expected level or kind or state or parent; found county"
    with pytest.raises(TableError, match=says):
        network.counted(TABLES, listed("detections_shared", OCSD_2020), "county")


def test_seen_from_outside_counts_reports_and_never_an_agencys_own():
    seen = network.seen_from_outside(TABLES).set_index("agency_id")
    entries = ROWS.merge(EDGES[["row_id", "sender_id", "recipient_id"]], on="row_id")
    entries["other"] = entries["recipient_id"].where(entries["section"].str.endswith("shared"), entries["sender_id"])
    listed_as = set(zip(entries["doc_id"], entries["section"], entries["other"], strict=True))
    own = {OCSD_2020: "ca-orange-county-sheriff", OCSD_2025: "ca-orange-county-sheriff", IRVINE: "ca-irvine-police"}
    columns = ["detections_recipient", "detections_sender", "hot_list_recipient", "hot_list_sender"]
    for one in AGENCIES["agency_id"]:
        others = [doc_id for doc_id in own if own[doc_id] != one]
        counts = [sum((doc_id, section, one) in listed_as for doc_id in others) for section in network.DIRECTIONS]
        assert seen.loc[one, columns].tolist() == counts, one
    assert seen.loc["ca-orange-county-sheriff", ["of", "reporters", "own_reports"]].tolist() == [1, 1, 2]
    assert seen.loc["ca-union-city-police", ["of", "reporters", "own_reports"]].tolist() == [3, 2, 0]


def test_seen_from_outside_an_agency_listed_twice_in_a_report_counts_once():
    tables = tables_of(
        ("elm-2020", "detections_shared", "Oak Police Department (OH)"),
        ("elm-2020", "detections_shared", "Inactive Oak PD (OH)"),
        ("oak-2020", "detections_shared", "Oak PD (OH)"),
    )
    seen = network.seen_from_outside(tables).set_index("agency_id")
    assert seen.index.tolist() == ["oh-oak-police"]
    columns = ["detections_recipient", "detections_sender", "of", "own_reports"]
    assert seen.loc["oh-oak-police", columns].tolist() == [1, 0, 1, 1]


def test_two_reports_agree_where_both_list_it_and_where_neither_does():
    sides = compared(
        ("elm-2020", "detections_shared", "Oak Police Department"),
        ("oak-2020", "detections_received", "Elm Police Department"),
    )
    assert sides["verdict"].tolist() == [network.BOTH, network.NEITHER, network.NEITHER, network.NEITHER]
    assert sides["missing_from"].tolist() == [""] * 4
    shared = sides.loc[("detections", "oh-elm-police")]
    assert shared[["one_rows", "other_rows", "days_apart"]].tolist() == ["elm-2020-p01-r001", "oak-2020-p01-r002", 30]
    names = ["Elm Police Department", "Oak Police Department"]
    assert shared[["sender", "recipient"]].tolist() == names
    assert shared[["recipient_id", "one", "other"]].tolist() == ["oh-oak-police", "elm-2020", "oak-2020"]


def test_a_contradiction_names_the_row_and_the_section_that_lacks_it():
    sides = compared(
        ("elm-2020", "hot_lists_shared", "Oak Police Department"),
        ("oak-2020", "detections_shared", "Elm Police Department"),
        ("oak-2020", "hot_lists_received", "Fir Police Department"),
    )
    columns = ["verdict", "missing_from", "one_entries", "other_entries", "one_rows", "other_rows"]
    hot_list = ["only elm-2020 lists it", "oak-2020, hot_lists_received", 1, 1, "elm-2020-p01-r001", ""]
    detections = ["only oak-2020 lists it", "elm-2020, detections_received", 0, 1, "", "oak-2020-p01-r002"]
    assert sides.loc[("hot_list", "oh-elm-police"), columns].tolist() == hot_list
    assert sides.loc[("detections", "oh-oak-police"), columns].tolist() == detections


def test_entries_for_other_accounts_of_the_agency_are_named():
    printed = ("Oak PD (OH)", "Oak Police Department (OH)", "Oak Police Dept (OH)")
    sides = compared(*(("elm-2020", "detections_shared", name) for name in printed))
    shared = sides.loc[("detections", "oh-elm-police")]
    assert shared["one_names"] == "Oak PD (OH) | Oak Police Department (OH) | Oak Police Dept (OH)"
    assert shared["one_another_account"] == "Oak PD (OH) | Oak Police Dept (OH)"


def test_the_sheriff_and_irvine_list_each_other_on_the_rows_that_print_them():
    sides = network.agreement(TABLES, OCSD_2020, IRVINE)
    assert list(sides.columns) == network.AGREEMENT
    sides = sides.set_index(["kind", "sender_id"])
    hot = sides.loc[("hot_list", "ca-irvine-police")]
    assert hot[["verdict", "days_apart"]].tolist() == [network.BOTH, 25]
    assert hot[["one_rows", "other_rows"]].tolist() == [f"{OCSD_2020}-p13-r010", f"{IRVINE}-p15-r005 {IRVINE}-p15-r006"]
    assert hot["other_another_account"] == "Orange County Sheriff"
    for line in sides.reset_index().itertuples():
        for doc_id, section, lists, entries, account in (
            (OCSD_2020, line.one_section, line.one_lists, line.one_entries, "Irvine Police Department"),
            (IRVINE, line.other_section, line.other_lists, line.other_entries, "Orange County Sheriffs Department"),
        ):
            assert lists == (account in printed_in(doc_id, section)) and entries == len(printed_in(doc_id, section))


def test_two_reports_of_one_agency_are_no_two_sides():
    says = "^two reports of one agency are no two sides; found ca-orange-county-sheriff. Compare them with changes"
    with pytest.raises(TableError, match=says):
        network.agreement(TABLES, OCSD_2020, OCSD_2025)
