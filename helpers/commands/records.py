"""Commands about records: get them, read them, show their lines, record the checksums of what people wrote."""

from pathlib import Path
from typing import Any

from helpers.commands.base import AGENCY, PASSWORD, RESUMES, SECOND, VERBATIM, WORKERS, command, option, output, show

FILE = option("file", type=Path, metavar="FILE")
FILES = option("paths", nargs="+", type=Path, metavar="FILE")
IDS = option("ids", nargs="*", metavar="ID", help="document ids (default: all)")
DOCUMENT = option("document", metavar="DOC", help="a document of the collection, or a file of your own")
NEW = "take documents without a checksum in the manifest, too; shows size and sha256 first"
ACCEPT_NEW = option("--accept-new", action="store_true", help=NEW)
FETCHED = "What was fetched is kept; run the same command again to resume."


@command("documents")
def list_documents() -> None:
    """List the documents, and which are here: the original, its stand-in, both or neither."""
    from helpers.records import documents

    for line in documents.listing().itertuples():
        print(f"{line.doc_id:30}  {line.original:10}  {'stand-in' if line.stand_in else '':8}  {line.title}")


@command("fetch", IDS, ACCEPT_NEW, stopped=FETCHED)
def fetch(ids: list[str], accept_new: bool) -> None:
    """Download the original records from where they were published, and verify their checksums."""
    from helpers.records import documents

    documents.fetch(ids, accept_new=accept_new)


@command("verify")
def verify() -> None:
    """Verify the checksum of every document that is here."""
    from helpers.records import documents

    documents.verify()


@command("stand-ins")
def build_stand_ins() -> None:
    """Typeset the stand-ins (replica pages) again from the transcriptions."""
    from helpers import files, schemas
    from helpers.records import documents
    from helpers.records.stand_ins import sharing_reports, volume_reports

    sharing, volumes = (schemas.read(table)["doc_id"] for table in ("transcribed_reports", "transcribed_volume_heads"))
    builders = {**dict.fromkeys(sharing, sharing_reports.build), **dict.fromkeys(volumes, volume_reports.build)}
    for doc_id, build in builders.items():
        target = documents.stand_in(doc_id)
        build(doc_id, target)
        print(f"{files.printable(target)}: {target.stat().st_size:,} bytes")
    record_checksums()


@command("seal")
def record_checksums() -> None:
    """Record the checksums of prose, notebooks and data, after a change that you intended."""
    from helpers import files
    from helpers.collection import releases

    path = files.printable(releases.record_checksums())
    print(f"Checksums recorded in {path}. A changed table that people write needs a line in CHANGELOG.md.")


@command("forms")
def list_forms() -> None:
    """List the forms of record that can be read: what each looks like, what a row means, what it cannot show."""
    from helpers.records.reading.forms import registry, wording

    show(line for form in registry.FORMS for line in wording.of_card(form.CARD))


@command(
    "extract",
    FILES,
    output("rows.csv", "FILE.csv, FILE.rows.csv of a CSV file, rows.csv of several; or .xlsx"),
    option("--form", default="", metavar="NAME", help="the form of record (default: recognized; see plates forms)"),
    option("--sheet", default="", metavar="NAME", help="the sheet of a workbook (default: the one with a list)"),
    option("--attachment", default="", metavar="NAME", help="a file attached to the PDF, read in its place"),
    AGENCY,
    option("--pages", metavar="1800-1850", help="pages of a PDF to look at, as in 1-20,35 (default: all)"),
    option(
        "--ocr", choices=("auto", "never", "always"), default="auto", help="when to read page images (default: auto)"
    ),
    option("--scheduler", default="", metavar="ADDRESS", help="a dask scheduler, instead of processes on this machine"),
    *(SECOND, WORKERS, PASSWORD, VERBATIM),
    stopped=RESUMES,
)
def extract(
    paths: list[Path],
    output: Path | None,
    form: str,
    attachment: str,
    pages: str | None,
    verbatim: bool,
    **how: Any,
) -> None:
    """Read records of sharing, of any form that plates forms lists, into a table of rows."""
    from helpers import files
    from helpers.errors import ReadingError
    from helpers.records.reading import attachments, productions
    from helpers.records.reading.forms import extraction
    from helpers.records.reading.forms.base import Options

    own = Path(f"{paths[0].stem}.csv")
    own = own.with_suffix(".rows.csv") if files.same_place(own, paths[0]) else own
    output = output or (Path("rows.csv") if len(paths) > 1 else own)
    files.table_form(output)
    if any(files.same_place(output, path) for path in paths):
        raise ReadingError("the record would be overwritten", document=output.name, do="Name another file with -o.")
    beside = {name: output.with_name(f"{output.stem}.{name}.csv") for name in ("pages", "portal_facts")}
    for path in beside.values():
        files.refuse_odd_target(path)
    numbers = productions.page_numbers(pages) if pages else None
    options = Options(numbers=numbers, when=how.pop("ocr"), progress=True, **how)
    with attachments.in_place_of(paths, attachment, options.password) as given:
        said = list[str]()  # and shown when all is written: a table that does not fit on the disk was not read
        read = extraction.extract(given, options, form, said.append)
    if len(read.facts) or beside["portal_facts"].exists():  # an earlier run's facts are not this one's
        files.write_table(read.facts, beside["portal_facts"])
        said.append(f"{len(read.facts)} facts in {beside['portal_facts']}")
    with files.beside(output) as whole, files.beside(beside["pages"]) as part:
        files.write_csv(read.pages, part)
        notes = files.write_table(read.rows, whole, verbatim=verbatim)  # last: when it is here, all is here
    show(said)
    print(f"{len(read.rows)} rows in {output}; what became of each page is in {beside['pages']}", *notes, sep="\n")
    if read.refused:
        show(str(error) for error in read.refused)
        count = f"{len(read.refused)} of {len(paths)} files could not be read"
        raise ReadingError(count, do=f"The reasons are above; the rows of the others are in {output}.")


