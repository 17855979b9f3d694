"""What a row of the price list comes to for one packet on one day, and in words what is odd about
it. Nothing is dropped: a row that cannot be compared says why.
"""

from __future__ import annotations

import datetime
import re
from typing import NamedTuple

from formulas.book import BOOK
from sessions.prices.source import Dated, Rates, Row

_PRICE = BOOK.variables["input_price"]
_TOKENS = BOOK.variables["input_tokens"]
_COUNTED = ("input_price", "cached_input_price", "cache_write_price", "output_price")
_DAY = 24 * 60  # minutes
_FREE = re.compile(r"\bfree of charge\b|\(free\)|:free\b", re.IGNORECASE)
_FREE_OUTPUT = re.compile(r"\boutput(?: tokens)?(?: is| are)? free\b", re.IGNORECASE)
# What of a list's own comments bears on whether its price may be set beside another.
_BEARS_ON_ALL = re.compile(r"\b(?:CNY|DBUs?|cheapest|Regional|converted|inferred)\b")
_BEARS = re.compile(
    r"CNY|cheapest|per request|promotion"
    r"|\b(?:convert|region|assum|inferred|estimated|retire|no longer|discontinued)",
    re.IGNORECASE,
)
_GONE = re.compile(r"\b(?:kept|retained) for historical|\bno longer listed\b", re.IGNORECASE)
_MOST_SAID = 400
# Those that pass requests on to others, and those that sell a model inside a tool of their own.
_ROUTERS = ("openrouter", "quicksilverpro", "huggingface_")
_TOOLS = ("github-copilot", "cursor")
_KINDS = ("audio", "image", "video", "document", "mchars", "messages", "searches")
_CALLED = {"document": "pages", "mchars": "characters", "image": "images"}


class Listed(NamedTuple):
    """A row as it counts for a packet on a day, in $ per token. None where nothing is listed.

    Attributes:
        cached_input_price: as listed; where None, cached input counts at `input_price`.
        remarks: what is odd about the row, one sentence each.
        comparable: whether the packet could be served at these prices, so that they may be ranked.
        free: said to cost nothing.
    """

    row: Row
    input_price: float | None
    cached_input_price: float | None
    cache_write_price: float | None
    output_price: float | None
    remarks: tuple[str, ...] = ()
    comparable: bool = False
    free: bool = False


def listed(row: Row, day: datetime.date, input_tokens: float | None) -> Listed:
    """A row on a day, for a packet with so many input tokens in a request (None: not known)."""
    spans = _spans(row.prices, day)
    told = [_told(row, _at_length(dated, input_tokens)) for dated, _ in spans]
    rates = _mean([(t.rates, share) for t, (_, share) in zip(told, spans, strict=True)])
    free = any(t.free for t in told)
    remarks = [*told[0].remarks] if told else []
    whole = rates.input_price is not None and rates.output_price is not None
    if not whole and not free:
        remarks += _unpriced(rates)
    if whole and not free:
        remarks += _odd(rates)
    remarks += _by_hour(spans, told) + _by_date(row, day, input_tokens)
    remarks += _by_length(spans, input_tokens)
    too_long = (
        row.context_window is not None
        and input_tokens is not None
        and input_tokens > row.context_window
    )
    if too_long and row.context_window is not None and input_tokens is not None:
        remarks.append(
            f"its window of {_tokens(row.context_window)} does not hold your"
            f" {_tokens(input_tokens)} of input"
        )
    gone = row.deprecated or _GONE.search(row.comment) is not None
    if gone:
        remarks.append("no longer offered, by the list")
    remarks += _seller(row) + _says(row)
    tool = row.provider in _TOOLS
    comparable = whole and not (free or too_long or gone or tool)
    return Listed(
        row,
        rates.input_price,
        rates.cached_input_price,
        rates.cache_write_price,
        rates.output_price,
        tuple(dict.fromkeys(remarks)),
        comparable,
        free,
    )


def is_router(row: Row) -> bool:
    """Whether a provider passes requests on to others."""
    return row.provider.startswith(_ROUTERS)


def three(rates: Rates) -> str:
    """Prices as people write them: `$0.95 / $0.16 / $4`, a dash where none is listed."""
    prices = (rates.input_price, rates.cached_input_price, rates.output_price)
    return " / ".join([per_million(price) for price in prices])


def per_million(price: float | None, digits: int = 4) -> str:
    """A price in $ per million tokens, without its unit."""
    return "-" if price is None else _PRICE.show(price, digits).removesuffix("/Mtok")


