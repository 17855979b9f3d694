"""What can be said: the vocabulary of the say line, offered to whoever types.

Nothing is listed here. Names, units, conditions, tiers and accelerators come from the tables that
the reading itself uses, and an example stands here only if it is read back as what it is for.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from formulas.book import BOOK
from sessions.catalogue.catalogue import heads
from sessions.catalogue.machines import machines
from sessions.claims.conditions import CONDITIONS, quantities
from sessions.claims.metrics import METRICS, Metric
from sessions.claims.names import NAMES, readings, ways
from sessions.claims.table import follows
from sessions.claims.telling import show_condition
from sessions.claims.terms import TERMS
from sessions.say import Said, read_line
from sessions.say import vocabulary as words
from sessions.say.outcome import STATISTICS, condition_entry
from sessions.say.units import unit_words
from sessions.say.vocabulary import chips, phrases, tables

Group = Literal["provider", "metric", "condition", "precision", "hardware", "statistic", "bound"]
GROUPS: dict[Group, str] = {
    "provider": "Who says it",
    "metric": "Figures",
    "condition": "Conditions",
    "precision": "Precision",
    "hardware": "Accelerators",
    "statistic": "Statistics",
    "bound": "Limits and promises",
}


class Offer(NamedTuple):
    """Something that can be said.

    Attributes:
        id: the metric, the condition as `name` or `name=value`, the statistic or the bound.
        text: what is put in the line.
        means: what it is, in words.
        example: a line that is read back as this; often the text itself.
    """

    group: Group
    id: str
    text: str
    means: str
    example: str

    @property
    def key(self) -> str:
        """What tells it from all others."""
        return f"{self.group}:{self.id}"


def offers(providers: Iterable[str] = ()) -> tuple[Offer, ...]:
    """Everything that can be said, by group; `providers` in the order in which to offer them."""
    names = [
        Offer("provider", name, f"{name}:", "in this session", f"{name}: $0.42/M")
        for name in dict.fromkeys(providers)
        if name
    ]
    return (*names, *_vocabulary())


@follows(METRICS, CONDITIONS, NAMES, TERMS)
def _vocabulary() -> tuple[Offer, ...]:
    return (*_metrics(), *_conditions(), *_precisions(), *_hardware(), *_statistics(), *_bounds())


def _metrics() -> Iterator[Offer]:
    for metric in METRICS.values():
        for text in _ways(metric.id, metric.of.example):
            if _claims(read_line(text)) == (metric.id,):
                yield Offer("metric", metric.id, text, _means(metric), text)
                break


def _means(metric: Metric) -> str:
    """What a metric is called, written out where that is an abbreviation."""
    title = metric.of.title
    first, *others = (metric.words or title).split("|")
    return others[0] if others and title.isupper() and first == title.casefold() else title


def _ways(metric: str, figure: str) -> Iterator[str]:
    """How a figure may be said: by its unit alone, by what it counts, by its name, or by whose it
    is; the first that can be read as this and nothing else is the one to offer.
    """
    counted = [f"{figure.replace('/Mtok', '/M')} {_first(row)}" for row in words.COUNTS.values()]
    if "/" in figure:
        yield figure
    if figure.startswith("$"):
        yield from counted
    for name, meant in readings().items():
        if metric in {one for found in meant.values() for one in found}:
            yield f"{_spelt(name, metric)} {figure}"
    yield from counted
    for listed in words.SCOPES.values():
        yield f"{figure} {_first(listed)}"


def _first(listed: str) -> str:
    return listed.partition("|")[0]


def _spelt(name: str, metric: str) -> str:
    """The first way of saying a name, in capitals where its label has them."""
    first, label = _first(ways()[name]), METRICS[metric].label
    return label if label.casefold() == first else first


def _claims(said: Said) -> tuple[str, ...]:
    """The metrics that a line claims; nothing where anything in it is open or was not read."""
    quote = said.quote
    if quote.unread or quote.refused or quote.ambiguous or quote.conditions:
        return ()
    return tuple([claim.metric or "" for claim in quote.claims])


def _stated(text: str) -> dict[str, object]:
    quote = read_line(text).quote
    return {} if quote.unread or quote.refused or quote.claims else {**quote.conditions}


# What some conditions say besides: who sends so many a second waits for no answer.
_IMPLIED = {"request_rate": ("arrival",), "tokens_per_pass": ("speculative",)}


def _conditions() -> Iterator[Offer]:
    for name, variable in quantities().items():
        entry = condition_entry(name, BOOK.variables[variable].example)
        bare = entry.text.removesuffix("token/request").rstrip()
        said = [show_condition(name, entry), f"{entry.text}s"]
        if name in ways():
            said.insert(1, f"{_first(ways()[name])} {bare}")
        for text in said:
            if [each for each in _stated(text) if each not in _IMPLIED.get(name, ())] == [name]:
                yield Offer("condition", name, text, BOOK.variables[variable].title, text)
                break
    yield Offer("condition", "tensor_parallel", "TP8", "tensor parallelism", "TP8")
    seen = set[str]()
    for kind, listed, fact in tables():
        if kind == "cond" and fact not in seen:
            seen.add(fact)
            name, _, value = fact.partition("=")
            means = (CONDITIONS[name].told or _FACTS.get(name, name)).format(value)
            yield Offer("condition", fact, _first(listed), means, _first(listed))


_FACTS = {"tier": "service tier"}


def _precisions() -> Iterator[Offer]:
    for tier in words.TIERS.split("|"):
        shown = tier.upper() if tier[-1].isdecimal() and tier.isalnum() else tier
        yield Offer("precision", f"weights={tier}", shown, "precision of the weights", shown)
    for tier in sorted(set(words.TIER_NAMES.values())):
        text = f"{tier.upper()} KV"
        yield Offer("precision", f"kv={tier}", text, "precision of the KV cache", text)


def _hardware() -> Iterator[Offer]:
    for head in heads("hardware"):
        text = f"8x{head.title}"
        yield Offer("hardware", head.title, text, "accelerators, and how many", f"on {text}")


def _statistics() -> Iterator[Offer]:
    for name in words.STATS:
        if name in STATISTICS:
            share = f"{name[1:]} of 100 are no worse"
            means = {"mean": "the average", "p50": "the median"}.get(name, share)
            yield Offer("statistic", name, name, means, f"TTFT {name} 1.9 s")


_BOUNDS = {
    "up to": "the best case",
    "at least": "no less than this",
    "at most": "no more than this",
    "no worse": "this, or on the good side of it",
    "SLA": "promised in the contract",
    "rate limit": "where requests are refused",
}


def _bounds() -> Iterator[Offer]:
    for name, means in _BOUNDS.items():
        said = _first(words.BOUNDS[name])
        figure = "$0.42/M" if name == "at most" else "40 tok/s/user"
        example = f"{figure} {said}" if said.startswith("or ") else f"{said} {figure}"
        yield Offer("bound", name, said, means, example)


def put_in(line: str, cursor: int, offer: Offer) -> tuple[str, tuple[int, int]]:
    """A line with an offer at a place of it, in the room of the word that was begun there, and
    what to select: the figure, to type another one over it.
    """
    before, after = line[:cursor], line[cursor:]
    begun = word_before(before)
    if begun and finds(offer, begun):
        before = before[: -len(begun)]
    gap = "" if not before or before[-1].isspace() or before[-1] in "(=" else " "
    if gap and offer.group == "metric" and before[-1] not in ":,;":
        gap = ", "
    start = len(before) + len(gap)
    tail = " " if offer.group != "metric" and not after else ""
    figure = _FIGURE.search(offer.text) if offer.group in ("metric", "condition") else None
    end = start + len(offer.text) + len(tail)
    select = (start + figure.start(), start + figure.end()) if figure else (end, end)
    return f"{before}{gap}{offer.text}{tail}{after}", select


def word_before(text: str) -> str:
    """The word that a text ends in the middle of; nothing where that says something as it is."""
    found = re.search(r"(?:^|(?<=[\s,;:(]))[A-Za-z][A-Za-z0-9-]*$", text)
    word = found.group() if found else ""
    whole = any(not phrase.rest for phrase in phrases().get(word.casefold(), ()))
    return "" if whole else word


def finds(offer: Offer, query: str) -> bool:
    """Whether every word of a query begins one in what an offer says or means."""
    where = " ".join(("", offer.text, offer.means, offer.id, GROUPS[offer.group])).casefold()
    where = where.replace("_", " ")
    return all(f" {word}" in where for word in query.casefold().split())


_FIGURE = re.compile(r"(?<![A-Za-z0-9])[0-9][0-9,.]*[KM]?(?![0-9])")


# --- How a line that is being typed may go on: the rest of a name, a unit, a condition, a
# provider. Every phrase comes from the tables that the say line reads by, in their order:
# there, the commonest way of saying something stands first. All of it is looked up in
# microseconds, on every key press.


class _Index(NamedTuple):
    """Every phrase that can be completed, in alphabetical order, each with its rank and spelling;
    `whole` are all words that mean something as they are.
    """

    keys: tuple[str, ...]
    ranks: tuple[int, ...]
    spelt: tuple[str, ...]
    whole: frozenset[str]


_OFFERED = frozenset(
    ("name", "counts", "scope", "stat", "bound", "cond", "tier", "kv", "weights", "term")
)
_WORDS = re.compile(r"[A-Za-z$](?:[\w$.'+-]| (?!/)|(?<! )/)*")
_START = re.compile(r"(?:(?<=[\s,;:(@=+])|^)(?:[0-9]+x)?(?=[A-Za-z$])")
_MOST_WORDS = 4


def completable() -> tuple[str, ...]:
    """Every phrase that a line may be completed to, those that are offered first in front."""
    said = [text for kind, row, _ in tables() if kind in _OFFERED for text in row.split("|")]
    known = frozenset(said)
    labels = [metric.label for metric in METRICS.values()]
    # A label has its own spelling: TTFT, tok/s/user.
    found = [text for text in labels if "/" in text or text.casefold() in known]
    found += said
    # What stands beside GPUs in every box is not what a line is completed to.
    found += [name for name in chips(()).one.values() if name not in machines().hosts]
    found += [word for word in unit_words() if len(word) > 3]
    return tuple(
        dict.fromkeys([text for text in found if len(text) > 2 and _WORDS.fullmatch(text)])
    )


@follows(METRICS, CONDITIONS, NAMES, TERMS)
def _index() -> _Index:
    first: dict[str, tuple[int, str]] = {}
    for rank, text in enumerate(completable()):
        first.setdefault(text.casefold(), (rank, text))
    rows = sorted(first.items())
    whole = [head for head, found in phrases().items() if any(not one.rest for one in found)]
    return _Index(
        tuple([key for key, _ in rows]),
        tuple([rank for _, (rank, _) in rows]),
        tuple([text for _, (_, text) in rows]),
        frozenset((*whole, *chips(()).one)),
    )


def completion(text: str, providers: Iterable[str] = ()) -> str:
    """How a line may go on after its last letter; nothing where that is anybody's guess.

    Args:
        text: what was typed so far.
        providers: their names, the likeliest first; one is completed at the front of the line.
    """
    if not text or not (text[-1].isalnum() or text[-1] == "/"):
        return ""
    start = text.lstrip().casefold()
    for name in providers:
        if name and name.casefold().startswith(start):
            return name[len(start) :] + ":"
    for at in [found.end() for found in _START.finditer(text)][-_MOST_WORDS:]:
        counted = at > 0 and text[at - 1] == "x"
        rest = _rest_of_chip(text[at:]) if counted else _rest(text[at:])
        if rest:
            return rest
    return ""


def _rest_of_chip(typed: str) -> str:
    """What is left of the accelerator that so many of are said: `8xB` of B200."""
    start, known = typed.casefold(), chips(()).one
    if start in known:
        return ""
    said = next((key for key in known if key.startswith(start)), "")
    return said[len(start) :] if typed.islower() else said[len(start) :].upper()


def _rest(typed: str) -> str:
    """What is left of the phrase that some text begins."""
    index, start = _index(), typed.casefold()
    if len(start) < 2 or start in index.whole:
        return ""
    low = bisect_left(index.keys, start)
    high = bisect_left(index.keys, start + "\U0010ffff")
    if low == high or index.keys[low] == start:
        return ""
    best = min(range(low, high), key=index.ranks.__getitem__)
    # The shorter of two that begin alike: `input` before `input processing`.
    spelt = index.spelt[low if index.keys[best].startswith(index.keys[low]) else best]
    return spelt[len(start) :].lower() if typed.islower() else spelt[len(start) :]
