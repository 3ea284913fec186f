"""Documents: the manifest; find, fetch and verify. Nothing else touches the originals' paths or hashes.

Originals are public records on the web. They are never committed: a reader fetches them, or names a folder that holds
them in PLATES_DOCUMENTS, which is looked in first. A file is the original when its SHA-256 is the manifest's.
"""

import functools
import os
import shutil
import zipfile
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from helpers import files, schemas
from helpers.errors import DocumentError

FOLDER = files.ROOT / "data" / "documents"
NOT_SEEN = "not seen"

Entry = dict[str, Any]
"""A document's line of the manifest, by column."""

WAIT = 30  # seconds without a byte before an address counts as out of reach


# --- the manifest -----------------------------------------------------------------------------------------------------


@functools.cache
def manifest() -> pd.DataFrame:
    """The table `manifest`, one document a line."""
    return schemas.read("manifest")


def entry(doc_id: str) -> Entry:
    """A document's line of the manifest. Raises DocumentError, with the ids there are, for another id."""
    found = manifest()[manifest()["doc_id"] == doc_id]
    if found.empty:
        raise DocumentError(
            "the manifest has no such document", document=doc_id, expected=", ".join(manifest()["doc_id"])
        )
    line: Entry = found.iloc[0].to_dict()
    return line


def stand_in(doc_id: str) -> Path:
    """Where the stand-in of a document lies: STAND-IN_ and the id, so that nobody takes the file for the record."""
    return FOLDER / "stand_ins" / f"STAND-IN_{entry(doc_id)['doc_id']}.pdf"


# --- find -------------------------------------------------------------------------------------------------------------


def original(doc_id: str, say: Callable[[str], None] = print) -> Path:
    """The original of a document, its hash checked; `say` hears when a first use is locked.

    Raises DocumentError when it is not here (and says how to get it), or when the file is not the one of the manifest.
    """
    known = entry(doc_id)
    path = _found(known)
    if path is None:
        raise DocumentError("the original is not here", document=doc_id, do=_how_to_get(known))
    _check(path, known, say)
    return path


def has_original(doc_id: str) -> bool:
    """Whether a file of the original's name is here; `original` says whether it is the right one."""
    return _found(entry(doc_id)) is not None


def listing() -> pd.DataFrame:
    """What is here of each document: doc_id, kind, original (here, to fetch, to ask for, not seen), stand_in, title."""
    lines = []
    for known in manifest().to_dict("records"):
        doc_id = known["doc_id"]
        state = (
            "here"
            if has_original(doc_id)
            else NOT_SEEN
            if _unseen(known)
            else "to fetch"
            if _address(known)
            else "to ask for"
        )
        here = "yes" if stand_in(doc_id).is_file() else ""
        lines.append(
            {"doc_id": doc_id, "kind": known["kind"], "original": state, "stand_in": here, "title": known["title"]}
        )
    return pd.DataFrame(lines)


def _found(known: Entry) -> Path | None:
    """The first file of the original's name, right or wrong."""
    return next((path for folder in _folders() if (path := folder / _file_name(known)).is_file()), None)


def _folders() -> list[Path]:
    """Where originals are looked for: the reader's own folder first. Raises DocumentError when that one is not there.

    A mistyped or unplugged folder passed over in silence would look as if it held nothing.
    """
    named = os.environ.get("PLATES_DOCUMENTS")
    if named and not Path(named).is_dir():
        raise DocumentError("PLATES_DOCUMENTS names no folder", found=named, do="Correct it, or unset it.")
    return [*([Path(named)] if named else []), FOLDER / "originals"]


def _file_name(known: Entry) -> str:
    """The manifest's file name; a document that nobody here has seen is looked for under its id."""
    return known["file"] or f"{known['doc_id']}.pdf"


def _unseen(known: Entry) -> bool:
    return bool(known["text_layer"] == NOT_SEEN)


def _address(known: Entry) -> str:
    return known["origin"] if known["origin"].startswith(("https://", "http://")) else ""


