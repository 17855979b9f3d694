"""Accelerators as text: the table, the page of one, and how many a packet takes."""

from __future__ import annotations

from collections.abc import Sequence

from formulas.book import BOOK
from formulas.quantity import json_number
from sessions.answers.hardware import Accelerator, Shelf, Sizes
from sessions.catalogue.figures import FLOPS, LINK, PRICE, figures, shown, unit_of, words_for
from sessions.catalogue.item import Item
from sessions.export.text.layout import NARROW, columns, wrapped
from sessions.setups.sizing import Serving, Sized

_NONE = "-"
_INDENT = " " * 17
_HEADS = ("load", "in engine", "serve", "at peak", "replica", "in flight", "tok/s/user", "held by")
_NOTE = (
    "Napkin figures: real stacks miss them by 2 to 10x, so hold offers against them.",
    "load: the weights alone. in engine: at the memory utilization, as drivers report memory.",
    "serve: the fewest GPUs that keep the packet's service levels at its traffic, in replicas of a",
    "power of two; one that an interconnect holds goes before one that it does not. Activations are"
    " taken per GPU.",
)


def shelf(found: Shelf) -> list[str]:
    """All accelerators, one to a line, in figures short enough for the shipped ones to fit."""
    items = [each.item for each in found.hardware]
    head = ["", "GB", "TB/s", "bf16", "fp8", "fp4", "link", "GPUs", "$/GPU/hour"]
    own = [f"{item.title}: your own, {item.own}" + _instead(item) for item in items if item.own]
    return [
        # Figures stand by their last digit, names by their first letter.
        *columns([head, *[_row(item) for item in items]], "<>>>>>>><"),
        "",
        *own,
        "To three digits: memory and its bandwidth, dense peaks in PFLOP/s, interconnect",
        "in GB/s one way and how many are on it, rent with its day. A dash is",
        "for what a chip has not, and for what is not known.",
        "napkin hardware NAME has every figure with its source, and what others say.",
        *_narrow(
            f"Known by name alone are {len(found.gpus_by_name)} other GPUs, such as"
            f" {found.gpus_by_name[0]}, and {len(found.others_by_name)} machines that are no GPU,"
            f" such as {found.others_by_name[0]}: a claim on one is named and not judged, until"
            " hardware/NAME.toml beside your settings has its figures."
        ),
    ]


def _instead(item: Item) -> str:
    return " (in place of the shipped one)" if item.instead else ""


def _row(item: Item) -> list[str]:
    peaks = [
        f"{json_number(item.peaks[name].value, FLOPS):.3g}" if name in item.peaks else _NONE
        for name in ("bf16", "fp8", "fp4")
    ]
    link = _NONE
    if item.interconnect is not None:
        link = f"{item.interconnect.value / LINK.factor:.0f}"
    on_it = item.domain or item.entries.get("gpus_per_node")
    band, single = item.bands.get("gpu_price"), item.entries.get("gpu_price")
    price = _NONE if single is None else f"{single.value / PRICE.factor:.2f}"
    if band is not None:
        low, high = (f"{edge / PRICE.factor:.2f}" for edge in (band.low, band.high))
        price = f"{f'{low}-{high}':<10} {band.date}"
    return [
        item.title + ("*" if item.own else ""),
        *[_cell(item, id) for id in ("gpu_memory", "gpu_bandwidth")],
        *peaks,
        link,
        _NONE if on_it is None else f"{on_it.value:.0f}",
        price,
    ]


def _cell(item: Item, id: str) -> str:
    entry = item.entries.get(id)
    return _NONE if entry is None else f"{json_number(entry.value, BOOK.variables[id].unit):.3g}"


def page(found: Accelerator) -> list[str]:
    """One accelerator: every figure, where it comes from, and what others say."""
    item = found.item
    lines = [item.title, *_narrow(f"also {', '.join(item.aliases)}" if item.aliases else "")]
    if item.own:
        lines += _narrow(f"your own file {item.own}{_instead(item)}")
    if found.box is not None:
        held = f"{found.box.holds} of it" if found.box.holds else "it"
        lines += _narrow(f"what an instance of {found.box.cloud} has: {held}; {found.box.source}")
    lines += [*_narrow(f"source: {item.source}" if item.source else ""), ""]
    told = figures(item)
    for figure in told:
        lines += _figure(figure.words, figure.said, figure.source)
        for other in item.others:
            if other.of == figure.of:
                lines += _narrow(f"not {shown(other)}: {other.why}", _INDENT)
                lines += _narrow(f"({other.value.origin})", _INDENT + "  ")
    known = {figure.of for figure in told}
    left = [other for other in item.others if other.of not in known]
    if left:
        lines += ["", "not taken, and nothing else is known"]
    for other in left:
        lines += _figure(words_for(other.of), shown(other), f"{other.value.origin}; {other.why}")
    if item.not_modelled:
        lines += ["", "not modelled"]
        for words in item.not_modelled:
            lines += _narrow(words, "  ")
    return lines


def _figure(words: str, said: str, origin: str) -> list[str]:
    return [f"  {words:<14} {said}", *_narrow(origin, _INDENT)]


def _narrow(words: str, indent: str = "") -> list[str]:
    # A path or a date that is broken in two can neither be clicked nor searched for.
    return wrapped(words, indent, width=NARROW, break_on_hyphens=False, break_long_words=False)


# --- sizes


def sizes(found: Sizes) -> list[str]:
    """How many of each accelerator load the model and serve the packet."""
    crossing = [
        line
        for each in found.accelerators
        if each.serving is not None and each.serving.crosses
        for line in wrapped(
            f"{each.item.title}: {_beyond(each.serving)}; over it go"
            f" {', '.join(each.serving.crosses)}",
            "",
            "  ",
        )
    ]
    if any(each.serving is not None and not each.serving.traffic for each in found.accelerators):
        crossing += ["The packet states no traffic: one replica each is shown."]
    return [
        f"GPUs for {found.model} in {found.session or 'an untitled session'}, {found.setup}",
        "",
        *columns([("", *_HEADS), *_sized(found.accelerators)]),
        *(["", *crossing] if crossing else []),
        "",
        *_NOTE,
    ]


def _beyond(serving: Serving) -> str:
    """Why a replica sends anything beyond the interconnect."""
    if (serving.results.get("interconnect_domain", "napkin") or 1.0) <= 1:
        return "nothing is known to join its cards but PCIe"
    return f"a replica spans {serving.nodes_per_replica} nodes and needs the network"


def _sized(found: Sequence[Sized]) -> list[tuple[str, ...]]:
    """A row each; where nothing serves, the reason in place of all that follows."""
    unit = unit_of("per_stream_tps")
    room = max([len(each.reason) for each in found if each.serving is None], default=0)
    rows: list[tuple[str, ...]] = []
    for each in found:
        serving = each.serving
        loads = (each.item.title, _count(each.gpus_to_load), _count(each.gpus_to_load_in_engine))
        if serving is None:
            rows.append((*loads, each.reason.ljust(room)))
            continue
        speed = serving.results.get("per_stream_tps", "napkin")
        rows.append(
            (
                *loads,
                str(serving.gpus),
                _count(serving.peak_gpus or None),
                f"{serving.replicas} x {serving.gpus_per_replica}",
                str(serving.concurrency),
                f"{speed / unit.factor:.3g}" if speed is not None and unit else _NONE,
                serving.bound or "nothing",
            )
        )
    return rows


def _count(number: int | None) -> str:
    return _NONE if number is None else str(number)
