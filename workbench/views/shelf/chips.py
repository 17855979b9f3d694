"""The table of accelerators: how many load the model and serve the packet, beside what each is."""

from collections.abc import Mapping, Sequence

from formulas.book import BOOK
from sessions.catalogue.item import Item
from sessions.document.session import Entry
from sessions.setups.sizing import Serving, Sized
from workbench.state.scene import Scene
from workbench.state.shelf import chips, served
from workbench.views.numbers import short
from workbench.views.shelf.shelf import Column, Row, row_of

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
