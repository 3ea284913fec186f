"""Text layers: the characters, rectangles and pictures of a PDF page in drawing order, and nothing that the page hides.

Every command takes its characters from here, so that no other module meets the words that a page does not show. A
hidden character that may be a part of a name is replaced by MASK; any other is left out. HiddenText keeps the place.
"""

import itertools
import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pypdfium2
from pdfminer.layout import LTChar, LTComponent, LTContainer, LTFigure, LTImage, LTRect
from pdfminer.pdftypes import PDFStream
from pdfplumber.page import Page as PlumberPage
from pdfplumber.utils.pdfinternals import resolve_all
from pdfplumber.utils.text import extract_words

from helpers.records.reading import visibility
from helpers.records.reading.boxes import Box, Geometry
from helpers.schemas import MASK

Character = dict[str, Any]
"""A character with its place, size, font and color, by the names that pdfplumber gives them. `order` says when the page
draws it, among all that it draws."""

SCAN = 0.9
"""The share of a page that the picture of a scan covers, and of its text that has no ink of its own, at least."""

SAME_LINE, SAME_RUN = 0.5, 0.8
"""In heights of characters: those of one run are on one line, and no further apart."""


WHITE = (False, True, (1.0, 1.0, 1.0))
"""The paint of the cells and frames in every report seen so far: filled, without an outline."""

FEW, ALIKE, MANY, NARROW = 2, 0.6, 3, 0.8
"""Rectangles from which a page shows how its cells are painted, where none is white; the share of them that are painted
so; the cells that an outline surrounds, at least; and the width of a cell, of the widest rectangle's, at most."""

MANY_LETTERS = 25
"""Letters printed on a rectangle from which it covers nothing: more than a label on a box over a name."""

TOUCHING = 1.1
"""Points by which cells side by side may overlap: a wide one is a point wider than its frame. Measured where a frame is
FULL_WIDTH wide."""

FULL_WIDTH = 568.0
"""Points: the width of a frame in the reports of 2020, 2022 and 2025."""


class HiddenText(NamedTuple):
    """A run of characters of one line that the page does not show: where, and why (one of visibility.KINDS)."""

    box: Box
    kind: str


class Drawn(NamedTuple):
    """A rectangle or a picture, when the page draws it, and with what paint: outline, fill and color of the fill."""

    order: int
    box: Box
    paint: tuple[bool, bool, Any] = (False, False, None)


@dataclass(frozen=True)
class TextLayer:
    """What a page shows, in points from its top left, once it is turned until most of its text is upright: `turned` are
    the degrees, counterclockwise; `width` and `height` are its size as displayed. `scanned` says that it is one
    picture, without rectangles: then its text layer is what a scanner's OCR read in that picture."""

    width: float
    height: float
    characters: list[Character]
    rectangles: list[Box]
    scanned: bool
    hidden: list[HiddenText]
    turned: int = 0

    @classmethod
    def of(cls, page: PlumberPage, document: pypdfium2.PdfDocument) -> "TextLayer":
        """The layer of a pdfplumber page. `document` is the same file, opened with pdfium."""
        drawing = PageDrawing(page)
        width, height = document.get_page_size(page.page_number - 1)
        reasons, scanned = drawing.reasons(document)
        characters, drawn, turned = drawing.characters, drawing.rectangles, 0 if scanned else drawing.turned
        if turned:
            geometry = Geometry(width, height, turned)
            characters = [_upright(c, geometry) for c in characters]
            drawn = [one._replace(box=geometry.straight(one.box)) for one in drawn]
        rectangles = [] if scanned else _cells(drawn, characters, reasons)
        if not any(reasons):
            return cls(width, height, characters, rectangles, scanned, [], turned)
        hidden = list(_runs(characters, reasons))
        shown = map(_masked, characters, _with_blanks(characters, reasons))
        return cls(width, height, [c for c in shown if c], rectangles, scanned, hidden, turned)


