"""A terminal that keeps all that is written to it, and what may stand in that: what Textual itself
says to a terminal, and text.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import unicodedata
from collections.abc import Iterator

import pytest
from textual import events
from textual.app import App
from textual.drivers.headless_driver import HeadlessDriver

# What Textual writes: colours and weights, moves of the cursor, modes, synchronised frames, shapes
# of the mouse.
_ITS_OWN = re.compile(
    r"\x1b\[[0-9;:]*m|\x1b\[\d+;\d+H|\x1b\[[?>=<]?[0-9;]*[hlupn]|\x1b\[\?2026\$p|\x1b\[\?2048\$p"
    r"|\x1b\[\d* q|\x1b\]8;[^\x1b\x07]*\x1b\\|\x1b\[>[0-9]*[uq]|\x1b\]22;[a-z-]*\x07"
)
# The clipboard, in base64: nothing in it can act.
_CLIPBOARD = re.compile(r"\x1b\]52;c;[A-Za-z0-9+/=]*(\a|\x1b\\)")
_ALLOWED = {"\u200c", "\u200d", "\n", "\r"}
# Sequences that the hostile texts have and that Textual never writes.
FORBIDDEN = ("\x1b[2J", "\x1b[5;77m", "\x1b[6n", "\x1b]0;", "\x1b]2;", "pwned\a")


def harmless(text: str) -> None:
    """Fail where a text has a character that a terminal acts on, or that hides."""
    bad = {
        character
        for character in set(text) - _ALLOWED
        if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp")
    }
    assert not bad, {hex(ord(character)) for character in bad}


def obeys_only_textual(written: str) -> None:
    """Fail where anything but Textual speaks to the terminal."""
    for sequence in FORBIDDEN:
        assert sequence not in written, repr(sequence)
    rest = _ITS_OWN.sub("", _CLIPBOARD.sub("", written))
    at = rest.find("\x1b")
    assert at < 0, repr(rest[max(0, at - 20) : at + 40])
    harmless(rest)


@contextlib.contextmanager
def listening(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """A headless run writes like one on a terminal, into a list."""
    written: list[str] = []
    with monkeypatch.context() as patch:
        patch.setattr(HeadlessDriver, "is_headless", property(lambda _: False))
        patch.setattr(HeadlessDriver, "write", lambda _, data: written.append(data))
        yield written


CHARACTERS = {"space": " ", "slash": "/", "comma": ",", "full_stop": ".", "colon": ":",
    "equals_sign": "=", "plus": "+", "minus": "-", "dollar_sign": "$"}  # fmt: skip


async def quickly(app: App[None], key: str) -> None:
    """Press a key without the waits of Pilot, a tenth of a second for each."""
    app.post_message(events.Key(key, CHARACTERS.get(key, key if len(key) == 1 else None)))
    await turns()


async def turns(count: int = 60) -> None:
    """Let what was posted happen, and what follows from it."""
    for _ in range(count):
        await asyncio.sleep(0)
