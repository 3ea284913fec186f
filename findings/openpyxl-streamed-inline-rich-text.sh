#!/usr/bin/env bash
# openpyxl 3.1.5: `load_workbook(rich_text=True)` gives a text with runs of two formats as CellRichText, with one
# exception: a text that the cell itself holds (`t="inlineStr"`, which openpyxl's own writer makes) is plain text as soon
# as `read_only=True` is added. A run that is struck out then looks like any other letters. A shared string, which Excel
# writes, keeps its runs in both modes.
#
# Seen with openpyxl 3.1.5 on Python 3.11:
#   inline, read_only False: CellRichText, struck out ['CA PD']
#   inline, read_only True: str, struck out []
#   shared, read_only False: CellRichText, struck out ['CA PD']
#   shared, read_only True: CellRichText, struck out ['CA PD']
# Exits 1 if that changed.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet openpyxl==3.1.5
"$work/venv/bin/python" - "$work" <<'PY'
import sys
import zipfile
from importlib.metadata import version
from pathlib import Path

import openpyxl
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

print("openpyxl", version("openpyxl"))
inline, shared = (Path(sys.argv[1]) / f"{name}.xlsx" for name in ("inline", "shared"))
book = openpyxl.Workbook()
book.active["A1"] = CellRichText("Elm ", TextBlock(InlineFont(strike=True), "CA PD"))
book.save(inline)

# the same workbook with its text as a shared string, as Excel writes it
main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
with zipfile.ZipFile(inline) as source, zipfile.ZipFile(shared, "w") as target:
    for part in source.infolist():
        content = source.read(part)
        if part.filename == "xl/worksheets/sheet1.xml":
            start, end = content.index(b"<is>") + 4, content.index(b"</is>")
            text = content[start:end]
            cell = content[content.index(b"<c ") : content.index(b"</c>") + 4]
            content = content.replace(cell, b'<c r="A1" t="s"><v>0</v></c>')
        if part.filename == "xl/_rels/workbook.xml.rels":
            kind = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
            link = b'<Relationship Type="%s" Target="/xl/sharedStrings.xml" Id="rIdStrings"/>' % kind
            content = content.replace(b"</Relationships>", link + b"</Relationships>")
        if part.filename == "[Content_Types].xml":
            kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
            entry = b'<Override PartName="/xl/sharedStrings.xml" ContentType="%s"/>' % kind
            content = content.replace(b"</Types>", entry + b"</Types>")
        target.writestr(part.filename, content)
    target.writestr("xl/sharedStrings.xml", b'<sst xmlns="%s"><si>%s</si></sst>' % (main.encode(), text))

seen = {}
for path in (inline, shared):
    for streamed in (False, True):
        value = next(openpyxl.load_workbook(path, read_only=streamed, rich_text=True).active.iter_rows())[0].value
        assert str(value) == "Elm CA PD", value
        runs = value if isinstance(value, CellRichText) else []
        struck = [run.text for run in runs if isinstance(run, TextBlock) and run.font.strike]
        seen[path.stem, streamed] = (type(value).__name__, struck)
        print(f"{path.stem}, read_only {streamed}: {type(value).__name__}, struck out {struck}")
kept = ("CellRichText", ["CA PD"])
assert seen == {
    ("inline", False): kept,
    ("inline", True): ("str", []),
    ("shared", False): kept,
    ("shared", True): kept,
}, seen
PY
