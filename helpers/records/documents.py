"""Documents: the manifest; find, fetch and verify originals. Nothing else knows their paths or checksums.

Originals are public records on the web. They are never committed: a reader fetches them, or names a folder that holds
them in PLATES_DOCUMENTS, which is looked in first. A file is the original when its SHA-256 is the manifest's.
"""

import functools
import os
import shutil
import zipfile
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pandas as pd

from helpers import files, schemas
from helpers.errors import DocumentError
from helpers.records import downloads

FOLDER = files.ROOT / "data" / "documents"
NOT_SEEN = "not seen"

Entry = dict[str, Any]
"""A document's line of the manifest, by column."""


@functools.cache
def manifest() -> pd.DataFrame:
    """The table `manifest`, one document a line."""
    return schemas.read("manifest")


def entry(doc_id: str) -> Entry:
    """A document's line of the manifest. Raises DocumentError, with the ids there are, for another id."""
    lines = manifest()[manifest()["doc_id"] == doc_id]
    if lines.empty:
        ids = ", ".join(manifest()["doc_id"])
        raise DocumentError("the manifest has no such document", document=doc_id, expected=ids)
    line: Entry = lines.iloc[0].to_dict()
    return line


def stand_in(doc_id: str) -> Path:
    """The path of a document's stand-in: STAND-IN_ and the id, so that nobody takes the file for the record."""
    return FOLDER / "stand_ins" / f"STAND-IN_{entry(doc_id)['doc_id']}.pdf"


def original(doc_id: str, say: Callable[[str], None] = print) -> Path:
    """The original of a document, its checksum verified; `say` gets a line when a first use is locked.

    Raises DocumentError when it is not here (and says how to get it), or when the file is not the manifest's.
    """
    manifest_entry = entry(doc_id)
    path = _path(manifest_entry)
    if path is None:
        raise DocumentError("the original is not here", document=doc_id, do=_how_to_get(manifest_entry))
    _check(path, manifest_entry, say)
    return path


def has_original(doc_id: str) -> bool:
    """Whether a file of the original's name is here; `original` says whether it is the right one."""
    return _path(entry(doc_id)) is not None


def listing() -> pd.DataFrame:
    """What is here of each document: doc_id, kind, original (here, to fetch, to ask for, not seen), stand_in, title."""
    lines = []
    for line in manifest().to_dict("records"):
        elsewhere = NOT_SEEN if _is_unseen(line) else "to fetch" if _address(line) else "to ask for"
        state = "here" if has_original(line["doc_id"]) else elsewhere
        here = "yes" if stand_in(line["doc_id"]).is_file() else ""
        lines.append((line["doc_id"], line["kind"], state, here, line["title"]))
    return pd.DataFrame(lines, columns=["doc_id", "kind", "original", "stand_in", "title"])


def _path(manifest_entry: Entry) -> Path | None:
    """The first file of the original's name, right or wrong."""
    return next((path for folder in _folders() if (path := folder / _file_name(manifest_entry)).is_file()), None)


def _folders() -> list[Path]:
    """Where originals are looked for: the reader's own folder first. Raises DocumentError when that one does not exist.

    A mistyped or unplugged folder passed over in silence would look as if it held nothing.
    """
    named = os.environ.get("PLATES_DOCUMENTS")
    if named and not Path(named).is_dir():
        raise DocumentError("PLATES_DOCUMENTS names no folder", found=named, do="Correct it, or unset it.")
    return [*([Path(named)] if named else []), FOLDER / "originals"]


def _file_name(manifest_entry: Entry) -> str:
    """The manifest's file name; a document that nobody here has seen is looked for under its id."""
    return manifest_entry["file"] or f"{manifest_entry['doc_id']}.pdf"


def _is_unseen(manifest_entry: Entry) -> bool:
    return bool(manifest_entry["text_layer"] == NOT_SEEN)


def _address(manifest_entry: Entry) -> str:
    return manifest_entry["origin"] if manifest_entry["origin"].startswith(("https://", "http://")) else ""


def _put(manifest_entry: Entry) -> str:
    return f"put it as {_file_name(manifest_entry)} into the folder named by PLATES_DOCUMENTS"


