"""Rate limits against the packet of the worked example, by the minute."""

from __future__ import annotations

import pytest

from sessions.document.session import Entry, Packet, Session, entered, with_entry
from sessions.judging.limits import limit_in
from sessions.say import read_line
from sessions.setups.mix import mix_of
from tests.examples import claim, example, judged, verdict

MIX = mix_of(example(), example().setup())
MEDIAN, PEAK = 222_000 * 60, 327_000 * 60  # tokens a minute: 13.32M, 19.62M


def test_a_median_of_222k_tokens_a_second_is_13_3m_tpm() -> None:
    found = limit_in(MIX, *read_line("15M TPM limit").quote.claims)
    assert found is not None
    assert found.median == pytest.approx(MEDIAN / 60)
    assert found.peak == pytest.approx(PEAK / 60)
    assert "met at the median of 13.3M TPM" in found.text
    assert "missed at the peak hour of 19.6M TPM" in found.text
    assert found.met is False


@pytest.mark.parametrize(
    ("text", "met", "words"),
    [
        ("20M TPM", True, "met at the peak hour"),
        ("13M TPM", False, "missed at the median"),
    ],
)
def test_a_limit_counts_as_met_when_it_holds_at_the_highest_demand(
    text: str, met: bool, words: str
) -> None:
    limit = claim("processed_tps", text, bound="rate limit")
    found = limit_in(MIX, limit)
    assert found is not None
    assert found.met is met
    assert words in found.text


def test_requests_are_held_by_the_minute_too() -> None:
    limit = claim("requests_per_second", "200 RPM", bound="rate limit")
    found = limit_in(MIX, limit)
    assert found is not None
    assert found.text == (
        "a limit of 200 RPM: met at the median of 156 RPM, missed at the peak hour of 228 RPM"
    )


def test_peaks_of_requests_alone_say_how_many_tokens_they_bring() -> None:
    session = example()
    for hour in ("p50", "p90", "p99"):
        session = with_entry(session, f"demand_processed_tps_{hour}", None)
    limit = claim("processed_tps", "15M TPM", bound="rate limit")
    found = limit_in(mix_of(session, session.setup()), limit)
    requests = entered(session, "demand_requests_per_second_p99")
    assert found is not None
    assert requests is not None
    assert found.peak == pytest.approx(requests.value * (13_000 + 71_000 + 1_056))


def test_a_speed_is_no_limit_and_without_traffic_nothing_is_met_or_missed() -> None:
    speed = claim("processed_tps", "32K tok/s")
    assert limit_in(MIX, speed) is None
    empty = Session(packet=Packet(), setups=example().setups)
    found = limit_in(
        mix_of(empty, empty.setup()), claim("processed_tps", "15M TPM", bound="rate limit")
    )
    assert found is not None
    assert found.met is None
    assert "no traffic" in found.text


# Of a limit by any metric: what is said, and whether the traffic of the example keeps within it.
READINGS = (
    ("requests_per_second", "60 RPM", False, "missed at the peak hour of 228 RPM"),
    ("requests_per_second", "200 RPM", False, "met at the median of 156 RPM"),
    ("requests_per_second", "600 RPM", True, "met at the median of 156 RPM"),
    ("processed_tps", "2.4M TPM", False, "missed at the peak hour of 19.6M TPM"),
    ("processed_tps", "20M TPM", True, "met at the peak hour of 19.6M TPM"),
    ("aggregate_tps", "200K TPM", False, "met at the median of 164,736 TPM"),
    ("aggregate_tps", "300K TPM", True, "met at the peak hour of 240,768 TPM"),
    ("prefill_rate", "2M TPM", False, "missed at the median of 13.1M TPM"),
    ("prefill_rate", "20M TPM", True, "met at the peak hour of 19.2M TPM"),
    ("concurrency", "8", False, "missed at the peak hour of 111 request"),
    ("concurrency", "200", True, "met at the peak hour of 111 request"),
    ("context_tokens", "32K", False, "missed by the packet's 85,056 token/request"),
    ("context_tokens", "128K", True, "met by the packet's 85,056 token/request"),
    ("per_stream_tps", "30", True, "met: the packet asks for at least 25"),
    ("per_stream_tps", "20", False, "missed: the packet asks for at least 25"),
)


@pytest.mark.parametrize(("metric", "text", "met", "words"), READINGS)
def test_a_limit_is_no_speed_whatever_it_limits(
    metric: str, text: str, met: bool, words: str
) -> None:
    found = verdict(metric, text, bound="rate limit")
    assert (found.flag, found.met, found.beyond_ceiling) == ("not-judged", met, False)
    assert found.reading.startswith("met" if met else "missed")
    assert words in found.reading


def _with_requests_alone() -> Session:
    session = example()
    demand = [id for id in session.packet.entries if id.startswith("demand_")]
    for id in demand:
        if id != "demand_requests_per_second":
            session = with_entry(session, id, None)
    return session


@pytest.mark.parametrize(
    ("metric", "text", "met"),
    [
        ("requests_per_second", "200 RPM", True),
        ("requests_per_second", "100 RPM", False),
        ("processed_tps", "20M TPM", True),
        ("processed_tps", "10M TPM", False),
        ("aggregate_tps", "200K TPM", True),
        ("prefill_rate", "5M TPM", False),
        ("concurrency", "8", False),
        ("concurrency", "100", True),
    ],
)
def test_what_requests_and_lengths_give_is_not_unknown_but_the_peak_is(
    metric: str, text: str, met: bool
) -> None:
    limit = claim(metric, text, bound="rate limit")
    found = judged(limit, session=_with_requests_alone()).verdicts[0]
    assert (found.flag, found.met) == ("not-judged", met)
    assert "the packet does not say the peak" in found.reading


def test_a_peak_that_is_entered_moves_the_reading() -> None:
    session = _with_requests_alone()
    limit = claim("aggregate_tps", "200K TPM", bound="rate limit")
    assert judged(limit, session=session).verdicts[0].met is True
    peak = Entry.read("demand_requests_per_second_peak", "9 request/s")
    busy = with_entry(session, "demand_requests_per_second_peak", peak)
    found = judged(limit, session=busy).verdicts[0]
    assert found.met is False
    assert "missed at the highest hour" in found.reading


def test_without_any_traffic_a_limit_is_neither_met_nor_missed() -> None:
    empty = Session(packet=Packet(), setups=example().setups)
    found = judged(claim("processed_tps", "15M TPM", bound="rate limit"), session=empty)
    assert found.verdicts[0].met is None
    assert found.verdicts[0].reading == "the packet does not say how much traffic there is"


def test_a_speed_that_is_at_most_so_much_is_a_limit_and_one_that_is_at_least_is_not() -> None:
    for text, met in (("30", True), ("20", False)):
        cap = verdict("per_stream_tps", text, bound="at most")
        assert (cap.flag, cap.met) == ("not-judged", met)
    assert verdict("per_stream_tps", "20", bound="at least").flag != "not-judged"
    assert verdict("ttft", "1 s", bound="at most").flag != "not-judged"
    assert verdict("aggregate_tps", "200K TPM", bound="at most").reading.startswith("missed")
