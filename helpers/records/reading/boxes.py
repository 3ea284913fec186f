"""Boxes: places on a page in points from its top left as displayed, words with their boxes, and how a page lies."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple


class Box(NamedTuple):
    """Left, upper, right and lower edge in points."""

    x0: float
    top: float
    x1: float
    bottom: float

    @classmethod
    def around(cls, things: Iterable["Box | Word"]) -> "Box":
        """The smallest box around all of them."""
        lefts, tops, rights, bottoms = zip(*((t.x0, t.top, t.x1, t.bottom) for t in things), strict=True)
        return cls(min(lefts), min(tops), max(rights), max(bottoms))

    def holds(self, other: "Box | Word") -> bool:
        """Whether the middle of the other lies in this box."""
        x, y = (other.x0 + other.x1) / 2, (other.top + other.bottom) / 2
        return self.x0 <= x <= self.x1 and self.top <= y <= self.bottom


class Word(NamedTuple):
    """A word and its box. For a word read by OCR, `score` is the engine's confidence from 0 to 1, and `letters` is
    where each character begins, in points from the word's left edge."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    score: float | None = None
    letters: tuple[float, ...] = ()


@dataclass(frozen=True)
class Geometry:
    """How a page lies: its size in points as displayed; `turned`, the degrees (0, 90, 180, 270) to turn it
    counterclockwise until it is upright; `skew`, the degrees by which its lines then still rise to the right.

    A page of a report may be printed smaller or larger, or be one of several on a sheet: `scale` is its size, `left`
    and `above` where it begins on the upright sheet, in the sheet's points, and `tall` its height at full size, or 0
    for a page that is the whole sheet.

    Boxes are mapped by their middle and keep their size but for the scale, so that those of one line never grow into
    the next.
    """

    width: float
    height: float
    turned: int = 0
    skew: float = 0.0
    scale: float = 1.0
    left: float = 0.0
    above: float = 0.0
    tall: float = 0.0

    @property
    def upright_height(self) -> float:
        """The page's height, upright and at full size."""
        return self.tall or self._size(upright=True)[1]

    def straight(self, box: Box) -> Box:
        """A box of the page as displayed, on the page made upright, straight and full-size."""
        if self.turned or self.skew:
            x, y, width, height = _middle_and_size(box, self.width, self.height)
            for _ in range(self.turned // 90):
                x, y, width, height = y, -x, height, width
            cos, sin = math.cos(math.radians(self.skew)), math.sin(math.radians(self.skew))
            box = self._box(x * cos - y * sin, x * sin + y * cos, width, height, upright=True)
        return self.enlarged(box)

    def displayed(self, box: Box) -> Box:
        """The other way: a box of the upright, straight, full-size page on the page as displayed."""
        if self.scale != 1.0 or self.left or self.above:
            x0, top, x1, bottom = (edge * self.scale for edge in box)
            box = Box(x0 + self.left, top + self.above, x1 + self.left, bottom + self.above)
        if not self.turned and not self.skew:
            return box
        x, y, width, height = _middle_and_size(box, *self._size(upright=True))
        cos, sin = math.cos(math.radians(self.skew)), math.sin(math.radians(self.skew))
        x, y = x * cos + y * sin, y * cos - x * sin
        for _ in range(self.turned // 90):
            x, y, width, height = -y, x, height, width
        return self._box(x, y, width, height, upright=False)

    def enlarged(self, box: Box) -> Box:
        """A box of the upright sheet, on the full-size page."""
        if self.scale == 1.0 and not self.left and not self.above:
            return box
        x0, top, x1, bottom = box.x0 - self.left, box.top - self.above, box.x1 - self.left, box.bottom - self.above
        return Box(*(edge / self.scale for edge in (x0, top, x1, bottom)))

    def around(self, words: Iterable[Word]) -> Box:
        """The box on the page as displayed around words of the upright, straight, full-size page."""
        return Box.around([self.displayed(Box(*word[1:5])) for word in words])

    def _size(self, upright: bool) -> tuple[float, float]:
        return (self.height, self.width) if upright and self.turned in (90, 270) else (self.width, self.height)

    def _box(self, x: float, y: float, width: float, height: float, upright: bool) -> Box:
        across, down = self._size(upright)
        x, y = x + across / 2, y + down / 2
        return Box(x - width / 2, y - height / 2, x + width / 2, y + height / 2)


def _middle_and_size(box: Box, across: float, down: float) -> tuple[float, float, float, float]:
    middle = ((box.x0 + box.x1 - across) / 2, (box.top + box.bottom - down) / 2)
    return *middle, box.x1 - box.x0, box.bottom - box.top
