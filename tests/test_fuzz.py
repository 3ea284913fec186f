"""Facts about files damaged at random: right rows, an error of ours, or a warning; see tests/fuzz.py (make fuzz:
2,000)."""

import os
import threading
import time

import pytest

from tests import fuzz


@pytest.fixture
def reports(tmp_path):
    return fuzz.small_reports(tmp_path)


def test_of_a_hundred_damaged_files_none_gives_a_traceback_hangs_or_gives_other_rows(reports):
    trials = list(fuzz.outcomes(reports, 100))
    assert [trial for trial in trials if trial.outcome in fuzz.BAD] == []
    assert [trial.seed for trial in trials] == list(range(100))
    assert sum(trial.outcome == fuzz.REFUSED for trial in trials) > 25  # the mutations do break files


def test_a_seed_breaks_a_file_the_same_way_each_time(reports):
    whole = reports[0].read_bytes()
    broken = [fuzz.mutated(whole, seed) for seed in range(50)]
    assert broken == [fuzz.mutated(whole, seed) for seed in range(50)]
    assert len(set(broken)) > 40 and whole not in broken  # one object of 14 is sometimes left out twice


def test_the_judge_sees_the_right_rows(reports):
    for path in reports:
        assert fuzz.watched(path.read_bytes(), fuzz.expected(path))[0] == fuzz.RIGHT


def test_the_judge_sees_other_rows(reports):
    grid, table = reports
    assert fuzz.watched(table.read_bytes(), fuzz.expected(grid))[0] == fuzz.WRONG


def test_the_judge_sees_a_traceback(reports, monkeypatch):
    monkeypatch.setattr(fuzz.registry, "read", lambda *_, **__: 1 / 0)
    assert fuzz.judged(reports[0].read_bytes(), "") == (fuzz.TRACEBACK, "ZeroDivisionError: division by zero")


def _hang(*_):
    threading.Event().wait(60)


def _die(*_):
    os.abort()


def test_a_file_that_takes_too_long_is_a_hang_and_its_process_is_killed():
    start = time.monotonic()
    assert fuzz.watched(b"", "", seconds=2, judge=_hang) == (fuzz.HANG, "more than 2 seconds")
    assert time.monotonic() - start < 10


def test_a_file_that_brings_its_process_down_is_told_like_a_traceback():
    assert fuzz.watched(b"", "", judge=_die) == (fuzz.TRACEBACK, "the process died with exit code -6")


def test_the_file_of_a_bad_outcome_is_kept(reports, tmp_path):
    trial = fuzz.Trial(7, reports[0], fuzz.WRONG, "")
    where = fuzz.kept(trial, tmp_path / "kept")
    assert where.name == "wrong-or-short-table-grid-7.pdf"
    assert where.read_bytes() == fuzz.mutated(reports[0].read_bytes(), 7)


def test_damaged_workbooks_tables_and_portals_give_no_traceback_no_hang_and_no_name_of_their_own(tmp_path):
    trials = list(fuzz.outcomes(fuzz.small_tables(tmp_path), 60))
    assert [trial for trial in trials if trial.outcome in fuzz.BAD] == []
    assert {fuzz.RIGHT, fuzz.REFUSED} <= {trial.outcome for trial in trials}
