"""Providers beside each other: which figure stands for each, what counts, who is ranked where."""

from __future__ import annotations

import datetime
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.catalogue.catalogue import EXAMPLE
from sessions.document.session import Entry, Session
from sessions.offers.bakeoff import BakeOff, bake_off
from sessions.offers.questions import letter
from sessions.offers.ranking import Place, axes, best_fit, by_price, by_speed, pareto, rankings
from sessions.store.load import load
from tests.sessions.deals import TODAY, deals, quote, with_quotes


def of(*lines: str) -> BakeOff:
    return bake_off(with_quotes(*lines), today=TODAY)


def names(places: tuple[Place, ...], standing: str = "") -> list[str]:
    return [p.provider for p in places if not standing or p.standing == standing]


# ------------------------------------------------------------------ the table


def test_what_is_paid_is_the_components_blended_on_the_packets_own_mix() -> None:
    row = bake_off(deals(), today=TODAY).row("Acme")
    assert row is not None
    # 13,000 fresh, 71,000 cached, 1,056 output tokens at $0.90, $0.14 and $3.80 a million.
    blend = (13_000 * 0.90 + 71_000 * 0.14 + 1_056 * 3.80) / (13_000 + 71_000 + 1_056)
    assert row.paid == pytest.approx(blend / 1e6, rel=1e-6)


def test_the_sources_list_price_costs_a_little_more_than_its_own_figure() -> None:
    row = of("Acme: $0.95/$0.16/$4.00 in/cache/out").row("Acme")
    assert row is not None
    assert row.paid == pytest.approx(0.328e-6, rel=2e-3)  # $0.328 against $0.317, errata E25


def test_a_month_is_the_traffic_at_what_is_paid() -> None:
    row = of("Acme: $0.30/M").row("Acme")
    assert row is not None
    assert row.deal.price_per_month == pytest.approx(0.30e-6 * 222_000 * 3600 * 730)


def test_the_figure_at_the_set_ups_own_load_stands_before_one_at_another() -> None:
    row = of("Acme: 90 tok/s/user at 4 in flight, 40 tok/s/user at 16 in flight").row("Acme")
    assert row is not None
    cell = row.cells["per_stream_tps"]
    assert (cell.value, cell.carried, cell.others) == (40.0, "", 1)


def test_a_figure_for_another_load_is_carried_over_by_the_napkins_ratio() -> None:
    row = of("Acme: 90 tok/s/user at 4 in flight").row("Acme")
    assert row is not None
    cell = row.cells["per_stream_tps"]
    verdict = cell.verdict
    assert verdict.napkin is not None
    # 109.15 tok/s at 16 in flight is the worked example's own figure.
    assert cell.value == pytest.approx(90 * 109.15 / verdict.napkin, rel=1e-3)
    assert cell.carried == "4 in flight"


def test_a_limit_is_no_figure_of_the_table() -> None:
    row = of("Acme: 600 RPM, $0.30/M").row("Acme")
    assert row is not None
    assert set(row.cells) == {"price_per_processed_token"}


def test_what_is_beyond_the_ceiling_is_doubted_and_wins_nothing() -> None:
    found = bake_off(deals(), today=TODAY)
    cirrus = found.row("Cirrus")
    assert cirrus is not None
    assert cirrus.cells["per_stream_tps"].doubt == "beyond the ceiling"
    assert cirrus.counted("per_stream_tps") is None
    assert found.best["per_stream_tps"] == ("Borealis",)


def test_a_figure_that_is_ten_times_worse_is_bad_and_not_doubted() -> None:
    row = of("Acme: TTFT 60 s at 16 in flight on 8xB200 FP4").row("Acme")
    assert row is not None
    cell = row.cells["ttft"]
    assert (cell.verdict.flag, cell.doubt, cell.met) == ("10x-off", "", False)


