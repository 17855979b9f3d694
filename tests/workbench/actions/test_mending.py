"""A claim that was misheard, put right by itself: said again, decided, taken out; and what waited
for a rate of exchange.
"""

from __future__ import annotations

import pytest

from sessions.document.session import Session
from tests.sessions.deals import with_quotes
from tests.workbench.actions.desk import PlainDesk, plainly
from tests.workbench.helpers import Desk, drive, on
from workbench.keys.table import BY_ID

LINE = "Acme: 40 tok/s/user at 16 in flight, TTFT 12 s, $0.30/M"


def said(session: Session, provider: str = "Acme") -> list[str]:
    (quote,) = [each for each in session.quotes if each.provider == provider]
    return [f"{claim.metric} {claim.value.value:g}" for claim in quote.claims]


@pytest.mark.parametrize("key", ["o", "alt+e"])
def test_a_claim_is_said_again_and_the_others_stay(key: str) -> None:
    async def scenario(desk: PlainDesk) -> None:
        await desk.press("f4")
        desk.change(lambda state: state._replace(claim="0.1"))
        await desk.press(key)
        assert desk.over
        desk.answer("TTFT 1.2 s at 8 in flight")
        assert said(desk.session)[:2] == ["per_stream_tps 40", "ttft 1.2"]
        assert desk.session.quotes[0].claims[1].conditions["concurrency"].value == 8  # type: ignore[union-attr]
        assert desk.session.quotes[0].claims[0] == with_quotes(LINE).quotes[0].claims[0]
        desk.do("undo")
        assert said(desk.session)[1] == "ttft 12"

    plainly(scenario, state=on(with_quotes(LINE)))


def test_what_is_no_single_claim_is_not_taken_and_says_why() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("f4", "home", "o")
        await desk.press("ctrl+a")
        await desk.type("hello there")
        assert "no claim in it" in desk.text("page")
        await desk.press("enter")
        assert "no claim in it" in desk.text("page"), "the box stays"
        await desk.press("escape")
        assert desk.session == with_quotes(LINE)

    drive(scenario, state=on(with_quotes(LINE)))


@pytest.mark.parametrize("key", ["x", "alt+x"])
def test_a_claim_is_taken_out_alone_and_comes_back(key: str) -> None:
    async def scenario(desk: PlainDesk) -> None:
        await desk.press("f4")
        desk.change(lambda state: state._replace(claim="0.1"))
        await desk.press(key)
        assert said(desk.session) == ["per_stream_tps 40", "price_per_processed_token 3e-07"]
        desk.do("undo")
        assert desk.session == with_quotes(LINE)

    plainly(scenario, state=on(with_quotes(LINE)))


def test_with_its_last_claim_a_quote_goes() -> None:
    async def scenario(desk: PlainDesk) -> None:
        await desk.press("f4")
        desk.do("drop_claim")
        assert desk.session.quotes == ()

    plainly(scenario, state=on(with_quotes("Acme: TTFT 1.2 s")))


def test_what_may_mean_several_things_is_decided_by_the_chosen_meaning() -> None:
    session = with_quotes("Acme: 300 tok/s at 4 in flight, TTFT 1 s")
    (asked,) = session.quotes[0].ambiguous

    async def scenario(desk: PlainDesk) -> None:
        await desk.press("f4")
        desk.change(lambda state: state._replace(claim="0.a0.1"))
        desk.do("amend_claim")
        assert not desk.over
        assert desk.session.quotes[0].ambiguous == ()
        claim = desk.session.quotes[0].claims[-1]
        assert (claim.metric, claim.value.value) == (asked.readings[1], asked.value)
        assert claim.conditions == asked.conditions
        desk.do("undo")
        assert desk.session == session

    plainly(scenario, state=on(session))


def test_a_price_that_was_worked_out_is_not_put_right_by_itself() -> None:
    session = with_quotes("Acme: $0.95/$0.16/$4.00 in/cache/out")

    async def scenario(desk: PlainDesk) -> None:
        await desk.press("f4")
        desk.change(lambda state: state._replace(claim="0.3"))
        desk.do("drop_claim")
        assert desk.session == session
        assert "choose one of those" in desk.told()[-1]

    plainly(scenario, state=on(session))


def test_on_a_call_the_claim_in_large_type_is_the_one() -> None:
    async def scenario(desk: PlainDesk) -> None:
        await desk.press("f9")
        desk.change(lambda state: state._replace(claim="0.1"))
        desk.do("drop_claim")
        assert said(desk.session) == ["per_stream_tps 40", "price_per_processed_token 3e-07"]

    plainly(scenario, state=on(with_quotes(LINE)))


def test_what_is_being_said_is_changed_in_the_line() -> None:
    async def scenario(desk: PlainDesk) -> None:
        await desk.type("Acme: 40 tok/s/user")
        desk.do("amend_claim")
        assert "change it in the say line" in desk.told()[-1]

    plainly(scenario, state=on(with_quotes()))


def test_both_have_keys_that_act_while_a_line_is_typed() -> None:
    for id in ("amend_claim", "drop_claim", "currency_rate"):
        assert any(key.startswith("alt+") for key in BY_ID[id].keys)


@pytest.mark.parametrize(
    "line",
    [
        "Hetz: €0.25/M, 40 tok/s/user at 16 in flight",
        "Hetz: €0.25/M",
        "Hetz: a box of 8 H200 for 20 EUR an hour, TTFT 1 s",
    ],
)
def test_what_waited_for_a_rate_is_read_once_the_rate_is_there(line: str) -> None:
    session = with_quotes(line)
    before = len(session.quotes[0].claims)

    async def scenario(desk: PlainDesk) -> None:
        await desk.press("f4")
        desk.do("currency_rate")
        desk.answer("EUR 1.10")
        (quote,) = desk.session.quotes
        assert quote.refused == ()
        assert len(quote.claims) == before + 1
        assert quote.claims[-1].value.value > 0
        desk.do("undo")
        assert desk.session == session

    plainly(scenario, state=on(session))


def test_a_rate_is_asked_for_where_a_line_was_refused_for_it() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.type("Hetz: €0.25/M")
        await desk.press("enter")
        await desk.type("1.10")
        await desk.press("enter")
        assert desk.session.currency["EUR"].value == 1.10
        assert desk.state.said == "Hetz: €0.25/M", "the line stands as it was"
        await desk.press("enter")
        assert said(desk.session, "Hetz") == ["price_per_processed_token 2.75e-07"]

    drive(scenario, state=on(with_quotes()))