def _how_to_get(known: Entry) -> str:
    if _unseen(known):
        return (
            f"Nobody here has seen it; it was published at {known['origin']}. Put it as {_file_name(known)} into the folder "
            "named by PLATES_DOCUMENTS. The reader was never tried on it."
        )
    if _address(known):
        return (
            f"Run: plates fetch {known['doc_id']}, or name a folder that holds {_file_name(known)} in PLATES_DOCUMENTS."
        )
    return (
        f"It has no direct address. It was released through {known['obtained_through']}: look there, or ask {known['agency']} "
        f"for it, and put it as {_file_name(known)} into the folder named by PLATES_DOCUMENTS."
    )


# --- verify -----------------------------------------------------------------------------------------------------------


def verify(say: Callable[[str], None] = print) -> None:
    """Hash again every original that is here. Raises DocumentError naming all that are not what the manifest says."""
    wrong, here = [], 0  # names of files, and how many there are
    for known in manifest().to_dict("records"):
        for folder in _folders():
            path = folder / _file_name(known)
            if not path.is_file():
                continue
            here += 1
            try:
                _hash.cache_clear()
                _check(path, known, say)
                say(f"{known['doc_id']}: right")
            except DocumentError as error:
                wrong.append(path.name)
                say(str(error))
    say(f"{here} files looked at, {len(wrong)} wrong, {len(manifest())} documents in the manifest")
    if wrong:
        found = f"{len(wrong)} of {here}: {', '.join(wrong)}"
        raise DocumentError("files are not what the manifest says", found=found, do="See the lines above.")


def _check(path: Path, known: Entry, say: Callable[[str], None]) -> None:
    """Compare with the manifest's hash, or, where it has none, with the hash of the file's first use, kept in a local
    lock.

    A site that turns a program away often answers with a web page: what is named .pdf and is none is never locked.
    """
    found = _hash(path, path.stat().st_mtime_ns, path.stat().st_size)
    expected = known["sha256"] or _locked(known["doc_id"])
    if not expected:
        if path.suffix == ".pdf" and not _is_pdf(path):
            raise DocumentError(
                "the file is no PDF",
                document=path.name,
                expected="%PDF- at its beginning",
                found=_beginning(path),
                do=f"Perhaps a web page was saved in its place: look at {known['origin']} in a browser.",
            )
        _lock(known["doc_id"], found, say)
        if _unseen(known):
            say(f"{known['doc_id']}: nobody here has seen this document, and the reader was never tried on it")
    elif found != expected:
        raise DocumentError(
            "the file is not the one that the manifest describes",
            document=path.name,
            expected=f"sha256 {expected}",
            found=f"sha256 {found}, {path.stat().st_size:,} bytes",
            do=f"Move it out of {path.parent.name} and fetch it again, or find out which of the two was changed.",
        )


def _is_pdf(path: Path) -> bool:
    """Whether %PDF- stands in the first 1,024 bytes, as PDF readers accept it."""
    with path.open("rb") as file:
        return b"%PDF-" in file.read(1024)


def _beginning(path: Path) -> str:
    with path.open("rb") as file:
        return repr(file.read(40))


@functools.cache
def _hash(path: Path, changed: int, size: int) -> str:
    """A file's hash, once for each state of the file."""
    return files.sha256(path)


def _locked(doc_id: str) -> str:
    path = FOLDER / "lock.csv"
    return files.read_csv(path).set_index("doc_id")["sha256"].get(doc_id, "") if path.exists() else ""


def _lock(doc_id: str, sha256: str, say: Callable[[str], None]) -> None:
    path = FOLDER / "lock.csv"
    before = files.read_csv(path) if path.exists() else pd.DataFrame(columns=["doc_id", "sha256"])
    files.write_csv(pd.concat([before, pd.DataFrame([{"doc_id": doc_id, "sha256": sha256}])]), path)
    say(
        f"{doc_id}: the manifest has no hash for it; this file's, {sha256}, is kept in {path.name} and expected from now on"
    )


# --- fetch ------------------------------------------------------------------------------------------------------------


