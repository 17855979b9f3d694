"""Dark, light, the terminal's own colours and none: three emphases in each; and a sentence where
there is no room.
"""

from __future__ import annotations

import re

import pytest
from rich.style import Style

from tests.workbench.helpers import Desk, drive
from workbench.actions.palette import system_commands
from workbench.app.app import themes
from workbench.person.colours import THEMES
from workbench.widgets.lines_view import LinesView


def emphasis(desk: Desk, role: str) -> Style:
    """The style of a role in the pane of the quotes."""
    view = desk.bench.query_one("#quotes", LinesView)
    return view._style("base") + view._style(role)


def contrast(style: Style) -> float:
    """The contrast of a style's colour on its background, as accessibility guides count it."""
    assert style.color is not None
    assert style.bgcolor is not None
    lights = []
    for colour in (style.color, style.bgcolor):
        parts = [part / 255 for part in colour.get_truecolor()]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        lights.append(0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2])
    return (max(lights) + 0.05) / (min(lights) + 0.05)


@pytest.mark.parametrize("name", [*THEMES.values()])
def test_the_three_emphases_differ_by_more_than_colour_or_by_faintness(name: str) -> None:
    async def scenario(desk: Desk) -> None:
        desk.app.theme = name
        await desk.pilot.pause()
        strong, plain, quiet = (emphasis(desk, role) for role in ("strong", "", "dim"))
        assert strong.bold
        assert not plain.bold
        assert not quiet.bold
        assert quiet.dim or contrast(quiet) < 0.7 * contrast(plain)

    drive(scenario)


@pytest.mark.parametrize("name", ["napkin", "napkin-light"])
def test_every_role_can_be_read_on_its_background(name: str) -> None:
    async def scenario(desk: Desk) -> None:
        desk.app.theme = name
        await desk.pilot.pause()
        for role in ("", "strong", "title", "good", "warn", "bad", "moved", "lit", "key", "dim"):
            least = 4.0 if role == "dim" else 4.5
            assert contrast(emphasis(desk, role)) >= least, role

    drive(scenario)


def test_the_palette_offers_our_own_colours_by_name() -> None:
    async def scenario(desk: Desk) -> None:
        assert {theme.name for theme in themes()} == set(THEMES.values())
        commands = {c.title: c for c in system_commands(desk.bench)}
        for colours, theme in THEMES.items():
            commands[f"Colours: {colours}"].callback()
            await desk.pilot.pause()
            assert (desk.state.settings.colours, desk.app.theme) == (colours, theme)

    drive(scenario)


def test_no_color_leaves_no_colour_and_every_flag_its_glyph_and_word(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")

    async def scenario(desk: Desk) -> None:
        assert desk.app.no_color
        shown = desk.app.export_screenshot().replace("&#160;", " ")
        assert "✗ 10x off" in shown
        # A picture draws what has no style as a grey of its own, and faint or reversed as mixes.
        fills = re.findall(r"-r\d+ { fill: #(..)(..)(..)", shown)
        assert fills
        for fill in fills:
            parts = [int(part, 16) for part in fill]
            assert max(parts) - min(parts) <= 4, fill
        assert "font-weight: bold" in shown

    drive(scenario)


@pytest.mark.parametrize("size", [(59, 30), (120, 15), (30, 8)])
def test_too_small_a_terminal_is_told_in_a_sentence_and_nothing_is_lost(
    size: tuple[int, int],
) -> None:
    async def scenario(desk: Desk) -> None:
        await desk.type("Dorado: TTFT 0.1 s")
        await desk.pilot.resize_terminal(*size)
        await desk.pilot.pause()
        assert "60 columns and 16 rows" in " ".join(desk.text("small").split())
        small = desk.bench.query_one("#small")
        assert small.display
        assert small.region == desk.bench.region
        await desk.pilot.resize_terminal(80, 24)
        await desk.pilot.pause()
        assert not small.display
        assert desk.bench.say_line.value == "Dorado: TTFT 0.1 s"
        assert desk.bench.focus_id == "say"

    drive(scenario)
