"""Choosing: which command the words of a command line name, and with which options."""

from typing import Any

from helpers.commands import base, sharing

ORDER = (
    *("find", "evidence", "documents", "claims", "report", "run", "site", "export"),  # look at what is here
    *("forms", "extract", "map", "names match", "new", "own", "redactions", "readings"),  # use your own records
    *("letter", "request", "lessons"),  # ask an agency; teach
    *("fetch", "verify", "originals", "maps", "names queue", "names check"),  # check the collection and change it
    *("measure", "stand-ins", "seal", "diff", "release"),
)
"""The commands as the help lists them: what a newcomer needs comes first."""


def chosen(words: list[str]) -> tuple[base.Command, dict[str, Any]]:
    """The command and its options, by name. Ends the program with its usage where the words name none."""
    options = vars(base.parser(ORDER).parse_args(sharing.new_spelling(words)))
    command: base.Command = options.pop("command")
    return command, options