def fetch(ids: Iterable[str] = (), say: Callable[[str], None] = print) -> None:
    """Get originals, all or those of `ids`, into the collection's own folder; what is here already is only verified.

    A broken transfer goes on where it stopped. A file with another hash is set aside as NAME.wrong and nothing is
    overwritten. Raises DocumentError at the end, naming every document that could not be had.
    """
    chosen = [entry(doc_id) for doc_id in ids] or manifest().to_dict("records")
    failed = []
    for known in chosen:
        try:
            say(f"{known['doc_id']}: {_fetch(known, say)}")
        except DocumentError as error:
            failed.append(known["doc_id"])
            say(str(error))
    if failed:
        raise DocumentError(
            "documents are still missing", found=", ".join(failed), do="The lines above say what to do for each."
        )


def _fetch(known: Entry, say: Callable[[str], None]) -> str:
    target = FOLDER / "originals" / _file_name(known)
    if has_original(known["doc_id"]):
        return f"is here, and right: {_verified(known, say)}"
    if not _address(known):
        raise DocumentError("cannot be fetched", document=known["doc_id"], do=_how_to_get(known))
    if known["origin"].endswith(".zip"):
        archive = target.parent / "archives" / known["origin"].rsplit("/", 1)[-1]
        if not archive.is_file():
            _download(known["origin"], archive, known, whole=True)
        _take_member(archive, target, known)
    else:
        _download(known["origin"], target, known)
    return f"fetched, and right: {_verified(known, say)}"  # an entry without a hash is locked here


def _verified(known: Entry, say: Callable[[str], None]) -> str:
    """Where the right original lies. A wrong one in our own folder is set aside; a reader's own folder is left as it
    is."""
    path, ours = _found(known), FOLDER / "originals"
    try:
        right = original(known["doc_id"], say)
    except DocumentError as error:
        if path is None or path.parent != ours:
            raise
        raise DocumentError(
            error.what,
            document=error.document,
            expected=error.expected,
            found=error.found,
            do=f"It was set aside as {_set_aside(path, path).name}. Run the same command again to fetch it anew; if that fails "
            f"too, look at its origin in a browser: {known['origin']}.",
        ) from None
    return files.printable(right) if right.parent == ours else f"{right.name}, in the folder named by PLATES_DOCUMENTS"


def _download(url: str, target: Path, known: Entry, *, whole: bool = False) -> None:
    """Download with pooch, which verifies the hash before the file gets its name. `whole`: an archive has no hash of
    its own."""
    import pooch  # only a fetch needs the network's libraries
    import requests

    target.parent.mkdir(parents=True, exist_ok=True)
    resume = _Resume(target.with_name(target.name + ".part"), known["doc_id"], hashed=bool(known["sha256"]))
    expected = None if whole or not known["sha256"] else f"sha256:{known['sha256']}"
    pooch.get_logger().setLevel("ERROR")
    try:
        pooch.retrieve(url, known_hash=expected, fname=target.name, path=target.parent, downloader=resume)
    except requests.HTTPError as refused:  # the address was reached, and there is no such file or no leave to have it
        answer = refused.response
        assert answer is not None  # `raise_for_status`, which alone raises it here, gives the answer
        raise DocumentError(
            f"{url} answered {answer.status_code} {answer.reason}",
            document=known["doc_id"],
            do=f"Open the address in a browser; if the file is there, save it as {_file_name(known)} into a folder and name "
            f"that in PLATES_DOCUMENTS. It was released through: {known['obtained_through']}.",
        ) from None
    except requests.RequestException as reason:
        raise DocumentError(
            f"{url} could not be reached ({type(reason).__name__})",
            document=known["doc_id"],
            do="Check the network and run the same command again: it goes on where it stopped.",
        ) from None
    except ValueError:  # pooch's word for another hash
        wrong = _set_aside(resume.part, target)
        resume.done()
        raise DocumentError(
            f"what came from {url} is not the original; it was set aside as {wrong.name}",
            document=target.name,
            expected=f"sha256 {known['sha256']}, {known['bytes']} bytes",
            found=f"sha256 {files.sha256(wrong)}, {wrong.stat().st_size} bytes",
            do="The address may have changed hands, or the record was replaced: compare the two before you rely on either.",
        ) from None
    resume.done()


