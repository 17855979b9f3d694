"""What is said in the say line: kept, cleared, and walked through once it was said."""

from formulas.chain import Results
from sessions.document.keep import Heard, keep
from sessions.document.session import Session
from workbench.state import state as states
from workbench.state.items import DRAFT, items, worst_item
from workbench.state.scene import Scene, judged_quotes
from workbench.state.state import Recall, State

MOST = 200


def noted(before: tuple[str, ...], line: str) -> tuple[str, ...]:
    """What was said, newest last, with one line more: each line once, at most `MOST` of them."""
    line = line.strip()
    if not line:
        return before
    return (*[said for said in before if said != line], line)[-MOST:]


def recall(before: tuple[str, ...], typed: str) -> Recall:
    """A walk that begins at what is being typed."""
    start = typed.strip().casefold()
    found = [
        said
        for said in reversed(before)
        if said.casefold().startswith(start) and said != typed.strip()
    ]
    return Recall(typed, tuple(found))


def spoken(state: State, text: str) -> State:
    """Other text in the say line; whoever types leaves the walk through what was said before."""
    if text == state.said:
        return state
    walk = state.recall if state.recall is not None and state.recall.text == text else None
    # On a call what is said now stands in large type, whatever was selected before.
    claim = "" if state.claim.startswith(DRAFT) or state.sheet == "call" else state.claim
    return state._replace(said=text, claim=claim, recall=walk)


def silent(state: State) -> State:
    """The say line empty; what stood in it can be recalled."""
    cleared = spoken(state, "")
    return cleared._replace(said_before=noted(state.said_before, state.said), recall=None)


def kept(scene: Scene, heard: Heard) -> State:
    """What was heard as part of the session, the worst of its quote selected: one edit, and one
    state. Without a set-up it is kept all the same, and judged once there is one.
    """
    state, resolved = scene.state, scene.resolved
    by = resolved.assumptions.label if resolved is not None else ""
    session, place = keep(state.session, heard, by)
    quote = session.quotes[place]
    after = states.edited(states.kept(state), session, scene.results, f"say {heard.quote.provider}")
    after = states.learned(silent(after), "say")
    call, table = state.call, state.table
    if call.fresh.casefold() == quote.provider.casefold():
        call = call._replace(fresh="")
    if state.sheet == "bakeoff":
        table = table._replace(provider=quote.provider)
    worst = None
    if resolved is not None:
        # Judged here and looked up by the scene: the same quote gives the same verdicts.
        (judged,) = judged_quotes(session, state.setup, (quote,))
        # Of a quote that goes on, what was said now is what is spoken of.
        old = len(state.session.quotes[place].claims) if place < len(state.session.quotes) else 0
        listed = items(judged, str(place))
        late = [item for item in listed if _number(item.key) >= old]
        worst = worst_item(late or listed)
    claim = worst.key if worst is not None else f"{place}.0"
    return after._replace(claim=claim, speaking=quote.provider, call=call, table=table)


def _number(key: str) -> int:
    """Which claim of its quote an item is; -1 for what is open."""
    number = key.partition(".")[2]
    return int(number) if number.isdecimal() else -1


def noted_down(state: State, session: Session, shown: Results | None) -> State:
    """What was said kept as a note of the session; `shown` are the values on show."""
    return silent(states.edited(states.kept(state), session, shown, "note"))


def walking(state: State, walk: Recall | None) -> State:
    """A walk through what was said before, whose line the say line is about to have."""
    return state._replace(recall=walk)


def recalled(state: State, step: int) -> State:
    """A line that was said before in the say line, or with -1 the one after it."""
    walk = state.recall or recall(state.said_before, state.said)
    after = walk.stepped(step)
    return spoken(state._replace(recall=after), after.text)
