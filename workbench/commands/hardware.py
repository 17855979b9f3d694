"""`napkin hardware`: the accelerators of the catalogue, every figure with its source."""

from __future__ import annotations

import json
import sys
from textwrap import wrap
from typing import Any

from formulas.book import BOOK
from formulas.display import json_number, show
from formulas.units import Measure, measure
from sessions.catalogue.catalogue import UnknownItem, find, refused, shelf
from sessions.catalogue.item import PRECISIONS, Item, Other
from sessions.document.session import Entry
from sessions.files.safe_text import visible

Answer = dict[str, Any]
_LINK = measure("GB/s/GPU")
_FLOPS = BOOK.variables["gpu_flops"].unit
_MEMORY = BOOK.variables["gpu_memory"].unit
_GPUS = BOOK.variables["gpus_per_node"].unit
_PARTS = {
    "parts.interconnect": _LINK,
    "parts.network": _LINK,
    "parts.domain": _GPUS,
    "parts.reported_memory": _MEMORY,
}
_WIDTH = 80  # of the narrowest terminal that people have
_NONE = "-"
# The order in which a page is read: the chip, what it is wired to, what it costs. What is not here
# comes before the costs.
_ORDER = (
    "gpu_memory",
    "parts.reported_memory",
    "gpu_bandwidth",
    "gpu_flops",
    *[f"peaks.{name}" for name in PRECISIONS],
    "parts.interconnect",
    "gpus_per_node",
    "parts.domain",
    "parts.network",
    "parts.power",
)
_COSTS = ("gpu_price", "bands.gpu_price")
# What the figures are called, where their own title is too long.
_TITLES = {
    "gpu_memory": "memory",
    "gpu_bandwidth": "bandwidth",
    "gpus_per_node": "GPUs per node",
    "gpu_price": "price",
    "gpu_flops": "compute",
    "parts.reported_memory": "as reported",
}


def run(name: str | None, *, as_json: bool) -> int:
    """Print one accelerator, or all of them. Returns the exit status: 2 for a name that is not
    known, or where one of the person's own files was refused; the others are printed all the same.
    """
    status = 0
    if name is None:
        # Only the whole list is about the files that could not be read.
        for bad in refused("hardware"):
            print(bad, file=sys.stderr)
            status = 2
        items = list(shelf("hardware").values())
        answer: Answer = {"hardware": [as_answer(item) for item in items]}
        lines = table(items)
    else:
        try:
            item = find("hardware", name)
        except UnknownItem as unknown:
            said = "\n".join([visible(line) for line in str(unknown).split("\n")])
            print(said if said.startswith("error") else f"error: {said}", file=sys.stderr)
            return 2
        answer, lines = as_answer(item), page(item)
    if as_json:
        print(json.dumps(answer, ensure_ascii=False, allow_nan=False, separators=(",", ":")))
    else:
        print("\n".join([visible(line).rstrip() for line in lines]))
    return status


# --- as data


def as_answer(item: Item) -> Answer:
    """An accelerator in the shape that scripts hold on to; what is not known has no key."""
    found: Answer = {
        "name": item.name,
        "title": item.title,
        "aliases": list(item.aliases),
        "source": item.source,
    }
    if item.own:
        found |= {"own": item.own, "in_place_of_the_shipped_one": item.instead}
    found["values"] = {
        id: _quantity(entry, BOOK.variables[id].unit) for id, entry in item.entries.items()
    }
    found["peaks"] = {
        name: _quantity(item.peaks[name], _FLOPS) for name in PRECISIONS if name in item.peaks
    }
    if item.reported_memory is not None:
        found["reported_memory"] = _quantity(item.reported_memory, _MEMORY)
    if item.interconnect is not None:
        found["interconnect"] = {"name": item.link, **_quantity(item.interconnect, _LINK)}
    if item.domain is not None:
        found["domain"] = _quantity(item.domain, _GPUS)
    if item.network is not None:
        found["network"] = {"name": item.network_name, **_quantity(item.network, _LINK)}
    if item.power is not None:
        found["power"] = {"watts": item.power.value, "source": item.power.origin}
    band = item.bands.get("gpu_price")
    if band is not None:
        unit = BOOK.variables["gpu_price"].unit
        found["price_band"] = {
            "low": {"value": json_number(band.low, unit), "unit": unit.text},
            "high": {"value": json_number(band.high, unit), "unit": unit.text},
            "date": band.date,
            "source": band.origin,
        }
    found["others"] = [_other(other) for other in item.others]
    found["not_modelled"] = list(item.not_modelled)
    return found


