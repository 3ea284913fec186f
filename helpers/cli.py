"""plates: the verbs of the collection on the command line, nothing else. Each verb loads what it needs when it is
called."""

import argparse
import io
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from helpers.errors import PlatesError

if TYPE_CHECKING:
    from helpers.collection.notebooks import Source


def main(argv: list[str] | None = None) -> int:
    """Run one verb. Returns its exit code: 0, or that of the error, whose sentence goes to standard error."""
    arguments = _parser().parse_args(argv)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(
            line_buffering=True
        )  # into a pipe or a file too: progress as it goes, an error after what it follows
    try:
        arguments.do(arguments)
    except PlatesError as error:
        from helpers.files import shown

        print(shown(str(error)), file=sys.stderr)
        return error.exit_code
    except BrokenPipeError:  # the reader of a pipe has read enough, as head does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print(f"Stopped. {arguments.stopped}", file=sys.stderr)
        return 130
    return 0


GOES_ON = "What was read so far is kept; the same command goes on from there."
"""What a verb that was stopped says when it need not begin anew."""

Verb = Callable[[str, Callable[[argparse.Namespace], None], str], argparse.ArgumentParser]
"""Name, what it calls, what it says of itself -> the verb, to which its options are added."""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="plates", description="From released records to agency lists, to maps of who shares with whom."
    )
    parser.set_defaults(do=lambda _: parser.print_help(), stopped="The same command begins anew.")  # plates alone
    verbs = parser.add_subparsers(metavar="VERB")

    def verb(name: str, do: Callable[[argparse.Namespace], None], text: str) -> argparse.ArgumentParser:
        sub = verbs.add_parser(name, help=text, description=text)
        sub.set_defaults(do=do)
        return sub

    for wing in (_verbs_of_records, _verbs_of_sharing, _verbs_of_claims, _verbs_of_the_collection):
        wing(verb)
    return parser


def _verbs_of_records(verb: Verb) -> None:
    verb("documents", _documents, "List the documents and what is here of each: original or stand-in.")
    fetch = verb("fetch", _fetch, "Get originals from where they were published, and verify them.")
    fetch.set_defaults(stopped="What was fetched is kept; the same command goes on from there.")
    fetch.add_argument("ids", nargs="*", metavar="ID", help="document ids (default: all)")
    verb("verify", _verify, "Hash again everything that is here.")
    verb("stand-ins", _stand_ins, "Typeset the stand-ins anew.")
    extract = verb("extract", _extract, "Read the sharing reports in a PDF to a table of rows.")
    extract.set_defaults(stopped=GOES_ON)
    extract.add_argument("file", type=Path, metavar="FILE.pdf")
    _output(extract, "rows.csv", "FILE.csv), or .xlsx")
    extract.add_argument(
        "--pages", metavar="1800-1850", help="pages of the PDF to look at, as in 1-20,35 (default: all)"
    )
    extract.add_argument(
        "--ocr", choices=("auto", "never", "always"), default="auto", help="when pictures are read: auto"
    )
    extract.add_argument(
        "--scheduler", default="", metavar="ADDRESS", help="a dask scheduler, in place of processes here"
    )
    _shared(extract, "--second", "--workers", "--password", "--verbatim")
    redactions = verb(
        "redactions", _redactions, "The marks of a PDF over what was kept back, counted; never what is under them."
    )
    redactions.add_argument("file", type=Path, metavar="FILE.pdf")
    _output(redactions, "marks.csv", "FILE.marks.csv), or .xlsx")
    _shared(redactions, "--password")
    evidence = verb("evidence", _evidence, "The picture of a row's line, and where it stands.")
    evidence.add_argument("row_id", metavar="ROW_ID")
    _output(evidence, "line.png", "build/evidence)")
    evidence.add_argument("--rows", type=Path, metavar="rows.csv", help="a table that plates extract wrote, and then")
    evidence.add_argument("--file", type=Path, metavar="FILE.pdf", help="the file that it was read from")
    readings = verb(
        "readings", _readings, "Where two readings of a document differ: pictures and both, to decide by hand."
    )
    readings.set_defaults(stopped=GOES_ON)
    readings.add_argument("document", metavar="DOC", help="a document of the collection, or FILE.pdf")
    _shared(readings, "--second", "--workers")


