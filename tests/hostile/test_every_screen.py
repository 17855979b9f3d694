"""Every screen of napkin, with hostile text wherever text may stand: nothing crashes, nothing acts,
and nothing but Textual's own speaks to the terminal.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from textual import events
from textual.screen import Screen
from textual.widgets import Input

from sessions.document.session import (
    Ambiguous,
    Claim,
    Entry,
    LoadTest,
    Note,
    Quote,
    Session,
    Unreadable,
)
from sessions.store.save import save
from tests.hostile.terminal import harmless, listening, obeys_only_textual, quickly
from tests.workbench.helpers import NARROW, WIDE, Desk, drive, on, opened
from workbench.actions import files
from workbench.app.app import NapkinApp, opening
from workbench.dialogs.path import PathScreen
from workbench.person.config import read_config
from workbench.state.state import State, start
from workbench.views.text import clean

SMALL = (60, 16)
ACTS = "\x1b]0;pwned\a\x1b[2J\x1b[5;77m\x9b6n\u202e\u2066\x00\r\n\t"
MARKUP = "[/foo]$x[@click=app.pwn]x[/][bold"
WIDE_SIGNS = "日本語👩\u200d🚀\ufe0fZ" + "\u0301" * 30
TEXTS = {
    "acts": f"A{ACTS}z",
    "markup": MARKUP,
    "wide": WIDE_SIGNS,
    "surrogate": "a\ud800b\udcff",
    "long": (MARKUP + ACTS + WIDE_SIGNS) * 8,
}


def hostile(text: str) -> Session:
    """The example with a text wherever a person's words stand, and two set-ups."""
    base = opening(None).session

    def entry(value: Entry) -> Entry:
        return value._replace(text=text, origin=text)

    claims = tuple([c._replace(said=text, note=text) for c in base.quotes[0].claims])
    first = claims[0]._replace(conditions={"region": text, "hardware": text, "tier": text})
    odd = Claim("", Entry(text, 1.0, text), said=text, note=text, counts=text)
    quote = Quote(
        text, (first, *claims, odd), datetime.date(2026, 1, 1), 1,
        conditions={"region": text, "tier": text}, terms={text: text, "minimum": text},
        ambiguous=(Ambiguous(text, 300.0, "tok/s", ("processed_tps", "aggregate_tps"), text),),
        refused=(Unreadable(text, text),), unread=(text, text), said=text, note=text, judged=text,
    )  # fmt: skip
    packet = base.packet._replace(
        entries={id: entry(each) for id, each in base.packet.entries.items()}
    )
    setup = base.setups[0]._replace(name=text, note=text)
    setup = setup._replace(entries={id: entry(each) for id, each in setup.entries.items()})
    other = setup._replace(name=f"{text} 2", entries={}, weights="fp8")
    test = LoadTest(text, {"concurrency": Entry(text, 16.0, text)}, text)
    return base._replace(title=text, packet=packet, setups=(setup, other), active=text,
        quotes=(quote, *base.quotes), notes=(Note(text),), load_tests=(test,),
    )  # fmt: skip


Look = Callable[[], None]


def nothing_acts(screen: Screen[object]) -> None:
    """No part of the screen does what markup in a text of somebody's asked for."""
    for strip in screen._compositor.render_strips():
        harmless(strip.text)
        for segment in strip:
            meta = segment.style.meta if segment.style is not None else {}
            assert "pwn" not in str(meta)


