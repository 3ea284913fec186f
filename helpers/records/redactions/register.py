"""Redactions: marks over what was kept back, counted by page and code. What lies under a mark is never lifted.

A mark is told by what is drawn, in which order and in which color: a box drawn after the letters hides them, a band
drawn before them is their ground. The letters under a mark leave this module only as a yes or a no. No document in hand
has a mark. One that is part of a picture (a scan of blackened paper) cannot be seen here: the page says so."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pandas as pd
from pdfplumber.page import Page as PlumberPage

from helpers.errors import GET_AGAIN, ReadingError
from helpers.records.reading import integrity, pages
from helpers.records.reading.pages import Box
from helpers.records.redactions.codes import beside, codes_in, only_codes
from helpers.records.redactions.drawings import Drawing, Drawn

COLUMNS = ["page", "x0", "top", "x1", "bottom", "kind", "codes", "text_under"]
"""One mark each: page from 1; box in points from the top left, one decimal; one of KINDS; codes parted by blanks, as in
`(b)(6) (b)(7)(C)`, or empty; whether letters lie under it: yes, no, or unknown (a picture does)."""

KINDS = ("dark box", "colored box", "white box", "box with a code", "white text", "annotation")
"""A white box is one over letters; a box with a code is a frame or a white box that holds nothing else; white text is
text in the color of its ground; an annotation is a redaction that was marked and not burned in, or a filled square laid
over the page."""

LOOKED = ("whole", "all but its pictures", "not: a picture without a text layer", "not: damaged or not readable")
"""How far a page was looked at."""

NARROWEST, LOWEST = 10.0, 6.0
"""Points below which a dark box without letters is a bullet, a check box or a rule, and no mark."""

DARK, BLACK, WHITE = 0.35, 0.15, 0.97
"""Luminance, 0 to 1: at most that of dark ink (pure red has 0.21), of black ink; at least that of paper."""

GRAY_OVER = 0.8
"""A gray box drawn over letters hides them up to this luminance; a lighter one is shading that lets them through. A box
of a bright color is a highlighter's: whether ink is transparent cannot be seen from characters and rectangles."""

SAME = 1.5
"""Points within which two edges are one."""


class Mark(NamedTuple):
    """One mark on a page; `text_under` is yes, no or unknown."""

    box: Box
    kind: str
    codes: tuple[str, ...]
    text_under: str


@dataclass(frozen=True)
class Register:
    """The marks of a file (COLUMNS), and for each page how far it was looked at and how many marks it has (`page,
    looked_at, marks`)."""

    marks: pd.DataFrame
    pages: pd.DataFrame


def register(path: str | Path, password: str = "") -> Register:
    """Read the marks of a PDF, a page at a time. A page that `integrity` finds damaged, or that cannot be read, is not
    looked at, and says so.

    Raises ReadingError for what is no PDF that can be opened.
    """
    found = integrity.inspect(path, password)
    marks, looked = [], [(number, LOOKED[3], 0) for number in found.damaged_pages]
    whole = [number for number in range(1, found.pages + 1) if number not in found.damaged_pages]
    for number, how, on_page in _looked_at(path, whole, password):
        looked.append((number, how, len(on_page)))
        marks += [
            (number, *(round(float(edge), 1) for edge in m.box), m.kind, " ".join(m.codes), m.text_under)
            for m in on_page
        ]
    table = pd.DataFrame(sorted(looked), columns=["page", "looked_at", "marks"])
    return Register(pd.DataFrame(marks, columns=COLUMNS), table)


def _looked_at(path: str | Path, numbers: list[int], password: str) -> Iterator[tuple[int, str, list[Mark]]]:
    """Number, how far it was looked at, and marks of each page. What pdfminer says of a page that it cannot read may
    quote the page, and so what a mark hides: it goes no further."""
    while numbers:
        try:
            for number, (how, marks) in zip(numbers, pages.through(path, look, numbers, password), strict=True):
                yield number, how, marks
            return
        except ReadingError as reason:
            broken = reason.page
        if broken is None:
            raise ReadingError("the file cannot be read", document=Path(path).name, do=GET_AGAIN)
        yield broken, LOOKED[3], []
        numbers = numbers[numbers.index(broken) + 1 :]


