"""Reading the words of a term: the figures in them, or the question that they leave.

Nothing is guessed: two figures of one kind, or one that does not fit, leave the words as they are.
"""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Literal

from formulas.quantity import Refused, read, show
from formulas.units import Measure, measure
from sessions.claims.table import follows
from sessions.claims.terms import KINDS, TERMS, Figure, Kind, Term, TermReading
from sessions.say.dates import date_of, day_at
from sessions.say.patterns import atoms_of
from sessions.say.pieces import Amount, Atom
from sessions.say.tokens import Token, tokens_of
from sessions.say.vocabulary import chips

_LONGEST = 400  # of a term's words; nobody's term is longer
_KLASSES: dict[str, Kind] = {
    "usd": "$",
    "usd/month": "$/month",
    "usd/time": "$/hour",
    "usd/tok": "$/token",
    "%": "share",
    "times": "times",
    "time": "duration",
    "days": "duration",
    "tok": "tokens",
    "tok/s": "rate",
    "gpu": "GPUs",
}
_BY_PERIOD: dict[str, Kind] = {"/month": "$/month", "/year": "$/year"}
# What stands below the line of a provisioned unit's price is the unit itself.
_PER_UNIT = re.compile(
    r"\s*(?:/|\bper\b|\ban?\b|\beach\b)\s*(?:provisioned )?\b(?:units?|ptus?|gsus?)\b"
    r"(?:\s?-\s?(?=(?:hour|hr|day|month|mo|year)\b))?",
    re.IGNORECASE,
)
_PERIOD = re.compile(r"^(hour|hr|day|month|mo|year)\b", re.IGNORECASE)
_STORED = re.compile(
    r"(\$[0-9][0-9.,]*)\s*(?:/|per)\s*(?:1?M|million)\s*(?:tok(?:en)?s?)?\s*(?:-|/|per|an?)\s*"
    r"(hour|hr|h|day|month|mo)\b",
    re.IGNORECASE,
)
# What a discount is bound to, by the words that say so; the first that is found counts.
DISCOUNT_FOR: dict[str, tuple[str, ...]] = {
    "batch": ("batch", "async", "asynchronous", "offline", "flex", "off-peak", "night", "nightly"),
    "commitment": (
        *("commit", "commitment", "committed", "reserved", "reservation", "annual", "prepaid"),
        *("prepay", "upfront", "year", "contract", "term"),
    ),
}
_CACHED = frozenset(("cached", "cache"))
_NOT_READS = frozenset(("write", "writes", "creation", "storage"))
_FREE = frozenset(("free", "charge", "cost"))
# What may stand beside these where cached input costs nothing: no trial, no writes, no storage.
_BESIDE = frozenset(
    (
        *(
            "input",
            "inputs",
            "tokens",
            "token",
            "reads",
            "read",
            "hits",
            "hit",
            "prompts",
            "prompt",
        ),
        *("is", "are", "a", "on", "for", "of", "no", "at", "the", "all"),
    )
)
# `10% of the input price` is 90% off it.
_OF_PRICE = re.compile(
    r"\b([0-9]{1,2}(?:\.[0-9]{1,4})?)\s?% of (?:the |your |our )?"
    r"(?=(?:(?:fresh|uncached|full|regular|normal) )?(?:input|fresh|full|regular|normal|price)\b)",
    re.IGNORECASE,
)
_NONE = ("no ", "zero ", "zdr")
_BEYOND = ("over", "under", "from")
_BOUNDS = {"max": "at most", "min": "at least", "over": "above", "under": "below"}


@follows(TERMS)
def _by_name() -> dict[str, Term]:
    return {id.casefold(): term for id, term in TERMS.items()}


def read_terms(terms: Mapping[str, str]) -> tuple[TermReading, ...]:
    """Every term of a quote, in its order."""
    return tuple([read_term(name, words) for name, words in terms.items()])


# The same few words are read for every edit of a session.
@functools.lru_cache(maxsize=4096)
def read_term(name: str, words: str) -> TermReading:
    """What the words of one term mean. Never raises: what cannot be read is kept as words."""
    term = _by_name().get(name.casefold())
    shown = " ".join(words.split())
    if term is None:
        return TermReading(name, words, shown=shown)
    name = term.id
    found, denied, problem = _figures(term, shown[:_LONGEST])
    if denied and found and not problem:
        problem = ", the words say both that there is none and how much"
    if problem:
        return TermReading(name, words, shown=shown, ask=_asked(term, problem))
    if denied:
        return TermReading(name, words, shown=shown, none=True)
    figures = ", ".join([_shown(figure) for figure in found])
    missing = [kinds for kinds in term.needs if not any(f.kind in kinds for f in found)]
    ask = ""
    if missing:
        lacks = " and ".join([_named(kinds) for kinds in missing]) if found else "a figure"
        ask = _asked(term, (f" {figures}" if found else "") + f" without {lacks}")
    return TermReading(name, words, found, figures or shown, ask)


