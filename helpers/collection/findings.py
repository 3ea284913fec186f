"""Findings: the numbers that the collection states, each registered in the cell that computes it.

A number in prose is a link to its finding, `[295](#ocsd-2020-shared)`; a test compares the two.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from helpers import files, schemas
from helpers.collection import notebooks
from helpers.collection.notebooks import Notebook, Source
from helpers.errors import NotebookError, TableError

LINK = re.compile(r"\[(?P<number>-?[\d,]+(?:\.\d+)?)(?P<percent> ?%)?\]\(#(?P<finding_id>[a-z0-9-]+)\)")
REGISTERED = re.compile(r'found\.add\(\s*"(?P<finding_id>[a-z0-9-]+)"')


def digits(value: float) -> str:
    """A number as people read it: a whole number with all its digits, any other with six."""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,g}"


@dataclass(frozen=True)
class Finding:
    """One number, the sentence that may be printed, and what the number does not show."""

    finding_id: str
    value: float
    unit: str
    doc_ids: str
    says: str
    does_not_say: str
    low: float | None = None
    high: float | None = None

    def __post_init__(self) -> None:
        """Raises TableError for a value outside low to high, or if only one of low and high is given."""
        if (self.low is None) != (self.high is None):
            given = f"only low, {self.low}" if self.high is None else f"only high, {self.high}"
            raise TableError(f"finding {self.finding_id}", expected="low and high, or neither", found=given)
        if self.low is not None and self.high is not None and not self.low <= self.value <= self.high:
            expected = f"a value from {self.low} to {self.high}"
            raise TableError(f"finding {self.finding_id}", expected=expected, found=self.value)

    @property
    def span(self) -> str:
        """The range of the number in words; empty if it has none."""
        if self.low is None or self.high is None or self.low == self.high:
            return ""
        return f" (between {digits(self.low)} and {digits(self.high)})"

    def __repr__(self) -> str:
        return f"{self.finding_id} = {digits(self.value)} {self.unit}{self.span}"

    def _repr_html_(self) -> str:
        """The number with its id, so that links in prose lead here."""
        says, does_not_say, unit = map(html.escape, (self.says, self.does_not_say, self.unit))
        number = f'<p id="{self.finding_id}"><b>{digits(self.value)}</b> {unit}{self.span}. {says}'
        return f"{number}<br><i>Does not show:</i> {does_not_say}</p>"


@dataclass
class Recorder:
    """Collects the findings of one notebook and writes them with its last cell."""

    number: str
    source: Source
    findings: list[Finding] = field(default_factory=list)

    def add(self, finding_id: str, value: float, *, doc_ids: str | list[str], **facts: Any) -> Finding:
        """Register a number with the other `facts` of a Finding. Raises TableError if its id is taken."""
        if any(finding.finding_id == finding_id for finding in self.findings):
            raise TableError("a finding is registered twice", found=finding_id)
        documents = doc_ids if isinstance(doc_ids, str) else " ".join(doc_ids)
        self.findings.append(Finding(finding_id, value, doc_ids=documents, **facts))
        return self.findings[-1]

    def write(self) -> pd.DataFrame:
        frame = pd.DataFrame([vars(f) for f in self.findings])
        written = schemas.write(frame, f"findings_{self.number}", self.source.derived)
        return written[["finding_id", "value", "unit"]].assign(value=written["value"].map(digits))


def notebook(number: str) -> Recorder:
    return Recorder(number, notebooks.source())


def join(source: Source) -> pd.DataFrame:
    """Join the notebooks' parts into findings.csv. Notebook and cell number come from the stored notebooks.

    Raises NotebookError for an id that no cell registers, or that two cells register.
    """
    cells = registered(notebooks.listing())
    parts = []
    for book in notebooks.listing():
        part = schemas.read(f"findings_{book.number}", source.derived)
        for finding_id in part["finding_id"]:
            if cells.get(finding_id, [("", 0)])[0][0] != book.number:
                raise NotebookError("no cell registers the finding", document=book.path.name, found=finding_id)
        part["notebook"] = book.number
        part["cell"] = [cells[finding_id][0][1] for finding_id in part["finding_id"]]
        parts.append(part)
    return schemas.write(pd.concat(parts), "findings", source.derived)


def registered(books: list[Notebook]) -> dict[str, list[tuple[str, int]]]:
    """Finding id to its (notebook, cell) in the stored notebooks. Raises NotebookError if an id is registered twice."""
    places: dict[str, list[tuple[str, int]]] = {}
    for book in books:
        for place, cell in notebooks.code_cells(book.load()):
            for match in REGISTERED.finditer(cell.source):
                places.setdefault(match["finding_id"], []).append((book.number, place))
    for finding_id, cells in places.items():
        if len(cells) > 1:
            raise NotebookError("a finding is registered twice", expected="one cell", found=f"{finding_id} in {cells}")
    return places


def links(text: str) -> Iterator[tuple[str, str]]:
    """Numbers in prose with the finding that each claims to be."""
    for match in LINK.finditer(text):
        yield match["number"].replace(",", ""), match["finding_id"]


def summary(findings: pd.DataFrame, chosen: list[str]) -> str:
    """README's table of what was found, in Markdown, in the order of `chosen`."""
    by_id = findings.set_index("finding_id")
    lines = ["| figure | what the record shows | what it does not show | where |", "|---|---|---|---|"]
    files_of = {n.number: n.path.name for n in notebooks.listing()}
    for finding_id in chosen:
        f = by_id.loc[finding_id]
        span = f" ({digits(f['low'])} to {digits(f['high'])})" if pd.notna(f["low"]) else ""
        where = f"[notebook {f['notebook']}, cell {f['cell']}](notebooks/{files_of[f['notebook']]})"
        lines.append(f"| {digits(f['value'])}{span} {f['unit']} | {f['says']} | {f['does_not_say']} | {where} |")
    return "\n".join(lines)


IN_README = """
    ocsd-2020-shared ocsd-2020-received ocsd-2025-shared ocsd-2025-received irvine-2020-shared irvine-2020-received
    ocsd-2020-shared-out-of-state shared-dropped ocsd-2025-shared-out-of-state federal-dropped ocsd-2020-on-the-map
    ice-list-local-named ice-list-answered eff-hit-rate names-unsure native-exact layer-errors documents-not-seen
""".split()
"""Findings that README shows, in order."""


def write_readme(source: Source) -> None:
    """Write what code writes into README: the table of findings and the table of notebooks."""
    readme = files.ROOT / "README.md"
    notebooks.write_between(readme, "findings", summary(schemas.read("findings", source.derived), IN_README))
    notebooks.write_between(readme, "notebooks", notebooks.questions())
