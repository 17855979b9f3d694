"""What a claim leaves open, as axes: each condition that was not said and bears on the chain, with
its ordinary values. The set-up's own value stands first on each.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from formulas.chain import Given
from formulas.declare import NOTHING
from formulas.quantity import TIERS
from sessions.catalogue.ordinary import ordinary, tiers_of
from sessions.document.session import ARRIVALS, ENGINES
from sessions.setups.conditions import Applied
from sessions.setups.resolve import LAYOUT

OWN = "as set up"
LENGTHS = ("input_tokens", "output_tokens")
# How a replica is laid out, as columns of one chain: ranks, GPUs that a cache is dealt out over,
# stages, and GPUs that experts are dealt out over. What follows from them: `topics.parallel`.
RANKS, DEALT = "attention_data_parallel", "decode_context_parallel"
STAGES, EXPERTS = "pipeline_parallel", "expert_parallel"
LAID = (RANKS, DEALT, STAGES, EXPERTS)


class Axis(NamedTuple):
    """One condition that was not said.

    Attributes:
        name: the condition.
        values: what it ordinarily is, the set-up's own first: numbers of a quantity, words.
        columns: what each of them is in the chain, by id; a layout's follow from the GPUs, too.
        far: how far each is from the set-up's own, as the logarithm of a factor.
    """

    name: str
    values: tuple[float | str, ...]
    columns: tuple[tuple[str, tuple[float, ...]], ...] = ()
    far: tuple[float, ...] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        """The inputs that it moves."""
        return tuple([id for id, _ in self.columns]) or LAID

    @property
    def smooth(self) -> bool:
        """Whether everything is continuous along it: between two of its values lie others."""
        return self.name in (*LENGTHS, "tokens_per_pass", "concurrency")


class Layouts(NamedTuple):
    """How a replica may be laid out.

    Attributes:
        own: the set-up's word, where it states no ranks of its own.
        by_hand: its own ranks, deals, stages and experts, which hold for its own GPUs alone.
        gpus: how many those are.
        heads: how many heads are cached.
    """

    own: str
    by_hand: tuple[float, ...] | None
    gpus: float
    heads: float

    def at(self, word: str, gpus: float) -> tuple[float, ...]:
        """A layout on so many GPUs, as `LAID` has it."""
        if word == OWN:
            if self.by_hand is not None and gpus == self.gpus:
                return self.by_hand
            word = self.own
        if word == "dp":
            return gpus, 1.0, 1.0, 1.0
        return 1.0, max(1.0, gpus / self.heads) if word == "dcp" else 1.0, 1.0, 1.0


class Open(NamedTuple):
    """A claim's chain with what it leaves open.

    Attributes:
        given: what the chain starts from, so that every axis is among it.
        axes: the open conditions; lengths, tokens per pass and concurrency last, along which
            everything is continuous.
        layouts: how it may be laid out; None where a layout was said.
    """

    given: Given
    axes: tuple[Axis, ...]
    layouts: Layouts | None

    @property
    def loads(self) -> bool:
        """Whether how many are in flight is open."""
        return self.axis("concurrency") is not None

    def axis(self, name: str) -> Axis | None:
        """An axis by the condition that it is of."""
        return next((axis for axis in self.axes if axis.name == name), None)


def open_of(at: Applied, lengths: tuple[str, ...] = (), queues: bool = False) -> Open:
    """What is open at some conditions: all that bears on the chain and that they do not state.

    Args:
        lengths: those that are open where the claim is not of the packet's traffic.
        queues: how many prompts wait for one another is open, too: of a first token alone.
    """
    given = at.resolved.given
    found = [_gpus(at), _weights(at), _kv(at), *_kinds(at), _queue(at) if queues else None]
    found += [*_lengths(at, lengths), _tokens(at), _concurrency(at)]
    axes = [axis for axis in found if axis is not None]
    changes = {id: column[0] for axis in axes for id, column in axis.columns}
    layouts = _layouts(at)
    if layouts is not None:
        axes.insert(0, _layout(at, layouts))
        changes |= dict(zip(LAID, layouts.at(OWN, layouts.gpus), strict=True))
        if "attention_params" not in given.entered:
            changes["attention_params"] = 0.0  # no ranks are tried without them
        choices = {k: v for k, v in given.choices.items() if k != "kv_layout"}
        entered = {id: value for id, value in given.entered.items() if id != "tensor_parallel"}
        given = given._replace(entered=entered, choices={**choices, "layout": "stated"})
    return Open(given.changed(changes), tuple(axes), layouts)


# How far another word is: twice, as FP8 from FP4.
_WORD = math.log(2)


def _said(at: Applied, *ids: str) -> bool:
    """Whether a claim's conditions, or what it is held against, settle an input."""
    sources = at.resolved.sources
    return any(id in sources and sources[id].origin == "set" for id in ids)


