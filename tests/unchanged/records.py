"""Recordings as text files: written on request, compared in the tests with a short difference."""

from __future__ import annotations

import difflib
from pathlib import Path

from tests.unchanged.stage import RECORDED

_MOST = 60  # lines of a difference
_RULE = "=" * 100


def write(name: str, parts: dict[str, str]) -> None:
    """Record parts under their titles as one file."""
    path = _path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    text = "".join([f"{_RULE}\n{title}\n{body}" for title, body in parts.items()])
    path.write_text(text, encoding="utf-8", newline="\n", errors="surrogateescape")


def read(name: str) -> dict[str, str]:
    """The parts of a recorded file by their titles."""
    with open(_path(name), encoding="utf-8", newline="\n", errors="surrogateescape") as file:
        parts = file.read().split(f"{_RULE}\n")[1:]
    return {title: body for title, _, body in [part.partition("\n") for part in parts]}


def same(title: str, recorded: str | None, now: str) -> None:
    """Fail with what differs, and how it is recorded anew."""
    if recorded == now:
        return
    rows = list(
        difflib.unified_diff(
            (recorded or "").split("\n"), now.split("\n"), "recorded", "now", n=1, lineterm=""
        )
    )
    rest = f"\n... and {len(rows) - _MOST} lines more" if len(rows) > _MOST else ""
    shown = "\n".join([ascii(row)[1:-1] if "\r" in row else row for row in rows[:_MOST]])
    raise AssertionError(
        f"{title}\n{shown}{rest}\nWhere this was asked for: python -m tests.unchanged record,"
        " and look at what changed."
    )


def _path(name: str) -> Path:
    return RECORDED / f"{name}.txt"
