"""Pictures of the screen at three sizes, dark, light and without colour. A change of one is looked
at before it is taken (`--snapshot-update`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from tests.workbench.helpers import opened
from workbench.app.app import NapkinApp, opening

LINE = "Dorado: $0.28/M, 40 tok/s/user, TTFT 0.1 s at c=16 on 8xB200 FP4"
# At each size what has the least room there, or the most: the say line, the panes, the explanation.
SIZES = {(80, 24): "said", (120, 40): "panes", (200, 50): "why"}


async def arrange(pilot: Pilot[None], theme: str, shown: str) -> None:
    """Bring the workbench to what is to be seen, with nothing that blinks and nothing under way."""
    app = pilot.app
    assert isinstance(app, NapkinApp)
    await opened(app, pilot)
    bench = app.workbench
    for line in bench.query(Input):
        line.cursor_blink = False
    app.theme = theme
    await asyncio.to_thread(bench.pictures.load)
    bench.redraw()
    await app.workers.wait_for_complete()
    if shown == "said":
        bench.say_line.value = LINE
    elif shown == "panes":
        bench.bring("chain")
    else:
        bench.state = bench.state._replace(claim="0.2")
        bench.bring("quotes")
        await pilot.press("w")
    await pilot.pause()
    await pilot.pause()


@pytest.mark.parametrize("colours", ["dark", "light", "none"])
@pytest.mark.parametrize("size", [*SIZES], ids=lambda size: "x".join(map(str, size)))
def test_the_screen_looks_as_it_did(
    snap_compare: Callable[..., bool],
    monkeypatch: pytest.MonkeyPatch,
    size: tuple[int, int],
    colours: str,
) -> None:
    if colours == "none":
        monkeypatch.setenv("NO_COLOR", "1")
    else:
        monkeypatch.delenv("NO_COLOR", raising=False)
    theme = "napkin-light" if colours == "light" else "napkin"

    async def before(pilot: Pilot[None]) -> None:
        await arrange(pilot, theme, SIZES[size])

    assert snap_compare(NapkinApp(opening(None)), terminal_size=size, run_before=before)