def test_service_levels_are_met_missed_or_not_spoken_of() -> None:
    row = of("Acme: 20 tok/s/user at 16 in flight, 99.95% uptime").row("Acme")
    assert row is not None
    assert row.missed == ("per_stream_tps",)
    assert row.cells["uptime"].met is True
    assert row.open == ("ttft",)


def test_nobody_is_best_alone_and_two_may_be_best_together() -> None:
    assert of("Acme: TTFT 1 s").best["ttft"] == ()
    assert of("Acme: TTFT 1 s", "Borealis: TTFT 1000 ms").best["ttft"] == ("Acme", "Borealis")


def test_another_weight_leaves_every_row_as_it_was() -> None:
    session = deals()
    first = bake_off(session, today=TODAY)
    packet = session.packet._replace(priorities={"price": 3.0}, objective="speed")
    again = bake_off(session._replace(packet=packet), today=TODAY)
    assert all(a is b for a, b in zip(first.rows, again.rows, strict=True))


def test_another_packet_makes_other_rows() -> None:
    session = deals()
    entries = {**session.packet.entries, "sla_ttft": Entry("1 s", 1.0)}
    changed = session._replace(packet=session.packet._replace(entries=entries))
    acme = bake_off(changed, today=TODAY).row("Acme")
    assert acme is not None
    assert acme.missed == ("ttft",)
    before = bake_off(session, today=TODAY).row("Acme")
    assert before is not None
    assert before.missed == ()


# ------------------------------------------------------------------ who to pick


def test_each_objective_has_its_own_winner_with_the_reason() -> None:
    found = rankings(bake_off(deals(), today=TODAY), deals())
    assert {goal: places[0].provider for goal, places in found.items()} == {
        "speed": "Borealis",
        "price": "Borealis",
        "service level": "Acme",
    }
    assert found["price"][0].sentence == "$0.28/M, $163K a month; 7.2% under Acme"
    assert "meets" in found["service level"][0].reason


def test_who_says_a_figure_that_cannot_be_wins_nothing_until_it_is_shown() -> None:
    found = bake_off(deals(), today=TODAY)
    ranked = rankings(found, deals())
    for goal, places in ranked.items():
        assert "Cirrus" not in names(places, "in"), goal
    (last,) = [place for place in ranked["price"] if place.provider == "Cirrus"]
    assert "but its 400 tok/s per user is beyond the ceiling: not counted until" in last.sentence
    assert not [metric for metric, best in found.best.items() if "Cirrus" in best]
    assert not [point for point in pareto(found) if point.best and point.provider == "Cirrus"]
    # Once a later round says a figure that can be, its price is as good as anybody's.
    mended = (*deals().quotes, quote("Cirrus: 40 tok/s/user at c=16 on 8xB200 FP4", 13, 3))
    again = bake_off(deals()._replace(quotes=mended), today=TODAY)
    assert by_price(again)[0].provider == "Cirrus"


def test_ten_times_worse_wins_nothing_even_alone() -> None:
    places = by_speed(of("Acme: 2 tok/s/user at c=16 on 8xB200 FP4"))
    assert [(place.standing, "10x off, slower" in place.sentence) for place in places] == [
        ("open", True)
    ]


@pytest.mark.parametrize(
    ("said", "met"),
    [
        ("30 tok/s/user at 16 in flight", True),
        ("30 tok/s/user at 64 in flight", True),  # harder than the packet's, and kept
        ("30 tok/s/user", True),
        ("20 tok/s/user at 16 in flight", False),
        ("20 tok/s/user at 1 in flight", False),  # missed at less, all the more at more
        ("30 tok/s/user at 1 in flight", None),
        ("20 tok/s/user at 64 in flight", None),
        ("up to 60 tok/s/user", None),  # one stream's best
        ("60 tok/s/user on Groq LPU", None),
    ],
)
def test_a_level_is_met_at_the_packets_own_load_alone(said: str, met: bool | None) -> None:
    row = of(f"Acme: {said}, TTFT 2 s, 99.9% uptime").row("Acme")
    assert row is not None
    assert row.cells["per_stream_tps"].met is met
    (place,) = rankings(BakeOff((row,), (), {}), deals())["service level"]
    assert place.standing == {True: "in", False: "out", None: "open"}[met]
    assert ("tok/s per user" in place.reason.partition(";")[0]) is True


