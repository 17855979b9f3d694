"""What moved between the rounds of a provider."""

from __future__ import annotations

import pytest

from sessions.offers.moves import Move, in_short, in_words, moved_since, rounds
from sessions.offers.standing import offers_of
from tests.sessions.deals import deals, quote


def moves(*lines: str) -> dict[str, Move]:
    """What moved in the last of some rounds, by what it is."""
    said = [quote(line, at + 1, at + 1) for at, line in enumerate(lines)]
    (offer,) = offers_of(said)
    return {move.title: move for move in rounds(deals(), "", offer)[-1].moves}


def test_nothing_moved_in_the_first_round() -> None:
    assert moves("Acme: $0.30/M") == {}


def test_a_price_moves_in_per_cent_and_in_dollars_a_month() -> None:
    move = moves("Acme: $0.30/M", "Acme: $0.27/M")["what you pay per M"]
    assert move.change == pytest.approx(-0.1)
    # 222K tok/s for 730 hours at three cents a million.
    assert move.per_month == pytest.approx(-0.03e-6 * 222_000 * 3600 * 730)
    assert move.better is True
    assert in_words(move) == (
        "what you pay per M: $0.30/M → $0.27/M, down 10%, $17.5K a month less, better"
    )


def test_components_move_what_is_paid_on_the_packets_mix() -> None:
    first, second = "Acme: $0.95/$0.16/$4.00 in/cache/out", "Acme: $0.95/$0.10/$4.00 in/cache/out"
    move = moves(first, second)["what you pay per M"]
    total = 13_000 + 71_000 + 1_056
    was, now = [(13_000 * 0.95 + 71_000 * c + 1_056 * 4) / total for c in (0.16, 0.10)]
    assert move.change == pytest.approx(now / was - 1, rel=1e-6)


def test_a_figure_that_got_worse_says_so() -> None:
    move = moves("Acme: TTFT 1 s", "Acme: TTFT 1.5 s")["TTFT"]
    assert move.better is False
    assert in_words(move) == "TTFT: 1 s → 1.5 s, up 50%, worse"


def test_what_is_said_for_the_first_time_is_new() -> None:
    found = moves("Acme: $0.30/M", "Acme: $0.30/M, TTFT 1 s")
    assert found["TTFT"].kind == "new"
    assert "what you pay per M" not in found


def test_a_term_that_is_not_said_any_more_is_told() -> None:
    found = moves("Acme: $0.30/M, no minimum", "Acme: $0.30/M")
    assert found["commitment"].kind == "gone"


def test_a_best_case_is_not_held_against_the_figure_under_load() -> None:
    found = moves("Acme: 40 tok/s/user at 16 in flight", "Acme: up to 120 tok/s single stream")
    assert found["tok/s per user"].kind == "new"


def test_the_last_quote_is_held_against_all_that_stood_before_it() -> None:
    lines = ("Acme: $0.30/M, TTFT 1.2 s, 40 tok/s/user", "Acme: 99.9% uptime", "Acme: $0.24/M")
    said = [quote(line, at + 1, at + 1) for at, line in enumerate(lines)]
    session = deals()
    assert moved_since(session, session.setup(), said[:2]) == ()
    (move,) = moved_since(session, session.setup(), said)
    assert in_short(move) == "$0.30/M → $0.24/M, down 20%"


def test_components_said_anew_are_one_move_of_what_is_paid() -> None:
    first, second = "Acme: $0.95/$0.16/$4.00 in/cache/out", "Acme: $0.95/$0.10/$4.00 in/cache/out"
    session = deals()
    (move,) = moved_since(session, session.setup(), [quote(first, 1, 1), quote(second, 2, 2)])
    assert move == moves(first, second)["what you pay per M"]
