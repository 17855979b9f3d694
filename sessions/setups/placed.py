"""A set-up on another model or machine: what was its own for the old one does not stay.

The reserve for activations, the layout, speculation, load tests and the line through them were
found for one model on one machine. Of another, the model's own precision and a reserve to begin
with take their place, and what took it is said.
"""

from __future__ import annotations

from typing import NamedTuple

from formulas.book import BOOK
from formulas.declare import NOTHING
from formulas.precisions import bytes_of
from sessions.catalogue.catalogue import find
from sessions.catalogue.item import Item
from sessions.catalogue.shelves import UnknownItem
from sessions.document.session import Entry, SetUp
from sessions.setups.resolve import LAYOUT

# What the worked example reserves on a B200; never more than this share of a smaller memory.
RESERVE, MOST_OF_MEMORY = 10e9, 0.1
SPECULATION = ("tokens_per_pass", "verified_tokens_per_pass")
_RESERVED, _GPUS = "activation_bytes", "gpus_per_replica"


class Placed(NamedTuple):
    """A set-up on the model and the machine that were named, and what took the place of its own
    values, in words.
    """

    setup: SetUp
    took: tuple[str, ...] = ()


def with_model(setup: SetUp, name: str) -> Placed:
    """The set-up with another model of the catalogue, or of a config file. Raises UnknownItem."""
    item, old = find("models", name), _old(setup)
    if old is not None and old.name == item.name:
        return Placed(setup)
    said = name if name.endswith(".json") else item.title
    gone = [_RESERVED, *LAYOUT, *SPECULATION, "bytes_per_param"]
    kept = {
        id: entry
        for id, entry in setup.entries.items()
        if BOOK.variables[id].place != "model"
        and BOOK.variables[id].kind != "fit"
        and id not in gone
    }
    tier, took = _tier(setup, item)
    placed = setup._replace(
        model=said, entries=kept, measured=NOTHING, weights=tier,
        attention="", feed_forward="", kv_layout="",
    )  # fmt: skip
    placed = _reserved(placed, placed.hardware)
    was = old.title if old is not None else setup.model
    return Placed(placed, tuple(filter(None, (took, *_lost(setup, placed, was)))))


def with_machine(setup: SetUp, name: str) -> Placed:
    """The set-up on another accelerator of the catalogue. Raises UnknownItem."""
    title = find("hardware", name).title
    if title == find("hardware", setup.hardware).title:
        return Placed(setup)
    kept = {
        id: entry
        for id, entry in setup.entries.items()
        if BOOK.variables[id].place != "hardware" and BOOK.variables[id].kind != "fit"
    }
    placed = setup._replace(hardware=title, entries=kept, measured=NOTHING)
    if _RESERVED in kept:
        placed = _reserved(placed, title, kept[_RESERVED].value / gpus_of(setup))
    return Placed(placed, tuple(_lost(setup, placed, setup.hardware)))


def without_layout(setup: SetUp) -> SetUp:
    """The set-up without what says how its own number of GPUs was laid out."""
    kept = {id: entry for id, entry in setup.entries.items() if id not in LAYOUT}
    return setup._replace(entries=kept)


def gpus_of(setup: SetUp) -> float:
    """How many GPUs a replica of the set-up has: one where it does not say."""
    entry = setup.entries.get(_GPUS)
    return entry.value if entry is not None and entry.value > 0 else 1.0


def without_fit(setup: SetUp) -> SetUp:
    """The set-up without the line that was fitted to load tests of other parts."""
    kept = {id: entry for id, entry in setup.entries.items() if BOOK.variables[id].kind != "fit"}
    return setup._replace(entries=kept)


def _old(setup: SetUp) -> Item | None:
    try:
        return find("models", setup.model)
    except UnknownItem:
        return None


def _reserved(setup: SetUp, hardware: str, each: float = RESERVE) -> SetUp:
    """The set-up with a reserve for activations on each GPU, as a set-up begins with."""
    memory = find("hardware", hardware).entries["gpu_memory"].value
    gpus = gpus_of(setup)
    # To a tenth of a GB, so that it reads as what it is: a guess.
    each = min(each, memory * MOST_OF_MEMORY // 1e8 * 1e8)
    of = BOOK.variables[_RESERVED]
    why = f"{of.show(each, 3)} on each of {gpus:g} GPUs"
    return setup._replace(entries={**setup.entries, _RESERVED: Entry.of(of.id, each * gpus, why)})


def _tier(setup: SetUp, item: Item) -> tuple[str, str]:
    """The weights' tier on a model: the set-up's where the model is published in it, else the
    model's own; and what it took, in words. A config file is of one release.
    """
    listed = item.tiers[:1] if item.name.endswith(".json") else item.tiers
    tiers = [tier for tier in listed if bytes_of(tier) is not None]
    now = setup.weights.lower()
    if not tiers or now in tiers or (now == "fp4" and any(each.endswith("fp4") for each in tiers)):
        return setup.weights, ""
    return tiers[0], f"weights {tiers[0]}, as {item.title} is published"


def _lost(setup: SetUp, placed: SetUp, was: str) -> list[str]:
    """What the set-up no longer has of its own, in words."""
    told = []
    before, now = setup.entries.get(_RESERVED), placed.entries.get(_RESERVED)
    if now is not None and (before is None or before.value != now.value):
        told.append(f"reserve {now.text}: {now.origin}")
    gone = [id for id in setup.entries if id not in placed.entries]
    layout = [id for id in gone if id in LAYOUT]
    if layout or (setup.kv_layout and not placed.kv_layout):
        told.append(f"no layout: the set-up's is for {was}")
    if [id for id in gone if id in SPECULATION]:
        told.append(f"no speculation: the set-up's is for {was}")
    if [id for id in gone if BOOK.variables[id].kind == "fit"] or setup.measured:
        told.append(f"no fit and no measurements: they are of {was}")
    own = [
        id
        for id in gone
        if BOOK.variables[id].place in ("model", "hardware") and id not in LAYOUT + SPECULATION
    ]
    if own:
        told.append(f"without what was entered of {was}: {', '.join(own)}")
    return told
