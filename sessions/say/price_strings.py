"""Prices as routers publish them: `{"prompt": "0.00000095", "completion": "0.000004"}`, in dollars
per token, and the like of it per thousand and per million.

The text is scanned, never parsed as JSON, so a cut or nested one is read just the same.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, NamedTuple

from formulas.book import BOOK
from formulas.declare import NOTHING
from formulas.quantity import Refused
from sessions.claims.metrics import BLENDED
from sessions.claims.telling import show_claim, show_condition
from sessions.document.session import Claim, Entry, Quote, Unreadable
from sessions.say.models import called
from sessions.say.money import no_rate
from sessions.say.outcome import condition_entry
from sessions.say.pieces import Part, Span, spans_of
from sessions.say.price_pages import blended_at
from sessions.say.price_places import Places
from sessions.say.speakers import heading
from sessions.say.tokens import Token, plain_signs, spaced, tokens_of
from sessions.say.vocabulary import CURRENCIES, Chips, tier_of

# --- What a key of a router's price string means, by the words that it is made of.

KeyKind = Literal["price", "term", "context", "provider", "model", "weights", "currency"]


class Key(NamedTuple):
    """What a key means.

    Attributes:
        metric: of a price; term: the name of a term, detail: words that belong to its value.
        per: for how many tokens a price is; 0 where the key does not say, -1 for one token unless
            nobody asks so much for one.
        cents: the value is in cents; priced: a term that is a price of tokens.
    """

    kind: KeyKind
    metric: str = ""
    term: str = ""
    detail: str = ""
    per: int = 0
    cents: bool = False
    priced: bool = False


_WORD = re.compile(r"[A-Z]?[a-z]+|[0-9]+[a-z]*|[A-Z]+")
# Whole keys, by whether their value is a number. A term without a name has the key's own words.
_KEYS = {
    (numeric, name): key._replace(term=key.term or name.replace("_", " "))
    for numeric, key, names in (
        (True, Key("context"), "context_length context_window max_context_length context_size"),
        (True, Key("context"), "max_input_tokens"),
        (
            True,
            Key("term", term="output cap", detail="tokens"),
            "max_output_tokens max_completion_tokens max_output max_output_length",
        ),
        # What is charged besides: kept where it is not 0.
        (True, Key("term"), "request image web_search discount audio input_audio_cache video"),
        (False, Key("provider"), "provider provider_name litellm_provider"),
        (False, Key("model"), "model model_id model_name model_slug"),
        (False, Key("weights"), "quantization precision"),
        (False, Key("currency"), "currency"),
    )
    for name in names.split()
}
_PRICED = spaced("cost price pricing usd cents mtok per rate dollars")
# The keys that stand for prices alone, as OpenRouter has them: by the token.
_BY_TOKEN = spaced("prompt completion input_cache_read input_cache_write internal_reasoning")
_ALONE = _BY_TOKEN | spaced(
    "input output cached_input cache_read cache_write input_cache_hit input_cached cached"
    " input_cache_miss"
)
# A key that says by itself of no tokens that it is the price: the keys around it do, or what stands
# beside it.
_MONEYS = spaced("usd eur gbp cny rmb jpy chf cad aud inr")
_PLAIN_KEYS = (
    _PRICED
    | _MONEYS
    | spaced("value amount unit token tokens 1m million m 1k thousand k retail list base")
)
_OF_CACHE = spaced("read reads hit hits miss write writes creation")
_IDS = spaced("id slug canonical_slug")  # of a model, where its value looks like one
_LABELS = spaced(
    "type name kind label metric meter description category usage token_type meter_name"
)
_UNITS = spaced(
    "unit per units unit_of_measure price_unit pricing_unit quantity per_unit unit_size denominator"
)
_LIMITS = spaced(
    "max min limit limits length window modalities count id type supported parameters"
    " tput throughput tps ttft tpot itl e2el latency intvty"
)
_CACHED, _WRITE = spaced("cache cached"), spaced("write writes creation")
_OTHER = spaced("image audio video pixel character second search request query session file page")
# By the words of a key, the price that it is; the first that is found counts.
_COMPONENTS = (
    (frozenset(("blended",)), "price_per_processed_token"),
    (_CACHED, "cached_input_price"),
    (spaced("input prompt in inp"), "input_price"),
    (spaced("output completion out outp generated reasoning"), "output_price"),
)
# What the keys around a price add to one that names its tokens.
_AROUND = spaced("above over batch batches priority flex audio image video") | _CACHED
_PER = {
    **dict.fromkeys(("1m", "million", "mtok", "mtoken", "mtokens", "m", "1000000"), 1_000_000),
    **dict.fromkeys(("1k", "thousand", "k", "1000"), 1_000),
    "token": 1,
}


@functools.lru_cache(maxsize=512)
def key_of(text: str, *, numeric: bool) -> Key | None:
    """What a key means, or None; `numeric` whether its value is a number."""
    words = tuple([word.lower() for word in _WORD.findall(text)])
    name, said = "_".join(words), frozenset(words)
    found = _KEYS.get((numeric, name))
    priced = name in _ALONE or said & _PRICED
    if found or not numeric or not priced or said & _LIMITS:
        return found
    return _price(name, words, said)


def _price(name: str, words: tuple[str, ...], said: frozenset[str]) -> Key | None:
    per = -1 if name in _BY_TOKEN else max([_PER.get(word, 0) for word in words], default=0)
    cents = "cents" in said
    if said & _OTHER:
        return Key("term", term=name.replace("_", " ")) if said & _PRICED else None
    if said & _CACHED and said & _WRITE:
        return Key("term", term="cache write", per=per, cents=cents, priced=True)
    known = [row for row in _COMPONENTS if not ("miss" in said and row[0] is _CACHED)]
    metric = next((metric for of, metric in known if said & of), "")
    term, detail = _condition(words, said)
    if metric and term:
        label = metric.removesuffix("_price").replace("_", " ")
        more = f"{label} {detail}".strip()
        return Key("term", term=term, detail=more, per=per, cents=cents, priced=True)
    return Key("price", metric, per=per, cents=cents) if metric else None


def _condition(words: tuple[str, ...], said: frozenset[str]) -> tuple[str, str]:
    """The term that a price belongs to which holds only sometimes."""
    beyond = next((word for word in words if word in ("above", "over")), "")
    if beyond:
        after = [word for word in words[words.index(beyond) + 1 :] if word[0].isdecimal()]
        return "surcharge", f"above {' '.join(after[:1])} tokens"
    if said & {"batch", "batches"}:
        return "discount", "for batch"
    if said & {"priority", "flex"}:
        return "priority", " ".join(sorted(said & {"priority", "flex"}))
    return ("reasoning tokens", "") if "reasoning" in said else ("", "")


def _words(text: str) -> tuple[str, ...]:
    return tuple([word.lower() for word in _WORD.findall(text)])


def nested_key(leaf: str, around: tuple[str, ...], labels: str, unit: str) -> Key | None:
    """What a key with a number means by the keys around it, and by the labels and the unit beside
    it; None where they say no price.

    Args:
        around: the keys of the objects that it stands in, outermost first.
    """
    own, outer = _words(leaf), tuple([word for key in around for word in _words(key)])
    said, flat = frozenset(own), key_of(leaf, numeric=True)
    unit = unit.replace("百万", " million ").replace("千", " thousand ")
    by_unit = max([_PER.get(word, 0) for word in _words(unit) if word != "token"], default=0)
    bare = _PRICED.isdisjoint((*own, *outer))
    if flat is not None and bare and not _LIMITS.isdisjoint(outer):
        # "limits": {"input": 200000}
        return None
    if flat is not None and (flat.kind == "price" or flat.priced):
        numbers = [word for word in outer if word[0].isdecimal()]
        more = tuple([word for word in outer if word in _AROUND or word in numbers])
        made = _price("_".join(own), (*own, *more), said | frozenset(more)) or flat
        return made._replace(per=by_unit or flat.per)
    if flat is not None or not own:
        return flat
    of_cache = said <= _OF_CACHE and not _CACHED.isdisjoint(outer)
    if not (of_cache or said <= _PLAIN_KEYS):
        return None
    words = (*outer, *own)
    if not any(of.intersection(words) for of, _ in _COMPONENTS):
        words = (*words, *_words(labels), *_words(unit))
    if not (_PRICED | _MONEYS | {"per"}).intersection(words):
        return None
    found = _price("", tuple([word for word in words if word != "token"]), frozenset(words))
    if found is None:
        return None
    return found._replace(per=by_unit or found.per or int({"token", "per"} <= said))


# --- strings of prices, read whole

_PAIR = re.compile(
    r"(?:[\"'](?P<key>[A-Za-z][A-Za-z0-9_ -]{0,48})[\"']"
    r"|(?<![\w\"'])(?P<bare>[a-z0-9]{1,24}(?:_[a-z0-9]{1,24}){1,6})(?![\w\"']))"
    r"\s{0,8}[:=]\s{0,8}"
    r"(?:[\"']?(?P<number>\$?-?[0-9][0-9.eE+-]{0,30})[\"']?(?=[\s,}\]]|$)(?!\s{0,4}[x×*])"
    r"|[\"'](?P<words>[^\"'\n]{1,60})[\"'])"
)
# Dollars per million tokens that anybody lists.
_LOWEST, _HIGHEST = Decimal("0.0001"), Decimal(200)
_TOKEN = 1_000_000
# How many digits a price may have before and after the point.
_SIZES = range(-15, 10)
# Without a word for how many: nobody asks so much for one token, nor so little for a million.
_BY_THE_TOKEN, _BY_THE_MILLION = Decimal("0.00001"), Decimal("0.01")


# "price_1m_blended_3_to_1"
_RATIO = re.compile(r"([0-9]{1,3})_?(?:to|:)_?([0-9]{1,3})")


class _Pair(NamedTuple):
    """A key with its value, where it stands, and what the key means; the objects that it stands in,
    and the currency that is said there.
    """

    key: Key
    value: str
    said: str
    start: int
    end: int
    objects: tuple[int, ...] = ()
    currency: str = ""


@dataclass(slots=True)
class _Read:
    """What the pairs of a price string say."""

    currency: str
    rates: Mapping[str, Entry]
    claims: list[Claim] = field(default_factory=list)
    refused: list[Unreadable] = field(default_factory=list)
    terms: dict[str, str] = field(default_factory=dict)
    conditions: dict[str, Entry | str] = field(default_factory=dict)
    provider: str = ""

    def take(self, pair: _Pair, inside: list[int], *, named: bool) -> Part | None:
        """Keep what a pair says; None where it says nothing that is read here."""
        key = pair.key
        match key.kind:
            case "price":
                claim = self._price(pair)
                self.claims.append(claim)
                ratio = (
                    _RATIO.search(unicodedata.normalize("NFKC", pair.said))
                    if claim.metric == BLENDED
                    else None
                )
                if ratio is not None:
                    self.terms["blend ratio"] = f"{ratio[1]}:{ratio[2]}"
                return Part("claim", inside, _shown(claim), (claim.metric,))
            case "context":
                text = f"{pair.value} tok"
                claim = Claim("context_tokens", _entry("context_tokens", text), said=pair.said)
                self.claims.append(claim)
                return Part("claim", inside, show_claim(claim), (claim.metric,))
            case "term":
                return self._term(pair, inside)
            case "provider" if not named and not self.provider:
                self.provider = pair.value
                return Part("provider", inside, pair.value)
            case "model":
                return self._condition("model", called(pair.value), inside)
            case "weights":
                return self._condition("weights", tier_of(pair.value) or pair.value, inside)
            case "currency":
                return Part("filler", inside)
            case _:
                return None

    def _condition(self, name: str, value: str, inside: list[int]) -> Part:
        self.conditions[name] = value
        return Part("condition", inside, show_condition(name, value), (name,))

    def _price(self, pair: _Pair) -> Claim:
        dollars, origin = self._dollars(pair)
        text = f"${dollars.normalize():f}/Mtok"
        entry = _entry(pair.key.metric, text)._replace(origin=origin)
        return Claim(pair.key.metric, entry, said=pair.said, note=origin)

    def _dollars(self, pair: _Pair) -> tuple[Decimal, str]:
        """Dollars per million tokens, and what they were in another currency. Raises `Refused`."""
        value, origin = _by_the_million(pair), ""
        currency = pair.currency or self.currency
        if currency not in ("", "USD"):
            rate = self.rates.get(currency)
            if rate is None:
                raise Refused(pair.said, no_rate(currency))
            origin = f"{value.normalize():f} at ${rate.value:.6g} for one {currency}"
            value = Decimal(f"{float(value) * rate.value:.10g}")
        if not _LOWEST <= value <= _HIGHEST:
            asked = f"that would be ${value:,.6g} per million tokens: per how many is it?"
            raise Refused(pair.said, asked)
        return value, origin

    def _term(self, pair: _Pair, inside: list[int]) -> Part | None:
        name, words = pair.key.term, pair.value
        if words.strip("0.") == "":
            return None
        if pair.key.priced:
            value, _ = self._dollars(pair)
            words = f"${value.normalize():f}/M"
        if pair.key.detail:
            words = f"{words} {pair.key.detail}"
        before = self.terms.get(name)
        self.terms[name] = f"{before}; {words}" if before else words
        return Part("term", inside, f"{name}: {words}", (name,))


def read_price_string(
    text: str,
    providers: tuple[str, ...],
    known: Chips,
    currency: Mapping[str, Entry] = NOTHING,
) -> tuple[Quote, tuple[Span, ...]] | None:
    """The quote that a router's price string states, with its spans; None where it is none."""
    places = Places(plain_signs(text))
    pairs, silent = _pairs(text, places)
    if not any(pair.key.kind == "price" for pair in pairs):
        return None
    others = _others(pairs)
    tokens = tokens_of(text)
    starts = [token.start for token in tokens]
    parts: list[Part] = []
    begins = min(_before(tokens), bisect_left(starts, pairs[0].start))
    name = heading(text, tokens, 0, begins, providers, known) if begins else None
    if name is not None and name.name:
        parts.append(Part("provider", list(range(name.first, name.last)), name.name))
    said = next((pair.value.upper() for pair in pairs if pair.key.kind == "currency"), "")
    read = _Read(said, currency)
    for pair in pairs:
        inside = list(range(*(bisect_left(starts, edge) for edge in (pair.start, pair.end))))
        try:
            if not others.isdisjoint(pair.objects):
                if pair.key.kind != "price":
                    continue
                raise Refused(pair.said, "of another entry: enter it as a quote of its own")
            part = read.take(pair, inside, named=bool(name))
        except Refused as why:
            read.refused.append(Unreadable(pair.said, str(why)))
            part = Part("refused", inside, str(why))
        if part is not None:
            parts.append(part)
        elif pair.key.kind == "term":
            parts.append(Part("filler", inside))
    taken = {index for part in parts for index in part.tokens}
    for start, end in (*places.heads, *silent):
        taken.update(range(*(bisect_left(starts, edge) for edge in (start, end))))
    parts += [
        Part("unread", [index])
        for index, token in enumerate(tokens)
        if index not in taken and token.kind in ("word", "number")
    ]
    spans = spans_of(tokens, [part for part in parts if part.kind != "filler"], set())
    quote = Quote(
        name.name if name else read.provider,
        blended_at(read.claims, read.terms.get("blend ratio", "")),
        conditions=read.conditions,
        terms=read.terms,
        refused=tuple(read.refused),
        unread=tuple([text[s.start : s.end] for s in spans if s.kind == "unread"]),
        said=text,
    )
    return quote, spans


