"""Days: a day as a person or a program writes it into a text, a sheet's name or a file's name."""

import datetime
import re

MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()

YEAR_FIRST = re.compile(r"(?<!\d)(20\d\d)[-_. ]?([01]\d)[-_. ]?([0-3]\d)(?!\d)")
YEAR_FIRST_IN_WORDS = re.compile(r"(?<!\d)(20\d\d)[-_. ]+([a-z]{3,9})\.?[-_. ]+(\d{1,2})(?!\d)", re.IGNORECASE)
AMERICAN = re.compile(r"(?<!\d)([01]?\d)[-_./]([0-3]?\d)[-_./](20\d\d)(?!\d)")
IN_WORDS = re.compile(r"\b([a-z]{3,9})\.?[-_. ]+(\d{1,2})(?:st|nd|rd|th)?,?[-_. ]+(20\d\d)(?!\d)", re.IGNORECASE)


def day_in(text: str) -> datetime.date | None:
    """The day that a text names, the year first or as Americans write it; None for none, and for two different ones."""
    days = {
        *(_day(*m.groups()) for m in YEAR_FIRST.finditer(text)),
        *(_day(m[1], _month(m[2]), m[3]) for m in YEAR_FIRST_IN_WORDS.finditer(text)),
        *(_day(m[3], m[1], m[2]) for m in AMERICAN.finditer(text)),
        *(_day(m[3], _month(m[1]), m[2]) for m in IN_WORDS.finditer(text)),
    } - {None}
    return days.pop() if len(days) == 1 else None


def _month(word: str) -> int:
    """The number of a month by its first three letters; 0 for another word."""
    start = word[:3].casefold()
    return MONTHS.index(start) + 1 if start in MONTHS else 0


def _day(year: str | int, month: str | int, day: str | int) -> datetime.date | None:
    try:
        return datetime.date(int(year), int(month), int(day))
    except ValueError:
        return None
