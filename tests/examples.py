"""The worked example, and short ways to say a quote about it."""

from __future__ import annotations

import functools

from sessions.catalogue.catalogue import EXAMPLE
from sessions.claims.conditions import quantities
from sessions.claims.metrics import METRICS
from sessions.document.session import Claim, Entry, Quote, Session
from sessions.judging.judge import judge_quote
from sessions.judging.verdict import JudgedQuote, Verdict
from sessions.store.load import load


@functools.cache
def example() -> Session:
    """The shipped example."""
    return load(EXAMPLE).session


def claim(metric: str, text: str, **more: object) -> Claim:
    """A claim of `text` for a metric; `more` are fields of Claim, with conditions as texts."""
    conditions = more.pop("conditions", {})
    assert isinstance(conditions, dict)
    high = more.pop("high", None)
    variable = METRICS[metric].variable
    return Claim(
        metric,
        Entry.read(variable, text),
        high=Entry.read(variable, str(high)) if high else None,
        conditions=stated(**conditions),
        **more,  # type: ignore[arg-type]
    )


def stated(**conditions: str) -> dict[str, Entry | str]:
    """Conditions from texts, quantities read by their variable."""
    variables = quantities()
    return {
        name: Entry.read(variables[name], text) if name in variables else text
        for name, text in conditions.items()
    }


FULL = {
    "concurrency": "16 request",
    "hardware": "B200",
    "gpus": "8 GPU",
    "weights": "fp4",
    "speculative": "off",
}


# Nothing that is searched is left open.
ALL = {**FULL, "kv": "fp8", "layout": "dcp"}


def judged(
    *claims: Claim,
    on: dict[str, str] | None = None,
    session: Session | None = None,
    setup: str = "",
) -> JudgedQuote:
    """A quote of some claims under the conditions `on`, judged against the example."""
    quote = Quote("Acme", claims, conditions=stated(**(on or {})))
    return judge_quote(session or example(), quote, setup)


def verdict(
    metric: str, text: str, *, on: dict[str, str] | None = None, setup: str = "", **more: object
) -> Verdict:
    """The verdict on one claim; `on` are conditions of the quote."""
    return judged(claim(metric, text, **more), on=on, setup=setup).verdicts[0]
