"""Every provider beside every other: each figure with its verdict, the packet's service level met
or missed, what holds the figure back, and the best of each.

Nothing is predicted here. Where a figure was quoted for other traffic than the packet's, it is
carried over by the ratio of the napkin at both, and that is said beside it.
"""

from __future__ import annotations

import datetime
import functools
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from formulas.memo import while_same
from formulas.verdicts import meets
from sessions.catalogue.catalogue import find
from sessions.catalogue.shelves import UnknownItem
from sessions.claims.conditions import CONDITIONS
from sessions.claims.metrics import (
    BLENDED,
    COMPONENTS,
    METRICS,
    Metric,
    a_load,
    columns,
    levels,
    other_mix,
)
from sessions.claims.telling import condition, told
from sessions.document import clock
from sessions.document.session import Entry, Quote, Session, SetUp
from sessions.files.names import plain
from sessions.judging.judge import judge_quote
from sessions.judging.verdict import JudgedQuote, Verdict
from sessions.offers.deal import Deal, deal_of
from sessions.offers.quality import Quality, quality_of
from sessions.offers.standing import Offer, offers, offers_of
from sessions.setups.conditions import apply

PAID = "paid"
_MOST = 4_096


class Cell(NamedTuple):
    """One figure of one provider.

    Attributes:
        verdict: how it was judged, with the claim.
        value: the figure to compare by, in base units: as quoted, or carried over to the packet's
            own traffic where it was quoted for another.
        carried: the conditions it was carried over from, in words, or nothing.
        met: whether the packet's service level is met, as it was quoted; None where there is none,
            or where it was quoted for another load than the packet's.
        doubt: why it is not counted, or nothing.
        elsewhere: it would meet or miss the level, but for another load than the packet's.
        round: the place of its round among the provider's.
        others: how many more figures of this metric the provider quoted, for other cases.
    """

    verdict: Verdict
    value: float
    carried: str = ""
    met: bool | None = None
    doubt: str = ""
    elsewhere: bool = False
    round: int = 0
    others: int = 0


class Row(NamedTuple):
    """One provider.

    Attributes:
        offer, judged: what it offers now, and every claim of that held against the chain.
        cells: its figures, by metric.
        deal: what the offer comes to for this packet.
        quality: what is known of the quality that it is served with.
        expired: the offer does not hold any more.
        open: service levels of the packet that it says nothing of at the packet's own load, by
            metric.
    """

    offer: Offer
    judged: JudgedQuote
    cells: Mapping[str, Cell]
    deal: Deal
    quality: Quality
    expired: bool = False
    open: tuple[str, ...] = ()

    @property
    def provider(self) -> str:
        """Its name."""
        return self.offer.provider

    @property
    def missed(self) -> tuple[str, ...]:
        """The metrics whose service level it misses."""
        return tuple([id for id, cell in self.cells.items() if cell.met is False])

    @property
    def paid(self) -> float | None:
        """What a token costs at the packet's traffic: with the terms where they are counted."""
        deal = self.deal
        return deal.effective_price if deal.effective_price is not None else deal.list_price

    @property
    def counted_price(self) -> float | None:
        """The same, where the price is not in doubt."""
        return None if self.price_doubt else self.paid

    @property
    def price_doubt(self) -> str:
        """Why what it costs is not counted, or nothing: of a rent, also where it is not said what
        is rented.
        """
        rented = self.deal.by_rent
        if rented is None:
            cell = self.cells.get(BLENDED)
        elif rented.assumed:
            return "which GPU is rented is not said"
        else:
            cell = self.cells.get(rented.metric)
        return cell.doubt if cell is not None else ""

    @property
    def unsound(self) -> str:
        """What it says of its own service that nobody can count on, and why, or nothing. Who says
        one figure that cannot be is not picked for another, such as the price of it.
        """
        for cell in self.cells.values():
            if cell.doubt in _FALSE:
                return f"{told(cell.verdict.claim)} is {cell.doubt}"
        return ""

    @property
    def short(self) -> tuple[str, ...]:
        """The limits of the offer that this packet's traffic is beyond, by name."""
        return tuple([title for title in self.deal.missed if title.endswith("limit")])

    def far_off(self, metric: str) -> bool:
        """Whether its figure of a metric is 10x off by what stands first."""
        rented = self.deal.by_rent
        own = rented.metric if rented is not None and metric == BLENDED else metric
        cell = self.cells.get(own)
        return cell is not None and cell.verdict.leading == "10x-off"

    def counted(self, metric: str) -> float | None:
        """The figure to compare by, or None where there is none that counts."""
        cell = self.cells.get(metric)
        return None if cell is None or cell.doubt else cell.value


