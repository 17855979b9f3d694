"""Ranges on screen: typed, kept, drawn beside the screen, and what the draws say."""

from __future__ import annotations

import threading

import pytest

from sessions.catalogue.catalogue import EXAMPLE
from sessions.document.session import Entry, Session, with_entry
from sessions.store.load import load
from tests.workbench.helpers import NARROW, WIDE, Desk, drive, on
from workbench.state import odds
from workbench.state.fields import understand
from workbench.views.quotes.odds import claim_odds

SESSION = load(EXAMPLE).session


def ranged(**texts: str) -> Session:
    session = SESSION
    for id, text in texts.items():
        session = with_entry(session, id, Entry.read(id, text))
    return session


async def weighed(desk: Desk) -> None:
    """Wait until a hand would have rested, and the draws are there."""
    await desk.pilot.pause(0.25)
    await desk.settle()


def spoken(desk: Desk, id: str) -> str:
    """What a story says, without its line breaks."""
    return " ".join(desk.text(id).split())


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_a_range_is_typed_into_a_field_and_keeps_its_text(size: tuple[int, int]) -> None:
    async def scenario(desk: Desk) -> None:
        await desk.select("fields", "mbu")
        await desk.press("e")
        desk.bench.editor.value = ""
        await desk.type("8..35%")
        assert desk.value("mbu") == pytest.approx(0.215)
        assert "21.5% (8% to 35%, even)" in spoken(desk, "field-story")
        await desk.press("enter")
        assert desk.session.setup().entries["mbu"].text == "8..35%"
        assert "drawn 8% to 35%, even" in spoken(desk, "field-story")

    drive(scenario, size)


def test_a_range_that_is_none_is_refused_beside_the_field() -> None:
    async def scenario(desk: Desk) -> None:
        before = desk.value("mbu")
        await desk.select("fields", "mbu")
        await desk.press("e")
        desk.bench.editor.value = ""
        await desk.type("35..8%")
        assert desk.value("mbu") == before
        assert "the low end is above the high one" in spoken(desk, "field-story")

    drive(scenario)


def test_the_claim_and_the_formula_say_what_the_draws_say() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.select("chain", "per_stream_tps")
        await weighed(desk)
        formula = desk.text("formula-story")
        assert "odds" in formula
        assert "p5 37.9 tok/s/req · p50 69.4 tok/s/req · p95 90.2 tok/s/req" in " ".join(
            formula.split()
        )
        assert "(seed 1)" in formula
        await desk.select("quotes", "0.1")
        await weighed(desk)
        claim = " ".join(desk.text("claim-story").split())
        assert "draws of MBU 8..35%" in claim
        assert "100,000 draws" in claim

    drive(scenario, (160, 60), on(ranged(mbu="8..35%")))


def test_draws_of_another_chain_are_not_shown() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.select("chain", "per_stream_tps")
        await weighed(desk)
        assert "odds" in desk.text("formula-story")
        await desk.select("chain", "weight_bytes")
        assert "odds" not in desk.text("formula-story")
        await weighed(desk)
        assert "odds" not in desk.text("formula-story"), "no range moves the weights"
        await desk.select("chain", "per_stream_tps")
        await weighed(desk)
        assert "odds" in desk.text("formula-story")
        entry = Entry.read("mbu", "20%")
        desk.edit(with_entry(desk.session, "mbu", entry), "MBU 20%")
        await weighed(desk)
        assert "odds" not in desk.text("formula-story"), "nothing is a range any more"
        verdict = desk.bench.scene.judged[0].verdicts[0]
        assert claim_odds(desk.bench.scene, verdict, 80) == ()

    drive(scenario, (160, 60), on(ranged(mbu="8..35%")))


def test_without_ranges_nothing_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        raise AssertionError("drawn without a range")

    monkeypatch.setattr(odds, "weigh", never)

    async def scenario(desk: Desk) -> None:
        await desk.select("chain", "ttft")
        await weighed(desk)
        assert desk.state.odds is None

    drive(scenario)


def test_drawing_is_not_for_the_thread_that_answers_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    threads: list[threading.Thread] = []
    weigh = odds.weigh

    def noted(asked: odds.Asked, setup: str) -> odds.Odds:
        threads.append(threading.current_thread())
        return weigh(asked, setup)

    monkeypatch.setattr(odds, "weigh", noted)

    async def scenario(desk: Desk) -> None:
        await weighed(desk)
        drawn = len(threads)
        assert drawn >= 1
        assert threading.main_thread() not in threads
        for _ in range(3):
            await desk.press("down")
        assert len(threads) == drawn, "not while keys are pressed"
        await weighed(desk)
        assert len(threads) <= drawn + 1

    drive(scenario, state=on(ranged(mbu="8..35%")))


def test_a_caution_and_a_reading_come_with_a_range() -> None:
    understood = understand(SESSION, SESSION.setup().name, "gpu_price", "6 +- 1.5 $/GPU/hour")
    assert understood.reading == (
        "$6/GPU/hour (normal around $6/GPU/hour, two in three within $1.5/GPU/hour)"
    )
