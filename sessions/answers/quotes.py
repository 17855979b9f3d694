"""`napkin quote` and `napkin check`: claims judged, with what each offer comes to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from formulas.book import BOOK, quantity
from formulas.quantity import Quantity
from formulas.verdicts import Flag, worst
from sessions.answers.about import About, Drawn, Finding, about, findings, known
from sessions.answers.bakeoff import Compared, compared
from sessions.claims.conditions import quantities
from sessions.claims.metrics import COMPONENTS
from sessions.document.session import Entry, Quote, Session
from sessions.judging.contradictions import against_mix
from sessions.judging.holding import shape
from sessions.judging.judge import Then, judge_quote, judge_session, then
from sessions.judging.probability import Honest, honest
from sessions.judging.verdict import JudgedQuote, Verdict
from sessions.offers.changes import since_last
from sessions.offers.deal import Deal, deal_of
from sessions.offers.quality import Quality, quality_of
from sessions.prices.beside import Listing, listings
from sessions.setups.resolve import resolve


class Judged(NamedTuple):
    """A claim with its verdict and its odds.

    Attributes:
        settled: nothing is left to ask of it.
    """

    verdict: Verdict
    odds: Honest | None = None
    settled: bool = False

    @property
    def ask(self) -> str:
        """The question to put to the vendor."""
        return "" if self.settled else self.verdict.ask

    @property
    def drawn(self) -> Drawn | None:
        """What the napkin comes to within the ranges that bear on it."""
        metric = self.verdict.metric
        return Drawn(self.odds.napkin, metric.of.unit) if self.odds and metric else None

    def figure(self, value: float | None) -> Quantity | None:
        """A value in the metric's unit; None where nothing bears on the claim."""
        metric = self.verdict.metric
        return None if metric is None or value is None else metric.of.quantity(value)

    @property
    def _at_setup(self) -> dict[str, object] | None:
        """The verdict with the set-up's own values, where it differs."""
        own = self.verdict.at_setup
        if own is None:
            return None
        found = known(napkin=self.figure(own.napkin), ratio=own.ratio, fold=own.fold, flag=own.flag)
        fit = known(fit=self.figure(own.fit), fit_ratio=own.fit_ratio, fit_flag=own.fit_flag)
        return {**found, **fit}

    @property
    def shape(self) -> dict[str, object]:
        """A claim in the contract's keys."""
        verdict, claim, odds = self.verdict, self.verdict.claim, self.odds
        needs = {id: quantity(id, value).number for id, value in verdict.ceiling_needs.items()}
        draws: dict[str, object] | None = None
        if odds is not None:
            draws = {"count": odds.draws, "seed": odds.seed, "ranges": dict(odds.ranges)}
            draws |= {"napkin": self.drawn}
        return {
            "metric": claim.metric,
            "quoted": self.figure(claim.value.value),
            "high": self.figure(claim.high.value) if claim.high is not None else None,
            "napkin": self.figure(verdict.napkin),
            "fit": self.figure(verdict.fit),
            "ceiling": self.figure(verdict.ceiling),
            "statistic": claim.statistic or None,
            "bound": claim.bound,
            "counts": claim.counts or None,
            "approx": claim.approx,
            "assumed": verdict.assumed,
            "conditions": stated(verdict.stated),
            "ratio": verdict.ratio,
            "fold": verdict.fold,
            "flag": verdict.flag,
            "fit_ratio": verdict.fit_ratio,
            "fit_fold": verdict.fit_fold,
            "fit_flag": verdict.fit_flag,
            "direction": verdict.direction or None,
            "beyond_ceiling": verdict.beyond_ceiling,
            "ceiling_needs": needs or None,
            "holds_if": shape(verdict.holds_if) or None,
            "at_setup": self._at_setup,
            "implied": {id: quantity(id, x) for id, x in verdict.implied.items()} or None,
            "reading": verdict.reading or None,
            "reason": verdict.reason or None,
            "ask": self.ask or None,
            "said": claim.said or None,
            "probability": odds.probability if odds is not None else None,
            "draws": draws,
        }


class Told(NamedTuple):
    """A quote with everything that is said of it.

    Attributes:
        claims, readings: its claims; of what is ambiguous, a claim for each reading.
        then: how it was judged when it was kept, where that was by another set.
        since: what changed since the round before.
        listed: the public list beside its price.
        findings: all of them: of the claims, the mix, the quality, the rounds.
    """

    judged: JudgedQuote
    claims: tuple[Judged, ...]
    readings: tuple[tuple[Judged, ...], ...]
    deal: Deal
    quality: Quality
    findings: tuple[str, ...]
    since: tuple[str, ...] = ()
    then: Then | None = None
    listed: Listing | None = None

    @property
    def quote(self) -> Quote:
        """What was said."""
        return self.judged.quote

    @property
    def understood(self) -> bool:
        """Whether anything in it was."""
        quote = self.quote
        return bool(self.claims or quote.ambiguous or quote.terms or quote.conditions)

    @property
    def shape(self) -> dict[str, object]:
        """A quote in the contract's keys."""
        quote, then = self.quote, self.then
        return {
            "provider": quote.provider,
            "date": quote.date,
            "round": quote.round or None,
            "valid_until": quote.valid_until,
            "claims": self.claims,
            "conditions": stated(quote.conditions),
            "terms": quote.terms,
            "ambiguous": [
                {
                    "text": each.text,
                    "value": each.value,
                    "unit": each.unit,
                    "readings": each.readings,
                    "ask": each.question,
                    **({"conditions": stated(each.conditions)} if each.conditions else {}),
                    "verdicts": verdicts,
                }
                for each, verdicts in zip(quote.ambiguous, self.readings, strict=True)
            ],
            "refused": quote.refused,
            "unread": quote.unread,
            "findings": self.findings,
            "worst": self.judged.worst,
            "then": {"assumptions": then.by, "flags": flags_of(then)} if then is not None else None,
            "said_by": quote.said_by or None,
            "where": quote.where or None,
            "evals": quote.evals or None,
            "deal": _deal(self.deal),
            "quality": _quality(self.quality),
            "since": self.since or None,
            "list": self.listed,
        }


