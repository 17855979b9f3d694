"""Fields are stepped by keys: on natural values, inside their range, through the same reader as
typed text, and as one step of the history while a key is held.
"""

from __future__ import annotations

import pytest

from formulas.book import BOOK
from formulas.quantity import TIERS
from sessions.catalogue.catalogue import shelf
from tests.workbench.actions.desk import PlainDesk, plainly
from tests.workbench.helpers import NARROW, WIDE, Desk, drive
from workbench.app.app import opening
from workbench.state import fields, steps
from workbench.state import state as states
from workbench.state.scene import look
from workbench.state.steps import Stuck, next_text, next_word, rule_of
from workbench.widgets.messages import FieldStepped


def walk(id: str, text: str, way: int, *, big: bool = False, most: int = 6) -> list[str]:
    """The texts that steps lead through; the last one says why there is no further."""
    found: list[str] = []
    for _ in range(most):
        try:
            text = next_text(id, BOOK.variables[id].read(text).value, way, big=big)
        except Stuck as stuck:
            return [*found, str(stuck)]
        found.append(text)
    return found


@pytest.mark.parametrize(
    ("id", "start", "way", "big", "expected"),
    [
        ("gpus_per_replica", "8", 1, False, ["16 GPU", "32 GPU"]),
        ("gpus_per_replica", "6", -1, False, ["4 GPU", "2 GPU", "1 GPU"]),
        ("concurrency", "16", 1, False, ["17 request", "18 request"]),
        ("concurrency", "99", 1, False, ["100 request", "110 request"]),
        ("concurrency", "100", -1, False, ["99 request", "98 request"]),
        ("concurrency", "18", 1, True, ["32 request", "64 request"]),
        ("num_layers", "61", -1, False, ["60", "59"]),
        ("api_price", "$0.317/Mtok", 1, False, ["$0.32/Mtok", "$0.34/Mtok"]),
        ("api_price", "$0.2/Mtok", -1, False, ["$0.19/Mtok", "$0.18/Mtok"]),
        ("api_price", "$0.317/Mtok", 1, True, ["$0.5/Mtok", "$1/Mtok", "$2/Mtok"]),
        ("api_price", "$0.002/Mtok", -1, True, ["$0.001/Mtok", "$0/Mtok"]),
        ("fresh_tokens", "13K", 1, False, ["14K token/request", "15K token/request"]),
        ("cache_hit_rate", "84.5%", 1, False, ["85%", "86%"]),
        ("cache_hit_rate", "84.5%", -1, True, ["80%", "70%"]),
        ("mfu", "1.5%", -1, False, ["1%", "0.9%", "0.8%"]),
        ("sla_uptime", "99%", 1, False, ["99.5%", "99.9%", "99.95%", "99.99%"]),
        ("sla_uptime", "99.9%", -1, False, ["99.5%", "99%", "98%"]),
        ("overlap_factor", "0.5", 1, False, ["0.55", "0.6"]),
        ("hours_per_month", "730 hour/month", 1, False, ["731 hour/month"]),
        ("bytes_per_kv_value", "1 byte", 1, False, ["2 byte", "4 byte"]),
        ("fit_intercept", "0.01 ms", -1, True, ["0 ms", "-0.01 ms", "-0.02 ms"]),
        ("fit_intercept", "-5.2 ms", 1, False, ["-5 ms", "-4.8 ms"]),
    ],
)
def test_steps_are_the_natural_ones(
    id: str, start: str, way: int, big: bool, expected: list[str]
) -> None:
    assert walk(id, start, way, big=big, most=len(expected)) == expected


FIELDS = [field for field in look(opening(None)).fields if field.variable is not None]


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.id)
@pytest.mark.parametrize("way", [1, -1])
@pytest.mark.parametrize("big", [False, True])
def test_every_step_goes_its_way_and_is_read_by_the_field(
    field: fields.Field, way: int, big: bool
) -> None:
    variable = field.variable
    assert variable is not None
    low, high = (edge * variable.unit.factor for edge in (variable.low, variable.high))
    usual = variable.read(variable.example.partition(",")[0]).value
    for start in (usual, usual * 0.137, usual * 7.31, low, high, max(low, 0.0)):
        value, why = min(max(start, low), high), ""
        for _ in range(60):
            try:
                text = next_text(field.id, value, way, big=big)
            except Stuck as stuck:
                why = str(stuck)
                break
            after = variable.read(text).value  # raises Refused where the field would
            assert (after - value) * way > 0, f"{value} to {text}"
            value = after
        assert not why or "est it may be" in why or why.endswith("est tier.")
    assert rule_of(field.id).small


def test_a_field_at_its_limit_and_one_without_a_value_say_so() -> None:
    assert walk("cache_hit_rate", "100%", 1) == ["cache hit rate: 100% is the highest it may be."]
    assert walk("concurrency", "1", -1) == ["in flight: 1 request is the lowest it may be."]
    assert walk("bytes_per_kv_value", "4", 1) == ["This is the highest tier."]
    with pytest.raises(Stuck, match="cached tokens p50 has no value yet"):
        next_text("cached_tokens_p50", None, 1)


