"""How many bytes the parameters of each part take: as released, or at one tier throughout."""

from __future__ import annotations

import os
from typing import NamedTuple

from formulas.quantity import TIERS
from sessions.catalogue.configs.architecture import PARTS, Architecture, Layer, Part
from sessions.catalogue.configs.config import Config
from sessions.catalogue.configs.families import FAMILIES
from sessions.catalogue.configs.weights.modules import (
    ALL,
    FEED_PARTS,
    Named,
    matrices_of,
    named,
)
from sessions.catalogue.configs.weights.quantization import AS_IT_WAS, Entry, Tier, entry_of

# What a release leaves in its own precision unless it says otherwise: small, or read by index.
CODED: tuple[Part, ...] = ("attention", "dense FFN", "routed experts", "shared experts")
_DTYPES = {"bfloat16": 2.0, "float16": 2.0, "half": 2.0, "float32": 4.0, "float8_e4m3fn": 1.0}
_WORDS = {2.0: "BF16", 4.0: "FP32", 1.0: "FP8"}
_MOST_STEPS = 1_000_000  # a real release names some ten thousand modules


class Weights(NamedTuple):
    """The bytes of the weights.

    Attributes:
        tier: in words: `NVFP4, the rest BF16`.
        per_param: bytes of one parameter of each part, scales included; a mean where the matrices
            of a part differ.
        bytes: of each part.
        gaps: what is not modelled.
        source: the file beside the config that says so, else "".
        per_value: bytes of one cached number, as the release has it.
    """

    tier: str
    per_param: dict[Part, float]
    bytes: dict[Part, float]
    gaps: tuple[str, ...] = ()
    source: str = ""
    per_value: float = 2.0

    @property
    def total(self) -> float:
        """All of them."""
        return sum(self.bytes.values())


def at_tier(model: Architecture, tier: str) -> Weights:
    """Every parameter at one tier, as the source counts. Raises KeyError for an unknown one."""
    return _weights(model, tier, dict.fromkeys(PARTS, TIERS[tier]))


def as_released(config: Config, model: Architecture) -> Weights:
    """Each part as the release's own quantization entry has it, else all in its dtype.

    Raises BadDocument for a file beside the config that cannot be read.
    """
    entry, own = entry_of(config, FAMILIES[model.family]), _dtype(config)
    if entry is None:
        return _weights(model, _WORDS[own], dict.fromkeys(PARTS, own), _named_otherwise(config))
    found = _as_said(config, model, entry, own)
    return found._replace(per_value=entry.kv or found.per_value)


def _named_otherwise(config: Config) -> tuple[str, ...]:
    """A gap where the file's name says a precision that nothing in it or beside it says."""
    name = os.path.basename(os.path.dirname(config.file)) + "/" + os.path.basename(config.file)
    said = next((word for word in _NAMED if word in name.lower()), "")
    if not said:
        return ()
    return (
        f"The name says {said.upper()}, but no quantization entry or file beside the config does:"
        " counted in its own precision.",
    )


_NAMED = ("nvfp4", "mxfp4", "fp8", "int8", "int4", "w4a16", "w8a8", "awq", "gptq")


def _weights(
    model: Architecture,
    tier: str,
    per_param: dict[Part, float],
    gaps: tuple[str, ...] = (),
    source: str = "",
) -> Weights:
    params = model.params()
    held = {part: params[part] * per_param[part] for part in PARTS}
    words = f"{tier}; quantization from {source}" if source else tier
    return Weights(words, per_param, held, gaps, source)


def _dtype(config: Config) -> float:
    for data in (config.data, config.outer):
        for name in ("dtype", "torch_dtype"):
            value = data.get(name)
            if isinstance(value, str) and value in _DTYPES:
                return _DTYPES[value]
    return 2.0


def _as_said(config: Config, model: Architecture, entry: Entry, own: float) -> Weights:
    word, default = _WORDS[own], entry.default
    if not default.size and not entry.named:
        what = f"The quantization entry ({default.name}) is not one that napkin reads"
        unread = (f"{what}: counted as {word}.", *entry.gaps)
        return _weights(model, word, dict.fromkeys(PARTS, own), unread, entry.source)
    size = default.size or own
    per_param: dict[Part, float] = {part: size if part in CODED else own for part in PARTS}
    names: dict[str, float] = {default.name: 1.0} if default.size else {}
    gaps = list(entry.gaps)
    if default.name and not default.size:
        what = f"Modules that have no name of their own are in {default.name}"
        gaps.append(f"{what}, which napkin does not read: counted as {word}.")
    if entry.named or entry.left:
        counted = _Count(config, model, Tier(default.name, size), own)
        gaps += counted.say(entry)
        means = counted.means()
        per_param |= {part: mean for part, (mean, _) in means.items()}
        for _, tiers in means.values():
            for name, count in tiers.items():
                names[name] = names.get(name, 0.0) + count
    most = sorted(filter(None, names), key=lambda name: -names[name])
    said = " and ".join(most[:3]) or word
    return _weights(model, f"{said}, the rest {word}", per_param, tuple(gaps), entry.source)


def _inside(meant: Named | None, name: str) -> bool:
    """Whether a name is one of something inside the layers."""
    return "conv" in name.lower() if meant is None else "embeddings" not in meant.parts


