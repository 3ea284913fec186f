"""Chapters: the site's own pages, which lead to everything else: the front page, the lists of notebooks, lessons and
maps, the findings, and the article statement by statement."""

import re
from pathlib import Path
from urllib.parse import quote

import pandas as pd
import yaml

from helpers import files, schemas
from helpers.collection import findings, notebooks
from helpers.collection.notebooks import Source
from helpers.collection.site import links, markup
from helpers.errors import NotebookError
from helpers.sharing.maps import style

DOORS = {
    "agencies/index.html": (
        "Find an agency",
        "Your town’s police, a sheriff, a federal office: which report lists it, on which page.",
    ),
    "all-maps.html": ("Maps", "Who may see whose plates, as the reports list it. They open without a network."),
    "statements.html": (
        "The article, statement by statement",
        "What was published, what we found, what may be printed.",
    ),
    "report.html": (
        "The report for reviewers",
        "One page: every number, statement, page and reason, and how to do it again.",
    ),
    "notebooks/index.html": ("Notebooks", "Every step from a page to a map, with its code and its result."),
    "lessons.html": ("Lessons", "Exercises and answers for a classroom without a network."),
    "tables/index.html": ("Tables", "All data as CSV, and what each column means."),
}
"""Page to what stands on its door."""


FIND = (
    '<form class="plates-find" action="agencies/index.html" role="search" aria-label="Agencies">'
    "<label>Is my town in these records? "
    '<input name="find" type="search" placeholder="for example Union City" autocomplete="off" spellcheck="false"></label>'
    "<button>Find it</button></form>"
)
"""Leads to the table of agencies, which takes the words from its address."""


def section(name: str, places: links.Places) -> str:
    """A section of README, with its heading, its links turned to the site's pages. Raises NotebookError for one that is
    gone."""
    found = re.search(
        rf"^## {re.escape(name)}\n.*?(?=^## |\Z)", (files.ROOT / "README.md").read_text(), re.MULTILINE | re.DOTALL
    )
    if not found:
        raise NotebookError("README has no such section", document="README.md", expected=f"## {name}")
    return links.relinked(found[0], "README.md", places)


def front(source: Source, lessons: list[Path], places: links.Places) -> str:
    """The front page: what this is, where to go, what was found and what that does not show, which notebook answers
    what."""
    lead, about = (files.ROOT / "README.md").read_text().split("\n\n")[1:3]
    read = notebooks.READ_FROM_STAND_INS.replace("This notebook was run on", "What you see here was read from")
    doors = "".join(
        f'<li><a href="{page}">{markup.text(name)}</a><span>{markup.text(says)}</span></li>'
        for page, (name, says) in DOORS.items()
        if lessons or page != "lessons.html"
    )
    shown = found_table(schemas.read("findings", source.derived), source, "", findings.IN_README)
    parts = [
        "---\nhide-toc: true\n---\n# Following the Plates",
        lead,
        about,
        markup.raw(f'{FIND}<nav aria-label="Where to go"><ul class="plates-doors">{doors}</ul></nav>'),
        section("What a name on a report shows", places),
        f"{read if source.stand_in else notebooks.READ_FROM_ORIGINALS}\n",
        f"## What was found\n{markup.raw(shown)}",
        f"## Which question, which notebook\n{markup.raw(questions(source, ''))}",
        markup.contents(["findings", "statements", "agencies/index", "all-maps"], "What was found"),
        markup.contents(["notebooks/index", *(["lessons"] if lessons else []), "use"], "Do it yourself"),
        markup.contents(["tables/index", "house"], "How it is made"),
        markup.contents(["changelog", "corrections", "contributing"], "The papers"),
    ]
    return "\n\n".join(parts)


def questions(source: Source, above: str) -> str:
    """The table question -> notebook -> minutes; `above` leads from its page to the top of the site."""
    rows = []
    for path in books(source):
        facts = notebooks.Notebook(path).facts
        page = f"{above}notebooks/{path.stem}.html"
        called = f"notebook {path.name[:2]}"
        rows.append(
            [markup.link(facts["question"], page), called, markup.text(facts["minutes"]), markup.text(facts["level"])]
        )
    return markup.table(["question", "notebook", "minutes", "level"], rows, caption="Notebooks in reading order")


def books(source: Source) -> list[Path]:
    return sorted(source.notebooks.glob("[0-9][0-9]_*.ipynb"))


def found_table(known: pd.DataFrame, source: Source, above: str, chosen: list[str] | None = None) -> str:
    """Findings with what they show and do not show, and the cell that computes each; those of `chosen` in that order,
    or all."""
    names = {path.name[:2]: path.stem for path in books(source)}
    by_id = known.set_index("finding_id", drop=False)
    rows = []
    for f in (by_id.loc[chosen] if chosen else by_id).itertuples():
        span = f" ({findings.digits(f.low)} to {findings.digits(f.high)})" if pd.notna(f.low) else ""
        number = f"<strong>{findings.digits(f.value)}</strong>{span} {markup.text(f.unit)}"
        where = markup.link(
            f"notebook {f.notebook}, cell {f.cell}", f"{above}notebooks/{names[f.notebook]}.html#{f.finding_id}"
        )
        rows.append([number, markup.text(f.says), markup.text(f.does_not_say), where])
    heads = ["figure", "what the record shows", "what it does not show", "where"]
    ids = None if chosen else [{"id": finding_id} for finding_id in by_id.index]
    return markup.table(heads, rows, caption="Numbers, each with the cell that computes it", rows_are=ids)


