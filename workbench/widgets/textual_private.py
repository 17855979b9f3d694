"""What Textual's compositor does, without painting what is covered or has not changed.

For every frame Textual asks each widget that touches the box around all changes for all of its
rows, also those that lie wholly under others: the screen, the row of panes and the panes. That is
half of what a letter costs. Here a widget is asked for the rows alone of which something is to be
shown, from the front to the back, and the others are not asked.
"""

from __future__ import annotations

import asyncio
import codecs
import functools
import itertools
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from textual._compositor import ChopsUpdate, Compositor
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.command import CommandList, CommandPalette
from textual.events import Event, Key, Paste
from textual.geometry import Region
from textual.keys import Keys
from textual.message_pump import MessagePump
from textual.screen import Screen
from textual.scrollbar import ScrollBar
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input

from workbench.views.text import pasted
from workbench.widgets.content import plain, safe

if TYPE_CHECKING:
    from textual.driver import Driver

# A view's wish to be painted passes through its own queue and the screen's before it counts.
TURNS = 3
_MOMENT = 0.02
# By row of the screen, the columns at which parts begin that are to be painted. A part goes from
# there to the next place where any widget begins or ends.
Wanted = dict[int, set[int]]


class _Placed(NamedTuple):
    """A widget, and what of the screen it would fill if nothing lay in front of it."""

    widget: Widget
    left: int
    top: int
    right: int
    bottom: int
    region: Region


class SparingCompositor(Compositor):
    """Gives what Textual's own gives, and asks for less of it."""

    def __init__(self) -> None:
        super().__init__()
        # What was laid out when the rest was worked out: Textual makes both anew for a layout.
        self._laid: tuple[object, object] = (None, None)
        self._places: list[_Placed] = []
        self._fronts: dict[int, dict[int, _Placed]] = {}

    def render_partial_update(self) -> ChopsUpdate | None:
        """Paint the parts that changed."""
        regions = self._dirty_regions.copy()
        self._dirty_regions.clear()
        if not regions:
            return None
        spans = list(self._regions_to_spans(regions))
        cuts, wanted = self.cuts, cast("Wanted", {})
        for y, x1, x2 in spans:
            if 0 <= y < len(cuts):
                row = cuts[y]
                ends = itertools.pairwise(row)
                found = [start for start, end in ends if start < x2 and end > x1]
                wanted.setdefault(y, set()).update(found)
        return ChopsUpdate(self._painted(wanted), spans, [row[1:] for row in cuts])

    def _render_chops(
        self, crop: Region, is_rendered_line: Callable[[int], bool]
    ) -> Sequence[Mapping[int, Strip]]:
        rows = enumerate(self.cuts)
        return self._painted({y: set(row[:-1]) for y, row in rows if is_rendered_line(y)})

    def _front(self, y: int) -> dict[int, _Placed]:
        """By the column at which a part of a row begins, what lies in front there."""
        cuts, visible = self.cuts, self.visible_widgets
        if self._laid[0] is not cuts or self._laid[1] is not visible:
            self._laid, self._fronts, self._places = (cuts, visible), {}, []
            for widget, (region, clip) in visible.items():
                left, top, width, height = region.intersection(clip)
                place = _Placed(widget, left, top, left + width, top + height, region)
                self._places.append(place)
        found = self._fronts.get(y)
        if found is None:
            found = self._fronts[y] = {}
            starts = cuts[y][:-1]
            for place in self._places:
                if place.top <= y < place.bottom:
                    for x in starts:
                        if place.left <= x < place.right and x not in found:
                            found[x] = place
        return found

    def _painted(self, wanted: Wanted) -> Sequence[Mapping[int, Strip]]:
        """The parts of each row by the column where they begin, asked of what lies in front."""
        cuts = self.cuts
        parts: list[dict[int, Strip | None]] = [dict.fromkeys(row[:-1]) for row in cuts]
        asked: dict[Widget, tuple[_Placed, dict[int, list[int]]]] = {}
        for y, starts in wanted.items():
            front = self._front(y)
            for x in starts:
                place = front.get(x)
                if place is not None:
                    rows = asked.setdefault(place.widget, (place, {}))[1]
                    rows.setdefault(y, []).append(x)
        for widget, (place, rows) in asked.items():
            _, left, _, right, _, region = place
            first, last = min(rows), max(rows)
            strips = widget.render_lines(
                Region(left - region.x, first - region.y, right - left, last - first + 1)
            )
            for y, columns in rows.items():
                row, strip = parts[y], strips[y - first]
                inside = [x for x in cuts[y] if left <= x <= right]
                if len(inside) == 2:
                    row[left] = strip
                    continue
                divided = strip.divide([x - left for x in inside[1:]])
                for x, part in zip(inside, divided, strict=False):
                    if x in columns:
                        row[x] = part
        return cast("Sequence[Mapping[int, Strip]]", parts)


