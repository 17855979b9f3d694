"""Settings, recent sessions, coming back to where one was, and the first steps."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from sessions.catalogue.catalogue import EXAMPLE
from tests.workbench.helpers import NARROW, WIDE, Desk, opened
from workbench.actions import files, person
from workbench.app.app import NapkinApp, _placed, opening
from workbench.person.config import Config, read_config
from workbench.person.remembered import Visit, recall, remember
from workbench.person.settings import SCHEMA, Settings
from workbench.state.state import STEPS
from workbench.views.frame.recent import ago

Scenario = Callable[[Desk], Awaitable[None]]


class Home:
    """A person's own file and memory in a folder, and napkin started there."""

    def __init__(self, folder: Path) -> None:
        self.config, self.memory = folder / "config.toml", folder / "remembered.json"

    def start(
        self, scenario: Scenario, path: Path | None = None, size: tuple[int, int] = WIDE
    ) -> None:
        async def scene() -> None:
            config = read_config(self.config)
            state = opening(None if path is None else str(path), config.settings)
            app = NapkinApp(_placed(state, self.memory), config, self.memory)
            async with app.run_test(size=size) as pilot:
                await opened(app, pilot)
                desk = Desk(app, pilot)
                await desk.settle()
                await scenario(desk)

        asyncio.run(scene())


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


@pytest.fixture
def acme(tmp_path: Path) -> Path:
    path = tmp_path / "acme.toml"
    path.write_bytes(Path(EXAMPLE).read_bytes())
    return path


def test_a_change_in_the_settings_screen_counts_at_once_and_is_kept(home: Home) -> None:
    async def change(desk: Desk) -> None:
        await desk.press("f12")
        await desk.press("right")
        assert (desk.state.settings.colours, desk.app.theme) == ("light", "napkin-light")
        assert "● light" in desk.text("page")
        await desk.press("down", "down", "space", "escape")
        await desk.settle()
        assert desk.state.settings.toasts == 8

    home.start(change)
    assert read_config(home.config).settings == Settings(colours="light", toasts=8)

    async def again(desk: Desk) -> None:
        assert desk.app.theme == "napkin-light"
        await desk.press("f12", "r", "escape")
        assert desk.app.theme == "napkin"

    home.start(again)
    assert read_config(home.config).settings == Settings(toasts=8)


@pytest.mark.parametrize("size", [NARROW, WIDE])
def test_every_setting_can_be_reached_and_changed_by_keyboard(
    home: Home, size: tuple[int, int]
) -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("f12")
        for setting in SCHEMA:
            before = desk.state.settings
            await desk.press("right")
            after = desk.state.settings
            changed = [id for id in Settings._fields if getattr(before, id) != getattr(after, id)]
            assert changed == [setting.id]
            assert setting.help.split(",")[0] in " ".join(desk.text("page").split())
            await desk.press("left", "down")
        assert desk.state.settings == Settings()

    home.start(scenario, size=size)


def test_settings_that_cannot_be_written_are_said_and_count_all_the_same(
    home: Home, tmp_path: Path
) -> None:
    home.config.mkdir()

    async def scenario(desk: Desk) -> None:
        person.choose_setting(desk.bench.desk, "toasts", 8)
        await desk.settle()
        assert desk.state.settings.toasts == 8
        said = [str(toast.message) for toast in desk.app._notifications]
        assert any("was not kept" in text for text in said)

    async def scene() -> None:
        app = NapkinApp(opening(None), Config(home.config))
        async with app.run_test(size=WIDE) as pilot:
            await opened(app, pilot)
            await scenario(Desk(app, pilot))

    asyncio.run(scene())


def test_what_is_wrong_in_the_file_is_shown_at_the_start(home: Home) -> None:
    home.config.write_text('[settings]\ncolours = "blue"\n')

    async def scenario(desk: Desk) -> None:
        said = [str(toast.message) for toast in desk.app._notifications]
        assert said == ["A line of your settings file was left out. F12 says why."]
        await desk.press("f12")
        shown = "".join(desk.text("page").split())  # a long path is wrapped
        assert "config.toml:2" in shown
        assert '"dark"or"light"' in shown
        await desk.press("escape")
        assert desk.app.screen is desk.bench

    home.start(scenario)


