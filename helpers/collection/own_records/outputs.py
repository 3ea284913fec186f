"""Outputs: all that `plates own` writes. It is put in place when all is made, so that a failed run leaves the last one
whole."""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import get_args

import jinja2

from helpers import files, folders, headings, html
from helpers.collection.own_records import forms, processing, report
from helpers.collection.own_records.forms import RecordFile
from helpers.collection.own_records.processing import Records, Say
from helpers.folders import OutputFolder
from helpers.records.evidence import review_queues, row_pages
from helpers.sharing import agencies
from helpers.sharing.maps import atlas, map_page, own_lists, style
from helpers.sharing.maps.layers import Map
from helpers.sharing.tables import TableName

REPORT = "report.html"

PARTS = ("tables/", "readings/", "names/", "cards/", "maps/", "cache/", ".draft/", REPORT)
"""What a run replaces in out/, the report last: when it is here, all is here. Earlier versions kept a cache and a draft
there, which only go."""

TEMPLATES = jinja2.Environment(loader=jinja2.FileSystemLoader(Path(__file__).parent), autoescape=True)
TARGET = "p:target { outline: 3px solid var(--accent); outline-offset: 2px; }"


def make(
    folder: str | Path, derived: Path | None = None, *, workers: int = os.cpu_count() or 1, say: Say = print
) -> Records:
    """Read a folder of own records and write everything that is made of it into its out/. Returns the records.

    What an earlier run wrote is replaced at the end. Raises FolderError if another run has the folder, or if something
    in out/ leads elsewhere."""
    forms.read(Path(folder))  # before anything is made beside it
    with folders.replacing(Path(folder) / forms.OUT, PARTS) as output:
        records = processing.read(folder, derived, workers=workers, say=say)
        _write(records, output, say)
    return records


def write(records: Records, say: Say = print) -> None:
    """Write everything that is made of records into their folder's out/. Raises FolderError as `make` does."""
    with folders.replacing(records.form.folder / forms.OUT, PARTS) as output:
        _write(records, output, say)


def _write(records: Records, output: OutputFolder, say: Say) -> None:
    """Write tables, queues, row pages, maps and the report. They replace those of an earlier run at the end."""
    draft = output.draft
    say("writing tables, and the lines to check")
    for name in get_args(TableName):
        files.write_table(getattr(records.tables, name), draft / "tables" / f"{name}.csv")
    others = {"changes": records.changes, "not_comparable": records.not_comparable, "pages": records.pages}
    others |= {"in_the_collection": records.elsewhere, "portal_facts": records.facts}
    for name, table in others.items():
        files.write_table(table, draft / "tables" / f"{name}.csv")
    _queues(records, draft)
    say("drawing each page with its entries, and the maps")
    _row_pages(records, draft / "cards")
    maps = draw(records)
    for one in maps:
        map_page.write(map_page.page(one), draft / "maps" / f"{one.name}.html")
    files.write_text(draft / REPORT, report.page(records, maps, report.pictures(maps)))
    output.put_in_place()


def draw(records: Records) -> list[Map]:
    """The maps: the agency's reports, each list, and what changed."""
    maps = [atlas.permissions(records.tables, "reports", records.printed, processing.SAYS)] if records.printed else []
    of_lists = {}
    for one in (file for file in records.form.files if file.is_list):
        drawn = own_lists.drawn(one.doc_id, one.name, records.links[one.doc_id], records.linked[one.doc_id])
        maps.append(replace(drawn, as_of=style.day(one.as_of)))
        of_lists[one.doc_id] = one
    if len(records.changes):
        maps.append(_told(atlas.change(records.tables, "change", records.changes, processing.SAYS), records))
    return [replace(_newest_first(one), source_line=_source(records, of_lists.get(one.name))) for one in maps]


def _told(change: Map, records: Records) -> Map:
    """The map of changes, which says what it does not show: the sections of two releases that cannot be compared."""
    apart = sorted({section.replace("_", " ") for section in records.not_comparable["section"]})
    if not apart:
        return change
    says = f"{change.how_to_read} Not compared, because a record does not show them whole: {', '.join(apart)}."
    return replace(change, how_to_read=says)