def _take_member(archive: Path, target: Path, known: Entry) -> None:
    """Take one file out of an archive: the member of that name, or, where the manifest has no name, the one with its
    hash.

    An archive that is broken or holds no such file is set aside, so that the next fetch gets it anew.
    """
    held = []
    try:
        with zipfile.ZipFile(archive) as opened, files.beside(target) as draft:
            held = opened.namelist()
            sizes = {member.filename: member.file_size for member in opened.infolist()}
            for name in [known["member"]] if known["member"] else [n for n in held if sizes[n] == known["bytes"]]:
                if name not in held:
                    continue
                with opened.open(name) as source, draft.open("wb") as copy:
                    shutil.copyfileobj(source, copy)
                if files.sha256(draft) == known["sha256"]:
                    return
            raise LookupError
    except (zipfile.BadZipFile, zlib.error, EOFError, LookupError) as reason:
        found = ", ".join(held) if isinstance(reason, LookupError) else f"{_beginning(archive)} ({reason})"
        what = f"no file in {archive.name} is the original" if held else f"{archive.name} is no whole archive"
        raise DocumentError(
            f"{what}; it was set aside as {_set_aside(archive, archive).name}",
            document=known["doc_id"],
            expected=known["member"] or f"a member of {known['bytes']} bytes with sha256 {known['sha256']}",
            found=found,
            do=f"Run the same command again; if it fails again, look at {known['origin']} in a browser.",
        ) from None


def _set_aside(part: Path, target: Path) -> Path:
    """Rename to NAME.wrong, NAME.wrong.2 and so on: a file set aside before stays too."""
    numbers = ("" if n == 1 else f".{n}" for n in range(1, 1000))
    wrong = next(w for number in numbers if not (w := target.with_name(f"{target.name}.wrong{number}")).exists())
    return part.rename(wrong)


@dataclass
class _Resume:
    """A downloader for pooch that goes on where the last try stopped; pooch's own begins again each time.

    The address's own mark of the file (ETag) is kept beside the part, and the rest is asked for only if the mark still
    holds (If-Range). `hashed`: the manifest has a hash, which tells if two files were joined; without hash and mark the
    download begins again.
    """

    part: Path
    name: str
    hashed: bool

    @property
    def mark(self) -> Path:
        return self.part.with_name(self.part.name + ".etag")

    def done(self) -> None:
        self.part.unlink(missing_ok=True)
        self.mark.unlink(missing_ok=True)

    def __call__(self, url: str, output_file: str, _pooch: object) -> None:
        import requests
        from tqdm import tqdm

        mark = self.mark.read_text() if self.mark.exists() else ""
        have = self.part.stat().st_size if self.part.exists() and (mark or self.hashed) else 0
        headers = {"Accept-Encoding": "identity"}  # a packed answer has other bytes, and other places, than the file
        headers |= {"Range": f"bytes={have}-"} if have else {}
        headers |= {"If-Range": mark} if have and mark else {}
        with requests.get(url, headers=headers, stream=True, timeout=WAIT) as answer:
            if answer.status_code != requests.codes.requested_range_not_satisfiable:  # else all of it is here
                answer.raise_for_status()
                resumed = answer.status_code == requests.codes.partial_content
                mark = answer.headers.get("ETag", "")
                self.mark.write_text("" if mark.startswith("W/") else mark)  # a weak mark promises no equal bytes
                total = int(answer.headers.get("Content-Length", 0)) + (have if resumed else 0)
                progress = tqdm(
                    total=total or None,
                    initial=have if resumed else 0,
                    unit="B",
                    unit_scale=True,
                    desc=self.name,
                    leave=False,
                )
                with progress, self.part.open("ab" if resumed else "wb") as file:
                    for chunk in answer.iter_content(1 << 16):
                        file.write(chunk)
                        progress.update(len(chunk))
        shutil.copyfile(self.part, output_file)
