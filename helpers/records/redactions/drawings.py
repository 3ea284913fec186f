"""Drawings: characters, filled boxes, frames and pictures of a page, with their colors, in drawing order, and which
characters the page hides.

Made from pdfplumber's objects; what is hidden comes from `reading.visibility`. Knows nothing of what a box means.
"""

import itertools
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import pypdfium2
from pdfminer.layout import LTCurve
from pdfplumber.page import Page as PlumberPage
from pdfplumber.utils.text import extract_words

from helpers.records.reading import text_layers
from helpers.records.reading.boxes import Box, Word
from helpers.records.reading.text_layers import Character, PageDrawing

THINNEST = 5.0
"""Points: what is lower or narrower is a rule, an underline or a strikethrough."""

ALIKE = 0.03
"""Luminance, 0 to 1: two colors that differ by less are one to the eye."""

SQUARE = 0.9
"""Share of its bounding box that a filled box covers, even with round corners; a circle covers less."""

NOT_SEEN = 2 | 32
"""Flags of an annotation that is hidden, or not shown on a screen."""

LARGE_PICTURE = 0.1
"""Share of the page from which a picture may hold text."""


class Shape(NamedTuple):
    """A box at its place in the drawing order. `light` is its fill's luminance from 0 to 1, None for a frame without a
    fill."""

    order: int
    box: Box
    light: float | None

    @property
    def thin(self) -> bool:
        return min(self.box.x1 - self.box.x0, self.box.bottom - self.box.top) < THINNEST


@dataclass(frozen=True)
class Drawing:
    """A page's characters (without blanks), why the page hides each of them (one of visibility.KINDS, or nothing) and
    their `order` of drawing; boxes, filled rules (too thin for a box), pictures, and annotations that redact: box and
    printed label. The masks are one bool a character."""

    width: float
    height: float
    characters: list[Character]
    reasons: np.ndarray
    order: np.ndarray
    boxes: list[Shape]
    rules: list[Shape]
    pictures: list[Shape]
    notes: list[tuple[Box, str]]

    @classmethod
    def of(cls, page: PlumberPage, document: pypdfium2.PdfDocument) -> "Drawing":
        """The drawing of a pdfplumber page; `document` is the same file, opened with pdfium."""
        drawn = PageDrawing(page)
        width, height = document.get_page_size(page.page_number - 1)
        reasons, _ = drawn.reasons(document)
        printed = [n for n, character in enumerate(drawn.characters) if character["text"].strip()]
        characters, order = [drawn.characters[n] for n in printed], [drawn.characters[n]["order"] for n in printed]
        shapes = [
            shape for n, thing in _others(page) if (shape := _shape(n, drawn.box(thing), page.process_object(thing)))
        ]
        boxes, rules = ([s for s in shapes if s.thin is thin] for thin in (False, True))
        pictures = [Shape(picture.order, picture.box, None) for picture in drawn.pictures]
        hidden = np.array([reasons[n] for n in printed], object)
        return cls(width, height, characters, hidden, np.array(order, int), boxes, rules, pictures, _notes(page))

    @property
    def pictured(self) -> bool:
        """Whether pictures are large enough to hold text."""
        covered = sum((p.box.x1 - p.box.x0) * (p.box.bottom - p.box.top) for p in self.pictures)
        return covered > LARGE_PICTURE * self.width * self.height

    @cached_property
    def _middles(self) -> tuple[np.ndarray, np.ndarray]:
        x = np.array([(c["x0"] + c["x1"]) / 2 for c in self.characters])
        return x, np.array([(c["top"] + c["bottom"]) / 2 for c in self.characters])

    @cached_property
    def _grounds(self) -> np.ndarray:
        """For each character the place of the last filled box drawn under it (-1: paper)."""
        last = np.full(len(self.characters), -1)
        for thing in sorted(b for b in self.boxes if b.light is not None):
            last[self.over(thing)] = thing.order
        return last

    @property
    def seen(self) -> np.ndarray:
        return np.asarray(self.reasons == "", bool)

    @property
    def hidden(self) -> np.ndarray:
        return ~self.seen

    def within(self, box: Box) -> np.ndarray:
        x, y = self._middles
        return (x > box.x0) & (x < box.x1) & (y > box.top) & (y < box.bottom)

    def under(self, thing: Shape) -> np.ndarray:
        """Characters that were drawn before it, in its place, and that the page hides."""
        return np.asarray(self.within(thing.box) & (self.order < thing.order) & self.hidden, bool)

    def over(self, thing: Shape) -> np.ndarray:
        return self.within(thing.box) & (self.order > thing.order)

    def grounded_on(self, thing: Shape) -> np.ndarray:
        """Hidden characters on this very box, in its color."""
        return np.asarray(self.hidden & (self._grounds == thing.order), bool)

    def in_color_of_ground(self) -> np.ndarray:
        """Hidden characters that have the very color of the box under them."""
        lights = {box.order: box.light for box in self.boxes}
        own = [_rgb(character["non_stroking_color"]) for character in self.characters]
        pairs = zip(own, (lights.get(int(ground)) for ground in self._grounds), strict=True)
        same = [None not in pair and abs(luminance(pair[0]) - pair[1]) < ALIKE for pair in pairs]  # type: ignore[arg-type, operator]
        return np.asarray(np.array(same, bool) & self.hidden, bool)

    def on_picture(self, thing: Shape) -> bool:
        """Whether a large picture lies under the middle of a box."""
        x, y = (thing.box.x0 + thing.box.x1) / 2, (thing.box.top + thing.box.bottom) / 2
        below = [p.box for p in self.pictures if self.pictured and p.order < thing.order]
        return any(box.x0 < x < box.x1 and box.top < y < box.bottom for box in below)

    def words(self, which: np.ndarray) -> list[Word]:
        return [Word(w["text"], *_box(w)) for w in extract_words(self._chosen(which))]

    def text(self, which: np.ndarray) -> str:
        return " ".join(w.text for w in self.words(which))

    def runs(self, which: np.ndarray) -> list[list[Word]]:
        """Characters of one line that are close together, as words without their text."""
        runs: list[list[Word]] = []
        for c in sorted(self._chosen(which), key=lambda c: (round(c["top"]), c["x0"])):
            one = Word("", *_box(c))
            last = runs[-1][-1] if runs else None
            if not (last and abs(one.top - last.top) < 2 and one.x0 - last.x1 < one.bottom - one.top):
                runs.append([])
            runs[-1].append(one)
        return runs

    def _chosen(self, which: np.ndarray) -> list[Character]:
        return list(itertools.compress(self.characters, which))


