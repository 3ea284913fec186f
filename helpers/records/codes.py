"""Codes: what a mark cites, as in (b)(6) or b7E, in one form. Exemptions of the Freedom of Information Act and the Privacy Act."""

import re

PARTS = r"\(\s*(?P<long>[1-9])\s*\)(?:\s*\(\s*(?P<letter>[A-F])\s*\))?"
CODE = re.compile(
    rf"(?:\(\s*(?P<section>[bjk])\s*\)\s*|\b(?P<bare>b)\s*)?{PARTS}|\bb(?P<short>[1-9])(?P<short_letter>[A-F])?(?:-\d)?\b",
    re.IGNORECASE,
)
"""`(b)(7)(E)`, `(b) (7) (E)`, `b(7)(E)`, `b7E`, `b7E-1`, and `(7)(E)` after a code that names its section."""

AROUND = {"and", "per", "ice", "cbp", "dhs", "fbi", "redacted", "withheld", "exempt", "exemption", "page", "pages", "in", "full"}
"""Words that stand on a mark beside its code, and are not the record's own."""


def codes_in(text: str) -> tuple[str, ...]:
    """The codes of a text, each once, in order, as `(b)(6)` and `(b)(7)(E)`: a letter belongs to (b)(7) alone."""
    found, section = {}, ""
    for match in CODE.finditer(text):
        section = (match["section"] or match["bare"] or ("b" if match["short"] else section)).lower()
        if not section:
            continue
        number, letter = match["long"] or match["short"], (match["letter"] or match["short_letter"] or "").upper()
        found[f"({section})({number})" + (f"({letter})" if letter and (section, number) == ("b", "7") else "")] = None
    return tuple(found)


def only_codes(text: str) -> bool:
    """Whether a text is codes, the marks between them, and words of AROUND, and nothing else."""
    rest = re.findall(r"\w+", CODE.sub(" ", text).lower())
    return bool(codes_in(text)) and all(word in AROUND for word in rest)
