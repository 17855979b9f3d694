"""Ranges as people type them: read, refused, kept in files, drawn."""

from __future__ import annotations

from pathlib import Path

import hypothesis
import pytest
from hypothesis import strategies as st

from formulas.book import BOOK
from formulas.declare import Variable
from formulas.quantity import Refused
from sessions.catalogue.catalogue import EXAMPLE
from sessions.document.ranges import in_words, read_range, spread_of
from sessions.document.session import Entry, Session, with_entry
from sessions.judging.judge import judge_quote
from sessions.judging.probability import honest
from sessions.say import read_line
from sessions.setups.resolve import resolve, spreads_of
from sessions.store.load import load
from sessions.store.save import save

SESSION = load(EXAMPLE).session


@pytest.mark.parametrize(
    ("id", "text", "kind", "low", "middle", "high"),
    [
        ("mbu", "8..35%", "even", "8%", "21.5%", "35%"),
        ("mbu", "8% to 35%", "even", "8%", "21.5%", "35%"),
        ("mbu", "0.08 .. 0.35", "even", "8%", "21.5%", "35%"),
        ("mbu", "8…35%", "even", "8%", "21.5%", "35%"),
        ("gpu_price", "$4..6/GPU/hour", "even", "$4", "$5", "$6"),
        ("gpu_price", "4..6 $/GPU/hour", "even", "$4", "$5", "$6"),
        ("gpu_price", "$4/GPU/hour to $6/GPU/hour", "even", "$4", "$5", "$6"),
        ("gpu_bandwidth", "4..8 TB/s", "even", "4 TB/s/GPU", "6 TB/s/GPU", "8 TB/s/GPU"),
        ("concurrency", "8..35", "even", "8", "22", "35"),
        ("context_tokens", "8..35K tok", "even", "8K tok", "21500 tok", "35K tok"),
        ("context_tokens", "8K..35,000 tok", "even", "8K tok", "21500 tok", "35K tok"),
        ("context_tokens", "1K..100K", "by size", "1K tok", "10K tok", "100K tok"),
        ("bytes_per_param", "fp4..fp8", "even", "fp4", "0.75", "fp8"),
        ("fit_intercept", "-2..4 ms", "even", "-2 ms", "1 ms", "4 ms"),
    ],
)
def test_two_ends(id: str, text: str, kind: str, low: str, middle: str, high: str) -> None:
    variable = BOOK.variables[id]

    def base(part: str) -> float:
        more = "/GPU/hour" if part.startswith("$") else ""
        return variable.read(part + more).value

    reading, spread = read_range(variable, text)
    assert spread.kind == kind
    assert (spread.low, spread.high) == pytest.approx((base(low), base(high)))
    assert reading.value == spread.middle == pytest.approx(base(middle))
    assert reading.dimension == variable.unit.dimension


@pytest.mark.parametrize(
    "text",
    [
        "6 +- 1.5 $/GPU/hour",
        "6 ± 1.5 $/GPU/hour",
        "$6/GPU/hour +/- 1.5",
        "$6 +- 1.5/GPU/hour",
        "$6/GPU/hour ± 25%",
        "$6/GPU/hour +- $1.5/GPU/hour",
    ],
)
def test_a_value_and_its_deviation(text: str) -> None:
    variable = BOOK.variables["gpu_price"]
    reading, spread = read_range(variable, text)
    assert spread.kind == "normal"
    assert reading.value == variable.read("$6/GPU/hour").value
    assert spread.deviation == pytest.approx(variable.read("$1.5/GPU/hour").value)
    assert spread.low == 0
    assert spread.high == pytest.approx(variable.read("$1000/GPU/hour").value)
    assert in_words(variable, spread) == (
        "normal around $6/GPU/hour, two in three within $1.5/GPU/hour"
    )


def test_points_of_a_share_are_points() -> None:
    _, spread = read_range(BOOK.variables["mbu"], "11% +- 2%")
    assert spread.deviation == pytest.approx(0.02)


