"""Downloads: one file from its address, resumed where the last try stopped, no longer than it may be, and from nobody
but its publisher. An address can change its owner: what it sends is bounded before it is compared with a checksum."""

import errno
import os
import re
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from urllib.parse import urljoin, urlsplit

from helpers import files
from helpers.errors import DocumentError

WAIT = 30  # seconds without a byte before an address counts as unreachable

MOST_BYTES = 500_000_000
"""Of an archive, or a document whose size nobody here knows: 1,800 scanned pages have 100 to 400 million."""

MOST_REDIRECTS = 5

PUBLISHERS: tuple[frozenset[str], ...] = (
    frozenset({"www.dhs.gov", "dhs.gov"}),
    frozenset({"www.eff.org", "eff.org"}),
    frozenset({"www.muckrock.com", "muckrock.com", "cdn.muckrock.com"}),  # pages, and the store of their files
    frozenset({"www.aclunorcal.org", "aclunorcal.org"}),
)
"""The hosts of one publisher, with and without www: an address of one may lead to another of the same, and nowhere
else. A publisher that moves is added here, once somebody has looked where it went."""


@dataclass
class Transfer:
    """A downloader for pooch that resumes where the last try stopped; pooch's own, which it uses, starts over.

    `part` is where the bytes go, `name` the document's id, `most` the bytes that it may have, `do` what a reader can do
    about an address that does not send it; `say` gets a line for each redirect. The server's tag of the file (ETag) is
    kept beside the part, and the rest is asked for only if the tag still holds (If-Range). `has_checksum`: the manifest
    has one, which shows if two files were joined; without checksum and tag the download starts over.

    Raises DocumentError for more bytes than `most`, and for a redirect to another host or without https.
    """

    part: Path
    name: str
    most: int
    has_checksum: bool
    do: str
    say: Callable[[str], None]

    @property
    def tag(self) -> Path:
        return self.part.with_name(self.part.name + ".etag")

    def done(self) -> None:
        self.part.unlink(missing_ok=True)
        self.tag.unlink(missing_ok=True)

    def __call__(self, url: str, output_file: str, pooch_: Any) -> None:
        import pooch
        from tqdm import tqdm

        with self._opened() as file:
            tag = files.read_text(self.tag) if files.not_regular(self.tag) is None else ""
            have = os.fstat(file.fileno()).st_size if tag or self.has_checksum else 0
            if have > self.most:  # this cannot be the rest of it
                have, tag = 0, ""
            headers = {"Accept-Encoding": "identity"}  # a compressed answer has other bytes and places than the file
            headers |= {"Range": f"bytes={have}-"} if have else {}
            headers |= {"If-Range": tag} if have and tag else {}
            progress = tqdm(total=1, unit="B", unit_scale=True, desc=self.name, leave=False)
            bounded, seen = _Bounded(file, self.most - have, self._too_long), [url]

            def begin(answer: Any, **_: Any) -> None:
                """Before the content is written: keep its tag, and drop the part unless this is the rest of it."""
                if answer.is_redirect:
                    seen.append(self._next(answer, seen))
                elif answer.status_code in (200, 206):
                    tag = answer.headers.get("ETag", "")
                    self.tag.write_text(
                        "" if tag.startswith("W/") else tag, "utf-8"
                    )  # a weak one promises no equal bytes
                    if answer.status_code == 200:
                        file.truncate(0)
                        bounded.left = self.most
                    self._check_range(answer, have)
                    self._check_length(answer, bounded.left)
                elif answer.status_code < 400:  # from there on requests raises
                    raise self._refusal(f"{answer.url} answered {answer.status_code} {answer.reason}")

            options = {"headers": headers, "hooks": {"response": begin}, "timeout": WAIT}
            download = pooch.HTTPDownloader(progressbar=progress, chunk_size=1 << 16, **options)
            try:
                with progress:
                    download(url, bounded, pooch_)
            except OSError as refused:
                if getattr(getattr(refused, "response", None), "status_code", 0) != 416:  # else all of it is here
                    raise
        with files.open_regular(self.part) as whole, Path(output_file).open("wb") as copy:
            while piece := whole.read(1 << 20):
                copy.write(piece)

    def _opened(self) -> IO[bytes]:
        """The part, to be written on. Raises DocumentError if something else is in its place."""
        flags = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
        try:
            file = open(self.part, "ab", opener=lambda name, how: os.open(name, how | flags, 0o666))  # noqa: SIM115
            if stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                return file
            file.close()
        except OSError as reason:
            if reason.errno not in (errno.ELOOP, errno.EISDIR, errno.ENXIO):
                raise
        what, do = "this is no file, and nothing is written to it", "Move it away and run the same command again."
        raise DocumentError(what, document=self.part.name, do=do)

    def _next(self, answer: Any, seen: list[str]) -> str:
        """Where a redirect leads, once the reader has seen it. Raises DocumentError if it is not to be followed."""
        try:
            target = urljoin(answer.url, answer.headers["location"])
            scheme, host = urlsplit(target).scheme, urlsplit(target).hostname or ""
            plain = re.fullmatch(r"[!-~]+", target) and "@" not in urlsplit(target).netloc and "\\" not in target
        except ValueError:
            target, scheme, host, plain = str(answer.headers["location"]), "", "", None
        self.say(files.shown(f"{self.name}: {answer.url} leads to {target}"))
        own = urlsplit(seen[0]).hostname or ""
        allowed = next((hosts for hosts in PUBLISHERS if own in hosts), frozenset()) | {own}
        expected = f"https and {' or '.join(sorted(allowed))}"
        if scheme != "https" or host not in allowed or not plain:
            raise self._refusal(f"{answer.url} leads elsewhere, and was not followed", expected, target[:300])
        if len(seen) > MOST_REDIRECTS:
            raise self._refusal(f"{seen[0]} leads from one address to the next", f"at most {MOST_REDIRECTS}", target)
        return str(target)

    def _check_range(self, answer: Any, have: int) -> None:
        """The rest must begin where the part ends. Raises DocumentError, and drops the part."""
        if answer.status_code != 206:
            return
        printed = answer.headers.get("Content-Range", "")
        begins = re.match(r"bytes (\d+)-", printed)
        if begins is None or int(begins[1]) != have:
            self.done()
            raise self._refusal(
                f"{answer.url} sent another part than was asked for", f"bytes {have}-", printed or "none"
            )

    def _check_length(self, answer: Any, left: int) -> None:
        """What is announced must fit. Raises DocumentError, and drops the part."""
        printed = answer.headers.get("Content-Length", "0")
        if not printed.isascii() or not printed.isdigit():
            raise self._refusal(f"{answer.url} announces no length", "a number of bytes", printed)
        if int(printed) > left:
            raise self._too_long(f"{int(printed) + self.most - left:,} bytes announced")

    def _too_long(self, actual: str = "") -> DocumentError:
        """More than the document has: no rest of it can be right, so that the part is dropped."""
        self.done()
        what = "its address sends more than it may have; the transfer was stopped, and nothing of it was kept"
        return self._refusal(what, f"at most {self.most:,} bytes", actual or f"more than {self.most:,} bytes")

    def _refusal(self, what: str, expected: str = "", actual: str = "") -> DocumentError:
        return DocumentError(what, document=self.name, expected=expected, found=actual, do=self.do)


@dataclass
class _Bounded:
    """A file that takes `left` more bytes; one more raises what `refusal` makes, and is not written."""

    file: IO[bytes]
    left: int
    refusal: Callable[[], DocumentError]

    def write(self, content: bytes) -> int:
        if len(content) > self.left:
            raise self.refusal()
        self.left -= len(content)
        return self.file.write(content)

    def flush(self) -> None:
        self.file.flush()
