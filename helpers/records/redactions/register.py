"""Redactions: marks over what was withheld, counted by page and code. What lies under a mark is never extracted.

A mark is text that the rendered page does not show, in whatever way (`reading.visibility` says which): under a box, a
picture, a pattern or an annotation, clipped, without ink, in the color of its background, on a layer that is off, too
small, or outside the page. A black box without text and a framed exemption code are marks too. This module says only
whether there are characters under a mark. It does not see a bar inside a picture (a scan of blackened paper), unless an
OCR layer has words under the bar, and says of a page that its pictures were not looked at.

In the collection, dhs-ice-pia-039b has its title under a picture on page 1, and four volume reports print a page number
outside the visible page. No document of the collection has a mark that withholds something.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import pypdfium2
from pdfplumber.page import Page as PlumberPage

from helpers.errors import GET_AGAIN, ReadingError
from helpers.records.reading import integrity, opening, pages, visibility
from helpers.records.reading.pages import Box
from helpers.records.redactions.codes import beside, codes_in, only_codes
from helpers.records.redactions.drawings import Drawing, Shape

COLUMNS = ["page", "x0", "top", "x1", "bottom", "kind", "codes", "text_under"]
"""Of a mark: page from 1; box in points from the top left, one decimal; one of KINDS; codes separated by blanks, as in
`(b)(6) (b)(7)(C)`, or empty; whether text is under it: yes, no, or unknown (a picture is)."""

MEANINGS = {
    "dark box": "a box over text, or one whose text was taken out",
    "colored box": "a box over text",
    "white box": "a box over text that looks like empty paper",
    "box with a code": "text was taken out, and an exemption cited",
    "white text": "text in the color of its background: left by a program, or hidden by hand",
    "annotation": "a redaction that was not applied, or a note over text: whoever opens the file can move it",
    "picture": "a picture over text: a logo or a stamp, or a cover",
    "other cover": "a curve, a pattern or other text over text",
    "clipped text": "text cut off by its frame: often the rest of a long line, sometimes a cover",
    "text outside the page": "text beyond the visible page: the page was cropped",
    "layer that is off": "text on a layer that is not shown: a draft, another language, or a cover",
    "invisible text": "text without ink: a program's own notes, or OCR of a picture that does not show it",
    "tiny text": "text too small to read: a program's own notes, or hidden by hand",
}
"""The kinds of marks, and what each may mean. A scanner's OCR layer is invisible too, and no mark where the picture
shows its words. The small square handles of a text box are no marks."""

KINDS = tuple(MEANINGS)

KIND_OF = {
    visibility.COVERED: "other cover",
    visibility.PICTURE: "picture",
    visibility.ANNOTATION: "annotation",
    visibility.REDACTION: "annotation",
    visibility.CLIPPED: "clipped text",
    visibility.OUTSIDE: "text outside the page",
    visibility.LAYER: "layer that is off",
    visibility.INVISIBLE: "invisible text",
    visibility.BACKGROUND: "white text",
    visibility.TINY: "tiny text",
}
"""The kind of a mark that no box explains, by why the page hides its text."""

LOOKED = ("whole", "all but its pictures", "not: a picture without a text layer", "not: damaged or not readable")
"""How much of a page was looked at."""

NARROWEST, LOWEST = 10.0, 6.0
"""Points below which a dark box without text is a bullet, a check box or a rule, and no mark."""

DARK, BLACK, WHITE = 0.35, 0.15, 0.97
"""Luminance, 0 to 1: at most that of dark ink (pure red has 0.21) and of black ink; at least that of paper."""

SAME = 1.5
"""Points by which two edges may differ and still coincide."""


class RedactionMark(NamedTuple):
    """One mark on a page; `text_under` is yes, no or unknown."""

    box: Box
    kind: str
    codes: tuple[str, ...]
    text_under: str


@dataclass(frozen=True)
class Register:
    """The marks of a file (COLUMNS), and its pages: `page`, `looked_at` (one of LOOKED), and how many `marks`."""

    marks: pd.DataFrame
    pages: pd.DataFrame


def register(path: str | Path, password: str = "") -> Register:
    """Find the marks of a PDF, a page at a time. A page that is damaged or cannot be read is listed as not looked at.

    Raises ReadingError for a file that cannot be opened as a PDF.
    """
    inspected = integrity.inspect(path, password)
    marks, looked = [], [(number, LOOKED[3], 0) for number in inspected.damaged_pages]
    whole = [number for number in range(1, inspected.pages + 1) if number not in inspected.damaged_pages]
    for number, how, on_page in _looked_at(path, whole, password):
        looked.append((number, how, len(on_page)))
        for mark in on_page:
            box = (round(float(edge), 1) for edge in mark.box)
            marks.append((number, *box, mark.kind, " ".join(mark.codes), mark.text_under))
    pages_looked_at = pd.DataFrame(sorted(looked), columns=["page", "looked_at", "marks"])
    return Register(pd.DataFrame(marks, columns=COLUMNS), pages_looked_at)


def _looked_at(path: str | Path, numbers: list[int], password: str) -> Iterator[tuple[int, str, list[RedactionMark]]]:
    """Number, how much was looked at, and marks of each page. What pdfminer says of a page that it cannot read may
    quote the page, and so what a mark hides: it is left out."""
    while numbers:
        try:
            with opening.pdfium(path, password) as document:
                looked = pages.through(path, lambda page: look(page, document), numbers, password)
                for number, (how, marks) in zip(numbers, looked, strict=True):
                    yield number, how, marks
            return
        except ReadingError as reason:
            broken = reason.page
        if broken is None:
            raise ReadingError("the file cannot be read", document=Path(path).name, do=GET_AGAIN)
        yield broken, LOOKED[3], []
        numbers = numbers[numbers.index(broken) + 1 :]


def summary(redactions: Register) -> pd.DataFrame:
    """Marks by page and code: `page, code, marks, text_under`. A mark with two codes counts under each, one without as
    "no code"; `text_under` counts those with text under them."""
    codes = redactions.marks["codes"].map(lambda codes: codes.split() or ["no code"])
    table = redactions.marks.assign(code=codes, under=redactions.marks["text_under"] == "yes").explode("code")
    grouped = table.groupby(["page", "code"], sort=True).agg(marks=("kind", "size"), text_under=("under", "sum"))
    return grouped.reset_index().astype({"page": int, "marks": int, "text_under": int})


def in_words(redactions: Register) -> list[str]:
    """What a reader has to know: counts, and what was not looked at."""
    marks, looked = redactions.marks, redactions.pages
    lines = [f"{len(marks)} marks on {marks['page'].nunique()} of {len(looked)} pages"]
    for line in summary(redactions).itertuples():
        lines.append(f"page {line.page}, {line.code}: {line.marks} marks, {line.text_under} with text under them")
    for kind in KINDS:
        if count := int((marks["kind"] == kind).sum()):
            lines.append(f"{kind}, {count} {'mark' if count == 1 else 'marks'}: {MEANINGS[kind]}")
    for how in LOOKED[1:]:
        if numbers := list(looked.loc[looked["looked_at"] == how, "page"]):
            shown = ", ".join(map(str, numbers[:8])) + (", …" if numbers[8:] else "")
            lines.append(f"looked at {how}: {len(numbers)} pages ({shown})")
    if (marks["text_under"] == "yes").any():
        lines.append("This file has text under marks. It is not shown or stored; whoever released it may want to know.")
    unseen = "Marks inside a picture are not seen, nor what was removed without a mark"
    return [*lines, f"{unseen}: no mark found does not mean none made."]


# --- one page ---------------------------------------------------------------------------------------------------------


def look(page: PlumberPage, document: pypdfium2.PdfDocument) -> tuple[str, list[RedactionMark]]:
    """How much of a pdfplumber page was looked at, and its marks from top to bottom. `document` is the same file,
    opened with pdfium."""
    drawing = Drawing.of(page, document)
    marks = [mark for box in drawing.boxes if (mark := _of_box(box, drawing))]
    marks += [_of_annotation(box, codes_in(label), drawing) for box, label in drawing.notes]
    marks = _joined(_without_charts(marks, drawing))
    marks += _hidden_otherwise(marks, drawing)
    marks = _with_codes_beside(marks, drawing)
    blank = not (drawing.characters or drawing.boxes or drawing.notes)
    how = LOOKED[0] if not drawing.pictured else LOOKED[2] if blank else LOOKED[1]
    return how, sorted(marks, key=lambda m: (round(m.box.top), m.box.x0))


def _of_box(box: Shape, drawing: Drawing) -> RedactionMark | None:
    """The mark that a box is, if it is one."""
    under, over = drawing.under(box), drawing.over(box)
    words = drawing.text(over & drawing.seen)
    codes, labeled = codes_in(words), only_codes(words)
    covered = under | (over & drawing.grounded_on(box))
    hidden = "yes" if covered.any() else "unknown" if drawing.on_picture(box) else "no"
    if box.light is not None and box.light <= DARK:
        if hidden == "yes" or labeled:
            return RedactionMark(box.box, KINDS[0], codes, hidden)
        return RedactionMark(box.box, KINDS[0], (), hidden) if not words and _could_hide(box, drawing) else None
    coded = labeled and not _is_cell(box, drawing)
    if box.light is None:
        return RedactionMark(box.box, KINDS[3], codes, "no") if coded else None
    if box.light >= WHITE:
        kind = KINDS[2] if under.any() else KINDS[3] if coded else ""
    else:
        kind = KINDS[1] if coded or under.any() else ""
    return RedactionMark(box.box, kind, codes, hidden) if kind else None


def _could_hide(box: Shape, drawing: Drawing) -> bool:
    """Whether a dark box without text is black, as large as one over words, and no band across the whole page."""
    wide, tall = box.box.x1 - box.box.x0, box.box.bottom - box.box.top
    return (box.light or 0.0) <= BLACK and NARROWEST <= wide < 0.9 * drawing.width and tall >= LOWEST


def _is_cell(box: Shape, drawing: Drawing) -> bool:
    """Whether a box with a code alone has a neighbor of its height with other words: a cell in a table of codes."""
    one = box.box
    row = [b.box for b in drawing.boxes if max(abs(b.box.top - one.top), abs(b.box.bottom - one.bottom)) < SAME]
    neighbors = [b for b in row if min(abs(b.x1 - one.x0), abs(b.x0 - one.x1)) < SAME]
    texts = [drawing.text(drawing.within(b) & drawing.seen) for b in neighbors]
    return any(text and not only_codes(text) for text in texts)


def _of_annotation(box: Box, codes: tuple[str, ...], drawing: Drawing) -> RedactionMark:
    inside = drawing.within(box).any()
    return RedactionMark(box, KINDS[5], codes, "yes" if inside else "unknown" if drawing.pictured else "no")


def _without_charts(marks: list[RedactionMark], drawing: Drawing) -> list[RedactionMark]:
    """Without the bars of a chart: three or more dark boxes of one width and base line, and of different heights."""
    dark = [box.box for box in drawing.boxes + drawing.rules if box.light is not None and box.light <= DARK]

    def is_bar(one: Box) -> bool:
        alike = [b for b in dark if abs(b.bottom - one.bottom) < SAME and abs((b.x1 - b.x0) - (one.x1 - one.x0)) < SAME]
        tops = [box.top for box in alike]
        return len(tops) >= 3 and max(tops) - min(tops) > SAME

    return [mark for mark in marks if mark.text_under == "yes" or mark.codes or not is_bar(mark.box)]


def _joined(marks: list[RedactionMark]) -> list[RedactionMark]:
    """Overlapping marks as one, with the larger box: a box, its frame, and the label on it."""
    joined: list[RedactionMark] = []
    for mark in sorted(marks, key=lambda m: -_shared(m.box, m.box)):
        for n, other in enumerate(joined):
            if _shared(mark.box, other.box) >= 0.8 * _shared(mark.box, mark.box):
                under = [word for word in ("yes", "unknown", "no") if word in (mark.text_under, other.text_under)]
                kind = min(mark.kind, other.kind, key=KINDS.index)
                joined[n] = RedactionMark(other.box, kind, tuple(dict.fromkeys(other.codes + mark.codes)), under[0])
                break
        else:
            joined.append(mark)
    return joined


def _shared(one: Box, other: Box) -> float:
    """The area that two boxes share."""
    wide, tall = min(one.x1, other.x1) - max(one.x0, other.x0), min(one.bottom, other.bottom) - max(one.top, other.top)
    return max(0.0, wide) * max(0.0, tall)


def overlap(one: Box, other: Box) -> float:
    """The area that two boxes share, divided by the area that they cover together."""
    shared = _shared(one, other)
    return shared / (_shared(one, one) + _shared(other, other) - shared) if shared else 0.0


def _hidden_otherwise(marks: list[RedactionMark], drawing: Drawing) -> Iterator[RedactionMark]:
    """Runs of text that the page hides outside other marks; one character alone is an accident."""
    hidden = _outside(marks, drawing.hidden, drawing)
    if not hidden.any():
        return
    reasons = drawing.reasons.copy()
    reasons[drawing.in_color_of_ground() & (reasons == visibility.COVERED)] = visibility.BACKGROUND
    for reason in sorted(set(reasons[hidden])):
        for run in drawing.runs(hidden & (reasons == reason)):
            if len(run) > 1:
                yield RedactionMark(Box.around(run), KIND_OF[reason], (), "yes")


def _outside(marks: list[RedactionMark], which: np.ndarray, drawing: Drawing) -> np.ndarray:
    for mark in marks:
        which = which & ~drawing.within(mark.box)
    return which


def _with_codes_beside(marks: list[RedactionMark], drawing: Drawing) -> list[RedactionMark]:
    """Give each mark without a code the code that is printed beside it, outside all marks."""
    words = drawing.words(_outside(marks, drawing.seen, drawing))
    codes = iter(beside([mark.box for mark in marks if not mark.codes], words))
    return [mark if mark.codes else mark._replace(codes=next(codes)) for mark in marks]
