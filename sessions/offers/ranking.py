"""Who to pick, for each of the three objectives of the source (section 9): speed at any cost, the
lowest $ per million tokens, and the best fit for the packet's service levels. And who is on the
Pareto front of price against speed.

A figure that is in doubt (10x better than the napkin, beyond the ceiling), or that does not hold
any more, wins nothing until it is shown; its provider stands below the others, with the reason.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Literal, NamedTuple

from formulas.quantity import significant
from sessions.claims.metrics import BLENDED, METRICS, PRICES, SPEED, Metric
from sessions.claims.telling import figure, joined, per_million, per_month, title_of, told
from sessions.document.session import PRIORITIES, Objective, Session
from sessions.judging.costs import per_user
from sessions.offers.bakeoff import BakeOff, Cell, Row
from sessions.offers.quality import who_ran

GOALS: tuple[Objective, ...] = ("speed", "price", "service level")
GOAL_TITLES: dict[Objective, str] = {
    "": "best fit",
    "speed": "speed at any cost",
    "price": "lowest $/M",
    "service level": "best fit for your levels",
}
# Quality counts by who measured it: somebody else than the provider, the provider, nobody.
_MEASURED: dict[str, float] = {"shown": 1.0, "own": 0.75, "none": 0.5}
_UNMET = 0.5  # what an axis counts that is promised too low, or not spoken of

Standing = Literal["in", "open", "out"]
_ORDER: tuple[Standing, ...] = ("in", "open", "out")


class Place(NamedTuple):
    """One provider's place.

    Attributes:
        standing: "in" the running, "open" while something has to be said or shown first, "out".
        score: larger is better, of its own kind for each objective; None where there is none.
        reason, but: in one line, and what stands against it.
    """

    provider: str
    standing: Standing
    score: float | None
    reason: str
    but: str = ""

    @property
    def sentence(self) -> str:
        """The whole line."""
        return f"{self.reason}; {self.but}" if self.but else self.reason


def rankings(found: BakeOff, session: Session) -> dict[Objective, tuple[Place, ...]]:
    """The ranking for each objective."""
    return {
        "speed": by_speed(found),
        "price": by_price(found),
        "service level": best_fit(found, session.packet.priorities),
    }


# ------------------------------------------------------------------ one figure decides


def by_speed(found: BakeOff) -> tuple[Place, ...]:
    """Ranked by tok/s per user alone, at the packet's own traffic."""
    places = []
    for row in found.rows:
        speed = speed_of(row)
        if speed is None:
            places.append(Place(row.provider, "out", None, "says no speed for one user"))
            continue
        value, cell = speed
        reason = told(cell.verdict.claim)
        if cell.carried:
            reason += f" for {cell.carried}, about {figure(SPEED, value, 2)} for your traffic"
        elif "concurrency" in cell.verdict.assumed:
            reason += ", in flight not said"
        standing, why = _standing(row, cell.doubt, cell.verdict.metric)
        places.append(Place(row.provider, standing, value, reason, why))
    return _led(_in_order(places), "faster than", "times as fast as")


def speed_of(row: Row) -> tuple[float, Cell] | None:
    """tok/s per user, and the figure that says so: a time per token says it, too."""
    cell = row.cells.get(SPEED)
    if cell is not None:
        return cell.value, cell
    cell = row.cells.get("tpot")
    speed = per_user("tpot", cell.value) if cell is not None else None
    return (speed, cell) if cell is not None and speed is not None else None


def by_price(found: BakeOff) -> tuple[Place, ...]:
    """Ranked by what a million tokens really cost at the packet's traffic, terms included."""
    places = []
    for row in found.rows:
        price = row.paid
        if price is None:
            places.append(Place(row.provider, "out", None, "says no price that can be blended"))
            continue
        deal = row.deal
        reason = per_million(price)
        if deal.list_price is not None and not math.isclose(price, deal.list_price, rel_tol=1e-6):
            reason += f" with its terms ({per_million(deal.list_price)} without)"
        monthly = deal.monthly
        if monthly is not None:
            reason += f", {per_month(monthly)}"
        if deal.by_rent is not None:
            reason += f" for {deal.by_rent.words}"
        standing, why = _standing(row, row.price_doubt, METRICS[BLENDED])
        places.append(Place(row.provider, standing, -price, reason, why))
    return _led(_in_order(places), "under")