def _quantity(entry: Entry, unit: Measure) -> Answer:
    return {
        "value": json_number(entry.value, unit),
        "unit": unit.text,
        "text": entry.text,
        "source": entry.origin,
    }


def _other(other: Other) -> Answer:
    unit = _unit(other.of)
    said = (
        {"watts": other.value.value, "source": other.value.origin}
        if unit is None
        else _quantity(other.value, unit)
    )
    return {"of": other.of, **said, "why": other.why}


def _unit(of: str) -> Measure | None:
    """The unit of a figure; None for a power, which is in watts and takes part in no formula."""
    if of == "parts.power":
        return None
    if of.startswith("peaks."):
        return _FLOPS
    return _PARTS.get(of) or BOOK.variables[of].unit


# --- as text


def table(items: list[Item]) -> list[str]:
    """All accelerators, one to a line, in figures short enough for the shipped ones to fit."""
    head = ["", "GB", "TB/s", "bf16", "fp8", "fp4", "link", "GPUs", "$/GPU/hour"]
    rows = [head, *[_row(item) for item in items]]
    widths = [max([len(row[i]) for row in rows]) for i in range(len(head))]
    # Figures stand by their last digit, names by their first letter.
    right = (False, *[True] * 7, False)
    lines = [
        "  ".join(
            [
                cell.rjust(width) if by_end else cell.ljust(width)
                for cell, width, by_end in zip(row, widths, right, strict=True)
            ]
        )
        for row in rows
    ]
    own = [f"{item.title}: your own, {item.own}" + _instead(item) for item in items if item.own]
    return [
        *lines,
        "",
        *own,
        "To three digits: memory and its bandwidth, dense peaks in PFLOP/s, interconnect",
        "in GB/s one way and how many are on it, rent with its day. A dash is",
        "for what a chip has not, and for what is not known.",
        "napkin hardware NAME has every figure with its source, and what others say.",
    ]


def _instead(item: Item) -> str:
    return " (in place of the shipped one)" if item.instead else ""


def _row(item: Item) -> list[str]:
    peaks = [
        f"{json_number(item.peaks[name].value, _FLOPS):.3g}" if name in item.peaks else _NONE
        for name in ("bf16", "fp8", "fp4")
    ]
    link = _NONE
    if item.interconnect is not None:
        link = f"{item.interconnect.value / _LINK.factor:.0f}"
    shared = item.domain or item.entries.get("gpus_per_node")
    band, single = item.bands.get("gpu_price"), item.entries.get("gpu_price")
    unit = BOOK.variables["gpu_price"].unit
    price = _NONE if single is None else f"{single.value / unit.factor:.2f}"
    if band is not None:
        low, high = (f"{edge / unit.factor:.2f}" for edge in (band.low, band.high))
        price = f"{f'{low}-{high}':<10} {band.date}"
    return [
        item.title + ("*" if item.own else ""),
        *[_cell(item, id) for id in ("gpu_memory", "gpu_bandwidth")],
        *peaks,
        link,
        _NONE if shared is None else f"{shared.value:.0f}",
        price,
    ]


def _cell(item: Item, id: str) -> str:
    entry = item.entries.get(id)
    if entry is None:
        return _NONE
    return f"{json_number(entry.value, BOOK.variables[id].unit):.3g}"


def _short(value: float, unit: Measure) -> str:
    """A value without the "per GPU" that all of them have."""
    return show(value, unit).removesuffix("/GPU")