def summary(found: Register) -> pd.DataFrame:
    """Marks by page and code: `page, code, marks, text_under`; a mark with two codes counts under each, one without as
    "no code". `text_under` counts those with letters under them."""
    table = found.marks.assign(code=found.marks["codes"].map(lambda codes: codes.split() or ["no code"])).explode(
        "code"
    )
    table["under"] = table["text_under"] == "yes"
    grouped = table.groupby(["page", "code"], sort=True).agg(marks=("kind", "size"), text_under=("under", "sum"))
    return grouped.reset_index().astype({"page": int, "marks": int, "text_under": int})


def in_words(found: Register) -> list[str]:
    """What a reader must be told: counts, and what was not looked at."""
    marks, how = found.marks, found.pages["looked_at"]
    lines = [f"{len(marks)} marks on {marks['page'].nunique()} of {len(found.pages)} pages"]
    for line in summary(found).itertuples():
        lines.append(f"page {line.page}, {line.code}: {line.marks} marks, {line.text_under} with text under them")
    for kind in LOOKED[1:]:
        if part := list(found.pages.loc[how == kind, "page"]):
            lines.append(
                f"looked at {kind}: {len(part)} pages ({', '.join(map(str, part[:8]))}{', …' if part[8:] else ''})"
            )
    if (marks["text_under"] == "yes").any():
        lines.append(
            "Text lies under marks of this file. It is not shown or stored here; whoever released it may want to know."
        )
    lines.append(
        "A mark inside a picture is not seen, nor what was taken out without one: no mark found does not mean none made."
    )
    return lines


# --- one page ---------------------------------------------------------------------------------------------------------


def look(page: PlumberPage) -> tuple[str, list[Mark]]:
    """How far a pdfplumber page was looked at, and its marks from top to bottom."""
    drawn = Drawing.of(page)
    marks = [mark for box in drawn.boxes if (mark := _of_box(box, drawn))]
    marks += [_of_annotation(box, codes_in(label), drawn) for box, label in drawn.notes]
    marks = _joined(_without_charts(marks, drawn))
    marks += _white_text(marks, drawn)
    marks = _with_codes_beside(marks, drawn)
    return _how_far(drawn), sorted(marks, key=lambda m: (round(m.box.top), m.box.x0))


def _how_far(drawn: Drawing) -> str:
    if not drawn.pictured:
        return LOOKED[0]
    return LOOKED[1] if len(drawn.letters) or drawn.boxes or drawn.notes else LOOKED[2]


def _of_box(box: Drawn, drawn: Drawing) -> Mark | None:
    """The mark that a box is, if it is one."""
    under, over = drawn.under(box), drawn.over(box)
    words = drawn.text(over & drawn.seen)
    codes, alone = codes_in(words), only_codes(words)
    hidden = "yes" if (under | (over & drawn.grounded_on(box))).any() else "unknown" if drawn.on_picture(box) else "no"
    if box.light is None:
        return Mark(box.box, KINDS[3], codes, "no") if codes and alone and not _is_cell(box, drawn) else None
    if box.light <= DARK:
        if hidden == "yes" or (codes and alone):
            return Mark(box.box, KINDS[0], codes, hidden)
        return Mark(box.box, KINDS[0], (), hidden) if not words and _could_hide(box, drawn) else None
    if box.light >= WHITE:
        if under.any():
            return Mark(box.box, KINDS[2], codes, "yes")
        return Mark(box.box, KINDS[3], codes, hidden) if codes and alone and not _is_cell(box, drawn) else None
    if (codes and alone and not _is_cell(box, drawn)) or (under.any() and box.gray and box.light <= GRAY_OVER):
        return Mark(box.box, KINDS[1], codes, "yes" if under.any() else hidden)
    return None


