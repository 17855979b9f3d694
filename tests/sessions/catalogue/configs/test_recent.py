"""MiMo 7B and Step Flash by hand, and the chain on all recent architectures."""

from __future__ import annotations

import copy
import json
import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from formulas.chain import Results
from sessions.catalogue.catalogue import find
from sessions.catalogue.config_item import item_of
from sessions.catalogue.configs.config import parse_config
from sessions.catalogue.configs.read import Unknown, architecture
from sessions.catalogue.configs.weights.tiers import as_released
from sessions.document.session import Entry, Session, SetUp
from sessions.files.problems import BadDocument
from sessions.setups.resolve import resolve
from tests.examples import example
from tests.sessions.catalogue.configs.recent import (
    FLASH,
    FP8,
    K3,
    KIMI,
    M3,
    MIMO,
    NVFP4,
    PRO,
    STEP,
    read,
    without,
)
from tests.sessions.catalogue.configs.test_hostile_configs import (
    VALUES,
    a_list_of_another_length,
    a_strange_key,
    one_value,
)

# --- MiMo 7B: vllm/model_executor/models/mimo.py takes Qwen 2's layers as they are.


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


# --- Step 3.5 Flash, and the text part of Step 3.7 Flash: vllm/model_executor/models/step3p5.py.


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
    # Its groups say how many heads have keys: nothing is taken for granted.
    assert not [gap for gap in model.gaps if gap.startswith(("Keys", "The config leaves out"))]
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


SHIPPED = {
    "MiMo 7B": MIMO,
    "Kimi K3": K3,
    "MiniMax M3": M3,
    "DeepSeek V4 Pro": PRO,
    "DeepSeek V4 Flash": FLASH,
}


@pytest.mark.parametrize("title", SHIPPED)
def test_a_shipped_model_is_what_its_config_counts(title: str) -> None:
    """The inputs above are those keys of the public configs that a count can depend on."""
    config = parse_config(json.dumps(without(SHIPPED[title])), "config.json")
    counted, shipped = item_of(config, title), find("models", title)
    assert shipped.choices == counted.choices
    apart = {"bytes_per_shared_param"}  # of the release, which the inputs above leave out
    assert {*shipped.entries} - apart == {*counted.entries}
    for id, entry in counted.entries.items():
        assert shipped.entries[id].value == entry.value, id


def test_two_thousand_spoilt_configs_are_read_refused_or_not_known() -> None:
    """Never a traceback, in the objects inside too."""
    chance = random.Random(7)
    ways = (one_value, a_list_of_another_length, a_strange_key, one_inside)
    ended: Counter[str] = Counter()
    for _ in range(2_000):
        data = copy.deepcopy(without(chance.choice([*ALL.values()])))
        data["quantization_config"] = chance.choice((FP8, NVFP4, {"quant_method": 7}))
        for _ in range(chance.randint(1, 3)):
            chance.choice(ways)(data, chance)
        try:
            config = parse_config(json.dumps(data), "config.json")
            model = architecture(config)
            assert as_released(config, model).total > 0
            assert item_of(config, "x").entries
            assert model.total_params >= model.total_active > 0
            ended["read"] += 1
        except (BadDocument, Unknown) as refused:
            ended[type(refused).__name__] += 1
    assert min(ended.values()) > 20
    assert len(ended) == 3


def one_inside(data: dict[str, Any], chance: random.Random) -> None:
    names = ("linear_attn_config", "sparse_attention_config", "attention_other_setting")
    for name in names:
        if isinstance(data.get(name), dict) and data[name]:
            data[name][chance.choice(list(data[name]))] = copy.deepcopy(chance.choice(VALUES))


# What a pass reads of one request at 100,000 tokens, in numbers: an indexer's keys of every entry,
# the entries that it picks, and the window.
READ = {
    # 31 layers of entries of 128 tokens, 30 of 4 with a key of 128 and 1,024 entries picked.
    "DeepSeek V4 Pro": 31 * 100_000 / 128 * 512
    + 30 * (100_000 / 4 * 128 + 1024 * 512)
    + 61 * 128 * 512,
    # 57 of 60 layers read keys of 128 for every token, and 16 blocks of 128 tokens.
    "MiniMax M3": 3 * 100_000 * 1024 + 57 * (100_000 * 128 + 16 * 128 * 1024),
}


@pytest.mark.parametrize("name", READ)
def test_a_pass_reads_what_the_indexer_picks(name: str) -> None:
    setup = SetUp("read", name, "B200", weights="fp8", kv="fp8")
    changes = {
        id: Entry.read(id, text)
        for id, text in (("context_tokens", "100K token/request"), ("concurrency", "1 request"))
    }
    results = resolve(Session(setups=(setup,)), setup, changes).evaluate()
    read, state = (results.get(id, "napkin") for id in ("kv_read_bytes", "state_bytes_per_request"))
    assert read is not None
    assert read - (state or 0.0) == pytest.approx(READ[name], rel=1e-9)
    held = results.get("kv_bytes_per_request", "napkin")
    assert held is not None
    assert read < held / 3
