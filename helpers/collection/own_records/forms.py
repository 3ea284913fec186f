"""Forms: the folder for a reader's own records and its one form, made empty and read with suspicion.

What a reader brings is untrusted, the form too: it is data, its size is bounded, and a name in it is one of a file that
lies in the folder's records/, never a path."""

import datetime
import json
import re
from collections.abc import Hashable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from helpers import files, schemas
from helpers.errors import TableError
from helpers.sharing import places

FORM, RECORDS, OUT, DECISIONS = "form.yml", "records", "out", ("names", "readings")

MOST_BYTES, MOST_FILES, MOST_LETTERS, DEEPEST = 20_000, 50, 500, 3
"""Of a form; its files; the letters of one answer; lists and entries within each other: 5,000 took 13 seconds to
refuse."""

MOST_LIST = 50_000_000
"""Bytes of an edge list: some hundred thousand lines."""

ENTRY = """\
  - file: ""      # its name, as in report-2026.pdf; a CSV list needs the columns sender and recipient
    as_of: ""     # the day it was made, year first: 2026-01-31
    source: ""    # who released it and how you got it; an address if it has one
"""

BLANK = f"""\
# One form for your records. Write between the quotation marks; what stands behind a # is for you.

agency: ""        # as its own report names it: The ... Agency is Sharing its Detection data
city: ""          # where that agency is
state: ""         # its state: CA or California

files:            # the same three lines again for each file in records/; an earlier release is compared with the later
{ENTRY}"""

README = """\
Your own records. Put PDFs or CSV lists of one agency into records/, and fill form.yml.
Then run `plates own` with this folder's name, as often as you like: out/ is written anew, and nothing else is.
Begin with out/report.html; out/readings and out/names show the lines that need your eyes. Nothing leaves this machine.
What you decide goes into readings.csv and names.csv here, a line each with its reason; the next run applies it.
"""


@dataclass(frozen=True)
class Brought:
    """One file that the form names: where it lies, the id that its rows get, its day and its source."""

    path: Path
    doc_id: str
    as_of: datetime.date
    source: str

    @property
    def is_list(self) -> bool:
        return self.path.suffix.lower() == ".csv"


@dataclass(frozen=True)
class Form:
    """A filled form: one agency, where it is, and its files in the order of their days."""

    folder: Path
    agency: str
    city: str
    state: str
    files: tuple[Brought, ...]

    @property
    def called(self) -> str:
        """The agency with its state, as a report's line names it."""
        return self.agency if f"({self.state})" in self.agency else f"{self.agency} ({self.state})"


def filled(agency: str, city: str, state: str, entries: list[tuple[str, str, str]]) -> str:
    """The form with its answers; an entry is a file's name, its day and its source."""

    def answered(blank: str, answers: tuple[str, ...]) -> str:
        for answer in answers:
            blank = blank.replace('""', json.dumps(answer), 1)
        return blank

    head = BLANK.removesuffix(ENTRY)
    return answered(head, (agency, city, state)) + "".join(answered(ENTRY, entry) for entry in entries)


def make(folder: Path) -> None:
    """Make the folder with its form, records/ and empty tables for decisions. Raises TableError where something is
    already."""
    if folder.is_symlink() or folder.exists():
        raise TableError("this is already there, and stays as it is", document=folder.name, do="Name another folder.")
    files.write_text(folder / FORM, BLANK)
    files.write_text(folder / "README.md", README)
    (folder / RECORDS).mkdir()
    for table in DECISIONS:
        files.write_text(folder / f"{table}.csv", ",".join(schemas.columns(table)) + "\n")


def read(folder: Path) -> Form:
    """The filled form of a folder. Raises TableError with what is missing or wrong, and what to write instead."""
    if (folder / OUT).is_symlink():
        raise _wrong("this is a link to another place", "a folder of its own", OUT)
    said = _mapping(_loaded(folder), ("agency", "city", "state", "files"), "the form")
    agency, city = _answer(said, "agency"), _answer(said, "city")
    state = places.code(_answer(said, "state"))
    if state not in places.STATES:
        raise _wrong("there is no such state", "a postal code or a state's name", state)
    listed = said["files"]
    if not isinstance(listed, list) or not 0 < len(listed) <= MOST_FILES:
        raise _wrong("the form names no files, or too many", f"1 to {MOST_FILES} entries under files", listed)
    brought = [_file(folder, one) for one in listed]
    once: dict[str, list[object]] = {"name, as an id,": [b.doc_id for b in brought], "day": [b.as_of for b in brought]}
    for what, taken in once.items():
        if twice := next((one for one in taken if taken.count(one) > 1), None):
            raise _wrong(f"two files have one {what}", "one release a day, each in a file of its own", twice)
    return Form(folder, agency, city, state, tuple(sorted(brought, key=lambda one: one.as_of)))


