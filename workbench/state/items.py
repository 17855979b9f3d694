"""The rows of the quotes that can be selected, each a verdict under its key; and what the last edit
moved of them and of the formulas.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from formulas.book import BOOK
from formulas.chain import differ
from formulas.declare import Basis
from formulas.memo import while_same
from formulas.verdicts import Flag, worst

if TYPE_CHECKING:
    from formulas.chain import Results
    from sessions.judging.verdict import JudgedQuote, Verdict

DRAFT = "now"
MOST_QUOTES = 20_000  # more of them than any session has


class Item(NamedTuple):
    """One row of the quotes that can be selected: a verdict, and which reading of an ambiguous
    text it is, if any.
    """

    key: str
    verdict: "Verdict"
    unsure: str = ""


# An edit leaves most quotes as they are.
@while_same(at=lambda judged, name: name, most=MOST_QUOTES)
def items(judged: "JudgedQuote", name: str) -> list[Item]:
    """The verdicts of a quote with the keys that select them; `name` is its number, or `DRAFT`."""
    found = [Item(f"{name}.{i}", verdict) for i, verdict in enumerate(judged.verdicts)]
    for i, readings in enumerate(judged.readings):
        text = judged.quote.ambiguous[i].text
        found += [Item(f"{name}.a{i}.{j}", verdict, text) for j, verdict in enumerate(readings)]
    return found


@while_same()
def every_item(judged: "tuple[JudgedQuote, ...]", draft: "JudgedQuote | None") -> list[Item]:
    """Every row of the quotes in reading order, what is being said first. Many ask for each scene,
    and there may be thousands: once is enough.
    """
    found = [*items(draft, DRAFT)] if draft is not None else []
    for i, quote in enumerate(judged):
        found += items(quote, str(i))
    return found


def worst_item(rows: list[Item]) -> Item | None:
    """The first of the most serious."""
    flag = worst([row.verdict.leading for row in rows])
    return next((row for row in rows if row.verdict.leading == flag), rows[0] if rows else None)


def worst_of(judged: "Sequence[JudgedQuote]", draft: "JudgedQuote | None") -> Item | None:
    """The first of the most serious of all, as `every_item` has them; among thousands, without
    asking each claim, since a quote knows its worst.
    """
    named = [(draft, DRAFT)] if draft is not None else []
    named += [(quote, str(at)) for at, quote in enumerate(judged)]
    flags = [worst([quote.leading, *_read_flags(quote)]) for quote, _ in named]
    flag = worst(flags)
    for (quote, name), own in zip(named, flags, strict=True):
        if own == flag:
            found = worst_item(items(quote, name))
            if found is not None:
                return found
    return None


def _read_flags(judged: "JudgedQuote") -> "list[Flag]":
    return [verdict.leading for readings in judged.readings for verdict in readings]


# By what was quoted; how many were judged of it says whether there is a blend among them.
@while_same(lambda judged: (*[one.quote for one in judged], *[len(one.verdicts) for one in judged]))
def _claims_by_metric(judged: "tuple[JudgedQuote, ...]") -> Counter[str]:
    return Counter([id for quote in judged for id in _metrics_in(quote)])


def _metrics_in(judged: "JudgedQuote") -> list[str]:
    both = (judged.verdicts, *judged.readings)
    return [v.metric.id for verdicts in both for v in verdicts if v.metric is not None]


def claims_of(
    judged: "tuple[JudgedQuote, ...]", draft: "JudgedQuote | None", metrics: Collection[str]
) -> int:
    """How many claims there are of some metrics, of what is ambiguous each reading."""
    if not metrics:
        return 0
    kept, said = _claims_by_metric(judged), _metrics_in(draft) if draft is not None else []
    return sum([kept[id] + said.count(id) for id in metrics])


# --- what the last edit moved: formulas and claims, to count, to mark and to go through


class Moves(NamedTuple):
    """The ids of formulas in reading order; the keys of claims whose verdict moved, and of those
    whose ratio did.
    """

    formulas: tuple[str, ...]
    verdicts: tuple[str, ...]
    ratios: tuple[str, ...]

    def places(self) -> list[tuple[str, str]]:
        """(pane, key) of everything that moved: formulas, verdicts, then ratios alone."""
        claims = [*self.verdicts, *self.ratios]
        return [("chain", id) for id in self.formulas] + [("quotes", key) for key in claims]

    def words(self) -> str:
        """`14 formulas, 3 verdicts`; empty where nothing moved."""
        if not (self.formulas or self.verdicts or self.ratios):
            return ""
        verdicts = _count(len(self.verdicts), "verdict") if self.verdicts else "no verdict"
        return f"{_count(len(self.formulas), 'formula')}, {verdicts}"


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


@while_same()
def moves(
    moved: "Collection[tuple[str, Basis]]",
    bases: "tuple[Basis, ...]",
    claims_moved: "Mapping[str, Verdict]",
    judged: "Sequence[JudgedQuote]",
) -> Moves:
    """What the last edit moved on the bases that are shown."""
    ids = {id for id, basis in moved if basis in bases}
    formulas: list[str] = []
    if ids:
        for topic in BOOK.topics:
            formulas += [v.id for v in topic.variables if v.id in ids and v.id in BOOK.routes]
    verdicts: list[str] = []
    ratios: list[str] = []
    for key, before in claims_moved.items():  # in reading order
        (verdicts if verdict_moved(before, verdict_at(judged, key)) else ratios).append(key)
    return Moves(tuple(formulas), tuple(verdicts), tuple(ratios))


def verdict_at(judged: "Sequence[JudgedQuote]", key: str) -> "Verdict":
    """What `items` has under a key of a quote that was kept."""
    at, *places = key.split(".")
    quote = judged[int(at)]
    if len(places) == 1:
        return quote.verdicts[int(places[0])]
    return quote.readings[int(places[0][1:])][int(places[1])]


def claims_moved(
    before: "Sequence[JudgedQuote]", now: "Sequence[JudgedQuote]"
) -> "Mapping[str, Verdict]":
    """By key, the verdict before of each claim that fares otherwise now. A quote that was itself
    edited is new, and has not moved.
    """
    known = {id(judged.quote): judged for judged in before}
    found: dict[str, Verdict] = {}
    for at, judged in enumerate(now):
        old = known.get(id(judged.quote))
        if old is None:
            continue
        if old is judged:
            continue
        _compare(old.verdicts, judged.verdicts, f"{at}.", found)
        for i, (before_, now_) in enumerate(zip(old.readings, judged.readings, strict=False)):
            _compare(before_, now_, f"{at}.a{i}.", found)
    return found


def _compare(
    before: "Sequence[Verdict]", now: "Sequence[Verdict]", lead: str, found: "dict[str, Verdict]"
) -> None:
    """Add what fares otherwise, under the keys that `items` gives. Most verdicts are the same."""
    for place, (one, other) in enumerate(zip(before, now, strict=False)):
        if one is not other and _fares_otherwise(one, other):
            found[f"{lead}{place}"] = one


def _fares_otherwise(one: "Verdict", other: "Verdict") -> bool:
    if one.claim.metric != other.claim.metric:
        return False
    return (
        verdict_moved(one, other)
        or differ(one.ratio, other.ratio)
        or differ(one.fit_ratio, other.fit_ratio)
    )


def verdict_moved(one: "Verdict", other: "Verdict") -> bool:
    """Whether a flag, and not only a ratio, is another one."""
    return _flags(one) != _flags(other)


def _flags(verdict: "Verdict") -> tuple[object, ...]:
    return verdict.leading, verdict.beyond_ceiling, verdict.met


# What an edit comes to in money: the first of these that it moved, on the basis that is nearest
# to what will be paid.
_MONEY = ("hybrid_price_per_month", "fleet_price_per_month", "price_per_processed_token")
_BASES: tuple[Basis, ...] = ("fit", "measured", "napkin")


def money(
    before: "Results | None", now: "Results | None", moved: "Collection[tuple[str, Basis]]"
) -> str:
    """`bill $191K/month to $156K/month on fit`, or nothing where an edit moved no bill."""
    if before is None or now is None:
        return ""
    for id in _MONEY:
        for basis in _BASES:
            old, new = before.get(id, basis), now.get(id, basis)
            if (id, basis) in moved and old is not None and new is not None:
                variable = BOOK.variables[id]
                what = "bill" if id.endswith("month") else variable.title
                return f"{what} {variable.show(old, 3)} to {variable.show(new, 3)} on {basis}"
    return ""
