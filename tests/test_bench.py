"""Facts about the bench: every section runs, here on a report of three agencies."""

import pytest

from helpers.records.reading import productions
from helpers.records.stand_ins import sharing_reports as stand_ins
from tests import bench, scanner

AGENCIES = ["Alton Police Department", "Elmville Police Department", "Union City Police Department"]
LINES = {"scans": 4, "native": 3, "big": 4, "workers": 3, "maps": 1, "network": 3}


@pytest.fixture(scope="module")
def load(tmp_path_factory):
    folder = tmp_path_factory.mktemp("bench")
    printed, layout = stand_ins.flow("Elmville Police Department", {"detections_shared": AGENCIES})
    stand_ins.typeset(stand_ins.sheets(printed, layout), folder / "report.pdf")
    scan = scanner.scan(folder / "report.pdf", folder / "scan.pdf", noise=0, skew=0)
    three, _ = bench._repeated(scan, 3, folder / "three.pdf")
    small = {"copies": (3, 3), "productions": (20, 40), "maps": ((3, 4, 1.0, 5.0),), "agencies": 3, "arrows": 4}
    rows = productions.extract(folder / "report.pdf", "report").rows.fillna("")
    return bench.Load([folder / "report.pdf"], [rows], three, scanned_pages=1, times=1, **small)


@pytest.mark.parametrize("section", bench.SECTIONS)
def test_a_section_of_the_bench_prints_its_figures(section, load, capsys):
    bench.SECTIONS[section](load)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == LINES[section] and all(line.startswith(("ok  ", "MISS")) for line in lines), lines


def test_the_bench_counts_what_bare_scipy_counts(load, capsys):
    bench.network(load)
    assert "ok    its degrees and reciprocity: the same sums" in capsys.readouterr().out
