"""What is said on a call: one line read against the session, and where it goes when it is kept.

A quote is what one provider claims on one date. So a line that is kept on the same day joins the
provider's quote of that
day (a figure said again replaces the one before), and on another day it starts the next round. A
line that names nobody
goes to whoever was spoken of last. A line of conditions alone completes the quote that is there.
"""

from __future__ import annotations

import datetime
import re
from typing import NamedTuple

from sessions.session import Claim, Quote, Session

NOBODY = "unnamed"


class Heard(NamedTuple):
    """A line as understood: what it says, the quote that it would be judged as (with what that
    provider said before, on the same day), and the place and the round that it goes to; `fresh`,
    it begins another round, whatever the day.
    """

    quote: Quote
    judged: Quote
    joins: int | None
    round: int = 0
    fresh: bool = False


def hear(
    session: Session,
    text: str,
    speaking: str = "",
    today: datetime.date | None = None,
    fresh: str = "",
) -> Heard:
    """Read a line; `speaking` is the provider that a line without a name goes to, `fresh` the one
    whose next line begins another round.
    """
    from sessions.say import read_line  # the first frame has nothing to hear

    quote = read_line(
        text, providers=tuple(dict.fromkeys([q.provider for q in session.quotes]))
    ).quote
    if not quote.provider:
        quote = quote._replace(provider=speaking or NOBODY)
    place = newest(session, quote.provider)
    if place is None:
        return Heard(quote, quote, None)
    there = session.quotes[place]
    begins = bool(fresh) and fresh.casefold() == quote.provider.casefold()
    if begins or there.date not in (today or datetime.date.today(), None):
        # Another day is another round: what was said of the last one is not said of this.
        return Heard(quote, quote, place, _last_round(session, quote.provider) + 1, begins)
    whole = quote._replace(conditions={**there.conditions, **quote.conditions})
    return Heard(quote, whole, place, there.round)


def _last_round(session: Session, provider: str) -> int:
    wanted = provider.casefold()
    return max([q.round for q in session.quotes if q.provider.casefold() == wanted], default=0)


def can_keep(quote: Quote) -> bool:
    """Whether anything in a line was understood. Conditions beside a figure that was refused are
    not: the figure is still to be said.
    """
    if quote.claims or quote.ambiguous or quote.terms:
        return True
    return bool(quote.conditions) and not quote.refused


# A name with a colon, as a line of a chat begins.
_SPEAKER = re.compile(r"(?:^|\s)([A-Z][\w&.'-]{1,30}):(?=\s)")


def speakers(text: str) -> tuple[str, ...]:
    """Who seems to speak in a text, each once: more than one is not one quote."""
    return tuple(dict.fromkeys(_SPEAKER.findall(text)))


def newest(session: Session, provider: str) -> int | None:
    """The place of a provider's newest quote, or None."""
    wanted = provider.casefold()
    found = [i for i, quote in enumerate(session.quotes) if quote.provider.casefold() == wanted]
    return max(
        found,
        key=lambda i: (session.quotes[i].date or datetime.date.min, session.quotes[i].round, i),
        default=None,
    )


def keep(
    session: Session, heard: Heard, today: datetime.date, judged: str = ""
) -> tuple[Session, int]:
    """The session with a line kept, and the place of its quote; `judged` is the set of assumptions
    and its version that it was judged by.
    """
    quote, place = heard.quote._replace(judged=judged), heard.joins
    if place is not None and not heard.fresh and session.quotes[place].date in (today, None):
        joined = _joined(session.quotes[place], quote, today)
        return session._replace(quotes=_put(session.quotes, place, joined)), place
    name = session.quotes[place].provider if place is not None else quote.provider
    fresh = quote._replace(
        provider=name, date=quote.date or today, round=_last_round(session, quote.provider) + 1
    )
    return session._replace(quotes=(*session.quotes, fresh)), len(session.quotes)


def without(session: Session, place: int) -> Session:
    """The session without one quote."""
    return session._replace(quotes=(*session.quotes[:place], *session.quotes[place + 1 :]))


def _put(quotes: tuple[Quote, ...], place: int, quote: Quote) -> tuple[Quote, ...]:
    return (*quotes[:place], quote, *quotes[place + 1 :])


def _joined(there: Quote, said: Quote, today: datetime.date) -> Quote:
    if not said.claims and not said.ambiguous:
        return there._replace(
            conditions={**there.conditions, **said.conditions},
            terms={**there.terms, **said.terms},
            refused=(*there.refused, *said.refused),
            unread=(*there.unread, *said.unread),
            date=there.date or today,
            said=_lines(there.said, said.said),
        )
    own = {
        name: value
        for name, value in said.conditions.items()
        if there.conditions.get(name) != value
    }
    claims = [claim._replace(conditions={**own, **claim.conditions}) for claim in said.claims]
    again = {_same(claim) for claim in claims}
    stay = [claim for claim in there.claims if _same(claim) not in again]
    return there._replace(
        judged=said.judged,
        claims=(*stay, *claims),
        terms={**there.terms, **said.terms},
        date=there.date or today,
        ambiguous=(*there.ambiguous, *said.ambiguous),
        refused=(*there.refused, *said.refused),
        unread=(*there.unread, *said.unread),
        said=_lines(there.said, said.said),
    )


def _same(claim: Claim) -> tuple[object, ...]:
    """What makes a later claim the same figure said again, and not another one beside it."""
    conditions = [
        (name, getattr(value, "value", value)) for name, value in claim.conditions.items()
    ]
    return (claim.metric, claim.statistic, claim.counts, tuple(sorted(map(str, conditions))))


def _lines(before: str, now: str) -> str:
    return f"{before}\n{now}" if before and now else before or now
