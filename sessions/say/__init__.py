"""The say line: one line, or an e-mail, as a vendor says it, read into a quote.

What was understood is shown span by span. Nothing is silently dropped: every character belongs to
one span. Nothing ambiguous is silently chosen: it becomes a question with its readings. What is
refused has a reason, and the rest is unread. All figures go through `formulas.quantity`.

The steps, a module each, which `read` takes one after the other: tokens, who speaks (`speakers`),
pieces of the vocabulary and amounts (`patterns`), other people's money (`money`), terms, which
words belong to which amount (`heads`), what each amount then is (`claims`), and which conditions
bind which claims (`scopes`). Price strings of routers go their own way (`price_strings`).
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from itertools import pairwise

from formulas.declare import NOTHING
from sessions.claims.metrics import BLENDED, COMPONENTS
from sessions.document.keep import ANOTHER
from sessions.document.session import Entry, Quote, Unreadable
from sessions.say.compared import taken_off
from sessions.say.pieces import Span
from sessions.say.price_strings import read_price_string
from sessions.say.read import Reader, Said
from sessions.say.tables import blocks_of, may_hold
from sessions.say.tokens import plain_signs
from sessions.say.vocabulary import chips

LONGEST = 24_000
_PRICED = (BLENDED, *COMPONENTS, "gpu_price", "node_price_per_month", "replica_price_per_month")
_TOO_LONG = f"longer than {LONGEST:,} characters: not read from here on"

__all__ = ["LONGEST", "Said", "Span", "read_each", "read_line"]


def read_line(
    text: str,
    *,
    providers: tuple[str, ...] = (),
    hardware: tuple[str, ...] = (),
    currency: Mapping[str, Entry] = NOTHING,
    today: datetime.date | None = None,
) -> Said:
    """Read what a vendor said.

    Args:
        text: a line, or several; of a longer text the first `LONGEST` characters are read.
        providers: names that are known already, recognised without a colon.
        hardware: accelerators beside those of the catalogue and the trade.
        currency: the dollars that one unit of a currency is worth, by its code; amounts in others
            are refused.
        today: the day from which days without a year and "for 30 days" are counted.

    Returns: the quote, and spans that cover every character of the text that is no white space.
        Never raises for what the text says.
    """
    if len(text) > LONGEST:
        end = _cut(text)
        told = read_line(
            text[:end], providers=providers, hardware=hardware, currency=currency, today=today
        )
        return _with_rest(told, text, end)
    priced = None
    if any(sign in plain_signs(text) for sign in '{_"'):
        priced = read_price_string(text, providers, chips(hardware), currency)
    if priced is not None:
        return Said(*priced)
    reader = Reader(text, providers, hardware, currency, today)
    if not may_hold(plain_signs(text)):
        said = reader.read()
        if not reader.listed or _offers_a_price(said.quote):
            return said
        less = taken_off(said.quote)
        return Reader(text, providers, hardware, currency, today, less).read()
    kept: dict[str, Quote] = {}

    def read(words: str) -> Quote:
        """A few words of a table or a print, as a sentence of their own."""
        if words not in kept:
            kept[words] = Reader(words, (), hardware, currency, today).read().quote
        return kept[words]

    return reader.around(blocks_of(plain_signs(text), read))


# What is said of all who speak in a text: `Acme: ... Beta: ... Both on 8x B200.`
_OF_ALL = re.compile(
    r"(?<=[.;\n])\s*(?:both|all|each|either way)\b(?:[^.;\n]|\.(?=[0-9]))*[.;]?\s*$", re.IGNORECASE
)


def read_each(
    text: str,
    *,
    providers: tuple[str, ...] = (),
    currency: Mapping[str, Entry] = NOTHING,
    today: datetime.date | None = None,
) -> tuple[Quote, ...]:
    """A quote of each provider who speaks in a text; what is said of all at its end is of each."""

    def read(words: str) -> Said:
        return read_line(words, providers=providers, currency=currency, today=today)

    whole = read(text)
    others = [span.start for span in whole.spans if span.shown == ANOTHER]
    if not others:
        return (whole.quote,)
    last = _OF_ALL.search(text, max(others))
    tail = last[0] if last is not None and not read(last[0]).quote.claims else ""
    body = text[: last.start()] if last is not None and tail else text
    own = [span.start for span in whole.spans if span.kind == "provider" and span.shown]
    starts = sorted({0, *[start for start in (*others, *own[1:]) if start < len(body)]})
    pieces: dict[str, list[str]] = {}
    for first, end in pairwise([*starts, len(body)]):
        words = body[first:end]
        pieces.setdefault(read(words).quote.provider.casefold(), []).append(words)
    return tuple([read("".join(words) + tail).quote for words in pieces.values()])


def _offers_a_price(quote: Quote) -> bool:
    """Whether a quote has a price of its own, or may have, beside those of a list."""
    asked = any(one.unit.startswith("$") for one in quote.ambiguous)
    return asked or any(claim.metric in _PRICED for claim in quote.claims)


def _cut(text: str) -> int:
    """Where the beginning of a text that is too long ends, at the end of a word."""
    end = LONGEST
    while end and not text[end - 1].isspace():
        end -= 1
    return end


def _with_rest(said: Said, text: str, end: int) -> Said:
    """What was read of the beginning, and the rest as refused."""
    rest = text[end:]
    start, stop = end + len(rest) - len(rest.lstrip()), end + len(rest.rstrip())
    if start >= stop:
        return Said(said.quote._replace(said=text), said.spans)
    refused = (*said.quote.refused, Unreadable(text[start : start + 40] + "...", _TOO_LONG))
    span = Span(start, stop, "refused", _TOO_LONG)
    return Said(said.quote._replace(refused=refused, said=text), (*said.spans, span))
