"""From a session and one of its set-ups to what a chain starts from, with where each value comes
from.
"""

import functools
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Literal, NamedTuple

from formulas.book import BOOK
from formulas.chain import Given, Results
from formulas.compiled import evaluate
from formulas.declare import Basis
from formulas.precisions import bytes_of
from formulas.quantity import TIERS, Refused
from formulas.spread import Spread
from sessions.catalogue.catalogue import Stamp, find, stamp_of
from sessions.catalogue.item import Item
from sessions.document.ranges import spread_of
from sessions.document.session import KINDS, Entry, LoadTest, Session, SetUp
from sessions.files.folders import own_folder

Origin = Literal[
    "packet",
    "bill",
    "set-up",
    "model",
    "hardware",
    "tier",
    "default",
    "assumptions",
    "fit",
    "measured",
    "set",
]

# What every set-up has unless it says otherwise, with the reason on show.
DEFAULTS: dict[str, tuple[str, str]] = {
    "tokens_per_pass": ("1 token/request", "no speculative decoding unless the set-up says so"),
    "verified_tokens_per_pass": (
        "1 token/request",
        "no speculative decoding unless the set-up says so",
    ),
    "utilization": ("100%", "the source sizes the fleet to be always busy (6)"),
    "hours_per_month": ("730 hour/month", "8,760 hours over twelve (2.1)"),
    "pipeline_parallel": ("1", "every GPU works on every layer unless the set-up says so"),
    "expert_parallel": ("1", "each GPU holds a slice of every expert unless the set-up says so"),
    "memory_utilization": ("90%", "what engines take unless they are told otherwise"),
    "runtime_bytes_per_gpu": ("0 GB/GPU", "counted with the activations unless the set-up says so"),
    "kv_block_tokens": ("16 token", "what engines take unless they are told otherwise"),
}
MEAN_FOR_MEDIAN = "the mean: the packet has no median (errata E10)"
# A set-up that enters one of these states how its replica is laid out over GPUs.
LAYOUT = (
    "pipeline_parallel",
    "expert_parallel",
    "tensor_parallel",
    "attention_data_parallel",
    "decode_context_parallel",
)


class Source(NamedTuple):
    """Where a value in force comes from, and the entry it replaced, if any."""

    origin: Origin
    entry: Entry
    replaced: Entry | None = None


_MEMORY = ("gpu_memory", "reported_gpu_memory")


class Resolved(NamedTuple):
    """A set-up ready for the chain."""

    setup: SetUp
    model: Item
    hardware: Item
    assumptions: Item
    given: Given
    sources: Mapping[str, Source]
    measured_sources: Mapping[str, Source]

    def source_of(self, id: str, basis: Basis) -> Source | None:
        """Where a given value on a basis comes from; None for what is derived, and for the
        ceiling's own constants.
        """
        if basis == "measured" and id in self.measured_sources:
            return self.measured_sources[id]
        if basis == "ceiling" and BOOK.variables[id].ceiling is not None:
            return None
        return self.sources.get(id)

    def evaluate(self) -> Results:
        """Every value of the chain, on every basis."""
        return evaluate(self.given)


class Layers(NamedTuple):
    """All that a set-up is made of, before anything is set for once.

    Attributes:
        choices: the kinds that formulas choose by, without the layout.
        tests: its load tests, each with the inputs it was taken at, and which of them are others
            now.
    """

    setup: SetUp
    model: Item
    hardware: Item
    assumptions: Item
    choices: Mapping[str, str]
    sources: Mapping[str, Source]
    measured: Mapping[str, Source]
    tests: tuple[tuple[LoadTest, Mapping[str, float], frozenset[str]], ...]


def resolve(session: Session, setup: SetUp, changes: Mapping[str, Entry] | None = None) -> Resolved:
    """Lay the model, the hardware, the tiers, the packet, the bill and the set-up's own entries
    over each other.

    Args:
        changes: values set for this once (`--set`, a claim's conditions); they win over everything.

    Raises: UnknownItem for a model, accelerator or set that is not in the catalogue; Refused for a
    tier.
    """
    return laid_over(layers(session, setup, coded(setup, changes)), changes or {})


