"""Hostile text as provider, note, title, set-up, claim, file name and typed text: shown literally,
through every widget.

Nothing crashes, nothing acts, and no character that a terminal obeys is in what is rendered.
"""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from textual import events

from sessions.document.session import Ambiguous, Claim, Entry, Note, Quote, Session, Unreadable
from tests.workbench.helpers import NARROW, WIDE, Desk, drive, on
from workbench.actions import files
from workbench.app.app import opening
from workbench.dialogs.modal import Tell
from workbench.dialogs.path import PathScreen
from workbench.views.text import clean, cut, wrap
from workbench.widgets.content import safe

HOSTILE = {
    "closing tag": "[/x]",
    "action": "[@click=app.quit]go[/]",
    "unfinished": "[bold",
    "colour": "\x1b[31mred\x1b[0m",
    "clipboard": "\x1b]52;c;cm0gLXJmIC8=\x07",
    "title": "\x1b]0;pwned\x07",
    "c1": "a\x9b31mb\x9d0;x\x9c",
    "reversed": "abc\u202e321\u2066",
    "zero width": "a\u200bb\ufeffc\u00ad",
    "newlines": "one\r\ntwo\ttab\x00nul",
    "wide": "日本語の提供者" * 6,
    "combining": "Z" + "\u0301" * 40 + "algo",
    "surrogate": "\ud800lone",
    "tags": "\U000e0041\U000e0042",
    "long": "long" * 1250,
    "emoji": "👩\u200d🚀\ufe0f",
}  # fmt: skip
ALLOWED = {"\u200c", "\u200d"}


def session_of(text: str) -> Session:
    """The example with a text wherever a person's words stand."""
    base = opening(None).session
    claims = tuple([claim._replace(said=text, note=text) for claim in base.quotes[0].claims])
    odd = Claim("", Entry(text, 1.0, text), said=text, note=text)
    quote = Quote(
        text, (*claims, odd), conditions={"region": text, "tier": text}, terms={text: text},
        ambiguous=(Ambiguous(text, 300.0, "tok/s", ("processed_tps", "aggregate_tps"), text),),
        refused=(Unreadable(text, text),), unread=(text, text), said=text, note=text,
    )  # fmt: skip
    setup = base.setups[0]._replace(name=text, note=text)
    packet = base.packet._replace(
        entries={id: entry._replace(origin=text) for id, entry in base.packet.entries.items()},
    )
    return base._replace(title=text, packet=packet, setups=(setup, *base.setups[1:]), active=text,
        quotes=(quote, *base.quotes), notes=(Note(text),),
    )  # fmt: skip


def rendered(desk: Desk) -> str:
    """Everything on screen, as the terminal gets it; the one look inside Textual."""
    strips = desk.app.screen._compositor.render_strips()
    return "\n".join([strip.text for strip in strips])


def harmless(text: str) -> None:
    bad = {
        character
        for character in set(text) - ALLOWED - {"\n"}
        if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp")
    }
    assert not bad, {hex(ord(character)) for character in bad}


@pytest.mark.parametrize("size", [WIDE, NARROW])
@pytest.mark.parametrize("text", HOSTILE.values(), ids=[*HOSTILE])
def test_hostile_words_in_a_session_are_shown_and_do_nothing(
    text: str, size: tuple[int, int]
) -> None:
    async def scenario(desk: Desk) -> None:
        for key in ("f2", "f3", "f4"):
            await desk.press(key)
            harmless(rendered(desk))
        for field in ("title", "fresh_tokens"):
            await desk.select("fields", field)
            await desk.press("e")
            harmless(rendered(desk))
            await desk.press("escape")
        await desk.select("quotes", "0.0")
        await desk.press("down", "down", "down", "c", "delete")
        harmless(rendered(desk))
        assert [q.provider for q in desk.session.quotes] == ["Acme", "Borealis", "Cirrus"]
        desk.bench.desk.tell(text, "error")
        files.show_problems(desk.bench.desk, text, text)
        await desk.pilot.pause()
        assert isinstance(desk.app.screen, Tell)
        harmless(rendered(desk))
        assert desk.app.is_running
        assert not desk.app._exit

    drive(scenario, size, on(session_of(text), f"{text[:40]}.toml"))


@pytest.mark.parametrize("text", HOSTILE.values(), ids=[*HOSTILE])
def test_hostile_text_pasted_into_every_line_is_shown_and_does_nothing(text: str) -> None:
    async def scenario(desk: Desk) -> None:
        desk.bench.say_line.post_message(events.Paste(text))
        await desk.pilot.pause()
        harmless(rendered(desk))
        await desk.press("enter", "escape")
        await desk.select("fields", "model")
        await desk.press("e")
        desk.bench.editor.post_message(events.Paste(text))
        await desk.pilot.pause()
        harmless(rendered(desk))
        await desk.press("escape", "ctrl+o")
        if not isinstance(desk.app.screen, PathScreen):
            await desk.press("2")
        line = desk.app.screen.query_one("#path")
        line.post_message(events.Paste(text))
        await desk.pilot.pause()
        harmless(rendered(desk))
        await desk.press("enter")
        harmless(rendered(desk))
        assert desk.app.is_running

    drive(scenario)


def test_hostile_file_names_are_listed_literally(tmp_path: Path) -> None:
    names = ["[x].toml", "[@click=app.quit]go.toml", "\x1b[31mred.toml", "abc\u202e.toml"]
    for name in names:
        (tmp_path / name).write_text("schema = 1\n")

    async def scenario(desk: Desk) -> None:
        await desk.press("ctrl+o")
        line = desk.app.screen.query_one("#path")
        line.value = f"{tmp_path}/"  # type: ignore[attr-defined]
        await desk.pilot.pause()
        shown = rendered(desk)
        harmless(shown)
        assert "[x].toml" in shown
        assert "[@click=app.quit]go.toml" in shown

    drive(scenario)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=[*HOSTILE])
def test_the_text_functions_keep_their_widths(text: str) -> None:
    from rich.cells import cell_len

    shown = clean(text)
    harmless(shown)
    assert safe(text).plain == shown
    for width in (1, 2, 7, 40):
        assert cell_len(cut(shown, width)) <= width
        assert all(cell_len(row) <= max(width, 2) for row in wrap(shown, width))
