"""Rent by the hour or the month as a price on the packet's traffic."""

from __future__ import annotations

import math

import pytest

from formulas.book import BOOK
from sessions.document.session import Quote, Session
from sessions.offers.bakeoff import bake_off
from sessions.offers.deal import Deal, deal_of
from sessions.offers.ranking import Point, by_price, pareto
from sessions.offers.rents import Rented
from sessions.say import read_line
from sessions.setups.conditions import apply
from sessions.setups.mix import mix_of
from tests.examples import example


def said(text: str) -> Quote:
    return read_line(text).quote


def deal(text: str, session: Session | None = None) -> Deal:
    session = session or example()
    return deal_of(session, session.setup(""), said(text))


def rented(text: str) -> Rented:
    found = deal(text).rented
    assert found is not None
    return found


BOX = "Box Co: $46/hr for the 8xB200 box"


def test_a_box_by_the_hour_has_a_price_on_this_traffic_with_how_many_it_takes() -> None:
    found, mix = deal(BOX), mix_of(example(), example().setup(""))
    rent = found.rented
    assert rent is not None
    assert rent.unit == "node"
    assert found.effective_price_per_month == pytest.approx(rent.units * 46 * 730)
    assert found.effective_price == pytest.approx(rent.units * 46 * 730 / mix["monthly_tokens"])
    assert any(rent.words in note for note in found.notes)


@pytest.mark.parametrize(
    "text",
    [
        BOX,
        "$5.75/hr for each B200",
        "an 8xH200 server at $26/hour",
        "dedicated replica of 8x B200 for $30,000/month",
        "$40 an hour for a node with 8 MI355X",
        "$24/hr for a replica of 4x B200",
    ],
)
def test_what_is_rented_carries_the_demand_within_the_service_levels(text: str) -> None:
    session, found = example(), rented(text)
    setup = session.setup("")
    entries = {id: each for id, each in setup.entries.items() if id != "tensor_parallel"}
    at = apply(session, setup._replace(entries=entries), said(text).conditions)

    def chain(requests: int) -> dict[str, float]:
        reserve = (setup.entries["activation_bytes"].value / 8) * found.gpus_per_replica
        given = at.resolved.given.changed(
            {
                "gpus_per_replica": float(found.gpus_per_replica),
                "concurrency": float(requests),
                "activation_bytes": reserve,
            }
        )
        from formulas.compiled import evaluate

        results = evaluate(given)
        ids = ("processed_tps", "ttft", "per_stream_tps", "e2e_latency")
        return {id: results.get(id, "napkin") or math.nan for id in ids}

    levels = session.packet.entries
    kept = chain(found.concurrency)
    assert kept["ttft"] <= levels["sla_ttft"].value
    assert kept["per_stream_tps"] >= levels["sla_per_stream_tps"].value
    demand = mix_of(session, setup)["demand_processed_tps"]
    assert found.replicas * kept["processed_tps"] >= demand * (1 - 1e-9)
    assert (found.replicas - 1) * kept["processed_tps"] < demand


def test_a_node_holds_as_many_replicas_as_fit_into_it() -> None:
    found = rented(BOX)
    inside = 8 // found.gpus_per_replica
    assert (found.units - 1) * inside < found.replicas <= found.units * inside
    alone = rented("$5.75/hr for each B200")
    assert alone.units == alone.replicas * alone.gpus_per_replica


def test_a_price_by_the_token_is_the_bill_and_the_rent_stands_beside_it() -> None:
    both = deal("$0.28/M, and $46/hr for the 8xB200 box")
    assert both.effective_price == pytest.approx(0.28e-6)
    assert both.by_rent is None
    assert any("not counted beside the price by the token" in note for note in both.notes)


def test_commitments_and_fees_come_on_top_of_a_rent() -> None:
    plain, more = deal(BOX), deal(f"{BOX}, $5,000/month platform fee")
    assert plain.monthly is not None
    assert more.monthly == pytest.approx(plain.monthly + 5000)


@pytest.mark.parametrize("text", ["$20/hr for a box of 8 WSE-3", "$3/hr per TPU v6e"])
def test_a_machine_that_is_not_known_has_no_price(text: str) -> None:
    found = deal(text)
    assert found.effective_price is None
    assert any("no price on this traffic" in note for note in found.notes)


def test_without_traffic_there_is_no_price() -> None:
    session = example()
    entries = {id: e for id, e in session.packet.entries.items() if not id.startswith("demand_")}
    found = deal(BOX, session._replace(packet=session.packet._replace(entries=entries)))
    assert found.effective_price is None


def test_of_two_machines_the_cheaper_counts_and_of_two_rents_of_one_the_dearer() -> None:
    text = "B200 at $6/GPU/hr, H200 at $40/GPU/hr"
    assert rented(text).on == "B200"
    assert rented("B200 at $9/GPU/hr, B200 at $6/GPU/hr").claim.value.value == pytest.approx(
        9 / 3600
    )
    spot = rented("$3/hr per B200 on spot, $6/hr per B200 on demand")
    assert spot.claim.value.value == pytest.approx(6 / 3600)


def test_the_vendors_own_load_binds_a_rent() -> None:
    free, bound = rented(BOX), rented(f"{BOX} at 4 in flight")
    assert bound.concurrency <= 4 < free.concurrency
    assert bound.units >= free.units


def with_quotes(*texts: str) -> Session:
    return example()._replace(quotes=tuple([said(text) for text in texts]))


def test_rents_take_part_in_the_cheapest_and_the_chart() -> None:
    session = with_quotes(BOX, "Acme: $0.28/M, 45 tok/s/user at c=16")
    found = bake_off(session)
    places = by_price(found)
    assert [place.provider for place in places] == ["Box Co", "Acme"]
    assert "2 nodes for 4 replicas" in places[0].reason
    points: dict[str, Point] = {point.provider: point for point in pareto(found)}
    assert points["Box Co"].speed == pytest.approx(rented(BOX).speed)
    assert points["Box Co"].price == pytest.approx(deal(BOX).effective_price)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Box Co: $46/hr for the box", "which GPU is rented is not said"),
        ("Box Co: $0.20/hr per B200", "10x better than the napkin"),
    ],
)
def test_a_rent_in_doubt_wins_nothing(text: str, why: str) -> None:
    found = bake_off(with_quotes(text, "Acme: $0.28/M", "Dear: $0.50/M"))
    row = found.row("Box Co")
    assert row is not None
    assert row.counted_price is None
    place = next(place for place in by_price(found) if place.provider == "Box Co")
    assert place.standing == "open"
    assert why in place.but


def test_every_formula_of_a_rent_is_in_the_book() -> None:
    assert {"rented_price", "rented_price_per_month"} <= BOOK.variables.keys()
