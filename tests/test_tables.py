"""Facts about the tables and the manifest (layer 2)."""

import json
import subprocess
from collections import Counter

import pandas as pd
import pytest

from helpers import files, schemas
from helpers.collection import measurements, releases
from helpers.errors import TableError
from helpers.records import documents
from helpers.records.reading import readings

PRESENT = [name for name in schemas.names() if schemas.path(name).exists()]


@pytest.mark.parametrize("table", schemas.names())
def test_every_table_of_the_descriptor_exists_and_keeps_its_contract(table):
    schemas.check(schemas.path(table), table)
    assert list(files.read_csv(schemas.path(table)).columns) == schemas.columns(table)


@pytest.mark.parametrize("table", PRESENT)
def test_every_column_says_what_it_means(table):
    assert all(len(field["description"]) > 3 for field in schemas.contract(table)["schema"]["fields"])


def test_every_csv_file_under_data_is_described():
    described = {f"data/{schemas.contract(name)['path']}" for name in schemas.names()}
    assert {path for path in tracked("data") if path.endswith(".csv")} <= described


def tracked(*folders: str) -> list[str]:
    command = ["git", "ls-files", *folders]
    listed = subprocess.run(command, cwd=files.ROOT, capture_output=True, text=True, check=True)
    return listed.stdout.splitlines()


def test_the_descriptor_is_plain_json_with_a_license():
    assert json.loads(schemas.DESCRIPTOR.read_text())["licenses"][0]["name"] == "CC-BY-4.0"


@pytest.mark.parametrize("change", [{"section": "detections"}, {"page": 0}, {"agency_printed": ""}, {"row_id": "x"}])
def test_a_table_that_breaks_its_contract_is_not_written(tmp_path, change):
    rows = schemas.read("rows").head(3)
    before = schemas.write(rows, "rows", tmp_path)
    for column, value in change.items():
        rows[column] = value
    with pytest.raises(TableError, match="breaks its contract"):
        schemas.write(rows, "rows", tmp_path)
    assert len(schemas.read("rows", tmp_path)) == len(before) and len(list(tmp_path.iterdir())) == 1


def test_a_table_reads_back_as_it_was_written(tmp_path):
    rows = schemas.read("rows")
    pd.testing.assert_frame_equal(schemas.write(rows, "rows", tmp_path), rows)
    assert (tmp_path / "rows.csv").read_bytes() == schemas.path("rows").read_bytes()


def test_formulas_are_guarded_and_numbers_are_not():
    risky = pd.DataFrame({"name": ["=HYPERLINK()", "Elm", "@x", "-5"], "lon": [-117.8, -1.0, 2.0, 3.0]})
    table, count = files.guarded(risky)
    assert (count, list(table["name"])) == (3, ["'=HYPERLINK()", "Elm", "'@x", "'-5"]) and table["lon"].iloc[
        0
    ] == -117.8


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("old")
    with pytest.raises(RuntimeError), files.beside(path) as draft:
        draft.write_text("half")
        raise RuntimeError
    assert path.read_text() == "old" and list(tmp_path.iterdir()) == [path]


def test_what_people_wrote_or_measured_has_the_recorded_checksums():
    assert releases.checksum_problems() == [], "if you intended the change: plates seal"


def test_every_file_that_people_write_has_a_checksum():
    command = ["git", "ls-files", "*.md", "*.cff", "*.ipynb", "data", "notebooks/lessons"]
    listed = subprocess.run(command, cwd=files.ROOT, capture_output=True, text=True, check=True).stdout.split()
    recorded = {line.split("  ", 1)[1] for line in (files.ROOT / releases.CHECKSUMS).read_text().splitlines()}
    left_out = [name for name in listed if name not in recorded and not name.startswith("data/derived/")]
    assert left_out == [releases.CHECKSUMS]  # what is derived is compared with a run; a checksum with its file


def test_a_file_that_is_new_or_gone_does_not_fit_the_checksums(tmp_path):
    for name in ("hand/names.csv", "hand/laws.csv", "derived/rows.csv"):
        files.write_text(tmp_path / "data" / name, "a\n1\n")
    assert releases.record_checksums(tmp_path).read_text().count("\n") == 2
    assert releases.checksum_problems(tmp_path) == []
    files.write_text(tmp_path / "data" / "hand" / "new.csv", "a\n1\n")
    (tmp_path / "data" / "hand" / "laws.csv").unlink()
    assert releases.checksum_problems(tmp_path) == ["data/hand/new.csv has no checksum", "data/hand/laws.csv is gone"]


def test_every_document_that_was_seen_has_size_and_hash_and_the_others_a_warning():
    manifest = schemas.read("manifest")
    unseen = manifest["text_layer"] == "not seen"
    assert (manifest.loc[~unseen, "sha256"] != "").all() and manifest.loc[~unseen, "bytes"].notna().all()
    assert unseen.sum() == 2 and manifest.loc[unseen, "warning"].str.contains("Nobody here has seen").all()


def test_no_tracked_file_is_an_original():
    originals = set(schemas.read("manifest")["sha256"]) - {""}
    present = [files.ROOT / path for path in tracked() if (files.ROOT / path).is_file()]
    assert not [path for path in present if files.sha256(path) in originals]