class PageDrawing:
    """The characters, rectangles and pictures that a pdfplumber page draws, with those that it hides.

    pdfminer's objects are taken as they are: pdfplumber would make dictionaries of all that they know, which takes as
    long as reading them."""

    def __init__(self, page: PlumberPage):
        self.page = page
        self.characters: list[Character] = []
        self.rectangles: list[Drawn] = []
        self.pictures: list[Drawn] = []
        self._left, top = _offset(page)
        self._low = page.height - top
        for order, (thing, layered) in enumerate(things(page.layout, page.page_obj.resources)):
            if isinstance(thing, LTChar):
                self.characters.append(self._character(thing, order, layered))
            elif isinstance(thing, LTRect):
                self.rectangles.append(Drawn(order, self.box(thing), _paint(thing)))
            elif isinstance(thing, LTImage):
                self.pictures.append(Drawn(order, self.box(thing)))
        self.characters = _printed_once(self.characters)

    def box(self, thing: LTComponent) -> Box:
        """Where pdfminer's object is on the page as displayed."""
        left, low = self._left, self._low
        return Box(thing.x0 - left, low - thing.y1, thing.x1 - left, low - thing.y0)

    def _character(self, thing: LTChar, order: int, layered: bool) -> Character:
        top, color, (a, b, *_) = self._low - thing.y1, thing.graphicstate.ncolor, thing.matrix
        return {
            "x0": thing.x0 - self._left,
            "top": top,
            "x1": thing.x1 - self._left,
            "bottom": self._low - thing.y0,
            "doctop": top,
            "width": thing.width,
            "height": thing.height,
            "text": thing.get_text(),
            "size": thing.size,
            "upright": thing.upright,
            "matrix": thing.matrix,
            "angle": math.degrees(math.atan2(b, a)) if b else 0.0 if a > 0 else 180.0,
            "fontname": thing.fontname,
            "non_stroking_color": color if isinstance(color, tuple) else (color,),
            "layered": layered,
            "order": order,
        }

    @property
    def turned(self) -> int:
        """Degrees to turn the page counterclockwise until most of its text is upright: 0, 90, 180 or 270."""
        directions = Counter(character["angle"] for character in self.characters)
        quarters: Counter[int] = Counter()
        for angle, count in directions.items():
            if abs(angle / 90 - round(angle / 90)) < 0.1:
                quarters[round(angle / 90) % 4] += count
        return -90 * quarters.most_common(1)[0][0] % 360 if quarters else 0

    def reasons(self, document: pypdfium2.PdfDocument) -> tuple[list[str], bool]:
        """For each character why the page does not show it, or nothing; and whether the page is a scan: a picture with
        text that cannot be seen, or with nothing else. There the words of the scanner's own OCR count as shown where
        the picture has ink at their places. `document` is the same file, opened with pdfium."""
        number, characters = self.page.page_number, self.characters
        places = [n for n, character in enumerate(characters) if not character["text"].isspace()]
        reasons = [""] * len(characters)
        if places:
            for n, reason in visibility.hidden(document, number, self._glyphs().at(np.array(places))).items():
                reasons[places[n]] = reason
        width, height = document.get_page_size(number - 1)
        pictured = max((_area(picture.box) for picture in self.pictures), default=0.0) > SCAN * width * height
        unseen = [n for n in places if reasons[n] in (visibility.INVISIBLE, visibility.PICTURE)]
        scanned = pictured and (not self.rectangles or len(unseen) > SCAN * len(places) > 0)
        if scanned and unseen:
            self._hold_against_picture(document, reasons, unseen)
        return reasons, scanned

    def _glyphs(self) -> visibility.Glyphs:
        characters = self.characters
        angles = np.array([c["angle"] for c in characters])
        flat = np.abs(np.sin(np.radians(angles))) < 0.5
        return visibility.Glyphs(
            np.array([[c["x0"], c["top"], c["x1"], c["bottom"]] for c in characters], float),
            np.array([[c["matrix"][4] - self._left, self._low - c["matrix"][5]] for c in characters], float),
            np.array([ord(c["text"][0]) if c["text"] else 0 for c in characters], int),
            np.array([c["text"].isalnum() for c in characters], bool),
            np.array([c["layered"] for c in characters], bool),
            angles,
            np.where(flat, [c["height"] for c in characters], [c["width"] for c in characters]),
        )

    def _hold_against_picture(self, document: pypdfium2.PdfDocument, reasons: list[str], unseen: list[int]) -> None:
        """Clear the reasons of an OCR layer's characters whose words have ink in the picture. A dash, which a scanner
        may set beside its own ink, counts as shown."""
        numbered = [{**self.characters[n], "place": n} for n in unseen]
        words = extract_words(numbered, return_chars=True, x_tolerance=2, y_tolerance=5)
        boxes = np.array([[w["x0"], w["top"], w["x1"], w["bottom"]] for w in words], float)
        for word, reason in zip(words, visibility.pictured(document, self.page.page_number, boxes), strict=True):
            for character in word["chars"]:
                reasons[character["place"]] = reason if any(c.isalnum() for c in word["text"]) else ""


def things(container: LTContainer[Any], resources: Any, *, layered: bool = False) -> Iterator[tuple[LTComponent, bool]]:
    """All that a page or a form draws, in order, and whether each belongs to content that can be switched off."""
    for thing in container:
        switched = layered or getattr(thing, "tag", None) == "OC"
        if isinstance(thing, LTFigure):
            form = _form(resources, thing.name)
            yield from things(thing, form.get("Resources", resources), layered=switched or "OC" in form)
        else:
            yield thing, switched


