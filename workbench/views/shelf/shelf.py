"""The catalogue as a table to choose from: models by size and cache, accelerators by what they load
and serve.
"""

import os
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from formulas.book import BOOK
from formulas.chain import Results
from sessions.catalogue.item import Item
from sessions.document.session import Entry
from sessions.files.names import finds, letters
from sessions.setups.sizing import Serving, Sized
from workbench.state.scene import Scene
from workbench.state.shelf import alone, chips, configured, models, not_taken, served
from workbench.views.figures import short
from workbench.views.lines import Line, Lines, Piece, Role, line, paragraph, piece
from workbench.views.text import cells, clean, cut

_NAME, _ENOUGH = 30, 24  # columns of a name: at most, and before another column goes
_MARK = 3  # the first is for the cursor
PATH = "path:"


class Column(NamedTuple):
    """One column.

    Attributes:
        name, wide: its heading, and its cells with the gap before it.
        rank: where there is no room for all, the highest goes first; those of 0 stay.
        words: it stands by its first letter; figures stand by their last digit.
        role: what its text is.
        answer: a row that has a reason and no answer shows that in the place of these.
    """

    name: str
    wide: int
    rank: int = 0
    words: bool = False
    role: Role = ""
    answer: bool = False


class Row(NamedTuple):
    """One item: its name, what it is found by, its columns, and why some are empty."""

    name: str
    title: str
    found_by: str
    columns: tuple[str, ...]
    reason: str = ""


MODELS = (
    Column("total", 7),
    Column("active", 8),
    Column("weights", 10, 2),
    Column("attention", 16, 1, words=True),
    Column("KV/token", 10),
)


def row_of(item: Item, columns: tuple[str, ...], reason: str = "") -> Row:
    """An item's row; a person's own is marked."""
    title = item.title + ("*" if item.own else "")
    return Row(item.name, title, _found_by(item), columns, reason)


def model_rows(scene: Scene) -> tuple[Row, ...]:
    """All models; weights and cache at the set-up's own tiers."""
    return tuple([row_of(item, _model(item, alone(scene, item.name))) for item in models()])


def _found_by(item: Item) -> str:
    names = (item.name, item.title, *item.aliases)
    return " ".join([*names, *map(letters, names)])


def _model(item: Item, results: Results | None) -> tuple[str, ...]:
    values = item.entries
    numbers = [
        short(values[id].value, BOOK.variables[id]) if id in values else "—"
        for id in ("total_params", "active_params")
    ]
    return (*numbers, weights(results), attention(item), cache(results))


def attention(item: Item) -> str:
    """How it caches, in two words."""
    values, kind = item.entries, item.choices.get("attention", "")
    if kind == "mla":
        return "MLA"
    if kind == "sparse":
        return "MLA, indexed"
    if kind == "kv" and "num_kv_heads" in values:
        return f"{values['num_kv_heads'].value:g} KV heads"
    if {"growing_layers", "num_layers"} <= values.keys():
        grow, all = values["growing_layers"].value, values["num_layers"].value
        return f"{grow:g} of {all:g} grow"
    return "—"


def weights(results: Results | None) -> str:
    """What the weights take."""
    value = results.get("weight_bytes", "napkin") if results is not None else None
    return BOOK.variables["weight_bytes"].show(value, 3) if value else "—"


def cache(results: Results | None) -> str:
    """What one token takes in the cache."""
    if results is None:
        return "—"
    value = results.get("kv_bytes_per_token", "napkin")
    return BOOK.variables["kv_bytes_per_token"].show(value, 3).split("/")[0] if value else "none"


def found(rows: Sequence[Row], query: str) -> list[Row]:
    """The rows that have every word of a query in one of their names."""
    return [row for row in rows if finds(query, row.found_by)]


def is_path(id: str, query: str) -> bool:
    """Whether a query is a file and not a name."""
    return id == "model" and query.strip().endswith(".json")


def shelf_lines(
    id: str, columns: Sequence[Column], rows: Sequence[Row], query: str, now: str, width: int
) -> Lines:
    """What is found, without its headings; for the path of a config, what that says or why it is
    refused.
    """
    if is_path(id, query):
        return _config(query.strip(), width)
    listed = found(rows, query)
    if not listed:
        said = "Nothing in the catalogue is called so."
        if id == "model":
            said += " A model's config.json is read by its path."
        return (*paragraph(said, width, "dim"), *_refused(id, width))
    # The room of the names is that of all of them: columns stay where they are while one types.
    kept, room = _fitted(columns, rows, width)
    return tuple([_line(row, columns, kept, room, now) for row in listed])


def _refused(id: str, width: int) -> Lines:
    """A person's own files that were not taken: what is looked for may stand in one of them."""
    rows: list[Line] = []
    for bad in not_taken(id):
        first = bad.problems[0]
        where = f"{first.file}:{first.line}" if first.line else first.file
        rows += paragraph(f"Your own {where} was not taken: {first.reason}.", width, "warn")
    return tuple(rows)


def shelf_head(columns: Sequence[Column], rows: Sequence[Row], width: int) -> Line:
    """The headings."""
    kept, room = _fitted(columns, rows, width)
    head = Row("", "", "", tuple([column.name for column in columns]))
    return _line(head, columns, kept, room, "")


