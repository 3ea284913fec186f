"""Anything that a report may print, for Hypothesis, and its way to a page and back. The tests of this stand in two
files, so that both cores have one."""

import os

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from helpers.records.reading import reports, sharing_reports
from helpers.records.reading.vocabulary import COLUMN_HEADERS, letters, section_of
from helpers.records.stand_ins import sharing_reports as stand_ins
from helpers.records.stand_ins import typesetting

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


LAYOUT = st.fixed_dictionaries(
    {"size": st.sampled_from([9.0, 10.0, 11.0, 12.0, 13.0]), "column_edge": st.integers(250, 400)}
)

EXAMPLES = int(os.environ.get("PLATES_EXAMPLES", "100"))
"""Of each kind; make fuzz tries 500."""

any_example = settings(
    max_examples=EXAMPLES, derandomize=True, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow]
)


def there_and_back(path, section, entries, **how) -> list[reports.Entry]:
    said, layout = stand_ins.flow("Elmville Police Department", {section: entries}, **how)
    stand_ins.typeset(stand_ins.sheets(said, layout), path)
    (report,) = sharing_reports.read(path)
    return report.entries
