"""Sorted lists: the names of a list that is printed as one run of text, separated by commas.

A name may hold a comma itself ('University of California, Berkeley'). No table of names says which: the lists are
sorted, so a part that breaks the order is the end of the name before it, unless it is a whole name by its own words.
What neither order nor words decide stays as the commas part it, with a note."""

import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

SIGN = re.compile(r"[^\w ]|_")

STATES = frozenset(
    "AL AK AZ AR CA CO CT DC DE FL GA HI IA ID IL IN KS KY LA MA MD ME MI MN MO MS MT NC ND NE NH NJ NM NV NY OH OK OR "
    "PA RI SC SD TN TX UT VA VT WA WI WV WY".split()
)

TYPE = re.compile(
    r"\b(PD|SO|SD|DA|DAO|DPS|FD|Police|Sheriff\w*|Dept|Department|Office|Patrol|Marshals?|Authority|Attorney|"
    r"Task Force|Station|Probation|Parole)\b",
    re.IGNORECASE,
)
"""Words that say what kind of agency it is: a name with one of them is whole."""

WORD, IN_BRACKETS = re.compile(r"[A-Za-z]+"), re.compile(r"[(\[]\s*([A-Z]{2})\s*[)\]]")

COMPANY = re.compile(r"(l\.?l\.?c|inc|ltd|corp|l\.?p|l\.?l\.?p|p\.?c|n\.?a)\b\.?(\s*[(\[].*)?$", re.IGNORECASE)
"""The end of a company's name, which is never a name of its own."""

PART = re.compile(r"(precinct|district|division|troop|unit|zone|post|region|area|beat|no\.?|#)\s*#?\s*\d+\b", re.I)
"""A numbered part of an agency."""

PLACE_AFTER = re.compile(r"([A-Z]{2})(\s+(PD|SO|SD|DA|Police|Sheriff)\b.*)?$")
"""A state with nothing or an agency's type after it: the end of a name that gives its town first."""

BLANKS = re.compile(r"[\s\x00-\x12\x15-\x17\x1a\x1b\x1e\x1f\x7f\u200b\ufeff]+")
"""Blanks of every kind, and control characters but those that stand for a quotation mark or a dash on the pages."""

MANY = 20
"""A list is in order if, beyond two, at most one part in this many is followed by one that sorts before it."""


@dataclass(frozen=True)
class ListedName:
    """A name, its blanks collapsed, and its place in the text, from `start` to before `end`."""

    text: str
    start: int
    end: int


@dataclass
class SortedList:
    """The names of a list, in its order; `joined` those with a comma inside; `odd` what could not be decided."""

    names: list[ListedName] = field(default_factory=list)
    joined: list[str] = field(default_factory=list)
    odd: list[str] = field(default_factory=list)


def split(text: str, settled: Iterable[str] = ()) -> SortedList:
    """The names in a text. `settled` are names with a comma that another list of the same record has decided."""
    parts = _parts(text)
    names = SortedList()
    tails = _by_words(parts) | _settled(parts, set(settled))
    order, names.odd = _by_order(parts, tails)
    starts = [n for n in range(len(parts)) if n not in tails | order]
    for first, after in itertools.pairwise([*starts, len(parts)]):
        start, end = parts[first].start, parts[after - 1].end
        names.names.append(ListedName(collapsed(text[start:end]), start, end))
        if after - first > 1:
            names.joined.append(names.names[-1].text)
    if empty := text.count(",") + 1 - len(parts):
        where = f"{empty} of the places between its commas are empty"
        names.odd.append(f"{where}: a name may be missing" if parts else where)
    return names


def of_lines(text: str) -> SortedList:
    """The names of a list with one name a line."""
    names = SortedList()
    for line in re.finditer(r"[^\n]+", text):
        if words := collapsed(line[0]):
            names.names.append(ListedName(words, line.start(), line.end()))
    return names


def collapsed(text: str) -> str:
    """A text with each run of BLANKS as one blank."""
    plain = text.isascii() and text.isprintable()
    return " ".join(text.split()) if plain else BLANKS.sub(" ", text).strip()


