"""How napkin looks and starts, help with it, all commands by name, and a picture of it."""

from __future__ import annotations

from sessions.export.picture import alone, save
from sessions.files.problems import BadDocument
from sessions.files.write import NotSaved
from workbench.actions.desk import Desk, Stop, does
from workbench.dialogs.modal import Help
from workbench.dialogs.palette import Palette
from workbench.dialogs.settings import SettingsScreen
from workbench.person.config import write_settings
from workbench.person.settings import Value
from workbench.state import changes


@does("settings")
def settings(desk: Desk) -> None:
    """Choose how napkin looks and starts."""
    config = desk.person.config
    desk.ask(
        SettingsScreen(
            desk.state.settings, config, lambda id, value: choose_setting(desk, id, value)
        )
    )


def choose_setting(desk: Desk, id: str, value: Value) -> None:
    """Choose, and show it at once."""
    desk.change(lambda state: changes.with_setting(state, id, value))


def keep_settings(desk: Desk) -> None:
    """Write the settings down, whatever changed them."""
    config, chosen = desk.person.config, desk.state.settings
    if config is None:
        return

    def work(stop: Stop) -> str:
        try:
            write_settings(config.path, chosen)
        except (NotSaved, BadDocument) as problem:
            return str(problem).split("\n")[0]
        return ""

    def done(problem: str) -> None:
        if problem:
            desk.tell(f"This counts until you quit, but was not kept: {problem}", "warning")

    desk.in_background(work, done, "settings", vital=True)


@does("help")
def help(desk: Desk) -> None:
    """What the focused thing does, and all keys."""
    desk.ask(Help("call" if desk.at == "say" and desk.state.sheet == "call" else desk.at))


@does("palette")
def palette(desk: Desk) -> None:
    """Find an action by name."""
    desk.ask(Palette())


@does("save_picture")
def save_picture(desk: Desk) -> None:
    """What is on screen, once nothing lies over it any more."""
    desk.once_clear(lambda: _save_picture(desk))


def _save_picture(desk: Desk) -> None:
    svg = alone(desk.picture())

    def work(stop: Stop) -> str | OSError:
        try:
            return str(save(svg))
        except OSError as problem:
            return problem

    def done(found: str | OSError) -> None:
        if isinstance(found, OSError):
            desk.tell(f"No picture was saved: {found.strerror or found}.", "warning")
        else:
            desk.tell(f"Saved {found}")

    desk.in_background(work, done, "picture", vital=True)