def _upright(character: Character, geometry: Geometry) -> Character:
    """A character on the page that is turned until it is upright."""
    box = geometry.straight(Box(character["x0"], character["top"], character["x1"], character["bottom"]))
    angle = (character["angle"] + geometry.turned + 180) % 360 - 180
    width, height = box.x1 - box.x0, box.bottom - box.top
    size, upright = (height, True) if abs(angle) < 1 else (character["size"], character["upright"])
    lies = {"width": width, "height": height, "size": size, "upright": upright, "angle": angle}
    return {**character, **box._asdict(), "doctop": box.top, **lies}


def _printed_once(characters: list[Character]) -> list[Character]:
    """Without the second printing of characters that makes them bold: the same one, within a point. Two in a row are no
    second printing but a double letter, however closely it is set. `again` says when a first one is printed again."""
    places = [(c["text"], int(c["x0"]), int(c["top"])) for c in characters]
    if len(set(places)) == len(places):
        return characters
    firsts: dict[tuple[str, int, int], list[tuple[int, Character]]] = {}
    once = []
    for n, (character, (text, column, row)) in enumerate(zip(characters, places, strict=True)):
        near = itertools.product((column - 1, column, column + 1), (row - 1, row, row + 1))
        earlier = (first for place in near for first in firsts.get((text, *place), ()))
        if first := next((first for at, first in earlier if n - at > 1 and _is_again(first, character)), None):
            first["again"] = character["order"]
            continue
        firsts.setdefault((text, column, row), []).append((n, character))
        once.append(character)
    return once


def _is_again(one: Character, other: Character) -> bool:
    """Whether two characters of one color begin within a point, or within half a width where text is set so narrow."""
    if one["non_stroking_color"] != other["non_stroking_color"]:
        return False
    near = min(1.0, max(one["width"], other["width"]) / 2)
    return bool(abs(one["x0"] - other["x0"]) <= near and abs(one["top"] - other["top"]) <= 1)


def _offset(page: PlumberPage) -> tuple[float, float]:
    """How far the visible page, its crop box, begins right of and below its media box, as displayed."""
    media, crop = (resolve_all(page.page_obj.attrs.get(name)) for name in ("MediaBox", "CropBox"))
    if not media or not crop:
        return 0.0, 0.0
    (mx0, mx1), (my0, my1) = sorted(media[::2]), sorted(media[1::2])
    (cx0, cx1), (cy0, cy1) = sorted(crop[::2]), sorted(crop[1::2])
    left, right, low, high = max(cx0 - mx0, 0), max(mx1 - cx1, 0), max(cy0 - my0, 0), max(my1 - cy1, 0)
    if cx0 >= mx1 or cx1 <= mx0 or cy0 >= my1 or cy1 <= my0:
        return 0.0, 0.0  # pdfium shows the whole page where the two have no point in common
    return {0: (left, high), 90: (low, left), 180: (right, low), 270: (high, right)}.get(page.rotation, (left, high))


def _form(resources: Any, name: str) -> dict[str, Any]:
    """The dictionary of the form or picture of that name in a page's or a form's resources."""
    forms = resolve_all((resources or {}).get("XObject")) if isinstance(resources, dict) else None
    form = (forms or {}).get(name)
    return dict(form.attrs) if isinstance(form, PDFStream) else {}


def _area(box: Box) -> float:
    return (box.x1 - box.x0) * (box.bottom - box.top)


def _with_blanks(characters: list[Character], reasons: list[str]) -> list[str]:
    """The reasons of all characters: a blank between two that are hidden is hidden with them, and would otherwise cut a
    word that lies there."""
    full, before = list(reasons), ""
    for n, character in enumerate(characters):
        if not character["text"].isspace():
            before = reasons[n]
        elif before:
            following = next((m for m in range(n, len(full)) if not characters[m]["text"].isspace()), None)
            full[n] = before if following is None or reasons[following] else ""
    return full


def _masked(character: Character, reason: str) -> Character | None:
    """The character as the page shows it: itself, MASK, or nothing."""
    if not reason:
        return character
    return {**character, "text": MASK} if reason in visibility.CUTTING else None


def _paint(rectangle: LTRect) -> tuple[bool, bool, Any]:
    """Outline, fill, and the fill's color; a gray as it would be in red, green and blue."""
    color = rectangle.non_stroking_color if rectangle.fill else None
    parts = color if isinstance(color, tuple) else (color,)
    return bool(rectangle.stroke), bool(rectangle.fill), tuple(parts * 3 if len(parts) == 1 else parts)


