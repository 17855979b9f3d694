"""`python -m tests.bench`: every speed that is promised, measured and held against its bar.

It prints and never fails: a busy machine is no bug, and a ratio says enough to look into it.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
from collections.abc import Callable

from tests.bench.measure import Row

Bench = Callable[[], list[Row]]


def benches() -> dict[str, Bench]:
    """What can be measured, by name; imported here, so that a broken one spoils no other."""

    def first_frame() -> list[Row]:
        from tests.bench.first_frame import first_frame_rows

        return first_frame_rows()

    def key_press() -> list[Row]:
        from tests.bench.key_press import key_press_rows

        return key_press_rows()

    def resize() -> list[Row]:
        from tests.bench.resize import resize_rows

        return resize_rows()

    def chain() -> list[Row]:
        from tests.bench.chains import scalar_rows

        return scalar_rows()

    def sweep() -> list[Row]:
        from tests.bench.chains import sweep_rows

        return sweep_rows()

    def solve() -> list[Row]:
        from tests.bench.solving import solve_rows

        return solve_rows()

    def slopes() -> list[Row]:
        from tests.bench.uncertain import slope_rows

        return slope_rows()

    def draws() -> list[Row]:
        from tests.bench.uncertain import draw_rows

        return draw_rows()

    def judging() -> list[Row]:
        from tests.bench.judging import judging_rows

        return judging_rows()

    def evaluate() -> list[Row]:
        from tests.bench.processes import eval_rows

        return eval_rows()

    def explain() -> list[Row]:
        from tests.bench.processes import explain_rows

        return explain_rows()

    return {
        "first-frame": first_frame,
        "key-press": key_press,
        "resize": resize,
        "chain": chain,
        "sweep": sweep,
        "solve": solve,
        "elasticities": slopes,
        "draws": draws,
        "judging": judging,
        "eval": evaluate,
        "explain": explain,
    }


def measured(name: str, bench: Bench) -> list[Row]:
    """The rows of a bench, or one that says why there are none."""
    try:
        return bench()
    except Exception as fault:  # a bench that cannot run is a line of the table, not the end of it
        why = f"not measured: {type(fault).__name__}: {fault}"
        return [Row(name, None, 0.0, "", why[:160])]


def line(row: Row) -> str:
    """A row of the table."""
    if row.measured is None:
        return f"{'-':>9} {'-':>9}  ?     {row.what}  ({row.detail})"
    verdict = "kept" if row.kept else "OVER"
    amount, bar = f"{row.measured:.3g} {row.unit}", f"{row.bar:g} {row.unit}"
    return f"{amount:>9} {bar:>9}  {verdict}  {row.what}  ({row.detail})"


def main() -> None:
    """Measure what was asked for, or everything, one bench after the other."""
    known = benches()
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(known)}")
    parser.add_argument("--json", action="store_true", help="rows for a script")
    asked = parser.parse_args()
    strange = [name for name in asked.names if name not in known]
    if strange:
        parser.error(f"no bench is called {strange[0]}; there are {', '.join(known)}")
    rows: list[Row] = []
    if not asked.json:
        print(f"{'measured':>9} {'bar':>9}")
    for name in asked.names or known:
        for row in measured(name, known[name]):
            rows.append(row)
            if not asked.json:
                print(line(row), flush=True)
    if asked.json:
        print(json.dumps([{**dataclasses.asdict(row), "kept": row.kept} for row in rows], indent=1))


if __name__ == "__main__":
    main()
