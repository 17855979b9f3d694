"""The list as the package ships it: its shape, its own calculator, and no network."""

from __future__ import annotations

import datetime
import subprocess
import sys
from types import ModuleType, SimpleNamespace

import genai_prices
import pytest
from genai_prices.data import providers as shipped

from sessions.catalogue.catalogue import EXAMPLE
from sessions.prices import source as price_data
from sessions.prices.rows import listed
from sessions.prices.source import NoPriceData, PriceList, price_list
from sessions.prices.table import table_of
from sessions.store.load import load
from tests.sessions.price_rows import DAY, always, model, price, provider, rows, since, tiered

TODAY = datetime.date(2026, 11, 15)


@pytest.mark.price_list
def test_the_list_has_rows_of_many_providers_with_prices_of_a_usual_size() -> None:
    found = price_list()
    assert found.version == genai_prices.__version__
    assert len(found.rows) == sum(len(each.models) for each in shipped)
    assert len({row.provider for row in found.rows}) == len(shipped)
    for row in found.rows:
        assert row.provider
        assert row.model
        for dated in row.prices:
            for rates in (dated.rates, *[tier.rates for tier in dated.tiers]):
                for per_token in rates[:5]:
                    assert per_token is None or 0 <= per_token < 1e-2, (row, rates)


@pytest.mark.price_list
def test_the_models_own_maker_lists_what_the_source_blends_to_0_328() -> None:
    session = load(EXAMPLE).session
    found = table_of(price_list().rows, "Kimi K2.6", session, session.setup(), TODAY)
    maker = next(row for row in found.rows if row.listed.row.provider == "moonshotai")
    assert maker.listed.input_price == pytest.approx(0.95e-6)
    assert maker.listed.cached_input_price == pytest.approx(0.16e-6)
    assert maker.listed.output_price == pytest.approx(4e-6)
    # Errata E25: $0.328 on the source's mix, 3.6 % above the $0.317 that it prints.
    assert maker.blend == pytest.approx(0.328e-6, abs=0.0005e-6)
    assert maker.blend is not None
    assert maker.blend / 0.317e-6 - 1 == pytest.approx(0.036, abs=0.0005)


@pytest.mark.price_list
@pytest.mark.parametrize("fresh", [13_000, 300_000])
def test_every_request_costs_what_the_packages_own_calculator_says(fresh: int) -> None:
    cached, output = 71_000, 1_056
    noon = datetime.datetime.combine(TODAY, datetime.time(12), datetime.UTC)
    usage = genai_prices.Usage(
        input_tokens=fresh + cached, cache_read_tokens=cached, output_tokens=output
    )
    theirs = [(of, each) for of in shipped for each in of.models]
    compared = 0
    for row, (of, each) in zip(price_list().rows, theirs, strict=True):
        found = listed(row, TODAY, fresh + cached)
        by_hour = any(dated.hours is not None for dated in row.prices)
        per_request = any(dated.rates.request_price for dated in row.prices)
        if found.input_price is None or found.output_price is None or by_hour or per_request:
            continue
        at = found.input_price if found.cached_input_price is None else found.cached_input_price
        ours = found.input_price * fresh + at * cached + found.output_price * output
        total = each.calc_price(usage, of, genai_request_timestamp=noon).total_price
        assert ours == pytest.approx(float(total), rel=1e-9), (row.provider, row.model)
        compared += 1
    assert compared > 2000


def test_reading_the_list_opens_no_connection_and_starts_no_thread() -> None:
    code = (
        "import socket, threading\n"
        "def never(*_, **__): raise AssertionError('a connection')\n"
        "socket.socket.connect = socket.create_connection = socket.getaddrinfo = never\n"
        "from sessions.prices.source import price_list\n"
        "assert price_list().rows\n"
        "from genai_prices import data_snapshot\n"
        "assert data_snapshot._custom_snapshot is None\n"
        "assert threading.active_count() == 1, threading.enumerate()\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    assert ran.returncode == 0, ran.stderr


def test_without_the_package_the_reason_is_one_sentence() -> None:
    price_data.shipped.cache_clear()
    with pytest.raises(NoPriceData) as missing:
        price_list()
    assert str(missing.value) == (
        "public prices need genai-prices, which is not installed; install it: pipx inject"
        " napkin-workbench genai-prices, or pip install 'napkin-workbench[prices]'"
    )


@pytest.mark.price_list
@pytest.mark.parametrize("held", [[object()], [SimpleNamespace(models=[SimpleNamespace(id="m")])]])
def test_a_list_of_another_shape_is_refused_with_its_version(
    held: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    other = ModuleType("genai_prices.data")
    other.providers = held  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "genai_prices.data", other)
    price_data.shipped.cache_clear()
    with pytest.raises(NoPriceData, match=r"of genai-prices .* cannot be read"):
        price_list()


def test_a_tier_holds_all_prices_and_those_without_tiers_stay() -> None:
    partly = price(
        input=tiered("1", t100="2", t200="3"), output=tiered("5", t200="6"), cache_read="0.1"
    )
    (row,) = rows(provider("acme", model("m", partly)))
    tiers = row.prices[0].tiers
    assert [tier.above for tier in tiers] == [100, 200]
    assert [tier.rates.input_price for tier in tiers] == pytest.approx([2e-6, 3e-6])
    assert [tier.rates.output_price for tier in tiers] == pytest.approx([5e-6, 6e-6])
    assert row.prices[0].tiers[1].rates.cached_input_price == pytest.approx(0.1e-6)


def test_hours_are_read_in_utc() -> None:
    from genai_prices.types import ConditionalPrice, TimeOfDateConstraint

    east = datetime.timezone(datetime.timedelta(hours=8))
    hours = TimeOfDateConstraint(
        start_time=datetime.time(9, tzinfo=east), end_time=datetime.time(12, tzinfo=east)
    )
    prices = [always(price(input="1")), ConditionalPrice(constraint=hours, prices=price(input="2"))]
    (row,) = rows(provider("acme", model("m", prices)))
    assert row.prices[1].hours == (datetime.time(1), datetime.time(4))


def test_the_newest_change_is_one_that_has_begun() -> None:
    usual = price(input="1")
    prices = [always(usual), since("2026-03-05", usual), since("2026-12-01", usual)]
    found = PriceList(rows(provider("acme", model("m", prices))), "0")
    assert found.newest(DAY) == datetime.date(2026, 3, 5)
    assert found.newest(datetime.date(2020, 1, 1)) is None
