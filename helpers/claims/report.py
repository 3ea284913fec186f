"""Report: the one page that a skeptic reads and signs: statements, numbers, pages, accuracy, and how to do it all
again.

One file without a network, for a screen, a phone and paper. Every word of others is text in it, never markup.
"""

import json
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from helpers import files, html, schemas
from helpers.claims import ledger
from helpers.errors import DocumentError, PlatesError
from helpers.html import cell, link, table, text
from helpers.records import documents
from helpers.records.evidence import pictures, quotes
from helpers.sharing.maps import style

HOW_TO_REPEAT = (
    "make run sets up the environment from a lock with hashes and runs all notebooks on the stand-ins; git diff is then empty.",
    "make test runs every layer of tests, the notebooks' stored outputs among them.",
    "plates fetch and then make originals read the records themselves and compare every row with the stand-ins.",
    "plates claims --check compares every value, anchor, finding and cell of the ledger.",
    "plates find NAME prints the rows of an agency, and plates evidence ROW_ID shows a row's line.",
    "plates diff OLD NEW tells what moved between two versions.",
)


@dataclass(frozen=True)
class Matter:
    """What the page is made of: the version and its date, what the tables were read from, the ledger (claims with their
    fields, and the table `verdicts`), and the tables findings, sensitivity, accuracy, and documents (doc_id, title,
    agency, origin, sha256, read). `passages` are pictures (PNG) of the lines on which an anchor stands, by (doc_id,
    page, anchor); one whose document is not at hand is missing. `searched` is the day on which a doc_id's anchors were
    last looked for on the original. `corrections` is the text of CORRECTIONS.md."""

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
) -> Matter:
    """The matter of the present version, from the tables in `derived`. `says` tells what they were read from;
    `document` gives the file that was read for a doc_id, and `stand_in` says whether it is one."""
    package = json.loads(schemas.DESCRIPTOR.read_text())
    known = documents.manifest()[["doc_id", "title", "agency", "origin", "sha256"]]
    here = documents.listing()
    read = "stand-in" if stand_in else "original"
    listed = known.assign(read=here["original"].where(here["stand_in"] == "", read).to_numpy())
    verdicts, findings, sensitivity = (
        schemas.read(table, derived) for table in ("verdicts", "findings", "sensitivity")
    )
    measured = schemas.read("measurements").query("record == 'anchors'")
    return Matter(
        version=package["version"],
        date=_date(),
        says=says,
        claims=claims,
        verdicts=verdicts,
        findings=findings,
        sensitivity=sensitivity,
        accuracy=schemas.read("accuracy"),
        documents=listed.fillna(""),
        passages=_passages(claims, document, stand_in),
        searched=dict(zip(measured["doc_id"], measured["date"], strict=True)),
        corrections=(files.ROOT / "CORRECTIONS.md").read_text(),
    )


def _passages(
    claims: list[ledger.Claim], document: Callable[[str], Path], stand_in: bool
) -> dict[tuple[str, int, str], bytes]:
    """A picture for each anchor whose document is at hand: what the notebooks read, else the original (assessments have
    no stand-in)."""
    drawn = {}
    for doc_id, part in ledger.quoted(claims).groupby("doc_id"):
        path, typeset = _file(doc_id, document, stand_in)
        if path is None:
            continue
        for (page, anchor), boxes in quotes.boxes(path, zip(part["page"], part["anchor"], strict=True)).items():
            if boxes:
                drawn[doc_id, page, anchor] = pictures.passage(path, page, boxes, stand_in=typeset)
    return drawn


def _file(doc_id: str, document: Callable[[str], Path], stand_in: bool) -> tuple[Path | None, bool]:
    if stand_in and document(doc_id).exists():
        return document(doc_id), True
    return (documents.original(doc_id) if documents.has_original(doc_id) else None), False


