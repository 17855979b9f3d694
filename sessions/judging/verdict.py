"""What judging gives: a verdict per claim, and a quote with all of its verdicts.

A verdict holds figures. Its words follow from them, and are made when somebody reads them: of ten
thousand claims, one is read at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, Protocol

from formulas.book import BOOK
from formulas.declare import NOTHING
from formulas.implied import implied_by
from formulas.verdicts import Direction, Flag, meets
from sessions.catalogue.catalogue import find
from sessions.catalogue.item import Band
from sessions.catalogue.shelves import UnknownItem
from sessions.claims.conditions import CONDITIONS, Conditions
from sessions.claims.metrics import BLENDED, METRICS, Metric, a_load, other_mix
from sessions.claims.telling import joined
from sessions.document.session import TAILS, Claim, Quote
from sessions.judging.ceilings import Ceiling, ceiling_of
from sessions.judging.costs import PriceReading, price_reading
from sessions.judging.limits import Limit, held
from sessions.judging.room import Room, in_a_pass, in_words
from sessions.setups.conditions import Applied
from sessions.setups.mix import Mix

# Why something is judged so: one word for each way to a verdict.
Cause = Literal[
    "no formula", "no chain", "own mix", "more than all", "no misses", "rate limit", "component",
    "promise", "tail", "no ratio", "no band", "no memory", "no room", "band", "chain", "memory",
    "a load",
]  # fmt: skip
Hold = Callable[["Yardstick", Claim, float, Conditions], "Verdict"]


class AtSetup(NamedTuple):
    """A verdict with the set-up's own values, where what was not said makes it another."""

    napkin: float | None
    ratio: float | None
    fold: float | None
    flag: Flag
    fit: float | None = None
    fit_ratio: float | None = None
    fit_flag: Flag | None = None


class Held(NamedTuple):
    """What must hold of the conditions that were not said, so that a claim has its flag: by
    condition a range, or a word.
    """

    values: Mapping[str, tuple[float, float] | str]


class Searches(Protocol):
    """What looks for the values of what was not said: see `sessions.judging.searching`."""

    def held(self, quoted: float, flag: Flag, speed: float | None, *, fit: bool = False) -> Held:
        """The values that give a flag."""
        ...


@dataclass(frozen=True, slots=True)
class Yardstick:
    """What every claim of one metric at the same conditions is held against; two are equal where
    all that bears on a verdict is the same.

    Attributes:
        metric, bears: the metric, and all that a verdict depends on beside the claim.
        at: the chain at these conditions, with all that follows from it.
        assumed: the conditions of the metric that were taken from the set-up.
        thresholds, level: from which folds on it is off; what the packet asks for, if anything.
        napkin, fit, ceiling: the chain's value on each basis; of a capacity, what fits in memory.
        band: for a share or an input, what is typical.
        beyond: whether a figure past the ceiling is so for certain.
        hold: from the yardstick, a claim, its value and its conditions to the verdict.
        lacks: how many bytes the deployment that was stated has too few, under any layout.
        room: of a capacity, the memory that it is held against.
        mix: what the traffic asks.
        search: over the ordinary values of what was not said; None where nothing is searched.
    """

    metric: Metric
    bears: tuple[object, ...]
    at: Applied = field(compare=False, repr=False)
    assumed: tuple[str, ...] = field(compare=False)
    thresholds: tuple[float, float] = field(compare=False)
    level: float | None = field(compare=False)
    napkin: float | None = field(compare=False)
    fit: float | None = field(compare=False)
    ceiling: float | None = field(compare=False)
    band: Band | None = field(compare=False)
    assumptions: str = field(compare=False)
    beyond: Callable[[float], bool] = field(compare=False, repr=False)
    hold: Hold = field(compare=False, repr=False)
    lacks: float = field(compare=False, default=0.0)
    room: Room | None = field(compare=False, default=None)
    mix: Callable[[], Mix] = field(compare=False, repr=False, default=dict)
    search: Searches | None = field(default=None, compare=False, repr=False)