def not_named(form: Form) -> list[str]:
    """Files that lie in records/ and that the form does not name: they are not read, and a reader must be told."""
    return sorted({path.name for path in (form.folder / RECORDS).iterdir()} - {one.path.name for one in form.files})


def _loaded(folder: Path) -> object:
    """What the form says, as plain data: no object is made, no part refers to another, no answer is given twice."""
    path = folder / FORM
    if path.is_symlink() or not path.is_file():
        raise TableError(
            "there is no form",
            document=FORM,
            expected=f"a file in the folder {folder.name}",
            found="" if folder.is_dir() else "a file of that name" if folder.exists() else "no such folder",
            do="Name the folder that plates new made, or make one.",
        )
    if path.stat().st_size > MOST_BYTES:
        raise _wrong("the form is too large", f"at most {MOST_BYTES:,} bytes", f"{path.stat().st_size:,}")
    try:
        text, depth = path.read_text(encoding="utf-8"), 0
        for event in yaml.parse(text, yaml.SafeLoader):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if isinstance(event, yaml.AliasEvent):
                raise _wrong("the form refers to a part of itself", "plain answers", f"*{event.anchor}")
            if depth > DEEPEST:
                raise _wrong(
                    "the form has parts within parts", "answers as plates new asks for them", f"{depth} levels"
                )
        said: object = yaml.load(text, _Strict)
        return said
    except (yaml.YAMLError, UnicodeDecodeError, ValueError) as reason:
        mark = getattr(reason, "problem_mark", None)
        where = f"line {mark.line + 1}: " if mark else ""
        found = f"{where}{getattr(reason, 'problem', None) or ' '.join(str(reason).split())}"
        wanted = "lines as plates new wrote them, each answer between quotation marks"
        raise _wrong("the form cannot be read", wanted, found) from None


class _Strict(yaml.SafeLoader):  # type: ignore[misc, unused-ignore]  # PyYAML comes without types
    """Safe YAML in which no key stands twice: the second would take the place of the first, and nobody would be
    told."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        keys = [key.value for key, _ in node.value]
        if twice := next((key for key in keys if keys.count(key) > 1), None):
            raise yaml.constructor.ConstructorError(None, None, f"{twice} stands twice", node.start_mark)
        made: dict[Hashable, Any] = super().construct_mapping(node, deep)
        return made


def _file(folder: Path, said: object) -> Brought:
    entry = _mapping(said, ("file", "as_of", "source"), "an entry under files")
    name = _answer(entry, "file")
    home = folder / RECORDS
    path = home / name
    if name != Path(name).name or not name.isprintable() or name.startswith(".") or re.search(r'[\\/:*?"<>|]', name):
        raise _wrong("this is no plain name of a file", f"a file in {RECORDS}/, without folders", name)
    if home.is_symlink() or path.is_symlink():
        raise _wrong("this is a link to another place", f"a file that lies in {RECORDS}/ itself", name)
    if not path.is_file():
        there = ", ".join(sorted(one.name for one in home.iterdir())) if home.is_dir() else ""
        raise _wrong("there is no such file", f"one of those in {RECORDS}/: {there or 'none so far'}", name)
    if path.suffix.lower() not in (".pdf", ".csv"):
        raise _wrong("this file is neither a report nor a list", ".pdf or .csv", name)
    one = Brought(path, f"own-{files.slug(path.stem)}", _day(entry, name), _answer(entry, "source"))
    if one.is_list and path.stat().st_size > MOST_LIST:
        raise _wrong("the list is too large", f"at most {MOST_LIST:,} bytes", f"{path.stat().st_size:,}")
    return one


def _day(entry: dict[str, Any], name: str) -> datetime.date:
    """A day with the year first: 03/02/2020 is two days, depending on who reads it."""
    said = entry["as_of"]
    if type(said) is datetime.date:
        return said
    try:
        if not isinstance(said, str) or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", said):
            raise ValueError
        return datetime.date.fromisoformat(said)
    except ValueError:
        raise _wrong(f"the day of {name} is not written year first", "a day such as 2026-01-31", said) from None


def _mapping(said: object, names: tuple[str, ...], what: str) -> dict[str, Any]:
    if not isinstance(said, dict) or set(said) != set(names):
        raise _wrong(
            f"{what} has other parts", ", ".join(names), ", ".join(map(str, said)) if isinstance(said, dict) else said
        )
    return said


def _answer(said: dict[str, Any], name: str) -> str:
    """An answer as one line of text."""
    answer = said[name]
    if answer is None or answer == "":
        raise _wrong(f"{name} is not filled in", "an answer after the colon", "nothing")
    if not isinstance(answer, str) or len(answer) > MOST_LETTERS:
        raise _wrong(f"{name} is no short text", "letters between quotation marks", answer)
    return " ".join(answer.split())


def _wrong(what: str, expected: str, found: object) -> TableError:
    return TableError(
        what, document=FORM, expected=expected, found=str(found)[:300], do=f"Correct {FORM} and run again."
    )
