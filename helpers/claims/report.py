"""Report: the one page that a skeptic reads and signs: statements, numbers, pages, accuracy, and how to do it all again.

One file without a network, for a screen, a phone and paper. Every word of others is text in it, never markup.
"""

import base64
import html
import json
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from helpers import files, schemas
from helpers.claims import ledger
from helpers.errors import DocumentError
from helpers.records import anchors, documents, evidence

STYLE = """
body { font: 16px/1.5 Georgia, 'DejaVu Serif', serif; color: #1d1d1b; max-width: 60rem; margin: 1.5rem auto; padding: 0 1rem; }
h1, h2, h3, th, nav, .id, .tag { font-family: system-ui, 'DejaVu Sans', sans-serif; }
h1 { font-size: 1.6rem; } h2 { margin-top: 2.2rem; font-size: 1.2rem; border-bottom: 3px solid #b3001b; padding-bottom: .2rem; }
table { border-collapse: collapse; width: 100%; font-size: .88rem; }
td, th { border-top: 1px solid #b9b3a6; padding: .35rem; text-align: left; vertical-align: top; overflow-wrap: break-word; }
td[data-head=sha256], td[data-head=origin], td[data-head=where], td[data-head=doc_id] { overflow-wrap: anywhere; }
.id { color: #5b5b57; font-weight: 600; }
.tag { border: 1px solid #5b5b57; border-radius: 3px; padding: 0 .35rem; font-size: .8rem; }
section.claim { break-inside: avoid; border-top: 1px solid #b9b3a6; padding: .5rem 0; } section.claim p { margin: .2rem 0; }
figure { margin: .3rem 0 .6rem; overflow-x: auto; }
.safe { background: #f4f1ea; padding: .4rem .6rem; } a { color: #0b3c5d; overflow-wrap: anywhere; } nav a { margin-right: .8rem; }
@media (max-width: 640px) { thead { display: none; } tr { display: block; border-top: 2px solid #b9b3a6; }
  td { display: block; border: 0; padding: .15rem 0; }
  td[data-head]::before { content: attr(data-head) ': '; color: #5b5b57; font-weight: 600; } }
@media print {
  body { font-size: 10pt; margin: 0; } table { font-size: .78rem; } nav { display: none; } figure > img { max-width: 100%; }
  a { color: inherit; text-decoration: none; } }
"""

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
    """What the page is made of: the version and its date, what the tables were read from, the ledger (claims with their fields,
    and the table `verdicts`), and the tables findings, sensitivity, accuracy, and documents (doc_id, title, agency, origin,
    sha256, read). `passages` are pictures (PNG) of the lines on which an anchor stands, by (doc_id, page, anchor); one whose
    document is not at hand is missing. `corrections` is the text of CORRECTIONS.md."""

    version: str
    date: str
    says: str
    claims: list
    verdicts: pd.DataFrame
    findings: pd.DataFrame
    sensitivity: pd.DataFrame
    accuracy: pd.DataFrame
    documents: pd.DataFrame
    passages: dict[tuple[str, int, str], bytes]
    corrections: str


def gather(claims: list, derived: Path, says: str, document: Callable[[str], Path], *, stand_in: bool) -> Matter:
    """The matter of the present version, from the tables in `derived`. `says` tells what they were read from; `document` gives
    the file that was read for a doc_id, and `stand_in` says whether it is one."""
    package = json.loads(schemas.DESCRIPTOR.read_text())
    known = documents.manifest()[["doc_id", "title", "agency", "origin", "sha256"]]
    here = documents.listing()
    read = "stand-in" if stand_in else "original"
    listed = known.assign(read=here["original"].where(here["stand_in"] == "", read).to_numpy())
    verdicts, findings, sensitivity = (schemas.read(table, derived) for table in ("verdicts", "findings", "sensitivity"))
    return Matter(
        version=package["version"], date=_date(), says=says, claims=claims, verdicts=verdicts, findings=findings,
        sensitivity=sensitivity, accuracy=schemas.read("accuracy"), documents=listed.fillna(""),
        passages=_passages(claims, document, stand_in), corrections=(files.ROOT / "CORRECTIONS.md").read_text(),
    )  # fmt: skip


def _passages(claims: list, document: Callable[[str], Path], stand_in: bool) -> dict[tuple[str, int, str], bytes]:
    """A picture for each anchor whose document is at hand: what the notebooks read, else the original (assessments have no
    stand-in)."""
    drawn = {}
    for doc_id, part in ledger.anchors(claims).groupby("doc_id"):
        path, typeset = _file(doc_id, document, stand_in)
        for (page, anchor), boxes in anchors.boxes(path, zip(part["page"], part["anchor"], strict=True)).items() if path else ():
            if boxes:
                drawn[doc_id, page, anchor] = evidence.passage(path, page, boxes, stand_in=typeset)
    return drawn


