"""What an offer comes to, as it is printed, as JSON, and on the screen."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from sessions.answers.quotes import checked
from sessions.catalogue.catalogue import EXAMPLE
from sessions.claims.metrics import BLENDED, METRICS
from sessions.claims.telling import title_of
from sessions.document.session import Eval, Quote, Session
from sessions.export.text.layout import WIDE
from sessions.export.text.offers import bakeoff
from sessions.say import read_line
from sessions.store.load import load
from sessions.store.save import save
from tests.examples import claim, example
from workbench.app.app import opening
from workbench.commands.cli import napkin
from workbench.state.scene import look
from workbench.state.state import State
from workbench.views.quotes.claim import claim_story
from workbench.views.quotes.quotes import quotes_list
from workbench.views.text import cells

LIST = "$0.95 / $0.16 / $4.00 (in/cache/out)"
FIRST = datetime.date(2026, 6, 3)


def two_rounds() -> tuple[Quote, Quote]:
    one = read_line(f"Acme: {LIST}, fp8, 40 tok/s/user at c=64, 50% off for batch").quote
    two = read_line(
        f"Acme: {LIST}, fp4, 60 tok/s/user at c=16, $250k/mo commitment, 15M TPM limit"
    ).quote
    two = two._replace(
        claims=(*two.claims, claim("price_per_processed_token", "$0.25/Mtok")),
        evals=(Eval("GPQA", "the vendor", "81.2%", "fp8", FIRST),),
        valid_until=datetime.date(2026, 7, 31),
        said_by="Jo",
        where="a call",
    )
    return (
        one._replace(round=1, date=FIRST),
        two._replace(round=2, date=FIRST + datetime.timedelta(days=7)),
    )


def session() -> Session:
    return example()._replace(quotes=two_rounds())


def on_screen() -> State:
    """The workbench on a session with the two rounds."""
    state = opening(None)
    now = state.history.now._replace(session=session())
    return state._replace(history=state.history._replace(now=now))


@pytest.fixture
def kept(tmp_path: Path) -> str:
    """A file with the two rounds."""
    path = tmp_path / "rounds.toml"
    path.write_bytes(EXAMPLE.read_bytes())
    save(session(), str(path), load(path))
    return str(path)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(napkin, list(arguments), prog_name="napkin")


def told(*arguments: str) -> Any:
    found = run(*arguments, "--json")
    return json.loads(found.stdout)


def test_check_gives_deal_quality_and_what_changed_as_json(kept: str) -> None:
    one, two = told("check", kept)["quotes"]
    assert one["terms"] == {"discount": "50% off for batch"}
    assert one["deal"]["list_price"]["unit"] == "$/Mtok"
    assert one["deal"]["list_price"]["value"] == pytest.approx(0.32842, abs=1e-5)
    assert one["deal"]["effective_price"] == one["deal"]["list_price"]
    assert any("not counted" in note for note in one["deal"]["notes"])
    assert one["quality"] == {
        "mark": "fp8, no evals",
        "weights": "fp8",
        "asks": ["Which evaluation was run at fp8, by whom, with which result?"],
        "findings": ["fp8 serves, the packet takes fp4 or nvfp4"],
    }
    assert "since" not in one
    assert two["deal"]["effective_price_per_month"] == {"value": 250_000, "unit": "$/month"}
    assert two["deal"]["missed"] == ["TPM limit"]
    assert two["quality"]["mark"] == "fp4, GPQA 81.2% (vendor)"
    assert (two["valid_until"], two["said_by"], two["where"]) == ("2026-07-31", "Jo", "a call")
    assert two["evals"] == [
        {
            "name": "GPQA",
            "by": "the vendor",
            "result": "81.2%",
            "weights": "fp8",
            "date": "2026-06-03",
        }
    ]


def test_all_findings_about_a_quote_stand_in_one_list(kept: str) -> None:
    two = told("check", kept)["quotes"][1]
    findings = " | ".join(two["findings"])
    assert "40 tok/s/request at" in findings
    assert "60 tok/s/request at" in findings
    assert "blend to $0.328/Mtok on the packet's mix" in findings
    assert "GPQA 81.2% was run at fp8, fp4 serves" in findings
    assert set(two["since"]) < set(two["findings"])


def test_check_prints_the_deal_its_terms_and_the_questions(kept: str) -> None:
    printed = run("check", kept).stdout
    flat = " ".join(printed.split())
    assert "deal: list $0.328/Mtok, $0.406/Mtok at a hit rate 10 points lower" in flat
    assert "with its terms $0.429/Mtok, $250K/month" in flat
    assert "term: batch: 50% off would be $0.164/Mtok, for what can wait; not counted" in flat
    assert "quality: fp8, no evals" in flat
    assert "ask: For how many months is the commitment made?" in flat
    assert "changed: tok/s per user" in flat
    assert "valid until 2026-07-31, said by Jo, a call" in flat
    assert max(len(line) for line in printed.splitlines()) <= 110


def test_one_provider_s_quotes_are_held_against_its_own_rounds_alone(kept: str) -> None:
    (one, two) = told("check", kept, "--provider", "acme")["quotes"]
    assert "since" in two
    assert "since" not in one


def test_a_line_that_is_judged_by_itself_has_its_deal_too() -> None:
    (said,) = told("quote", f"Acme: {LIST}, $250k/mo commitment")["quotes"]
    assert said["deal"]["effective_price_per_month"]["value"] == pytest.approx(250_000)
    assert said["quality"]["mark"] == "weights not said, no evals"


def test_a_quote_without_prices_has_no_figures_that_mean_nothing() -> None:
    (said,) = told("quote", "Acme: 40 tok/s/user at c=16")["quotes"]
    assert said["deal"] == {"notes": []}


@pytest.mark.parametrize("width", [31, 46, 78, 118])
def test_quality_terms_and_changes_stand_under_the_claims(width: int) -> None:
    rows = quotes_list(look(on_screen()), width)
    text = " ".join(" ".join(row.text.split()) for row in rows)
    assert "quality fp8, no evals" in text
    assert "terms 50% off for batch" in text
    assert max(cells(row.text) for row in rows) <= width
    assert "round 1 (3 Jun" in text


def test_the_story_of_a_price_says_what_the_offer_comes_to() -> None:
    state = on_screen()
    scene = look(state._replace(claim="1.0"))
    text = " ".join(" ".join(row.text.split()) for row in claim_story(scene, 78))
    assert "deal list $0.328/Mtok" in text
    assert "commitment of $250K/month is more than" in text
    speed = look(state._replace(claim="1.3"))
    story = " ".join(" ".join(row.text.split()) for row in claim_story(speed, 78))
    assert "tok/s per user" in story
    assert "deal list" not in story


def test_what_is_being_said_has_its_deal_in_its_story() -> None:
    scene = look(opening(None)._replace(said="Acme: $0.30/M, $300k/mo commitment"))
    text = " ".join(" ".join(row.text.split()) for row in claim_story(scene, 78))
    assert "makes $/M 1.71x" in text


@pytest.mark.parametrize("metric", [*METRICS])
def test_a_title_of_the_bake_off_never_runs_into_its_cell(metric: str) -> None:
    said = claim(metric, METRICS[metric].of.example)
    quotes = [Quote(name, (said,)) for name in ("Acme", "Borealis", "Cirrus", "Dune")]
    session = example()._replace(quotes=tuple(quotes))
    found = checked(session, session.setup().name).bakeoff
    assert found is not None
    title = title_of(metric)
    rows = [line for line in bakeoff(found) if line.startswith(f"  {title}")]
    assert rows or metric == BLENDED  # which stands as what you pay
    assert all(row.removeprefix(f"  {title}").startswith(" ") for row in rows)
    assert all(len(line) <= WIDE for line in bakeoff(found) if not line.startswith("  ✓ ~ ✗"))
