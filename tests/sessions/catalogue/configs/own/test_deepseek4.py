"""DeepSeek V4, by hand from transformers' models/deepseek_v4/modeling_deepseek_v4.py, and from what
vLLM's layers/deepseek_compressor.py keeps for each request.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from sessions.catalogue.configs.config import parse_config
from sessions.catalogue.configs.read import architecture
from sessions.catalogue.configs.weights.tiers import as_released
from sessions.files.problems import BadDocument
from tests.sessions.catalogue.configs.recent import (
    FLASH,
    FP8,
    NVFP4,
    PRO,
    read,
)


@pytest.mark.parametrize(
    ("data", "counts", "total", "active"),
    [
        # Published as 1.6T and 49B active, 284B and 13B: both without input embeddings.
        (PRO, (0, 30, 31), 1_572_997_201_763, 48_852_402_019),
        (FLASH, (2, 21, 20), 284_332_240_471, 13_270_101_591),
    ],
)
def test_deepseek_v4_has_1_6_trillion_and_284_billion(
    data: dict[str, Any], counts: tuple[int, int, int], total: int, active: int
) -> None:
    model = read(data)
    hidden, heads, rank = (data[n] for n in ("hidden_size", "num_attention_heads", "q_lora_rank"))
    plain = hidden * rank + rank + rank * heads * 512 + hidden * 512 + 512
    plain += heads * 512 * 1024 + data["o_groups"] * 1024 * hidden + heads
    # What is cached and its weight, a bias for each of 128 tokens, a norm.
    heavy = 2 * hidden * 512 + 128 * 512 + 512
    # Twice as much for entries that overlap; and the same once more for the indexer's keys of 128.
    sparse = 4 * hidden * 512 + 4 * 2 * 512 + 512
    sparse += 4 * hidden * 128 + 4 * 2 * 128 + 128 + rank * 64 * 128 + hidden * 64
    alone, four, many = counts
    assert model.params()["attention"] == (
        data["num_hidden_layers"] * plain + four * sparse + many * heavy
    )
    layers, experts = alone + four + many, data["n_routed_experts"]
    expert = 3 * hidden * data["moe_intermediate_size"]
    assert model.params()["routed experts"] == layers * experts * expert
    assert model.params()["shared experts"] == layers * expert
    # The first three take experts by a table, without a bias.
    assert model.params()["router"] == layers * experts * hidden + (layers - 3) * experts
    # Four streams: 4 to read, 4 to write, 16 between them, twice a layer; at the end 4 to read.
    streams = 24 * 4 * hidden + 24 + 3
    assert model.params()["norms"] == (
        layers * (2 * hidden + 2 * streams) + hidden + 4 * 4 * hidden + 4 + 1
    )
    assert model.total_params == total
    assert model.total_active - model.input_embeddings == active
    assert not [gap for gap in model.gaps if gap.startswith("Keys")]
    # The same under the name that repacked releases have, and without the last layer's number.
    short = data["compress_ratios"][:-1]
    assert read(data, model_type="deepseek_ref", compress_ratios=short).kinds == model.kinds


def test_deepseek_v4_pro_caches_9848_bytes_a_token_as_vllm_says(shared_data: Path) -> None:
    with (shared_data / "measured" / "kv_capacity.csv").open(encoding="utf-8") as file:
        row = next(row for row in csv.DictReader(file) if row["id"] == "v4-1m")
    model = read(PRO)
    assert model.kv_values_per_token == (30 * (512 + 128)) // 4 + 31 * 512 // 128 == 4_924
    assert model.kv_values_per_token * 2 == int(row["kv_bytes_per_token_whole_model"]) == 9_848
    grown = model.kv_values_per_token * 2 * int(row["kv_tokens_reported"]) / 2**30
    assert round(grown, 2) == float(row["kv_memory_reported_GiB"]) == 9.62
    assert read(FLASH).kv_values_per_token == 21 * (512 + 128) // 4 + 20 * 512 // 128
    # A share of an entry where layers do not make whole numbers of it.
    one = read(PRO, num_hidden_layers=1, compress_ratios=[128, 0], index_head_dim=...)
    assert one.kv_values_per_token == 4
    odd = read(PRO, num_hidden_layers=1, compress_ratios=[4, 0], index_head_dim=130)
    assert odd.kv_values_per_token == 160.5


def test_an_entry_is_cached_once_its_tokens_are_there_beside_the_last_128() -> None:
    model = read(FLASH)
    assert model.kv_values(0) == model.state_values
    # A window in each layer; entries of 4 in 21 of them, one of 128 in 20.
    for tokens, fours, ones in ((3, 0, 0), (4, 1, 0), (127, 31, 0), (128, 32, 1), (1_000, 250, 7)):
        kept = 43 * 512 * min(tokens, 128) + 21 * 640 * fours + 20 * 512 * ones
        assert model.kv_values(tokens) - model.state_values == kept
    assert model.kv_values_short == model.kv_values_per_token + 43 * 512
    # Tokens on their way to an entry, each with a weight, in 4 bytes: 8 of two series, or 128.
    assert model.state_values == 21 * 8 * 2 * 2 * (512 + 128) + 20 * 128 * 2 * 512
    assert model.state_bytes == 4 * model.state_values


@pytest.mark.parametrize(
    ("changes", "expert", "tier"),
    [
        ({"quantization_config": FP8, "expert_dtype": "fp4"}, 17 / 32, "MXFP4 and FP8"),
        ({"quantization_config": FP8}, 1 + 4 / 128**2, "FP8"),
        # NVIDIA's: what it leaves alone stays in the FP8 that it was made from.
        ({"quantization_config": NVFP4, "expert_dtype": "fp4"}, 9 / 16, "NVFP4 and FP8"),
    ],
)
def test_deepseek_v4_weighs_what_each_release_has(
    changes: dict[str, Any], expert: float, tier: str
) -> None:
    config = parse_config(json.dumps(PRO | changes), "c.json")
    weights = as_released(config, architecture(config))
    assert weights.tier == f"{tier}, the rest BF16"
    assert not weights.gaps
    assert weights.bytes["routed experts"] == 61 * 384 * 3 * 7168 * 3072 * expert
    assert weights.per_param["shared experts"] == 1 + 4 / 128**2
    # The compressors and the weights of the indexer's heads are in 16 bit, as norms are.
    wide = 30 * (4 * 7168 * 640 + 7168 * 64) + 31 * 2 * 7168 * 512
    small = 61 * (1536 + 512 + 128) + 30 * (8 * 640 + 640) + 31 * 129 * 512
    attention = read(PRO).params()["attention"]
    coded = attention - wide - small
    held = coded * (1 + 4 / 128**2) + (wide + small) * 2
    assert weights.bytes["attention"] == pytest.approx(held, rel=1e-12)


def test_a_compressors_names_are_placed_and_its_own_matrices_alone() -> None:
    eight = {"quant_algo": "MXFP8"}
    names = ["layers.2.attn.compressor.wkv", "layers.2.attn.indexer.compressor.wgate"]
    entry = {"quant_algo": "MIXED_PRECISION", "quantized_layers": dict.fromkeys(names, eight)}
    config = parse_config(json.dumps(PRO | {"quantization_config": entry}), "c.json")
    weights = as_released(config, architecture(config))
    assert not weights.gaps
    attention = read(PRO).params()["attention"]
    held = attention * 2 - 4 * 7168 * 640 * (2 - 33 / 32)
    assert weights.bytes["attention"] == pytest.approx(held, rel=1e-12)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"compress_ratios": ...}, "not one for each of 61 layers"),
        ({"compress_ratios": [4] * 60}, "not one for each of 61 layers"),
        ({"compress_ratios": [8] * 61}, "a compression that napkin does not know"),
        ({"compress_ratios": [True] * 61}, "a compression that napkin does not know"),
        ({"num_key_value_heads": 2}, "more than the one head"),
        ({"attention_bias": True}, "attention_bias"),
        ({"o_groups": 7}, "do not divide"),
        ({"index_topk": ...}, "index_topk"),
        ({"sliding_window": ...}, "sliding_window"),
    ],
)
def test_a_deepseek_v4_unlike_the_released_ones_is_refused(
    changes: dict[str, Any], said: str
) -> None:
    with pytest.raises(BadDocument, match=said):
        read(PRO, **changes)
