"""That the sparing compositor shows what Textual's own shows, and asks for less."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from textual._compositor import ChopsUpdate, Compositor
from textual.geometry import Region
from textual.scrollbar import ScrollBar
from textual.strip import Strip
from textual.widget import Widget

from tests.workbench.helpers import NARROW, WIDE, Desk, drive
from workbench.widgets.lines_view import LinesView
from workbench.widgets.textual_private import write_below

CHANGES = (
    [Region(40, 3, 20, 1), Region(2, 12, 30, 1), Region(90, 30, 25, 4)],
    [Region(0, 0, 1, 1), Region(119, 39, 1, 1)],
    [Region(10, 2, 100, 1), Region(37, 5, 3, 20)],
    [Region(0, 36, 120, 4)],
    [Region(0, 0, 120, 39)],
    [Region(-4, -2, 20, 5), Region(110, 35, 30, 30)],
)


def _like(compositor: Compositor) -> Compositor:
    """Textual's own, with the same widgets in the same places."""
    own = Compositor()
    own.__dict__.update(compositor.__dict__)
    return own


def _shown(
    compositor: Compositor, regions: list[Region]
) -> Iterator[tuple[int, int, Strip | None]]:
    """(row, column, strip) of every part that a partial update shows."""
    compositor._dirty_regions = set(regions)
    update = compositor.render_partial_update()
    assert isinstance(update, ChopsUpdate)
    for y, x1, x2 in update.spans:
        if not 0 <= y < len(update.chops):
            continue
        starts = [*update.chops[y], 120]
        for start, end in itertools.pairwise(starts):
            if start < x2 and end > x1:
                yield y, start, update.chops[y][start]


@pytest.mark.parametrize("regions", CHANGES)
def test_changes_are_painted_as_textual_paints_them(regions: list[Region]) -> None:
    async def steps(desk: Desk) -> None:
        await desk.press("1", "e")  # a line that lies over the fields
        compositor = desk.bench._compositor
        sparing = list(_shown(compositor, regions))
        assert sparing == list(_shown(_like(compositor), regions))
        assert all(strip is not None for _, _, strip in sparing)
        assert sparing

    drive(steps, WIDE)


def test_the_whole_screen_is_painted_as_textual_paints_it() -> None:
    async def steps(desk: Desk) -> None:
        compositor = desk.bench._compositor
        assert compositor.render_strips() == _like(compositor).render_strips()

    drive(steps, WIDE)


def test_what_lies_under_others_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, int] = {}

    def counted(
        own: Callable[[Any, Region], list[Strip]],
    ) -> Callable[[Widget, Region], list[Strip]]:
        def render_lines(self: Widget, crop: Region) -> list[Strip]:
            asked[self.id or type(self).__name__] = crop.height
            return own(self, crop)

        return render_lines

    async def steps(desk: Desk) -> None:
        compositor = desk.bench._compositor
        place = desk.bench.query_one("#quotes").region
        row = Region(place.x, place.y + 2, place.width - 1, 1)
        with monkeypatch.context() as patch:
            for kind in (Widget, LinesView):
                patch.setattr(kind, "render_lines", counted(kind.render_lines))
            list(_shown(compositor, [row]))
            assert asked == {"quotes": 1}
            asked.clear()
            list(_shown(_like(compositor), [row]))
            assert {"quotes", "panes", "pane-3", "workbench"} <= asked.keys()

    drive(steps, WIDE)


def _painted_anew(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> list[Strip]:
    """The screen with nothing kept of what was painted before, each row as Textual styles it."""
    for widget in desk.app.screen.walk_children(Widget, with_self=True):
        bars = (widget._vertical_scrollbar, widget._horizontal_scrollbar)
        for each in (widget, *[bar for bar in bars if bar is not None]):
            each._set_dirty()
    with monkeypatch.context() as patch:
        for kind in (LinesView, ScrollBar):
            patch.setattr(kind, "render_lines", Widget.render_lines)
        return desk.app.screen._compositor.render_strips()


def test_what_is_kept_of_a_painting_is_what_would_be_painted_now(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def steps(desk: Desk) -> None:
        async def same(what: str, *keys: str) -> None:
            await desk.press(*keys)
            kept = desk.app.screen._compositor.render_strips()
            anew = _painted_anew(desk, monkeypatch)
            assert [a.text for a in kept] == [b.text for b in anew], what
            assert kept == anew, what

        await same("as it opens")
        await same("another formula", "2", "down", "down")
        await same("a formula further down, scrolled to", "pagedown", "pagedown")
        await same("letters to jump by", "ctrl+g")
        await same("none any more", "escape")
        await same("a field is typed", "1", "e", "7")
        await same("and left", "escape")
        await same("the focus elsewhere", "3", "down")
        await same("one pane alone", "z")
        await same("all of them", "z")
        await same("no frames", "Z")
        for colours in ("light", "terminal", "dark"):
            settings = desk.state.settings._replace(colours=colours)
            desk.bench.state = desk.state._replace(settings=settings)
            await same(colours)
        await desk.pilot.resize_terminal(*NARROW)
        await same("a narrow screen")
        await desk.pilot.resize_terminal(*WIDE)
        await same("a wide one again")
        await same("the bake-off", "f8", "down")
        await desk.settle()
        await same("when it is compared", "right")
        await same("the call", "f9", *"40 tok/s")
        await same("its keys", "f6")

    drive(steps, WIDE)


def test_words_on_the_edge_of_a_frame_paint_that_edge_alone() -> None:
    async def steps(desk: Desk) -> None:
        pane = desk.bench.query_one("#pane-2")
        write_below(pane, "made of [b]2[/b] fields")
        (region,) = pane._repaint_regions
        assert region == Region(0, pane.outer_size.height - 1, pane.outer_size.width, 1)
        bottom = desk.bench._compositor.render_strips()[pane.region.bottom - 1].text
        assert "made of [b]2[/b] fields" in bottom
        pane._repaint_regions.clear()
        write_below(pane, "made of [b]2[/b] fields")
        assert not pane._repaint_regions

    drive(steps, WIDE)


def test_a_scroll_bar_that_was_just_taken_away_is_painted_as_nothing() -> None:
    lines = ScrollBar().render_lines(Region(0, 0, 1, 5))
    assert [line.text for line in lines] == [" "] * 5
