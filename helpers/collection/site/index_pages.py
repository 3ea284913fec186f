"""Index pages: the site's pages that lead to everything else: the front page, the lists of notebooks, lessons and maps,
the findings, and the article statement by statement."""

import re
from pathlib import Path
from urllib.parse import quote

import pandas as pd
import yaml

from helpers import files, html, schemas
from helpers.collection import findings, notebooks
from helpers.collection.notebooks import Source
from helpers.collection.site.links import SiteAddresses, relinked
from helpers.errors import NotebookError
from helpers.html import Markup, beside, format_html
from helpers.sharing.maps import style

LESSONS = "notebooks/lessons"

ON_USE = ("Start", "Commands", "What is where", "To cite a number", "To correct us", "To add a report", "License")
"""Sections of README that make the page on how to use the collection."""

NO_BINDER = (
    "A link that opens a notebook on Binder needs the repository's public address: set `repository-code` in "
    "CITATION.cff, and `make site` puts the link on every notebook's page."
)


def front_page(source: Source, lessons: list[Path], addresses: SiteAddresses) -> str:
    """What this is, where to go, what was found and what that does not show, which notebook answers what."""
    lead, about = (files.ROOT / "README.md").read_text("utf-8").split("\n\n")[1:3]
    stand_ins = notebooks.READ_FROM_STAND_INS.replace("This notebook was run on", "What you see here was read from")
    return html.fill(
        "collection/site/front_page.md.j2",
        lead=lead,
        about=about,
        lessons=lessons,
        what_it_shows=readme_section("What a name on a report shows", addresses),
        read_from=stand_ins if source.stand_in else notebooks.READ_FROM_ORIGINALS,
        findings=_findings_table(source, findings.IN_README),
        notebooks=_notebook_table(source, ""),
    )


def readme_section(name: str, addresses: SiteAddresses) -> str:
    """A section of README, with its heading, its links turned to the site's pages. Raises NotebookError for one that is
    gone."""
    pattern = rf"^## {re.escape(name)}\n.*?(?=^## |\Z)"
    section = re.search(pattern, (files.ROOT / "README.md").read_text("utf-8"), re.MULTILINE | re.DOTALL)
    if not section:
        raise NotebookError("README has no such section", document="README.md", expected=f"## {name}")
    return relinked(section[0], "README.md", addresses)


def notebook_paths(source: Source) -> list[Path]:
    return sorted(source.notebooks.glob("[0-9][0-9]_*.ipynb"))


def _notebook_table(source: Source, above: str) -> Markup:
    """The table question -> notebook -> minutes; `above` leads from its page to the top of the site."""
    rows = []
    for path in notebook_paths(source):
        facts = notebooks.Notebook(path).facts
        question = beside(facts["question"], f"{above}notebooks/{path.stem}.html")
        row = {"question": question, "notebook": f"notebook {path.name[:2]}"}
        rows.append(row | {"minutes": facts["minutes"], "level": facts["level"]})
    return html.table(rows, caption="Notebooks in reading order")


def _findings_table(source: Source, chosen: list[str] | None = None) -> Markup:
    """Findings with what they show and do not show, and the cell that computes each; those of `chosen` in that order,
    or all, each with its id."""
    names = {path.name[:2]: path.stem for path in notebook_paths(source)}
    by_id = schemas.read("findings", source.derived).set_index("finding_id", drop=False)
    rows = []
    for f in (by_id.loc[chosen] if chosen else by_id).itertuples():
        span = f" ({findings.digits(f.low)} to {findings.digits(f.high)})" if pd.notna(f.low) else ""
        address = f"notebooks/{names[f.notebook]}.html#{f.finding_id}"
        rows.append(
            {
                "figure": format_html("<strong>{}</strong>{} {}", findings.digits(f.value), span, f.unit),
                "what the record shows": f.says,
                "what it does not show": f.does_not_say,
                "where": beside(f"notebook {f.notebook}, cell {f.cell}", address),
            }
        )
    ids = [] if chosen else [{"id": finding_id} for finding_id in by_id.index]
    return html.table(rows, caption="Numbers, each with the cell that computes it", attributes=ids)


