"""What is done to the selected field: open it, step it, reset it, take it back, compare it; and the
history of all edits.
"""

from __future__ import annotations

from formulas.quantity import Refused
from workbench.actions.desk import Desk, does, edited, leave_field, settle
from workbench.actions.formulas import follow
from workbench.actions.go import to_field
from workbench.actions.setups import CHOSEN, add_setup, choose
from workbench.dialogs.differences import Differences
from workbench.keys.shown import keyed, shown_key
from workbench.state import compare, fields
from workbench.state import state as states
from workbench.state.scene import Scene
from workbench.state.steps import Stuck, next_text, next_word

# --- open


@does("act")
def act(desk: Desk) -> None:
    """Open what is selected where the focus is."""
    desk.catch_up()
    if desk.at in ("chain", "quotes"):
        follow(desk)
    else:
        open_field(desk)


@does("choose")
def open_field(desk: Desk) -> None:
    """Open the selected field: a table where it has one, else the line to type in."""
    desk.catch_up()
    if desk.state.field in CHOSEN and desk.scene.resolved is not None:
        choose(desk, desk.state.field)
    else:
        edit(desk)


@does("edit")
def edit(desk: Desk) -> None:
    """Type the selected field; where there is no set-up, begin one."""
    if desk.scene.setup is None:
        add_setup(desk)
        return
    if desk.scene.resolved is None:
        desk.tell(desk.scene.problem, "warning")
        return
    if desk.state.typing is not None:
        return
    if desk.at == "fields":
        _type(desk)
        return
    # Where the field stands is known once its pane is on the screen. Asked once and never again:
    # asking until the focus is there would leave no turn for anything else, also not for the focus.
    desk.focus("fields")
    desk.later(lambda: _type(desk))


def _type(desk: Desk) -> None:
    resolved, results = desk.scene.resolved, desk.scene.results
    if resolved is None or not desk.clear or desk.state.typing is not None:
        return
    state, id = desk.state, desk.state.field
    text = fields.text_of(desk.scene.session, state.setup, id, resolved, results)
    desk.change(lambda state: states.opened(state, id, text))


# --- step


@does("step_up")
def step_up(desk: Desk) -> None:
    """The next natural value of the selected field."""
    _step(desk, 1)


@does("step_down")
def step_down(desk: Desk) -> None:
    """The natural value before."""
    _step(desk, -1)


@does("leap_up")
def leap_up(desk: Desk) -> None:
    """A big step up."""
    _step(desk, 1, big=True)


@does("leap_down")
def leap_down(desk: Desk) -> None:
    """A big step down."""
    _step(desk, -1, big=True)


def _step(desk: Desk, way: int, *, big: bool = False) -> None:
    if desk.scene.resolved is None:
        desk.tell(desk.scene.problem, "warning")
        return
    settle(desk)
    if desk.at != "fields":
        desk.focus("fields")
    id = desk.state.field
    text = next_value(desk, id, way, big=big)
    if text is None:
        return
    try:
        after = states.stepped(desk.state, id, text, desk.scene.results)
    except Refused as refused:
        desk.tell(f"{fields.label_of(id)} stays as it is: {refused}", "warning")
    else:
        desk.change(lambda state: after)


def next_value(desk: Desk, id: str, way: int, *, big: bool) -> str | None:
    """The text of the next value of a field; where there is none, that is said."""
    scene = desk.scene
    try:
        if fields.is_word(id):
            now = fields.word_of(scene.session, scene.state.setup, id)
            return next_word(id, now, way)
        return next_text(id, fields.value_in(id, *scene.ready), way, big=big)
    except Stuck as stuck:
        desk.tell(str(stuck))
        return None


# --- as it was


@does("reset")
def reset(desk: Desk) -> None:
    """Take the session's own value of the selected field away."""
    desk.catch_up()
    state, id = desk.state, desk.state.field
    if not fields.can_reset(state.session, state.setup, id):
        desk.tell("Nothing to reset: this value is not the session's own. e types one.")
        return
    session = fields.reset(state.session, state.setup, id)
    edited(desk, session, f"reset {fields.label_of(id)}")


@does("take_back")
def take_back(desk: Desk) -> None:
    """The selected field as it was saved last."""
    settle(desk)
    _take_back(desk, desk.state.field)


def _take_back(desk: Desk, id: str) -> Scene | None:
    """A field as it was saved last, as one step of the history: what there is to show then, or
    None where there was nothing to take back, which is said.
    """
    state = desk.state
    at = compare.in_file(state)
    label = fields.label_of(id)
    if at is None:
        new = state.history.saved is not None
        reason = f"{state.setup} is not in the file." if new else "Nothing was saved yet."
        desk.tell(f"There is no value to go back to: {reason}")
        return None
    where = compare.file_name(state)
    if not compare.differs(at, state.session, state.setup, id):
        desk.tell(f"{label} is the same {where}.")
        return None
    session = compare.taken_back(state.session, state.setup, id, at)
    said = f"{label} as {where.removeprefix('as ')}"
    edited(desk, session, said)
    return desk.scene


@does("compare_file")
def compare_file(desk: Desk) -> None:
    """Every field that is not as in the file."""
    settle(desk)

    def compared(id: str | None) -> None:
        if id:
            to_field(desk, id)

    desk.ask(Differences(desk.scene, lambda id: _take_back(desk, id)), compared)


# --- the history


@does("undo")
def undo(desk: Desk) -> None:
    """One change back."""
    before, undone = desk.state, desk.state.history.undoes
    if before.typing is not None:
        leave_field(desk, keep=False)
        return
    after = states.undone(before, desk.scene.results)
    if after is before:
        desk.tell("Nothing to undo.")
    elif undone:
        desk.tell(f"Undid: {undone}. {shown_key('redo')} makes it again.")
    else:
        desk.tell(keyed("Undone. {redo} makes it again."))
    desk.change(lambda state: after)


@does("redo")
def redo(desk: Desk) -> None:
    """One change forward."""
    before, redone = desk.state, desk.state.history.redoes
    after = states.redone(before, desk.scene.results)
    if after is before:
        desk.tell("Nothing to redo.")
    else:
        desk.tell(f"Redid: {redone}." if redone else "Redone.")
    desk.change(lambda state: after)
