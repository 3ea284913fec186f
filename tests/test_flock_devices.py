"""Facts about lists of devices: each record a row, also over two pages and on a scan; what cannot be read is said."""

import os
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from helpers import cli
from helpers.errors import NoSharingReport
from helpers.records.reading.caches import Cache
from helpers.records.reading.forms import flock_devices, registry
from helpers.records.reading.forms.base import Options, SourceFile
from tests.scanner import scan

NETWORKS = [(f"Elm {n} CA PD" if n != 7 else "Oak County - Station - OCSD", n + 8) for n in range(1, 14)]


def lines_of(networks, relationship="Access", search="Enabled", hot_list="Disabled"):
    for name, count in networks:
        yield from ("Name", f"{name} ({count} cameras)", "Relationship", relationship, "Search", search)
        yield from ("Hotlist Tool", hot_list, "", "")


def typeset(path: Path, lines, title="Devices - Elmville CA PD") -> Path:
    """Lines on pages of 60, so that records are split over pages."""
    canvas = Canvas(str(path), pagesize=(612, 792), invariant=1)
    canvas.setFont("Helvetica", 16)
    canvas.drawString(238, 760, title)
    for number, line in enumerate(lines):
        if number and number % 60 == 0:
            canvas.showPage()
        canvas.setFont("Helvetica", 6 if line in flock_devices.LABELS else 8)
        canvas.drawString(120, 730 - 11.5 * (number % 60), line)
    canvas.save()
    return path


def read(path: Path, form="", **options):
    return registry.read(path, "d", Options(**options), form)


def rows(production):
    cameras = production.rows["also_printed"].str.extract(r"cameras: (\d+)")[0].astype(int)
    return list(zip(production.rows["agency_printed"], cameras, strict=True))


def test_a_printed_list_gives_each_network_with_its_cameras_and_permission(tmp_path):
    chosen, production = read(typeset(tmp_path / "list.pdf", lines_of(NETWORKS)))
    assert chosen.form is flock_devices
    assert rows(production) == NETWORKS
    (report,) = production.reports
    assert report.agency == "Elmville CA PD" and not report.partial and not report.odd
    assert production.rows["permission"].all()
    assert set(production.rows["page"]) == {1, 2, 3} and production.rows["row_id"].is_unique


def test_a_network_that_cannot_be_searched_is_no_permission(tmp_path):
    lines = [*lines_of(NETWORKS[:1], search="Disabled"), *lines_of(NETWORKS[1:2]), *lines_of(NETWORKS[2:3], "Owner")]
    _, production = read(typeset(tmp_path / "list.pdf", lines))
    assert list(production.rows["permission"]) == [False, True, False]
    assert any("the relationship is not Access, but Owner" in note for note in production.reports[0].odd)


def test_a_scan_is_read_by_ocr_to_the_same_rows(tmp_path):
    printed = typeset(tmp_path / "list.pdf", list(lines_of(NETWORKS[:6])))
    scanned = scan(printed, tmp_path / "scan.pdf", dpi=200, noise=5, skew=0.5, quality=80)
    with pytest.raises(NoSharingReport) as refused:
        read(scanned, cache=Cache(tmp_path / "cache"))
    assert "--form flock-devices" in refused.value.do
    _, production = read(scanned, "flock-devices", cache=Cache(tmp_path / "cache"))
    assert rows(production) == NETWORKS[:6]
    assert set(production.rows["reading"]) == {"ocr"}
    assert any("no second reading" in note for note in production.notes)


def test_a_name_without_its_label_is_a_row_all_the_same(tmp_path):
    lines = list(lines_of(NETWORKS[:3]))
    del lines[10]  # the label Name of the second
    _, production = read(typeset(tmp_path / "list.pdf", lines))
    assert rows(production) == NETWORKS[:3]
    assert production.reports[0].odd == ["p. 1: the label over a name cannot be read"]


def test_a_record_without_a_legible_name_is_counted_and_no_row(tmp_path):
    lines = list(lines_of(NETWORKS[:3]))
    del lines[11]  # the name of the second
    _, production = read(typeset(tmp_path / "list.pdf", lines))
    assert rows(production) == [NETWORKS[0], NETWORKS[2]]
    assert production.reports[0].partial == "a name is covered or cannot be read"


def test_a_wrapped_name_is_one_name(tmp_path):
    lines = ["Name", "Ash Training Center -", "County (3 cameras)", *list(lines_of(NETWORKS[:1]))[2:]]
    _, production = read(typeset(tmp_path / "list.pdf", lines))
    assert rows(production) == [("Ash Training Center - County", 3)]


def test_a_part_of_the_pages_is_called_a_part(tmp_path):
    _, production = read(typeset(tmp_path / "list.pdf", lines_of(NETWORKS)), numbers=[2])
    assert rows(production) == NETWORKS[6:12]
    assert production.reports[0].partial == "only some of the file's pages were read"


def test_a_list_without_hot_lists_is_a_near_miss_whose_advice_reads_it(tmp_path, capsys):
    lines = [line for line in lines_of(NETWORKS[:2]) if line not in ("Hotlist Tool", "Disabled")]
    path = typeset(tmp_path / "list.pdf", lines)
    assert not flock_devices.recognize(SourceFile(path)).certain
    assert cli.main(["extract", str(path), "-o", str(tmp_path / "rows.csv"), "--workers", "1"]) == 3
    assert "read it with --form flock-devices" in capsys.readouterr().err
    assert rows(read(path, "flock-devices")[1]) == NETWORKS[:2]


def test_a_report_read_as_devices_is_refused_and_the_advice_reads_it(request):
    path = request.getfixturevalue("typeset")({"detections_shared": ["Elm Police Department"]})
    with pytest.raises(NoSharingReport, match="Leave --form out"):
        read(path, "flock-devices")
    assert len(read(path)[1].rows) == 1


def test_without_pictures_a_scan_is_refused_and_the_advice_reads_it(tmp_path):
    printed = typeset(tmp_path / "list.pdf", list(lines_of(NETWORKS[:3])))
    scanned = scan(printed, tmp_path / "scan.pdf", dpi=200, noise=5, skew=0, quality=80)
    with pytest.raises(NoSharingReport, match="leave --ocr out"):
        read(scanned, "flock-devices", when="never")
    assert len(read(scanned, "flock-devices", cache=Cache(tmp_path / "cache"))[1].rows) == 3


COUNTS = {"City of Lake Forest CA (OCSD)": 21, "City of Norco CA - RCSD": 10, "City of Paramount CA (LASD)": 10}
COUNTS |= {"Grants Pass OR PD": 5, "Milton GA PD": 19, "Southwest - County - RCSD": 10, "Akron OH PD": 143}


def test_the_record_of_irvine_has_its_91_networks_and_its_printed_numbers():
    path = Path(os.environ.get("PLATES_DOCUMENTS", "")) / "irvine-2023-01-flock-devices.pdf"
    if not path.is_file():
        pytest.skip(f"{path.name} is not here: set PLATES_DOCUMENTS to the folder with the originals")
    _, production = read(path, workers=2)
    read_of = dict(rows(production))
    assert len(read_of) == len(production.rows) == 91
    assert {name: read_of[name] for name in COUNTS} == COUNTS
    assert sum("hotlist tool: Enabled" in also for also in production.rows["also_printed"]) == 5
    differing = production.rows[production.rows["second_reading"] != ""]
    assert len(differing) == 5
