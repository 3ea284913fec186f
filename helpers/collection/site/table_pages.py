"""Dictionary: what every table is, and what each of its columns means, as data/datapackage.json says; a page for each
folder."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from helpers import files, schemas
from helpers.collection.site import markup

FOLDERS = {
    "derived": (
        "Tables that the notebooks write",
        "Made by code: delete them, run the notebooks, and they are the same.",
    ),
    "hand": (
        "Decisions and facts by hand",
        "What people decided or collected, each line with its reason or its source.",
    ),
    "measured": (
        "Measurements",
        "What was measured on the records themselves, with the date and the code that measured it.",
    ),
    "transcriptions": ("Transcriptions", "What a person keyed from the pages; code never writes here."),
    "made_up": (
        "Made-up towns",
        "What made-up reports print, to try the path for own records on. None of them exists.",
    ),
    "documents": ("Documents", "What each original is, where it came from, and its hash."),
    "reference": ("Places and counties", "Where a place is; nothing in it comes from the records."),
}
"""Folder of data/ to its page's title and a sentence."""


def pages(derived: Path) -> Iterator[tuple[str, str]]:
    """Name and Markdown of the page of each folder, then of the page above them. `derived` is where derived tables
    lie."""
    families = _families()
    for folder, tables in families.items():
        title, says = FOLDERS[folder]
        parts = [f"# {title}\n\n{says}\n", *(_family(alike, derived) for alike in tables)]
        yield folder, "\n".join(parts)
    yield "index", _index(families)


def _families() -> dict[str, list[list[str]]]:
    """Tables by folder; those with the same columns and key stand together."""
    folders: dict[str, dict[str, list[str]]] = {}
    for table in schemas.names():
        entry = schemas.contract(table)
        alike = folders.setdefault(entry["path"].split("/")[0], {})
        alike.setdefault(json.dumps(entry["schema"]["fields"]), []).append(table)
    return {folder: list(alike.values()) for folder, alike in folders.items()}


def _family(names: list[str], derived: Path) -> str:
    """Tables of the same columns: what each is, its file to download, and once what the columns mean."""
    lines = [f"## {' · '.join(names) if len(names) < 3 else f'{names[0]} and {len(names) - 1} more of its columns'}\n"]
    for name in names:
        place, entry = schemas.path(name, derived), schemas.contract(name)
        count = len(files.read_csv(place))
        file = markup.link(f"{entry['path']}", f"../data/{entry['path']}")
        called = f"<code>{markup.text(name)}</code>: " if len(names) > 1 else ""
        size = f"{count:,} lines, {place.stat().st_size:,} bytes"
        lines.append(markup.raw(f"<p>{called}{markup.text(entry['description'])}<br>Download {file}, {size}.</p>"))
    schema = schemas.contract(names[0])["schema"]
    rows = [_column(field, field["name"] in schema["primaryKey"]) for field in schema["fields"]]
    caption = f"Columns of {', '.join(names[:2])}{' and the others' if len(names) > 2 else ''}"
    lines.append(markup.raw(markup.table(["column", "type", "meaning", "allowed"], rows, caption=caption)))
    return "\n".join(lines)


def _column(field: dict[str, Any], key: bool) -> list[str]:
    limits = field.get("constraints", {})
    allowed = [
        *(["part of the key"] if key else []),
        *(["never empty"] if limits.get("required") else []),
        *([", ".join(map(str, limits["enum"]))] if "enum" in limits else []),
        *([f"pattern {limits['pattern']}"] if "pattern" in limits else []),
        *(
            f"{word} {limits[name]}"
            for name, word in {"minimum": "at least", "maximum": "at most"}.items()
            if name in limits
        ),
    ]
    name = f"<code>{markup.text(field['name'])}</code>"
    return [
        name,
        markup.text(field["type"]),
        markup.text(field.get("description", "")),
        markup.text("; ".join(allowed)),
    ]


def _index(families: dict[str, list[list[str]]]) -> str:
    package = json.loads(schemas.DESCRIPTOR.read_text())
    rows = [
        [markup.link(title, f"{folder}.html"), markup.text(says), markup.text(sum(map(len, families.get(folder, []))))]
        for folder, (title, says) in FOLDERS.items()
    ]
    return (
        f"# The tables and what their columns mean\n\nVersion {package['version']}. Every table is a CSV file in UTF-8: commas, "
        "a line of heads, an empty cell for what is not there, true and false in small letters.\nThe same descriptions, for a "
        "program, are in "
        '<a href="../data/datapackage.json">datapackage.json</a> (Frictionless Data Package).\n\n'
        "A spreadsheet may take a cell that begins with = + - or @ for a formula. These files hold what stands on the pages, "
        "unchanged; import their columns as text.\n"
        + markup.raw(markup.table(["folder", "what it holds", "tables"], rows, caption="Folders of tables"))
        + markup.contents(list(FOLDERS))
    )