class Verdict(NamedTuple):
    """One claim held against the chain; figures in base units of `metric.of`, None where they have
    no meaning.

    Attributes:
        quoted: the value that was judged: of a range, the end that is worse for the buyer.
        napkin, fit, ceiling: the chain's value on each basis, at the claim's own conditions.
        ratio, fold, flag, direction: against the napkin. fit_*: the same against the session's own
            load tests.
        beyond_ceiling: no stack on this hardware can do it, and the claim states what fixes that.
        met: whether a promise keeps what the packet asks for; None where it asks for nothing.
        stated, assumed: the conditions that the claim states, and those taken from the set-up.
        assumptions: set and version that it was judged by.
        at_speed: of a price, the speed for each user in the same quote, in tokens per second.
        yardstick, why: what it was held against, and why it is judged so.
        at_setup: the verdict with the set-up's own values, where the nearest ordinary value of what
            was not said makes it another.
        load, load_kept: of a price whose offer says none, how many are in flight where it is held
            against, and whether that keeps the packet's service levels.
    """

    claim: Claim
    metric: Metric | None
    quoted: float
    flag: Flag
    napkin: float | None = None
    fit: float | None = None
    ceiling: float | None = None
    ratio: float | None = None
    fold: float | None = None
    direction: Direction = ""
    fit_flag: Flag | None = None
    fit_ratio: float | None = None
    fit_fold: float | None = None
    fit_direction: Direction = ""
    beyond_ceiling: bool = False
    met: bool | None = None
    stated: Conditions = NOTHING
    assumed: tuple[str, ...] = ()
    assumptions: str = ""
    yardstick: Yardstick | None = None
    why: Cause = "no formula"
    at_speed: float | None = None
    at_setup: AtSetup | None = None
    load: float | None = None
    load_kept: bool = True

    @property
    def own(self) -> AtSetup:
        """How it stands with the set-up's own values for what was not said."""
        return self.at_setup or AtSetup(self.napkin, self.ratio, self.fold, self.flag)

    @property
    def own_napkin(self) -> float | None:
        """The napkin with the set-up's own values for what was not said."""
        return self.own.napkin

    @property
    def astray(self) -> bool:
        """Whether a figure that is good enough is so at conditions alone that the packet's traffic
        does not have: it meets no service level.
        """
        level = self.yardstick.level if self.yardstick is not None else None
        if self.metric is None or level is None or self.met is not None:
            return False
        return self.at_setup is not None and meets(self.metric, self.quoted, level)

    @property
    def _elsewhere(self) -> str:
        """Where a figure holds that does not hold at the packet's load."""
        holds, yardstick = self.holds_if, self.yardstick
        prompts = holds.get("input_tokens")
        if prompts is not None and not isinstance(prompts, str) and yardstick is not None:
            own = yardstick.at.results.get("input_tokens", "napkin") or 0.0
            low, high = prompts
            return f"it holds with prompts of {low:,.0f} to {high:,.0f} tokens, not {own:,.0f}"
        value = holds.get("concurrency")
        if value is None or isinstance(value, str) or yardstick is None:
            return "it does not hold at your own load"
        flight = yardstick.at.results.get("demand_concurrency", "napkin")
        low, high = value
        where = f"{low:g}" if low == high else f"{low:g} to {high:g}"
        needs = f", and you need {flight:g}" if flight is not None else ", not at your own load"
        return f"it holds at {where} in flight{needs}"

    @property
    def holds_if(self) -> Mapping[str, tuple[float, float] | str]:
        """Which values of what was not said make it so, by condition: a range, or a word."""
        own, yardstick = self.at_setup, self.yardstick
        if own is None or yardstick is None or yardstick.search is None:
            return NOTHING
        search, speed = yardstick.search, self.at_speed
        if self.flag != own.flag:
            return search.held(self.quoted, self.flag, speed).values
        if self.fit_flag is not None and own.fit_flag not in (None, self.fit_flag):
            return search.held(self.quoted, self.fit_flag, speed, fit=True).values
        return NOTHING

    @property
    def leading(self) -> Flag:
        """The flag that stands first: the fit's where there is one, else the napkin's."""
        return self.fit_flag or self.flag

    @property
    def by_misses(self) -> bool:
        """Whether its fold is of what is missing to the whole, so that the ratio says nothing."""
        return self.metric is not None and self.metric.by_misses

    @property
    def of_what(self) -> str:
        """What the fold beside the flag counts, where that is not the figure itself."""
        if not self.by_misses or self.fold is None or self.fold == 1:
            return ""
        return " fewer misses" if self.direction == "better" else " the misses"

    @property
    def reason(self) -> str:
        """Why it is judged so."""
        return _FIXED[self.why] if self.why in _FIXED else _TOLD[self.why](self)

    @property
    def reading(self) -> str:
        """A promise met or missed, or what a price says."""
        if self.metric is None or self.why == "no chain":
            return ""
        metric, yardstick = _held(self)
        short = missing(self)
        if short:
            return in_words(short)
        told = self.price
        if told is not None:
            return "; ".join(filter(None, [self.claim.note, told.words]))
        if metric.kind == "price component":
            return ""
        word = "met" if self.met else "missed"
        if is_limit(metric, self.claim) and metric.demand:
            limit = limited(yardstick, self.quoted)
            return (limit and limit.text) or "the packet does not say how much traffic there is"
        if self.astray:
            return f"meets no service level of yours: {self._elsewhere}"
        if yardstick.level is not None:
            return f"{word}: the packet asks for {metric.wanted} {metric.of.show(yardstick.level)}"
        if metric.kind == "promise" or self.claim.bound in _PROMISES:
            return "no service level in the packet for this"
        return ""

    @property
    def price(self) -> PriceReading | None:
        """Where a price stands among the cost lines; None for every other claim."""
        metric = self.metric
        if metric is None or metric.kind != "price" or self.why in _NO_PRICE:
            return None
        return price_reading(_held(self)[1].at, self.quoted, self.at_speed, self.load)

    @property
    def listed(self) -> bool:
        """Whether it is a price that a public list can be set beside; its parts are not, one by
        one.
        """
        return self.metric is not None and self.claim.metric == BLENDED

    @property
    def ask(self) -> str:
        """The question to put to the vendor."""
        return question(self)

    @property
    def ceiling_needs(self) -> Mapping[str, float]:
        """What would have to differ where a claim past the ceiling leaves something open."""
        return _ceiling(self).needs if self.yardstick is not None else NOTHING

    @property
    def implied(self) -> Mapping[str, float]:
        """What the claim would mean for the variable that explains it best."""
        if self.metric is None or not self.metric.implies or self.ratio is None:
            return NOTHING
        metric, yardstick = _held(self)
        found = implied_by(yardstick.at.results, metric.variable, metric.implies, self.quoted)
        return {metric.implies: found} if found is not None else NOTHING