def test_keys_of_ones_own_replace_those_of_the_table(home: Home) -> None:
    home.config.write_text('[keys]\nwhy = "f6"\nkeep_said = "f8"\nquit = "x"\n')

    async def scenario(desk: Desk) -> None:
        await desk.press("f5")
        assert desk.app.screen is desk.bench
        await desk.press("f6")
        assert type(desk.app.screen).__name__ == "WhyScreen"
        await desk.press("escape")
        quotes = len(desk.session.quotes)
        await desk.type("Acme: $0.28/M")
        await desk.press("f8")
        assert len(desk.session.quotes) == quotes + 1

    home.start(scenario)


def test_a_session_is_found_again_where_it_was_left(home: Home, acme: Path) -> None:
    async def leave(desk: Desk) -> None:
        await desk.select("fields", "mbu")
        await desk.select("chain", "kv_bytes_per_token")
        await desk.select("quotes", "1.0")
        desk.bench.action_do("next_basis")
        await desk.pilot.pause()
        files.leave(desk.bench.desk)

    home.start(leave, acme)

    async def find(desk: Desk) -> None:
        assert "last time  acme.toml" in desk.text("echo")
        await desk.press("ctrl+r")
        assert "acme" in desk.text("page")
        assert "just now" in desk.text("page")
        await desk.press("enter")
        await desk.settle()
        state = desk.state
        assert state.path == str(acme)
        assert (state.field, state.formula, state.claim) == ("mbu", "kv_bytes_per_token", "1.0")
        assert state.basis != "napkin"

    home.start(find)

    async def direct(desk: Desk) -> None:
        assert (desk.state.field, desk.state.formula) == ("mbu", "kv_bytes_per_token")

    home.start(direct, acme)
    home.config.write_text("[settings]\nresume = false\n")

    async def fresh(desk: Desk) -> None:
        assert desk.state.field == opening(None).field

    home.start(fresh, acme)


def test_a_saved_session_is_among_the_recent_ones_before_napkin_ends(
    home: Home, tmp_path: Path
) -> None:
    async def scenario(desk: Desk) -> None:
        files.write(desk.bench.desk, str(tmp_path / "new.toml"), lambda path: None)
        await desk.settle()
        await desk.settle()
        assert [visit.path for visit in recall(home.memory).recent] == [str(tmp_path / "new.toml")]

    home.start(scenario)


def test_typing_narrows_the_recent_sessions_and_one_can_be_forgotten(
    home: Home, acme: Path, tmp_path: Path
) -> None:
    gone = str(tmp_path / "borealis.toml")
    for path in (gone, str(acme)):
        remember(lambda m, path=path: m.visited(Visit(path, time.time())), home.memory)  # type: ignore[misc]

    async def scenario(desk: Desk) -> None:
        await desk.press("ctrl+r")
        assert "not there" in desk.text("page")
        await desk.type("bore")
        assert "acme " not in desk.text("page")
        await desk.press("enter")  # a file that is gone cannot be opened
        assert type(desk.app.screen).__name__ == "Recent"
        await desk.press("ctrl+d")
        assert "has that in its path" in desk.text("page")
        await desk.press("escape")
        await desk.settle()
        assert [visit.path for visit in recall(home.memory).recent] == [str(acme)]

    home.start(scenario)


def test_unsaved_changes_are_asked_about_before_a_recent_session_is_opened(
    home: Home, acme: Path
) -> None:
    remember(lambda memory: memory.visited(Visit(str(acme), time.time())), home.memory)

    async def scenario(desk: Desk) -> None:
        await desk.type("Acme: $0.28/M")
        await desk.press("enter")
        assert desk.state.unsaved
        await desk.press("ctrl+r", "enter")
        await desk.pilot.pause()
        assert "unsaved" in desk.text("page")
        assert desk.state.path is None
        await desk.press("2")
        await desk.settle()
        assert desk.state.path == str(acme)

    home.start(scenario)


