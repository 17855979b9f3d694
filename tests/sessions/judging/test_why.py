"""Why a claim has its flag: the knobs that would make it true, put into the chain, do."""

from __future__ import annotations

import time

import pytest

from formulas.compiled import evaluate
from sessions.judging.judge import applied, judge_session
from sessions.judging.verdict import Verdict
from sessions.judging.why import Why, nearest_knobs, why
from tests.examples import FULL, example, verdict

CLAIMS = [
    ("ttft", "0.1 s"),
    ("ttft", "12 s"),
    ("tpot", "5 ms"),
    ("itl", "60 ms"),
    ("pass_time", "7 ms"),
    ("e2e_latency", "25 s"),
    ("per_stream_tps", "40 tok/s/user"),
    ("per_stream_tps", "180 tok/s/user"),
    ("aggregate_tps", "700 tok/s"),
    ("tps_per_gpu", "400 tok/s/GPU"),
    ("prefill_rate", "300K tok/s"),
    ("requests_per_second", "0.5 request/s"),
    ("processed_tps", "40K tok/s"),
    ("price_per_processed_token", "$0.28/Mtok"),
    ("price_per_processed_token", "$0.02/Mtok"),
    ("cache_hit_rate", "95%"),
]


def explained(found: Verdict) -> Why:
    return why(example(), found)


@pytest.mark.parametrize(("metric", "text"), CLAIMS)
@pytest.mark.parametrize("on", [{}, FULL], ids=["nothing stated", "all stated"])
def test_each_knob_alone_gives_the_claim_when_it_is_put_into_the_chain(
    metric: str, text: str, on: dict[str, str]
) -> None:
    found = verdict(metric, text, on=on)
    assert found.metric is not None
    at = applied(example(), example().setup(), found.stated, found.claim, found.metric, {})
    knobs = nearest_knobs(found, found.metric, at)
    assert knobs, "every one of these is within reach of some knob"
    for knob in knobs:
        got = evaluate(at.resolved.given.changed(knob.changes)).get(found.metric.variable, "napkin")
        assert got == pytest.approx(found.quoted, rel=1e-3), knob.id


@pytest.mark.parametrize(("metric", "text"), CLAIMS)
def test_knobs_are_ranked_by_how_ordinary_the_needed_value_is(metric: str, text: str) -> None:
    knobs = explained(verdict(metric, text, on=FULL)).knobs
    ranks = [(bool(knob.says), not knob.ordinary, knob.factor) for knob in knobs]
    assert ranks == sorted(ranks)
    assert len(knobs) <= 3


def test_the_sentence_says_what_the_claim_implies_and_how_far_that_is() -> None:
    found = explained(verdict("ttft", "0.1 s", on=FULL))
    assert found.flag == "10x-off"
    assert found.sentence == (
        "TTFT of 0.1 s implies a prefill rate of 1.5M tok/s; this set-up's is 78K tok/s: 19x."
    )


def test_fresh_tokens_explain_a_short_ttft_and_mean_and_median_move_alike() -> None:
    knob = explained(verdict("ttft", "0.1 s", on=FULL)).knobs[0]
    assert knob.id == "fresh_tokens_p50"
    assert knob.needs == pytest.approx(487.5)
    assert knob.changes["fresh_tokens"] == pytest.approx(13_000 * 487.5 / 9400)
    assert knob.ordinary
    assert not knob.says


def test_a_knob_that_the_claim_itself_denies_comes_last_and_says_so() -> None:
    knobs = explained(verdict("ttft", "0.1 s", on=FULL)).knobs
    assert (knobs[-1].id, knobs[-1].says) == ("gpus_per_replica", "8 GPU")


def test_no_share_of_more_than_all_and_no_set_up_that_does_not_fit_is_offered() -> None:
    assert "mfu" not in [k.id for k in explained(verdict("ttft", "0.1 s")).knobs]
    slow = verdict("per_stream_tps", "40 tok/s/user")
    assert slow.metric is not None
    at = applied(example(), example().setup(), slow.stated, slow.claim, slow.metric, {})
    offered = [knob.id for knob in nearest_knobs(slow, slow.metric, at)]
    assert "gpus_per_replica" not in offered, "1.6 GPUs would do, if the model fitted in them"
    assert "mbu" in offered


def test_where_no_knob_can_that_is_said() -> None:
    never = explained(verdict("per_stream_tps", "90000000 tok/s/user", on=FULL))
    assert never.knobs == ()
    assert never.no_knob.startswith("None of the knobs alone")
    assert "no knob" in explained(verdict("uptime", "99.9%")).no_knob
    assert "band" in explained(verdict("gpu_price", "$60/GPU/hour")).no_knob


def test_the_ceiling_is_said_to_be_respected_or_what_it_needs() -> None:
    assert explained(verdict("ttft", "0.1 s", on=FULL)).ceiling.startswith("Respected: 9.42x above")
    beyond = explained(verdict("per_stream_tps", "400 tok/s/user", on=FULL)).ceiling
    assert beyond.startswith("Not respected: beyond the ceiling of 323")
    opened = {name: text for name, text in FULL.items() if name != "speculative"}
    needs = explained(verdict("per_stream_tps", "400 tok/s/user", on=opened)).ceiling
    assert "unless tokens yielded per pass is 1.24" in needs


def test_a_price_is_read_as_one_and_has_no_ceiling() -> None:
    found = explained(verdict("price_per_processed_token", "$0.28/Mtok", on=FULL))
    assert "margin" in found.reading
    assert "not physics" in found.ceiling


def test_conditions_are_told_apart_and_the_assumed_ones_have_values() -> None:
    found = explained(verdict("ttft", "0.1 s", on={"concurrency": "16 request"}))
    assert found.stated == (("in flight", "16 request"),)
    assert dict(found.assumed) == {
        "hardware": "B200",
        "GPUs": "8 GPU",
        "weights": "fp4",
        "fresh tokens": "9,400 token/request",
    }


def test_an_explanation_is_made_well_within_a_frame_or_two() -> None:
    verdicts = [v for judged in judge_session(example()) for v in judged.verdicts]
    for found in verdicts:
        why(example(), found)
    start = time.perf_counter()
    for found in verdicts:
        why(example(), found)
    assert (time.perf_counter() - start) / len(verdicts) < 0.05
