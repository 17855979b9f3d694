"""Why a claim has its flag, and what would make it true: the explanation that is one key away.

Knows no screen. It is made for one verdict when somebody asks, never while judging.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

from formulas.book import BOOK
from formulas.chain import Results
from formulas.compiled import evaluate
from formulas.declare import NOTHING
from formulas.implied import value_that_gives
from formulas.quantity import TIERS
from formulas.verdicts import GLYPHS, WORDS, Flag
from sessions.claims.conditions import CONDITIONS
from sessions.claims.metrics import Metric
from sessions.claims.telling import times
from sessions.document.session import Entry, Session
from sessions.judging.ceilings import ceiling_of
from sessions.judging.holding import in_words
from sessions.judging.judge import applied
from sessions.judging.room import in_a_pass
from sessions.judging.verdict import Verdict
from sessions.setups.conditions import Applied

MOST = 3


class _Candidate(NamedTuple):
    """An input that may explain a claim: the other inputs that mean the same and move with it, what
    it usually is (in its own unit, where neither the assumptions nor the chain say), and the
    conditions that fix it.
    """

    id: str
    alike: tuple[str, ...] = ()
    usual: tuple[float, float] | None = None
    fixed_by: tuple[str, ...] = ()


_LENGTHS = ("fresh_tokens", "input_tokens")
# Usual: a prompt that a load test would send; TP within one NVLink domain; an acceptance length
# that drafts reach; fp4 to bf16; contexts that models take.
_CANDIDATES = (
    _Candidate("mbu"),
    _Candidate("mfu"),
    _Candidate("concurrency", fixed_by=("concurrency",)),
    _Candidate("gpus_per_replica", usual=(1, 72), fixed_by=("tensor_parallel", "gpus")),
    _Candidate("fresh_tokens", ("fresh_tokens_p50",), (100, 2e5), _LENGTHS),
    _Candidate("fresh_tokens_p50", ("fresh_tokens",), (100, 2e5), _LENGTHS),
    _Candidate("tokens_per_pass", ("verified_tokens_per_pass",), (1, 4), ("speculative",)),
    _Candidate("bytes_per_param", usual=(0.5, 2), fixed_by=("weights",)),
    _Candidate("context_tokens", (), (1000, 262_144), ("context_tokens", "input_tokens")),
)
# A pass yields a token at least; a share of more than all there is, is none.
_LEAST = {"tokens_per_pass": 1.0}


class Knob(NamedTuple):
    """One input that alone would make a claim true on the napkin.

    Attributes:
        id: the input; `changes` are its value and those that move with it, in base units.
        now, needs: its value in force and the one that gives the claim, in base units.
        usual: what it usually is, in base units, or None where nothing says.
        says: what the claim itself says it is, where it does.
    """

    id: str
    now: float
    needs: float
    changes: Mapping[str, float] = NOTHING
    usual: tuple[float, float] | None = None
    says: str = ""

    @property
    def factor(self) -> float:
        """How many times more or less it would have to be."""
        return max(self.needs / self.now, self.now / self.needs)

    @property
    def ordinary(self) -> bool:
        """Whether the needed value is one that is met in practice."""
        low, high = self.usual or (0.0, math.inf)
        return low * (1 - 1e-9) <= self.needs <= high * (1 + 1e-9)


class Why(NamedTuple):
    """An explanation in the order in which it is read.

    Attributes:
        flag, sentence: the flag that stands first, and the ratio in a sentence.
        remark: what else bears on the flag.
        knobs: the nearest first; `no_knob` says why there is none.
        ceiling, reading: whether the ceiling is respected; how a price or a promise reads.
        stated, assumed: the conditions by name, in words.
        ask: the question to put.
    """

    flag: Flag
    sentence: str
    remark: str
    knobs: tuple[Knob, ...]
    no_knob: str
    ceiling: str
    reading: str
    stated: tuple[tuple[str, str], ...]
    assumed: tuple[tuple[str, str], ...]
    ask: str


def why(session: Session, verdict: Verdict, setup_name: str = "") -> Why:
    """Explain a verdict of a session's set-up, at the claim's own conditions."""
    metric = verdict.metric
    if metric is None:
        text = f"{WORDS[verdict.flag]}: {verdict.reason}"
        none = "Nothing in the chain bears on it, so no knob would make it true."
        return Why(verdict.flag, text, "", (), none, "", "", (), (), verdict.ask)
    setup = session.setup(setup_name)
    at = applied(session, setup, verdict.stated, verdict.claim, metric, {})
    knobs = nearest_knobs(verdict, metric, at)
    ceiling, told = _ceiling(verdict, metric, at)
    return Why(
        verdict.leading,
        " ".join(filter(None, [_decides(verdict), _sentence(verdict, metric, at)])),
        _remark(verdict, told),
        knobs[:MOST],
        "" if knobs else _no_knob(verdict, metric),
        ceiling,
        verdict.reading,
        tuple([(CONDITIONS[name].title, _text(said)) for name, said in verdict.stated.items()]),
        tuple([(CONDITIONS[name].title, _assumed(name, metric, at)) for name in verdict.assumed]),
        verdict.ask,
    )


# --- the sentence


def _decides(verdict: Verdict) -> str:
    """What the flag stands on, where something was searched, as a sentence."""
    text = in_words(verdict)
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def _sentence(verdict: Verdict, metric: Metric, at: Applied) -> str:
    show = metric.of.show
    said = verdict.claim.value.text if verdict.claim.high is None else show(verdict.quoted, 3)
    claimed = f"{metric.of.title} of {said}"
    if verdict.flag == "not-judged":
        return f"{claimed} is not judged: {verdict.reason}."
    if verdict.fit is not None and verdict.fit_ratio not in (None, verdict.ratio):
        fit = f"{claimed} against the fit's {show(verdict.fit, 3)} is {times(verdict.fit_ratio)}"
        napkin = f"against the napkin's {_shown(metric, verdict.napkin)} {times(verdict.ratio)}"
        return f"{fit}; {napkin}, {GLYPHS[verdict.flag]} {WORDS[verdict.flag]}."
    for id, value in verdict.implied.items():
        now = at.results.get(id, "napkin")
        if now:
            behind = BOOK.variables[id]
            fold = times(max(value / now, now / value))
            return (
                f"{claimed} implies a {behind.title} of {behind.show(value, 3)}; this set-up's is"
                f" {behind.show(now, 3)}: {fold}."
            )
    if verdict.napkin is None or verdict.ratio is None:
        return f"{claimed}: {verdict.reason}."
    yardstick = {"capacity": "room is", "input": "band's edge is"}.get(metric.kind, "napkin says")
    return f"{claimed}; the {yardstick} {show(verdict.napkin, 3)}: {times(verdict.ratio)}."


def _shown(metric: Metric, value: float | None) -> str:
    return "—" if value is None else metric.of.show(value, 3)


def _remark(verdict: Verdict, told: str) -> str:
    """What the reason says beside what stands elsewhere: the flag and the ceiling."""
    if verdict.flag == "not-judged":
        return ""
    parts = verdict.reason.replace(told, "").split("; ") if told else verdict.reason.split("; ")
    return "; ".join([p for p in parts if p and not p.startswith("better than the napkin")])


# --- the knobs


def nearest_knobs(verdict: Verdict, metric: Metric, at: Applied) -> tuple[Knob, ...]:
    """The inputs of which each alone gives the claim on the napkin: those that the claim does not
    itself deny first, then those whose value is usual, then by the smallest factor of change.
    """
    if not _has_chain(metric) or verdict.flag == "not-judged" or verdict.napkin is None:
        return ()
    found = [_knob(each, verdict, metric, at) for each in _CANDIDATES if _suits(each, metric)]
    ranked = [knob for knob in found if knob is not None]
    return tuple(sorted(ranked, key=lambda k: (bool(k.says), not k.ordinary, k.factor)))


def _has_chain(metric: Metric) -> bool:
    return metric.kind in ("rate", "latency", "price") or metric.by_misses


def _suits(candidate: _Candidate, metric: Metric) -> bool:
    """Latencies follow the median of the fresh tokens, throughputs and prices their mean."""
    if candidate.id == "fresh_tokens":
        return metric.kind != "latency"
    return candidate.id != "fresh_tokens_p50" or metric.kind == "latency"


def _knob(candidate: _Candidate, verdict: Verdict, metric: Metric, at: Applied) -> Knob | None:
    id, given, variable = candidate.id, at.resolved.given, BOOK.variables[candidate.id]
    now = at.results.get(id, "napkin")
    if not now or now <= 0:
        return None
    alike = {}
    for other in candidate.alike:
        value = at.results.get(other, "napkin")
        if value is not None:
            alike[other] = value / now
    needs = value_that_gives(
        given, id, metric.variable, "napkin", verdict.quoted, near=now, alike=alike
    )
    if needs is None or math.isclose(needs, now, rel_tol=1e-3):
        return None
    most = variable.ceiling if variable.ceiling is not None else math.inf
    if not _LEAST.get(id, 0.0) <= needs / variable.unit.factor <= most:
        return None
    changes = {id: needs, **{other: needs * ratio for other, ratio in alike.items()}}
    if _stops_fitting(at, changes):
        return None
    fixed = [name for name in candidate.fixed_by if name in verdict.stated]
    says = _text(verdict.stated[fixed[0]]) if fixed else ""
    if id == "tokens_per_pass" and at.tokens_open:
        says = ""  # speculation is on: how many tokens a pass then yields is what is asked
    return Knob(id, now, needs, changes, _usual(candidate, at), says)


def _stops_fitting(at: Applied, changes: Mapping[str, float]) -> bool:
    """Whether the model and its requests, which fit in memory now, would not fit any more."""
    changed = evaluate(at.resolved.given.changed(changes))

    return _fits(at.results) and not _fits(changed)


def _fits(results: Results) -> bool:
    room = results.get("kv_budget", "napkin")
    most, flight = (results.get(id, "napkin") for id in ("max_requests_in_memory", "concurrency"))
    crowded = most is not None and flight is not None and flight > most
    return not crowded and (room is None or room >= 0)


def _usual(candidate: _Candidate, at: Applied) -> tuple[float, float] | None:
    if candidate.id == "concurrency":
        most = at.results.get("max_requests_in_memory", "napkin")
        return (1.0, most) if most is not None and most >= 1 else None
    band = at.resolved.assumptions.bands.get(candidate.id)
    if band is not None:
        return band[0], band[1]
    if candidate.usual is None:
        return None
    factor = BOOK.variables[candidate.id].unit.factor
    return candidate.usual[0] * factor, candidate.usual[1] * factor


def _no_knob(verdict: Verdict, metric: Metric) -> str:
    if verdict.flag == "not-judged":
        return "Not held against the napkin, so no knob was sought."
    if not _has_chain(metric):
        return f"Its yardstick is {metric.yardstick}; no knob of the chain moves that."
    return "None of the knobs alone would: it would take several, or another formula."


# --- the ceiling, the conditions


def _ceiling(verdict: Verdict, metric: Metric, at: Applied) -> tuple[str, str]:
    """Whether the ceiling is respected, in words; and the part of the reason that says so."""
    top = verdict.ceiling
    if verdict.beyond_ceiling and metric.kind not in ("rate", "latency"):
        return f"Beyond it: {verdict.reason}.", verdict.reason
    if metric.kind == "price":
        return "A price is not physics: no ceiling forbids it.", ""
    if top is None or metric.kind not in ("rate", "latency") or verdict.flag == "not-judged":
        return "", ""
    beyond = ceiling_of(metric, verdict.quoted, top, in_a_pass(at))
    if beyond.reason:
        return f"Not respected: {beyond.reason}.", beyond.reason
    apart = max(verdict.quoted / top, top / verdict.quoted)
    word = "below" if metric.better == "higher" else "above"
    return f"Respected: {times(apart)} {word} the {metric.of.show(top, 3)} of the ceiling.", ""


def _text(said: Entry | str) -> str:
    return said.text if isinstance(said, Entry) else said


def _assumed(name: str, metric: Metric, at: Applied) -> str:
    """What was taken for a condition that the claim is silent on."""
    if name == "hardware":
        return at.resolved.hardware.title
    id = CONDITIONS[name].fixes
    if name == "fresh_tokens" and metric.kind == "latency":
        id = "fresh_tokens_p50"
    value = at.results.get(id, "napkin") if id in BOOK.variables else None
    if value is None:
        return "—"
    if name == "speculative" and value == 1.0:
        return "off"
    if name in ("weights", "kv"):
        setup = at.resolved.setup
        tier = setup.weights if name == "weights" else setup.kv
        if tier and TIERS.get(tier.lower()) == value:
            return tier
    return BOOK.variables[id].show(value, 3)
