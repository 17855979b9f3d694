"""Where every key and value stands in a TOML text, and how the text is laid out in blocks.

`tomli` keeps no positions. This scan is made when there is a problem to point at, or an edit to
make: never on the way to the first frame. The text must have been parsed by tomli before; of an
invalid text the result means nothing.
"""

from __future__ import annotations

import bisect
import re
from typing import NamedTuple, NoReturn

import tomli

from sessions.files.problems import Path

_SPACE = re.compile(r"[ \t]*")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_COMMENT = re.compile(r"#[^\n]*")
_STRING = re.compile(
    r'"""(?:\\.|[^\\])*?""""{0,2}'
    r"|'''.*?''''{0,2}"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'",
    re.DOTALL,
)
# A date and a time may have a space between them; no other plain value has one.
_PLAIN = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:[^\s,\]}#]*|[^\s,\]}#]+")


class Span(NamedTuple):
    """A stretch of the text, from `start` up to `end`."""

    start: int
    end: int


class Place(NamedTuple):
    """Where a key and its value stand.

    Attributes:
        key: the key as written; of an element of an array, the element itself.
        value: the value as written; of a table with a header, that header with its brackets.
        pair: from the first part of a dotted key to the end of the value, without a comment; None
            where no equals sign stands, as for elements and headers.
        statement: the pair has its line to itself; else it stands in an inline table.
    """

    key: Span
    value: Span
    pair: Span | None = None
    statement: bool = False


class Block(NamedTuple):
    """A header with the lines up to the next one; with an empty path, the lines before the first.

    Attributes:
        path: of the table, with the index of each array of tables in it.
        array: whether it is written `[[...]]`.
        header: the header with its brackets; empty for the root.
        start, end: from the line of the header to the line of the next.
        statements: the paths of its `key = value` lines, in order.
    """

    path: Path
    array: bool
    header: Span
    start: int
    end: int
    statements: tuple[Path, ...]


class Comment(NamedTuple):
    """A comment, and whether it has its line to itself."""

    span: Span
    alone: bool


