"""Figures as they are told in a table, a reason or a text to send: three digits, the short units of
the field, and a price with its cents.
"""

from __future__ import annotations

from collections.abc import Callable

from formulas.book import BOOK
from formulas.quantity import significant
from sessions.claims.conditions import CONDITIONS, Conditions
from sessions.claims.metrics import METRICS, Metric
from sessions.document.session import Bound, Claim, Entry

_NINES = 6  # digits of a share: 99.95 % is not 100 %
_BOUNDS = {"at most": "≤ ", "at least": "≥ ", "up to": "up to "}
# Units that the label of a metric says already.
_IN_LABEL = frozenset(
    ("$/Mtok", "tok/s/request", "tok/s/GPU", "tok/s", "token/request", "request", "GPU")
)
_BOUND_SIGNS: dict[Bound, str] = {
    "at most": "<= ",
    "at least": ">= ",
    "up to": "up to ",
    "rate limit": "limit ",
    "SLA": "SLA ",
    "typical": "",
    "range": "",
}


def title_of(metric: str) -> str:
    """What a metric is called where a figure of it stands beside."""
    row = METRICS.get(metric)
    return (row.title or row.of.title) if row is not None else metric


def figure(metric: str, value: float, digits: int = 3) -> str:
    """A value of a metric, in base units, as it is told."""
    row = METRICS.get(metric)
    if row is None:
        return significant(value, digits)
    variable = row.of
    unit = variable.unit.text
    if unit.startswith("$/Mtok"):
        return per_million(value, digits)
    if unit == "%":
        return variable.show(value, _NINES)
    if row.unit:
        # What the title says already is not said again beside the figure.
        return f"{significant(value / variable.unit.factor, digits)} {row.unit}"
    return short_units(variable.show(value, digits))


def short_units(text: str) -> str:
    """A text with the short units of the field: tok, req."""
    return text.replace("token", "tok").replace("request", "req")


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


def quoted(claim: Claim) -> str:
    """What was claimed, short, with its bound: of a range, both ends."""
    if claim.metric not in METRICS:
        return claim.value.text
    return bounded(claim, ends(claim, lambda value: figure(claim.metric, value)))


def ends(claim: Claim, show: Callable[[float], str]) -> str:
    """The value of a claim as something shows values; of a range, both ends."""
    high = f" to {show(claim.high.value)}" if claim.high is not None else ""
    return show(claim.value.value) + high


def as_said(claim: Claim) -> str:
    """The figure in the words of whoever said it; of a range, both ends."""
    high = f" to {claim.high.text}" if claim.high is not None else ""
    return claim.value.text + high


def bounded(claim: Claim, text: str) -> str:
    """A figure with the sign of its bound, and whether it was said with "about"."""
    return f"{_BOUNDS.get(claim.bound, '')}{'~' if claim.approx else ''}{text}"


def told(claim: Claim) -> str:
    """A figure with what it is of, as people say it: `45 tok/s per user`, `TTFT 1.2 s p50`."""
    title, text = title_of(claim.metric), quoted(claim)
    row = METRICS.get(claim.metric)
    # Of some the title is the unit, and whose: it is said once.
    once = row is not None and row.unit and title.startswith(row.unit)
    said = text + title.removeprefix(row.unit) if row is not None and once else f"{title} {text}"
    return f"{said} {claim.statistic}".rstrip()


def conditions(stated: Conditions) -> str:
    """What a figure was offered at, in words: `16 in flight, 8 GPUs, B200, fp4`."""
    return ", ".join([condition(name, said) for name, said in stated.items()])


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


def show_claim(claim: Claim) -> str:
    """A claim as the say line read it: `TTFT p95 <= 1.2 s`, `$/M processed $0.28`."""
    metric = METRICS.get(claim.metric)
    label = metric.label if metric is not None else claim.metric
    parts = [label, claim.statistic, claim.counts if claim.metric == "tps_per_gpu" else ""]
    sign = _BOUND_SIGNS[claim.bound] + ("~" if claim.approx else "")
    value = as_said(claim) if metric is None else ends(claim, lambda end: _labelled(metric, end))
    return " ".join([part for part in parts if part]) + f" {sign}{value}"


def _labelled(metric: Metric, value: float) -> str:
    """A figure beside the label of its metric, which may say the unit already."""
    unit, shown = metric.of.unit.text, metric.of.show(value, 6)
    return shown.removesuffix(unit.removeprefix("$")).rstrip() if unit in _IN_LABEL else shown


def show_condition(name: str, value: Entry | str) -> str:
    """A condition as the say line read it: `16 in flight`, `8x`, `fp4`."""
    if isinstance(value, str):
        return CONDITIONS[name].said.format(value)
    bare = value.text.removesuffix("token/request").removesuffix("request").removesuffix("GPU")
    return CONDITIONS[name].said.format(bare.strip())


def joined(words: list[str]) -> str:
    """Words with an "and" before the last."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def times(number: float | None) -> str:
    """A ratio in a sentence: `0.05x`, `1.27x`, `19x`."""
    if number is None:
        return "—"
    if number >= 9.95:
        return f"{number:,.0f}x"
    return f"{number:.2f}x" if number >= 0.00995 else f"{number:.2g}x"


def ratio(number: float | None) -> str:
    """A ratio in a column, in at most six cells: `0.81x`, `12x`, `0.050x`."""
    if number is None:
        return "-"
    if number >= 1000 or (number and number < 0.001):
        return f"{number:.0e}x".replace("e+0", "e").replace("e-0", "e-")
    if number >= 9.95:
        return f"{number:.0f}x"
    if number >= 0.2:
        return f"{number:.2f}x"
    # 0.104 is 9.6 times off and 0.099 is 10: two digits would hide on which side.
    return f"{number:.3f}x"


def apart(number: float, other: str) -> str:
    """A ratio to something as a buyer says it of a price: `57% under the fit`, `3.20x the fit`."""
    percent = round((number - 1) * 100)
    if not percent:
        return f"as much as the {other}"
    if not -99 <= percent < 100:
        return f"{ratio(number)} the {other}"
    return f"{abs(percent)}% {'over' if percent > 0 else 'under'} the {other}"
