"""Visibility: which characters of a text layer the page shows, and why it does not show the others.

A text layer can hold words that no reader of the page sees: under a box, a picture or an annotation, clipped away, on a
layer that is off, without ink, in the color of what lies under them, too small, or outside the visible page. pdfium
renders the page as readers see it, and once more its text alone, in black: that is the ink to expect. A character is
shown where the page repeats the shape of its ink. Only where it does not, the page is rendered again to learn why. So
the rendered page has the last word, in whatever way the text was hidden.

What is hidden leaves this module as kinds and boxes, never as words. Boxes are arrays of n x 4: left, upper, right and
lower edge in points from the top left of the page as displayed.
"""

import ctypes
import itertools
import math
import re
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass, replace
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium

COVERED, PICTURE, ANNOTATION = "covered", "covered by a picture", "covered by an annotation"
REDACTION, CLIPPED, OUTSIDE = "redaction not applied", "clipped away", "outside the visible page"
LAYER, INVISIBLE, BACKGROUND, TINY = (
    "layer that is off",
    "invisible text",
    "in the color of its background",
    "tiny text",
)

KINDS = (COVERED, PICTURE, ANNOTATION, REDACTION, CLIPPED, OUTSIDE, LAYER, INVISIBLE, BACKGROUND, TINY)
"""Why a page does not show a character."""

CUTTING = frozenset((COVERED, PICTURE, ANNOTATION, REDACTION, CLIPPED, OUTSIDE))
"""The kinds that may take away a part of a name: what is left would pass for another name. Text of the other kinds
leaves no trace, and without it a name is as the page shows it."""

ROUGH, FINE, FINEST, WIDE = 1.0, 2.0, 12.0, 6.0
"""Pixels a point, at first and for doubtful characters: at 2 the strokes of a character 8 points high are wider than
one pixel. Smaller text is rendered larger, up to FINEST, so that its characters are about WIDE pixels wide."""

MOST_PIXELS = 4_000_000
"""Pixels of one rendering. A part of a page that needs more is rendered in two halves."""

SMALLEST, NARROWEST, RUN = 1.0, 0.4, 9
"""Points: the height below which nobody can read a character; and the width, if most of RUN characters have it, since
those of one word differ."""

INK = 0.35
"""The share of a pixel that ink must cover to count."""

ALIKE = 0.9
"""The correlation, within a character's box, of the page and of its text alone from which the page shows it."""

CONTRAST = 10
"""Of 255: the difference that a pixel of ink must make on the page to be seen."""

BESIDE = 0.2
"""The share of a character's width, at each end, by which its box may overlap its neighbor's."""

FAR = 1e9
"""Points between rows when their characters are sorted as one line: more than a page is wide."""

FAINT = 0.2
"""The share of black ink's contrast that text has on the page, at least, to be recognized by its shape."""

MOSTLY = 0.6
"""The share of a character's ink that must be seen. A rule through it covers a third."""

PALE = 0.3
"""The share of a text's characters in the color of the background from which all of it cannot be read."""

LEAST_INK = 0.02
"""The share of its box that a letter or digit covers with ink, at least. Measured: `l` covers 0.1."""

FULL = 0.7
"""The share of its box that a filled box covers with ink, and no letter."""

PAPER = 0.9
"""Of white: text in the color of a darker background lies on a box that readers see."""

MARKER = (255, 0, 255)
"""A color that text gets to see whether anything lies over it: it differs from black, white and grays."""

Edges = tuple[float, float, float, float]

NEAR = tuple(itertools.product((0, -1, 1), repeat=2))

_LETTERHEADS: WeakKeyDictionary[pypdfium2.PdfDocument, tuple[Any, np.ndarray]] = WeakKeyDictionary()

STEPS = 100
"""Steps a point: pdfium converts places to whole numbers."""

WITHOUT_INK = (pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP)

GRAY, RGB = 1, 3
"""Channels of a rendering."""


@dataclass(frozen=True)
class _Part:
    """A part of a page to render: pixels of the whole page, and of the part its left and upper edge and size."""

    whole: tuple[int, int]
    x: int
    y: int
    width: int
    height: int
    scale: float

    @classmethod
    def around(cls, boxes: np.ndarray, size: tuple[float, float], scale: float) -> "_Part":
        """The part of a page of this size, in points, that holds the boxes, and a pixel more on each side."""
        whole = max(1, round(size[0] * scale)), max(1, round(size[1] * scale))
        x0, y0 = (max(0, math.floor(edge * scale) - 1) for edge in boxes[:, :2].min(axis=0))
        x1, y1 = (math.ceil(edge * scale) + 1 for edge in boxes[:, 2:].max(axis=0))
        return cls(whole, x0, y0, max(1, min(whole[0], x1) - x0), max(1, min(whole[1], y1) - y0), scale)

    def pixels(self, boxes: np.ndarray) -> np.ndarray:
        """The boxes in whole pixels of the part."""
        edges = boxes * self.scale - np.array([self.x, self.y] * 2)
        edges = np.column_stack([np.floor(edges[:, :2]), np.ceil(edges[:, 2:])])
        clipped: np.ndarray = np.clip(edges, 0, [self.width, self.height] * 2).astype(int)
        return clipped


