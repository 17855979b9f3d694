"""A claim's conditions laid over the set-up: what it states replaces what the set-up says."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

from formulas.book import BOOK
from formulas.chain import Results
from formulas.compiled import evaluate
from formulas.implied import value_that_gives
from formulas.precisions import bytes_of
from formulas.quantity import Refused
from sessions.catalogue.catalogue import find, heads
from sessions.catalogue.machines import no_gpu
from sessions.catalogue.shelves import Shelf, UnknownItem
from sessions.catalogue.spelling import ROUNDED, size_said
from sessions.claims.conditions import Conditions, quantities
from sessions.document.session import ARRIVALS, ENGINES, KV_LAYOUTS, Entry, Session, SetUp
from sessions.files.names import letters, plain
from sessions.setups.placed import (
    SPECULATION,
    gpus_of,
    with_machine,
    with_model,
    without_fit,
    without_layout,
)
from sessions.setups.resolve import (
    Layers,
    Resolved,
    Source,
    coded,
    laid_over,
    layers,
    resolve,
)


class Applied(NamedTuple):
    """The chain under a claim's own conditions.

    Attributes:
        resolved, results: the set-up with the conditions laid over it, evaluated.
        stated: the conditions that were stated, with `gpus` for a stated tensor parallel, and
            `speculative` for stated tokens per pass.
        reason: why no chain bears on these conditions, or nothing.
        tokens_open: speculation was said to be on, but not how many tokens a pass then yields.
        took: what was taken for a name that is not quite the catalogue's, in words.
        elsewhere: another model was named than the set-up's, so that nobody says that the figure is
            of the packet's prompts.
    """

    resolved: Resolved
    results: Results
    stated: frozenset[str]
    reason: str = ""
    tokens_open: bool = False
    took: tuple[str, ...] = ()
    elsewhere: bool = False


Known = dict[object, Any]  # what was worked out for a session, by set-up and what was stated


class _Worded(NamedTuple):
    """A set-up with the words of some conditions laid over it.

    Attributes:
        reserve: what it reserves for activations, on each GPU; None where it reserves nothing.
    """

    layers: Layers
    changes: Mapping[str, Entry]
    reasons: tuple[str, ...]
    tokens_open: bool
    took: tuple[str, ...]
    reserve: float | None


def apply(
    session: Session,
    setup: SetUp,
    conditions: Conditions,
    more: Mapping[str, Entry] | None = None,
    known: Known | None = None,
) -> Applied:
    """Evaluate a set-up under a claim's conditions.

    Args:
        conditions: by condition name, quantities as entries and words as text.
        more: further values for this evaluation alone (such as one stream for "up to").
        known: what conditions share, for whoever applies many to one session.

    Never raises for what a vendor said: what cannot be applied is named in `reason`.
    """
    known = {} if known is None else known
    words = tuple([(name, str(conditions[name])) for name in _WORDS if name in conditions])
    gpus = _stated_gpus(conditions)
    elsewhere = gpus is not None and gpus.value != gpus_of(setup)
    drafted = "tokens_per_pass" in conditions
    key = ("words", setup.name, elsewhere, drafted, *words)
    worded = known.get(key)
    if worded is None:
        worded = known[key] = _worded(session, setup, dict(words), elsewhere, drafted)
    changes = dict(worded.changes)
    reasons = list(worded.reasons)
    stated = set(conditions)
    for name, id in quantities().items():
        said = conditions.get(name)
        if isinstance(said, Entry) and name not in _NOT_LAID:
            changes[id] = said
    if gpus is not None:
        stated.add("gpus")
        changes["gpus_per_replica"] = gpus
        total = conditions.get("gpus")
        if isinstance(total, Entry) and gpus.value > total.value:
            reasons.append(f"TP{gpus.value:g} does not fit {total.text}")
        if elsewhere and worded.reserve is not None:
            why = f"{_BYTES.show(worded.reserve, 3)} on each of {gpus.value:g} GPUs"
            changes[_BYTES.id] = Entry.of(_BYTES.id, worded.reserve * gpus.value, why)
    if drafted:
        stated.add("speculative")
        changes |= _drafted(conditions["tokens_per_pass"])
    if {"input_tokens", "cache_hit_rate"} <= stated:
        stated.add("fresh_tokens")
    changes.update(_token_shape(session, setup, conditions, known))
    changes.update(more or {})
    try:
        resolved = laid_over(worded.layers, changes)
    except Refused as refused:
        reasons.append(refused.reason)
        plain = worded.layers._replace(setup=worded.layers.setup._replace(kv_layout=""))
        resolved = laid_over(plain, changes)
    resolved = _at_rate(resolved, conditions, changes)
    return Applied(
        resolved,
        resolved.evaluate(),
        frozenset(stated),
        "; ".join(reasons),
        worded.tokens_open,
        worded.took,
        worded.layers.setup.model != setup.model,
    )


_BYTES = BOOK.variables["activation_bytes"]
# In the order in which they are laid: the model before its precision, the machine before the rest.
_WORDS = ("model", "hardware", "weights", "kv", "layout", "engine", "arrival", "speculative")
# Of these follow fresh and cached tokens together.
_LENGTHS = ("input_tokens", "fresh_tokens", "cache_hit_rate")
# A rate that requests arrive at says how many are in flight, not what the replica gets through.
_NOT_LAID = (*_LENGTHS, "request_rate", "gpus", "tensor_parallel")
_OFF = ("off", "no", "none", "false", "without")


def _stated_gpus(conditions: Conditions) -> Entry | None:
    """The GPUs of a replica, where they are stated. Tensor parallel is the replica; the GPUs beside
    it are how many there are in all.
    """
    if "tensor_parallel" in conditions:
        said = conditions["tensor_parallel"]
        if isinstance(said, Entry):
            return Entry(f"{said.value:g} GPU", said.value, "tensor parallel, as the claim states")
        return Entry.read("gpus_per_replica", said)
    said_gpus = conditions.get("gpus")
    return said_gpus if isinstance(said_gpus, Entry) else None


def _drafted(said: Entry | str) -> dict[str, Entry]:
    """What a pass yields as stated, and what it verifies for that: a draft and no less."""
    if not isinstance(said, Entry):
        return {}
    verified = float(max(1, math.ceil(said.value - 1e-9)))
    why = f"at least, for {said.text} as the claim states"
    return {
        "verified_tokens_per_pass": Entry.of("verified_tokens_per_pass", verified, why),
    }


def _at_rate(resolved: Resolved, conditions: Conditions, changes: Mapping[str, Entry]) -> Resolved:
    """With as many in flight as a stated rate of requests keeps there, at most what fits."""
    rate = conditions.get("request_rate")
    if not isinstance(rate, Entry) or "concurrency" in changes:
        return resolved
    given = resolved.given.changed({"concurrency": 1.0})
    flight = value_that_gives(given, "concurrency", "requests_per_second", "napkin", rate.value)
    room = evaluate(given).get("max_requests_in_memory", "napkin") or 1.0
    flight = room if flight is None else min(float(math.ceil(flight - 1e-9)), room)
    flight = max(1.0, flight)
    why = f"in flight at {rate.text} of requests, by the napkin's time for each"
    entry = Entry.of("concurrency", flight, why)
    sources = {**resolved.sources, "concurrency": Source("set", entry)}
    return resolved._replace(given=given.changed({"concurrency": flight}), sources=sources)


# --- the words


class _Laying:
    """A set-up while the words of some conditions are laid over it."""

    def __init__(self, setup: SetUp) -> None:
        self.setup = setup
        self.changes: dict[str, Entry] = {}
        self.reasons: list[str] = []
        self.took: list[str] = []
        self.tokens_open = False

    def model(self, said: str) -> None:
        size = size_said(said)
        if size and self._own_size() and abs(size / self._own_size() - 1) < ROUNDED:
            self.took.append(f"{said} taken as {self._own_title()}")
            return
        family = _family(said)
        if len(family) > 1:
            own = [title for title in family if title == self._own_title()]
            if not own:
                which = " or ".join(family[:3]) + (" or another" if len(family) > 3 else "")
                self.reasons.append(f"which {said}: {which}?")
            else:
                self.took.append(f"{said} taken as {own[0]}")
            return
        try:
            # What somebody says is a name, never a file to open.
            if said.endswith(".json") and said != self.setup.model:
                raise UnknownItem("models", said, ())
            item = find("models", said)
        except UnknownItem as unknown:
            near = _near("models", unknown, said)
            self.reasons.append(
                f"the model {said} is not in the catalogue{near}: its config.json can be entered as"
                " the model of a set-up"
            )
            return
        self.setup = with_model(self.setup, said).setup
        if not said.endswith(".json") and not _same_name(said, item.title):
            self.took.append(f"{said} judged on the shapes of {item.title}")

    def _own_size(self) -> float:
        """The parameters of the set-up's model; 0 where they are not known."""
        try:
            total = find("models", self.setup.model).entries.get("total_params")
        except UnknownItem:
            total = None
        return total.value if total is not None else 0.0

    def _own_title(self) -> str:
        try:
            return find("models", self.setup.model).title
        except UnknownItem:
            return ""

    def hardware(self, said: str) -> None:
        try:
            item = find("hardware", said)
        except UnknownItem as unknown:
            near = _near("hardware", unknown, said)
            what = "is no GPU, and " if no_gpu(said) else "is "
            self.reasons.append(
                f"{said} {what}not in the catalogue{near}: its memory, bandwidth and compute can be"
                " entered as an accelerator of your own"
            )
            return
        self.setup = with_machine(self.setup, item.title).setup

    def weights(self, said: str) -> None:
        if self._tier(said, "bytes_per_param"):
            self.setup = self.setup._replace(weights=said.lower())

    def kv(self, said: str) -> None:
        if self._tier(said, "bytes_per_kv_value"):
            self.setup = self.setup._replace(kv=said.lower())

    def _tier(self, said: str, id: str) -> bool:
        tier = said.lower()
        size = bytes_of(tier)
        if size is None:
            self.reasons.append(f"the tier {said} has no bytes per parameter here")
            return False
        self.changes[id] = Entry(tier, size, "as the claim states")
        return True

    def layout(self, said: str) -> None:
        # Where the experts lie bears on nothing that the chain knows.
        layout = said.lower().partition("+ep")[0]
        if layout not in KV_LAYOUTS[1:]:
            self.reasons.append(
                f"the layout {said} is none that napkin lays out: tp, dcp or dp can be entered"
            )
            return
        self.setup = without_layout(self.setup)._replace(kv_layout=layout)

    def engine(self, said: str) -> None:
        engine = _ENGINES.get(letters(said))
        if engine is None:
            self.reasons.append(
                f"the engine {said} is none that napkin knows: {', '.join(ENGINES[1:])} can be"
                " entered, or none"
            )
            return
        self.setup = self.setup._replace(engine=engine)

    def arrival(self, said: str) -> None:
        if said.lower() not in ARRIVALS[1:]:
            self.reasons.append(
                f"the arrival {said} is none that napkin knows:"
                f" {', '.join(ARRIVALS[1:])} can be entered"
            )
            return
        self.setup = self.setup._replace(arrival=said.lower())

    def speculative(self, said: str) -> None:
        self.tokens_open = said.lower() not in _OFF
        if not self.tokens_open:
            for id in SPECULATION:
                self.changes[id] = Entry(
                    "1 token/request", 1.0, "speculation off, as the claim states"
                )


