"""A claim's conditions laid over the set-up: what it states replaces what the set-up says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from formulas.book import BOOK
from formulas.chain import Results
from formulas.quantity import TIERS
from sessions.catalogue.catalogue import find
from sessions.catalogue.shelves import UnknownItem
from sessions.claims.conditions import Conditions, quantities
from sessions.document.session import Entry, Session, SetUp
from sessions.setups.resolve import Layers, Resolved, coded, laid_over, layers, resolve


class Applied(NamedTuple):
    """The chain under a claim's own conditions.

    Attributes:
        resolved, results: the set-up with the conditions laid over it, evaluated.
        stated: the conditions that were stated, with `gpus` for a stated tensor parallel.
        reason: why no chain bears on these conditions, or nothing.
        tokens_open: speculation was said to be on, but not how many tokens a pass then yields.
    """

    resolved: Resolved
    results: Results
    stated: frozenset[str]
    reason: str = ""
    tokens_open: bool = False


Known = dict[object, Any]  # what was worked out for a session, by set-up and what was stated


class _Worded(NamedTuple):
    """A set-up with the words of some conditions laid over it."""

    layers: Layers
    changes: Mapping[str, Entry]
    reasons: tuple[str, ...]
    tokens_open: bool


def apply(
    session: Session,
    setup: SetUp,
    conditions: Conditions,
    more: Mapping[str, Entry] | None = None,
    known: Known | None = None,
) -> Applied:
    """Evaluate a set-up under a claim's conditions.

    Args:
        conditions: by condition name, quantities as entries and words as text.
        more: further values for this evaluation alone (such as one stream for "up to").
        known: what conditions share, for whoever applies many to one session.

    Never raises for what a vendor said: what cannot be applied is named in `reason`.
    """
    known = {} if known is None else known
    words = tuple([(name, str(conditions[name])) for name in _WORDS if name in conditions])
    key = ("words", setup.name, *words)
    worded = known.get(key)
    if worded is None:
        worded = known[key] = _worded(session, setup, dict(words))
    changes = dict(worded.changes)
    reasons = list(worded.reasons)
    stated = set(conditions)
    for name, id in quantities().items():
        said = conditions.get(name)
        if isinstance(said, Entry) and name not in _NOT_LAID:
            changes[id] = said
    if "tensor_parallel" in conditions:
        # Tensor parallel is the replica; the GPUs beside it are how many there are in all.
        stated.add("gpus")
        tensor_parallel = changes["gpus_per_replica"] = _gpus(conditions["tensor_parallel"])
        total = conditions.get("gpus")
        if isinstance(total, Entry) and tensor_parallel.value > total.value:
            reasons.append(f"TP{tensor_parallel.value:g} does not fit {total.text}")
    if {"input_tokens", "cache_hit_rate"} <= stated:
        stated.add("fresh_tokens")
    changes.update(_token_shape(session, setup, conditions, known))
    changes.update(more or {})
    resolved = laid_over(worded.layers, changes)
    return Applied(
        resolved, resolved.evaluate(), frozenset(stated), "; ".join(reasons), worded.tokens_open
    )


_WORDS = ("hardware", "weights", "kv", "speculative")
# Of these follow fresh and cached tokens together.
_LENGTHS = ("input_tokens", "fresh_tokens", "cache_hit_rate")
# A rate that requests arrive at says how many are in flight, not what the replica gets through.
_NOT_LAID = (*_LENGTHS, "request_rate")


def _worded(session: Session, setup: SetUp, words: Mapping[str, str]) -> _Worded:
    changes: dict[str, Entry] = {}
    reasons: list[str] = []
    tokens_open = False
    for name, said in words.items():
        tier = said.lower()
        if name == "hardware":
            try:
                setup = with_hardware(setup, find("hardware", said).title)
            except UnknownItem:
                reasons.append(f"{said} is not in the catalogue")
        elif name == "speculative":
            tokens_open = tier not in ("off", "no", "none", "false")
            if not tokens_open:
                for id in ("tokens_per_pass", "verified_tokens_per_pass"):
                    changes[id] = Entry(
                        "1 token/request", 1.0, "speculation off, as the claim states"
                    )
        elif tier not in TIERS:
            reasons.append(f"the tier {said} has no bytes per parameter here")
        else:
            setup = setup._replace(weights=tier) if name == "weights" else setup._replace(kv=tier)
            id = "bytes_per_param" if name == "weights" else "bytes_per_kv_value"
            changes[id] = Entry(tier, TIERS[tier], "as the claim states")
    if tokens_open:
        setup = without_fit(setup)  # the session's load tests say nothing of speculation
    below = layers(session, setup, coded(setup, changes))
    return _Worded(below, changes, tuple(reasons), tokens_open)


def _gpus(said: Entry | str) -> Entry:
    if isinstance(said, Entry):
        return Entry(f"{said.value:g} GPU", said.value, "tensor parallel, as the claim states")
    return Entry.read("gpus_per_replica", said)


def with_hardware(setup: SetUp, name: str) -> SetUp:
    """The set-up on an accelerator of the catalogue: figures that it entered for another one no
    longer hold.

    Raises UnknownItem for a name that is not in the catalogue.
    """
    title = find("hardware", name).title
    if title == find("hardware", setup.hardware).title:
        return setup
    kept = {
        id: entry for id, entry in setup.entries.items() if BOOK.variables[id].place != "hardware"
    }
    return setup._replace(hardware=title, entries=kept)


def without_fit(setup: SetUp) -> SetUp:
    """The set-up without the line that was fitted to load tests of other parts."""
    kept = {id: entry for id, entry in setup.entries.items() if BOOK.variables[id].kind != "fit"}
    return setup._replace(entries=kept)


def _token_shape(
    session: Session, setup: SetUp, conditions: Conditions, known: Known
) -> dict[str, Entry]:
    """Fresh and cached tokens that a stated input length, fresh length or hit rate imply."""
    stated = {
        name: said.value for name in _LENGTHS if isinstance(said := conditions.get(name), Entry)
    }
    if not stated:
        return {}
    key = ("nothing stated", setup.name)
    if key not in known:
        known[key] = resolve(session, setup).evaluate()
    base: Results = known[key]
    total = stated.get("input_tokens", base.get("input_tokens", "napkin"))
    hit = stated.get("cache_hit_rate", base.get("cache_hit_rate", "napkin"))
    fresh = stated.get("fresh_tokens")
    if fresh is None and total is not None and hit is not None:
        fresh = total * (1 - hit)
    if fresh is None:
        return {}
    why = "from the lengths and the hit rate that the claim states"
    # A stated length is both mean and median; one that follows from a hit rate moves both alike.
    mean, median = base.get("fresh_tokens", "napkin"), base.get("fresh_tokens_p50", "napkin")
    alike = (
        median / mean
        if mean and median and not stated.keys() & {"fresh_tokens", "input_tokens"}
        else 1.0
    )
    found = {
        "fresh_tokens": Entry.of("fresh_tokens", fresh, why),
        "fresh_tokens_p50": Entry.of("fresh_tokens_p50", fresh * alike, why),
    }
    if "input_tokens" in stated and "context_tokens" not in conditions:
        said = conditions.get("output_tokens")
        output = said.value if isinstance(said, Entry) else base.get("output_tokens", "napkin")
        context = stated["input_tokens"] + (output or 0.0)
        found["context_tokens"] = Entry.of("context_tokens", context, "input and output as stated")
    if total is not None and "fresh_tokens" not in stated:
        found["cached_tokens"] = Entry.of("cached_tokens", max(0.0, total - fresh), why)
    return found
