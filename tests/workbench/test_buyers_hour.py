"""A buyer's hour on the phone, from an empty session at 80x24, by keyboard alone.

Another model than the example's, own traffic, several vendors, of whom one says a figure that
cannot be, one serves on a machine that is no GPU, one names only a box by the hour, one speaks in
euros and has a limit below the need; an e-mail and a benchmark's print are pasted.
"""

from __future__ import annotations

import datetime

from sessions.document.session import Session
from sessions.offers.bakeoff import BakeOff, bake_off
from sessions.offers.questions import letter
from sessions.offers.ranking import rankings
from tests.workbench.helpers import NARROW, Desk, drive, on

MOST_KEYS = 780  # of which 700 are what vendors say

EMAIL = (
    "Hi, thanks for the call. For GLM 4.7 in FP8 on 8x H200 we see 45 tok/s per user at 16 in"
    " flight, TTFT 1.4 s, 99.9% uptime SLA. Price $0.90/M in, $0.18/M cached, $2.90/M out."
)
PRINT = (
    "============ Serving Benchmark Result ============\n"
    "Maximum request concurrency: 16\n"
    "Mean TTFT (ms): 1353.9\n"
    "Mean TPOT (ms): 22.4\n"
)


class Buyer:
    """Who plays the hour, and how many keys it took."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.keys = desk, 0

    async def press(self, *keys: str) -> None:
        self.keys += len(keys)
        await self.desk.press(*keys)

    async def type(self, text: str) -> None:
        self.keys += len(text)
        await self.desk.type(text)

    async def say(self, text: str) -> None:
        """What a vendor says, typed and kept."""
        if self.desk.bench.focus_id != "say":
            await self.press("slash")
        await self.type(text)
        await self.press("enter")

    async def paste(self, text: str) -> None:
        """What was sent: pasted as one key."""
        if self.desk.bench.focus_id != "say":
            await self.press("slash")
        self.keys += 1
        self.desk.bench.say_line.put_here(text)
        await self.desk.pilot.pause()
        await self.press("enter")


async def first_things(buyer: Buyer) -> None:
    """The model, the own traffic and levels, what it may run on: one question after another."""
    await buyer.press("f2", "enter")
    for text in ("GLM 4.7", "6k", "18k", "800", "3", "2 s", "30", "H200"):
        await buyer.type(text)
        await buyer.press("enter")
        await buyer.desk.settle()


async def the_calls(buyer: Buyer) -> None:
    """Two rounds with each."""
    await buyer.say("Nimbus: 600 tok/s/user at 16 in flight on 8xH200 FP8 no MTP, $0.20/M")
    await buyer.paste("Acme: " + EMAIL)
    await buyer.say("Groq: 300 tok/s/user on LPU, $0.40/M, TTFT 0.3 s")
    await buyer.say("Boxy: $28/hour for a node of 8 H200")
    await buyer.say("Hetz: €0.35/M, 40 tok/s/user at 16 in flight, TTFT 1.6 s, 60 RPM")
    await buyer.press("alt+r")
    await buyer.type("1.10")
    await buyer.press("enter")
    await buyer.paste("Hetz: " + PRINT)
    await buyer.press("f9")
    await buyer.press("f10")
    await buyer.say("Acme: $0.80/M in, $0.16/M cached, $2.60/M out")
    await buyer.press("escape")


def by_name(found: BakeOff) -> dict[str, str]:
    return {row.provider: row.unsound for row in found.rows}


def test_the_hour_ends_with_whom_a_careful_person_would_pick() -> None:
    async def scenario(desk: Desk) -> None:
        buyer = Buyer(desk)
        await first_things(buyer)
        assert desk.session.setups[0].model == "GLM 4.7"
        await the_calls(buyer)
        session = desk.session
        found = bake_off(session, desk.state.setup, datetime.date(2026, 12, 1))
        unsound = by_name(found)
        assert "beyond the ceiling" in unsound["Nimbus"], "no lie passes"
        assert not any(words for name, words in unsound.items() if name != "Nimbus")
        ranked = rankings(found, session)
        assert ranked["service level"][0].provider == "Acme"
        assert ranked["speed"][0].provider in ("Acme", "Hetz")
        assert all(
            place.standing != "in"
            for places in ranked.values()
            for place in places
            if place.provider == "Nimbus"
        )
        (boxy,) = [row for row in found.rows if row.provider == "Boxy"]
        assert boxy.paid is not None, "an hourly box has a price on this traffic"
        (hetz,) = [row for row in found.rows if row.provider == "Hetz"]
        assert hetz.short == ("RPM limit",)
        assert hetz.paid is not None, "euros count once their rate is there"
        text = letter(session, found, "Acme")
        for name in ("Nimbus", "Groq", "LPU", "Boxy", "Hetz"):
            assert name not in text
        assert buyer.keys <= MOST_KEYS

    drive(scenario, NARROW, on(Session()))
