"""The Textual app: starts on a session, opens the workbench, and knows nothing else."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import gc
import os
import signal
import sys
from types import ModuleType
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.binding import Binding, BindingType
from textual.theme import Theme

from sessions.document.session import Session
from sessions.files.problems import BadDocument
from sessions.store.load import load
from workbench.person.colours import INKS, THEMES
from workbench.person.config import Config, read_config
from workbench.person.person import Person
from workbench.person.remembered import memory_path, recall
from workbench.screens.cover import Cover, Seen
from workbench.state.state import State, arranged, resumed, start
from workbench.widgets.background import Stop, in_background
from workbench.widgets.lines_view import Selectable
from workbench.widgets.textual_private import LastingApp

if TYPE_CHECKING:
    from pathlib import Path

    from textual.command import Provider
    from textual.screen import Screen
    from textual.widget import Widget

    from workbench.person.settings import Settings
    from workbench.screens.workbench import Workbench


def _commands() -> type[Provider]:
    """The palette's actions."""
    from workbench.actions.palette import Commands  # 3 ms, when it opens

    return Commands


def _rescue() -> ModuleType:
    """What rescues; loaded long before it is needed, for in the moment of death the files of the
    program may be others, or the disk gone.
    """
    # 90 ms beside the screen: Textual's way to tell a worker's fault, tomlkit, filelock.
    import rich.traceback  # noqa: F401

    from workbench.app import rescue

    return rescue


PATIENCE = 2.0  # seconds for an orderly end after a signal


class NapkinApp(LastingApp):
    """The workbench."""

    TITLE = "napkin"
    ENABLE_COMMAND_PALETTE = True
    # Textual looks for the parent of what is clicked, to select text in it, and ends the program
    # where that just went away. There is nothing to select here but messages, which go by
    # themselves.
    ALLOW_SELECT = False
    COMMAND_PALETTE_BINDING = "ctrl+p"
    COMMANDS = {_commands}  # noqa: RUF012
    # On every screen, so that whatever lies over the workbench gives way to the notice below it.
    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (60, "-roomy")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-low"), (16, "-high")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "leave", "Quit", show=False, priority=True)
    ]

    def __init__(
        self, state: State, config: Config | None = None, memory: Path | None = None
    ) -> None:
        """Without a config nothing is read from or written to the person's own file, and without
        the path of a memory nothing is remembered.
        """
        # Textual would turn colours into greys; asked for none, a terminal gets none.
        self.colourless = bool(os.environ.get("NO_COLOR"))
        super().__init__(ansi_color=self.colourless or None)
        self.cover = Cover(state, "terminal" if self.colourless else state.settings.colours)
        self.person = Person(config, memory)
        self._said_last = ""
        if self.colourless or state.settings.colours == "terminal":
            # The sixteen colours stay what the terminal makes of them only under such a theme.
            self._use_themes(state)

    def on_load(self) -> None:
        """A terminal that is closed, or a machine that shuts down, ends the program as a fault
        would: what was not saved is kept.
        """
        loop = asyncio.get_running_loop()
        for name in ("SIGHUP", "SIGTERM", "SIGINT"):
            if hasattr(signal, name):
                # Not every system, and no thread but the first, hears signals.
                with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
                    number = signal.Signals[name]
                    loop.add_signal_handler(number, self._stopped, number)

    def _stopped(self, number: signal.Signals) -> None:
        if self._said_last:
            os._exit(128 + number)  # asked again: the work is kept, and nobody waits
        self._said_last = _rescue().stopped_by(number, self._present)
        self.exit(return_code=128 + number, message=self._said_last)
        # A terminal that is gone may keep the way out from ending, and this loop with it.
        import threading

        last = threading.Timer(PATIENCE, os._exit, (128 + number,))
        last.daemon = True
        last.start()

    def hears_keys(self, view: Widget) -> bool:
        """Those of a list of the workbench: its letters may begin a sentence."""
        return isinstance(view, Selectable)

    async def heard(self, view: Widget, key: events.Key) -> bool:
        """A key that a list of the workbench was to act on."""
        return isinstance(view, Selectable) and await self.workbench.heard(view, key)

    async def strays(self, key: events.Key) -> bool:
        """A letter of a sentence whose first one opened something over the panes."""
        return "workbench" in self.__dict__ and self.workbench.strays(key)

    def get_default_screen(self) -> Screen[None]:
        """The cover is the first screen: the first frame is its own."""
        return self.cover

    @functools.cached_property
    def workbench(self) -> Workbench:
        """The workbench screen, made when the first frame stands."""
        from workbench.screens.workbench import Workbench  # 120 ms after the first frame

        return Workbench(self.cover.state, self.person, self.use_colours)

    @on(Seen)
    async def _open_workbench(self) -> None:
        """Lay the workbench over the cover, and hand it what was typed meanwhile."""
        # The cover paints its own colours: making and applying a theme takes as long as it does.
        self._use_themes(self.cover.state)
        await self.push_screen(self.workbench)
        # As if it was typed now: an event that reached the cover would go no further, and one that
        # is posted would come after what is typed meanwhile.
        self.workbench.set_focus(self.workbench.say_line)
        for key in self.cover.typed:
            await self.on_event(events.Key(key.key, key.character))
        self.set_timer(0.1, self.load_beside)
        # Nothing made up to here is garbage; from here on it is collected again.
        gc.freeze()
        # A full search takes 10 ms in the middle of a word. Little of what a key makes is a circle,
        # so young garbage is looked through every few keys and old garbage every few thousand.
        gc.set_threshold(5_000, 50, 100)
        gc.enable()

    def load_beside(self) -> None:
        """Import beside the screen what rescues, then SymPy and Pint, and draw with them."""

        def work(stop: Stop) -> None:
            _rescue()
            self.workbench.pictures.load()

        in_background(self.workbench, work, self.workbench.redraw, "drawing")

    def _use_themes(self, state: State) -> None:
        if "napkin" not in self.available_themes:
            for theme in themes():
                self.register_theme(theme)
        self.use_colours(state.settings.colours)

    def use_colours(self, colours: str) -> None:
        """The theme of a setting; without colours, the one that needs none."""
        self.theme = THEMES["terminal" if self.colourless else colours]

    def on_app_focus(self) -> None:
        """Whoever comes back to napkin may come from an editor."""
        if "workbench" in self.__dict__:
            self.workbench.file.look()

    def last_words(self, fault: BaseException) -> str:
        """A fault of our own ends in a sentence and keeps unsaved work; Textual would print the
        session with the traceback. Nothing where it is kept already.
        """
        if self._said_last:
            return ""
        self._said_last = _rescue().last_words(fault, self._present)
        return self._said_last

    @property
    def _present(self) -> State:
        opened = "workbench" in self.__dict__
        return self.workbench.state if opened else self.cover.state

    def action_command_palette(self) -> None:
        """Find an action by name."""
        from workbench.dialogs.palette import Palette  # 2 ms, when it opens

        if not isinstance(self.screen, Palette):
            self.push_screen(Palette())

    async def action_leave(self) -> None:
        """Quit, from wherever; unsaved changes are asked about."""
        if "workbench" not in self.__dict__ or not self.workbench.is_mounted:
            self.exit()  # nothing was changed yet
            return
        while self.screen is not self.workbench and len(self.screen_stack) > 1:
            self.pop_screen()
        self.workbench.do("quit")


