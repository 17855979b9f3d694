"""Figures as they are told in a table, a reason or a text to send: three digits, the short units of
the field, and a price with its cents.
"""

from __future__ import annotations

from formulas.book import BOOK
from formulas.display import significant
from sessions.claims.conditions import CONDITIONS
from sessions.claims.metrics import METRICS
from sessions.document.session import Claim, Entry
from sessions.judging.verdict import Verdict

_TITLES = {
    "uptime": "uptime",
    "per_stream_tps": "tok/s per user",
    "price_per_processed_token": "$/M processed",
    "input_price": "$/M input",
    "cached_input_price": "$/M cached",
    "output_price": "$/M output",
}
# What the title says already is not said again beside the figure.
_UNITS = {"per_stream_tps": "tok/s", "tps_per_gpu": "tok/s", "tpot": "ms", "itl": "ms"}
_NINES = 6  # digits of a share: 99.95 % is not 100 %
_BOUNDS = {"at most": "≤ ", "at least": "≥ ", "up to": "up to "}


def title_of(metric: str) -> str:
    """What a metric is called where a figure of it stands beside."""
    if metric in _TITLES:
        return _TITLES[metric]
    return METRICS[metric].of.title if metric in METRICS else metric


def figure(metric: str, value: float, digits: int = 3) -> str:
    """A value of a metric, in base units, as it is told."""
    if metric not in METRICS:
        return significant(value, digits)
    variable = METRICS[metric].of
    unit = variable.unit.text
    if unit.startswith("$/Mtok"):
        return per_million(value, digits)
    if unit == "%":
        return variable.show(value, _NINES)
    number = significant(value / variable.unit.factor, digits)
    if metric in _UNITS:
        return f"{number} {_UNITS[metric]}"
    return variable.show(value, digits).replace("request", "req").replace("token", "tok")


def per_million(value: float, digits: int = 3) -> str:
    """A price per token as `$0.20/M`: its cents always, and what more it has."""
    text = significant(abs(value) * 1e6, digits)
    whole, _, cents = text.partition(".")
    sign = "-" if value < 0 else ""
    return f"{sign}${whole}.{cents.ljust(2, '0')}/M" if len(cents) < 2 else f"{sign}${text}/M"


def per_month(value: float) -> str:
    """A bill as `$163K a month`."""
    sign, amount = "-" if value < 0 else "", abs(value)
    for size, letter in ((1e9, "B"), (1e6, "M"), (1e3, "K")):
        if amount >= size * 10 or (amount >= size and size > 1e3):
            return f"{sign}${significant(amount / size, 3)}{letter} a month"
    return f"{sign}${amount:,.0f} a month"


def quoted(verdict: Verdict) -> str:
    """What was claimed, short, with its bound: of a range, both ends."""
    claim = verdict.claim
    if verdict.metric is None:
        return claim.value.text
    text = figure(verdict.metric.id, claim.value.value)
    if claim.high is not None:
        text += f" to {figure(verdict.metric.id, claim.high.value)}"
    return f"{_BOUNDS.get(claim.bound, '')}{'~' if claim.approx else ''}{text}"


def told(verdict: Verdict) -> str:
    """A figure with what it is of, as people say it: `45 tok/s per user`, `TTFT 1.2 s p50`."""
    metric, text = verdict.claim.metric, quoted(verdict)
    said = f"{text} per user" if metric == "per_stream_tps" else f"{title_of(metric)} {text}"
    return f"{said} {verdict.claim.statistic}".rstrip()


def conditions(claim: Claim, stated: dict[str, Entry | str] | None = None) -> str:
    """What a figure was offered at, in words: `16 in flight, 8 GPUs, B200, fp4`."""
    found = stated if stated is not None else dict(claim.conditions)
    return ", ".join([condition(name, said) for name, said in found.items()])


def condition(name: str, said: Entry | str) -> str:
    """One condition as people say it."""
    row = CONDITIONS[name]
    if not isinstance(said, Entry):
        return (row.told or "{}").format(said)
    if row.told:
        return row.told.format(f"{said.value:g}")
    variable = BOOK.variables[row.variable]
    shown = variable.show(said.value, 3).removesuffix(" token/request").removesuffix(" request")
    return f"{shown} {variable.title}"


def joined(words: list[str]) -> str:
    """Words with an "and" before the last."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
