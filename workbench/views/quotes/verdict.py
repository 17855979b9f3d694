"""What a verdict says in a few words, wherever one is shown: the quotes, the selected claim, the
say line, the call.
"""

from __future__ import annotations

from typing import NamedTuple

from formulas.verdicts import WORDS, Flag
from sessions.claims.telling import bounded, short_units
from sessions.document.session import Quote
from sessions.judging.verdict import Verdict
from workbench.state.items import Item
from workbench.views.figures import flag_piece, rounded
from workbench.views.lines import Piece, piece

BEYOND = piece("✗ beyond the ceiling", "bad")


class Held(NamedTuple):
    """One thing that a claim was held against: its value, the claim's ratio to it, and the flag."""

    basis: str
    value: float | None
    ratio: float | None
    flag: Flag


def held_against(verdict: Verdict) -> list[Held]:
    """What a claim was held against, the fit first where there is one."""
    if verdict.flag == "not-judged":
        return []
    found: list[Held] = []
    # Of a hit rate, how many times fewer misses: the ratio of 99 % to 84.5 % would say nothing.
    apart, fit_apart = verdict.ratio, verdict.fit_ratio
    if verdict.by_misses:
        apart, fit_apart = verdict.fold, verdict.fit_fold
    if verdict.fit_flag is not None:
        found.append(Held("fit", verdict.fit, fit_apart, verdict.fit_flag))
    found.append(Held(yardstick(verdict), verdict.napkin, apart, verdict.flag))
    return found


def yardstick(verdict: Verdict) -> str:
    """What a claim of its kind is held against."""
    metric = verdict.metric
    if metric is None or metric.by_misses:
        return "napkin"
    return {"input": "band", "share": "band", "capacity": "memory"}.get(metric.kind, "napkin")


def way(verdict: Verdict) -> str:
    """Whether a claim is better or worse than what it was held against first."""
    return verdict.fit_direction if verdict.fit_flag else verdict.direction


def unjudged(verdict: Verdict) -> Piece:
    """A promise is met or missed; for anything else, that it was not judged."""
    if verdict.met is not None:
        word = "✓ met" if verdict.met else "✗ missed"
        return piece(word, "good" if verdict.met else "bad")
    return piece(f"- {WORDS['not-judged']}", "dim")


def round_and_day(quote: Quote) -> tuple[str, str]:
    """`round 2` and `12 Jun`, each where it is known."""
    return (
        f"round {quote.round}" if quote.round else "",
        f"{quote.date:%-d %b}" if quote.date is not None else "",
    )


def mark(verdict: Verdict) -> Piece:
    """The flag of a claim; of a promise, whether it is met."""
    return flag_piece(verdict.leading) if verdict.leading != "not-judged" else unjudged(verdict)


def name_of(verdict: Verdict) -> str:
    """What a claim is about."""
    return verdict.metric.of.title if verdict.metric is not None else verdict.claim.metric or "?"


def title_of(item: Item) -> str:
    """What a claim is about; of what is ambiguous, as which reading."""
    verdict = item.verdict
    name = name_of(verdict)
    if verdict.claim.statistic:
        name += f" {verdict.claim.statistic}"
    if item.unsure:
        name = f"{item.unsure} as {name}?"
    return name


def quoted_text(verdict: Verdict, *, full: bool = False) -> str:
    """What was said, as it was said, with its bound. What napkin worked out itself, such as a
    blend, is rounded for reading unless it is asked for in `full`.
    """
    claim = verdict.claim
    text = claim.value.text if full else rounded(verdict)
    text += f" to {claim.high.text}" if claim.high is not None else ""
    return short_units(bounded(claim, text))
