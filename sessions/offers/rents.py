"""Rent by the hour or the month as a price on the packet's own traffic: as many GPUs, nodes or
replicas as the demand takes within the service levels, all of it on the napkin.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import NamedTuple

from formulas.book import BOOK, quantity
from formulas.chain import one
from formulas.memo import while_same
from sessions.claims.conditions import CONDITIONS, Conditions
from sessions.claims.metrics import METRICS, SPEED
from sessions.document.session import Claim, Entry, Quote, Session, SetUp
from sessions.setups.conditions import Applied, apply
from sessions.setups.mix import Mix, derived
from sessions.setups.sizing import (
    Serving,
    activations_per_gpu,
    serving_at,
    sizes_of,
)

# What is rented, by the metric of its rent.
UNITS = {
    "gpu_price": "GPU",
    "node_price_per_month": "node",
    "replica_price_per_month": "replica",
}
_MOST = 4_096


class Rented(NamedTuple):
    """What a rent comes to on the packet's traffic.

    Attributes:
        claim: the rent; unit: what is rented, GPU, node or replica.
        units: how many of them; replicas, gpus_per_replica, concurrency: what they make, and how
            many requests each replica works on at once.
        at_peak: how many are rented for the highest hour that is known; 0 where none is.
        per_month, price: $ per month, and $ per token; None where the traffic is not known.
        speed: tokens per second for each user, on the napkin; bound: what keeps more requests out
            of a replica.
        on: the accelerator; assumed: it was not said, and is the set-up's own.
        reason: why there is no price, or nothing.
    """

    claim: Claim
    unit: str
    units: int = 0
    replicas: int = 0
    gpus_per_replica: int = 0
    concurrency: int = 0
    at_peak: int = 0
    per_month: float | None = None
    price: float | None = None
    speed: float | None = None
    bound: str = ""
    on: str = ""
    assumed: bool = False
    reason: str = ""

    @property
    def metric(self) -> str:
        """The metric of the rent."""
        return self.claim.metric

    @property
    def counted(self) -> str:
        """How many are rented: `2 nodes`."""
        return f"{self.units:,} {self.unit}{'s' * (self.units != 1)}"

    @property
    def shape(self) -> dict[str, object]:
        """As scripts get it."""
        month, price = "rented_price_per_month", "rented_price"
        found: dict[str, object] = {
            "metric": self.metric,
            "unit": self.unit,
            "units": self.units,
            "units_at_peak": self.at_peak or None,
            "replicas": self.replicas,
            "gpus_per_replica": self.gpus_per_replica,
            "concurrency": self.concurrency,
            "hardware": self.on,
            "assumed": ["hardware"] if self.assumed else None,
            "price": quantity(price, self.price),
            "price_per_month": quantity(month, self.per_month),
            "reason": self.reason or None,
        }
        return {name: value for name, value in found.items() if value is not None}

    @property
    def words(self) -> str:
        """How many are rented, and what they are: `6 nodes, 11 replicas of 4x B200 at 57 in flight
        each`.
        """
        rented = self.counted
        size = f"{self.gpus_per_replica}x {self.on}"
        several = self.replicas != 1
        flight = f"at {self.concurrency:,} in flight{' each' * several}"
        if self.unit == "replica":
            return f"{rented} of {size}, {flight}"
        return f"{rented} for {self.replicas:,} replica{'s' * several} of {size}, {flight}"


def rented_of(session: Session, setup: SetUp, mix: Mix, quote: Quote) -> Rented | None:
    """What the rents of a quote come to: of several machines the one that costs least, of several
    rents of one machine the dearest. None where it states none.
    """
    claims = [claim for claim in quote.claims if claim.metric in UNITS]
    if not claims:
        return None
    found = [
        _rented(session, setup, mix, claim, {**quote.conditions, **claim.conditions})
        for claim in _dearest(claims, quote)
    ]
    priced = [each for each in found if each.per_month is not None]
    return min(priced, key=lambda each: each.per_month or math.inf, default=found[0])


def _dearest(claims: Iterable[Claim], quote: Quote) -> list[Claim]:
    """Of the rents of one machine the one that holds for all traffic: without a tier where any is,
    and of those the dearest.
    """
    groups: dict[object, list[Claim]] = {}
    for claim in claims:
        at = {**quote.conditions, **claim.conditions}
        machine = tuple([str(_plain(at.get(name))) for name in ("hardware", "gpus")])
        groups.setdefault((claim.metric, machine), []).append(claim)
    found = []
    for alike in groups.values():
        plain = [claim for claim in alike if "tier" not in claim.conditions] or alike
        found.append(max(plain, key=lambda claim: METRICS[claim.metric].held_to(claim)))
    return found


def _plain(said: Entry | str | None) -> object:
    return said.value if isinstance(said, Entry) else said


# A rent is asked about at every edit; what bears on it changes less often.
@while_same(
    lambda session, setup, mix, claim, at: (
        session.packet,
        session.bill,
        setup,
        mix,
        claim,
        repr(sorted(at.items(), key=str)),
    ),
    most=_MOST,
)
def _rented(session: Session, setup: SetUp, mix: Mix, claim: Claim, at: Conditions) -> Rented:
    rent = METRICS[claim.metric].held_to(claim)
    own = {name: said for name, said in at.items() if _of_machine(name)}
    # Replicas of many sizes are tried: the size of the set-up's own is nobody's to enter.
    entries = {id: entry for id, entry in setup.entries.items() if id != "tensor_parallel"}
    applied = apply(session, setup._replace(entries=entries), own)
    found = Rented(
        claim,
        UNITS[claim.metric],
        on=applied.resolved.hardware.title,
        assumed="hardware" not in applied.stated,
    )
    if applied.reason:
        return found._replace(reason=applied.reason)
    served, units, reason = _fewest(applied, claim, at)
    if served is None:
        return found._replace(reason=reason)
    month = _by_the_month(claim, rent, mix)
    values = {**mix, "rented_units": float(units), "rent_per_month": month}
    peaking = math.ceil(served.peak_gpus / served.gpus_per_replica)
    known = served.traffic
    return found._replace(
        units=units,
        replicas=served.replicas,
        gpus_per_replica=served.gpus_per_replica,
        concurrency=served.concurrency,
        at_peak=_units(claim, applied, at, served.gpus_per_replica, peaking) if peaking else 0,
        per_month=derived(values, "rented_price_per_month") if known else None,
        price=derived(values, "rented_price") if known else None,
        speed=served.results.get(SPEED, "napkin"),
        bound=served.bound,
        reason="" if known else "the packet's traffic is not known",
    )


def _of_machine(name: str) -> bool:
    """Whether a condition is of what is rented: the traffic is the packet's own."""
    row = CONDITIONS.get(name)
    return row is not None and not row.traffic and name not in ("gpus", "tensor_parallel")


