"""Releases: what changed between two versions of the collection, whether the changelog explains it, and the checksums
of what people wrote and of what was measured or stored.

A version is a git reference: a tag, a branch, a commit. What it says is in its tables of findings, verdicts, agencies
and edges. `sha256sum -c data/SHA256SUMS` verifies the checksums: an intended change shows in two files, and any other
one fails.
"""

import io
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
    "findings": ("data/derived/findings.csv", "finding_id", "value low high unit says does_not_say".split()),
    "verdicts": ("data/derived/verdicts.csv", "claim_id", "published ours grade status says why safe".split()),
    "agencies": ("data/derived/agencies.csv", "agency_id", "kind level state place basis sure".split()),
    "edges": ("data/derived/edges.csv", "edge_id", "sender_id recipient_id kind inactive".split()),
}
"""Table to its file, its key, and the columns that are compared."""

MOVES = ["table", "id", "column", "before", "after", "by", "notebook", "explained"]

WORKING_TREE = ""
"""The files as they are here, instead of a reference."""

UNRELEASED = "## Unreleased"
"""Heading of CHANGELOG.md over what has changed since the latest version."""

HAND_TABLES = "data/hand data/transcriptions data/made_up data/reference/*.csv data/documents/manifest.csv".split()
"""What people write, as git's pathspecs."""

COUNTED = {"findings": ["value", "low", "high"], "verdicts": ["published", "ours", "grade", "status"]}
"""Numbers and verdicts: each change needs a new line of the changelog."""

CHECKSUMS, NO_CHECKSUM = "data/SHA256SUMS", ("data/derived", "data/documents/originals", "data/SHA256SUMS")
"""The file of checksums; and what it leaves out: the tables that notebooks write, what is never committed, and itself
(a changed line of it no longer fits its file)."""

SEALED = "*.md .github/**/*.md *.cff LICENSE data/**/* findings/*.md notebooks/*.ipynb notebooks/lessons/**/*.*".split()
"""What has a checksum: all prose, the tables that people write, what was measured, and notebooks with their outputs."""


@dataclass(frozen=True)
class Changelog:
    """CHANGELOG.md of one version: its lines, each after the number of its notebook or an empty text."""

    lines: tuple[tuple[str, str], ...]

    def explains(self, moved: str, notebook: str, old: "Changelog") -> str:
        """The line, new since `old`, that names an id, or else one of its notebook; empty if there is none."""
        fresh = [line for line in self.lines if line not in old.lines]
        by_id = [text for _, text in fresh if re.search(rf"(?<![\w-]){re.escape(moved)}(?![\w-])", text)]
        return next(iter(by_id or [text for number, text in fresh if notebook and number == notebook]), "")

    def names(self, path: str, old: "Changelog") -> bool:
        """Whether a line, new since `old`, names a table by its file or its folder."""
        fresh = [text for number, text in self.lines if (number, text) not in old.lines]
        words = "|".join(map(re.escape, (Path(path).name, Path(path).parent.as_posix())))
        return any(re.search(rf"(?<![\w/-])(?:{words})(?![\w/-])", text) for text in fresh)


def changelog(text: str) -> Changelog:
    """The lines of CHANGELOG.md. A line that begins with a number in bold belongs to that notebook."""
    lines = re.finditer(r"^- (?:\*\*(?P<notebook>\d\d)\*\* )?(?P<text>.+)", text, re.MULTILINE)
    return Changelog(tuple((line["notebook"] or "", line["text"]) for line in lines))


def diff(old: str, new: str = WORKING_TREE, root: Path = files.ROOT) -> pd.DataFrame:
    """What changed between two versions: a line for each changed cell, and for each id that is new or gone (MOVES).

    `by` is the difference of two numbers, `explained` the changelog's line. Raises TableError for a reference that git
    does not know, or if git is not installed."""
    lines = []
    logs = [_changelog(ref, root) for ref in (old, new)]
    for table, (_, _, columns) in CONTENT.items():
        before, after = (_table(ref, table, root) for ref in (old, new))
        for moved in sorted({*before.index, *after.index}):
            for column, was, now in _moves(before, after, moved, columns):
                notebook = "10" if table == "verdicts" else _notebook(moved, before, after)
                explained = logs[1].explains(moved, notebook, logs[0]) if table in COUNTED else ""
                lines.append([table, moved, column, was, now, _difference(was, now), notebook, explained])
    return pd.DataFrame(lines, columns=MOVES)


