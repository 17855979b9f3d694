"""Quality before price: which precision serves a quote, and what was measured of it by whom."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.document.session import Eval, Quote
from sessions.offers.quality import evals_in, quality_of, who_ran
from sessions.say import read_line
from tests.examples import claim


def test_a_quote_without_any_evidence_is_marked_so() -> None:
    found = quality_of(read_line("Acme: $0.28/M, fp4").quote)
    assert found.mark == "fp4, no evals"
    assert found.asks == ("Which evaluation was run at fp4, by whom, with which result?",)
    nothing = quality_of(Quote("Acme"))
    assert nothing.mark == "weights not said, no evals"
    assert any("Which precision" in ask for ask in nothing.asks)


def test_an_evaluation_is_marked_with_its_result_and_who_ran_it() -> None:
    quote = read_line("Acme: $0.28/M, fp8").quote._replace(
        evals=(Eval("GPQA", "vendor", "81.2%", "fp8"),)
    )
    found = quality_of(quote)
    assert found.mark == "fp8, GPQA 81.2% (vendor)"
    assert found.asks == ()
    assert found.findings == ()


def test_a_vendor_verifier_s_run_stands_first() -> None:
    evals = (Eval("GPQA", "Acme", "81.2%"), Eval("K2 vendor verifier", "us", "99%"))
    found = quality_of(Quote("Acme", conditions={"weights": "fp8"}, evals=evals))
    assert found.verified == "99%"
    assert found.mark == "fp8, verifier 99%, GPQA 81.2% (vendor)"


def test_evaluations_are_read_from_the_words_of_the_quote() -> None:
    quote = read_line("Acme: $0.28/M, evals: GPQA 81.2%").quote
    (found,) = quality_of(quote).evals
    assert (found.name, found.by, found.result) == ("GPQA", "vendor", "81.2%")
    independent = evals_in("independent GPQA of 79.5 %, SWE-bench 61%")
    assert [(each.name, each.by) for each in independent] == [
        ("GPQA", "third party"),
        ("SWE-bench", "third party"),
    ]


def test_an_evaluation_at_another_precision_than_serves_is_a_finding() -> None:
    evals = (Eval("GPQA", "vendor", "81.2%", "bf16"),)
    found = quality_of(Quote("Acme", conditions={"weights": "fp4"}, evals=evals))
    assert found.findings == ("GPQA 81.2% was run at bf16, fp4 serves",)
    assert "What does GPQA come to at fp4?" in found.asks
    as_fp4 = (Eval("GPQA", "vendor", "81.2%", "fp4"),)
    same = quality_of(Quote("Acme", conditions={"weights": "nvfp4"}, evals=as_fp4))
    assert same.findings == ()


def test_weights_that_the_packet_does_not_take_are_a_finding() -> None:
    quote = Quote("Acme", conditions={"weights": "fp4"})
    assert quality_of(quote, ("fp8", "bf16")).findings == (
        "fp4 serves, the packet takes fp8 or bf16",
    )
    assert quality_of(quote, ("fp4", "nvfp4")).findings == ()
    assert quality_of(quote).findings == ()


def test_two_precisions_in_one_quote_are_asked_about() -> None:
    quote = Quote(
        "Acme",
        claims=(claim("ttft", "1 s", conditions={"weights": "fp8"}),),
        conditions={"weights": "fp4"},
    )
    found = quality_of(quote)
    assert "fp4 and fp8" in found.findings[0]
    assert "Which of fp4 and fp8 would serve us?" in found.asks


@pytest.mark.parametrize(
    ("by", "who"),
    [
        ("Acme", "vendor"),
        ("the vendor", "vendor"),
        ("us", "buyer"),
        ("a lab", "third party"),
        ("", ""),
    ],
)
def test_who_ran_an_evaluation(by: str, who: str) -> None:
    assert who_ran(Eval("GPQA", by), "Acme") == who


@given(st.text(max_size=200), st.text(max_size=20), st.text(max_size=20))
def test_any_words_have_a_mark(words: str, tier: str, by: str) -> None:
    quote = Quote(
        by, conditions={"weights": tier}, terms={"evals": words}, evals=(Eval(words, by, tier, by),)
    )
    assert quality_of(quote, ("fp8",)).mark
