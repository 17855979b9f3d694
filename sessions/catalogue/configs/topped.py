"""What stands on top of a model's layers, by the name of its architecture: the head that gives
tokens, one that classifies, or nothing. What drafts for another model has layers of another shape.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from sessions.catalogue.configs.config import Config
from sessions.catalogue.configs.families import FAMILIES
from sessions.catalogue.configs.family import Family


class Top(NamedTuple):
    """What stands on top.

    Attributes:
        odd: why the architecture is not known; nothing where it is.
        tokens: there are output embeddings; labels: a head gives so many numbers instead, `bias`
            with one number more for each.
        gap: what of it a reader has to know, a sentence.
    """

    odd: str = ""
    tokens: bool = True
    labels: int = 0
    bias: bool = False
    gap: str = ""

    def params(self, hidden: int) -> int:
        """The parameters of a head that classifies."""
        return self.labels * (hidden + self.bias)


# A draft looks at states of another model, has projections of its own and words of a smaller list.
_DRAFT = re.compile(r"eagle|medusa|dflash|draft|speculat|hydra|mtp|nextn", re.IGNORECASE)
_DRAFT_KEYS = (
    "draft_vocab_size",
    "eagle_config",
    "dflash_config",
    "target_hidden_size",
    "speculators_config",
    "speculators_model_type",
    "eagle_aux_hidden_state_layer_ids",
)
_TOKENS = re.compile(r"CausalLM|LMHeadModel|ForConditionalGeneration|ChatModel|VisionText")
_LABELS = re.compile(r"For(Sequence|Token)Classification$")
_OTHER = re.compile(r"For[A-Z]\w+$")
# Whose classes are called so and give tokens all the same.
_WHOLE = ("ChatGLMModel", "Qwen2_5OmniModel", "Grok1Model")


def top_of(config: Config, family: Family) -> Top:
    """What stands on top of the layers of a config."""
    names = config.outer.get("architectures")
    name = names[0] if isinstance(names, list) and names and isinstance(names[0], str) else ""
    drafts = [key for key in _DRAFT_KEYS if config.data.get(key) or config.outer.get(key)]
    if drafts:
        return Top(f"{drafts[0]}: it drafts for another model")
    if not name:
        return Top()
    shown = name[:40]
    if _DRAFT.search(name):
        return Top(f"the architecture {shown}: it drafts for another model")
    if found := _LABELS.search(name):
        labels = _labels(config)
        what = "token" if found[1] == "Token" else "text"
        said = f"A head that gives {labels} numbers for a {what} stands where tokens come out."
        return Top(tokens=False, labels=labels, bias=found[1] == "Token", gap=said)
    nested = config.data is not config.outer
    if _TOKENS.search(name) or name in _WHOLE:
        return Top("" if nested or _of(name, family) else f"the architecture {shown}")
    special = _OTHER.search(name) is not None
    if name.endswith("Model") and not special and not nested and _of(name, family):
        said = "A bare model, without the head that gives tokens: its output is a state."
        return Top(tokens=False, gap=said)
    return Top("" if nested or not special else f"the architecture {shown}")


def _labels(config: Config) -> int:
    """How many numbers a head that classifies gives; two where nothing says so."""
    named = config.raw("id2label")
    if isinstance(named, dict) and named:
        return len(named)
    return config.whole("num_labels", "_num_labels", default=2)


def _of(name: str, family: Family) -> bool:
    """Whether an architecture is of the family that the config calls itself, and not of another
    that napkin knows.
    """
    base = _plain(re.split(r"For[A-Z]|LMHeadModel|CausalLM|ChatModel|Model", name)[0])
    others = [other for type, other in FAMILIES.items() if _plain(type) == base]
    if not others:
        return True
    return any(other is family or _alike(other, family) for other in others)


def _alike(one: Family, other: Family) -> bool:
    return one._replace(types=()) == other._replace(types=())


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())