def _apart(values: tuple[float, ...]) -> tuple[float, ...]:
    own = values[0]
    return tuple([abs(math.log(value / own)) if own > 0 < value else 0.0 for value in values])


def _of(name: str, id: str, values: list[float], unit: float = 1.0) -> Axis | None:
    """A quantity's axis: its own value, and the others that are not the same."""
    found = tuple(dict.fromkeys(values))
    if len(found) < 2:
        return None
    return Axis(name, tuple([each / unit for each in found]), ((id, found),), _apart(found))


def _concurrency(at: Applied) -> Axis | None:
    """How many are in flight. Where the set-up has no load of its own, one is."""
    if "concurrency" in at.stated or _said(at, "concurrency"):
        return None
    own, asked = (at.results.get(id, "napkin") for id in ("concurrency", "demand_concurrency"))
    tried = {*ordinary("concurrency").at, *([max(1.0, round(asked))] if asked else [])}
    return _of("concurrency", "concurrency", [own or 1.0, *sorted(tried)])


# How full of weights a domain is a model is not served from alone; how many it is served from.
_FILLED, _SEVERAL = 0.9, (2.0, 4.0, 8.0)


def _gpus(at: Applied) -> Axis | None:
    """GPUs of a replica, each with its own reserve for activations."""
    if {"gpus", "tensor_parallel"} & at.stated or _said(at, "gpus_per_replica"):
        return None
    own, domain, reserve = (
        at.results.get(id, "napkin")
        for id in ("gpus_per_replica", "interconnect_domain", "activation_bytes")
    )
    if own is None:
        return None
    most = min(domain or own, ordinary("gpus").most)
    counts = {count for count in ordinary("gpus").at if count <= most}
    if domain == most:
        counts.add(most)
    memory, weights = (at.results.get(id, "napkin") for id in ("gpu_memory", "weight_bytes"))
    if memory and weights and weights > memory * most * _FILLED:
        # No fast domain holds it: it is served from several.
        counts |= {most * times for times in _SEVERAL}
    found = _of("gpus", "gpus_per_replica", [own, *sorted(counts)])
    if found is None or reserve is None or "activation_bytes" not in at.resolved.setup.entries:
        return found
    reserved = tuple([reserve / own * float(count) for count in found.values])
    return found._replace(columns=(*found.columns, ("activation_bytes", reserved)))


def _layouts(at: Applied) -> Layouts | None:
    results, sources = at.results, at.resolved.sources
    heads, gpus = (results.get(id, "napkin") for id in ("cached_heads", "gpus_per_replica"))
    if "layout" in at.stated or heads is None or gpus is None:
        return None
    choices = at.resolved.given.choices
    # A set-up that states none has one copy of the cache, as dcp has, or is counted as tp.
    own = choices.get("kv_layout") or ("tp" if choices.get("layout") == "stated" else "dcp")
    by_hand = any(id in sources and sources[id].origin != "default" for id in LAYOUT)
    laid = [results.get(id, "napkin") for id in LAID]
    if not by_hand:
        return Layouts(own, None, gpus, heads)
    return Layouts(own, tuple([value or 1.0 for value in laid]), gpus, heads)


