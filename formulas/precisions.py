"""What a weight or a cached value takes in bytes, by the name of the precision that it is kept in.

The scales that a format keeps beside its values are counted. Where a format is a recipe that keeps
some matrices wider (the K-quants of llama.cpp), the bytes are those of a whole model.
"""

from __future__ import annotations

import functools
import re
from typing import NamedTuple

_LLAMA = "bits per weight of Llama 3.1 8B, ggml-org/llama.cpp@311c2c9f tools/quantize/README.md"
_BLOCK = "block of 32 values with its scale, ggml-org/llama.cpp ggml-common.h"
_GROUP = "4 bits, and 16 bits of scale for each group of 128"
_ZERO = "4 bits, 16 bits of scale and 4 of zero point for each group of 128, as AutoAWQ and GPTQ do"


class Precision(NamedTuple):
    """One row.

    Attributes:
        id: its name; bytes: of a value; origin: where that comes from.
        computed: what it is multiplied in: narrow weights without narrow activations are widened.
        tier: it is one that set-ups offer, the others are read where they are said.
        words: other names, with "|" between.
    """

    id: str
    bytes: float
    computed: str
    origin: str
    words: str = ""
    tier: bool = False


# fmt: off
_ROWS = (
    Precision("fp4", 0.5, "fp4", "the source's plain half byte", "float4|fp4 e2m1|e2m1",
        tier=True),
    Precision("nvfp4", 0.5625, "fp4", "4 bits, and an FP8 scale for 16 values", "nv fp4",
        tier=True),
    Precision("mxfp4", 0.53125, "fp4", "4 bits, and 8 bits of scale for 32 values",
        "mx fp4", tier=True),
    Precision("fp8", 1.0, "fp8", "8 bits; its scales are of whole rows or of 128 by 128",
        "float8|fp8 e4m3|fp8 e5m2|e4m3|e5m2|e4m3fn|fp8_e4m3|fp8_e5m2|float8_e4m3fn|fp8 block",
        tier=True),
    Precision("int8", 1.0, "int8", "8 bits; its scales are of whole rows", "i8|int 8", tier=True),
    Precision("bf16", 2.0, "bf16", "16 bits", "bfloat16|bf 16", tier=True),
    Precision("fp16", 2.0, "bf16", "16 bits", "float16|f16|half precision|fp 16", tier=True),
    Precision("fp32", 4.0, "bf16", "32 bits", "float32|f32|tf32|single precision", tier=True),
    Precision("mxfp8", 1.03125, "fp8", "8 bits, and 8 bits of scale for 32 values", "mx fp8"),
    Precision("fp6", 0.75, "fp8", "6 bits"),
    Precision("mxfp6", 0.78125, "fp8", "6 bits, and 8 bits of scale for 32 values", "mx fp6"),
    Precision("int4", 0.515625, "bf16", _GROUP, "i4|int 4|uint4|int4 weight only"),
    Precision("w4a16", 0.515625, "bf16", _GROUP),
    Precision("w4a8", 0.515625, "fp8", _GROUP),
    Precision("w4afp8", 0.515625, "fp8", _GROUP),
    Precision("w4a4", 0.5625, "fp4", "as NVFP4: 4 bits, and 8 bits of scale for 16 values"),
    Precision("w8a8", 1.0, "int8", "8 bits; its scales are of whole rows", "smoothquant"),
    Precision("w8a16", 1.0, "bf16", "8 bits; its scales are of whole rows"),
    Precision("awq", 0.51953125, "bf16", _ZERO, "autoawq|awq int4|awq marlin"),
    Precision("gptq", 0.51953125, "bf16", _ZERO, "gptq int4|gptqmodel|gptq marlin"),
    Precision("gptq-int8", 1.0, "bf16", "8 bits", "gptq int8"),
    Precision("nf4", 0.5625, "bf16", "4 bits, and 32 bits of scale for 64 values: bitsandbytes"
        " without double quantization", "bnb nf4|bitsandbytes 4bit|bnb 4bit|bnb int4"),
    Precision("3-bit", 0.390625, "bf16", "3 bits, and 16 bits of scale for each group of 128"),
    Precision("4-bit", 0.515625, "bf16", _GROUP),
    Precision("6-bit", 0.765625, "bf16", "6 bits, and 16 bits of scale for each group of 128"),
    Precision("8-bit", 1.0, "fp8", "8 bits"),
    Precision("16-bit", 2.0, "bf16", "16 bits"),
    Precision("q8_0", 1.0625, "bf16", f"{_BLOCK}: 34 bytes", "q8"),
    Precision("q6_k", 6.5633 / 8, "bf16", _LLAMA, "q6"),
    Precision("q5_k_m", 5.7036 / 8, "bf16", _LLAMA, "q5"),
    Precision("q5_k_s", 5.5704 / 8, "bf16", _LLAMA),
    Precision("q5_k", 5.7036 / 8, "bf16", f"as Q5_K_M: {_LLAMA}"),
    Precision("q5_1", 0.75, "bf16", f"{_BLOCK}: 24 bytes"),
    Precision("q5_0", 0.6875, "bf16", f"{_BLOCK}: 22 bytes"),
    Precision("q4_k_m", 4.8944 / 8, "bf16", _LLAMA),
    Precision("q4_k_s", 4.6672 / 8, "bf16", _LLAMA),
    Precision("q4_k", 4.8944 / 8, "bf16", f"as Q4_K_M: {_LLAMA}"),
    Precision("q4_1", 0.625, "bf16", f"{_BLOCK}: 20 bytes"),
    Precision("q4_0", 0.5625, "bf16", f"{_BLOCK}: 18 bytes"),
    Precision("iq4_nl", 4.6818 / 8, "bf16", _LLAMA),
    Precision("iq4_xs", 4.4597 / 8, "bf16", _LLAMA),
    Precision("q3_k_l", 4.2979 / 8, "bf16", _LLAMA),
    Precision("q3_k_s", 3.6429 / 8, "bf16", _LLAMA),
    Precision("iq3_m", 3.7628 / 8, "bf16", _LLAMA),
    Precision("iq3_s", 3.6606 / 8, "bf16", _LLAMA),
    Precision("iq3_xs", 3.4977 / 8, "bf16", _LLAMA),
    Precision("iq3_xxs", 3.2548 / 8, "bf16", _LLAMA),
    Precision("q2_k", 3.1593 / 8, "bf16", _LLAMA),
    Precision("q2_k_s", 2.9697 / 8, "bf16", _LLAMA),
    Precision("iq2_m", 2.9294 / 8, "bf16", _LLAMA),
    Precision("iq2_s", 2.7403 / 8, "bf16", _LLAMA),
    Precision("iq2_xs", 2.5882 / 8, "bf16", _LLAMA),
    Precision("iq2_xxs", 2.3824 / 8, "bf16", _LLAMA),
    Precision("iq1_m", 2.1460 / 8, "bf16", _LLAMA),
    Precision("iq1_s", 2.0042 / 8, "bf16", _LLAMA),
)
# fmt: on
PRECISIONS = {row.id: row for row in _ROWS}
_BITS = re.compile(r"([0-9]{1,2}(?:\.[0-9]{1,3})?) ?(?:bpw|bits per weight)")


