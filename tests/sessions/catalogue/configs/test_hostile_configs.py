"""Real configs, spoilt in the ways that files are: never a traceback, and never a silent guess."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from formulas.quantity import Refused
from sessions.answers.model import model
from sessions.catalogue.configs.config import read_config
from sessions.catalogue.configs.read import Unknown, architecture
from sessions.catalogue.configs.weights.tiers import as_released
from sessions.export.json import as_text
from sessions.export.text.model import model as text
from sessions.files.problems import BadDocument


def nested(depth: int) -> Any:
    value: Any = 1
    for at in range(depth):
        value = [value] if at % 2 else {"a": value}
    return value


VALUES: tuple[Any, ...] = (
    True,
    False,
    "64",
    "",
    10**30,
    -(10**30),
    float("nan"),
    float("inf"),
    -float("inf"),
    [1, 2],
    [True] * 7,
    ["full_attention"] * 3,
    [None] * 61,
    [[]] * 61,
    {"x": []},
    nested(200),
    "\u202e\x1b[31m",
    64.5,
    -1,
)
Spoil = Callable[[dict[str, Any], random.Random], None]


def one_value(data: dict[str, Any], chance: random.Random) -> None:
    inner = data.get("text_config", data)
    inner[chance.choice(list(inner))] = copy.deepcopy(chance.choice(VALUES))


def a_list_of_another_length(data: dict[str, Any], chance: random.Random) -> None:
    inner = data.get("text_config", data)
    lists = [key for key, value in inner.items() if isinstance(value, list)]
    for key in lists:
        inner[key] = inner[key] * 2 if chance.random() < 0.5 else inner[key][:-1]


def a_nested_part_less(data: dict[str, Any], _: random.Random) -> None:
    data.pop("text_config", None)


def a_strange_key(data: dict[str, Any], chance: random.Random) -> None:
    data["\u202e" + chance.choice(list(data))] = chance.choice(VALUES)


def the_quantization(data: dict[str, Any], chance: random.Random) -> None:
    inner = data.get("text_config", data)
    entry = inner.get("quantization_config", data.get("quantization_config"))
    if isinstance(entry, dict):
        entry[chance.choice(list(entry))] = copy.deepcopy(chance.choice(VALUES))
        names = [*VALUES, "re:[", "layers.999999999999.mlp", "layers.-1.*", "*", "(a+)+"]
        entry["ignore"] = [chance.choice(names) for _ in range(20)]


SPOILT: tuple[Spoil, ...] = (
    one_value,
    a_list_of_another_length,
    a_nested_part_less,
    a_strange_key,
    the_quantization,
)


def written(data: dict[str, Any], chance: random.Random) -> bytes:
    """The config as a file, some of them with another mark or encoding than they should have."""
    raw = json.dumps(data).encode()
    return chance.choice(
        [
            *[raw] * 8,
            b"\xef\xbb\xbf" + raw,
            json.dumps(data).encode("utf-16"),
            b"[" + raw + b"]",
            raw.replace(b"{", b'{"vocab_size": 1, ', 1),
            raw[: chance.randrange(len(raw))],
        ]
    )


def test_four_hundred_spoilt_configs_are_read_refused_or_not_known(
    shared_data: Path, tmp_path: Path
) -> None:
    chance = random.Random(7)
    paths = sorted((shared_data / "models").glob("*.json"))
    originals = [json.loads(path.read_text(encoding="utf-8")) for path in paths]
    path, came = tmp_path / "config.json", {"read": 0, "refused": 0, "unknown": 0}
    for _ in range(400):
        data = copy.deepcopy(chance.choice(originals))
        chance.choice(SPOILT)(data, chance)
        path.write_bytes(written(data, chance))
        try:
            found = model(str(path))
        except (BadDocument, Refused) as refused:
            came["refused"] += 1
            said = str(refused)
            assert "config.json" in said
        else:
            answer = json.loads(as_text(found))
            came["read" if "total_params" in answer else "unknown"] += 1
            said = "\n".join(text(found)) + json.dumps(answer["not_modelled"])
            assert "NaN" not in json.dumps(answer)
            assert "Infinity" not in json.dumps(answer)
            for size in answer.get("bytes_per_param_by_part", {}).values():
                assert 0.2 < size <= 4.1
        assert "Traceback" not in said
    assert came["read"] > 100 < came["refused"], came
    assert came["unknown"], came


@pytest.mark.parametrize(
    "changes",
    [
        {"mlp_only_layers": [[1]]},
        {"mlp_only_layers": ["1"]},
        {"mlp_only_layers": 3},
        {"mlp_only_layers": [94]},
        {"moe_layer_freq": ["x"] * 94},
        {"moe_layer_freq": [2] * 94},
        {"moe_layers": "all"},
        {"mlp_layer_types": ["dense"] * 93 + ["odd"]},
        {"hybrid_layer_pattern": ["full"] * 94},
        {"layer_types": ["full_attention"] * 93},
        {"num_experts": "128"},
        {"num_experts": True},
        {"tie_word_embeddings": "false"},
    ],
)
def test_a_list_or_a_number_of_another_kind_is_refused_by_its_name(
    shared_data: Path, tmp_path: Path, changes: dict[str, Any]
) -> None:
    original = shared_data / "models" / "Qwen--Qwen3-235B-A22B.config.json"
    data = json.loads(original.read_text(encoding="utf-8")) | changes
    path = tmp_path / "config.json"
    path.write_text(json.dumps(data, indent=1))
    with pytest.raises(BadDocument, match=next(iter(changes))) as bad:
        architecture(read_config(str(path)))
    assert bad.value.problems[0].line > 1


def test_layers_that_a_list_marks_as_linear_are_not_known(
    shared_data: Path, tmp_path: Path
) -> None:
    original = shared_data / "models" / "MiniMaxAI--MiniMax-M2.5.config.json"
    data = json.loads(original.read_text(encoding="utf-8"))
    path = tmp_path / "config.json"
    path.write_text(json.dumps(data | {"attn_type_list": [1] * 62}))
    assert architecture(read_config(str(path))).num_layers == 62
    path.write_text(json.dumps(data | {"attn_type_list": [0] * 7 + [1] * 55}))
    with pytest.raises(Unknown):
        architecture(read_config(str(path)))


def test_a_release_that_names_every_expert_of_every_layer_is_read(tmp_path: Path) -> None:
    """Some come to megabytes: larger than any session file may be."""
    layers = {
        f"language_model.model.layers.{at}.block_sparse_moe.experts.{expert}.{matrix}": {
            "quant_algo": "NVFP4"
        }
        for at in range(60)
        for expert in range(128)
        for matrix in ("w1", "w2", "w3")
    }
    data = {
        "model_type": "minimax_m2",
        "hidden_size": 64,
        "intermediate_size": 32,
        "num_hidden_layers": 60,
        "num_attention_heads": 8,
        "num_key_value_heads": 2,
        "num_local_experts": 128,
        "num_experts_per_tok": 4,
        "vocab_size": 100,
        "quantization_config": {
            "quant_method": "modelopt",
            "quant_algo": "MIXED_PRECISION",
            "quantized_layers": layers,
        },
    }
    path = tmp_path / "config.json"
    path.write_text(json.dumps(data, indent=2))
    assert path.stat().st_size > 1 << 20
    config = read_config(str(path))
    found = as_released(config, architecture(config))
    assert found.per_param["routed experts"] == pytest.approx(0.5625)
    assert found.per_param["attention"] == 2.0
