"""The palette goes to fields, formulas and quotes by label, id or provider."""

from __future__ import annotations

import pytest
from textual.command import CommandPalette
from textual.widgets import OptionList

from sessions.document.session import Quote
from tests.hostile.test_widgets import HOSTILE, harmless, rendered, session_of
from tests.workbench.helpers import NARROW, WIDE, Desk, drive, on
from workbench.app.app import opening


async def found(desk: Desk, text: str) -> list[str]:
    """Open the palette, type, and what it lists."""
    await desk.press("ctrl+p")
    await desk.type(text)
    palette = desk.app.screen
    assert isinstance(palette, CommandPalette)
    await palette.workers.wait_for_complete()
    await desk.pilot.pause(0.1)
    options = palette.query_one(OptionList)
    prompts = [options.get_option_at_index(at).prompt for at in range(options.option_count)]
    return [str(prompt) for prompt in prompts]


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_a_price_is_found_and_gone_to(size: tuple[int, int]) -> None:
    async def scenario(desk: Desk) -> None:
        listed = await found(desk, "gpu price")
        assert listed[0].startswith("GPU price  field · 6 $/GPU/h · gpu_price")
        await desk.press("enter")
        await desk.pilot.pause(0.2)
        assert (desk.bench.focus_id, desk.state.field) == ("fields", "gpu_price")

    drive(scenario, size)


@pytest.mark.parametrize(
    ("text", "pane", "selected"),
    [("ttft", "chain", "ttft"), ("mbu", "fields", "mbu"), ("borealis", "quotes", "1.0")],
)
def test_a_name_an_id_or_a_provider_leads_there(text: str, pane: str, selected: str) -> None:
    async def scenario(desk: Desk) -> None:
        await found(desk, text)
        await desk.press("enter")
        await desk.pilot.pause(0.2)
        assert desk.bench.focus_id == pane
        state = desk.state
        assert {"fields": state.field, "chain": state.formula, "quotes": state.claim}[
            pane
        ] == selected

    drive(scenario)


def test_actions_are_found_as_before() -> None:
    async def scenario(desk: Desk) -> None:
        assert any("Set-ups side by side" in row for row in await found(desk, "side by side"))

    drive(scenario)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=[*HOSTILE])
def test_hostile_providers_are_listed_literally(text: str) -> None:
    session = session_of(text)

    async def scenario(desk: Desk) -> None:
        listed = await found(desk, "quote")
        assert sum("quote" in row for row in listed) >= 4
        harmless(rendered(desk))
        await desk.press("enter")
        assert desk.app.is_running
        assert not desk.app._exit

    drive(scenario, WIDE, on(session))


def test_a_session_without_a_set_up_lists_no_places() -> None:
    session = opening(None).session._replace(setups=(), quotes=(Quote("Acme"),))

    async def scenario(desk: Desk) -> None:
        assert not any("field" in row for row in await found(desk, "price"))

    drive(scenario, WIDE, on(session))