def unexplained(moves: pd.DataFrame) -> list[str]:
    """Findings and verdicts that changed without a line of the changelog, a sentence each."""
    bare = moves[moves["table"].isin(list(COUNTED)) & (moves["explained"] == "")]
    return [f"{m.id}: {m.column} {m.before or 'nothing'} to {m.after or 'nothing'}" for m in bare.itertuples()]


def undocumented(since: str, root: Path = files.ROOT) -> list[str]:
    """Hand tables, numbers and verdicts that changed after a version without a new line of the changelog, a sentence
    each. The line must be newer than the last change, so that an old one explains no new change.

    Raises TableError for a version that git does not know."""
    text, past = (_file(ref, "CHANGELOG.md", root) or "" for ref in (WORKING_TREE, since))
    log, problems = changelog(text), []
    for path in _git(root, "diff", "--name-only", "-z", since, "--", *HAND_TABLES).stdout.split("\0")[:-1]:
        if not log.names(path, _changelog(_before_last_change(path, since, root), root)):
            problems.append(f"{path} changed, and no line of CHANGELOG.md that is new since then names it")
    released = re.search(rf"^## (?!{UNRELEASED.removeprefix('## ')}).*", past, re.MULTILINE | re.DOTALL)
    if released and not text.endswith(released[0]):
        problems.append("CHANGELOG.md was changed where it describes a released version")
    for table, columns in COUNTED.items():
        moves = diff(_before_last_change(CONTENT[table][0], since, root), root=root)
        problems += unexplained(moves[(moves["table"] == table) & moves["column"].isin(columns)])
    return problems


def _before_last_change(path: str, since: str, root: Path) -> str:
    """The version before the last one that changed a hand table, or what is COUNTED in a table."""
    if _compared("HEAD", path, root) != _compared(WORKING_TREE, path, root):
        return "HEAD"
    for commit in _git(root, "log", "--format=%H", f"{since}..HEAD", "--", path).stdout.split():
        if _compared(commit, path, root) != _compared(f"{commit}^", path, root):
            return f"{commit}^"
    return since


def _compared(ref: str, path: str, root: Path) -> str | None:
    table = next((table for table in COUNTED if CONTENT[table][0] == path), None)
    return _table(ref, table, root)[COUNTED[table]].to_csv() if table else _file(ref, path, root)


def in_words(moves: pd.DataFrame) -> list[str]:
    """What changed, in lines for a reader."""
    lines = []
    for move in moves.itertuples():
        by = f" ({move.by})" if move.by else ""
        lines.append(
            f"{move.table} {move.id}: {move.column} {move.before or '(nothing)'} -> {move.after or '(nothing)'}{by}"
        )
        if move.table in COUNTED:
            lines.append(f"  {move.explained or 'no line of CHANGELOG.md explains it'}")
    counts = moves.groupby("table")["id"].nunique()
    total = ", ".join(f"{counts[table]} {table}" for table in CONTENT if table in counts)
    return [*lines, f"{total} changed" if total else "nothing changed"]


def corrections(text: str, ids: set[str]) -> list[str]:
    """Ids that CORRECTIONS.md names and that do not exist, a sentence each. `ids` are those of findings and claims."""
    entries = re.findall(r"^\*\*\d{4}-\d\d-\d\d, [^*]+\*\*(.*)$", text, re.MULTILINE)
    named = [one for entry in entries for one in re.findall(r"`([^`]+)`", entry)]
    bare = [f"a correction names no id: {entry.strip()[:60]}" for entry in entries if "`" not in entry]
    return [*bare, *(f"a correction names {one}, which does not exist" for one in named if one not in ids)]


def latest(root: Path = files.ROOT) -> str:
    """The latest released version: its tag, or, if tags were not fetched, the commit that opened a new heading of
    unreleased changes after it; empty if there is neither."""
    described = _git(root, "describe", "--tags", "--abbrev=0")
    opened = _git(root, "log", "-1", "--format=%H", f"-S{UNRELEASED}", "--", "CHANGELOG.md")
    return (described.stdout if described.returncode == 0 else opened.stdout).strip()


