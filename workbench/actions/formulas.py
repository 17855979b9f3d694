"""Reading a formula: its symbols, where they lead, the way back, the walk along the chain, on which
basis and how it is drawn, what moves it most, what the last edit moved, and copies of it.
"""

from __future__ import annotations

from formulas.book import BOOK
from workbench.actions.desk import Desk, does, settle
from workbench.actions.go import follow_to, to_field
from workbench.dialogs.formula import BACK, CopyFormula, Follow, copies
from workbench.keys.shown import shown_key
from workbench.person.settings import changed
from workbench.state import changes
from workbench.state import state as states
from workbench.state.asides import chosen_item
from workbench.state.formula import stepped
from workbench.views.text import clean


def bring_formulas(desk: Desk) -> None:
    """The formulas have the focus."""
    if desk.at != "chain":
        desk.focus("chain")


# --- on which basis, of which set-ups


@does("next_basis")
def next_basis(desk: Desk) -> None:
    """Explain on the next basis."""
    desk.change(lambda state: states.explained(state, desk.scene.explainable, 1))


@does("previous_basis")
def previous_basis(desk: Desk) -> None:
    """Explain on the basis before."""
    desk.change(lambda state: states.explained(state, desk.scene.explainable, -1))


@does("side_by_side")
def side_by_side(desk: Desk) -> None:
    """The set-ups in columns, or the bases again."""
    _side_by_side(desk, not desk.shows("chain") or not desk.state.beside, differing=False)


@does("differing")
def differing(desk: Desk) -> None:
    """Only the rows where the set-ups differ, or all."""
    _side_by_side(desk, on=True, differing=not desk.shows("chain") or not desk.state.differing)


def _side_by_side(desk: Desk, on: bool, differing: bool) -> None:
    if on and len(desk.state.session.setups) < 2:
        copy = shown_key("copy_setup")
        desk.tell(f"This session has one set-up. {copy} copies it; change a field and compare.")
        on = False
    desk.change(lambda state: states.side_by_side(state, on, differing=on and differing))
    if on and not desk.shows("chain"):
        desk.focus("chain")
    # What differs stands first; on the way back, the selected formula is looked for.
    if on:
        desk.scroll("chain", None)
    else:
        desk.reveal("chain")


# --- symbols


@does("next_symbol")
def next_symbol(desk: Desk) -> None:
    """To the next symbol of the drawn formula."""
    _step_symbol(desk, 1)


@does("previous_symbol")
def previous_symbol(desk: Desk) -> None:
    """To the symbol before."""
    _step_symbol(desk, -1)


def _step_symbol(desk: Desk, step: int) -> None:
    """Along the symbols in the order written; past the last one, to none, and round again."""
    bring_formulas(desk)
    order = ("", *desk.scene.symbols())
    if len(order) == 1:
        desk.tell("There is no formula here to read: this is entered.")
        return
    _read_symbol(desk, order[(order.index(desk.scene.symbol) + step) % len(order)])


def _read_symbol(desk: Desk, id: str) -> None:
    desk.change(lambda state: changes.at_symbol(state, id))
    desk.later(lambda: _show_symbol(desk))


def _show_symbol(desk: Desk) -> None:
    """Scroll the list that has the symbol to it, or back to the selected formula."""
    symbol = desk.scene.symbol
    if symbol and symbol not in BOOK.routes:
        desk.reveal("fields", symbol)
        symbol = ""
    desk.reveal("chain", symbol)


def choose_symbol(desk: Desk, id: str) -> None:
    """A symbol of the drawn formula was clicked: read it, or where it is read already, follow."""
    again = id == desk.scene.symbol
    desk.focus("chain")
    if again:
        follow_to(desk, id)
    else:
        _read_symbol(desk, id)


# --- following


@does("follow")
def follow(desk: Desk) -> None:
    """From a symbol or a claim to its formula; from a field or a formula to what hangs together
    with it.
    """
    scene, formula = desk.scene, desk.state.formula
    if desk.at == "quotes":
        item = chosen_item(scene)
        metric = item.verdict.metric if item is not None else None
        if metric is not None and metric.variable in BOOK.routes:
            follow_to(desk, metric.variable)
        else:
            desk.tell("No formula bears on this claim.")
    elif desk.at != "fields" and scene.symbol:
        follow_to(desk, scene.symbol)
    elif desk.at == "chain" and formula not in BOOK.routes:
        follow_to(desk, formula)  # an input, side by side: to where it can be changed
    else:
        related(desk)


