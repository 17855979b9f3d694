"""Claims held against the worked example, by the rules of verdicts.md."""

from __future__ import annotations

import pytest

from sessions.document.session import Ambiguous, Entry, with_entry
from tests.examples import ALL, FULL, claim, example, judged, stated, verdict


@pytest.mark.parametrize(
    ("metric", "text", "flag", "direction"),
    [
        ("per_stream_tps", "95 tok/s/user", "plausible", "worse"),
        ("per_stream_tps", "54 tok/s/user", "2x-off", "worse"),
        ("per_stream_tps", "10 tok/s/user", "10x-off", "worse"),
        ("per_stream_tps", "250 tok/s/user", "2x-off", "better"),
        ("aggregate_tps", "1000 tok/s", "plausible", "worse"),
        ("tps_per_gpu", "48.7 tok/s/GPU", "2x-off", "worse"),
        ("prefill_rate", "900K tok/s", "10x-off", "better"),
        ("requests_per_second", "0.38 request/s", "2x-off", "worse"),
        ("processed_tps", "32K tok/s", "2x-off", "worse"),
        ("ttft", "1.57 s", "plausible", "better"),
        ("ttft", "0.1 s", "10x-off", "better"),
        ("tpot", "36.8 ms", "2x-off", "worse"),
        ("itl", "9 ms", "plausible", "better"),
        ("e2e_latency", "41.84 s", "2x-off", "worse"),
        ("pass_time", "100 ms", "10x-off", "worse"),
        ("price_per_processed_token", "$0.28/Mtok", "2x-off", "worse"),
        ("price_per_processed_token", "$2.8/Mtok", "10x-off", "worse"),
        ("gpu_price", "$4/GPU/hour", "plausible", ""),
        ("gpu_price", "$60/GPU/hour", "10x-off", "worse"),
        ("replica_price_per_month", "$35,040/month", "plausible", ""),
        ("node_price_per_month", "$100K/month", "2x-off", "worse"),
        ("cache_hit_rate", "99%", "10x-off", "better"),
        ("mbu", "50%", "plausible", ""),
        ("mfu", "2%", "2x-off", "worse"),
    ],
)
def test_each_kind_of_claim_gets_its_flag_and_direction(
    metric: str, text: str, flag: str, direction: str
) -> None:
    found = verdict(metric, text, on=ALL)
    assert (found.flag, found.direction) == (flag, direction)


def test_the_claims_own_conditions_move_the_chain() -> None:
    at_16, at_64 = (
        verdict("per_stream_tps", "40 tok/s/user", on={**ALL, "concurrency": f"{c} request"})
        for c in (16, 64)
    )
    assert at_16.napkin is not None
    assert at_64.napkin is not None
    assert at_64.napkin < at_16.napkin
    beside = verdict(
        "per_stream_tps", "40 tok/s/user", on=ALL, conditions={"concurrency": "64 request"}
    )
    assert beside.napkin == at_64.napkin


def test_tensor_parallel_is_a_number_of_gpus() -> None:
    four = verdict("per_stream_tps", "40 tok/s/user", on={"tensor_parallel": "4"})
    same = verdict("per_stream_tps", "40 tok/s/user", on={"gpus": "4 GPU"})
    assert four.napkin == same.napkin
    assert "gpus" not in four.assumed


def test_missing_conditions_are_taken_from_the_set_up_and_named() -> None:
    found = verdict("per_stream_tps", "40 tok/s/user")
    assert found.assumed[0] == "concurrency"
    assert "requests in flight" in found.ask
    assert "concurrency" not in verdict("per_stream_tps", "40 tok/s/user", on=FULL).assumed


def test_a_fit_speaks_first_where_the_session_has_one_for_these_conditions() -> None:
    found = verdict("per_stream_tps", "40 tok/s/user", on=ALL)
    assert found.fit == pytest.approx(31.6456, rel=1e-4)
    assert (found.fit_flag, found.flag, found.leading) == ("plausible", "2x-off", "plausible")


@pytest.mark.parametrize(
    "changed", [{"gpus": "4 GPU"}, {"weights": "fp8"}, {"context_tokens": "8K token/request"}]
)
def test_the_fit_is_silent_for_other_conditions_than_it_was_measured_at(
    changed: dict[str, str],
) -> None:
    assert verdict("per_stream_tps", "40 tok/s/user", on={**FULL, **changed}).fit is None


