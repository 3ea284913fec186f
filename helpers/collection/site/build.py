"""Build: the collection as static pages that open from disk without a network.

Pages are assembled from the repository and its tables; nothing is computed here. Sphinx with MyST-NB and Furo, all
three locked, turns them into HTML."""

import io
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from helpers import files, folders, palette, schemas
from helpers.claims import ledger, report
from helpers.collection import notebooks
from helpers.collection.notebooks import Source
from helpers.collection.site import agency_pages, index_pages, table_pages
from helpers.collection.site.links import SiteAddresses, notebook_page, relinked
from helpers.errors import NotebookError, PlatesError

if TYPE_CHECKING:
    from sphinx.application import Sphinx

STATIC = Path(__file__).parent / "page"
"""The site's style sheet and its script."""

MARKDOWN_FILES = {"CHANGELOG.md": "changelog", "CORRECTIONS.md": "corrections", "CONTRIBUTING.md": "contributing"}
"""File of the repository to its page."""


def write(source: Source, target: Path | None = None, say: Callable[[str], None] = print) -> Path:
    """Build the site into `target` (build/site) and return it; what was there before stays until the new one is whole.

    Maps that are missing, or older than a table they show, are drawn first. Raises PlatesError with Sphinx's own words
    when it warns."""
    if not index_pages.notebook_paths(source):
        what = "the notebooks were not run on the records"
        raise NotebookError(what, do="make originals runs them; then build the site again.")
    target = target or source.build / "site"
    if maps_are_stale(source):
        say("The maps are not built, or a table that they show is newer: running notebook 06.")
        notebooks.run(source, ["06"], say)
    with folders.replacing(target) as outputs:
        assemble(source, outputs.work / "source")
        _run_sphinx(outputs.work / "source", outputs.draft)
        outputs.put_in_place()
    return target


def maps_are_stale(source: Source) -> bool:
    """Whether maps are missing or older than a table that notebook 06 reads."""
    drawn = [source.build / "maps" / f"{name}.html" for name in schemas.read("maps", source.derived)["name"]]
    (book,) = (book for book in notebooks.listing() if book.number == "06")
    tables = [schemas.path(table, source.derived) for table in book.facts["reads"]]
    if not all(path.exists() for path in drawn) or not any((source.build / "cards").glob("*.html")):
        return True
    return min(path.stat().st_mtime for path in drawn) < max(path.stat().st_mtime for path in tables)


# --- what the pages are made of ---------------------------------------------------------------------------------------


def assemble(source: Source, folder: Path) -> None:
    """Write the pages' Markdown and notebooks into `folder`, and what is copied as it is into its folder `as-is`."""
    books, lessons = index_pages.notebook_paths(source), _lessons()
    addresses = _addresses(source, books, lessons)
    for path in [*books, *lessons]:
        home = _home(path, source)
        if path.suffix == ".md":
            content = relinked(path.read_text("utf-8"), home, addresses)
        else:
            bar = index_pages.notebook_bar(home)
            content = notebooks.stored(notebook_page(notebooks.Notebook(path).load(), home, addresses, bar))
        files.write_text(folder / home, content)
    for file, name in MARKDOWN_FILES.items():
        files.write_text(folder / f"{name}.md", relinked((files.ROOT / file).read_text("utf-8"), file, addresses))
    for name, text in _pages(source, lessons, addresses):
        files.write_text(folder / f"{name}.md", text)
    _copy(source, [*books, *lessons], folder / "as-is")


def _pages(source: Source, lessons: list[Path], addresses: SiteAddresses) -> Iterator[tuple[str, str]]:
    """Name and Markdown of every page that is not a file of the repository."""
    yield "index", index_pages.front_page(source, lessons, addresses)
    yield "notebooks/index", index_pages.notebooks_page(source)
    if lessons:
        yield "lessons", index_pages.lessons_page(lessons, addresses)
    yield from ((f"agencies/{name}", text) for name, text in agency_pages.pages(agency_pages.gather(source)))
    yield from ((f"tables/{name}", text) for name, text in table_pages.pages(source.derived))
    yield "all-maps", index_pages.maps_page(source)
    yield "findings", index_pages.findings_page(source)
    yield "statements", index_pages.statements_page(source)
    yield "use", index_pages.use_page(addresses)


def _lessons() -> list[Path]:
    """The lessons' pages, where there are any: students' notebooks and the handouts. The instructors' notebooks have
    the answers: they are not on the site."""
    home = files.ROOT / index_pages.LESSONS
    return [path for part in ("students/*.ipynb", "cards/*.md") for path in sorted(home.glob(part))]


def _home(path: Path, source: Source) -> str:
    """A page's path in the repository, also for a notebook that was run on the originals elsewhere."""
    return f"notebooks/{path.name}" if path.parent == source.notebooks else path.relative_to(files.ROOT).as_posix()


