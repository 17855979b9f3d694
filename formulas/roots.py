"""Where a function of one number is as wanted: a scan of its range, and what is found in it.

The functions of a chain are smooth in pieces: floors and ceilings make them jump or stand still,
divisions give them poles, powers leave ranges without a value. So nothing is taken for a root
because signs differ: what is left of a bracket says whether the function crosses, jumps or has a
pole there.
"""

import itertools
import math
from collections.abc import Callable, Iterable
from typing import NamedTuple

Function = Callable[[float], float]  # nan where there is no value

EXACT = 1e-12  # of what is wanted: the noise of floats in a chain, and no more
RESIDUAL = 1e-9  # of what is wanted: a root that misses by more is none
_POLE = 1e4  # a function that grows by more than this within a bracket has no limit there
_NOISE = 1e-14
_ENOUGH = 30  # steps after which the noise of floats is no longer worked against
_STEPS = 240
_TURNS = 6
_TEETH = 16  # parts of a bracket, where a saw may change the sign again
_MOST = 24  # brackets that are looked into; a saw has no end of teeth


class Jump(NamedTuple):
    """A place where a function leaps past what is wanted: its values on either side."""

    at: float
    left: float
    right: float


class Found(NamedTuple):
    """What a scan found, from left to right.

    Attributes:
        roots: where the function is as wanted.
        flats: ranges in which it stands still at what is wanted.
        jumps: where it leaps past.
        poles: where it leaves for infinity and comes back from the other side.
        points: (x, value) wherever it was asked and has a value.
    """

    roots: tuple[float, ...] = ()
    flats: tuple[tuple[float, float], ...] = ()
    jumps: tuple[Jump, ...] = ()
    poles: tuple[float, ...] = ()
    points: tuple[tuple[float, float], ...] = ()


