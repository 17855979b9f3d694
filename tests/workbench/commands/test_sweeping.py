"""`napkin sweep`: the grid that was asked for, on screen, for a script and in a file."""

from __future__ import annotations

import csv
import json
import math
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from workbench.commands.cli import napkin

GRID = ("--vary", "context_tokens=8K:128K:5:log", "--vary", "mbu=10%:90%:3")


def run(*arguments: str) -> Result:
    """`napkin sweep ARGUMENTS`, in this process."""
    return CliRunner().invoke(napkin, ["sweep", *arguments], prog_name="napkin")


def answer(*arguments: str) -> dict[str, Any]:
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.stderr or result.exception
    found = json.loads(result.stdout)
    assert isinstance(found, dict)
    return found


def column(found: dict[str, Any], id: str) -> list[float]:
    return [row[id]["value"] for row in found["rows"]]


def evaluated(id: str, *sets: str) -> float:
    """The same from `napkin eval`."""
    options = [word for text in sets for word in ("--set", text)]
    ran = CliRunner().invoke(napkin, ["eval", "--only", id, "--json", *options])
    return float(json.loads(ran.stdout)["values"][id]["napkin"]["value"])


def test_every_whole_number_of_a_short_range_is_taken() -> None:
    found = answer("--vary", "concurrency=1:16", "--show", "ttft,per_stream_tps")
    assert column(found, "concurrency") == list(range(1, 17))
    assert found["points"] == 16
    assert found["basis"] == "napkin"
    assert list(found["rows"][0]) == ["concurrency", "ttft", "per_stream_tps"]
    assert column(found, "ttft")[-1] == pytest.approx(1.928205, rel=1e-6)
    assert found["rows"][0]["ttft"]["unit"] == "s"


def test_a_grid_has_every_pair_and_each_is_what_eval_says() -> None:
    found = answer(*GRID, "--show", "pass_time")
    assert found["points"] == 15
    assert column(found, "context_tokens")[::3] == pytest.approx(
        [8_000, 16_000, 32_000, 64_000, 128_000]
    )
    assert column(found, "mbu")[:3] == pytest.approx([10, 50, 90])
    row = found["rows"][7]
    assert row["pass_time"]["value"] == pytest.approx(
        evaluated("pass_time", "context_tokens=32K token/request", "mbu=50%"), rel=1e-12
    )


def test_a_range_without_steps_has_eleven() -> None:
    assert column(answer("--vary", "mbu=10%:60%", "--show", "pass_time"), "mbu") == pytest.approx(
        range(10, 61, 5)
    )


def test_steps_of_a_count_are_whole_and_none_is_taken_twice() -> None:
    found = answer("--vary", "concurrency=1:64:13:log", "--show", "ttft")
    assert column(found, "concurrency") == [1, 2, 3, 4, 6, 8, 11, 16, 23, 32, 45, 64]


def test_the_ends_are_taken_as_they_were_said() -> None:
    values = column(answer("--vary", "gpu_price=$0.7/GPU/h:9.3:7", "--show", "ttft"), "gpu_price")
    assert (values[0], values[-1], len(values)) == (0.7, 9.3, 7)
    assert column(answer("--vary", "mbu=30%:30%", "--show", "ttft"), "mbu") == [30]


def test_what_has_no_value_has_no_key() -> None:
    """500 of 384 experts: a power of a negative number."""
    none = answer("--vary", "experts_per_token=8:500:2", "--set", "concurrency=2.5",
                  "--show", "pass_time")["rows"]  # fmt: skip
    assert [("pass_time" in row) for row in none] == [True, False]


def test_a_derived_value_is_varied_in_the_place_of_its_formula() -> None:
    found = answer("--vary", "pass_time=5:20 ms:2", "--show", "per_stream_tps")
    assert column(found, "per_stream_tps") == pytest.approx([200, 50])


def test_on_screen_the_table_is_aligned_and_says_what_it_leaves_out() -> None:
    result = run("--vary", "mbu=10%:90%:100", "--show", "pass_time", "--basis", "napkin")
    lines = result.stdout.rstrip("\n").split("\n")
    assert lines[0].endswith("set-up tp8-c16 · assumptions source@1 · napkin")
    assert lines[2].split() == ["mbu", "pass_time"]
    assert lines[3].split()[0] == "10%"
    assert len({len(line) for line in lines[2:62]}) == 1
    assert lines[-1] == "40 more rows; --out FILE.csv has all of them"


def test_a_csv_has_the_grid_in_plain_numbers(tmp_path: Path) -> None:
    file = tmp_path / "grid.csv"
    result = run(*GRID, "--show", "pass_time, ttft", "--show", "bytes_per_pass", "--out", str(file))
    assert result.exit_code == 0
    assert result.stdout == f"15 points of 5 columns in {file}\n"
    with file.open(newline="") as text:
        head, *rows = csv.reader(text)
    assert head == [
        *("context_tokens [token/request]", "mbu [%]"),
        *("pass_time [ms]", "ttft [s]", "bytes_per_pass [GB]"),
    ]
    assert len(rows) == 15
    found = answer(*GRID, "--show", "pass_time")
    assert [float(row[2]) for row in rows] == pytest.approx(column(found, "pass_time"), rel=1e-12)


