"""`napkin hardware`: accelerators with every source, and how many of each a packet takes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from formulas.book import quantity
from formulas.quantity import Quantity
from formulas.units import Measure, measure
from sessions.answers.about import known
from sessions.catalogue.catalogue import find
from sessions.catalogue.figures import FLOPS, GPUS, LINK, MEMORY, PRICE, unit_of
from sessions.catalogue.item import PRECISIONS, Band, Item, Other
from sessions.catalogue.machines import Box, box_called, lacking, machines
from sessions.catalogue.shelves import UnknownItem
from sessions.document.session import Entry
from sessions.setups.sizing import Serving, Sized

_GPU, _REQUESTS = measure("GPU"), measure("request")
# What is said of a fleet in every accelerator's answer, by variable.
_TOLD = ("per_stream_tps", "ttft", "e2e_latency", "processed_tps")


class Accelerator(NamedTuple):
    """One accelerator of the catalogue.

    Attributes:
        box: the machine of a cloud that it was asked for as.
    """

    item: Item
    box: Box | None = None

    @property
    def shape(self) -> dict[str, object]:
        """What is known of it, each figure with its source."""
        item = self.item
        band = item.bands.get("gpu_price")
        return {
            "name": item.name,
            "title": item.title,
            "aliases": item.aliases,
            "source": item.source,
            "own": item.own or None,
            "in_place_of_the_shipped_one": item.instead if item.own else None,
            "values": {id: _sourced(entry, unit_of(id)) for id, entry in item.entries.items()},
            "peaks": {n: _sourced(item.peaks[n], FLOPS) for n in PRECISIONS if n in item.peaks},
            "reported_memory": _sourced(item.reported_memory, MEMORY),
            "interconnect": _named(item.link, item.interconnect),
            "domain": _sourced(item.domain, GPUS),
            "network": _named(item.network_name, item.network),
            "power": _sourced(item.power, None),
            "price_band": _band(band) if band is not None else None,
            "others": [_other(each) for each in item.others],
            "not_modelled": item.not_modelled,
            "held_by": _held(self.box) if self.box is not None else None,
        }


def _held(box: Box) -> dict[str, object]:
    held = {"value": box.holds, "unit": GPUS} if box.holds else None
    return {"cloud": box.cloud, "holds": held, "source": box.source}


def accelerator(name: str) -> Accelerator:
    """The accelerator of a name, or of an instance that holds it. Raises UnknownItem, which says of
    a machine that is known by its name alone that nothing is judged on it.
    """
    box = box_called(name)
    try:
        return Accelerator(find("hardware", box.chip if box is not None else name), box)
    except UnknownItem as unknown:
        why = lacking(box.chip if box is not None else name)
        if not why or unknown.refused:
            raise
        fix = "enter its figures in hardware/NAME.toml beside your settings"
        raise UnknownItem("hardware", name, (), refused=f"{why}; {fix}") from None


def _sourced(entry: Entry | None, unit: Measure | None) -> dict[str, object] | None:
    """A figure as it was written, with its source; a power is in watts."""
    if entry is None:
        return None
    if unit is None:
        return {"watts": entry.value, "source": entry.origin}
    value = Quantity(entry.value, unit)
    return {
        "value": value.number,
        "unit": unit,
        "text": entry.text,
        "source": entry.origin,
    }


def _named(name: str, entry: Entry | None) -> dict[str, object] | None:
    found = _sourced(entry, LINK)
    return None if found is None else {"name": name, **found}


def _band(band: Band) -> dict[str, object]:
    low, high = (Quantity(edge, PRICE) for edge in (band.low, band.high))
    return {"low": low, "high": high, "date": band.date, "source": band.origin}


def _other(other: Other) -> dict[str, object]:
    said = _sourced(other.value, unit_of(other.of)) or {}
    return {"of": other.of, **said, "why": other.why}


class Shelf(NamedTuple):
    """Every accelerator of the catalogue, and the machines that are known by their names alone, so
    that nothing is judged on them: GPUs, and others.
    """

    hardware: tuple[Accelerator, ...]
    gpus_by_name: tuple[str, ...] = ()
    others_by_name: tuple[str, ...] = ()


def every(items: Iterable[Item]) -> Shelf:
    """The whole shelf."""
    known = machines()
    found = tuple([Accelerator(item) for item in items])
    return Shelf(found, tuple(known.gpus), tuple(known.others))


class Sizes(NamedTuple):
    """How many of each accelerator load a model, and serve a packet."""

    session: str
    setup: str
    model: str
    accelerators: tuple[Sized, ...]

    @property
    def shape(self) -> dict[str, object]:
        """One row an accelerator; where nothing serves, the reason."""
        return {**self._asdict(), "accelerators": [_row(each) for each in self.accelerators]}


def _row(each: Sized) -> dict[str, object]:
    serving = each.serving
    return known(
        name=each.item.name,
        title=each.item.title,
        gpus_to_load=_gpus(each.gpus_to_load),
        gpus_to_load_in_engine=_gpus(each.gpus_to_load_in_engine),
        serves=_serves(serving) if serving is not None else None,
        reason=each.reason if serving is None else None,
    )


def _serves(serving: Serving) -> dict[str, object]:
    results = {id: quantity(id, serving.results.get(id, "napkin")) for id in _TOLD}
    return known(
        gpus=_gpus(serving.gpus),
        gpus_per_replica=_gpus(serving.gpus_per_replica),
        replicas=serving.replicas,
        concurrency=_counted(serving.concurrency, _REQUESTS),
        nodes_per_replica=serving.nodes_per_replica,
        crosses_nodes=serving.crosses,
        held_by=serving.bound,
        traffic_stated=serving.traffic,
        gpus_at_peak=_gpus(serving.peak_gpus or None),
        **results,
    )


def _gpus(count: int | None) -> dict[str, object] | None:
    return None if count is None else _counted(count, _GPU)


def _counted(count: int, unit: Measure) -> dict[str, object]:
    """A count, without a point."""
    return {"value": count, "unit": unit}