def all_findings(source: Source) -> str:
    known = schemas.read("findings", source.derived)
    return (
        f"# Every number\n\n{len(known)} numbers, each computed in one cell of one notebook. To cite one, name its id, which "
        "ends its address here.\nA range beside a number is its low and its high value; what they take in, its cell says.\n"
        + markup.raw(found_table(known, source, ""))
    )


def statements(source: Source) -> str:
    """The ledger's verdicts, with links into the report."""
    told = schemas.read("verdicts", source.derived)
    rows = [
        [
            markup.link(one.claim_id, f"report.html#{one.claim_id}"),
            markup.text(one.says),
            markup.text(one.status.replace("_", " ")),
            markup.text(one.grade),
            markup.text(one.safe),
        ]
        for one in told.itertuples()
    ]
    counts, (ten,) = told["status"].value_counts(), (path for path in books(source) if path.name.startswith("10_"))
    summary = ", ".join(f"{count} {status.replace('_', ' ')}" for status, count in counts.items())
    heads = ["statement", "what it says", "verdict", "rests on", "may be printed"]
    return (
        f"# The article, statement by statement\n\nThe article of 13 March 2019 in {len(told)} statements: {summary}.\n"
        'Each leads to its place in <a href="report.html">the report for reviewers</a>, one page with the evidence, the reason '
        f'and what speaks against it; <a href="notebooks/{ten.stem}.html">notebook 10</a> computes the verdicts.\n'
        + markup.raw(
            markup.table(
                heads, rows, caption="Statements", rows_are=[{"id": claim_id} for claim_id in told["claim_id"]]
            )
        )
    )


def maps(source: Source) -> str:
    """Each map's still, with its words, and the way to the map itself and the table behind it."""
    drawn = schemas.read("maps", source.derived).sort_values("entries", ascending=False)
    parts = [
        f"# Maps\n\n{style.SENTENCE}\nEach map is a page of its own that opens without a network, with a list beside it that "
        "says the same in words; entries lead to their line on the report’s page.\n"
    ]
    for one in drawn.itertuples():
        home = f"data/derived/maps/{one.name}"
        still = f'<img src="{home}.png" alt="{markup.text(one.alt)}" loading="lazy">'
        ways = ", ".join(
            markup.link(words, f"{home}.{kind}")
            for kind, words in {"csv": "the table behind it", "geojson": "GeoJSON", "svg": "the picture as SVG"}.items()
        )
        numbers = f"{one.entries} entries, {one.on_the_map} on the map. As of {markup.text(one.as_of)}."
        parts.append(
            f"## {markup.title(one.title)}\n"
            + markup.raw(
                f'<figure class="plates-still"><a href="maps/{one.name}.html">{still}</a><figcaption><a class="plates-open" '
                f'href="maps/{one.name}.html">Open the map</a> {numbers} {ways}.</figcaption></figure>'
            )
        )
    return "\n".join(parts)


def of_notebooks(source: Source) -> str:
    names = [path.stem for path in books(source)]
    return (
        "# The notebooks\n\nShort notebooks, each an argument that answers its title. They are shown as they were run, with "
        "every result.\n" + markup.raw(questions(source, "../")) + markup.contents(names)
    )


LESSONS = "notebooks/lessons"


def of_lessons(lessons: list[Path], places: links.Places) -> str:
    """What the lessons' README says, and the lessons as they lie beside it, by part."""
    paper = f"{LESSONS}/README.md"
    told = (files.ROOT / paper).read_text() if (files.ROOT / paper).exists() else "# Lessons\n"
    parts = [links.relinked(told, paper, places)]
    for name in dict.fromkeys(path.parent.name for path in lessons):
        pages = [
            path.relative_to(files.ROOT).with_suffix("").as_posix() for path in lessons if path.parent.name == name
        ]
        parts.append(f"## {name.capitalize()}\n{markup.contents(pages, hidden=False)}")
    return "\n".join(parts)


OF_README = ("Start", "Verbs", "What is where", "To cite a number", "To correct us", "To add a report", "License")
"""Sections of README that make the page on how to use the collection."""


def use(places: links.Places) -> str:
    """README's sections on use; their links are those of README."""
    return "\n\n".join(
        ["# Use it yourself", *(section(name, places) for name in OF_README), "" if repository() else NO_BINDER]
    )


# --- how to open a notebook -------------------------------------------------------------------------------------------


def bar(home: str) -> str:
    """What stands below a notebook's title: the file to download, JupyterLab, and Binder where the repository is
    public."""
    name = Path(home).name
    lab = f"In JupyterLab: <code>make lab</code>, then <code>{markup.text(home.removeprefix('notebooks/'))}</code>"
    away = binder(repository(), home)
    online = markup.link("Open it on Binder", away) if away else ""
    ways = [f'<a href="{markup.text(name)}" download>Download this notebook</a>', lab, online]
    return f'<ul class="plates-ways">{"".join(f"<li>{way}</li>" for way in ways if way)}</ul>'


def repository() -> str:
    """The repository's public address, where CITATION.cff has one (`repository-code`)."""
    address: str = yaml.safe_load((files.ROOT / "CITATION.cff").read_text()).get("repository-code", "")
    return address


def binder(address: str, home: str) -> str:
    """Where Binder opens a file of the repository; empty where the repository has no public address."""
    if not address.startswith("https://"):
        return ""
    github = re.fullmatch(r"https://github\.com/([\w.-]+/[\w.-]+?)(?:\.git)?/?", address)
    where = f"gh/{github[1]}" if github else f"git/{quote(address, safe='')}"
    return f"https://mybinder.org/v2/{where}/HEAD?urlpath={quote(f'lab/tree/{home}', safe='')}"


NO_BINDER = (
    "A link that opens a notebook on Binder needs the repository's public address: set `repository-code` in CITATION.cff, and "
    "`make site` puts the link on every notebook's page."
)
