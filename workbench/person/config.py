"""The person's own file: settings, and keys. `config.toml` in the folder where programs keep such.

Nothing in it can keep napkin from starting: what is wrong is left out, and said with its place.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from sessions.files import write
from sessions.files.folders import config_path as config_path
from sessions.files.names import nearest
from sessions.files.problems import BadDocument, Finding, Findings
from sessions.files.read import decoded, located, parse, read_bytes
from workbench.person.settings import SCHEMA, Settings, Value, chosen


class Config(NamedTuple):
    """What the file says.

    Attributes:
        path: where it stands, or would.
        settings: with the defaults for all that it does not say.
        keys: action id to the keys it has instead of those of the table; empty means none.
        problems: what is wrong, each in lines with its place and a fix.
    """

    path: Path
    settings: Settings = Settings()
    keys: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    problems: tuple[str, ...] = ()


def read_config(path: Path | None = None) -> Config:
    """The file's settings and keys; without a file, the defaults."""
    path = path if path is not None else config_path()
    if not os.path.lexists(path):  # which asks nobody for a permission
        return Config(path)
    try:
        text = decoded(read_bytes(path), str(path))
        data = parse(text, str(path))
    except BadDocument as bad:
        return Config(path, problems=tuple([problem.text() for problem in bad.problems]))
    findings = Findings()
    settings, keys = _settings(data, findings), _keys(data, findings)
    problems = [p.text() for p in located(findings.by_path.values(), data, text, str(path))]
    return Config(path, settings, keys, tuple(problems))


def _settings(data: dict[str, Any], findings: Findings) -> Settings:
    for name in data:
        if name not in ("settings", "keys"):
            near = nearest(name, ("settings", "keys"))
            fix = f"did you mean [{near}]?" if near else "delete it"
            wrong = "napkin reads no such table"
            findings.add(Finding((name,), wrong, "[settings] or [keys]", fix, on_key=True))
    table = data.get("settings", {})
    if not isinstance(table, dict):
        findings.add(Finding(("settings",), "not a table", "[settings]", 'write colours = "light"'))
        return Settings()
    known = {setting.id: setting for setting in SCHEMA}
    taken: dict[str, Any] = {}
    for id, value in table.items():
        if id not in known:
            near = nearest(id, known)
            fix = f"did you mean {near}?" if near else f"settings are {', '.join(known)}"
            wrong = "there is no such setting"
            findings.add(Finding(("settings", id), wrong, "", fix, on_key=True))
            continue
        # TOML's true is Python's True, and that equals 1: the kinds have to agree as well.
        options = [value for value, _ in known[id].options]
        if not any(value == option and type(value) is type(option) for option in options):
            expected = " or ".join([_toml(option) for option in options])
            fix = f"write {id} = {_toml(options[0])}"
            findings.add(Finding(("settings", id), "no option of this setting", expected, fix))
            continue
        taken[id] = value
    return Settings(**taken)


def _keys(data: dict[str, Any], findings: Findings) -> dict[str, tuple[str, ...]]:
    table = data.get("keys", {})
    if not table:
        return {}
    from workbench.keys.keymap import read_keys  # 3 ms, and few have keys of their own

    return read_keys(table, findings)


def _toml(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f'"{value}"' if isinstance(value, str) else str(value)


def write_settings(path: Path, settings: Settings) -> None:
    """Write what differs from the defaults, or stands in the file already; comments and keys stay.

    Raises NotSaved, and BadDocument for a file that cannot be read: neither changes anything.
    """
    import tomlkit

    if os.path.lexists(path):
        text = decoded(read_bytes(path), str(path))
        parse(text, str(path))
    else:
        text = _first_text()
    document = tomlkit.parse(text)
    table = document.get("settings")
    if table is None:
        table = tomlkit.table()
        document["settings"] = table
    elif not isinstance(table, dict):
        raise write.NotSaved(f"{path} has settings that are no table, so nothing was written.")
    for setting in SCHEMA:
        value = chosen(settings, setting.id)
        standing = table.get(setting.id)
        if standing is None and value == Settings._field_defaults[setting.id]:
            continue
        if (
            standing is None
            or standing != value
            or isinstance(standing, bool) != isinstance(value, bool)
        ):
            table[setting.id] = value
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        why = error.strerror or "an error"
        raise write.NotSaved(f"{path.parent} cannot be made: {why}.") from error
    write.write(path, tomlkit.dumps(document).encode())


def _first_text() -> str:
    """A file to begin with: every action that can be given other keys, as comments."""
    from workbench.keys.table import ACTIONS  # 2 ms, for a file that is written once

    # What esc does is esc's: it has no other key to offer.
    keyed = [each for each in ACTIONS if each.keys and each.keys != ("escape",)]
    rows = [f"# {each.id} = {_toml(','.join(each.keys))}" for each in keyed]
    rest = ", ".join([each.id for each in ACTIONS if each not in keyed])
    return (
        "# napkin: what you chose. Settings in napkin (, in a pane) changes the same.\n\n"
        "[settings]\n\n[keys]\n"
        "# Keys of your own, by action. These are the ones there are; several are parted by commas."
        "\n" + "\n".join(rows) + f"\n# Without a key so far: {rest}\n"
    )
