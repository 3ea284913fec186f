"""Facts about volume reports: figures that add up, time frames, and a name that reaches no output."""

import datetime
from dataclasses import replace

import pandas as pd
import pytest

from helpers import schemas
from helpers.errors import ReadingError, TableError
from helpers.records import documents
from helpers.records.reading import pages, volume_reports
from helpers.records.stand_ins import typesetting
from helpers.records.stand_ins import volume_reports as volume_stand_ins
from helpers.records.stand_ins.typesetting import String
from tests.conftest import original_or_skip
from tests.test_sharing_reports import losing, respelled

DOC_IDS = list(schemas.read("transcribed_volume_heads")["doc_id"])
SOMEBODY = "Zyxwvut"
"""Stands where a person's name stands in a record."""


@pytest.fixture
def volume(tmp_path):
    """A Hit Ratio Report of one page with a name in its place; `change` rewrites its sheets."""

    def made(change=lambda sheets: sheets, lines=(("Detections", "4,000"), ("Hits", "21")), **head):
        printed = {
            **{"title_printed": "Hit Ratio", "subtitle_printed": "Dashboard Hit Ratio Report"},
            **{"count_printed": "Hit Ratio Count: 2", "time_frame_printed": "From 01-01-18 To 12-01-18"},
            **{"total_printed": "4,021", "created_printed": "02-06-20", "product_printed": "LEARN", "pages": 1},
            **head,
        }
        rows = pd.DataFrame(
            [{"page": 1, "number": n, "contributor": c, "records_printed": r} for n, (c, r) in enumerate(lines, 1)]
        )
        sheets = [
            respelled("(name left out)", SOMEBODY)(sheet) for sheet in volume_stand_ins.sheets(pd.Series(printed), rows)
        ]
        typesetting.typeset(change(sheets), tmp_path / "volume.pdf")
        return tmp_path / "volume.pdf"

    return made


def same(sheets):
    return sheets


def without(text):
    return lambda sheets: [losing(text)(sheet) for sheet in sheets]


def instead(text, other):
    return lambda sheets: [respelled(text, other)(sheet) for sheet in sheets]


def test_lines_total_time_and_product_are_read(volume):
    report = volume_reports.read(volume())
    assert [(f.number, f.contributor, f.records) for f in report.figures] == [(1, "Detections", 4000), (2, "Hits", 21)]
    assert (report.kind, report.counted, report.total, report.product) == ("hits", "record type", 4021, "LEARN")
    assert (report.start, report.end) == (datetime.date(2018, 1, 1), datetime.date(2018, 12, 1))
    assert report.basis == "printed"


def test_numbers_without_commas_are_read(volume):
    assert volume_reports.read(volume(lines=(("Detections", "4000"), ("Hits", "21")))).figures[0].records == 4000


@pytest.mark.parametrize(
    ("frame", "start", "end"),
    [
        ("Last Year", datetime.date(2021, 1, 1), datetime.date(2021, 12, 31)),
        ("This Year", datetime.date(2022, 1, 1), datetime.date(2022, 11, 18)),
    ],
)
def test_a_year_without_its_number_follows_from_the_day_of_creation_and_says_so(volume, frame, start, end):
    report = volume_reports.read(volume(time_frame_printed=frame, created_printed="11-18-22"))
    assert (report.start, report.end, report.basis) == (start, end, "from the day of creation")


def test_hours_in_a_time_frame_are_midnights(volume):
    frame = "From 1-01-19 12 AM To 03-11-25 12 AM"
    report = volume_reports.read(volume(time_frame_printed=frame, created_printed="03-10-25"))
    assert (report.start, report.end) == (datetime.date(2019, 1, 1), datetime.date(2025, 3, 11))
    assert report.odd == ["the time frame ends on 2025-03-11, after the day of creation, 2025-03-10"]


