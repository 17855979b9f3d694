"""A table of measured rows as a file: read line by line, so that a million of them take no more
memory than one.
"""

from __future__ import annotations

import csv
import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from typing import IO, NamedTuple

from sessions.files.names import nearest
from sessions.files.problems import BadDocument, Problem, whole_file
from sessions.files.read import decoded, read_bytes

_LONGEST_LINE = 2**20
_WHAT = "a table of measured rows: CSV with a header"


class Record(NamedTuple):
    """The cells of a row by column, the line on which it begins, and what is wrong with it."""

    line: int
    cells: Mapping[str, str]
    reason: str = ""


def records(path: str, needed: Sequence[str], one_of: Sequence[str]) -> Iterator[Record]:
    """The rows of a CSV file below its header.

    Args:
        needed: columns that must be there.
        one_of: columns of which at least one must be there.

    Raises BadDocument, also while it is read.
    """
    with _opened(path) as file:
        lines = _Lines(path, file)
        reader = csv.reader(lines, strict=True)
        try:
            header = [name.strip() for name in next(reader, [])]
            _check(path, header, lines.last, needed, one_of)
            begun, width, empty = reader.line_num, len(header), True
            for cells in reader:
                line, begun = begun + 1, reader.line_num
                if begun > line:  # a quote that is never closed swallows the rows after it
                    reason = f"a quoted text that goes on to line {begun}"
                    raise _at(
                        path, line, lines.last, reason, "one line to a row", "close the quote"
                    )
                if not cells:
                    continue
                empty = False
                reason = f"{len(cells)} cells under {width} columns" if len(cells) != width else ""
                yield Record(line, dict(zip(header, cells, strict=False)), reason)
        except csv.Error as error:
            raise _at(path, reader.line_num or 1, lines.last, str(error), "CSV") from None
    if empty:
        raise whole_file(path, "there is no row below the header", _WHAT)


def _opened(path: str) -> IO[bytes]:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except (OSError, ValueError):
        read_bytes(path, 0, _WHAT)  # says why it cannot be read
        raise
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        read_bytes(path, 0, _WHAT)  # says what it is
    return os.fdopen(descriptor, "rb")


class _Lines:
    """The lines of a file as text; `last` is the one that was read last."""

    def __init__(self, path: str, file: IO[bytes]) -> None:
        self.path, self.file, self.number, self.last = path, file, 0, ""

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        data = self.file.readline(_LONGEST_LINE)
        if not data:
            raise StopIteration
        self.number += 1
        try:
            self.last = decoded(data, self.path)
        except BadDocument as bad:
            here = bad.problems[0]._replace(line=self.number, fix="save it as UTF-8", width=1)
            raise BadDocument([here]) from None
        if len(data) == _LONGEST_LINE and not data.endswith(b"\n"):
            reason = f"a line of more than {_LONGEST_LINE:,} bytes"
            raise _at(self.path, self.number, self.last, reason, _WHAT)
        return self.last


def _check(
    path: str, header: list[str], source: str, needed: Sequence[str], one_of: Sequence[str]
) -> None:
    if not header:
        raise whole_file(path, "it is empty", _WHAT)
    missing = [name for name in needed if name not in header]
    if not any(name in header for name in one_of):
        missing.append(" or ".join(one_of))
    problems = []
    others = [each for each in header if each not in needed]
    for name in missing:
        like = nearest(name.partition(" or ")[0], others)
        fix = f"rename {like!r}" if like else f"add it; a row names {', '.join(needed)}"
        problems.append(_problem(path, 1, source, f"no column {name}", name, fix, name))
    twice = sorted({name for name in header if name and header.count(name) > 1})
    problems += [
        _problem(
            path, 1, source, f"the column {name} is there twice", "each once", "drop one", name
        )
        for name in twice
    ]
    if problems:
        raise BadDocument(problems)


def _at(
    path: str, line: int, source: str, reason: str, expected: str, fix: str = ""
) -> BadDocument:
    return BadDocument([_problem(path, line, source, reason, expected, fix)])


def _problem(
    path: str, line: int, source: str, reason: str, expected: str, fix: str, key: str = ""
) -> Problem:
    """What is wrong with a line, or with a column of the header; `key` is its name."""
    source = source.rstrip("\r\n")
    place = source.find(key) if key else -1
    column, width = (place + 1, len(key)) if place >= 0 else (1, 1)
    return Problem(path, line, column, key, source[:60], expected, fix, reason, width, source)
