"""Repeats: one report that is in a file, or in several files, more than once.

Its entries count once, and a note names every place of it. Two reports of one agency and day that differ in any entry
are two reports: which one holds is for a reader to find out."""

from collections import Counter
from collections.abc import Iterable

from helpers.records.reading.reports import Repeat, Report


def once(reports: Iterable[Report]) -> tuple[list[Report], list[Repeat]]:
    """Reports in order without those that repeat an earlier one, and the repeats. The earlier one's notes name both
    places; so do those of a report that has the agency and day of an earlier one, and other entries."""
    kept: list[Report] = []
    repeated: list[Repeat] = []
    for report in reports:
        alike = [earlier for earlier in kept if named_alike(earlier, report)]
        same = next((earlier for earlier in alike if not differing(earlier, report)), None)
        if same:
            both = f"{_pages(same)} and {_pages(report)} are the same report"
            same.odd.append(f"{both} ({same.agency}, {same.as_of}): counted once")
            says = f"the same report as {_pages(same)}: counted once"
            repeated.append(Repeat(report.first_page, report.last_page, says))
            continue
        for earlier in alike:
            both = f"{_pages(earlier)} and {_pages(report)} say that they are one report"
            count = differing(earlier, report)
            but = f"{count} {'entry is' if count == 1 else 'entries are'} in one of them only"
            report.odd.append(f"{both} ({report.agency}, {report.as_of}), but {but}: counted as two")
        kept.append(report)
    return kept, repeated


def named_alike(one: Report, other: Report) -> bool:
    """Whether two reports claim to be of one agency, in whatever case and blanks, and of one day."""
    return one.as_of == other.as_of and folded(one.agency) == folded(other.agency)


def differing(one: Report, other: Report) -> int:
    """How many entries are in only one of two reports; an entry is its section and all that it prints."""
    mine, theirs = entries(one), entries(other)
    return (mine - theirs).total() + (theirs - mine).total()


def entries(report: Report) -> Counter[tuple[str, ...]]:
    """What a report's entries print, each with its section, and how often; places on the page do not count."""
    return Counter((e.section, e.agency, e.city, e.state, e.hot_list) for e in report.entries)


def folded(name: str) -> str:
    """A name without regard to case and blanks."""
    return " ".join(name.split()).casefold()


def _pages(report: Report) -> str:
    first, last = report.first_page, report.last_page
    return f"page {first}" if first == last else f"pages {first}-{last}"
