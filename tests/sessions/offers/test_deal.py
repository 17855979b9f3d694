"""What an offer comes to for the packet of the worked example: every sum again, in fractions."""

from __future__ import annotations

from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.claims.terms import TERMS
from sessions.document.session import Entry, Packet, Quote, Session, with_entry
from sessions.judging.judge import judge_quote
from sessions.offers.deal import Deal, deal_of
from sessions.say import read_line
from tests.examples import example

FRESH, CACHED, OUTPUT = F(13_000), F(71_000), F(1_056)
REQUEST = FRESH + CACHED + OUTPUT
MONTH = F(222_000) * 3_600 * 730  # tokens
MILLION = 10**6
LIST = "$0.95 / $0.16 / $4.00 (in/cache/out)"


def deal(line: str, session: Session | None = None) -> Deal:
    session = session or example()
    return deal_of(session, session.setup(), read_line(f"Acme: {line}").quote)


def blend(fresh: F, cached: F, into: str = "0.95", held: str = "0.16", out: str = "4") -> F:
    """$ per token of the packet's request."""
    paid = fresh * F(into) + cached * F(held) + OUTPUT * F(out)
    return paid / REQUEST / MILLION


def near(expected: F) -> object:
    return pytest.approx(float(expected), rel=1e-9)


def line_about(found: Deal, start: str) -> str:
    (line,) = [each for each in found.notes if each.startswith(start)]
    return line


def test_components_blend_to_0_328_on_the_worked_example_s_mix() -> None:
    found = deal(LIST)
    assert found.list_price == near(blend(FRESH, CACHED))
    assert found.list_price is not None
    assert f"{found.list_price * MILLION:.3f}" == "0.328"
    lost = (FRESH + CACHED) / 10
    assert found.price_at_fewer_hits == near(blend(FRESH + lost, CACHED - lost))
    assert found.price_per_month == near(blend(FRESH, CACHED) * MONTH)
    assert found.effective_price == found.list_price
    assert found.effective_price_per_month == pytest.approx(found.price_per_month)


def test_the_blend_is_the_one_that_is_judged_also_at_fewer_hits() -> None:
    quote = read_line(f"Acme: {LIST}").quote
    verdicts = judge_quote(example(), quote).verdicts
    (blended,) = [v for v in verdicts if v.claim.metric == "price_per_processed_token"]
    found = deal(LIST)
    assert found.list_price == pytest.approx(blended.quoted)
    assert f"${found.price_at_fewer_hits * MILLION:.3f}/Mtok at a hit rate" in blended.reading  # type: ignore[operator]


def test_without_a_cached_price_cached_input_is_paid_in_full_and_that_is_said() -> None:
    found = deal("$0.95 in, $4.00 out")
    assert found.list_price == near(blend(FRESH + CACHED, F(0)))
    assert any("no cached price" in note for note in found.notes)
    assert "What does a million tokens of cached input cost?" in found.asks


def test_of_a_range_of_prices_the_dearer_end_counts() -> None:
    assert deal("$0.28-0.32/M").list_price == near(F("0.32") / MILLION)


def test_a_price_that_starts_somewhere_is_asked_for_as_one_figure() -> None:
    found = deal("at least $0.28/M")
    assert found.list_price == near(F("0.28") / MILLION)
    assert any("as one figure" in ask for ask in found.asks)
    assert not any("as one figure" in ask for ask in deal("$0.28/M").asks)


def test_a_commitment_above_the_usage_is_what_a_token_costs() -> None:
    found = deal("$0.30/M, $300k/mo commitment, 12 month contract")
    assert found.price_per_month == near(F("0.30") / MILLION * MONTH)
    assert found.effective_price_per_month == near(F(300_000))
    assert found.effective_price == near(300_000 / MONTH)
    assert "makes $/M 1.71x" in line_about(found, "commitment of $300K/month")
    assert not any("how many months" in ask for ask in found.asks)


def test_a_commitment_below_the_usage_changes_nothing_but_its_length_is_asked() -> None:
    found = deal("$0.30/M, $100k/mo commitment")
    assert found.effective_price == pytest.approx(found.list_price)
    assert "For how many months is the commitment made?" in found.asks