@functools.cache
def precision_of(said: str) -> Precision | None:
    """The precision of a name, in any case; None where it is not known what it takes.

    `4.25 bpw` says itself how many bits a weight takes, all in all.
    """
    low = said.strip().lower()
    found = PRECISIONS.get(low) or _by_word().get(_squeezed(low))
    bits = None if found else _BITS.fullmatch(low)
    if bits and 0 < float(bits[1]) <= 32:
        return Precision(low, float(bits[1]) / 8, "bf16", "as said: bits per weight")
    return found or (_said_twice(low) if " " in low else None)


def _said_twice(low: str) -> Precision | None:
    """`gptq w4a16`: two words for one precision, which then are of one size."""
    words = [precision_of(word) for word in low.split() if word not in ("int4", "int8")]
    rows = [row for row in words if row is not None]
    sizes = [row.bytes for row in rows]
    alike = len(rows) == len(words) and sizes and max(sizes) < min(sizes) * ALIKE
    return rows[0] if alike else None


# Up to so many times the bytes two words may be of one precision: group scales differ.
ALIKE = 1.2


def bytes_of(said: str) -> float | None:
    """Bytes of a weight or of a cached value; None for a name that is not known."""
    found = precision_of(said)
    return found.bytes if found is not None else None


def _squeezed(said: str) -> str:
    return said.replace("-", "").replace("_", "").replace(" ", "")


@functools.cache
def _by_word() -> dict[str, Precision]:
    found: dict[str, Precision] = {}
    for row in _ROWS:
        for word in (row.id, *row.words.split("|")):
            if word:
                found.setdefault(_squeezed(word), row)
    return found
