"""What releases say of their quantization: in the config, beside it, by part, layer and matrix."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sessions.catalogue.config_item import item_from_file
from sessions.catalogue.configs.architecture import Part
from sessions.catalogue.configs.config import parse_config, read_config
from sessions.catalogue.configs.read import architecture
from sessions.catalogue.configs.weights.modules import named
from sessions.catalogue.configs.weights.tiers import Weights, as_released
from sessions.document.session import Session, SetUp
from sessions.files.problems import BadDocument
from sessions.setups.resolve import resolve

HIDDEN, WIDE, HEAD = 64, 32, 8
MOE: dict[str, Any] = {
    "model_type": "qwen2_moe",
    "hidden_size": HIDDEN,
    "intermediate_size": 128,
    "moe_intermediate_size": WIDE,
    "shared_expert_intermediate_size": WIDE,
    "num_hidden_layers": 4,
    "num_attention_heads": 8,
    "num_key_value_heads": 2,
    "num_experts": 8,
    "num_experts_per_tok": 2,
    "vocab_size": 100,
    "tie_word_embeddings": False,
}
MLA: dict[str, Any] = {
    "model_type": "deepseek_v3",
    "n_routed_experts": None,
    "n_shared_experts": None,
    "moe_intermediate_size": None,
    "first_k_dense_replace": 0,
    "hidden_size": HIDDEN,
    "intermediate_size": 128,
    "num_hidden_layers": 4,
    "num_attention_heads": 4,
    "kv_lora_rank": 16,
    "q_lora_rank": 24,
    "qk_rope_head_dim": 4,
    "qk_nope_head_dim": 8,
    "v_head_dim": 8,
    "vocab_size": 100,
}
NVFP4: dict[str, Any] = {"quant_method": "modelopt", "quant_algo": "NVFP4"}
FP4_GROUP = {"num_bits": 4, "type": "float", "group_size": 16}
FP8_GROUP = {"num_bits": 8, "type": "float"}


def weights(entry: Any, **changes: Any) -> Weights:
    config = parse_config(json.dumps({**MOE, **changes, "quantization_config": entry}), "c.json")
    return as_released(config, architecture(config))


def sizes(entry: Any, **changes: Any) -> dict[Part, float]:
    return weights(entry, **changes).per_param


# --- beside the config


def folder(path: Path, entry: Any, name: str = "hf_quant_config.json", **changes: Any) -> str:
    (path / name).write_text(entry if isinstance(entry, str) else json.dumps(entry))
    config = path / "config.json"
    config.write_text(json.dumps({**MOE, **changes}))
    return str(config)


SIDE = {
    "producer": {"name": "modelopt", "version": "0.33"},
    "quantization": {
        "quant_algo": "NVFP4",
        "kv_cache_quant_algo": "FP8",
        "group_size": 16,
        "exclude_modules": ["lm_head", "*.self_attn*"],
    },
}


def test_a_file_beside_the_config_counts_where_the_config_is_silent(tmp_path: Path) -> None:
    config = read_config(folder(tmp_path, SIDE))
    found = as_released(config, architecture(config))
    assert found.tier == "NVFP4, the rest BF16; quantization from hf_quant_config.json"
    assert found.source == "hf_quant_config.json"
    assert found.per_param["routed experts"] == 0.5625
    assert found.per_param["attention"] == found.per_param["embeddings"] == 2.0
    assert found.per_value == 1.0


def test_the_config_itself_comes_first(tmp_path: Path) -> None:
    own = {"quant_method": "fp8"}
    config = read_config(folder(tmp_path, SIDE, quantization_config=own))
    found = as_released(config, architecture(config))
    assert (found.tier, found.source) == ("FP8, the rest BF16", "")
    assert found.per_value == 2.0


def test_a_model_of_a_set_up_says_so_too(tmp_path: Path) -> None:
    path = folder(tmp_path, SIDE)
    item, config = item_from_file(path), read_config(path)
    entry, weights = (
        item.entries["bytes_per_shared_param"],
        as_released(config, architecture(config)),
    )
    shared = item.entries["shared_params"].value
    routed = item.entries["total_params"].value - shared
    held = routed * weights.per_param["routed experts"] + shared * entry.value
    assert held == pytest.approx(weights.total, rel=1e-9)
    assert "quantization from hf_quant_config.json" in entry.origin


@pytest.mark.parametrize(
    ("name", "entry", "size"),
    [
        ("quantize_config.json", {"bits": 4, "group_size": 64, "desc_act": False}, 0.5 + 2 / 64),
        (
            "quant_config.json",
            {"zero_point": True, "q_group_size": 128, "w_bit": 4, "version": "GEMM"},
            0.5 + 2 / 128,
        ),
    ],
)
def test_files_of_older_tools(tmp_path: Path, name: str, entry: Any, size: float) -> None:
    config = read_config(folder(tmp_path, entry, name))
    found = as_released(config, architecture(config))
    assert found.per_param["routed experts"] == size
    assert found.source == name


def test_a_prefixed_config_has_a_prefixed_file_beside_it(tmp_path: Path) -> None:
    (tmp_path / "org--M_config.json").write_text(json.dumps(MOE))
    (tmp_path / "hf_quant_config.json").write_text("{")
    (tmp_path / "org--M_hf_quant_config.json").write_text(json.dumps(SIDE))
    config = read_config(str(tmp_path / "org--M_config.json"))
    assert as_released(config, architecture(config)).source == "org--M_hf_quant_config.json"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{\n "quantization": {', "hf_quant_config.json:2:"),
        ("[]", "an object"),
        ("[" * 100_000, "nested too deeply"),
        ('{"quantization": {}, "quantization": 1}', "twice"),
        ("", "hf_quant_config.json:1:1"),
    ],
)
def test_a_file_beside_that_cannot_be_read_is_refused_by_its_name(
    tmp_path: Path, text: str, said: str
) -> None:
    config = read_config(folder(tmp_path, text))
    with pytest.raises(BadDocument, match=r"hf_quant_config\.json") as bad:
        as_released(config, architecture(config))
    assert said in str(bad.value)


def test_a_file_beside_that_is_too_large_or_a_pipe_is_refused(tmp_path: Path) -> None:
    import os

    config = read_config(folder(tmp_path, " " * ((16 << 20) + 1)))
    with pytest.raises(BadDocument, match="larger than"):
        as_released(config, architecture(config))
    (tmp_path / "hf_quant_config.json").unlink()
    os.mkfifo(tmp_path / "hf_quant_config.json")
    with pytest.raises(BadDocument, match="not a regular file"):
        as_released(config, architecture(config))


# --- by part


def test_groups_with_targets_give_each_part_its_own_tier() -> None:
    entry = {
        "quant_method": "compressed-tensors",
        "format": "mixed-precision",
        "config_groups": {
            "group_0": {"targets": ["re:.*self_attn.*"], "weights": FP8_GROUP},
            "group_1": {"targets": ["re:.*mlp\\.experts\\..*"], "weights": FP4_GROUP},
        },
        "ignore": ["lm_head"],
    }
    found = weights(entry)
    assert found.per_param["attention"] == pytest.approx(1.0, abs=0.02)
    assert found.per_param["routed experts"] == 0.5625
    assert found.per_param["shared experts"] == found.per_param["embeddings"] == 2.0
    assert found.tier == "NVFP4 and FP8, the rest BF16"
    assert not found.gaps


def test_a_group_for_all_linear_layers_and_one_by_name() -> None:
    integers = {"num_bits": 4, "type": "int", "group_size": 32}
    entry = {
        "quant_method": "compressed-tensors",
        "config_groups": {
            "a": {"targets": ["Linear"], "weights": FP8_GROUP},
            "b": {"targets": ["re:.*experts.*"], "weights": integers},
        },
    }
    found = sizes(entry)
    assert found["attention"] == 1.0
    assert found["routed experts"] == 0.5 + 2 / 32


def mixed(layers: dict[str, str], **more: Any) -> dict[str, Any]:
    named = {name: {"quant_algo": algorithm} for name, algorithm in layers.items()}
    return {
        "quant_method": "modelopt",
        "quant_algo": "MIXED_PRECISION",
        "quantized_layers": named,
        **more,
    }


def test_mixed_precision_counts_layer_by_layer() -> None:
    layers = {f"model.layers.{at}.mlp.experts": "W4A16_NVFP4" for at in range(3)}
    found = weights(mixed(layers))
    assert found.per_param["routed experts"] == pytest.approx((3 * 0.5625 + 2.0) / 4)
    assert found.per_param["attention"] == 2.0
    assert not found.gaps


def test_mixed_precision_counts_expert_by_expert_and_matrix_by_matrix() -> None:
    name = "model.layers.{}.mlp.experts.{}.{}_proj"
    layers = {
        name.format(at, expert, matrix): "FP8"
        for at in range(4)
        for expert in range(2)
        for matrix in ("gate", "up", "down")
    }
    assert sizes(mixed(layers))["routed experts"] == pytest.approx((2 * 1.0 + 6 * 2.0) / 8)
    down = {name: size for name, size in layers.items() if "down" in name}
    assert sizes(mixed(down))["routed experts"] == pytest.approx(2.0 - 2 / 8 / 3)


def test_one_matrix_of_attention_that_is_left_out_is_counted_alone() -> None:
    names = [f"model.layers.{at}.self_attn.q_proj" for at in range(4)]
    queries, keys = HIDDEN * 8 * HEAD, HIDDEN * 2 * HEAD
    attention = 2 * queries + 2 * keys + 64 + 2 * 16
    held = queries * 2.0 + (queries + 2 * keys) * 0.5625 + (64 + 2 * 16) * 2.0
    found = sizes(NVFP4 | {"exclude_modules": names})
    assert found["attention"] == pytest.approx(held / attention, rel=1e-12)


def test_matrices_of_a_latent_are_counted_alone() -> None:
    names = [f"model.layers.{at}.self_attn.o_proj" for at in range(4)]
    entry = NVFP4 | {"exclude_modules": names}
    config = parse_config(json.dumps({**MLA, "quantization_config": entry}), "c.json")
    model = architecture(config)
    out, norms = 4 * 8 * HIDDEN, 24 + 16
    one = model.params()["attention"] // 4
    held = out * 2.0 + norms * 2.0 + (one - out - norms) * 0.5625
    found = as_released(config, model)
    assert found.per_param["attention"] == pytest.approx(held / one, rel=1e-12)
    assert not found.gaps


def test_state_layers_and_attention_are_told_apart() -> None:
    linear = {
        "model_type": "qwen3_next",
        "full_attention_interval": 4,
        "linear_num_key_heads": 2,
        "linear_num_value_heads": 4,
        "linear_key_head_dim": 8,
        "linear_value_head_dim": 8,
        "linear_conv_kernel_dim": 4,
    }
    whole = architecture(parse_config(json.dumps({**MOE, **linear}), "c.json"))
    state, full = (layer.mixer.params for layer, _ in whole.kinds)
    found = sizes(NVFP4 | {"exclude_modules": ["re:.*linear_attn.*"]}, **linear)
    assert found["attention"] == pytest.approx(
        (3 * state * 2.0 + full * 0.5625) / (3 * state + full)
    )


def test_gptq_and_auto_round_say_which_modules_differ() -> None:
    gptq = {"quant_method": "gptq", "bits": 4, "group_size": 128}
    left = sizes(gptq | {"dynamic": {"-:.*attn.*": {}, "-:.*shared_expert.*": {}}})
    assert left["attention"] == 2.0
    assert left["shared experts"] == 2.0
    assert left["routed experts"] == 0.5 + 2 / 128
    more = sizes(gptq | {"dynamic": {r"+:.*\.mlp\.experts\..*": {"bits": 8, "group_size": 64}}})
    assert more["routed experts"] == 1.0 + 2 / 64
    rounded = gptq | {"quant_method": "auto-round"}
    kept = {f"model.layers.{at}.self_attn.q_proj": {"bits": 16} for at in range(4)}
    assert sizes(rounded | {"extra_config": kept})["attention"] > 0.6


def test_quark_and_bits_and_bytes_are_read() -> None:
    quark = {
        "quant_method": "quark",
        "global_quant_config": {"weight": {"dtype": "fp4", "group_size": 32}},
        "layer_quant_config": {"*self_attn*": {"weight": {"dtype": "fp8_e4m3"}}},
        "exclude": ["lm_head"],
    }
    found = sizes(quark)
    assert found["routed experts"] == 0.53125
    assert found["attention"] == pytest.approx(1.0, abs=0.02)
    four = {"quant_method": "bitsandbytes", "load_in_4bit": True}
    assert sizes(four)["attention"] == 0.5625
    assert sizes(four | {"bnb_4bit_use_double_quant": True})["attention"] < 0.52


def test_an_output_in_a_tier_of_its_own_is_counted() -> None:
    assert sizes(mixed({"lm_head": "NVFP4"}))["embeddings"] == pytest.approx((2.0 + 0.5625) / 2)
    tied = sizes(mixed({"lm_head": "NVFP4"}), tie_word_embeddings=True)
    assert tied["embeddings"] == 2.0


def test_what_stands_beside_the_text_says_nothing_of_it() -> None:
    names = ["mtp.layers.0*", "vision_tower.blocks.0.attn.qkv", "model.layers.4*", "mlp.gate"]
    found = weights(NVFP4 | {"exclude_modules": names})
    assert found.per_param["attention"] == found.per_param["routed experts"] == 0.5625
    assert not found.gaps


# --- what cannot be read is said


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ({"quant_method": "newquant"}, "newquant"),
        ({"quant_method": "modelopt", "quant_algo": "MIXED_PRECISION"}, "MIXED_PRECISION"),
        (mixed({"model.layers.0.mlp.experts": "ZFP5"}), "ZFP5"),
        (NVFP4, "No module is named"),
        (NVFP4 | {"ignore": ["re:.*layers\\.(0|1|2)\\..*"]}, "cannot place"),
        (NVFP4 | {"ignore": ["re:.*layers\\.[0-3]\\.self_attn.*"]}, "cannot place"),
        (NVFP4 | {"ignore": ["model.layers.1.self_attn.new_proj"]}, "new_proj"),
        (NVFP4 | {"ignore": ["re:.*"]}, "cannot place"),
        ({"quant_method": "gptq", "bits": 5}, "integers of unknown size"),
        ({"quant_method": "quark"}, "quark"),
        ({"config_groups": {"a": {"weights": {"num_bits": 6, "type": "float"}}}}, "unnamed"),
    ],
)
def test_what_cannot_be_read_is_said(entry: Any, said: str) -> None:
    assert any(said in gap for gap in weights(entry).gaps), weights(entry).gaps


def test_names_are_never_run_as_patterns() -> None:
    """A pattern that would take a regex engine for ever is looked at like any other text."""
    evil = "re:" + "(a+)+" * 30 + "$.self_attn"
    found = weights(NVFP4 | {"ignore": [evil] * 1_000 + ["(" + "1" * 900_000, "." * 900_000]})
    assert found.per_param["attention"] == pytest.approx(2.0)
    assert any("cannot place" in gap for gap in found.gaps)


def test_far_more_names_than_a_model_has_are_not_all_looked_at() -> None:
    names = [f"model.layers.*.mlp.experts.{at}.down_proj" for at in range(90_000)]
    found = weights(NVFP4 | {"ignore": names}, num_hidden_layers=2_000)
    assert any("Far more modules" in gap for gap in found.gaps)


@pytest.mark.parametrize(
    ("name", "layer", "parts"),
    [
        ("model.layers.12.self_attn.q_proj", 12, ("attention",)),
        ("backbone.layers.4.mixer.in_proj", 4, ("attention",)),
        ("backbone.layers.4.mixer.up_proj", 4, ("dense FFN",)),
        ("backbone.layers.4.mixer.shared_experts.up_proj", 4, ("shared experts",)),
        ("language_model.model.layers.3.block_sparse_moe.experts.7.w1", 3, ("routed experts",)),
        (r"re:.*mlp\.(gate|up|gate_up|down)_proj.*", -1, ("dense FFN",)),
        ("model.layers.0*", 0, ()),
        (r".*\.18\..*down.*", 18, ("dense FFN", "routed experts", "shared experts")),
    ],
)
def test_what_a_name_means(name: str, layer: int, parts: tuple[Part, ...]) -> None:
    meant = named(name)
    assert meant is not None
    assert (meant.layer, meant.parts) == (layer, parts)


@pytest.mark.parametrize(
    "name", ["model.layers.0.mlp.gate", "model.layers.3.input_layernorm", "visual.blocks.0.mlp"]
)
def test_what_is_not_counted_has_no_meaning(name: str) -> None:
    assert named(name) is None


DENSE = {
    "architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_size": 4096,
    "intermediate_size": 14336, "num_hidden_layers": 32, "num_attention_heads": 32,
    "num_key_value_heads": 8, "vocab_size": 128256, "torch_dtype": "bfloat16",
}  # fmt: skip
ATTENTION_LEFT = {
    "quant_method": "modelopt", "quant_algo": "NVFP4",
    "ignore": ["lm_head", "re:.*self_attn.*"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("quantization", "tier"),
    [
        ({"quant_method": "fp8"}, "fp8"),
        (ATTENTION_LEFT, "nvfp4"),
        (None, "bf16"),
    ],
)
def test_the_chain_counts_a_dense_release_by_its_parts(
    tmp_path: Path, quantization: dict[str, object] | None, tier: str
) -> None:
    path = tmp_path / "config.json"
    path.write_text(json.dumps({**DENSE, "quantization_config": quantization}))
    item, config = item_from_file(str(path)), read_config(str(path))
    weights = as_released(config, architecture(config))
    assert item.tiers[0] == tier
    setup = SetUp("s", str(path), "B200", weights=tier, kv="fp8")
    results = resolve(Session(setups=(setup,)), setup).evaluate()
    assert results.get("weight_bytes", "napkin") == pytest.approx(weights.total, rel=1e-3)
    # At a tier that is wider than any part of the release, everything is.
    wide = resolve(Session(), setup._replace(weights="bf16")).evaluate()
    assert wide.get("weight_bytes", "napkin") == item.entries["total_params"].value * 2