def _date() -> str:
    """The date of the version, as CITATION.cff has it. Raises PlatesError where it has none."""
    found = re.search(r'date-released: "(.+)"', (files.ROOT / "CITATION.cff").read_text())
    if not found:
        raise PlatesError(
            "the version has no date",
            document="CITATION.cff",
            expected='a line date-released: "2026-01-31"',
            found="none",
        )
    return found[1]


def page(matter: Matter) -> str:
    """The page as HTML."""
    parts = {
        "what": ("What this is", _what(matter)),
        "statements": ("The article, statement by statement", _statements(matter)),
        "unchecked": ("What could not be checked", _unchecked(matter)),
        "found": ("Every number, and where it is computed", _findings(matter.findings)),
        "sensitivity": ("How far the headline counts can move", table(matter.sensitivity)),
        "accuracy": ("How exact the reading is", _accuracy(matter.accuracy)),
        "documents": ("The documents", table(matter.documents)),
        "corrections": ("Corrections", _paragraphs(matter.corrections)),
        "repeat": ("How to do it again", "<ol>" + "".join(f"<li>{text(one)}</li>" for one in HOW_TO_REPEAT) + "</ol>"),
    }
    title = f"Following the Plates: a report for reviewers, version {matter.version}"
    read = f"<p>Data version {text(matter.version)}, {text(matter.date)}. Tables read from {text(matter.says)}.</p>"
    return html.page(title, read, parts)


def write(matter: Matter, path: Path) -> None:
    files.write_text(path, page(matter))


