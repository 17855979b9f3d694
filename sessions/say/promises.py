"""The service level that credits are tied to: `credits of 10% if under 99.9%` promises 99.9 %."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sessions.claims.telling import show_claim
from sessions.document.session import Ambiguous, Claim, Entry
from sessions.say.outcome import read_as
from sessions.say.pieces import Part
from sessions.say.tokens import Token

_UPTIME = "uptime"
_UNDER = re.compile(
    r"(?:\bunder|\bbelow|\bless than|\bmiss(?:es|ed|ing)?|\bdrops? to|<)\s*(?:the )?(?:our )?"
    r"(9[5-9](?:\.[0-9]{1,4})?)(?![0-9.])(?!\s?(?:s|ms|tok|req|rps)\b)",
    re.IGNORECASE,
)


def promised(
    text: str,
    tokens: Sequence[Token],
    parts: Sequence[Part],
    claims: Sequence[Claim],
    asked: Sequence[Ambiguous],
) -> tuple[Claim, Part] | None:
    """The uptime below which credits are paid, where the quote says no other, and the part of the
    term that says it, which is then the claim's.
    """
    term = next((part for part in parts if part.ids == ("SLA credits",)), None)
    words = term.said(text, tokens) if term is not None else ""
    told = any(claim.metric == _UPTIME for claim in claims)
    if not words or told or any(_UPTIME in one.readings for one in asked):
        return None
    levels: list[str] = _UNDER.findall(words)
    level = max(levels, key=float, default="")
    inside = [i for i in term.tokens if tokens[i].text == level] if term is not None else []
    if term is None or not inside or len(term.tokens) < 2:
        return None
    taken = inside[:1] + [i for i in term.tokens if i == inside[0] + 1 and tokens[i].text == "%"]
    term.tokens = [i for i in term.tokens if i not in taken]
    said = f"{level}%"
    claim = Claim(_UPTIME, Entry(said, read_as("sla_uptime", said)), bound="SLA", said=level)
    return claim, Part("claim", taken, show_claim(claim), (_UPTIME,))