def test_beyond_the_ceiling_is_a_fact_only_when_everything_that_fixes_it_is_stated() -> None:
    fast = verdict("per_stream_tps", "400 tok/s/user", on=FULL)
    assert fast.beyond_ceiling
    assert not fast.ceiling_needs
    assert "same experts" in fast.reason
    for missing in FULL:
        fewer = {name: text for name, text in FULL.items() if name != missing}
        open_one = verdict("per_stream_tps", "400 tok/s/user", on=fewer)
        assert not open_one.beyond_ceiling, missing
        assert "of the set-up assumed" in open_one.reason or open_one.holds_if, missing


def test_what_would_have_to_differ_is_named_with_its_value_and_that_value_does_it() -> None:
    from sessions.setups.conditions import apply

    fewer = {name: text for name, text in FULL.items() if name != "speculative"}
    found = verdict("per_stream_tps", "400 tok/s/user", on=fewer)
    assert set(found.ceiling_needs) == {"tokens_per_pass"}
    needed = found.ceiling_needs["tokens_per_pass"]
    assert needed == pytest.approx(400 / 323.092, rel=1e-4)
    at = apply(example(), example().setup(), found.stated, {"tokens_per_pass": Entry("", needed)})
    assert at.results.get("per_stream_tps", "ceiling") == pytest.approx(400, rel=1e-3)


def test_speculation_that_is_on_leaves_the_ceiling_open() -> None:
    found = verdict("per_stream_tps", "400 tok/s/user", on={**FULL, "speculative": "on"})
    assert not found.beyond_ceiling
    assert "tokens_per_pass" in found.ceiling_needs


def test_a_ttft_below_the_ceiling_is_impossible_on_stated_hardware_with_stated_fresh_tokens() -> (
    None
):
    found = verdict("ttft", "5 ms", on={**FULL, "fresh_tokens": "9,400 token/request"})
    assert found.beyond_ceiling
    merely_fast = verdict("ttft", "0.1 s", on=FULL)
    assert not merely_fast.beyond_ceiling
    assert "not beyond the ceiling" in merely_fast.reason


def test_a_price_is_never_beyond_the_ceiling() -> None:
    found = verdict("price_per_processed_token", "$0.001/Mtok", on=FULL)
    assert not found.beyond_ceiling
    assert "below the floor" in found.reading


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("$0.001/Mtok", "below the floor"),
        ("$0.05/Mtok", "between the floor and an efficient stack"),
        ("$0.15/Mtok", "an ordinary margin"),
        ("$0.5/Mtok", "rich, negotiate"),
        ("$5/Mtok", "a unit error"),
    ],
)
def test_a_price_is_read_against_the_three_cost_lines(text: str, words: str) -> None:
    reading = verdict("price_per_processed_token", text, on=FULL).reading
    assert words in reading
    assert "at this traffic" in reading


def test_components_are_blended_on_the_packets_mix_and_never_judged_alone() -> None:
    parts = (
        ("input_price", "$0.95/Mtok"),
        ("cached_input_price", "$0.16/Mtok"),
        ("output_price", "$4/Mtok"),
    )
    result = judged(*[claim(metric, text) for metric, text in parts], on=ALL)
    assert [v.flag for v in result.verdicts[:3]] == ["not-judged"] * 3
    blended = result.verdicts[3]
    assert blended.claim.metric == "price_per_processed_token"
    assert blended.quoted == pytest.approx(0.32842e-6, rel=1e-4)
    # 21.4K fresh and 62.6K cached tokens of 84K, by hand.
    dearer = (21.4 * 0.95 + 62.6 * 0.16 + 1.056 * 4) / 85.056
    assert f"${dearer:.3g}/Mtok at a hit rate 10 points lower" in blended.reading
    assert blended.flag == "2x-off"


def test_a_missing_cached_price_is_taken_at_the_full_price_and_said() -> None:
    result = judged(claim("input_price", "$1/Mtok"), claim("output_price", "$1/Mtok"))
    assert result.verdicts[-1].quoted == pytest.approx(1e-6)
    assert "no cached price" in result.verdicts[-1].claim.note


