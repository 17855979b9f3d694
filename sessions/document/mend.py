"""One claim of a quote put right: said again, taken out, or decided where it could mean several
things. The others stay as they are.
"""

from __future__ import annotations

from formulas.book import BOOK
from sessions.document.keep import without
from sessions.document.session import Claim, Entry, Quote, Session


def with_quote(session: Session, place: int, quote: Quote) -> Session:
    """The session with another quote at a place."""
    quotes = (*session.quotes[:place], quote, *session.quotes[place + 1 :])
    return session._replace(quotes=quotes)


def without_claim(session: Session, place: int, at: int) -> Session:
    """The session without one claim; a quote that then says nothing goes with it."""
    quote = session.quotes[place]
    left = quote._replace(claims=(*quote.claims[:at], *quote.claims[at + 1 :]))
    return _put(session, place, left)


def without_asked(session: Session, place: int, at: int) -> Session:
    """The same of a figure that may mean several things."""
    quote = session.quotes[place]
    left = quote._replace(ambiguous=(*quote.ambiguous[:at], *quote.ambiguous[at + 1 :]))
    return _put(session, place, left)


def _put(session: Session, place: int, quote: Quote) -> Session:
    says = quote.claims or quote.ambiguous or quote.terms or quote.refused or quote.evals
    return with_quote(session, place, quote) if says else without(session, place)


def amended(session: Session, place: int, at: int, said: Quote) -> Session:
    """The session with one claim as it was said again: what that says takes its place, whose word
    it was, its note and whether it is private stay.
    """
    quote = session.quotes[place]
    old = quote.claims[at]
    new = [
        claim._replace(
            conditions={**said.conditions, **claim.conditions},
            note=claim.note or old.note,
            said_by=old.said_by,
            where=old.where,
            private=old.private,
        )
        for claim in said.claims
    ]
    claims = (*quote.claims[:at], *new, *quote.claims[at + 1 :])
    return with_quote(session, place, quote._replace(claims=claims))


def decided(session: Session, place: int, at: int, metric: str, variable: str) -> Session:
    """The session with a figure that may mean several things taken as one of them: `metric`, a
    figure of `variable`.
    """
    quote = session.quotes[place]
    asked = quote.ambiguous[at]
    value = Entry(BOOK.variables[variable].show(asked.value, 7), asked.value)
    claim = Claim(metric, value, conditions=asked.conditions, said=asked.text)
    rest = (*quote.ambiguous[:at], *quote.ambiguous[at + 1 :])
    return with_quote(session, place, quote._replace(claims=(*quote.claims, claim), ambiguous=rest))
