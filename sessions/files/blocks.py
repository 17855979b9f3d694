"""A text as blocks of lines, for edits: what is about what, and where something new belongs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from sessions.files.positions import Place, Positions, Span, line_end, line_start, scan
from sessions.files.problems import Path

# A line that heads a section of the file belongs to no item under it.
_BANNER = re.compile(r"#[ \t]*([-=*~_#])\1{3,}")


class Foreign(Exception):
    """A layout in which this edit cannot be made in place."""


class Splice(NamedTuple):
    """A stretch of the text and what stands there instead."""

    start: int
    end: int
    text: str


def spliced(text: str, splices: Iterable[Splice]) -> str:
    """The text with stretches replaced. Raises Foreign where two of them overlap."""
    parts: list[str] = []
    at = 0
    for splice in sorted(splices, key=lambda s: (s.start, s.end)):
        if splice.start < at:
            raise Foreign("two edits of one place")
        parts += [text[at : splice.start], splice.text]
        at = splice.end
    return "".join([*parts, text[at:]])


class Lines:
    """A text as blocks of lines: which are a table's own, with the remarks that are about it.

    Attributes:
        order: the keys of tables, in the order in which they stand side by side.
    """

    def __init__(self, text: str, order: tuple[str, ...]) -> None:
        self.text = text
        self.order = order
        self.found: Positions = scan(text)
        self.blocks = self.found.blocks
        self.remarks = {
            line_start(text, comment.span.start): comment.span
            for comment in self.found.comments
            if comment.alone
        }

    def with_prefix(self, path: Path) -> list[int]:
        """The blocks of a table and of everything in it."""
        return [i for i, b in enumerate(self.blocks) if b.path[: len(path)] == path]

    def block_of(self, path: Path) -> int | None:
        """The block whose header is of this very table."""
        return next((i for i, block in enumerate(self.blocks) if block.path == path), None)

    def lead(self, index: int) -> int:
        """Where the remarks right above a header begin, section headings apart."""
        start = self.blocks[index].start
        while start > 0:
            above = line_start(self.text, start - 1)
            span = self.remarks.get(above)
            if span is None or _BANNER.match(self.text, span.start):
                break
            start = above
        return start

    def core_end(self, index: int) -> int:
        """Where the last line of a block ends, with the remarks right below it.

        What stands after an empty line, or above the next header, is not about this block.
        """
        block = self.blocks[index]
        if block.statements:
            end = line_end(self.text, self.place(block.statements[-1]).value.end)
        else:
            end = line_end(self.text, block.header.end) if block.path else block.start
        last = self.lead(index + 1) if index + 1 < len(self.blocks) else len(self.text)
        while end < last and end in self.remarks and not self._is_banner(end):
            end = line_end(self.text, end)
        return end

    def _is_banner(self, start: int) -> bool:
        return _BANNER.match(self.text, self.remarks[start].start) is not None

    def group(self, path: Path) -> Span:
        """The lines of a table and of everything in it, if they stand together. Raises Foreign."""
        blocks = self.with_prefix(path)
        together = bool(blocks) and blocks == list(range(blocks[0], blocks[-1] + 1))
        if not together or self.blocks[blocks[0]].path != path:
            raise Foreign("a table whose parts are apart")
        return Span(self.lead(blocks[0]), self.core_end(blocks[-1]))

    def place(self, path: Path) -> Place:
        """Where a key and its value stand. Raises Foreign where the text has no such key."""
        place = self.found.places.get(path)
        if place is None:
            raise Foreign("a value without a place")
        return place

    def after_blank(self, end: int) -> int:
        """The offset after the empty lines that follow."""
        while end < len(self.text):
            after = line_end(self.text, end)
            if self.text[end:after].strip():
                break
            end = after
        return end

    def removal(self, span: Span) -> Splice:
        """The removal of whole lines, with the empty lines that kept them from what follows."""
        return Splice(span.start, self.after_blank(span.end), "")

    def insertion(self, at: int, block: str) -> Splice:
        """A block of lines put in at the start of a line, with an empty line on either side."""
        before = "" if at == 0 or self.text[:at].endswith("\n\n") else "\n"
        rest = self.text[at : line_end(self.text, at)]
        after = "\n" if rest.strip() else ""
        return Splice(at, at, before + block + after)

    def home(self, path: Path) -> int:
        """Where a new table belongs: after its parent and the tables that come before it."""
        parent, name = path[:-1], path[-1]
        inside = self.with_prefix(parent)
        if parent and (not inside or self.blocks[inside[0]].path != parent):
            raise Foreign("a table in a table without a header")
        rank = {each: place for place, each in enumerate(self.order)}
        last = 0
        for index in inside:
            below = self.blocks[index].path[len(parent) : len(parent) + 1]
            if not below or rank.get(str(below[0]), len(rank)) <= rank.get(str(name), len(rank)):
                last = index
        return self.core_end(last)
