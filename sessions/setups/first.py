"""How a session begins: the same traffic without what providers said, and a set-up with first
values that say where they come from; a set-up under another name, or none of it.
"""

from __future__ import annotations

import math
from collections.abc import Collection

from formulas.book import BOOK
from formulas.compiled import evaluate
from formulas.quantity import Refused
from sessions.catalogue.catalogue import find, shelf
from sessions.catalogue.item import Item
from sessions.catalogue.shelves import UnknownItem
from sessions.document.session import Entries, Entry, Session, SetUp
from sessions.setups.placed import MOST_OF_MEMORY, RESERVE
from sessions.setups.resolve import resolve
from sessions.setups.sizing import SIZES, Sized, by_size, room_for, size_of

# What a replica works on, and with how much context, where the packet does not say.
FLIGHT, CONTEXT = 16.0, 80_000.0
_LONGEST = 60


def same_traffic(session: Session) -> Session:
    """The session without its quotes and notes: the same traffic, for other providers."""
    return session._replace(quotes=(), notes=())


def added(session: Session, model: str, hardware: str, beside: str = "") -> tuple[Session, SetUp]:
    """The session with one more set-up and that set-up, after the one named `beside` or at the end.

    Weights, cache and assumptions are those of the set-up beside, where there is one.
    Raises UnknownItem, Refused.
    """
    like = session.setup(beside) if session.setups else None
    setup = first_setup(session, model, hardware, like)
    place = session.setups.index(like) + 1 if like is not None else 0
    return session._replace(setups=(*session.setups[:place], setup, *session.setups[place:])), setup


def first_setup(session: Session, model: str, hardware: str, like: SetUp | None = None) -> SetUp:
    """A set-up to begin with, each value with the reason for it. Raises UnknownItem, Refused."""
    chip = find("hardware", hardware)
    setup = _begun(session, model, chip, like)
    load = _load(session)
    setup = setup._replace(entries=_sized(session, setup, chip, load))
    return setup._replace(name=_free_name(setup, [each.name for each in session.setups]))


def _begun(session: Session, model: str, chip: Item, like: SetUp | None) -> SetUp:
    """A set-up of which only the size is not known yet."""
    tier = next((each for each in ("fp8", "int8") if each in chip.peaks), "bf16")
    setup = SetUp(
        name="",
        model=model if model.endswith(".json") else find("models", model).title,
        hardware=chip.title,
        weights=_accepted(session, tier, chip) if like is None else like.weights,
        kv=("fp8" if tier == "fp8" else "bf16") if like is None else like.kv,
        note="First values, as each of them says; weights and cache are yours to set.",
    )
    return setup if like is None else setup._replace(assumptions=like.assumptions)


def offered(session: Session, model: str, beside: str = "") -> tuple[Sized, ...]:
    """Every accelerator of the catalogue with what a first set-up on it has, the fewest GPUs to
    serve first. Raises UnknownItem, Refused.
    """
    like, load = session.setup(beside) if session.setups else None, _load(session)
    return by_size(
        [
            _size(session, _begun(session, model, chip, like), chip, load)
            for chip in shelf("hardware").values()
        ]
    )


def followed(session: Session) -> Session:
    """The session with the first values of its set-ups as the packet now says; what somebody edited
    stays, and so does a set-up of which the load is no first value any more.
    """
    load, found = _load(session), session
    for setup in session.setups:
        if any(not _is_first(setup.entries.get(id)) for id in (*load, *_SIZE)):
            continue
        try:
            sized = _sized(session, setup, find("hardware", setup.hardware), load)
        except (Refused, UnknownItem):
            continue  # what it runs on is gone from the catalogue: that is said elsewhere
        if any(setup.entries[id].value != entry.value for id, entry in sized.items()):
            found = found.with_setup(setup._replace(entries={**setup.entries, **sized}))
    return found


_SIZE = ("gpus_per_replica", "activation_bytes")
_FIRST = "first value:"


def _is_first(entry: Entry | None) -> bool:
    return entry is not None and entry.origin.startswith(_FIRST)


def _accepted(session: Session, tier: str, chip: Item) -> str:
    """The first tier that the packet accepts and the accelerator computes in, else `tier`."""
    for accepted in session.packet.tiers:
        if accepted.lower() in chip.peaks:
            return accepted.lower()
    return tier


def _load(session: Session) -> dict[str, Entry]:
    """What one replica works on: as the packet says, as far as it does."""
    said = session.packet.entries
    flight, why = FLIGHT, "first value: the packet does not say how many are in flight"
    asked = said.get("demand_concurrency") or said.get("demand_concurrency_p50")
    if asked is not None and asked.value >= 1:
        flight = min(FLIGHT, float(math.ceil(asked.value)))
        why = f"first value: of the packet's {asked.text}, on one replica"
    context, because = CONTEXT, "first value: the packet does not say how long requests are"
    parts = [
        said[id].value for id in ("fresh_tokens", "cached_tokens", "output_tokens") if id in said
    ]
    if parts and sum(parts) > 0:
        context, because = sum(parts), "first value: the packet's fresh, cached and output tokens"
    elif "prompt_tokens" in said:
        context, because = said["prompt_tokens"].value, "first value: the packet's prompt"
    return {
        "concurrency": Entry.of("concurrency", flight, why),
        "context_tokens": Entry.of("context_tokens", context, because),
    }


