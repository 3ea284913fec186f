"""Facts about rendering: whatever a page says of its size, its pictures have a bounded number of pixels, and the
outline of a row lies on the row."""

import io
import re
import subprocess
import sys

import numpy as np
import pandas as pd
import pikepdf
import pytest
from PIL import Image

from helpers import files
from helpers.errors import ReadingError
from helpers.records.evidence import pictures, row_pages
from helpers.records.reading import ocr, rendering
from helpers.records.reading.pages import Box

WORDS = Box(100, 92, 172, 104)
"""Where, in points from the top left, `sized` puts a black bar that stands for a row."""

BOXES = {
    "wide": ["0", "0", "2000000", "792"],
    "tall": ["0", "-1999208", "612", "792"],
    "rather wide": ["0", "0", "200000", "792"],
    "huge": ["0", "-1999208", "2000000", "792"],
    "endless": ["0", "0", "1" + "0" * 30 + ".5", "792"],
    "thin": ["0", "0", "612", "0.001"],
    "hair": ["0", "0", "0.0001", "2000000"],
    "no width": ["0", "0", "0", "792"],
    "empty": ["0", "0", "0", "0"],
    "reversed": ["612", "792", "0", "0"],
    "no numbers": ["nan", "inf", "612", "792"],
}


@pytest.fixture
def sized(tmp_path):
    """A page with the bar WORDS, below the top of a page 792 points high, and with any box; returns its path."""

    def build(box: list[str], **entries: object):
        pdf = pikepdf.new()
        pdf.add_blank_page(page_size=(612, 792))
        pdf.pages[0].Contents = pdf.make_stream(b"0 g 100 688 72 12 re f")
        pdf.save(tmp_path / "page.pdf", object_stream_mode=pikepdf.ObjectStreamMode.disable)
        text = (tmp_path / "page.pdf").read_bytes()
        more = "".join(f" /{name} {value}" for name, value in entries.items())
        changed = re.sub(rb"/MediaBox \[[^\]]*\]", f"/MediaBox [{' '.join(box)}]{more}".encode(), text)
        assert changed != text or box == BOXES["reversed"]
        (tmp_path / "page.pdf").write_bytes(changed)
        return tmp_path / "page.pdf"

    return build


def row(box: Box = WORDS) -> pd.Series:
    cells = {
        "row_id": "sized-p01-r001",
        "doc_id": "sized",
        "page": 1,
        "printed_page": "1 of 1",
        "row_on_page": 1,
        "column": "L",
    }
    printed = dict.fromkeys(("agency_printed", "city_printed", "state_printed", "hot_list_printed"), "")
    return pd.Series({**cells, "section": "detections_shared", **printed, **box._asdict()})


def dark(png: bytes) -> np.ndarray:
    """Which pixels of a picture are black."""
    return np.asarray(Image.open(io.BytesIO(png)).convert("L")) < 60


def most(picture: np.ndarray) -> bool:
    return (
        picture.size <= 1.01 * rendering.MOST_PIXELS and max(picture.shape) <= rendering.MOST_SIDE + 2 * pictures.EDGE
    )


@pytest.mark.parametrize("name", BOXES)
@pytest.mark.parametrize("entries", [{}, {"UserUnit": 75_000, "Rotate": 90}], ids=str)
def test_every_picture_of_a_page_is_bounded_or_the_page_is_an_error(sized, name, entries):
    path = sized(BOXES[name], **entries)
    draws = {
        "ocr": lambda: ocr.rendered(path, 1)[0],
        "page": lambda: dark(pictures.page(path, 1, stand_in=False, scale=1.4)),
        "view": lambda: dark(pictures.page_view(path, 1, [WORDS], stand_in=False, scale=1.4).png),
        "line": lambda: dark(pictures.line(row(), path, stand_in=False, scale=2)),
        "passage": lambda: dark(pictures.passage(path, 1, [WORDS], stand_in=False)),
        "part": lambda: dark(pictures.page_with(path, 1, [WORDS], part=WORDS)),
    }
    for what, draw in draws.items():
        try:
            assert most(draw()), what
        except ReadingError as error:
            assert "page 1: the page" in str(error)


@pytest.mark.parametrize("name", ["wide", "tall", "rather wide", "huge", "reversed", "empty"])
def test_the_outline_of_a_row_lies_on_the_row(sized, tmp_path, name):
    path = sized(BOXES[name])
    (written,) = row_pages.write(pd.DataFrame([row()]), lambda _: path, tmp_path, stand_in=False, entry=lambda _: ENTRY)
    text = written.read_text()
    png = pictures.page_view(path, 1, [WORDS], stand_in=False, scale=row_pages.SCALE).png
    left, top, wide, tall = map(
        int, re.search(r"left:(-?\d+)px;top:(-?\d+)px;width:(\d+)px;height:(\d+)px", text).groups()
    )
    black = dark(png)
    inside = black[top : top + tall, left : left + wide]
    assert inside.size > 1000 and inside.mean() > 0.85 and inside.sum() > 0.9 * black.sum()


ENTRY = {"title": "sized", "sha256": "0" * 64}


@pytest.mark.parametrize("name", ["wide", "tall", "huge"])
def test_the_picture_of_a_row_on_an_enormous_page_can_be_read(sized, name):
    black = dark(pictures.line(row(), sized(BOXES[name]), stand_in=False, scale=2))
    assert black.sum() == pytest.approx(72 * 12 * 4, rel=0.1) and black.size < 50_000


def test_a_row_that_does_not_lie_on_its_page_is_no_error_and_no_larger(sized):
    for box in (Box(-900, -900, -800, -880), Box(9e8, 9e8, 9e8 + 10, 9e8 + 10)):
        assert dark(pictures.line(row(box), sized(BOXES["wide"]), stand_in=False)).size < 50_000


def test_drawing_an_enormous_page_takes_no_more_memory_than_its_pixels(sized):
    path = sized(BOXES["huge"])
    code = (
        "import resource, sys; from helpers.records.evidence import pictures; from helpers.records.reading import ocr\n"
        "at = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss; before = at()\n"
        "pictures.page(sys.argv[1], 1, stand_in=False); ocr.rendered(sys.argv[1], 1); print((at() - before) // 1024)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, path], cwd=files.ROOT, capture_output=True, text=True, check=True
    )
    assert int(done.stdout) < 400


def test_a_page_that_fits_is_drawn_whole_and_at_the_scale_that_is_wanted(sized):
    drawn = rendering.page(sized(["0", "0", "612", "792"]), 1, 1.5, WORDS)
    assert (drawn.scale, drawn.left, drawn.top, drawn.size) == (1.5, 0, 0, (612, 792))
    assert (drawn.bitmap.width, drawn.bitmap.height) == (918, 1188)


@pytest.mark.parametrize("name", ["wide", "hair"])
def test_a_strip_of_a_page_is_read_without_words_and_without_an_error(sized, name):
    assert ocr.read(sized(BOXES[name]), 1, ocr.engine()).words() == []


def test_no_engine_is_given_a_strip():
    strip = np.zeros((12, 30_000), np.uint8)
    assert ocr._padded(strip).shape == (3750, 30_000) and (ocr._padded(strip.T)[:, 12:] == 255).all()
    assert ocr._padded(np.zeros((800, 600), np.uint8)).shape == (800, 600)
