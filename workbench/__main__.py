"""The `napkin` command. Opening the workbench takes the short way: no command-line library stands
before the first frame.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from types import FrameType, TracebackType
from typing import Any

from sessions.files.safe_text import visible

if sys.platform != "win32":
    import termios


def main() -> None:
    """Run `napkin`: a bare call or a file opens the workbench, all else goes to the command line.

    A fault of our own is one sentence and exit status 2; NAPKIN_DEBUG=1 shows where it was.
    """
    try:
        _main(sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as fault:
        if os.environ.get("NAPKIN_DEBUG"):
            raise
        what = visible(f"{type(fault).__name__}: {fault}").replace("\n", " ")
        print(
            f"napkin: a fault of napkin's own, {what}. Nothing was overwritten; NAPKIN_DEBUG=1"
            " shows where it was.",
            file=sys.stderr,
        )
        sys.exit(2)


def _main(arguments: list[str]) -> None:
    for stream in (sys.stdout, sys.stderr):
        # Glyphs that a terminal's encoding lacks become `?`, never an exception.
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    asked = "_NAPKIN_COMPLETE" in os.environ  # by the shell, for what may come next
    if not asked and (not arguments or (len(arguments) == 1 and arguments[0].endswith(".toml"))):
        # Nothing made up to the first frame is garbage: looking for it costs a tenth of the start.
        # The app turns it on again.
        gc.disable()
        with Waiting():
            # 400 ms, during which what is typed waits; a verb does without.
            from workbench.app.app import run

            status = run(arguments[0] if arguments else None)
        sys.exit(status)
    from workbench.commands import cli  # click: 30 ms, which the first frame does without

    cli.main()


class Waiting:
    """While it is entered, the terminal echoes nothing and keeps every key for whoever reads.

    Textual takes the terminal over an eighth of a second after the start. Until then a terminal
    would write what is typed into the scrollback, and hold it back until enter; here it is taken
    over at once, and given back at every end: refused file, fault, ctrl+c or SIGTERM.
    """

    def __init__(self) -> None:
        self._terminal = -1
        self._before: Any = None

    def __enter__(self) -> None:
        keys, screen = sys.__stdin__, sys.__stdout__
        if keys is None or screen is None or not (keys.isatty() and screen.isatty()):
            return
        if sys.platform == "win32":
            return  # Textual reads the console in another way
        try:
            terminal = keys.fileno()
            if os.tcgetpgrp(terminal) != os.getpgrp():
                return  # in the background: touching the terminal would stop us
            before, now = termios.tcgetattr(terminal), termios.tcgetattr(terminal)
            # Enter and ctrl+q arrive as the keys that they are; ctrl+c stays a signal.
            now[0] &= ~(termios.ICRNL | termios.IXON)
            now[3] &= ~(termios.ECHO | termios.ICANON)
            now[6][termios.VMIN], now[6][termios.VTIME] = 1, 0
            self._terminal, self._before = terminal, before
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, self._end)
            termios.tcsetattr(terminal, termios.TCSANOW, now)
        except (OSError, termios.error):
            return  # a terminal that cannot be asked: the workbench says so

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.give_back()

    def give_back(self) -> None:
        """The terminal as it was found."""
        if sys.platform != "win32" and self._before is not None:
            try:
                termios.tcsetattr(self._terminal, termios.TCSANOW, self._before)
            except termios.error:
                return  # it is gone

    def _end(self, number: int, _: FrameType | None) -> None:
        # An exception could be lost in the middle of an import.
        self.give_back()
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)


if __name__ == "__main__":
    main()
