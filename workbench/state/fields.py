"""What may be changed: the fields of the left pane, how each is read while it is typed, and what
the session then is.

Most fields are a variable of the book; a few are words, such as the model or a quantization tier,
and some weigh what a best fit is chosen by. All are read the same way: text in, a new session and
what was understood out, or the reason why not.
"""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Mapping
from typing import NamedTuple

from formulas.algebra import names
from formulas.book import BOOK
from formulas.chain import Results
from formulas.declare import Variable
from formulas.quantity import TIERS, Refused, read
from formulas.units import PLAIN
from sessions.catalogue.catalogue import find, shelf
from sessions.catalogue.shelves import Shelf, UnknownItem
from sessions.claims.telling import short_units, title_of
from sessions.document.ranges import in_words, spread_of
from sessions.document.session import (
    ENGINES,
    KINDS,
    KV_LAYOUTS,
    OBJECTIVES,
    PRIORITIES,
    Entry,
    Session,
    entered,
    home_of,
    read_value,
    with_entry,
)
from sessions.setups.first import followed
from sessions.setups.resolve import Resolved
from sessions.store.form import MOST_WEIGHT

GROUPS = {
    "packet": "Traffic",
    "service level": "Service levels",
    "set-up": "Set-up",
    "model": "Model",
    "hardware": "Hardware",
    "assumptions": "Assumptions",
    "bill": "Bill",
    "priority": "Best fit",
    "measured": "Measured",
    "hours": "Traffic by hour",
}
# The traffic table's rows: most packets have few of them, so they stand last.
_HOURS = ("_p50", "_p90", "_p99", "_peak", "_trough")

# One letter for where a value comes from, with the words for it.
LETTERS = {
    "packet": ("p", "entered in the packet"),
    "bill": ("b", "entered in the bill"),
    "set-up": ("s", "entered in this set-up"),
    "model": ("m", "from the model"),
    "hardware": ("h", "from the accelerator"),
    "tier": ("t", "from the quantization tier"),
    "default": ("d", "a default: nobody said otherwise"),
    "assumptions": ("a", "from the set of assumptions"),
    "fit": ("f", "from a fit"),
    "measured": ("l", "from a load test"),
    "ceiling": ("c", "the ceiling's own: nothing lost, nobody waiting"),
    "set": ("s", "set for this once"),
    "derived": ("=", "by a formula"),
    "": (" ", "not entered"),
}


# What most answers wait for: asked for before there is a set-up.
PACKET = (
    *("fresh_tokens", "cached_tokens", "output_tokens", "demand_requests_per_second"),
    *("sla_ttft", "sla_per_stream_tps"),
)


class Field(NamedTuple):
    """One thing that may be changed. `variable` is None where it is a word and not a quantity."""

    id: str
    label: str
    group: str
    variable: Variable | None = None


class Understood(NamedTuple):
    """Text that was read for a field: the session that it makes, how it is read, and a caution
    where it is unusual.
    """

    session: Session
    reading: str
    caution: str = ""


@functools.lru_cache(maxsize=32)
def fields(choices: tuple[tuple[str, str], ...]) -> tuple[Field, ...]:
    """Every field, grouped in the order of `GROUPS`; those that no formula of this kind of model
    takes are left out.
    """
    out = _irrelevant(dict(choices))
    spoken = words()
    found: list[Field] = []
    for place, group in GROUPS.items():
        found += [Field(w.id, w.label, group) for w in spoken.values() if w.group == place]
        listed = [v for v in BOOK.variables.values() if _group(v) == place and v.id not in out]
        if place == "packet":  # its own chapter first, then what other chapters ask of the traffic
            listed.sort(key=lambda v: BOOK.topic_of[v.id] is not BOOK.topics[-1])
        found += [Field(v.id, v.title, group, v) for v in listed]
    return tuple(found)


def _group(variable: Variable) -> str:
    hourly = variable.id.startswith("demand_") and variable.id.endswith(_HOURS)
    return "hours" if hourly else variable.place


def _irrelevant(choices: Mapping[str, str]) -> set[str]:
    """Inputs that only formulas for another kind of model take. Where nobody says what kind of
    attention or feed-forward it is, it may be any; other kinds a model has only when it says so.
    """

    def may_hold(when: tuple[str, str] | None) -> bool:
        if when is None:
            return True
        kind, value = when
        return choices.get(kind, value if kind in KINDS else "") == value

    used: set[str] = set()
    unused: set[str] = set()
    for formula in BOOK.formulas():
        (used if may_hold(formula.when) else unused).update(names(formula.tree))
    return unused - used


