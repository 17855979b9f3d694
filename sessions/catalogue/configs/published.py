"""Active parameters as cards publish them: some leave the embeddings out, and few say so."""

from __future__ import annotations

import re
from decimal import Decimal

from sessions.catalogue.configs.architecture import (
    ALL,
    NO_INPUT,
    Architecture,
    active_ways,
)

_SIZES = {"M": 10**6, "B": 10**9, "T": 10**12}
_FIGURE = re.compile(r"(\d+(?:\.\d+)?)([MBT])")


def parameters(figure: str) -> float:
    """A published figure such as `5.1B`. Raises ValueError."""
    return float(_read(figure)[0])


def matching(model: Architecture, figure: str) -> list[str]:
    """The ways of counting that round to a published figure. Raises ValueError."""
    published, digit = _read(figure)
    ways = active_ways(model).items()
    return [way for way, count in ways if abs(count - published) * 2 <= digit]


def _read(figure: str) -> tuple[Decimal, Decimal]:
    """A figure in parameters, and what one in its last digit comes to."""
    found = _FIGURE.fullmatch(figure)
    if found is None:
        raise ValueError(f"{figure!r} is no number of parameters such as 5.1B")
    number, size = Decimal(found[1]), _SIZES[found[2]]
    places = len(found[1].partition(".")[2])
    return number * size, Decimal(size) / 10**places


def in_words(model: Architecture, figure: str, reason: str = "") -> str:
    """Which way of counting a published figure is, as the end of a sentence.

    Raises ValueError where it is none and there is no reason why.
    """
    found, ways = matching(model, figure), active_ways(model)
    if not found:
        if not reason:
            raise ValueError(f"{figure} is no way of counting {ways}, and nothing says why")
        return f"which is not this count with or without embeddings: {reason}"
    if len(found) == len(ways):
        return "rounded so that it holds with and without embeddings"
    if ALL in found:
        both = NO_INPUT in found and ways[NO_INPUT] != ways[ALL]
        return "as counted here" + (f", or {NO_INPUT}" if both else "")
    counts = [f"{way} ({ways[way] / 1e9:.4g}B)" for way in found]
    return "which is " + " or ".join(counts)
