"""What stands where on the screen: the columns and rows of the panes, their titles, the sheets in
their place, the keys at the side.

Asked for with each state, so each of these must cost nothing while what it follows stays the same.
"""

from __future__ import annotations

from collections.abc import Callable

from textual.screen import Screen
from textual.widget import Widget

from workbench.keys.shown import shown_key
from workbench.keys.table import PANES, SHEETS
from workbench.state import layout
from workbench.state.scene import Scene
from workbench.views.formulas.chain import belongings
from workbench.views.frame.keys import keys_lines
from workbench.views.lines import Lines
from workbench.widgets.content import safe
from workbench.widgets.lines_view import LinesView
from workbench.widgets.panes import Panes
from workbench.widgets.textual_private import write_below

PANE_IDS = {"fields": "pane-1", "chain": "pane-2", "quotes": "pane-3"}
STORIES = ("field-story", "formula-story", "claim-story")


class Arrangement:
    """Arranges a screen with panes, whose focus has an id."""

    def __init__(self, screen: Screen[None], focus: Callable[[], str]) -> None:
        self._screen, self._focus = screen, focus
        # What each was last arranged by: nothing is laid out anew while that stays the same.
        self._shared: tuple[object, ...] = ()
        self._named: tuple[str, bool] | None = None
        self._sheet = ""

    def share_out(self, scene: Scene) -> bool:
        """Share the room as the state says. Returns whether anything has another place."""
        state, screen, size = scene.state, self._screen, self._screen.app.size
        plan, compact = state.layout, state.settings.density == "compact"
        reading, beside = bool(scene.symbol), bool(scene.lineup)
        now = (plan, compact, size, reading, beside, state.sheet if plan.keys else "")
        if now == self._shared:
            return False
        self._shared = now
        screen.set_class(plan.alone, "-alone")
        screen.set_class(compact, "-compact")
        screen.set_class(plan.keys and layout.keys_at_side(size.width), "-keys-side")
        wide = layout.columns(plan.shares, layout.room(plan, size.width, size.height))
        parts = layout.story_parts(plan, size.height, reading=reading, beside=beside)
        for at, pane in enumerate(PANES):
            screen.query_one(f"#{PANE_IDS[pane]}").styles.width = f"{wide[at]}fr"
            screen.query_one(f"#{pane}").styles.height = f"{100 - parts[at]}fr"
            screen.query_one(f"#{STORIES[at]}").styles.height = f"{parts[at]}fr"
        self._show_keys(scene)
        return True

    def _show_keys(self, scene: Scene) -> None:
        screen, on, name = self._screen, scene.state.layout.keys, scene.state.sheet
        beside = screen.query_one(f"#sheet-{name}") if name else screen.query_one(Panes)
        shown = [panel for panel in screen.query("#keys") if panel.parent is beside]
        for panel in screen.query("#keys"):
            if not on or panel.parent is not beside:
                panel.remove()
        if on and not shown:
            keys = LinesView(self._keys, id="keys", prose=False)
            beside.mount(keys)
            keys.show(scene)

    def _keys(self, scene: Scene, width: int) -> Lines:
        return keys_lines(scene, width, self._focus())

    def name_panes(self, scene: Scene) -> None:
        """The titles: the key of each pane, what it shows, and the way back where it is alone."""
        state = scene.state
        second = f"Set-ups on {state.basis}" if scene.lineup else "Formulas"
        alone = state.layout.alone and self._screen.app.size.width >= layout.NARROW
        if self._named == (second, alone):
            return
        self._named = (second, alone)
        key = shown_key("maximise") or "esc"
        for at, name in enumerate(("Packet and set-up", second, "Quotes")):
            words = f"{shown_key(f'pane_{at + 1}')} {name}".strip()
            title = f"{words} · alone, {key} brings the others back" if alone else words
            self._screen.query_one(f"#pane-{at + 1}").border_title = safe(title)

    def count(self, scene: Scene) -> None:
        """What belongs to the selected formula, on the frame of its pane."""
        pane, wide = self._screen.query_one("#pane-2"), self._screen.app.size.width
        # A pane that was not on the screen yet has no width.
        room = pane.size.width or (wide if wide < 100 else wide * 49 // 120)
        write_below(pane, belongings(scene, room - 6))

    def show_sheet(self, name: str, scene: Callable[[], Scene]) -> None:
        """The panes, or one of the sheets in their place, made when it is first opened."""
        if name == self._sheet:
            return
        self._sheet = name
        if name and not self._screen.query(f"#sheet-{name}"):
            self._screen.mount(_made(name, scene), before="#say-row")
        self._screen.query_one("#panes").display = not name
        for each in SHEETS:
            for sheet in self._screen.query(f"#sheet-{each}"):
                sheet.display = each == name


def _made(name: str, scene: Callable[[], Scene]) -> Widget:
    # 30 ms, with all that compares offers: a sheet is opened when there is something to compare.
    from workbench.widgets import bakeoff, call

    return call.CallSheet(scene) if name == "call" else bakeoff.BakeoffSheet(scene)