class Glyphs(NamedTuple):
    """The characters to look for, an array of each property: their boxes; their origins on the baseline (n x 2), in
    points from the top left; their code points; whether each is a letter or digit; whether it belongs to content that
    can be switched off; the degrees by which its line rises to the right; its font's height in points."""

    boxes: np.ndarray
    origins: np.ndarray
    codes: np.ndarray
    letters: np.ndarray
    layered: np.ndarray
    angles: np.ndarray
    heights: np.ndarray

    def at(self, places: np.ndarray) -> "Glyphs":
        return Glyphs(*(values[places] for values in self))

    @property
    def styles(self) -> np.ndarray:
        """One of STYLES for each."""
        pairs = list(zip(self.angles.tolist(), self.heights.tolist(), strict=True))
        by_pair = {pair: _style(*pair) for pair in set(pairs)}
        return np.array([by_pair[pair] for pair in pairs])


SLANTED, LARGE = "slanted", "large"
STYLES = ("0", "90", "180", "270", SLANTED, LARGE)
"""How text runs over the page. Text of one style is looked for without the others: a watermark runs across a name, and
the ink of both is at one place."""

ASLANT, LARGEST = 8.0, 40.0
"""Degrees from which text is slanted, not askew, and points from which it is large."""


def is_level(angle: float, height: float) -> bool:
    """Whether text is to be read: neither slanted nor as large as a watermark."""
    return _style(angle, height) not in (SLANTED, LARGE)


def _style(angle: float, height: float) -> str:
    if height >= LARGEST:
        return LARGE
    turns = round(angle / 90)
    return SLANTED if abs(angle - 90 * turns) > ASLANT else str(turns % 4 * 90)


class _Text(NamedTuple):
    """The text to look for: all of a style or, where texts lie over each other, one of pdfium's text objects."""

    style: str
    nth: int | None = None

    def has(self, nth: int, style: str) -> bool:
        """Whether the text object of that place and style belongs to it."""
        return style == self.style and self.nth in (None, nth)


class _PageObject(NamedTuple):
    """What a page draws, other than text: pdfium's object, its type, whether the page draws it itself, not a form in
    the page, and whether it draws it before all text."""

    raw: Any
    kind: int
    direct: bool
    first: bool


