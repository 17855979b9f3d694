"""The one rule of keeping what a provider said: which quote a line goes to, and what it becomes.

A quote is what one provider claims on one date. So a line that is kept on the same day joins the
provider's quote of that day (a figure said again replaces the one before), and on another day it
starts the next round. A round or a day that the line states goes before that. A line that names
nobody goes to whoever was spoken of last. A line of conditions alone completes the quote that is
there. What two providers say in one line is kept of neither.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import NamedTuple

from sessions.document.session import Ambiguous, Claim, Entry, Quote, Session

NOBODY = "unnamed"
# Why what a second provider says in a line is refused.
ANOTHER = "a second provider: enter what it says as a quote of its own"


class Heard(NamedTuple):
    """A line as understood.

    Attributes:
        quote: what it says.
        judged: the quote that it would be judged as, with what that provider said before in the
            same round.
        day: when it is said.
        joins, round: the place and the round that it goes to; `begins` where it is the first line
            of that round.
        others: who else speaks in it.
    """

    quote: Quote
    judged: Quote
    day: datetime.date
    joins: int | None
    round: int = 0
    begins: bool = False
    others: tuple[str, ...] = ()


def placed(
    session: Session, quote: Quote, day: datetime.date, *, speaking: str = "", fresh: str = ""
) -> Heard:
    """Where a line that was read goes.

    Args:
        day: when it is said.
        speaking: the provider that a line without a name goes to.
        fresh: the one whose next line begins another round.
    """
    others = tuple([part.text for part in quote.refused if part.reason == ANOTHER])
    if not quote.provider:
        quote = quote._replace(provider=speaking or NOBODY)
    place = newest(session, quote.provider)
    if place is None:
        return Heard(quote, quote, day, None, quote.round, begins=True, others=others)
    another = not quote.round and bool(fresh) and fresh.casefold() == quote.provider.casefold()
    joins = None if another else _joins(session, quote, place, day)
    if joins is None:
        # Another day is another round: what was said of the last one is not said of this.
        number = quote.round or _last_round(session, quote.provider) + 1
        return Heard(quote, quote, day, place, number, begins=True, others=others)
    there = session.quotes[joins]
    # What stands beside figures is said of them alone; what was said by itself is said of all.
    shared = there.conditions if not there.claims else {}
    whole = quote._replace(conditions={**shared, **quote.conditions})
    return Heard(quote, whole, day, joins, there.round, others=others)


def _joins(session: Session, quote: Quote, place: int, day: datetime.date) -> int | None:
    """The quote that a line belongs to: of the round it states, else of the day it states, else
    the newest of `day`; None where it begins one.
    """
    own = _of(session, quote.provider)
    if quote.round:
        own = [i for i in own if session.quotes[i].round == quote.round]
    elif quote.date:
        own = [i for i in own if session.quotes[i].date == quote.date]
    else:
        own = [place] if session.quotes[place].date in (day, None) else []
    return own[-1] if own else None


def _last_round(session: Session, provider: str) -> int:
    return max([session.quotes[i].round for i in _of(session, provider)], default=0)


def _of(session: Session, provider: str) -> list[int]:
    """The places of a provider's quotes."""
    wanted = provider.casefold()
    return [i for i, quote in enumerate(session.quotes) if quote.provider.casefold() == wanted]


def can_keep(quote: Quote) -> bool:
    """Whether anything in a line was understood. Conditions beside a figure that was refused are
    not: the figure is still to be said.
    """
    if quote.claims or quote.ambiguous or quote.terms:
        return True
    return bool(quote.conditions) and not quote.refused


def several(heard: Heard) -> str:
    """Why nothing is kept of a line in which more than one provider speaks; else nothing."""
    if not heard.others:
        return ""
    names = " and ".join(dict.fromkeys([heard.quote.provider, *heard.others]))
    return f"{names} in one line: nothing was kept. Say what each says by itself."


def newest(session: Session, provider: str) -> int | None:
    """The place of a provider's newest quote, or None."""
    return max(
        _of(session, provider),
        key=lambda i: (session.quotes[i].date or datetime.date.min, session.quotes[i].round, i),
        default=None,
    )


def keep(session: Session, heard: Heard, judged: str = "") -> tuple[Session, int]:
    """The session with a line kept, and the place of its quote; `judged` is the set of assumptions
    and its version that it was judged by.
    """
    quote, place = heard.quote._replace(judged=judged), heard.joins
    if place is not None and not heard.begins:
        joined = _joined(session.quotes[place], quote, heard.day)
        return session._replace(quotes=_put(session.quotes, place, joined)), place
    name = session.quotes[place].provider if place is not None else quote.provider
    number = heard.round or _last_round(session, quote.provider) + 1
    fresh = quote._replace(provider=name, date=quote.date or heard.day, round=number)
    return session._replace(quotes=(*session.quotes, fresh)), len(session.quotes)


def without(session: Session, place: int) -> Session:
    """The session without one quote."""
    return session._replace(quotes=(*session.quotes[:place], *session.quotes[place + 1 :]))


def _put(quotes: tuple[Quote, ...], place: int, quote: Quote) -> tuple[Quote, ...]:
    return (*quotes[:place], quote, *quotes[place + 1 :])


def _joined(there: Quote, said: Quote, day: datetime.date) -> Quote:
    joined = there._replace(
        terms={**there.terms, **said.terms},
        refused=(*there.refused, *said.refused),
        unread=(*there.unread, *said.unread),
        date=there.date or day,
        valid_until=said.valid_until or there.valid_until,
        said=_lines(there.said, said.said),
    )
    if not said.claims and not said.ambiguous:
        both = {**there.conditions, **said.conditions}
        return joined._replace(conditions=both, ambiguous=(*there.ambiguous, *said.ambiguous))
    # The conditions of the lines before go to their own claims: nobody said them of these.
    before = [
        claim._replace(conditions={**there.conditions, **claim.conditions})
        for claim in there.claims
    ]
    claims = [
        claim._replace(conditions={**said.conditions, **claim.conditions}) for claim in said.claims
    ]
    asked = [_asked(each, there.conditions) for each in there.ambiguous]
    asked += [_asked(each, said.conditions) for each in said.ambiguous]
    again = {_same(claim) for claim in claims}
    stay = [claim for claim in before if _same(claim) not in again]
    conditions = {} if there.claims else there.conditions
    return joined._replace(
        judged=said.judged,
        conditions=conditions,
        claims=(*stay, *claims),
        ambiguous=tuple(asked),
    )


def _asked(open_one: Ambiguous, conditions: Mapping[str, Entry | str]) -> Ambiguous:
    return open_one._replace(conditions={**conditions, **open_one.conditions})


def _same(claim: Claim) -> tuple[object, ...]:
    """What makes a later claim the same figure said again, and not another one beside it."""
    conditions = [
        (name, getattr(value, "value", value)) for name, value in claim.conditions.items()
    ]
    return (claim.metric, claim.statistic, claim.counts, tuple(sorted(map(str, conditions))))


def _lines(before: str, now: str) -> str:
    return f"{before}\n{now}" if before and now else before or now