MOST_NAMED = 12
"""Files that a map names as its source; of more, the map of a list names that list alone."""


def _source(records: Records, of_list: RecordFile | None) -> str:
    """The source line of a map: the files, their days and sources; `of_list` is the list that the map shows."""
    every = records.form.files
    many = len(every) > MOST_NAMED
    named = [of_list] if many and of_list else every[-MOST_NAMED:]
    parts = [f"{one.name}, {style.day(one.as_of)}, {one.source}" for one in named]
    if many and not of_list:
        parts.append(f"{len(every) - MOST_NAMED} earlier files, which the report lists")
    notes = "".join(f" {note[0].upper()}{note[1:]}." for _, note in records.notes if "on the maps" in note)
    return f"Source: {'; '.join(parts)}; {processing.SAYS}.{notes}"


def _newest_first(drawn: Map) -> Map:
    """A map opens on the first choice of a switch: here the newest report, or the latest change."""
    switches = dict(drawn.switches)
    if "release" in switches:
        label, options = switches["release"]
        switches["release"] = label, dict(reversed(options.items()))
    return replace(drawn, switches=switches)


def _queues(records: Records, folder: Path) -> None:
    """The lines read in two ways, and those with an unresolved name, each with its picture."""
    paged = records.tables.rows[records.tables.rows["doc_id"].isin(records.printed)]
    unresolved = records.names[records.names["row_id"].isin(paged["row_id"])]
    two_ways = review_queues.queue(paged, records.decisions["readings"])
    for name, title, queue, columns in (
        ("readings", "Two readings", two_ways, headings.READINGS),
        ("names", "Unresolved names", unresolved, headings.NAMES),
    ):
        what = (title, report.TO_DECIDE[name], headings.of(*columns))
        if len(queue):
            review_queues.page(queue, paged, records.file, folder / name, *what, stand_in=False)
            files.write_table(queue, folder / name / "queue.csv")  # a spreadsheet runs no name in it


def _row_pages(records: Records, folder: Path) -> None:
    """The pages with their entries marked, and the lists as their lines, so that maps and report can link to each."""
    cited = {one.doc_id: entry(one, records.form.agency) for one in records.form.files}
    on_pages = records.tables.rows["doc_id"].isin(records.printed)  # the others are lists of many agencies
    row_pages.write(records.tables.rows[on_pages], records.file, folder, stand_in=False, entry=cited.__getitem__)
    for doc_id, rows in records.tables.rows[~on_pages].groupby("doc_id"):
        parts = {"entry": cited[doc_id], "rows": list(rows.itertuples()), "links": records.links[doc_id]}
        lines = TEMPLATES.get_template("list_lines.html.j2").render(parts)
        title = f"Lines of {files.name_of(records.file(doc_id))}"
        files.write_text(folder / f"{doc_id}-p01.html", html.page(title, lines, sheet=TARGET))


def entry(one: RecordFile, agency: str) -> dict[str, str]:
    """What evidence.citation says of a reader's own file."""
    title = f"{one.name}, {style.day(one.as_of)}"
    return {"title": title, "agency": agency, "origin": one.source, "sha256": files.sha256(one.path)}


def in_words(records: Records) -> Iterator[str]:
    """What was read, what needs a decision and where the report is, in lines for a reader."""
    yield from (f"note: {file}: {note}" for file, note in records.notes)
    count, two_ways = len(records.form.files), (records.tables.rows["second_reading"].fillna("") != "").sum()
    yield f"{len(records.tables.rows)} entries of {count} file{'s' * (count > 1)}, {two_ways} read in two ways"
    yield agencies.in_words(agencies.best_basis(records.tables.spellings), records.decided)
    for line in records.not_comparable.itertuples():
        yield f"not comparable: {line.section.replace('_', ' ')} of {line.before} and {line.after}: {line.why}"
    yield from (f"not read: {error}" for _, error in records.refused)
    out, decisions = records.form.folder / forms.OUT, records.form.folder / "names.csv"
    if len(records.names):
        yield f"Names to look at: {out / REPORT}#look; decide them in {decisions}"
    yield f"The report: {out / REPORT}, and the maps: {out / 'maps'}"
