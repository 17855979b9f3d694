"""Open conditions are searched, not assumed: held against the chain asked point by point."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formulas.verdicts import SEVERITY
from sessions.catalogue.ordinary import ordinary, tiers_of
from sessions.claims.metrics import METRICS
from sessions.document.session import Entry, Quote, Session, with_entry
from sessions.judging.judge import judge_quote
from sessions.judging.searching import Search
from sessions.judging.verdict import Verdict
from sessions.setups.conditions import apply
from tests.examples import ALL, FULL, claim, example, stated, verdict

BOX = {"hardware": "B200", "gpus": "8 GPU", "weights": "fp4"}
MANY = ("aggregate_tps", "tps_per_gpu", "requests_per_second", "processed_tps")
SPEEDS = ("per_stream_tps", "ttft", "tpot", "itl", "e2e_latency", "pass_time", "prefill_rate")


# --- the chain, asked point by point through the conditions that a claim may state


def values(
    session: Session, said: Mapping[str, Entry | str], metric: str
) -> dict[str, list[Entry | str | None]]:
    """What each condition that was not said may be, as somebody would state it; None where the
    packet's own is meant.
    """
    at = apply(session, session.setup(), said)
    found: dict[str, list[Entry | str | None]] = {}

    def counted(id: str, numbers: list[float]) -> list[Entry | str | None]:
        return [Entry.of(id, number) for number in numbers]

    if not {"gpus", "tensor_parallel"} & at.stated:
        most = at.results.get("interconnect_domain", "napkin") or 8.0
        at_most = [n for n in {*ordinary("gpus").at, most} if n <= min(most, 72)]
        found["gpus"] = counted("gpus_per_replica", sorted(at_most))
    if "layout" not in said:
        found["layout"] = list(ordinary("layout").words)
    if "weights" not in said:
        found["weights"] = list(tiers_of(at.resolved.model, at.resolved.hardware))
        found["weights"].append(at.resolved.setup.weights)
    if "kv" not in said:
        found["kv"] = list(ordinary("kv").words)
    if "tokens_per_pass" not in said and said.get("speculative") != "off":
        found["tokens_per_pass"] = counted("tokens_per_pass", list(ordinary("tokens_per_pass").at))
    if "engine" not in said and "sglang" in at.resolved.assumptions.by_kind:
        found["engine"] = ["vllm", "sglang"]
    lengths = ["input_tokens"]
    if metric in ("e2e_latency", "requests_per_second"):
        lengths.append("output_tokens")
    for name in lengths if at.elsewhere else ():
        if name not in said:
            found[name] = [None, *counted(name, list(ordinary(name).at[:: len(lengths)]))]
    return found


def points(
    session: Session, said: Mapping[str, Entry | str], metric: str
) -> Iterator[tuple[dict[str, Entry | str], float, float]]:
    """Everything ordinary that fits in memory: what would be stated, the load, the napkin."""
    options = values(session, said, metric)
    variable = METRICS[metric].variable
    for combination in itertools.product(*options.values()):
        stated = zip(options, combination, strict=True)
        more = {**said, **{name: value for name, value in stated if value is not None}}
        base = apply(session, session.setup(), more)
        room = base.results.get("max_requests_in_memory", "napkin") or 0.0
        loads = [base.results.get("concurrency", "napkin") or 1.0]
        if "concurrency" not in said:
            loads += [min(load, room) for load in ordinary("concurrency").at]
        for load in dict.fromkeys(loads):
            if not 0 < load <= room:
                continue
            flight = {"concurrency": Entry.of("concurrency", load)}
            found = apply(session, session.setup(), {**more, **flight}).results
            value = found.get(variable, "napkin")
            if value is not None:
                yield {**more, **flight}, load, value


def searched(found: Verdict) -> Search:
    assert found.yardstick is not None
    assert isinstance(found.yardstick.search, Search)
    return found.yardstick.search


@pytest.mark.parametrize(
    ("metric", "said"),
    [
        ("per_stream_tps", BOX),
        ("aggregate_tps", {**BOX, "layout": "dcp"}),
        ("ttft", {"hardware": "H200"}),
        ("e2e_latency", {**FULL}),
        ("tps_per_gpu", {"hardware": "B200", "speculative": "off", "kv": "fp8"}),
        ("per_stream_tps", {"model": "Llama 3.1 70B", "hardware": "H100", "concurrency": "8"}),
        ("requests_per_second", {"model": "Qwen3 32B", "hardware": "H100", "gpus": "2 GPU",
                                 "kv": "fp8", "speculative": "off"}),
        ("itl", {"model": "GLM 5", "hardware": "GB200", "weights": "fp8", "kv": "bf16",
                 "tokens_per_pass": "2 token/request"}),
    ],
)  # fmt: skip
@pytest.mark.parametrize("set_", ["source@1", "calibrated"])
def test_what_is_reached_is_what_the_chain_gives_point_by_point(
    metric: str, said: dict[str, str], set_: str
) -> None:
    session = example()
    setup = session.setup()._replace(assumptions=set_)
    session = session._replace(setups=(setup,), active=setup.name)
    at = stated(**said)
    each = [value for _, _, value in points(session, at, metric)]
    found = judge_quote(session, Quote("A", (claim(metric, METRICS[metric].of.example),),
                                       conditions=at)).verdicts[0]  # fmt: skip
    search = searched(found)
    low, high = min(each), max(each)
    for value in (low, high):
        assert search.nearest(value) == pytest.approx(value, rel=1e-6)
    assert search.nearest(low / 50) == pytest.approx(low, rel=1e-6)
    assert search.nearest(high * 50) == pytest.approx(high, rel=1e-6)
    for value in each[:: max(1, len(each) // 40)]:
        assert search.nearest(value) == pytest.approx(value, rel=1e-6)


# --- the flag


def flags_under(session: Session, metric: str, quoted: float, said: dict[str, str]) -> Verdict:
    at = stated(**said)
    of = METRICS[metric].of
    each = claim(metric, of.show(quoted, 7))
    return judge_quote(session, Quote("A", (each,), conditions=at)).verdicts[0]


_FACTORS = st.floats(-3, 3).map(lambda power: 10**power)
_METRICS = st.sampled_from([*MANY, *SPEEDS, "price_per_processed_token"])
_SAID = st.sets(st.sampled_from(sorted(ALL))).map(lambda some: {n: ALL[n] for n in some})


@settings(max_examples=150)
@given(_METRICS, _FACTORS, _SAID, st.data())
def test_saying_less_never_makes_a_flag_worse(
    metric: str, factor: float, said: dict[str, str], data: st.DataObject
) -> None:
    session = example()
    napkin = verdict(metric, METRICS[metric].of.example, on=ALL).napkin or 1.0
    more = flags_under(session, metric, napkin * factor, said)
    if not said:
        return
    left_out = data.draw(st.sampled_from(sorted(said)))
    fewer = {name: text for name, text in said.items() if name != left_out}
    less = flags_under(session, metric, napkin * factor, fewer)
    if metric == "price_per_processed_token" and left_out == "concurrency":
        return  # its load is the vendor's to choose, and not searched
    assert SEVERITY.index(less.flag) <= SEVERITY.index(more.flag)
    assert more.beyond_ceiling or not less.beyond_ceiling


def restated(session: Session, found: Verdict, said: dict[str, str], end: int) -> Verdict:
    """The same claim by somebody who states what it holds at, and the set-up's own for the rest."""
    at = dict(stated(**said))
    for name, value in found.holds_if.items():
        if isinstance(value, str):
            at[name] = value
        else:
            id = {"gpus": "gpus_per_replica"}.get(name, name)
            at[name] = Entry.of(id, value[end])
    own = {"concurrency": "16 request", "gpus": "8 GPU", "weights": "fp4", "kv": "fp8",
           "layout": "dcp", "hardware": "B200"}  # fmt: skip
    for name, text in own.items():
        if name not in at:
            at |= stated(**{name: text})
    if "tokens_per_pass" not in at:
        at["speculative"] = "off"
    return judge_quote(session, Quote("A", (found.claim,), conditions=at)).verdicts[0]