def _standing(row: Row, doubt: str, metric: Metric | None) -> tuple[Standing, str]:
    if row.expired:
        return "open", f"the offer ended on {row.offer.newest.valid_until:%-d %b %Y}"
    if doubt:
        return "open", f"{doubt}: not counted until it is shown"
    if row.short:
        return "open", f"but its {joined([*row.short])} is less than your traffic asks for"
    if row.unsound:
        return "open", f"but its {row.unsound}: not counted until that is shown"
    if metric is not None and row.far_off(metric.id):
        return "open", f"10x off, {_worse(metric)} than the napkin: not counted"
    return "in", ""


def _worse(metric: Metric) -> str:
    """How a figure that is worse than another is called."""
    return "dearer" if metric.kind in PRICES else "slower"


def _in_order(places: list[Place]) -> tuple[Place, ...]:
    """Those in the running first, the best of each kind first; then by name, so that nothing moves
    by itself.
    """

    def key(place: Place) -> tuple[int, float, str]:
        score = place.score if place.score is not None else -math.inf
        return (_ORDER.index(place.standing), -score, place.provider.casefold())

    return tuple(sorted(places, key=key))


def _led(places: tuple[Place, ...], words: str, times: str = "") -> tuple[Place, ...]:
    """The same, the first saying by how much it leads the next that counts: "29% under Acme"."""
    if not places or places[0].standing != "in":
        return places
    first = places[0]
    if len(places) < 2 or places[1].standing != "in":
        return (first._replace(reason=f"{first.reason}; the only one that counts"), *places[1:])
    next_one = places[1]
    if not first.score or not next_one.score:
        return places
    apart = abs(first.score - next_one.score) / abs(next_one.score)
    if apart < 0.005:
        more = f"level with {next_one.provider}"
    elif apart >= 1 and times:
        more = f"{significant(1 + apart, 2)} {times} {next_one.provider}"
    else:
        percent = f"{apart * 100:.0f}" if apart >= 0.1 else f"{apart * 100:.2g}"
        more = f"{percent}% {words} {next_one.provider}"
    return (first._replace(reason=f"{first.reason}; {more}"), *places[1:])


# ------------------------------------------------------------------ several figures are weighed


class Axis(NamedTuple):
    """One thing that a best fit is weighed by: its weight, and each provider's share of the best
    figure, from 0 to 1, by name.
    """

    name: str
    weight: float
    shares: Mapping[str, float]


def axes(found: BakeOff, priorities: Mapping[str, float]) -> tuple[Axis, ...]:
    """What counts and how much: 1 is the best that counts, 0.5 is half as good."""
    shares = {
        "price": _shares(found, {row.provider: _inverse(row.counted_price) for row in found.rows}),
        "speed": _shares(found, {row.provider: _speed(row) for row in found.rows}),
        "ttft": _shares(found, {row.provider: _inverse(row.counted("ttft")) for row in found.rows}),
        "uptime": {row.provider: _uptime(row) for row in found.rows},
        "quality": {row.provider: _MEASURED[_evidence(row)] for row in found.rows},
    }
    return tuple([Axis(name, priorities.get(name, 1.0), shares[name]) for name in PRIORITIES])


def _speed(row: Row) -> float | None:
    speed = speed_of(row)
    return None if speed is None or speed[1].doubt else speed[0]


def _inverse(value: float | None) -> float | None:
    return 1 / value if value else None


def _shares(found: BakeOff, figures: Mapping[str, float | None]) -> dict[str, float]:
    """Each figure as a share of the best; what is not said, or is in doubt, counts as half of the
    worst that is.
    """
    known = [value for value in figures.values() if value is not None]
    if not known:
        return dict.fromkeys(figures, 1.0)
    top, least = max(known), min(known)
    return {
        name: (value if value is not None else least * _UNMET) / top
        for name, value in figures.items()
    }


