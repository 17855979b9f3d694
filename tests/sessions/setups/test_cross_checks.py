"""What was entered twice, or against the rest of the packet, is found with both sides."""

from __future__ import annotations

import pytest

from sessions.document.session import Entry
from sessions.setups.checks import CrossCheck, cross_checks, impossible
from sessions.setups.resolve import resolve
from tests.examples import example


def found(**changes: str) -> dict[str, CrossCheck]:
    """The findings about the example under some changes, by what was entered."""
    session = example()
    entries = {id: Entry.read(id, text) for id, text in changes.items()}
    resolved = resolve(session, session.setup(), entries)
    return {check.id: check for check in cross_checks(resolved, resolved.evaluate())}


def test_the_example_contradicts_itself_nowhere() -> None:
    assert found() == {}


def test_all_members_of_littles_law_are_one_too_many() -> None:
    check = found(requests_per_second="1 request/s", e2e_latency="30 s")["requests_per_second"]
    assert check.complete
    assert check.entered == 1
    assert check.derived == pytest.approx(16 / 30)
    assert "1 request/s is entered" in check.text()
    assert "0.5333 request/s" in check.text()


def test_an_identity_that_agrees_is_still_said_twice() -> None:
    assert found(requests_per_second="0.5 request/s", e2e_latency="32 s")[
        "requests_per_second"
    ].complete


def test_a_hit_rate_that_the_tokens_contradict_is_found() -> None:
    assert found(cache_hit_rate="83.5%")["cache_hit_rate"].ratio == pytest.approx(0.988, abs=1e-3)


def test_a_demand_within_a_persons_rounding_is_no_finding() -> None:
    assert "demand_processed_tps" not in found(demand_processed_tps="221K tok/s")
    assert "demand_processed_tps" in found(demand_processed_tps="300K tok/s")


@pytest.mark.parametrize(
    ("changes", "id", "words"),
    [
        ({"gpus_per_replica": "2.5 GPU"}, "gpus_per_replica", "whole ones only"),
        ({"pipeline_parallel": "3"}, "pipeline_parallel", "8 GPUs do not divide"),
        ({"pipeline_parallel": "16"}, "pipeline_parallel", "8 GPUs do not divide"),
        ({"attention_data_parallel": "16"}, "attention_data_parallel", "8 GPUs do not divide"),
        (
            {"pipeline_parallel": "4", "attention_data_parallel": "4"},
            "pipeline_parallel",
            "among 16 stages and ranks",
        ),
        ({"expert_parallel": "16"}, "expert_parallel", "only 8 GPUs"),
        ({"expert_parallel": "1.5"}, "expert_parallel", "whole ones only"),
        ({"decode_context_parallel": "16"}, "decode_context_parallel", "only 8 GPUs"),
        ({"concurrency": "500 request"}, "concurrency", "room for 35"),
    ],
)
def test_what_no_deployment_can_have_is_a_finding(
    changes: dict[str, str], id: str, words: str
) -> None:
    session = example()
    entries = {id: Entry.read(id, text) for id, text in changes.items()}
    resolved = resolve(session, session.setup(), entries)
    bad = {each.id: each for each in impossible(resolved, resolved.evaluate())}
    assert words in bad[id].text()


def test_layouts_that_there_are_are_none() -> None:
    session = example()
    for layout in ("", "tp", "dcp", "dp"):
        setup = session.setup()._replace(kv_layout=layout)
        for stages in ("1", "2", "4", "8"):
            entries = {"pipeline_parallel": Entry.read("pipeline_parallel", stages)}
            resolved = resolve(session, setup, entries)
            assert impossible(resolved, resolved.evaluate()) == ()