def _fitted(
    columns: Sequence[Column], rows: Sequence[Row], width: int
) -> tuple[tuple[int, ...], int]:
    """The columns that there is room for, and the room of the names with their mark."""
    longest = min(_NAME, max([cells(row.title) for row in rows], default=0)) + _MARK
    kept = list(range(len(columns)))
    for at in sorted(kept, key=lambda at: -columns[at].rank):
        used = sum([columns[i].wide for i in kept])
        if min(longest, _ENOUGH + _MARK) + used <= width or not columns[at].rank:
            break
        kept.remove(at)
    used = sum([columns[i].wide for i in kept])
    return tuple(kept), max(12, min(longest, width - used))


def _line(row: Row, columns: Sequence[Column], kept: tuple[int, ...], room: int, now: str) -> Line:
    head = not row.name
    title = cut(clean(row.title), room - _MARK)
    mark = " • " if row.name and row.name == now else "   "
    pieces: list[Piece] = [piece(mark, "dim")]
    gap = " " * (room - _MARK - cells(title))
    pieces.append(piece(title + gap, "dim" if head else "strong"))
    instead = sum([columns[at].wide for at in kept if columns[at].answer]) if row.reason else 0
    for at in kept:
        column = columns[at]
        role: Role = "dim" if head else column.role
        if row.reason and column.answer:
            if instead:
                text = cut(clean(row.reason), instead - 2)
                pieces.append(piece("  " + text + " " * (instead - 2 - cells(text)), "dim"))
            instead = 0
            continue
        text = cut(clean(row.columns[at]), column.wide - 1)
        gap = " " * (column.wide - cells(text))
        pieces.append(piece(f"  {text}{gap[2:]}" if column.words else gap + text, role))
    return line(*pieces, key=row.name)


def _config(path: str, width: int) -> Lines:
    """What a config comes to, or why it is not taken."""
    whole = os.path.expanduser(path)
    item = configured(whole)
    if isinstance(item, str):
        return paragraph(f"Not taken: {item}.", width, "bad")
    total, active = [
        BOOK.variables[id].show(item.entries[id].value, 3)
        for id in ("total_params", "active_params")
    ]
    text = f"{item.title}: {total}, {active} active, {attention(item)}"
    return paragraph(text, width, "strong", key=PATH + whole)


# --- accelerators


# What is asked first stands beside the name. Where there is no room for all, compute goes first,
# then bandwidth, requests in flight, what holds it, the peak, rent, and last the replica.
CHIPS = (
    Column("memory", 9),
    Column("load", 6, role="strong"),
    Column("serve", 7, role="strong", answer=True),
    Column("at peak", 9, 3, answer=True),
    Column("replica", 10, 1, answer=True),
    Column("in flight", 11, 5, answer=True),
    Column("held by", 12, 4, words=True, answer=True),
    Column("$/GPU/hour", 13, 2),
    Column("bandwidth", 11, 6),
    Column("dense peak", 12, 7),
)
_ANSWERS = sum([column.answer for column in CHIPS])
_WAITING, _NONE = "…", "—"


def chip_rows(scene: Scene, found: Sequence[Sized], problem: str = "") -> tuple[Row, ...]:
    """All accelerators: the fewest to serve first, or until that is known, as the catalogue has
    them.
    """
    by_name = {sized.item.name: sized for sized in found}
    items = [sized.item for sized in found] or list(chips())
    return tuple([_row(item, scene, by_name.get(item.name), problem) for item in items])


def _row(item: Item, scene: Scene, sized: Sized | None, problem: str) -> Row:
    values, price = item.entries, BOOK.variables["gpu_price"]
    band = item.bands.get("gpu_price")
    if band is not None:
        cost = f"{short(band.low, price)} to {short(band.high, price)}"
    else:
        cost = short(values["gpu_price"].value, price) if "gpu_price" in values else _NONE
    flops = shown(served(scene, item), "gpu_flops").replace("FLOP/s", "F/s")
    chip = (cost, shown(values, "gpu_bandwidth"), flops)
    memory, empty = shown(values, "gpu_memory"), _NONE if problem else _WAITING
    if sized is None:
        return row_of(item, (memory, empty, *[empty] * _ANSWERS, *chip))
    load = _count(sized.gpus_to_load)
    answers = _answers(sized.serving) if sized.serving is not None else ("",) * _ANSWERS
    return row_of(item, (memory, load, *answers, *chip), sized.reason)


def _answers(serving: Serving) -> tuple[str, ...]:
    return (
        str(serving.gpus),
        _count(serving.peak_gpus or None),
        replica(serving),
        str(serving.concurrency),
        serving.bound or "nothing",
    )


def replica(serving: Serving) -> str:
    """So many replicas of so many GPUs."""
    return f"{serving.replicas} x {serving.gpus_per_replica}"


def shown(values: Mapping[str, Entry], id: str) -> str:
    """A figure without the "per GPU" that all of them have."""
    if id not in values:
        return _NONE
    return BOOK.variables[id].show(values[id].value, 3).removesuffix("/GPU")


def _count(number: int | None) -> str:
    return str(number) if number is not None else _NONE