def test_a_figure_of_another_model_is_none_of_this_one() -> None:
    row = of("Acme: 90 tok/s/user for Llama 3.1 8B, TTFT 2 s for Kimi K2.6").row("Acme")
    assert row is not None
    assert row.cells["per_stream_tps"].doubt == "for Llama 3.1 8B, another model"
    assert row.cells["ttft"].doubt == ""


def test_the_newest_round_stands_whatever_load_the_older_one_was_for() -> None:
    older, newer = quote("Acme: 60 tok/s/user at c=16", 1, 1), quote("Acme: 20 tok/s/user", 2, 2)
    for quotes in ((older, newer), (newer, older)):
        found = bake_off(load(EXAMPLE).session._replace(quotes=quotes), today=TODAY)
        (row,) = found.rows
        assert row.cells["per_stream_tps"].value == 20.0
        assert row.missed == ("per_stream_tps",)
        assert "60 tok/s" not in letter(deals(), found, "Acme").partition("To beat")[2]


def test_a_false_claim_does_not_win_speed_and_says_why() -> None:
    places = by_speed(bake_off(deals(), today=TODAY))
    assert names(places) == ["Borealis", "Acme", "Cirrus"]
    assert places[-1].standing == "open"
    assert "beyond the ceiling: not counted until it is shown" in places[-1].sentence


def test_a_time_per_token_says_the_speed_of_one_user() -> None:
    places = by_speed(of("Acme: TPOT 20 ms at 16 in flight", "Borealis: 45 tok/s/user"))
    assert [(p.provider, p.score) for p in places] == [
        ("Acme", pytest.approx(50.0)),
        ("Borealis", 45.0),
    ]


def test_who_says_nothing_of_it_stands_last() -> None:
    places = by_price(of("Acme: TTFT 1 s", "Borealis: $9/M"))
    assert names(places) == ["Borealis", "Acme"]
    assert places[-1].standing == "out"


def test_an_offer_that_ended_is_not_picked() -> None:
    session = with_quotes("Acme: $0.20/M", "Borealis: $0.30/M")
    ended = session.quotes[0]._replace(valid_until=datetime.date(2026, 11, 28))
    found = bake_off(session._replace(quotes=(ended, session.quotes[1])), today=TODAY)
    places = by_price(found)
    assert names(places) == ["Borealis", "Acme"]
    assert "the offer ended on 28 Nov 2026" in places[-1].sentence


def test_who_misses_a_level_stands_below_who_meets_them_all_however_good_the_rest() -> None:
    found = of(
        "Acme: $0.10/M, 90 tok/s/user, TTFT 5 s, 99.99% uptime",
        "Borealis: $0.40/M, 30 tok/s/user, TTFT 2 s, 99.9% uptime",
    )
    places = best_fit(found, {})
    assert [(p.provider, p.standing) for p in places] == [("Borealis", "in"), ("Acme", "out")]
    assert "misses your level for TTFT 5 s" in places[1].reason


def test_a_limit_below_the_traffic_is_no_fit_however_good_the_rest() -> None:
    found = of(
        "Acme: $0.10/M, 90 tok/s/user, TTFT 1 s, 99.99% uptime, 5M TPM",
        "Borealis: $0.40/M, 30 tok/s/user, TTFT 2 s, 99.9% uptime, 30M TPM",
    )
    places = best_fit(found, {})
    assert [(p.provider, p.standing) for p in places] == [("Borealis", "in"), ("Acme", "out")]
    assert places[1].reason.startswith("its TPM limit is less than your traffic asks for")


