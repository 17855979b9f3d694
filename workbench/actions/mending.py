"""A claim that was misheard: said again, decided, or taken out, one at a time, among the quotes and
on a call.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from formulas.quantity import Refused
from sessions.claims.metrics import METRICS
from sessions.claims.telling import show_claim, show_condition, told
from sessions.document import clock
from sessions.document.mend import amended, decided, without_asked, without_claim
from sessions.say import hear
from workbench.actions.desk import Desk, does, edited, settle
from workbench.dialogs.one_line import OneLine
from workbench.keys.shown import shown_key
from workbench.state.asides import chosen_item
from workbench.state.call import call_item
from workbench.state.items import DRAFT
from workbench.views.text import clean

if TYPE_CHECKING:
    from sessions.document.session import Claim, Quote

_WORKED_OUT = "This price is blended of its components: choose one of those, and put that right."

_EXAMPLE = "40 tok/s/user at 16 in flight"


class _Chosen(NamedTuple):
    """Where the chosen claim stands: the place of its quote and its own; `reading` which of the
    meanings of what is open, or -1.
    """

    place: int
    at: int
    reading: int = -1


def _chosen(desk: Desk) -> _Chosen | None:
    """The chosen claim of a kept quote, or None with a word about it."""
    settle(desk)
    scene = desk.scene
    item = call_item(scene) if desk.state.sheet == "call" else chosen_item(scene)
    if item is None:
        desk.tell("No claim is chosen. Type what the vendor says in the say line.")
        return None
    if item.key.startswith(DRAFT):
        desk.tell("What is being said is not kept yet: change it in the say line.")
        return None
    place, _, rest = item.key.partition(".")
    if rest.startswith("a"):
        at, _, reading = rest[1:].partition(".")
        return _Chosen(int(place), int(at), int(reading))
    if int(rest) >= len(desk.state.session.quotes[int(place)].claims):
        desk.tell(_WORKED_OUT)
        return None
    return _Chosen(int(place), int(rest))


@does("amend_claim")
def amend_claim(desk: Desk) -> None:
    """Say the chosen claim again, or take one of the readings of what is open for what is meant."""
    chosen = _chosen(desk)
    if chosen is None:
        return
    if chosen.reading >= 0:
        _decide(desk, chosen)
        return
    quote = desk.state.session.quotes[chosen.place]
    claim = quote.claims[chosen.at]

    def read(text: str) -> str:
        said = _said(desk, text)
        return ", ".join([_in_words(each, said) for each in said.claims])

    def answered(text: str | None) -> None:
        if text is None or text.strip() == _as_typed(claim, quote):
            return
        session = amended(desk.state.session, chosen.place, chosen.at, _said(desk, text))
        edited(desk, session, f"correct {told(claim)}")
        undo = shown_key("undo", typing=True)
        desk.tell(f"Corrected; {undo} brings back what stood there.")

    heading = f"Say it again: {clean(quote.provider)}, {clean(told(claim))}"
    box = OneLine(heading, _as_typed(claim, quote), _EXAMPLE, read, goes_on=True)
    desk.ask(box, answered)


def _said(desk: Desk, text: str) -> Quote:
    """What a line says of one claim. Raises Refused where it says none, or leaves it open."""
    said = hear.read(desk.state.session, text, clock.today())
    if said.refused:
        raise Refused(said.refused[0].text, said.refused[0].reason, "40 tok/s/user")
    if said.ambiguous:
        asked = said.ambiguous[0]
        raise Refused(asked.text, asked.question or "this may mean several things", "TTFT 1.2 s")
    if not said.claims:
        raise Refused(text.strip()[:20], "no claim in it", "TTFT 1.2 s at 16 in flight")
    return said


def _in_words(claim: Claim, said: Quote) -> str:
    stated = {**said.conditions, **claim.conditions}
    return " ".join([show_claim(claim), *[show_condition(name, v) for name, v in stated.items()]])


def _as_typed(claim: Claim, quote: Quote) -> str:
    """A claim as a line that reads back as it: its own words where they do so alone."""
    words = claim.said or show_claim(claim)
    stated = {**quote.conditions, **claim.conditions}
    conditions = [show_condition(name, value) for name, value in stated.items()]
    new = [each for each in conditions if each.casefold() not in words.casefold()]
    return " ".join([words, *new])


def _decide(desk: Desk, chosen: _Chosen) -> None:
    asked = desk.state.session.quotes[chosen.place].ambiguous[chosen.at]
    metric = METRICS[asked.readings[chosen.reading]]
    session = decided(desk.state.session, chosen.place, chosen.at, metric.id, metric.variable)
    edited(desk, session, f"{clean(asked.text)} is {metric.of.title}")
    undo = shown_key("undo", typing=True)
    desk.tell(f"{clean(asked.text)} is taken as {metric.of.title}; {undo} leaves it open again.")


@does("drop_claim")
def drop_claim(desk: Desk) -> None:
    """Take the chosen claim out, and nothing else of its quote."""
    chosen = _chosen(desk)
    if chosen is None:
        return
    quote = desk.state.session.quotes[chosen.place]
    if chosen.reading >= 0:
        what = clean(quote.ambiguous[chosen.at].text)
        session = without_asked(desk.state.session, chosen.place, chosen.at)
    else:
        what = clean(told(quote.claims[chosen.at]))
        session = without_claim(desk.state.session, chosen.place, chosen.at)
    edited(desk, session, f"take out {what}")
    undo = shown_key("undo", typing=True)
    desk.tell(f"Took out {what} of {clean(quote.provider)}; {undo} brings it back.")
