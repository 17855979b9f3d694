"""The workbench screen: lays the panes out, turns messages into new states, and shows the scene of
each.
"""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.geometry import Region
from textual.reactive import var
from textual.screen import Screen

from formulas.memo import while_same
from workbench.actions.background import Listing
from workbench.actions.call import Calling
from workbench.actions.fields import Changing
from workbench.actions.formulas import Moving
from workbench.actions.go import Doing
from workbench.actions.large_files import FEW_CLAIMS, Watching, claims_in
from workbench.actions.panes import Around, Room
from workbench.actions.quotes import Quoted
from workbench.actions.say import Speaking
from workbench.keys.table import bindings
from workbench.state import state as states
from workbench.state.layout import NARROW, PANES, SHEETS
from workbench.state.scene import Scene, look
from workbench.state.selection import chosen_item
from workbench.state.state import State
from workbench.views.ascii import in_ascii
from workbench.views.formulas.beside import beside_head, beside_list
from workbench.views.formulas.chain import chain_head, chain_list
from workbench.views.formulas.formula import formula_story, symbol_at
from workbench.views.formulas.pictures import Pictures
from workbench.views.frame.footer import footer, say_label
from workbench.views.frame.header import header, too_small
from workbench.views.lines import Lines
from workbench.views.packet.fields import field_story, fields_list
from workbench.views.quotes.claim import claim_story
from workbench.views.quotes.quotes import quotes_list
from workbench.views.related import belongings, marked
from workbench.views.say.echo import echo
from workbench.views.text import cells
from workbench.widgets.entry import FieldEditor, SayLine
from workbench.widgets.formula_view import FormulaView
from workbench.widgets.lines_view import PALETTE, LinesView, Selectable
from workbench.widgets.messages import Acted, Chosen, DrawingReady, FieldLeft, FieldTyped
from workbench.widgets.panes import Pane, Panes
from workbench.widgets.textual_private import SparingCompositor

if TYPE_CHECKING:
    from textual.command import Provider
    from textual.events import DescendantFocus, Resize

# A view's wish to be painted passes through its own queue and the screen's before it counts.
TURNS = 3
PANE_IDS = {"fields": "pane-1", "chain": "pane-2", "quotes": "pane-3"}


def _places() -> type[Provider]:
    """What the palette finds besides actions; imported when it opens."""
    from workbench.actions.palette import Places

    return Places