def test_a_year_s_commitment_is_twelve_months() -> None:
    found = deal("$0.30/M, $3.6M/year commitment")
    assert found.effective_price_per_month == near(F(300_000))


def test_a_year_s_commitment_is_told_without_a_price_too() -> None:
    assert "commitment of $300K/month" in line_about(deal("$3.6M/year commitment"), "commitment")


def test_a_committed_volume_is_paid_for_in_any_case() -> None:
    found = deal("$0.30/M, commitment 800B tokens/month")
    assert found.effective_price_per_month == near(F("0.30") * 800_000)


def test_gpus_committed_to_are_rent_around_the_clock() -> None:
    found = deal("$0.30/M, $6/GPU/hour, 64 GPU minimum commitment")
    assert found.effective_price_per_month == near(F(64 * 6 * 730))


def test_a_discount_that_was_said_with_its_commitment_counts() -> None:
    found = deal("$0.30/M, $100k/mo minimum commitment, 20% off with commitment")
    assert found.list_price == near(F("0.30") / MILLION)
    assert found.effective_price == near(F("0.24") / MILLION)


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("50% off for batch", "batch: 50% off would be $0.164/Mtok, for what can wait"),
        ("20% off", "discount: 20% off would be $0.263/Mtok"),
        ("up to 30% off", "discount: up to 30% off"),
        ("20% discount above $50k/month", "discount: 20% off would be"),
        ("20% commitment discount", "discount: 20% off would be"),
    ],
)
def test_other_discounts_are_shown_and_not_counted(words: str, line: str) -> None:
    found = deal(f"{LIST}, {words}")
    assert found.effective_price == found.list_price
    assert line_about(found, line).endswith("not counted")


def test_a_unit_is_cheap_only_at_full_use() -> None:
    found = deal("PTU $1152/day at 30k tok/s")
    rent = 8 * F(48) * 730  # 222K tok/s takes eight units of 30K
    assert found.list_price is None
    assert found.effective_price_per_month == near(rent)
    assert found.effective_price == near(rent / MONTH)
    line = line_about(found, "provisioned units: $0.444/Mtok only at full use")
    assert "8 for this traffic" in line
    assert "11 at the peak hour" in line


def test_units_beside_a_price_by_the_token_are_another_offer() -> None:
    found = deal(f"{LIST}, PTU $1152/day at 30k tok/s")
    assert found.effective_price == found.list_price
    assert "not counted beside" in line_about(found, "provisioned units")


UNIT = "PTUs at $1.20 an hour each, 2500 tok/s per PTU"
UNIT_MONTH = F("1.20") * 730


@pytest.mark.parametrize(
    ("said", "rented"),
    [
        ("minimum 15 PTUs", 89),  # 222K tok/s takes 88.8 units of 2,500
        ("at least 15 PTUs", 89),
        ("minimum 100 PTUs", 100),
        ("100 PTUs", 100),
        ("up to 100 PTUs", 89),
    ],
)
def test_a_minimum_of_units_is_a_floor_to_what_the_traffic_takes(said: str, rented: int) -> None:
    found = deal(f"{UNIT}, {said}")
    assert found.effective_price_per_month == near(rented * UNIT_MONTH)
    assert found.effective_price == near(rented * UNIT_MONTH / MONTH)
    assert f"{rented} for this traffic" in line_about(found, "provisioned units")
    assert "131 at the peak hour" in line_about(found, "provisioned units")
    assert found.missed == ()


@pytest.mark.parametrize("said", ["15 PTUs", "up to 15 PTUs"])
def test_units_that_carry_less_than_the_traffic_have_no_price(said: str) -> None:
    found = deal(f"{UNIT}, {said}")
    assert (found.effective_price, found.effective_price_per_month) == (None, None)
    assert "provisioned units" in found.missed
    assert "15 are offered, this traffic takes 89" in line_about(found, "provisioned units: missed")
    assert "Can 89 units be had at that price?" in found.asks


