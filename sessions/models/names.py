"""What a model is called."""

from __future__ import annotations

import os

from sessions.models.config import Config


def name_of(config: Config) -> str:
    """What a person calls the model: its own name, else that of its file or folder."""
    own = config.outer.get("_name_or_path")
    if isinstance(own, str) and own.strip() and len(own) < 200:
        return own.rstrip("/").rpartition("/")[2]
    folder, base = os.path.split(os.path.abspath(config.file))
    for ending in (".config.json", "_config.json", ".json"):
        base = base.removesuffix(ending)
    return os.path.basename(folder) if base == "config" else base.rpartition("--")[2]
