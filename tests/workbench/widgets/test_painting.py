"""That the sparing compositor shows what Textual's own shows, and asks for less."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest
from textual._compositor import ChopsUpdate, Compositor
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from tests.workbench.helpers import WIDE, Desk, drive

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
    own = Widget.render_lines

    def render_lines(self: Widget, crop: Region) -> list[Strip]:
        asked[self.id or type(self).__name__] = crop.height
        return own(self, crop)

    async def steps(desk: Desk) -> None:
        compositor = desk.bench._compositor
        place = desk.bench.query_one("#quotes").region
        row = Region(place.x, place.y + 2, place.width - 1, 1)
        with monkeypatch.context() as patch:
            patch.setattr(Widget, "render_lines", render_lines)
            list(_shown(compositor, [row]))
            assert asked == {"quotes": 1}
            asked.clear()
            list(_shown(_like(compositor), [row]))
            assert {"quotes", "panes", "pane-3", "workbench"} <= asked.keys()

    drive(steps, WIDE)