class JudgedQuote(NamedTuple):
    """A quote with a verdict per claim (and one for components blended), per reading of what is
    ambiguous, and findings.

    Attributes:
        worst, leading: the most serious flag of its claims, by the napkin; by what stands first.
        beyond_ceiling: whether any claim is beyond the ceiling.
    """

    quote: Quote
    verdicts: tuple[Verdict, ...]
    readings: tuple[tuple[Verdict, ...], ...]
    findings: tuple[str, ...]
    worst: Flag
    leading: Flag
    beyond_ceiling: bool


# --- why it is judged so

_SPEEDS = ("rate", "latency")
_PROMISES = ("at most", "at least", "SLA", "rate limit")


def _held(verdict: Verdict) -> tuple[Metric, Yardstick]:
    """Metric and yardstick of a verdict that has them."""
    if verdict.metric is None or verdict.yardstick is None:
        raise ValueError(f"no formula bears on {verdict.claim.metric}")
    return verdict.metric, verdict.yardstick


# Where a price stands among no cost lines.
_NO_PRICE = ("no chain", "no room", "own mix")
_FIXED: dict[Cause, str] = {
    "no formula": "no formula bears on this",
    "more than all": "more than all there is",
    "no misses": "no misses at all: every first prompt misses",
    "rate limit": "a rate limit is no speed: it is held against what the traffic demands",
    "component": (
        "a component alone says nothing: it is blended with the others on the packet's mix"
    ),
    "a load": "of what came in while it ran: the load, and no measure of how much could have",
    "own mix": "blended on a mix of the vendor's own: on yours it is another price",
    "promise": "a promise is met or missed, not measured by a fold",
    "no band": "the catalogue has no band for this",
    "no memory": "memory is not known for this set-up",
}


