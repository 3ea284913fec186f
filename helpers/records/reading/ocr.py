"""OCR: the words of a page that is a picture, read by an OCR engine on this machine's CPU.

pdfium renders a page as a reader sees it; a median of a few pixels removes a scanner's specks; the picture is turned
upright and straightened. Then RapidOCR reads it, whose models come with its package, or, as a second engine where it is
installed, Tesseract. One thread an engine: two engines side by side are 1.7 times as fast as one, and one with all
threads keeps both cores busy with waiting."""

import functools
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from helpers import files
from helpers.errors import ReadingError
from helpers.records.reading import caches, pages, rendering, scan_edges
from helpers.records.reading.caches import Cache, Key
from helpers.records.reading.pages import STEEPEST, Box, Geometry, Page, Word
from helpers.records.reading.scan_edges import CutLine

# Dots an inch of a rendered page. Irvine's picture has 150: at 200 its thin characters keep a gap between them.
DPI = 200

# Dots an inch of a picture from which it is rendered twice as fine and calmed before it is made smaller: specks of a
# scanner at 600 dots made Orange's engine read Óffice and 1L, and thin letters of a coarse picture would be lost so.
FINE = 290

# Long sides over short sides of a picture that an engine is given: RapidOCR enlarges one until its short side has 736
# pixels, which took more than 20 GB for a strip of 30,000 by 12.
LONGEST = 8

# A page of at least FEW lines, read with less than this score on average, may lie on its side or upside down.
FEW, UNSURE = 5, 0.8


@dataclass(frozen=True)
class OcrResult:
    """What an engine read in a picture: lines of words, in pixels of the picture given to it."""

    lines: list[list[Word]]

    @property
    def score(self) -> float:
        """The engine's mean confidence. A vertical line counts as not read: the engine may have turned it by itself,
        but the sheet lay on its side."""
        scores = [0.0 if _is_vertical(line) else _confidence(word) for line in self.lines for word in line]
        return sum(scores) / len(scores) if scores else 0.0


def _confidence(word: Word) -> float:
    assert word.score is not None  # every engine gives one; only the words of a text layer have none
    return word.score


def _is_vertical(line: list[Word]) -> bool:
    box = Box.around(line)
    return sum(len(word.text) for word in line) > 2 and box.bottom - box.top > box.x1 - box.x0


@dataclass(frozen=True)
class Engine:
    """One OCR engine, with all that could change what it reads."""

    name: str
    version: str
    settings: dict[str, Any]
    read: Callable[[np.ndarray], OcrResult]


def engine(name: str = "rapidocr") -> Engine:
    """RapidOCR or Tesseract. Raises ReadingError for another name, and when Tesseract is not installed."""
    if name not in _ENGINES:
        raise ReadingError("unknown OCR engine", expected=" or ".join(_ENGINES), found=name)
    return _ENGINES[name]()


def read(path: str | Path, number: int, ocr: Engine, *, password: str = "", cache: Cache | None = None) -> Page:
    """Page `number` (from 1) of a PDF as the engine reads its picture: words with scores, and boxes in points as
    displayed. A page that `cache` holds for this picture, engine, version and settings is not read again.

    Raises ReadingError when the page cannot be rendered.
    """
    picture, size = rendered(path, number, password)
    settings = {**ocr.settings, "dpi": DPI, "edges": True}
    key: Key = {"picture": files.sha256_of(picture.tobytes()), "shape": picture.shape, "engine": ocr.name}
    key |= {"version": ocr.version, "settings": settings}
    result = cache.get("ocr", key, _unpacked) if cache else None
    if result is None:
        values = _read(picture, ocr, scale=picture.shape[1] / size[0])
        result = _unpacked(values)
        if cache:
            cache.put("ocr", key, values)
    words, turned, skew, cut = result
    return Page(number, [], [], True, Geometry(*size, turned, skew), words, cut=cut)


