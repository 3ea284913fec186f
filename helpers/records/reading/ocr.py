"""OCR: the words of a page that is a picture, read by an engine on this machine's CPU.

A page is rendered by pdfium as a reader sees it, made calmer (a median of 3 pixels takes the specks of a scanner away),
turned upright and made straight; then RapidOCR reads it, whose models come with its package, or, as a second reader
where it is installed, Tesseract. One thread a reader: two readers side by side are 1.7 times as fast as one, and one
with all threads keeps both cores busy with waiting."""

import functools
import math
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from helpers import files
from helpers.errors import ReadingError
from helpers.records.reading import pages
from helpers.records.reading.caches import Cache
from helpers.records.reading.pages import STEEPEST, Box, Page, Pose, Word

DPI = 200
"""Dots an inch at which a page is rendered. Irvine's picture has 150: at 200 its thin letters keep a gap between
them."""

MOST_PIXELS = 16_000_000
"""A page larger than this is rendered smaller: a letter has 4 million at 200 dots an inch; 40 million took 2.9 GB to
read."""

FORM = 1
"""Of what is kept in the cache: counted up when it changes."""

FEW, UNSURE = 5, 0.8
"""A page of at least FEW lines that are read with less than this score on average may lie on its side or its head."""


@dataclass(frozen=True)
class Seen:
    """What an engine saw in a picture: lines of words, places in pixels of the picture given to it."""

    lines: list[list[Word]]

    @property
    def score(self) -> float:
        """How sure the engine was, on average. A line that stands on end counts as not read: the engine may have turned
        it by itself, but the sheet lay on its side."""
        scores = [0.0 if _on_end(line) else _sure(word) for line in self.lines for word in line]
        return sum(scores) / len(scores) if scores else 0.0


def _sure(word: Word) -> float:
    assert word.score is not None  # every engine gives one; only the words of a text layer have none
    return word.score


def _on_end(line: list[Word]) -> bool:
    box = Box.around(line)
    return sum(len(word.text) for word in line) > 2 and box.bottom - box.top > box.x1 - box.x0


@dataclass(frozen=True)
class Engine:
    """One reader of pictures, with all that could change what it reads."""

    name: str
    version: str
    settings: dict[str, Any]
    look: Callable[[np.ndarray], Seen]


def engine(name: str = "rapidocr") -> Engine:
    """RapidOCR or Tesseract. Raises ReadingError for another name, and when Tesseract is not installed."""
    if name not in _ENGINES:
        raise ReadingError("there is no such reader of pictures", expected=" or ".join(_ENGINES), found=name)
    return _ENGINES[name]()


def read(path: str | Path, number: int, reader: Engine, *, password: str = "", cache: Cache | None = None) -> Page:
    """Page `number` (from 1) of a PDF as `reader` reads its picture, words with boxes in points as displayed, and
    scores.

    A page that `cache` knows, by its picture, engine, version and settings, is not read again.
    Raises ReadingError when the page cannot be rendered.
    """
    picture, size = rendered(path, number, password)
    key = {
        "picture": files.sha256_of(picture.tobytes()),
        "shape": picture.shape,
        "engine": reader.name,
        "version": reader.version,
        "settings": {**reader.settings, "dpi": DPI},
        "form": FORM,
    }
    known = cache.get("ocr", key) if cache else None
    if known is None:
        known = _read(picture, reader, scale=picture.shape[1] / size[0])
        if cache:
            cache.put("ocr", key, known)
    words = tuple(Word._make((*word[:6], tuple(word[6]))) for word in known["words"])
    return Page(number, [], [], True, Pose(*size, known["turned"], known["skew"]), words)


def rendered(path: str | Path, number: int, password: str = "") -> tuple[np.ndarray, tuple[float, float]]:
    """The picture of a page in grays, as displayed, and the page's size in points."""
    with pages.pdfium(path, password, number) as document:
        page = document[number - 1]
        size = page.get_size()
        scale = min(DPI / 72, math.sqrt(MOST_PIXELS / (size[0] * size[1])))
        return page.render(scale=scale, grayscale=True).to_numpy().squeeze().copy(), size