@pytest.mark.parametrize(
    "line",
    ["PTUs at $1.20 an hour each, minimum 15 PTUs", "100 provisioned units at $1/hr each"],
)
def test_units_of_an_unknown_rate_have_no_price(line: str) -> None:
    found = deal(line)
    assert (found.effective_price, found.effective_price_per_month) == (None, None)
    assert line_about(found, "provisioned units").endswith("not counted")


def test_fresh_input_is_billed_at_the_write_price() -> None:
    found = deal(f"{LIST}, cache writes $1.19/M")
    assert found.effective_price == near(blend(FRESH, CACHED, into="1.19"))
    assert found.list_price == near(blend(FRESH, CACHED))
    by_factor = deal(f"{LIST}, cache writes 1.25x input price")
    assert by_factor.effective_price == near(blend(FRESH, CACHED, into="1.1875"))


def test_a_surcharge_counts_where_the_input_is_longer_than_its_threshold() -> None:
    longer = deal(f"{LIST}, 2x surcharge above 64k tokens")
    assert longer.effective_price == near(2 * blend(FRESH, CACHED))
    shorter = deal(f"{LIST}, 2x surcharge above 200k tokens")
    assert shorter.effective_price == shorter.list_price
    assert "none on this packet's mean" in line_about(shorter, "long-context surcharge")
    share = deal(f"{LIST}, 50% surcharge above 64k tokens")
    assert share.effective_price == near(F(3, 2) * blend(FRESH, CACHED))


def test_what_is_shorter_than_the_minimum_prefix_is_billed_as_fresh() -> None:
    session = with_entry(example(), "cached_tokens", None)
    session = with_entry(session, "cached_tokens", Entry.read("cached_tokens", "800 token/request"))
    found = deal(f"{LIST}, min prefix 1024 tokens", session)
    whole = FRESH + 800
    paid = (whole * F("0.95") + OUTPUT * 4) / (whole + OUTPUT) / MILLION
    assert found.effective_price == near(paid)
    assert "minimum prefix" in found.missed
    assert "minimum prefix" not in deal(f"{LIST}, min prefix 1024 tokens").missed


def test_overage_is_paid_for_what_is_above_the_commitment() -> None:
    found = deal("$0.30/M, $100k/mo commitment, overage $0.50/M")
    committed = F(100_000) / F("0.30") * MILLION
    bill = 100_000 + (MONTH - committed) * F("0.50") / MILLION
    assert found.effective_price_per_month == near(bill)


def test_fees_by_the_month_are_in_the_bill_and_others_are_not() -> None:
    found = deal("$0.30/M, $500/month platform fee")
    assert found.effective_price_per_month == near(F("0.30") / MILLION * MONTH + 500)
    once = deal("$0.30/M, setup fee $5,000")
    assert once.effective_price_per_month == pytest.approx(once.price_per_month)


def test_a_fee_that_is_not_counted_says_for_which_reason() -> None:
    reason = "not counted, it is not said by the month"
    assert line_about(deal("$0.30/M, setup fee $5,000"), "fee").endswith(reason)
    upper = deal("$0.30/M, platform fee up to $500/month")
    assert line_about(upper, "fee").endswith("not counted, it says no fixed sum")
    silent = deal("$0.30/M, $500/month platform fee", example()._replace(packet=Packet()))
    reason = "not counted, what this traffic costs by itself is not known"
    assert line_about(silent, "fee").endswith(reason)


def test_what_the_packet_needs_and_the_terms_do_not_give_is_missed() -> None:
    found = deal("$0.30/M, output cap 1k tokens, 99.5% uptime, 15M TPM limit")
    assert set(found.missed) == {"output cap", "uptime", "TPM limit"}
    fine = deal("$0.30/M, output cap 32k tokens, 99.95% uptime, 20M TPM limit")
    assert fine.missed == ()


def test_a_lifetime_of_the_cache_leaves_a_question() -> None:
    assert any("hit rate" in ask for ask in deal(f"{LIST}, cache TTL 5 min").asks)


