"""The whole chain: scalar against Python by hand, a million points against NumPy by hand."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from formulas.chain import NEARLY, Given, plan_for
from formulas.columns import CHUNK, sweep
from formulas.compiled import evaluate, scalar
from formulas.declare import Basis
from tests.bench.by_hand import by_hand
from tests.bench.example import calibrated_example, example, hand_names
from tests.bench.measure import Pair, Row, compared, seconds, surroundings, taking_turns

Array = NDArray[np.float64]
POINTS = 1_000_000
NAPKIN: Basis = "napkin"
WANTED = [
    "per_stream_tps",
    "ttft",
    "e2e_latency",
    "processed_tps",
    "price_per_processed_token",
    "max_requests_in_memory",
    "savings_fraction",
    "best_case_saving_per_year",
]


def scalar_rows() -> list[Row]:
    """One point: from what is given to every value on every basis."""
    given = example()
    pair = taking_turns(
        lambda: seconds(lambda: evaluate(given), 2_000),
        lambda: seconds(lambda: by_hand(given), 2_000),
        25,
    )
    numbers = (*given.values(), *plan_for(given.shape()).constants)
    chain = scalar(given.shape())
    alone = seconds(lambda: chain(*numbers), 20_000)
    steps = len(plan_for(given.shape()).steps)
    row = compared("whole chain, scalar / by hand in Python", 2.0, pair)
    told = f"{row.detail}; {steps} values, {len(hand_names())} by hand; alone {alone * 1e6:.3g} µs"
    return [Row(row.what, row.measured, row.bar, row.unit, told), _calibrated_row(given)]


def _calibrated_row(plain: Given) -> Row:
    """The calibrated napkin's chain beside the source's by hand, which has a few values fewer: the
    ratio is a little above what the same by hand would give.
    """
    given = calibrated_example()
    pair = taking_turns(
        lambda: seconds(lambda: evaluate(given), 2_000),
        lambda: seconds(lambda: by_hand(plain), 2_000),
        25,
    )
    row = compared("calibrated chain, scalar / the source's by hand", 2.0, pair)
    steps = len(plan_for(given.shape()).steps)
    told = f"{row.detail}; {steps} values, {len(hand_names())} by hand"
    return Row(row.what, row.measured, row.bar, row.unit, told)


# --- a million points ---------------------------------------------------------------------------


def varied(points: int) -> dict[str, Array]:
    """Six inputs at random around the example's, as someone who is unsure of them would ask."""
    chance = np.random.default_rng(1)
    start = dict(zip(_ids(example()), example().values(), strict=True))
    ids = (
        "concurrency",
        "context_tokens",
        "fresh_tokens",
        "gpu_price",
        "mbu",
        "demand_processed_tps",
    )
    return {id: start[id] * chance.uniform(0.5, 2.0, points) for id in ids}


def _ids(given: Given) -> list[str]:
    return [id for layer in given.shape()[:4] for id in layer]


def ours(columns: dict[str, Array]) -> dict[str, Array]:
    """The compiled chain over all points."""
    found = sweep(example(), columns, [(id, NAPKIN) for id in WANTED])
    return {id: column for (id, _), column in found.items()}


def numpy_by_hand(columns: dict[str, Array]) -> dict[str, Array]:
    """The same as a good engineer would write it: in chunks that stay in the cache."""
    points = len(columns["concurrency"])
    found = {id: np.empty(points) for id in WANTED}
    for start in range(0, points, CHUNK):
        window = slice(start, start + CHUNK)
        part = _chunk_by_hand({id: column[window] for id, column in columns.items()})
        for id in WANTED:
            found[id][window] = part[id]
    return found