def layers(session: Session, setup: SetUp, weights: tuple[str, float | None]) -> Layers:
    """What a set-up is made of; `weights` is what `coded` says. Raises as `resolve`."""
    # A config file, or a person's own folder, may be another one by now.
    now = (stamp_of(setup.model), own_folder("hardware"))
    parts = (setup.model, setup.hardware, setup.assumptions, setup.weights, setup.kv)
    model, hardware, assumptions, below = _shipped(now, weights, *parts)
    sources = dict(below)
    choices = dict(model.choices)
    choices |= {
        k: v for k, v in zip(KINDS, (setup.attention, setup.feed_forward), strict=True) if v
    }
    choices |= assumptions.choices
    for kind in (choices.get("feed_forward", ""), setup.engine, setup.arrival):
        _lay(sources, "assumptions", assumptions.by_kind.get(kind, {}))
    _lay(sources, "packet", session.packet.entries)
    _lay(sources, "bill", session.bill)
    _lay(sources, "set-up", setup.entries)
    measured = {id: Source("measured", entry) for id, entry in setup.measured.items()}
    tests = []
    # Load tests are of the set-up as the session holds it, not of another model or machine.
    own = next((each for each in session.setups if each.name == setup.name), setup)
    same = (own.model, own.hardware) == (setup.model, setup.hardware)
    if not same:
        sources = {id: s for id, s in sources.items() if BOOK.variables[id].kind != "fit"}
    for test in session.load_tests if same else ():
        if test.setup == setup.name:
            taken_at = {id: e.value for id, e in test.entries.items() if _is_condition(id)}
            other = frozenset([id for id in taken_at if not _same(id, taken_at, sources)])
            tests.append((test, taken_at, other))
    return Layers(setup, model, hardware, assumptions, choices, sources, measured, tuple(tests))


def laid_over(below: Layers, changes: Mapping[str, Entry]) -> Resolved:
    """A set-up with some values set for once. Raises Refused for a layout that does not hold."""
    setup = below.setup
    sources, measured = dict(below.sources), dict(below.measured)
    _lay(sources, "set", changes)
    if "fresh_tokens" in sources and "fresh_tokens_p50" not in sources:
        # Who knows no median has the mean: a time to the first token is judged by it, and says so.
        mean = sources["fresh_tokens"].entry
        sources["fresh_tokens_p50"] = Source("default", mean._replace(origin=MEAN_FOR_MEDIAN))
    origins = [sources[id].origin for id in _MEMORY if id in sources]
    if origins[1:] == ["hardware"] and origins[0] != "hardware":
        del sources["reported_gpu_memory"]  # what another size of the accelerator would report
    fitted = True
    for test, taken_at, other in below.tests:
        touched = [id for id in (*changes, *_MEMORY) if id in taken_at]
        if touched:
            still = [id for id in touched if not _same(id, taken_at, sources)]
            other = other.difference(touched).union(still)
        if not other and "concurrency" in taken_at:
            for id, entry in test.entries.items():
                if not _is_condition(id):
                    measured.setdefault(id, Source("measured", _said_by(test, entry)))
        fitted = fitted and other <= {"concurrency"}
    if not fitted:
        # A line through load tests of other GPUs, tiers or contexts says nothing about these.
        sources = {id: s for id, s in sources.items() if BOOK.variables[id].kind != "fit"}
    choices = {**below.choices, **_layout(setup, sources, below.choices)}
    given = _given(sources, measured, choices)
    return Resolved(setup, below.model, below.hardware, below.assumptions, given, sources, measured)


def _layout(
    setup: SetUp, sources: Mapping[str, Source], choices: Mapping[str, str]
) -> dict[str, str]:
    """The kinds that formulas choose by, as the set-up states its layout. Raises Refused."""
    entered = [id for id in LAYOUT if id in sources and sources[id].origin != "default"]
    # What was held against measured stacks counts what they keep and read.
    calibrated = choices.get("napkin") == "calibrated"
    if not setup.kv_layout and not entered and not calibrated:
        return {"layout": "plain"}
    ranks = setup.kv_layout == "dp" or "attention_data_parallel" in entered
    if ranks and "attention_params" not in sources:
        # Without them the copies would be left out, and the answer would look plausible.
        raise Refused(
            setup.kv_layout or "attention_data_parallel",
            "data-parallel attention keeps attention's weights once per rank, and"
            f" {setup.model} does not say how many those are",
            "attention_params, such as 6.2B param, in the set-up",
        )
    return {"layout": "stated"} | ({"kv_layout": setup.kv_layout} if setup.kv_layout else {})


