"""Which rows of the price list a person means. A model is one model: K2 is not K2.6, 70B is not 8B,
and a turbo or thinking variant is found by its own name alone; what is near is named, never mixed
in.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from formulas.memo import while_same
from formulas.quantity import TIERS
from sessions.files.names import letters
from sessions.prices.source import Row

Key = tuple[str, ...]

_MOST_NEAR = 8
_LONGEST = 200  # letters of a name that are compared: nearness takes the square of them
# Words that name no model of their own: who made it, and that it was tuned to follow a chat.
_MAKERS = (
    *("alibaba", "amazon", "anthropic", "cohere", "google", "meta", "microsoft", "mistralai"),
    *("moonshot", "moonshotai", "nvidia", "openai", "xai", "zai", "zhipu"),
)
_TUNED = ("chat", "instruct", "it")
# How people write a provider that the list calls otherwise.
_PROVIDERS = {
    **dict.fromkeys(("amazon", "amazonbedrock", "bedrock"), "aws"),
    **dict.fromkeys(("microsoft", "azureopenai", "azureaifoundry"), "azure"),
    **dict.fromkeys(("vertex", "vertexai", "googlevertex", "googlevertexai", "gemini"), "google"),
    "kimi": "moonshotai",
    "ovh": "ovhcloud",
}
_ENDS = ("inference", "platform", "cloud", "labs", "inc", "api", "ai")
_SHORTEST = 4  # letters that are left of a provider's name: the start of "OpenAI" names nobody


def find_rows(rows: Sequence[Row], said: str) -> tuple[Row, ...]:
    """The rows of one model, at every provider that lists it; empty where none does.

    Where a provider lists a name as said and another that differs by "instruct" or the maker alone,
    the first counts.
    """
    wanted = _tokens(said)
    if not wanted:
        return ()
    strict: dict[str, list[Row]] = {}
    loose: dict[str, list[Row]] = {}
    for each in _named(rows):
        if wanted in each.names:
            strict.setdefault(each.row.provider, []).append(each.row)
        elif _plain(wanted) in each.plain:
            loose.setdefault(each.row.provider, []).append(each.row)
    found = loose | strict
    return tuple([row for each in found.values() for row in _current(each)])


def near_names(rows: Sequence[Row], said: str, found: Iterable[Row] = ()) -> tuple[str, ...]:
    """Names like the one that was said, nearest first, each of which finds a row of its own; where
    something was found, only variants of it.
    """
    said = said[:_LONGEST]
    wanted = set(_plain(_tokens(said)))
    known = {id(row) for row in found}
    scored: dict[str, tuple[float, str]] = {}
    for each in _named(rows):
        here = each.parts
        if id(each.row) in known or (known and not here > wanted) or not here & wanted:
            continue
        like = SequenceMatcher(None, said.lower(), each.label.lower()).ratio()
        score = len(here & wanted) / len(here | wanted) + 0.5 * like
        key = " ".join(sorted(here))
        if score > scored.get(key, (0.0, ""))[0]:
            scored[key] = (score, each.label)
    best = sorted(scored.values(), key=lambda each: (-each[0], each[1]))
    if not best and not known:
        best = _spelled(rows, said)
    return tuple([label for _, label in best[:_MOST_NEAR]])


def find_provider(providers: Mapping[str, str], said: str) -> str:
    """The id of the provider that a spelling means, of ids and the names that people read; ""
    where none or several do.
    """
    keys = {letters(said), _shorn(letters(said))} - {""}
    meant = {_PROVIDERS[key] for key in keys if key in _PROVIDERS}
    for provider, name in providers.items():
        names = {letters(provider), letters(name)}
        if keys & (names | {_shorn(each) for each in names}):
            meant.add(provider)
    return meant.pop() if len(meant) == 1 and meant <= providers.keys() else ""


def says_part_of(said: str, title: str) -> bool:
    """Whether a short name says nothing that a longer one does not: `k2.6` of `Kimi K2.6`."""
    return set(_tokens(said)) <= set(_tokens(title))


def without_tier(name: str) -> str:
    """A model's name without the precision that its weights are in, `Kimi K2.6 NVFP4`."""
    words = [word for word in re.split(r"[\s-]+", name) if word.lower() not in TIERS]
    return " ".join(words)


