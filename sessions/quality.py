from __future__ import annotations

from typing import NamedTuple


class Quality(NamedTuple):
    weights: str = ""
    evals: tuple = ()
    verified: bool = False
    mark: str = "no evals"
    asks: tuple[str, ...] = ()


def quality_of(quote) -> Quality:
    return Quality(
        evals=quote.evals,
        asks=()
        if quote.evals
        else ("Which weight precision serves it, and what does it score on your own evals?",),
    )
