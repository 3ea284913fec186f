"""Commands about names and maps: which agency a name stands for, and who shares with whom."""

import itertools
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from helpers.commands.base import AGENCY, PASSWORD, VERBATIM, bar, command, option, output, show, stage

LIST = option(
    "file", type=Path, metavar="FILE", help="a list with the column agency_printed, or a record that plates forms lists"
)
RECORD = "a record of any form that plates forms lists; of a list of many agencies, a table with sender and recipient"
UNRESOLVED = (
    "No record says which agency these names stand for. A decision is a line in data/hand/names.csv, with its reason "
    "and its source."
)


def new_spelling(words: list[str]) -> list[str]:
    """The old spellings of the commands on names (`names`, `names FILE.csv`, `names --check`) in their new form."""
    if words[:1] != ["names"] or words[1:2] in (["match"], ["queue"], ["check"], ["-h"], ["--help"]):
        return words
    new = "check" if "--check" in words else "match" if words[1:] else "queue"
    print(f"note: this is now `plates names {new}`; the old spelling goes away in the next version", file=sys.stderr)
    return ["names", new, *(words[1:] if new == "match" else [])]


def _evidence_tables() -> tuple[Any, Any]:
    """What names are matched with: the tables rows and reports, and the decisions on names."""
    from helpers import schemas
    from helpers.collection import notebooks
    from helpers.sharing.tables import SharingTables

    return SharingTables.read(notebooks.source().derived, "rows", "reports"), schemas.read("names")


@command("names match", LIST, output("OUT.csv", "FILE.names.csv; or .xlsx"), PASSWORD, VERBATIM)
def match_names(file: Path, output: Path | None, password: str, verbatim: bool) -> None:
    """Match the agency names in your own list or record, and say what each match rests on."""
    import pandas as pd

    from helpers import files
    from helpers.collection.own_records import one_file
    from helpers.errors import TableError
    from helpers.sharing import agencies, name_lists

    output = output or file.with_name(f"{file.stem}.names.csv")
    files.table_form(output)
    if files.same_place(output, file):
        raise TableError("the list would be overwritten", document=output.name, do="Name another file with -o.")
    evidence, bases = agencies.evidence(*_evidence_tables()), Counter[str]()
    try:
        pieces = name_lists.matched(
            lambda: one_file.names(file, password),
            evidence,
            lambda read, title: bar(read, title, file),
        )
        first = next(pieces)  # when it is here, the whole list was read
    except TableError as error:
        raise (error if error.document else error.again(document=file.name)) from None

    def counted() -> Iterator[Any]:
        for piece in bar(itertools.chain([first], pieces), "writing", file):
            bases.update(piece["basis"])
            yield piece

    notes = files.write_pieces(counted(), output, verbatim=verbatim)
    matches = agencies.in_words(pd.Series([*bases.elements()], dtype=str))
    show([matches, *notes, f"{bases.total()} names in {output}"])


@command("names queue")
def list_unresolved_names() -> None:
    """List unresolved names, with a picture of each line, for you to decide."""
    from helpers import files, headings
    from helpers.collection import notebooks
    from helpers.records.evidence import review_queues
    from helpers.sharing import agencies, unresolved

    source, folder = notebooks.source(), files.ROOT / "build" / "names"
    tables, decisions = _evidence_tables()
    tables = tables.with_table("spellings", agencies.identify(tables, agencies.evidence(tables, decisions)))
    queue = unresolved.queue(tables, decisions)
    what = ("Unresolved names", UNRESOLVED, headings.of(*headings.NAMES, "decided"))
    page = review_queues.page(queue, tables.rows, source.document, folder, *what, stand_in=source.stand_in)
    for line in queue.itertuples():
        places = line.decided or line.could_be_in or "no place in its name"
        print(f"{line.printed} ({line.rows} rows, {line.row_id}): {places}")
    print(agencies.in_words(agencies.best_basis(tables.spellings)))
    print(f"Pictures of the lines: {files.printable(page)}")


@command("names check")
def check_names() -> None:
    """Check that every decision in data/hand/names.csv is still used and still holds."""
    from helpers.errors import TableError
    from helpers.sharing import unresolved

    tables, decisions = _evidence_tables()
    if problems := unresolved.problems(tables, decisions):
        do = "Correct or remove these lines."
        raise TableError("data/hand/names.csv does not hold", found="; ".join(problems), do=do)
    print(f"{len(decisions)} decisions, each of them used, none out of date, none made twice.")


@command("maps")
def draw_maps() -> None:
    """Draw all maps of the collection again, with their static maps, tables and pages."""
    from helpers import files
    from helpers.collection import notebooks

    source = notebooks.source()
    notebooks.run(source, ["06"])  # the notebook is the pipeline: there is no second way to a map
    maps, tables = (files.printable(folder / "maps") for folder in (source.build, source.derived))
    print(f"Read {source.says}. Maps: {maps}. Tables and static maps: {tables}.")


@command(
    "map",
    option("file", type=Path, metavar="FILE", help=RECORD),
    output("OUT.html", "FILE.map.html)"),
    AGENCY,
    PASSWORD,
)
def draw_map(file: Path, output: Path | None, agency: str, password: str) -> None:
    """Draw a map of your own list or record: who shares with whom."""
    from helpers import files
    from helpers.collection.own_records import one_file
    from helpers.errors import TableError
    from helpers.records.reading.forms.base import Options
    from helpers.sharing import agencies, network
    from helpers.sharing.maps import map_page, own_lists

    output = output or file.with_name(f"{file.stem}.map.html")
    if (suffix := output.suffix.lower()) not in (".html", ".htm"):
        raise TableError("a map is written as HTML", document=output.name, expected=".html", found=suffix or "none")
    if files.same_place(output, file):
        raise TableError("the list would be overwritten", document=output.name, do="Name another file with -o.")
    stage("reading", file)
    lines, notes = one_file.links(file, Options(agency=agency, password=password, progress=True))
    try:
        stage("matching the names of", file)
        links, linked = network.brought(lines, agencies.evidence(*_evidence_tables()))
    except TableError as error:
        raise error.again(document=file.name) from None
    stage("drawing", file)
    drawn = own_lists.drawn(files.slug(file.stem), files.name_of(file), links, linked)
    map_page.write(map_page.page(drawn), output)
    show(f"note: {note}" for note in notes)
    counts = f"{len(links)} lines of {file.name}: {len(drawn.entries)} agencies, {len(drawn.placed)} of them on the map"
    show([f"{counts}, with {len(drawn.lines)} lines between them: {output}"])
    absent = drawn.not_placed.items()
    show(f"not on the map, {reason}: {len(part)}, the first {part['name'].iloc[0]}" for reason, part in absent)
