"""plates: run one command, and turn errors and Ctrl-C into one sentence and an exit code. Commands: helpers/commands/.

Imports take up to a second, and Ctrl-C comes while they run, too. So nothing is imported before main() runs."""

import sys

TYPE_CHECKING = False  # typing itself would be an import
if TYPE_CHECKING:
    from helpers.interrupts import Interrupts


def main(argv: list[str] | None = None) -> int:
    """Run one command. Returns 0, 130 after Ctrl-C, or the exit code of the error, whose sentence goes to standard
    error."""
    try:
        from helpers import interrupts

        words = sys.argv[1:] if argv is None else argv
        return interrupts.guard(lambda guard: _run(words, guard), _stopped, listens=argv is None)
    except KeyboardInterrupt:  # before anybody listened
        return _stopped("")


def _run(words: list[str], interrupts: "Interrupts") -> int:
    """Run the command of these words. Raises whatever is no error of ours, and any error once Ctrl-C came."""
    import os

    from helpers.commands import choosing
    from helpers.errors import PlatesError

    command, options = choosing.chosen(words)
    interrupts.says = command.stopped
    _prepare_output()
    try:
        command.body(**options)
    except PlatesError as error:
        if interrupts.came:
            raise
        from helpers.files import shown

        print(shown(str(error)), file=sys.stderr)
        return error.exit_code
    except BrokenPipeError:  # the reader of a pipe has read enough, as head does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _stopped(says: str) -> int:
    from helpers.commands.base import STARTS_OVER

    print(f"Stopped. {says or STARTS_OVER}", file=sys.stderr)
    return 130


def _prepare_output() -> None:
    """Both outputs show every text, whatever the locale's encoding: what it lacks is spelled out."""
    import codecs
    import io

    codecs.register_error("plates", _spelled_out)
    if isinstance(sys.stdout, io.TextIOWrapper):  # in a pipe, too: progress first, then the error that follows it
        sys.stdout.reconfigure(line_buffering=True, errors="plates")
    if isinstance(sys.stderr, io.TextIOWrapper):
        sys.stderr.reconfigure(errors="plates")


def _spelled_out(error: UnicodeError) -> tuple[str | bytes, int]:
    """For characters that an encoding lacks: names of files as the bytes that they are, all else as in \\xf1."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    text = error.object[error.start : error.end]
    try:
        name = b"".join(one.encode("ascii", "surrogateescape") for one in text)
        name.decode()
        return name, error.end
    except UnicodeError:
        plain = text.encode(errors="surrogateescape").decode(errors="backslashreplace")
        return plain.encode("ascii", "backslashreplace").decode(), error.end


if __name__ == "__main__":
    sys.exit(main())
