"""Interrupts: Ctrl-C ends a command, wherever the program is."""

import _thread
import signal
import sys
import time
from collections.abc import Callable
from types import FrameType

PATIENCE = 2.0
"""Seconds for which a second Ctrl-C waits: what the first one stops is tidying up."""


def guard(run: Callable[["Interrupts"], int], stopped: Callable[[str], int], *, listens: bool) -> int:
    """What `run` returns or raises or, once Ctrl-C came, what `stopped` returns for what a reader needs to know then.
    `listens`: this is a program, and Ctrl-C is its own."""
    interrupts = Interrupts()
    try:
        try:
            if listens:
                interrupts.listen()
            code = run(interrupts)
        finally:
            interrupts.end()
    except BaseException as reason:
        interrupts.end()
        if not interrupts.came and not isinstance(reason, KeyboardInterrupt):
            raise
        return stopped(interrupts.says)
    return stopped(interrupts.says) if interrupts.came else code


class Interrupts:
    """Ctrl-C of a program: `came` once it was pressed; `says` is what a reader needs to know after it.

    An error is raised where the program is, and some places cannot take one. Within an import a library may take it for
    a missing part, and go on without; what Python calls by itself, to delete an object for instance, loses it. It waits
    until such a place is left. Where it was lost all the same, it is raised again."""

    def __init__(self) -> None:
        self.came, self.says = False, ""
        self._raised_at, self._waits, self._listens = 0.0, False, False

    def listen(self) -> None:
        """Only where nobody else does: a job in the background ignores Ctrl-C, for instance."""
        if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
            self._listens = True
            signal.signal(signal.SIGINT, self._take)
            sys.unraisablehook = self._lost

    def end(self) -> None:
        """The command is over, and Python takes itself apart: nothing is left to stop."""
        if self._listens:
            signal.signal(signal.SIGINT, signal.SIG_IGN)

    def _take(self, _number: int, frame: FrameType | None) -> None:
        self.came = True
        if _cannot_take(frame):
            self._again_later()
        elif time.monotonic() - self._raised_at >= PATIENCE:
            self._raised_at = time.monotonic()
            raise KeyboardInterrupt

    def _again_later(self) -> None:
        def wait() -> None:
            time.sleep(0.01)
            self._waits = False
            _thread.interrupt_main()

        if not self._waits:
            self._waits = True
            _thread.start_new_thread(wait, ())

    def _lost(self, error: "sys.UnraisableHookArgs") -> None:
        if not isinstance(error.exc_value, KeyboardInterrupt):
            sys.__unraisablehook__(error)
            return
        self._raised_at = 0.0
        self._again_later()


SHORT = ("<frozen importlib", "/weakref.py", "/pypdfium2/internal/bases.py")
"""In the path of a module: it imports, or deletes what nobody needs any more, and is soon done."""


def _cannot_take(frame: FrameType | None) -> bool:
    while frame:
        place = frame.f_code.co_filename.replace("\\", "/")
        if frame.f_code.co_name == "__del__" or any(part in place for part in SHORT):
            return True
        frame = frame.f_back
    return False
