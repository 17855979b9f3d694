"""The figures of an accelerator in words: what each is called, how it is told, where it is from."""

from __future__ import annotations

from typing import NamedTuple

from formulas.book import BOOK
from formulas.quantity import show
from formulas.units import Measure, measure
from sessions.catalogue.item import PRECISIONS, Item, Other
from sessions.document.session import Entry

LINK = measure("GB/s/GPU")
FLOPS = BOOK.variables["gpu_flops"].unit
MEMORY = BOOK.variables["gpu_memory"].unit
GPUS = BOOK.variables["gpus_per_node"].unit
PRICE = BOOK.variables["gpu_price"].unit
_PARTS = {
    "parts.interconnect": LINK,
    "parts.network": LINK,
    "parts.domain": GPUS,
    "parts.reported_memory": MEMORY,
}
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
    "",
    "gpu_price",
    "bands.gpu_price",
)
# What the figures are called, where their own title is too long.
_TITLES = {
    "gpu_memory": "memory",
    "gpu_bandwidth": "bandwidth",
    "gpus_per_node": "GPUs per node",
    "gpu_price": "price",
    "gpu_flops": "compute",
    "parts.reported_memory": "as reported",
}


class Figure(NamedTuple):
    """One figure in words.

    Attributes:
        of: a variable id, or `peaks.fp8`, `parts.interconnect`, `bands.gpu_price` and so on.
        words, said, source: what it is called, how it is told, and where it comes from.
    """

    of: str
    words: str
    said: str
    source: str


def figures(item: Item) -> list[Figure]:
    """All that is known of an accelerator, in the order in which a page is read."""
    known: list[tuple[str, Entry | None, str]] = [
        (id, entry, "") for id, entry in item.entries.items() if id != "gpu_flops" or not item.peaks
    ]
    known += [(f"peaks.{name}", item.peaks.get(name), "") for name in PRECISIONS]
    known += [
        ("parts.reported_memory", item.reported_memory, ""),
        ("parts.interconnect", item.interconnect, f" one way, {item.link}"),
        ("parts.domain", item.domain, " share the interconnect"),
        ("parts.network", item.network, f" one way, {item.network_name}"),
        ("parts.power", item.power, ""),
    ]
    rows = [
        Figure(of, words_for(of), (_said(of, entry) + more).removesuffix(", "), entry.origin)
        for of, entry, more in known
        if entry is not None
    ]
    if "gpu_price" not in item.entries:
        rows.append(Figure("gpu_price", words_for("gpu_price"), "none known: enter gpu_price", ""))
    if band := item.bands.get("gpu_price"):
        said = f"{show(band.low, PRICE)} to {show(band.high, PRICE)}, {band.date}"
        said = said.removesuffix(", ")
        rows.append(Figure("bands.gpu_price", "price band", said, band.origin))
    return sorted(rows, key=lambda row: _ORDER.index(row.of if row.of in _ORDER else ""))


def words_for(of: str) -> str:
    """What a figure is called."""
    if of.startswith("peaks."):
        return f"dense {of.removeprefix('peaks.')}"
    title = BOOK.variables[of].title if of in BOOK.variables else ""
    return _TITLES.get(of) or title or of.removeprefix("parts.")


def shown(other: Other) -> str:
    """What another source says of a figure."""
    return _said(other.of, other.value)


def unit_of(of: str) -> Measure | None:
    """The unit of a figure; None for a power, which is in watts and takes part in no formula."""
    if of == "parts.power":
        return None
    if of.startswith("peaks."):
        return FLOPS
    return _PARTS.get(of) or BOOK.variables[of].unit


def _said(of: str, entry: Entry) -> str:
    """A value as it is typed and, where that is another unit, as the chain counts it; without the
    "per GPU" that all of them have.
    """
    unit = unit_of(of)
    if unit is None:
        return entry.text
    text, shown = entry.text.removesuffix("/GPU"), show(entry.value, unit).removesuffix("/GPU")
    return f"{text} ({shown})" if "iB" in text else shown
