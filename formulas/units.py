"""The one table of dimensions and units.

Everything that knows a unit is derived from here: the dimension check of the formulas, the reader
of what people type, what is displayed, and the definitions of the Pint registry
(`formulas.pint_units`).

A dimension is a tuple of integer exponents, one per entry of `DIMENSIONS`. A billing month is a
dimension of its own: how many hours it has is an input of the bill, not a law. Bytes, tokens,
requests, GPUs, parameters and FLOPs are dimensions, so that a lost `/request` is caught; layers,
experts and hidden sizes are plain numbers.
"""

import functools
from typing import NamedTuple

DIMENSIONS = ("token", "request", "GPU", "param", "FLOP", "byte", "second", "USD", "month")
Dimension = tuple[int, ...]
PLAIN: Dimension = (0,) * len(DIMENSIONS)


class Unit(NamedTuple):
    """A unit and its names: one of it is `factor` base units of `dimension` (see `DIMENSIONS`)."""

    name: str
    factor: float
    dimension: Dimension
    aliases: tuple[str, ...] = ()


class UnknownUnit(ValueError):
    """A word that is no unit in the table."""

    def __init__(self, word: str) -> None:
        super().__init__(f"{word!r} is not a unit of the table in formulas/units.py")
        self.word = word


def multiply(a: Dimension, b: Dimension, power: int = 1) -> Dimension:
    """The dimension of a x b**power."""
    return tuple([x + power * y for x, y in zip(a, b, strict=True)])


def raised(a: Dimension, power: int) -> Dimension:
    """The dimension of a**power."""
    return tuple([x * power for x in a])


def _dim(**powers: int) -> Dimension:
    return tuple([powers.get(name, 0) for name in DIMENSIONS])


_TOKEN, _REQUEST, _GPU = _dim(token=1), _dim(request=1), _dim(GPU=1)
_PARAM, _FLOP, _BYTE = _dim(param=1), _dim(FLOP=1), _dim(byte=1)
_SECOND, _USD, _MONTH = _dim(second=1), _dim(USD=1), _dim(month=1)
_PER_SECOND = _dim(second=-1)

_DECIMAL = (("K", 1e3), ("M", 1e6), ("G", 1e9), ("T", 1e12), ("P", 1e15), ("E", 1e18))
_BINARY = (("Ki", 2.0**10), ("Mi", 2.0**20), ("Gi", 2.0**30), ("Ti", 2.0**40), ("Pi", 2.0**50))


def _table() -> tuple[Unit, ...]:
    rows = [
        Unit("token", 1, _TOKEN, ("tokens", "tok", "toks")),
        Unit("Mtok", 1e6, _TOKEN, ("Mtoken", "Mtokens")),
        Unit(
            "request",
            1,
            _REQUEST,
            ("requests", "req", "reqs", "user", "users", "stream", "streams"),
        ),
        Unit("GPU", 1, _GPU, ("GPUs", "gpu", "gpus")),
        Unit("param", 1, _PARAM, ("params", "parameter", "parameters")),
        Unit("byte", 1, _BYTE, ("bytes",)),
        Unit("second", 1, _SECOND, ("seconds", "s", "sec", "secs")),
        Unit("ms", 1e-3, _SECOND, ("msec", "millisecond", "milliseconds")),
        Unit("us", 1e-6, _SECOND, ("µs", "μs", "microsecond", "microseconds")),
        Unit("minute", 60, _SECOND, ("minutes", "min", "mins")),
        Unit("hour", 3600, _SECOND, ("hours", "h", "hr", "hrs")),
        Unit("day", 86400, _SECOND, ("days", "d")),
        Unit("week", 7 * 86400, _SECOND, ("weeks",)),
        Unit("year", 8760 * 3600, _SECOND, ("years", "yr", "yrs")),
        Unit("month", 1, _MONTH, ("months", "mo")),
        Unit("USD", 1, _USD, ("$", "usd", "dollar", "dollars")),
        Unit("%", 0.01, PLAIN, ("percent",)),
        Unit("rps", 1, multiply(_REQUEST, _PER_SECOND), ("qps", "QPS", "RPS")),
        Unit("RPM", 1 / 60, multiply(_REQUEST, _PER_SECOND), ("rpm",)),
        Unit("TPM", 1 / 60, multiply(_TOKEN, _PER_SECOND), ("tpm",)),
        Unit("FLOP", 1, _FLOP, ("FLOPs", "flop", "flops")),
    ]
    for prefix, factor in _DECIMAL:
        extra = ("kB",) if prefix == "K" else ()
        rows.append(Unit(f"{prefix}B", factor, _BYTE, extra))
        rows.append(Unit(f"{prefix}FLOP", factor, _FLOP, (f"{prefix}FLOPs",)))
        rows.append(Unit(f"{prefix}FLOPS", factor, multiply(_FLOP, _PER_SECOND)))
    for prefix, factor in _BINARY:
        rows.append(Unit(f"{prefix}B", factor, _BYTE))
    return tuple(rows)


UNITS: tuple[Unit, ...] = _table()
BY_WORD: dict[str, Unit] = {word: unit for unit in UNITS for word in (unit.name, *unit.aliases)}

# Words that may mean two things: refused by name, with what to write, never guessed.
AMBIGUOUS: dict[str, str] = {
    **{f"{p}b": f"{p}b may be bits or bytes; write {p.upper()}B for bytes" for p in "kKmMgGtTpP"},
    "gb": "write GB for 10^9 bytes, GiB for 2^30",
    "mb": "write MB for 10^6 bytes, MiB for 2^20",
    "kb": "write KB for 10^3 bytes, KiB for 2^10",
    "tb": "write TB for 10^12 bytes, TiB for 2^40",
    "B": "B is read as a billion, and only straight after the digits; write byte for bytes",
    "m": "m may be minutes, months or a million; write min, month or M",
    "tps": "tps may be per user or in total; write tok/s/user or tok/s",
}


class Measure(NamedTuple):
    """A unit expression such as `tok/s/request`: its text, and how many base units one of it is."""

    text: str
    factor: float
    dimension: Dimension


@functools.cache
def measure(text: str) -> Measure:
    """Read a unit of our own: words joined by `*` and `/`, each `/` dividing by one word.

    Raises UnknownUnit for a word that is not in the table. `""` is a plain number.
    """
    factor, dimension = 1.0, PLAIN
    for place, part in enumerate(text.replace("*", "/*").split("/")):
        word = part.removeprefix("*").strip()
        if not word and place == 0:
            continue  # nothing above the line, as in `/s`
        unit = BY_WORD.get(word)
        if unit is None:
            raise UnknownUnit(word)
        above = place == 0 or part.startswith("*")
        factor = factor * unit.factor if above else factor / unit.factor
        dimension = multiply(dimension, unit.dimension, 1 if above else -1)
    return Measure(text, factor, dimension)


def describe(dimension: Dimension) -> str:
    """A dimension in words: `token/second/request`, `1/second`, `a plain number`."""
    above = [_power(n, p) for n, p in zip(DIMENSIONS, dimension, strict=True) if p > 0]
    below = [_power(n, -p) for n, p in zip(DIMENSIONS, dimension, strict=True) if p < 0]
    if not above and not below:
        return "a plain number"
    return "/".join(["*".join(above) or "1", *below])


def _power(name: str, power: int) -> str:
    return name if power == 1 else f"{name}^{power}"
