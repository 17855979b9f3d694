"""Measured rows: what names and columns mean, what is refused, and what is a miss."""

from __future__ import annotations

from pathlib import Path

import pytest

from sessions.catalogue.shelves import UnknownItem
from sessions.files.problems import BadDocument
from sessions.measured.asking import Asker
from sessions.measured.names import Precision, hardware_named, model_named, precision_named
from sessions.measured.rows import Row, read_rows

PLAIN = {
    "id": "one",
    "backend": "vllm",
    "model_path": "meta-llama/Llama-3.1-70B",
    "system": "h200_sxm",
    "precision": "fp8",
    "mode": "agg",
    "isl": "1000",
    "osl": "1000",
    "batch_size": "1",
    "tp_size": "4",
    "pp_size": "1",
    "attention_dp_size": "",
    "moe_ep_size": "0",
    "silicon_ttft_ms": "100",
    "silicon_tpot_ms": "10",
}
_POOLS = {
    f"{pool}_{name}": "" for pool in ("prefill", "decode") for name in ("tp_size", "batch_size")
}


def table(folder: Path, *changes: dict[str, str]) -> str:
    """A file of rows that are the plain one but for some cells."""
    columns = {**PLAIN, **_POOLS}
    lines = [",".join(columns)]
    lines += [",".join(f'"{cell}"' for cell in {**columns, **each}.values()) for each in changes]
    path = folder / "rows.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(path)


def one(folder: Path, **changes: str) -> Row:
    (row,) = read_rows(table(folder, changes))
    return row


def tpot(row: Row) -> float:
    found = Asker().answers(row)["tpot"]
    assert found.napkin is not None, found.reason
    return found.napkin


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("meta-llama/Llama-3.1-405B", "llama-3.1-405b"),
        ("nvidia/Llama-3.1-405B-Instruct-NVFP4", "llama-3.1-405b"),
        ("RedHatAI/Meta-Llama-3.1-70B-Instruct-quantized.w8a8", "llama-3.1-70b"),
        ("Qwen/Qwen3-235B-A22B-Instruct-2507-FP8", "qwen3-235b-a22b"),
        ("Qwen/Qwen3-235B-A22B-Thinking-2507", "qwen3-235b-a22b"),
        ("Qwen/Qwen3-30B-A3B", "qwen3-30b-a3b"),
        ("deepseek-ai/DeepSeek-V3-0324", "deepseek-v3"),
        ("nvidia/DeepSeek-R1-0528-FP4-v2", "deepseek-v3"),
        ("deepseek-ai--DeepSeek-V3", "deepseek-v3"),
        ("mistralai/Mixtral-8x7B-Instruct-v0.1", "mixtral-8x7b"),
        ("moonshotai/Kimi-K2-Instruct-0905", "kimi-k2-instruct"),
        ("nvidia/Kimi-K2.5-NVFP4", "kimi-k2.5"),
        ("openai/gpt-oss-20b", "gpt-oss-20b"),
        ("/models/Qwen3-32B/", "qwen3-32b"),
        ("NousResearch/Hermes-3-Llama-3.1-70B", "llama-3.1-70b"),
    ],
)
def test_a_release_is_found_by_its_model(said: str, name: str) -> None:
    assert model_named(said) == name


@pytest.mark.parametrize("said", ["Qwen/Qwen3-VL-32B", "x/tiny-r1", "", "/etc/x.json", "70b"])
def test_another_model_is_not_taken_for_one(said: str) -> None:
    with pytest.raises(UnknownItem):
        model_named(said)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("a100_sxm", "a100"),
        ("b300_sxm", "b300"),
        ("gb300", "gb300"),
        ("gb200_sxm", "gb200"),
        ("l40s", "l40s"),
        ("mi300x", "mi300x"),
        ("rtx_pro_6000_server", "rtx-pro-6000"),
        ("H100-SXM5-80GB", "h100"),
        ("NVIDIA_H200_141GB", "h200"),
    ],
)
def test_a_form_of_a_card_is_found(said: str, name: str) -> None:
    assert hardware_named(said) == name