# Engines by what they are called. Those that no set of assumptions tells apart are judged alike.
_ENGINES = {
    **dict.fromkeys(("vllm",), "vllm"),
    **dict.fromkeys(("sglang", "sgl"), "sglang"),
    **dict.fromkeys(("trtllm", "tensorrtllm", "tensorrt", "trt"), "trtllm"),
    **dict.fromkeys(
        ("tgi", "textgenerationinference", "lmdeploy", "llamacpp", "ollama", "dynamo", "mlcllm",
         "mlc", "exllamav2", "exllama", "deepspeed", "deepspeedmii", "nim", "triton",
         "aphrodite", "ktransformers", "lightllm", "max", "transformers", "rayserve", "llmd"),
        "",
    ),
}  # fmt: skip


# What people run on whatever they have, so that the set-up's own machine says nothing of it.
_ANYWHERE = frozenset(
    ("llamacpp", "ollama", "exllamav2", "exllama", "ktransformers", "mlc", "mlcllm")
)


def _family(said: str) -> list[str]:
    """The models of a bare family's name, such as GLM; nothing for the name of one."""
    spelled = plain(said)
    if not spelled or any(letter.isdigit() for letter in spelled):
        return []
    return [head.title for head in heads("models") if plain(head.title).startswith(spelled)]