def _read(picture: np.ndarray, reader: Engine, scale: float) -> dict[str, Any]:
    """Words in points of the page as displayed, and how it lies: turned, and askew."""
    import cv2

    calm = cv2.medianBlur(picture, 3)
    tries: list[tuple[int, float, Seen]] = []
    for turned in (0, 90, 270, 180):
        upright = np.ascontiguousarray(np.rot90(calm, turned // 90))
        skew = skew_of(upright)
        seen = reader.look(_straight(upright, skew))
        tries.append((turned, skew, seen))
        if seen.score >= UNSURE or (turned == 0 and len(seen.lines) < FEW):
            break
    turned, skew, seen = max(tries, key=lambda tried: tried[2].score)
    height, width = picture.shape
    pose = Pose(width / scale, height / scale, turned, skew)
    words = []
    for line in seen.lines:
        for word in line:
            box = pose.displayed(Box(*(edge / scale for edge in word[1:5])))
            letters = [round(place / scale, 1) for place in word.letters]
            words.append([word.text, *(round(edge, 2) for edge in box), round(_sure(word), 4), letters])
    return {"words": words, "turned": turned, "skew": skew}


# --- straight ---------------------------------------------------------------------------------------------------------


def skew_of(picture: np.ndarray) -> float:
    """Degrees by which the lines of an upright picture rise to the right: the angle at which its ink, added up along
    lines, stands in the sharpest rows."""
    import cv2

    smaller = min(1.0, 1000 / max(picture.shape))
    small = cv2.resize(picture, None, fx=smaller, fy=smaller, interpolation=cv2.INTER_AREA)
    ink = np.argwhere(small < 128)
    if not len(ink):
        return 0.0
    y, x = ink[:, 0].astype(float), ink[:, 1] - small.shape[1] / 2

    def sharpness(degrees: float) -> float:
        rows = np.bincount(np.round(y + x * math.tan(math.radians(degrees)) + small.shape[1]).astype(int))
        return float((rows.astype(float) ** 2).sum())

    rough = max(np.arange(-STEEPEST, STEEPEST + 0.1, 0.25), key=sharpness)
    best = max(np.arange(rough - 0.25, rough + 0.26, 0.05), key=sharpness)
    return float(round(best, 2))


def _straight(picture: np.ndarray, skew: float) -> np.ndarray:
    import cv2

    if not skew:
        return picture
    height, width = picture.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), -skew, 1.0)
    return cv2.warpAffine(picture, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=255)


# --- RapidOCR ---------------------------------------------------------------------------------------------------------

RAPIDOCR = {
    "Global.max_side_len": 4000,  # its default, 2000, would make our pictures smaller
    "Global.use_cls": False,  # lines on their head are our own business
    "EngineConfig.onnxruntime.intra_op_num_threads": 1,
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
}


CALL = {"return_word_box": True, "return_single_char_box": True}
"""A box for each letter: a line that runs over two cells without a blank can be parted only where its letters stand
apart."""

APART = 0.8
"""In heights of a line: letters further apart than this stand in two words, whether or not the engine saw a blank
there. On a bad scan of the 2020 report, p. 5, it read '(CA)Sacramento' across two cells; blanks are 0.3 to 0.5 wide
there."""


HIGH = 0.86
"""Height of letters in the height of the boxes that the engine draws round them, measured on Irvine's pages: so that
rows and wrapped lines are told apart on a picture as in a text layer."""


def _rapidocr() -> Engine:
    return Engine("rapidocr", version("rapidocr"), {**RAPIDOCR, **CALL, "high": HIGH}, _look_with_rapidocr)


