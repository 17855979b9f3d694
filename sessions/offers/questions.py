"""What to say next to each provider: the strongest questions, and what there is to beat.

"The leverage is entirely in the comparative analysis" (source 9.4). A question names what is
missing, can be answered with a number and accuses nobody; what competitors offer is told without
their names, and only what the buyer is willing to show.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from formulas.quantity import significant
from sessions.catalogue.catalogue import find
from sessions.catalogue.shelves import UnknownItem
from sessions.claims.conditions import CONDITIONS, Conditions
from sessions.claims.metrics import BLENDED, COMPONENTS, METRICS, SPEED, Metric, columns
from sessions.claims.telling import conditions, figure, joined, per_million, title_of, told
from sessions.document.session import Entry, Quote, Session
from sessions.judging.verdict import Verdict
from sessions.offers.bakeoff import BakeOff, Row
from sessions.offers.changes import between_rounds

MOST = 3
# How much an open point matters before how far off the figure is: up to 10 more.
_CONTRADICTS, _LIMITED, _BEYOND, _FAR, _SILENT, _NEAR, _BARE, _UNMEASURED, _TERM, _TAIL = (
    200.0, 95.0, 80.0, 60.0, 50.0, 35.0, 30.0, 28.0, 20.0, 10.0,
)  # fmt: skip


class Question(NamedTuple):
    """A question to put: `about` is a metric's id or a topic, `why` what makes it worth asking."""

    text: str
    about: str
    why: str
    weight: float


class Beat(NamedTuple):
    """A competitor's figure that is better than this provider's own, or where it has none.

    Attributes:
        metric: what it is a figure of.
        competitor: whose it is; never told.
        text: the figure with its conditions, as it is told.
        private: it is not to be shown.
        left_out: the conditions that are not told, as they name whose it is.
    """

    metric: str
    competitor: str
    text: str
    private: bool
    left_out: tuple[str, ...] = ()


def questions(session: Session, row: Row, most: int = MOST) -> tuple[Question, ...]:
    """The strongest questions to a provider: contradictions, what is furthest off, what is not
    said. One for each figure or topic.
    """
    found = [*_of_findings(session, row), *_of_levels(session, row), *_of_terms(row)]
    priced = {claim.metric for claim in row.offer.quote.claims}
    for verdict in row.judged.verdicts:
        if verdict.claim.metric in COMPONENTS and priced >= {*COMPONENTS}:
            continue  # all three are there: nothing is left to ask of one
        asked = _of_claim(verdict)
        if asked is not None:
            found.append(asked)
    for open_one in row.judged.quote.ambiguous:
        if open_one.question:
            found.append(Question(open_one.question, open_one.text, "two readings", _NEAR + 9))
    best: dict[str, Question] = {}
    for each in found:
        if each.about not in best or each.weight > best[each.about].weight:
            best[each.about] = each
    ranked = sorted(best.values(), key=lambda each: -each.weight)
    return tuple(ranked[:most])


def _of_findings(session: Session, row: Row) -> list[Question]:
    """What does not go together, before anything else is asked: an older figure that the newer one
    contradicts, then figures of one offer, at the buyer's load.
    """
    flight = session.packet.entries.get("demand_concurrency")
    load = f"at {_request(flight)}" if flight is not None else "at how many in flight"
    changed = (*between_rounds(row.offer.rounds), *row.quality.findings)
    asked = [(each, "Which of the two holds for us?") for each in changed]
    asked += [(each, f"Which figure holds, {load}?") for each in row.judged.findings]
    return [
        Question(
            f"{_sentence(each)} {question}",
            f"finding {at}",
            "two figures that do not go together",
            _CONTRADICTS - at,
        )
        for at, (each, question) in enumerate(asked)
    ]


def _request(entry: Entry) -> str:
    return f"{entry.value:g} in flight"


def _sentence(text: str) -> str:
    text = text.strip()
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?")) else ".")


