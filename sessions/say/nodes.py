"""Figures that are said of one node: `4,000 output tok/s per H100 node` is 500 of each of its GPUs.

A node may be all of the deployment or a part of it, so that its rate says what one GPU yields. How
many GPUs it has is what was said, or what the catalogue says of a node of that accelerator.
"""

from __future__ import annotations

from sessions.claims.conditions import Conditions
from sessions.document.session import Claim, Entry
from sessions.say.head import Head
from sessions.say.outcome import condition_entry
from sessions.say.vocabulary import node_of

# Rates of a whole replica that have no figure by the GPU.
_OF_ALL = ("processed_tps", "prefill_rate", "requests_per_second")


def of_its_gpus(claim: Claim, head: Head, conditions: Conditions) -> Claim:
    """A claim of a node as one of its GPUs.

    Args:
        conditions: all that bind it, whether they are its own or the quote's.
    """
    if head.scope != "node":
        return claim
    hardware, gpus = conditions.get("hardware"), conditions.get("gpus")
    said = int(gpus.value) if isinstance(gpus, Entry) else 0
    per = head.amount.per or (node_of(hardware) if isinstance(hardware, str) else 0)
    if not per and said:
        per = said
    if not per:
        return claim
    note = f"said of a node of {per}"
    if claim.metric == "aggregate_tps":
        made = claim._replace(metric="tps_per_gpu", value=_scaled(claim.value, 1 / per, note))
        return made._replace(high=claim.high and _scaled(claim.high, 1 / per, note))
    if claim.metric not in _OF_ALL:
        return claim
    if not said:
        on = {**claim.conditions, "gpus": condition_entry("gpus", f"{per} GPU")}
        return claim._replace(conditions=on)
    if said <= per:
        return claim
    note = f"{note}, of {said} in all"
    made = claim._replace(value=_of(claim.metric, claim.value, said / per, note))
    return made._replace(high=claim.high and _of(claim.metric, claim.high, said / per, note))


def _scaled(entry: Entry, factor: float, note: str) -> Entry:
    return _of("tps_per_gpu", entry, factor, f"{entry.text} {note}")


def _of(metric: str, entry: Entry, factor: float, note: str) -> Entry:
    return Entry.of(metric, entry.value * factor, note)
