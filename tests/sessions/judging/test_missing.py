"""What claims wait for: with the fields that are named, every one of them is judged."""

from __future__ import annotations

from sessions.judging.judge import judge_session
from sessions.judging.missing import needed_by, waiting
from tests.sessions.setups.test_needs import BARE, SETUP, WHOLE, filled, results


def test_every_claim_that_waits_is_judged_once_the_packet_says_what_it_named() -> None:
    session = BARE._replace(quotes=WHOLE.quotes)
    judged = judge_session(session, SETUP.name)
    metrics, fields = waiting(session, results(session), judged)
    assert {"price_per_processed_token", "ttft", "uptime"} <= set(metrics)
    session = filled(session, fields)
    again = judge_session(session, SETUP.name)
    assert waiting(session, results(session), again) == ((), ())
    for quote in again:
        for verdict in quote.verdicts:
            assert needed_by(session, results(session), verdict) == ()


def test_a_whole_session_waits_for_nothing() -> None:
    judged = judge_session(WHOLE, "")
    assert waiting(WHOLE, results(WHOLE), judged) == ((), ())