class _RenderedPage:
    """A page opened with pdfium to be rendered in one way after another. It must be closed."""

    def __init__(self, document: pypdfium2.PdfDocument, number: int, blocks: frozenset[str] = frozenset()):
        self.document, self.number, self.page = document, number, document[number - 1]
        self.texts: list[Any] = []
        self.styles: list[str] = []
        self.others: list[_PageObject] = []
        self.blocks = blocks
        self._collect(self.page.raw, pdfium.FPDFPage_CountObjects, pdfium.FPDFPage_GetObject, None)

    def _collect(
        self, holder: Any, count: Callable[[Any], int], get: Callable[[Any, int], Any], outer: np.ndarray | None
    ) -> None:
        for n in range(count(holder)):
            raw = get(holder, n)
            kind = pdfium.FPDFPageObj_GetType(raw)
            if kind == pdfium.FPDF_PAGEOBJ_TEXT:
                self.texts.append(raw)
                self.styles.append(self._style_of(raw, outer))
            elif kind == pdfium.FPDF_PAGEOBJ_FORM:
                inner = _matrix(raw) if outer is None else _matrix(raw) @ outer
                self._collect(raw, pdfium.FPDFFormObj_CountObjects, pdfium.FPDFFormObj_GetObject, inner)
            else:
                self.others.append(_PageObject(raw, kind, outer is None, not self.texts))

    def _style_of(self, text: Any, outer: np.ndarray | None) -> str:
        size = ctypes.c_float()
        pdfium.FPDFTextObj_GetFontSize(text, ctypes.byref(size))
        matrix = _matrix(text) if outer is None else _matrix(text) @ outer
        (a, b), (c, d) = matrix.tolist()
        return _style(math.degrees(math.atan2(b, a)) - self.page.get_rotation(), size.value * math.hypot(c, d))

    def close(self) -> None:
        self.page.close()

    def show(self, text: "_Text", *, texts: bool = True, others: bool = True, pictures: bool = True) -> None:
        """Turn a text on or off, and everything else. Text of other styles is on where it could be a cover (`blocks`),
        and otherwise off: a watermark's strokes run over names, and the names can still be read."""
        for n, (raw, style) in enumerate(zip(self.texts, self.styles, strict=True)):
            beside = others and (style in self.blocks or style == text.style)
            pdfium.FPDFPageObj_SetIsActive(raw, texts if text.has(n, style) else beside)
        for other in self.others:
            on = others and (pictures or other.kind != pdfium.FPDF_PAGEOBJ_IMAGE)
            pdfium.FPDFPageObj_SetIsActive(other.raw, on)

    def color(self, text: "_Text", red: int, green: int, blue: int, *, opaque: bool = True) -> None:
        """Give a text one color, opaque or as transparent as it was."""
        for n, (raw, style) in enumerate(zip(self.texts, self.styles, strict=True)):
            if text.has(n, style):
                fill, stroke = (255, 255) if opaque else _alphas(raw)
                pdfium.FPDFPageObj_SetFillColor(raw, red, green, blue, fill)
                pdfium.FPDFPageObj_SetStrokeColor(raw, red, green, blue, stroke)

    def fill(self) -> None:
        """Draw all text with ink, whatever its render mode."""
        for raw in self.texts:
            pdfium.FPDFTextObj_SetTextRenderMode(raw, pdfium.FPDF_TEXTRENDERMODE_FILL)

    def without_ink(self) -> bool:
        """Whether no text is drawn with ink: a scanner's text layer, for one."""
        return all(pdfium.FPDFTextObj_GetTextRenderMode(raw) in WITHOUT_INK for raw in self.texts)

    def displayed(self, left: float, low: float, right: float, high: float) -> Edges:
        """A box in the page's own coordinates, as left, upper, right and lower edge of the page as displayed."""
        size = [round(points * STEPS) for points in self.page.get_size()]
        corners = []
        for x, y in ((left, low), (left, high), (right, low), (right, high)):
            across, down = ctypes.c_int(), ctypes.c_int()
            place = (ctypes.byref(across), ctypes.byref(down))
            pdfium.FPDF_PageToDevice(self.page.raw, 0, 0, *size, 0, x, y, *place)
            corners.append((across.value / STEPS, down.value / STEPS))
        xs, ys = zip(*corners, strict=True)
        return min(xs), min(ys), max(xs), max(ys)

    def switched(self) -> Iterator[Edges]:
        """The boxes of text objects within marks of an optional layer (/OC)."""
        for raw in self.texts:
            edges = [ctypes.c_float() for _ in range(4)]
            marks = (pdfium.FPDFPageObj_GetMark(raw, n) for n in range(pdfium.FPDFPageObj_CountMarks(raw)))
            if any(_name(mark) == "OC" for mark in marks):
                pdfium.FPDFPageObj_GetBounds(raw, *map(ctypes.byref, edges))
                yield self.displayed(*(edge.value for edge in edges))

    def without_pictures(self, part: _Part, near: np.ndarray) -> np.ndarray | None:
        """Turn off the pictures that take longer to render than all the text, where nothing is lost: a picture that
        touches none of these boxes, and one that is drawn before all text, such as a letterhead. Returns how light the
        letterhead is in the part (0 to 255), or None without one."""
        behind = None
        for other in self.others:
            edges = [ctypes.c_float() for _ in range(4)]
            if not other.direct or other.kind != pdfium.FPDF_PAGEOBJ_IMAGE:
                continue
            if not pdfium.FPDFPageObj_GetBounds(other.raw, *map(ctypes.byref, edges)):
                continue
            x0, top, x1, bottom = place = self.displayed(*(edge.value for edge in edges))
            apart = (near[:, 2] < x0 - 1) | (near[:, 0] > x1 + 1) | (near[:, 3] < top - 1) | (near[:, 1] > bottom + 1)
            if not apart.all():
                if behind is not None or not other.first or math.prod(part.whole) > MOST_PIXELS:
                    continue  # a second one: only one is known by heart
                whole = self._alone(
                    other.raw, place, replace(part, x=0, y=0, width=part.whole[0], height=part.whole[1])
                )
                behind = whole[part.y : part.y + part.height, part.x : part.x + part.width]
            pdfium.FPDFPageObj_SetIsActive(other.raw, False)
        return behind

    def _alone(self, picture: Any, place: tuple[float, ...], whole: _Part) -> np.ndarray:
        """How light a page with nothing but one picture is. The pages of a file share pictures, so the last is kept."""
        size = pdfium.FPDFImageObj_GetImageDataRaw(picture, None, 0)
        content = ctypes.create_string_buffer(size)
        pdfium.FPDFImageObj_GetImageDataRaw(picture, content, size)
        key = (zlib.crc32(content.raw), size, place, whole)
        if _LETTERHEADS.get(self.document, (None,))[0] != key:
            nth = [other.raw for other in self.others].index(picture)
            with closing(_RenderedPage(self.document, self.number)) as page:
                page.show(_Text(""), texts=False, others=False)
                pdfium.FPDFPageObj_SetIsActive(page.others[nth].raw, True)
                _LETTERHEADS[self.document] = key, page.render(whole, annotations=False)[:, :, 0]
        kept: np.ndarray = _LETTERHEADS[self.document][1]
        return kept

    def render(self, part: _Part, channels: int = GRAY, *, annotations: bool = True) -> np.ndarray:
        """The part's pixels, height x width x channels. Pictures are not smoothed, which takes longer than the rest."""
        form = pdfium.FPDFBitmap_Gray if channels == GRAY else pdfium.FPDFBitmap_BGR
        flags = pdfium.FPDF_RENDER_NO_SMOOTHIMAGE | (pdfium.FPDF_ANNOT if annotations else 0)
        with closing(pypdfium2.PdfBitmap.new_native(part.width, part.height, form)) as bitmap:
            bitmap.fill_rect((255, 255, 255, 255), 0, 0, part.width, part.height)
            pdfium.FPDF_RenderPageBitmap(bitmap.raw, self.page.raw, -part.x, -part.y, *part.whole, 0, flags)
            pixels: np.ndarray = bitmap.to_numpy().reshape(part.height, part.width, channels).copy()
        return pixels

    def ink(self, part: _Part, text: "_Text") -> np.ndarray:
        """The part's pixels (height x width) with nothing but a text, in black. It keeps that color."""
        self.show(text, others=False)
        self.color(text, 0, 0, 0)
        return self.render(part, annotations=False)[:, :, 0]


