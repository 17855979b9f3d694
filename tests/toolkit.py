"""What tests change of Textual, for speed alone: how an app is waited for, and that its style
sheets are read once. Imported by whoever starts apps.
"""

from __future__ import annotations

import asyncio
import time
from typing import Any

import textual.app
import textual.pilot
from textual._context import active_app
from textual.app import App
from textual.cache import LRUCache
from textual.css import stylesheet
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet

from workbench.keys import typist
from workbench.widgets import textual_private

_POLL = 0.001
_IDLE = 40  # looks in a row at a thread that waits itself, after which it is left alone

# --- waiting
#
# Textual's pilot sleeps a fiftieth of a second at least, three times for each key, and takes a
# process that did not get its turn meanwhile for one that is done. Here an app is at rest when its
# loop has nothing to run, its screens have nothing to paint, and no worker in a thread is at work.


def _painted(app: App[Any]) -> bool:
    """Whether something was to be painted: it is, as if the sixtieth of a second had run for which
    a screen waits when it is dirty.
    """
    painted = False
    for screen in app.screen_stack:
        clock: asyncio.Event = screen._update_timer._active
        if clock.is_set():
            screen._on_timer_update()
            painted = True
    return painted


def _awaited(app: App[Any]) -> bool:
    """Whether a new size is on its way to the screens, a worker is at work in a thread, or keys
    wait for what the one before them opens.
    """
    waits = isinstance(app, textual_private.KeysInOrder) and app._gate
    return (
        waits
        or app._resize_timer is not None
        or any(worker.is_running and worker._thread_worker for worker in app.workers)
    )


async def until_at_rest(min_sleep: float = 0.0, max_sleep: float = 1.0) -> None:
    """Stands in for Textual's `wait_for_idle`; both are in seconds."""
    loop = asyncio.get_running_loop()
    app = active_app.get()
    begun = loop.time()
    quiet = idle = 0
    while quiet < 2 and idle < _IDLE and loop.time() - begun < max_sleep:
        await asyncio.sleep(0)  # what a thread posted is heard in the turn after this one
        if loop._ready or _painted(app):  # type: ignore[attr-defined]
            quiet = 0
        elif _awaited(app):
            quiet, busy = 0, time.process_time()
            await asyncio.sleep(_POLL)
            idle = idle + 1 if time.process_time() - busy < _POLL / 4 else 0
        else:
            quiet += 1


for module in (textual.app, textual.pilot):
    module.wait_for_idle = until_at_rest  # type: ignore[attr-defined]

# --- style sheets
#
# A sixth of an app's start is spent on parsing, twice, what every app has. What a sheet says hangs
# on its text, which Textual's own cache goes by, and on the variables of the theme.

_parsed: dict[frozenset[tuple[str, str]], dict[tuple[Any, ...], list[RuleSet]]] = {}


class SharedSheet(Stylesheet):
    """Parses what no app before it has parsed with the same variables."""

    def __init__(self, *, variables: dict[str, str] | None = None) -> None:
        super().__init__(variables=variables)
        self._share()

    def set_variables(self, variables: dict[str, str]) -> None:
        """Other variables have other rules, and Textual empties what it had."""
        self._parse_cache = LRUCache(1)
        super().set_variables(variables)
        self._share()

    def _share(self) -> None:
        rules = _parsed.setdefault(frozenset(self._variables.items()), {})
        self._parse_cache = rules  # type: ignore[assignment]


for module in (textual.app, stylesheet):
    module.Stylesheet = SharedSheet  # type: ignore[attr-defined]


# --- keys of a pane
#
# Tests press keys faster than anybody types. Those that are about a sentence over a pane set the
# pace of people again.
typist.SOON = typist.HELD = 0.0
textual_private._MOMENT = 0.001
