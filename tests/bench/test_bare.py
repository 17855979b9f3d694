"""What is measured against shows the same: a bare screen has our text after a key."""

from __future__ import annotations

import asyncio

from tests.bench.bare import Bare, painted
from tests.bench.terminal import on_terminal, running
from workbench.app.app import opening

SIZE = (120, 40)


def test_a_bare_screen_shows_what_ours_does() -> None:
    async def scene() -> None:
        async with running(opening(None), SIZE) as bench, on_terminal(Bare(), SIZE) as other:
            other.app.text = painted(bench.app)
            await other.driver.until_quiet(other.press("x"))
            assert painted(other.app) == painted(bench.app)
            assert "napkin" in painted(other.app)

    asyncio.run(scene())
