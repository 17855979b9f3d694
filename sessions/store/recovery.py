"""What was written aside when napkin was stopped with unsaved work."""

from __future__ import annotations

from pathlib import Path

from platformdirs import user_state_path


def folder() -> Path:
    """Where it lies."""
    return user_state_path("napkin")


def rescued() -> list[Path]:
    """What was written aside and not saved since, the newest first. Never raises."""
    try:
        return sorted(folder().glob("rescued-*.toml"), reverse=True)
    except OSError:
        return []