def _file(doc_id: str, document: Callable[[str], Path], stand_in: bool) -> tuple[Path | None, bool]:
    if stand_in and document(doc_id).exists():
        return document(doc_id), True
    return (documents.original(doc_id) if documents.has_original(doc_id) else None), False


def _date() -> str:
    """The date of the version, as CITATION.cff has it."""
    return re.search(r'date-released: "(.+)"', (files.ROOT / "CITATION.cff").read_text())[1]


def page(matter: Matter) -> str:
    """The page as HTML."""
    parts = {
        "what": ("What this is", _what(matter)),
        "found": ("What was found", _findings(matter.findings)),
        "statements": ("The article, statement by statement", _statements(matter)),
        "sensitivity": ("How far the headline counts can move", _table(matter.sensitivity)),
        "accuracy": ("How exact the reading is", _accuracy(matter.accuracy)),
        "unchecked": ("What could not be checked", _unchecked(matter)),
        "documents": ("The documents", _table(matter.documents)),
        "corrections": ("Corrections", _paragraphs(matter.corrections)),
        "repeat": ("How to do it again", "<ol>" + "".join(f"<li>{_text(one)}</li>" for one in HOW_TO_REPEAT) + "</ol>"),
    }
    links = "".join(f'<a href="#{name}">{_text(title)}</a>' for name, (title, _) in parts.items())
    body = "".join(f'<h2 id="{name}">{_text(title)}</h2>{inside}' for name, (title, inside) in parts.items())
    title = f"Following the Plates: a report for reviewers, version {matter.version}"
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{_text(title)}</title><style>{STYLE}</style><h1>{_text(title)}</h1>"
        f"<p>Data version {_text(matter.version)}, {_text(matter.date)}. Tables read from {_text(matter.says)}.</p>"
        f"<nav>{links}</nav>{body}</html>\n"
    )


def write(matter: Matter, path: Path) -> None:
    files.write_text(path, page(matter))


