"""Facts about evidence: a stand-in's picture says so inside, an original's is plain; citations and review queues."""

import io
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from helpers import cli, schemas
from helpers.collection import notebooks
from helpers.errors import TableError
from helpers.records import documents
from helpers.records.evidence import pictures, review_queues
from helpers.records.reading import pages, readings, reports, sharing_reports
from helpers.records.stand_ins.typesetting import String
from tests import browser
from tests.conftest import REPORTS, original_or_skip

ROWS = schemas.read("rows")


def blue(png: bytes) -> int:
    """Pixels of the stand-ins' blue, or nearly."""
    picture = np.asarray(Image.open(io.BytesIO(png)).convert("RGB")).astype(int)
    return int((np.abs(picture - np.array(pictures.BLUE)).sum(axis=2) < 40).sum())


@pytest.mark.parametrize("row", [ROWS.iloc[n] for n in range(0, len(ROWS), 40)], ids=lambda r: r["row_id"])
def test_the_picture_of_a_line_from_a_stand_in_is_hatched_blue_and_under_3_kb(row):
    picture = pictures.line(row, documents.stand_in(row["doc_id"]), stand_in=True)
    assert blue(picture) > 300 and len(picture) < 3000


def test_the_picture_of_a_line_from_an_original_has_a_plain_edge():
    row = ROWS[ROWS["doc_id"] == "ocsd-2020-02-06-sharing"].iloc[0]
    assert blue(pictures.line(row, original_or_skip(row["doc_id"]), stand_in=False)) == 0


def test_a_page_as_read_has_a_box_round_every_line_and_stays_under_80_kb():
    picture = pictures.page_as_read(documents.stand_in("ocsd-2020-02-06-sharing"), 6, stand_in=True)
    assert len(picture) < 80_000 and blue(picture) > 1000


def test_a_page_with_a_stamp_in_its_margin_is_drawn_too(typeset):
    def stamp(page):
        return replace(page, strings=[*page.strings, String("2018-ICLI-00035 1822", 450.0, 834.0, 6.0)])

    sections = {"detections_shared": ["Alton Police Department"]}
    plain = pictures.page_as_read(typeset(sections), 1, stand_in=False)
    assert pictures.page_as_read(typeset(sections, change=stamp), 1, stand_in=False) != plain


def test_a_citation_names_document_page_section_entry_and_hash():
    row = pictures.row_of("ocsd-2020-02-06-sharing-p11-r034", ROWS)
    text = pictures.citation(row, documents.entry(row["doc_id"]), stand_in=True)
    place = ["6 February 2020", "page 11 of 14", "detections received", "entry 34"]
    assert [part for part in [*place, "24b8727c8395", "stand-in, not the record"] if part not in text] == []


def words_in(page, box):
    """The words of a page whose middle lies in a box of the table `rows` (one decimal)."""

    def holds(x0, top, x1, bottom):
        across, down = (x0 + x1) / 2, (top + bottom) / 2
        return box.x0 - 0.1 <= across <= box.x1 + 0.1 and box.top - 0.1 <= down <= box.bottom + 0.1

    if page.scanned:
        return [word for word in page.words() if holds(*page.geometry.displayed(pages.Box(*word[1:5])))]
    return pages.words([c for c in page.characters if holds(c["x0"], c["top"], c["x1"], c["bottom"])])


def _words_differ(rows, path) -> list[str]:
    """Rows of a document whose box, read again, does not hold the row's words."""
    on_page, wrong = dict(iter(rows.groupby("page"))), []
    for page in pages.read(path, sorted(on_page)):
        for _, row in on_page[page.number].iterrows():
            again = " ".join(word.text for word in words_in(page, pictures.box_of(row)))
            before = readings.in_words(row).replace(" | ", " ")
            if Counter(again.split()) != Counter(before.split()):
                wrong.append(f"{row['row_id']}: {before!r}, {again!r}")
    return wrong


