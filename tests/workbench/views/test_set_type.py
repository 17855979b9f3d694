"""Views set type: what they show was worked out before, in the scene, and once."""

from __future__ import annotations

import ast
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import workbench.views
from sessions.judging.judge import then
from sessions.offers.changes import since_last
from sessions.offers.deal import deal_of
from sessions.setups.checks import cross_checks, impossible, needs
from workbench.app.app import opening
from workbench.state.compare import says
from workbench.state.scene import look
from workbench.views.lines import Lines
from workbench.views.packet.fields import field_story, fields_list
from workbench.views.quotes.claim import claim_story
from workbench.views.quotes.quotes import quotes_list

# Of what is below the workbench, a view takes values, what puts them in words, and these.
SETS = {
    "formulas.algebra": {"names"},  # the ids in a formula, in the order written
    "formulas.chain": {"differ"},
    "formulas.quantity": {"significant"},
    "formulas.drawing": {"draw"},
    "formulas.drawing_setting": {"plain_text"},
    "formulas.memo": {"while_same"},
    "formulas.spread": {"chance"},
    "formulas.units": {"measure"},
    "formulas.working": {"block", "block_spans"},
    "sessions.claims.metrics": {"levels"},
    "sessions.catalogue.figures": {"figures", "shown", "words_for"},
    "sessions.document": {"clock"},
    "sessions.document.keep": {"can_keep"},
    "sessions.files.names": {"finds", "letters"},
    "sessions.files.safe_text": {"visible"},
    "sessions.judging.limits": {"per_minute"},
    "sessions.say.suggestions": {"finds"},
}
WORDS = {"in_words", "in_short"}


def test_views_import_values_and_words_and_work_nothing_out() -> None:
    beyond: list[str] = []
    for module in sorted(Path(workbench.views.__path__[0]).rglob("*.py")):
        for node in ast.walk(ast.parse(module.read_bytes())):
            if not isinstance(node, ast.ImportFrom) or node.module is None:
                continue
            if node.module.partition(".")[0] not in ("formulas", "sessions"):
                continue
            told = WORDS | SETS.get(node.module, set())
            if node.module == "sessions.claims.telling":  # all of it puts figures in words
                continue
            work = [name.name for name in node.names if name.name[0].islower()]
            beyond += [f"{module.name}: {node.module}.{name}" for name in work if name not in told]
    assert beyond == []


def _painted(views: list[Callable[..., Lines]]) -> Counter[str]:
    """How often things are worked out while some views are painted, in two widths each."""
    worked = {f.__code__: f.__name__ for f in (cross_checks, impossible, needs, then)}
    for kept in (deal_of, since_last, says):
        plain = getattr(kept, "__wrapped__", kept)
        worked[plain.__code__] = kept.__name__
    counted: Counter[str] = Counter()

    def watch(frame: FrameType, event: str, argument: object) -> None:
        if event == "call" and frame.f_code in worked:
            counted[worked[frame.f_code]] += 1

    scene = look(opening(None)._replace(field="concurrency", claim="1.0"))
    sys.setprofile(watch)
    try:
        for view in views:
            for width in (40, 60):
                view(scene, width)
    finally:
        sys.setprofile(None)
    return counted


def test_whatever_is_painted_first_works_out_once_what_all_show() -> None:
    views = [fields_list, field_story, quotes_list, claim_story]
    orders = [_painted(views), _painted(views[::-1])]
    for counted in orders:
        assert {name: counted[name] for name in ("needs", "cross_checks", "impossible")} == {
            "needs": 1,
            "cross_checks": 1,
            "impossible": 1,
        }
        assert counted["since_last"] <= 1
