"""How often a verdict is right: measured rows as quotes, true, and falsified.

Each row is a claim of a TPOT and of a TTFT with all that it states as conditions, judged as every
quote is. The true figure should not be called 10x off; one that is a tenth or twenty times of it
should. Only aggregated rows on up to 16 GPUs are judged.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from formulas.quantity import Refused
from sessions.document.session import Claim, Entry, Quote, Session
from sessions.judging.judge import forget, judge_quote
from sessions.judging.verdict import Verdict
from sessions.measured.asking import Asker, computed_at, entries
from sessions.measured.names import hardware_named, precision_named
from sessions.measured.rows import METRIC_IDS, MetricId, Row

FACTORS = (1.0, 0.05, 0.1, 0.5, 2.0, 10.0, 20.0)
OUTCOMES = ("plausible", "2x-off", "10x-off", "not-judged", "caught")
# What a quote states beside the figure; the rest of a row stands in the set-up.
_CONDITIONS = {
    "concurrency": "concurrency",
    "gpus_per_replica": "gpus",
    "fresh_tokens": "input_tokens",
    "output_tokens": "output_tokens",
    "context_tokens": "context_tokens",
}
_NO_HITS = Entry("0%", 0.0)

Counts = dict[str, int]
Shares = Mapping[str, float]  # of the rows, by outcome; and how many rows
Figures = Mapping[MetricId, Mapping[str, Shares]]  # by metric and factor


def verdicts_of(
    rows: Iterable[Row], asker: Asker | None = None, factors: Sequence[float] = FACTORS
) -> Figures:
    """By metric and factor, the shares of rows by what the verdict was. `caught` is 10x off or
    beyond the ceiling; a row that cannot be judged counts as not judged.
    """
    asker = asker or Asker()
    counts: dict[tuple[MetricId, float], Counts] = {
        (metric, factor): dict.fromkeys(("rows", *OUTCOMES), 0)
        for metric in METRIC_IDS
        for factor in factors
    }
    for row in rows:
        if row.group != "small":
            continue
        for (metric, factor), verdict in judged(row, asker, factors).items():
            found = counts[metric, factor]
            found["rows"] += 1
            flag = verdict.flag if verdict else "not-judged"
            found[flag] += 1
            found["caught"] += flag == "10x-off" or bool(verdict and verdict.beyond_ceiling)
    return {
        metric: {f"{factor:g}": _shares(counts[metric, factor]) for factor in factors}
        for metric in METRIC_IDS
    }


def _shares(counts: Counts) -> Shares:
    rows = counts["rows"]
    return {"rows": rows, **{id: counts[id] / rows for id in OUTCOMES if rows}}


def judged(
    row: Row, asker: Asker, factors: Sequence[float] = FACTORS
) -> dict[tuple[MetricId, float], Verdict | None]:
    """The verdicts on a row's metrics at each factor; None where nothing can be judged."""
    metrics = [metric for metric in METRIC_IDS if metric in row.measured]
    keys = [(metric, factor) for metric in metrics for factor in factors]
    found: dict[tuple[MetricId, float], Verdict | None] = dict.fromkeys(keys)
    parts = quoted(row, asker)
    if parts is None:
        return found
    session, conditions = parts
    known = [key for key in keys if row.time(key[0]) * key[1] > 0]
    claims = [Claim(metric, _entry(metric, row.time(metric) * by)) for metric, by in known]
    quote = Quote("row", tuple(claims), conditions=conditions)
    found.update(zip(known, judge_quote(session, quote).verdicts, strict=True))
    forget()  # verdicts are kept for screens that ask again; nobody asks for a row again
    return found


def _entry(metric: MetricId, seconds: float) -> Entry:
    return Entry(f"{seconds * 1000:.6g} ms", seconds)


def quoted(row: Row, asker: Asker) -> tuple[Session, Mapping[str, Entry | str]] | None:
    """A session whose set-up is the row's, and the conditions that the row states."""
    made = asker.setup(row)
    if isinstance(made, str):
        return None
    precision = precision_named(row.precision, row.model)
    if precision is None:
        return None
    try:
        said = {**entries(row), **computed_at(row)}
    except Refused:
        return None
    conditions: dict[str, Entry | str] = {
        name: said[id] for id, name in _CONDITIONS.items() if id in said
    }
    conditions |= {
        "cache_hit_rate": _NO_HITS,
        "hardware": hardware_named(row.system),
        "weights": precision.weights,
        "kv": precision.kv,
        "speculative": "off",
    }
    setup = made._replace(
        entries={**made.entries, **{id: said[id] for id in said if id not in _CONDITIONS}}
    )
    return Session(setups=(setup,)), MappingProxyType(conditions)
