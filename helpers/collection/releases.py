"""Releases: what moved between two versions of the collection, and whether the changelog explains it.

A version is a git reference: a tag, a branch, a commit. Its content is its tables of findings, verdicts, agencies and
edges."""

import io
import json
import re
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from helpers import files
from helpers.errors import TableError

CONTENT = {
    "findings": ("data/derived/findings.csv", "finding_id", ("value", "low", "high", "unit", "says", "does_not_say")),
    "verdicts": (
        "data/derived/verdicts.csv",
        "claim_id",
        ("published", "ours", "grade", "status", "says", "why", "safe"),
    ),
    "agencies": ("data/derived/agencies.csv", "agency_id", ("kind", "level", "state", "place", "basis", "sure")),
    "edges": ("data/derived/edges.csv", "edge_id", ("sender_id", "recipient_id", "kind", "inactive")),
}
"""Table to its file, its key, and the columns whose change is a move."""

MOVES = ["table", "id", "column", "before", "after", "by", "notebook", "explained"]

WORKING_TREE = ""
"""The files as they lie here, in place of a reference."""


@dataclass(frozen=True)
class Changelog:
    """CHANGELOG.md of one version: its lines by notebook number, those of no notebook under an empty one."""

    lines: tuple[tuple[str, str], ...]

    def explains(self, moved: str, notebook: str, old: "Changelog") -> str:
        """The line, new since `old`, that names what moved by its id, else one of its notebook; empty where there is
        none."""
        fresh = [line for line in self.lines if line not in old.lines]
        by_id = [text for _, text in fresh if re.search(rf"(?<![\w-]){re.escape(moved)}(?![\w-])", text)]
        return next(iter(by_id or [text for number, text in fresh if notebook and number == notebook]), "")

    def names(self, path: str, old: "Changelog") -> bool:
        """Whether a line, new since `old`, names a file: a notebook by number, a page by title, a table by file or
        folder."""
        name, folder = Path(path), Path(path).parent.as_posix()
        words = [name.name, *([folder] if "/" in folder else []), *([name.stem] if folder == "." else [])]
        if book := re.match(r"notebooks/(\d\d)_", path):
            words = [f"**{book[1]}**", "All notebooks"]
        said = [f"**{number}** {text}" for number, text in self.lines if (number, text) not in old.lines]
        return any(re.search(rf"(?<![\w/-]){re.escape(word)}(?![\w/-])", line) for word in words for line in said)


def diff(old: str, new: str = WORKING_TREE, root: Path = files.ROOT) -> pd.DataFrame:
    """What moved from one version to another: a line for each changed cell, and for each id that came or went (MOVES).

    `by` is the difference of two numbers; `explained` the changelog's line. Raises TableError for a reference that git
    does not know, or where there is no git."""
    lines = []
    logs = [changelog(_file(ref, "CHANGELOG.md", root) or "") for ref in (old, new)]
    for table, (path, key, columns) in CONTENT.items():
        before, after = (_table(ref, path, key, columns, root) for ref in (old, new))
        for moved in sorted({*before.index, *after.index}):
            for column, was, now in _moves(before, after, moved, columns):
                notebook = _notebook(table, moved, before, after)
                explained = logs[1].explains(moved, notebook, logs[0]) if table in ("findings", "verdicts") else ""
                lines.append([table, moved, column, was, now, _by(was, now), notebook, explained])
    return pd.DataFrame(lines, columns=MOVES)


def unexplained(moves: pd.DataFrame) -> list[str]:
    """Findings and verdicts that moved without a line of the changelog, a sentence each."""
    bare = moves[moves["table"].isin(["findings", "verdicts"]) & (moves["explained"] == "")]
    return [f"{m.id}: {m.column} {m.before or 'nothing'} to {m.after or 'nothing'}" for m in bare.itertuples()]


WRITTEN = (
    "data",
    ":(glob)notebooks/*.ipynb",
    "README.md",
    "CORRECTIONS.md",
    "CITATION.cff",
    "LICENSE",
    ":!data/derived",
    ":!data/SHA256SUMS",
)
"""What people write or measure, as git's pathspecs. What notebooks write moves by itself, and is told by its
findings."""

COUNTED = {"findings": ("value", "low", "high"), "verdicts": ("published", "ours", "grade", "status")}
"""Numbers and verdicts: a line told them once; when they move again, a new one must."""

