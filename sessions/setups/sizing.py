"""How many GPUs of each accelerator load a model, and how many serve the packet.

All of it on the napkin: first principles miss real stacks by 2 to 10x, so the numbers are there to
hold an offer against, not to order by.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from formulas.book import BOOK
from formulas.chain import Given, Results
from formulas.compiled import evaluate
from formulas.verdicts import meets
from sessions.catalogue.catalogue import shelf
from sessions.catalogue.item import Item
from sessions.claims.metrics import METRICS, Metric
from sessions.document.session import Entry, Session, SetUp
from sessions.setups.placed import with_machine, without_fit
from sessions.setups.resolve import resolve

# --- What a replica sends over the network that is larger than the fast interconnect reaches.

_TRAFFIC = (
    ("tensor_parallel_traffic", "all-reduces of sliced layers"),
    ("expert_parallel_traffic", "tokens on their way to experts and back"),
    ("pipeline_traffic", "activations from stage to stage"),
)


def crossing(results: Results) -> tuple[str, ...]:
    """What takes the network, each with its bytes per token; nothing within one interconnect.

    Tensor parallel stays on the interconnect as long as its GPUs do; what is left over, stages and
    experts, is what crosses. The traffic of data-parallel attention is that to its experts.
    """

    def get(id: str) -> float:
        return results.get(id, "napkin") or 0.0

    # Where nobody says what joins them, every GPU stands alone.
    node = get("interconnect_domain") or 1.0
    if get("gpus_per_replica") <= node:
        return ()
    leaves = {
        # Attention over the GPUs of a rank, experts over all GPUs of a stage that slice them.
        "tensor_parallel_traffic": max(
            get("tensor_parallel"),
            get("gpus_per_replica")
            / max(1.0, get("pipeline_parallel"))
            / max(1.0, get("expert_parallel")),
        )
        > node,
        "expert_parallel_traffic": get("expert_parallel") > node,
        "pipeline_traffic": get("pipeline_parallel") > 1,
    }
    found = []
    for id, words in _TRAFFIC:
        if leaves[id] and get(id):
            found.append(f"{words}, {BOOK.variables[id].show(get(id), 3)}")
    return tuple(found)


# --- how many GPUs load the model, and how many serve the packet

# Replicas that are tried: powers of two, as heads and experts divide by them.
SIZES = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512)
_MOST = 4096  # requests in flight on one replica: beyond, no engine batches
# The highest hour that the packet states, as tokens or as requests.
_PEAKS = ("peak", "p99", "p90")


class Serving(NamedTuple):
    """The smallest fleet of one accelerator that keeps the service levels.

    Attributes:
        gpus_per_replica, concurrency: of one replica, and how many it works on at once.
        replicas, gpus: how many the traffic takes; 1 replica where no demand is stated.
        peak_gpus: the same at the packet's highest stated demand; 0 where none is stated.
        nodes_per_replica, crosses: what a replica that is larger than a node sends between nodes.
        bound: what keeps more requests out: memory, speed, TTFT, end-to-end, or nothing.
        results: the chain of one replica.
        traffic: whether any was stated; without, one replica is enough.
    """

    gpus_per_replica: int
    concurrency: int
    replicas: int
    gpus: int
    peak_gpus: int
    nodes_per_replica: int
    crosses: tuple[str, ...]
    bound: str
    results: Results
    traffic: bool


class Sized(NamedTuple):
    """One accelerator: what loads the model, and what serves the packet or why nothing does."""

    item: Item
    gpus_to_load: int | None
    gpus_to_load_in_engine: int | None
    serving: Serving | None
    reason: str = ""


def sized(
    session: Session, setup: SetUp, changes: Mapping[str, Entry] | None = None
) -> tuple[Sized, ...]:
    """Every accelerator of the catalogue, the fewest GPUs to serve first.

    What the set-up enters holds for all of them, but for figures of its own accelerator; what it
    reserves for activations is taken per GPU. Raises UnknownItem, Refused.
    """
    return by_size([size_of(session, setup, item, changes) for item in shelf("hardware").values()])


def by_size(found: Iterable[Sized]) -> tuple[Sized, ...]:
    """The fewest GPUs to serve first."""
    return tuple(sorted(found, key=_order))


def _order(sized: Sized) -> tuple[float, float, str]:
    gpus = sized.serving.gpus if sized.serving is not None else math.inf
    return gpus, sized.gpus_to_load or math.inf, sized.item.title


def size_of(
    session: Session, setup: SetUp, item: Item, changes: Mapping[str, Entry] | None = None
) -> Sized:
    """One accelerator. Raises UnknownItem, Refused."""
    # Where replicas of many sizes are tried, the size of one of them is nobody's to enter.
    own = {id: entry for id, entry in setup.entries.items() if id != "tensor_parallel"}
    placed = with_machine(without_fit(setup._replace(entries=own)), item.title).setup
    changes = {
        id: entry
        for id, entry in (changes or {}).items()
        if BOOK.variables[id].place != "hardware" and id not in ("gpus_per_replica", "concurrency")
    }
    resolved = resolve(session, placed, changes)
    given, start = resolved.given, resolved.evaluate()
    loads = [_whole(start, id) for id in ("gpus_to_load", "gpus_to_load_in_engine")]
    per_gpu = activations_per_gpu(given)
    inside = start.get("interconnect_domain", "napkin") or math.inf
    # Without traffic, a replica is to hold what the set-up has in flight.
    held = given.entered.get("concurrency", 1.0)
    best: Serving | None = None
    reason = "" if loads[0] is not None else "no figure for " + _lacking(start)
    for size in sizes_of(start, given):
        if size < (loads[1] or 1):
            continue
        if size > inside and best is not None:
            break  # nobody splits a replica over the network that one interconnect can hold
        serving, why = serving_at(given, size, per_gpu)
        if serving is not None and not serving.traffic and serving.concurrency < held:
            why = f"{serving.bound} keeps {held:g} in flight out"
            serving = None
        if serving is not None and (best is None or serving.gpus < best.gpus):
            best = serving
        # Of sizes that do not serve, the largest says what is out of reach.
        reason = why or reason
    if best is not None:
        return Sized(item, loads[0], loads[1], best)
    return Sized(item, loads[0], loads[1], None, reason or f"more than {SIZES[-1]} GPUs a replica")


def sizes_of(start: Results, given: Given) -> list[int]:
    """Powers of two; with stages or ranks, so many GPUs for each of them."""
    least = start.get("pipeline_parallel", "napkin") or 1.0
    if given.choices.get("kv_layout") != "dp":
        least *= start.get("attention_data_parallel", "napkin") or 1.0
    if least <= 1 or math.log2(least).is_integer():
        return [size for size in SIZES if size >= least]
    return [
        int(size * least) for size in SIZES if size * least <= SIZES[-1] and least == int(least)
    ]


def serving_at(
    given: Given, size: int, per_gpu: float, most: int = _MOST
) -> tuple[Serving | None, str]:
    """What replicas of so many GPUs serve within the service levels, with at most so many requests
    in flight each, or why nothing.
    """
    at = {"gpus_per_replica": float(size), "activation_bytes": per_gpu * size}

    def chain(requests: int) -> Results:
        return evaluate(given.changed(at | {"concurrency": float(requests)}))

    first = chain(1)
    against = _against(first, 1)
    if against:
        return None, _in_words(first, against)
    low, high = 1, most + 1
    while high - low > 1:
        middle = (low + high) // 2
        if _against(chain(middle), middle):
            high = middle
        else:
            low = middle
    results = chain(low)
    rate = results.get("processed_tps", "napkin")
    demand = results.get("demand_processed_tps", "napkin")
    if not rate and demand is not None:
        return None, "no figure for " + _lacking(results, "processed_tps")
    bound = _against(chain(low + 1), low + 1) if low < most else ""
    flight = results.get("demand_concurrency", "napkin")
    replicas = _replicas(demand, rate)
    if demand is None and flight is not None:
        replicas = max(1, math.ceil(flight / low - 1e-9))
    peak = _peak(results)
    peaking = max(replicas, _replicas(peak, rate)) if peak is not None else 0
    return Serving(
        gpus_per_replica=size,
        concurrency=low,
        replicas=replicas,
        gpus=replicas * size,
        peak_gpus=peaking * size,
        traffic=demand is not None or flight is not None,
        nodes_per_replica=_whole(results, "nodes_per_replica") or 1,
        crosses=crossing(results),
        bound=bound,
        results=results,
    ), ""


def room_for(results: Results) -> float | None:
    """How many requests the memory of a replica holds; None where that cannot be told."""
    room = results.get("max_requests_in_engine", "napkin")
    if room is None:  # without the model's heads: one copy of the cache
        room = results.get("max_requests_in_memory", "napkin")
    return room


def _against(results: Results, requests: int) -> str:
    """What speaks against so many requests at once, or nothing."""
    room = room_for(results)
    if room is not None and room < requests:
        return "memory"
    for metric in METRICS.values():
        wanted, value = _asked(results, metric) if metric.binds else (None, None)
        if wanted is not None and value is not None and not meets(metric, value, wanted):
            return metric.binds
    return ""


def _in_words(results: Results, against: str) -> str:
    """Why not even one request is served, with its figures."""
    if against == "memory":
        short = results.get("engine_kv_budget", "napkin") or 0.0
        needs = results.get("kv_bytes_per_request_per_gpu", "napkin") or 0.0
        show = BOOK.variables["weight_bytes"].show
        if short <= 0:
            return "no room for a cache beside the weights and activations"
        return f"a request needs {show(needs, 3)} on each GPU, {show(short, 3)} is free"
    metric = next(metric for metric in METRICS.values() if metric.binds == against)
    wanted, alone = [metric.of.show(each or 0.0, 3) for each in _asked(results, metric)]
    return f"alone {metric.of.title} is {alone}, wanted {metric.wanted} {wanted}"


def _asked(results: Results, metric: Metric) -> tuple[float | None, float | None]:
    """The packet's level for a metric, and its value on the napkin."""
    return results.get(metric.level, "napkin"), results.get(metric.variable, "napkin")


def _peak(results: Results) -> float | None:
    """Tokens per second in the packet's highest hour, or None where it states none."""
    tokens = results.get("tokens_per_request", "napkin")
    for hour in _PEAKS:
        asked = results.get(f"demand_processed_tps_{hour}", "napkin")
        if asked is not None:
            return asked
        requests = results.get(f"demand_requests_per_second_{hour}", "napkin")
        if requests is not None and tokens is not None:
            return requests * tokens
    return None


def _replicas(demand: float | None, rate: float | None) -> int:
    return max(1, math.ceil(demand / rate - 1e-9)) if demand is not None and rate else 1


def activations_per_gpu(given: Given) -> float:
    """Bytes that a set-up reserves for activations on each of its GPUs."""
    gpus = given.entered.get("gpus_per_replica") or 1.0
    return given.entered.get("activation_bytes", 0.0) / gpus


def _whole(results: Results, id: str) -> int | None:
    value = results.get(id, "napkin")
    return round(value) if value is not None else None


def _lacking(results: Results, id: str = "gpus_to_load") -> str:
    return results.why_missing(id, "napkin").removeprefix("needs ") or BOOK.variables[id].title
