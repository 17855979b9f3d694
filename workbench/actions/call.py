"""The call view: opened on whoever is spoken of, moved through while a line is typed, with rounds
and a clock.
"""

from __future__ import annotations

from sessions.document import clock
from workbench.actions.desk import Desk, does, settle
from workbench.actions.panes import leave_sheet
from workbench.state import call as calls
from workbench.state import changes
from workbench.state.call_offer import opens_on


@does("call")
def call(desk: Desk) -> None:
    """One provider in large type, with the focus in the say line; from there, back to where it was
    opened.
    """
    if desk.state.sheet == "call":
        leave_sheet(desk)
        return
    provider = opens_on(desk.scene)
    # What somebody chose among the quotes stands in large type; else the gravest does.
    claim = desk.state.claim if desk.at == "quotes" else ""
    settle(desk)
    now = clock.now()
    desk.change(lambda state: changes.called(state, provider, claim, now))
    desk.focus("say")


def _on_call(desk: Desk) -> None:
    """The palette has these actions wherever one is."""
    if desk.state.sheet != "call":
        call(desk)


# --- what is in large type


@does("next_claim")
def next_claim(desk: Desk) -> None:
    """The next claim of this provider."""
    _claim(desk, 1)


@does("previous_claim")
def previous_claim(desk: Desk) -> None:
    """The claim before it."""
    _claim(desk, -1)


def _claim(desk: Desk, step: int) -> None:
    _on_call(desk)
    item = calls.next_item(desk.scene, step)
    if item is not None:
        desk.change(lambda state: changes.to_claim(state, item.key))


@does("next_provider")
def next_provider(desk: Desk) -> None:
    """The provider that spoke next."""
    _provider(desk, 1)


@does("previous_provider")
def previous_provider(desk: Desk) -> None:
    """The provider that spoke before."""
    _provider(desk, -1)


def _provider(desk: Desk, step: int) -> None:
    _on_call(desk)
    name = calls.neighbour(desk.scene, step)
    desk.change(lambda state: changes.speaking_to(state, name))
    heard = desk.scene.heard
    if heard is not None and heard.quote.provider.casefold() != name.casefold():
        desk.tell(f"The line names {heard.quote.provider}: this is where it goes.")


# --- rounds and the clock


@does("new_round")
def new_round(desk: Desk) -> None:
    """The next line begins a round, or after all it does not."""
    _on_call(desk)
    provider = calls.on_call(desk.scene)
    if not calls.rounds_of(desk.scene, provider):
        desk.tell("The first line begins the first round.")
        return
    fresh = not calls.begins_round(desk.state, provider)
    number = calls.next_round(desk.scene)
    desk.change(lambda state: changes.with_fresh_round(state, provider if fresh else ""))
    desk.tell(
        f"The next line begins round {number} of {provider}."
        if fresh
        else f"The next line joins what {provider} said before."
    )


@does("restart_clock")
def restart_clock(desk: Desk) -> None:
    """The call begins now."""
    _on_call(desk)
    now = clock.now()
    desk.change(lambda state: changes.with_clock(state, now))