def _layout(at: Applied, layouts: Layouts) -> Axis:
    ranks = "attention_params" in at.resolved.given.entered
    words = [word for word in ordinary("layout").words if word != "dp" or ranks]
    others = [word for word in words if layouts.by_hand is not None or word != layouts.own]
    return Axis("layout", (OWN, *others), (), (0.0, *[_WORD] * len(others)))


def _weights(at: Applied) -> Axis | None:
    if "weights" in at.stated or _said(at, "bytes_per_param"):
        return None
    resolved = at.resolved
    sources, entered = resolved.sources, resolved.given.entered
    own, flops = entered.get("bytes_per_param"), entered.get("gpu_flops")
    if own is None or flops is None:
        return None
    kept = sources["gpu_flops"].origin not in ("hardware",)
    points: dict[str, tuple[float, float]] = {resolved.setup.weights.lower() or OWN: (own, flops)}
    for tier in tiers_of(resolved.model, resolved.hardware):
        size = TIERS[tier]
        served = resolved.hardware.served(tier, size).get("gpu_flops")
        points.setdefault(tier, (size, flops if kept or served is None else served.value))
    if len(points) < 2:
        return None
    sizes = tuple([size for size, _ in points.values()])
    columns = (
        ("bytes_per_param", sizes),
        ("gpu_flops", tuple([peak for _, peak in points.values()])),
    )
    return Axis("weights", tuple(points), columns, _apart(sizes))


def _kv(at: Applied) -> Axis | None:
    own = at.resolved.given.entered.get("bytes_per_kv_value")
    if "kv" in at.stated or _said(at, "bytes_per_kv_value") or own is None:
        return None
    points = {at.resolved.setup.kv.lower() or OWN: own}
    for tier in ordinary("kv").words:
        if TIERS[tier] not in points.values():
            points[tier] = TIERS[tier]
    if len(points) < 2:
        return None
    sizes = tuple(points.values())
    return Axis("kv", tuple(points), (("bytes_per_kv_value", sizes),), _apart(sizes))


def _kinds(at: Applied) -> list[Axis]:
    """Engines, and how the load arrives, where the set of assumptions tells them apart."""
    assumptions, found = at.resolved.assumptions, []
    taken: set[str] = set()
    setup = at.resolved.setup
    for name, words, own in (
        ("arrival", ARRIVALS[1:], setup.arrival),
        ("engine", ENGINES[1:], setup.engine),
    ):
        kinds = {word: assumptions.by_kind.get(word, NOTHING) for word in words}
        ids = sorted({id for entries in kinds.values() for id in entries} - taken)
        there = at.resolved.given.assumptions
        if not ids or name in at.stated or _said(at, *ids) or not set(ids) <= there.keys():
            continue
        usual = {**assumptions.entries, **assumptions.by_kind.get(_experts(at), NOTHING)}
        if not set(ids) <= usual.keys():
            continue
        points = {own or OWN: tuple([there[id] for id in ids])}
        for word, entries in kinds.items():
            at_word = tuple([entries.get(id, usual[id]).value for id in ids])
            if at_word not in points.values():
                points[word] = at_word
        if len(points) > 1:
            taken |= set(ids)
            columns = tuple(zip(ids, zip(*points.values(), strict=True), strict=True))
            far = (0.0, *[_WORD] * (len(points) - 1))
            found.append(Axis(name, tuple(points), columns, far))
    return found


