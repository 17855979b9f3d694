"""Every family of models that napkin knows.

A new one is a row of `own.plain` where its keys and a row say all; else a module of `own` with its
`FAMILY`, imported and listed here.
"""

from __future__ import annotations

from sessions.catalogue.configs.config import Config
from sessions.catalogue.configs.family import Family
from sessions.catalogue.configs.keys import CHANGES as ALWAYS
from sessions.catalogue.configs.keys import MARKS
from sessions.catalogue.configs.own import (
    classic,
    deepseek4,
    gemma,
    hybrids,
    kimi,
    minimax3,
    nemotron,
    nested,
    plain,
    step3,
)

ALL: tuple[Family, ...] = (
    *classic.FAMILIES,
    *gemma.FAMILIES,
    *hybrids.FAMILIES,
    *nemotron.FAMILIES,
    *nested.FAMILIES,
    *plain.FAMILIES,
    deepseek4.FAMILY,
    kimi.FAMILY,
    minimax3.FAMILY,
    step3.FAMILY,
)
# By each of its types, in small letters.
FAMILIES: dict[str, Family] = {name: family for family in ALL for name in family.types}
# Keys that change the matrices or the cache, which a family must say that it reads.
CHANGES = tuple(sorted({*ALWAYS, *[key for family in ALL for key in family.reads]} - {MARKS}))


def type_of(config: Config) -> str:
    """What a config calls its family, in small letters; nothing where it does not say."""
    named = config.data.get("model_type") or config.outer.get("model_type")
    return named.lower() if isinstance(named, str) else ""


def family_of(config: Config) -> Family | None:
    """The family that a config is of; None for one that napkin does not know."""
    family = FAMILIES.get(type_of(config))
    if family and family.rather and config.raw(family.rather[0]):
        return family.rather[1]
    return family
