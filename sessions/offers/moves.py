"""What moved between the rounds of a provider: in per cent, and for a price in $ per month."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from sessions.claims.metrics import BLENDED, COMPONENTS, METRICS, SPEED
from sessions.claims.telling import as_said, per_million, per_month, title_of
from sessions.document.session import Claim, Quote, Session, SetUp
from sessions.offers.deal import deal_of
from sessions.offers.standing import Offer, offers_of
from sessions.setups.conditions import apply

Kind = Literal["moved", "new", "gone"]


class Move(NamedTuple):
    """One figure or term between a round and the one before it.

    Attributes:
        what: the metric's id, or the name of a term.
        title: what it is called.
        kind: whether it moved, is said for the first time, or is not said any more.
        before, after: as they were quoted.
        change: after / before - 1, where both are figures.
        better: for the buyer; None where it cannot be told.
        per_month: what the move is in $ per month at the packet's traffic, for a price.
    """

    what: str
    title: str
    kind: Kind
    before: str = ""
    after: str = ""
    change: float | None = None
    better: bool | None = None
    per_month: float | None = None


class Round(NamedTuple):
    """One round, with what moved since the one before it."""

    quote: Quote
    moves: tuple[Move, ...]


def rounds(session: Session, setup_name: str, offer: Offer) -> tuple[Round, ...]:
    """Every round of a provider, oldest first; nothing moved in the first."""
    setup = session.setup(setup_name)
    found = [Round(offer.rounds[0], ())]
    for at in range(1, len(offer.rounds)):
        before, after = offer.rounds[at - 1], offer.rounds[at]
        found.append(Round(after, _moves(session, setup, before, after)))
    return tuple(found)


def moved_since(session: Session, setup: SetUp, quotes: Sequence[Quote]) -> tuple[Move, ...]:
    """What the last of a provider's quotes moved of the figures that stood before it: a price as
    what it comes to, and every figure that was said anew.
    """
    (before,), (after,) = offers_of(quotes[:-1]), offers_of(quotes)
    found = [m for m in _moves(session, setup, before.quote, after.quote) if m.change is not None]
    if any(move.per_month is not None for move in found):
        found = [
            m for m in found if m.per_month is not None or m.what not in (BLENDED, *COMPONENTS)
        ]
    return tuple(found)


def _moves(session: Session, setup: SetUp, before: Quote, after: Quote) -> tuple[Move, ...]:
    was, now = _figures(before), _figures(after)
    moves = [_price(session, setup, before, after)]
    for key in dict.fromkeys([*was, *now]):
        old, new = was.get(key), now.get(key)
        if old is None or new is None:
            if new is not None:
                moves.append(Move(key[0], _title(new), "new", after=as_said(new)))
            continue
        moves.append(_figure(old, new))
    for name in dict.fromkeys([*before.terms, *after.terms]):
        moves.append(_term(name, before.terms.get(name), after.terms.get(name)))
    return tuple([move for move in moves if move is not None])


def _figures(quote: Quote) -> dict[tuple[str, str, str], Claim]:
    """The figures of a quote by metric, statistic and bound; the last one said counts."""
    return {(claim.metric, claim.statistic, _limit(claim)): claim for claim in quote.claims}


def _limit(claim: Claim) -> str:
    """A limit is no speed, and a best case is no figure under load."""
    return claim.bound if claim.bound in ("rate limit", "up to") else ""


def _title(claim: Claim) -> str:
    title = title_of(claim.metric) if claim.metric else claim.said
    return f"{title} {claim.statistic}".strip()


def _figure(old: Claim, new: Claim) -> Move | None:
    metric = METRICS.get(new.metric)
    if metric is None or (old.value.value == new.value.value and old.high == new.high):
        return None
    one, other = metric.held_to(old), metric.held_to(new)
    change = other / one - 1 if one else None
    better = None if one == other else metric.loss(other) < metric.loss(one)
    return Move(new.metric, _title(new), "moved", as_said(old), as_said(new), change, better)


def _price(session: Session, setup: SetUp, before: Quote, after: Quote) -> Move | None:
    """What both rounds come to for this packet, terms included; a round without a price of its own
    moves none.
    """
    one, other = deal_of(session, setup, before), deal_of(session, setup, after)
    was = one.effective_price if one.effective_price is not None else one.list_price
    now = other.effective_price if other.effective_price is not None else other.list_price
    if was is None or now is None or not was or was == now:
        return None
    results = apply(session, setup, {}).results
    tokens = results.get("monthly_tokens", "napkin")
    per_month = (now - was) * tokens if tokens is not None else None
    title, change = "what you pay per M", now / was - 1
    told = (per_million(was), per_million(now), change, now < was, per_month)
    return Move(BLENDED, title, "moved", *told)


def _term(name: str, old: str | None, new: str | None) -> Move | None:
    if old == new:
        return None
    if old is None:
        return Move(name, name, "new", after=new or "")
    if new is None:
        return Move(name, name, "gone", before=old)
    return Move(name, name, "moved", old, new)


def in_words(move: Move) -> str:
    """A move in one line: `TTFT 1.2 s -> 0.9 s, 25% lower, better`."""
    if move.kind == "new":
        return f"{move.title}: {move.after}, new"
    if move.kind == "gone":
        return f"{move.title}: {move.before}, not said any more"
    text = f"{move.title}: {move.before} → {move.after}"
    if move.change is not None:
        text += f", {_percent(move.change)}"
    if move.per_month is not None:
        way = "less" if move.per_month < 0 else "more"
        text += f", {per_month(abs(move.per_month))} {way}"
    if move.better is not None:
        text += ", better" if move.better else ", worse"
    return text


def in_short(move: Move) -> str:
    """The same as one bargains about it: `$0.21/M → $0.20/M, down 4.8%`; a price and a speed need
    no title.
    """
    title = "" if move.what in (BLENDED, SPEED) else f"{move.title} "
    change = f", {_percent(move.change)}" if move.change is not None else ""
    return f"{title}{move.before} → {move.after}{change}"


def _percent(change: float) -> str:
    way = "up" if change > 0 else "down"
    return f"{way} {float(f'{abs(change) * 100:.2g}'):g}%"
