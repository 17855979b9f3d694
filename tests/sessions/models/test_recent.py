"""Architectures of 2025 and 2026, each count worked out by hand from released modelling code."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from formulas.chain import Results
from sessions.models.config import parse_config
from sessions.models.read import architecture, read_model
from sessions.models.shape import Architecture
from sessions.models.tiers import as_released
from sessions.problems import BadDocument
from sessions.resolve import resolve
from sessions.session import Entry
from tests.examples import example


def without(data: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if value is not ...}


def read(data: dict[str, Any], **changes: Any) -> Architecture:
    return read_model(json.dumps(without({**data, **changes})), "config.json")


# --- MiMo 7B: vllm/model_executor/models/mimo.py takes Qwen 2's layers as they are.

MIMO: dict[str, Any] = {
    "model_type": "mimo",
    "num_hidden_layers": 36,
    "hidden_size": 4096,
    "num_attention_heads": 32,
    "num_key_value_heads": 8,
    "head_dim": 128,
    "intermediate_size": 11008,
    "vocab_size": 151680,
    "attention_bias": True,
    "sliding_window": 32768,
    "max_window_layers": 32,
    "use_sliding_window": False,
    "num_nextn_predict_layers": 1,
    "tie_word_embeddings": False,
}


def test_mimo_is_qwen_2_and_its_layer_for_more_tokens_is_said_and_not_counted() -> None:
    model = read(MIMO)
    attention = 2 * 4096 * 4096 + 2 * 4096 * 1024 + 4096 + 2 * 1024
    layer = attention + 3 * 4096 * 11008 + 2 * 4096
    assert model.total_params == 36 * layer + 4096 + 2 * 151680 * 4096 == 7_622_619_136
    assert model.kv_values_per_token == 36 * 2 * 8 * 128
    # Hugging Face shows 7.83B for checkpoints of it: with the layer that predicts one token more,
    # the matrix that joins it to a token's embedding, and three norms.
    assert round((model.total_params + layer + 2 * 4096 * 4096 + 3 * 4096) / 1e9, 2) == 7.83
    assert round((model.total_params - model.input_embeddings) / 1e9, 1) == 7.0
    assert [gap for gap in model.gaps if "MTP" in gap]


# --- Kimi Linear and Kimi K3: vllm/model_executor/models/kimi_linear.py and layers/kda.py, and
# sglang/srt/models/kimi_k3.py for what K3 adds.

KIMI: dict[str, Any] = {
    "model_type": "kimi_linear",
    "num_hidden_layers": 27,
    "hidden_size": 2304,
    "head_dim": 72,
    "intermediate_size": 9216,
    "vocab_size": 163840,
    "num_attention_heads": 32,
    "num_key_value_heads": 32,
    "q_lora_rank": None,
    "kv_lora_rank": 512,
    "qk_nope_head_dim": 128,
    "qk_rope_head_dim": 64,
    "v_head_dim": 128,
    "mla_use_nope": True,
    "first_k_dense_replace": 1,
    "moe_layer_freq": 1,
    "num_experts": 256,
    "num_experts_per_token": 8,
    "num_shared_experts": 1,
    "moe_intermediate_size": 1024,
    "num_expert_group": 1,
    "topk_group": 1,
    "use_grouped_topk": True,
    "tie_word_embeddings": False,
    "linear_attn_config": {
        "kda_layers": [at for at in range(1, 27) if at % 4],
        "full_attn_layers": [4, 8, 12, 16, 20, 24, 27],
        "num_heads": 32,
        "head_dim": 128,
        "short_conv_kernel_size": 4,
    },
}


def test_kimi_linear_has_48_billion_and_3_active() -> None:
    model = read(KIMI)
    wide = 32 * 128
    # q, k, v and out; how much is forgotten and the gate, both through 128; the step of each head.
    delta = 4 * 2304 * wide + 2 * (2304 * 128 + 128 * wide) + 2304 * 32
    # Three convolutions of 4, a bias by channel, a rate by head, the norm of a head.
    delta += 3 * 4 * wide + wide + 32 + 128
    latent = 2304 * 32 * 192 + 2304 * 576 + 512 + 512 * 32 * 256 + wide * 2304
    assert model.params()["attention"] == 20 * delta + 7 * latent
    expert = 3 * 2304 * 1024
    feeds = 3 * 2304 * 9216 + 26 * (257 * expert + 256 * 2304 + 256)
    around = 27 * 2 * 2304 + 2304 + 2 * 163840 * 2304
    assert model.total_params == 20 * delta + 7 * latent + feeds + around == 49_122_681_728
    # Published as 48B and 3B active, which is with every way to count embeddings.
    assert model.total_active == 49_122_681_728 - 26 * 248 * expert == 3_484_459_904
    assert abs(model.total_params / 48e9 - 1) < 0.06
    assert not model.gaps


def test_kimi_linear_caches_a_latent_in_a_quarter_of_its_layers_and_keeps_a_square_state() -> None:
    model = read(KIMI)
    assert model.kv_values_per_token == 7 * (512 + 64)
    # 128 by 128 for each of 32 heads, in 4 bytes; three inputs of each convolution, in 2.
    assert model.recurrent_values == 20 * 32 * 128 * 128
    assert model.state_values - model.recurrent_values == 20 * 3 * 3 * 32 * 128
    assert model.state_bytes == 20 * (32 * 128 * 128 * 4 + 3 * 3 * 32 * 128 * 2)


K3: dict[str, Any] = {
    **KIMI,
    "num_hidden_layers": 93,
    "hidden_size": 7168,
    "head_dim": ...,
    "intermediate_size": 33792,
    "num_attention_heads": 96,
    "num_key_value_heads": 96,
    "q_lora_rank": 1536,
    "num_experts": 896,
    "num_experts_per_token": 16,
    "num_shared_experts": 2,
    "moe_intermediate_size": 3072,
    "routed_expert_hidden_size": 3584,
    "latent_moe_use_norm": True,
    "attn_res_block_size": 12,
    "mla_use_output_gate": True,
    "linear_attn_config": {
        "kda_layers": [at for at in range(1, 93) if at % 4],
        "full_attn_layers": [*range(4, 93, 4), 93],
        "num_heads": 96,
        "head_dim": 128,
        "short_conv_kernel_size": 4,
        "gate_lower_bound": -5.0,
        "use_full_rank_gate": True,
    },
}


def test_kimi_k3_has_2_8_trillion_and_104_billion_active() -> None:
    """arXiv 2607.24653: 2.78T, 104B active, which is without input embeddings."""
    model, wide, hidden = read(K3), 96 * 128, 7168
    # The gate is as wide as the heads here.
    delta = 5 * hidden * wide + hidden * 128 + 128 * wide + hidden * 96
    delta += 3 * 4 * wide + wide + 96 + 128
    latent = hidden * 1536 + 1536 + 1536 * 96 * 192 + hidden * 576 + 512 + 512 * 96 * 256
    latent += wide * hidden + hidden * wide  # out, and its gate
    assert model.params()["attention"] == 69 * delta + 24 * latent == 36_190_792_800
    expert = 3 * 3584 * 3072
    assert model.params()["routed experts"] == 92 * 896 * expert
    # Two shared ones on the whole token; down to the narrow one, a norm, and up again.
    shared = 3 * hidden * 2 * 3072 + 2 * hidden * 3584 + 3584
    assert model.params()["shared experts"] == 92 * shared
    assert model.params()["router"] == 92 * (896 * hidden + 896)
    # A norm and a row of weights before attention, before the feed-forward, and at the end.
    assert model.params()["norms"] == 93 * (2 + 4) * hidden + (1 + 2) * hidden
    assert model.total_params == 2_779_484_476_000
    assert model.total_active - model.input_embeddings == 104_189_612_640
    assert not model.gaps


def test_kimi_k3_grows_by_27_kib_a_token_and_keeps_450_mb() -> None:
    model = read(K3)
    # LMCache pull 4278 prints 1,152 bytes for each of 93 layers; 24 of them have any use of it.
    assert model.kv_values_per_token * 2 == 24 * 1152 == 27 * 1024
    # vLLM pull 50855: 0.75 MiB a layer and request on each of 8 GPUs.
    assert model.recurrent_values * model.recurrent_bytes / 69 / 8 == 0.75 * 2**20
    assert model.state_bytes == 69 * (96 * 128 * 128 * 4 + 3 * 3 * 96 * 128 * 2) == 449_372_160


def test_kimi_k3_weighs_1_56_terabytes_as_released() -> None:
    left = [
        "re:.*self_attn.*",
        "re:.*shared_experts.*",
        "re:.*mlp\\.(gate|up|gate_up|down)_proj.*",
        "re:.*lm_head.*",
    ]
    four = {"num_bits": 4, "type": "float", "group_size": 32}
    groups = {"group_0": {"targets": ["Linear"], "weights": four}}
    quantized = {"quant_method": "compressed-tensors", "config_groups": groups, "ignore": left}
    config = parse_config(json.dumps(without(K3) | {"quantization_config": quantized}), "c.json")
    weights = as_released(config, architecture(config))
    assert weights.tier == "MXFP4, the rest BF16"
    assert not weights.gaps
    # Attention stays as it was in the linear layers too, which have the name of the others.
    assert {part for part, size in weights.per_param.items() if size != 2} == {"routed experts"}
    assert weights.bytes["routed experts"] == 92 * 896 * 3 * 3584 * 3072 * 17 / 32
    assert round(weights.total / 1e12, 2) == 1.56


@pytest.mark.parametrize(
    ("inner", "said"),
    [
        ({"kda_layers": [1, 2, 3]}, "not each of 27 layers once"),
        ({"kda_layers": [0], "full_attn_layers": list(range(1, 28))}, "not each of 27"),
        ({"kda_layers": "1,2,3"}, "not each of 27"),
        ({"kda_layers": [True], "full_attn_layers": list(range(2, 28))}, "not each of 27"),
        ({"num_heads": 0}, "num_heads"),
        ({"head_dim": 64}, "not the 64 of a linear head"),
        ({"value_state_rank": 64}, "a key that napkin does not know"),
    ],
)
def test_linear_layers_that_are_not_said_plainly_are_refused(
    inner: dict[str, Any], said: str
) -> None:
    with pytest.raises(BadDocument, match=said):
        read(KIMI, linear_attn_config=KIMI["linear_attn_config"] | inner)


def test_kimi_linear_without_its_lists_is_refused() -> None:
    with pytest.raises(BadDocument, match="linear_attn_config"):
        read(KIMI, linear_attn_config=...)


# --- MiniMax M3: transformers' models/minimax_m3_vl/modeling_minimax_m3_vl.py.

SPARSE = [0] * 3 + [1] * 57
M3: dict[str, Any] = {
    "model_type": "minimax_m3_vl",
    "num_hidden_layers": 60,
    "hidden_size": 6144,
    "num_attention_heads": 64,
    "num_key_value_heads": 4,
    "head_dim": 128,
    "intermediate_size": 3072,
    "dense_intermediate_size": 12288,
    "shared_intermediate_size": 3072,
    "n_shared_experts": 1,
    "num_local_experts": 128,
    "num_experts_per_tok": 4,
    "moe_layer_freq": SPARSE,
    "vocab_size": 200064,
    "use_qk_norm": True,
    "qk_norm_type": "per_head",
    "use_gemma_norm": True,
    "attention_output_gate": False,
    "tie_word_embeddings": False,
    "sparse_attention_config": {
        "use_sparse_attention": True,
        "sparse_attention_freq": SPARSE,
        "sparse_disable_index_value": SPARSE,
        "sparse_index_dim": 128,
        "sparse_num_index_heads": 4,
        "sparse_topk_blocks": 16,
        "sparse_block_size": 128,
        "sparse_init_block": 0,
        "sparse_local_block": 1,
        "sparse_score_type": "max",
    },
}


def test_minimax_m3_has_426_billion_and_23_and_a_half_active() -> None:
    """Published as about 428B and 23B; Hugging Face shows 427B, with the vision tower."""
    model, hidden = read(M3), 6144
    attention = 2 * hidden * 64 * 128 + 2 * hidden * 4 * 128 + 2 * 128
    index = hidden * 4 * 128 + hidden * 128 + 2 * 128
    assert model.params()["attention"] == 60 * attention + 57 * index
    expert = 3 * hidden * 3072
    assert model.params()["dense FFN"] == 3 * 3 * hidden * 12288
    assert model.params()["routed experts"] == 57 * 128 * expert
    assert model.params()["shared experts"] == 57 * expert
    assert model.params()["router"] == 57 * (128 * hidden + 128)
    assert model.params()["norms"] == 60 * 2 * hidden + hidden
    assert model.total_params == 426_174_572_928
    assert model.active_without_embeddings == 23_504_087_424
    assert abs(model.total_params / 428e9 - 1) < 0.005
    assert not [gap for gap in model.gaps if gap.startswith("Keys")]


def test_minimax_m3_caches_its_indexers_key_in_the_layers_that_have_one() -> None:
    model = read(M3)
    assert model.kv_values_per_token == model.kv_values_short == 60 * 2 * 4 * 128 + 57 * 128
    off = M3["sparse_attention_config"] | {"use_sparse_attention": False}
    plain = read(M3, sparse_attention_config=off)
    assert plain.kv_values_per_token == 60 * 2 * 4 * 128
    assert model.total_params - plain.total_params == 57 * (6144 * 5 * 128 + 2 * 128)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"attention_output_gate": True}, "attention_output_gate"),
        ({"qk_norm_type": "per_layer"}, "qk_norm_type"),
        ({"sparse_attention_freq": [1, 0]}, "not one value for each layer"),
        ({"sparse_attention_freq": ...}, "which layers have an indexer"),
        ({"sparse_disable_index_value": [0] * 60}, "values of its own"),
        ({"sparse_index_dim": ...}, "sparse_index_dim"),
        ({"sparse_value_dim": 128}, "a key that napkin does not know"),
    ],
)
def test_a_block_sparse_model_unlike_the_released_one_is_refused(
    changes: dict[str, Any], said: str
) -> None:
    outer = {key: value for key, value in changes.items() if not key.startswith("sparse")}
    inner = without(M3["sparse_attention_config"] | changes) if not outer else None
    with pytest.raises(BadDocument, match=said):
        read(M3, **(outer or {"sparse_attention_config": inner}))


def test_the_indexers_matrices_are_quantized_by_their_names() -> None:
    eight = {"quant_algo": "MXFP8"}
    names = ["q_proj", "k_proj", "v_proj", "o_proj", "index_q_proj", "index_k_proj"]
    layers = {f"model.layers.{at}.self_attn.{name}": eight for at in range(60) for name in names}
    layers = {name: tier for name, tier in layers.items() if ".index" not in name or at_57(name)}
    entry = {"quant_algo": "MIXED_PRECISION", "quantized_layers": layers}
    config = parse_config(json.dumps(M3 | {"quantization_config": entry}), "c.json")
    weights = as_released(config, architecture(config))
    assert not weights.gaps
    norms = 60 * 2 * 128 + 57 * 2 * 128
    matrices = read(M3).params()["attention"] - norms
    assert weights.bytes["attention"] == pytest.approx(matrices * 33 / 32 + norms * 2, rel=1e-12)


def at_57(name: str) -> bool:
    return int(name.split(".")[2]) >= 3


# --- DeepSeek V4: transformers' models/deepseek_v4/modeling_deepseek_v4.py, and what vLLM's
# layers/deepseek_compressor.py keeps for each request.

PRO_RATIOS = [128, 128, *[4, 128] * 29, 4, 0]  # the last is of the layer that predicts more
PRO: dict[str, Any] = {
    "model_type": "deepseek_v4",
    "num_hidden_layers": 61,
    "hidden_size": 7168,
    "num_attention_heads": 128,
    "num_key_value_heads": 1,
    "head_dim": 512,
    "qk_rope_head_dim": 64,
    "q_lora_rank": 1536,
    "o_lora_rank": 1024,
    "o_groups": 16,
    "index_head_dim": 128,
    "index_n_heads": 64,
    "index_topk": 1024,
    "sliding_window": 128,
    "compress_ratios": PRO_RATIOS,
    "hc_mult": 4,
    "num_hash_layers": 3,
    "n_routed_experts": 384,
    "n_shared_experts": 1,
    "num_experts_per_tok": 6,
    "moe_intermediate_size": 3072,
    "num_nextn_predict_layers": 1,
    "vocab_size": 129280,
    "attention_bias": False,
    "tie_word_embeddings": False,
}
FLASH: dict[str, Any] = {
    **PRO,
    "num_hidden_layers": 43,
    "hidden_size": 4096,
    "num_attention_heads": 64,
    "q_lora_rank": 1024,
    "o_groups": 8,
    "index_topk": 512,
    "n_routed_experts": 256,
    "moe_intermediate_size": 2048,
    "compress_ratios": [0, 0, *[4, 128] * 20, 4, 0],
}


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


FP8 = {"quant_method": "fp8", "weight_block_size": [128, 128], "activation_scheme": "dynamic"}
NVFP4 = FP8 | {
    "quant_algo": "MIXED_PRECISION",
    "ignore": ["*.attn.*", "*.ffn.shared_experts.*", "head", "mtp.*"],
    "quantized_layers": {f"layers.{at}.ffn.experts": {"quant_algo": "NVFP4"} for at in range(61)},
}


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


# --- Step 3.5 Flash, and the text part of Step 3.7 Flash: vllm/model_executor/models/step3p5.py.

STEP: dict[str, Any] = {
    "model_type": "step3p5",
    "num_hidden_layers": 45,
    "hidden_size": 4096,
    "num_attention_heads": 64,
    "num_attention_groups": 8,
    "head_dim": 128,
    "attention_other_setting": {
        "attention_type": "sliding_attention",
        "num_attention_heads": 96,
        "num_attention_groups": 8,
        "head_dim": 128,
        "true_head_dim": 128,
    },
    "layer_types": ["full_attention", *["sliding_attention"] * 3] * 12,  # three after the last
    "sliding_window": 512,
    "use_head_wise_attn_gate": True,
    "intermediate_size": 11264,
    "moe_layers_enum": ",".join(map(str, range(3, 45))),
    "moe_num_experts": 288,
    "moe_top_k": 8,
    "moe_intermediate_size": 1280,
    "share_expert_dim": 1280,
    "use_moe_router_bias": True,
    "num_nextn_predict_layers": 3,
    "vocab_size": 128896,
    "tie_word_embeddings": False,
}


def test_step_flash_has_196_billion_and_11_active() -> None:
    model, hidden = read(STEP), 4096
    kv = 2 * hidden * 8 * 128 + 2 * 128
    full = 2 * hidden * 64 * 128 + kv + hidden * 64
    windowed = 2 * hidden * 96 * 128 + kv + hidden * 96
    assert model.params()["attention"] == 12 * full + 33 * windowed
    expert = 3 * hidden * 1280
    assert model.params()["dense FFN"] == 3 * 3 * hidden * 11264
    assert model.params()["routed experts"] == 42 * 288 * expert
    assert model.params()["shared experts"] == 42 * expert
    assert model.params()["router"] == 42 * (288 * hidden + 288)
    # StepFun's 196B and 11B active, as vLLM's recipe for Step 3.7 Flash quotes it.
    around = 45 * 2 * hidden + hidden + 2 * 128896 * hidden
    counted = 12 * full + 33 * windowed + 9 * hidden * 11264 + 42 * 289 * expert
    assert model.total_params == counted + 42 * (288 * hidden + 288) + around
    assert round(model.total_params / 1e9, 2) == 196.96
    assert round((model.total_active - model.input_embeddings) / 1e9) == 11
    assert abs(model.total_params / 196e9 - 1) < 0.006
    assert model.kv_values_per_token == 12 * 2 * 8 * 128
    # 192 KiB a token in all 48 layers, the three that predict more tokens too.
    assert model.kv_values_short == 45 * 2 * 8 * 128
    assert not [gap for gap in model.gaps if gap.startswith("Keys")]
    outer = {"model_type": "step3p7", "text_config": without(STEP), "vision_config": {"width": 8}}
    assert read(outer).kinds == model.kinds


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        # What a shortened config leaves out: with 64 heads it would be 1.1B too few.
        ({"attention_other_setting": ...}, "how many heads the windowed layers have"),
        ({"attention_other_setting": {"num_attention_heads": 96}}, "num_attention_groups"),
        ({"layer_types": ["full_attention"] * 44}, "not one for each of 45 layers"),
        ({"layer_types": ["linear_attention"] * 45}, "a kind of layer napkin knows none of"),
        ({"moe_layers_enum": "3,4,x"}, "not the numbers of layers"),
        ({"moe_layers_enum": [3, 4]}, "not the numbers of layers"),
        ({"attention_bias": True}, "attention_bias"),
        ({"sink": True}, "sink"),
        ({"use_moe_router_bias": False}, "use_moe_router_bias"),
    ],
)
def test_a_step_config_that_leaves_something_open_is_refused(
    changes: dict[str, Any], said: str
) -> None:
    with pytest.raises(BadDocument, match=said):
        read(STEP, **changes)


# --- The chain, on all of them.


def chained(data: dict[str, Any], tmp_path: Path, context: int) -> Results:
    path = tmp_path / "config.json"
    path.write_text(json.dumps(without(data)))
    session = example()
    setup = session.setup()._replace(model=str(path), weights="fp8", kv="fp8", entries={})
    entered = {"context_tokens": context, "cached_tokens": context, "fresh_tokens": 0}
    changes = {id: Entry.read(id, f"{count} token/request") for id, count in entered.items()}
    return resolve(session, setup, changes).evaluate()


ALL = {
    "mimo": MIMO,
    "kimi linear": KIMI,
    "kimi k3": K3,
    "minimax m3": M3,
    "v4 pro": PRO,
    "v4 flash": FLASH,
    "step": STEP,
}


@pytest.mark.parametrize("name", ALL)
def test_the_chain_caches_what_the_counts_say(name: str, tmp_path: Path) -> None:
    model = read(ALL[name])
    for context in (128, 4_096, 1_048_576):
        found = chained(ALL[name], tmp_path, context)
        assert found.get("kv_bytes_per_token", "napkin") == model.kv_values_per_token
        kept = found.get("kv_bytes_per_request", "napkin")
        assert kept == pytest.approx(model.kv_bytes(context, 1.0), rel=1e-12)


# Multiply-adds of one token with all that it looks back on, by hand: prefill, and decoding.
LATENT = (128 + 64 + 128, 2 * 512 + 64)
WORK: dict[str, Callable[[int], tuple[int, int]]] = {
    "mimo": lambda seen: (36 * 32 * 2 * 128 * seen,) * 2,
    "kimi linear": lambda seen: (7 * 32 * LATENT[0] * seen, 7 * 32 * LATENT[1] * seen),
    "kimi k3": lambda seen: (24 * 96 * LATENT[0] * seen, 24 * 96 * LATENT[1] * seen),
    # Three layers read everything; the others every key of the indexer, and 16 blocks of 128.
    "minimax m3": lambda seen: (
        (3 * 64 * 2 * 128 * seen + 57 * (4 * 128 * seen + 64 * 2 * 128 * min(seen, 2_048)),) * 2
    ),
}


@pytest.mark.parametrize("name", WORK)
def test_attention_works_on_what_each_layer_reads(name: str, tmp_path: Path) -> None:
    # Shorter ones pick fewer entries of V4, which is said and not counted.
    for seen in (4_096, 102_400, 1_048_576) if "v4" in name else (1_000, 100_000, 1_000_000):
        found = chained(ALL[name], tmp_path, seen)
        prefill, decode = WORK[name](seen)
        worked = [
            found.get(f"{part}_attention_flops_per_token", "napkin")
            for part in ("prefill", "decode")
        ]
        assert worked == pytest.approx([2 * prefill, 2 * decode], rel=1e-12)
