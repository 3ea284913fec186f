"""Portal cards: what a transparency portal shows, as cards of a label and a value under a heading, from its text, web
page or print.

A web page and a print set labels in bold; in a text a label is known by its words. What a web page does not display is
not read, nor is anything that it carries inside its code."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import lxml.html
from tqdm import tqdm

from helpers.errors import GET_AGAIN, ReadingError
from helpers.records.reading import opening, pages, printed_tables, workbooks
from helpers.records.reading.boxes import Box
from helpers.records.reading.printed_tables import CellLine

TITLE, UPDATED = "Transparency Portal", "Last Updated:"
OVERVIEW, POLICIES, USAGE, MORE = HEADINGS = ("Overview", "Policies", "Usage", "Additional Info")
FOOT = "Provided by Flock Safety"

MOST_BYTES = 30_000_000
"""Of a page: the largest web page seen has 1 million."""

LOST = str.maketrans({"\x18": "‘", "\x19": "’", "\x1c": "“", "\x1d": "”", "\x13": "–", "\x14": "—"})
"""Curly marks of which portals print the low byte alone: U+2019 has become U+0019, on the page itself."""


@dataclass(frozen=True)
class Mark:
    """Where a stretch of a text is printed: the offset at which it begins, its page, and a box for each character."""

    start: int
    page: int
    boxes: tuple[Box, ...]


@dataclass
class Paragraph:
    """A paragraph: its text; whether it is set as a label (None where the file does not say); of a print, where."""

    text: str
    bold: bool | None = None
    font: str = ""
    marks: list[Mark] = field(default_factory=list)


@dataclass
class PortalCard:
    """A card: the heading that it stands under, its label and its value; of a print, where its value is."""

    heading: str
    label: str
    value: str
    marks: list[Mark] = field(default_factory=list)


@dataclass
class PortalPage:
    """A portal's page: its agency, the day of its last update as it prints it, its cards, and notes."""

    agency: str
    updated: str
    cards: list[PortalCard]
    notes: list[str] = field(default_factory=list)
    pages: int = 1


LABEL = re.compile(
    r"what.s (not )?detected|acceptable use.*|prohibited uses?|access policy|hot ?lists? policy|"
    r"hot ?lists alerted.*|data retention\b.*|retention period.*|number of .*cameras?|.*\blast \d+ days|"
    r"public search audit|organizations? sharing their data with .*|sharing( policy| restrictions| with partners)?|"
    r"restrictions on .*|community safeguards",
    re.IGNORECASE,
)
"""What a label says in a text, where nothing sets it apart."""

BODIES = r"(organi[sz]ations?|agenc(y|ies)|departments?|entities)"
INBOUND = re.compile(rf"{BODIES}\b.*\bshar(ing|es?)\b.*\b(their )?data with\b", re.IGNORECASE)
OUTBOUND = re.compile(
    rf"{BODIES}\b.*\b(granted access|(with|have|has|given) (external )?access|external access)\b"
    rf"|\bexternal {BODIES}\b.*\baccess\b|\baccess to external {BODIES}|{BODIES}\b.*\bshares? (its data )?with\b"
    r"|^none: ?.*\bshare",
    re.IGNORECASE,
)
"""Labels over the list of those whose data the agency may see, and over that of those who may see the agency's."""


def is_list_label(text: str) -> bool:
    return len(text) <= MOST_LABEL and bool(INBOUND.search(text) or OUTBOUND.search(text))


MOST_LABEL = 400
"""Characters of a label: one portal's names its law in 250."""


def is_portal(text: str) -> bool:
    """Whether the beginning of a text is that of a portal."""
    return TITLE.casefold() in text.casefold() and UPDATED.casefold() in text.casefold()


# --- from the three kinds of file -------------------------------------------------------------------------------------


def of_text(path: Path) -> PortalPage:
    """The page as text: paragraphs between blank lines, and a heading on a line of its own."""
    content = _content(path)
    text, note = workbooks.decoded(content, path.name)
    page = _page(_paragraphs(text.splitlines()), path.name)
    page.notes += [note] if note else []
    if text != text.translate(LOST):
        page.notes.append("quotation marks and dashes of which the page prints half a character are completed")
    return page


def _content(path: Path) -> bytes:
    """The bytes of a text or web page. Raises ReadingError for more than a portal's page has."""
    with opening.regular(path) as file:
        content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        expected = f"at most {MOST_BYTES:,} bytes, as a portal's page has"
        raise ReadingError("the page is too large", document=path.name, expected=expected, found="more", do=GET_AGAIN)
    return content


def _paragraphs(lines: Iterable[str]) -> Iterator[Paragraph]:
    gathered = list[str]()
    for line in [*lines, ""]:
        plain = " ".join(line.translate(LOST).split())
        if not plain or plain in (TITLE, *HEADINGS, FOOT) or plain.startswith(UPDATED):
            if gathered:
                yield Paragraph(" ".join(gathered))
            gathered = []
            if plain:
                yield Paragraph(plain)
        else:
            gathered.append(plain)


