"""Facts about the report: one page without a network, each statement with its evidence, words from records as text."""

import io
import re
from dataclasses import replace

import pytest
from PIL import Image

from helpers import cli, files, html
from helpers.claims import ledger, report
from helpers.collection import notebooks
from helpers.errors import DocumentError, PlatesError
from helpers.records.evidence import pictures
from tests import browser
from tests.conftest import original_or_skip

HOSTILE = "</p><script>window.broken = 1</script>"


@pytest.fixture(scope="module")
def inputs():
    source = notebooks.Source("stand-ins")
    return report.gather(ledger.read(), source.derived, source.says, source.document, stand_in=True)


def test_the_page_has_every_statement_with_status_grade_reason_and_what_may_be_printed(inputs):
    text = report.page(inputs)
    for claim in inputs.claims:
        part = text[text.index(f'id="{claim.id}"') :].split("</section>")[0]
        for said in (claim.says, claim.status.replace("_", " "), claim.grade, claim.why, claim.safe):
            assert html.text(said) in part
        for one in claim.all_evidence:
            assert html.text(one.anchor or one.finding_id or one.says) in part


def test_the_page_has_every_finding_with_its_number_in_full_and_its_cell(inputs):
    text = report.page(inputs)
    for f in inputs.findings.itertuples():
        assert f">{f.finding_id}<" in text and f"notebook {f.notebook}, cell {f.cell}" in text
    assert not re.search(r"\de\+\d", re.sub(r'src="[^"]*"', "", text))


def test_the_page_opens_without_a_network_is_small_and_fits_a_screen_and_a_phone(inputs, tmp_path):
    report.write(inputs, tmp_path / "report.html")
    assert (tmp_path / "report.html").stat().st_size < 3_000_000
    fetched = re.findall(r'(?:src|<link[^>]*href)="([^"]*)"', (tmp_path / "report.html").read_text())
    assert [address[:40] for address in fetched if not address.startswith("data:image/png;base64,")] == []
    for width in (1280, 390):
        with browser.opened_plain(tmp_path / "report.html", width=width) as page:
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            assert page.locator("section.claim").count() == len(inputs.claims) == 57
            assert page.evaluate("[...document.body.children].map(part => part.tagName)") == ["MAIN"]


def test_each_quote_whose_document_is_here_has_a_picture_of_its_lines_and_the_others_say_how_to_get_it(inputs):
    here = set(inputs.documents.loc[~inputs.documents["read"].isin(["to fetch", "not seen"]), "doc_id"])
    asked = set(ledger.quoted(inputs.claims).itertuples(index=False, name=None))
    assert {place[0] for place in asked} >= {place[0] for place in inputs.passages} >= {"ocsd-2020-02-06-sharing"}
    assert set(inputs.passages) == {place for place in asked if place[0] in here}
    text = report.page(inputs)
    cited = [one for claim in inputs.claims for one in claim.all_evidence if one.kind == "page"]
    assert text.count("<figure") == sum(one.doc_id in here for one in cited)
    assert text.count("the document is not here; plates fetch") == sum(one.doc_id not in here for one in cited)


def test_a_picture_of_a_stand_in_is_edged_in_blue_and_one_of_a_record_is_not(inputs):
    def edges(doc_id):
        place = next(place for place in inputs.passages if place[0] == doc_id)
        picture = Image.open(io.BytesIO(inputs.passages[place])).convert("RGB")
        return {picture.getpixel((x, y)) for x in range(6) for y in range(picture.height)}

    assert pictures.BLUE in edges("ocsd-2020-02-06-sharing")
    original_or_skip("dhs-ice-pia-039a")
    assert pictures.BLUE not in edges("dhs-ice-pia-039a")


def test_words_from_records_are_text(inputs, tmp_path):
    claims = [replace(inputs.claims[0], says=HOSTILE, why=HOSTILE, safe=HOSTILE), *inputs.claims[1:]]
    documents = inputs.documents.assign(title=HOSTILE, origin="javascript:window.broken = 1")
    report.write(replace(inputs, claims=claims, documents=documents, corrections=HOSTILE), tmp_path / "report.html")
    assert 'href="javascript:' not in (tmp_path / "report.html").read_text()
    with browser.opened_plain(tmp_path / "report.html") as page:
        assert page.evaluate("window.broken") is None and HOSTILE in page.locator("#C01").inner_text()


def test_the_page_runs_no_script_and_shows_its_pictures(inputs, tmp_path):
    report.write(inputs, tmp_path / "report.html")
    assert browser.unguarded(tmp_path / "report.html", tmp_path / "changed.html") == []


def test_the_command_writes_the_page_and_prints_it_where_a_browser_is(tmp_path, capsys):
    assert cli.main(["report", "-o", str(tmp_path / "report.html"), "--pdf"]) == 0
    assert "The report: report.html" in capsys.readouterr().out
    pdf = (tmp_path / "report.pdf").read_bytes()
    assert pdf.startswith(b"%PDF-") and len(pdf) > 50_000


def test_without_a_browser_the_page_stays_and_the_pdf_is_refused(inputs, tmp_path, monkeypatch):
    report.write(inputs, tmp_path / "report.html")
    monkeypatch.setenv("PATH", "")
    with pytest.raises(DocumentError, match="no Chromium or Chrome is installed"):
        report.print_pdf(tmp_path / "report.html", tmp_path / "report.pdf")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["report.html"]


def test_the_same_tables_give_the_same_page(inputs):
    assert report.page(inputs) == report.page(inputs) and str(files.ROOT) not in report.page(inputs)


def test_a_version_without_a_date_is_refused(tmp_path, monkeypatch):
    (tmp_path / "CITATION.cff").write_text("version: 2026.1\n")
    monkeypatch.setattr(files, "ROOT", tmp_path)
    with pytest.raises(PlatesError, match="the version has no date"):
        report._date()