def _could_hide(box: Drawn, drawn: Drawing) -> bool:
    """Whether a black box without any letters is as large as one over words, and no stripe over the whole page."""
    wide, tall = box.box.x1 - box.box.x0, box.box.bottom - box.box.top
    black = box.light is not None and box.light <= BLACK
    return black and wide >= NARROWEST and tall >= LOWEST and wide < 0.9 * drawn.width


def _is_cell(box: Drawn, drawn: Drawing) -> bool:
    """Whether a box that holds a code alone has a neighbor of its own height with other words: a cell of a table of
    codes."""
    top, bottom = box.box.top, box.box.bottom
    for other in drawn.boxes:
        edges = (abs(other.box.x1 - box.box.x0), abs(other.box.x0 - box.box.x1))
        if min(edges) < SAME and abs(other.box.top - top) < SAME and abs(other.box.bottom - bottom) < SAME:
            words = drawn.text(drawn.inside(other) & drawn.seen)
            if words and not only_codes(words):
                return True
    return False


def _of_annotation(box: Box, codes: tuple[str, ...], drawn: Drawing) -> Mark:
    inside = drawn.within(box).any()
    return Mark(box, KINDS[5], codes, "yes" if inside else "unknown" if drawn.pictured else "no")


def _without_charts(marks: list[Mark], drawn: Drawing) -> list[Mark]:
    """Without the bars of a chart: three or more dark boxes as wide that stand on one line and rise to different
    heights."""
    dark = [box.box for box in drawn.boxes + drawn.rules if box.light is not None and box.light <= DARK]
    kept = []
    for mark in marks:
        one = mark.box
        alike = [b for b in dark if abs(b.bottom - one.bottom) < SAME and abs((b.x1 - b.x0) - (one.x1 - one.x0)) < SAME]
        tops = [box.top for box in alike]
        is_bar = len(tops) >= 3 and max(tops) - min(tops) > SAME
        if mark.text_under == "yes" or mark.codes or not is_bar:
            kept.append(mark)
    return kept


def _joined(marks: list[Mark]) -> list[Mark]:
    """Marks that lie on one another as one, with the larger box: a box, its frame, and the label on it."""
    joined: list[Mark] = []
    for mark in sorted(marks, key=lambda m: -_area(m.box)):
        for n, other in enumerate(joined):
            if _area(_common(mark.box, other.box)) >= 0.8 * _area(mark.box):
                under = [word for word in ("yes", "unknown", "no") if word in (mark.text_under, other.text_under)]
                kind = min(mark.kind, other.kind, key=KINDS.index)
                joined[n] = Mark(other.box, kind, tuple(dict.fromkeys(other.codes + mark.codes)), under[0])
                break
        else:
            joined.append(mark)
    return joined


def _common(one: Box, other: Box) -> Box:
    return Box(max(one.x0, other.x0), max(one.top, other.top), min(one.x1, other.x1), min(one.bottom, other.bottom))


def _area(box: Box) -> float:
    return max(0.0, box.x1 - box.x0) * max(0.0, box.bottom - box.top)


def overlap(one: Box, other: Box) -> float:
    """The area that two boxes have in common, as a share of what they cover together."""
    common = _area(_common(one, other))
    return common / (_area(one) + _area(other) - common) if common else 0.0


def _white_text(marks: list[Mark], drawn: Drawing) -> list[Mark]:
    """Runs of letters in the color of a light ground, where no other mark lies; one letter alone is an accident."""
    faint = drawn.faint.copy()
    for mark in marks:
        faint &= ~drawn.within(mark.box)
    return [Mark(Box.around(run), KINDS[4], (), "yes") for run in drawn.runs(faint) if len(run) > 1]


def _with_codes_beside(marks: list[Mark], drawn: Drawing) -> list[Mark]:
    """Give each mark without a code the code that stands beside it, outside all marks."""
    free = drawn.seen.copy()
    for mark in marks:
        free &= ~drawn.within(mark.box)
    bare = [mark for mark in marks if not mark.codes]
    given = dict(zip(map(id, bare), beside([mark.box for mark in bare], drawn.words(free)), strict=True))
    return [mark._replace(codes=given.get(id(mark), mark.codes)) for mark in marks]