def test_the_transcription_has_every_row_of_three_reports():
    printed = schemas.read("transcription")
    want = {"irvine-2020-03-02-sharing": 740, "ocsd-2020-02-06-sharing": 635, "ocsd-2025-03-11-sharing": 306}
    assert printed.groupby("doc_id").size().to_dict() == want
    for _, page in printed.groupby(["doc_id", "page"]):
        assert list(page["row_on_page"]) == list(range(1, len(page) + 1))


def test_the_double_entry_agrees_with_the_transcription_in_every_row():
    first, second = schemas.read("transcription"), schemas.read("second_keying")
    both = second.merge(first, on=["doc_id", "page", "row_on_page"], how="left", suffixes=("_second", ""))
    assert len(both) == 389
    for column in ("column", "agency_printed", "city_printed", "state_printed", "hot_list_printed"):
        assert (both[f"{column}_second"] == both[column]).all(), column
    headed = both[both["section_second"] != ""]
    assert (headed["section_second"] == headed["section"]).all()


def test_every_wrap_is_a_cell_of_the_transcription_with_its_break():
    printed = schemas.read("transcription").set_index(["doc_id", "page", "row_on_page"])
    for wrap in schemas.read("wraps").itertuples():
        cell = printed.loc[(wrap.doc_id, wrap.page, wrap.row_on_page), f"{wrap.field}_printed"]
        assert cell == wrap.lines.replace(" / ", " ")


def test_every_decision_is_used_and_none_decides_twice():
    decisions, rows = schemas.read("readings"), schemas.read("rows")
    assert max(Counter(zip(decisions["row_id"], decisions["field"], strict=True)).values()) == 1
    by_row = rows.set_index("row_id")
    for decision in decisions.itertuples():
        row = by_row.loc[decision.row_id]
        assert row[f"{decision.field}_printed"] == decision.chosen
        assert row[f"{decision.field}_read"] != decision.chosen or row["second_reading"]


def test_every_difference_between_two_readings_is_decided():
    rows, decisions = schemas.read("rows"), schemas.read("readings")
    differing = rows.loc[rows["second_reading"].fillna("") != "", "row_id"]
    assert len(differing) == 25 and set(differing) == set(decisions["row_id"])


def test_the_reason_of_a_decision_quotes_what_was_chosen_and_what_was_read():
    rows = schemas.read("rows").set_index("row_id")
    for decision in schemas.read("readings").itertuples():
        read = rows.loc[decision.row_id, f"{decision.field}_read"]
        assert f'"{decision.chosen}"' in decision.reason and f'"{read}"' in decision.reason, decision.row_id


@pytest.mark.parametrize(("row_id", "says"), [("x", "names an entry that does not exist"), ("", "changes nothing")])
def test_a_decision_for_an_entry_that_is_not_there_or_that_changes_nothing_is_an_error(row_id, says):
    rows = schemas.read("rows")
    first = rows.iloc[0]
    line = {
        "row_id": row_id or first["row_id"],
        "field": "agency",
        "chosen": first["agency_read"],
        "reason": "x",
        "by": "x",
    }
    with pytest.raises(TableError, match=says):
        readings.decide(rows, pd.DataFrame([line]))


def test_a_decision_says_by_a_role_how_it_was_made():
    assert set(schemas.read("readings")["by"]) == {"keyed from the page image"}


@pytest.mark.parametrize("record", ["accuracy", "misreadings", "ocr_readings", "coverage", "layout", "anchors"])
def test_every_record_was_made_by_the_present_code_on_the_manifests_originals(record):
    assert measurements.holds(record) == ""


def test_measured_on_the_originals_every_row_of_the_native_reports_is_exact():
    accuracy = schemas.read("accuracy").query("reader == 'text'").set_index("doc_id")
    for doc_id, rows in (("ocsd-2020-02-06-sharing", 635), ("ocsd-2025-03-11-sharing", 306)):
        line = accuracy.loc[doc_id]
        assert line["rows_printed"] == line["rows_read"] == line["rows_in_place"] == line["rows_exact"] == rows


def test_measured_on_the_original_the_scans_layer_has_720_of_740_names_and_decisions_give_all():
    scan = schemas.read("accuracy").query("doc_id == 'irvine-2020-03-02-sharing'").set_index("reader")
    assert scan.loc["text", ["rows_in_place", "agencies_exact", "strings_exact"]].tolist() == [740, 720, 804]
    assert scan.loc["decided", ["rows_exact", "strings_exact", "character_errors"]].tolist() == [740, 828, 0]


def test_measured_on_the_original_ocr_alone_has_all_rows_and_at_least_998_strings_of_a_thousand():
    line = schemas.read("accuracy").set_index(["doc_id", "reader"]).loc[("irvine-2020-03-02-sharing", "rapidocr")]
    assert line["rows_in_place"] == line["rows_printed"] == 740
    assert line["strings_exact"] / line["strings_printed"] >= 0.998


def test_measured_on_the_original_at_most_one_error_is_flagged_by_neither_reading():
    assert (~schemas.read("misreadings")["flagged"]).sum() <= 1


def test_measured_on_the_originals_every_page_is_accounted_for_and_none_is_unreadable():
    coverage, pages = schemas.read("coverage"), documents.manifest().set_index("doc_id")["pages"]
    for doc_id, part in coverage.groupby("doc_id"):
        last = part["page"].max() if pd.isna(pages[doc_id]) else pages[doc_id]  # the manifest does not count all
        assert part["page"].tolist() == list(range(1, int(last) + 1))
    assert set(coverage["use"]) == {"used", "not relevant"}
