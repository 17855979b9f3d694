"""Holding claims against the chain: one claim, one quote, a whole session. Nothing here knows a
screen.
"""

from __future__ import annotations

from formulas.book import BOOK
from formulas.compiled import evaluate
from formulas.verdicts import (
    DEMANDS,
    METRICS,
    SERVICE_LEVELS,
    Comparison,
    Metric,
    compare,
    compare_band,
    flag_for,
    worst,
)
from sessions.ask import question
from sessions.ceilings import Ceiling, ceiling_of
from sessions.conditions import Applied, Conditions, apply
from sessions.contradictions import contradictions
from sessions.costs import price_reading
from sessions.knobs import implied_by
from sessions.session import Claim, Entry, Quote, Session, SetUp
from sessions.verdict import JudgedQuote, Verdict

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
    return tuple([judge_quote(session, quote, setup_name) for quote in session.quotes])


def judge_quote(session: Session, quote: Quote, setup_name: str = "") -> JudgedQuote:
    """One quote: each claim at its own conditions over the quote's, components blended,
    contradictions found.
    """
    setup = session.setup(setup_name)
    cache: dict[object, Applied] = {}
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
    return JudgedQuote(quote, verdicts, tuple(readings), contradictions(quote), worst(judged))


def _as_read(id: str, value: float) -> Entry:
    """An ambiguous value as the entry that it would be under one of its readings."""
    return Entry(METRICS[id].of.show(value) if id in METRICS else "", value)


def judge_claim(session: Session, setup: SetUp, quote: Quote, claim: Claim) -> Verdict:
    """One claim of a quote against a set-up."""
    return _judge(session, setup, quote, claim, {})


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
    at = _applied(session, setup, conditions, claim, metric, cache)
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
    judged = _by_kind(session, verdict, metric, at)
    return _asked(judged)


def _applied(
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
    key = (setup.name, tuple(conditions.items()), tuple(more.items()))
    found = cache.get(key)
    if found is None:
        found = cache[key] = apply(session, setup, conditions, more)
    return found


def _by_kind(session: Session, verdict: Verdict, metric: Metric, at: Applied) -> Verdict:
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
            return _against_band(session, verdict, metric, at)
        case "capacity":
            return _against_memory(verdict, metric, at)
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
    if metric.tail and verdict.claim.statistic in _TAIL:
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
    verdict = _flagged(session, verdict, found)
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


def _flagged(session: Session, verdict: Verdict, found: Comparison) -> Verdict:
    flag = flag_for(found.fold, session.thresholds)
    return verdict._replace(
        ratio=found.ratio, fold=found.fold, direction=found.direction, flag=flag
    )


def _chain_reason(metric: Metric, verdict: Verdict, at: Applied, beyond: Ceiling) -> str:
    parts = []
    room = at.results.get("kv_budget", "napkin")
    if room is not None and room < 0:
        parts.append(
            f"the model does not fit these GPUs: {BOOK.variables['kv_budget'].show(-room, 3)}"
            " missing"
        )
    if beyond.reason:
        parts.append(beyond.reason)
    elif (
        verdict.direction == "better"
        and verdict.ceiling is not None
        and verdict.flag != "plausible"
    ):
        parts.append(
            f"better than the napkin, not beyond the ceiling's {metric.of.show(verdict.ceiling, 3)}"
        )
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


def _against_band(session: Session, verdict: Verdict, metric: Metric, at: Applied) -> Verdict:
    band = _band(metric, at)
    if band is None:
        return verdict._replace(reason="the catalogue has no band for this")
    low, high, origin = band
    found = compare_band(metric, verdict.quoted, low, high)
    if found is None:
        return verdict._replace(reason="no ratio can be formed")
    nearest = min(max(verdict.quoted, low), high)
    shown = f"{metric.of.show(low, 3)} to {metric.of.show(high, 3)}"
    verdict = _flagged(session, verdict._replace(napkin=nearest), found)
    return verdict._replace(reason=f"the band is {shown}: {origin}")


def _band(metric: Metric, at: Applied) -> tuple[float, float, str] | None:
    """The band of a share or of an input; rent by the month is the GPU's band through the chain."""
    if metric.kind == "share":
        return at.resolved.assumptions.bands.get(metric.variable)
    band = at.resolved.hardware.bands.get("gpu_price")
    if band is None or metric.id == "gpu_price":
        return band
    edges = [
        evaluate(at.resolved.given.changed({"gpu_price": edge})).get(metric.variable, "napkin")
        for edge in band[:2]
    ]
    if edges[0] is None or edges[1] is None:
        return None
    return edges[0], edges[1], band[2]


def _against_memory(verdict: Verdict, metric: Metric, at: Applied) -> Verdict:
    """A capacity is plausible when it fits in memory; otherwise no stack makes it fit."""
    results, show = at.results, BOOK.variables
    if metric.id == "gpus":
        limit = results.get("gpus_to_load", "napkin")
        fits = limit is not None and verdict.quoted >= limit - 1e-9
        text = f"the weights alone need {metric.of.show(limit, 3)}" if limit is not None else ""
    elif metric.id == "concurrency":
        limit = results.get("max_requests_in_memory", "napkin")
        fits = limit is not None and verdict.quoted <= limit + 1e-9
        text = f"{metric.of.show(limit)} fit in the room for KV cache" if limit is not None else ""
    else:
        needed = results.get("concurrency", "napkin") if "concurrency" in at.stated else 1.0
        room, per_token = (
            results.get("kv_budget", "napkin"),
            results.get("kv_bytes_per_token", "napkin"),
        )
        limit = (
            max(0.0, room) / per_token / needed
            if room is not None and per_token and needed
            else None
        )
        fits = limit is not None and verdict.quoted <= limit * (1 + 1e-9)
        text = (
            f"{show['context_tokens'].show(limit, 3)} fit for {needed:g} in flight"
            if limit is not None
            else ""
        )
    if limit is None:
        return verdict._replace(reason="memory is not known for this set-up")
    found = compare(metric, verdict.quoted, limit)
    verdict = verdict._replace(
        napkin=limit,
        ceiling=limit,
        flag="plausible" if fits else "10x-off",
        reason=text,
        ratio=found.ratio if found else None,
        fold=found.fold if found else None,
        direction="" if fits else "better",
    )
    if fits:
        return verdict
    open_ones = [name for name in metric.fixes if name not in at.stated and name != metric.id]
    if not open_ones:
        return verdict._replace(beyond_ceiling=True, reason=f"does not fit: {text}")
    return verdict._replace(reason=f"does not fit the set-up assumed: {text}")


def _reading(session: Session, metric: Metric, claim: Claim, quoted: float, at: Applied) -> str:
    """Met or missed for what the packet sets a level for; the cost lines for a price."""
    if metric.kind == "price":
        return price_reading(at, quoted)
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
    return [
        Claim(
            "price_per_processed_token",
            Entry.of("blended_price", blend, note),
            said=note,
            note=note,
        )
    ]


def _asked(verdict: Verdict) -> Verdict:
    return verdict._replace(
        ask=question(
            verdict.metric, verdict.claim, verdict.flag, verdict.assumed, verdict.beyond_ceiling
        ),
    )
