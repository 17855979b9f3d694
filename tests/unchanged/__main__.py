"""`python -m tests.unchanged record [NAME...]`: record anew, all or what is named."""

from __future__ import annotations

import sys

from tests.unchanged import records
from tests.unchanged.commands import COMMANDS
from tests.unchanged.pictures import file_of, walk
from tests.unchanged.running import title, transcript
from tests.unchanged.screens import WALKS


def main(words: list[str]) -> int:
    """Record what is named; without a name, everything."""
    if not words or words[0] != "record":
        print(__doc__, file=sys.stderr)
        return 2
    names = words[1:]
    for group, typed in COMMANDS.items():
        if not names or group in names:
            records.write(f"commands/{group}", {title(each): transcript(each) for each in typed})
    for name, plan in WALKS.items():
        if not names or name in names:
            records.write(file_of(name), walk(plan))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
