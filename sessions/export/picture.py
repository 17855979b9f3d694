"""A picture of a screen as a file: SVG."""

from __future__ import annotations

import itertools
import os
import re
from collections.abc import Iterable
from pathlib import Path

from platformdirs import user_documents_path

from sessions.document.clock import now
from sessions.files import write as atomic


def alone(svg: str) -> str:
    """The picture without the web fonts that it would fetch; a reader's own monospace will do."""
    return re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)


def save(svg: str, folders: Iterable[Path] | None = None) -> Path:
    """Write a picture into the first folder that can be written to: the current one, or the
    person's documents. It has the time for its name, and never takes the place of another.
    Raises OSError.
    """
    if folders is None:
        folders = (Path.cwd(), user_documents_path())
    name = f"napkin-{now():%Y-%m-%d-%H%M}"
    problem = OSError("there is no folder to write to")
    for folder in folders:
        try:
            return _save_in(folder, name, svg.encode("utf-8"))
        except OSError as refused:
            problem = refused
    raise problem


def _save_in(folder: Path, name: str, data: bytes) -> Path:
    """Take a name that was free, then put the whole picture there in one step."""
    for number in itertools.count(1):
        path = folder / (f"{name}.svg" if number == 1 else f"{name}-{number}.svg")
        try:
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666))
            break
        except FileExistsError:
            continue
    try:
        atomic.write(path, data)
    except atomic.NotSaved as problem:
        path.unlink(missing_ok=True)
        raise OSError(str(problem)) from problem
    return path
