"""How the room is shared: one pane alone, wider and narrower ones, the sheets that stand in their
place, the keys at the side, and messages taken away.
"""

from __future__ import annotations

from workbench.actions.desk import Desk, does, settle
from workbench.keys.shown import shown_key
from workbench.keys.table import PANES
from workbench.person.settings import changed
from workbench.state import changes, layout

# --- columns and rows


@does("maximise")
def maximise(desk: Desk) -> None:
    """The focused pane alone, or all three again."""
    if desk.size[0] < layout.NARROW:
        panes = " ".join([shown_key(f"pane_{number}") for number in (1, 2, 3)])
        desk.tell(f"Only one pane fits here; {panes} switch.")
        return
    desk.change(changes.maximised)


def restore(desk: Desk) -> None:
    """All three panes again, where one was alone, or where a sheet stood in their place."""
    if desk.state.sheet:
        leave_sheet(desk)
    elif desk.state.layout.alone:
        desk.change(changes.maximised)


@does("narrower")
def narrower(desk: Desk) -> None:
    """The focused pane gives columns away."""
    _widen(desk, -layout.STEP)


@does("wider")
def wider(desk: Desk) -> None:
    """The focused pane takes columns."""
    _widen(desk, layout.STEP)


def _widen(desk: Desk, step: int) -> None:
    if not layout.several(desk.state.layout, desk.size[0]):
        desk.tell("One pane has all the room: there is no border to move.")
        return
    now = _columns(desk)
    after = layout.widened(now, PANES.index(desk.front), step)
    if after == now:
        desk.tell("No wider: the others need their room." if step > 0 else "No narrower.")
        return
    desk.change(lambda state: changes.shared(state, after))


def drag(desk: Desk, border: int, column: int) -> None:
    """The border after a pane goes to a column of the panes."""
    if layout.several(desk.state.layout, desk.size[0]):
        now = _columns(desk)
        after = layout.moved_border(now, border, column - sum(now[: border + 1]))
        if after != now:
            desk.change(lambda state: changes.shared(state, after))


def _columns(desk: Desk) -> layout.Shares:
    plan = desk.state.layout
    return layout.columns(plan.shares, layout.room(plan, *desk.size))


@does("story_less")
def story_less(desk: Desk) -> None:
    """Fewer rows below the line."""
    _grow_story(desk, -layout.STORY_STEP)


@does("story_more")
def story_more(desk: Desk) -> None:
    """More rows below the line."""
    _grow_story(desk, layout.STORY_STEP)


def _grow_story(desk: Desk, step: int) -> None:
    now, pane = desk.state.layout.stories, desk.front
    stories = layout.taller(now, PANES.index(pane), step)
    if stories == now:
        desk.tell("The story is as large as it can be." if step > 0 else "As small as can be.")
        return
    desk.change(lambda state: changes.with_stories(state, stories))
    # The list has another height: what is selected in it stays in sight.
    desk.later(lambda: desk.reveal(pane))


@does("story_up")
def story_up(desk: Desk) -> None:
    """Scroll what stands below the line."""
    desk.scroll(_story(desk), -3)


@does("story_down")
def story_down(desk: Desk) -> None:
    """Scroll what stands below the line."""
    desk.scroll(_story(desk), 3)


def _story(desk: Desk) -> str:
    name = {"fields": "field", "chain": "formula", "quotes": "claim"}[desk.front]
    return f"{'bakeoff' if desk.state.sheet == 'bakeoff' else name}-story"


@does("as_they_were")
def as_they_were(desk: Desk) -> None:
    """Columns and lines as napkin sets them."""
    desk.change(changes.as_they_were)


@does("compact")
def compact(desk: Desk) -> None:
    """Without frames, or with them again."""
    desk.change(lambda state: changes.with_settings(state, changed(state.settings, "density")))


@does("keys_aside")
def keys_aside(desk: Desk) -> None:
    """The keys beside the panes or the sheet, or away."""
    desk.change(changes.keys_aside)


# --- sheets


def open_sheet(desk: Desk, name: str) -> None:
    """Put a sheet in the place of the panes, and give it the focus."""
    settle(desk)
    desk.change(lambda state: changes.with_sheet(state, name))
    desk.focus(name)


@does("bakeoff")
def bakeoff(desk: Desk) -> None:
    """Providers beside each other; from there, the panes again."""
    if desk.state.sheet == "bakeoff" and desk.at == "bakeoff":
        leave_sheet(desk)
    else:
        open_sheet(desk, "bakeoff")


def leave_sheet(desk: Desk) -> None:
    """Back to the panes, from a call back to the sheet that it was opened from."""
    state = desk.state
    if state.sheet == "call" and state.call.came_from:
        open_sheet(desk, state.call.came_from)
    elif state.sheet:
        desk.change(changes.without_sheet)
        desk.later(lambda: desk.focus(desk.front))


# --- messages that stand above the say line


@does("dismiss_messages")
def dismiss_messages(desk: Desk) -> None:
    """Esc with nothing else to do; without messages, it brings the other panes back."""
    if not desk.dismiss():
        restore(desk)
