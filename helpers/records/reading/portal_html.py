"""Portal pages in HTML: the text that a saved web page shows, as labels and values.

What the page hides is not read: scripts, templates, attributes (a portal keeps a log of searches in the address of a
link), and elements that `hidden` or a style takes off the page. The place is noted where it belongs to a value."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from helpers.records.reading.portal_cards import (
    FOOT,
    TITLE,
    UPDATED,
    PortalCard,
    PortalPage,
    is_unlabeled_list,
    next_heading,
    note_lists,
)
from helpers.records.reading.sorted_lists import collapsed

NEVER_SHOWN = {
    "script",
    "style",
    "template",
    "noscript",
    "head",
    "title",
    "svg",
    "iframe",
    "object",
    "select",
    "textarea",
}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
BLOCKS = set(
    "address article aside blockquote body dd details dialog div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 "
    "header hr html li main nav ol p pre section summary table tbody td tfoot th thead tr ul".split()
)
CLOSED_BY_BLOCK = {"p"}
BOLD_TAGS = {"summary", "b", "strong", "dt", "th", "h4", "h5", "h6"}

HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(hidden|collapse)|opacity\s*:\s*0*\.?0*\s*(;|!|$)|font-size\s*:\s*0(?![.\d])|"
    r"(left|top|right|text-indent)\s*:\s*-\d{3,}|clip-path\s*:\s*inset\(\s*(50|100)%|clip\s*:\s*rect\(\s*0",
    re.IGNORECASE,
)
BOLD = re.compile(r"font-weight\s*:\s*(bold|[6-9]00)", re.IGNORECASE)
WEIGHT = re.compile(r"font-weight\s*:", re.IGNORECASE)
NEAR = 12
"""Elements around a block from which is seen what card it belongs to."""

MOST_STYLE = 300_000
"""Characters of style sheets that are looked through for what they hide."""


@dataclass
class Element:
    """An open element: its tag, whether it is hidden and bold, and its number among all."""

    tag: str
    hidden: bool
    bold: bool
    number: int
    color: str = ""
    ground: str = ""


@dataclass
class TextBlock:
    """The text of a block that the page shows, or that it hides; `parent` is the number of the element around it, and
    `around` are those of the nearest NEAR elements."""

    text: str
    tag: str
    parent: int
    bold: bool
    hidden: bool = False
    around: tuple[int, ...] = ()


@dataclass(frozen=True)
class HiddenNames:
    """What a page's style sheets hide: classes, ids and tags."""

    selectors: frozenset[str] = field(default_factory=frozenset)

    def hide(self, tag: str, attributes: dict[str, str]) -> bool:
        names = {tag, f"#{attributes.get('id', '')}", *(f".{one}" for one in attributes.get("class", "").split())}
        return not self.selectors.isdisjoint(names)


