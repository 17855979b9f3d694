"""`w` on a claim: why it has its flag, over the workbench, with the question one key away."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.examples import example
from tests.workbench.helpers import NARROW, WIDE, Desk, drive, on
from workbench.screens.workbench import Workbench


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_w_explains_the_selected_claim_and_esc_returns(size: tuple[int, int]) -> None:
    async def scenario(desk: Desk) -> None:
        await desk.select("quotes", "0.2")
        await desk.press("w")
        text = desk.text("page")
        order = [
            "✗ 10x off",
            "implies",
            "fresh tokens p50",
            "ceiling",
            "stated",
            "assumed",
            "ask  ",
        ]
        places = [text.index(word) for word in order]
        assert places == sorted(places)
        await desk.press("escape")
        assert isinstance(desk.app.screen, Workbench)
        assert desk.bench.focus_id == "quotes"

    drive(scenario, size)


def test_what_is_being_said_is_explained_from_the_say_line() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.type("Dorado: TTFT 0.1 s at c=16")
        assert "F5 why" in desk.text("footer")
        await desk.press("f5")
        assert "implies a prefill rate" in desk.text("page")
        await desk.press("f5")
        assert desk.bench.focus_id == "say"
        assert desk.state.said == "Dorado: TTFT 0.1 s at c=16", "typing goes on where it was"

    drive(scenario)


def test_each_claim_of_the_line_is_one_key_further_and_the_cursor_stays() -> None:
    said = "Dorado: $0.28/M, 40 tok/s/user, TTFT 0.1 s at c=16 on 8xB200 FP4"

    async def scenario(desk: Desk) -> None:
        await desk.type(said)
        await desk.press("home", "right", "right")
        await desk.press("f5")
        seen = [heading(desk)]
        for key in ("f5", "f5", "left", "alt+down"):
            await desk.press(key)
            seen.append(heading(desk))
        names = ("TTFT", "$/M processed", "tok/s per user", "$/M processed", "tok/s per user")
        assert [text.split(": ")[1].startswith(n) for text, n in zip(seen, names, strict=True)] == (
            [True] * 5
        ), "the worst first, then in the order of the line"
        await desk.press("f5")
        assert isinstance(desk.app.screen, Workbench), "all were explained"
        assert desk.bench.focus_id == "say"
        assert desk.state.said == desk.bench.say_line.value == said
        assert desk.bench.say_line.cursor_position == 2
        assert desk.state.claim == "now.1"
        assert "tok/s per user" in desk.text("claim-story"), "and the last of them stays in sight"
        await desk.press("f5", "escape")
        assert desk.bench.say_line.cursor_position == 2

    drive(scenario, NARROW)


def heading(desk: Desk) -> str:
    return str(desk.app.screen.query_one(".box").border_title)


def test_c_copies_the_question() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.select("quotes", "0.2")
        await desk.press("w", "c")
        assert desk.app.clipboard.startswith("TTFT of 0.1 s: with how many tokens")

    drive(scenario)


def test_every_claim_of_the_example_can_be_explained() -> None:
    async def scenario(desk: Desk) -> None:
        for key in ("0.0", "0.1", "1.0", "1.1", "2.0", "2.1"):
            await desk.select("quotes", key)
            await desk.press("w")
            assert "ask" in desk.text("page")
            await desk.press("w")

    drive(scenario)


def test_without_a_claim_the_say_line_is_pointed_at() -> None:
    async def scenario(desk: Desk) -> None:
        for _ in range(3):
            await desk.select("quotes", "0.0")
            await desk.press("delete")
        await desk.press("w")
        assert isinstance(desk.app.screen, Workbench)

    drive(scenario)


def test_a_providers_name_is_shown_as_text() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.select("quotes", "0.2")
        await desk.press("w")
        assert "[red]Evil[/red]" in desk.app.export_screenshot().replace("&#160;", " ")

    session = example()
    evil = session.quotes[0]._replace(provider="[red]Evil[/red]\x1b]0;x\x07")
    drive(scenario, state=on(session._replace(quotes=(evil,))))


def test_the_explanation_is_imported_when_it_is_first_opened() -> None:
    code = "import sys, workbench.screens.workbench; print('sessions.judging.why' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"
