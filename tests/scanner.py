"""A bad scanner: the pages of a PDF as pictures without a text layer, askew, noisy and squeezed, the same bytes each
time."""

import io
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
import pypdfium2
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas


def scan(
    source: Path,
    target: Path,
    *,
    numbers: Iterable[int] | None = None,
    dpi: int = 300,
    noise: float = 25.0,
    skew: float = 1.0,
    quality: int = 60,
    turned: int = 0,
    ends: float | Mapping[int, float] = 0.0,
) -> Path:
    """Scan pages (from 1; default all): `noise` is a standard deviation in grays of 256, `skew` in degrees against the
    clock, `quality` JPEG's, `turned` how far the sheet lay turned on the glass; `ends` the points from the top, of all
    pages or by page, at which the glass ended: what lay below is white."""
    document = pypdfium2.PdfDocument(source)
    chance = np.random.default_rng(2026)
    canvas = Canvas(str(target), invariant=1)
    for number in numbers or range(1, len(document) + 1):
        page = document[number - 1]
        picture = page.render(scale=dpi / 72, grayscale=True).to_pil()
        if edge := ends if isinstance(ends, float) else ends.get(number, 0.0):
            picture.paste(255, (0, round(edge * dpi / 72), *picture.size))
        picture = picture.rotate(skew, resample=Image.Resampling.BICUBIC, fillcolor=255).rotate(turned, expand=True)
        grays = np.asarray(picture, float) + chance.normal(0, noise, picture.size[::-1])
        squeezed = io.BytesIO()
        Image.fromarray(grays.clip(0, 255).astype("uint8")).save(squeezed, "JPEG", quality=quality)
        size = [72 * edge / dpi for edge in picture.size]
        canvas.setPageSize(size)
        canvas.drawImage(ImageReader(squeezed), 0, 0, *size)
        canvas.showPage()
    canvas.save()
    document.close()
    return target
