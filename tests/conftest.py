"""What several test files need: pages typeset for the occasion, and the originals where they are at hand."""

import os
import signal
from pathlib import Path

import pytest

from helpers import schemas
from helpers.records import documents
from helpers.records.reading import reports, sharing_reports
from helpers.records.stand_ins import sharing_reports as stand_ins

signal.signal(signal.SIGINT, signal.default_int_handler)
"""A job in the background ignores Ctrl-C, as does all that it starts: what a test stops would not stop."""

REPORTS = ("irvine-2020-03-02-sharing", "ocsd-2020-02-06-sharing", "ocsd-2025-03-11-sharing")

LONGEST = [f"test_{name}.py" for name in ("rebuild", "notebooks", "site", "lessons", "own_records", "maps")]
"""Started first, so that no worker is idle at the end while another works through one of them."""


def pytest_collection_modifyitems(items: list) -> None:
    items.sort(key=lambda item: LONGEST.index(item.path.name) if item.path.name in LONGEST else len(LONGEST))


@pytest.fixture
def typeset(tmp_path):
    """Typeset sections into a report of a sample town and return the PDF's path; `change` is applied to each page."""

    def build(sections: dict[str, list], *, change=None, **how) -> Path:
        sheets = stand_ins.sheets(*stand_ins.flow("Elmville Police Department", sections, **how))
        path = tmp_path / "report.pdf"
        stand_ins.typeset(map(change, sheets) if change else sheets, path)
        return path

    return build


@pytest.fixture
def read():
    """Read the one report of a file."""

    def one(path: Path) -> reports.Report:
        (report,) = sharing_reports.read(path)
        return report

    return one


def original_or_skip(doc_id: str) -> Path:
    """The record itself, or a visible skip that says how to get it. Where PLATES_DOCUMENTS is set, a missing one
    fails."""
    if not documents.has_original(doc_id) and "PLATES_DOCUMENTS" not in os.environ:
        pytest.skip(f"{doc_id} is not here: plates fetch {doc_id}, or PLATES_DOCUMENTS=folder with the originals")
    return documents.original(doc_id)


def in_prose(derived: Path | None = None) -> dict[str, str]:
    """Finding id to its value as prose writes it."""
    table = schemas.read("findings", derived)
    return {f.finding_id: f"{f.value:g}" if f.value < 1e6 else f"{f.value:.0f}" for f in table.itertuples()}
