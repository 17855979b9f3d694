"""The palette's actions: in groups, with their keys at the right, and what counts now first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from textual.app import SystemCommand
from textual.command import CommandList, CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from workbench.app import Do
from workbench.dialogs.modal import Once
from workbench.keys.shown import shown_keys
from workbench.keys.table import BY_ID
from workbench.screens.around import Around
from workbench.state.actions_now import counting, counts
from workbench.state.layout import PANES
from workbench.state.scene import Scene
from workbench.views.text import cells

# As wide as the style sheet makes the palette, and what its frame and scroll bar take of that.
WIDEST, FRAME = 92, 8


class Entry(NamedTuple):
    """One row: the group it stands in, what it is called, its keys, its words, and what it does."""

    group: str
    command: SystemCommand
    id: str = ""

    @property
    def title(self) -> str:
        """The row as it is read and found."""
        return f"{self.group} · {self.command.title}"


class Palette(CommandPalette, Once[None]):
    """Textual's palette, whose list has no pages until it has rows on the screen."""

    def _action_command_list(self, action: str) -> None:
        # Textual would end the program: it looks for the row of a line that it did not lay out yet.
        if self.query_one(CommandList).size.height:
            super()._action_command_list(action)


class Commands(Provider):
    """Every action of the table, and what else the app can do."""

    async def discover(self) -> Hits:
        """Before anything is typed: what counts for what has the focus, then all, by group."""
        bench = self.screen
        found = list(entries(self.app.get_system_commands(bench)))
        if isinstance(bench, Around):
            found = ordered(found, bench.scene, bench.focus_id, bench.front)
        for entry in found:
            title = Content(entry.title)
            yield DiscoveryHit(
                self._shown(entry, title), entry.command.callback, entry.title, entry.command.help
            )

    async def search(self, query: str) -> Hits:
        """What a text finds, by its title before its group."""
        matcher = self.matcher(query)
        wanted = query.casefold().split()
        for entry in entries(self.app.get_system_commands(self.screen)):
            # Whole parts of words, not letters here and there: enter acts on what stands first.
            words = f"{entry.title} {entry.command.help}".casefold()
            if not wanted or not all(word in words for word in wanted):
                continue
            score = max(matcher.match(entry.command.title), 0.8 * matcher.match(entry.title), 0.1)
            if score > 0:
                title = matcher.highlight(entry.title)
                yield Hit(
                    score,
                    self._shown(entry, title),
                    entry.command.callback,
                    entry.title,
                    entry.command.help,
                )

    def _shown(self, entry: Entry, title: Content) -> Content:
        """The title, with its group in the second place, and the keys at the right."""
        title = title.stylize("not bold dim", 0, len(entry.group) + 2)
        keys = shown_keys(entry.id) if entry.id else ""
        room = min(WIDEST, self.app.size.width) - FRAME - cells(entry.title) - cells(keys)
        return Content.assemble(title, " " * max(2, room), (keys, "not bold $primary"))


def entries(commands: Iterable[SystemCommand]) -> Iterator[Entry]:
    """Commands with their groups: those of the table have their own, the others are about how
    napkin looks.
    """
    for command in commands:
        id = command.callback.id if isinstance(command.callback, Do) else ""
        yield Entry(BY_ID[id].group if id in BY_ID else "Look", command, id)


def ordered(found: list[Entry], scene: Scene, focus: str, front: str) -> list[Entry]:
    """What counts now first, as in the footer; then by group; what would do nothing now, last."""
    here = focus if focus in PANES else front
    first = [action.id for action in counting(scene, here)]
    if scene.draft is not None:
        first = ["why", "keep_said", *first]
    groups = list(dict.fromkeys([entry.group for entry in found]))

    def place(entry: Entry) -> tuple[int, int]:
        if entry.id in first:
            return 0, first.index(entry.id)
        idle = entry.id in BY_ID and not counts(scene, BY_ID[entry.id])
        return (2 if idle else 1), groups.index(entry.group)

    return sorted(found, key=place)