def test_the_first_steps_go_away_when_they_were_taken(home: Home) -> None:
    async def scenario(desk: Desk) -> None:
        assert "first steps  1 " in desk.text("echo")
        await desk.type("Acme: $0.28/M")
        await desk.press("enter")
        assert "✓ type a quote" in desk.text("echo")
        await desk.press("f5", "escape")
        assert "✓ F5 says why" in desk.text("echo")
        await desk.press("f2", "e")
        await desk.type("14k")
        await desk.press("enter")
        assert "first steps" not in desk.text("echo")
        files.leave(desk.bench.desk)

    home.start(scenario)
    assert set(recall(home.memory).steps) == set(STEPS)

    async def again(desk: Desk) -> None:
        assert "first steps" not in desk.text("echo")

    home.start(again)


def test_the_first_steps_fit_in_eighty_columns_and_stay_until_taken(home: Home) -> None:
    async def scenario(desk: Desk) -> None:
        echo = desk.text("echo").split("\n")
        assert "then e edits" in echo[0]
        assert "…" not in echo[0]
        files.leave(desk.bench.desk)

    for _ in range(2):
        home.start(scenario, size=NARROW)
    assert recall(home.memory).started == 2


def test_what_was_said_and_how_the_panes_stood_is_there_again(home: Home) -> None:
    async def scenario(desk: Desk) -> None:
        await desk.type("Acme: $0.28/M")
        await desk.press("enter", "f3", "greater_than_sign", "left_parenthesis")
        files.leave(desk.bench.desk)

    home.start(scenario)
    remember(lambda memory: memory._replace(said=("theirs", *memory.said)), home.memory)

    async def again(desk: Desk) -> None:
        assert desk.state.said_before == ("theirs", "Acme: $0.28/M")
        assert desk.state.layout != opening(None).layout
        await desk.press("up")
        assert desk.state.said == "Acme: $0.28/M"
        files.leave(desk.bench.desk)

    home.start(again)


def test_steps_that_were_never_shown_were_not_taken(home: Home) -> None:
    async def scenario(desk: Desk) -> None:
        desk.bench.state = desk.state._replace(known=False, steps=None)
        files.leave(desk.bench.desk)

    home.start(scenario)
    assert recall(home.memory).steps == ()


def test_hints_can_be_switched_off_and_on(home: Home) -> None:
    async def scenario(desk: Desk) -> None:
        person.choose_setting(desk.bench.desk, "hints", False)
        await desk.pilot.pause()
        assert "first steps" not in desk.text("echo")
        person.choose_setting(desk.bench.desk, "hints", True)
        await desk.pilot.pause()
        assert "first steps" in desk.text("echo")

    home.start(scenario)


def test_without_a_home_nothing_is_kept_and_nothing_is_hinted(tmp_path: Path) -> None:
    async def scene() -> None:
        app = NapkinApp(opening(None))
        async with app.run_test(size=WIDE) as pilot:
            await opened(app, pilot)
            desk = Desk(app, pilot)
            assert "first steps" not in desk.text("echo")
            person.choose_setting(desk.bench.desk, "toasts", 8)
            files.leave(desk.bench.desk)

    asyncio.run(scene())
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-5, "just now"),
        (59, "just now"),
        (60, "1 min ago"),
        (3599, "59 min ago"),
        (3600, "1 hour ago"),
        (2 * 3600, "2 hours ago"),
        (86400, "yesterday"),
        (3 * 86400, "3 days ago"),
        (31 * 86400, "1 month ago"),
        (800 * 86400, "2 years ago"),
    ],
)
def test_how_long_ago_is_said_as_people_say_it(seconds: float, words: str) -> None:
    assert ago(seconds) == words