def print_pdf(source: Path, target: Path) -> None:
    """The written page as PDF, printed by an installed Chromium. Raises DocumentError where there is none, or it fails."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
    browser = next(filter(None, map(shutil.which, names)), None)
    if not browser:
        raise DocumentError(
            "no Chromium or Chrome is installed to print the page", document=source.name, do="Print it from a browser."
        )
    with files.beside(target) as draft, tempfile.TemporaryDirectory() as profile:
        command = [browser, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={profile}", "--no-pdf-header-footer"]
        command += [f"--print-to-pdf={draft}", source.resolve().as_uri()]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode or not draft.stat().st_size:
            raise DocumentError("the page could not be printed", document=source.name, found=done.stderr.strip()[-200:])


def _what(matter: Matter) -> str:
    counts = matter.verdicts["status"].value_counts()
    told = ", ".join(f"{count} {status.replace('_', ' ')}" for status, count in counts.items())
    return (
        "<p>A name on a data sharing report is a permission that was switched on that day. It does not show that a plate was "
        "sent, looked at or used, or that any law was broken. We contacted no agency. Nobody here has seen the release by ICE or "
        "the list inside it: what is said about them rests on the sources named.</p>"
        f"<p>{len(matter.verdicts)} statements of the article of 13 March 2019 are taken one by one: {_text(told)}. "
        f"{len(matter.findings)} numbers are computed by the notebooks, each in one cell.</p>"
    )


def _findings(findings: pd.DataFrame) -> str:
    rows = [
        {
            "id": f.finding_id, "number": _number(f), "what the record shows": f.says, "what it does not show": f.does_not_say,
            "where": f"notebook {f.notebook}, cell {f.cell}; {f.doc_ids}",
        }
        for f in findings.itertuples()
    ]  # fmt: skip
    return _table(pd.DataFrame(rows))


def _number(finding) -> str:
    span = f" ({_cell(finding.low)} to {_cell(finding.high)})" if pd.notna(finding.low) else ""
    return f"{_cell(finding.value)}{span} {finding.unit}"


def _statements(matter: Matter) -> str:
    by_id = {claim.id: claim for claim in matter.claims}
    return "".join(_statement(verdict, by_id[verdict["claim_id"]], matter) for _, verdict in matter.verdicts.iterrows())


def _statement(verdict: pd.Series, claim, matter: Matter) -> str:
    hedge = f"; hedge: {claim.hedge}" if claim.hedge else ""
    numbers = ""
    if _cell(verdict["published"]):
        unit, rule, ours = (
            _cell(verdict["unit"]),
            _cell(verdict["rule"]).replace("_", " "),
            _cell(verdict["ours"]) or "no number of our own",
        )
        numbers = f"<p>Published: {_text(_cell(verdict['published']))} {_text(unit)} ({_text(rule)}). Ours: {_text(ours)}.</p>"
    against = f"<p>Against it:</p>{_evidence(claim.counter_evidence, matter)}" if claim.counter_evidence else ""
    return (
        f'<section class="claim" id="{_text(claim.id)}"><p><span class="id">{_text(claim.id)}</span> '
        f'<span class="tag">{_text(claim.status.replace("_", " "))}</span> <span class="tag">{_text(claim.grade)}</span></p>'
        f"<p>{_text(claim.says)} <small>({_text(claim.speaker)}{_text(hedge)})</small></p>{numbers}<p>{_text(claim.why)}</p>"
        f'{_evidence(claim.evidence, matter)}{against}<p class="safe">May be printed: {_text(claim.safe)}</p></section>'
    )


def _evidence(pieces: Iterable, matter: Matter) -> str:
    """What a statement rests on, a line each: words on a page, a finding with its cell, or a named source."""
    origins = matter.documents.set_index("doc_id")["origin"].to_dict()
    found = matter.findings.set_index("finding_id")
    lines = []
    for one in pieces:
        if one.kind == "page":
            page = _link(f"{one.doc_id}, PDF page {one.page}", origins.get(one.doc_id, ""), f"#page={one.page}")
            lines.append(f"{page}: “{_text(one.anchor)}”{_picture(one, matter)}")
        elif one.kind == "finding":
            f = found.loc[one.finding_id]
            cell = f"finding {one.finding_id}: {_number(f)}, notebook {f['notebook']}, cell {f['cell']}"
            lines.append(_text(cell))
        else:
            date = f", {one.date}" if one.date else ""
            lines.append(f"{_link(one.source + date, one.address)}: {_text(one.says)}")
    return f"<ul>{''.join(f'<li>{line}</li>' for line in lines)}</ul>" if lines else ""


def _picture(one, matter: Matter) -> str:
    """The lines on which an anchor stands; where the document is not at hand, how to get it."""
    png = matter.passages.get((one.doc_id, one.page, one.anchor))
    if png is None:
        return f" <small>(no picture: the document is not here; plates fetch {_text(one.doc_id)} brings it)</small>"
    drawn = base64.b64encode(png).decode()
    alt = f"{one.doc_id}, page {one.page}: the lines that hold the words “{one.anchor}”"
    return f'<figure tabindex="0"><img alt="{_text(alt)}" src="data:image/png;base64,{drawn}"></figure>'


def _accuracy(accuracy: pd.DataFrame) -> str:
    return (
        "<p>Measured on the records themselves against what was keyed by hand from the pages; with both kinds of error, and what "
        "a second keying found, in notebook 02.</p>" + _table(accuracy)
    )


def _unchecked(matter: Matter) -> str:
    bare = [claim for claim in matter.claims if claim.status in ("cannot_check", "reported", "attributed")]
    told = "".join(f'<li><a href="#{_text(claim.id)}">{_text(claim.id)}</a> {_text(claim.says)}</li>' for claim in bare)
    return f"<p>Statements that rest on records nobody here has seen, or on a speaker alone:</p><ul>{told}</ul>"


def _table(frame: pd.DataFrame) -> str:
    heads = "".join(f"<th>{_text(column)}</th>" for column in frame.columns)
    rows = "".join(
        "<tr>"
        + "".join(f'<td data-head="{_text(column)}">{_text(_cell(value))}</td>' for column, value in line.items())
        + "</tr>"
        for line in frame.to_dict("records")
    )
    return f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"


def _paragraphs(text: str) -> str:
    """A Markdown file's paragraphs, as text; its title is left out."""
    blocks = (" ".join(block.removeprefix("> ").split()) for block in text.split("\n\n"))
    return "".join(f"<p>{_text(block)}</p>" for block in blocks if block and not block.startswith("#"))


def _link(words: str, address: str, fragment: str = "") -> str:
    """An address as a link; only one of the web is one."""
    if not address.startswith(("https://", "http://")):
        return _text(words)
    return f'<a href="{_text(address + fragment)}">{_text(words)}</a>'


def _cell(value) -> str:
    if value is None or (not isinstance(value, Iterable) and pd.isna(value)):
        return ""
    return f"{value:,.15g}" if isinstance(value, float) else str(value)


def _text(value) -> str:
    return html.escape(files.shown(str(value)), quote=True)
