"""`napkin prices`, and what `check` and `quote` say of the public list."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from formulas.quantity import read
from formulas.units import measure
from sessions.prices import source as price_data
from tests.sessions.price_rows import always, model, price, price_list, provider, since
from tests.workbench.commands.test_cli import answer, run

LIST = price_list(
    provider(
        "fireworks",
        model("kimi-k2p6", price(input="0.95", cache_read="0.16", output="4"), name="Kimi K2.6"),
        model("kimi-k2p6-fast", price(input="2", cache_read="0.3", output="8")),
    ),
    provider("bleak", model("Kimi-K2.6", price(input="0.95", output="4"))),
    provider(
        "openrouter",
        model(
            "moonshotai/kimi-k2.6",
            [
                always(price(input="1", output="5")),
                since("2026-01-01", price(input="0.5", cache_read="0.08", output="2")),
            ],
        ),
        model("moonshotai/kimi-k2.6:free", price()),
        name="OpenRouter",
    ),
    provider("gone", model("kimi-k2.6", price(input="1", output="1"), deprecated=True)),
)


@pytest.fixture(autouse=True)
def by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sessions.prices.source.price_list", lambda: LIST)
    monkeypatch.setattr("sessions.prices.beside.price_list", lambda: LIST)
    monkeypatch.setattr("sessions.prices.source.installed", lambda: True)


def test_the_answer_has_the_shape_that_scripts_hold_on_to() -> None:
    found = answer("prices", "Kimi K2.6")
    assert found["session"] == "Kimi K2.6 for a coding agent"
    assert found["setup"] == "tp8-c16"
    assert found["model"] == "Kimi K2.6"
    assert found["data"] == {
        "package": "genai-prices",
        "version": "0.0.1",
        "newest_change": "2026-01-01",
    }
    assert found["mix"]["cached_tokens"] == {"value": 71_000, "unit": "token/request"}
    assert [row["provider"] for row in found["prices"]] == [
        "OpenRouter",
        "Fireworks",
        "Bleak",
        "Gone",
    ]
    assert [row.get("rank") for row in found["prices"]] == [1, 2, 3, None]
    assert [row["comparable"] for row in found["prices"]] == [True, True, True, False]
    own = found["prices"][1]
    assert own["model"] == "kimi-k2p6"
    assert own["input_price"] == {"value": 0.95, "unit": "$/Mtok"}
    # Errata E25: $0.328 on the source's mix.
    assert own["price_per_processed_token"]["value"] == pytest.approx(0.328, abs=0.0005)
    assert own["price_at_fewer_hits"]["value"] > own["price_per_processed_token"]["value"]
    assert own["price_per_month"]["unit"] == "$/month"
    assert found["suggestions"] == ["kimi-k2p6-fast", "moonshotai/kimi-k2.6:free"]
    blends = [row["price_per_processed_token"]["value"] for row in found["prices"][:3]]
    assert found["spread"] == pytest.approx(max(blends) / min(blends))


def test_what_is_not_listed_has_no_key() -> None:
    bleak = answer("prices", "Kimi K2.6")["prices"][2]
    assert "cached_input_price" not in bleak
    assert any("no cached price is listed" in text for text in bleak["remarks"])


def test_every_quantity_reads_back_in() -> None:
    for row in answer("prices", "Kimi K2.6")["prices"]:
        for each in row.values():
            if isinstance(each, dict):
                unit = measure(each["unit"])
                read_back = read(f"{each['value']} {each['unit']}", unit).value
                assert read_back == pytest.approx(each["value"] * unit.factor)


def test_the_table_fits_a_hundred_columns_and_numbers_its_remarks() -> None:
    shown = run("prices", "Kimi K2.6").stdout
    assert all(len(line) <= 100 for line in shown.split("\n"))
    lines = shown.split("\n")
    row = next(line for line in lines if "Bleak" in line)
    number = row.split()[-1]
    assert f"{number}  no cached price is listed: cached input counts at the full price" in lines
    assert "Left out, with names of their own: kimi-k2p6-fast" in shown
    assert "genai-prices 0.0.1" in shown


def test_a_packet_of_ones_own_is_blended_on(tmp_path: Path) -> None:
    packet = tmp_path / "mine.toml"
    packet.write_text(
        'schema = 1\ntitle = "mine"\n[packet]\nfresh_tokens = "10K"\ncached_tokens = "0"\n'
        'output_tokens = "10K"\n[[setup]]\nname = "a"\nmodel = "Kimi K2.6"\nhardware = "B200"\n'
    )
    found = answer("prices", "Kimi K2.6", "--packet", str(packet))
    assert found["session"] == "mine"
    own = next(row for row in found["prices"] if row["provider"] == "Fireworks")
    assert own["price_per_processed_token"]["value"] == pytest.approx((0.95 + 4) / 2)
    assert "price_per_month" not in own, "this packet has no traffic"


def test_a_model_that_is_not_listed_is_refused_with_the_nearest_names() -> None:
    refused = run("prices", "kimi k2.7")
    assert refused.exit_code == 2
    assert refused.stdout == ""
    assert "no price of 'kimi k2.7'" in refused.stderr
    assert "Kimi K2.6" in refused.stderr


def test_a_packet_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    bad = tmp_path / "bad.toml"
    bad.write_text("schema = ")
    refused = run("prices", "Kimi K2.6", "--packet", str(bad))
    assert refused.exit_code == 2
    assert "bad.toml" in refused.stderr


def test_without_the_extra_one_sentence_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> object:
        raise price_data.NoPriceData(f"public prices need genai-prices; {price_data.HOW}")

    monkeypatch.setattr("sessions.prices.source.price_list", missing)
    refused = run("prices", "Kimi K2.6")
    assert refused.exit_code == 2
    assert "pip install 'napkin-workbench[prices]'" in refused.stderr
    assert refused.stderr.count("\n") == 1


# --- beside a quote


def test_a_quoted_price_stands_beside_the_list_of_its_provider() -> None:
    text = "Fireworks AI: $0.28/M"
    (quote,) = answer("quote", text)["quotes"]
    listed = quote["list"]
    assert listed["provider"] == "Fireworks"
    assert listed["ratio"] == pytest.approx(0.28 / listed["price_per_processed_token"]["value"])
    assert listed["cheapest"]["provider"] == "OpenRouter"
    assert listed["words"].startswith("0.85x Fireworks' public list")
    assert "list: 0.85x Fireworks' public list" in run("quote", text).stdout


def test_the_list_of_a_provider_that_is_not_in_it_is_not_made_up() -> None:
    (quote,) = answer("quote", "Acme: $0.28/M")["quotes"]
    assert "ratio" not in quote["list"]
    assert quote["list"]["reason"] == "Acme is not in the public list, by this name"
    assert quote["list"]["cheapest"]["provider"] == "OpenRouter"


def test_every_priced_quote_of_a_session_has_its_list() -> None:
    quotes = answer("check", status=1)["quotes"]
    for quote in quotes:
        has_price = any(c["metric"] == "price_per_processed_token" for c in quote["claims"])
        assert ("list" in quote) == has_price
    assert any("list" in quote for quote in quotes)


def test_without_a_price_the_list_is_not_even_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    def never() -> object:
        raise AssertionError("the list was opened")

    monkeypatch.setattr("sessions.prices.beside.price_list", never)
    assert "list" not in answer("quote", "Fireworks: 40 tok/s/user")["quotes"][0]


def test_without_the_extra_a_check_says_nothing_of_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sessions.prices.source.installed", lambda: False)
    assert "list" not in answer("quote", "Fireworks: $0.28/M")["quotes"][0]


def test_a_list_that_cannot_be_read_stops_no_check(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> object:
        raise price_data.NoPriceData("another shape")

    monkeypatch.setattr("sessions.prices.beside.price_list", broken)
    assert "list" not in answer("quote", "Fireworks: $0.28/M")["quotes"][0]


def test_what_a_list_says_acts_on_no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    red = price_list(
        provider("fireworks", model("kimi-k2.6", name="Kimi \x1b[31mK2.6"), name="F\x1b[31m")
    )
    monkeypatch.setattr("sessions.prices.source.price_list", lambda: red)
    monkeypatch.setattr("sessions.prices.beside.price_list", lambda: red)
    for shown in (run("prices", "kimi k2.6").stdout, run("quote", "Fireworks: $0.3/M").stdout):
        assert "\x1b" not in shown
    assert json.loads(run("prices", "kimi k2.6", "--json").stdout)["prices"]