@settings(max_examples=150)
@given(st.sampled_from([*MANY, *SPEEDS]), _FACTORS, _SAID)
def test_who_states_what_it_holds_at_is_judged_as_was_said(
    metric: str, factor: float, said: dict[str, str]
) -> None:
    session = example()
    napkin = verdict(metric, METRICS[metric].of.example, on=ALL).napkin or 1.0
    found = flags_under(session, metric, napkin * factor, said)
    own = found.at_setup
    if own is None or own.flag == found.flag:
        return
    assert found.holds_if
    for end in (0, 1):
        assert restated(session, found, said, end).flag == found.flag


def test_a_rate_of_many_streams_without_its_load_is_held_against_what_fits() -> None:
    found = verdict("aggregate_tps", "18,000 tok/s", on=BOX)
    assert found.flag == "plausible"
    assert found.at_setup is not None
    assert found.at_setup.flag == "10x-off"
    assert found.holds_if["concurrency"] == (285.0, 340.0), "up to as many as fit"
    assert verdict("aggregate_tps", "180,000 tok/s", on=BOX).flag != "plausible"


@pytest.mark.parametrize("metric", [*MANY, *SPEEDS])
def test_where_the_set_ups_own_values_are_plausible_nothing_is_searched(metric: str) -> None:
    napkin = verdict(metric, METRICS[metric].of.example, on=ALL).napkin or 1.0
    found = flags_under(example(), metric, napkin * 1.4, {})
    assert found.flag == "plausible"
    assert found.napkin == pytest.approx(napkin, rel=1e-6)
    assert found.at_setup is None or found.at_setup.fit_flag is not None


