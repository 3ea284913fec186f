"""Ledger: every statement of the article, what it rests on, our number beside the published one, and what may be
printed.

The entries are data/hand/claims.yml, made by hand; its head says what each field means. Nothing here decides a status:
`problems` says where one contradicts the entry's own numbers, pages and sources. An anchor is a few words that stand on
a page of a document; it is looked for in the document where that is at hand, and else the record in data/measured says
whether it was found."""

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
from helpers.records.evidence import quotes as pages_of

HOME = files.ROOT / "data" / "hand" / "claims.yml"

IDS = tuple(f"C{number:02d}" for number in range(1, 58))
"""What the article says, C01 to C57: each has its entry, and no entry is about something else."""

COMPUTED, PAGE, REPORTED_ONLY, ATTRIBUTION, NONE_FOUND = (
    "computed from a document in hand",
    "page in hand",
    "reported by a named source, record not seen",
    "attribution only",
    "none found",
)
GRADES = (COMPUTED, PAGE, REPORTED_ONLY, ATTRIBUTION, NONE_FOUND)

STATUSES = ("reproduced", "supported", "partly", "differs", "contested", "reported", "attributed", "cannot_check")

RULES = ("exact", "at_least", "about", "at_most")

NEAR = 0.1
"""A number is about another when it lies within a tenth of it: the article rounds to one digit ($6 million)."""

LEAST_WORDS = 20
"""A reason shorter than this explains nothing; only a reproduced number needs none."""

CLAIM_ID = re.compile(r"\bC\d\d\b")


@dataclass(frozen=True)
class Publication:
    """Where and when the statement was printed; `date` is ISO."""

    outlet: str
    date: str
    address: str


@dataclass(frozen=True)
class Evidence:
    """What one entry rests on: words on a page (doc_id, page from 1, anchor), a finding of ours (finding_id), or a
    named source (source, date, address, says); the other fields are empty."""

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


FORMS = ({"doc_id", "page", "anchor"}, {"finding_id"}, {"source", "date", "address", "says"})
"""The fields that a piece of evidence has, all of one form and no other."""


@dataclass(frozen=True)
class Claim:
    """One statement of the article. `value` is None and `unit` and `rule` are empty where it states no number;
    `finding_id` is empty where no number of ours is for the same thing."""

    id: str
    says: str
    speaker: str
    hedge: str
    published: Publication
    value: float | None
    unit: str
    rule: str
    finding_id: str
    evidence: tuple[Evidence, ...]
    grade: str
    counter_evidence: tuple[Evidence, ...]
    status: str
    why: str
    safe: str
    as_of: str

    @property
    def all_evidence(self) -> tuple[Evidence, ...]:
        return self.evidence + self.counter_evidence


# --- reading ----------------------------------------------------------------------------------------------------------

MAY_BE_EMPTY = {"hedge", "value", "unit", "rule", "finding_id", "counter_evidence"}
NAMES = [one.name for one in fields(Claim)]


def read(path: str | Path | None = None) -> list[Claim]:
    """The entries of the ledger, in the order of their ids.

    Raises TableError, with the entry and the field, for what cannot be read, a missing or unknown field, a grade,
    status or rule that is none, evidence of no form, and an id of C01 to C57 that stands twice, is missing, or is
    another."""
    path = Path(path or HOME)
    try:
        entries = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as reason:
        raise TableError("the ledger cannot be read", document=files.printable(path), found=str(reason)) from None
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise _wrong(path, "the ledger is no list of entries", expected="entries that begin with - id:")
    claims = sorted((_claim(entry, path) for entry in entries), key=lambda claim: claim.id)
    ids = Counter(claim.id for claim in claims)
    for says, wrong in {
        "an id stands twice": [one for one, count in ids.items() if count > 1],
        "an id is none of the article's": sorted(set(ids) - set(IDS)),
        "an id has no entry": sorted(set(IDS) - set(ids)),
    }.items():
        if wrong:
            raise _wrong(path, says, expected=f"{IDS[0]} to {IDS[-1]}, each once", found=", ".join(wrong))
    return claims


def _wrong(path: Path, what: str, **said: Any) -> TableError:
    return TableError(what, document=files.printable(path), **said)