def test_a_p95_is_not_held_against_a_p50_but_is_met_or_missed() -> None:
    found = verdict("ttft", "2.5 s", on=FULL, statistic="p95")
    assert found.flag == "not-judged"
    assert "p95" in found.reason
    assert found.reading.startswith("met")


def test_a_p95_that_beats_the_napkins_p50_is_at_least_as_far_off() -> None:
    found = verdict("ttft", "0.1 s", on=FULL, statistic="p95")
    assert (found.flag, found.direction) == ("10x-off", "better")
    assert verdict("ttft", "1 ms", on=FULL, statistic="p99").beyond_ceiling


def test_up_to_is_held_against_one_stream() -> None:
    alone = verdict("per_stream_tps", "150 tok/s/user", bound="up to")
    usual = verdict("per_stream_tps", "150 tok/s/user")
    assert alone.napkin is not None
    assert usual.napkin is not None
    assert alone.napkin > usual.napkin


def test_a_price_blended_on_the_vendors_own_mix_is_not_judged_on_the_packets() -> None:
    from sessions.judging.judge import judge_quote
    from sessions.offers.deal import deal_of
    from sessions.say import read_line

    session = example()
    alone = read_line("Acme: $8.40/M (blended 3:1)").quote
    (said,) = judge_quote(session, alone).verdicts
    assert said.flag == "not-judged"
    assert said.price is None
    assert "mix of the vendor's own" in said.reason
    assert "input, cached input and output prices" in said.ask
    assert deal_of(session, session.setup(""), alone).effective_price is None
    # Of the components beside it the price on the packet's mix is made, and no contradiction.
    parts = read_line("Acme: $8.40/M (blended 3:1), $0.60 in, $0.15 cached, $2.50 out").quote
    last = judge_quote(session, parts).verdicts[-1]
    assert last.flag != "not-judged"
    deal = deal_of(session, session.setup(""), parts)
    assert deal.list_price == pytest.approx(last.quoted)


def test_ranges_of_components_blend_to_a_range_of_which_the_dearer_end_governs() -> None:
    dear = judged(claim("input_price", "$0.90/M"), claim("output_price", "$2.70/M")).verdicts[-1]
    said = judged(
        claim("input_price", "$0.30/M", high="$0.90/M"),
        claim("output_price", "$0.90/M", high="$2.70/M"),
    ).verdicts[-1]
    assert said.quoted == dear.quoted
    assert said.fold == dear.fold
    assert said.claim.high is not None
    assert said.claim.value.value == pytest.approx(said.claim.high.value / 3)


def test_of_a_range_the_end_that_is_worse_for_the_buyer_governs() -> None:
    assert verdict("per_stream_tps", "30 tok/s/user", high="200 tok/s/user").quoted == 30
    assert verdict("ttft", "1 s", high="4 s").quoted == 4


@pytest.mark.parametrize(
    ("metric", "text", "on", "flag", "beyond"),
    [
        ("concurrency", "340 request", FULL, "plausible", False),
        ("concurrency", "341 request", FULL, "plausible", False),
        ("concurrency", "10000 request", {}, "10x-off", False),
        ("gpus", "3 GPU", {"hardware": "B200", "weights": "fp4"}, "plausible", False),
        ("gpus", "2 GPU", {"hardware": "B200", "weights": "fp4"}, "10x-off", True),
        ("context_tokens", "256K token/request", FULL, "plausible", False),
        ("context_tokens", "10M token/request", FULL, "10x-off", True),
    ],
)
def test_a_capacity_fits_in_memory_or_it_does_not(
    metric: str, text: str, on: dict[str, str], flag: str, beyond: bool
) -> None:
    if metric == "concurrency":
        on = {name: value for name, value in on.items() if name != "concurrency"}
    found = verdict(metric, text, on=on)
    assert (found.flag, found.beyond_ceiling) == (flag, beyond)


def test_a_promise_is_met_or_missed_and_never_judged_by_a_fold() -> None:
    assert verdict("uptime", "99.95%", bound="at least").reading.startswith("met")
    missed = verdict("uptime", "99%", bound="SLA")
    assert missed.flag == "not-judged"
    assert missed.reading.startswith("missed")


def test_a_bounded_rate_is_met_or_missed_and_judged_by_fold_as_well() -> None:
    found = verdict("per_stream_tps", "20 tok/s/user", on=FULL, bound="at least")
    assert found.flag == "2x-off"
    assert found.reading.startswith("missed")