# --- names of models


@functools.lru_cache(maxsize=8192)
def _tokens(name: str) -> Key:
    """The parts of a name in a fixed order: `Kimi-K2.6`, `kimi-k2p6`, `kimi k2-6` are the same."""
    text = name.strip().lower().rpartition("/")[2]
    text = re.sub(r"-v?\d+:\d+$", "", text)  # a revision, as Bedrock writes it
    text = re.sub(r"^(?:[a-z-]+\.)+(?=[a-z])", "", text)  # and the maker before it
    text = re.sub(r"(?<=\d)p(?=\d)", ".", text)
    parts = re.findall(r"\d+[a-z]*|[a-z]+", text)
    joined: list[str] = []
    for part in parts:
        if joined and _step(part) and _step(joined[-1].rpartition(".")[2]):
            joined[-1] += f".{part}"
        elif part != "v":
            joined.append(part)
    return tuple(sorted(joined))


def _step(part: str) -> bool:
    """Whether a part belongs to a version such as 3.1; four digits are a date."""
    return part.isdecimal() and len(part) < 4


def _plain(name: Key) -> Key:
    """Without the words that name no model, and the day of a release. Of a GPT the words do name
    one: gpt-3.5-turbo-instruct is another than gpt-3.5-turbo.
    """
    idle = _MAKERS if "gpt" in name else (*_MAKERS, *_TUNED)
    return tuple([part for part in name if part not in idle and not _day(part)]) or name


def _day(part: str) -> bool:
    return part.isdecimal() and len(part) == 8


class _Named(NamedTuple):
    """A row with what finds it: names in parts, also without idle words; a name that finds it when
    it is typed, and the parts of that.
    """

    row: Row
    names: tuple[Key, ...]
    plain: frozenset[Key]
    label: str
    parts: frozenset[str]


@while_same()
def _named(rows: Sequence[Row]) -> list[_Named]:
    """The names of a list, taken apart once."""
    found = []
    for row in rows:
        names = _names(row)
        label = row.name if row.name and _tokens(row.name) in names else row.model
        plain = frozenset([_plain(name) for name in names])
        found.append(_Named(row, names, plain, label, frozenset(_plain(_tokens(label)))))
    return found


def _names(row: Row) -> tuple[Key, ...]:
    """What finds a row: its id, its title where that says all that the id says, and ids that are
    billed as this one, but for a variant such as `-fast`, which has a price of its own elsewhere.
    """
    model = _tokens(row.model)
    # Some put their own name before the model's.
    own = set(_tokens(row.provider)) - set(_tokens(row.name))
    core = set(_plain(model)) - own
    found = [model]
    title = _tokens(row.name)
    if title and core <= set(title):
        found.append(title)
    for alias in row.aliases:
        name = _tokens(alias)
        if all(part in model or part[0].isdecimal() or part in _TUNED for part in name):
            found.append(name)
    return tuple(dict.fromkeys(found))


def _current(rows: list[Row]) -> list[Row]:
    """Without the ids of earlier days, where a router has the same model by its present id too."""
    present = [row for row in rows if "/" in row.model]
    return present if present and rows[0].provider == "openrouter" else rows


def _spelled(rows: Sequence[Row], said: str) -> list[tuple[float, str]]:
    """Names that are spelled like what was said, where no part of them is the same."""
    plain = letters(said)
    scored = {
        label: SequenceMatcher(None, plain, letters(label)).ratio()
        for label in {each.label for each in _named(rows)}
    }
    return sorted(
        [(s, label) for label, s in scored.items() if s > 0.5], key=lambda e: (-e[0], e[1])
    )


# --- names of providers


def _shorn(name: str) -> str:
    """A bare name without what companies add to theirs: `fireworksai` is `fireworks`."""
    for end in _ENDS:
        left = name.removesuffix(end)
        if left != name and len(left) > _SHORTEST - (end != "ai"):
            return left
    return name