def _lines_of_bar(bar: ScrollBar, crop: Region) -> list[Strip]:
    """The rows of a scroll bar, by all that they are made of. One that looks as one did before is
    not made again: each part of it carries what a click does, and packing that takes longer than
    its whole pane.
    """
    if bar.parent is None:
        # Taken away between the layout and the painting of it: nothing stands there any more, and
        # asked how it looks it would end the program.
        return [Strip.blank(crop.width)] * crop.height
    looks, filters = vars(bar.render()).values(), bar.get_line_filters()
    key = (*looks, bar.outer_size, crop, *bar.background_colors, *filters)
    found = _bars.get(key)
    if found is None:
        if len(_bars) >= _MOST:
            _bars.clear()
        found = _bars[key] = Widget.render_lines(bar, crop)
    return found


_bars: dict[tuple[Any, ...], list[Strip]] = {}
_MOST = 512
ScrollBar.render_lines = _lines_of_bar  # type: ignore[method-assign, assignment]


_MOVES = frozenset(
    [
        *("up", "down", "left", "right", "home", "end", "pageup", "pagedown", "tab"),
        *("backspace", "delete"),
    ]
)


def _may_open(key: Key, *, typing: bool) -> bool:
    """Whether a key may open or close a box: in a line of text, no letter does."""
    name = key.key.rpartition("+")[2]
    return not (name in _MOVES or (typing and key.is_printable and "+" not in key.key[1:]))