def _queue(at: Applied) -> Axis | None:
    """How many prompts wait for one another, where another model was named, the set of assumptions
    has all that are in flight wait, and nobody says that they come in a burst. In a closed loop a
    request comes when another one ends: as many wait as are left when prefill is busy all through
    an answer.
    """
    resolved = at.resolved
    flight, ttft, answer = (
        at.results.get(id, "napkin") for id in ("concurrency", "ttft", "decode_time")
    )
    burst = "arrival" in at.stated and resolved.setup.arrival == "burst"
    if (
        burst
        or not at.elsewhere
        or "concurrency" not in at.stated
        or "queue_share" in resolved.given.assumptions
    ):
        return None
    if not flight or not ttft or answer is None or flight <= 1:
        return None
    least = max(1.0, flight - answer / (ttft / flight))
    steps = math.ceil(math.log2(flight / least) - 1e-9)
    waiting = tuple(
        [flight * (least / flight) ** (step / max(1, steps)) for step in range(steps + 1)]
    )
    if steps < 1:
        return None
    words = (resolved.setup.arrival or OWN, *["closed"] * steps)
    return Axis("arrival", words, (("concurrency", waiting),), _apart(waiting))


def _experts(at: Applied) -> str:
    return at.resolved.given.choices.get("feed_forward", "")


def _lengths(at: Applied, names: tuple[str, ...]) -> list[Axis | None]:
    """How long prompts and answers are, where another model was named: its figure need not be of
    the packet's.
    """
    if not at.elsewhere or not names:
        return []
    prompt, answer, hit = (
        at.results.get(id, "napkin") for id in ("input_tokens", "output_tokens", "cache_hit_rate")
    )
    if prompt is None or answer is None or hit is None:
        return []
    found: list[Axis | None] = []
    stated = at.stated & {"input_tokens", "fresh_tokens", "context_tokens"}
    step = len(names)  # two are tried half as closely
    if not stated and not _said(at, "fresh_tokens", "cached_tokens", "context_tokens"):
        found.append(_prompts(at, prompt, answer, hit, ordinary("input_tokens").at[::step]))
    if "output_tokens" in names and "output_tokens" not in at.stated:
        tried = [answer, *ordinary("output_tokens").at[::step]]
        found.append(_of("output_tokens", "output_tokens", tried))
    return found


def _prompts(
    at: Applied, own: float, answer: float, hit: float, others: tuple[float, ...]
) -> Axis | None:
    """Prompts of the packet's length, and of others, with the packet's share in the cache."""
    each = [prompt_of(total, answer, hit) for total in others]
    columns = []
    for id in each[0]:
        value = at.results.get(id, "napkin")
        if value is None:
            return None
        columns.append((id, (value, *[point[id] for point in each])))
    totals = (own, *others)
    return Axis("input_tokens", totals, tuple(columns), _apart(totals))


def prompt_of(total: float, answer: float, hit: float) -> dict[str, float]:
    """What a prompt of some length is in the chain, by id, as `sessions.setups.conditions` lays a
    stated one: mean and median alike.
    """
    fresh = total * (1 - hit)
    return {
        "fresh_tokens": fresh,
        "fresh_tokens_p50": fresh,
        "cached_tokens": total - fresh,
        "context_tokens": total + answer,
    }


def _tokens(at: Applied) -> Axis | None:
    """Tokens that a pass yields; without speculation, it verifies as many."""
    ids = ("tokens_per_pass", "verified_tokens_per_pass")
    own = [at.results.get(id, "napkin") for id in ids]
    if "tokens_per_pass" in at.stated or _said(at, *ids) or own[0] is None or own[1] is None:
        return None
    points = {own[0]: own[1]}
    for yielded in ordinary("tokens_per_pass").at:
        points.setdefault(yielded, verified(yielded))
    found = tuple(points)
    columns = ((ids[0], found), (ids[1], tuple(points.values())))
    return Axis("tokens_per_pass", found, columns, _apart(found))


def verified(yielded: float) -> float:
    """How many tokens a pass verifies that yields so many: a draft and no less."""
    return float(max(1, math.ceil(yielded - 1e-9)))
