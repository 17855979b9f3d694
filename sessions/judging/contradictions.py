"""Claims of one quote that cannot all be true, whatever their flags: found with both numbers.

A claim is held against the others at its own conditions. What was said as a range, as "at least" or
"at most" stands for all that it allows: only what no value in it fits is a contradiction.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Mapping
from typing import NamedTuple

from formulas.algebra import names
from formulas.book import BOOK
from formulas.chain import one
from formulas.declare import Formula
from sessions.claims.conditions import Conditions, quantities, same_condition
from sessions.claims.metrics import METRICS, Metric, a_load
from sessions.claims.telling import ends
from sessions.document.session import TAILS, Claim, Entry, Quote, Session, SetUp
from sessions.setups.mix import derived, mix_of
from sessions.setups.resolve import DEFAULTS

# A vendor's own rounding is not a contradiction.
_SLACK = 1.25
_SAME = 1.05  # of one figure that is said twice
_MIX = 1.10  # of a blend, whose mix a vendor may have rounded
# What lies between them and what is said.
_BETWEEN = ("tokens_per_request", "tpot", "decode_time", "node_price_per_hour")
_TIMES = ("e2e_latency", "ttft")  # the whole and its beginning
_PERCENTILE: dict[str, float] = {name: float(name[1:]) for name in ("p50", *TAILS)}
_MIDDLE = ("", "mean", "p50")
_LEAST, _MOST = 1e-15, 1e15  # for an end that is open
_NODE = 8.0  # a replica of fewer GPUs may share its node


class Span(NamedTuple):
    """All that a figure may be, in base units."""

    low: float
    high: float


class Said(NamedTuple):
    """A claim with its variable, all of its conditions, and what it allows."""

    claim: Claim
    id: str
    conditions: Conditions
    span: Span

    @property
    def title(self) -> str:
        """What it is about, with its statistic."""
        return f"{BOOK.variables[self.id].title} {self.claim.statistic}".rstrip()

    def shown(self) -> str:
        """The figure as it was said, in the variable's own unit."""
        show, claim = BOOK.variables[self.id].show, self.claim
        bound = claim.bound if claim.bound in ("at least", "at most", "up to") else ""
        return f"{bound} {ends(claim, lambda value: show(value, 3))}".lstrip()


def said_in(quote: Quote) -> list[Said]:
    """The claims of a quote that a figure can be taken from. Those said under the same conditions
    hold one and the same object of them.
    """
    found: list[Said] = []
    groups: list[Conditions] = []
    for claim in quote.claims:
        metric = METRICS.get(claim.metric)
        if metric is not None and claim.bound != "rate limit" and not a_load(claim):
            own = claim.conditions
            stated = {**quote.conditions, **own} if own else quote.conditions
            if stated in groups:  # to the letter, as most are: that is quickly seen
                conditions = groups[groups.index(stated)]
            else:
                conditions = next((each for each in groups if _same(stated, each)), stated)
                if conditions is stated:
                    groups.append(stated)
            found.append(Said(claim, metric.variable, conditions, span_of(claim, metric)))
    return found


def span_of(claim: Claim, metric: Metric) -> Span:
    """What a claim allows: a promise, an end of what it promises; "about", half as much again."""
    low, high = claim.value.value, (claim.high or claim.value).value
    bound = claim.bound
    if bound == "SLA":
        bound = metric.wanted
    if bound == "up to" and metric.better == "lower":
        bound = "at least"  # "as low as 200 ms"
    if claim.approx:
        low, high = low / _SLACK, high * _SLACK
    if bound == "at least":
        return Span(low, _MOST)
    return Span(_LEAST, high) if bound in ("at most", "up to") else Span(low, high)


def contradictions(quote: Quote) -> tuple[str, ...]:
    """What a quote says against itself, whatever the packet is."""
    rows = said_in(quote)
    groups = _groups(rows)
    found = [text for row in rows if (text := _against_formulas(row, groups))]
    found += _pairs(rows)
    for conditions in [group.conditions for group in groups] or [quote.conditions]:
        found += _lengths(conditions, rows)
    return tuple(dict.fromkeys(found))