class _Count:
    """The parameters of each matrix by tier, layer after layer, as names of modules have it."""

    def __init__(self, config: Config, model: Architecture, default: Tier, own: float) -> None:
        self.config, self.model, self.default, self.own = config, model, default, own
        self._modules = FAMILIES[model.family].modules
        # By layer and part: for each matrix, the tier of each expert that is named; -1 is all.
        self.said: dict[tuple[int, Part], dict[str, dict[int, Tier]]] = {}
        self.embedded: dict[str, Tier] = {}
        self._sizes: dict[tuple[Layer, Part], dict[str, int]] = {}
        self._steps = 0

    def say(self, entry: Entry) -> list[str]:
        """Take all names in. Returns what could not be, as sentences."""
        unplaced: list[str] = []
        everything = [*entry.named, *[(name, AS_IT_WAS) for name in entry.left]]
        for name, tier in everything:
            try:
                meant = named(name)
            except ValueError:
                unplaced.append(name)
                continue
            if self._modules == "otherwise" and _inside(meant, name):
                unplaced.append(name)
                continue
            if meant is not None and not self._place(meant, tier):
                unplaced.append(name)
            if self._steps > _MOST_STEPS:
                return ["Far more modules are named than a model has: not all are looked at."]
        if not unplaced:
            return []
        more = f" and {len(unplaced) - 1} more" if len(unplaced) > 1 else ""
        return [f"Modules named in a way that napkin cannot place: {unplaced[0][:60]}{more}."]

    def _place(self, meant: Named, tier: Tier) -> bool:
        """Note a tier for what a name means. Returns whether any of it is there."""
        if "embeddings" in meant.parts:
            self.embedded[meant.matrices[0]] = tier
            return True
        numbers = range(len(self.model.layers))
        if meant.layer >= 0 and meant.more:
            begin = str(meant.layer)
            numbers = [at for at in numbers if str(at).startswith(begin)]  # type: ignore[assignment]
        elif meant.layer >= 0:
            numbers = numbers[meant.layer : meant.layer + 1]
        # A layer after the last is one that predicts more tokens, and is not counted.
        found = not numbers
        for at in numbers:
            layer = self.model.layers[at]
            if meant.mixer and self._linear(layer) != (meant.mixer == "state"):
                found = found or meant.layer >= 0
                continue
            for part in self._parts(meant, layer):
                sizes = self._matrices(layer, part)
                cell = self.said.setdefault((at, part), {})
                for matrix in sizes if meant.matrices == (ALL,) else meant.matrices:
                    self._steps += 1
                    if matrix in sizes:
                        found = True
                        if meant.expert < 0:
                            cell[matrix] = {-1: tier}
                        else:
                            cell.setdefault(matrix, {})[meant.expert] = tier
                if not cell:
                    del self.said[(at, part)]
        return found

    def _linear(self, layer: Layer) -> bool:
        return layer.mixer.growth == "state" and self._modules != "alike"

    def _parts(self, meant: Named, layer: Layer) -> list[Part]:
        there = layer.params
        parts = [part for part in meant.parts or CODED if there[part]]
        # Where a layer has both, `mlp` is the dense one, and the experts have a name of their own.
        both = meant.parts == FEED_PARTS and "dense FFN" in parts
        return ["dense FFN"] if both else parts

    def _matrices(self, layer: Layer, part: Part) -> dict[str, int]:
        key = (layer, part)
        if key not in self._sizes:
            self._sizes[key] = matrices_of(self.config, layer, part, self.model.hidden_size)
        return self._sizes[key]

    def means(self) -> dict[Part, tuple[float, dict[str, float]]]:
        """Bytes of one parameter of each part that was spoken of, and its parameters by tier."""
        found: dict[Part, tuple[float, dict[str, float]]] = {}
        params = self.model.params()
        for part in CODED:
            if params[part] and any(spoken == part for _, spoken in self.said):
                held = 0.0
                tiers: dict[str, float] = {}
                for at, layer in enumerate(self.model.layers):
                    for count, tier in self._counted(at, layer, part):
                        held += count * (tier.size if tier.size > 0 else self.own)
                        name = tier.name if tier.size > 0 else ""
                        tiers[name] = tiers.get(name, 0.0) + count
                found[part] = held / params[part], tiers
        coded = self.embedded.get("lm_head", AS_IT_WAS)
        out, inside = self.model.output_embeddings, self.embedded.get("embed_tokens", AS_IT_WAS)
        if coded.size > 0 or inside.size > 0:
            held = out * (coded.size if coded.size > 0 else self.own)
            held += self.model.input_embeddings * (inside.size if inside.size > 0 else self.own)
            found["embeddings"] = held / params["embeddings"], {coded.name: out}
        return found

    def _counted(self, at: int, layer: Layer, part: Part) -> list[tuple[float, Tier]]:
        """The parameters of a part of one layer, by tier."""
        whole = layer.params[part]
        cell = self.said.get((at, part))
        if cell is None:
            return [(whole, self.default)]
        sizes = self._matrices(layer, part)
        found: list[tuple[float, Tier]] = [(whole - sum(sizes.values()), AS_IT_WAS)]
        experts = layer.feed.experts if part == "routed experts" else 1
        for matrix, size in sizes.items():
            tiers = cell.get(matrix, {})
            rest = experts
            for expert, tier in tiers.items():
                if 0 <= expert < experts:
                    found.append((size / experts, tier))
                    rest -= 1
            found.append((size * rest / experts, tiers.get(-1, self.default)))
        return found