@does("related")
def related(desk: Desk) -> None:
    """What a formula or a field is made of and what it feeds, to choose from."""

    def followed(id: str | None) -> None:
        if id == BACK:
            back(desk)
        elif id:
            follow_to(desk, id)

    id = desk.state.field if desk.at == "fields" else desk.state.formula
    desk.ask(Follow(desk.scene, id), followed)


@does("back")
def back(desk: Desk) -> None:
    """Back along what was followed: to the same pane, formula and symbol."""
    if not desk.state.trail:
        desk.tell("Nothing was followed, so there is no way back.")
        return
    pane = desk.state.trail[-1].pane
    desk.change(states.returned)
    desk.focus(pane)
    if desk.scene.symbol:
        desk.later(lambda: _show_symbol(desk))


# --- the walk


@does("next_formula")
def next_formula(desk: Desk) -> None:
    """The next formula on the way from the weights to the bill."""
    _walk(desk, 1, "That was the last formula of the walk: the bill.")


@does("previous_formula")
def previous_formula(desk: Desk) -> None:
    """The formula before it."""
    _walk(desk, -1, "The walk begins here, with the weights.")


def _walk(desk: Desk, step: int, end: str) -> None:
    bring_formulas(desk)
    found = stepped(desk.scene, step)
    if found:
        desk.change(lambda state: states.read(state, found))
    else:
        desk.tell(end)


# --- what moved, and what would move it


@does("next_moved")
def next_moved(desk: Desk) -> None:
    """To the next formula or claim that the last edit moved."""
    _go_moved(desk, 1)


@does("previous_moved")
def previous_moved(desk: Desk) -> None:
    """To the one before."""
    _go_moved(desk, -1)


def _go_moved(desk: Desk, way: int) -> None:
    settle(desk)
    places = desk.scene.moves.places()
    if not places:
        desk.tell("Nothing moved: the marks are of the last edit, until the next one.")
        return
    state = desk.state
    now = ("quotes", state.claim) if desk.front == "quotes" else ("chain", state.formula)
    if now in places and desk.at in ("chain", "quotes"):
        at = (places.index(now) + way) % len(places)
    else:
        at = 0 if way > 0 else len(places) - 1
    pane, key = places[at]
    if pane == "chain":
        basis = desk.scene.moved_basis(key)
        desk.change(lambda state: changes.to_moved(state, key, basis))
    else:
        desk.change(lambda state: changes.to_claim(state, key))
    desk.focus(pane)


@does("sensitivity")
def sensitivity(desk: Desk) -> None:
    """Each input's swing over its plausible range."""
    # 12 ms, with what differentiates.
    from sessions.setups import sensitivity as swings
    from workbench.dialogs.tornado import Tornado

    settle(desk)
    scene = desk.scene
    if scene.resolved is None or scene.results is None:
        desk.tell(scene.problem, "warning")
        return
    id, basis = desk.state.formula, scene.basis_for(desk.state.formula)
    # Some fifty times the chain: a few milliseconds.
    found = swings.sensitivity(scene.resolved, scene.results, id, basis)
    title = BOOK.variables[id].title
    if found is None:
        desk.tell(f"{title} has no value: {scene.results.why_missing(id, basis)}.")
        return
    if not found.swings and scene.results.formula(id, basis) is None:
        desk.tell(f"{title} is entered, so nothing else moves it.")
        return

    def to_input(id: str | None) -> None:
        if id:
            to_field(desk, id)

    desk.ask(Tornado(found, desk.state.setup, ascii=desk.state.settings.ascii), to_input)


# --- how it is drawn


@does("one_line")
def one_line(desk: Desk) -> None:
    """Formulas on one line each, or stacked again."""
    _switch_setting(desk, "drawing")


@does("values_in")
def values_in(desk: Desk) -> None:
    """The line with the values put in, or not."""
    _switch_setting(desk, "substituted")


@does("ascii")
def ascii(desk: Desk) -> None:
    """ASCII characters alone, or all again."""
    _switch_setting(desk, "ascii")


def _switch_setting(desk: Desk, id: str) -> None:
    bring_formulas(desk)
    desk.change(lambda state: changes.with_settings(state, changed(state.settings, id)))


@does("copy_formula")
def copy_formula(desk: Desk) -> None:
    """Copy the selected formula, in one of its forms."""
    found = copies(desk.scene, desk.pictures)
    if not found:
        desk.tell(
            "There is no formula here to copy: this is entered."
            if desk.pictures.loaded
            else "Formulas are not drawn yet. Try again in a moment."
        )
        return

    def copy(title: str | None) -> None:
        for form in found:
            if form.title == title:
                desk.copy("\n".join([clean(row) for row in form.rows]))
                desk.tell(f"Copied {form.what}.")

    desk.ask(CopyFormula(found), copy)