def _unpacked(values: dict[str, Any]) -> tuple[tuple[Word, ...], int, float, CutLine | None]:
    """Words, turned, skew and the cut line, as `_read` gives them and the cache keeps them. Raises TypeError,
    ValueError or KeyError for values of another shape."""
    if values["turned"] not in (0, 90, 180, 270):
        raise ValueError("a page is turned by quarters")
    cut = CutLine(*map(caches.number, values["cut"])) if values["cut"] else None
    return tuple(map(unpacked_word, values["words"])), values["turned"], caches.number(values["skew"]), cut


def unpacked_word(values: list[Any]) -> Word:
    """A word, as the cache keeps it. Raises TypeError or ValueError for values of another shape."""
    word, *edges, score, letters = values
    x0, top, x1, bottom = map(caches.number, edges)
    given = None if score is None else caches.number(score)
    return Word(caches.text(word), x0, top, x1, bottom, given, tuple(map(caches.number, letters)))


def rendered(path: str | Path, number: int, password: str = "") -> tuple[np.ndarray, tuple[float, float]]:
    """The picture of a page in grays, as displayed and without a scanner's specks, and the page's size in points."""
    import cv2

    fine = rendering.dots(path, number, password) >= FINE
    drawn = rendering.page(path, number, (2 if fine else 1) * DPI / 72, password=password, gray=True)
    picture = drawn.bitmap.to_numpy().reshape(drawn.bitmap.height, drawn.bitmap.width).copy()
    if not fine:
        return cv2.medianBlur(picture, 3), drawn.size
    return cv2.resize(cv2.medianBlur(picture, 5), None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), drawn.size


