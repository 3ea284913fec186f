"""Boxes: places on a page in points from its top left as displayed, and words with their boxes."""

from collections.abc import Iterable
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
