"""A browser for the tests: an installed Chromium or Chrome, else the system's package (as root), else Playwright's.

`python -m tests.browser` sets it up before the tests run. Where none can be had, the browser tests fail and say so."""

import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
QUIET = "--no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync".split()
QUIET.append("--no-first-run")
NONE = (
    "No browser can be had: there is no Chromium or Chrome on the PATH, the system's package could not be installed "
    "(that needs root), and Playwright's own could not be downloaded. Install Chromium and run make test again."
)


def installed() -> str | None:
    """Path of an installed Chromium or Chrome, else of Playwright's own, else None."""
    for name in NAMES:
        if executable := shutil.which(name):
            return executable
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).exists() else None


def set_up() -> str | None:
    """Install one if there is none; returns its path, or None."""
    if executable := installed():
        return executable
    if shutil.which("apt-get") and os.geteuid() == 0:
        _run("apt-get", "update", "-qq")
        _run("apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium")
    if not installed():
        _run(sys.executable, "-m", "playwright", "install", "chromium")
    return installed()


def _run(*command: str) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)


def worse_than_minor(page) -> list[str]:
    """What axe finds wrong with an open page, without what is minor."""
    import axe_playwright_python

    page.evaluate((Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text())
    return page.evaluate("""axe.run(document, {resultTypes: ['violations'], elementRef: false}).then(results =>
      results.violations.filter(one => one.impact !== 'minor')
      .map(one => one.id + ': ' + one.nodes[0].html.slice(0, 200)))""")


@contextmanager
def _page(width: int, height: int = 900, colors: str = "light"):
    from playwright.sync_api import sync_playwright

    executable = installed()
    assert executable, NONE
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=QUIET)
        yield chromium.new_page(viewport={"width": width, "height": height}, color_scheme=colors)
        chromium.close()


@contextmanager
def walking(*, width: int = 1280, height: int = 900, colors: str = "light"):
    """A page without an address yet, the network denied; yields it, console errors and the addresses it asked for."""
    with _page(width, height, colors) as page:
        errors: list[str] = []
        asked: list[str] = []

        def route(request):
            if request.request.url.startswith(("file:", "data:", "blob:")):
                request.continue_()
            else:
                asked.append(request.request.url)
                request.abort()

        def listen(message):
            if message.type == "error":
                errors.append(f"{page.url}: {message.text}")

        page.route("**/*", route)
        page.on("console", listen)
        page.on("pageerror", lambda error: errors.append(f"{page.url}: {error}"))
        yield page, errors, asked


SCRIPTS = "<script>window.broken = 1</script><img src='data:,' alt='' onerror='window.broken = 2'>"
"""What would run on a page without a policy."""


def unguarded(path: Path, changed: Path) -> list[str]:
    """What is wrong with a paper, a page without scripts: its policy refuses what it shows, or runs what is put into
    it. `changed` is where a copy with scripts is written."""
    wrong = []
    with walking() as (page, errors, asked):
        page.goto(path.as_uri())
        wrong += [*errors, *asked]
        pictures = page.evaluate("[...document.images].map(one => one.complete && one.naturalWidth > 0)")
        wrong += ["a picture is not shown"] * pictures.count(False)
        if not page.evaluate("document.styleSheets.length > 0 && document.styleSheets[0].cssRules.length > 0"):
            wrong.append("the page has no style")
        text = path.read_text()
        changed.write_text(text + SCRIPTS)
        page.goto(changed.as_uri())
        if page.evaluate("window.broken") is not None:
            wrong.append("a script runs")
        changed.write_text(text.replace('http-equiv="Content-Security-Policy"', "") + SCRIPTS)
        page.goto(changed.as_uri())
        assert page.evaluate("window.broken") is not None  # else this would show nothing
    return wrong


@contextmanager
def opened(path, *, width: int = 1280, height: int = 900, colors: str = "light"):
    """A map's page opened from disk, the network denied; yields it, console errors and the addresses it asked for."""
    with walking(width=width, height=height, colors=colors) as (page, errors, asked):
        page.goto(path.as_uri())
        page.wait_for_function("window.plates !== undefined")
        yield page, errors, asked


@contextmanager
def opened_plain(path, fragment: str = "", *, width: int = 1280):
    """A page without a map, opened from disk."""
    with _page(width) as page:
        page.goto(path.as_uri() + fragment)
        yield page


if __name__ == "__main__":
    print(f"browser: {set_up() or NONE}")
