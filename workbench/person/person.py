"""The person at the workbench: their own file, and what is remembered of them."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from workbench.person.config import Config
from workbench.person.remembered import Memory, recall, remember


class Person(NamedTuple):
    """Where that is kept; without a config nothing is read from or written to the person's own
    file, and without the path of a memory nothing is remembered.
    """

    config: Config | None = None
    memory: Path | None = None

    def recalled(self) -> Memory:
        """What is remembered."""
        return recall(self.memory) if self.memory is not None else Memory()

    def remember(self, change: Callable[[Memory], Memory]) -> None:
        """Change what is remembered."""
        if self.memory is not None:
            remember(change, self.memory)
