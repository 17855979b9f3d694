"""What counts how much in a best fit: the packet's priorities as fields, typed and stepped."""

from __future__ import annotations

from formulas.quantity import Refused, read
from formulas.units import PLAIN
from sessions.document.session import Session
from sessions.store.form import MOST_WEIGHT
from workbench.words import WEIGHTS

STEP = 0.5


def weight_of(session: Session, id: str) -> str:
    """What a field holds, as text."""
    return f"{session.packet.priorities.get(WEIGHTS[id], 1.0):g}"


def is_entered(session: Session, id: str) -> bool:
    """Whether the packet says it, and it is not 1 for want of a word."""
    return WEIGHTS[id] in session.packet.priorities


def with_weight(session: Session, id: str, text: str) -> Session:
    """The session with a weight as it was typed; 1, or nothing, is as if nobody had said it. Raises
    Refused.
    """
    weight = 1.0
    if text.strip():
        expected = f"a number from 0 to {MOST_WEIGHT:g}, such as 2"
        reading = read(text)
        if reading.dimension != PLAIN or not 0 <= reading.value <= MOST_WEIGHT:
            raise Refused(text, "not a weight", expected)
        weight = reading.value
    name = WEIGHTS[id]
    kept = {each: known for each, known in session.packet.priorities.items() if each != name}
    if weight != 1.0:
        kept[name] = weight
    return session._replace(packet=session.packet._replace(priorities=kept))


def next_weight(now: str, way: int) -> str | None:
    """The weight half a point further, or None at the end."""
    weight = float(now)
    reached = min(MOST_WEIGHT, max(0.0, weight + way * STEP))
    return None if reached == weight else f"{reached:g}"