def test_an_honest_figure_at_another_load_is_not_accused_and_a_lie_still_is() -> None:
    assert verdict("ttft", "0.15 s", on=BOX).flag == "plausible"
    assert verdict("ttft", "5 ms", on=BOX).flag == "10x-off"
    assert verdict("per_stream_tps", "90,000 tok/s/user", on=BOX).flag == "10x-off"
    assert verdict("per_stream_tps", "90,000 tok/s/user").flag == "10x-off"
    assert verdict("aggregate_tps", "9M tok/s").flag == "10x-off"


def test_a_claim_that_holds_where_the_traffic_is_not_meets_no_level() -> None:
    found = verdict("ttft", "0.1 s", on=BOX)
    assert (found.flag, found.holds_if["concurrency"]) == ("plausible", (1.0, 1.0))
    assert found.met is None
    assert found.reading == (
        "meets no service level of yours: it holds at 1 in flight, and you need 73"
    )
    assert verdict("ttft", "1.5 s", on=BOX).met is True
    # With speculation, which the traffic does not forbid, it is reached at the traffic's load.
    quick = verdict("per_stream_tps", "300 tok/s/user", on=BOX)
    assert set(quick.holds_if) == {"tokens_per_pass"}
    assert quick.met is True


def test_the_fit_alone_accuses_nobody_whose_conditions_are_open() -> None:
    found = verdict("per_stream_tps", "95 tok/s/user")
    assert found.leading == "plausible"
    assert found.at_setup is not None
    assert found.at_setup.fit_flag == "2x-off"
    assert found.holds_if["concurrency"] == (1.0, 9.0)
    at_16 = verdict("per_stream_tps", "95 tok/s/user", on=ALL)
    assert (at_16.flag, at_16.fit_flag) == ("plausible", "2x-off")


def test_a_search_makes_nothing_beyond_the_ceiling_that_was_not() -> None:
    for text in ("400 tok/s/user", "2,000 tok/s/user", "90,000 tok/s/user"):
        assert not verdict("per_stream_tps", text, on=BOX).beyond_ceiling
        assert verdict("per_stream_tps", text, on=ALL).beyond_ceiling


# --- prices


def test_a_price_has_the_cheapest_load_that_meets_the_packets_levels() -> None:
    found = verdict("price_per_processed_token", "$0.1/Mtok", on=BOX)
    assert found.load == 24
    assert found.load_kept
    at = stated(**BOX, concurrency="24 request")
    there = apply(example(), example().setup(), at).results
    assert found.napkin == pytest.approx(there.get("price_per_processed_token", "napkin"))
    assert (there.get("ttft", "napkin") or 9) <= 3 * (1 + 1e-9)
    more = apply(example(), example().setup(), stated(**BOX, concurrency="25 request")).results
    assert (more.get("ttft", "napkin") or 0) > 3


def test_a_price_of_an_offer_that_says_its_load_is_held_there() -> None:
    found = verdict("price_per_processed_token", "$0.1/Mtok", on={**BOX, "concurrency": "8"})
    assert found.load is None
    at = apply(example(), example().setup(), stated(**BOX, concurrency="8"))
    assert found.napkin == at.results.get("price_per_processed_token", "napkin")


def test_without_service_levels_a_price_has_any_load() -> None:
    session = example()
    kept = {k: v for k, v in session.packet.entries.items() if not k.startswith("sla_")}
    session = session._replace(packet=session.packet._replace(entries=kept))
    found = flags_under(session, "price_per_processed_token", 1e-7, dict(BOX))
    assert found.load == 340


