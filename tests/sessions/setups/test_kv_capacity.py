"""KV pools as engines printed them, held against memory as engines count it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from formulas.chain import Results
from sessions.document.session import Entry, Session, SetUp
from sessions.setups.resolve import resolve

GIB = 2.0**30
# The rows whose set-up is stated whole: model, accelerator, tier of the weights, utilization.
STATED = {
    "q235-vllm": ("Qwen3 235B A22B", "H100", "fp8", "90%"),  # the engine's own default
    "q235-sglang": ("Qwen3 235B A22B", "H100", "fp8", "93%"),
    "l70b-w8a8": ("Llama 3.1 70B", "H100", "int8", "98%"),
    "l8b-4090": ("Llama 3.1 8B", "RTX 4090", "bf16", "90%"),
}
# What a pass and the runtime take of a GPU beside the weights is nowhere printed. 3 GB lies amid
# what these rows leave for it, 1.2 to 9.1.
BESIDE = "3 GB/GPU"


def row(shared_data: Path, id: str) -> dict[str, str]:
    with (shared_data / "measured" / "kv_capacity.csv").open(encoding="utf-8") as file:
        return next(each for each in csv.DictReader(file) if each["id"] == id)


def pool(measured: dict[str, str], id: str) -> Results:
    """The chain of a row's set-up."""
    model, hardware, weights, share = STATED[id]
    setup = SetUp("row", model, hardware, weights=weights, kv="bf16", kv_layout="tp")
    entered = {
        "gpus_per_replica": f"{measured['tp']} GPU",
        "activation_bytes": "0 GB",
        "runtime_bytes_per_gpu": BESIDE,
        "memory_utilization": share,
        "bytes_per_shared_param": weights,
    }
    changes = {id: Entry.read(id, text) for id, text in entered.items()}
    return resolve(Session(setups=(setup,)), setup, changes).evaluate()


@pytest.mark.parametrize("id", STATED)
def test_a_token_takes_what_the_engine_s_pool_gives_it(id: str, shared_data: Path) -> None:
    """Tokens in the pool by bytes per token are the bytes that the row works out per GPU."""
    measured = row(shared_data, id)
    results = pool(measured, id)
    per_token = results.get("kv_bytes_per_token_per_gpu", "napkin")
    assert per_token is not None
    held = float(measured["kv_tokens_reported"]) * per_token / GIB
    assert held == pytest.approx(float(measured["computed_GiB_per_gpu"]), rel=1e-3)
    if measured["kv_memory_reported_GiB"]:
        assert held == pytest.approx(float(measured["kv_memory_reported_GiB"]), rel=0.015)
    whole = results.get("kv_bytes_per_token", "napkin")
    assert whole == float(measured["kv_bytes_per_token_whole_model"])


@pytest.mark.parametrize("id", STATED)
def test_the_pool_is_within_twice_what_the_engine_printed(id: str, shared_data: Path) -> None:
    measured = row(shared_data, id)
    tokens = pool(measured, id).get("kv_pool_tokens", "napkin")
    printed = float(measured["kv_tokens_reported"])
    assert tokens is not None
    assert 0.5 < tokens / printed < 2, f"{tokens:,.0f} for {printed:,.0f}"
    assert tokens % 16 == 0


@pytest.mark.parametrize("id", STATED)
def test_what_the_row_leaves_for_the_pass_and_the_runtime_is_a_few_gigabytes(
    id: str, shared_data: Path
) -> None:
    measured = row(shared_data, id)
    results = pool(measured, id)
    room = results.get("engine_kv_budget", "napkin")
    assert room is not None
    beside = room + 3e9 - float(measured["computed_GiB_per_gpu"]) * GIB
    assert 1e9 < beside < 10e9, f"{beside / 1e9:.2f} GB"


def test_blocks_are_sixteen_tokens_where_the_row_counts_them(shared_data: Path) -> None:
    for id in ("l70b-w8a8", "l8b-4090"):
        assert float(row(shared_data, id)["kv_tokens_reported"]) % 16 == 0
