"""The person's own file: settings and keys read, refused with their place, and written back."""

from __future__ import annotations

from pathlib import Path

import pytest

from sessions.files.problems import BadDocument, Findings
from sessions.files.write import NotSaved
from workbench.keys.keymap import keymap, read_keys
from workbench.keys.table import ACTIONS
from workbench.person.config import config_path, read_config, write_settings
from workbench.person.settings import BY_ID, SCHEMA, Settings, changed, chosen


def config(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_setting_is_in_the_schema_once_and_its_default_is_an_option() -> None:
    assert sorted([setting.id for setting in SCHEMA]) == sorted(Settings._fields)
    for setting in SCHEMA:
        options = [(value, type(value)) for value, _ in setting.options]
        default = Settings._field_defaults[setting.id]
        assert (default, type(default)) in options
        assert len(set(options)) == len(options) > 1


def test_stepping_a_setting_goes_round_its_options() -> None:
    for setting in SCHEMA:
        settings = Settings()
        seen = []
        for _ in setting.options:
            seen.append(chosen(settings, setting.id))
            settings = changed(settings, setting.id)
        assert settings == Settings()
        assert set(seen) == {value for value, _ in setting.options}
        assert changed(changed(settings, setting.id), setting.id, -1) == settings


def test_without_a_file_everything_is_as_it_came(tmp_path: Path) -> None:
    found = read_config(tmp_path / "none.toml")
    assert found.settings == Settings()
    assert not found.keys
    assert not found.problems


def test_the_file_is_read(tmp_path: Path) -> None:
    text = '[settings]\ncolours = "light"\nascii = true\ntoasts = 8\n[keys]\nwhy = "f6, x"\n'
    found = read_config(config(tmp_path, text))
    assert found.problems == ()
    assert found.settings == Settings(colours="light", ascii=True, toasts=8)
    assert found.keys == {"why": ("f6", "x")}


@pytest.mark.parametrize(
    ("text", "line", "said", "fix"),
    [
        ('[settings]\ncolour = "light"\n', 2, "no such setting", "did you mean colours?"),
        ('[settings]\n\ncolours = "blue"\n', 3, '"dark" or "light" or "terminal"', "write colours"),
        ("[settings]\nascii = 1\n", 2, "true or false", "write ascii = true"),
        ("[settings]\ntoasts = true\n", 2, "2 or 4 or 8", "write toasts = 2"),
        ("[setings]\n", 1, "no such table", "did you mean [settings]?"),
        ("settings = 3\n", 1, "not a table", "colours"),
        ("keys = 3\n", 1, "not a table", "why"),
        ('[keys]\nwhi = "x"\n', 2, "no such action", "did you mean why?"),
        ('[keys]\nwhy = "ctrl+i"\n', 2, "terminals send it for tab", "choose another key"),
        ('[keys]\nwhy = "hyperspace"\n', 2, "not the name of a key", "choose another key"),
        ("[keys]\nwhy = 3\n", 2, "not the name of a key", ""),
        ('[keys]\nwhy = "x"\nundo = "x"\n', 3, "given to why as well", "choose another key"),
        ("[settings\n", 1, "", ""),
    ],
)
def test_what_is_wrong_is_left_out_and_said_with_its_place(
    tmp_path: Path, text: str, line: int, said: str, fix: str
) -> None:
    path = config(tmp_path, text)
    found = read_config(path)
    assert found.settings == Settings()
    assert len(found.problems) == 1
    assert f"{path}:{line}:" in found.problems[0]
    assert said in found.problems[0]
    assert fix in found.problems[0]


def test_what_is_right_counts_beside_what_is_wrong(tmp_path: Path) -> None:
    found = read_config(config(tmp_path, '[settings]\ndensity = "compact"\nascii = "yes"\n'))
    assert found.settings == Settings(density="compact")
    assert len(found.problems) == 1


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", b"[settings]\ncolours = \x1b[31m", b"\x00"])
def test_no_file_keeps_napkin_from_starting(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(data)
    found = read_config(path)
    assert found.settings == Settings()
    assert found.problems
    assert "\x1b" not in "".join(found.problems)


def test_writing_keeps_comments_keys_and_what_it_does_not_know(tmp_path: Path) -> None:
    text = "# mine\n[settings]\ncolours = 'light' # bright room\nfuture = 3\n\n[keys]\nwhy = 'f6'\n"
    path = config(tmp_path, text)
    write_settings(path, Settings(colours="dark", ascii=True))
    after = path.read_text(encoding="utf-8")
    for kept in ("# mine\n", "# bright room\n", "future = 3\n", "[keys]\nwhy = 'f6'\n"):
        assert kept in after
    assert read_config(path).settings == Settings(ascii=True)


def test_a_new_file_says_only_what_differs_and_names_every_action(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "config.toml"
    write_settings(path, Settings(toasts=8))
    text = path.read_text(encoding="utf-8")
    assert [line for line in text.split("\n") if line and line[0] not in "#["] == ["toasts = 8"]
    assert all(action.id in text for action in ACTIONS)
    found = read_config(path)
    assert (found.settings, found.problems) == (Settings(toasts=8), ())
    # What the comments offer can be taken as it stands.
    path.write_text(
        text.replace("\n# ", "\n").replace("\nKeys", "\n# K").replace("\nWith", "\n# W")
    )
    offered = read_config(path)
    assert offered.problems == ()
    assert dict(offered.keys) == {
        each.id: each.keys for each in ACTIONS if each.keys and each.keys != ("escape",)
    }


def test_a_file_that_cannot_be_read_is_not_overwritten(tmp_path: Path) -> None:
    path = config(tmp_path, "[settings\n")
    with pytest.raises(BadDocument):
        write_settings(path, Settings(ascii=True))
    assert path.read_text(encoding="utf-8") == "[settings\n"
    (tmp_path / "file").write_text("")
    with pytest.raises(NotSaved):
        write_settings(tmp_path / "file" / "config.toml", Settings(ascii=True))


def test_the_path_follows_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NAPKIN_CONFIG", str(tmp_path / "mine.toml"))
    assert config_path() == tmp_path / "mine.toml"
    monkeypatch.delenv("NAPKIN_CONFIG")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert config_path() == tmp_path / "napkin" / "config.toml"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("?", "question_mark"),
        ("<", "less_than_sign"),
        ("^g", "ctrl+g"),
        ("ctrl+G", "ctrl+g"),
        ("F7", "f7"),
        ("X", "X"),
        ("PageDown", "pagedown"),
        ("+", "plus"),
        ("alt+shift+up", "alt+shift+up"),
    ],
)
def test_keys_are_read_as_people_write_them(text: str, key: str) -> None:
    findings = Findings()
    found = read_keys({"why": text}, findings)
    assert not findings.by_path
    assert keymap(found) == {"why": key}


@pytest.mark.parametrize("text", ["", " ", "esc", "escape", "ctrl+", "++", "f99", "tab", "ctrl+m"])
def test_what_is_no_key_or_cannot_be_one_is_refused(text: str) -> None:
    findings = Findings()
    assert read_keys({"why": text}, findings) == {}
    assert len(findings.by_path) == 1


def test_every_setting_has_words() -> None:
    for setting in BY_ID.values():
        assert setting.title[0].isupper()
        assert not setting.help.endswith(".")


def test_settings_that_are_no_table_are_not_written_over(tmp_path: Path) -> None:
    path = config(tmp_path, "settings = 3\n")
    with pytest.raises(NotSaved):
        write_settings(path, Settings(ascii=True))
    assert path.read_text(encoding="utf-8") == "settings = 3\n"


def test_a_key_of_a_sheet_may_be_that_of_something_elsewhere() -> None:
    findings = Findings()
    three = {"weigh_more": "x", "step_up": "x", "next_claim": "x"}
    assert read_keys(three, findings) == dict.fromkeys(three, ("x",))
    assert not findings.bad()
    read_keys({"sort_table": "x", "filter_table": "x"}, findings)
    (found,) = findings.by_path.values()
    assert found.reason == "x is given to sort_table as well"
