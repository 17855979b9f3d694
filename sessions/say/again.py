"""What was refused for want of an exchange rate, read again once the rate is there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sessions.document.session import Ambiguous, Claim, Entry, Quote, Session, Unreadable
from sessions.say import read_line
from sessions.say.money import no_rate


def with_rates(session: Session) -> Session:
    """The session with the figures of every quote that waited for a rate which it now states; the
    same object where none did.
    """
    reasons = {no_rate(code) for code in session.currency}
    if not any(each.reason in reasons for quote in session.quotes for each in quote.refused):
        return session
    quotes = tuple([_read_again(session, quote, reasons) for quote in session.quotes])
    return session._replace(quotes=quotes)


def lacking(quote: Quote) -> str:
    """The code of the first currency that an amount of a quote waits for, or nothing."""
    for each in quote.refused:
        head, _, rest = each.reason.partition("rate for ")
        if head and each.reason == no_rate(rest[:3]):
            return rest[:3]
    return ""


def _read_again(session: Session, quote: Quote, reasons: set[str]) -> Quote:
    waited = [each for each in quote.refused if each.reason in reasons]
    if not waited:
        return quote
    found = _figures(session, quote, quote.said, waited)
    if found is None:
        # Typed by hand, or said otherwise since: each by itself.
        alone = [_figures(session, quote, each.text, [each]) for each in waited]
        found = [figure for figures in alone for figure in figures or ()]
    known = {_same(claim, quote.conditions) for claim in quote.claims}
    claims = [each for each in found if isinstance(each, Claim)]
    asked = [each for each in found if isinstance(each, Ambiguous)]
    read = {_plain(each.said if isinstance(each, Claim) else each.text) for each in found}
    left = [each for each in quote.refused if each not in waited or _plain(each.text) not in read]
    return quote._replace(
        claims=(
            *quote.claims,
            *[claim for claim in claims if _same(claim, quote.conditions) not in known],
        ),
        ambiguous=(*quote.ambiguous, *asked),
        refused=tuple(left),
    )


def _figures(
    session: Session, quote: Quote, text: str, waited: Iterable[Unreadable]
) -> list[Claim | Ambiguous] | None:
    """The figures that some words of a text are now read as, with all that binds them; None where
    one of them is not found there any more.
    """
    if not text:
        return None
    read = read_line(
        text, providers=(quote.provider,), currency=session.currency, today=quote.date
    ).quote
    by_words: dict[str, list[Claim | Ambiguous]] = {}
    for claim in read.claims:
        at = {**read.conditions, **claim.conditions}
        own = {name: value for name, value in at.items() if quote.conditions.get(name) != value}
        bound = claim._replace(conditions=own)
        by_words.setdefault(_plain(claim.said), []).append(bound)
    for asked in read.ambiguous:
        by_words.setdefault(_plain(asked.text), []).append(asked)
    found: list[Claim | Ambiguous] = []
    for each in waited:
        if _plain(each.text) not in by_words:
            return None
        found += by_words.pop(_plain(each.text))
    return found


def _plain(words: str) -> str:
    return " ".join(words.split()).casefold()


def _same(claim: Claim, shared: Mapping[str, Entry | str]) -> tuple[object, ...]:
    at = {**shared, **claim.conditions}
    said = [(name, getattr(value, "value", value)) for name, value in at.items()]
    return (claim.metric, claim.statistic, claim.counts, tuple(sorted(map(str, said))))
