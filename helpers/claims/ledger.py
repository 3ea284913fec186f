"""Ledger: every statement of the article, what it rests on, our number beside the published one, and what may be
printed.

People write the entries in data/hand/claims.yml; the comment at its top explains each field, and claims.schema.json
beside this module holds its structure. No status is decided here: `problems` says where a status contradicts the
entry's own numbers, pages and sources. A quote (field `anchor`) is a few words printed on a page of a document. It is
looked for in the document if that is here, and otherwise in the record of data/measured."""

import json
import re
import textwrap
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from helpers import files, schemas
from helpers.errors import DocumentError, TableError
from helpers.records import documents
from helpers.records.evidence import quotes

HOME = files.ROOT / "data" / "hand" / "claims.yml"

SCHEMA = json.loads((Path(__file__).parent / "claims.schema.json").read_text(encoding="utf-8"))
FIELDS = SCHEMA["items"]["properties"]

IDS = tuple(f"C{number:02d}" for number in range(1, 58))
"""The statements of the article, C01 to C57: each has one entry, and no entry is about something else."""

GRADES = tuple(FIELDS["grade"]["enum"])
COMPUTED, PAGE, REPORTED_ONLY, ATTRIBUTION, NONE_FOUND = GRADES

STATUSES = tuple(FIELDS["status"]["enum"])

RULES = tuple(filter(None, FIELDS["rule"]["enum"]))

NEAR = 0.1
"""A number is about another if it lies within a tenth of it: the article rounds to one digit ($6 million)."""

LEAST_WORDS = 20
"""A reason shorter than this explains nothing; only a reproduced number needs none."""

PLACE = ["doc_id", "page", "anchor"]

MEND = "Correct the entry; the comment at the top of data/hand/claims.yml explains each field."

CLAIM_ID = re.compile(r"\bC\d\d\b")


@dataclass(frozen=True)
class Publication:
    """Where and when the statement was printed; `date` is ISO."""

    outlet: str
    date: str
    address: str


@dataclass(frozen=True)
class ClaimEvidence:
    """One piece of evidence: words on a page (doc_id, page from 1, anchor), a finding of ours (finding_id), or a named
    source (source, date, address, says). The other fields are empty."""

    doc_id: str = ""
    page: int = 0
    anchor: str = ""
    finding_id: str = ""
    source: str = ""
    date: str = ""
    address: str = ""
    says: str = ""

    @property
    def kind(self) -> str:
        return "page" if self.doc_id else "finding" if self.finding_id else "source"

    @property
    def place(self) -> tuple[str, int, str]:
        """The quote with its page: what is looked for."""
        return self.doc_id, self.page, self.anchor


@dataclass(frozen=True)
class Claim:
    """One statement of the article. `value` is None, and `unit` and `rule` are empty, if it states no number.
    `finding_id` is empty if none of our numbers is for the same thing."""

    id: str
    says: str
    speaker: str
    hedge: str
    published: Publication
    value: float | None
    unit: str
    rule: str
    finding_id: str
    evidence: tuple[ClaimEvidence, ...]
    grade: str
    counter_evidence: tuple[ClaimEvidence, ...]
    status: str
    why: str
    safe: str
    as_of: str

    def agrees(self, ours: float | None) -> str:
        """Whether a number agrees with the published one under the rule: yes or no, or empty if either is missing."""
        if self.value is None or ours is None:
            return ""
        return "yes" if holds(self.rule, self.value, ours) else "no"

    @property
    def all_evidence(self) -> tuple[ClaimEvidence, ...]:
        return self.evidence + self.counter_evidence

    @property
    def quotes(self) -> list[ClaimEvidence]:
        """The evidence that is words on a page."""
        return [one for one in self.all_evidence if one.kind == "page"]


# --- reading ----------------------------------------------------------------------------------------------------------

TEXTS = [one.name for one in fields(Claim) if one.type is str]