def test_a_rate_limit_is_held_against_the_traffic() -> None:
    found = verdict("processed_tps", "2.4M TPM", bound="rate limit")
    assert found.flag == "not-judged"
    assert found.reading.startswith("missed")
    assert verdict("processed_tps", "20M TPM", bound="rate limit").reading.startswith("met")


def test_hardware_outside_the_catalogue_is_not_judged_and_said_so() -> None:
    found = verdict("per_stream_tps", "40 tok/s/user", on={"hardware": "Graphcore"})
    assert found.flag == "not-judged"
    assert "not in the catalogue" in found.reason


def test_an_unknown_metric_is_not_judged() -> None:
    from sessions.document.session import Claim

    assert judged(Claim("happiness", Entry("9", 9.0))).verdicts[0].flag == "not-judged"


def test_not_judged_counts_for_nothing_in_the_worst() -> None:
    result = judged(claim("uptime", "99.9%"), claim("ttft", "1.5 s"), on=FULL)
    assert result.worst == "plausible"


def test_each_reading_of_what_is_ambiguous_gets_its_own_verdict() -> None:
    from sessions.document.session import Quote
    from sessions.judging.judge import judge_quote

    open_one = Ambiguous(
        "32k tok/s", 32_000.0, "tok/s", ("aggregate_tps", "processed_tps"), "output or processed?"
    )
    quote = Quote("Acme", conditions=stated(**ALL), ambiguous=(open_one,))
    result = judge_quote(example(), quote)
    assert [v.flag for v in result.readings[0]] == ["10x-off", "2x-off"]
    assert result.worst == "not-judged"


def test_claims_of_one_quote_that_cannot_all_be_true_are_found_with_both_numbers() -> None:
    result = judged(
        claim("per_stream_tps", "40 tok/s/user"), claim("aggregate_tps", "3000 tok/s"), on=FULL
    )
    assert len(result.findings) == 1
    assert "3,000 tok/s" in result.findings[0]
    assert "640 tok/s" in result.findings[0]
    agreeing = judged(
        claim("per_stream_tps", "40 tok/s/user"), claim("aggregate_tps", "640 tok/s"), on=FULL
    )
    assert agreeing.findings == ()


def test_end_to_end_is_never_shorter_than_the_first_token() -> None:
    assert judged(claim("e2e_latency", "1 s"), claim("ttft", "2 s")).findings


def test_a_price_that_is_worse_implies_the_throughput_behind_it() -> None:
    found = verdict("price_per_processed_token", "$0.28/Mtok", on=FULL)
    assert found.implied["processed_tps"] == pytest.approx(48 / 3600 / 0.28e-6)
    assert verdict("per_stream_tps", "40 tok/s/user", on=FULL).implied[
        "pass_time"
    ] == pytest.approx(0.025)


def test_a_model_that_does_not_fit_is_said_before_anything_else() -> None:
    found = verdict("per_stream_tps", "40 tok/s/user", on={**FULL, "gpus": "2 GPU"})
    assert found.reason.startswith("does not fit: 137 GB missing")
    assert found.reading.startswith("does not fit: 137 GB missing")
    assert (found.flag, found.beyond_ceiling) == ("10x-off", True)


def test_a_verdict_names_the_set_of_assumptions_and_its_version() -> None:
    assert verdict("ttft", "1 s").assumptions == "source@1"


def test_the_sessions_thresholds_hold() -> None:
    session = example()._replace(thresholds=(3.0, 30.0))
    found = judged(claim("ttft", "0.1 s"), session=session, on=FULL).verdicts[0]
    assert found.flag == "2x-off"


def test_an_edit_of_the_packet_moves_the_verdict() -> None:
    session = with_entry(example(), "fresh_tokens_p50", Entry.read("fresh_tokens_p50", "400"))
    assert judged(claim("ttft", "0.1 s"), session=session, on=FULL).verdicts[0].flag == "plausible"


def test_a_question_accuses_nobody() -> None:
    for result in (
        judged(claim("ttft", "0.1 s")),
        judged(claim("per_stream_tps", "400 tok/s/user"), on=FULL),
    ):
        ask = result.verdicts[0].ask
        assert ask.endswith("?")
        for word in ("lie", "wrong", "false", "impossible", "cheat"):
            assert word not in ask.lower()


