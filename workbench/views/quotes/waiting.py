"""What cannot be judged yet for want of what the packet says: a line above the quotes, and in the
bake-off.
"""

from __future__ import annotations

from formulas.book import BOOK
from sessions.claims.metrics import levels
from sessions.claims.telling import joined, title_of
from workbench.keys.shown import shown_key
from workbench.state.asides import waiting
from workbench.state.scene import Scene
from workbench.views.lines import Lines, paragraph


def still_waiting(scene: Scene, width: int) -> Lines:
    """Which claims cannot be judged yet, for want of which fields of the packet or the bill."""
    metrics, fields = waiting(scene)
    if not fields:
        return ()
    titles = joined(list(dict.fromkeys([title_of(id) for id in metrics])))
    needed = ", ".join([_called(id) for id in fields])
    key = shown_key("pane_1", typing=True)
    text = f"{titles}: not judged until your packet says {needed} ({key})."
    return paragraph(text, width, "warn", "! ", lead_role="warn")


def _called(id: str) -> str:
    """A field in a list of fields."""
    title = BOOK.variables[id].title
    level = title.partition(", at ")[0]
    return f"your level for {level}" if id in levels().values() else title