MADE_BY_CODE = re.compile(r"<!-- (\w+) -->.*?<!-- /\1 -->", re.DOTALL)


def untold(since: str, root: Path = files.ROOT) -> list[str]:
    """What people wrote and changed since a version without a line of the changelog that names it, a sentence each.

    The line must be newer than the file's last change, so that an old one explains no new change. It names a table by
    its file or its folder (`names.csv`, `data/measured`), a notebook's prose as **07** or "All notebooks", another page
    by its title (README). A word that is changed and sealed, and told nowhere, is found by this, and a number that
    moved again under an old line of its notebook. Raises TableError for a version unknown to git."""
    log = changelog(_file(WORKING_TREE, "CHANGELOG.md", root) or "")
    past = _file(since, "CHANGELOG.md", root) or ""
    changed = _git(root, "diff", "--name-only", "-z", since, "--", *WRITTEN).stdout.split("\0")[:-1]
    told = [
        f"{path} changed, and no line of CHANGELOG.md that is new since then names it"
        for path in changed
        if _written(since, path, root) != _written(WORKING_TREE, path, root)
        and not log.names(path, changelog(_file(_before_last_change(path, since, root), "CHANGELOG.md", root) or ""))
    ]
    if not (_file(WORKING_TREE, "CHANGELOG.md", root) or "").endswith(_released(past)):
        told.append("CHANGELOG.md says something else of a version that is out")
    for table, columns in COUNTED.items():
        moves = diff(_before_last_change(CONTENT[table][0], since, root), root=root)
        told += unexplained(moves[(moves["table"] == table) & moves["column"].isin(columns)])
    return told


def _released(text: str) -> str:
    """The changelog from the latest version that is out on."""
    headings = [
        m.start() for m in re.finditer(r"^## ", text, re.MULTILINE) if not text.startswith(UNRELEASED, m.start())
    ]
    return text[headings[0] :] if headings else ""


def _before_last_change(path: str, since: str, root: Path) -> str:
    """The version before the last one that changed what people wrote in a file."""
    if _written("HEAD", path, root) != _written(WORKING_TREE, path, root):
        return "HEAD"
    for commit in _git(root, "log", "--format=%H", f"{since}..HEAD", "--", path).stdout.split():
        if _written(commit, path, root) != _written(f"{commit}^", path, root):
            return f"{commit}^"
    return since


def _written(ref: str, path: str, root: Path) -> str:
    """What counts in a file of a version: of findings and verdicts COUNTED, of prose all that code did not put into it,
    of a table by hand git's hash of it."""
    for table, columns in COUNTED.items():
        if path == CONTENT[table][0]:
            return str(_table(ref, path, CONTENT[table][1], columns, root).to_csv())
    if path.endswith(".ipynb"):
        cells = json.loads(_file(ref, path, root) or '{"cells": []}')["cells"]
        return "\n\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    if "/" not in path:
        return MADE_BY_CODE.sub("", _file(ref, path, root) or "")
    named = ("hash-object", path) if ref == WORKING_TREE else ("rev-parse", "--verify", "--quiet", f"{ref}:{path}")
    return _git(root, *named).stdout.strip()


def in_words(moves: pd.DataFrame) -> list[str]:
    """What moved, in lines for a reader: findings and verdicts one by one, agencies and edges as they come and go."""
    told = []
    for move in moves.itertuples():
        by = f" ({move.by})" if move.by else ""
        line = f"{move.table} {move.id}: {move.column} {move.before or '(nothing)'} -> {move.after or '(nothing)'}{by}"
        told.append(line)
        if move.table in ("findings", "verdicts"):
            told.append(f"  {move.explained or 'no line of CHANGELOG.md explains it'}")
    counts = moves.groupby("table")["id"].nunique()
    return [
        *told,
        ", ".join(f"{counts[t]} {t}" for t in CONTENT if t in counts) + " moved" if len(moves) else "nothing moved",
    ]