def read(path: str | Path | None = None) -> list[Claim]:
    """The entries of the ledger, in the order of their ids.

    Raises TableError, naming the entry and the field, if the file cannot be read, breaks claims.schema.json, or does
    not have each id of IDS exactly once."""
    import jsonschema  # a second to import: only where the ledger is read

    path = Path(path or HOME)
    try:
        entries = yaml.safe_load(files.read_text(path))
        entries = json.loads(json.dumps(entries, default=str))  # YAML reads 2019-03-13 as a date; ours are text
    except (OSError, ValueError, TypeError, yaml.YAMLError) as reason:
        actual = getattr(reason, "strerror", None) or reason
        raise TableError("the ledger cannot be read", document=files.printable(path), found=actual) from None
    for error in jsonschema.Draft202012Validator(SCHEMA).iter_errors(entries):
        raise _invalid(path, entries, error)
    claims = sorted((_claim(entry, path) for entry in entries), key=lambda claim: claim.id)
    ids = Counter(claim.id for claim in claims)
    for what, wrong in {
        "an id has two entries": [one for one, count in ids.items() if count > 1],
        "an id is not one of the article's": sorted(set(ids) - set(IDS)),
        "an id has no entry": sorted(set(IDS) - set(ids)),
    }.items():
        if wrong:
            expected = f"{IDS[0]} to {IDS[-1]}, each once"
            raise TableError(what, document=files.printable(path), expected=expected, found=", ".join(wrong))
    return claims


def _invalid(path: Path, entries: Any, error: Any) -> TableError:
    """What the schema refuses, as a sentence that names the entry and the field."""
    number, *inside = [*error.absolute_path] or [None]
    entry = {} if number is None else entries[number]
    name = entry.get("id") if isinstance(entry, dict) else ""
    who = "the ledger" if number is None else name or f"entry {number + 1} (no id)"
    place = who + "".join(f" {part + 1}" if isinstance(part, int) else f", {part}" for part in inside)
    what, expected, wrong = "is not valid", error.schema.get("description"), repr(error.instance)
    if error.validator == "enum":
        expected = " / ".join(filter(None, error.validator_value))
    elif error.validator == "required":
        missing = [field for field in error.validator_value if field not in error.instance]
        what, expected, wrong = "lacks a field", ", ".join(error.validator_value), f"no {', no '.join(missing)}"
    elif error.validator == "additionalProperties":
        unknown = sorted(set(error.instance) - set(error.schema["properties"]))
        what, expected, wrong = "has an unknown field", ", ".join(error.schema["properties"]), ", ".join(unknown)
    return TableError(f"{place} {what}", document=files.printable(path), expected=expected, found=wrong, do=MEND)


def _claim(entry: dict[str, Any], path: Path) -> Claim:
    texts = {name: " ".join((entry[name] or "").split()) for name in TEXTS}
    number, unit, rule = entry["value"], texts["unit"], texts["rule"]
    if {number is not None, bool(unit), bool(rule)} == {True, False}:
        what, wrong = f"{texts['id']}: value, unit and rule belong together", f"{number}, {unit!r}, {rule!r}"
        raise TableError(what, document=files.printable(path), expected="all three, or none", found=wrong, do=MEND)
    texts["finding_id"] = texts["finding_id"].removeprefix("none")
    return Claim(
        **texts,
        value=None if number is None else float(number),
        published=Publication(**entry["published"]),
        evidence=tuple(ClaimEvidence(**one) for one in entry["evidence"]),
        counter_evidence=tuple(ClaimEvidence(**one) for one in entry["counter_evidence"] or ()),
    )


# --- tables -----------------------------------------------------------------------------------------------------------


def table(claims: list[Claim]) -> pd.DataFrame:
    """The ledger as a table, one line per claim: its fields, and how many pages, findings and sources it rests on."""
    lines = []
    for claim in claims:
        kinds = Counter(one.kind for one in claim.evidence)
        line = vars(claim) | {"outlet": claim.published.outlet, "publication": claim.published.date}
        counts = {"pages": kinds["page"], "findings": kinds["finding"], "sources": kinds["source"]}
        lines.append({**line, **counts, "counter": len(claim.counter_evidence)})
    plain = pd.DataFrame(lines).drop(columns=["published", "evidence", "counter_evidence"], errors="ignore")
    return plain.rename(columns={"id": "claim_id", "publication": "published"})


def evidence(claims: list[Claim]) -> pd.DataFrame:
    """The evidence for and against each claim (table `evidence`), one line per piece, in the ledger's order."""
    lines = []
    for claim in claims:
        for number, one in enumerate(claim.all_evidence, start=1):
            side = "for" if number <= len(claim.evidence) else "against"
            where = {"claim_id": claim.id, "number": number, "side": side, "kind": one.kind, "page": one.page or None}
            lines.append(vars(one) | where)
    return pd.DataFrame(lines, columns=schemas.columns("evidence")).astype({"page": "Int64"})


def quoted(claims: list[Claim] | None = None) -> pd.DataFrame:
    """Every quote of the ledger (doc_id, page, anchor), once: `plates measure` looks for them on the originals."""
    places = {one.place for claim in (read() if claims is None else claims) for one in claim.quotes}
    return pd.DataFrame(sorted(places), columns=PLACE)


