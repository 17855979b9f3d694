"""Where an input can be: its hard limits, what of them is real, and where to look first."""

from formulas.declare import Variable

_TINY = 1e-9  # in the input's unit, where its range starts at zero
_DECADES, _AROUND, _EVEN = 96, 40, 32  # points of the grid: over the range, around now, evenly


def limits(variable: Variable) -> tuple[float, float]:
    """The range of what an input can be in reality, in base units: its hard limits, and for a share
    or an assumption no better than the ceiling's own.
    """
    low, high = variable.low, variable.high
    if variable.whole and 0 < low < 1:
        low = 1.0  # a count below one is taken where it is typed, and is none in reality
    if variable.usual is not None:
        best = variable.ceiling
        if variable.unit.text == "%" and variable.usual[1] == 100:
            best = 100.0
        if best == variable.usual[1]:
            high = min(high, best)
        elif best == variable.usual[0]:
            low = max(low, best)
    return low * variable.unit.factor, high * variable.unit.factor


def grid_over(
    variable: Variable, now: float | None, edges: tuple[float, float] = (0.0, 0.0)
) -> list[float]:
    """The points at which a result is looked at first, over the input's hard limits; the value in
    force and the edges of what can be are among them.
    """
    low, high, unit = variable.low, variable.high, variable.unit.factor
    points = {low, high, min(max(0.0, low), high)}
    bottom = max(low, _TINY) if low >= 0 else _TINY
    decades = [bottom * (high / bottom) ** (i / _DECADES) for i in range(_DECADES + 1)]
    points.update(decades)
    if low < 0:
        points.update([-x for x in decades if -x >= low])
    points.update([low + (high - low) * i / _EVEN for i in range(_EVEN + 1)])
    if now:
        points.update([now / unit * 32 ** (i / _AROUND) for i in range(-_AROUND, _AROUND + 1)])
    inside = {x * unit for x in points if low <= x <= high}
    inside.update([x for x in (now, *edges) if x is not None and low * unit <= x <= high * unit])
    return sorted(inside)