def test_a_csv_has_an_empty_cell_where_there_is_no_value(tmp_path: Path) -> None:
    file = tmp_path / "grid.csv"
    run("--vary", "experts_per_token=8:500:2", "--set", "concurrency=2.5",
        "--show", "pass_time", "--out", str(file))  # fmt: skip
    assert [row.split(",")[1] != "" for row in file.read_text().split("\n")[1:3]] == [True, False]


def test_many_points_go_into_a_file(tmp_path: Path) -> None:
    file = tmp_path / "grid.csv"
    ran = run("--vary", "mbu=10%:90%:300", "--vary", "mfu=1%:9%:300", "--show", "ttft",
              "--out", str(file), "--json")  # fmt: skip
    assert json.loads(ran.stdout)["points"] == 90_000
    assert file.read_text().count("\n") == 90_001


def test_parquet_without_its_library_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    file = tmp_path / "grid.parquet"
    result = run("--vary", "mbu=10%:90%", "--show", "ttft", "--out", str(file))
    assert result.exit_code == 2
    assert "install 'napkin-workbench[parquet]', or write a .csv" in result.stderr
    assert not file.exists()


@pytest.mark.skipif(find_spec("pyarrow") is None, reason="pyarrow is an extra")
def test_parquet_has_the_grid(tmp_path: Path) -> None:
    from pyarrow import parquet

    file = tmp_path / "grid.parquet"
    assert run(*GRID, "--show", "pass_time", "--out", str(file)).exit_code == 0
    held = parquet.read_table(file).to_pydict()
    assert list(held) == ["context_tokens [token/request]", "mbu [%]", "pass_time [ms]"]
    found = answer(*GRID, "--show", "pass_time")
    assert held["pass_time [ms]"] == pytest.approx(column(found, "pass_time"), rel=1e-12)
    gap = tmp_path / "gap.parquet"
    run("--vary", "experts_per_token=8:500:2", "--set", "concurrency=2.5",
        "--show", "pass_time", "--out", str(gap))  # fmt: skip
    first, second = parquet.read_table(gap).to_pydict()["pass_time [ms]"]
    assert math.isfinite(first)
    assert second is None


ONE = ("--show", "ttft")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--vary", "concurrency=1", *ONE], "expected ID=LO:HI[:N][:log]"),
        (["--vary", "concurrency", *ONE], "expected ID=LO:HI[:N][:log]"),
        (["--vary", "mbu=1%:2%:3:log:4", *ONE], "expected ID=LO:HI[:N][:log]"),
        (["--vary", "mbu=1%:log", *ONE], "saw 'log'"),
        (["--vary", "mbu=10%:90%:0", *ONE], "saw '0': expected a number of steps"),
        (["--vary", "mbu=10%:90%:-5", *ONE], "saw '-5': expected a number of steps"),
        (["--vary", "mbu=10%:90%:٣", *ONE], "expected a number of steps"),
        (["--vary", "mbu=10%:90%:" + "9" * 5000, *ONE], "expected a number of steps"),
        (["--vary", "mbu=10%:90%:99999999", *ONE], "at most 2,000,000"),
        (["--vary", "mbu=1%:9%:2000", "--vary", "mfu=1%:9%:2000", *ONE], "4,000,000 points"),
        (["--vary", "mbu=10:90", *ONE], "write 10%"),
        (["--vary", "mbu=90%:10%", *ONE], "write the lower end first"),
        (["--vary", "mbu=10%:900%", *ONE], "outside"),
        (["--vary", "fixed_overhead=0:5:4:log", *ONE], "log needs a range above zero"),
        (["--vary", "mbx=1%:2%", *ONE], "did you mean mbu"),
        (["--vary", "mbu=1%:2%", "--vary", "mbu=3%:4%", *ONE], "varied twice"),
        (["--vary", "mbu=1%:2%", "--show", "ttft,tpto"], "did you mean tpot"),
        (["--vary", "mbu=1%:2%", "--show", ","], "expected ids with commas"),
        (["--vary", "mbu=1%:2%"], "Missing option '--show'"),
        ([*ONE], "Missing option '--vary'"),
        (["--vary", "mbu=1%:2%", "--show", "achieved_mfu"], "achieved_mfu has no value"),
        (["--vary", "mbu=1%:2%:200000", *ONE, "--json"], "too many to print"),
        (["--vary", "mbu=1%:2%", *ONE, "--out", "grid.xlsx"], "ends in .csv or .parquet"),
        (["--vary", "mbu=1%:2%", *ONE, "--out", "/no/such/grid.csv"], "is not there"),
    ],
)
def test_what_is_refused_says_why(arguments: list[str], words: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert words in result.stderr
    assert "Traceback" not in result.stderr


def test_a_file_stays_as_it_was_where_the_question_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "grid.csv"
    file.write_text("mine")
    assert run("--vary", "mbu=1%:2%", "--show", "achieved_mfu", "--out", str(file)).exit_code == 2
    assert file.read_text() == "mine"