@pytest.mark.parametrize(
    ("id", "text", "reason"),
    [
        ("mbu", "35..8%", "the low end is above the high one; write 8%..35%"),
        ("mbu", "8..8%", "both ends are the same; write 8%"),
        ("mbu", "8..350%", "outside 0.1% to 200%"),
        ("mbu", "8..35", "write 8%"),
        ("mbu", "8..35..40%", "not a range of two figures"),
        ("mbu", "..35%", "not a range of two figures"),
        ("mbu", "8..35% +- 2%", "not a range of two figures"),
        ("mbu", "8..35 apples", "'apples' is not a unit"),
        ("mbu", "20% +- 300%", "wider than all of 0.1% to 200%"),
        ("mbu", "20% +- 0%", "not above zero"),
        ("gpu_price", "2000 +- 1 $/GPU/hour", "outside $0/GPU/hour to $1,000/GPU/hour"),
        ("concurrency", "x..y", "no number at the start"),
        ("concurrency", "1" * 200 + "..2", "longer than"),
    ],
)
def test_what_is_no_range_is_refused_with_a_reason(id: str, text: str, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        Entry.read(id, text)
    assert reason in str(refused.value)
    assert spread_of(id, text) is None


_PARTS = [
    "8",
    "35",
    "%",
    " ",
    "..",
    "±",
    "+-",
    "to",
    " to ",
    "$",
    "/",
    "GPU",
    "K",
    "e9",
    "-",
    "x",
    "…",
]


@hypothesis.given(
    st.sampled_from([*BOOK.variables.values()]),
    st.lists(st.sampled_from(_PARTS), max_size=9).map("".join) | st.text(max_size=20),
)
def test_whatever_is_typed_is_read_within_its_limits_or_refused(
    variable: Variable, text: str
) -> None:
    try:
        reading, spread = read_range(variable, text)
    except Refused:
        return
    assert spread.low < spread.high
    assert spread.low <= reading.value <= spread.high
    assert not variable.out_of_range(reading.value)


def test_a_plain_value_is_read_as_before() -> None:
    assert Entry.read("mbu", "11%") == Entry("11%", 0.11)
    assert spread_of("mbu", "11%") is None
    with pytest.raises(Refused, match="no number"):
        Entry.read("mbu", "much")


def ranged(**texts: str) -> Session:
    session = SESSION
    for id, text in texts.items():
        session = with_entry(session, id, Entry.read(id, text))
    return session


def test_a_file_keeps_the_text_and_reads_it_back(tmp_path: Path) -> None:
    path = tmp_path / "deal.toml"
    path.write_bytes(EXAMPLE.read_bytes())
    loaded = load(path)
    entry = Entry.read("mbu", "8..35%")
    save(with_entry(loaded.session, "mbu", entry), path, loaded)
    assert 'mbu = "8..35%"' in path.read_text(encoding="utf-8")
    again = load(path).session
    assert again.setup().entries["mbu"] == entry
    spreads = spreads_of(resolve(again, again.setup()))
    assert [*spreads] == ["mbu"]


def test_a_claim_is_no_range_of_this_kind(tmp_path: Path) -> None:
    from sessions.files.problems import BadDocument

    path = tmp_path / "deal.toml"
    text = '[[quote]]\nprovider = "Acme"\n[[quote.claim]]\nmetric = "mbu"\nvalue = "8..35%"\n'
    path.write_text("schema = 1\n" + text, encoding="utf-8")
    with pytest.raises(BadDocument):
        load(path)


def test_what_is_set_for_once_wins_over_a_range() -> None:
    session = ranged(mbu="8..35%", gpu_price="6 +- 1.5 $/GPU/hour")
    changes = {"mbu": Entry.read("mbu", "20%")}
    assert [*spreads_of(resolve(session, session.setup(), changes))] == ["gpu_price"]


def odds(session: Session, text: str) -> list[float | None]:
    judged = judge_quote(session, read_line(text).quote)
    found = [honest(session, verdict) for verdict in judged.verdicts]
    return [each.probability if each is not None else None for each in found]


def test_the_probability_is_the_share_of_what_is_as_good() -> None:
    session = ranged(mbu="8..35%")
    (modest,) = odds(session, "Acme: 20 tok/s/user at c=16 on 8xB200 FP4")
    (bold,) = odds(session, "Acme: 80 tok/s/user at c=16 on 8xB200 FP4")
    (absurd,) = odds(session, "Acme: 2000 tok/s/user at c=16 on 8xB200 FP4")
    assert modest == 1
    assert bold is not None
    assert 0.2 < bold < 0.4
    assert absurd == 0
    # Found by hand: the MBU at which the napkin says 80, as a share of the range.
    setup = session.setup()

    def napkin(mbu: float) -> float:
        results = resolve(session, setup, {"mbu": Entry.of("mbu", mbu)}).evaluate()
        return results.get("per_stream_tps", "napkin") or 0.0

    low, high = 0.08, 0.35
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (low, middle) if napkin(middle) >= 80 else (middle, high)
    assert bold == pytest.approx((0.35 - high) / 0.27, abs=0.005)


def test_claims_with_the_same_conditions_share_their_draws() -> None:
    session = ranged(mbu="8..35%")
    line = "Acme: 20 tok/s/user, 80 tok/s/user at c=16 on 8xB200 FP4"
    verdicts = judge_quote(session, read_line(line).quote).verdicts
    cache: dict[object, object] = {}
    shared = [honest(session, verdict, cache=cache) for verdict in verdicts]
    assert shared == [honest(session, verdict) for verdict in verdicts]
    drawn = [key for key in cache if isinstance(key, tuple) and key[0] == "drawn"]
    assert len(drawn) == 1


def test_lower_is_better_where_it_is() -> None:
    session = ranged(gpu_price="6 +- 1.5 $/GPU/hour")
    judged = judge_quote(session, read_line("Acme: $0.28/M at c=16 on 8xB200 FP4").quote)
    found = honest(session, judged.verdicts[0])
    assert found is not None
    assert found.probability > 0.9, "the napkin's cost is well below the price"
    assert found.ranges == (("gpu_price", "6 +- 1.5 $/GPU/hour"),)
    assert (found.draws, found.seed) == (100_000, 1)


def test_without_a_range_that_bears_on_it_there_is_no_probability() -> None:
    line = "Acme: 40 tok/s/user at c=16 on 8xB200 FP4"
    assert odds(SESSION, line) == [None]
    assert odds(ranged(gpu_price="6 +- 1.5 $/GPU/hour"), line) == [None]
    stated = odds(ranged(concurrency="8..32"), line)
    assert stated == [None], "what the claim states is no longer a range"
    assert odds(ranged(mbu="8..35%"), "Acme: uptime 99.9%") == [None]
