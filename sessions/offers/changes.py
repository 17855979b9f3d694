"""What changed without a word between the rounds of one provider, with both numbers.

Only what is a silent change: a figure that got worse, conditions that moved under a headline, a
term that vanished or tightened. What got plainly better is history and no finding.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence

from formulas.book import BOOK
from formulas.memo import while_same
from formulas.quantity import TIERS
from formulas.units import measure
from sessions.claims.conditions import CONDITIONS, Conditions, quantities, same_condition
from sessions.claims.metrics import METRICS, PRICES, Metric
from sessions.claims.telling import ends
from sessions.claims.terms import TERMS, Figure, Term, TermReading
from sessions.document.session import TAILS, Claim, Entry, Quote
from sessions.judging.limits import per_minute
from sessions.offers.quality import weights_of
from sessions.offers.standing import in_order
from sessions.say.term_figures import read_term

# --- What became of a provider's terms from one round to the next: which vanished, are new, or
# tightened.


def changed_terms(
    before: Mapping[str, str], now: Mapping[str, str], when: tuple[str, str]
) -> list[str]:
    """A line for each term that vanished, is new, or tightened; `when` names the two rounds."""
    found = []
    for name in dict.fromkeys([*before, *now]):
        old = read_term(name, before[name]) if name in before else None
        new = read_term(name, now[name]) if name in now else None
        found += _term(name, old, new, when)
    return found


def _term(
    name: str, old: TermReading | None, new: TermReading | None, when: tuple[str, str]
) -> list[str]:
    term = TERMS.get(name)
    side = term.side if term is not None else ""
    if old is not None and new is None and not old.none and side == "buyer":
        return [
            f"{old.title}: {old.shown} in {when[0]}, not said in {when[1]}: does it still hold?"
        ]
    if new is not None and not new.none and side == "vendor" and (old is None or old.none):
        was = old.shown if old is not None else "not said"
        return [f"{new.title}: {was} in {when[0]}, {new.shown} in {when[1]}"]
    if old is None or new is None:
        return []
    if old.none and not new.none and side == "none is best":
        return [f"{new.title}: {old.shown} in {when[0]}, {new.shown} in {when[1]}"]
    tighter = [
        (figure, now)
        for now in new.amounts
        if (figure := _alike(now, old.amounts)) is not None
        and term is not None
        and _is_tighter(figure, now, term)
    ]
    return [
        f"{new.title}: {before.text} in {when[0]}, {now.text} in {when[1]}"
        for before, now in tighter
    ]


def _alike(figure: Figure, others: Sequence[Figure]) -> Figure | None:
    """The figure of the same kind in an earlier round, where both are said in one sort of unit."""
    months = "month" in figure.text
    for other in others:
        alike = (other.kind, other.threshold) == (figure.kind, figure.threshold)
        if alike and (figure.kind != "duration" or ("month" in other.text) == months):
            return other
    return None


def _is_tighter(was: Figure, now: Figure, term: Term) -> bool:
    if now.kind in term.higher:
        return now.value * (1 + 1e-9) < was.value
    return now.kind in term.lower and now.value > was.value * (1 + 1e-9)


# --- what became of its figures and conditions from one round to the next

# Less than this is rounding.
_MOVED = 1.02
_HITS = "cache_hit_rate"
_PROMISES, _LOOSE = ("SLA", "at least", "at most"), ("typical", "up to")
_BOUNDS = {"SLA": "an SLA", "typical": "a typical figure", "up to": '"up to"'}


def between_rounds(quotes: Iterable[Quote]) -> tuple[str, ...]:
    """The findings between each round of one provider and the one before it, in order of time."""
    ordered = in_order(quotes)
    found: list[str] = []
    for before, now in itertools.pairwise(ordered):
        found += since(before, now)
    return tuple(dict.fromkeys(found))


@while_same()
def since_last(quotes: tuple[Quote, ...]) -> dict[int, tuple[str, ...]]:
    """What changed in each quote since the round before it of the same provider, by the quote's id;
    nothing for those where nothing did. Made again only where the quotes are others.
    """
    by_provider: dict[str, list[Quote]] = {}
    for quote in quotes:
        by_provider.setdefault(quote.provider.casefold(), []).append(quote)
    found: dict[int, tuple[str, ...]] = {}
    for each in by_provider.values():
        for before, now in itertools.pairwise(in_order(each)):
            if changed := since(before, now):
                found[id(now)] = changed
    return found


@while_same(most=10_000)
def since(before: Quote, now: Quote) -> tuple[str, ...]:
    """What changed without a word from one round to the next."""
    when = _when(before), _when(now)
    if when[0] == when[1]:
        when = f"{when[0]}, the earlier", f"{when[1]}, the later"
    found: list[str] = []
    flattered: set[str] = set()
    for claim in now.claims:
        metric = METRICS.get(claim.metric)
        if metric is None:
            continue
        old = _counterpart(claim, before)
        if old is None:
            found += _softened(metric, before, now, claim, when)
            continue
        found += _unpromised(metric, old, claim, when)
        was, are = _bearing(metric, before, old), _bearing(metric, now, claim)
        found += _moved(metric, old, claim, was, are, when, flattered)
    if "weights" not in flattered:
        found += _weights(before, now, when)
    found += changed_terms(before.terms, now.terms, when)
    return tuple(found)


def _when(quote: Quote) -> str:
    day = f"{quote.date:%-d %b %Y}" if quote.date else ""
    if quote.round:
        return f"round {quote.round} ({day})" if day else f"round {quote.round}"
    return f"the offer of {day}" if day else "the offer without a date"


def _counterpart(claim: Claim, before: Quote) -> Claim | None:
    """The one claim of an earlier round that is of the same figure; None where it might be two."""
    found = [
        each
        for each in before.claims
        if (each.metric, each.statistic, each.bound == "rate limit")
        == (claim.metric, claim.statistic, claim.bound == "rate limit")
        and each.conditions.get("tier") == claim.conditions.get("tier")
    ]
    return found[0] if len(found) == 1 else None


def _softened(
    metric: Metric, before: Quote, now: Quote, claim: Claim, when: tuple[str, str]
) -> list[str]:
    """A figure that looks no worse because it is another percentile than before."""
    old, new = ([c for c in quote.claims if c.metric == metric.id] for quote in (before, now))
    if len(old) != 1 or len(new) != 1 or _rank(old[0]) <= _rank(claim):
        return []
    if _better_by(metric, metric.held_to(old[0]), metric.held_to(claim)) * _MOVED < 1:
        return []
    sides = [f"{c.statistic or 'no percentile'} {_shown(metric, c)}" for c in (old[0], claim)]
    return [f"{metric.of.title}: {sides[0]} in {when[0]}, {sides[1]} in {when[1]}"]


def _rank(claim: Claim) -> int:
    return TAILS.index(claim.statistic) if claim.statistic in TAILS else -1


def _unpromised(metric: Metric, old: Claim, new: Claim, when: tuple[str, str]) -> list[str]:
    """A promise that is a promise no more."""
    if old.bound not in _PROMISES or new.bound not in _LOOSE:
        return []
    sides = [f"{_shown(metric, c)} as {_BOUNDS.get(c.bound, c.bound)}" for c in (old, new)]
    title = f"{metric.of.title} {new.statistic}".rstrip()
    return [f"{title}: {sides[0]} in {when[0]}, {sides[1]} in {when[1]}"]


def _moved(
    metric: Metric,
    old: Claim,
    new: Claim,
    was: Conditions,
    are: Conditions,
    when: tuple[str, str],
    flattered: set[str],
) -> list[str]:
    ratio = _better_by(metric, metric.held_to(old), metric.held_to(new))
    worse = ratio * _MOVED < 1
    title = f"{metric.of.title} {new.statistic}".rstrip()
    if new.bound == "rate limit":
        title = f"limit of {title}"
    changed = [n for n in was.keys() & are.keys() if not same_condition(was[n], are[n])]
    eased = _eased(was, are)
    with_hits = metric.kind in PRICES and _HITS in changed and abs(ratio - 1) > _MOVED - 1
    if worse and not with_hits and (new.note or len(eased) < len(changed)):
        return []  # it says why, or is held at harder conditions
    if not worse and not with_hits and not eased:
        return []
    sides = [f"{_shown(metric, old)}", f"{_shown(metric, new)}"]
    if not changed:
        same = f"{title}: {sides[0]} in {when[0]}, {sides[1]} in {when[1]}"
        return [f"{same}, under the same conditions"]
    moved = list(dict.fromkeys([*eased, *([_HITS] if with_hits else [])]))
    flattered.update(moved)
    at = [", ".join([_condition(name, each) for name in moved]) for each in (was, are)]
    return [f"{title}: {sides[0]} at {at[0]} in {when[0]}, {sides[1]} at {at[1]} in {when[1]}"]


def _bearing(metric: Metric, quote: Quote, claim: Claim) -> Conditions:
    """The conditions of a claim that its figure depends on."""
    stated = {**quote.conditions, **claim.conditions}
    if metric.kind in PRICES and _HITS not in stated:
        hits = [each.value for each in quote.claims if each.metric == _HITS]
        stated |= {_HITS: hits[0]} if len(hits) == 1 else {}
    names = {"tier", "region"}
    if metric.kind != "promise" and claim.bound != "rate limit":
        names |= {"weights", *metric.conditions}
        for row in CONDITIONS.values():
            names |= {*row.alike} if row.id in names or metric.kind in PRICES else set()
    return {name: value for name, value in stated.items() if name in names}


def _better_by(metric: Metric, old: float, new: float) -> float:
    """How many times better the new figure is; below 1 it is worse. Hit rates by their misses."""
    if metric.kind in ("share", "promise"):
        old, new = 1 - old, 1 - new
        return old / new if new > 0 else 1.0 if old <= 0 else float("inf")
    if old <= 0 or new <= 0:
        return 1.0
    return new / old if metric.better == "higher" else old / new


def _shown(metric: Metric, claim: Claim) -> str:
    if claim.bound == "rate limit" and metric.limit:
        return per_minute(claim.value.value, measure(metric.limit))
    show, digits = metric.of.show, 5 if metric.of.unit.text == "%" else 3
    return ends(claim, lambda value: show(value, digits))


def _eased(was: Conditions, are: Conditions) -> list[str]:
    """The conditions that both rounds state, and that became easier or another."""
    found = []
    for name, row in CONDITIONS.items():
        old, new = was.get(name), are.get(name)
        if old is None or new is None or same_condition(old, new):
            continue
        if isinstance(old, Entry) and isinstance(new, Entry):
            easier = new.value > old.value if row.easier == "higher" else new.value < old.value
        elif row.easier == "fewer":
            bits = [TIERS.get(str(each).casefold()) for each in (old, new)]
            easier = bits[0] is None or bits[1] is None or bits[1] < bits[0]
        else:
            easier = True
        if easier:
            found.append(name)
    return found


def _condition(name: str, conditions: Conditions) -> str:
    value = conditions[name]
    if isinstance(value, Entry):
        variable = BOOK.variables[quantities()[name]]
        return f"{name.replace('_', ' ')} {variable.show(value.value, 3)}"
    return f"{name.replace('_', ' ')} {value}"


def _weights(before: Quote, now: Quote, when: tuple[str, str]) -> list[str]:
    """Fewer bits than before, where no figure tells of it."""
    old, new = weights_of(before), weights_of(now)
    if len(old) != 1 or len(new) != 1 or old == new:
        return []
    bits = [TIERS.get(each[0]) for each in (old, new)]
    if bits[0] is not None and bits[1] is not None and bits[1] >= bits[0]:
        return []
    return [f"weights: {old[0]} in {when[0]}, {new[0]} in {when[1]}"]
