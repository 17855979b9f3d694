"""What is done with the selected quote and claim: why, what is known of it, what to ask, away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sessions.claims.telling import told
from sessions.document.keep import without
from workbench.actions.desk import Desk, does, edited, settle
from workbench.dialogs.particulars import Particulars
from workbench.keys.shown import shown_key
from workbench.state import changes
from workbench.state import state as states
from workbench.state.asides import chosen_item
from workbench.state.items import DRAFT, Item
from workbench.state.particulars import with_particulars
from workbench.views.text import clean

if TYPE_CHECKING:
    from sessions.document.session import Claim, Quote


@does("why")
def why(desk: Desk) -> None:
    """Explain the selected claim: while something is being said, the worst of it."""
    from workbench.dialogs.why import WhyScreen  # 6 ms, with all the reasons there may be

    item = chosen_item(desk.scene)
    if item is None:
        desk.tell(
            "No claim stands in this cell."
            if desk.state.sheet == "bakeoff"
            else "There is no claim yet. Type what the vendor says in the say line."
        )
        return

    def explained(key: str | None) -> None:
        """The claim that was explained last is the one that is selected."""
        if key:
            desk.change(lambda state: changes.to_claim(state, key))

    desk.change(lambda state: states.learned(state, "why"))
    desk.ask(WhyScreen(desk.scene, item), explained)


@does("copy_ask")
def copy_ask(desk: Desk) -> None:
    """The question, for the chat window of the call."""
    item = chosen_item(desk.scene)
    if item is None or not item.verdict.ask:
        desk.tell("Nothing is left to ask about this claim.")
        return
    desk.copy(clean(item.verdict.ask))
    desk.tell("Copied the question: paste it into the chat of the call.")


def _kept_item(desk: Desk, none: str, draft: str) -> Item | None:
    """The selected claim, or None with a word: of a quote that there is none of, or not yet."""
    item = chosen_item(desk.scene)
    if item is None or item.key.startswith(DRAFT):
        desk.tell(none if item is None else draft)
        return None
    return item


@does("particulars")
def particulars(desk: Desk) -> None:
    """Who said it, until when it holds, what is known of its quality: typed, line by line."""
    settle(desk)
    item = _kept_item(
        desk,
        "There is no quote yet. Type what the vendor says in the say line.",
        "What is being said is not kept yet: enter in the say line keeps it.",
    )
    if item is None:
        return
    name, _, number = item.key.partition(".")
    place, quote = int(name), desk.state.session.quotes[int(name)]
    at = int(number) if number.isdecimal() and int(number) < len(quote.claims) else -1
    claim = quote.claims[at] if at >= 0 else None

    def done(answer: tuple[Quote, Claim | None] | None) -> None:
        if answer is not None:
            session = with_particulars(desk.state.session, place, at, *answer)
            edited(desk, session, f"particulars of {quote.provider}")

    about = told(item.verdict.claim) if claim is not None else ""
    desk.ask(Particulars(quote, claim, about), done)


@does("remove_quote")
def remove_quote(desk: Desk) -> None:
    """Take the selected quote out; undo brings it back."""
    item = _kept_item(
        desk,
        "No quote is selected. Select one in pane 3 (F4) first.",
        "What is being said is not kept yet: esc in the say line forgets it.",
    )
    if item is None:
        return
    if desk.at != "quotes":
        desk.focus("quotes")
        key = shown_key("remove_quote")
        desk.tell(f"This is the selected quote. Press {key} here to remove it.")
        return
    place = int(item.key.partition(".")[0])
    name = desk.state.session.quotes[place].provider
    edited(desk, without(desk.state.session, place), f"remove {name}")
    desk.tell(f"Removed {name or 'the quote'}; {shown_key('undo')} brings it back.")
