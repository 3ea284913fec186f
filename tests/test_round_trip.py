"""Whatever is typeset is read back equal: any names in a grid of one to three columns, in hot lists, and in a table."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpers.records import sharing_reports, stand_ins, typesetting
from helpers.records.lines import COLUMN_HEADERS, letters, section_of

LETTERS = st.characters(min_codepoint=33, max_codepoint=255, exclude_categories=["Cc", "Cf", "Zs"])
WORD = st.text(LETTERS, min_size=1, max_size=9)


def printable(name: str) -> bool:
    """What the vendor's own words and the typesetter's sign of a break leave to names."""
    ours = name == "None" or section_of(name) or letters(name) in COLUMN_HEADERS
    return not ours and "/" not in name.split(" ") and any(c.isalnum() for c in name)


def names(most_words: int, widest: float = 1000.0) -> st.SearchStrategy[str]:
    """Words with single blanks between them, up to a width at the largest size."""
    text = st.lists(WORD, min_size=1, max_size=most_words).map(" ".join)
    return text.filter(printable).filter(lambda name: typesetting.width(name, 13.0) < widest)


@st.composite
def broken_by_hand(draw) -> str:
    """A name, here and there with a break (` / `) instead of a blank: up to three lines if it is short."""
    name = draw(names(7))
    blanks = [at for at, letter in enumerate(name) if letter == " "]
    breaks = draw(st.sets(st.sampled_from(blanks), max_size=2)) if blanks else ()
    return "".join(" / " if at in breaks else letter for at, letter in enumerate(name))


LAYOUT = st.fixed_dictionaries({"size": st.sampled_from([9.0, 10.0, 11.0, 12.0, 13.0]), "column_edge": st.integers(250, 400)})

any_example = settings(
    max_examples=500, derandomize=True, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow]
)


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return tmp_path_factory.mktemp("round_trip") / "any.pdf"


def there_and_back(path, section, entries, **how) -> list[sharing_reports.Entry]:
    said, layout = stand_ins.flow("Elmville Police Department", {section: entries}, **how)
    stand_ins.typeset(stand_ins.sheets(said, layout), path)
    (report,) = sharing_reports.read(path)
    return report.entries


@pytest.mark.parametrize("columns", [1, 2, 3])
@any_example
@given(printed=st.lists(broken_by_hand(), min_size=1, max_size=7), layout=LAYOUT)
def test_any_names_in_a_grid_are_read_back_equal(path, columns, printed, layout):
    measures = {"size": layout["size"]} if columns == 3 else layout
    entries = there_and_back(path, "detections_shared", printed, columns=columns, measures=measures)
    assert [e.agency for e in entries] == [name.replace(" / ", " ") for name in printed]
    assert [e.column for e in entries] == [("L", "LR", "LMR")[columns - 1][n % columns] for n in range(len(printed))]


@any_example
@given(rows=st.lists(st.tuples(broken_by_hand(), broken_by_hand()), min_size=1, max_size=4), layout=LAYOUT)
def test_any_hot_lists_are_read_back_equal(path, rows, layout):
    entries = there_and_back(path, "hot_lists_received", rows, measures=layout)
    assert [(e.agency, e.hot_list) for e in entries] == [tuple(t.replace(" / ", " ") for t in row) for row in rows]


@any_example
@given(
    rows=st.lists(st.tuples(names(4, widest=300.0), names(2, widest=130.0), names(1, widest=50.0)), min_size=1, max_size=6),
    size=st.sampled_from([9.0, 11.0, 13.0]),
)
def test_any_table_without_rules_is_read_back_equal(path, rows, size):
    entries = there_and_back(path, "detections_received", rows, measures={"size": size})
    assert [(e.agency, e.city, e.state) for e in entries] == rows


# the face of the test pages has all of them but the Coptic ones
GREEK_OR_CYRILLIC = st.characters(
    min_codepoint=0x386, max_codepoint=0x44F, categories=["Lu", "Ll"], exclude_characters=map(chr, range(0x3E2, 0x3F0))
)  # fmt: skip


@settings(any_example, max_examples=100)
@given(
    printed=st.lists(
        st.lists(st.text(GREEK_OR_CYRILLIC, min_size=1, max_size=9), min_size=1, max_size=5).map(" ".join), min_size=1, max_size=7
    )
)
def test_names_in_other_scripts_from_an_embedded_font_are_read_back_equal(path, printed):
    assert [e.agency for e in there_and_back(path, "detections_shared", printed)] == printed