def _verbs_of_sharing(verb: Verb) -> None:
    names = verb(
        "names", _names, "Names that nothing settles, with their lines; or the agencies of a list of your own."
    )
    names.add_argument("file", nargs="?", type=Path, metavar="FILE.csv", help="a list with the column agency_printed")
    _output(names, "OUT.csv", "FILE.names.csv), or .xlsx")
    names.add_argument("--check", action="store_true", help="whether every decision in data/hand/names.csv still holds")
    _shared(names, "--verbatim")
    verb("maps", _maps, "Draw all maps of the collection anew, their stills, their tables and the pages they link to.")
    drawn = verb("map", _map, "A map of a list of your own: who shares with whom.")
    drawn.add_argument(
        "file",
        type=Path,
        metavar="FILE.csv",
        help="columns sender and recipient, and, where known, sender_city, "
        "sender_state, recipient_city, recipient_state",
    )
    _output(drawn, "OUT.html", "FILE.map.html)")


def _verbs_of_claims(verb: Verb) -> None:
    letter = verb(
        "letter", _letter, "A draft of a question to an agency: its rows, its answers, what no answer addresses."
    )
    letter.add_argument("agency", nargs="+", metavar="AGENCY", help="a name, a part of one, or an id")
    _output(letter, "letter.txt", "on the screen)")
    asked = verb(
        "request",
        _request,
        "A draft of a request for sharing and hit ratio reports, under a state's public records act.",
    )
    asked.add_argument("state", metavar="STATE", help="two letters, as in CA, or US for the federal act")
    asked.add_argument("--agency", default="", metavar="NAME", help="to whom it goes (default: a blank to fill in)")
    _output(asked, "request.txt", "on the screen)")
    claims = verb(
        "claims", _claims, "The article, statement by statement: published, ours, verdict, and what may be printed."
    )
    claims.add_argument(
        "--check", action="store_true", help="whether numbers, pages, findings and reasons of the ledger hold"
    )
    report = verb(
        "report", _report, "The one page for a reviewer: every statement with its number, page, status and reason."
    )
    _output(report, "report.html", "build/report.html)")
    report.add_argument(
        "--pdf", action="store_true", help="print it to a PDF beside it, too (needs an installed Chromium)"
    )


def _verbs_of_the_collection(verb: Verb) -> None:
    run = verb("run", _run, "Run the notebooks on the stand-ins: tables, maps, README.")
    run.add_argument("only", nargs="*", metavar="NN", help="numbers of notebooks (default: all)")
    verb("originals", _originals, "Run the notebooks on the originals and compare every row.")
    verb("measure", _measure, "Measure on the originals and record it in data/measured.")
    verb("seal", _seal, "Seal what people wrote in data/, after a change that is meant.")
    find = verb("find", _find, "An agency by any spelling: its rows, what the press says, what it answered.")
    find.add_argument("name", nargs="+", metavar="NAME", help="a name or a part of one, or a county")
    new = verb("new", _new, "A folder for records of your own, with one form to fill.")
    new.add_argument("folder", type=Path, metavar="FOLDER", help="a name that is not taken yet")
    own = verb(
        "own", _own, "Go through such a folder: rows, queues, agencies, network, change, maps, evidence, a report."
    )
    own.set_defaults(stopped=GOES_ON)
    own.add_argument("folder", type=Path, metavar="FOLDER", help="one that plates new made, its form filled")
    _shared(own, "--workers")
    moved = verb(
        "diff", _diff, "What moved between two versions (git references), and the changelog line that explains it."
    )
    moved.add_argument("old", metavar="OLD", help="a tag, a branch, a commit")
    moved.add_argument(
        "new", metavar="NEW", nargs="?", default="", help="another one (default: the files as they lie here)"
    )
    release = verb("release", _release, "One archive of this version: executed notebooks, tables, papers, the report.")
    _output(release, "release.zip", "build/plates-VERSION.zip)")
    verb("site", _site, "The collection as pages that open from disk without a network, in build/site.")
    lessons = verb("lessons", _lessons, "Build the lessons: students' and instructors' notebooks, and cards for paper.")
    lessons.add_argument("--seed", type=int, default=0, metavar="N", help="another page, another name (default: 0)")
    lessons.add_argument("--only", nargs="+", default=[], metavar="NN", help="numbers of lessons (default: all)")
    _output(lessons, "FOLDER", "notebooks/lessons; build/lessons for a seed)")
    _output(
        verb("export", _export, "Rows, agencies, edges, changes and findings in one XLSX."),
        "plates.xlsx",
        "plates.xlsx)",
    )


def _output(verb: argparse.ArgumentParser, example: str, otherwise: str) -> None:
    verb.add_argument("-o", "--output", type=Path, metavar=example, help=f"where to write (default: {otherwise}")


