"""A command line in this process: what it says on both streams, its status, what it writes."""

from __future__ import annotations

import contextlib
import gc
import io
import json
import os
import shlex
import shutil
import sys
from pathlib import Path

import pytest

from tests.unchanged import inside
from tests.unchanged.commands import Typed
from tests.unchanged.stage import lay, place, same_day, told


def title(typed: Typed) -> str:
    """What a recording stands under."""
    return ascii(typed if isinstance(typed, str) else " ; ".join(typed))[1:-1]


def transcript(typed: Typed) -> str:
    """What a person sees who types this on a fresh desk."""
    lines = (typed,) if isinstance(typed, str) else typed
    folder = _folder()
    with same_day(folder) as desk:
        fresh = _stamps(folder)
        said = "".join([_one(line, desk) for line in lines])
        if _stamps(folder) != fresh:
            shutil.rmtree(folder)
        return said


def _folder() -> Path:
    """A fresh desk; the one before serves where nobody wrote on it."""
    folder = place() / "here"
    if not folder.exists():
        lay(folder)
    return folder


def _one(line: str, desk: Path) -> str:
    before = _stamps(desk)
    status, out, error = _run(line)
    said = [f"$ {title(line)}", f"exit {status}"]
    for stream, text in (("", out), ("! ", error)):
        rows = _readable(told(text)).split("\n")
        # The last line has its end, as a rule; where it has none, that is told.
        rows = rows[:-1] if rows[-1] == "" else [*rows[:-1], rows[-1] + "<no end of line>"]
        said += [f"{stream}{row}" for row in rows]
    for path, stamp in _stamps(desk).items():
        if before.get(path) != stamp:
            text = path.read_bytes().decode("utf-8")
            said += [f"> {row}" for row in (str(path.relative_to(desk)), *text.split("\n"))]
    return "\n".join(said) + "\n\n"


def _run(line: str) -> tuple[object, str, str]:
    """Run words as a shell would give them; `NAME=VALUE` before `napkin` is its environment."""
    words = shlex.split(line)
    at = words.index("napkin")
    streams = [io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="") for _ in range(2)]
    status: object = None
    with pytest.MonkeyPatch.context() as patch:
        for word in words[:at]:
            name, _, value = word.partition("=")
            patch.setenv(name, value)
        patch.setattr(sys, "argv", words[at:])
        with contextlib.redirect_stdout(streams[0]), contextlib.redirect_stderr(streams[1]):
            try:
                inside.main()
            except SystemExit as end:
                status = end.code or 0
            finally:
                gc.enable()  # which opening the workbench turns off
    for stream in streams:
        stream.flush()
    out, error = [stream.buffer.getvalue().decode() for stream in streams]
    return status, out, error


def _readable(text: str) -> str:
    """One line of JSON as many, where that loses nothing; they are marked as such."""
    try:
        found = json.loads(text)
    except ValueError:
        return text
    compact = json.dumps(found, ensure_ascii=False, separators=(",", ":"))
    if not isinstance(found, dict | list) or text != compact + "\n":
        return text
    return "(JSON, in one line)\n" + "\n".join(_rows(found)) + "\n"


def _rows(value: object, before: str = "", after: str = "", depth: int = 0) -> list[str]:
    """JSON with what is short on one line."""
    room = "  " * depth
    short = json.dumps(value, ensure_ascii=False)
    if len(room + before + short) <= 100 or not isinstance(value, dict | list):
        return [f"{room}{before}{short}{after}"]
    items = (
        [(f"{json.dumps(key, ensure_ascii=False)}: ", each) for key, each in value.items()]
        if isinstance(value, dict)
        else [("", each) for each in value]
    )
    ends = "{}" if isinstance(value, dict) else "[]"
    rows = [f"{room}{before}{ends[0]}"]
    for number, (name, each) in enumerate(items, 1):
        rows += _rows(each, name, "," if number < len(items) else "", depth + 1)
    return [*rows, f"{room}{ends[1]}{after}"]


def _stamps(folder: Path) -> dict[Path, tuple[int, int]]:
    """What tells whether a file was written, by file."""
    found = [(Path(root) / name) for root, _, names in os.walk(folder) for name in sorted(names)]
    stats = {path: path.stat() for path in found}
    return {path: (stat.st_mtime_ns, stat.st_ino) for path, stat in sorted(stats.items())}
