"""One entry of the catalogue: a model, an accelerator or a set of assumptions, as values."""

from collections.abc import Mapping
from typing import NamedTuple

from formulas.declare import NOTHING
from formulas.precisions import precision_of
from sessions.document.session import Entry

# Weights of so many bytes are computed at one of these, the narrowest first. A chip without the
# first computes at the next; INT8 weights are widened to BF16 where that is faster.
PRECISIONS = ("bf16", "fp8", "fp4", "int8")


# What is multiplied in one of these where a chip has it, and in the next where it has not.
_CHAINS = {
    "fp4": ("fp4", "fp8", "bf16"),
    "fp8": ("fp8", "bf16"),
    "int8": ("int8", "bf16"),
    "bf16": ("bf16",),
}


class Band(NamedTuple):
    """Typical low and high of a figure, in base units, with where and when they were seen."""

    low: float
    high: float
    origin: str
    date: str = ""


class Other(NamedTuple):
    """What another source says of a figure, and why that was not taken.

    Attributes:
        of: a variable id, or `peaks.fp8`, `parts.interconnect`, `parts.power` and so on.
    """

    of: str
    value: Entry
    why: str


class Item(NamedTuple):
    """One entry of the catalogue.

    Attributes:
        name, title, source: how it is asked for, shown, and where its figures come from.
        version: of a set of assumptions; a verdict keeps set and version.
        choices: the kinds of model that formulas choose by.
        entries: quantities by variable id.
        bands: typical low and high of a figure.
        aliases: other names that people say.
        not_modelled: what the napkin leaves out for this item.
        tiers: the precisions that the weights of a model are published in, its own first; none
            where nobody says.
        peaks: dense compute of an accelerator by precision.
        interconnect, link: its bandwidth to the other accelerators, one way, and what that is.
        network, network_name: what one accelerator has to those outside, one way, and what it is.
        domain: how many share the interconnect, where that is not `gpus_per_node`.
        reported_memory: what its driver reports, from which engines take their share.
        power: in watts.
        others: what other sources say.
        by_kind: of a set of assumptions, values that hold for one kind of model (`dense`, `moe`),
            one engine or one way to arrive alone.
        accuracy: of a set of assumptions, the shares of measured rows, of models that it was not
            fitted on, that it is within 2x and 10x of, for `tpot` and `ttft`.
        own: the person's own file that it stands in; empty for what is shipped.
        instead: it stands in place of a shipped item of that name.
    """

    name: str
    title: str
    source: str
    version: str = ""
    choices: Mapping[str, str] = NOTHING
    entries: Mapping[str, Entry] = NOTHING
    bands: Mapping[str, Band] = NOTHING
    aliases: tuple[str, ...] = ()
    not_modelled: tuple[str, ...] = ()
    tiers: tuple[str, ...] = ()
    peaks: Mapping[str, Entry] = NOTHING
    interconnect: Entry | None = None
    link: str = ""
    network: Entry | None = None
    network_name: str = ""
    domain: Entry | None = None
    reported_memory: Entry | None = None
    power: Entry | None = None
    others: tuple[Other, ...] = ()
    by_kind: Mapping[str, Mapping[str, Entry]] = NOTHING
    accuracy: Mapping[str, tuple[float, float]] = NOTHING
    own: str = ""
    instead: bool = False

    @property
    def label(self) -> str:
        """Name and version, as a verdict keeps it: `source@1`."""
        return f"{self.name}@{self.version}" if self.version else self.name

    @property
    def provenance(self) -> str:
        """Where its figures come from, in words."""
        if not self.own:
            return self.source
        instead = ", in place of the shipped one" if self.instead else ""
        return f"{self.source} (your own file {self.own}{instead})"

    def served(self, tier: str, size: float | None) -> Mapping[str, Entry]:
        """Its quantities where weights of a tier, or of so many bytes per parameter, are served:
        the compute is the fastest dense peak at their precision or a wider one.
        """
        if not self.peaks or (size is None and "gpu_flops" in self.entries):
            return self.entries
        wanted = _precisions(tier, size)
        there = [name for name in wanted if name in self.peaks]
        if not there:
            return self.entries
        name = max(there, key=lambda each: self.peaks[each].value)
        peak, given = self.peaks[name], self.entries.get("gpu_flops")
        if given == peak:  # the file's own figure, told as the file tells it
            return self.entries
        lacking = f" (not {wanted[0]})" if name != wanted[0] else ""
        flops = peak._replace(origin=f"dense {name}{lacking}: {peak.origin}")
        return {**self.entries, "gpu_flops": flops}


def _precisions(tier: str, size: float | None) -> tuple[str, ...]:
    """What weights may be computed at, their own precision first."""
    said = precision_of(tier) if tier else None
    if said is not None:
        return _CHAINS[said.computed]
    if size is None or size > 1:
        return ("bf16",)
    return ("fp8", "bf16") if size > 0.5625 else ("fp4", "fp8", "bf16")
