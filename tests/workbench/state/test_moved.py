"""What an edit changed is marked, counted and gone through, and can be held against the file."""

from __future__ import annotations

import itertools
import shutil
from pathlib import Path

import pytest

from formulas.book import BOOK
from sessions.catalogue.catalogue import EXAMPLE
from sessions.claims.telling import ratio
from tests.hostile.test_widgets import HOSTILE, harmless, rendered, session_of
from tests.workbench.actions.desk import PlainDesk, plainly
from tests.workbench.helpers import NARROW, WIDE, Desk, drive, on
from workbench.app.app import opening
from workbench.state import compare, fields
from workbench.state import state as states
from workbench.state.scene import Scene, look
from workbench.state.state import State
from workbench.views.formulas.beside import beside_list
from workbench.views.formulas.chain import chain_head, chain_list
from workbench.views.packet.fields import field_story, fields_list
from workbench.views.quotes.claim import claim_story
from workbench.views.quotes.quotes import quotes_list
from workbench.views.text import cells


def changed(state: State, id: str, text: str) -> State:
    """An edit, as it is typed and kept."""
    return states.kept(states.typed(state, id, text, look(state).results))


def edited(id: str, text: str) -> Scene:
    """The example after one edit, as the workbench comes to it."""
    state = opening(None)
    return look(changed(state, id, text), look(state))


def rows(scene: Scene, key: str, width: int = 36) -> str:
    return "\n".join([row.text.rstrip() for row in quotes_list(scene, width) if row.key == key])


def filed(tmp_path: Path) -> State:
    """The example in a file of its own."""
    path = tmp_path / "deal.toml"
    shutil.copy(EXAMPLE, path)
    return opening(str(path))


# --- what moved


def test_a_verdict_that_turned_shows_what_it_was() -> None:
    scene = edited("fit_intercept", "0.1 ms")
    scene = look(changed(scene.state, "fit_slope", "0.5 ms/request"), scene)
    found = scene.moves
    assert found.verdicts
    key = found.verdicts[0]
    before = scene.claims_moved[key]
    assert "●" in rows(scene, key)
    item = claim_story(look(scene.state._replace(claim=key), scene), 60)
    story = " ".join(" ".join([row.text for row in item]).split())
    assert before.fit_ratio is not None
    assert f"● was {ratio(before.fit_ratio)}" in story
    arrow = {"2x-off": "~→", "10x-off": "✗→", "plausible": "✓→"}[before.leading]
    assert arrow in rows(scene, key), "the flag before, where there is room for no more"


def test_in_a_wide_pane_the_ratio_before_stands_beside_the_mark() -> None:
    scene = edited("sync_efficiency", "60%")
    (key, *_) = scene.moves.ratios
    before = scene.claims_moved[key]
    assert before.ratio is not None
    assert f"was {before.ratio:.2f}x" in rows(scene, key, 140)


def test_a_claim_that_did_not_move_has_no_mark() -> None:
    scene = edited("gpu_price", "$4/GPU/hour")
    moved = set(scene.claims_moved)
    assert moved
    for row in quotes_list(scene, 78):
        if "●" in row.text:
            assert row.key in moved
    still = {row.key for row in quotes_list(scene, 78) if row.key} - moved
    assert still, "a price does not move speeds"


def test_verdicts_before_are_taken_over_and_not_judged_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    state = opening(None)
    first = look(state)
    after = look(states.typed(state, "concurrency", "3", first.results), first)
    assert after.judged_before is first.judged
    more = look(states.typed(after.state, "concurrency", "32", after.results), after)
    assert more.judged_before is first.judged, "against what stood there before the first letter"
    still = look(more.state._replace(formula="ttft"), more)
    assert still.claims_moved is more.claims_moved
    alone = look(more.state)
    assert alone.claims_moved.keys() == more.claims_moved.keys()


def test_undo_marks_what_it_moved_and_another_set_up_starts_without_marks() -> None:
    scene = edited("concurrency", "64")
    assert scene.claims_moved
    back = look(states.undone(scene.state, scene.results), scene)
    assert back.claims_moved.keys() == scene.claims_moved.keys()
    assert not look(states.switched(scene.state, 1), scene).claims_moved


def test_a_copy_and_a_removed_quote_move_nothing() -> None:
    scene = look(opening(None))
    assert not look(states.copied(scene.state, scene.results), scene).claims_moved
    fewer = scene.session._replace(quotes=scene.session.quotes[1:])
    after = look(states.edited(scene.state, fewer, scene.results), scene)
    assert after.judged_before
    assert not after.claims_moved, "a quote further up is still the same quote"


