"""README's commands, so that tests run what README tells a newcomer to run."""

import re

from helpers import files


def commands(heading: str) -> str:
    """The shell commands under a heading of README."""
    part = (files.ROOT / "README.md").read_text().split(f"### {heading}\n", 1)[1]
    return re.search(r"```sh\n(.*?)```", part, re.DOTALL)[1]


def named(script: str) -> list[str]:
    """The pages that its comments say to open."""
    return re.findall(r"[\w/.-]+\.html", script)
