"""From a config to an architecture: its family's layers, and what stands around them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from sessions.catalogue.configs import layers, stack
from sessions.catalogue.configs.architecture import Architecture, Kind, Layer
from sessions.catalogue.configs.config import LARGEST, Config
from sessions.catalogue.configs.families import CHANGES, family_of, type_of
from sessions.catalogue.configs.family import Beside, Family
from sessions.catalogue.configs.keys import (
    HIDDEN,
    LAYERS,
    MARKS,
    MOST_LAYERS,
    OTHER_SENSES,
    VOCAB,
    unread,
)
from sessions.catalogue.configs.own import nemotron
from sessions.catalogue.configs.topped import top_of

_PREDICTED = (
    "num_nextn_predict_layers",
    "num_mtp_modules",
    "mtp_num_hidden_layers",
    "mtp_num_layers",
)


class Unknown(ValueError):
    """An architecture that napkin does not know.

    Attributes:
        model_type: what the config calls itself.
        stated: what the config says plainly, for whoever wants to go on by hand.
    """

    def __init__(
        self, file: str, model_type: str, stated: dict[str, int], because: str = ""
    ) -> None:
        self.file, self.model_type, self.stated = file, model_type, stated
        what = f"the architecture {model_type!r}"
        if because:
            what = f"a {model_type!r} with {because}"
        super().__init__(f"{file}: napkin does not know {what}, and guesses no totals.")


def architecture(config: Config) -> Architecture:
    """The architecture that a config describes. Raises BadDocument, Unknown."""
    family = family_of(config)
    if family is None:
        raise Unknown(config.file, type_of(config) or "(no model_type)", _stated(config))
    top = top_of(config, family)
    if odd := top.odd or _odd(config, family) or family.strange(config):
        raise Unknown(config.file, family.name, _stated(config), odd)
    gaps = _gaps(config, family)
    config = family.completed(config)
    hidden = config.whole(*HIDDEN)
    vocab = config.whole(*VOCAB)
    made = _layers(config, family, hidden)
    kinds = tuple([Kind(layer, count) for layer, count in Counter(made).items()])
    more = family.beside(config, family, hidden) if family.beside else Beside()
    embedded = vocab * hidden
    output = 0 if _tied(config, family) else embedded
    if family.output_bias and config.flag(family.output_bias):
        output += vocab
    if not top.tokens:
        output = top.params(hidden)
    names = config.outer.get("architectures")
    name = names[0] if isinstance(names, list) and names else None
    states = [config.raw(name) for name in ("mamba_ssm_cache_dtype", "mamba_ssm_dtype")]
    return Architecture(
        name=name if isinstance(name, str) else family.name,
        family=family.name,
        attention=_in_words(kinds),
        hidden_size=hidden,
        vocab_size=vocab,
        layers=tuple(made),
        kinds=kinds,
        input_embeddings=embedded + more.input,
        output_embeddings=output + more.output,
        final_norms=(family.norm(hidden) if family.final_norm else 0) + more.last,
        gaps=(*filter(None, (top.gap,)), *gaps, *config.granted, *unread(config)),
        recurrent_bytes=4.0 if "float32" in states or family.wide_state else 2.0,
    )


def _layers(config: Config, family: Family, hidden: int) -> list[Layer]:
    """The layers in their order. Two ways of writing them out stand in configs of many families."""
    if isinstance(config.raw("block_configs"), list):
        return nemotron.searched(config, family, hidden)
    if config.has("hybrid_override_pattern"):
        return nemotron.lettered(config, family, hidden)
    count = config.whole(*LAYERS, default=1 if family.layers else None)
    if count > MOST_LAYERS:
        raise config.wrong(LAYERS[0], str(count), "more layers than any model has", "fewer")
    return (family.layers or stack.plain)(config, family, hidden)


def _odd(config: Config, family: Family) -> str:
    """What of a config makes shapes that its family's row does not describe, or nothing."""
    if config.has("kv_lora_rank") != family.latent:
        return "no kv_lora_rank" if family.latent else "kv_lora_rank"
    changed = [key for key in CHANGES if key not in family.reads and config.raw(key)]
    if changed:
        return changed[0]
    # MiniMax marks its layers with 1 for attention; others of its models have 0 for linear ones.
    marked = config.raw(MARKS)
    if isinstance(marked, list) and MARKS not in family.reads and any(m != 1 for m in marked):
        return f"{MARKS} of more than one kind"
    return "experts" if layers.has_experts(config) and not family.experts else ""


def _stated(config: Config) -> dict[str, int]:
    found = {}
    for id, names in (
        ("num_layers", LAYERS),
        ("hidden_size", HIDDEN),
        ("vocab_size", ("vocab_size",)),
    ):
        value = config.raw(*names)
        if isinstance(value, int) and not isinstance(value, bool) and 0 < value <= LARGEST:
            found[id] = value
    return found


def _tied(config: Config, family: Family) -> bool:
    """Whether input and output embeddings are one: as the config says, or its family's habit."""
    name = "tie_word_embeddings"
    if config.data.get(name) is not None:
        return config.flag(name)
    if config.outer.get(name) is not None:
        return Config(config.file, config.outer, config.outer).flag(name)
    return family.tied


# --- words


def _in_words(kinds: tuple[Kind, ...]) -> str:
    """`MLA`; `GQA in 18 layers, sliding-window GQA (128 tokens) in 18`."""
    counted: Counter[tuple[str, int]] = Counter()
    for (mixer, _, _), count in kinds:
        if mixer.growth != "none":
            # What is compressed has a window beside it, which its name need not say.
            window = 0 if mixer.growth == "compressed" else mixer.window
            counted[(mixer.name, window)] += count
    named = [
        (f"{name} ({window:,} tokens)" if window else name, n)
        for (name, window), n in counted.items()
    ]
    if len(named) == 1:
        return named[0][0]
    return ", ".join([f"{name} in {count} layers" for name, count in named])


def _sees(outer: Mapping[str, object]) -> bool:
    """Whether a flat config has a part that sees or hears beside its text."""
    return any(
        isinstance(value, dict) or (key.startswith("mm_") and bool(value))
        for key, value in outer.items()
        if OTHER_SENSES.match(key)
    )


def _gaps(config: Config, family: Family) -> tuple[str, ...]:
    gaps = list(family.gaps)
    if config.data is not config.outer or _sees(config.outer):
        gaps.append("The vision or audio part, which the published total may count.")
    if any(isinstance(config.data.get(n), int) and config.data[n] > 0 for n in _PREDICTED):
        gaps.append(
            "The layers that predict more tokens (MTP), which the published total may count."
        )
    if unsaid := family.unsaid(config):
        words = ", ".join([f"{key} {value}" for key, value in unsaid.items()])
        gaps.append(f"The config leaves out {words}: taken from the family's own modelling code.")
    return tuple(gaps)
