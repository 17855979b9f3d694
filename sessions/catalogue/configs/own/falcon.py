"""Falcon: a few norms more or less, and one head for keys unless its config says more."""

from __future__ import annotations

from sessions.catalogue.configs.config import Config
from sessions.catalogue.configs.family import Family


def _norms(config: Config) -> int:
    if config.flag("new_decoder_architecture"):
        config.settled("parallel_attn")
        return 2 if config.whole("num_ln_in_parallel_attn", default=2) == 2 else 1
    return 1 if config.flag("parallel_attn", True) else 2


def _spelled(config: Config, _: Family) -> dict[str, bool]:
    # The first releases, under another type, have as many heads for keys where no key says more.
    unsaid = config.data.get("model_type") == "falcon" and not config.has("multi_query")
    return {"multi_query": True} if unsaid else {}


_FALCON = Family(
    ("falcon", "refinedwebmodel"),
    attention_bias="config all",
    gated=False,
    mlp_bias="config",
    bias_keys=("bias", "bias"),
    norms=_norms,
    norm_bias=True,
    tied=True,
    four_wide=True,
    spelled=_spelled,
)
FAMILIES = (
    _FALCON,
    _FALCON._replace(types=("refinedweb",), defaults={"new_decoder_architecture": True}),
)
