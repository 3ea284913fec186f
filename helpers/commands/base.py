"""The base of all commands: `@command` gives a function a name and options; its docstring is the help text.

The function receives each option as a keyword argument. Here are also the options that several commands share."""

import argparse
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

STARTS_OVER = "Run the same command again; it starts over."
RESUMES = "What was read so far is kept; run the same command again to resume."

Body = Callable[..., None]
Option = tuple[tuple[str, ...], dict[str, Any]]  # the arguments of argparse's add_argument


class Command(NamedTuple):
    """A function and its options. `stopped` is what a reader needs to know after Ctrl-C."""

    body: Body
    options: tuple[Option, ...] = ()
    stopped: str = STARTS_OVER


COMMANDS: dict[str, Command] = {}
GROUPS = {"names": "Match the names in your own list, list unresolved names, or check the manual decisions."}


def command(name: str, *options: Option, stopped: str = STARTS_OVER) -> Callable[[Body], Body]:
    """Register a function as a command. The name of a subcommand is two words: `names check`."""

    def register(body: Body) -> Body:
        COMMANDS[name] = Command(body, options, stopped)
        return body

    return register


def option(*names: str, **settings: Any) -> Option:
    return names, settings


def output(example: str, default: str) -> Option:
    return option("-o", "--output", type=Path, metavar=example, help=f"where to write (default: {default})")


AGENCY = option("--agency", default="", metavar="NAME", help="whose record it is, with its state, if it does not say")
PASSWORD = option("--password", default="", help="password of a locked file")
SECOND = option("--second", choices=("tesseract",), default="", help="second OCR engine for pages without a text layer")
VERBATIM = option("--verbatim", action="store_true", help="no apostrophe before cells that a spreadsheet would run")
WORKERS = option("--workers", type=int, default=os.cpu_count() or 1, metavar="N", help="processes (default: 1 a core)")


def parser(order: Iterable[str]) -> argparse.ArgumentParser:
    """The parser of `plates`, which lists the commands in this order. It sets `command` to the chosen Command."""
    text = "Turn released records about license plate readers into tables and maps."
    top = argparse.ArgumentParser(prog="plates", description=text)
    top.set_defaults(command=Command(top.print_help))
    groups = {"": top.add_subparsers(metavar="COMMAND", title="commands")}
    for name in order:
        group, _, last = name.rpartition(" ")
        if group not in groups:
            parent = groups[""].add_parser(group, help=GROUPS[group], description=GROUPS[group])
            groups[group] = parent.add_subparsers(metavar="COMMAND", required=True)
        chosen = COMMANDS[name]
        sub = groups[group].add_parser(last, help=chosen.body.__doc__, description=chosen.body.__doc__)
        sub.set_defaults(command=chosen)
        for names, settings in chosen.options:
            sub.add_argument(*names, **settings)
    return top


LARGE = 5_000_000
"""Bytes of a file that takes more than a few seconds."""


def bar(pieces: Iterable[Any], title: str, file: Path) -> Iterator[Any]:
    """Go through the pieces of a file with a bar of progress that counts their rows, or a line where none can be
    seen."""
    from tqdm import tqdm

    if not sys.stderr.isatty():
        stage(title, file)
    with tqdm(desc=title, unit=" rows", unit_scale=True, disable=None) as shown:
        for piece in pieces:
            yield piece
            shown.update(len(piece))


def stage(title: str, file: Path) -> None:
    """Say on stderr what is being done with a file, if it is large."""
    from helpers import files

    if file.exists() and file.stat().st_size > LARGE:
        print(files.shown(f"{title} {files.printable(file)}"), file=sys.stderr, flush=True)


def show(lines: Iterable[str]) -> None:
    """Print lines, with the control characters of other people's text spelled out."""
    from helpers import files

    print(*map(files.shown, lines), sep="\n")
