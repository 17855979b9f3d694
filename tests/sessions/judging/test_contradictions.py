"""What one quote says against itself, with both numbers; nothing where all of it can be true."""

from __future__ import annotations

from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.claims.conditions import quantities
from sessions.claims.metrics import METRICS
from sessions.document.session import BOUNDS, STATISTICS, Claim, Entry, Quote
from sessions.judging.contradictions import against_mix, contradictions
from sessions.say import read_line
from tests.examples import claim, example, stated

AT_64 = {"concurrency": "64 request"}
AT_16 = {"concurrency": "16 request"}


def quote(*claims: Claim, **conditions: str) -> Quote:
    return Quote("Acme", claims, conditions=stated(**conditions))


@pytest.mark.parametrize(
    ("one", "numbers"),
    [
        # Little's law: 64 in flight for 20 s are 3.2 requests a second.
        (
            quote(
                claim("requests_per_second", "10 request/s"), claim("e2e_latency", "20 s"), **AT_64
            ),
            ("10 request/s", f"{float(F(64, 20)):g} request/s"),
        ),
        # One stream's speed, for all that are in flight.
        (
            quote(
                claim("per_stream_tps", "40 tok/s/user"),
                claim("aggregate_tps", "9000 tok/s"),
                **AT_64,
            ),
            ("9,000 tok/s", "2,560 tok/s"),
        ),
        # Totals against lengths: 2 requests of 10,000 tokens a second.
        (
            quote(
                claim("requests_per_second", "2 request/s"),
                claim("processed_tps", "90K tok/s"),
                input_tokens="9000 token/request",
                output_tokens="1000 token/request",
            ),
            ("90K tok/s", "20K tok/s"),
        ),
        (
            quote(
                claim("aggregate_tps", "8000 tok/s"),
                claim("tps_per_gpu", "2000 tok/s/GPU"),
                gpus="8 GPU",
            ),
            ("2,000 tok/s/GPU", "1,000 tok/s/GPU"),
        ),
        (
            quote(
                claim("gpu_price", "$6/GPU/hour"),
                claim("replica_price_per_month", "$10,000/month"),
                gpus="8 GPU",
            ),
            ("$10K/month", "$35,040/month"),
        ),
        (
            quote(
                claim("gpu_price", "$6/GPU/hour"),
                claim("node_price_per_month", "$10,000/month"),
                gpus="8 GPU",
            ),
            ("$10K/month", "$35,040/month"),
        ),
        (
            quote(claim("tpot", "10 ms"), claim("per_stream_tps", "40 tok/s/user")),
            ("10 ms", "25 ms"),
        ),
        # 1,000 tokens at 40 a second are 25 s, and the first comes after 2.
        (
            quote(
                claim("ttft", "2 s"),
                claim("per_stream_tps", "40 tok/s/user"),
                claim("e2e_latency", "10 s"),
                output_tokens="1000 token/request",
            ),
            ("10 s", "27 s"),
        ),
        (quote(claim("e2e_latency", "1 s"), claim("ttft", "2 s")), ("1 s", "2 s")),
        (
            quote(
                claim("ttft", "3 s", statistic="p50"), claim("ttft", "2 s", statistic="p95")
            ),
            ("p50 3 s", "p95 2 s"),
        ),
        (quote(claim("ttft", "1 s"), claim("ttft", "3 s")), ("1 s", "3 s")),
        (
            quote(
                claim("ttft", "1 s"),
                input_tokens="84000 token/request",
                fresh_tokens="42000 token/request",
                cache_hit_rate="90%",
            ),
            ("90%", "50%"),
        ),
        (
            quote(
                claim("ttft", "1 s"),
                input_tokens="84K token/request",
                context_tokens="32K token/request",
            ),
            ("32K token", "84K token"),
        ),
    ],
)  # fmt: skip
def test_what_cannot_all_be_true_is_found_with_both_numbers(
    one: Quote, numbers: tuple[str, str]
) -> None:
    (found,) = contradictions(one)
    for number in numbers:
        assert number in found