def search(f: Function, wanted: float, grid: Iterable[float], near: float | None = None) -> Found:
    """Scan a function for where it is as wanted.

    Args:
        grid: ascending; what happens between two points is found where the signs there differ, or
            where the function turns back towards what is wanted.
        near: of very many places, those nearest to this are looked into.
    """
    asked = [(x, f(x)) for x in grid]
    points = [(x, y) for x, y in _with_edges(f, asked) if y == y]
    if not points:
        return Found()
    scale = abs(wanted) or sorted([abs(y) for _, y in points])[len(points) // 2] or 1.0
    points = _with_turns(f, wanted, points)
    seeker = _Search(f, wanted, scale)
    places: list[tuple[float, float, float, float]] = []
    gaps = [x for x, y in asked if y != y]
    at = 0
    while at < len(points):
        x, y = points[at]
        if seeker.meets(y):
            last = at
            while last + 1 < len(points) and seeker.meets(points[last + 1][1]):
                last += 1
            left = points[at - 1][0] if at else x
            right = points[last + 1][0] if last + 1 < len(points) else points[last][0]
            seeker.met(left, x, points[last][0], right)
            at = last
        elif at + 1 < len(points):
            b, yb = points[at + 1]
            if (y - wanted) * (yb - wanted) < 0 and not seeker.meets(yb):
                if any(x < gap < b for gap in gaps):
                    if max(abs(y), abs(yb)) > _POLE * scale:
                        seeker.poles.append(middle(x, b))
                else:
                    places.append((x, b, y, yb))
        at += 1
    if len(places) > _MOST and near is not None:
        places = sorted(places, key=lambda place: min(abs(place[0] - near), abs(place[1] - near)))
    for place in places[:_MOST]:
        seeker.look_into(*place)
    return Found(
        tuple(sorted(seeker.roots)),
        tuple(sorted(seeker.flats)),
        tuple(sorted(seeker.jumps)),
        tuple(sorted(seeker.poles)),
        tuple(points),
    )


def extremes(f: Function, points: tuple[tuple[float, float], ...]) -> tuple[float, float]:
    """The least and the greatest value of a function over points, looked at closer between them."""
    found = []
    for sign in (1.0, -1.0):
        best = min(range(len(points)), key=lambda at: sign * points[at][1])
        value = points[best][1]
        if 0 < best < len(points) - 1:
            low, high = points[best - 1][0], points[best + 1][0]
            value = sign * min(sign * value, sign * _turn(f, low, high, sign, None)[1])
        found.append(value)
    return found[0], found[1]


def middle(a: float, b: float) -> float:
    """Half way between two numbers, on the scale that suits them."""
    if a > 0 and b > 2 * a:
        return math.sqrt(a) * math.sqrt(b)
    if b < 0 and a < 2 * b:
        return -math.sqrt(-a) * math.sqrt(-b)
    return a + (b - a) / 2


def _with_edges(f: Function, asked: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """The same with the last place that has a value, wherever values cease."""
    found = asked[:1]
    for before, after in itertools.pairwise(asked):
        inside, outside = (before, after) if before[1] == before[1] else (after, before)
        # Towards zero, the first point of the grid is close enough.
        if inside[1] == inside[1] and outside[1] != outside[1] and outside[0] != 0:
            edge = _last_with_value(f, inside, outside[0])
            if edge != inside:
                found.append(edge)
        found.append(after)
    return found


def _last_with_value(
    f: Function, inside: tuple[float, float], outside: float
) -> tuple[float, float]:
    for _ in range(_STEPS):
        half = middle(*sorted((inside[0], outside)))
        if half in (inside[0], outside):
            break
        y = f(half)
        if y == y:
            inside = (half, y)
        else:
            outside = half
    return inside


def _with_turns(
    f: Function, wanted: float, points: list[tuple[float, float]]
) -> list[tuple[float, float]]:
    """The same with the places where the function turns back just short of what is wanted: it may
    cross twice between two points of the grid.
    """
    off = [y - wanted for _, y in points]
    turns = [
        at
        for at in range(1, len(points) - 1)
        if off[at - 1] * off[at] > 0 < off[at] * off[at + 1]
        and abs(off[at]) < abs(off[at - 1])
        and abs(off[at]) < abs(off[at + 1])
    ]
    turns = sorted(turns, key=lambda at: abs(off[at]))[:_TURNS]
    more = []
    for at in turns:
        sign = 1.0 if off[at] > 0 else -1.0
        more.append(_turn(f, points[at - 1][0], points[at + 1][0], sign, wanted))
    return sorted({*points, *[(x, y) for x, y in more if y == y]}) if more else points


def _turn(
    f: Function, low: float, high: float, sign: float, wanted: float | None
) -> tuple[float, float]:
    """The least of `sign * f` between two points by the golden section; stops once past wanted."""
    golden = (math.sqrt(5) - 1) / 2
    c, d = high - golden * (high - low), low + golden * (high - low)
    yc, yd = sign * f(c), sign * f(d)
    for _ in range(60):
        if not yc <= yd:  # also where there is no value
            low, c, yc = c, d, yd
            d = low + golden * (high - low)
            yd = sign * f(d)
        else:
            high, d, yd = d, c, yc
            c = high - golden * (high - low)
            yc = sign * f(c)
        if wanted is not None and min(yc, yd) < sign * wanted:
            break
        if high - low <= 1e-9 * abs(high):
            break
    return (c, sign * yc) if yc <= yd else (d, sign * yd)


class _Search:
    def __init__(self, f: Function, wanted: float, scale: float) -> None:
        self.f, self.wanted, self.scale = f, wanted, scale
        self.roots: list[float] = []
        self.flats: list[tuple[float, float]] = []
        self.jumps: list[Jump] = []
        self.poles: list[float] = []

    def meets(self, y: float, within: float = EXACT) -> bool:
        """Whether a value is what is wanted."""
        return abs(y - self.wanted) <= within * self.scale

    def met(self, left: float, first: float, last: float, right: float) -> None:
        """Take in what is as wanted from first to last: a root, or a range that ends before left
        and right.
        """
        if first == last and not self._still(first):
            self.roots.append(first)
            return
        low, high = self._end(first, left), self._end(last, right)
        if low < high:
            self.flats.append((low, high))
        else:
            self.roots.append(low)

    def _still(self, x: float) -> bool:
        """Whether the function stands still here: not only near what is wanted, but the same."""
        here = self.f(x)
        return any(self.f(x * near) == here for near in (1 - 1e-7, 1 + 1e-7)) and x != 0

    def _end(self, inside: float, outside: float) -> float:
        for _ in range(_STEPS):
            half = middle(*sorted((inside, outside)))
            if half in (inside, outside):
                break
            if self.meets(self.f(half)):
                inside = half
            else:
                outside = half
        return outside if self.meets(self.f(outside)) else inside

    def look_into(self, a: float, b: float, ya: float, yb: float) -> None:
        """Take in what is between a and b, where the sign changes; also beside the first place that
        is found, since a saw changes it more than once.
        """
        first = self._close_in(a, b, ya, yb)
        parts = [a + (b - a) * i / _TEETH for i in range(1, _TEETH)]
        points = [(a, ya), *[(x, self.f(x)) for x in parts], (b, yb)]
        for (x, y), (right, y_right) in itertools.pairwise(points):
            if not x <= first <= right and (y - self.wanted) * (y_right - self.wanted) < 0:
                self._close_in(x, right, y, y_right)

    def _close_in(self, a: float, b: float, ya: float, yb: float) -> float:
        """Take in the place where the sign changes between a and b, and say where it is."""
        outer, before = (a, b), max(abs(ya - self.wanted), abs(yb - self.wanted), self.scale)
        for step in range(_STEPS):
            x = middle(a, b) if step % 3 == 2 else self._guess(a, b, ya, yb, step)
            if not a < x < b:
                x = middle(a, b)
            if not a < x < b:
                break
            y = self.f(x)
            if y != y:
                x = a + (b - a) * 0.382
                y = self.f(x)
            if y != y:
                self.poles.append(x)
                return x
            if self.meets(y, _NOISE if step < _ENOUGH else EXACT) or (
                self.meets(y) and self._still(x)
            ):
                self.met(outer[0], x, x, outer[1])
                return x
            if (y - self.wanted) * (ya - self.wanted) > 0:
                a, ya = x, y
            else:
                b, yb = x, y
        x, y = (a, ya) if abs(ya - self.wanted) <= abs(yb - self.wanted) else (b, yb)
        if self.meets(y, RESIDUAL):
            self.met(outer[0], x, x, outer[1])
        elif max(abs(ya - self.wanted), abs(yb - self.wanted)) > _POLE * before:
            self.poles.append(x)
        else:
            self.jumps.append(Jump(b, ya, yb))
        return x

    def _guess(self, a: float, b: float, ya: float, yb: float, step: int) -> float:
        """Where a straight line through both ends is as wanted; on logarithmic scales at first,
        since most formulas are close to a power of one input.
        """
        wanted = self.wanted
        if a > 0 and ya > 0 and yb > 0 and wanted > 0 and step % 3 == 0 and ya != yb:
            share = math.log(wanted / ya) / math.log(yb / ya)
            return float(a * (b / a) ** share)
        share = (wanted - ya) / (yb - ya)
        return a + (b - a) * share
