"""Work beside the screen: what takes longer than a frame may, on a thread of its own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from textual.dom import DOMNode
from textual.worker import Worker, get_current_worker

Found = TypeVar("Found")
Stop = Callable[[], bool]  # whether what runs was asked to stop


def in_background(
    node: DOMNode,
    work: Callable[[Stop], Found],
    then: Callable[[Found], Awaitable[None] | None],
    group: str,
    *,
    vital: bool = False,
) -> Worker[None]:
    """Run `work` on a thread, and `then` with what it found, between two messages of a screen.

    The last of a group is the one that counts: those before it are told to stop, and nothing is
    made of what they find. Where it is `vital`, each counts, and a fault of it is the program's.
    """

    def run() -> None:
        worker = get_current_worker()
        found = work(lambda: worker.is_cancelled)
        if vital or not worker.is_cancelled:
            node.call_later(then, found)

    return node.run_worker(run, group=group, thread=True, exclusive=not vital, exit_on_error=vital)