def _same_name(said: str, title: str) -> bool:
    return plain(said.rpartition("/")[2]) == plain(title)


def _near(on: Shelf, unknown: UnknownItem, said: str) -> str:
    """What is near a name and not the same: what begins as it does, else what is most like it."""
    spelled = plain(said.rpartition("/")[2])
    begins = {
        head.title: max([_alike(spelled, plain(name)) for name in (head.title, *head.aliases)])
        for head in heads(on)
    }
    best = max(begins, key=lambda title: begins[title], default="")
    if begins.get(best, 0) < max(4, len(spelled) / 2):
        if unknown.near == unknown.known or not unknown.near:
            return ""
        best = find(on, unknown.near[0]).title
        if plain(best)[:2] != spelled[:2]:
            return ""  # "stablelm 12b" is no Mistral Large 2, however many letters they share
    return f" ({best} is near, but not the same)"


def _alike(one: str, other: str) -> int:
    """With how many letters two names begin alike."""
    pairs = zip(one, other, strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _worded(
    session: Session, setup: SetUp, words: Mapping[str, str], elsewhere: bool, drafted: bool
) -> _Worded:
    laying = _Laying(without_layout(setup) if elsewhere else setup)
    for name, said in words.items():
        getattr(laying, name)(said)
    if "hardware" not in words and letters(words.get("engine", "")) in _ANYWHERE:
        laying.reasons.append(f"{words['engine']} runs on machines of every kind: on which one?")
    placed = laying.setup
    laying.tokens_open = laying.tokens_open and not drafted
    if laying.tokens_open or drafted:
        placed = without_fit(placed)  # the session's load tests say nothing of speculation
    below = layers(session, placed, coded(placed, laying.changes))
    held = placed.entries.get(_BYTES.id)
    return _Worded(
        below,
        laying.changes,
        tuple(laying.reasons),
        laying.tokens_open,
        tuple(laying.took),
        held.value / gpus_of(placed) if held is not None else None,
    )


def _token_shape(
    session: Session, setup: SetUp, conditions: Conditions, known: Known
) -> dict[str, Entry]:
    """Fresh and cached tokens that a stated input length, fresh length or hit rate imply."""
    stated = {
        name: said.value for name in _LENGTHS if isinstance(said := conditions.get(name), Entry)
    }
    context = conditions.get("context_tokens")
    most = context.value if isinstance(context, Entry) else math.inf
    if not stated and most == math.inf:
        return {}
    key = ("nothing stated", setup.name)
    if key not in known:
        known[key] = resolve(session, setup).evaluate()
    base: Results = known[key]
    total = stated.get("input_tokens", base.get("input_tokens", "napkin"))
    if not stated.keys() & {"input_tokens", "fresh_tokens"} and total is not None and total > most:
        total = stated["input_tokens"] = most  # a prompt is no longer than the context it is in
    if not stated:
        return {}
    hit = stated.get("cache_hit_rate", base.get("cache_hit_rate", "napkin"))
    fresh = stated.get("fresh_tokens")
    if fresh is None and total is not None and hit is not None:
        fresh = total * (1 - hit)
    if fresh is None:
        return {}
    why = "from the lengths and the hit rate that the claim states"
    # A stated length is both mean and median; one that follows from a hit rate moves both alike.
    mean, median = base.get("fresh_tokens", "napkin"), base.get("fresh_tokens_p50", "napkin")
    alike = (
        median / mean
        if mean and median and not stated.keys() & {"fresh_tokens", "input_tokens"}
        else 1.0
    )
    found = {
        "fresh_tokens": Entry.of("fresh_tokens", fresh, why),
        "fresh_tokens_p50": Entry.of("fresh_tokens_p50", fresh * alike, why),
    }
    if "input_tokens" in stated and "context_tokens" not in conditions:
        said = conditions.get("output_tokens")
        output = said.value if isinstance(said, Entry) else base.get("output_tokens", "napkin")
        held = stated["input_tokens"] + (output or 0.0)
        found["context_tokens"] = Entry.of("context_tokens", held, "input and output as stated")
    if total is not None and "fresh_tokens" not in stated:
        found["cached_tokens"] = Entry.of("cached_tokens", max(0.0, total - fresh), why)
    return found
