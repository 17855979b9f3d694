"""What is said once of a deployment holds for the other claims of a text, until another is named.

`A box of 8 H200s in FP8. You'll get 40 tok/s/user.` goes on into the next sentences. `H200: 46
tok/s/user. B200: 71. GLM-4.7 in FP8, 8 GPUs each.` goes back: a condition of which a text has one
value holds for every claim that lacks it, unless it was said of another model, machine, region or
tier of the service. Where a text has several, each holds where it stands.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from sessions.document.session import Entry
from sessions.say.outcome import EACH_GPU, condition_entry

Stated = Mapping[str, Entry | str]

# What is said of a deployment. A load, a length or a region is said of a figure.
DEPLOYMENT = (
    *("model", "hardware", "gpus", "tensor_parallel", "layout", "weights", "kv", "engine"),
    *("speculative", "tokens_per_pass"),
)
# Another one of these is another deployment; which of its conditions are then gone.
_ANOTHER = {
    "model": DEPLOYMENT,
    "hardware": tuple([name for name in DEPLOYMENT if name not in ("model", "engine")]),
    "gpus": ("tensor_parallel", "layout"),
    "tier": tuple([name for name in DEPLOYMENT if name != "model"]),
}
# What tells one deployment from another.
_APART = ("model", "hardware", "region", "tier")
# What stands beside one claim, and may be of an earlier one: `TTFT 1 s; 40 tok/s/user on 8xB200`.
_BACK = ("model", "hardware", "gpus", "tensor_parallel", "layout", "weights")
# Of more values of one condition, or more deployments that have it, nothing is told.
_MOST = 8


def plain(value: Entry | str) -> str:
    """A condition's value as text that tells two values apart."""
    return value.lower() if isinstance(value, str) else f"{value.value:.9g}"


def apart(one: Stated, other: Stated) -> bool:
    """Whether two sentences speak of two deployments."""
    return any(
        name in one and name in other and plain(one[name]) != plain(other[name]) for name in _APART
    )


_STAGES = re.compile(r"PP([0-9]{1,2})")
_WIDE = re.compile(r"dp\+ep([0-9]{1,4})")


def with_gpus(stated: Stated) -> dict[str, Entry | str]:
    """The GPUs of a replica, where what they are laid out in says it: `TP4` on its own is four, in
    a box of eight, too; with two stages of a pipeline eight; experts that are spread over 72 lie on
    72. Beside data parallel attention tensor parallel is of a part of them, and one is said beside
    experts that lie on many.
    """
    ways, layout = stated.get("tensor_parallel"), f"{stated.get('layout', 'tp')}"
    wide, stages = _WIDE.fullmatch(layout), _STAGES.fullmatch(layout)
    if wide:
        gpus = int(wide[1])
    elif isinstance(ways, str) and ways != "1" and (layout in _WHOLE or stages):
        gpus = int(ways) * (int(stages[1]) if stages else 1)
    else:
        return {}
    said = stated.get("gpus")
    if not wide and isinstance(said, Entry) and said.value % gpus:
        return {}  # it fits no box of so many, which is for the judge to say
    return {"gpus": condition_entry("gpus", f"{gpus} GPU")}


def over_gpus(stated: Stated) -> dict[str, Entry | str]:
    """A load that was said of each GPU, as that of all: `4 per card` on eight are 32."""
    load, gpus = stated.get("concurrency"), stated.get("gpus")
    if not isinstance(load, Entry) or load.origin != EACH_GPU or not isinstance(gpus, Entry):
        return {}
    return {"concurrency": condition_entry("concurrency", f"{load.value * gpus.value:g}")}


# Layouts in which tensor parallel is all of a replica.
_WHOLE = ("tp", "dcp")


class Carried:
    """What holds on from the sentences before."""

    def __init__(self) -> None:
        self._known: dict[str, Entry | str] = {}

    def over(self, stated: Stated) -> dict[str, Entry | str]:
        """What a claim has of the sentences before, beside what is stated of it."""
        kept = self._left(stated)
        return {name: value for name, value in kept.items() if name in DEPLOYMENT}

    def heard(self, every: Iterable[Stated]) -> None:
        """Go on behind a sentence, with what is stated in it, of its claims or of all of them.

        What two of its claims differ in holds on for none.
        """
        said: dict[str, Entry | str] = {}
        unclear: set[str] = set()
        for stated in every:
            for name, value in stated.items():
                if said.setdefault(name, value) != value:
                    unclear.add(name)
        self._known = {**self._left(said), **said}
        for name in unclear:
            for gone in (name, *_ANOTHER.get(name, ())):
                self._known.pop(gone, None)

    def _left(self, stated: Stated) -> dict[str, Entry | str]:
        """What is left of the deployment before, where these are stated."""
        kept = dict(self._known)
        for name, gone in _ANOTHER.items():
            if name in stated and kept.get(name, stated[name]) != stated[name]:
                for each in gone:
                    kept.pop(each, None)
        return kept


class _Source(NamedTuple):
    """Where a value was said: beside what else, of which figures, and in which sentence."""

    stated: Stated
    figures: Collection[str]
    place: int


class Elsewhere:
    """What a text says anywhere, for the claims that lack it."""

    def __init__(self) -> None:
        self._said: dict[str, dict[str, tuple[Entry | str, list[_Source]]]] = {}

    def aside(self, stated: Stated, place: int) -> None:
        """A sentence of conditions alone."""
        self._add(stated, _Source(stated, (), place))

    def beside(
        self, every: Collection[Stated], trailing: Stated, figures: Collection[str], place: int
    ) -> None:
        """A sentence with figures: what is stated of each, and what trails all of them."""
        whole: dict[str, Entry | str] = {}
        for stated in every:
            self._add(stated, None)
            whole.update(stated)
        back = {name: value for name, value in trailing.items() if name in _BACK}
        self._add(back, _Source({**whole, **trailing}, figures, place))

    def _add(self, stated: Stated, source: _Source | None) -> None:
        for name, value in stated.items():
            _, sources = self._said.setdefault(name, {}).setdefault(plain(value), (value, []))
            if source is not None and len(sources) <= _MOST:
                sources.append(source)

    def over(self, own: Stated, figure: str, place: int) -> dict[str, Entry | str]:
        """What a claim has of all the text, beside what is its own.

        Args:
            figure: its metric; place: of its sentence.
        """
        found: dict[str, Entry | str] = {}
        for name, values in self._said.items():
            if name in own or len(values) > _MOST:
                continue
            near = [
                value
                for value, sources in values.values()
                if any(
                    _reaches(source, own, figure, place)
                    for source in sources
                    if not source.figures or len(values) == 1
                )
            ]
            if len(near) == 1:
                found[name] = near[0]
        return found


def _reaches(source: _Source, own: Stated, figure: str, place: int) -> bool:
    if apart(source.stated, own):
        return False
    if not source.figures:
        return True
    # A figure that is said again is said of something else; so is a price beside a rent.
    narrower = any(name in source.stated and name not in own for name in ("region", "tier"))
    again = figure in source.figures or _is_price(figure)
    return source.place > place and not again and not narrower


def _is_price(figure: str) -> bool:
    return figure.endswith("_price") or "price_per" in figure