def against_mix(session: Session, setup: SetUp, quote: Quote) -> tuple[str, ...]:
    """Prices in components against a blended price of the same quote, on the packet's own mix."""
    rows = {
        row.id: row
        for row in said_in(quote)
        if "tier" not in row.claim.conditions and row.span.high < _MOST
    }
    parts, blend_id = ("input_price", "output_price"), "blended_price"
    blended = rows.get("price_per_processed_token")
    # "blended 3:1" is on another mix, and says so.
    if blended is None or "blend ratio" in quote.terms or any(id not in rows for id in parts):
        return ()
    known = {id: rows[id].claim for id in parts}
    known["cached_input_price"] = rows.get("cached_input_price", rows["input_price"]).claim
    mix = mix_of(session, setup)
    low = derived({**mix, **{id: claim.value.value for id, claim in known.items()}}, blend_id)
    ends = {id: (claim.high or claim.value).value for id, claim in known.items()}
    high = derived({**mix, **ends}, blend_id)
    if low is None or high is None or _apart(blended.span, Span(low, high), _MIX) is None:
        return ()
    show = BOOK.variables[blend_id].show
    blend = show(low, 3) if low == high else f"{show(low, 3)} to {show(high, 3)}"
    return (
        f"{blended.title} {blended.shown()} is said, but the components of the same quote blend to"
        f" {blend} on the packet's mix",
    )


# ---------------------------------------------------------------------- conditions


class _Group(NamedTuple):
    """Conditions that something was said under, with all claims that hold under them and what the
    conditions themselves say, by variable.
    """

    conditions: Conditions
    rows: list[Said]
    known: dict[str, Span]


def _groups(rows: list[Said]) -> list[_Group]:
    """The conditions that something was said under, each with all that holds under them: what was
    said for most of them comes last.
    """
    stated = {id(row.conditions): row.conditions for row in rows}
    rows = sorted(rows, key=lambda each: len(each.conditions))
    found = []
    for conditions in stated.values():
        part = {at for at, some in stated.items() if _within(some, conditions)}
        inside = [row for row in rows if id(row.conditions) in part]
        found.append(_Group(conditions, inside, _stated(conditions)))
    return found


def _stated(conditions: Conditions) -> dict[str, Span]:
    named = quantities()
    values = {
        named[n]: v.value for n, v in conditions.items() if n in named if isinstance(v, Entry)
    }
    return {id: Span(value, value) for id, value in {"hours_per_month": _hours(), **values}.items()}


def _within(some: Conditions, all_: Conditions) -> bool:
    """Whether all that some conditions state is stated, and the same."""
    if some is all_:
        return True
    return all(name in all_ and same_condition(value, all_[name]) for name, value in some.items())


def _same(one: Conditions, other: Conditions) -> bool:
    return len(one) == len(other) and _within(one, other)


# ---------------------------------------------------------------------- formulas


def _against_formulas(row: Said, groups: list[_Group]) -> str:
    """What the other claims make of a figure, where they allow none that it allows: under all the
    conditions that it may have been said for.
    """
    if not METRICS[row.claim.metric].derived or row.claim.statistic not in _MIDDLE:
        return ""
    first = ""
    for group in groups:
        if row not in group.rows:
            continue
        known = _known(group, row.id)
        for formula in BOOK.routes[row.id]:
            found = _made(formula, known)
            if found is None or formula.bases:
                continue
            apart = _apart(row.span, found, _SLACK)
            if apart is None:
                return ""  # it fits here, so that it is no contradiction
            first = first or (
                f"{row.title} {row.shown()} is said, but {formula.text} of the same quote gives"
                f" {apart}{BOOK.variables[row.id].show(_nearer(row.span, found), 3)}"
            )
    return first


def _known(group: _Group, but: str) -> dict[str, Span]:
    """All that a quote says under some conditions, by variable, but for one of them: of a figure
    that is said several times, the one that is said for most of these conditions.
    """
    claimed = {
        row.id: row.span for row in group.rows if row.id != but and row.claim.statistic in _MIDDLE
    }
    found = group.known | claimed
    _lay_lengths(found)
    gpus = found.get("gpus_per_replica")
    if gpus is not None and gpus == Span(_NODE, _NODE):
        found.setdefault("gpus_per_node", gpus)
    for id in _BETWEEN:
        made = _made(BOOK.routes[id][0], found) if id not in found else None
        if made is not None:
            found[id] = made
        if id == "tpot" and "tpot" in found and "pass_time" not in found:
            # Without speculation a pass is a token; with it, both are so many times longer.
            found |= {"pass_time": found["tpot"], "tokens_per_pass": Span(1.0, 1.0)}
    return found


def _lay_lengths(found: dict[str, Span]) -> None:
    """Fresh and cached tokens, as far as a total needs them: their sum is the input."""
    total = found.get("input_tokens")
    if total is not None and not {"fresh_tokens", "cached_tokens"} <= found.keys():
        found |= {"fresh_tokens": total, "cached_tokens": Span(0.0, 0.0)}


@functools.cache
def _hours() -> float:
    return Entry.read("hours_per_month", DEFAULTS["hours_per_month"][0]).value