@pytest.mark.parametrize(
    ("change", "head", "error"),
    [
        (same, {"total_printed": "4,022"}, "the figures do not add up; expected 4,022, the printed total; found 4,021"),
        (without("Hits"), {}, "words belong to no figure"),
        (without("2"), {}, "words belong to no figure"),
        (same, {"count_printed": "Hit Ratio Count: 3"}, "lines are missing, repeated or out of order; expected 1 to 3"),
        (same, {"count_printed": "Agency Count: 2"}, "there is no count beside who ran the report"),
        (same, {"time_frame_printed": "Some Day"}, "unknown time frame"),
        (same, {"time_frame_printed": "From 13-41-18 To 12-01-18"}, "a date is not valid"),
        (without("Time Frame"), {}, "words belong to no figure"),
        (without("Total"), {}, "words belong to no figure"),
        (without("Report By"), {}, "words belong to no figure"),
        (without("Date Created"), {}, "the page has no footer"),
        (without("Dashboard"), {}, "this is not a page of a volume report"),
        (same, {"pages": 2}, None),
        (lambda s: s[:1], {"pages": 2}, "the report's last pages are missing; expected 2 pages; found 1"),
        (lambda s: s[1:], {"pages": 2}, "missing or out of order; expected page 1; found page 2 of 2"),
        (instead("Hits", "Misses"), {}, "the lines are not those of a Hit Ratio Report"),
    ],
)
def test_a_broken_report_is_an_error_that_names_nobody(volume, change, head, error):
    if error is None:
        assert len(volume_reports.read(volume(change, **head)).figures) == 2
        return
    with pytest.raises(ReadingError) as caught:
        volume_reports.read(volume(change, **head))
    assert error in str(caught.value) and SOMEBODY not in str(caught.value)


def test_a_name_on_a_line_of_its_own_is_told_by_its_place_alone(volume):
    def alone(sheets):
        return [replace(s, strings=[*s.strings, String(SOMEBODY, 90.0, 300.0, 11.0)]) for s in sheets]

    with pytest.raises(ReadingError) as caught:
        volume_reports.read(volume(alone))
    message = str(caught.value)
    assert f"found {len(SOMEBODY)} characters, 300 points from the top" in message and SOMEBODY not in message


def test_a_label_in_which_a_name_may_stand_is_shown_without_it():
    figures = [volume_reports.Figure(2, number, f"Car {number}", 0) for number in (16, 17)]
    report = volume_reports.VolumeReport("detections", "system", figures=figures)
    shown = volume_reports.figures(report, "ocsd-2019-2025-detections")["contributor"]
    assert shown.tolist() == ["Car 16", "OCATT (a word left out)"]


def test_a_word_left_out_on_a_line_that_is_not_there_is_an_error():
    with pytest.raises(TableError, match="a decision to leave out words matches no line"):
        volume_reports.figures(volume_reports.VolumeReport("detections", "system"), "ocsd-2019-2025-detections")


def test_the_name_is_nowhere_in_what_is_read(volume):
    report = volume_reports.read(volume())
    tables = (volume_reports.figures(report, "x"), volume_reports.totals({"x": report}))
    assert SOMEBODY not in repr(report) + "".join(table.to_csv() for table in tables)


def test_no_name_is_in_a_stand_in():
    for doc_id in DOC_IDS:
        lines = [line for page in pages.read(documents.stand_in(doc_id)) for line in pages.lines(page.words())]
        (text,) = [text for text in map(pages.text, lines) if "Report By" in text]
        assert text.startswith("Report By: (name left out) ")


@pytest.mark.parametrize("doc_id", DOC_IDS)
def test_an_original_reads_as_its_stand_in_and_as_transcribed(doc_id):
    original, stand_in = map(volume_reports.read, (original_or_skip(doc_id), documents.stand_in(doc_id)))
    assert replace(original, figures=[]) == replace(stand_in, figures=[])
    figures = volume_reports.figures(original, doc_id)
    pd.testing.assert_frame_equal(figures, volume_reports.figures(stand_in, doc_id))
    transcribed = schemas.read("transcribed_volumes").query("doc_id == @doc_id").reset_index(drop=True)
    assert figures["records"].tolist() == [int(printed.replace(",", "")) for printed in transcribed["records_printed"]]
    assert figures["contributor"].tolist() == transcribed["contributor"].tolist()


def test_typeset_again_a_stand_in_is_the_committed_file(tmp_path):
    for doc_id in DOC_IDS:
        volume_stand_ins.build(doc_id, tmp_path / "again.pdf")
        assert (tmp_path / "again.pdf").read_bytes() == documents.stand_in(doc_id).read_bytes()
