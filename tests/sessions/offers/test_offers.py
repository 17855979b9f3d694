"""What a provider offers now: the newest of every figure over all of its rounds."""

from __future__ import annotations

import datetime

from hypothesis import given
from hypothesis import strategies as st

from sessions.document.session import Quote
from sessions.offers.standing import in_order, offers, offers_of
from tests.sessions.deals import TODAY, deals, quote


def figures(*rounds: Quote) -> dict[str, str]:
    """The figures that stand, by metric."""
    (offer,) = offers_of(rounds)
    return {claim.metric: claim.value.text for claim in offer.quote.claims}


def test_every_provider_has_one_offer_in_the_order_in_which_they_spoke() -> None:
    found = offers(deals())
    assert [offer.provider for offer in found] == ["Acme", "Borealis", "Cirrus"]
    assert [len(offer.rounds) for offer in found] == [2, 2, 2]


def test_a_provider_is_the_same_however_its_name_is_written() -> None:
    found = offers_of([quote("Acme: $0.30/M", 1), quote("ACME: $0.28/M", 2, 2)])
    assert [offer.provider for offer in found] == ["Acme"]


def test_one_round_is_the_offer_as_it_stands() -> None:
    only = quote("Acme: $0.30/M, 40 tok/s/user")
    (offer,) = offers_of([only])
    assert offer.quote is only


def test_a_figure_of_a_later_round_replaces_the_earlier_one_and_the_others_stand() -> None:
    first = quote("Acme: $0.30/M, 40 tok/s/user, TTFT 1.2 s", 1, 1)
    second = quote("Acme: $0.28/M", 2, 2)
    assert figures(first, second) == {
        "per_stream_tps": "40 tok/s/user",
        "ttft": "1.2 s",
        "price_per_processed_token": "$0.28/Mtok",
    }


def test_a_price_said_shorter_is_the_same_price() -> None:
    first, second = quote("Acme: $0.28/M processed", 1, 1), quote("Acme: $0.18/M", 2, 2)
    (offer,) = offers_of([first, second])
    assert [claim.value.text for claim in offer.quote.claims] == ["$0.18/Mtok"]


def test_rounds_count_by_their_dates_whatever_their_order_in_the_file() -> None:
    old, new = quote("Acme: $0.30/M", 1, 1), quote("Acme: $0.28/M", 2, 2)
    assert figures(new, old) == figures(old, new)


def test_a_blended_price_and_components_do_not_stand_beside_each_other() -> None:
    blended, parts = quote("Acme: $0.30/M", 1), quote("Acme: $0.95/$0.16/$4.00 in/cache/out", 2, 2)
    assert set(figures(blended, parts)) == {"input_price", "cached_input_price", "output_price"}
    back = quote("Acme: $0.29/M", 3, 3)
    assert set(figures(blended, parts, back)) == {"price_per_processed_token"}


def test_a_newer_figure_for_another_load_takes_the_place_of_the_older_one() -> None:
    first = quote("Acme: 40 tok/s/user at 16 in flight", 1)
    second = quote("Acme: 90 tok/s/user at 4 in flight", 2, 2)
    (offer,) = offers_of([first, second])
    assert [claim.value.text for claim in offer.quote.claims] == ["90 tok/s/user"]


def test_figures_of_one_round_for_several_loads_all_stand() -> None:
    first = quote("Acme: 30 tok/s/user at 32 in flight", 1)
    second = quote("Acme: 90 tok/s/user at 4 in flight, 40 tok/s/user at 16 in flight", 2, 2)
    (offer,) = offers_of([first, second])
    assert [claim.value.text for claim in offer.quote.claims] == ["90 tok/s/user", "40 tok/s/user"]


def test_a_figure_of_another_model_or_tier_does_not_take_its_place() -> None:
    first = quote("Acme: $0.30/M serverless", 1)
    second = quote("Acme: $0.50/M dedicated", 2, 2)
    (offer,) = offers_of([first, second])
    assert len(offer.quote.claims) == 2


def test_a_best_case_does_not_take_the_place_of_the_figure_under_load() -> None:
    first = quote("Acme: 40 tok/s/user at 16 in flight", 1)
    second = quote("Acme: up to 120 tok/s single stream", 2, 2)
    (offer,) = offers_of([first, second])
    assert [claim.bound for claim in offer.quote.claims] == ["typical", "up to"]


def test_a_p95_does_not_take_the_place_of_a_p50() -> None:
    first, second = quote("Acme: TTFT p50 0.8 s", 1), quote("Acme: TTFT p95 2 s", 2, 2)
    (offer,) = offers_of([first, second])
    assert [claim.statistic for claim in offer.quote.claims] == ["p50", "p95"]


def test_a_claim_keeps_the_conditions_of_its_own_round() -> None:
    first = quote("Acme: 40 tok/s/user at 16 in flight on 8xB200 FP4", 1)
    second = quote("Acme: TTFT 1 s on 4xB200 FP8", 2, 2)
    (offer,) = offers_of([first, second])
    assert [claim.conditions["weights"] for claim in offer.quote.claims] == ["fp4", "fp8"]
    assert offer.origins == (0, 1)


def test_terms_and_evidence_of_every_round_stand_together() -> None:
    first = quote("Acme: $0.30/M, 12-month commit", 1)
    second = quote("Acme: $0.28/M, SLA credits of 10%", 2, 2)
    (offer,) = offers_of([first, second])
    assert set(offer.quote.terms) >= {"commitment", "SLA credits"}


def test_an_offer_ends_after_its_last_day() -> None:
    said = quote("Acme: $0.30/M")
    (holds,) = offers_of([said._replace(valid_until=TODAY)])
    (ended,) = offers_of([said._replace(valid_until=TODAY - datetime.timedelta(days=1))])
    (open_ended,) = offers_of([said])
    assert [each.expired(TODAY) for each in (holds, ended, open_ended)] == [False, True, False]


@given(st.permutations(range(4)))
def test_the_last_figure_said_is_the_one_that_stands(order: list[int]) -> None:
    said = [quote(f"Acme: TTFT {at + 1} s", at + 1, at + 1) for at in range(4)]
    (offer,) = offers_of([said[at] for at in order])
    assert [claim.value.value for claim in offer.quote.claims] == [4.0]
    assert in_order(offer.rounds) == said
