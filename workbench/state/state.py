"""The one state of the workbench, and every change of it. No Textual here: a change is a function
from state to state.

An edit makes a new session value; the history holds the old ones. While a field is being typed,
the session with the last good value is in force, and becomes one step of the history when the field
is left. What an edit moves is told from the values before it: they are those of the scene on show,
so that nothing is resolved twice.
"""

from typing import TYPE_CHECKING, Any, NamedTuple

from formulas.book import BOOK
from formulas.chain import Results
from formulas.declare import BASES, Basis
from formulas.quantity import Refused
from sessions.document.history import History
from sessions.document.session import Session
from workbench.person.settings import Settings
from workbench.state import fields
from workbench.state.arrangement import Table
from workbench.state.fields import words
from workbench.state.layout import Layout, Shares

if TYPE_CHECKING:
    import datetime

    from sessions.prices.beside import Told
    from workbench.person.remembered import Visit
    from workbench.state.odds import Odds


class Typing(NamedTuple):
    """A field that is being typed: its text, the session with the last good value, and how the
    text is read or refused.
    """

    id: str
    text: str
    session: Session
    reading: str = ""
    caution: str = ""
    problem: str = ""


class Call(NamedTuple):
    """The call that is on: whom it was opened for and since when, for which provider the next line
    that is kept begins another round, and the sheet that it was opened from.
    """

    provider: str = ""
    since: "datetime.datetime | None" = None
    fresh: str = ""
    came_from: str = ""


class Stop(NamedTuple):
    """Where one stood before following: which pane, which formula, and at which of its symbols."""

    pane: str
    formula: str
    symbol: str = ""


class Recall(NamedTuple):
    """A walk through what was said before.

    Attributes:
        typed: the line that was being typed; it filters, and comes back at the end of the walk.
        found: the lines that start with it, newest first, as they were when the walk began.
        back: how many steps back; at 0 stands what was typed.
    """

    typed: str
    found: tuple[str, ...]
    back: int = 0

    @property
    def text(self) -> str:
        """The line that this place of the walk shows."""
        return self.found[self.back - 1] if self.back else self.typed

    def stepped(self, step: int) -> "Recall":
        """One line further back, or with -1 one line forward again; at either end it stays."""
        return self._replace(back=min(max(self.back + step, 0), len(self.found)))


class State(NamedTuple):
    """Everything the screen shows follows from this.

    Attributes:
        history: the session and those before and after it.
        path: the file, or None for an untitled session.
        base: what `sessions.store.save.save` compares the file with, so that somebody else's change
            is noticed.
        setup: the name of the set-up on show.
        basis: the basis that explains the selected formula.
        field, formula, claim: what is selected in each pane; a claim is "quote.claim".
        typing: the field that is being typed.
        said: what stands in the say line; `speaking` is the provider that a line without a name
            goes to.
        said_before: every line that was kept or cleared, newest last; `recall` is the walk through
            them, while there is one.
        trail: where was followed from, newest last.
        symbol: the variable of the selected formula that the reader is at, or nothing.
        before, was: the values and the session before the last edit, for what it moved.
        beside: the formulas' columns are the set-ups, on `basis`, and not the bases of one set-up;
            with `differing`, only the rows where the set-ups differ.
        outside: what happened to the file since it was read: "changed on disk", "gone from disk".
        settings: what the person chose of how things are shown.
        steps: which of the first steps were taken; None where they are not shown (any more).
        recent: the name of the session last open, to offer; empty where there is none.
        rescued: there is unsaved work of an earlier start, to offer.
        start: the pane to begin in, of a session that was left there.
        layout: how they shared out the room of the screen.
        odds: what draws said last of what was on show, where an input is a range.
        sheet: what stands in the place of the panes, one of `layout.SHEETS`, or nothing.
        table: how the bake-off is shown.
        listed: what the public list said last of a price on show, where it is installed.
        call: the call that is on, or was last.
        known: what is remembered of the person was read.
        rescued_from: the file that the session was rescued to, which goes once it is saved.
    """

    history: History
    path: str | None = None
    base: Any = None
    setup: str = ""
    basis: Basis = "napkin"
    field: str = "fresh_tokens"
    formula: str = "per_stream_tps"
    claim: str = ""
    typing: Typing | None = None
    said: str = ""
    speaking: str = ""
    before: Results | None = None
    trail: tuple[Stop, ...] = ()
    symbol: str = ""
    was: Session | None = None
    beside: bool = False
    differing: bool = False
    outside: str = ""
    settings: Settings = Settings()
    steps: tuple[str, ...] | None = None
    recent: str = ""
    rescued: bool = False
    start: str = ""
    layout: Layout = Layout()
    said_before: tuple[str, ...] = ()
    recall: Recall | None = None
    odds: "Odds | None" = None
    sheet: str = ""
    table: Table = Table()
    listed: "Told | None" = None
    call: Call = Call()
    known: bool = False
    rescued_from: str = ""

    @property
    def session(self) -> Session:
        """The session in force."""
        return self.typing.session if self.typing else self.history.present

    @property
    def unsaved(self) -> bool:
        """Whether the session differs from its file."""
        typing = self.typing
        return self.history.unsaved or (
            typing is not None and typing.session != self.history.present
        )