def test_a_weight_decides_between_a_cheap_and_a_fast_one() -> None:
    found = of(
        "Acme: $0.20/M, 30 tok/s/user, TTFT 2 s, 99.9% uptime",
        "Borealis: $0.30/M, 45 tok/s/user, TTFT 2 s, 99.9% uptime",
    )
    assert names(best_fit(found, {"price": 3.0}))[0] == "Acme"
    assert names(best_fit(found, {"speed": 3.0}))[0] == "Borealis"


def test_half_of_the_speed_weighs_as_much_as_twice_the_price() -> None:
    found = of(
        "Acme: $0.20/M, 30 tok/s/user, TTFT 2 s, 99.9% uptime",
        "Borealis: $0.40/M, 60 tok/s/user, TTFT 2 s, 99.9% uptime",
    )
    first, second = best_fit(found, {})
    assert first.score == pytest.approx(second.score)


def test_evidence_of_quality_counts() -> None:
    session = with_quotes("Acme: $0.30/M, TTFT 1 s", "Borealis: $0.30/M, TTFT 1 s")
    from sessions.document.session import Eval

    shown = session.quotes[1]._replace(evals=(Eval("GPQA", "us", "80%"),))
    found = bake_off(session._replace(quotes=(session.quotes[0], shown)), today=TODAY)
    quality = next(axis for axis in axes(found, {}) if axis.name == "quality")
    assert quality.shares["Borealis"] > quality.shares["Acme"]


@given(st.dictionaries(st.sampled_from(["price", "speed", "ttft"]), st.floats(0, 10)))
def test_a_score_is_a_share_of_the_best_whatever_the_weights(weights: dict[str, float]) -> None:
    for place in best_fit(bake_off(deals(), today=TODAY), weights):
        assert place.score is not None
        assert 0 < place.score <= 1 + 1e-12


# ------------------------------------------------------------------ price against speed


def test_the_front_is_whom_nobody_beats_in_both() -> None:
    found = of(
        "Acme: $0.20/M, 30 tok/s/user",
        "Borealis: $0.30/M, 45 tok/s/user",
        "Cirrus: $0.40/M, 40 tok/s/user",
    )
    assert {p.provider: p.best for p in pareto(found)} == {
        "Acme": True,
        "Borealis": True,
        "Cirrus": False,
    }


def test_a_doubted_speed_is_on_no_front() -> None:
    points = {p.provider: p for p in pareto(bake_off(deals(), today=TODAY))}
    assert not points["Cirrus"].best
    assert points["Cirrus"].doubt == "beyond the ceiling"


@given(st.lists(st.tuples(st.integers(1, 99), st.integers(1, 99)), min_size=1, max_size=6))
def test_the_front_holds_against_every_pair(offers: list[tuple[int, int]]) -> None:
    lines = [f"P{at}: ${price}/M, {speed} tok/s/user" for at, (price, speed) in enumerate(offers)]
    session: Session = with_quotes(*lines)
    points = pareto(bake_off(session, today=TODAY))
    counted = [p for p in points if not p.doubt]
    for one in counted:
        beaten = any(
            o.price <= one.price
            and o.speed >= one.speed
            and (o.price < one.price or o.speed > one.speed)
            for o in counted
        )
        assert not (one.best and beaten)
        assert one.best or any(
            o.price <= one.price and o.speed >= one.speed and o is not one for o in counted
        )
    assert all(math.isfinite(p.price) and math.isfinite(p.speed) for p in points)


def test_a_price_for_less_traffic_than_this_is_not_the_lowest() -> None:
    found = of("Acme: $0.10/M, 0.5M TPM", "Borealis: $0.40/M", "Cirrus: $0.50/M")
    places = by_price(found)
    assert names(places)[0] == "Borealis"
    assert "its TPM limit is less than your traffic asks for" in places[-1].but
    assert found.best["paid"] == ("Borealis",)