@functools.cache
def _rapid() -> Any:
    import cv2
    from rapidocr import RapidOCR  # two seconds to import and load: only when a picture is read

    cv2.setNumThreads(1)
    return RapidOCR(params={**RAPIDOCR, "Global.log_level": "critical"})


def _look_with_rapidocr(picture: np.ndarray) -> Seen:
    import cv2

    found = _rapid()(cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR), **CALL)
    if found.txts is None:
        return Seen([])
    return Seen(
        [_words(text, letters) for text, letters in zip(found.txts, found.word_results, strict=True) if text.strip()]
    )


def _words(text: str, letters: Iterable[tuple[str, float, Any]]) -> list[Word]:
    """A line's words, parted at its blanks and where its letters stand apart, each with the box round its letters.

    `letters` are (letter, score, corners) of the line without its blanks."""
    boxes = [(*np.min(corners, axis=0), *np.max(corners, axis=0), score) for _, score, corners in letters]
    height = max(bottom - top for _, top, _, bottom, _ in boxes)
    words: list[list[Any]] = []  # text and boxes of each
    before = None
    left = iter(boxes)
    for letter in text:
        if letter == " ":
            before = None
            continue
        box = next(left, boxes[-1])
        if before is None or box[0] - before[2] > APART * height:
            words.append(["", []])
        words[-1][0] += letter
        words[-1][1].append(box)
        before = box
    return [_word(text, own) for text, own in words]


def _word(text: str, letters: list[tuple[float, ...]]) -> Word:
    lefts, tops, rights, bottoms, scores = (np.array(edges, float) for edges in zip(*letters, strict=True))
    x0, top, x1, bottom = map(float, (lefts.min(), tops.min(), rights.max(), bottoms.max()))
    over = (1 - HIGH) / 2 * (bottom - top)
    return Word(text, x0, top + over, x1, bottom - over, float(scores.mean()), tuple((lefts - x0).tolist()))


# --- Tesseract --------------------------------------------------------------------------------------------------------

TESSERACT = {"config": "--psm 3"}
"""Page segmentation 3 keeps the columns apart; 4 merges them and 6 drops rows without a word (tried on Irvine's
pages)."""


def _tesseract() -> Engine:
    try:
        import pytesseract

        os.environ.setdefault(
            "OMP_THREAD_LIMIT", "1"
        )  # two processes took 12 s for two pages without it, 3.5 s with it
        return Engine("tesseract", str(pytesseract.get_tesseract_version()), TESSERACT, _look_with_tesseract)
    except (ImportError, OSError, SystemExit):
        raise ReadingError(
            "Tesseract is not installed",
            expected="tesseract and the package pytesseract",
            do="Install both, or read with rapidocr, which needs neither.",
        ) from None


def _look_with_tesseract(picture: np.ndarray) -> Seen:
    import pytesseract

    found = pytesseract.image_to_data(picture, output_type=pytesseract.Output.DICT, **TESSERACT)
    lines: dict[tuple[int, ...], list[Word]] = {}
    for n, text in enumerate(found["text"]):
        if text.strip() and float(found["conf"][n]) > 0:  # 0: a speck or a rule taken for a letter
            place = tuple(found[part][n] for part in ("block_num", "par_num", "line_num"))
            x0, top, wide, tall = (float(found[part][n]) for part in ("left", "top", "width", "height"))
            word = Word(text.strip(), x0, top, x0 + wide, top + tall, float(found["conf"][n]) / 100)
            lines.setdefault(place, []).append(word)
    return Seen([_of_one_height(line) for line in lines.values()])


def _of_one_height(line: list[Word]) -> list[Word]:
    """Tesseract's boxes fit each word, so that one without long letters is lower: all words of a line get the line's
    height."""
    return [word._replace(top=min(w.top for w in line), bottom=max(w.bottom for w in line)) for word in line]


_ENGINES = {"rapidocr": _rapidocr, "tesseract": _tesseract}
