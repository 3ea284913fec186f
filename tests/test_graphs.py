"""Facts about graphs: every count equals what plain sets and networkx count, and two arrows are never joined."""

import time
from collections import Counter

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from helpers.errors import TableError
from helpers.sharing import graphs

IDS = ["elm", "fir", "oak", "yew"]
ARROWS = [("elm", "fir"), ("fir", "elm"), ("elm", "oak"), ("oak", "yew"), ("elm", "fir"), ("elm", "elm")]


def built(arrows, agencies=IDS):
    return graphs.build(pd.Series([a for a, _ in arrows]), pd.Series([b for _, b in arrows]), agencies)


def arrows_of(graph):
    return set(map(tuple, graph.pairs().to_numpy().tolist()))


def test_an_arrow_of_two_lines_is_one_and_an_agencys_own_account_is_left_out_and_counted():
    graph = built(ARROWS)
    assert arrows_of(graph) == {("elm", "fir"), ("fir", "elm"), ("elm", "oak"), ("oak", "yew")}
    assert graph.matrix.dtype == bool and graph.matrix.format == "csr" and graph.itself == 1


def test_two_arrows_are_not_joined_to_a_third():
    assert ("elm", "yew") not in arrows_of(built(ARROWS))
    assert graphs.degrees(built(ARROWS)).loc["elm", "out"] == 2 and graphs.degrees(built(ARROWS)).loc["yew", "in"] == 1


def test_out_is_who_may_see_its_data_and_in_whose_data_it_may_see():
    assert graphs.degrees(built(ARROWS)).to_dict("index") == {
        "elm": {"out": 2, "in": 1},
        "fir": {"out": 1, "in": 1},
        "oak": {"out": 1, "in": 1},
        "yew": {"out": 0, "in": 1},
    }


def test_reciprocity_tells_both_ways_from_one():
    assert graphs.reciprocity(built(ARROWS)).loc["elm"].to_dict() == {"both": 1, "only_out": 1, "only_in": 0}
    assert graphs.reciprocity(built(ARROWS)).loc["yew"].to_dict() == {"both": 0, "only_out": 0, "only_in": 1}
    assert graphs.overall_reciprocity(built(ARROWS)) == 0.5


@pytest.mark.parametrize("form", ["text", "categories in another order", "places in the list"])
def test_ids_categories_and_places_give_the_same_graph(form):
    senders, recipients = (pd.Series(column, index=range(6, 0, -1)) for column in zip(*ARROWS, strict=True))
    if form == "categories in another order":
        senders, recipients = (column.astype(pd.CategoricalDtype(IDS[::-1])) for column in (senders, recipients))
    elif form == "places in the list":
        senders, recipients = (column.map(IDS.index) for column in (senders, recipients))
    assert arrows_of(graphs.build(senders, recipients, IDS)) == arrows_of(built(ARROWS))


def test_without_a_list_the_agencies_are_those_that_occur():
    assert built(ARROWS[:3], None).agencies.tolist() == ["elm", "fir", "oak"]


@pytest.mark.parametrize(
    ("senders", "recipients", "agencies", "says"),
    [
        (["elm"], ["ash"], IDS, "not in the list of agencies; found ash"),
        ([0], [4], IDS, "not in the list of agencies; found 4"),
        ([-1], [2], IDS, "not in the list of agencies; found -1"),
        (["elm", None], ["fir", "oak"], IDS, "lacks an end; found an empty cell in line 1"),
        (["elm", "fir"], ["oak"], IDS, "found 2 senders, 1 recipients"),
        (["elm"], ["fir"], [*IDS, "elm"], "names an agency twice; found elm"),
    ],
)
def test_what_fits_no_agency_is_an_error(senders, recipients, agencies, says):
    with pytest.raises(TableError, match=says):
        graphs.build(pd.Series(senders), pd.Series(recipients), agencies)


def test_no_arrow_has_no_reciprocity():
    with pytest.raises(TableError, match="without permissions"):
        graphs.overall_reciprocity(built([("elm", "elm")]))


# --- at size ----------------------------------------------------------------------------------------------------------

SIZE, LINES = 1500, 200_000


@pytest.fixture(scope="module")
def release():
    """Columns of LINES arrows among SIZE agencies, some twice, some from an agency to itself, many there and back."""
    drawn = np.random.default_rng(10).integers(0, SIZE, size=(2, LINES // 2))
    back = np.random.default_rng(11).random(LINES // 2) < 0.3
    senders, recipients = np.concatenate([drawn[0], drawn[1][back]]), np.concatenate([drawn[1], drawn[0][back]])
    rest = np.random.default_rng(2).integers(0, SIZE, size=(2, LINES - len(senders)))
    names = np.array([f"agency-{number:04}" for number in range(SIZE)])
    return tuple(pd.Series(names[np.concatenate(both)]) for both in ((senders, rest[0]), (recipients, rest[1])))


def plain(columns):
    return {(a, b) for a, b in zip(*columns, strict=True) if a != b}


def per_agency(names, arrows):
    senders = Counter(sender for sender, _ in arrows)
    return [senders[name] for name in names]


def reverse(arrows):
    return {(b, a) for a, b in arrows}


def test_at_size_every_count_is_that_of_plain_sets_and_of_networkx_and_takes_a_moment(release):
    names = sorted(set().union(*map(set, release)))
    start = time.process_time()
    graph = graphs.build(*release, names)
    degrees, ways, whole = graphs.degrees(graph), graphs.reciprocity(graph), graphs.overall_reciprocity(graph)
    assert time.process_time() - start < 5

    arrows = plain(release)
    assert graph.matrix.nnz == len(arrows) < LINES and len(arrows & reverse(arrows)) > 10_000
    assert degrees["out"].tolist() == per_agency(names, arrows)
    assert degrees["in"].tolist() == per_agency(names, reverse(arrows))
    mutual = arrows & reverse(arrows)
    assert ways["both"].tolist() == per_agency(names, mutual)
    assert ways["only_out"].tolist() == per_agency(names, arrows - mutual)
    assert ways["only_in"].tolist() == per_agency(names, reverse(arrows - mutual))

    other = nx.DiGraph(arrows)
    assert whole == pytest.approx(nx.overall_reciprocity(other), rel=0, abs=1e-12)
    other.add_nodes_from(names)
    assert degrees["out"].to_dict() == dict(other.out_degree) and degrees["in"].to_dict() == dict(other.in_degree)
