"""Real configs, held against parameters and KV bytes that were counted by hand elsewhere."""

from __future__ import annotations

import csv
import math
from pathlib import Path
from typing import Any

import pytest

from sessions.catalogue.catalogue import find
from sessions.catalogue.configs.architecture import PARTS
from sessions.catalogue.configs.config import parse_config, read_config
from sessions.catalogue.configs.read import architecture
from sessions.catalogue.configs.weights.tiers import as_released, at_tier
from sessions.catalogue.shelves import UnknownItem
from sessions.document.session import Entry
from sessions.setups.resolve import resolve
from tests.examples import example


def rows(shared_data: Path) -> list[dict[str, str]]:
    with (shared_data / "models" / "truth.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_every_row_of_the_truth_table_comes_out_to_the_last_digit(shared_data: Path) -> None:
    found = rows(shared_data)
    assert len(found) > 20
    for row in found:
        model = architecture(read_config(str(shared_data / "models" / row["config_file"])))
        held: dict[str, float] = {
            "params_by_hand": model.total_params,
            "active_by_hand": model.total_active,
            "active_by_hand_excl_in_and_out_embeddings": model.active_without_embeddings,
            "kv_bytes_per_token_at_1_byte_per_value": model.kv_values_per_token,
            "kv_bytes_per_token_all_layers_short_ctx": model.kv_values_short,
            "fixed_state_values_per_sequence": model.state_values,
        }
        for column, ours in held.items():
            if row[column]:
                assert ours == int(row[column]), (row["model"], column)


def test_published_totals_are_within_six_percent(shared_data: Path) -> None:
    for row in rows(shared_data):
        if row["total_params_B"]:
            model = architecture(read_config(str(shared_data / "models" / row["config_file"])))
            off = model.total_params / (float(row["total_params_B"]) * 1e9) - 1
            assert abs(off) < 0.06, row["model"]


def test_the_window_stops_the_growth(shared_data: Path) -> None:
    for row in rows(shared_data):
        model = architecture(read_config(str(shared_data / "models" / row["config_file"])))
        window = int(row["window_tokens"] or 0)
        far = max(10 * window, 10_000)
        grown = model.kv_values(far + 1) - model.kv_values(far)
        assert grown == model.kv_values_per_token, row["model"]
        assert model.kv_values(1) - model.kv_values(0) == model.kv_values_short
        assert model.kv_values(0) == model.state_values
        if window:
            assert model.kv_values(window) == window * model.kv_values_short + model.state_values


def test_parts_add_up(shared_data: Path) -> None:
    for path in sorted((shared_data / "models").glob("*.json")):
        model = architecture(read_config(str(path)))
        assert sum(model.params().values()) == model.total_params
        for part in PARTS:
            assert 0 <= model.active_params()[part] <= model.params()[part]
        assert model.num_layers == sum([layers for _, layers in model.kinds])


def release(shared_data: Path, name: str) -> Any:
    path = shared_data / "models" / name
    config = parse_config(path.read_text(encoding="utf-8"), str(path))
    return as_released(config, architecture(config))


@pytest.mark.parametrize(
    ("name", "gigabytes", "tier"),
    [
        # Errata E17: about 594 GB by its own config, listed as 595 GB.
        ("nvidia--Kimi-K2.6-NVFP4.config.json", 594.2, "NVFP4, the rest BF16"),
        ("moonshotai--Kimi-K2.5.config.json", 594.2, "INT4, the rest BF16"),
        ("openai--gpt-oss-120b.config.json", 65.2, "MXFP4, the rest BF16"),
        ("deepseek-ai--DeepSeek-V3.config.json", 673.1, "FP8, the rest BF16"),
        ("meta-llama--Meta-Llama-3.1-70B.config.json", 141.1, "BF16"),
    ],
)
def test_a_release_weighs_what_its_own_entry_says(
    shared_data: Path, name: str, gigabytes: float, tier: str
) -> None:
    weights = release(shared_data, name)
    assert weights.tier == tier
    assert math.isclose(weights.total / 1e9, gigabytes, rel_tol=5e-4)
    assert not weights.gaps


def test_attention_shared_experts_first_layer_and_head_stay_as_they_were(
    shared_data: Path,
) -> None:
    weights = release(shared_data, "nvidia--Kimi-K2.6-NVFP4.config.json")
    assert {part for part, size in weights.per_param.items() if size == 0.5625} == {
        "routed experts"
    }


def test_one_tier_is_every_parameter_at_it(shared_data: Path) -> None:
    model = architecture(
        read_config(str(shared_data / "models" / "deepseek-ai--DeepSeek-V3.config.json"))
    )
    assert at_tier(model, "fp4").total == model.total_params * 0.5
    assert at_tier(model, "nvfp4").total == model.total_params * 0.5625


def test_a_config_is_a_model_of_the_chain(shared_data: Path) -> None:
    """The chain's own formulas give what the counts say, for every config."""
    session = example()
    for path in sorted((shared_data / "models").glob("*.json")):
        setup = session.setup()._replace(model=str(path), weights="fp8", kv="fp8", entries={})
        changes = {"context_tokens": Entry.read("context_tokens", "100000", "test")}
        found = resolve(session, setup, changes).evaluate()
        model = architecture(read_config(str(path)))
        assert found.get("kv_bytes_per_token", "napkin") == model.kv_values_per_token, path.name
        kept = found.get("kv_bytes_per_request", "napkin")
        assert kept == pytest.approx(model.kv_bytes(100_000, 1.0), rel=1e-12), path.name
        held = found.get("weight_bytes", "napkin")
        per_shared = found.get("bytes_per_shared_param", "napkin") or 1.0
        shared = model.total_params - model.params()["routed experts"]
        apart = model.params()["routed experts"] > 0
        counted = model.total_params + (shared * (per_shared - 1.0) if apart else 0.0)
        assert held == pytest.approx(counted, rel=1e-12), path.name


CONTEXT = 100_000
# Multiply-adds of one token with all that it looks back on, by hand from the configs: heads by the
# width of key and value, over layers, at a context of 100,000 tokens.
WORK = {
    "Qwen--Qwen3-32B": 64 * 64 * 2 * 128 * CONTEXT,
    "google--gemma-2-27b": 32 * 2 * 128 * (23 * CONTEXT + 23 * 4096),
    "openai--gpt-oss-120b": 64 * 2 * 64 * (18 * CONTEXT + 18 * 128),
    "Qwen--Qwen3.5-397B-A17B": 15 * 32 * 2 * 256 * CONTEXT,
    "XiaomiMiMo--MiMo-V2-Flash": 64 * (192 + 128) * (9 * CONTEXT + 39 * 128),
    "deepseek-ai--DeepSeek-V3": 61 * 128 * (192 + 128) * CONTEXT,
}
# MLA decodes on the latent itself: its rank twice and the rotary part, in every head.
DECODED = WORK | {"deepseek-ai--DeepSeek-V3": 61 * 128 * (2 * 512 + 64) * CONTEXT}


@pytest.mark.parametrize("name", WORK)
def test_attention_works_on_what_each_layer_looks_back_on(name: str, shared_data: Path) -> None:
    session = example()
    path = str(shared_data / "models" / f"{name}.config.json")
    setup = session.setup()._replace(model=path, entries={})
    entered = {"context_tokens": CONTEXT, "cached_tokens": CONTEXT, "fresh_tokens": 0}
    changes = {id: Entry.read(id, f"{count} token/request") for id, count in entered.items()}
    found = resolve(session, setup, changes).evaluate()
    prefill = found.get("prefill_attention_flops_per_token", "napkin")
    assert prefill == pytest.approx(2 * WORK[name], rel=1e-12)
    decoded = found.get("decode_attention_flops_per_token", "napkin")
    assert decoded == pytest.approx(2 * DECODED[name], rel=1e-12)
    whole = found.get("prefill_flops_per_token", "napkin")
    model = architecture(read_config(path))
    assert model.attention_flops(CONTEXT, decoding=False) == 2 * WORK[name]
    assert model.attention_flops(CONTEXT, decoding=True) == 2 * DECODED[name]
    assert whole == pytest.approx(2 * model.total_active + 2 * WORK[name], rel=1e-12)


def test_every_config_says_how_many_heads_a_layout_deals_out(shared_data: Path) -> None:
    session = example()
    for path in sorted((shared_data / "models").glob("*.json")):
        setup = session.setup()._replace(model=str(path), kv_layout="dp", entries={})
        changes = {"gpus_per_replica": Entry.read("gpus_per_replica", "8 GPU")}
        found = resolve(session, setup, changes).evaluate()
        assert found.get("kv_copies", "napkin") == 1, path.name
        attention = architecture(read_config(str(path))).params()["attention"]
        assert found.get("attention_params", "napkin") == attention, path.name
        alone = resolve(session, setup._replace(kv_layout="tp"), changes).evaluate()
        heads = found.get("cached_heads", "napkin")
        assert heads is not None
        assert alone.get("kv_copies", "napkin") == max(1.0, 8 / heads), path.name


def test_a_config_that_is_refused_or_not_known_is_an_unknown_model(tmp_path: Path) -> None:
    path = tmp_path / "config.json"
    for text, said in (('{"model_type": "newformer"}', "newformer"), ("{", "JSON")):
        path.write_text(text)
        with pytest.raises(UnknownItem, match=said):
            find("models", str(path))
    with pytest.raises(UnknownItem, match="no such file"):
        find("models", str(tmp_path / "none.json"))
