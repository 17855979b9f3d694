"""Holding claims against the chain: one claim, one quote, a whole session. Nothing here knows a
screen.
"""

from __future__ import annotations

from formulas.book import BOOK
from formulas.verdicts import (
    DEMANDS,
    METRICS,
    SERVICE_LEVELS,
    Metric,
    compare,
    flag_for,
    worst,
)
from sessions.ask import question
from sessions.bearing import findings, kept, same_quote
from sessions.ceilings import Ceiling, ceiling_of
from sessions.conditions import Applied, Conditions, apply
from sessions.costs import price_reading
from sessions.knobs import implied_by
from sessions.session import Claim, Entry, Quote, Session, SetUp
from sessions.verdict import JudgedQuote, Verdict
from sessions.yardsticks import against_band, against_memory, flagged, more_than_all

FEWER_HITS = 0.10
_TAIL = ("p90", "p95", "p99")
_PROMISES = ("at most", "at least", "SLA", "rate limit")
# What explains a gap most directly, by the variable that is judged: shown as "implied".
_IMPLIES = {
    "per_stream_tps": "pass_time",
    "tpot": "per_stream_tps",
    "aggregate_tps": "per_stream_tps",
    "tps_per_gpu": "aggregate_tps",
    "price_per_processed_token": "processed_tps",
    "ttft": "prefill_rate",
    "requests_per_second": "e2e_latency",
    "processed_tps": "requests_per_second",
    "prefill_rate": "mfu",
}


def judge_session(session: Session, setup_name: str = "") -> tuple[JudgedQuote, ...]:
    """Every quote of a session against one of its set-ups (the active one unless named)."""
    cache: dict[object, Applied] = {}  # vendors who state the same share a chain
    return tuple([judge_quote(session, quote, setup_name, cache) for quote in session.quotes])


def judge_quote(
    session: Session,
    quote: Quote,
    setup_name: str = "",
    cache: dict[object, Applied] | None = None,
) -> JudgedQuote:
    """One quote: each claim at its own conditions over the quote's, components blended,
    contradictions found. `cache` holds the chains that were evaluated for this session already.
    """
    setup = session.setup(setup_name)
    cache = {} if cache is None else cache
    claims = [*quote.claims, *_blended(session, setup, quote)]
    verdicts = tuple([_judge(session, setup, quote, claim, cache) for claim in claims])
    readings = []
    for open_question in quote.ambiguous:
        meant = [
            Claim(id, _as_read(id, open_question.value), said=open_question.text)
            for id in open_question.readings
        ]
        readings.append(tuple([_judge(session, setup, quote, claim, cache) for claim in meant]))
    judged = [verdict.flag for verdict in verdicts]
    found = JudgedQuote(quote, verdicts, tuple(readings), findings(quote), worst(judged))
    return same_quote(found, setup.name)


def _as_read(id: str, value: float) -> Entry:
    """An ambiguous value as the entry that it would be under one of its readings."""
    return Entry(METRICS[id].of.show(value) if id in METRICS else "", value)


def _judge(
    session: Session, setup: SetUp, quote: Quote, claim: Claim, cache: dict[object, Applied]
) -> Verdict:
    metric = METRICS.get(claim.metric)
    quoted = claim.value.value
    if metric is None:
        return Verdict(claim, None, quoted, "not-judged", reason="no formula bears on this")
    if claim.high is not None:
        pick = min if metric.better == "higher" else max
        quoted = pick(claim.value.value, claim.high.value)
    conditions = {**quote.conditions, **claim.conditions}
    at = applied(session, setup, conditions, claim, metric, cache)

    def judged() -> Verdict:
        return _judged(session, claim, metric, quoted, conditions, at)

    return kept(session, quote, claim, metric, at, judged)


def _judged(
    session: Session,
    claim: Claim,
    metric: Metric,
    quoted: float,
    conditions: Conditions,
    at: Applied,
) -> Verdict:
    assumed = tuple([name for name in metric.conditions if name not in at.stated])
    verdict = Verdict(
        claim,
        metric,
        quoted,
        "not-judged",
        stated=conditions,
        assumed=assumed,
        assumptions=at.resolved.assumptions.label,
    )
    if at.reason and metric.kind != "promise":
        return _asked(verdict._replace(reason=at.reason))
    verdict = verdict._replace(reading=_reading(session, metric, claim, quoted, at))
    return _asked(_by_kind(session, verdict, metric, at))