def _no_chain(verdict: Verdict) -> str:
    return _held(verdict)[1].at.reason


def _tail(verdict: Verdict) -> str:
    return f"a {verdict.claim.statistic} is not held against the napkin's p50 without a tail factor"


def _no_ratio(verdict: Verdict) -> str:
    metric, yardstick = _held(verdict)
    if yardstick.napkin is None and yardstick.band is None:
        return yardstick.at.results.why_missing(metric.variable, "napkin")
    return "no ratio can be formed"


def _band(verdict: Verdict) -> str:
    metric, yardstick = _held(verdict)
    if yardstick.band is None:
        return _FIXED["no band"]
    low, high, origin, _ = yardstick.band
    return f"the band is {metric.of.show(low, 3)} to {metric.of.show(high, 3)}: {origin}"


def _chain(verdict: Verdict) -> str:
    metric, yardstick = _held(verdict)
    at = yardstick.at
    parts = [*_room(at)]
    beyond = _ceiling(verdict)
    nearer = verdict.at_setup is not None and verdict.flag == "plausible"
    if beyond.reason and (verdict.beyond_ceiling or not nearer):
        parts.append(beyond.reason)
    elif (
        metric.kind != "price"
        and verdict.direction == "better"
        and verdict.ceiling is not None
        and verdict.flag != "plausible"
    ):
        parts.append(
            f"better than the napkin, not beyond the ceiling's {metric.of.show(verdict.ceiling, 3)}"
        )
    if verdict.claim.statistic in TAILS:
        parts.append(f"a {verdict.claim.statistic}, and better than the napkin's p50")
    if verdict.claim.bound == "up to":
        parts.append('"up to" is held against one stream')
    if verdict.claim.high is not None:
        parts.append("of the range, the end that is worse for you is judged")
    parts += at.took
    return "; ".join(parts)


def _room(at: Applied) -> list[str]:
    """What does not fit in memory as the set-up has it, where it may fit otherwise."""
    room = at.results.get("kv_budget", "napkin")
    if room is not None and room < 0:
        short = BOOK.variables["kv_budget"].show(-room, 3)
        return [f"the model does not fit the set-up assumed: {short} missing"]
    most = at.results.get("max_requests_in_memory", "napkin")
    flight = at.results.get("concurrency", "napkin")
    if room is None or most is None or flight is None or flight <= most:
        return []
    return [f"only {BOOK.variables['concurrency'].show(most)} of this context fit in memory"]


def missing(verdict: Verdict) -> float:
    """How many bytes are missing for what was said, with what activations take; 0 where it fits."""
    if verdict.why == "no room":
        return _held(verdict)[1].lacks
    if verdict.why == "memory" and verdict.flag != "plausible":
        return short_of(_held(verdict)[1], verdict.quoted, told=True)
    return 0.0


def short_of(yardstick: Yardstick, quoted: float, told: bool = False, larger: float = 1.0) -> float:
    """How many bytes a capacity has too few, with nothing reserved; `told` with what activations
    take, `larger` with so many times the memory. 0 where it fits.
    """
    room = yardstick.room
    if room is None:
        return 0.0
    at, room = yardstick.at, room._replace(memory=room.memory * larger)
    requests = quoted if yardstick.metric.id == "concurrency" else in_flight(at)
    if yardstick.metric.id == "gpus":
        each = room.memory / room.gpus
        room = room._replace(
            memory=each * quoted, reserve=room.reserve / room.gpus * quoted, gpus=quoted
        )
        requests = requests if "concurrency" in at.stated else 0.0
    return room.told(requests) if told else room.missing(requests)


