"""Errata E15 and E16, held against sums by hand: copies of the cache, what engines keep, and the
work of attention.
"""

from __future__ import annotations

import math

import pytest

from formulas.compiled import evaluate
from formulas.declare import Basis
from tests.formulas.setups import KINDS, base

NAPKIN: Basis = "napkin"


def one(id: str, changes: dict[str, str] | None = None, /, **kinds: str) -> float:
    start = KINDS["MLA, experts"]
    changed = start._replace(choices=dict(start.choices) | kinds).changed(base(changes or {}))
    found = evaluate(changed).get(id, NAPKIN)
    assert found is not None
    return found


STATED = {"layout": "stated"}
KV = 61 * 576 * 80_000  # bytes of one request in FP8


def test_one_latent_head_is_kept_on_every_gpu_of_plain_tensor_parallelism() -> None:
    assert one("kv_copies", **STATED) == 8
    assert one("kv_bytes_per_request_per_gpu", **STATED) == KV
    assert one("max_requests_in_layout", **STATED) == (192e9 - 62.5e9 - 10e9) // KV == 42
    assert one("max_requests_in_memory", **STATED) == 42
    assert one("max_requests_in_memory", layout="plain") == 340


def test_an_engine_at_nine_tenths_holds_the_source_s_own_cliff() -> None:
    entered = {"runtime_bytes_per_gpu": "0 GB/GPU"}
    assert one("max_requests_in_engine", entered) == (0.9 * 192e9 - 62.5e9 - 10e9) // KV == 35


def test_key_value_heads_are_dealt_out_before_anything_is_copied() -> None:
    eight = {"num_kv_heads": "8"}
    assert one("kv_copies", eight, attention="kv", **STATED) == 1
    sixteen = eight | {"gpus_per_replica": "16 GPU"}
    assert one("kv_copies", sixteen, attention="kv", **STATED) == 2
    half = sixteen | {"pipeline_parallel": "2"}
    assert one("kv_copies", half, attention="kv", **STATED) == 1
    assert one("kv_copies", {"num_kv_heads": "1"}, attention="kv", **STATED) == 8


@pytest.mark.parametrize("kv_layout", ["dcp", "dp"])
def test_context_parallel_and_attention_ranks_keep_one_copy(kv_layout: str) -> None:
    assert one("kv_copies", kv_layout=kv_layout, **STATED) == 1
    assert one("kv_read_bytes", kv_layout=kv_layout, **STATED) == 16 * KV


def test_context_parallel_spreads_a_request_and_ranks_keep_it_whole() -> None:
    dealt = one("kv_bytes_per_request_per_gpu", kv_layout="dcp", **STATED)
    assert dealt == pytest.approx(KV / 8)
    assert one("kv_bytes_per_request_per_gpu", kv_layout="dp", **STATED) == KV


