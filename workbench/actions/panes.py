"""Getting around: one pane alone, wider and narrower panes, jump mode, the key panel, clicks on the
rows around the panes, and a picture of it all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on, work

from formulas.book import BOOK
from workbench.actions.files import Files
from workbench.keys.shown import shown_key
from workbench.keys.table import BY_ID
from workbench.person import settings
from workbench.state import layout
from workbench.state.items import worst_item
from workbench.state.layout import PANES, Layout
from workbench.views.frame.keys import keys_lines
from workbench.views.lines import Lines
from workbench.widgets.content import safe
from workbench.widgets.lines_view import LinesView, Selectable
from workbench.widgets.messages import BorderDragged, Chosen, Pressed
from workbench.widgets.panes import Panes

if TYPE_CHECKING:
    from textual.events import ScreenResume, ScreenSuspend
    from textual.widget import Widget

    from workbench.state.scene import Scene

STORIES = ("field-story", "formula-story", "claim-story")


class Around(Files):
    """How the room is shared, and the short ways through it."""

    if TYPE_CHECKING:

        def go_to_field(self, id: str) -> None: ...

        def action_leave_sheet(self) -> None: ...

        def go_to_formula(self, id: str) -> None: ...

        def go_to_claim(self, key: str) -> None: ...

    # What the panes were last arranged by: nothing is laid out anew while this stays the same.
    _arranged: tuple[object, ...] = ()
    _named: tuple[str, bool] | None = None
    _over = False
    _picture_asked = False

    # --- the room

    @property
    def several(self) -> bool:
        """Whether more than one pane is on show."""
        return self.app.size.width >= layout.NARROW and not self.state.layout.alone

    def _room(self) -> int:
        """Columns that the panes share."""
        width, height = self.app.size
        return width - layout.keys_room(self.state.layout, width, height)[0]

    def share_out(self, *, resized: bool = False) -> None:
        """Share the room as the state says; called with each state, so it must cost nothing while
        that part of it stays the same.
        """
        reading, beside = bool(self.scene.symbol), bool(self.scene.lineup)
        sheet = self.state.sheet if self.state.layout.keys else ""
        now = (
            self.state.layout,
            self.state.settings.density,
            self.app.size,
            reading,
            beside,
            sheet,
        )
        if now == self._arranged:
            if resized:
                self._follow_field()
            return
        self._arranged = now
        plan, compact = self.state.layout, self.state.settings.density == "compact"
        self.set_class(plan.alone, "-alone")
        self.set_class(compact, "-compact")
        self.set_class(plan.keys and layout.keys_at_side(self.app.size.width), "-keys-side")
        wide = layout.columns(plan.shares, self._room())
        parts = layout.story_parts(plan, self.app.size.height, reading=reading, beside=beside)
        for at, pane in enumerate(PANES):
            self.query_one(f"#pane-{at + 1}").styles.width = f"{wide[at]}fr"
            part = parts[at]
            self.query_one(f"#{pane}").styles.height = f"{100 - part}fr"
            self.query_one(f"#{STORIES[at]}").styles.height = f"{part}fr"
        self._show_key_panel(plan.keys)
        self._follow_field()

    def _follow_field(self) -> None:
        """The line that lies over a field goes where the field went."""
        if self.editor.is_open:
            self.call_after_refresh(self._place_editor)

    def _place_editor(self) -> None:
        if self.editor.is_open:
            self.editor.place(self.place_of_field())

    def name_panes(self) -> None:
        """The titles: the key of each pane, what it shows, and the way back where it is alone."""
        second = f"Set-ups on {self.scene.state.basis}" if self.scene.lineup else "Formulas"
        alone = self.state.layout.alone and self.app.size.width >= layout.NARROW
        if self._named == (second, alone):
            return
        self._named = (second, alone)
        key = shown_key("maximise") or "esc"
        for at, name in enumerate(("Packet and set-up", second, "Quotes")):
            words = f"{shown_key(f'pane_{at + 1}')} {name}".strip()
            title = f"{words} · alone, {key} brings the others back" if alone else words
            self.query_one(f"#pane-{at + 1}").border_title = safe(title)

    def _plan(self, plan: Layout) -> None:
        self.state = self.state._replace(layout=plan)

    def action_maximise(self) -> None:
        """The focused pane alone, or all three again."""
        if self.app.size.width < layout.NARROW:
            panes = " ".join([shown_key(f"pane_{number}") for number in (1, 2, 3)])
            self.tell(f"Only one pane fits here; {panes} switch.")
            return
        self.bring(self.front, focus=False)
        self._plan(self.state.layout._replace(alone=not self.state.layout.alone))

    def restore(self) -> None:
        """All three panes again, where one was alone, or where a sheet stood in their place."""
        if self.state.sheet:
            self.action_leave_sheet()
        elif self.state.layout.alone:
            self._plan(self.state.layout._replace(alone=False))

    def action_narrower(self) -> None:
        """The focused pane gives columns away."""
        self._widen(-layout.STEP)

    def action_wider(self) -> None:
        """The focused pane takes columns."""
        self._widen(layout.STEP)

    def _widen(self, step: int) -> None:
        if not self.several:
            self.tell("One pane has all the room: there is no border to move.")
            return
        now = layout.columns(self.state.layout.shares, self._room())
        pane = PANES.index(self.front)
        after = layout.widened(now, pane, step)
        if after == now:
            self.tell("No wider: the others need their room." if step > 0 else "No narrower.")
            return
        self._plan(self.state.layout._replace(shares=after))

    @on(BorderDragged)
    def _drag(self, message: BorderDragged) -> None:
        if self.several:
            now = layout.columns(self.state.layout.shares, self._room())
            step = message.column - sum(now[: message.border + 1])
            after = layout.moved_border(now, message.border, step)
            if after != now:
                self._plan(self.state.layout._replace(shares=after))

    def action_story_less(self) -> None:
        """Fewer rows below the line."""
        self._grow_story(-layout.STORY_STEP)

    def action_story_more(self) -> None:
        """More rows below the line."""
        self._grow_story(layout.STORY_STEP)

    def _grow_story(self, step: int) -> None:
        plan = self.state.layout
        stories = layout.taller(plan.stories, PANES.index(self.front), step)
        if stories == plan.stories:
            self.tell("The story is as large as it can be." if step > 0 else "As small as can be.")
            return
        self._plan(plan._replace(stories=stories))
        # The list has another height: what is selected in it stays in sight.
        self.call_after_refresh(self.query_one(f"#{self.front}", Selectable).reveal)

    def action_as_they_were(self) -> None:
        """Columns and lines as napkin sets them."""
        self._plan(Layout(keys=self.state.layout.keys))

    def action_compact(self) -> None:
        """Without frames, or with them again."""
        chosen = settings.changed(self.state.settings, "density")
        self.state = self.state._replace(settings=chosen)

    # --- keys

    @property
    def keys_for(self) -> str:
        """What the footer and the key panel are to speak of: the focused thing, or that something
        lies over the workbench.
        """
        return "over" if self._over else self.focus_id

    def show_keys(self) -> None:
        """The rows that tell of keys say what the focused thing does."""
        for view in self.query("#footer, #keys").results(LinesView):
            view.show(self.scene)

    def on_screen_suspend(self, event: ScreenSuspend) -> None:
        """Something lies over the workbench: its keys do nothing meanwhile."""
        self._over = True
        self.show_keys()

    def on_screen_resume(self, event: ScreenResume) -> None:
        """The workbench is on top again."""
        if self._over:
            self._over = False
            self.show_keys()
        if self._picture_asked:
            self.call_after_refresh(self._take_picture)

    def action_keys_aside(self) -> None:
        """The keys beside the panes or the sheet, or away."""
        self._plan(self.state.layout._replace(keys=not self.state.layout.keys))

    def _show_key_panel(self, on: bool) -> None:
        name = self.state.sheet
        beside = self.query_one(f"#sheet-{name}") if name else self.query_one(Panes)
        shown = [panel for panel in self.query("#keys") if panel.parent is beside]
        for panel in self.query("#keys"):
            if not on or panel.parent is not beside:
                panel.remove()
        if on and not shown:
            keys = LinesView(self._keys_view, id="keys", prose=False)
            beside.mount(keys)
            keys.show(self.scene)

    def _keys_view(self, scene: Scene, width: int) -> Lines:
        return keys_lines(scene, width, self.focus_id)

    # --- clicks and jumps

    @on(Pressed)
    async def _press(self, message: Pressed) -> None:
        await self.do(message.do)

    async def do(self, what: str) -> None:
        """An action, or one of the places that parts of the header and the footer stand for."""
        if what.startswith("field:"):
            self.go_to_field(what.removeprefix("field:"))
        elif what in ("keep_field", "leave_field"):
            self.editor.action_leave(what == "keep_field")
        elif what == "next_pane":
            self.bring(PANES[(PANES.index(self.front) + 1) % len(PANES)])
        elif what == "worst":
            item = worst_item(self.scene.items)
            self.go_to_claim(item.key if item is not None else "")
        elif what == "leave_sheet":
            self.action_leave_sheet()
        elif what in BY_ID:
            await self.run_action(what)

    def action_jump(self) -> None:
        """Letters beside everything that can be gone to."""
        from workbench.dialogs.jump import Jump

        self.app.push_screen(Jump(self), self._jumped)

    def _jumped(self, place: tuple[str, str] | None) -> None:
        if place is not None:
            view, what = place
            self.call_later(self._jump_to, view, what)

    async def _jump_to(self, view: str, what: str) -> None:
        if view in PANES and what:
            self.settle()
            if view == "chain" and what in BOOK.routes:
                self.go_to_formula(what)
                return
            self.bring(view)
            self.post_message(Chosen(view, what))
        elif view in PANES:
            self.settle()
            self.bring(view)
        else:
            await self.do(what)

    # --- a picture

    def action_save_picture(self) -> None:
        """What is on screen, once nothing lies over it any more."""
        self._picture_asked = True
        self.call_after_refresh(self._take_picture)

    def _take_picture(self) -> None:
        if not self._picture_asked or self.app.screen is not self:
            return  # asked again when the workbench is on top, and not in a circle until then
        self._picture_asked = False
        from workbench.app.picture import alone

        self._write_picture(alone(self.app.export_screenshot(title="napkin")))

    @work(thread=True, group="picture")
    def _write_picture(self, svg: str) -> None:
        from workbench.app.picture import save

        try:
            path = save(svg)
        except OSError as problem:
            reason = problem.strerror or str(problem)
            self.app.call_from_thread(self.tell, f"No picture was saved: {reason}.", "warning")
        else:
            self.app.call_from_thread(self.tell, f"Saved {path}")


# --- Too little room: a notice stands over everything, and nothing is typed or done behind it.

SMALLEST = (60, 16)


class Room(Files):
    """Keeps the focus while there is too little room, and gives it back with the room."""

    small = False  # whether the notice stands
    _waiting: Widget | None = None  # what gets the focus once there is room again

    def guard(self, width: int, height: int) -> None:
        """Nothing is typed into what cannot be seen; the focus comes back with the room."""
        small = width < SMALLEST[0] or height < SMALLEST[1]
        if small and not self.small:
            self.settle()
            self._waiting = self.focused
            self.small = True
            self.set_focus(None)
        elif self.small and not small:
            self.small = False
            back = self._waiting
            if back is None or not back.display:
                back = self.query_one("#say")
            if back.id in PANES:
                self.bring(back.id, focus=False)  # what is hidden loses the focus again
            self.set_focus(back)

    def set_focus(
        self, widget: Widget | None, scroll_visible: bool = True, from_app_focus: bool = False
    ) -> None:
        """While the notice stands, what asks for the focus (a click, tab, a screen that closes)
        gets it with the room. At all other times something has it, or no key would do anything.
        """
        if self.small:
            if widget is not None:
                self._waiting = widget
                widget.has_focus = False  # Textual says so beforehand where a screen closes
                return
        elif widget is None and self.app.app_focus:
            # Textual takes it away for a click that comes before anything is laid out.
            widget = self.query_one("#say")
        super().set_focus(widget, scroll_visible, from_app_focus)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While the notice stands, only what it names."""
        return not self.small or action in ("save", "quit")