def holds(rule: str, published: float, ours: float) -> bool:
    """Whether our number agrees with the published one under the rule. Raises TableError for an unknown rule."""
    if rule not in RULES:
        raise TableError("there is no such rule", expected=" / ".join(RULES), found=rule)
    return {
        "exact": ours == published,
        "at_least": ours >= published,
        "at_most": ours <= published,
        "about": abs(ours - published) <= NEAR * abs(published),
    }[rule]


def verdicts(claims: list[Claim], findings: pd.DataFrame, anchors: pd.DataFrame) -> pd.DataFrame:
    """Published beside ours (table `verdicts`), one line per claim.

    `findings` has finding_id and value; `anchors` records which quotes were found on the originals. `holds` is yes or
    no if the claim states a number and a finding of ours is for the same thing, and empty otherwise. `pages` names the
    pages on which every quote of the claim's evidence was found ("dhs-ice-pia-039a p. 3"). Raises TableError for an
    unknown finding."""
    values = findings.set_index("finding_id")["value"].astype(float)
    recorded = _recorded(anchors)
    lines = []
    for claim in claims:
        if claim.finding_id and claim.finding_id not in values.index:
            raise TableError(f"{claim.id} rests on a finding that is not there", found=claim.finding_id)
        ours = float(values[claim.finding_id]) if claim.finding_id else None
        own = {one.place for one in claim.evidence if one.kind == "page"}
        missed = {place[:2] for place in own if not recorded.get(place)}
        pages = sorted({place[:2] for place in own} - missed)
        computed = {
            "claim_id": claim.id,
            "published": claim.value,
            "ours": ours,
            "holds": claim.agrees(ours),
            "pages": "; ".join(f"{doc_id} p. {page}" for doc_id, page in pages),
        }
        lines.append({**vars(claim), **vars(claim.published), **computed})
    return pd.DataFrame(lines, columns=schemas.columns("verdicts")).astype({"published": "Float64", "ours": "Float64"})


def _recorded(anchors: pd.DataFrame) -> dict[tuple[str, int, str], bool]:
    return {(line.doc_id, int(line.page), line.anchor): bool(line.found) for line in anchors.itertuples()}


def compared(versions: pd.DataFrame, claims: list[Claim]) -> pd.DataFrame:
    """What outlets print for one figure (table `versions`), each beside the article's number under the article's rule.

    Adds `article`, `rule` and `fits` (yes or no; empty if the article states no number for it). A version that does not
    fit is another outlet's number, not an error of either. Raises TableError for a claim that does not exist."""
    by_id = {claim.id: claim for claim in claims}
    if strays := set(versions["claim_id"]) - {"", *by_id}:
        raise TableError("a version belongs to a claim that is not there", found=", ".join(sorted(strays)))
    lines = []
    for line in versions.to_dict("records"):
        claim = by_id.get(line["claim_id"])
        article, rule = (claim.value, claim.rule) if claim else (None, "")
        fits = claim.agrees(float(line["number"])) if claim else ""
        lines.append(line | {"article": article, "rule": rule, "fits": fits})
    return pd.DataFrame(lines)


# --- what is wrong ----------------------------------------------------------------------------------------------------


Original = Callable[[str], Path | None]


def at_hand(doc_id: str) -> Path | None:
    """The original of a document, or None if it is not here. Raises DocumentError for an id that the manifest lacks."""
    return documents.original(doc_id) if documents.has_original(doc_id) else None


def looked(claims: list[Claim], recorded: pd.DataFrame, original: Original = at_hand) -> pd.DataFrame:
    """Every quote of the ledger, whether its words are on its page, and how that is known.

    Columns claim_id, doc_id, page, anchor, found, by. `by` is "the document" if it is here, else "the record of
    data/measured", else "nothing"."""
    in_record = _recorded(recorded)
    in_documents: dict[tuple[str, int, str], bool] = {}
    for doc_id, part in quoted(claims).groupby("doc_id"):
        if path := original(doc_id):
            places = quotes.boxes(path, zip(part["page"], part["anchor"], strict=True))
            in_documents |= {(doc_id, *place): bool(boxes) for place, boxes in places.items()}
    lines = []
    for claim in claims:
        for place in (one.place for one in claim.quotes):
            by = "the record of data/measured" if place in in_record else "nothing"
            by = "the document" if place in in_documents else by
            lines.append((claim.id, *place, in_documents.get(place, in_record.get(place, False)), by))
    return pd.DataFrame(lines, columns=["claim_id", *PLACE, "found", "by"])