def _chunk_by_hand(columns: dict[str, Array]) -> dict[str, Array | float]:
    given = example()
    e, a = given.entered, given.assumptions
    concurrency, demand = columns["concurrency"], columns["demand_processed_tps"]
    gpus, gpu_price = e["gpus_per_replica"], columns["gpu_price"]

    weight_bytes = e["total_params"] * e["bytes_per_param"]
    kv_budget = e["gpu_memory"] * gpus - weight_bytes - e["activation_bytes"]
    per_token = e["num_layers"] * (e["kv_lora_rank"] + e["qk_rope_head_dim"])
    kv_per_request = per_token * e["bytes_per_kv_value"] * columns["context_tokens"]
    requests = np.floor(max(0.0, kv_budget) / kv_per_request + NEARLY)

    experts, chosen = e["routed_experts"], e["experts_per_token"]
    missed = np.power(1 - chosen / experts, concurrency * e["verified_tokens_per_pass"])
    expert_bytes = 3 * e["hidden_size"] * e["moe_intermediate_size"] * e["bytes_per_param"]
    expert_reads = experts * (1 - missed) * (e["moe_layers"] * expert_bytes)
    bytes_per_pass = expert_reads + e["shared_weight_bytes"] + concurrency * kv_per_request
    bandwidth = e["gpu_bandwidth"] * gpus * a["sync_efficiency"]
    memory_time = bytes_per_pass / (bandwidth * columns["mbu"])
    pass_time = a["fixed_overhead"] + memory_time * a["overlap_factor"]

    prefill_rate = e["gpu_flops"] * gpus / (2 * e["active_params"]) * a["mfu"]
    ttft = e["fresh_tokens_p50"] / prefill_rate * concurrency
    e2e_latency = ttft + e["output_tokens"] / e["tokens_per_pass"] * pass_time
    tokens = columns["fresh_tokens"] + (e["cached_tokens"] + e["output_tokens"])
    processed_tps = concurrency / e2e_latency * tokens
    price_per_hour = gpu_price * gpus
    price = price_per_hour / processed_tps

    replicas = np.floor(e["trough_tps"] / processed_tps + NEARLY)
    hours = e["hours_per_month"]
    monthly = demand * hours
    fleet_tokens = replicas * processed_tps * (e["utilization"] * hours)
    spilled = np.maximum(0.0, monthly - fleet_tokens)
    api = monthly * e["api_price"]
    hybrid = replicas * price_per_hour * hours + spilled * e["api_price"]
    return {
        "per_stream_tps": e["tokens_per_pass"] / pass_time,
        "ttft": ttft,
        "e2e_latency": e2e_latency,
        "processed_tps": processed_tps,
        "price_per_processed_token": price,
        "max_requests_in_memory": requests,
        "savings_fraction": (api - hybrid) / api,
        "best_case_saving_per_year": api * (12 / (8760 * 3600) * e["best_case_saving_fraction"]),
    }


def sweep_rows() -> list[Row]:
    """A million points, in a process of their own so that its peak of memory is theirs."""
    pair, peak = _in_a_process("both")
    alone = _in_a_process("ours")[1]
    what = f"whole chain, {POINTS:,} points / by hand in NumPy"
    told = f"{len(WANTED)} results of 6 varied inputs, the process's whole peak"
    return [
        compared(what, 1.5, pair),
        Row("the same, peak memory", alone, 300.0, "MB", f"{told}; {peak:.0f} MB with both"),
    ]


def _in_a_process(which: str) -> tuple[Pair, float]:
    ran = subprocess.run(
        [sys.executable, "-m", "tests.bench.chains", which],
        capture_output=True,
        env=surroundings(),
        text=True,
        check=True,
    )
    told = json.loads(ran.stdout)
    return Pair(*told["pair"]), told["peak"]


def _main(which: str) -> None:
    columns = varied(POINTS)
    other = numpy_by_hand if which == "both" else ours
    pair = taking_turns(
        lambda: seconds(lambda: ours(columns)), lambda: seconds(lambda: other(columns)), 9
    )
    print(json.dumps({"pair": [pair.ours, pair.other, pair.ratio], "peak": _peak()}))


def _peak() -> float:
    """Of this process, MB: what getrusage says on Linux is that of the process it came from too."""
    own = Path("/proc/self/status")
    if own.exists():
        (line,) = [each for each in own.read_text().splitlines() if each.startswith("VmHWM:")]
        return float(line.split()[1]) * 1.024e-3
    import resource  # not on Windows

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


if __name__ == "__main__":
    _main(sys.argv[1])
