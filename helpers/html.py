"""Papers: one file that is read on a screen, a phone and paper, without a network.

Every word of others is text in it, never markup: what is to be markup has to say so (Markup), and only this house makes
it."""

import base64
import difflib
import html
from collections.abc import Iterable

import pandas as pd

from helpers import files, palette

STYLE = """
body { font: 16px/1.5 var(--font); color: var(--ink); background: var(--ground);
  max-width: 60rem; margin: 1.5rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; line-height: 1.25; } h2 { margin-top: 2.2rem; font-size: 1.2rem; border-bottom: 3px solid var(--accent);
  padding-bottom: .2rem; }
table { border-collapse: collapse; width: 100%; font-size: .88rem; }
td, th { border-top: 1px solid var(--border); padding: .35rem; text-align: left; vertical-align: top; overflow-wrap: break-word; }
td[data-head=sha256], td[data-head=origin], td[data-head=where], td[data-head=doc_id] { overflow-wrap: anywhere; }
td[data-head='one reading'], td[data-head='the other'] { font-family: var(--mono); }
mark { background: var(--marked); color: var(--ink); }
.id { color: var(--quiet); font-weight: 600; }
.tag { border: 1px solid var(--quiet); border-radius: 3px; padding: 0 .35rem; font-size: .8rem; }
section.claim { border-top: 1px solid var(--border); padding: .5rem 0; } section.claim p { margin: .2rem 0; }
.safe { background: var(--land); padding: .4rem .6rem; }
a { color: var(--blue); overflow-wrap: anywhere; } nav a { margin-right: .8rem; }
h1, p, li { overflow-wrap: anywhere; } figure { margin: .3rem 0 .6rem; overflow-x: auto; }
@media (max-width: 640px) { thead { display: none; } tr { display: block; border-top: 2px solid var(--border); }
  td { display: block; border: 0; padding: .15rem 0; overflow-wrap: anywhere; } td:empty { display: none; }
  td[data-head]::before { content: attr(data-head) ': '; color: var(--quiet); font: 600 .88rem var(--font); } }
@media print {
  body { font-size: 10pt; margin: 0; } table { font-size: .78rem; } nav { display: none; } img { max-width: 100%; height: auto; }
  a { color: inherit; text-decoration: none; }
  h2, section.claim > p:first-child, p:has(+ ul) { break-after: avoid; } figure, li, tr, .safe { break-inside: avoid; } }
"""
"""What all papers share; colors and letters are palette's."""


class Markup(str):
    """Markup that this house made; any other text is escaped."""


def page(title: str, lead: str, parts: dict[str, tuple[str, str]] | None = None, *, sheet: str = "") -> str:
    """A page of parts, each by its id with its title and its markup; `lead` is the markup that stands first. `sheet` is
    what the style sheet has to say of this kind of page alone."""
    parts = parts or {}
    links = "".join(f'<a href="#{name}">{text(head)}</a>' for name, (head, _) in parts.items())
    body = "".join(f'<h2 id="{name}">{text(head)}</h2>{inside}' for name, (head, inside) in parts.items())
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{text(title)}</title><style>{palette.properties()}{STYLE}{sheet}</style>"
        f"<main><h1>{text(title)}</h1>{lead}{f'<nav>{links}</nav>' if links else ''}{body}</main></html>\n"
    )


def table(frame: pd.DataFrame) -> Markup:
    heads = "".join(f"<th>{text(column)}</th>" for column in frame.columns)
    rows = "".join(
        "<tr>"
        + "".join(f'<td data-head="{text(column)}">{text(cell(value))}</td>' for column, value in line.items())
        + "</tr>"
        for line in frame.to_dict("records")
    )
    return Markup(f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>")


def items(lines: Iterable[str]) -> Markup:
    """A list of lines; nothing for none."""
    told = "".join(f"<li>{text(line)}</li>" for line in lines)
    return Markup(f"<ul>{told}</ul>" if told else "")


def link(words: str, address: str, fragment: str = "") -> Markup:
    """An address as a link; only one of the web is one."""
    if not address.startswith(("https://", "http://")):
        return text(words)
    return Markup(f'<a href="{text(address + fragment)}">{text(words)}</a>')


def beside(words: str, path: str) -> Markup:
    """A link to a file that lies beside the page. `path` is one that this house named, never a record's word."""
    return Markup(f'<a href="{text(path)}">{text(words)}</a>')


def picture(png: bytes, words: str) -> Markup:
    """A picture in the page, and what it shows in words; one wider than the screen is moved in its own frame."""
    drawn = base64.b64encode(png).decode()
    return Markup(f'<figure tabindex="0"><img alt="{text(words)}" src="data:image/png;base64,{drawn}"></figure>')


def compared(one: str, other: str) -> tuple[Markup, Markup]:
    """Two readings of one line, the letters marked in which they differ: I and l may look alike."""
    steps = difflib.SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
    return (
        Markup("".join(_piece(one[a:b], step) for step, a, b, _, _ in steps)),
        Markup("".join(_piece(other[a:b], step) for step, _, _, a, b in steps)),
    )


def _piece(words: str, step: str) -> str:
    return text(words) if step == "equal" or not words else f"<mark>{text(words)}</mark>"


def cell(value: object) -> str:
    """A cell's value as text; a missing one is empty."""
    if value is None or (not isinstance(value, Iterable) and pd.isna(value)):
        return ""
    if isinstance(value, str):
        return value
    return f"{value:,.15g}" if isinstance(value, float) else str(value)


def text(value: object) -> Markup:
    """Words as they may stand in a page."""
    return value if isinstance(value, Markup) else Markup(html.escape(files.shown(str(value)), quote=True))
