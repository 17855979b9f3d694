"""Every setting, once: the schema that feeds the settings screen, the file and the palette.

A setting is a field of `Settings` with a default, and a row of `SCHEMA` with its words. The file
is `config.py`'s.
"""

from typing import NamedTuple

Value = str | bool | int


class Settings(NamedTuple):
    """What a person chose. All have a default, and any may be missing from the file."""

    colours: str = "dark"
    density: str = "roomy"
    drawing: str = "stacked"
    substituted: bool = True
    ascii: bool = False
    resume: bool = True
    hints: bool = True
    mouse: bool = True
    toasts: int = 4


class Setting(NamedTuple):
    """One row of the settings screen.

    Attributes:
        id: the field of `Settings`, and the key in the file.
        title, help: what is shown; the help says what changes.
        options: the values it may have, each with its word.
        group: the heading that it stands under.
        later: whether it counts from the next start on only.
        action: the action that changes it too; the palette has that one in its stead.
    """

    id: str
    title: str
    help: str
    options: tuple[tuple[Value, str], ...]
    group: str
    later: bool = False
    action: str = ""


_SWITCH: tuple[tuple[Value, str], ...] = ((True, "on"), (False, "off"))

SCHEMA: tuple[Setting, ...] = (
    Setting(
        "colours",
        "Colours",
        "Light on dark, dark on light, or the sixteen that your terminal is set to",
        (("dark", "dark"), ("light", "light"), ("terminal", "terminal")),
        "Look",
    ),
    Setting(
        "density",
        "Density",
        "Compact leaves the frames and the second line of the echo out, for small screens",
        (("roomy", "roomy"), ("compact", "compact")),
        "Look",
        action="compact",
    ),
    Setting(
        "toasts",
        "Messages stay",
        "How long a message stands before it goes away by itself",
        ((2, "2 s"), (4, "4 s"), (8, "8 s"), (15, "15 s")),
        "Look",
    ),
    Setting(
        "drawing",
        "Fractions",
        "Fractions drawn over several lines, or each formula on one line",
        (("stacked", "stacked"), ("one-line", "one line")),
        "Formulas",
        action="one_line",
    ),
    Setting(
        "substituted",
        "Values put in",
        "Show each formula a second time, with your numbers in the place of the symbols",
        _SWITCH,
        "Formulas",
        action="values_in",
    ),
    Setting(
        "ascii",
        "ASCII only",
        "Draw formulas with the characters of every keyboard: for fonts without the others, and"
        " for pasting",
        _SWITCH,
        "Formulas",
        action="ascii",
    ),
    Setting(
        "resume",
        "Resume",
        "The panes as you had them, and a session at the field, formula and quote you were at",
        _SWITCH,
        "Start",
    ),
    Setting(
        "hints",
        "First steps",
        "Show the three first steps until you have taken them",
        _SWITCH,
        "Start",
    ),
    Setting(
        "mouse",
        "Mouse",
        "Click, scroll and drag in napkin; off leaves the mouse to your terminal, to select text"
        " with",
        _SWITCH,
        "Start",
        later=True,
    ),
)

BY_ID: dict[str, Setting] = {setting.id: setting for setting in SCHEMA}


def chosen(settings: Settings, id: str) -> Value:
    """The value of a setting. Raises KeyError for a setting that there is none of."""
    value: Value = settings._asdict()[id]
    return value


def changed(settings: Settings, id: str, step: int = 1) -> Settings:
    """The settings with the next option of one (or the one before); KeyError as in `chosen`."""
    values = [value for value, _ in BY_ID[id].options]
    place = values.index(chosen(settings, id)) + step
    return settings._replace(**{id: values[place % len(values)]})  # type: ignore[arg-type]