@functools.cache
def _inputs(formula: Formula) -> dict[str, None]:
    return dict.fromkeys(names(formula.tree))


def _made(formula: Formula, known: Mapping[str, Span]) -> Span | None:
    """All that a formula may give, from the ends of its inputs: each of them moves it one way."""
    inputs = _inputs(formula)
    if not inputs or not inputs.keys() <= known.keys():
        return None
    ends = [dict.fromkeys(known[id]) for id in inputs]
    results = [
        one(formula, dict(zip(inputs, each, strict=True))) for each in itertools.product(*ends)
    ]
    numbers = [number for number in results if number is not None]
    return Span(min(numbers), max(numbers)) if len(numbers) == len(results) else None


def _apart(said: Span, made: Span, slack: float) -> str | None:
    """How the second of two spans that share nothing is to be read; None where they share."""
    if said.high * slack < made.low:
        return "" if made.low == made.high else "at least "
    if said.low > made.high * slack:
        return "" if made.low == made.high else "at most "
    return None


def _nearer(said: Span, made: Span) -> float:
    return made.low if said.high < made.low else made.high


# ---------------------------------------------------------------------- pairs of claims


def _pairs(rows: list[Said]) -> list[str]:
    found = []
    for one_, other in itertools.combinations(rows, 2):
        if one_.id == other.id:
            if one_.conditions is other.conditions:
                found += _twice(one_, other)
        elif one_.id in _TIMES and other.id in _TIMES:
            whole, first = (one_, other) if one_.id == _TIMES[0] else (other, one_)
            found += _shorter(whole, first)
    return found


def _twice(one_: Said, other: Said) -> list[str]:
    """One figure with two values, or percentiles that stand the wrong way round."""
    metric = METRICS[one_.claim.metric]
    if one_.claim.statistic == other.claim.statistic:
        if _apart(one_.span, other.span, _SAME) is None:
            return []
        return [
            f"{one_.title} is said twice under the same conditions: {one_.shown()} and"
            f" {other.shown()}"
        ]
    places = [_PERCENTILE.get(each.claim.statistic) for each in (one_, other)]
    if metric.kind != "latency" or None in places:
        return []
    low, high = (one_, other) if (places[0] or 0.0) < (places[1] or 0.0) else (other, one_)
    if low.span.low <= high.span.high * (1 + 1e-9):
        return []
    return [f"{low.title} {low.shown()} is longer than {high.title} {high.shown()}"]


def _shorter(whole: Said, first: Said) -> list[str]:
    """A whole answer that comes before its first token."""
    if whole.claim.statistic != first.claim.statistic:
        return []
    if not (
        _within(whole.conditions, first.conditions) or _within(first.conditions, whole.conditions)
    ):
        return []
    if whole.span.high >= first.span.low:
        return []
    return [f"end-to-end {whole.shown()} is shorter than the TTFT of {first.shown()}"]


# ---------------------------------------------------------------------- lengths


def _lengths(conditions: Conditions, rows: list[Said]) -> list[str]:
    """Lengths and a hit rate that do not go together."""
    found = []
    values = {n: v.value for n, v in conditions.items() if isinstance(v, Entry)}
    total, fresh, context = (
        values.get(name) for name in ("input_tokens", "fresh_tokens", "context_tokens")
    )
    hit = values.get("cache_hit_rate")
    for row in rows:
        if row.id == "cache_hit_rate" and _within(row.conditions, conditions):
            hit = row.claim.value.value
    show = {id: BOOK.variables[id].show for id in ("input_tokens", "cache_hit_rate")}
    if total is not None and context is not None and context < total * (1 - 1e-9):
        found.append(
            f"a context of {show['input_tokens'](context, 3)} is shorter than the input of"
            f" {show['input_tokens'](total, 3)}"
        )
    if total is None or fresh is None:
        return found
    if fresh > total * (1 + 1e-9):
        found.append(
            f"fresh tokens of {show['input_tokens'](fresh, 3)} are more than the input of"
            f" {show['input_tokens'](total, 3)}"
        )
    elif hit is not None:
        formula = BOOK.routes["cache_hit_rate"][0]
        made = one(formula, {"fresh_tokens": fresh, "cached_tokens": total - fresh})
        if (
            made is not None
            and _apart(Span(1 - hit, 1 - hit), Span(1 - made, 1 - made), _SLACK) is not None
        ):
            found.append(
                f"a hit rate of {show['cache_hit_rate'](hit, 3)} is said, but the fresh and input"
                f" lengths give {show['cache_hit_rate'](made, 3)}"
            )
    return found
