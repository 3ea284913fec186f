"""Copies: notebooks and papers as the site's pages, with links that lead somewhere, and words where there is only a
picture.

The repository's files stay as they are; a copy is what the site builder reads.
"""

import html
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath

import nbformat

from helpers.collection.findings import LINK, REGISTERED
from helpers.collection.site import markup

SPOTS = re.compile(
    r"(?P<code>```.*?```|`[^`\n]*`)"
    rf"|{LINK.pattern}"
    r"|(?<!!)\[(?P<words>[^\]\[]*)\]\((?P<address>[^()\s]+)\)"
    r'|<a href="(?P<marked>[^"]+)">(?P<said>.*?)</a>',
    re.DOTALL,
)
"""What is looked at in Markdown: code, which stays as it is; a number that leads to its finding; a link, in either
form."""

ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|#", re.IGNORECASE)
"""An address of the web, or on the same page."""

NEW_OUTPUT: Callable[..., nbformat.NotebookNode] = nbformat.v4.new_output
"""What makes a cell's output; nbformat does not say itself what it returns."""


@dataclass(frozen=True)
class Places:
    """Where things lie on the site: `pages` maps a file's path in the repository to its page or its copy, `findings` a
    finding's id to the page of its notebook."""

    pages: dict[str, str]
    findings: dict[str, str]

    def of(self, address: str, home: str) -> str | None:
        """A link of the repository's file `home` as it is on the site; None where the site has no such page."""
        if ELSEWHERE.match(address):
            return address
        path, _, fragment = address.partition("#")
        page = self.pages.get(os.path.normpath(PurePosixPath(home).parent / path))
        return self._beside(page, home) + (f"#{fragment}" if fragment else "") if page else None

    def finding(self, finding_id: str, home: str) -> str | None:
        """The address of a finding's number."""
        page = self.findings.get(finding_id)
        return page and (f"#{finding_id}" if page == self.pages[home] else f"{self._beside(page, home)}#{finding_id}")

    def _beside(self, page: str, home: str) -> str:
        return os.path.relpath(page, PurePosixPath(self.pages[home]).parent)


def relinked(text: str, home: str, places: Places) -> str:
    """Markdown of the repository's file `home` with its links turned to the site's pages; one that leads nowhere on the
    site becomes its words alone."""

    def spot(found: re.Match[str]) -> str:
        if found["code"]:
            return found[0]
        if found["finding_id"]:
            words, address = found["number"] + (found["percent"] or ""), places.finding(found["finding_id"], home)
        else:
            words = found["words"] or found["said"] or ""
            address = places.of(html.unescape(found["address"] or found["marked"]), home)
        return f'<a href="{html.escape(address)}">{words}</a>' if address else words

    return SPOTS.sub(spot, text)


def notebook(book: nbformat.NotebookNode, home: str, places: Places, bar: str) -> nbformat.NotebookNode:
    """A notebook as a page: links turned, pictures with their words, tables that a screen reader can read; `bar` (HTML)
    stands below its title."""
    for cell in book.cells:
        if cell.cell_type == "markdown":
            cell.source = relinked(cell.source, home, places)
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if alt := output.get("metadata", {}).get("image/png", {}).get("alt"):
                cell.metadata["mystnb"] = {"image": {"alt": alt}}
            if "text/html" in data:
                data["text/html"] = table(data["text/html"])
        _anchor(cell)
    book.cells[0].source = re.sub(
        r"\A(# [^\n]*\n)", lambda found: found[1] + markup.raw(bar), book.cells[0].source + "\n"
    )
    return book


def _anchor(cell: nbformat.NotebookNode) -> None:
    """A place to lead to for each finding that the cell registers without showing it."""
    shown = str(cell.get("outputs", ""))
    ids = [found["finding_id"] for found in REGISTERED.finditer(cell.source) if cell.cell_type == "code"]
    if hidden := [f'<span id="{one}"></span>' for one in ids if f'id="{one}"' not in shown]:
        cell.outputs.insert(0, NEW_OUTPUT("display_data", data={"text/html": "".join(hidden)}))


def table(text: str) -> str:
    """A table as pandas writes it, each head saying what it is the head of, without a style of its own."""
    text = re.sub(
        r"<style scoped>.*?</style>\s*| style=\"text-align: right;\"| border=\"1\"", "", text, flags=re.DOTALL
    )
    for part, scope in (("thead", "col"), ("tbody", "row")):
        text = re.sub(rf"<{part}>.*?</{part}>", partial(_scoped, scope=scope), text, flags=re.DOTALL)
    return text


def _scoped(part: re.Match[str], scope: str) -> str:
    return re.sub(r"<th\b", f'<th scope="{scope}"', re.sub(r"<th>(\s*)</th>", r"<td>\1</td>", part[0]))
