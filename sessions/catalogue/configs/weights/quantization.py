"""How a release says that its weights are quantized: one reading of what the tools write.

The entry stands in the config, or in a file beside it; each tool has its own words. Names of
modules are kept as they stand: `named` reads them, and nobody runs them as patterns.
"""

from __future__ import annotations

import os
from typing import Any, NamedTuple

from formulas.quantity import TIERS
from sessions.catalogue.configs.config import Config, parse_object, text_of
from sessions.catalogue.configs.family import Family

# Files beside a config, in the order in which they are looked for.
BESIDE = ("hf_quant_config.json", "quantize_config.json", "quant_config.json")
_LEFT = (
    "ignore",
    "modules_to_not_convert",
    "exclude_modules",
    "ignored_layers",
    "exclude",
    "llm_int8_skip_modules",
)
MOST_NAMES = 100_000


class Tier(NamedTuple):
    """A precision: its name, and the bytes of one parameter with its scales; 0 for not known."""

    name: str
    size: float


class Entry(NamedTuple):
    """What a release says.

    Attributes:
        default: of every matrix that nothing else is said of; size 0 where none is.
        named: names of modules, each with its own tier; a later one counts.
        left: names of modules that stay as they were.
        kv: bytes of one cached number, 0 where it is not said.
        source: the file beside the config that says so, else "".
        gaps: what could not be read, each a sentence.
    """

    default: Tier
    named: tuple[tuple[str, Tier], ...] = ()
    left: tuple[str, ...] = ()
    kv: float = 0.0
    source: str = ""
    gaps: tuple[str, ...] = ()


def entry_of(config: Config, family: Family) -> Entry | None:
    """What a config says of itself, else what the file beside it says, with what is known of its
    family. Raises BadDocument.
    """
    found = _said(config)
    if found is None or not found.default.size:
        return found
    named, dtype = found.named, family.expert_dtype
    if not named and dtype and config.raw(dtype) == "fp4":
        named = (("experts", Tier("MXFP4", TIERS["mxfp4"])),)
    return found._replace(named=named, left=(*found.left, *family.left))


def _said(config: Config) -> Entry | None:
    for data in (config.data, config.outer):
        for name in ("quantization_config", "compression_config"):
            if data.get(name) is not None:
                found = data[name]
                return _read(found, "") if isinstance(found, dict) else None
    return _beside(config.file)


def _beside(file: str) -> Entry | None:
    folder, base = os.path.split(file)
    if not base.endswith("config.json"):
        return None
    begin = base.removesuffix("config.json")
    for name in BESIDE:
        path = os.path.join(folder, begin + name)
        if os.path.lexists(path):
            found = parse_object(text_of(path), path)
            inner = found.get("quantization")
            return _read(inner if isinstance(inner, dict) else found, begin + name)
    return None


def _read(entry: dict[str, Any], source: str) -> Entry:
    algorithm = _text(entry, "quant_algo").upper()
    mixed = algorithm == "MIXED_PRECISION"
    layers = entry.get("quantized_layers")
    groups = entry.get("config_groups")
    left = [name for key in _LEFT for name in _names(entry.get(key))]
    gaps = []
    if mixed and isinstance(layers, dict):
        default = Tier("", 0.0)
        named = [(name, _algorithm(value)) for name, value in layers.items()]
        if _text(entry, "quant_method") == "fp8" and entry.get("weight_block_size"):
            # Made from a release in FP8: what is left as it was is as it was there.
            default, left = _fp8(entry["weight_block_size"]), []
    elif isinstance(groups, dict):
        default, named = _groups(groups)
    else:
        default, named = _whole(entry)
        named += _exceptions(entry)
    if len(named) + len(left) > MOST_NAMES:
        gaps.append(f"Of the named modules only the first {MOST_NAMES:,} are looked at.")
        named, left = named[:MOST_NAMES], left[:MOST_NAMES]
    if algorithm and not mixed and not named and not left:
        # ModelOpt leaves the output out of itself, and says so where it says all.
        gaps.append("No module is named as left as it was: all are counted as quantized.")
    unread = sorted({tier.name for _, tier in named if tier.size < 0})
    gaps += [f"Modules in a precision that napkin does not read: {name}." for name in unread]
    kv = _kv(entry)
    return Entry(default, tuple(named), tuple(left), kv, source, tuple(gaps))


# --- words of the tools

