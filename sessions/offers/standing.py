"""What each provider offers now: the newest of every figure over all rounds, as one quote."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import NamedTuple

from formulas.memo import while_same
from sessions.claims.conditions import CONDITIONS
from sessions.claims.metrics import BLENDED, COMPONENTS
from sessions.document.session import Claim, Entry, Quote, Session


class Offer(NamedTuple):
    """A provider's offer as it stands.

    Attributes:
        provider: the name as it was first written.
        quote: every figure that still stands; the quote itself where there is only one round.
        rounds: the quotes that it was made from, oldest first.
        origins: for each claim of `quote`, the place in `rounds` that it stands in.
    """

    provider: str
    quote: Quote
    rounds: tuple[Quote, ...]
    origins: tuple[int, ...]

    @property
    def newest(self) -> Quote:
        """The last round."""
        return self.rounds[-1]

    def expired(self, today: datetime.date) -> bool:
        """Whether the day until which the newest round holds has passed."""
        until = self.newest.valid_until
        return until is not None and until < today


def offers(session: Session) -> tuple[Offer, ...]:
    """The offer of every provider, in the order in which they first spoke."""
    return offers_of(session.quotes)


def offers_of(quotes: Iterable[Quote]) -> tuple[Offer, ...]:
    """The same of some quotes."""
    by_name: dict[str, list[Quote]] = {}
    for quote in quotes:
        by_name.setdefault(quote.provider.casefold(), []).append(quote)
    return tuple([_offer(tuple(in_order(found))) for found in by_name.values()])


def in_order(quotes: Iterable[Quote]) -> list[Quote]:
    """Quotes by round; by date where not all of them have one; else as they stand."""
    listed = list(quotes)
    days = [quote.date.toordinal() for quote in listed if quote.date]
    if all(quote.round for quote in listed):
        return sorted(listed, key=lambda q: (q.round, q.date.toordinal() if q.date else 0))
    if len(days) == len(listed):
        return [quote for _, quote in sorted(zip(days, listed, strict=True), key=lambda p: p[0])]
    return listed


# The same rounds give the same object, so that its verdicts are kept as any other quote's are.
@while_same(lambda rounds: rounds, most=4_096)
def _offer(rounds: tuple[Quote, ...]) -> Offer:
    if len(rounds) == 1:
        only = rounds[0]
        return Offer(only.provider, only, rounds, (0,) * len(only.claims))
    standing: list[tuple[Claim, int]] = []
    for at, quote in enumerate(rounds):
        said = [_whole(claim, quote) for claim in quote.claims]
        standing = [(old, was) for old, was in standing if not _replaced(old, said)]
        standing += [(claim, at) for claim in said]
    last = rounds[-1]
    quote = last._replace(
        provider=rounds[0].provider,
        claims=tuple([claim for claim, _ in standing]),
        conditions={},
        terms={name: words for each in rounds for name, words in each.terms.items()},
        evals=tuple(dict.fromkeys([found for each in rounds for found in each.evals])),
    )
    return Offer(quote.provider, quote, rounds, tuple([at for _, at in standing]))


def _whole(claim: Claim, quote: Quote) -> Claim:
    """A claim that says by itself what its quote says of it."""
    return claim._replace(
        conditions={**quote.conditions, **claim.conditions},
        said_by=claim.said_by or quote.said_by,
        where=claim.where or quote.where,
    )


def _replaced(old: Claim, said: list[Claim]) -> bool:
    """Whether a later round says the same figure anew, or prices in the other way. At another load
    or length, too: what was said before at easier conditions does not stand beside it.
    """
    metrics = {claim.metric for claim in said}
    if old.metric == BLENDED and {"input_price", "output_price"} <= metrics:
        return True
    if old.metric in COMPONENTS and BLENDED in metrics:
        return True
    return any(_same_figure(old, new) for new in said)


def _same_figure(old: Claim, new: Claim) -> bool:
    if old.metric != new.metric or (old.counts and new.counts and old.counts != new.counts):
        return False
    if old.bound != new.bound and "rate limit" in (old.bound, new.bound):
        return False
    if (old.bound == "up to") != (new.bound == "up to"):
        return False  # a best case says nothing of the figure under load
    if old.statistic and new.statistic and old.statistic != new.statistic:
        return False
    cases = [row.id for row in CONDITIONS.values() if row.case and not row.traffic]
    return not any(_differ(old.conditions.get(name), new.conditions.get(name)) for name in cases)


def _differ(old: Entry | str | None, new: Entry | str | None) -> bool:
    """Whether both state a condition, and not the same."""
    if old is None or new is None:
        return False
    one = old.value if isinstance(old, Entry) else old
    other = new.value if isinstance(new, Entry) else new
    return one != other
