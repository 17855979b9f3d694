"""Names of models as people spell them, and those that are none of the catalogue's."""

from __future__ import annotations

import pytest

from sessions.catalogue.catalogue import find, heads, model_called
from sessions.catalogue.spelling import families


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("Llama 3.1 8B", "Llama 3.1 8B"),
        ("llama-3.1-8b-instruct", "Llama 3.1 8B"),
        ("meta-llama/Llama-3.1-8B", "Llama 3.1 8B"),
        ("meta-llama/Meta-Llama-3.1-8B-Instruct", "Llama 3.1 8B"),
        ("llama3.1:8b", "Llama 3.1 8B"),
        ("DeepSeek V3.2", "DeepSeek V3.2"),
        ("DeepSeek-V3-0324", "DeepSeek V3"),
        ("deepseek-ai/DeepSeek-V3", "DeepSeek V3"),
        ("GLM-5", "GLM 5"),
        ("glm 5", "GLM 5"),
        ("Qwen3 235B A22B", "Qwen3 235B A22B"),
        ("Qwen/Qwen3-235B-A22B-Instruct-2507", "Qwen3 235B A22B"),
        ("qwen3 235b", "Qwen3 235B A22B"),
        ("gpt-oss 120b", "gpt-oss 120B"),
        ("openai/gpt-oss-20b", "gpt-oss 20B"),
        ("K2.6", "Kimi K2.6"),
        ("phi-4", "Phi-4"),
        ("gemma-2-27b-it", "Gemma 2 27B"),
        ("DeepSeek V3 671B", "DeepSeek V3"),
    ],
)
def test_a_spelling_of_a_title_is_that_model(said: str, title: str) -> None:
    found = model_called(said)
    assert found is not None
    assert (found.title, found.same) == (title, True)
    assert find("models", said).title == title


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("GLM-4.6", "GLM 4.7"),
        ("DeepSeek R1", "DeepSeek V3"),
        ("DeepSeek R1 671B", "DeepSeek V3"),
        ("Llama 3.3 70B Instruct", "Llama 3.1 70B"),
        ("Kimi K2 Thinking", "Kimi K2 Instruct"),
        ("DeepSeek V4", "DeepSeek V4 Pro"),
        ("Mixtral", "Mixtral 8x7B"),
    ],
)
def test_another_release_of_the_same_shapes_is_told_apart(said: str, title: str) -> None:
    found = model_called(said)
    assert found is not None
    assert (found.title, found.same) == (title, False)


@pytest.mark.parametrize(
    "said",
    [
        *("DeepSeek-V4.1", "Llama 3.1 80B", "Llama 3 70B", "GLM-4.7-Flash", "Qwen3-Coder-30B"),
        *("DeepSeek R1 70B", "DeepSeek-R1-Distill-Llama-70B", "Falcon 180B", "Command R+", "K2.65"),
        *("Phi-4-mini", "Qwen3-Next-80B-A3B", "GLM 5 Air", "70B", "", "Llama"),
    ],
)
def test_no_name_is_taken_for_its_neighbours(said: str) -> None:
    assert model_called(said) is None


def test_every_name_of_the_catalogue_is_found_by_itself() -> None:
    for head in heads("models"):
        for said in (head.title, head.name, *head.aliases):
            found = model_called(said)
            assert found is not None, said
            assert found.name == head.name, said


def test_no_word_stands_on_two_lists_that_differ() -> None:
    words = families()
    assert not words.alone & words.numbered
    assert not words.alone & words.makers
    assert not words.suffixes & words.parts
    assert words.joined <= words.numbered
    assert words.spoken <= words.suffixes | words.parts
