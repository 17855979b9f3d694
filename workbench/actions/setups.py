"""How a session begins, its set-ups, what they run on, and what other currencies are worth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from formulas.quantity import Refused
from sessions.catalogue.shelves import UnknownItem
from sessions.document.currency import EXAMPLE, read_rate, with_rate
from sessions.document.session import Session, SetUp
from sessions.say.again import lacking, with_rates
from sessions.setups.first import added, offered, removed, renamed, same_traffic
from workbench.actions import visits
from workbench.actions.desk import Desk, does, edited, settle
from workbench.actions.files import leave_then
from workbench.dialogs.choose import Ask
from workbench.dialogs.one_line import OneLine
from workbench.keys.shown import shown_key
from workbench.state import changes, fields
from workbench.state import state as states
from workbench.state.asides import chosen_item
from workbench.state.compare import example
from workbench.state.scene import look
from workbench.views.text import clean

if TYPE_CHECKING:
    from collections.abc import Callable

    from sessions.setups.sizing import Sized
    from workbench.state.scene import Scene

CHOSEN = ("model", "hardware")  # the fields that hold a name of the catalogue
# What a table of all accelerators is counted for before one is chosen: it computes in every tier.
_USUAL = "B200"
_ADD, _BEGIN = "Add a set-up", "What you buy"
ANSWERS = {
    "empty": "Nothing: an empty session",
    "traffic": "The same traffic for other providers: all but quotes and notes",
    "example": "The worked example: its packet, set-ups and load tests, no quotes",
}


# --- new session


@does("new")
def new(desk: Desk) -> None:
    """Ask what the new session begins with; unsaved changes are asked about first."""
    leave_then(desk, lambda: _ask_how_to_begin(desk), "go on")


def _ask_how_to_begin(desk: Desk) -> None:
    session = desk.state.session
    holds = session.setups or session.bill or session.packet.entries
    answers = [(id, text) for id, text in ANSWERS.items() if id != "traffic" or holds]

    def begin_with(answer: str | None) -> None:
        if answer == "empty":
            begin_session(desk, Session(), "fields")
            add_setup(desk)  # what is bought is said first
        elif answer == "example":
            begin_session(desk, same_traffic(example()), "say")
            desk.tell("The worked example's traffic, and no quotes yet.")
        elif answer == "traffic":
            # It stands in no file, and what was dropped may live on in it.
            begin_session(desk, same_traffic(desk.state.session), "say", saved=False)
            save = shown_key("save")
            desk.tell(f"The same traffic, and no quotes yet. {save} asks for a name.")

    desk.ask(
        Ask("What does the new session begin with?", tuple(answers), "New session"), begin_with
    )


def begin_session(desk: Desk, session: Session, place: str, *, saved: bool = True) -> None:
    """Show an untitled session in the place of the one on screen; `saved` where nothing of it could
    be lost.
    """
    visits.remember(desk)
    desk.change(lambda state: changes.begun(state, session, saved=saved))
    desk.focus(place)


# --- what it runs on


@does("choose_model")
def choose_model(desk: Desk) -> None:
    """The table of models."""
    choose(desk, "model")


@does("choose_hardware")
def choose_hardware(desk: Desk) -> None:
    """The table of accelerators."""
    choose(desk, "hardware")


def choose(desk: Desk, id: str) -> None:
    """Choose among the items of a shelf; also where what stands there cannot be read."""
    if _shown_setup(desk) is None:
        return

    def answer(name: str | None) -> None:
        if name is None:
            return
        state = desk.state
        try:
            understood = fields.understand(state.session, state.setup, id, name)
        except Refused as refused:  # a file may have changed since the table was drawn
            desk.tell(f"{fields.label_of(id)} stays as it is: {refused}", "warning")
            return
        label = f"{fields.label_of(id)} {understood.reading}"
        desk.change(
            lambda state: changes.to_field(
                states.edited(state, understood.session, desk.scene.results, label), id
            )
        )

    _shelf(desk, id, desk.scene, answer)


def _shelf(
    desk: Desk,
    id: str,
    scene: Scene,
    then: Callable[[str | None], None],
    *,
    fresh: bool = False,
    step: str = "",
    count: Callable[[], tuple[Sized, ...]] | None = None,
) -> None:
    from workbench.dialogs.shelf import Shelf  # 15 ms, with what sizes every accelerator

    desk.ask(Shelf(id, scene, fresh=fresh, step=step, count=count), then)


# --- set-ups


@does("add_setup")
def add_setup(desk: Desk) -> None:
    """Choose a model and an accelerator, and begin a set-up with them; in a session that has no
    traffic yet, that is asked for in between.
    """
    settle(desk)
    session = desk.state.session
    asks = not session.setups and any(id not in session.packet.entries for id in fields.PACKET)
    steps = (_BEGIN, 3) if asks else (_ADD, 2)

    def step(number: int, what: str) -> str:
        return f"{steps[0]} {number} of {steps[1]}: {what}"

    def chosen(model: str | None) -> None:
        if model is None:
            return
        if asks:
            _ask_for_traffic(desk, step(2, "your traffic and levels"), runs_on(model))
        else:
            runs_on(model)()

    def runs_on(model: str) -> Callable[[], None]:
        last = step(steps[1], "accelerator")
        return lambda: _choose_what_it_runs_on(desk, model, last, begins=asks)

    fresh = desk.scene.setup is None
    _shelf(desk, "model", desk.scene, chosen, fresh=fresh, step=step(1, "model"))


def _ask_for_traffic(desk: Desk, step: str, then: Callable[[], None]) -> None:
    from workbench.dialogs.traffic import Traffic

    def answered(session: Session | None) -> None:
        if session is not None and session != desk.state.session:
            edited(desk, session, "say the packet")
        then()

    desk.ask(Traffic(desk.state.session, step), answered)


def _choose_what_it_runs_on(desk: Desk, model: str, step: str, *, begins: bool) -> None:
    """The table of accelerators, counted for the model before there is a set-up with it."""
    now, before = desk.scene.setup, desk.state
    found = _with_setup(desk, model, now.hardware if now is not None else _USUAL)
    if found is None:
        return
    session, setup = found
    scene = look(changes.showing(states.start(session, None), setup.name), judge=False)

    def chosen(hardware: str | None) -> None:
        if hardware is not None:
            _add(desk, model, hardware, begins=begins)
        elif begins and desk.state.session.packet.entries:
            desk.tell(f"What you said stays. {shown_key('act')} goes on with what it runs on.")

    def count() -> tuple[Sized, ...]:
        return offered(before.session, model, before.setup)

    fresh = now is None
    _shelf(desk, "hardware", scene, chosen, fresh=fresh, step=step, count=count)


def _with_setup(desk: Desk, model: str, hardware: str) -> tuple[Session, SetUp] | None:
    try:
        return added(desk.state.session, model, hardware, desk.state.setup)
    except (Refused, UnknownItem) as refused:  # a file may have changed since the table
        desk.tell(f"No set-up was added: {refused}", "warning")
        return None


def _add(desk: Desk, model: str, hardware: str, *, begins: bool = False) -> None:
    found = _with_setup(desk, model, hardware)
    if found is None:
        return
    session, setup = found
    label, field = f"add {setup.name}", desk.state.field
    if len(session.setups) > 1:  # to the first one, its traffic comes first
        group = fields.GROUPS["set-up"]
        field = next(each.id for each in desk.scene.fields if each.group == group)
    desk.change(
        lambda state: changes.to_field(changes.with_setup(state, session, setup.name, label), field)
    )
    # Who left the traffic open finds it there; who said it goes on to the vendors.
    begins = begins and bool(session.packet.entries)
    desk.focus("say" if begins else "fields")
    gpus, flight = setup.entries["gpus_per_replica"], setup.entries["concurrency"]
    desk.tell(
        f"{setup.name} is on show: {setup.model} at {setup.weights}, {gpus.value:g}x"
        f" {setup.hardware}, {flight.value:g} in flight. "
        + ("Type what the vendors say. " if begins else "Each first value says why it is so; ")
        + f"{shown_key('undo', typing=begins)} takes the set-up back."
    )


@does("rename_setup")
def rename_setup(desk: Desk) -> None:
    """Another name for the set-up on show."""
    setup = _shown_setup(desk)
    if setup is None:
        return

    def read(text: str) -> str:
        renamed(desk.state.session, setup.name, text)
        return f"{setup.name} is called {clean(text.strip())}"

    def answered(text: str | None) -> None:
        if text is None or text.strip() == setup.name:
            return
        session = renamed(desk.state.session, setup.name, text)
        label = f"rename {setup.name}"
        desk.change(lambda state: changes.with_setup(state, session, text.strip(), label))

    desk.ask(OneLine("Rename the set-up", setup.name, "tp8-c16", read), answered)


@does("remove_setup")
def remove_setup(desk: Desk) -> None:
    """Take the set-up on show out; undo brings it back."""
    setup = _shown_setup(desk)
    if setup is None:
        return
    if desk.at != "fields":
        desk.focus("fields")
        key = shown_key("remove_setup")
        desk.tell(f"{setup.name} is the set-up on show. Press {key} here to remove it.")
        return
    tests = len([t for t in desk.state.session.load_tests if t.setup == setup.name])
    session = removed(desk.state.session, setup.name)
    edited(desk, session, f"remove {setup.name}")
    more = f" with its {tests} load test{'s' if tests > 1 else ''}" if tests else ""
    desk.tell(f"Removed {setup.name}{more}; {shown_key('undo')} brings it back.")


@does("copy_setup")
def copy_setup(desk: Desk) -> None:
    """Make a second one of the set-up on show."""
    setup = _shown_setup(desk)
    if setup is None:
        return
    desk.change(lambda state: states.copied(state, desk.scene.results))
    more = "" if desk.state.beside else f" {shown_key('side_by_side')} puts them side by side."
    desk.tell(f"{desk.state.setup} is a copy of {setup.name} and now on show.{more}")


@does("next_setup")
def next_setup(desk: Desk) -> None:
    """Show the next set-up."""
    _switch(desk, 1)


@does("previous_setup")
def previous_setup(desk: Desk) -> None:
    """Show the set-up before."""
    _switch(desk, -1)


def _switch(desk: Desk, step: int) -> None:
    after = states.switched(states.kept(desk.state), step)
    if after.setup == desk.state.setup:
        desk.tell("This session has one set-up. C copies it; then change a field and compare.")
        return
    desk.change(lambda state: after)


def _shown_setup(desk: Desk) -> SetUp | None:
    """The set-up on show, or None with a word about it."""
    settle(desk)
    if desk.scene.setup is None:
        desk.tell(desk.scene.problem, "warning")
    return desk.scene.setup


# --- currency


def _refused(session: Session) -> int:
    return sum([len(quote.refused) for quote in session.quotes])


@does("currency_rate")
def currency_rate(desk: Desk) -> None:
    """Say what another currency is worth, in one line."""
    settle(desk)
    rates = desk.state.session.currency

    def read(text: str) -> str:
        code, entry = read_rate(text)
        if entry is None:
            if code not in rates:
                raise Refused(code, f"no rate of {code} is known", f"{code} 1.08")
            return f"takes the rate of {code} away"
        return f"1 {code} = ${entry.value:g}" + (f" ({entry.origin})" if entry.origin else "")

    def answered(text: str | None) -> None:
        if text is None:
            return
        code, entry = read_rate(text)
        label = f"rate of {code}" if entry is not None else f"no rate of {code}"
        session = with_rate(desk.state.session, code, entry)
        again = with_rates(session)
        edited(desk, again, label)
        told = f"{read(text) if entry is not None else f'No rate of {code} any more'}."
        waited = _refused(session) - _refused(again)
        if waited:
            told += f" {waited} figure{'s' * (waited != 1)} in {code} can be read now."
        desk.tell(told)

    wanted = _waits_for(desk)
    known = [f"1 {code} = ${rate.value:g}" for code, rate in rates.items()]
    there = f"So far: {', '.join(known)}. A code alone takes its rate away." if known else ""
    begun = f"{wanted} " if wanted else ""
    box = OneLine("Rate of a currency", begun, EXAMPLE, read, there, goes_on=bool(begun))
    desk.ask(box, answered)


def _waits_for(desk: Desk) -> str:
    """The currency that an amount waits for: of the line, of the selected quote, of any other."""
    scene = desk.scene
    said = [scene.heard.quote] if scene.heard is not None else []
    item = chosen_item(scene)
    place = item.key.partition(".")[0] if item is not None else ""
    if place.isdecimal():
        said.append(scene.session.quotes[int(place)])
    return next(filter(None, [lacking(quote) for quote in (*said, *scene.session.quotes)]), "")