def _uptime(row: Row) -> float:
    cell = row.cells.get("uptime")
    if cell is None:
        return _UNMET if "uptime" in row.open else 1.0
    return _UNMET if cell.met is False else 1.0


def _evidence(row: Row) -> str:
    if not row.quality.evals:
        return "none"
    by_whom = {who_ran(each, row.provider) for each in row.quality.evals}
    return "shown" if row.quality.verified or by_whom & {"buyer", "third party"} else "own"


def best_fit(found: BakeOff, priorities: Mapping[str, float]) -> tuple[Place, ...]:
    """Ranked by the packet's service levels first, and then by everything that is weighed: the
    geometric mean of the shares, so that half of the speed weighs as much as twice the price.
    """
    weighed = axes(found, priorities)
    total = sum([axis.weight for axis in weighed])
    places = []
    for row in found.rows:
        logs = [axis.weight * math.log(axis.shares[row.provider]) for axis in weighed]
        score = math.exp(sum(logs) / total) if total else 1.0
        standing, reason = _fit(row)
        reason += f"; scores {score * 100:.0f} of 100"
        places.append(Place(row.provider, standing, score, reason))
    return _in_order(places)


def _fit(row: Row) -> tuple[Standing, str]:
    """How a provider stands with the service levels, and why."""
    if row.expired:
        return "open", f"the offer ended on {row.offer.newest.valid_until:%-d %b %Y}"
    if row.missed:
        words = [told(row.cells[id].verdict.claim) for id in row.missed]
        return "out", f"misses your level for {joined(words)}"
    short = [title for title in row.deal.missed if title != "uptime"]
    if short:
        return "out", f"its {joined(short)} is less than your traffic asks for"
    if row.unsound:
        return "open", f"{row.unsound}: not counted until it is shown"
    for cell in row.cells.values():
        if cell.doubt:
            return "open", f"{told(cell.verdict.claim)} is {cell.doubt}: not counted"
    if row.open:
        silent = [title_of(id) for id in row.open if id not in row.cells]
        elsewhere = [title_of(id) for id in row.open if id in row.cells]
        words = [f"says nothing of {joined(silent)}"] if silent else []
        if elsewhere:
            words.append(f"says {joined(elsewhere)} for another load than yours")
        return "open", ", ".join(words)
    met = [title_of(id) for id, cell in row.cells.items() if cell.met]
    if not met:
        return "in", "your packet sets no service level that it speaks of"
    return "in", f"meets {joined(met)}"


# ------------------------------------------------------------------ price against speed


class Point(NamedTuple):
    """A provider at its price ($ per token) and its speed (tok/s per user); `best` where nobody is
    both cheaper and faster; `doubt` why it is not counted, or nothing.
    """

    provider: str
    price: float
    speed: float
    best: bool
    doubt: str = ""


def pareto(found: BakeOff) -> tuple[Point, ...]:
    """Everybody who quotes both, the cheapest first; of what is rented, the speed is the napkin's
    where none is quoted.
    """
    points = []
    for row in found.rows:
        price, speed = row.paid, speed_of(row)
        rented = row.deal.by_rent
        if speed is not None:
            value, doubt = speed[0], speed[1].doubt
        elif rented is not None and rented.speed is not None:
            # Who rents out machines promises no speed: the napkin's, at the load it is priced at.
            value, doubt = rented.speed, ""
        else:
            continue
        if price is None:
            continue
        doubt = doubt or row.price_doubt or row.unsound
        doubt = doubt or ("the offer ended" if row.expired else "")
        points.append(Point(row.provider, price, value, False, doubt))
    points.sort(key=lambda point: (point.price, -point.speed, point.provider.casefold()))
    fastest, marked = -math.inf, []
    for point in points:
        best = not point.doubt and point.speed > fastest
        fastest = point.speed if best else fastest
        marked.append(point._replace(best=best))
    return tuple(marked)