def _name(mark: Any) -> str:
    """The name of a mark around content; a longer one than any that matters is cut."""
    name, size = (pdfium.FPDF_WCHAR * 16)(), ctypes.c_ulong()
    pdfium.FPDFPageObjMark_GetName(mark, name, ctypes.sizeof(name), ctypes.byref(size))
    return bytes(name).decode("utf-16-le", errors="ignore").partition("\0")[0]


def _alphas(text: Any) -> tuple[int, int]:
    """How opaque a text's fill and stroke are, from 0 to 255."""
    fill, stroke = ([ctypes.c_uint() for _ in range(4)] for _ in range(2))
    pdfium.FPDFPageObj_GetFillColor(text, *map(ctypes.byref, fill))
    pdfium.FPDFPageObj_GetStrokeColor(text, *map(ctypes.byref, stroke))
    return fill[3].value, stroke[3].value


def _matrix(thing: Any) -> np.ndarray:
    """How a page object is turned and scaled, 2 x 2."""
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(thing, ctypes.byref(matrix))
    return np.array([[matrix.a, matrix.b], [matrix.c, matrix.d]])


def hidden(document: pypdfium2.PdfDocument, number: int, glyphs: Glyphs) -> dict[int, str]:
    """The characters that page `number` (from 1) of a document does not show: their places among all, and for each one
    of KINDS."""
    with closing(_RenderedPage(document, number)) as page:
        styles, size = glyphs.styles, page.page.get_size()
        reasons = _by_place(page, glyphs)
        if page.without_ink():
            reasons[reasons == ""] = INVISIBLE
        by_style = {s: np.flatnonzero((reasons == "") & (styles == s)) for s in sorted(set(styles.tolist()))}
        page.blocks = _styles_with_blocks(page, glyphs.boxes, by_style)
        for style, places in by_style.items():
            unlike, overlapping = _doubtful(page, glyphs.boxes, list(_parts(glyphs.boxes, places, size)), style)
            if len(overlapping):  # characters beside those may have a little of their ink in their boxes
                unlike, overlapping = unlike[:0], np.union1d(unlike, overlapping)
            texts = {_Text(style): unlike, **_objects(page, glyphs, overlapping, style)}
            for text, doubtful in texts.items():
                for some, part in _parts(glyphs.boxes, doubtful, size, _fine(glyphs.boxes[doubtful])):
                    reasons[some] = _Doubt(page, part, glyphs.at(some), text).reasons()
            reasons[np.setdiff1d(overlapping, np.concatenate(list(texts.values())))] = COVERED
    return {int(n): str(reasons[n]) for n in np.flatnonzero(reasons != "")}