def applied(
    session: Session,
    setup: SetUp,
    conditions: Conditions,
    claim: Claim,
    metric: Metric,
    cache: dict[object, Applied],
) -> Applied:
    """The chain under the claim's conditions; "up to" is held against one stream unless the claim
    says how many.
    """
    more: dict[str, Entry] = {}
    if (
        claim.bound == "up to"
        and "concurrency" not in conditions
        and metric.id in ("per_stream_tps", "tpot", "itl", "ttft")
    ):
        more["concurrency"] = Entry("1 request", 1.0, '"up to" is one stream')
    if metric.kind == "capacity" and metric.id != "concurrency":
        more[metric.variable] = Entry(claim.value.text, claim.value.value, "as claimed")
    if claim.statistic == "mean" and metric.kind == "latency":
        # A mean is held against mean tokens; the chain's own TTFT is a median.
        mean = apply(session, setup, conditions, more).results.get("fresh_tokens", "napkin")
        if mean is not None:
            more["fresh_tokens_p50"] = Entry.of("fresh_tokens_p50", mean, "the mean, for a mean")
    key = (setup.name, tuple(conditions.items()), tuple(more.items()))
    found = cache.get(key)
    if found is None:
        found = cache[key] = apply(session, setup, conditions, more)
    return found


def _by_kind(session: Session, verdict: Verdict, metric: Metric, at: Applied) -> Verdict:
    if metric.kind == "share":
        extreme = more_than_all(verdict, metric)
        if extreme is not None:
            return extreme
    if verdict.claim.bound == "rate limit":
        return verdict._replace(
            reason="a rate limit is no speed: it is held against what the traffic demands"
        )
    match metric.kind:
        case "rate" | "latency" | "price":
            return _against_chain(session, verdict, metric, at)
        case "share" if metric.id == "cache_hit_rate":
            return _against_chain(session, verdict, metric, at)
        case "share" | "input":
            return against_band(session, verdict, metric, at)
        case "capacity":
            return against_memory(verdict, metric, at)
        case "price component":
            reason = (
                "a component alone says nothing: it is blended with the others on the packet's mix"
            )
            return verdict._replace(reason=reason)
        case _:
            return verdict._replace(reason="a promise is met or missed, not measured by a fold")


def _against_chain(session: Session, verdict: Verdict, metric: Metric, at: Applied) -> Verdict:
    napkin = at.results.get(metric.variable, "napkin")
    fit = at.results.get(metric.variable, "fit")
    top = (
        at.results.get(metric.variable, "ceiling")
        if metric.kind in ("rate", "latency", "price")
        else None
    )
    verdict = verdict._replace(napkin=napkin, fit=fit, ceiling=top)
    if metric.tail and verdict.claim.statistic in _TAIL and not _beats_median(verdict, metric, at):
        reason = (
            f"a {verdict.claim.statistic} is not held against the napkin's p50 without a tail"
            " factor"
        )
        return verdict._replace(reason=reason)
    found = compare(metric, verdict.quoted, napkin) if napkin is not None else None
    if found is None:
        why = (
            at.results.why_missing(metric.variable, "napkin")
            if napkin is None
            else "no ratio can be formed"
        )
        return verdict._replace(reason=why)
    verdict = flagged(session, verdict, found)
    against_fit = compare(metric, verdict.quoted, fit) if fit is not None else None
    if against_fit is not None:
        verdict = verdict._replace(
            fit_ratio=against_fit.ratio,
            fit_fold=against_fit.fold,
            fit_direction=against_fit.direction,
            fit_flag=flag_for(against_fit.fold, session.thresholds),
        )
    beyond = Ceiling()
    if top is not None and metric.kind in ("rate", "latency"):
        beyond = ceiling_of(metric, verdict.quoted, top, at)
    return verdict._replace(
        beyond_ceiling=beyond.beyond,
        ceiling_needs=beyond.needs,
        reason=_chain_reason(metric, verdict, at, beyond),
        implied=_implied(metric, verdict.quoted, at),
    )


def _beats_median(verdict: Verdict, metric: Metric, at: Applied) -> bool:
    """Whether a tail latency is better than the napkin's median: the claimed median is better
    still, so that the comparison only understates it.
    """
    napkin = at.results.get(metric.variable, "napkin")
    return metric.kind == "latency" and napkin is not None and verdict.quoted < napkin


