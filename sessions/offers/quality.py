"""What a quote says about quality, before its price: which precision serves it, what was measured,
by whom. (Source 3.3 and 9.4.)
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from typing import Literal, NamedTuple

from formulas.memo import while_same
from sessions.document.session import Eval, Quote

Who = Literal["vendor", "buyer", "third party", ""]

# How evaluations are called, by what people say.
_NAMES = {
    "gpqa": "GPQA",
    "mmlu": "MMLU",
    "mmlu-pro": "MMLU-Pro",
    "swe bench": "SWE-bench",
    "swe-bench": "SWE-bench",
    "humaneval": "HumanEval",
    "livecodebench": "LiveCodeBench",
    "aime": "AIME",
    "terminal bench": "Terminal-Bench",
    "terminal-bench": "Terminal-Bench",
    "vendor verifier": "vendor verifier",
    "verifier": "vendor verifier",
}
_NAME = "|".join(sorted(_NAMES, key=len, reverse=True))
# At most a few small words stand between an evaluation and its result.
_RESULT = re.compile(
    rf"\b({_NAME})\b[^0-9%;,.]{{0,24}}([0-9]{{1,4}}(?:\.[0-9]{{1,4}})?\s?%?)", re.IGNORECASE
)
_VENDOR = ("vendor", "provider", "themselves", "self", "in-house", "own")
_BUYER = ("buyer", "us", "we", "ourselves", "me", "our")
_THIRD = ("independent", "third party", "third-party", "artificial analysis", "externally")
# Whoever says FP4 may mean any format of four bits that is served as such.
_FAMILY = {"nvfp4": "fp4", "mxfp4": "fp4"}


class Quality(NamedTuple):
    """What is known of the quality that a quote is served with.

    Attributes:
        weights: the precision of the weights; nothing where it is not said.
        evals: what was measured, from the file and from the words of the quote.
        verified: the result of a vendor verifier's run, or nothing.
        marks: the same in a few words each, for tables.
        asks: what is not known, as questions.
        findings: what does not fit together, with both sides.
    """

    weights: str = ""
    evals: tuple[Eval, ...] = ()
    verified: str = ""
    marks: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()

    @property
    def mark(self) -> str:
        """The marks in one text: `fp8, GPQA 81.2% (vendor)`."""
        return ", ".join(self.marks)


@while_same(most=10_000)
def quality_of(quote: Quote, tiers: tuple[str, ...] = ()) -> Quality:
    """What a quote says about quality; `tiers` are those that the packet accepts, if it says so."""
    said = weights_of(quote)
    evals = (*quote.evals, *evals_in(quote.terms.get("evals", "")))
    serves = said[0] if len(said) == 1 else ""
    findings = []
    if len(said) > 1:
        findings.append(f"weights are said to be {' and '.join(said)} in the same quote")
    outside = [tier for tier in said if tiers and not _among(tier, tiers)]
    if outside:
        findings.append(f"{', '.join(outside)} serves, the packet takes {' or '.join(tiers)}")
    others = [each for each in evals if serves and each.weights and not _same(each.weights, serves)]
    findings += [f"{_told(each)} was run at {each.weights}, {serves} serves" for each in others]
    asks = []
    if not said:
        asks.append("Which precision serves the weights, and which the KV cache?")
    elif len(said) > 1:
        asks.append(f"Which of {' and '.join(said)} would serve us?")
    at = f"at {serves}" if serves else "at the precision that serves us"
    if not evals:
        asks.append(f"Which evaluation was run {at}, by whom, with which result?")
    asks += [f"What does {each.name} come to at {serves}?" for each in others]
    asks += [f"Who ran {each.name}, and when?" for each in evals if not each.by and each.result]
    verified = next((each.result for each in evals if _is_verifier(each) and each.result), "")
    return Quality(
        serves or " and ".join(said),
        evals,
        verified,
        _marks(said, evals, quote.provider),
        tuple(dict.fromkeys(asks)),
        tuple(findings),
    )


def weights_of(quote: Quote) -> tuple[str, ...]:
    """Every precision of the weights that a quote states, for all or for one claim."""
    stated = [quote.conditions.get("weights")]
    stated += [claim.conditions.get("weights") for claim in quote.claims]
    return tuple(dict.fromkeys([tier.lower() for tier in stated if isinstance(tier, str) and tier]))


def who_ran(each: Eval, provider: str = "") -> Who:
    """Whose measurement it is; a name that is neither side's is a third party's."""
    by = each.by.casefold().strip().removeprefix("the ")
    if not by:
        return ""
    if by in _VENDOR or (provider and by == provider.casefold()):
        return "vendor"
    return "buyer" if by in _BUYER else "third party"


@functools.lru_cache(maxsize=1024)
def evals_in(words: str) -> tuple[Eval, ...]:
    """The evaluations with a result that the words of a term name. A vendor said them, unless they
    say who else ran them.
    """
    low = words.casefold()
    by = "third party" if any(each in low for each in _THIRD) else "vendor"
    found = [
        Eval(_NAMES[name.lower()], by, " ".join(result.split()))
        for name, result in _RESULT.findall(words[:400])
    ]
    return tuple(found)


def _marks(said: tuple[str, ...], evals: Iterable[Eval], provider: str) -> tuple[str, ...]:
    marks = [" and ".join(said) or "weights not said"]
    listed = sorted(evals, key=lambda each: not _is_verifier(each))
    for each in listed[:2]:
        who = who_ran(each, provider)
        marks.append(f"{_told(each)} ({who})" if who and not _is_verifier(each) else _told(each))
    if len(listed) > 2:
        marks.append(f"{len(listed) - 2} more")
    return tuple(marks) if listed else (*marks, "no evals")


def _told(each: Eval) -> str:
    name = "verifier" if _is_verifier(each) else each.name
    return f"{name} {each.result}".strip()


def _is_verifier(each: Eval) -> bool:
    return "verifier" in each.name.casefold()


def _same(one: str, other: str) -> bool:
    one, other = one.casefold(), other.casefold()
    return one == other or _FAMILY.get(one, one) == other or _FAMILY.get(other, other) == one


def _among(tier: str, tiers: tuple[str, ...]) -> bool:
    return any(_same(tier, each) for each in tiers)