class Checked(NamedTuple):
    """What a line, or every quote of a session, comes to."""

    about: About
    findings: tuple[Finding, ...]
    quotes: tuple[Told, ...]
    bakeoff: Compared | None
    worst: Flag

    @property
    def status(self) -> int:
        """1 when a claim is 10x off or beyond the ceiling, 2 when nothing at all was understood,
        else 0.
        """
        if self.quotes and not any(quote.understood for quote in self.quotes):
            return 2
        verdicts = [claim.verdict for quote in self.quotes for claim in quote.claims]
        return int(any(v.flag == "10x-off" or v.beyond_ceiling for v in verdicts))


def quoted(session: Session, setup: str, *said: Quote) -> Checked:
    """What is said in one line, by one provider or by several, judged."""
    results = [judge_quote(session, quote, setup) for quote in said]
    told = [_told(session, setup, result) for result in results]
    return _checked(session, setup, told, None, worst([each.worst for each in results]))


def checked(session: Session, setup: str, provider: str = "") -> Checked:
    """Every quote of a session, or of one provider; then they stand beside nobody."""
    results = judge_session(session, setup)
    if provider:
        results = tuple([r for r in results if r.quote.provider.lower() == provider.lower()])
    since, drawn = since_last(session.quotes), dict[object, Any]()
    quotes = [
        _told(session, setup, result, drawn, since.get(id(result.quote), ()))._replace(
            then=then(session, result.quote, setup)
        )
        for result in results
    ]
    beside = None if provider else compared(session, setup)
    return _checked(session, setup, quotes, beside, worst([each.worst for each in results]))


def _checked(
    session: Session, name: str, quotes: list[Told], beside: Compared | None, flag: Flag
) -> Checked:
    setup = session.setup(name)
    listed = listings(session, setup, [each.judged for each in quotes])
    resolved = resolve(session, setup)
    return Checked(
        about(session, resolved),
        findings(resolved, resolved.evaluate()),
        tuple([each._replace(listed=row) for each, row in zip(quotes, listed, strict=True)]),
        beside,
        flag,
    )


def _told(
    session: Session,
    name: str,
    result: JudgedQuote,
    drawn: dict[object, Any] | None = None,
    since: tuple[str, ...] = (),
) -> Told:
    """A judged quote; `drawn` holds what was drawn for this session already."""
    drawn = {} if drawn is None else drawn

    def judged(verdicts: Iterable[Verdict], settled: bool = False) -> tuple[Judged, ...]:
        return tuple(
            [
                Judged(
                    verdict,
                    honest(session, verdict, name, cache=drawn),
                    settled and verdict.claim.metric in COMPONENTS,
                )
                for verdict in verdicts
            ]
        )

    quote, setup = result.quote, session.setup(name)
    quality = quality_of(quote, session.packet.tiers)
    found = (*result.findings, *against_mix(session, setup, quote), *quality.findings, *since)
    # All three prices are there: nothing is left to ask of one.
    whole = {each.claim.metric for each in result.verdicts} >= {*COMPONENTS}
    return Told(
        result,
        judged(result.verdicts, whole),
        tuple([judged(verdicts) for verdicts in result.readings]),
        deal_of(session, setup, quote),
        quality,
        tuple(dict.fromkeys(found)),
        since,
    )


def stated(conditions: Mapping[str, Entry | str]) -> dict[str, Quantity | float | str]:
    """Conditions as quantities; a plain number where no variable says its unit, and words."""
    found: dict[str, Quantity | float | str] = {}
    for name, said in conditions.items():
        if isinstance(said, Entry):
            variable = BOOK.variables.get(quantities().get(name, ""))
            found[name] = variable.quantity(said.value) if variable is not None else said.value
        else:
            found[name] = said
    return found


def flags_of(then: Then) -> list[Flag]:
    """How the claims were judged by another set; nothing where it is not shipped any more."""
    return [verdict.flag for verdict in then.verdicts or ()]


def _deal(deal: Deal) -> dict[str, object]:
    told = known(notes=deal.notes, asks=deal.asks or None, missed=deal.missed or None)
    if deal.rented is not None:
        told["rented"] = deal.rented.shape
    return deal.figures | told


def _quality(quality: Quality) -> dict[str, object]:
    return known(
        mark=quality.mark,
        weights=quality.weights or None,
        verified=quality.verified or None,
        evals=quality.evals or None,
        asks=quality.asks or None,
        findings=quality.findings or None,
    )
