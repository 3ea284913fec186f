"""Vigilant's Agency Data Sharing Report: up to four lists of who may see an agency's data and whose it may see."""

import re

from helpers.records.reading import productions
from helpers.records.reading.forms.base import Card, Options, Recognition, SourceFile
from helpers.records.reading.reports import Production
from helpers.records.reading.vocabulary import SECTIONS

CARD = Card(
    name="vigilant-report",
    vendor="Vigilant Solutions; later Motorola Solutions",
    years="2020 to 2025",
    kinds=("PDF", "scanned PDF"),
    sections=SECTIONS,
    one_row="an agency under one of the four headings; under the hot list headings also the name of a hot list",
    cannot_show="when a permission was given, whether it was ever used, or for what",
)

EXPECTED = "pages with 'Agency Data Sharing Report' and its headings"


def recognize(file: SourceFile) -> Recognition:
    """Any PDF may hold such a report on some page, perhaps as a picture: only reading shows it. So a PDF of no other
    form is tried as this one, and one that names the report on its first pages is it."""
    if file.kind != "pdf":
        return Recognition(0.0, expected=EXPECTED, seen=f"no PDF, but {file.kind}")
    texts = [re.sub(r"[^a-z]", "", text.lower()) for text in file.first_pages]
    if any(productions.REPORT_WORDS.search(text) for text in texts):
        return Recognition(1.0, "its first pages say Agency Data Sharing Report")
    return Recognition(
        0.5, "it is a PDF, whose pages are searched for a report", EXPECTED, "a PDF that begins otherwise"
    )


def read(file: SourceFile, doc_id: str, options: Options) -> Production:
    """Every report in the PDF, as productions.extract reads it. Raises as that does, and NoSharingReport (or
    ReadingError, where pages cannot be read) for a file without a report."""
    production = productions.extract(
        file.path,
        doc_id,
        numbers=options.numbers,
        when=options.when,
        second=options.second,
        workers=options.workers,
        scheduler=options.scheduler,
        password=options.password,
        cache=options.cache,
        progress=options.progress,
    )
    if not production.reports:
        raise productions.no_report(production, file.name)
    return production