def _how_to_get(manifest_entry: Entry) -> str:
    name, put = _file_name(manifest_entry), _put(manifest_entry)
    if _is_unseen(manifest_entry):
        origin = manifest_entry["origin"]
        return (
            f"Nobody here has seen it; it was published at {origin}. If you have it, {put}. Reading it was never tried."
        )
    if _address(manifest_entry):
        command = f"plates fetch {manifest_entry['doc_id']}"
        return f"Run: {command}, or name a folder that holds {name} in PLATES_DOCUMENTS."
    source, agency = manifest_entry["obtained_through"], manifest_entry["agency"]
    return f"It has no direct address. It was released through {source}: look there, or ask {agency} for it, and {put}."


def verify(say: Callable[[str], None] = print) -> None:
    """Check again every original that is here. Raises DocumentError naming all that are not the manifest's."""
    wrong, here = [], 0  # names of files, and how many there are
    for manifest_entry in manifest().to_dict("records"):
        for path in (folder / _file_name(manifest_entry) for folder in _folders()):
            if not path.is_file():
                continue
            here += 1
            try:
                _sha256.cache_clear()
                _check(path, manifest_entry, say)
                say(f"{manifest_entry['doc_id']}: verified")
            except DocumentError as error:
                wrong.append(path.name)
                say(str(error))
    say(f"{here} files checked, {len(wrong)} wrong, {len(manifest())} documents in the manifest")
    if wrong:
        actual = f"{len(wrong)} of {here}: {', '.join(wrong)}"
        raise DocumentError("files differ from the manifest", found=actual, do="See the lines above.")


def _check(path: Path, manifest_entry: Entry, say: Callable[[str], None]) -> None:
    """Compare with the manifest's checksum or, where it has none, with that of the file's first use, kept in a local
    lock. Raises DocumentError where they differ.

    A site that turns a program away often answers with a web page: a .pdf that is not a PDF is never locked.
    """
    doc_id, sha256 = manifest_entry["doc_id"], _sha256(path, path.stat().st_mtime_ns, path.stat().st_size)
    expected = manifest_entry["sha256"] or _locked(doc_id)
    if not expected:
        _refuse_no_pdf(path, manifest_entry)
        _lock(doc_id, sha256, say)
        if _is_unseen(manifest_entry):
            say(f"{doc_id}: nobody here has seen this document, and reading it was never tried")
    elif sha256 != expected:
        actual = f"sha256 {sha256}, {path.stat().st_size:,} bytes"
        do = f"Move it out of {path.parent.name} and fetch it again, or find out which of the two was changed."
        what = "the file is not the one that the manifest describes"
        raise DocumentError(what, document=path.name, expected=f"sha256 {expected}", found=actual, do=do)


def _refuse_no_pdf(path: Path, manifest_entry: Entry) -> None:
    """Raise DocumentError for a file without a checksum that should be a PDF and is none."""
    name = _file_name(manifest_entry)
    if name.endswith(".pdf") and b"%PDF-" not in _beginning(path, 1024):  # as PDF readers accept it
        what, expected = "the file is not a PDF", "%PDF- at its beginning"
        do = f"A web page may have been saved instead: open {manifest_entry['origin']} in a browser."
        raise DocumentError(what, document=name, expected=expected, found=_beginning(path), do=do)


def _beginning(path: Path, size: int = 40) -> bytes:
    with files.open_regular(path) as file:
        return file.read(size)


@functools.cache
def _sha256(path: Path, changed: int, size: int) -> str:
    """A file's checksum, computed once for each state of the file."""
    return files.sha256(path)


def _locked(doc_id: str) -> str:
    path = FOLDER / "lock.csv"
    return files.read_csv(path).set_index("doc_id")["sha256"].get(doc_id, "") if path.exists() else ""


def _lock(doc_id: str, sha256: str, say: Callable[[str], None]) -> None:
    path = FOLDER / "lock.csv"
    before = files.read_csv(path) if path.exists() else pd.DataFrame(columns=["doc_id", "sha256"])
    files.write_csv(pd.concat([before, pd.DataFrame([{"doc_id": doc_id, "sha256": sha256}])]), path)
    say(f"{doc_id}: the manifest has no checksum for it; this file's, {sha256}, was saved in {path.name} for next time")