_UNREAD = -1.0  # a size that is not known; such a module is counted as not quantized
# Parts of the names that NVIDIA's ModelOpt has for its formats; the first that fits counts.
_ALGORITHMS: tuple[tuple[str, Tier], ...] = (
    ("NVFP4", Tier("NVFP4", TIERS["nvfp4"])),
    ("MXFP4", Tier("MXFP4", TIERS["mxfp4"])),
    ("MXFP8", Tier("MXFP8", 1.0 + 1 / 32)),
    ("FP8", Tier("FP8", 1.0)),
    ("W4A", Tier("INT4", 0.5 + 2 / 128)),
    ("INT4", Tier("INT4", 0.5 + 2 / 128)),
    ("W8A", Tier("INT8", 1.0)),
    ("INT8", Tier("INT8", 1.0)),
)
AS_IT_WAS = Tier("", 0.0)


def _algorithm(value: Any) -> Tier:
    """The tier of one of ModelOpt's formats, with the group that stands beside it."""
    name = _text(value, "quant_algo").upper() if isinstance(value, dict) else str(value).upper()
    if name in ("", "NONE", "UNQUANTIZED"):
        return AS_IT_WAS
    for word, tier in _ALGORITHMS:
        if word in name:
            group = value.get("group_size") if isinstance(value, dict) else None
            return _integers(4, group) if tier.name == "INT4" and _count(group) else tier
    return Tier(name[:40], _UNREAD)


def _whole(entry: dict[str, Any]) -> tuple[Tier, list[tuple[str, Tier]]]:
    """The tier of everything, of a tool that has one."""
    method, algorithm = _text(entry, "quant_method").lower(), _text(entry, "quant_algo")
    if method == "mxfp4":
        return Tier("MXFP4", TIERS["mxfp4"]), []
    if method in ("fp8", "fbgemm_fp8"):
        return _fp8(entry.get("weight_block_size")), []
    if method == "quark":
        return _quark(entry)
    if method == "bitsandbytes":
        return _bits_and_bytes(entry), []
    if algorithm and method in ("", "modelopt"):
        tier = _algorithm(entry)
        return (tier if tier.size > 0 else Tier(tier.name or algorithm[:40], 0.0)), []
    bits = _first(entry, "bits", "w_bit")
    if method in ("gptq", "awq", "auto-round") or (not method and bits is not None):
        return _integers(bits, _first(entry, "group_size", "q_group_size", default=128)), []
    return Tier(method or "unnamed", 0.0), []


def _groups(groups: dict[str, Any]) -> tuple[Tier, list[tuple[str, Tier]]]:
    """The groups of compressed-tensors: each for a class of modules, or for modules by name."""
    default, named = Tier("unnamed", 0.0), []
    for group in groups.values():
        if not isinstance(group, dict):
            continue
        tier = _weights(group.get("weights"))
        targets = _names(group.get("targets")) or ["Linear"]
        for target in targets:
            if target.removeprefix("re:").strip(".*^$") in ("", "Linear"):
                default = tier if tier.size >= 0 else Tier(tier.name, 0.0)
            else:
                named.append((target, tier))
    # Where every group names its modules, the others stay as they were.
    if named and default.name == "unnamed":
        default = AS_IT_WAS
    return default, named


def _weights(weights: Any) -> Tier:
    """The tier of one group of compressed-tensors."""
    if not isinstance(weights, dict):
        return Tier("unnamed", _UNREAD) if weights is not None else AS_IT_WAS
    if weights.get("quant_algo") is not None:
        return _algorithm(weights)
    bits, group, kind = weights.get("num_bits"), weights.get("group_size"), weights.get("type")
    if kind == "float" and bits == 4:
        return _ALGORITHMS[0][1] if group == 16 else _ALGORITHMS[1][1]
    if kind == "float" and bits == 8:
        return _ALGORITHMS[2][1] if group == 32 else _fp8(weights.get("block_structure"))
    tier = _integers(bits, group) if kind == "int" else Tier("unnamed", 0.0)
    return tier if tier.size else Tier(tier.name, _UNREAD)