class _Shipped(NamedTuple):
    """What a set-up takes from the catalogue, and the layers that follow from its words alone."""

    model: Item
    hardware: Item
    assumptions: Item
    sources: Mapping[str, Source]


# The same for every key that is typed and every claim that is judged.
@functools.lru_cache(maxsize=128)
def _shipped(
    _now: tuple[Stamp, Path],
    coded: tuple[str, float | None],
    model: str,
    hardware: str,
    assumptions: str,
    weights: str,
    kv: str,
) -> _Shipped:
    found = find("models", model), find("hardware", hardware), find("assumptions", assumptions)
    sources: dict[str, Source] = {}
    _lay(sources, "default", {id: _default(id) for id in DEFAULTS})
    _lay(sources, "hardware", found[1].served(*coded))
    parts = {
        "reported_gpu_memory": found[1].reported_memory,
        "interconnect_domain": found[1].domain,
    }
    _lay(sources, "hardware", {id: part for id, part in parts.items() if part is not None})
    _lay(sources, "model", found[0].entries)
    _lay(sources, "assumptions", found[2].entries)
    _lay(sources, "tier", _tiers(weights, kv))
    return _Shipped(*found, sources)


def _lay(sources: dict[str, Source], origin: Origin, entries: Mapping[str, Entry]) -> None:
    """Lay entries over what is there."""
    for id, entry in entries.items():
        below = sources.get(id)
        sources[id] = Source(origin, entry, below.entry if below else None)


def _default(id: str) -> Entry:
    text, why = DEFAULTS[id]
    return Entry.read(id, text, why)


def coded(setup: SetUp, changes: Mapping[str, Entry] | None) -> tuple[str, float | None]:
    """The tier of the weights and their bytes per parameter, as far as anything says them."""
    entered = (changes or {}).get("bytes_per_param") or setup.entries.get("bytes_per_param")
    if entered is not None:
        return entered.text.strip().lower(), entered.value
    tier = setup.weights.lower()
    return tier, bytes_of(tier)


def _tiers(weights: str, kv: str) -> dict[str, Entry]:
    found = {}
    for id, tier in (("bytes_per_param", weights), ("bytes_per_kv_value", kv)):
        if tier:
            size = bytes_of(tier)
            if size is None:
                raise Refused(tier, "not a quantization tier", "one of " + ", ".join(TIERS))
            found[id] = Entry(tier, size, f"{tier.lower()} tier")
    return found


def spreads_of(resolved: Resolved) -> Mapping[str, Spread]:
    """The ranges among what a chain starts from, by id."""
    found: dict[str, Spread] = {}
    for sources in (resolved.measured_sources, resolved.sources):
        for id, source in sources.items():
            spread = spread_of(id, source.entry.text)
            # A text and its value belong together, unless something else was put in its place.
            if spread is not None and math.isclose(spread.middle, source.entry.value):
                found[id] = spread
    return found


def _is_condition(id: str) -> bool:
    """In a load test, an input is what it was taken at; everything else is what it measured."""
    return BOOK.variables[id].kind == "given"


def _same(id: str, taken_at: Mapping[str, float], sources: Mapping[str, Source]) -> bool:
    """Whether an input in force is the one that a load test was taken at."""
    now = sources.get(id)
    return now is not None and math.isclose(now.entry.value, taken_at[id], rel_tol=1e-9)


def _said_by(test: LoadTest, entry: Entry) -> Entry:
    return entry if entry.origin else entry._replace(origin=test.origin)


def _given(
    sources: Mapping[str, Source], measured: Mapping[str, Source], choices: Mapping[str, str]
) -> Given:
    entered, assumptions, fit, own = [
        {id: sources[id].entry.value for id in ids} for ids in _in_layers(tuple(sources))
    ]
    for id, source in measured.items():
        own.setdefault(id, source.entry.value)
    return Given(entered, assumptions, fit, own, choices)


@functools.lru_cache(maxsize=256)
def _in_layers(ids: tuple[str, ...]) -> list[list[str]]:
    """Values by the layer of their kind, in one order, so that one plan serves."""
    layers: dict[str, list[str]] = {"given": [], "assumption": [], "fit": [], "measured": []}
    for id in sorted(ids):
        kind = BOOK.variables[id].kind
        layers["given" if kind == "derived" else kind].append(id)
    return list(layers.values())
