"""The few doors of napkin that these tests go through: all else is reached as a person reaches it,
by command lines and keys.
"""

from __future__ import annotations

from pathlib import Path

from workbench.__main__ import main as main
from workbench.app.app import NapkinApp, _placed, opening
from workbench.person.config import read_config
from workbench.person.remembered import recall

# When a word comes about what takes a moment; how long that takes is the machine's.
WORD_OF_PATIENCE = "workbench.screens.workbench.SOON"
# How long letters over a pane wait for what comes after them.
PACES = ("workbench.keys.typist.SOON", "workbench.keys.typist.HELD")
# Whether the price list of the extra is there: what is recorded does without.
PRICE_LIST = "sessions.prices.source.installed"


def app_on(session: str | None, config: Path, memory: Path) -> NapkinApp:
    """The app as it starts on a session, or on the shipped example, in a terminal."""
    found = read_config(config)
    return NapkinApp(_placed(opening(session, found.settings), memory), found, memory)


def stands(app: NapkinApp) -> bool:
    """Whether the workbench has taken the place of the first frame."""
    return "workbench" in app.__dict__ and app.workbench in app.screen_stack


def kept_settings(path: Path) -> tuple[dict[str, object], dict[str, tuple[str, ...]], int]:
    """Settings and keys of a person's own file, and how much is wrong in it."""
    found = read_config(path)
    return found.settings._asdict(), dict(found.keys), len(found.problems)


def kept_memory(path: Path) -> dict[str, object]:
    """What is remembered, by name."""
    found = recall(path)
    return {**found._asdict(), "recent": [visit._asdict() for visit in found.recent]}
