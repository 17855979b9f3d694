"""The shelves of the catalogue, and a name that stands on none of them."""

from typing import Literal

Shelf = Literal["models", "hardware", "assumptions"]
# One that stands on it, as a sentence says it.
ONE_OF: dict[Shelf, str] = {
    "models": "a model",
    "hardware": "an accelerator",
    "assumptions": "a set of assumptions",
}


class UnknownItem(KeyError):
    """A name that is not in the catalogue; `known` are the names that are, `near` those most like
    it, and `refused` is set where a file of that name could not be read, `reason` in one line.
    """

    def __init__(
        self,
        shelf: Shelf,
        name: str,
        known: tuple[str, ...],
        near: tuple[str, ...] = (),
        refused: str = "",
        reason: str = "",
    ) -> None:
        super().__init__(name)
        self.shelf, self.name, self.known = shelf, name, known
        self.near, self.refused, self.reason = near or known, refused, reason

    def __str__(self) -> str:
        if self.refused:
            return self.refused
        said = f"{self.name!r} is not {ONE_OF[self.shelf]} of the catalogue"
        if self.near != self.known:
            said += f"; did you mean {' or '.join(self.near)}?"
        return f"{said}; there is {', '.join(self.known)}"
