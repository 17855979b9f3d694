"""What memory holds at best: whether a deployment fits at all, whatever of it was not said.

A claim of any figure stands on a deployment that holds the model and the requests. Where what was
said cannot be held, no figure of it can be true. What was not said is taken at the most favourable
of its ordinary values: the narrowest precision that the model is published in, the fewest requests,
one copy of the cache, every GPU of one fast interconnect, nothing reserved.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from formulas.book import BOOK
from formulas.chain import Results
from formulas.compiled import evaluate
from formulas.precisions import bytes_of
from sessions.catalogue.catalogue import shelf
from sessions.setups.conditions import Applied

# A request of a short benchmark, where nobody says how long one is.
_SHORT = 1024.0
# The cache in one byte a value: engines serve narrower ones only as trials.
_NARROW_CACHE = 1.0
# Of requests that a load keeps in flight some wait for room, and its figures are true: measured
# bursts held up to 11 times as many as fit. So many times as many is no load that is served.
_WAITING = 16.0
_LENGTHS = ("context_tokens", "input_tokens")


class Room(NamedTuple):
    """The memory of a replica and what it must hold, in bytes.

    Attributes:
        memory: of all its GPUs.
        weights: of all of them together, with what the layout keeps more than once.
        request: what one request keeps, over all GPUs that it is on.
        reserve: what a set-up reserves for activations on these GPUs.
        ranks: groups of GPUs that hold requests of their own.
        gpus: how many there are.
    """

    memory: float
    weights: float
    request: float
    reserve: float
    ranks: float
    gpus: float

    def missing(self, requests: float) -> float:
        """How much too little there is for so many requests, with nothing reserved; 0 where they
        fit.
        """
        return max(0.0, self._needs(requests) - self.memory)

    def told(self, requests: float) -> float:
        """How much is missing with what activations take, for a reader."""
        return max(0.0, self._needs(requests) + self.reserve - self.memory)

    def _needs(self, requests: float) -> float:
        # A rank that must hold one more than the others needs room for it on each of them.
        each = -(-requests // self.ranks)
        return self.weights + each * self.ranks * self.request

    def most(self) -> float:
        """How many requests fit beside what is reserved."""
        room = (self.memory - self.weights - self.reserve) / self.ranks
        return self.ranks * max(0.0, (room / self.request + 1e-9) // 1) if self.request else 0.0


def room_of(at: Applied, own: bool = False) -> Room | None:
    """The memory at best under a claim's conditions; None where it cannot be told.

    Args:
        own: whether a length that nobody says is the buyer's, and a machine that nobody names that
            of the set-up: for what fits, where the question is not what cannot be.
    """
    changes = _at_best(at, own)
    if changes is None:
        return None
    results = evaluate(at.resolved.given.changed(changes)) if changes else at.results
    return _room(results, at)


def lacking(at: Applied) -> float:
    """How many bytes the deployment that was stated has too few, at best; 0 where it fits, or
    where too little was said to tell. As it is told: with what activations take.
    """
    if _fits(at.results):
        return 0.0  # the set-up's own values are ordinary ones
    room = room_of(at)
    if room is None:
        return 0.0
    said = at.results.get("concurrency", "napkin") if "concurrency" in at.stated else None
    requests = said or 1.0
    held = max(1.0, requests / _WAITING)
    return room.told(requests) if room.missing(held) > 0 else 0.0


def in_a_pass(at: Applied) -> Applied:
    """The chain with no more requests in a pass than fit: of a load that is larger, the others
    wait, and the best of what is physical is that of those that fit.
    """
    flight = at.results.get("concurrency", "ceiling")
    most = at.results.get("max_requests_in_memory", "ceiling")
    if flight is None or most is None or not 1 <= most < flight:
        return at
    given = at.resolved.given.changed({"concurrency": most})
    return at._replace(resolved=at.resolved._replace(given=given), results=evaluate(given))


def in_words(missing: float) -> str:
    """What is missing: `does not fit: 357 GB missing`."""
    return f"does not fit: {BOOK.variables['kv_budget'].show(missing, 3)} missing"


def _fits(results: Results) -> bool:
    free = results.get("kv_budget", "napkin")
    most, flight = (results.get(id, "napkin") for id in ("max_requests_in_memory", "concurrency"))
    if free is None or most is None or flight is None:
        return False
    return free >= 0 and flight <= most


def _at_best(at: Applied, own: bool) -> Mapping[str, float] | None:
    """What is not stated, at the most favourable of its ordinary values; None where that leaves
    everything open.
    """
    get, stated = at.results.get, at.stated
    changes: dict[str, float] = {}
    machine_said = own or "hardware" in stated
    if "gpus" not in stated:
        if not machine_said:
            return None
        gpus = get("gpus_per_replica", "napkin") or 1.0
        changes["gpus_per_replica"] = max(gpus, get("interconnect_domain", "napkin") or 1.0)
    if not machine_said:
        largest = max([each.entries["gpu_memory"].value for each in shelf("hardware").values()])
        changes["gpu_memory"] = max(largest, get("gpu_memory", "napkin") or 0.0)
    if "weights" not in stated:
        now = get("bytes_per_param", "napkin")
        sizes = [size for tier in at.resolved.model.tiers if (size := bytes_of(tier)) is not None]
        if now is not None:
            changes["bytes_per_param"] = min([now, *sizes])
    if "kv" not in stated:
        kept = get("bytes_per_kv_value", "napkin")
        changes["bytes_per_kv_value"] = min(kept or _NARROW_CACHE, _NARROW_CACHE)
    if not own and not stated.intersection(_LENGTHS):
        changes["context_tokens"] = min(get("context_tokens", "napkin") or _SHORT, _SHORT)
    if "gpus_per_replica" in changes:
        reserve, own_gpus = get("activation_bytes", "napkin"), get("gpus_per_replica", "napkin")
        if reserve is not None and own_gpus:
            changes["activation_bytes"] = reserve / own_gpus * changes["gpus_per_replica"]
    return changes


def _room(results: Results, at: Applied) -> Room | None:
    def get(id: str) -> float | None:
        return results.get(id, "napkin")

    gpus, memory = get("gpus_per_replica"), get("gpu_memory")
    weights, request = get("weight_bytes"), get("kv_bytes_per_request")
    if gpus is None or memory is None or weights is None or request is None:
        return None
    reserve = get("activation_bytes") or 0.0
    each, part = get("weight_bytes_per_gpu"), get("kv_bytes_per_request_per_gpu")
    if "layout" not in at.stated or each is None or part is None:
        return Room(memory * gpus, weights, request, reserve, 1.0, gpus)
    # As laid out: what each GPU keeps, and over how many of them one request lies.
    ranks = get("attention_data_parallel") or 1.0
    return Room(memory * gpus, each * gpus, part * gpus / ranks, reserve, ranks, gpus)