def start(
    session: Session, path: str | None, base: Any = None, settings: Settings | None = None
) -> State:
    """The state that a session opens in."""
    setup = session.setup().name if session.setups else ""
    return State(History.of(session), path, base, setup, settings=settings or Settings())


STEPS = ("say", "why", "edit")


def carried(state: State, fresh: State) -> State:
    """A session that was just opened, with what belongs to the person and not to a session."""
    return fresh._replace(
        settings=state.settings,
        layout=state.layout,
        steps=state.steps,
        said_before=state.said_before,
        known=state.known,
    )


def learned(state: State, step: str) -> State:
    """One of the first steps was taken; after the last of them they are not shown any more."""
    if state.steps is None or step in state.steps:
        return state
    taken = (*state.steps, step)
    return state._replace(steps=None if set(taken) >= set(STEPS) else taken)


def arranged(state: State, shares: Shares, stories: Shares) -> State:
    """The panes as they were left; without stories, those of the house."""
    layout = state.layout
    layout = layout._replace(shares=shares, stories=stories or layout.stories)
    return state._replace(layout=layout)


def resumed(state: State, visit: "Visit | None") -> State:
    """The state at the place where its session was left, as far as that is still there."""
    if visit is None:
        return state
    if visit.setup in [setup.name for setup in state.session.setups]:
        state = state._replace(setup=visit.setup)
    basis = next((basis for basis in BASES if basis == visit.basis), state.basis)
    known = visit.field in BOOK.variables or visit.field in words()
    field = visit.field if known else state.field
    formula = visit.formula if visit.formula in BOOK.routes else state.formula
    return state._replace(
        basis=basis, field=field, formula=formula, claim=visit.claim, start=visit.pane
    )


def edited(state: State, session: Session, shown: Results | None, label: str = "") -> State:
    """A new session value, with the old one to go back to.

    Args:
        shown: the values on show.
        label: what was done.
    """
    if session is state.history.present or session == state.history.present:
        return state._replace(typing=None)
    before, was = _left(state, state._replace(typing=None), shown), state.history.present
    history = state.history.push(session, label)
    return _settled(state._replace(history=history, typing=None, before=before, was=was), was)


def _left(state: State, after: State, shown: Results | None) -> Results | None:
    """The values once a field is left: those on show, or where its text was good for a while and
    is not kept, those before it was typed.
    """
    return shown if after.session is state.session else state.before


def stepped(state: State, id: str, text: str, shown: Results | None) -> State:
    """A field stepped to a text that its reader takes. Steps of one field that follow each other
    are one step back, and mark what they moved together. `shown` are the values on show. Raises
    Refused.
    """
    shown = _left(state, kept(state), shown)
    state = kept(state)
    history, setup = state.history, state.setup
    understood = fields.understand(history.present, setup, id, text)
    merges = f"step {id} {setup}"
    running = history.now.merges == merges and history.past and history.present is not history.saved
    first = history.past[-1].session if running else history.present
    session = understood.session
    for known in (first, history.saved):
        # Back where it was, text and origin are those from before, too.
        session = fields.as_known(session, setup, id, known) if known is not None else session
    if session == history.present:
        return state
    if not running:
        label = f"{fields.label_of(id)} {understood.reading}"
        state = edited(state, session, shown, label)
        now = state.history.now._replace(merges=merges)
        return state._replace(history=state.history._replace(now=now))
    if session == first:
        history = history._replace(now=history.past[-1], past=history.past[:-1], future=())
    else:
        label = f"{fields.label_of(id)} {understood.reading}"
        history = history.push(session, label, merges=merges)
    if state.before is None:  # another set-up was shown meanwhile
        state = state._replace(before=shown, was=state.history.present)
    return state._replace(history=history)


def merged(state: State, session: Session, label: str, merges: str) -> State:
    """A new session value; edits that follow each other with the same of `merges` are one step
    back.
    """
    state = kept(state)
    return state._replace(history=state.history.push(session, label, merges=merges))


def undone(state: State, shown: Results | None) -> State:
    """One edit back; `shown` are the values on show. A field that is being typed is left as it was
    before.
    """
    if state.typing is not None:
        return cancelled(state)
    return _moved_in_time(state, state.history.undo(), shown)


def redone(state: State, shown: Results | None) -> State:
    """One edit forward; `shown` are the values on show."""
    return _moved_in_time(state, state.history.redo(), shown)


def _moved_in_time(state: State, history: History, shown: Results | None) -> State:
    if history is state.history or history.present is state.history.present:
        return state
    was = state.session
    return _settled(
        state._replace(history=history, typing=None, before=shown, was=was),
        state.history.present,
    )


