"""Drawings: what a page draws, in the order in which it is drawn: letters, filled boxes, frames and pictures, with
their colors.

Made with pdfplumber's own objects. Knows nothing of what a box means.
"""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from pdfplumber.page import Page as PlumberPage
from pdfplumber.utils.text import extract_words

from helpers.records.reading.pages import Box, Character, Word

FAINT = 0.05
"""Letters that differ from their ground by less luminance are not seen."""

THINNEST = 5.0
"""Points: what is lower or narrower is a rule, an underline or a stroke through a word."""

SQUARE = 0.9
"""Share of its own box that a filled shape covers if it is a box, round corners and all; a circle or a letter covers
less."""

LARGE_PICTURE = 0.1
"""Share of the page from which a picture may hold text."""


class Drawn(NamedTuple):
    """A box in its place of the drawing order. `light` is its fill's luminance from 0 to 1, None for a frame that is
    not filled; `gray` says that the fill has no color."""

    order: int
    box: Box
    light: float | None
    gray: bool = True


@dataclass(frozen=True)
class Drawing:
    """A page's letters (pdfplumber's own, blanks left out) with their place in the drawing order, its boxes, its filled
    rules (what is too thin for a box), its pictures, and the annotations that redact: box and printed label."""

    width: float
    height: float
    letters: list[Character]
    order: np.ndarray
    boxes: list[Drawn]
    rules: list[Drawn]
    pictures: list[Drawn]
    notes: list[tuple[Box, str]] = field(default_factory=list)

    @classmethod
    def of(cls, page: PlumberPage) -> "Drawing":
        """The drawing of a pdfplumber page. `page.objects` keeps kinds apart and loses their order; the layout has
        it."""
        letters: list[Character] = []
        order: list[int] = []
        boxes: list[Drawn] = []
        rules: list[Drawn] = []
        pictures: list[Drawn] = []
        for place, thing in enumerate(page.iter_layout_objects(list(page.layout))):
            kind = thing["object_type"]
            if kind == "char" and thing["text"].strip():
                letters.append(thing)
                order.append(place)
            elif kind == "image":
                pictures.append(Drawn(place, _box(thing), None))
            elif kind in ("rect", "curve", "line") and (box := _drawn(place, thing)):
                thin = min(box.box.x1 - box.box.x0, box.box.bottom - box.box.top) < THINNEST
                (rules if thin else boxes).append(box)
        return cls(page.width, page.height, letters, np.array(order, int), boxes, rules, pictures, _notes(page))

    @property
    def pictured(self) -> bool:
        """Whether pictures are large enough to hold text."""
        covered = sum((p.box.x1 - p.box.x0) * (p.box.bottom - p.box.top) for p in self.pictures)
        return covered > LARGE_PICTURE * self.width * self.height

    @cached_property
    def _places(self) -> tuple[np.ndarray, np.ndarray]:
        """The middle of each letter."""
        x = np.array([(c["x0"] + c["x1"]) / 2 for c in self.letters])
        return x, np.array([(c["top"] + c["bottom"]) / 2 for c in self.letters])

    @cached_property
    def _light(self) -> np.ndarray:
        return np.array(
            [np.nan if (light := luminance(c["non_stroking_color"])) is None else light for c in self.letters]
        )

    @cached_property
    def _grounds(self) -> tuple[np.ndarray, np.ndarray]:
        """For each letter the order of the last filled box or picture drawn before it where it stands (-1: paper), and
        that ground's luminance (missing for a picture)."""
        last, light = np.full(len(self.letters), -1), np.ones(len(self.letters))
        for thing in sorted([*self.pictures, *(b for b in self.boxes if b.light is not None)]):
            on = self.over(thing)
            last[on], light[on] = thing.order, np.nan if thing.light is None else thing.light
        return last, light

    @cached_property
    def _same_as_ground(self) -> np.ndarray:
        same: np.ndarray = np.abs(self._light - self._grounds[1]) < FAINT  # a missing number is never less
        return same

    @cached_property
    def seen(self) -> np.ndarray:
        """Letters that are not in the color of their ground."""
        return ~self._same_as_ground

    @cached_property
    def faint(self) -> np.ndarray:
        """Letters in the color of a light ground."""
        return self._same_as_ground & (self._grounds[1] > 0.5)

    def within(self, box: Box) -> np.ndarray:
        x, y = self._places
        return (x > box.x0) & (x < box.x1) & (y > box.top) & (y < box.bottom)

    def inside(self, thing: Drawn) -> np.ndarray:
        return self.within(thing.box)

    def under(self, thing: Drawn) -> np.ndarray:
        return self.within(thing.box) & (self.order < thing.order)

    def over(self, thing: Drawn) -> np.ndarray:
        return self.within(thing.box) & (self.order > thing.order)

    def grounded_on(self, thing: Drawn) -> np.ndarray:
        """Letters in the color of this very box, on which they stand."""
        grounded: np.ndarray = self._same_as_ground & (self._grounds[0] == thing.order)
        return grounded

    def on_picture(self, thing: Drawn) -> bool:
        """Whether a large picture lies under the middle of a box."""
        x, y = (thing.box.x0 + thing.box.x1) / 2, (thing.box.top + thing.box.bottom) / 2
        return self.pictured and any(
            p.order < thing.order and p.box.x0 < x < p.box.x1 and p.box.top < y < p.box.bottom for p in self.pictures
        )

    def words(self, which: np.ndarray) -> list[Word]:
        found = extract_words([c for c, wanted in zip(self.letters, which, strict=True) if wanted])
        return [Word(w["text"], w["x0"], w["top"], w["x1"], w["bottom"]) for w in found]

    def text(self, which: np.ndarray) -> str:
        return " ".join(w.text for w in self.words(which))

    def runs(self, which: np.ndarray) -> list[list[Word]]:
        """Letters of one line that stand close together, as words without their text."""
        found: list[list[Word]] = []
        chosen = [c for c, wanted in zip(self.letters, which, strict=True) if wanted]
        for c in sorted(chosen, key=lambda c: (round(c["top"]), c["x0"])):
            letter = Word("", *_box(c))
            last = found[-1][-1] if found else None
            if last and abs(letter.top - last.top) < 2 and letter.x0 - last.x1 < letter.bottom - letter.top:
                found[-1].append(letter)
            else:
                found.append([letter])
        return found


