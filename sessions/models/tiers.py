"""How many bytes the parameters of each part take: as released, or at one tier throughout."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from formulas.quantity import TIERS
from sessions.models.config import Config
from sessions.models.shape import PARTS, Architecture, Part

# What a release leaves in its own precision unless it says otherwise: small, or read by index.
_KEPT: tuple[Part, ...] = ("embeddings", "router", "norms")
_CODED: tuple[Part, ...] = ("attention", "dense FFN", "routed experts", "shared experts")
_DTYPES = {"bfloat16": 2.0, "float16": 2.0, "half": 2.0, "float32": 4.0, "float8_e4m3fn": 1.0}
# What names a part in the names of modules; the first that fits counts.
_NAMES: tuple[tuple[str, Part], ...] = (
    ("shared_expert", "shared experts"),
    ("experts", "routed experts"),
    ("attn", "attention"),
    ("attention", "attention"),
    ("mlp", "dense FFN"),
    ("feed_forward", "dense FFN"),
)
_ONE_LAYER = re.compile(r"layers[.\\]{1,2}(\d{1,5})")
_WHOLE_LAYER = re.compile(r"layers\.(\d{1,5})(?:\.?\*)?$")


class Weights(NamedTuple):
    """The bytes of the weights.

    Attributes:
        tier: in words: `NVFP4, the rest BF16`.
        per_param: bytes of one parameter of each part, scales included.
        bytes: of each part.
        gaps: what is not modelled.
    """

    tier: str
    per_param: dict[Part, float]
    bytes: dict[Part, float]
    gaps: tuple[str, ...] = ()

    @property
    def total(self) -> float:
        """All of them."""
        return sum(self.bytes.values())


def at_tier(model: Architecture, tier: str) -> Weights:
    """Every parameter at one tier, as the source counts. Raises KeyError for an unknown one."""
    return _weights(model, tier, dict.fromkeys(PARTS, TIERS[tier]))


def as_released(config: Config, model: Architecture) -> Weights:
    """Each part as the config's own quantization entry has it, else all in its dtype."""
    own = _dtype(config)
    entry = config.raw("quantization_config", "compression_config")
    entry = entry if entry is not None else config.outer.get("quantization_config")
    word = {2.0: "BF16", 4.0: "FP32", 1.0: "FP8"}[own]
    if not isinstance(entry, dict):
        return _weights(model, word, dict.fromkeys(PARTS, own))
    name, coded = _coded(entry)
    if not coded:
        gap = f"The quantization entry ({name}) is not one that napkin reads: counted as {word}."
        return _weights(model, word, dict.fromkeys(PARTS, own), (gap,))
    left, gaps = _left_out(entry, model)
    per_param = {p: coded if p in _CODED and p not in left else own for p in PARTS}
    return _weights(model, f"{name}, the rest {word}", per_param, gaps)


def _weights(
    model: Architecture, tier: str, per_param: dict[Part, float], gaps: tuple[str, ...] = ()
) -> Weights:
    params = model.params()
    return Weights(tier, per_param, {p: params[p] * per_param[p] for p in PARTS}, gaps)


def _dtype(config: Config) -> float:
    for data in (config.data, config.outer):
        for name in ("dtype", "torch_dtype"):
            value = data.get(name)
            if isinstance(value, str) and value in _DTYPES:
                return _DTYPES[value]
    return 2.0


def _coded(entry: dict[str, Any]) -> tuple[str, float]:
    """The tier of what is quantized, with its scales: name and bytes; 0 for what is not known."""
    method = str(entry.get("quant_method", "")).lower()
    named = str(entry.get("quant_algo", "")).lower()
    if method == "mxfp4":
        return "MXFP4", TIERS["mxfp4"]
    if method in ("fp8", "fbgemm_fp8"):
        block = entry.get("weight_block_size")
        sizes = block if isinstance(block, list) and len(block) == 2 else None
        ok = sizes is not None and all(type(n) is int and n > 0 for n in sizes)
        # One 4-byte scale for each block.
        return "FP8", 1.0 + (4.0 / (sizes[0] * sizes[1]) if ok and sizes is not None else 0.0)
    if method in ("gptq", "awq", "auto-round"):
        bits, group = entry.get("bits", entry.get("w_bit")), entry.get("group_size", 128)
        return _grouped(bits, group)
    if method == "modelopt" and "nvfp4" in named:
        return "NVFP4", TIERS["nvfp4"]
    if method == "modelopt" and "fp8" in named:
        return "FP8", 1.0
    groups = entry.get("config_groups")
    first = next(iter(groups.values()), None) if isinstance(groups, dict) else None
    weights = first.get("weights") if isinstance(first, dict) else None
    if not isinstance(weights, dict):
        return method or "unnamed", 0.0
    bits, group, kind = weights.get("num_bits"), weights.get("group_size"), weights.get("type")
    if kind == "float" and bits == 4:
        return ("NVFP4", TIERS["nvfp4"]) if group == 16 else ("MXFP4", TIERS["mxfp4"])
    if kind == "float" and bits == 8:
        return "FP8", 1.0
    return _grouped(bits, group) if kind == "int" else (method or "unnamed", 0.0)


def _grouped(bits: Any, group: Any) -> tuple[str, float]:
    """Integers of so many bits, with a 2-byte scale for each group."""
    if type(bits) is not int or bits not in (2, 3, 4, 8):
        return "integers of unknown size", 0.0
    scale = 2.0 / group if type(group) is int and group > 0 else 0.0
    return f"INT{bits}", bits / 8 + scale


def _left_out(entry: dict[str, Any], model: Architecture) -> tuple[set[Part], tuple[str, ...]]:
    """The parts that are named as not quantized. Names are looked at, and never run as patterns."""
    listed: list[str] = []
    for key in ("ignore", "modules_to_not_convert", "exclude_modules", "ignored_layers"):
        value = entry.get(key)
        listed += (
            [name for name in value if isinstance(name, str)] if isinstance(value, list) else []
        )
    layers: dict[Part, set[int]] = {}
    left: set[Part] = set()
    whole: set[int] = set()
    for name in listed[:100_000]:
        alone = _WHOLE_LAYER.search(name)
        if alone:
            whole.add(int(alone[1]))
            continue
        part = next((part for word, part in _NAMES if word in name), None)
        if part is None:
            continue
        one = _ONE_LAYER.search(name)
        if one is None or "*" in name[: one.start()]:
            left.add(part)
        else:
            layers.setdefault(part, set()).add(int(one[1]))
    gaps = []
    for part, found in layers.items():
        if len(found | whole) >= _layers_with(model, part):
            left.add(part)
        else:
            gaps.append(f"Some layers' {part} in another precision than the others'.")
    # The first layers are the dense ones where there are experts after them.
    if whole and len(whole) >= _layers_with(model, "dense FFN") > 0:
        left.add("dense FFN")
    return left, tuple(gaps)


def _layers_with(model: Architecture, part: Part) -> int:
    of = {
        "attention": lambda layer: layer.mixer.params,
        "dense FFN": lambda layer: layer.feed.dense,
        "routed experts": lambda layer: layer.feed.routed,
        "shared experts": lambda layer: layer.feed.shared,
    }
    return sum([count for layer, count in model.kinds if of[part](layer)])