def _tokens(count: float) -> str:
    return _TOKENS.show(count, 4).partition(" ")[0]


# --- which of the prices count


class _Told(NamedTuple):
    rates: Rates
    remarks: tuple[str, ...]
    free: bool


def _told(row: Row, rates: Rates) -> _Told:
    """Rates with a placeholder taken for what it is: 0 is no price, unless the list says free."""
    comments = f"{row.comment} {row.provider_comment}"
    zeros = [id for id in _COUNTED if getattr(rates, id) is not None and getattr(rates, id) <= 0]
    none = all(getattr(rates, id) is None or id in zeros for id in _COUNTED) and not rates.other
    if none and _FREE.search(f"{row.model} {row.name} {row.comment}"):
        nothing = Rates(input_price=0.0, cached_input_price=0.0, output_price=0.0)
        words = "free, by its own words: free rows come with limits, so it is not ranked"
        return _Told(nothing, (words,), True)
    remarks = []
    changed: dict[str, float | None] = dict.fromkeys(zeros)
    if rates.input_price and not rates.output_price and _FREE_OUTPUT.search(comments):
        changed["output_price"] = 0.0
        remarks.append("output is free, by the list")
    for id in zeros:
        if changed[id] is None:
            title = BOOK.variables[id].title if id in BOOK.variables else "cache write price"
            remarks.append(f"{title} of $0: taken as none listed, for nothing says that it is free")
    return _Told(Rates(**rates._asdict() | changed), tuple(remarks), False)


def _spans(prices: tuple[Dated, ...], day: datetime.date) -> list[tuple[Dated, float]]:
    """The prices in force on a day with their shares of it, the longest first; of those that hold
    at a moment, the last one listed.
    """
    held = [each for each in prices if each.start is None or each.start <= day]
    edges = {0, _DAY}
    for each in held:
        edges |= {_minute(moment) for moment in each.hours or ()}
    shares: dict[int, int] = {}
    for at, until in zip(sorted(edges)[:-1], sorted(edges)[1:], strict=True):
        here = [i for i, each in enumerate(held) if _holds(each, at)]
        if here:
            shares[here[-1]] = shares.get(here[-1], 0) + until - at
    longest = sorted(shares.items(), key=lambda item: (-item[1], item[0]))
    return [(held[i], minutes / _DAY) for i, minutes in longest]


def _minute(moment: datetime.time) -> int:
    return moment.hour * 60 + moment.minute


def _holds(dated: Dated, minute: int) -> bool:
    if dated.hours is None:
        return True
    start, end = [_minute(moment) for moment in dated.hours]
    return start <= minute < end if start <= end else minute >= start or minute < end


def _at_length(dated: Dated, input_tokens: float | None) -> Rates:
    """The rates of the tier that an input falls in: beyond a start, the whole request pays them."""
    reached = [t for t in dated.tiers if input_tokens is not None and input_tokens > t.above]
    return reached[-1].rates if reached else dated.rates


def _mean(parts: list[tuple[Rates, float]]) -> Rates:
    """Rates over the day, for traffic that is even over it."""
    if not parts:
        return Rates()
    found = parts[0][0]._asdict()
    for id in _COUNTED if len(parts) > 1 else ():
        prices = [(getattr(rates, id), share) for rates, share in parts]
        whole = all(price is not None for price, _ in prices)
        found[id] = sum(price * share for price, share in prices) if whole else None
    return Rates(**found)


# --- what is said about them


def _unpriced(rates: Rates) -> list[str]:
    """Why there is nothing to compare."""
    if rates.input_price is not None:
        return ["no output price is listed, so there is nothing to blend"]
    kinds = [kind for kind in _KINDS if any(kind in name for name in rates.other)]
    if rates.request_price is not None:
        kinds.append("requests")
    if kinds:
        called = ", ".join([_CALLED.get(kind, kind) for kind in kinds])
        return [f"priced by {called}, not by tokens of text"]
    return ["no price is listed"]


