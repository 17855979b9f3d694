"""Solving any result of the example for any of its inputs."""

from __future__ import annotations

import statistics

from formulas.chain import plan_for
from formulas.compiled import curve, evaluate
from formulas.solve import solve
from tests.bench.example import example
from tests.bench.measure import Row, readable, seconds

BAR = 2.0
_TIMES = 5


def solve_rows() -> list[Row]:
    """Every pair in which the input bears on the result, a tenth above what it is now."""
    given = example()
    results = evaluate(given)
    targets = [id for id, basis in plan_for(given.shape()).formula_of if basis == "napkin"]
    took: list[tuple[float, str]] = []
    first: list[float] = []
    for target in targets:
        now = results.get(target, "napkin")
        for input in (*given.entered, *given.assumptions):
            if now is None or target == input or curve(given, input, target, "napkin") is None:
                continue

            def ask(target: str = target, wanted: float = now * 1.1, input: str = input) -> None:
                solve(given, target, wanted, input)

            first.append(seconds(ask))
            # The least of several: what else the machine does is no part of the answer.
            took.append((min([seconds(ask) for _ in range(_TIMES)]), f"{target} for {input}"))
    worst, pair = max(took)
    median = statistics.median([time for time, _ in took])
    told = f"{len(took)} pairs; asked for the first time {readable(statistics.median(first))}"
    return [
        Row("solve, any pair, median", median * 1e3, BAR, "ms", told),
        Row("solve, any pair, worst", worst * 1e3, BAR, "ms", pair),
    ]