def _windows(values: np.ndarray) -> np.ndarray:
    """For each value RUN of them around it."""
    return np.lib.stride_tricks.sliding_window_view(np.pad(values, RUN // 2, mode="edge"), RUN)


def _fine(boxes: np.ndarray) -> float:
    """Pixels a point that show the ink of doubtful characters, also of small or narrow ones."""
    side = float(np.median((boxes[:, 2:] - boxes[:, :2]).min(axis=1))) if len(boxes) else 1.0
    return min(FINEST, max(FINE, WIDE / max(side, SMALLEST / 4)))


def _by_place(page: _RenderedPage, glyphs: Glyphs) -> np.ndarray:
    """The kinds that follow from places and sizes alone; nothing for the other characters."""
    boxes, size = glyphs.boxes, page.page.get_size()
    x, y = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
    reasons = np.full(len(boxes), "", dtype=object)
    reasons[~np.isfinite(boxes).all(axis=1) | (x < 0) | (y < 0) | (x > size[0]) | (y > size[1])] = OUTSIDE
    sides = boxes[:, 2:] - boxes[:, :2]
    tiny, narrow = sides.max(axis=1) < SMALLEST, sides.min(axis=1)
    if (narrow < NARROWEST).any():
        runs = _windows(narrow).mean(axis=1) < NARROWEST
        tiny |= _windows(runs).any(axis=1) & (narrow < SMALLEST)
    reasons[(reasons == "") & tiny] = TINY
    for (x0, top, x1, bottom), reason in _withheld(page):
        reasons[(reasons == "") & (x > x0) & (x < x1) & (y > top) & (y < bottom)] = reason
    return reasons


def _styles_with_blocks(page: _RenderedPage, boxes: np.ndarray, by_style: dict[str, np.ndarray]) -> frozenset[str]:
    """The styles, but for the most common one, with characters that are boxes filled with ink, such as U+2588, and so
    could cover other text."""
    main = max(by_style, key=lambda style: len(by_style[style]))
    if len(by_style) == 1:
        return frozenset()
    with closing(_RenderedPage(page.document, page.number)) as inked:
        return frozenset(s for s, places in by_style.items() if s != main and _has_blocks(inked, boxes, places, s))


def _has_blocks(inked: _RenderedPage, boxes: np.ndarray, places: np.ndarray, style: str) -> bool:
    for some, part in _parts(boxes, places, inked.page.get_size()):
        ink = inked.ink(part, _Text(style)) < 255 * (1 - INK)
        if any(ink[top:bottom, x0:x1].mean() > FULL for x0, top, x1, bottom in part.pixels(boxes[some]).tolist()):
            return True
    return False


def _parts(
    boxes: np.ndarray, places: np.ndarray, size: tuple[float, float], scale: float = ROUGH
) -> Iterator[tuple[np.ndarray, _Part]]:
    """Places in `boxes`, and the part of the page that holds them: one, or more where it is too large."""
    if not len(places):
        return
    part = _Part.around(boxes[places], size, scale)
    if part.width * part.height <= MOST_PIXELS:
        yield places, part
    elif len(places) == 1:
        area = np.prod(np.minimum(boxes[places[0], 2:], size) - np.maximum(boxes[places[0], :2], 0))
        yield places, _Part.around(boxes[places], size, math.sqrt(MOST_PIXELS / max(area, 1.0)) / 2)
    else:
        along = int(part.height > part.width)
        order = places[np.argsort(boxes[places, along], kind="stable")]
        yield from _parts(boxes, order[: len(order) // 2], size, scale)
        yield from _parts(boxes, order[len(order) // 2 :], size, scale)


def _doubtful(
    page: _RenderedPage, boxes: np.ndarray, parts: list[tuple[np.ndarray, _Part]], style: str
) -> tuple[np.ndarray, np.ndarray]:
    """The places whose boxes on the page do not repeat the shape of its text, of that style, alone; and those of
    characters that lie over each other, whose ink must be told apart."""
    page.show(_Text(style))
    shown, unlike, overlapping = [], [np.array([], int)], [np.array([], int)]
    for places, part in parts:
        letterhead = page.without_pictures(part, boxes[places])
        shown.append((page.render(part)[:, :, 0], letterhead))
    for (whole, letterhead), (places, part) in zip(shown, parts, strict=True):
        shared = _overlapping(boxes[places], style)
        owner = _owners(whole.shape, part.pixels(boxes[places]))
        same = _repeats(whole, letterhead, page.ink(part, _Text(style)), owner, len(places))
        unlike.append(places[~same & ~shared])
        overlapping.append(places[shared])
    return np.concatenate(unlike), np.concatenate(overlapping)


def _owners(shape: tuple[int, ...], pixels: np.ndarray) -> np.ndarray:
    """For each pixel the character, from 1, in whose box it lies: the last one."""
    owner = np.zeros(shape, np.int32)
    for n, (x0, top, x1, bottom) in enumerate(pixels.tolist(), start=1):
        owner[top:bottom, x0:x1] = n
    return owner


def _overlapping(boxes: np.ndarray, style: str) -> np.ndarray:
    """Whether each character is on a line where boxes overlap by more than BESIDE: some of its ink may be another's.
    The boxes of slanted letters always overlap, and are not looked at."""
    on_line = np.zeros(len(boxes), bool)
    if style in (SLANTED, LARGE):
        return on_line
    along, across = (1, 0) if style in ("90", "270") else (0, 1)
    start, end = boxes[:, along], boxes[:, along + 2]
    middle, height = (boxes[:, across] + boxes[:, across + 2]) / 2, boxes[:, across + 2] - boxes[:, across]
    lines = np.median(height) or 1.0
    for shift in (0.0, 0.5):  # two characters of one line may lie in two rows once, not twice
        row = np.floor(middle / lines + shift)
        order = np.lexsort((start, row))
        ends = np.maximum.accumulate(row[order] * FAR + (end - BESIDE * (end - start))[order])
        begins = row[order] * FAR + (start + BESIDE * (end - start))[order]
        for place in order[1:][begins[1:] < ends[:-1]].tolist():
            on_line |= np.abs(middle - middle[place]) < height[place] / 2
    return on_line


def _repeats(
    shown: np.ndarray, letterhead: np.ndarray | None, ink: np.ndarray, owner: np.ndarray, characters: int
) -> np.ndarray:
    """Whether a picture repeats the shape of each character's ink in the pixels that it owns: the two correlate. Text
    on a letterhead must also be darker than it."""
    inside = np.flatnonzero(owner)
    owners = owner.ravel()[inside]
    one, two = (255.0 - picture.ravel()[inside] for picture in (shown, ink))

    def total(values: np.ndarray) -> np.ndarray:
        return np.asarray(np.bincount(owners, values, characters + 1)[1:])

    count = np.maximum(np.bincount(owners, minlength=characters + 1)[1:], 1)
    sum1, sum2 = total(one), total(two)
    spread1, spread2 = total(one * one) - sum1**2 / count, total(two * two) - sum2**2 / count
    shared = total(one * two) - sum1 * sum2 / count
    with np.errstate(divide="ignore", invalid="ignore"):
        same: np.ndarray = (shared / np.sqrt(spread1 * spread2) >= ALIKE) & (shared / spread2 >= FAINT)
        if letterhead is not None:
            under = 255.0 - letterhead.ravel()[inside]
            same &= total((one - under) * two) / sum2 >= 255 * FAINT
    return same


def _objects(page: _RenderedPage, glyphs: Glyphs, places: np.ndarray, style: str) -> dict[_Text, np.ndarray]:
    """The text objects that draw these characters, each with the places of its own: those of the same code point and
    origin."""
    if not len(places):
        return {}
    drawn: dict[tuple[int, int, int], list[int]] = {}
    numbers = {ctypes.addressof(raw.contents): n for n, raw in enumerate(page.texts)}
    with closing(page.page.get_textpage()) as text:
        for n in range(pdfium.FPDFText_CountChars(text.raw)):
            x, y, raw = ctypes.c_double(), ctypes.c_double(), pdfium.FPDFText_GetTextObject(text.raw, n)
            if not raw or not pdfium.FPDFText_GetCharOrigin(text.raw, n, ctypes.byref(x), ctypes.byref(y)):
                continue
            across, down = page.displayed(x.value, y.value, x.value, y.value)[:2]
            key = pdfium.FPDFText_GetUnicode(text.raw, n), round(across), round(down)
            drawn.setdefault(key, []).append(numbers.get(ctypes.addressof(raw.contents), -1))
    objects: dict[_Text, list[int]] = {}
    for place in places.tolist():
        x0, y0 = (round(edge) for edge in glyphs.origins[place].tolist())
        near = ((int(glyphs.codes[place]), x0 + dx, y0 + dy) for dx, dy in NEAR)
        nth = next((drawn[key].pop(0) for key in near if drawn.get(key)), -1)  # each object once, of several there
        if nth >= 0:
            objects.setdefault(_Text(style, nth), []).append(place)
    return {text: np.array(own) for text, own in objects.items()}


class _Doubt:
    """Characters of one text whose shape a page does not repeat, to be judged one by one on more renderings."""

    def __init__(self, page: _RenderedPage, part: _Part, glyphs: Glyphs, text: _Text):
        self.document, self.number, self.blocks = page.document, page.number, page.blocks
        self.part, self.glyphs, self.text = part, glyphs, text
        self.pixels = part.pixels(glyphs.boxes)

    def _page(self) -> AbstractContextManager[_RenderedPage]:
        """The page opened anew, since its changes cannot be taken back."""
        return closing(_RenderedPage(self.document, self.number, self.blocks))

    def _ink(self, *, filled: bool = False) -> list[np.ndarray]:
        """For each character the pixels that its ink covers where nothing else is drawn; `filled` gives ink to text
        that is drawn without."""
        with self._page() as page:
            if filled:
                page.fill()
            ink = page.ink(self.part, self.text) < 255 * (1 - INK)
        return [ink[top:bottom, x0:x1] for x0, top, x1, bottom in self.pixels]

    def _colors(self, *, texts: bool = True, marked: bool = False, **without: bool) -> np.ndarray:
        """The page in colors, with or without this text, which is `marked` by an opaque color of its own;
        without `pictures` or `annotations`, or as transparent as it was (`opaque`), where these are False."""
        with self._page() as page:
            page.show(self.text, texts=texts, pictures=without.get("pictures", True))
            if marked:
                page.color(self.text, *MARKER, opaque=without.get("opaque", True))
            return page.render(self.part, RGB, annotations=without.get("annotations", True))

    def _shares(self, one: np.ndarray, other: np.ndarray, ink: list[np.ndarray], contrast: int) -> np.ndarray:
        """The share of each character's ink where two renderings differ."""
        differ = _grown((np.maximum(one, other) - np.minimum(one, other)).max(axis=2) >= contrast)
        parts = (differ[top:bottom, x0:x1] for x0, top, x1, bottom in self.pixels)
        return np.array([part[mask].mean() if mask.any() else 0.0 for part, mask in zip(parts, ink, strict=True)])

    def _appears(self, ink: list[np.ndarray], **without: bool) -> np.ndarray:
        """Whether each character appears on the page when it is marked."""
        marked, ground = self._colors(marked=True, **without), self._colors(texts=False, **without)
        return self._shares(marked, ground, ink, 3 * CONTRAST) >= MOSTLY

    def reasons(self) -> list[str]:
        """For each character one of KINDS, or nothing for one that the page does show."""
        ink, letters = self._ink(), self.glyphs.letters
        covered = np.array([mask.mean() if mask.size else 0.0 for mask in ink])
        blank = covered <= LEAST_INK * letters
        reasons = np.full(len(ink), "", dtype=object)
        if not blank.all():
            self._compare(ink, blank, reasons)
        if blank.any():
            filled = np.array([mask.any() for mask in self._ink(filled=True)])
            layered = self._layered()
            reasons[blank] = np.where(filled, INVISIBLE, np.where(layered, LAYER, CLIPPED))[blank]
        if self.text.nth is not None and (reasons == BACKGROUND).sum() > PALE * len(reasons):
            reasons[:] = BACKGROUND  # pale text over dark text leaves gaps in it, which are no letters
        return [str(reason) for reason in reasons]

    def _layered(self) -> np.ndarray:
        """Whether each character belongs to content that can be switched off, at any depth of marks."""
        boxes, layered = self.glyphs.boxes, self.glyphs.layered.copy()
        x, y = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
        with self._page() as page:
            for x0, top, x1, bottom in page.switched():
                layered |= (x > x0) & (x < x1) & (y > top) & (y < bottom)
        return layered

    def _compare(self, ink: list[np.ndarray], blank: np.ndarray, reasons: np.ndarray) -> None:
        """Fill in the reasons of characters with ink, which the page hides under something, or in its own color."""
        ground = self._colors(texts=False)
        unseen = ~blank & (self._shares(self._colors(), ground, ink, CONTRAST) < MOSTLY)
        if not unseen.any():
            return
        appears = self._appears(ink)
        places = zip(self.pixels, ink, strict=True)
        light = np.array([_light(ground[top:bottom, x0:x1][mask]) for (x0, top, x1, bottom), mask in places])
        reasons[unseen] = np.where(appears & (light >= PAPER), BACKGROUND, COVERED)[unseen]
        if (bare := unseen & appears).any():
            inked = self._shares(self._colors(marked=True, opaque=False), ground, ink, CONTRAST) >= MOSTLY
            reasons[bare & ~inked] = INVISIBLE
        if (rest := unseen & ~appears).any():
            reasons[rest & self._appears(ink, annotations=False)] = ANNOTATION
            reasons[rest & self._appears(ink, pictures=False)] = PICTURE


def _grown(mask: np.ndarray) -> np.ndarray:
    """A mask and all pixels beside it: pdfium may set the same glyph a pixel further in another rendering."""
    grown = mask.copy()
    grown[1:] |= mask[:-1]
    grown[:-1] |= mask[1:]
    across = grown.copy()
    grown[:, 1:] |= across[:, :-1]
    grown[:, :-1] |= across[:, 1:]
    return grown


def _light(colors: np.ndarray) -> float:
    """How light pixels (n x 3) are on average, from 0 to 1."""
    return float(colors.mean()) / 255 if colors.size else 1.0


FAINTEST, DARKEST = 0.01, 0.97
"""The share of a word's box that ink covers in a picture, at least and at most: more is a black bar."""


def pictured(document: pypdfium2.PdfDocument, number: int, boxes: np.ndarray) -> list[str]:
    """For each box of a word that only an OCR layer has, why the picture does not show it; nothing where it has ink."""
    reasons = np.full(len(boxes), "", dtype=object)
    with closing(_RenderedPage(document, number)) as page:
        for places, part in _parts(boxes, np.arange(len(boxes)), page.page.get_size()):
            picture = page.render(part)[:, :, 0]
            for n, (x0, top, x1, bottom) in zip(places, part.pixels(boxes[places]), strict=True):
                inside = picture[top:bottom, x0:x1]
                dark = (inside < 255 * (1 - INK)).mean() if inside.size else 0.0
                reasons[n] = INVISIBLE if dark < FAINTEST else PICTURE if dark > DARKEST else ""
    return [str(reason) for reason in reasons]


def withheld(document: pypdfium2.PdfDocument, number: int) -> list[Edges]:
    """The boxes on a page that pdfium renders as if nothing were over them, though a redaction is asked for there, or
    another viewer shows a filled shape or form field: left, upper, right and lower edge, in points as displayed."""
    with closing(_RenderedPage(document, number)) as page:
        return [edges for edges, _ in _withheld(page)]


def _withheld(page: _RenderedPage) -> list[tuple[Edges, str]]:
    boxes = []
    for n in range(pdfium.FPDFPage_GetAnnotCount(page.page.raw)):
        annotation = pdfium.FPDFPage_GetAnnot(page.page.raw, n)
        if not annotation:
            continue
        try:
            if reason := _withholds(annotation):
                boxes += [(page.displayed(*edges), reason) for edges in _edges(annotation)]
        finally:
            pdfium.FPDFPage_CloseAnnot(annotation)
    return boxes


NOT_SEEN = pdfium.FPDF_ANNOT_FLAG_HIDDEN | pdfium.FPDF_ANNOT_FLAG_NOVIEW
FILLS = re.compile(r"(?<![\w/])(?:f\*?|F|B\*?|b\*?|sh|Do)(?!\w)")
"""Operators of an appearance that paint an area."""


def _withholds(annotation: Any) -> str:
    """REDACTION for one that was not applied, ANNOTATION for what other viewers show and pdfium does not: a filled
    polygon without an appearance, a form field with a background. Nothing for any other annotation."""
    kind = pdfium.FPDFAnnot_GetSubtype(annotation)
    if kind == pdfium.FPDF_ANNOT_REDACT:
        return REDACTION
    if pdfium.FPDFAnnot_GetFlags(annotation) & NOT_SEEN:
        return ""
    if kind == pdfium.FPDF_ANNOT_WIDGET:
        return ANNOTATION if FILLS.search(_appearance(annotation)) else ""
    filled = kind == pdfium.FPDF_ANNOT_POLYGON and pdfium.FPDFAnnot_HasKey(annotation, b"IC")
    return ANNOTATION if filled and not pdfium.FPDFAnnot_HasKey(annotation, b"AP") else ""


def _appearance(annotation: Any) -> str:
    """What draws an annotation, as operators."""
    size = pdfium.FPDFAnnot_GetAP(annotation, pdfium.FPDF_ANNOT_APPEARANCEMODE_NORMAL, None, 0)
    content = (pdfium.FPDF_WCHAR * (size // 2 + 1))()
    pdfium.FPDFAnnot_GetAP(annotation, pdfium.FPDF_ANNOT_APPEARANCEMODE_NORMAL, content, size)
    return bytes(content).decode("utf-16-le", errors="ignore")


def _edges(annotation: Any) -> Iterator[Edges]:
    """Left, lower, right and upper edge of each place that an annotation marks."""
    for n in range(pdfium.FPDFAnnot_CountAttachmentPoints(annotation)):
        points = pdfium.FS_QUADPOINTSF()
        if pdfium.FPDFAnnot_GetAttachmentPoints(annotation, n, ctypes.byref(points)):
            xs, ys = (points.x1, points.x2, points.x3, points.x4), (points.y1, points.y2, points.y3, points.y4)
            yield min(xs), min(ys), max(xs), max(ys)
    box = pdfium.FS_RECTF()
    if not pdfium.FPDFAnnot_CountAttachmentPoints(annotation) and pdfium.FPDFAnnot_GetRect(
        annotation, ctypes.byref(box)
    ):
        yield min(box.left, box.right), min(box.bottom, box.top), max(box.left, box.right), max(box.bottom, box.top)