def _addresses(source: Source, books: list[Path], lessons: list[Path]) -> SiteAddresses:
    pages = {"README.md": "index.html", "build/report.html": "report.html"}
    pages |= {file: f"{name}.html" for file, name in MARKDOWN_FILES.items()}
    pages |= {_home(path, source): str(Path(_home(path, source)).with_suffix(".html")) for path in [*books, *lessons]}
    pages |= dict.fromkeys((index_pages.LESSONS, f"{index_pages.LESSONS}/README.md"), "lessons.html") if lessons else {}
    pages |= {f"build/maps/{path.name}": f"maps/{path.name}" for path in (source.build / "maps").glob("*.html")}
    tables = [schemas.DESCRIPTOR.name, *(schemas.contract(table)["path"] for table in schemas.names())]
    pages |= {f"data/{path}": f"data/{path}" for path in tables}
    notebook_pages = {path.name[:2]: pages[_home(path, source)] for path in books}
    findings = schemas.read("findings", source.derived).itertuples()
    return SiteAddresses(
        pages, {f.finding_id: notebook_pages[f.notebook] for f in findings if f.notebook in notebook_pages}
    )


def _copy(source: Source, books: list[Path], folder: Path) -> None:
    """What the site carries as it is: maps and pictures of them, row pages, tables, notebooks and handouts to download,
    the report."""
    for path in books:
        _put(path, folder / _home(path, source))
    for name in schemas.read("maps", source.derived)["name"]:
        page = source.build / "maps" / f"{name}.html"
        files.write_text(folder / "maps" / page.name, _led_back(page.read_text("utf-8")))
        for kind in ("png", "svg", "geojson"):
            _put(source.derived / "maps" / f"{name}.{kind}", folder / "data" / "derived" / "maps" / f"{name}.{kind}")
    for path in sorted((source.build / "cards").glob("*.html")):
        files.write_text(folder / "cards" / path.name, _led_back(path.read_text("utf-8")))
    for table in schemas.names():
        _put(schemas.path(table, source.derived), folder / "data" / schemas.contract(table)["path"])
    _put(schemas.DESCRIPTOR, folder / "data" / schemas.DESCRIPTOR.name)
    inputs = report.gather(ledger.read(), source.derived, source.says, source.document, stand_in=source.stand_in)
    files.write_text(folder / "report.html", _led_back(report.page(inputs), "index.html"))


def _put(path: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(path, target)


def _led_back(text: str, front: str = "../index.html") -> str:
    """A page that was made elsewhere, with the way back to the site above its title."""
    return text.replace("<h1>", f'<p><a href="{front}">Following the Plates</a></p><h1>', 1)


# --- how Sphinx turns them into HTML ----------------------------------------------------------------------------------


def _furo_colors(colors: dict[str, str]) -> dict[str, str]:
    """The project's colors and fonts, as Furo's properties."""
    return {
        "color-brand-primary": colors["accent"],
        "color-brand-content": colors["blue"],
        "color-brand-visited": colors["blue"],
        "color-foreground-primary": colors["ink"],
        "color-background-primary": colors["ground"],
        "font-stack": palette.FONT,
        "font-stack--monospace": palette.MONO,
    }


def _settings(as_is: Path) -> dict[str, Any]:
    """Sphinx's settings. Notebooks are shown as stored, and no page asks the network for anything."""
    colors = {"light_css_variables": _furo_colors(palette.DAY), "dark_css_variables": _furo_colors(palette.NIGHT)}
    return {
        "project": "Following the Plates",
        "html_title": "Following the Plates",
        "extensions": ["myst_nb"],
        "nb_execution_mode": "off",
        "nb_ipywidgets_js": {},
        "pygments_dark_style": "a11y-high-contrast-dark",
        "smartquotes": False,  # a printed name stays as it is printed
        "exclude_patterns": ["as-is", "as-read"],
        "html_theme": "furo",
        "html_theme_options": colors,
        "html_static_path": [str(STATIC)],
        "html_css_files": ["site.css"],
        "html_js_files": [("site.js", {"defer": "defer"})],
        "html_extra_path": [str(as_is)],
        "html_copy_source": False,
        "html_show_sourcelink": False,
        "html_show_copyright": False,
        "html_use_index": False,
        "html_show_search_summary": False,  # it would fetch pages, which a browser refuses from disk
        "html_permalinks_icon": "#",
    }


def _run_sphinx(sources: Path, target: Path) -> None:
    """Sphinx on assembled sources. Raises PlatesError where it warns: a link that leads nowhere, a page that nothing
    leads to."""
    from sphinx.application import Sphinx  # a second to import: only here
    from sphinx.util.docutils import docutils_namespace

    # a file, since Sphinx takes the theme's own settings from no other place
    settings = (f"{name} = {value!r}\n" for name, value in _settings(sources / "as-is").items())
    files.write_text(sources / "conf.py", "".join(settings))
    log, read = io.StringIO(), sources / "as-read"
    with docutils_namespace():
        app = Sphinx(sources, sources, target, read, "html", status=None, warning=log, freshenv=True)
        app.connect("html-page-context", _add_caption_levels, priority=900)
        app.build()
    if warnings := log.getvalue().strip():
        plain = re.sub(r"\x1b\[[\d;]*m", "", warnings).replace(str(sources), "")
        raise PlatesError("the site has pages that do not hold together", found=plain)


def _add_caption_levels(app: "Sphinx", name: str, template: str, context: dict[str, Any], tree: object) -> None:
    """Give the captions of the contents a level, without which a screen reader cannot use them as headings."""
    for part in ("furo_navigation_tree", "body"):
        context[part] = context.get(part, "").replace('role="heading"', 'role="heading" aria-level="2"')