class Workbench(
    Room,
    Around,
    Changing,
    Moving,
    Listing,
    Speaking,
    Watching,
    Calling,
    Quoted,
    Doing,
    Screen[None],
):
    """Panes, say line, keys. Everything shown follows from `state`; nothing else is kept here."""

    CSS_PATH = "workbench.tcss"
    COMPONENT_CLASSES: ClassVar[set[str]] = {*PALETTE}
    AUTO_FOCUS = "#say"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings()]
    COMMANDS = {_places}  # noqa: RUF012
    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (60, "-narrow"), (NARROW, "-wide")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-low"), (16, "-short"), (30, "-tall")]  # noqa: RUF012

    state: var[State] = var[State](None, init=False)  # type: ignore[arg-type]

    def __init__(self, state: State, pictures: Pictures) -> None:
        super().__init__(id="workbench")
        self._compositor = SparingCompositor()
        self.pictures = pictures
        # Thousands of claims take longer than a frame may: they are judged once it stands.
        self.scene: Scene = look(state, judge=claims_in(state.session) <= FEW_CLAIMS)
        self.set_reactive(Workbench.state, state)
        self._told = while_same(self._shown_in_story)(self._formula_story)
        self.front = "quotes"
        self._held: AbstractContextManager[None] | None = None

    # --- what there is

    def compose(self) -> ComposeResult:
        """Header, panes, say line with its echo, keys; above them the editor that all fields
        share.
        """
        yield self._row("header", lambda scene, width: (header(scene, width),))
        with Panes():
            with Pane(id="pane-1", classes="pane"):
                yield Selectable(_fields, "fields", lambda scene: scene.state.field)
                yield LinesView(field_story, id="field-story", classes="story")
            with Pane(id="pane-2", classes="pane"):
                yield self._row("chain-head", _chain_head)
                yield Selectable(_chain, "chain", lambda scene: scene.state.formula)
                yield FormulaView(self._told, self._symbol_at, id="formula-story")
            with Pane(id="pane-3", classes="pane"):
                yield Selectable(quotes_list, "quotes", _chosen_key)
                yield LinesView(claim_story, id="claim-story", classes="story")
        with Horizontal(id="say-row"):
            yield self._row("say-label", lambda scene, width: (say_label(scene),))
            yield SayLine()
        yield self._row("echo", self._echo)
        yield self._row("footer", lambda scene, width: (footer(scene, width, self.keys_for),))
        yield FieldEditor()
        yield LinesView(too_small, id="small")

    def _row(self, id: str, view: Callable[[Scene, int], Lines]) -> LinesView:
        def drawn(scene: Scene, width: int) -> Lines:
            return _drawn(scene, view(scene, width))

        return LinesView(drawn, id=id, classes="row", prose=False)

    def _formula_story(self, scene: Scene, width: int) -> Lines:
        return formula_story(scene, width, self.pictures)

    def _shown_in_story(self, scene: Scene, width: int) -> tuple[object, ...]:
        state = scene.state
        return (
            width,
            scene.resolved,
            scene.results,
            scene.moved,
            scene.bases,
            state.formula,
            state.basis,
            state.symbol,
            state.before,
            state.trail,
            state.settings,
            state.odds,
            self.pictures.loaded,
        )

    def _symbol_at(self, row: int, column: int, width: int) -> str:
        return symbol_at(self.scene, width, self.pictures, row, column)

    def _echo(self, scene: Scene, width: int) -> Lines:
        return echo(scene, width)

    @property
    def focus_id(self) -> str:
        """The id of what has the focus."""
        return (self.focused.id or "") if self.focused is not None else ""

    @property
    def editor(self) -> FieldEditor:
        """The line that lies over the field being typed."""
        return self.query_one(FieldEditor)

    @property
    def say_line(self) -> SayLine:
        """The line for what the vendor says."""
        return self.query_one(SayLine)

    # --- showing

    def on_mount(self) -> None:
        """Bring the front pane to the front and show the first scene; drawing comes after the
        first frame.
        """
        self.bring(self.front, focus=False)
        self.share_out()
        self.judge_first()
        self.show()
        self.watch_file()
        self.set_timer(0.1, self.load_drawing)
        self.call_after_refresh(self.weigh)
        if self.napkin.memory is not None:
            self.begin()
        self.begin_in_pane()

    def begin_in_pane(self) -> None:
        """A session that was left in a pane begins there."""
        pane = self.state.start
        if pane in PANE_IDS:
            self.state = self.state._replace(start="")
            self.call_after_refresh(self.bring, pane)

    @work(thread=True, exclusive=True, group="drawing", exit_on_error=False)
    def load_drawing(self) -> None:
        """Import what saves and rescues beside the screen, then SymPy and Pint."""

        self.pictures.load()
        self.post_message(DrawingReady())

    @on(DrawingReady)
    def _redraw(self) -> None:
        # What was imported stays: looking through it for garbage takes 40 ms in the middle of a
        # word.
        gc.freeze()
        self.query_one("#formula-story", LinesView).show(self.scene)

    def hold(self) -> None:
        """Paint nothing until `let_go`: a letter and what it changes belong in one frame."""
        if self._held is None:
            self._held = self.app.batch_update()
            self._held.__enter__()

    async def let_go(self) -> None:
        """Paint again, once the views have said which of their rows differ."""
        if self._held is not None:
            for _ in range(TURNS):
                await asyncio.sleep(0)
            # What the views said stands in this screen's own queue; this comes after it there.
            self.call_later(self._paint)

    def _paint(self) -> None:
        if self._held is not None:
            self._held.__exit__(None, None, None)
            # Textual would wait for its next tick, up to a sixtieth of a second from now, and would
            # paint once after laying out and once more for what is dirty.
            self._on_timer_update()
            self._held = None
            self._compositor_refresh()

    def _compositor_refresh(self) -> None:
        """Nothing is painted while a frame is held: it would be thrown away, or painted twice."""
        if self._held is None:
            super()._compositor_refresh()

    def watch_state(self, last: State, state: State) -> None:
        """Another state: evaluate, judge, show."""
        self.scene = look(state, self.scene, judge=not self.judging)
        self.show_sheet(last, state)
        self.show()
        self.weigh()
        if last.settings != state.settings:
            self.settings_changed(last.settings, state.settings)

    def show(self) -> None:
        """Hand the scene to every view; each paints what differs."""
        self.share_out()
        self.name_panes()
        if not self.state.sheet:
            self._count()
        for view in self.query(LinesView):
            view.show(self.scene)
        self.name_sheet()
        self.compare_beside()

    def _count(self) -> None:
        """What belongs to the selected formula, on the frame of its pane."""
        pane, wide = self.query_one("#pane-2"), self.app.size.width
        # A pane that was not on the screen yet has no width.
        room = pane.size.width or (wide if wide < 100 else wide * 49 // 120)
        below = belongings(self.scene, room - 6)
        if pane.border_subtitle != below:
            pane.border_subtitle = below

    def bring(self, pane: str, *, focus: bool = True) -> None:
        """Bring a pane to the front (where only one is shown) and give it the focus."""
        if self.state.sheet:
            self.close_sheet()
        self.front = pane
        for name, id in PANE_IDS.items():
            self.query_one(f"#{id}").set_class(name == pane, "-front")
        if focus:
            widget = self.query_one(f"#{pane}")
            # At once where it can be: what is typed next is meant for it.
            if widget.focusable:
                self.set_focus(widget)
            else:
                widget.focus()

    def show_quotes(self) -> None:
        """Where one pane is shown, the one with the verdict of what is being said."""
        if not self.query_one("#pane-3").display:
            self.bring("quotes", focus=False)

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """The keys row says what the focused thing does."""
        if self.focus_id in PANES and self.front != self.focus_id:
            self.bring(self.focus_id, focus=False)
        self.set_class(self.focus_id == "editor", "-typing")
        self.show_keys()

    # --- messages to states

    def catch_up(self) -> None:
        """Take what was gone to in a list and is still on its way: keys may come faster than what
        they cause.
        """
        for view in self.query(Selectable):
            if view.aimed and view.has_focus:
                self._choose(Chosen(view.pane, view.aimed))

    @on(Chosen)
    def _choose(self, message: Chosen) -> None:
        state = self.state
        if message.pane == "bakeoff":
            self.choose_row(message.key)
        elif message.pane == "fields":
            self.state = states.kept(state)._replace(field=message.key)
        elif message.pane == "chain":
            self.state = states.read(state, message.key)
        else:
            self.state = state._replace(claim=message.key)

    @on(Acted)
    def _act(self, message: Acted) -> None:
        if message.pane in SHEETS:
            self.act_on_sheet(message.pane)
        elif message.pane == "fields":
            self.open_field()
        else:
            self.action_follow()

    async def on_resize(self, event: Resize) -> None:
        """One frame for another size: first what the size shows, then its layout, then the lines
        for it. Textual would paint each of these, six frames in all.
        """
        self.hold()
        width, height = event.size
        shown = {
            name: False for _, name in (*self.HORIZONTAL_BREAKPOINTS, *self.VERTICAL_BREAKPOINTS)
        }
        for name in (
            *self._get_breakpoint_classes(width, self.HORIZONTAL_BREAKPOINTS),
            *self._get_breakpoint_classes(height, self.VERTICAL_BREAKPOINTS),
        ):
            shown[name] = True
        self.update_classes(shown, animate=False)
        self.guard(width, height)
        self.share_out(resized=True)
        # The screen's own handler, which lays out, comes after this one.
        self.call_later(self._styled)

    async def _styled(self) -> None:
        for _ in range(TURNS):
            await asyncio.sleep(0)
        self.call_later(self._resized)

    async def _resized(self) -> None:
        # What the styles of this size ask for, before and not after the frame.
        if self._layout_required:
            self._layout_required = False
            self._refresh_layout()
        await self.let_go()
        self.call_after_refresh(self._count)

    @on(FieldTyped)
    async def _type(self, message: FieldTyped) -> None:
        self.state = states.typed(self.state, message.id, message.text, self.scene.results)
        await self.let_go()

    @on(FieldLeft)
    def _leave(self, message: FieldLeft) -> None:
        typing = self.state.typing
        if self.editor.field != message.id:
            return
        if message.keep and typing is not None and typing.problem and self.editor.has_focus:
            return  # enter on text that was refused: stay, the reason stands beside it
        had_focus = self.editor.has_focus
        if message.keep:
            self.say_refused()
        self.editor.close()
        if had_focus:  # before what takes a moment: the next key is meant for the pane
            self.set_focus(self.query_one("#fields"))
        self.state = states.kept(self.state) if message.keep else states.cancelled(self.state)

    def place_of_field(self) -> Region:
        """Where the selected field's value stands on screen: the editor lies over it."""
        fields = self.query_one("#fields", Selectable)
        fields.reveal()
        row, _ = fields.rows_of(self.state.field)
        top = round(fields.scroll_target_y)
        label = cells(fields.lines[row].pieces[0].text.rstrip())
        width = max(8, min(40, fields.room - label - 1))
        return Region(fields.region.x + fields.room - width, fields.region.y + row - top, width, 1)


def _fields(scene: Scene, width: int) -> Lines:
    return marked(fields_list(scene, width), (), scene.symbol)


def _chain(scene: Scene, width: int) -> Lines:
    lines = beside_list(scene, width) if scene.lineup else chain_list(scene, width)
    return _drawn(scene, marked(lines, scene.inputs(), scene.symbol))


def _chain_head(scene: Scene, width: int) -> Lines:
    head = beside_head(scene, width) if scene.lineup else chain_head(scene, width)
    return _drawn(scene, (head,))


def _drawn(scene: Scene, lines: Lines) -> Lines:
    return in_ascii(lines) if scene.state.settings.ascii else lines


def _chosen_key(scene: Scene) -> str:
    item = chosen_item(scene)
    return item.key if item is not None else ""