def test_without_traffic_there_is_a_price_and_no_bill() -> None:
    shape = {
        id: entry
        for id, entry in example().packet.entries.items()
        if id in ("fresh_tokens", "cached_tokens", "output_tokens")
    }
    session = example()._replace(packet=Packet(shape))
    found = deal(LIST, session)
    assert found.effective_price == near(blend(FRESH, CACHED))
    assert (found.price_per_month, found.effective_price_per_month) == (None, None)
    bound = deal(f"{LIST}, $100k/mo commitment", session)
    assert bound.effective_price is None


def test_an_empty_quote_and_an_empty_session_come_to_nothing() -> None:
    session = Session(setups=example().setups)
    assert deal_of(session, session.setup(), Quote("Acme")) == Deal()


def test_a_deal_is_kept_until_the_quote_or_the_packet_changes() -> None:
    session, quote = example(), read_line(f"Acme: {LIST}").quote
    first = deal_of(session, session.setup(), quote)
    assert deal_of(session._replace(title="another"), session.setup(), quote) is first
    hotter = with_entry(session, "cached_tokens", Entry.read("cached_tokens", "100K token/request"))
    assert deal_of(hotter, hotter.setup(), quote).list_price != first.list_price


_SAID = st.sampled_from(
    [
        *("$100k/mo", "12 months", "50%", "2x above 64k tokens", "$1152/day at 30k tok/s", "up to"),
        *("$1.19/M", "1.25x", "$1/M/hour", "64 GPU", "0", "1024", "no", "batch", "5 min", "0%"),
        *("$0/month", "100%", "0 tok/s", "$0/day", "0x", "500B tokens/month", "$5,000"),
    ]
)
_TERMS = st.dictionaries(
    st.one_of(st.sampled_from(sorted(TERMS)), st.text(min_size=1)),
    st.one_of(_SAID, st.lists(_SAID).map(", ".join), st.text()),
)


@given(_TERMS, st.sampled_from(["", LIST, "$0.30/M", "$0.95 in, $4 out, $6/GPU/hour"]))
def test_any_terms_come_to_a_deal_without_an_error(terms: dict[str, str], prices: str) -> None:
    quote = read_line(f"Acme: {prices}").quote._replace(terms=terms)
    for session in (example(), Session(setups=example().setups)):
        found = deal_of(session, session.setup(), quote)
        for price in (found.effective_price, found.effective_price_per_month):
            assert price is None or price >= 0
        assert all(note.strip() and "\n" not in note for note in found.notes)
        assert all(ask.endswith("?") for ask in found.asks)


def test_a_price_that_holds_until_a_day_says_so_and_asks_nothing() -> None:
    found = deal("$0.28/M, valid until 30 Nov 2026")
    assert "price hold: until 30 Nov 2026" in found.notes
    assert not any("price hold" in ask for ask in found.asks)


@pytest.mark.parametrize(
    ("said", "held"),
    [
        ("75% off cached input", "0.15"),
        ("50% off cache writes", "0.60"),
        ("50% off cache storage", "0.60"),
    ],
)
def test_a_discount_on_cached_input_is_its_price_and_one_on_writes_is_not(
    said: str, held: str
) -> None:
    found = deal(f"$0.60 in, $2.50 out, {said}")
    assert found.list_price == near(blend(FRESH, CACHED, "0.60", held, "2.50"))


def test_a_deal_in_words_says_list_fewer_hits_month_and_what_terms_change() -> None:
    listed = "list $0.328/Mtok, $0.406/Mtok at a hit rate 10 points lower, $192K/month"
    found = deal(LIST)
    assert found.words == listed
    assert found.list_price is not None
    assert found.price_per_month is not None
    less = found._replace(
        effective_price=found.list_price * 0.9,
        effective_price_per_month=found.price_per_month * 0.9,
    )
    assert less.words == f"{listed}, with its terms $0.296/Mtok, $172K/month"
    assert found._replace(effective_price=found.list_price * (1 + 1e-15)).words == listed
    assert deal("40 tok/s/user").words == ""