def example_of(id: str) -> str:
    """What may stand in a field, for one that is empty; nothing for a word."""
    return BOOK.variables[id].example if id in BOOK.variables else ""


def label_of(id: str) -> str:
    """What a field is called."""
    variable = BOOK.variables.get(id)
    return variable.title if variable is not None else words()[id].label


def is_word(id: str) -> bool:
    """Whether a field holds a word and not a quantity."""
    return id not in BOOK.variables


def word_of(session: Session, setup: str, id: str) -> str:
    """The word that a field holds."""
    if id == "objective":
        return session.packet.objective
    if id == "title":
        return session.title
    if id in WEIGHTS:
        return weight_of(session, id)
    return str(getattr(session.setup(setup), id))


def implied_word(id: str, resolved: Resolved) -> str:
    """What holds where the set-up says no word: the model's own kind, the source's one copy."""
    if id in KINDS:
        return resolved.model.choices.get(id, "")
    if id == "kv_layout":
        return "one copy" if resolved.given.choices.get("layout") == "plain" else "tp"
    return "any" if id == "engine" else ""


def text_of(
    session: Session, setup: str, id: str, resolved: Resolved | None, results: Results | None
) -> str:
    """What stands in a field, as text that reads back in; empty where nothing does."""
    if is_word(id):
        return word_of(session, setup, id)
    own = entered(session, id, setup)
    if own is not None:
        return own.text
    variable = BOOK.variables[id]
    if resolved is not None and variable.kind == "measured" and id in resolved.measured_sources:
        return resolved.measured_sources[id].entry.text
    if resolved is not None and id in resolved.sources:
        return resolved.sources[id].entry.text
    value = results.get(id, "napkin") if results is not None else None
    return variable.show(value, 7) if value is not None else ""


def understand(session: Session, setup: str, id: str, text: str) -> Understood:
    """Read what was typed for a field. Raises Refused with what was expected."""
    if is_word(id):
        return _understand_word(session, setup, id, text.strip())
    variable = BOOK.variables[id]
    reading = read_value(variable, text)
    changed = with_entry(session, id, Entry(text.strip(), reading.value), setup)
    if home_of(variable) == "packet":
        changed = followed(changed)
    told, words = full(reading.value, variable), drawn(id, text)
    told += f" ({words})" if words else ""
    return Understood(changed, told, variable.caution(reading.value))


_SIGNS = re.compile(r"\.\.|…| to |[+±]").search


def maybe_range(text: str) -> bool:
    """Whether a text may be a range: told at a glance, before anything is imported for it."""
    return _SIGNS(text) is not None


def drawn(id: str, text: str) -> str:
    """What is drawn for a range, in words; nothing for any other text."""
    spread = spread_of(id, text) if maybe_range(text) else None
    return short_units(in_words(BOOK.variables[id], spread)) if spread else ""


def full(value: float, variable: Variable) -> str:
    """A value with its digits grouped and spelt out, to see at once whether a multiplier was
    meant: `80,000 tok/req`.
    """
    unit = variable.unit.text
    number = f"{value / variable.unit.factor:,.10g}"
    if unit.startswith("$"):
        return f"${number}{short_units(unit[1:])}"
    return f"{number}%" if unit == "%" else f"{number} {short_units(unit)}".rstrip()