def findings_page(source: Source) -> str:
    count = len(schemas.read("findings", source.derived))
    return html.fill("collection/site/findings.md.j2", count=count, table=_findings_table(source))


def statements_page(source: Source) -> str:
    """The ledger's verdicts, with links into the report."""
    verdicts = schemas.read("verdicts", source.derived)
    rows = [
        {
            "statement": beside(one.claim_id, f"report.html#{one.claim_id}"),
            "what it says": one.says,
            "verdict": one.status.replace("_", " "),
            "rests on": one.grade,
            "may be printed": one.safe,
        }
        for one in verdicts.itertuples()
    ]
    (tenth,) = (path.stem for path in notebook_paths(source) if path.name.startswith("10_"))
    counts = verdicts["status"].value_counts().items()
    return html.fill(
        "collection/site/statements.md.j2",
        count=len(verdicts),
        summary=", ".join(f"{count} {status.replace('_', ' ')}" for status, count in counts),
        notebook=tenth,
        table=html.table(rows, caption="Statements", attributes=[{"id": one} for one in verdicts["claim_id"]]),
    )


def maps_page(source: Source) -> str:
    """Each map's picture, with its words, and links to the map itself and the table behind it."""
    maps = schemas.read("maps", source.derived).sort_values("entries", ascending=False)
    return html.fill("collection/site/maps.md.j2", sentence=style.SENTENCE, maps=maps.to_dict("records"))


def notebooks_page(source: Source) -> str:
    names = [path.stem for path in notebook_paths(source)]
    return html.fill("collection/site/notebooks.md.j2", table=_notebook_table(source, "../"), names=names)


def lessons_page(lessons: list[Path], addresses: SiteAddresses) -> str:
    """What the lessons' README says, and links to the lessons, by part."""
    readme = files.ROOT / LESSONS / "README.md"
    text = readme.read_text("utf-8") if readme.exists() else "# Lessons\n"
    parts: dict[str, list[str]] = {}
    for path in lessons:
        parts.setdefault(path.parent.name, []).append(path.relative_to(files.ROOT).with_suffix("").as_posix())
    text = relinked(text, f"{LESSONS}/README.md", addresses)
    return html.fill("collection/site/lessons.md.j2", readme=text, parts=parts)


def use_page(addresses: SiteAddresses) -> str:
    """README's sections on use; their links are those of README."""
    sections = (readme_section(name, addresses) for name in ON_USE)
    return "\n\n".join(["# Use it yourself", *sections, "" if repository_address() else NO_BINDER])


# --- how to open a notebook -------------------------------------------------------------------------------------------


def notebook_bar(home: str) -> str:
    """What is shown below a notebook's title: the file to download, JupyterLab, and Binder where the repository is
    public."""
    return html.fill(
        "collection/site/notebook_bar.md.j2",
        name=Path(home).name,
        path=home.removeprefix("notebooks/"),
        online=binder_address(repository_address(), home),
    )


def repository_address() -> str:
    """The repository's public address, where CITATION.cff has one (`repository-code`)."""
    address: str = yaml.safe_load((files.ROOT / "CITATION.cff").read_text("utf-8")).get("repository-code", "")
    return address


def binder_address(repository: str, home: str) -> str:
    """Where Binder opens a file of the repository; empty where the repository has no public address."""
    if not repository.startswith("https://"):
        return ""
    github = re.fullmatch(r"https://github\.com/([\w.-]+/[\w.-]+?)(?:\.git)?/?", repository)
    where = f"gh/{github[1]}" if github else f"git/{quote(repository, safe='')}"
    return f"https://mybinder.org/v2/{where}/HEAD?urlpath={quote(f'lab/tree/{home}', safe='')}"
