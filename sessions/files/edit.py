"""The smallest edits that make a text say another session: everything else stays as it was typed.

A text is taken as blocks of lines: which are a table's own, with the remarks that are about it.
First the items of arrays are deleted, moved and added as such blocks, then single values are set,
added and withdrawn at their own places. tomlkit writes what is new; it does not edit the document,
because it moves data and comments when tables are dotted, inline or out of order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

import tomli

from sessions.files.align import Alignment, Inline, Tree, found_at, is_array, is_table
from sessions.files.layout import key_text, pair_line, table_text, value_text
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


def edited(text: str, alignment: Alignment, new: Tree) -> str:
    """The text (line feeds only) with what it takes to say `new`.

    Raises Foreign where that cannot be done in place. The result is still to be read and compared.
    """
    ended = text if text.endswith("\n") or not text else text + "\n"
    changed = ended
    tables = alignment.shape.order
    # Outer arrays first: the paths of inner ones are those of the new document.
    for path in sorted(alignment.order, key=len):
        order = alignment.order[path]
        if order != list(range(alignment.lengths[path])):
            changed = _reordered(changed, path, order, found_at(new, path) or [], tables)
    # Tables that say nothing any more go before anything is put where they were.
    fields = _Fields(changed, Lines(changed, tables), tables=True)
    fields.table((), alignment.old, new)
    if fields.splices:
        changed = _trimmed(spliced(changed, fields.splices), changed)
    lines = Lines(changed, tables) if fields.splices else fields.lines
    fields = _Fields(changed, lines, tables=False)
    fields.table((), alignment.old, new)
    changed = spliced(changed, fields.splices)
    return changed if ended == text else changed.removesuffix("\n")


def _reordered(
    text: str, path: Path, order: list[int | None], items: list[Tree], tables: tuple[str, ...]
) -> str:
    """The text with the items of an array in another order, some deleted, some new."""
    lines = Lines(text, tables)
    splices: list[Splice] = []
    count = len(found_at(tomli.loads(text), path) or [])
    if not count and path in lines.found.places:
        # `quote = []` says the same as nothing, and stands in the way of [[quote]].
        splices.append(Splice(*_whole_line(text, lines.place(path)), ""))
    groups = [lines.group((*path, index)) for index in range(count)]
    kept = [index for index in order if index is not None]
    slots = sorted(groups[index] for index in kept)
    splices += [lines.removal(groups[i]) for i in range(count) if i not in kept]
    for index, slot in zip(kept, slots, strict=True):
        if groups[index] != slot:
            moved = text[groups[index].start : groups[index].end]
            splices.append(Splice(slot.start, slot.end, moved))
    names = tuple([part for part in path if isinstance(part, str)])
    start = slots[0].start if slots else (groups[0].start if groups else lines.home(path))
    at = start
    new: dict[int, list[str]] = {}
    for was, item in zip(order, items, strict=True):
        if was is not None:
            at = slots.pop(0).end
        else:
            new.setdefault(at, []).append(table_text(names, item, array=True))
    for at, blocks in new.items():
        joined = "\n".join(blocks)
        # Before an item stands an empty line already; after one, it is still to come.
        before = bool(groups) and at == start
        splices.append(Splice(at, at, joined + "\n") if before else lines.insertion(at, joined))
    return _trimmed(spliced(text, splices), text)


def _trimmed(changed: str, text: str) -> str:
    """Without the empty lines at the end that a deletion left there."""
    if changed.endswith("\n\n") and not text.endswith("\n\n"):
        return changed.rstrip("\n") + "\n"
    return changed


def _whole_line(text: str, place: Place) -> Span:
    start = place.pair.start if place.pair else place.key.start
    return Span(line_start(text, start), line_end(text, place.value.end))


class _Fields:
    """The edits of single values; or with `tables`, of tables that say nothing any more."""

    def __init__(self, text: str, lines: Lines, *, tables: bool) -> None:
        self.text = text
        self.tables = tables
        self.lines = lines
        self.data: dict[str, Any] = tomli.loads(text)
        self.splices: list[Splice] = []

    def table(self, path: Path, old: Tree, new: Tree) -> None:
        """What makes a table say `new` where it said `old`."""
        keys = dict.fromkeys([*old, *new])
        # Where a new line and a new table come to the same place, the line goes first.
        for key in sorted(keys, key=lambda key: is_table(old.get(key)) or is_table(new.get(key))):
            before, after = old.get(key), new.get(key)
            if before == after:
                continue
            if key == "origin" and (is_table(before) or is_table(after)):
                self.origins(path, before or {}, after or {}, new)
            elif before is not None and is_array(before):
                for index, (one, other) in enumerate(zip(before, after or [], strict=True)):
                    self.table((*path, key, index), one, other)
            elif is_table(before) or is_table(after):
                self.sub_table(path, key, before, after)
            elif self.tables:
                continue
            elif after is None:
                self.remove((*path, key))
            elif before is None:
                self.add(path, key, after, list(new))
            else:
                self.replace((*path, key), after, whole=isinstance(before, Inline))

    def sub_table(self, path: Path, key: str, before: Tree | None, after: Tree | None) -> None:
        if before is not None and after is not None:
            there = found_at(self.data, (*path, key))
            place = self.lines.found.places.get((*path, key))
            inline = place is not None and self.text[place.value.start] == "{"
            if inline and not self.tables and there.keys() <= before.keys() - after.keys():
                self.replace((*path, key), Inline(after))  # no pair stays to put others beside
            else:
                self.table((*path, key), before, after)
        elif before is not None and self.tables:
            self.remove_table((*path, key), before)
        elif after is not None and not self.tables:
            if found_at(self.data, (*path, key)) is not None:
                self.table((*path, key), {}, after)  # it was there, and said nothing
            elif self.lines.block_of(path) is not None or not path:
                names = tuple([part for part in (*path, key) if isinstance(part, str)])
                at = self.lines.home((*path, key))
                self.splices.append(self.lines.insertion(at, table_text(names, after, array=False)))
            else:
                self.add(path, key, after, [key])

    def origins(self, path: Path, before: Tree, after: Tree, entries: Tree) -> None:
        """Origins, which stand in a table of their own or beside the value they are of."""
        apart_before, apart_after = dict(before), dict(after)
        for id in dict.fromkeys([*before, *after]):
            if not isinstance(found_at(self.data, (*path, id)), dict):
                continue
            apart_before.pop(id, None)
            origin = apart_after.pop(id, None)
            if self.tables or id not in entries or before.get(id) == origin:
                continue
            if origin is None:
                self.remove((*path, id, "origin"))
            else:
                self.add((*path, id), "origin", origin, ["value", "origin"])
        if apart_before != apart_after:
            self.sub_table(path, "origin", apart_before or None, apart_after or None)

    def replace(self, path: Path, value: Any, *, whole: bool = False) -> None:
        """Another value for a key, at its place.

        Args:
            whole: where the file has a table of value and origin, the origin goes too.
        """
        beside_more = isinstance(found_at(self.data, path), dict)
        if beside_more and not whole and not isinstance(value, Inline):
            path = (*path, "value")
        place = self.lines.place(path)
        if place.pair is None:
            raise Foreign("a value that has a header")
        inside = self.remarks_in(place.value)
        if inside:
            # The remarks inside a list over several lines are put above it.
            if not place.statement:
                raise Foreign("a remark inside a value")
            at = line_start(self.text, place.pair.start)
            self.splices.append(Splice(at, at, "".join(f"{said}\n" for said in inside)))
        self.splices.append(Splice(*place.value, value_text(value, lines=place.statement)))

    def remarks_in(self, span: Span) -> list[str]:
        return [
            self.text[comment.span.start : comment.span.end].rstrip()
            for comment in self.lines.found.comments
            if span.start <= comment.span.start < span.end
        ]

    def add(self, path: Path, key: str, value: Any, order: list[str]) -> None:
        """A new key in a table, after the one that comes before it in `order`."""
        if found_at(self.data, (*path, key)) is not None:
            self.replace((*path, key), value)
            return
        table = found_at(self.data, path)
        before = order[: order.index(key)] if key in order else order
        beside = [each for each in [*before[::-1], *table] if each in table] if table else []
        block = self.lines.block_of(path)
        if block is not None:
            self.add_line(block, path, key, value, before[::-1])
            return
        place = self.lines.found.places.get(path)
        if place is not None and self.text[place.value.start] == "{":
            self.add_inline(path, place, key, value)
            return
        for each in beside:
            sibling = self.lines.found.places.get((*path, each))
            if sibling is not None and sibling.pair is not None and sibling.statement:
                # A table of dotted keys: the new one gets the same dots.
                dots = self.text[sibling.pair.start : sibling.key.start]
                at = _whole_line(self.text, sibling).end
                self.splices.append(Splice(at, at, dots + pair_line(key, value)))
                return
        raise Foreign("a table without a header")

    def add_line(self, block: int, path: Path, key: str, value: Any, before: list[str]) -> None:
        """A new line in a block: after the first of `before` that has one there."""
        own = self.lines.blocks[block].statements
        line = pair_line(key, value)
        beside = [(*path, each) for each in before if (*path, each) in own]
        if not path and not beside:
            beside = list(own[-1:])
        if beside:
            whole = _whole_line(self.text, self.lines.place(beside[0]))
            indent = self.text[whole.start : self.lines.place(beside[0]).key.start]
            line = (indent if indent.isspace() else "") + line
            self.splices.append(Splice(whole.end, whole.end, line))
        elif path:
            at = line_end(self.text, self.lines.blocks[block].header.end)
            self.splices.append(Splice(at, at, line))
        else:
            self.splices.append(self.lines.insertion(self.lines.core_end(block), line))

    def add_inline(self, path: Path, place: Place, key: str, value: Any) -> None:
        pair = f"{key_text(key)} = {value_text(value, lines=False)}"
        inside = [self.lines.found.places.get((*path, each)) for each in found_at(self.data, path)]
        ends = [each.value.end for each in inside if each is not None]
        if ends:
            self.splices.append(Splice(max(ends), max(ends), f", {pair}"))
        else:
            self.splices.append(Splice(*place.value, f"{{ {pair} }}"))

    def remove(self, path: Path) -> None:
        """A key taken away, with the remark beside it."""
        place = self.lines.place(path)
        if place.pair is None:
            if self.lines.block_of(path) is None:
                raise Foreign("a table of dotted keys")
            self.splices.append(self.lines.removal(self.lines.group(path)))
        elif place.statement:
            self.splices.append(Splice(*_whole_line(self.text, place), ""))
        else:
            self.remove_inline(path, place)

    def remove_inline(self, path: Path, place: Place) -> None:
        inside = [self.lines.place((*path[:-1], key)) for key in found_at(self.data, path[:-1])]
        pairs = sorted(each.pair for each in inside if each.pair is not None)
        around = self.lines.place(path[:-1]).value
        if place.pair is None or len(pairs) != len(inside) or self.remarks_in(around):
            raise Foreign("an inline table with more in it than pairs")
        at = pairs.index(place.pair)
        if at > 0:
            self.splices.append(Splice(pairs[at - 1].end, place.pair.end, ""))
        elif len(pairs) > 1:
            self.splices.append(Splice(place.pair.start, pairs[1].start, ""))
        else:
            self.splices.append(Splice(*place.pair, ""))

    def remove_table(self, path: Path, known: Tree) -> None:
        """A table that says nothing any more; what else stands in it stays."""
        more = [key for key in found_at(self.data, path) or {} if key not in known]
        index = self.lines.block_of(path)
        place = self.lines.place(path)
        if not more and place.pair is not None:
            self.remove(path)
            return
        if not more and index is not None:
            group = self.lines.group(path)
            inside = Span(self.lines.blocks[index].header.end, group.end)
            alone = [s for s in self.lines.remarks.values() if inside.start < s.start < inside.end]
            if not alone:
                self.splices.append(self.lines.removal(group))
                return
        for key, value in known.items():
            if is_table(value):
                self.remove_table((*path, key), value)
            else:
                self.remove((*path, key))