def _no_room(verdict: Verdict) -> str:
    """What is missing, whatever was left unsaid."""
    at = _held(verdict)[1].at
    said = "hardware" in at.stated
    machine = at.resolved.hardware.title if said else "the largest accelerator that napkin knows"
    layout = "as laid out" if "layout" in at.stated else "however it is laid out"
    held = f"{at.resolved.model.title} on {machine}, {layout}"
    return "; ".join([in_words(missing(verdict)), held, *at.took])


def _memory(verdict: Verdict) -> str:
    """What fits, and whether the claim does."""
    metric, yardstick = _held(verdict)
    at, limit = yardstick.at, yardstick.napkin
    if limit is None:
        return _FIXED["no memory"]
    if metric.id == "gpus":
        text = f"the weights alone need {metric.of.show(limit, 3)}"
        room = at.results.get("kv_budget", "napkin")
        if verdict.flag == "plausible" and room is not None and room < 0:
            short = BOOK.variables["kv_budget"].show(-room, 3)
            text += f"; {short} are missing for activations, and nothing is left for KV cache"
    elif metric.id == "concurrency":
        text = f"{metric.of.show(limit)} fit in the room for KV cache"
        context = at.results.get("context_tokens", "napkin")
        if context is not None and not {"context_tokens", "input_tokens"} & at.stated:
            text += f" at your {BOOK.variables['context_tokens'].show(context, 3)}"
        if verdict.flag == "plausible" and verdict.quoted > limit:
            text += ", and as many as are claimed with less reserved for activations"
        laid = at.results.get("max_requests_in_memory", "napkin")
        if "layout" not in at.stated and laid is not None and laid < limit:
            text += f" kept once (dp or dcp), {metric.of.show(laid)} as the set-up lays it out"
    else:
        text = f"{metric.of.show(limit, 3)} fit for {in_flight(at):g} in flight"
    if verdict.flag != "plausible":
        assumed = "" if verdict.beyond_ceiling else f" the {at.resolved.hardware.title} assumed"
        text = f"does not fit{assumed}: {_short(verdict)} missing; {text}"
    return "; ".join([text, *at.took])


def _short(verdict: Verdict) -> str:
    return BOOK.variables["kv_budget"].show(missing(verdict), 3)


def in_flight(at: Applied) -> float:
    """How many requests a context must leave room for: those stated, else one."""
    stated = at.results.get("concurrency", "napkin") if "concurrency" in at.stated else None
    return stated or 1.0


def _ceiling(verdict: Verdict) -> Ceiling:
    metric, yardstick = _held(verdict)
    if verdict.ratio is None or verdict.ceiling is None or metric.kind not in _SPEEDS:
        return Ceiling()
    return ceiling_of(metric, verdict.quoted, verdict.ceiling, in_a_pass(yardstick.at))


def is_limit(metric: Metric, claim: Claim) -> bool:
    """Whether a claim is a limit: said to be one, or a speed that is at most so much."""
    return claim.bound == "rate limit" or (claim.bound == "at most" and metric.kind == "rate")


def limited(yardstick: Yardstick, quoted: float) -> Limit | None:
    """A rate limit held against what the traffic asks; None where it asks nothing of the metric."""
    metric = yardstick.metric
    return held(yardstick.mix(), metric, quoted, first=True) if metric.demand else None


_TOLD: dict[Cause, Callable[[Verdict], str]] = {
    "no chain": _no_chain,
    "tail": _tail,
    "no ratio": _no_ratio,
    "band": _band,
    "chain": _chain,
    "memory": _memory,
    "no room": _no_room,
}


# --- the question to put to a vendor: it names what is missing, can be answered with a number, and
# accuses nobody

# Asked for first, and no more than this many at once: a person on the phone answers three things.
_MOST = 3


