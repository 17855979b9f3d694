"""Rate limits against the packet of the worked example, by the minute."""

from __future__ import annotations

import pytest

from sessions.document.session import Packet, Session, entered, with_entry
from sessions.offers.limits import limit_in
from sessions.say import read_line
from sessions.setups.mix import mix_of
from tests.examples import claim, example

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