def _before(tokens: list[Token]) -> int:
    """Where the string itself begins: only what stands before it can name a provider."""
    return next((i for i, token in enumerate(tokens) if token.text in "{[\"'"), len(tokens))


def _pairs(text: str, places: Places) -> tuple[list[_Pair], list[tuple[int, int]]]:
    """The pairs that mean something, and where those stand that say what others are of."""
    matches = [
        (match, places.at(match.start()), "_".join(_words(match["key"] or match["bare"])))
        for match in _PAIR.finditer(plain_signs(text))
    ]
    beside: dict[tuple[str, int], str] = {}
    silent = []
    for match, inside, name in matches:
        kind = "unit" if name in _UNITS else "label" if name in _LABELS else ""
        code = match["words"] if name in ("currency", "currency_code") else None
        if code is not None and inside.numbers:
            beside["currency", inside.numbers[-1]] = code.upper()
        said = match["words"] or (match["number"] if kind == "unit" else None)
        if kind and said and inside.numbers:
            at = (kind, inside.numbers[-1])
            beside[at] = f"{beside.get(at, '')} {said}"
            silent.append(match.span())
    found = []
    for match, inside, name in matches:
        leaf, value = match["key"] or match["bare"], match["number"] or match["words"]
        if match["number"] is None:
            key = key_of(leaf, numeric=False)
            if name in _IDS and re.search("[A-Za-z].*[-/].*", value):
                key = Key("model")
        elif match.span() in silent:
            key = None
        else:
            unit, labels = [
                next((beside[kind, n] for n in inside.numbers[::-1] if (kind, n) in beside), "")
                for kind in ("unit", "label")
            ]
            key = nested_key(leaf, inside.keys, labels, unit)
        if key is None:
            continue
        code = next((n for n in inside.numbers[::-1] if ("currency", n) in beside), 0)
        own = CURRENCIES.get(name, "") or beside.get(("currency", code), "")
        said = text[match.start() : match.end()]
        found.append(_Pair(key, value, said, *match.span(), inside.numbers, own))
    return found, silent


