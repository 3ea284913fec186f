"""Any hot lists, any table without rules, and names in other scripts are read back equal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.round_trips import LAYOUT, any_example, broken_by_hand, names, there_and_back


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return tmp_path_factory.mktemp("round_trip") / "any.pdf"


@any_example
@given(rows=st.lists(st.tuples(broken_by_hand(), broken_by_hand()), min_size=1, max_size=4), layout=LAYOUT)
def test_any_hot_lists_are_read_back_equal(path, rows, layout):
    entries = there_and_back(path, "hot_lists_received", rows, measures=layout)
    assert [(e.agency, e.hot_list) for e in entries] == [tuple(t.replace(" / ", " ") for t in row) for row in rows]


CELLS = st.tuples(names(4, widest=300.0), names(2, widest=130.0), names(1, widest=50.0))


@any_example
@given(rows=st.lists(CELLS, min_size=1, max_size=6), size=st.sampled_from([9.0, 11.0, 13.0]))
def test_any_table_without_rules_is_read_back_equal(path, rows, size):
    entries = there_and_back(path, "detections_received", rows, measures={"size": size})
    assert [(e.agency, e.city, e.state) for e in entries] == rows


# the face of the test pages has all of them but the Coptic ones
COPTIC = "".join(map(chr, range(0x3E2, 0x3F0)))
GREEK_OR_CYRILLIC = st.characters(
    min_codepoint=0x386, max_codepoint=0x44F, categories=["Lu", "Ll"], exclude_characters=COPTIC
)
OTHER_WORD = st.text(GREEK_OR_CYRILLIC, min_size=1, max_size=9)


@any_example
@given(printed=st.lists(st.lists(OTHER_WORD, min_size=1, max_size=5).map(" ".join), min_size=1, max_size=7))
def test_names_in_other_scripts_from_an_embedded_font_are_read_back_equal(path, printed):
    assert [e.agency for e in there_and_back(path, "detections_shared", printed)] == printed