def test_the_head_of_the_formulas_counts_in_the_words_that_fit() -> None:
    scene = edited("context_tokens", "200K")
    found = scene.moves
    several = "s" if len(found.verdicts) > 1 else ""
    counted = f"{len(found.formulas)} formulas, {len(found.verdicts)} verdict{several}"
    assert counted in chain_head(scene, 78).text
    assert found.words() == counted
    marked = [row.key for row in chain_list(scene, 78) if "●" in row.text]
    assert list(found.formulas) == marked
    assert "●" not in chain_head(look(opening(None)), 78).text


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_m_goes_through_formulas_then_claims_and_round(size: tuple[int, int]) -> None:
    async def scenario(desk: PlainDesk) -> None:
        await desk.select("fields", "context_tokens")
        await desk.press("e")
        await desk.type("200K")
        await desk.press("enter")
        places = desk.scene.moves.places()
        seen = []
        for _ in places:
            await desk.press("m")
            pane = desk.at
            key = desk.state.formula if pane == "chain" else desk.state.claim
            seen.append((pane, key))
            if pane == "chain":
                assert "● was" in desk.text("formula-story"), key
            else:
                assert "● was" in desk.text("claim-story"), key
        assert seen == places
        await desk.press("m")
        assert (desk.at, desk.state.formula) == places[0]
        await desk.press("M")
        assert (desk.at, desk.state.claim) == places[-1]

    plainly(scenario, size)


def test_nothing_that_moved_is_said() -> None:
    async def scenario(desk: PlainDesk) -> None:
        await desk.press("f2", "m")
        assert desk.told() == ["Nothing moved: the marks are of the last edit, until the next one."]

    plainly(scenario)


def test_numbers_with_marks_between_them_do_not_touch() -> None:
    state = states.side_by_side(states.copied(opening(None), None), True)
    for view in (beside_list, chain_list):
        for text in ("1M", "20K"):
            scene = look(changed(state, "context_tokens", text), look(state))
            for width in (46, 60, 78):
                for row in view(scene, width):
                    pieces = [p.text for p in row.pieces if p.text]
                    for mark, after in itertools.pairwise(pieces):
                        if mark in ("●", "≠") and after.strip():
                            assert after[0] == " ", row.text


# --- against the file and the example


def test_the_story_says_what_the_file_and_the_example_say(tmp_path: Path) -> None:
    state = changed(filed(tmp_path), "concurrency", "32")
    state = states.saved(state, str(state.path), None)
    state = changed(state, "concurrency", "64")
    story = " ".join(
        " ".join(
            [row.text for row in field_story(look(state._replace(field="concurrency")), 60)]
        ).split()
    )
    assert "● was 32 req, in the file" in story
    assert "≠ in the example 16 req" in story
    assert "R takes it back" in story


def test_an_untouched_field_names_its_line_and_compares_nothing(tmp_path: Path) -> None:
    state = filed(tmp_path)._replace(field="fresh_tokens")
    lines = EXAMPLE.read_text().split("\n")
    at = next(n for n, text in enumerate(lines, 1) if text.startswith("fresh_tokens ="))
    story = " ".join([row.text for row in field_story(look(state), 90)])
    assert f"(deal.toml:{at})" in story
    assert "≠" not in story
    after = " ".join(
        [row.text for row in field_story(look(changed(state, "fresh_tokens", "1K")), 90)]
    )
    assert "deal.toml:" not in after, "the line does not say this any more"


def test_a_field_goes_back_to_what_the_file_says() -> None:
    async def scenario(desk: Desk) -> None:
        session = desk.session
        for id, text in (("concurrency", "64"), ("weights", "fp8"), ("objective", "speed")):
            await desk.select("fields", id)
            await desk.press("e")
            await desk.type(text)
            await desk.press("enter")
        for id in ("weights", "objective", "concurrency"):
            await desk.select("fields", id)
            await desk.press("R")
        assert desk.session == session
        assert not desk.state.unsaved
        assert desk.state.history.undoes == "in flight as opened"
        await desk.press("R")
        assert [*desk.app._notifications][-1].message == "in flight is the same as opened."

    drive(scenario)


@pytest.mark.parametrize("size", [WIDE, NARROW, (60, 16)])
def test_the_list_of_changes_leads_to_a_field_and_takes_one_back(size: tuple[int, int]) -> None:
    async def scenario(desk: Desk) -> None:
        for id, text in (("concurrency", "64"), ("gpu_price", "$4/GPU/hour")):
            await desk.select("fields", id)
            await desk.press("e")
            await desk.type(text)
            await desk.press("enter")
        await desk.press("D")
        page = desk.text("page").splitlines()
        assert page[1].split()[:4] == [">1" if page[1][0] == ">" else "1", "in", "flight", "16"]
        assert page[2].split()[:4] == ["2", "GPU", "price", "$6/GPU/hour"]
        await desk.press("r")
        assert desk.value("concurrency") == 16
        assert "in flight" not in desk.text("page")
        await desk.press("enter")
        assert (desk.bench.focus_id, desk.state.field) == ("fields", "gpu_price")
        await desk.press("D", "r")
        assert desk.text("page").startswith("Every field is the same as opened.")
        await desk.press("escape")
        assert not desk.state.unsaved

    drive(scenario, size)


def test_a_new_set_up_has_nothing_to_go_back_to() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("f3", "C", "f2", "R")
        assert [*desk.app._notifications][-1].message == (
            "There is no value to go back to: tp8-c16-2 is not in the file."
        )
        await desk.press("D")
        assert desk.text("page").startswith("There is nothing to compare with: tp8-c16-2")
        await desk.press("escape", "s", "D")
        assert "1 set-up more" in desk.text("page")

    drive(scenario)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=[*HOSTILE])