class BakeOff(NamedTuple):
    """All providers: `rows` in the order in which they first spoke, `metrics` that any of them
    claims in reading order, `best` the providers of the best figure that counts, by metric and of
    what is PAID.
    """

    rows: tuple[Row, ...]
    metrics: tuple[str, ...]
    best: Mapping[str, tuple[str, ...]]

    def row(self, provider: str) -> Row | None:
        """The row of a provider, by its name."""
        wanted = provider.casefold()
        return next((row for row in self.rows if row.provider.casefold() == wanted), None)


def bake_off(
    session: Session,
    setup_name: str = "",
    today: datetime.date | None = None,
    judged: Iterable[JudgedQuote] = (),
) -> BakeOff:
    """Every provider of a session against one of its set-ups (the active one unless named).

    Args:
        judged: quotes of the session that were judged on this set-up already.

    Raises UnknownItem, Refused and KeyError as judging does, for a set-up that cannot be resolved.
    """
    setup = session.setup(setup_name)
    day = today or clock.today()
    known = {id(each.quote): each for each in judged}
    rows = tuple([_row(session, setup, offer, day, known) for offer in offers(session)])
    claimed = {metric for row in rows for metric in row.cells}
    metrics = tuple([metric.id for metric in columns() if metric.id in claimed])
    best = {metric: _best(rows, metric) for metric in metrics}
    return BakeOff(rows, metrics, best | {PAID: best_of(prices(rows), BLENDED)})


def with_rounds(
    found: BakeOff, session: Session, setup_name: str, rounds: Iterable[Quote]
) -> BakeOff:
    """The same with the row of one provider made of these rounds, for what is not kept yet; `best`
    stays as it was.
    """
    (offer,) = offers_of(rounds)
    row = _row(session, session.setup(setup_name), offer, clock.today(), {})
    name = offer.provider.casefold()
    others = tuple([each for each in found.rows if each.provider.casefold() != name])
    return found._replace(rows=(*others, row))


def _row(
    session: Session,
    setup: SetUp,
    offer: Offer,
    today: datetime.date,
    known_verdicts: Mapping[int, JudgedQuote],
) -> Row:
    judged = known_verdicts.get(id(offer.quote))
    if judged is None:
        judged = judge_quote(session, offer.quote, setup.name)
    return _made(session, setup, offer, judged, expired=offer.expired(today))


# Another weight or objective leaves all rows as they are.
@while_same(
    lambda session, setup, offer, judged, expired: (
        judged,
        setup,
        session.packet.entries,
        session.bill,
        session.packet.tiers,
        expired,
    ),
    most=_MOST,
)
def _made(
    session: Session, setup: SetUp, offer: Offer, judged: JudgedQuote, *, expired: bool
) -> Row:
    found: dict[str, list[tuple[Verdict, int]]] = {}
    for at, verdict in enumerate(judged.verdicts):
        if verdict.metric is not None and verdict.claim.bound != "rate limit":
            origin = offer.origins[at] if at < len(offer.origins) else len(offer.rounds) - 1
            found.setdefault(verdict.metric.id, []).append((verdict, origin))
    here = _flight(session, setup)
    cells = {}
    for id, listed in found.items():
        verdict, origin = min(listed, key=lambda each: _stands(each[0], each[1], here))
        cells[id] = _cell(session, setup, verdict)._replace(round=origin, others=len(listed) - 1)
    wanted = session.packet.entries
    silent = [
        id
        for id, level in levels().items()
        if level in wanted and (id not in cells or cells[id].elsewhere)
    ]
    deal = deal_of(session, setup, offer.quote)
    return Row(
        offer,
        judged,
        cells,
        deal,
        quality_of(offer.quote, session.packet.tiers),
        expired,
        tuple(silent),
    )


def _flight(session: Session, setup: SetUp) -> float | None:
    return apply(session, setup, {}).results.get("concurrency", "napkin")


def _stands(verdict: Verdict, origin: int, here: float | None) -> tuple[bool, int, int, float]:
    """Which of the figures of a metric stands for it: of the newest round the nearest case."""
    return (verdict.claim.bound == "up to", -origin, *_distance(verdict, here))


