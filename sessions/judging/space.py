"""The chain over every ordinary value of what a claim leaves open: one evaluation for all metrics.

Few points are computed one by one, so that a session whose claims say nearly all does without
NumPy (65 ms to import); many are columns of it.
"""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from formulas.chain import Given, Shape
from formulas.compiled import evaluate
from formulas.declare import Basis
from sessions.claims.metrics import METRICS
from sessions.judging.axes import LAID, LENGTHS, Axis, Layouts, Open

_FEW = 64  # points that are computed one by one
_MOST_SPACES = 512
_KINDS = ("rate", "latency", "price")
_ROOM = "max_requests_in_memory"


class Span(NamedTuple):
    """Values that are all reached, from the lowest to the highest, in base units."""

    low: float
    high: float


class Space(NamedTuple):
    """Every combination of the open conditions, the last axis running fastest.

    Attributes:
        axes: the open conditions; along the last ones, lengths, tokens per pass and concurrency,
            everything is continuous.
        sizes: how many values each has.
        values: a column by variable; nan for what does not fit in memory, or has no value.
        loads: how many are in flight: no more than fit.
    """

    axes: tuple[Axis, ...]
    sizes: tuple[int, ...]
    values: Mapping[str, Sequence[float]]
    loads: Sequence[float]

    @property
    def block(self) -> int:
        """How many neighbouring points are continuous."""
        smooth = [n for axis, n in zip(self.axes, self.sizes, strict=True) if axis.smooth]
        return math.prod(smooth)

    def place(self, at: Sequence[int]) -> int:
        """Where a combination stands in the columns."""
        found = 0
        for index, size in zip(at, self.sizes, strict=True):
            found = found * size + index
        return found

    def places(self, moved: Sequence[int]) -> Iterator[tuple[int, ...]]:
        """The combinations in which some axes, by their places, take every value and all others
        the set-up's own.
        """
        return itertools.product(
            *[range(n) if at in moved else (0,) for at, n in enumerate(self.sizes)]
        )


def space_of(open_: Open, basis: Basis = "napkin") -> Space:
    """The chain over all that is open. The same inputs and axes give the same object."""
    given = open_.given
    return _space(given.shape(), tuple(given.values()), open_.axes, open_.layouts, basis)


@functools.lru_cache(maxsize=_MOST_SPACES)
def _space(
    shape: Shape,
    numbers: tuple[float, ...],
    axes: tuple[Axis, ...],
    layouts: Layouts | None,
    basis: Basis,
) -> Space:
    open_ = Open(_given(shape, numbers), axes, layouts)
    sizes = tuple([len(axis.values) for axis in axes])
    if math.prod(sizes) <= _FEW:
        values, loads = _one_by_one(open_, sizes, basis)
    else:
        values, loads = _in_columns(open_, sizes, basis)
    return Space(axes, sizes, values, loads)


def _given(shape: Shape, numbers: tuple[float, ...]) -> Given:
    rest = iter(numbers)
    layers = [{id: next(rest) for id in ids} for ids in shape[:4]]
    return Given(layers[0], layers[1], layers[2], layers[3], dict(shape.choices))


@functools.cache
def _wanted() -> tuple[str, ...]:
    return tuple(dict.fromkeys([m.variable for m in METRICS.values() if m.kind in _KINDS]))


def point(open_: Open, at: Sequence[int]) -> dict[str, float]:
    """What a combination of values changes of what the chain starts from, by id."""
    changes: dict[str, float] = {}
    word = ""
    for axis, index in zip(open_.axes, at, strict=True):
        changes |= {id: column[index] for id, column in axis.columns}
        if axis.name == "layout":
            word = str(axis.values[index])
    for prompt, answer in _lengths(open_.axes):
        if at[prompt]:
            answers = open_.axes[answer].columns[0][1]
            changes["context_tokens"] += answers[at[answer]] - answers[0]
    if open_.layouts is not None:
        gpus = changes.get("gpus_per_replica", open_.layouts.gpus)
        changes |= zip(LAID, open_.layouts.at(word, gpus), strict=True)
    return changes


def _lengths(axes: tuple[Axis, ...]) -> list[tuple[int, int]]:
    """The places of prompts and answers where both are open: a stated prompt's context holds the
    answer, too.
    """
    places = {axis.name: place for place, axis in enumerate(axes)}
    return [(places[LENGTHS[0]], places[LENGTHS[1]])] if set(LENGTHS) <= places.keys() else []


def _one_by_one(
    open_: Open, sizes: tuple[int, ...], basis: Basis
) -> tuple[dict[str, list[float]], list[float]]:
    values: dict[str, list[float]] = {id: [] for id in _wanted()}
    loads = []
    for at in itertools.product(*map(range, sizes)):
        changes = point(open_, at)
        found = evaluate(open_.given.changed(changes))
        load, room = (found.get(id, "napkin") or 0.0 for id in ("concurrency", _ROOM))
        if load > room >= 1 and _may_shrink(open_.axes, at):
            load = room
            found = evaluate(open_.given.changed({**changes, "concurrency": load}))
        fits = 0 < load <= room
        loads.append(load)
        for id, column in values.items():
            value = found.get(id, basis) if fits else None
            column.append(math.nan if value is None else value)
    return values, loads


