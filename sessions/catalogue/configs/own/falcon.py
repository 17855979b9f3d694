"""Falcon: a few norms more or less, and one head for keys unless its config says more."""

from __future__ import annotations

from sessions.catalogue.configs import stack
from sessions.catalogue.configs.architecture import Layer
from sessions.catalogue.configs.config import Config
from sessions.catalogue.configs.family import Family


def _layers(config: Config, family: Family, hidden: int) -> list[Layer]:
    """The layers in their order. Raises BadDocument."""
    # The first releases, under another type, have as many heads for keys where no key says more.
    if config.data.get("model_type") == "falcon" and not config.has("multi_query"):
        config = config.plus({"multi_query": True})
    norms = family.norm(hidden) * _norms(config)
    return [layer._replace(norms=norms) for layer in stack.plain(config, family, hidden)]


def _norms(config: Config) -> int:
    if config.flag("new_decoder_architecture"):
        config.settled("parallel_attn")
        return 2 if config.whole("num_ln_in_parallel_attn", default=2) == 2 else 1
    return 1 if config.flag("parallel_attn", True) else 2


_FALCON = Family(
    ("falcon", "refinedwebmodel"),
    attention_bias="config all",
    gated=False,
    mlp_bias="config",
    bias_keys=("bias", "bias"),
    norm_bias=True,
    tied=True,
    four_wide=True,
    layers=_layers,
)
FAMILIES = (
    _FALCON,
    _FALCON._replace(types=("refinedweb",), defaults={"new_decoder_architecture": True}),
)
