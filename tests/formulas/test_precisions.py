"""What a value takes in bytes, by the name of its precision."""

from __future__ import annotations

import pytest

from formulas.precisions import PRECISIONS, bytes_of, precision_of
from formulas.quantity import TIERS
from sessions.catalogue.catalogue import find


@pytest.mark.parametrize(
    ("said", "size"),
    [
        ("fp4", 0.5),
        ("NVFP4", 0.5 + 1 / 16),
        ("MXFP4", 0.5 + 1 / 32),
        ("mxfp8", 1 + 1 / 32),
        ("INT4", 0.5 + 2 / 128),
        ("int-4", 0.5 + 2 / 128),
        ("W4A16", 0.5 + 2 / 128),
        ("AWQ", 0.5 + 2 / 128 + 0.5 / 128),
        ("W8A8", 1.0),
        ("nf4", 0.5 + 4 / 64),
        ("Q8_0", 34 / 32),
        ("q4_0", 18 / 32),
        ("Q4_K_M", 4.8944 / 8),
        ("IQ4_XS", 4.4597 / 8),
        ("fp8 e4m3", 1.0),
        ("bfloat16", 2.0),
        ("tf32", 4.0),
        ("4.25 bpw", 4.25 / 8),
    ],
)
def test_scales_count(said: str, size: float) -> None:
    assert bytes_of(said) == pytest.approx(size, rel=1e-12)


@pytest.mark.parametrize(
    "said", ["Q4_K_XL", "gguf", "full precision", "w3a5", "0 bpw", "99 bpw", ""]
)
def test_what_is_not_known_has_no_size(said: str) -> None:
    assert bytes_of(said) is None


def test_every_row_has_its_origin_and_no_word_means_two() -> None:
    words: dict[str, str] = {}
    for row in PRECISIONS.values():
        assert row.origin
        assert 0.2 < row.bytes <= 4
        for word in (row.id, *filter(None, row.words.split("|"))):
            assert words.setdefault(word, row.id) == row.id, word
            assert precision_of(word.upper()) is row


def test_a_set_up_is_offered_what_it_was() -> None:
    assert list(TIERS) == ["fp4", "nvfp4", "mxfp4", "fp8", "int8", "bf16", "fp16", "fp32"]


def test_narrow_weights_alone_are_widened_before_they_are_multiplied() -> None:
    b200 = find("hardware", "B200")
    wide = b200.served("bf16", 2.0)["gpu_flops"].value
    for said in ("int4", "awq", "q4_k_m", "nf4", "w4a16"):
        assert b200.served(said, bytes_of(said))["gpu_flops"].value == wide
    assert b200.served("nvfp4", bytes_of("nvfp4"))["gpu_flops"].value > wide