class Visitor:
    """Goes to a screen, looks, and comes back."""

    def __init__(self, desk: Desk, written: list[str]) -> None:
        self.desk, self.written = desk, written

    def look(self) -> None:
        """Nothing on screen acts, and nothing was written that does."""
        self.desk.app.screen._on_timer_update()
        nothing_acts(self.desk.app.screen)
        obeys_only_textual("".join(self.written))
        self.written.clear()
        assert self.desk.app.is_running
        assert not self.desk.app._exit

    async def press(self, *keys: str) -> None:
        """Each key, with a look after it."""
        for key in keys:
            await quickly(self.desk.app, key)
            self.look()

    async def back(self) -> None:
        """To the workbench, whatever lies over it."""
        while self.desk.app.screen is not self.desk.bench:
            self.desk.app.pop_screen()
            await self.desk.pilot.pause()

    async def hover(self) -> None:
        """Rest the mouse on many places: what it says is text too."""
        width, height = self.desk.app.size
        for y in range(0, height, 3):
            for x in range(0, width, 19):
                await self.desk.pilot.hover(offset=(x, y))
                tip = self.desk.app.screen.query("Tooltip")
                for each in tip:
                    harmless(str(each.render()))
        self.look()


def visits(
    text: str, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch, scenario: Scenario,
    state: State | None = None,
) -> None:  # fmt: skip
    """Run a scenario of a visitor on a hostile session."""
    with listening(monkeypatch) as written:

        async def scene(desk: Desk) -> None:
            desk.app.load_beside()
            visitor = Visitor(desk, written)
            visitor.look()
            await scenario(visitor)

        drive(scene, size, state or on(hostile(text), f"{text[:40]}.toml"))


Scenario = Callable[[Visitor], Awaitable[None]]
# All texts at one size, one text at all sizes; `make soak` has the rest.
SOME = [(text, WIDE) for text in TEXTS] + [("acts", NARROW), ("acts", SMALL)]
REST = [(text, size) for text in TEXTS for size in (NARROW, SMALL) if text != "acts"]


