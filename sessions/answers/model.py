"""`napkin model`: what a config says of a model.

Loads no book of formulas (a test holds it), so that fifty configs are read in the time of one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from formulas.quantity import TIERS, Refused
from sessions.catalogue.configs.architecture import (
    NEITHER,
    NO_INPUT,
    PARTS,
    Architecture,
    Part,
    active_ways,
    whole,
)
from sessions.catalogue.configs.config import name_of, read_config
from sessions.catalogue.configs.read import Unknown, architecture
from sessions.catalogue.configs.weights.tiers import Weights, as_released, at_tier

CONTEXTS = (8_192, 32_768, 131_072)
Count = float | int


class Kind(NamedTuple):
    """How many layers are of one kind."""

    attention: str
    feed_forward: str
    layers: int


class Work(NamedTuple):
    """FLOPs of a token on its context."""

    prefill: Count
    decode: Count


class NotKnown(NamedTuple):
    """An architecture that napkin does not know, and what its config says plainly."""

    name: str
    architecture: str
    stated: Mapping[str, int]
    not_modelled: tuple[str, ...]

    @property
    def shape(self) -> dict[str, object]:
        """What is stated stands among the rest."""
        return {"name": self.name, "architecture": self.architecture, **self.stated} | {
            "not_modelled": self.not_modelled
        }


class Described(NamedTuple):
    """A model, in plain numbers of param, byte, byte/token and FLOP/token; what is by the length of
    a context has tokens as its keys.
    """

    name: str
    architecture: str
    attention: str
    total_params: int
    active_params: int
    active_params_without_input_embeddings: int
    active_params_without_embeddings: int
    num_layers: int
    hidden_size: int
    params_by_part: Mapping[Part, int]
    active_by_part: Mapping[Part, int]
    layers: tuple[Kind, ...]
    weights: str
    quantization_from: str | None
    weight_bytes: Count
    weight_bytes_by_part: Mapping[Part, Count]
    bytes_per_param_by_part: Mapping[Part, Count]
    weight_bytes_by_tier: Mapping[str, Count]
    kv_bytes_per_value: float
    kv_bytes_per_token: Count
    kv_bytes_per_token_at_1_byte: Count
    kv_bytes_per_token_short_context: Count
    state_bytes_per_request: Count
    kv_bytes_per_request: Mapping[int, Count]
    flops_per_token: int
    attention_flops_per_token: Mapping[int, Work]
    not_modelled: tuple[str, ...]


def model(path: str, weights: str = "", kv: str = "") -> Described | NotKnown:
    """What one config says. Raises BadDocument, Refused."""
    config = read_config(path)
    name = name_of(config)
    try:
        found = architecture(config)
    except Unknown as unknown:
        return NotKnown(name, unknown.model_type, unknown.stated, (str(unknown),))
    released = as_released(config, found)
    held = at_tier(found, tier(weights)) if weights else released
    per_value = TIERS[tier(kv)] if kv else released.per_value
    return _described(name, found, held, per_value)


def tier(name: str) -> str:
    """A tier by name, in any case. Raises Refused."""
    plain = name.strip().lower()
    if plain not in TIERS:
        raise Refused(name, f"{name!r} is not a tier", ", ".join(TIERS))
    return plain


def _described(name: str, model: Architecture, weights: Weights, per_value: float) -> Described:
    params, active, ways = model.params(), model.active_params(), active_ways(model)
    each = {part: whole(round(weights.per_param[part], 9)) for part in PARTS if params[part]}
    return Described(
        name=name,
        architecture=model.name,
        attention=model.attention,
        total_params=model.total_params,
        active_params=model.total_active,
        active_params_without_input_embeddings=ways[NO_INPUT],
        active_params_without_embeddings=ways[NEITHER],
        num_layers=model.num_layers,
        hidden_size=model.hidden_size,
        params_by_part={part: params[part] for part in PARTS if params[part]},
        active_by_part={part: active[part] for part in PARTS if active[part]},
        layers=tuple([Kind(kind.mixer.name, kind.feed.name, n) for kind, n in model.kinds]),
        weights=weights.tier,
        quantization_from=weights.source or None,
        weight_bytes=whole(weights.total),
        weight_bytes_by_part={p: whole(weights.bytes[p]) for p in PARTS if weights.bytes[p]},
        bytes_per_param_by_part=each,
        weight_bytes_by_tier={t: whole(model.total_params * size) for t, size in TIERS.items()},
        kv_bytes_per_value=per_value,
        kv_bytes_per_token=whole(model.kv_values_per_token * per_value),
        kv_bytes_per_token_at_1_byte=model.kv_values_per_token,
        kv_bytes_per_token_short_context=whole(model.kv_values_short * per_value),
        state_bytes_per_request=whole(model.state_bytes),
        kv_bytes_per_request={n: whole(model.kv_bytes(n, per_value)) for n in CONTEXTS},
        flops_per_token=2 * model.total_active,
        attention_flops_per_token={
            n: Work(*[model.attention_flops(n, decoding=decoding) for decoding in (False, True)])
            for n in CONTEXTS
        },
        not_modelled=(*model.gaps, *weights.gaps),
    )