def _asked(term: Term, problem: str) -> str:
    asked = f": {term.ask[0].lower()}{term.ask[1:]}" if term.ask else ""
    return f"{term.title}{problem}{asked}"


def _named(kinds: tuple[Kind, ...]) -> str:
    names = [KINDS[kind][1] for kind in kinds]
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " or " + names[-1]


def _shown(figure: Figure) -> str:
    return f"{figure.bound} {figure.text}".lstrip()


def _figures(term: Term, words: str) -> tuple[tuple[Figure, ...], bool, str]:
    """The figures in words, whether they say that there is none, and what cannot be read."""
    found: list[Figure] = []
    if "date" in term.takes:
        words = _dated(words, found)
    if "$/token/time" in term.takes:
        words = _stored(words, found)
    if term.id == "provisioned units":
        words = _without_unit(words)
    if term.id == "discount" and not _CACHED.isdisjoint(words.casefold().split()):
        words = _OF_PRICE.sub(_off_price, words)
    tokens = tokens_of(words)
    atoms = atoms_of(tokens, 0, len(tokens), chips(()))
    denied, bound = False, ""
    for place, atom in enumerate(atoms):
        if atom.kind == "amount" and atom.amount is not None:
            after = atoms[place + 1] if place + 1 < len(atoms) else atom
            if not bound and after.kind == "bound" and after.word in ("at least", "min"):
                bound = "at least"  # "$100k/mo or more", "$100k/mo minimum"
            figure = _figure(term, atom.amount, said_as(tokens, atom), bound)
            if isinstance(figure, str):
                return (), denied, figure
            found.append(figure)
            bound = ""
        elif atom.kind in ("bound", "approx"):
            bound = atom.word if atom.kind == "bound" else bound or "about"
        elif atom.kind == "no" or _says_none(atom, tokens):
            denied = True
        elif atom.kind not in ("filler", "counts", "mark", "scope"):
            bound = ""
    return tuple(found), denied, _twice(found)


def _says_none(atom: Atom, tokens: list[Token]) -> bool:
    said = " ".join([token.low for token in tokens[atom.first : atom.last]]) + " "
    return atom.kind == "term" and said.startswith(_NONE)


def said_as(tokens: list[Token], atom: Atom) -> str:
    """The words of a piece, with one space where there were any."""
    parts = [("" if token.glued else " ") + token.text for token in tokens[atom.first : atom.last]]
    return "".join(parts).strip()


def _figure(term: Term, amount: Amount, said: str, bound: str) -> Figure | str:
    """One figure, or why it cannot be read, to stand after the title of the term."""
    if amount.problem:
        return f", {said} is not read ({amount.problem.partition(':')[0]})"
    if amount.foreign:
        return f", {said} is not in US dollars"
    if amount.high:
        return f", {said} is a range"
    kind = _kind(term, amount)
    if not kind or kind not in term.takes:
        expected = _named(term.needs[0] if term.needs else term.takes) if term.takes else "a figure"
        return f", {said} is not {expected}"
    unit = _unit(kind, amount)
    try:
        text = f"${amount.number}{amount.unit}" if amount.klass == "bare/time" else amount.text()
        value = read(text, unit).value
    except Refused as refused:
        return f", {said} is not read ({refused.reason})"
    if value < 0 or (kind == "share" and value > 1):
        return f", {said} is no {KINDS[kind][1].removeprefix('a ')}"
    spoken = f"{value:g}x" if kind == "times" else show(value, unit, 6)
    threshold = bound in _BEYOND and len(term.takes) > 1
    limit = _BOUNDS.get(bound, bound) or amount.bound
    return Figure(kind, value, spoken, threshold, limit)


def _kind(term: Term, amount: Amount) -> Kind | Literal[""]:
    if amount.klass == "bare":
        return term.bare
    if amount.klass == "volume":
        return "tokens/month" if amount.unit.endswith("tok/month") else ""
    if amount.klass == "bare/time":
        # "minimum commitment 20k a month" is money; 500M or 2B a month may be tokens.
        kind = _BY_PERIOD.get(amount.unit, "")
        return kind if kind in term.takes and amount.number[-1:] not in "MBT" else ""
    if amount.klass == "usd/time" and amount.unit.endswith("/year"):
        return "$/year"
    return _KLASSES.get(amount.klass, "")


def _unit(kind: Kind, amount: Amount) -> Measure:
    """The unit that a figure is shown in: its own, where a month is no second, else the kind's."""
    own = amount.klass in ("time", "days", "usd/time", "usd/month", "tok/s", "volume")
    return measure(amount.unit if own else KINDS[kind][0])