def _of_claim(verdict: Verdict) -> Question | None:
    metric = verdict.metric
    if metric is None or not verdict.ask:
        return None
    apart = min(verdict.fold or 1.0, 100.0) / 10
    if verdict.beyond_ceiling:
        return Question(verdict.ask, metric.id, "beyond the ceiling", _BEYOND + apart)
    good = verdict.direction == "better"
    if verdict.leading == "10x-off":
        return Question(verdict.ask, metric.id, "10x off", _FAR + apart + (5 if good else 0))
    bare = "concurrency" in verdict.assumed
    if verdict.leading == "2x-off":
        weight = _NEAR + apart + (5 if good else 0) + (5 if bare else 0)
        return Question(verdict.ask, metric.id, "2x off", weight)
    if bare:
        return Question(verdict.ask, metric.id, "no load was said with it", _BARE)
    if metric.kind in ("promise", "price component") or verdict.assumed:
        return Question(verdict.ask, metric.id, "a condition is missing", _TAIL)
    return Question(verdict.ask, metric.id, "worth a word", _TAIL - 5)


def _of_levels(session: Session, row: Row) -> list[Question]:
    """Service levels of the packet that the offer says nothing of, or misses."""
    levels = session.packet.entries
    flight = levels.get("demand_concurrency")
    load = f" at {_request(flight)}" if flight is not None else ""
    found: list[Question] = []
    for id in (*row.open, *row.missed):
        metric, level = METRICS[id], levels[METRICS[id].level]
        needed = f"{metric.wanted} {figure(id, level.value)}"
        need = f"We need {_named(id)} of {needed}{load if id != 'uptime' else ''}"
        if id == SPEED:
            need = f"We need {needed} per user{load}"
        tail = "what is your p95 there?" if metric.tail else "what do you commit to?"
        why = "your packet asks for it" if id in row.open else "it misses your service level"
        found.append(Question(f"{need}: {tail}", id, why, _SILENT - len(found)))
    return found


def _named(metric: str) -> str:
    """A metric with its article: `a TTFT`, `an end-to-end latency`."""
    title = title_of(metric)
    return f"{'an' if title[0].lower() in 'aeiou' else 'a'} {title}"


def _of_terms(row: Row) -> list[Question]:
    quality = [
        Question(ask, "quality", "no evidence of quality", _UNMEASURED)
        for ask in row.quality.asks[:1]
    ]
    limits = [
        Question(
            f"{_sentence(limit.text)} Up to which limit do you go, and by when?",
            f"limit {limit.metric}",
            "less than your traffic asks for",
            _LIMITED,
        )
        for limit in row.deal.limits
        if limit.met is False
    ]
    terms = [
        Question(ask, f"term {at}", "a term without its figure", _TERM - at)
        for at, ask in enumerate(row.deal.asks)
    ]
    return quality + limits + terms


# ------------------------------------------------------------------ what there is to beat


def to_beat(found: BakeOff, provider: str) -> tuple[Beat, ...]:
    """What others offer that this provider does not: for each figure the best one that counts."""
    own = found.row(provider)
    if own is None:
        return ()
    others = [row for row in found.rows if row is not own and not row.expired]
    beats = [
        _price(own, others),
        *[_figure(own, others, metric) for metric in columns() if metric.beaten],
    ]
    return tuple([beat for beat in beats if beat is not None])


def lead(found: BakeOff, provider: str, metric: str) -> Beat | None:
    """How far a provider's figure is ahead of everybody's: `cheapest so far, next $0.28/M`; None
    where it is not, or where nobody else has one.
    """
    own = found.row(provider)
    known = METRICS.get(metric)
    if own is None or known is None or not known.ahead:
        return None
    priced = metric == BLENDED
    mine = own.counted_price if priced else own.counted(metric)
    others = [row for row in found.rows if row is not own and not row.expired]
    counted = [(row.counted_price if priced else row.counted(metric), row) for row in others]
    told = [(value, row) for value, row in counted if value is not None]
    if mine is None or not told:
        return None
    value, row = min(told, key=lambda each: known.loss(each[0]))
    if known.loss(mine) >= known.loss(value):
        return None
    following = per_million(value) if priced else figure(metric, value)
    metrics = (BLENDED, *COMPONENTS) if priced else (metric,)
    private = any(c.private for c in row.offer.quote.claims if c.metric in metrics)
    return Beat(metric, row.provider, f"{known.ahead} so far, next {following}", private)


