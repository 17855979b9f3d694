"""The set-ups side by side: in columns, marked where they differ, each evaluated once."""

from __future__ import annotations

import pytest

from sessions.document.session import Session
from tests.examples import stated
from tests.hostile.test_widgets import HOSTILE, harmless, rendered, session_of
from tests.workbench.helpers import NARROW, WIDE, Desk, drive, on
from workbench.app.app import opening
from workbench.state import fields
from workbench.state import state as states
from workbench.state.scene import look
from workbench.state.state import State
from workbench.views.formulas.beside import beside_head, beside_list, names_in
from workbench.views.frame.keys import footer
from workbench.views.text import cells

SIZES = [WIDE, NARROW]


def beside(copies: int = 0) -> State:
    """The example, with its two set-ups and some copies side by side."""
    state = opening(None)
    for _ in range(copies):
        state = states.copied(state, None)
    return states.side_by_side(state, True)


def alone() -> Session:
    """The example with one set-up only."""
    session = opening(None).session
    return session._replace(setups=session.setups[:1])


def rows_of(state: State, width: int = 78) -> dict[str, str]:
    return {row.key: row.text for row in beside_list(look(state), width) if row.key}


@pytest.mark.parametrize("size", SIZES)
def test_the_columns_become_the_set_ups_and_the_bases_again(size: tuple[int, int]) -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("f3")
        bases = desk.text("chain")
        await desk.press("equals_sign")
        assert desk.text("chain-head").split() == ["on", "napkin", "tp8-c16", "tp4-c8"]
        assert desk.bench.query_one("#pane-2").border_title == "2 Set-ups on napkin"
        assert desk.text("chain").startswith("Entered differently\n  GPUs per replica GPU")
        await desk.press("equals_sign")
        assert desk.text("chain") == bases
        assert desk.bench.query_one("#pane-2").border_title == "2 Formulas"

    drive(scenario, size)


def test_another_basis_is_chosen_and_named_in_the_title() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("f3", "equals_sign", "b")
        assert desk.bench.query_one("#pane-2").border_title == "2 Set-ups on fit"
        row = next(r for r in desk.text("chain").splitlines() if r[2:].startswith("pass time"))
        assert row.split()[-2:] == ["31.6", "—≠"], "the printed fit is of 8 GPUs"
        await desk.press("s", "B", "b")
        assert desk.state.basis == "fit", "a basis that another set-up has can be chosen too"

    drive(scenario)


def test_what_differs_is_marked_and_not_by_colour_alone() -> None:
    rows = rows_of(beside())
    assert rows["gpus_per_replica"].split() == ["GPUs", "per", "replica", "GPU", "8", "4≠"]
    assert rows["replica_flops"].rstrip().endswith("40≠")
    assert "≠" not in rows["kv_bytes_per_token"]
    assert rows["kv_bytes_per_token"].split()[-2:] == ["35.1", "KB/tok"]
    other = rows_of(beside()._replace(setup="tp4-c8"))
    assert other["gpus_per_replica"].split()[-2:] == ["8≠", "4"], "against the set-up on show"


def test_the_verdicts_that_differ_stand_below_their_quote() -> None:
    # Where all is said, nothing but the set-ups makes a difference.
    said = stated(kv="fp8", layout="dcp")
    session = opening(None).session
    quotes = [q._replace(conditions={**q.conditions, **said}) for q in session.quotes]
    state = states.side_by_side(on(session._replace(quotes=tuple(quotes))), True)
    text = [row.text.split() for row in beside_list(look(state), 78)]
    at = text.index(["Acme", "✗", "✗"])
    assert text[at + 1] == ["$/M", "processed", "✓", "~≠"]


def test_the_rows_that_differ_can_be_kept_alone() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("f3", "d")
        rows = [row for row in desk.bench.query_one("#chain").lines if row.key]  # type: ignore[attr-defined]
        assert rows
        assert all("≠" in row.text for row in rows)
        await desk.press("d")
        assert "KV per token" in desk.text("chain")
        assert desk.state.beside

    drive(scenario)


def test_set_ups_that_do_not_differ_say_so() -> None:
    state = states.copied(on(alone()), None)
    state = states.side_by_side(state, True)._replace(differing=True)
    (row, *_) = beside_list(look(state), 78)
    assert row.text == "On napkin, the set-ups do not differ in anything. d shows all rows."


@pytest.mark.parametrize("size", SIZES)
def test_one_set_up_alone_is_told_how_to_get_a_second(size: tuple[int, int]) -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("f3", "equals_sign")
        assert not desk.state.beside
        assert desk.text("chain-head").split()[0] == "ceiling"
        await desk.press("C", "equals_sign")
        assert desk.text("chain-head").split()[-2:] == ["tp8-c16", "tp8-c16-2"]
        await desk.press("u")
        assert desk.text("chain").startswith("This session has one set-up. C copies it")
        assert desk.state.setup == "tp8-c16"

    drive(scenario, size, on(alone()))