def fetch(ids: Iterable[str] = (), say: Callable[[str], None] = print, *, accept_new: bool = False) -> None:
    """Get originals, all or those of `ids`, into the collection's own folder; what is here already is only verified.

    A broken transfer resumes where it stopped. A file with another checksum is set aside as NAME.wrong, and nothing is
    overwritten. A document without a checksum is taken only if `accept_new`, its size and checksum shown first. Raises
    DocumentError at the end, naming every document that could not be fetched.
    """
    failed = []
    for manifest_entry in [entry(doc_id) for doc_id in ids] or manifest().to_dict("records"):
        try:
            say(f"{manifest_entry['doc_id']}: {_fetch(manifest_entry, say, accept_new)}")
        except DocumentError as error:
            failed.append(manifest_entry["doc_id"])
            say(str(error))
    if failed:
        do = "The lines above say what to do for each."
        raise DocumentError("documents are still missing", found=", ".join(failed), do=do)


def _fetch(manifest_entry: Entry, say: Callable[[str], None], accept_new: bool) -> str:
    target, origin = FOLDER / "originals" / _file_name(manifest_entry), manifest_entry["origin"]
    doc_id = manifest_entry["doc_id"]
    if has_original(doc_id):
        return f"already here and verified: {_verified(manifest_entry, say)}"
    if not _address(manifest_entry):
        raise DocumentError("it cannot be fetched", document=doc_id, do=_how_to_get(manifest_entry))
    _refuse_odd(target)
    if not manifest_entry["sha256"] and not _locked(doc_id):
        if not accept_new:
            what = "the manifest has no checksum for it, so that whatever its address sends would be taken for it"
            do = f"To see the size and sha256 of what it sends before it is taken: plates fetch {doc_id} --accept-new"
            raise DocumentError(what, document=doc_id, do=do)
        _accept(target, manifest_entry, say)
        return f"taken as it came: {_verified(manifest_entry, say)}"  # and locked
    if origin.endswith(".zip"):
        archive = target.parent / "archives" / origin.rsplit("/", 1)[-1]
        _refuse_odd(archive)
        if not archive.is_file():
            _download(archive, manifest_entry, say, whole=True)
        _take_member(archive, target, manifest_entry)
    else:
        _download(target, manifest_entry, say)
    return f"fetched and verified: {_verified(manifest_entry, say)}"


def _refuse_odd(path: Path) -> None:
    """Raise DocumentError for a pipe, a folder or the like where a file belongs."""
    if (why := files.not_regular(path)) and not isinstance(why, FileNotFoundError):
        raise DocumentError("something is in its place", document=path.name, found=why.strerror, do="Move it away.")


def _accept(target: Path, manifest_entry: Entry, say: Callable[[str], None]) -> None:
    """Get a document without a checksum, show what came, and only then put it in place. Raises DocumentError."""
    draft = target.with_name(f"{target.name}.new")
    draft.unlink(missing_ok=True)
    _download(draft, manifest_entry, say)
    try:
        _refuse_no_pdf(draft, manifest_entry)
    except DocumentError as error:
        do = f"It was set aside as {_set_aside(draft, target).name}. {_try_again(manifest_entry)}"
        raise error.again(do=do) from None
    doc_id, size, sha256 = manifest_entry["doc_id"], draft.stat().st_size, files.sha256(draft)
    say(f"{doc_id}: {manifest_entry['origin']} sent {size:,} bytes, sha256 {sha256}")
    say(f"{doc_id}: nobody here can say whether that is the record. To record it, write bytes {size} and the sha256")
    say(f"  into the line {doc_id} of data/documents/manifest.csv; to undo it, delete {files.printable(target)}")
    draft.replace(target)


def _verified(manifest_entry: Entry, say: Callable[[str], None]) -> str:
    """Where the right original is. A wrong one in our own folder is set aside; in a reader's own folder it stays."""
    path, ours = _path(manifest_entry), FOLDER / "originals"
    try:
        right = original(manifest_entry["doc_id"], say)
    except DocumentError as error:
        if path is None or path.parent != ours:
            raise
        do = f"It was set aside as {_set_aside(path, path).name}. {_try_again(manifest_entry)}"
        raise error.again(do=do) from None
    return files.printable(right) if right.parent == ours else f"{right.name}, in the folder named by PLATES_DOCUMENTS"


