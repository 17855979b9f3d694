"""The bake-off: another cell, another objective, another weight; sort, filter, hide; the chart and
the text to send.
"""

from __future__ import annotations

from collections.abc import Callable

from sessions.document.session import Session
from sessions.offers.ranking import GOALS
from workbench.actions.desk import Desk, does, edited
from workbench.actions.go import to_claim
from workbench.actions.panes import open_sheet
from workbench.dialogs.choose import Filter
from workbench.dialogs.offers import LetterScreen, ParetoScreen
from workbench.keys.table import SHEETS
from workbench.state import bakeoff, changes
from workbench.state.arrangement import Table
from workbench.state.bakeoff import Decision, at_cell, axis_of, claim_at, decided

STEP, MOST = 0.5, 10.0


def _decision(desk: Desk) -> Decision | None:
    """What is decided from, or None with a word about it."""
    if desk.state.sheet not in SHEETS:
        open_sheet(desk, "bakeoff")
    found = decided(desk.scene)
    if found is None:
        desk.tell(desk.scene.problem or "The quotes are being judged.", "warning")
    elif not found.found.rows:
        desk.tell("No provider has said anything yet.")
        return None
    return found


def _arrange(desk: Desk, how: Callable[[Decision, Table], Table]) -> None:
    found = _decision(desk)
    if found is not None:
        desk.change(lambda state: changes.with_table(state, how(found, state.table)))


# --- the cell


def move_cell(desk: Desk, across: int, down: int) -> None:
    """Some columns and rows further."""
    found = decided(desk.scene)
    if found is not None:
        table = bakeoff.stepped(found, desk.state.table, across, down)
        desk.change(lambda state: changes.with_table(state, table))


def choose_row(desk: Desk, key: str) -> None:
    """A row that was clicked: a provider, or a figure."""
    found = decided(desk.scene)
    if found is not None:
        table = desk.state.table.at(**{"item" if key in found.items else "provider": key})
        desk.change(lambda state: changes.with_table(state, table))


@does("open_cell")
def open_cell(desk: Desk) -> None:
    """To the claim among the quotes."""
    found = _decision(desk)
    if found is None:
        return
    chosen = claim_at(desk.scene)
    if chosen is None:
        provider, _ = at_cell(found, desk.state.table)
        desk.tell(f"No claim of {provider} stands in this cell.")
        return
    to_claim(desk, chosen.key)


# --- what is ranked by


@does("next_goal")
def next_goal(desk: Desk) -> None:
    """Another objective; the packet's own, so that it is kept and undone as any other edit."""
    goal = desk.state.session.packet.objective or "service level"
    following = GOALS[(GOALS.index(goal) + 1) % len(GOALS)]
    desk.change(lambda state: changes.ranked_by(state, following, desk.scene.results))


@does("weigh_more")
def weigh_more(desk: Desk) -> None:
    """The selected row counts more in the best fit."""
    _weigh(desk, STEP)


@does("weigh_less")
def weigh_less(desk: Desk) -> None:
    """The selected row counts less."""
    _weigh(desk, -STEP)


def _weigh(desk: Desk, step: float) -> None:
    found = _decision(desk)
    if found is None:
        return
    axis = axis_of(at_cell(found, desk.state.table)[1])
    if not axis:
        desk.tell("Not weighed. The best fit weighs price, speed, TTFT, uptime and quality.")
        return
    now = desk.state.session.packet.priorities.get(axis, 1.0)
    weight = min(MOST, max(0.0, now + step))
    if weight == now:
        desk.tell(f"{axis} counts {now:g}: no {'more' if step > 0 else 'less'}.")
        return
    desk.change(lambda state: changes.weighing(state, axis, weight))


# --- what is on show


@does("sort_table")
def sort_table(desk: Desk) -> None:
    """By the selected row, the other way, or by the ranking."""
    _arrange(desk, bakeoff.sorted_by)


@does("filter_table")
def filter_table(desk: Desk) -> None:
    """Choose who is on show."""
    found = _decision(desk)
    if found is None:
        return

    def chosen(only: str | None) -> None:
        if only is not None:
            desk.change(lambda state: changes.with_table(state, state.table.showing(only)))

    desk.ask(Filter(desk.state.table.only, [row.provider for row in found.found.rows]), chosen)


@does("hide_provider")
def hide_provider(desk: Desk) -> None:
    """Take the selected provider out of the table."""
    _arrange(desk, bakeoff.without_provider)


@does("hide_row")
def hide_row(desk: Desk) -> None:
    """Take the selected row out of the table."""
    _arrange(desk, bakeoff.without_row)


@does("show_all")
def show_all(desk: Desk) -> None:
    """Everything again, in the order of the ranking."""
    desk.change(lambda state: changes.with_table(state, state.table.whole()))


@does("turn_table")
def turn_table(desk: Desk) -> None:
    """Providers below each other, or beside each other."""
    _arrange(desk, bakeoff.turned)


@does("next_page")
def next_page(desk: Desk) -> None:
    """What stands below the table."""
    desk.change(lambda state: changes.with_table(state, state.table.next_page()))


# --- what lies over it


@does("pareto")
def pareto(desk: Desk) -> None:
    """All offers by price and speed."""
    found = _decision(desk)
    if found is None:
        return

    def chosen(provider: str | None) -> None:
        if provider:
            table = desk.state.table.at(provider=provider)
            desk.change(lambda state: changes.with_table(state, table))

    desk.ask(ParetoScreen(found.found, at_cell(found, desk.state.table)[0]), chosen)


@does("letter")
def letter(desk: Desk) -> None:
    """The text to send to the selected provider."""
    found = _decision(desk)
    if found is None:
        return

    def lettered(session: Session | None) -> None:
        """What was made private, or shown again, is kept with the claims."""
        if session is not None:
            edited(desk, session, "what may be shown")

    provider, _ = at_cell(found, desk.state.table)
    desk.ask(LetterScreen(desk.state.session, found.found, provider), lettered)