def _price(own: Row, others: list[Row]) -> Beat | None:
    priced = [(price, row) for row in others if (price := _told_price(row)) is not None]
    if not priced:
        return None
    price, row = min(priced, key=lambda each: each[0])
    mine = own.counted_price
    if mine is not None and mine <= price:
        return None
    claims = [c for c in row.offer.quote.claims if c.metric in (BLENDED, *COMPONENTS)]
    stated = {**row.offer.quote.conditions, **claims[0].conditions} if len(claims) == 1 else {}
    at, left_out = _anonymous(row, stated)
    text = f"{per_million(price)} processed, on our mix, with all terms{_bracketed(at)}"
    if row.deal.by_rent is not None:
        # No price that anybody named: it is told as what it is.
        text = f"rent that comes to about {per_million(price)} processed, as we reckon our traffic"
        claims = [row.deal.by_rent.claim]
    return Beat(BLENDED, row.provider, text, any(claim.private for claim in claims), left_out)


def _told_price(row: Row) -> float | None:
    """A price that may be told to others: one that is 10x off, or for less traffic than this, is no
    example to anybody.
    """
    return None if row.far_off(BLENDED) or row.short else row.counted_price


def _figure(own: Row, others: list[Row], metric: Metric) -> Beat | None:
    known = [
        (value, row)
        for row in others
        if (value := row.counted(metric.id)) is not None and not row.far_off(metric.id)
    ]
    if not known:
        return None
    value, row = min(known, key=lambda each: metric.loss(each[0]))
    mine = own.counted(metric.id)
    if mine is not None and metric.loss(mine) <= metric.loss(value):
        return None
    cell = row.cells[metric.id]
    claim = cell.verdict.claim
    at, left_out = _anonymous(row, cell.verdict.stated)
    return Beat(metric.id, row.provider, told(claim) + _bracketed(at), claim.private, left_out)


def _anonymous(row: Row, stated: Conditions) -> tuple[str, tuple[str, ...]]:
    """What a figure was offered at, without what says whose it is, and the names of what that is: a
    chip that one provider alone has, a region or a tier by a cloud's own name for it.
    """
    kept = {
        name: said
        for name, said in stated.items()
        if name not in _NAMING or (isinstance(said, str) and not _names_owner(row, name, said))
    }
    left_out = tuple([CONDITIONS[name].title for name in stated if name not in kept])
    return conditions(kept), left_out


_NAMING = ("hardware", "region", "tier", "engine")
# Where it is, and under which terms, in words that everybody uses; all others may be a cloud's own.
_PLACES = re.compile(
    r"\W*(?:(?:the|in|us|usa|eu|uk|europe|asia|apac|emea|america|north|south|east|west|central|"
    r"northern|western|united states|germany|france|frankfurt|london|paris|ireland|dublin|"
    r"amsterdam|netherlands|stockholm|sweden|norway|finland|zurich|switzerland|singapore|tokyo|"
    r"japan|india|mumbai|sydney|australia|canada|brazil|virginia|oregon|ohio|texas|california|"
    r"global|worldwide|region|only|and|or)\W*)+",
    re.IGNORECASE,
)
_TIERS = frozenset(
    (
        *("dedicated", "reserved", "on-demand", "serverless", "batch"),
        *("spot", "priority", "standard", "flex", "shared"),
    )
)
_ENGINES = frozenset(("vllm", "sglang", "trtllm", "tensorrt-llm", "tgi", "lmdeploy"))


