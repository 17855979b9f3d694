"""Figures that are said of one node: `4,000 output tok/s per H100 node`.

A node may be all of the deployment, or a part of it, so that its rate says what one GPU yields. How
many GPUs it has is what was said, or what the catalogue says of a node of that accelerator.
"""

from __future__ import annotations

from formulas.precisions import bytes_of
from sessions.catalogue.catalogue import find, model_called
from sessions.catalogue.shelves import UnknownItem
from sessions.claims.conditions import Conditions
from sessions.document.session import Claim, Entry
from sessions.say.carried import with_gpus
from sessions.say.head import Head
from sessions.say.outcome import condition_entry
from sessions.say.vocabulary import node_of

# Rates of a whole replica, and what they are by the GPU where that has a metric.
_OF_ALL = ("aggregate_tps", "processed_tps", "prefill_rate", "requests_per_second")


def of_its_gpus(claim: Claim, head: Head, conditions: Conditions) -> Claim | None:
    """A claim of a node with the GPUs that it is of; of a larger deployment, as one of its GPUs.
    Prefill by the GPU is that of all; None where nobody knows how many.

    Args:
        conditions: all that bind it, whether they are its own or the quote's.
    """
    if head.scope == "gpu" and claim.metric == "prefill_rate":
        return _of_all_gpus(claim, conditions.get("gpus"))
    if head.scope != "node" or claim.metric not in _OF_ALL:
        return claim
    laid = with_gpus(conditions)
    hardware, gpus = conditions.get("hardware"), conditions.get("gpus")
    if "tensor_parallel" not in conditions:
        gpus = laid.get("gpus", gpus)
    said = int(gpus.value) if isinstance(gpus, Entry) else 0
    usual = node_of(hardware) if isinstance(hardware, str) else 0
    per = head.amount.per or (said if 0 < said <= usual else usual) or said
    if not per:
        return claim
    tp = conditions.get("tensor_parallel")
    split = isinstance(tp, str) and int(tp) < per
    part = said > per or split or (not said and not _holds(conditions, per))
    if not part:
        on = {**claim.conditions, "gpus": condition_entry("gpus", f"{per} GPU")}
        return claim if said else claim._replace(conditions=on)
    note = f"said of a node of {per}"
    if claim.metric == "aggregate_tps":
        made = claim._replace(metric="tps_per_gpu", value=_scaled(claim.value, 1 / per, note))
        return made._replace(high=claim.high and _scaled(claim.high, 1 / per, note))
    if not said:
        return claim
    note = f"{note}, of {said} in all"
    made = claim._replace(value=_of(claim.metric, claim.value, said / per, note))
    return made._replace(high=claim.high and _of(claim.metric, claim.high, said / per, note))


def _holds(conditions: Conditions, gpus: int) -> bool:
    """Whether so many GPUs hold the model that was said, as far as the catalogue knows; where they
    do not, a node is a part of what serves it.
    """
    named, hardware = conditions.get("model"), conditions.get("hardware")
    called = model_called(named) if isinstance(named, str) else None
    if called is None or not isinstance(hardware, str):
        return True
    try:
        model, memory = (
            find("models", called.title),
            find("hardware", hardware).entries["gpu_memory"],
        )
    except (UnknownItem, KeyError):
        return True
    said = conditions.get("weights")
    tiers = (said,) if isinstance(said, str) else model.tiers
    sizes = [size for tier in tiers if (size := bytes_of(tier)) is not None]
    total = model.entries.get("total_params")
    return not sizes or total is None or total.value * min(sizes) < memory.value * gpus * _KEPT


# What is left of a memory beside what every program keeps.
_KEPT = 0.95


def _of_all_gpus(claim: Claim, gpus: Entry | str | None) -> Claim | None:
    """`9,600 tok/s per GPU` of prefill is eight times as much on eight."""
    if not isinstance(gpus, Entry):
        return None
    note = f"said of one of {gpus.value:g} GPUs"
    made = claim._replace(value=_of(claim.metric, claim.value, gpus.value, note))
    return made._replace(high=claim.high and _of(claim.metric, claim.high, gpus.value, note))


def _scaled(entry: Entry, factor: float, note: str) -> Entry:
    return _of("tps_per_gpu", entry, factor, f"{entry.text} {note}")


def _of(metric: str, entry: Entry, factor: float, note: str) -> Entry:
    return Entry.of(metric, entry.value * factor, note)
