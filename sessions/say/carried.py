"""What a text says of a deployment holds on in its next sentences, until it names another one.

`A box of 8 H200s in FP8. You'll get 40 tok/s/user.` Nothing holds backward: what was said before
was said of something else, or of nothing. Another model, another machine or another tier of the
service is another deployment, and leaves all that was said of the last one behind.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from sessions.document.session import Entry
from sessions.say.outcome import condition_entry

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


_STAGES = re.compile(r"PP([0-9]{1,2})")


def with_gpus(stated: Stated) -> dict[str, Entry | str]:
    """The GPUs that a tensor parallel is of, where no number of them is said: `TP4` on its own is
    four, with two stages of a pipeline eight. Beside data parallel attention it is of a part of
    them, and one is said beside experts that lie on many.
    """
    ways, layout = stated.get("tensor_parallel"), stated.get("layout", "tp")
    stages = _STAGES.fullmatch(layout) if isinstance(layout, str) else None
    whole = layout in _WHOLE or stages
    if "gpus" in stated or not isinstance(ways, str) or ways == "1" or not whole:
        return {}
    gpus = int(ways) * (int(stages[1]) if stages else 1)
    return {"gpus": condition_entry("gpus", f"{gpus} GPU")}


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
