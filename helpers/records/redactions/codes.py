"""Codes: the exemption that a mark cites, as in (b)(6) or b7E, in one form.

Sections (b) are those of the Freedom of Information Act, 5 U.S.C. 552; (j) and (k) those of the Privacy Act, 552a.
"""

import itertools
import re

from helpers.records.reading.pages import Box, Word

BESIDE = 18.0
"""Points between a box and the code beside it."""

PARTS = r"\(\s*(?P<long>[1-9])\s*\)(?:\s*\(\s*(?P<letter>[A-F])\s*\))?"
CODE = re.compile(
    rf"(?:\(\s*(?P<section>[bjk])\s*\)\s*|\b(?P<bare>b)\s*)?{PARTS}|\bb(?P<short>[1-9])(?P<short_letter>[A-F])?(?:-\d)?\b",
    re.IGNORECASE,
)
"""`(b)(7)(E)`, `(b) (7) (E)`, `b(7)(E)`, `b7E`, `b7E-1`, and `(7)(E)` after a code that names its section."""

AROUND = set("and per ice cbp dhs fbi redacted withheld exempt exemption page pages in full".split())
"""Words that are printed on a mark beside its code, and are not the record's own."""


def codes_in(text: str) -> tuple[str, ...]:
    """The codes of a text, each once, in order, as `(b)(6)` and `(b)(7)(E)`: a letter belongs to (b)(7) alone."""
    codes: dict[str, None] = {}  # a set that keeps its order
    section = ""
    for match in CODE.finditer(text):
        section = (match["section"] or match["bare"] or ("b" if match["short"] else section)).lower()
        if not section:
            continue
        number, letter = match["long"] or match["short"], (match["letter"] or match["short_letter"] or "").upper()
        codes[f"({section})({number})" + (f"({letter})" if letter and (section, number) == ("b", "7") else "")] = None
    return tuple(codes)


def only_codes(text: str) -> bool:
    """Whether a text is codes, punctuation and words of AROUND, and nothing else."""
    rest = re.findall(r"\w+", CODE.sub(" ", text).lower())
    return bool(codes_in(text)) and all(word in AROUND for word in rest)


def beside(boxes: list[Box], words: list[Word]) -> list[tuple[str, ...]]:
    """For each box the codes next to it on its line, right or left; those between two boxes belong to the nearer."""
    near = []
    for n, box in enumerate(boxes):
        line = [w for w in words if box.top - 2 <= (w.top + w.bottom) / 2 <= box.bottom + 2]
        right = sorted((w for w in line if w.x0 >= box.x1 - 1), key=lambda w: w.x0)
        left = sorted((w for w in line if w.x1 <= box.x0 + 1), key=lambda w: -w.x1)
        near += [(_gap(box, run[0]), n, run) for side in (right, left) if (run := _next_to(box, side))]
    taken: set[Word] = set()
    given: dict[int, tuple[str, ...]] = {}
    for _, n, run in sorted(near, key=lambda candidate: candidate[:2]):
        if n not in given and not taken.intersection(run):
            given[n] = codes_in(_text(run))
            taken.update(run)
    return [given.get(n, ()) for n in range(len(boxes))]


def _next_to(box: Box, line: list[Word]) -> list[Word]:
    """The most words next to a box that together are codes and nothing else (`(b) (6)` is two words). `line` has the
    words of one side, from near to far."""
    before: list[Box | Word] = [box, *line]
    chain = itertools.takewhile(lambda pair: _gap(*pair) <= BESIDE, zip(before, line, strict=False))
    words = [word for _, word in chain]
    return next((words[:n] for n in range(len(words), 0, -1) if only_codes(_text(words[:n]))), [])


def _gap(one: Box | Word, other: Word) -> float:
    """Points between two things side by side."""
    return max(other.x0 - one.x1, one.x0 - other.x1)


def _text(words: list[Word]) -> str:
    return " ".join(w.text for w in sorted(words, key=lambda w: w.x0))
