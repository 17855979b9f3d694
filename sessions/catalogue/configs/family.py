"""What a family of models is: all that reading one of its configs needs, in one value.

The config of a family leaves unsaid what its modelling code has: biases, norms, how its layers
alternate, the values of keys that are not there. A type that no family has is not guessed at: two
models with the same keys can differ by a matrix.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from sessions.catalogue.configs.architecture import Layer
from sessions.catalogue.configs.config import Config

Bias = Literal["no", "qkv", "all", "config qkv", "config all"]
NONE: Mapping[str, Any] = MappingProxyType({})


class Beside(NamedTuple):
    """Parameters beside the input embeddings, the output embeddings and the last norm."""

    input: int = 0
    output: int = 0
    last: int = 0


class Family(NamedTuple):
    """The habits of a family, from its released modelling code.

    Attributes:
        types: what its configs have as `model_type`, in small letters; the first is its name.
        attention_bias: which projections of attention have a bias; `config` asks `attention_bias`.
        qk_norm: a norm over each head's queries and keys (`head`), over all of them (`full`), or
            where `use_qk_norm` says so.
        gated: feed-forward of three matrices (gate, up, down) and not of two.
        mlp_bias: a bias on each matrix of the feed-forward; `config` asks `mlp_bias`.
        bias_keys: other names for `attention_bias` and `mlp_bias`.
        bias_unsaid: what `attention_bias` is where the config has no such key.
        norms: norms per layer outside of attention, or what counts them.
        norm_bias: each norm has a bias too.
        tied: input and output embeddings are one where the config does not say.
        router_bias: one number for each expert beside the router.
        expert_bias: each matrix of each expert has a bias.
        shared_gate: the shared expert has a gate of its own.
        unsaid_shared: beside the routed experts stands a shared one of their width, which no key
            of the config tells.
        sinks: a number for each head that attention may look at instead of a token.
        final_norm: there is a norm after the last layer.
        output_bias: the output embeddings have a bias where this key says so.
        output_gate: queries come with a gate of their own size.
        pattern: how windows alternate where no list says so: `none`, `all` (every layer has the
            config's window), `flag` (only with `use_sliding_window`), or one full layer in N;
            nothing where the family has none, and no key of one is read.
        four_wide: a feed-forward is four times as wide as a token where no key says its width.
        activation: numbers that the activation of each layer has learned.
        latent: attention caches one latent vector (MLA).
        experts: the family has models with experts.
        wide_state: engines keep its recurrent state in 4 bytes a number, though no key says so.
        gaps: what is not modelled for the whole family.
        reads: keys that change the matrices or the cache, and are read for it; a config of a family
            that does not read one of them is not known.
        rather: a key, and the family that a config with this type is of where it has that key.
        defaults: of the released modelling code, for keys that are not there at all: a key that is
            there and null means what null means.
        needed: keys without which the matrices are not known; null counts as said. One of those in
            brackets.
        only: keys that released models all have so; with another value the matrices would be
            others.
        spelled: says its keys under the names that other families have for the same.
        layers: makes its layers, where no row can say what they are.
        beside: counts what stands beside the embeddings and the last norm.
        modules: how modules are named, where that is not as they are counted here: linear layers
            like the others (`alike`), or `otherwise`, so that nothing inside can be placed.
        left: names of modules that its quantized releases leave as they were, and do not say so.
        expert_dtype: the key beside the quantization entry that says the precision of experts.
    """

    types: tuple[str, ...]
    attention_bias: Bias = "no"
    qk_norm: Literal["", "head", "full", "config head", "config full"] = ""
    gated: bool = True
    mlp_bias: Literal["no", "yes", "config"] = "no"
    bias_keys: tuple[str, str] = ("attention_bias", "mlp_bias")
    bias_unsaid: bool = False
    norms: int | Callable[[Config], int] = 2
    norm_bias: bool = False
    tied: bool = False
    router_bias: bool = False
    expert_bias: bool = False
    shared_gate: bool = False
    unsaid_shared: bool = False
    sinks: bool = False
    final_norm: bool = True
    output_bias: str = ""
    output_gate: bool = False
    pattern: str = "none"
    four_wide: bool = False
    activation: int = 0
    latent: bool = False
    experts: bool = False
    wide_state: bool = False
    gaps: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    rather: tuple[str, Family] | None = None
    defaults: Mapping[str, Any] = NONE
    needed: tuple[str | tuple[str, ...], ...] = ()
    only: Mapping[str, Any] = NONE
    spelled: Callable[[Config, Family], Mapping[str, Any]] | None = None
    layers: Callable[[Config, Family, int], list[Layer]] | None = None
    beside: Callable[[Config, Family, int], Beside] | None = None
    modules: Literal["", "alike", "otherwise"] = ""
    left: tuple[str, ...] = ()
    expert_dtype: str = ""

    @property
    def name(self) -> str:
        """What it is called: the first of its types."""
        return self.types[0]

    def norm(self, hidden: int) -> int:
        """The parameters of one norm over so many channels."""
        return hidden * (2 if self.norm_bias else 1)

    def unsaid(self, config: Config) -> dict[str, Any]:
        """What a config leaves out, as the family's own modelling code has it."""
        return {key: value for key, value in self.defaults.items() if key not in config.data}

    def completed(self, config: Config) -> Config:
        """The config with what its family leaves unsaid, under the names that others have.

        Raises BadDocument where it may not be unsaid.
        """
        for keys in self.needed:
            names = (keys,) if isinstance(keys, str) else keys
            there = [name for name in names if name in config.data]
            # Of several that say one thing, one must say it.
            if not there or (len(names) > 1 and not config.has(*there)):
                said = f"it is missing, and {self.name} has no number of its own for it"
                raise config.wrong(names[0], "nothing", said)
        if missing := self.unsaid(config):
            config = config.plus(missing)
        return config.plus(self.spelled(config, self)) if self.spelled else config

    def strange(self, config: Config) -> str:
        """A key that every released model of the family has alike, and this config otherwise; or
        nothing.
        """
        for key, value in self.only.items():
            if config.raw(key) not in (None, value):
                return f"{key} = {str(config.raw(key))[:20]}"
        return ""
