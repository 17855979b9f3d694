"""The fields that hold a word and not a quantity: what each means, and what may stand there."""

from __future__ import annotations

from typing import NamedTuple

from formulas.quantity import TIERS, Refused, read
from formulas.units import PLAIN
from sessions.catalogue.catalogue import shelf
from sessions.claims.telling import title_of
from sessions.document.session import ENGINES, KINDS, KV_LAYOUTS, OBJECTIVES, PRIORITIES, Session
from sessions.store.form import MOST_WEIGHT

# Words of a set-up that may be left open, with what may stand there.
OPEN_WORDS: dict[str, tuple[str, ...]] = {"kv_layout": KV_LAYOUTS, "engine": ENGINES}
# What a best fit is weighed by, by the id of its field.
WEIGHTS = {f"priority_{name}": name for name in PRIORITIES}


class Word(NamedTuple):
    """A field that holds a word: what it means, and what may stand there."""

    id: str
    label: str
    group: str
    meaning: str
    choices: tuple[str, ...] = ()


def words() -> dict[str, Word]:
    """The fields that hold a word."""
    tiers = tuple(TIERS)
    rows = (
        Word(
            "objective",
            "objective",
            "packet",
            "What the buyer optimises for.",
            tuple([o for o in OBJECTIVES if o]),
        ),
        Word("model", "model", "set-up", "The model that is served.", tuple(shelf("models"))),
        Word("hardware", "accelerator", "set-up", "What it runs on.", tuple(shelf("hardware"))),
        Word(
            "weights",
            "weights",
            "set-up",
            "Quantization of the weights: bytes per parameter.",
            tiers,
        ),
        Word("kv", "KV cache", "set-up", "Quantization of the KV cache: bytes per value.", tiers),
        Word(
            "kv_layout",
            "KV layout",
            "set-up",
            "How the cache lies on the GPUs: tp splits it by heads (MLA has one: a copy on each"
            " GPU), dcp by tokens too, dp gives each rank requests of its own. Empty: tp, but one"
            " copy over the replica with the source's own set of assumptions.",
            KV_LAYOUTS[1:],
        ),
        Word(
            "engine",
            "engine",
            "set-up",
            "The serving engine, where the set of assumptions tells engines apart. Empty: any.",
            ENGINES[1:],
        ),
        Word(
            "attention",
            "attention",
            "model",
            "mla caches one latent vector per layer, kv a key and a value per KV head. Empty: the"
            " model's own.",
            KINDS["attention"][1:],
        ),
        Word(
            "feed_forward",
            "feed-forward",
            "model",
            "moe reads the experts that a pass chose, dense all weights. Empty: the model's own.",
            KINDS["feed_forward"][1:],
        ),
        Word(
            "assumptions",
            "assumptions",
            "assumptions",
            "The named set that the napkin takes MBU, MFU and overlap from.",
            tuple(shelf("assumptions")),
        ),
        Word("title", "title", "packet", "What this session is called in lists and exports."),
        *[_weight(id, name) for id, name in WEIGHTS.items()],
    )
    return {row.id: row for row in rows}


def _weight(id: str, name: str) -> Word:
    called = title_of(name)
    meaning = (
        f"How much {called} counts in the best fit of the bake-off, beside the others: 0 to 100,"
        " such as 2 for twice as much; 1 unless somebody says otherwise."
    )
    return Word(id, f"weight of {called}", "priority", meaning)


# --- What counts how much in a best fit: the packet's priorities as fields, typed and stepped.

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
