"""Forms: the folder for a reader's own records and its one form, made empty and read with suspicion.

Readers' files are untrusted, the form too. It is data of limited size, and a file that it names must be in the folder's
records/; it is never a path."""

import datetime
import json
import re
from collections import Counter
from collections.abc import Hashable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from helpers import files, schemas
from helpers.errors import TableError
from helpers.sharing import places

FORM, RECORDS, OUT, DECISIONS = "form.yml", "records", "out", ("names", "readings")

MOST_BYTES, MOST_CHARACTERS, LONGEST, DEEPEST = 5_000_000, 500, 10_000, 3
"""Of a form: bytes (of some 10,000 files), characters of one answer, characters of anything that is looked at (a number
of a million digits takes minutes), lists and entries inside each other (5,000 took 13 seconds)."""

NO_NAME, MOST_NAME = re.compile(r'^\.|[\\/:*?"<>|]'), 255
"""What makes an answer no plain name of a file, and the bytes that systems take for one."""

MOST_LIST = 50_000_000
"""Bytes of a list that is no PDF: a few hundred thousand lines."""

ENTRY = """\
  - file: ""      # its name, as in report-2026.pdf; `plates forms` lists the forms of record that can be read
    as_of: ""     # the day it was made, year first: 2026-01-31
    source: ""    # who released it and how you got it; an address if it has one
    # agency:     # only if this file names the agency in other words: as it names it, between quotation marks
"""

BLANK = f"""\
# One form for your records. Write between the quotation marks; what follows a # is for you.

agency: ""        # as its own report names it: The ... Agency is Sharing its Detection data; or as you would write it
city: ""          # where that agency is
state: ""         # its state: CA or California

files:            # the same three lines again for each file in records/; an earlier release is compared with the later
{ENTRY}"""

README = """\
Your own records. Put the records of one agency into records/, in any form that `plates forms` lists, and fill in
form.yml.
Then run `plates own` with this folder's name, as often as you like. It writes out/ again and changes nothing else.
Start with out/report.html. out/readings and out/names show the lines to check. Nothing leaves this machine.
Your decisions go into readings.csv and names.csv here, a line each with its reason; the next run applies them.
"""


@dataclass(frozen=True)
class RecordFile:
    """One file that the form names: where it is, the id that its rows get, its day and its source; `called` is how it
    names the agency, if in other words than the form. `form` is its form of record, once it is read."""

    path: Path
    doc_id: str
    as_of: datetime.date
    source: str
    called: str = ""
    form: str = ""

    @property
    def name(self) -> str:
        """The file's name as the form writes it."""
        return files.name_of(self.path)

    @property
    def is_list(self) -> bool:
        """Whether it is a list of who shares with whom, among many agencies."""
        return self.form == "edge-list"


@dataclass(frozen=True)
class Form:
    """A form that is filled in: one agency, where it is, and its files by date."""

    folder: Path
    agency: str
    city: str
    state: str
    files: tuple[RecordFile, ...]

    @property
    def called(self) -> str:
        """The agency with its state, as a report's line names it."""
        return self.agency if f"({self.state})" in self.agency else f"{self.agency} ({self.state})"


def filled(agency: str, city: str, state: str, entries: list[tuple[str, str, str]]) -> str:
    """The text of the form with these answers. An entry is a file's name, its day and its source."""
    text = BLANK.removesuffix(ENTRY) + ENTRY * len(entries)
    for answer in (agency, city, state, *(answer for entry in entries for answer in entry)):
        text = text.replace('""', json.dumps(answer), 1)
    return text


