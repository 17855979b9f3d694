"""The sheet of the call view: the clock, what is said in large type, the other claims, the notes.

The clock has a row of its own, so that it ticks without anything else being made or painted.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Vertical

from sessions.document.clock import now
from workbench.keys.shown import shown_key
from workbench.state.call import call_item
from workbench.state.notes import notes_of
from workbench.state.scene import Scene
from workbench.views.call.call import call_claims, call_head, call_notes, call_now
from workbench.views.lines import Lines
from workbench.widgets.bindings import bindings
from workbench.widgets.lines_view import LinesView, Selectable


class Clock(LinesView):
    """Who is on the line, what time it is, and how long the call has lasted."""

    def __init__(self) -> None:
        super().__init__(_head, id="call-head", classes="row", prose=False)

    def on_mount(self) -> None:
        """Once a second."""
        self.set_interval(1.0, self._tick)

    def _tick(self) -> None:
        if self._scene is not None and self._scene.state.sheet == "call":
            self.show(self._scene)


class Now(LinesView):
    """What is said in large type, in as many rows as there are."""

    def __init__(self) -> None:
        super().__init__(self._view_of, id="call-now")

    def _view_of(self, scene: Scene, width: int) -> Lines:
        return call_now(scene, width, self.size.height)

    def on_resize(self) -> None:
        """Other rows show other things, also in the same width."""
        if self._scene is not None:
            self.show(self._scene)


class Claims(Selectable):
    """The claims of the provider, one a row. Its keys act in the say line as well."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("call")]

    def __init__(self) -> None:
        super().__init__(call_claims, "call", _chosen)


class Notes(LinesView):
    """The notes; while there are none, they leave their room to what is said. A line that names
    somebody else moves nothing while it is typed.
    """

    def __init__(self) -> None:
        super().__init__(call_notes, id="call-notes")

    def show(self, scene: Scene) -> None:
        """Show another scene."""
        for sheet in self.ancestors_with_self:
            if isinstance(sheet, CallSheet):
                sheet.set_class(not notes_of(scene.session, scene.state.speaking), "-noteless")
        super().show(scene)


class CallSheet(Vertical):
    """One provider on one page."""

    ALLOW_SELECT = False

    def __init__(self, scene: Callable[[], Scene]) -> None:
        super().__init__(id="sheet-call", classes="sheet")
        self._scene = scene

    def compose(self) -> ComposeResult:
        """Clock, large type, and below each other or side by side claims and notes."""
        yield Clock()
        yield Now()
        with Container(id="call-below"):
            yield Claims()
            yield Notes()

    def on_mount(self) -> None:
        """What the sheet is, and what is not seen from it."""
        self.border_title = f"{shown_key('call')} Call"
        self.query_one("#call").border_title = "claims"
        self.query_one("#call-notes").border_title = "notes"
        for view in self.query(LinesView):
            view.show(self._scene())


def _head(scene: Scene, width: int) -> Lines:
    return call_head(scene, width, now())


def _chosen(scene: Scene) -> str:
    """The key of the claim in large type."""
    item = call_item(scene) if scene.state.sheet == "call" else None
    return item.key if item is not None else ""
