"""The same day, the same machine and the same folder for everything that is recorded."""

from __future__ import annotations

import atexit
import contextlib
import datetime
import functools
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unchanged import inside

HERE = Path(__file__).resolve().parent
FILES = HERE / "files"
RECORDED = HERE / "recorded"
# What the napkin of before wrote on a disk; never to be written anew.
KEPT = HERE / "kept"
NOW = datetime.datetime(2026, 11, 20, 10, 30, tzinfo=datetime.UTC)

_real_datetime = datetime.datetime


class _Kind(type):
    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, _real_datetime)


class _Stopped(_real_datetime, metaclass=_Kind):
    """A clock that stands."""

    @classmethod
    def now(cls, tz: datetime.tzinfo | None = None) -> _real_datetime:  # type: ignore[override]
        """The moment at which everything is recorded."""
        return NOW.astimezone(tz) if tz is not None else NOW.replace(tzinfo=None)


@functools.cache
def place() -> Path:
    """A folder of our own. Its path is as long wherever it is, since texts are wrapped by it, and
    where only its end is shown, that says nothing of the machine.
    """
    made = tempfile.TemporaryDirectory(prefix="napkin-", dir="/tmp")
    atexit.register(made.cleanup)
    folder = Path(made.name).resolve() / "where-everything-is-as-it-was"
    folder.mkdir()
    return folder


def lay(folder: Path, *, kept: bool = False) -> None:
    """A desk with copies of our files, and the home of a person who never used napkin; or, with
    what is kept, of one who did.
    """
    for source in (FILES, KEPT / "desk"):
        shutil.copytree(source, folder / "desk", copy_function=shutil.copyfile, dirs_exist_ok=True)
    home = folder / "home"
    home.mkdir()
    if kept:
        shutil.copytree(KEPT / "home", home, copy_function=shutil.copyfile, dirs_exist_ok=True)
        memory = memory_of(folder)
        text = memory.read_text(encoding="utf-8")
        memory.write_text(text.replace("{desk}", str(folder / "desk")), encoding="utf-8")
    for path in folder.rglob("*"):
        os.utime(path, (NOW.timestamp(), NOW.timestamp()))  # lists tell when a file was written


def config_of(folder: Path) -> Path:
    """Where the person's settings are."""
    return folder / "home/config/napkin/config.toml"


def memory_of(folder: Path) -> Path:
    """Where it stands what napkin remembers."""
    return folder / "home/state/napkin/remembered.json"


@contextlib.contextmanager
def same_day(folder: Path) -> Iterator[Path]:
    """The recorded day, at a desk that was laid. Yields the desk: the working directory."""
    desk, home = folder / "desk", folder / "home"
    with pytest.MonkeyPatch.context() as patch:
        for name in [*os.environ]:
            if name.startswith(("NAPKIN_", "_NAPKIN", "LC_")) or name in {
                "NO_COLOR",
                "FORCE_COLOR",
                "COLORTERM",
                "TEXTUAL_THEME",
            }:
                patch.delenv(name)
        for name, value in {
            "HOME": str(home),
            "TERM": "xterm-256color",
            "LANG": "C.UTF-8",
            "TZ": "UTC",
            "COLUMNS": "80",
            "LINES": "24",
        }.items():
            patch.setenv(name, value)
        for kind in ("CONFIG", "STATE", "DATA", "CACHE"):
            patch.setenv(f"XDG_{kind}_HOME", str(home / kind.lower()))
        patch.chdir(desk)
        patch.setattr(inside.PRICE_LIST, lambda: False)
        # `date.today` asks `time.time`; `datetime.now` asks the system, so its class stands in.
        patch.setattr(time, "time", NOW.timestamp)
        patch.setattr(datetime, "datetime", _Stopped)
        time.tzset()
        if datetime.date.today() != NOW.date():
            pytest.skip("this Python's date.today() asks nobody that can be stopped")
        try:
            yield desk
        finally:
            patch.undo()
            time.tzset()


def told(text: str) -> str:
    """A text without the name of the folder where it happened to run, as long as before; and
    without the sign that ends texts for shells, which would make a file no text.
    """
    name = place().parent.name
    return text.replace(name, "napkin-" + "x" * (len(name) - len("napkin-"))).replace("\0", "\\0")
