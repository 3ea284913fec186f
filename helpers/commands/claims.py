"""Commands about the article and about agencies: statements, the report for a reviewer, letters and requests."""

from pathlib import Path

from helpers.commands.base import command, option, output, show

CHECK = option("--check", action="store_true", help="check the numbers, pages, findings and reasons of the ledger")
PDF = option("--pdf", action="store_true", help="also print it to a PDF beside it (needs an installed Chromium)")
AGENCY = option("agency", nargs="+", metavar="AGENCY", help="a name, a part of one, or an id")
STATE = option("state", metavar="STATE", help="two letters, as in CA, or US for the federal act")
OFFICE = option("--agency", default="", metavar="NAME", help="who it goes to (default: a blank to fill in)")


@command("claims", CHECK)
def list_claims(check: bool) -> None:
    """List the article's statements: as published, our number, the verdict, and a sentence that is safe to print."""
    from helpers import files, schemas
    from helpers.claims import ledger
    from helpers.collection import notebooks
    from helpers.errors import TableError

    entries, quotes = ledger.read(), schemas.read("anchors")
    findings = schemas.read("findings", notebooks.source().derived)
    if not check:
        show(ledger.in_words(ledger.verdicts(entries, findings, quotes)))
        counts = ledger.table(entries)["status"].value_counts()
        verdicts = ", ".join(f"{counts[status]} {status}" for status in ledger.STATUSES if status in counts)
        print(f"{len(entries)} statements: {verdicts}")
        return
    if problems := ledger.problems(entries, findings, notebooks.code("10"), quotes):
        what, do = f"{files.printable(ledger.HOME)} does not hold", "Correct these entries, or what they cite."
        raise TableError(what, found="; ".join(problems), do=do)
    counts = ledger.looked(entries, quotes)["by"].value_counts()
    checked = ", ".join(f"{count} by {how}" for how, count in counts.items())
    print(f"{len(entries)} statements, each shown in notebook 10; quotes on their pages: {checked}.")


@command("report", output("report.html", "build/report.html)"), PDF)
def make_report(output: Path | None, pdf: bool) -> None:
    """Write the report for a reviewer: every statement with its number, page, verdict and reason."""
    from helpers import files
    from helpers.claims import report

    output = write_report(output)
    print(f"The report: {files.printable(output)}")
    if pdf:
        report.print_pdf(output, output.with_suffix(".pdf"))
        print(f"Printed: {files.printable(output.with_suffix('.pdf'))}")


def write_report(output: Path | None = None) -> Path:
    """Write the report, by default to build/report.html. Returns where it is."""
    from helpers.claims import ledger, report
    from helpers.collection import notebooks

    source = notebooks.source()
    inputs = report.gather(ledger.read(), source.derived, source.says, source.document, stand_in=source.stand_in)
    output = output or source.build / "report.html"
    report.write(inputs, output)
    return output


@command("letter", AGENCY, output("letter.txt", "on the screen)"))
def draft_letter(agency: list[str], output: Path | None) -> None:
    """Draft a letter that asks an agency about its rows, and about what it has not answered."""
    from helpers.claims import letters
    from helpers.collection import notebooks

    draft = letters.letter(" ".join(agency), notebooks.source().derived)
    _write_or_show(draft, output, "Check every line against its page before you sign.")


@command("request", STATE, OFFICE, output("request.txt", "on the screen)"))
def draft_request(state: str, agency: str, output: Path | None) -> None:
    """Draft a request for sharing and hit ratio reports under a state's public records act."""
    from helpers.claims import letters

    draft = letters.request(state, agency)
    _write_or_show(draft, output, "Fill in the brackets, and check every citation before you sign.")


def _write_or_show(draft: str, output: Path | None, advice: str) -> None:
    from helpers import files

    if output:
        files.write_text(output, draft)
        print(f"A draft in {output}; nothing has been sent. {advice}")
    else:
        show(draft.splitlines())
