"""A browser for the tests: an installed Chromium or Chrome, else the system's package (as root), else Playwright's own.

`python -m tests.browser` sets it up before the tests run. Where none can be had, the browser tests fail with that
sentence."""

import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
NONE = (
    "No browser can be had: there is no Chromium or Chrome on the PATH, the system's package could not be installed (that "
    "needs root), and Playwright's own could not be downloaded. Install Chromium and run make test again."
)


def installed() -> str | None:
    """Path of an installed Chromium or Chrome, else of Playwright's own, else None."""
    for name in NAMES:
        if found := shutil.which(name):
            return found
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).exists() else None


def set_up() -> str | None:
    """Install one if there is none; returns its path, or None."""
    if found := installed():
        return found
    if shutil.which("apt-get") and os.geteuid() == 0:
        quiet = {
            "stdout": subprocess.DEVNULL,
            "stderr": subprocess.DEVNULL,
            "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        }
        subprocess.run(["apt-get", "update", "-qq"], check=False, **quiet)
        subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"], check=False, **quiet)
    if not installed():
        own = [sys.executable, "-m", "playwright", "install", "chromium"]
        subprocess.run(own, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return installed()


def worse_than_minor(page) -> list[str]:
    """What axe holds against a page that is open, without what is minor."""
    import axe_playwright_python

    page.evaluate((Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text())
    return page.evaluate("""axe.run(document, {resultTypes: ['violations'], elementRef: false}).then(found => found.violations
      .filter(one => one.impact !== 'minor').map(one => one.id + ': ' + one.nodes[0].html.slice(0, 200)))""")


@contextmanager
def walking(*, width: int = 1280, height: int = 900, colors: str = "light"):
    """A page without an address yet, the network denied; yields it with console errors and the addresses it asked
    for."""
    from playwright.sync_api import sync_playwright

    executable = installed()
    assert executable, NONE
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=QUIET)
        page = chromium.new_page(viewport={"width": width, "height": height}, color_scheme=colors)
        errors: list[str] = []
        asked: list[str] = []

        def route(request):
            if request.request.url.startswith(("file:", "data:", "blob:")):
                request.continue_()
            else:
                asked.append(request.request.url)
                request.abort()

        page.route("**/*", route)
        page.on(
            "console", lambda message: errors.append(f"{page.url}: {message.text}") if message.type == "error" else None
        )
        page.on("pageerror", lambda error: errors.append(f"{page.url}: {error}"))
        yield page, errors, asked
        chromium.close()


@contextmanager
def opened(path, *, width: int = 1280, height: int = 900, colors: str = "light"):
    """A page opened from disk with the network denied; yields it with two lists: console errors, and addresses it asked
    for."""
    with walking(width=width, height=height, colors=colors) as (page, errors, asked):
        page.goto(path.as_uri())
        page.wait_for_function("window.plates !== undefined")
        yield page, errors, asked


@contextmanager
def opened_plain(path, fragment: str = "", *, width: int = 1280):
    """A page without a map, opened from disk."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=installed(), args=QUIET)
        page = chromium.new_page(viewport={"width": width, "height": 900})
        page.goto(path.as_uri() + fragment)
        yield page
        chromium.close()


if __name__ == "__main__":
    print(f"browser: {set_up() or NONE}")
