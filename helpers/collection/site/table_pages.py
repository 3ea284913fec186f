"""Table pages: what every table is and what each of its columns means, as data/datapackage.json says; a page for each
folder."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from helpers import files, html, schemas
from helpers.html import beside, format_html

FOLDERS = {
    "derived": ("Tables that the notebooks write", "Code makes them: delete them, run, and they are the same."),
    "hand": ("Manual decisions and facts", "What people decided or collected, each line with its reason or source."),
    "measured": ("Measurements", "Measured on the records themselves, with the date and the code that measured."),
    "transcriptions": ("Transcriptions", "What a person transcribed from the pages; code never writes here."),
    "made_up": ("Sample data", "Towns that do not exist, and what their reports print, for practice."),
    "documents": ("Documents", "What each original is, where it came from, and its hash."),
    "reference": ("Places and counties", "Where a place is; nothing in it comes from the records."),
}
"""Folder of data/ to its page's title and a sentence."""

Families = dict[str, list[list[str]]]
"""Folder to its tables; those with the same columns are together."""


def pages(derived: Path) -> Iterator[tuple[str, str]]:
    """Name and Markdown of the page of each folder, then of the page above them. `derived` is where derived tables
    are."""
    families = _families()
    for folder, tables in families.items():
        title, sentence = FOLDERS[folder]
        described = [_described(names, derived) for names in tables]
        yield (
            folder,
            html.fill("collection/site/table_folder.md.j2", title=title, sentence=sentence, families=described),
        )
    yield "index", _index(families)


def _families() -> Families:
    folders: dict[str, dict[str, list[str]]] = {}
    for table in schemas.names():
        entry = schemas.contract(table)
        alike = folders.setdefault(entry["path"].split("/")[0], {})
        alike.setdefault(json.dumps(entry["schema"]["fields"]), []).append(table)
    return {folder: list(alike.values()) for folder, alike in folders.items()}


def _described(names: list[str], derived: Path) -> dict[str, object]:
    """Tables of the same columns: what each is, its file to download, and once what the columns mean."""
    tables = []
    for name in names:
        place, entry = schemas.path(name, derived), schemas.contract(name)
        size = f"{len(files.read_csv(place)):,} lines, {place.stat().st_size:,} bytes"
        tables.append({"name": name, "description": entry["description"], "path": entry["path"], "size": size})
    schema = schemas.contract(names[0])["schema"]
    rows = [_column(field, field["name"] in schema["primaryKey"]) for field in schema["fields"]]
    caption = f"Columns of {', '.join(names[:2])}{' and the others' if len(names) > 2 else ''}"
    heading = " · ".join(names) if len(names) < 3 else f"{names[0]} and {len(names) - 1} more of its columns"
    return {"heading": heading, "tables": tables, "columns": html.table(rows, caption=caption)}


def _column(field: dict[str, Any], key: bool) -> dict[str, object]:
    limits = field.get("constraints", {})
    allowed = ["part of the key"] * key + ["never empty"] * bool(limits.get("required"))
    allowed += [", ".join(map(str, limits.get("enum", [])))]
    for name, words in {"pattern": "pattern", "minimum": "at least", "maximum": "at most"}.items():
        allowed += [f"{words} {limits[name]}"] if name in limits else []
    return {
        "column": format_html("<code>{}</code>", field["name"]),
        "type": field["type"],
        "meaning": field.get("description", ""),
        "allowed": "; ".join(filter(None, allowed)),
    }


def _index(families: Families) -> str:
    rows = [
        {
            "folder": beside(title, f"{folder}.html"),
            "what it holds": sentence,
            "tables": sum(map(len, families.get(folder, []))),
        }
        for folder, (title, sentence) in FOLDERS.items()
    ]
    return html.fill(
        "collection/site/table_index.md.j2",
        version=json.loads(schemas.DESCRIPTOR.read_text("utf-8"))["version"],
        table=html.table(rows, caption="Folders of tables"),
        folders=list(FOLDERS),
    )
