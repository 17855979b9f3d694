"""What is known of a quote beside its figures, typed line by line."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.widgets import Input

from formulas.quantity import Refused
from sessions.document.session import Claim, Entry, Eval, Quote
from tests.sessions.deals import deals
from tests.workbench.helpers import NARROW, WIDE, Desk, drive, on
from workbench.state.particulars import eval_text, particulars, read_eval, with_particular

QUOTE = Quote("Acme", (Claim("ttft", Entry("1 s", 1.0)),))


def after(key: str, text: str) -> Quote:
    return with_particular(QUOTE, None, key, text)[0]


def test_each_part_of_a_quote_can_be_typed() -> None:
    assert after("said_by", "Jo").said_by == "Jo"
    assert after("where", "call").where == "call"
    assert after("note", "pilot price").note == "pilot price"
    assert after("round", "3").round == 3
    assert after("valid_until", "2026-12-31").valid_until == datetime.date(2026, 12, 31)
    assert after("date", "").date is None


@pytest.mark.parametrize(
    ("key", "text", "reason"),
    [
        ("valid_until", "31/12/2026", "no day"),
        ("valid_until", "2026-02-30", "no day"),
        ("round", "two", "no round"),
        ("round", "0", "no round"),
        ("claim.private", "maybe", "neither yes nor no"),
    ],
)
def test_what_cannot_be_is_refused_with_what_was_expected(key: str, text: str, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        with_particular(QUOTE, QUOTE.claims[0], key, text)
    assert refused.value.reason == reason
    assert refused.value.expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("GPQA 81.2% by us at fp8", Eval("GPQA", "us", "81.2%", "fp8")),
        ("vendor verifier 99% by Moonshot", Eval("vendor verifier", "Moonshot", "99%")),
        ("MMLU-Pro 81", Eval("MMLU-Pro", "", "81")),
        ("our own set", Eval("our own set")),
        ("GPQA 70% by Jo at the office", Eval("GPQA", "Jo at the office", "70%")),
    ],
)
def test_an_evaluation_is_one_line(text: str, expected: Eval) -> None:
    assert read_eval(text) == expected
    assert read_eval(eval_text(expected)) == expected


def test_an_evaluation_is_added_changed_and_taken_away() -> None:
    added = after("eval.0", "GPQA 81% by us")
    assert added.evals == (Eval("GPQA", "us", "81%"),)
    changed, _ = with_particular(added, None, "eval.0", "GPQA 79% by us")
    assert [each.result for each in changed.evals] == ["79%"]
    gone, _ = with_particular(changed, None, "eval.0", "")
    assert gone.evals == ()


def test_the_date_of_an_evaluation_stays_when_its_result_is_typed_anew() -> None:
    before = Eval("GPQA", "us", "81%", "", datetime.date(2026, 1, 2), "thinking on")
    assert read_eval("GPQA 82% by us", before)[4:] == (datetime.date(2026, 1, 2), "thinking on")


@given(st.sampled_from(["said_by", "round", "date", "eval.0", "claim.private"]), st.text())
def test_no_text_does_anything_but_be_taken_or_refused(key: str, text: str) -> None:
    try:
        quote, _ = with_particular(QUOTE, QUOTE.claims[0], key, text)
    except Refused:
        return
    assert particulars(quote, None)


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_they_are_typed_by_keyboard_and_are_one_step_back(size: tuple[int, int]) -> None:
    async def scenario(desk: Desk) -> None:
        await desk.select("quotes", "5.0")
        await desk.press("i")
        await desk.type("Jo")
        await desk.press("enter")
        await desk.type("call")
        await desk.press("enter", "down")
        await desk.type("GPQA 81% by us at fp4")
        await desk.press("enter", "escape")
        quote = desk.session.quotes[5]
        assert (quote.said_by, quote.where) == ("Jo", "call")
        assert quote.evals == (Eval("GPQA", "us", "81%", "fp4"),)
        await desk.press("ctrl+z")
        assert desk.session == deals()

    drive(scenario, size, on(deals()))


def test_what_is_not_taken_is_said_and_the_rest_stays() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.select("quotes", "5.0")
        await desk.press("i", "up")
        await desk.type("next week")
        await desk.press("enter")
        assert "Not taken: no day" in desk.text("page")
        await desk.press("escape", "escape")
        assert desk.session == deals()

    drive(scenario, state=on(deals()))


def test_what_is_empty_looks_empty_and_the_line_on_top_says_what_may_stand_there() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.select("quotes", "5.0")
        await desk.press("i")
        assert "such as" not in desk.text("page")
        rows = desk.text("page").splitlines()
        assert any(row.split() == ["said", "by", "—"] for row in rows)
        at = rows.index(" this claim")
        assert rows[at - 1] == ""
        labels = [row.rpartition("  ")[0].strip() for row in rows[at + 1 :]]
        assert labels == ["said by", "where", "note", "keep from others"]
        await desk.press("up", "up", "up", "up")
        entry = desk.app.screen.query_one(Input)
        assert entry.placeholder.startswith("keep from others: such as yes, and no text to others")
        await desk.type("yes")
        await desk.press("enter", "escape")
        assert desk.session.quotes[5].claims[0].private

    drive(scenario, NARROW, on(deals()))