SHARED: dict[str, dict[str, Any]] = {
    "--password": {"default": "", "help": "of a locked file"},
    "--second": {"choices": ("tesseract",), "default": "", "help": "a second reader for pages that only OCR can read"},
    "--verbatim": {"action": "store_true", "help": "no apostrophe before cells that a spreadsheet would run"},
    "--workers": {
        "type": int,
        "default": os.cpu_count() or 1,
        "metavar": "N",
        "help": "processes (default: one a core)",
    },
}
"""Options that several verbs have."""


def _shared(verb: argparse.ArgumentParser, *options: str) -> None:
    for option in options:
        verb.add_argument(option, **SHARED[option])


def _documents(arguments: argparse.Namespace) -> None:
    from helpers.records import documents

    for line in documents.listing().itertuples():
        print(f"{line.doc_id:30}  {line.original:10}  {'stand-in' if line.stand_in else '':8}  {line.title}")


def _fetch(arguments: argparse.Namespace) -> None:
    from helpers.records import documents

    documents.fetch(arguments.ids)


def _verify(arguments: argparse.Namespace) -> None:
    from helpers.records import documents

    documents.verify()


def _run(arguments: argparse.Namespace) -> None:
    from helpers.collection import findings, notebooks

    source = notebooks.source()
    notebooks.run(source, arguments.only)
    if not arguments.only:
        findings.join(source)
        if source.stand_in:
            findings.write_readme(source)
        _write_report(source, source.build / "report.html")
        print(f"Read {source.says}. Tables: {_printable(source.derived)}. Maps and report: {_printable(source.build)}.")


def _originals(arguments: argparse.Namespace) -> None:
    from helpers.collection import findings, measurements, notebooks

    stand_ins, originals = notebooks.Source("stand-ins"), notebooks.Source("originals")
    notebooks.run(originals)
    findings.join(originals)
    measurements.compare(stand_ins, originals)


def _measure(arguments: argparse.Namespace) -> None:
    from helpers.collection import measurements

    measurements.measure()
    _seal(arguments)


def _seal(arguments: argparse.Namespace) -> None:
    from helpers.collection import seals

    print(f"Sealed: {_printable(seals.write())}. A line in CHANGELOG.md says what changed.")


def _stand_ins(arguments: argparse.Namespace) -> None:
    from helpers import schemas
    from helpers.records import documents
    from helpers.records.stand_ins import sharing_reports as stand_ins
    from helpers.records.stand_ins import volume_reports as volume_stand_ins

    sharing, volumes = (schemas.read(table)["doc_id"] for table in ("transcribed_reports", "transcribed_volume_heads"))
    builders = {**dict.fromkeys(sharing, stand_ins.build), **dict.fromkeys(volumes, volume_stand_ins.build)}
    for doc_id, build in builders.items():
        target = documents.stand_in(doc_id)
        build(doc_id, target)
        print(f"{_printable(target)}: {target.stat().st_size:,} bytes")
    _seal(arguments)


def _extract(arguments: argparse.Namespace) -> None:
    from helpers import files
    from helpers.records.reading import productions

    output = arguments.output or Path(f"{arguments.file.stem}.csv")
    files.table_form(output)
    found = productions.extract(
        arguments.file,
        files.slug(arguments.file.stem),
        numbers=productions.page_numbers(arguments.pages) if arguments.pages else None,
        when=arguments.ocr,
        second=arguments.second,
        workers=arguments.workers,
        scheduler=arguments.scheduler,
        password=arguments.password,
        progress=True,
    )
    if not found.reports:
        raise productions.no_report(found, arguments.file.name)
    pages = output.with_name(f"{output.stem}.pages.csv")
    files.write_csv(found.pages, pages)
    told = files.write_table(found.rows, output, verbatim=arguments.verbatim)  # last: where it stands, all stands
    for line in productions.in_words(found):
        print(files.shown(line))
    print(f"{len(found.rows)} rows in {output}, and what became of each page in {pages}")
    for line in told:
        print(line)


def _redactions(arguments: argparse.Namespace) -> None:
    from helpers import files
    from helpers.records.redactions import register as redactions

    output = arguments.output or Path(f"{arguments.file.stem}.marks.csv")
    files.table_form(output)
    found = redactions.register(arguments.file, arguments.password)
    pages = output.with_name(f"{output.stem}.pages.csv")
    files.write_csv(found.pages, pages)
    files.write_table(found.marks, output)
    for line in redactions.in_words(found):
        print(files.shown(line))
    print(files.shown(f"The marks are in {output}, and how far each page was looked at in {pages}"))