def _try_again(manifest_entry: Entry) -> str:
    return f"Run the same command again; if it fails again, open {manifest_entry['origin']} in a browser."


def _download(target: Path, manifest_entry: Entry, say: Callable[[str], None], *, whole: bool = False) -> None:
    """Download with pooch, which verifies the checksum before the file gets its name. `whole`: an archive has no
    checksum or size of its own. Raises DocumentError."""
    import pooch  # only a fetch needs the network's libraries

    target.parent.mkdir(parents=True, exist_ok=True)
    url, doc_id, size = manifest_entry["origin"], manifest_entry["doc_id"], manifest_entry["bytes"]
    sha256 = manifest_entry["sha256"] or _locked(doc_id)
    most = downloads.MOST_BYTES if whole or pd.isna(size) else int(size)
    by_hand = f"Open it in a browser; if you get the file, {_put(manifest_entry)}."
    by_hand = f"{by_hand} It was released through: {manifest_entry['obtained_through']}."
    part = target.with_name(target.name + ".part")
    resume = downloads.Transfer(part, doc_id, most, bool(sha256), by_hand, say)
    expected = None if whole or not sha256 else f"sha256:{sha256}"
    pooch.get_logger().setLevel("ERROR")
    try:
        pooch.retrieve(url, known_hash=expected, fname=target.name, path=target.parent, downloader=resume)
    except OSError as reason:
        if not hasattr(reason, "response"):  # of the disk; one of the network has the answer, if there was any
            do = "Make room, or see that the folder can be written to, and run the same command again to resume."
            raise DocumentError("it cannot be written", document=doc_id, found=reason.strerror, do=do) from None
        if (answer := reason.response) is None:
            what = f"{url} could not be reached ({type(reason).__name__})"
            do = "Check the network and run the same command again to resume."
        else:
            what, do = f"{url} answered {answer.status_code} {answer.reason}", by_hand
        raise DocumentError(what, document=doc_id, do=do) from None
    except ValueError:  # pooch's error for another checksum
        wrong = _set_aside(resume.part, target)
        resume.done()
        what = f"what came from {url} is not the original; it was set aside as {wrong.name}"
        expected = f"sha256 {sha256}, {manifest_entry['bytes']} bytes"
        actual = f"sha256 {files.sha256(wrong)}, {wrong.stat().st_size} bytes"
        do = "The address may have a new owner, or the record was replaced: compare the two before you rely on either."
        raise DocumentError(what, document=target.name, expected=expected, found=actual, do=do) from None
    resume.done()


def _take_member(archive: Path, target: Path, manifest_entry: Entry) -> None:
    """Take one file out of an archive: the member named in the manifest or, where none is, the one with the checksum.

    An archive that is broken or has no such file is set aside, so that the next fetch gets it again. Raises
    DocumentError then.
    """
    names, member, size = [], manifest_entry["member"], manifest_entry["bytes"]
    try:
        with zipfile.ZipFile(archive) as opened, files.beside(target) as draft:
            names = opened.namelist()
            for info in opened.infolist():
                if (member and info.filename != member) or info.file_size != size:  # it unpacks to that size, no more
                    continue
                with opened.open(info) as source, draft.open("wb") as copy:
                    shutil.copyfileobj(source, copy)
                if files.sha256(draft) == manifest_entry["sha256"]:
                    return
            raise LookupError
    except (zipfile.BadZipFile, zlib.error, EOFError, LookupError) as reason:
        actual = ", ".join(names) if isinstance(reason, LookupError) else f"{_beginning(archive)!r} ({reason})"
        what = f"no file in {archive.name} is the original" if names else f"{archive.name} is not a whole archive"
        raise DocumentError(
            f"{what}; it was set aside as {_set_aside(archive, archive).name}",
            document=manifest_entry["doc_id"],
            expected=member or f"a member of {size} bytes with sha256 {manifest_entry['sha256']}",
            found=actual,
            do=_try_again(manifest_entry),
        ) from None


def _set_aside(part: Path, target: Path) -> Path:
    """Rename to NAME.wrong, NAME.wrong.2 and so on: a file set aside before stays too."""
    numbers = ("" if n == 1 else f".{n}" for n in range(1, 1000))
    wrong = next(w for number in numbers if not (w := target.with_name(f"{target.name}.wrong{number}")).exists())
    return part.rename(wrong)