def _others(page: PlumberPage) -> list[tuple[int, Any]]:
    """Places and objects, among all that a page draws, of its lines, rectangles and curves."""
    numbered = enumerate(text_layers.things(page.layout, page.page_obj.resources))
    return [(n, thing) for n, (thing, _) in numbered if isinstance(thing, LTCurve)]


def _box(thing: dict[str, Any]) -> Box:
    return Box(thing["x0"], thing["top"], thing["x1"], thing["bottom"])


def _shape(place: int, box: Box, thing: dict[str, Any]) -> Shape | None:
    """A filled box, thick or thin, or a frame; None for another shape, and for a fill whose color is not known."""
    color = thing["non_stroking_color"] if thing["fill"] else None
    if thing["object_type"] == "line":  # a bar drawn with a thick pen
        half = (thing.get("linewidth") or 0) / 2
        box, color = Box(box.x0, box.top - half, box.x1, box.bottom + half), thing["stroking_color"]
    if box.x1 <= box.x0 or box.bottom <= box.top:
        return None
    if thing["object_type"] == "curve" and _share(thing["pts"], box) < SQUARE:
        return None
    if color is None:
        return Shape(place, box, None) if thing["object_type"] != "line" else None
    rgb = _rgb(color)
    return None if rgb is None else Shape(place, box, luminance(rgb))


def _share(points: list[tuple[float, float]], box: Box) -> float:
    """The share of its bounding box that a polygon covers (shoelace formula)."""
    x, y = np.array(points).T
    area = abs(float((x * np.roll(y, -1) - y * np.roll(x, -1)).sum())) / 2
    return area / ((box.x1 - box.x0) * (box.bottom - box.top))


def _rgb(color: Any) -> tuple[float, ...] | None:
    """A color as red, green and blue from 0 to 1; None for a pattern and for another form."""
    parts = color if isinstance(color, (tuple, list)) else (color,)
    if not parts or not all(isinstance(part, (int, float)) for part in parts):
        return None
    if len(parts) == 4:
        return tuple((1 - part) * (1 - parts[3]) for part in parts[:3])
    return {1: tuple(parts) * 3, 3: tuple(parts)}.get(len(parts))


def luminance(rgb: tuple[float, ...]) -> float:
    """How light a color is to the eye (Rec. 709), from 0 (black) to 1 (white)."""
    return 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2]


def _notes(page: PlumberPage) -> list[tuple[Box, str]]:
    """Annotations that hide or will hide: redactions not yet burned in, and squares that are shown and filled."""
    notes = []
    for note in page.annots:
        kind = str(note["data"].get("Subtype", "")).strip("/'")
        flags = note["data"].get("F")
        shown = not (isinstance(flags, int) and flags & NOT_SEEN)
        if kind == "Redact" or (kind == "Square" and shown and note["data"].get("IC")):
            label = note["data"].get("OverlayText", b"")
            notes.append((_box(note), label.decode("latin-1") if isinstance(label, bytes) else str(label)))
    return notes