def _read(picture: np.ndarray, ocr: Engine, scale: float) -> dict[str, Any]:
    """Words in points of the page as displayed, how the page lies (turned, and skew), and the line that its lower edge
    cuts, in points of the upright, straight page."""

    tries: list[tuple[int, float, OcrResult]] = []
    for turned in (0, 90, 270, 180):
        upright = np.ascontiguousarray(np.rot90(picture, turned // 90))
        skew = skew_of_ink(upright)
        result = ocr.read(_padded(_straightened(upright, skew)))
        tries.append((turned, skew, result))
        if result.score >= UNSURE or (turned == 0 and len(result.lines) < FEW):
            break
    turned, skew, result = max(tries, key=lambda tried: tried[2].score)
    edge = scan_edges.cut_line(_straightened(np.ascontiguousarray(np.rot90(picture, turned // 90)), skew))
    cut = [round(edge.top / scale, 2), round(edge.bottom / scale, 2), edge.shown] if edge else []
    height, width = picture.shape
    geometry = Geometry(width / scale, height / scale, turned, skew)
    words = []
    for word in (word for line in result.lines for word in line):
        box = geometry.displayed(Box(*(edge / scale for edge in word[1:5])))
        letters = [round(place / scale, 1) for place in word.letters]
        words.append([word.text, *(round(edge, 2) for edge in box), round(_confidence(word), 4), letters])
    return {"words": words, "turned": turned, "skew": skew, "cut": cut}


def skew_of_ink(picture: np.ndarray) -> float:
    """Degrees by which the lines of an upright picture rise to the right: the angle along which its dark pixels gather
    in the sharpest rows, to a twentieth of a degree. `pages.skew_of_words` measures words, once they are read."""
    import cv2

    smaller = min(1.0, 1000 / max(picture.shape))
    if smaller * min(picture.shape) < 1:  # a strip has no lines
        return 0.0
    small = cv2.resize(picture, None, fx=smaller, fy=smaller, interpolation=cv2.INTER_AREA)
    ink = np.argwhere(small < 128)
    if not len(ink):
        return 0.0
    y, x = ink[:, 0].astype(float), ink[:, 1] - small.shape[1] / 2

    def rows(heights: np.ndarray) -> np.ndarray:
        return np.bincount(np.round(heights + small.shape[1]).astype(int))

    rough = pages.sharpest(np.arange(-STEEPEST, STEEPEST + 0.1, 0.25), x, y, rows)
    return round(pages.sharpest(np.arange(rough - 0.25, rough + 0.26, 0.05), x, y, rows), 2)


def _straightened(picture: np.ndarray, skew: float) -> np.ndarray:
    import cv2

    if not skew:
        return picture
    height, width = picture.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), -skew, 1.0)
    return cv2.warpAffine(picture, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=255)


def _padded(picture: np.ndarray) -> np.ndarray:
    """A picture whose longer side is at most LONGEST times the shorter, with white below or to the right of it."""
    height, width = picture.shape
    below, beside = max(0, -(-width // LONGEST) - height), max(0, -(-height // LONGEST) - width)
    return np.pad(picture, ((0, below), (0, beside)), constant_values=255) if below or beside else picture


RAPIDOCR = {
    "Global.max_side_len": 4000,  # its default, 2000, would shrink our pictures
    "Global.use_cls": False,  # we turn upside-down pages ourselves
    "EngineConfig.onnxruntime.intra_op_num_threads": 1,
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
}

# A box for each character: a line that runs over two cells without a blank can only be cut where its characters are
# apart.
CALL = {"return_word_box": True, "return_single_char_box": True}

# In heights of a line: characters further apart than this belong to two words, even if the engine saw no blank. On a
# bad scan of the 2020 report, p. 5, it read '(CA)Sacramento' across two cells; blanks are 0.3 to 0.5 wide there.
APART = 0.8

# Height of characters over the height of the engine's boxes, measured on Irvine's pages: so that rows and wrapped lines
# are told apart on a picture as in a text layer.
HIGH = 0.86


def _rapidocr() -> Engine:
    return Engine("rapidocr", version("rapidocr"), {**RAPIDOCR, **CALL, "high": HIGH}, _read_with_rapidocr)


@functools.cache
def _rapid() -> Any:
    import cv2
    from rapidocr import RapidOCR  # two seconds to import and load: only when a picture is read

    cv2.setNumThreads(1)
    return RapidOCR(params={**RAPIDOCR, "Global.log_level": "critical"})


def _read_with_rapidocr(picture: np.ndarray) -> OcrResult:
    import cv2

    output = _rapid()(cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR), **CALL)
    lines = [] if output.txts is None else zip(output.txts, output.word_results, strict=True)
    return OcrResult([_words(text, letters) for text, letters in lines if text.strip()])


def _words(text: str, letters: Iterable[tuple[str, float, Any]]) -> list[Word]:
    """A line's words, cut at its blanks and where its characters are apart, each with the box around its characters.

    `letters` are (character, score, corners) of the line without its blanks."""
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


# Page segmentation 3 keeps the columns apart; 4 merges them and 6 drops rows without a message (tried on Irvine's
# pages).
TESSERACT = {"config": "--psm 3"}


def _tesseract() -> Engine:
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")  # two processes took 12 s for two pages without it, 3.5 s with it
    try:
        import pytesseract

        return Engine("tesseract", str(pytesseract.get_tesseract_version()), TESSERACT, _read_with_tesseract)
    except (ImportError, OSError, SystemExit):
        do = "Install both, or read with rapidocr, which needs neither."
        expected = "tesseract and the package pytesseract"
        raise ReadingError("Tesseract is not installed", expected=expected, do=do) from None


def _read_with_tesseract(picture: np.ndarray) -> OcrResult:
    import pytesseract

    output = pytesseract.image_to_data(picture, output_type=pytesseract.Output.DICT, **TESSERACT)
    lines: dict[tuple[int, ...], list[Word]] = {}
    for n, text in enumerate(output["text"]):
        if text.strip() and float(output["conf"][n]) > 0:  # 0: a speck or a rule taken for a character
            place = tuple(output[part][n] for part in ("block_num", "par_num", "line_num"))
            x0, top, width, height = (float(output[part][n]) for part in ("left", "top", "width", "height"))
            word = Word(text.strip(), x0, top, x0 + width, top + height, float(output["conf"][n]) / 100)
            lines.setdefault(place, []).append(word)
    return OcrResult([_of_one_height(line) for line in lines.values()])


def _of_one_height(line: list[Word]) -> list[Word]:
    """Tesseract's boxes fit each word, lower without tall characters: all words get the line's height."""
    return [word._replace(top=min(w.top for w in line), bottom=max(w.bottom for w in line)) for word in line]


_ENGINES = {"rapidocr": _rapidocr, "tesseract": _tesseract}
