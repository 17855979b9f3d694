"""When a fault of our own ends the program: what was not saved is written aside, and said in one
sentence.
"""

from __future__ import annotations

import datetime

from sessions.plain import visible
from workbench.state import State


def last_words(fault: BaseException | None, state: State) -> str:
    """What to say at the end, after keeping unsaved work in the user's state folder."""
    what = visible(f"{type(fault).__name__}: {fault}" if fault is not None else "unknown")
    said = f"napkin stopped because of a fault of its own ({what}). NAPKIN_DEBUG=1 shows where."
    return f"{said}\n{_kept(state)}" if state.unsaved else said


def _kept(state: State) -> str:
    try:
        from platformdirs import user_state_path

        from sessions.writer import save

        folder = user_state_path("napkin", ensure_exists=True)
        path = folder / f"rescued-{datetime.datetime.now():%Y%m%d-%H%M%S}.toml"
        save(state.session, path, None)
    except Exception as failed:  # the last thing that can be said must be said
        return f"Your unsaved changes could not be kept: {visible(str(failed))}"
    return f"Your unsaved changes are in {path}"