def opening(path: str | None, settings: Settings | None = None) -> State:
    """The state to open with: a file, or the shipped example as an untitled copy. Raises
    BadDocument, OSError.
    """
    loaded = load(path)
    session: Session = loaded.session
    return start(session, path, loaded, settings)


def _placed(state: State, memory: Path) -> State:
    """The state with the panes as they were, and where its file was left, if it was open before
    and the person wants that.
    """
    if not state.settings.resume:
        return state
    found = recall(memory)
    state = arranged(state, found.shares, found.stories)
    return state if state.path is None else resumed(state, found.visit(state.path))


def why_not(encoding: str | None) -> str:
    """Why the workbench cannot be shown on this output, or nothing."""
    name = (encoding or "").lower().replace("-", "").replace("_", "")
    if name in ("utf8", "utf8sig", "cp65001"):
        return ""
    return (
        f"napkin draws with characters that this terminal's encoding ({encoding or 'none'}) does"
        " not have. Set a UTF-8 locale (LC_ALL=C.UTF-8) or PYTHONUTF8=1; `napkin check` and"
        " `napkin eval` work as it is."
    )


def run(path: str | None = None) -> int:
    """Open the workbench on a session. Returns the exit status: 2 where the file or the terminal
    was refused.
    """
    problem = why_not(sys.stdout.encoding)
    if problem:
        print(problem, file=sys.stderr)
        return 2
    # Textual draws on standard error.
    streams = (sys.stdin, sys.stdout, sys.stderr)
    if not all(stream.isatty() for stream in streams) or os.environ.get("TERM") == "dumb":
        print(
            "napkin needs a terminal that it can draw in. `napkin check` and `napkin eval` print"
            " their answers, with --json for a script.",
            file=sys.stderr,
        )
        return 2
    config, memory = read_config(), memory_path()
    try:
        state = _placed(opening(path, config.settings), memory)
    except BadDocument as bad:
        print(bad, file=sys.stderr)
        return 2
    app = NapkinApp(state, config, memory)
    try:
        app.run(mouse=config.settings.mouse)
    except BaseException as fault:  # what Textual lets through, ctrl+c at the end among it
        print(app.last_words(fault), file=sys.stderr)
        raise
    return app.return_code or 0


def themes() -> tuple[Theme, ...]:
    """The themes of the house, the one that the workbench starts in first.

    The three emphases hold in each: strong is bold, plain is plain, and quiet is fainter, by its
    colour or, where the colours are the terminal's, by the terminal's own faint text.
    """
    dark = Theme(
        name="napkin",
        primary="#7fb4ca",
        secondary=INKS["dark"].title,
        accent="#e0a35c",
        success="#8fbf7f",
        warning="#dcc06a",
        error=INKS["dark"].bad,
        background=INKS["dark"].background,
        surface="#1b1e23",
        panel="#262a31",
        foreground=INKS["dark"].foreground,
        dark=True,
    )
    light = Theme(
        name="napkin-light",
        primary="#1f6684",
        secondary=INKS["light"].title,
        accent="#9c5410",
        success="#2f6b22",
        warning="#7d5a00",
        error=INKS["light"].bad,
        background=INKS["light"].background,
        surface="#f1efea",
        panel="#e4e1da",
        foreground=INKS["light"].foreground,
        dark=False,
    )
    ansi = Theme(
        name="napkin-ansi",
        primary="ansi_blue",
        secondary="ansi_cyan",
        accent="ansi_magenta",
        success="ansi_green",
        warning="ansi_yellow",
        error="ansi_red",
        background="ansi_default",
        surface="ansi_default",
        panel="ansi_default",
        foreground="ansi_default",
        ansi=True,
        # Textual's own style sheets ask for these; both are what the terminal has anyway.
        variables={
            "ansi-background": "ansi_default",
            "ansi-foreground": "ansi_default",
            "border-blurred": "ansi_bright_black",
            "block-cursor-foreground": "ansi_default",
            "block-cursor-background": "ansi_default",
            "block-cursor-text-style": "reverse",
        },
    )
    return dark, light, ansi
