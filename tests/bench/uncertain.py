"""What is not certain: all elasticities of a basis, and 100,000 draws to the shown percentiles."""

from __future__ import annotations

from formulas.chain import plan_for
from formulas.compiled import evaluate
from formulas.declare import Basis
from formulas.draws import percentiles
from formulas.slopes import elasticities
from formulas.spread import COUNT, Spread
from tests.bench.example import example
from tests.bench.measure import Row, seconds

NAPKIN: Basis = "napkin"
# What a buyer is not sure of.
UNSURE = ("mbu", "mfu", "gpu_price", "concurrency", "context_tokens", "fresh_tokens")


def slope_rows() -> list[Row]:
    """All inputs against all results of the napkin."""
    results = evaluate(example())
    found = elasticities(results, NAPKIN)
    took = min(seconds(lambda: elasticities(results, NAPKIN), 50) for _ in range(5))
    pairs = sum(map(len, found.rows.values()))
    told = f"{len(found.inputs)} inputs x {len(found.rows)} results, {pairs} of them not nothing"
    return [Row("all elasticities", took * 1e3, 2.0, "ms", told)]


def draw_rows() -> list[Row]:
    """Every result of the napkin that six ranges move, to its percentiles."""
    given = example()
    start = {id: number for layer in given[:4] for id, number in layer.items()}
    spreads = {
        id: Spread("even", 0.8 * start[id], 1.2 * start[id], start[id])
        for id in UNSURE[:4]
        if id in start
    } | {
        id: Spread("normal", 0.0, 1e15, start[id], 0.1 * start[id])
        for id in UNSURE[4:]
        if id in start
    }
    keys = [key for key in plan_for(given.shape()).slots if key[1] == NAPKIN]
    found = percentiles(given, spreads, keys)
    took = sorted([seconds(lambda: percentiles(given, spreads, keys)) for _ in range(9)])[4]
    told = f"{len(spreads)} ranges, {len(found)} results to p5, p50, p95; warm"
    return [Row(f"{COUNT:,} draws of the whole chain", took * 1e3, 60.0, "ms", told)]