def _evidence(arguments: argparse.Namespace) -> None:
    from helpers import files, schemas
    from helpers.collection import notebooks
    from helpers.errors import TableError
    from helpers.records import documents
    from helpers.records.evidence import pictures

    if bool(arguments.rows) != bool(arguments.file):
        raise TableError("--rows and --file belong together: a table, and the file that it was read from")
    if arguments.file:
        rows, path, stand_in = files.read_csv(arguments.rows), arguments.file, False
        record = {"title": path.name, "sha256": files.sha256(path)}
        row = pictures.found(arguments.row_id, rows)
    else:
        source = notebooks.source()
        row = pictures.found(arguments.row_id, schemas.read("rows", source.derived))
        path, stand_in, record = source.document(row["doc_id"]), source.stand_in, documents.entry(row["doc_id"])
    output = arguments.output or files.ROOT / "build" / "evidence" / f"{arguments.row_id}.png"
    files.write_bytes(output, pictures.line(path, int(row["page"]), pictures.box_of(row), stand_in=stand_in, scale=2))
    print(
        f"{pictures.in_words(row)}\n{pictures.citation(row, record, stand_in=stand_in)}\nPicture: {_printable(output)}"
    )


def _readings(arguments: argparse.Namespace) -> None:
    from helpers import files, schemas
    from helpers.collection import notebooks
    from helpers.records.evidence import review_queues
    from helpers.records.reading import productions, readings

    path, notes = Path(arguments.document), []
    if path.suffix == ".pdf":
        doc_id, stand_in = files.slug(path.stem), False
        found = productions.extract(path, doc_id, second=arguments.second, workers=arguments.workers, progress=True)
        if not found.reports:
            raise productions.no_report(found, path.name)
        rows, notes = found.rows, found.notes
    else:  # the collection's own: its second readings were measured on the originals and stand in its tables
        source, doc_id = notebooks.source(), arguments.document
        rows, path, stand_in = schemas.read("rows", source.derived), source.document(doc_id), source.stand_in
        rows = rows[rows["doc_id"] == doc_id]
    queue = review_queues.queue(rows, readings.of_documents(schemas.read("readings"), [doc_id]))
    page = review_queues.write(queue, rows, path, files.ROOT / "build" / "readings" / doc_id, stand_in=stand_in)
    undecided = (queue["decided"] == "").sum()
    print(f"{len(rows)} entries, {len(queue)} read in two ways, {undecided} of them not decided: {_printable(page)}")
    for note in notes:
        print(f"note: {note}")


def _find(arguments: argparse.Namespace) -> None:
    from helpers import files
    from helpers.collection import lookups, notebooks

    source = notebooks.source()
    for line in lookups.in_words(lookups.find(" ".join(arguments.name), source), source):
        print(files.shown(line))


def _letter(arguments: argparse.Namespace) -> None:
    from helpers.claims import letters
    from helpers.collection import notebooks

    draft = letters.letter(" ".join(arguments.agency), notebooks.source().derived)
    _hand_over(draft, arguments.output, "Check every line against its page before you sign.")


def _request(arguments: argparse.Namespace) -> None:
    from helpers.claims import letters

    draft = letters.request(arguments.state, arguments.agency)
    _hand_over(draft, arguments.output, "Fill in what stands in brackets, and check every citation before you sign.")


def _hand_over(draft: str, output: Path | None, told: str) -> None:
    """A draft into a file, or on the screen."""
    from helpers import files

    if output:
        files.write_text(output, draft)
        print(f"A draft in {output}; nothing has been sent. {told}")
    else:
        print("\n".join(map(files.shown, draft.splitlines())))