class KeysInOrder(App[None]):
    """Keys that were typed while a view had the focus, and are heard once it has it no more, go on
    to the line of text that has it by then, in the order in which they were typed.

    Textual sends a key to what has the focus when it comes, and looks for its binding when it has
    come back through all parents: what a key before it has opened would not hear it, and a letter
    of a sentence would act as a key of the screen.
    """

    _PATIENCE = 1.0  # seconds after which a key that did not come back is given up

    def __init__(self, ansi_color: bool | None = None) -> None:
        super().__init__(ansi_color=ansi_color)
        self._sent: dict[Key, Widget] = {}
        self._waiting: list[Key] = []  # behind a key that may open or close a box
        self._gate = False  # whether such a key is on its way

    def hears_keys(self, view: Widget) -> bool:
        """Whether keys of a widget go this way."""
        return False

    async def heard(self, view: Widget, key: Key) -> bool:
        """A key came back to the view that has the focus. Returns whether it is dealt with."""
        return False

    async def strays(self, key: Key) -> bool:
        """Whether a key that is about to reach what a key before it opened was meant for none of
        it, and is dealt with.
        """
        return False

    async def act(self, key: str) -> None:
        """Do what a key is bound to."""
        await self._check_bindings(key)

    async def on_event(self, event: Event) -> None:
        """Send a key where the keys before it went, while they are on their way."""
        if not isinstance(event, Key) or event.is_forwarded:
            await super().on_event(event)
            return
        late = [key for key in self._sent if event.time - key.time > self._PATIENCE]
        for key in late:
            del self._sent[key]
        if self._gate:
            self._waiting.append(event)
            return
        await self._send(event)

    async def _send(self, event: Key) -> None:
        before = next(reversed(self._sent.values()), None) if self._sent else None
        view = self.focused
        moved = before is not None and (isinstance(view, Input) or self.screen is not before.screen)
        if before is not None and moved and before.is_attached:
            self._sent[event] = before
            before._forward_event(event)
            return
        hears = view is not None and self.hears_keys(view)
        if not hears and await self.strays(event):
            return
        if view is not None and hears:
            self._sent[event] = view
        elif view is not None and _may_open(event, typing=isinstance(view, Input)):
            self._gate = True
            self.set_timer(_MOMENT, self._go_on)
        await super().on_event(event)
        if not event.is_forwarded:
            self._sent.pop(event, None)

    async def _go_on(self, tries: int = 50, quiet: int = 2) -> None:
        """The keys that waited, as if they were typed now; what opens hears them once it stands."""
        if not self.screen_stack:
            return  # the program ends
        quiet = quiet - 1 if self._is_quiet else 2
        if quiet > 0 and tries:
            self.set_timer(_MOMENT, functools.partial(self._go_on, tries - 1, quiet))
            return
        self._gate = False
        while self._waiting and not self._gate:
            await self._send(self._waiting.pop(0))

    @property
    def _is_quiet(self) -> bool:
        """Whether no box is about to come or to go, as far as can be seen."""
        if not self.screen.is_mounted or (self.focused is None and self.screen.query(Input)):
            return False
        pumps: list[MessagePump] = [self, *self.screen_stack]
        pumps += self.focused.ancestors_with_self if self.focused is not None else []
        return not any(pump.message_queue_size or pump._next_callbacks for pump in pumps)

    async def _on_key(self, event: Key) -> None:
        view = self._sent.pop(event, None)
        if view is None:
            return
        now, elsewhere = self.focused, self.screen is not view.screen
        if now is not None and self.hears_keys(now) and not elsewhere:
            taken = await self.heard(now, event)
        elif await self.strays(event) or (
            elsewhere and await self._check_bindings(event.key, priority=True)
        ):
            taken = True
        else:
            target = now or (self.screen if elsewhere else None)
            taken = isinstance(now, Input) or elsewhere
            if target is not None and taken:
                target._forward_event(event.copy())
        if taken:
            event.prevent_default()
            event.stop()


class LastingApp(KeysInOrder):
    """An app in which every fault, of whichever part, comes to one place first, and so does every
    paste.
    """

    def last_words(self, fault: BaseException) -> str:
        """What to say at the end; whatever must be kept is kept here."""
        raise NotImplementedError

    def _handle_exception(self, error: Exception) -> None:
        said = self.last_words(error)
        if os.environ.get("NAPKIN_DEBUG"):
            super()._handle_exception(error)
        if self._exception is None:  # tests look at it
            self._exception = error
            self._exception_event.set()
        self._return_code = 1
        if said:
            self.panic(plain(said))

    async def on_event(self, event: Event) -> None:
        """What is pasted is text from outside, whichever line it goes into: ours or the palette's
        own.
        """
        if isinstance(event, Paste) and not getattr(self.focused, "keeps_lines", False):
            event.text = pasted(event.text)
        await super().on_event(event)

    def get_driver_class(self) -> type[Driver]:
        """Textual's own for this system, but one that no byte can end."""
        found = super().get_driver_class()
        return Terminal if sys.platform != "win32" and found is LinuxDriver else found


