"""Facts about commands on records of any form: several at once, their maps, names and evidence."""

import pandas as pd
import pytest

from helpers import cli, files
from helpers.records.reading.forms import registry

NETWORKS = """Organization Name,Networks Shared With Me,Networks I'm Sharing
Napa CA PD,Napa CA PD,Elmville CA PD
Yuma AZ PD,Yuma AZ PD,
Reno NV PD,,Elmville CA PD
"""


def plates(*arguments) -> int:
    return cli.main(list(map(str, arguments)))


@pytest.fixture
def networks(tmp_path):
    path = tmp_path / "SharedNetworks.csv"
    path.write_text(NETWORKS)
    return path


def test_forms_lists_each_form_with_what_a_row_means_and_what_it_cannot_show(capsys):
    assert plates("forms") == 0
    said = capsys.readouterr().out.splitlines()
    assert [line for line in said if not line.startswith(" ")] == list(registry.BY_NAME) and len(registry.BY_NAME) == 6
    assert sum(line.startswith("  one row: ") for line in said) == sum(
        line.startswith("  cannot show: ") for line in said
    )
    assert all(line.partition(": ")[2] for line in said if line.startswith(" "))


def test_one_bad_file_does_not_cost_the_others_and_the_command_fails(networks, tmp_path, capsys):
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff" + bytes(99))
    other = tmp_path / "again" / networks.name
    other.parent.mkdir()
    other.write_text(NETWORKS.replace("Napa", "Lodi"))
    out = tmp_path / "rows.csv"
    assert plates("extract", networks, tmp_path / "photo.jpg", other, "-o", out) == 1
    said = capsys.readouterr()
    assert "photo.jpg: this kind of file is not read" in said.out and "1 of 3 files could not be read" in said.err
    rows = files.read_csv(out)
    assert len(rows) == 8 and rows["row_id"].is_unique
    assert sorted(rows["doc_id"].unique()) == ["sharednetworks", "sharednetworks-file-3"]
    assert sorted(files.read_csv(tmp_path / "rows.pages.csv")["file"]) == [networks.name, networks.name]


def test_if_every_file_is_bad_nothing_is_written(tmp_path, capsys):
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff" + bytes(99))
    assert plates("extract", tmp_path / "photo.jpg", "-o", tmp_path / "rows.csv") == 3
    says = (
        "expected a PDF, a workbook (XLSX), a CSV file, a text or a web page; found a photograph (JPEG). Save it as one"
    )
    assert not (tmp_path / "rows.csv").exists() and says in capsys.readouterr().err


def test_a_form_can_be_named_and_a_wrong_name_is_refused_with_all_of_them(networks, tmp_path, capsys):
    assert plates("extract", networks, "--form", "flock", "-o", tmp_path / "rows.csv") == 1
    assert f"expected {', '.join(registry.BY_NAME)}; found flock" in capsys.readouterr().err
    assert plates("extract", networks, "--form", "flock-shared-networks", "-o", tmp_path / "rows.csv") == 0
    assert "because --form names it" in capsys.readouterr().out


def test_a_csv_file_is_not_overwritten_by_its_own_rows(networks, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert plates("extract", networks.name) == 0
    assert networks.read_text() == NETWORKS and len(files.read_csv(tmp_path / "SharedNetworks.rows.csv")) == 4


def test_a_record_that_does_not_say_whose_it_is_is_mapped_once_the_reader_says_it(networks, tmp_path, capsys):
    assert plates("map", networks, "-o", tmp_path / "map.html") == 1
    said = capsys.readouterr().err
    assert 'Add --agency with that name, as in --agency "Fairview Police Department CA"' in said
    assert plates("map", networks, "--agency", "Fairview Police Department CA", "-o", tmp_path / "map.html") == 0
    assert "4 lines of SharedNetworks.csv" in capsys.readouterr().out
    page = (tmp_path / "map.html").read_text()
    assert "Napa CA PD" in page and "Reno NV PD" in page


def test_the_names_of_a_record_are_matched_as_those_of_a_list_are(networks, tmp_path):
    assert plates("names", "match", networks, "-o", tmp_path / "names.csv") == 0
    matched = pd.read_csv(tmp_path / "names.csv")
    assert matched["agency_printed"].tolist() == ["Napa CA PD", "Napa CA PD", "Yuma AZ PD", "Reno NV PD"]
    assert set(matched["state"]) == {"CA", "NV", "AZ"}


def test_a_row_of_a_table_is_shown_among_its_neighbors_with_its_line(networks, tmp_path, capsys):
    assert plates("extract", networks, "-o", tmp_path / "rows.csv") == 0
    row_id, page = "sharednetworks-p01-r003b", tmp_path / "row.html"
    source = ("--rows", tmp_path / "rows.csv", "--file", networks)
    assert plates("evidence", row_id, *source, "-o", tmp_path / "row.png") == 1
    assert "Name another file with -o" in capsys.readouterr().err
    assert plates("evidence", row_id, *source, "-o", page) == 0
    said = capsys.readouterr().out
    assert "the table, detections received, row 3, column B" in said and "Yuma AZ PD" in said
    assert 'class="chosen"' in page.read_text() and "Napa CA PD" in page.read_text()
