"""Random quotes of every kind of claim under any conditions, for the property tests of judging."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from formulas.book import BOOK
from sessions.claims.metrics import METRICS
from sessions.document.session import (
    BOUNDS,
    STATISTICS,
    Ambiguous,
    Claim,
    Entry,
    Quote,
    Session,
    with_entry,
)
from tests.examples import example

Said = Entry | str


def _of(id: str, *values: float) -> Callable[[Random], Said]:
    return lambda random: Entry.of(id, random.choice(values))


def _word(*words: str) -> Callable[[Random], Said]:
    return lambda random: random.choice(words)


# What a claim may state, and of ten claims, how many do.
_CONDITIONS: dict[str, tuple[int, Callable[[Random], Said]]] = {
    "concurrency": (6, _of("concurrency", 1, 8, 16, 64, 300, 5000)),
    "gpus": (5, _of("gpus_per_replica", 1, 4, 8, 16)),
    "hardware": (5, _word("B200", "H200", "H100", "nonsuch")),
    "weights": (4, _word("fp4", "fp8", "bf16", "odd")),
    "kv": (2, _word("fp8", "bf16")),
    "speculative": (4, _word("on", "off")),
    "input_tokens": (2, _of("input_tokens", 1e3, 3e4, 6e4)),
    "fresh_tokens": (2, _of("fresh_tokens", 500, 9400)),
    "cache_hit_rate": (2, _of("cache_hit_rate", 0.5, 0.9)),
    "output_tokens": (2, _of("output_tokens", 200, 1000)),
    "context_tokens": (2, _of("context_tokens", 8e3, 6e4, 1e6)),
    "tensor_parallel": (1, _word("4", "8")),
}
_COMPONENTS = {"input_price": 0.95e-6, "cached_input_price": 0.16e-6, "output_price": 4e-6}


def conditions(random: Random) -> dict[str, Said]:
    """Some conditions, each now and then."""
    return {
        name: make(random)
        for name, (tenths, make) in _CONDITIONS.items()
        if random.random() * 10 < tenths
    }


def a_claim(random: Random) -> Claim:
    """A claim of any metric, from a three hundredth to three hundred times an ordinary figure."""
    metric = random.choice([*METRICS.values(), None])
    if metric is None:
        return Claim("nothing that is known", Entry("3x", 3.0))
    ordinary = metric.of.read(metric.of.first_example).value
    number = ordinary * 10 ** random.uniform(-2.5, 2.5)
    value = Entry.of(metric.variable, min(number, 1.2) if metric.kind == "share" else number)
    return Claim(
        metric.id,
        value,
        high=Entry.of(metric.variable, value.value * 1.5) if random.random() < 0.1 else None,
        bound=random.choice(BOUNDS),
        statistic=random.choice(STATISTICS),
        note=random.choice(["", "a note"]),
        conditions=conditions(random) if random.random() < 0.3 else {},
    )


def a_quote(random: Random) -> Quote:
    """A quote of up to seven claims, now and then with price components and an open reading."""
    claims = [a_claim(random) for _ in range(random.randrange(8))]
    if random.random() < 0.4:
        named = random.sample(list(_COMPONENTS), random.randint(2, 3))
        claims += [
            Claim(id, Entry.of(id, _COMPONENTS[id] * random.uniform(0.2, 5))) for id in named
        ]
    readings = ("processed_tps", "aggregate_tps")
    open_one = Ambiguous("32k tok/s", random.uniform(1e3, 1e5), "tok/s", readings, "which?")
    return Quote(
        f"Vendor {random.randrange(1000)}",
        tuple(claims),
        conditions=conditions(random),
        ambiguous=(open_one,) if random.random() < 0.3 else (),
    )


def a_session(random: Random, quotes: int = 8) -> Session:
    """The example with random quotes instead of its own."""
    return example()._replace(quotes=tuple([a_quote(random) for _ in range(quotes)]))


def with_a_field(session: Session, random: Random, ids: list[str]) -> Session:
    """The session with one of some inputs set to a random value in its range."""
    variable = BOOK.variables[random.choice(ids)]
    low = max(variable.low, variable.high * 1e-6)
    number = low * (variable.high / low) ** random.random()
    entry = Entry.of(variable.id, number * variable.unit.factor)
    return with_entry(session, variable.id, entry, random.choice(session.setups).name)
