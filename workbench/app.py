"""The Textual app: starts on a session, opens the workbench, and knows nothing else."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.theme import Theme

from sessions.session import Session
from workbench.actions import ACTIONS, key_name
from workbench.pictures import Pictures
from workbench.screens.workbench import Workbench
from workbench.state import State, start

if TYPE_CHECKING:
    from textual.screen import Screen

THEME = Theme(
    name="napkin",
    primary="#7fb4ca",
    secondary="#c8b98a",
    accent="#e0a35c",
    success="#8fbf7f",
    warning="#dcc06a",
    error="#e8776d",
    background="#15171b",
    surface="#1b1e23",
    panel="#262a31",
    foreground="#d6d9de",
    dark=True,
)


class NapkinApp(App[None]):
    """The workbench."""

    TITLE = "napkin"
    # The first screen's own: Textual reads a screen's style sheet only when that is pushed.
    CSS_PATH = "screens/workbench.tcss"
    ENABLE_COMMAND_PALETTE = True
    COMMAND_PALETTE_BINDING = "ctrl+p"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "leave", "Quit", show=False, priority=True)
    ]

    def __init__(self, state: State) -> None:
        super().__init__()
        self.register_theme(THEME)
        self.theme = "napkin"
        self.workbench = Workbench(state, Pictures())

    def on_ready(self) -> None:
        """From here on garbage is collected again, among what is made from here on."""
        gc.freeze()
        gc.enable()

    def get_default_screen(self) -> Screen[None]:
        """The workbench is the first screen, so that the first frame is its own."""
        return self.workbench

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Every action of the table, by name, with its key."""
        if screen is self.workbench:
            for action in ACTIONS:
                if action.id == "palette":
                    continue
                keys = ", ".join([key_name(key) for key in action.keys])
                help = f"{action.help}  ({keys})" if keys else action.help
                yield SystemCommand(action.title, help, self._doing(action.id))
        yield SystemCommand("Theme", "Change the colours", self.action_change_theme)

    def _doing(self, id: str) -> Do:
        return Do(self.workbench, id)

    async def action_leave(self) -> None:
        """Quit, from wherever; unsaved changes are asked about."""
        while self.screen is not self.workbench and len(self.screen_stack) > 1:
            self.pop_screen()
        await self.workbench.action_quit()


class Do:
    """An action of the workbench, to call."""

    def __init__(self, workbench: Workbench, id: str) -> None:
        self._workbench, self._id = workbench, id

    async def __call__(self) -> None:
        """Run it as a key would."""
        await self._workbench.run_action(self._id)


def opening(path: str | None) -> State:
    """The state to open with: a file, or the shipped example as an untitled copy. Raises
    BadDocument, OSError.
    """
    from sessions.catalogue import EXAMPLE
    from sessions.reader import load

    loaded = load(path if path is not None else EXAMPLE)
    session: Session = loaded.session
    return start(session, path, loaded)


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
    from sessions.problems import BadDocument

    problem = why_not(sys.stdout.encoding)
    if problem:
        print(problem, file=sys.stderr)
        return 2
    try:
        state = opening(path)
    except BadDocument as bad:
        print(bad, file=sys.stderr)
        return 2
    # Nothing made up to the first frame is garbage: looking for it costs a tenth of the start.
    gc.disable()
    app = NapkinApp(state)
    app.run()
    return app.return_code or 0