def _understand_word(session: Session, setup: str, id: str, text: str) -> Understood:
    if id in WEIGHTS:
        changed = with_weight(session, id, text)
        return Understood(changed, f"counts {weight_of(changed, id)}")
    part = session.setup(setup)
    if id in ("model", "hardware", "assumptions"):
        on: Shelf = {"model": "models", "hardware": "hardware", "assumptions": "assumptions"}[id]  # type: ignore[assignment]
        try:
            item = find(on, text)
        except UnknownItem as unknown:
            raise _not_there(id, text, unknown) from None
        if id == "model" and text.endswith(".json"):  # found again by its path alone
            size = BOOK.variables["total_params"].show(item.entries["total_params"].value)
            changes = {id: text}
            reading = f"{item.title}, {size}"
            return Understood(session.with_setup(part._replace(**changes)), reading)  # type: ignore[arg-type]
        name = item.label if id == "assumptions" else item.title
        changes = {id: name}
        changed = session.with_setup(part._replace(**changes))  # type: ignore[arg-type]
        # What the table offered is what there is then, while the size is a first value.
        return Understood(followed(changed) if id != "assumptions" else changed, name)
    if id in KINDS:
        kind = text.lower()
        if kind not in KINDS[id]:
            raise Refused(text, "not a kind of model", "one of " + ", ".join(KINDS[id][1:]))
        changes = {id: kind}
        changed = session.with_setup(part._replace(**changes))  # type: ignore[arg-type]
        return Understood(changed, kind or "the model's own")
    if id in OPEN_WORDS:
        word, known = text.lower(), OPEN_WORDS[id]
        if word not in known:
            what = f"not {'a layout' if id == 'kv_layout' else 'an engine'}"
            raise Refused(text, what, "one of " + ", ".join(known[1:]))
        changes = {id: word}
        changed = session.with_setup(part._replace(**changes))  # type: ignore[arg-type]
        return Understood(changed, word or "as nothing is said")
    if id in ("weights", "kv"):
        tier = text.lower()
        if tier and tier not in TIERS:
            raise Refused(text, "not a quantization tier", "one of " + ", ".join(TIERS))
        said = f"{TIERS[tier]:g} byte" if tier else "as the session says in bytes"
        changes = {id: tier}
        return Understood(session.with_setup(part._replace(**changes)), f"{tier} = {said}")  # type: ignore[arg-type]
    if id == "objective":
        for objective in OBJECTIVES:
            if objective == text.lower():
                return Understood(
                    session._replace(packet=session.packet._replace(objective=objective)),
                    objective or "none",
                )
        raise Refused(text, "not an objective", "one of " + ", ".join([o for o in OBJECTIVES if o]))
    if len(text) > 200:
        raise Refused(text[:40], "longer than 200 characters")
    return Understood(session._replace(title=text), text or "no title")


def _not_there(id: str, text: str, unknown: UnknownItem) -> Refused:
    """Why a name of the catalogue was not taken, short enough to stand beside the field."""
    if unknown.reason:
        return Refused(text, unknown.reason, fix="check the file")
    if len(unknown.near) < len(unknown.known):
        return Refused(text, "not in the catalogue", " or ".join(unknown.near))
    wanted = {
        "model": "a name of the table (enter in the pane), or the path of a config.json",
        "hardware": "a name of the table (enter in the pane)",
    }
    return Refused(text, "not in the catalogue", wanted.get(id, " or ".join(unknown.near)))


def as_known(session: Session, setup: str, id: str, known: Session) -> Session:
    """The session with a field's text and origin as another session has them, where it holds the
    same value.
    """
    if is_word(id) or all(part.name != setup for part in known.setups):
        return session
    now, then = entered(session, id, setup), entered(known, id, setup)
    if now is None or then is None or not math.isclose(now.value, then.value, rel_tol=1e-12):
        return session
    return with_entry(session, id, then, setup)


def can_reset(session: Session, setup: str, id: str) -> bool:
    """Whether the session itself holds a value here that can be taken away."""
    if id in WEIGHTS:
        return is_weighed(session, id)
    if is_word(id):
        return id in ("weights", "kv", "objective", *OPEN_WORDS, *KINDS) and bool(
            word_of(session, setup, id)
        )
    return entered(session, id, setup) is not None


def reset(session: Session, setup: str, id: str) -> Session:
    """The session without its own value of a field, so that what lies below is in force."""
    if id in ("weights", "kv", *OPEN_WORDS, *KINDS, *WEIGHTS):
        return _understand_word(session, setup, id, "").session
    if id == "objective":
        return session._replace(packet=session.packet._replace(objective=""))
    return session if is_word(id) else with_entry(session, id, None, setup)


def value_in(id: str, resolved: Resolved, results: Results) -> float | None:
    """The value in force for an input, whatever its layer."""
    kind = BOOK.variables[id].kind
    if kind == "measured":
        return results.get(id, "measured")
    if kind == "fit":
        source = resolved.sources.get(id)
        return source.entry.value if source else None
    return results.get(id, "napkin")


def origin_of(id: str, resolved: Resolved, results: Results) -> str:
    """Which of `LETTERS` a field's value has."""
    variable = BOOK.variables.get(id)
    if variable is None:
        if id in ("objective", "title"):
            return "packet"
        if not implied_word(id, resolved) or getattr(resolved.setup, id):
            return "set-up"
        return "model" if id in KINDS else "default"
    if variable.kind == "measured":
        source = resolved.measured_sources.get(id)
        if source is None:
            return "derived" if results.get(id, "measured") is not None else ""
        return "set-up" if id in resolved.setup.measured else "measured"
    found = resolved.sources.get(id)
    if found is not None:
        return found.origin
    return "derived" if results.get(id, "napkin") is not None else ""


# --- The fields that hold a word and not a quantity: what each means, and what may stand there.

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


def is_weighed(session: Session, id: str) -> bool:
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
