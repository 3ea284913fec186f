"""Commands about the whole collection: look a name up, run the notebooks, process your own records, publish."""

import time
from pathlib import Path

from helpers.commands import claims, records
from helpers.commands.base import RESUMES, WORKERS, command, option, output, show

FOLDER = option("folder", type=Path, metavar="FOLDER", help="a name that is not taken")
FILLED = option("folder", type=Path, metavar="FOLDER", help="a folder that plates new made, its form filled in")
OLD = option("old", metavar="OLD", help="a git reference: a tag, a branch, a commit")
NEW = option("new", metavar="NEW", nargs="?", default="", help="another one (default: the files as they are here)")
SEED = option("--seed", type=int, default=0, metavar="N", help="other pages and names for each seed (default: 0)")
ONLY = option("--only", nargs="+", default=[], metavar="NN", help="numbers of lessons (default: all)")


@command("find", option("name", nargs="+", metavar="NAME", help="a name, a part of one, or a county"))
def find(name: list[str]) -> None:
    """Look an agency up by any spelling: its rows, what the press reported, what it answered."""
    from helpers.collection import lookups, notebooks

    source = notebooks.source()
    show(lookups.in_words(lookups.find(" ".join(name), source), source))


@command("export", output("plates.xlsx", "plates.xlsx)"))
def export(output: Path | None) -> None:
    """Write rows, agencies, edges, changes and findings to one XLSX."""
    from helpers import files
    from helpers.collection import lookups, notebooks

    output = output or Path("plates.xlsx")
    files.refuse_odd_target(output)
    count = files.write_book(lookups.workbook(notebooks.source()), output)
    print(f"{output}: {', '.join(lookups.EXPORTED)}, after a first sheet that explains them")
    if count:
        print(f"{count} cells have characters that XLSX forbids; U+FFFD replaces each")


@command("run", option("only", nargs="*", metavar="NN", help="numbers of notebooks (default: all)"))
def run_notebooks(only: list[str]) -> None:
    """Run the notebooks on the stand-ins: write the tables, the maps and the README's tables."""
    from helpers import files
    from helpers.collection import findings, notebooks

    source = notebooks.source()
    with notebooks.alone(source):
        notebooks.run(source, only)
        if only:
            return
        findings.join(source)
        if source.stand_in:
            findings.write_readme(source)
        claims.write_report()
    tables, pages = files.printable(source.derived), files.printable(source.build)
    print(f"Read {source.says}. Tables: {tables}. Maps and report: {pages}.")


@command("originals")
def run_on_originals() -> None:
    """Run the notebooks on the original records and compare every row with the stand-ins."""
    from helpers.collection import findings, measurements, notebooks

    originals = notebooks.Source("originals")
    with notebooks.alone(originals):
        notebooks.run(originals)
        findings.join(originals)
        measurements.compare(notebooks.Source("stand-ins"), originals)


@command("measure")
def measure() -> None:
    """Measure how well the originals are read, and record it in data/measured."""
    from helpers import files, locks
    from helpers.collection import measurements

    with locks.locked(files.ROOT / "data" / "measured"):
        measurements.measure()
        records.record_checksums()


@command("new", FOLDER)
def make_folder(folder: Path) -> None:
    """Make a folder for your own records, with a form to fill in."""
    from helpers.collection.own_records import forms

    forms.make(folder)
    fill = f"Put your files into {folder}/{forms.RECORDS} and fill in {folder}/{forms.FORM}."
    show([f"Made {folder}. {fill}", f"Then: plates own {folder}"])


@command("own", FILLED, WORKERS, stopped=RESUMES)
def process_folder(folder: Path, workers: int) -> None:
    """Process your folder: extract rows, match agencies, compare reports, draw maps, write a report."""
    from helpers.collection import notebooks
    from helpers.collection.own_records import outputs
    from helpers.errors import TableError

    records = outputs.make(folder, notebooks.source().derived, workers=workers)
    show(outputs.in_words(records))
    if records.refused:
        names = ", ".join(name for name, _ in records.refused)
        do = "The reasons are above and in the report; everything else is there. Correct these files, or take them out."
        raise TableError("some files of the form could not be read", document=folder.name, found=names, do=do)


@command("diff", OLD, NEW)
def compare_versions(old: str, new: str) -> None:
    """List what changed between two versions, and the changelog line that explains it."""
    from helpers.collection import releases
    from helpers.errors import TableError

    moves = releases.diff(old, new)
    show(releases.in_words(moves))
    if missing := releases.unexplained(moves) + ([] if new else releases.undocumented(old)):
        raise TableError("changed without a line in CHANGELOG.md", found="; ".join(missing))


@command("release", output("release.zip", "build/plates-VERSION.zip)"))
def write_archive(output: Path | None) -> None:
    """Write one archive of this version: executed notebooks, tables, pages, the report."""
    import json

    from helpers import files, schemas
    from helpers.collection import releases

    version = json.loads(schemas.DESCRIPTOR.read_text("utf-8"))["version"]
    output = output or files.ROOT / "build" / f"plates-{version}.zip"
    files.refuse_odd_target(output)
    print(f"{len(releases.bundle(output))} files of version {version} in {files.printable(output)}")


@command("site")
def write_site() -> None:
    """Write the collection as pages that open from disk without a network, in build/site."""
    from helpers import files
    from helpers.collection import notebooks
    from helpers.collection.site import build

    start = time.monotonic()
    folder = build.write(notebooks.source())
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6
    pages, seconds = len(list(folder.rglob("*.html"))), time.monotonic() - start
    print(f"{pages} pages, {size:.1f} MB, {seconds:.0f} s: {files.printable(folder)}. Open its index.html.")


@command("lessons", output("FOLDER", "notebooks/lessons; build/lessons for a seed)"), SEED, ONLY)
def build_lessons(seed: int, only: list[str], output: Path | None) -> None:
    """Build the lessons: notebooks for students and instructors, and handouts to print."""
    from helpers import files
    from helpers.lessons import build

    output = output or (files.ROOT / "build" / "lessons" if seed else build.FOLDER)
    build.build(output, seed, only)
    print(f"Notebooks for students and instructors, and handouts: {files.printable(output)}")