if sys.platform != "win32":
    from textual.drivers import linux_driver
    from textual.drivers.linux_driver import LinuxDriver

    class Terminal(LinuxDriver):
        """A terminal whose reading tells the app when it fails, as any other part does."""

        def _run_input_thread(self) -> None:
            try:
                self.run_input_thread()
            except Exception as fault:
                self._app.call_later(_raised, fault)

    class _Parser(XTermParser):
        """Ignores a key whose number is none or no character; Textual would read no further."""

        def _sequence_to_key_events(self, sequence: str, alt: bool = False) -> Iterable[Key]:
            try:
                keys = [*super()._sequence_to_key_events(sequence, alt)]
                "".join([key.character or "" for key in keys]).encode()  # not so half a surrogate
            except (ValueError, OverflowError):
                return (Key(Keys.Ignore, sequence),)
            return keys

    def _raised(fault: Exception) -> None:
        raise fault

    def _forgiving(encoding: str) -> Callable[[], codecs.IncrementalDecoder]:
        """A byte that is no text is shown as U+FFFD; Textual would read no further."""
        return functools.partial(codecs.getincrementaldecoder(encoding), errors="replace")

    # Textual's reading of a terminal is one function, which finds both by name.
    vars(linux_driver).update(getincrementaldecoder=_forgiving, XTermParser=_Parser)


class SteadyScreen(Screen[None]):
    """A screen whose frame can be held back until all that belongs in it is there."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._compositor = SparingCompositor()
        self._held: AbstractContextManager[None] | None = None

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

    def take_size(self, width: int, height: int) -> None:
        """The classes of another size, in a frame that is held from here on."""
        self.hold()
        across, down = self.HORIZONTAL_BREAKPOINTS or [], self.VERTICAL_BREAKPOINTS or []
        shown = {name: False for _, name in (*across, *down)}
        for name in (
            *self._get_breakpoint_classes(width, across),
            *self._get_breakpoint_classes(height, down),
        ):
            shown[name] = True
        self.update_classes(shown, animate=False)

    async def lay_out(self, then: Callable[[], None]) -> None:
        """What the styles of this size ask for, before and not after the frame; after it, `then`.
        The screen's own handler, which lays out, comes first.
        """
        for _ in range(TURNS):
            await asyncio.sleep(0)
        self.call_later(self._laid_out, then)

    async def _laid_out(self, then: Callable[[], None]) -> None:
        if self._layout_required:
            self._layout_required = False
            self._refresh_layout()
        await self.let_go()
        self.call_after_refresh(then)


class CarefulPalette(CommandPalette):
    """Textual's palette, whose list has no pages until it has rows on the screen."""

    def _action_command_list(self, action: str) -> None:
        # Textual would end the program: it looks for the row of a line that it did not lay out yet.
        if self.query_one(CommandList).size.height:
            super()._action_command_list(action)


def write_below(widget: Widget, text: str) -> None:
    """Words on the lower edge of a frame. Textual would paint all that stands in it as well."""
    stands = widget._border_subtitle
    if (stands.plain if stands is not None else "") == text:
        return
    widget._border_subtitle = safe(text)
    # Regions count from where the content begins.
    gutter, (width, height) = widget.styles.gutter, widget.outer_size
    widget.refresh(Region(-gutter.left, height - 1 - gutter.top, width, 1))


def forget(app: App[None], text: str) -> None:
    """Take a message away that says this already."""
    for standing in [note for note in app._notifications if note.message == text]:
        app._unnotify(standing)


def standing(app: App[None]) -> frozenset[str]:
    """Which messages stand."""
    return frozenset([note.identity for note in app._notifications])


def forget_since(app: App[None], then: frozenset[str]) -> None:
    """Take away the messages that did not stand then."""
    for note in [note for note in app._notifications if note.identity not in then]:
        app._unnotify(note)


def suggested(line: Input) -> str:
    """The whole text that a line suggests, or nothing."""
    return line._suggestion


def suggest(line: Input, whole: str) -> None:
    """Show faintly how a line may go on. Textual would ask a suggester beside the screen, and its
    answer would come a frame after the letter.
    """
    line._suggestion = whole
