"""Keys that are typed before the first frame are heard, and the terminal is always given back."""

from __future__ import annotations

import fcntl
import os
import re
import select
import signal
import struct
import sys
import termios
import time
from pathlib import Path
from typing import NamedTuple

import pytest

pty = pytest.importorskip("pty")
ECHOES = termios.ECHO | termios.ICANON | termios.ISIG


class Ran(NamedTuple):
    """What a run in a terminal of its own left behind."""

    before: bytes  # what was written before the screen was taken
    screen: str  # what was drawn on it
    modes: int
    status: int


class Terminal:
    """napkin in a pseudo-terminal, with all that it wrote."""

    def __init__(self, *arguments: str) -> None:
        self.child, self.handle = pty.fork()
        if self.child == 0:
            os.environ.update(TERM="xterm-256color", PYTHONPATH=str(Path.cwd()))
            os.execv(sys.executable, [sys.executable, "-m", "workbench", *arguments])  # noqa: S606
        fcntl.ioctl(self.handle, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self.written = b""

    def read(self) -> bool:
        """Read what there is. Returns whether the program still runs."""
        if select.select([self.handle], [], [], 0.005)[0]:
            try:
                self.written += os.read(self.handle, 65536)
            except OSError:
                return False
        return True

    def quiet(self) -> None:
        """Wait until the program has taken the terminal over."""
        self.until(lambda: not termios.tcgetattr(self.handle)[3] & termios.ECHO)

    def until(self, done: object, seconds: float = 20) -> None:
        """Read until something is so."""
        assert callable(done)
        end = time.monotonic() + seconds
        while not done():
            assert time.monotonic() < end, self.written[-400:]
            if not self.read():
                break

    def drawn(self) -> str:
        """What was drawn, without where and how."""
        _, _, screen = self.written.partition(b"\x1b[?1049h")
        return re.sub(rb"\x1b\[[0-9;?<>=]*[a-zA-Z]", b"", screen).decode(errors="replace")

    def end(self) -> Ran:
        """Wait for the end."""
        self.until(lambda: False)
        modes = termios.tcgetattr(self.handle)[3]
        _, status = os.waitpid(self.child, 0)
        os.close(self.handle)
        before = self.written.partition(b"\x1b[?1049h")[0]
        return Ran(before, self.drawn(), modes & ECHOES, status)


def test_what_is_typed_before_the_first_frame_is_heard_and_not_echoed() -> None:
    terminal = Terminal()
    terminal.quiet()
    assert b"\x1b[?1049h" not in terminal.written, "long before Textual takes the screen"
    os.write(terminal.handle, b"Dorado: 40 tok/s/user")
    terminal.until(lambda: "Dorado  being said" in terminal.drawn())
    os.write(terminal.handle, b"\x1b[113;5u")  # ctrl+q, as a terminal says it that was asked to
    terminal.until(lambda: "not kept" in terminal.drawn())
    os.write(terminal.handle, b"2")
    ran = terminal.end()
    assert (ran.status, ran.modes) == (0, ECHOES)
    assert b"Dorado" not in ran.before


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_before_the_first_frame_gives_the_terminal_back(number: signal.Signals) -> None:
    terminal = Terminal()
    terminal.quiet()
    os.kill(terminal.child, number)
    ran = terminal.end()
    assert ran.modes == ECHOES
    assert os.WTERMSIG(ran.status) == number
    assert b"Traceback" not in ran.before


def test_sigterm_while_it_runs_leaves_the_screen_and_gives_the_terminal_back() -> None:
    terminal = Terminal()
    terminal.until(lambda: "F1 help" in terminal.drawn())
    os.kill(terminal.child, signal.SIGTERM)
    ran = terminal.end()
    assert b"\x1b[?1049l" in terminal.written
    assert (os.WEXITSTATUS(ran.status), ran.modes) == (128 + signal.SIGTERM, ECHOES)
    assert "Traceback" not in ran.screen


def test_a_file_that_is_refused_gives_the_terminal_back(tmp_path: Path) -> None:
    path = tmp_path / "bad.toml"
    path.write_text("x = [")
    ran = Terminal(str(path)).end()
    assert (os.WEXITSTATUS(ran.status), ran.modes) == (2, ECHOES)
    assert b"was not changed" in ran.before