def problems(
    claims: list[Claim],
    findings: pd.DataFrame,
    cells: Iterable[str],
    anchors: pd.DataFrame,
    original: Original = at_hand,
) -> list[str]:
    """What is wrong with the ledger, one sentence each; empty if nothing is.

    `findings` has finding_id and value; `cells` are the sources of notebook 10's code cells; `anchors` is the record of
    data/measured. A quote is looked for in the document if `original` finds it, and otherwise in the record; each
    sentence says which. A document that is here but is not the manifest's is a problem, too."""
    values = findings.set_index("finding_id")["value"].astype(float).to_dict()
    wrong = [f"{claim.id}: {sentence}" for claim in claims for sentence in _contradictions(claim, values)]
    try:
        for line in looked(claims, anchors, original).itertuples():
            if not line.found:
                where = f"{line.doc_id}, page {line.page}"
                wrong.append(f"{line.claim_id}: {line.anchor!r} was not found on {where}; checked against: {line.by}")
    except DocumentError as error:
        wrong.append(str(error))
    shown, ids = set(CLAIM_ID.findall("\n".join(cells))), {claim.id for claim in claims}
    wrong += [f"{one}: notebook 10 shows it, and the ledger has no such claim" for one in sorted(shown - ids)]
    wrong += [f"{one}: no cell of notebook 10 shows it" for one in sorted(ids - shown)]
    return wrong


def _contradictions(claim: Claim, values: dict[str, float]) -> list[str]:
    """What is wrong with one entry by itself: its findings, its number under its rule, its grade, its reason."""
    linked = {one.finding_id for one in claim.all_evidence if one.finding_id} | ({claim.finding_id} - {""})
    wrong = [f"there is no finding {one}" for one in sorted(linked - set(values))]
    agrees = claim.agrees(values.get(claim.finding_id))
    kinds = {one.kind for one in claim.evidence}
    if agrees == "no" and claim.status in ("reproduced", "supported"):
        numbers = f"{claim.rule} {claim.value:,g}, and {claim.finding_id} is {values[claim.finding_id]:,g}"
        wrong.append(f"{claim.status}, but published is {numbers}")
    if claim.status == "reproduced" and not agrees:
        wrong.append("reproduced without a number of ours beside the published one")
    if claim.status == "differs" and (agrees == "yes" or not (agrees or claim.counter_evidence)):
        wrong.append("differs, but no number or source of ours does")
    if claim.status == "contested" and not claim.counter_evidence:
        wrong.append("contested, and nobody who contests it is named")
    if (claim.status == "attributed") != (claim.grade == ATTRIBUTION):
        wrong.append(f"{claim.status} goes with {ATTRIBUTION}, and the grade is {claim.grade}")
    if claim.grade == NONE_FOUND and claim.status != "cannot_check":
        wrong.append(f"{claim.status} on no evidence")
    if claim.grade == PAGE and "page" not in kinds:
        wrong.append("page in hand, and no page is named")
    if claim.grade == COMPUTED and not claim.finding_id and "finding" not in kinds:
        wrong.append("computed, and no finding is named")
    if claim.grade == REPORTED_ONLY and "source" not in kinds:
        wrong.append("reported by a named source, and none is named")
    if claim.status != "reproduced" and (words := len(claim.why.split())) < LEAST_WORDS:
        wrong.append(f"its reason has {words} words and needs at least {LEAST_WORDS}")
    return wrong


# --- in words ---------------------------------------------------------------------------------------------------------


def in_words(verdicts: pd.DataFrame, *, reasons: bool = False) -> list[str]:
    """Verdicts in lines that a terminal and a notebook can print: id, verdict and grade, what was said, the published
    number and ours, the pages, with `reasons` why, and the sentence that may be printed."""
    lines = []
    for line in verdicts.itertuples():
        hedge = f" [hedge: {line.hedge}]" if line.hedge else ""
        parts = [f"{line.speaker}: {line.says}{hedge}"]
        if not pd.isna(line.published):
            ours = "none" if pd.isna(line.ours) else f"{line.ours:,.10g} ({line.finding_id}), rule holds: {line.holds}"
            parts.append(f"published: {line.rule} {line.published:,.10g} {line.unit}; ours: {ours}")
        if line.pages:
            parts.append(f"pages: {line.pages}")
        if reasons:
            parts.append(f"why: {line.why}")
        parts.append(f"may be printed: {line.safe}")
        lines += [
            f"{line.claim_id}  {line.status.upper()} - {line.grade}",
            *(row for p in parts for row in _wrapped(p)),
        ]
    return lines


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, 118, initial_indent="     ", subsequent_indent="       ", break_on_hyphens=False)
