"""The `napkin` command. Opening the workbench takes the short way: no command-line library stands
before the first frame.
"""

from __future__ import annotations

import gc
import os
import sys

from sessions.files.safe_text import visible
from workbench.app.terminal import Waiting


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


if __name__ == "__main__":
    main()