def _claim(entry: dict[str, Any], path: Path) -> Claim:
    name = str(entry.get("id") or "an entry without an id")
    if missing := [field for field in NAMES if field not in entry]:
        raise _wrong(path, f"{name} lacks a field", expected=", ".join(NAMES), found=f"no {', no '.join(missing)}")
    if unknown := sorted(set(entry) - set(NAMES)):
        raise _wrong(path, f"{name} has a field that is none", found=", ".join(unknown))
    if empty := [field for field in NAMES if field not in MAY_BE_EMPTY and not entry[field]]:
        raise _wrong(path, f"{name} has an empty field", found=", ".join(empty))
    for field, allowed in {"grade": GRADES, "status": STATUSES, "rule": ("", *RULES)}.items():
        if (entry[field] or "") not in allowed:
            raise _wrong(
                path, f"{name} has an unknown {field}", expected=" / ".join(filter(None, allowed)), found=entry[field]
            )
    number = entry["value"]
    if not (number is None or (isinstance(number, (int, float)) and not isinstance(number, bool))):
        raise _wrong(path, f"{name} has a value that is no number", found=repr(number))
    if {number is not None, bool(entry["unit"]), bool(entry["rule"])} == {True, False}:
        raise _wrong(
            path, f"{name}: value, unit and rule belong together", found=f"{number}, {entry['unit']}, {entry['rule']}"
        )
    published = entry["published"]
    if not isinstance(published, dict) or set(published) != {"outlet", "date", "address"}:
        raise _wrong(
            path, f"{name} does not say where it was published", expected="outlet, date, address", found=published
        )
    linked = entry["finding_id"] or "none"
    texts = {
        field: str(entry[field] or "") for field in ("says", "speaker", "hedge", "unit", "rule", "grade", "status")
    }
    return Claim(
        id=name,
        **texts,
        published=Publication(*(str(published[field]) for field in ("outlet", "date", "address"))),
        value=None if number is None else float(number),
        finding_id="" if linked == "none" else str(linked),
        evidence=_evidence(entry["evidence"], name, path),
        counter_evidence=_evidence(entry["counter_evidence"], name, path),
        why=" ".join(str(entry["why"]).split()),
        safe=" ".join(str(entry["safe"]).split()),
        as_of=str(entry["as_of"]),
    )


def _evidence(entries: list[Any] | None, name: str, path: Path) -> tuple[Evidence, ...]:
    made = []
    for one in entries or []:
        if not isinstance(one, dict) or set(one) not in FORMS or not all(one.values()):
            forms = " or ".join(", ".join(sorted(form)) for form in FORMS)
            raise _wrong(path, f"{name} has evidence of no form", expected=forms, found=one)
        if "page" in one and (not isinstance(one["page"], int) or one["page"] < 1):
            raise _wrong(path, f"{name} has evidence on a page that is none", expected="1 or more", found=one["page"])
        said: dict[str, Any] = {field: value if field == "page" else str(value) for field, value in one.items()}
        made.append(Evidence(**said))
    return tuple(made)


# --- tables -----------------------------------------------------------------------------------------------------------


def table(claims: list[Claim]) -> pd.DataFrame:
    """The ledger as a table, a line a claim: its fields, and how many pages, findings and sources it rests on. `value`
    is a missing number where there is none."""
    lines = []
    for claim in claims:
        kinds = Counter(one.kind for one in claim.evidence)
        plain = {
            name: getattr(claim, name) for name in NAMES if name not in ("published", "evidence", "counter_evidence")
        }
        counts = {"pages": kinds["page"], "findings": kinds["finding"], "sources": kinds["source"]}
        lines.append(
            {
                **plain,
                "outlet": claim.published.outlet,
                "published": claim.published.date,
                **counts,
                "counter": len(claim.counter_evidence),
            }
        )
    return pd.DataFrame(lines).rename(columns={"id": "claim_id"})


def evidence(claims: list[Claim]) -> pd.DataFrame:
    """What each claim rests on and what stands against it (table `evidence`), a line a piece, in the ledger's order."""
    lines = []
    for claim in claims:
        for number, one in enumerate(claim.all_evidence, start=1):
            side = "for" if number <= len(claim.evidence) else "against"
            lines.append(
                {
                    **vars(one),
                    "claim_id": claim.id,
                    "number": number,
                    "side": side,
                    "kind": one.kind,
                    "page": one.page or None,
                }
            )
    return pd.DataFrame(lines, columns=schemas.columns("evidence")).astype({"page": "Int64"})


def anchors(claims: list[Claim] | None = None) -> pd.DataFrame:
    """Every (doc_id, page, anchor) that the ledger rests on, each once: what `plates measure` looks for on the
    originals."""
    told = [
        _place(one)
        for claim in (read() if claims is None else claims)
        for one in claim.all_evidence
        if one.kind == "page"
    ]
    return pd.DataFrame(sorted(set(told)), columns=["doc_id", "page", "anchor"])


def holds(rule: str, published: float, ours: float) -> bool:
    """Whether our number stands to the published one as the rule says. Raises TableError for a rule that is none."""
    if rule not in RULES:
        raise TableError("there is no such rule", expected=" / ".join(RULES), found=rule)
    return {
        "exact": ours == published,
        "at_least": ours >= published,
        "at_most": ours <= published,
        "about": abs(ours - published) <= NEAR * abs(published),
    }[rule]


