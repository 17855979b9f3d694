"""Each family is declared once, and what it declares is all that reading its configs takes."""

from __future__ import annotations

import importlib
import json
import pkgutil
from collections import Counter
from typing import Any

import pytest

from sessions.catalogue.configs import families, own
from sessions.catalogue.configs.architecture import NO_FEED, NO_MIXER, Layer
from sessions.catalogue.configs.config import Config, parse_config
from sessions.catalogue.configs.families import FAMILIES
from sessions.catalogue.configs.family import Beside, Family
from sessions.catalogue.configs.read import Unknown, architecture
from sessions.catalogue.configs.weights.tiers import as_released
from sessions.files.problems import BadDocument

SIZES: dict[str, Any] = {
    "model_type": "made_up",
    "hidden_size": 64,
    "num_hidden_layers": 4,
    "num_attention_heads": 8,
    "num_key_value_heads": 2,
    "vocab_size": 100,
    "intermediate_size": 128,
}
ATTENTION, FEED = 2 * 64 * 64 + 2 * 64 * 16, 3 * 64 * 128
PLAIN = 2 * 100 * 64 + 4 * (ATTENTION + FEED + 2 * 64) + 64


def read(**more: Any) -> int:
    return architecture(parse_config(json.dumps(SIZES | more), "config.json")).total_params


def test_no_two_families_have_a_type_in_common() -> None:
    types = Counter([name for family in families.ALL for name in family.types])
    assert types.most_common(1)[0][1] == 1
    assert all(name == name.lower() for name in types)


def test_each_module_of_families_is_registered() -> None:
    known = {id(family) for family in families.ALL}
    for found in pkgutil.iter_modules(own.__path__, f"{own.__name__}."):
        module = importlib.import_module(found.name)
        declared = getattr(module, "FAMILIES", None) or (module.FAMILY,)
        assert all(id(family) in known for family in declared), found.name


def test_a_family_that_is_one_value_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Unknown, match="made_up"):
        read()
    monkeypatch.setitem(FAMILIES, "made_up", Family(("made_up",)))
    assert read() == PLAIN


def test_a_family_says_what_its_configs_leave_out_and_may_not_say(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    family = Family(
        ("made_up",),
        defaults={"intermediate_size": 256},
        needed=("num_key_value_heads",),
        only={"shape": "round"},
    )
    monkeypatch.setitem(FAMILIES, "made_up", family)
    short = {name: value for name, value in SIZES.items() if name != "intermediate_size"}
    model = architecture(parse_config(json.dumps(short), "config.json"))
    assert model.total_params == PLAIN + 4 * FEED
    assert "intermediate_size 256" in model.gaps[0]
    del short["num_key_value_heads"]
    with pytest.raises(BadDocument, match="made_up has no number of its own"):
        architecture(parse_config(json.dumps(short), "config.json"))
    with pytest.raises(Unknown, match="shape = square"):
        read(shape="square")


def test_a_family_says_its_keys_under_the_names_of_others(monkeypatch: pytest.MonkeyPatch) -> None:
    family = Family(
        ("made_up",),
        norms=lambda config: config.whole("how_many_norms"),
        spelled=lambda config, _: {"intermediate_size": config.whole("how_wide") // 2},
    )
    monkeypatch.setitem(FAMILIES, "made_up", family)
    assert read(how_wide=256, how_many_norms=3) == PLAIN + 4 * 64
    with pytest.raises(BadDocument, match="how_wide"):
        read(how_many_norms=3)


def test_a_family_counts_in_a_way_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    def layers(config: Config, family: Family, hidden: int) -> list[Layer]:
        return [Layer(NO_MIXER, NO_FEED, norms=7)]

    def beside(config: Config, family: Family, hidden: int) -> Beside:
        return Beside(input=1, output=10, last=100)

    monkeypatch.setitem(FAMILIES, "made_up", Family(("made_up",), beside=beside))
    assert read() == PLAIN + 111
    monkeypatch.setitem(FAMILIES, "made_up", Family(("made_up",), layers=layers))
    assert read() == 2 * 100 * 64 + 7 + 64


def test_a_key_that_one_family_reads_makes_others_unknown() -> None:
    assert "compress_ratios" in families.CHANGES
    with pytest.raises(Unknown, match="compress_ratios"):
        architecture(
            parse_config(
                json.dumps(SIZES | {"model_type": "llama", "compress_ratios": [4]}), "c.json"
            )
        )


def test_marks_of_layers_are_read_for_the_family_that_has_them() -> None:
    marked = SIZES | {"attn_type_list": [1, 0, 1, 1]}
    for name in ("llama", "mamba", "bamba"):
        with pytest.raises(Unknown, match="attn_type_list of more than one kind"):
            architecture(parse_config(json.dumps(marked | {"model_type": name}), "c.json"))


def test_modules_of_a_family_are_named_as_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    quantized = SIZES | {
        "quantization_config": {"quant_method": "fp8", "ignored_layers": ["model.layers.0.mlp"]}
    }
    for modules, placed in (("", True), ("otherwise", False)):
        family = Family(("made_up",), modules=modules)  # type: ignore[arg-type]
        monkeypatch.setitem(FAMILIES, "made_up", family)
        config = parse_config(json.dumps(quantized), "config.json")
        weights = as_released(config, architecture(config))
        assert (weights.gaps == ()) is placed
