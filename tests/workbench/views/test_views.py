"""The views are pure: a scene and a width in, lines that fit it out, at every size and set-up."""

from __future__ import annotations

from random import Random

import pytest

from sessions.judging.verdict import Verdict
from tests.sessions.quoted import a_session
from workbench.app.app import opening
from workbench.state.scene import Scene, look
from workbench.state.state import start
from workbench.views.formulas.chain import chain_head, chain_list
from workbench.views.formulas.formula import formula_story
from workbench.views.formulas.pictures import Pictures
from workbench.views.frame.header import header
from workbench.views.frame.keys import footer
from workbench.views.lines import Later, flow, piece
from workbench.views.packet.fields import field_story, fields_list
from workbench.views.quotes.claim import claim_story
from workbench.views.quotes.quotes import height, quotes_list
from workbench.views.say.echo import echo
from workbench.views.text import cells

LINE = "Acme: $0.28/M, 400 tok/s/user, TTFT 0.1 s, purple at c=16 on 8xB200 FP4, latency 300 ms"


def scenes() -> list[Scene]:
    """The example on both set-ups, with and without something being said."""
    state = opening(None)
    other = state._replace(setup="tp4-c8", formula="ttft", field="mbu")
    return [look(state), look(other), look(state._replace(said=LINE))]


@pytest.mark.parametrize("width", [31, 34, 46, 78, 118, 198])
@pytest.mark.parametrize("number", range(3))
def test_no_line_is_wider_than_its_pane(number: int, width: int) -> None:
    scene = scenes()[number]
    lines = [
        *fields_list(scene, width),
        *field_story(scene, width),
        chain_head(scene, width),
        *chain_list(scene, width),
        *formula_story(scene, width, Pictures()),
        *quotes_list(scene, width),
        *claim_story(scene, width),
    ]
    too_wide = [row.text for row in lines if cells(row.text) > width]
    assert not too_wide


@pytest.mark.parametrize("width", [80, 120])
def test_the_rows_around_the_panes_fit_the_screen(width: int) -> None:
    for scene in scenes():
        rows = [header(scene, width), footer(scene, width, "say"), footer(scene, width, "chain")]
        assert [cells(row.text) for row in rows] == [width] * 3
        assert len(echo(scene, width)) == 2
        assert all(cells(row.text) <= width for row in echo(scene, width))


def test_every_formula_of_the_chain_can_be_told() -> None:
    state = opening(None)
    scene = look(state)
    for row in chain_list(scene, 78):
        if row.key:
            told = formula_story(look(state._replace(formula=row.key), scene), 60, Pictures())
            assert told, row.key


def test_every_field_has_a_story() -> None:
    state = opening(None)
    scene = look(state)
    for field in scene.fields:
        assert field_story(look(state._replace(field=field.id), scene), 40), field.id


def test_flags_are_a_glyph_and_a_word() -> None:
    text = "\n".join([row.text for row in quotes_list(look(opening(None)), 35)])
    for flag in ("✓ plausible", "~ 2x off", "✗ 10x off", "✗ beyond the ceiling", "✓ met"):
        assert flag in text


def test_a_value_that_is_the_same_on_every_basis_stands_once() -> None:
    rows = {row.key: row.text for row in chain_list(look(opening(None)), 48)}
    assert rows["kv_bytes_per_token"].split() == ["KV", "per", "token", "35.1", "KB/tok"]
    assert rows["per_stream_tps"].split()[-4:] == ["323", "109", "31.6", "27.2"]


def test_a_flow_that_does_not_fit_ends_in_an_ellipsis() -> None:
    (row,) = flow([(piece("one"),), (piece("two three four five"),)], 14, rows=1)
    assert row.text.startswith("one")
    assert row.text.endswith("…")
    assert cells(row.text) <= 14


def test_nothing_is_moved_before_an_edit() -> None:
    assert look(opening(None)).moved == frozenset()


@pytest.mark.parametrize("width", [24, 33, 36, 73, 74, 90, 111, 112, 140])
@pytest.mark.parametrize("seed", range(3))
def test_a_claim_takes_as_many_rows_as_were_counted_before_they_were_made(
    width: int, seed: int
) -> None:
    session = a_session(Random(seed), quotes=20)
    scene = look(start(session, None))
    counted: dict[str, int] = {}
    for row in quotes_list(scene, width):
        if isinstance(row, Later):
            counted[row.key] = counted.get(row.key, 0) + 1
            assert len(row.together) == height(verdict_of(scene, row.key), width)
            assert row.text
    assert list(counted) == [item.key for item in scene.items]
    assert all(number == height(verdict_of(scene, key), width) for key, number in counted.items())


def verdict_of(scene: Scene, key: str) -> Verdict:
    return next(item.verdict for item in scene.items if item.key == key)
