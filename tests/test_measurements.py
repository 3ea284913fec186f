"""Facts about measurements, and about the comparison of a run on stand-ins with one on originals."""

import ast
import itertools
import shutil
import sys

import pytest

from helpers import schemas
from helpers.collection import measurements, notebooks
from helpers.errors import TableError
from helpers.records import documents
from helpers.records.reading import caches


class Elsewhere(notebooks.Source):
    """A run whose tables are in a folder of the test, and whose documents are the stand-ins."""

    derived = build = None

    def document(self, doc_id):
        return documents.stand_in(doc_id)


@pytest.fixture
def two_runs(tmp_path):
    """Two runs with the same rows; `change` rewrites the second's."""

    class One(Elsewhere):
        derived, build = tmp_path / "one", tmp_path / "build"

    class Other(Elsewhere):
        derived, build = tmp_path / "other", tmp_path / "build"

    rows = schemas.read("rows").head(60)
    schemas.write(rows, "rows", One.derived)
    for table, run in itertools.product(("volumes", "volume_totals"), (One, Other)):
        schemas.write(schemas.read(table), table, run.derived)

    def runs(change):
        schemas.write(change(rows.copy()), "rows", Other.derived)
        return One("stand-ins"), Other("originals")

    return runs


def test_equal_rows_are_counted(two_runs):
    lines = []
    measurements.compare(*two_runs(lambda rows: rows), say=lines.append)
    assert lines == ["60 of 60 rows are equal in stand-ins and originals, as read and as decided"]


def test_a_name_that_differs_is_an_error_and_both_pictures_are_named(two_runs, tmp_path):
    lines = []
    runs = two_runs(lambda rows: rows.assign(agency_printed=rows["agency_printed"].where(rows.index != 7, "Alton")))
    with pytest.raises(TableError, match="expected 0; found 1"):
        measurements.compare(*runs, say=lines.append)
    assert "original 'Alton'" in lines[0] and lines[0].count(".png") == 2
    assert len(list((tmp_path / "build" / "differences").iterdir())) == 2


def test_a_volume_that_differs_is_an_error(two_runs):
    ours, theirs = two_runs(lambda rows: rows)
    schemas.write(schemas.read("volumes").assign(records=7), "volumes", theirs.derived)
    with pytest.raises(TableError, match="table volumes differs between stand-ins and originals"):
        measurements.compare(ours, theirs, say=lambda line: None)


def test_a_row_that_is_missing_is_an_error(two_runs):
    with pytest.raises(TableError, match="found 1"):
        measurements.compare(*two_runs(lambda rows: rows.drop(index=3)), say=lambda line: None)


def test_accuracy_counts_a_wrong_cell_and_a_missing_row():
    transcribed = measurements.transcription(["ocsd-2025-03-11-sharing"])
    rows = schemas.read("rows").query("doc_id == 'ocsd-2025-03-11-sharing'").reset_index(drop=True)
    rows.loc[5, "agency_printed"] = "Alton"
    line = measurements.accuracy(rows.drop(index=9), transcribed, "text").iloc[0]
    counts = line[["rows_printed", "rows_read", "rows_in_place", "rows_exact", "strings_printed", "strings_exact"]]
    assert counts.tolist() == [306, 305, 305, 304, 601, 599]
    assert (line["precision"], line["recall"]) == (round(304 / 305, 4), round(304 / 306, 4))
    assert line["recall_low"] < line["recall"] < line["recall_high"] < 1


def test_a_record_made_by_other_code_does_not_hold(monkeypatch):
    monkeypatch.setattr(measurements, "code_version", lambda: "0" * 64)
    assert "another version" in measurements.holds("accuracy")


def test_a_record_made_on_another_file_does_not_hold(monkeypatch):
    monkeypatch.setattr(measurements, "code_version", lambda: schemas.read("measurements")["code"].iloc[0])
    monkeypatch.setattr(documents, "entry", lambda doc_id: {"sha256": "0" * 64})
    assert "measured on another file of irvine-2020-03-02-sharing" in measurements.holds("accuracy")


def test_reading_imports_what_the_code_version_counts_and_four_that_decide_nothing():
    names = {"cv2": "opencv-python-headless", "pdfminer": "pdfminer.six"}  # distributions that are named otherwise
    trees = [ast.parse(module.read_text()) for module in caches.READING.rglob("*.py")]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    imported = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module for node in nodes if isinstance(node, ast.ImportFrom)}
    packages = {name.partition(".")[0] for name in imported} - set(sys.stdlib_module_names) - {"helpers"}
    distributions = {names.get(package, package) for package in packages}
    # RapidOCR runs its models with onnxruntime; we never import it ourselves
    assert distributions | {"onnxruntime"} == {*caches.LIBRARIES, "tqdm", "pandas", "distributed", "pytesseract"}


MODULES = {"reading/ocr.py": True, "reading/forms/a/b.py": True, "evidence/pictures.py": False, "stand_ins/a.py": False}


@pytest.mark.parametrize(("module", "changes"), MODULES.items())
def test_only_a_comment_in_reading_at_any_depth_changes_the_code_version(tmp_path, module, changes):
    shutil.copytree(caches.READING.parent, tmp_path / "records")
    path, folder = tmp_path / "records" / module, tmp_path / "records" / "reading"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    versions = []
    for comment in ("", "# a comment\n"):
        path.write_text(path.read_text() + comment)
        versions.append(caches.code_version.__wrapped__(folder))
    assert (versions[0] != versions[1]) == changes


def test_the_code_version_is_that_of_the_reading_folder_wherever_it_lies_and_is_computed_once(tmp_path):
    shutil.copytree(caches.READING, tmp_path / "reading")
    assert caches.code_version(tmp_path / "reading") == caches.code_version() is caches.code_version()