def is_whole(name: str) -> bool:
    """Whether a name says by itself whose it is: with a kind of agency in it, or a state at its end."""
    if TYPE.search(name):
        return True
    marks = WORD.findall(name)
    return len(marks) > 1 and any(mark in STATES for mark in [marks[-1], *IN_BRACKETS.findall(name)])


def _parts(text: str) -> list[ListedName]:
    parts = []
    for piece in re.finditer(r"[^,]+", text):
        if words := collapsed(piece[0]):
            left = len(piece[0]) - len(piece[0].lstrip())
            parts.append(ListedName(words, piece.start() + left, piece.start() + len(piece[0].rstrip())))
    return parts


def _by_words(parts: list[ListedName]) -> set[int]:
    """The parts that by their words alone are the end of the name before them."""
    tails = set()
    for number, part in enumerate(parts[1:], start=1):
        before = parts[number - 1].text
        state = PLACE_AFTER.match(part.text)
        if COMPANY.match(part.text) or (state and state[1] in STATES and not is_whole(before)):
            tails.add(number)
    return tails


def _settled(parts: list[ListedName], names: set[str]) -> set[int]:
    pairs = {tuple(collapsed(p) for p in name.split(",")) for name in names}
    return {n + 1 for n, pair in enumerate(itertools.pairwise(parts)) if (pair[0].text, pair[1].text) in pairs}


def _by_order(parts: list[ListedName], tails: set[int]) -> tuple[set[int], list[str]]:
    """The further parts that by the list's order are the end of the name before them, and notes on what it leaves
    open."""
    heads = [n for n in range(len(parts)) if n not in tails]
    keys = [_key(parts[n].text) for n in heads]
    breaks = [n for n in range(len(heads) - 1) if keys[n] > keys[n + 1]]
    odd: list[str] = []
    further: set[int] = set()
    if len(breaks) > 2 + len(heads) / MANY:
        return further, _not_in_order([parts[n].text for n in heads])
    for n in breaks:
        if n == 0 and not _may_end(parts[heads[1]].text):
            continue  # names with a blank before them come first
        ends = _which_ends([parts[h].text for h in heads], keys, n)
        if len(ends) == 1:
            further.add(heads[ends[0]])
        elif ends:
            around = ", ".join(parts[h].text for h in heads[max(0, n - 1) : n + 2])
            odd.append(f"a comma in '{around}' may be part of a name: its parts are kept as separate names")
        else:
            odd.append(f"'{parts[heads[n + 1]].text}' is out of order, and is kept as a name of its own")
    return further, odd


def _which_ends(texts: list[str], keys: list[str], n: int) -> list[int]:
    """At a break of the order between the names n and n + 1: which of the two may be the end of the name before it."""
    ends = []
    if _may_end(texts[n + 1]) and _may_begin(texts[n], texts[n + 1]) and (n + 2 >= len(keys) or keys[n] <= keys[n + 2]):
        ends.append(n + 1)
    if n and _may_end(texts[n]) and _may_begin(texts[n - 1], texts[n]) and keys[n - 1] <= keys[n + 1]:
        ends.append(n)
    return ends


def _may_end(text: str) -> bool:
    return bool(PART.match(text)) or not (is_whole(text) or text.startswith("["))


def _may_begin(text: str, end: str) -> bool:
    return bool(PART.match(end)) or not is_whole(text)


def _not_in_order(texts: list[str]) -> list[str]:
    """The note on a list without order: it names the neighbors that may be one name."""
    open_pairs = [f"{a}, {b}" for a, b in itertools.pairwise(texts) if not is_whole(a) and _may_end(b)]
    if not open_pairs:
        return []
    some = "; ".join(f"'{pair}'" for pair in open_pairs[:5])
    return [
        f"the list is not in alphabetical order, so a comma inside a name cannot be told from one between names: "
        f"{len(open_pairs)} pairs of neighbors may be one name each, and are kept as two ({some})"
    ]


def _key(text: str) -> str:
    """How the lists are sorted: case does not count; other signs come before digits, and these before letters."""
    return SIGN.sub("!", text.casefold())
