"""A fault of our own: a sentence, and what was not saved is kept."""

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
from collections.abc import Callable
from pathlib import Path

import pytest

from sessions.catalogue.catalogue import EXAMPLE
from sessions.document.session import Entry, with_entry
from sessions.store.load import load
from sessions.store.recovery import rescued
from tests.examples import example
from tests.workbench.actions.test_files import put
from tests.workbench.helpers import Desk, drive
from workbench.app.app import opening
from workbench.app.rescue import kept, last_words
from workbench.dialogs.recent import Rescued
from workbench.state.state import edited, start

PROJECT = Path(__file__).resolve().parents[4]


def test_unsaved_work_is_kept_and_found_again() -> None:
    changed = with_entry(example(), "gpu_price", Entry.read("gpu_price", "$4/GPU/hour"))
    said = last_words(RuntimeError("boom\x1b[31m"), edited(start(example(), None), changed, None))
    assert "RuntimeError: boom" in said
    assert "\x1b" not in said
    path = Path(said.rsplit(" ", 1)[1])
    assert load(path).session == changed


def test_nothing_is_written_where_nothing_was_changed() -> None:
    assert "\n" not in last_words(ValueError("x"), start(example(), None))


def test_what_was_rescued_is_listed_newest_first_and_named_after_its_file(tmp_path: Path) -> None:
    changed = with_entry(example(), "gpu_price", Entry.read("gpu_price", "$4/GPU/hour"))
    assert rescued() == []
    kept(edited(start(example(), str(tmp_path / "my deal.toml")), changed, None))
    (found,) = rescued()
    assert found.name.endswith("-my_deal.toml")
    older = found.with_name("rescued-20200101-000000-old.toml")
    older.write_text(found.read_text())
    assert rescued() == [found, older]


def test_the_comments_of_the_file_are_rescued_too(tmp_path: Path) -> None:
    path = tmp_path / "deal.toml"
    path.write_text("# called them on Monday\n" + EXAMPLE.read_text())
    state = opening(str(path))
    changed = with_entry(state.session, "gpu_price", Entry.read("gpu_price", "$4/GPU/hour"))
    kept(edited(state, changed, None))
    (found,) = rescued()
    assert "# called them on Monday" in found.read_text()
    assert load(found).session == changed


def test_what_was_rescued_opens_as_an_unsaved_session_and_goes_once_it_is_saved(
    tmp_path: Path,
) -> None:
    changed = with_entry(example(), "gpu_price", Entry.read("gpu_price", "$4/GPU/hour"))
    kept(edited(start(example(), None), changed, None))
    (path,) = rescued()

    async def scenario(desk: Desk) -> None:
        desk.bench.action_do("open_rescued")
        await desk.pilot.pause()
        assert isinstance(desk.app.screen, Rescued)
        assert "untitled" in desk.text("page")
        await desk.press("1")
        assert desk.session == changed
        assert desk.state.path is None
        assert desk.state.unsaved
        assert path.is_file(), "it stays until it is saved elsewhere"
        await desk.press("ctrl+s")
        put(desk, str(tmp_path / "again.toml"))
        await desk.press("enter")
        await desk.settle()
        assert load(tmp_path / "again.toml").session == changed
        assert rescued() == []

    drive(scenario)


def test_nothing_rescued_is_said() -> None:
    async def scenario(desk: Desk) -> None:
        desk.bench.action_do("open_rescued")
        await desk.pilot.pause()
        assert not isinstance(desk.app.screen, Rescued)
        assert any("Nothing was rescued" in n.message for n in desk.app._notifications)

    drive(scenario)


# --- a real process in a terminal


def in_a_terminal(
    path: Path,
    home: Path,
    end: Callable[[int, int], None],
    program: tuple[str, ...] = ("-m", "workbench"),
) -> tuple[int, bytes]:
    """Start napkin on a file, change the first field that is typed, then `end` it (process,
    terminal); its exit status and what it drew after that.
    """
    child, terminal = pty.fork()
    if child == 0:
        os.environ.update(
            PYTHONPATH=str(PROJECT),
            TERM="xterm-256color",
            XDG_STATE_HOME=str(home),
            LC_ALL="C.UTF-8",
        )
        os.execv(sys.executable, [sys.executable, *program, str(path)])  # noqa: S606
    drawn = b""

    def until(text: bytes) -> None:
        nonlocal drawn
        deadline = time.monotonic() + 20
        while text not in re.sub(rb"\x1b\[[0-?]*[ -/]*[@-~]", b"", drawn):
            assert time.monotonic() < deadline, drawn[-300:]
            if select.select([terminal], [], [], 0.2)[0]:
                drawn += os.read(terminal, 65_536)

    try:
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
        until(b"F2 F3 F4")  # the keys row of the workbench
        os.write(terminal, b"\x1bOQ")  # F2
        until(b"reset")  # one of the keys of a field
        os.write(terminal, b"e")
        until(b"Type a value")
        drawn = b""
        os.write(terminal, b"14K\r")
        until(b"deal *")
        until(b"reset")  # the keys of the list again: the field is left
        drawn = b""
        end(child, terminal)
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            done, status = os.waitpid(child, os.WNOHANG)
            if done:
                child = 0
                # What it wrote last is still in the terminal.
                with contextlib.suppress(OSError):
                    while select.select([terminal], [], [], 0.1)[0]:
                        last = os.read(terminal, 65_536)
                        drawn += last
                        if not last:
                            break
                return os.waitstatus_to_exitcode(status), drawn
            time.sleep(0.02)
            with contextlib.suppress(OSError):
                if select.select([terminal], [], [], 0.1)[0]:
                    drawn += os.read(terminal, 65_536)
        raise AssertionError("it did not end")
    finally:
        if child:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        with contextlib.suppress(OSError):
            os.close(terminal)


