"""The workbench screen: lays the panes out, shows the scene of each state, and hands messages to
the actions.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, ClassVar, NamedTuple, Protocol, TypeVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.geometry import Region
from textual.reactive import var
from textual.screen import Screen
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input

from formulas.memo import while_same
from sessions.say.suggestions import completion
from workbench.actions import fields, files, formulas, panes, person, say, visits
from workbench.actions.background import Background
from workbench.actions.deeds import do, press
from workbench.actions.desk import Severity, Stop, leave_field, settle
from workbench.actions.reload import EVERY, FileWatch
from workbench.dialogs.modal import SOON, Busy
from workbench.keys import typist
from workbench.keys.keymap import keymap
from workbench.keys.shown import remap
from workbench.keys.table import PANES
from workbench.person.person import Person
from workbench.screens.arrange import PANE_IDS, Arrangement
from workbench.state import changes, recall
from workbench.state import state as states
from workbench.state.asides import chosen_item
from workbench.state.fields import example_of, is_word
from workbench.state.layout import NARROW
from workbench.state.scene import Scene, look
from workbench.state.state import State
from workbench.views.ascii import drawn
from workbench.views.empty import too_small
from workbench.views.formulas.beside import beside_head, beside_list
from workbench.views.formulas.chain import chain_head, chain_list, marked
from workbench.views.formulas.formula import formula_story, symbol_at
from workbench.views.formulas.pictures import Pictures
from workbench.views.frame.header import header
from workbench.views.frame.keys import SAY_LABEL, footer
from workbench.views.lines import Lines
from workbench.views.packet.fields import field_story, fields_list
from workbench.views.quotes.claim import claim_story
from workbench.views.quotes.quotes import quotes_list
from workbench.views.say.echo import echo
from workbench.views.text import cells, clean
from workbench.widgets.background import in_background
from workbench.widgets.bindings import bindings
from workbench.widgets.entry import FieldEditor, SayLine
from workbench.widgets.lines_view import PALETTE, FormulaView, LinesView, Selectable
from workbench.widgets.messages import (
    Acted,
    BorderDragged,
    CellMoved,
    Chosen,
    Dictated,
    FieldLeft,
    FieldStepped,
    FieldTyped,
    Pressed,
    SayCleared,
    SayKept,
    SayRecalled,
    SayTyped,
    SymbolChosen,
)
from workbench.widgets.panes import Pane, Panes
from workbench.widgets.textual_private import SteadyScreen, forget, forget_since, standing

if TYPE_CHECKING:
    from textual.command import Provider
    from textual.events import DescendantFocus, Key, Resize, ScreenResume, ScreenSuspend

Found = TypeVar("Found")
Answer = TypeVar("Answer")
SMALLEST = (60, 16)
# Up to here judging takes less than a blink: no thread, and the next key finds it done.
FEW_CLAIMS = 300


class NapkinApp(Protocol):
    """What the workbench asks of the program that it is a screen of."""

    async def act(self, key: str) -> None:
        """Do what a key is bound to."""


def _places() -> type[Provider]:
    """What the palette finds besides actions."""
    from workbench.actions.palette import Places  # 3 ms, when it opens

    return Places


class _Before(NamedTuple):
    """How it stood before a letter acted as a key, should it turn out to begin a sentence."""

    state: State
    front: str
    depth: int
    standing: frozenset[str]


def _typed(key: Key) -> str:
    """The character that a key types, or nothing."""
    printed = key.is_printable and "+" not in key.key[1:]
    return (key.character or "") if printed else ""


class Workbench(SteadyScreen):
    """Panes, say line, keys. Everything shown follows from `state`; beside it only the pane in
    front is kept here.
    """

    CSS_PATH = "workbench.tcss"
    COMPONENT_CLASSES: ClassVar[set[str]] = {*PALETTE}
    AUTO_FOCUS = "#say"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings()]
    COMMANDS = {_places}  # noqa: RUF012
    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (60, "-narrow"), (NARROW, "-wide")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-low"), (16, "-short"), (30, "-tall")]  # noqa: RUF012

    state: var[State] = var[State](None, init=False)  # type: ignore[arg-type]

    def __init__(
        self,
        state: State,
        person: Person,
        use_colours: Callable[[str], None],
    ) -> None:
        """`use_colours` paints everything in the colours of a setting."""
        super().__init__(id="workbench")
        self.pictures, self.person, self._use_colours = Pictures(), person, use_colours
        # Thousands of claims take longer than a frame may: they are judged once it stands.
        self.judging = _claims_in(state) > FEW_CLAIMS
        self.scene: Scene = look(state, judge=not self.judging)
        self.set_reactive(Workbench.state, state)
        self.front = "quotes"
        self.small = False  # whether the notice of too little room stands
        self._waiting: Widget | None = None  # what gets the focus once there is room again
        self._typist = typist.Typist()
        self._before: _Before | None = None  # how it stood before the letters typed last
        self._over = False  # whether something lies over the workbench
        self._once_clear: Callable[[], None] | None = None
        self.desk = ScreenDesk(self)
        self.file = FileWatch(self.desk)
        self._background = Background(self.desk)
        self._arrangement = Arrangement(self, lambda: self.focus_id)
        self._told = while_same(self._shown_in_story)(self._formula_story)
        self._echo = while_same(_shown_under_say)(echo)
        self._keys = while_same(self._shown_in_keys)(self._footer)

    # --- what there is

    def compose(self) -> ComposeResult:
        """Header, panes, say line with its echo, keys; above them the editor that all fields
        share.
        """
        yield _row("header", _header)
        with Panes():
            with Pane(id="pane-1", classes="pane"):
                yield Selectable(_fields, "fields", lambda scene: scene.state.field)
                yield LinesView(field_story, id="field-story", classes="story")
            with Pane(id="pane-2", classes="pane"):
                yield _row("chain-head", _chain_head)
                yield Selectable(_chain, "chain", lambda scene: scene.state.formula)
                yield FormulaView(self._told, self._symbol_at, id="formula-story")
            with Pane(id="pane-3", classes="pane"):
                yield Selectable(quotes_list, "quotes", _chosen_key)
                yield LinesView(claim_story, id="claim-story", classes="story")
        with Horizontal(id="say-row"):
            yield _row("say-label", lambda scene, width: (SAY_LABEL,))
            yield SayLine()
        yield _row("echo", self._echo)
        yield _row("footer", self._keys)
        yield FieldEditor()
        yield LinesView(too_small, id="small")

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

    def _footer(self, scene: Scene, width: int) -> Lines:
        return (footer(scene, width, self.keys_for),)

    def _shown_in_keys(self, scene: Scene, width: int) -> tuple[object, ...]:
        """While a field is typed, its letters bear on none of the keys but these."""
        state = scene.state
        if self.keys_for != "editor":
            return width, self.keys_for, scene
        undoes = bool(state.history.past) or state.typing is not None
        return width, "editor", state.sheet, state.unsaved, undoes

    def _symbol_at(self, row: int, column: int, width: int) -> str:
        return symbol_at(self.scene, width, self.pictures, row, column)

    @property
    def focus_id(self) -> str:
        """The id of what has the focus."""
        return (self.focused.id or "") if self.focused is not None else ""

    @property
    def keys_for(self) -> str:
        """What the footer and the key panel are to speak of: the focused thing, or that something
        lies over the workbench.
        """
        return "over" if self._over else self.focus_id

    @property
    def clear(self) -> bool:
        """Whether nothing lies over it, and it has the room that it needs."""
        return self.app.screen is self and not self.small

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
        """Take the person's own keys, bring a pane to the front and show the first scene."""
        config = self.person.config
        own = keymap(config.keys) if config is not None else {}
        self.app.set_keymap(own)
        remap(own)
        self.bring(self.front, focus=False)
        if self.judging:
            self._judge_first()
        self.show()
        self.set_interval(EVERY, self.file.look)
        self.call_after_refresh(self._background.ask)
        visits.begin(self.desk)
        visits.begin_in_pane(self.desk)

    def _judge_first(self) -> None:
        """Judge a large session beside the screen: what is not a verdict is shown meanwhile."""
        session, setup = self.state.session, self.state.setup

        def work(stop: Stop) -> None:
            # Whatever is wrong with it is found out when it is shown.
            with suppress(Exception):
                files.judge_beside(session, setup, stop)

        def judged(done: None) -> None:
            self.judging = False
            self.scene = look(self.state, self.scene)
            self.show()

        self.desk.in_background(work, judged, "judge")

    def redraw(self, loaded: None = None) -> None:
        """Draw the selected formula with what is loaded."""
        # What was imported stays: looking through it for garbage takes 40 ms in the middle of a
        # word.
        gc.freeze()
        self.query_one("#formula-story", LinesView).show(self.scene)

    def watch_state(self, last: State, state: State) -> None:
        """Another state: evaluate, judge, show."""
        self._close_editor()
        self.scene = look(state, self.scene, judge=not self.judging)
        self._arrangement.show_sheet(state.sheet, lambda: self.scene)
        self.show()
        self._open_editor()
        self._background.ask()
        if last.settings != state.settings:
            if last.settings.colours != state.settings.colours:
                self._use_colours(state.settings.colours)
            person.keep_settings(self.desk)

    def show(self) -> None:
        """Hand the scene to every view; each paints what differs."""
        self._arrangement.share_out(self.scene)
        self._arrangement.name_panes(self.scene)
        if not self.state.sheet:
            self._arrangement.count(self.scene)
        for view in self.query(LinesView):
            view.show(self.scene)
        self._follow_field()  # its row may stand elsewhere than before
        if self.state.sheet:
            self._show_sheet()

    def _show_sheet(self) -> None:
        """Many quotes are compared beside the screen, which says so meanwhile."""
        from workbench.state.bakeoff import compare, waiting  # 25 ms, loaded with the sheet

        scene = self.scene
        if scene.settled and scene.resolved is not None and waiting(scene):
            self.desk.in_background(
                lambda stop: compare(scene), lambda done: self.show(), "compare"
            )

    def bring(self, pane: str, *, focus: bool = True) -> None:
        """Bring a pane to the front (where only one is shown) and give it the focus."""
        if self.state.sheet:
            self.desk.change(changes.without_sheet)
        self.front = pane
        for name, id in PANE_IDS.items():
            self.query_one(f"#{id}").set_class(name == pane, "-front")
        if focus:
            self._give_focus(self.query_one(f"#{pane}"))

    def _give_focus(self, widget: Widget) -> None:
        # At once where it can be: what is typed next is meant for it.
        if widget.focusable:
            self.set_focus(widget)
        else:
            widget.focus()

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """The keys row says what the focused thing does."""
        if self.focus_id in PANES and self.front != self.focus_id:
            self.bring(self.focus_id, focus=False)
        self.set_class(self.focus_id == "editor", "-typing")
        self.show_keys()

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
        if self._once_clear is not None:
            self.call_after_refresh(self._now_clear)

    def once_clear(self, then: Callable[[], None]) -> None:
        """Go on after the next frame in which nothing lies over the workbench."""
        self._once_clear = then
        self.call_after_refresh(self._now_clear)

    def _now_clear(self) -> None:
        then = self._once_clear
        # Asked again when the workbench is on top, and not in a circle until then.
        if then is not None and self.app.screen is self:
            self._once_clear = None
            then()

    # --- the line over the field that is being typed

    def _close_editor(self) -> None:
        if self.state.typing is None and self.editor.is_open:
            had_focus = self.editor.has_focus
            self.editor.close()
            if had_focus:  # before what takes a moment: the next key is meant for the pane
                self.set_focus(self.query_one("#fields"))

    def _open_editor(self) -> None:
        typing = self.state.typing
        if typing is not None and not self.editor.is_open:
            place, example = self.place_of_field(), example_of(typing.id)
            self.editor.open(typing.id, typing.text, place, example)
            self._follow_field()  # the pane may have come to the front just now

    def _follow_field(self) -> None:
        """The line that lies over a field goes where the field went."""
        if self.editor.is_open:
            self.call_after_refresh(self._place_editor)

    def _place_editor(self) -> None:
        if self.editor.is_open:
            self.editor.place(self.place_of_field())

    def place_of_field(self) -> Region:
        """Where the selected field's value stands on screen: the editor lies over it."""
        fields = self.query_one("#fields", Selectable)
        fields.reveal()
        row, _ = fields.rows_of(self.state.field)
        top = round(fields.scroll_target_y)
        label = cells(fields.lines[row].pieces[0].text.rstrip())
        width = max(8, min(40, fields.room - label - 1))
        return Region(fields.region.x + fields.room - width, fields.region.y + row - top, width, 1)

    # --- too little room: a notice stands over everything, and nothing is done behind it

    async def on_resize(self, event: Resize) -> None:
        """One frame for another size: first what the size shows, then its layout, then the lines
        for it. Textual would paint each of these, six frames in all.
        """
        width, height = event.size
        self.take_size(width, height)
        self._guard(small=width < SMALLEST[0] or height < SMALLEST[1])
        self._arrangement.share_out(self.scene)
        self._follow_field()
        self.call_later(self.lay_out, lambda: self._arrangement.count(self.scene))

    def _guard(self, *, small: bool) -> None:
        """Nothing is typed into what cannot be seen; the focus comes back with the room."""
        if small and not self.small:
            settle(self.desk)
            self._waiting = self.focused
            self.small = True
            self.set_focus(None)
        elif self.small and not small:
            self.small = False
            back = self._waiting
            if back is None or not back.display:
                back = self.say_line
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
            widget = self.say_line
        super().set_focus(widget, scroll_visible, from_app_focus)

    # --- keys, clicks and messages to actions

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While the notice stands, only what it names."""
        return not self.small or parameters in (("save",), ("quit",))

    def action_do(self, id: str) -> None:
        """What an action of the table does."""
        do(self.desk, id)

    def do(self, what: str) -> None:
        """An action, or one of the places that parts of rows stand for, as its key would."""
        if self.check_action("do", (what,)):
            press(self.desk, what)

    @on(Pressed)
    def _press(self, message: Pressed) -> None:
        self.do(message.do)

    @on(Chosen)
    def choose(self, message: Chosen) -> None:
        """Something was gone to in a list. What was done already is not done again: an action may
        have caught up with it, and a field be open by now.
        """
        if message.at:
            view = self.query_one(f"#{message.pane}", Selectable)
            if message.at <= view.heard:
                return
            view.heard = message.at
        if message.pane == "bakeoff":
            from workbench.actions import bakeoff  # 20 ms, loaded with the sheet

            bakeoff.choose_row(self.desk, message.key)
        else:
            pane, key = message.pane, message.key
            self.desk.change(lambda state: changes.selected(state, pane, key))

    @on(CellMoved)
    def _move_cell(self, message: CellMoved) -> None:
        from workbench.actions import bakeoff  # 20 ms, loaded with the sheet

        bakeoff.move_cell(self.desk, message.across, message.down)

    @on(Acted)
    def _act(self, message: Acted) -> None:
        opens = {"bakeoff": "open_cell", "call": "why", "fields": "choose"}
        do(self.desk, opens.get(message.pane, "follow"))

    @on(SymbolChosen)
    def _choose_symbol(self, message: SymbolChosen) -> None:
        formulas.choose_symbol(self.desk, message.id)

    @on(BorderDragged)
    def _drag(self, message: BorderDragged) -> None:
        panes.drag(self.desk, message.border, message.column)

    @on(FieldTyped)
    async def _type(self, message: FieldTyped) -> None:
        if self.editor.field == message.id:  # else it is left, with this text
            id, text, shown = message.id, message.text, self.scene.results
            self.desk.change(lambda state: states.typed(state, id, text, shown))
        await self.let_go()

    @on(FieldStepped)
    def _step_typed(self, message: FieldStepped) -> None:
        """A step while the field is being typed goes through the same line as a letter."""
        if self.editor.field == message.id:
            text = fields.next_value(self.desk, message.id, message.way, big=message.big)
            if text is not None:
                self.editor.value = text
                self.editor.cursor_position = len(text)

    @on(FieldLeft)
    def _leave(self, message: FieldLeft) -> None:
        if self.editor.field == message.id:
            leave_field(self.desk, keep=message.keep)

    async def heard(self, view: Selectable, key: Key) -> bool:
        """A key that was typed in a list. Returns whether it is no key of it: it goes to the say
        line, or waits for what comes after it.
        """
        answer = self._typist.heard(key.key, _typed(key), key.time, shown=view.shows_focus)
        if answer.first:
            await cast("NapkinApp", self.app).act(answer.first)
        if answer.what == "hold":
            self.set_timer(typist.HELD, self._waited)
        elif answer.what == "say":
            self._take_back(answer.said)
            self.dictate(answer.said)
        elif len(self._typist.run) <= 1:  # what acts now may be the first letter of a sentence
            self._before = _Before(
                self.state, self.front, len(self.app.screen_stack), standing(self.app)
            )
        return answer.what != "act"

    def strays(self, key: Key) -> bool:
        """A key that would reach what a letter before it opened. Returns whether both begin a
        sentence, which is said now.
        """
        character = _typed(key)
        if not character or not self._typist.run:
            return False
        over = self.app.screen
        if over is self:
            if not self.editor.is_open or self.focused is not self.editor:
                return False
            # Words are what some fields hold: there the box is what letters are meant for.
            where: typist.Where = "text" if is_word(self.editor.field) else "other"
        else:
            where = "text" if isinstance(over.focused, Input) else "other"
            where = "jump" if getattr(over, "takes_letters", False) else where
        said = self._typist.strayed(character, key.time, where)
        if said:
            self._take_back(said)
            self.dictate(said)
        return bool(said)

    def _take_back(self, said: str) -> None:
        """What the letters before the last one did as keys."""
        before, self._before = self._before, None
        if before is None or len(said) <= 1:
            return
        while len(self.app.screen_stack) > before.depth:
            self.app.pop_screen()
        if self.state is not before.state:
            self.desk.change(lambda state: before.state)
        if self.front != before.front:
            self.bring(before.front, focus=False)
        forget_since(self.app, before.standing)

    async def _waited(self) -> None:
        """Nothing came after a capital: it is a key after all."""
        key = self._typist.waited()
        if key and self.clear and isinstance(self.focused, Selectable):
            await cast("NapkinApp", self.app).act(key)

    @on(Dictated)
    def _dictated(self, message: Dictated) -> None:
        self.dictate(message.text)

    def dictate(self, text: str) -> None:
        """Text goes to the say line, with the focus."""
        self.set_focus(self.say_line)
        self.say_line.put_here(text)

    @on(SayTyped)
    async def _hear(self, message: SayTyped) -> None:
        state = self.state
        begins = message.text and not state.said
        if begins and not state.sheet and not self.query_one("#pane-3").display:
            self.bring("quotes", focus=False)  # where the verdict of what is being said stands
        self.desk.change(lambda state: recall.spoken(state, message.text))
        walking = self.state.recall is not None
        rest = "" if walking else completion(message.text, changes.speakers(self.state))
        self.say_line.offer(clean(rest))
        await self.let_go()

    @on(SayKept)
    def _keep(self) -> None:
        do(self.desk, "keep_said")

    @on(SayCleared)
    def _clear(self) -> None:
        say.leave_line(self.desk)

    @on(SayRecalled)
    def _recall(self, message: SayRecalled) -> None:
        say.recall_line(self.desk, message.step)


class ScreenDesk:
    """The desk of the workbench on the screen: what the actions see of it and do to it."""

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench
        self._notice: Timer | None = None  # until it is said that something takes a moment
        self._busy: Busy | None = None

    @property
    def state(self) -> State:
        """The state on show."""
        return self._bench.state

    @property
    def scene(self) -> Scene:
        """The scene on show."""
        return self._bench.scene

    @property
    def person(self) -> Person:
        """Whose it is."""
        return self._bench.person

    @property
    def pictures(self) -> Pictures:
        """What draws formulas."""
        return self._bench.pictures

    @property
    def at(self) -> str:
        """The id of what has the focus."""
        return self._bench.focus_id

    @property
    def front(self) -> str:
        """The pane that is on show where only one is."""
        return self._bench.front

    @property
    def size(self) -> tuple[int, int]:
        """Columns and rows of the screen."""
        return self._bench.app.size

    @property
    def clear(self) -> bool:
        """Whether nothing lies over the workbench."""
        return self._bench.clear

    @property
    def line(self) -> SayLine:
        """The say line."""
        return self._bench.say_line

    # --- state, focus and lists

    def change(self, how: Callable[[State], State]) -> None:
        """Another state."""
        before = self._bench.state
        after = how(before)
        if before.said and not after.said:
            self._bench.say_line.empty()
        self._bench.state = after

    def focus(self, place: str) -> None:
        """To a pane, the list of a sheet, or the say line."""
        bench = self._bench
        if place in PANES:
            bench.bring(place)
        elif place == "say":
            bench.set_focus(bench.say_line)
        elif any(widget.is_on_screen for widget in bench.query(f"#{place}")):
            self._focus_list(place)
        else:
            # A sheet that was just opened has no list yet.
            bench.call_after_refresh(self._focus_list, place)

    def _focus_list(self, sheet: str) -> None:
        for widget in self._bench.query(f"#{sheet}"):
            self._bench.set_focus(widget)

    def catch_up(self) -> None:
        """Take what is still on its way: keys may come faster than what they cause."""
        bench = self._bench
        for view in bench.query(Selectable):
            if view.aimed and view is bench.focused:
                bench.choose(Chosen(view.pane, view.aimed, view.asked))
        typing, editor = bench.state.typing, bench.editor
        if typing is not None and editor.is_open and editor.value != clean(typing.text):
            self.change(
                lambda state: states.typed(state, typing.id, editor.value, self.scene.results)
            )

    def shows(self, pane: str) -> bool:
        """Whether a pane is on the screen."""
        return self._bench.query_one(f"#{PANE_IDS[pane]}").display

    def reveal(self, pane: str, key: str = "") -> None:
        """Scroll a list to what is selected in it, or to something else."""
        self._bench.query_one(f"#{pane}", Selectable).reveal(key)

    def scroll(self, view: str, rows: int | None) -> None:
        """Scroll a view further, or to its top."""
        found = self._bench.query_one(f"#{view}", LinesView)
        if rows is None:
            found.scroll_to(y=0, animate=False, force=True)
        else:
            found.scroll_relative(y=rows, animate=False)

    # --- sentences and boxes

    def tell(self, text: str, severity: Severity = "information") -> None:
        """A sentence that goes away by itself; never markup."""
        text, stay = clean(text), self.state.settings.toasts
        forget(self._bench.app, text)
        self._bench.notify(text, severity=severity, markup=False, timeout=stay)

    def dismiss(self) -> bool:
        """Take the standing sentences away."""
        standing = bool(self._bench.query("Toast"))
        self._bench.app.clear_notifications()
        return standing

    def ask(self, box: Screen[Answer], then: Callable[[Answer | None], None] | None = None) -> None:
        """Lay a box over the workbench, and go on with its answer."""
        self._bench.app.push_screen(box, then)

    # --- later and beside the screen

    def later(self, then: Callable[[], None]) -> None:
        """Go on after the next frame."""
        self._bench.call_after_refresh(then)

    def after(self, seconds: float, then: Callable[[], None]) -> Timer:
        """Go on after some seconds."""
        return self._bench.set_timer(seconds, then)

    def once_clear(self, then: Callable[[], None]) -> None:
        """Go on after the next frame in which nothing lies over the workbench."""
        self._bench.once_clear(then)

    def in_background(
        self,
        work: Callable[[Stop], Found],
        then: Callable[[Found], None],
        group: str,
        *,
        vital: bool = False,
        saying: str = "",
        stopped: str = "",
    ) -> None:
        """Work beside the screen, and say so where it takes a moment."""

        def done(found: Found) -> None:
            if saying:
                self._say_done()
            then(found)

        def left(finished: str | None) -> None:
            self._busy = None
            if stopped and not finished:
                worker.cancel()
                self.tell(stopped)

        def say() -> None:
            self._busy = Busy(saying, "stops" if stopped else "leaves it to the background")
            self.ask(self._busy, left)

        worker = in_background(self._bench, work, done, group, vital=vital)
        if saying:
            self._say_done()
            self._notice = self._bench.set_timer(SOON, say)

    def _say_done(self) -> None:
        if self._notice is not None:
            self._notice.stop()
            self._notice = None
        busy, self._busy = self._busy, None
        if busy is not None and busy.is_current:
            busy.dismiss("done")

    def running(self, group: str) -> bool:
        """Whether anything of a group works beside the screen."""
        workers = self._bench.workers
        return any(worker.group == group and worker.is_running for worker in workers)

    # --- beyond the screen

    def copy(self, text: str) -> None:
        """Put a text on the clipboard."""
        self._bench.app.copy_to_clipboard(text)

    def picture(self) -> str:
        """What is on the screen, as SVG."""
        return self._bench.app.export_screenshot(title="napkin")

    def leave(self, message: str | None) -> None:
        """End the program, with a sentence for the shell."""
        self._bench.app.exit(message=message)


# --- the views of the rows and lists


def _row(id: str, view: Callable[[Scene, int], Lines]) -> LinesView:
    def lines(scene: Scene, width: int) -> Lines:
        return drawn(scene, view(scene, width))

    return LinesView(lines, id=id, classes="row", prose=False)


def _shown_in_header(scene: Scene, width: int) -> tuple[object, ...]:
    """Of a chain, what it was made of and two of its values; of the quotes, their worst."""
    state, resolved = scene.state, scene.resolved
    setup = scene.setup
    named = (setup.name, setup.weights) if setup is not None else ()
    at = (width, state.path, state.unsaved, state.outside, scene.problem, *named)
    judged = (bool(scene.judged), scene.worst, scene.beyond_ceiling)
    if resolved is None:
        return *at, *judged
    entered = resolved.given.entered
    values = [entered.get(id) for id in ("gpus_per_replica", "concurrency")]
    parts = (resolved.model, resolved.hardware, resolved.assumptions, *values)
    return *at, *judged, *parts


@while_same(_shown_in_header)
def _header(scene: Scene, width: int) -> Lines:
    return (header(scene, width),)


def _shown_under_say(scene: Scene, width: int) -> tuple[object, ...]:
    """What stands under the say line hangs on a whole scene while something is said there."""
    state = scene.state
    if state.said or state.sheet:
        return width, scene
    return width, state.settings, state.steps, state.rescued, state.recent, state.path


def _fields(scene: Scene, width: int) -> Lines:
    return marked(fields_list(scene, width), (), scene.symbol)


def _chain(scene: Scene, width: int) -> Lines:
    lines = beside_list(scene, width) if scene.lineup else chain_list(scene, width)
    return drawn(scene, marked(lines, scene.inputs(), scene.symbol))


def _chain_head(scene: Scene, width: int) -> Lines:
    head = beside_head(scene, width) if scene.lineup else chain_head(scene, width)
    return drawn(scene, (head,))


def _chosen_key(scene: Scene) -> str:
    item = chosen_item(scene)
    return item.key if item is not None else ""


def _claims_in(state: State) -> int:
    """How much there is to judge."""
    return sum([len(quote.claims) + len(quote.ambiguous) for quote in state.session.quotes])