def _twice(found: list[Figure]) -> str:
    """Two figures of one kind, of which nothing says which one holds."""
    for place, one in enumerate(found):
        for other in found[:place]:
            if (one.kind, one.threshold) == (other.kind, other.threshold):
                return f", {other.text} and {one.text} are both said"
    return ""


def _dated(words: str, found: list[Figure]) -> str:
    """Days with their year, as people write them; without one, which year is meant is the quote's
    to say.
    """
    tokens = tokens_of(words)
    for at in range(len(tokens)):
        said = day_at(tokens, at, len(tokens))
        day = date_of(said[0], None) if said else None
        if said is None or day is None:
            continue
        text = words[tokens[at].start : tokens[said[1] - 1].end]
        found.append(Figure("date", float(day.toordinal()), text))
        return words.replace(text, " ")
    return words


def _stored(words: str, found: list[Figure]) -> str:
    """`$1/M/hour`, which no claim has."""
    for said in _STORED.finditer(words):
        period = {"h": "hour", "hr": "hour", "mo": "month"}.get(said[2].lower(), said[2].lower())
        unit = measure(f"$/Mtok/{period}")
        if period == "month":
            continue  # how many hours a month has is the session's to say
        try:
            value = read(f"{said[1]}/Mtok/{period}", unit).value
        except Refused:
            continue
        found.append(Figure("$/token/time", value, show(value, unit)))
        words = words.replace(said[0], " ")
    return words


def _without_unit(words: str) -> str:
    """`$24/unit-day` is $24 a day for each unit."""
    parts = _PER_UNIT.split(words)
    return parts[0] + "".join([("/" if _PERIOD.match(part) else " ") + part for part in parts[1:]])


def _off_price(said: re.Match[str]) -> str:
    return f"{100 - Decimal(said[1])}% off "


def discount_for(reading: TermReading) -> str:
    """What a discount is bound to, by its words: batch, commitment, volume, cached input, or
    nothing.
    """
    words = _words(reading)
    for scope, listed in DISCOUNT_FOR.items():
        if not words.isdisjoint(listed):
            return scope
    if any(figure.threshold for figure in reading.amounts):
        return "volume"
    return "cached" if _of_cached(words) else ""


def _of_cached(words: set[str]) -> bool:
    """Whether cached input is spoken of, and not what it costs to write or keep it."""
    return not words.isdisjoint(_CACHED) and words.isdisjoint(_NOT_READS)


def _words(reading: TermReading) -> set[str]:
    words = reading.words.casefold().replace(",", " ").replace("-", " ").split()
    return {word.strip(".;:()") for word in words}


def cached_discount(terms: Mapping[str, TermReading]) -> float | None:
    """The share of the input price that is taken off where input is cached, or None."""
    discount, free = terms.get("discount"), terms.get("free")
    if discount is not None and not discount.ask and discount_for(discount) == "cached":
        figure = discount.figure("share")
        return figure.value if figure is not None and not figure.bound else None
    if free is not None:
        words = _words(free)
        if "no" in words and words.isdisjoint(("charge", "cost")):
            return None  # "no free cached input"
        if _CACHED & words and _FREE & words and words <= _CACHED | _FREE | _BESIDE:
            return 1.0
    return None


def commitment_discount(terms: Mapping[str, TermReading]) -> float | None:
    """The share that is taken off for the commitment that was said with it, or None."""
    commitment, discount = terms.get("commitment"), terms.get("discount")
    if commitment is None or commitment.none or not commitment.amounts:
        return None
    figure, said = commitment.figure("share"), commitment
    if figure is None and discount is not None and discount_for(discount) == "commitment":
        figure, said = discount.figure("share"), discount
    if _of_cached(_words(said)):
        return None  # it is taken off cached input alone
    return figure.value if figure is not None and not figure.bound else None


def surcharge_from(terms: Mapping[str, TermReading]) -> float | None:
    """The length from which a surcharge is paid, or None."""
    reading = terms.get("surcharge")
    if reading is None:
        return None
    beyond = reading.value("tokens", threshold=True)
    return beyond if beyond is not None else reading.value("tokens")


_FLOORS = ("at least", "above", "from")


def units_said(reading: TermReading | None) -> tuple[float, float]:
    """The fewest provisioned units that are rented, and the most that are offered; without a
    number there is no limit.
    """
    count = None
    if reading is not None:
        count = reading.figure("count") or reading.figure("count", threshold=True)
    if count is None:
        return 0.0, math.inf
    if count.bound in _FLOORS:
        return count.value, math.inf
    return (0.0 if count.bound else count.value), count.value
