"""`napkin accuracy`: its keys, its text, its file, its exit status."""

from __future__ import annotations

import csv
import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sessions.export.tables import FIELDS
from tests.sessions.measured.test_measured import table
from workbench.commands.cli import napkin

SCORE = {"rows", "answered", "within_2x", "within_10x", "median_error", "bias"}


def run(*arguments: str) -> Result:
    return CliRunner().invoke(napkin, ["accuracy", *arguments], prog_name="napkin")


def rows(folder: Path) -> str:
    return table(
        folder,
        {},
        {"model_path": "Qwen/Qwen3-32B", "backend": "sglang"},
        {"system": "h20", "id": "=cmd()"},
        {"tp_size": "32"},
        {"mode": "disagg"},
    )


def test_the_promised_keys_are_there(tmp_path: Path) -> None:
    answer = json.loads(run(rows(tmp_path), "--json").output)
    assert set(answer["tpot"]) == set(answer["ttft"]) == SCORE
    assert answer["tpot"]["rows"] == 3
    assert answer["tpot"]["answered"] == 2
    assert set(answer["by_model"]) == {"meta-llama/Llama-3.1-70B", "Qwen/Qwen3-32B"}
    assert set(answer["by_system"]) == {"h200_sxm", "h20"}
    for named in (*answer["by_model"].values(), *answer["other"].values()):
        assert set(named) == {"tpot", "ttft"}
    assert set(answer["other"]) == {"agg_larger", "disagg"}
    assert answer["other"]["disagg"]["tpot"]["rows"] == 1
    # What nothing was answered of has no error, and all of it is a miss.
    assert answer["by_system"]["h20"]["tpot"] == {
        "rows": 1,
        "answered": 0,
        "within_2x": 0,
        "within_10x": 0,
    }
    assert answer["not_answered"] == [
        {"reason": "'h20' is not an accelerator of the catalogue", "metrics": 2}
    ]
    assert answer["batch_not_stated"] == {"disagg": 1}
    assert "verdicts" not in answer


def test_the_text_is_read_at_eighty_columns(tmp_path: Path) -> None:
    result = run(rows(tmp_path), "--verdicts")
    assert result.exit_code == 0
    lines = result.output.splitlines()
    assert max(map(len, lines)) <= 80
    assert "  2 x 'h20' is not an accelerator of the catalogue" in lines
    assert any(line.startswith("  Llama-3.1-70B") for line in lines)
    assert any(line.startswith("TTFT x") for line in lines)


def test_verdicts_come_only_when_asked_for(tmp_path: Path) -> None:
    answer = json.loads(run(rows(tmp_path), "--json", "--verdicts").output)
    assert answer["verdicts"]["tpot"]["1"]["rows"] == 3


def test_the_file_has_a_line_for_each_row(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    assert run(rows(tmp_path), "--out", str(out)).exit_code == 0
    with out.open(encoding="utf-8", newline="") as file:
        found = list(csv.DictReader(file))
    assert tuple(found[0]) == FIELDS
    assert [each["line"] for each in found] == ["2", "3", "4", "5", "6"]
    assert [each["group"] for each in found] == ["small", "small", "small", "large", "disagg"]
    first, bad = found[0], found[2]
    ratio = float(first["tpot_napkin_ms"]) / float(first["tpot_measured_ms"])
    assert float(first["tpot_ratio"]) == pytest.approx(ratio, rel=1e-4)
    assert first["tpot_flag"] == "plausible"
    assert bad["id"] == "'=cmd()"  # no formula for a spreadsheet
    assert (bad["tpot_napkin_ms"], bad["tpot_flag"]) == ("", "not-judged")
    assert bad["reason"] == "'h20' is not an accelerator of the catalogue"
    assert found[4]["batch_stated"] == "no"


def test_a_table_that_is_refused_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    out, bad = tmp_path / "out.csv", tmp_path / "bad.csv"
    out.write_text("mine")
    good = Path(rows(tmp_path)).read_bytes()
    for data in (b"a,b\n1,2\n", good + b'"\xff"\n'):  # at once, and half way through
        bad.write_bytes(data)
        result = run(str(bad), "--out", str(out))
        assert result.exit_code == 2
        assert result.stderr.startswith("error: ")
        assert "bad.csv" in result.stderr
        assert out.read_text() == "mine"
    assert sorted(os.listdir(tmp_path)) == ["bad.csv", "out.csv", "rows.csv"]


def test_the_table_itself_is_not_written_over(tmp_path: Path) -> None:
    path = rows(tmp_path)
    before = Path(path).read_bytes()
    result = run(path, "--out", path)
    assert result.exit_code == 2
    assert "that is the table itself" in result.stderr
    assert Path(path).read_bytes() == before


def test_what_is_no_regular_file_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        assert run(rows(tmp_path), "--out", str(pipe)).exit_code == 0
        assert os.read(reader, 65_536).startswith(b"line,id,model")
    finally:
        os.close(reader)
    assert pipe.is_fifo()


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    result = run(rows(tmp_path), "--out", str(tmp_path / "absent" / "out.csv"))
    assert result.exit_code == 2
    assert "it cannot be written" in result.stderr


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    result = run(str(tmp_path / "absent.csv"), "--json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "there is no such file" in result.stderr


def test_control_characters_do_not_reach_the_terminal(tmp_path: Path) -> None:
    result = run(table(tmp_path, {"model_path": "x\x1b[31mred", "system": "\x1b]0;t\x07"}))
    assert result.exit_code == 0
    assert "\x1b" not in result.output
    assert "\x07" not in result.output


@pytest.mark.parametrize("name", ["session.toml", "rows.parquet"])
def test_a_file_of_another_kind_is_not_written_over(tmp_path: Path, name: str) -> None:
    other = tmp_path / name
    other.write_text("schema = 1", encoding="utf-8")
    assert run(rows(tmp_path), "--out", str(other)).exit_code == 2
    assert other.read_text(encoding="utf-8") == "schema = 1"
