"""Extraction: several files of any form, read into one table of rows. A refused file does not cost the others."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from helpers import files, schemas
from helpers.errors import PlatesError
from helpers.records.reading.forms import registry, wording
from helpers.records.reading.forms.base import Options
from helpers.records.reading.reports import FACTS

PAGES = ["file", "page", "use", "why", "reading"]
"""The columns of the table that says what became of each page or sheet of each file."""


@dataclass
class Extraction:
    """The rows of all files that could be read (table `rows`), what became of each page (columns PAGES), the facts
    beside the lists (columns FACTS), and the refused files, each with its error."""

    rows: pd.DataFrame
    pages: pd.DataFrame
    facts: pd.DataFrame
    refused: list[PlatesError] = field(default_factory=list)


def extract(paths: Iterable[Path], options: Options, form: str = "", say: Callable[[str], None] = print) -> Extraction:
    """Read files, each by the form that it has or that `form` names, and say what each gave.

    Rows are numbered by document: the file's name as an id, with its place among the files where two would be alike.
    A file that is refused is in `refused`; if all are, the first one's error is raised."""
    rows, pages = [pd.DataFrame(columns=schemas.columns("rows"))], [pd.DataFrame(columns=PAGES)]
    facts, refused, taken = [pd.DataFrame(columns=FACTS)], list[PlatesError](), set[str]()
    for number, path in enumerate(paths, start=1):
        doc_id = _free(files.slug(path.stem), number, taken)
        try:
            chosen, production = registry.read(path, doc_id, options, form)
        except PlatesError as error:
            refused.append(error if error.document else error.again(document=files.name_of(path)))
            continue
        taken |= {doc_id, *production.rows["doc_id"]}
        rows.append(production.rows)
        pages.append(production.pages.assign(file=files.name_of(path))[PAGES])
        facts.append(production.facts.assign(doc_id=doc_id))
        for line in wording.of_production(files.name_of(path), chosen, production):
            say(line)
    if refused and len(pages) == 1:
        raise refused[0]
    parts = (pd.concat([part for part in one if len(part)] or one, ignore_index=True) for one in (rows, pages, facts))
    every_row, every_page, every_fact = parts
    return Extraction(every_row, every_page, every_fact, refused)


def _free(doc_id: str, number: int, taken: set[str]) -> str:
    """An id that no row has: reports of one file are numbered, so `a` is not free beside a file `a-2`."""
    alike = any(one == doc_id or one.startswith(f"{doc_id}-") for one in taken)
    return f"{doc_id}-file-{number}" if alike else doc_id
