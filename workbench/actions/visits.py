"""What is remembered without being asked: sessions and where one was in them, what was said, the
first steps, how the panes stood.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from sessions.catalogue.catalogue import refused
from sessions.store.recovery import rescued
from workbench.actions.desk import Desk, Stop
from workbench.keys.shown import shown_key
from workbench.keys.table import PANES
from workbench.person.remembered import Memory, Visit, absolute
from workbench.state import changes, recall
from workbench.state import state as states
from workbench.state.state import State
from workbench.views.text import clean


def begin(desk: Desk) -> None:
    """After the first frame: what is wrong in the person's own file, what was said before, the
    first steps, and the session last open.
    """
    person = desk.person
    if person.memory is None:
        return

    def work(stop: Stop) -> Memory:
        memory = person.recalled()
        person.remember(lambda memory: memory._replace(started=memory.started + 1))
        return memory

    desk.in_background(work, lambda memory: _begun(desk, memory), "memory")


def _begun(desk: Desk, memory: Memory) -> None:
    before = tuple([clean(line) for line in memory.said])  # they come back into a line of text
    last = memory.recent[0] if memory.recent and desk.state.path is None else None
    name = last.path.replace("\\", "/").rsplit("/", 1)[-1] if last is not None else ""
    waiting = bool(rescued())
    desk.change(lambda state: changes.remembered(state, memory.steps, name, before, waiting))
    config = desk.person.config
    if config is not None and config.problems:
        count = len(config.problems)
        several, verb = ("A line", "was") if count == 1 else (f"{count} lines", "were")
        key = shown_key("settings", typing=True)
        desk.tell(f"{several} of your settings file {verb} left out. {key} says why.", "warning")
    own = (*refused("models"), *refused("hardware"))
    if own:
        names = ", ".join([bad.problems[0].file.rpartition("/")[2] for bad in own][:3])
        desk.tell(f"{names} left out of the catalogue. napkin hardware says why.", "warning")


def resumed(desk: Desk, state: State) -> State:
    """A session that was just opened, where it was left."""
    if state.path is None or not state.settings.resume:
        return state
    return states.resumed(state, desk.person.recalled().visit(state.path))


def begin_in_pane(desk: Desk) -> None:
    """A session that was left in a pane begins there."""
    pane = desk.state.start
    if pane in PANES:
        desk.change(changes.at_start)
        desk.later(lambda: desk.focus(pane))


def remember(desk: Desk) -> None:
    """Where one is, and which steps were taken, for the next start."""
    desk.person.remember(_remembered(desk))


def remember_in_background(desk: Desk) -> None:
    """The same beside the screen: the disk may be slow."""
    person, change = desk.person, _remembered(desk)
    desk.in_background(lambda stop: person.remember(change), lambda done: None, "visit")


def _visit(desk: Desk) -> Visit | None:
    """Where one is in the session, to come back to; None for a session without a file."""
    state, scene = desk.state, desk.scene
    if state.path is None:
        return None
    worst = scene.worst if scene.judged else ""
    claim = "" if state.claim.startswith("now") else state.claim
    pane = desk.front if desk.at == desk.front else ""
    place = (state.setup, state.basis, state.field, state.formula, claim, pane)
    return Visit(absolute(state.path), time.time(), worst, *place)


def _remembered(desk: Desk) -> Callable[[Memory], Memory]:
    visit, state, plan = _visit(desk), desk.state, desk.state.layout
    lines = recall.silent(state).said_before

    def change(memory: Memory) -> Memory:
        # What another napkin noted meanwhile is kept, before what was said here.
        others = [line for line in memory.said if line not in lines]
        memory = memory.visited(visit) if visit is not None else memory
        return memory._replace(
            steps=tuple(dict.fromkeys([*memory.steps, *changes.steps_taken(state)])),
            said=(*others, *lines),
            shares=plan.shares,
            stories=plan.stories,
        )

    return change
