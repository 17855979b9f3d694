from __future__ import annotations
from typing import NamedTuple
from sessions.conditions import apply
from sessions.judge import judge_quote


class Deal(NamedTuple):
    list_price: float | None = None
    price_at_fewer_hits: float | None = None
    price_per_month: float | None = None
    effective_price: float | None = None
    effective_price_per_month: float | None = None
    notes: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()


def deal_of(session, setup, quote) -> Deal:
    j = judge_quote(session, quote, setup.name)
    p = next((v.quoted for v in j.verdicts if v.claim.metric == "price_per_processed_token"), None)
    t = apply(session, setup, {}).results.get("monthly_tokens", "napkin")
    return Deal(p, None, p * t if p and t else None)