class Positions(NamedTuple):
    """The layout of a text: places by path, blocks and comments, in the order of the text."""

    text: str
    places: dict[Path, Place]
    blocks: list[Block]
    comments: list[Comment]
    line_ends: list[int]

    def nearest(self, path: Path) -> tuple[Place, bool]:
        """The place of a path or of the innermost table around it, and whether it is its own."""
        for length in range(len(path), 0, -1):
            place = self.places.get(path[:length])
            if place is not None:
                return place, length == len(path)
        return Place(Span(0, 0), Span(0, 0)), False

    def line_column(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, both from 1."""
        # Counted once: a large file may hold as many mistakes as lines.
        if not self.line_ends:
            self.line_ends.extend([found.start() for found in re.finditer("\n", self.text)])
        line = bisect.bisect_left(self.line_ends, offset)
        return line + 1, offset - (self.line_ends[line - 1] if line else -1)

    def line_at(self, offset: int) -> str:
        """The whole line around an offset."""
        return self.text[line_start(self.text, offset) : line_end(self.text, offset)].rstrip("\r\n")


def line_column(text: str, offset: int) -> tuple[int, int]:
    """Line and column of an offset, both from 1."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def line_start(text: str, offset: int) -> int:
    """Where the line around an offset begins."""
    return text.rfind("\n", 0, offset) + 1


def line_end(text: str, offset: int) -> int:
    """Where the line after an offset begins, or the text ends."""
    found = text.find("\n", offset)
    return len(text) if found < 0 else found + 1


def scan(text: str) -> Positions:
    """Find every key and value of a valid TOML text with line feeds (no CRLF)."""
    return _Scanner(text).document()


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.found = Positions(text, {}, [], [], [])
        self.counts: dict[Path, int] = {}  # how many items each array of tables has so far
        self.statements: list[Path] = []

    def document(self) -> Positions:
        table: Path = ()
        opened = (False, Span(0, 0), 0)
        while True:
            self._blank(alone=True)
            if self.at >= len(self.text):
                break
            if self.text[self.at] == "[":
                self._close(table, opened, line_start(self.text, self.at))
                table, opened = self._header()
            else:
                self._pair(table, statement=True)
            self._blank(alone=False, within_line=True)
        self._close(table, opened, len(self.text))
        return self.found

    def _close(self, table: Path, opened: tuple[bool, Span, int], end: int) -> None:
        array, header, start = opened
        self.found.blocks.append(Block(table, array, header, start, end, tuple(self.statements)))
        self.statements = []

    def _blank(self, *, alone: bool, within_line: bool = False) -> None:
        """Skip spaces and comments, and line ends too unless `within_line`."""
        while True:
            self.at = self._match(_SPACE).end()
            character = self.text[self.at : self.at + 1]
            if character == "#":
                end = self._match(_COMMENT).end()
                self.found.comments.append(Comment(Span(self.at, end), alone))
                self.at = end
            elif character == "\n" and not within_line:
                self.at += 1
                alone = True
            else:
                return

    def _header(self) -> tuple[Path, tuple[bool, Span, int]]:
        start = self.at
        array = self.text.startswith("[[", start)
        self.at += 2 if array else 1
        parts = self._key()
        self.at += 2 if array else 1
        span = Span(start, self.at)
        path: Path = ()
        for i, (name, key) in enumerate(parts):
            path += (name,)
            last = i == len(parts) - 1
            if last and array:
                index = self.counts.get(path, 0)
                self.counts[path] = index + 1
                self.found.places.setdefault(path, Place(key, span))
                path += (index,)
            elif path in self.counts:
                path += (self.counts[path] - 1,)
            if last:
                # A table that was only named so far, in a header below it, is now here.
                self.found.places[path] = Place(key, span)
            else:
                self.found.places.setdefault(path, Place(key, key))
        return path, (array, span, line_start(self.text, start))

    def _key(self) -> list[tuple[str, Span]]:
        parts: list[tuple[str, Span]] = []
        while True:
            self.at = self._match(_SPACE).end()
            start = self.at
            if self.text[start] in "\"'":
                self.at = self._match(_STRING).end()
                name = next(iter(tomli.loads(f"{self.text[start : self.at]} = 0")))
            else:
                self.at = self._match(_BARE).end()
                name = self.text[start : self.at]
            parts.append((name, Span(start, self.at)))
            self.at = self._match(_SPACE).end()
            if self.text[self.at : self.at + 1] != ".":
                return parts
            self.at += 1

    def _pair(self, table: Path, *, statement: bool) -> None:
        parts = self._key()
        start = parts[0][1].start
        path = table
        for name, key in parts[:-1]:
            path += (name,)
            self.found.places.setdefault(path, Place(key, key))
        path += (parts[-1][0],)
        self.at = self._match(_SPACE, self.at + 1).end()  # after the equals sign
        begin = self.at
        if statement:
            self.statements.append(path)
        self._value(path)
        place = Place(parts[-1][1], Span(begin, self.at), Span(start, self.at), statement)
        self.found.places[path] = place

    def _value(self, path: Path) -> None:
        character = self.text[self.at]
        if character in "\"'":
            self.at = self._match(_STRING).end()
        elif character == "[":
            self._array(path)
        elif character == "{":
            self._inline(path)
        else:
            self.at = self._match(_PLAIN).end()

    def _array(self, path: Path) -> None:
        self.at += 1
        index = 0
        while True:
            self._blank(alone=False)
            if self.text[self.at] == "]":
                break
            start = self.at
            here = (*path, index)
            self._value(here)
            self.found.places[here] = Place(Span(start, self.at), Span(start, self.at))
            index += 1
            self._blank(alone=False)
            if self.text[self.at] == ",":
                self.at += 1
        self.at += 1

    def _inline(self, path: Path) -> None:
        self.at += 1
        while True:
            self._blank(alone=False)
            if self.text[self.at] == "}":
                break
            self._pair(path, statement=False)
            self._blank(alone=False)
            if self.text[self.at] == ",":
                self.at += 1
        self.at += 1

    def _match(self, pattern: re.Pattern[str], at: int | None = None) -> re.Match[str]:
        found = pattern.match(self.text, self.at if at is None else at)
        return found if found is not None else self._lost()

    def _lost(self) -> NoReturn:
        raise ValueError(f"no TOML at offset {self.at}: the text was to be parsed before")