def verdicts(claims: list[Claim], findings: pd.DataFrame, anchors: pd.DataFrame) -> pd.DataFrame:
    """Published beside ours (table `verdicts`), a line a claim.

    `findings` has finding_id and value, `anchors` is the record of what was found on the originals. `holds` is yes or
    no where the claim states a number and a finding of ours is for the same thing, else empty. `pages` names the pages
    on which every anchor of the claim's evidence was found, as in "dhs-ice-pia-039a p. 3". Raises TableError for a
    finding that is not there."""
    known = findings.set_index("finding_id")["value"].astype(float)
    seen = _recorded(anchors)
    lines = []
    for claim in claims:
        if claim.finding_id and claim.finding_id not in known.index:
            raise TableError(f"{claim.id} rests on a finding that is not there", found=claim.finding_id)
        ours = float(known[claim.finding_id]) if claim.finding_id else None
        told = "" if claim.value is None or ours is None else "yes" if holds(claim.rule, claim.value, ours) else "no"
        own = sorted({(one.doc_id, one.page) for one in claim.evidence if one.kind == "page"})
        missed = {(one.doc_id, one.page) for one in claim.evidence if one.kind == "page" and not seen.get(_place(one))}
        lines.append(
            {
                "claim_id": claim.id,
                "says": claim.says,
                "speaker": claim.speaker,
                "hedge": claim.hedge,
                **vars(claim.published),
                "published": claim.value,
                "ours": ours,
                "unit": claim.unit,
                "rule": claim.rule,
                "holds": told,
                "finding_id": claim.finding_id,
                "pages": "; ".join(f"{doc_id} p. {page}" for doc_id, page in own if (doc_id, page) not in missed),
                "grade": claim.grade,
                "status": claim.status,
                "why": claim.why,
                "safe": claim.safe,
                "as_of": claim.as_of,
            }
        )
    return pd.DataFrame(lines, columns=schemas.columns("verdicts")).astype({"published": "Float64", "ours": "Float64"})


def _place(one: Evidence) -> tuple[str, int, str]:
    return one.doc_id, one.page, one.anchor


def _recorded(anchors: pd.DataFrame) -> dict[tuple[str, int, str], bool]:
    return {(line.doc_id, int(line.page), line.anchor): bool(line.found) for line in anchors.itertuples()}


def compared(versions: pd.DataFrame, claims: list[Claim]) -> pd.DataFrame:
    """What outlets print for one figure (table `versions`), each beside the article's number under the article's rule.

    Adds `article`, `rule` and `fits` (yes or no; empty where the article states no number for it): a version that does
    not fit is another outlet's number, not an error of either. Raises TableError for a claim that is not there."""
    by_id = {claim.id: claim for claim in claims}
    lines = []
    for line in versions.to_dict("records"):
        claim_id = line["claim_id"]
        if claim_id and claim_id not in by_id:
            raise TableError("a version belongs to a claim that is not there", found=claim_id)
        claim = by_id.get(claim_id)
        if claim is None or claim.value is None:
            lines.append({**line, "article": None, "rule": "", "fits": ""})
        else:
            fits = "yes" if holds(claim.rule, claim.value, float(line["number"])) else "no"
            lines.append({**line, "article": claim.value, "rule": claim.rule, "fits": fits})
    return pd.DataFrame(lines)


# --- what is wrong ----------------------------------------------------------------------------------------------------


def at_hand(doc_id: str) -> Path | None:
    """The original of a document where it is here, else None. Raises DocumentError for an id that the manifest
    lacks."""
    return documents.original(doc_id) if documents.has_original(doc_id) else None


def looked(
    claims: list[Claim], recorded: pd.DataFrame, original: Callable[[str], Path | None] = at_hand
) -> pd.DataFrame:
    """Every anchor of the ledger, whether its words stand on its page, and by what that is known.

    Columns claim_id, doc_id, page, anchor, found, by; `by` is "the document" where it is at hand, "the record of
    data/measured" otherwise, and "nothing" where neither knows it."""
    known, lines = _recorded(recorded), []
    places: dict[str, list[tuple[int, str]]] = {}
    for doc_id, page, anchor in anchors(claims).itertuples(index=False):
        places.setdefault(doc_id, []).append((page, anchor))
    read = {
        doc_id: pages_of.boxes(path, sought)
        for doc_id, sought in places.items()
        if (path := original(doc_id)) is not None
    }
    for claim in claims:
        for one in (one for one in claim.all_evidence if one.kind == "page"):
            if one.doc_id in read:
                found, by = bool(read[one.doc_id][one.page, one.anchor]), "the document"
            else:
                found, by = (
                    known.get(_place(one), False),
                    "the record of data/measured" if _place(one) in known else "nothing",
                )
            lines.append(
                {
                    "claim_id": claim.id,
                    **dict(zip(("doc_id", "page", "anchor"), _place(one), strict=True)),
                    "found": found,
                    "by": by,
                }
            )
    return pd.DataFrame(lines, columns=["claim_id", "doc_id", "page", "anchor", "found", "by"])