def _may_shrink(axes: tuple[Axis, ...], at: Sequence[int]) -> bool:
    """Whether a load is one that was tried, so that where fewer fit, those are: not the set-up's
    own, and none that was said.
    """
    return any(axis.name == "concurrency" and index for axis, index in zip(axes, at, strict=True))


def _in_columns(open_: Open, sizes: tuple[int, ...], basis: Basis) -> tuple[dict[str, Any], Any]:
    import numpy as np  # 65 ms, where much is open alone

    from formulas.columns import sweep

    given, axes = open_.given, open_.axes
    grid = _indices(sizes)
    varied: dict[str, Any] = {
        id: np.asarray(column)[index]
        for axis, index in zip(axes, grid, strict=True)
        for id, column in axis.columns
    }
    for prompt, answer in _lengths(axes):
        answers = np.asarray(axes[answer].columns[0][1])
        longer = answers[grid[answer]] - answers[0]
        varied["context_tokens"] = varied["context_tokens"] + (grid[prompt] > 0) * longer
    if open_.layouts is not None:
        words = next(axis.values for axis in axes if axis.name == "layout")
        counts = next((axis.values for axis in axes if axis.name == "gpus"), None)
        each = [float(count) for count in counts or (open_.layouts.gpus,)]
        table = np.asarray([[open_.layouts.at(str(w), n) for n in each] for w in words])
        at_gpus = grid[[axis.name for axis in axes].index("gpus")] if counts else 0
        laid = table[grid[0], at_gpus]
        varied |= {id: laid[:, place] for place, id in enumerate(LAID)}
    # What fits does not depend on how many are in flight: it is asked once for all of them.
    flown = [
        n
        for axis, n in zip(axes, sizes, strict=True)
        if axis.name in ("tokens_per_pass", "concurrency")
    ]
    many = math.prod(flown)
    thin = {id: column[::many] for id, column in varied.items()}
    room = sweep(given, thin, [(_ROOM, "napkin")]).get((_ROOM, "napkin"))
    if room is None:
        room = np.full(grid.shape[1] // many, np.nan)
    room = np.repeat(room, many)
    load = varied.get("concurrency")
    if load is None:
        load = np.full(grid.shape[1], given.entered.get("concurrency", 1.0))
    elif "concurrency" in (names := [axis.name for axis in axes]):
        tried = grid[names.index("concurrency")] > 0
        load = np.where(tried & (room >= 1), np.fmin(load, room), load)
    varied["concurrency"] = load
    found = sweep(given, varied, [(id, basis) for id in _wanted()])
    fits = load <= room
    values = {id: np.where(fits, column, np.nan) for (id, _), column in found.items()}
    return values, load


@functools.lru_cache(maxsize=64)
def _indices(sizes: tuple[int, ...]) -> Any:
    import numpy as np

    return np.indices(sizes).reshape(len(sizes), -1)


# --- what is reached


def spans(space: Space, id: str, loads: tuple[float, float] | None = None) -> tuple[Span, ...]:
    """What a variable reaches, as spans in order; nothing where nothing fits. With `loads`, only
    with so many in flight.
    """
    column = space.values.get(id)
    if column is None:
        return ()
    size = space.block
    if isinstance(column, list):
        ends = _ends(space, column, size, loads)
    else:
        import numpy as np

        kept = np.isfinite(column)
        if loads is not None:
            held = np.asarray(space.loads)
            kept = kept & (held >= loads[0]) & (held <= loads[1])
        blocks = np.where(kept, column, np.nan).reshape(-1, size)
        low, high = np.fmin.reduce(blocks, axis=1), np.fmax.reduce(blocks, axis=1)
        there = np.isfinite(low)
        ends = list(zip(low[there].tolist(), high[there].tolist(), strict=True))
    return joined(ends)


def _ends(
    space: Space, column: Sequence[float], size: int, loads: tuple[float, float] | None
) -> list[tuple[float, float]]:
    ends = []
    for start in range(0, len(column), size):
        found = [
            column[at]
            for at in range(start, start + size)
            if math.isfinite(column[at])
            and (loads is None or loads[0] <= space.loads[at] <= loads[1])
        ]
        if found:
            ends.append((min(found), max(found)))
    return ends


def joined(ends: list[tuple[float, float]]) -> tuple[Span, ...]:
    """Spans in order, those that touch as one."""
    found: list[Span] = []
    for low, high in sorted(ends):
        if found and low <= found[-1].high:
            found[-1] = Span(found[-1].low, max(high, found[-1].high))
        else:
            found.append(Span(low, high))
    return tuple(found)


def nearest(spans: tuple[Span, ...], quoted: float) -> float | None:
    """The value reached that is nearest to a quoted one, by their ratio; None where there is
    none.
    """
    if not spans or not quoted > 0:
        return None
    best: float | None = None
    for low, high in spans:
        value = min(max(quoted, low), high)
        if value > 0 and (best is None or _fold(value, quoted) < _fold(best, quoted)):
            best = value
    return best


def _fold(one: float, other: float) -> float:
    return max(one / other, other / one)
