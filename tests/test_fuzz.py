"""Facts about files damaged at random: right rows, an error of ours, or a warning; see tests/fuzz.py (make fuzz: 2,000)."""

from collections import Counter

from tests import fuzz


def test_of_200_damaged_files_none_gives_a_traceback_hangs_or_gives_other_rows(tmp_path):
    found = list(fuzz.outcomes(fuzz.small_reports(tmp_path), 200))
    bad = [line for line in found if line[2] in (fuzz.TRACEBACK, fuzz.HANG, fuzz.WRONG)]
    assert len(found) == 200 and not bad
    assert Counter(line[2] for line in found)[fuzz.REFUSED] > 50  # the mutations do break files


def test_the_judge_sees_other_rows(tmp_path, monkeypatch):
    grid, table = fuzz.small_reports(tmp_path)
    monkeypatch.setattr(fuzz, "mutated", lambda content, seed: table.read_bytes())
    assert fuzz.judged(grid, 1)[2] == fuzz.WRONG


def test_the_judge_sees_a_traceback(tmp_path, monkeypatch):
    grid, _ = fuzz.small_reports(tmp_path)
    monkeypatch.setattr(fuzz.productions, "extract", lambda *_, **__: 1 / 0)
    assert fuzz.judged(grid, 1)[2:] == (fuzz.TRACEBACK, "ZeroDivisionError: division by zero")