def _settled(state: State, last: Session) -> State:
    """The state with nothing selected that the session no longer has. A set-up that is gone gives
    way to the nearest one before it: for a copy, what it was copied from.
    """
    session = state.session
    known = [s.name for s in session.setups]
    if state.setup in known:
        return state
    names = [s.name for s in last.setups]
    place = names.index(state.setup) if state.setup in names else 0
    near = next((name for name in reversed(names[:place]) if name in known), "")
    return state._replace(setup=near or (session.setup().name if known else ""))


def typed(state: State, id: str, text: str, shown: Results | None) -> State:
    """Text in a field: its session where it is good, else the last good one with the reason beside
    it. `shown` are the values on show.
    """
    base = state.history.present
    last = state.typing.session if state.typing and state.typing.id == id else base
    untouched = state.typing is None or state.typing.session is base
    if untouched:
        state = state._replace(before=shown, was=base)
    if text == fields.text_of(base, state.setup, id, None, None):
        return state._replace(typing=Typing(id, text, base))
    try:
        understood = fields.understand(base, state.setup, id, text)
    except Refused as refused:
        return state._replace(typing=Typing(id, text, last, problem=str(refused)))
    typing = Typing(id, text, understood.session, understood.reading, understood.caution)
    return state._replace(typing=typing)


def opened(state: State, id: str, text: str) -> State:
    """A field opened for typing; nothing has changed yet."""
    return state._replace(field=id, typing=Typing(id, text, state.history.present))


def kept(state: State) -> State:
    """The field is left and its last good value stays, as one step of the history."""
    typing = state.typing
    if typing is None:
        return state
    if typing.problem:
        # The last text that could be read of `1,5` is 1, which nobody meant: all stays as it was.
        return cancelled(state)
    if typing.session is state.history.present or typing.session == state.history.present:
        return state._replace(typing=None)
    label = f"{fields.label_of(typing.id)} {typing.reading}"
    after = state._replace(history=state.history.push(typing.session, label), typing=None)
    return learned(after, "edit")


def saved(state: State, path: str, base: Any) -> State:
    """A file says what the session says."""
    return state._replace(
        history=state.history.mark_saved(), path=path, base=base, outside="", rescued_from=""
    )


def reloaded(state: State, base: Any, shown: Results | None) -> State:
    """The file as it was read again, as one step of the history: what was there before, saved or
    not, is one undo away. What was selected stays so. `shown` are the values on show.
    """
    left = kept(state)
    after = edited(left, base.session, _left(state, left, shown), "reload")
    return after._replace(history=after.history.mark_saved(), base=base, outside="")


def cancelled(state: State) -> State:
    """The field is left as it was before it was opened."""
    return state._replace(typing=None, before=None, was=None)


def switched(state: State, step: int) -> State:
    """The next set-up, or the one before."""
    known = [s.name for s in state.session.setups]
    if len(known) < 2:
        return state
    place = (known.index(state.setup) + step) % len(known)
    return state._replace(setup=known[place], before=None, was=None)


def copied(state: State, shown: Results | None) -> State:
    """A copy of the set-up on show, as one step of the history; the copy is on show from here on.
    `shown` are the values on show. Raises KeyError.
    """
    session, name = state.session.with_copy(state.setup)
    return edited(state, session, shown, f"copy {state.setup}")._replace(setup=name)


def side_by_side(state: State, on: bool, *, differing: bool = False) -> State:
    """The set-ups in columns, with `differing` only where they differ, or the bases again. An input
    that was selected among the set-ups has no row there, so the first formula that it feeds takes
    its place.
    """
    formula = state.formula
    if not on and formula not in BOOK.routes:
        formula = next(iter(BOOK.feeds.get(formula, ())), State._field_defaults["formula"])
    symbol = state.symbol if formula == state.formula else ""
    return state._replace(beside=on, differing=differing, formula=formula, symbol=symbol)


def explained(state: State, active: tuple[Basis, ...], step: int) -> State:
    """The next basis that explains the selected formula."""
    order = [basis for basis in BASES if basis in active]
    place = order.index(state.basis) if state.basis in order else -1
    return state._replace(basis=order[(place + step) % len(order)])


def read(state: State, formula: str) -> State:
    """Another formula, from its beginning."""
    return state._replace(formula=formula, symbol="")


def followed(state: State, id: str, pane: str = "chain") -> State:
    """From a pane to a formula, or to the field of a variable that has none, with the way back
    kept.
    """
    if pane == "chain" and id == state.formula and id in BOOK.routes:
        return read(state, id)
    stop = Stop(pane, state.formula, state.symbol)
    after = state._replace(trail=(*state.trail[-49:], stop))
    return read(after, id) if id in BOOK.routes else after._replace(field=id)


def returned(state: State) -> State:
    """Back along the way, to the symbol that was followed."""
    if not state.trail:
        return state
    last = state.trail[-1]
    return state._replace(formula=last.formula, symbol=last.symbol, trail=state.trail[:-1])
