"""Same files: two files of a form that contain one report, or two lists with the same lines. They count once.

Two files of one day that differ are refused: releases are compared by their days, and nothing shows which one holds."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field

import pandas as pd

from helpers.collection.own_records import forms
from helpers.collection.own_records.forms import RecordFile
from helpers.errors import TableError
from helpers.records.reading import repeats
from helpers.records.reading.reports import Report


@dataclass
class FilesRead:
    """The files that were read so far and count, in order."""

    files: list[RecordFile] = field(default_factory=list)
    by_content: dict[str, RecordFile] = field(default_factory=dict)

    def repeated(self, one: RecordFile, contents: Iterable[str]) -> str:
        """What to tell of a file that has a content of an earlier one; empty if it has none."""
        earlier = next((self.by_content[content] for content in contents if content in self.by_content), None)
        if not earlier:
            return ""
        what = "has the same lines as" if one.is_list else "contains the same report as"
        note = f"{what} {earlier.name}: counted once, for {earlier.as_of}"
        if one.as_of == earlier.as_of:
            return note
        if one.is_list:
            return f"{note}; if it was released on {one.as_of}, too, nothing changed between these days"
        return f"{note}; the form's day, {one.as_of}, is not the report's"

    def add(self, one: RecordFile, content: str) -> None:
        """Count a file with its content. Raises TableError if another file with another content has its day."""
        for other in self.files:
            if other.as_of == one.as_of:
                expected, actual = "one release a day", f"{other.name} and {one.name}, {one.as_of}"
                do = f"Correct a day in {forms.FORM}, or take out the file that does not hold; then run again."
                what = "two files have one day, and they differ"
                raise TableError(what, document=forms.FORM, expected=expected, found=actual, do=do)
        self.files.append(one)
        self.by_content[content] = one


def of_report(report: Report) -> str:
    """A report's content: equal for the same agency, day and entries, wherever they are printed."""
    entries = sorted(repeats.entries(report).elements())
    return _digest("report", repeats.folded(report.agency), str(report.as_of), *("\x1f".join(one) for one in entries))


def of_list(lines: pd.DataFrame) -> str:
    """A list's content: equal for the same lines, in whatever order of lines and columns."""
    ordered = lines.fillna("").astype(str).sort_index(axis="columns")
    return _digest("list", *ordered.columns, *sorted("\x1f".join(line) for line in ordered.to_numpy().tolist()))


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x1e".join(parts).encode()).hexdigest()