@command("redactions", FILE, output("marks.csv", "FILE.marks.csv; or .xlsx"), PASSWORD)
def count_redactions(file: Path, output: Path | None, password: str) -> None:
    """Count redaction marks and hidden text in a PDF, a workbook, a text or a web page; never show that text."""
    from helpers import files
    from helpers.records.reading import opening
    from helpers.records.redactions import register, tables

    output = output or Path(f"{file.stem}.marks.csv")
    files.table_form(output)
    page_table = output.with_name(f"{output.stem}.pages.csv")
    files.refuse_odd_target(page_table)
    is_pdf = file.suffix.lower() == ".pdf" or opening.kind_of(file) == "pdf"
    redactions = register.register(file, password) if is_pdf else tables.register(file)
    with files.beside(output) as whole, files.beside(page_table) as part:
        files.write_csv(redactions.pages, part)
        files.write_table(redactions.marks, whole)
    show((register if is_pdf else tables).in_words(redactions))
    show([f"The marks are in {output}; how much of each page could be checked is in {page_table}"])


@command(
    "evidence",
    option("row_id", metavar="ROW_ID"),
    output("line.png", "build/evidence; .html for a row of a workbook, a web page or a text"),
    option("--rows", type=Path, metavar="rows.csv", help="a table that plates extract wrote; needs --file"),
    option("--file", type=Path, metavar="FILE", help="the file that the table was read from; needs --rows"),
)
def show_evidence(row_id: str, output: Path | None, rows: Path | None, file: Path | None) -> None:
    """Show where a row is printed: a picture of its line, or the rows around it, and its document and page."""
    from helpers import files, schemas
    from helpers.collection import notebooks
    from helpers.errors import TableError
    from helpers.records import documents
    from helpers.records.evidence import pictures, row_pages
    from helpers.records.reading import opening

    if bool(rows) != bool(file):
        raise TableError("--rows and --file belong together: a table, and the file that it was read from")
    if rows and file:
        every, path, stand_in = files.read_csv(rows), file, False
        row = pictures.row_of(row_id, every)
        if pictures.has_box(row):
            opening.check_beginning(path)
        else:
            opening.kind_of(path)  # refuses what is no regular file
        record = {"title": files.name_of(path), "sha256": files.sha256(path)}
    else:
        source = notebooks.source()
        every = schemas.read("rows", source.derived)
        row = pictures.row_of(row_id, every)
        path, stand_in, record = source.document(row["doc_id"]), source.stand_in, documents.entry(row["doc_id"])
    if pictures.has_box(row):
        output = output or files.ROOT / "build" / "evidence" / f"{row_id}.png"
        files.write_bytes(output, pictures.line(row, path, stand_in=stand_in, scale=2))
    else:
        output = output or files.ROOT / "build" / "evidence" / f"{row_id}.html"
        if output.suffix.lower() not in (".html", ".htm"):
            what, expected = "a row of a table or a list has no picture", "a name that ends in .html"
            raise TableError(what, document=output.name, expected=expected, do="Name another file with -o.")
        files.write_text(output, row_pages.excerpt(row, every, record, stand_in=stand_in))
    print(pictures.in_words(row), pictures.citation(row, record, stand_in=stand_in), sep="\n")
    print(f"{'Picture' if pictures.has_box(row) else 'Excerpt'}: {files.printable(output)}")


@command("readings", DOCUMENT, SECOND, WORKERS, stopped=RESUMES)
def compare_readings(document: str, second: str, workers: int) -> None:
    """List the lines that two readings of a document read differently, with pictures, for you to decide."""
    from helpers import files, schemas
    from helpers.collection import notebooks
    from helpers.records.evidence import review_queues
    from helpers.records.reading import readings
    from helpers.records.reading.forms import registry
    from helpers.records.reading.forms.base import Options

    path, notes = Path(document), []
    if path.suffix:
        doc_id, stand_in = files.slug(path.stem), False
        _, production = registry.read(path, doc_id, Options(second=second, workers=workers, progress=True))
        rows, notes = production.rows, [*production.notes, *production.cache_notes]
    else:  # the collection's second readings were made from the originals and are in its tables
        source, doc_id = notebooks.source(), document
        path, stand_in = source.document(doc_id), source.stand_in
        rows = schemas.read("rows", source.derived).query("doc_id == @doc_id")
    queue = review_queues.queue(rows, readings.of_documents(schemas.read("readings"), [doc_id]))
    page = review_queues.write(queue, rows, path, files.ROOT / "build" / "readings" / doc_id, stand_in=stand_in)
    undecided = (queue["decided"] == "").sum()
    print(f"{len(rows)} entries, {len(queue)} read in two ways, {undecided} of them undecided: {files.printable(page)}")
    show(f"note: {note}" for note in notes)