def problems(
    claims: list[Claim],
    findings: pd.DataFrame,
    cells: Iterable[str],
    anchors: pd.DataFrame,
    original: Callable[[str], Path | None] = at_hand,
) -> list[str]:
    """What is wrong with the ledger, a sentence each; empty when nothing is.

    `findings` has finding_id and value; `cells` are the sources of notebook 10's code cells; `anchors` is the record of
    data/measured. An anchor is looked for in the document where `original` finds it, else in the record, and each
    sentence says which. A document that is there and is not the manifest's is a problem, too."""
    known = findings.set_index("finding_id")["value"].astype(float).to_dict()
    found = [sentence for claim in claims for sentence in _of_one(claim, known)]
    try:
        for line in looked(claims, anchors, original).itertuples():
            if not line.found:
                where = f"{line.doc_id}, page {line.page}"
                found.append(f"{line.claim_id}: {line.anchor!r} does not stand on {where}, says {line.by}")
    except DocumentError as error:
        found.append(str(error))
    shown, ids = set(CLAIM_ID.findall("\n".join(cells))), {claim.id for claim in claims}
    found += [f"{one}: notebook 10 shows it, and the ledger has no such claim" for one in sorted(shown - ids)]
    found += [f"{one}: no cell of notebook 10 shows it" for one in sorted(ids - shown)]
    return found


def _of_one(claim: Claim, known: dict[str, float]) -> list[str]:
    """What is wrong with one entry by itself: its findings, its number under its rule, its grade, its reason."""
    linked = {one.finding_id for one in claim.all_evidence if one.finding_id} | ({claim.finding_id} - {""})
    told = [f"there is no finding {one}" for one in sorted(linked - set(known))]
    compares = claim.value is not None and claim.finding_id in known
    right = claim.value is not None and compares and holds(claim.rule, claim.value, known[claim.finding_id])
    kinds = {one.kind for one in claim.evidence}
    if compares and not right and claim.status in ("reproduced", "supported"):
        said = f"{claim.rule} {claim.value:,g}, and {claim.finding_id} is {known[claim.finding_id]:,g}"
        told.append(f"{claim.status}, but published is {said}")
    if claim.status == "reproduced" and not compares:
        told.append("reproduced without a number of ours beside the published one")
    if claim.status == "differs" and (right or not (compares or claim.counter_evidence)):
        told.append("differs, but no number or source of ours does")
    if claim.status == "contested" and not claim.counter_evidence:
        told.append("contested, and nobody who contests it is named")
    if (claim.status == "attributed") != (claim.grade == ATTRIBUTION):
        told.append(f"{claim.status} goes with {ATTRIBUTION}, and the grade is {claim.grade}")
    if claim.grade == NONE_FOUND and claim.status != "cannot_check":
        told.append(f"{claim.status} on no evidence")
    if claim.grade == PAGE and "page" not in kinds:
        told.append("page in hand, and no page is named")
    if claim.grade == COMPUTED and not claim.finding_id and "finding" not in kinds:
        told.append("computed, and no finding is named")
    if claim.grade == REPORTED_ONLY and "source" not in kinds:
        told.append("reported by a named source, and none is named")
    if claim.status != "reproduced" and (words := len(claim.why.split())) < LEAST_WORDS:
        told.append(f"its reason has {words} words of at least {LEAST_WORDS}")
    return [f"{claim.id}: {sentence}" for sentence in told]


# --- in words ---------------------------------------------------------------------------------------------------------


def in_words(verdicts: pd.DataFrame, *, reasons: bool = False) -> list[str]:
    """Verdicts in lines that a terminal and a notebook can print: id, verdict and grade, what was said, the published
    number and ours, the pages, the sentence that may be printed, and with `reasons` why."""
    lines = []
    for line in verdicts.itertuples():
        lines.append(f"{line.claim_id}  {line.status.upper()} - {line.grade}")
        hedge = f" [hedge: {line.hedge}]" if line.hedge else ""
        lines += _wrapped(f"{line.speaker}: {line.says}{hedge}")
        if not pd.isna(line.published):
            ours = "none" if pd.isna(line.ours) else f"{line.ours:,.10g} ({line.finding_id}), rule holds: {line.holds}"
            lines += _wrapped(f"published: {line.rule} {line.published:,.10g} {line.unit}; ours: {ours}")
        if line.pages:
            lines += _wrapped(f"pages: {line.pages}")
        lines += _wrapped(f"why: {line.why}") if reasons else []
        lines += _wrapped(f"may be printed: {line.safe}")
    return lines


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, 118, initial_indent="     ", subsequent_indent="       ", break_on_hyphens=False)
