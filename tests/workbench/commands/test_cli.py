"""The command line as a script sees it: JSON shapes, exit statuses, and words that help."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from formulas.book import BOOK
from formulas.quantity import Quantity
from formulas.units import measure
from sessions.catalogue.catalogue import EXAMPLE
from workbench.__main__ import main
from workbench.commands.cli import napkin


def run(*arguments: str) -> Result:
    """`napkin ARGUMENTS`, in this process."""
    return CliRunner().invoke(napkin, list(arguments), prog_name="napkin")


def answer(*arguments: str, status: int = 0) -> dict[str, Any]:
    """What `napkin ARGUMENTS --json` answers."""
    result = run(*arguments, "--json")
    assert result.exit_code == status, result.stderr or result.exception
    found = json.loads(result.stdout)
    assert isinstance(found, dict)
    return found


def claims(text: str, *more: str, status: int = 0) -> list[dict[str, Any]]:
    """The claims of one said line."""
    found = answer("quote", text, *more, status=status)["quotes"][0]["claims"]
    assert isinstance(found, list)
    return found


# ------------------------------------------------------------------------------------------------
# eval


def test_one_formula_needs_no_session_when_its_inputs_are_set() -> None:
    found = answer(
        "eval",
        "--only",
        "node_price_per_hour",
        "--set",
        "gpu_price=$6/GPU/hour",
        "--set",
        "gpus_per_node=8 GPU",
    )
    assert found == {
        "values": {"node_price_per_hour": {"napkin": {"value": 48.0, "unit": "$/hour"}}}
    }


def test_the_route_that_uses_most_of_what_is_given_is_taken_under_its_own_basis() -> None:
    line = (
        "--set",
        "fit_intercept=5.2 ms",
        "--set",
        "fit_slope=1.65 ms/request",
        "--set",
        "concurrency=16",
    )
    assert list(answer("eval", "--only", "pass_time", *line)["values"]["pass_time"]) == ["fit"]
    life = ("--set", "output_tokens=1000", "--set", "lifecycle_tps=24 tok/s/user")
    assert list(answer("eval", "--only", "e2e_latency", *life)["values"]["e2e_latency"]) == [
        "measured"
    ]


def test_inputs_that_are_not_set_come_from_the_example() -> None:
    found = answer("eval", "--only", "ttft", "--set", "fresh_tokens_p50=4,700")
    assert found["setup"] == "tp8-c16"
    assert found["assumptions"] == "source@1"
    assert found["values"]["ttft"]["napkin"]["value"] == pytest.approx(1.928205 / 2, rel=1e-6)


def test_every_value_is_listed_on_every_basis_where_it_has_one() -> None:
    values = answer("eval")["values"]
    assert set(values["pass_time"]) == {"ceiling", "napkin", "fit", "measured"}
    assert set(values["memory_time"]) == {"ceiling", "napkin", "fit"}
    assert "measured" not in values["memory_time"]
    assert set(values) <= set(BOOK.variables)


def test_a_basis_and_a_set_up_can_be_picked() -> None:
    found = answer(
        "eval", "--setup", "tp4-c8", "--basis", "measured", "--only", "price_per_processed_token"
    )
    assert found["values"] == {
        "price_per_processed_token": {
            "measured": {"value": pytest.approx(0.250627, rel=1e-5), "unit": "$/Mtok"}
        }
    }


def test_a_set_value_replaces_the_derived_one_on_every_basis_but_leaves_what_was_measured() -> None:
    by_basis = answer("eval", "--set", "pass_time=10 ms", "--only", "pass_time")["values"][
        "pass_time"
    ]
    assert {basis: q["value"] for basis, q in by_basis.items()} == {
        "ceiling": 10,
        "napkin": 10,
        "fit": 10,
        "measured": 36.8,
    }


def test_a_set_assumption_moves_the_napkin_and_not_the_ceiling() -> None:
    before, after = (
        answer("eval", *more, "--only", "memory_time")["values"]["memory_time"]
        for more in ((), ("--set", "mbu=25%"))
    )
    assert after["napkin"]["value"] == pytest.approx(2 * before["napkin"]["value"])
    assert after["ceiling"] == before["ceiling"]


def test_parts_of_the_set_up_can_be_replaced() -> None:
    values = answer(
        "eval",
        "--weights",
        "fp8",
        "--kv",
        "bf16",
        "--hardware",
        "b200",
        "--model",
        "kimi-k2.6",
        "--assumptions",
        "source",
    )
    assert values["values"]["weight_bytes"]["napkin"]["value"] == 1000
    assert values["values"]["kv_bytes_per_token"]["napkin"]["value"] == pytest.approx(70.272)


def test_every_quantity_printed_reads_back_to_what_it_was() -> None:
    for id, by_basis in answer("eval")["values"].items():
        for found in by_basis.values():
            variable = BOOK.variables[id]
            value = found["value"] * variable.unit.factor
            read = (
                variable.read(f"{found['value']:.12g} {found['unit']}")
                if found["value"] >= 0
                else None
            )
            if read is not None:
                assert read.value == pytest.approx(value, rel=1e-9), id
            unit = measure(found["unit"])
            assert Quantity(found["value"] * unit.factor, unit).show()


def test_the_table_has_a_column_for_each_basis() -> None:
    text = run("eval").stdout
    assert "ceiling" in text
    assert "measured" in text
    assert "$0.3458/Mtok" in text


def test_a_fault_of_our_own_is_not_told_as_a_refused_argument(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def faulty(*_: object) -> None:
        raise KeyError("ttft_alonex")

    monkeypatch.setattr("workbench.commands.eval.evaluation", faulty)
    monkeypatch.setattr(sys, "argv", ["napkin", "eval"])
    with pytest.raises(SystemExit) as end:
        main()
    assert end.value.code == 2
    assert "a fault of napkin's own, KeyError: 'ttft_alonex'" in capsys.readouterr().err


# ------------------------------------------------------------------------------------------------
# explain


def test_a_formula_is_explained_with_its_numbers() -> None:
    found = answer("explain", "ttft")
    assert (found["id"], found["title"], found["section"]) == ("ttft", "TTFT", "4.9, 5.10 step 8")
    napkin_route = next(r for r in found["routes"] if r["basis"] == "napkin")
    assert napkin_route["result"]["value"] == pytest.approx(1.928205, rel=1e-6)
    assert set(napkin_route["inputs"]) == {"fresh_tokens_p50", "concurrency", "prefill_rate"}
    assert "9,400" in napkin_route["substituted"]
    assert "frac" in napkin_route["latex"]
    assert "e2e_latency" in found["feeds"]


def test_other_routes_are_held_against_the_one_in_force() -> None:
    routes = [r for r in answer("explain", "e2e_latency")["routes"] if r["basis"] == "measured"]
    assert [r["preferred"] for r in routes] == [False, False]
    assert {round(r["ratio"], 2) for r in routes} == {0.96, 1.03}


def test_an_input_is_explained_as_an_input() -> None:
    assert "An input" in run("explain", "gpu_price").stdout


def test_a_derived_variable_without_its_inputs_says_what_it_needs() -> None:
    needs = "needs committed volume, price before terms, overage price"
    told = run("explain", "overage_price_per_month").stdout
    assert f"No value: {needs}." in told
    assert answer("explain", "overage_price_per_month")["why_missing"] == needs
    set_ = run("explain", "overage_price_per_month", "--set", "overage_price_per_month=$5/month")
    assert "An input" not in set_.stdout
    assert "No value" not in set_.stdout


def test_ascii_is_ascii() -> None:
    drawn = "".join(
        [r["drawn"] for r in answer("explain", "expected_unique_experts", "--ascii")["routes"]]
    )
    assert drawn.isascii()


def test_latex_alone_is_printed_on_request() -> None:
    assert run("explain", "ttft", "--latex").stdout.strip().splitlines()[0].count("{") >= 2


# ------------------------------------------------------------------------------------------------
# quote, check


def test_a_quote_is_judged_as_it_was_said() -> None:
    found = answer("quote", "Acme: $0.28/M, 40 tok/s/user, TTFT 1.2 s at c=64 on 8xB200 FP4")
    quote = found["quotes"][0]
    assert quote["provider"] == "Acme"
    assert [c["metric"] for c in quote["claims"]] == [
        "price_per_processed_token",
        "per_stream_tps",
        "ttft",
    ]
    assert quote["conditions"]["concurrency"] == {"value": 64, "unit": "request"}
    assert quote["conditions"]["hardware"].lower() == "b200"
    price = quote["claims"][0]
    assert {
        "quoted",
        "napkin",
        "fit",
        "ceiling",
        "ratio",
        "fold",
        "flag",
        "fit_flag",
        "direction",
        "beyond_ceiling",
    } <= set(price)
    assert found["worst"] in ("plausible", "2x-off")


def test_ten_times_off_exits_with_one() -> None:
    assert claims("TTFT 0.1 s at c=16 on 8xB200 FP4", status=1)[0]["flag"] == "10x-off"


def test_beyond_the_ceiling_exits_with_one() -> None:
    found = claims("400 tok/s/user at c=16 on 8xB200 FP4, no speculative decoding", status=1)[0]
    assert found["flag"] == "2x-off"
    assert found["beyond_ceiling"] is True


def test_what_has_no_meaning_is_absent_and_never_null() -> None:
    text = run("quote", "Acme: uptime 99.9%, $0.95/M input", "--json").stdout
    assert "null" not in text
    assert "NaN" not in text


def test_values_can_be_set_for_one_judgement() -> None:
    plain, set_ = (claims("40 tok/s/user", *more)[0] for more in ((), ("--set", "mbu=10%")))
    assert set_["napkin"]["value"] < plain["napkin"]["value"]


def test_every_quote_of_a_session_is_checked() -> None:
    found = answer("check", status=1)
    assert [q["provider"] for q in found["quotes"]] == ["Acme", "Borealis", "Cirrus"]
    assert found["worst"] == "10x-off"
    flags = {c["flag"] for q in found["quotes"] for c in q["claims"]}
    assert flags == {"plausible", "2x-off", "10x-off", "not-judged"}
    assert any(c["beyond_ceiling"] for q in found["quotes"] for c in q["claims"])


@pytest.mark.parametrize("command", [("check",), ("quote", "TTFT 1.5 s at c=16"), ("eval",)])
def test_what_was_entered_twice_is_said_with_every_answer(command: tuple[str, ...]) -> None:
    sets = ("--set", "e2e_latency=30 s", "--set", "requests_per_second=1 request/s")
    result = run(*command, *sets, "--json")
    assert "requests_per_second" in {each["id"] for each in json.loads(result.stdout)["findings"]}
    assert "finding: requests per second" in run(*command, *sets).stdout


def test_one_provider_can_be_checked_alone() -> None:
    assert [q["provider"] for q in answer("check", "--provider", "borealis")["quotes"]] == [
        "Borealis"
    ]
    assert run("check", "--provider", "Nobody").exit_code == 2


def test_flags_are_words_and_glyphs_in_the_text() -> None:
    text = run("check").stdout
    for words in (
        "✓ plausible",
        "~ 2x off",
        "✗ 10x off",
        "beyond the ceiling",
        "not judged",
        "ask:",
    ):
        assert words in text


def test_a_quote_is_kept_in_the_session_it_was_said_for(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_bytes(EXAMPLE.read_bytes())
    result = run("quote", "Delta: 60 tok/s/user at c=16", str(path), "--add")
    assert result.exit_code == 0, result.stderr
    kept = answer("check", str(path), "--provider", "Delta")["quotes"][0]
    assert kept["claims"][0]["metric"] == "per_stream_tps"
    assert kept["conditions"]["concurrency"]["value"] == 16
    assert "# The worked example" in path.read_text(encoding="utf-8")


def test_a_line_that_says_nothing_is_not_kept(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_bytes(EXAMPLE.read_bytes())
    assert run("quote", "hello world", str(path), "--add").exit_code == 2
    assert path.read_bytes() == EXAMPLE.read_bytes()


def test_quotes_that_several_people_add_at_once_are_all_kept(tmp_path: Path) -> None:
    import subprocess
    import sys

    path = tmp_path / "mine.toml"
    path.write_bytes(EXAMPLE.read_bytes())
    command = [sys.executable, "-m", "workbench", "quote"]
    running = [
        subprocess.Popen([*command, f"Delta{n}: 60 tok/s/user at c=16", str(path), "--add"])
        for n in range(4)
    ]
    assert [process.wait() for process in running] == [0, 0, 0, 0]
    providers = {q["provider"] for q in answer("check", str(path), status=1)["quotes"]}
    assert {f"Delta{n}" for n in range(4)} <= providers


def test_nothing_is_kept_without_a_session() -> None:
    result = run("quote", "Delta: 60 tok/s/user", "--add")
    assert result.exit_code == 2
    assert "no session" in result.stderr


# ------------------------------------------------------------------------------------------------
# refusals


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("eval", "--set", "fresh_tokens_p50=1,5"), ("fresh_tokens_p50", "'1,5'", "write 1.5")),
        (("eval", "--set", "ttft=80 K"), ("ttft", "80 K", "expected s")),
        (("eval", "--set", "mbu=50"), ("mbu", "write 50%")),
        (("eval", "--set", "gpu_price"), ("ID=VALUE",)),
        (("eval", "--set", "gpu_prize=$4/GPU/hour"), ("gpu_prize", "gpu_price")),
        (("eval", "--only", "tftt"), ("tftt", "ttft")),
        (("eval", "--hardware", "h9000"), ("h9000", "b200")),
        (("eval", "--model", "gpt"), ("gpt", "kimi-k2.6")),
        (("eval", "--weights", "fp3"), ("fp3", "nvfp4")),
        (("eval", "--setup", "tp16"), ("tp16", "tp8-c16")),
        (("eval", "--assumptions", "source@9"), ("source@9", "source@1")),
        (("explain", "nothing_at_all"), ("nothing_at_all",)),
        (("evaluate",), ("evaluate", "eval")),
        (("check", "missing.toml"), ("missing.toml",)),
    ],
    ids=lambda v: " ".join(v) if isinstance(v, tuple) else str(v),
)
def test_bad_input_is_refused_with_status_two_and_words_that_help(
    arguments: tuple[str, ...], words: tuple[str, ...]
) -> None:
    result = run(*arguments)
    assert result.exit_code == 2, result.stdout
    assert result.stdout == ""
    for word in words:
        assert word in result.stderr
    assert "Traceback" not in result.stderr


def test_a_bad_file_is_refused_with_line_column_and_key(tmp_path: Path) -> None:
    path = tmp_path / "bad.toml"
    path.write_text(
        'schema = 1\n[packet]\nfresh_tokens = "1,5"\nsla_ttft = "80 K"\n', encoding="utf-8"
    )
    result = run("check", str(path))
    assert result.exit_code == 2
    for words in ("bad.toml:3:16", "bad.toml:4:12", 'fresh_tokens = "1.5"', "not changed"):
        assert words in result.stderr


@pytest.mark.parametrize(
    "hostile", ["\x1b]0;owned\x07", "[@click=app.quit]x[/]", "\u202eevil", "[/", "{0}", "%s"]
)
def test_hostile_text_is_shown_as_signs_and_never_as_control(hostile: str) -> None:
    for arguments in (
        ("quote", f"{hostile}: 40 tok/s/user"),
        ("eval", "--only", hostile),
        ("eval", "--set", f"mbu={hostile}"),
    ):
        result = run(*arguments)
        out = result.stdout + result.stderr
        assert result.exit_code in (0, 1, 2)
        assert "\x1b" not in out
        assert "\u202e" not in out
        assert "\x07" not in out


@pytest.mark.parametrize("words", [["eval"], ["explain", "ttft"], ["quote", "Acme: 40 tok/s"]])
def test_a_reader_who_stops_reading_is_told_nothing(words: list[str]) -> None:
    running = subprocess.Popen(
        [sys.executable, "-m", "workbench", *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert running.stdout is not None
    assert running.stderr is not None
    running.stdout.close()
    assert running.stderr.read() == b""
    running.stderr.close()
    running.wait()