def question(verdict: Verdict) -> str:
    """One or two sentences to say, or nothing where there is nothing to ask. What decides the flag
    comes first; nothing is asked that was said, nor of a price what only bears on a speed.
    """
    metric, claim = verdict.metric, verdict.claim
    if metric is None or a_load(claim):
        return ""
    if claim.bound == "rate limit":
        return "Is that limit for each key or for all of us, and up to how much can it go?"
    if other_mix(claim):
        return METRICS["input_price"].question
    if metric.question:
        return metric.question
    if metric.kind == "price":
        return _of_price(verdict, metric)
    # Asked in this order: what makes the flag, then what the figure depends on most.
    holds = verdict.holds_if
    names = dict.fromkeys([*holds, *verdict.assumed])
    unsaid = [
        name
        for name in names
        if name not in verdict.stated
        and (name in holds or holds.keys().isdisjoint(CONDITIONS[name].alike))
    ]
    if "tokens_per_pass" in unsaid and "speculative" not in verdict.stated:
        # People speculate or not: what a pass yields is asked of those who do.
        unsaid = [*dict.fromkeys(["speculative" if n == "tokens_per_pass" else n for n in unsaid])]
    if verdict.beyond_ceiling:
        unsaid = [name for name in unsaid if name in holds]
    chip = _chip_of_its_own(verdict)
    if chip:
        unsaid = [name for name in unsaid if name in _OF_ANY_CHIP]
    asks = [ask for name in unsaid if (ask := CONDITIONS[name].ask)][:_MOST]
    missing = [ask.replace("GPUs", f"{chip} chips") if chip else ask for ask in asks]
    parts = [f"{joined(missing)}?"] if missing else []
    if metric.tail and not claim.statistic:
        parts.append("is that a mean, a p50 or a p95?")
    off = verdict.flag in ("2x-off", "10x-off")
    if off and verdict.direction == "better" and "speculative" in unsaid:
        parts.append("what acceptance length on our prompts, and what is the figure with it off?")
    elif verdict.beyond_ceiling or chip or (verdict.flag == "10x-off" and not missing):
        parts.append("which load test printed it, and may we see the points beside it?")
    if not parts:
        return ""
    first, *more = parts
    asked = [f"{_spoken(metric, claim)}: {first}", *[each[:1].upper() + each[1:] for each in more]]
    return " ".join(asked)


# What can be asked of a figure on a machine that napkin cannot work out: what a test of one's own
# would be run at.
_OF_ANY_CHIP = ("gpus", "concurrency", "input_tokens", "fresh_tokens", "context_tokens")


def _chip_of_its_own(verdict: Verdict) -> str:
    """The machine that is in no catalogue, by its name; nothing where it is in it, or unsaid."""
    name = verdict.stated.get("hardware")
    if verdict.flag != "not-judged" or not isinstance(name, str):
        return ""
    try:
        find("hardware", name)
    except UnknownItem:
        return name
    return ""


def _of_price(verdict: Verdict, metric: Metric) -> str:
    """What to ask of a price: what it is of, and for which service."""
    figure = _spoken(metric, verdict.claim)
    if verdict.flag == "10x-off":
        if verdict.direction == "better":
            return f"{figure}: for the same model and precision, and for all of our tokens?"
        return f"{figure}: per million tokens of every kind, and on shared or on dedicated GPUs?"
    said = verdict.at_speed is not None or "concurrency" in verdict.stated
    speed = "" if said else "at which speed for each user, and "
    return f"{figure}: {speed}with which share of our tokens billed as cached?"


# How figures are said that have no short name.
_SPOKEN = {
    "per_stream_tps": "{} per user",
    "aggregate_tps": "{} of output in all",
    "tps_per_gpu": "{} of output per GPU",
    "processed_tps": "{} with input counted",
    "requests_per_second": "{}",
}


def _spoken(metric: Metric, claim: Claim) -> str:
    """The figure as people say it: `40 tok/s per user`, `$0.28/M processed`, `TTFT of 1.2 s`. One
    that napkin worked out, such as a blend, in three digits.
    """
    worked_out = claim.value.text == metric.of.show(claim.value.value, 7)
    text = metric.of.show(claim.value.value, 3) if worked_out else claim.value.text
    if metric.id in _SPOKEN:
        short = f"{text.split('/s')[0]}/s" if "/s" in text else text
        return _SPOKEN[metric.id].format(short)
    if metric.kind == "price":
        return f"{text.replace('/Mtok', '/M')} processed"
    return f"{metric.of.title} of {text}"