def _reserve(chip: Item) -> float:
    # To a tenth of a GB, so that it reads as what it is: a guess.
    most = math.floor(chip.entries["gpu_memory"].value * MOST_OF_MEMORY / 1e8) * 1e8
    return min(RESERVE, most)


def _size(session: Session, setup: SetUp, chip: Item, load: Entries) -> Sized:
    """What of an accelerator serves the packet; without traffic, what holds the load."""
    of = BOOK.variables["activation_bytes"]
    one = {
        "gpus_per_replica": Entry.of("gpus_per_replica", 1.0, ""),
        of.id: Entry.of(of.id, _reserve(chip), ""),
    }
    return size_of(session, setup._replace(entries={**setup.entries, **load, **one}), chip)


def _sized(session: Session, setup: SetUp, chip: Item, load: Entries) -> Entries:
    """What the table of accelerators offers: the replica of the smallest fleet that serves the
    packet, or that holds the load where no traffic is stated. Where none does, the fewest GPUs that
    hold the weights and the load, or the weights alone.
    """
    each = _reserve(chip)
    serving = _size(session, setup, chip, load).serving
    if serving is not None:
        size = serving.gpus_per_replica
        why = "first value: the smallest fleet that serves the packet has replicas of so many"
        if not serving.traffic:
            why = "first value: the fewest that hold the weights and this load"
        if serving.concurrency < load["concurrency"].value:
            most = f"first value: the most that keeps the levels; {serving.bound} keeps more out"
            many = Entry.of("concurrency", float(serving.concurrency), most)
            load = {**load, "concurrency": many}
    else:
        size, why = _holding(session, setup, load, each)
    of = BOOK.variables["activation_bytes"]
    whose = "as on the worked example's B200" if each == RESERVE else "a tenth of its memory"
    reserved = f"first value: {of.show(each, 3)} on each of {size} GPUs, {whose}"
    return {
        "gpus_per_replica": Entry.of("gpus_per_replica", float(size), why),
        **load,
        of.id: Entry.of(of.id, each * size, reserved),
    }


def _holding(session: Session, setup: SetUp, load: Entries, each: float) -> tuple[int, str]:
    """The fewest GPUs that hold the weights and a load, or the weights alone, and why so many."""
    given = resolve(session, setup._replace(entries=load)).given
    flight = load["concurrency"].value
    for size in SIZES:
        at = {"gpus_per_replica": float(size), "activation_bytes": each * size}
        results = evaluate(given.changed(at))
        if (room_for(results) or 0.0) >= flight:
            return size, "first value: the fewest that hold the weights and this load"
    loads = results.get("gpus_to_load_in_engine", "napkin") or 1.0
    size = next((size for size in SIZES if size >= loads), SIZES[-1])
    return size, "first value: the fewest that hold the weights; no number of them holds this load"


def _free_name(setup: SetUp, known: Collection[str]) -> str:
    """What it is, in few letters: `tp8-c16`, or with the next number that is free."""
    gpus, flight = setup.entries["gpus_per_replica"], setup.entries["concurrency"]
    name = f"tp{gpus.value:.0f}-c{flight.value:.0f}"
    others = [f"{name}-{number}" for number in range(2, len(known) + 3)]
    return next(each for each in (name, *others) if each not in known)


def renamed(session: Session, old: str, new: str) -> Session:
    """The session with a set-up under another name; its load tests follow. Raises Refused,
    KeyError.
    """
    setup, name = session.setup(old), new.strip()
    if not name:
        raise Refused(new, "a set-up needs a name", "such as tp8-c16")
    if len(name) > _LONGEST:
        raise Refused(name[:20], f"longer than {_LONGEST} characters", "such as tp8-c16")
    if name != old and any(each.name == name for each in session.setups):
        raise Refused(name, "another set-up is called so", "a name of its own")
    tests = [
        test._replace(setup=name) if test.setup == old else test for test in session.load_tests
    ]
    return session._replace(
        setups=tuple(
            [each._replace(name=name) if each is setup else each for each in session.setups]
        ),
        load_tests=tuple(tests),
        active=name if session.active == old else session.active,
    )


def removed(session: Session, name: str) -> Session:
    """The session without a set-up and its load tests. Raises KeyError."""
    setup = session.setup(name)
    return session._replace(
        setups=tuple([each for each in session.setups if each is not setup]),
        load_tests=tuple([test for test in session.load_tests if test.setup != name]),
        active="" if session.active == name else session.active,
    )
