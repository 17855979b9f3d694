"""The `napkin` command. Opening the workbench takes the short way: no command-line library stands
before the first frame.
"""

from __future__ import annotations

import sys


def main() -> None:
    """Run `napkin`: a bare call or a file opens the workbench, everything else goes to the command
    line.
    """
    arguments = sys.argv[1:]
    if not arguments or (len(arguments) == 1 and arguments[0].endswith(".toml")):
        from workbench.app import run

        sys.exit(run(arguments[0] if arguments else None))
    from workbench.cli import napkin

    napkin(prog_name="napkin")


if __name__ == "__main__":
    main()
