"""From the start of the process to the first frame with the values, in a real terminal."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Sequence

from formulas.compiled import evaluate
from formulas.quantity import significant
from tests.bench.example import example
from tests.bench.measure import Row, compared, napkin, surroundings, taking_turns

COLUMNS, ROWS = 120, 40
PATIENCE = 20.0
EMPTY = """
from textual.app import App
from textual.widgets import Static

class Empty(App):
    def compose(self):
        yield Static("the empty app")

Empty().run()
"""
_ESCAPE = rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|.)"


class Never(RuntimeError):
    """What was waited for did not appear: the tail of what did."""


def until_shown(command: Sequence[str], texts: Sequence[str]) -> float:
    """Start a program in a terminal that answers nothing; how long until it has drawn all texts."""
    start = time.perf_counter()
    child, terminal = pty.fork()
    if child == 0:
        os.execvpe(command[0], list(command), surroundings())  # noqa: S606
    try:
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        return _read_until(terminal, [text.encode() for text in texts], start)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(terminal)


def _read_until(terminal: int, texts: list[bytes], start: float) -> float:
    drawn = plain = b""
    while time.perf_counter() - start < PATIENCE:
        if not select.select([terminal], [], [], 0.5)[0]:
            continue
        try:
            drawn += os.read(terminal, 65_536)
        except OSError:  # the program has ended
            break
        plain = re.sub(_ESCAPE, b"", drawn)
        if all(text in plain for text in texts):
            return time.perf_counter() - start
    raise Never(f"{b', '.join(texts).decode()} was not drawn: {plain[-200:]!r}")


def values_on_show() -> list[str]:
    """Values that the first frame has only if the chain was evaluated: one user's speed."""
    speeds = evaluate(example()).by_basis("per_stream_tps").values()
    return [significant(speed, 3) for speed in speeds]


def first_frame_rows() -> list[Row]:
    """The workbench with its values, against a Textual app with one line in it."""
    pair = taking_turns(
        lambda: until_shown(napkin(), values_on_show()),
        lambda: until_shown([sys.executable, "-c", EMPTY], ["the empty app"]),
        9,
    )
    return [compared("first frame with values / an empty Textual app", 1.3, pair)]