def of_html(path: Path) -> PortalPage:
    """The page as a browser stored it, after its scripts ran: what it displays."""
    content = _content(path)
    text, _ = workbooks.decoded(content, path.name)
    try:
        body = lxml.html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text))
    except (lxml.etree.ParserError, ValueError) as reason:
        what, expected = "the web page cannot be read", "a page that a browser stored"
        raise ReadingError(what, document=path.name, expected=expected, found=reason, do=GET_AGAIN) from None
    hidden = [one for one in body.iter() if _is_hidden(one)]
    lists = sum(
        bool(one.text_content().count(",") > 5 and isinstance(one.tag, str)) for one in hidden if _has_text(one)
    )
    for one in hidden:
        if one.getparent() is not None:
            one.drop_tree()
    page = _page(_blocks(body), path.name)
    if lists:
        page.notes.append(f"text that the page does not display is not read: {lists} places that look like lists")
    return page


NOT_SHOWN = {"script", "style", "template", "noscript", "head", "svg", "iframe", "object"}
INVISIBLE = re.compile(
    r"(^|;)(display:none|visibility:(hidden|collapse)|opacity:0?(\.0*)?|font-size:0(\.0*)?[a-z%]*)(!important)?(;|$)"
)
BLOCKS = {"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "td", "tr", "table", "section", "header"}
BLOCKS |= {"footer", "main", "article", "dt", "dd", "dl", "br", "hr", "body", "html", "summary", "details", "button"}


def _is_hidden(element: lxml.html.HtmlElement) -> bool:
    """Whether a browser shows nothing of an element, by its own tag and attributes."""
    if not isinstance(element.tag, str):
        return True  # a comment or a processing instruction
    style = "".join((element.get("style") or "").casefold().split())
    closed = element.getparent() is not None and element.getparent().tag == "details"
    closed = closed and element.getparent().get("open") is None and element.tag != "summary"
    none = bool(INVISIBLE.search(style))
    return element.tag in NOT_SHOWN or element.get("hidden") is not None or none or closed


def _has_text(element: lxml.html.HtmlElement) -> bool:
    return isinstance(element.tag, str) and element.tag not in NOT_SHOWN


def _blocks(body: lxml.html.HtmlElement) -> Iterator[Paragraph]:
    """The texts between the beginnings and ends of blocks, each with whether it is set in bold."""
    gathered, bold = list[str](), False
    for event, element in _walk(body):
        if event == "text":
            gathered.append(str(element))
            continue
        if element.tag in BLOCKS:
            if text := " ".join("".join(gathered).translate(LOST).split()):
                yield Paragraph(text, bold)
            gathered = []
            bold = event == "start" and _is_bold(element)


def _walk(element: lxml.html.HtmlElement) -> Iterator[tuple[str, Any]]:
    """Starts, texts and ends of an element and all within it, in their order. Not recursive: pages nest deeply."""
    stack: list[tuple[str, Any]] = [("open", element)]
    while stack:
        event, one = stack.pop()
        if event != "open":
            yield event, one
            continue
        yield "start", one
        later: list[tuple[str, Any]] = [("text", one.text)] if one.text else []
        for child in one:
            later.append(("open", child))
            if child.tail:
                later.append(("text", child.tail))
        stack += [("end", one), *reversed(later)]


def _is_bold(element: lxml.html.HtmlElement) -> bool:
    style = "".join((element.get("style") or "").casefold().split())
    weight = re.search(r"font-weight:(\d+|bold)", style)
    return bool(weight and (weight[1] == "bold" or int(weight[1]) >= 600))


def of_pdf(path: Path, password: str = "", *, progress: bool = False) -> PortalPage:
    """The page as a browser printed it: two columns of cards, between an overview and free text of full width."""
    left, right, wide = list[Paragraph](), list[Paragraph](), list[Paragraph]()
    through = tqdm(pages.read(path, None, password), unit="page", desc="reading", disable=None if progress else True)
    split, columns, count = 0.0, False, 0
    for page in through:
        count += 1
        if page.scanned:
            what, do = (
                "the page is a picture",
                "Save the portal's page as text, as a web page, or print it to PDF again.",
            )
            raise ReadingError(what, document=path.name, page=page.number, expected="a printed web page", do=do)
        lines = sorted((cell for line in printed_tables.lines(page) for cell in line), key=lambda cell: cell.box.top)
        heads = {cell.text.strip(): cell for cell in lines if cell.text.strip() in HEADINGS}
        if POLICIES in heads and USAGE in heads and heads[USAGE].box.x0 > heads[POLICIES].box.x0 + 50:
            split, columns = heads[USAGE].box.x0 - 5, True
        begins = heads[POLICIES].box.top - 5 if POLICIES in heads and columns else 0.0
        ends = heads[MORE].box.top - 5 if MORE in heads else 1e9
        parts: tuple[list[CellLine], ...] = ([], [], [])
        for cell in lines:
            inside = columns and begins <= cell.box.top < ends
            parts[(1 if cell.box.x0 >= split else 0) if inside else 2].append(cell)
        for where, cells in zip((left, right, wide), parts, strict=True):
            where += _printed(cells, page.number)
        if ends < 1e9:
            columns = False
    paragraphs = _in_bold([*wide, *left, *right])
    made = _page(paragraphs, path.name)
    made.pages = count
    broken = sum(bool(HYPHEN.search(one.text[: mark.start])) for one in paragraphs for mark in one.marks[1:])
    if broken:
        made.notes.append(f"lines that end in a hyphen, behind which a blank could be: {broken}; none is put there")
    return made


HYPHEN = re.compile(r"\S[-–]$")
"""Where a browser breaks a line without a blank. One that stood behind it is lost in print, and nothing shows it."""

NEXT_LINE = 1.75
"""The distance of two lines of one paragraph, as a multiple of the letters' height."""


def _printed(cells: list[CellLine], page: int) -> list[Paragraph]:
    """The lines of a column as paragraphs: one font, and no wider gap than between lines."""
    made, before = list[Paragraph](), None
    for cell in cells:
        font = str(cell.characters[0].get("fontname", ""))
        text, boxes = _spelled(cell)
        near = before is not None and cell.box.top - before.box.top < NEXT_LINE * (cell.box.bottom - cell.box.top)
        if near and made[-1].font == font and not {text, made[-1].text} & set(HEADINGS):
            made[-1].text += ("" if HYPHEN.search(made[-1].text) else " ") + text
        else:
            made.append(Paragraph(text, font=font))
        made[-1].marks.append(Mark(len(made[-1].text) - len(text), page, tuple(boxes)))
        before = cell
    return made


def _spelled(cell: CellLine) -> tuple[str, list[Box]]:
    """The text of a line, blanks collapsed, and the box of each of its characters."""
    text, boxes = "", list[Box]()
    for before, one in pairwise([cell.characters[0], *cell.characters]):
        box, sign = Box(one["x0"], one["top"], one["x1"], one["bottom"]), one["text"].translate(LOST)
        gap = one["x0"] - before["x1"] > 0.2 * (one["bottom"] - one["top"])
        if text and not text.endswith(" ") and (gap or not sign.strip()):
            text, boxes = text + " ", [*boxes, box]
        if sign.strip():
            text, boxes = text + sign, boxes + [box] * len(sign)
    return text.strip(), boxes[: len(text.strip())]


def _in_bold(paragraphs: list[Paragraph]) -> list[Paragraph]:
    """The paragraphs, each with whether it is in the font of most of the labels that are known by their words."""
    fonts = Counter(one.font for one in paragraphs if LABEL.fullmatch(one.text))
    if fonts:
        label = fonts.most_common(1)[0][0]
        for one in paragraphs:
            one.bold = one.font == label
    return paragraphs


# --- cards ------------------------------------------------------------------------------------------------------------


def _page(paragraphs: Iterable[Paragraph], document: str) -> PortalPage:
    """The page that the paragraphs make up. Raises ReadingError where its title is missing."""
    every = list(paragraphs)
    title = next((number for number, one in enumerate(every) if one.text == TITLE), 0)
    updated = next((one.text for one in every if one.text.startswith(UPDATED)), "")
    if not title or not updated:
        what, expected = "this is no transparency portal's page", f"its agency's name, {TITLE} and {UPDATED}"
        raise ReadingError(what, document=document, expected=expected, found="other text")
    page = PortalPage(every[title - 1].text, updated.removeprefix(UPDATED).strip(), [])
    heading, under = "", list[Paragraph]()
    for one in [*every, Paragraph(FOOT)]:
        if one.text in (*HEADINGS, FOOT) and not (one.text == MORE and heading == MORE):
            page.cards += _cards(heading, under)
            heading, under = one.text, []
        else:
            under.append(one)
    return page


def _cards(heading: str, under: list[Paragraph]) -> Iterator[PortalCard]:
    """The cards under a heading; of the free texts at the beginning and the end of the page only a list."""
    starts = [number for number in range(len(under)) if _is_label(under, number, heading)]
    for start, stop in pairwise([*starts, len(under)]):
        label, value = under[start], under[start + 1 : stop]
        if heading in (POLICIES, USAGE) or (heading == MORE and is_list_label(label.text)):
            text, marks = "", list[Mark]()
            for one in value:
                text += "\n" * bool(text)
                marks += [Mark(len(text) + mark.start, mark.page, mark.boxes) for mark in one.marks]
                text += one.text
            yield PortalCard(heading, label.text, text, marks)


def _is_label(under: list[Paragraph], number: int, heading: str) -> bool:
    """Whether a paragraph is a label: by its font; else by its words, or, behind a value, by its shape."""
    one = under[number]
    if one.bold is not None and any(other.bold for other in under):
        return one.bold
    if LABEL.fullmatch(one.text) or is_list_label(one.text):
        return True
    before = under[number - 1] if number else None
    behind_value = before is not None and not (LABEL.fullmatch(before.text) or is_list_label(before.text))
    if heading == USAGE:
        return number == 0 or (behind_value and _is_label(under, number - 2, heading))
    short = len(one.text) <= SHORT and one.text[:1].isupper() and one.text[-1] not in ".;:,"
    return number == 0 or (heading == POLICIES and behind_value and short and number + 1 < len(under))


SHORT = 60
"""Characters of a label that no word gives away."""