def test_the_fit_and_your_own_price_are_silent_for_other_gpus() -> None:
    four = verdict("price_per_processed_token", "$0.28/Mtok", on={**FULL, "gpus": "4 GPU"})
    assert four.fit is None
    assert "your own" not in four.reading


def test_one_stream_is_the_fewest_there_can_be() -> None:
    fewer = {name: text for name, text in FULL.items() if name != "concurrency"}
    found = verdict("per_stream_tps", "5000 tok/s/user", on=fewer)
    assert found.beyond_ceiling
    assert not found.ceiling_needs


def test_a_hit_rate_moves_mean_and_median_alike() -> None:
    silent = verdict("ttft", "1 s", on=FULL)
    same = verdict("ttft", "1 s", on={**FULL, "cache_hit_rate": "84.5238095%"})
    assert same.napkin == pytest.approx(silent.napkin, rel=1e-6)


def test_a_mean_is_held_against_mean_tokens() -> None:
    mean, median = (verdict("ttft", "1.2 s", on=FULL, statistic=s).napkin for s in ("mean", "p50"))
    assert mean is not None
    assert median is not None
    assert mean == pytest.approx(median * 13_000 / 9_400)


def test_a_p95_of_one_users_speed_is_not_held_against_a_typical_one() -> None:
    assert verdict("per_stream_tps", "50 tok/s/user", on=FULL, statistic="p95").flag == "not-judged"


def test_stated_lengths_are_the_context_that_is_read() -> None:
    short = verdict(
        "per_stream_tps",
        "50 tok/s/user",
        on={**FULL, "input_tokens": "8K token/request", "output_tokens": "1K token/request"},
    )
    said = verdict(
        "per_stream_tps", "50 tok/s/user", on={**FULL, "context_tokens": "9K token/request"}
    )
    assert short.napkin == pytest.approx(said.napkin)
    assert short.fit is None


def test_tensor_parallel_is_the_replica_and_the_gpus_are_how_many_there_are() -> None:
    split = verdict("per_stream_tps", "50 tok/s/user", on={**FULL, "tensor_parallel": "4"})
    four = verdict("per_stream_tps", "50 tok/s/user", on={**FULL, "gpus": "4 GPU"})
    assert split.napkin == four.napkin
    too_many = verdict(
        "per_stream_tps", "50 tok/s/user", on={"gpus": "4 GPU", "tensor_parallel": "8"}
    )
    assert (too_many.flag, too_many.reason) == ("not-judged", "TP8 does not fit 4 GPU")


def test_more_in_flight_than_memory_holds_is_said() -> None:
    found = verdict("per_stream_tps", "8 tok/s/user", on={**FULL, "concurrency": "500 request"})
    assert "only 340 requests" in found.reason.replace("340 request", "340 requests")


@pytest.mark.parametrize(("metric", "text"), [("mbu", "120%"), ("mfu", "150%")])
def test_a_share_of_more_than_all_is_beyond_the_ceiling(metric: str, text: str) -> None:
    found = verdict(metric, text)
    assert (found.flag, found.beyond_ceiling) == ("10x-off", True)


def test_a_hit_rate_without_misses_is_somebodys_mistake() -> None:
    assert verdict("cache_hit_rate", "100%").flag == "10x-off"


def test_a_price_is_not_said_to_be_within_a_ceiling_it_is_under() -> None:
    assert "not beyond" not in verdict("price_per_processed_token", "$0.0066/Mtok", on=FULL).reason


def test_the_longest_context_fills_the_room_exactly() -> None:
    found = verdict("context_tokens", "100K token/request", on=FULL)
    # 956 GB over 16 requests at 35,136 bytes a token, by hand.
    assert found.napkin == pytest.approx(956e9 / 16 / 35_136, rel=1e-6)
    assert verdict("context_tokens", "1K token/request", on={**FULL, "gpus": "2 GPU"}).napkin == 0


def test_what_a_hit_rate_is_apart_by_is_told_of_its_misses() -> None:
    many = verdict("cache_hit_rate", "99%")
    assert (round(many.fold or 0, 1), many.of_what) == (15.5, " fewer misses")
    assert verdict("cache_hit_rate", "50%").of_what == " the misses"
    assert verdict("per_stream_tps", "50").of_what == ""