@pytest.mark.parametrize(
    "one",
    [
        # Each at its own conditions: 40 at 64 in flight, 75 at 16.
        quote(
            claim("per_stream_tps", "40 tok/s/user", conditions=AT_64),
            claim("aggregate_tps", "2560 tok/s", conditions=AT_64),
            claim("per_stream_tps", "75 tok/s/user", conditions=AT_16),
            claim("aggregate_tps", "1200 tok/s", conditions=AT_16),
        ),
        # A total that does not say for how many belongs to either.
        quote(
            claim("per_stream_tps", "40 tok/s/user", conditions=AT_64),
            claim("per_stream_tps", "75 tok/s/user", conditions=AT_16),
            claim("aggregate_tps", "1200 tok/s"),
        ),
        # A promise leaves room, and so does "up to".
        quote(
            claim("per_stream_tps", "25 tok/s/user", bound="at least"),
            claim("aggregate_tps", "9000 tok/s"),
            **AT_64,
        ),
        quote(
            claim("per_stream_tps", "200 tok/s/user", bound="up to"),
            claim("aggregate_tps", "2560 tok/s"),
            **AT_64,
        ),
        # A range with one end that fits.
        quote(
            claim("per_stream_tps", "30 tok/s/user", high="60 tok/s/user", bound="range"),
            claim("aggregate_tps", "3600 tok/s"),
            **AT_64,
        ),
        # A limit is no speed.
        quote(
            claim("requests_per_second", "10 request/s", bound="rate limit"),
            claim("e2e_latency", "20 s"),
            **AT_64,
        ),
        quote(claim("ttft", "1 s", statistic="p50"), claim("ttft", "2 s", statistic="p95")),
        quote(claim("ttft", "3 s", statistic="p95"), claim("e2e_latency", "2 s")),
        quote(
            claim("input_price", "$0.95/Mtok"),
            claim("input_price", "$0.48/Mtok", conditions={"tier": "batch"}),
        ),
        # A replica of four GPUs in a node of eight.
        quote(
            claim("gpu_price", "$6/GPU/hour"),
            claim("node_price_per_month", "$35,040/month"),
            gpus="4 GPU",
        ),
        Quote("Acme"),
    ],
)
def test_what_can_all_be_true_is_no_finding(one: Quote) -> None:
    assert contradictions(one) == ()


def test_a_range_that_no_value_fits_is_a_contradiction() -> None:
    one = quote(
        claim("per_stream_tps", "30 tok/s/user", high="60 tok/s/user", bound="range"),
        claim("aggregate_tps", "9000 tok/s"),
        **AT_64,
    )
    (found,) = contradictions(one)
    assert "at most 3,840 tok/s" in found


def test_a_promise_that_is_beyond_the_rest_is_a_contradiction() -> None:
    one = quote(
        claim("aggregate_tps", "9000 tok/s", bound="at least"),
        claim("per_stream_tps", "40 tok/s/user"),
        **AT_64,
    )
    (found,) = contradictions(one)
    assert "at least 9,000 tok/s" in found
    assert "2,560 tok/s" in found


def test_components_are_held_against_the_blend_on_the_packet_s_mix() -> None:
    said = read_line("Acme: $0.95 / $0.16 / $4.00 (in/cache/out)").quote
    blend = (13_000 * F("0.95") + 71_000 * F("0.16") + 1_056 * 4) / 85_056
    for price, apart in (("$0.25/Mtok", True), ("$0.317/Mtok", False)):
        blended = claim("price_per_processed_token", price)
        both = said._replace(claims=(*said.claims, blended))
        found = against_mix(example(), example().setup(), both)
        assert bool(found) is apart
        if apart:
            assert "$0.25/Mtok" in found[0]
            assert f"${float(blend):.3g}/Mtok" in found[0]
    assert against_mix(example(), example().setup(), said) == ()


_CONDITIONS = st.dictionaries(
    st.sampled_from([*quantities(), "weights"]),
    st.one_of(st.just("fp8"), st.floats(0, 1e12).map(lambda v: Entry("", v))),
    max_size=5,
)
_CLAIMS = st.builds(
    Claim,
    st.sampled_from([*METRICS, ""]),
    st.floats(0, 1e12).map(lambda v: Entry("", v)),
    st.one_of(st.none(), st.floats(0, 1e12).map(lambda v: Entry("", v))),
    st.sampled_from(STATISTICS),
    st.sampled_from(BOUNDS),
    approx=st.booleans(),
    conditions=_CONDITIONS,
)


@given(st.lists(_CLAIMS, max_size=6), _CONDITIONS)
def test_any_quote_is_looked_through(
    claims: list[Claim], conditions: dict[str, Entry | str]
) -> None:
    one = Quote("Acme", tuple(claims), conditions=conditions)
    for found in (*contradictions(one), *against_mix(example(), example().setup(), one)):
        assert found.strip()
        assert "\n" not in found