def _chain_reason(metric: Metric, verdict: Verdict, at: Applied, beyond: Ceiling) -> str:
    parts = []
    room = at.results.get("kv_budget", "napkin")
    if room is not None and room < 0:
        parts.append(
            f"the model does not fit these GPUs: {BOOK.variables['kv_budget'].show(-room, 3)}"
            " missing"
        )
    fit_in = at.results.get("max_requests_in_memory", "napkin")
    flight = at.results.get("concurrency", "napkin")
    if (
        room is not None
        and room >= 0
        and fit_in is not None
        and flight is not None
        and flight > fit_in
    ):
        shown = BOOK.variables["concurrency"].show(fit_in)
        parts.append(f"only {shown} of this context fit in memory")
    if beyond.reason:
        parts.append(beyond.reason)
    elif (
        metric.kind != "price"
        and verdict.direction == "better"
        and verdict.ceiling is not None
        and verdict.flag != "plausible"
    ):
        parts.append(
            f"better than the napkin, not beyond the ceiling's {metric.of.show(verdict.ceiling, 3)}"
        )
    if verdict.claim.statistic in _TAIL:
        parts.append(f"a {verdict.claim.statistic}, and better than the napkin's p50")
    if verdict.claim.bound == "up to":
        parts.append('"up to" is held against one stream')
    if verdict.claim.high is not None:
        parts.append("of the range, the end that is worse for you is judged")
    return "; ".join(parts)


def _implied(metric: Metric, quoted: float, at: Applied) -> dict[str, float]:
    """What the claim means for the figure behind it, by the same formulas turned over where they
    are a quotient.
    """
    id = _IMPLIES.get(metric.id)
    found = implied_by(at.results, metric.variable, id, quoted) if id else None
    return {id: found} if id and found is not None else {}


def _reading(session: Session, metric: Metric, claim: Claim, quoted: float, at: Applied) -> str:
    """Met or missed for what the packet sets a level for; the cost lines for a price."""
    if metric.kind == "price":
        return "; ".join(filter(None, [claim.note, price_reading(at, quoted)]))
    if metric.kind == "price component":
        return ""
    if claim.bound == "rate limit":
        return _within_limit(metric, quoted, at)
    level = session.packet.entries.get(SERVICE_LEVELS.get(metric.id, ""))
    if level is None:
        return (
            "no service level in the packet for this"
            if metric.kind == "promise" or claim.bound in _PROMISES
            else ""
        )
    met = quoted >= level.value if metric.better == "higher" else quoted <= level.value
    wanted = "at least" if metric.better == "higher" else "at most"
    return (
        f"{'met' if met else 'missed'}: the packet asks for {wanted} {metric.of.show(level.value)}"
    )


def _within_limit(metric: Metric, quoted: float, at: Applied) -> str:
    demand = at.results.get(DEMANDS.get(metric.id, ""), "napkin")
    if demand is None:
        return "the packet does not say how much traffic there is"
    return (
        f"{'met' if quoted >= demand else 'missed'}: the traffic asks for {metric.of.show(demand)}"
    )


def _blended(session: Session, setup: SetUp, quote: Quote) -> list[Claim]:
    """Price components of a quote, blended on the packet's own mix into one claim that can be
    judged.
    """
    parts = {
        claim.metric: claim
        for claim in quote.claims
        if claim.metric in ("input_price", "cached_input_price", "output_price")
    }
    if "input_price" not in parts or "output_price" not in parts:
        return []
    prices = {id: claim.value for id, claim in parts.items()}
    note = "blended on the packet's mix"
    if "cached_input_price" not in prices:
        prices["cached_input_price"] = prices["input_price"]
        note += "; no cached price was said, so cached input is taken at the full price"
    at = apply(session, setup, {}, prices)
    blend = at.results.get("blended_price", "napkin")
    if blend is None:
        return []
    note += _at_fewer_hits(session, setup, prices, at)
    return [
        Claim(
            "price_per_processed_token",
            Entry.of("blended_price", blend, note),
            said=note,
            note=note,
        )
    ]


def _at_fewer_hits(session: Session, setup: SetUp, prices: dict[str, Entry], at: Applied) -> str:
    """The blend when the cache holds less than hoped: list prices live off the hit rate."""
    hit = at.results.get("cache_hit_rate", "napkin")
    if hit is None or hit <= FEWER_HITS:
        return ""
    fewer = {"cache_hit_rate": Entry.of("cache_hit_rate", hit - FEWER_HITS)}
    blend = apply(session, setup, fewer, prices).results.get("blended_price", "napkin")
    if blend is None:
        return ""
    return f"; {BOOK.variables['blended_price'].show(blend, 3)} at a hit rate 10 points lower"


def _asked(verdict: Verdict) -> Verdict:
    return verdict._replace(
        ask=question(
            verdict.metric, verdict.claim, verdict.flag, verdict.assumed, verdict.beyond_ceiling
        ),
    )
