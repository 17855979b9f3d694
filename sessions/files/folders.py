"""Where a person's own files stand: settings and keys, and their own models and accelerators."""

import functools
import os
from pathlib import Path

ENVIRONMENT = "NAPKIN_CONFIG"


def config_path() -> Path:
    """Where the settings stand: `NAPKIN_CONFIG`, else the platform's folder (XDG on Linux)."""
    return _beside("config.toml", *_surroundings())


def own_folder(on: str) -> Path:
    """Where a person's own files for a shelf of the catalogue stand: beside the settings."""
    return _beside(on, *_surroundings())


def _surroundings() -> tuple[str | None, ...]:
    environment = os.environ
    return environment.get(ENVIRONMENT), environment.get("XDG_CONFIG_HOME"), environment.get("HOME")


@functools.lru_cache(maxsize=16)  # asked for each time that a name is looked up
def _beside(name: str, named: str | None, *_: str | None) -> Path:
    if named:
        return Path(named) if name == "config.toml" else Path(named).parent / name
    from platformdirs import user_config_path

    return user_config_path("napkin") / name