def test_words_go_round_through_all_that_may_stand_there() -> None:
    tiers = list(TIERS)
    assert [next_word("weights", tier, 1) for tier in tiers] == [*tiers[1:], tiers[0]]
    assert next_word("weights", tiers[0], -1) == tiers[-1]
    models = list(shelf("models"))
    assert next_word("model", shelf("models")[models[0]].title, 1) == models[1]
    assert next_word("attention", "kv", 1) == "mixed"
    assert next_word("attention", "mixed", 1) == "", "empty is the model's own"
    with pytest.raises(Stuck, match="free text"):
        next_word("title", "x", 1)
    if len(shelf("hardware")) == 1:
        with pytest.raises(Stuck, match="no other accelerator"):
            next_word("hardware", "B200", 1)


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_a_held_key_is_one_step_of_the_history(size: tuple[int, int]) -> None:
    async def scenario(desk: PlainDesk) -> None:
        await desk.select("fields", "concurrency")
        await desk.press("right", "right", "plus", "shift+right")
        assert desk.value("concurrency") == 32
        assert desk.session.setup().entries["concurrency"].text == "32 request"
        assert len(desk.state.history.past) == 1
        assert "was 16 req, as opened" in desk.text("field-story")
        assert ("pass_time", "napkin") in desk.scene.moved
        await desk.press("ctrl+z")
        assert desk.value("concurrency") == 16
        assert not desk.state.unsaved

    plainly(scenario, size)


def test_steps_of_two_fields_are_two_steps_back() -> None:
    async def scenario(desk: PlainDesk) -> None:
        await desk.select("fields", "concurrency")
        await desk.press("plus", "plus")
        await desk.select("fields", "gpu_price")
        await desk.press("minus", "minus")
        assert desk.session.setup().entries["gpu_price"].text == "$5/GPU/hour"
        assert [step.label for step in desk.state.history.past] == [
            "",
            "in flight 18 req",
        ]
        await desk.press("u")
        assert desk.value("concurrency") == 18

    plainly(scenario)


def test_a_step_there_and_back_leaves_nothing_behind() -> None:
    state = opening(None)
    there = states.stepped(state, "concurrency", "17 request", None)
    assert there.unsaved
    back = states.stepped(there, "concurrency", "16 request", None)
    assert back.session == state.session, "with the text and the origin of the file"
    assert not back.history.past
    assert not back.unsaved


def test_a_save_in_between_is_not_merged_away() -> None:
    state = states.stepped(opening(None), "concurrency", "17 request", None)
    state = states.saved(state, "x.toml", None)
    state = states.stepped(state, "concurrency", "18 request", None)
    assert states.undone(state, None).session == state.history.saved


def test_arrows_step_while_typing_and_the_text_shows_it() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.select("fields", "fresh_tokens")
        await desk.press("e", "up")
        assert desk.all(FieldStepped)[-1].way == 1
        assert desk.bench.editor.value == "14K token/request"
        assert desk.value("fresh_tokens") == 14_000
        await desk.press("shift+up")
        assert desk.value("fresh_tokens") == 20_000
        await desk.press("down", "enter")
        assert desk.session.packet.entries["fresh_tokens"].text == "19K token/request"
        assert len(desk.state.history.past) == 1

    drive(scenario)


def test_after_text_that_was_refused_a_step_starts_from_the_last_good_value() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.select("fields", "concurrency")
        await desk.press("e")
        await desk.type("20 parsecs")
        assert desk.state.typing is not None
        assert desk.state.typing.problem
        await desk.press("up")
        assert desk.bench.editor.value == "17 request"
        assert not desk.state.typing.problem
        await desk.press("escape")
        assert desk.value("concurrency") == 16

    drive(scenario)


def test_words_are_stepped_in_the_pane() -> None:
    async def scenario(desk: PlainDesk) -> None:
        await desk.select("fields", "weights")
        await desk.press("right")
        assert desk.session.setup().weights == "nvfp4"
        await desk.press("left")
        assert not desk.state.unsaved
        await desk.select("fields", "objective")
        await desk.press("plus")
        assert desk.session.packet.objective == "service level"

    plainly(scenario)


def test_arrows_to_the_side_change_nothing_in_the_other_panes() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.press("f3", "right", "left", "f4", "right")
        assert desk.bench.focus_id == "quotes"
        assert not desk.state.unsaved

    drive(scenario)


def test_the_palette_steps_from_anywhere() -> None:
    async def scenario(desk: PlainDesk) -> None:
        await desk.select("fields", "concurrency")
        await desk.press("3", "plus")
        assert desk.value("concurrency") == 17
        assert desk.at == "fields"

    plainly(scenario, NARROW)


def test_the_rule_of_each_field_stands_in_its_story() -> None:
    async def scenario(desk: PlainDesk) -> None:
        await desk.select("fields", "mbu")
        story = " ".join(desk.text("field-story").split())
        assert "+ - by a point; { } by ten points" in story
        assert "such as 50%, or 0.5 as a fraction" in story
        assert steps.rule_of("model") == steps.Rule("the next choice", "")

    plainly(scenario)
