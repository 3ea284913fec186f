"""Facts about lists of names: in pieces, of any size, they are matched as one table is, within little memory."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from helpers import csv_lines, files, schemas
from helpers.errors import TableError
from helpers.sharing import agencies, name_lists
from helpers.sharing.tables import SharingTables

EVIDENCE = agencies.evidence(SharingTables.read(), schemas.read("names"))
KINDS = [" Police Department", " County Sheriff", " PD (CA)", " District Attorney", " Fire", " Police {}"]


def listed(rows: int, seed: int) -> pd.DataFrame:
    """Names with and without a city and a state, in an order of chance: the same name beside one state, beside two, and
    alone; bare names beside several cities."""
    draw = np.random.default_rng(seed)
    towns = schemas.read("places").iloc[draw.integers(0, 300, rows)]
    kinds = [KINDS[kind].format(n) for n, kind in enumerate(draw.integers(0, len(KINDS), rows))]
    names = np.where(draw.random(rows) < 0.1, "Police Department", towns["name"].to_numpy() + np.array(kinds, object))
    states = np.where(draw.random(rows) < 0.3, towns["state"], np.where(draw.random(rows) < 0.1, "TX", ""))
    cities = np.where(draw.random(rows) < 0.5, towns["name"], "")
    return pd.DataFrame({"agency_printed": names, "city_printed": cities, "state_printed": states})


def in_pieces(table: pd.DataFrame, size: int):
    return lambda: (table.iloc[start : start + size] for start in range(0, max(1, len(table)), size))


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("size", [1, 7, 100])
def test_in_pieces_a_list_is_matched_as_in_one(seed, size):
    table = listed(400, seed)
    whole = agencies.named(table, EVIDENCE)
    joined = pd.concat(name_lists.matched(in_pieces(table, size), EVIDENCE, lambda pieces, _: pieces))
    assert joined.to_csv(index=False) == whole.to_csv(index=False)
    assert {"same_name", "unsure", "printed"} <= set(whole["basis"]) and whole["agency_id"].str.contains(
        "-police-department-"
    ).any()


def test_the_command_writes_pieces_as_it_wrote_the_whole_as_csv_and_as_xlsx(tmp_path, monkeypatch):
    from helpers import cli

    monkeypatch.setattr(csv_lines, "PIECE", 30)
    table = listed(100, 5)
    table.loc[70, "agency_printed"] = "=HYPERLINK() Police Department"
    table.to_csv(tmp_path / "list.csv", index=False)
    whole = agencies.named(table, EVIDENCE)
    files.write_table(whole, tmp_path / "whole.csv")
    for name in ("out.csv", "out.xlsx"):
        assert cli.main(["names", "match", str(tmp_path / "list.csv"), "-o", str(tmp_path / name)]) == 0
    assert (tmp_path / "out.csv").read_bytes() == (tmp_path / "whole.csv").read_bytes()
    sheet = pd.read_excel(tmp_path / "out.xlsx", keep_default_na=False, na_values={"lat": [""], "lon": [""]})
    assert sheet["agency_id"].tolist() == whole["agency_id"].tolist() and len(sheet) == 100
    assert sheet["agency_printed"][70] == "=HYPERLINK() Police Department"


def test_an_empty_name_far_down_is_told_with_its_line_and_nothing_is_written(tmp_path, monkeypatch, capsys):
    from helpers import cli

    monkeypatch.setattr(csv_lines, "PIECE", 30)
    names = ["Napa Police Department"] * 90
    names[80] = '" "'
    (tmp_path / "list.csv").write_text("agency_printed,city_printed\n" + "".join(f"{name},\n" for name in names))
    assert cli.main(["names", "match", str(tmp_path / "list.csv")]) == 1
    assert "list.csv: a line of the list has no name; expected agency_printed; found line 82" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["list.csv"]


def test_a_table_with_more_rows_than_a_sheet_is_refused_as_xlsx(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "MOST_ROWS", 100)
    with pytest.raises(TableError, match="more rows than an XLSX sheet; expected at most 99"):
        files.write_table(pd.DataFrame({"a": range(100)}), tmp_path / "a.xlsx")
    assert files.write_table(pd.DataFrame({"a": range(99)}), tmp_path / "a.xlsx") == []


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak of a process is read from /proc")
def test_two_hundred_thousand_distinct_names_take_little_more_memory_than_two(tmp_path):
    pd.DataFrame({"agency_printed": [f"Elm {n} Corp" for n in range(200_000)]}).to_csv(
        tmp_path / "many.csv", index=False
    )
    code = (
        "import sys; from helpers import cli\n"
        "cli.main(['names', 'match', sys.argv[1]])\n"
        # ru_maxrss would be that of the process that started this one, where it had more
        "print(*(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')))"
    )
    command = [sys.executable, "-c", code, tmp_path / "many.csv"]
    done = subprocess.run(command, cwd=files.ROOT, capture_output=True, text=True, check=True)
    assert int(done.stdout.splitlines()[-1]) < 250_000 and "unsure" in done.stdout
