"""Seals: the SHA-256 of every file of data/ that no notebook writes, in the form that `sha256sum -c data/SHA256SUMS`
reads.

What notebooks write is told by a new run, what people wrote by nothing but a second look: so a change there shows in
two files."""

from pathlib import Path

from helpers import files

HOME = "data/SHA256SUMS"
NOT_SEALED = ("data/derived", "data/documents/originals")
"""What the notebooks write, and what is never committed."""


def write(root: Path = files.ROOT) -> Path:
    """Seal the files as they are."""
    lines = (f"{files.sha256(root / name)}  {name}\n" for name in _names(root))
    files.write_text(root / HOME, "".join(lines))
    return root / HOME


def broken(root: Path = files.ROOT) -> list[str]:
    """Files that are not as they were sealed, that have no seal, or that are gone, a sentence each."""
    lines = (line.split("  ", 1) for line in (root / HOME).read_text().splitlines())
    sealed = {name: seal for seal, name in lines}
    here = set(_names(root))
    changed = [name for name in sorted(here & set(sealed)) if files.sha256(root / name) != sealed[name]]
    return [
        *(f"{name} is not what was sealed" for name in changed),
        *(f"{name} has no seal" for name in sorted(here - set(sealed))),
        *(f"{name} is gone" for name in sorted(set(sealed) - here)),
    ]


def _names(root: Path) -> list[str]:
    found = (path.relative_to(root).as_posix() for path in (root / "data").rglob("*") if path.is_file())
    return sorted(
        name
        for name in found
        if name != HOME
        and not name.startswith(NOT_SEALED)
        and not any(part.startswith((".", "__")) for part in name.split("/"))
    )