@pytest.mark.parametrize("said", ["h20", "h20_sxm", "a100_40gb", "mi300a", "sxm", ""])
def test_another_card_is_not_taken_for_one(said: str) -> None:
    with pytest.raises(UnknownItem):
        hardware_named(said)


@pytest.mark.parametrize(
    ("said", "means"),
    [
        ("fp8_block", Precision("fp8", "fp8")),
        ("fp4", Precision("nvfp4", "fp8")),
        ("nvfp4", Precision("nvfp4", "fp8")),
        ("mxfp4", Precision("mxfp4", "fp8")),
        ("w4a16_mxfp4", Precision("mxfp4", "bf16", "bf16")),
        ("w4a8", Precision("fp4", "fp8", "fp8")),
        ("int8_wo", Precision("int8", "bf16", "bf16")),
        ("bf16", Precision("bf16", "bf16")),
        ("float16", Precision("fp16", "bf16")),
        ("banana", None),
    ],
)
def test_a_precision_says_tiers_and_what_is_computed_at(said: str, means: Precision | None) -> None:
    assert precision_named(said, "Qwen/Qwen3-32B") == means


@pytest.mark.parametrize(
    ("model", "weights"),
    [
        ("Qwen/Qwen3-32B", "bf16"),
        ("Qwen/Qwen3-8B-FP8", "fp8"),
        ("deepseek-ai/DeepSeek-V3", "fp8"),
        ("deepseek-ai/DeepSeek-R1-Distill-Llama-70B", "bf16"),
        ("nvidia/Kimi-K2.5-NVFP4", "nvfp4"),
    ],
)
def test_an_empty_precision_is_the_model_s_own(model: str, weights: str) -> None:
    found = precision_named("", model)
    assert found is not None
    assert found.weights == weights


def test_weights_alone_are_computed_at_what_they_are_widened_to(tmp_path: Path) -> None:
    flops = {}
    for precision in ("w4a8", "w4a16", "fp8"):
        asked = Asker().ask(one(tmp_path, precision=precision))
        assert asked.resolved is not None
        flops[precision] = asked.resolved.given.entered["gpu_flops"]
    assert flops["w4a8"] == flops["fp8"] == 2 * flops["w4a16"]


def test_a_pass_of_a_row_is_what_the_columns_say(tmp_path: Path) -> None:
    """Llama 3.1 70B, FP8, on four H200, by hand with the constants of the set."""
    row = one(tmp_path)
    layers = 80 * (58e-6 + 23e-6)
    cache = 80 * 2 * 8 * 128 * 1500
    memory = (70.6e9 + cache) / (4 * 4.8e12 * 0.95)
    work = 2 * 2 * 70.6e9 / (4 * 1.979e15 * 0.56)  # one token, and one of a prompt beside it
    assert tpot(row) == pytest.approx(layers + memory + work, rel=0.01)
    assert row.pool.gpus == 4
    assert row.group == "small"


def test_a_replica_is_tensor_by_pipeline_by_ranks_and_a_batch_is_of_a_rank(tmp_path: Path) -> None:
    row = one(tmp_path, tp_size="4", pp_size="2", attention_dp_size="3", batch_size="5")
    assert row.pool.gpus == 24
    assert row.pool.concurrency == 15
    assert row.group == "large"
    zero = one(tmp_path, tp_size="0", pp_size="", batch_size="")
    assert zero.pool.gpus == 1
    assert zero.pool.concurrency == 1
    assert not zero.pool.batch_stated


def test_a_pool_that_decodes_prefills_nothing_and_one_that_prefills_waits_for_no_room(
    tmp_path: Path,
) -> None:
    sizes = {"prefill_tp_size": "2", "decode_tp_size": "4", "decode_batch_size": "64"}
    row = one(tmp_path, mode="disagg", **sizes)
    together = one(tmp_path, batch_size="64")
    assert row.group == "disagg"
    assert tpot(row) < tpot(together)
    asker = Asker()
    decode, prefill = asker.ask(row, "tpot").resolved, asker.ask(row, "ttft").resolved
    assert decode is not None
    assert prefill is not None
    assert decode.evaluate().get("prefill_share_time", "napkin") == 0
    assert decode.given.entered["gpus_per_replica"] == 4
    assert prefill.given.entered["gpus_per_replica"] == 2
    assert prefill.evaluate().get("room_wait", "napkin") == 0