def _exceptions(entry: dict[str, Any]) -> list[tuple[str, Tier]]:
    """Modules that GPTQ's `dynamic` or AutoRound's `extra_config` speaks of."""
    found: list[tuple[str, Tier]] = []
    bits = _first(entry, "bits", "w_bit")
    group = _first(entry, "group_size", "q_group_size", default=128)
    dynamic, extra = entry.get("dynamic"), entry.get("extra_config")
    for name, value in dynamic.items() if isinstance(dynamic, dict) else ():
        if name.startswith("-:"):
            found.append((name[2:], AS_IT_WAS))
        elif name.startswith("+:") and isinstance(value, dict):
            found.append((name[2:], _other(value, bits, group)))
    for name, value in extra.items() if isinstance(extra, dict) else ():
        if isinstance(value, dict):
            found.append((name, _other(value, bits, group)))
    return found


def _other(value: dict[str, Any], bits: Any, group: Any) -> Tier:
    own, wide = value.get("bits", bits), value.get("group_size", group)
    if _count(own) and own >= 16:
        return AS_IT_WAS
    tier = _integers(own, wide)
    return tier if tier.size else Tier(tier.name, _UNREAD)


def _quark(entry: dict[str, Any]) -> tuple[Tier, list[tuple[str, Tier]]]:
    """AMD's Quark: a tier for all, and others for modules by name."""
    found = entry.get("global_quant_config")
    default = _quark_tier(found)
    default = default if default.size >= 0 else Tier(default.name, 0.0)
    layers = entry.get("layer_quant_config")
    named = [
        (name, _quark_tier(value))
        for name, value in (layers.items() if isinstance(layers, dict) else ())
    ]
    return (default if default.size > 0 or named else Tier("quark", 0.0)), named


def _quark_tier(value: Any) -> Tier:
    weight = value.get("weight") if isinstance(value, dict) else None
    if weight is None:
        return AS_IT_WAS
    dtype = _text(weight, "dtype").lower() if isinstance(weight, dict) else ""
    group = weight.get("group_size") if isinstance(weight, dict) else None
    if dtype.startswith("fp4"):
        return _ALGORITHMS[0][1] if group == 16 else _ALGORITHMS[1][1]
    if dtype.startswith("fp8"):
        return _ALGORITHMS[2][1] if group == 32 else _ALGORITHMS[3][1]
    if dtype in ("int4", "uint4", "int8", "uint8"):
        return _integers(int(dtype[-1]), group)
    return Tier(dtype[:40] or "unnamed", _UNREAD)


def _bits_and_bytes(entry: dict[str, Any]) -> Tier:
    if entry.get("load_in_4bit") is True:
        # A 4-byte scale for 64; quantized once more it is a byte, and 4 bytes for 256 of these.
        double = entry.get("bnb_4bit_use_double_quant") is True
        return Tier("NF4", 0.5 + (1 / 64 + 4 / (64 * 256) if double else 4 / 64))
    return Tier("INT8", 1.0) if entry.get("load_in_8bit") is True else Tier("bitsandbytes", 0.0)


def _fp8(block: Any) -> Tier:
    """FP8, with one 4-byte scale for each block where it has any."""
    if isinstance(block, list) and len(block) == 2 and _count(block[0]) and _count(block[1]):
        return Tier("FP8", 1.0 + 4.0 / (block[0] * block[1]))
    return Tier("FP8", 1.0)


def _integers(bits: Any, group: Any) -> Tier:
    """Integers of so many bits, with a 2-byte scale for each group."""
    if type(bits) is not int or bits not in (2, 3, 4, 8):
        return Tier("integers of unknown size", 0.0)
    return Tier(f"INT{bits}", bits / 8 + (2.0 / group if _count(group) else 0.0))


def _kv(entry: dict[str, Any]) -> float:
    """Bytes of one cached number, 0 where it is not said."""
    scheme = entry.get("kv_cache_scheme")
    bits = scheme.get("num_bits") if isinstance(scheme, dict) else None
    said = scheme if isinstance(scheme, str) else _text(entry, "kv_cache_quant_algo")
    if bits == 4 or "NVFP4" in said.upper():
        return TIERS["nvfp4"]
    return 1.0 if bits == 8 or said.upper() in ("FP8", "INT8") else 0.0


def _count(value: Any) -> bool:
    return type(value) is int and 0 < value <= 10**6


def _text(entry: Any, key: str) -> str:
    value = entry.get(key) if isinstance(entry, dict) else None
    return value if isinstance(value, str) else ""


def _first(entry: dict[str, Any], *keys: str, default: Any = None) -> Any:
    return next((entry[key] for key in keys if entry.get(key) is not None), default)


def _names(value: Any) -> list[str]:
    return [name for name in value if isinstance(name, str)] if isinstance(value, list) else []
