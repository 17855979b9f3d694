"""`napkin model`: its keys, its text, its exit status, and the file beside the config."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from workbench.commands.cli import napkin

CONFIG: dict[str, Any] = {
    "model_type": "qwen2_moe",
    "shared_expert_intermediate_size": 0,
    "architectures": ["Qwen2MoeForCausalLM"],
    "hidden_size": 64,
    "intermediate_size": 128,
    "moe_intermediate_size": 32,
    "num_hidden_layers": 4,
    "num_attention_heads": 8,
    "num_key_value_heads": 2,
    "num_experts": 8,
    "num_experts_per_tok": 2,
    "vocab_size": 100,
}
SIDE = {
    "quantization": {
        "quant_algo": "NVFP4",
        "kv_cache_quant_algo": "FP8",
        "exclude_modules": ["lm_head", "*self_attn*"],
    }
}
# What scripts hold on to.
KEYS = (
    "name",
    "architecture",
    "attention",
    "total_params",
    "active_params",
    "num_layers",
    "weight_bytes",
    "kv_bytes_per_token",
    "kv_bytes_per_token_at_1_byte",
    "not_modelled",
)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(napkin, ["model", *arguments], prog_name="napkin")


def config(folder: Path, **changes: Any) -> str:
    folder.mkdir(exist_ok=True)
    path = folder / "config.json"
    path.write_text(json.dumps(CONFIG | changes, indent=2))
    return str(path)


def test_the_promised_keys_are_there_and_the_ways_of_counting(tmp_path: Path) -> None:
    answer = json.loads(run(config(tmp_path / "some-model"), "--json").output)
    assert set(KEYS) <= set(answer)
    assert answer["name"] == "some-model"
    embedded = 100 * 64
    assert answer["active_params_without_input_embeddings"] == answer["active_params"] - embedded
    assert answer["active_params_without_embeddings"] == answer["active_params"] - 2 * embedded
    assert "quantization_from" not in answer


def test_a_config_is_called_after_its_file_or_its_folder(tmp_path: Path) -> None:
    (tmp_path / "org--A-model_config.json").write_text(json.dumps(CONFIG))
    (tmp_path / "org--B-model.config.json").write_text(json.dumps(CONFIG))
    names = ("A-model_config.json", "B-model.config.json")
    paths = [str(tmp_path / f"org--{name}") for name in names]
    answers = json.loads(run(*paths, "--json").output)["models"]
    assert [answer["name"] for answer in answers] == ["A-model", "B-model"]


def test_the_file_beside_the_config_is_read_and_named(tmp_path: Path) -> None:
    path = config(tmp_path)
    (tmp_path / "hf_quant_config.json").write_text(json.dumps(SIDE))
    answer = json.loads(run(path, "--json").output)
    assert answer["quantization_from"] == "hf_quant_config.json"
    assert answer["bytes_per_param_by_part"]["routed experts"] == 0.5625
    assert answer["bytes_per_param_by_part"]["attention"] == 2
    assert answer["kv_bytes_per_token"] == answer["kv_bytes_per_token_at_1_byte"]
    said = run(path).output
    words = " ".join(said.split())
    assert "(NVFP4, the rest BF16; quantization from hf_quant_config.json)" in words
    assert "without input embeddings" in said
    assert "without input and output embeddings" in said
    assert max(map(len, said.splitlines()[1:])) <= 80
    at_one = json.loads(run(path, "--json", "--weights", "fp8", "--kv", "bf16").output)
    assert at_one["weight_bytes"] == at_one["total_params"]
    assert "quantization_from" not in at_one
    assert at_one["kv_bytes_per_value"] == 2


def test_a_broken_file_beside_is_refused_with_its_line_and_the_others_are_answered(
    tmp_path: Path,
) -> None:
    bad, good = config(tmp_path / "bad"), config(tmp_path / "good")
    (tmp_path / "bad" / "hf_quant_config.json").write_text('{\n "quantization": {')
    result = run(bad, good)
    assert result.exit_code == 2
    assert "hf_quant_config.json:2:" in result.stderr
    assert "good  Qwen2MoeForCausalLM" in result.stdout


def test_an_unknown_architecture_is_said_with_what_is_plain(tmp_path: Path) -> None:
    result = run(config(tmp_path, model_type="newformer"), "--json")
    assert result.exit_code == 1
    answer = json.loads(result.output)
    assert answer["num_layers"] == 4
    assert "total_params" not in answer
    assert "newformer" in answer["not_modelled"][0]


def test_a_model_of_a_set_up_says_the_file_too(tmp_path: Path) -> None:
    path = config(tmp_path)
    (tmp_path / "hf_quant_config.json").write_text(json.dumps(SIDE))
    arguments = ["explain", "bytes_per_shared_param", "--model", path, "--weights", "nvfp4"]
    said = CliRunner().invoke(napkin, arguments, prog_name="napkin")
    assert "hf_quant_config.json" in said.output, said.output
