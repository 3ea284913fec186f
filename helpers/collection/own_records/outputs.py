"""Own pages: all that `plates own` writes, put in place when all is made, so that a failed run leaves the last one
whole."""

import os
import shutil
from dataclasses import replace
from pathlib import Path

import pandas as pd

from helpers import files, html
from helpers.collection.own_records import forms, holdings, report
from helpers.collection.own_records.forms import Brought
from helpers.collection.own_records.holdings import Records, Say
from helpers.records.evidence import review_queues, row_pages
from helpers.sharing.maps import atlas, map_page, own_lists, static, style
from helpers.sharing.maps.layers import Map

DRAFT = ".draft"
"""Where a run writes, inside out/, until it is through."""

REPORT = "report.html"


def make(
    folder: str | Path, derived: Path | None = None, *, workers: int = os.cpu_count() or 1, say: Say = print
) -> Records:
    """Read a folder of own records and write everything that is made of it into its out/; returns the records."""
    records = holdings.read(folder, derived, workers=workers, say=say)
    write(records, say)
    return records


def write(records: Records, say: Say = print) -> None:
    """Write tables, queues, cards, maps and the report into out/. What an earlier run wrote is replaced, whole, at the
    end."""
    out = records.form.folder / forms.OUT
    draft = out / DRAFT
    shutil.rmtree(draft, ignore_errors=True)
    say("writing tables, and the lines that need your eyes")
    _tables(records, draft / "tables")
    _queues(records, draft)
    say("drawing each page with its entries, and the maps")
    _cards(records, draft / "cards")
    drawn = draw(records)
    for shown in drawn:
        map_page.write(map_page.page(shown), draft / "maps" / f"{shown.name}.html")
    pictures = [style.png(static.picture(shown)) for shown in drawn]
    files.write_text(draft / REPORT, report.page(records, drawn, pictures))
    for part in ("tables", "readings", "names", "cards", "maps"):
        shutil.rmtree(out / part, ignore_errors=True)
        if (draft / part).exists():
            (draft / part).replace(out / part)
    (draft / REPORT).replace(out / REPORT)  # last: where it stands, all stands
    shutil.rmtree(draft)


def draw(records: Records) -> list[Map]:
    """The maps: the agency's reports, each list, and what changed."""
    said = "; ".join(f"{one.path.name}, {style.day(one.as_of)}, {one.source}" for one in records.form.files)
    drawn = [atlas.permissions("reports", records.printed, records.tables, holdings.SAYS)] if records.printed else []
    for one in (one for one in records.form.files if one.is_list):
        shown = own_lists.drawn(one.doc_id, one.path.name, records.links[one.doc_id], records.linked[one.doc_id])
        drawn.append(replace(shown, as_of=style.day(one.as_of)))
    if len(records.changes):
        drawn.append(atlas.change("change", records.changes, records.tables, holdings.SAYS))
    odd = "".join(f" {note[0].upper()}{note[1:]}." for _, note in records.notes if "on the maps" in note)
    return [replace(_newest_first(shown), source_line=f"Source: {said}; {holdings.SAYS}.{odd}") for shown in drawn]


def _newest_first(shown: Map) -> Map:
    """A map opens on the first choice of a switch: here on the newest report, and on the latest change."""
    switches = dict(shown.switches)
    if "release" in switches:
        label, options = switches["release"]
        switches["release"] = label, dict(reversed(options.items()))
    return replace(shown, switches=switches)


def _tables(records: Records, folder: Path) -> None:
    tables = {
        **records.tables,
        "changes": records.changes,
        "pages": records.pages,
        "in_the_collection": records.elsewhere,
    }
    for name, table in tables.items():
        files.write_table(table, folder / f"{name}.csv")


def _queues(records: Records, folder: Path) -> None:
    """The lines that are read in two ways, and those whose name is not settled, each with its picture."""
    paged = records.rows[records.rows["doc_id"].isin(records.printed)]
    unsure = records.names[records.names["row_id"].isin(paged["row_id"])]
    differing = review_queues.queue(paged, records.decisions["readings"])
    for name, title, queue, shown in (
        (
            "readings",
            "Two readings",
            differing,
            {"one_reading": "one reading", "other_reading": "the other", "decided": "decided"},
        ),
        (
            "names",
            "Names left unsure",
            unsure,
            {"printed": "printed", "could_be_in": "could be in", "near_names": "looks like"},
        ),
    ):
        says = report.TO_DECIDE[name]
        if len(queue):
            review_queues.page(queue, paged, records.file, folder / name, title, says, shown, stand_in=False)
            files.write_table(queue, folder / name / "queue.csv")  # a spreadsheet runs no name in it


def _cards(records: Records, folder: Path) -> None:
    """The pages with their entries marked, and the lists as their lines, so that maps and report can lead to each."""
    brought = {one.doc_id: one for one in records.form.files}
    paged = records.rows[records.rows["doc_id"].isin(records.printed)]
    row_pages.write(
        paged, records.file, folder, stand_in=False, entry=lambda doc_id: entry(brought[doc_id], records.form.agency)
    )
    for doc_id, part in records.rows[~records.rows["doc_id"].isin(records.printed)].groupby("doc_id"):
        files.write_text(
            folder / f"{doc_id}-p01.html", _lines(brought[doc_id], part, records.links[doc_id], records.form.agency)
        )


def entry(one: Brought, agency: str) -> dict[str, str]:
    """What evidence.citation says of a reader's own file."""
    return {
        "title": f"{one.path.name}, {style.day(one.as_of)}",
        "agency": agency,
        "origin": one.source,
        "sha256": files.sha256(one.path),
    }


def _lines(one: Brought, rows: pd.DataFrame, links: pd.DataFrame, agency: str) -> str:
    """A list's lines that touch the agency, each with its id."""
    said = entry(one, agency)
    says = f"{said['title']}, {agency}. {said['origin']}. sha256 {said['sha256']}"
    told = "".join(
        f'<p id="{row.row_id}">line {row.row_on_page}: {html.text(links["sender"].iloc[row.row_on_page - 2])} → '
        f"{html.text(links['recipient'].iloc[row.row_on_page - 2])}</p>"
        for row in rows.itertuples()
    )
    target = "p:target { outline: 3px solid var(--accent); outline-offset: 2px; }"
    return html.page(f"Lines of {one.path.name}", f"<p>{html.text(says)}</p>{told}", sheet=target)