@pytest.mark.parametrize(
    ("column", "cell", "reason"),
    [
        ("tp_size", "-4", "tp_size: '-4' is not a count"),
        ("tp_size", "two", "tp_size: 'two' is not a count"),
        ("tp_size", "1.5", "tp_size: '1.5' is not a whole number"),
        ("batch_size", "1e999", "batch_size: '1e999' is not a count"),
        ("isl", "", "isl: '' is not a count"),
        ("osl", "nan", "osl: 'nan' is not a count"),
        ("isl", "1e14", ""),
        ("mode", "sideways", "mode: 'sideways' is neither agg nor disagg"),
        ("precision", "banana", "'banana' is not a precision that napkin knows"),
        ("model_path", "x/unheard-of", "'x/unheard-of' is not a model of the catalogue"),
        ("system", "h20", "'h20' is not an accelerator of the catalogue"),
        ("silicon_tpot_ms", "-3", "silicon_tpot_ms: '-3' is not a time"),
        ("silicon_tpot_ms", "inf", "silicon_tpot_ms: 'inf' is not a time"),
        ("silicon_tpot_ms", "", "nothing was measured"),
    ],
)
def test_a_cell_that_makes_no_sense_is_a_miss_with_its_reason(
    tmp_path: Path, column: str, cell: str, reason: str
) -> None:
    found = Asker().answers(one(tmp_path, **{column: cell}))["tpot"]
    assert found.napkin is None
    assert found.reason.startswith(reason)
    assert found.reason


def test_a_row_of_too_few_cells_is_a_miss(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text(f"{','.join(PLAIN)}\n{','.join(PLAIN.values())}\na,b\n\n")
    good, bad = read_rows(str(path))
    assert not good.reason
    assert (bad.line, bad.reason) == (3, f"2 cells under {len(PLAIN)} columns")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "it is empty"),
        (b"model_path,system,isl,osl,silicon_tpot_ms\n", "no row below the header"),
        (b"model_path,isl,osl,silicon_tpot_ms\na,1,1,1\n", "no column system"),
        (b"model_path,system,isl,osl\na,h100,1,1\n", "silicon_tpot_ms or silicon_ttft_ms"),
        (b"model_path,system,isl,isl,osl,silicon_tpot_ms\n", "is there twice"),
        (b"model_path,system,isl,osl,silicon_tpot_ms\n\xff,h,1,1,1\n", "not UTF-8"),
        (b"model_path,system,isl,osl,silicon_tpot_ms\n" + b"x" * 200_000, "field larger"),
        (b"x" * 2_000_000, "a line of more than"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused(tmp_path: Path, data: bytes, words: str) -> None:
    path = tmp_path / "rows.csv"
    path.write_bytes(data)
    with pytest.raises(BadDocument, match=words):
        read_rows(str(path))


def test_a_refusal_says_where_and_what_to_rename(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("model,system,isl,osl,silicon_tpot_ms\na,b,1,1,1\n")
    with pytest.raises(BadDocument) as bad:
        read_rows(str(path))
    (problem,) = bad.value.problems
    assert (problem.line, problem.key, problem.fix) == (1, "model_path", "rename 'model'")


@pytest.mark.parametrize("name", ["absent.csv", "."])
def test_what_is_no_file_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadDocument):
        read_rows(str(tmp_path / name))


@pytest.mark.parametrize("rows", ['"swallowed,1\nmore,2\n', 'a,1\n"b,2\nc",3\nd,4\n'])
def test_a_quote_that_is_not_closed_on_its_line_swallows_no_row(tmp_path: Path, rows: str) -> None:
    path = tmp_path / "rows.csv"
    header = "id,model_path,system,isl,osl,silicon_tpot_ms\n"
    path.write_text(header + rows, encoding="utf-8")
    with pytest.raises(BadDocument):
        list(read_rows(str(path)))
