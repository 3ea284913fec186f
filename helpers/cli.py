"""plates: choose a command, run it, and turn errors into one sentence and an exit code. Commands: helpers/commands/."""

import io
import os
import sys

from helpers.commands import base, sharing
from helpers.errors import PlatesError

ORDER = (
    *("find", "evidence", "documents", "claims", "report", "run", "site", "export"),  # look at what is here
    *("extract", "map", "names match", "new", "own", "redactions", "readings"),  # use your own records
    *("letter", "request", "lessons"),  # ask an agency; teach
    *("fetch", "verify", "originals", "maps", "names queue", "names check"),  # check the collection and change it
    *("measure", "stand-ins", "seal", "diff", "release"),
)
"""The commands as the help lists them: what a newcomer needs comes first."""


def main(argv: list[str] | None = None) -> int:
    """Run one command. Returns 0, or the exit code of the error, whose sentence goes to standard error."""
    words = sharing.new_spelling(sys.argv[1:] if argv is None else argv)
    options = vars(base.parser(ORDER).parse_args(words))
    command: base.Command = options.pop("command")
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(line_buffering=True)  # in a pipe, too: progress first, then the error that follows it
    try:
        command.body(**options)
    except PlatesError as error:
        from helpers.files import shown

        print(shown(str(error)), file=sys.stderr)
        return error.exit_code
    except BrokenPipeError:  # the reader of a pipe has read enough, as head does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print(f"Stopped. {command.stopped}", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
