"""Any answer as JSON, in the shapes that scripts hold on to, by one rule.

An answer is told field by field, in their order; None has no key, and neither has a field that is
as it is where nothing is said. Quantities are `{"value", "unit"}`. What an answer is about, and
the quantity or the row that more is said of, stand among the other keys. A value whose contract has
other keys than its fields says so by its `shape`.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Mapping

from formulas.quantity import Quantity
from formulas.units import Measure

_SPREAD = ("about", "quantity", "row")  # fields whose own keys stand in their place


def as_text(answer: object) -> str:
    """One line of JSON."""
    return json.dumps(told(answer), ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def told(value: object) -> object:
    """A value as objects, lists, texts and numbers."""
    if isinstance(value, Quantity):
        return {"value": value.number, "unit": value.unit.text}
    if isinstance(value, Measure):
        return value.text
    if isinstance(value, str | int | float | None):
        return value
    if isinstance(value, datetime.date):
        return value.isoformat()
    if (shape := getattr(value, "shape", None)) is not None:
        value = {key: each for key, each in shape.items() if each is not None}
    elif isinstance(value, tuple) and hasattr(value, "_fields"):
        value = _fields(value)
    if isinstance(value, Mapping):
        return {str(key): told(each) for key, each in value.items()}
    if isinstance(value, Iterable):
        return [told(each) for each in value]
    raise TypeError(f"no JSON for {type(value).__name__}")


def _fields(value: tuple[object, ...]) -> dict[str, object]:
    """What a value says, by the names of its fields; `from_` stands for `from`."""
    unsaid: Mapping[str, object] = getattr(value, "_field_defaults", {})
    found: dict[str, object] = {}
    for name, each in zip(getattr(value, "_fields", ()), value, strict=True):
        if each is None or (name in unsaid and each == unsaid[name]):
            continue
        if name in _SPREAD and isinstance(spread := told(each), dict):
            found |= spread
        else:
            found[name.rstrip("_")] = each
    return found
