"""The shipped models: each against its config, and against what was published."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
import tomli

from fixtures.generate_models import FARTHEST, config_of, main, releases, toml_of
from formulas.chain import Results
from sessions.catalogue.catalogue import FIXTURES, find, heads
from sessions.catalogue.configs.config import parse_config
from sessions.catalogue.configs.read import architecture
from sessions.catalogue.configs.weights.tiers import as_released
from sessions.document.session import Entry, Session, SetUp
from sessions.setups.resolve import resolve

RELEASES = {release.config: release for release in releases()}
# Written by hand, and older than the others: one counts as the worked example's source does.
BY_HAND = {"kimi-k2.6", "llama-3.1-70b"}


def served(model: str, context: int, weights: str = "fp8", kv: str = "fp8") -> Results:
    setup = SetUp("s", model, "B200", weights=weights, kv=kv)
    tokens = {"context_tokens": Entry.read("context_tokens", f"{context} token/request")}
    return resolve(Session(setups=(setup,)), setup, tokens).evaluate()


def test_more_than_twenty_are_there_and_each_has_a_row_of_its_own() -> None:
    there = {path.stem for path in (FIXTURES / "models").glob("*.toml")}
    assert there == BY_HAND | {release.name for release in RELEASES.values()}
    assert len(there) > 20
    assert find("models", "Kimi K2.6").name == "kimi-k2.6"


@pytest.mark.parametrize("release", RELEASES.values(), ids=lambda release: release.name)
def test_the_total_is_within_six_percent_of_the_published_one_and_says_so(release) -> None:  # type: ignore[no-untyped-def]
    item = find("models", release.title)
    assert abs(item.entries["total_params"].value / release.published_total - 1) < FARTHEST
    said = item.entries["total_params"].origin
    assert said.startswith("counted from the config's shapes; published as " + release.total)
    assert release.config in item.source
    assert item.not_modelled
    far = abs(item.entries["total_params"].value / release.published_total - 1) > 0.015
    assert not far or release.differs, "the reason for a difference stands beside it"


def configs(shared_data: Path) -> list[Path]:
    paths = sorted((shared_data / "models").glob("*.json"))
    return [path for path in paths if config_of(path) in RELEASES]


def test_a_shipped_model_counts_what_its_config_counts(shared_data: Path) -> None:
    found = configs(shared_data)
    assert len(found) >= 16
    for path in found:
        config = parse_config(path.read_text(encoding="utf-8"), path.name)
        model, release = architecture(config), RELEASES[config_of(path)]
        at_8k, at_128k = served(release.title, 8_192), served(release.title, 131_072)
        routed = model.params()["routed experts"]
        kept = as_released(config, model).per_param["attention"] if release.released else 1.0
        expected = {
            "total_params": model.total_params,
            "active_params": model.total_active,
            "weight_bytes": routed + (model.total_params - routed) * kept,
            "kv_bytes_per_token": model.kv_values_per_token,
        }
        for id, value in expected.items():
            ours = at_8k.get(id, "napkin")
            assert ours is not None, (release.name, id)
            assert math.isclose(ours, value, rel_tol=1e-9), (release.name, id)
        for results, tokens in ((at_8k, 8_192), (at_128k, 131_072)):
            ours = results.get("kv_bytes_per_request", "napkin")
            assert ours is not None
            assert math.isclose(ours, model.kv_bytes(tokens, 1.0), rel_tol=1e-9), release.name
        if routed:
            one = at_8k.get("expert_bytes", "napkin")
            layers = find("models", release.title).entries["moe_layers"].value
            feed = next(k.layer.feed for k in model.kinds if k.layer.feed.experts)
            assert one is not None
            assert math.isclose(one * layers * feed.experts, routed, rel_tol=1e-9), release.name


def test_a_file_is_what_the_script_writes_from_its_config(shared_data: Path) -> None:
    for path in configs(shared_data):
        config = parse_config(path.read_text(encoding="utf-8"), path.name)
        release = RELEASES[config_of(path)]
        there = (FIXTURES / "models" / f"{release.name}.toml").read_text(encoding="utf-8")
        assert toml_of(config, release) == there


def test_the_public_nvfp4_release_of_kimi_is_594_gb_and_not_500() -> None:
    nvfp4 = served("kimi k2.6 nvfp4", 8_192, "nvfp4").get("weight_bytes", "napkin")
    source = served("kimi k2.6", 8_192, "fp4").get("weight_bytes", "napkin")
    assert nvfp4 == pytest.approx(594.2e9, rel=5e-4)
    assert source == pytest.approx(500e9)


def test_no_two_models_answer_to_one_name() -> None:
    seen: dict[str, str] = {}
    for head in heads("models"):
        for said in {head.name, head.title, *head.aliases}:
            plain = said.lower().replace(" ", "").replace("-", "").replace("_", "")
            assert seen.setdefault(plain, head.name) == head.name, said
            assert find("models", said.upper()).name == head.name
    assert len(seen) > 100


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("llama 70b", "llama-3.1-70b"),
        ("Llama 3.3 70B", "llama-3.1-70b"),
        ("deepseek r1", "deepseek-v3"),
        ("DeepSeek V3.1", "deepseek-v3"),
        ("qwen3 235b", "qwen3-235b-a22b"),
        ("gpt oss", "gpt-oss-120b"),
        ("glm 4.6", "glm-4.7"),
        ("kimi-k2.6-nvfp4", "kimi-k2.6-nvfp4"),
        ("mixtral", "mixtral-8x7b"),
        ("nemotron nano", "nemotron-3-nano-30b-a3b"),
    ],
)
def test_what_people_type_finds_it(said: str, name: str) -> None:
    assert find("models", said).name == name


def test_a_config_without_a_row_is_said_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "someone--Something.config.json"
    path.write_text("{}")
    before = sorted((FIXTURES / "models").iterdir())
    assert main([str(path)]) == 2
    assert "no row of releases.toml" in capsys.readouterr().err
    assert sorted((FIXTURES / "models").iterdir()) == before


def test_rows_have_no_key_that_nothing_reads() -> None:
    data = tomli.loads((FIXTURES / "releases.toml").read_text(encoding="utf-8"))
    assert [*data] == ["title", "release"]
    assert len(data["release"]) == len(RELEASES), "two rows for one config"