def _others(pairs: Sequence[_Pair]) -> set[int]:
    """The objects of other entries of a list: those that say a price anew which another one said
    first, with all that stands in them alone.
    """
    first: dict[str, _Pair] = {}
    found: set[int] = set()
    for pair in pairs:
        if pair.key.kind != "price":
            continue
        before = first.setdefault(pair.key.metric, pair)
        if before is not pair and before.objects != pair.objects:
            found.update(set(pair.objects) - set(before.objects))
    return found


def _by_the_million(pair: _Pair) -> Decimal:
    """A value per million tokens. Raises `Refused`."""
    try:
        value = Decimal(pair.value.replace("$", "")) / (100 if pair.key.cents else 1)
    except ArithmeticError:
        raise Refused(pair.said, "not a number") from None
    if value.adjusted() not in _SIZES:
        raise Refused(pair.said, "not a number")
    if value == 0:
        raise Refused(pair.said, "0 stands where a router knows no price: ask for it")
    if value < 0:
        raise Refused(pair.said, "no price: routers write -1 where it varies")
    if pair.key.per > 0:
        return value * _TOKEN / pair.key.per
    if value < (_BY_THE_MILLION if pair.key.per < 0 else _BY_THE_TOKEN):
        return value * _TOKEN
    if value >= _BY_THE_MILLION:
        return value
    raise Refused(pair.said, "per how many tokens is it: one, a thousand, a million?")


def _entry(metric: str, text: str) -> Entry:
    if metric == "context_tokens":
        return condition_entry(metric, text)
    return Entry(text, BOOK.variables[metric].read(text).value)


def _shown(claim: Claim) -> str:
    return f"{show_claim(claim)} ({claim.note})" if claim.note else show_claim(claim)
