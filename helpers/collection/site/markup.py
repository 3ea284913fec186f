"""Markup: tables, links and blocks of the site's pages, made so that a name in a record is always text, never
markup."""

import re

from helpers import files
from helpers.html import link as cited  # words that lead to an address that a record gives
from helpers.html import text

__all__ = ["cited", "contents", "facts", "link", "listed", "raw", "sources", "table", "text", "title"]

RAW = "`" * 6
"""Fence of a block of HTML in a page's Markdown; no line of the block begins with it, since the block is one line."""


def title(value: object) -> str:
    """As text in a heading of Markdown: every sign that could mean something there has a backslash before it."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", files.shown(str(value)))


def link(words: object, address: str) -> str:
    """Words that lead to another page of the site."""
    return f'<a href="{text(address)}">{text(words)}</a>'


def sources(cell: str) -> str:
    """The sources in a cell, parted by ` ; `: an address is a link under its site's name, anything else is text."""
    found = (one.strip() for one in cell.split(" ; "))
    return "; ".join(cited(re.sub(r"^https?://(?:www\.)?([^/]+).*", r"\1", one), one) for one in found)


def table(
    heads: list[str],
    rows: list[list[str]],
    *,
    caption: str,
    rows_are: list[dict[str, str]] | None = None,
    name: str = "",
) -> str:
    """A table whose cells are HTML already. On a phone each row becomes a block, and each cell says its head itself.

    The first cell of a row is its head. `rows_are` are the rows' attributes, such as an id; `name` is the table's own
    id."""
    top = "".join(f'<th scope="col">{text(head)}</th>' for head in heads)
    lines = []
    for row, own in zip(rows, rows_are or [{}] * len(rows), strict=True):
        first, *others = (f'data-head="{text(head)}">{cell}' for head, cell in zip(heads, row, strict=True))
        cells = f'<th scope="row" {first}</th>' + "".join(f"<td {cell}</td>" for cell in others)
        lines.append(f"<tr{_attributes(own)}>{cells}</tr>")
    return (
        f'<div class="plates-table"><table{_attributes({"id": name} if name else {})}><caption>{text(caption)}</caption>'
        f"<thead><tr>{top}</tr></thead><tbody>{''.join(lines)}</tbody></table></div>"
    )


def _attributes(own: dict[str, str]) -> str:
    return "".join(f' {name}="{text(value)}"' for name, value in own.items())


def facts(pairs: dict[str, str]) -> str:
    """Terms and what is said of each (HTML), as a list of definitions; what is empty is left out."""
    return f"<dl>{''.join(f'<dt>{text(term)}</dt><dd>{said}</dd>' for term, said in pairs.items() if said)}</dl>"


def listed(items: list[str]) -> str:
    return f"<ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>"


def raw(block: str) -> str:
    """HTML as a block of a page's Markdown, on one line, so that nothing in it can end the block."""
    return f"\n{RAW}{{raw}} html\n{' '.join(block.splitlines())}\n{RAW}\n"


def contents(pages: list[str], caption: str = "", *, hidden: bool = True) -> str:
    """Pages that come below this one."""
    options = [":hidden:"] * hidden + [f":caption: {caption}"] * bool(caption) + [":maxdepth: 1"]
    return "\n".join(["", "```{toctree}", *options, "", *pages, "```", ""])