def print_pdf(source: Path, target: Path) -> None:
    """The written page as PDF, printed by an installed Chromium. Raises DocumentError where there is none, or it
    fails."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
    browser = next(filter(None, map(shutil.which, names)), None)
    if not browser:
        raise DocumentError(
            "no Chromium or Chrome is installed to print the page", document=source.name, do="Print it from a browser."
        )
    with files.beside(target) as draft, tempfile.TemporaryDirectory() as profile:
        command = [
            browser,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            f"--user-data-dir={profile}",
            "--no-pdf-header-footer",
        ]
        command += [f"--print-to-pdf={draft}", source.resolve().as_uri()]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode or not draft.stat().st_size:
            raise DocumentError("the page could not be printed", document=source.name, found=done.stderr.strip()[-200:])


def _what(matter: Matter) -> str:
    counts = matter.verdicts["status"].value_counts()
    told = ", ".join(f"{count} {status.replace('_', ' ')}" for status, count in counts.items())
    return (
        f"<p>We read a name on a data sharing report as a permission that stood on that day. {style.NOT_SHOWN} We contacted no "
        "agency. Nobody here has seen the release by ICE or the list inside it: what is said about them rests on the sources "
        "named.</p>"
        f"<p>{len(matter.verdicts)} statements of the article of 13 March 2019 are taken one by one: {text(told)}. "
        f"{len(matter.findings)} numbers are computed by the notebooks, each in one cell.</p>"
    )


def _findings(findings: pd.DataFrame) -> str:
    rows = [
        {
            "id": f.finding_id,
            "number": _number(f),
            "what the record shows": f.says,
            "what it does not show": f.does_not_say,
            "where": f"notebook {f.notebook}, cell {f.cell}; {f.doc_ids}",
        }
        for f in findings.sort_values(["notebook", "cell"]).itertuples()
    ]
    return table(pd.DataFrame(rows))


def _number(finding: Any) -> str:
    span = f" ({cell(finding.low)} to {cell(finding.high)})" if pd.notna(finding.low) else ""
    return f"{cell(finding.value)}{span} {finding.unit}"


def _statements(matter: Matter) -> str:
    by_id = {claim.id: claim for claim in matter.claims}
    return "".join(_statement(verdict, by_id[verdict["claim_id"]], matter) for _, verdict in matter.verdicts.iterrows())


def _statement(verdict: pd.Series, claim: ledger.Claim, matter: Matter) -> str:
    hedge = f"; hedge: {claim.hedge}" if claim.hedge else ""
    numbers = ""
    if cell(verdict["published"]):
        unit, rule, ours = (
            cell(verdict["unit"]),
            cell(verdict["rule"]).replace("_", " "),
            cell(verdict["ours"]) or "no number of our own",
        )
        numbers = (
            f"<p>Published: {text(cell(verdict['published']))} {text(unit)} ({text(rule)}). Ours: {text(ours)}.</p>"
        )
    against = f"<p>Against it:</p>{_evidence(claim.counter_evidence, matter)}" if claim.counter_evidence else ""
    return (
        f'<section class="claim" id="{text(claim.id)}"><p><span class="id">{text(claim.id)}</span> '
        f'<span class="tag">{text(claim.status.replace("_", " "))}</span> <span class="tag">{text(claim.grade)}</span></p>'
        f"<p>{text(claim.says)} <small>({text(claim.speaker)}{text(hedge)})</small></p>{numbers}<p>{text(claim.why)}</p>"
        f'{_evidence(claim.evidence, matter)}{against}<p class="safe">May be printed: {text(claim.safe)}</p></section>'
    )


def _evidence(pieces: Iterable[ledger.ClaimEvidence], matter: Matter) -> str:
    """What a statement rests on, a line each: words on a page, a finding with its cell, or a named source."""
    origins = matter.documents.set_index("doc_id")["origin"].to_dict()
    found = matter.findings.set_index("finding_id")
    lines = []
    for one in pieces:
        if one.kind == "page":
            page = link(f"{one.doc_id}, PDF page {one.page}", origins.get(one.doc_id, ""), f"#page={one.page}")
            lines.append(f"{page}: “{text(one.anchor)}”{_picture(one, matter)}")
        elif one.kind == "finding":
            f = found.loc[one.finding_id]
            found_in = f"finding {one.finding_id}: {_number(f)}, notebook {f['notebook']}, cell {f['cell']}"
            lines.append(text(found_in))
        else:
            date = f", {one.date}" if one.date else ""
            lines.append(f"{link(one.source + date, one.address)}: {text(one.says)}")
    return f"<ul>{''.join(f'<li>{line}</li>' for line in lines)}</ul>" if lines else ""


def _picture(one: ledger.ClaimEvidence, matter: Matter) -> str:
    """The lines on which an anchor stands; where the document is not at hand, how to get it."""
    png = matter.passages.get((one.doc_id, one.page, one.anchor))
    if png is None:
        known = f"its words were found on it on {matter.searched[one.doc_id]}, says data/measured"
        return f" <small>(no picture: the document is not here; plates fetch {text(one.doc_id)} brings it; {text(known)})</small>"
    return html.picture(png, f"{one.doc_id}, page {one.page}: the lines that hold the words “{one.anchor}”")


def _accuracy(accuracy: pd.DataFrame) -> str:
    """A column a reading and a line a measure: the other way round it is wider than paper."""
    measures = accuracy.set_index(accuracy["doc_id"] + ", " + accuracy["reader"]).drop(columns=["doc_id", "reader"])
    measures = measures.T.rename_axis("measure").reset_index()
    return (
        "<p>Measured on the records themselves against what was keyed by hand from the pages; with both kinds of error, and what "
        "a second keying found, in notebook 02.</p>" + table(measures)
    )


def _unchecked(matter: Matter) -> str:
    bare = [claim for claim in matter.claims if claim.status in ("cannot_check", "reported", "attributed")]
    told = "".join(f'<li><a href="#{text(claim.id)}">{text(claim.id)}</a> {text(claim.says)}</li>' for claim in bare)
    return f"<p>Statements that rest on records nobody here has seen, or on a speaker alone:</p><ul>{told}</ul>"


def _paragraphs(markdown: str) -> str:
    """A Markdown file's paragraphs, with what is bold or code in them; its title is left out."""
    blocks = (" ".join(block.removeprefix("> ").split()) for block in markdown.split("\n\n"))
    told = "".join(f"<p>{text(block)}</p>" for block in blocks if block and not block.startswith("#"))
    return re.sub(r"`(.+?)`", r"<code>\1</code>", re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", told))
