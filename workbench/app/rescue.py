"""When something ends the program that nobody asked for: what was not saved is written aside, said
in one sentence, and found again at the next start.

All that it takes is imported with this module, right after the first frame: in the moment of death
the files of the program may be others, or the disk gone.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from sessions.document import clock
from sessions.files.safe_text import visible
from sessions.files.write import short
from sessions.store import recovery
from sessions.store.save import save
from workbench.state.state import State

if TYPE_CHECKING:
    import signal


def last_words(fault: BaseException | None, state: State) -> str:
    """What to say at the end, after keeping unsaved work in the user's state folder."""
    what = visible(f"{type(fault).__name__}: {fault}" if fault is not None else "unknown")
    said = f"napkin stopped because of a fault of its own ({what}). NAPKIN_DEBUG=1 shows where."
    return f"{said}\n{kept(state)}" if state.unsaved else said


def stopped_by(signal: signal.Signals, state: State) -> str:
    """The same where the system or another program ended it: a terminal that was closed."""
    said = f"napkin was stopped ({signal.name})."
    return f"{said}\n{kept(state)}" if state.unsaved else said


def kept(state: State) -> str:
    """Write unsaved work aside, and say where it is."""
    try:
        now = clock.now()
        folder = recovery.folder()
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"rescued-{now:%Y%m%d-%H%M%S}-{_name(state)}.toml"
        # A person's comments are kept too: they are edited from what the file said.
        save(state.session, path, state.base)
    except Exception as failed:  # the last thing that can be said must be said
        return f"Your unsaved changes could not be kept: {visible(str(failed))}"
    return f"Your unsaved changes are in {path}"


def _name(state: State) -> str:
    name = Path(state.path).stem if state.path else "untitled"
    return short(re.sub(r"[^\w]+", "_", name)) or "untitled"