@pytest.mark.parametrize(
    ("name", "size"),
    [*SOME, *[pytest.param(*each, marks=pytest.mark.soak) for each in REST]],
)
def test_every_screen_over_a_hostile_session(
    name: str, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = TEXTS[name]

    async def scenario(at: Visitor) -> None:
        desk = at.desk
        # the panes, the sides of the chain, and what is typed over a field
        await at.press("f2", "k", "z", "z", "k", "f3", "equals_sign", "d", "equals_sign", "f4")
        await desk.select("quotes", "0.0")
        await at.press("w", "right", "c", "left", "escape", "c", "f", "backspace")
        await desk.select("quotes", "0.0")
        await at.press("F", "escape", "g", "escape", "f1", "escape", "comma", "down", "escape")
        await desk.select("fields", "title")
        await at.press("e", "escape")
        await desk.select("fields", "fresh_tokens")
        await at.press("e", "up", "escape", "plus", "D", "r", "escape", "s", "C", "u", "U", "u")
        await at.press("ctrl+p")
        line = desk.app.screen.query_one(Input)
        for words in ("quote", text[:60], "set-up"):
            line.value = ""
            desk.app.post_message(events.Paste(words))
            await desk.pilot.pause(0.1)
            at.look()
        await at.back()
        await at.press("f2", "y", "escape", "f3", "y", "escape", "ctrl+@", "escape")
        for key in ("0.1", f"0.{len(hostile('x').quotes[0].claims) - 1}"):
            await desk.select("quotes", key)
            await at.press("w", "escape")
        await at.press("delete", "u")
        # what stands in the place of the panes
        await at.press("f8", "down", "right", "v", "x", "f9", "pagedown", "ctrl+pagedown", "f10")
        await at.press("minus", "space", "a", "enter", "tab", "down", "f1", "escape", "f4")
        if size == WIDE and text in (TEXTS["acts"], TEXTS["markup"]):
            await at.hover()
        assert [s.name for s in desk.session.setups] == [text, f"{text} 2"]

    visits(text, size, monkeypatch, scenario)


@pytest.mark.parametrize("text", TEXTS.values(), ids=[*TEXTS])
def test_messages_questions_and_reasons_with_hostile_text(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scenario(at: Visitor) -> None:
        from workbench.dialogs.choose import Ask
        from workbench.dialogs.modal import Busy

        desk = at.desk
        for severity in ("information", "warning", "error"):
            desk.bench.desk.tell(text, severity)
            await desk.pilot.pause()
            at.look()
        assert "\x1b" not in "".join(desk.told())
        for screen in (Ask(text, (("a", text), ("b", text))), Busy(text, "stops")):
            desk.app.push_screen(screen)
            await desk.pilot.pause()
            at.look()
            await at.back()
        files.show_problems(desk.bench.desk, text, text)
        await desk.pilot.pause()
        at.look()

    visits(text, WIDE, monkeypatch, scenario)


@pytest.mark.parametrize("text", TEXTS.values(), ids=[*TEXTS])
def test_hostile_names_of_parts_are_said_in_the_reason(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = hostile(text)
    for part in ("model", "hardware", "assumptions", "weights", "kv", "attention"):
        setup = base.setups[0]._replace(**{part: text})  # type: ignore[arg-type]
        state = on(base._replace(setups=(setup, *base.setups[1:])))

        async def scenario(at: Visitor) -> None:
            await at.press("f2", "e", "f3", "equals_sign", "f4", "w", "escape", "C")

        visits(text, WIDE, monkeypatch, scenario, state)


@pytest.mark.parametrize("text", TEXTS.values(), ids=[*TEXTS])
def test_what_was_said_before_and_the_offered_rest_are_text(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = (f"Acme: {text[:300]}", text[:300])
    state = on(hostile(text))._replace(speaking=text)

    async def scenario(at: Visitor) -> None:
        at.desk.bench.action_do("say")
        await at.press("up", "up")
        assert at.desk.state.said == clean(said[0])
        await at.press("down", "up", "end", "escape", "escape")
        await at.press(*"acme", "end", "tab", "ctrl+@", "enter", "escape")

    with listening(monkeypatch) as written:
        start_app(tmp_path, "", {"said": said}, scenario, written, state)


NAMES = ("[x].toml", "[@click=app.pwn]go.toml", "\x1b]0;pwned\a.toml", "a\u202eb\nc\td.toml",
    "\x9b2J.toml", "日本語👩\u200d🚀.toml", "$x.toml")  # fmt: skip


def test_hostile_file_names_in_the_dialogs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "in [foo] \x1b]0;pwned\a"
    folder.mkdir()
    for name in NAMES:
        save(Session("mine"), folder / name)
    (folder / "sub\x1b[2J").mkdir()
    with open(bytes(folder) + b"/\xff\xfe.toml", "w") as file:
        file.write("schema = 1\n")

    async def scenario(at: Visitor) -> None:
        def paths() -> PathScreen:
            screen = at.desk.app.screen
            assert isinstance(screen, PathScreen)
            return screen

        for key in ("ctrl+o", "W"):
            at.desk.bench.bring("fields")
            await at.press(key)
            paths().put(f"{tmp_path}/in")
            await at.press("tab", "tab", "down", "down", "tab")
            for name in (*NAMES, "\udcff\udcfe.toml", "y" * 10_000):
                paths().put(str(folder / name))
                await at.press("tab", "enter")
                await at.desk.settle()
                at.look()
                await at.back()
                at.desk.bench.bring("fields")
                await at.press(key)
            await at.back()

    visits("", WIDE, monkeypatch, scenario, on(opening(None).session))


def test_a_file_with_a_hostile_name_is_opened_by_its_list(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    name = "\x1b]0;pwned\a[x].toml"
    save(Session("mine"), tmp_path / name)

    async def scenario(at: Visitor) -> None:
        await at.press("ctrl+o", "tab", "enter")
        await at.desk.settle()
        at.look()
        assert at.desk.session.title == "mine"
        assert Path(at.desk.state.path or "").name == name
        await at.press("f2", "W", "enter")
        await at.desk.settle()
        await at.press("1", "escape")

    visits("", WIDE, monkeypatch, scenario, on(opening(None).session))


def start_app(
    tmp_path: Path, config: str, memory: object, scenario: Scenario, written: list[str],
    state: State | None = None,
) -> None:  # fmt: skip
    """Run with a config file and a memory of one's own."""
    import asyncio

    config_path, memory_path = tmp_path / "config.toml", tmp_path / "remembered.json"
    config_path.write_text(config, encoding="utf-8", errors="surrogatepass")
    memory_path.write_text(json.dumps(memory))

    async def scene() -> None:
        app = NapkinApp(state or opening(None), read_config(config_path), memory_path)
        async with app.run_test(size=WIDE, notifications=True) as pilot:
            await opened(app, pilot)
            desk = Desk(app, pilot)
            await desk.settle()
            await scenario(Visitor(desk, written))

    asyncio.run(scene())


@pytest.mark.parametrize("text", TEXTS.values(), ids=[*TEXTS])
def test_a_hostile_memory_and_hostile_settings(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    short = text[:200]
    visits_of = [
        {"path": f"/gone/{short}.toml", "when": when, "worst": short, "setup": short,
         "basis": short, "field": short, "formula": short, "claim": short}
        for when in (0, 1e300, -1e300, 1e9)
    ]  # fmt: skip
    memory = {"recent": visits_of, "said": [short, "Acme: $1/M"], "steps": [short], "started": 1}
    quoted = json.dumps(
        text[:300].replace("\ud800", "").replace("\udfff", "").replace("\udcff", "")
    )
    config = f"{quoted} = 1\n[settings]\ncolours = {quoted}\n{quoted} = 2\n"
    config += f"[keys]\n{quoted} = {quoted}\nsave = {quoted}\n"

    async def scenario(at: Visitor) -> None:
        at.look()
        await at.back()
        await at.press("f2", "ctrl+r", "down", "ctrl+d", "enter", "escape")
        await at.back()
        await at.press("comma", "down", "right", "escape", "f2", "slash", "up", "up", "escape")

    with listening(monkeypatch) as written:
        start_app(tmp_path, config, memory, scenario, written)


@pytest.mark.parametrize("text", [TEXTS["acts"], TEXTS["markup"], TEXTS["wide"]], ids=str.isascii)
def test_what_is_rescued_and_what_differs_on_disk(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from workbench.app.app import opening as open_file
    from workbench.app.rescue import kept

    path = tmp_path / "deal [@click=app.pwn]x.toml"
    session = hostile(text)._replace(load_tests=())
    save(opening(None).session, path)
    state = open_file(str(path))
    kept(start(session, f"{tmp_path}/{text[:9].replace('/', '')}.toml"))
    theirs = opening(None).session._replace(title=text, notes=(Note(text),))

    async def scenario(at: Visitor) -> None:
        desk = at.desk
        desk.edit(desk.session._replace(title=f"mine {text}"), f"title {text}")
        save(theirs, path, state.base)
        desk.bench.file.look()
        await desk.settle()
        at.look()
        await at.press("ctrl+l")
        await desk.settle()
        await at.press("3")
        await desk.settle()
        at.look()
        await at.press("escape", "2")
        await desk.settle()
        at.look()
        assert desk.session.title == text
        await at.press("ctrl+z")
        desk.bench.action_do("open_rescued")
        await desk.pilot.pause()
        at.look()
        await at.press("1")
        await desk.settle()
        at.look()

    visits(text, WIDE, monkeypatch, scenario, state)


@pytest.mark.parametrize("text", TEXTS.values(), ids=[*TEXTS])
def test_a_picture_of_hostile_text_is_a_picture(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from xml.etree import ElementTree

    monkeypatch.chdir(tmp_path)

    async def scenario(at: Visitor) -> None:
        await at.press("f4", "P")
        await at.desk.settle()
        at.look()
        (path,) = tmp_path.glob("*.svg")
        ElementTree.fromstring(path.read_text(encoding="utf-8"))  # noqa: S314, our own picture

    visits(text, WIDE, monkeypatch, scenario)
