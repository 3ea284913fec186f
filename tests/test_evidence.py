"""Facts about pictures of lines: a stand-in's says so inside the picture, an original's is plain."""

import io
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from helpers import schemas
from helpers.records import documents, evidence
from helpers.records.evidence import Box
from helpers.records.typesetting import String
from tests.conftest import original_or_skip

ROWS = schemas.read("rows")


def box_of(row) -> Box:
    return Box(*(float(row[edge]) for edge in ("x0", "top", "x1", "bottom")))


def blue(png: bytes) -> int:
    """Pixels of the stand-ins' blue, or nearly."""
    picture = np.asarray(Image.open(io.BytesIO(png)).convert("RGB")).astype(int)
    return int((np.abs(picture - np.array(evidence.BLUE)).sum(axis=2) < 40).sum())


@pytest.mark.parametrize("row", [ROWS.iloc[n] for n in range(0, len(ROWS), 40)], ids=lambda r: r["row_id"])
def test_the_picture_of_a_line_from_a_stand_in_is_hatched_blue_and_under_3_kb(row):
    picture = evidence.line(documents.stand_in(row["doc_id"]), int(row["page"]), box_of(row), stand_in=True)
    assert blue(picture) > 300 and len(picture) < 3000


def test_the_picture_of_a_line_from_an_original_has_a_plain_edge():
    row = ROWS[ROWS["doc_id"] == "ocsd-2020-02-06-sharing"].iloc[0]
    picture = evidence.line(original_or_skip(row["doc_id"]), int(row["page"]), box_of(row), stand_in=False)
    assert blue(picture) == 0


def test_a_page_as_read_has_a_box_round_every_line_and_stays_under_80_kb():
    picture = evidence.page_as_read(documents.stand_in("ocsd-2020-02-06-sharing"), 6, stand_in=True)
    assert len(picture) < 80_000 and blue(picture) > 1000


def test_a_page_with_a_stamp_in_its_margin_is_drawn_too(typeset):
    def stamp(sheet):
        return replace(sheet, strings=[*sheet.strings, String("2018-ICLI-00035 1822", 450.0, 834.0, 6.0)])

    plain = evidence.page_as_read(typeset({"detections_shared": ["Alton Police Department"]}), 1, stand_in=False)
    stamped = evidence.page_as_read(typeset({"detections_shared": ["Alton Police Department"]}, change=stamp), 1, stand_in=False)
    assert stamped != plain


def test_a_citation_names_document_page_section_entry_and_hash():
    row = evidence.found("ocsd-2020-02-06-sharing-p11-r034", ROWS)
    text = evidence.citation(row, documents.entry(row["doc_id"]), stand_in=True)
    for part in (
        "6 February 2020",
        "page 11 of 14",
        "detections received",
        "entry 34",
        "24b8727c8395",
        "stand-in, not the record",
    ):
        assert part in text