def _names_owner(row: Row, name: str, said: str) -> bool:
    """Whether a condition says whose offer it is: what is not known to be common, may."""
    low = said.casefold()
    if any(word in low for word in re.findall(r"[^\W\d_]{3,}", row.provider.casefold())):
        return True
    if name == "hardware":
        return not _sold_to_all(said)
    if name == "region":
        return not _PLACES.fullmatch(said) or _CODE.fullmatch(low) is not None
    return low not in (_TIERS if name == "tier" else _ENGINES)


# us-east-1, europe-west4, eastus2: a cloud's code for a place.
_CODE = re.compile(r"[a-z]{2,}-(?:[a-z]+-)*[a-z]+-?\d[a-z]?")


def _sold_to_all(machine: str) -> bool:
    """Whether a machine is one that many providers have: a GPU of the catalogue."""
    try:
        title = find("hardware", machine).title
    except UnknownItem:
        return False
    return not title.upper().startswith("TPU")


def _bracketed(words: str) -> str:
    return f" ({words})" if words else ""


# ------------------------------------------------------------------ the text to send


def letter(session: Session, found: BakeOff, provider: str) -> str:
    """The text to send: what is asked, and what there is to beat of what is not private."""
    row = found.row(provider)
    if row is None:
        return ""
    parts = [_opening(session, row)]
    asked = questions(session, row)
    if asked:
        lines = [f"{at}. {each.text}" for at, each in enumerate(asked, 1)]
        parts.append("\n".join(["What we would like to know:", *lines]))
    beats = [beat for beat in to_beat(found, provider) if not beat.private]
    if beats:
        lines = [f"- {beat.text}" for beat in beats]
        hidden = dict.fromkeys([name for beat in beats for name in beat.left_out])
        if hidden:
            lines.append(f"(The {joined([*hidden])} of some of these is left out.)")
        parts.append("\n".join(["To beat, from other offers for the same traffic:", *lines]))
    return "\n\n".join(parts) + "\n"


def _opening(session: Session, row: Row) -> str:
    quote = row.offer.newest
    dated = f" of {quote.date:%-d %b %Y}" if quote.date is not None else ""
    said = f"round {quote.round}{dated}" if quote.round else f"your offer{dated}"
    return f"Thank you for {said}. {_traffic(session)}".rstrip()


def _traffic(session: Session) -> str:
    """The packet in one sentence, as far as it is known."""
    entries = session.packet.entries
    lengths = [
        f"{count(entries[id])} {word}"
        for id, word in (
            ("fresh_tokens", "fresh"),
            ("cached_tokens", "cached"),
            ("output_tokens", "output"),
        )
        if id in entries
    ]
    rates = [
        f"{entries[id].value:.3g} requests/s {word}"
        for id, word in (
            ("demand_requests_per_second_p50", "at the median"),
            ("demand_requests_per_second_p99", "at the peak"),
        )
        if id in entries
    ]
    parts = [*([f"{joined(lengths)} tokens a request"] if lengths else []), *rates]
    return f"For our traffic ({', '.join(parts)}):" if parts else ""


def count(entry: Entry) -> str:
    """A count of tokens, short: 13K."""
    return significant(entry.value, 3, counted=True)


def with_private(session: Session, provider: str, metric: str, *, private: bool) -> Session:
    """The session with a provider's claims of a metric kept private, or not; a price is all of its
    components.
    """
    metrics = (BLENDED, *COMPONENTS) if metric == BLENDED else (metric,)
    wanted = provider.casefold()

    def changed(quote: Quote) -> Quote:
        if quote.provider.casefold() != wanted:
            return quote
        claims = [
            claim._replace(private=private) if claim.metric in metrics else claim
            for claim in quote.claims
        ]
        return quote._replace(claims=tuple(claims))

    return session._replace(quotes=tuple([changed(quote) for quote in session.quotes]))