def page(item: Item) -> list[str]:
    """One accelerator: every figure, where it comes from, and what others say."""
    lines = [item.title, *_wrapped(f"also {', '.join(item.aliases)}" if item.aliases else "", "")]
    if item.own:
        lines += _wrapped(f"your own file {item.own}{_instead(item)}", "")
    lines += [*_wrapped(f"source: {item.source}" if item.source else "", ""), ""]
    for of, words, said, origin in figures(item):
        lines += _figure(words, said, origin)
        for other in item.others:
            if other.of == of:
                lines += _wrapped(f"not {shown(other)}: {other.why}", _INDENT)
                lines += _wrapped(f"({other.value.origin})", _INDENT + "  ")
    told = [of for of, *_ in figures(item)]
    left = [other for other in item.others if other.of not in told]
    if left:
        lines += ["", "not taken, and nothing else is known"]
    for other in left:
        lines += _figure(words_for(other.of), shown(other), f"{other.value.origin}; {other.why}")
    if item.not_modelled:
        lines += ["", "not modelled"]
        for words in item.not_modelled:
            lines += _wrapped(words, "  ")
    return lines


_INDENT = " " * 17


def figures(item: Item) -> list[tuple[str, str, str, str]]:
    """The figures of an accelerator as (key, words, value, source)."""
    rows = [
        (id, words_for(id), _said(entry, BOOK.variables[id].unit), entry.origin)
        for id, entry in item.entries.items()
        if id != "gpu_flops" or not item.peaks
    ]
    for name in PRECISIONS:
        if name in item.peaks:
            peak = item.peaks[name]
            rows.append((f"peaks.{name}", f"dense {name}", _said(peak, _FLOPS), peak.origin))
    if item.reported_memory is not None:
        said = _said(item.reported_memory, _MEMORY)
        rows.append(("parts.reported_memory", "as reported", said, item.reported_memory.origin))
    if item.interconnect is not None:
        said = f"{_said(item.interconnect, _LINK)} one way, {item.link}".removesuffix(", ")
        rows.append(("parts.interconnect", "interconnect", said, item.interconnect.origin))
    if item.domain is not None:
        said = f"{_said(item.domain, _GPUS)} share the interconnect"
        rows.append(("parts.domain", "domain", said, item.domain.origin))
    if item.network is not None:
        said = f"{_said(item.network, _LINK)} one way, {item.network_name}".removesuffix(", ")
        rows.append(("parts.network", "network", said, item.network.origin))
    if item.power is not None:
        rows.append(("parts.power", "power", item.power.text, item.power.origin))
    if "gpu_price" not in item.entries:
        rows.append(("gpu_price", words_for("gpu_price"), "none known: enter gpu_price", ""))
    band = item.bands.get("gpu_price")
    if band is not None:
        price = BOOK.variables["gpu_price"]
        said = f"{price.show(band.low)} to {price.show(band.high)}, {band.date}".removesuffix(", ")
        rows.append(("bands.gpu_price", "price band", said, band.origin))
    return sorted(rows, key=_rank)


def _rank(row: tuple[str, str, str, str]) -> int:
    places = (*_ORDER, "", *_COSTS)
    return places.index(row[0] if row[0] in places else "")


def words_for(of: str) -> str:
    if of.startswith("peaks."):
        return f"dense {of.removeprefix('peaks.')}"
    title = BOOK.variables[of].title if of in BOOK.variables else ""
    return _TITLES.get(of) or title or of.removeprefix("parts.")


def shown(other: Other) -> str:
    unit = _unit(other.of)
    return other.value.text if unit is None else _said(other.value, unit)


def _said(entry: Entry, unit: Measure) -> str:
    """A value as it is typed and, where that is another unit, as the chain counts it."""
    text, shown = entry.text.removesuffix("/GPU"), _short(entry.value, unit)
    return f"{text} ({shown})" if "iB" in text else shown


def _figure(words: str, said: str, origin: str) -> list[str]:
    lines = [f"  {words:<14} {said}"]
    return [*lines, *_wrapped(origin, _INDENT)]


def _wrapped(words: str, indent: str) -> list[str]:
    # A path or a date that is broken in two can neither be clicked nor searched for.
    return wrap(
        words,
        _WIDTH,
        initial_indent=indent,
        subsequent_indent=indent,
        break_on_hyphens=False,
        break_long_words=False,
    )
