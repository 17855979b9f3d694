"""The public list in a claim's story: looked up beside the screen, for a price alone."""

from __future__ import annotations

import threading

import pytest

from sessions.prices import beside as public_list
from tests.sessions.price_rows import model, price, price_list, provider
from tests.workbench.helpers import Desk, drive

LIST = price_list(
    provider("fireworks", model("kimi-k2.6", price(input="0.95", cache_read="0.16", output="4"))),
    provider("acme", model("kimi-k2.6", price(input="0.8", cache_read="0.16", output="3.4"))),
)
SIZE = (160, 60)


@pytest.fixture(autouse=True)
def by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sessions.prices.beside.price_list", lambda: LIST)
    monkeypatch.setattr("sessions.prices.source.installed", lambda: True)


async def looked_up(desk: Desk) -> str:
    """The claim's story once a hand would have rested, without its line breaks."""
    await desk.pilot.pause(0.25)
    await desk.settle()
    return " ".join(desk.text("claim-story").split())


def test_the_story_of_a_price_says_where_the_list_is() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.select("quotes", "0.0")
        story = await looked_up(desk)
        assert "list 0.94x Acme's public list ($0.298/Mtok blended on your mix)" in story
        await desk.select("quotes", "0.1")
        assert "public list" not in await looked_up(desk), "a speed has no list"
        await desk.select("quotes", "0.0")
        assert "public list" in await looked_up(desk)

    drive(scenario, SIZE)


def test_what_is_said_on_the_call_is_held_against_the_list_of_its_provider() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.type("Fireworks: $0.33/M")
        assert "1.00x Fireworks' public list" in await looked_up(desk)

    drive(scenario, SIZE)


def test_another_mix_is_another_comparison() -> None:
    from sessions.document.session import Entry, with_entry

    async def scenario(desk: Desk) -> None:
        await desk.select("quotes", "0.0")
        before = await looked_up(desk)
        entry = Entry.read("fresh_tokens", "40K token/request")
        desk.edit(with_entry(desk.session, "fresh_tokens", entry), "fresh 40K")
        after = await looked_up(desk)
        assert "Acme's public list" in after
        assert "$0.298/Mtok" in before
        assert "$0.298/Mtok" not in after

    drive(scenario, SIZE)


def test_looking_up_is_not_for_the_thread_that_answers_keys(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    threads: list[threading.Thread] = []
    tell = public_list.tell

    def noted(wanted: public_list.Wanted) -> public_list.Told:
        threads.append(threading.current_thread())
        return tell(wanted)

    monkeypatch.setattr(public_list, "tell", noted)

    async def scenario(desk: Desk) -> None:
        await desk.select("quotes", "0.0")
        await looked_up(desk)
        assert threads
        assert threading.main_thread() not in threads

    drive(scenario, SIZE)


def test_without_the_extra_nothing_is_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(_: object) -> object:
        raise AssertionError("looked up")

    monkeypatch.setattr("sessions.prices.source.installed", lambda: False)
    monkeypatch.setattr(public_list, "tell", never)

    async def scenario(desk: Desk) -> None:
        await desk.select("quotes", "0.0")
        assert "public list" not in await looked_up(desk)
        assert desk.state.listed is None

    drive(scenario, SIZE)
