"""Whole processes of the command line, from start to end, as a script would wait for them."""

from __future__ import annotations

import sys

from tests.bench.measure import Row, compared, napkin, process, taking_turns

ONE_VALUE = ["--set", "gpu_price=$6/GPU/hour", "--set", "gpus_per_node=8 GPU"]


def eval_rows() -> list[Row]:
    """One formula, with all of its inputs given, against an interpreter that does nothing."""
    ask = napkin("eval", "--only", "node_price_per_hour", *ONE_VALUE)
    nothing = [sys.executable, "-c", "pass"]
    pair = taking_turns(lambda: process(ask), lambda: process(nothing), 21)
    return [compared("napkin eval --only node_price_per_hour / python -c pass", 14.0, pair)]


def explain_rows() -> list[Row]:
    """A formula drawn and substituted, against the import of what draws and substitutes."""
    ask = napkin("explain", "ttft")
    imports = [sys.executable, "-c", "import sympy, pint"]
    pair = taking_turns(lambda: process(ask), lambda: process(imports), 9)
    return [compared("napkin explain ttft / python -c 'import sympy, pint'", 1.5, pair)]