def _box(thing: dict[str, Any]) -> Box:
    return Box(thing["x0"], thing["top"], thing["x1"], thing["bottom"])


def _drawn(place: int, thing: dict[str, Any]) -> Drawn | None:
    """A filled box, thick or thin, or a frame; None for a shape that is no box, and for a fill whose color is not
    told."""
    box = _box(thing)
    if thing["object_type"] == "line":  # a bar drawn with a thick pen
        half = (thing.get("linewidth") or 0) / 2
        box, color = Box(box.x0, box.top - half, box.x1, box.bottom + half), thing["stroking_color"]
    elif thing["fill"]:
        color = thing["non_stroking_color"]
    else:
        color = None
    if box.x1 <= box.x0 or box.bottom <= box.top:
        return None
    if thing["object_type"] == "curve" and _share(thing["pts"], box) < SQUARE:
        return None
    if color is None:
        return Drawn(place, box, None) if thing["object_type"] != "line" else None
    light = luminance(color)
    return None if light is None else Drawn(place, box, light, _is_gray(color))


def _share(points: list[tuple[float, float]], box: Box) -> float:
    """Which part of its box a polygon covers."""
    x, y = np.array(points).T
    return (
        abs(float((x * np.roll(y, -1) - y * np.roll(x, -1)).sum())) / 2 / ((box.x1 - box.x0) * (box.bottom - box.top))
    )


def _parts(color: Any) -> tuple[float, ...] | None:
    """A color as red, green and blue from 0 to 1; None for a pattern, or a form that is not known."""
    parts = color if isinstance(color, (tuple, list)) else (color,)
    if not parts or not all(isinstance(part, (int, float)) for part in parts):
        return None
    if len(parts) == 4:
        return tuple((1 - part) * (1 - parts[3]) for part in parts[:3])
    return {1: tuple(parts) * 3, 3: tuple(parts)}.get(len(parts))


def luminance(color: Any) -> float | None:
    """How light a color is to the eye, from 0 (black) to 1 (white); None where it is not told."""
    parts = _parts(color)
    return None if parts is None else 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def _is_gray(color: Any) -> bool:
    parts = _parts(color)
    return parts is not None and max(parts) - min(parts) < 0.15


def _notes(page: PlumberPage) -> list[tuple[Box, str]]:
    """Annotations that hide or will hide: redactions not yet burned in, and squares filled with a color."""
    found = []
    for note in page.annots:
        kind = str(note["data"].get("Subtype", "")).strip("/'")
        filled = kind == "Square" and note["data"].get("IC")
        if kind == "Redact" or filled:
            label = note["data"].get("OverlayText", b"")
            found.append((_box(note), label.decode("latin-1") if isinstance(label, bytes) else str(label)))
    return found
