"""HTML: pages for a screen, a phone and paper that open without a network.

Any value is text on a page, never markup, unless it is Markup, which only this project's own code makes."""

import base64
import difflib
import html
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import jinja2
import pandas as pd

from helpers import files, palette


class Markup(str):
    """HTML that this project's code made; any other text is escaped."""

    def __html__(self) -> str:
        """Let jinja2 leave it as it is."""
        return self


def fill(template: str, **values: object) -> Markup:
    """Fill a template, named by its path below helpers/; what it prints passes through `text`."""
    return Markup(_TEMPLATES.get_template(template).render(values))


def format_html(pattern: str, *values: object) -> Markup:
    """A short piece of HTML; each value in it passes through `text`."""
    return Markup(pattern.format(*map(text, values)))


def page(title: str, lead: str, parts: dict[str, tuple[str, str]] | None = None, *, sheet: str = "") -> str:
    """A whole page. `lead` is the HTML below the title; `parts` maps an id to a heading and its HTML, and one without
    HTML is left out; `sheet` is CSS for this kind of page."""
    return fill("page.html.j2", title=title, lead=lead, parts=parts or {}, sheet=sheet)


def policy(*, scripts: str = "", styles: str = "", pictures: str = "") -> Markup:
    """The element by which a page says what it may load: the styles and pictures inside it, and nothing else.

    So no script runs and no address is asked, not even by a mistake of ours that made markup of a name. `scripts`,
    `styles` and `pictures` are more sources in the words of a Content-Security-Policy: the hash of a script, a host.
    """
    run = f"script-src {scripts}; " if scripts else ""
    inside = f"style-src {f'{styles} ' * bool(styles)}'unsafe-inline'; img-src data:{f' {pictures}' * bool(pictures)}"
    rules = f"default-src 'none'; {run}{inside}; base-uri 'none'; form-action 'none'"
    return Markup(f'<meta http-equiv="Content-Security-Policy" content="{rules}">')


def table(
    rows: pd.DataFrame | Sequence[Mapping[str, object]],
    *,
    caption: str = "",
    attributes: Sequence[Mapping[str, object]] = (),
    name: str = "",
) -> Markup:
    """A table; on a phone each cell shows its column's name. Rows that are mappings have the same keys.

    With a `caption` it is the site's: the first cell of a row is its header. `attributes` are those of each row, such
    as an id; `name` is the table's own id. An empty list makes no table."""
    if isinstance(rows, pd.DataFrame):
        columns, lines = list(rows.columns), rows.to_dict("records")
    elif not rows:
        return Markup("")
    else:
        columns, lines = list(rows[0]), list(rows)
    return fill("table.html.j2", columns=columns, rows=lines, caption=caption, attributes=attributes, name=name)


def items(lines: Iterable[object]) -> Markup:
    """A list of lines; nothing for none."""
    entries = joined("", (format_html("<li>{}</li>", line) for line in lines))
    return Markup(f"<ul>{entries}</ul>" if entries else "")


def joined(separator: str, values: Iterable[object]) -> Markup:
    """Values one after the other, each through `text`."""
    return Markup(separator.join(map(text, values)))


def link(words: str, address: str, fragment: str = "") -> Markup:
    """Words that lead to an address of the web; the words alone for any other address."""
    return beside(words, address + fragment) if address.startswith(("https://", "http://")) else text(words)


def beside(words: object, path: str) -> Markup:
    """Words that lead to a page of our own. `path` comes from this project's code, never from a record."""
    return format_html('<a href="{}">{}</a>', path, words)


def sources(listing: str) -> Markup:
    """The sources in a cell, separated by ` ; `: an address becomes a link named after its site."""
    each = (one.strip() for one in listing.split(" ; "))
    return joined("; ", (link(re.sub(r"^https?://(?:www\.)?([^/]+).*", r"\1", one), one) for one in each))


def picture(png: bytes, words: str) -> Markup:
    """A picture inside the page, with its description; one wider than the screen scrolls in its own frame."""
    data = base64.b64encode(png).decode()
    return format_html('<figure tabindex="0"><img alt="{}" src="data:image/png;base64,{}"></figure>', words, data)


def compared(one: str, other: str) -> tuple[Markup, Markup]:
    """Two readings of one line, with the characters marked that differ: I and l may look alike."""
    steps = difflib.SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
    return (
        joined("", (_piece(one[a:b], step) for step, a, b, _, _ in steps)),
        joined("", (_piece(other[a:b], step) for step, _, _, a, b in steps)),
    )


def _piece(words: str, step: str) -> Markup:
    return text(words) if step == "equal" or not words else format_html("<mark>{}</mark>", words)


def cell(value: object) -> str:
    """A cell's value as text; a missing one is empty."""
    if value is None or (not isinstance(value, Iterable) and pd.isna(value)):
        return ""
    if isinstance(value, str):
        return value
    return f"{value:,.15g}" if isinstance(value, float) else str(value)


def text(value: object) -> Markup:
    """Words as HTML: escaped, and with control characters spelled out. Markup stays as it is."""
    if hasattr(value, "__html__"):
        return Markup(value.__html__())
    return Markup(html.escape(files.shown(str(value)), quote=True))


def heading(value: object) -> Markup:
    """Words as text in Markdown: a backslash before every character that could mean something there."""
    return Markup(re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", files.shown(str(value))))


def one_line(block: str) -> Markup:
    """HTML on one line, so that nothing in it can end the block of Markdown around it."""
    return Markup(" ".join(block.splitlines()))


_TEMPLATES = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).parent),
    autoescape=True,
    finalize=text,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)
_TEMPLATES.filters.update(cell=cell, heading=heading, one_line=one_line, sources=sources)
_TEMPLATES.globals.update(properties=palette.properties, policy=policy)
