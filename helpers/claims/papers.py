"""Papers: one file that is read on a screen, a phone and paper, without a network.

Every word of others is text in it, never markup: what is to be markup has to say so (Markup), and only this house makes it.
"""

import base64
import html
from collections.abc import Iterable

import pandas as pd

from helpers import files
from helpers.sharing import style

STYLE = """
body { font: 16px/1.5 Georgia, 'DejaVu Serif', serif; color: var(--ink); max-width: 60rem; margin: 1.5rem auto; padding: 0 1rem; }
h1, h2, h3, th, nav, .id, .tag { font-family: var(--font); }
h1 { font-size: 1.6rem; } h2 { margin-top: 2.2rem; font-size: 1.2rem; border-bottom: 3px solid var(--accent);
  padding-bottom: .2rem; }
table { border-collapse: collapse; width: 100%; font-size: .88rem; }
td, th { border-top: 1px solid var(--border); padding: .35rem; text-align: left; vertical-align: top; overflow-wrap: break-word; }
td[data-head=sha256], td[data-head=origin], td[data-head=where], td[data-head=doc_id] { overflow-wrap: anywhere; }
td[data-head='one reading'], td[data-head='the other'] { font-family: monospace; } /* in it I and l differ */
.id { color: var(--quiet); font-weight: 600; }
.tag { border: 1px solid var(--quiet); border-radius: 3px; padding: 0 .35rem; font-size: .8rem; }
section.claim { break-inside: avoid; border-top: 1px solid var(--border); padding: .5rem 0; } section.claim p { margin: .2rem 0; }
.safe { background: var(--land); padding: .4rem .6rem; }
a { color: var(--link); overflow-wrap: anywhere; } nav a { margin-right: .8rem; }
h1, p, li { overflow-wrap: anywhere; } figure { margin: .3rem 0 .6rem; overflow-x: auto; }
@media (max-width: 640px) { thead { display: none; } tr { display: block; border-top: 2px solid var(--border); }
  td { display: block; border: 0; padding: .15rem 0; overflow-wrap: anywhere; } td:empty { display: none; }
  td[data-head]::before { content: attr(data-head) ': '; color: var(--quiet); font-weight: 600; } }
@media print {
  body { font-size: 10pt; margin: 0; } table { font-size: .78rem; } nav { display: none; } img { max-width: 100%; height: auto; }
  a { color: inherit; text-decoration: none; } }
"""


class Markup(str):
    """Markup that this house made; any other text is escaped."""


def page(title: str, lead: str, parts: dict[str, tuple[str, str]]) -> str:
    """A page of parts, each by its id with its title and its markup; `lead` is the markup that stands first."""
    links = "".join(f'<a href="#{name}">{text(head)}</a>' for name, (head, _) in parts.items())
    body = "".join(f'<h2 id="{name}">{text(head)}</h2>{inside}' for name, (head, inside) in parts.items())
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{text(title)}</title><style>{style.properties()}{STYLE}</style>"
        f"<main><h1>{text(title)}</h1>{lead}<nav>{links}</nav>{body}</main></html>\n"
    )


def table(frame: pd.DataFrame) -> Markup:
    heads = "".join(f"<th>{text(column)}</th>" for column in frame.columns)
    rows = "".join(
        "<tr>" + "".join(f'<td data-head="{text(column)}">{text(cell(value))}</td>' for column, value in line.items()) + "</tr>"
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