@pytest.mark.parametrize("size", SIZES)
def test_a_copy_is_changed_and_every_result_shows_what_that_does(size: tuple[int, int]) -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("f3", "equals_sign", "C")
        assert desk.state.setup == "tp8-c16-2"
        await desk.select("fields", "concurrency")
        await desk.press("e")
        await desk.type("32")
        await desk.press("enter", "f3")
        rows = desk.text("chain").splitlines()
        assert next(r for r in rows if "in flight" in r).split()[-3:] == ["16≠", "32●", "8≠"]
        assert next(r for r in rows if "TTFT  " in r or r.startswith("  TTFT")).count("≠")
        await desk.press("u", "u")
        assert [s.name for s in desk.session.setups] == ["tp8-c16", "tp4-c8"]
        assert desk.state.setup == "tp8-c16", "what it was copied from is on show again"

    drive(scenario, size)


def test_each_set_up_is_evaluated_once_and_only_where_an_edit_touched_it() -> None:
    state = beside()
    scene = look(state)
    moved = look(state._replace(formula="ttft", basis="fit"), scene)
    assert moved.lineup is scene.lineup
    changed = fields.understand(state.session, state.setup, "concurrency", "32").session
    after = look(states.edited(state, changed, scene.results), scene)
    assert after.lineup[0] is not scene.lineup[0]
    assert after.lineup[1] is scene.lineup[1]
    traffic = fields.understand(changed, state.setup, "fresh_tokens", "20k").session
    assert (
        look(states.edited(state, traffic, scene.results), after).lineup[1] is not after.lineup[1]
    )
    assert look(state._replace(beside=False), scene).lineup == ()


def test_a_set_up_that_cannot_be_resolved_says_why_beside_the_others() -> None:
    state = beside()
    odd = state.session.setups[1]._replace(model="[b]no\x1b[31m such")
    state = on(state.session.with_setup(odd))._replace(beside=True)
    rows = beside_list(look(state), 78)
    assert rows[0].text.startswith("tp4-c8: ")
    assert "\x1b" not in "".join(row.text for row in rows)
    assert any(row.text.rstrip().endswith("—≠") for row in rows)


def test_an_input_among_the_set_ups_leads_to_its_field_and_gives_way_afterwards() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("f3", "equals_sign", "home")
        assert desk.state.formula == "gpus_per_replica"
        assert "GPUs per replica" in desk.text("formula-story")
        assert "set aside" not in desk.text("formula-story")
        await desk.press("f")
        assert (desk.bench.focus_id, desk.state.field) == ("fields", "gpus_per_replica")
        await desk.press("equals_sign")
        assert desk.state.formula == "replica_price_per_hour"

    drive(scenario)


@pytest.mark.parametrize("width", [31, 46, 78, 118])
@pytest.mark.parametrize("copies", [0, 1, 2, 12])
def test_no_line_is_wider_than_its_pane_and_the_set_up_on_show_is_always_there(
    copies: int, width: int
) -> None:
    scene = look(beside(copies))
    rows = [beside_head(scene, width), *beside_list(scene, width)]
    assert not [row.text for row in rows if cells(row.text) > width]
    strong = [p.text for p in rows[0].pieces if p.role == "strong"]
    assert len(strong) == 1


def test_four_set_ups_fit_the_middle_pane_and_are_told_apart() -> None:
    head = beside_head(look(beside(2)), 47)
    assert head.text.split() == ["on", "napkin", "…8-c16", "…c16-2", "…c16-3", "tp4-c8"]


def test_names_that_do_not_fit_are_still_told_apart() -> None:
    assert names_in(["tp8-c16", "tp4-c8"], 7) == ["tp8-c16", "tp4-c8"]
    assert names_in(["kimi-tp8-c16", "kimi-tp8-c32"], 7) == ["…p8-c16", "…p8-c32"]
    assert names_in(["same-a-same", "same-b-same"], 6) == ["1 sam…", "2 sam…"]


@pytest.mark.parametrize("text", HOSTILE.values(), ids=[*HOSTILE])
def test_hostile_names_of_set_ups_are_shown_literally(text: str) -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("f3", "C", "equals_sign")
        harmless(rendered(desk))
        await desk.press("d", "home", "f1")
        harmless(rendered(desk))

    drive(scenario, NARROW, on(session_of(text)))


def test_the_keys_row_offers_what_can_be_done_with_the_set_ups() -> None:
    assert "= set-ups" in footer(look(opening(None)), 120, "chain").text
    shown = footer(look(beside()), 80, "chain").text
    for words in ("= bases", "d ≠ only", "C copy"):
        assert words in shown
    assert "= " not in footer(look(on(alone())), 120, "chain").text
