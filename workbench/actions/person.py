"""What napkin keeps of a person beside the session: settings, recent sessions, the first steps."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from textual import work

from workbench.actions.files import Files
from workbench.keys.shown import keyed, shown_key
from workbench.person.settings import Settings, Value
from workbench.state import recall as said
from workbench.state import state as states
from workbench.state.layout import Shares
from workbench.views.text import clean

if TYPE_CHECKING:
    from pathlib import Path

    from workbench.app.app import NapkinApp
    from workbench.person.remembered import Memory, Visit


class Keeping(Files):
    """The actions on settings and recent sessions, and what is remembered without being asked."""

    steps_known = False

    @property
    def napkin(self) -> NapkinApp:
        """The app, which knows the person's own file and the memory."""
        return cast("NapkinApp", self.app)

    # --- settings

    def action_settings(self) -> None:
        """Choose how napkin looks and starts."""
        from workbench.dialogs.settings import SettingsScreen

        config = self.napkin.config
        self.app.push_screen(SettingsScreen(self.state.settings, config, self.choose_setting))

    def choose_setting(self, id: str, value: Value) -> None:
        """Choose, show it at once, and keep it in the person's own file."""
        settings = self.state.settings._replace(**{id: value})  # type: ignore[arg-type]
        self.state = self.state._replace(settings=settings)

    def settings_changed(self, before: Settings, after: Settings) -> None:
        """Whatever changed them: apply what is not of the scene, and write them down."""
        if before.colours != after.colours:
            self.napkin.use_colours(after.colours)
        if after.hints and not before.hints:
            self.state = self.state._replace(steps=())
        elif before.hints and not after.hints:
            self.state = self.state._replace(steps=None)
        if self.napkin.config is not None:
            self._write_settings(self.napkin.config.path, after)

    @work(thread=True, exclusive=True, group="settings")
    def _write_settings(self, path: Path, settings: Settings) -> None:
        from sessions.files.problems import BadDocument
        from sessions.files.write import NotSaved
        from workbench.person.config import write_settings

        try:
            write_settings(path, settings)
        except (NotSaved, BadDocument) as problem:
            said = str(problem).split("\n")[0]
            self.app.call_from_thread(
                self.tell, f"This counts until you quit, but was not kept: {said}", "warning"
            )

    # --- recent sessions

    def action_recent(self) -> None:
        """Choose among the sessions that were open lately."""
        from workbench.dialogs.recent import Recent

        memory = self._recalled()
        if not memory.recent:
            self.tell(keyed("No sessions yet: {save} saves this one, and then it is found here."))
            return

        def answer(path: str | None) -> None:
            if path:
                self.leave_then(lambda: self._open(path))

        here = self.state.path
        self.app.push_screen(Recent(memory, here, self._forget), answer)

    def _open(self, path: str) -> None:
        self.open_path(path)

    def _forget(self, path: str) -> None:
        self._remember(lambda memory: memory.forgotten(path))

    def _recalled(self) -> Memory:
        from workbench.person.remembered import Memory, recall

        path = self.napkin.memory
        return recall(path) if path is not None else Memory()

    def _remember(self, change: Callable[[Memory], Memory]) -> None:
        from workbench.person.remembered import remember

        if self.napkin.memory is not None:
            remember(change, self.napkin.memory)

    # --- what is remembered without being asked

    @work(thread=True, exclusive=True, group="memory", exit_on_error=False)
    def begin(self) -> None:
        """After the first frame: what is wrong in the person's own file, what was said before, the
        first steps, and the session last open.
        """
        memory = self._recalled()
        self._remember(lambda memory: memory._replace(started=memory.started + 1))
        self.app.call_from_thread(self._begun, memory)

    def _begun(self, memory: Memory) -> None:
        from workbench.app.rescue import rescued

        state = self.state
        self.steps_known = True
        taken = set(memory.steps) >= set(states.STEPS)
        steps = None if taken or not state.settings.hints else memory.steps
        last = memory.recent[0] if memory.recent and state.path is None else None
        name = last.path.replace("\\", "/").rsplit("/", 1)[-1] if last is not None else ""
        # What was said in the first moments stands after what was said before.
        before = [clean(line) for line in memory.said]  # they come back into a line of text
        lines = tuple(dict.fromkeys([*before, *state.said_before]))
        self.state = state._replace(
            steps=steps, recent=name, said_before=lines, rescued=bool(rescued())
        )
        config = self.napkin.config
        if config is not None and config.problems:
            count = len(config.problems)
            several, verb = ("A line", "was") if count == 1 else (f"{count} lines", "were")
            key = shown_key("settings", typing=True)
            self.tell(
                f"{several} of your settings file {verb} left out. {key} says why.", "warning"
            )

        from sessions.catalogue.catalogue import refused

        own = (*refused("models"), *refused("hardware"))
        if own:
            names = ", ".join([bad.problems[0].file.rpartition("/")[2] for bad in own][:3])
            self.tell(f"{names} left out of the catalogue. napkin hardware says why.", "warning")

    def visit(self) -> Visit | None:
        """Where one is in the session, to come back to; None for a session without a file."""
        from workbench.person.remembered import Visit, absolute

        state, scene = self.state, self.scene
        if state.path is None:
            return None
        worst = scene.worst if scene.judged else ""
        claim = "" if state.claim.startswith("now") else state.claim
        pane = self.front if self.focus_id == self.front else ""
        place = (state.setup, state.basis, state.field, state.formula, claim, pane)
        return Visit(absolute(state.path), time.time(), worst, *place)

    def resumed(self, state: states.State) -> states.State:
        """A session that was just opened, where it was left."""
        if state.path is None or not state.settings.resume:
            return state
        return states.resumed(state, self._recalled().visit(state.path))

    def keep_visit(self) -> None:
        """Remember beside the screen: the disk may be slow."""
        self.run_worker(self.remember_visit, group="visit", thread=True, exit_on_error=False)

    def remember_visit(self) -> None:
        """Where one is, and which steps were taken, for the next start."""
        visit, steps = self.visit(), self.state.steps
        finished = self.steps_known and steps is None and self.state.settings.hints
        taken = states.STEPS if finished else steps or ()
        lines = said.silent(self.state).said_before
        plan = self.state.layout
        self._remember(functools.partial(_with, visit, taken, lines, plan.shares, plan.stories))


def _with(
    visit: Visit | None,
    steps: tuple[str, ...],
    lines: tuple[str, ...],
    shares: Shares,
    stories: Shares,
    memory: Memory,
) -> Memory:
    # What another napkin noted meanwhile is kept, before what was said here.
    others = [line for line in memory.said if line not in lines]
    memory = memory.visited(visit) if visit is not None else memory
    return memory._replace(
        steps=tuple(dict.fromkeys([*memory.steps, *steps])),
        said=(*others, *lines),
        shares=shares,
        stories=stories,
    )
