"""Conditions that are the claim itself, where a text has no other: `GLM 5 runs on four H200s`,
`341 concurrent on 8x B200`, `1M context at 64 concurrent` say that something fits.

A fragment such as `c=64 on 8xB200` stays what the figures hold at that are still to come.
"""

from __future__ import annotations

from collections.abc import Sequence

from sessions.claims.conditions import Conditions
from sessions.document.session import Claim, Entry
from sessions.say.pieces import Part
from sessions.say.tokens import Token, spaced

_FITS = spaced(
    "fits fit needs need requires require enough suffices suffice loads squeezes deploys"
    " deployable takes"
)
_RUNS = spaced("runs run running hosted host served serve deployed loaded live")
_ON = spaced("on in onto with")
# Words of what is kept in memory, or borne at once.
_HOLDS = spaced(
    "hold holds holding keep keeps keeping kept resident room space headroom handle handles bear"
    " accommodate accommodates fit fits memory hbm vram problem problems issue issues easily"
    " comfortably your carry carries sustain sustains support supports"
)
_ASIDE = spaced("it this that them the model a single comfortably easily happily fine just well")


def capacity(
    tokens: Sequence[Token], parts: Sequence[Part], conditions: Conditions
) -> tuple[Claim, Part] | None:
    """What a text of conditions alone claims, and the part that says it; None where it claims
    nothing.
    """
    if any(token.text == "?" for token in tokens):
        return None
    stated = {id: part for part in parts if part.kind == "condition" for id in part.ids}
    gpus = conditions.get("gpus")
    words = {token.low for token in tokens}
    holds = "concurrency" in stated and not _HOLDS.isdisjoint(words - {"fit", "fits"})
    if (
        not holds
        and isinstance(gpus, Entry)
        and "gpus" in stated
        and _says_that_it_fits(tokens, stated["gpus"])
    ):
        return Claim("gpus", gpus), stated["gpus"]
    load, context = conditions.get("concurrency"), conditions.get("context_tokens")
    lengths = context if isinstance(context, Entry) and "context_tokens" in stated else None
    if not isinstance(load, Entry) or "concurrency" not in stated:
        return None
    here = stated["concurrency"]
    counted = tokens[here.tokens[0]].kind == "number"
    if lengths is not None and stated["context_tokens"].tokens[0] < here.tokens[0]:
        first = stated["context_tokens"]
        named = tokens[first.tokens[0]].kind == "number"
        return (Claim("context_tokens", lengths), first) if named and counted else None
    placed = {"hardware", "gpus", "context_tokens"} & stated.keys()
    after = any(stated[name].tokens[0] > here.tokens[0] for name in placed)
    after = after or (holds and bool(placed))
    return (Claim("concurrency", load), here) if counted and after else None


def _says_that_it_fits(tokens: Sequence[Token], part: Part) -> bool:
    """Whether words say that something fits: "fits on", "needs", "runs on", "... are enough"."""
    words = [token.low for token in tokens]
    if not _FITS.isdisjoint(words):
        return True
    before = words[: part.tokens[0]]
    while before and before[-1] in _ASIDE:
        before.pop()
    if not before or before[-1] not in _ON:
        return False
    before.pop()
    while before and before[-1] in _ASIDE:
        before.pop()
    return bool(before) and before[-1] in _RUNS