class ShownText(HTMLParser):
    """The blocks of text of a page, in order."""

    def __init__(self, hidden_names: HiddenNames):
        super().__init__(convert_charrefs=True)
        self.hidden_names = hidden_names
        self.blocks: list[TextBlock] = []
        self._open: list[Element] = [Element("", False, False, 0)]
        self._count = 0
        self._pieces: list[tuple[str, bool, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BLOCKS:
            self._flush()
            if self._open[-1].tag in CLOSED_BY_BLOCK:
                self._open.pop()
            head = next((n for n, one in enumerate(self._open[:4]) if one.tag == "head"), 0)
            if head:  # a block ends the head, as browsers have it
                del self._open[head:]
        if tag == "br":
            self._pieces.append(("\n", False, self._open[-1].hidden))
        if tag in VOID or (tag == "head" and any(one.tag == "body" for one in self._open)):
            return
        attributes = {name: value or "" for name, value in attrs}
        style, around = attributes.get("style", ""), self._open[-1]
        closed = around.tag == "details" and tag != "summary"
        hides = tag in NEVER_SHOWN or "hidden" in attributes or closed or bool(HIDING.search(style))
        bold = bool(BOLD.search(style)) if WEIGHT.search(style) else around.bold or tag in BOLD_TAGS
        self._count += 1
        if tag == "details" and "open" in attributes:
            tag = "div"
        hidden = around.hidden or hides or self.hidden_names.hide(tag, attributes)
        color, ground = _colors(style, around)
        hidden = hidden or bool(color and color == ground)
        self._open.append(Element(tag, hidden, bold, self._count, color, ground))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag in BLOCKS:
            self._flush()
        depth = next((n for n in range(len(self._open) - 1, max(0, len(self._open) - 200), -1) if self._tag(n, tag)), 0)
        if depth:
            del self._open[depth:]

    def _tag(self, number: int, tag: str) -> bool:
        return self._open[number].tag in ({tag, "details"} if tag == "div" else {tag})

    def handle_data(self, data: str) -> None:
        if any(one.tag in NEVER_SHOWN for one in self._open[-3:]):
            return
        innermost = self._open[-1]
        self._pieces.append((data, innermost.bold, innermost.hidden or innermost.tag == "details"))

    def close(self) -> None:
        super().close()
        self._flush()

    def _flush(self) -> None:
        pieces, self._pieces = self._pieces, []
        for hidden in (False, True):
            text = "".join(piece for piece, _, hides in pieces if hides is hidden)
            if collapsed(text):
                bold = all(bold for piece, bold, hides in pieces if hides is hidden and collapsed(piece))
                parent = next((e for e in reversed(self._open) if e.tag in BLOCKS), self._open[0])
                above = next((e for e in reversed(self._open[: self._open.index(parent)]) if e.tag in BLOCKS), parent)
                around = tuple(element.number for element in self._open[-NEAR:])
                self.blocks.append(TextBlock(text, parent.tag, above.number, bold, hidden, around))


def _colors(style: str, around: Element) -> tuple[str, str]:
    """The color of an element's letters and of its ground, as they are written, or those of the element around it."""
    color = re.search(r"(?:^|;)\s*color\s*:\s*(#\w+|rgba?\([^)]*\)|[a-z]+)", style, re.IGNORECASE)
    ground = re.search(r"(?:^|;)\s*background(?:-color)?\s*:\s*(#\w+|rgba?\([^)]*\)|[a-z]+)", style, re.IGNORECASE)
    return _color(color[1]) if color else around.color, _color(ground[1]) if ground else around.ground


def _color(written: str) -> str:
    """A color in one spelling: three or six digits, red, green and blue, or its name."""
    plain = re.sub(r"\s", "", written.casefold())
    if re.fullmatch(r"#[0-9a-f]{3}", plain):
        plain = "#" + "".join(2 * sign for sign in plain[1:])
    if numbers := re.fullmatch(r"rgba?\((\d+),(\d+),(\d+)(,1)?\)", plain):
        plain = "#" + "".join(f"{min(255, int(n)):02x}" for n in numbers.groups()[:3])
    return {"white": f"#{6 * 'f'}", "black": f"#{6 * '0'}", "inherit": "", "transparent": ""}.get(plain, plain)


def hidden_names(source: str) -> HiddenNames:
    """The classes, ids and tags that a page's style sheets hide on a screen."""
    sheets = " ".join(re.findall(r"<style[^>]*>([^<]*)</style", source, re.IGNORECASE))[:MOST_STYLE]
    screen = re.sub(r"@media\s+print[^{]*\{(?:[^{}]*\{[^{}]*\})*\s*\}", " ", sheets)
    selectors: set[str] = set()
    for rule in re.finditer(r"([^{}]{1,500})\{([^{}]*)\}", screen):
        if HIDING.search(rule[2]):
            selectors |= {one.strip() for one in rule[1].split(",") if re.fullmatch(r"[.#]?[\w-]+", one.strip())}
    return HiddenNames(frozenset(selectors))


def blocks(source: str) -> list[TextBlock]:
    """The blocks of text of a web page, shown and hidden."""
    parser = ShownText(hidden_names(source))
    parser.feed(source)
    parser.close()
    return parser.blocks


def from_html(source: str) -> PortalPage:
    """A portal from its saved web page."""
    page = PortalPage()
    every = blocks(source)
    title = next((n for n, b in enumerate(every) if not b.hidden and collapsed(b.text).casefold() == TITLE), None)
    if title is not None:
        names = [collapsed(b.text) for b in every[:title] if not b.hidden]
        note_lists(page, names, "before the title,")
        page.name = names[-1] if names else ""
    heading, rest = "", every[0 if title is None else title + 1 :]
    under: dict[str, list[TextBlock]] = {}
    for number, block in enumerate(rest, start=1):
        text = collapsed(block.text)
        if block.hidden:
            under.setdefault(heading, []).append(block)
        elif FOOT.fullmatch(text):
            page.whole = True
            note_lists(page, (b.text for b in rest[number:] if not b.hidden), "behind 'Provided by Flock Safety',")
            break
        elif not heading and not page.updated and (said := UPDATED.match(text)):
            page.updated = said[1]
        elif opened := next_heading(text, heading):
            heading = opened
        else:
            under.setdefault(heading, []).append(block)
    for one, belonging in under.items():
        if one not in ("", "Overview"):
            page.cards += _cards(one, belonging, any(b.bold and not b.hidden for b in belonging))
    note_lists(
        page, (b.text for one in ("", "Overview") for b in under.get(one, []) if not b.hidden), "before the cards,"
    )
    lists = sum(block.hidden and is_unlabeled_list(block.text) for block in every)
    if lists:
        page.odd.append(f"p. 1: text that the page hides is not read, {lists} of it like a list of agencies")
    return page


def _cards(heading: str, belonging: list[TextBlock], labels_are_bold: bool) -> list[PortalCard]:
    """Cards from blocks. A label is the first block of its parent, and bold where the page says what is bold."""
    cards: list[PortalCard] = []
    parent = container = -1
    for block in belonging:
        first = block.parent != parent and not (cards and block.tag in ("li", "td", "dd"))
        if block.hidden:
            if cards and container in block.around:
                cards[-1].hides = True
            continue
        if not cards or (first and (block.bold or not labels_are_bold)):
            cards.append(PortalCard(heading, collapsed(block.text)))
            container = block.parent
        else:
            cards[-1].value += f"\n{block.text.strip()}" if cards[-1].value else block.text.strip()
        parent = block.parent
    return cards
