"""Facts about words: our sentences say of an agency that it is listed, and no more, but to deny it or say who does."""

import re

import pytest

from helpers import files, schemas
from helpers.collection import notebooks

STRONGER = re.compile(
    r"\b(sent|sends?|sending|transmit\w*|leak\w*|sold|sp(?:y|ied|ies|ying)|surveil\w*|track(?:s|ed|ing)?|hunt\w*|admit\w*"
    r"|confess\w*|conced\w*|illegal\w*|unlawful\w*|violat\w*|collud\w*|secret\w*|broke)\b",
    re.IGNORECASE,
)
"""Of sending, watching, guilt: more than a permission on a list."""

DENIED_OR_SAID = re.compile(
    r"\b(not|no|nor|never|nobody|none|nothing|cannot|without|whether|says?|said|reported|argued|own account|its account"
    r"|ask(?:s|ed)?|requests?|answers?|disput\w+)\b",
    re.IGNORECASE,
)
OTHERS_OR_CODE = re.compile(r'"[^"]*"|`[^`]*`|\]\([^)]*\)|<[^>]*>|\*\*What they cannot show\.\*\*.*')
"""Quotations, code, addresses, and the paragraph that lists what is not shown."""


def too_strong(text: str) -> list[str]:
    """The sentences that say more than a permission."""
    sentences = re.split(r"(?<=[.?!;])\s+|\n", OTHERS_OR_CODE.sub("", text))
    return [one for one in sentences if STRONGER.search(one) and not DENIED_OR_SAID.search(one)]


@pytest.mark.parametrize("page", ["README.md", "CORRECTIONS.md", "CHANGELOG.md"])
def test_no_sentence_of_a_page_says_more_than_a_permission(page):
    assert too_strong(notebooks.MADE_BY_CODE.sub("", (files.ROOT / page).read_text())) == []


@pytest.mark.parametrize("book", notebooks.listing(), ids=lambda book: book.number)
def test_no_sentence_of_a_notebook_says_more_than_a_permission(book):
    assert [cell for cell in book.load().cells if cell.cell_type == "markdown" and too_strong(cell.source)] == []


@pytest.mark.parametrize(("table", "column"), [("findings", "says"), ("verdicts", "safe")])
def test_no_sentence_that_may_be_printed_says_more_than_a_permission(table, column):
    assert [said for said in schemas.read(table)[column] if too_strong(said)] == []


@pytest.mark.parametrize(
    ("text", "strong"),
    [
        ("On 6 February 2020 the sheriff sent its detections to 295 agencies.", True),
        ("The Merced police admitted the listing.", True),
        ('The city "sent nothing", and its police tracked drivers.', True),
        ("It does not show that a plate was sent.", False),
        ("By its own account the department sent data.", False),
        ('The headline is "ICE tracks drivers".', False),
    ],
)
def test_canary_a_stronger_word_is_seen_unless_it_is_denied_quoted_or_anothers(text, strong):
    assert bool(too_strong(text)) is strong