def test_the_box_of_every_row_read_again_gives_the_rows_words():
    for doc_id, rows in ROWS.groupby("doc_id"):
        assert _words_differ(rows, documents.stand_in(doc_id)) == []


@pytest.mark.parametrize("doc_id", REPORTS)
def test_on_an_original_too(doc_id):
    (report,) = sharing_reports.read(original_or_skip(doc_id))
    assert _words_differ(reports.table(report, doc_id), original_or_skip(doc_id)) == []


def test_a_card_shows_the_line_says_what_it_prints_and_cites_it():
    shown = pictures.card("irvine-2020-03-02-sharing-p02-r009", notebooks.Source("stand-ins"))
    cited = ["page 2 of 17", "c4c0ec73", "stand-in, not the record"]
    parts = ['alt="The line prints: CBP - NTC"', "data:image/png;base64,", *cited]
    assert [part for part in parts if part not in shown] == []


def test_a_card_escapes_what_a_record_prints(monkeypatch):
    rows = ROWS.copy()
    rows.loc[0, "agency_printed"] = '<img src=x onerror="alert(1)">'
    monkeypatch.setattr(pictures.schemas, "read", lambda *_: rows)
    shown = pictures.card(rows.loc[0, "row_id"], notebooks.Source("stand-ins"))
    assert "<img src=x" not in shown and "&lt;img src=x onerror=&quot;" in shown


NO_ROW = "there is no row of this id; expected one such as ocsd-2020-02-06-sharing-p03-r017; found "


def test_a_row_that_is_not_there_is_an_error():
    with pytest.raises(TableError, match=f"{NO_ROW}nobody-p01-r001"):
        pictures.row_of("nobody-p01-r001", ROWS)


def test_the_error_on_a_row_of_your_own_file_names_both_options(capsys):
    assert cli.main(["evidence", "my-report-p01-r001"]) == 1
    said = capsys.readouterr().err
    assert f"{NO_ROW}my-report-p01-r001" in said and "--rows" in said and "--file" in said


def write(queue, rows, folder):
    document = documents.stand_in("irvine-2020-03-02-sharing")
    return review_queues.write(queue, rows, document, folder, stand_in=True)


def test_the_review_queue_has_every_difference_with_its_picture_and_both_readings(tmp_path):
    rows = ROWS[ROWS["doc_id"] == "irvine-2020-03-02-sharing"]
    queue = review_queues.queue(rows, schemas.read("readings").iloc[:3])
    assert len(queue) == 25 and (queue["decided"] == "").sum() == 22
    line = queue.set_index("row_id").loc["irvine-2020-03-02-sharing-p02-r009"]
    assert (line["one_reading"], line["other_reading"]) == ("CEP - NTC", "CBP - NTC")
    page = write(review_queues.queue(rows, schemas.read("readings")).head(2), rows, tmp_path / "q")
    assert sorted(p.suffix for p in page.parent.iterdir()) == [".csv", ".html", ".png", ".png"]
    assert ">not decided</td>" not in page.read_text() and page.read_text().count("<img ") == 2


@pytest.mark.parametrize("colors", ["light", "dark"])
def test_two_readings_show_the_characters_in_which_they_differ_on_a_phone_too(tmp_path, colors):
    rows = ROWS[ROWS["row_id"].isin(["irvine-2020-03-02-sharing-p01-r048", "irvine-2020-03-02-sharing-p02-r009"])]
    queue = review_queues.queue(rows, schemas.read("readings").iloc[:0])
    page = write(queue, rows, tmp_path / "q")
    with browser.walking(width=390, colors=colors) as (shown, errors, asked):
        shown.goto(page.as_uri())
        assert shown.locator("main mark").all_inner_texts() == ["i", "l", "E", "B"]
        assert shown.evaluate("document.documentElement.scrollWidth") <= 390 and (errors, asked) == ([], [])
        assert browser.worse_than_minor(shown) == []