def test_hostile_words_are_compared_literally(text: str) -> None:
    async def scenario(desk: Desk) -> None:
        hostile = desk.session._replace(title=desk.session.title + "x")
        desk.edit(hostile, "title")
        await desk.select("fields", "title")
        harmless(rendered(desk))
        await desk.press("D")
        harmless(rendered(desk))

    drive(scenario, NARROW, on(session_of(text)))


def test_what_a_session_says_is_found_once() -> None:
    state = opening(None)
    assert compare.in_file(state) is compare.in_file(state)
    assert compare.example() is compare.example()


# --- what was hard to read


def test_the_two_fields_in_flight_are_told_apart() -> None:
    texts = [row.text for row in fields_list(look(opening(None)), 30)]
    assert [text.split("  ")[1] for text in texts if "in flight" in text][:2] == [
        "in flight, demand",
        "in flight/replica",
    ]
    assert len({row.text[:20] for row in fields_list(look(opening(None)), 60) if row.key}) > 40


def test_the_hours_of_the_traffic_are_told_apart_in_a_narrow_pane() -> None:
    texts = {row.key: row.text for row in fields_list(look(opening(None)), 24) if "_p9" in row.key}
    assert texts
    for key, text in texts.items():
        assert f" {key.rpartition('_')[2]} " in text


def test_a_row_that_shows_one_basis_of_several_names_it() -> None:
    scene = look(opening(None)._replace(field="replicas"))
    row = next(row.text for row in fields_list(scene, 60) if row.key == "replicas")
    assert "replicas, napkin" in row
    story = " ".join(" ".join([row.text for row in field_story(scene, 60)]).split())
    results = scene.results
    assert results is not None
    for basis, value in results.by_basis("replicas").items():
        assert f"{basis} {value:g}" in story


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (100, 30), (120, 40)])
def test_the_line_over_a_field_leaves_its_label_in_sight(size: tuple[int, int]) -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("f2")
        pane = desk.bench.query_one("#fields")
        for field in desk.bench.scene.fields:
            desk.bench.state = desk.state._replace(field=field.id)
            await desk.pilot.pause()
            place = desk.bench.place_of_field()
            row = next(r for r in desk.bench.query_one("#fields").lines if r.key == field.id)  # type: ignore[attr-defined]
            label = cells(row.pieces[0].text.rstrip())
            assert place.x >= pane.region.x + label + 1, field.id
            assert place.width >= 8

    drive(scenario, size)


def test_what_napkin_worked_out_is_rounded_in_the_list_and_full_below() -> None:
    scene = look(opening(None)._replace(said="Acme: $0.93/M in, $0.15/M cached, $3.7/M out"))
    assert scene.draft is not None
    blend = scene.draft.verdicts[-1].claim.value
    assert len(blend.text) > len("$0.0000/Mtok"), "seven digits, or this tests nothing"
    rounded = BOOK.variables["blended_price"].show(blend.value)
    (key,) = {row.key for row in quotes_list(scene, 140) if f"{rounded} " in row.text}
    assert blend.text not in "".join([row.text for row in quotes_list(scene, 140)])
    story = claim_story(look(scene.state._replace(claim=key), scene), 90)
    assert blend.text in story[0].text


def test_following_shows_the_basis_that_is_explained() -> None:
    from workbench.dialogs.formula import Follow

    scene = look(opening(None)._replace(formula="pass_time", basis="measured"))
    results = scene.results
    assert results is not None
    assert results.get("memory_time", "measured") is None
    rows = {row.key: row.text.rstrip(" =ce") for row in Follow(scene, "pass_time").lines(60)}
    assert rows["memory_time"].endswith("ms on napkin"), "a value of elsewhere says so"
    measured = results.get("per_stream_tps", "measured")
    assert measured is not None
    assert rows["per_stream_tps"].endswith(BOOK.variables["per_stream_tps"].show(measured))


def test_help_says_how_to_type_a_share() -> None:
    async def scenario(desk: PlainDesk) -> None:
        await desk.select("fields", "mbu")
        await desk.press("e", "f1")
        assert "83.5% or 0.835" in " ".join(desk.text("page").split())

    plainly(scenario)


def test_a_value_typed_again_as_it_was_is_no_difference() -> None:
    state = opening(None)
    assert fields.text_of(state.session, state.setup, "concurrency", None, None) == "16 request"
    assert not list(compare.differences(state, look(state).fields))


def test_a_mark_of_what_moved_goes_with_the_next_edit() -> None:
    def marks(scene: Scene) -> int:
        return sum("●" in row.text for row in quotes_list(scene, 60))

    scene = look(opening(None))
    assert marks(scene) == 0
    scene = look(changed(scene.state, "gpu_price", "$4/GPU/hour"), scene)
    assert marks(scene) > 0
    scene = look(changed(scene.state, "sla_uptime", "99.5%"), scene)
    assert not scene.claims_moved
    assert marks(scene) == 0, "nothing of the first edit stands there any more"
