"""Clicks on what just went away."""

from __future__ import annotations

import pytest
from textual import events
from textual.geometry import Offset
from textual.screen import Screen
from textual.widgets import Static

from tests.hostile.terminal import turns
from tests.workbench.helpers import Desk, drive


def test_a_click_on_what_has_no_parent_any_more_is_no_fault(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def scenario(desk: Desk) -> None:
        gone = Static("gone")
        monkeypatch.setattr(
            Screen, "get_widget_and_offset_at", lambda *_: (gone, Offset(0, 0)), raising=True
        )
        desk.app.post_message(events.MouseDown(None, 5, 5, 0, 0, 1, False, False, False, 5, 5))
        await turns()
        assert desk.app._exception is None
        assert desk.app.is_running

    drive(scenario)
