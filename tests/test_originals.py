"""Layer 4: the same on the records themselves, where they are at hand."""

import pandas as pd
import pytest

from helpers import files, schemas
from helpers.collection import measurements
from helpers.records.reading import readings, reports, sharing_reports
from helpers.sharing import ids, names
from tests.conftest import REPORTS, original_or_skip

COMPARED = ["agency_read", "agency_printed", "city_printed", "state_printed", "hot_list_read", "hot_list_printed"]
COMPARED += ["column", "printed_page"]


@pytest.fixture(scope="module")
def rows_of():
    """Rows read from an original and decided, read once."""
    read: dict[str, pd.DataFrame] = {}

    def rows(doc_id: str) -> pd.DataFrame:
        if doc_id not in read:
            (report,) = sharing_reports.read(original_or_skip(doc_id))
            table = reports.table(report, doc_id)
            recorded = schemas.read("ocr_readings").query("doc_id == @doc_id")
            table, _ = readings.compare(table, measurements.as_rows(recorded))
            read[doc_id] = readings.decide(table, readings.of_documents(schemas.read("readings"), [doc_id]))
        return read[doc_id]

    return rows


@pytest.mark.parametrize("doc_id", REPORTS)
def test_every_row_is_the_stand_ins_as_read_and_as_decided(rows_of, doc_id):
    original = rows_of(doc_id).set_index("row_id")
    stand_in = schemas.read("rows").query("doc_id == @doc_id").set_index("row_id")
    assert len(original) == len(stand_in)
    pd.testing.assert_frame_equal(original.loc[stand_in.index, COMPARED].astype(str), stand_in[COMPARED].astype(str))


@pytest.mark.parametrize("doc_id", REPORTS)
def test_every_row_is_as_transcribed_and_none_is_extra(rows_of, doc_id):
    both = measurements.beside_each_other(rows_of(doc_id), measurements.transcription([doc_id]))
    assert (both["_merge"] == "both").all()
    for cell in measurements.CELLS:
        assert (both[f"{cell}_printed"] == both[f"{cell}_printed_transcribed"]).all(), cell


@pytest.mark.parametrize("doc_id", ["ocsd-2020-02-06-sharing", "ocsd-2025-03-11-sharing"])
def test_boxes_lie_where_the_stand_in_has_them_within_half_a_point(rows_of, doc_id):
    edges = ["x0", "top", "x1", "bottom"]
    original = rows_of(doc_id).set_index("row_id")[edges].astype(float)
    stand_in = schemas.read("rows").query("doc_id == @doc_id").set_index("row_id")[edges].astype(float)
    assert (original - stand_in).abs().max().max() < 0.5


def test_measured_anew_the_records_say_the_same():
    for doc_id in REPORTS:
        original_or_skip(doc_id)
    for name, frame in measurements.measured(list(REPORTS), say=lambda line: None).items():
        key = schemas.contract(name)["schema"]["primaryKey"]
        kept = schemas.read(name)
        anew = frame[schemas.columns(name)].sort_values(key, ignore_index=True)
        pd.testing.assert_frame_equal(anew.astype(kept.dtypes), kept)


def test_every_decision_that_rests_on_effs_table_finds_one_agency_of_that_name_there():
    table = files.read_csv(original_or_skip("eff-muckrock-2016-2017"))
    states = {(names.parse(agency.strip()).place, names.parse(agency.strip()).kind): [] for agency in table["Agency"]}
    for agency, state in zip(table["Agency"].str.strip(), table["State"], strict=True):
        states[names.parse(agency).place, names.parse(agency).kind].append(state)
    resting = schemas.read("names").query("agency_id != 'unsure' and source.str.contains('eff-muckrock')")
    assert len(resting) > 30
    for line in resting.itertuples():
        parsed = names.parse(line.printed)
        assert states.get((parsed.place, parsed.kind)) == [ids.state_of(line.agency_id)], line.printed
