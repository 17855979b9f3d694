"""The rows under the say line: an empty line teaches, and nothing jumps while one is typed."""

from __future__ import annotations

import pytest

from tests.workbench.actions.desk import PlainDesk, plainly
from tests.workbench.helpers import NARROW, WIDE, Desk, drive
from workbench.views.text import cells

SMALL = (60, 16)
SAID = "Dorado: $0.28/M, 40 tok/s/user, blah TTFT 0.1 s at c=16 on 8xB200 FP4, latency 40 ms, so"


@pytest.mark.parametrize("size", [WIDE, NARROW, SMALL])
def test_an_empty_line_shows_an_example_that_fits_and_can_be_said(size: tuple[int, int]) -> None:
    async def scenario(desk: Desk) -> None:
        example, keys = desk.text("echo").split("\n")
        assert "such as  Acme: $0.28/M" in example
        assert "…" not in example
        assert "^space what can be said" in keys
        await desk.type(example.partition("such as  ")[2])
        draft = desk.bench.scene.draft
        assert draft is not None
        assert len(draft.verdicts) >= 2
        assert draft.quote.unread == ()

    drive(scenario, size)


@pytest.mark.parametrize("size", [WIDE, NARROW, SMALL])
def test_no_row_moves_while_a_line_is_typed(size: tuple[int, int]) -> None:
    async def scenario(desk: Desk) -> None:
        ids = ("header", "panes", "say-row", "say", "echo", "footer")
        places = [desk.bench.query_one(f"#{id}").region for id in ids]
        assert places[-1].bottom == size[1]
        margins = set()
        for end in range(0, len(SAID), 7):
            desk.bench.say_line.put(SAID[:end])
            await desk.pilot.pause()
            assert [desk.bench.query_one(f"#{id}").region for id in ids] == places
            rows = desk.text("echo").split("\n")
            assert len(rows) == 2
            assert all(cells(row) <= size[0] for row in rows)
            margins.update([len(row) - len(row.lstrip()) for row in rows if row.strip()])
        assert len(margins) == 1, "what is echoed starts in one column"

    drive(scenario, size)


def test_what_was_not_read_is_marked_and_what_is_still_typed_is_given_time() -> None:
    async def scenario(desk: PlainDesk) -> None:
        await desk.type("foo TTFT 0.1 s, thr")
        assert "? not read: foo" in desk.text("echo")
        assert "? not read yet: thr" in desk.text("echo")
        assert "enter keeps it" in desk.text("echo")

    plainly(scenario)


def test_where_there_is_nothing_to_keep_the_way_to_the_words_is_shown() -> None:
    async def scenario(desk: PlainDesk) -> None:
        await desk.type("Dorado: bla")
        assert "keeps it" not in desk.text("echo")
        assert "^space what can be said" in desk.text("echo")

    plainly(scenario)