def killed_by(number: signal.Signals) -> Callable[[int, int], None]:
    return lambda child, terminal: os.kill(child, number)


def closed(child: int, terminal: int) -> None:
    os.close(terminal)  # the kernel sends SIGHUP, and what is drawn from then on fails


@pytest.mark.parametrize(
    ("end", "status"),
    [
        (killed_by(signal.SIGTERM), 143),
        (killed_by(signal.SIGHUP), 129),
        (killed_by(signal.SIGINT), 130),
        (closed, None),
    ],
    ids=["SIGTERM", "SIGHUP", "SIGINT", "closed"],
)
def test_a_process_that_is_ended_keeps_what_was_typed(
    end: Callable[[int, int], None],
    status: int | None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = tmp_path / "deal.toml"
    path.write_bytes(EXAMPLE.read_bytes())
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    ended, _ = in_a_terminal(path, tmp_path / "state", end)
    # What a program says to a terminal that is gone may be its end before the signal is.
    assert ended == status if status is not None else ended != 0
    (found,) = rescued()
    assert load(found).session.packet.entries["fresh_tokens"].text == "14K"
    assert path.read_bytes() == EXAMPLE.read_bytes(), "the file itself was not saved"


@pytest.mark.parametrize(
    "parts",
    [
        (b"\xff",),
        (b"\x1b[200~caf\xe9 \xa4\x1b[201~",),
        (b"\xe2\x82", b"\xac"),
        (b"\xe2", b"\x1b"),
        (b"\x1b[:~", b"\x1b[99999999999u", b"\x1b[55296u"),
    ],
    ids=["no byte of UTF-8", "a Latin-1 paste", "cut in two", "never ended", "no key"],
)
def test_no_byte_ends_the_program(
    parts: tuple[bytes, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "deal.toml"
    path.write_bytes(EXAMPLE.read_bytes())
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))

    def typed(child: int, terminal: int) -> None:
        for part in parts:
            os.write(terminal, part)
            time.sleep(0.3)
        os.write(terminal, b"\x11")  # ctrl+q
        drawn = b""
        deadline = time.monotonic() + 20
        while b"Quit without saving" not in drawn:  # what is typed is still heard
            assert time.monotonic() < deadline, drawn[-300:]
            if select.select([terminal], [], [], 0.2)[0]:
                drawn += os.read(terminal, 65_536)
        os.kill(child, signal.SIGTERM)

    ended, _ = in_a_terminal(path, tmp_path / "state", typed)
    assert ended == 143, "it lived until it was asked to end"
    (found,) = rescued()
    assert load(found).session.packet.entries["fresh_tokens"].text == "14K"


# napkin, but ctrl+g fails in one of its parts; from then on the files of the program are gone.
FAILING = """
import sys
from textual.events import Key
from workbench.__main__ import main
from workbench.app.app import NapkinApp
from workbench.widgets.lines_view import LinesView
from workbench.widgets.textual_private import Terminal

class Gone:
    def find_spec(self, name, path=None, target=None):
        raise ImportError(f"{name} is gone")

class Fails(Exception):
    pass

class Drawn(Exception):
    def __rich__(self):
        return "in its own way"

def fail(*_, kind=Fails, **__):
    raise kind("on purpose")

async def fail_beside():
    fail()

def paint(app):
    LinesView.render_lines = fail
    app.workbench.say_line.parent.screen.refresh(layout=True)
    for each in app.workbench.query(LinesView):
        each.refresh()

PARTS = {
    "handler": fail,
    "drawn": lambda app: fail(kind=Drawn),
    "exit": lambda app: fail(kind=SystemExit),
    "timer": lambda app: app.set_timer(0.01, fail),
    "worker": lambda app: app.run_worker(fail_beside()),
    "thread": lambda app: app.run_worker(fail, thread=True),
    "paint": paint,
}
part = PARTS.get(sys.argv.pop(1))
owner, name = (NapkinApp, "on_event") if part else (Terminal, "process_message")
before = getattr(owner, name)

def heard(self, event):
    if isinstance(event, Key) and event.key == "ctrl+g":
        sys.meta_path.insert(0, Gone())
        (part or fail)(self)
    return before(self, event)

setattr(owner, name, heard)
main()
"""


@pytest.mark.parametrize(
    "part", ["input", "handler", "drawn", "exit", "timer", "worker", "thread", "paint"]
)
def test_whichever_part_fails_what_was_typed_is_kept(
    part: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "deal.toml"
    path.write_bytes(EXAMPLE.read_bytes())
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))

    def failing(child: int, terminal: int) -> None:
        time.sleep(1)  # what saves is loaded beside the screen
        os.write(terminal, b"\x07")

    ended, drawn = in_a_terminal(path, tmp_path / "state", failing, ("-c", FAILING, part))
    assert ended not in (0, None), "a fault is no success"
    assert b"Your unsaved changes are in" in drawn
    (found,) = rescued()
    assert load(found).session.packet.entries["fresh_tokens"].text == "14K"
