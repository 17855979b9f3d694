"""Active parameters as published, and which of the ways to count embeddings they are."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import NamedTuple

import pytest

from fixtures.generate_models import in_words, matching, parameters, releases
from sessions.catalogue.catalogue import find
from sessions.catalogue.configs.architecture import (
    ALL,
    NEITHER,
    NO_INPUT,
    active_ways,
)
from sessions.catalogue.configs.config import read_config
from sessions.catalogue.configs.read import architecture


class Row(NamedTuple):
    """One published figure, as precise as its source, and the ways that round to it."""

    figure: str
    ways: tuple[str, ...]


EVERY = (ALL, NO_INPUT, NEITHER)
# Worked out by hand from the counts in the table; () where a name rounds some other way.
PUBLISHED = {
    "Llama-2-7B": Row("7B", (ALL, NO_INPUT)),
    "Llama-3.1-8B": Row("8B", (ALL, NO_INPUT)),
    "Llama-3.1-70B": Row("70B", (NO_INPUT,)),
    "Mixtral-8x7B": Row("12.9B", (ALL,)),
    "Qwen2.5-72B": Row("72.7B", (ALL,)),
    "Qwen3-32B": Row("32B", (NO_INPUT,)),
    "Qwen3-0.6B (tied)": Row("0.6B", (ALL, NO_INPUT)),
    "Qwen3-235B-A22B": Row("22B", (ALL, NO_INPUT)),
    "Qwen3.5-397B-A17B (text)": Row("17B", (ALL,)),
    "DeepSeek-V3": Row("37B", (NO_INPUT,)),
    "Kimi-K2-Instruct": Row("32B", (NO_INPUT,)),
    "Kimi-K2.5 (text)": Row("32B", (NO_INPUT,)),
    "Kimi-K2.6 (text; NVFP4 release)": Row("32B", (NO_INPUT,)),
    "gpt-oss-120b": Row("5.1B", (NO_INPUT,)),
    "Gemma-2-27B (tied)": Row("27.2B", (ALL, NO_INPUT)),
    "Falcon-40B (GQA 8, tied?)": Row("40B", ()),
    "MiniMax-M2 / M2.5": Row("10B", (NO_INPUT, NEITHER)),
    "GLM-4.5 / 4.6 / 4.7": Row("32B", (NEITHER,)),
    "MiMo-V2-Flash": Row("15B", (ALL, NO_INPUT)),
    "Nemotron-3-Nano-30B-A3B": Row("3B", (NO_INPUT, NEITHER)),
}


def test_every_published_active_figure_is_the_count_that_it_is(shared_data: Path) -> None:
    with (shared_data / "models" / "truth.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["active_params_B"]]
    assert {row["model"] for row in rows} == set(PUBLISHED)
    for row in rows:
        figure, ways = PUBLISHED[row["model"]]
        assert parameters(figure) == float(row["active_params_B"]) * 1e9
        model = architecture(read_config(str(shared_data / "models" / row["config_file"])))
        assert matching(model, figure) == list(ways), (row["model"], active_ways(model))


def test_with_and_without_embeddings_of_gpt_oss(shared_data: Path) -> None:
    """The card counts the output and not the input: 5,132,849,472, published as 5.1B."""
    model = architecture(
        read_config(str(shared_data / "models" / "openai--gpt-oss-120b.config.json"))
    )
    counts = (5_711_982_912, 5_132_849_472, 4_553_716_032)
    assert active_ways(model) == dict(zip(EVERY, counts, strict=True))
    assert in_words(model, "5.1B") == "which is without input embeddings (5.133B)"
    assert in_words(model, "5.7B") == "as counted here"
    with pytest.raises(ValueError, match="nothing says why"):
        in_words(model, "6.2B")
    assert "rounded up" in in_words(model, "6.2B", "rounded up")
    with pytest.raises(ValueError, match="no number of parameters"):
        matching(model, "about 5B")


def test_a_tied_output_stays_where_the_input_is_left_out(shared_data: Path) -> None:
    ways = active_ways(
        architecture(read_config(str(shared_data / "models" / "google--gemma-2-27b.config.json")))
    )
    assert ways[ALL] == ways[NO_INPUT] > ways[NEITHER]


def test_every_shipped_model_with_experts_says_which_way_its_figure_is() -> None:
    said = {}
    for release in releases():
        if release.active:
            origin = find("models", release.title).entries["active_params"].origin
            begin = f"published as {release.active}, "
            assert begin in origin, release.title
            said[release.title] = origin.partition(begin)[2]
    assert said["gpt-oss 120B"] == "which is without input embeddings (5.133B)"
    assert said["Kimi K2 Instruct"] == "which is without input embeddings (31.69B)"
    assert said["Qwen3 235B A22B"] == "as counted here, or without input embeddings"
    assert said["GLM 5"] == "which is without input and output embeddings (39.88B)"
    assert len(said) > 20
