"""Links: notebooks and Markdown files as the site's pages, with links that work there, and descriptions of pictures.

The repository's files stay as they are; Sphinx reads copies."""

import html
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath

import nbformat

from helpers.collection.findings import LINK, REGISTERED

SPOTS = re.compile(
    r"(?P<code>```.*?```|`[^`\n]*`)"
    rf"|{LINK.pattern}"
    r"|(?<!!)\[(?P<words>[^\]\[]*)\]\((?P<address>[^()\s]+)\)"
    r'|<a href="(?P<in_html>[^"]+)">(?P<html_words>.*?)</a>',
    re.DOTALL,
)
"""What is looked at in Markdown: code, which stays as it is; a number that leads to its finding; a link, in either
form."""

ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|#", re.IGNORECASE)
"""An address of the web, or on the same page."""

NEW_OUTPUT: Callable[..., nbformat.NotebookNode] = nbformat.v4.new_output
"""What makes a cell's output; nbformat itself has no types."""


@dataclass(frozen=True)
class SiteAddresses:
    """Where things are on the site: `pages` maps a file's path in the repository to its page or its copy, `findings` a
    finding's id to the page of its notebook."""

    pages: dict[str, str]
    findings: dict[str, str]

    def resolve(self, address: str, home: str) -> str | None:
        """A link of the repository's file `home` as it is on the site; None where the site has no such page."""
        if ELSEWHERE.match(address):
            return address
        path, _, fragment = address.partition("#")
        page = self.pages.get(os.path.normpath(PurePosixPath(home).parent / path))
        return self._relative(page, home) + (f"#{fragment}" if fragment else "") if page else None

    def finding(self, finding_id: str, home: str) -> str | None:
        """The address of a finding's number."""
        page = self.findings.get(finding_id)
        return page and (f"#{finding_id}" if page == self.pages[home] else f"{self._relative(page, home)}#{finding_id}")

    def _relative(self, page: str, home: str) -> str:
        return os.path.relpath(page, PurePosixPath(self.pages[home]).parent)


def relinked(text: str, home: str, addresses: SiteAddresses) -> str:
    """Markdown of the repository's file `home` with its links turned to the site's pages; one that leads nowhere on the
    site becomes its words alone."""

    def replaced(spot: re.Match[str]) -> str:
        if spot["code"]:
            return spot[0]
        if spot["finding_id"]:
            words, address = spot["number"] + (spot["percent"] or ""), addresses.finding(spot["finding_id"], home)
        else:
            words = spot["words"] or spot["html_words"] or ""
            address = addresses.resolve(html.unescape(spot["address"] or spot["in_html"]), home)
        return f'<a href="{html.escape(address)}">{words}</a>' if address else words

    return SPOTS.sub(replaced, text)


def notebook_page(book: nbformat.NotebookNode, home: str, addresses: SiteAddresses, bar: str) -> nbformat.NotebookNode:
    """A notebook as a page: links turned, pictures with their descriptions, tables that a screen reader can read; `bar`
    (Markdown) goes below its title."""
    for cell in book.cells:
        if cell.cell_type == "markdown":
            cell.source = relinked(cell.source, home, addresses)
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if alt := output.get("metadata", {}).get("image/png", {}).get("alt"):
                cell.metadata["mystnb"] = {"image": {"alt": alt}}
            if "text/html" in data:
                data["text/html"] = accessible_table(data["text/html"])
        _add_targets(cell)
    book.cells[0].source = re.sub(r"\A(# [^\n]*\n)", lambda title: title[1] + bar, book.cells[0].source + "\n")
    return book


def _add_targets(cell: nbformat.NotebookNode) -> None:
    """A target for links to each finding that the cell registers without showing it."""
    shown = str(cell.get("outputs", ""))
    ids = [one["finding_id"] for one in REGISTERED.finditer(cell.source) if cell.cell_type == "code"]
    if hidden := [f'<span id="{one}"></span>' for one in ids if f'id="{one}"' not in shown]:
        cell.outputs.insert(0, NEW_OUTPUT("display_data", data={"text/html": "".join(hidden)}))


def accessible_table(text: str) -> str:
    """A table as pandas writes it, each header saying what it is the header of, without a style of its own."""
    own_style = r"<style scoped>.*?</style>\s*| style=\"text-align: right;\"| border=\"1\""
    text = re.sub(own_style, "", text, flags=re.DOTALL)
    for part, scope in (("thead", "col"), ("tbody", "row")):
        text = re.sub(rf"<{part}>.*?</{part}>", partial(_scoped, scope=scope), text, flags=re.DOTALL)
    return text


def _scoped(part: re.Match[str], scope: str) -> str:
    return re.sub(r"<th\b", f'<th scope="{scope}"', re.sub(r"<th>(\s*)</th>", r"<td>\1</td>", part[0]))
