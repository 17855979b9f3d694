"""The table of conditions: each row can be told, asked and said."""

from __future__ import annotations

from pathlib import Path

import pytest

from formulas.book import BOOK
from sessions.claims.conditions import CONDITIONS, Condition, quantities, same_condition
from sessions.claims.metrics import METRICS
from sessions.claims.telling import conditions
from sessions.document.session import Entry, Quote
from sessions.store.load import load
from sessions.store.save import save

EACH = pytest.mark.parametrize("row", CONDITIONS.values(), ids=lambda row: row.id)


@EACH
def test_a_condition_is_of_a_variable_or_a_word(row: Condition) -> None:
    assert not row.variable or row.variable in BOOK.variables
    assert set(row.alike) <= CONDITIONS.keys()
    assert row.said.count("{}") == 1
    assert row.said_of or not row.words, "what has a name in the say line is said of something"


def test_conditions_are_told_with_their_values() -> None:
    texts = {
        "concurrency": "16 request",
        "gpus": "8 GPU",
        "context_tokens": "80K token",
        "cache_hit_rate": "84.5%",
    }
    said = {id: Entry.read(quantities()[id], text) for id, text in texts.items()}
    words = {"weights": "fp4", "speculative": "off", "region": "EU"}
    assert conditions({**said, **words}) == (
        "16 in flight, 8 GPUs, 80K context, 84.5% cache hit rate, fp4, speculative decoding off, EU"
    )


SAVED = {
    "model": "Llama 3.1 8B",
    "layout": "dp",
    "engine": "vLLM",
    "arrival": "burst",
    "request_rate": "2.6 request/s",
    "tokens_per_pass": "2.5 token/request",
}


def test_every_condition_is_saved_and_read_back(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    on: dict[str, Entry | str] = {
        row.id: Entry.read(row.variable, text) if row.variable else text
        for row in CONDITIONS.values()
        for text in [SAVED.get(row.id) or (BOOK.variables[row.variable].first_example
                     if row.variable else "8")]
    }  # fmt: skip
    assert on.keys() == CONDITIONS.keys() >= SAVED.keys()
    path.write_text("schema = 1\n")
    loaded = load(path)
    said = Quote("Acme", conditions=on)
    save(loaded.session._replace(quotes=(said,)), path, loaded)
    assert load(path).session.quotes[0].conditions == on


def test_new_conditions_are_told() -> None:
    said = {
        row: Entry.read(quantities()[row], text) if row in quantities() else text
        for row, text in SAVED.items()
    }
    assert conditions(said) == (
        "Llama 3.1 8B, layout dp, on vLLM, arrival burst, 2.6 req/s sent, 2.5 tokens per pass"
    )


def test_what_a_figure_depends_on_can_be_asked_for() -> None:
    depended = {name for metric in METRICS.values() for name in metric.conditions}
    assert {name for name in depended if not CONDITIONS[name].ask} == set()


def test_conditions_are_the_same_by_value_whatever_they_were_typed_as() -> None:
    one, other = Entry.read("input_tokens", "8K token"), Entry.read("input_tokens", "8000 token")
    assert same_condition(one, other)
    assert same_condition("FP8", "fp8")
    assert not same_condition(one, "8K token")
    assert quantities()["gpus"] == "gpus_per_replica"