def _distance(verdict: Verdict, here: float | None) -> tuple[int, float]:
    """How far a figure's case is from the set-up's: one for the very load first, then one for no
    load in particular, then the nearest; "up to" is no figure for a load at all.
    """
    flight = verdict.stated.get("concurrency")
    if verdict.claim.bound == "up to":
        return (3, 0.0)
    if not isinstance(flight, Entry) or here is None or not here:
        return (1, 0.0)
    apart = max(flight.value / here, here / flight.value) if flight.value > 0 else 1e9
    return (0, 0.0) if apart < 1.001 else (2, apart)


def _cell(session: Session, setup: SetUp, verdict: Verdict) -> Cell:
    metric = verdict.metric
    assert metric is not None  # noqa: S101  # the caller passes over claims of no metric
    value, carried = _like_for_like(session, setup, verdict, metric)
    level = session.packet.entries.get(metric.level)
    doubt = _doubt(setup, verdict, metric)
    if level is None:
        return Cell(verdict, value, carried, None, doubt)
    met = meets(metric, verdict.quoted, level.value)
    # Easier than the packet's own where it would be worse there, harder where it would be better.
    worse = metric.loss(value) - metric.loss(verdict.quoted)
    elsewhere = (bool(carried) and (worse > 0 if met else worse < 0)) or verdict.astray
    return Cell(verdict, value, carried, None if elsewhere or doubt else met, doubt, elsewhere)


_FALSE = ("beyond the ceiling", "10x better than the napkin")


def _doubt(setup: SetUp, verdict: Verdict, metric: Metric) -> str:
    """Why a figure that looks good is not counted until it is shown."""
    if other_mix(verdict.claim):
        return "blended on another mix"
    if a_load(verdict.claim):
        return "of what came in"
    if verdict.beyond_ceiling:
        return "beyond the ceiling"
    if verdict.leading == "10x-off" and verdict.direction == "better":
        return "10x better than the napkin"
    if metric.kind == "promise":
        return ""
    model = verdict.stated.get("model")
    if isinstance(model, str) and not _is_ours(model, setup.model):
        return f"for {model}, another model"
    if verdict.why == "no chain" and metric.felt:
        machine = verdict.stated.get("hardware")
        return f"on {machine}, not judged" if machine else "not judged"
    return ""


@functools.lru_cache(maxsize=256)
def _is_ours(said: str, model: str) -> bool:
    """Whether a model that was named is the set-up's: a bare family is not held to be another."""
    try:
        ours = find("models", model).title
    except UnknownItem:
        return plain(said) in plain(model)
    try:
        return find("models", said).title == ours
    except UnknownItem:
        return plain(said) in plain(ours)


def _like_for_like(
    session: Session, setup: SetUp, verdict: Verdict, metric: Metric
) -> tuple[float, str]:
    """The figure at the packet's own traffic, and what it was quoted for where that differs."""
    stated = verdict.stated
    alone = verdict.claim.bound == "up to" and "concurrency" not in stated
    traffic = [each.id for each in CONDITIONS.values() if each.traffic and each.id in stated]
    if not metric.felt or verdict.own_napkin is None or not (traffic or alone):
        return verdict.quoted, ""
    ours = {name: said for name, said in stated.items() if name not in traffic}
    results = apply(session, setup, ours).results
    theirs, here = verdict.own_napkin, results.get(metric.variable, "napkin")
    if here is None or not here > 0 or not theirs > 0 or 0.99 < here / theirs < 1.01:
        return verdict.quoted, ""
    words = [] if not alone else ["one stream"]
    for name in traffic:
        words.append(condition(name, stated[name]))
    return verdict.quoted * here / theirs, ", ".join(words)


def _best(rows: tuple[Row, ...], metric: str) -> tuple[str, ...]:
    """Who has the best figure that counts; several where they are as good as each other."""
    if metric in COMPONENTS:
        return ()  # a component alone says nothing
    return best_of([(row, row.counted(metric)) for row in rows], metric)


def prices(rows: Iterable[Row]) -> list[tuple[Row, float | None]]:
    """What each provider costs, where that counts."""
    return [(row, row.counted_price) for row in rows]


def best_of(figures: Iterable[tuple[Row, float | None]], metric: str) -> tuple[str, ...]:
    """The providers of the best of some figures of a metric; nobody where only one counts, or where
    the best is 10x off: there is nothing to be better than, or nothing good in it.
    """
    counted = [
        (value, row)
        for row, value in figures
        if value is not None and not row.expired and not row.short and not row.unsound
    ]
    if len(counted) < 2:
        return ()
    top = min([value for value, _ in counted], key=METRICS[metric].loss)
    best = [row for value, row in counted if abs(value - top) <= 1e-9 * abs(top)]
    return tuple([row.provider for row in best if not row.far_off(metric)])