def bundle(target: Path, root: Path = files.ROOT) -> list[str]:
    """One archive of a version: executed notebooks, lessons, tables, papers, the report where it was built; the same
    bytes for the same files. Returns the names in it. Originals and stand-ins are left out: the first are not ours, the
    second are remade."""
    chosen = [
        *root.glob("notebooks/*.ipynb"),
        *root.glob("notebooks/lessons/**/*"),
        *root.glob("data/**/*"),
        *root.glob("*.md"),
        root / "CITATION.cff",
        root / "LICENSE",
    ]
    left_out = (root / "data" / "documents" / "originals", root / "data" / "documents" / "stand_ins")
    named = {
        path.relative_to(root).as_posix(): path
        for path in chosen
        if path.is_file() and not any(path.is_relative_to(one) for one in left_out) and not path.name.startswith(".")
    }
    if (report := root / "build" / "report.html").is_file():
        named["report.html"] = report
    with files.beside(target) as draft, zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(named):
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))  # no time of day: the content alone makes the bytes
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, named[name].read_bytes(), zipfile.ZIP_DEFLATED)
    return sorted(named)


def changelog(text: str) -> Changelog:
    """CHANGELOG.md in its lines; a bullet that begins with a number in bold belongs to that notebook."""
    found = []
    for line in text.splitlines():
        if bullet := re.match(r"- (?:\*\*(?P<notebook>\d\d)\*\* )?(?P<text>.+)", line):
            found.append((bullet["notebook"] or "", bullet["text"]))
    return Changelog(tuple(found))


def corrections(text: str, known: set[str]) -> list[str]:
    """Ids that CORRECTIONS.md names and that do not exist, a sentence each. `known` are findings' and claims' ids."""
    entries = re.findall(r"^\*\*\d{4}-\d\d-\d\d, [^*]+\*\*(.*)$", text, re.MULTILINE)
    named = [one for entry in entries for one in re.findall(r"`([^`]+)`", entry)]
    bare = [f"a correction names no id: {entry.strip()[:60]}" for entry in entries if "`" not in entry]
    return [*bare, *(f"a correction names {one}, which does not exist" for one in named if one not in known)]


UNRELEASED = "## Unreleased"
"""Heading of CHANGELOG.md under which stands what has changed since the latest version."""


def latest(root: Path = files.ROOT) -> str:
    """The latest version before the working tree: its tag, or, where tags were not fetched, the commit that opened a
    new heading of unreleased changes after it; empty where there is neither."""
    described = _git(root, "describe", "--tags", "--abbrev=0")
    opened = _git(root, "log", "-1", "--format=%H", f"-S{UNRELEASED}", "--", "CHANGELOG.md")
    return (described.stdout if described.returncode == 0 else opened.stdout).strip()


def _moves(
    before: pd.DataFrame, after: pd.DataFrame, moved: str, columns: tuple[str, ...]
) -> Iterator[tuple[str, str, str]]:
    if moved not in before.index:
        yield "(new)", "", " | ".join(filter(None, (after.at[moved, c] for c in columns)))
    elif moved not in after.index:
        yield "(gone)", " | ".join(filter(None, (before.at[moved, c] for c in columns))), ""
    else:
        for column in columns:
            if before.at[moved, column] != after.at[moved, column]:
                yield column, before.at[moved, column], after.at[moved, column]


def _notebook(table: str, moved: str, before: pd.DataFrame, after: pd.DataFrame) -> str:
    if table == "verdicts":
        return "10"
    known = (str(side.at[moved, "notebook"]) for side in (after, before) if moved in side.index and "notebook" in side)
    return next(known, "")


def _by(before: str, after: str) -> str:
    try:
        return f"{float(after) - float(before):+,g}"
    except ValueError:
        return ""


def _table(ref: str, path: str, key: str, columns: tuple[str, ...], root: Path) -> pd.DataFrame:
    """A table of a version as text, by its key; without lines where the version has none."""
    text = _file(ref, path, root)
    if text is None:
        return pd.DataFrame(columns=list(columns), index=pd.Index([], dtype=object))
    frame = pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False).set_index(key)
    return frame.reindex(columns=[*columns, *(c for c in ("notebook",) if c in frame)], fill_value="")


def _file(ref: str, path: str, root: Path) -> str | None:
    """A file of a version, or None where that version has none."""
    if ref == WORKING_TREE:
        return (root / path).read_text() if (root / path).exists() else None
    if ref.startswith("-") or _git(root, "rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}").returncode:
        raise TableError("git knows no such version", found=ref, do="git tag and git log list them.")
    shown = _git(root, "show", f"{ref}:{path}")
    return shown.stdout if shown.returncode == 0 else None


def _git(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise TableError("git is not installed; versions are git references") from None