def _odd(rates: Rates) -> list[str]:
    remarks = []
    full, cached, write = rates.input_price, rates.cached_input_price, rates.cache_write_price
    if cached is None:
        remarks.append("no cached price is listed: cached input counts at the full price")
    elif full is not None and cached > full:
        remarks.append("cached input is listed above fresh input, which is unusual")
    if write is not None and full is not None and write != full:
        remarks.append(
            f"a write to the cache costs {per_million(write)}/M, which the blend leaves out"
        )
    if rates.output_price and full is not None and rates.output_price < full:
        remarks.append("output is listed below input, which is unusual")
    if rates.request_price:
        remarks.append(f"and ${rates.request_price:g} a request, which the blend leaves out")
    if rates.reasoning_price is not None and rates.reasoning_price != rates.output_price:
        remarks.append(
            f"reasoning tokens cost {per_million(rates.reasoning_price)}/M, which the blend leaves"
            " out"
        )
    return remarks


def _by_hour(spans: list[tuple[Dated, float]], told: list[_Told]) -> list[str]:
    if len(spans) < 2:
        return []
    groups: dict[str, float] = {}
    hours: dict[str, list[str]] = {}
    for (dated, share), each in zip(spans, told, strict=True):
        words = three(each.rates)
        groups[words] = groups.get(words, 0.0) + share
        if dated.hours is not None:
            start, end = [f"{moment:%H:%M}" for moment in dated.hours]
            hours.setdefault(words, []).append(f"{start} to {end}")
    parts = []
    for words, share in groups.items():
        when = f" ({', '.join(hours[words])} UTC)" if words in hours else ""
        parts.append(f"{words} for {share * 24:g} h{when}")
    return [f"by the time of day: {', '.join(parts)}; the mean over an even day counts"]


def _by_date(row: Row, day: datetime.date, input_tokens: float | None) -> list[str]:
    starts = sorted({each.start for each in row.prices if each.start is not None})
    now = _at_day(row, day, input_tokens)
    remarks = []
    for start in [start for start in starts if start <= day][-1:]:
        before = _at_day(row, start - datetime.timedelta(days=1), input_tokens)
        if before != now:
            remarks.append(f"in force since {start}" + (f", {before} before" if before else ""))
    for start in [start for start in starts if start > day]:
        later = _at_day(row, start, input_tokens)
        if later != now:
            remarks.append(f"from {start} on {later}")
        now = later
    return remarks


def _at_day(row: Row, day: datetime.date, input_tokens: float | None) -> str:
    spans = _spans(row.prices, day)
    return three(_at_length(spans[0][0], input_tokens)) if spans else ""


def _by_length(spans: list[tuple[Dated, float]], input_tokens: float | None) -> list[str]:
    if not spans or not spans[0][0].tiers:
        return []
    dated = spans[0][0]
    if input_tokens is None:
        above = ", ".join([_tokens(tier.above) for tier in dated.tiers])
        return [f"dearer above {above} of input; the packet does not say how long yours is"]
    here = [i for i, tier in enumerate(dated.tiers) if input_tokens > tier.above]
    yours = f"your {_tokens(input_tokens)} of input"
    remarks = []
    if here:
        tier = dated.tiers[here[-1]]
        remarks.append(
            f"{yours} is in the tier above {_tokens(tier.above)}, which the whole request pays;"
            f" below it {three(dated.rates)}"
        )
    for tier in dated.tiers[len(here) :]:
        remarks.append(f"above {_tokens(tier.above)} of input {three(tier.rates)}")
    return remarks


def _seller(row: Row) -> list[str]:
    if is_router(row):
        return ["a router: others serve the model, and their price may differ"]
    if row.provider in _TOOLS:
        return ["sold inside a tool of its own, so it is not ranked"]
    return []


def _says(row: Row) -> list[str]:
    """What of the list's own comments bears on the comparison, and other rates that it names."""
    remarks = []
    if row.variants:
        remarks.append(f"other rates are listed for {', '.join(row.variants)}; the standard counts")
    for comment, bears in ((row.comment, _BEARS), (row.provider_comment, _BEARS_ON_ALL)):
        sentences = re.split(r"(?<=[.!?])\s+(?=[A-Z])", " ".join(comment.split()))
        bearing = " ".join([sentence for sentence in sentences if bears.search(sentence)])
        said = " ".join(_LEFT.sub("(", _URL.sub("", bearing)).replace(" ()", "").split())
        said = said.strip(" .")
        if said:
            cut = said if len(said) <= _MOST_SAID else said[:_MOST_SAID].rsplit(" ", 1)[0] + " …"
            remarks.append(f"the list says: {cut}")
    return remarks


_URL = re.compile(r"(?:\b(?:Refs?: |See ))?https?://[^\s)]*")
_LEFT = re.compile(r"\(\s+")
