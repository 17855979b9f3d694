"""Writing tables: single values and whole documents, in a plain layout that a person can read.

tomlkit writes every key and value; where they stand is decided here. A document that somebody else
laid out is only written anew when its own layout cannot be edited; its comments then move along.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import tomlkit
from tomlkit.items import Item

from sessions.files.align import Alignment, Inline, Tree, is_array, is_table
from sessions.files.positions import Positions
from sessions.files.problems import Path

_RULE = "-" * 66


class Comments(NamedTuple):
    """The comments of a document, by what they stand at."""

    above: dict[Path, list[str]]
    beside: dict[Path, str]
    below: list[str]


def key_text(key: str) -> str:
    """A key as it is written, in quotes where it needs them."""
    return tomlkit.key(key).as_string()


def value_text(value: Any, *, lines: bool = True) -> str:
    """A value as it is written. Raises ValueError for what TOML cannot say.

    Args:
        lines: a text of several lines may be written over several lines.
    """
    if isinstance(value, Mapping):
        pairs = [f"{key_text(k)} = {value_text(v, lines=False)}" for k, v in value.items()]
        return "{ " + ", ".join(pairs) + " }" if pairs else "{}"
    if isinstance(value, list):
        return "[" + ", ".join([value_text(each, lines=False) for each in value]) + "]"
    return _item(value, lines).as_string()


def _item(value: Any, lines: bool) -> Item:
    # A CRLF inside the quotes would be read as a line feed.
    if lines and isinstance(value, str) and "\n" in value and "\r" not in value:
        return tomlkit.string(value, multiline=True)
    item: Item = tomlkit.item(value)
    return item


def pair_line(key: str, value: Any) -> str:
    """A `key = value` line, with its line feed."""
    return f"{key_text(key)} = {value_text(value)}\n"


def table_text(names: tuple[str, ...], tree: Tree, *, array: bool) -> str:
    """A table with everything in it: header, values, sub-tables, each header after an empty line.

    Args:
        names: the keys of its header, from the root.
        array: it is an item of an array of tables.
    """
    return "".join(_text(lines) for lines in _blocks(names, (), tree, array)).lstrip("\n")


def document(
    tree: Tree,
    headings: Mapping[str, str],
    kept: Mapping[Path, Any] | None = None,
    comments: Comments | None = None,
) -> str:
    """A whole document in the plain layout.

    Args:
        headings: what stands above the first table of each section, by its key.
        kept: values that napkin does not read, by path, to be written as they were.
        comments: those of the document before; without them, each section gets its heading.
    """
    for path, value in (kept or {}).items():
        tree = _with(tree, path, value)
    lines = [line for block in _blocks((), (), tree, False) for line in block]
    if comments is None:
        return _with_headings(lines, headings)
    return _with_comments(lines, comments)


def comments_of(positions: Positions, alignment: Alignment) -> Comments:
    """Every comment of a document, by what it stands at in the document to come.

    The comments of what is deleted go with it.
    """
    text, found = positions.text, Comments({}, {}, [])
    anchors = sorted(_anchors(positions))
    for comment in positions.comments:
        said = text[comment.span.start : comment.span.end].rstrip()
        path = _anchor(anchors, comment.span.start, text)
        if path is None:
            found.below.append(said)
            continue
        now = alignment.now(path)
        if now is None:
            continue
        if comment.alone or now in found.beside:
            found.above.setdefault(now, []).append(said)
        else:
            found.beside[now] = said
    return found


_Line = tuple[Path, str]


def _blocks(names: tuple[str, ...], path: Path, tree: Tree, array: bool) -> Iterator[list[_Line]]:
    """The lines of a table, and then those of the tables in it, each with the path it is of."""
    lines: list[_Line] = []
    if names:
        joined = ".".join(key_text(name) for name in names)
        lines.append((path, f"[[{joined}]]\n" if array else f"[{joined}]\n"))
    below = {key: value for key, value in tree.items() if is_table(value) or is_array(value)}
    lines += [((*path, key), pair_line(key, v)) for key, v in tree.items() if key not in below]
    # A table with nothing but tables in it needs no header, except as an item of an array.
    if array or not names or len(lines) > 1 or not below:
        yield lines
    for key, value in below.items():
        if is_table(value):
            yield from _blocks((*names, key), (*path, key), value, False)
        else:
            for index, item in enumerate(value):
                yield from _blocks((*names, key), (*path, key, index), item, True)


def _text(lines: list[_Line]) -> str:
    return "\n" + "".join(text for _, text in lines) if lines else ""


def _with(tree: Tree, path: Path, value: Any) -> Any:
    """A tree (or a list in it) with a value at a path, if the path leads anywhere in it."""
    if not path:
        return value
    head, rest = path[0], path[1:]
    if isinstance(tree, str):
        # Beside a quantity: its table of value and origin had a key more.
        return Inline({"value": tree, str(head): value})
    if isinstance(tree, list):
        if not isinstance(head, int) or head >= len(tree):
            return tree
        return [_with(each, rest, value) if i == head else each for i, each in enumerate(tree)]
    if not isinstance(tree, dict):
        return tree
    changed = _with(tree.get(str(head), {}), rest, value)
    kind = Inline if isinstance(tree, Inline) else dict
    return kind({**tree, str(head): changed})


def _with_headings(lines: list[_Line], headings: Mapping[str, str]) -> str:
    said: set[str] = set()
    parts: list[str] = []
    for path, text in lines:
        section = str(path[0])
        if text.startswith("["):
            parts.append("\n")
            if section not in said and section in headings:
                parts.append(f"# {_RULE} {headings[section]}\n")
            said.add(section)
        parts.append(text)
    return "".join(parts).lstrip("\n")


def _with_comments(lines: list[_Line], comments: Comments) -> str:
    above, beside = dict(comments.above), dict(comments.beside)
    known = {path for path, _ in lines}
    # What stood at something that has no line of its own now goes to the nearest that has.
    for path in [*above, *beside]:
        if path not in known:
            said = [*above.pop(path, []), *([beside.pop(path)] if path in beside else [])]
            home = _nearest(path, lines)
            above[home] = [*above.get(home, []), *said]
    parts: list[str] = []
    for path, text in lines:
        if text.startswith("[") and parts:
            parts.append("\n")
        parts += [f"{said}\n" for said in above.pop(path, [])]
        mark = beside.pop(path, "")
        parts.append(f"{text.rstrip()}  {mark}\n" if mark else text)
    rest = [said for each in above.values() for said in each] + comments.below
    return "".join(parts) + ("\n" if rest else "") + "".join(f"{said}\n" for said in rest)


def _nearest(path: Path, lines: list[_Line]) -> Path:
    """The first line inside what a path names, else that of the table around it."""
    for length in range(len(path), -1, -1):
        for candidate, _ in lines:
            if candidate[:length] == path[:length]:
                return candidate
    return ()


def _anchors(positions: Positions) -> Iterator[tuple[int, int, Path]]:
    """Every header and line of the document: where it starts and ends, and what it is of."""
    for block in positions.blocks:
        if block.path:
            yield block.header.start, block.header.end, block.path
        for path in block.statements:
            place = positions.places[path]
            if place.pair is not None:
                yield place.pair.start, place.pair.end, path


def _anchor(anchors: list[tuple[int, int, Path]], at: int, text: str) -> Path | None:
    """What a comment at an offset belongs to: what it stands in or beside, else what follows."""
    for start, end, path in anchors:
        if start > at or at < end or "\n" not in text[end:at]:
            return path
    return None