def _names(arguments: argparse.Namespace) -> None:
    from helpers import files, schemas
    from helpers.collection import notebooks
    from helpers.errors import TableError
    from helpers.records.evidence import review_queues
    from helpers.sharing import agencies, unresolved

    source = notebooks.source()
    rows, reports, decisions = (schemas.read(table, source.derived) for table in ("rows", "reports", "names"))
    if arguments.check:
        if problems := unresolved.problems(decisions, rows, reports):
            raise TableError(
                "data/hand/names.csv does not hold", found="; ".join(problems), do="Mend or remove these lines."
            )
        print(f"{len(decisions)} decisions, each of them used, none stale, none made twice.")
    elif arguments.file:
        output = arguments.output or arguments.file.with_name(f"{arguments.file.stem}.names.csv")
        files.table_form(output)
        if output.resolve() == arguments.file.resolve():
            raise TableError("the list would be overwritten", document=output.name, do="Name another file with -o.")
        listed = files.read_csv(arguments.file)
        try:
            named = agencies.named(listed, agencies.evidence(rows, reports, decisions))
        except TableError as reason:
            raise reason.again(document=arguments.file.name) from None
        told = files.write_table(named, output, verbatim=arguments.verbatim)
        for line in (agencies.in_words(named["basis"]), *told, f"{len(named)} names in {output}"):
            print(files.shown(line))
    else:
        spellings = agencies.identify(rows, reports, decisions)
        queue = unresolved.queue(spellings, rows, decisions)
        heads = {"printed": "printed", "could_be_in": "could be in", "near_names": "looks like", "decided": "decided"}
        says = "Nothing printed settles these names. A decision is a line in data/hand/names.csv, with its reason and its source."
        folder = files.ROOT / "build" / "names"
        page = review_queues.page(
            queue, rows, source.document, folder, "Names left unsure", says, heads, stand_in=source.stand_in
        )
        for line in queue.itertuples():
            print(
                f"{line.printed} ({line.rows} rows, {line.row_id}): {line.decided or line.could_be_in or 'no place in its name'}"
            )
        best = agencies.best_basis(spellings)
        print(f"{agencies.in_words(best)}\nThe lines themselves, as pictures: {_printable(page)}")


def _maps(arguments: argparse.Namespace) -> None:
    from helpers.collection import notebooks

    source = notebooks.source()
    notebooks.run(source, ["06"])  # the notebook is the pipeline: there is no second way to a map
    drawn, behind = _printable(source.build / "maps"), _printable(source.derived / "maps")
    print(f"Read {source.says}. Maps: {drawn}. Tables and stills: {behind}.")


def _map(arguments: argparse.Namespace) -> None:
    from helpers import files, schemas
    from helpers.collection import notebooks
    from helpers.errors import TableError
    from helpers.sharing import agencies, network
    from helpers.sharing.maps import map_page, own_lists

    file = arguments.file
    output = arguments.output or file.with_name(f"{file.stem}.map.html")
    if output.suffix.lower() not in (".html", ".htm"):
        raise TableError(
            "a map is written as HTML", document=output.name, expected=".html", found=output.suffix or "none"
        )
    if output.resolve() == file.resolve():
        raise TableError("the list would be overwritten", document=output.name, do="Name another file with -o.")
    source = notebooks.source()
    known = agencies.evidence(*(schemas.read(table, source.derived) for table in ("rows", "reports", "names")))
    listed = files.read_csv(file)
    try:
        links, named = network.brought(listed, known)
    except TableError as fault:
        raise fault.again(document=file.name) from None
    shown = own_lists.drawn(files.slug(file.stem), file.name, links, named)
    map_page.write(map_page.page(shown), output)
    told = f"{len(links)} lines of {file.name}: {len(shown.entries)} agencies, {len(shown.placed)} of them on the map"
    print(files.shown(f"{told}, with {len(shown.lines)} lines between them: {output}"))
    for reason, part in shown.not_placed.items():
        print(files.shown(f"not on the map, {reason}: {len(part)}, the first {part['name'].iloc[0]}"))


def _new(arguments: argparse.Namespace) -> None:
    from helpers import files
    from helpers.collection.own_records import forms

    forms.make(arguments.folder)
    folder = files.shown(str(arguments.folder))
    print(f"{folder} is made. Put your files into {folder}/{forms.RECORDS} and fill {folder}/{forms.FORM}.")
    print(f"Then: plates own {folder}")


def _own(arguments: argparse.Namespace) -> None:
    from helpers import files
    from helpers.collection import notebooks
    from helpers.collection.own_records import forms, outputs
    from helpers.sharing import agencies

    records = outputs.make(arguments.folder, notebooks.source().derived, workers=arguments.workers)
    for file, note in records.notes:
        print(files.shown(f"note: {file}: {note}"))
    differing = (records.rows["second_reading"].fillna("") != "").sum()
    count = len(records.form.files)
    print(f"{len(records.rows)} entries of {count} file{'s' * (count > 1)}, {differing} read in two ways")
    print(agencies.in_words(agencies.best_basis(records.spellings), records.decided))
    out = arguments.folder / forms.OUT
    if len(records.names):
        print(
            files.shown(
                f"Names to look at: {out / outputs.REPORT}#look; decide them in {arguments.folder / 'names.csv'}"
            )
        )
    print(files.shown(f"The report: {out / outputs.REPORT}, and the maps: {out / 'maps'}"))


