"""Report: one HTML page for reviewers: the statements, numbers, pages and accuracy, and how to do it all again.

It is one file that needs no network, for a screen, a phone and paper; report.html.j2 beside this module is its text.
Words from records are always text in it, never markup.
"""

import json
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from helpers import files, html, schemas
from helpers.claims import ledger
from helpers.errors import DocumentError, PlatesError
from helpers.records import documents
from helpers.records.evidence import pictures, quotes
from helpers.sharing.maps import style


@dataclass(frozen=True)
class ReportInputs:
    """What the report is made of: the version and its date; `says`, what the tables were read from; the ledger's claims
    with the table `verdicts`; and the tables findings, sensitivity, accuracy and documents (doc_id, title, agency,
    origin, sha256, read). `passages` are pictures (PNG) of the lines that hold a quote, by (doc_id, page, anchor); a
    quote whose document is not here has none. `searched` is the day on which the quotes of a doc_id were last looked
    for on the original. `corrections` is the text of CORRECTIONS.md."""

    version: str
    date: str
    says: str
    claims: list[ledger.Claim]
    verdicts: pd.DataFrame
    findings: pd.DataFrame
    sensitivity: pd.DataFrame
    accuracy: pd.DataFrame
    documents: pd.DataFrame
    passages: dict[tuple[str, int, str], bytes]
    searched: dict[str, str]
    corrections: str


def gather(
    claims: list[ledger.Claim], derived: Path, says: str, document: Callable[[str], Path], *, stand_in: bool
) -> ReportInputs:
    """The inputs of the present version, from the tables in `derived`. `says` names what they were read from,
    `document` gives the file that was read for a doc_id, and `stand_in` is whether that is a stand-in."""
    here = documents.listing()
    read = here["original"].where(here["stand_in"] == "", "stand-in" if stand_in else "original")
    manifest = documents.manifest()[["doc_id", "title", "agency", "origin", "sha256"]]
    measured = schemas.read("measurements").query("record == 'anchors'")
    return ReportInputs(
        version=json.loads(schemas.DESCRIPTOR.read_text("utf-8"))["version"],
        date=_date(),
        says=says,
        claims=claims,
        verdicts=schemas.read("verdicts", derived),
        findings=schemas.read("findings", derived),
        sensitivity=schemas.read("sensitivity", derived),
        accuracy=schemas.read("accuracy"),
        documents=manifest.assign(read=read.to_numpy()).fillna(""),
        passages=_passages(claims, document, stand_in),
        searched=dict(zip(measured["doc_id"], measured["date"], strict=True)),
        corrections=(files.ROOT / "CORRECTIONS.md").read_text("utf-8"),
    )


def _passages(
    claims: list[ledger.Claim], document: Callable[[str], Path], stand_in: bool
) -> dict[tuple[str, int, str], bytes]:
    """A picture for each quote whose document is here: the stand-in if that was read and exists, else the original."""
    pngs = {}
    for doc_id, part in ledger.quoted(claims).groupby("doc_id"):
        typeset = stand_in and document(doc_id).exists()
        path = document(doc_id) if typeset else ledger.at_hand(doc_id)
        if path is None:
            continue
        for (page, words), boxes in quotes.boxes(path, zip(part["page"], part["anchor"], strict=True)).items():
            if boxes:
                pngs[doc_id, page, words] = pictures.passage(path, page, boxes, stand_in=typeset)
    return pngs


def _date() -> str:
    """The date of the version, as CITATION.cff has it. Raises PlatesError if it has none."""
    released = re.search(r'date-released: "(.+)"', (files.ROOT / "CITATION.cff").read_text("utf-8"))
    if not released:
        expected = 'a line date-released: "2026-01-31"'
        raise PlatesError("the version has no date", document="CITATION.cff", expected=expected)
    return released[1]


def page(inputs: ReportInputs) -> str:
    """The report as one HTML page."""
    counts = inputs.verdicts["status"].value_counts()
    claims = {claim.id: claim for claim in inputs.claims}
    body = html.fill(
        "claims/report.html.j2",
        inputs=inputs,
        not_shown=style.NOT_SHOWN,
        statuses=", ".join(f"{count} {status.replace('_', ' ')}" for status, count in counts.items()),
        statements=[(verdict, claims[verdict.claim_id]) for verdict in inputs.verdicts.itertuples()],
        origins=inputs.documents.set_index("doc_id")["origin"].to_dict(),
        findings={finding.finding_id: finding for finding in inputs.findings.itertuples()},
        numbers=_numbers(inputs.findings),
        measures=_measures(inputs.accuracy),
        corrections=_paragraphs(inputs.corrections),
        table=html.table,
        link=html.link,
        picture=html.picture,
        number=_number,
    )
    return html.page(f"Following the Plates: a report for reviewers, version {inputs.version}", body)


def write(inputs: ReportInputs, path: Path) -> None:
    files.write_text(path, page(inputs))


def print_pdf(source: Path, target: Path) -> None:
    """The written page as PDF, printed by an installed Chromium. Raises DocumentError without one, or if it fails."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
    browser = next(filter(None, map(shutil.which, names)), None)
    if not browser:
        what, do = "no Chromium or Chrome is installed to print the page", "Print it from a browser."
        raise DocumentError(what, document=source.name, do=do)
    with files.beside(target) as draft, tempfile.TemporaryDirectory() as profile:
        command = [browser, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
        command += [f"--user-data-dir={profile}", f"--print-to-pdf={draft}", source.resolve().as_uri()]
        done = subprocess.run(command, capture_output=True, encoding="utf-8", errors="replace", check=False)
        if done.returncode or not draft.stat().st_size:
            raise DocumentError("the page could not be printed", document=source.name, found=done.stderr.strip()[-200:])


# --- what the template shows ------------------------------------------------------------------------------------------


def _number(finding: Any) -> str:
    span = f" ({html.cell(finding.low)} to {html.cell(finding.high)})" if pd.notna(finding.low) else ""
    return f"{html.cell(finding.value)}{span} {finding.unit}"


def _numbers(findings: pd.DataFrame) -> pd.DataFrame:
    """The table of every number, in the order of the notebooks and their cells."""
    lines = [
        (f.finding_id, _number(f), f.says, f.does_not_say, f"notebook {f.notebook}, cell {f.cell}; {f.doc_ids}")
        for f in findings.sort_values(["notebook", "cell"]).itertuples()
    ]
    return pd.DataFrame(lines, columns=["id", "number", "what the record shows", "what it does not show", "where"])


def _measures(accuracy: pd.DataFrame) -> pd.DataFrame:
    """The table `accuracy`, one column per reading and one line per measure: the other way is too wide for paper."""
    readings = accuracy["doc_id"] + ", " + accuracy["reader"]
    return accuracy.set_index(readings).drop(columns=["doc_id", "reader"]).T.rename_axis("measure").reset_index()


def _paragraphs(markdown: str) -> html.Markup:
    """The paragraphs of a Markdown file, with bold and code kept; its headings are left out."""
    blocks = (" ".join(block.removeprefix("> ").split()) for block in markdown.split("\n\n"))
    paragraphs = "".join(f"<p>{html.text(block)}</p>" for block in blocks if block and not block.startswith("#"))
    bold = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", paragraphs)
    return html.Markup(re.sub(r"`(.+?)`", r"<code>\1</code>", bold))
