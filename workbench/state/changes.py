"""What the actions make of a state, each change with a name. Pure, as all of the state is."""

from typing import TYPE_CHECKING, Any

from formulas.chain import Results
from formulas.declare import Basis
from sessions.document.session import Objective, Session
from workbench.person.settings import Settings, Value
from workbench.state.arrangement import Table
from workbench.state.layout import Layout, Shares
from workbench.state.recall import silent
from workbench.state.state import (
    STEPS,
    Call,
    State,
    carried,
    edited,
    kept,
    merged,
    read,
    start,
)

if TYPE_CHECKING:
    import datetime

    from sessions.prices.beside import Told
    from workbench.state.odds import Odds

# --- what is selected


def selected(state: State, pane: str, key: str) -> State:
    """Something was selected in a pane; a field that is being typed is left for another one."""
    if pane == "fields":
        return to_field(kept(state), key) if key != state.field else state
    return read(state, key) if pane == "chain" else to_claim(state, key)


def to_field(state: State, id: str) -> State:
    """Another field selected."""
    return state._replace(field=id)


def to_claim(state: State, key: str) -> State:
    """Another claim selected."""
    return state._replace(claim=key)


def to_moved(state: State, formula: str, basis: Basis) -> State:
    """A formula that the last edit moved, on a basis on which it did."""
    return state._replace(formula=formula, basis=basis)


def at_symbol(state: State, id: str) -> State:
    """The reader is at another symbol of the selected formula, or with "" at none."""
    return state._replace(symbol=id)


# --- how it is shown


def with_settings(state: State, settings: Settings) -> State:
    """Other settings. The first steps come back where they are asked for anew, and go where nobody
    wants them.
    """
    was, steps = state.settings.hints, state.steps
    if settings.hints != was:
        steps = () if settings.hints else None
    return state._replace(settings=settings, steps=steps)


def with_setting(state: State, id: str, value: Value) -> State:
    """One of the settings chosen."""
    return with_settings(state, state.settings._replace(**{id: value}))  # type: ignore[arg-type]


def shared(state: State, shares: Shares) -> State:
    """The columns of the panes shared out so."""
    return state._replace(layout=state.layout._replace(shares=shares))


def with_stories(state: State, stories: Shares) -> State:
    """The rows of the panes shared so between the lists and what stands below them."""
    return state._replace(layout=state.layout._replace(stories=stories))


def maximised(state: State) -> State:
    """The pane in front alone, in the place of a sheet too, or all three again."""
    return state._replace(layout=state.layout._replace(alone=not state.layout.alone), sheet="")


def as_they_were(state: State) -> State:
    """Columns and rows as napkin sets them."""
    return state._replace(layout=Layout(keys=state.layout.keys))


def keys_aside(state: State) -> State:
    """The keys at the side, or away."""
    return state._replace(layout=state.layout._replace(keys=not state.layout.keys))


def with_sheet(state: State, name: str) -> State:
    """A sheet in the place of the panes."""
    return state._replace(sheet=name)


def without_sheet(state: State) -> State:
    """The panes again."""
    return state._replace(sheet="")


def with_table(state: State, table: Table) -> State:
    """The bake-off arranged so."""
    return state._replace(table=table)


def with_odds(state: State, odds: "Odds") -> State:
    """What draws say of what is on show."""
    return state._replace(odds=odds)


def with_listed(state: State, told: "Told") -> State:
    """What the public list says of a price on show."""
    return state._replace(listed=told)


# --- a session in the place of another


def begun(state: State, session: Session, *, saved: bool) -> State:
    """An untitled session in the place of the one on show; `saved` where nothing of it could be
    lost.
    """
    fresh = start(session, None)
    if not saved:
        fresh = fresh._replace(history=fresh.history._replace(saved=None))
    return carried(silent(state), fresh)


def put_in_place(state: State, loaded: Any, path: str | None, rescued_from: str = "") -> State:
    """A session that was read in the place of the one on show: from its file, or from what was
    rescued, which is in no file yet.
    """
    fresh = start(loaded.session, path, loaded)
    if rescued_from:
        history = fresh.history._replace(saved=None)
        fresh = fresh._replace(history=history, base=None, rescued_from=rescued_from)
    return carried(silent(state), fresh)


def at_start(state: State) -> State:
    """The pane to begin in was gone to."""
    return state._replace(start="")


def changed_outside(state: State, outside: str) -> State:
    """Something happened to the file, or it is as it was."""
    return state._replace(outside=outside)


def remembered(
    state: State, steps: tuple[str, ...], recent: str, said: tuple[str, ...], rescued: bool
) -> State:
    """What is remembered of the person is known: the first steps that they took, the session last
    open, what they said before, and whether anything was rescued.
    """
    taken = set(steps) >= set(STEPS) or not state.settings.hints
    # What was said in the first moments stands after what was said before.
    lines = tuple(dict.fromkeys([*said, *state.said_before]))
    return state._replace(
        steps=None if taken else steps,
        recent=recent,
        said_before=lines,
        rescued=rescued,
        known=True,
    )


def steps_taken(state: State) -> tuple[str, ...]:
    """The first steps that are taken for good: all of them where they are not shown any more."""
    finished = state.known and state.steps is None and state.settings.hints
    return STEPS if finished else state.steps or ()


def showing(state: State, setup: str) -> State:
    """Another set-up on show."""
    return state._replace(setup=setup)


# --- edits of the session


def with_setup(state: State, session: Session, name: str, label: str) -> State:
    """A session in which a set-up is new or has another name, which is on show from here on."""
    return edited(state, session, None, label)._replace(setup=name, before=None, was=None)


def ranked_by(state: State, objective: Objective, shown: Results | None) -> State:
    """Another objective of the packet; `shown` are the values on show."""
    packet = state.session.packet._replace(objective=objective)
    session = state.session._replace(packet=packet)
    return edited(state, session, shown, f"objective {objective}")


def weighing(state: State, axis: str, weight: float) -> State:
    """Another weight in the best fit. Steps of one weight are one step back."""
    priorities = {**state.session.packet.priorities, axis: weight}
    if weight == 1.0:
        del priorities[axis]  # as it is unless somebody says otherwise
    packet = state.session.packet._replace(priorities=priorities)
    session = state.session._replace(packet=packet)
    return merged(state, session, f"{axis} counts {weight:g}", f"weigh {axis}")


# --- the call


def speakers(state: State) -> tuple[str, ...]:
    """The providers of the session: whoever spoke last, then the newest quote first."""
    quoted = [quote.provider for quote in reversed(state.session.quotes)]
    return tuple(dict.fromkeys([state.speaking, *quoted]))


def called(state: State, provider: str, claim: str, now: "datetime.datetime") -> State:
    """A call with a provider; with the one of before, its clock goes on."""
    call, came_from = state.call, state.sheet
    if call.since is None or call.provider.casefold() != provider.casefold():
        call = Call(provider, now)
    call = call._replace(came_from=came_from)
    return state._replace(sheet="call", speaking=provider, call=call, claim=claim)


def speaking_to(state: State, provider: str) -> State:
    """What is said from here on is another provider's."""
    return state._replace(speaking=provider, claim="")


def with_fresh_round(state: State, provider: str) -> State:
    """The next line of a provider begins another round, or with "" nobody's does."""
    return state._replace(call=state.call._replace(fresh=provider))


def with_clock(state: State, now: "datetime.datetime") -> State:
    """The call begins now."""
    return state._replace(call=state.call._replace(since=now))