def test_a_speed_of_the_same_offer_binds_the_load_of_its_price() -> None:
    session = example()
    quote = Quote(
        "A",
        (
            claim("price_per_processed_token", "$0.1/Mtok"),
            claim("per_stream_tps", "120 tok/s/user"),
        ),
        conditions=stated(**BOX),
    )
    found = judge_quote(session, quote).verdicts[0]
    assert found.load is not None
    there = apply(session, session.setup(), stated(**BOX, concurrency=f"{found.load:g}")).results
    assert (there.get("per_stream_tps", "napkin") or 0) >= 120
    more = apply(session, session.setup(), stated(**BOX, concurrency=f"{found.load + 1:g}"))
    assert (more.results.get("per_stream_tps", "napkin") or 999) < 120


def test_levels_that_no_load_keeps_are_said() -> None:
    session = with_entry(example(), "sla_ttft", Entry.read("sla_ttft", "1 ms"))
    found = flags_under(session, "price_per_processed_token", 1e-7, dict(BOX))
    assert found.load is not None
    assert not found.load_kept


def test_a_set_up_without_a_load_of_its_own_is_searched_all_the_same() -> None:
    session = example()
    setup = session.setup()
    entries = {k: v for k, v in setup.entries.items() if k != "concurrency"}
    session = session._replace(setups=(setup._replace(entries=entries),), load_tests=())
    found = flags_under(session, "per_stream_tps", 95.0, dict(BOX))
    assert found.flag == "plausible"
    assert math.isclose(found.fold or 0, 1.0)


# --- lengths


def test_a_figure_of_another_model_need_not_be_of_the_packets_prompts() -> None:
    other = {"model": "Llama 3.1 8B", "hardware": "H100", "gpus": "1 GPU", "concurrency": "1"}
    honest = flags_under(example(), "ttft", 0.02, other)
    assert (honest.flag, honest.beyond_ceiling, honest.met) == ("plausible", False, None)
    held = honest.holds_if["input_tokens"]
    assert isinstance(held, tuple)
    assert 128 < held[0] < held[1] < 4_000
    assert "with how many tokens in the prompt" in honest.ask
    assert "that no cache holds" not in honest.ask
    assert honest.at_setup is not None
    assert honest.at_setup.flag == "10x-off"
    # Of the session's own model, the prompt is the packet's; and no prompt is that short.
    assert flags_under(example(), "ttft", 0.002, {"concurrency": "1"}).flag == "10x-off"
    assert flags_under(example(), "ttft", 1e-5, other).beyond_ceiling


def test_a_whole_request_of_another_model_may_be_as_short_as_any() -> None:
    other = {"model": "Llama 3.1 8B", "hardware": "H100", "gpus": "1 GPU"}
    assert flags_under(example(), "e2e_latency", 0.8, other).flag == "plausible"
    assert flags_under(example(), "requests_per_second", 40, other).flag == "plausible"
    assert flags_under(example(), "requests_per_second", 40_000, other).flag == "10x-off"


def test_a_prompt_is_no_longer_than_the_context_that_it_is_in() -> None:
    said = {**FULL, "concurrency": "1"}

    def first(**more: str) -> float:
        napkin = flags_under(example(), "ttft", 0.2, {**said, **more}).own_napkin
        assert napkin is not None
        return napkin

    assert first(context_tokens="2000 token/request") < first() / 10
    # Nothing is cached, however long the window is.
    assert first(context_tokens="200K token/request", cache_hit_rate="0%") > 4 * first()


# --- prompts that do not all come at once

_RUN = {"model": "Llama 3.1 8B", "hardware": "H100", "gpus": "1 GPU", "weights": "bf16",
        "concurrency": "16", "input_tokens": "1024 tok", "output_tokens": "256 tok"}  # fmt: skip


def test_in_a_closed_loop_few_prompts_wait_for_one_another() -> None:
    found = flags_under(example(), "ttft", 0.058, _RUN)
    assert found.leading == "plausible"
    assert found.holds_if == {"arrival": "closed"}
    again = flags_under(example(), "ttft", 0.058, {**_RUN, "arrival": "closed"})
    assert again.leading == "plausible"


@pytest.mark.parametrize(
    "more", [{"arrival": "burst"}, {"output_tokens": "8 tok", "input_tokens": "16384 tok"}]
)
def test_in_a_burst_or_beside_short_answers_all_prompts_wait(more: dict[str, str]) -> None:
    assert flags_under(example(), "ttft", 0.058, {**_RUN, **more}).leading == "10x-off"
