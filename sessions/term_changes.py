"""What became of a provider's terms from one round to the next: which vanished, are new, or
tightened.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from sessions.claims.terms import Figure, Kind, TermReading
from sessions.say.term_figures import read_term

# Which way a term is better for the buyer, by the kind of its figure, with or without "above".
BETTER: dict[str, dict[Kind, Literal["higher", "lower"]]] = {
    "discount": {"share": "higher", "$/month": "lower"},
    "commitment": {"$/month": "lower", "$/year": "lower", "tokens/month": "lower", "GPUs": "lower"},
    "overage": {"$/token": "lower", "share": "lower", "times": "lower"},
    "cache write": {"$/token": "lower", "times": "lower"},
    "storage": {"$/token/time": "lower"},
    "surcharge": {"times": "lower", "share": "lower", "$/token": "lower", "tokens": "higher"},
    "fee": {"$": "lower", "$/month": "lower", "$/year": "lower", "share": "lower"},
    "provisioned units": {
        "$/hour": "lower",
        "$/month": "lower",
        "$/year": "lower",
        "rate": "higher",
    },
    "free": {"$": "higher", "tokens": "higher"},
    "cache TTL": {"duration": "higher"},
    "minimum prefix": {"tokens": "lower"},
    "output cap": {"tokens": "higher"},
    "cold start": {"duration": "lower"},
    "queue": {"duration": "lower"},
    "term": {"duration": "lower"},
    "price hold": {"duration": "higher", "date": "higher"},
    "SLA credits": {"share": "higher", "$": "higher", "times": "higher"},
    "payment": {"duration": "higher"},
    "support": {"duration": "lower"},
    "deprecation": {"duration": "higher", "date": "higher"},
    "retention": {"duration": "lower"},
}
# What a buyer loses when it is said no more, and what binds a buyer when it is new.
FAVOURS = frozenset(
    (
        *("discount", "free", "cache TTL", "price hold", "SLA credits", "support", "deprecation"),
        *("compliance", "evals"),
    )
)
BURDENS = frozenset(
    (
        *("commitment", "overage", "cache write", "storage", "surcharge", "fee", "minimum prefix"),
        *("output cap", "term", "queue"),
    )
)


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
    if old is not None and new is None and not old.none and name in FAVOURS:
        return [
            f"{old.title}: {old.shown} in {when[0]}, not said in {when[1]}: does it still hold?"
        ]
    if new is not None and not new.none and name in BURDENS and (old is None or old.none):
        was = old.shown if old is not None else "not said"
        return [f"{new.title}: {was} in {when[0]}, {new.shown} in {when[1]}"]
    if old is None or new is None:
        return []
    if old.none and not new.none and name in ("retention", "training on data"):
        return [f"{new.title}: {old.shown} in {when[0]}, {new.shown} in {when[1]}"]
    tighter = [
        (figure, now)
        for now in new.amounts
        if (figure := _alike(now, old.amounts)) is not None
        and _is_tighter(figure, now, BETTER.get(name, {}).get(now.kind, ""))
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


def _is_tighter(was: Figure, now: Figure, better: str) -> bool:
    if better == "higher":
        return now.value * (1 + 1e-9) < was.value
    return better == "lower" and now.value > was.value * (1 + 1e-9)