def bundle(target: Path, root: Path = files.ROOT) -> list[str]:
    """Write one archive of a version: executed notebooks, lessons, tables, pages, and the report if it was built.

    Returns the names in it. The same files give the same bytes. Originals (not ours) and stand-ins (made again from the
    transcriptions) are left out."""
    patterns = ("notebooks/*.ipynb", "notebooks/lessons/**/*", "data/**/*", "*.md", "CITATION.cff", "LICENSE")
    left_out = ("data/documents/originals/", "data/documents/stand_ins/")
    paths = [path for pattern in patterns for path in root.glob(pattern)]
    named = {path.relative_to(root).as_posix(): path for path in paths if path.is_file() and path.name[0] != "."}
    if (report := root / "build" / "report.html").is_file():
        named["report.html"] = report
    names = sorted(name for name in named if not name.startswith(left_out))
    with files.beside(target) as draft, zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))  # no time of day: only the content makes the bytes
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, named[name].read_bytes(), zipfile.ZIP_DEFLATED)
    return names


def record_checksums(root: Path = files.ROOT) -> Path:
    """Write the SHA-256 of every file of SEALED that has one. Returns the file of checksums."""
    lines = (f"{checksum}  {name}\n" for name, checksum in _checksums(root).items())
    files.write_text(root / CHECKSUMS, "".join(lines))
    return root / CHECKSUMS


def checksum_problems(root: Path = files.ROOT) -> list[str]:
    """Files that differ from their checksum, have none, or are gone, a sentence each."""
    lines = [line.split("  ", 1) for line in (root / CHECKSUMS).read_text("utf-8").splitlines()]
    recorded, present = {name: checksum for checksum, name in lines}, _checksums(root)
    changed = [name for name in present if name in recorded and present[name] != recorded[name]]
    return [
        *(f"{name} differs from its checksum" for name in changed),
        *(f"{name} has no checksum" for name in present if name not in recorded),
        *(f"{name} is gone" for name in sorted(recorded) if name not in present),
    ]


def _checksums(root: Path) -> dict[str, str]:
    paths = {path.relative_to(root).as_posix(): path for one in SEALED for path in root.glob(one) if path.is_file()}
    hidden = re.compile(r"/(\.|__)")
    names = sorted(name for name in paths if not name.startswith(NO_CHECKSUM) and not hidden.search(name))
    return {name: files.sha256(paths[name]) for name in names}


def _moves(before: pd.DataFrame, after: pd.DataFrame, moved: str, columns: list[str]) -> Iterator[tuple[str, str, str]]:
    if moved not in before.index:
        yield "(new)", "", " | ".join(filter(None, after.loc[moved, columns]))
    elif moved not in after.index:
        yield "(gone)", " | ".join(filter(None, before.loc[moved, columns])), ""
    else:
        for column in columns:
            if before.at[moved, column] != after.at[moved, column]:
                yield column, before.at[moved, column], after.at[moved, column]


def _notebook(moved: str, before: pd.DataFrame, after: pd.DataFrame) -> str:
    return next((str(side.at[moved, "notebook"]) for side in (after, before) if moved in side.index), "")


def _difference(before: str, after: str) -> str:
    try:
        return f"{float(after) - float(before):+,g}"
    except ValueError:
        return ""


def _changelog(ref: str, root: Path) -> Changelog:
    return changelog(_file(ref, "CHANGELOG.md", root) or "")


def _table(ref: str, table: str, root: Path) -> pd.DataFrame:
    """A table of a version as text, by its key; without lines if the version has none."""
    path, key, columns = CONTENT[table]
    text = _file(ref, path, root) or key
    frame = pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False).set_index(key)
    return frame.reindex(columns=[*columns, "notebook"], fill_value="")


def _file(ref: str, path: str, root: Path) -> str | None:
    """A file of a version, or None if that version has none."""
    if ref == WORKING_TREE:
        return (root / path).read_text("utf-8") if (root / path).exists() else None
    if ref.startswith("-") or _git(root, "rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}").returncode:
        raise TableError("git knows no such version", found=ref, do="git tag and git log list them.")
    shown = _git(root, "show", f"{ref}:{path}")
    return shown.stdout if shown.returncode == 0 else None


def _git(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(["git", *arguments], cwd=root, capture_output=True, encoding="utf-8", check=False)
    except FileNotFoundError:
        raise TableError("git is not installed; versions are git references") from None
