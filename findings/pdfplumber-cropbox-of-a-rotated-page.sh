#!/usr/bin/env bash
# pdfplumber 0.11.10: on a page with /Rotate 90 and a crop box that is not centered, `page.cropbox` is not where the
# crop box is displayed: the box is turned, but not mirrored as the page's characters are. A word that pdfium shows lies
# outside `page.cropbox`, so that `page.crop(page.cropbox)` loses its letters. Without /Rotate the same word lies inside.
#
# Seen with pdfplumber 0.11.10 and pypdfium2 5.15.2 on Python 3.11:
#   rotate 0: word shown True, first letter inside cropbox True, 5 characters kept
#   rotate 90: word shown True, first letter inside cropbox False, 2 characters kept
# Exits 1 if that changed.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet pdfplumber==0.11.10 pypdfium2==5.15.2
"$work/venv/bin/python" - <<'PY'
import io
from importlib.metadata import version

import pdfplumber
import pypdfium2

print("pdfplumber", version("pdfplumber"), "pypdfium2", version("pypdfium2"))


def pdf(rotate: int) -> bytes:
    """A page of 200 by 400 points whose crop box leaves 10 points at the left and 50 at the right; a word in its corner."""
    text = b"BT /F1 20 Tf 1 0 0 1 20 200 Tm (Alton) Tj ET"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 400] /CropBox [10 20 150 380] /Rotate %d "
        b"/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> /Contents 4 0 R >>" % rotate,
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text),
    ]
    out, places = io.BytesIO(b"%PDF-1.4\n"), []
    out.seek(0, 2)
    for number, body in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    out.write(b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start))
    return out.getvalue()


seen = {}
for rotate in (0, 90):
    content = pdf(rotate)
    picture = bytes(pypdfium2.PdfDocument(content)[0].render(scale=1, grayscale=True).buffer)
    page = pdfplumber.open(io.BytesIO(content)).pages[0]
    left, top, right, bottom = page.cropbox
    first = page.chars[0]
    x, y = (first["x0"] + first["x1"]) / 2, (first["top"] + first["bottom"]) / 2
    inside = left <= x <= right and top <= y <= bottom
    kept = len(page.crop(page.cropbox).chars)
    seen[rotate] = (min(picture) < 128, inside, kept)
    print(f"rotate {rotate}: word shown {seen[rotate][0]}, first letter inside cropbox {inside}, {kept} characters kept")
assert seen[0] == (True, True, 5), seen
assert seen[90] == (True, False, 2), seen
PY