def _cells(rectangles: list[Drawn], characters: list[Character], reasons: list[str]) -> list[Box]:
    """The rectangles that may be cells or frames of a table. What was drawn over covered characters is none; nor is, on
    a page whose cells are painted alike, one that is painted in another way, unless it is the outline of many; nor one
    laid into or over cells of a column that it is not in: a highlight, a tint, a white box."""
    touching = TOUCHING * max((r.box.x1 - r.box.x0 for r in rectangles), default=0.0) / FULL_WIDTH
    hidden = zip(characters, reasons, strict=True)
    covered = [
        c for c, reason in hidden if reason == visibility.COVERED and visibility.is_level(c["angle"], c["height"])
    ]
    shown = list(zip(characters, reasons, strict=True)) if covered else []
    retyped = [c for c in characters if "again" in c]

    columns = Counter((round(r.box.x0, 1), round(r.box.x1, 1)) for r in rectangles)

    def is_cover(r: Drawn) -> bool:
        if any(c["order"] < r.order < c["again"] and _inside(c, r.box) for c in retyped):
            return True
        if not any(c["order"] < r.order and _inside(c, r.box) for c in covered):
            return False
        over = (c for c, reason in shown if not reason and c["order"] > r.order and _inside(c, r.box))
        if len(list(itertools.islice(over, MANY_LETTERS))) == MANY_LETTERS:
            return False  # it is the ground of a list; what it covers was printed under the page
        # in a column of cells, it is one of them unless another is in its place
        column = (round(r.box.x0, 1), round(r.box.x1, 1))
        places = (o.box for o in rectangles if o is not r and column == (round(o.box.x0, 1), round(o.box.x1, 1)))
        return columns[column] < FEW or any(_overlap(place, r.box, touching) for place in places)

    free = [r for r in rectangles if not is_cover(r)]
    paints = Counter(r.paint for r in free)
    usual = WHITE if WHITE in paints or not paints else paints.most_common(1)[0][0]
    if usual == WHITE or paints[usual] >= max(FEW, ALIKE * len(free)):
        cells = [r for r in free if r.paint == usual]
        outlines = [r for r in free if r.paint != usual and not r.paint[1]]
        free = cells + [r for r in outlines if sum(_contains(r.box, cell.box, touching) for cell in cells) >= MANY]
    columns = Counter((round(r.box.x0, 1), round(r.box.x1, 1)) for r in free)
    widest = max((r.box.x1 - r.box.x0 for r in free), default=0.0)
    narrow = [r.box for r in free if r.box.x1 - r.box.x0 < NARROW * widest]
    counts = [(box, columns[round(box.x0, 1), round(box.x1, 1)]) for box in narrow]

    def is_laid_over(box: Box) -> bool:
        alike = columns[round(box.x0, 1), round(box.x1, 1)]
        return any(
            FEW * alike <= others and _overlap(box, cell, touching) and not _contains(box, cell, touching)
            for cell, others in counts
        )

    return [r.box for r in free if not is_laid_over(r.box)]


def _overlap(one: Box, other: Box, touching: float) -> bool:
    across, down = (
        min(one.x1, other.x1) - max(one.x0, other.x0),
        min(one.bottom, other.bottom) - max(one.top, other.top),
    )
    return across > touching and down > touching


def _contains(outer: Box, inner: Box, touching: float) -> bool:
    across = outer.x0 - touching <= inner.x0 and inner.x1 <= outer.x1 + touching
    return across and outer.top - touching <= inner.top and inner.bottom <= outer.bottom + touching


def _inside(character: Character, box: Box) -> bool:
    x, y = (character["x0"] + character["x1"]) / 2, (character["top"] + character["bottom"]) / 2
    return bool(box.x0 <= x <= box.x1 and box.top <= y <= box.bottom)


def _runs(characters: list[Character], reasons: list[str]) -> Iterator[HiddenText]:
    """Hidden characters in a row, one line and one kind at a time."""
    run: list[Box] = []
    before: tuple[str, Box] | None = None
    for character, reason in zip(characters, reasons, strict=True):
        if character["text"].isspace():
            continue
        box = Box(character["x0"], character["top"], character["x1"], character["bottom"])
        height = box.bottom - box.top
        near = (
            before is not None
            and before[0] == reason
            and abs(before[1].top - box.top) <= SAME_LINE * height
            and abs(box.x0 - before[1].x1) <= SAME_RUN * height
        )
        if run and not near and before:
            yield HiddenText(Box.around(run), before[0])
            run = []
        if reason:
            run.append(box)
        before = reason, box
    if run and before:
        yield HiddenText(Box.around(run), before[0])
