"""The catalogue as a table to choose from: models by size and cache, accelerators by memory and
price.
"""

from __future__ import annotations

import os
from typing import NamedTuple

from formulas.book import BOOK
from formulas.quantity import Refused
from sessions.catalogue import UnknownItem, find, shelf
from sessions.items import Item
from sessions.resolve import resolve
from sessions.session import Session, SetUp
from workbench.scene import Scene
from workbench.text import cells, clean, cut
from workbench.views.lines import Line, Lines, Piece, Role, line, paragraph, piece
from workbench.views.numbers import short

# Words in the third column stand by their first letter, figures by their last digit.
_MODEL = (("total", 7), ("active", 8), ("attention", 16), ("KV/token", 10))
_CHIP = (("memory", 9), ("bandwidth", 11), ("$/GPU/hour", 14))
_NAME, _NARROW = 30, 60
PATH = "path:"


class Row(NamedTuple):
    """One item: its name, what it is found by, and its columns."""

    name: str
    title: str
    found_by: str
    columns: tuple[str, ...]


def rows_of(id: str, scene: Scene) -> tuple[Row, ...]:
    """All items of a field's shelf; the cache of a model at the set-up's own tier."""
    on = "models" if id == "model" else "hardware"
    columns = _model if id == "model" else _chip
    return tuple(
        [
            Row(item.name, item.title, _found_by(item), columns(item, scene))
            for item in shelf(on).values()  # type: ignore[arg-type]
        ]
    )


def _found_by(item: Item) -> str:
    names = (item.name, item.title, *item.aliases)
    return " ".join([*names, *map(_plain, names)]).casefold()


def _plain(name: str) -> str:
    return "".join([letter for letter in name if letter.isalnum()])


def _model(item: Item, scene: Scene) -> tuple[str, ...]:
    values = item.entries
    numbers = [
        short(values[id].value, BOOK.variables[id]) if id in values else "—"
        for id in ("total_params", "active_params")
    ]
    return (*numbers, _attention(item), _cache(item, scene))


def _attention(item: Item) -> str:
    """How it caches, in two words."""
    values, kind = item.entries, item.choices.get("attention", "")
    if kind == "mla":
        return "MLA"
    if kind == "kv" and "num_kv_heads" in values:
        return f"{values['num_kv_heads'].value:g} KV heads"
    if {"growing_layers", "num_layers"} <= values.keys():
        grow, all = values["growing_layers"].value, values["num_layers"].value
        return "MLA, indexed" if grow == all else f"{grow:g} of {all:g} grow"
    return "—"


def _cache(item: Item, scene: Scene) -> str:
    setup = SetUp("table", item.name, scene.setup.hardware if scene.setup else "", kv=tier(scene))
    changes = {}
    if scene.resolved is not None and "bytes_per_kv_value" in scene.resolved.sources:
        changes["bytes_per_kv_value"] = scene.resolved.sources["bytes_per_kv_value"].entry
    try:
        results = resolve(Session(setups=(setup,)), setup, changes).evaluate()
    except (Refused, UnknownItem):
        return "—"
    value = results.get("kv_bytes_per_token", "napkin")
    return BOOK.variables["kv_bytes_per_token"].show(value, 3).split("/")[0] if value else "none"


def tier(scene: Scene) -> str:
    """The tier that the cache is shown at."""
    return (scene.setup.kv if scene.setup is not None else "") or "bf16"


def _chip(item: Item, scene: Scene) -> tuple[str, ...]:
    values = item.entries
    shown = [
        BOOK.variables[id].show(values[id].value, 3).split("/GPU")[0] if id in values else "—"
        for id in ("gpu_memory", "gpu_bandwidth")
    ]
    price, band = BOOK.variables["gpu_price"], item.bands.get("gpu_price")
    if band is not None:
        cost = f"{short(band.low, price)} to {short(band.high, price)}"
    else:
        cost = short(values["gpu_price"].value, price) if "gpu_price" in values else "—"
    return (*shown, cost)


def found(rows: tuple[Row, ...], query: str) -> list[Row]:
    """The rows that have every word of a query in one of their names."""
    words = query.casefold().split()
    return [row for row in rows if all(word in row.found_by for word in words)]


def is_path(id: str, query: str) -> bool:
    """Whether a query is a file and not a name."""
    return id == "model" and query.strip().endswith(".json")


def shelf_lines(id: str, rows: tuple[Row, ...], query: str, now: str, width: int) -> Lines:
    """The table under its heading; for the path of a config, what that says or why it is
    refused.
    """
    if is_path(id, query):
        return _config(query.strip(), width)
    listed = found(rows, query)
    if not listed:
        said = "Nothing in the catalogue is called so."
        if id == "model":
            said += " A model's config.json is read by its path."
        return paragraph(said, width, "dim")
    heads = _MODEL if id == "model" else _CHIP
    kept = [at for at, (name, _) in enumerate(heads) if name != "attention" or width >= _NARROW]
    room = max(12, min(_NAME, width - sum([heads[at][1] for at in kept]) - 2))
    head = Row("", "", "", tuple([name for name, _ in heads]))
    shown = [_line(head, heads, kept, room, "")]
    return (*shown, *[_line(row, heads, kept, room, now) for row in listed])


def _line(
    row: Row, heads: tuple[tuple[str, int], ...], kept: list[int], room: int, now: str
) -> Line:
    role: Role = "" if row.name else "dim"
    title = cut(clean(row.title), room - 1)
    mark = "• " if row.name and row.name == now else "  "
    pieces: list[Piece] = [piece(mark, "dim")]
    pieces.append(piece(title + " " * (room - cells(title)), "strong" if row.name else "dim"))
    for at in kept:
        name, wide = heads[at]
        text = cut(clean(row.columns[at]), wide - 1)
        gap = " " * (wide - cells(text))
        words = name == "attention"
        pieces.append(piece(f"  {text}{gap[2:]}" if words else gap + text, role))
    return line(*pieces, key=row.name)


def _config(path: str, width: int) -> Lines:
    """What a config comes to, or why it is not taken."""
    whole = os.path.expanduser(path)
    try:
        item = find("models", whole)
    except UnknownItem as unknown:
        reason = unknown.reason or str(unknown)
        return paragraph(f"Not taken: {reason}.", width, "bad")
    total, active = [
        BOOK.variables[id].show(item.entries[id].value, 3)
        for id in ("total_params", "active_params")
    ]
    text = f"{item.title}: {total}, {active} active, {_attention(item)}"
    return paragraph(text, width, "strong", key=PATH + whole)
