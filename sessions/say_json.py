"""Prices as routers publish them: `{"prompt": "0.00000095", "completion": "0.000004"}`, in dollars
per token, and the like of it per million.

The text is scanned, never parsed as JSON, so a cut or nested one is read just the same.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from decimal import Decimal

from formulas.book import BOOK
from formulas.quantity import Refused
from sessions.say_metrics import show_claim
from sessions.say_phrases import Chips
from sessions.say_provider import heading
from sessions.say_spans import Part, Span, spans_of
from sessions.say_tokens import spaced, tokens_of
from sessions.session import Claim, Entry, Quote, Unreadable

_PAIR = re.compile(
    r"[\"']([A-Za-z_]{1,40})[\"'][ \t\n]{0,8}:[ \t\n]{0,8}"
    r"[\"']?(-?[0-9][0-9.eE+-]{0,30})[\"']?(?=[\s,}\]]|$)"
)
_TOKEN = 1_000_000
# Dollars per million tokens that anybody lists.
_LOWEST, _HIGHEST = Decimal("0.0001"), Decimal(1000)
# key -> metric, and how many times the value is dollars per million tokens
_KEYS: dict[str, tuple[str, int]] = {
    "prompt": ("input_price", _TOKEN),
    "completion": ("output_price", _TOKEN),
    "input_cache_read": ("cached_input_price", _TOKEN),
    "input_cost_per_token": ("input_price", _TOKEN),
    "output_cost_per_token": ("output_price", _TOKEN),
    "cache_read_input_token_cost": ("cached_input_price", _TOKEN),
    "input_mtok": ("input_price", 1),
    "output_mtok": ("output_price", 1),
    "cache_read_mtok": ("cached_input_price", 1),
}
# Charged besides: kept as terms where they are not 0.
_TERMS = spaced(
    "request image web_search internal_reasoning input_cache_write discount audio"
    " cache_write_mtok cache_creation_input_token_cost input_audio_cache"
)


def read_price_string(
    text: str, providers: tuple[str, ...], known: Chips
) -> tuple[Quote, tuple[Span, ...]] | None:
    """The quote that a router's price string states, with its spans; None where it is none."""
    pairs = [found for found in _PAIR.finditer(text) if found[1] in _KEYS or found[1] in _TERMS]
    if not any(found[1] in _KEYS for found in pairs):
        return None
    tokens = tokens_of(text)
    starts = [token.start for token in tokens]
    inside_pairs: set[int] = set()
    claims: list[Claim] = []
    refused: list[Unreadable] = []
    terms: dict[str, str] = {}
    parts: list[Part] = []
    name = heading(text, tokens, 0, len(tokens), providers, known)
    if name is not None:
        named = list(range(name.first, name.last))
        inside_pairs.update(named)
        parts.append(Part("provider", named, name.name))
    for found in pairs:
        inside = list(range(*(bisect_left(starts, edge) for edge in found.span())))
        inside_pairs.update(inside)
        try:
            claim = _price(found[1], found[2], found[0])
        except Refused as why:
            refused.append(Unreadable(found[0], str(why)))
            parts.append(Part("refused", inside, str(why)))
            continue
        if claim is not None:
            claims.append(claim)
            parts.append(Part("claim", inside, show_claim(claim), (claim.metric,)))
        elif found[1] in _TERMS and found[2].strip("0.") != "":
            terms[found[1].replace("_", " ")] = found[2]
            parts.append(Part("term", inside, found[0], (found[1].replace("_", " "),)))
    rest = [
        index
        for index, token in enumerate(tokens)
        if index not in inside_pairs and token.kind in ("word", "number")
    ]
    parts += [Part("unread", [index]) for index in rest]
    spans = spans_of(tokens, parts, set())
    unread = tuple([text[s.start : s.end] for s in spans if s.kind == "unread"])
    quote = Quote(
        name.name if name else "",
        tuple(claims),
        terms=terms,
        refused=tuple(refused),
        unread=unread,
        said=text,
    )
    return quote, spans


def _price(key: str, value: str, said: str) -> Claim | None:
    if key not in _KEYS:
        return None
    metric, scale = _KEYS[key]
    try:
        dollars = Decimal(value) * scale
    except ArithmeticError:
        raise Refused(said, "not a number") from None
    if dollars == 0:
        raise Refused(said, "0 stands where a router knows no price: ask for it")
    if dollars < 0:
        raise Refused(said, "no price: routers write -1 where it varies")
    if not _LOWEST <= dollars <= _HIGHEST:
        raise Refused(
            said, f"that would be ${dollars:,.6g} per million tokens: per how many is it?"
        )
    text = f"${dollars.normalize():f}/Mtok"
    return Claim(metric, Entry(text, BOOK.variables[metric].read(text).value), said=said)