def _diff(arguments: argparse.Namespace) -> None:
    from helpers import files
    from helpers.collection import releases
    from helpers.errors import TableError

    moves = releases.diff(arguments.old, arguments.new)
    for line in releases.in_words(moves):
        print(files.shown(line))
    bare = releases.unexplained(moves) + ([] if arguments.new else releases.untold(arguments.old))
    if bare:
        raise TableError("moved without a line of CHANGELOG.md", found="; ".join(bare))


def _release(arguments: argparse.Namespace) -> None:
    import json

    from helpers import files, schemas
    from helpers.collection import releases

    version = json.loads(schemas.DESCRIPTOR.read_text())["version"]
    output = arguments.output or files.ROOT / "build" / f"plates-{version}.zip"
    print(f"{len(releases.bundle(output))} files of version {version} in {_printable(output)}")


def _report(arguments: argparse.Namespace) -> None:
    from helpers.claims import report
    from helpers.collection import notebooks

    source = notebooks.source()
    output = arguments.output or source.build / "report.html"
    _write_report(source, output)
    print(f"The report: {_printable(output)}")
    if arguments.pdf:
        report.print_pdf(output, output.with_suffix(".pdf"))
        print(f"Printed: {_printable(output.with_suffix('.pdf'))}")


def _site(arguments: argparse.Namespace) -> None:
    import time

    from helpers.collection import notebooks
    from helpers.collection.site import build

    start = time.monotonic()
    built = build.write(notebooks.source())
    size = sum(path.stat().st_size for path in built.rglob("*") if path.is_file()) / 1e6
    count = len(list(built.rglob("*.html")))
    print(f"{count} pages, {size:.1f} MB, {time.monotonic() - start:.0f} s: {_printable(built)}. Open its index.html.")


def _claims(arguments: argparse.Namespace) -> None:
    from helpers import files, schemas
    from helpers.claims import ledger
    from helpers.collection import notebooks
    from helpers.errors import TableError

    source = notebooks.source()
    entries, findings, recorded = ledger.read(), schemas.read("findings", source.derived), schemas.read("anchors")
    if not arguments.check:
        for line in ledger.in_words(ledger.verdicts(entries, findings, recorded)):
            print(files.shown(line))
        counts = ledger.table(entries)["status"].value_counts()
        told = ", ".join(f"{counts[status]} {status}" for status in ledger.STATUSES if status in counts)
        print(f"{len(entries)} statements: {told}")
        return
    cells = [
        cell.source
        for book in notebooks.listing()
        if book.number == "10"
        for _, cell in notebooks.code_cells(book.load())
    ]
    if problems := ledger.problems(entries, findings, cells, recorded):
        raise TableError(
            f"{_printable(ledger.HOME)} does not hold",
            found="; ".join(problems),
            do="Mend these entries, or what they rest on.",
        )
    by = ledger.looked(entries, recorded)["by"].value_counts()
    looked = ", ".join(f"{count} by {how}" for how, count in by.items())
    print(f"{len(entries)} statements, each shown in notebook 10; anchors on their pages: {looked}.")


def _write_report(source: "Source", output: Path) -> None:
    from helpers.claims import ledger, report

    matter = report.gather(ledger.read(), source.derived, source.says, source.document, stand_in=source.stand_in)
    report.write(matter, output)


def _lessons(arguments: argparse.Namespace) -> None:
    from helpers import files
    from helpers.lessons import build as lessons

    output = arguments.output or (files.ROOT / "build" / "lessons" if arguments.seed else lessons.FOLDER)
    lessons.build(output, arguments.seed, arguments.only)
    print(f"Students' and instructors' notebooks, and cards: {_printable(output)}")


def _export(arguments: argparse.Namespace) -> None:
    from helpers import files
    from helpers.collection import exports, notebooks

    output = arguments.output or Path("plates.xlsx")
    count = files.write_book(exports.book(notebooks.source()), output)
    print(f"{output}: {', '.join(exports.TABLES)}, and a first sheet that says how to read them")
    if count:
        print(f"{count} cells hold characters that XLSX forbids; U+FFFD stands in their place")


def _printable(path: Path) -> str:
    from helpers import files

    return files.printable(path)


if __name__ == "__main__":
    sys.exit(main())