def make(folder: Path) -> None:
    """Make the folder with its form, records/ and empty tables for decisions. Raises TableError if it is there."""
    if folder.is_symlink() or folder.exists():
        raise _taken(folder)
    with files.translated(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        try:
            folder.mkdir()
        except FileExistsError:  # by another run, in this moment
            raise _taken(folder) from None
    files.write_text(folder / FORM, BLANK)
    files.write_text(folder / "README.md", README)
    (folder / RECORDS).mkdir()
    for table in DECISIONS:
        files.write_text(folder / f"{table}.csv", ",".join(schemas.columns(table)) + "\n")


def _taken(folder: Path) -> TableError:
    return TableError("this is already there, and stays as it is", document=folder.name, do="Name another folder.")


def read(folder: Path) -> Form:
    """The filled form of a folder. Raises TableError with what is missing or wrong, and what to write instead."""
    if (folder / OUT).is_symlink():
        raise _link(f"{folder.absolute().name}/{OUT}", "a folder of its own")
    answers = _mapping(_loaded(folder), ("agency", "city", "state", "files"), "the form")
    agency, city, state = _answer(answers, "agency"), _answer(answers, "city"), places.code(_answer(answers, "state"))
    if state not in places.STATES:
        raise _wrong("there is no such state", "a postal code or a state's name", state)
    listed = answers["files"]
    if not isinstance(listed, list) or not listed:
        raise _wrong("the form names no files", "an entry under files for each", listed)
    named = sorted((_file(folder, entry) for entry in listed), key=lambda file: file.as_of)
    used = Counter(file.doc_id for file in named)
    if twice := next((one for one, count in used.items() if count > 1), None):
        raise _wrong("two files have one name, as an id,", "another name for each file", twice)
    return Form(folder, agency, city, state, tuple(named))


def not_named(form: Form) -> list[str]:
    """Files in records/ that the form does not name. They are not read, and the report says so."""
    here = {files.name_of(path) for path in (form.folder / RECORDS).iterdir()}
    return sorted(here - {file.name for file in form.files})


def _loaded(folder: Path) -> object:
    """The form as plain data: it makes no object, no part refers to another, no answer is given twice."""
    path = folder / FORM
    if path.is_symlink():
        raise _link(FORM, f"a file in the folder {folder.name}")
    if why := files.not_regular(path):
        here = "" if folder.is_dir() else "a file of that name" if folder.exists() else "no such folder"
        here = here if isinstance(why, FileNotFoundError | NotADirectoryError) else str(why.strerror)
        expected, do = f"a file in the folder {folder.name}", "Name the folder that plates new made, or make one."
        raise TableError("there is no form", document=FORM, expected=expected, found=here, do=do)
    if path.stat().st_size > MOST_BYTES:
        raise _wrong("the form is too large", f"at most {MOST_BYTES:,} bytes", f"{path.stat().st_size:,}")
    try:
        text, depth = files.read_text(path), 0
        for event in yaml.parse(text, _Loader):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if isinstance(event, yaml.AliasEvent):
                raise _wrong("the form refers to a part of itself", "plain answers", f"*{event.anchor}")
            if isinstance(event, yaml.ScalarEvent) and len(event.value) > LONGEST:
                raise _wrong(
                    "the form has an answer that is too long", f"at most {MOST_CHARACTERS} characters", event.value
                )
            if depth > DEEPEST:
                what = "the form has parts inside parts"
                raise _wrong(what, "answers as plates new asks for them", f"{depth} levels")
        answers: object = yaml.load(text, _Strict)
        return answers
    except (yaml.YAMLError, UnicodeDecodeError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}: " if mark else ""
        problem = f"{where}{getattr(error, 'problem', None) or ' '.join(str(error).split())}"
        expected = "lines as plates new wrote them, each answer between quotation marks"
        raise _wrong("the form cannot be read", expected, problem) from None


_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The same rules in C, where PyYAML has it, ten times as fast."""


class _Strict(_Loader):  # type: ignore[misc, valid-type, unused-ignore]  # PyYAML comes without types
    """Safe YAML that refuses a key given twice. Otherwise the second would silently replace the first."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        keys = Counter(key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode))
        if twice := next((key for key, count in keys.items() if count > 1), None):
            raise yaml.constructor.ConstructorError(None, None, f"{twice} is given twice", node.start_mark)
        mapping: dict[Hashable, Any] = super().construct_mapping(node, deep)
        return mapping


def _file(folder: Path, entry: object) -> RecordFile:
    optional = [name for name in ("agency",) if isinstance(entry, dict) and name in entry]
    answers = _mapping(entry, ("file", "as_of", "source", *optional), "an entry under files")
    name = _answer(answers, "file")
    home = folder / RECORDS
    if not name.isprintable() or NO_NAME.search(name) or len(name.encode()) > MOST_NAME:
        raise _wrong("this is no plain name of a file", f"a file in {RECORDS}/, without folders", name)
    if home.is_symlink():
        raise _link(f"{folder.absolute().name}/{RECORDS}", "a folder of its own")
    path = home / files.spelled(name)
    if path.is_symlink():
        raise _wrong("this is a link to another place", f"a file that is in {RECORDS}/ itself", name)
    if isinstance(why := files.not_regular(path), FileNotFoundError):
        present = ", ".join(sorted(map(files.name_of, home.iterdir()))) if home.is_dir() else ""
        raise _wrong("there is no such file", f"one of those in {RECORDS}/: {present or 'none so far'}", name)
    if why:
        raise _wrong(f"this cannot be read: {why.strerror}", f"a file in {RECORDS}/", name)
    doc_id, called = f"own-{files.slug(Path(name).stem)}", _answer(answers, "agency") if answers.get("agency") else ""
    if path.suffix.lower() != ".pdf" and path.stat().st_size > MOST_LIST:
        raise _wrong("the list is too large", f"at most {MOST_LIST:,} bytes", f"{path.stat().st_size:,}")
    return RecordFile(path, doc_id, _day(answers, name), _answer(answers, "source"), called)


def _day(answers: dict[str, Any], name: str) -> datetime.date:
    """A day with the year first: 03/02/2020 is two days, depending on who reads it."""
    answer = answers["as_of"]
    if type(answer) is datetime.date:
        return answer
    try:
        if not isinstance(answer, str) or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", answer):
            raise ValueError
        return datetime.date.fromisoformat(answer)
    except ValueError:
        raise _wrong(f"the day of {name} is not written year first", "a day such as 2026-01-31", answer) from None


def _mapping(value: object, names: tuple[str, ...], what: str) -> dict[str, Any]:
    if not isinstance(value, dict) or set(value) != set(names):
        given = ", ".join(map(str, value)) if isinstance(value, dict) else value
        raise _wrong(f"{what} has other parts", ", ".join(names), given)
    return value


def _answer(answers: dict[str, Any], name: str) -> str:
    """An answer as one line of text."""
    answer = answers[name]
    if answer is None or answer == "":
        raise _wrong(f"{name} is not filled in", "an answer after the colon", "nothing")
    if not isinstance(answer, str) or len(answer) > MOST_CHARACTERS:
        raise _wrong(f"{name} is no short text", "text between quotation marks", answer)
    return " ".join(answer.split())


def _link(document: str, expected: str) -> TableError:
    do = "Put what it leads to there itself, or move it away; nothing was changed."
    return TableError("this is a link to another place", document=document, expected=expected, do=do)


def _wrong(what: str, expected: str, found: object) -> TableError:
    do = f"Correct {FORM} and run again."
    return TableError(what, document=FORM, expected=expected, found=str(found)[:300], do=do)
