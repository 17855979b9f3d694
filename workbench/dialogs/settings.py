"""All settings in one screen, from the one schema: each change is seen at once, and kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.binding import Binding, BindingType

from workbench.dialogs.choose import Choose
from workbench.dialogs.modal import Page
from workbench.person.settings import BY_ID, Settings, Value, changed, chosen
from workbench.views.frame.settings import settings_lines
from workbench.views.lines import Lines

if TYPE_CHECKING:
    from workbench.person.config import Config


class SettingsScreen(Choose):
    """Every setting with its options; the file that they are kept in below."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,space", "change(1)", "Next", show=False, priority=True),
        Binding("left", "change(-1)", "Before", show=False, priority=True),
        Binding("r", "default", "Default", show=False),
    ]
    heading = "Settings"
    hint = "←→ changes · r resets · esc leaves"

    def __init__(
        self, settings: Settings, config: Config | None, choose: Callable[[str, Value], None]
    ) -> None:
        super().__init__()
        self._settings, self._config, self._choose = settings, config, choose

    def lines(self, width: int) -> Lines:
        """The settings by group, with the help of the selected one."""
        return settings_lines(self._settings, self._config, self.at, width)

    def move(self, key: str) -> None:
        """Select a setting; its help stands under it."""
        self.at = key
        page = self.query_one(Page)
        page.put(self.lines(page.room), key)

    def action_take(self) -> None:
        """Enter changes, like space."""
        self.action_change(1)

    def action_change(self, step: int) -> None:
        """The next option of the selected setting, or the one before."""
        if self.at:
            self._set(changed(self._settings, self.at, step))

    def action_default(self) -> None:
        """The selected setting as it was when napkin was new."""
        if self.at:
            self._set(self._settings._replace(**{self.at: Settings._field_defaults[self.at]}))

    def _set(self, settings: Settings) -> None:
        self._settings = settings
        self._choose(self.at, chosen(settings, self.at))
        self.move(self.at)

    def on_key(self, event: events.Key) -> None:
        """Numbers mean nothing here."""

    def on_click(self, event: events.Click) -> None:
        """A click selects a setting, and changes the selected one."""
        page = self.query_one(Page)
        if event.widget is not page:
            return
        at = event.y + round(page.scroll_offset.y)
        key = page.lines[at].key if 0 <= at < len(page.lines) else ""
        if key in BY_ID:
            was, self.at = self.at, key
            self.action_change(1) if was == key else self.move(key)