def test_each_rank_has_attention_of_its_own() -> None:
    attention = 6.2e9 * 0.5
    assert one("attention_data_parallel", kv_layout="dp", **STATED) == 8
    assert one("tensor_parallel", kv_layout="dp", **STATED) == 1
    per_gpu = (500e9 + 7 * attention) / 8
    assert one("weight_bytes_per_gpu", kv_layout="dp", **STATED) == pytest.approx(per_gpu)
    room = 192e9 - per_gpu - 10e9
    assert one("max_requests_in_layout", kv_layout="dp", **STATED) == 8 * (room // KV)
    plain = one("bytes_per_pass", layout="plain")
    assert one("bytes_per_pass", kv_layout="dp", **STATED) == pytest.approx(plain + 7 * attention)


def test_a_pass_reads_every_copy_of_the_cache() -> None:
    plain = one("bytes_per_pass", layout="plain")
    assert one("bytes_per_pass", **STATED) == pytest.approx(plain + 7 * 16 * KV)
    assert one("bytes_per_pass_per_gpu", **STATED) * 8 == pytest.approx(
        one("bytes_per_pass", **STATED)
    )
    # Not stated: the source's count over the replica, and the plain one on a GPU.
    per_gpu = one("bytes_per_pass_per_gpu", layout="plain")
    assert per_gpu == pytest.approx(one("bytes_per_pass_per_gpu", **STATED))


def test_stages_share_out_the_layers_and_read_weights_for_their_own_requests() -> None:
    two = {"pipeline_parallel": "2"}
    assert one("tensor_parallel", two, **STATED) == 4
    assert one("tokens_in_pass", two, **STATED) == 8
    unique = 384 * (1 - (1 - 8 / 384) ** 8)
    weights = unique * 61 * 3 * 7168 * 2048 * 0.5 + 5.6e9
    copies = 4  # of one latent head, over the four GPUs of a stage
    expected = 2 * weights + copies * 16 * KV
    assert one("bytes_per_pass", two, **STATED) == pytest.approx(expected)
    assert one("kv_bytes_per_request_per_gpu", two, **STATED) == pytest.approx(KV / 2)


def test_the_ceiling_asks_for_no_layout() -> None:
    start = KINDS["MLA, experts"]
    plain = evaluate(start)
    stated = evaluate(start._replace(choices=dict(start.choices) | STATED))
    for id in ("bytes_per_pass", "pass_time", "max_requests_in_memory"):
        assert stated.get(id, "ceiling") == plain.get(id, "ceiling")


def test_experts_that_do_not_divide_leave_room_unused() -> None:
    assert one("expert_rounding_bytes", {"expert_parallel": "8"}, **STATED) == 0
    seven = one("expert_rounding_bytes", {"expert_parallel": "7"}, **STATED)
    assert seven == pytest.approx((55 * 7 / 384 - 1) * (500e9 - 5.6e9))


def test_the_pool_is_whole_blocks_and_so_is_a_request() -> None:
    odd = {"context_tokens": "1001 token/request", "kv_block_tokens": "64 token"}
    assert one("tokens_held_per_request", odd) == 1024
    assert one("kv_pool_tokens", odd) % 64 == 0
    room = 0.9 * 192e9 - 62.5e9 - 10e9 - 1e9
    assert one("kv_pool_tokens", odd) == math.floor(room / (61 * 576) / 64) * 64
    assert one("max_requests_in_engine", odd) == math.floor(room / (61 * 576 * 1024))


def test_engines_need_a_gpu_more_where_the_share_is_short() -> None:
    full = {"gpu_memory": "168 GB/GPU", "runtime_bytes_per_gpu": "0 GB/GPU"}
    assert one("gpus_to_load", full) == 3
    assert one("gpus_to_load_in_engine", full) == 4


def test_attention_adds_the_published_work_at_a_long_context() -> None:
    long = {"cached_tokens": "75K token/request", "fresh_tokens": "0 token/request"}
    assert one("prefill_attention_flops_per_token", long) == pytest.approx(187e9, rel=0.005)
    assert one("flops_per_token") == 64e9


def test_useful_utilisation_is_near_a_quarter() -> None:
    start = KINDS["MLA, experts"]
    found = evaluate(start).get("achieved_mfu_with_attention", "measured")
    plain = evaluate(start).get("achieved_mfu", "measured")
    assert found == pytest.approx(0.25, abs=0.005)
    assert plain == pytest.approx(0.0624)


def test_a_sparse_layer_reads_and_works_on_what_it_picks() -> None:
    sparse = KINDS["sparse attention"]
    results = evaluate(sparse)
    per_token = 61 * (576 + 128)
    assert results.get("kv_bytes_per_token", NAPKIN) == per_token
    read = 16 * 61 * (128 * 80_000 + 576 * 2048)
    assert results.get("kv_read_bytes", NAPKIN) == pytest.approx(read)
    work = 2 * 61 * (64 * 128 * 77_500 + 64 * 320 * 2048)
    assert results.get("prefill_attention_flops_per_token", NAPKIN) == pytest.approx(work)
    decoded = 2 * 61 * (64 * 128 * 80_000 + 64 * 1088 * 2048)
    assert results.get("decode_attention_flops_per_token", NAPKIN) == pytest.approx(decoded)


def test_windowed_layers_work_on_their_window() -> None:
    results = evaluate(KINDS["mixed layers, experts counted"])
    work = 2 * (18 * 8192 * 77_500 + 18 * 8192 * 128)
    assert results.get("prefill_attention_flops_per_token", NAPKIN) == pytest.approx(work)


def test_traffic_is_what_a_ring_and_a_round_trip_send() -> None:
    ring = 61 * 2 * 7168 * 2 * 2 * 7 / 8  # two all-reduces a layer, two bytes, nearly twice round
    assert one("tensor_parallel_traffic") == pytest.approx(ring)
    # Ranks of attention still sum over the slices of each expert; whole experts do not.
    ranks = one("tensor_parallel_traffic", kv_layout="dp", **STATED)
    assert ranks == pytest.approx(ring / 2)
    whole = {"expert_parallel": "8"}
    assert one("tensor_parallel_traffic", whole, kv_layout="dp", **STATED) == 0
    assert one("pipeline_traffic") == 0
    assert one("pipeline_traffic", {"pipeline_parallel": "3"}, **STATED) == 2 * 7168 * 2
    to_experts = 61 * 8 * 7168 * 3 * 7 / 8
    assert one("expert_parallel_traffic", {"expert_parallel": "8"}) == pytest.approx(to_experts)
