"""Any names, typeset in a grid of one to three columns, are read back equal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.round_trips import LAYOUT, any_example, broken_by_hand, there_and_back


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return tmp_path_factory.mktemp("round_trip") / "any.pdf"


@pytest.mark.parametrize("columns", [1, 2, 3])
@any_example
@given(printed=st.lists(broken_by_hand(), min_size=1, max_size=7), layout=LAYOUT)
def test_any_names_in_a_grid_are_read_back_equal(path, columns, printed, layout):
    measures = {"size": layout["size"]} if columns == 3 else layout
    entries = there_and_back(path, "detections_shared", printed, columns=columns, measures=measures)
    assert [e.agency for e in entries] == [name.replace(" / ", " ") for name in printed]
    assert [e.column for e in entries] == [("L", "LR", "LMR")[columns - 1][n % columns] for n in range(len(printed))]