def _by_the_month(claim: Claim, rent: float, mix: Mix) -> float:
    if claim.metric != "gpu_price":
        return rent
    hours = mix.get("hours_per_month", 0.0)
    given = {"gpus_per_replica": 1.0, "gpu_price": rent, "hours_per_month": hours}
    return one(BOOK.routes["replica_price_per_month"][0], given) or 0.0


def _fewest(applied: Applied, claim: Claim, at: Conditions) -> tuple[Serving | None, int, str]:
    """The fewest units that carry the traffic, over the sizes that a replica can have; or why none
    does.
    """
    given, start = applied.resolved.given, applied.results
    per_gpu, flight = activations_per_gpu(given), at.get("concurrency")
    most = int(flight.value) if isinstance(flight, Entry) and flight.value >= 1 else _MOST
    best: tuple[Serving | None, int, str] = (None, 0, "")
    loads = start.get("gpus_to_load", "napkin") or 1.0
    for size in _sizes(applied, claim, at):
        if size < loads:
            best = best if best[0] else (None, 0, f"{size} GPUs do not hold the model")
            continue
        served, why = serving_at(given, size, per_gpu, most)
        if served is None:
            best = best if best[0] else (None, 0, why)
            continue
        units = _units(claim, applied, at, size, served.replicas)
        if best[0] is None or units < best[1]:
            best = (served, units, "")
    return best


def _sizes(applied: Applied, claim: Claim, at: Conditions) -> list[int]:
    """GPUs of a replica: as stated, else whatever fits into what is rented."""
    sliced, gpus = at.get("tensor_parallel"), at.get("gpus")
    if isinstance(sliced, str) and sliced.isdecimal():
        return [int(sliced)]
    said = int(gpus.value) if isinstance(gpus, Entry) else 0
    if claim.metric == "replica_price_per_month":
        own = applied.results.get("gpus_per_replica", "napkin") or 1.0
        return [said or int(own)]
    sizes = sizes_of(applied.results, applied.resolved.given)
    inside = applied.results.get("interconnect_domain", "napkin") or math.inf
    return [size for size in sizes if size <= (said or inside)] or [said or sizes[0]]


def _units(claim: Claim, applied: Applied, at: Conditions, size: int, replicas: int) -> int:
    """How many are rented for so many replicas of so many GPUs."""
    if claim.metric == "replica_price_per_month":
        return replicas
    if claim.metric == "gpu_price":
        return replicas * size
    gpus = at.get("gpus")
    said = gpus.value if isinstance(gpus, Entry) else None
    box = int(said or applied.results.get("gpus_per_node", "napkin") or size)
    return math.ceil(replicas / (box // size)) if size <= box else replicas * -(-size // box)
